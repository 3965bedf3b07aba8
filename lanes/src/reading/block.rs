//! Rows on their way into the columns, a few hundred at a time.
//!
//! A block goes into the columns one by one: the dictionary of one column stays near the processor while its cells
//! pass, and a small memory of recent cells spares most of them the look-up.

use super::{Dictionary, Scan, MISSING};

/// Bytes of cells in a block before it goes into the table.
const FULL: usize = 64 * 1024;
/// Cells remembered of a column at first, of one column at most, and over all columns together.
const FIRST: usize = 1 << 6;
const MOST: usize = 1 << 15;
const ALL: usize = 1 << 17;
/// Places a cell: with fewer, too many cells would not be where they are looked for first.
const SPARE: usize = 4;
/// Places where a remembered cell can be.
const PROBES: usize = 4;
/// Longest cell that is remembered.
const SHORT: usize = 15;
/// The code of a place that remembers nothing.
const FREE: u32 = u32::MAX;
/// Such a place: no cell has this length.
const NOTHING: Seen = ([u64::MAX; 2], FREE);
/// Most bytes that are set apart for the values of one column before they come.
const AHEAD: usize = 128 << 20;
/// Values that go up one after the other before a column is taken for one that goes on so.
const ASCENT: usize = 64;

/// A cell of at most [`SHORT`] bytes in two words with its length in the last byte, and its code.
type Seen = ([u64; 2], u32);

/// What has been seen in a column: all its cells while they are few, and else some of the last.
struct Recent {
    places: Vec<Seen>,
    taken: usize,
}

/// Which rows are like nearly all rows of a file.
pub struct Usual {
    /// Between the cells of a row.
    pub delimiter: u8,
    /// Cells of a row.
    pub width: usize,
    /// The bytes that the first cell of such a row begins with; no line end, delimiter or quotation mark.
    pub first: [bool; 256],
    /// Bytes that a row has less than.
    pub longest: usize,
}

/// A block, and what is remembered between blocks.
pub struct Block {
    text: String,
    /// Start and end in `text` of the cells, row by row.
    cells: Vec<(u32, u32)>,
    rows: usize,
    /// Bytes in the cells, however they came.
    load: usize,
    recent: Vec<Recent>,
    /// Places that the columns may still ask for.
    room: usize,
    hashes: Vec<u32>,
    /// Rows that are expected in all; 0 when that is not known.
    expected: usize,
    /// Whether a cell (trimmed) has no value.
    is_missing: fn(&str) -> bool,
}

impl Block {
    /// An empty block for a table of so many columns. `is_missing` says of a trimmed cell whether it has no value; of one that
    /// begins with a digit it is not asked.
    pub fn new(width: usize, is_missing: fn(&str) -> bool) -> Self {
        let recent = || Recent { places: vec![NOTHING; FIRST], taken: 0 };
        Self {
            text: String::new(),
            cells: Vec::new(),
            rows: 0,
            load: 0,
            recent: (0..width).map(|_| recent()).collect(),
            room: ALL,
            hashes: Vec::new(),
            expected: 0,
            is_missing,
        }
    }

    /// Says how many rows there will be, about.
    pub fn expect(&mut self, rows: usize) {
        self.expected = rows;
    }

    /// Whether it is time to put the cells into the columns. That depends on the rows alone, not on how they were added.
    pub fn is_full(&self) -> bool {
        self.load >= FULL
    }

    /// Adds a row: cells as places in a text, as many as there are columns.
    pub fn add(&mut self, text: &str, cells: &[(u32, u32)]) {
        if let (Some(&(from, _)), Some(&(_, to))) = (cells.first(), cells.last()) {
            let start = self.text.len() as u32;
            self.text.push_str(&text[from as usize..to as usize]);
            self.cells.extend(cells.iter().map(|&(a, b)| (a - from + start, b - from + start)));
            self.load += cells.iter().map(|&(a, b)| (b - a) as usize).sum::<usize>();
        }
        self.rows += 1;
    }

