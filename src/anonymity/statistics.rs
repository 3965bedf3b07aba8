//! Release statistics: exact and without breakdown (PRODUCT D6).

use super::measure::Measure;
use super::recheck::{CheckedLocal, CheckedRelease};
use super::risk::{of_sizes, RiskReport};
use super::search::Neighbourhood;
use crate::table::three_digits;
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
    /// The whole risk report, once it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub risk: Option<RiskReport>,
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
    /// The same utility of the release itself, with one level for a whole column: what `granularity` is to be compared with. To three
    /// significant digits, as the columns' losses that it is made of.
    pub granularity_by_column: f64,
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
    /// Whether the recipe holds it at this level; if not, the level was searched.
    #[serde(default)]
    pub held: bool,
}

/// What lies around a release: for every column, the best release with that column one level finer and one coarser, and the other
/// columns chosen anew. To take one, put its `column` and `level` into `privacy.levels` of the recipe: the release is then that one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Neighbours {
    /// Column after column in file order, finer before coarser. There is none beyond either end of a ladder.
    pub items: Vec<Neighbour>,
    /// Numbers of people are multiples of this: 0 stands for fewer.
    pub k: u32,
}

/// The best release with one column at another level. Rounded: exact figures of more than one release could be differenced
/// (PRODUCT D6).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Neighbour {
    /// Key of the column.
    pub column: String,
    /// Its level there: one less (finer) or one more (coarser) than in the release.
    pub level: u32,
    /// Whether there is such a release: the models hold within the suppression limit. If not, `value` is absent and `others` empty.
    pub feasible: bool,
    /// Value of the measure, to three significant digits, as `value` of the release (lower is better).
    pub value: Option<f64>,
    /// People suppressed, rounded down to a multiple of [`Neighbours::k`].
    pub suppressed: u32,
    /// The other columns whose level changes along with it, in file order: what they give, or gain.
    pub others: Vec<LevelChange>,
    /// Proven: no release with this column at this level has a lower value (or there is none). If not, it is the best that was found
    /// within the work allowed.
    pub optimal: bool,
}

/// A column whose level differs between two releases.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LevelChange {
    /// Key of the column.
    pub column: String,
    /// Its level in the release.
    pub from: u32,
    /// Its level in the neighbour; more is coarser.
    pub to: u32,
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
    let levels = release.levels.iter().zip(&release.column_loss).zip(&release.held);
    let columns =
        checked.columns().iter().zip(levels).map(|(column, ((&level, &loss), &held))| ColumnRelease {
            name: column.name.clone(),
            label: column.label.clone(),
            level: level as u32,
            rungs: column.rungs.clone(),
            loss: three_digits(loss),
            held,
        });
    ReleaseStatistics {
        people: checked.people(),
        unit_declared,
        k: checked.k(),
        columns: columns.collect(),
        measure: release.measure.name(),
        value: release.value,
        bound: release.bound,
        models: checked.models().to_vec(),
        suppressed: checked.suppressed(),
        classes: release.class_sizes.len() as u32,
        smallest_class: release.class_sizes.iter().copied().min().unwrap_or(0),
        checked: release.checked,
        lattice: release.lattice,
        optimal: release.optimal,
        recheck: true,
        risk: None,
        before: release.before,
        after: of_sizes(&release.class_sizes),
        local: local.map(|local| local.statistics(&release.column_loss)),
    }
}

/// The neighbours of a release, people in multiples of `k`, the smallest group that may be shown.
pub(crate) fn neighbours(checked: &CheckedRelease, found: &[Neighbourhood], k: u32) -> Neighbours {
    let key = |column: usize| checked.columns().get(column).map(|column| column.name.clone());
    let one = |neighbour: &Neighbourhood| {
        let best = neighbour.best.as_ref();
        let levels = checked.release().levels.iter().zip(best.map_or(&[][..], |best| &best.levels));
        let changed =
            levels.enumerate().filter(|(column, (from, to))| *column != neighbour.column && from != to);
        Some(Neighbour {
            column: key(neighbour.column)?,
            level: neighbour.level as u32,
            feasible: best.is_some(),
            value: best.map(|best| three_digits(best.value)),
            suppressed: best.map_or(0, |best| (best.suppressed / u64::from(k)) as u32 * k),
            others: changed
                .filter_map(|(column, (&from, &to))| {
                    Some(LevelChange { column: key(column)?, from: from as u32, to: to as u32 })
                })
                .collect(),
            optimal: neighbour.proven,
        })
    };
    Neighbours { items: found.iter().filter_map(one).collect(), k }
}
