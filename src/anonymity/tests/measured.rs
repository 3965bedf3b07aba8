//! Figures of the search on this computer. Not run with the other tests:
//! `cargo test --release --lib anonymity::tests::measured -- --ignored --nocapture --test-threads 1`

use super::vectors::Ask;
use super::*;
use crate::anonymity::Strategy as How;
use cpu_time::ProcessTime;

/// Largest memory of the process so far, in MB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn measure(what: &str, data: &Data, ask: &Ask<'_>) {
    let mut seconds = 0.0;
    let mut longest = 0.0f64;
    let found = ask.search(data, |task| {
        let start = ProcessTime::now();
        loop {
            let step = ProcessTime::now();
            let done = task.step(20_000);
            longest = longest.max(step.elapsed().as_secs_f64());
            match done {
                Step::Busy(_) => {}
                Step::Done(release) => {
                    seconds = start.elapsed().as_secs_f64();
                    return Ok(release);
                }
                Step::Failed(error) => return Err(error),
            }
        }
    });
    let found = found.map_err(|error| format!("{error:?}")).unwrap();
    let release = found.release();
    println!(
        "{what:<44} {seconds:>7.3} s  longest step {:>5.1} ms  {:>6} of {:>12} nodes  optimal {:<5} value {:.9} bound {:.9}  levels {:?}  peak {} MB",
        longest * 1e3,
        release.checked,
        release.lattice,
        release.optimal,
        release.value,
        release.bound,
        release.levels,
        peak()
    );
}

#[test]
#[ignore = "measures"]
fn adult_figures() {
    let adult = adult();
    let k = Model::KAnonymity(5);
    for (limit, arx) in [(0.0, 181), (0.05, 1217), (1.0, 4749)] {
        let what = format!("5-anonymity, Loss, {} % (ARX: {arx})", limit * 100.0);
        measure(&what, &adult, &Ask::new(&adult, &[], &[k], limit));
    }
    let with = |models: &[Model], limit| Ask::new(&adult, &[7], models, limit);
    let diverse = Model::DistinctDiversity { column: 0, l: 3 };
    measure("+ distinct 3-diversity, 100 % (ARX: 1068)", &adult, &with(&[k, diverse], 1.0));
    let hierarchical = Model::TCloseness { column: 0, distance: Distance::Hierarchical, t: 0.2 };
    measure("+ 0.2-closeness, hierarchical, 100 %", &adult, &with(&[k, hierarchical], 1.0));
    measure("+ 0.2-closeness, hierarchical, 4 %", &adult, &with(&[k, hierarchical], 0.04));
    let beta = Model::BetaLikeness { column: 0, enhanced: false, beta: 3.0 };
    measure("basic 3-likeness, 50 %", &adult, &with(&[beta], 0.5));
    measure(
        "entropy 5-diversity, 5 %",
        &adult,
        &with(&[k, Model::EntropyDiversity { column: 0, l: 5.0 }], 0.05),
    );
    measure(
        "sample uniqueness 1 %, 4 %",
        &adult,
        &Ask::new(&adult, &[], &[Model::SampleUniqueness(0.01)], 0.04),
    );
    for by in [
        Measure::NonUniformEntropy,
        Measure::SuppressedEntropy,
        Measure::Discernibility,
        Measure::AverageClassSize,
    ] {
        for limit in [0.04, 1.0] {
            let what = format!("5-anonymity, {}, {} %", by.name(), limit * 100.0);
            measure(&what, &adult, &Ask::new(&adult, &[], &[k], limit).by(by));
        }
    }
}

/// Binary digits of a value.
const DIGITS: usize = 6;

/// A file of so many people with skewed, dependent columns. Heights of the ladders as given.
fn made(people: usize, heights: &[usize]) -> Data {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut draw = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    // 64 values a column, so that nearly every row is another; each level has so many binary digits fewer.
    let sizes = vec![1usize << DIGITS; heights.len()];
    let coarser = |level: usize, height: usize| (DIGITS * level).div_ceil(height - 1);
    let mut codes: Vec<Vec<u32>> = heights.iter().map(|_| Vec::with_capacity(people)).collect();
    for _ in 0..people {
        let kind = draw();
        for (column, &size) in sizes.iter().enumerate() {
            // Half of each value follows the kind of person; small values are common.
            let own = libm::pow(draw(), 1.5);
            let place = if column % 2 == 0 { 0.5 * kind + 0.5 * own } else { own };
            codes[column].push(1 + ((place * size as f64) as u32).min(size as u32 - 1));
        }
    }
    let mut data = Data { people, attributes: Vec::new(), ladders: Vec::new() };
    for (column, (codes, &height)) in codes.into_iter().zip(heights).enumerate() {
        let size = sizes[column];
        let texts: Vec<String> =
            std::iter::once(String::new()).chain((0..size).map(|value| format!("v{value:03}"))).collect();
        let rows: String = (0..size)
            .map(|value| {
                let middle: String = (1..height - 1)
                    .map(|level| format!("{level}-{};", value >> coarser(level, height)))
                    .collect();
                format!("v{value:03};{middle}*\n")
            })
            .collect();
        let mut one = attribute(&format!("kolom {column}"), &[]);
        one.codes = codes;
        one.domain = Domain::Texts(texts);
        data.attributes.push(one);
        data.ladders.push(ladder(&rows));
    }
    data
}

#[test]
#[ignore = "measures"]
fn a_large_file() {
    // 2 · 3 · 3 · 3 · 3 · 3 · 3 · 4 · 4 = 23,328 transformations.
    let data = made(1_200_000, &[4, 4, 3, 3, 3, 3, 3, 3, 2]);
    measure("1.2 million rows, 9 ladders, 2 %", &data, &Ask::new(&data, &[], &[Model::KAnonymity(10)], 0.02));
}

#[test]
#[ignore = "measures"]
fn more_columns() {
    for (width, height) in [(9, 4), (11, 4), (13, 4), (15, 4), (15, 5)] {
        let data = made(100_000, &vec![height; width]);
        let mut ask = Ask::new(&data, &[], &[Model::KAnonymity(10)], 0.02);
        measure(&format!("100,000 rows, {width} ladders of {height}"), &data, &ask);
        ask.strategy = How::BestFirst;
        measure("  best-first", &data, &ask);
    }
}
