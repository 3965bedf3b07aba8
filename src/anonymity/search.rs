//! The search for the transformation that loses least, over the whole lattice.
//!
//! A greedy descent from the top gives an upper bound. Then nodes are visited top-down by the sum of their
//! levels (cf. Samarati 2001; El Emam et al. 2009). With monotone models, whoever is suppressed at
//! X is suppressed at every finer Y, and shares only fall, so per column
//! L_j(Y) ≥ G_j(Y_j) + D_j(X): G is what generalisation alone costs, D_j(X) the sum of
//! (1 − share) over X's suppressed people. D is carried down as the elementwise maximum over the
//! direct generalisations. A node is not evaluated when that bound is above the best so far; it and
//! everything below it is dropped when a generalisation violates the limit or even level 0 is above it.

use super::bound::BoundLadder;
use super::error::AnonymityError;
use super::kernel::{Grouping, Kernel, Outcome, Source};
use super::lattice::Lattice;
use super::measure::Loss;
use super::model::Model;
use super::risk::of_sizes;
use super::statistics::RiskStatistics;
use super::wording::count;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use std::collections::BTreeMap;

/// Class of a suppressed record in [`Release::class_of`].
pub(crate) const SUPPRESSED: u32 = u32::MAX;
/// Largest lattice that is searched. Only nodes that can still be the best are ever held.
const LARGEST_LATTICE: f64 = 1e8;
/// Most bytes that the nodes of two neighbouring sums of levels may take.
const FRONTIER_BYTES: usize = 256 << 20;

/// What a release must satisfy.
#[derive(Clone)]
pub(crate) struct Policy {
    /// Every released class satisfies all of these.
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

/// What is searched.
pub(crate) struct SearchInput<'a> {
    /// People that each record stands for, above 0. Equal records may be merged or not: the outcome is the same.
    pub(crate) counts: &'a [u32],
    /// The quasi-identifiers, in file order.
    pub(crate) columns: &'a [SearchColumn<'a>],
    /// The models and the suppression limit.
    pub(crate) policy: &'a Policy,
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
    /// Loss of the release, 0 to 1.
    pub(crate) loss: f64,
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
}

/// A node whose direct generalisations may all still be refined.
struct Child {
    parents: usize,
    /// D per column, in people × ladder rows.
    extra: Box<[u64]>,
}

/// Where the search is.
enum Phase {
    /// Equal records are being folded.
    Fold,
    /// From a node to its best direct specialisation, as long as that is better.
    Greedy { at: u64, rank: f64, column: usize, best: Option<(f64, u64)> },
    /// All nodes with one sum of levels, then the next sum.
    Layers,
    /// The best node is being grouped once more.
    Finish,
}

/// The search as a task.
pub(crate) struct SearchTask {
    kernel: Kernel,
    lattice: Lattice,
    loss: Loss,
    rows_of_ladder: Vec<u64>,
    policy: CheckedPolicy,
    monotone: bool,
    /// A node with more classes than this violates the limit, whatever their sizes: each class that is
    /// released takes the least people, each other at least one of those who may be suppressed.
    most_classes: usize,
    longest: Vec<Text>,
    phase: Phase,
    /// Node being evaluated.
    pending: Option<u64>,
    row_of_record: Vec<u32>,
    before: RiskStatistics,
    /// Best so far: rank, sum of levels, node; the smallest wins.
    best: Option<(f64, usize, u64)>,
    best_totals: Box<[u64]>,
    /// Outcomes of the greedy descent; `None` when it violates the limit.
    known: BTreeMap<u64, Option<Outcome>>,
    current: BTreeMap<u64, Child>,
    next: BTreeMap<u64, Child>,
    sum: usize,
    passed: f64,
    popped: f64,
    checked: u32,
    share: f64,
}

