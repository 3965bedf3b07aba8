//! From a table to a checked release: fold rows into people, tie the ladders, search, recheck.

use super::attaching::Attaching;
use super::ladders::{ladder_of, ladder_place, Columns, LadderPlan};
use super::models::models;
use super::plan::Plan;
use super::population;
use crate::anonymity::{
    neighbours, statistics, AnonymityError, BoundLadder, CheckedLocal, CheckedRelease, Context, Ladder,
    LocalRecheckTask, LocalRelease, LocalTask, Measure, NeighbourTask, Neighbourhood, Neighbours, Policy,
    RecheckColumn, RecheckTask, ReleaseStatistics, RiskReport, SearchColumn, SearchInput, SearchTask,
    Sensitive, Strategy, SUPPRESSED,
};
use crate::gate::{Cleared, Microdata, MicrodataInput, ReleasedColumn};
use crate::pseudonym::{Kind, SessionKey};
use crate::recipe::{Measure as RecipeMeasure, Recoding, Role, Strategy as RecipeStrategy};
use crate::refusal::{Place, Refusal};
use crate::table::{
    together, Attached, Attribute, FileCounts, Fold, FoldOutcome, FoldPlan, HouseholdPlan, People,
    PopulationTable, Table, UnitPlan,
};
use crate::task::{Progress, Step, Task};
use crate::text::Language;
use std::sync::Arc;

/// People under a checked release. Only this stage can be segmented.
pub(super) struct Released {
    folded: Folded,
    pub(super) release: CheckedRelease,
    /// The rows of the export, when those are recoded class by class. Figures are made from `release` (PRODUCT D2).
    local: Option<CheckedLocal>,
    /// The risk report, once it was asked for.
    pub(super) risk: Option<RiskReport>,
}

/// What folding left out or could not read, exact; the gate rounds it.
#[derive(Clone, Default)]
pub(super) struct LeftOut {
    pub(super) people_secret: usize,
    pub(super) people_objected: usize,
    pub(super) files: Vec<FileCounts>,
    pub(super) rows_secret: usize,
    pub(super) rows_without_unit: usize,
    /// Of the column that has most; `None` where one person can have several rows.
    pub(super) unreadable_cells: Option<usize>,
}

/// Which part of the work takes place.
enum Phase {
    Attach(Box<Attaching>, FoldPlan),
    Fold(Fold<Arc<Table>>),
    /// Ladders are made, then what the search keeps of them and the people: steps of their own, for large files.
    Ladders(Box<FoldOutcome>),
    Ready(Box<Folded>),
    Search(Box<Searching>),
    Recheck(Box<Rechecking>),
    Local(Box<LocalRecoding>),
    LocalRecheck(Box<LocalRechecking>),
}

struct Folded {
    people: People,
    /// The population, a column a quasi-identifier, with the ladder of each tied to it.
    population: Option<(PopulationTable, Vec<BoundLadder>)>,
    left_out: LeftOut,
    quasi: Vec<usize>,
    /// Sensitive columns: place among the attributes, and their ladder.
    sensitive: Vec<(usize, Ladder)>,
    ladders: Vec<Ladder>,
    bound: Vec<BoundLadder>,
    weights: Vec<f64>,
    /// Levels that columns are held at.
    held: Vec<Option<usize>>,
    policy: Policy,
}

struct Searching {
    folded: Folded,
    task: SearchTask,
}

struct Rechecking {
    folded: Folded,
    task: RecheckTask,
}

struct LocalRecoding {
    folded: Folded,
    release: CheckedRelease,
    task: LocalTask,
}

struct LocalRechecking {
    folded: Folded,
    release: CheckedRelease,
    task: LocalRecheckTask,
}

/// The task of the Privacy step.
pub(super) struct Releasing {
    plan: Arc<Plan>,
    table: Arc<Table>,
    phase: Option<Phase>,
    /// The person wants the best so far.
    settling: bool,
    /// What of the people is kept when no release of them is found.
    columns: Option<Columns>,
}

/// Share of the whole that a phase is, for progress.
const ATTACH: f64 = 0.15;
const FOLD: f64 = 0.3;
const SEARCH: f64 = 0.6;
/// Where the local recoding ends, and the recheck of that, when the global release is 1.
const LOCAL: f64 = 1.5;
const LOCAL_END: f64 = 1.6;

