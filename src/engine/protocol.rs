//! What page and native command say to the engine, and what it says back.

use super::attached::AttachedFile;
use crate::anonymity::{LadderTree, Neighbours, ReleaseStatistics, RiskReport};
use crate::dossier::{Decision, Work};
use crate::gate::{Cleared, Notice, Workbench};
use crate::ingest;
use crate::meaning::Inspection;
use crate::persona::Persona;
use crate::profile::{Overview, StigmaRemark};
use crate::pseudonym::Passphrase;
use crate::recipe::{LadderSource, Recipe};
use crate::refusal::Refusal;
use crate::report::Explanation;
use crate::task::Progress;
use crate::text::Language;
use serde::{Deserialize, Serialize};

/// A command to the engine. Bytes of a file go beside it (`Engine::push`), never inside.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "command", rename_all = "snake_case", try_from = "Envelope")]
pub enum Command {
    /// A new file of so many bytes comes; chunks follow through `push`, then `close`. Drops what was loaded.
    Open {
        /// Size of the file, for progress.
        bytes: f64,
        /// What the person says of the file; a header line that is said counts as confirmed.
        #[serde(default)]
        read: ingest::Options,
    },
    /// A further file of so many bytes comes, beside the main one; chunks follow through `push`, then `close`, which answers
    /// `attached`. Files are numbered from 2; a new main file forgets them. Drops the recipe and later stages.
    Attach {
        /// Size of the file, for progress.
        bytes: f64,
        /// What `k_map.population` calls it. Shown nowhere.
        name: Option<String>,
        /// What the person says of the file; a header line that is said counts as confirmed.
        #[serde(default)]
        read: ingest::Options,
    },
    /// Forgets a further file, the recipe and later stages. Answer: `ready`.
    Detach {
        /// Its number.
        file: u32,
    },
    /// Task, one step of about a second: the session's key as a file under a passphrase of at least twelve characters.
    /// Answer: `key_file`.
    SaveKey {
        /// As typed, twice the same: the page sees to that.
        passphrase: Passphrase,
    },
    /// Task, one step of about a second: from now on the key of that file, so that an identifier gets the code it got then.
    /// Only before a release is made. Answer: `ready`.
    OpenKey {
        /// The JSON text of the key file.
        json: String,
        /// As typed.
        passphrase: Passphrase,
    },
    /// Load the built-in sample data (made by the seeded generator); answers like `close`.
    OpenSample {
        /// Number of rows.
        rows: u32,
        /// Seed of the generator.
        seed: u32,
    },
    /// End of the file. Answer: `inspection`.
    Close,
    /// The person has seen shapes only and says the header row is the header (PRODUCT B6). Answer: `inspection`.
    ConfirmHeaders,
    /// The proposed recipe with safe defaults. Answer: `recipe`.
    ProposeRecipe,
    /// Sets the recipe and checks it against the file. Drops later stages. Answer: `ready` or `refused`.
    Configure {
        /// The whole recipe.
        recipe: Box<Recipe>,
        /// Test data with a known truth: also gives the agreement before blocks, in full precision. Refused for a
        /// file in which an identifier is found.
        #[serde(default)]
        fixture: bool,
    },
    /// Task: pseudonyms, people, ladders, search, recheck. Answer: `release`.
    Release,
    /// Task: for every column, the best release with it one level finer and one coarser, the others chosen anew (PRODUCT C6). About
    /// as long as the search itself, at most some 20 seconds; cancel it when something else is wanted. Answer: `neighbours`.
    Neighbours,
    /// A ladder of a quasi-identifier, to look at, to change or to save: of the release, or of the people of the last one that was
    /// asked for. Answer: `ladder`.
    Ladder {
        /// Key of the column.
        column: String,
        /// As a recipe would say it; absent: the one that Gezicht makes.
        ladder: Option<LadderSource>,
    },
    /// Takes in a ladder file for a quasi-identifier, checked against its values. The recipe then names it by the `file` of the answer:
    /// its rows stay in the engine. The page never sends this; the worker does, with the text of a file that the page knows by number.
    /// Answer: `ladder`.
    ImportLadder {
        /// Key of the column.
        column: String,
        /// The file.
        text: String,
    },
    /// Task: risk before and after the release, by column and by combination (PRODUCT C4). Answer: `risk`.
    Risk {
        /// Share of the population that is in the file, when the person knows it.
        sampling_fraction: Option<f64>,
    },
    /// Task: fit, number of groups, stability, blocks, protected tables, profiles. Answer: `overview`.
    Segment,
    /// What to think over in a name or tagline that a person typed. It advises and refuses nothing. Answer: `remarks`.
    CheckName {
        /// As typed.
        text: String,
        /// The language it is in.
        language: Language,
    },
    /// Drafts. Answer: `personas`.
    Personas,
    /// A paper as a file. Answer: `paper`.
    Paper {
        /// Which.
        paper: PaperKind,
        /// Language.
        language: Language,
        /// What people typed.
        work: Box<Work>,
    },
    /// The dossier as a file. Answer: `paper`.
    SaveDossier {
        /// What people typed.
        work: Box<Work>,
    },
    /// What one does and does not see, and why, with the figures of the analysis at hand. Answer: `explanation`.
    Explain,
    /// The audit trail. Answer: `trail`.
    Trail,
    /// The time for the lines of the audit trail that follow: `jjjj-mm-ddTuu:mm`, local. Answer: `ready`.
    Clock {
        /// The time. What is no time counts as none.
        now: String,
    },
    /// Opens a dossier; figures come back as they were cleared, nothing can be recomputed without the file. Answer: `dossier`.
    OpenDossier {
        /// The JSON text.
        json: String,
    },
    /// Stops the search of the release and goes on with the best found so far. Answer: `ready`; keep stepping.
    Settle,
    /// Stops the running task and keeps the stage before it. Answer: `cancelled`.
    Cancel,
    /// Forgets everything: data, keys, recipe. Answer: `ready`. This engine refuses all that comes after it.
    Wipe,
}