impl SearchTask {
    /// Prepares a search. It keeps what it needs; the input may go.
    ///
    /// # Errors
    /// When the policy cannot hold, the lattice is too large or the input does not fit together.
    pub(crate) fn new(input: &SearchInput<'_>) -> Result<Self, AnonymityError> {
        let people = people_of(input.counts)?;
        let policy = input.policy.check(people)?;
        for column in input.columns {
            if !(column.weight > 0.0 && column.weight.is_finite()) {
                return Err(AnonymityError::Weight { column: column.label.clone() });
            }
        }
        let heights: Vec<usize> = input.columns.iter().map(|column| column.ladder.height()).collect();
        let longest = longest(input.columns);
        let lattice =
            Lattice::new(&heights).filter(|lattice| lattice.len() <= LARGEST_LATTICE).ok_or_else(|| {
                let nodes = heights.iter().map(|&height| height as f64).product();
                AnonymityError::LatticeTooLarge { nodes, longest: longest.clone() }
            })?;
        let sources: Vec<Source<'_>> = input
            .columns
            .iter()
            .map(|column| Source {
                codes: column.codes,
                levels: (0..column.ladder.height())
                    .map(|level| (column.ladder.band_of_code(level), column.ladder.rows_of_band(level)))
                    .collect(),
                rows: column.ladder.rows(),
            })
            .collect();
        let kernel = Kernel::new(&sources, input.counts).ok_or(AnonymityError::Mismatch)?;
        let rows_of_ladder: Vec<u64> = sources.iter().map(|source| u64::from(source.rows)).collect();
        let weights: Vec<f64> = input.columns.iter().map(|column| column.weight).collect();
        let mut task = Self {
            loss: Loss::new(u64::from(people), rows_of_ladder.clone(), &weights),
            rows_of_ladder,
            monotone: policy.models.iter().all(|model| model.monotone()),
            most_classes: policy.allowed as usize + (people / policy.least_people()) as usize,
            policy,
            longest,
            phase: Phase::Fold,
            pending: None,
            row_of_record: Vec::new(),
            before: RiskStatistics { average: 0.0, sample_uniqueness: 0.0 },
            best: None,
            best_totals: Box::default(),
            known: BTreeMap::new(),
            current: BTreeMap::new(),
            next: BTreeMap::new(),
            sum: lattice.top_sum(),
            passed: 0.0,
            popped: 0.0,
            checked: 0,
            share: 0.0,
            kernel,
            lattice,
        };
        task.kernel.begin(&task.lattice.levels(0), usize::MAX);
        task.pending = Some(0);
        Ok(task)
    }

    fn begin(&mut self, node: u64) {
        self.kernel.begin(&self.lattice.levels(node), self.most_classes);
        self.pending = Some(node);
    }

    /// Reads the outcome of the node that was grouped; `None` when too many people are suppressed.
    fn outcome(&mut self, node: u64, grouping: Grouping) -> Option<Outcome> {
        self.checked += 1;
        if grouping == Grouping::TooMany {
            return None;
        }
        let outcome = self.kernel.outcome(&self.policy.models);
        if outcome.suppressed > u64::from(self.policy.allowed) {
            return None;
        }
        let key = (self.loss.rank(outcome.totals.iter().copied()), self.lattice.sum(node), node);
        if self.best.is_none_or(|best| key < best) {
            self.best = Some(key);
            self.best_totals = outcome.totals.clone();
        }
        Some(outcome)
    }

    /// Goes on after a node was grouped.
    fn grouped(&mut self, node: u64, grouping: Grouping) -> Result<Option<Release>, AnonymityError> {
        match self.phase {
            Phase::Fold => {
                self.before = of_sizes(self.kernel.classes().1);
                self.row_of_record = self.kernel.fold();
                let top = self.lattice.top();
                self.phase = Phase::Greedy { at: top, rank: f64::INFINITY, column: usize::MAX, best: None };
                self.begin(top);
            }
            Phase::Greedy { at, rank, column, best } => {
                let outcome = self.outcome(node, grouping);
                let found = outcome.as_ref().map(|outcome| self.loss.rank(outcome.totals.iter().copied()));
                self.known.insert(node, outcome);
                if column == usize::MAX {
                    // This was the top itself; when even that violates, the layers will say so.
                    self.phase =
                        Phase::Greedy { at, rank: found.unwrap_or(f64::NEG_INFINITY), column: 0, best: None };
                } else {
                    let best = match (found, best) {
                        (Some(found), Some((known, _))) if found >= known => best,
                        (Some(found), _) => Some((found, node)),
                        (None, _) => best,
                    };
                    self.phase = Phase::Greedy { at, rank, column: column + 1, best };
                }
            }
            Phase::Layers => {
                let outcome = self.outcome(node, grouping);
                let inherited = self.current.remove(&node);
                self.judged(node, outcome, inherited)?;
            }
            Phase::Finish => return self.release(node).map(Some),
        }
        Ok(None)
    }