impl Releasing {
    pub(super) fn new(table: Arc<Table>, plan: Arc<Plan>, key: &SessionKey) -> Self {
        let fold = FoldPlan {
            columns: plan.columns.clone(),
            unit: plan
                .unit
                .as_ref()
                .map(|(column, domain)| UnitPlan { column: *column, key: key.domain(domain) }),
            secrecy: plan.secrecy.clone(),
            objections: plan.objections.clone(),
            attached: Attached::default(),
            weight: plan.weight,
            household: plan
                .household
                .as_ref()
                .map(|(column, domain)| HouseholdPlan { column: *column, kind: Kind::of(domain) }),
            min_group: plan.recipe.privacy.min_group,
        };
        let attaching = Attaching::new(&table, &plan.files, plan.recipe.privacy.min_group, key);
        Self {
            plan,
            table,
            phase: Some(Phase::Attach(Box::new(attaching), fold)),
            settling: false,
            columns: None,
        }
    }

    /// Stops searching as soon as there is a release, and goes on with the best so far.
    pub(super) fn settle(&mut self) {
        self.settling = true;
        match &mut self.phase {
            Some(Phase::Search(searching)) => searching.task.settle(),
            Some(Phase::Local(recoding)) => recoding.task.settle(),
            _ => {}
        }
    }

    /// The columns of the people, for when there is no release.
    pub(super) fn columns(self) -> Option<Columns> {
        self.columns
    }

    fn ladders(&mut self, outcome: FoldOutcome) -> Result<Phase, Refusal> {
        if !self.plan.ladders.is_empty() {
            // A ladder that does not fit takes the people with it.
            self.columns = Some(Columns::new(&outcome.people, &self.plan));
        }
        Ok(Phase::Ready(Box::new(Folded::new(outcome, &self.plan)?)))
    }

    fn search(&mut self, folded: Folded) -> Result<Phase, Refusal> {
        let made = folded.with_search_input(&self.plan, |input| SearchTask::new(&input));
        if made.is_err() {
            self.columns = Some(Columns::new(&folded.people, &self.plan));
        }
        let mut task = made?;
        if self.settling {
            task.settle();
        }
        Ok(Phase::Search(Box::new(Searching { folded, task })))
    }
}

impl Folded {
    fn new(outcome: FoldOutcome, plan: &Plan) -> Result<Self, Refusal> {
        let people = outcome.people;
        let k = plan.recipe.privacy.min_group;
        let quasi: Vec<usize> = people.with_role(Role::Quasi).map(|(at, _)| at).collect();
        let mut ladders = Vec::with_capacity(quasi.len());
        let mut bound = Vec::with_capacity(quasi.len());
        let attributes: Vec<&Attribute> = quasi.iter().map(|&at| &people.attributes[at]).collect();
        let mut population = plan.population.as_ref().map(|asked| asked.read(&attributes)).transpose()?;
        for (place, attribute) in attributes.iter().enumerate() {
            // People of the population whom an imported ladder has no row for are not counted: that only makes k-map stricter.
            let asked = plan.ladders.get(&attribute.name);
            if let (Some(population), Some(LadderPlan::Table(ladder))) = (&mut population, asked) {
                let known = ladder.knows(&population.attributes[place].domain);
                population.retain(place, &known);
            }
        }
        let mut of_population = Vec::new();
        for (place, &attribute) in attributes.iter().enumerate() {
            // With a population, a ladder has a row for its values as well; the people of the file alone cut it.
            let theirs = population.as_ref().map(|population| &population.attributes[place]);
            let both = theirs.map(|theirs| together(attribute, theirs));
            let ladder = ladder_of(
                both.as_ref().unwrap_or(attribute),
                &people.counts,
                plan.ladders.get(&attribute.name),
                k,
            )?;
            if let (Some(asked), Some(theirs)) = (&plan.population, theirs) {
                of_population.push(asked.bind(&ladder, theirs)?);
            }
            bound.push(
                ladder
                    .bind(attribute)
                    .map_err(|error| Refusal::from(error).at(ladder_place(&attribute.name)))?,
            );
            ladders.push(ladder);
        }
        let weights = quasi
            .iter()
            .map(|&at| plan.weights.get(&people.attributes[at].name).copied().unwrap_or(1.0))
            .collect();
        let held = quasi
            .iter()
            .map(|&at| plan.held.get(&people.attributes[at].name).map(|&level| level as usize))
            .collect();
        let sensitive: Vec<(usize, Ladder)> = people
            .with_role(Role::Sensitive)
            .map(|(at, attribute)| {
                let asked = plan.ladders.get(&attribute.name);
                Ok((at, ladder_of(attribute, &people.counts, asked, k)?))
            })
            .collect::<Result<_, Refusal>>()?;
        let names: Vec<&str> = sensitive.iter().map(|(at, _)| people.attributes[*at].name.as_str()).collect();
        let models = models(plan, &names, people.households.is_some())?;
        let policy = Policy { models, suppression_limit: plan.recipe.privacy.suppression_limit };
        Ok(Self {
            population: population.map(|table| (table, of_population)),
            people,
            left_out: LeftOut {
                people_secret: outcome.people_secret,
                people_objected: outcome.people_objected,
                files: outcome.files,
                rows_secret: outcome.rows_secret,
                rows_without_unit: outcome.rows_without_unit,
                unreadable_cells: plan
                    .unit
                    .is_none()
                    .then(|| outcome.unreadable.iter().copied().max().unwrap_or(0)),
            },
            quasi,
            sensitive,
            ladders,
            bound,
            weights,
            held,
            policy,
        })
    }

