//! Grouping records into equivalence classes at one node: the work that a search does hundreds of times.
//!
//! A row is a word or a few of tree codes ([`gezicht_lanes::codes`]): at a node, rows are alike when the bits that count there are, so a
//! key is one `and` away, looked up by open addressing; words are grouped one after the other. Rows of the kernel are distinct
//! combinations of values with the number of people that have them, sorted, so that rows that follow each other are often alike and
//! what they need of memory is near. The highest bits are those of the coarsest levels, so most nodes fall into parts ([`parts`]), and
//! a node that suppresses too many people is given up as soon as its parts so far do.

mod beside;
mod outcome;
mod parts;
mod prepare;

use beside::Beside;
pub(super) use outcome::Outcome;
use parts::{Cells, Parts};
pub(super) use prepare::{Preparing, Source};

use gezicht_lanes::group::{Groups, Slice};
use gezicht_lanes::radix::Radix;

/// A snapshot is kept when it has this many times fewer rows than the file has distinct ones.
const SNAPSHOT_GAIN: usize = 4;
/// Rows that all snapshots may have together, of 16 bytes or a few more each.
const SNAPSHOT_ROWS: usize = 1 << 20;
/// Snapshots that are looked through for each node.
const MOST_SNAPSHOTS: usize = 64;

/// One level of one column, over the values that occur.
struct Level {
    /// Value → band, numbered densely over the bands that occur, in the order of the ladder.
    band: Vec<u32>,
    /// Band → number of ladder rows.
    share: Vec<u32>,
    /// Value → number of ladder rows of its band.
    cost: Vec<u32>,
    /// The bits that tell its bands apart, by word.
    masks: Vec<u64>,
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
    /// It was given up: its classes so far suppress more people than may be, and so do those of every finer node.
    Fails,
}

/// When a node may be given up.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// A class of fewer people is suppressed, and all that are made of it.
    pub(super) least_people: u32,
    /// Most people that may be suppressed.
    pub(super) suppressed: u64,
}

impl Limits {
    /// Never.
    pub(super) const NONE: Self = Self { least_people: 0, suppressed: u64::MAX };
}

/// Classes of a node that was evaluated, from which those of a coarser one can be made.
struct Snapshot {
    levels: Vec<usize>,
    /// A row of each class, and its words as they are at the node.
    rows: Vec<u32>,
    words: Vec<Vec<u64>>,
    people: Vec<u32>,
}

/// The records and the state of the grouping under way.
pub(super) struct Kernel {
    /// Per column, one value a row. Rows of the population come last.
    columns: Vec<Vec<u32>>,
    /// Words of the rows, word by word. Those after the first hold 32 bits, for the classes so far come along.
    words: Vec<Vec<u64>>,
    /// People a row; 0 for a row of the population.
    people: Vec<u32>,
    /// People of the population in the rows that come last.
    population: Vec<u32>,
    cells: Cells,
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
    limits: Limits,
    /// The bits that count, by word; and the words in which some do.
    masks: Vec<u64>,
    passes: Vec<usize>,
    parts: Parts,
    at_row: Place,
    /// People in classes so far that are suppressed at every finer node too.
    never: u64,
    groups: Groups,
    class_of: Vec<u32>,
    sizes: Vec<u32>,
    /// A row of every class.
    first: Vec<u32>,
    sorting: Option<Radix>,
    /// Whether each class is released, and whether the models closed upward hold for it.
    verdicts: Vec<Verdict>,
}

/// Where a grouping is.
#[derive(Default)]
struct Place {
    part: usize,
    pass: usize,
    /// The run of the part, and how many of its rows were gone through.
    run: usize,
    rows: usize,
    /// Rows gone through since the beginning, once for every pass.
    visits: u64,
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
    fn rows(&self) -> usize {
        self.source.map_or(self.len(), |source| self.snapshots[source].rows.len())
    }

