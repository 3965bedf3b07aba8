//! Records into the table: refused rows with their line and reason, totals at the end left out.

use super::error::IngestError;
use super::records::{Record, Sink, RECORD_LIMIT};
use super::shape::{is_maybe_totals_word, is_note, is_number, is_totals_word};
use super::sniff::Plan;
use crate::meaning::RefusedRow;
use crate::table::{is_missing, Column, Table, MISSING};
use crate::text::Text;
use gezicht_lanes::reading::{Block, Usual};

/// Most rows a table holds: counts cross to the page as 32 bits.
pub(super) const ROW_LIMIT: usize = 1 << 31;
/// Most bytes the columns may take. A browser tab gives wasm at most 4 GB, and later rooms need their share.
pub(super) const TABLE_LIMIT: usize = 1 << 30;
/// Refused rows that are listed; the others are counted.
const LISTED: usize = 100;
/// Most lines at the end that can be totals and notes.
const TOTALS: usize = 5;

/// Why a row looks like a line below the table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Footer {
    /// It says so: `Totaal`.
    Says,
    /// It has the build of one: a few numbers and no first cell, or one note and nothing else. That
    /// counts only when the rest of the file is not built so.
    Built,
}

/// A row that may turn out to be a totals line when nothing follows it.
struct Held {
    text: String,
    cells: Vec<(u32, u32)>,
    line: u32,
    footer: Footer,
}

/// The body of a file on its way into a table.
pub(super) struct Rows {
    plan: Plan,
    usual: Usual,
    table: Table,
    block: Block,
    refused_rows: u32,
    refused: Vec<RefusedRow>,
    held: Vec<Held>,
    /// Length of the run of footer-like rows that `held` is the end of.
    run: usize,
    keep_totals: bool,
    table_limit: usize,
}

/// What [`Rows`] made of the body.
pub(super) struct Body {
    pub plan: Plan,
    pub table: Table,
    pub refused_rows: u32,
    pub refused: Vec<RefusedRow>,
    /// Lines taken for totals or notes.
    pub totals: Vec<u32>,
}

impl Rows {
    /// An empty body with the columns of the plan and a limit in bytes; `keep_totals` takes every row for a row.
    pub fn new(plan: Plan, keep_totals: bool, table_limit: usize) -> Self {
        let table = Table::with_headers(plan.names.clone());
        Self {
            usual: usual(&plan),
            block: Block::new(plan.width(), is_missing),
            plan,
            table,
            refused_rows: 0,
            refused: Vec::new(),
            held: Vec::new(),
            run: 0,
            keep_totals,
            table_limit,
        }
    }

    /// Rows taken so far.
    pub fn taken(&self) -> usize {
        self.table.rows + self.held.len()
    }

    /// Makes room for so many rows, within half the limit of the table.
    pub fn expect(&mut self, rows: usize) {
        let rows = rows.min(self.table_limit / 8 / self.plan.width().max(1));
        self.block.expect(rows);
        for column in &mut self.table.columns {
            column.codes.reserve_exact(rows.saturating_sub(column.codes.len()));
        }
    }

    fn take(&mut self, record: Record<'_>) -> Result<(), IngestError> {
        if record.line < self.plan.body_line || record.is_blank() {
            return Ok(());
        }
        if let Some(footer) = footer(&record, self.plan.width()).filter(|_| !self.keep_totals) {
            self.run += 1;
            if self.held.len() == TOTALS {
                let oldest = self.held.remove(0);
                self.row(oldest.record())?;
            }
            self.held.push(Held {
                text: record.each().collect(),
                cells: record.places(),
                line: record.line,
                footer,
            });
            return Ok(());
        }
        self.release_held()?;
        self.run = 0;
        self.row(record)
    }

