//! The search of a lattice too large to be searched whole: always from the most promising node on.
//!
//! Every node not yet visited is finer than one that is open, so the least bound of the open ones is a bound for all that
//! is left. When none is left open, the optimum is proven here too.

use super::explore::{Visit, FRONTIER_BYTES};
use super::ground::{Below, Ground};
use crate::anonymity::kernel::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes that a node seen takes in a tree.
const SEEN_BYTES: usize = 12;

/// Where the search is.
pub(super) struct BestFirst {
    /// Nodes whose specialisations are still to come, by what they promise: a rank (as bits, which order as the
    /// numbers do from 0 on), then the node.
    open: BTreeMap<(u64, u64), Below>,
    seen: BTreeSet<u64>,
    /// The node whose specialisations are looked at, and the next column.
    at: Option<(u64, Below, usize)>,
    /// What is known of the node being evaluated.
    waiting: Option<Below>,
}

impl BestFirst {
    /// The coarsest node is known already.
    pub(super) fn new(ground: &Ground) -> Self {
        let mut search = Self { open: BTreeMap::new(), seen: BTreeSet::new(), at: None, waiting: None };
        let top = ground.lattice.top();
        search.seen.insert(top);
        search.waiting = Some(Below::nothing(ground));
        if let Some(outcome) = ground.known.get(&top) {
            search.judged(ground, top, outcome.as_ref());
        }
        search
    }

    /// Looks at the next specialisation of the most promising node.
    pub(super) fn visit(&mut self, ground: &Ground) -> Visit {
        let Some((node, below, column)) = self.at.take() else {
            let held = self.seen.len() * SEEN_BYTES + self.open.len() * Below::bytes(ground.kernel.width());
            if held > FRONTIER_BYTES {
                return Visit::TooMuch;
            }
            let Some(((_, node), below)) = self.open.pop_first() else { return Visit::Decided };
            if !ground.beaten(ground.bound_below(&below), 0, 0) {
                self.at = Some((node, below, 0));
            }
            return Visit::Worked(1);
        };
        if column == ground.kernel.width() {
            return Visit::Worked(1);
        }
        let finer = ground.lattice.finer(node, column).filter(|finer| self.seen.insert(*finer));
        self.at = Some((node, below.clone(), column + 1));
        let Some(finer) = finer else { return Visit::Worked(1) };
        if let Some(outcome) = ground.known.get(&finer) {
            self.waiting = Some(below);
            self.judged(ground, finer, outcome.as_ref());
            return Visit::Worked(2);
        }
        let bound = ground.bound_at(&below, |column| ground.lattice.level(finer, column));
        if ground.beaten(bound, ground.lattice.sum(finer), finer) {
            // It cannot be the best itself, but what is below it may.
            self.open.insert((bound.to_bits(), finer), below);
            return Visit::Worked(2);
        }
        self.waiting = Some(below);
        Visit::Evaluate(finer)
    }

    /// A node is known: it is open, unless all that is finer violates the limit.
    pub(super) fn judged(&mut self, ground: &Ground, node: u64, outcome: Option<&Outcome>) {
        let (Some(mut below), Some(outcome)) = (self.waiting.take(), outcome) else { return };
        below.learn(outcome);
        // Who is suppressed beyond the limit may be released at a finer level, but that promises less.
        let promise = match ground.allows(outcome) {
            true => ground.score.rank(&outcome.tally()),
            false => f64::MAX,
        };
        self.open.insert((promise.to_bits(), node), below);
    }

    /// A rank that nothing left to visit, nor the best, is below.
    pub(super) fn bound(&self, ground: &Ground) -> f64 {
        let best = ground.best.as_ref().map_or(f64::INFINITY, |best| best.rank);
        let at = self.at.as_ref().map(|(_, below, _)| below);
        let open = self.open.values().chain(at).chain(&self.waiting);
        open.map(|below| ground.bound_below(below)).fold(best, f64::min)
    }
}
