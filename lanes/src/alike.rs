//! People as points, and the line along which some of them differ most.
//!
//! A person is a point: a row of numbers divided by the root of their number, and for each of some groupings an indicator of the group.
//! So all columns together count about as much as one grouping, and people whom most groupings keep together are near.
//! Indicators are never written out: they are many numbers, few of which are not 0.

use crate::dot;

/// Most groups of a grouping.
const GROUPS: usize = 8;
/// Points that an axis is estimated on.
const SAMPLE: usize = 256;
/// Most turns of the power iteration, and how little (as 1 - cos²) the axis turns in the last one: a split needs a good direction, not a
/// converged one.
const TURNS: usize = 10;
const STILL: f32 = 0.02;
/// Steps in which points are told apart along an axis.
const STEPS: f32 = 65_535.0;

/// The points, and room to work in.
pub struct Alike {
    /// Rows of `width` numbers.
    rows: Vec<f32>,
    width: usize,
    /// Group of each point in each grouping, row by row.
    groups: Vec<u8>,
    groupings: usize,
    scale: f32,
    /// The rows of a sample, centred and scaled, and their groups.
    near: Vec<f32>,
    near_groups: Vec<u8>,
    /// Where the points last asked for are along an axis, and their places in that order.
    along: Vec<f32>,
    order: Vec<u32>,
    codes: Vec<u16>,
    sorted: Vec<u32>,
}

impl Alike {
    /// `None` where the lengths do not fit `points` or a group is out of range.
    pub fn new(rows: Vec<f32>, width: usize, groups: Vec<u8>, points: usize) -> Option<Self> {
        let groupings = groups.len().checked_div(points).unwrap_or(0);
        let fitting = rows.len() == points * width && groups.len() == points * groupings;
        if !fitting || groups.iter().any(|&group| usize::from(group) >= GROUPS) {
            return None;
        }
        let scale = 1.0 / (width.max(1) as f32).sqrt();
        let (near, near_groups, along, order, codes, sorted) = Default::default();
        Some(Self { rows, width, groups, groupings, scale, near, near_groups, along, order, codes, sorted })
    }

    /// Numbers a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// About how many multiplications it costs to order so many points along their axis.
    pub fn cost(&self, points: usize) -> i64 {
        ((points * 2 + points.min(SAMPLE) * TURNS) * (self.width + self.groupings + 4)) as i64
    }

    /// The numbers of a point.
    pub fn row(&self, point: u32) -> &[f32] {
        &self.rows[point as usize * self.width..(point as usize + 1) * self.width]
    }

    fn groups_of(&self, point: u32) -> &[u8] {
        &self.groups[point as usize * self.groupings..(point as usize + 1) * self.groupings]
    }

    /// Puts some points, each with so many people, in order along their first principal axis: where each is along it, and their places
    /// (in `points`) in that order; who cannot be told apart keep their order. The axis is that of the first [`SAMPLE`] of them.
    pub fn order(&mut self, points: &[u32], people: &[u32]) -> (&[f32], &[u32]) {
        let axis = self.axis(points, people);
        let (columns, groups) = axis.split_at(self.width);
        self.along.clear();
        let mut along = std::mem::take(&mut self.along);
        along.extend(points.iter().map(|&point| {
            self.scale * dot(self.row(point), columns) + indicated(self.groups_of(point), groups)
        }));
        self.along = along;
        self.sort();
        (&self.along, &self.order)
    }

