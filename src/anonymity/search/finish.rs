//! From the best node to a release, and what its neighbours on the lattice would cost.

use super::{Ground, Release, SUPPRESSED};
use crate::anonymity::error::AnonymityError;
use crate::anonymity::kernel::{Grouping, Verdict};
use crate::anonymity::statistics::RiskStatistics;

/// A transformation one level away from the release, exact; [`crate::anonymity::statistics`] rounds it.
pub(crate) struct Neighbourhood {
    /// Which quasi-identifier.
    pub(crate) column: usize,
    /// Its level there.
    pub(crate) level: usize,
    /// Value of the measure and people suppressed; `None` when there are too many classes to be within the limit.
    pub(crate) outcome: Option<(f64, u64)>,
    /// Whether the models hold within the suppression limit.
    pub(crate) feasible: bool,
}

/// What is left to do.
pub(super) struct Finish {
    best: u64,
    rank: f64,
    bound: f64,
    /// The best node and then its neighbours, last first.
    left: Vec<(u64, Option<(usize, usize)>)>,
    class_of: Vec<u32>,
    class_sizes: Vec<u32>,
    loss_totals: Vec<u64>,
    neighbours: Vec<Neighbourhood>,
}

impl Finish {
    /// `bound`: a rank that no node is below.
    pub(super) fn new(best: u64, rank: f64, bound: f64, ground: &Ground) -> Self {
        let mut left = Vec::new();
        for column in (0..ground.kernel.width()).rev() {
            let level = ground.lattice.level(best, column);
            if let Some(node) = ground.lattice.coarser(best, column) {
                left.push((node, Some((column, level + 1))));
            }
            if let Some(node) = ground.lattice.finer(best, column) {
                left.push((node, Some((column, level - 1))));
            }
        }
        left.push((best, None));
        Self {
            best,
            rank,
            bound,
            left,
            class_of: Vec::new(),
            class_sizes: Vec::new(),
            loss_totals: Vec::new(),
            neighbours: Vec::new(),
        }
    }

    /// The next node to group.
    pub(super) fn next(&self) -> Option<u64> {
        self.left.last().map(|(node, _)| *node)
    }

    pub(super) fn begin(&self, ground: &mut Ground, levels: &[usize]) {
        if self.next() == Some(self.best) {
            ground.kernel.forget(); // every row is needed, not a class of another node
            ground.kernel.begin(levels, usize::MAX);
        } else {
            ground.kernel.begin(levels, ground.most_classes);
        }
    }

    pub(super) fn grouped(
        &mut self,
        ground: &mut Ground,
        node: u64,
        grouping: Grouping,
        row_of_record: &[u32],
    ) {
        let Some((_, step)) = self.left.pop() else { return };
        if grouping != Grouping::TooMany {
            ground.kernel.judge(&ground.judge);
        }
        match step {
            None if node == self.best => {
                self.loss_totals = ground.kernel.loss_totals();
                let detail = ground.kernel.detail();
                let mut numbers = vec![SUPPRESSED; detail.sizes.len()];
                self.class_of = Vec::with_capacity(row_of_record.len());
                for &row in row_of_record {
                    let class = detail.class_of[row as usize] as usize;
                    if numbers[class] == SUPPRESSED && detail.verdicts[class] == Verdict::Yes {
                        numbers[class] = self.class_sizes.len() as u32;
                        self.class_sizes.push(detail.sizes[class]);
                    }
                    self.class_of.push(numbers[class]);
                }
            }
            None => {}
            Some((column, level)) => {
                let outcome = (grouping != Grouping::TooMany)
                    .then(|| ground.kernel.outcome(&ground.score, &ground.judge, &ground.generalised));
                self.neighbours.push(Neighbourhood {
                    column,
                    level,
                    feasible: outcome.as_ref().is_some_and(|outcome| ground.allows(outcome)),
                    outcome: outcome.map(|outcome| {
                        (ground.score.value(ground.score.rank(&outcome.tally())), outcome.suppressed)
                    }),
                });
            }
        }
    }

    /// The release of the best node.
    pub(super) fn release(
        &mut self,
        ground: &Ground,
        before: RiskStatistics,
    ) -> Result<Release, AnonymityError> {
        if self.loss_totals.len() != ground.kernel.width() {
            return Err(AnonymityError::Mismatch);
        }
        let optimal = self.bound >= self.rank;
        let value = ground.score.value(self.rank);
        Ok(Release {
            levels: ground.lattice.levels(self.best),
            suppressed: self.class_of.iter().map(|&class| class == SUPPRESSED).collect(),
            class_of: std::mem::take(&mut self.class_of),
            class_sizes: std::mem::take(&mut self.class_sizes),
            measure: ground.score.measure,
            value,
            bound: if optimal { value } else { ground.score.value(self.bound) },
            column_loss: self
                .loss_totals
                .iter()
                .enumerate()
                .map(|(column, &total)| ground.score.column_loss(column, total))
                .collect(),
            checked: ground.checked,
            lattice: ground.lattice.len(),
            optimal,
            before,
            neighbours: std::mem::take(&mut self.neighbours),
        })
    }
}