    /// What a search of these people takes, under the choices of a plan.
    fn with_search_input<T>(
        &self,
        plan: &Plan,
        take: impl FnOnce(SearchInput<'_>) -> Result<T, AnonymityError>,
    ) -> Result<T, Refusal> {
        let columns = self.search_columns();
        let search = &plan.recipe.privacy.search;
        let sensitive = self.sensitive();
        let households = self.people.households.as_deref();
        let population_columns = population::columns(self.population.as_ref());
        let population = population::as_context(self.population.as_ref(), &population_columns);
        let input = SearchInput {
            counts: &self.people.counts,
            columns: &columns,
            policy: &self.policy,
            context: Context { sensitive: &sensitive, households, population },
            measure: match plan.recipe.privacy.measure {
                RecipeMeasure::Loss => Measure::Loss,
                RecipeMeasure::NonUniformEntropy => Measure::NonUniformEntropy,
                RecipeMeasure::NonUniformEntropySuppressed => Measure::SuppressedEntropy,
                RecipeMeasure::Discernibility => Measure::Discernibility,
                RecipeMeasure::AverageClassSize => Measure::AverageClassSize,
            },
            strategy: match search.strategy {
                RecipeStrategy::Optimal => Strategy::Optimal,
                RecipeStrategy::BestFirst => Strategy::BestFirst,
            },
            work: search.seconds.map(|seconds| (seconds * 1e6) as u64),
        };
        take(input).map_err(|error| match error {
            AnonymityError::NoSuchLevel { .. } => Refusal::from(error)
                .at(Place { field: Some("privacy.levels".to_owned()), ..Place::default() }),
            error => Refusal::from(error),
        })
    }

    fn sensitive(&self) -> Vec<Sensitive<'_>> {
        self.sensitive
            .iter()
            .map(|(at, ladder)| Sensitive { attribute: &self.people.attributes[*at], ladder: Some(ladder) })
            .collect()
    }

    fn search_columns(&self) -> Vec<SearchColumn<'_>> {
        let columns = self.quasi.iter().zip(&self.bound).zip(&self.weights).zip(&self.held);
        columns
            .map(|(((&at, ladder), &weight), &held)| {
                let attribute = &self.people.attributes[at];
                SearchColumn { codes: &attribute.codes, ladder, weight, held, label: &attribute.label }
            })
            .collect()
    }

    fn recheck_columns(&self) -> Vec<RecheckColumn<'_>> {
        let columns = self.quasi.iter().zip(&self.ladders).zip(&self.weights);
        columns
            .map(|((&at, ladder), &weight)| RecheckColumn {
                attribute: &self.people.attributes[at],
                ladder,
                weight,
            })
            .collect()
    }

    /// The local recoding of the same people under the same policy.
    fn local(self, release: CheckedRelease, settling: bool) -> Result<Phase, Refusal> {
        let sensitive = self.sensitive();
        let context = Context {
            sensitive: &sensitive,
            households: self.people.households.as_deref(),
            ..Context::default()
        };
        let columns = self.search_columns();
        let counts = &self.people.counts;
        let mut task =
            LocalTask::of_policy(counts, &columns, &context, &self.policy, &release.release().class_of)?;
        if settling {
            task.settle();
        }
        Ok(Phase::Local(Box::new(LocalRecoding { folded: self, release, task })))
    }

    fn recheck_local(self, release: CheckedRelease, local: LocalRelease) -> Result<Phase, Refusal> {
        let sensitive = self.sensitive();
        let context = Context {
            sensitive: &sensitive,
            households: self.people.households.as_deref(),
            ..Context::default()
        };
        let columns = self.recheck_columns();
        let task = LocalRecheckTask::new(&self.people.counts, &columns, &context, &self.policy, local)?;
        Ok(Phase::LocalRecheck(Box::new(LocalRechecking { folded: self, release, task })))
    }

    fn recheck(self, release: crate::anonymity::Release) -> Result<Phase, Refusal> {
        let sensitive = self.sensitive();
        let households = self.people.households.as_deref();
        let population_columns = population::columns(self.population.as_ref());
        let population = population::as_context(self.population.as_ref(), &population_columns);
        let context = Context { sensitive: &sensitive, households, population };
        let columns = self.recheck_columns();
        let task = RecheckTask::new(&self.people.counts, &columns, &context, &self.policy, release)?;
        Ok(Phase::Recheck(Box::new(Rechecking { folded: self, task })))
    }
}

