use super::*;
use crate::gate::key::ContentKey;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Walks through every outcome of the draws, with its exact probability.
struct Every {
    path: Vec<(u32, u32)>,
    at: usize,
    probability: f64,
}

impl Every {
    fn outcomes(mut run: impl FnMut(&mut Every) -> Vec<i64>) -> Vec<(Vec<i64>, f64)> {
        let mut every = Every { path: Vec::new(), at: 0, probability: 1.0 };
        let mut all = Vec::new();
        loop {
            (every.at, every.probability) = (0, 1.0);
            let outcome = run(&mut every);
            all.push((outcome, every.probability));
            while every.path.last().is_some_and(|&(taken, bound)| taken + 1 == bound) {
                every.path.pop();
            }
            match every.path.last_mut() {
                Some(last) => last.0 += 1,
                None => return all,
            }
        }
    }

    fn next(&mut self, bound: u32) -> u32 {
        if self.at == self.path.len() {
            self.path.push((0, bound));
        }
        self.at += 1;
        assert_eq!(self.path[self.at - 1].1, bound);
        self.path[self.at - 1].0
    }
}

impl Draw for Every {
    fn below(&mut self, bound: u32) -> u32 {
        if bound < 2 {
            return 0;
        }
        self.probability /= f64::from(bound);
        self.next(bound)
    }

    fn chance(&mut self, part: u32, whole: u32) -> bool {
        if part == 0 || part >= whole {
            return part > 0;
        }
        let yes = self.next(2) == 1;
        let share = f64::from(part) / f64::from(whole);
        self.probability *= if yes { share } else { 1.0 - share };
        yes
    }
}

fn everything(counts: &[u32], k: u32) -> Vec<(Vec<i64>, f64)> {
    let n = counts.iter().sum();
    Every::outcomes(|every| {
        let total = round_total(n, k, every);
        let mut row = round_counts(counts, total, k, every);
        row.push(i64::from(total));
        row
    })
}

/// All ways to write `n` as `m` counts.
fn tables(n: u32, m: usize) -> Vec<Vec<u32>> {
    if m == 1 {
        return vec![vec![n]];
    }
    (0..=n)
        .flat_map(|first| {
            tables(n - first, m - 1).into_iter().map(move |mut rest| {
                rest.push(first);
                rest
            })
        })
        .collect()
}

/// What can be shown for these counts, written a second time and apart from the rule above: this is the attacker's solver.
fn shown(counts: &[u32], total: u32, k: u32) -> BTreeSet<Vec<i64>> {
    let n: u32 = counts.iter().sum();
    let mut rounded = BTreeSet::new();
    for order in orders(counts.len()) {
        for u in (0..k).filter(|u| (n + u) / k * k == total) {
            let mut row = vec![0i64; counts.len()];
            let mut sum = u;
            for &band in &order {
                row[band] = i64::from((sum + counts[band]) / k) - i64::from(sum / k);
                row[band] *= i64::from(k);
                sum += counts[band];
            }
            rounded.insert(row);
        }
    }
    let mut all = rounded.clone();
    let step = i64::from(k);
    let limit = 1.max((n / k) as usize - 2);
    for row in &rounded {
        for anchor in (0..counts.len()).filter(|&band| counts[band] >= k) {
            let small: Vec<usize> = (0..counts.len()).filter(|&band| counts[band] < k).collect();
            let mut rows = vec![row.clone()];
            for &band in &small {
                let more: Vec<_> = rows
                    .iter()
                    .flat_map(|row| {
                        [-step, 0, step].map(|value| {
                            let mut row = row.clone();
                            row[anchor] += row[band] - value;
                            row[band] = value;
                            row
                        })
                    })
                    .collect();
                rows.extend(more);
            }
            all.extend(rows.into_iter().filter(|row| {
                row.iter().filter(|&&count| count < 0).count() <= limit
                    && row.iter().all(|&count| count >= -step)
            }));
        }
    }
    all
}

fn orders(m: usize) -> Vec<Vec<usize>> {
    if m == 0 {
        return vec![Vec::new()];
    }
    orders(m - 1)
        .into_iter()
        .flat_map(|order| {
            (0..m).map(move |place| {
                let mut order = order.clone();
                order.insert(place, m - 1);
                order
            })
        })
        .collect()
}

/// For every table that can be shown: which values below k each band may truly hold.
type Explained = BTreeMap<Vec<i64>, Vec<BTreeSet<u32>>>;