    /// Rows that the grouping under way has gone through so far, each as often as it has words that count.
    pub(super) fn visits(&self) -> u64 {
        self.at_row.visits
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

    /// Sorts the rows as they came, about so many more. `true` when equal ones are known: then all that belongs to a row is folded.
    pub(super) fn sort(&mut self, rows: usize) -> bool {
        let bits: Vec<u32> = self.words.iter().map(|words| bits_of(words)).collect();
        let radix = self.sorting.get_or_insert_with(|| Radix::new(self.people.len(), &bits));
        if !radix.advance(&self.words, rows) {
            return false;
        }
        let order = self.sorting.take().map_or_else(Vec::new, Radix::order);
        self.class_of = vec![0; order.len()];
        self.sizes.clear();
        self.first.clear();
        for &row in &order {
            let same =
                |&first: &u32| self.words.iter().all(|words| words[first as usize] == words[row as usize]);
            if !self.first.last().is_some_and(same) {
                self.first.push(row);
                self.sizes.push(0);
            }
            let class = self.first.len() - 1;
            self.sizes[class] += self.people[row as usize];
            self.class_of[row as usize] = class as u32;
        }
        true
    }

    /// After sorting: one row for all that are equal, in this column. Says how many.
    pub(super) fn fold_column(&mut self, column: usize) -> usize {
        let column = &mut self.columns[column];
        *column = self.first.iter().map(|&row| column[row as usize]).collect();
        column.len()
    }

    /// After all columns were folded: one row for all that are equal, with its people; and the row of every former row.
    pub(super) fn fold(&mut self) -> Vec<u32> {
        for words in &mut self.words {
            *words = self.first.iter().map(|&row| words[row as usize]).collect();
        }
        let mut population = vec![0; self.first.len()];
        let records = self.people.len() - self.population.len();
        for (&row, &people) in self.class_of[records..].iter().zip(&self.population) {
            population[row as usize] += people;
        }
        self.population = if self.population.is_empty() { Vec::new() } else { population };
        self.people = std::mem::take(&mut self.sizes);
        self.cells = Cells::new(&self.words[0]);
        let mut rows = std::mem::take(&mut self.class_of);
        rows.truncate(records);
        rows
    }

    /// Starts the evaluation of a node, which may be given up within these limits.
    pub(super) fn begin(&mut self, levels: &[usize], limits: Limits) {
        self.at = levels.to_vec();
        self.limits = limits;
        self.choose_source();
        self.masks = vec![0; self.words.len()];
        for (column, &level) in levels.iter().enumerate() {
            for (mask, &more) in self.masks.iter_mut().zip(&self.levels[column][level].masks) {
                *mask |= more;
            }
        }
        self.passes = (0..self.masks.len()).filter(|&word| word == 0 || self.masks[word] != 0).collect();
        match self.source {
            None => self.parts.divide(&self.cells, self.masks[0]),
            Some(_) => self.parts.divide(&Cells::whole(self.rows()), 0), // few rows, and in no order
        }
        self.at_row = Place::default();
        self.never = 0;
        self.groups.clear();
        self.class_of.resize(self.rows(), 0); // what is left of another node is never read
    }

    /// Groups at most so many more rows.
    pub(super) fn advance(&mut self, rows: usize) -> Grouping {
        let mut left = rows;
        let (words, people) = match self.source {
            None => (&self.words, &self.people),
            Some(source) => (&self.snapshots[source].words, &self.snapshots[source].people),
        };
        let at = &mut self.at_row;
        while let Some(runs) = self.parts.part(at.part) {
            if runs.start + at.run < runs.end {
                if left == 0 {
                    return Grouping::Busy;
                }
                let run = self.parts.run(runs.start + at.run);
                let start = run.start + at.rows;
                let end = start + left.min(run.end - start);
                let word = self.passes[at.pass];
                let slice = Slice {
                    words: &words[word][start..end],
                    mask: self.masks[word],
                    people: &people[start..end],
                    start: start as u32,
                };
                self.groups.add(&slice, &mut self.class_of[start..end], at.pass > 0);
                left -= end - start;
                at.visits += (end - start) as u64;
                (at.run, at.rows) = if end == run.end { (at.run + 1, 0) } else { (at.run, end - run.start) };
            } else if at.pass + 1 < self.passes.len() {
                self.groups.again();
                (at.pass, at.run) = (at.pass + 1, 0);
            } else {
                (at.part, at.pass, at.run) = (at.part + 1, 0, 0);
                let small = self.groups.next_part().iter().filter(|size| **size < self.limits.least_people);
                self.never += small.map(|&size| u64::from(size)).sum::<u64>();
                if self.never > self.limits.suppressed {
                    return Grouping::Fails;
                }
            }
        }
        self.done();
        Grouping::Done
    }

    /// All rows are grouped.
    fn done(&mut self) {
        std::mem::swap(&mut self.sizes, &mut self.groups.sizes);
        std::mem::swap(&mut self.first, &mut self.groups.first);
        if let Some(source) = self.source {
            let rows = &self.snapshots[source].rows;
            for first in &mut self.first {
                *first = rows[*first as usize];
            }
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
        let word =
            |(words, &mask): (&Vec<u64>, &u64)| rows.iter().map(|&row| words[row as usize] & mask).collect();
        let words = self.words.iter().zip(&self.masks).map(word).collect();
        self.snapshots.push(Snapshot { levels, rows, words, people });
    }
}

/// Bits that the largest of some words takes.
fn bits_of(words: &[u64]) -> u32 {
    u64::BITS - words.iter().fold(0, |all, word| all | word).leading_zeros()
}

#[cfg(test)]
mod tests;
