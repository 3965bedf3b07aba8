//! One pass over the records: densities, responsibilities and the sums that the next step needs.
//!
//! The inner loops are in [`gezicht_lanes`]. The records come in chunks small enough to stay in the nearest cache.

use super::Parameters;
use crate::segment::arithmetic::ln;
use crate::segment::mixed::Mixed;
use gezicht_lanes::{add_gauss, add_levels, collect_gauss, collect_levels, collect_weight, fill, normalise};

/// Records a chunk.
pub(crate) const CHUNK: usize = 512;

/// Log density of a lane without a class: no person ever goes there.
const NOBODY: f32 = -1e30;

/// Where a pass is and what it has gathered. All tables are flat with `lanes` numbers a row.
pub(super) struct Pass {
    lanes: usize,
    count: usize,
    shares: Vec<f32>,
    /// Per column three rows: mean, half the precision, constant.
    gauss: Vec<Vec<f32>>,
    /// Per column one row of log probabilities a level; the row of the missing code is zero, which skips the cell.
    levels: Vec<Vec<f32>>,
    scratch: Vec<f32>,
    /// What was gathered.
    pub(super) sums: Sums,
}

/// Expected sufficient statistics.
pub(super) struct Sums {
    /// Weight per class: people, or their sample weights.
    pub(super) weight: Vec<f64>,
    /// Per numeric column three rows: weight, sum, sum of squares, of the records that have a value.
    pub(super) numeric: Vec<Vec<f64>>,
    /// Per categorical column one row of weights a code, the missing one included.
    pub(super) levels: Vec<Vec<f64>>,
    /// Sum of the log densities of the people.
    pub(super) log_likelihood: f64,
}

/// Lanes that hold this many classes.
pub(crate) fn lanes(count: usize) -> usize {
    count.next_power_of_two().clamp(4, crate::segment::params::MOST_CLASSES as usize)
}

impl Pass {
    /// Tables for a first pass with these parameters.
    pub(super) fn new(parameters: &Parameters) -> Self {
        let count = parameters.shares.len();
        let lanes = lanes(count);
        let mut pass = Pass {
            lanes,
            count,
            shares: vec![NOBODY; lanes],
            gauss: vec![vec![0.0; 3 * lanes]; parameters.numeric.len()],
            levels: parameters
                .categorical
                .iter()
                .map(|level| vec![0.0; (level.len() / count.max(1) + 1) * lanes])
                .collect(),
            scratch: vec![0.0; CHUNK * lanes],
            sums: Sums {
                weight: vec![0.0; lanes],
                numeric: vec![vec![0.0; 3 * lanes]; parameters.numeric.len()],
                levels: parameters
                    .categorical
                    .iter()
                    .map(|level| vec![0.0; (level.len() / count.max(1) + 1) * lanes])
                    .collect(),
                log_likelihood: 0.0,
            },
        };
        pass.reset(parameters);
        pass
    }

    /// Takes new parameters (of the same shape) and forgets what was gathered.
    pub(super) fn reset(&mut self, parameters: &Parameters) {
        let (lanes, count) = (self.lanes, self.count);
        for (lane, &share) in self.shares.iter_mut().zip(&parameters.shares) {
            *lane = ln(share) as f32;
        }
        for (table, classes) in self.gauss.iter_mut().zip(&parameters.numeric) {
            for (class, &(mean, variance)) in classes.iter().enumerate() {
                table[class] = mean as f32;
                table[lanes + class] = (0.5 / variance) as f32;
                table[2 * lanes + class] = (-0.5 * ln(std::f64::consts::TAU * variance)) as f32;
            }
        }
        for (table, probabilities) in self.levels.iter_mut().zip(&parameters.categorical) {
            for (level, row) in probabilities.chunks_exact(count).enumerate() {
                for (class, &probability) in row.iter().enumerate() {
                    table[(level + 1) * lanes + class] = ln(probability) as f32;
                }
            }
        }
        self.clear();
    }

