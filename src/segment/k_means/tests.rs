use super::super::encoded::Encoded;
use super::super::fixture::{customers, numbers, people};
use super::super::{adjusted_rand, SegmentError};
use super::*;
use crate::segment::params::FitParams;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa::ParamGuard;

fn fit(params: FitParams<Centres>, mixed: &Mixed) -> Centres {
    let params = params.check().unwrap_or_else(|error| panic!("{error}"));
    params.fit(&DatasetBase::new(mixed, ())).unwrap_or_else(|error| panic!("{error}"))
}

fn labels(model: &Centres, mixed: &Mixed) -> Vec<u32> {
    let labels: Array1<usize> = model.predict(&DatasetBase::new(mixed, ()));
    labels.iter().map(|&label| label as u32).collect()
}

/// Round groups of 300 people in `width` columns, `apart` standard deviations from each other.
fn blobs(count: usize, width: usize, apart: f64) -> (Mixed, Vec<u32>) {
    let mut random = super::super::arithmetic::Random::new(5, 5);
    let mut normal = || {
        let angle = std::f64::consts::TAU * random.unit();
        (-2.0 * libm::log(1.0 - random.unit())).sqrt() * libm::cos(angle)
    };
    let centres: Vec<f64> = (0..count * width).map(|_| normal() * apart).collect();
    let truth: Vec<u32> = (0..count as u32 * 300).map(|i| i % count as u32).collect();
    let columns: Vec<Vec<f64>> = (0..width)
        .map(|at| truth.iter().map(|&group| centres[group as usize * width + at] + normal()).collect())
        .collect();
    let names: Vec<String> = (0..width).map(|at| format!("getal {at}")).collect();
    let attributes = names.iter().zip(&columns).map(|(name, values)| numbers(name, values)).collect();
    (Encoded::from_people(&people(attributes)).mixed, truth)
}

#[test]
fn round_groups_come_back_exactly() {
    let (mixed, truth) = blobs(5, 6, 6.0);
    for turns in [0, 8] {
        let model = fit(FitParams::<Centres>::new(5).turns(turns), &mixed);
        assert!(adjusted_rand(&labels(&model, &mixed), &truth, &mixed.counts) > 0.99, "{turns}");
    }
}

#[test]
fn bounds_change_nothing() {
    // Every record of the final grouping is with its nearest centre, and each centre is the mean of its group.
    let (mixed, _) = blobs(4, 3, 1.5);
    let mut rows = Vec::new();
    design::rows(&mixed, (0, mixed.records), LevelScale::Even, &mut rows);
    let data = Dense::of_rows(rows, design::width(&mixed), None);
    let mut random = super::super::arithmetic::Random::new(1, 1);
    let mut run = lloyd::Lloyd::new(seeds::seeds(&data, 6, &mut random), &data, 500);
    while !run.advance(&data, &mut 1) {}
    let (mut inertia, mut sums, mut sizes) = (0.0, vec![0f64; 6 * 3], [0f64; 6]);
    for record in 0..data.records {
        let own = run.labels[record] as usize;
        let apart = |class: usize| lloyd::distance(data.row(record), &run.centres[class * 3..class * 3 + 3]);
        assert!((0..6).all(|class| apart(class) >= apart(own) - 2e-2), "{record}");
        inertia += f64::from(apart(own)).powi(2);
        sizes[own] += 1.0;
        data.row(record).iter().zip(&mut sums[own * 3..]).for_each(|(&x, sum)| *sum += f64::from(x));
    }
    for (class, size) in sizes.iter().enumerate() {
        for at in 0..3 {
            assert!((sums[class * 3 + at] / size - f64::from(run.centres[class * 3 + at])).abs() < 1e-3);
        }
    }
    assert!((inertia / run.inertia(&data) - 1.0).abs() < 1e-3);
}

#[test]
fn mixed_groups_come_back_and_the_same_seed_gives_the_same() {
    let (people, truth) = customers(4000, 3);
    let mixed = Encoded::from_people(&people).mixed;
    let found = labels(&fit(FitParams::<Centres>::new(6).seed(2), &mixed), &mixed);
    let agreement = adjusted_rand(&found, &truth, &mixed.counts);
    assert!(agreement > 0.7, "{agreement}");
    assert!(found == labels(&fit(FitParams::<Centres>::new(6).seed(2), &mixed), &mixed));
    // In small steps, too.
    let params = FitParams::<Centres>::new(6).seed(2).check().unwrap_or_else(|error| panic!("{error}"));
    let mut search = Search::new(params);
    while !search.advance(&mixed, &mut 1000) {}
    assert!(found == labels(&search.finish(), &mixed));
}

#[test]
fn a_grouping_that_holds_the_smallest_share_goes_first() {
    // Ten people far away from two near groups: without a smallest share they are a group of their own.
    let values: Vec<f64> = (0..1010)
        .map(|i| {
            f64::from(i % 9) * 0.01
                + if i >= 1000 {
                    4.0
                } else if i % 2 == 0 {
                    0.0
                } else {
                    1.0
                }
        })
        .collect();
    let other: Vec<f64> = (0..1010).map(|i| f64::from(i % 7)).collect();
    let mixed = Encoded::from_people(&people(vec![numbers("a", &values), numbers("b", &other)])).mixed;
    let smallest = |share| {
        let found = labels(&fit(FitParams::<Centres>::new(3).smallest(share), &mixed), &mixed);
        (0..3).map(|class| found.iter().filter(|&&label| label == class).count()).min()
    };
    assert!(smallest(0.02) >= Some(20), "{:?}", smallest(0.02));
}

#[test]
fn parameters_are_checked() {
    let refused =
        |params: FitParams<Centres>| matches!(params.check_ref(), Err(SegmentError::Parameter { .. }));
    assert!(refused(FitParams::<Centres>::new(0)));
    assert!(refused(FitParams::<Centres>::new(33)));
    assert!(refused(FitParams::<Centres>::new(3).starts(0)));
    assert!(refused(FitParams::<Centres>::new(3).go_on(0)));
    assert!(refused(FitParams::<Centres>::new(3).max_iterations(0)));
    assert!(refused(FitParams::<Centres>::new(3).smallest(1.5)));
    assert!(!refused(FitParams::<Centres>::new(32)));
}
