//! One sheet of a workbook (`.xlsx`, `.xlsm`, `.ods`) as canonical CSV, in steps.
//!
//! ```
//! # fn main() -> Result<(), gezicht_sheets::SheetError> {
//! # let bytes = include_bytes!("../../tests/data/sheets/klanten.xlsx").to_vec();
//! let mut workbook = gezicht_sheets::Workbook::open(bytes)?;
//! while !workbook.survey(gezicht_sheets::STEP)? {}
//! let mut csv = workbook.convert(workbook.default_sheet()?)?;
//! let mut text = String::new();
//! while csv.next(&mut text)? {}
//! assert!(text.starts_with("BSN;Geboortedatum;"));
//! # Ok(())
//! # }
//! ```
//!
//! What is promised:
//! - **The CSV** is UTF-8, cells separated by `;` and quoted where they must be, lines ended by LF. Line n is row n of the
//!   sheet: empty rows above and between are empty lines, those below are dropped, and line ends inside a cell become a space.
//!   Every filled row has as many cells as the widest.
//! - **Values, not pictures of them**: dates as `jjjj-mm-dd` (with `Thh:mm:ss` where the cell shows a time), times and durations as
//!   `hh:mm:ss`, booleans as `ja` and `nee`, numbers with a decimal point and never with an exponent, texts as they are (`00123`),
//!   formulas by the value they had when the file was saved, errors (`#N/B`) as empty. A number under a format of zeros
//!   alone (`00000`) keeps its leading zeros, as it is a code. `1.234` is written `1.2340`, which cannot be a thousand.
//! - **Merged cells** all have the content of the first; a merged cell that is alone in its row is a title and stays one cell.
//! - **Hidden rows and columns** are read like others; a hidden sheet is only read when it is chosen, or when nothing else is filled.
//! - **Names of sheets** are neither kept nor told: a sheet is its number.
//! - **Nothing runs**: macros, links and formulas are not looked at.
//! - **Memory is bounded** before anything is unpacked: by the sizes that the container declares ([`UNPACKED_LIMIT`] and a
//!   ratio to the file), which no part can then exceed. Rows are streamed; in memory are the file, the shared texts and one row.
//!
//! No I/O, no clock and no dependency on what is done with the CSV.

mod archive;
mod error;
mod ods;
mod row;
mod values;
#[cfg(target_arch = "wasm32")]
mod wasm;
mod xlsx;
mod xml;

pub use error::{Pair, SheetError};

use archive::Archive;
use row::{Merged, Region, Row};
use std::fmt::Write as _;
use std::rc::Rc;
use xml::Malformed;

/// Bytes that the parts of a workbook may take together, unpacked.
pub const UNPACKED_LIMIT: u64 = archive::UNPACKED_LIMIT;

/// Bytes of XML that are a good step: a few milliseconds.
pub const STEP: u64 = 128 * 1024;

/// Characters of CSV that are given at a time, about.
const CHUNK: usize = 64 * 1024;

/// The kind of a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Excel: `.xlsx`, `.xlsm`, `.xltx`.
    Xlsx,
    /// OpenDocument: `.ods`, `.ots`.
    Ods,
}

impl Format {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Ods => "ods",
        }
    }
}

/// How large a sheet is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SheetSize {
    /// Rows with at least one filled cell.
    pub rows: u32,
    /// Columns, up to the last that is filled.
    pub columns: u32,
    /// Whether the workbook hides it.
    pub hidden: bool,
}

/// Whether bytes begin as those of a workbook do, also of an encrypted or an old one. A file is judged by this, never by
/// its name.
pub fn looks_like_one(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") || head.starts_with(OLD)
}

/// The container of old Office files, and of encrypted new ones.
const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

enum Source {
    Xlsx {
        listed: Vec<xlsx::Listed>,
        texts: Option<xlsx::Texts>,
        shared: Rc<xlsx::Shared>,
        merged: Vec<Vec<Region>>,
        reading: Option<xlsx::Rows>,
    },
    Ods(Option<ods::Rows>),
}

/// A workbook, and what is known of its sheets.
pub struct Workbook {
    archive: Archive,
    source: Source,
    sheets: Vec<SheetSize>,
    row: Row,
    /// Bytes of XML that a survey goes through, and those of parts that it has behind it.
    total: u64,
    done: u64,
    surveyed: bool,
}

impl Workbook {
    /// Opens a workbook: reads its directory, checks its size, and finds out what it is.
    ///
    /// # Errors
    /// When it is no workbook that can be read here.
    pub fn open(bytes: Vec<u8>) -> Result<Self, SheetError> {
        if bytes.starts_with(OLD) {
            // An encrypted workbook is a stream of this name in the old container.
            let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            let encrypted = bytes.windows(name.len()).any(|window| window == name);
            return Err(if encrypted { SheetError::Protected } else { SheetError::OldWorkbook });
        }
        let archive = Archive::open(bytes)?;
        let (source, sheets, total) = if ods::is_one(&archive)? {
            (Source::Ods(Some(ods::Rows::new(&archive)?)), Vec::new(), ods::Rows::size(&archive))
        } else {
            let xlsx::Workbook { sheets: listed, shared, texts } = xlsx::open(&archive)?;
            let sizes = listed.iter().map(|sheet| SheetSize { hidden: sheet.hidden, ..SheetSize::default() });
            let parts = listed.iter().filter_map(|sheet| sheet.part.as_deref());
            let total = parts.map(|part| archive.size(part)).sum();
            let (sizes, merged) = (sizes.collect(), Vec::new());
            (Source::Xlsx { listed, texts, shared: Rc::new(shared), merged, reading: None }, sizes, total)
        };
        Ok(Self { archive, source, sheets, row: Row::default(), total, done: 0, surveyed: false })
    }

