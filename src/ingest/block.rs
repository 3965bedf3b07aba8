//! Rows on their way into the columns, a few hundred at a time.
//!
//! A block goes into the table column by column: the dictionary of one column stays near the processor while its cells
//! pass, and a small memory of recent cells spares most of them the look-up.

use super::records::{tidy, Record};
use crate::table::{is_missing, Column, Dictionary, Table, MISSING};

/// Bytes of cells in a block before it goes into the table.
const FULL: usize = 64 * 1024;
/// Cells remembered of a column at first, of one column at most, and over all columns together.
const FIRST: usize = 1 << 6;
const MOST: usize = 1 << 14;
const ALL: usize = 1 << 16;
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

/// A cell of at most [`SHORT`] bytes in two words with its length in the last byte, and its code.
type Seen = ([u64; 2], u32);

/// What has been seen in a column: all its cells while they are few, and else some of the last.
struct Recent {
    places: Vec<Seen>,
    taken: usize,
}

/// A block, and what is remembered between blocks.
pub(super) struct Block {
    text: String,
    cells: Vec<(u32, u32)>,
    rows: usize,
    recent: Vec<Recent>,
    /// Places that the columns may still ask for.
    room: usize,
    hashes: Vec<u32>,
    /// Rows that are expected in all; 0 when that is not known.
    expected: usize,
}

impl Block {
    /// An empty block for a table of so many columns.
    pub fn new(width: usize) -> Self {
        let recent = || Recent { places: vec![NOTHING; FIRST], taken: 0 };
        Self {
            text: String::new(),
            cells: Vec::new(),
            rows: 0,
            recent: (0..width).map(|_| recent()).collect(),
            room: ALL,
            hashes: Vec::new(),
            expected: 0,
        }
    }

    /// Says how many rows there will be, about.
    pub fn expect(&mut self, rows: usize) {
        self.expected = rows;
    }

    /// Adds the first `width` cells of a record. Gives whether the block is full.
    pub fn add(&mut self, record: &Record<'_>, width: usize) -> bool {
        let cells = &record.cells[..width];
        if let (Some(&(from, _)), Some(&(_, to))) = (cells.first(), cells.last()) {
            let start = self.text.len() as u32;
            self.text.push_str(&record.text[from as usize..to as usize]);
            self.cells.extend(cells.iter().map(|&(a, b)| (a - from + start, b - from + start)));
        }
        self.rows += 1;
        self.text.len() >= FULL
    }

    /// Puts the cells of all rows into the columns; the table has counted the rows.
    pub fn empty_into(&mut self, table: &mut Table) {
        // A cell is read sixteen bytes at a time, whatever its length.
        self.text.push_str("                ");
        let text = &*self.text;
        let width = self.recent.len().max(1);
        for (at, (column, recent)) in table.columns.iter_mut().zip(&mut self.recent).enumerate() {
            let Column { codes, values, .. } = column;
            codes.reserve(self.rows);
            let cells = self.cells.get(at..).unwrap_or_default().iter().step_by(width);
            let cells = cells.map(|&(start, end)| (start as usize, end as usize));
            if values.is_far() {
                // A column of its own values, which will go on so: growing by doubling would take twice the memory.
                if values.len() * 10 > codes.len() * 9 {
                    values.expect(self.expected, AHEAD);
                }
                // All reads of far memory first, so that they wait together; what they give is used after that.
                let hash = |(start, end): (usize, usize)| Dictionary::hash(tidy(&text[start..end]));
                self.hashes.clear();
                self.hashes.extend(cells.clone().map(hash));
                std::hint::black_box(self.hashes.iter().fold(0, |read, &hash| read ^ values.fetch(hash)));
                let codes_of = cells.zip(&self.hashes);
                codes.extend(codes_of.map(|((start, end), &hash)| {
                    let cell = tidy(&text[start..end]);
                    if is_missing(cell) {
                        MISSING
                    } else {
                        values.intern_hashed(cell, hash)
                    }
                }));
            } else {
                for cell in cells {
                    codes.push(recent.code(text, cell, values, &mut self.room));
                }
            }
        }
        self.rows = 0;
        self.text.clear();
        self.cells.clear();
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
    ) -> u32 {
        let window = text.as_bytes().get(start..).and_then(|rest| rest.first_chunk::<16>());
        let (Some(window), Some(kept)) = (window, KEPT.get(end - start)) else {
            return look_up(&text[start..end], values);
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
        let code = look_up(&text[start..end], values);
        self.remember((key, code), room);
        code
    }

    #[inline(never)]
    fn remember(&mut self, seen: Seen, room: &mut usize) {
        let size = self.places.len();
        if self.taken * 2 >= size && size < MOST && size <= *room {
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
fn look_up(cell: &str, values: &mut Dictionary) -> u32 {
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

    /// Columns that stay few, that pass what is remembered, and that pass what is near, with room ahead and without.
    #[test]
    fn every_cell_comes_back_by_its_code() {
        for expected in [0, 60_000] {
            let mut table = Table::with_headers(["uniek", "veel", "weinig"].map(str::to_owned).to_vec());
            let mut block = Block::new(3);
            block.expect(expected);
            let row = |at: u64| {
                let many = at.wrapping_mul(0x9E37_79B9) % 20_000;
                let few = [" a ", "", "nvt", "vijftien tekens", "zestien tekens !!", "é", "a"];
                [format!("{at:08}"), format!("{many}"), few[at as usize % few.len()].to_owned()]
            };
            for at in 0..60_000 {
                let mut end = 0;
                let cells = row(at).map(|cell| {
                    end += cell.len() as u32;
                    (end - cell.len() as u32, end)
                });
                let text = row(at).concat();
                let record = Record {
                    text: &text,
                    cells: &cells,
                    line: 1,
                    last_line: 1,
                    stray_quote: false,
                    damaged: false,
                    cut: false,
                };
                table.rows += 1;
                if block.add(&record, 3) {
                    block.empty_into(&mut table);
                }
            }
            block.empty_into(&mut table);
            for at in 0..60_000 {
                for (column, cell) in table.columns.iter().zip(row(at)) {
                    let wanted = if is_missing(&cell) { "" } else { cell.trim() };
                    assert_eq!(column.values.get(column.codes[at as usize]), wanted, "row {at}");
                }
            }
            let distinct = table.columns.iter().map(|column| column.values.len()).collect::<Vec<_>>();
            assert_eq!(distinct[0], 60_001);
            assert!(distinct[1] > 8_192 && distinct[1] <= 20_001, "{}", distinct[1]);
            assert_eq!(distinct[2], 5, "a, two long ones, é, and missing");
            assert!(block.recent[1].places.len() == MOST && table.columns[0].values.is_far());
        }
    }
}
