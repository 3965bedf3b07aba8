//! One session: takes a [`Command`], gives a [`Reply`]; holds the stages.
//!
//! Each stage is a type of its own that is made from the one before it, so a figure cannot be asked of a file that
//! was not released, nor a paper of people that were not put into blocks. A new file or recipe drops what came after.

mod attached;
mod attaching;
mod files_plan;
#[cfg(test)]
pub(crate) mod inside;
mod keys;
mod ladders;
mod models;
mod ordering;
mod papers;
mod plan;
mod population;
mod protocol;
mod reading;
mod releasing;
mod result;
mod risking;
mod shaping;
mod trail;

pub use attached::{AttachedFile, Brings};
pub use protocol::{Command, OpenedDossier, Paper, PaperKind, Reply, Source};
pub use result::{Reached, ResultFile};

use crate::anonymity::{NeighbourTask, RiskTask};
use crate::dossier::{self, Dossier};
use crate::gate::{Cleared, Notice, Workbench};
use crate::ingest::Options;
use crate::persona::{self, Persona};
use crate::profile::{Overview, SHAKY};
use crate::pseudonym::{Draws, SessionKey};
use crate::recipe::{Recipe, Segments};
use crate::refusal::{Refusal, RefusedBy};
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use attached::Attachments;
use keys::KeyWork;
use ladders::{Columns, Imported};
use ordering::{Agreement, First, Fitted, OrderingTask};
use plan::Plan;
use reading::{Inspecting, Loaded, Reading};
use releasing::{Released, Releasing};
use std::sync::Arc;
use trail::{Event, Trail};

/// What work is under way, for the timing of stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading a file.
    Ingest,
    /// People, ladders, search and recheck.
    Search,
    /// The risk report, and what lies around the release.
    Risk,
    /// The fit.
    Segments,
    /// Blocks and protected tables.
    Blocks,
    /// Drafting personas.
    Drafts,
}

impl Stage {
    /// Its name in `timing.json`.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Ingest => "ingest",
            Stage::Search => "search",
            Stage::Risk => "risk",
            Stage::Segments => "segments",
            Stage::Blocks => "blocks",
            Stage::Drafts => "drafts",
        }
    }
}

/// Long work under way.
enum Job {
    Sample(Box<Reading>),
    Inspect(Box<Inspecting>),
    Release(Box<Releasing>),
    Neighbours(Box<NeighbourTask>),
    Risk(Box<RiskTask>),
    Order(Box<OrderingTask>),
    /// The ordering is there, and is counted for the page.
    Show,
    Key(KeyWork),
}

/// What the random bytes of a session are for.
struct Secrets {
    key: SessionKey,
    /// Salts and nonces.
    draws: Draws,
}

/// One session of the engine.
pub struct Engine {
    /// `None` once the session was wiped: then nothing works any more.
    secrets: Option<Secrets>,
    /// Files beside the main one.
    files: Attachments,
    reading: Option<Box<Reading>>,
    loaded: Option<Loaded>,
    plan: Option<Arc<Plan>>,
    released: Option<Arc<Released>>,
    /// Columns whose ladders can be looked at while there is no release.
    columns: Option<Columns>,
    /// Ladders from files.
    imported: Imported,
    /// The first ordering of the release; later ones move its blocks.
    first: Option<Arc<First>>,
    /// The ordering that was fitted last, before it was arranged by hand.
    fitted: Option<Arc<Fitted>>,
    /// Whether the agreement with a column was given for this file.
    agreement: Agreement,
    /// What is shown of it.
    overview: Option<Cleared<Overview>>,
    personas: Option<Cleared<Vec<Persona>>>,
    job: Option<Job>,
    /// A dossier that was opened: its cleared figures serve papers until a file is loaded.
    opened: Option<Cleared<Dossier>>,
    /// Decisions and releases (PRODUCT D7).
    trail: Trail,
    /// The gate's last refusal, which a result has to tell.
    refused: Option<Refusal>,
}

impl Engine {
    /// A session with its own random key of 256 bits. The caller wipes its own copy of the entropy.
    pub fn new(entropy: [u8; 32]) -> Self {
        Self {
            secrets: Some(Secrets {
                draws: Draws::from_entropy(&entropy),
                key: SessionKey::from_entropy(entropy),
            }),
            files: Attachments::default(),
            reading: None,
            loaded: None,
            plan: None,
            released: None,
            columns: None,
            imported: Imported::default(),
            first: None,
            fitted: None,
            agreement: Agreement::NotGiven,
            overview: None,
            personas: None,
            job: None,
            opened: None,
            trail: Trail::default(),
            refused: None,
        }
    }

