//! `result.json`: what the native command writes, from cleared things only. Field names are a contract with scripts.

use crate::anonymity::{LocalStatistics, ReleaseStatistics, RiskReport};
use crate::gate::{withheld_text, Figure};
use crate::meaning::InputStatistics;
use crate::persona::Persona;
use crate::profile::{
    AdviceReason, ColumnProfile, Criterion, LeftOutColumn, Overview, SecondOpinion, Segment, SegmentPair,
};
use crate::recipe::Recipe;
use crate::refusal::Refusal;
use crate::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything a run gives, as far as it came.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ResultFile {
    version: &'static str,
    input: Option<InputStatistics>,
    recipe: Option<Recipe>,
    release: Option<ReleasePart>,
    risk: Option<RiskPart>,
    segments: Option<SegmentsPart>,
    profiles: Vec<ColumnProfile>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pairs: Vec<PairPart>,
    personas: Vec<Persona>,
    withheld: Vec<WithheldPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Refusal>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ReleasePart {
    people: u32,
    k: u32,
    levels: BTreeMap<String, u32>,
    measure: MeasurePart,
    models: Vec<Text>,
    suppressed: u32,
    classes: u32,
    smallest_class: u32,
    checked: u32,
    lattice: f64,
    optimal: bool,
    recheck: &'static str,
    /// The rows of the export, when those are recoded class by class.
    #[serde(skip_serializing_if = "Option::is_none")]
    local: Option<LocalStatistics>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct MeasurePart {
    name: &'static str,
    value: f64,
    /// No transformation has a value below this.
    bound: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct RiskPart {
    before: RiskFigures,
    after: RiskFigures,
    /// Attackers, columns and combinations, rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<RiskReport>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct RiskFigures {
    average: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample_uniqueness: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SegmentsPart {
    count: u32,
    people: u32,
    blocks: u32,
    block_minimum: u32,
    error_points: f64,
    whole_only: bool,
    /// Shares are weighted by a sample weight; sizes count contributors.
    weighted: bool,
    advised: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<AdviceReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    elbow: Option<u32>,
    criteria: Vec<Criterion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adjusted_rand: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adjusted_rand_fit: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    second_opinion: Option<SecondOpinion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_release: Option<f64>,
    left_out: Vec<LeftOutColumn>,
    items: Vec<Segment>,
}

/// Two columns crossed, by their keys.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct PairPart {
    first: String,
    second: String,
    overall: Vec<Vec<Figure>>,
    segments: Vec<SegmentPair>,
    withheld: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct WithheldPart {
    what: String,
    text: Text,
}

/// The parts that a run may have reached.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reached {
    pub(super) input: Option<InputStatistics>,
    pub(super) release: Option<ReleaseStatistics>,
    pub(super) overview: Option<Overview>,
    pub(super) personas: Vec<Persona>,
    pub(super) fit_agreement: Option<f64>,
    pub(super) refused: Option<Refusal>,
}

impl ResultFile {
    /// The result of what was reached under a recipe.
    pub fn new(reached: Reached, recipe: &Recipe) -> Self {
        let withheld = reached.overview.as_ref().map(withheld_of).unwrap_or_default();
        let fit_agreement = reached.fit_agreement;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            input: reached.input,
            recipe: Some(recipe.clone()),
            risk: reached.release.as_ref().map(|release| RiskPart {
                before: RiskFigures {
                    average: release.before.average,
                    sample_uniqueness: Some(release.before.sample_uniqueness),
                },
                after: RiskFigures { average: release.after.average, sample_uniqueness: None },
                report: release.risk.clone(),
            }),
            release: reached.release.map(release_part),
            profiles: reached.overview.as_ref().map(|overview| overview.columns.clone()).unwrap_or_default(),
            pairs: reached.overview.as_ref().map(pair_parts).unwrap_or_default(),
            segments: reached.overview.map(|overview| segments_part(overview, fit_agreement)),
            personas: reached.personas,
            withheld,
            refused: reached.refused,
        }
    }
}

fn release_part(release: ReleaseStatistics) -> ReleasePart {
    ReleasePart {
        people: release.people,
        k: release.k,
        levels: release.columns.into_iter().map(|column| (column.name, column.level)).collect(),
        measure: MeasurePart { name: release.measure, value: release.value, bound: release.bound },
        models: release.models,
        suppressed: release.suppressed,
        classes: release.classes,
        smallest_class: release.smallest_class,
        checked: release.checked,
        lattice: release.lattice,
        optimal: release.optimal,
        recheck: if release.recheck { "passed" } else { "failed" },
        local: release.local,
    }
}

fn segments_part(overview: Overview, fit_agreement: Option<f64>) -> SegmentsPart {
    SegmentsPart {
        count: u32::try_from(overview.segments.len()).unwrap_or(u32::MAX),
        people: overview.people,
        blocks: overview.blocks,
        block_minimum: overview.block_minimum,
        error_points: overview.error_points,
        whole_only: overview.whole_only,
        weighted: overview.weighted,
        advised: overview.advised,
        advice: overview.advice,
        elbow: overview.elbow,
        criteria: overview.criteria,
        adjusted_rand: overview.agreement,
        adjusted_rand_fit: fit_agreement,
        second_opinion: overview.second_opinion,
        on_release: overview.on_release,
        left_out: overview.left_out,
        items: overview.segments,
    }
}

fn pair_parts(overview: &Overview) -> Vec<PairPart> {
    let key =
        |at: u32| overview.columns.get(at as usize).map(|column| column.name.clone()).unwrap_or_default();
    overview
        .pairs
        .iter()
        .map(|pair| PairPart {
            first: key(pair.first),
            second: key(pair.second),
            overall: pair.overall.clone(),
            segments: pair.segments.clone(),
            withheld: pair.withheld,
        })
        .collect()
}

/// What stays hidden, by public structure only: the column, never a band or a group.
fn withheld_of(overview: &Overview) -> Vec<WithheldPart> {
    overview
        .columns
        .iter()
        .filter(|column| {
            column.withheld
                || column
                    .segments
                    .iter()
                    .flat_map(|segment| &segment.figures)
                    .chain(&column.overall)
                    .any(|figure| matches!(figure, Figure::Withheld))
        })
        .map(|column| WithheldPart { what: column.name.clone(), text: withheld_text() })
        .collect()
}
