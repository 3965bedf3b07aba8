//! The protected block tables, drawn once (see `drawing`). What may be asked of them is in `views`, other orderings of their blocks in `arrange`.
//!
//! With sample weights each block has a protected factor as well (see `factors`): shares are weighted by it, while numbers of people
//! and every rule stay those of contributors.

use super::amounts::AmountTable;
use super::bands::BandedColumn;
use super::blocks::Blocked;
use super::door::{clear, Cleared, PublicChoice};
use super::drawing::Drawing;
use super::factors::factors;
use super::pairs::PairTable;
use super::rounding::variance;
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::recipe::Role;
use crate::text::Text;
use serde::Serialize;
use std::cmp::Reverse;

/// Protected block tables of one column each, over one set of blocks.
#[derive(Clone)]
pub struct Protected {
    pub(super) k: u32,
    minimum: u32,
    whole_only: bool,
    /// Protected number of people a block.
    pub(super) totals: Vec<u32>,
    /// Protected mean sample weight a block; `None`: all weigh the same.
    pub(super) factors: Option<Vec<f64>>,
    /// Segment of each block.
    pub(super) segment_of: Vec<u32>,
    /// Whether each block is one of people who fit no segment well.
    pub(super) nowhere: Vec<bool>,
    /// Blocks of each segment, ascending.
    pub(super) members: Vec<Vec<u32>>,
    groups: Vec<Group>,
    pub(super) columns: Vec<ProtectedColumn>,
    pub(super) pairs: Vec<PairTable>,
    pub(super) amounts: Vec<AmountTable>,
}

/// What a segment is called.
#[derive(Clone, Copy)]
pub(super) struct Group {
    /// Its label in the fit; `None` once it was put together or split by hand.
    pub(super) label: Option<u32>,
    /// The number it is shown with: from 1 by size in an ordering as fitted, and kept while it is arranged by hand; 0 for
    /// everyone together.
    pub(super) number: u32,
}

/// One column: what its bands are called, and its protected counts.
#[derive(Clone)]
pub struct ProtectedColumn {
    name: String,
    label: Text,
    pub(super) role: Role,
    meaning: Meaning,
    pub(super) bands: Vec<Band>,
    /// Blocks x bands, multiples of k; a cell may be negative, a shown sum never is.
    pub(super) counts: Vec<i64>,
    /// Of how many bands that were drawn each band is made (see `thin`), and the band of each of those.
    pub(super) parts: Vec<u32>,
    pub(super) of_band: Vec<u16>,
    pub(super) withheld: bool,
}

impl ProtectedColumn {
    /// Of a column and its counts as they were drawn.
    fn drawn(column: BandedColumn, counts: Vec<i64>) -> Self {
        let BandedColumn { name, label, role, meaning, bands, .. } = column;
        let (parts, of_band) = (vec![1; bands.len()], (0..bands.len() as u16).collect());
        Self { name, label, role, meaning, bands, counts, parts, of_band, withheld: false }
    }

    /// A bound on the variance of a protected count, in units of k squared: that of the bands it is made of, or of the others.
    pub(super) fn variance(&self, band: usize) -> f64 {
        let drawn = self.of_band.len();
        let parts = self.parts.get(band).map_or(1, |&parts| parts as usize);
        variance(drawn) * parts.min(drawn.saturating_sub(parts)).max(1) as f64
    }

    /// Key of the column.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Name for people.
    pub fn label(&self) -> &Text {
        &self.label
    }

    /// Quasi, sensitive or feature.
    pub fn role(&self) -> Role {
        self.role
    }

    /// What it means.
    pub fn meaning(&self) -> Meaning {
        self.meaning
    }

    /// The bands, in order.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// Whether every figure of it is withheld (PRODUCT D5).
    pub fn withheld(&self) -> bool {
        self.withheld
    }

