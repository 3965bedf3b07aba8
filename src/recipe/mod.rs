//! The recipe: every choice of an analysis and nothing about people. Field names are a contract
//! with scripts; unknown fields are an error that names them.

mod arrangement;
mod check;

pub use arrangement::{Arrangement, MOST_ARRANGEMENTS};
pub(crate) use check::two_weights;
pub use check::{MIN_GROUP_FLOOR, MOST_SEGMENTS};

use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A whole analysis. Every field has a safe default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct Recipe {
    /// Choices per column, by confirmed name (or `kolom N`). Columns not listed take their proposed role.
    pub columns: BTreeMap<String, ColumnChoice>,
    /// Purpose and legal basis of the whole analysis, printed on the certificate.
    pub purpose: Option<Purpose>,
    /// The privacy model and its search.
    pub privacy: Privacy,
    /// Further files to join.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub join: Vec<Join>,
    /// Open figures per area that come in as features.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<ContextTable>,
    /// Lists of people who objected (AVG art. 21): left out and counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<Objections>,
    /// The first ordering (blocks follow it); absent: as `segments`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Segments>,
    /// The ordering to show.
    pub segments: Segments,
    /// Pairs of columns to cross; their tables are drawn with the blocks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<(String, String)>,
    /// Language of texts.
    pub output: Output,
}

/// Why the analysis is done and on which ground; typed by the person, recorded, not verified.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct Purpose {
    /// What the analysis is for.
    pub purpose: String,
    /// The legal basis named by the person.
    pub legal_basis: String,
}

/// What happens to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Points at one person by itself: dropped or pseudonymised.
    Identifier,
    /// Indirect identifier: generalised.
    Quasi,
    /// Sensitive: blocked unless a ground is given.
    Sensitive,
    /// Plain feature.
    Feature,
    /// A weight of a stated kind.
    Weight,
    /// Not used at all.
    Ignore,
}

/// What becomes of an identifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Treatment {
    /// Not kept.
    #[default]
    Drop,
    /// Replaced by a keyed code.
    Pseudonym,
}

/// What a weight means (PRODUCT A9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum WeightKind {
    /// Positive integers, each unit one person.
    Count,
    /// A survey weight: for estimates only, every privacy rule counts contributors.
    #[default]
    Sample,
}

/// The choices for one column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct ColumnChoice {
    /// The role; absent: as proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The meaning, by its code name (`age`, `postcode`, …); absent: as proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// A ladder: a path beside the recipe (read by the native command) or an inline table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ladder: Option<LadderSource>,
    /// The ground on which an art. 9 or 10 column may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// Identifiers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// Pseudonym domain, such as `nl.bsn` or `klantnr@zaaksysteem`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Weights only; absent: `sample`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_kind: Option<WeightKind>,
}

/// Where a ladder comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(untagged)]
pub enum LadderSource {
    /// A CSV file beside the recipe: one row a value, level by level, coarser to the right. In the page: the name under which
    /// the engine took it in. A recipe never holds the rows of such a file, because they may name what few people carry.
    Path(String),
    /// The same as a table: one row a value.
    Inline(Vec<Vec<String>>),
    /// Groups on a level of the automatic ladder, for who does not know all values.
    Groups(LadderGroups),
    /// Edges of the bands of a column of numbers.
    Edges(LadderEdges),
}

/// Bands of numbers with edges that a person typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct LadderEdges {
    /// Per level, finest first, the rising edges: an edge is the least value of the band above it. Every edge of a level is one
    /// of the level before it too.
    pub edges: Vec<Vec<f64>>,
}

/// Groups that a person made of the bands of a level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct LadderGroups {
    /// Level of the automatic ladder whose bands are grouped; 0 is the value itself.
    #[serde(default)]
    pub level: u32,
    /// Labels of bands by the name of their group; the others become "overig".
    pub groups: BTreeMap<String, Vec<String>>,
}

/// The privacy choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// k of blocks and of every figure; default 10, floor 5.
    pub min_group: u32,
    /// Column whose pseudonym tells persons apart; `None`: one row is one person.
    pub unit: Option<String>,
    /// Column of the household or address key.
    pub household: Option<String>,
    /// Models of the release; replaces the default (`k_anonymity` at `min_group`) when given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<Model>>,
    /// Largest share of people that may be suppressed.
    pub suppression_limit: f64,
    /// Utility measure that the search minimises.
    pub measure: Measure,
    /// Weight per quasi-identifier in the measure; absent: 1.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub column_weights: BTreeMap<String, f64>,
    /// Level that a quasi-identifier has whatever else is better (0 is as in the file); absent: searched. For trading one column
    /// against another.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub levels: BTreeMap<String, u32>,
    /// Global or local recoding.
    pub recoding: Recoding,
    /// How to search.
    pub search: Search,
}

impl Default for Privacy {
    fn default() -> Self {
        Self {
            min_group: 10,
            unit: None,
            household: None,
            models: None,
            suppression_limit: 0.02,
            measure: Measure::Loss,
            column_weights: BTreeMap::new(),
            levels: BTreeMap::new(),
            recoding: Recoding::Global,
            search: Search::default(),
        }
    }
}

