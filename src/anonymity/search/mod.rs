//! The search for the transformation that loses least, over the whole lattice.
//!
//! A greedy descent from the top gives an upper bound. Then nodes are visited top-down by the sum of their
//! levels (cf. Samarati 2001; El Emam et al. 2009). Whoever a model closed upward suppresses at X is suppressed
//! at every finer Y, and shares only fall, so per column L_j(Y) ≥ G_j(Y_j) + D_j(X): G is what generalisation alone
//! costs, D_j(X) what X's suppressed people cost beyond it. D is carried down as the elementwise maximum over the direct
//! generalisations. A node is not evaluated when that bound is above the best so far; it and everything below it is dropped
//! when every finer node violates the limit too (predictive tagging, Kohlmayer et al. 2012) or even level 0 is above it.
//!
//! A lattice too large for that is searched best-first within an amount of work, and every search can be told to
//! settle: then the best release so far is made, with the bound that no other transformation can be below.

mod best_first;
mod finish;
mod layers;

use super::bound::BoundLadder;
use super::error::AnonymityError;
use super::kernel::{Grouping, Kernel, Outcome, Preparing, Source};
use super::lattice::Lattice;
use super::measure::{Measure, Score};
use super::model::{Context, Judge, Model};
use super::risk::of_sizes;
use super::statistics::RiskStatistics;
use super::wording::count;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use best_first::BestFirst;
pub(crate) use finish::Neighbourhood;
use layers::Layers;
use std::collections::BTreeMap;

/// Class of a suppressed record in [`Release::class_of`].
pub(crate) const SUPPRESSED: u32 = u32::MAX;
/// Largest lattice that is searched exactly. Only nodes that can still be the best are ever held.
const LARGEST_LATTICE: f64 = 1e8;
/// Most bytes that the nodes held may take.
const FRONTIER_BYTES: usize = 192 << 20;
/// Work of a best-first search for which no time was given, in microseconds: 30 seconds.
const USUAL_WORK: u64 = 30_000_000;

/// What a release must satisfy.
#[derive(Clone)]
pub(crate) struct Policy {
    /// Every release satisfies all of these.
    pub(crate) models: Vec<Model>,
    /// Largest share of the people that may be suppressed, 0 to 1.
    pub(crate) suppression_limit: f64,
}

/// A [`Policy`] that has been checked against a number of people.
#[derive(Clone)]
pub(crate) struct CheckedPolicy {
    pub(super) models: Vec<Model>,
    /// Most people that may be suppressed.
    pub(super) allowed: u32,
}

impl CheckedPolicy {
    /// Fewest people that a class can hold under all models.
    pub(super) fn least_people(&self) -> u32 {
        self.models.iter().map(|model| model.least_people()).max().unwrap_or(1)
    }

    /// The largest k of k-anonymity; 1 without one.
    pub(super) fn k(&self) -> u32 {
        let k = |model: &Model| match *model {
            Model::KAnonymity(k) => Some(k),
            _ => None,
        };
        self.models.iter().filter_map(k).max().unwrap_or(1).max(1)
    }
}

impl Policy {
    /// k-anonymity under a suppression limit.
    #[cfg(test)]
    pub(crate) fn k_anonymity(k: u32, suppression_limit: f64) -> Self {
        Self { models: vec![Model::KAnonymity(k)], suppression_limit }
    }

    /// Checks the policy for so many people.
    ///
    /// # Errors
    /// When the limit is no share, or there are fewer people than one class must hold.
    pub(crate) fn check(&self, people: u32) -> Result<CheckedPolicy, AnonymityError> {
        if !(0.0..=1.0).contains(&self.suppression_limit) {
            return Err(AnonymityError::SuppressionLimit);
        }
        let k = self.models.iter().map(|model| model.least_people()).max().unwrap_or(1);
        if people < k {
            return Err(AnonymityError::TooFewPeople { people, k });
        }
        // "At most that share": rounded down, but 29 % of 100 is 29 although 0.29 * 100.0 is not.
        let allowed = (self.suppression_limit * f64::from(people) + 1e-6).floor() as u32;
        Ok(CheckedPolicy { models: self.models.clone(), allowed: allowed.min(people) })
    }
}