    /// The first principal axis of the first of some points (power iteration on the centred points).
    fn axis(&mut self, points: &[u32], people: &[u32]) -> Vec<f32> {
        let points = &points[..points.len().min(SAMPLE)];
        let people = &people[..points.len()];
        let width = self.width;
        let whole = people.iter().map(|&people| people as f32).sum::<f32>().max(1.0);
        let mut mean = vec![0f32; width + GROUPS * self.groupings];
        for (&point, &people) in points.iter().zip(people) {
            let part = people as f32 / whole;
            add(self.row(point), part, &mut mean[..width]);
            indicate(self.groups_of(point), part, &mut mean[width..]);
        }
        let (mut near, mut near_groups) =
            (std::mem::take(&mut self.near), std::mem::take(&mut self.near_groups));
        near.clear();
        near_groups.clear();
        for &point in points {
            near.extend(self.row(point).iter().zip(&mean).map(|(value, mean)| (value - mean) * self.scale));
            near_groups.extend(self.groups_of(point));
        }
        let sample = Sample { rows: &near, width, groups: &near_groups, groupings: self.groupings, people };
        let axis = sample.axis(&mean[width..]);
        (self.near, self.near_groups) = (near, near_groups);
        axis
    }

    /// Places in the order of `along` (distribution counting by 16 bits; Knuth, The Art of Computer Programming 3, 5.2.5).
    fn sort(&mut self) {
        let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
        for &along in &self.along {
            least = if along < least { along } else { least };
            most = if along > most { along } else { most };
        }
        let steps = if most > least { STEPS / (most - least) } else { 0.0 };
        self.codes.clear();
        self.codes.extend(self.along.iter().map(|along| ((along - least) * steps) as u16));
        let (mut low, mut high) = ([0u32; 256], [0u32; 256]);
        for &code in &self.codes {
            low[usize::from(code as u8)] += 1;
            high[usize::from(code >> 8)] += 1;
        }
        self.order.resize(self.codes.len(), 0);
        self.sorted.resize(self.codes.len(), 0);
        starts(&mut low);
        starts(&mut high);
        for (place, &code) in (0u32..).zip(&self.codes) {
            put(&mut self.sorted, &mut low[usize::from(code as u8)], place);
        }
        for &place in &self.sorted {
            put(&mut self.order, &mut high[usize::from(self.codes[place as usize] >> 8)], place);
        }
    }
}

/// Points side by side, centred but for their indicators.
struct Sample<'a> {
    rows: &'a [f32],
    width: usize,
    groups: &'a [u8],
    groupings: usize,
    people: &'a [u32],
}

impl Sample<'_> {
    fn points(&self) -> impl Iterator<Item = (&[f32], &[u8], f32)> {
        let group = |at: usize| &self.groups[at * self.groupings..(at + 1) * self.groupings];
        let rows = self.rows.chunks_exact(self.width.max(1)).zip(self.people).enumerate();
        rows.map(move |(at, (row, &people))| (row, group(at), people as f32))
    }

    fn axis(&self, shares: &[f32]) -> Vec<f32> {
        // Start from the point furthest from the mean: deterministic and never at right angles to everything.
        let beside = dot(shares, shares);
        let mut most = f32::NEG_INFINITY;
        let mut axis = vec![0f32; self.width + shares.len()];
        let mut furthest = None;
        for (row, groups, people) in self.points() {
            let away = dot(row, row) + groups.len() as f32 - 2.0 * indicated(groups, shares) + beside;
            if people * away > most {
                (most, furthest) = (people * away, Some((row, groups)));
            }
        }
        if let Some((row, groups)) = furthest {
            axis[..self.width].copy_from_slice(row);
            indicate(groups, 1.0, &mut axis[self.width..]);
            add(shares, -1.0, &mut axis[self.width..]);
        }
        let mut next = vec![0f32; axis.len()];
        for _ in 0..TURNS {
            let length = dot(&axis, &axis).sqrt();
            if length <= f32::MIN_POSITIVE || !length.is_finite() {
                break;
            }
            next.fill(0.0);
            let ((columns, groups), (to_columns, to_groups)) =
                (axis.split_at(self.width), next.split_at_mut(self.width));
            let middle = dot(shares, groups);
            let mut taken = 0f32;
            for (row, own, people) in self.points() {
                let along = (dot(row, columns) + indicated(own, groups) - middle) / length * people;
                add(row, along, to_columns);
                indicate(own, along, to_groups);
                taken += along;
            }
            add(shares, -taken, to_groups);
            let turned = dot(&axis, &next);
            let still = turned * turned >= (1.0 - STILL) * length * length * dot(&next, &next);
            std::mem::swap(&mut axis, &mut next);
            if still {
                break;
            }
        }
        axis
    }
}

