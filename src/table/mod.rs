//! Columns in memory: dictionary-coded cells, one code for missing, people instead of rows.
//!
//! Nothing here implements `Serialize` or `Debug`: a table never leaves the engine.

mod attached;
mod context;
mod domains;
mod fold;
mod households;
mod join;
mod left_out;
mod matching;
mod people;
mod population;
mod round;
mod weights;

pub(crate) use attached::{Attached, DerivedPlan, FileCounts, FilesError};
pub(crate) use context::{Context, ContextPlan};
pub(crate) use fold::{ColumnPlan, Fold, FoldError, FoldOutcome, FoldPlan, UnitPlan, ROWS_PER_PERSON};
pub use gezicht_lanes::reading::{Dictionary, MISSING};
pub(crate) use households::HouseholdPlan;
pub(crate) use join::{AggregatePlan, Join};
pub(crate) use matching::{MatchPlan, Matching};
pub(crate) use people::people_of;
pub use people::{Attribute, Domain, People};
pub(crate) use population::{together, PopulationTable};
pub(crate) use round::{between, three_digits};
pub(crate) use weights::WeightPlan;

/// A file as read: columns of dictionary codes, all of the same length.
pub struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: usize,
    lines: Lines,
}

/// On which line of the file rows stand: only where it jumps (a row of several lines, a refused or an empty one).
#[derive(Default)]
struct Lines {
    jumps: Vec<(u32, u32)>,
    /// First row whose line is no longer kept, in a file that jumps too often.
    until: Option<u32>,
}

/// Jumps kept.
const MOST_JUMPS: usize = 1 << 16;

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
        Self { columns, rows: 0, lines: Lines::default() }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Counts rows that stand on lines of the file (from 1) of their own, from this line on.
    pub(crate) fn rows_at(&mut self, line: u32, rows: usize) {
        self.next_row_at(line);
        self.rows += rows;
    }

    /// Says on which line of the file (from 1) the row stands that comes next.
    pub(crate) fn next_row_at(&mut self, line: u32) {
        let row = self.rows as u32;
        let goes_on = self.lines.jumps.last().is_some_and(|&(first, start)| start + (row - first) == line);
        if goes_on || self.lines.until.is_some() {
            return;
        }
        if self.lines.jumps.len() == MOST_JUMPS {
            self.lines.until = Some(row);
        } else {
            self.lines.jumps.push((row, line));
        }
    }

    /// The line of the file (from 1) on which a row begins; `None` when that is not known.
    pub(crate) fn line_of(&self, row: u32) -> Option<u32> {
        if self.lines.until.is_some_and(|until| row >= until) {
            return None;
        }
        let after = self.lines.jumps.partition_point(|&(first, _)| first <= row);
        let &(first, line) = self.lines.jumps.get(after.checked_sub(1)?)?;
        Some(line + (row - first))
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
    if matches!(cell.as_bytes().first(), Some(b'0'..=b'9')) {
        return false; // most long columns, and none of the words below
    }
    let cell = cell.trim();
    let mut lower = [0u8; 20]; // every cell of a file passes here: no allocation
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
            | b"geen gegevens"
            | b"leeg"
            | b"(leeg)"
            | b"(blank)"
            | b"niet bekend"
            | b"niet ingevuld"
            | b"niet van toepassing"
            | b"not available"
            | b"not applicable"
            | b"#waarde!"
            | b"#value!"
            | b"#verw!"
            | b"#ref!"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_know_their_lines() {
        let mut table = Table::with_headers(vec!["a".to_owned()]);
        let lines = [4, 5, 6, 9, 10, 12];
        for line in lines {
            table.next_row_at(line);
            table.rows += 1;
        }
        assert_eq!(table.lines.jumps, [(0, 4), (3, 9), (5, 12)]);
        assert_eq!((0..6).map(|row| table.line_of(row)).collect::<Vec<_>>(), lines.map(Some));
        for row in 0..=MOST_JUMPS as u32 {
            table.next_row_at(100 + 2 * row);
            table.rows += 1;
        }
        assert_eq!(table.line_of(6), Some(100));
        assert_eq!(table.line_of(table.rows as u32 - 1), None, "no guess");
        assert_eq!(Table::with_headers(Vec::new()).line_of(0), None);
    }

    #[test]
    fn missing_is_a_closed_list() {
        for cell in [
            "",
            "  ",
            "-",
            "NVT",
            "n.v.t.",
            "Onbekend",
            "?",
            "NULL",
            "Niet van toepassing",
            "(leeg)",
            "#WAARDE!",
        ] {
            assert!(is_missing(cell), "{cell:?}");
        }
        for cell in ["0", "00", "geen", "nee", "NL", "onbekende straat"] {
            assert!(!is_missing(cell), "{cell:?}");
        }
    }
}
