//! Segments: groups of alike people in mixed data, how many there should be, and how firm they are.
//!
//! `Encoded` turns people into standardised numbers and categories; the mixed latent-class mixture
//! or k-means (both behind linfa's `Fit` and `Predict`) finds the groups; `SegmentTask` does the whole of PRODUCT E1–E4 in
//! steps. Nothing in here may be shown: a `Segmentation` goes to the gate, which makes blocks of it.

mod advice;
mod agreement;
mod arithmetic;
mod criteria;
mod design;
pub(crate) mod encoded;
mod error;
#[cfg(test)]
mod fixture;
mod gaps;
mod guides;
mod k_means;
pub(crate) mod latent_class;
mod method;
pub(crate) mod mixed;
mod params;
mod scale;
mod stability;
mod task;

pub(crate) use agreement::adjusted_rand;
pub(crate) use encoded::Encoded;
pub use error::SegmentError;
pub(crate) use guides::Guiding;
pub(crate) use task::{SegmentTask, Segmentation};
