use super::*;
use crate::gate::key::ContentKey;
use proptest::prelude::*;
use std::collections::BTreeMap;

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
}

impl Draw for Every {
    fn below(&mut self, bound: u32) -> u32 {
        if bound < 2 {
            return 0;
        }
        self.probability /= f64::from(bound);
        if self.at == self.path.len() {
            self.path.push((0, bound));
        }
        self.at += 1;
        assert_eq!(self.path[self.at - 1].1, bound);
        self.path[self.at - 1].0
    }
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

/// In units of k, with probabilities.
type Rows = BTreeMap<Vec<i64>, f64>;

/// What can be shown for these counts and how likely it is, written a second time and apart from the rule above: this is the attacker's
/// solver. `chance`: of another exchange; no more than `most` are looked at.
fn shown(counts: &[u32], total: u32, k: u32, chance: f64, most: usize) -> Rows {
    let (n, m): (u32, usize) = (counts.iter().sum(), counts.len());
    let mut rows = Rows::new();
    let all = orders(m);
    let starts: Vec<u32> = (0..k).filter(|u| (n + u) / k * k == total).collect();
    for order in &all {
        for &u in &starts {
            let mut row = vec![0i64; m];
            let mut sum = u;
            for &band in order {
                row[band] = i64::from((sum + counts[band]) / k) - i64::from(sum / k);
                sum += counts[band];
            }
            *rows.entry(row).or_default() += 1.0 / (all.len() * starts.len()) as f64;
        }
    }
    // The number of exchanges of all bands together: negative binomial. Each is even over the ordered pairs of bands.
    let mut probability = (1.0 - chance).powi(m as i32);
    let mut after = Rows::new();
    for number in 0..=most {
        for (row, share) in &rows {
            *after.entry(row.clone()).or_default() += share * probability;
        }
        probability *= chance * (m + number) as f64 / (number + 1) as f64;
        if m < 2 || probability == 0.0 {
            break;
        }
        let mut next = Rows::new();
        for (row, share) in &rows {
            for (from, to) in (0..m).flat_map(|from| (0..m).map(move |to| (from, to))).filter(|(a, b)| a != b)
            {
                let mut row = row.clone();
                row[from] -= 1;
                row[to] += 1;
                *next.entry(row).or_default() += share / (m * (m - 1)) as f64;
            }
        }
        rows = next;
    }
    after
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

const CHANCE: f64 = 1.0 / EXCHANGE as f64;

/// Every table of small k and a few bands: every row that adds up, from -1 to the total in each band, can come of every one of them.
#[test]
fn every_row_can_come_of_every_table() {
    for (k, m, n) in [(2, 2, 7), (2, 3, 5), (3, 2, 8), (3, 3, 7), (4, 2, 9), (2, 4, 4)] {
        for total in [n / k * k, n / k * k + k].into_iter().filter(|&total| total < n + k) {
            let units = i64::from(total / k);
            let rows: Vec<Vec<i64>> = tables(total / k + m as u32, m)
                .into_iter()
                .map(|row| row.into_iter().map(|count| i64::from(count) - 1).collect())
                .collect();
            assert!(rows.iter().all(|row| row.iter().sum::<i64>() == units));
            for counts in tables(n, m) {
                let possible = shown(&counts, total, k, CHANCE, units as usize + m);
                assert!(rows.iter().all(|row| possible.get(row).is_some_and(|&p| p > 0.0)), "{counts:?}");
            }
        }
    }
}

/// Columns of the same people: each a way to put the cells of a table of everything known into bands.
struct Columns {
    cells: usize,
    bands_of: Vec<Vec<usize>>,
}

/// For observations drawn by the rule: how much less likely the least likely value of a small count is than the likeliest table,
/// sorted. 0: a value is excluded.
fn weakest(columns: &Columns, k: u32, n: u32, chance: f64, draws: u32) -> Vec<f64> {
    let total = n.div_ceil(k) * k;
    let counts_of = |table: &[u32]| -> Vec<Vec<u32>> {
        let of = |bands: &Vec<usize>| {
            let mut counts = vec![0; bands.iter().max().map_or(0, |most| most + 1)];
            bands.iter().zip(table).for_each(|(&band, count)| counts[band] += count);
            counts
        };
        columns.bands_of.iter().map(of).collect()
    };
    let all: Vec<Vec<Vec<u32>>> = tables(n, columns.cells).iter().map(|table| counts_of(table)).collect();
    let mut rows: BTreeMap<Vec<u32>, Rows> = BTreeMap::new();
    for counts in all.iter().flatten() {
        rows.entry(counts.clone()).or_insert_with(|| shown(counts, total, k, chance, 4));
    }
    let key = ContentKey::of_test(5);
    let mut stream = key.stream(0, 0);
    let mut weakest = Vec::new();
    for _ in 0..draws {
        let truth = &all[stream.below(all.len() as u32) as usize];
        let seen: Vec<&Vec<i64>> = truth
            .iter()
            .filter_map(|counts| {
                let rows = &rows[counts];
                let mut ticket =
                    f64::from(stream.below(1 << 24)) / f64::from(1 << 24) * rows.values().sum::<f64>();
                rows.iter().find(|&(_, share)| {
                    ticket -= share;
                    ticket < 0.0
                })
            })
            .map(|(row, _)| row)
            .collect();
        let mut likeliest = 0.0f64;
        let mut by_value: BTreeMap<(usize, usize, u32), f64> = BTreeMap::new();
        for table in &all {
            let likely: f64 = table
                .iter()
                .zip(&seen)
                .map(|(counts, &row)| rows[counts].get(row).copied().unwrap_or(0.0))
                .product();
            likeliest = likeliest.max(likely);
            for (column, counts) in table.iter().enumerate() {
                for (band, &count) in counts.iter().enumerate().filter(|(_, &count)| count < k) {
                    let best = by_value.entry((column, band, count)).or_default();
                    *best = best.max(likely);
                }
            }
        }
        let small = truth.iter().enumerate().flat_map(|(column, counts)| {
            let small = counts.iter().enumerate().filter(|(_, &count)| count < k);
            small.flat_map(move |(band, _)| (0..k).map(move |value| (column, band, value)))
        });
        let least = small.map(|at| by_value.get(&at).copied().unwrap_or(0.0)).fold(likeliest, f64::min);
        weakest.push(least / likeliest);
    }
    weakest.sort_by(f64::total_cmp);
    weakest
}

/// One column; one twice; one that follows from another; two and their pair.
fn kinds() -> [(&'static str, Columns, f64); 4] {
    let of = |cells, bands_of| Columns { cells, bands_of };
    [
        ("one", of(3, vec![vec![0, 1, 2]]), 1e-2),
        ("twice", of(3, vec![vec![0, 1, 2]; 2]), 1e-4),
        ("follows", of(4, vec![vec![0, 1, 2, 3], vec![0, 0, 1, 1]]), 3e-5),
        ("pair", of(4, vec![vec![0, 0, 1, 1], vec![0, 1, 0, 1], vec![0, 1, 2, 3]]), 1e-5),
    ]
}

#[test]
fn all_tables_of_the_same_people_together_exclude_no_small_value() {
    for (name, columns, least) in kinds() {
        for (k, n) in [(3, 10), (4, 13)] {
            let found = weakest(&columns, k, n, CHANCE, 400);
            println!("{name}, k {k}, {n} people: {:.1e} at the least, 5 %: {:.1e}", found[0], found[20]);
            assert!(found[0] > 0.0 && found[20] >= least, "{name}: {} {}", found[0], found[20]);
        }
    }
}

#[test]
fn the_search_finds_excluded_values_where_there_are_some() {
    // Without exchanges most tables exclude a value: the search would see it.
    for (name, columns, _) in kinds() {
        let found = weakest(&columns, 3, 10, 0.0, 200);
        assert!(found[100] == 0.0, "{name}");
    }
}

#[test]
fn the_rule_draws_what_the_solver_expects() {
    const DRAWS: u32 = 20_000;
    for (k, counts) in [(3u32, vec![0u32, 4, 6]), (2, vec![0, 1, 5, 2]), (4, vec![3, 13])] {
        let n: u32 = counts.iter().sum();
        let mut seen: BTreeMap<u32, Rows> = BTreeMap::new();
        for number in 0..DRAWS {
            let key = ContentKey::of_test(u64::from(number));
            let total = round_total(n, k, &mut key.stream(0, 0));
            let row = round_counts(&counts, total, k, &mut key.stream(0, 1));
            let row = row.iter().map(|count| count / i64::from(k)).collect();
            *seen.entry(total).or_default().entry(row).or_default() += 1.0;
        }
        for (total, seen) in seen {
            let whole: f64 = seen.values().sum();
            let expected = shown(&counts, total, k, CHANCE, 6);
            for (row, share) in expected.iter().filter(|(_, &share)| share * whole > 20.0) {
                let drawn = seen.get(row).copied().unwrap_or(0.0);
                let spread = (share * whole).sqrt();
                assert!((drawn - share * whole).abs() < 5.0 * spread, "{counts:?} as {row:?}: {drawn}");
            }
            assert!(seen.keys().all(|row| expected.contains_key(row)));
        }
    }
}

#[test]
fn no_count_is_biased() {
    // Exact, over every order and start; the exchanges are symmetric.
    for (k, counts) in [
        (3u32, vec![0u32, 4, 6]),
        (4, vec![3, 13]),
        (5, vec![1, 19]),
        (10, vec![3, 58]),
        (10, vec![0, 3, 58]),
        (3, vec![2, 2, 2, 2, 2]),
    ] {
        let n: u32 = counts.iter().sum();
        let outcomes = Every::outcomes(|every| {
            let total = round_total(n, k, every);
            let mut row = systematic(&counts, total, k, every);
            row.push(i64::from(total));
            row
        });
        let truth = counts.iter().copied().chain([n]);
        for (band, truth) in truth.enumerate() {
            let mean: f64 = outcomes.iter().map(|(row, probability)| row[band] as f64 * probability).sum();
            assert!((mean - f64::from(truth)).abs() < 1e-9, "{counts:?}: {mean} for {truth}");
        }
    }
    let mut sum = [0i64; 4];
    for number in 0..20_000 {
        let mut row = [0i64; 4];
        exchange(&mut row, 10, &mut ContentKey::of_test(number).stream(1, 1));
        sum.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
    }
    // 20,000 draws of variance 6.45: a standard error of 359.
    assert!(sum.iter().all(|sum| sum.abs() < 1_500), "{sum:?}");
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
        prop_assert!(row.iter().all(|count| count % step == 0));
        let mut stream = key.stream(0, 1);
        let plain = systematic(&counts, total, k, &mut stream);
        prop_assert!(plain.iter().zip(&counts).all(|(&y, &x)| (y - i64::from(x)).abs() < step));
        prop_assert_eq!(row, round_counts(&counts, total, k, &mut key.stream(0, 1)));
    }
}

#[test]
fn the_stated_variance_covers_the_true_one() {
    for counts in
        [vec![3u32, 20, 45], vec![0, 0, 0, 70], vec![15, 15, 15, 18], vec![5, 5, 5, 5, 5, 45], vec![33, 32]]
    {
        let k = 10;
        let n = counts.iter().sum();
        let mut square = vec![0.0; counts.len()];
        for number in 0..4000 {
            let key = ContentKey::of_test(number);
            let total = round_total(n, k, &mut key.stream(0, u32::MAX));
            let row = round_counts(&counts, total, k, &mut key.stream(0, 0));
            for (band, &count) in counts.iter().enumerate() {
                square[band] += (row[band] as f64 - f64::from(count)).powi(2) / 100.0 / 4000.0;
            }
        }
        let stated = variance(counts.len());
        assert!(square.iter().all(|&square| square < stated * 1.05), "{counts:?}: {square:?} over {stated}");
    }
}
