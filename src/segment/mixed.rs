//! Mixed data in memory: numbers and categories side by side, missing cells marked.

use crate::table::people_of;
use linfa::dataset::Records;

/// The code of a missing category.
pub(crate) const UNKNOWN: u16 = 0;

/// Records of mixed data, column by column. The currency of every method in this room.
#[derive(Clone, Default)]
pub(crate) struct Mixed {
    /// Number of records.
    pub(crate) records: usize,
    /// People that each record stands for.
    pub(crate) counts: Vec<u32>,
    /// Number of people: the sum of `counts`.
    pub(crate) people: usize,
    /// Sample weight of each record's people, mean 1 over everyone; `None` where all weigh the same.
    pub(crate) sample_weights: Option<Vec<f32>>,
    /// Weight of each record in a fit: its people times their sample weight; `None` when all are 1.
    pub(crate) weights: Option<Vec<f32>>,
    /// Standardised numbers (mean 0, standard deviation 1), one a record; NaN is missing.
    pub(crate) numeric: Vec<Vec<f32>>,
    /// Per numeric column the least variance a group may have: its grain, so that a heap of equal values (one
    /// contact, zero euros) is not taken for a group of its own.
    pub(crate) grains: Vec<f64>,
    /// Categories.
    pub(crate) categorical: Vec<Categories>,
}

/// One categorical column.
#[derive(Clone)]
pub(crate) struct Categories {
    /// One code a record, 1 to the number of levels; [`UNKNOWN`] is missing.
    pub(crate) codes: Vec<u16>,
    /// Share of each level among everyone encoded (the missing left out), in order of the codes from 1; none is 0.
    pub(crate) shares: Vec<f64>,
    /// Where the levels have an order: the place of each on a scale of mean 0 and standard deviation 1.
    pub(crate) scores: Option<Vec<f32>>,
}

impl Categories {
    /// Columns of its dense rows: one a level, and one of the scores.
    pub(super) fn width(&self) -> usize {
        self.shares.len() + usize::from(self.scores.is_some())
    }
}

/// Some of the records, each with so many of its people.
pub(crate) struct Picks {
    /// Records, each once.
    pub(crate) rows: Vec<u32>,
    /// People of each.
    pub(crate) counts: Vec<u32>,
}

impl Picks {
    /// From the records of people, in ascending order: a record as often as people of it are taken.
    pub(crate) fn of_people(records: impl Iterator<Item = u32>) -> Self {
        let mut picks = Picks { rows: Vec::new(), counts: Vec::new() };
        for record in records {
            match picks.counts.last_mut() {
                Some(count) if picks.rows.last() == Some(&record) => *count += 1,
                _ => {
                    picks.rows.push(record);
                    picks.counts.push(1);
                }
            }
        }
        picks
    }
}

/// What records weigh in a fit; `None` when each weighs 1, which spares the inner loops.
fn fit_weights(counts: &[u32], sample_weights: Option<&[f32]>) -> Option<Vec<f32>> {
    match sample_weights {
        Some(weights) => {
            Some(counts.iter().zip(weights).map(|(&count, weight)| count as f32 * weight).collect())
        }
        None if counts.iter().all(|&count| count == 1) => None,
        None => Some(counts.iter().map(|&count| count as f32).collect()),
    }
}

impl Mixed {
    /// Records without columns yet. `sample_weights`: one a record, of any scale.
    pub(crate) fn new(counts: Vec<u32>, sample_weights: Option<Vec<f64>>) -> Self {
        let people = people_of(&counts);
        let sample_weights = sample_weights.map(|weights| {
            let total: f64 =
                weights.iter().zip(&counts).map(|(weight, &count)| weight * f64::from(count)).sum();
            let mean = total / people.max(1) as f64;
            weights.iter().map(|weight| (weight / mean) as f32).collect::<Vec<f32>>()
        });
        let weights = fit_weights(&counts, sample_weights.as_deref());
        Mixed { records: counts.len(), people, counts, sample_weights, weights, ..Mixed::default() }
    }

    /// The columns of some of the records, in the order given. Shares stay those of everyone.
    pub(crate) fn select(&self, picks: &Picks) -> Mixed {
        let rows = &picks.rows;
        let sample_weights: Option<Vec<f32>> = self
            .sample_weights
            .as_ref()
            .map(|weights| rows.iter().map(|&row| weights[row as usize]).collect());
        Mixed {
            records: rows.len(),
            people: people_of(&picks.counts),
            counts: picks.counts.clone(),
            weights: fit_weights(&picks.counts, sample_weights.as_deref()),
            sample_weights,
            numeric: self
                .numeric
                .iter()
                .map(|values| rows.iter().map(|&row| values[row as usize]).collect())
                .collect(),
            grains: self.grains.clone(),
            categorical: self
                .categorical
                .iter()
                .map(|column| Categories {
                    codes: rows.iter().map(|&row| column.codes[row as usize]).collect(),
                    shares: column.shares.clone(),
                    scores: column.scores.clone(),
                })
                .collect(),
        }
    }

    /// Everyone where there are at most `most` records, else so many people ([`Mixed::spread_people`]).
    pub(crate) fn spread(&self, most: usize) -> Picks {
        if self.records <= most {
            return Picks { rows: (0..self.records as u32).collect(), counts: self.counts.clone() };
        }
        self.spread_people(most)
    }

    /// At most `most` people, evenly spaced through the canonical order (a systematic sample: people are
    /// sorted by content, so it is stratified by itself and nobody's luck decides).
    pub(crate) fn spread_people(&self, most: usize) -> Picks {
        let taken = self.people.min(most);
        let (mut record, mut passed) = (0, 0);
        Picks::of_people((0..taken).map(|i| {
            let person = (i as u64 * self.people as u64 / taken as u64) as usize;
            while passed + (self.counts[record] as usize) <= person {
                passed += self.counts[record] as usize;
                record += 1;
            }
            record as u32
        }))
    }

    /// The record of a person, counted through the records in order.
    pub(crate) fn record_of(&self, person: usize) -> usize {
        let mut passed = 0;
        let of = self.counts.iter().position(|&count| {
            passed += count as usize;
            passed > person
        });
        of.unwrap_or(0)
    }

    /// Number of columns.
    pub(crate) fn width(&self) -> usize {
        self.numeric.len() + self.categorical.len()
    }

    /// Whether at least `count` records differ from each other.
    pub(crate) fn distinct(&self, count: usize) -> bool {
        let mut found: Vec<usize> = Vec::with_capacity(count);
        for row in 0..self.records {
            if found.len() >= count {
                break;
            }
            if !found.iter().any(|&other| self.same(row, other)) {
                found.push(row);
            }
        }
        found.len() >= count
    }

    fn same(&self, a: usize, b: usize) -> bool {
        self.numeric.iter().all(|v| v[a] == v[b] || (v[a].is_nan() && v[b].is_nan()))
            && self.categorical.iter().all(|column| column.codes[a] == column.codes[b])
    }

    /// Whether a model fitted on `other` can read these records: the same columns with the same levels.
    pub(crate) fn fits(&self, numeric: usize, levels: impl ExactSizeIterator<Item = usize>) -> bool {
        self.numeric.len() == numeric
            && self.categorical.len() == levels.len()
            && self.categorical.iter().zip(levels).all(|(column, levels)| column.shares.len() == levels)
    }
}

impl Records for Mixed {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.records
    }

    fn nfeatures(&self) -> usize {
        self.width()
    }
}
