//! Whose each row is, who is left out, and the rows in order of person.

use super::{slice, Fold, FoldError, NOBODY};
use crate::pseudonym::Pseudonym;
use crate::table::domains::{most_frequent, without_unused};
use crate::table::left_out::{asks_secrecy, flag, says_objection};
use crate::table::{Table, MISSING};
use std::borrow::Borrow;

/// A distinct value of the unit: its pseudonym, its normal form, its code.
type Unit = (Pseudonym, String, u32);

/// How far it is. Units are divided by the first byte of their pseudonyms, so that each part is sorted by itself.
pub(super) enum Grouping {
    /// Coding the unit's distinct values, from this one on.
    Units { next: u32, parts: Vec<Vec<Unit>> },
    /// Numbering them part by part; `people` so far.
    Number { part: usize, parts: Vec<Vec<Unit>>, of_code: Vec<u32>, people: u32 },
    /// Saying of each row whose it is. `of_code` is `None` when a row is a person.
    Rows { of_code: Option<Vec<u32>>, people: u32, person: Vec<u32> },
    /// Counting the rows of each of so many units.
    Sizes { next: usize, person: Vec<u32>, size: Vec<u32> },
    /// New numbers without those who are left out, who are marked here, or have no row.
    Leave {
        next: usize,
        kept: u32,
        person: Vec<u32>,
        size: Vec<u32>,
        marks: Option<Marks>,
        renumber: Vec<u32>,
    },
    /// Rows in order of their persons; `places` are free places of each.
    Order { next: usize, person: Vec<u32>, renumber: Vec<u32>, places: Vec<u32> },
}

/// Who asked for secrecy, and who objected.
pub(super) struct Marks {
    secret: Vec<bool>,
    objected: Vec<bool>,
}

impl Default for Grouping {
    fn default() -> Self {
        Self::Units { next: 1, parts: Vec::new() }
    }
}

impl Grouping {
    /// About how much of it is done.
    pub(super) fn share(&self) -> f64 {
        let of = |done: usize, all: usize| done as f64 / all.max(1) as f64;
        match self {
            // How many values there are is in the table; halfway is as good a guess.
            Self::Units { .. } => 0.2,
            Self::Number { part, parts, .. } => 0.4 + 0.2 * of(*part, parts.len()),
            Self::Rows { .. } => 0.6,
            Self::Sizes { next, person, .. } => 0.65 + 0.1 * of(*next, person.len()),
            Self::Leave { next, renumber, .. } => 0.75 + 0.05 * of(*next, renumber.len()),
            Self::Order { next, person, .. } => 0.8 + 0.2 * of(*next, person.len()),
        }
    }
}

impl<T: Borrow<Table>> Fold<T> {
    /// One turn of it; nothing when all rows are in order.
    pub(super) fn group(&mut self, stage: Grouping, left: &mut i64) -> Result<Option<Grouping>, FoldError> {
        let rows = self.table.borrow().rows();
        Ok(Some(match stage {
            Grouping::Units { next, parts } => self.code_units(next, parts, left),
            Grouping::Number { part, mut parts, mut of_code, mut people } if part < parts.len() => {
                let units = std::mem::take(&mut parts[part]);
                *left -= units.len() as i64;
                number(units, &mut of_code, &mut people)?;
                Grouping::Number { part: part + 1, parts, of_code, people }
            }
            Grouping::Number { of_code, people, .. } => {
                Grouping::Rows { of_code: Some(of_code), people, person: Vec::with_capacity(rows) }
            }
            Grouping::Rows { of_code, people, mut person } if person.len() < rows => {
                let part = slice(person.len(), rows);
                *left -= part.len() as i64 / 100;
                match (&of_code, &self.plan.unit) {
                    (Some(of_code), Some(unit)) => {
                        let codes = &self.table.borrow().column(unit.column).codes[part];
                        person.extend(codes.iter().map(|&code| of_code[code as usize]));
                    }
                    _ => person.extend(part.start as u32..part.end as u32),
                }
                Grouping::Rows { of_code, people, person }
            }
            Grouping::Rows { people, person, .. } => {
                Grouping::Sizes { next: 0, person, size: vec![0; people as usize] }
            }
            Grouping::Sizes { next, person, mut size } if next < rows => {
                let part = slice(next, rows);
                *left -= part.len() as i64 / 50;
                let next = part.end;
                for &who in &person[part] {
                    match size.get_mut(who as usize) {
                        Some(size) => *size += 1,
                        None => self.outcome.rows_without_unit += 1,
                    }
                }
                Grouping::Sizes { next, person, size }
            }
            Grouping::Sizes { person, size, .. } => {
                let marks = self.marks(&person, size.len());
                *left -= if marks.is_some() { rows as i64 / 50 } else { 0 };
                self.starts = Vec::with_capacity(size.len() + 1);
                self.starts.push(0);
                let renumber = Vec::with_capacity(size.len());
                Grouping::Leave { next: 0, kept: 0, person, size, marks, renumber }
            }
            Grouping::Leave { next, kept, person, size, marks, mut renumber } if next < size.len() => {
                let part = slice(next, size.len());
                *left -= part.len() as i64 / 100;
                let next = part.end;
                let kept = self.leave_out(part, kept, &size, marks.as_ref(), &mut renumber);
                Grouping::Leave { next, kept, person, size, marks, renumber }
            }
            Grouping::Leave { kept: 0, .. } => return Err(FoldError::Nobody),
            Grouping::Leave { kept, person, renumber, .. } => {
                self.people = kept as usize;
                self.order = vec![0; self.starts[self.people] as usize];
                *left -= rows as i64 / 500;
                Grouping::Order { next: 0, person, renumber, places: self.starts.clone() }
            }
            Grouping::Order { next, person, renumber, mut places } if next < rows => {
                let part = slice(next, rows);
                *left -= part.len() as i64 / 50;
                let next = part.end;
                for row in part {
                    let who = renumber.get(person[row] as usize).copied().unwrap_or(NOBODY);
                    if let Some(place) = places.get_mut(who as usize) {
                        self.order[*place as usize] = row as u32;
                        *place += 1;
                    }
                }
                Grouping::Order { next, person, renumber, places }
            }
            Grouping::Order { .. } => return Ok(None),
        }))
    }

