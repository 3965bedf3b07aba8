//! What the Privacy step looks at beside the release: its risk, before and after.

use super::releasing::Released;
use super::{before, Engine, Job, Reply};
use crate::anonymity::{RiskColumn, RiskInput, RiskTask};
use crate::refusal::Refusal;

/// The risk report of a release as a task.
///
/// # Errors
/// When the sampling fraction is no share above 0.
fn risk_task(released: &Released, k: u32, sampling_fraction: Option<f64>) -> Result<RiskTask, Refusal> {
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

impl Engine {
    pub(super) fn start_risk(&mut self, sampling_fraction: Option<f64>) -> Result<Reply, Refusal> {
        let (Some(plan), Some(released)) = (&self.plan, &self.released) else {
            return Err(before("release", "Doe eerst de privacystap.", "Do the privacy step first."));
        };
        let task = risk_task(released, plan.recipe.privacy.min_group, sampling_fraction)?;
        Ok(self.begin(Job::Risk(Box::new(task))))
    }
}