/// Adds a row so many times.
fn add(row: &[f32], times: f32, sum: &mut [f32]) {
    sum.iter_mut().zip(row).for_each(|(sum, &value)| *sum += times * value);
}

/// The sum of an axis over the groups of a point.
fn indicated(groups: &[u8], axis: &[f32]) -> f32 {
    groups.iter().zip(axis.chunks_exact(GROUPS)).map(|(&group, axis)| axis[usize::from(group)]).sum()
}

/// Adds so many times the indicators of a point.
fn indicate(groups: &[u8], times: f32, sum: &mut [f32]) {
    for (&group, sum) in groups.iter().zip(sum.chunks_exact_mut(GROUPS)) {
        sum[usize::from(group)] += times;
    }
}

/// Numbers of each digit to where each begins.
fn starts(counts: &mut [u32; 256]) {
    let mut next = 0;
    for count in counts {
        next += std::mem::replace(count, next);
    }
}

fn put(to: &mut [u32], next: &mut u32, place: u32) {
    to[*next as usize] = place;
    *next += 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Points whose numbers are drawn by a seed.
    fn rows(points: usize, width: usize, mut seed: u64) -> Vec<f32> {
        let mut draw = || {
            seed = seed.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            (seed >> 40) as f32 / (1u64 << 24) as f32
        };
        (0..points * width).map(|_| draw()).collect()
    }

    proptest! {
        #[test]
        fn places_rise_along_the_axis_and_hold_everyone(points in 1usize..400, seed: u64) {
            let mut alike = Alike::new(rows(points, 8, seed), 8, Vec::new(), points).unwrap();
            let all: Vec<u32> = (0..points as u32).collect();
            let (along, order) = alike.order(&all, &vec![1; points]);
            let least = along.iter().copied().fold(f32::INFINITY, f32::min);
            let most = along.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let step = (most - least) / 65_000.0;
            for pair in order.windows(2) {
                prop_assert!(along[pair[1] as usize] >= along[pair[0] as usize] - step);
            }
            let mut places = order.to_vec();
            places.sort_unstable();
            prop_assert_eq!(places, all);
        }
    }

    /// Two far crowds, in their numbers or in the groupings alone: all of one come before all of the other.
    #[test]
    fn the_axis_runs_from_one_crowd_to_the_other() {
        let points = 300u32;
        for by_groups in [false, true] {
            let mut numbers = rows(points as usize, 8, 5);
            let mut groups = Vec::new();
            for (point, row) in numbers.chunks_mut(8).enumerate().map(|(point, row)| (point % 2, row)) {
                let crowd = point as u8;
                row[5] += if by_groups { 0.0 } else { f32::from(crowd) * 9.0 };
                groups.extend([if by_groups { crowd } else { 0 }; 3]);
            }
            let mut alike = Alike::new(numbers, 8, groups, points as usize).unwrap();
            let all: Vec<u32> = (0..points).collect();
            let (_, order) = alike.order(&all, &vec![2; points as usize]);
            let sides: Vec<u32> = order.iter().map(|place| place % 2).collect();
            assert_eq!(sides.windows(2).filter(|pair| pair[0] != pair[1]).count(), 1, "{by_groups}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Alike::new(vec![0.0; 7], 2, Vec::new(), 4).is_none());
        assert!(Alike::new(vec![0.0; 8], 2, vec![0; 5], 4).is_none());
        assert!(Alike::new(vec![0.0; 8], 2, vec![8; 4], 4).is_none());
        let mut none = Alike::new(Vec::new(), 0, vec![1; 4], 4).unwrap();
        assert_eq!(none.order(&[2, 0, 1], &[1; 3]).1, [0, 1, 2]);
    }
}
