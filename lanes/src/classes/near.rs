//! The classes in which a row would cost least.
//!
//! Classes stand in a tree, one level a column: those with the same band in the first column together, among them those with the same in the second, and
//! so on, columns with the longest steps first. What a row would cost more in a column is known for a whole branch, so a
//! branch that is dearer already than the classes found so far need not be looked into (branch and bound, as in the search for nearest neighbours in trees:
//! Friedman, Bentley & Finkel 1977).

use super::costs::Key;
use super::{Class, Ground};

/// A band of a column, and the classes that have it and the same bands in the columns before.
struct Branch {
    /// What a person costs in the column.
    share: u32,
    /// The code of the band, and which of its bits count.
    code: u64,
    telling: u64,
    /// Branches of the next column, or classes.
    first: u32,
    count: u32,
}

/// The tree of classes.
#[derive(Default)]
pub(super) struct Near {
    /// Columns, in the order of the tree.
    columns: Vec<usize>,
    branches: Vec<Vec<Branch>>,
    classes: Vec<u32>,
}

/// What is sought: where a row costs least.
struct Sought<'a, const W: usize> {
    row: u32,
    key: Key<W>,
    own: u32,
    most: usize,
    /// How much more it costs, and the class, cheapest first.
    found: &'a mut Vec<(i64, u32)>,
    limit: i64,
}

impl<const W: usize> Sought<'_, W> {
    fn consider(&mut self, ground: &mut Ground<W>, classes: &[Class<W>], at: u32) {
        let class = &classes[at as usize];
        if at == self.own || class.rows.is_empty() {
            return;
        }
        let more = ground.joined(class, self.row) - class.cost;
        if more < self.limit && self.found.iter().all(|known| known.1 != at) {
            let place = self.found.partition_point(|known| known.0 <= more);
            self.found.insert(place, (more, at));
            self.found.truncate(self.most);
            if self.found.len() == self.most {
                self.limit = self.found.last().map_or(i64::MAX, |last| last.0);
            }
        }
    }
}

impl Near {
    /// The tree of all classes with rows.
    pub(super) fn new<const W: usize>(ground: &Ground<W>, classes: &[Class<W>]) -> Self {
        let places = &ground.costs.places;
        // The largest least step first; equal ones in their order.
        let mut columns: Vec<usize> = Vec::with_capacity(places.len());
        for (column, place) in places.iter().enumerate() {
            let smaller = |&other: &usize| places[other].least_step() < place.least_step();
            columns.insert(columns.iter().position(smaller).unwrap_or(columns.len()), column);
        }
        // Level and band of a class, column by column.
        let bands = |class: &Class<W>| -> Vec<(usize, u64)> {
            let one = |&column: &usize| {
                let place = &places[column];
                let level = place.level(place.code(class.different));
                (level, place.code(class.key) & place.telling(level))
            };
            columns.iter().map(one).collect()
        };
        let with_rows = (0u32..).zip(classes).filter(|(_, class)| !class.rows.is_empty());
        let mut all: Vec<(Vec<(usize, u64)>, u32)> =
            with_rows.map(|(at, class)| (bands(class), at)).collect();
        all.sort_unstable();
        let mut branches: Vec<Vec<Branch>> = columns.iter().map(|_| Vec::new()).collect();
        for (at, (own, class)) in all.iter().enumerate() {
            let same = match at.checked_sub(1) {
                Some(before) => own.iter().zip(&all[before].0).take_while(|(a, b)| a == b).count(),
                None => 0,
            };
            for depth in same..columns.len() {
                let (level, code) = own[depth];
                let place = &places[columns[depth]];
                let first = branches.get(depth + 1).map_or(at, Vec::len) as u32;
                let share = place.share(level, place.code(classes[*class as usize].key));
                branches[depth].push(Branch { share, code, telling: place.telling(level), first, count: 0 });
            }
            for depth in 0..columns.len() {
                let end = branches.get(depth + 1).map_or(at + 1, Vec::len) as u32;
                if let Some(branch) = branches[depth].last_mut() {
                    branch.count = end - branch.first;
                }
            }
        }
        Self { columns, branches, classes: all.into_iter().map(|(_, class)| class).collect() }
    }

    /// The `most` classes in which a row costs least more, other than its own; classes may have changed since the tree was made. What `found`
    /// holds is tried first: the classes of a row that is much like it are a good beginning.
    pub(super) fn find<const W: usize>(
        &self,
        ground: &mut Ground<W>,
        classes: &[Class<W>],
        row: u32,
        own: u32,
        most: usize,
        found: &mut Vec<(i64, u32)>,
    ) {
        let seeds = std::mem::take(found);
        let key = ground.key(row);
        // Nobody costs less than alone.
        let alone = ground.costs.share(key, Key::NONE) * u64::from(ground.people(row));
        let roots = (0, self.branches.first().map_or(self.classes.len(), Vec::len) as u32);
        let mut sought = Sought { row, key, own, most, found, limit: i64::MAX };
        for (_, class) in seeds {
            sought.consider(ground, classes, class);
        }
        self.look(ground, classes, 0, roots, alone as i64, &mut sought);
    }

    /// `more`: what the row and the others cost more at least, by the columns before.
    fn look<const W: usize>(
        &self,
        ground: &mut Ground<W>,
        classes: &[Class<W>],
        depth: usize,
        (first, count): (u32, u32),
        more: i64,
        sought: &mut Sought<'_, W>,
    ) {
        ground.work += u64::from(count) / 2;
        let (first, end) = (first as usize, (first + count) as usize);
        let Some(&column) = self.columns.get(depth) else {
            for &at in &self.classes[first..end] {
                sought.consider(ground, classes, at);
            }
            return;
        };
        let place = &ground.costs.places[column];
        let code = place.code(sought.key);
        let alone = place.share(0, code);
        let (people, least) = (i64::from(ground.people(sought.row)), i64::from(ground.least));
        // Branches that the row is in come first: they are cheap.
        for inside in [true, false] {
            for branch in &self.branches[depth][first..end] {
                let different = (branch.code ^ code) & branch.telling;
                if (different == 0) != inside {
                    continue;
                }
                let share = match inside {
                    true => branch.share,
                    false => {
                        let place = &ground.costs.places[column];
                        place.share(place.level(different), code)
                    }
                };
                let more = more + i64::from(share - branch.share) * least + i64::from(share - alone) * people;
                if more < sought.limit {
                    self.look(ground, classes, depth + 1, (branch.first, branch.count), more, sought);
                }
            }
        }
    }
}
