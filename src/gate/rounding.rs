//! One protected table of one block: how counts become multiples of k.
//!
//! # The rule
//! A block of `n` people draws `u0` evenly from `0..k`; its total becomes `T = k * floor((n + u0) / k)`, once for all columns.
//! For each column, with counts `x_1 … x_m` that add up to `n`:
//! 1. *Systematic rounding* (Madow 1949; Cox 1987 for tables). Draw an order of the bands and `u` evenly from
//!    `{u in 0..k : k * floor((n + u) / k) = T}`; with `C_j` the running sums in that order,
//!    `y_j = k * (floor((C_j + u) / k) - floor((C_(j-1) + u) / k))`. Then the `y_j` add up to `T`, `|y_j - x_j| < k`, and
//!    `E[y_j] = x_j`, because `u` is even over `0..k` when `T` is not given.
//! 2. *Exchange.* Each band, in turn and as long as one of 32 says so, gives k to or takes k from another band: which one is even
//!    over the others, which way even over the two. This looks at no count. It is symmetric, so no count is biased, it leaves `T` as
//!    it is, and a band's variance grows by `2/31 k^2`.
//!
//! A cell may be negative: it is an internal value; whatever is shown is a sum over blocks, made non-negative and additive (see
//! `views`).
//!
//! # What it promises
//! *Whatever the counts, every row of multiples of k that adds up to `T` can be drawn.* For exchanges join any two such rows of two bands
//! or more in some number of steps, and every number of steps has a chance. `T` follows from `n` alone. So, `n` being known, no row of
//! any column excludes any way in which the block's people may be spread over the bands; and rows of different columns, of pairs of
//! columns, of a column that is there twice or that follows from another one are drawn apart, so neither do all of them
//! together, whatever is known of how the columns hang together. Blocks are drawn apart, so neither do all blocks. In particular: for
//! any union of cells that truly holds 0 … k-1 people each of 0 … k-1 stays possible, given all tables, all `n` and this rule.
//!
//! Step 2 is needed: with step 1 alone a 0 in a block with `n = 1 (mod k)` and `T` rounded up means exactly 0 when `n` is known, and
//! it is known when a file makes one block, since its number of people is a release statistic (PRODUCT D6). Two independent
//! roundings of one column exclude far more; so did an exchange that depended on the counts (`tests` has the search).
//!
//! *How likely* a value stays is another matter. In one table the least likely small value is at worst about 70 times less likely than
//! the likeliest. Several draws about the same cells narrow a count down as a mean of many draws does: for a column that is there
//! twice about 1,500 times at worst (50 in the median), four times a million times, eight times so much that the value is
//! excluded in practice. Nothing here can know that two columns say the same, so draws about one cell are kept few: a column
//! may be in two pairs at most, and another recipe for the same people draws the same (see `key`).

/// Where the integers come from: the keyed stream, or in tests every possibility in turn.
pub(super) trait Draw {
    /// Even over `0..bound`.
    fn below(&mut self, bound: u32) -> u32;
    /// True with probability `part / whole`.
    fn chance(&mut self, part: u32, whole: u32) -> bool {
        self.below(whole) < part
    }
}

impl Draw for super::key::Stream {
    fn below(&mut self, bound: u32) -> u32 {
        super::key::Stream::below(self, bound)
    }
}

/// One in this many decides for another exchange.
pub(super) const EXCHANGE: u32 = 32;

/// The protected total of a block of `n` people.
pub(super) fn round_total(n: u32, k: u32, draw: &mut impl Draw) -> u32 {
    (n + draw.below(k)) / k * k
}

/// The protected counts of one column of a block, given the block's protected `total` (from [`round_total`]).
pub(super) fn round_counts(counts: &[u32], total: u32, k: u32, draw: &mut impl Draw) -> Vec<i64> {
    let mut rounded = systematic(counts, total, k, draw);
    exchange(&mut rounded, k, draw);
    rounded
}

fn systematic(counts: &[u32], total: u32, k: u32, draw: &mut impl Draw) -> Vec<i64> {
    let n: u32 = counts.iter().sum();
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

fn exchange(row: &mut [i64], k: u32, draw: &mut impl Draw) {
    let bands = row.len();
    if bands < 2 {
        return;
    }
    for band in 0..bands {
        while draw.chance(1, EXCHANGE) {
            let step = draw.below(bands as u32 - 1) as usize + 1;
            let amount = if draw.chance(1, 2) { i64::from(k) } else { -i64::from(k) };
            row[band] += amount;
            row[(band + step) % bands] -= amount;
        }
    }
}

/// A bound on the variance of one protected count of a row of so many bands, in units of k squared: a quarter for the systematic
/// rounding (a fraction f is rounded up with probability f, so f(1 - f)), and what the exchanges add.
pub(super) fn variance(bands: usize) -> f64 {
    0.25 + if bands < 2 { 0.0 } else { 2.0 / f64::from(EXCHANGE - 1) }
}

#[cfg(test)]
#[path = "rounding_tests.rs"]
mod tests;
