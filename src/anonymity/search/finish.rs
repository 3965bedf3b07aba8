//! From the best node to a release.

use super::ground::Ground;
use super::{Release, SUPPRESSED};
use crate::anonymity::error::AnonymityError;
use crate::anonymity::kernel::{Grouping, Limits, Verdict};
use crate::anonymity::statistics::RiskStatistics;

/// Records that are given their class at once.
const RECORDS: usize = 1 << 18;

/// Where the making of a release is.
pub(super) struct Finish {
    best: u64,
    rank: f64,
    bound: f64,
    grouped: bool,
    /// Number of every class of the kernel in the release.
    numbers: Vec<u32>,
    class_of: Vec<u32>,
    class_sizes: Vec<u32>,
    loss_totals: Vec<u64>,
}

impl Finish {
    /// `bound`: a rank that no node is below.
    pub(super) fn new(best: u64, rank: f64, bound: f64) -> Self {
        Self {
            best,
            rank,
            bound,
            grouped: false,
            numbers: Vec::new(),
            class_of: Vec::new(),
            class_sizes: Vec::new(),
            loss_totals: Vec::new(),
        }
    }

    /// Whether no transformation is better.
    pub(super) fn proven(&self) -> bool {
        self.bound >= self.rank
    }

    pub(super) fn begin(&self, ground: &mut Ground) {
        ground.kernel.forget(); // every row is needed, not a class of another node
        ground.kernel.begin(&ground.lattice.levels(self.best), Limits::NONE);
    }

    /// Goes on for about so many nanoseconds, which it takes off; `Some` when the release is made.
    pub(super) fn advance(
        &mut self,
        ground: &mut Ground,
        row_of_record: &[u32],
        left: &mut u64,
        before: RiskStatistics,
    ) -> Result<Option<Release>, AnonymityError> {
        if !self.grouped {
            if ground.group(left) != Grouping::Busy {
                ground.kernel.judge(&ground.judge);
                self.loss_totals = ground.kernel.loss_totals();
                self.numbers = vec![SUPPRESSED; ground.kernel.detail().sizes.len()];
                self.class_of.reserve_exact(row_of_record.len());
                self.grouped = true;
            }
            return Ok(None);
        }
        let detail = ground.kernel.detail();
        let from = self.class_of.len();
        let to = row_of_record.len().min(from + RECORDS);
        for &row in &row_of_record[from..to] {
            let class = detail.class_of[row as usize] as usize;
            if self.numbers[class] == SUPPRESSED && detail.verdicts[class] == Verdict::Yes {
                self.numbers[class] = self.class_sizes.len() as u32;
                self.class_sizes.push(detail.sizes[class]);
            }
            self.class_of.push(self.numbers[class]);
        }
        *left = left.saturating_sub((to - from) as u64 * 10);
        if to < row_of_record.len() {
            return Ok(None);
        }
        self.release(ground, before).map(Some)
    }

    /// The release of the best node.
    fn release(&mut self, ground: &Ground, before: RiskStatistics) -> Result<Release, AnonymityError> {
        if self.loss_totals.len() != ground.kernel.width() {
            return Err(AnonymityError::Mismatch);
        }
        let optimal = self.proven();
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
            held: (0..ground.kernel.width()).map(|column| ground.lattice.holds(column)).collect(),
            optimal,
            before,
        })
    }
}
