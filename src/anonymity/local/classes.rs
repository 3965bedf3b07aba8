//! Rows, and the classes they are put into.

use super::forest::Forest;

/// Whether people may form a class: everything the models ask beyond a number of people.
pub(super) trait ClassTest {
    /// `records` are positions in the input, in no order that means anything.
    fn holds(&mut self, records: &[u32]) -> bool;
}

/// Distinct rows in canonical order, each with the people and the records that have it.
pub(super) struct Rows {
    /// Leaves of every row, row by row.
    pub(super) leaves: Vec<u32>,
    /// People of every row.
    pub(super) people: Vec<u32>,
    /// Records in order of their rows.
    pub(super) records: Vec<u32>,
    /// Where the records of every row start; one more at the end.
    pub(super) starts: Vec<u32>,
    /// Number of columns.
    pub(super) width: usize,
}

impl Rows {
    /// Leaves of a row.
    #[inline]
    pub(super) fn leaves(&self, row: u32) -> &[u32] {
        &self.leaves[row as usize * self.width..][..self.width]
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.people.len()
    }
}

/// People who become alike.
#[derive(Clone)]
pub(super) struct Class {
    /// The lowest nodes above all its rows: a class is never coarser than it must be.
    pub(super) nodes: Vec<u32>,
    pub(super) rows: Vec<u32>,
    pub(super) people: u32,
    /// Sum of the shares of its nodes.
    pub(super) share: f64,
}

impl Class {
    /// What it costs: its share for each of its people.
    pub(super) fn cost(&self) -> f64 {
        self.share * f64::from(self.people)
    }
}

/// What the steps of the method share.
pub(super) struct Ground {
    pub(super) forest: Forest,
    pub(super) rows: Rows,
    /// Fewest people in a class.
    pub(super) least: u32,
    /// What the models ask beyond that; `None` when it is nothing.
    pub(super) test: Option<Box<dyn ClassTest>>,
    /// Work done, in comparisons of two lists of nodes.
    pub(super) work: u64,
}

impl Ground {
    /// The class of some rows (at least one), with its lowest nodes.
    pub(super) fn class(&mut self, rows: Vec<u32>) -> Class {
        let mut nodes = rows.first().map_or_else(Vec::new, |&row| self.rows.leaves(row).to_vec());
        let mut people = 0;
        for &row in &rows {
            self.forest.lift(&mut nodes, self.rows.leaves(row));
            people += self.rows.people[row as usize];
        }
        self.work += rows.len() as u64;
        Class { share: self.forest.cost(&nodes), nodes, rows, people }
    }

    /// Whether these rows may be a class.
    pub(super) fn holds(&mut self, rows: &[u32], people: u32) -> bool {
        if people < self.least {
            return false;
        }
        let Some(test) = &mut self.test else { return true };
        let records: Vec<u32> = rows
            .iter()
            .flat_map(|&row| {
                let (from, to) = (self.rows.starts[row as usize], self.rows.starts[row as usize + 1]);
                self.rows.records[from as usize..to as usize].iter().copied()
            })
            .collect();
        self.work += records.len() as u64;
        test.holds(&records)
    }

    /// Share of two lists joined, given up at a limit.
    #[inline]
    pub(super) fn joined(&mut self, a: &[u32], row: u32, limit: f64) -> f64 {
        self.work += 1;
        self.forest.joined(a, self.rows.leaves(row), limit)
    }

    /// The class with one row more.
    pub(super) fn with(&mut self, class: &Class, row: u32) -> Class {
        let mut nodes = class.nodes.clone();
        self.forest.lift(&mut nodes, self.rows.leaves(row));
        self.work += 1;
        let mut rows = class.rows.clone();
        rows.push(row);
        let people = class.people + self.rows.people[row as usize];
        Class { share: self.forest.cost(&nodes), nodes, rows, people }
    }

    /// Where a row costs least: how much more, and the class. Classes without rows are none.
    pub(super) fn cheapest(&mut self, classes: &[Class], row: u32) -> Option<(f64, usize)> {
        let people = f64::from(self.rows.people[row as usize]);
        let mut best = None;
        let mut least = f64::INFINITY;
        for (at, class) in classes.iter().enumerate().filter(|(_, class)| !class.rows.is_empty()) {
            let has = f64::from(class.people);
            // What joining adds is (has + people) · share − has · own share; so a share over this is too dear.
            let limit = (least + has * class.share) / (has + people);
            if class.share >= limit {
                continue;
            }
            let share = self.joined(&class.nodes, row, limit);
            if share < limit {
                least = (has + people) * share - has * class.share;
                best = Some((least, at));
            }
        }
        best
    }
}
