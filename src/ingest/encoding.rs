//! From bytes to text: what kind of file it is, which encoding it has, and the streaming decoder.
//!
//! The decoding itself is the standard library's (where all is well `simdutf8`'s), with the 27 letters of Windows-1252 beside it: a crate for all
//! encodings of the web would be a fifth of the page's size, for tables that no municipal export needs.

use super::error::{FileKind, IngestError};
use gezicht_lanes::reading::is_plain;

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
    /// The encoding a person names.
    ///
    /// # Errors
    /// A name of none of these.
    pub fn named(name: &str) -> Result<Self, IngestError> {
        [Charset::Utf8, Charset::Windows1252, Charset::Utf16Le, Charset::Utf16Be]
            .into_iter()
            .find(|charset| charset.name().eq_ignore_ascii_case(name.trim()))
            .ok_or(IngestError::EncodingNotRead)
    }

    /// The name in `meaning::Dialect`. Pure ASCII is UTF-8.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Undecided | Charset::Utf8 => "utf-8",
            Charset::Windows1252 => "windows-1252",
            Charset::Utf16Le => "utf-16le",
            Charset::Utf16Be => "utf-16be",
        }
    }

    fn is_wide(self) -> bool {
        matches!(self, Charset::Utf16Le | Charset::Utf16Be)
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

/// The encoding that a person gave, and the length of the byte order mark, unless the bytes contradict it.
///
/// # Errors
/// A file that is not text; bytes that are surely written in another encoding.
pub(super) fn given(head: &[u8], charset: Charset) -> Result<(Charset, usize), IngestError> {
    let (found, mark) = sniff(head)?;
    let fits = match (charset, found) {
        (_, found) if found == charset => true,
        (_, Charset::Undecided) => !charset.is_wide(),
        // Bytes of both kinds: the person may know better.
        (Charset::Utf8, Charset::Windows1252) => counts_beyond_ascii(head).0 > 0,
        (Charset::Windows1252, Charset::Utf8) => mark == 0 && counts_beyond_ascii(head).1 > 0,
        _ => false,
    };
    if !fits {
        return Err(IngestError::EncodingContradicted { given: charset.name(), found: found.name() });
    }
    Ok((charset, mark))
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
    match counts_beyond_ascii(head) {
        (0, 0) => Charset::Undecided,
        (valid, invalid) if valid > invalid => Charset::Utf8,
        _ => Charset::Windows1252,
    }
}

/// Sequences beyond ASCII that are and are not valid as UTF-8. One cut off by the end of the head counts for neither.
fn counts_beyond_ascii(head: &[u8]) -> (usize, usize) {
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
            None => return (valid, invalid),
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
    text: String,
    /// The start of a letter whose end is in the next chunk: at most three bytes.
    carry: Vec<u8>,
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
            text: String::with_capacity(PIECE),
            carry: Vec::new(),
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
        // `is_plain` is quick, `position` is not.
        let nul = if self.charset.is_wide() || is_plain(chunk) || !chunk.contains(&0) {
            None
        } else {
            chunk.iter().position(|&byte| byte == 0)
        };
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
                let beyond = || chunk.iter().position(|byte| !byte.is_ascii());
                let plain = if is_plain(chunk) { chunk.len() } else { beyond().unwrap_or(chunk.len()) };
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
        bytes: &[u8],
        last: bool,
        sink: &mut impl FnMut(Piece<'_>) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        match self.charset {
            Charset::Undecided | Charset::Utf8 => self.utf8(bytes, last, sink),
            Charset::Windows1252 => self.windows_1252(bytes, sink),
            Charset::Utf16Le => self.utf16(bytes, last, u16::from_le_bytes, sink),
            Charset::Utf16Be => self.utf16(bytes, last, u16::from_be_bytes, sink),
        }
    }

    fn utf8(
        &mut self,
        mut bytes: &[u8],
        last: bool,
        sink: &mut impl FnMut(Piece<'_>) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        // A letter cut by the end of the last chunk is completed byte by byte.
        while !self.carry.is_empty() {
            match std::str::from_utf8(&self.carry) {
                Ok(letter) => {
                    sink(Piece::Text(letter))?;
                    self.carry.clear();
                }
                Err(error) => match (error.error_len(), bytes.split_first()) {
                    (None, Some((&next, rest))) => {
                        self.carry.push(next);
                        bytes = rest;
                    }
                    (None, None) if !last => return Ok(()),
                    (None, None) => {
                        sink(Piece::Damage)?;
                        self.carry.clear();
                    }
                    // The last byte ended the sequence without being part of it: it may start another.
                    (Some(length), _) => {
                        sink(Piece::Damage)?;
                        self.carry.drain(..length);
                    }
                },
            }
        }
        while !bytes.is_empty() {
            // The quick way does not say where it is no text.
            let read = simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes));
            let (text, damage) = match read {
                Ok(text) => (text, None),
                Err(error) => {
                    let text = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
                    (text, Some(error.error_len()))
                }
            };
            if !text.is_empty() {
                sink(Piece::Text(text))?;
            }
            bytes = &bytes[text.len()..];
            match damage {
                None => return Ok(()),
                Some(Some(length)) => {
                    sink(Piece::Damage)?;
                    bytes = &bytes[length..];
                }
                Some(None) if last => return sink(Piece::Damage),
                Some(None) => {
                    self.carry.extend_from_slice(bytes);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn windows_1252(
        &mut self,
        bytes: &[u8],
        sink: &mut impl FnMut(Piece<'_>) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        for piece in bytes.chunks(PIECE) {
            self.text.clear();
            // Each run of ASCII with the one letter behind it.
            for run in piece.split_inclusive(|byte| !byte.is_ascii()) {
                let plain = run.len() - usize::from(run.last().is_some_and(|byte| !byte.is_ascii()));
                self.text.push_str(std::str::from_utf8(&run[..plain]).unwrap_or_default());
                self.text.extend(run[plain..].iter().map(|&byte| windows_1252_letter(byte)));
            }
            sink(Piece::Text(&self.text))?;
        }
        Ok(())
    }

    fn utf16(
        &mut self,
        bytes: &[u8],
        last: bool,
        unit: fn([u8; 2]) -> u16,
        sink: &mut impl FnMut(Piece<'_>) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        let is_high = |pair: &[u8]| matches!(unit([pair[0], pair[1]]), 0xD800..=0xDBFF);
        // UTF-16 is rare and its chunks are small: joining what was cut with what follows may cost a copy.
        let mut joined = std::mem::take(&mut self.carry);
        joined.extend_from_slice(bytes);
        let mut end = joined.len() - joined.len() % 2;
        if !last {
            if end >= 2 && is_high(&joined[end - 2..end]) {
                end -= 2;
            }
            self.carry.extend_from_slice(&joined[end..]);
        }
        let odd = last && joined.len() % 2 == 1;
        let pairs = joined[..end].chunks_exact(2);
        self.text.clear();
        // Half a pair and half a unit at the end of the file are one damage, not two.
        let mut half_pair = false;
        for letter in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
            match letter {
                Ok(letter) => {
                    self.text.push(letter);
                    half_pair = false;
                }
                Err(error) => {
                    half_pair = error.unpaired_surrogate() < 0xDC00;
                    sink(Piece::Text(&self.text))?;
                    self.text.clear();
                    sink(Piece::Damage)?;
                }
            }
            if self.text.len() >= PIECE {
                sink(Piece::Text(&self.text))?;
                self.text.clear();
            }
        }
        if !self.text.is_empty() {
            sink(Piece::Text(&self.text))?;
        }
        if odd && !half_pair {
            sink(Piece::Damage)?;
        }
        Ok(())
    }
}

/// A byte of 128 or more in Windows-1252, as the WHATWG index has it: five unused bytes stay control characters.
fn windows_1252_letter(byte: u8) -> char {
    const LETTERS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => LETTERS[usize::from(byte - 0x80)],
        _ => char::from(byte),
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
    if !charset.is_wide() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Decodes in chunks of these sizes, over and over; damage is U+FFFD.
    fn decoded(bytes: &[u8], charset: Charset, sizes: &[usize]) -> String {
        let mut text = String::new();
        let mut decoder = TextDecoder::new(charset, 0);
        let mut sink = |piece: Piece<'_>| {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Damage => text.push('\u{FFFD}'),
            }
            Ok(())
        };
        let (mut rest, mut sizes) = (bytes, sizes.iter().cycle());
        while !rest.is_empty() {
            let (chunk, after) = rest.split_at((*sizes.next().unwrap()).min(rest.len()));
            decoder.run(chunk, false, &mut sink).unwrap();
            rest = after;
        }
        decoder.run(&[], true, &mut sink).unwrap();
        text
    }

    proptest! {
        /// The same letters as the reference implementation, and the same places of damage, however the bytes are cut.
        #[test]
        fn decodes_as_the_web_does(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0x20u8..0x7F, 0xC0u8..0xF5, 0xD8u8..0xE0], 0..200),
            sizes in prop::collection::vec(1usize..9, 1..5),
        ) {
            for (charset, reference) in [
                (Charset::Utf8, encoding_rs::UTF_8),
                (Charset::Windows1252, encoding_rs::WINDOWS_1252),
                (Charset::Utf16Le, encoding_rs::UTF_16LE),
                (Charset::Utf16Be, encoding_rs::UTF_16BE),
            ] {
                let (wanted, _) = reference.decode_without_bom_handling(&bytes);
                prop_assert_eq!(&decoded(&bytes, charset, &sizes), &wanted, "{}", charset.name());
            }
        }
    }
}
