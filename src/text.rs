//! Texts for people, always in both languages: Dutch at B1 first, English second.

use serde::{Deserialize, Serialize};

/// The language of an output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch, at B1.
    #[default]
    Nl,
    /// English.
    En,
}

/// One text in both languages, each written on its own (never a word-for-word translation).
///
/// A `Text` never holds a cell's value: it is written by us, with counts, line numbers and
/// confirmed column names as its only variable parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Text {
    /// Dutch, B1.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text from its Dutch and English form.
    pub fn new(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self { nl: nl.into(), en: en.into() }
    }

    /// The form in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Nl => &self.nl,
            Language::En => &self.en,
        }
    }
}

/// A small letter without its accent, for comparing words.
pub(crate) fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    }
}
