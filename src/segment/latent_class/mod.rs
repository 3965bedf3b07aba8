//! The mixed latent-class mixture: diagonal Gaussians beside multinomials, missing cells skipped.
//!
//! Within a class the columns are independent (local independence), so the density of a record is the product over
//! the cells it has: a normal density for a number, a probability for a category, nothing for a missing
//! cell. That is the latent class cluster model of Vermunt & Magidson (2002) and, for the missing cells
//! (missing at random), of Hunt & Jorgensen (2011). Fitted by expectation–maximisation (Dempster, Laird &
//! Rubin 1977) from several short starts of which the best go on (Biernacki, Celeux & Govaert 2003).
//!
//! Each class borrows one pseudo-observation of everyone per column (the "Bayes constants" of Vermunt &
//! Magidson), so that no probability becomes 0; no variance falls under its column's grain (`Mixed::grains`).

mod em;
mod passes;
mod search;

pub(crate) use em::Em;
pub(crate) use passes::lanes;
pub(crate) use search::Search;

use super::error::SegmentError;
use super::mixed::Mixed;
use linfa::dataset::{DatasetBase, Records};
use linfa::traits::{Fit, PredictInplace};
use linfa::ParamGuard;
use ndarray::Array1;
use passes::Pass;
use std::borrow::Borrow;

/// Most classes of one model: the widest arrays of the inner loops.
pub(crate) const MOST_CLASSES: u32 = 32;

/// The numbers of a model; also the state of a fit.
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

/// A fitted model.
///
/// It implements neither `Serialize` nor `Debug`: its means are figures about people.
pub(crate) struct LatentClass {
    parameters: Parameters,
    /// Log likelihood of the people it was fitted on, under its last but one step.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests follow the course of the fit by it"))]
    log_likelihood: f64,
}

impl LatentClass {
    /// The model's numbers.
    pub(crate) fn parameters(&self) -> &Parameters {
        &self.parameters
    }
}

/// Chosen parameters, not yet checked (linfa's convention; see [`ParamGuard`]).
#[derive(Clone)]
pub(crate) struct LatentClassParams(ValidLatentClassParams);

/// Checked parameters of a fit.
#[derive(Clone)]
pub(crate) struct ValidLatentClassParams {
    count: u32,
    starts: u32,
    go_on: u32,
    max_iterations: u32,
    tolerance: f64,
    seed: u64,
    smallest: f64,
    warm: Vec<Parameters>,
}

impl LatentClassParams {
    /// A fit with this many classes: 8 starts, at most 200 passes, a tolerance of 1e-5, seed 1.
    pub(crate) fn new(count: u32) -> Self {
        Self(ValidLatentClassParams {
            count,
            starts: 8,
            go_on: 2,
            max_iterations: 200,
            tolerance: 1e-5,
            seed: 1,
            smallest: 0.0,
            warm: Vec::new(),
        })
    }

    /// Number of random starts.
    pub(crate) fn starts(mut self, starts: u32) -> Self {
        self.0.starts = starts;
        self
    }

    /// How many of the best short starts go on to the end.
    pub(crate) fn go_on(mut self, go_on: u32) -> Self {
        self.0.go_on = go_on;
        self
    }

    /// Most passes over the records of one run.
    pub(crate) fn max_iterations(mut self, max_iterations: u32) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }

    /// A run ends when a pass adds less than this to the mean log density of a person.
    pub(crate) fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Seed of the starts.
    pub(crate) fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }

    /// Smallest share of a class: a model that holds it goes before one that does not.
    pub(crate) fn smallest(mut self, share: f64) -> Self {
        self.0.smallest = share;
        self
    }

    /// One more start from a known model of the same columns; ignored where its shape differs.
    pub(crate) fn warm(mut self, parameters: Parameters) -> Self {
        self.0.warm.push(parameters);
        self
    }
}

impl ParamGuard for LatentClassParams {
    type Checked = ValidLatentClassParams;
    type Error = SegmentError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        let params = &self.0;
        let outside = |field, allowed| Err(SegmentError::Parameter { field, allowed });
        if params.count == 0 || params.count > MOST_CLASSES {
            return outside("segments.count", "1 – 32");
        }
        if params.go_on == 0 || (params.starts == 0 && params.warm.is_empty()) || params.starts > 1000 {
            return outside("starts", "1 – 1000");
        }
        if params.max_iterations == 0 {
            return outside("max_iterations", "1 – 4294967295");
        }
        if !(params.tolerance >= 0.0 && params.tolerance.is_finite()) {
            return outside("tolerance", "≥ 0");
        }
        if !(0.0..1.0).contains(&params.smallest) {
            return outside("segments.smallest_share", "0 – 1");
        }
        Ok(params)
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl ValidLatentClassParams {
    /// Whether these records can hold the classes asked for; see [`admit`].
    pub(crate) fn admit(&self, mixed: &Mixed) -> Result<(), SegmentError> {
        admit(self.count, mixed)
    }
}

/// Whether these records can hold so many groups.
///
/// # Errors
/// Nobody, no columns for two or more groups, fewer than two people a group, or fewer different records than groups.
pub(crate) fn admit(count: u32, mixed: &Mixed) -> Result<(), SegmentError> {
    if mixed.records == 0 {
        return Err(SegmentError::NoPeople);
    }
    if count > 1 && mixed.width() == 0 {
        return Err(SegmentError::NoColumns);
    }
    if count > 1 && mixed.people < 2 * count as usize {
        return Err(SegmentError::TooFewPeople { count });
    }
    if count > 1 && !mixed.distinct(count as usize) {
        return Err(SegmentError::TooAlike { count });
    }
    Ok(())
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

impl<R: Records + Borrow<Mixed>, T> Fit<R, T, SegmentError> for ValidLatentClassParams {
    type Object = LatentClass;

    /// Fits in one go; `SegmentTask` does the same in steps.
    ///
    /// # Errors
    /// As [`ValidLatentClassParams::admit`].
    fn fit(&self, dataset: &DatasetBase<R, T>) -> Result<LatentClass, SegmentError> {
        let mixed: &Mixed = dataset.records().borrow();
        self.admit(mixed)?;
        let mut search = Search::new(self.clone(), mixed);
        let mut work = i64::MAX;
        while !search.advance(mixed, &mut work) {
            work = i64::MAX;
        }
        Ok(search.finish())
    }
}

impl<R: Records + Borrow<Mixed>> PredictInplace<R, Array1<usize>> for LatentClass {
    /// The likeliest class of each record, from 0. Records of other columns than the model's count as all
    /// missing: they go to the largest class.
    fn predict_inplace<'a>(&'a self, records: &'a R, targets: &mut Array1<usize>) {
        let (labels, _) = assign_all(&self.parameters, records.borrow());
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