/// One quasi-identifier as the search takes it.
pub(crate) struct SearchColumn<'a> {
    /// One code a record; 0 is missing.
    pub(crate) codes: &'a [u32],
    /// The ladder tied to those codes.
    pub(crate) ladder: &'a BoundLadder,
    /// Weight in the measure, above 0.
    pub(crate) weight: f64,
    /// Confirmed name of the column, for refusals.
    pub(crate) label: &'a Text,
}

/// How the lattice is searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// Until the optimum is proven, as long as the lattice is not too large.
    #[default]
    Optimal,
    /// From the best nodes on, for an amount of work.
    BestFirst,
}

/// What is searched.
pub(crate) struct SearchInput<'a> {
    /// People that each record stands for, above 0. Equal records may be merged or not: the outcome is the same.
    pub(crate) counts: &'a [u32],
    /// The quasi-identifiers, in file order.
    pub(crate) columns: &'a [SearchColumn<'a>],
    /// The models and the suppression limit.
    pub(crate) policy: &'a Policy,
    /// What models need beside the quasi-identifiers.
    pub(crate) context: Context<'a>,
    /// What is minimised.
    pub(crate) measure: Measure,
    /// How.
    pub(crate) strategy: Strategy,
    /// The work after which the best so far is taken, in about microseconds; best-first it is 30 seconds unless said.
    pub(crate) work: Option<u64>,
}

