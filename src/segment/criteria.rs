//! What speaks for a number of groups: BIC, ICL, silhouette and the smallest group.

use super::arithmetic::ln;
use super::design;
use super::latent_class::{assign_all, lanes, log_likelihood, parameters_of};
use super::method::{Assignment, Model};
use super::mixed::Mixed;
use crate::profile::Criterion;
use gezicht_lanes::linear;

/// The criteria of a model on the records that it was fitted on, without stability, and who is in which group. A grouping without
/// densities of its own is judged by those of a latent class model with its groups, so the methods can be compared.
pub(super) fn criteria(model: &Model, mixed: &Mixed) -> (Criterion, Vec<u32>) {
    let count = model.count();
    let labels = Assignment::of(model, mixed).labels;
    let parameters = match model.parameters() {
        Some(parameters) => parameters.clone(),
        None => parameters_of(mixed, &labels, count).0,
    };
    let bic = parameters.bic(log_likelihood(mixed, &parameters), mixed.people);
    let (_, confidence) = assign_all(&parameters, mixed);
    let weight = |record: usize| mixed.weights.as_ref().map_or(1.0, |weights| f64::from(weights[record]));
    let overlap: f64 =
        confidence.iter().enumerate().map(|(record, &share)| -weight(record) * ln(f64::from(share))).sum();
    let mut sizes = vec![0u64; count];
    for (&label, &people) in labels.iter().zip(&mixed.counts) {
        sizes[label as usize] += u64::from(people);
    }
    let smallest = sizes.iter().min().map_or(0.0, |&size| size as f64 / mixed.people.max(1) as f64);
    let criterion = Criterion {
        count: count as u32,
        bic,
        icl: Some(bic + 2.0 * overlap),
        silhouette: silhouette(mixed, &labels, count),
        stability: None,
        smallest_share: Some(smallest),
    };
    (criterion, labels)
}

/// Mean simplified silhouette over people (Hruschka, Campello & de Castro 2006): with a for the distance to the centre of the own group
/// and b for that to the nearest other one, (b - a) over the larger of both. `None` for one group.
fn silhouette(mixed: &Mixed, labels: &[u32], count: usize) -> Option<f64> {
    let width = design::width(mixed);
    if count < 2 || width == 0 || mixed.people == 0 {
        return None;
    }
    let mut rows = Vec::new();
    design::rows(mixed, (0, mixed.records), &mut rows);
    let (mut sums, mut weight) = (vec![0f64; count * width], vec![0f64; count]);
    for ((row, &label), &people) in rows.chunks_exact(width).zip(labels).zip(&mixed.counts) {
        weight[label as usize] += f64::from(people);
        for (sum, &value) in sums[label as usize * width..].iter_mut().zip(row) {
            *sum += f64::from(value) * f64::from(people);
        }
    }
    // Half the squared length of a centre minus the inner product with a row is half the squared distance, but for the row's own part.
    let lanes = lanes(count);
    let mut table = vec![0f32; (width + 1) * lanes];
    for (class, (sums, weight)) in sums.chunks_exact(width).zip(&weight).enumerate() {
        for (at, sum) in sums.iter().enumerate() {
            let part = (sum / weight.max(1.0)) as f32;
            table[class] += 0.5 * part * part;
            table[(at + 1) * lanes + class] = -part;
        }
    }
    let mut scratch = vec![0f32; mixed.records * lanes];
    linear(lanes, &mut scratch, &rows, width, &table);
    let mut total = 0.0;
    for (record, (row, scores)) in rows.chunks_exact(width).zip(scratch.chunks_exact(lanes)).enumerate() {
        let norm: f32 = row.iter().map(|value| value * value).sum();
        let apart = |class: usize| f64::from((norm + 2.0 * scores[class]).max(0.0)).sqrt();
        let own = labels[record] as usize;
        let a = apart(own);
        let b = (0..count)
            .filter(|&class| class != own && weight[class] > 0.0)
            .map(apart)
            .fold(f64::INFINITY, f64::min);
        if b.is_finite() && a.max(b) > 0.0 {
            total += f64::from(mixed.counts[record]) * (b - a) / a.max(b);
        }
    }
    Some(total / mixed.people as f64)
}

#[cfg(test)]
mod tests {
    use super::super::encoded::Encoded;
    use super::super::fixture::{numbers, people};
    use super::*;

    #[test]
    fn the_silhouette_of_two_far_groups_by_hand() {
        // At -1 and 1 after standardising, half the people each: a = 0, b = 2, so 1 for everyone.
        let values: Vec<f64> = (0..100).map(|i| if i < 50 { 0.0 } else { 10.0 }).collect();
        let spread: Vec<f64> = (0..100).map(|i| f64::from(i % 50)).collect();
        let mixed = Encoded::from_people(&people(vec![numbers("a", &spread)])).mixed;
        let half: Vec<u32> = values.iter().map(|&value| u32::from(value > 5.0)).collect();
        // Groups that do not differ in the only column: both centres coincide.
        let same = silhouette(&mixed, &half, 2).unwrap_or(9.0);
        assert!(same.abs() < 1e-3, "{same}");
        let apart: Vec<u32> = (0..100).map(|i| u32::from(i % 50 >= 25)).collect();
        // Even ranks 0 to 24 and 25 to 49: mean distances 6.24 and 25 apart, by the sum over the ranks.
        let expected: f64 =
            (0..25).map(|i| ((37 - i) as f64 - (12.0 - f64::from(i)).abs()) / (37 - i) as f64).sum::<f64>()
                / 25.0;
        let found = silhouette(&mixed, &apart, 2).unwrap_or(9.0);
        assert!((found - expected).abs() < 1e-3, "{found} {expected}");
        assert_eq!(silhouette(&mixed, &[0; 100], 1), None);
    }
}
