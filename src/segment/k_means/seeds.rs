//! First centres: greedy k-means++ (Arthur & Vassilvitskii 2007, with the several candidates a step of their own program).

use super::Dense;
use crate::segment::arithmetic::Random;
use gezicht_lanes::squared_distance;

/// Records that centres are chosen from.
const SEED_RECORDS: usize = 5_000;

/// `count` records far from each other, as centres.
pub(super) fn seeds(data: &Dense, count: usize, random: &mut Random) -> Vec<f32> {
    let step = data.records.div_ceil(SEED_RECORDS).max(1);
    let sample: Vec<usize> = (0..data.records).step_by(step).collect();
    let mut nearest = vec![f64::INFINITY; sample.len()];
    let mut centres: Vec<f32> = Vec::with_capacity(count * data.width);
    let mut tries = 2;
    while count >> (tries - 1) > 0 {
        tries += 1; // 2 + the logarithm of the number of centres
    }
    for class in 0..count {
        let weighted = |at: usize, near: f64| near * data.weight(sample[at]);
        let total: f64 = match class {
            0 => sample.iter().map(|&record| data.weight(record)).sum(),
            _ => nearest.iter().enumerate().map(|(at, &near)| weighted(at, near)).sum(),
        };
        let mut best: Option<(f64, usize, Vec<f64>)> = None;
        for _ in 0..if class == 0 { 1 } else { tries } {
            let mut aim = random.unit() * total;
            let drawn = (0..sample.len()).find(|&at| {
                aim -= weighted(at, if class == 0 { 1.0 } else { nearest[at] });
                aim < 0.0
            });
            let drawn = drawn.unwrap_or_else(|| random.below(sample.len()));
            let here = data.row(sample[drawn]);
            let near: Vec<f64> = sample
                .iter()
                .zip(&nearest)
                .map(|(&record, &near)| near.min(f64::from(squared_distance(data.row(record), here))))
                .collect();
            let left: f64 = near.iter().enumerate().map(|(at, &near)| weighted(at, near)).sum();
            if best.as_ref().is_none_or(|best| left < best.0) {
                best = Some((left, drawn, near));
            }
        }
        if let Some((_, drawn, near)) = best {
            centres.extend_from_slice(data.row(sample[drawn]));
            nearest = near;
        }
    }
    centres
}

/// Work of choosing so many centres.
pub(super) fn cost(data: &Dense, count: usize) -> i64 {
    (data.records.min(SEED_RECORDS) * count * 5 * (data.width + 8)) as i64
}
