//! Drawing the protected tables in steps: the names of the blocks, then one table a step. On a million people all at once takes a second.

use super::amounts::{AmountTable, Numbers};
use super::blocks::{block_minimum, Blocked};
use super::error::GateError;
use super::key::{ContentKey, Naming, Purpose};
use super::pairs::PairTable;
use super::protect::Protected;
use super::rounding::{round_counts, round_total};

/// Tables on their way: one total a block, one table a column, one for each listed pair of columns, and the sums of each numeric feature.
/// Time: records x (columns + pairs + features).
pub(crate) struct Drawing {
    pub(super) blocked: Blocked,
    pairs: Vec<(usize, usize)>,
    numbers: Vec<Numbers>,
    pub(super) k: u32,
    naming: Naming,
    names: Vec<[u8; 32]>,
    pub(super) totals: Vec<u32>,
    /// Counts of each column, of each pair and of each feature so far.
    pub(super) tables: Vec<Vec<i64>>,
    pub(super) pair_tables: Vec<PairTable>,
    pub(super) amounts: Vec<AmountTable>,
    /// Features looked at.
    looked: usize,
}

impl Drawing {
    /// `pairs` are named by the places of their columns.
    ///
    /// # Errors
    /// [`GateError::Shape`] when blocks and columns do not fit, [`GateError::TooFewPeople`] when a block is too small.
    pub(crate) fn new(
        blocked: Blocked,
        (pairs, numbers): (Vec<(usize, usize)>, Vec<Numbers>),
        key: &ContentKey,
        k: u32,
    ) -> Result<Self, GateError> {
        let (blocks, columns) = (&blocked.blocks, &blocked.columns);
        let number = blocks.sizes.len();
        let fits = |numbers: &Numbers| {
            numbers.column < columns.len() && numbers.codes.len() == blocks.of_record.len()
        };
        if k == 0
            || blocks.segment_of.len() != number
            || blocks.nowhere.len() != number
            || blocks.counts.len() != blocks.of_record.len()
            || blocks.of_record.iter().any(|&block| block as usize >= number)
            || pairs.iter().any(|&(one, other)| one.max(other) >= columns.len())
            || !numbers.iter().all(fits)
        {
            return Err(GateError::Shape);
        }
        let minimum = block_minimum(k);
        if number == 0 || blocks.sizes.iter().any(|&size| size < minimum) {
            return Err(GateError::TooFewPeople { minimum });
        }
        Ok(Self {
            naming: key.naming(&blocks.of_record, &blocks.counts, number),
            blocked,
            pairs,
            numbers,
            k,
            names: Vec::new(),
            totals: Vec::new(),
            tables: Vec::new(),
            pair_tables: Vec::new(),
            amounts: Vec::new(),
            looked: 0,
        })
    }

    /// How far it is, 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        let all = self.blocked.columns.len() + self.pairs.len() + self.numbers.len();
        let done = self.tables.len() + self.pair_tables.len() + self.looked;
        done as f64 / all.max(1) as f64
    }

    /// Some more names, or one more table; true when all are drawn.
    ///
    /// # Errors
    /// [`GateError::Shape`] when a column does not fit the blocks.
    pub(crate) fn advance(&mut self, key: &ContentKey, budget: u32) -> Result<bool, GateError> {
        let (blocks, columns, k) = (&self.blocked.blocks, &self.blocked.columns, self.k);
        if !self.naming.advance(&mut self.names, budget) {
            return Ok(false);
        }
        if self.totals.is_empty() {
            let draw =
                |(name, &size): (&[u8; 32], &u32)| round_total(size, k, &mut key.draws(name, Purpose::Total));
            self.totals = self.names.iter().zip(&blocks.sizes).map(draw).collect();
            return Ok(false);
        }
        let drawn = |codes: &[u16], width: usize, purpose: Purpose<'_>| {
            let counts = tally(codes, width, (&blocks.of_record, &blocks.counts), &blocks.sizes)?;
            let rows = counts.chunks_exact(width).zip(&self.names).zip(&self.totals);
            Ok(rows
                .flat_map(|((row, name), &total)| round_counts(row, total, k, &mut key.draws(name, purpose)))
                .collect::<Vec<i64>>())
        };
        if let Some(column) = columns.get(self.tables.len()) {
            let counts = drawn(&column.codes, column.bands.len(), Purpose::Column(&column.name))?;
            self.tables.push(counts);
        } else if let Some(&(one, other)) = self.pairs.get(self.pair_tables.len()) {
            // In the order of the columns, so that a pair draws the same whichever is named first.
            let (first, second) = (one.min(other), one.max(other));
            let (a, b) = (&columns[first], &columns[second]);
            let width = b.bands.len();
            let codes: Vec<u16> = a.codes.iter().zip(&b.codes).map(|(&a, &b)| a * width as u16 + b).collect();
            let purpose = Purpose::Pair(&a.name, &b.name);
            let counts = drawn(&codes, a.bands.len() * width, purpose)?;
            self.pair_tables.push(PairTable { first, second, counts, withheld: false });
        } else if let Some(numbers) = self.numbers.get(self.looked) {
            self.looked += 1;
            let name = &columns[numbers.column].name;
            self.amounts.extend(AmountTable::draw(numbers, name, blocks, &self.names, (key, k)));
        } else {
            return Ok(true);
        }
        Ok(false)
    }

    /// The tables and the block of each record; call when `advance` has returned true.
    pub(crate) fn finish(mut self) -> (Protected, Vec<u32>) {
        let weigh = self.blocked.sample_weights.is_some();
        let of_record = &mut self.blocked.blocks.of_record;
        // The factors of weights are counted along the records.
        let of_record = if weigh { of_record.clone() } else { std::mem::take(of_record) };
        (Protected::of_drawn(self), of_record)
    }

    /// All in one go.
    #[cfg(test)]
    pub(crate) fn whole(
        blocked: Blocked,
        (pairs, numbers): (&[(usize, usize)], Vec<Numbers>),
        key: &ContentKey,
        k: u32,
    ) -> Result<Protected, GateError> {
        let mut drawing = Self::new(blocked, (pairs.to_vec(), numbers), key, k)?;
        while !drawing.advance(key, u32::MAX)? {}
        Ok(drawing.finish().0)
    }
}

/// True counts of the bands that `codes` names, blocks x `width`.
fn tally(
    codes: &[u16],
    width: usize,
    (of_record, people): (&[u32], &[u32]),
    sizes: &[u32],
) -> Result<Vec<u32>, GateError> {
    if width == 0 || codes.len() != of_record.len() {
        return Err(GateError::Shape);
    }
    let mut counts = vec![0u32; sizes.len() * width];
    for ((&code, &block), &people) in codes.iter().zip(of_record).zip(people) {
        if usize::from(code) >= width {
            return Err(GateError::Shape);
        }
        counts[block as usize * width + usize::from(code)] += people;
    }
    let fits = counts.chunks_exact(width).zip(sizes).all(|(row, &size)| row.iter().sum::<u32>() == size);
    fits.then_some(counts).ok_or(GateError::Shape)
}
