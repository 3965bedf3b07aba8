//! The dossier as a file: JSON, `gezicht-dossier` version 1. Recipe, cleared figures, personas,
//! typed texts and the audit trail; never rows, row sets or block membership.

use super::Work;
use crate::anonymity::ReleaseStatistics;
use crate::gate::Figure;
use crate::json::pretty;
use crate::meaning::InputStatistics;
use crate::persona::{Persona, Sentence};
use crate::profile::Overview;
use crate::recipe::Recipe;
use crate::refusal::{Place, Refusal};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// The name of the format, in every dossier.
pub const FORMAT: &str = "gezicht-dossier";
/// The version this program writes, and the newest it reads.
pub const VERSION: u32 = 1;
/// A dossier larger than this is not read: 32 MB is a hundred times a full one.
pub const SIZE_LIMIT: usize = 32 * 1024 * 1024;

/// A whole project, as it may be saved.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Dossier {
    /// Every choice.
    pub recipe: Recipe,
    /// What was read and left out.
    pub input: Option<InputStatistics>,
    /// The cleared figures; `None` before the groups were made.
    pub overview: Option<Overview>,
    /// Statistics of the chosen release.
    pub statistics: Option<ReleaseStatistics>,
    /// The drafts.
    pub personas: Vec<Persona>,
    /// What people typed.
    pub work: Work,
    /// What was decided and released, oldest first.
    pub trail: Vec<Decision>,
    /// Made from the built-in sample data.
    pub sample: bool,
}

/// One line of the audit trail (PRODUCT D7): no value about a person in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What was decided or made.
    pub what: Text,
    /// When, as the caller says it (`jjjj-mm-ddTuu:mm`, local time); the core has no clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// The file, in the order people read it.
#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u32,
    sample: bool,
    recipe: &'a Recipe,
    work: &'a Work,
    input: &'a Option<InputStatistics>,
    statistics: &'a Option<ReleaseStatistics>,
    overview: &'a Option<Overview>,
    personas: &'a [Persona],
    trail: &'a [Decision],
}

/// What every version has.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "version")]
    _version: u32,
    #[serde(default)]
    sample: bool,
    recipe: Recipe,
    #[serde(default)]
    work: Work,
    #[serde(default)]
    input: Option<InputStatistics>,
    #[serde(default)]
    statistics: Option<ReleaseStatistics>,
    #[serde(default)]
    overview: Option<Overview>,
    #[serde(default)]
    personas: Vec<Persona>,
    #[serde(default)]
    trail: Vec<Decision>,
}

/// Why a file is not opened. Holds places, never text from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DossierError {
    /// More bytes than [`SIZE_LIMIT`].
    TooLarge,
    /// No JSON, or cut off: line and column from 1.
    NotJson {
        /// Line.
        line: u32,
        /// Column.
        column: u32,
    },
    /// JSON, but no dossier.
    NotADossier,
    /// Written by a newer Gezicht.
    Newer {
        /// The version in the file.
        version: u32,
    },
    /// A dossier in which something is missing or has been changed: line and column from 1.
    Changed {
        /// Line.
        line: u32,
        /// Column.
        column: u32,
    },
    /// The parts do not belong together: a figure points at a group, column or band that is not there.
    Broken,
}

impl From<DossierError> for Refusal {
    fn from(error: DossierError) -> Self {
        let place =
            |line: u32, column: u32| Place { line: Some(line), column: Some(column), ..Place::default() };
        let again = || {
            Text::new(
                "Kies een eerder bewaard dossier, of maak de analyse opnieuw met het bestand.",
                "Choose a dossier saved earlier, or do the analysis again with the file.",
            )
        };
        match error {
            DossierError::TooLarge => Refusal::input(
                "dossier.too_large",
                Text::new(
                    "Dit bestand is te groot voor een dossier.",
                    "This file is too large for a dossier.",
                ),
                Text::new(
                    "Een dossier is een klein JSON-bestand. Kies het bestand dat Gezicht bewaarde.",
                    "A dossier is a small JSON file. Choose the file that Gezicht saved.",
                ),
            ),
            DossierError::NotJson { line, column } => Refusal::input(
                "dossier.not_json",
                Text::new(
                    "Dit bestand is geen dossier, of het is niet heel.",
                    "This file is not a dossier, or part of it is missing.",
                ),
                again(),
            )
            .at(place(line, column)),
            DossierError::NotADossier => Refusal::input(
                "dossier.not_a_dossier",
                Text::new("Dit bestand is geen dossier van Gezicht.", "This file is not a Gezicht dossier."),
                Text::new(
                    "Kies een bestand dat met ‘Dossier bewaren’ is gemaakt.",
                    "Choose a file made with ‘Save dossier’.",
                ),
            ),
            DossierError::Newer { version } => Refusal::input(
                "dossier.newer",
                Text::new(
                    format!("Dit dossier is van een nieuwere Gezicht (versie {version} van het formaat)."),
                    format!("This dossier comes from a newer Gezicht (version {version} of the format)."),
                ),
                Text::new(
                    "Open het met de nieuwste versie van Gezicht.",
                    "Open it with the latest version of Gezicht.",
                ),
            ),
            DossierError::Changed { line, column } => Refusal::input(
                "dossier.changed",
                Text::new(
                    "In dit dossier is iets veranderd of weggevallen. Daarom openen we het niet.",
                    "Something in this dossier was changed or lost, so it is not opened.",
                ),
                again(),
            )
            .at(place(line, column)),
            DossierError::Broken => Refusal::input(
                "dossier.broken",
                Text::new(
                    "De delen van dit dossier passen niet bij elkaar. Daarom openen we het niet.",
                    "The parts of this dossier do not belong together, so it is not opened.",
                ),
                again(),
            ),
        }
    }
}

