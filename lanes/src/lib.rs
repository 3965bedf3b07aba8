//! The inner loops of reading, and of the methods that make groups and classes, with the arithmetic they share with them.
//!
//! A crate of its own, because the engine is compiled for size and these for speed. In the functions of this file classes lie side by side in arrays of 4, 8,
//! 16 or 32 lanes, so that the compiler turns every loop over them into SIMD code. Tables are flat, `lanes` numbers a row;
//! `scratch` has one row a record of a chunk. Any other number of lanes than 4, 8 or 16 means 32. Nothing here panics: what
//! does not fit is left out.

pub mod alike;
pub mod classes;
pub mod codes;
pub mod group;
pub mod radix;
pub mod reading;

/// Runs a function with the lanes as a constant.
macro_rules! with_lanes {
    ($lanes:expr, $call:ident ( $($argument:expr),* )) => {
        match $lanes {
            4 => $call::<4>($($argument),*),
            8 => $call::<8>($($argument),*),
            16 => $call::<16>($($argument),*),
            _ => $call::<32>($($argument),*),
        }
    };
}

/// Puts the one row `shares` in every row of `scratch`.
pub fn fill(lanes: usize, scratch: &mut [f32], shares: &[f32]) {
    with_lanes!(lanes, fill_in(scratch, shares));
}

/// Adds the normal log density of each value (NaN is missing, and adds nothing). `table` has three rows: mean, half the
/// precision, constant.
pub fn add_gauss(lanes: usize, scratch: &mut [f32], values: &[f32], table: &[f32]) {
    with_lanes!(lanes, add_gauss_in(scratch, values, table));
}

/// Adds the log probability of each code. `table` has one row a code.
pub fn add_levels(lanes: usize, scratch: &mut [f32], codes: &[u16], table: &[f32]) {
    with_lanes!(lanes, add_levels_in(scratch, codes, table));
}

/// Log densities to responsibilities, times the weight of each record; returns the sum of the records' log
/// densities, each as often as its weight says.
pub fn normalise(lanes: usize, scratch: &mut [f32], weights: Option<&[f32]>) -> f64 {
    with_lanes!(lanes, normalise_in(scratch, weights))
}

/// Adds the responsibilities of a chunk to the one row `sums`.
pub fn collect_weight(lanes: usize, scratch: &[f32], sums: &mut [f64]) {
    with_lanes!(lanes, collect_weight_in(scratch, sums));
}

/// Adds to three rows: weight, sum and sum of squares of the records that have a value.
pub fn collect_gauss(lanes: usize, scratch: &[f32], values: &[f32], sums: &mut [f64]) {
    with_lanes!(lanes, collect_gauss_in(scratch, values, sums));
}

/// Adds to the row of each record's code.
pub fn collect_levels(lanes: usize, scratch: &[f32], codes: &[u16], sums: &mut [f64]) {
    with_lanes!(lanes, collect_levels_in(scratch, codes, sums));
}

/// Affine scores of dense rows: `scratch` gets one row a record, the first row of `table` plus the record's values times the rows
/// after it. `values` has `width` numbers a record, `table` has `width + 1` rows.
pub fn linear(lanes: usize, scratch: &mut [f32], values: &[f32], width: usize, table: &[f32]) {
    with_lanes!(lanes, linear_in(scratch, values, width, table));
}

/// Per row of `scratch` the lane with the highest score among the first `count` (a tie: the lower one), that score and the next best.
pub fn best_two(lanes: usize, scratch: &[f32], count: usize, found: &mut Vec<(u32, f32, f32)>) {
    for row in scratch.chunks_exact(lanes) {
        let (mut at, mut best, mut second) = (0, f32::NEG_INFINITY, f32::NEG_INFINITY);
        for (lane, &score) in row.iter().take(count).enumerate() {
            if score > best {
                (at, second, best) = (lane as u32, best, score);
            } else if score > second {
                second = score;
            }
        }
        found.push((at, best, second));
    }
}

/// The rows of a flat table.
fn rows<const L: usize, T>(flat: &[T]) -> &[[T; L]] {
    flat.as_chunks::<L>().0
}