    /// The end of the file.
    ///
    /// # Errors
    /// No rows at all, or every one refused; a limit of the table.
    pub fn finish(mut self) -> Result<Body, IngestError> {
        self.empty_block()?;
        let built_counts = self.run <= TOTALS
            && self.table.columns.first().is_some_and(|first| !first.codes.contains(&MISSING));
        let mut totals = Vec::new();
        for held in std::mem::take(&mut self.held) {
            if held.footer == Footer::Says || built_counts {
                totals.push(held.line);
            } else {
                self.row(held.record())?;
            }
        }
        self.empty_block()?;
        if self.table.rows == 0 {
            return Err(match self.refused.first() {
                Some(first) => IngestError::EveryRowRefused { rows: self.refused_rows, line: first.line },
                None => IngestError::NoRows { header_line: self.plan.header_line },
            });
        }
        // Separators a spreadsheet wrote past its last column make no column.
        while self.table.width() > 1
            && self.plan.unnamed.last() == Some(&true)
            && self.table.columns.last().is_some_and(|column| column.values.is_empty())
        {
            self.table.columns.pop();
            self.plan.unnamed.pop();
            self.plan.names.pop();
        }
        for column in &mut self.table.columns {
            column.codes.shrink_to_fit();
            column.values.seal();
        }
        Ok(Body {
            plan: self.plan,
            table: self.table,
            refused_rows: self.refused_rows,
            refused: self.refused,
            totals,
        })
    }

    fn release_held(&mut self) -> Result<(), IngestError> {
        for held in std::mem::take(&mut self.held) {
            self.row(held.record())?;
        }
        Ok(())
    }

    /// Checks a row and puts it in the table, or refuses it.
    fn row(&mut self, record: Record<'_>) -> Result<(), IngestError> {
        if let Some((lines, reason)) = self.reason_to_refuse(&record) {
            self.refused_rows = self.refused_rows.saturating_add(lines);
            if self.refused.len() < LISTED {
                self.refused.push(RefusedRow { line: record.line, reason });
            }
            return Ok(());
        }
        if self.table.rows == ROW_LIMIT {
            return Err(IngestError::TooManyRows { limit: ROW_LIMIT as u32 });
        }
        self.table.rows_at(record.line, 1);
        self.block.add(record.text, &record.cells[..self.plan.width()]);
        self.empty_full_block()
    }

    fn empty_full_block(&mut self) -> Result<(), IngestError> {
        if self.block.is_full() {
            self.empty_block()?;
        }
        Ok(())
    }

    fn empty_block(&mut self) -> Result<(), IngestError> {
        let columns = self.table.columns.iter_mut();
        self.block.empty_into(columns.map(|Column { codes, values, .. }| (codes, values)));
        if self.table.bytes() > self.table_limit {
            return Err(IngestError::TooLarge {
                rows: self.table.rows as u32,
                limit: self.table_limit as u64,
            });
        }
        Ok(())
    }

    /// Why a row is refused, and as how many rows it counts.
    fn reason_to_refuse(&self, record: &Record<'_>) -> Option<(u32, Text)> {
        let one = |reason: Text| Some((1, reason));
        let (found, wanted) = (record.len(), self.plan.width());
        if record.cut {
            return one(Text::new(
                "Het bestand stopt midden in deze rij. Er staat een aanhalingsteken dat niet wordt gesloten.",
                "The file ends in the middle of this row: a quotation mark is not closed.",
            ));
        }
        if record.damaged {
            return one(Text::new(
                "In deze rij staan tekens die niet bij de tekencodering van het bestand passen.",
                "This row holds bytes that do not fit the encoding of the file.",
            ));
        }
        let too_wide = found > wanted && (wanted..found).any(|index| !record.cell(index).is_empty());
        if record.last_line > record.line && (record.stray_quote || found < wanted || too_wide) {
            let (from, to) = (record.line, record.last_line);
            // Lines eaten by a stray quote were rows of their own.
            let reason = Text::new(
                format!("Een aanhalingsteken in regel {from} tot en met {to} klopt niet. Deze regels zijn niet gelezen."),
                format!("A quotation mark in lines {from} to {to} has no proper partner; these lines were not read."),
            );
            return Some((to - from + 1, reason));
        }
        if found < wanted || too_wide {
            return one(Text::new(
                format!(
                    "Deze rij heeft {found} {}. Het moeten er {wanted} zijn.",
                    if found == 1 { "cel" } else { "cellen" }
                ),
                format!(
                    "This row has {found} {}; {wanted} are needed.",
                    if found == 1 { "cell" } else { "cells" }
                ),
            ));
        }
        if wanted > 1 && self.repeats_header(record) {
            return one(Text::new("Deze rij herhaalt de kop.", "This row repeats the header."));
        }
        None
    }