    /// Goes on through all sheets, about `bytes` of XML, and counts what they hold; true when that is done.
    ///
    /// # Errors
    /// When a sheet cannot be followed.
    pub fn survey(&mut self, bytes: u64) -> Result<bool, SheetError> {
        if !self.surveyed {
            self.surveyed = match &mut self.source {
                Source::Ods(_) => self.survey_ods(bytes)?,
                Source::Xlsx { .. } => self.survey_xlsx(bytes)?,
            };
        }
        Ok(self.surveyed)
    }

    /// How far the survey is, from 0 to 1.
    pub fn share(&mut self) -> f64 {
        let under_way = match &mut self.source {
            Source::Xlsx { reading: Some(rows), .. } => rows.given(),
            Source::Ods(Some(rows)) => rows.given(),
            _ => 0,
        };
        ((self.done + under_way) as f64 / self.total.max(1) as f64).min(1.0)
    }

    fn survey_xlsx(&mut self, bytes: u64) -> Result<bool, SheetError> {
        let Source::Xlsx { listed, texts, shared, merged, reading } = &mut self.source else {
            return Ok(true);
        };
        if let Some(under_way) = texts {
            // Nobody else holds them yet.
            let Some(shared) = Rc::get_mut(shared) else { return Err(SheetError::NotAWorkbook) };
            if under_way.step(bytes, shared)? {
                *texts = None;
            }
            return Ok(false);
        }
        let at = merged.len();
        let Some(sheet) = listed.get(at) else { return Ok(true) };
        let number = at as u32 + 1;
        let Some(rows) = reading else {
            let part = sheet.part.as_deref().map_or(Ok(None), |part| self.archive.part(part))?;
            match part {
                Some(part) => *reading = Some(xlsx::Rows::new(part, Rc::clone(shared))),
                None => merged.push(Vec::new()),
            }
            return Ok(false);
        };
        let stop = rows.given() + bytes;
        while rows.given() < stop {
            match rows.next(&mut self.row) {
                Ok(true) => self.sheets[at].count(&self.row),
                Ok(false) => {
                    self.done += rows.given();
                    merged.push(std::mem::take(&mut rows.merged));
                    *reading = None;
                    break;
                }
                Err(Malformed) => return Err(unreadable(number, rows.row())),
            }
        }
        Ok(false)
    }

    fn survey_ods(&mut self, bytes: u64) -> Result<bool, SheetError> {
        let Source::Ods(Some(rows)) = &mut self.source else { return Ok(true) };
        let stop = rows.given() + bytes;
        while rows.given() < stop {
            match rows.next(&mut self.row) {
                Ok(true) if self.row.number == 0 => {
                    self.sheets.push(SheetSize { hidden: rows.hidden, ..SheetSize::default() });
                }
                Ok(true) => {
                    if let Some(size) = self.sheets.last_mut() {
                        size.count(&self.row);
                    }
                }
                Ok(false) => {
                    self.done += rows.given();
                    self.source = Source::Ods(None);
                    return Ok(true);
                }
                Err(Malformed) => return Err(unreadable(rows.sheet, rows.row())),
            }
        }
        Ok(false)
    }

    /// The kind of the workbook.
    pub fn format(&self) -> Format {
        match self.source {
            Source::Xlsx { .. } => Format::Xlsx,
            Source::Ods(_) => Format::Ods,
        }
    }

    /// All sheets in the order of the workbook, hidden ones too; complete after the survey.
    pub fn sheets(&self) -> &[SheetSize] {
        &self.sheets
    }

    /// The sheet that is read when nobody chooses, from 1: of those that are visible the first with the most filled rows; of
    /// the hidden ones only when no visible one is filled.
    ///
    /// # Errors
    /// When no sheet holds anything.
    pub fn default_sheet(&self) -> Result<u32, SheetError> {
        let best = self.sheets.iter().enumerate().rev().max_by_key(|(_, sheet)| {
            // Of equals the last counts, which from the end is the first.
            (sheet.rows > 0 && !sheet.hidden, sheet.rows)
        });
        match best {
            Some((at, sheet)) if sheet.rows > 0 => Ok(at as u32 + 1),
            _ => Err(SheetError::NoData),
        }
    }

