//! How a file is laid out, from its first part: delimiter, title lines, header, width.

use super::error::IngestError;
use super::records::{Record, Tokenizer};
use super::shape::{is_number, is_personal, is_wordy};
use super::Options;
use std::collections::BTreeSet;

/// Most columns a table holds.
pub(super) const COLUMN_LIMIT: usize = 2_000;
/// Delimiters this room reads, the commonest in Dutch offices first (it wins a tie).
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// Records looked at.
const RECORDS: usize = 1_000;
/// A header stands within so many records from the top.
const TITLES: usize = 50;
/// Characters that other systems put between cells; seen alike in every record they give advice, not a table.
const FOREIGN: [char; 8] = ['^', '~', '¦', '§', '¬', '\u{1F}', '\u{1E}', '#'];

/// One record of the head.
struct HeadRecord {
    line: u32,
    last_line: u32,
    cells: Vec<String>,
    /// A cell holds half a pair of quotes: it was probably cut where it should not be.
    odd_quotes: bool,
}

impl HeadRecord {
    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }

    /// Number of cells up to the last one that is filled.
    fn trimmed(&self) -> usize {
        self.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1)
    }
}

/// How to read the file.
pub(super) struct Plan {
    pub delimiter: u8,
    /// Line of the header; 0 without one.
    pub header_line: u32,
    /// First line that can hold data.
    pub body_line: u32,
    /// Filled lines above the header that were passed over; a `sep=` line is not one of them.
    pub title_lines: u32,
    /// Cells of the header as read; empty without one.
    pub header: Vec<String>,
    /// Names of the columns: unique, none empty.
    pub names: Vec<String>,
    /// Whether the name of a column is made up.
    pub unnamed: Vec<bool>,
}

impl Plan {
    /// Number of columns.
    pub fn width(&self) -> usize {
        self.names.len()
    }
}

/// The layout of a file from its decoded head. `whole` says that the head is the whole file;
/// `options` holds the person's word. `None`: no record ends in this head, show more.
///
/// # Errors
/// A head without a table in it, or a header line that cannot be one.
pub(super) fn plan(text: &str, whole: bool, options: &Options) -> Result<Option<Plan>, IngestError> {
    if whole && text.trim().is_empty() {
        return Err(IngestError::Empty);
    }
    // Separators and dashes alone are no table, and no column either.
    if whole && !text.contains(char::is_alphanumeric) {
        let quote = records(text, DELIMITERS[0], true, 0).1;
        return Err(quote.unwrap_or(IngestError::NoRows { header_line: 0 }));
    }
    let given = options.delimiter.as_deref().map(given_delimiter).transpose()?;
    // The person's word goes before that of the file; the line is none of the table either way.
    let (forced, skipped) = match separator_line(text) {
        Ok((said, lines)) => (given.or(said), lines),
        Err(_) if given.is_some() => (given, 1),
        Err(error) => return Err(error),
    };
    let mut best: Option<(f64, u8, Vec<HeadRecord>)> = None;
    let mut failure = None;
    for delimiter in
        DELIMITERS.into_iter().filter(|delimiter| forced.is_none_or(|forced| forced == *delimiter))
    {
        let (records, error) = records(text, delimiter, whole, skipped);
        failure = failure.or(error);
        if records.is_empty() {
            continue;
        }
        let score = consistency(&records);
        if best.as_ref().is_none_or(|(other, ..)| score > *other) {
            best = Some((score, delimiter, records));
        }
    }
    let Some((score, delimiter, head)) = best else {
        return match failure {
            Some(error) => Err(error),
            None if whole => Err(IngestError::NoRows { header_line: 0 }),
            None => Ok(None),
        };
    };
    if let (Some(given), true) = (given, score == 0.0) {
        let makes_columns = |other: &u8| consistency(&records(text, *other, whole, skipped).0) > 0.0;
        if let Some(found) = DELIMITERS.into_iter().find(makes_columns) {
            return Err(IngestError::DelimiterContradicted { given, found });
        }
    }
    if score == 0.0 && forced.is_none() && has_foreign_delimiter(&head) {
        return Err(IngestError::UnknownDelimiter);
    }
    layout(delimiter, &head, options.header_line).map(Some)
}

/// The delimiter that a person gives.
fn given_delimiter(text: &str) -> Result<u8, IngestError> {
    DELIMITERS
        .into_iter()
        .find(|delimiter| {
            text.as_bytes() == [*delimiter] || *delimiter == b'\t' && text.eq_ignore_ascii_case("tab")
        })
        .ok_or(IngestError::DelimiterNotRead)
}

