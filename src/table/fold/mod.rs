//! From rows to people: one person per distinct unit pseudonym (or as many as a row's count says), equal people
//! merged into records with a count, in an order that the file cannot choose.
//!
//! [`grouping`] says whose each row is and who is left out, [`values`] gives each person one value a column, [`records`] sorts
//! people and merges equal ones. Each walks over rows or people in slices, so that a step stays short in a file of millions.

mod error;
mod grouping;
mod records;
mod values;

use super::attached::{Attached, FileCounts, PersonRows, Taking};
use super::domains::number_domain;
use super::weights::{self, WeightPlan};
use super::{Attribute, HouseholdPlan, People, Table};
use crate::meaning::Meaning;
use crate::pseudonym::DomainKey;
use crate::recipe::Role;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
pub(crate) use error::FoldError;
use grouping::Grouping;
use records::{Records, Sorted};
use std::borrow::Borrow;
use std::ops::Range;
use values::{Filled, Filling};

/// Key of the attribute that counts a person's rows.
pub(crate) const ROWS_PER_PERSON: &str = "rijen_per_persoon";

/// What to fold. Columns that are dropped or ignored are simply not in it.
pub(crate) struct FoldPlan {
    /// The columns to keep, in file order.
    pub(crate) columns: Vec<ColumnPlan>,
    /// The column that tells persons apart; `None`: one row is one person.
    pub(crate) unit: Option<UnitPlan>,
    /// Columns of secrecy indicators: a person with a flagged row is left out with all of its rows.
    pub(crate) secrecy: Vec<usize>,
    /// Columns that say who objected: left out likewise.
    pub(crate) objections: Vec<usize>,
    /// What other files add.
    pub(crate) attached: Attached,
    /// The weight column. One of kind `count` says how many people a row is, and there is no unit then; one of kind
    /// `sample` stands among `columns` as well, with role weight, and is here to be checked.
    pub(crate) weight: Option<WeightPlan>,
    /// The column that tells households apart.
    pub(crate) household: Option<HouseholdPlan>,
    /// The number of rows a person is a feature when at least so many people have more than one: that there are fewer is
    /// not told.
    pub(crate) min_group: u32,
}

/// One column to keep.
#[derive(Clone)]
pub(crate) struct ColumnPlan {
    /// Position in the file.
    pub(crate) column: usize,
    /// Key in recipe and results.
    pub(crate) key: String,
    /// Name for people.
    pub(crate) label: Text,
    /// Quasi, sensitive or feature.
    pub(crate) role: Role,
    /// What it means.
    pub(crate) meaning: Meaning,
}

/// The unit.
pub(crate) struct UnitPlan {
    /// Position in the file.
    pub(crate) column: usize,
    /// Key of its pseudonym domain (`SessionKey::domain`).
    pub(crate) key: DomainKey,
}

/// People, and what was left out on the way. Counts are exact; whoever shows them rounds them.
pub(crate) struct FoldOutcome {
    /// The people.
    pub(crate) people: People,
    /// Rows left out because of secrecy (all rows of those people).
    pub(crate) rows_secret: usize,
    /// People left out because of secrecy.
    pub(crate) people_secret: usize,
    /// People left out because they objected, secrecy aside.
    pub(crate) people_objected: usize,
    /// What became of each other file.
    pub(crate) files: Vec<FileCounts>,
    /// Rows without a unit: they cannot be counted as people and are left out.
    pub(crate) rows_without_unit: usize,
    /// Cells that could not be read under the column's meaning and became missing, per planned column; of a row that
    /// counts for several people, as many.
    pub(crate) unreadable: Vec<usize>,
}

/// The task of folding. `T` is the table, owned, shared or borrowed.
pub(crate) struct Fold<T> {
    table: T,
    plan: FoldPlan,
    stage: Stage,
    people: usize,
    /// Rows in order of person, and where each person's rows start.
    order: Vec<u32>,
    starts: Vec<u32>,
    attributes: Vec<Attribute>,
    /// Per code of a column of counts the people it says; `None`: a row is one person, or part of one.
    counts_of_code: Option<Vec<u32>>,
    /// People of each person of the fold.
    counts: Vec<u32>,
    outcome: Counts,
}

#[derive(Default)]
struct Counts {
    rows_secret: usize,
    people_secret: usize,
    people_objected: usize,
    files: Vec<FileCounts>,
    rows_without_unit: usize,
    unreadable: Vec<usize>,
}

