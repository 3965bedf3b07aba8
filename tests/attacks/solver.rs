//! What an attacker can still believe of a block whose protected row is known.
//!
//! Written from the description of the rounding (`src/gate/rounding.rs`) and apart from its code. The attacker knows the rule, the block's
//! exact number of people, its protected total and its whole protected row; unknown are the counts and what was drawn. [`possible`]
//! answers exactly, by a search of all that could have been drawn, so an exclusion is a proof and so is the want of one.
//!
//! Systematic rounding in some order of the bands is a walk: with `s` the running sum plus `u` modulo k, a band of `x` people adds
//! `y = x + s - s'` for the next `s'`. So a row is possible for given counts when there is an order of the bands and a walk through 0 … k-1
//! that starts at a `u` that gives the total.

use std::collections::BTreeMap;

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

/// What a band may be: any count, or exactly one; under k or at least k.
#[derive(Clone, Copy)]
struct Band {
    /// Its part of the row before redraws.
    rounded: i64,
    /// Counts that it may have.
    least: i64,
    most: i64,
}

impl Row {
    /// Where the walk may start.
    fn starts(&self) -> std::ops::RangeInclusive<i64> {
        let up = self.total - self.people;
        up.max(0)..=(self.k - 1).min(self.k - 1 + up)
    }

    /// Whether so many negative cells, and none under -k, can be left by a redraw.
    fn redrawable(&self) -> bool {
        let negative = self.shown.iter().filter(|&&count| count < 0).count() as i64;
        negative <= (self.people / self.k - 2).max(1) && self.shown.iter().all(|&count| count >= -self.k)
    }

