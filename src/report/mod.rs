//! Papers: personas on one A4, the certificate for the privacy officer, the whole report. HTML is
//! escaped, self-contained and without script; every paper carries the same style ([`STYLE`]), so
//! that one hash in a page's policy covers them all.

mod certificate;
mod edits;
mod face;
mod overview;
mod persona;
#[cfg(test)]
pub(crate) mod tests;

pub use certificate::certificate_html;
pub use face::{face_svg, monogram_svg};
pub use overview::report_html;
pub use persona::{all_personas_html, persona_html, persona_json, persona_markdown};

use crate::refusal::Refusal;
use crate::text::{Language, Text};
use minijinja::{context, Environment, Value};

/// The one style sheet of every paper, exactly as it stands between `<style>` and `</style>`.
pub const STYLE: &str = include_str!("templates/paper.css");

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

/// A paper could not be made. Our own templates are at fault, never the input; it holds no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportError {
    /// Which template.
    pub template: &'static str,
}

impl From<ReportError> for Refusal {
    fn from(error: ReportError) -> Self {
        Refusal::input(
            "report.template",
            Text::new(
                format!("Het papier ‘{}’ kon niet gemaakt worden.", error.template),
                format!("The paper ‘{}’ could not be made.", error.template),
            ),
            Text::new(
                "Bewaar het dossier en meld dit aan de makers van Gezicht.",
                "Save the dossier and report this to the makers of Gezicht.",
            ),
        )
    }
}

const TEMPLATES: [(&str, &str); 4] = [
    ("frame.html", include_str!("templates/frame.html")),
    ("persona.html", include_str!("templates/persona.html")),
    ("certificate.html", include_str!("templates/certificate.html")),
    ("overview.html", include_str!("templates/overview.html")),
];

/// Renders one template; `.html` names are escaped by minijinja.
fn render(template: &'static str, value: Value) -> Result<String, ReportError> {
    let failed = |_| ReportError { template };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let source = TEMPLATES.iter().find(|(name, _)| *name == template).map_or("", |(_, source)| source);
    environment.add_template(template, source).map_err(failed)?;
    environment.get_template(template).and_then(|found| found.render(value)).map_err(failed)
}

/// A whole document around rendered parts.
fn frame(title: &str, language: Language, parts: Vec<String>) -> Result<String, ReportError> {
    // A number stays on one line with its sign.
    let tied = |part: String| part.replace(" %", "\u{a0}%").replace("€ ", "€\u{a0}");
    let parts: Vec<Value> = parts.into_iter().map(|part| Value::from_safe_string(tied(part))).collect();
    let style = Value::from_safe_string(STYLE.to_string());
    render("frame.html", context! { lang => code(language), title, style, parts })
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