    /// Chooses the next node to evaluate, or moves on a phase. Returns about the work done in units.
    fn choose(&mut self) -> Result<u32, AnonymityError> {
        match self.phase {
            Phase::Greedy { at, rank, column, best } => {
                if column < self.kernel.width() {
                    match self.lattice.finer(at, column) {
                        Some(node) => self.begin(node),
                        None => self.phase = Phase::Greedy { at, rank, column: column + 1, best },
                    }
                } else if let Some((found, node)) = best.filter(|(found, _)| *found < rank) {
                    self.phase = Phase::Greedy { at: node, rank: found, column: 0, best: None };
                } else {
                    self.phase = Phase::Layers;
                    let extra = vec![0; self.kernel.width()].into_boxed_slice();
                    self.current.insert(self.lattice.top(), Child { parents: 0, extra });
                }
                Ok(1)
            }
            Phase::Layers => self.visit(),
            // Both always have a node under way.
            Phase::Fold | Phase::Finish => Err(AnonymityError::Mismatch),
        }
    }

    /// Visits the next node of the layer.
    fn visit(&mut self) -> Result<u32, AnonymityError> {
        let Some((node, child)) = self.current.pop_first() else {
            self.passed += self.lattice.with_sum(self.sum);
            self.popped = 0.0;
            if self.next.is_empty() {
                let (_, _, node) = self.best.ok_or(AnonymityError::NoSolution)?;
                self.phase = Phase::Finish;
                self.begin(node);
            } else {
                self.sum -= 1;
                self.current = std::mem::take(&mut self.next);
            }
            return Ok(1);
        };
        self.popped += 1.0;
        if self.monotone && child.parents < self.lattice.parents(node) {
            return Ok(1); // a generalisation of it violates the limit or was dropped
        }
        if let Some(outcome) = self.known.remove(&node) {
            self.judged(node, outcome, Some(child))?;
            return Ok(2);
        }
        if let Some(best) = self.best {
            let bound = |level: &dyn Fn(usize) -> usize| {
                let total = |column: usize| self.kernel.total(column, level(column)) + child.extra[column];
                self.loss.rank((0..self.kernel.width()).map(total))
            };
            if (bound(&|_| 0), 0, 0) > best {
                return Ok(1); // nor can anything below it be the best
            }
            if (bound(&|column| self.lattice.level(node, column)), self.sum, node) > best {
                self.refine(node, &child.extra)?;
                return Ok(2);
            }
        }
        self.current.insert(node, child);
        self.begin(node);
        Ok(1)
    }

    /// A node is known: its specialisations come next, unless it violates the limit.
    fn judged(
        &mut self,
        node: u64,
        outcome: Option<Outcome>,
        inherited: Option<Child>,
    ) -> Result<(), AnonymityError> {
        match (outcome, inherited) {
            (Some(outcome), _) if self.monotone => {
                let extra: Box<[u64]> = (0..self.kernel.width())
                    .map(|column| {
                        outcome.totals[column] - self.kernel.total(column, self.lattice.level(node, column))
                    })
                    .collect();
                self.refine(node, &extra)
            }
            (None, _) if self.monotone => Ok(()),
            (_, Some(child)) => self.refine(node, &child.extra),
            (_, None) => Ok(()),
        }
    }

