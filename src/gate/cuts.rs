//! Where people in order along a line are best cut in two.

use super::households::Few;

/// A cut leaves at least one in so many people on either side where it can, so that a large segment is not peeled block by block.
const SIDE: u64 = 8;

/// Where to cut units in order so that either side has at least `target` people, of `total`, and the variance between both sides is
/// largest (Otsu 1979): at a gap rather than in the middle. `along` and `people` are by place, `order` has the places; `homes`, where
/// households are known, those of all units and the units that the places are of.
pub(super) fn cut(
    (along, order): (&[f32], &[u32]),
    people: &[u32],
    (total, target): (u64, u64),
    homes: Option<(&[Few], &[u32])>,
) -> Option<usize> {
    let of = |place: u32| (f64::from(along[place as usize]), people[place as usize]);
    let middle = order.iter().map(|&place| of(place)).map(|(along, people)| along * f64::from(people));
    let middle = middle.sum::<f64>() / total as f64;
    let (first, last) = homes.map_or((0, order.len()), |(all, units)| cuts(all, units, order));
    let best = |least: u64| {
        let (mut below, mut sum) = (0u64, 0f64);
        let mut best: Option<(f64, usize)> = None;
        for (cut, &place) in (1..).zip(&order[..order.len() - 1]) {
            let (along, people) = of(place);
            below += u64::from(people);
            sum += (along - middle) * f64::from(people);
            let above = total - below;
            if below < least || above < least || cut < first || cut > last {
                continue;
            }
            let between = sum * sum / (below as f64 * above as f64);
            if best.is_none_or(|(most, _)| between > most) {
                best = Some((between, cut));
            }
        }
        best.map(|(_, cut)| cut)
    };
    best((total / SIDE).max(target)).or_else(|| best(target))
}

/// The first and the last place where units in order may be cut so that both parts span enough households.
fn cuts(all: &[Few], units: &[u32], order: &[u32]) -> (usize, usize) {
    let enough = |few: &mut Few, place: u32| {
        few.join(&all[units[place as usize] as usize]);
        few.enough()
    };
    let (mut low, mut high) = (Few::default(), Few::default());
    let first = order.iter().position(|&place| enough(&mut low, place));
    let last = order.iter().rposition(|&place| enough(&mut high, place));
    (first.map_or(usize::MAX, |place| place + 1), last.unwrap_or(0))
}
