//! Ladders, equivalence classes, models, utility, the search over the lattice, and the recheck.

mod statistics;

pub use statistics::{ColumnRelease, ReleaseStatistics, RiskStatistics};