/// The delimiter of a `sep=` line at the top (Excel), and the number of lines it takes.
fn separator_line(text: &str) -> Result<(Option<u8>, u32), IngestError> {
    let first = text.split(['\r', '\n']).next().unwrap_or_default();
    let bare = first.trim_matches(['"', ' ']);
    if bare.len() != 5 || !bare.as_bytes()[..4].eq_ignore_ascii_case(b"sep=") {
        return Ok((None, 0));
    }
    let delimiter = bare.as_bytes()[4];
    if DELIMITERS.contains(&delimiter) {
        Ok((Some(delimiter), 1))
    } else {
        Err(IngestError::UnknownDelimiter)
    }
}

/// The filled records of the head below its `skipped` lines, and the error that stopped the reading.
fn records(text: &str, delimiter: u8, whole: bool, skipped: u32) -> (Vec<HeadRecord>, Option<IngestError>) {
    let mut records = Vec::new();
    let mut tokenizer = Tokenizer::new(delimiter);
    let mut cut = None;
    let mut keep = |record: Record<'_>| {
        if record.cut {
            cut = Some(IngestError::UnclosedQuote { line: record.line });
        }
        if record.line > skipped && !record.is_blank() && !record.cut && records.len() < RECORDS {
            records.push(HeadRecord {
                line: record.line,
                last_line: record.last_line,
                cells: record.each().map(str::to_owned).collect(),
                odd_quotes: record.each().any(|cell| cell.matches('"').count() % 2 == 1),
            });
        }
        Ok(())
    };
    let mut result = tokenizer.feed(text, &mut keep);
    if result.is_ok() && whole {
        result = tokenizer.finish(&mut keep);
    }
    (records, result.err().or(cut))
}

/// The number of cells most records have; long records weigh a little more, so that a few titles of one
/// cell do not outvote a short table.
fn usual_width(records: &[HeadRecord]) -> usize {
    let mut widths: Vec<usize> = records.iter().map(|record| record.cells.len()).collect();
    crate::sort::by_key(&mut widths, |&width| width);
    let mut best = (0.0, 0);
    for run in widths.chunk_by(|a, b| a == b) {
        let each = if run[0] == 1 { 0.5 } else { (run[0] as f64).sqrt() };
        let weight = run.len() as f64 * each;
        if weight >= best.0 {
            best = (weight, run[0]);
        }
    }
    best.1
}

/// How well a delimiter explains the records: the share that has the usual width, squared, by the root of the
/// cuts it makes. 0: it makes no columns.
fn consistency(records: &[HeadRecord]) -> f64 {
    let width = usual_width(records);
    if width < 2 {
        return 0.0;
    }
    let usual = || records.iter().filter(|record| record.cells.len() == width);
    // `bedrag` above `1,50` and `2,75` is one column with decimal commas, not two columns of numbers.
    let first_is_whole = records.first().is_some_and(|record| record.cells.len() == 1);
    if width == 2 && first_is_whole && usual().all(|record| record.cells.iter().all(|cell| is_number(cell))) {
        return 0.0;
    }
    // Titles above the table are no sign against it.
    let table = records.iter().skip_while(|record| record.cells.len() != width).count();
    let share = usual().filter(|record| !record.odd_quotes).count() as f64 / table as f64;
    if share < 0.5 {
        return 0.0;
    }
    // A first record of one cell is a title, or a header that another delimiter cuts.
    let start = if first_is_whole { 0.6 } else { 1.0 };
    // Cells full of a stronger delimiter are whole rows of another table, cut at their decimal commas.
    // (A comma inside cells says nothing: it is in every amount.)
    let foreign = |record: &&HeadRecord| {
        record.cells.iter().any(|cell| cell.bytes().any(|byte| matches!(byte, b';' | b'\t' | b'|')))
    };
    let mixed = if usual().filter(foreign).count() * 2 > usual().count() { 0.5 } else { 1.0 };
    start * mixed * share * share * ((width - 1) as f64).sqrt()
}

fn has_foreign_delimiter(records: &[HeadRecord]) -> bool {
    let count = |record: &HeadRecord, sign: char| {
        record.cells.iter().map(|cell| cell.matches(sign).count()).sum::<usize>()
    };
    records.len() >= 2
        && FOREIGN.iter().any(|&sign| {
            let first = count(&records[0], sign);
            first > 0 && records.iter().all(|record| count(record, sign) == first)
        })
}