impl Task for Releasing {
    type Output = Released;
    type Error = Refusal;

    fn step(&mut self, budget: u32) -> Step<Released, Refusal> {
        match self.advance(budget) {
            Ok(step) => step,
            Err(refusal) => Step::Failed(refusal),
        }
    }
}

impl Releasing {
    fn advance(&mut self, budget: u32) -> Result<Step<Released, Refusal>, Refusal> {
        let Some(phase) = self.phase.take() else { return Err(super::nothing_under_way()) };
        let local = self.plan.recipe.privacy.recoding == Recoding::Local;
        let (next, progress) = match phase {
            Phase::Attach(mut task, mut fold) => match task.step(budget) {
                Step::Busy(progress) => (Phase::Attach(task, fold), part(progress, 0.0, ATTACH)),
                Step::Failed(error) => return Err(error.into()),
                Step::Done(attached) => {
                    fold.attached = attached;
                    let task = People::fold(Arc::clone(&self.table), fold);
                    (Phase::Fold(task), part(super::still("fold"), ATTACH, ATTACH))
                }
            },
            Phase::Fold(mut task) => match task.step(budget) {
                Step::Busy(progress) => (Phase::Fold(task), part(progress, ATTACH, FOLD)),
                Step::Failed(error) => return Err(error.into()),
                Step::Done(outcome) => {
                    (Phase::Ladders(Box::new(outcome)), part(super::still("fold"), FOLD, FOLD))
                }
            },
            Phase::Ladders(outcome) => (self.ladders(*outcome)?, part(super::still("ladders"), FOLD, FOLD)),
            Phase::Ready(folded) => (self.search(*folded)?, part(super::still("ladders"), FOLD, FOLD)),
            Phase::Search(mut searching) => match searching.task.step(budget) {
                Step::Busy(progress) => (Phase::Search(searching), part(progress, FOLD, FOLD + SEARCH)),
                Step::Failed(error) => {
                    self.columns = Some(Columns::new(&searching.folded.people, &self.plan));
                    return Err(error.into());
                }
                Step::Done(release) => (
                    searching.folded.recheck(release)?,
                    part(super::still("recheck"), FOLD + SEARCH, FOLD + SEARCH),
                ),
            },
            Phase::Recheck(mut rechecking) => match rechecking.task.step(budget) {
                Step::Busy(progress) => (Phase::Recheck(rechecking), part(progress, FOLD + SEARCH, 1.0)),
                Step::Failed(error) => return Err(error.into()),
                Step::Done(release) if !local => {
                    return Ok(Step::Done(Released {
                        folded: rechecking.folded,
                        release,
                        local: None,
                        risk: None,
                    }));
                }
                Step::Done(release) => {
                    (rechecking.folded.local(release, self.settling)?, part(super::still("local"), 1.0, 1.0))
                }
            },
            // Their shares go on where those of the global release end: see below.
            Phase::Local(mut recoding) => match recoding.task.step(budget) {
                Step::Busy(progress) => (Phase::Local(recoding), part(progress, 1.0, LOCAL)),
                Step::Failed(error) => return Err(error.into()),
                Step::Done(found) => (
                    recoding.folded.recheck_local(recoding.release, found)?,
                    part(super::still("recheck"), LOCAL, LOCAL),
                ),
            },
            Phase::LocalRecheck(mut rechecking) => match rechecking.task.step(budget) {
                Step::Busy(progress) => (Phase::LocalRecheck(rechecking), part(progress, LOCAL, LOCAL_END)),
                Step::Failed(error) => return Err(error.into()),
                Step::Done(checked) => {
                    let LocalRechecking { folded, release, .. } = *rechecking;
                    return Ok(Step::Done(Released { folded, release, local: Some(checked), risk: None }));
                }
            },
        };
        self.phase = Some(next);
        let whole = if local { LOCAL_END } else { 1.0 };
        Ok(Step::Busy(Progress { share: progress.share / whole, doing: progress.doing }))
    }
}

