//! What a search takes and gives.

use crate::anonymity::bound::BoundLadder;
use crate::anonymity::error::AnonymityError;
use crate::anonymity::measure::Measure;
use crate::anonymity::model::{Context, Model};
use crate::anonymity::statistics::RiskStatistics;
use crate::text::Text;

/// What a release must satisfy.
#[derive(Clone)]
pub(crate) struct Policy {
    /// Every release satisfies all of these.
    pub(crate) models: Vec<Model>,
    /// Largest share of the people that may be suppressed, 0 to 1.
    pub(crate) suppression_limit: f64,
}

/// A [`Policy`] that has been checked against a number of people.
#[derive(Clone)]
pub(crate) struct CheckedPolicy {
    pub(in crate::anonymity) models: Vec<Model>,
    /// Most people that may be suppressed.
    pub(in crate::anonymity) allowed: u32,
}

impl CheckedPolicy {
    /// Fewest people that a class can hold under all models.
    pub(in crate::anonymity) fn least_people(&self) -> u32 {
        self.models.iter().map(|model| model.least_people()).max().unwrap_or(1)
    }

    /// The largest k of k-anonymity; 1 without one.
    pub(in crate::anonymity) fn k(&self) -> u32 {
        let k = |model: &Model| match *model {
            Model::KAnonymity(k) => Some(k),
            _ => None,
        };
        self.models.iter().filter_map(k).max().unwrap_or(1).max(1)
    }
}

impl Policy {
    /// k-anonymity under a suppression limit.
    #[cfg(test)]
    pub(crate) fn k_anonymity(k: u32, suppression_limit: f64) -> Self {
        Self { models: vec![Model::KAnonymity(k)], suppression_limit }
    }

    /// Checks the policy for so many people.
    ///
    /// # Errors
    /// When the limit is no share, or there are fewer people than one class must hold.
    pub(crate) fn check(&self, people: u32) -> Result<CheckedPolicy, AnonymityError> {
        if !(0.0..=1.0).contains(&self.suppression_limit) {
            return Err(AnonymityError::SuppressionLimit);
        }
        let k = self.models.iter().map(|model| model.least_people()).max().unwrap_or(1);
        if people < k {
            return Err(AnonymityError::TooFewPeople { people, k });
        }
        // "At most that share": rounded down, but 29 % of 100 is 29 although 0.29 * 100.0 is not.
        let allowed = (self.suppression_limit * f64::from(people) + 1e-6).floor() as u32;
        Ok(CheckedPolicy { models: self.models.clone(), allowed: allowed.min(people) })
    }
}

/// One quasi-identifier as the search takes it.
pub(crate) struct SearchColumn<'a> {
    /// One code a record; 0 is missing.
    pub(crate) codes: &'a [u32],
    /// The ladder tied to those codes.
    pub(crate) ladder: &'a BoundLadder,
    /// Weight in the measure, above 0.
    pub(crate) weight: f64,
    /// The one level that it may have; `None`: any.
    pub(crate) held: Option<usize>,
    /// Confirmed name of the column, for refusals.
    pub(crate) label: &'a Text,
}

/// How the lattice is searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// Until the optimum is proven, as long as the lattice is not too large.
    #[default]
    Optimal,
    /// From the best nodes on, for an amount of work.
    BestFirst,
}

/// What is searched.
pub(crate) struct SearchInput<'a> {
    /// People that each record stands for, above 0. Equal records may be merged or not: the outcome is the same.
    pub(crate) counts: &'a [u32],
    /// The quasi-identifiers, in file order.
    pub(crate) columns: &'a [SearchColumn<'a>],
    /// The models and the suppression limit.
    pub(crate) policy: &'a Policy,
    /// What models need beside the quasi-identifiers.
    pub(crate) context: Context<'a>,
    /// What is minimised.
    pub(crate) measure: Measure,
    /// How.
    pub(crate) strategy: Strategy,
    /// The work after which the best so far is taken, in about microseconds; best-first it is 12 seconds unless said.
    pub(crate) work: Option<u64>,
}

impl<'a> SearchInput<'a> {
    /// The optimum by Loss, with models that need nothing beside the quasi-identifiers.
    #[cfg(test)]
    pub(crate) fn new(counts: &'a [u32], columns: &'a [SearchColumn<'a>], policy: &'a Policy) -> Self {
        let (context, measure, strategy) = (Context::default(), Measure::Loss, Strategy::Optimal);
        Self { counts, columns, policy, context, measure, strategy, work: None }
    }
}

/// What the search found. Not to be used before `recheck` has made a `CheckedRelease` of it.
pub(crate) struct Release {
    /// Level of every column.
    pub(crate) levels: Vec<usize>,
    /// Whether each record is suppressed.
    pub(crate) suppressed: Vec<bool>,
    /// Class of each record, numbered by first appearance; [`SUPPRESSED`] when suppressed.
    pub(crate) class_of: Vec<u32>,
    /// People in each class.
    pub(crate) class_sizes: Vec<u32>,
    /// What was minimised.
    pub(crate) measure: Measure,
    /// Its value.
    pub(crate) value: f64,
    /// No transformation has a value below this; the value itself when the optimum is proven.
    pub(crate) bound: f64,
    /// Loss of each column, 0 to 1.
    pub(crate) column_loss: Vec<f64>,
    /// Transformations evaluated.
    pub(crate) checked: u32,
    /// Transformations in the lattice, or in the part of it where columns have the levels they are held at.
    pub(crate) lattice: f64,
    /// Which columns were held at one level.
    pub(crate) held: Vec<bool>,
    /// Proven optimal.
    pub(crate) optimal: bool,
    /// Risk of the records as they came in.
    pub(crate) before: RiskStatistics,
}

/// The people that records stand for.
///
/// # Errors
/// When a record stands for nobody, or all of them for more than can be counted.
pub(in crate::anonymity) fn people_of(counts: &[u32]) -> Result<u32, AnonymityError> {
    let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    if counts.contains(&0) {
        return Err(AnonymityError::Mismatch);
    }
    u32::try_from(total).map_err(|_| AnonymityError::Mismatch)
}

/// The three columns with the longest ladders, longest first.
pub(super) fn longest(columns: &[SearchColumn<'_>]) -> Vec<Text> {
    let mut order: Vec<&SearchColumn<'_>> = columns.iter().collect();
    crate::sort::by_key(&mut order, |column| std::cmp::Reverse(column.ladder.height())); // file order at a tie
    order.iter().take(3).map(|column| column.label.clone()).collect()
}
