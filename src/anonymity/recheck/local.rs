//! The independent recheck of a local release, straight from its output rows.
//!
//! Nothing of `local/` is shared: what a row says is looked up in the ladder as it was given, rows are alike when they say
//! the same in every column, and the models are judged by their second implementation over what is alike.

use super::super::error::{AnonymityError, RecheckFailure};
use super::super::local::LocalRelease;
use super::super::model::{Context, Model};
use super::super::search::Policy;
use super::super::statistics::LocalStatistics;
use super::counting::{shape, Counting};
use super::{agree, RecheckColumn};
use crate::table::{three_digits, MISSING};
use crate::task::{Step, Task};
use std::collections::BTreeMap;

/// What the recheck counts.
struct Counted {
    granularity: f64,
    classes: u32,
    suppressed: u32,
    smallest_class: u32,
}

/// A local release that has passed the recheck. Only [`LocalRecheckTask`] makes one, and the export takes this and not a
/// [`LocalRelease`].
pub(crate) struct CheckedLocal {
    release: LocalRelease,
    k: u32,
    counted: Counted,
    /// Ladder rows of every column.
    rows: Vec<u32>,
}

impl CheckedLocal {
    /// What was found and checked.
    pub(crate) fn release(&self) -> &LocalRelease {
        &self.release
    }

    /// The k of its k-anonymity; 1 without one.
    pub(crate) fn k(&self) -> u32 {
        self.k
    }

    /// As counted by the recheck: exact, without breakdown (PRODUCT D6); beside it what the release loses that has one level for a whole
    /// column, of which these are the losses.
    pub(crate) fn statistics(&self, by_column: &[f64]) -> LocalStatistics {
        let Counted { granularity, classes, suppressed, smallest_class } = self.counted;
        let granularity_by_column = three_digits(granularity_of_losses(by_column, &self.rows));
        LocalStatistics { granularity, granularity_by_column, classes, suppressed, smallest_class }
    }
}

/// Granularity utility from the columns' losses: a loss is (mean share − 1 / rows) / (1 − 1 / rows) of a column's ladder rows.
fn granularity_of_losses(losses: &[f64], rows: &[u32]) -> f64 {
    let weights = || rows.iter().map(|&rows| 1.0 - 1.0 / f64::from(rows.max(1)));
    let most: f64 = weights().sum();
    if most <= 0.0 {
        return 1.0;
    }
    1.0 - losses.iter().zip(weights()).map(|(loss, weight)| loss * weight).sum::<f64>() / most
}

/// A column as the recheck reads it.
struct Original {
    codes: Vec<u32>,
    /// Ladder row of every code; `None` for a missing value without one.
    row_of_code: Vec<Option<u32>>,
    /// Per level the band of every ladder row.
    band_of_row: Vec<Vec<u32>>,
    /// Per level the ladder rows of every band; a missing value without a row has the last band to itself, but at the root.
    rows_of_band: Vec<Vec<u32>>,
    /// Number of ladder rows.
    rows: u32,
}

impl Original {
    fn new(column: &RecheckColumn<'_>) -> Option<Self> {
        let (attribute, ladder) = (column.attribute, column.ladder);
        let row_of_code = ladder.rows_of(&attribute.domain).ok()?;
        let apart = ladder.missing_row.is_none() && attribute.codes.contains(&MISSING);
        let mut rows_of_band = Vec::with_capacity(ladder.height());
        for level in &ladder.levels {
            let mut rows = vec![0; level.bands.len()];
            for &band in &level.of_row {
                *rows.get_mut(band as usize)? += 1;
            }
            if apart && rows_of_band.len() + 1 == ladder.height() {
                *rows.first_mut()? += 1;
            } else if apart {
                rows.push(1);
            }
            rows_of_band.push(rows);
        }
        Some(Self {
            codes: attribute.codes.clone(),
            row_of_code,
            band_of_row: ladder.levels.iter().map(|level| level.of_row.clone()).collect(),
            rows_of_band,
            rows: ladder.values.len() as u32 + u32::from(apart),
        })
    }

    /// The band that the value of a record is in, at a level.
    fn band(&self, record: usize, level: usize) -> Option<u32> {
        let code = *self.codes.get(record)?;
        match *self.row_of_code.get(code as usize)? {
            Some(row) => self.band_of_row.get(level)?.get(row as usize).copied(),
            None if level + 1 == self.band_of_row.len() => Some(0),
            None => Some(self.rows_of_band.get(level)?.len() as u32 - 1),
        }
    }
}

/// What one column of an output row says: level, and band of that level.
type Cell = (u32, u32);

/// The recheck of a local release as a task.
pub(crate) struct LocalRecheckTask {
    release: Option<LocalRelease>,
    counting: Counting,
    columns: Vec<Original>,
    /// By what the rows say: number of the class.
    classes: BTreeMap<Box<[Cell]>, u32>,
    /// People of every class.
    sizes: Vec<u32>,
    /// Ladder rows over all ladder rows, summed over people and columns.
    shares: f64,
    row: Vec<Cell>,
}