fn rows_mut<const L: usize, T>(flat: &mut [T]) -> &mut [[T; L]] {
    flat.as_chunks_mut::<L>().0
}

fn fill_in<const L: usize>(scratch: &mut [f32], shares: &[f32]) {
    if let [shares] = rows::<L, _>(shares) {
        rows_mut::<L, _>(scratch).fill(*shares);
    }
}

fn add_gauss_in<const L: usize>(scratch: &mut [f32], values: &[f32], table: &[f32]) {
    let [mean, precision, constant] = rows::<L, _>(table) else { return };
    for (row, &value) in rows_mut::<L, _>(scratch).iter_mut().zip(values) {
        if value.is_nan() {
            continue;
        }
        for lane in 0..L {
            let distance = value - mean[lane];
            row[lane] += constant[lane] - precision[lane] * distance * distance;
        }
    }
}

fn add_levels_in<const L: usize>(scratch: &mut [f32], codes: &[u16], table: &[f32]) {
    let table = rows::<L, _>(table);
    for (row, &code) in rows_mut::<L, _>(scratch).iter_mut().zip(codes) {
        let Some(level) = table.get(usize::from(code)) else { continue };
        for lane in 0..L {
            row[lane] += level[lane];
        }
    }
}

/// What a record's least likely classes have, as the logarithm of a share: its products with values stay normal numbers, and a
/// processor takes a hundred times as long over those that are not.
const UNLIKELY: f32 = -60.0;

fn normalise_in<const L: usize>(scratch: &mut [f32], weights: Option<&[f32]>) -> f64 {
    let mut total = 0.0;
    // The logarithm of a product of up to 64 sums (each between 1 and 32) is one logarithm instead of 64.
    for (part, group) in rows_mut::<L, _>(scratch).chunks_mut(64).enumerate() {
        let mut product = 1.0;
        for (at, row) in group.iter_mut().enumerate() {
            let mut most = row[0];
            for &lane in row.iter() {
                most = if lane > most { lane } else { most };
            }
            for lane in row.iter_mut() {
                let below = *lane - most;
                *lane = exp(if below > UNLIKELY { below } else { UNLIKELY });
            }
            let mut sum = 0.0;
            for &lane in row.iter() {
                sum += lane;
            }
            let weight = match weights {
                None => {
                    product *= f64::from(sum);
                    total += f64::from(most);
                    1.0
                }
                Some(weights) => {
                    let weight = weights[part * 64 + at];
                    total += f64::from(weight) * (f64::from(most) + ln(f64::from(sum)));
                    weight
                }
            };
            let scale = weight / sum;
            for lane in row.iter_mut() {
                *lane *= scale;
            }
        }
        total += ln(product);
    }
    total
}

/// Adds up the rows of a chunk. Single precision inside a chunk, double between chunks.
fn collect_weight_in<const L: usize>(scratch: &[f32], sums: &mut [f64]) {
    let mut weight = [0f32; L];
    for row in rows::<L, _>(scratch) {
        for lane in 0..L {
            weight[lane] += row[lane];
        }
    }
    add(sums, &weight);
}

fn collect_gauss_in<const L: usize>(scratch: &[f32], values: &[f32], sums: &mut [f64]) {
    let (mut known, mut first, mut second) = ([0f32; L], [0f32; L], [0f32; L]);
    for (row, &value) in rows::<L, _>(scratch).iter().zip(values) {
        if value.is_nan() {
            continue;
        }
        for lane in 0..L {
            let part = row[lane] * value;
            known[lane] += row[lane];
            first[lane] += part;
            second[lane] += part * value;
        }
    }
    for (sums, chunk) in sums.chunks_exact_mut(L).zip([&known, &first, &second]) {
        add(sums, chunk);
    }
}

fn collect_levels_in<const L: usize>(scratch: &[f32], codes: &[u16], sums: &mut [f64]) {
    let table = rows_mut::<L, _>(sums);
    for (row, &code) in rows::<L, _>(scratch).iter().zip(codes) {
        let Some(level) = table.get_mut(usize::from(code)) else { continue };
        for lane in 0..L {
            level[lane] += f64::from(row[lane]);
        }
    }
}