enum Stage {
    /// Checking the weights.
    Weights,
    /// Whose each row is, and who is left out.
    Group(Box<Grouping>),
    /// One value a person, of this column on.
    Attributes(usize, Option<Box<Filling>>),
    /// Taking in what another file adds.
    Attach(usize, Option<Box<Taking>>),
    /// Sorting people by content, and merging equal ones.
    Records(Box<Records>),
    Finished,
}

const NOBODY: u32 = u32::MAX;

/// Longest step, in microseconds, whatever the caller asks: what a phase takes says little of the next one.
const LONGEST: u32 = 20_000;

/// Rows or people of one slice: some milliseconds of any of the walks.
const SLICE: usize = 1 << 16;

/// The slice that begins at `from`; empty at the end.
fn slice(from: usize, all: usize) -> Range<usize> {
    from..(from + SLICE).min(all)
}

impl People {
    /// Starts folding rows into people.
    ///
    /// Per person a category, quasi-identifier, sensitive value or date is the most frequent value of the
    /// person's rows (missing only when all are; ties: the smallest), a feature number is the mean of the
    /// filled rows, and so is a sample weight. Where some person has more rows than one, a feature counts them. A person's household is
    /// the most frequent known one.
    ///
    /// With a column of counts a row is as many people, in every count that is made on the way: the most frequent spelling of a
    /// value is the one that most people carry.
    pub(crate) fn fold<T: Borrow<Table>>(table: T, plan: FoldPlan) -> Fold<T> {
        Fold {
            table,
            plan,
            stage: Stage::Weights,
            people: 0,
            order: Vec::new(),
            starts: Vec::new(),
            attributes: Vec::new(),
            counts_of_code: None,
            counts: Vec::new(),
            outcome: Counts::default(),
        }
    }
}

impl<T: Borrow<Table>> Task for Fold<T> {
    type Output = FoldOutcome;
    type Error = FoldError;

    fn step(&mut self, budget: u32) -> Step<FoldOutcome, FoldError> {
        let mut left = i64::from(budget.clamp(1, LONGEST));
        while left > 0 {
            match self.turn(&mut left) {
                Ok(None) => {}
                Ok(Some(outcome)) => return Step::Done(outcome),
                Err(error) => return Step::Failed(error),
            }
        }
        Step::Busy(self.progress())
    }
}

impl<T: Borrow<Table>> Fold<T> {
    fn progress(&self) -> Progress {
        let columns = self.plan.columns.len().max(1) as f64;
        let files = self.plan.attached.files().max(1) as f64;
        let share = match &self.stage {
            Stage::Weights => 0.0,
            Stage::Group(grouping) => 0.35 * grouping.share(),
            Stage::Attributes(done, _) => 0.35 + 0.4 * *done as f64 / columns,
            Stage::Attach(done, _) => 0.75 + 0.1 * *done as f64 / files,
            Stage::Records(records) => 0.85 + 0.15 * records.share(),
            Stage::Finished => 1.0,
        };
        let doing = Text::new("Rijen samenvoegen tot personen", "Putting rows together into people");
        Progress { share: share.min(1.0), doing }
    }