impl<'a> SearchInput<'a> {
    /// The optimum by Loss, with models that need nothing beside the quasi-identifiers.
    #[cfg(test)]
    pub(crate) fn new(counts: &'a [u32], columns: &'a [SearchColumn<'a>], policy: &'a Policy) -> Self {
        let (context, measure, strategy) = (Context::default(), Measure::Loss, Strategy::Optimal);
        Self { counts, columns, policy, context, measure, strategy, work: None }
    }
}

/// What the search found. Not to be used before `recheck` has made a `CheckedRelease` of it.
pub(crate) struct Release {
    /// Level of every column.
    pub(crate) levels: Vec<usize>,
    /// Whether each record is suppressed.
    pub(crate) suppressed: Vec<bool>,
    /// Class of each record, numbered by first appearance; [`SUPPRESSED`] when suppressed.
    pub(crate) class_of: Vec<u32>,
    /// People in each class.
    pub(crate) class_sizes: Vec<u32>,
    /// What was minimised.
    pub(crate) measure: Measure,
    /// Its value.
    pub(crate) value: f64,
    /// No transformation has a value below this; the value itself when the optimum is proven.
    pub(crate) bound: f64,
    /// Loss of each column, 0 to 1.
    pub(crate) column_loss: Vec<f64>,
    /// Transformations evaluated.
    pub(crate) checked: u32,
    /// Transformations in the lattice.
    pub(crate) lattice: f64,
    /// Proven optimal.
    pub(crate) optimal: bool,
    /// Risk of the records as they came in.
    pub(crate) before: RiskStatistics,
    /// The transformations one level away.
    pub(crate) neighbours: Vec<Neighbourhood>,
}

/// What is known of all nodes below some evaluated one, and so a bound for each of them.
#[derive(Clone)]
struct Below {
    /// D per column, in the units of the measure.
    extra: Box<[u64]>,
    /// People suppressed at each of them.
    never: u64,
}

/// Where the search is.
enum Phase {
    /// Values are being numbered.
    Prepare(Box<Preparing>),
    /// Equal records are being folded.
    Fold,
    /// From a node to its best direct specialisation, as long as that is better.
    Greedy { at: u64, rank: f64, column: usize, best: Option<(f64, u64)> },
    /// All nodes with one sum of levels, then the next sum.
    Layers(Layers),
    /// From the best node on.
    BestFirst(BestFirst),
    /// The best node is being grouped once more; then its neighbours.
    Finish(finish::Finish),
}

/// What does not change during the search.
struct Ground {
    kernel: Kernel,
    lattice: Lattice,
    score: Score,
    judge: Judge,
    policy: CheckedPolicy,
    /// What each column costs at each level when nobody is suppressed.
    generalised: Vec<Vec<u64>>,
    /// A node with more classes than this violates the limit, whatever their sizes: each class that is
    /// released takes the least people, each other at least one of those who may be suppressed.
    most_classes: usize,
    longest: Vec<Text>,
    best: Option<Best>,
    checked: u32,
}

/// The best so far; the smallest key wins.
struct Best {
    rank: f64,
    sum: usize,
    node: u64,
}

/// The search as a task.
pub(crate) struct SearchTask {
    ground: Ground,
    phase: Phase,
    /// Node being grouped.
    pending: Option<u64>,
    strategy: Strategy,
    /// Work that may be done, in microseconds.
    most_work: Option<u64>,
    /// Work done so far, in about nanoseconds.
    work: u64,
    settling: bool,
    counts: Vec<u32>,
    row_of_record: Vec<u32>,
    /// Codes of sensitive columns with models, and of households, until they are folded.
    beside: Vec<Vec<u32>>,
    households: Option<Vec<u32>>,
    sensitive: Vec<Text>,
    before: RiskStatistics,
    /// Outcomes of the greedy descent; `None` when it violates the limit.
    known: BTreeMap<u64, Option<Outcome>>,
    share: f64,
}

impl SearchTask {
    /// Prepares a search. It keeps what it needs; the input may go.
    ///
    /// # Errors
    /// When the policy cannot hold, the lattice cannot be numbered or the input does not fit together.
    pub(crate) fn new(input: &SearchInput<'_>) -> Result<Self, AnonymityError> {
        let people = people_of(input.counts)?;
        let policy = input.policy.check(people)?;
        input.context.check(&policy.models, input.counts.len(), input.columns.len())?;
        for column in input.columns {
            if !(column.weight > 0.0 && column.weight.is_finite()) {
                return Err(AnonymityError::Weight { column: column.label.clone() });
            }
        }
        let heights: Vec<usize> = input.columns.iter().map(|column| column.ladder.height()).collect();
        let longest = longest(input.columns);
        let lattice = Lattice::new(&heights).ok_or_else(|| {
            let nodes = heights.iter().map(|&height| height as f64).product();
            AnonymityError::LatticeTooLarge { nodes, longest: longest.clone() }
        })?;
        let judge = Judge::new(&policy.models, &input.context, input.counts)?;
        let population = input.context.population.filter(|_| judge.k_map.is_some());
        let sources = input.columns.iter().enumerate().map(|(at, column)| {
            let population = population.and_then(|population| population.columns.get(at));
            let population = population.map(|column| (column.attribute.codes.as_slice(), column.ladder));
            Source::new(column.codes, column.ladder, population)
        });
        let preparing = Preparing::new(
            sources.collect(),
            input.counts,
            population.map_or(&[], |population| population.counts),
        );
        let rows_of_ladder: Vec<u64> =
            input.columns.iter().map(|column| u64::from(column.ladder.rows())).collect();
        let weights: Vec<f64> = input.columns.iter().map(|column| column.weight).collect();
        let codes = |judge: &Judge| {
            let columns = judge.sensitive.iter().map(|one| one.column);
            columns.map(|at| input.context.sensitive[at].attribute.codes.clone()).collect()
        };
        let strategy = match input.strategy {
            Strategy::Optimal if lattice.len() > LARGEST_LATTICE => Strategy::BestFirst,
            asked => asked,
        };
        Ok(Self {
            beside: codes(&judge),
            households: input.context.households.filter(|_| judge.households.is_some()).map(<[u32]>::to_vec),
            sensitive: input.context.labels(),
            ground: Ground {
                kernel: Kernel::empty(),
                score: Score::new(input.measure, u64::from(people), rows_of_ladder, &weights),
                generalised: Vec::new(),
                most_classes: policy.allowed as usize + (people / policy.least_people()) as usize,
                judge,
                lattice,
                policy,
                longest,
                best: None,
                checked: 0,
            },
            phase: Phase::Prepare(Box::new(preparing)),
            pending: None,
            most_work: input.work.or((strategy == Strategy::BestFirst).then_some(USUAL_WORK)),
            strategy,
            work: 0,
            settling: false,
            counts: input.counts.to_vec(),
            row_of_record: Vec::new(),
            before: RiskStatistics { average: 0.0, sample_uniqueness: 0.0 },
            known: BTreeMap::new(),
            share: 0.0,
        })
    }

