//! The OpenDocument format (ISO/IEC 26300): all sheets stand in one part, which is read as one stream of rows.

use crate::archive::{Archive, Part};
use crate::error::SheetError;
use crate::row::{Region, Row, COLUMNS, ROWS};
use crate::values::{self, Format};
use crate::xlsx::THINGS_LIMIT;
use crate::xml::{attribute, attributes, reader, reference, unescaped, Malformed};
use quick_xml::events::{BytesStart, Event};
use quick_xml::Reader;
use std::collections::BTreeSet;

const KIND: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
/// The part with the sheets.
const CONTENT: &str = "content.xml";
/// Bytes of the part that lists the others.
const MANIFEST_LIMIT: u64 = 16 << 20;

/// Whether the container says that it is a spreadsheet of this format.
///
/// # Errors
/// When it is one, and encrypted.
pub(crate) fn is_one(archive: &Archive) -> Result<bool, SheetError> {
    let Some(kind) = archive.part("mimetype")? else { return Ok(false) };
    if !kind.whole(1024)?.starts_with(KIND) {
        return Ok(false);
    }
    if archive.has("encrypted-package") {
        return Err(SheetError::Protected);
    }
    if let Some(manifest) = archive.part("META-INF/manifest.xml")? {
        let manifest = manifest.whole(MANIFEST_LIMIT)?;
        let mark = b"encryption-data";
        if manifest.windows(mark.len()).any(|window| window == mark) {
            return Err(SheetError::Protected);
        }
    }
    Ok(archive.has(CONTENT))
}

/// What a cell says its content is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Date,
    Time,
    Boolean,
    Error,
}

/// A cell under way.
struct Cell {
    kind: Kind,
    value: String,
    times: u32,
    columns: u32,
    rows: u32,
    paragraphs: u32,
}

/// The rows of all sheets as a stream.
pub(crate) struct Rows {
    reader: Reader<Part>,
    buffer: Vec<u8>,
    /// Sheets begun, so the number of the one under way.
    pub(crate) sheet: u32,
    /// Whether that is hidden.
    pub(crate) hidden: bool,
    inside: bool,
    seen: bool,
    /// Depth of elements whose content is no content of cells: notes, drawings, tables in cells.
    skipped: u32,
    style: String,
    hidden_styles: BTreeSet<String>,
    /// Last row that was read, from 1.
    row: u32,
    in_row: bool,
    column: u32,
    cell: Option<Cell>,
    taking: bool,
    text: String,
    /// Merged cells that begin in the row that was read last.
    pub(crate) merged: Vec<Region>,
}

impl Rows {
    /// # Errors
    /// When the part is not there or broken.
    pub(crate) fn new(archive: &Archive) -> Result<Self, SheetError> {
        let part = archive.part(CONTENT)?.ok_or(SheetError::NotAWorkbook)?;
        Ok(Self {
            reader: reader(part),
            buffer: Vec::new(),
            sheet: 0,
            hidden: false,
            inside: false,
            seen: false,
            skipped: 0,
            style: String::new(),
            hidden_styles: BTreeSet::new(),
            row: 0,
            in_row: false,
            column: 0,
            cell: None,
            taking: false,
            text: String::new(),
            merged: Vec::new(),
        })
    }

    /// Bytes of the part with the sheets.
    pub(crate) fn size(archive: &Archive) -> u64 {
        archive.size(CONTENT)
    }

    /// Bytes read so far.
    pub(crate) fn given(&mut self) -> u64 {
        self.reader.get_mut().given()
    }

    /// Number of the row that was read last, from 1.
    pub(crate) fn row(&self) -> u32 {
        self.row
    }