    pub(super) fn row(&self, block: u32) -> &[i64] {
        let width = self.bands.len();
        self.counts.get(block as usize * width..(block as usize + 1) * width).unwrap_or(&[])
    }
}

impl Protected {
    /// From the tables as they were drawn.
    pub(super) fn of_drawn(drawn: Drawing) -> Self {
        let Drawing { blocked, k, totals, tables, pair_tables, amounts, .. } = drawn;
        let Blocked { blocks, columns, sample_weights } = blocked;
        let mut protected = Self {
            k,
            minimum: blocks.minimum,
            whole_only: blocks.whole_only,
            totals,
            amounts,
            factors: sample_weights.map(|weights| factors(&blocks, &weights)),
            members: members(&blocks.segment_of, blocks.labels.len()),
            segment_of: blocks.segment_of,
            nowhere: blocks.nowhere,
            groups: fitted(&blocks.labels),
            columns: Vec::with_capacity(columns.len()),
            pairs: pair_tables,
        };
        protected.number_by_size();
        for (column, counts) in columns.into_iter().zip(tables) {
            protected.columns.push(ProtectedColumn::drawn(column, counts));
        }
        protected.merge_thin();
        protected.withhold();
        protected
    }

    /// The same tables with each block in another segment. Whether a sensitive column is withheld is decided anew, from the
    /// protected tables alone.
    pub(super) fn in_segments(&self, segment_of: Vec<u32>, groups: Vec<Group>) -> Self {
        let mut other = Self {
            k: self.k,
            minimum: self.minimum,
            whole_only: self.whole_only,
            totals: self.totals.clone(),
            factors: self.factors.clone(),
            members: members(&segment_of, groups.len()),
            segment_of,
            nowhere: self.nowhere.clone(),
            groups,
            columns: self.columns.clone(),
            pairs: self.pairs.clone(),
            amounts: self.amounts.clone(),
        };
        other.withhold();
        other
    }

    /// Numbers the segments from 1, largest first; everyone together is 0.
    pub(super) fn number_by_size(&mut self) {
        let mut order: Vec<u32> = (0..self.segments()).collect();
        crate::sort::by_key(&mut order, |&segment| (Reverse(self.size(segment)), segment));
        let first = u32::from(!self.whole_only);
        for (number, segment) in (first..).zip(order) {
            self.groups[segment as usize].number = number;
        }
    }

    /// Decides of every column and pair, from protected counts alone, whether it is withheld for all segments (PRODUCT D5).
    fn withhold(&mut self) {
        let bases = self.members.clone();
        let column = |column: &ProtectedColumn| match column.role {
            Role::Quasi | Role::Feature => false,
            Role::Sensitive => bases.iter().any(|members| !self.may_show(column, members)),
            // Nothing else may have come this far.
            Role::Identifier | Role::Weight | Role::Ignore => true,
        };
        let columns: Vec<bool> = self.columns.iter().map(column).collect();
        for (column, withheld) in self.columns.iter_mut().zip(columns) {
            column.withheld = withheld;
        }
        let pair = |pair: &PairTable| bases.iter().any(|members| !self.may_cross(pair, members));
        let pairs: Vec<bool> = self.pairs.iter().map(pair).collect();
        for (pair, withheld) in self.pairs.iter_mut().zip(pairs) {
            pair.withheld = withheld;
        }
    }

    /// A figure, chart or whole overview from the tables and a person's choices, and nothing else: a plain function pointer
    /// carries no data along, and `choice` is limited to [`PublicChoice`].
    pub fn derive<A: PublicChoice, T: Serialize>(
        &self,
        choice: &A,
        view: fn(&Protected, &A) -> T,
    ) -> Cleared<T> {
        clear(view(self, choice))
    }

    /// The k behind every figure.
    pub fn k(&self) -> u32 {
        self.k
    }

    /// Number of blocks.
    pub fn blocks(&self) -> u32 {
        self.totals.len() as u32
    }

