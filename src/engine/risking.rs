//! What the Privacy step looks at beside the release: its risk, before and after, and what lies around it.

use super::releasing::Released;
use super::{before, nothing_under_way, Engine, Job, Reply};
use crate::anonymity::{JointColumn, Neighbourhood, RiskColumn, RiskInput, RiskPopulation, RiskTask};
use crate::gate::Cleared;
use crate::refusal::Refusal;

/// The risk report of a release as a task.
///
/// # Errors
/// When the sampling fraction is no share above 0.
fn risk_task(released: &Released, k: u32, sampling_fraction: Option<f64>) -> Result<RiskTask, Refusal> {
    let people = released.people();
    let columns: Vec<RiskColumn<'_>> = released
        .ladders()
        .map(|(at, _)| {
            let attribute = &people.attributes[at];
            RiskColumn { codes: &attribute.codes, name: &attribute.name, label: &attribute.label }
        })
        .collect();
    let release = released.release.release();
    let population = released.population().map(|(table, ladders)| RiskPopulation {
        counts: &table.counts,
        columns: (released.ladders().zip(&release.levels))
            .zip(table.attributes.iter().zip(ladders))
            .map(|(((_, ladder), &level), (attribute, population_ladder))| JointColumn {
                ladder,
                population: &attribute.codes,
                population_ladder,
                level,
            })
            .collect(),
        suppressed: &release.suppressed,
    });
    let input = RiskInput {
        counts: &people.counts,
        columns: &columns,
        released: &release.class_sizes,
        k,
        sampling_fraction,
        population,
    };
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

    pub(super) fn start_neighbours(&mut self) -> Result<Reply, Refusal> {
        let (Some(plan), Some(released)) = (&self.plan, &self.released) else {
            return Err(before("release", "Doe eerst de privacystap.", "Do the privacy step first."));
        };
        let task = released.neighbours(plan)?;
        Ok(self.begin(Job::Neighbours(Box::new(task))))
    }

    pub(super) fn enter_neighbours(&self, found: &[Neighbourhood]) -> Result<Reply, Refusal> {
        let (plan, released) =
            self.plan.as_ref().zip(self.released.as_ref()).ok_or_else(nothing_under_way)?;
        Ok(Reply::Neighbours(Cleared::neighbours(released.neighbours_found(found, plan))))
    }
}
