//! The protected block tables, drawn once. What may be asked of them is in `views`, other orderings of their blocks in `arrange`.
//!
//! With sample weights each block has a protected factor as well (see `factors`): shares are weighted by it, while numbers of people
//! and every rule stay those of contributors.

use super::bands::BandedColumn;
use super::blocks::{smallest_block, Blocked};
use super::door::{clear, Cleared, PublicChoice};
use super::error::GateError;
use super::factors::factors;
use super::key::ContentKey;
use super::rounding::{round_counts, round_total};
use super::views::Base;
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::recipe::Role;
use crate::text::Text;
use serde::Serialize;
use std::cmp::Reverse;

/// Stream of the block totals; columns are numbered from 0.
const TOTALS: u32 = u32::MAX;

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
    groups: Vec<Group>,
    pub(super) columns: Vec<ProtectedColumn>,
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
    counts: Vec<i64>,
    pub(super) withheld: bool,
}

impl ProtectedColumn {
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

    /// Protected people of a band in some blocks, never negative.
    pub(super) fn sum(&self, band: usize, members: &[u32]) -> i64 {
        members.iter().filter_map(|&block| self.row(block).get(band)).sum::<i64>().max(0)
    }
}

impl Protected {
    /// Draws the tables, once: one total a block, one table a column. Time: records x columns.
    ///
    /// # Errors
    /// [`GateError::Shape`] when blocks and columns do not fit, [`GateError::TooFewPeople`] when a block is too small.
    pub(crate) fn draw(blocked: Blocked, key: &ContentKey, k: u32) -> Result<Self, GateError> {
        let Blocked { blocks, columns, sample_weights } = blocked;
        let number = blocks.sizes.len();
        if k == 0 || blocks.segment_of.len() != number || blocks.nowhere.len() != number {
            return Err(GateError::Shape);
        }
        let minimum = smallest_block(k);
        if number == 0 || blocks.sizes.iter().any(|&size| size < minimum) {
            return Err(GateError::TooFewPeople { minimum });
        }
        let totals: Vec<u32> = (0..number as u32)
            .map(|block| round_total(blocks.sizes[block as usize], k, &mut key.stream(block, TOTALS)))
            .collect();
        let mut protected = Self {
            k,
            minimum: blocks.minimum,
            whole_only: blocks.whole_only,
            totals,
            factors: sample_weights.map(|weights| factors(&blocks, &weights)),
            segment_of: blocks.segment_of,
            nowhere: blocks.nowhere,
            groups: fitted(&blocks.labels),
            columns: Vec::with_capacity(columns.len()),
        };
        protected.number_by_size();
        for (index, column) in columns.into_iter().enumerate() {
            let counts = tally(&column, (&blocks.of_record, &blocks.counts), &blocks.sizes)?;
            let width = column.bands.len();
            let mut rounded = Vec::with_capacity(counts.len());
            for (block, row) in counts.chunks_exact(width).enumerate() {
                let mut stream = key.stream(block as u32, index as u32);
                rounded.extend(round_counts(row, protected.totals[block], k, &mut stream));
            }
            protected.add(ProtectedColumn {
                name: column.name,
                label: column.label,
                role: column.role,
                meaning: column.meaning,
                bands: column.bands,
                counts: rounded,
                withheld: false,
            });
        }
        Ok(protected)
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
            segment_of,
            nowhere: self.nowhere.clone(),
            groups,
            columns: Vec::with_capacity(self.columns.len()),
        };
        for column in &self.columns {
            other.add(column.clone());
        }
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

    /// Adds a column and decides, from protected counts alone, whether it is withheld.
    fn add(&mut self, mut column: ProtectedColumn) {
        column.withheld = match column.role {
            Role::Quasi | Role::Feature => false,
            Role::Sensitive => (0..self.segments())
                .any(|segment| !self.may_show(&column, &self.members(Base::Segment(segment)))),
            // Nothing else may have come this far.
            Role::Identifier | Role::Weight | Role::Ignore => true,
        };
        self.columns.push(column);
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
            segment_of,
            groups: fitted(&labels),
            columns: Vec::new(),
        };
        protected.number_by_size();
        for (column, counts) in columns {
            let BandedColumn { name, label, role, meaning, bands, .. } = column;
            protected.add(ProtectedColumn { name, label, role, meaning, bands, counts, withheld: false });
        }
        protected
    }
}

/// Segments as the fit labelled them.
pub(super) fn fitted(labels: &[u32]) -> Vec<Group> {
    labels.iter().map(|&label| Group { label: Some(label), number: 0 }).collect()
}

/// True counts of one column, blocks x bands.
fn tally(
    column: &BandedColumn,
    (of_record, people): (&[u32], &[u32]),
    sizes: &[u32],
) -> Result<Vec<u32>, GateError> {
    let width = column.bands.len();
    if width == 0 || column.codes.len() != of_record.len() || people.len() != of_record.len() {
        return Err(GateError::Shape);
    }
    let mut counts = vec![0u32; sizes.len() * width];
    for ((&code, &block), &people) in column.codes.iter().zip(of_record).zip(people) {
        if usize::from(code) >= width || block as usize >= sizes.len() {
            return Err(GateError::Shape);
        }
        counts[block as usize * width + usize::from(code)] += people;
    }
    let fits = counts.chunks_exact(width).zip(sizes).all(|(row, &size)| row.iter().sum::<u32>() == size);
    fits.then_some(counts).ok_or(GateError::Shape)
}

#[cfg(test)]
impl Protected {
    /// The same tables with these factors.
    fn with_factors(mut self, factors: &[f64]) -> Self {
        self.factors = Some(factors.to_vec());
        self
    }
}

#[cfg(test)]
#[path = "protect_tests.rs"]
mod tests;
