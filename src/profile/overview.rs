//! The ordering as shown: groups and their profiles (door: `Cleared`).

use crate::gate::Figure;
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
    /// The groups, largest first. One entry, `id` 0, when the file is too small to split (PRODUCT D2).
    pub segments: Vec<Segment>,
    /// All columns with their bands and shares.
    pub columns: Vec<ColumnProfile>,
    /// Criterion per number of groups, three significant digits; empty when the count was given.
    pub criteria: Vec<Criterion>,
    /// Number of groups the criteria advise.
    pub advised: u32,
    /// Whether the file was too small to show groups apart.
    pub whole_only: bool,
    /// Whether shares and error margins are weighted by a sample weight ("gewogen"); numbers of people never are.
    #[serde(default)]
    pub weighted: bool,
    /// Adjusted Rand index with the comparison column, two decimals, once.
    pub agreement: Option<f64>,
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
    /// Proposed name, from what sets the group apart.
    pub name: Text,
    /// What sets it apart, strongest first; at most five.
    pub distinctions: Vec<Distinction>,
    /// A readable rule; `None` when none fits.
    pub rule: Option<Text>,
    /// Share of people whose block the rule puts right, in whole 5 %.
    pub rule_fidelity: Option<f64>,
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

/// One point of the number-of-groups curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Criterion {
    /// Number of groups.
    pub count: u32,
    /// BIC (Schwarz 1978), lower is better, three significant digits.
    pub bic: f64,
}
