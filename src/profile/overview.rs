//! The ordering as shown: groups and their profiles (door: `Cleared`).

use crate::gate::{Figure, Mean};
use crate::recipe::Role;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// All groups with all their facts. Every number is computed from protected block tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Overview {
    /// The k behind every figure.
    pub k: u32,
    /// Protected number of people (a multiple of k).
    pub people: u32,
    /// Number of blocks.
    pub blocks: u32,
    /// Smallest number of people a block may hold: max(2k, 60).
    pub block_minimum: u32,
    /// Typical half-width of a shown share in percentage points (95 %).
    pub error_points: f64,
    /// The groups in the person's order, else largest first. One entry, `id` 0, when the file is too small to split (PRODUCT D2).
    pub segments: Vec<Segment>,
    /// All columns with their bands and shares.
    pub columns: Vec<ColumnProfile>,
    /// Pairs of columns that were crossed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<PairProfile>,
    /// What speaks for each number of groups; empty when the count was given.
    pub criteria: Vec<Criterion>,
    /// Number of groups the criteria advise.
    pub advised: u32,
    /// Why this number; `None` when the count was given.
    #[serde(default)]
    pub advice: Option<AdviceReason>,
    /// Where the curve of the BIC bends; `None` where it does not within the numbers looked at.
    #[serde(default)]
    pub elbow: Option<u32>,
    /// Whether the file was too small to show groups apart.
    pub whole_only: bool,
    /// Whether shares and error margins are weighted by a sample weight ("gewogen"); numbers of people never are.
    #[serde(default)]
    pub weighted: bool,
    /// Adjusted Rand index with the comparison column, two decimals, once.
    pub agreement: Option<f64>,
    /// What a second method makes of the same people; `None` when there is one group or nothing was measured.
    #[serde(default)]
    pub second_opinion: Option<SecondOpinion>,
    /// What the release costs: the adjusted Rand index between the groups found on values and those found on the released
    /// levels alone, two decimals; `None` when there is nothing to compare.
    #[serde(default)]
    pub on_release: Option<f64>,
    /// Columns that played no part in making the groups, and why.
    #[serde(default)]
    pub left_out: Vec<LeftOutColumn>,
    /// The groups on a map, from protected moments; `None` where there is one group or nothing tells them apart.
    #[serde(default)]
    pub map: Option<GroupMap>,
}

/// The groups on a map of two dimensions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct GroupMap {
    /// One a group.
    pub groups: Vec<MapGroup>,
    /// Share of the differences between groups that the map shows, 0 to 1, two decimals.
    pub explained: f64,
}

/// Where a group lies, without unit: the group furthest out is at 1. Four decimals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MapGroup {
    /// The group.
    pub segment: u32,
    /// Centre along the first axis.
    pub x: f64,
    /// Centre along the second axis.
    pub y: f64,
    /// Variance of its blocks along the first axis.
    pub xx: f64,
    /// Covariance of its blocks.
    pub xy: f64,
    /// Variance of its blocks along the second axis.
    pub yy: f64,
}

/// What a second method makes of the same people (PRODUCT E1).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SecondOpinion {
    /// The second method.
    pub method: OpinionMethod,
    /// Adjusted Rand index between both (Hubert & Arabie 1985): 1 is the same grouping, 0 what chance gives; two decimals.
    pub adjusted_rand: f64,
}

/// A method that can check another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum OpinionMethod {
    LatentClass,
    KMeans,
}

/// A column that played no part in making the groups. Its name and the reason are structure; no value is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LeftOutColumn {
    /// Key of the column.
    pub name: String,
    /// Name for people.
    pub label: Text,
    /// Why.
    pub why: LeftOutReason,
}