/// A command as it is written: its name and the fields of whichever it is. Serde's own tagged enums read every field into
/// a buffer first, which doubles the code of the recipe in the module.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    command: String,
    bytes: Option<f64>,
    read: Option<ingest::Options>,
    name: Option<String>,
    file: Option<u32>,
    passphrase: Option<Passphrase>,
    rows: Option<u32>,
    seed: Option<u32>,
    recipe: Option<Box<Recipe>>,
    fixture: Option<bool>,
    paper: Option<PaperKind>,
    language: Option<Language>,
    work: Option<Box<Work>>,
    json: Option<String>,
    sampling_fraction: Option<f64>,
    column: Option<String>,
    ladder: Option<LadderSource>,
    text: Option<String>,
    now: Option<String>,
}

impl TryFrom<Envelope> for Command {
    type Error = &'static str;

    fn try_from(envelope: Envelope) -> Result<Self, Self::Error> {
        const MISSING: &str = "a field of the command is missing";
        Ok(match envelope.command.as_str() {
            "open" => Command::Open {
                bytes: envelope.bytes.ok_or(MISSING)?,
                read: envelope.read.unwrap_or_default(),
            },
            "attach" => Command::Attach {
                bytes: envelope.bytes.ok_or(MISSING)?,
                name: envelope.name,
                read: envelope.read.unwrap_or_default(),
            },
            "detach" => Command::Detach { file: envelope.file.ok_or(MISSING)? },
            "save_key" => Command::SaveKey { passphrase: envelope.passphrase.ok_or(MISSING)? },
            "open_key" => Command::OpenKey {
                json: envelope.json.ok_or(MISSING)?,
                passphrase: envelope.passphrase.ok_or(MISSING)?,
            },
            "open_sample" => Command::OpenSample {
                rows: envelope.rows.ok_or(MISSING)?,
                seed: envelope.seed.ok_or(MISSING)?,
            },
            "close" => Command::Close,
            "confirm_headers" => Command::ConfirmHeaders,
            "propose_recipe" => Command::ProposeRecipe,
            "configure" => Command::Configure {
                recipe: envelope.recipe.ok_or(MISSING)?,
                fixture: envelope.fixture.unwrap_or(false),
            },
            "release" => Command::Release,
            "neighbours" => Command::Neighbours,
            "ladder" => Command::Ladder { column: envelope.column.ok_or(MISSING)?, ladder: envelope.ladder },
            "import_ladder" => Command::ImportLadder {
                column: envelope.column.ok_or(MISSING)?,
                text: envelope.text.ok_or(MISSING)?,
            },
            "risk" => Command::Risk { sampling_fraction: envelope.sampling_fraction },
            "segment" => Command::Segment,
            "check_name" => Command::CheckName {
                text: envelope.text.ok_or(MISSING)?,
                language: envelope.language.ok_or(MISSING)?,
            },
            "personas" => Command::Personas,
            "paper" => Command::Paper {
                paper: envelope.paper.ok_or(MISSING)?,
                language: envelope.language.ok_or(MISSING)?,
                work: envelope.work.ok_or(MISSING)?,
            },
            "save_dossier" => Command::SaveDossier { work: envelope.work.ok_or(MISSING)? },
            "open_dossier" => Command::OpenDossier { json: envelope.json.ok_or(MISSING)? },
            "explain" => Command::Explain,
            "trail" => Command::Trail,
            "clock" => Command::Clock { now: envelope.now.ok_or(MISSING)? },
            "settle" => Command::Settle,
            "cancel" => Command::Cancel,
            "wipe" => Command::Wipe,
            _ => return Err("there is no such command"),
        })
    }
}

