//! The privacy models of a recipe, tied to the sensitive columns of the file.

use super::plan::Plan;
use crate::anonymity::{Distance, Model};
use crate::gate::FEWEST_HOUSEHOLDS;
use crate::recipe::{BLikenessKind, Distance as RecipeDistance, LDiversityKind, Model as RecipeModel};
use crate::refusal::{Place, Refusal};
use crate::text::Text;

/// No value of a sensitive column is shared by more than this part of a class, unless the recipe says so (PRODUCT C2).
const USUAL_ALPHA: f64 = 0.8;
/// Distinct values of a sensitive column in a class, unless the recipe says so.
const USUAL_L: u32 = 2;

/// The models of the plan. `sensitive` are the keys of the sensitive columns, in order; `households` whether the household
/// of each person is known.
///
/// # Errors
/// When a model names a column that is not sensitive with a ground.
pub(super) fn models(plan: &Plan, sensitive: &[&str], households: bool) -> Result<Vec<Model>, Refusal> {
    let mut made = asked(plan, sensitive)?;
    if households {
        made.push(Model::Households(FEWEST_HOUSEHOLDS as u32));
    }
    Ok(made)
}

/// What the recipe asks, or the usual models.
fn asked(plan: &Plan, sensitive: &[&str]) -> Result<Vec<Model>, Refusal> {
    let Some(models) = &plan.recipe.privacy.models else {
        let usual = (0..sensitive.len()).flat_map(|column| {
            [Model::AlphaK { column, alpha: USUAL_ALPHA }, Model::DistinctDiversity { column, l: USUAL_L }]
        });
        return Ok(std::iter::once(Model::KAnonymity(plan.recipe.privacy.min_group)).chain(usual).collect());
    };
    let one = |(index, model): (usize, &RecipeModel)| {
        let at = || {
            let key = plan.model_columns.get(index).and_then(Option::as_ref);
            key.and_then(|key| sensitive.iter().position(|name| name == key))
                .ok_or_else(|| not_sensitive(index))
        };
        Ok(match model {
            RecipeModel::KAnonymity(k) => Model::KAnonymity(*k),
            RecipeModel::LDiversity { kind, l, c, .. } => match kind {
                LDiversityKind::Distinct => Model::DistinctDiversity { column: at()?, l: *l as u32 },
                LDiversityKind::Shannon => Model::EntropyDiversity { column: at()?, l: *l },
                LDiversityKind::Recursive => {
                    Model::RecursiveDiversity { column: at()?, c: c.unwrap_or(f64::NAN), l: *l as u32 }
                }
            },
            RecipeModel::TCloseness { distance, t, .. } => {
                let distance = match distance {
                    RecipeDistance::Equal => Distance::Equal,
                    RecipeDistance::Ordered => Distance::Ordered,
                    RecipeDistance::Hierarchical => Distance::Hierarchical,
                };
                Model::TCloseness { column: at()?, distance, t: *t }
            }
            RecipeModel::AlphaK { alpha, .. } => Model::AlphaK { column: at()?, alpha: *alpha },
            RecipeModel::BLikeness { kind, b, .. } => {
                Model::BetaLikeness { column: at()?, enhanced: *kind == BLikenessKind::Enhanced, beta: *b }
            }
            RecipeModel::AverageRisk(risk) => Model::AverageRisk(*risk),
            RecipeModel::SampleUniqueness(risk) => Model::SampleUniqueness(*risk),
            RecipeModel::KMap { k, .. } => Model::KMap(*k),
        })
    };
    models.iter().enumerate().map(one).collect()
}

/// A model is about a column that may not be used so.
pub(super) fn not_sensitive(index: usize) -> Refusal {
    Refusal::input(
        "recipe.model_column",
        Text::new(
            "Een privacymodel gaat over een kolom die niet gevoelig is, of waarvoor u geen grond gaf.",
            "A privacy model is about a column that is not sensitive, or for which no ground was given.",
        ),
        Text::new(
            "Geef de kolom de rol “gevoelig” en schrijf de grond op, of kies een andere kolom.",
            "Give the column the role “sensitive” with a ground, or choose another column.",
        ),
    )
    .at(Place { field: Some(format!("privacy.models[{index}].column")), ..Place::default() })
}