    /// Takes one command. Long work is only started here; [`Engine::step`] does it.
    pub fn command(&mut self, command: Command) -> Reply {
        let refused = |refusal: Refusal| Reply::Refused(Notice::new(refusal));
        if self.secrets.is_none() && !matches!(command, Command::Cancel | Command::Wipe) {
            return refused(wiped());
        }
        match command {
            Command::Clock { now } => {
                self.trail.clock(&now);
                Reply::Ready
            }
            Command::Open { bytes, read } => {
                if self.source() == Source::Sample {
                    self.trail.clear();
                }
                self.forget();
                self.reading = Some(Box::new(Reading::file(bytes, read)));
                Reply::Ready
            }
            Command::Attach { bytes, name, read } => self.attach(bytes, name, read).unwrap_or_else(refused),
            Command::Detach { file } => {
                self.forget_plan();
                match self.files.remove(file) {
                    Ok(()) => {
                        self.trail.note(&Event::FileTakenAway { number: file });
                        Reply::Ready
                    }
                    Err(refusal) => refused(refusal),
                }
            }
            Command::SaveKey { passphrase } => self.start_key(passphrase, None).unwrap_or_else(refused),
            Command::OpenKey { json, passphrase } => {
                self.start_key(passphrase, Some(json)).unwrap_or_else(refused)
            }
            Command::OpenSample { rows, seed } => {
                self.forget();
                self.trail.clear();
                self.begin(Job::Sample(Box::new(Reading::sample(rows, seed))))
            }
            Command::Close => self.close().unwrap_or_else(refused),
            Command::ConfirmHeaders => self.confirm_headers().unwrap_or_else(refused),
            Command::ProposeRecipe => self
                .loaded()
                .map_or_else(refused, |loaded| Reply::Recipe(Notice::new(loaded.proposed_recipe()))),
            Command::Configure { recipe, fixture } => {
                self.configure(*recipe, fixture).unwrap_or_else(|refusal| match refusal.by {
                    RefusedBy::Gate => self.refuse(refusal),
                    RefusedBy::Input => refused(refusal),
                })
            }
            Command::Release => self.start_release().unwrap_or_else(refused),
            Command::Risk { sampling_fraction } => self.start_risk(sampling_fraction).unwrap_or_else(refused),
            Command::Neighbours => self.start_neighbours().unwrap_or_else(refused),
            Command::Ladder { column, ladder } => {
                self.ladder(&column, ladder.as_ref()).unwrap_or_else(refused)
            }
            Command::ImportLadder { column, text } => {
                self.import_ladder(&column, &text).unwrap_or_else(refused)
            }
            Command::Segment => self.start_ordering().unwrap_or_else(refused),
            Command::CheckName { text, language } => Reply::Remarks(Notice::remarks(&text, language)),
            Command::Personas => self.draft().unwrap_or_else(refused),
            Command::Paper { paper, language, work } => {
                self.paper(paper, language, *work).map_or_else(refused, Reply::Paper)
            }
            Command::SaveDossier { work } => Reply::Paper(self.save(*work)),
            Command::Explain => Reply::Explanation(self.explanation()),
            Command::Trail => Reply::Trail(self.decisions()),
            Command::OpenDossier { json } => match Cleared::reopened(&json, dossier::read) {
                Ok(dossier) => {
                    self.forget();
                    self.trail.reopen(&dossier.get().trail);
                    self.opened = Some(dossier.clone());
                    Reply::Dossier(dossier.map_fn(&(), papers::opened))
                }
                Err(error) => refused(error.into()),
            },
            Command::Settle => match &mut self.job {
                Some(Job::Release(task)) => {
                    task.settle();
                    Reply::Ready
                }
                _ => refused(nothing_under_way()),
            },
            Command::Cancel => {
                self.job = None;
                self.reading = None;
                Reply::Cancelled
            }
            Command::Wipe => {
                self.forget();
                self.trail.clear();
                // The key overwrites itself when it is dropped.
                self.secrets = None;
                Reply::Ready
            }
        }
    }

    /// Takes the next bytes of the opened file.
    pub fn push(&mut self, chunk: &[u8]) -> Reply {
        let Some(reading) = &mut self.reading else {
            return Reply::Refused(Notice::new(nothing_under_way()));
        };
        match reading.push(chunk) {
            Ok(progress) => Reply::Busy(Notice::new(progress)),
            Err(refusal) => {
                self.reading = None;
                Reply::Refused(Notice::new(refusal))
            }
        }
    }

