//! A group's facts, from protected tables only.

mod overview;

pub use overview::{Band, ColumnProfile, Criterion, Distinction, Overview, Segment, SegmentColumn};
