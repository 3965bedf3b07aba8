//! What an attacker can still believe of a block whose protected row is known.
//!
//! Written from the description of the rounding (`src/gate/rounding.rs`) and apart from its code. The attacker knows the rule, the block's
//! exact number of people, its protected total and its whole protected row; unknown are the counts and what was drawn. By the rule every row of multiples of k
//! that adds up to the total can come of any counts, so nothing is ever excluded for certain; [`Row::likely`] says how far a value is from it.
//!
//! Systematic rounding in some order of the bands is a walk: with `s` the running sum plus `u` modulo k, a band of `x` people adds
//! `y = x + s - s'` for the next `s'`. It starts at a `u` that gives the total. Then bands exchange k: see [`Exchanges`]. Counting walks over all orders, all starts,
//! all exchanges and all other counts (each as likely as another) gives the likelihood of one count.

use std::collections::BTreeMap;

/// One in this many decides for another exchange.
const EXCHANGE: f64 = 32.0;
/// Exchanges that are counted first, by the number of bands. Rarely a row took more; then some value seems impossible, and more are counted.
fn most_exchanges(bands: usize) -> usize {
    if bands <= 3 {
        4
    } else {
        2
    }
}
/// How many more are counted then.
const MORE_EXCHANGES: usize = 2;
/// A value this much less likely than the likeliest counts as excluded.
pub const AS_GOOD_AS_EXCLUDED: f64 = 1e-3;

/// What is known of one column of one block.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Protected counts, multiples of k.
    pub shown: Vec<i64>,
    /// Protected total.
    pub total: i64,
    /// Exact number of people.
    pub people: i64,
    /// k.
    pub k: i64,
}

/// What all exchanges together add to each band, in units of k, with the chance of it.
struct Exchanges(Vec<(Vec<i64>, f64)>);

impl Exchanges {
    /// Each of so many bands, in turn and as long as one of 32 says so, takes k from another one or gives it.
    fn of(bands: usize, most: usize) -> Self {
        let mut all: BTreeMap<(usize, Vec<i64>), f64> = BTreeMap::from([((0, vec![0; bands]), 1.0)]);
        for band in 0..bands {
            let stop = if bands < 2 { 1.0 } else { 1.0 - 1.0 / EXCHANGE };
            let mut turn = std::mem::take(&mut all);
            for _ in 0..=most {
                let mut again = BTreeMap::new();
                for ((made, vector), chance) in turn {
                    *all.entry((made, vector.clone())).or_insert(0.0) += chance * stop;
                    for other in (0..bands).filter(|&other| other != band && made < most) {
                        for amount in [1, -1] {
                            let mut vector = vector.clone();
                            vector[band] += amount;
                            vector[other] -= amount;
                            let each = chance / EXCHANGE / (bands - 1) as f64 / 2.0;
                            *again.entry((made + 1, vector)).or_insert(0.0) += each;
                        }
                    }
                }
                turn = again;
            }
        }
        let mut summed: BTreeMap<Vec<i64>, f64> = BTreeMap::new();
        all.into_iter().for_each(|((_, vector), chance)| *summed.entry(vector).or_insert(0.0) += chance);
        Self(summed.into_iter().collect())
    }
}

impl Row {
    /// Where the walk may start.
    fn starts(&self) -> std::ops::RangeInclusive<i64> {
        let up = self.total - self.people;
        up.max(0)..=(self.k - 1).min(self.k - 1 + up)
    }

    /// Whether it can be shown at all: multiples of k that add up.
    pub fn sound(&self) -> bool {
        self.shown.iter().all(|count| count % self.k == 0) && self.shown.iter().sum::<i64>() == self.total
    }