    /// Adds the rows of CSV that begin at `start`, each on a line of its own, until one that is not usual or not whole, or until
    /// the block is full. Gives where that one begins and the number of rows. A quotation mark may stand around a whole cell
    /// that holds none.
    pub fn add_lines(&mut self, text: &str, start: usize, usual: &Usual) -> (usize, usize) {
        let bytes = text.as_bytes();
        let delimiter = usual.delimiter;
        let begins_usually = |at: usize| bytes.get(at).is_some_and(|&byte| usual.first[usize::from(byte)]);
        // From a place in `text` to the same one in the block.
        let base = self.text.len().wrapping_sub(start);
        let moved = |at: usize| at.wrapping_add(base) as u32;
        let mut scan = Scan::new(bytes, delimiter, start);
        let (mut line, mut rows, mut load) = (start, 0, self.load);
        let cells = &mut self.cells;
        while load < FULL {
            let quoted = bytes.get(line) == Some(&b'"');
            if !begins_usually(line + usize::from(quoted)) {
                break;
            }
            let before = cells.len();
            let (mut cell, mut marks) = (line, 0);
            let end = loop {
                let Some(at) = scan.next() else { break None };
                let byte = bytes[at];
                let mut end = at;
                if byte == b'"' {
                    if at != cell {
                        continue;
                    }
                    let Some(close) = scan.find(|&at| bytes[at] != delimiter) else { break None };
                    let Some(after) = scan.next() else { break None };
                    if bytes[close] != b'"' || after != close + 1 || bytes[after] == b'"' {
                        break None;
                    }
                    cells.push((moved(cell + 1), moved(close)));
                    marks += 2;
                    end = after;
                } else {
                    cells.push((moved(cell), moved(at)));
                }
                cell = end + 1;
                if bytes[end] != delimiter {
                    break Some(end);
                }
            };
            let usual_width = cells.len() - before == usual.width;
            let Some(end) = end.filter(|end| usual_width && end - line < usual.longest) else {
                cells.truncate(before);
                break;
            };
            rows += 1;
            load += end - line + 1 - usual.width - marks;
            line = end + 1;
            if bytes[end] == b'\r' && bytes.get(line) == Some(&b'\n') {
                scan.next();
                line += 1;
            }
        }
        self.text.push_str(&text[start..line]);
        self.rows += rows;
        self.load = load;
        (line, rows)
    }

    /// Puts the cells of all rows into the columns, each its codes and its dictionary.
    pub fn empty_into<'a>(&mut self, columns: impl Iterator<Item = (&'a mut Vec<u32>, &'a mut Dictionary)>) {
        // A cell is read sixteen bytes at a time, whatever its length.
        self.text.push_str("                ");
        for (at, (codes, values)) in columns.enumerate() {
            self.fill(at, codes, values);
        }
        self.rows = 0;
        self.load = 0;
        self.text.clear();
        self.cells.clear();
    }

    fn fill(&mut self, at: usize, codes: &mut Vec<u32>, values: &mut Dictionary) {
        let (text, width, is_missing) = (&*self.text, self.recent.len(), self.is_missing);
        let has_value =
            |cell: &str| cell.as_bytes().first().is_some_and(u8::is_ascii_digit) || !is_missing(cell);
        let Some(recent) = self.recent.get_mut(at) else { return };
        let cells = self.cells.get(at..).unwrap_or_default().iter().step_by(width);
        let cells = cells.map(|&(start, end)| (start as usize, end as usize));
        let held = codes.len();
        // A column of its own values, which will go on so: growing by doubling would take twice the memory.
        let own = values.len() * 10 > held * 9;
        codes.resize(held + self.rows, MISSING);
        let codes = codes[held..].iter_mut();
        if values.ascends() && values.len() > ASCENT {
            if own && values.is_long() {
                values.expect(self.expected, AHEAD);
            }
            for (code, (start, end)) in codes.zip(cells) {
                let cell = tidy(&text[start..end]);
                if has_value(cell) {
                    *code = values.intern(cell);
                }
            }
        } else if values.is_far() {
            if own {
                values.expect(self.expected, AHEAD);
            }
            // All reads of far memory first, so that they wait together; what they give is used after that.
            let hash = |(start, end): (usize, usize)| Dictionary::hash(tidy(&text[start..end]));
            self.hashes.clear();
            self.hashes.extend(cells.clone().map(hash));
            std::hint::black_box(self.hashes.iter().fold(0, |read, &hash| read ^ values.fetch(hash)));
            for ((code, (start, end)), &hash) in codes.zip(cells).zip(&self.hashes) {
                let cell = tidy(&text[start..end]);
                if has_value(cell) {
                    *code = values.intern_hashed(cell, hash);
                }
            }
        } else {
            for (code, cell) in codes.zip(cells) {
                *code = recent.code(text, cell, values, &mut self.room, is_missing);
            }
        }
    }
}

