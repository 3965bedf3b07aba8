//! Mixed data in memory: numbers and categories side by side, missing cells marked.

use linfa::dataset::Records;

/// The code of a missing category.
pub(crate) const UNKNOWN: u16 = 0;

/// Records of mixed data, column by column. The currency of every method in this room.
#[derive(Clone, Default)]
pub(crate) struct Mixed {
    /// Number of records.
    pub(crate) records: usize,
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
}

impl Mixed {
    /// The columns of some of the records, in the order given. Shares stay those of everyone.
    pub(crate) fn select(&self, rows: &[u32]) -> Mixed {
        Mixed {
            records: rows.len(),
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
                })
                .collect(),
        }
    }

    /// At most `most` records, evenly spaced through the canonical order (a systematic sample: people are
    /// sorted by content, so it is stratified by itself and nobody's luck decides).
    pub(crate) fn spread(&self, most: usize) -> Vec<u32> {
        let taken = self.records.min(most);
        (0..taken).map(|i| (i as u64 * self.records as u64 / taken as u64) as u32).collect()
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
