//! The parameters of a fit, the same for both methods (linfa's convention of checked and unchecked ones; see [`ParamGuard`]).

use super::error::SegmentError;
use super::mixed::Mixed;
use linfa::dataset::{DatasetBase, Records};
use linfa::traits::Fit;
use linfa::ParamGuard;
use std::borrow::Borrow;

/// Most groups of one model: the widest arrays of the inner loops.
pub(crate) const MOST_CLASSES: u32 = 32;

/// A model that can be fitted in steps.
pub(crate) trait Fitted: Clone {
    /// The fit, under way.
    type Search;

    /// A search that has not begun. The records must be admitted.
    fn search(params: ValidFitParams<Self>, mixed: &Mixed) -> Self::Search;

    /// Works until the budget is spent; true when the best model is found.
    fn advance(search: &mut Self::Search, mixed: &Mixed, work: &mut i64) -> bool;

    /// The model found.
    fn finish(search: Self::Search) -> Self;
}

/// Chosen parameters, not yet checked, of a fit of the model `M`.
#[derive(Clone)]
pub(crate) struct FitParams<M>(ValidFitParams<M>);

/// Checked parameters of a fit.
#[derive(Clone)]
pub(crate) struct ValidFitParams<M> {
    pub(super) count: u32,
    pub(super) starts: u32,
    pub(super) go_on: u32,
    pub(super) max_iterations: u32,
    pub(super) tolerance: f64,
    pub(super) turns: u32,
    pub(super) seed: u64,
    pub(super) smallest: f64,
    pub(super) warm: Option<M>,
}

impl<M> FitParams<M> {
    /// A fit with this many groups: 10 starts of which 2 go on, at most 300 iterations, a tolerance of 1e-5, 8 turns, seed 1, no
    /// smallest share.
    pub(crate) fn new(count: u32) -> Self {
        Self(ValidFitParams {
            count,
            starts: 10,
            go_on: 2,
            max_iterations: 300,
            tolerance: 1e-5,
            turns: 8,
            seed: 1,
            smallest: 0.0,
            warm: None,
        })
    }

    /// Number of random starts.
    pub(crate) fn starts(mut self, starts: u32) -> Self {
        self.0.starts = starts;
        self
    }

    /// How many of the best short starts go on.
    pub(crate) fn go_on(mut self, go_on: u32) -> Self {
        self.0.go_on = go_on;
        self
    }

    /// Most passes over the records of one run.
    pub(crate) fn max_iterations(mut self, max_iterations: u32) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }

    /// A run of the latent class method ends when a pass adds less than this to the mean log density of a person.
    pub(crate) fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Turns of directions and k-means; 0 is plain k-means.
    pub(crate) fn turns(mut self, turns: u32) -> Self {
        self.0.turns = turns;
        self
    }

    /// Seed of the starts.
    pub(crate) fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }

    /// Smallest share of a group: a grouping that holds it goes before one that does not.
    pub(crate) fn smallest(mut self, share: f64) -> Self {
        self.0.smallest = share;
        self
    }

    /// A known model of the same columns to begin from: for the latent class method one start more, for k-means in place of starts.
    pub(crate) fn warm(mut self, model: M) -> Self {
        self.0.warm = Some(model);
        self
    }
}

impl<M> ParamGuard for FitParams<M> {
    type Checked = ValidFitParams<M>;
    type Error = SegmentError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        let params = &self.0;
        let outside = |field, allowed| Err(SegmentError::Parameter { field, allowed });
        if params.count == 0 || params.count > MOST_CLASSES {
            return outside("segments.count", "1 – 32");
        }
        if params.go_on == 0 || (params.starts == 0 && params.warm.is_none()) || params.starts > 1000 {
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

impl<M> ValidFitParams<M> {
    /// Whether these records can hold so many groups.
    ///
    /// # Errors
    /// Nobody, no columns for two or more groups, fewer than two people a group, or fewer different records than groups.
    pub(crate) fn admit(&self, mixed: &Mixed) -> Result<(), SegmentError> {
        let count = self.count;
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
}

impl<R: Records + Borrow<Mixed>, T, M: Fitted> Fit<R, T, SegmentError> for ValidFitParams<M> {
    type Object = M;

    /// Fits in one go; `SegmentTask` does the same in steps.
    ///
    /// # Errors
    /// As [`ValidFitParams::admit`].
    fn fit(&self, dataset: &DatasetBase<R, T>) -> Result<M, SegmentError> {
        let mixed: &Mixed = dataset.records().borrow();
        self.admit(mixed)?;
        let mut search = M::search(self.clone(), mixed);
        while !M::advance(&mut search, mixed, &mut i64::MAX.clone()) {}
        Ok(M::finish(search))
    }
}
