//! Papers: from what was cleared, what people typed, and nothing else.

use super::protocol::{Paper, PaperKind, Source};
use super::result::{Reached, ResultFile};
use crate::dossier::{self, Decision, Dossier, Work};
use crate::gate::Microdata;
use crate::json::pretty;
use crate::persona::Persona;
use crate::profile::Overview;
use crate::recipe::Recipe;
use crate::refusal::Refusal;
use crate::report::{
    all_personas_html, certificate_html, persona_html, persona_json, persona_markdown, report_html,
    Certified, PaperOptions,
};
use crate::text::{Language, Text};

/// Which paper, in which language, and whether it is about sample data.
pub(super) type Choice = ((PaperKind, Language, Source), Work, Recipe);

/// Makes one paper.
pub(super) fn paper(reached: Reached, choice: &Choice) -> Result<Paper, Refusal> {
    let ((kind, language, source), work, recipe) = choice;
    let options = PaperOptions { language: *language, sample: *source == Source::Sample, faceless: false };
    let overview = || reached.overview.as_ref().ok_or_else(too_early);
    let one = |segment: u32| -> Result<(&Persona, &Overview), Refusal> {
        let found = reached.personas.iter().find(|persona| persona.segment == segment);
        Ok((found.ok_or_else(too_early)?, overview()?))
    };
    let html = "text/html;charset=utf-8";
    let (name, mime, body) = match *kind {
        PaperKind::Recipe => ("recept.json".to_owned(), "application/json", pretty(recipe)),
        PaperKind::Result => {
            let result = ResultFile::new(reached, recipe);
            ("result.json".to_owned(), "application/json", pretty(&result))
        }
        PaperKind::Certificate => {
            let statistics = reached.release.as_ref().ok_or_else(too_early)?;
            let subject = reached.overview.as_ref().map_or(Certified::Release, Certified::Overview);
            let body = certificate_html(statistics, reached.input.as_ref(), subject, recipe, work, options);
            (named(*language, "verantwoording.html", "certificate.html"), html, body)
        }
        PaperKind::Microdata | PaperKind::MicrodataCertificate => return Err(too_early()), // see `of_microdata`
        PaperKind::Report => {
            let body = report_html(
                reached.release.as_ref(),
                reached.input.as_ref(),
                overview()?,
                recipe,
                &reached.personas,
                work,
                options,
            );
            (named(*language, "rapport.html", "report.html"), html, body)
        }
        PaperKind::AllPersonas => {
            let body = all_personas_html(&reached.personas, overview()?, work, options);
            ("personas.html".to_owned(), html, body)
        }
        PaperKind::PersonaHtml { segment } => {
            let (persona, overview) = one(segment)?;
            (format!("persona-{segment}.html"), html, persona_html(persona, overview, work, options))
        }
        PaperKind::PersonaMarkdown { segment } => {
            let (persona, overview) = one(segment)?;
            let body = persona_markdown(persona, overview, work, options);
            (format!("persona-{segment}.md"), "text/markdown;charset=utf-8", body)
        }
        PaperKind::PersonaJson { segment } => {
            let (persona, overview) = one(segment)?;
            (
                format!("persona-{segment}.json"),
                "application/json",
                persona_json(persona, overview, work, options),
            )
        }
    };
    Ok(Paper { file_name: name, mime, body })
}

/// The anonymised rows, or their certificate.
pub(super) fn of_microdata(
    (reached, microdata): (Reached, Microdata),
    choice: &Choice,
) -> Result<Paper, Refusal> {
    let ((kind, language, source), work, recipe) = choice;
    let language = *language;
    if *kind == PaperKind::Microdata {
        let file_name = named(language, "geanonimiseerd.csv", "anonymised.csv");
        return Ok(Paper { file_name, mime: "text/csv;charset=utf-8", body: microdata.csv });
    }
    let options = PaperOptions { language, sample: *source == Source::Sample, faceless: false };
    let statistics = reached.release.as_ref().ok_or_else(too_early)?;
    let body = certificate_html(
        statistics,
        reached.input.as_ref(),
        Certified::Microdata(&microdata),
        recipe,
        work,
        options,
    );
    let file_name = named(language, "verantwoording-geanonimiseerd.html", "certificate-anonymised.html");
    Ok(Paper { file_name, mime: "text/html;charset=utf-8", body })
}

/// The dossier as a file.
pub(super) fn dossier(
    reached: Reached,
    ((work, trail), recipe, source): &((Work, Vec<Decision>), Recipe, Source),
) -> Paper {
    let dossier = Dossier {
        recipe: recipe.clone(),
        input: reached.input,
        overview: reached.overview,
        statistics: reached.release,
        personas: reached.personas,
        work: work.clone(),
        trail: trail.clone(),
        sample: *source == Source::Sample,
    };
    Paper {
        file_name: "gezicht-dossier.json".to_owned(),
        mime: "application/json",
        body: dossier::write(&dossier),
    }
}

fn named(language: Language, nl: &str, en: &str) -> String {
    match language {
        Language::Nl => nl.to_owned(),
        Language::En => en.to_owned(),
    }
}

fn too_early() -> Refusal {
    Refusal::input(
        "engine.too_early",
        Text::new("Dit papier kan nog niet worden gemaakt.", "This paper cannot be made yet."),
        Text::new("Doorloop eerst de stappen ervoor.", "Go through the steps before it first."),
    )
}
