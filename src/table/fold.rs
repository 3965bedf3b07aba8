//! From rows to people: one person per distinct unit pseudonym (or as many as a row's count says), equal people
//! merged into records with a count, in an order that the file cannot choose.

use super::attached::{Attached, FileCounts, PersonRows};
use super::domains::{counting_sort, most_frequent, number_domain, read_numbers, read_texts, without_unused};
use super::left_out::{asks_secrecy, flag, says_objection};
use super::weights::{self, WeightPlan};
use super::{Attribute, Domain, FoldError, HouseholdPlan, People, Table, MISSING};
use crate::meaning::values::Reader;
use crate::meaning::Meaning;
use crate::pseudonym::{DomainKey, Pseudonym};
use crate::recipe::Role;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use std::borrow::Borrow;

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
    /// Person of each row; `NOBODY` for rows left out.
    person: Vec<u32>,
    people: usize,
    /// Rows in order of person, and where each person's rows start.
    order: Vec<u32>,
    starts: Vec<u32>,
    attributes: Vec<Attribute>,
    sorted: Vec<u32>,
    /// Per code of a column of counts the people it says; `None`: a row is one person, or part of one.
    counts_of_code: Option<Vec<u32>>,
    /// Household of each person.
    households: Option<Vec<u32>>,
    /// People of each person's row, in canonical order, and after merging of each record.
    counts: Vec<u32>,
    /// Whether someone in canonical order differs from the one before.
    differs: Vec<bool>,
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
    /// Coding the unit's distinct values, from this one on.
    Units {
        next: u32,
        codes: Vec<(Pseudonym, String, u32)>,
    },
    Group {
        codes: Vec<(Pseudonym, String, u32)>,
    },
    /// Leaving out who asked for secrecy, of this many units.
    Exclude {
        units: u32,
    },
    Order,
    Attributes(usize),
    /// Taking in what another file adds.
    Attach(usize),
    Sort(usize),
    Arrange(usize),
    /// Putting equal neighbours together, column by column.
    Merge(usize),
    Finished,
}

const NOBODY: u32 = u32::MAX;

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
            person: Vec::new(),
            people: 0,
            order: Vec::new(),
            starts: Vec::new(),
            attributes: Vec::new(),
            sorted: Vec::new(),
            counts_of_code: None,
            households: None,
            counts: Vec::new(),
            differs: Vec::new(),
            outcome: Counts::default(),
        }
    }
}

impl<T: Borrow<Table>> Task for Fold<T> {
    type Output = FoldOutcome;
    type Error = FoldError;

    fn step(&mut self, budget: u32) -> Step<FoldOutcome, FoldError> {
        let mut left = i64::from(budget.max(1));
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
        let share = match &self.stage {
            Stage::Weights => 0.0,
            Stage::Units { next, .. } => {
                let all = self
                    .plan
                    .unit
                    .as_ref()
                    .map_or(1, |unit| self.table.borrow().column(unit.column).values.len());
                0.3 * f64::from(*next) / all.max(1) as f64
            }
            Stage::Group { .. } => 0.3,
            Stage::Exclude { .. } | Stage::Order => 0.33,
            Stage::Attributes(done) => 0.35 + 0.45 * *done as f64 / columns,
            Stage::Attach(_) => 0.8,
            Stage::Sort(left) => 0.95 - 0.15 * *left as f64 / (columns + 1.0),
            Stage::Arrange(done) => 0.95 + 0.03 * *done as f64 / (columns + 1.0),
            Stage::Merge(done) => 0.98 + 0.02 * *done as f64 / (columns + 1.0),
            Stage::Finished => 1.0,
        };
        let doing = Text::new("Rijen samenvoegen tot personen", "Putting rows together into people");
        Progress { share: share.min(1.0), doing }
    }