    fn code_units(&self, mut next: u32, mut parts: Vec<Vec<Unit>>, left: &mut i64) -> Grouping {
        let Some(unit) = &self.plan.unit else {
            let people = self.table.borrow().rows() as u32;
            return Grouping::Rows { of_code: None, people, person: Vec::with_capacity(people as usize) };
        };
        parts.resize_with(Pseudonym::PARTS, Vec::new);
        let values = &self.table.borrow().column(unit.column).values;
        while (next as usize) < values.len() {
            if *left <= 0 {
                return Grouping::Units { next, parts };
            }
            if let Some(normalised) = unit.key.normalise(values.get(next)) {
                let pseudonym = unit.key.pseudonym(&normalised);
                parts[pseudonym.part()].push((pseudonym, normalised, next));
            }
            *left -= 1;
            next += 1;
        }
        Grouping::Number { part: 0, parts, of_code: vec![NOBODY; values.len()], people: 0 }
    }

    /// Who is left out by what a column or a list says; nothing when there is none of them.
    fn marks(&self, person: &[u32], people: usize) -> Option<Marks> {
        let plan = &self.plan;
        if plan.secrecy.is_empty() && plan.objections.is_empty() && plan.attached.objections.is_empty() {
            return None;
        }
        let table = self.table.borrow();
        let mut marks = Marks { secret: vec![false; people], objected: vec![false; people] };
        flag(table, &plan.secrecy, asks_secrecy, person, &mut marks.secret);
        flag(table, &plan.objections, says_objection, person, &mut marks.objected);
        plan.attached.mark_objections(table, person, &mut marks.objected);
        Some(marks)
    }

    /// Gives numbers to those of `part` who stay, after the first `kept`; says how many are kept then.
    fn leave_out(
        &mut self,
        part: std::ops::Range<usize>,
        mut kept: u32,
        size: &[u32],
        marks: Option<&Marks>,
        renumber: &mut Vec<u32>,
    ) -> u32 {
        let weight = self.plan.weight.as_ref().map(|weight| self.table.borrow().column(weight.column));
        let counts = weight.zip(self.counts_of_code.as_ref());
        // With counts there is no unit: a person's number is its row's.
        let people =
            |who: usize| counts.map_or(1, |(column, counts)| counts[column.codes[who] as usize] as usize);
        for who in part {
            let mut number = NOBODY;
            if marks.is_some_and(|marks| marks.secret[who]) {
                self.outcome.people_secret += people(who);
                self.outcome.rows_secret += size[who] as usize;
            } else if marks.is_some_and(|marks| marks.objected[who]) {
                self.outcome.people_objected += people(who);
            } else if size[who] > 0 {
                number = kept;
                kept += 1;
                self.starts.push(self.starts[number as usize] + size[who]);
            }
            renumber.push(number);
        }
        kept
    }

    /// The household of each person, and how many numbers there are. 0 is everyone without a known one: they count
    /// as one household, which can only make a rule about households stricter.
    pub(super) fn households_of_people(&self) -> Option<(Vec<u32>, usize)> {
        let plan = self.plan.household.as_ref()?;
        let column = self.table.borrow().column(plan.column);
        let (of_code, keys) = plan.read(column);
        let mut values: Vec<u32> = Vec::new();
        let codes = (0..self.people).map(|person| {
            values.clear();
            let codes = self.rows_of(person).iter().map(|&row| of_code[column.codes[row as usize] as usize]);
            values.extend(codes.filter(|&code| code != MISSING));
            values.sort_unstable();
            most_frequent(&values)
        });
        let (codes, domain) = without_unused(codes.collect(), keys);
        Some((codes, domain.len()))
    }

    /// The rows of a person.
    pub(super) fn rows_of(&self, person: usize) -> &[u32] {
        &self.order[self.starts[person] as usize..self.starts[person + 1] as usize]
    }
}

/// Gives the units of one part numbers in order of their pseudonyms, on from `people`.
fn number(mut units: Vec<Unit>, of_code: &mut [u32], people: &mut u32) -> Result<(), FoldError> {
    crate::sort::by(&mut units, |a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut last: Option<&Unit> = None;
    for unit in &units {
        match last {
            Some(previous) if previous.0 == unit.0 && previous.1 != unit.1 => {
                return Err(FoldError::Collision)
            }
            Some(previous) if previous.0 == unit.0 => {}
            _ => *people += 1,
        }
        of_code[unit.2 as usize] = *people - 1;
        last = Some(unit);
    }
    Ok(())
}
