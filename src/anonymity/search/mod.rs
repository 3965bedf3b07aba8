//! The search for the transformation that loses least, over the whole lattice.
//!
//! A greedy descent from the top gives an upper bound. Then nodes are visited top-down by the sum of their
//! levels (cf. Samarati 2001; El Emam et al. 2009). Whoever a model closed upward suppresses at X is suppressed
//! at every finer Y, and shares only fall, so per column L_j(Y) ≥ G_j(Y_j) + D_j(X): G is what generalisation alone
//! costs, D_j(X) what X's suppressed people cost beyond it. D is carried down as the elementwise maximum over the direct
//! generalisations. A node is not evaluated when that bound is above the best so far; it and everything below it is dropped
//! when every finer node violates the limit too (predictive tagging, Kohlmayer et al. 2012) or even level 0 is above it.
//!
//! With a lattice that may be too large for that, it is tried within an amount of work. What is too large is searched best-first, within an
//! amount of work as well, and every search can be told to settle: then the best release so far is made, with the bound that no other
//! transformation can be below.

mod best_first;
mod explore;
mod finish;
mod ground;
mod input;
mod layers;
mod neighbours;
mod projections;
mod start;

use super::error::AnonymityError;
use super::kernel::{Grouping, Limits};
use super::model::Model;
use super::statistics::RiskStatistics;
use super::wording::count;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use explore::{Explore, Visit};
use finish::Finish;
use ground::Ground;
pub(super) use input::{people_of, CheckedPolicy};
pub(crate) use input::{Policy, Release, SearchColumn, SearchInput, Strategy};
pub(crate) use neighbours::{NeighbourTask, Neighbourhood};
use projections::{Projected, Projections};
use start::Start;

/// Class of a suppressed record in [`Release::class_of`].
pub(crate) const SUPPRESSED: u32 = u32::MAX;
/// Largest lattice that is searched exactly, however long it takes. Only nodes that can still be the best are ever held.
const LARGEST_LATTICE: f64 = 1e8;
/// Largest lattice of which that is tried.
const LARGEST_TRIED: f64 = 1e10;
/// Work of a best-first search for which no time was given, in microseconds: 12 seconds, and as much for its bound. After a try of as
/// much work it is half of that, so that a search takes no longer.
const USUAL_WORK: u64 = if cfg!(test) { 1_500_000 } else { 12_000_000 };
/// Longest step, in microseconds: a cancel must be heard between two of them, whatever the caller asks.
const LONGEST: u32 = 20_000;

/// Where the search is.
enum Phase {
    Start(Start),
    Explore(Explore),
    /// A bound is sought for a lattice that could not be searched whole.
    Project(Projections),
    /// The best node is being grouped once more.
    Finish(Finish),
}

/// The search as a task.
pub(crate) struct SearchTask {
    ground: Ground,
    phase: Phase,
    /// Node being grouped.
    pending: Option<u64>,
    strategy: Strategy,
    /// Whether the optimum is tried to be proven before the lattice is searched best-first.
    trying: bool,
    /// Work that may be done, in microseconds; and more for a bound.
    most_work: Option<u64>,
    bound_work: u64,
    /// Work done so far, in about nanoseconds.
    work: u64,
    settling: bool,
    row_of_record: Vec<u32>,
    before: RiskStatistics,
    /// Transformations of the whole, also when a part of them is searched for a bound; and how many of them are decided.
    transformations: f64,
    decided: f64,
    share: f64,
}

