//! The exact search: top-down, all nodes with one sum of levels before the next.

use super::explore::{Visit, FRONTIER_BYTES};
use super::ground::{Below, Ground};
use crate::anonymity::kernel::Outcome;
use std::collections::BTreeMap;

/// A node whose direct generalisations may all still be refined.
struct Child {
    parents: usize,
    below: Below,
}

/// Where the layers are.
pub(super) struct Layers {
    current: BTreeMap<u64, Child>,
    next: BTreeMap<u64, Child>,
    sum: usize,
    passed: f64,
    popped: f64,
}

impl Layers {
    pub(super) fn new(ground: &Ground) -> Self {
        let top = Child { parents: 0, below: Below::nothing(ground) };
        let mut current = BTreeMap::new();
        current.insert(ground.lattice.top(), top);
        Self { current, next: BTreeMap::new(), sum: ground.lattice.top_sum(), passed: 0.0, popped: 0.0 }
    }

    /// Visits the next node of the layer.
    pub(super) fn visit(&mut self, ground: &Ground) -> Visit {
        if (self.current.len() + self.next.len()) * Below::bytes(ground.kernel.width()) > FRONTIER_BYTES {
            return Visit::TooMuch;
        }
        let Some((node, child)) = self.current.pop_first() else {
            self.passed += ground.lattice.with_sum(self.sum);
            self.popped = 0.0;
            if self.next.is_empty() {
                return Visit::Decided;
            }
            self.sum -= 1;
            self.current = std::mem::take(&mut self.next);
            return Visit::Worked(1);
        };
        self.popped += 1.0;
        if child.parents < ground.lattice.parents(node) {
            return Visit::Worked(1); // a generalisation of it was dropped with all that is finer
        }
        if let Some(outcome) = ground.known.get(&node) {
            self.current.insert(node, child);
            self.judged(ground, node, outcome.as_ref());
            return Visit::Worked(2);
        }
        if ground.beaten(ground.bound_below(&child.below), 0, 0) {
            return Visit::Worked(1); // nor can anything below it be the best
        }
        let bound = ground.bound_at(&child.below, |column| ground.lattice.level(node, column));
        if ground.beaten(bound, self.sum, node) {
            self.refine(ground, node, &child.below);
            return Visit::Worked(2 + ground.kernel.width() as u32 / 3);
        }
        self.current.insert(node, child);
        Visit::Evaluate(node)
    }

    /// A node is known: its specialisations come next, unless all of them violate the limit.
    pub(super) fn judged(&mut self, ground: &Ground, node: u64, outcome: Option<&Outcome>) {
        let Some(mut child) = self.current.remove(&node) else { return };
        if let Some(outcome) = outcome {
            child.below.learn(outcome);
            self.refine(ground, node, &child.below);
        }
    }

    fn refine(&mut self, ground: &Ground, node: u64, below: &Below) {
        for column in 0..ground.kernel.width() {
            if let Some(finer) = ground.lattice.finer(node, column) {
                let child = self
                    .next
                    .entry(finer)
                    .or_insert_with(|| Child { parents: 0, below: Below::nothing(ground) });
                child.parents += 1;
                child.below.raise(below);
            }
        }
    }

    /// A rank that nothing left to visit, nor the best, is below.
    pub(super) fn bound(&self, ground: &Ground) -> f64 {
        let best = ground.best.as_ref().map_or(f64::INFINITY, |best| best.rank);
        let open = self.current.values().chain(self.next.values());
        open.map(|child| ground.bound_below(&child.below)).fold(best, f64::min)
    }

    /// Number of nodes that are decided.
    pub(super) fn passed(&self, ground: &Ground) -> f64 {
        self.passed + self.popped.min(ground.lattice.with_sum(self.sum))
    }
}