    /// Stops searching as soon as there is a release, and makes the best so far.
    pub(crate) fn settle(&mut self) {
        self.settling = true;
    }

    fn begin(&mut self, node: u64) {
        let levels = self.ground.lattice.levels(node);
        self.ground.kernel.begin(&levels, self.ground.most_classes);
        self.pending = Some(node);
    }

    /// Goes on after a node was grouped.
    fn grouped(&mut self, node: u64, grouping: Grouping) -> Result<(), AnonymityError> {
        match &mut self.phase {
            Phase::Prepare(_) => return Err(AnonymityError::Mismatch),
            Phase::Fold => {
                self.folded();
                let top = self.ground.lattice.top();
                self.phase = Phase::Greedy { at: top, rank: f64::INFINITY, column: usize::MAX, best: None };
                self.begin(top);
            }
            Phase::Greedy { rank, column, best, .. } => {
                let outcome = self.ground.outcome(node, grouping);
                let feasible = outcome.as_ref().filter(|outcome| self.ground.allows(outcome));
                let found = feasible.map(|outcome| self.ground.score.rank(&outcome.tally()));
                if *column == usize::MAX {
                    // This was the top itself; when even that violates, the rest of the search will say so.
                    *rank = found.unwrap_or(f64::NEG_INFINITY);
                    *column = 0;
                } else {
                    *column += 1;
                    if let Some(found) = found {
                        if best.is_none_or(|(known, _)| found < known) {
                            *best = Some((found, node));
                        }
                    }
                }
                self.known.insert(node, outcome);
            }
            Phase::Layers(layers) => {
                let outcome = self.ground.outcome(node, grouping);
                layers.judged(&self.ground, node, outcome);
            }
            Phase::BestFirst(search) => {
                let outcome = self.ground.outcome(node, grouping);
                search.judged(&self.ground, node, outcome);
            }
            Phase::Finish(finish) => {
                finish.grouped(&mut self.ground, node, grouping, &self.row_of_record);
            }
        }
        Ok(())
    }

    /// After the records were grouped as they are.
    fn folded(&mut self) {
        let ground = &mut self.ground;
        let sizes: Vec<u32> = ground.kernel.detail().sizes.iter().copied().filter(|&size| size > 0).collect();
        self.before = of_sizes(&sizes);
        self.row_of_record = ground.kernel.fold();
        for codes in std::mem::take(&mut self.beside) {
            ground.kernel.take_along(false, &codes, &self.row_of_record, &self.counts);
        }
        if let Some(codes) = self.households.take() {
            ground.kernel.take_along(true, &codes, &self.row_of_record, &self.counts);
        }
        self.counts = Vec::new();
    }

