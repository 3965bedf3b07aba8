//! The second, independent routine: a release is counted again from scratch before it is used.
//!
//! Nothing of the search is shared: values are looked up in the ladder's rows and compared by their labels,
//! classes are counted in an ordered map, each model has its own second implementation over sorted counts, and the measure
//! is summed as it is defined.

mod counting;
mod local;
mod models;

use super::error::{AnonymityError, LadderError, RecheckFailure};
use super::ladder::Ladder;
use super::measure::Measure;
use super::model::{Context, Model};
use super::search::{Policy, Release, SUPPRESSED};
use crate::table::{Attribute, MISSING};
use crate::task::{Step, Task};
use crate::text::Text;
use counting::{shape, Counting};
pub(crate) use local::{CheckedLocal, LocalRecheckTask};
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
    models: Vec<Text>,
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

    /// The k of its k-anonymity; 1 without one.
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

    /// Its models in words.
    pub(super) fn models(&self) -> &[Text] {
        &self.models
    }

    pub(super) fn columns(&self) -> &[CheckedColumn] {
        &self.columns
    }
}

/// A column written out at the level of the release.
struct Written {
    /// Label number by code.
    of_code: Vec<Option<u32>>,
    codes: Vec<u32>,
    /// Label number by code of the population.
    of_population: Vec<Option<u32>>,
    population: Vec<u32>,
    /// Ladder row of every code, one more than its number; 0 for a missing value without a row.
    row_of_code: Vec<u32>,
    /// Share of the ladder's rows under every label.
    shares: Vec<f64>,
    /// People released, and suppressed, under every label.
    kept: Vec<u64>,
    lost: Vec<u64>,
    /// People of every ladder row.
    originals: Vec<u64>,
    /// Number of ladder rows.
    rows: f64,
    weight: f64,
}

impl Written {
    fn new(
        column: &RecheckColumn<'_>,
        level: usize,
        population: Option<&Attribute>,
    ) -> Result<Self, LadderError> {
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
        let number = |&row: &Option<u32>| numbers.get(&label(row)).copied();
        let of_population = match population {
            Some(population) => ladder.rows_of(&population.domain)?.iter().map(number).collect(),
            None => Vec::new(),
        };
        let total: f64 = sizes.iter().sum();
        Ok(Self {
            of_code: rows.iter().map(number).collect(),
            codes: attribute.codes.clone(),
            of_population,
            population: population.map(|population| population.codes.clone()).unwrap_or_default(),
            row_of_code: rows.iter().map(|row| row.map_or(0, |row| row + 1)).collect(),
            kept: vec![0; sizes.len()],
            lost: vec![0; sizes.len()],
            originals: vec![0; ladder.values.len() + 1],
            shares: sizes.iter().map(|size| size / total).collect(),
            rows: total,
            weight: column.weight,
        })
    }

    /// Takes a record along and says its label; `None` when it has none.
    fn record(&mut self, at: usize, suppressed: bool, people: u32) -> Option<u32> {
        let code = self.codes[at] as usize;
        let label = self.of_code.get(code).copied().flatten()?;
        let counts = if suppressed { &mut self.lost } else { &mut self.kept };
        counts[label as usize] += u64::from(people);
        self.originals[self.row_of_code[code] as usize] += u64::from(people);
        Some(label)
    }

    /// Normalised loss with so many people.
    fn loss(&self, people: f64) -> f64 {
        let kept: f64 = self.kept.iter().map(|&count| count as f64).sum();
        let cost: f64 = self.kept.iter().zip(&self.shares).map(|(&count, share)| count as f64 * share).sum();
        let least = people / self.rows;
        if people <= least {
            return 0.0;
        }
        let loss = ((cost + people - kept - least) / (people - least)).max(0.0);
        (loss * 1e10).floor() / 1e10
    }

    /// Bits lost by generalisation, and by suppression.
    fn entropy(&self) -> (f64, f64) {
        let bits = |counts: &mut dyn Iterator<Item = f64>| -> f64 {
            counts.filter(|&count| count > 0.0).map(|count| count * libm::log2(count)).sum()
        };
        let together = bits(&mut self.kept.iter().zip(&self.lost).map(|(&kept, &lost)| (kept + lost) as f64));
        let apart = bits(&mut self.originals.iter().map(|&count| count as f64));
        let lost: f64 = self.lost.iter().map(|&count| count as f64).sum();
        let spread = bits(&mut self.lost.iter().map(|&count| count as f64));
        (together - apart, bits(&mut std::iter::once(lost)) - spread)
    }
}

