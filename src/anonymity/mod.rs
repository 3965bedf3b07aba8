//! Ladders, equivalence classes, models, utility, the search over the lattice, and the recheck.

mod automatic;
mod bound;
mod codes;
mod edges;
mod editing;
mod error;
mod grounds;
mod group;
mod kernel;
mod ladder;
mod ladder_file;
mod lattice;
mod local;
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
pub(crate) use editing::{distinct, ladder_tree, LadderMaker, LadderView};
pub use editing::{LadderTree, LadderTreeBand, LadderTreeLevel};
pub(crate) use error::AnonymityError;
#[cfg(test)]
pub(crate) use error::{LadderError, RecheckFailure};
pub use ladder::ladder_rows;
pub(crate) use ladder::Ladder;
pub(crate) use local::{LocalRelease, LocalTask};
pub(crate) use measure::Measure;
pub(crate) use model::{Context, Distance, Model, Sensitive};
pub(crate) use model::{Population, PopulationColumn};
#[cfg(test)]
pub(crate) use recheck::recheck;
pub(crate) use recheck::{CheckedLocal, CheckedRelease, LocalRecheckTask, RecheckColumn, RecheckTask};
#[cfg(test)]
pub(crate) use risk::risk;
pub use risk::{ColumnRisk, CombinationRisk, PopulationRisk, RiskReport, RiskShare, Risks};
pub(crate) use risk::{JointColumn, RiskColumn, RiskInput, RiskPopulation, RiskTask};
pub(crate) use search::{NeighbourTask, Neighbourhood};
pub(crate) use search::{Policy, Release, SearchColumn, SearchInput, SearchTask, Strategy, SUPPRESSED};
pub(crate) use statistics::{neighbours, statistics};
pub use statistics::{
    ColumnRelease, LevelChange, LocalStatistics, Neighbour, Neighbours, ReleaseStatistics, RiskStatistics,
};