    /// Chooses the next node to evaluate, or moves on a phase. Returns about the work done in units.
    fn choose(&mut self) -> Result<Chosen, AnonymityError> {
        let out_of_work = self.most_work.is_some_and(|most| self.work / 1000 >= most);
        if (self.settling || out_of_work) && self.ground.best.is_some() {
            if let Some(bound) = self.bound() {
                self.finish(bound)?;
                return Ok(Chosen::Worked(1));
            }
        }
        match &mut self.phase {
            Phase::Greedy { at, rank, column, best } => {
                if *column < self.ground.kernel.width() {
                    match self.ground.lattice.finer(*at, *column) {
                        Some(node) => self.begin(node),
                        None => *column += 1,
                    }
                } else if let Some((found, node)) = best.filter(|(found, _)| *found < *rank) {
                    self.phase = Phase::Greedy { at: node, rank: found, column: 0, best: None };
                } else {
                    let known = std::mem::take(&mut self.known);
                    self.phase = match self.strategy {
                        Strategy::Optimal => Phase::Layers(Layers::new(&self.ground, known)),
                        Strategy::BestFirst => Phase::BestFirst(BestFirst::new(&self.ground, known)),
                    };
                }
                Ok(Chosen::Worked(1))
            }
            Phase::Layers(layers) => match layers.visit(&self.ground) {
                Visit::Worked(work) => Ok(Chosen::Worked(work)),
                Visit::Evaluate(node) => {
                    self.begin(node);
                    Ok(Chosen::Worked(1))
                }
                Visit::Decided => {
                    self.decided()?;
                    Ok(Chosen::Worked(1))
                }
                Visit::TooMuch => {
                    let bound = layers.bound(&self.ground);
                    self.too_much(bound)?;
                    Ok(Chosen::Worked(1))
                }
            },
            Phase::BestFirst(search) => match search.visit(&self.ground) {
                Visit::Worked(work) => Ok(Chosen::Worked(work)),
                Visit::Evaluate(node) => {
                    self.begin(node);
                    Ok(Chosen::Worked(1))
                }
                Visit::Decided => {
                    self.decided()?;
                    Ok(Chosen::Worked(1))
                }
                Visit::TooMuch => {
                    let bound = search.bound(&self.ground);
                    self.too_much(bound)?;
                    Ok(Chosen::Worked(1))
                }
            },
            Phase::Finish(finish) => match finish.next() {
                Some(node) => {
                    let levels = self.ground.lattice.levels(node);
                    finish.begin(&mut self.ground, &levels);
                    self.pending = Some(node);
                    Ok(Chosen::Worked(1))
                }
                None => {
                    finish.release(&self.ground, self.before).map(|release| Chosen::Found(Box::new(release)))
                }
            },
            // Both have their own work under way.
            Phase::Prepare(_) | Phase::Fold => Err(AnonymityError::Mismatch),
        }
    }

    /// A rank that nothing left to visit is below, while the search can still be told to settle.
    fn bound(&self) -> Option<f64> {
        match &self.phase {
            Phase::Prepare(_) | Phase::Fold | Phase::Finish(_) => None,
            Phase::Greedy { .. } => Some(self.ground.bound_below(&Below::nothing(&self.ground))),
            Phase::Layers(layers) => Some(layers.bound(&self.ground)),
            Phase::BestFirst(search) => Some(search.bound(&self.ground)),
        }
    }

    /// The whole lattice is decided.
    fn decided(&mut self) -> Result<(), AnonymityError> {
        match &self.ground.best {
            Some(best) => self.finish(best.rank),
            None => Err(self.no_solution()),
        }
    }

    fn too_much(&mut self, bound: f64) -> Result<(), AnonymityError> {
        match self.ground.best {
            Some(_) => self.finish(bound),
            None => Err(AnonymityError::FrontierTooLarge { longest: self.ground.longest.clone() }),
        }
    }

    /// `bound`: a rank that no node left is below.
    fn finish(&mut self, bound: f64) -> Result<(), AnonymityError> {
        let best = self.ground.best.as_ref().ok_or(AnonymityError::Mismatch)?;
        self.phase = Phase::Finish(finish::Finish::new(best.node, best.rank, bound, &self.ground));
        Ok(())
    }

    /// Says which models fail even when all values are together.
    fn no_solution(&mut self) -> AnonymityError {
        let ground = &mut self.ground;
        let levels = ground.lattice.levels(ground.lattice.top());
        ground.kernel.begin(&levels, usize::MAX);
        while ground.kernel.advance(usize::MAX) == Grouping::Busy {}
        let failing = ground.kernel.failing(&ground.policy.models, &ground.judge, ground.policy.allowed);
        AnonymityError::NoSolution {
            failing: failing.into_iter().map(|model| model.words(&self.sensitive)).collect(),
        }
    }