    fn repeats_header(&self, record: &Record<'_>) -> bool {
        let header = &self.plan.header;
        header.first().is_some_and(|first| first == record.cell(0))
            && header.len() == record.len()
            && record.each().zip(header).all(|(cell, name)| cell == name)
    }
}

impl Sink for Rows {
    /// Takes one record.
    ///
    /// # Errors
    /// A limit of the table.
    fn record(&mut self, record: Record<'_>) -> Result<(), IngestError> {
        self.take(record)
    }

    fn lines(&mut self, text: &str, start: usize, line: u32) -> Result<(usize, u32), IngestError> {
        let (mut at, mut taken) = (start, 0);
        // Rows that are held wait for a record that says what they are; the limit of rows is watched one by one.
        while line >= self.plan.body_line
            && self.held.is_empty()
            && ROW_LIMIT.saturating_sub(self.table.rows) > text.len()
        {
            let (end, rows) = self.block.add_lines(text, at, &self.usual);
            if rows == 0 {
                break;
            }
            self.table.rows_at(line.saturating_add(taken), rows);
            (at, taken) = (end, taken.saturating_add(rows as u32));
            self.empty_full_block()?;
        }
        Ok((at, taken))
    }
}

/// The rows about which nothing has to be asked: a first cell that neither opens a line below the table nor repeats the header.
fn usual(plan: &Plan) -> Usual {
    let header = plan.header.first().and_then(|name| name.bytes().next());
    let may_begin = |byte: u8| {
        matches!(byte, b'!'..=b'~')
            && !opens_footer(byte)
            && byte != plan.delimiter
            && byte != b'"'
            && Some(byte) != header
    };
    Usual {
        delimiter: plan.delimiter,
        width: plan.width(),
        first: std::array::from_fn(|byte| may_begin(byte as u8)),
        longest: RECORD_LIMIT,
    }
}

impl Held {
    fn record(&self) -> Record<'_> {
        Record {
            text: &self.text,
            cells: &self.cells,
            line: self.line,
            last_line: self.line,
            stray_quote: false,
            damaged: false,
            cut: false,
        }
    }
}

/// Whether a row looks like a line below the table.
fn footer(record: &Record<'_>, width: usize) -> Option<Footer> {
    if record.damaged || record.cut || record.last_line > record.line {
        return None;
    }
    let first = record.cell(0);
    // The usual row leaves here: it starts with a digit, or with a letter that opens none of the words.
    if !first.bytes().next().is_none_or(opens_footer) {
        return None;
    }
    let mut filled = record.each().filter(|cell| !cell.is_empty());
    let lead = filled.next()?;
    let (mut others, mut numbers) = (0, 0);
    for cell in filled {
        others += 1;
        numbers += usize::from(is_number(cell));
    }
    if is_totals_word(lead) && numbers == others {
        return Some(Footer::Says);
    }
    // Half a row of nothing but numbers behind such a word is no person's.
    if is_maybe_totals_word(lead) && others > 0 && numbers == others && (others + 1) * 2 <= width {
        return Some(Footer::Says);
    }
    let sums = first.is_empty() && is_number(lead) && numbers == others && (others + 1) * 3 <= width;
    let note = !first.is_empty() && others == 0 && width >= 3 && is_note(lead);
    (sums || note).then_some(Footer::Built)
}

