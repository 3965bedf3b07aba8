//! What was cleared so far, as papers, a dossier and a comparison need it.

use super::comparing::{self, Comparison};
use super::protocol::{OpenedDossier, Paper, PaperKind, Source};
use super::result::Reached;
use super::{papers, Engine};
use crate::dossier::{Dossier, Work};
use crate::gate::Cleared;
use crate::meaning::InputStatistics;
use crate::persona::Persona;
use crate::profile::Overview;
use crate::recipe::Recipe;
use crate::refusal::Refusal;
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
                self.released.as_ref().map(|released| released.left_out.clone()).unwrap_or_default();
            let people = self.released.as_ref().map(|released| released.people.len());
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

    pub(super) fn paper(
        &self,
        kind: PaperKind,
        language: Language,
        work: Work,
    ) -> Result<Cleared<Paper>, Refusal> {
        let choice = ((kind, language, self.source()), work, self.recipe());
        if !matches!(kind, PaperKind::Microdata | PaperKind::MicrodataCertificate) {
            return self.reached().try_map_fn(&choice, papers::paper);
        }
        let (Some(released), Some(plan)) = (&self.released, &self.plan) else {
            return Err(super::before("release", "Doe eerst de privacystap.", "Do the privacy step first."));
        };
        let microdata = released.microdata(plan, language)?;
        self.reached().combine(microdata).try_map_fn(&choice, papers::of_microdata)
    }

    /// Whether the file at hand is that of the dossier opened before it.
    pub(super) fn compare(&mut self) -> Result<Cleared<Comparison>, Refusal> {
        let before = self.before.clone().ok_or_else(no_dossier)?;
        let comparison = self.reached().combine(before).map_fn(&self.recipe(), comparing::compare);
        let says = comparison.get().says.clone();
        self.note(says.nl, says.en);
        Ok(comparison)
    }

    pub(super) fn save(&self, work: Work) -> Cleared<Paper> {
        self.reached().map_fn(&((work, self.trail.clone()), self.recipe(), self.source()), papers::dossier)
    }
}

type Parts = (
    (
        (Option<InputStatistics>, Option<crate::anonymity::ReleaseStatistics>),
        (Option<Overview>, Option<Vec<Persona>>),
    ),
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

pub(super) fn opened(dossier: Dossier, _: &()) -> OpenedDossier {
    OpenedDossier {
        recipe: dossier.recipe,
        overview: dossier.overview,
        personas: dossier.personas,
        work: dossier.work,
    }
}

fn no_dossier() -> Refusal {
    Refusal::input(
        "engine.no_dossier",
        Text::new("Er is geen dossier om mee te vergelijken.", "There is no dossier to compare with."),
        Text::new("Open eerst het dossier en dan het bestand.", "Open the dossier first, then the file."),
    )
}
