use super::super::encoded::Encoded;
use super::super::fixture::customers;
use super::super::{adjusted_rand, SegmentError};
use super::*;
use crate::segment::params::FitParams;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa::ParamGuard;

#[test]
fn fit_and_predict_through_linfa() {
    let (people, truth) = customers(3000, 5);
    let encoded = Encoded::from_people(&people);
    let dataset = DatasetBase::new(&encoded.mixed, ());
    let model =
        FitParams::<Parameters>::new(6).seed(3).fit(&dataset).unwrap_or_else(|error| panic!("{error}"));
    let labels: Array1<usize> = model.predict(&dataset);
    let labels: Vec<u32> = labels.iter().map(|&label| label as u32).collect();
    let agreement = adjusted_rand(&labels, &truth, &people.counts);
    assert!(agreement >= 0.85, "{agreement}");
    assert!(model.bic(log_likelihood(&encoded.mixed, &model), 3000) > 0.0);
    let shares: f64 = model.shares.iter().sum();
    assert!((shares - 1.0).abs() < 1e-9);
    // Other columns than those of the fit: everyone in the largest class, and no panic.
    let other = Mixed::new(vec![1; 4], None);
    let labels: Array1<usize> = model.predict(&DatasetBase::new(&other, ()));
    assert!(labels.iter().all(|&label| label == labels[0]));
}

#[test]
fn each_pass_makes_the_data_no_less_likely() {
    let (people, _) = customers(600, 9);
    let mixed = Encoded::from_people(&people).mixed;
    let dataset = DatasetBase::new(&mixed, ());
    let fit = |passes| {
        let params = FitParams::<Parameters>::new(4).starts(1).go_on(1).tolerance(0.0).max_iterations(passes);
        params
            .fit(&dataset)
            .map(|model| log_likelihood(&mixed, &model))
            .unwrap_or_else(|error| panic!("{error}"))
    };
    let course: Vec<f64> = (1..=12).map(fit).collect();
    // The pseudo-observations may cost a hair; single precision another.
    assert!(course.windows(2).all(|pair| pair[1] > pair[0] - 1.0), "{course:?}");
    assert!(course[11] > course[0] + 100.0, "{course:?}");
}

#[test]
fn one_class_has_the_moments_of_everyone() {
    let (people, _) = customers(2000, 2);
    let mixed = Encoded::from_people(&people).mixed;
    let model = FitParams::<Parameters>::new(1)
        .fit(&DatasetBase::new(&mixed, ()))
        .unwrap_or_else(|error| panic!("{error}"));
    for column in &model.numeric {
        assert!(column[0].0.abs() < 1e-3 && (column[0].1 - 1.0).abs() < 1e-2);
    }
    for (table, column) in model.categorical.iter().zip(&mixed.categorical) {
        assert!(table.iter().zip(&column.shares).all(|(fitted, share)| (fitted - share).abs() < 1e-4));
    }
}

#[test]
fn parameters_are_checked() {
    let refused =
        |params: FitParams<Parameters>| matches!(params.check_ref(), Err(SegmentError::Parameter { .. }));
    assert!(refused(FitParams::<Parameters>::new(0)));
    assert!(refused(FitParams::<Parameters>::new(33)));
    assert!(refused(FitParams::<Parameters>::new(3).starts(0)));
    assert!(refused(FitParams::<Parameters>::new(3).go_on(0)));
    assert!(refused(FitParams::<Parameters>::new(3).max_iterations(0)));
    assert!(refused(FitParams::<Parameters>::new(3).tolerance(f64::NAN)));
    assert!(!refused(FitParams::<Parameters>::new(32)));
}

#[test]
fn the_widest_model_works() {
    let (people, _) = customers(1200, 4);
    let mixed = Encoded::from_people(&people).mixed;
    for count in [9, 17, 32] {
        let params = FitParams::<Parameters>::new(count).starts(1).max_iterations(10);
        let model = params.fit(&DatasetBase::new(&mixed, ())).unwrap_or_else(|error| panic!("{error}"));
        let (labels, confidence) = assign_all(&model, &mixed);
        assert!(labels.iter().all(|&label| label < count));
        assert!(confidence.iter().all(|&share| share > 0.0 && share <= 1.0001));
    }
}
