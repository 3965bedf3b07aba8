//! People in an order that the file cannot choose, equal ones merged into one record.

use super::slice;
use crate::table::Attribute;

/// How far it is.
pub(super) struct Records {
    /// Persons in the order so far.
    sorted: Vec<u32>,
    /// Household of each person, and how many there are.
    households: Option<(Vec<u32>, usize)>,
    /// Whether someone in canonical order differs from the one before.
    differs: Vec<bool>,
    columns: usize,
    stage: Stage,
}

enum Stage {
    /// Sorting by the columns before this one, and by the households when it is the last of all: least significant first.
    Sort(usize, Option<Sorting>),
    /// Putting columns in order, from this one on, and its people so far.
    Arrange(usize, Vec<u32>),
    /// Putting equal neighbours together, column by column.
    Merge(usize),
}

/// What a turn gives.
pub(super) enum Sorted {
    /// There is more to do.
    Busy(Records),
    /// All is merged; the households of the records.
    Done(Option<Vec<u32>>),
}

/// A stable sort of persons by code, in slices.
struct Sorting {
    starts: Vec<u32>,
    counted: usize,
    sorted: Vec<u32>,
    placed: usize,
}

impl Records {
    pub(super) fn new(households: Option<(Vec<u32>, usize)>, people: usize, columns: usize) -> Self {
        // Households are the last sort key, so sorted by first: equal people of one household come together.
        let first = columns + usize::from(households.is_some());
        Self {
            sorted: (0..people as u32).collect(),
            households,
            differs: Vec::new(),
            columns,
            stage: Stage::Sort(first, None),
        }
    }

    /// About how much of it is done.
    pub(super) fn share(&self) -> f64 {
        let of = |done: usize| done as f64 / (self.columns + 1) as f64;
        match &self.stage {
            Stage::Sort(left, _) => 0.7 * (1.0 - of(*left).min(1.0)),
            Stage::Arrange(done, _) => 0.7 + 0.2 * of(*done),
            Stage::Merge(done) => 0.9 + 0.1 * of(*done),
        }
    }

    /// One turn of it; `counts` are the people of each person.
    pub(super) fn turn(
        mut self,
        attributes: &mut [Attribute],
        counts: &mut Vec<u32>,
        left: &mut i64,
    ) -> Sorted {
        let people = self.sorted.len();
        self.stage = match self.stage {
            Stage::Sort(0, _) => {
                self.differs = vec![false; people];
                if let Some(first) = self.differs.first_mut() {
                    *first = true;
                }
                *counts = self.sorted.iter().map(|&person| counts[person as usize]).collect();
                *left -= people as i64 / 100;
                Stage::Arrange(0, Vec::with_capacity(people))
            }
            Stage::Sort(column, sorting) => {
                let (codes, size) = match (attributes.get(column - 1), &self.households) {
                    (Some(attribute), _) => (&attribute.codes, attribute.domain.len()),
                    (None, Some((codes, size))) => (codes, *size),
                    (None, None) => return Sorted::Done(None),
                };
                let mut sorting = sorting.unwrap_or_else(|| Sorting::new(size, people));
                if sorting.turn(&self.sorted, codes, left) {
                    self.sorted = sorting.sorted;
                    Stage::Sort(column - 1, None)
                } else {
                    Stage::Sort(column, Some(sorting))
                }
            }
            Stage::Arrange(index, mut arranged)
                if index < self.columns + usize::from(self.households.is_some()) =>
            {
                let codes = match (attributes.get_mut(index), &mut self.households) {
                    (Some(attribute), _) => &mut attribute.codes,
                    (None, Some((codes, _))) => codes,
                    (None, None) => return Sorted::Done(None),
                };
                let part = slice(arranged.len(), people);
                *left -= part.len() as i64 / 50;
                for at in part.clone() {
                    let value = codes[self.sorted[at] as usize];
                    if at > 0 {
                        self.differs[at] |= arranged[at - 1] != value;
                    }
                    arranged.push(value);
                }
                if part.end == people {
                    *codes = arranged;
                    Stage::Arrange(index + 1, Vec::with_capacity(people))
                } else {
                    Stage::Arrange(index, arranged)
                }
            }
            Stage::Arrange(..) => {
                *left -= people as i64 / 200;
                self.sorted = Vec::new();
                // Where all differ, as they do with a few numbers in the file, nothing is left to merge.
                if self.differs.iter().all(|&differs| differs) {
                    return Sorted::Done(self.households.map(|(codes, _)| codes));
                }
                *counts = merged_counts(counts, &self.differs);
                Stage::Merge(0)
            }
            Stage::Merge(index) => {
                *left -= self.differs.len() as i64 / 100;
                match (attributes.get_mut(index), &mut self.households) {
                    (Some(attribute), _) => keep(&mut attribute.codes, &self.differs),
                    (None, Some((codes, _))) => {
                        keep(codes, &self.differs);
                        return Sorted::Done(self.households.map(|(codes, _)| codes));
                    }
                    (None, None) => return Sorted::Done(None),
                }
                Stage::Merge(index + 1)
            }
        };
        Sorted::Busy(self)
    }
}

impl Sorting {
    fn new(size: usize, people: usize) -> Self {
        Self { starts: vec![0; size + 1], counted: 0, sorted: vec![0; people], placed: 0 }
    }

    /// A slice of it; whether all are placed.
    fn turn(&mut self, positions: &[u32], codes: &[u32], left: &mut i64) -> bool {
        let counting = slice(self.counted, positions.len());
        if !counting.is_empty() {
            *left -= counting.len() as i64 / 100;
            self.counted = counting.end;
            for &position in &positions[counting] {
                self.starts[codes[position as usize] as usize + 1] += 1;
            }
            if self.counted == positions.len() {
                let mut before = 0;
                for start in &mut self.starts {
                    *start += before;
                    before = *start;
                }
            }
            return false;
        }
        let placing = slice(self.placed, positions.len());
        *left -= placing.len() as i64 / 50;
        self.placed = placing.end;
        for &position in &positions[placing] {
            let start = &mut self.starts[codes[position as usize] as usize];
            self.sorted[*start as usize] = position;
            *start += 1;
        }
        self.placed == positions.len()
    }
}

/// Keeps the values of those who differ from the one before: one a record.
fn keep(values: &mut Vec<u32>, differs: &[bool]) {
    let mut differs = differs.iter();
    values.retain(|_| differs.next().copied().unwrap_or(false));
    values.shrink_to_fit();
}

/// The counts of equal people added up.
fn merged_counts(counts: &[u32], differs: &[bool]) -> Vec<u32> {
    let mut merged: Vec<u32> = Vec::new();
    for (&count, &differs) in counts.iter().zip(differs) {
        match merged.last_mut() {
            Some(last) if !differs => *last += count,
            _ => merged.push(count),
        }
    }
    merged
}
