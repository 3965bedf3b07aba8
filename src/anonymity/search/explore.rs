//! From the coarsest node to the best one: a greedy descent, then the whole lattice layer by layer or from the best nodes on.

use super::best_first::BestFirst;
use super::ground::{Below, Ground};
use super::input::Strategy;
use super::layers::Layers;
use crate::anonymity::kernel::Grouping;

/// Most bytes that the nodes held may take.
pub(super) const FRONTIER_BYTES: usize = 192 << 20;

/// What visiting the next node of a lattice came to.
pub(super) enum Visit {
    /// It needs no evaluation; about so many microseconds of work.
    Worked(u32),
    /// It has to be evaluated.
    Evaluate(u64),
    /// Nothing is left.
    Decided,
    /// More nodes would have to be held than may be.
    TooMuch,
}

/// Where the exploration is.
enum Phase {
    /// Nodes that are looked at first, last first.
    Starts(Vec<u64>),
    /// From a node to its best direct specialisation, as long as that is better.
    Greedy { at: u64, rank: f64, column: usize, best: Option<(f64, u64)> },
    /// All nodes with one sum of levels, then the next sum.
    Layers(Layers),
    /// From the best node on.
    BestFirst(BestFirst),
}

/// The exploration of a lattice.
pub(super) struct Explore {
    phase: Phase,
    strategy: Strategy,
}

impl Explore {
    /// Looks at the coarsest node and at these, and descends from the best of them.
    pub(super) fn new(ground: &Ground, strategy: Strategy, starts: impl IntoIterator<Item = u64>) -> Self {
        let top = ground.lattice.top();
        Self { phase: Phase::Starts(starts.into_iter().chain([top]).collect()), strategy }
    }

    /// Goes on to the next node.
    pub(super) fn visit(&mut self, ground: &mut Ground) -> Visit {
        match &mut self.phase {
            Phase::Starts(starts) => {
                if let Some(node) = starts.pop() {
                    if !ground.known.contains_key(&node) {
                        return Visit::Evaluate(node);
                    }
                } else if let Some(best) = &ground.best {
                    self.phase = Phase::Greedy { at: best.node, rank: best.rank, column: 0, best: None };
                } else {
                    // When even the coarsest node violates the limit, the rest of the search will say so.
                    self.whole(ground);
                }
                Visit::Worked(1)
            }
            Phase::Greedy { at, rank, column, best } => {
                if *column < ground.kernel.width() {
                    let finer = ground.lattice.finer(*at, *column);
                    *column += 1;
                    let Some(node) = finer else { return Visit::Worked(1) };
                    match ground.known.get(&node) {
                        None => return Visit::Evaluate(node),
                        Some(Some(outcome)) if ground.allows(outcome) => {
                            let found = ground.score.rank(&outcome.tally());
                            if best.is_none_or(|(known, _)| found < known) {
                                *best = Some((found, node));
                            }
                        }
                        Some(_) => {}
                    }
                } else if let Some((found, node)) = best.filter(|(found, _)| *found < *rank) {
                    self.phase = Phase::Greedy { at: node, rank: found, column: 0, best: None };
                } else {
                    self.whole(ground);
                }
                Visit::Worked(1)
            }
            Phase::Layers(layers) => layers.visit(ground),
            Phase::BestFirst(search) => search.visit(ground),
        }
    }

    fn whole(&mut self, ground: &Ground) {
        self.phase = match self.strategy {
            Strategy::Optimal => Phase::Layers(Layers::new(ground)),
            Strategy::BestFirst => Phase::BestFirst(BestFirst::new(ground)),
        };
    }

    /// Goes on after a node was grouped.
    pub(super) fn grouped(&mut self, ground: &mut Ground, node: u64, grouping: Grouping) {
        let outcome = ground.outcome(node, grouping);
        match &mut self.phase {
            Phase::Starts(_) | Phase::Greedy { .. } => {
                if grouping == Grouping::Done {
                    ground.kernel.keep(); // later phases come to finer nodes, which gain nothing by theirs
                }
                if let Phase::Greedy { best, .. } = &mut self.phase {
                    let feasible = outcome.as_ref().filter(|outcome| ground.allows(outcome));
                    let found = feasible.map(|outcome| ground.score.rank(&outcome.tally()));
                    if let Some(found) = found.filter(|found| best.is_none_or(|(known, _)| *found < known)) {
                        *best = Some((found, node));
                    }
                }
                ground.known.insert(node, outcome);
            }
            Phase::Layers(layers) => layers.judged(ground, node, outcome.as_ref()),
            Phase::BestFirst(search) => search.judged(ground, node, outcome.as_ref()),
        }
    }

    /// A rank that nothing left to visit, nor the best, is below.
    pub(super) fn bound(&self, ground: &Ground) -> f64 {
        match &self.phase {
            Phase::Starts(_) | Phase::Greedy { .. } => ground.bound_below(&Below::nothing(ground)),
            Phase::Layers(layers) => layers.bound(ground),
            Phase::BestFirst(search) => search.bound(ground),
        }
    }

    /// Number of nodes that are decided.
    pub(super) fn passed(&self, ground: &Ground) -> f64 {
        match &self.phase {
            Phase::Layers(layers) => layers.passed(ground),
            _ => 0.0,
        }
    }

    /// Whether the whole lattice is being explored, and not a part to begin with.
    pub(super) fn in_earnest(&self) -> bool {
        matches!(self.phase, Phase::Layers(_) | Phase::BestFirst(_))
    }
}