/// `str::trim` with a short way out for the usual cell.
#[inline]
pub fn tidy(cell: &str) -> &str {
    let plain = |byte: Option<&u8>| byte.is_some_and(|byte| (b'!'..=b'~').contains(byte));
    let bytes = cell.as_bytes();
    if plain(bytes.first()) && plain(bytes.last()) {
        cell
    } else {
        cell.trim()
    }
}

impl Recent {
    #[inline(always)]
    fn code(
        &mut self,
        text: &str,
        (start, end): (usize, usize),
        values: &mut Dictionary,
        room: &mut usize,
        is_missing: fn(&str) -> bool,
    ) -> u32 {
        let window = text.as_bytes().get(start..).and_then(|rest| rest.first_chunk::<16>());
        let (Some(window), Some(kept)) = (window, KEPT.get(end - start)) else {
            return look_up(&text[start..end], values, is_missing);
        };
        // What lies behind the cell is cut off; its length takes the last byte. (Words of 128 bits are slow in wasm.)
        let (words, _) = window.as_chunks::<8>();
        let word = |at: usize| u64::from_le_bytes(words[at]) & kept[at];
        let key = [word(0), word(1) | ((end - start) as u64) << 56];
        let home = home(&key);
        let mask = self.places.len() - 1;
        for probe in 0..PROBES {
            let seen = &self.places[(home + probe) & mask];
            // In one comparison: two would be two jumps.
            if (seen.0[0] ^ key[0]) | (seen.0[1] ^ key[1]) == 0 {
                return seen.1;
            }
            if seen.1 == FREE {
                break;
            }
        }
        let code = look_up(&text[start..end], values, is_missing);
        self.remember((key, code), room);
        code
    }

    #[inline(never)]
    fn remember(&mut self, seen: Seen, room: &mut usize) {
        let size = self.places.len();
        if self.taken * SPARE >= size && size < MOST && size <= *room {
            *room -= size;
            self.taken = 0;
            let old = std::mem::replace(&mut self.places, vec![NOTHING; size * 2]);
            old.into_iter().filter(|seen| seen.1 != FREE).for_each(|seen| self.put(seen));
        }
        self.put(seen);
    }

    /// Takes a free place, or its own from whatever has it.
    fn put(&mut self, seen: Seen) {
        let mask = self.places.len() - 1;
        let home = home(&seen.0);
        let free =
            (home..home + PROBES).map(|place| place & mask).find(|&place| self.places[place].1 == FREE);
        self.taken += usize::from(free.is_some());
        self.places[free.unwrap_or(home & mask)] = seen;
    }
}

/// The bits of two words that hold a cell of so many bytes.
const KEPT: [[u64; 2]; SHORT + 1] = {
    let mut kept = [[0; 2]; SHORT + 1];
    let mut length = 1;
    while length <= SHORT {
        kept[length] = kept[length - 1];
        let byte = (length - 1) % 8;
        kept[length][(length - 1) / 8] |= 0xFF << (8 * byte);
        length += 1;
    }
    kept
};

