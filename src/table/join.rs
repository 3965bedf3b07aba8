//! A joined file: whether a person is in it, and what its rows add up to (PRODUCT A7).
//!
//! Rows of the main file fold into people first; then a person has the rows of the other file that carry any key of the
//! person's own rows. Nothing depends on the order of rows in either file. A person without rows there has no value
//! (missing), except in a count, where it is 0. Numbers are top-coded: the highest value is one that at least k people
//! reach.

use super::attached::{DerivedPlan, FileCounts, PersonRows};
use super::domains::{most_frequent, number_domain, read_numbers, read_texts, without_unused};
use super::matching::KeyMatch;
use super::{round, Attribute, Column, Domain, FilesError, Table, MISSING};
use crate::meaning::values::Reader;
use crate::meaning::Meaning;
use crate::recipe::Aggregate;
use std::sync::Arc;

/// One joined file.
pub(crate) struct Join {
    /// It.
    pub(crate) table: Arc<Table>,
    /// Its rows by key.
    pub(crate) matched: KeyMatch,
    /// Whether a person is in it, where that may be used.
    pub(crate) flag: Option<DerivedPlan>,
    /// What its columns add up to.
    pub(crate) aggregates: Vec<AggregatePlan>,
}

/// One aggregated column.
#[derive(Clone)]
pub(crate) struct AggregatePlan {
    /// Position in the other file.
    pub(crate) column: usize,
    /// How.
    pub(crate) how: Aggregate,
    /// What its cells mean.
    pub(crate) reads: Meaning,
    /// What comes of it.
    pub(crate) derived: DerivedPlan,
}

/// Most pairs of a person and a row that a join may make, beside four for every row of both files: a key that stands in
/// many rows on either side is no key of persons, and pairs are held in memory.
const PAIRS: u64 = 1 << 20;

/// The values of one aggregate, one a person.
enum Values {
    Numbers(Vec<f64>),
    Codes(Vec<u32>, Domain),
}

/// The other file's rows of each person.
pub(super) struct Pairs {
    rows: Vec<u32>,
    starts: Vec<u32>,
}

impl Pairs {
    fn present(&self, person: usize) -> bool {
        self.starts[person + 1] > self.starts[person]
    }
}

impl Join {
    /// The rows of each person, and what became of the file so far.
    pub(super) fn take(&self, persons: &PersonRows<'_>) -> Result<(Pairs, FileCounts), FilesError> {
        let pairs = self.pairs(persons)?;
        let absent = (0..persons.len()).filter(|&person| !pairs.present(person));
        let people_unmatched = absent.map(|person| persons.counts[person] as usize).sum();
        let counts = FileCounts { people_unmatched: Some(people_unmatched), ..FileCounts::of(&self.matched) };
        Ok((pairs, counts))
    }

    /// An attribute by its place, the flag first; nothing past the last.
    pub(super) fn attribute(
        &self,
        at: usize,
        pairs: &Pairs,
        persons: &PersonRows<'_>,
        k: u32,
        counts: &mut FileCounts,
    ) -> Result<Option<Attribute>, FilesError> {
        let flags = usize::from(self.flag.is_some());
        if let (Some(flag), 0) = (&self.flag, at) {
            let codes = (0..persons.len()).map(|person| 2 - u32::from(pairs.present(person))).collect();
            let domain = Domain::Texts(["", "ja", "nee"].map(str::to_owned).into());
            let (codes, domain) = without_unused(codes, domain);
            return Ok(Some(flag.attribute(codes, domain)));
        }
        let Some(aggregate) = self.aggregates.get(at - flags) else { return Ok(None) };
        let (values, unreadable) = self.aggregate(aggregate, pairs)?;
        counts.unreadable += unreadable;
        let (codes, domain) = match values {
            Values::Codes(codes, domain) => without_unused(codes, domain),
            Values::Numbers(mut numbers) => {
                top_code(&mut numbers, persons.counts, k);
                number_domain(&numbers)
            }
        };
        Ok(Some(aggregate.derived.attribute(codes, domain)))
    }

    fn pairs(&self, persons: &PersonRows<'_>) -> Result<Pairs, FilesError> {
        let most = 4 * (self.table.rows() + persons.table.rows()) as u64 + PAIRS;
        let mut pairs = Pairs { rows: Vec::new(), starts: vec![0] };
        let mut keys = Vec::new();
        for person in 0..persons.len() {
            persons.numbers(person, self.matched.column, &self.matched.of_code, &mut keys);
            keys.dedup();
            for &key in &keys {
                pairs.rows.extend_from_slice(self.matched.rows_of(key));
            }
            if pairs.rows.len() as u64 > most {
                return Err(FilesError::TooManyMatches { file: self.matched.file });
            }
            pairs.starts.push(pairs.rows.len() as u32);
        }
        Ok(pairs)
    }