/// Title lines, header and width.
fn layout(delimiter: u8, records: &[HeadRecord], header_line: Option<u32>) -> Result<Plan, IngestError> {
    let usual = usual_width(records);
    let full = first_full(records, usual);
    let header = match header_line {
        Some(0) => None,
        Some(line) => {
            let at = records
                .iter()
                .position(|record| (record.line..=record.last_line).contains(&line))
                .ok_or(IngestError::HeaderLineMissing { line })?;
            if records[at].cells.iter().any(|cell| is_personal(cell)) {
                return Err(IngestError::HeaderLooksLikeData { line });
            }
            Some(at)
        }
        None if names_below_groups(records, full) => Some(full + 1),
        None => reads_as_header(records, full).then_some(full),
    };
    let (width, header_cells) = match header {
        Some(at) => {
            // A delimiter too many at the end of the header, or of every row below it, is no column.
            let row = &records[at];
            (row.trimmed().max(usual.min(row.cells.len())), row.cells.clone())
        }
        None => (usual, Vec::new()),
    };
    let first = header.unwrap_or(full);
    if width > COLUMN_LIMIT {
        let (line, found) = (records[first].line, width as u32);
        return Err(IngestError::TooManyColumns { line, found, limit: COLUMN_LIMIT as u32 });
    }
    let (names, unnamed) = names(&header_cells, width);
    Ok(Plan {
        delimiter,
        header_line: header.map_or(0, |at| records[at].line),
        body_line: header.map_or(records[first].line, |at| records[at].last_line + 1),
        title_lines: first as u32,
        header: header_cells,
        names,
        unnamed,
    })
}

/// Position of the first record that is as wide and as filled as the body.
fn first_full(records: &[HeadRecord], usual: usize) -> usize {
    let body = || records.iter().filter(|record| record.cells.len() == usual);
    let mut filled: Vec<usize> = body().map(HeadRecord::filled).collect();
    let mut reach: Vec<usize> = body().map(HeadRecord::trimmed).collect();
    crate::sort::by_key(&mut filled, |&cells| cells);
    crate::sort::by_key(&mut reach, |&cells| cells);
    let filled = filled.get(filled.len() / 2).copied().unwrap_or(1);
    let reach = reach.get(reach.len() * 9 / 10).or(reach.last()).copied().unwrap_or(1);
    records
        .iter()
        .take(TITLES)
        .position(|record| record.cells.len() >= reach && record.filled() * 10 >= filled * 6)
        .unwrap_or(0)
}

/// How many different cells there are.
fn distinct(mut cells: Vec<&str>) -> usize {
    crate::sort::by(&mut cells, Ord::cmp);
    cells.dedup();
    cells.len()
}

/// Whether the record below this one holds the names, and this one groups of them (cells that were merged, each written
/// out again): repeated words here, other words of their own below, and numbers or dates further down where those words are.
fn names_below_groups(records: &[HeadRecord], at: usize) -> bool {
    let Some(names) = records.get(at + 1) else { return false };
    let groups = &records[at].cells;
    let words = |cells: &[String]| cells.iter().all(|cell| is_wordy(cell) && !is_personal(cell));
    let distinct = |cells: &[String]| distinct(cells.iter().map(String::as_str).collect());
    let body = &records[at + 2..];
    let told = |column: usize| {
        let of_data = |record: &&HeadRecord| {
            record.cells.get(column).is_some_and(|cell| is_number(cell) || is_personal(cell))
        };
        body.iter().filter(of_data).count() * 2 > body.len()
    };
    names.cells.len() == groups.len()
        && groups.windows(2).any(|pair| pair[0] == pair[1])
        && words(groups)
        && words(&names.cells)
        && distinct(&names.cells) == names.cells.len()
        && (0..groups.len()).filter(|&column| told(column)).count() * 2 >= groups.len()
}

/// Whether a record names columns: mostly words, mostly distinct, nothing personal, and its words do
/// not come back as values below it.
fn reads_as_header(records: &[HeadRecord], at: usize) -> bool {
    let row = &records[at];
    let cells: Vec<&str> = row.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    let wordy = cells.iter().filter(|cell| is_wordy(cell)).count();
    let distinct = distinct(cells.clone());
    if cells.iter().any(|cell| is_personal(cell)) || wordy * 2 < cells.len() || distinct * 2 < cells.len() {
        return false;
    }
    let below = || records[at + 1..].iter().filter(|other| other.cells != row.cells);
    let recurring = row
        .cells
        .iter()
        .enumerate()
        .filter(|(column, cell)| {
            !cell.is_empty() && below().any(|other| other.cells.get(*column) == Some(*cell))
        })
        .count();
    recurring == 0 || recurring * 3 < cells.len()
}

/// Unique names: empty cells become `kolom N`, a name seen before gets ` (2)`, ` (3)` and so on.
fn names(header: &[String], width: usize) -> (Vec<String>, Vec<bool>) {
    let mut seen = BTreeSet::new();
    let mut names = Vec::with_capacity(width);
    let mut unnamed = Vec::with_capacity(width);
    for column in 0..width {
        let cell = header.get(column).map(String::as_str).unwrap_or_default();
        let words: Vec<&str> = cell.split_whitespace().collect();
        let base = if words.is_empty() { format!("kolom {}", column + 1) } else { words.join(" ") };
        let mut name = base.clone();
        let mut turn = 2;
        while !seen.insert(name.clone()) {
            name = format!("{base} ({turn})");
            turn += 1;
        }
        names.push(name);
        unnamed.push(words.is_empty());
    }
    (names, unnamed)
}
