//! Is this the file that a dossier was made of? (PRODUCT D7)
//!
//! A dossier holds no fingerprint of the records: with one, anybody who has the dossier could test guesses about a record. What tells
//! files apart is what was shown. The same file under the same recipe gives the same cleared figures to the digit, since the rounding
//! follows the records' content; change one record, and it is all drawn anew. So the figures made now are laid beside those
//! of the dossier.

use super::result::Reached;
use crate::dossier::Dossier;
use crate::profile::Overview;
use crate::recipe::{Recipe, Segments};
use crate::text::Text;
use serde::Serialize;

/// How the file at hand stands to an opened dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum SameFile {
    /// The same figures: the same file.
    Same,
    /// Other figures under the same choices: another file, or an edited one.
    Other,
    /// The choices differ, or there are no figures on one side.
    Unknown,
}

/// The answer, with what it means.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Comparison {
    /// The answer.
    pub file: SameFile,
    /// What to say of it.
    pub says: Text,
}

/// Compares what was reached now with what a dossier holds.
pub(super) fn compare((now, dossier): (Reached, Dossier), recipe: &Recipe) -> Comparison {
    let file = match (&now.overview, &dossier.overview) {
        (Some(now_shown), Some(then_shown)) if same_release(recipe, &dossier.recipe) => {
            let whole = recipe.segments == dossier.recipe.segments;
            let same = now.release == dossier.statistics && same_figures(now_shown, then_shown, whole);
            if same {
                SameFile::Same
            } else {
                SameFile::Other
            }
        }
        _ => SameFile::Unknown,
    };
    let says = match file {
        SameFile::Same => Text::new(
            "Dit is hetzelfde bestand als dat van het dossier: alle cijfers zijn gelijk.",
            "This is the same file as that of the dossier: all figures are equal.",
        ),
        SameFile::Other => Text::new(
            "Dit is een ander of aangepast bestand dan dat van het dossier. Leg cijfers van twee versies niet naast elkaar: samen kunnen zij meer over mensen zeggen dan mag.",
            "This is another or an edited file, not that of the dossier. Do not lay figures of two versions side by side: together they may say more about people than is allowed.",
        ),
        SameFile::Unknown => Text::new(
            "Of dit het bestand van het dossier is, is niet te zeggen: de keuzes zijn anders of er zijn nog geen groepen.",
            "Whether this is the file of the dossier cannot be said: the choices differ, or there are no groups yet.",
        ),
    };
    Comparison { file, says }
}

/// Whether two recipes lead to the same release and the same first ordering.
fn same_release(one: &Recipe, other: &Recipe) -> bool {
    let first = |recipe: &Recipe| -> Segments {
        Segments { compare_with: None, ..recipe.blocks.as_ref().unwrap_or(&recipe.segments).unarranged() }
    };
    let rest = |recipe: &Recipe| Recipe {
        purpose: None,
        blocks: None,
        segments: Segments::default(),
        output: Default::default(),
        ..recipe.clone()
    };
    first(one) == first(other)
        && rest(one) == rest(other)
        && one.segments.compare_with == other.segments.compare_with
}

/// Of the same groups everything but the agreement, which is given once; of other groups what is about everyone.
fn same_figures(now: &Overview, then: &Overview, whole: bool) -> bool {
    if whole {
        return Overview { agreement: None, ..now.clone() } == Overview { agreement: None, ..then.clone() };
    }
    let everyone = |overview: &Overview| {
        let columns: Vec<_> = overview
            .columns
            .iter()
            .map(|column| {
                let mean = column.amount.as_ref().map(|amount| (amount.low, amount.high));
                (column.name.clone(), column.bands.clone(), mean)
            })
            .collect();
        (overview.k, overview.people, overview.blocks, columns)
    };
    // A sensitive column may be withheld under one ordering and shown under another: that tells no files apart.
    let mut columns = now.columns.iter().zip(&then.columns);
    everyone(now) == everyone(then)
        && columns.all(|(a, b)| a.withheld || b.withheld || a.overall == b.overall)
}
