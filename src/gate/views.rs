//! The algebra of views: all that can be asked of protected tables.
//!
//! A base (everyone, segments, a union of whole blocks) and a band of a column give a [`Figure`]. There are no filters on people, and
//! no way past these methods to a count: whatever is asked, and in whatever order, tells no more than the tables themselves
//! (PRODUCT D3). Other orderings of the same blocks are in `arrange`, distances between blocks in `space`.

use super::figure::Figure;
use super::protect::{Protected, ProtectedColumn};
use super::rounding::variance;
use crate::recipe::Role;

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
        let k = i64::from(self.k);
        (0..column.bands.len()).all(|band| {
            let count = column.sum(band, members);
            count >= k && people - count >= k && count as f64 <= DOMINANT * people as f64
        })
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
        let mut members = self.members(Base::Segment(segment));
        members.retain(|&block| self.nowhere[block as usize]);
        (!members.is_empty()).then(|| self.total(&members))
    }

    /// Whether shares are weighted by a sample weight.
    pub fn weighted(&self) -> bool {
        self.factors.is_some()
    }

    /// What a block's people weigh in an estimate.
    fn factor(&self, block: u32) -> f64 {
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

    /// The share of one band of one column in a base (PRODUCT D4, D5). A protected 0 means 0 to k-1. With sample weights the
    /// per cents are weighted and the numbers of people are contributors.
    pub fn share(&self, column: u32, band: u32, base: Base<'_>) -> Figure {
        let Some(table) = self.columns.get(column as usize) else { return Figure::Withheld };
        let members = self.members(base);
        let people = self.total(&members);
        if band as usize >= table.bands.len() || people < self.k || table.withheld {
            return Figure::Withheld;
        }
        if table.role == Role::Sensitive && !self.may_show(table, &members) {
            return Figure::Withheld;
        }
        let count = table.sum(band as usize, &members).min(i64::from(people)) as u32;
        let percent = match &self.factors {
            None => 100.0 * f64::from(count) / f64::from(people),
            Some(_) => 100.0 * self.weighted_share(table, band as usize, &members),
        };
        let percent = percent.round();
        // "100 %" would say everyone, which no table here can.
        if people - count < self.k || percent >= 100.0 {
            return Figure::AlmostAll { base: people };
        }
        Figure::Share {
            percent,
            people: count,
            base: people,
            error_points: self.error_points(table, band as usize, &members),
        }
    }

    /// The weighted share of a band, 0 to 1.
    fn weighted_share(&self, column: &ProtectedColumn, band: usize, members: &[u32]) -> f64 {
        let cell = |block: u32| column.row(block).get(band).copied().unwrap_or(0);
        let sum: f64 = members.iter().map(|&block| self.factor(block) * cell(block) as f64).sum();
        (sum / self.weight_of(members)).clamp(0.0, 1.0)
    }

    /// Typical half-width of a shown share of a segment in percentage points (95 %): the median over all that are shown.
    pub fn typical_error(&self) -> f64 {
        let mut errors = Vec::new();
        for segment in 0..self.segments() {
            for (index, column) in self.columns.iter().enumerate() {
                for band in 0..column.bands.len() as u32 {
                    if let Figure::Share { error_points, .. } =
                        self.share(index as u32, band, Base::Segment(segment))
                    {
                        errors.push(error_points);
                    }
                }
            }
        }
        crate::sort::floats(&mut errors);
        errors.get(errors.len() / 2).copied().unwrap_or(0.0)
    }

    /// Half-width that covers 95 % of the rounding error of a share, in percentage points, rounded up to a tenth; never under 1,
    /// which also covers the rounding to whole per cents.
    ///
    /// The error of `count / people` is that of `count - share * people`; blocks are drawn apart, so their variances add up. The count
    /// adds `variance` (see `rounding`) a block, the block's total at most a quarter k squared times the squared share. A share and
    /// its complement have the same error, so the smaller of the two is taken. A block's factor is known, so it multiplies its errors.
    fn error_points(&self, column: &ProtectedColumn, band: usize, members: &[u32]) -> f64 {
        let people = self.weight_of(members);
        let share = match &self.factors {
            None => (column.sum(band, members) as f64 / people).min(1.0),
            Some(_) => self.weighted_share(column, band, members),
        };
        let smaller = share.min(1.0 - share);
        let sum: f64 = members
            .iter()
            .map(|&block| {
                let factor = self.factor(block);
                factor * factor * (variance(column.row(block), band, self.k) + 0.25 * smaller * smaller)
            })
            .sum();
        let points = 1.96 * sum.sqrt() * f64::from(self.k) / people * 100.0;
        (points.max(1.0) * 10.0).ceil() / 10.0
    }

    /// The blocks of a base, each once.
    pub(super) fn members(&self, base: Base<'_>) -> Vec<u32> {
        match base {
            Base::All => (0..self.blocks()).collect(),
            Base::Segment(segment) => self.members(Base::Segments(&[segment])),
            Base::Segments(segments) => {
                (0..self.blocks()).filter(|&b| segments.contains(&self.segment_of[b as usize])).collect()
            }
            Base::Blocks(blocks) => {
                let mut members: Vec<u32> =
                    blocks.iter().copied().filter(|&block| block < self.blocks()).collect();
                members.sort_unstable();
                members.dedup();
                members
            }
        }
    }
}
