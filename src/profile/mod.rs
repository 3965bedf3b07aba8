//! A group's facts, from protected tables only.

mod build;
#[cfg(test)]
pub(crate) mod example;
pub(crate) mod lexicon;
mod naming;
mod overview;
mod rule;
mod significance;
pub(crate) mod words;

pub(crate) use build::{build, BlockInput, ProfileInput, SegmentInput};
pub use overview::{Band, ColumnProfile, Criterion, Distinction, Overview, Segment, SegmentColumn};
