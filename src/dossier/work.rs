//! What people typed. Nothing here is derived from data about people.

use serde::{Deserialize, Serialize};

/// Everything a person typed into the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default)]
pub struct Work {
    /// The challenge brief.
    pub brief: Brief,
    /// Names given to groups: (segment, name).
    pub names: Vec<(u32, String)>,
    /// Edited sentences of personas.
    pub edits: Vec<Edit>,
}

/// The challenge brief: five short questions and a use plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default)]
pub struct Brief {
    /// Assignment: what must become better, and for whom.
    pub assignment: String,
    /// Questions the personas must answer.
    pub questions: String,
    /// What the analysis is for (purpose).
    pub purpose: String,
    /// Legal basis, as named by the person.
    pub legal_basis: String,
    /// Who decides.
    pub owner: String,
    /// How the personas will be used.
    pub use_plan: String,
    /// When the analysis must be gone (date, jjjj-mm-dd).
    pub retention: String,
}

/// One edited sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Edit {
    /// The persona's group.
    pub segment: u32,
    /// `Sentence::key`, or `name`.
    pub key: String,
    /// Language of the edited text.
    pub language: crate::text::Language,
    /// The new text.
    pub text: String,
}
