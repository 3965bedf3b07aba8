//! The directions in which groups differ, on a scale where people of one group spread alike.
//!
//! Linear discriminant analysis of a grouping (Fisher 1936; Rao 1948): the spread inside groups becomes the unit, whatever the scale
//! and the correlation of the columns, and what is left are the at most `count` - 1 directions between the centres of the groups.
//! Taking k-means and these directions in turn is adaptive dimension reduction (Ding & Li 2007).

use super::Dense;

/// Records times squared width that the spread is estimated on, and the fewest and most records.
const CELLS: usize = 20_000_000;
const FEWEST: usize = 500;
const MOST: usize = 5_000;

/// Part of the mean spread that is added to each column's own: it keeps near-constant combinations out.
const RIDGE: f64 = 1e-3;

/// A direction whose ratio of between to within spread is at this weighs as much as what it cannot tell apart.
const FAINT: f64 = 0.05;

/// An affine map to the directions.
pub(super) struct Axes {
    /// What is subtracted first.
    pub(super) mean: Vec<f64>,
    /// Per direction one number a column.
    pub(super) directions: Vec<Vec<f64>>,
}

/// The directions of a grouping; `None` where groups do not differ or there is one.
pub(super) fn axes(data: &Dense, labels: &[u32], count: usize) -> Option<Axes> {
    let width = data.width;
    let most = (CELLS / (width * width).max(1)).clamp(FEWEST, MOST);
    let step = data.records.div_ceil(most).max(1);
    let sample = || (0..data.records).step_by(step);
    let (mut weight, mut means) = (vec![0f64; count], vec![0f64; count * width]);
    for record in sample() {
        let label = labels[record] as usize;
        let part = data.weight(record);
        weight[label] += part;
        for (mean, &value) in means[label * width..].iter_mut().zip(data.row(record)) {
            *mean += part * f64::from(value);
        }
    }
    let total: f64 = weight.iter().sum();
    let mut mean = vec![0f64; width];
    for (class, sums) in means.chunks_exact_mut(width).enumerate() {
        for (mean, sum) in mean.iter_mut().zip(sums) {
            *mean += *sum / total;
            *sum /= weight[class].max(f64::MIN_POSITIVE);
        }
    }
    // Spread inside groups: the lower triangle.
    let mut within = vec![0f64; width * width];
    let mut apart = vec![0f64; width];
    for record in sample() {
        let centre = &means[labels[record] as usize * width..];
        let part = data.weight(record) / total;
        for ((apart, &value), centre) in apart.iter_mut().zip(data.row(record)).zip(centre) {
            *apart = f64::from(value) - centre;
        }
        for (row, &left) in apart.iter().enumerate() {
            let left = left * part;
            for (cell, &right) in within[row * width..].iter_mut().zip(&apart[..=row]) {
                *cell += left * right;
            }
        }
    }
    let trace: f64 = (0..width).map(|at| within[at * width + at]).sum();
    for at in 0..width {
        within[at * width + at] += RIDGE * trace / width as f64;
    }
    factor(&mut within, width)?;
    // Centres with the spread inside groups as the unit, each with the root of its share of the people.
    let whitened: Vec<Vec<f64>> = means
        .chunks_exact(width)
        .zip(&weight)
        .map(|(centre, weight)| {
            let mut one: Vec<f64> = centre.iter().zip(&mean).map(|(part, mean)| part - mean).collect();
            forward(&within, width, &mut one);
            one.iter().map(|part| part * (weight / total).sqrt()).collect()
        })
        .collect();
    let inner = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let gram: Vec<f64> =
        whitened.iter().flat_map(|a| whitened.iter().map(|b| inner(a, b)).collect::<Vec<_>>()).collect();
    let mut found = eigen(gram, count);
    crate::sort::by(&mut found, |a, b| b.0.total_cmp(&a.0));
    let directions: Vec<Vec<f64>> = found
        .iter()
        .take((count - 1).min(width))
        .filter(|(ratio, _)| *ratio > 1e-9)
        .map(|(ratio, of_class)| {
            let mut direction = vec![0f64; width];
            for (centre, part) in whitened.iter().zip(of_class) {
                for (cell, value) in direction.iter_mut().zip(centre) {
                    *cell += part * value / ratio.sqrt();
                }
            }
            backward(&within, width, &mut direction);
            let loud = (ratio / (FAINT + ratio)).sqrt();
            direction.iter().map(|part| part * loud).collect()
        })
        .collect();
    (!directions.is_empty()).then_some(Axes { mean, directions })
}