impl LocalRecheckTask {
    /// Prepares the recheck of a local release of these records under this policy; each stands for so many people.
    ///
    /// # Errors
    /// When the release is not about these people and columns, or a model needs what a local release does not have (k-map).
    pub(crate) fn new(
        counts: &[u32],
        columns: &[RecheckColumn<'_>],
        context: &Context<'_>,
        policy: &Policy,
        release: LocalRelease,
    ) -> Result<Self, AnonymityError> {
        if let Some(model) = policy.models.iter().find(|model| matches!(model, Model::KMap(_))) {
            return Err(AnonymityError::Model { model: model.words(&context.labels()) });
        }
        Ok(Self {
            counting: Counting::new(counts, columns, context, policy, release.class_of.len())?,
            columns: columns.iter().map(Original::new).collect::<Option<_>>().ok_or_else(shape)?,
            release: Some(release),
            classes: BTreeMap::new(),
            sizes: Vec::new(),
            shares: 0.0,
            row: Vec::new(),
        })
    }

    fn record(&mut self, release: &LocalRelease) -> Result<(), RecheckFailure> {
        let count = self.counting.counts[self.counting.at];
        self.counting.evidence.of_all(self.counting.at, count);
        self.row.clear();
        let mut shares = 0.0;
        for (place, column) in self.columns.iter().enumerate() {
            let Some((level, band)) = release.band(self.counting.at, place) else { break };
            // A value that is not in the band it is said to be in would be a lie, or a hint.
            if column.band(self.counting.at, level) != Some(band) {
                return Err(RecheckFailure::Classes);
            }
            let rows = column.rows_of_band.get(level).and_then(|rows| rows.get(band as usize));
            shares += f64::from(*rows.ok_or(RecheckFailure::Shape)?) / f64::from(column.rows);
            self.row.push((level as u32, band));
        }
        if self.row.len() < self.columns.len() {
            // A row is released whole or not at all.
            if !self.row.is_empty() {
                return Err(RecheckFailure::Shape);
            }
            self.counting.suppressed += count;
            self.shares += self.columns.len() as f64 * f64::from(count);
            return Ok(());
        }
        self.shares += shares * f64::from(count);
        let class = match self.classes.get(self.row.as_slice()) {
            Some(&class) => class,
            None => {
                let class = self.sizes.len() as u32;
                self.classes.insert(self.row.as_slice().into(), class);
                self.sizes.push(0);
                class
            }
        };
        self.sizes[class as usize] += count;
        self.counting.evidence.of_class(class, self.counting.at, count);
        Ok(())
    }

    /// The utility by its definition.
    fn granularity(&self) -> f64 {
        let width = self.columns.len() as f64;
        let least = self.columns.iter().map(|column| 1.0 / f64::from(column.rows)).sum::<f64>() / width;
        if self.columns.is_empty() || least >= 1.0 {
            return 1.0;
        }
        1.0 - (self.shares / (f64::from(self.counting.people) * width) - least) / (1.0 - least)
    }

    fn judge(&self, release: &LocalRelease) -> Result<Counted, RecheckFailure> {
        if self.counting.suppressed > self.counting.policy.allowed
            || self.counting.suppressed != release.suppressed
        {
            return Err(RecheckFailure::Suppression);
        }
        let said: u64 = release.classes.iter().map(|class| u64::from(class.people)).sum();
        if said + u64::from(self.counting.suppressed) != u64::from(self.counting.people) {
            return Err(RecheckFailure::Classes);
        }
        if self.sizes.iter().any(|&people| people < self.counting.policy.k()) {
            return Err(RecheckFailure::SmallClass);
        }
        self.counting.evidence.judge(&self.counting.policy.models, &self.sizes)?;
        let granularity = self.granularity();
        if !agree(granularity, release.granularity) {
            return Err(RecheckFailure::Loss);
        }
        Ok(Counted {
            granularity,
            classes: self.sizes.len() as u32,
            suppressed: self.counting.suppressed,
            smallest_class: self.sizes.iter().copied().min().unwrap_or(0),
        })
    }
}

impl Task for LocalRecheckTask {
    type Output = CheckedLocal;
    type Error = AnonymityError;

    fn step(&mut self, budget: u32) -> Step<CheckedLocal, AnonymityError> {
        let Some(release) = self.release.take() else {
            return Step::Failed(AnonymityError::Mismatch);
        };
        let all = self.counting.counts.len();
        let end = self.counting.until(all, budget);
        while self.counting.at < end {
            if let Err(failure) = self.record(&release) {
                return Step::Failed(AnonymityError::Recheck(failure));
            }
            self.counting.at += 1;
        }
        if self.counting.at < all {
            self.release = Some(release);
            return Step::Busy(self.counting.progress(all));
        }
        match self.judge(&release) {
            Ok(counted) => Step::Done(CheckedLocal {
                release,
                k: self.counting.policy.k(),
                counted,
                rows: self.columns.iter().map(|column| column.rows).collect(),
            }),
            Err(failure) => Step::Failed(AnonymityError::Recheck(failure)),
        }
    }
}

#[cfg(test)]
#[path = "local_tests.rs"]
mod tests;