/// A paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "PaperName")]
pub enum PaperKind {
    /// The certificate for the privacy officer (HTML): of what was reached, the release at least.
    Certificate,
    /// What one does and does not see, and why, to take over in a DPIA (HTML).
    DpiaText,
    /// The anonymised rows (CSV).
    Microdata,
    /// The certificate of the anonymised rows (HTML).
    MicrodataCertificate,
    /// One persona on one A4 (HTML with print styles).
    PersonaHtml {
        /// The group.
        segment: u32,
    },
    /// One persona as Markdown.
    PersonaMarkdown {
        /// The group.
        segment: u32,
    },
    /// One persona as JSON.
    PersonaJson {
        /// The group.
        segment: u32,
    },
    /// All personas, one A4 each (HTML).
    AllPersonas,
    /// Certificate, tables and personas in one (HTML).
    Report,
    /// The recipe (JSON).
    Recipe,
    /// `result.json` of the native command.
    Result,
}

/// A paper as it is written, for the reason an [`Envelope`] is.
#[derive(Deserialize)]
struct PaperName {
    kind: String,
    segment: Option<u32>,
}

impl TryFrom<PaperName> for PaperKind {
    type Error = &'static str;

    fn try_from(name: PaperName) -> Result<Self, Self::Error> {
        const MISSING: &str = "the group of the paper is missing";
        Ok(match name.kind.as_str() {
            "certificate" => PaperKind::Certificate,
            "dpia_text" => PaperKind::DpiaText,
            "microdata" => PaperKind::Microdata,
            "microdata_certificate" => PaperKind::MicrodataCertificate,
            "persona_html" => PaperKind::PersonaHtml { segment: name.segment.ok_or(MISSING)? },
            "persona_markdown" => PaperKind::PersonaMarkdown { segment: name.segment.ok_or(MISSING)? },
            "persona_json" => PaperKind::PersonaJson { segment: name.segment.ok_or(MISSING)? },
            "all_personas" => PaperKind::AllPersonas,
            "report" => PaperKind::Report,
            "recipe" => PaperKind::Recipe,
            "result" => PaperKind::Result,
            _ => return Err("there is no such paper"),
        })
    }
}

/// What everything here is about: a person's own file, or the built-in sample data, whose papers say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File,
    /// The sample data.
    Sample,
}

/// A file to save or print.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Paper {
    /// Proposed file name; never derived from the input's name.
    pub file_name: String,
    /// MIME type.
    pub mime: &'static str,
    /// The text.
    pub body: String,
}

