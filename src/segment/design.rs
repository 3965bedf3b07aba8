//! Mixed data as dense rows in which near means alike: factor analysis of mixed data (FAMD, Pagès 2004).
//!
//! Numbers are standardised, missing ones 0 (the mean). A level with share q is 1 - q or -q, divided by the root of q; a missing
//! category is 0 throughout. A column of m levels then spreads m - 1 times as much as a number; [`LevelScale::Even`] divides it by the
//! root of m - 1, so that each column of the file counts the same. Of a column with an
//! order half goes to the score of the level and half to the level: neighbours are nearer than others, and yet apart.

use super::mixed::{Categories, Mixed, UNKNOWN};

/// The root of a half: what an ordered column counts goes half to its levels and half to their order.
const HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// How much a category counts beside a number.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum LevelScale {
    /// As FAMD has it.
    Levels,
    /// As much as a number.
    Even,
}

/// Numbers a row.
pub(super) fn width(mixed: &Mixed) -> usize {
    mixed.numeric.len() + mixed.categorical.iter().map(Categories::width).sum::<usize>()
}

/// Rows that are filled column by column before the next ones, so that they stay near the processor.
const NEAR: usize = 256;

/// Appends the rows of some records, each with zeros up to `width` numbers.
pub(super) fn rows(
    mixed: &Mixed,
    mut records: impl Iterator<Item = u32>,
    scale: LevelScale,
    width: usize,
    matrix: &mut Vec<f32>,
) {
    let mut near: Vec<u32> = Vec::with_capacity(NEAR);
    loop {
        near.clear();
        near.extend(records.by_ref().take(NEAR));
        if near.is_empty() || width == 0 {
            return;
        }
        let begin = matrix.len();
        matrix.resize(begin + near.len() * width, 0.0);
        fill(mixed, &near, scale, width, &mut matrix[begin..]);
    }
}

fn fill(mixed: &Mixed, records: &[u32], scale: LevelScale, width: usize, matrix: &mut [f32]) {
    for (at, values) in mixed.numeric.iter().enumerate() {
        for (row, &record) in matrix.chunks_exact_mut(width).zip(records) {
            let value = values[record as usize];
            row[at] = if value.is_nan() { 0.0 } else { value };
        }
    }
    let mut at = mixed.numeric.len();
    for column in &mixed.categorical {
        let count = column.shares.len();
        let even = match scale {
            LevelScale::Levels => 1.0,
            LevelScale::Even => 1.0 / (count.max(2) as f64 - 1.0).sqrt(),
        } * if column.scores.is_some() { HALF } else { 1.0 };
        let absent: Vec<f32> = column.shares.iter().map(|share| (-share.sqrt() * even) as f32).collect();
        let present: Vec<f32> = column.shares.iter().map(|share| (even / share.sqrt()) as f32).collect();
        for (row, &record) in matrix.chunks_exact_mut(width).zip(records) {
            let code = column.codes[record as usize];
            if code != UNKNOWN {
                let row = &mut row[at..at + count];
                row.copy_from_slice(&absent);
                row[usize::from(code) - 1] += present[usize::from(code) - 1];
            }
        }
        at += count;
        if let Some(scores) = &column.scores {
            for (row, &record) in matrix.chunks_exact_mut(width).zip(records) {
                let code = column.codes[record as usize];
                row[at] = if code == UNKNOWN { 0.0 } else { scores[usize::from(code) - 1] * HALF as f32 };
            }
            at += 1;
        }
    }
}
