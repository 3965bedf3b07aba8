//! From bytes to text: what kind of file it is, which encoding it has, and the streaming decoder.

use super::error::{FileKind, IngestError};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE, UTF_8, WINDOWS_1252};

/// Bytes of text decoded at a time.
const PIECE: usize = 64 * 1024;
/// Bytes from the start in which a NUL pattern is looked for.
const PATTERN: usize = 4096;

/// An encoding this room reads, or the wait for the first byte that tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// Nothing but ASCII so far: UTF-8 or Windows-1252.
    Undecided,
    Utf8,
    Windows1252,
    Utf16Le,
    Utf16Be,
}

impl Charset {
    /// The name in `meaning::Dialect`. Pure ASCII is UTF-8.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Undecided | Charset::Utf8 => "utf-8",
            Charset::Windows1252 => "windows-1252",
            Charset::Utf16Le => "utf-16le",
            Charset::Utf16Be => "utf-16be",
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Charset::Undecided | Charset::Utf8 => UTF_8,
            Charset::Windows1252 => WINDOWS_1252,
            Charset::Utf16Le => UTF_16LE,
            Charset::Utf16Be => UTF_16BE,
        }
    }
}

/// Encoding of a file and length of its byte order mark, from its first bytes.
///
/// # Errors
/// A file that is not text, with what it looks like.
pub(super) fn sniff(head: &[u8]) -> Result<(Charset, usize), IngestError> {
    for (mark, charset) in [
        (&b"\xEF\xBB\xBF"[..], Charset::Utf8),
        (&b"\xFF\xFE"[..], Charset::Utf16Le),
        (&b"\xFE\xFF"[..], Charset::Utf16Be),
    ] {
        if head.starts_with(mark) {
            if charset == Charset::Utf8 {
                refuse_binary(&head[mark.len()..])?;
            }
            return Ok((charset, mark.len()));
        }
    }
    refuse_known_kinds(head)?;
    if let Some(charset) = utf16_by_pattern(head) {
        return Ok((charset, 0));
    }
    refuse_binary(head)?;
    Ok((eight_bit(head), 0))
}

fn refuse_known_kinds(head: &[u8]) -> Result<(), IngestError> {
    let not_csv = |kind| Err(IngestError::NotCsv { kind, byte: None });
    for (magic, kind) in [
        (&b"PK\x03\x04"[..], FileKind::Zip),
        (&b"PK\x05\x06"[..], FileKind::Zip),
        (&b"\xD0\xCF\x11\xE0"[..], FileKind::OldWorkbook),
        (&b"%PDF-"[..], FileKind::Pdf),
    ] {
        if head.starts_with(magic) {
            return not_csv(kind);
        }
    }
    let text = head.trim_ascii_start();
    let start = text[..text.len().min(16)].to_ascii_lowercase();
    let starts = |words: &[&[u8]]| words.iter().any(|word| start.starts_with(word));
    if starts(&[b"<?xml", b"<!doctype", b"<html", b"<table", b"<meta", b"<head", b"<style"]) {
        return not_csv(FileKind::Markup);
    }
    let packed: Vec<u8> = start.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(2).collect();
    if matches!(packed.as_slice(), b"[{" | b"{\"" | b"[[" | b"[\"" | b"{}" | b"[]") {
        return not_csv(FileKind::Json);
    }
    Ok(())
}

/// UTF-16 without a mark: text of the western world has a NUL in every other byte and hardly any elsewhere.
fn utf16_by_pattern(head: &[u8]) -> Option<Charset> {
    let pairs = head.len().min(PATTERN) / 2;
    let nuls =
        |offset: usize| head[..pairs * 2].iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    if pairs >= 2 && odd * 10 >= pairs * 7 && even * 50 <= pairs {
        Some(Charset::Utf16Le)
    } else if pairs >= 2 && even * 10 >= pairs * 7 && odd * 50 <= pairs {
        Some(Charset::Utf16Be)
    } else {
        None
    }
}

/// Refuses bytes that no eight-bit text holds: any NUL, or more than one control byte in a hundred.
fn refuse_binary(head: &[u8]) -> Result<(), IngestError> {
    let refuse = |at: usize| Err(IngestError::NotCsv { kind: FileKind::Binary, byte: Some(at as u64) });
    if let Some(at) = head.iter().position(|&byte| byte == 0) {
        return refuse(at);
    }
    // Tab, line feed, form feed, carriage return and the DOS end-of-file mark do occur in text.
    let is_control =
        |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | 0x1A) || *byte == 0x7F;
    let controls = head.iter().filter(|byte| is_control(byte)).count();
    match head.iter().position(is_control) {
        Some(at) if controls * 100 > head.len() => refuse(at),
        _ => Ok(()),
    }
}

/// UTF-8 when most sequences beyond ASCII are valid as such: Windows-1252 text hardly ever is.
fn eight_bit(head: &[u8]) -> Charset {
    let (mut valid, mut invalid) = (0usize, 0usize);
    let mut rest = head;
    loop {
        let (good, skip) = match std::str::from_utf8(rest) {
            Ok(text) => (text, None),
            Err(error) => {
                let good = std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default();
                (good, error.error_len().map(|length| error.valid_up_to() + length))
            }
        };
        valid += good.chars().filter(|letter| !letter.is_ascii()).count();
        match skip {
            Some(skip) => {
                invalid += 1;
                rest = &rest[skip..];
            }
            None => {
                // A sequence cut off by the end of the head counts for neither.
                return match (valid, invalid) {
                    (0, 0) => Charset::Undecided,
                    _ if valid > invalid => Charset::Utf8,
                    _ => Charset::Windows1252,
                };
            }
        }
    }
}

