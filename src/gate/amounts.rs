//! Means of numeric features (PRODUCT D2: amounts).
//!
//! Numbers are taken between two public edges: all above the upper one counts as that edge, all below the lower one as
//! that. An edge is the roundest number between those at which one and two times max(k, 1 %) of the people with a number are at or
//! beyond it, so it is nobody's own. With
//! `v` a number counted from the lower edge and `s` the distance of the edges, a block's sum of `v` is rounded once, up or down
//! by chance so that it is not biased, to a multiple of `k s`, and then, while one of 32 says so, moved by one such step
//! either way. A step is what k people could bring in at most, and steps look at no number, so every protected sum can come of
//! every set of numbers: as with counts (see `rounding`), a sum excludes nothing, whatever else is shown. Nobody makes up more than one
//! k-th of a protected sum, since nobody brings in more than one k-th of a step; no rule of dominance has to look at what people have.
//!
//! A mean is `lower edge + sum / people`, where the people with a number are the protected total without the band of the missing: nothing
//! is drawn for them. A column of two numbers has no mean: its sum would be a second draw of a share.

use super::blocks::Blocks;
use super::door::significant;
use super::key::{ContentKey, Purpose, Stream};
use super::protect::Protected;
use super::rounding::{variance, EXCHANGE};
use super::views::Base;
use crate::table::between;
use serde::{Deserialize, Serialize};

/// Significant digits of an error.
const DIGITS: i32 = 2;
/// One part of so many people is at or beyond an edge.
const BEYOND: u32 = 100;

/// A numeric feature.
pub(crate) struct Numbers {
    /// Place of its column.
    pub(crate) column: usize,
    /// Code of each released record.
    pub(crate) codes: Vec<u32>,
    /// The number behind each code, ascending; not a number where there is none.
    pub(crate) values: Vec<f64>,
}

impl Numbers {
    /// One number a record.
    #[cfg(test)]
    pub(super) fn of_records(column: usize, records: &[f64]) -> Self {
        let mut values: Vec<f64> = records.iter().copied().filter(|value| !value.is_nan()).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let place =
            |value: &f64| values.iter().position(|other| other == value).map_or(0, |at| at as u32 + 1);
        let codes = records.iter().map(place).collect();
        values.insert(0, f64::NAN);
        Self { column, codes, values }
    }
}

/// The protected sums of a numeric feature.
#[derive(Clone)]
pub(super) struct AmountTable {
    pub(super) column: usize,
    low: f64,
    high: f64,
    /// Sum a block, counted from `low`, in steps of k times the distance of the edges.
    sums: Vec<i64>,
}

/// A mean of a base.
///
/// Source: protected sums and counts of blocks. Unit: that of the column; base: the people with a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Mean {
    /// The mean of the numbers between the edges, in as many digits as the error allows; weighted by a sample weight.
    pub value: f64,
    /// Half-width that covers 95 % of the rounding error, two digits, rounded up.
    pub error: f64,
    /// Protected number of people with a number (a multiple of k).
    pub people: u32,
}

impl AmountTable {
    /// `None` where the edges leave nothing between them.
    pub(super) fn draw(
        numbers: &Numbers,
        name: &str,
        blocks: &Blocks,
        names: &[[u8; 32]],
        (key, k): (&ContentKey, u32),
    ) -> Option<Self> {
        let Numbers { codes, values, .. } = numbers;
        let mut people = vec![0u64; values.len()];
        for (&code, &count) in codes.iter().zip(&blocks.counts) {
            people[code as usize] += u64::from(count);
        }
        let (low, high) = edges(values, &people, k)?;
        let span = high - low;
        let above: Vec<f64> = values.iter().map(|value| value.clamp(low, high) - low).collect();
        let mut sums = vec![0.0f64; blocks.sizes.len()];
        for ((&block, &count), &code) in blocks.of_record.iter().zip(&blocks.counts).zip(codes) {
            let above = above[code as usize];
            if !above.is_nan() {
                sums[block as usize] += above * f64::from(count);
            }
        }
        let step = span * f64::from(k);
        let draw = |(sum, name_of): (&f64, &[u8; 32])| {
            round_sum(sum / step, &mut key.draws(name_of, Purpose::Amount(name)))
        };
        Some(Self { column: numbers.column, low, high, sums: sums.iter().zip(names).map(draw).collect() })
    }
}

/// A sum in steps as a whole number of steps.
fn round_sum(sum: f64, draw: &mut Stream) -> i64 {
    let part = ((sum - sum.floor()) * f64::from(1u32 << 24)) as u32;
    let mut rounded = sum.floor() as i64 + i64::from(draw.below(1 << 24) < part);
    while draw.below(EXCHANGE) == 0 {
        rounded += if draw.below(2) == 0 { 1 } else { -1 };
    }
    rounded
}