/// A privacy model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Every class holds at least this many people (Samarati & Sweeney 1998).
    KAnonymity(u32),
    /// Machanavajjhala et al. 2007.
    LDiversity {
        /// The sensitive column.
        column: String,
        /// Distinct, entropy or recursive.
        kind: LDiversityKind,
        /// How many.
        l: f64,
        /// Recursive only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        c: Option<f64>,
    },
    /// Li, Li & Venkatasubramanian 2007.
    TCloseness {
        /// The sensitive column.
        column: String,
        /// Ground distance.
        distance: Distance,
        /// Largest distance.
        t: f64,
    },
    /// Wong et al. 2006.
    AlphaK {
        /// The sensitive column.
        column: String,
        /// Largest share of one value.
        alpha: f64,
    },
    /// Cao & Karras 2012.
    BLikeness {
        /// The sensitive column.
        column: String,
        /// Basic or enhanced.
        kind: BLikenessKind,
        /// The bound.
        b: f64,
    },
    /// Largest average re-identification risk.
    AverageRisk(f64),
    /// Largest share of uniques.
    SampleUniqueness(f64),
    /// Against population counts.
    KMap {
        /// k.
        k: u32,
        /// File with the counts.
        population: String,
    },
}

impl Model {
    /// The sensitive column that it is about.
    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            Model::LDiversity { column, .. }
            | Model::TCloseness { column, .. }
            | Model::AlphaK { column, .. }
            | Model::BLikeness { column, .. } => Some(column),
            Model::KAnonymity(_)
            | Model::AverageRisk(_)
            | Model::SampleUniqueness(_)
            | Model::KMap { .. } => None,
        }
    }
}

/// Kinds of l-diversity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum LDiversityKind {
    Distinct,
    Shannon,
    Recursive,
}

/// Ground distances of t-closeness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Distance {
    Equal,
    Ordered,
    Hierarchical,
}

/// Kinds of beta-likeness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum BLikenessKind {
    Basic,
    Enhanced,
}

/// Utility measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Measure {
    #[default]
    Loss,
    NonUniformEntropy,
    /// Non-uniform entropy that also counts what suppression loses.
    NonUniformEntropySuppressed,
    Discernibility,
    AverageClassSize,
}

/// Where values are coarsened: the same for everyone, or class by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Recoding {
    #[default]
    Global,
    Local,
}

/// How the lattice is searched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct Search {
    /// Optimal or best-first.
    pub strategy: Strategy,
    /// Time budget of best-first, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

/// Search strategies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Strategy {
    #[default]
    Optimal,
    BestFirst,
}

/// A second file to join.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Number of the file on the command line, from 2.
    pub file: u32,
    /// Pseudonym domain of the key.
    pub key: String,
    /// Aggregation per column.
    #[serde(default)]
    pub aggregate: BTreeMap<String, Aggregate>,
}

/// What the rows of a joined file come to for one person. No rows: no value, except that a count is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Numbers added up.
    Sum,
    /// Their mean.
    Mean,
    /// The smallest number or the earliest date.
    Min,
    /// The largest number or the latest date.
    Max,
    /// How many rows have a value.
    Count,
    /// The value that stands most often; of several the smallest.
    MostFrequent,
}

/// A table of open figures per area (PRODUCT A8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ContextTable {
    /// Number of the file, from 2.
    pub file: u32,
    /// Column of the main file that says the area: a code of CBS or a postcode.
    pub key: String,
    /// Columns of the table that come in.
    pub columns: Vec<String>,
}

/// A list of people who objected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Objections {
    /// Number of the file, from 2.
    pub file: u32,
    /// Pseudonym domain of the key.
    pub key: String,
}

/// How people are put into groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct Segments {
    /// Main method.
    pub method: Method,
    /// Number of groups, or `"advised"`.
    pub count: Count,
    /// Seed of the starts.
    pub seed: u32,
    /// Smallest share of the people in a group.
    pub smallest_share: f64,
    /// Cluster on values in memory, or on the release only.
    pub on: On,
    /// Art. 9 and 10 columns with a ground shape the groups, too; only with `on` released.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub with_sensitive: bool,
    /// Column that plays no part in the fit, to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare_with: Option<String>,
    /// What was done to the groups by hand, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arrange: Vec<Arrangement>,
    /// Numbers of groups in the order they are shown; the others follow, largest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<u32>,
    /// Groups put aside: they count in every figure and get no persona.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<u32>,
    /// A person says that this is the ordering.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub definitive: bool,
    /// Why a group that is not stable gets a persona after all (PRODUCT E3), by its number.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<u32, String>,
}

impl Segments {
    /// The ordering before anything was done to it by hand.
    pub(crate) fn unarranged(&self) -> Self {
        Self {
            arrange: Vec::new(),
            order: Vec::new(),
            aside: Vec::new(),
            definitive: false,
            reasons: BTreeMap::new(),
            ..self.clone()
        }
    }
}

impl Default for Segments {
    fn default() -> Self {
        Self {
            method: Method::LatentClass,
            count: Count::Advised,
            seed: 1,
            smallest_share: 0.02,
            on: On::Values,
            with_sensitive: false,
            compare_with: None,
            arrange: Vec::new(),
            order: Vec::new(),
            aside: Vec::new(),
            definitive: false,
            reasons: BTreeMap::new(),
        }
    }
}

/// Segmentation methods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Method {
    #[default]
    LatentClass,
    KMeans,
}

/// What the fit sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum On {
    #[default]
    Values,
    Released,
}

/// A number of groups, or the advice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(untagged)]
pub enum Count {
    /// The advised number.
    #[default]
    #[serde(with = "advised")]
    Advised,
    /// This many.
    Fixed(u32),
}

mod advised {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};
    pub fn serialize<S: Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("advised")
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "advised" => Ok(()),
            _ => Err(D::Error::custom("a number of groups or \"advised\"")),
        }
    }
}

/// Output choices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, default)]
pub struct Output {
    /// Language of persona files and report.
    pub language: Language,
}