    fn progress(&mut self) -> Progress {
        let all = self.ground.lattice.len();
        let decided = match &self.phase {
            Phase::Layers(layers) => layers.passed(&self.ground),
            Phase::Finish(_) => all,
            _ => 0.0,
        };
        let worked = match (self.most_work, &self.phase) {
            (Some(most), Phase::BestFirst(_) | Phase::Layers(_)) => {
                ((self.work / 1000) as f64 / most.max(1) as f64).min(1.0)
            }
            _ => 0.0,
        };
        let seen = decided.max(f64::from(self.ground.checked)).min(all);
        self.share = self.share.max(seen / all).max(worked);
        let (seen, all) = (count(seen), count(all));
        let (best_nl, best_en) = self.ground.best_in_words();
        Progress {
            share: self.share,
            doing: Text::new(
                format!("{} van {} mogelijkheden bekeken{best_nl}", seen.nl, all.nl),
                format!("{} of {} possibilities examined{best_en}", seen.en, all.en),
            ),
        }
    }
}

/// What [`SearchTask::choose`] did.
enum Chosen {
    /// About so many microseconds of work.
    Worked(u32),
    /// The search is done.
    Found(Box<Release>),
}

/// What visiting the next node came to.
enum Visit {
    /// It needs no evaluation; about so many microseconds of work.
    Worked(u32),
    /// It has to be evaluated.
    Evaluate(u64),
    /// Nothing is left.
    Decided,
    /// More nodes would have to be held than may be.
    TooMuch,
}

impl Below {
    /// Nothing is known.
    fn nothing(ground: &Ground) -> Self {
        Self { extra: vec![0; ground.kernel.width()].into_boxed_slice(), never: 0 }
    }

    /// Takes what another generalisation knows along.
    fn raise(&mut self, other: &Below) {
        for (most, &extra) in self.extra.iter_mut().zip(&other.extra) {
            *most = (*most).max(extra);
        }
        self.never = self.never.max(other.never);
    }

    /// What an outcome says of everything finer.
    fn learn(&mut self, outcome: &Outcome) {
        for (most, &extra) in self.extra.iter_mut().zip(&outcome.extra) {
            *most = (*most).max(extra);
        }
        self.never = self.never.max(outcome.never);
    }

    /// About the bytes it takes in a tree.
    fn bytes(width: usize) -> usize {
        width * 8 + 72
    }
}

impl Ground {
    /// Reads the outcome of the node that was grouped and remembers the best; `None` when it and every finer
    /// node violates the limit.
    fn outcome(&mut self, node: u64, grouping: Grouping) -> Option<Outcome> {
        self.checked = self.checked.saturating_add(1);
        if grouping == Grouping::TooMany {
            return None;
        }
        self.kernel.judge(&self.judge);
        self.kernel.keep();
        let outcome = self.kernel.outcome(&self.score, &self.judge, &self.generalised);
        if self.allows(&outcome) {
            let rank = self.score.rank(&outcome.tally());
            let sum = self.lattice.sum(node);
            let better = |best: &Best| (rank, sum, node) < (best.rank, best.sum, best.node);
            if self.best.as_ref().is_none_or(better) {
                self.best = Some(Best { rank, sum, node });
            }
            return Some(outcome);
        }
        // Every model is at least convex, so when nobody may be suppressed a violation goes down with the levels.
        let always = self.judge.closed_upward
            || self.policy.allowed == 0
            || outcome.never > u64::from(self.policy.allowed);
        (!always).then_some(outcome)
    }

    fn allows(&self, outcome: &Outcome) -> bool {
        outcome.suppressed <= u64::from(self.policy.allowed)
    }

    /// A rank that no node with these levels is below.
    fn bound_at(&self, below: &Below, level: impl Fn(usize) -> usize) -> f64 {
        let width = self.kernel.width();
        let classes = (0..width).map(|column| self.kernel.bands(column, level(column)));
        self.score.bound(
            (0..width).map(|column| self.generalised[column][level(column)] + below.extra[column]),
            below.never,
            classes.fold(1u64, u64::saturating_mul),
            u64::from(self.policy.least_people()),
        )
    }

    /// A rank that no finer node is below.
    fn bound_below(&self, below: &Below) -> f64 {
        self.bound_at(below, |_| 0)
    }