    /// One sheet as CSV; to be asked after the survey.
    ///
    /// # Errors
    /// When there is no such sheet, or nothing in it.
    pub fn convert(&self, number: u32) -> Result<Csv, SheetError> {
        let sheets = self.sheets.len() as u32;
        let at = (number as usize).checked_sub(1).filter(|_| self.surveyed);
        let Some(size) = at.and_then(|at| self.sheets.get(at)) else {
            return Err(SheetError::NoSuchSheet { sheet: number, sheets });
        };
        let empty = SheetError::EmptySheet { sheet: number };
        if size.rows == 0 {
            return Err(empty);
        }
        let at = number as usize - 1;
        let (rows, merged, total) = match &self.source {
            Source::Xlsx { listed, shared, merged, .. } => {
                let name = listed.get(at).and_then(|sheet| sheet.part.as_deref()).ok_or(empty)?;
                let part = self.archive.part(name)?.ok_or(empty)?;
                let regions = merged.get(at).cloned().unwrap_or_default();
                let rows = Rows::Xlsx(Box::new(xlsx::Rows::new(part, Rc::clone(shared))));
                (rows, Merged::new(regions), self.archive.size(name))
            }
            Source::Ods(_) => {
                let rows = Rows::Ods(Box::new(ods::Rows::new(&self.archive)?));
                (rows, Merged::default(), ods::Rows::size(&self.archive))
            }
        };
        Ok(Csv {
            rows,
            number,
            width: size.columns,
            merged,
            row: Row::default(),
            line: String::new(),
            written: 0,
            blank: 0,
            again: 0,
            total,
        })
    }

    /// Format and sizes as JSON, in the form of the engine's reading options: `format` and `sheets`.
    pub fn summary(&self) -> String {
        let mut out = format!("{{\"format\":\"{}\",\"sheets\":[", self.format().name());
        for (at, sheet) in self.sheets.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let SheetSize { rows, columns, hidden } = sheet;
            let _ = write!(out, "{comma}{{\"rows\":{rows},\"columns\":{columns},\"hidden\":{hidden}}}");
        }
        out.push_str("]}");
        out
    }
}

impl SheetSize {
    fn count(&mut self, row: &Row) {
        let width = row.width();
        if width > 0 {
            self.rows = self.rows.saturating_add(row.repeat);
            self.columns = self.columns.max(width);
        }
    }
}

fn unreadable(sheet: u32, row: u32) -> SheetError {
    match (sheet, row) {
        (0, _) => SheetError::Unreadable { sheet: None, row: None },
        (sheet, 0) => SheetError::Unreadable { sheet: Some(sheet), row: None },
        (sheet, row) => SheetError::Unreadable { sheet: Some(sheet), row: Some(row) },
    }
}

enum Rows {
    Xlsx(Box<xlsx::Rows>),
    Ods(Box<ods::Rows>),
}

/// One sheet as CSV, piece by piece.
pub struct Csv {
    rows: Rows,
    number: u32,
    width: u32,
    merged: Merged,
    row: Row,
    line: String,
    /// Lines written.
    written: u32,
    /// Empty lines to write before `line`, and how often to write that.
    blank: u32,
    again: u32,
    total: u64,
}

/// Rows looked at in one step, filled or not.
const ROWS_A_STEP: u32 = 4096;

impl Csv {
    /// Adds the next piece of the CSV to `out`, about 64 kB, and perhaps nothing; false at the end.
    ///
    /// # Errors
    /// When the sheet cannot be followed.
    pub fn next(&mut self, out: &mut String) -> Result<bool, SheetError> {
        let full = out.len() + CHUNK;
        for _ in 0..ROWS_A_STEP {
            while self.blank > 0 && out.len() < full {
                out.push('\n');
                self.blank -= 1;
            }
            while self.again > 0 && out.len() < full {
                out.push_str(&self.line);
                self.again -= 1;
            }
            if out.len() >= full {
                return Ok(true);
            }
            if !self.read()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How far the reading is, from 0 to 1.
    pub fn share(&mut self) -> f64 {
        let given = match &mut self.rows {
            Rows::Xlsx(rows) => rows.given(),
            Rows::Ods(rows) => rows.given(),
        };
        (given as f64 / self.total.max(1) as f64).min(1.0)
    }

    /// Reads the next row of the sheet; false after the last.
    fn read(&mut self) -> Result<bool, SheetError> {
        let malformed = |Malformed| unreadable(self.number, self.written);
        let more = match &mut self.rows {
            Rows::Xlsx(rows) => rows.next(&mut self.row).map_err(malformed)?,
            Rows::Ods(rows) => {
                let more = rows.next(&mut self.row).map_err(malformed)?;
                if rows.sheet != self.number {
                    return Ok(more && rows.sheet < self.number);
                }
                if self.row.number > 0 {
                    rows.merged.iter().for_each(|&region| self.merged.push(region));
                }
                more
            }
        };
        if !more {
            return Ok(false);
        }
        if self.row.number == 0 || self.row.cells().is_empty() {
            return Ok(true);
        }
        self.merged
            .fill(&mut self.row, self.width)
            .map_err(|Malformed| unreadable(self.number, self.written))?;
        self.blank = self.row.number - 1 - self.written;
        self.again = self.row.repeat;
        self.written = self.row.number - 1 + self.row.repeat;
        self.line.clear();
        self.row.write(self.width, &mut self.line);
        self.line.push('\n');
        Ok(true)
    }
}
