//! Columns in memory: dictionary-coded cells, one code for missing, people instead of rows.
//!
//! Nothing here implements `Serialize` or `Debug`: a table never leaves the engine.

mod attached;
mod context;
mod dictionary;
mod domains;
mod fold;
mod join;
mod matching;
mod people;
mod round;

pub(crate) use attached::{Attached, DerivedPlan, FileCounts};
pub(crate) use context::{Context, ContextPlan};
pub use dictionary::{Dictionary, MISSING};
pub(crate) use fold::{ColumnPlan, Fold, FoldError, FoldOutcome, FoldPlan, UnitPlan, ROWS_PER_PERSON};
pub(crate) use join::{AggregatePlan, Join};
pub(crate) use matching::{MatchPlan, Matching};
pub use people::{Attribute, Domain, People};

/// A file as read: columns of dictionary codes, all of the same length.
pub struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: usize,
}

/// One column of a [`Table`].
pub struct Column {
    /// The header cell as read (trimmed; unique within the table). Whether it may be shown is decided by `meaning` (B6).
    pub(crate) header: String,
    /// One code a row into `values`; [`MISSING`] for every missing cell.
    pub(crate) codes: Vec<u32>,
    /// The distinct values, trimmed, in order of first appearance.
    pub(crate) values: Dictionary,
}

impl Table {
    /// A table without rows.
    pub fn with_headers(headers: Vec<String>) -> Self {
        let columns = headers
            .into_iter()
            .map(|header| Column { header, codes: Vec::new(), values: Dictionary::new() })
            .collect();
        Self { columns, rows: 0 }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.columns.iter().map(|column| column.codes.capacity() * 4 + column.values.bytes()).sum()
    }

    /// The column at a position.
    pub(crate) fn column(&self, index: usize) -> &Column {
        &self.columns[index]
    }
}

/// Whether a cell means "no value": empty, a dash, `nvt`, `onbekend` and their like, in any case
/// and after trimming. A missing value is one category of its own in every privacy check; it never
/// matches another value.
pub fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    let mut lower = [0u8; 12]; // every cell of a file passes here: no allocation
    let Some(lower) = lower.get_mut(..cell.len()) else { return false };
    lower.copy_from_slice(cell.as_bytes());
    lower.make_ascii_lowercase();
    matches!(
        &*lower,
        b"" | b"-"
            | b"--"
            | b"?"
            | b"."
            | b"n.v.t."
            | b"n.v.t"
            | b"nvt"
            | b"n/a"
            | b"na"
            | b"nan"
            | b"null"
            | b"none"
            | b"#n/a"
            | b"#n/b"
            | b"onbekend"
            | b"onb."
            | b"onb"
            | b"unknown"
            | b"geen opgave"
            | b"leeg"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_is_a_closed_list() {
        for cell in ["", "  ", "-", "NVT", "n.v.t.", "Onbekend", "?", "NULL"] {
            assert!(is_missing(cell), "{cell:?}");
        }
        for cell in ["0", "00", "geen", "nee", "NL", "onbekende straat"] {
            assert!(!is_missing(cell), "{cell:?}");
        }
    }
}