    /// The next row, of the sheet that [`Rows::sheet`] then tells, or the beginning of a sheet as an empty row 0; false after
    /// the last.
    ///
    /// # Errors
    /// When the part cannot be followed.
    pub(crate) fn next(&mut self, row: &mut Row) -> Result<bool, Malformed> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(_) if self.skipped > 0 => self.skipped += 1,
                Event::End(_) if self.skipped > 0 => self.skipped -= 1,
                Event::Start(element) => {
                    let name = element.local_name();
                    match name.as_ref() {
                        // Notes, drawings and tables inside cells, and what was changed or linked, are no content of cells.
                        "annotation" | "shapes" | "tracked-changes" | "dde-links" => self.skipped = 1,
                        _ if element.name().as_ref().starts_with("draw:") => self.skipped = 1,
                        "table" if self.in_row => self.skipped = 1,
                        "style" => {
                            self.style = attribute(&element, "name").map(unescaped).unwrap_or_default();
                        }
                        "table-properties" if attribute(&element, "display") == Some("false") => {
                            if self.hidden_styles.len() < THINGS_LIMIT {
                                self.hidden_styles.insert(std::mem::take(&mut self.style));
                            }
                        }
                        "table" if !self.inside => {
                            let style = attribute(&element, "style-name").map(unescaped);
                            self.hidden = style.is_some_and(|style| self.hidden_styles.contains(&style));
                            if self.sheet as usize >= THINGS_LIMIT {
                                return Err(Malformed);
                            }
                            (self.sheet, self.row) = (self.sheet + 1, 0);
                            (self.inside, self.seen) = (true, true);
                            row.begin(0);
                            return Ok(true);
                        }
                        "table-row" if self.inside && !self.in_row => {
                            (self.in_row, self.column) = (true, 0);
                            row.begin(self.row.saturating_add(1));
                            row.repeat = times(&element, "number-rows-repeated")?;
                            self.merged.clear();
                        }
                        "table-cell" | "covered-table-cell" if self.in_row && self.cell.is_none() => {
                            self.cell = Some(cell(&element)?);
                            self.text.clear();
                        }
                        name => {
                            if let Some(cell) = &mut self.cell {
                                begin(name, &element, cell, &mut self.text, &mut self.taking)?;
                            }
                        }
                    }
                }
                Event::Text(text) if self.taking && self.skipped == 0 => {
                    self.text.push_str(&text.xml10_content());
                }
                Event::CData(text) if self.taking && self.skipped == 0 => {
                    self.text.push_str(&text.xml10_content());
                }
                Event::GeneralRef(found) if self.taking && self.skipped == 0 => {
                    reference(&found, &mut self.text)?;
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "p" => self.taking = false,
                    "table-cell" | "covered-table-cell" => {
                        if let Some(cell) = self.cell.take() {
                            self.close(&cell, row)?;
                        }
                    }
                    "table-row" if self.in_row => {
                        self.in_row = false;
                        self.row = self.row.saturating_add(row.repeat);
                        // Programs close a sheet with a million empty rows; a filled one cannot stand there.
                        if self.row > ROWS && !row.cells().is_empty() {
                            return Err(Malformed);
                        }
                        return Ok(true);
                    }
                    "table" => self.inside = false,
                    _ => {}
                },
                Event::Eof => return if self.seen && !self.inside { Ok(false) } else { Err(Malformed) },
                _ => {}
            }
        }
    }

    /// Puts the cell that was read into its row.
    fn close(&mut self, cell: &Cell, row: &mut Row) -> Result<(), Malformed> {
        let (column, text) = (self.column, &self.text);
        self.taking = false;
        self.column = self.column.saturating_add(cell.times);
        let before = row.cells().len();
        row.fill(column, cell.times, |out| write(cell, text, out))?;
        if row.cells().len() == before {
            return Ok(());
        }
        if self.column > COLUMNS {
            return Err(Malformed);
        }
        if (cell.columns, cell.rows) != (1, 1) && row.repeat == 1 {
            self.merged.push(Region {
                first_row: row.number - 1,
                last_row: (row.number - 1).saturating_add(cell.rows - 1),
                first_column: column,
                last_column: column.saturating_add(cell.columns - 1).min(COLUMNS - 1),
            });
        }
        Ok(())
    }
}

/// A count of at least one.
fn times(element: &BytesStart, name: &str) -> Result<u32, Malformed> {
    match attribute(element, name) {
        Some(count) => count.trim().parse().ok().filter(|&count| count > 0).ok_or(Malformed),
        None => Ok(1),
    }
}

/// The cell that an element begins.
fn cell(element: &BytesStart) -> Result<Cell, Malformed> {
    let mut kind = Kind::Text;
    let mut value = "";
    for (name, text) in attributes(element) {
        match name {
            // `office:value-type`, and after it `calcext:value-type`, which alone says that the value is an error.
            "value-type" if kind != Kind::Error => {
                kind = match text {
                    "float" | "percentage" | "currency" => Kind::Number,
                    "date" => Kind::Date,
                    "time" => Kind::Time,
                    "boolean" => Kind::Boolean,
                    "error" => Kind::Error,
                    _ => Kind::Text,
                }
            }
            "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => value = text,
            _ => {}
        }
    }
    Ok(Cell {
        kind,
        value: unescaped(value),
        times: times(element, "number-columns-repeated")?,
        columns: times(element, "number-columns-spanned")?,
        rows: times(element, "number-rows-spanned")?,
        paragraphs: 0,
    })
}

/// An element inside a cell: paragraphs, blanks, tabs, line ends.
fn begin(
    name: &str,
    element: &BytesStart,
    cell: &mut Cell,
    text: &mut String,
    taking: &mut bool,
) -> Result<(), Malformed> {
    match name {
        "p" => {
            if cell.paragraphs > 0 {
                text.push('\n');
            }
            cell.paragraphs += 1;
            *taking = true;
        }
        "s" if *taking => {
            let blanks = times(element, "c")?.min(1000);
            text.extend(std::iter::repeat_n(' ', blanks as usize));
        }
        "tab" if *taking => text.push('\t'),
        "line-break" if *taking => text.push('\n'),
        _ => {}
    }
    Ok(())
}

/// Writes what a cell holds. `shown` is what its program shows.
fn write(cell: &Cell, shown: &str, out: &mut String) {
    let value = cell.value.trim();
    match cell.kind {
        Kind::Error => {}
        Kind::Text if cell.paragraphs == 0 => out.push_str(&cell.value),
        Kind::Text => out.push_str(shown),
        Kind::Number => {
            // A code under a format of zeros is shown with its leading zeros.
            let digits =
                shown.len() < 16 && shown.starts_with('0') && shown.bytes().all(|b| b.is_ascii_digit());
            let code = digits && shown.parse::<f64>().ok() == value.parse::<f64>().ok();
            if code || !values::number_text(value, Format::Number, false, out) {
                out.push_str(shown);
            }
        }
        Kind::Date => values::iso_date(value, out),
        Kind::Time => values::iso_duration(value, out),
        Kind::Boolean => out.push_str(match value {
            "true" => "ja",
            "false" => "nee",
            _ => shown,
        }),
    }
}
