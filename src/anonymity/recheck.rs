//! The second, independent routine: a release is counted again from scratch before it is used.
//!
//! Nothing of the search is shared: values are looked up in the ladder's rows and compared by their labels,
//! classes are counted in an ordered map, and the loss is summed as it is defined.

use super::error::{AnonymityError, LadderError, RecheckFailure};
use super::ladder::Ladder;
use super::search::{people_of, CheckedPolicy, Policy, Release, SUPPRESSED};
use crate::table::{Attribute, MISSING};
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use std::collections::BTreeMap;

/// One quasi-identifier as the recheck takes it, in the order of the release's levels.
pub(crate) struct RecheckColumn<'a> {
    /// The attribute.
    pub(crate) attribute: &'a Attribute,
    /// Its ladder, not yet tied to anything.
    pub(crate) ladder: &'a Ladder,
    /// Weight in the measure.
    pub(crate) weight: f64,
}

/// A release that has passed the recheck. Only [`RecheckTask`] makes one, and every later room takes this and
/// not a [`Release`] (as linfa's checked parameters).
pub(crate) struct CheckedRelease {
    release: Release,
    k: u32,
    people: u32,
    suppressed: u32,
    columns: Vec<CheckedColumn>,
}

/// What is said about a column of a release.
pub(super) struct CheckedColumn {
    pub(super) name: String,
    pub(super) label: Text,
    pub(super) rungs: Vec<Text>,
}

impl CheckedRelease {
    /// What was found and checked.
    pub(crate) fn release(&self) -> &Release {
        &self.release
    }

    /// Fewest people in a class that the models allow.
    pub(crate) fn k(&self) -> u32 {
        self.k
    }

    /// Number of people.
    pub(crate) fn people(&self) -> u32 {
        self.people
    }

    /// Number of people suppressed.
    pub(crate) fn suppressed(&self) -> u32 {
        self.suppressed
    }

    pub(super) fn columns(&self) -> &[CheckedColumn] {
        &self.columns
    }
}

/// A column written out at the level of the release.
struct Written {
    /// Label number of every record.
    labels: Vec<u32>,
    /// Share of the ladder's rows under every label.
    shares: Vec<f64>,
    /// People released under every label.
    counts: Vec<u64>,
    /// Number of ladder rows.
    rows: f64,
    weight: f64,
}

impl Written {
    fn new(column: &RecheckColumn<'_>, level: usize) -> Result<Self, LadderError> {
        let (attribute, ladder) = (column.attribute, column.ladder);
        let rows = ladder.rows_of(&attribute.domain)?;
        let root = level + 1 == ladder.height();
        let apart = ladder.missing_row.is_none() && attribute.codes.contains(&MISSING);
        // A missing value without a row is a label of its own (`None`), but for the root.
        let label = |row: Option<u32>| match row {
            Some(row) => {
                let level = &ladder.levels[level];
                level
                    .bands
                    .get(level.of_row[row as usize] as usize)
                    .map(|band| (band.missing, band.label.nl.as_str()))
            }
            None if root => {
                ladder.levels[level].bands.first().map(|band| (band.missing, band.label.nl.as_str()))
            }
            None => None,
        };
        let mut numbers = BTreeMap::new();
        let mut sizes: Vec<f64> = Vec::new();
        let all = (0..ladder.values.len() as u32).map(Some).chain(apart.then_some(None));
        for row in all {
            let number = *numbers.entry(label(row)).or_insert_with(|| {
                sizes.push(0.0);
                sizes.len() as u32 - 1
            });
            sizes[number as usize] += 1.0;
        }
        let of_code: Vec<Option<u32>> = rows.iter().map(|&row| numbers.get(&label(row)).copied()).collect();
        let labels = attribute
            .codes
            .iter()
            .map(|&code| of_code.get(code as usize).copied().flatten())
            .collect::<Option<Vec<u32>>>()
            .ok_or(LadderError::Absent { values: 1 })?;
        let total: f64 = sizes.iter().sum();
        Ok(Self {
            labels,
            counts: vec![0; sizes.len()],
            shares: sizes.iter().map(|size| size / total).collect(),
            rows: total,
            weight: column.weight,
        })
    }

    /// Normalised loss with so many people, the rest of whom are suppressed.
    fn loss(&self, people: f64) -> f64 {
        let kept: f64 = self.counts.iter().map(|&count| count as f64).sum();
        let cost: f64 =
            self.counts.iter().zip(&self.shares).map(|(&count, share)| count as f64 * share).sum();
        let least = people / self.rows;
        if people <= least {
            return 0.0;
        }
        let loss = ((cost + people - kept - least) / (people - least)).max(0.0);
        (loss * 1e10).floor() / 1e10
    }
}

/// The recheck as a task.
pub(crate) struct RecheckTask {
    release: Option<Release>,
    policy: CheckedPolicy,
    columns: Vec<CheckedColumn>,
    written: Vec<Written>,
    counts: Vec<u32>,
    people: u32,
    at: usize,
    suppressed: u32,
    classes: BTreeMap<Box<[u32]>, (u32, u32)>,
    key: Vec<u32>,
}

