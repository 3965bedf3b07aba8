//! k-means on the columns of mixed data, each counting the same.
//!
//! Rows are those of [`design`](super::design) (FAMD, Pagès 2004). Several starts from greedy k-means++ (Arthur & Vassilvitskii 2007)
//! run a few of Lloyd's iterations (1982; bounds of Hamerly 2010) on at most 10,000 records (Bradley & Fayyad 1998); the best go on to the
//! end with all. Then k-means and the directions in which its groups differ follow each other for a few turns (Ding & Li 2007, see
//! [`axes`]), again on at most 10,000, from each of those that went on: where one ends hangs on where it began. Of all groupings on the
//! way the one with the highest classification likelihood (Celeux & Govaert 1992) of all columns is kept.

mod axes;
mod lloyd;
mod search;
mod seeds;

pub(crate) use search::Search;

use super::design;
use super::latent_class::lanes;
use super::mixed::Mixed;
use super::params::{Fitted, ValidFitParams};
use gezicht_lanes::{linear, normalise};
use linfa::dataset::Records;
use linfa::traits::PredictInplace;
use ndarray::Array1;
use std::borrow::Borrow;

/// Dense rows with weights.
struct Dense {
    records: usize,
    width: usize,
    /// Row by row.
    matrix: Vec<f32>,
    /// Squared length of each row.
    norms: Vec<f32>,
    weights: Option<Vec<f32>>,
    /// Weighted sum of the squared lengths, and the total weight.
    squares: f64,
    total: f64,
    /// A run ends when its centres move less than this (squared, in all): 1e-4 of the mean variance of a column.
    tolerance: f64,
}

impl Dense {
    fn of_rows(matrix: Vec<f32>, width: usize, weights: Option<Vec<f32>>) -> Self {
        let norms: Vec<f32> = matrix
            .chunks_exact(width.max(1))
            .map(|row| row.iter().map(|value| value * value).sum())
            .collect();
        let mut data = Dense {
            records: norms.len(),
            width,
            matrix,
            norms,
            weights,
            squares: 0.0,
            total: 0.0,
            tolerance: 0.0,
        };
        for record in 0..data.records {
            data.squares += data.weight(record) * f64::from(data.norms[record]);
            data.total += data.weight(record);
        }
        data.tolerance = 1e-4 * data.squares / data.total.max(1.0) / width.max(1) as f64;
        data
    }

    fn row(&self, record: usize) -> &[f32] {
        &self.matrix[record * self.width..(record + 1) * self.width]
    }

    fn weight(&self, record: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| f64::from(weights[record]))
    }
}

/// A fitted model: per group an affine score of a row; the highest is the nearest centre. Neither `Serialize` nor `Debug`.
#[derive(Clone)]
pub(crate) struct Centres {
    /// Per group a constant.
    constants: Vec<f64>,
    /// Per group one number a column of the design.
    slopes: Vec<Vec<f64>>,
}

impl Centres {
    /// Number of groups.
    pub(crate) fn count(&self) -> usize {
        self.constants.len()
    }

    /// The same model with only these groups, in this order.
    pub(crate) fn keep(&self, classes: &[usize]) -> Centres {
        Centres {
            constants: classes.iter().map(|&class| self.constants[class]).collect(),
            slopes: classes.iter().map(|&class| self.slopes[class].clone()).collect(),
        }
    }

    fn table(&self) -> Vec<f32> {
        let lanes = lanes(self.count());
        let width = self.slopes.first().map_or(0, Vec::len);
        let mut table = vec![0f32; (width + 1) * lanes];
        table[..lanes].fill(-1e30);
        for (class, (&constant, slopes)) in self.constants.iter().zip(&self.slopes).enumerate() {
            table[class] = constant as f32;
            for (at, &slope) in slopes.iter().enumerate() {
                table[(at + 1) * lanes + class] = slope as f32;
            }
        }
        table
    }
}

impl Fitted for Centres {
    type Search = Search;

    fn search(params: ValidFitParams<Self>, _: &Mixed) -> Search {
        Search::new(params)
    }

    fn advance(search: &mut Search, mixed: &Mixed, work: &mut i64) -> bool {
        search.advance(mixed, work)
    }

    fn finish(search: Search) -> Self {
        search.finish()
    }
}

impl<R: Records + Borrow<Mixed>> PredictInplace<R, Array1<usize>> for Centres {
    /// The nearest group of each record, from 0.
    fn predict_inplace<'a>(&'a self, records: &'a R, targets: &mut Array1<usize>) {
        let mixed: &Mixed = records.borrow();
        let mut nearest = Nearest::new(self);
        let (mut labels, mut confidence, mut at) = (Vec::new(), Vec::new(), 0);
        while at < mixed.records {
            at = nearest.assign(mixed, at, &mut labels, &mut confidence);
        }
        for (target, label) in targets.iter_mut().zip(labels) {
            *target = label as usize;
        }
    }

    fn default_target(&self, records: &R) -> Array1<usize> {
        Array1::zeros(records.nsamples())
    }
}

/// Gives records their group, chunk by chunk.
pub(crate) struct Nearest {
    count: usize,
    width: usize,
    table: Vec<f32>,
    rows: Vec<f32>,
    scratch: Vec<f32>,
}

impl Nearest {
    pub(crate) fn new(centres: &Centres) -> Self {
        Self {
            count: centres.count(),
            width: centres.slopes.first().map_or(0, Vec::len),
            table: centres.table(),
            rows: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Work of a chunk.
    pub(crate) fn cost(&self) -> i64 {
        (lloyd::CHUNK * (self.width + 4) * lanes(self.count)) as i64
    }

    /// The nearest group of each record of a chunk, and how likely it is when groups are round and spread alike (the mixture of which
    /// k-means is the hard limit); records of other columns than the model's all go to group 0.
    pub(crate) fn assign(
        &mut self,
        mixed: &Mixed,
        from: usize,
        labels: &mut Vec<u32>,
        confidence: &mut Vec<f32>,
    ) -> usize {
        let to = mixed.records.min(from + lloyd::CHUNK);
        if design::width(mixed) != self.width {
            labels.resize(labels.len() + to - from, 0);
            confidence.resize(confidence.len() + to - from, 1.0);
            return to;
        }
        let lanes = lanes(self.count);
        self.rows.clear();
        design::rows(mixed, (from, to), &mut self.rows);
        self.scratch.resize((to - from) * lanes, 0.0);
        linear(lanes, &mut self.scratch, &self.rows, self.width, &self.table);
        normalise(lanes, &mut self.scratch, None);
        for row in self.scratch.chunks_exact(lanes) {
            let best =
                (1..self.count).fold(0, |best, class| if row[class] > row[best] { class } else { best });
            labels.push(best as u32);
            confidence.push(row[best]);
        }
        to
    }
}

#[cfg(test)]
mod tests;
