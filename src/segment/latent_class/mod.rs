//! The mixed latent-class mixture: diagonal Gaussians beside multinomials, missing cells skipped.
//!
//! Within a class the columns are independent (local independence), so the density of a record is the product over
//! the cells it has: a normal density for a number, a probability for a category, nothing for a missing
//! cell. That is the latent class cluster model of Vermunt & Magidson (2002) and, for the missing cells
//! (missing at random), of Hunt & Jorgensen (2011). Fitted by expectation–maximisation (Dempster, Laird &
//! Rubin 1977) from several short starts of which the best go on (Biernacki, Celeux & Govaert 2003). Starts see at most 5,000 of the
//! records, the best of them goes on with all (as Bradley & Fayyad 1998 refine the starts of k-means on samples).
//!
//! Each class borrows one pseudo-observation of everyone per column (the "Bayes constants" of Vermunt &
//! Magidson), so that no probability becomes 0; no variance falls under its column's grain (`Mixed::grains`).

mod em;
mod passes;
mod search;

pub(crate) use em::Em;
pub(crate) use passes::lanes;
pub(crate) use search::Search;

use super::mixed::Mixed;
use super::params::{Fitted, ValidFitParams};
use linfa::dataset::Records;
use linfa::traits::PredictInplace;
use ndarray::Array1;
use passes::Pass;
use std::borrow::Borrow;

/// The numbers of a model; also the state of a fit. Neither `Serialize` nor `Debug`: its means are figures about people.
#[derive(Clone)]
pub(crate) struct Parameters {
    /// Share of each class.
    pub(crate) shares: Vec<f64>,
    /// Per numeric column: mean and variance of each class, on the standardised scale.
    pub(crate) numeric: Vec<Vec<(f64, f64)>>,
    /// Per categorical column: one row of probabilities a level, one number a class.
    pub(crate) categorical: Vec<Vec<f64>>,
}

impl Parameters {
    /// Number of classes.
    pub(crate) fn count(&self) -> usize {
        self.shares.len()
    }

    /// Number of free parameters, for the BIC.
    pub(crate) fn free(&self) -> usize {
        let count = self.count();
        let levels: usize = self.categorical.iter().map(|table| table.len() / count.max(1) - 1).sum();
        (count - 1) + count * (2 * self.numeric.len() + levels)
    }

    /// Bayesian information criterion (Schwarz 1978), lower is better, for so many people of this log likelihood.
    pub(crate) fn bic(&self, log_likelihood: f64, people: usize) -> f64 {
        self.free() as f64 * super::arithmetic::ln(people.max(1) as f64) - 2.0 * log_likelihood
    }

    /// The same model with only these classes, in this order.
    pub(crate) fn keep(&self, classes: &[usize]) -> Parameters {
        let count = self.count();
        let total: f64 = classes.iter().map(|&class| self.shares[class]).sum();
        Parameters {
            shares: classes.iter().map(|&class| self.shares[class] / total).collect(),
            numeric: self
                .numeric
                .iter()
                .map(|column| classes.iter().map(|&class| column[class]).collect())
                .collect(),
            categorical: self
                .categorical
                .iter()
                .map(|table| {
                    table
                        .chunks_exact(count)
                        .flat_map(|row| classes.iter().map(|&class| row[class]))
                        .collect()
                })
                .collect(),
        }
    }
}

impl Fitted for Parameters {
    type Search = Search;

    fn search(params: ValidFitParams<Self>, mixed: &Mixed) -> Search {
        Search::new(params, mixed)
    }

    fn advance(search: &mut Search, mixed: &Mixed, work: &mut i64) -> bool {
        search.advance(mixed, work)
    }

    fn finish(search: Search) -> Self {
        search.finish()
    }
}

