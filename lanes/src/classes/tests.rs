//! Laws of the classes, over narrow and wide columns and over keys of one word and of more.

use super::*;
use crate::codes::{ones, Tree};
use std::collections::BTreeMap;

/// Columns of so many values with bands of 1, 4, 32 and all of them; rows drawn at random.
struct Table {
    trees: Vec<Tree>,
    bands: Vec<Vec<u32>>,
    rows: Vec<(Vec<u32>, u32)>,
}

fn table(columns: usize, values: u32, rows: usize) -> Table {
    let bands: Vec<Vec<u32>> =
        [1, 4, 32, values].iter().map(|size| (0..values).map(|value| value / size).collect()).collect();
    let levels: Vec<&[u32]> = bands.iter().map(Vec::as_slice).collect();
    let trees = (0..columns).map(|_| Tree::new(&levels).expect("few bits")).collect();
    let mut state = 11u64;
    let mut draw = |most: u32| {
        state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        ((state >> 40) as u32) % most
    };
    let row = |_| {
        let kind = draw(values);
        let own: Vec<u32> = (0..columns)
            .map(|_| if draw(3) == 0 { draw(values) } else { kind / 8 * 8 + draw(values.min(8)) })
            .collect();
        (own.into_iter().map(|value| value % values).collect(), 1 + draw(2))
    };
    Table { trees, rows: (0..rows).map(row).collect(), bands }
}

impl Table {
    fn columns(&self) -> Vec<Column<'_>> {
        let of = |tree| {
            let levels = self.bands.iter();
            let shares = levels.map(|bands| {
                let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
                for &band in bands {
                    *sizes.entry(band).or_default() += 1;
                }
                bands.iter().map(|band| ((sizes[band] << 24) / bands.len()) as u32).collect()
            });
            Column { tree, shares: shares.collect() }
        };
        self.trees.iter().map(of).collect()
    }

    /// Rows in order, each once.
    fn rows(&self, least: u32) -> Rows {
        let (places, bits) = words(&self.columns());
        let mut folded: BTreeMap<Vec<u64>, u32> = BTreeMap::new();
        for (values, people) in &self.rows {
            let mut key = vec![0; bits.len()];
            for ((tree, &value), &(word, shift)) in self.trees.iter().zip(values).zip(&places) {
                key[word] |= tree.codes[value as usize] << shift;
            }
            *folded.entry(key).or_default() += people;
        }
        let words = (0..bits.len()).map(|word| folded.keys().map(|key| key[word]).collect()).collect();
        Rows { words, people: folded.into_values().collect(), least }
    }

    /// People of every class, and what all people cost, by the definition.
    fn judge(&self, rows: &Rows, class_of: &[u32]) -> (Vec<u32>, u64) {
        let (places, _) = words(&self.columns());
        let columns = self.columns();
        let mut classes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (row, &class) in class_of.iter().enumerate() {
            classes.entry(class).or_default().push(row);
        }
        // All columns have one ladder.
        let value_of: BTreeMap<u64, usize> = self.trees[0].codes.iter().copied().zip(0..).collect();
        let mut cost = 0;
        let mut sizes = Vec::new();
        for members in classes.values() {
            let people: u32 = members.iter().map(|&row| rows.people[row]).sum();
            sizes.push(people);
            for ((column, tree), &(word, shift)) in columns.iter().zip(&self.trees).zip(&places) {
                let code = |row: usize| (rows.words[word][row] >> shift) & ones(tree.bits);
                let value = |row: usize| value_of[&code(row)];
                let together = |level: &usize| {
                    members
                        .iter()
                        .all(|&row| self.bands[*level][value(row)] == self.bands[*level][value(members[0])])
                };
                let level = (0..self.bands.len()).find(together).expect("all are together at the root");
                cost += u64::from(column.shares[level][value(members[0])]) * u64::from(people);
            }
        }
        (sizes, cost)
    }
}

fn run(
    table: &Table,
    least: u32,
    improvement: u64,
    slice: u64,
    test: Option<&mut dyn Test>,
) -> (Rows, Vec<u32>) {
    let rows = table.rows(least);
    let mut making = make(&table.columns(), table.rows(least), improvement).expect("it fits");
    let mut test = test;
    let mut share = 0.0;
    loop {
        let done = match &mut test {
            Some(test) => making.step(Some(&mut **test), slice),
            None => making.step(None, slice),
        };
        assert!(making.share() >= share && making.share() <= 1.0);
        share = making.share();
        if done {
            return (rows, making.class_of());
        }
    }
}

#[test]
fn classes_are_large_enough_and_improving_makes_them_cheaper() {
    // One word of narrow columns, three words, and wide columns.
    for (columns, values) in [(5, 64), (16, 64), (4, 5000)] {
        let table = table(columns, values, 400);
        let mut costs = Vec::new();
        for improvement in [0, 300_000] {
            let (rows, class_of) = run(&table, 4, improvement, 100_000, None);
            assert!(class_of.iter().all(|&class| class != NONE));
            let (sizes, cost) = table.judge(&rows, &class_of);
            assert!(sizes.iter().all(|&size| size >= 4));
            assert_eq!(run(&table, 4, improvement, 1, None).1, class_of, "slices do not show");
            costs.push(cost);
        }
        assert!(costs[1] < costs[0], "{columns} columns: {costs:?}");
    }
}

/// At least two kinds of rows, by whether their number is even.
struct Mixed;

impl Test for Mixed {
    fn holds(&mut self, rows: &[u32]) -> bool {
        rows.iter().any(|row| row % 2 == 0) && rows.iter().any(|row| row % 2 == 1)
    }
}

#[test]
fn every_class_passes_the_test() {
    let table = table(4, 64, 600);
    let (_, class_of) = run(&table, 3, 200_000, 50_000, Some(&mut Mixed));
    let classes = class_of.iter().copied().max().expect("classes");
    for class in 0..=classes {
        let rows: Vec<u32> =
            (0u32..).zip(&class_of).filter(|(_, &of)| of == class).map(|(row, _)| row).collect();
        assert!(rows.is_empty() || Mixed.holds(&rows));
    }
    assert!(class_of.iter().all(|&class| class != NONE));
}

#[test]
fn what_is_wider_than_eight_words_is_refused() {
    let table = table(100, 64, 10);
    assert!(make(&table.columns(), table.rows(2), 0).is_none());
}

#[test]
fn settling_takes_what_there_is() {
    let table = table(5, 64, 900);
    let mut making = make(&table.columns(), table.rows(4), u64::MAX).expect("it fits");
    making.settle();
    while !making.step(None, 1_000_000) {}
    let (sizes, _) = table.judge(&table.rows(4), &making.class_of());
    assert!(sizes.iter().all(|&size| size >= 4));
}
