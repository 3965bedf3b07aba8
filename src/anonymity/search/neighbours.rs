//! What lies around a release: the best transformation with one column a level finer, or coarser, and the others chosen anew.
//!
//! Each is the search of a part of the lattice, that in which the column has that level. The parts overlap in what they look at, so
//! outcomes are remembered from one to the next, and a part begins with the best of it that is known already.

use super::explore::{Explore, Visit};
use super::ground::Ground;
use super::start::{self, Start};
use super::{strategy, SearchInput, Strategy, LONGEST};
use crate::anonymity::error::AnonymityError;
use crate::anonymity::kernel::Grouping;
use crate::anonymity::lattice::Lattice;
use crate::task::{Progress, Step, Task};
use crate::text::Text;

/// Work for all of them together, in microseconds: 20 seconds.
const USUAL_WORK: u64 = 20_000_000;

/// The best transformation with one column at another level, exact; [`crate::anonymity::statistics`] rounds it.
pub(crate) struct Neighbourhood {
    /// Which quasi-identifier.
    pub(crate) column: usize,
    /// Its level there.
    pub(crate) level: usize,
    /// `None` when no transformation is within the limit, or none was found.
    pub(crate) best: Option<NeighbourBest>,
    /// Whether that is proven: no such transformation has a lower value, or none is within the limit.
    pub(crate) proven: bool,
}

/// The best transformation of a part of the lattice.
pub(crate) struct NeighbourBest {
    /// Level of every column.
    pub(crate) levels: Vec<usize>,
    /// Value of the measure.
    pub(crate) value: f64,
    /// People suppressed.
    pub(crate) suppressed: u64,
}

/// The search of all neighbours as a task.
pub(crate) struct NeighbourTask {
    ground: Ground,
    start: Option<Start>,
    whole: Lattice,
    asked: Strategy,
    levels: Vec<usize>,
    /// Column and level of those that are left, last first.
    left: Vec<(usize, usize)>,
    planned: usize,
    explore: Option<Explore>,
    pending: Option<u64>,
    /// Work that may be done for the one under way, in nanoseconds, and work done.
    most_work: u64,
    work: u64,
    /// Work left for all of them.
    left_work: u64,
    found: Vec<Neighbourhood>,
}

impl NeighbourTask {
    /// Prepares the search around the transformation with these levels, of the same input. It keeps what it needs; the input may go.
    ///
    /// # Errors
    /// As those of the search.
    pub(crate) fn new(input: &SearchInput<'_>, levels: &[usize]) -> Result<Self, AnonymityError> {
        let (mut ground, start) = start::begin(input)?;
        ground.remembers = true;
        let whole = ground.lattice.clone();
        if levels.len() != input.columns.len() {
            return Err(AnonymityError::Mismatch);
        }
        let mut left = Vec::new();
        for (column, &level) in levels.iter().enumerate() {
            left.extend(level.checked_sub(1).map(|finer| (column, finer)));
            left.extend((level + 1 < whole.height(column)).then_some((column, level + 1)));
        }
        left.reverse();
        Ok(Self {
            ground,
            start: Some(start),
            whole,
            asked: input.strategy,
            levels: levels.to_vec(),
            planned: left.len(),
            left,
            explore: None,
            pending: None,
            most_work: 0,
            work: 0,
            left_work: input.work.unwrap_or(USUAL_WORK).saturating_mul(1000),
            found: Vec::new(),
        })
    }

    /// Begins with the next neighbour.
    fn next(&mut self, column: usize, level: usize) {
        let ground = &mut self.ground;
        ground.lattice = self.whole.held(column, level);
        ground.consider_known();
        let mut levels = self.levels.clone();
        levels[column] = level;
        let beside = ground.lattice.node(&levels);
        self.explore = Some(Explore::new(ground, strategy(self.asked, ground), beside));
        self.most_work = self.left_work / self.left.len().max(1) as u64;
        self.work = 0;
    }

    /// The neighbour under way is decided, or given up.
    fn conclude(&mut self, decided: bool) {
        self.explore = None;
        self.left_work = self.left_work.saturating_sub(self.work);
        let Some((column, level)) = self.left.pop() else { return };
        let ground = &self.ground;
        let best = ground.best.as_ref().map(|best| NeighbourBest {
            levels: ground.lattice.levels(best.node),
            value: ground.score.value(best.rank),
            suppressed: best.suppressed,
        });
        self.found.push(Neighbourhood { column, level, best, proven: decided });
    }

    fn progress(&self) -> Progress {
        let share = self.found.len() as f64 + (self.work as f64 / self.most_work.max(1) as f64).min(1.0);
        Progress {
            share: (share / self.planned.max(1) as f64).min(1.0),
            doing: Text::new(
                "Uitrekenen wat een stap fijner of grover zou kosten",
                "Finding what a step finer or coarser would cost",
            ),
        }
    }
}

impl Task for NeighbourTask {
    type Output = Vec<Neighbourhood>;
    type Error = AnonymityError;

    fn step(&mut self, budget: u32) -> Step<Vec<Neighbourhood>, AnonymityError> {
        let mut left = u64::from(budget.clamp(1, LONGEST)) * 1000;
        while left > 0 {
            if let Some(start) = &mut self.start {
                match start.advance(&mut self.ground, &mut left) {
                    Ok(None) => {}
                    Ok(Some(_)) => self.start = None,
                    Err(error) => return Step::Failed(error),
                }
                continue;
            }
            if let Some(node) = self.pending {
                let grouping = self.ground.group(&mut left);
                if grouping != Grouping::Busy {
                    self.pending = None;
                    self.work += self.ground.work();
                    if let Some(explore) = &mut self.explore {
                        explore.grouped(&mut self.ground, node, grouping);
                    }
                }
                continue;
            }
            let Some(explore) = &mut self.explore else {
                match self.left.last() {
                    Some(&(column, level)) => self.next(column, level),
                    None => return Step::Done(std::mem::take(&mut self.found)),
                }
                left = left.saturating_sub(self.ground.known.len() as u64 * 20);
                continue;
            };
            if self.work >= self.most_work {
                self.conclude(false);
                continue;
            }
            match explore.visit(&mut self.ground) {
                Visit::Worked(microseconds) => {
                    left = left.saturating_sub(u64::from(microseconds) * 1000);
                    self.work += u64::from(microseconds) * 1000;
                }
                Visit::Evaluate(node) => {
                    self.ground.begin(node);
                    self.pending = Some(node);
                }
                Visit::Decided => self.conclude(true),
                Visit::TooMuch => self.conclude(false),
            }
        }
        Step::Busy(self.progress())
    }
}