    /// Every row before redraws that may have become the one that is shown, with the limits that this puts on each band. `limits` are
    /// the counts of each band that are considered.
    fn before(&self, limits: &[(i64, i64)], mut found: impl FnMut(&[Band]) -> bool) -> bool {
        let k = self.k;
        let plain =
            |band: usize| Band { rounded: self.shown[band], least: limits[band].0, most: limits[band].1 };
        let bands: Vec<Band> = (0..self.shown.len()).map(plain).collect();
        if self.shown.iter().all(|&count| count >= 0) && found(&bands) {
            return true;
        }
        if !self.redrawable() {
            return false;
        }
        let small = |band: usize| limits[band].0 < k && (-k..=k).contains(&self.shown[band]);
        for anchor in (0..bands.len()).filter(|&band| limits[band].1 >= k) {
            let able: Vec<usize> = (0..bands.len()).filter(|&band| band != anchor && small(band)).collect();
            for state in redraws(able.len()) {
                let mut now = bands.clone();
                for (&band, &drawn) in able.iter().zip(&state).filter(|(_, &drawn)| drawn > 0) {
                    let rounded = if drawn == 1 { 0 } else { k };
                    now[anchor].rounded += self.shown[band] - rounded;
                    now[band] = Band { rounded, least: limits[band].0, most: limits[band].1.min(k - 1) };
                }
                now[anchor].least = now[anchor].least.max(k);
                if now.iter().all(|band| band.rounded >= 0 && band.least <= band.most) && found(&now) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether there is an order of the bands and a walk through it.
    fn walks(&self, bands: &[Band]) -> bool {
        let (k, all) = (self.k, 1usize << bands.len());
        // A step is less than k.
        if bands.iter().any(|band| band.least - band.rounded >= k || band.rounded - band.most >= k) {
            return false;
        }
        for start in self.starts() {
            let end = start + self.people - self.total;
            // For each set of bands already passed: at which states the walk can be.
            let mut at = vec![0u64; all];
            at[0] = 1 << start;
            for set in 0..all {
                if at[set] == 0 {
                    continue;
                }
                for (place, band) in bands.iter().enumerate().filter(|(place, _)| set >> place & 1 == 0) {
                    let mut next = 0u64;
                    for from in (0..k).filter(|from| at[set] >> from & 1 == 1) {
                        let low = (from + band.least - band.rounded).max(0);
                        let high = (from + band.most - band.rounded).min(k - 1);
                        if low <= high {
                            next |= (1 << (high + 1)) - (1 << low);
                        }
                    }
                    at[set | 1 << place] |= next;
                }
            }
            if (0..k).contains(&end) && at[all - 1] >> end & 1 == 1 {
                return true;
            }
        }
        false
    }

    /// Whether the row can be shown for counts within these limits.
    fn within(&self, limits: &[(i64, i64)]) -> bool {
        // A walk keeps the sum of the counts by itself: its end is where the sum is.
        self.before(limits, |bands| self.walks(bands))
    }

    /// Whether these counts can be shown so.
    pub fn explains(&self, counts: &[i64]) -> bool {
        counts.iter().sum::<i64>() == self.people
            && self.within(&counts.iter().map(|&count| (count, count)).collect::<Vec<_>>())
    }

    /// Which of 0 … k-1 a band may truly hold.
    pub fn possible(&self, band: usize) -> Vec<bool> {
        let holds = |value: i64| {
            let mut limits = vec![(0, self.people); self.shown.len()];
            limits[band] = (value, value);
            self.within(&limits)
        };
        (0..self.k).map(holds).collect()
    }
}

/// For so many bands, which are drawn again (and were 0 or k before): all ways but none at all, few first.
fn redraws(bands: usize) -> Vec<Vec<u8>> {
    let all = 3usize.pow(bands as u32);
    let mut states: Vec<Vec<u8>> = (1..all)
        .map(|number| (0..bands as u32).map(|place| (number / 3usize.pow(place) % 3) as u8).collect())
        .collect();
    states.sort_by_key(|state| state.iter().filter(|&&drawn| drawn > 0).count());
    states
}

/// Rows seen before: blocks repeat each other.
#[derive(Default)]
pub struct Solver(BTreeMap<(Row, usize), bool>);

impl Solver {
    /// Whether some of 0 … k-1 is excluded for a band of a row.
    pub fn excludes(&mut self, row: &Row, band: usize) -> bool {
        *self.0.entry((row.clone(), band)).or_insert_with(|| row.possible(band).contains(&false))
    }
}

/// Whether several rows about the same people can be shown together while one band of the first holds so many. `parts` says for each row
/// into which of its bands a band of the first falls: copies and coarser bandings. Exact: all counts near the first row are tried.
pub fn together(rows: &[Row], parts: &[Vec<usize>], band: usize, value: i64) -> bool {
    let first = &rows[0];
    let width = first.shown.len();
    let reach = |place: usize| {
        let shown = first.shown[place];
        // A band is off by less than k, and as an anchor by up to 2k for each of the others.
        let slack = first.k - 1 + 2 * first.k * (width as i64 - 1);
        ((shown - slack).max(0), (shown + slack).min(first.people))
    };
    let mut counts = vec![0i64; width];
    fn turn(
        place: usize,
        left: i64,
        counts: &mut Vec<i64>,
        fixed: (usize, i64),
        reach: &dyn Fn(usize) -> (i64, i64),
        holds: &mut dyn FnMut(&[i64]) -> bool,
    ) -> bool {
        if place == counts.len() {
            return left == 0 && holds(counts);
        }
        let (low, high) = if place == fixed.0 { (fixed.1, fixed.1) } else { reach(place) };
        let (low, high) =
            if place + 1 == counts.len() { (low.max(left), high.min(left)) } else { (low, high.min(left)) };
        // From the middle outwards: what is likely first.
        let middle = (low + high) / 2;
        for step in 0..=(high - low).max(-1) + 1 {
            for count in [middle - step, middle + step] {
                if (low..=high).contains(&count) && !(step == 0 && count != middle) {
                    counts[place] = count;
                    if turn(place + 1, left - count, counts, fixed, reach, holds) {
                        return true;
                    }
                }
                if step == 0 {
                    break;
                }
            }
        }
        false
    }
    let mut holds = |counts: &[i64]| {
        rows.iter().zip(parts).all(|(row, part)| {
            let mut own = vec![0; row.shown.len()];
            counts.iter().zip(part).for_each(|(count, &band)| own[band] += count);
            row.explains(&own)
        })
    };
    turn(0, first.people, &mut counts, (band, value), &reach, &mut holds)
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

    /// Every way to write `n` as `m` counts.
    fn tables(n: i64, m: usize) -> Vec<Vec<i64>> {
        if m == 1 {
            return vec![vec![n]];
        }
        let with = |first: i64| {
            tables(n - first, m - 1).into_iter().map(move |mut rest| {
                rest.insert(0, first);
                rest
            })
        };
        (0..=n).flat_map(with).collect()
    }

    #[test]
    fn the_search_and_the_enumeration_agree() {
        let k = 3;
        for people in 9..=12 {
            let up = (people + k - 1) / k * k;
            for total in [people / k * k, up] {
                for shown in tables(total + 3 * k, 3) {
                    let shown: Vec<i64> = shown.iter().map(|count| count - k).collect();
                    if shown.iter().any(|count| count % k != 0) || shown.iter().sum::<i64>() != total {
                        continue;
                    }
                    let row = Row { shown, total, people, k };
                    for band in 0..3 {
                        let by_search = row.possible(band);
                        let explained: Vec<Vec<i64>> =
                            tables(people, 3).into_iter().filter(|counts| row.explains(counts)).collect();
                        for value in 0..k {
                            let one = explained.iter().any(|counts| counts[band] == value);
                            assert_eq!(one, by_search[value as usize], "{row:?} band {band} value {value}");
                            let same = together(&[row.clone()], &[vec![0, 1, 2]], band, value);
                            assert_eq!(same, one, "{row:?} band {band} value {value}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn holes_are_found_where_there_are_some() {
        // Under 3k people the rule does not promise anything.
        let holes = |people: i64, total: i64| {
            let rows = tables(total / 3 + 3, 3).into_iter();
            let rows = rows.map(|shown| shown.iter().map(|count| 3 * count - 3).collect());
            rows.map(|shown| Row { shown, total, people, k: 3 }.possible(0))
                .any(|values| values.contains(&true) && values.contains(&false))
        };
        assert!(holes(7, 9) && !holes(10, 12));
    }

    #[test]
    fn wide_rows_are_searched_too() {
        for (shown, total, people) in [
            (vec![0, 10, -10, 20, 30, 0, 10, 0], 60, 61),
            (vec![10, 10, 10, 10, 0, 0, 10, 10], 60, 59),
            (vec![0, 0, 0, 0, 0, 0, 0, 70], 70, 61),
            (vec![120, 0], 120, 111),
        ] {
            let row = Row { shown, total, people, k: 10 };
            for band in 0..row.shown.len() {
                let possible = row.possible(band);
                assert!(possible.iter().all(|&value| value) || !possible[0], "{row:?} {band} {possible:?}");
            }
        }
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