    /// Whether a node with at least this rank cannot be the best.
    fn beaten(&self, rank: f64, sum: usize, node: u64) -> bool {
        self.best.as_ref().is_some_and(|best| (rank, sum, node) > (best.rank, best.sum, best.node))
    }

    /// The best so far for progress, in whole percents of detail.
    fn best_in_words(&self) -> (String, String) {
        match &self.best {
            None => (String::new(), String::new()),
            Some(best) if self.score.measure == Measure::Loss => {
                let percent = (self.score.value(best.rank) * 100.0).round();
                (
                    format!("; de beste tot nu toe verliest ongeveer {percent} % van de precisie"),
                    format!("; the best so far loses about {percent}% of the detail"),
                )
            }
            Some(_) => (
                "; er is al een bruikbare uitkomst".to_owned(),
                "; there is a usable outcome already".to_owned(),
            ),
        }
    }
}

/// The people that records stand for.
///
/// # Errors
/// When a record stands for nobody, or all of them for more than can be counted.
pub(super) fn people_of(counts: &[u32]) -> Result<u32, AnonymityError> {
    let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    if counts.contains(&0) {
        return Err(AnonymityError::Mismatch);
    }
    u32::try_from(total).map_err(|_| AnonymityError::Mismatch)
}

/// The three columns with the longest ladders, longest first.
fn longest(columns: &[SearchColumn<'_>]) -> Vec<Text> {
    let mut order: Vec<&SearchColumn<'_>> = columns.iter().collect();
    crate::sort::by_key(&mut order, |column| std::cmp::Reverse(column.ladder.height())); // file order at a tie
    order.iter().take(3).map(|column| column.label.clone()).collect()
}

impl Task for SearchTask {
    type Output = Release;
    type Error = AnonymityError;

    fn step(&mut self, budget: u32) -> Step<Release, AnonymityError> {
        let mut left = u64::from(budget.max(1)) * 1000;
        while left > 0 {
            if let Phase::Prepare(preparing) = &mut self.phase {
                // A cell takes some 4 ns.
                let cells = (left / 4).max(1024);
                left = left.saturating_sub(cells * 4);
                match preparing.advance(cells as usize) {
                    Ok(None) => {}
                    Ok(Some(kernel)) => self.prepared(kernel),
                    Err(()) => return Step::Failed(AnonymityError::Mismatch),
                }
                continue;
            }
            let Some(node) = self.pending else {
                match self.choose() {
                    Ok(Chosen::Worked(work)) => {
                        left = left.saturating_sub(u64::from(work) * 1000);
                        self.work += u64::from(work) * 1000;
                    }
                    Ok(Chosen::Found(release)) => return Step::Done(*release),
                    Err(error) => return Step::Failed(error),
                }
                continue;
            };
            // A row takes some 15 ns plus 2 ns a column.
            let kernel = &mut self.ground.kernel;
            let nanoseconds = 15 + 2 * kernel.width() as u64;
            let rows = (left / nanoseconds).clamp(1024, kernel.rows().max(1024) as u64) as usize;
            let grouping = kernel.advance(rows);
            left = left.saturating_sub(rows as u64 * nanoseconds);
            if grouping != Grouping::Busy {
                self.pending = None;
                // Counted by rows, not by time, so that the same recipe always comes equally far.
                self.work += self.ground.kernel.rows() as u64 * nanoseconds;
                if let Err(error) = self.grouped(node, grouping) {
                    return Step::Failed(error);
                }
            }
        }
        Step::Busy(self.progress())
    }
}

impl SearchTask {
    /// The kernel is made: the records are grouped as they are.
    fn prepared(&mut self, kernel: Kernel) {
        let ground = &mut self.ground;
        ground.kernel = kernel;
        ground.generalised = (0..ground.kernel.width())
            .map(|column| {
                let levels = 0..ground.kernel.height(column);
                levels.map(|level| ground.kernel.total(&ground.score, column, level)).collect()
            })
            .collect();
        self.phase = Phase::Fold;
        let levels = vec![0; ground.kernel.width()];
        ground.kernel.begin(&levels, usize::MAX);
        self.pending = Some(0);
    }
}
