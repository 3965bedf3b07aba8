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
mod stigma;
pub(crate) mod words;

pub(crate) use build::figure_of;
#[cfg(test)]
pub(crate) use build::{build, BlockInput, ProfileInput, SegmentInput};
pub(crate) use of_tables::{by_hand, complete, ordering};
pub use overview::{
    Advice, AdviceReason, AmountProfile, Band, ColumnProfile, Criterion, Distinction, GroupMap,
    LeftOutColumn, LeftOutReason, MapGroup, Measures, OpinionMethod, Overview, PairProfile, SecondOpinion,
    Segment, SegmentColumn, SegmentMean, SegmentPair, SHAKY,
};
pub(crate) use stigma::remarks as stigma_remarks;
pub use stigma::StigmaRemark;
