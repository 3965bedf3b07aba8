//! What both rechecks begin with, and go along by: who is counted, under which policy.

use super::super::error::{AnonymityError, RecheckFailure};
use super::super::model::Context;
use super::super::search::{people_of, CheckedPolicy, Policy};
use super::models::Evidence;
use super::RecheckColumn;
use crate::task::Progress;
use crate::text::Text;

/// Most records that are counted in a step, whatever the caller asks: some 20 ms.
const LONGEST: usize = 1 << 16;

/// A count of records under way.
pub(super) struct Counting {
    pub(super) policy: CheckedPolicy,
    /// People that each record stands for.
    pub(super) counts: Vec<u32>,
    pub(super) people: u32,
    pub(super) evidence: Evidence,
    /// Rows counted so far.
    pub(super) at: usize,
    pub(super) suppressed: u32,
}

/// The release is not about these people and columns.
pub(super) fn shape() -> AnonymityError {
    AnonymityError::Recheck(RecheckFailure::Shape)
}

impl Counting {
    /// Begins with these records, of which a release with so many is to be counted.
    ///
    /// # Errors
    /// When they do not belong together, or the policy cannot hold.
    pub(super) fn new(
        counts: &[u32],
        columns: &[RecheckColumn<'_>],
        context: &Context<'_>,
        policy: &Policy,
        released: usize,
    ) -> Result<Self, AnonymityError> {
        let fits = released == counts.len()
            && columns.iter().all(|column| column.attribute.codes.len() == counts.len());
        if !fits {
            return Err(shape());
        }
        let people = people_of(counts)?;
        let policy = policy.check(people)?;
        context.check(&policy.models, counts.len(), columns.len())?;
        let evidence = Evidence::new(&policy.models, context)?;
        Ok(Self { policy, counts: counts.to_vec(), people, evidence, at: 0, suppressed: 0 })
    }

    /// Where a step with this budget ends, of so many rows.
    pub(super) fn until(&self, all: usize, budget: u32) -> usize {
        all.min(self.at + (budget as usize).clamp(1, LONGEST))
    }

    /// How far it is, of so many rows.
    pub(super) fn progress(&self, all: usize) -> Progress {
        Progress {
            share: self.at as f64 / all as f64,
            doing: Text::new("Alles wordt nog eens nageteld", "Counting everything once more"),
        }
    }
}
