//! Papers: from what was cleared, what people typed, and nothing else.

use super::protocol::{OpenedDossier, Paper, PaperKind, Source};
use super::result::{Reached, ResultFile};
use super::trail::Event;
use super::{before, Engine};
use crate::anonymity::ReleaseStatistics;
use crate::dossier::{self, Decision, Dossier, Work};
use crate::gate::{Cleared, Microdata};
use crate::json::pretty;
use crate::meaning::InputStatistics;
use crate::persona::Persona;
use crate::profile::Overview;
use crate::recipe::Recipe;
use crate::refusal::Refusal;
use crate::report::{
    all_personas_html, certificate_html, dpia_text_html, explanation, persona_html, persona_json,
    persona_markdown, report_html, Basis, Certified, Explanation, PaperOptions,
};
use crate::text::{Language, Text};

impl Engine {
    /// All that was cleared so far, as one cleared thing.
    pub(super) fn reached(&self) -> Cleared<Reached> {
        if let (None, Some(dossier)) = (&self.loaded, &self.opened) {
            return dossier.clone().map_fn(&(), held);
        }
        let input = self.loaded.as_ref().map(|loaded| {
            let k = self.plan.as_ref().map_or(10, |plan| plan.recipe.privacy.min_group);
            let left_out =
                self.released.as_ref().map(|released| released.left_out().clone()).unwrap_or_default();
            let people = self.released.as_ref().map(|released| released.people().len());
            let rows = self.plan.as_ref().map(|plan| &plan.files.rows);
            Cleared::input(loaded.statistics(people, &left_out, rows), k)
        });
        let release = match (&self.released, &self.plan) {
            (Some(released), Some(plan)) => Some(Cleared::statistics(released.statistics(plan))),
            _ => None,
        };
        let overview = self.overview.clone();
        let fitted = self.fitted.as_ref().filter(|_| overview.is_some());
        let fit = fitted.and_then(|fitted| fitted.fit_agreement.clone());
        Cleared::optional(input)
            .combine(Cleared::optional(release))
            .combine(Cleared::optional(overview).combine(Cleared::optional(self.personas.clone())))
            .combine(Cleared::optional(fit))
            .map_fn(&self.refused, gathered)
    }

    pub(super) fn recipe(&self) -> Recipe {
        let Some(plan) = &self.plan else {
            return self.opened.as_ref().map(|dossier| dossier.get().recipe.clone()).unwrap_or_default();
        };
        let mut recipe = plan.recipe.clone();
        // The blocks that stand behind the figures, so that the recipe alone gives them again.
        recipe.blocks = self
            .first
            .as_ref()
            .map(|first| first.choice.clone())
            .filter(|first| *first != recipe.segments.unarranged());
        recipe
    }

    /// What everything here is about.
    pub(super) fn source(&self) -> Source {
        let opened = || self.opened.as_ref().is_some_and(|dossier| dossier.get().sample);
        match self.loaded.as_ref().map_or_else(opened, |loaded| loaded.sample) {
            true => Source::Sample,
            false => Source::File,
        }
    }

    /// A paper, with its own line in the audit trail; that line is on the certificate too.
    pub(super) fn paper(
        &mut self,
        kind: PaperKind,
        language: Language,
        work: Work,
    ) -> Result<Cleared<Paper>, Refusal> {
        let mut trail = self.trail.clone();
        trail.note(&Event::PaperMade(kind));
        let typed = (work, trail.lines().to_vec());
        let choice = ((kind, language, self.source()), typed, self.recipe());
        let made = if matches!(kind, PaperKind::Microdata | PaperKind::MicrodataCertificate) {
            let (Some(released), Some(plan)) = (&self.released, &self.plan) else {
                return Err(before("release", "Doe eerst de privacystap.", "Do the privacy step first."));
            };
            let microdata = released.microdata(plan, language)?;
            self.reached().combine(microdata).try_map_fn(&choice, of_microdata)?
        } else {
            self.reached().try_map_fn(&choice, paper)?
        };
        self.trail = trail;
        Ok(made)
    }

