//! Grouping records into equivalence classes at one node: the work that a search does hundreds of times.
//!
//! Keys are bit-packed into 64 bits (in more passes when they do not fit), made block by block
//! from one pre-shifted table a column, and looked up by open addressing. Rows of the kernel are distinct
//! combinations of values with the number of people that have them.

use super::model::Model;

/// Rows whose keys are made at once.
const BLOCK: usize = 1024;
/// Keys of at most this many bits index the table directly.
const DIRECT_BITS: u32 = 14;

/// One level of one column, over the values that occur.
struct Level {
    /// Value → band, numbered densely over the bands that occur.
    band: Vec<u32>,
    /// Band → number of ladder rows.
    share: Vec<u32>,
    /// Bits that hold a band.
    bits: u32,
    /// Sum over the people of the ladder rows of their band, when nobody is suppressed.
    total: u64,
}

/// A column of the kernel: a level takes bands of codes and ladder rows of bands.
pub(super) struct Source<'a> {
    pub(super) codes: &'a [u32],
    pub(super) levels: Vec<(&'a [u32], &'a [u32])>,
    pub(super) rows: u32,
}

/// What a node turned out to be.
pub(super) struct Outcome {
    /// People in classes that violate a model.
    pub(super) suppressed: u64,
    /// Per column, the sum over the people of the ladder rows of their band, all rows when suppressed.
    pub(super) totals: Box<[u64]>,
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

/// The records and the state of the grouping under way.
pub(super) struct Kernel {
    /// Per column, one value a row.
    columns: Vec<Vec<u32>>,
    /// People a row.
    people: Vec<u32>,
    levels: Vec<Vec<Level>>,
    rows_of_ladder: Vec<u64>,
    // State of the evaluation under way.
    at: Vec<usize>,
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
}

impl Kernel {
    /// A kernel over the records as they are, each with the people it stands for; `None` when a code has no band.
    pub(super) fn new(sources: &[Source<'_>], people: &[u32]) -> Option<Self> {
        let len = people.len();
        let mut columns = Vec::with_capacity(sources.len());
        let mut levels = Vec::with_capacity(sources.len());
        for source in sources {
            // Level 0 tells values apart; only those that occur get a number.
            let (zero, _) = source.levels.first()?;
            let mut dense = Dense::default();
            let mut column = Vec::with_capacity(len);
            let mut code_of: Vec<u32> = Vec::new();
            let mut counts: Vec<u64> = Vec::new();
            if source.codes.len() != len {
                return None;
            }
            for (&code, &people) in source.codes.iter().zip(people) {
                let band = *zero.get(code as usize).filter(|band| **band != u32::MAX)?;
                let value = dense.of(band);
                if value as usize == code_of.len() {
                    code_of.push(code);
                    counts.push(0);
                }
                counts[value as usize] += u64::from(people);
                column.push(value);
            }
            let mut made = Vec::with_capacity(source.levels.len());
            for (of_code, rows_of_band) in &source.levels {
                let mut dense = Dense::default();
                let (mut band, mut share, mut total) = (Vec::with_capacity(code_of.len()), Vec::new(), 0u64);
                for (&code, &count) in code_of.iter().zip(&counts) {
                    let original = *of_code.get(code as usize)?;
                    let rows = *rows_of_band.get(original as usize)?;
                    let id = dense.of(original);
                    if id as usize == share.len() {
                        share.push(rows);
                    }
                    total += count * u64::from(rows);
                    band.push(id);
                }
                let bits = u32::BITS - (share.len() as u32).saturating_sub(1).leading_zeros();
                made.push(Level { band, share, bits, total });
            }
            columns.push(column);
            levels.push(made);
        }
        Some(Self {
            columns,
            people: people.to_vec(),
            levels,
            rows_of_ladder: sources.iter().map(|source| u64::from(source.rows)).collect(),
            at: Vec::new(),
            most_classes: usize::MAX,
            passes: Vec::new(),
            pass: 0,
            cursor: 0,
            tables: Vec::new(),
            slots: Vec::new(),
            direct: false,
            keys: Vec::new(),
            class_of: Vec::new(),
            sizes: Vec::new(),
            first: Vec::new(),
        })
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    /// Number of columns.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Sum over the people of the ladder rows of their band at a level, when nobody is suppressed.
    pub(super) fn total(&self, column: usize, level: usize) -> u64 {
        self.levels[column][level].total
    }

    /// After an evaluation: one row a class, with its people; and the row of every former row.
    pub(super) fn fold(&mut self) -> Vec<u32> {
        for column in &mut self.columns {
            *column = self.first.iter().map(|&row| column[row as usize]).collect();
        }
        self.people = std::mem::take(&mut self.sizes);
        std::mem::take(&mut self.class_of)
    }

    /// Starts the evaluation of a node, which may be given up when it has more classes than this.
    pub(super) fn begin(&mut self, levels: &[usize], most_classes: usize) {
        self.at = levels.to_vec();
        self.most_classes = most_classes;
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
        self.class_of.resize(self.len(), 0);
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
        loop {
            let start = self.cursor;
            let end = (start + left.min(BLOCK)).min(self.len());
            let keys = &mut buffer[..end - start];
            if self.pass == 0 {
                keys.fill(0);
            } else {
                for (key, &class) in keys.iter_mut().zip(&self.class_of[start..end]) {
                    *key = u64::from(class);
                }
            }
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
            if self.keys.len() > self.most_classes {
                return Grouping::TooMany; // more columns or rows only make more
            }
            left -= end - start;
            self.cursor = end;
            if end == self.len() {
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

    /// The outcome of the node that [`Kernel::advance`] has grouped. Sums over the kept or the suppressed
    /// classes, whichever are fewer: what all of them cost together is known beforehand.
    pub(super) fn outcome(&self, models: &[Model]) -> Outcome {
        let released = |size: u32| models.iter().all(|model| model.holds(size));
        let (mut suppressed, mut few) = (0u64, 0usize);
        for &size in &self.sizes {
            if !released(size) {
                suppressed += u64::from(size);
                few += 1;
            }
        }
        let over_kept = few * 2 > self.sizes.len();
        let mut sums = vec![0u64; self.width()].into_boxed_slice();
        if few > 0 {
            for (&size, &row) in self.sizes.iter().zip(&self.first) {
                if released(size) == over_kept {
                    for (column, sum) in sums.iter_mut().enumerate() {
                        let level = &self.levels[column][self.at[column]];
                        let band = level.band[self.columns[column][row as usize] as usize];
                        *sum += u64::from(size) * u64::from(level.share[band as usize]);
                    }
                }
            }
        }
        for (column, sum) in sums.iter_mut().enumerate() {
            let kept = if over_kept { *sum } else { self.levels[column][self.at[column]].total - *sum };
            *sum = kept + suppressed * self.rows_of_ladder[column];
        }
        Outcome { suppressed, totals: sums }
    }

    /// Class of every row and people in every class, of the node that [`Kernel::advance`] has grouped.
    pub(super) fn classes(&self) -> (&[u32], &[u32]) {
        (&self.class_of, &self.sizes)
    }
}

/// Spreads the bits of a key (multiply and fold); collisions cost time, never truth.
fn spread(key: u64) -> usize {
    let product = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (product ^ (product >> 32)) as usize
}

/// Numbers in order of first appearance.
#[derive(Default)]
struct Dense {
    ids: Vec<u32>,
    next: u32,
}

impl Dense {
    fn of(&mut self, original: u32) -> u32 {
        let original = original as usize;
        if original >= self.ids.len() {
            self.ids.resize(original + 1, u32::MAX);
        }
        if self.ids[original] == u32::MAX {
            self.ids[original] = self.next;
            self.next += 1;
        }
        self.ids[original]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Ten columns of 200 values need 80 bits; the last column alone often tells two records apart.
    #[test]
    fn keys_wider_than_64_bits_are_grouped_in_passes() {
        const VALUES: u32 = 200;
        let people = 4000u32;
        let columns: Vec<Vec<u32>> = (0..10u32)
            .map(|column| {
                (0..people).map(|person| (person / (1 + column % 3) * (7 + column)) % VALUES).collect()
            })
            .collect();
        let identity: Vec<u32> = (0..VALUES).collect();
        let (ones, root, all) = (vec![1; VALUES as usize], vec![0; VALUES as usize], vec![VALUES]);
        let sources: Vec<Source<'_>> = columns
            .iter()
            .map(|codes| Source { codes, levels: vec![(&identity, &ones), (&root, &all)], rows: VALUES })
            .collect();
        for levels in [[0; 10], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 0, 1, 1, 1, 1, 1, 1], [1; 10]] {
            let mut kernel = Kernel::new(&sources, &vec![1; people as usize]).expect("every code has a band");
            kernel.begin(&levels, usize::MAX);
            while kernel.advance(1500) == Grouping::Busy {}
            let mut expected: BTreeMap<Vec<u32>, (u32, u32)> = BTreeMap::new();
            let (class_of, sizes) = kernel.classes();
            for (person, &class) in class_of.iter().enumerate() {
                let key = (0..10).filter(|&j| levels[j] == 0).map(|j| columns[j][person]).collect();
                let known = expected.entry(key).or_insert((class, 0));
                assert_eq!(known.0, class);
                known.1 += 1;
            }
            assert_eq!(expected.len(), sizes.len());
            assert!(expected.values().all(|&(class, size)| sizes[class as usize] == size));

            // What the outcome says is what the definition says.
            let outcome = kernel.outcome(&[Model::KAnonymity(3)]);
            let suppressed: u32 = expected.values().map(|known| known.1).filter(|size| *size < 3).sum();
            assert_eq!(outcome.suppressed, u64::from(suppressed));
            for (total, level) in outcome.totals.iter().zip(levels) {
                let share = if level == 0 { 1 } else { VALUES };
                assert_eq!(*total, u64::from((people - suppressed) * share + suppressed * VALUES));
            }
        }
    }

    #[test]
    fn a_node_with_too_many_classes_is_given_up() {
        let codes: Vec<u32> = (0..5000).collect();
        let ones = vec![1; 5000];
        let sources = [Source { codes: &codes, levels: vec![(&codes, &ones)], rows: 5000 }];
        let mut kernel = Kernel::new(&sources, &[1; 5000]).expect("every code has a band");
        kernel.begin(&[0], 100);
        assert!(kernel.advance(5000) == Grouping::TooMany);
        kernel.begin(&[0], 5000);
        assert!(kernel.advance(5000) == Grouping::Done);
        let short = [Source { codes: &codes, levels: vec![(&codes[..10], &ones)], rows: 5000 }];
        assert!(Kernel::new(&short, &[1; 5000]).is_none(), "a code without a band is refused, not a panic");
    }
}