/// Why a column plays no part in making the groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum LeftOutReason {
    /// Nearly everyone has no value.
    AllMissing,
    /// Nearly everyone has the same value.
    Constant,
    /// Most people have a value that hardly anyone shares.
    NearUnique,
    /// It points at one person or is free text.
    Identifying,
    /// It is a place: groups should not be neighbourhoods by accident.
    Area,
    /// It says the same as another column.
    Double,
    /// It is sensitive, and does not shape groups unless that was chosen (PRODUCT E7).
    Sensitive,
    /// It is sensitive, and no ground was given for using it.
    NoGround,
    /// It is no part of the release, on which alone the groups are made.
    NotReleased,
    /// The release made it the same for everyone, or nearly.
    Generalised,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Segment {
    /// Number, from 1 (largest first, as fitted; kept when groups are merged or split by hand, so there may be gaps); 0 for
    /// everyone together.
    pub id: u32,
    /// Protected number of people.
    pub size: u32,
    /// Share of all people, 0 to 1, from protected totals; weighted where [`Overview::weighted`] says so.
    pub share: f64,
    /// Bootstrap Jaccard (Hennig 2007), two decimals; `None` when not measured.
    pub jaccard: Option<f64>,
    /// Put aside by a person: it counts in every figure and gets no persona.
    #[serde(default)]
    pub aside: bool,
    /// Why it gets a persona although it is not stable, as a person wrote it.
    #[serde(default)]
    pub reason: Option<String>,
    /// Protected number of people in it who fit no group well and form blocks of their own (PRODUCT E4); `None` when they
    /// are too few for a block and stand among the others.
    #[serde(default)]
    pub fits_nowhere: Option<u32>,
    /// Proposed name, from what sets the group apart.
    pub name: Text,
    /// Other names from the same facts, that no other group has; at most three.
    #[serde(default)]
    pub suggestions: Vec<Text>,
    /// What sets it apart, strongest first; at most five.
    pub distinctions: Vec<Distinction>,
    /// A readable rule; `None` when none fits.
    pub rule: Option<Text>,
    /// Share of people whose block the rule puts right, in whole 5 %.
    pub rule_fidelity: Option<f64>,
    /// Share of the people in blocks that meet the rule who are in the group, in whole 5 %.
    #[serde(default)]
    pub rule_precision: Option<f64>,
    /// Share of the group that is in blocks that meet the rule, in whole 5 %.
    #[serde(default)]
    pub rule_recall: Option<f64>,
}

/// Under this bootstrap Jaccard a group should not be trusted (Hennig 2008, section 4): a persona of it takes a written reason.
pub const SHAKY: f64 = 0.6;

impl Segment {
    /// Whether a persona may stand for it (PRODUCT E3). A group made by hand has no stability of its own, and was somebody's choice.
    pub fn has_persona(&self) -> bool {
        let steady = self.jaccard.is_none_or(|jaccard| jaccard >= SHAKY);
        !self.aside && (steady || self.reason.is_some())
    }
}

/// One thing that sets a group apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Distinction {
    /// Index into `Overview::columns`.
    pub column: u32,
    /// Index into that column's bands.
    pub band: u32,
    /// Share in the group.
    pub figure: Figure,
    /// Share among everyone.
    pub overall: Figure,
    /// In words: "vaker aan de balie: 41 % tegen 12 %".
    pub sentence: Text,
}

/// One column's bands and shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ColumnProfile {
    /// Key of the column.
    pub name: String,
    /// Name for people.
    pub label: Text,
    /// Role: quasi, sensitive or feature.
    pub role: Role,
    /// What the column means, for wording.
    pub meaning: crate::meaning::Meaning,
    /// The bands, in order.
    pub bands: Vec<Band>,
    /// Share of everyone per band.
    pub overall: Vec<Figure>,
    /// Shares per group.
    pub segments: Vec<SegmentColumn>,
    /// Withheld for all groups (sensitive column, PRODUCT D5).
    pub withheld: bool,
    /// Means, of a numeric feature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<AmountProfile>,
}

/// Means of a numeric feature, in its own unit, over the people who have a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AmountProfile {
    /// Numbers below this count as this; a round edge that at least max(k, 1 %) of the people are at or under.
    pub low: f64,
    /// Numbers above this count as this; a round edge that at least max(k, 1 %) of the people are at or over.
    pub high: f64,
    /// Of everyone; `None`: withheld.
    pub overall: Option<Mean>,
    /// Per group.
    pub segments: Vec<SegmentMean>,
}

