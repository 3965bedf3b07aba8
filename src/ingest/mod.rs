//! Bytes of a CSV stream into a [`Table`]: PRODUCT A1 and A3 to A6.
//!
//! What is promised:
//! - **Any cut gives the same result.** [`Reader::push`] takes chunks of any size; table, dialect,
//!   refused rows and errors depend on the bytes alone (tested with random chunks).
//! - **The file is never held.** In memory are at most the first MiB (until the layout is known), one
//!   record of at most 1 MB, five held rows, a block of rows (128 KiB), a decode buffer of 64 KiB and the table itself, which stops
//!   with a typed error at 1 GiB, 2^31 rows or 2,000 columns.
//! - **Found, and open to correction:** encoding (UTF-8 with and without mark, Windows-1252, UTF-16LE/BE
//!   with and without mark), delimiter (`;` `,` tab `|`, or a `sep=` line), title lines, header, totals and
//!   notes below the table. [`Options`] overrides each; a word of the person that the file contradicts is refused.
//! - **Nothing is dropped in silence.** A row with too few or too many cells, with bytes that are no text,
//!   that repeats the header, or that a stray quote glued together, is refused: counted, and the first hundred listed with
//!   line and reason, never with content. Lines a stray quote swallowed count as refused rows each. Blank
//!   lines and rows of separators alone are not rows. Extra cells that are empty are no reason to refuse.
//! - **A lost quote stops the reading** with the line where it opened when it runs over 1 MB or over line
//!   ends to the end of the file.
//! - **Cells stay text**, trimmed and otherwise unharmed (`1,00E+11`, `00123`); what they mean, and which
//!   damage they show, is judged by `meaning`. Missing ones ([`crate::table::is_missing`]) have code 0.
//! - Lines are counted as an editor does: CR, LF and CRLF each end one line, also inside quotes.
//!
//! No I/O here: whoever has the file hands in its bytes.

#[cfg(test)]
mod awkward_tests;
#[cfg(test)]
mod dialect_tests;
mod encoding;
mod error;
mod records;
mod rows;
mod shape;
mod sniff;
#[cfg(test)]
mod tests;

pub use error::{FileKind, IngestError};

use crate::meaning::{Dialect, DialectGiven, RefusedRow, SheetRead};
use crate::table::Table;
use crate::task::Progress;
use crate::text::Text;
use encoding::{Charset, Piece, TextDecoder};
use records::Tokenizer;
use rows::Rows;
use serde::{Deserialize, Serialize};

/// Bytes looked at to learn the layout; the second size when no row ends in the first.
const HEADS: [usize; 2] = [256 * 1024, 1024 * 1024];
/// Bytes read at a time.
const PIECE: usize = 128 * 1024;

/// What the person says of a file; whatever is absent is found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Line of the header, from 1; 0: the file has no header.
    pub header_line: Option<u32>,
    /// `;` `,` tab (or the word `tab`) or `|`.
    pub delimiter: Option<String>,
    /// `utf-8`, `windows-1252`, `utf-16le` or `utf-16be`.
    pub encoding: Option<String>,
    /// Lines at the end that look like totals or notes are rows all the same.
    pub keep_totals: bool,
    /// The bytes are CSV that was made of one sheet of a workbook: cells between `;`, in UTF-8, line n is row n of the sheet.
    pub sheet: Option<SheetRead>,
    /// Size of the file in bytes, for progress alone; known to whoever hands in the bytes.
    #[serde(skip)]
    pub bytes_total: Option<f64>,
}

/// A file as read.
pub struct Loaded {
    /// The rows.
    pub(crate) table: Table,
    /// How the file is written. `header_line` is 0 when there is no header.
    pub(crate) dialect: Dialect,
    /// Number of refused rows, exact.
    pub(crate) refused_rows: u32,
    /// The first hundred of them.
    pub(crate) refused: Vec<RefusedRow>,
    /// Filled lines above the header that were passed over (a `sep=` line not counted).
    pub(crate) title_lines: u32,
    /// Whether a person said which line is the header.
    pub(crate) header_confirmed: bool,
}

/// Reads one file, chunk by chunk.
pub struct Reader {
    options: Options,
    bytes: u64,
    stage: Stage,
    failed: Option<IngestError>,
}

enum Stage {
    /// Gathering the first part of the file, up to so many bytes.
    Head { head: Vec<u8>, wanted: usize },
    /// Streaming the rest.
    Body(Box<Body>),
}

struct Body {
    decoder: TextDecoder,
    tokenizer: Tokenizer,
    rows: Rows,
}

impl Reader {
    /// A reader at the start of a file.
    pub fn new(mut options: Options) -> Self {
        if options.sheet.is_some() {
            // How that CSV is written is known, and nothing that a person could say of it.
            (options.delimiter, options.encoding) = (Some(";".to_owned()), Some("utf-8".to_owned()));
        }
        Self { options, bytes: 0, stage: Stage::Head { head: Vec::new(), wanted: HEADS[0] }, failed: None }
    }