    fn refine(&mut self, node: u64, extra: &[u64]) -> Result<(), AnonymityError> {
        for column in 0..self.kernel.width() {
            if let Some(finer) = self.lattice.finer(node, column) {
                let child = self
                    .next
                    .entry(finer)
                    .or_insert_with(|| Child { parents: 0, extra: vec![0; extra.len()].into_boxed_slice() });
                child.parents += 1;
                for (most, &extra) in child.extra.iter_mut().zip(extra) {
                    *most = (*most).max(extra);
                }
            }
        }
        let held = (self.current.len() + self.next.len()) * (self.kernel.width() * 8 + 64);
        if held > FRONTIER_BYTES {
            return Err(AnonymityError::FrontierTooLarge { longest: self.longest.clone() });
        }
        Ok(())
    }

    /// The release of the best node, which has just been grouped.
    fn release(&mut self, node: u64) -> Result<Release, AnonymityError> {
        let (class_of_row, sizes) = self.kernel.classes();
        let mut numbers = vec![SUPPRESSED; sizes.len()];
        let (mut class_sizes, mut class_of) = (Vec::new(), Vec::with_capacity(self.row_of_record.len()));
        for &row in &self.row_of_record {
            let class = class_of_row[row as usize] as usize;
            if numbers[class] == SUPPRESSED
                && self.policy.models.iter().all(|model| model.holds(sizes[class]))
            {
                numbers[class] = class_sizes.len() as u32;
                class_sizes.push(sizes[class]);
            }
            class_of.push(numbers[class]);
        }
        let (rank, _, _) = self.best.ok_or(AnonymityError::NoSolution)?;
        Ok(Release {
            levels: self.lattice.levels(node),
            suppressed: class_of.iter().map(|&class| class == SUPPRESSED).collect(),
            class_of,
            class_sizes,
            loss: self.loss.value(rank),
            column_loss: (0..self.rows_of_ladder.len())
                .map(|column| self.loss.column(column, self.best_totals[column]))
                .collect(),
            checked: self.checked,
            lattice: self.lattice.len(),
            optimal: true,
            before: self.before,
        })
    }

    fn progress(&mut self) -> Progress {
        let all = self.lattice.len();
        let seen = (self.passed + self.popped.min(self.lattice.with_sum(self.sum)))
            .max(f64::from(self.checked))
            .min(all);
        self.share = self.share.max(seen / all);
        let (seen, all) = (count(self.share * all), count(all));
        Progress {
            share: self.share,
            doing: Text::new(
                format!("{} van {} mogelijkheden bekeken", seen.nl, all.nl),
                format!("{} of {} possibilities examined", seen.en, all.en),
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
    order.sort_by_key(|column| std::cmp::Reverse(column.ladder.height())); // stable: file order at a tie
    order.iter().take(3).map(|column| column.label.clone()).collect()
}

impl Task for SearchTask {
    type Output = Release;
    type Error = AnonymityError;

    fn step(&mut self, budget: u32) -> Step<Release, AnonymityError> {
        // A row takes some 15 ns plus 2 ns a column.
        let nanoseconds = 15 + 2 * self.kernel.width() as u64;
        let mut left = u64::from(budget.max(1)) * 1000;
        while left > 0 {
            let Some(node) = self.pending else {
                match self.choose() {
                    Ok(work) => left = left.saturating_sub(u64::from(work) * 1000),
                    Err(error) => return Step::Failed(error),
                }
                continue;
            };
            let rows = (left / nanoseconds).clamp(1024, self.kernel.len().max(1024) as u64) as usize;
            let grouping = self.kernel.advance(rows);
            left = left.saturating_sub(rows as u64 * nanoseconds);
            if grouping != Grouping::Busy {
                self.pending = None;
                match self.grouped(node, grouping) {
                    Ok(None) => {}
                    Ok(Some(release)) => return Step::Done(release),
                    Err(error) => return Step::Failed(error),
                }
            }
        }
        Step::Busy(self.progress())
    }
}