fn linear_in<const L: usize>(scratch: &mut [f32], values: &[f32], width: usize, table: &[f32]) {
    let Some((constant, table)) = rows::<L, _>(table).split_first() else { return };
    if width == 0 {
        rows_mut::<L, _>(scratch).fill(*constant);
        return;
    }
    // Four records side by side: their sums do not wait for each other.
    let mut fours = rows_mut::<L, _>(scratch).chunks_exact_mut(4);
    let mut records = values.chunks_exact(4 * width);
    for (out, four) in fours.by_ref().zip(records.by_ref()) {
        let mut sums = [*constant; 4];
        let (low, high) = four.split_at(2 * width);
        let ((a, b), (c, d)) = (low.split_at(width), high.split_at(width));
        for ((((&a, &b), &c), &d), row) in a.iter().zip(b).zip(c).zip(d).zip(table) {
            for lane in 0..L {
                sums[0][lane] += a * row[lane];
                sums[1][lane] += b * row[lane];
                sums[2][lane] += c * row[lane];
                sums[3][lane] += d * row[lane];
            }
        }
        out.copy_from_slice(&sums);
    }
    for (out, record) in fours.into_remainder().iter_mut().zip(records.remainder().chunks_exact(width)) {
        *out = *constant;
        for (&value, row) in record.iter().zip(table) {
            for lane in 0..L {
                out[lane] += value * row[lane];
            }
        }
    }
}

fn add<const L: usize>(sums: &mut [f64], chunk: &[f32; L]) {
    for (sum, &part) in sums.iter_mut().zip(chunk) {
        *sum += f64::from(part);
    }
}

/// Splits an argument of the exponential; adding it rounds to a whole number (round to nearest even).
const ROUND: f32 = 12_582_912.0;

/// e^x for x of at most 0, to about 2e-7 relative; below -87 it stays at the smallest normal number.
///
/// Branch-free, so that a loop over a fixed array becomes SIMD code (polynomial of the Cephes library's `expf`).
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = if x > -87.0 { x } else { -87.0 };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let series = 1.987_569_1e-4;
    let series = series * rest + 1.398_199_9e-3;
    let series = series * rest + 8.333_452e-3;
    let series = series * rest + 4.166_579_6e-2;
    let series = series * rest + 1.666_666_5e-1;
    let series = series * rest + 0.5;
    let value = series * rest * rest + rest + 1.0;
    let power = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    value * f32::from_bits(power)
}

/// The natural logarithm of a positive normal number, to about 2e-16 of the larger of 1 and the result;
/// 0 and below give the logarithm of the smallest normal number.
pub fn ln(x: f64) -> f64 {
    if x.is_nan() || x == f64::INFINITY {
        return x;
    }
    let bits = x.max(f64::MIN_POSITIVE).to_bits();
    let mut exponent = ((bits >> 52) as i64 - 1023) as f64;
    let mut mantissa = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1.0;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)); |s| < 0.172, so eleven terms reach the last bit.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut series = 0.0;
    for odd in (1..=23).rev().step_by(2) {
        series = series * square + 1.0 / f64::from(odd);
    }
    exponent * std::f64::consts::LN_2 + 2.0 * s * series
}

