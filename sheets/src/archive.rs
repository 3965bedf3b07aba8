//! The zip container: its directory, checked before anything is unpacked, and its parts as streams.
//!
//! Only what workbooks use is read: stored and deflated parts, one disk, zip64 sizes. A part never gives more bytes than
//! the directory declared, so checking the declared sizes bounds the memory and the time that unpacking takes.

use crate::error::SheetError;
use miniz_oxide::inflate::stream::{inflate, InflateState};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};
use std::io::{BufRead, Error, ErrorKind, Read, Result as IoResult};
use std::rc::Rc;

/// Bytes all parts together may take unpacked: 1.5 GB. A million rows of twelve cells take about 700 MB.
pub(crate) const UNPACKED_LIMIT: u64 = 1_500_000_000;
/// Above [`RATIO_FROM`] bytes unpacked, the parts may be at most this many times the file. Sheets of real exports are 5 to 30
/// times smaller packed.
pub(crate) const RATIO_LIMIT: u64 = 250;
/// Below this the ratio says nothing.
pub(crate) const RATIO_FROM: u64 = 50_000_000;
/// Parts in a container.
const PARTS_LIMIT: usize = 20_000;

/// Where a part lies.
struct Entry {
    name: String,
    method: u16,
    packed: u64,
    unpacked: u64,
    crc: u32,
    header: u64,
}

/// A container with its directory.
#[derive(Clone)]
pub(crate) struct Archive {
    bytes: Rc<Vec<u8>>,
    entries: Rc<Vec<Entry>>,
}

const DAMAGED: SheetError = SheetError::Damaged { byte: None };

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

impl Archive {
    /// Reads the directory and checks what it declares.
    ///
    /// # Errors
    /// A broken directory, encrypted parts, or more than the limits allow.
    pub(crate) fn open(bytes: Vec<u8>) -> Result<Self, SheetError> {
        let entries = directory(&bytes).ok_or(DAMAGED)?;
        if entries.len() > PARTS_LIMIT {
            return Err(SheetError::TooMany { limit: PARTS_LIMIT as u32 });
        }
        let mut total = 0u64;
        for (entry, encrypted) in &entries {
            if *encrypted {
                return Err(SheetError::Protected);
            }
            total = total.saturating_add(entry.unpacked);
        }
        let by_ratio = (bytes.len() as u64).saturating_mul(RATIO_LIMIT).max(RATIO_FROM);
        let limit = UNPACKED_LIMIT.min(by_ratio);
        if total > limit {
            let mb = |bytes: u64| u32::try_from(bytes / 1_000_000).unwrap_or(u32::MAX);
            return Err(SheetError::TooLarge { megabytes: mb(total), limit: mb(limit) });
        }
        let entries = entries.into_iter().map(|(entry, _)| entry).collect();
        Ok(Self { bytes: Rc::new(bytes), entries: Rc::new(entries) })
    }

    /// Whether there is a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Bytes a part takes unpacked.
    pub(crate) fn size(&self, name: &str) -> u64 {
        self.find(name).map_or(0, |entry| entry.unpacked)
    }

    /// A part as a stream; absent when there is no such part.
    ///
    /// # Errors
    /// When it does not lie where the directory says, or is packed in a way that workbooks do not use.
    pub(crate) fn part(&self, name: &str) -> Result<Option<Part>, SheetError> {
        let Some(entry) = self.find(name) else { return Ok(None) };
        let damaged = SheetError::Damaged { byte: Some(entry.header) };
        let start = (|| {
            let header = usize::try_from(entry.header).ok()?;
            if u32_at(&self.bytes, header)? != 0x0403_4b50 {
                return None;
            }
            let name = usize::from(u16_at(&self.bytes, header + 26)?);
            let extra = usize::from(u16_at(&self.bytes, header + 28)?);
            Some(header + 30 + name + extra)
        })()
        .ok_or(damaged)?;
        let end = usize::try_from(entry.packed).ok().and_then(|packed| start.checked_add(packed));
        let end = end.filter(|&end| end <= self.bytes.len()).ok_or(damaged)?;
        if !matches!(entry.method, 0 | 8) {
            return Err(SheetError::Unreadable { sheet: None, row: None });
        }
        Ok(Some(Part {
            bytes: Rc::clone(&self.bytes),
            at: start,
            end,
            inflate: (entry.method == 8).then(|| InflateState::new_boxed(DataFormat::Raw)),
            buffer: vec![0; BUFFER],
            from: 0,
            to: 0,
            given: 0,
            declared: entry.unpacked,
            crc: Crc::new(),
            expected: entry.crc,
            over: false,
        }))
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        let exact = self.entries.iter().find(|entry| entry.name == name);
        exact.or_else(|| self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)))
    }
}