impl SearchTask {
    /// Prepares a search. It keeps what it needs; the input may go.
    ///
    /// # Errors
    /// When the policy cannot hold, the lattice cannot be numbered or the input does not fit together.
    pub(crate) fn new(input: &SearchInput<'_>) -> Result<Self, AnonymityError> {
        let (ground, start) = start::begin(input)?;
        let strategy = strategy(input.strategy, &ground);
        let trying =
            strategy != input.strategy && input.work.is_none() && ground.lattice.len() <= LARGEST_TRIED;
        let most_work = input.work.or((strategy == Strategy::BestFirst).then_some(USUAL_WORK));
        Ok(Self {
            phase: Phase::Start(start),
            pending: None,
            strategy: if trying { Strategy::Optimal } else { strategy },
            trying,
            bound_work: most_work.unwrap_or(USUAL_WORK),
            most_work,
            transformations: ground.lattice.len(),
            decided: 0.0,
            work: 0,
            settling: false,
            row_of_record: Vec::new(),
            before: RiskStatistics { average: 0.0, sample_uniqueness: 0.0 },
            share: 0.0,
            ground,
        })
    }

    /// Stops searching as soon as there is a release, and makes the best so far.
    pub(crate) fn settle(&mut self) {
        self.settling = true;
        if let Phase::Project(projections) = &mut self.phase {
            projections.settle();
        }
    }

    /// Goes on until there is a node to group, for about so many nanoseconds, which it takes off.
    fn go_on(&mut self, left: &mut u64) -> Result<Option<Release>, AnonymityError> {
        let mut spend = |microseconds: u64, work: &mut u64| {
            *left = left.saturating_sub(microseconds * 1000);
            *work += microseconds * 1000;
        };
        match &mut self.phase {
            Phase::Start(start) => {
                if let Some(started) = start.advance(&mut self.ground, left)? {
                    self.row_of_record = started.row_of_record;
                    self.before = started.before;
                    self.phase = Phase::Explore(Explore::new(&self.ground, self.strategy, None));
                }
            }
            Phase::Explore(explore) => {
                let out_of_work = self.most_work.is_some_and(|most| self.work / 1000 >= most);
                if self.trying && out_of_work && !self.settling {
                    self.best_first();
                    return Ok(None);
                }
                if (self.settling || out_of_work) && self.ground.best.is_some() {
                    let bound = explore.bound(&self.ground);
                    self.stop(bound)?;
                    return Ok(None);
                }
                match explore.visit(&mut self.ground) {
                    Visit::Worked(microseconds) => spend(u64::from(microseconds), &mut self.work),
                    Visit::Evaluate(node) => {
                        spend(1, &mut self.work);
                        self.ground.begin(node);
                        self.pending = Some(node);
                    }
                    Visit::Decided => match &self.ground.best {
                        Some(best) => self.finish(best.rank)?,
                        None => return Err(self.no_solution()),
                    },
                    Visit::TooMuch if self.trying => self.best_first(),
                    Visit::TooMuch if self.ground.best.is_some() => {
                        let bound = explore.bound(&self.ground);
                        self.stop(bound)?;
                    }
                    Visit::TooMuch => {
                        return Err(AnonymityError::FrontierTooLarge {
                            longest: self.ground.longest.clone(),
                        });
                    }
                }
            }
            Phase::Project(projections) => match projections.visit(&mut self.ground) {
                Projected::Worked(microseconds) => spend(u64::from(microseconds), &mut self.work),
                Projected::Evaluate(node) => {
                    spend(1, &mut self.work);
                    self.ground.begin(node);
                    self.pending = Some(node);
                }
                Projected::Bound(bound) => self.finish(bound)?,
            },
            Phase::Finish(finish) => {
                return finish.advance(&mut self.ground, &self.row_of_record, left, self.before);
            }
        }
        Ok(None)
    }

    /// The lattice was too large to be searched whole.
    fn best_first(&mut self) {
        self.trying = false;
        self.bound_work = USUAL_WORK / 2;
        self.most_work = Some(self.work / 1000 + USUAL_WORK / 2);
        self.phase = Phase::Explore(Explore::new(&self.ground, Strategy::BestFirst, None));
    }