/// Whether one of the words of [`super::shape`] begins so, or a note.
fn opens_footer(byte: u8) -> bool {
    matches!(byte.to_ascii_lowercase(), b'*' | b'a'..=b'c' | b'e' | b'g' | b'n'..=b'p' | b's'..=b't')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(width: usize) -> Plan {
        Plan {
            delimiter: b';',
            header_line: 1,
            body_line: 2,
            title_lines: 0,
            header: Vec::new(),
            names: (0..width).map(|column| format!("k{column}")).collect(),
            unnamed: vec![false; width],
        }
    }

    fn push(rows: &mut Rows, line: u32, cells: &[&str]) -> Result<(), IngestError> {
        let text: String = cells.concat();
        let mut end = 0;
        let places: Vec<(u32, u32)> = cells
            .iter()
            .map(|cell| {
                end += cell.len() as u32;
                (end - cell.len() as u32, end)
            })
            .collect();
        rows.record(Record {
            text: &text,
            cells: &places,
            line,
            last_line: line,
            stray_quote: false,
            damaged: false,
            cut: false,
        })
    }

    #[test]
    fn the_memory_limit_is_an_error_with_the_row() {
        let mut rows = Rows::new(plan(1), false, 200_000);
        let error =
            (0..100_000u32).find_map(|row| push(&mut rows, row + 2, &[&format!("waarde {row}")]).err());
        let Some(IngestError::TooLarge { rows: count, limit }) = error else { panic!("no limit") };
        assert_eq!(limit, 200_000);
        assert!(count <= 20_480, "{count}");
    }

    /// Lines that come whole, in halves and byte by byte meet the limit at the same row.
    #[test]
    fn the_row_of_the_limit_does_not_follow_the_pieces() {
        let text: String =
            (1..60_000u32).map(|row| format!("\"{}\";{row}\n", row.wrapping_mul(0x9E37_79B9))).collect();
        let met = |size: usize| {
            let mut rows = Rows::new(plan(2), false, 400_000);
            let mut tokenizer = super::super::records::Tokenizer::new(b';');
            let pieces = text.as_bytes().chunks(size).map(|piece| std::str::from_utf8(piece).unwrap());
            let error = pieces.map(|piece| tokenizer.feed(piece, &mut rows)).find_map(Result::err);
            match error {
                Some(IngestError::TooLarge { rows, .. }) => rows,
                _ => panic!("no limit"),
            }
        };
        let wanted = met(text.len());
        assert!(wanted > 5_000 && wanted < 60_000, "{wanted}");
        for size in [1, 1000, 65_536] {
            assert_eq!(met(size), wanted, "in pieces of {size}");
        }
    }

    #[test]
    fn totals_in_the_middle_are_rows_and_at_the_end_are_not() {
        let mut rows = Rows::new(plan(3), false, TABLE_LIMIT);
        for (line, row) in [
            ["a1", "x", "1"],
            ["Subtotaal", "", "1"],
            ["a2", "x", "2"],
            ["Totaal", "", "4"],
            ["", "", "4"],
            ["Bron: register", "", ""],
        ]
        .iter()
        .enumerate()
        {
            assert!(push(&mut rows, line as u32 + 2, row).is_ok());
        }
        let body = rows.finish().ok().unwrap();
        assert_eq!((body.table.rows, body.totals, body.refused_rows), (3, vec![5, 6, 7], 0));
        assert_eq!(body.table.columns[2].values.len(), 3, "a total is no value of a column");
    }

    #[test]
    fn a_file_of_sparse_rows_has_no_totals() {
        let mut rows = Rows::new(plan(3), false, TABLE_LIMIT);
        for line in 0..20 {
            assert!(push(&mut rows, line + 2, &["", "", "4"]).is_ok());
        }
        let body = rows.finish().ok().unwrap();
        assert_eq!((body.table.rows, body.totals.len()), (20, 0));
    }

    #[test]
    fn a_hundred_refused_rows_are_listed_and_all_are_counted() {
        let mut rows = Rows::new(plan(2), false, TABLE_LIMIT);
        assert!(push(&mut rows, 2, &["a", "b"]).is_ok());
        for line in 3..203 {
            assert!(push(&mut rows, line, &["a"]).is_ok());
        }
        assert!(push(&mut rows, 203, &["a", "b", ""]).is_ok());
        let body = rows.finish().ok().unwrap();
        assert_eq!((body.table.rows, body.refused_rows, body.refused.len()), (2, 200, 100));
        assert_eq!(body.refused[0].line, 3);
    }
}