/// Cholesky factor in place of the lower triangle; `None` when the matrix is not positive.
fn factor(matrix: &mut [f64], width: usize) -> Option<()> {
    for row in 0..width {
        for column in 0..=row {
            let done: f64 = (0..column).map(|k| matrix[row * width + k] * matrix[column * width + k]).sum();
            let left = matrix[row * width + column] - done;
            matrix[row * width + column] = if row == column {
                if left.is_nan() || left <= 0.0 {
                    return None;
                }
                left.sqrt()
            } else {
                left / matrix[column * width + column]
            };
        }
    }
    Some(())
}

/// Solves with the factor.
fn forward(factor: &[f64], width: usize, vector: &mut [f64]) {
    for row in 0..width {
        let done: f64 = (0..row).map(|k| factor[row * width + k] * vector[k]).sum();
        vector[row] = (vector[row] - done) / factor[row * width + row];
    }
}

/// Solves with the transposed factor.
fn backward(factor: &[f64], width: usize, vector: &mut [f64]) {
    for row in (0..width).rev() {
        let done: f64 = (row + 1..width).map(|k| factor[k * width + row] * vector[k]).sum();
        vector[row] = (vector[row] - done) / factor[row * width + row];
    }
}

/// Eigenvalues and vectors of a small symmetric matrix (Jacobi's rotations).
fn eigen(mut matrix: Vec<f64>, size: usize) -> Vec<(f64, Vec<f64>)> {
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|at| (0..size).map(|other| f64::from(u8::from(at == other))).collect()).collect();
    for _ in 0..60 {
        let mut rotated = false;
        for p in 0..size {
            for q in p + 1..size {
                let (here, first, second) =
                    (matrix[p * size + q], matrix[p * size + p], matrix[q * size + q]);
                if here.abs() <= 1e-15 * (first.abs() + second.abs()) {
                    continue;
                }
                rotated = true;
                let theta = (second - first) / (2.0 * here);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                for k in 0..size {
                    let (a, b) = (matrix[k * size + p], matrix[k * size + q]);
                    matrix[k * size + p] = cosine * a - sine * b;
                    matrix[k * size + q] = sine * a + cosine * b;
                }
                for k in 0..size {
                    let (a, b) = (matrix[p * size + k], matrix[q * size + k]);
                    matrix[p * size + k] = cosine * a - sine * b;
                    matrix[q * size + k] = sine * a + cosine * b;
                }
                let (low, high) = vectors.split_at_mut(q);
                for (first, second) in low[p].iter_mut().zip(&mut high[0]) {
                    let (a, b) = (*first, *second);
                    *first = cosine * a - sine * b;
                    *second = sine * a + cosine * b;
                }
            }
        }
        if !rotated {
            break;
        }
    }
    (0..size).map(|at| matrix[at * size + at]).zip(vectors).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_eigenvalues() {
        let mut found = eigen(vec![2.0, 1.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 5.0], 3);
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        for ((value, vector), expected) in found.iter().zip([1.0, 3.0, 5.0]) {
            assert!((value - expected).abs() < 1e-12);
            assert!((vector.iter().map(|part| part * part).sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn correlated_columns_that_tell_nothing_fall_away() {
        // Two groups differ in the difference of two columns that otherwise rise together, a thousand times wider.
        let rows: Vec<f32> = (0..400)
            .flat_map(|i| {
                let (along, apart) = ((i / 2 % 100) as f32 * 10.0, if i % 2 == 0 { 1.0 } else { -1.0 });
                [along + apart, along - apart + (i % 7) as f32 * 0.01]
            })
            .collect();
        let data = Dense::of_rows(rows, 2, None);
        let labels: Vec<u32> = (0..400).map(|i| i % 2).collect();
        let axes = axes(&data, &labels, 2).unwrap();
        assert_eq!(axes.directions.len(), 1);
        let direction = &axes.directions[0];
        assert!((direction[0] + direction[1]).abs() < 0.1 * direction[0].abs(), "{direction:?}");
    }
}