/// The dossier as text: pretty, the same bytes for the same dossier, with a newline at the end.
pub fn write(dossier: &Dossier) -> String {
    let written = Written {
        format: FORMAT,
        version: VERSION,
        sample: dossier.sample,
        recipe: &dossier.recipe,
        work: &dossier.work,
        input: &dossier.input,
        statistics: &dossier.statistics,
        overview: &dossier.overview,
        personas: &dossier.personas,
        trail: &dossier.trail,
    };
    // None of these types can fail to serialise: string keys only, no foreign `Serialize`.
    pretty(&written)
}

/// Reads a dossier.
///
/// # Errors
/// [`DossierError`], with the place and without the content.
pub fn read(json: &str) -> Result<Dossier, DossierError> {
    if json.len() > SIZE_LIMIT {
        return Err(DossierError::TooLarge);
    }
    let json = json.trim_start_matches('\u{feff}');
    let at = |error: &serde_json::Error| {
        (u32::try_from(error.line()).unwrap_or(u32::MAX), u32::try_from(error.column()).unwrap_or(u32::MAX))
    };
    let head: Head = serde_json::from_str(json).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => DossierError::NotADossier,
        _ => {
            let (line, column) = at(&error);
            DossierError::NotJson { line, column }
        }
    })?;
    if head.format.as_deref() != Some(FORMAT) {
        return Err(DossierError::NotADossier);
    }
    match head.version {
        Some(version) if version > VERSION => return Err(DossierError::Newer { version }),
        Some(1..) => {}
        _ => return Err(DossierError::NotADossier),
    }
    let body: Body = serde_json::from_str(json).map_err(|error| {
        let (line, column) = at(&error);
        DossierError::Changed { line, column }
    })?;
    let dossier = Dossier {
        recipe: body.recipe,
        overview: body.overview,
        input: body.input,
        statistics: body.statistics,
        personas: body.personas,
        work: body.work,
        trail: body.trail,
        sample: body.sample,
    };
    if holds_together(&dossier) {
        Ok(dossier)
    } else {
        Err(DossierError::Broken)
    }
}

