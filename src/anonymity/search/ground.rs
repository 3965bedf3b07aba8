//! What a search stands on: the records, the lattice, the measure, the models and the best so far.

use super::input::CheckedPolicy;
use crate::anonymity::kernel::{Grouping, Kernel, Limits, Outcome};
use crate::anonymity::lattice::Lattice;
use crate::anonymity::measure::{Measure, Score};
use crate::anonymity::model::Judge;
use crate::text::Text;
use std::collections::BTreeMap;

/// Most outcomes that are remembered from one search to the next (some 20 MB).
const MOST_KNOWN: usize = 50_000;

/// What grouping a row by a word takes.
const NANOSECONDS: u64 = 10;

/// What is known of all nodes below some evaluated one, and so a bound for each of them.
#[derive(Clone)]
pub(super) struct Below {
    /// D per column, in the units of the measure.
    extra: Box<[u64]>,
    /// People suppressed at each of them.
    never: u64,
}

/// What does not change during the search, but for the best so far and what is known of nodes.
pub(super) struct Ground {
    pub(super) kernel: Kernel,
    pub(super) lattice: Lattice,
    pub(super) score: Score,
    pub(super) judge: Judge,
    pub(super) policy: CheckedPolicy,
    /// What each column costs at each level when nobody is suppressed.
    pub(super) generalised: Vec<Vec<u64>>,
    /// Columns with the longest ladders, for refusals.
    pub(super) longest: Vec<Text>,
    /// Names of the sensitive columns, for refusals.
    pub(super) sensitive: Vec<Text>,
    pub(super) best: Option<Best>,
    pub(super) checked: u32,
    /// Outcomes of nodes that will be met again; `None` when the node and every finer one violates the limit.
    pub(super) known: BTreeMap<u64, Option<Outcome>>,
    /// Whether every outcome is worth remembering, or only those of the greedy descent.
    pub(super) remembers: bool,
}

/// The best so far; the smallest key wins.
pub(super) struct Best {
    pub(super) rank: f64,
    pub(super) sum: usize,
    pub(super) node: u64,
    /// People suppressed there.
    pub(super) suppressed: u64,
}

impl Below {
    /// Nothing is known.
    pub(super) fn nothing(ground: &Ground) -> Self {
        Self { extra: vec![0; ground.kernel.width()].into_boxed_slice(), never: 0 }
    }

    /// Takes what another generalisation knows along.
    pub(super) fn raise(&mut self, other: &Below) {
        for (most, &extra) in self.extra.iter_mut().zip(&other.extra) {
            *most = (*most).max(extra);
        }
        self.never = self.never.max(other.never);
    }

    /// What an outcome says of everything finer.
    pub(super) fn learn(&mut self, outcome: &Outcome) {
        for (most, &extra) in self.extra.iter_mut().zip(&outcome.extra) {
            *most = (*most).max(extra);
        }
        self.never = self.never.max(outcome.never);
    }

    /// About the bytes it takes in a tree.
    pub(super) fn bytes(width: usize) -> usize {
        width * 8 + 72
    }
}

impl Ground {
    /// Starts to group the records at a node.
    pub(super) fn begin(&mut self, node: u64) {
        let (least_people, suppressed) = (self.policy.least_people(), u64::from(self.policy.allowed));
        self.kernel.begin(&self.lattice.levels(node), Limits { least_people, suppressed });
    }

    /// Groups more rows, for so many nanoseconds, which it takes off.
    pub(super) fn group(&mut self, left: &mut u64) -> Grouping {
        let before = self.work();
        let grouping = self.kernel.advance((*left / NANOSECONDS).max(1024) as usize);
        *left = left.saturating_sub(self.work() - before);
        if grouping == Grouping::Done {
            // Reading the outcome.
            let classes = self.kernel.detail().sizes.len() as u64;
            *left = left.saturating_sub(classes * (6 + 2 * self.kernel.width() as u64));
        }
        grouping
    }

    /// What the grouping under way took so far, in nanoseconds: by rows and not by the clock, so that the same recipe
    /// always comes equally far.
    pub(super) fn work(&self) -> u64 {
        self.kernel.visits() * NANOSECONDS
    }

    /// Reads the outcome of the node that was grouped and remembers the best; `None` when it and every finer
    /// node violates the limit.
    pub(super) fn outcome(&mut self, node: u64, grouping: Grouping) -> Option<Outcome> {
        self.checked = self.checked.saturating_add(1);
        let outcome = self.judged(grouping);
        if let Some(outcome) = &outcome {
            self.consider(node, outcome);
        }
        if self.remembers && self.known.len() < MOST_KNOWN {
            self.known.insert(node, outcome.clone());
        }
        outcome
    }

    /// Takes a node as the best so far when it is.
    pub(super) fn consider(&mut self, node: u64, outcome: &Outcome) {
        if !self.allows(outcome) {
            return;
        }
        let rank = self.score.rank(&outcome.tally());
        let sum = self.lattice.sum(node);
        let better = |best: &Best| (rank, sum, node) < (best.rank, best.sum, best.node);
        if self.best.as_ref().is_none_or(better) {
            self.best = Some(Best { rank, sum, node, suppressed: outcome.suppressed });
        }
    }

    /// Takes the best of the nodes that are known, as far as they are in the lattice at hand.
    pub(super) fn consider_known(&mut self) {
        self.best = None;
        let known = std::mem::take(&mut self.known);
        for (&node, outcome) in &known {
            if let Some(outcome) = outcome.as_ref().filter(|_| self.lattice.contains(node)) {
                self.consider(node, outcome);
            }
        }
        self.known = known;
    }

    fn judged(&mut self, grouping: Grouping) -> Option<Outcome> {
        if grouping == Grouping::Fails {
            return None;
        }
        self.kernel.judge(&self.judge);
        let outcome = self.kernel.outcome(&self.score, &self.judge, &self.generalised);
        if self.allows(&outcome) {
            return Some(outcome);
        }
        // Every model is at least convex, so when nobody may be suppressed a violation goes down with the levels.
        let always = self.judge.closed_upward
            || self.policy.allowed == 0
            || outcome.never > u64::from(self.policy.allowed);
        (!always).then_some(outcome)
    }

    pub(super) fn allows(&self, outcome: &Outcome) -> bool {
        outcome.suppressed <= u64::from(self.policy.allowed)
    }

    /// A rank that no node with these levels is below.
    pub(super) fn bound_at(&self, below: &Below, level: impl Fn(usize) -> usize) -> f64 {
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
    pub(super) fn bound_below(&self, below: &Below) -> f64 {
        self.bound_at(below, |column| self.lattice.lowest(column))
    }

    /// Whether a node with at least this rank cannot be the best.
    pub(super) fn beaten(&self, rank: f64, sum: usize, node: u64) -> bool {
        self.best.as_ref().is_some_and(|best| (rank, sum, node) > (best.rank, best.sum, best.node))
    }

    /// The best so far for progress, in whole percents of detail.
    pub(super) fn best_in_words(&self) -> (String, String) {
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
