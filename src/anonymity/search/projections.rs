//! A bound for a lattice that is too large to be searched whole, from parts of its columns.
//!
//! Take some columns alone, with all others at their coarsest: classes there are unions of classes at every node with the same levels of these
//! columns. Under models closed upward whoever is suppressed there is so at the finer node as well, and what a suppressed person costs in a column
//! is the most that anyone costs. So the least that these columns cost alone, under the same limit, is the least that they cost in any
//! transformation; and for groups of columns that share none, the least costs of all groups together are a bound for the whole. Each group is a lattice small
//! enough to be searched exactly.

use super::explore::{Explore, Visit};
use super::ground::{Best, Ground};
use super::input::Strategy;
use crate::anonymity::kernel::Grouping;
use crate::anonymity::lattice::Lattice;

/// Largest lattice of a group of columns; small in tests, so that small tables have several groups.
const LARGEST_PART: f64 = if cfg!(test) { 10.0 } else { 5e6 };

/// The searches of groups of columns under way.
pub(super) struct Projections {
    whole: Lattice,
    best: Option<Best>,
    /// Groups that are still to be searched; the one under way is the last.
    groups: Vec<Vec<usize>>,
    explore: Option<Explore>,
    /// What the groups so far cost at least.
    parts: Vec<f64>,
    /// A bound that is known already.
    bound: f64,
    /// Work that may still be done, in nanoseconds.
    left: u64,
}

/// What looking at the next node came to.
pub(super) enum Projected {
    /// About so many microseconds of work.
    Worked(u32),
    /// A node has to be evaluated.
    Evaluate(u64),
    /// A rank that no transformation is below.
    Bound(f64),
}

impl Projections {
    /// `bound` is known already; `work` may be done, in nanoseconds. `None` when groups of columns say nothing under these models or this measure.
    pub(super) fn new(ground: &mut Ground, bound: f64, work: u64) -> Option<Self> {
        if !ground.judge.closed_upward || ground.judge.over_release || !ground.score.adds_up() {
            return None;
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut nodes = f64::INFINITY;
        for column in 0..ground.kernel.width() {
            let levels = if ground.lattice.holds(column) { 1 } else { ground.lattice.height(column) } as f64;
            match groups.last_mut() {
                Some(group) if nodes * levels <= LARGEST_PART => group.push(column),
                _ => {
                    groups.push(vec![column]);
                    nodes = 1.0;
                }
            }
            nodes *= levels;
        }
        groups.reverse();
        Some(Self {
            whole: ground.lattice.clone(),
            best: ground.best.take(),
            groups,
            explore: None,
            parts: Vec::new(),
            bound,
            left: work,
        })
    }

    /// Goes on to the next node.
    pub(super) fn visit(&mut self, ground: &mut Ground) -> Projected {
        let Some(group) = self.groups.last() else {
            ground.lattice = self.whole.clone();
            ground.best = self.best.take();
            return Projected::Bound(self.bound.max(ground.score.together(&self.parts)));
        };
        let Some(explore) = &mut self.explore else {
            let others = (0..ground.kernel.width()).filter(|column| !group.contains(column));
            ground.lattice = others
                .fold(self.whole.clone(), |part, column| part.held(column, self.whole.height(column) - 1));
            ground.consider_known();
            self.explore = Some(Explore::new(ground, Strategy::Optimal, None));
            return Projected::Worked(20);
        };
        let decided = match explore.visit(ground) {
            _ if self.left == 0 => false,
            Visit::Worked(microseconds) => {
                self.left = self.left.saturating_sub(u64::from(microseconds) * 1000);
                return Projected::Worked(microseconds);
            }
            Visit::Evaluate(node) => return Projected::Evaluate(node),
            Visit::Decided => true,
            Visit::TooMuch => false,
        };
        let best = ground.best.as_ref().map(|best| best.rank);
        let least = best.filter(|_| decided).unwrap_or_else(|| explore.bound(ground));
        let others = (0..ground.kernel.width()).filter(|column| !group.contains(column));
        let coarsest =
            others.map(|column| (column, ground.generalised[column][ground.kernel.height(column) - 1]));
        self.parts.push(ground.score.part(least, coarsest));
        self.groups.pop();
        self.explore = None;
        ground.best = None;
        Projected::Worked(20)
    }

    /// No more work: what is known so far is the bound.
    pub(super) fn settle(&mut self) {
        self.left = 0;
    }

    /// Goes on after a node was grouped.
    pub(super) fn grouped(&mut self, ground: &mut Ground, node: u64, grouping: Grouping) {
        self.left = self.left.saturating_sub(ground.work());
        if let Some(explore) = &mut self.explore {
            explore.grouped(ground, node, grouping);
        }
    }
}