/// The parts that the directory lists, and whether each is encrypted.
fn directory(bytes: &[u8]) -> Option<Vec<(Entry, bool)>> {
    // The end record stands last, before a comment of at most 65,535 bytes.
    let last = bytes.len().checked_sub(22)?;
    let first = last.saturating_sub(0xffff);
    let end = (first..=last).rev().find(|&at| {
        u32_at(bytes, at) == Some(0x0605_4b50)
            && u16_at(bytes, at + 20).is_some_and(|comment| at + 22 + usize::from(comment) <= bytes.len())
    })?;
    let mut count = u64::from(u16_at(bytes, end + 10)?);
    let mut start = u64::from(u32_at(bytes, end + 16)?);
    if count == 0xffff || start == 0xffff_ffff {
        let locator = end.checked_sub(20)?;
        if u32_at(bytes, locator)? != 0x0706_4b50 {
            return None;
        }
        let record = usize::try_from(u64_at(bytes, locator + 8)?).ok()?;
        if u32_at(bytes, record)? != 0x0606_4b50 {
            return None;
        }
        count = u64_at(bytes, record.checked_add(32)?)?;
        start = u64_at(bytes, record.checked_add(48)?)?;
    }
    let mut at = usize::try_from(start).ok()?;
    let mut entries = Vec::new();
    for _ in 0..count.min(PARTS_LIMIT as u64 + 1) {
        if u32_at(bytes, at)? != 0x0201_4b50 {
            return None;
        }
        let flags = u16_at(bytes, at + 8)?;
        let [name, extra, comment] = [28, 30, 32].map(|field| u16_at(bytes, at + field).map(usize::from));
        let (name, extra, comment) = (name?, extra?, comment?);
        let name_bytes = bytes.get(at + 46..at + 46 + name)?;
        let mut entry = Entry {
            // Names of parts that matter here are ASCII; others need only not be mistaken for them.
            name: String::from_utf8_lossy(name_bytes).trim_start_matches('/').replace('\\', "/"),
            method: u16_at(bytes, at + 10)?,
            crc: u32_at(bytes, at + 16)?,
            packed: u64::from(u32_at(bytes, at + 20)?),
            unpacked: u64::from(u32_at(bytes, at + 24)?),
            header: u64::from(u32_at(bytes, at + 42)?),
        };
        wide_sizes(&mut entry, bytes.get(at + 46 + name..at + 46 + name + extra)?)?;
        entries.push((entry, flags & 1 == 1));
        at += 46 + name + extra + comment;
    }
    Some(entries)
}

/// Takes sizes that do not fit in 32 bits from the zip64 field.
fn wide_sizes(entry: &mut Entry, mut extra: &[u8]) -> Option<()> {
    const WIDE: u64 = 0xffff_ffff;
    if ![entry.unpacked, entry.packed, entry.header].contains(&WIDE) {
        return Some(());
    }
    loop {
        let (kind, size) = (u16_at(extra, 0)?, usize::from(u16_at(extra, 2)?));
        let field = extra.get(4..4 + size)?;
        if kind == 1 {
            let mut at = 0;
            for place in [&mut entry.unpacked, &mut entry.packed, &mut entry.header] {
                if *place == WIDE {
                    *place = u64_at(field, at)?;
                    at += 8;
                }
            }
            return Some(());
        }
        extra = &extra[4 + size..];
    }
}

/// Bytes unpacked at a time.
const BUFFER: usize = 64 * 1024;