/// The inner product.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    // Eight sums side by side, so that the compiler may use the machine's lanes.
    let mut lanes = [0f32; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a8.remainder().iter().zip(b8.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a8.zip(b8) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// The squared Euclidean distance.
pub fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let square = |(a, b): (&f32, &f32)| (a - b) * (a - b);
    let rest: f32 = a8.remainder().iter().zip(b8.remainder()).map(square).sum();
    for (a, b) in a8.zip(b8) {
        for lane in 0..8 {
            let apart = a[lane] - b[lane];
            lanes[lane] += apart * apart;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_lanes_gives_the_same_sums() {
        let values = [0.5, f32::NAN, -1.25];
        let codes = [1, 0, 2];
        let mut found = Vec::new();
        for lanes in [4, 8, 16, 32] {
            // Two classes that are there; nobody goes to the other lanes.
            let row = |two: [f32; 2], rest: f32| {
                let mut row = vec![rest; lanes];
                row[..2].copy_from_slice(&two);
                row
            };
            let gauss = [row([0.0, 1.0], 0.0), row([0.5, 0.25], 0.0), row([-1.0, -1.5], 0.0)].concat();
            let levels = [row([0.0; 2], 0.0), row([-0.5, -2.0], 0.0), row([-3.0, -0.25], 0.0)].concat();
            let mut scratch = vec![0.0; 3 * lanes];
            fill(lanes, &mut scratch, &row([-0.75, -0.5], -1e30));
            add_gauss(lanes, &mut scratch, &values, &gauss);
            add_levels(lanes, &mut scratch, &codes, &levels);
            // -0.75 - 1 - 0.5 * 0.25 - 0.5 by hand; the missing value and the code 0 add nothing.
            assert_eq!((scratch[0], scratch[lanes], scratch[lanes + 1]), (-2.375, -0.75, -0.5));
            let total = normalise(lanes, &mut scratch, None);
            let (mut weight, mut sums, mut table) =
                (vec![0.0; lanes], vec![0.0; 3 * lanes], vec![0.0; 3 * lanes]);
            collect_weight(lanes, &scratch, &mut weight);
            collect_gauss(lanes, &scratch, &values, &mut sums);
            collect_levels(lanes, &scratch, &codes, &mut table);
            assert!((weight.iter().sum::<f64>() - 3.0).abs() < 1e-6, "three records share three out");
            assert!((sums[..lanes].iter().sum::<f64>() - 2.0).abs() < 1e-6, "of two the value is known");
            assert!((table[..lanes].iter().sum::<f64>() - 1.0).abs() < 1e-6, "one has the code 0");
            // Three times the lowest share there is.
            assert!(weight[2..].iter().all(|&weight| weight <= 3.001 * f64::from(exp(UNLIKELY))));
            found.push((
                total,
                weight[..2].to_vec(),
                sums[lanes..lanes + 2].to_vec(),
                sums[2 * lanes..2 * lanes + 2].to_vec(),
            ));
        }
        assert!(found.windows(2).all(|pair| {
            let ((a, b, c, d), (e, f, g, h)) = (&pair[0], &pair[1]);
            let near = |x: &[f64], y: &[f64]| x.iter().zip(y).all(|(x, y)| (x - y).abs() < 1e-6);
            (a - e).abs() < 1e-6 && near(b, f) && near(c, g) && near(d, h)
        }));
    }

    #[test]
    fn affine_scores_and_the_best_two() {
        // Six records (four side by side and two over) of two values; three classes.
        let values: Vec<f32> = (0..12).map(|i| i as f32 - 4.0).collect();
        let of = [[0.5f32, -1.0, 2.0], [1.0, 0.0, -1.0], [0.25, 2.0, 0.5]];
        for lanes in [4, 8, 16, 32] {
            let table: Vec<f32> = of
                .iter()
                .flat_map(|row| row.iter().copied().chain(std::iter::repeat_n(0.0, lanes - 3)))
                .collect();
            let mut scratch = vec![0.0; 6 * lanes];
            linear(lanes, &mut scratch, &values, 2, &table);
            let mut found = Vec::new();
            best_two(lanes, &scratch, 3, &mut found);
            for (record, two) in values.chunks(2).enumerate() {
                let mut scores: Vec<(f32, u32)> = (0..3)
                    .map(|class| (of[0][class] + two[0] * of[1][class] + two[1] * of[2][class], class as u32))
                    .collect();
                for &(score, class) in &scores {
                    assert_eq!(scratch[record * lanes + class as usize], score);
                }
                scores.sort_by(|a, b| b.0.total_cmp(&a.0));
                assert_eq!(found[record], (scores[0].1, scores[0].0, scores[1].0));
            }
        }
    }

    #[test]
    fn the_inner_product_takes_the_rest_along() {
        let a: Vec<f32> = (1..=11).map(|x| x as f32).collect();
        assert_eq!(dot(&a, &a), 506.0);
        assert_eq!(dot(&a[..3], &a[1..4]), 20.0);
        let b: Vec<f32> = a.iter().map(|x| x + 2.0).collect();
        assert_eq!(squared_distance(&a, &b), 44.0);
    }
}