    fn clear(&mut self) {
        self.sums.weight.fill(0.0);
        self.sums.numeric.iter_mut().for_each(|sums| sums.fill(0.0));
        self.sums.levels.iter_mut().for_each(|sums| sums.fill(0.0));
        self.sums.log_likelihood = 0.0;
    }

    /// Work of one chunk, in cell-lanes: what a budget is counted in.
    pub(super) fn cost(&self, mixed: &Mixed) -> i64 {
        (CHUNK * (mixed.width() + 4) * self.lanes) as i64
    }

    /// Gathers the chunk that starts at a record; returns where the next one starts.
    pub(super) fn gather(&mut self, mixed: &Mixed, from: usize) -> usize {
        let to = mixed.records.min(from + CHUNK);
        self.densities(mixed, from, to);
        let used = (to - from) * self.lanes;
        let weights = mixed.weights.as_ref().map(|weights| &weights[from..to]);
        self.sums.log_likelihood += normalise(self.lanes, &mut self.scratch[..used], weights);
        collect(self.lanes, mixed, from, &self.scratch[..used], &mut self.sums);
        to
    }

    /// Gathers records that belong to one class each: the first parameters of a start.
    pub(super) fn gather_labels(&mut self, mixed: &Mixed, labels: &[u32]) {
        for (part, labels) in labels.chunks(CHUNK).enumerate() {
            self.scratch.fill(0.0);
            for (at, (row, &label)) in self.scratch.chunks_exact_mut(self.lanes).zip(labels).enumerate() {
                row[label as usize] =
                    mixed.weights.as_ref().map_or(1.0, |weights| weights[part * CHUNK + at]);
            }
            let used = labels.len() * self.lanes;
            collect(self.lanes, mixed, part * CHUNK, &self.scratch[..used], &mut self.sums);
        }
    }

    /// The likeliest class of each record of a chunk with its posterior probability; a tie goes to the lower class.
    pub(super) fn assign(
        &mut self,
        mixed: &Mixed,
        from: usize,
        labels: &mut Vec<u32>,
        confidence: &mut Vec<f32>,
    ) -> usize {
        let to = mixed.records.min(from + CHUNK);
        self.densities(mixed, from, to);
        let used = (to - from) * self.lanes;
        normalise(self.lanes, &mut self.scratch[..used], None);
        for row in self.scratch[..used].chunks_exact(self.lanes) {
            let mut best = 0;
            for class in 1..self.count {
                if row[class] > row[best] {
                    best = class;
                }
            }
            labels.push(best as u32);
            confidence.push(row[best]);
        }
        to
    }

    fn densities(&mut self, mixed: &Mixed, from: usize, to: usize) {
        let used = (to - from) * self.lanes;
        let scratch = &mut self.scratch[..used];
        fill(self.lanes, scratch, &self.shares);
        for (values, table) in mixed.numeric.iter().zip(&self.gauss) {
            add_gauss(self.lanes, scratch, &values[from..to], table);
        }
        for (column, table) in mixed.categorical.iter().zip(&self.levels) {
            add_levels(self.lanes, scratch, &column.codes[from..to], table);
        }
    }
}

/// Adds a chunk's responsibilities to the sums. Single precision inside a chunk, double between chunks.
fn collect(lanes: usize, mixed: &Mixed, from: usize, scratch: &[f32], sums: &mut Sums) {
    let to = from + scratch.len() / lanes;
    collect_weight(lanes, scratch, &mut sums.weight);
    for (values, sums) in mixed.numeric.iter().zip(&mut sums.numeric) {
        collect_gauss(lanes, scratch, &values[from..to], sums);
    }
    for (column, sums) in mixed.categorical.iter().zip(&mut sums.levels) {
        collect_levels(lanes, scratch, &column.codes[from..to], sums);
    }
}
