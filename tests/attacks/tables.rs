//! Random tables about the same people: columns, copies of them and coarser bandings, drawn by the gate itself.
//!
//! The attacker has all of them at once, with the exact number of people and what falls into what. Every cell of fewer than k people must keep each of
//! 0 … k-1 over all rows together, whatever the other counts. How *likely* they stay is printed: of a single row, and of copies of a column. A
//! file with copies is the analyst's own doing, and the figures are there so that nobody takes the promise for more than it is.

use super::asked;
use super::generators::Draw;
use super::quantile;
use super::solver::{Row, Solver};
use crate::gate::{BandedColumn, Blocked, Blocks, ContentKey, Drawing};
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::recipe::Role;
use crate::text::Text;
use std::collections::BTreeMap;

/// Counts of one block, with most bands small.
fn counts(bands: usize, people: u32, k: u32, draw: &mut Draw) -> Vec<u32> {
    let mut counts = vec![0; bands];
    let mut left = people;
    for count in counts.iter_mut().skip(1) {
        let most = if draw.below(4) < 3 { k } else { left / 2 };
        *count = draw.below(most as usize) as u32;
        left -= *count;
    }
    counts[0] = left;
    counts
}

fn column(name: String, bands: usize, codes: Vec<u16>) -> BandedColumn {
    let label = Text::new("band", "band");
    let band = Band { label: label.clone(), from: None, to: None, missing: false };
    BandedColumn {
        name,
        label,
        role: Role::Feature,
        meaning: Meaning::Category,
        bands: vec![band; bands],
        codes,
    }
}

/// One block of people with these counts, and the rows that the gate draws for the column and its relatives: `into` says where each
/// band of the column falls in each of them.
fn drawn(counts: &[u32], into: &[Vec<usize>], k: u32, number: u64) -> Vec<Row> {
    let people: u32 = counts.iter().sum();
    let of_band = |band: u16, &count: &u32| std::iter::repeat_n(band, count as usize);
    let codes: Vec<u16> = (0u16..).zip(counts).flat_map(|(band, count)| of_band(band, count)).collect();
    let columns = into.iter().enumerate().map(|(at, into)| {
        let bands = into.iter().max().map_or(0, |most| most + 1);
        column(
            format!("kolom {at}"),
            bands,
            codes.iter().map(|&code| into[usize::from(code)] as u16).collect(),
        )
    });
    let blocks = Blocks {
        of_record: vec![0; codes.len()],
        counts: vec![1; codes.len()],
        segment_of: vec![0],
        sizes: vec![people],
        labels: vec![0],
        nowhere: vec![false],
        minimum: 60,
        whole_only: false,
    };
    let blocked = Blocked { blocks, columns: columns.collect(), sample_weights: None };
    let tables = Drawing::whole(blocked, (&[], Vec::new()), &ContentKey::of_test(number), k).unwrap();
    let row = |at| {
        let (shown, total) = tables.rows(at).next().unwrap();
        Row { shown: shown.to_vec(), total: i64::from(total), people: i64::from(people), k: i64::from(k) }
    };
    (0..into.len()).map(row).collect()
}

/// The number of cells under k, and of each how likely the least likely of 0 … k-1 is beside the likeliest.
fn tables(number: usize, solver: &mut Solver) -> Vec<f64> {
    let mut sharpest = Vec::new();
    for table in 0..number {
        let mut draw = Draw(31 * table as u64 + 5);
        let (k, bands) = ([5, 10, 20][table % 3], 2 + table % 2);
        let people = 60.max(3 * k) + draw.below(12) as u32;
        let counts = counts(bands, people, k, &mut draw);
        // The column, a copy, and where there are three bands a coarser one.
        let mut into: Vec<Vec<usize>> = vec![(0..bands).collect(); 2];
        if bands == 3 {
            into.push(vec![0, 1, 0]);
        }
        let rows = drawn(&counts, &into, k, table as u64);
        assert!(rows.iter().all(Row::sound));
        for (band, _) in counts.iter().enumerate().filter(|(_, &count)| count < k) {
            let likely = solver.together(&rows, &into, band);
            assert!(likely.iter().all(|&value| value > 0.0), "{counts:?} in {band}: {likely:?} of {rows:?}");
            sharpest.push(likely.iter().copied().fold(1.0, f64::min));
        }
    }
    sharpest
}

/// The rule as it is published gives the rows that are drawn, as often as it says.
fn drawn_as_published(counts: &[u32], k: u32, draws: u32, solver: &mut Solver) {
    let mut seen: BTreeMap<Row, f64> = BTreeMap::new();
    for number in 0..u64::from(draws) {
        let row = drawn(counts, &[(0..counts.len()).collect()], k, number).remove(0);
        *seen.entry(row).or_default() += 1.0;
    }
    let truth: Vec<i64> = counts.iter().map(|&count| i64::from(count)).collect();
    let totals: BTreeMap<i64, f64> = seen.iter().fold(BTreeMap::new(), |mut totals, (row, often)| {
        *totals.entry(row.total).or_default() += often;
        totals
    });
    for (row, often) in &seen {
        let expected = solver.chance(row, &truth) * totals[&row.total];
        let spread = expected.max(1.0).sqrt();
        assert!(
            (often - expected).abs() <= 5.0 * spread,
            "{row:?} of {counts:?}: {often} times, not {expected:.1}"
        );
    }
}

/// How often the likeliest count, reckoned over so many copies of a column together, is the true one of 1 … k-1 people.
fn guessed(copies: usize, trials: usize, solver: &mut Solver) -> f64 {
    let k = 10;
    let mut right = 0;
    for trial in 0..trials {
        let mut draw = Draw(97 * trial as u64 + copies as u64);
        let few = 1 + draw.below(k as usize - 1) as u32;
        let into = vec![vec![0, 1]; copies];
        let rows = drawn(&[66 - few, few], &into, k, (trial * 1000 + copies) as u64);
        let likely = solver.together(&rows, &into, 1);
        let best = (1..k as usize).max_by(|&a, &b| likely[a].total_cmp(&likely[b]));
        right += usize::from(best == Some(few as usize));
    }
    right as f64 / trials as f64
}

#[test]
fn the_attacker_knows_the_rule() {
    let mut solver = Solver::default();
    for counts in [[3u32, 58].as_slice(), &[0, 9, 52], &[4, 7, 20, 33]] {
        drawn_as_published(counts, 10, 3_000, &mut solver);
    }
}

#[test]
fn twelve_tables_keep_every_small_value() {
    assert!(tables(12, &mut Solver::default()).len() >= 12);
}

#[test]
#[ignore = "the whole: cargo xtask attack"]
fn whole_tables() {
    let mut solver = Solver::default();
    let number = asked("TABLES", 500);
    let mut sharpest = tables(number, &mut solver);
    println!(
        "{number} random tables with a copy and a coarser banding: {} cells under k, each value 0 … k-1 possible in all; the least likely is 1/{:.0} of the likeliest (median), 1/{:.0} (sharpest)",
        sharpest.len(),
        1.0 / quantile(&mut sharpest.clone(), 0.5),
        1.0 / quantile(&mut sharpest, 0.0)
    );
    println!("| copies of one column in one file | 1 | 4 | 16 | 64 |\n|---|--:|--:|--:|--:|");
    let rates = [1, 4, 16, 64].map(|copies| format!("{:.0} %", 100.0 * guessed(copies, 400, &mut solver)));
    println!("| a guess of a small count is right (by chance 11 %) | {} |", rates.join(" | "));
}
