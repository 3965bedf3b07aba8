//! Records from text: quotes, line ends and line numbers, in pieces of any size.
//!
//! RFC 4180 with the leniency offices need: CR, LF and CRLF all end a record, a quote inside an
//! unquoted cell is a plain character, text after a closing quote is kept. Unlike a bare CSV core it
//! knows where a quote opened and whether its end makes sense, because a lost quote silently eats
//! rows and that must be told with a line number (PRODUCT A4).
//!
//! Three ways give the same records. Nearly all lie whole in one piece of text with nothing to unescape; the sink takes whole
//! lines of those, or else their cells are told as places in that piece, found from mark to mark. Whatever is not so plain
//! goes byte by byte.

use super::error::IngestError;
use gezicht_lanes::reading::{tidy, Scan};

/// Longest record in bytes of UTF-8, cells and separators together.
pub(super) const RECORD_LIMIT: usize = 1_000_000;

/// One record, valid during the call of the sink.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    /// Holds the cells, unescaped, in order.
    pub text: &'a str,
    /// Start and end of each cell in `text`.
    pub cells: &'a [(u32, u32)],
    /// Line it starts on, from 1.
    pub line: u32,
    /// Line it ends on.
    pub last_line: u32,
    /// Text follows a closing quote: the quotes do not pair up as meant.
    pub stray_quote: bool,
    /// Holds bytes that are no text in the encoding of the file.
    pub damaged: bool,
    /// The file ended inside a quoted cell of this record.
    pub cut: bool,
}

impl<'a> Record<'a> {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// A cell, trimmed.
    pub fn cell(&self, index: usize) -> &'a str {
        let (start, end) = self.cells[index];
        tidy(&self.text[start as usize..end as usize])
    }

    /// Where the trimmed cells are when they stand after each other.
    pub fn places(&self) -> Vec<(u32, u32)> {
        let mut end = 0;
        let place = |cell: &str| {
            let start = end;
            end += cell.len() as u32;
            (start, end)
        };
        self.each().map(place).collect()
    }

    /// All cells, trimmed.
    pub fn each(&self) -> impl Iterator<Item = &'a str> + '_ {
        (0..self.len()).map(|index| self.cell(index))
    }

    /// Whether every cell is empty: a blank line, or the row of separators a spreadsheet writes for one.
    pub fn is_blank(&self) -> bool {
        self.each().all(str::is_empty)
    }
}

/// Where records go.
pub(super) trait Sink {
    /// Takes one record.
    fn record(&mut self, record: Record<'_>) -> Result<(), IngestError>;

    /// May take the records that begin at `start` of the text, which is the start of this line, as long as each is plain, whole
    /// and on a line of its own. Gives where it stopped and how many it took.
    fn lines(&mut self, _text: &str, start: usize, _line: u32) -> Result<(usize, u32), IngestError> {
        Ok((start, 0))
    }
}

impl<F: FnMut(Record<'_>) -> Result<(), IngestError>> Sink for F {
    fn record(&mut self, record: Record<'_>) -> Result<(), IngestError> {
        self(record)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between records; line ends are skipped.
    Between,
    /// Before the first byte of a cell.
    CellStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: its end, or the first half of a doubled quote.
    QuoteSeen,
}

/// Cuts text into records. Feed it pieces cut anywhere between characters.
pub(super) struct Tokenizer {
    delimiter: u8,
    state: State,
    /// The record under way, where it does not lie plainly in one piece.
    text: String,
    cell_start: usize,
    cells: Vec<(u32, u32)>,
    line: u32,
    record_line: u32,
    quote_line: u32,
    after_cr: bool,
    after_quote: bool,
    stray_quote: bool,
    damaged: bool,
}

impl Tokenizer {
    /// A tokenizer at line 1.
    pub fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            state: State::Between,
            text: String::new(),
            cell_start: 0,
            cells: Vec::new(),
            line: 1,
            record_line: 1,
            quote_line: 1,
            after_cr: false,
            after_quote: false,
            stray_quote: false,
            damaged: false,
        }
    }

    /// Whether the text so far ends inside a quoted cell, and the line where that opened.
    pub fn open_quote(&self) -> Option<u32> {
        (self.state == State::Quoted).then_some(self.quote_line)
    }

    /// Takes one unreadable character; the record it is in is marked.
    pub fn feed_damage(&mut self, sink: &mut impl Sink) -> Result<(), IngestError> {
        self.feed("\u{FFFD}", sink)?;
        self.damaged = true;
        Ok(())
    }

