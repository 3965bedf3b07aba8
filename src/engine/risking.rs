//! Risk before and after: over the people of the file, and over the classes of the release.

use super::releasing::Released;
use crate::anonymity::{RiskColumn, RiskInput, RiskTask};
use crate::refusal::Refusal;

/// The risk report of a release as a task.
///
/// # Errors
/// When the sampling fraction is no share above 0.
pub(super) fn risk_task(
    released: &Released,
    k: u32,
    sampling_fraction: Option<f64>,
) -> Result<RiskTask, Refusal> {
    let people = &released.people;
    let columns: Vec<RiskColumn<'_>> = released
        .ladders
        .iter()
        .map(|(at, _)| {
            let attribute = &people.attributes[*at];
            RiskColumn { codes: &attribute.codes, name: &attribute.name, label: &attribute.label }
        })
        .collect();
    let released = &released.release.release().class_sizes;
    let input = RiskInput { counts: &people.counts, columns: &columns, released, k, sampling_fraction };
    RiskTask::new(&input).map_err(Refusal::from)
}
