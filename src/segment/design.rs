//! Mixed data as dense rows in which near means alike: factor analysis of mixed data (FAMD, Pagès 2004).
//!
//! Numbers are standardised, missing ones 0 (the mean). A level with share q is 1 - q or -q, divided by the root of q; a missing
//! category is 0 throughout. A column of m levels then spreads m - 1 times as much as a number: so it counts in blocks ([`levels`]). In
//! [`rows`] it is divided by the root of m - 1, so that each column of the file counts the same. Of a column with an
//! order half goes to the score of the level and half to the level: neighbours are nearer than others, and yet apart.

use super::mixed::{Categories, Mixed, UNKNOWN};
use gezicht_lanes::alike::Levels;

/// The root of a half: what an ordered column counts goes half to its levels and half to their order.
const HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// Numbers a row.
pub(super) fn width(mixed: &Mixed) -> usize {
    mixed.numeric.len() + mixed.categorical.iter().map(Categories::width).sum::<usize>()
}

/// Appends the rows of some records, `from` up to `to`.
pub(super) fn rows(mixed: &Mixed, (from, to): (usize, usize), matrix: &mut Vec<f32>) {
    let width = width(mixed);
    let begin = matrix.len();
    matrix.resize(begin + (to - from) * width, 0.0);
    if width == 0 {
        return;
    }
    let matrix = &mut matrix[begin..];
    for (at, values) in mixed.numeric.iter().enumerate() {
        for (row, &value) in matrix.chunks_exact_mut(width).zip(&values[from..to]) {
            row[at] = if value.is_nan() { 0.0 } else { value };
        }
    }
    let mut at = mixed.numeric.len();
    for column in &mixed.categorical {
        let count = column.shares.len();
        let Levels { absent, present, scores } = levels(column, 1.0 / (count.max(2) as f64 - 1.0).sqrt());
        for (row, &code) in matrix.chunks_exact_mut(width).zip(&column.codes[from..to]) {
            if code != UNKNOWN {
                let row = &mut row[at..at + count];
                row.copy_from_slice(&absent);
                row[usize::from(code) - 1] += present[usize::from(code) - 1];
            }
        }
        at += count;
        if !scores.is_empty() {
            for (row, &code) in matrix.chunks_exact_mut(width).zip(&column.codes[from..to]) {
                row[at] = if code == UNKNOWN { 0.0 } else { scores[usize::from(code) - 1] };
            }
            at += 1;
        }
    }
}

/// What the levels of a column are as numbers, times a scale; scores, of which there is one a row, not.
pub(super) fn levels(column: &Categories, scale: f64) -> Levels {
    let scale = scale * if column.scores.is_some() { HALF } else { 1.0 };
    Levels {
        absent: column.shares.iter().map(|share| (-share.sqrt() * scale) as f32).collect(),
        present: column.shares.iter().map(|share| (scale / share.sqrt()) as f32).collect(),
        scores: column.scores.iter().flatten().map(|score| score * HALF as f32).collect(),
    }
}