/// An opened dossier.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct OpenedDossier {
    /// The recipe.
    pub recipe: Recipe,
    /// The cleared figures.
    pub overview: Option<Overview>,
    /// The personas.
    pub personas: Vec<Persona>,
    /// What people typed.
    pub work: Work,
}

/// An answer. Every variant but the empty ones carries a door; nothing else can.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "reply", content = "body", rename_all = "snake_case")]
pub enum Reply {
    /// Done, nothing to tell.
    Ready,
    /// A task is under way; call `step` again.
    Busy(Notice<Progress>),
    /// The task was stopped.
    Cancelled,
    /// No, with place and remedy.
    Refused(Notice<Refusal>),
    /// The Data step.
    Inspection(Workbench<Inspection>),
    /// A further file as understood.
    Attached(Workbench<AttachedFile>),
    /// The session's key as a file to keep apart from everything else.
    KeyFile(Notice<Paper>),
    /// The proposed recipe.
    Recipe(Notice<Recipe>),
    /// The Privacy step.
    Release(Cleared<ReleaseStatistics>),
    /// What lies around the release.
    Neighbours(Cleared<Neighbours>),
    /// A ladder to edit.
    Ladder(Workbench<LadderTree>),
    /// Risk before and after.
    Risk(Cleared<RiskReport>),
    /// The Segments step.
    Overview(Cleared<Overview>),
    /// Words of a typed name that may hurt.
    Remarks(Notice<Vec<StigmaRemark>>),
    /// The Personas step.
    Personas(Cleared<Vec<Persona>>),
    /// What one does and does not see, and why.
    Explanation(Cleared<Explanation>),
    /// The audit trail, oldest first.
    Trail(Cleared<Vec<Decision>>),
    /// A file to save or print.
    Paper(Cleared<Paper>),
    /// An opened dossier.
    Dossier(Cleared<OpenedDossier>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_read_as_the_page_writes_it() {
        let read = |json: &str| serde_json::from_str::<Command>(json);
        assert_eq!(read(r#"{"command":"close"}"#).unwrap(), Command::Close);
        assert_eq!(
            read(r#"{"command":"open","bytes":12,"read":{"header_line":3,"delimiter":"|"}}"#).unwrap(),
            Command::Open {
                bytes: 12.0,
                read: ingest::Options {
                    header_line: Some(3),
                    delimiter: Some("|".to_owned()),
                    ..ingest::Options::default()
                }
            }
        );
        assert_eq!(
            read(r#"{"command":"open","bytes":0}"#).unwrap(),
            Command::Open { bytes: 0.0, read: ingest::Options::default() }
        );
        assert_eq!(
            read(r#"{"command":"configure","recipe":{"segments":{"count":6}}}"#).unwrap(),
            Command::Configure {
                recipe: Box::new(serde_json::from_str(r#"{"segments":{"count":6}}"#).unwrap()),
                fixture: false
            }
        );
        assert_eq!(
            read(
                r#"{"command":"paper","paper":{"kind":"persona_html","segment":2},"language":"nl","work":{}}"#
            )
            .unwrap(),
            Command::Paper {
                paper: PaperKind::PersonaHtml { segment: 2 },
                language: Language::Nl,
                work: Box::default()
            }
        );
        for kind in [
            PaperKind::Certificate,
            PaperKind::DpiaText,
            PaperKind::Microdata,
            PaperKind::MicrodataCertificate,
            PaperKind::PersonaHtml { segment: 1 },
            PaperKind::PersonaMarkdown { segment: 1 },
            PaperKind::PersonaJson { segment: 1 },
            PaperKind::AllPersonas,
            PaperKind::Report,
            PaperKind::Recipe,
            PaperKind::Result,
        ] {
            let written = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<PaperKind>(&written).unwrap(), kind);
        }
        assert!(serde_json::from_str::<PaperKind>(r#"{"kind":"persona_html"}"#).is_err());
        for json in [r#"{"command":"open"}"#, r#"{"command":"fly"}"#, r#"{"command":"close","extra":1}"#] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