/// The parameters of a grouping: those of a model whose classes are these groups.
pub(crate) fn parameters_of(mixed: &Mixed, labels: &[u32], count: usize) -> (Parameters, f64) {
    let blank = Parameters {
        shares: vec![1.0 / count as f64; count],
        numeric: vec![vec![(0.0, 1.0); count]; mixed.numeric.len()],
        categorical: mixed
            .categorical
            .iter()
            .map(|column| column.shares.iter().flat_map(|&share| vec![share; count]).collect())
            .collect(),
    };
    let mut pass = Pass::new(&blank);
    pass.gather_labels(mixed, labels);
    let parameters = em::maximise(&pass.sums, mixed, count);
    let likelihood = em::classified(&pass.sums, &parameters);
    (parameters, likelihood)
}

/// Log likelihood of people and groups together (Symons 1981; Celeux & Govaert 1992) under the parameters of the grouping.
pub(crate) fn classification_likelihood(mixed: &Mixed, labels: &[u32], count: usize) -> f64 {
    parameters_of(mixed, labels, count).1
}

/// Log likelihood of all records under a model.
pub(crate) fn log_likelihood(mixed: &Mixed, parameters: &Parameters) -> f64 {
    let mut pass = Pass::new(parameters);
    let mut at = 0;
    while at < mixed.records {
        at = pass.gather(mixed, at);
    }
    pass.sums.log_likelihood
}

impl<R: Records + Borrow<Mixed>> PredictInplace<R, Array1<usize>> for Parameters {
    /// The likeliest class of each record, from 0. Records of other columns than the model's count as all
    /// missing: they go to the largest class.
    fn predict_inplace<'a>(&'a self, records: &'a R, targets: &mut Array1<usize>) {
        let (labels, _) = assign_all(self, records.borrow());
        for (target, label) in targets.iter_mut().zip(labels) {
            *target = label as usize;
        }
    }

    fn default_target(&self, records: &R) -> Array1<usize> {
        Array1::zeros(records.nsamples())
    }
}

/// The likeliest class and its posterior probability, for every record.
pub(crate) fn assign_all(parameters: &Parameters, mixed: &Mixed) -> (Vec<u32>, Vec<f32>) {
    let mut assignment = Assignment::new(parameters, mixed);
    let mut work = i64::MAX;
    while !assignment.advance(mixed, &mut work) {
        work = i64::MAX;
    }
    (assignment.labels, assignment.confidence)
}

/// An assignment of every record to its likeliest class, in steps.
pub(crate) struct Assignment {
    pass: Pass,
    at: usize,
    readable: bool,
    largest: (u32, f32),
    /// Class per record so far.
    pub(crate) labels: Vec<u32>,
    /// Posterior probability of that class.
    pub(crate) confidence: Vec<f32>,
}

impl Assignment {
    /// An assignment that has not begun.
    pub(crate) fn new(parameters: &Parameters, mixed: &Mixed) -> Self {
        let count = parameters.count().max(1);
        let mut largest = (0, 0.0);
        for (class, &share) in parameters.shares.iter().enumerate() {
            if share as f32 > largest.1 {
                largest = (class as u32, share as f32);
            }
        }
        Self {
            pass: Pass::new(parameters),
            at: 0,
            readable: mixed.fits(
                parameters.numeric.len(),
                parameters.categorical.iter().map(|table| table.len() / count),
            ),
            largest,
            labels: Vec::with_capacity(mixed.records),
            confidence: Vec::with_capacity(mixed.records),
        }
    }

    /// Works until the budget is spent; true when everyone has a class.
    pub(crate) fn advance(&mut self, mixed: &Mixed, work: &mut i64) -> bool {
        if !self.readable {
            self.labels.resize(mixed.records, self.largest.0);
            self.confidence.resize(mixed.records, self.largest.1);
            return true;
        }
        while self.at < mixed.records && *work > 0 {
            self.at = self.pass.assign(mixed, self.at, &mut self.labels, &mut self.confidence);
            *work -= self.pass.cost(mixed);
        }
        self.at >= mixed.records
    }
}

#[cfg(test)]
mod tests;