impl RecheckTask {
    /// Prepares the recheck of a release of these records under this policy; each stands for so many people.
    ///
    /// # Errors
    /// When the release is not about these people and columns.
    pub(crate) fn new(
        counts: &[u32],
        columns: &[RecheckColumn<'_>],
        policy: &Policy,
        release: Release,
    ) -> Result<Self, AnonymityError> {
        let shape = AnonymityError::Recheck(RecheckFailure::Shape);
        let fits = columns.len() == release.levels.len()
            && release.suppressed.len() == counts.len()
            && release.class_of.len() == counts.len()
            && columns.iter().zip(&release.levels).all(|(column, &level)| {
                column.attribute.codes.len() == counts.len() && level < column.ladder.height()
            });
        if !fits {
            return Err(shape);
        }
        let written = columns
            .iter()
            .zip(&release.levels)
            .map(|(column, &level)| Written::new(column, level))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| shape)?;
        let named = columns.iter().map(|column| CheckedColumn {
            name: column.attribute.name.clone(),
            label: column.attribute.label.clone(),
            rungs: column.ladder.rungs(),
        });
        let people = people_of(counts)?;
        Ok(Self {
            policy: policy.check(people)?,
            columns: named.collect(),
            written,
            release: Some(release),
            counts: counts.to_vec(),
            people,
            at: 0,
            suppressed: 0,
            classes: BTreeMap::new(),
            key: Vec::new(),
        })
    }

    fn record(&mut self, release: &Release) -> Result<(), RecheckFailure> {
        let (class, count) = (release.class_of[self.at], self.counts[self.at]);
        if release.suppressed[self.at] {
            self.suppressed += count;
            return if class == SUPPRESSED { Ok(()) } else { Err(RecheckFailure::Classes) };
        }
        self.key.clear();
        for column in &mut self.written {
            let label = column.labels[self.at];
            column.counts[label as usize] += u64::from(count);
            self.key.push(label);
        }
        match self.classes.get_mut(self.key.as_slice()) {
            Some((known, people)) if *known == class => *people += count,
            Some(_) => return Err(RecheckFailure::Classes),
            None => {
                self.classes.insert(self.key.as_slice().into(), (class, count));
            }
        }
        Ok(())
    }

    fn judge(&self, release: &Release) -> Result<(), RecheckFailure> {
        if self.suppressed > self.policy.allowed {
            return Err(RecheckFailure::Suppression);
        }
        if self
            .classes
            .values()
            .any(|&(_, people)| self.policy.models.iter().any(|model| !model.holds(people)))
        {
            return Err(RecheckFailure::SmallClass);
        }
        let mut sizes: Vec<(u32, u32)> = self.classes.values().copied().collect();
        sizes.sort_unstable();
        if !sizes.iter().copied().eq((0u32..).zip(release.class_sizes.iter().copied())) {
            return Err(RecheckFailure::Classes);
        }
        let people = f64::from(self.people);
        let weights: f64 = self.written.iter().map(|column| column.weight).sum();
        let mut product = 1.0;
        for (column, &said) in self.written.iter().zip(&release.column_loss) {
            let loss = column.loss(people);
            product *= (loss + 1.0).powf(column.weight / weights);
            if !agree(loss, said) {
                return Err(RecheckFailure::Loss);
            }
        }
        let columns = release.column_loss.len() == self.written.len();
        if columns && agree(product - 1.0, release.loss) {
            Ok(())
        } else {
            Err(RecheckFailure::Loss)
        }
    }
}

impl Task for RecheckTask {
    type Output = CheckedRelease;
    type Error = AnonymityError;

    fn step(&mut self, budget: u32) -> Step<CheckedRelease, AnonymityError> {
        let Some(release) = self.release.take() else {
            return Step::Failed(AnonymityError::Mismatch);
        };
        let end = self.counts.len().min(self.at + (budget as usize).max(1));
        while self.at < end {
            if let Err(failure) = self.record(&release) {
                return Step::Failed(AnonymityError::Recheck(failure));
            }
            self.at += 1;
        }
        if self.at < self.counts.len() {
            self.release = Some(release);
            return Step::Busy(Progress {
                share: self.at as f64 / self.counts.len() as f64,
                doing: Text::new("Alles wordt nog eens nageteld", "Counting everything once more"),
            });
        }
        match self.judge(&release) {
            Ok(()) => Step::Done(CheckedRelease {
                release,
                k: self.policy.least_people(),
                people: self.people,
                suppressed: self.suppressed,
                columns: std::mem::take(&mut self.columns),
            }),
            Err(failure) => Step::Failed(AnonymityError::Recheck(failure)),
        }
    }
}

/// The recheck in one go.
///
/// # Errors
/// When anything differs from what the search says: nothing may be shown then.
#[cfg(test)]
pub(crate) fn recheck(
    counts: &[u32],
    columns: &[RecheckColumn<'_>],
    policy: &Policy,
    release: Release,
) -> Result<CheckedRelease, AnonymityError> {
    let mut task = RecheckTask::new(counts, columns, policy, release)?;
    crate::task::run(&mut task, |_| {})
}

/// A truncated decimal may fall either way in floating point; no more than that. Never true of NaN.
fn agree(counted: f64, said: f64) -> bool {
    (counted - said).abs() <= 1e-8
}