/// Every index and group that one part names exists in the other, so that no room after this one
/// can be led outside its tables by an edited file.
fn holds_together(dossier: &Dossier) -> bool {
    let Some(overview) = &dossier.overview else { return dossier.personas.is_empty() };
    let cell = |column: u32, band: u32| {
        overview.columns.get(column as usize).is_some_and(|c| (band as usize) < c.bands.len())
    };
    let known = |segment: u32| overview.segments.iter().any(|s| s.id == segment);
    let share = |x: f64| (0.0..=1.0).contains(&x);
    let columns = overview.columns.iter().all(|column| {
        let bands = column.bands.len();
        column.overall.len() == bands
            && column.segments.iter().all(|s| s.figures.len() == bands && known(s.segment))
            && column.amount.iter().flat_map(|amount| &amount.segments).all(|s| known(s.segment))
    });
    let bands = |column: u32| overview.columns.get(column as usize).map(|column| column.bands.len());
    let pairs = overview.pairs.iter().all(|pair| {
        let (rows, width) = (bands(pair.first), bands(pair.second));
        let fits = |figures: &Vec<Vec<Figure>>| {
            Some(figures.len()) == rows && figures.iter().all(|row| Some(row.len()) == width)
        };
        fits(&pair.overall) && pair.segments.iter().all(|s| known(s.segment) && fits(&s.figures))
    });
    let segments = overview.segments.iter().all(|s| {
        share(s.share) && s.size <= overview.people && s.distinctions.iter().all(|d| cell(d.column, d.band))
    });
    let sentence = |s: &Sentence| {
        s.evidence.as_ref().is_none_or(|e| cell(e.column, e.band) && share(e.share) && share(e.overall))
    };
    let personas = dossier.personas.iter().all(|p| {
        known(p.segment)
            && std::iter::once(&p.tagline)
                .chain(std::iter::once(&p.quote))
                .chain(&p.story)
                .chain(&p.facts)
                .chain(&p.dos)
                .chain(&p.donts)
                .chain(&p.questions)
                .chain(p.fields.iter().flat_map(|field| &field.sentences))
                .all(sentence)
    });
    overview.k > 0 && columns && pairs && segments && personas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Edit;
    use crate::persona::draft;
    use crate::profile::example;
    use crate::report::tests::{recipe, statistics};
    use crate::text::Language;
    use proptest::prelude::*;

    fn full() -> Dossier {
        let overview = example::overview();
        Dossier {
            recipe: recipe(),
            personas: draft(&overview, 1),
            overview: Some(overview),
            input: None,
            statistics: Some(statistics()),
            work: Work {
                names: vec![(1, "Gezinnen".into())],
                edits: vec![Edit {
                    segment: 1,
                    key: "name".into(),
                    language: Language::Nl,
                    text: "Sam".into(),
                }],
                ..Work::default()
            },
            trail: vec![Decision {
                what: Text::new("k gekozen: 10", "k chosen: 10"),
                at: Some("2026-11-22T10:00".into()),
            }],
            sample: true,
        }
    }

    #[test]
    fn comes_back_as_it_went() {
        for dossier in [full(), Dossier::default()] {
            let json = write(&dossier);
            assert!(read(&json).unwrap() == dossier);
            assert!(write(&read(&json).unwrap()) == json, "the same bytes");
            assert!(read(&format!("\u{feff}{json}")).unwrap() == dossier, "an editor's byte order mark");
        }
    }

    #[test]
    fn holds_no_blocks_and_no_counts_of_blocks() {
        let json: serde_json::Value = serde_json::from_str(&write(&full())).unwrap();
        assert!(json["overview"]["blocks"].is_number(), "how many, not which");
        let mut parts: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        parts.sort_unstable();
        let known = [
            "format",
            "input",
            "overview",
            "personas",
            "recipe",
            "sample",
            "statistics",
            "trail",
            "version",
            "work",
        ];
        assert_eq!(parts, known);
    }

    #[test]
    fn what_is_not_a_dossier_is_refused_with_its_reason() {
        let json = write(&full());
        assert!(matches!(read(""), Err(DossierError::NotJson { .. })));
        assert!(matches!(read("klant;bsn\n1;2"), Err(DossierError::NotJson { line: 1, .. })));
        assert!(matches!(read(&json[..json.len() / 2]), Err(DossierError::NotJson { .. })));
        for other in [
            "[]",
            "{}",
            "3",
            "{\"format\":\"iets anders\",\"version\":1}",
            "{\"format\":\"gezicht-dossier\"}",
            "{\"format\":\"gezicht-dossier\",\"version\":0}",
        ] {
            assert_eq!(read(other), Err(DossierError::NotADossier), "{other}");
        }
        assert_eq!(
            read(&json.replacen("\"version\": 1", "\"version\": 2", 1)),
            Err(DossierError::Newer { version: 2 })
        );
        assert!(matches!(
            read(&json.replacen("\"recipe\"", "\"rows\": [], \"recipe\"", 1)),
            Err(DossierError::Changed { .. })
        ));
        assert!(matches!(
            read(&json.replacen("\"measure\": \"loss\"", "\"measure\": \"x\"", 2)),
            Err(DossierError::Changed { .. })
        ));
        assert_eq!(read(&" ".repeat(SIZE_LIMIT + 1)), Err(DossierError::TooLarge));
    }

    #[test]
    fn parts_that_do_not_belong_together_are_refused() {
        let mut dossier = full();
        dossier.personas[0].facts[0].evidence.as_mut().unwrap().column = 99;
        assert_eq!(read(&write(&dossier)), Err(DossierError::Broken));
        let mut dossier = full();
        dossier.personas[0].segment = 42;
        assert_eq!(read(&write(&dossier)), Err(DossierError::Broken));
        let mut dossier = full();
        dossier.overview = None;
        assert_eq!(read(&write(&dossier)), Err(DossierError::Broken));
        let mut dossier = full();
        dossier.overview.as_mut().unwrap().columns[0].overall.pop();
        assert_eq!(read(&write(&dossier)), Err(DossierError::Broken));
    }

    #[test]
    fn a_refusal_never_quotes_the_file() {
        let secret = "{\"format\":\"gezicht-dossier\",\"version\":1,\"recipe\":{\"geheim-123456782\":1}}";
        let refusal: Refusal = read(secret).unwrap_err().into();
        assert!(!serde_json::to_string(&refusal).unwrap().contains("123456782"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn damage_never_panics_and_typed_text_survives(
            at in 0.0..1.0f64,
            put in "[ -~]{0,4}",
            typed in any::<String>(),
        ) {
            let mut dossier = full();
            dossier.work.brief.assignment = typed;
            let json = write(&dossier);
            prop_assert!(read(&json).unwrap() == dossier);
            let mut cut = (json.len() as f64 * at) as usize;
            while !json.is_char_boundary(cut) {
                cut += 1;
            }
            let mut end = (cut + put.len()).min(json.len());
            while !json.is_char_boundary(end) {
                end += 1;
            }
            let _ = read(&format!("{}{put}{}", &json[..cut], &json[end..]));
            let _ = read(&json[..cut]);
        }
    }
}