    /// One turn of work; takes its cost (about microseconds) from `left`.
    fn turn(&mut self, left: &mut i64) -> Result<Option<FoldOutcome>, FoldError> {
        *left -= 1;
        match std::mem::replace(&mut self.stage, Stage::Finished) {
            Stage::Weights => {
                self.check_plan()?;
                if let Some(weight) = &self.plan.weight {
                    self.counts_of_code = weights::check(self.table.borrow(), weight)?;
                    *left -= self.table.borrow().rows() as i64 / 50;
                }
                self.stage = Stage::Group(Box::default());
            }
            Stage::Group(grouping) => {
                self.stage = match self.group(*grouping, left)? {
                    Some(grouping) => Stage::Group(Box::new(grouping)),
                    None => Stage::Attributes(0, None),
                };
            }
            Stage::Attributes(index, filling) if index < self.plan.columns.len() => {
                let filling = filling.unwrap_or_else(|| Box::new(self.fill(index, left)));
                self.stage = match self.values(index, *filling, left) {
                    Filled::Busy(filling) => Stage::Attributes(index, Some(Box::new(filling))),
                    Filled::Done(attribute) => {
                        self.attributes.push(attribute);
                        Stage::Attributes(index + 1, None)
                    }
                };
            }
            Stage::Attributes(..) => {
                self.count_rows();
                self.counts = (0..self.people).map(|person| self.people_of_person(person)).collect();
                *left -= self.people as i64 / 100;
                self.stage = Stage::Attach(0, None);
            }
            Stage::Attach(file, taking) if file < self.plan.attached.files() => {
                let persons = PersonRows {
                    table: self.table.borrow(),
                    order: &self.order,
                    starts: &self.starts,
                    counts: &self.counts,
                };
                *left -= self.people as i64 / 10;
                let mut taking = match taking {
                    Some(taking) => taking,
                    None => {
                        let taking = self.plan.attached.take(file, &persons)?;
                        self.stage = Stage::Attach(file, Some(Box::new(taking)));
                        return Ok(None);
                    }
                };
                if let Some(attribute) = self.plan.attached.next(file, &mut taking, &persons)? {
                    self.attributes.push(attribute);
                    self.stage = Stage::Attach(file, Some(taking));
                } else {
                    self.outcome.unreadable.push(taking.counts.unreadable);
                    self.outcome.files.push(taking.counts);
                    self.stage = Stage::Attach(file + 1, None);
                }
            }
            Stage::Attach(..) => {
                self.outcome.files.extend(self.plan.attached.lists());
                let households = self.households_of_people();
                *left -= self.people as i64 / 20;
                let records = Records::new(households, self.people, self.attributes.len());
                self.stage = Stage::Records(Box::new(records));
            }
            Stage::Records(records) => match records.turn(&mut self.attributes, &mut self.counts, left) {
                Sorted::Busy(records) => self.stage = Stage::Records(Box::new(records)),
                Sorted::Done(households) => return Ok(Some(self.finished(households))),
            },
            Stage::Finished => return Ok(Some(self.finished(None))),
        }
        Ok(None)
    }

    fn finished(&mut self, households: Option<Vec<u32>>) -> FoldOutcome {
        let counts = std::mem::take(&mut self.outcome);
        FoldOutcome {
            people: People {
                attributes: std::mem::take(&mut self.attributes),
                counts: std::mem::take(&mut self.counts),
                households,
            },
            rows_secret: counts.rows_secret,
            people_secret: counts.people_secret,
            people_objected: counts.people_objected,
            files: counts.files,
            rows_without_unit: counts.rows_without_unit,
            unreadable: counts.unreadable,
        }
    }

    fn check_plan(&self) -> Result<(), FoldError> {
        let width = self.table.borrow().width();
        let planned = self.plan.columns.iter().map(|column| column.column);
        let flags = self.plan.secrecy.iter().chain(&self.plan.objections).copied();
        let others = self.plan.unit.iter().map(|unit| unit.column).chain(flags);
        let others = others.chain(self.plan.weight.iter().map(|weight| weight.column));
        let others = others.chain(self.plan.household.iter().map(|household| household.column));
        match planned.chain(others).find(|&column| column >= width) {
            Some(column) => Err(FoldError::NoSuchColumn(column)),
            None => Ok(()),
        }
    }

    /// How many people a person of the fold stands for: one, or the count of its row.
    fn people_of_person(&self, person: usize) -> u32 {
        match (&self.counts_of_code, &self.plan.weight) {
            (Some(counts), Some(weight)) => {
                let row = self.order[self.starts[person] as usize];
                counts[self.table.borrow().column(weight.column).codes[row as usize] as usize]
            }
            _ => 1,
        }
    }

    /// Adds the number of rows as a feature where it says something.
    fn count_rows(&mut self) {
        let several = self.starts.windows(2).filter(|pair| pair[1] - pair[0] > 1).count();
        if self.plan.unit.is_none() || several < self.plan.min_group as usize {
            return;
        }
        let sizes: Vec<f64> = self.starts.windows(2).map(|pair| f64::from(pair[1] - pair[0])).collect();
        let (codes, domain) = number_domain(&sizes);
        self.attributes.push(Attribute {
            column: None,
            name: ROWS_PER_PERSON.to_owned(),
            label: Text::new("aantal keer in het bestand", "times in the file"),
            role: Role::Feature,
            meaning: Meaning::Number,
            codes,
            domain,
        });
    }
}

#[cfg(test)]
mod tests;
