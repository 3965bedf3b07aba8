//! One row of a sheet, and its line of CSV.

use crate::xml::Malformed;
use std::collections::BTreeMap;

/// Rows and columns that a sheet can have, in both formats.
pub(crate) const ROWS: u32 = 1_048_576;
pub(crate) const COLUMNS: u32 = 16_384;
/// Bytes of text in one row; both programs hold 32,767 characters in a cell, so this only stops what no program made.
const ROW_TEXT: usize = 64 << 20;

/// A filled cell: where its text stands in the row's text.
#[derive(Clone, Copy)]
pub(crate) struct Cell {
    /// From 0.
    pub(crate) column: u32,
    start: usize,
    end: usize,
}

/// The filled cells of one row.
#[derive(Default)]
pub(crate) struct Row {
    /// From 1.
    pub(crate) number: u32,
    /// How many times it stands there.
    pub(crate) repeat: u32,
    text: String,
    cells: Vec<Cell>,
}

/// Merged cells: the content of the first counts for all of them. Rows and columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Region {
    pub(crate) first_row: u32,
    pub(crate) last_row: u32,
    pub(crate) first_column: u32,
    pub(crate) last_column: u32,
}

/// Merged cells as a sheet is read from top to bottom.
#[derive(Default)]
pub(crate) struct Merged {
    /// By first row.
    regions: Vec<Region>,
    next: usize,
    /// Those that began above and go on, by first column, with the text of their first cell.
    open: BTreeMap<u32, (Region, String)>,
}

impl Merged {
    /// The merged cells of a sheet, in any order.
    pub(crate) fn new(mut regions: Vec<Region>) -> Self {
        regions.sort_unstable();
        Self { regions, ..Self::default() }
    }

    /// Adds merged cells that begin in the row under way.
    pub(crate) fn push(&mut self, region: Region) {
        if self.next == self.regions.len() {
            self.regions.clear();
            self.next = 0;
        }
        self.regions.push(region);
    }

    /// Fills what was merged in a row: every cell has the text of the first, to the right and downwards. A merged cell that
    /// is alone in its row is a title over the table, so it stays one cell; a row with nothing of its own stays empty. Columns
    /// from `width` on, which nothing fills, stay out of it.
    pub(crate) fn fill(&mut self, row: &mut Row, width: u32) -> Result<(), Malformed> {
        let number = row.number - 1;
        self.open.retain(|_, (region, _)| region.last_row >= number);
        if row.cells.is_empty() {
            return Ok(());
        }
        for (region, text) in self.open.values() {
            if row.at(region.first_column).is_none() {
                row.fill(region.first_column, 1, |out| out.push_str(text))?;
                row.sort();
            }
            row.spread(region.first_column, region.first_column, region.last_column.min(width - 1));
        }
        while let Some(&region) = self.regions.get(self.next).filter(|region| region.first_row <= number) {
            self.next += 1;
            let Some(&first) = row.at(region.first_column).filter(|_| region.first_row == number) else {
                continue;
            };
            let within = region.first_column..=region.last_column;
            if row.cells.iter().all(|cell| within.contains(&cell.column)) {
                continue;
            }
            row.spread(region.first_column, region.first_column, region.last_column.min(width - 1));
            if region.last_row > number {
                self.open.insert(region.first_column, (region, row.text(first).to_owned()));
            }
        }
        Ok(())
    }
}

impl Row {
    /// Makes it an empty row of this number.
    pub(crate) fn begin(&mut self, number: u32) {
        self.number = number;
        self.repeat = 1;
        self.text.clear();
        self.cells.clear();
    }

    /// Adds a cell whose text is written by `write`. A cell without text, or with blanks alone, is not filled.
    ///
    /// # Errors
    /// When the row grows beyond any sheet's.
    pub(crate) fn fill(
        &mut self,
        column: u32,
        times: u32,
        write: impl FnOnce(&mut String),
    ) -> Result<(), Malformed> {
        let start = self.text.len();
        write(&mut self.text);
        if self.text.len() > ROW_TEXT {
            return Err(Malformed);
        }
        if self.text[start..].trim().is_empty() {
            self.text.truncate(start);
            return Ok(());
        }
        let end = self.text.len();
        let last = column.saturating_add(times).min(COLUMNS);
        self.cells.extend((column..last).map(|column| Cell { column, start, end }));
        Ok(())
    }

    /// Gives the cells of columns `first..=last` that are not filled the text of the cell in column `from`.
    pub(crate) fn spread(&mut self, from: u32, first: u32, last: u32) {
        let Some(&Cell { start, end, .. }) = self.at(from) else { return };
        for column in first..=last.min(COLUMNS - 1) {
            if self.at(column).is_none() {
                let at = self.cells.partition_point(|cell| cell.column < column);
                self.cells.insert(at, Cell { column, start, end });
            }
        }
    }

    /// The filled cell of a column. The cells must be sorted.
    pub(crate) fn at(&self, column: u32) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(at)
    }

    /// The text of a cell.
    pub(crate) fn text(&self, cell: Cell) -> &str {
        &self.text[cell.start..cell.end]
    }

    /// The filled cells.
    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Puts the cells in the order of their columns; of two in one column the last counts.
    pub(crate) fn sort(&mut self) {
        if self.cells.windows(2).any(|pair| pair[0].column >= pair[1].column) {
            self.cells.reverse();
            self.cells.sort_by_key(|cell| cell.column);
            self.cells.dedup_by_key(|cell| cell.column);
        }
    }

    /// Width: the last filled column, from 1; 0 for an empty row.
    pub(crate) fn width(&self) -> u32 {
        self.cells.iter().map(|cell| cell.column + 1).max().unwrap_or(0)
    }

    /// Writes the row as a line of `width` cells, without the line end. The cells must be sorted.
    pub(crate) fn write(&self, width: u32, out: &mut String) {
        let mut next = 0;
        for &cell in &self.cells {
            while next < cell.column {
                out.push(';');
                next += 1;
            }
            write_cell(self.text(cell), out);
        }
        while next + 1 < width {
            out.push(';');
            next += 1;
        }
    }
}

/// Writes a cell, quoted where it must be. Line ends and other control characters become one space, so that a row of the
/// sheet is one line, and its line number is the row number that people see.
fn write_cell(text: &str, out: &mut String) {
    let plain = !text.bytes().any(|byte| byte < b' ' || matches!(byte, b';' | b'"' | 0x7f));
    if plain {
        out.push_str(text);
        return;
    }
    out.push('"');
    let mut blank = false;
    for character in text.chars() {
        let control = character.is_control();
        match character {
            _ if control && blank => {}
            _ if control => out.push(' '),
            '"' => out.push_str("\"\""),
            other => out.push(other),
        }
        blank = control;
    }
    out.push('"');
}