/// The recheck as a task.
pub(crate) struct RecheckTask {
    release: Option<Release>,
    counting: Counting,
    columns: Vec<CheckedColumn>,
    labels: Vec<Text>,
    written: Vec<Written>,
    population: Vec<u32>,
    /// By labels: number and people of the class.
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
        context: &Context<'_>,
        policy: &Policy,
        release: Release,
    ) -> Result<Self, AnonymityError> {
        let fits = columns.len() == release.levels.len()
            && release.suppressed.len() == counts.len()
            && columns.iter().zip(&release.levels).all(|(column, &level)| level < column.ladder.height());
        if !fits {
            return Err(shape());
        }
        let counting = Counting::new(counts, columns, context, policy, release.class_of.len())?;
        let k_map = policy.models.iter().any(|model| matches!(model, Model::KMap(_)));
        let population = context.population.filter(|_| k_map);
        let written = columns
            .iter()
            .zip(&release.levels)
            .enumerate()
            .map(|(at, (column, &level))| {
                let beside = population.and_then(|population| population.columns.get(at));
                Written::new(column, level, beside.map(|column| column.attribute))
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| shape())?;
        let named = columns.iter().map(|column| CheckedColumn {
            name: column.attribute.name.clone(),
            label: column.attribute.label.clone(),
            rungs: column.ladder.rungs(),
        });
        Ok(Self {
            counting,
            columns: named.collect(),
            labels: context.labels(),
            written,
            release: Some(release),
            population: population.map(|population| population.counts.to_vec()).unwrap_or_default(),
            classes: BTreeMap::new(),
            key: Vec::new(),
        })
    }

    fn record(&mut self, release: &Release) -> Result<(), RecheckFailure> {
        let (class, count) = (release.class_of[self.counting.at], self.counting.counts[self.counting.at]);
        let suppressed = release.suppressed[self.counting.at];
        self.key.clear();
        for column in &mut self.written {
            self.key.push(column.record(self.counting.at, suppressed, count).ok_or(RecheckFailure::Shape)?);
        }
        self.counting.evidence.of_all(self.counting.at, count);
        if suppressed {
            self.counting.suppressed += count;
            return if class == SUPPRESSED { Ok(()) } else { Err(RecheckFailure::Classes) };
        }
        self.counting.evidence.of_class(class, self.counting.at, count);
        match self.classes.get_mut(self.key.as_slice()) {
            Some((known, people)) if *known == class => *people += count,
            Some(_) => return Err(RecheckFailure::Classes),
            None => {
                self.classes.insert(self.key.as_slice().into(), (class, count));
            }
        }
        Ok(())
    }

    /// Counts a row of the population with the class it would be in.
    fn inhabitants(&mut self, row: usize) {
        self.key.clear();
        for column in &self.written {
            let label = column.of_population.get(column.population[row] as usize).copied().flatten();
            let Some(label) = label else { return };
            self.key.push(label);
        }
        if let Some(&(class, _)) = self.classes.get(self.key.as_slice()) {
            self.counting.evidence.inhabitants(class, self.population[row]);
        }
    }

    fn judge(&self, release: &Release) -> Result<(), RecheckFailure> {
        if self.counting.suppressed > self.counting.policy.allowed {
            return Err(RecheckFailure::Suppression);
        }
        if self.classes.values().any(|&(_, people)| people < self.counting.policy.k()) {
            return Err(RecheckFailure::SmallClass);
        }
        let mut sizes: Vec<(u32, u32)> = self.classes.values().copied().collect();
        sizes.sort_unstable();
        if !sizes.iter().copied().eq((0u32..).zip(release.class_sizes.iter().copied())) {
            return Err(RecheckFailure::Classes);
        }
        self.counting.evidence.judge(&self.counting.policy.models, &release.class_sizes)?;
        let people = f64::from(self.counting.people);
        let losses: Vec<f64> = self.written.iter().map(|column| column.loss(people)).collect();
        let columns = release.column_loss.len() == losses.len()
            && losses.iter().zip(&release.column_loss).all(|(&loss, &said)| agree(loss, said));
        if columns && agree(self.measured(release, &losses), release.value) {
            Ok(())
        } else {
            Err(RecheckFailure::Loss)
        }
    }

    /// The measure by its definition.
    fn measured(&self, release: &Release, losses: &[f64]) -> f64 {
        let people = f64::from(self.counting.people);
        let sizes = || release.class_sizes.iter().map(|&size| f64::from(size));
        match release.measure {
            Measure::Loss => {
                let weights: f64 = self.written.iter().map(|column| column.weight).sum();
                let factors = losses.iter().zip(&self.written);
                factors.map(|(loss, column)| libm::pow(loss + 1.0, column.weight / weights)).product::<f64>()
                    - 1.0
            }
            Measure::NonUniformEntropy => {
                self.written.iter().map(|column| column.weight * column.entropy().0).sum()
            }
            Measure::SuppressedEntropy => self
                .written
                .iter()
                .map(|column| column.weight * (column.entropy().0 + column.entropy().1))
                .sum(),
            Measure::Discernibility => {
                sizes().map(|size| size * size).sum::<f64>() + people * f64::from(self.counting.suppressed)
            }
            Measure::AverageClassSize => {
                people / (sizes().count() as f64 + if self.counting.suppressed > 0 { 1.0 } else { 0.0 })
            }
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
        let (records, all) = (self.counting.counts.len(), self.counting.counts.len() + self.population.len());
        let end = self.counting.until(all, budget);
        while self.counting.at < end {
            if self.counting.at >= records {
                self.inhabitants(self.counting.at - records);
            } else if let Err(failure) = self.record(&release) {
                return Step::Failed(AnonymityError::Recheck(failure));
            }
            self.counting.at += 1;
        }
        if self.counting.at < all {
            self.release = Some(release);
            return Step::Busy(self.counting.progress(all));
        }
        match self.judge(&release) {
            Ok(()) => Step::Done(CheckedRelease {
                release,
                k: self.counting.policy.k(),
                models: self.counting.policy.models.iter().map(|model| model.words(&self.labels)).collect(),
                people: self.counting.people,
                suppressed: self.counting.suppressed,
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
    context: &Context<'_>,
    policy: &Policy,
    release: Release,
) -> Result<CheckedRelease, AnonymityError> {
    let mut task = RecheckTask::new(counts, columns, context, policy, release)?;
    crate::task::run(&mut task, |_| {})
}

/// A truncated decimal may fall either way in floating point; no more than that. Never true of NaN.
fn agree(counted: f64, said: f64) -> bool {
    (counted - said).abs() <= 1e-8 * said.abs().max(1.0)
}
