//! Ladders, equivalence classes, models, utility, the search over the lattice, and the recheck.

mod automatic;
mod bound;
mod error;
mod kernel;
mod ladder;
mod lattice;
mod measure;
mod model;
mod recheck;
mod risk;
mod search;
mod statistics;
#[cfg(test)]
mod tests;
mod wording;

pub(crate) use bound::BoundLadder;
pub(crate) use error::{AnonymityError, LadderError, RecheckFailure};
pub use ladder::ladder_rows;
pub(crate) use ladder::{Band, Ladder};
pub(crate) use model::Model;
pub(crate) use recheck::{recheck, CheckedRelease, RecheckColumn, RecheckTask};
pub(crate) use risk::risk;
pub(crate) use search::{Policy, Release, SearchColumn, SearchInput, SearchTask, SUPPRESSED};
pub(crate) use statistics::statistics;
pub use statistics::{ColumnRelease, ReleaseStatistics, RiskStatistics};