    /// Does about `budget` microseconds of the work under way.
    pub fn step(&mut self, budget: u32) -> Reply {
        let outcome = match self.job.take() {
            // No refusal of the gate, so nothing that a result has to tell.
            None => return Reply::Refused(Notice::new(nothing_under_way())),
            Some(Job::Sample(mut reading)) => match reading.step(budget) {
                Step::Busy(progress) => return self.busy(Job::Sample(reading), progress),
                Step::Failed(refusal) => Err(refusal),
                Step::Done(()) => reading.finish().map(|task| self.begin(Job::Inspect(Box::new(task)))),
            },
            Some(Job::Inspect(mut task)) => match task.step(budget) {
                Step::Busy(progress) => return self.busy(Job::Inspect(task), progress),
                Step::Failed(refusal) => Err(refusal),
                Step::Done(loaded) => self.enter(loaded),
            },
            Some(Job::Key(work)) => self.do_key(work),
            Some(Job::Release(mut task)) => match task.step(budget) {
                Step::Busy(progress) => return self.busy(Job::Release(task), progress),
                Step::Failed(refusal) => {
                    self.columns = task.columns();
                    Err(refusal)
                }
                Step::Done(released) => self.enter_release(released),
            },
            Some(Job::Neighbours(mut task)) => match task.step(budget) {
                Step::Busy(progress) => return self.busy(Job::Neighbours(task), progress),
                Step::Failed(error) => Err(error.into()),
                Step::Done(found) => self.enter_neighbours(&found),
            },
            Some(Job::Risk(mut task)) => match task.step(budget) {
                Step::Busy(progress) => return self.busy(Job::Risk(task), progress),
                Step::Failed(error) => Err(error.into()),
                Step::Done(report) => {
                    // No other task is under way that could hold it.
                    if let Some(released) = self.released.as_mut().and_then(Arc::get_mut) {
                        released.risk = Some(report.clone());
                    }
                    self.trail.note(&Event::RiskShown);
                    Ok(Reply::Risk(Cleared::risk(report)))
                }
            },
            Some(Job::Order(mut task)) => match task.step(budget) {
                Step::Busy(progress) => return self.busy(Job::Order(task), progress),
                Step::Failed(refusal) => Err(refusal),
                Step::Done(fitted) => {
                    self.first = Some(Arc::clone(&fitted.first));
                    if let (Agreement::NotGiven, Some(_)) = (&self.agreement, fitted.agreement) {
                        self.agreement = Agreement::Given(fitted.choice.clone(), fitted.agreement);
                    }
                    self.fitted = Some(Arc::new(fitted));
                    return self.busy(Job::Show, Progress { share: 1.0, ..still("blocks") });
                }
            },
            Some(Job::Show) => self.show_ordering(),
        };
        outcome.unwrap_or_else(|refusal| self.refuse(refusal))
    }

    /// Whether there is work to step.
    pub fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// The stage of the work under way.
    pub fn stage(&self) -> Option<Stage> {
        match &self.job {
            _ if self.reading.is_some() => Some(Stage::Ingest),
            Some(Job::Sample(_) | Job::Inspect(_)) => Some(Stage::Ingest),
            Some(Job::Release(_)) => Some(Stage::Search),
            Some(Job::Risk(_) | Job::Neighbours(_)) => Some(Stage::Risk),
            Some(Job::Key(_)) => None,
            Some(Job::Order(task)) if task.in_blocks() => Some(Stage::Blocks),
            Some(Job::Order(_) | Job::Show) => Some(Stage::Segments),
            None => None,
        }
    }

    fn begin(&mut self, job: Job) -> Reply {
        self.busy(job, still("start"))
    }

    fn busy(&mut self, job: Job, progress: Progress) -> Reply {
        self.job = Some(job);
        Reply::Busy(Notice::new(progress))
    }

    fn refuse(&mut self, refusal: Refusal) -> Reply {
        if refusal.by == RefusedBy::Gate {
            self.trail.note(&Event::Refused(&refusal));
        }
        self.refused = Some(refusal.clone());
        Reply::Refused(Notice::new(refusal))
    }

    fn forget(&mut self) {
        self.reading = None;
        self.loaded = None;
        self.files.clear();
        self.columns = None;
        self.imported.clear();
        self.opened = None;
        self.job = None;
        self.forget_plan();
        self.agreement = Agreement::NotGiven;
    }

    fn forget_plan(&mut self) {
        self.plan = None;
        self.forget_release();
    }

    fn forget_release(&mut self) {
        self.released = None;
        self.first = None;
        self.fitted = None;
        if let Agreement::Given(..) = self.agreement {
            self.agreement = Agreement::Spent;
        }
        self.forget_ordering();
    }

