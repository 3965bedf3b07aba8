//! Classes of alike rows for local recoding: every class of at least so many people, all together as precise as can be.
//!
//! A row is a few words of tree codes ([`crate::codes`]); a class is known by the key of one of its rows and the bits in which
//! its rows differ, so that to add a row and to read the costs anew are a few instructions. The steps: greedy classes over the nodes of the lattice
//! ([`walk`]); then, always among the classes in which a row would cost least ([`near`]), chains of rows that take each other's places, classes divided
//! over others and new ones opened ([`change`]). Everything is in whole numbers, and nothing depends on the order in which records came.

mod change;
mod costs;
mod near;
#[cfg(test)]
mod tests;
mod walk;

use change::Change;
pub use costs::Column;
use costs::{layout, Costs, Key};
use walk::Walk;

/// Class of a row that is in none.
pub const NONE: u32 = u32::MAX;

/// What people may have to satisfy together beyond being enough.
pub trait Test {
    /// Whether these rows may be a class; they come in no order that means anything.
    fn holds(&mut self, rows: &[u32]) -> bool;
}

/// What classes are made of.
pub struct Rows {
    /// Words of every row in order and each once, word by word, as [`words`] puts them together.
    pub words: Vec<Vec<u64>>,
    /// People of every row.
    pub people: Vec<u32>,
    /// Fewest people in a class.
    pub least: u32,
}

/// People who become alike.
#[derive(Clone)]
struct Class<const W: usize> {
    rows: Vec<u32>,
    /// Key of one of the rows.
    key: Key<W>,
    /// Bits in which rows differ.
    different: Key<W>,
    people: u32,
    /// What all its people cost.
    cost: i64,
}

impl<const W: usize> Class<W> {
    const EMPTY: Self = Self { rows: Vec::new(), key: Key::NONE, different: Key::NONE, people: 0, cost: 0 };
}

/// What the steps share.
struct Ground<const W: usize> {
    costs: Costs,
    keys: Vec<Key<W>>,
    people: Vec<u32>,
    least: u32,
    /// Work done: costs read and nodes seen, of some 20 ns each.
    work: u64,
}

impl<const W: usize> Ground<W> {
    #[inline]
    fn key(&self, row: u32) -> Key<W> {
        self.keys[row as usize]
    }

    #[inline]
    fn people(&self, row: u32) -> u32 {
        self.people[row as usize]
    }

    /// What so many people cost in a class.
    #[inline]
    fn cost(&mut self, key: Key<W>, different: Key<W>, people: u32) -> i64 {
        self.work += 1;
        (self.costs.share(key, different) * u64::from(people)) as i64
    }

    /// The class of some rows.
    fn class(&mut self, rows: Vec<u32>) -> Class<W> {
        let Some(&first) = rows.first() else { return Class::EMPTY };
        let key = self.key(first);
        let (mut different, mut people) = (Key::NONE, 0);
        for &row in &rows {
            different = different.or(key.differs(self.key(row)));
            people += self.people(row);
        }
        Class { cost: self.cost(key, different, people), rows, key, different, people }
    }

    /// What a class costs with a row more.
    #[inline]
    fn joined(&mut self, class: &Class<W>, row: u32) -> i64 {
        let different = class.different.or(class.key.differs(self.key(row)));
        self.cost(class.key, different, class.people + self.people(row))
    }

    /// The class with a row more.
    fn with(&mut self, class: &Class<W>, row: u32) -> Class<W> {
        let mut rows = Vec::with_capacity(class.rows.len() + 1);
        rows.extend_from_slice(&class.rows);
        rows.push(row);
        self.class(rows)
    }

    /// Whether rows may be a class.
    fn holds(&mut self, rows: &[u32], people: u32, test: &mut Option<&mut dyn Test>) -> bool {
        people >= self.least
            && test.as_mut().is_none_or(|test| {
                self.work += rows.len() as u64;
                test.holds(rows)
            })
    }
}

