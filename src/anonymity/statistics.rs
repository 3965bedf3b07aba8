//! Release statistics: exact and without breakdown (PRODUCT D6).

use super::measure::Measure;
use super::recheck::{CheckedLocal, CheckedRelease};
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
    /// No transformation has a value below this; the value itself when the optimum is proven.
    #[serde(default)]
    pub bound: f64,
    /// The models that the release satisfies, in words.
    #[serde(default)]
    pub models: Vec<Text>,
    /// Transformations one level away from the release, rounded.
    #[serde(default)]
    pub neighbours: Vec<Neighbour>,
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
    /// The rows that are exported, when those are recoded class by class and not column by column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub local: Option<LocalStatistics>,
}

/// A local release: exact and without breakdown (PRODUCT D6).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LocalStatistics {
    /// Granularity utility, 0 to 1 (1 is as precise as the file): 1 − (mean share − least) / (1 − least), where the share of a cell is the
    /// ladder rows of its band over all rows of the ladder (suppressed: 1), the mean is over all people and columns, and the
    /// least is the mean of 1 / ladder rows. Columns count equally.
    pub granularity: f64,
    /// Groups of rows that say the same.
    pub classes: u32,
    /// People suppressed.
    pub suppressed: u32,
    /// People in the smallest of these groups.
    pub smallest_class: u32,
}

/// A measure's name as in the recipe. (An alias, so that reading one back from a dossier does not
/// have to borrow it from the text.)
pub type MeasureName = &'static str;

fn measure_name<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<MeasureName, D::Error> {
    let name = <String as serde::Deserialize>::deserialize(deserializer)?;
    use Measure::{AverageClassSize, Discernibility, Loss, NonUniformEntropy, SuppressedEntropy};
    [Loss, NonUniformEntropy, SuppressedEntropy, Discernibility, AverageClassSize]
        .map(Measure::name)
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
    /// Loss of this column at the chosen level, 0 to 1, to three significant digits: exact, it would be a breakdown (PRODUCT D6).
    pub loss: f64,
}

/// A transformation one level away from the release: what it would cost to have one column finer or coarser.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Neighbour {
    /// Key of the column.
    pub column: String,
    /// Its level there.
    pub level: u32,
    /// Value of the measure, to three significant digits; absent when far too many people would be suppressed.
    pub value: Option<f64>,
    /// People suppressed, rounded down to a multiple of k (at least 5): 0 stands for fewer than that.
    pub suppressed: u32,
    /// Whether the models hold within the suppression limit.
    pub feasible: bool,
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
pub(crate) fn statistics(
    checked: &CheckedRelease,
    local: Option<&CheckedLocal>,
    unit_declared: bool,
) -> ReleaseStatistics {
    let release = checked.release();
    let columns = checked.columns().iter().zip(&release.levels).zip(&release.column_loss).map(
        |((column, &level), &loss)| ColumnRelease {
            name: column.name.clone(),
            label: column.label.clone(),
            level: level as u32,
            rungs: column.rungs.clone(),
            loss: three_digits(loss),
        },
    );
    ReleaseStatistics {
        people: checked.people(),
        unit_declared,
        k: checked.k(),
        columns: columns.collect(),
        measure: release.measure.name(),
        value: release.value,
        bound: release.bound,
        models: checked.models().to_vec(),
        neighbours: neighbours(checked),
        suppressed: checked.suppressed(),
        classes: release.class_sizes.len() as u32,
        smallest_class: release.class_sizes.iter().copied().min().unwrap_or(0),
        checked: release.checked,
        lattice: release.lattice,
        optimal: release.optimal,
        recheck: true,
        before: release.before,
        after: of_sizes(&release.class_sizes),
        local: local.map(CheckedLocal::statistics),
    }
}

/// The neighbours, rounded: exact figures of more than one release could be differenced (PRODUCT D6).
fn neighbours(checked: &CheckedRelease) -> Vec<Neighbour> {
    let k = u64::from(checked.k().max(5));
    let one = |neighbour: &super::search::Neighbourhood| {
        let column = checked.columns().get(neighbour.column)?;
        Some(Neighbour {
            column: column.name.clone(),
            level: neighbour.level as u32,
            value: neighbour.outcome.map(|(value, _)| three_digits(value)),
            suppressed: neighbour.outcome.map_or(0, |(_, suppressed)| suppressed / k * k) as u32,
            feasible: neighbour.feasible,
        })
    };
    checked.release().neighbours.iter().filter_map(one).collect()
}

/// A number of at least 0 to three significant digits.
fn three_digits(value: f64) -> f64 {
    if !(value > 0.0 && value.is_finite()) {
        return value;
    }
    // The power of ten is on the side where it is a whole number, so that the quotient is the nearest there is.
    let (mut up, mut down) = (1.0, 1.0);
    while value * up < 100.0 && up < 1e15 {
        up *= 10.0;
    }
    while value / down >= 1000.0 {
        down *= 10.0;
    }
    (value * up / down).round() * down / up
}

#[cfg(test)]
mod tests {
    use super::three_digits;

    #[test]
    fn values_keep_three_digits() {
        for (value, expected) in
            [(0.241_93, 0.242), (255_559.85, 256_000.0), (0.0, 0.0), (1.0, 1.0), (76.346, 76.3)]
        {
            assert_eq!(three_digits(value), expected);
        }
    }
}