/// The content of one part, unpacked as it is read. The check sum is held against the directory at the end.
pub(crate) struct Part {
    bytes: Rc<Vec<u8>>,
    at: usize,
    end: usize,
    inflate: Option<Box<InflateState>>,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    given: u64,
    declared: u64,
    crc: Crc,
    expected: u32,
    over: bool,
}

fn broken() -> Error {
    ErrorKind::InvalidData.into()
}

impl Part {
    /// Bytes unpacked so far.
    pub(crate) fn given(&self) -> u64 {
        self.given
    }

    /// All of it, at most `limit` bytes.
    ///
    /// # Errors
    /// When it is broken or longer.
    pub(crate) fn whole(mut self, limit: u64) -> Result<Vec<u8>, SheetError> {
        if self.declared > limit {
            let mb = |bytes: u64| u32::try_from(bytes.div_ceil(1_000_000)).unwrap_or(u32::MAX);
            return Err(SheetError::TooLarge { megabytes: mb(self.declared), limit: mb(limit) });
        }
        let mut out = Vec::new();
        self.read_to_end(&mut out).map_err(|_| DAMAGED)?;
        Ok(out)
    }

    fn refill(&mut self) -> IoResult<()> {
        let input = self.bytes.get(self.at..self.end).ok_or_else(broken)?;
        (self.from, self.to) = (0, 0);
        match &mut self.inflate {
            None => {
                self.to = input.len().min(BUFFER);
                self.buffer[..self.to].copy_from_slice(&input[..self.to]);
                self.at += self.to;
                self.over = self.at == self.end;
            }
            Some(state) => {
                let result = inflate(state, input, &mut self.buffer, MZFlush::None);
                self.at += result.bytes_consumed;
                self.to = result.bytes_written;
                match result.status {
                    Ok(MZStatus::StreamEnd) => self.over = true,
                    // No progress means that the part was cut off.
                    Ok(MZStatus::Ok) if result.bytes_consumed + result.bytes_written > 0 => {}
                    _ => return Err(broken()),
                }
            }
        }
        self.given += self.to as u64;
        self.crc.take(&self.buffer[..self.to]);
        let whole = !self.over || (self.given == self.declared && self.crc.value() == self.expected);
        if self.given > self.declared || !whole {
            return Err(broken());
        }
        Ok(())
    }
}

impl BufRead for Part {
    fn fill_buf(&mut self) -> IoResult<&[u8]> {
        while self.from == self.to && !self.over {
            self.refill()?;
        }
        Ok(&self.buffer[self.from..self.to])
    }

    fn consume(&mut self, amount: usize) {
        self.from = (self.from + amount).min(self.to);
    }
}

impl Read for Part {
    fn read(&mut self, out: &mut [u8]) -> IoResult<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// CRC-32 as zip uses it, four tables of 256 words made when a part is opened.
struct Crc {
    tables: Box<[[u32; 256]; 4]>,
    state: u32,
}

impl Crc {
    fn new() -> Self {
        let mut tables = Box::new([[0u32; 256]; 4]);
        for byte in 0..256usize {
            let mut value = byte as u32;
            for _ in 0..8 {
                value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            }
            tables[0][byte] = value;
        }
        for byte in 0..256usize {
            for table in 1..4 {
                let before = tables[table - 1][byte];
                tables[table][byte] = (before >> 8) ^ tables[0][(before & 255) as usize];
            }
        }
        Self { tables, state: !0 }
    }

    fn take(&mut self, bytes: &[u8]) {
        let t = &self.tables;
        let mut state = self.state;
        let mut words = bytes.chunks_exact(4);
        for word in words.by_ref() {
            state ^= u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
            state = t[3][(state & 255) as usize]
                ^ t[2][(state >> 8 & 255) as usize]
                ^ t[1][(state >> 16 & 255) as usize]
                ^ t[0][(state >> 24) as usize];
        }
        for &byte in words.remainder() {
            state = (state >> 8) ^ t[0][((state ^ u32::from(byte)) & 255) as usize];
        }
        self.state = state;
    }

    fn value(&self) -> u32 {
        !self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_is_that_of_zip() {
        let mut crc = Crc::new();
        for piece in ["1", "2345", "6789"] {
            crc.take(piece.as_bytes());
        }
        assert_eq!(crc.value(), 0xcbf4_3926);
    }
}
