//! One value a person of each column.

use super::{slice, Fold};
use crate::meaning::values::Reader;
use crate::recipe::Role;
use crate::table::domains::{most_frequent, number_domain, read_numbers, read_texts, without_unused};
use crate::table::{Attribute, Domain, Table, MISSING};
use std::borrow::Borrow;

/// One column on its way to people.
pub(super) struct Filling {
    /// The code of each dictionary code in the domain.
    of_code: Vec<u32>,
    domain: Domain,
    /// Whether a person gets the mean of its rows.
    averaged: bool,
    /// Of the persons so far: the code, and the mean where some person has several values to average.
    codes: Vec<u32>,
    means: Vec<f64>,
}

/// What a turn gives.
pub(super) enum Filled {
    /// There are more people.
    Busy(Filling),
    /// All have their value.
    Done(Attribute),
}

impl<T: Borrow<Table>> Fold<T> {
    /// Reads the distinct cells of a planned column.
    pub(super) fn fill(&mut self, index: usize, left: &mut i64) -> Filling {
        let plan = &self.plan.columns[index];
        let table = self.table.borrow();
        let column = table.column(plan.column);
        *left -= (self.order.len() / 100 + column.values.len()) as i64;
        // Rows that are left out have no say in spellings, styles or domains.
        let mut cells = vec![0u32; column.values.len()];
        match (&self.counts_of_code, &self.plan.weight) {
            (Some(counts), Some(weight)) => {
                let weight = table.column(weight.column);
                for &row in &self.order {
                    cells[column.codes[row as usize] as usize] += counts[weight.codes[row as usize] as usize];
                }
            }
            // Where nobody is left out, the order of the rows says nothing here, and in a row they are quicker.
            _ if self.order.len() == table.rows() => {
                column.codes.iter().for_each(|&code| cells[code as usize] += 1);
            }
            _ => self.order.iter().for_each(|&row| cells[column.codes[row as usize] as usize] += 1),
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
        Filling { of_code, domain, averaged, codes: Vec::with_capacity(self.people), means: Vec::new() }
    }

    /// Gives the persons of the next slice their value; the attribute when all have one.
    pub(super) fn values(&self, index: usize, mut filling: Filling, left: &mut i64) -> Filled {
        let plan = &self.plan.columns[index];
        let column = self.table.borrow().column(plan.column);
        let part = slice(filling.codes.len(), self.people);
        if part.is_empty() {
            let (codes, domain) = filling.finished();
            *left -= self.people as i64 / 100;
            return Filled::Done(Attribute {
                column: Some(plan.column),
                name: plan.key.clone(),
                label: plan.label.clone(),
                role: plan.role,
                meaning: plan.meaning,
                codes,
                domain,
            });
        }
        *left -= part.len() as i64 / 20;
        let mut values: Vec<u32> = Vec::new();
        for person in part {
            values.clear();
            let codes = self.rows_of(person).iter();
            let codes = codes.map(|&row| filling.of_code[column.codes[row as usize] as usize]);
            values.extend(codes.filter(|&code| code != MISSING));
            values.sort_unstable();
            filling.take(&values);
        }
        Filled::Busy(filling)
    }
}

impl Filling {
    /// The next person, who has these values.
    fn take(&mut self, sorted: &[u32]) {
        if let (Domain::Numbers(numbers), true) = (&self.domain, self.averaged) {
            // As long as nobody has several values, the mean is the value and its code says it.
            if self.means.is_empty() && sorted.len() > 1 {
                self.means.extend(self.codes.iter().map(|&code| numbers[code as usize]));
            }
            if !self.means.is_empty() || sorted.len() > 1 {
                // Summed in order of size, so that the order of the rows cannot change the last bit.
                let sum: f64 = sorted.iter().map(|&code| numbers[code as usize]).sum();
                self.means.push(if sorted.is_empty() { f64::NAN } else { sum / sorted.len() as f64 });
            }
        }
        self.codes.push(most_frequent(sorted));
    }

    fn finished(self) -> (Vec<u32>, Domain) {
        if self.means.is_empty() {
            without_unused(self.codes, self.domain)
        } else {
            number_domain(&self.means)
        }
    }
}
