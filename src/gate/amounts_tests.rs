use super::*;
use crate::gate::blocks::Blocked;
use crate::gate::drawing::Drawing;
use crate::gate::BandedColumn;
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::recipe::Role;
use crate::text::Text;
use proptest::prelude::*;

fn column() -> BandedColumn {
    let label = Text::new("bedrag", "amount");
    let band = |missing| Band { label: label.clone(), from: None, to: None, missing };
    let bands = vec![band(false), band(true)];
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
        columns: vec![BandedColumn {
            codes: values.iter().map(|value| u16::from(value.is_nan())).collect(),
            ..column()
        }],
        sample_weights: None,
    };
    let numbers = vec![Numbers::of_records(0, values)];
    match Drawing::whole(blocked, (&[], numbers), &ContentKey::of_test(key), 10) {
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

/// The edges of one number a person.
fn edges_of(records: &[f64]) -> Option<(f64, f64)> {
    let Numbers { codes, values, .. } = Numbers::of_records(0, records);
    let mut people = vec![0; values.len()];
    codes.iter().for_each(|&code| people[code as usize] += 1);
    edges(&values, &people, 10)
}

#[test]
fn edges_are_round_and_k_people_are_at_or_beyond_them() {
    let values = amounts(2_400);
    let (low, high) = edges_of(&values).unwrap();
    assert_eq!((low % 50.0, high % 500.0), (0.0, 0.0), "{low} {high}");
    let beyond = |test: &dyn Fn(f64) -> bool| values.iter().filter(|&&value| test(value)).count();
    assert!(beyond(&|value| value >= high) >= 20 && beyond(&|value| value <= low) >= 20, "{low} {high}");
    assert!(low < 0.0 && high > 2_000.0);
    // One person far away moves an edge by no more than to the next person.
    let mut other = values.clone();
    other[0] = 1e9;
    other[1] = -1e9;
    let moved = edges_of(&other).unwrap();
    assert!((moved.0 - low).abs() <= -0.1 * low && (moved.1 - high).abs() <= 0.1 * high, "{moved:?}");
    assert_eq!(edges_of(&[5.0; 200]), None, "all the same");
    assert_eq!(edges(&[1.0, 2.0], &[9, 9], 10), None, "too few");
    assert_eq!(edges_of(&[f64::NAN; 200]), None);
    assert_eq!((round_to(1234.0, f64::floor), round_to(0.0314, f64::ceil)), (1200.0, 0.032));
    assert_eq!(round_to(-1234.0, f64::ceil), -1200.0);
}

#[test]
fn an_edge_is_nobodys_own_number() {
    // Nine people from 20 up and one of 17: an edge at 17 would say that somebody has it.
    let mut values: Vec<f64> = (0..900).map(|person| f64::from(person % 10)).collect();
    values.extend((20..29).map(f64::from));
    values.push(17.0);
    let (low, high) = edges_of(&values).unwrap();
    assert_eq!((low, high), (0.0, 10.0));
    // Fewer than k people between the edges are as good as nobody: the mean would be the share of the other number.
    let two = |others: usize| {
        let mut values = vec![0.0; 500];
        values.extend(vec![5.0; others]);
        values.extend(vec![10.0; 500]);
        edges_of(&values)
    };
    assert_eq!((two(0), two(9), two(10)), (None, None, Some((0.0, 10.0))));
}

#[test]
fn means_are_unbiased_and_the_stated_error_covers_them() {
    let values = amounts(2_400);
    let (low, high) = drawn(&values, 0).edges(0).unwrap();
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
fn one_person_is_no_more_than_a_kth_of_a_sum() {
    // In one segment one person has nearly everything: what is drawn is 0 or at least what ten such people would bring in, and it is
    // drawn as if that person were not there in nearly all cases.
    let mut values: Vec<f64> = (0..960).map(|person| f64::from(person % 3) * 50.0).collect();
    values[..240].fill(0.0);
    let without: Vec<i64> = (0..400).map(|key| drawn(&values, key).amounts[0].sums[0]).collect();
    values[5] = 100.0;
    let with: Vec<i64> = (0..400).map(|key| drawn(&values, key).amounts[0].sums[0]).collect();
    let same = without.iter().zip(&with).filter(|(without, with)| without == with).count();
    assert!((320..400).contains(&same), "{same}");
    let mean = drawn(&values, 1).mean(0, Base::Segment(0)).unwrap();
    assert!(mean.error > 5.0 * 100.0 / 240.0, "the margin covers many such people: {mean:?}");
}

#[test]
fn people_with_a_number_are_those_of_the_column() {
    // Nothing is drawn for them, so a mean says no more of how many have a number than the shares do.
    let values = amounts(2_400);
    let tables = drawn(&values, 4);
    for segment in (0..10).map(Base::Segment) {
        assert_eq!(tables.mean(0, segment).unwrap().people, tables.people_by_band(0, segment)[0]);
    }
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