    pub(super) fn save(&self, work: Work) -> Cleared<Paper> {
        self.reached().map_fn(&((work, self.trail.lines().to_vec()), self.recipe(), self.source()), dossier)
    }

    /// What one does and does not see, and why.
    pub(super) fn explanation(&self) -> Cleared<Explanation> {
        self.reached().map_fn(&self.recipe(), |reached, recipe| {
            explanation(reached.overview.as_ref(), recipe.privacy.min_group)
        })
    }

    /// The audit trail.
    pub(super) fn decisions(&self) -> Cleared<Vec<Decision>> {
        self.reached().map_fn(&self.trail.lines().to_vec(), |_, trail| trail.clone())
    }
}

type Parts = (
    ((Option<InputStatistics>, Option<ReleaseStatistics>), (Option<Overview>, Option<Vec<Persona>>)),
    Option<f64>,
);

fn gathered(
    (((input, release), (overview, personas)), fit_agreement): Parts,
    refused: &Option<Refusal>,
) -> Reached {
    Reached {
        input,
        release,
        overview,
        personas: personas.unwrap_or_default(),
        fit_agreement,
        refused: refused.clone(),
    }
}

/// What an opened dossier holds.
fn held(dossier: Dossier, _: &()) -> Reached {
    Reached {
        input: dossier.input,
        release: dossier.statistics,
        overview: dossier.overview,
        personas: dossier.personas,
        ..Reached::default()
    }
}

/// What a page gets of it.
pub(super) fn opened(dossier: Dossier, _: &()) -> OpenedDossier {
    OpenedDossier {
        recipe: dossier.recipe,
        overview: dossier.overview,
        personas: dossier.personas,
        work: dossier.work,
    }
}

/// Which paper, in which language, and whether it is about sample data; what was typed, and the audit trail.
type Choice = ((PaperKind, Language, Source), (Work, Vec<Decision>), Recipe);

/// Makes one paper.
fn paper(reached: Reached, choice: &Choice) -> Result<Paper, Refusal> {
    let ((kind, language, source), (work, trail), recipe) = choice;
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
            let basis = Basis { statistics, input: reached.input.as_ref(), recipe, work, trail };
            let body = certificate_html(&basis, subject, options);
            (named(*language, "certificaat.html", "certificate.html"), html, body)
        }
        PaperKind::DpiaText => {
            let told = explanation(reached.overview.as_ref(), recipe.privacy.min_group);
            (named(*language, "dpia-tekst.html", "dpia-text.html"), html, dpia_text_html(&told, options))
        }
        PaperKind::Microdata | PaperKind::MicrodataCertificate => return Err(too_early()), // see `of_microdata`
        PaperKind::Report => {
            let basis = reached.release.as_ref().map(|statistics| Basis {
                statistics,
                input: reached.input.as_ref(),
                recipe,
                work,
                trail,
            });
            let body = report_html(basis.as_ref(), overview()?, &reached.personas, work, options);
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
fn of_microdata((reached, microdata): (Reached, Microdata), choice: &Choice) -> Result<Paper, Refusal> {
    let ((kind, language, source), (work, trail), recipe) = choice;
    let language = *language;
    if *kind == PaperKind::Microdata {
        let file_name = named(language, "beschermde-rijen.csv", "protected-rows.csv");
        return Ok(Paper { file_name, mime: "text/csv;charset=utf-8", body: microdata.csv });
    }
    let options = PaperOptions { language, sample: *source == Source::Sample, faceless: false };
    let statistics = reached.release.as_ref().ok_or_else(too_early)?;
    let basis = Basis { statistics, input: reached.input.as_ref(), recipe, work, trail };
    let body = certificate_html(&basis, Certified::Microdata(&microdata), options);
    let file_name = named(language, "certificaat-beschermde-rijen.html", "certificate-protected-rows.html");
    Ok(Paper { file_name, mime: "text/html;charset=utf-8", body })
}

/// The dossier as a file.
fn dossier(
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
