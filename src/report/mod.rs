//! Papers: personas on one A4, the certificate for the privacy officer, the whole report. HTML is
//! written by [`maud`], which escapes every text; it is self-contained and without script; every paper carries the same style ([`STYLE`]), so
//! that one hash in a page's policy covers them all.

mod by_hand;
mod certificate;
mod edits;
mod explanation;
mod face;
mod left_out;
mod overview;
mod persona;
mod section;
#[cfg(test)]
pub(crate) mod tests;
mod trail;

pub use certificate::{certificate_html, Basis, Certified};
pub use explanation::{dpia_text_html, explanation, About, Explanation, Part, Term};
pub use face::{face_svg, monogram_svg};
pub use overview::report_html;
pub use persona::{all_personas_html, persona_html, persona_json, persona_markdown};

use crate::text::Language;
use maud::{html, Markup, PreEscaped};

/// The one style sheet of every paper, exactly as it stands between `<style>` and `</style>`.
pub const STYLE: &str = include_str!("paper.css");

/// How a paper is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaperOptions {
    /// Language of the paper.
    pub language: Language,
    /// Mark every sheet "voorbeelddata".
    pub sample: bool,
    /// A monogram instead of a face.
    pub faceless: bool,
}

impl From<Language> for PaperOptions {
    fn from(language: Language) -> Self {
        Self { language, ..Self::default() }
    }
}

/// A whole document around rendered parts.
fn frame(title: &str, language: Language, parts: Vec<Markup>) -> String {
    // A number stays on one line with its sign.
    let tied = |part: Markup| PreEscaped(part.0.replace(" %", "\u{a0}%").replace("€ ", "€\u{a0}"));
    html! {
        (PreEscaped("<!doctype html>\n"))
        html lang=(code(language)) translate="no" {
            "\n"
            head {
                "\n" meta charset="utf-8";
                "\n" meta name="viewport" content="width=device-width, initial-scale=1";
                "\n" meta name="generator" content="Gezicht";
                "\n" meta name="robots" content="noindex";
                "\n" meta name="referrer" content="no-referrer";
                "\n" title { (title) }
                "\n" style { (PreEscaped(STYLE)) }
                "\n"
            }
            "\n"
            body { "\n" @for part in parts { (tied(part)) "\n" } }
            "\n"
        }
    }
    .into_string()
}

/// The mark on everything made from sample data.
fn sample_mark(options: PaperOptions) -> Markup {
    html! {
        @if options.sample { p.sample { (say(options.language, "Voorbeelddata", "Sample data")) } "\n" }
    }
}

fn code(language: Language) -> &'static str {
    match language {
        Language::Nl => "nl",
        Language::En => "en",
    }
}

/// The Dutch or the English of two literals.
fn say(language: Language, nl: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Nl => nl,
        Language::En => en,
    }
}
