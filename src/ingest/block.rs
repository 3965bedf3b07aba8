//! Rows on their way into the columns, a few hundred at a time.
//!
//! A block goes into the table column by column: the dictionary of one column stays near the processor while its cells
//! pass, and a small memory of recent cells spares most of them the look-up.

use super::records::{tidy, Record};
use crate::table::{is_missing, Column, Table, MISSING};

/// Bytes of cells in a block before it goes into the table.
const FULL: usize = 128 * 1024;
/// Recent cells remembered, over all columns together, and the most for one.
const RECENT: usize = 1 << 14;
const RECENT_OF_ONE: usize = 1 << 10;
/// Longest cell that is remembered.
const SHORT: usize = 15;

/// A cell of at most [`SHORT`] bytes in two words with its length in the last byte, and its code.
type Seen = ([u64; 2], u32);

/// A block, and what is remembered between blocks.
pub(super) struct Block {
    text: String,
    cells: Vec<(u32, u32)>,
    rows: usize,
    recent: Vec<Vec<Seen>>,
}

impl Block {
    /// An empty block for a table of so many columns.
    pub fn new(width: usize) -> Self {
        let size = (RECENT / width.max(1)).clamp(8, RECENT_OF_ONE).next_power_of_two();
        // No cell has the key of all ones.
        Self {
            text: String::new(),
            cells: Vec::new(),
            rows: 0,
            recent: vec![vec![([u64::MAX; 2], MISSING); size]; width],
        }
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
        let width = self.recent.len().max(1);
        for (at, (column, recent)) in table.columns.iter_mut().zip(&mut self.recent).enumerate() {
            column.codes.reserve(self.rows);
            let cells = self.cells.get(at..).unwrap_or_default().iter().step_by(width);
            if column.values.is_far() {
                let fetch = |read, &(start, end): &(u32, u32)| {
                    read ^ column.values.fetch(tidy(&self.text[start as usize..end as usize]))
                };
                std::hint::black_box(cells.clone().fold(0, fetch));
            }
            for &(start, end) in cells {
                let code = code(&self.text, (start as usize, end as usize), column, recent);
                column.codes.push(code);
            }
        }
        self.rows = 0;
        self.text.clear();
        self.cells.clear();
    }
}

#[inline]
fn code(text: &str, (start, end): (usize, usize), column: &mut Column, recent: &mut [Seen]) -> u32 {
    let length = end - start;
    let window = text.as_bytes().get(start..).and_then(|rest| rest.first_chunk::<16>());
    let (Some(window), true) = (window, length <= SHORT) else {
        return look_up(&text[start..end], column);
    };
    // What lies behind the cell is cut off; its length takes the last byte. (Words of 128 bits are slow in wasm.)
    let (words, _) = window.as_chunks::<8>();
    let (low, high) = (u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]));
    let kept = |bytes: usize| (1u64 << (8 * bytes)) - 1;
    let (low, high) = if length < 8 { (low & kept(length), 0) } else { (low, high & kept(length - 8)) };
    let key = [low, high | (length as u64) << 56];
    let folded = (key[0] ^ key[1].rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let seen = &mut recent[(folded >> 32) as usize & (recent.len() - 1)];
    if seen.0 != key {
        *seen = (key, look_up(&text[start..end], column));
    }
    seen.1
}

fn look_up(cell: &str, column: &mut Column) -> u32 {
    let cell = tidy(cell);
    if is_missing(cell) {
        MISSING
    } else {
        column.values.intern(cell)
    }
}
