//! What the Privacy step looks at beside the release: its risk, before and after, and the ladders.

use super::plan::Plan;
use super::releasing::Released;
use crate::anonymity::{
    ladder_tree, JointColumn, LadderTree, RiskColumn, RiskInput, RiskPopulation, RiskTask,
};
use crate::meaning::Meaning;
use crate::refusal::{Place, Refusal};
use crate::text::Text;

/// The risk report of a release as a task.
///
/// # Errors
/// When the sampling fraction is no share above 0.
pub(super) fn risk_task(
    released: &Released,
    k: u32,
    sampling_fraction: Option<f64>,
) -> Result<RiskTask, Refusal> {
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

/// The ladder of a quasi-identifier to look at and to edit. Values of identifiers and free text are never shown, nor those of a special
/// category that nobody gave a ground for (PRODUCT B5).
///
/// # Errors
/// When the release has no such column, or its values may not be shown.
pub(super) fn ladder_of_column(
    released: &Released,
    plan: &Plan,
    column: &str,
) -> Result<LadderTree, Refusal> {
    let refused = |code: &'static str, nl: &str, en: &str| {
        Refusal::input(code, Text::new(nl, en), Text::new("Kies een andere kolom.", "Choose another column."))
            .at(Place { field: Some(format!("columns.{column}.ladder")), ..Place::default() })
    };
    let attribute = |at: usize| &released.people().attributes[at];
    let found = released.ladders().zip(released.statistics(plan).columns);
    let Some(((at, ladder), shown)) = found.into_iter().find(|((at, _), _)| attribute(*at).name == column)
    else {
        return Err(refused(
            "ladder.no_such_column",
            "Deze kolom is geen indirect identificerend kenmerk van deze vergroving.",
            "This column is no indirect identifier of this release.",
        ));
    };
    let meaning = attribute(at).meaning;
    if meaning.is_identifier() || meaning == Meaning::FreeText || plan.checked_only.contains(column) {
        return Err(refused(
            "ladder.not_shown",
            "De waarden van deze kolom tonen wij niet.",
            "The values of this column are not shown.",
        ));
    }
    let k = plan.recipe.privacy.min_group;
    Ok(ladder_tree(attribute(at), &released.people().counts, ladder, &shown.rungs, k))
}