fn explain(n: u32, m: usize, total: u32, k: u32) -> Explained {
    let mut explained = Explained::new();
    for counts in tables(n, m) {
        for row in shown(&counts, total, k) {
            let bands = explained.entry(row).or_insert_with(|| vec![BTreeSet::new(); m]);
            for (values, &count) in bands.iter_mut().zip(&counts) {
                if count < k {
                    values.insert(count);
                }
            }
        }
    }
    explained
}

fn totals(n: u32, k: u32) -> Vec<u32> {
    let down = n / k * k;
    if n.is_multiple_of(k) {
        vec![down]
    } else {
        vec![down, down + k]
    }
}

/// Cells that may be small but for which some small value is excluded.
fn holes(explained: &Explained, k: u32) -> usize {
    explained.values().flatten().filter(|values| !values.is_empty() && values.len() < k as usize).count()
}

#[test]
fn every_small_value_stays_feasible() {
    for (k, m, most) in
        [(2, 2, 16), (2, 3, 14), (2, 4, 12), (2, 5, 10), (3, 2, 22), (3, 3, 18), (3, 4, 14), (4, 3, 21)]
    {
        for n in 3 * k..=most {
            for total in totals(n, k) {
                assert_eq!(
                    holes(&explain(n, m, total, k), k),
                    0,
                    "k {k}, {m} bands, {n} people, total {total}"
                );
            }
        }
    }
}

#[test]
fn the_search_finds_holes_where_there_are_some() {
    // Under 3k people the promise does not hold for known n (see the module); the gate makes no such block.
    assert!(holes(&explain(7, 3, 9, 3), 3) > 0);
}

#[test]
fn the_rule_shows_exactly_what_the_solver_expects() {
    for (k, counts) in [
        (3, vec![0, 4, 6]),
        (3, vec![2, 1, 7]),
        (2, vec![0, 1, 5, 2]),
        (4, vec![3, 13]),
        (3, vec![0, 0, 0, 9]),
    ] {
        let mut by_rule: BTreeMap<u32, BTreeSet<Vec<i64>>> = BTreeMap::new();
        for (mut row, _) in everything(&counts, k) {
            let total = row.pop().unwrap() as u32;
            by_rule.entry(total).or_default().insert(row);
        }
        for (total, rows) in by_rule {
            assert_eq!(rows, shown(&counts, total, k), "{counts:?} to {total}");
        }
    }
}

/// Exact means over every outcome, total last.
fn means(counts: &[u32], k: u32) -> Vec<f64> {
    let mut mean = vec![0.0; counts.len() + 1];
    let mut whole = 0.0;
    for (row, probability) in everything(counts, k) {
        whole += probability;
        row.iter().zip(&mut mean).for_each(|(&value, mean)| *mean += value as f64 * probability);
    }
    assert!((whole - 1.0).abs() < 1e-9);
    mean
}

#[test]
fn no_count_is_biased() {
    let exact = [
        (3u32, vec![0u32, 4, 6]),
        (3, vec![2, 1, 16]),
        (4, vec![3, 13]),
        (5, vec![1, 19]),
        (10, vec![3, 58]),
        (3, vec![2, 2, 2, 2, 2]),
    ];
    let nearly =
        [(10, vec![0, 0, 61]), (10, vec![4, 18, 39]), (10, vec![0, 3, 58]), (10, vec![9, 9, 12, 30])];
    let cases = exact.map(|case| (case, 1e-9)).into_iter().chain(nearly.map(|case| (case, 0.01)));
    let cases = cases.chain([((20, vec![0, 0, 61]), 0.1), ((20, vec![3, 9, 49]), 0.1)]);
    for ((k, counts), tolerance) in cases {
        let truth = counts.iter().copied().chain([counts.iter().sum()]);
        for (mean, truth) in means(&counts, k).into_iter().zip(truth) {
            assert!((mean - f64::from(truth)).abs() < tolerance, "{counts:?}: {mean} for {truth}");
        }
    }
}