/// Decides on bytes that start with one beyond ASCII: one valid sequence makes it UTF-8.
fn first_beyond_ascii(bytes: &[u8]) -> Charset {
    let bytes = &bytes[..bytes.len().min(4)];
    match std::str::from_utf8(bytes) {
        Ok(_) => Charset::Utf8,
        Err(error) if error.valid_up_to() > 0 => Charset::Utf8,
        Err(_) => Charset::Windows1252,
    }
}

/// A piece of decoded text, or one place where the bytes are no text.
pub(super) enum Piece<'a> {
    Text(&'a str),
    Damage,
}

/// Streaming decoder to UTF-8.
pub(super) struct TextDecoder {
    charset: Charset,
    decoder: Decoder,
    text: String,
    /// While undecided: the first bytes beyond ASCII, until four of them are here.
    waiting: Vec<u8>,
    /// Offset in the file of the next byte.
    offset: u64,
}

impl TextDecoder {
    /// A decoder for a file whose byte order mark of `mark` bytes has been taken off.
    pub fn new(charset: Charset, mark: usize) -> Self {
        Self {
            charset,
            decoder: charset.encoding().new_decoder_without_bom_handling(),
            text: String::with_capacity(PIECE),
            waiting: Vec::new(),
            offset: mark as u64,
        }
    }

    /// What is known of the encoding.
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// Decodes a chunk; `last` says that nothing follows.
    ///
    /// # Errors
    /// A NUL in eight-bit text, after all that comes before it was given to `sink`; and the sink's own.
    pub fn decode(
        &mut self,
        chunk: &[u8],
        last: bool,
        mut sink: impl FnMut(Piece<'_>) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        let wide = matches!(self.charset, Charset::Utf16Le | Charset::Utf16Be);
        let nul = if wide { None } else { chunk.iter().position(|&byte| byte == 0) };
        let good = &chunk[..nul.unwrap_or(chunk.len())];
        self.decode_text(good, last || nul.is_some(), &mut sink)?;
        match nul {
            Some(at) => {
                let byte = Some(self.offset + at as u64);
                Err(IngestError::NotCsv { kind: FileKind::Binary, byte })
            }
            None => {
                self.offset += chunk.len() as u64;
                Ok(())
            }
        }
    }

    fn decode_text(
        &mut self,
        mut chunk: &[u8],
        last: bool,
        sink: &mut impl FnMut(Piece<'_>) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        if self.charset == Charset::Undecided {
            if self.waiting.is_empty() {
                let plain = chunk.iter().position(|byte| !byte.is_ascii()).unwrap_or(chunk.len());
                self.run(&chunk[..plain], false, sink)?;
                chunk = &chunk[plain..];
            }
            let wanted = 4usize.saturating_sub(self.waiting.len()).min(chunk.len());
            self.waiting.extend_from_slice(&chunk[..wanted]);
            chunk = &chunk[wanted..];
            if self.waiting.is_empty() || self.waiting.len() < 4 && !last {
                return Ok(());
            }
            self.charset = first_beyond_ascii(&self.waiting);
            self.decoder = self.charset.encoding().new_decoder_without_bom_handling();
            let waiting = std::mem::take(&mut self.waiting);
            self.run(&waiting, last && chunk.is_empty(), sink)?;
            if chunk.is_empty() {
                return Ok(());
            }
        }
        self.run(chunk, last, sink)
    }

    fn run(
        &mut self,
        mut bytes: &[u8],
        last: bool,
        sink: &mut impl FnMut(Piece<'_>) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        loop {
            self.text.clear();
            let (result, read) =
                self.decoder.decode_to_string_without_replacement(bytes, &mut self.text, last);
            bytes = &bytes[read..];
            if !self.text.is_empty() {
                sink(Piece::Text(&self.text))?;
            }
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => sink(Piece::Damage)?,
            }
        }
    }
}

/// Decodes the head of a file for looking at it; unreadable bytes become U+FFFD, a cut sequence at its end is left off.
pub(super) fn decode_head(bytes: &[u8], charset: Charset, whole: bool) -> Result<String, IngestError> {
    let mut text = String::new();
    TextDecoder::new(charset, 0).decode(bytes, whole, |piece| {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Damage => text.push('\u{FFFD}'),
        }
        Ok(())
    })?;
    Ok(text)
}

/// Refuses UTF-16 that decodes to noise: a binary file can start with the bytes of a mark.
///
/// # Errors
/// More than one character in a hundred that no text holds.
pub(super) fn refuse_wide_noise(text: &str, charset: Charset) -> Result<(), IngestError> {
    if !matches!(charset, Charset::Utf16Le | Charset::Utf16Be) {
        return Ok(());
    }
    let noise = text.chars().filter(|&letter| {
        letter == '\u{FFFD}'
            || letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{0C}' | '\u{1A}')
    });
    if noise.count() * 100 > text.chars().count() {
        return Err(IngestError::NotCsv { kind: FileKind::Binary, byte: None });
    }
    Ok(())
}