/// A phase's progress as a part of the whole.
pub(super) fn part(progress: Progress, from: f64, to: f64) -> Progress {
    Progress { share: from + (to - from) * progress.share.clamp(0.0, 1.0), doing: progress.doing }
}

impl Released {
    /// The people in it.
    pub(super) fn people(&self) -> &People {
        &self.folded.people
    }

    /// Per quasi-identifier, in file order: its place among the attributes and its ladder.
    pub(super) fn ladders(&self) -> impl Iterator<Item = (usize, &BoundLadder)> {
        self.folded.quasi.iter().copied().zip(&self.folded.bound)
    }

    pub(super) fn left_out(&self) -> &LeftOut {
        &self.folded.left_out
    }

    /// The attached population, with the ladder of each quasi-identifier tied to it.
    pub(super) fn population(&self) -> Option<&(PopulationTable, Vec<BoundLadder>)> {
        self.folded.population.as_ref()
    }

    /// The search of what lies around it, as a task.
    ///
    /// # Errors
    /// None that the release did not have.
    pub(super) fn neighbours(&self, plan: &Plan) -> Result<NeighbourTask, Refusal> {
        let levels = &self.release.release().levels;
        self.folded.with_search_input(plan, |input| NeighbourTask::new(&input, levels))
    }

    /// What that found, rounded.
    pub(super) fn neighbours_found(&self, found: &[Neighbourhood], plan: &Plan) -> Neighbours {
        neighbours(&self.release, found, plan.recipe.privacy.min_group)
    }

    /// Statistics of the release (PRODUCT D6).
    pub(super) fn statistics(&self, plan: &Plan) -> ReleaseStatistics {
        ReleaseStatistics {
            risk: self.risk.clone(),
            ..statistics(&self.release, self.local.as_ref(), plan.unit.is_some())
        }
    }

    /// The released rows themselves. What took part in the check alone (no ground) stays out of them.
    pub(super) fn microdata(&self, plan: &Plan, language: Language) -> Result<Cleared<Microdata>, Refusal> {
        plan.figures_allowed()?;
        let release = self.release.release();
        let local = self.local.as_ref().map(CheckedLocal::release);
        let (suppressed, release_k) = match &self.local {
            None => (release.suppressed.clone(), self.release.k()),
            Some(checked) => {
                let classes = checked.release().class_of.iter();
                (classes.map(|&class| class == SUPPRESSED).collect(), checked.k())
            }
        };
        let people = self.people();
        let quasi =
            self.ladders().zip(&release.levels).enumerate().filter_map(|(place, ((at, ladder), &level))| {
                let attribute = &people.attributes[at];
                if plan.checked_only.contains(&attribute.name) {
                    return None;
                }
                // Of a local release all levels, as one list of bands.
                let levels = if local.is_some() { 0..ladder.height() } else { level..level + 1 };
                let mut first = vec![0u32];
                for level in 0..ladder.height() {
                    first.push(first[level] + ladder.bands(level).len() as u32);
                }
                let of_code = ladder.band_of_code(level);
                let band = |(record, &code): (usize, &u32)| match local {
                    None => of_code[code as usize],
                    // Of a suppressed record nothing is written.
                    Some(local) => local.band(record, place).map_or(0, |(level, band)| first[level] + band),
                };
                Some(ReleasedColumn {
                    name: &attribute.name,
                    bands: levels.flat_map(|level| ladder.bands(level)).map(|band| &band.label).collect(),
                    of_record: attribute.codes.iter().enumerate().map(band).collect(),
                })
            });
        let guarded: Vec<usize> = people
            .with_role(Role::Sensitive)
            .filter(|(_, attribute)| plan.guards(&attribute.name))
            .map(|(at, _)| at)
            .collect();
        Cleared::microdata(&MicrodataInput {
            people,
            suppressed: &suppressed,
            quasi: quasi.collect(),
            guarded: &guarded,
            release_k,
            min_group: plan.recipe.privacy.min_group,
            language,
        })
    }
}
