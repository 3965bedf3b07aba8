//! The protected block tables and the only way to make a figure from them.
//!
//! A small algebra: a base (everyone, a segment, a union of blocks) and a band of a column give a [`Figure`]. There are no
//! filters on people. Everything a [`Protected`] answers is computed from its multiples of k, so whatever is asked, and in
//! whatever order, tells no more than the tables themselves (PRODUCT D3).
//!
//! With sample weights each block has a protected factor as well (see `factors`): shares are weighted by it, while numbers of people
//! and every rule stay those of contributors.

use super::bands::BandedColumn;
use super::blocks::{smallest_block, Blocked};
use super::door::{clear, Cleared, PublicChoice};
use super::error::GateError;
use super::factors::factors;
use super::figure::Figure;
use super::key::ContentKey;
use super::rounding::{round_counts, round_total, variance};
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::recipe::Role;
use crate::text::Text;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Stream of the block totals; columns are numbered from 0.
const TOTALS: u32 = u32::MAX;
/// A sensitive category above this share of a group is not shown (PRODUCT D5).
const DOMINANT: f64 = 0.8;

/// Protected block tables of one column each, over one set of blocks.
pub struct Protected {
    k: u32,
    minimum: u32,
    whole_only: bool,
    /// Protected number of people a block.
    totals: Vec<u32>,
    /// Protected mean sample weight a block; `None`: all weigh the same.
    factors: Option<Vec<f64>>,
    /// Segment of each block.
    segment_of: Vec<u32>,
    /// Whether each block is one of people who fit no segment well.
    nowhere: Vec<bool>,
    /// Label of each segment in the fit.
    labels: Vec<u32>,
    columns: Vec<ProtectedColumn>,
}

/// One column: what its bands are called, and its protected counts.
#[derive(Clone)]
pub struct ProtectedColumn {
    name: String,
    label: Text,
    role: Role,
    meaning: Meaning,
    bands: Vec<Band>,
    /// Blocks x bands, multiples of k; a cell may be negative, a shown sum never is.
    counts: Vec<i64>,
    withheld: bool,
}

