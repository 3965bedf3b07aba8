//! Release statistics: exact and without breakdown (PRODUCT D6).

use super::recheck::CheckedRelease;
use super::risk::of_sizes;
use crate::text::Text;
use serde::Serialize;

/// What the Privacy step and `result.json` say about the chosen release.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReleaseStatistics {
    /// People in the input of the search.
    pub people: u32,
    /// Whether a record is a person (unit column) or "one row is one person" was declared.
    pub unit_declared: bool,
    /// The k of the release.
    pub k: u32,
    /// Per quasi-identifier, in file order.
    pub columns: Vec<ColumnRelease>,
    /// Name of the measure, as in the recipe.
    #[serde(deserialize_with = "measure_name")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub measure: MeasureName,
    /// Its value at the optimum (0 best, 1 worst for Loss).
    pub value: f64,
    /// Suppressed records.
    pub suppressed: u32,
    /// Equivalence classes released.
    pub classes: u32,
    /// Size of the smallest released class.
    pub smallest_class: u32,
    /// Transformations evaluated.
    pub checked: u32,
    /// Transformations in the lattice.
    pub lattice: f64,
    /// Proven optimal.
    pub optimal: bool,
    /// The independent recheck passed (a release that fails is never made).
    pub recheck: bool,
    /// Risk before and after.
    pub before: RiskStatistics,
    /// Risk of the release.
    pub after: RiskStatistics,
}

/// A measure's name as in the recipe. (An alias, so that reading one back from a dossier does not
/// have to borrow it from the text.)
pub type MeasureName = &'static str;

fn measure_name<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<MeasureName, D::Error> {
    let name = <String as serde::Deserialize>::deserialize(deserializer)?;
    ["loss", "non_uniform_entropy", "discernibility", "average_class_size"]
        .into_iter()
        .find(|known| *known == name)
        .ok_or_else(|| serde::de::Error::custom("the name of a measure"))
}

/// One quasi-identifier in the release.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ColumnRelease {
    /// Key of the column.
    pub name: String,
    /// Name for people.
    pub label: Text,
    /// Chosen level, 0 is as in the file.
    pub level: u32,
    /// What each rung of the ladder is, from precise to all together; never a value.
    pub rungs: Vec<Text>,
    /// Loss of this column at the chosen level, 0 to 1.
    pub loss: f64,
}

/// Averages over all records, without breakdown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RiskStatistics {
    /// Average re-identification risk: classes / records.
    pub average: f64,
    /// Share of records alone in their class.
    pub sample_uniqueness: f64,
}

/// The statistics of a checked release. `unit_declared` is whether a unit column tells persons apart or
/// the person declared that one row is one person. Risk after is over the released people only: who is
/// suppressed is in no class.
pub(crate) fn statistics(checked: &CheckedRelease, unit_declared: bool) -> ReleaseStatistics {
    let release = checked.release();
    let columns = checked.columns().iter().zip(&release.levels).zip(&release.column_loss).map(
        |((column, &level), &loss)| ColumnRelease {
            name: column.name.clone(),
            label: column.label.clone(),
            level: level as u32,
            rungs: column.rungs.clone(),
            loss,
        },
    );
    ReleaseStatistics {
        people: checked.people(),
        unit_declared,
        k: checked.k(),
        columns: columns.collect(),
        measure: "loss",
        value: release.loss,
        suppressed: checked.suppressed(),
        classes: release.class_sizes.len() as u32,
        smallest_class: release.class_sizes.iter().copied().min().unwrap_or(0),
        checked: release.checked,
        lattice: release.lattice,
        optimal: release.optimal,
        recheck: true,
        before: release.before,
        after: of_sizes(&release.class_sizes),
    }
}