/// A bound on the variance of a protected sum, in squared steps: a quarter for the rounding, and the moves.
fn sum_variance() -> f64 {
    0.25 + 1.0 / f64::from(EXCHANGE - 1)
}

/// The edges of numbers, ascending, that so many people have; `None` where fewer than k people have a number between them.
fn edges(values: &[f64], people: &[u64], k: u32) -> Option<(f64, f64)> {
    let known: Vec<(f64, u64)> =
        values.iter().copied().zip(people.iter().copied()).filter(|(value, _)| value.is_finite()).collect();
    let people: u64 = known.iter().map(|(_, count)| *count).sum();
    let beyond = u64::from(k).max(people.div_ceil(u64::from(BEYOND)));
    if people < 4 * beyond {
        return None;
    }
    let low = between(reached(known.iter(), beyond)?, reached(known.iter(), 2 * beyond)?);
    let high = -between(-reached(known.iter().rev(), beyond)?, -reached(known.iter().rev(), 2 * beyond)?);
    let inside: u64 =
        known.iter().filter(|(value, _)| low < *value && *value < high).map(|(_, count)| *count).sum();
    (inside >= u64::from(k)).then_some((low, high))
}

/// The first number that so many people are at or before.
fn reached<'a>(mut run: impl Iterator<Item = &'a (f64, u64)>, people: u64) -> Option<f64> {
    let mut sum = 0;
    run.find(|(_, count)| {
        sum += count;
        sum >= people
    })
    .map(|(value, _)| *value)
}

/// Rounded in its second significant digit.
fn round_to(value: f64, way: fn(f64) -> f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let power = libm::log10(value.abs()).floor() as i32 - (DIGITS - 1);
    // Divide by a whole number where there is one: 31 / 10 is nearer to 3.1 than 31 * 0.1.
    if power >= 0 {
        way(value / 10f64.powi(power)) * 10f64.powi(power) + 0.0
    } else {
        way(value * 10f64.powi(-power)) / 10f64.powi(-power) + 0.0
    }
}

impl Protected {
    fn amount(&self, column: u32) -> Option<&AmountTable> {
        self.amounts.iter().find(|amount| amount.column == column as usize)
    }

    /// The edges between which the numbers of a column are taken; `None` for a column without a mean.
    pub fn edges(&self, column: u32) -> Option<(f64, f64)> {
        self.amount(column).map(|amount| (amount.low, amount.high))
    }

    /// The mean of a numeric feature in a base; `None` where it is withheld: fewer than k people with a number.
    pub fn mean(&self, column: u32, base: Base<'_>) -> Option<Mean> {
        let amount = self.amount(column)?;
        let table = self.columns.get(column as usize)?;
        let missing = table.bands.iter().position(|band| band.missing);
        let members = self.members(base);
        let span = amount.high - amount.low;
        let (mut sum, mut weight, mut people, mut squares) = (0.0, 0.0, 0i64, 0.0);
        for &block in members.iter() {
            let factor = self.factor(block);
            let without = missing.and_then(|band| table.row(block).get(band)).copied().unwrap_or(0);
            let known = i64::from(self.totals.get(block as usize).copied().unwrap_or(0)) - without;
            sum += factor * amount.sums.get(block as usize).copied().unwrap_or(0) as f64;
            weight += factor * known as f64;
            people += known;
            squares += factor * factor;
        }
        if people < i64::from(self.k) || weight <= 0.0 {
            return None;
        }
        let k = f64::from(self.k);
        let mean = (sum * k * span / weight).clamp(0.0, span);
        // The error of sum / people is that of sum - mean x people; blocks are drawn apart.
        let people_variance = 0.25 + missing.map_or(0.0, |_| variance(table.bands.len()));
        let spread = sum_variance() * span * span + people_variance * mean * mean;
        let error = two_digits_up(1.96 * (squares * spread).sqrt() * k / weight);
        // At most half the error: then rounding hardly adds to it.
        let unit = 10f64.powi(libm::log10(error / 2.0).floor() as i32);
        let value = significant(((amount.low + mean) / unit).round() * unit, 12);
        Some(Mean { value: value.clamp(amount.low, amount.high), error, people: people as u32 })
    }
}

fn two_digits_up(error: f64) -> f64 {
    significant(round_to(error, f64::ceil), DIGITS)
}

#[cfg(test)]
#[path = "amounts_tests.rs"]
mod tests;
