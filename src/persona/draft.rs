//! A persona as drafted (door: `Cleared`).

use crate::text::Text;
use serde::{Deserialize, Serialize};

/// One persona for one group. Fits on one A4.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Persona {
    /// The group it stands for.
    pub segment: u32,
    /// Fictional name, from a fixed list that does not depend on the file.
    pub name: String,
    /// The drawn face.
    pub face: Face,
    /// One line under the name.
    pub tagline: Sentence,
    /// What this person might say; always fiction.
    pub quote: Sentence,
    /// The short story.
    pub story: Vec<Sentence>,
    /// At least six facts with their evidence, where the figures allow.
    pub facts: Vec<Sentence>,
    /// Identity, demographics, behaviour, values, context, access (PRODUCT F2).
    pub fields: Vec<Field>,
    /// What to do.
    pub dos: Vec<Sentence>,
    /// What not to do.
    pub donts: Vec<Sentence>,
    /// What the data cannot say: questions for research.
    pub questions: Vec<Sentence>,
    /// Readability indication of the Dutch text (B1 check): share of sentences within bounds, 0 to 1.
    pub readability: f64,
}

/// One field of the template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Field {
    /// Stable key, such as `channel`.
    pub key: String,
    /// Its heading.
    pub label: Text,
    /// What is known or asked.
    pub sentences: Vec<Sentence>,
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Sentence {
    /// Stable key within the persona, for edits: `facts.2`.
    pub key: String,
    /// The sentence, separately written in both languages.
    pub text: Text,
    /// What it is.
    pub kind: SentenceKind,
    /// What it rests on; facts always have it.
    pub evidence: Option<Evidence>,
}

/// What a sentence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum SentenceKind {
    /// A cell of a protected table.
    Fact,
    /// Follows from facts, hedged.
    Inference,
    /// Made up.
    Fiction,
    /// A question for research.
    Question,
}

/// The cell behind a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Evidence {
    /// Index into `Overview::columns`.
    pub column: u32,
    /// Index into that column's bands.
    pub band: u32,
    /// Share in the group, 0 to 1.
    pub share: f64,
    /// Share among everyone, 0 to 1.
    pub overall: f64,
    /// Protected number of people in the group.
    pub n: u32,
    /// Half-width in percentage points (95 %).
    pub error_points: f64,
}

/// A drawn face: choices of parts, from the group's number and the seed only, so that it cannot
/// depend on a sensitive or status variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Face {
    /// Seed of the drawing.
    pub seed: u32,
    /// Skin tone, hair colour, hair style, eyes, mouth, glasses, clothes: index into the parts.
    pub skin: u8,
    /// Hair colour.
    pub hair_colour: u8,
    /// Hair style.
    pub hair: u8,
    /// Eyes.
    pub eyes: u8,
    /// Mouth.
    pub mouth: u8,
    /// Glasses: 0 is none.
    pub glasses: u8,
    /// Clothes.
    pub clothes: u8,
}
