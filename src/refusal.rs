//! How the engine says no: what happened, where, and what to do. Never a cell's value.

use crate::text::Text;
use serde::Serialize;

/// Where something went wrong. Every part is a position, none is a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Place {
    /// Line in the file as an editor counts it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Offset in bytes from the start of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byte: Option<f64>,
    /// Column number, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Field of the recipe, such as `privacy.models[0]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// A refusal with its place and remedy. Rooms have their own typed errors; each turns into this
/// (`impl From<RoomError> for Refusal`) when it has to be told to a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Refusal {
    /// Stable code for scripts, such as `ingest.empty_file`.
    pub code: &'static str,
    /// Who refuses: the gate (exit status 1) or the reading of the input (exit status 2).
    pub by: RefusedBy,
    /// Where.
    pub place: Place,
    /// What happened.
    pub what: Text,
    /// What to do about it.
    pub remedy: Text,
}

/// Which door a refusal comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum RefusedBy {
    /// A privacy rule.
    Gate,
    /// Bad input or a bad recipe.
    Input,
}

impl Refusal {
    /// A refusal of the input or the recipe.
    pub fn input(code: &'static str, what: Text, remedy: Text) -> Self {
        Self { code, by: RefusedBy::Input, place: Place::default(), what, remedy }
    }

    /// A refusal by a privacy rule.
    pub fn gate(code: &'static str, what: Text, remedy: Text) -> Self {
        Self { code, by: RefusedBy::Gate, place: Place::default(), what, remedy }
    }

    /// The same refusal with its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }
}