    /// Takes a piece of text (under 4 GiB) and gives each record that ends in it to `sink`.
    ///
    /// # Errors
    /// A record over [`RECORD_LIMIT`], told as an open quote when it is one; and the sink's own.
    pub fn feed(&mut self, input: &str, sink: &mut impl Sink) -> Result<(), IngestError> {
        let bytes = input.as_bytes();
        let delimiter = self.delimiter;
        let mut at = 0;
        while at < bytes.len() {
            match self.state {
                State::Between => {
                    at = self.plain_records(input, at, sink)?;
                    self.record_line = self.line;
                    self.state = if at < bytes.len() { State::CellStart } else { State::Between };
                }
                State::CellStart => {
                    self.state = State::Plain;
                    self.after_quote = false;
                    if bytes[at] == b'"' {
                        self.state = State::Quoted;
                        self.quote_line = self.line;
                        self.after_cr = false;
                        at += 1;
                    }
                }
                State::Plain | State::QuoteSeen => {
                    if self.state == State::QuoteSeen {
                        if bytes[at] == b'"' {
                            self.text.push('"');
                            self.state = State::Quoted;
                            self.after_cr = false;
                            at += 1;
                            continue;
                        }
                        self.after_quote = true;
                        self.state = State::Plain;
                    }
                    let rest = &bytes[at..];
                    let length = rest
                        .iter()
                        .position(|&byte| byte == delimiter || byte == b'\n' || byte == b'\r')
                        .unwrap_or(rest.len());
                    if length > 0 {
                        let piece = &input[at..at + length];
                        self.stray_quote |= self.after_quote && !piece.trim().is_empty();
                        self.take(piece)?;
                    }
                    at += length;
                    if at == bytes.len() {
                        break;
                    }
                    self.end_cell()?;
                    if bytes[at] == delimiter {
                        self.state = State::CellStart;
                    } else {
                        self.end_record(false, sink)?;
                        self.end_line(bytes[at]);
                    }
                    at += 1;
                }
                State::Quoted => {
                    let start = at;
                    while at < bytes.len() && bytes[at] != b'"' {
                        match bytes[at] {
                            byte @ (b'\n' | b'\r') => self.line_end(byte),
                            _ => self.after_cr = false,
                        }
                        at += 1;
                    }
                    self.take(&input[start..at])?;
                    if at < bytes.len() {
                        self.state = State::QuoteSeen;
                        at += 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// Gives the records from `start` on, until the first that is not whole or not plain: it needs unescaping, holds a
    /// line end or a stray quote, or is too long. Gives where that one starts.
    fn plain_records(
        &mut self,
        input: &str,
        mut start: usize,
        sink: &mut impl Sink,
    ) -> Result<usize, IngestError> {
        let bytes = input.as_bytes();
        let delimiter = self.delimiter;
        let mut scan = Scan::new(bytes, delimiter, start);
        loop {
            let (after, lines) = sink.lines(input, start, self.line)?;
            if lines > 0 {
                self.line = self.line.saturating_add(lines);
                // The second half of a CRLF may be in the next piece.
                self.after_cr = bytes[after - 1] == b'\r';
                start = after;
                scan = Scan::new(bytes, delimiter, start);
            }
            self.cells.clear();
            let mut cell = start;
            let end = loop {
                let Some(at) = scan.next() else { break None };
                if bytes[at] == delimiter {
                    self.cells.push((cell as u32, at as u32));
                    cell = at + 1;
                } else if bytes[at] != b'"' {
                    if at == start {
                        // A blank line, or the second half of a CRLF.
                        self.line_end(bytes[at]);
                        start += 1;
                        cell = start;
                        continue;
                    }
                    self.cells.push((cell as u32, at as u32));
                    break Some(at);
                } else if at == cell {
                    let Some(close) = scan.find(|&at| bytes[at] != delimiter) else { break None };
                    let Some(after) = scan.next() else { break None };
                    if bytes[close] != b'"' || after != close + 1 || bytes[after] == b'"' {
                        break None;
                    }
                    self.cells.push((cell as u32 + 1, close as u32));
                    if bytes[after] != delimiter {
                        break Some(after);
                    }
                    cell = after + 1;
                }
            };
            let Some(end) = end.filter(|end| end - start < RECORD_LIMIT) else {
                self.cells.clear();
                return Ok(start);
            };
            sink.record(Record {
                text: input,
                cells: &self.cells,
                line: self.line,
                last_line: self.line,
                stray_quote: false,
                damaged: false,
                cut: false,
            })?;
            self.end_line(bytes[end]);
            start = end + 1;
        }
    }

    /// The end of the text: gives the last record when no line end closed it.
    ///
    /// # Errors
    /// A quote that is still open and has run over a line end. One that opened on the last line gives
    /// a record marked `cut`.
    pub fn finish(&mut self, sink: &mut impl Sink) -> Result<(), IngestError> {
        match self.state {
            State::Between => return Ok(()),
            State::Quoted if self.line > self.quote_line => {
                return Err(IngestError::UnclosedQuote { line: self.quote_line });
            }
            _ => {}
        }
        let cut = self.state == State::Quoted;
        self.end_cell()?;
        self.end_record(cut, sink)
    }

    /// Counts the line end that closes a record.
    fn end_line(&mut self, byte: u8) {
        self.after_cr = false;
        self.line_end(byte);
    }

    /// Counts a line end; CRLF counts once.
    fn line_end(&mut self, byte: u8) {
        if !(byte == b'\n' && self.after_cr) {
            self.line = self.line.saturating_add(1);
        }
        self.after_cr = byte == b'\r';
    }

    fn take(&mut self, piece: &str) -> Result<(), IngestError> {
        self.text.push_str(piece);
        self.check_length()
    }

    fn end_cell(&mut self) -> Result<(), IngestError> {
        self.cells.push((self.cell_start as u32, self.text.len() as u32));
        self.cell_start = self.text.len();
        self.check_length()
    }

    fn check_length(&self) -> Result<(), IngestError> {
        if self.text.len() + self.cells.len() <= RECORD_LIMIT {
            return Ok(());
        }
        Err(match self.open_quote() {
            Some(line) => IngestError::UnclosedQuote { line },
            None => IngestError::RecordTooLong { line: self.record_line, limit: RECORD_LIMIT as u32 },
        })
    }

    fn end_record(&mut self, cut: bool, sink: &mut impl Sink) -> Result<(), IngestError> {
        let result = sink.record(Record {
            text: &self.text,
            cells: &self.cells,
            line: self.record_line,
            last_line: self.line,
            stray_quote: self.stray_quote,
            damaged: self.damaged,
            cut,
        });
        self.text.clear();
        self.cell_start = 0;
        self.cells.clear();
        self.stray_quote = false;
        self.damaged = false;
        self.state = State::Between;
        result
    }
}