fn home(key: &[u64; 2]) -> usize {
    ((key[0] ^ key[1].rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
}

#[inline(never)]
fn look_up(cell: &str, values: &mut Dictionary, is_missing: fn(&str) -> bool) -> u32 {
    let cell = tidy(cell);
    if is_missing(cell) {
        MISSING
    } else {
        values.intern(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Columns = Vec<(Vec<u32>, Dictionary)>;

    fn columns(count: usize) -> Columns {
        (0..count).map(|_| (Vec::new(), Dictionary::new())).collect()
    }

    fn empty(block: &mut Block, columns: &mut Columns) {
        block.empty_into(columns.iter_mut().map(|(codes, values)| (codes, values)));
    }

    fn is_missing(cell: &str) -> bool {
        cell.is_empty() || cell == "nvt"
    }

    /// Where the cells of a row stand when they follow each other.
    fn places(cells: &[String]) -> Vec<(u32, u32)> {
        let mut end = 0;
        let place = |cell: &String| {
            end += cell.len() as u32;
            (end - cell.len() as u32, end)
        };
        cells.iter().map(place).collect()
    }

    /// Columns that stay few, that pass what is remembered, that pass what is near, that go up all the way or half of it; with
    /// room ahead and without.
    #[test]
    fn every_cell_comes_back_by_its_code() {
        for expected in [0, 60_000] {
            let mut table = columns(5);
            let mut block = Block::new(5, is_missing);
            block.expect(expected);
            let row = |at: u64| {
                let many = at.wrapping_mul(0x9E37_79B9) % 20_000;
                let few = [" a ", "", "nvt", "vijftien tekens", "zestien tekens !!", "é", "a"];
                let few = few[at as usize % few.len()].to_owned();
                let half = if at < 30_000 { at } else { at * 7919 % 60_000 };
                [
                    format!("{:08}", at * 7919 % 60_000),
                    format!("{many}"),
                    few,
                    format!("{}", at / 2),
                    format!("{half}"),
                ]
            };
            for at in 0..60_000 {
                block.add(&row(at).concat(), &places(&row(at)));
                if block.is_full() {
                    empty(&mut block, &mut table);
                }
            }
            empty(&mut block, &mut table);
            for at in 0..60_000 {
                for ((codes, values), cell) in table.iter().zip(row(at)) {
                    let wanted = if is_missing(&cell) { "" } else { cell.trim() };
                    assert_eq!(values.get(codes[at as usize]), wanted, "row {at}");
                }
            }
            let distinct = table.iter().map(|(_, values)| values.len()).collect::<Vec<_>>();
            assert_eq!(distinct[0], 60_001);
            assert!(distinct[1] > 8_192 && distinct[1] <= 20_001, "{}", distinct[1]);
            assert_eq!(distinct[2], 5, "a, two long ones, é, and missing");
            assert_eq!(distinct[3], 30_001);
            assert!(block.recent[1].places.len() == MOST && table[0].1.is_far() && table[4].1.is_far());
            assert!(table[3].1.ascends());
        }
    }

    proptest! {
        /// Lines that are cut here and rows that come as cells fill the same columns, and the block is full after the same row.
        #[test]
        fn lines_are_rows(
            rows in prop::collection::vec(
                prop::collection::vec(prop_oneof!["[a-c]{0,3}", "[0-9]{1,18}", Just("nvt".to_owned()), Just("é ".to_owned())], 3), 1..40,
            ),
            quoted in any::<u64>(),
            end in prop_oneof![Just("\n"), Just("\r"), Just("\r\n")],
            odd in 0usize..60,
        ) {
            let usual = Usual {
                delimiter: b';',
                width: 3,
                first: std::array::from_fn(|byte| (b'!'..=b'~').contains(&(byte as u8)) && !b";\"".contains(&(byte as u8))),
                longest: 1000,
            };
            let (mut text, mut wanted) = (String::new(), 0);
            let mut odd_seen = false;
            let (mut given, mut read) = (Block::new(3, is_missing), Block::new(3, is_missing));
            for (at, row) in rows.iter().enumerate() {
                odd_seen |= at == odd || !row[0].starts_with(|letter: char| letter.is_ascii_graphic());
                if !odd_seen {
                    given.add(&row.concat(), &places(row));
                    wanted += 1;
                }
                for (column, cell) in row.iter().enumerate() {
                    let mark = if quoted >> ((at * 3 + column) % 64) & 1 == 1 { "\"" } else { "" };
                    let between = if column == 0 { "" } else { ";" };
                    text.push_str(&format!("{between}{mark}{cell}{mark}"));
                }
                if at == odd {
                    text.push_str(";te veel");
                }
                text.push_str(end);
            }
            let (stopped, taken) = read.add_lines(&text, 0, &usual);
            prop_assert_eq!(taken, wanted);
            prop_assert_eq!(stopped == text.len(), !odd_seen);
            prop_assert_eq!(given.load, read.load);
            let (mut from_given, mut from_read) = (columns(3), columns(3));
            empty(&mut given, &mut from_given);
            empty(&mut read, &mut from_read);
            for ((codes, values), (others, same)) in from_given.iter().zip(&from_read) {
                prop_assert_eq!(codes, others);
                prop_assert!(values.iter().eq(same.iter()));
            }
        }
    }

    #[test]
    fn a_full_block_takes_no_line() {
        let usual = Usual { delimiter: b',', width: 1, first: [true; 256], longest: 1000 };
        let mut block = Block::new(1, is_missing);
        let text = "0123456789\n".repeat(20_000);
        let (at, rows) = block.add_lines(&text, 0, &usual);
        assert!(block.is_full() && rows == FULL / 10 + 1 && at == rows * 11);
        assert_eq!(block.add_lines(&text, at, &usual), (at, 0));
    }
}