    /// One turn of work; takes its cost (about microseconds) from `left`.
    fn turn(&mut self, left: &mut i64) -> Result<Option<FoldOutcome>, FoldError> {
        let rows = self.table.borrow().rows() as i64;
        match std::mem::replace(&mut self.stage, Stage::Finished) {
            Stage::Weights => {
                self.check_plan()?;
                if let Some(weight) = &self.plan.weight {
                    self.counts_of_code = weights::check(self.table.borrow(), weight)?;
                    *left -= rows / 50;
                }
                self.stage = Stage::Units { next: 1, codes: Vec::new() };
            }
            Stage::Units { next, codes } => {
                self.stage = self.code_units(next, codes, left);
            }
            Stage::Group { codes } => {
                let units = self.group(codes)?;
                *left -= rows / 10;
                self.stage = Stage::Exclude { units };
            }
            Stage::Exclude { units } => {
                self.exclude(units)?;
                *left -= rows / 20;
                self.stage = Stage::Order;
            }
            Stage::Order => {
                self.put_in_order();
                *left -= rows / 20;
                self.stage = Stage::Attributes(0);
            }
            Stage::Attributes(index) if index < self.plan.columns.len() => {
                let attribute = self.attribute(index);
                self.attributes.push(attribute);
                *left -= rows / 20;
                self.stage = Stage::Attributes(index + 1);
            }
            Stage::Attributes(_) => {
                self.count_rows();
                self.stage = Stage::Attach(0);
            }
            Stage::Attach(file) if file < self.plan.attached.files() => {
                self.attach(file)?;
                *left -= rows / 5;
                self.stage = Stage::Attach(file + 1);
            }
            Stage::Attach(_) => {
                self.outcome.files.extend(self.plan.attached.lists());
                self.sorted = (0..self.people as u32).collect();
                if let Some((codes, households)) = self.households_of_people() {
                    // The last sort key, so sorted by first: equal people of one household come together.
                    self.sorted = counting_sort(&self.sorted, &codes, households);
                    self.households = Some(codes);
                    *left -= rows / 20;
                }
                self.stage = Stage::Sort(self.attributes.len());
            }
            Stage::Sort(0) => {
                self.differs = vec![false; self.people];
                self.differs[0] = true;
                self.counts =
                    self.sorted.iter().map(|&person| self.people_of_person(person as usize)).collect();
                if let Some(codes) = self.households.take() {
                    self.households = Some(self.arranged(&codes));
                }
                self.stage = Stage::Arrange(0);
            }
            Stage::Sort(column) => {
                // Least significant column first: a stable counting sort per column sorts by content.
                let attribute = &self.attributes[column - 1];
                self.sorted = counting_sort(&self.sorted, &attribute.codes, attribute.domain.len());
                *left -= self.people as i64 / 50;
                self.stage = Stage::Sort(column - 1);
            }
            Stage::Arrange(index) if index < self.attributes.len() => {
                let codes = std::mem::take(&mut self.attributes[index].codes);
                self.attributes[index].codes = self.arranged(&codes);
                *left -= self.people as i64 / 100;
                self.stage = Stage::Arrange(index + 1);
            }
            Stage::Arrange(_) => {
                // Where all differ, as they do with a few numbers in the file, nothing is left to merge.
                let all_differ = self.differs.iter().all(|&differs| differs);
                self.stage = Stage::Merge(if all_differ { self.attributes.len() } else { 0 });
                if !all_differ {
                    self.merge_counts();
                    self.households = self.households.take().map(|codes| self.merged(&codes));
                }
            }
            Stage::Merge(index) if index < self.attributes.len() => {
                let codes = std::mem::take(&mut self.attributes[index].codes);
                self.attributes[index].codes = self.merged(&codes);
                *left -= self.people as i64 / 100;
                self.stage = Stage::Merge(index + 1);
            }
            Stage::Merge(_) | Stage::Finished => {
                let counts = std::mem::take(&mut self.outcome);
                return Ok(Some(FoldOutcome {
                    people: People {
                        attributes: std::mem::take(&mut self.attributes),
                        counts: std::mem::take(&mut self.counts),
                        households: self.households.take(),
                    },
                    rows_secret: counts.rows_secret,
                    people_secret: counts.people_secret,
                    people_objected: counts.people_objected,
                    files: counts.files,
                    rows_without_unit: counts.rows_without_unit,
                    unreadable: counts.unreadable,
                }));
            }
        }
        Ok(None)
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

    fn code_units(&self, mut next: u32, mut codes: Vec<(Pseudonym, String, u32)>, left: &mut i64) -> Stage {
        let Some(unit) = &self.plan.unit else { return Stage::Group { codes } };
        let values = &self.table.borrow().column(unit.column).values;
        while (next as usize) < values.len() {
            if *left <= 0 {
                return Stage::Units { next, codes };
            }
            if let Some(normalised) = unit.key.normalise(values.get(next)) {
                codes.push((unit.key.pseudonym(&normalised), normalised, next));
            }
            *left -= 1;
            next += 1;
        }
        Stage::Group { codes }
    }

    /// Says of each row whose it is; gives the number of units.
    fn group(&mut self, mut codes: Vec<(Pseudonym, String, u32)>) -> Result<u32, FoldError> {
        let table = self.table.borrow();
        let rows = table.rows();
        let mut people = 0u32;
        let person: Vec<u32> = match &self.plan.unit {
            None => {
                people = rows as u32;
                (0..people).collect()
            }
            Some(unit) => {
                let column = table.column(unit.column);
                let mut of_code = vec![NOBODY; column.values.len()];
                crate::sort::by(&mut codes, |a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
                let mut last: Option<&(Pseudonym, String, u32)> = None;
                for entry in &codes {
                    match last {
                        Some(previous) if previous.0 == entry.0 && previous.1 != entry.1 => {
                            return Err(FoldError::Collision);
                        }
                        Some(previous) if previous.0 == entry.0 => {}
                        _ => people += 1,
                    }
                    of_code[entry.2 as usize] = people - 1;
                    last = Some(entry);
                }
                column.codes.iter().map(|&code| of_code[code as usize]).collect()
            }
        };
        self.outcome.rows_without_unit = person.iter().filter(|&&p| p == NOBODY).count();
        self.person = person;
        Ok(people)
    }

    /// Leaves out the people under secrecy and gives the others new numbers.
    fn exclude(&mut self, people: u32) -> Result<(), FoldError> {
        let table = self.table.borrow();
        let mut secret = vec![false; people as usize];
        flag(table, &self.plan.secrecy, asks_secrecy, &self.person, &mut secret);
        let mut objected = vec![false; people as usize];
        flag(table, &self.plan.objections, says_objection, &self.person, &mut objected);
        self.plan.attached.mark_objections(table, &self.person, &mut objected);
        // New numbers without the people who are left out or have no row at all.
        let mut size = vec![0u32; people as usize];
        for &who in self.person.iter().filter(|&&who| who != NOBODY) {
            size[who as usize] += 1;
        }
        let counts = self
            .plan
            .weight
            .as_ref()
            .map(|weight| table.column(weight.column))
            .zip(self.counts_of_code.as_ref());
        let mut renumber = vec![NOBODY; people as usize];
        let mut kept = 0u32;
        self.starts = vec![0];
        for who in 0..people as usize {
            if secret[who] {
                // With counts there is no unit: a person's number is its row's.
                self.outcome.people_secret +=
                    counts.map_or(1, |(column, counts)| counts[column.codes[who] as usize] as usize);
                self.outcome.rows_secret += size[who] as usize;
            } else if objected[who] {
                self.outcome.people_objected +=
                    counts.map_or(1, |(column, counts)| counts[column.codes[who] as usize] as usize);
            } else if size[who] > 0 {
                renumber[who] = kept;
                kept += 1;
                self.starts.push(self.starts[kept as usize - 1] + size[who]);
            }
        }
        if kept == 0 {
            return Err(FoldError::Nobody);
        }
        for who in self.person.iter_mut().filter(|who| **who != NOBODY) {
            *who = renumber[*who as usize];
        }
        self.people = kept as usize;
        Ok(())
    }

    /// Takes in what another file adds.
    fn attach(&mut self, file: usize) -> Result<(), FoldError> {
        let counts: Vec<u32> = (0..self.people).map(|person| self.people_of_person(person)).collect();
        let persons = PersonRows {
            table: self.table.borrow(),
            order: &self.order,
            starts: &self.starts,
            counts: &counts,
        };
        let (attributes, counts) = self.plan.attached.attributes(file, &persons)?;
        self.outcome.unreadable.push(counts.unreadable);
        self.outcome.files.push(counts);
        self.attributes.extend(attributes);
        Ok(())
    }

    /// Puts the rows in order of person.
    fn put_in_order(&mut self) {
        let mut next = self.starts.clone();
        self.order = vec![0; self.starts[self.people] as usize];
        for (row, &who) in self.person.iter().enumerate().filter(|(_, &who)| who != NOBODY) {
            self.order[next[who as usize] as usize] = row as u32;
            next[who as usize] += 1;
        }
        self.person = Vec::new();
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

    /// Values of people in canonical order; marks who differs from the one before.
    fn arranged(&mut self, values: &[u32]) -> Vec<u32> {
        let arranged: Vec<u32> = self.sorted.iter().map(|&person| values[person as usize]).collect();
        for (differs, pair) in self.differs.iter_mut().skip(1).zip(arranged.windows(2)) {
            *differs |= pair[0] != pair[1];
        }
        arranged
    }

    /// The values of those who differ from the one before: one a record.
    fn merged(&self, values: &[u32]) -> Vec<u32> {
        values.iter().zip(&self.differs).filter(|(_, &differs)| differs).map(|(&value, _)| value).collect()
    }

    /// Adds up the counts of equal people.
    fn merge_counts(&mut self) {
        let mut merged: Vec<u32> = Vec::new();
        for (&count, &differs) in self.counts.iter().zip(&self.differs) {
            match merged.last_mut() {
                Some(last) if !differs => *last += count,
                _ => merged.push(count),
            }
        }
        self.counts = merged;
    }

    /// The household of each person, and how many numbers there are. 0 is everyone without a known one: they count
    /// as one household, which can only make a rule about households stricter.
    fn households_of_people(&self) -> Option<(Vec<u32>, usize)> {
        let plan = self.plan.household.as_ref()?;
        let column = self.table.borrow().column(plan.column);
        let (of_code, keys) = plan.read(column);
        let mut values: Vec<u32> = Vec::new();
        let codes = (0..self.people).map(|person| {
            values.clear();
            let rows = &self.order[self.starts[person] as usize..self.starts[person + 1] as usize];
            let codes = rows.iter().map(|&row| of_code[column.codes[row as usize] as usize]);
            values.extend(codes.filter(|&code| code != MISSING));
            values.sort_unstable();
            most_frequent(&values)
        });
        let (codes, domain) = without_unused(codes.collect(), keys);
        Some((codes, domain.len()))
    }

    /// Reads one column, gives every person one value of it.
    fn attribute(&mut self, index: usize) -> Attribute {
        let plan = &self.plan.columns[index];
        let column = self.table.borrow().column(plan.column);
        // Rows that are left out have no say in spellings, styles or domains.
        let mut cells = vec![0u32; column.values.len()];
        match (&self.counts_of_code, &self.plan.weight) {
            (Some(counts), Some(weight)) => {
                let weight = self.table.borrow().column(weight.column);
                for &row in &self.order {
                    cells[column.codes[row as usize] as usize] += counts[weight.codes[row as usize] as usize];
                }
            }
            _ => {
                for &row in &self.order {
                    cells[column.codes[row as usize] as usize] += 1;
                }
            }
        }
        let filled = column
            .values
            .iter()
            .filter(|&(code, _)| cells[code as usize] > 0)
            .map(|(code, value)| (value, cells[code as usize]));
        let reader = Reader::new(plan.meaning, filled.clone());
        let (of_code, domain, unreadable) = if reader.numbers() {
            read_numbers(&reader, column, &cells)
        } else {
            read_texts(&reader, column, &cells)
        };
        self.outcome.unreadable.push(unreadable);
        let averaged = matches!(plan.role, Role::Feature | Role::Weight) && reader.numbers();
        let mut values: Vec<u32> = Vec::new();
        let rows_of =
            |person: usize| &self.order[self.starts[person] as usize..self.starts[person + 1] as usize];
        let gather = |person: usize, values: &mut Vec<u32>| {
            values.clear();
            let codes = rows_of(person).iter().map(|&row| of_code[column.codes[row as usize] as usize]);
            values.extend(codes.filter(|&code| code != MISSING));
            values.sort_unstable();
        };
        let (codes, domain) = match domain {
            Domain::Numbers(numbers) if averaged => {
                let mut means = Vec::with_capacity(self.people);
                for person in 0..self.people {
                    gather(person, &mut values);
                    // Summed in order of size, so that the order of the rows cannot change the last bit.
                    let sum: f64 = values.iter().map(|&code| numbers[code as usize]).sum();
                    means.push(if values.is_empty() { f64::NAN } else { sum / values.len() as f64 });
                }
                number_domain(&means)
            }
            domain => {
                let mut codes = Vec::with_capacity(self.people);
                for person in 0..self.people {
                    gather(person, &mut values);
                    codes.push(most_frequent(&values));
                }
                without_unused(codes, domain)
            }
        };
        Attribute {
            column: Some(plan.column),
            name: plan.key.clone(),
            label: plan.label.clone(),
            role: plan.role,
            meaning: plan.meaning,
            codes,
            domain,
        }
    }

    /// Adds the number of rows as a feature where it says something.
    fn count_rows(&mut self) {
        let sizes: Vec<f64> = self.starts.windows(2).map(|pair| f64::from(pair[1] - pair[0])).collect();
        let several = sizes.iter().filter(|&&size| size > 1.0).count();
        if self.plan.unit.is_none() || several < self.plan.min_group as usize {
            return;
        }
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
#[path = "fold_tests.rs"]
mod tests;