    /// Smallest number of people a block may hold: max(2k, 60).
    pub fn block_minimum(&self) -> u32 {
        self.minimum
    }

    /// Whether there were too few people to show groups apart.
    pub fn whole_only(&self) -> bool {
        self.whole_only
    }

    /// Number of segments; they are numbered from 0.
    pub fn segments(&self) -> u32 {
        self.groups.len() as u32
    }

    /// The number the fit gave to a segment (small segments were joined with others, so numbers may be missing); `None` when it was
    /// put together or split by hand.
    pub fn label_of(&self, segment: u32) -> Option<u32> {
        self.groups.get(segment as usize).and_then(|group| group.label)
    }

    /// The number a segment is shown with; 0 for everyone together.
    pub fn number_of(&self, segment: u32) -> u32 {
        self.groups.get(segment as usize).map_or(0, |group| group.number)
    }

    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The segment of each block.
    pub fn segment_of_blocks(&self) -> &[u32] {
        &self.segment_of
    }

    /// The columns, in the order they were given.
    pub fn columns(&self) -> &[ProtectedColumn] {
        &self.columns
    }

    /// Tables as given, for tests of rooms that read them: block totals, the segment of each block, and per column its role, bands
    /// and counts (blocks x bands, multiples of k).
    #[cfg(test)]
    pub(crate) fn of_tables(
        k: u32,
        totals: Vec<u32>,
        segment_of: Vec<u32>,
        columns: Vec<(BandedColumn, Vec<i64>)>,
    ) -> Self {
        let segments = segment_of.iter().max().map_or(0, |most| most + 1);
        let minimum = super::blocks::block_minimum(k);
        let labels: Vec<u32> = (0..segments).collect();
        let mut protected = Self {
            k,
            minimum,
            whole_only: segments < 2,
            totals,
            factors: None,
            nowhere: vec![false; segment_of.len()],
            members: members(&segment_of, labels.len()),
            segment_of,
            groups: fitted(&labels),
            columns: Vec::new(),
            pairs: Vec::new(),
            amounts: Vec::new(),
        };
        protected.number_by_size();
        for (column, counts) in columns {
            protected.columns.push(ProtectedColumn::drawn(column, counts));
        }
        protected.withhold();
        protected
    }
}

/// Blocks of each segment, ascending.
fn members(segment_of: &[u32], segments: usize) -> Vec<Vec<u32>> {
    let mut members = vec![Vec::new(); segments];
    for (block, &segment) in (0u32..).zip(segment_of) {
        if let Some(members) = members.get_mut(segment as usize) {
            members.push(block);
        }
    }
    members
}

/// Segments as the fit labelled them.
pub(super) fn fitted(labels: &[u32]) -> Vec<Group> {
    labels.iter().map(|&label| Group { label: Some(label), number: 0 }).collect()
}

#[cfg(test)]
impl Protected {
    /// The protected rows of a column, block by block, and the protected totals: what the strongest attacker knows.
    pub(crate) fn rows(&self, column: usize) -> impl Iterator<Item = (&[i64], u32)> {
        (0u32..).zip(&self.totals).map(move |(block, &total)| (self.columns[column].row(block), total))
    }

    /// The band of each band that was drawn; others where thin bands were merged.
    pub(crate) fn of_band(&self, column: usize) -> &[u16] {
        &self.columns[column].of_band
    }

    /// The protected rows of a pair, as of a column.
    pub(crate) fn pair_rows(&self, pair: usize) -> impl Iterator<Item = (&[i64], u32)> {
        let table = &self.pairs[pair];
        let width = self.columns[table.first].bands.len() * self.columns[table.second].bands.len();
        table.counts.chunks_exact(width).zip(self.totals.iter().copied())
    }

    /// The same tables with these factors.
    fn with_factors(mut self, factors: &[f64]) -> Self {
        self.factors = Some(factors.to_vec());
        self
    }
}

#[cfg(test)]
#[path = "protect_tests.rs"]
mod tests;
