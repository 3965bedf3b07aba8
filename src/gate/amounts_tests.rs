use super::*;
use crate::gate::blocks::Blocked;
use crate::gate::BandedColumn;
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::recipe::Role;
use crate::text::Text;
use proptest::prelude::*;

fn column() -> BandedColumn {
    let label = Text::new("bedrag", "amount");
    let bands = vec![Band { label: label.clone(), from: None, to: None, missing: false }];
    let codes = Vec::new();
    BandedColumn { name: "bedrag".into(), label, role: Role::Feature, meaning: Meaning::Amount, bands, codes }
}

/// Blocks of 120 people, two to a segment.
fn drawn(values: &[f64], key: u64) -> Protected {
    let people = values.len() as u32;
    let blocks = people / 120;
    let blocked = Blocked {
        blocks: Blocks {
            of_record: (0..people).map(|person| person / 120).collect(),
            counts: vec![1; people as usize],
            segment_of: (0..blocks).map(|block| block / 2).collect(),
            sizes: vec![120; blocks as usize],
            nowhere: vec![false; blocks as usize],
            labels: (0..blocks.div_ceil(2)).collect(),
            minimum: 60,
            whole_only: false,
        },
        columns: vec![BandedColumn { codes: vec![0; people as usize], ..column() }],
        sample_weights: None,
    };
    let numbers = vec![Numbers { column: 0, values: values.to_vec() }];
    match Protected::draw(blocked, (&[], &numbers), &ContentKey::of_test(key), 10) {
        Ok(protected) => protected,
        Err(error) => panic!("{error:?}"),
    }
}

/// Skewed amounts, some negative, some missing.
fn amounts(people: u32) -> Vec<f64> {
    let key = ContentKey::of_test(3);
    let mut stream = key.stream(0, 0);
    let mut below = |bound: u32| f64::from(stream.below(bound));
    (0..people)
        .map(|_| match below(20) as u32 {
            0 => f64::NAN,
            1 => -below(300),
            2 => 2_000.0 + below(4_000),
            _ => below(1_500),
        })
        .collect()
}

#[test]
fn edges_are_round_and_k_people_are_at_or_beyond_them() {
    let values = amounts(2_400);
    let (low, high) = edges(&values, &vec![1; 2_400], 10).unwrap();
    for edge in [low, high] {
        assert_eq!(significant(edge, 2), edge);
    }
    let beyond = |test: &dyn Fn(f64) -> bool| values.iter().filter(|&&value| test(value)).count();
    assert!(beyond(&|value| value >= high) >= 20 && beyond(&|value| value <= low) >= 20, "{low} {high}");
    assert!(low < 0.0 && high > 2_000.0);
    // One person far away moves an edge by no more than to the next person.
    let mut other = values.clone();
    other[0] = 1e9;
    other[1] = -1e9;
    let moved = edges(&other, &vec![1; 2_400], 10).unwrap();
    assert!((moved.0 - low).abs() <= -0.1 * low && (moved.1 - high).abs() <= 0.1 * high, "{moved:?}");
    assert_eq!(edges(&[5.0; 200], &[1; 200], 10), None, "all the same");
    assert_eq!(edges(&[1.0, 2.0], &[9, 9], 10), None, "too few");
    assert_eq!(edges(&[f64::NAN; 200], &[1; 200], 10), None);
    assert_eq!((round_to(1234.0, f64::floor), round_to(0.0314, f64::ceil)), (1200.0, 0.032));
    assert_eq!(round_to(-1234.0, f64::ceil), -1200.0);
}

#[test]
fn means_are_unbiased_and_the_stated_error_covers_them() {
    let values = amounts(2_400);
    let (low, high, withheld) = drawn(&values, 0).edges(0).unwrap();
    assert!(!withheld);
    let truth = |people: std::ops::Range<usize>| {
        let known: Vec<f64> =
            values[people].iter().filter(|value| !value.is_nan()).map(|v| v.clamp(low, high)).collect();
        known.iter().sum::<f64>() / known.len() as f64
    };
    let (mut covered, mut shown, mut sum) = (0, 0, 0.0);
    for key in 0..300 {
        let tables = drawn(&values, key);
        sum += tables.mean(0, Base::All).unwrap().value / 300.0;
        for segment in 0..10usize {
            let mean = tables.mean(0, Base::Segment(segment as u32)).unwrap();
            shown += 1;
            covered +=
                u32::from((mean.value - truth(segment * 240..(segment + 1) * 240)).abs() <= mean.error);
            assert!(mean.people.is_multiple_of(10) && mean.error > 0.0);
        }
    }
    let covered = f64::from(covered) / f64::from(shown);
    println!("{covered:.3} of {shown} means within the stated error");
    assert!(covered >= 0.93, "{covered}");
    assert!((sum - truth(0..2_400)).abs() < 15.0, "{sum} for {}", truth(0..2_400));
}

#[test]
fn nobody_makes_up_half_of_a_segment() {
    // In one segment one person has everything: withheld for all, and in another ordering of the same blocks too.
    let mut values = vec![100.0; 960];
    values[..240].fill(0.0);
    values[5] = 100.0;
    let tables = drawn(&values, 1);
    assert_eq!(tables.edges(0), Some((0.0, 100.0, true)));
    assert_eq!((tables.mean(0, Base::All), tables.mean(0, Base::Segment(2))), (None, None));
    let merged = tables.arranged(&[crate::recipe::Arrangement::Merge(vec![1, 2])]).unwrap();
    assert_eq!(merged.mean(0, Base::All), None);
    values[6] = 100.0;
    assert!(drawn(&values, 1).mean(0, Base::Segment(0)).is_some(), "two people are each half");
}

proptest! {
    /// A protected sum is a whole number of steps, near the truth but for steps that look at nothing.
    #[test]
    fn any_sum_can_be_moved(sum in 0.0..30.0f64, number in 0u64..10_000) {
        let rounded = round_sum(sum, &mut ContentKey::of_test(number).stream(0, 0));
        prop_assert!((rounded as f64 - sum).abs() < 9.0);
        prop_assert_eq!(rounded, round_sum(sum, &mut ContentKey::of_test(number).stream(0, 0)));
    }
}

#[test]
fn sums_are_unbiased_with_the_stated_variance() {
    for sum in [0.0, 0.03, 2.5, 7.9] {
        let draws =
            (0..20_000).map(|number| round_sum(sum, &mut ContentKey::of_test(number).stream(0, 0)) as f64);
        let (mut mean, mut square) = (0.0, 0.0);
        draws.for_each(|drawn| {
            mean += (drawn - sum) / 20_000.0;
            square += (drawn - sum).powi(2) / 20_000.0;
        });
        assert!(mean.abs() < 0.02 && square < sum_variance() * 1.05, "{sum}: {mean} {square}");
    }
}
