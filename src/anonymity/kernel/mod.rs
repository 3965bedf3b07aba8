//! Grouping records into equivalence classes at one node: the work that a search does hundreds of times.
//!
//! Keys are bit-packed into 64 bits (in more passes when they do not fit), made block by block
//! from one pre-shifted table a column, and looked up by open addressing. Rows of the kernel are distinct
//! combinations of values with the number of people that have them.

mod beside;
mod outcome;
mod prepare;

use beside::Beside;
pub(super) use outcome::Outcome;
pub(super) use prepare::{Preparing, Source};

/// Rows whose keys are made at once.
const BLOCK: usize = 1024;
/// Keys of at most this many bits index the table directly.
const DIRECT_BITS: u32 = 14;

/// A snapshot is kept when it has this many times fewer rows than the file has distinct ones.
const SNAPSHOT_GAIN: usize = 4;
/// Rows that all snapshots may have together, of 8 bytes each.
const SNAPSHOT_ROWS: usize = 1 << 20;
/// Snapshots that are looked through for each node.
const MOST_SNAPSHOTS: usize = 64;

/// One level of one column, over the values that occur.
struct Level {
    /// Value → band, numbered densely over the bands that occur, in the order of the ladder.
    band: Vec<u32>,
    /// Band → number of ladder rows.
    share: Vec<u32>,
    /// Bits that hold a band.
    bits: u32,
    /// Sum over the people of the ladder rows of their band, when nobody is suppressed.
    rows: u64,
    /// People with each band, to be made into the total of an entropy.
    people: Vec<u64>,
}

/// How far the grouping of a node is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Grouping {
    /// There are more rows.
    Busy,
    /// All rows are grouped.
    Done,
    /// There are more classes than the node may have.
    TooMany,
}

/// Classes of a node that was evaluated, from which those of a coarser one can be made.
struct Snapshot {
    levels: Vec<usize>,
    /// A row of each class.
    rows: Vec<u32>,
    people: Vec<u32>,
}

/// The records and the state of the grouping under way.
pub(super) struct Kernel {
    /// Per column, one value a row. Rows of the population come last.
    columns: Vec<Vec<u32>>,
    /// People a row; 0 for a row of the population.
    people: Vec<u32>,
    /// People of the population in the rows that come last.
    population: Vec<u32>,
    levels: Vec<Vec<Level>>,
    rows_of_ladder: Vec<u64>,
    /// Values of other columns in the rows, folded.
    sensitive: Vec<Beside>,
    households: Option<Beside>,
    snapshots: Vec<Snapshot>,
    // State of the evaluation under way.
    at: Vec<usize>,
    /// Which snapshot is grouped; all rows when none.
    source: Option<usize>,
    most_classes: usize,
    passes: Vec<Vec<(usize, u32)>>,
    pass: usize,
    cursor: usize,
    tables: Vec<(usize, Vec<u64>)>,
    slots: Vec<u32>,
    direct: bool,
    keys: Vec<u64>,
    class_of: Vec<u32>,
    sizes: Vec<u32>,
    first: Vec<u32>,
    /// Whether each class is released, and whether the models closed upward hold for it.
    verdicts: Vec<Verdict>,
}

/// What the models say of a class.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A model closed upward fails: so it does at every finer node.
    Never,
    /// Another model fails.
    No,
    /// It is released.
    Yes,
}

impl Kernel {
    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    /// Rows of the grouping under way.
    pub(super) fn rows(&self) -> usize {
        self.source.map_or(self.len(), |source| self.snapshots[source].rows.len())
    }

    /// Number of columns.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Number of levels of a column.
    pub(super) fn height(&self, column: usize) -> usize {
        self.levels[column].len()
    }

    /// Number of bands of a column at a level.
    pub(super) fn bands(&self, column: usize, level: usize) -> u64 {
        self.levels[column][level].share.len() as u64
    }

    /// After the evaluation of the finest node: one row a class, in this column. Says how many.
    pub(super) fn fold_column(&mut self, column: usize) -> usize {
        let column = &mut self.columns[column];
        *column = self.first.iter().map(|&row| column[row as usize]).collect();
        column.len()
    }

    /// After all columns were folded: one row a class, with its people; and the row of every former row.
    pub(super) fn fold(&mut self) -> Vec<u32> {
        let mut population = vec![0; self.first.len()];
        let records = self.people.len() - self.population.len();
        for (&row, &people) in self.class_of[records..].iter().zip(&self.population) {
            population[row as usize] += people;
        }
        self.population = if self.population.is_empty() { Vec::new() } else { population };
        self.people = std::mem::take(&mut self.sizes);
        let mut rows = std::mem::take(&mut self.class_of);
        rows.truncate(records);
        rows
    }

    /// Starts the evaluation of a node, which may be given up when it has more classes than this.
    pub(super) fn begin(&mut self, levels: &[usize], most_classes: usize) {
        self.at = levels.to_vec();
        self.most_classes = most_classes;
        self.choose_source();
        self.passes.clear();
        let mut pass = Vec::new();
        let mut used = 0;
        for (column, &level) in levels.iter().enumerate() {
            let bits = self.levels[column][level].bits;
            if bits == 0 {
                continue; // one band only: it tells nobody apart
            }
            if used + bits > u64::BITS {
                self.passes.push(std::mem::take(&mut pass));
                used = u32::BITS; // the class so far comes along
            }
            pass.push((column, used));
            used += bits;
        }
        self.passes.push(pass);
        self.class_of.clear();
        self.class_of.resize(self.rows(), 0);
        self.begin_pass(0);
    }