    /// The number of walks that leave this row before exchanges, over all starts and orders, as a share of both; where `counts` says nothing
    /// of a band, over all counts too.
    fn walks(&self, rounded: &[i64], counts: &[Option<i64>]) -> f64 {
        let (k, bands) = (self.k as usize, rounded.len());
        let mut sum = 0.0;
        let mut at = vec![0.0f64; (1 << bands) * k];
        for start in self.starts() {
            let end = start + self.people - self.total;
            at.fill(0.0);
            at[start as usize] = 1.0;
            for set in 0..(1usize << bands) - 1 {
                let from = set * k;
                if at[from..from + k].iter().all(|&ways| ways == 0.0) {
                    continue;
                }
                for band in (0..bands).filter(|band| set >> band & 1 == 0) {
                    let next = (set | 1 << band) * k;
                    match counts[band] {
                        Some(count) => {
                            for state in 0..self.k {
                                let to = state + count - rounded[band];
                                if (0..self.k).contains(&to) {
                                    at[next + to as usize] += at[from + state as usize];
                                }
                            }
                        }
                        None => {
                            // Any next state from which the count is not negative.
                            let mut below = 0.0;
                            let mut seen = 0;
                            for to in 0..self.k {
                                while seen < self.k && seen <= to + rounded[band] {
                                    below += at[from + seen as usize];
                                    seen += 1;
                                }
                                at[next + to as usize] += below;
                            }
                        }
                    }
                }
            }
            sum += at[((1 << bands) - 1) * k + end as usize];
        }
        let orders: f64 = (1..=bands).map(|factor| factor as f64).product();
        sum / orders / self.starts().count() as f64
    }

    fn over_exchanges(&self, counts: &[Option<i64>], exchanges: &Exchanges) -> f64 {
        let mut sum = 0.0;
        for (vector, chance) in &exchanges.0 {
            let rounded: Vec<i64> =
                self.shown.iter().zip(vector).map(|(shown, added)| shown - self.k * added).collect();
            // A count is less than k from what it was rounded to.
            let near = |(&count, &rounded): (&Option<i64>, &i64)| match count {
                Some(count) => (count - rounded).abs() < self.k,
                None => rounded >= 0,
            };
            if counts.iter().zip(&rounded).all(near) {
                sum += chance * self.walks(&rounded, counts);
            }
        }
        sum
    }
}

/// An attacker's reckoning, with what was reckoned before.
#[derive(Default)]
pub struct Solver {
    /// By the number of bands, and how many are counted.
    exchanges: BTreeMap<(usize, usize), Exchanges>,
    known: BTreeMap<(Row, usize), Vec<f64>>,
}

impl Solver {
    fn exchanges(&mut self, bands: usize, most: usize) -> &Exchanges {
        self.exchanges.entry((bands, most)).or_insert_with(|| Exchanges::of(bands, most))
    }

    /// The chance that these counts are shown as this row.
    pub fn chance(&mut self, row: &Row, counts: &[i64]) -> f64 {
        let exchanges = self.exchanges(counts.len(), most_exchanges(counts.len()));
        let counts: Vec<Option<i64>> = counts.iter().map(|&count| Some(count)).collect();
        row.over_exchanges(&counts, exchanges)
    }

    /// How likely each of 0 … k-1 is for a band, the likeliest being 1; all other counts are as likely as each other.
    pub fn likely(&mut self, row: &Row, band: usize) -> &[f64] {
        let key = (row.clone(), band);
        if !self.known.contains_key(&key) {
            let bands = row.shown.len();
            let first = most_exchanges(bands);
            let mut values = Vec::new();
            for counted in first..=first + MORE_EXCHANGES {
                let exchanges = self.exchanges(bands, counted);
                let of = |value: i64| {
                    let mut counts = vec![None; bands];
                    counts[band] = Some(value);
                    row.over_exchanges(&counts, exchanges)
                };
                values = (0..row.k).map(of).collect();
                let most = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
                values.iter_mut().for_each(|value: &mut f64| *value /= most);
                if values.iter().all(|&value| value >= AS_GOOD_AS_EXCLUDED) {
                    break;
                }
            }
            self.known.insert(key.clone(), values);
        }
        &self.known[&key]
    }

    /// The least likely of 0 … k-1, beside the likeliest.
    pub fn sharpest(&mut self, row: &Row, band: usize) -> f64 {
        self.likely(row, band).iter().copied().fold(1.0, f64::min)
    }

    /// The same for several rows about the same people, two or three bands in the first: `parts` says into which band of each row a band of the first
    /// falls (copies and coarser bandings).
    pub fn together(&mut self, rows: &[Row], parts: &[Vec<usize>], band: usize) -> Vec<f64> {
        let (people, k) = (rows[0].people, rows[0].k);
        let others: Vec<usize> = (0..rows[0].shown.len()).filter(|&other| other != band).collect();
        let mut values = vec![0.0; k as usize];
        for (value, likely) in (0..).zip(&mut values) {
            let left = people - value;
            for first in 0..=if others.len() == 1 { 0 } else { left } {
                let mut counts = vec![0; others.len() + 1];
                counts[band] = value;
                counts[others[0]] = left - first;
                if let Some(&other) = others.get(1) {
                    counts[other] = first;
                }
                let mut chance = 1.0;
                for (row, part) in rows.iter().zip(parts) {
                    let mut own = vec![0; row.shown.len()];
                    counts.iter().zip(part).for_each(|(count, &band)| own[band] += count);
                    chance *= self.chance(row, &own);
                    if chance == 0.0 {
                        break;
                    }
                }
                *likely += chance;
            }
        }
        let most = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        values.iter_mut().for_each(|value| *value /= most);
        values
    }
}