    fn forget_ordering(&mut self) {
        self.refused = None;
        self.overview = None;
        self.personas = None;
    }

    fn loaded(&self) -> Result<&Loaded, Refusal> {
        self.loaded.as_ref().ok_or_else(|| before("file", "Kies eerst een bestand.", "Choose a file first."))
    }

    fn close(&mut self) -> Result<Reply, Refusal> {
        let reading = self.reading.take().ok_or_else(nothing_under_way)?;
        let task = reading.finish()?;
        Ok(self.begin(Job::Inspect(Box::new(task))))
    }

    fn enter(&mut self, mut loaded: Loaded) -> Result<Reply, Refusal> {
        if let Some(beside) = loaded.beside.take() {
            let main = Arc::clone(&self.loaded()?.table);
            let file = self.files.add(loaded, beside.name, &main)?;
            self.trail.note(&Event::FileBeside { number: file.file, rows: file.inspection.rows });
            return Ok(Reply::Attached(Workbench::attached(file)));
        }
        let reply = Reply::Inspection(loaded.shown());
        self.trail.note(&match self.loaded {
            None => Event::file_read(&loaded.inspection, loaded.sample),
            Some(_) => Event::HeadersConfirmed,
        });
        self.loaded = Some(loaded);
        Ok(reply)
    }

    fn attach(&mut self, bytes: f64, name: Option<String>, read: Options) -> Result<Reply, Refusal> {
        self.loaded()?;
        self.files.room()?;
        self.forget_plan();
        self.job = None;
        self.reading = Some(Box::new(Reading::beside(bytes, name, read)));
        Ok(Reply::Ready)
    }

    fn confirm_headers(&mut self) -> Result<Reply, Refusal> {
        self.forget_plan();
        let task = self.loaded()?.confirming();
        Ok(self.begin(Job::Inspect(Box::new(task))))
    }

    fn configure(&mut self, recipe: Recipe, fixture: bool) -> Result<Reply, Refusal> {
        recipe.check()?;
        let loaded = self.loaded()?;
        if plan::confirms_headers(&recipe, &loaded.table, &loaded.inspection) {
            // Only a recipe written by hand can ask this, so it is not worth a task of its own.
            let again = crate::task::run(&mut loaded.confirming(), |_| {})?;
            self.loaded = Some(again);
            self.trail.note(&Event::HeadersConfirmed);
        }
        let main = Arc::clone(&self.loaded()?.table);
        self.files.confirm(&recipe, &main)?;
        let loaded = self.loaded()?;
        let plan =
            Plan::new(recipe, fixture, &loaded.table, &loaded.inspection, &self.files, &self.imported)?;
        let first = self.first.as_ref().map(|first| &first.choice);
        let keeps_blocks = plan.recipe.blocks.is_none() || plan.recipe.blocks.as_ref() == first;
        let before = self.plan.as_ref().filter(|_| keeps_blocks);
        if before.is_some_and(|before| before.releases_as(&plan.recipe, plan.fixture)) {
            // Another ordering of the same release keeps its blocks.
            self.forget_ordering();
        } else if before.is_some_and(|before| before.counts_as(&plan)) {
            // So does the same release with other rows to take along.
            self.keep_columns();
            self.released = None;
            self.forget_ordering();
        } else {
            self.keep_columns();
            self.forget_plan();
        }
        self.trail.note(&Event::RecipeSet(&plan.recipe));
        self.plan = Some(Arc::new(plan));
        Ok(Reply::Ready)
    }

    fn start_release(&mut self) -> Result<Reply, Refusal> {
        if let (Some(released), Some(plan)) = (&self.released, &self.plan) {
            return Ok(Reply::Release(Cleared::statistics(released.statistics(plan))));
        }
        let plan = self.plan.clone().ok_or_else(|| {
            before(
                "recipe",
                "Bepaal eerst wat er met de kolommen gebeurt.",
                "Decide about the columns first.",
            )
        })?;
        let table = Arc::clone(&self.loaded()?.table);
        let secrets = self.secrets.as_ref().ok_or_else(wiped)?;
        let task = Releasing::new(table, plan, &secrets.key);
        Ok(self.begin(Job::Release(Box::new(task))))
    }

    fn enter_release(&mut self, released: Released) -> Result<Reply, Refusal> {
        let plan = self.plan.as_ref().ok_or_else(nothing_under_way)?;
        let statistics = Cleared::statistics(released.statistics(plan));
        self.released = Some(Arc::new(released));
        self.columns = None;
        self.trail.note(&Event::released(statistics.get()));
        Ok(Reply::Release(statistics))
    }