    /// Takes the next bytes of the file; any number of them.
    ///
    /// # Errors
    /// As soon as the bytes show that the file cannot be read; every later call gives the same error.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), IngestError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.bytes += chunk.len() as u64;
        let result = self.take(chunk);
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    /// The end of the file.
    ///
    /// # Errors
    /// Why there is no table.
    pub fn finish(mut self) -> Result<Loaded, IngestError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if let Stage::Head { head, .. } = &mut self.stage {
            let head = std::mem::take(head);
            match start(&head, true, &self.options)? {
                Some(body) => self.stage = Stage::Body(body),
                None => return Err(IngestError::NoRows { header_line: 0 }),
            }
        }
        let Stage::Body(mut body) = self.stage else { return Err(IngestError::Empty) };
        body.push(&[], true)?;
        let Body { decoder, mut tokenizer, mut rows } = *body;
        tokenizer.finish(&mut rows)?;
        let charset = decoder.charset();
        let body = rows.finish()?;
        Ok(Loaded {
            dialect: Dialect {
                delimiter: char::from(body.plan.delimiter).to_string(),
                encoding: charset.name(),
                header_line: body.plan.header_line,
                given: DialectGiven {
                    delimiter: self.options.delimiter.is_some() && self.options.sheet.is_none(),
                    encoding: self.options.encoding.is_some() && self.options.sheet.is_none(),
                    header_line: self.options.header_line.is_some(),
                },
                totals: body.totals,
                totals_kept: self.options.keep_totals,
                sheet: self.options.sheet,
            },
            table: body.table,
            refused_rows: body.refused_rows,
            refused: body.refused,
            title_lines: body.plan.title_lines,
            header_confirmed: self.options.header_line.is_some(),
        })
    }

    /// Rows and megabytes read so far. The share is 0 while the size of the file is unknown.
    pub fn progress(&self) -> Progress {
        let rows = match &self.stage {
            Stage::Head { .. } => 0,
            Stage::Body(body) => body.rows.taken(),
        };
        let done = self.bytes as f64;
        let total = self.options.bytes_total.filter(|total| total.is_finite() && *total > 0.0);
        let share = total.map_or(0.0, |total| (done / total).min(1.0));
        let (rows_nl, rows_en) = (grouped(rows, '.'), grouped(rows, ','));
        let megabytes = |bytes: f64| format!("{:.1}", bytes / 1e6);
        let comma = |bytes: f64| megabytes(bytes).replace('.', ",");
        let doing = match total {
            Some(total) => Text::new(
                format!("{rows_nl} rijen gelezen, {} van {} MB", comma(done), comma(total)),
                format!("{rows_en} rows read, {} of {} MB", megabytes(done), megabytes(total)),
            ),
            None => Text::new(
                format!("{rows_nl} rijen gelezen, {} MB", comma(done)),
                format!("{rows_en} rows read, {} MB", megabytes(done)),
            ),
        };
        Progress { share, doing }
    }

    fn take(&mut self, mut chunk: &[u8]) -> Result<(), IngestError> {
        while let Stage::Head { head, wanted } = &mut self.stage {
            let room = wanted.saturating_sub(head.len()).min(chunk.len());
            head.extend_from_slice(&chunk[..room]);
            chunk = &chunk[room..];
            if head.len() < *wanted {
                return Ok(());
            }
            // The layout is judged on a fixed number of bytes, so that chunk sizes cannot matter.
            let (head, wanted) = (std::mem::take(head), *wanted);
            self.stage = match start(&head, false, &self.options)? {
                Some(body) => Stage::Body(body),
                None if wanted < HEADS[1] => Stage::Head { head, wanted: HEADS[1] },
                None => {
                    let limit = records::RECORD_LIMIT as u32;
                    return Err(IngestError::RecordTooLong { line: 1, limit });
                }
            };
        }
        match &mut self.stage {
            Stage::Body(body) => body.push(chunk, false),
            Stage::Head { .. } => Ok(()),
        }
    }
}

/// Learns the layout from the head and reads the head itself. `None`: no row ends in it.
fn start(head: &[u8], whole: bool, options: &Options) -> Result<Option<Box<Body>>, IngestError> {
    if whole && head.trim_ascii().is_empty() {
        return Err(IngestError::Empty);
    }
    let (charset, mark) = match &options.encoding {
        Some(name) => encoding::given(head, Charset::named(name)?)?,
        None => encoding::sniff(head)?,
    };
    let bytes = &head[mark..];
    let text = encoding::decode_head(bytes, charset, whole)?;
    encoding::refuse_wide_noise(&text, charset)?;
    let Some(plan) = sniff::plan(&text, whole, options)? else { return Ok(None) };
    let mut body = Box::new(Body {
        decoder: TextDecoder::new(charset, mark),
        tokenizer: Tokenizer::new(plan.delimiter),
        rows: Rows::new(plan, options.keep_totals, rows::TABLE_LIMIT),
    });
    body.push(bytes, false)?;
    if let Some(total) = options.bytes_total.filter(|total| total.is_finite()) {
        // Columns that grow by doubling would hold up to twice what they need, at the worst moment three times.
        let times = total / head.len() as f64;
        body.rows.expect((body.rows.taken() as f64 * times * 1.02) as usize);
    }
    Ok(Some(body))
}

impl Body {
    fn push(&mut self, bytes: &[u8], last: bool) -> Result<(), IngestError> {
        let Self { decoder, tokenizer, rows } = self;
        let mut take = |piece: &[u8], last| {
            decoder.decode(piece, last, |piece| match piece {
                Piece::Text(text) => tokenizer.feed(text, rows),
                Piece::Damage => tokenizer.feed_damage(rows),
            })
        };
        // Pieces that stay near the processor while they are decoded, cut and stored.
        bytes.chunks(PIECE).try_for_each(|piece| take(piece, false))?;
        if last {
            take(&[], true)?;
        }
        Ok(())
    }
}

/// A count with a separator between thousands.
fn grouped(count: usize, separator: char) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}
