//! The algebra of views: all that can be asked of protected tables.
//!
//! A base (everyone, segments, a union of whole blocks) and a band of a column give a [`Figure`]. There are no filters on people, and
//! no way past these methods to a count: whatever is asked, and in whatever order, tells no more than the tables themselves
//! (PRODUCT D3). Other orderings of the same blocks are in `arrange`, distances between blocks in `space`.

use super::figure::Figure;
use super::protect::{Protected, ProtectedColumn};
use crate::recipe::Role;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A sensitive category above this share of a group is not shown (PRODUCT D5).
const DOMINANT: f64 = 0.8;

/// Of whom a share is taken. Always whole blocks.
#[derive(Clone, Copy)]
pub enum Base<'a> {
    /// Everyone.
    All,
    /// One segment, from 0.
    Segment(u32),
    /// Several segments together; naming one twice counts it once.
    Segments(&'a [u32]),
    /// A union of blocks; naming one twice counts it once.
    Blocks(&'a [u32]),
}

impl Protected {
    /// PRODUCT D5 for one base: every category's count and complement at least k, none over 80 %.
    pub(super) fn may_show(&self, column: &ProtectedColumn, members: &[u32]) -> bool {
        let people = i64::from(self.total(members));
        self.counts(column, members).into_iter().all(|count| self.plain(count, people))
    }

    /// PRODUCT D5 for one count of a sensitive category.
    pub(super) fn plain(&self, count: i64, people: i64) -> bool {
        let k = i64::from(self.k);
        count >= k && people - count >= k && count as f64 <= DOMINANT * people as f64
    }

    /// Protected people per band of a column in some blocks: multiples of k, none negative, that add up to the protected total.
    pub(super) fn counts(&self, column: &ProtectedColumn, members: &[u32]) -> Vec<i64> {
        let mut counts = vec![0i64; column.bands.len()];
        for &block in members {
            counts.iter_mut().zip(column.row(block)).for_each(|(sum, &count)| *sum += count);
        }
        lift(&mut counts, i64::from(self.k));
        counts
    }

    /// Protected people of one band; 0 for a band that is not there.
    fn count(&self, column: &ProtectedColumn, band: usize, members: &[u32]) -> i64 {
        self.counts(column, members).get(band).copied().unwrap_or(0)
    }

    /// Protected number of people, a multiple of k.
    pub fn people(&self, base: Base<'_>) -> u32 {
        self.total(&self.members(base))
    }

    pub(super) fn total(&self, members: &[u32]) -> u32 {
        members.iter().filter_map(|&block| self.totals.get(block as usize)).sum()
    }

    /// Protected number of people in a segment, a multiple of k.
    pub fn size(&self, segment: u32) -> u32 {
        self.people(Base::Segment(segment))
    }

    /// Protected number of people of a segment in blocks of those who fit no segment well, a multiple of k; `None` where there
    /// is no such block.
    pub fn fits_nowhere(&self, segment: u32) -> Option<u32> {
        let mut members = self.members(Base::Segment(segment)).into_owned();
        members.retain(|&block| self.nowhere[block as usize]);
        (!members.is_empty()).then(|| self.total(&members))
    }

    /// Whether shares are weighted by a sample weight.
    pub fn weighted(&self) -> bool {
        self.factors.is_some()
    }

    /// What a block's people weigh in an estimate.
    pub(super) fn factor(&self, block: u32) -> f64 {
        self.factors.as_ref().and_then(|factors| factors.get(block as usize)).copied().unwrap_or(1.0)
    }

    /// The number of people that a base counts as in estimates: as it is, or each block times its factor.
    pub fn weight(&self, base: Base<'_>) -> f64 {
        self.weight_of(&self.members(base))
    }

    fn weight_of(&self, members: &[u32]) -> f64 {
        members.iter().map(|&block| self.factor(block) * f64::from(self.total(&[block]))).sum()
    }

    /// The number of people of equal weight that tell as much as these do (Kish 1965, 11.7), as far as blocks differ; their number
    /// itself without weights.
    pub fn effective(&self, base: Base<'_>) -> f64 {
        let members = self.members(base);
        if self.factors.is_none() {
            return f64::from(self.total(&members));
        }
        let squares: f64 = members
            .iter()
            .map(|&block| self.factor(block) * self.factor(block) * f64::from(self.total(&[block])))
            .sum();
        let weight = self.weight_of(&members);
        if squares > 0.0 {
            weight * weight / squares
        } else {
            0.0
        }
    }

    /// The share of each band of one column in a base (PRODUCT D4, D5); empty for a column that is not there. A protected 0 means 0 to
    /// k-1. With sample weights the per cents are weighted and the numbers of people are contributors.
    pub fn shares(&self, column: u32, base: Base<'_>) -> Vec<Figure> {
        let Some(table) = self.columns.get(column as usize) else { return Vec::new() };
        let members = self.members(base);
        let people = self.total(&members);
        let counts = self.counts(table, &members);
        let hidden = table.withheld
            || people < self.k
            || table.role == Role::Sensitive
                && !counts.iter().all(|&count| self.plain(count, i64::from(people)));
        let figure = |(band, &count): (usize, &i64)| {
            if hidden {
                return Figure::Withheld;
            }
            let count = count.min(i64::from(people)) as u32;
            let share = match &self.factors {
                None => f64::from(count) / f64::from(people),
                Some(_) => self.weighted_share(table, band, &members),
            };
            let percent = (100.0 * share).round();
            // "100 %" would say everyone, which no table here can.
            if people - count < self.k || percent >= 100.0 {
                return Figure::AlmostAll { base: people };
            }
            let error_points = stated(self.half_width(share, table.variance(band), &members));
            Figure::Share { percent, people: count, base: people, error_points }
        };
        counts.iter().enumerate().map(figure).collect()
    }

    /// The share of one band; withheld where there is no such column or band.
    pub fn share(&self, column: u32, band: u32, base: Base<'_>) -> Figure {
        self.shares(column, base).get(band as usize).copied().unwrap_or(Figure::Withheld)
    }

    /// Protected people per band of a column in a base; zeros where its figures are withheld.
    pub fn people_by_band(&self, column: u32, base: Base<'_>) -> Vec<u32> {
        let Some(table) = self.columns.get(column as usize) else { return Vec::new() };
        let members = self.members(base);
        let hidden = table.withheld || table.role == Role::Sensitive && !self.may_show(table, &members);
        let count = |count: i64| if hidden { 0 } else { count as u32 };
        self.counts(table, &members).into_iter().map(count).collect()
    }

    /// The same of one block, at the price of one row.
    pub fn block_people(&self, column: u32, block: u32) -> Vec<u32> {
        let Some(table) = self.columns.get(column as usize) else { return Vec::new() };
        let mut counts = table.row(block).to_vec();
        lift(&mut counts, i64::from(self.k));
        let people = i64::from(self.totals.get(block as usize).copied().unwrap_or(0));
        let hidden = table.withheld
            || table.role == Role::Sensitive && !counts.iter().all(|&count| self.plain(count, people));
        counts.into_iter().map(|count| if hidden { 0 } else { count as u32 }).collect()
    }

    /// The weighted share of a band, 0 to 1.
    fn weighted_share(&self, column: &ProtectedColumn, band: usize, members: &[u32]) -> f64 {
        let cell = |block: u32| column.row(block).get(band).copied().unwrap_or(0);
        let sum: f64 = members.iter().map(|&block| self.factor(block) * cell(block) as f64).sum();
        (sum / self.weight_of(members)).clamp(0.0, 1.0)
    }

    /// Half-width that covers 95 % of the rounding error of a share, in percentage points, whose protected count has this variance a
    /// block, in units of k squared.
    ///
    /// The error of `count / people` is that of `count - share * people`; blocks are drawn apart, so their variances add up. The count
    /// adds `variance` a block, the block's total at most a quarter k squared times the squared share. A share and its complement have
    /// the same error, so the smaller of the two is taken. A block's factor is known, so it multiplies its errors.
    pub(super) fn half_width(&self, share: f64, variance: f64, members: &[u32]) -> f64 {
        let share = share.clamp(0.0, 1.0);
        let smaller = share.min(1.0 - share);
        let squares: f64 = members.iter().map(|&block| self.factor(block) * self.factor(block)).sum();
        let sum = squares * (variance + 0.25 * smaller * smaller);
        1.96 * sum.sqrt() * f64::from(self.k) / self.weight_of(members).max(f64::MIN_POSITIVE) * 100.0
    }

    /// How much larger or smaller a band's share is in a base than among everyone, in whole percentage points with the error;
    /// `None` where either share is not shown as a number, and for everyone.
    ///
    /// With `w` the base's part of everyone, the difference is `1 - w` times that with the others, whose blocks are others, so that the
    /// squared errors of the two add up.
    pub fn difference(&self, column: u32, band: u32, base: Base<'_>) -> Option<Difference> {
        let table = self.columns.get(column as usize)?;
        let shown = |base| match self.share(column, band, base) {
            Figure::Share { .. } => Some(()),
            Figure::AlmostAll { .. } | Figure::Withheld => None,
        };
        shown(base).and(shown(Base::All))?;
        let members = self.members(base);
        let everyone = self.members(Base::All);
        let others: Vec<u32> =
            everyone.iter().copied().filter(|block| members.binary_search(block).is_err()).collect();
        if others.is_empty() {
            return None;
        }
        let share = |members: &[u32]| match &self.factors {
            None => self.count(table, band as usize, members) as f64 / self.weight_of(members),
            Some(_) => self.weighted_share(table, band as usize, members),
        };
        let variance = table.variance(band as usize);
        let error = |members: &[u32]| self.half_width(share(members), variance, members);
        let rest = 1.0 - self.weight_of(&members) / self.weight_of(&everyone).max(f64::MIN_POSITIVE);
        Some(Difference {
            points: (100.0 * (share(&members) - share(&everyone))).round() + 0.0,
            error_points: stated(rest * libm::hypot(error(&members), error(&others))),
        })
    }

    /// The band in which the person stands who has `part` (0 to 1) of the people with a known value below: 0.5 gives the band of the
    /// median. `None` for a column without an order, where its figures are withheld, and where fewer than k are known.
    pub fn quantile_band(&self, column: u32, base: Base<'_>, part: f64) -> Option<u32> {
        let table = self.columns.get(column as usize)?;
        let members = self.members(base);
        let known = |band: &usize| !table.bands[*band].missing;
        let ordered = (0..table.bands.len())
            .filter(known)
            .all(|band| table.bands[band].from.is_some() || table.bands[band].to.is_some());
        let hidden = table.withheld || table.role == Role::Sensitive && !self.may_show(table, &members);
        let counts = self.counts(table, &members);
        let whole: i64 = (0..counts.len()).filter(known).map(|band| counts[band]).sum();
        if !ordered || hidden || whole < i64::from(self.k) {
            return None;
        }
        let mut below = 0;
        let reached = |band: &usize| {
            below += counts[*band];
            below as f64 >= part * whole as f64 && below > 0
        };
        (0..counts.len()).filter(known).find(reached).map(|band| band as u32)
    }

    /// The blocks of a base, each once, ascending.
    pub(super) fn members<'a>(&'a self, base: Base<'_>) -> Cow<'a, [u32]> {
        match base {
            Base::All => (0..self.blocks()).collect(),
            Base::Segment(segment) => {
                Cow::Borrowed(self.members.get(segment as usize).map_or(&[], Vec::as_slice))
            }
            Base::Segments(segments) => {
                (0..self.blocks()).filter(|&b| segments.contains(&self.segment_of[b as usize])).collect()
            }
            Base::Blocks(blocks) => {
                let mut members: Vec<u32> =
                    blocks.iter().copied().filter(|&block| block < self.blocks()).collect();
                members.sort_unstable();
                members.dedup();
                Cow::Owned(members)
            }
        }
    }
}

/// A share of a base against that of everyone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Difference {
    /// Percentage points, whole; positive: more in the base.
    pub points: f64,
    /// Half-width in percentage points that covers 95 % of the rounding error.
    pub error_points: f64,
}

/// As a half-width is said: rounded up to a tenth, and never under 1.
pub(super) fn stated(points: f64) -> f64 {
    (points.max(1.0) * 10.0).ceil() / 10.0
}

/// Lifts negative counts to 0 at the cost of the largest ones (the first of equals), so that the sum stays.
pub(super) fn lift(counts: &mut [i64], k: i64) {
    let mut short: i64 = counts.iter().map(|&count| (-count).max(0)).sum();
    counts.iter_mut().for_each(|count| *count = (*count).max(0));
    while short > 0 {
        let largest = (0..counts.len()).rev().max_by_key(|&at| counts[at]);
        let Some(largest) = largest.filter(|&at| counts[at] > 0) else { return };
        counts[largest] -= k;
        short -= k;
    }
}
