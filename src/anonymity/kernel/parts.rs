//! Rows in parts: at a node, rows of different parts differ in a bit that counts. So the classes of a part are complete as soon as its rows
//! are grouped, and a table of one part stays small.

use super::beside::by_class;
use gezicht_lanes::codes::ones;
use gezicht_lanes::group::{Groups, Slice};
use std::ops::Range;

/// Most cells: dividing them takes as long as grouping so many rows.
const MOST_CELLS: usize = 1 << 11;
/// Fewest rows that a cell has on average.
const ROWS_OF_CELL: usize = 64;

/// Runs of sorted rows that have the same highest bits: what parts are made of.
#[derive(Default)]
pub(super) struct Cells {
    /// The first word of a row of each cell.
    words: Vec<u64>,
    /// Rows of each cell.
    sizes: Vec<u32>,
    /// The bits that rows of a cell have the same.
    mask: u64,
}

impl Cells {
    /// One cell with all rows.
    pub(super) fn whole(rows: usize) -> Self {
        Self { words: vec![0], sizes: vec![rows as u32], mask: 0 }
    }

    /// Cells of rows in the order of their first words: by as many bits as can be.
    pub(super) fn new(sorted: &[u64]) -> Self {
        // The highest bit in which a row differs from the one before begins a cell, when cells go by it.
        let mut begun = [0usize; 64];
        for pair in sorted.windows(2) {
            if let Some(bit) = (pair[0] ^ pair[1]).checked_ilog2() {
                begun[bit as usize] += 1;
            }
        }
        let most = MOST_CELLS.min(sorted.len() / ROWS_OF_CELL);
        let (mut cells, mut lowest) = (1, 64);
        while lowest > 0 && cells + begun[lowest as usize - 1] <= most {
            lowest -= 1;
            cells += begun[lowest as usize];
        }
        let mask = !ones(lowest);
        let mut made = Self { words: Vec::new(), sizes: Vec::new(), mask };
        for &word in sorted {
            if made.words.last().is_none_or(|last| (last ^ word) & mask != 0) {
                made.words.push(word);
                made.sizes.push(0);
            }
            if let Some(size) = made.sizes.last_mut() {
                *size += 1;
            }
        }
        made
    }
}

/// The parts of a node, those with the fewest rows first: where classes are small, most of the rows that fail are.
#[derive(Default)]
pub(super) struct Parts {
    /// Rows, part after part.
    runs: Vec<Range<usize>>,
    /// How many of the runs end with each part.
    ends: Vec<usize>,
    groups: Groups,
    part_of: Vec<u32>,
}

impl Parts {
    /// Parts of rows in these cells, when these bits of the first word count.
    pub(super) fn divide(&mut self, cells: &Cells, mask: u64) {
        self.part_of.clear();
        self.part_of.resize(cells.words.len(), 0);
        self.groups.clear();
        let slice = Slice { words: &cells.words, mask: mask & cells.mask, people: &cells.sizes, start: 0 };
        self.groups.add(&slice, &mut self.part_of, false);
        let sizes = &self.groups.sizes;
        let mut order: Vec<(u32, u32)> = sizes.iter().copied().zip(0..).collect();
        order.sort_unstable();
        let (starts, of_part) = by_class(&self.part_of, sizes.len());
        let mut from = Vec::with_capacity(cells.sizes.len());
        let mut rows = 0;
        for &size in &cells.sizes {
            from.push(rows);
            rows += size as usize;
        }
        self.runs.clear();
        self.ends.clear();
        for (_, part) in order {
            let begin = self.runs.len();
            for &cell in &of_part[starts[part as usize] as usize..starts[part as usize + 1] as usize] {
                let run = from[cell as usize]..from[cell as usize] + cells.sizes[cell as usize] as usize;
                match self.runs[begin..].last_mut() {
                    Some(last) if last.end == run.start => last.end = run.end,
                    _ => self.runs.push(run),
                }
            }
            self.ends.push(self.runs.len());
        }
    }

    /// The runs of a part, by number.
    pub(super) fn part(&self, part: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(part)?;
        let start = part.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(start..end)
    }

    /// The rows of a run.
    pub(super) fn run(&self, run: usize) -> Range<usize> {
        self.runs[run].clone()
    }
}