/// How the words of rows are put together: the word of each column and its place in it; and the bits of each word.
pub fn words(columns: &[Column<'_>]) -> (Vec<(usize, u32)>, Vec<u32>) {
    layout(columns)
}

/// Classes in the making.
pub trait Making {
    /// Goes on for about so much work, of some 20 ns each. `true` when nothing is left to do.
    fn step(&mut self, test: Option<&mut dyn Test>, work: u64) -> bool;
    /// How far it is, 0 to 1.
    fn share(&self) -> f64;
    /// Number of classes so far.
    fn classes(&self) -> usize;
    /// Goes on with what there is: no improvement, and large steps.
    fn settle(&mut self);
    /// Class of every row at the end; [`NONE`] of one that fits in no class.
    fn class_of(&self) -> Vec<u32>;
}

/// Prepares to make classes. `improvement` is the work that may be done to improve the first ones. `None` when rows and columns do not
/// fit, or a row takes more than eight words.
pub fn make(columns: &[Column<'_>], rows: Rows, improvement: u64) -> Option<Box<dyn Making>> {
    let fits = rows.words.iter().all(|words| words.len() == rows.people.len());
    let heights = columns.iter().all(|column| {
        let values = column.tree.codes.len();
        column.shares.len() == column.tree.below.len()
            && column.shares.iter().all(|level| level.len() == values)
    });
    match layout(columns).1.len() {
        words if !fits || !heights || words != rows.words.len() => None,
        1 => Some(Box::new(Made::<1>::new(columns, rows, improvement))),
        2..=8 => Some(Box::new(Made::<8>::new(columns, rows, improvement))),
        _ => None,
    }
}

enum Phase<const W: usize> {
    Walk(Box<Walk<W>>),
    Attach(Vec<u32>),
    Change(Box<Change<W>>),
    Done,
}

struct Made<const W: usize> {
    ground: Ground<W>,
    classes: Vec<Class<W>>,
    phase: Phase<W>,
    improvement: u64,
    /// Work when the improvement began.
    before: u64,
}

impl<const W: usize> Made<W> {
    fn new(columns: &[Column<'_>], rows: Rows, improvement: u64) -> Self {
        let key =
            |row: usize| Key(std::array::from_fn(|word| rows.words.get(word).map_or(0, |words| words[row])));
        let keys: Vec<Key<W>> = (0..rows.people.len()).map(key).collect();
        let costs = Costs::new(columns);
        let walk = Walk::new(&costs, keys.len());
        Self {
            ground: Ground { costs, keys, people: rows.people, least: rows.least.max(1), work: 0 },
            classes: Vec::new(),
            phase: Phase::Walk(Box::new(walk)),
            improvement,
            before: 0,
        }
    }

    /// Puts a row in the class where it costs least and that still holds with it. Otherwise it stays out.
    fn attach(&mut self, row: u32, test: &mut Option<&mut dyn Test>) {
        let ground = &mut self.ground;
        let mut order: Vec<(i64, usize)> = Vec::with_capacity(self.classes.len());
        for (at, class) in self.classes.iter().enumerate() {
            order.push((ground.joined(class, row) - class.cost, at));
        }
        order.sort_unstable();
        for (_, at) in order {
            let made = ground.with(&self.classes[at], row);
            if ground.holds(&made.rows, made.people, test) {
                self.classes[at] = made;
                return;
            }
        }
    }
}

impl<const W: usize> Making for Made<W> {
    fn step(&mut self, mut test: Option<&mut dyn Test>, work: u64) -> bool {
        let until = self.ground.work + work;
        loop {
            match &mut self.phase {
                Phase::Walk(walk) => {
                    if walk.step(&mut self.ground, &mut self.classes, &mut test) {
                        self.phase = Phase::Attach(std::mem::take(&mut walk.left));
                    }
                }
                Phase::Attach(left) => match left.pop() {
                    Some(row) => self.attach(row, &mut test),
                    None => {
                        self.before = self.ground.work;
                        self.phase = Phase::Change(Box::new(Change::new(&self.ground, &self.classes)));
                    }
                },
                Phase::Change(change) => {
                    if self.ground.work - self.before >= self.improvement
                        || change.step(&mut self.ground, &mut self.classes, &mut test)
                    {
                        self.phase = Phase::Done;
                    }
                }
                Phase::Done => return true,
            }
            if self.ground.work >= until {
                return false;
            }
        }
    }

    fn share(&self) -> f64 {
        match &self.phase {
            Phase::Walk(walk) => 0.4 * walk.share(),
            Phase::Attach(_) => 0.4,
            Phase::Change(_) => {
                let spent = (self.ground.work - self.before) as f64;
                0.4 + 0.6 * (spent / self.improvement.max(1) as f64).min(1.0)
            }
            Phase::Done => 1.0,
        }
    }

    fn classes(&self) -> usize {
        self.classes.len()
    }

    fn settle(&mut self) {
        self.improvement = 0;
        if let Phase::Walk(walk) = &mut self.phase {
            walk.hurry();
        }
    }

    fn class_of(&self) -> Vec<u32> {
        let mut class_of = vec![NONE; self.ground.keys.len()];
        for (number, class) in (0u32..).zip(&self.classes) {
            for &row in &class.rows {
                class_of[row as usize] = number;
            }
        }
        class_of
    }
}