/// A hundred random tables at the k of the product: whatever is drawn, each small cell keeps all its values, and so does a
/// union of small cells of one band over two blocks.
#[test]
fn on_a_hundred_random_tables_every_small_value_stays_feasible() {
    let key = ContentKey::of_test(11);
    let mut known: BTreeMap<(u32, usize, u32, u32), Explained> = BTreeMap::new();
    let mut small_cells = 0;
    for table in 0..100u32 {
        let mut draw = key.stream(table, 9);
        let (k, m) = if table.is_multiple_of(2) { (10, 2) } else { (5, 3) };
        let mut unions = vec![(0u32, BTreeSet::from([0u32])); m];
        for block in 0..2 {
            let n = if k == 10 { 60 + draw.below(12) } else { 20 + draw.below(6) };
            let mut counts = vec![0u32; m];
            let mut left = n;
            for count in counts.iter_mut().skip(1) {
                *count = if draw.chance(3, 4) { draw.below(k) } else { draw.below(left / 2) };
                left -= *count;
            }
            counts[0] = left;
            let total = round_total(n, k, &mut key.stream(2 * table + block, u32::MAX));
            let row = round_counts(&counts, total, k, &mut key.stream(2 * table + block, 0));
            let explained = known.entry((n, m, total, k)).or_insert_with(|| explain(n, m, total, k));
            for (band, &count) in counts.iter().enumerate() {
                let values = &explained[&row][band];
                if count < k {
                    small_cells += 1;
                    assert!((0..k).all(|value| values.contains(&value)), "{counts:?} shown as {row:?}");
                }
                let (sum, possible) = &mut unions[band];
                *sum += count;
                *possible = possible.iter().flat_map(|a| values.iter().map(move |b| a + b)).collect();
            }
        }
        for (sum, possible) in unions {
            assert!(sum >= k || (0..k).all(|value| possible.contains(&value)));
        }
    }
    assert!(small_cells > 100);
}

proptest! {
    #[test]
    fn rows_add_up_in_multiples_of_k(
        counts in proptest::collection::vec(0u32..90, 1..9), k in 5u32..13, number in 0u64..1_000_000
    ) {
        let key = ContentKey::of_test(number);
        let n: u32 = counts.iter().sum();
        let total = round_total(n, k, &mut key.stream(0, u32::MAX));
        let row = round_counts(&counts, total, k, &mut key.stream(0, 1));
        let step = i64::from(k);
        prop_assert_eq!(row.iter().sum::<i64>(), i64::from(total));
        prop_assert!((i64::from(total) - i64::from(n)).abs() < step);
        for (&value, &count) in row.iter().zip(&counts) {
            prop_assert_eq!(value % step, 0);
            if count < k {
                prop_assert!((-step..=step).contains(&value));
            } else {
                // Only an anchor moves further, by at most two k for each of the others.
                prop_assert!((value - i64::from(count)).abs() < step + 2 * step * (counts.len() as i64 - 1).max(0));
            }
        }
        prop_assert_eq!(row, round_counts(&counts, total, k, &mut key.stream(0, 1)));
    }
}

#[test]
fn the_stated_variance_covers_the_true_one() {
    for counts in [vec![3u32, 20, 45], vec![0, 0, 0, 70], vec![15, 15, 15, 18], vec![5, 5, 5, 5, 5, 45]] {
        let k = 10;
        let n = counts.iter().sum();
        let (mut square, mut stated) = (vec![0.0; counts.len()], vec![0.0; counts.len()]);
        for number in 0..4000 {
            let key = ContentKey::of_test(number);
            let total = round_total(n, k, &mut key.stream(0, u32::MAX));
            let row = round_counts(&counts, total, k, &mut key.stream(0, 0));
            for (band, &count) in counts.iter().enumerate() {
                square[band] += (row[band] as f64 - f64::from(count)).powi(2) / 100.0 / 4000.0;
                stated[band] += variance(&row, band, k) / 4000.0;
            }
        }
        for band in 0..counts.len() {
            assert!(
                square[band] < stated[band] * 1.05,
                "{counts:?} band {band}: {} over {}",
                square[band],
                stated[band]
            );
        }
    }
}

/// The same search on wider tables: `cargo test --lib -- --ignored wider_tables`.
#[test]
#[ignore = "takes a while"]
fn every_small_value_stays_feasible_in_wider_tables() {
    for (k, m, most) in [(2, 6, 11), (3, 5, 13), (4, 4, 17), (5, 4, 19), (2, 7, 8)] {
        for n in 3 * k..=most {
            for total in totals(n, k) {
                assert_eq!(
                    holes(&explain(n, m, total, k), k),
                    0,
                    "k {k}, {m} bands, {n} people, total {total}"
                );
            }
        }
    }
}
