//! A group's facts, from protected tables only.

mod build;
#[cfg(test)]
pub(crate) mod example;
pub(crate) mod lexicon;
pub(crate) mod naming;
mod of_tables;
mod overview;
mod rule;
mod significance;
pub(crate) mod words;

pub(crate) use build::figure_of;
#[cfg(test)]
pub(crate) use build::{build, BlockInput, ProfileInput, SegmentInput};
pub(crate) use of_tables::{complete, ordering};
pub use overview::{
    Band, ColumnProfile, Criterion, Distinction, LeftOutColumn, LeftOutReason, Measures, OpinionMethod,
    Overview, SecondOpinion, Segment, SegmentColumn,
};