    /// The search ends before everything is decided. Unless the person waits for it, a better bound is sought first, with as much work once more.
    fn stop(&mut self, bound: f64) -> Result<(), AnonymityError> {
        let projections = match self.settling {
            true => None,
            false => Projections::new(&mut self.ground, bound, self.bound_work.saturating_mul(1000)),
        };
        match projections {
            Some(projections) => self.phase = Phase::Project(projections),
            None => self.finish(bound)?,
        }
        Ok(())
    }

    /// `bound`: a rank that no node left is below.
    fn finish(&mut self, bound: f64) -> Result<(), AnonymityError> {
        let best = self.ground.best.as_ref().ok_or(AnonymityError::Mismatch)?;
        let finish = Finish::new(best.node, best.rank, bound);
        finish.begin(&mut self.ground);
        self.phase = Phase::Finish(finish);
        Ok(())
    }

    /// Says which models fail even when all values are together. When a model of a sensitive column fails, all of that column are
    /// named: which of them it is would tell how its values lie.
    fn no_solution(&mut self) -> AnonymityError {
        let ground = &mut self.ground;
        let levels = ground.lattice.levels(ground.lattice.top());
        ground.kernel.begin(&levels, Limits::NONE);
        while ground.kernel.advance(usize::MAX) == Grouping::Busy {}
        let models = &ground.policy.models;
        let failing = ground.kernel.failing(models, &ground.judge, ground.policy.allowed);
        let of_failing = |model: &&Model| {
            let same = |other: &Model| model.column().is_some() && other.column() == model.column();
            failing.contains(model) || failing.iter().any(same)
        };
        let named = models.iter().filter(of_failing);
        AnonymityError::NoSolution { failing: named.map(|model| model.words(&ground.sensitive)).collect() }
    }

    fn progress(&mut self) -> Progress {
        let all = self.transformations;
        let worked = self.most_work.map_or(0.0, |most| {
            // Half of all that may be done is still to come after a try.
            let most = if self.trying { 2 * most } else { most.saturating_add(self.bound_work) };
            ((self.work / 1000) as f64 / most.max(1) as f64).min(1.0)
        });
        let (decided, share) = match &self.phase {
            Phase::Start(_) => (0.0, 0.0),
            Phase::Explore(explore) => {
                (explore.passed(&self.ground), if explore.in_earnest() { worked } else { 0.0 })
            }
            Phase::Project(_) => (0.0, worked),
            Phase::Finish(finish) => (if finish.proven() { all } else { 0.0 }, 1.0),
        };
        self.decided = self.decided.max(decided).max(f64::from(self.ground.checked)).min(all);
        self.share = self.share.max(self.decided / all).max(share);
        let (seen, all) = (count(self.decided), count(all));
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

/// How the lattice is searched in fact.
fn strategy(asked: Strategy, ground: &Ground) -> Strategy {
    match asked {
        Strategy::Optimal if ground.lattice.len() > LARGEST_LATTICE => Strategy::BestFirst,
        asked => asked,
    }
}

impl Task for SearchTask {
    type Output = Release;
    type Error = AnonymityError;

    fn step(&mut self, budget: u32) -> Step<Release, AnonymityError> {
        let mut left = u64::from(budget.clamp(1, LONGEST)) * 1000;
        while left > 0 {
            let Some(node) = self.pending else {
                match self.go_on(&mut left) {
                    Ok(None) => continue,
                    Ok(Some(release)) => return Step::Done(release),
                    Err(error) => return Step::Failed(error),
                }
            };
            let grouping = self.ground.group(&mut left);
            if grouping != Grouping::Busy {
                self.pending = None;
                self.work += self.ground.work();
                left = left.saturating_sub(3000);
                match &mut self.phase {
                    Phase::Explore(explore) => explore.grouped(&mut self.ground, node, grouping),
                    Phase::Project(projections) => projections.grouped(&mut self.ground, node, grouping),
                    Phase::Start(_) | Phase::Finish(_) => {}
                }
            }
        }
        Step::Busy(self.progress())
    }
}
