//! One protected table of one block: how counts become multiples of k.
//!
//! # The rule
//! A block of `n` people draws `u0` evenly from `0..k`; its total becomes `T = k * floor((n + u0) / k)`, once for all columns.
//! For each column, with counts `x_1 … x_m` that add up to `n`:
//! 1. *Systematic rounding* (Madow 1949; Cox 1987 for tables). Draw an order of the bands and `u` evenly from
//!    `{u in 0..k : k * floor((n + u) / k) = T}`; with `C_j` the running sums in that order,
//!    `y_j = k * (floor((C_j + u) / k) - floor((C_(j-1) + u) / k))`. Then the `y_j` add up to `T`, `|y_j - x_j| < k`, and
//!    `E[y_j] = x_j`, because `u` is even over `0..k` when `T` is not given.
//! 2. *Redraw.* Let `L` be the bands with `x >= k`. If there is one, choose an anchor from `L` with weight `x - k + 1`. Every other
//!    band with `x < k` is, with probability 1/16 and on its own, drawn again: -k with probability `(k - x) / 4k`, k with
//!    `(k + 3x) / 4k`, 0 otherwise, so its mean is `x`. The anchor gives or takes the difference, so the total stays `T`.
//!    Who is redrawn and who is anchor depends on `x` alone, and the mean of a redraw is the mean of what it replaces, so no
//!    count is biased. If then a band is under -k, or more than `max(1, floor(n / k) - 2)` bands are negative, the redraw is undone as
//!    a whole; with k = 10 that is so rare that the bias stays under 0.01 people, with k = 20
//!    under 0.1 (a test holds it).
//!
//! A cell may be negative: it is an internal value; whatever is shown is a sum over blocks, clamped at 0. A band with fewer
//! than k people never gets 2k or more.
//!
//! # What it promises
//! *For a cell that truly holds 0 … k-1 people each of 0 … k-1 stays possible, given the whole protected table, the exact `n`
//! and this rule*, for `n >= 3k` (the gate makes no block smaller than max(3k, 60)) and two bands or more. Each block being apart once its `n` is
//! given, the same holds for every union of cells of one band that truly holds fewer than k people.
//!
//! Why: let the table show `y` and let `v` be the value to explain in band 1; `y_1` is -k, 0 or k, since band 1 is small. Write
//! `d = T - n < k`. Take a band `c` with `S = y_1 + y_c >= 3k`, if there is one. Put `x'_1 = v`, `x'_i = y_i` for the others that are not
//! negative and `x'_c = S - v - d >= k`. Rounding leaves multiples of k as they are and gives bands 1 and `c` together `S`;
//! a redraw of band 1 with anchor `c` then yields `y` whatever `y_1` is. Where the bands are more even, two bands at k or
//! more share `v + d <= 2k - 2` between them, each rounded up by less than k; bands at -k are redraws on the same anchor. What is undone
//! are the tables that leave no room for such an anchor. `tests::every_small_value_stays_feasible` searches all tables of small k
//! exhaustively.
//!
//! Step 2 is needed: with step 1 alone a 0 in a block with `n = 1 (mod k)` and `T` rounded up means exactly 0 when `n` is known, and
//! it is known when a file makes one block, since its number of people is a release statistic (PRODUCT D6).

/// Where the integers come from: the keyed stream, or in tests every possibility in turn.
pub(super) trait Draw {
    /// Even over `0..bound`.
    fn below(&mut self, bound: u32) -> u32;
    /// True with probability `part / whole`.
    fn chance(&mut self, part: u32, whole: u32) -> bool {
        self.below(whole) < part
    }
}

impl Draw for super::key::Stream<'_> {
    fn below(&mut self, bound: u32) -> u32 {
        super::key::Stream::below(self, bound)
    }
}

/// One in this many small bands is drawn again.
pub(super) const REDRAW: u32 = 16;

/// The protected total of a block of `n` people.
pub(super) fn round_total(n: u32, k: u32, draw: &mut impl Draw) -> u32 {
    (n + draw.below(k)) / k * k
}

/// The protected counts of one column of a block, given the block's protected `total` (from [`round_total`]).
pub(super) fn round_counts(counts: &[u32], total: u32, k: u32, draw: &mut impl Draw) -> Vec<i64> {
    let n: u32 = counts.iter().sum();
    let rounded = systematic(counts, n, total, k, draw);
    redraw(counts, n, k, rounded, draw)
}

fn systematic(counts: &[u32], n: u32, total: u32, k: u32, draw: &mut impl Draw) -> Vec<i64> {
    let mut order: Vec<usize> = (0..counts.len()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, draw.below(last as u32 + 1) as usize);
    }
    // The values of u that give this total are a run: up to k - r - 1 when rounded down, from there when rounded up.
    let rest = n % k;
    let u = if total > n { k - rest + draw.below(rest) } else { draw.below(k - rest) };
    let mut rounded = vec![0i64; counts.len()];
    let (mut sum, mut before) = (0u32, 0u32);
    for band in order {
        sum += counts[band];
        let after = (sum + u) / k;
        rounded[band] = i64::from(k) * i64::from(after - before);
        before = after;
    }
    rounded
}

fn redraw(counts: &[u32], n: u32, k: u32, rounded: Vec<i64>, draw: &mut impl Draw) -> Vec<i64> {
    let weight = |count: u32| (count + 1).saturating_sub(k);
    let weights: u32 = counts.iter().map(|&count| weight(count)).sum();
    if weights == 0 || counts.len() < 2 {
        return rounded;
    }
    let mut ticket = draw.below(weights);
    let mut anchor = 0;
    for (band, &count) in counts.iter().enumerate() {
        anchor = band;
        if ticket < weight(count) {
            break;
        }
        ticket -= weight(count);
    }
    let step = i64::from(k);
    let mut drawn = rounded.clone();
    for (band, &count) in counts.iter().enumerate() {
        if count >= k || !draw.chance(1, REDRAW) {
            continue;
        }
        let value = if draw.chance(k - count, 4 * k) {
            -step
        } else if draw.chance(k + 3 * count, 3 * k + count) {
            step
        } else {
            0
        };
        drawn[anchor] -= value - drawn[band];
        drawn[band] = value;
    }
    let negative = drawn.iter().filter(|&&count| count < 0).count();
    if negative as u32 > (n / k).saturating_sub(2).max(1) || drawn.iter().any(|&count| count < -step) {
        return rounded;
    }
    drawn
}

/// A bound on the variance of one protected count, in units of k squared, from what the table itself shows: a quarter for the
/// systematic rounding (a fraction f is rounded up with probability f, so f(1 - f)), somewhat more for a small band that may be
/// redrawn, and for a possible anchor its part of the redraws of the others (each at most 0.78 / 16).
pub(super) fn variance(row: &[i64], band: usize, k: u32) -> f64 {
    let large = row.iter().filter(|&&count| count >= 2 * i64::from(k)).count().max(1) as f64;
    let small = row.iter().filter(|&&count| count < 2 * i64::from(k)).count() as f64;
    if row.len() < 2 {
        0.25
    } else if row[band] >= 2 * i64::from(k) {
        0.25 + small * 0.78 / f64::from(REDRAW) / large
    } else {
        0.25 + 0.5 / f64::from(REDRAW)
    }
}

#[cfg(test)]
#[path = "rounding_tests.rs"]
mod tests;