/// Of whom a share is taken. Always whole blocks.
#[derive(Clone, Copy)]
pub enum Base<'a> {
    /// Everyone.
    All,
    /// One segment, from 0.
    Segment(u32),
    /// A union of blocks, each named once.
    Blocks(&'a [u32]),
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

    fn row(&self, block: u32) -> &[i64] {
        let width = self.bands.len();
        self.counts.get(block as usize * width..(block as usize + 1) * width).unwrap_or(&[])
    }

    /// Protected people of a band in some blocks, never negative.
    fn sum(&self, band: usize, members: &[u32]) -> i64 {
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
            labels: blocks.labels,
            columns: Vec::with_capacity(columns.len()),
        };
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

    /// The same tables under another ordering: each whole block goes to the segment that most of its people chose (a tie: the
    /// smaller number), so no block is ever taken apart and nothing is drawn anew (PRODUCT D2). `of_record` is the block
    /// of each record, `counts` its people, `labels` what they chose, `nowhere` whether they fit no segment well, which is so of a
    /// block when it is of more than half of its people. A file too small for segments keeps its one.
    ///
    /// # Errors
    /// [`GateError::Shape`] when blocks and records do not fit.
    pub(crate) fn reordered(
        &self,
        of_record: &[u32],
        counts: &[u32],
        labels: &[u32],
        nowhere: &[bool],
    ) -> Result<Self, GateError> {
        if of_record.len() != labels.len()
            || nowhere.len() != labels.len()
            || counts.len() != labels.len()
            || of_record.iter().any(|&block| block >= self.blocks())
        {
            return Err(GateError::Shape);
        }
        let mut votes = vec![BTreeMap::new(); self.totals.len()];
        let mut lost = vec![(0u64, 0u64); self.totals.len()];
        for (((&block, &label), &count), &nowhere) in of_record.iter().zip(labels).zip(counts).zip(nowhere) {
            *votes[block as usize].entry(label).or_insert(0u32) += count;
            let (nobody, all) = &mut lost[block as usize];
            *nobody += if nowhere { u64::from(count) } else { 0 };
            *all += u64::from(count);
        }
        let chosen: Vec<u32> = votes
            .iter()
            .map(|votes| {
                votes
                    .iter()
                    .max_by_key(|&(&label, &votes)| (votes, Reverse(label)))
                    .map_or(0, |(&label, _)| label)
            })
            .collect();
        let (labels, segment_of) = if self.whole_only {
            (self.labels.clone(), self.segment_of.clone())
        } else {
            let mut labels: Vec<u32> = chosen.to_vec();
            labels.sort_unstable();
            labels.dedup();
            let place = |label| labels.partition_point(|&kept| kept < label) as u32;
            let segment_of = chosen.iter().map(|&label| place(label)).collect();
            (labels, segment_of)
        };
        let mut reordered = Self {
            k: self.k,
            minimum: self.minimum,
            whole_only: self.whole_only,
            totals: self.totals.clone(),
            factors: self.factors.clone(),
            segment_of,
            nowhere: lost.iter().map(|&(nobody, all)| !self.whole_only && 2 * nobody > all).collect(),
            labels,
            columns: Vec::with_capacity(self.columns.len()),
        };
        for column in &self.columns {
            reordered.add(column.clone());
        }
        Ok(reordered)
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

    /// PRODUCT D5 for one base: every category's count and complement at least k, none over 80 %.
    fn may_show(&self, column: &ProtectedColumn, members: &[u32]) -> bool {
        let people = i64::from(self.total(members));
        let k = i64::from(self.k);
        (0..column.bands.len()).all(|band| {
            let count = column.sum(band, members);
            count >= k && people - count >= k && count as f64 <= DOMINANT * people as f64
        })
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
        self.labels.len() as u32
    }

    /// The number the fit gave to a segment (small segments were joined with others, so numbers may be missing).
    pub fn label_of(&self, segment: u32) -> Option<u32> {
        self.labels.get(segment as usize).copied()
    }

    /// The segment of each block.
    pub fn segment_of_blocks(&self) -> &[u32] {
        &self.segment_of
    }

    /// The columns, in the order they were given.
    pub fn columns(&self) -> &[ProtectedColumn] {
        &self.columns
    }

    /// Protected number of people, a multiple of k.
    pub fn people(&self, base: Base<'_>) -> u32 {
        self.total(&self.members(base))
    }

    fn total(&self, members: &[u32]) -> u32 {
        members.iter().filter_map(|&block| self.totals.get(block as usize)).sum()
    }

    /// Protected number of people in a segment, a multiple of k.
    pub fn size(&self, segment: u32) -> u32 {
        self.people(Base::Segment(segment))
    }

    /// Protected number of people of a segment in blocks of those who fit no segment well, a multiple of k; `None` where there
    /// is no such block.
    pub fn fits_nowhere(&self, segment: u32) -> Option<u32> {
        let members: Vec<u32> = self
            .members(Base::Segment(segment))
            .into_iter()
            .filter(|&block| self.nowhere[block as usize])
            .collect();
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
    fn members(&self, base: Base<'_>) -> Vec<u32> {
        match base {
            Base::All => (0..self.blocks()).collect(),
            Base::Segment(segment) => {
                (0..self.blocks()).filter(|&b| self.segment_of[b as usize] == segment).collect()
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
        let labels = (0..segments).collect();
        let mut protected = Self {
            k,
            minimum,
            whole_only: segments < 2,
            totals,
            factors: None,
            nowhere: vec![false; segment_of.len()],
            segment_of,
            labels,
            columns: Vec::new(),
        };
        for (column, counts) in columns {
            let BandedColumn { name, label, role, meaning, bands, .. } = column;
            protected.add(ProtectedColumn { name, label, role, meaning, bands, counts, withheld: false });
        }
        protected
    }
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