    fn begin_pass(&mut self, pass: usize) {
        self.pass = pass;
        self.cursor = 0;
        self.tables = self.passes[pass]
            .iter()
            .map(|&(column, shift)| {
                let level = &self.levels[column][self.at[column]];
                (column, level.band.iter().map(|&band| u64::from(band) << shift).collect())
            })
            .collect();
        let bits = self.passes[pass]
            .last()
            .map_or(0, |&(column, shift)| shift + self.levels[column][self.at[column]].bits);
        self.direct = pass == 0 && bits <= DIRECT_BITS;
        self.slots.clear();
        self.slots.resize(if self.direct { 1 << bits } else { 1 << 12 }, 0);
        self.keys.clear();
        self.sizes.clear();
        self.first.clear();
    }

    /// Groups at most so many more rows.
    pub(super) fn advance(&mut self, rows: usize) -> Grouping {
        let mut left = rows;
        let mut buffer = [0u64; BLOCK];
        let rows_to_group = self.rows();
        loop {
            let start = self.cursor;
            let end = (start + left.min(BLOCK)).min(rows_to_group);
            let keys = &mut buffer[..end - start];
            if self.pass == 0 {
                keys.fill(0);
            } else {
                for (key, &class) in keys.iter_mut().zip(&self.class_of[start..end]) {
                    *key = u64::from(class);
                }
            }
            match self.source {
                None => {
                    for (column, table) in &self.tables {
                        for (key, &value) in keys.iter_mut().zip(&self.columns[*column][start..end]) {
                            *key |= table[value as usize];
                        }
                    }
                    for (row, &key) in (start..).zip(keys.iter()) {
                        let class = self.class(key, row as u32);
                        self.sizes[class as usize] += self.people[row];
                        self.class_of[row] = class;
                    }
                }
                Some(source) => {
                    let snapshot = &self.snapshots[source];
                    for (column, table) in &self.tables {
                        let values = &self.columns[*column];
                        for (key, &row) in keys.iter_mut().zip(&snapshot.rows[start..end]) {
                            *key |= table[values[row as usize] as usize];
                        }
                    }
                    for (at, &key) in (start..).zip(keys.iter()) {
                        let (row, people) =
                            (self.snapshots[source].rows[at], self.snapshots[source].people[at]);
                        let class = self.class(key, row);
                        self.sizes[class as usize] += people;
                        self.class_of[at] = class;
                    }
                }
            }
            if self.keys.len() > self.most_classes && self.population.is_empty() {
                return Grouping::TooMany; // more columns or rows only make more
            }
            left -= end - start;
            self.cursor = end;
            if end == rows_to_group {
                if self.pass + 1 == self.passes.len() {
                    return Grouping::Done;
                }
                self.begin_pass(self.pass + 1);
            }
            if left == 0 {
                return Grouping::Busy;
            }
        }
    }

    fn class(&mut self, key: u64, row: u32) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = if self.direct { key as usize } else { spread(key) & mask };
        loop {
            match self.slots[slot] {
                0 => {
                    self.keys.push(key);
                    self.sizes.push(0);
                    self.first.push(row);
                    self.slots[slot] = self.keys.len() as u32;
                    if !self.direct && self.keys.len() * 2 > self.slots.len() {
                        self.grow();
                    }
                    return self.keys.len() as u32 - 1;
                }
                class if self.keys[class as usize - 1] == key => return class - 1,
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        self.slots.clear();
        self.slots.resize(size, 0);
        for (class, &key) in (1u32..).zip(&self.keys) {
            let mut slot = spread(key) & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = class;
        }
    }

    /// Drops what was kept, so that the next grouping goes over all rows.
    pub(super) fn forget(&mut self) {
        self.snapshots.clear();
    }

    /// The snapshot with the fewest rows that is at least as fine as the node.
    fn choose_source(&mut self) {
        let finer =
            |snapshot: &Snapshot| snapshot.levels.iter().zip(&self.at).all(|(fine, level)| fine <= level);
        self.source = self
            .snapshots
            .iter()
            .enumerate()
            .filter(|(_, snapshot)| finer(snapshot))
            .min_by_key(|(_, snapshot)| snapshot.rows.len())
            .map(|(at, _)| at);
    }

    /// Keeps the classes of the node that was just grouped, from which those of coarser nodes can be made. The oldest
    /// make room: a descent comes to ever finer nodes. Only sizes are kept, so not when models need more of a class.
    pub(super) fn keep(&mut self) {
        let simple = self.sensitive.is_empty() && self.households.is_none() && self.population.is_empty();
        let classes = self.first.len();
        if !simple || classes * SNAPSHOT_GAIN > self.len() {
            return;
        }
        let held = |kernel: &Self| -> usize { kernel.snapshots.iter().map(|one| one.rows.len()).sum() };
        while !self.snapshots.is_empty()
            && (self.snapshots.len() >= MOST_SNAPSHOTS || held(self) + classes > SNAPSHOT_ROWS)
        {
            self.snapshots.remove(0);
        }
        self.source = None; // its place may be another's now
        let (levels, rows, people) = (self.at.clone(), self.first.clone(), self.sizes.clone());
        self.snapshots.push(Snapshot { levels, rows, people });
    }
}

/// Spreads the bits of a key (multiply and fold); collisions cost time, never truth.
fn spread(key: u64) -> usize {
    let product = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (product ^ (product >> 32)) as usize
}

#[cfg(test)]
mod tests;