/// Sums of unknown whole numbers, each known to lie between two bounds: what an attacker makes of figures.
pub struct Sums {
    /// Bounds of each unknown.
    pub bounds: Vec<(i64, i64)>,
    /// Which unknowns are added up, and between which bounds the sum lies.
    pub sums: Vec<(Vec<usize>, i64, i64)>,
}

impl Sums {
    /// Narrows every unknown until nothing changes (bound consistency); `None`: it cannot be.
    pub fn narrowed(&self, set: Option<(&[usize], i64)>) -> Option<Vec<(i64, i64)>> {
        let mut bounds = self.bounds.clone();
        let extra = set.map(|(members, value)| (members.to_vec(), value, value));
        loop {
            let mut changed = false;
            for (members, low, high) in self.sums.iter().chain(&extra) {
                let least: i64 = members.iter().map(|&at| bounds[at].0).sum();
                let most: i64 = members.iter().map(|&at| bounds[at].1).sum();
                if least > *high || most < *low {
                    return None;
                }
                for &at in members {
                    let (from, to) = bounds[at];
                    let now = (from.max(low - (most - to)), to.min(high - (least - from)));
                    if now.0 > now.1 {
                        return None;
                    }
                    changed |= now != (from, to);
                    bounds[at] = now;
                }
            }
            if !changed {
                return Some(bounds);
            }
        }
    }

    /// Whether some of 0 … k-1 is excluded for a sum of unknowns.
    pub fn excludes(&self, members: &[usize], k: i64) -> bool {
        (0..k).any(|value| self.narrowed(Some((members, value))).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chances_of_all_rows_are_one() {
        // 61 people of whom 3 in the first band: the total is 60 for 9 of 10 starts.
        let mut solver = Solver::default();
        for (total, counts) in [(60, vec![3, 58]), (70, vec![3, 58]), (60, vec![9, 0, 52])] {
            let mut all = 0.0;
            let steps = || (-4..=10).map(|step| 10 * step);
            for first in steps() {
                let rest = total - first;
                let rows: Vec<Vec<i64>> = match counts.len() {
                    2 => vec![vec![first, rest]],
                    _ => steps().map(|second| vec![first, second, rest - second]).collect(),
                };
                for shown in rows {
                    let row = Row { shown, total, people: 61, k: 10 };
                    assert!(row.sound());
                    all += solver.chance(&row, &counts);
                }
            }
            assert!((all - 1.0).abs() < 1e-4, "{counts:?}: {all}");
        }
    }

    #[test]
    fn a_likelihood_is_a_sum_over_the_other_counts() {
        let mut solver = Solver::default();
        let row = Row { shown: vec![0, 20, 50], total: 70, people: 65, k: 10 };
        let by_counts: Vec<f64> = (0..10)
            .map(|value| {
                (0..=65 - value).map(|other| solver.chance(&row, &[value, other, 65 - value - other])).sum()
            })
            .collect();
        let most = by_counts.iter().copied().fold(0.0, f64::max);
        for (one, other) in by_counts.iter().zip(solver.likely(&row, 0)) {
            assert!((one / most - other).abs() < 1e-9, "{one} {other}");
        }
        let joint = solver.together(std::slice::from_ref(&row), &[vec![0, 1, 2]], 0);
        assert!(joint.iter().zip(solver.likely(&row, 0)).all(|(one, other)| (one - other).abs() < 1e-9));
    }

    #[test]
    fn sums_are_narrowed() {
        // 20 to 24 people of which 17 to 20 are not of the three: at least nobody, at most seven.
        let sums =
            Sums { bounds: vec![(0, 99), (0, 99)], sums: vec![(vec![0, 1], 20, 24), (vec![1], 17, 20)] };
        assert_eq!(sums.narrowed(None), Some(vec![(0, 7), (17, 20)]));
        assert!(sums.excludes(&[0], 10) && !sums.excludes(&[0], 8));
    }
}