/// One group's mean of one column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SegmentMean {
    /// The group.
    pub segment: u32,
    /// The mean; `None`: withheld.
    pub mean: Option<Mean>,
}

/// One group's shares of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SegmentColumn {
    /// The group.
    pub segment: u32,
    /// One figure a band.
    pub figures: Vec<Figure>,
}

/// Two columns crossed. The numbers of people of a pair add up to those of both columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PairProfile {
    /// Index into `Overview::columns`: its bands are the rows.
    pub first: u32,
    /// Index into `Overview::columns`: its bands stand in each row.
    pub second: u32,
    /// Share of everyone per combination, of contributors (never weighted): one row a band of the first column.
    pub overall: Vec<Vec<Figure>>,
    /// The same per group: the share of the whole group.
    pub segments: Vec<SegmentPair>,
    /// Withheld for all groups (a sensitive column, PRODUCT D5).
    pub withheld: bool,
}

/// One group's shares of one pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SegmentPair {
    /// The group.
    pub segment: u32,
    /// One row a band of the first column, in it one figure a band of the second.
    pub figures: Vec<Vec<Figure>>,
}

/// A band of a column: a category carried by at least k people, a run of numbers with round edges,
/// a level of the release, "overig" or "onbekend".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Band {
    /// In words.
    pub label: Text,
    /// Lower edge (inclusive) of a numeric band, for wording; rounded.
    pub from: Option<f64>,
    /// Upper edge (exclusive).
    pub to: Option<f64>,
    /// Whether this is the missing band.
    pub missing: bool,
}

/// What speaks for one number of groups. Three significant digits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Criterion {
    /// Number of groups.
    pub count: u32,
    /// Bayesian information criterion (Schwarz 1978), lower is better.
    pub bic: f64,
    /// Integrated completed likelihood (Biernacki, Celeux & Govaert 2000), lower is better: the BIC that also counts how
    /// much the groups overlap.
    #[serde(default)]
    pub icl: Option<f64>,
    /// Mean simplified silhouette (Hruschka, Campello & de Castro 2006), -1 to 1, higher is better: distances to the centres
    /// of groups in place of distances to every person.
    #[serde(default)]
    pub silhouette: Option<f64>,
    /// Bootstrap Jaccard (Hennig 2007) of the least stable group, 0 to 1.
    #[serde(default)]
    pub stability: Option<f64>,
    /// Share of the smallest group, 0 to 1, rounded down: in whole per cents, and in steps of at least k people.
    #[serde(default)]
    pub smallest_share: Option<f64>,
}

/// Why a number of groups is advised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum AdviceReason {
    /// More groups hardly fit better, and every group is stable.
    Elbow,
    /// Up to the last number looked at more groups fit better, and every group is stable.
    Last,
    /// More groups fit better, but one of them would not be stable.
    Stable,
    /// More groups fit better, but one of them would be too small.
    Small,
    /// Whatever the number, some group is not stable; with this one the weakest is the most so.
    Shaky,
    /// Columns do not go together, so there are no groups to be found.
    NoStructure,
}

/// The advice on the number of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// The number advised, or asked for.
    pub count: u32,
    /// Why; `None` when it was asked for, and where one group is all there can be.
    pub why: Option<AdviceReason>,
    /// Where the curve of the BIC bends; `None` where it still falls at the last number looked at.
    pub elbow: Option<u32>,
}

impl Advice {
    /// A number that needs no reason.
    pub(crate) fn plain(count: u32) -> Self {
        Self { count, why: None, elbow: None }
    }
}

/// What is known of a fit besides who is in which group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Measures {
    /// What speaks for each number of groups.
    pub(crate) criteria: Vec<Criterion>,
    /// Stability per group of the fit.
    pub(crate) jaccard: Vec<Option<f64>>,
    /// Agreement with the comparison column.
    pub(crate) agreement: Option<f64>,
    /// What a second method makes of it.
    pub(crate) second_opinion: Option<SecondOpinion>,
    /// Agreement between values and release.
    pub(crate) on_release: Option<f64>,
    /// Columns that played no part.
    pub(crate) left_out: Vec<LeftOutColumn>,
}
