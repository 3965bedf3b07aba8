//! The methods side by side: what the Define step does with each of them.

use super::error::SegmentError;
use super::k_means::{self, Centres, Nearest};
use super::latent_class::{self, Parameters};
use super::mixed::Mixed;
use super::params::{FitParams, Fitted};
use crate::profile::OpinionMethod;
use crate::recipe::Method;
use linfa::ParamGuard;

/// How much work a fit is worth.
#[derive(Clone)]
pub(super) enum Effort {
    /// The fit that people get their segment from.
    Full,
    /// The same, after the advice found a model of as many groups.
    After(Model),
    /// One of several numbers of groups to compare, or a second opinion.
    Brief,
    /// A resample, from a known model, of at most so many passes.
    Resample(Model, u32),
}

/// A fit that is wanted.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) method: Method,
    pub(super) count: u32,
    pub(super) seed: u64,
    pub(super) smallest: f64,
    pub(super) effort: Effort,
}

/// A fit in steps.
pub(super) enum Search {
    LatentClass(latent_class::Search),
    KMeans(k_means::Search),
}

/// A fitted model. Neither `Serialize` nor `Debug`.
#[derive(Clone)]
pub(super) enum Model {
    LatentClass(Parameters),
    KMeans(Centres),
}

impl Wanted {
    /// The fit, not begun.
    ///
    /// # Errors
    /// Parameters out of range, and records that cannot hold the groups asked for.
    pub(super) fn search(&self, mixed: &Mixed) -> Result<Search, SegmentError> {
        Ok(match self.method {
            Method::LatentClass => {
                let params = FitParams::<Parameters>::new(self.count);
                Search::LatentClass(begin(
                    self,
                    mixed,
                    match &self.effort {
                        Effort::Full => params,
                        Effort::After(Model::LatentClass(warm)) => params.starts(4).warm(warm.clone()),
                        Effort::Resample(Model::LatentClass(warm), most) => {
                            params.starts(0).max_iterations(*most).tolerance(1e-4).warm(warm.clone())
                        }
                        _ => params.tolerance(1e-4),
                    },
                )?)
            }
            Method::KMeans => {
                let params = FitParams::<Centres>::new(self.count);
                Search::KMeans(begin(
                    self,
                    mixed,
                    match &self.effort {
                        Effort::Full | Effort::After(_) => params.go_on(3),
                        Effort::Resample(Model::KMeans(warm), _) => params.turns(3).warm(warm.clone()),
                        _ => params.starts(4).go_on(1),
                    },
                )?)
            }
        })
    }
}

/// A checked and admitted fit, not begun.
fn begin<M: Fitted>(wanted: &Wanted, mixed: &Mixed, params: FitParams<M>) -> Result<M::Search, SegmentError> {
    let params = params.seed(wanted.seed).smallest(wanted.smallest).check()?;
    params.admit(mixed)?;
    Ok(M::search(params, mixed))
}

impl Search {
    /// Works until the budget is spent; true when the best model is found.
    pub(super) fn advance(&mut self, mixed: &Mixed, work: &mut i64) -> bool {
        match self {
            Search::LatentClass(search) => search.advance(mixed, work),
            Search::KMeans(search) => search.advance(mixed, work),
        }
    }

    /// How far it is, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        match self {
            Search::LatentClass(search) => search.share(),
            Search::KMeans(search) => search.share(),
        }
    }

    /// The model found; call when `advance` has returned true.
    pub(super) fn finish(self) -> Model {
        match self {
            Search::LatentClass(search) => Model::LatentClass(search.finish()),
            Search::KMeans(search) => Model::KMeans(search.finish()),
        }
    }
}

impl Model {
    /// Number of groups.
    pub(super) fn count(&self) -> usize {
        match self {
            Model::LatentClass(parameters) => parameters.count(),
            Model::KMeans(centres) => centres.count(),
        }
    }

    /// The same model with only these groups, in this order.
    pub(super) fn keep(&self, groups: &[usize]) -> Model {
        match self {
            Model::LatentClass(parameters) => Model::LatentClass(parameters.keep(groups)),
            Model::KMeans(centres) => Model::KMeans(centres.keep(groups)),
        }
    }

    /// Those of a mixture.
    pub(super) fn parameters(&self) -> Option<&Parameters> {
        match self {
            Model::LatentClass(parameters) => Some(parameters),
            Model::KMeans(_) => None,
        }
    }
}

/// A method that checks another, and what it is called.
pub(super) fn other(method: Method) -> (Method, OpinionMethod) {
    match method {
        Method::LatentClass => (Method::KMeans, OpinionMethod::KMeans),
        Method::KMeans => (Method::LatentClass, OpinionMethod::LatentClass),
    }
}

/// An assignment of every record to its group, in steps.
pub(super) struct Assignment {
    by: By,
    at: usize,
    /// Group per record so far.
    pub(super) labels: Vec<u32>,
    /// Probability of that group.
    pub(super) confidence: Vec<f32>,
}

enum By {
    LatentClass(latent_class::Assignment),
    KMeans(Nearest),
}

impl Assignment {
    /// An assignment that has not begun.
    pub(super) fn new(model: &Model, mixed: &Mixed) -> Self {
        let by = match model {
            Model::LatentClass(parameters) => {
                By::LatentClass(latent_class::Assignment::new(parameters, mixed))
            }
            Model::KMeans(centres) => By::KMeans(Nearest::new(centres)),
        };
        Self { by, at: 0, labels: Vec::new(), confidence: Vec::new() }
    }

    /// Works until the budget is spent; true when everyone has a group.
    pub(super) fn advance(&mut self, mixed: &Mixed, work: &mut i64) -> bool {
        match &mut self.by {
            By::LatentClass(assignment) => {
                let done = assignment.advance(mixed, work);
                if done {
                    self.labels = std::mem::take(&mut assignment.labels);
                    self.confidence = std::mem::take(&mut assignment.confidence);
                }
                done
            }
            By::KMeans(nearest) => {
                while self.at < mixed.records && *work > 0 {
                    self.at = nearest.assign(mixed, self.at, &mut self.labels, &mut self.confidence);
                    *work -= nearest.cost();
                }
                self.at >= mixed.records
            }
        }
    }

    /// All in one go: for samples.
    pub(super) fn of(model: &Model, mixed: &Mixed) -> Self {
        let mut assignment = Self::new(model, mixed);
        let mut work = i64::MAX;
        while !assignment.advance(mixed, &mut work) {
            work = i64::MAX;
        }
        assignment
    }
}