    /// The values of one aggregate, and how many cells could not be read.
    fn aggregate(&self, plan: &AggregatePlan, pairs: &Pairs) -> Result<(Values, usize), FilesError> {
        let column = self.table.column(plan.column);
        let rows_of = |pair: &[u32]| &pairs.rows[pair[0] as usize..pair[1] as usize];
        if plan.how == Aggregate::Count {
            let filled =
                |rows: &[u32]| rows.iter().filter(|&&row| column.codes[row as usize] != MISSING).count();
            let numbers = pairs.starts.windows(2).map(|pair| filled(rows_of(pair)) as f64).collect();
            return Ok((Values::Numbers(numbers), 0));
        }
        let (of_code, domain, unreadable) = read(column, plan.reads, &pairs.rows);
        let mut values: Vec<u32> = Vec::new();
        let mut each = |take: &mut dyn FnMut(&[u32])| {
            for pair in pairs.starts.windows(2) {
                values.clear();
                let codes = rows_of(pair).iter().map(|&row| of_code[column.codes[row as usize] as usize]);
                values.extend(codes.filter(|&code| code != MISSING));
                values.sort_unstable();
                take(&values);
            }
        };
        // The domain is sorted, so the smallest code is the smallest number or the earliest date.
        let one = |codes: &[u32]| match plan.how {
            Aggregate::Min => codes.first().copied().unwrap_or(MISSING),
            Aggregate::Max => codes.last().copied().unwrap_or(MISSING),
            _ => most_frequent(codes),
        };
        let values = match domain {
            Domain::Numbers(numbers) => {
                let mut all = Vec::with_capacity(pairs.starts.len());
                each(&mut |codes| {
                    // Summed in order of size, so that the order of the rows cannot change the last bit.
                    let sum = || codes.iter().map(|&code| numbers[code as usize]).sum::<f64>();
                    all.push(match plan.how {
                        _ if codes.is_empty() => f64::NAN,
                        Aggregate::Sum => sum(),
                        Aggregate::Mean => sum() / codes.len() as f64,
                        _ => numbers[one(codes) as usize],
                    });
                });
                Values::Numbers(all)
            }
            _ if matches!(plan.how, Aggregate::Sum | Aggregate::Mean) => {
                return Err(FilesError::NoNumbers { file: self.matched.file, column: plan.column });
            }
            domain => {
                let mut all = Vec::with_capacity(pairs.starts.len());
                each(&mut |codes| all.push(one(codes)));
                Values::Codes(all, domain)
            }
        };
        Ok((values, unreadable))
    }
}

/// The code of each cell in a sorted domain; only rows that belong to somebody have a say in spellings and styles.
fn read(column: &Column, meaning: Meaning, rows: &[u32]) -> (Vec<u32>, Domain, usize) {
    let mut cells = vec![0u32; column.values.len()];
    for &row in rows {
        cells[column.codes[row as usize] as usize] += 1;
    }
    let filled = column
        .values
        .iter()
        .filter(|&(code, _)| cells[code as usize] > 0)
        .map(|(code, value)| (value, cells[code as usize]));
    let reader = Reader::new(meaning, filled.clone());
    if reader.numbers() {
        read_numbers(&reader, column, &cells)
    } else {
        read_texts(&reader, column, &cells)
    }
}

/// Draws the highest numbers down to a round one that at least k people reach: the roundest within a tenth below the k-th
/// highest. Where fewer than k people have a number, nobody keeps one.
pub(super) fn top_code(numbers: &mut [f64], counts: &[u32], k: u32) {
    // The highest numbers that k people reach and their people, highest first: at most k of them.
    let mut highest: Vec<(f64, u64)> = Vec::new();
    let mut people = 0u64;
    for (&number, &count) in numbers.iter().zip(counts).filter(|(number, _)| !number.is_nan()) {
        let lowest = highest.last().map_or(f64::NEG_INFINITY, |last| last.0);
        if people >= u64::from(k) && number <= lowest {
            continue;
        }
        let at = highest.partition_point(|other| other.0 > number);
        highest.insert(at, (number, u64::from(count)));
        people += u64::from(count);
        while let Some(&(_, last)) = highest.last().filter(|last| people - last.1 >= u64::from(k)) {
            highest.pop();
            people -= last;
        }
    }
    let Some(&(reached, _)) = highest.last().filter(|_| people >= u64::from(k)) else {
        numbers.fill(f64::NAN);
        return;
    };
    let top = round::below(reached);
    for number in numbers.iter_mut().filter(|number| **number > top) {
        *number = top;
    }
}

#[cfg(test)]
#[path = "join_tests.rs"]
pub(in crate::table) mod tests;