    fn start_ordering(&mut self) -> Result<Reply, Refusal> {
        self.forget_ordering();
        let (Some(plan), Some(released)) = (&self.plan, &self.released) else {
            return Err(before("release", "Doe eerst de privacystap.", "Do the privacy step first."));
        };
        let asked = plan.recipe.segments.unarranged();
        if self.fitted.as_ref().is_some_and(|fitted| fitted.choice == asked) {
            return self.show_ordering();
        }
        let (released, plan) = (Arc::clone(released), Arc::clone(plan));
        match OrderingTask::new(released, plan, self.first.clone(), self.agreement.clone()) {
            Ok(task) => Ok(self.begin(Job::Order(Box::new(task)))),
            Err(refusal) => Ok(self.refuse(refusal)),
        }
    }

    /// The ordering that was fitted last, arranged as the recipe says.
    fn show_ordering(&mut self) -> Result<Reply, Refusal> {
        let (Some(plan), Some(fitted)) = (&self.plan, &self.fitted) else { return Err(nothing_under_way()) };
        let acts = plan.recipe.segments.arrange.len();
        let overview = fitted.overview(&plan.recipe.segments)?;
        self.trail.note(&Event::ordered(overview.get(), acts as u32));
        if plan.recipe.segments.definitive {
            self.trail.note(&Event::settled(overview.get()));
        }
        self.overview = Some(overview.clone());
        Ok(Reply::Overview(overview))
    }

    fn draft(&mut self) -> Result<Reply, Refusal> {
        let (Some(plan), Some(overview)) = (&self.plan, &self.overview) else {
            return Err(before("overview", "Maak eerst de groepen.", "Make the groups first."));
        };
        let drafts = overview.clone().map_fn(&plan.recipe.segments, drafts);
        self.trail.note(&Event::drafted(drafts.get()));
        self.personas = Some(drafts.clone());
        let drafted = overview.get().segments.iter().filter(|segment| segment.has_persona());
        for segment in drafted.filter(|segment| segment.jaccard.is_some_and(|jaccard| jaccard < SHAKY)) {
            if let Some(reason) = &segment.reason {
                self.trail.note(&Event::Reasoned { group: segment.id, reason });
            }
        }
        Ok(Reply::Personas(drafts))
    }
}

fn drafts(overview: Overview, choice: &Segments) -> Vec<Persona> {
    persona::draft(&overview, choice.seed)
}

fn before(code: &str, nl: &str, en: &str) -> Refusal {
    let code = match code {
        "file" => "engine.no_file",
        "recipe" => "engine.no_recipe",
        "release" => "engine.no_release",
        _ => "engine.no_overview",
    };
    Refusal::input(
        code,
        Text::new("Deze stap kan nog niet.", "This step cannot be done yet."),
        Text::new(nl, en),
    )
}

/// The answer of a session that was wiped.
fn wiped() -> Refusal {
    Refusal::input(
        "engine.wiped",
        Text::new("Alles is gewist, ook de sleutel.", "Everything was wiped, the key as well."),
        Text::new("Open Gezicht opnieuw.", "Open Gezicht anew."),
    )
}

/// The answer to a step or a piece of file that nothing asked for.
pub(crate) fn nothing_under_way() -> Refusal {
    Refusal::input(
        "engine.nothing_under_way",
        Text::new("Er is geen werk bezig.", "There is no work under way."),
        Text::new("Begin de stap opnieuw.", "Start the step again."),
    )
}

/// Progress between two phases.
pub(crate) fn still(phase: &str) -> Progress {
    let doing = match phase {
        "ladders" => Text::new("De ladders staan klaar", "The ladders are ready"),
        "local" => Text::new(
            "De rijen voor de export worden per groep vergroofd",
            "The rows for the export are being generalised class by class",
        ),
        "recheck" => Text::new("De uitkomst wordt opnieuw geteld", "The outcome is counted again"),
        "blocks" => Text::new("Mensen worden in blokken gezet", "People are put into blocks"),
        "cost" => Text::new("Nagaan wat de vergroving kost", "Checking what the release costs"),
        "attach" => Text::new("Bestanden aan elkaar koppelen", "Joining the files"),
        "fold" => Text::new("Rijen samenvoegen tot personen", "Putting rows together into people"),
        "key" => Text::new(
            "De sleutel wordt gemaakt. Dit duurt ongeveer een seconde.",
            "The key is being made. This takes about a second.",
        ),
        _ => Text::new("Beginnen", "Starting"),
    };
    Progress { share: 0.0, doing }
}
