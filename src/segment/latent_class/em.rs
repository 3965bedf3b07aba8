//! Expectation–maximisation (Dempster, Laird & Rubin 1977) as a run that can stop between two chunks.

use super::passes::{Pass, Sums};
use super::Parameters;
use crate::segment::arithmetic::ln;
use crate::segment::mixed::Mixed;

/// One run from given parameters.
pub(crate) struct Em {
    pub(super) parameters: Parameters,
    pass: Pass,
    at: usize,
    before: f64,
    /// Log likelihood of the last whole pass.
    pub(super) log_likelihood: f64,
    /// Whole passes done.
    pub(super) iterations: u32,
    most: u32,
    tolerance: f64,
}

impl Em {
    /// A run of at most `most` passes that stops when a pass adds less than `tolerance` a person.
    pub(crate) fn new(parameters: Parameters, most: u32, tolerance: f64) -> Self {
        Self {
            pass: Pass::new(&parameters),
            parameters,
            at: 0,
            before: f64::NEG_INFINITY,
            log_likelihood: f64::NEG_INFINITY,
            iterations: 0,
            most,
            tolerance,
        }
    }

    /// Works until the budget is spent; true when the run is over.
    pub(crate) fn advance(&mut self, mixed: &Mixed, work: &mut i64) -> bool {
        while !self.over(mixed) {
            if *work <= 0 {
                return false;
            }
            self.at = self.pass.gather(mixed, self.at);
            *work -= self.pass.cost(mixed);
            if self.at >= mixed.records {
                self.before = self.log_likelihood;
                self.log_likelihood = self.pass.sums.log_likelihood;
                self.iterations += 1;
                self.parameters = maximise(&self.pass.sums, mixed, self.parameters.count());
                self.pass.reset(&self.parameters);
                self.at = 0;
            }
        }
        true
    }

    /// Lets a run go on, up to `most` passes in all.
    pub(super) fn extend(&mut self, most: u32, tolerance: f64) {
        self.most = most;
        self.tolerance = tolerance;
    }

    fn over(&self, mixed: &Mixed) -> bool {
        mixed.records == 0
            || self.iterations >= self.most
            || (self.at == 0
                && self.iterations > 1
                && self.log_likelihood - self.before < self.tolerance * mixed.people as f64)
    }

    /// The parameters reached.
    pub(crate) fn into_parameters(self) -> Parameters {
        self.parameters
    }
}

/// Parameters that fit the sums best, each class with one pseudo-observation of everyone per column.
pub(super) fn maximise(sums: &Sums, mixed: &Mixed, count: usize) -> Parameters {
    let lanes = sums.weight.len();
    let total: f64 = sums.weight[..count].iter().sum();
    Parameters {
        shares: sums.weight[..count]
            .iter()
            .map(|weight| (weight + 1.0 / count as f64) / (total + 1.0))
            .collect(),
        numeric: sums
            .numeric
            .iter()
            .zip(&mixed.grains)
            .map(|(sums, &least)| {
                (0..count)
                    .map(|class| {
                        let (weight, sum, square) =
                            (sums[class], sums[lanes + class], sums[2 * lanes + class]);
                        if weight < 1e-6 {
                            return (0.0, 1.0);
                        }
                        let mean = sum / weight;
                        // Everyone's variance is 1: the columns are standardised.
                        let variance = ((square - sum * mean).max(0.0) + 1.0) / (weight + 1.0);
                        (mean, variance.max(least))
                    })
                    .collect()
            })
            .collect(),
        categorical: sums
            .levels
            .iter()
            .zip(&mixed.categorical)
            .map(|(sums, column)| {
                let known: Vec<f64> = (0..count)
                    .map(|class| (1..=column.shares.len()).map(|level| sums[level * lanes + class]).sum())
                    .collect();
                let mut table = Vec::with_capacity(column.shares.len() * count);
                for (level, share) in column.shares.iter().enumerate() {
                    for (class, known) in known.iter().enumerate() {
                        table.push((sums[(level + 1) * lanes + class] + share) / (known + 1.0));
                    }
                }
                table
            })
            .collect(),
    }
}

/// Log likelihood of people and classes together, from sums of records that belong to one class each.
pub(super) fn classified(sums: &Sums, parameters: &Parameters) -> f64 {
    let (lanes, count) = (sums.weight.len(), parameters.count());
    let mut total = 0.0;
    for class in 0..count {
        total += sums.weight[class] * ln(parameters.shares[class]);
        for (sums, classes) in sums.numeric.iter().zip(&parameters.numeric) {
            let (mean, variance) = classes[class];
            let (weight, sum, square) = (sums[class], sums[lanes + class], sums[2 * lanes + class]);
            let apart = (square - 2.0 * mean * sum + mean * mean * weight).max(0.0);
            total -= 0.5 * (weight * ln(std::f64::consts::TAU * variance) + apart / variance);
        }
        for (sums, table) in sums.levels.iter().zip(&parameters.categorical) {
            for (level, row) in table.chunks_exact(count).enumerate() {
                let here = sums[(level + 1) * lanes + class];
                if here > 0.0 {
                    total += here * ln(row[class]);
                }
            }
        }
    }
    total
}
