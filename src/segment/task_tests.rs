use super::super::fixture::{customers, numbers, people, texts};
use super::*;
use crate::meaning::Meaning;
use crate::profile::AdviceReason;
use crate::segment::adjusted_rand;
use crate::table::People;
use crate::task::run;
use proptest::prelude::*;

fn segment(people: &People, count: Count, seed: u32, smallest: f64) -> Result<Segmentation, SegmentError> {
    run(
        &mut SegmentTask::new(Encoded::from_people(people), Method::LatentClass, count, seed, smallest),
        |_| {},
    )
}

fn found(people: &People, count: Count, seed: u32, smallest: f64) -> Segmentation {
    segment(people, count, seed, smallest).unwrap_or_else(|error| panic!("{error}"))
}

fn sizes(found: &Segmentation) -> Vec<usize> {
    (0..found.count).map(|segment| found.labels.iter().filter(|&&label| label == segment).count()).collect()
}

#[test]
fn six_hidden_segments_are_found_and_advised() {
    let (people, truth) = customers(4000, 1);
    let six = found(&people, Count::Fixed(6), 1, 0.02);
    let agreement = adjusted_rand(&six.labels, &truth, &people.counts);
    assert!(agreement >= 0.85, "{agreement}");
    assert_eq!((six.count, six.advice.count, six.criteria.len(), six.jaccard.len()), (6, 6, 0, 6));
    assert!(six.jaccard.iter().all(|&jaccard| jaccard > 0.6), "{:?}", six.jaccard);
    assert!(sizes(&six).windows(2).all(|pair| pair[0] >= pair[1]));
    let advised = found(&people, Count::Advised, 1, 0.02);
    assert!((5..=6).contains(&advised.advice.count), "{:?}", advised.advice);
    assert_eq!(advised.criteria.iter().map(|one| one.count).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn columns_that_do_not_go_together_hold_no_groups() {
    let mut random = super::super::arithmetic::Random::new(9, 9);
    let ages: Vec<f64> = (0..3000).map(|_| 18.0 + 70.0 * random.unit()).collect();
    let often: Vec<f64> = (0..3000).map(|_| (12.0 * random.unit() * random.unit()).floor()).collect();
    let pay: Vec<f64> =
        (0..3000).map(|_| if random.unit() < 0.3 { 900.0 } else { 3000.0 * random.unit() }).collect();
    let by: Vec<&str> = (0..3000).map(|_| ["web", "balie", "post"][random.below(3)]).collect();
    let loose = people(vec![
        numbers("leeftijd", &ages),
        numbers("contacten", &often),
        numbers("inkomen", &pay),
        texts("kanaal", &by, Meaning::Category),
    ]);
    // Two groups in the same columns: whoever comes often is old.
    let old: Vec<f64> = often
        .iter()
        .zip(&ages)
        .map(|(&often, age)| if often > 2.0 { 70.0 + age / 10.0 } else { 20.0 + age / 10.0 })
        .collect();
    let tied = people(vec![
        numbers("leeftijd", &old),
        numbers("contacten", &often),
        numbers("inkomen", &pay),
        texts("kanaal", &by, Meaning::Category),
    ]);
    for method in [Method::LatentClass, Method::KMeans] {
        let advice = |people: &People| {
            let mut task = SegmentTask::new(Encoded::from_people(people), method, Count::Advised, 1, 0.02);
            run(&mut task, |_| {}).unwrap_or_else(|error| panic!("{error}")).advice
        };
        assert_eq!((advice(&loose).count, advice(&loose).why), (2, Some(AdviceReason::NoStructure)));
        assert_ne!(advice(&tied).why, Some(AdviceReason::NoStructure));
    }
}

#[test]
fn groups_made_from_noise_are_not_firm() {
    let mut random = super::super::arithmetic::Random::new(3, 3);
    let noise: Vec<Vec<f64>> = (0..4).map(|_| (0..800).map(|_| random.unit()).collect()).collect();
    let attributes =
        ["a", "b", "c", "d"].iter().zip(&noise).map(|(name, values)| numbers(name, values)).collect();
    let noisy = found(&people(attributes), Count::Fixed(6), 1, 0.0);
    let (clear, _) = customers(800, 1);
    let clear = found(&clear, Count::Fixed(6), 1, 0.0);
    let mean = |found: &Segmentation| found.jaccard.iter().sum::<f64>() / f64::from(found.count);
    assert!(mean(&noisy) + 0.1 < mean(&clear), "{:?} {:?}", noisy.jaccard, clear.jaccard);
}

#[test]
fn small_steps_give_the_same_and_progress_never_falls() {
    let (people, _) = customers(700, 8);
    let whole = found(&people, Count::Advised, 5, 0.02);
    let mut task =
        SegmentTask::new(Encoded::from_people(&people), Method::LatentClass, Count::Advised, 5, 0.02);
    let (mut last, mut steps) = (0.0, 0);
    let small = loop {
        match task.step(300) {
            Step::Busy(progress) => {
                assert!((last..=1.0).contains(&progress.share));
                (last, steps) = (progress.share, steps + 1);
            }
            Step::Done(found) => break found,
            Step::Failed(error) => panic!("{error}"),
        }
    };
    assert!(steps > 20 && last > 0.8, "{steps} {last}");
    assert!(
        small.labels == whole.labels
            && small.jaccard == whole.jaccard
            && small.confidence == whole.confidence
    );
}

#[test]
fn refusals_are_typed() {
    let refused = |people: &People, count| segment(people, Count::Fixed(count), 1, 0.02).err();
    let nobody = people(vec![numbers("leeftijd", &[])]);
    assert_eq!(refused(&nobody, 2), Some(SegmentError::NoPeople));
    assert_eq!(segment(&nobody, Count::Advised, 1, 0.02).err(), Some(SegmentError::NoPeople));
    let constant = people(vec![numbers("leeftijd", &[40.0; 100])]);
    assert_eq!(refused(&constant, 2), Some(SegmentError::NoColumns));
    let missing = people(vec![texts("kanaal", &[""; 100], Meaning::Category)]);
    assert_eq!(refused(&missing, 2), Some(SegmentError::NoColumns));
    let (few, _) = customers(9, 1);
    assert_eq!(refused(&few, 6), Some(SegmentError::TooFewPeople { count: 6 }));
    let two: Vec<&str> = (0..100).map(|i| if i % 2 == 0 { "ja" } else { "nee" }).collect();
    let alike = people(vec![texts("kanaal", &two, Meaning::Category)]);
    assert_eq!(refused(&alike, 3), Some(SegmentError::TooAlike { count: 3 }));
    assert!(matches!(refused(&alike, 0), Some(SegmentError::Parameter { field: "segments.count", .. })));
    assert!(matches!(refused(&alike, 1000), Some(SegmentError::Parameter { .. })));
    for share in [-0.1, 0.5, f64::NAN] {
        let error = segment(&alike, Count::Fixed(2), 1, share).err();
        assert!(matches!(error, Some(SegmentError::Parameter { field: "segments.smallest_share", .. })));
    }
}

#[test]
fn advice_on_too_little_is_one_segment() {
    let constant = people(vec![numbers("leeftijd", &[40.0; 100])]);
    let (few, _) = customers(30, 1);
    for people in [constant, few] {
        let one = found(&people, Count::Advised, 1, 0.02);
        assert_eq!((one.count, one.advice.count, one.jaccard.as_slice()), (1, 1, [1.0].as_slice()));
        assert!(one.labels.iter().all(|&label| label == 0) && one.criteria.is_empty());
    }
}

#[test]
fn two_kinds_of_people_in_one_category_are_two_segments() {
    let kinds: Vec<&str> = (0..100).map(|i| if i % 3 == 0 { "ja" } else { "nee" }).collect();
    let two = found(&people(vec![texts("kanaal", &kinds, Meaning::Category)]), Count::Fixed(2), 1, 0.02);
    assert_eq!(sizes(&two), [66, 34]);
}

#[test]
fn everyone_twice_is_the_same_grouping() {
    let (once, truth) = customers(900, 6);
    let mut twice = people(once.attributes);
    twice.counts = vec![1; 2 * twice.counts.len()];
    for attribute in &mut twice.attributes {
        attribute.codes = attribute.codes.iter().flat_map(|&code| [code, code]).collect();
    }
    let both = found(&twice, Count::Fixed(6), 1, 0.02);
    assert!(both.labels.chunks(2).all(|pair| pair[0] == pair[1]));
    let labels: Vec<u32> = both.labels.iter().copied().step_by(2).collect();
    assert!(adjusted_rand(&labels, &truth, &[1; 900]) > 0.75);
    // As records of two people each: the sums are the same but for their last bits.
    let mut records = customers(900, 6).0;
    records.counts = vec![2; 900];
    let merged = found(&records, Count::Fixed(6), 1, 0.02);
    assert!(adjusted_rand(&labels, &merged.labels, &[1; 900]) > 0.99);
    assert!(merged.jaccard.iter().zip(&both.jaccard).all(|(a, b)| (a - b).abs() <= 0.1));
}

#[test]
fn a_sample_weight_weighs_in_the_fit() {
    let (mut people, _) = customers(1500, 4);
    let plain = found(&people, Count::Fixed(4), 1, 0.02);
    let weigh = |people: &mut People, of: &dyn Fn(usize) -> f64| {
        let weights: Vec<f64> = (0..people.records()).map(of).collect();
        let mut attribute = numbers("weging", &weights);
        attribute.role = crate::recipe::Role::Weight;
        people.attributes.retain(|attribute| attribute.role != crate::recipe::Role::Weight);
        people.attributes.push(attribute);
    };
    // All the same, of any scale: as without.
    weigh(&mut people, &|_| 250.0);
    let equal = found(&people, Count::Fixed(4), 1, 0.02);
    assert!(adjusted_rand(&plain.labels, &equal.labels, &people.counts) > 0.99);
    // Some count a thousand times as much as others: the groups are theirs.
    weigh(&mut people, &|record| if record % 3 == 0 { 1000.0 } else { 1.0 });
    let uneven = found(&people, Count::Fixed(4), 1, 0.02);
    assert!(uneven.labels != plain.labels);
    assert_eq!(uneven.labels.len(), 1500);
}

#[test]
fn samples_are_of_people_and_know_their_number() {
    let mixed = crate::segment::mixed::Mixed::new(vec![1, 5, 1, 3], None);
    assert_eq!((mixed.records, mixed.people), (4, 10));
    let all = mixed.spread(4);
    assert_eq!((all.rows, all.counts), (vec![0, 1, 2, 3], vec![1, 5, 1, 3]));
    let five = mixed.spread_people(5); // people 0, 2, 4, 6 and 8
    assert_eq!((five.rows, five.counts), (vec![0, 1, 2, 3], vec![1, 2, 1, 1]));
    let two = mixed.spread(2);
    assert_eq!((two.rows, two.counts), (vec![0, 1], vec![1, 1]));
    let ten = mixed.spread_people(100);
    assert_eq!(ten.counts, mixed.counts);
    assert_eq!(
        (0..10).map(|person| mixed.record_of(person)).collect::<Vec<_>>(),
        [0, 1, 1, 1, 1, 1, 2, 3, 3, 3]
    );
    let weighted = crate::segment::mixed::Mixed::new(vec![1, 2], Some(vec![4.0, 1.0]));
    assert_eq!(weighted.weights, Some(vec![2.0, 1.0]), "mean 1 over people, times people");
    assert!(crate::segment::mixed::Mixed::new(vec![1; 9], None).weights.is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn same_seed_same_labels_and_no_segment_too_small(
        seed in 0u32..1000,
        size in 60usize..260,
        count in 2u32..8,
        smallest in 0.0f64..0.3,
    ) {
        let (people, _) = customers(size, u64::from(seed));
        let one = found(&people, Count::Fixed(count), seed, smallest);
        let two = found(&people, Count::Fixed(count), seed, smallest);
        prop_assert!(one.labels == two.labels && one.jaccard == two.jaccard && one.confidence == two.confidence);
        prop_assert_eq!(one.labels.len(), size);
        let sizes = sizes(&one);
        prop_assert!(sizes.iter().sum::<usize>() == size, "labels are 0 to count - 1");
        prop_assert!(sizes.iter().all(|&people| people > 0 && people as f64 >= smallest * size as f64), "{:?}", sizes);
        prop_assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]));
    }
}

/// Every answer of both methods on files that hold little.
#[test]
fn a_file_that_holds_little_gets_a_clear_answer_from_both_methods() {
    let constant = people(vec![numbers("leeftijd", &[40.0; 100])]);
    let one_category = people(vec![texts("kanaal", &["web"; 100], Meaning::Category)]);
    let missing =
        people(vec![texts("kanaal", &[""; 100], Meaning::Category), numbers("leeftijd", &[f64::NAN; 100])]);
    let three: Vec<f64> = (0..90).map(|i| f64::from(i % 3)).collect();
    let three = people(vec![numbers("a", &three)]);
    let (fifty, _) = customers(50, 1);
    for method in [Method::LatentClass, Method::KMeans] {
        let segment = |people: &People, count| {
            run(&mut SegmentTask::new(Encoded::from_people(people), method, count, 1, 0.02), |_| {})
        };
        for empty in [&constant, &one_category, &missing] {
            assert_eq!(segment(empty, Count::Fixed(2)).err(), Some(SegmentError::NoColumns));
            let advised = segment(empty, Count::Advised).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((advised.count, advised.second), (1, None));
        }
        assert_eq!(segment(&three, Count::Fixed(4)).err(), Some(SegmentError::TooAlike { count: 4 }));
        let exact = segment(&three, Count::Fixed(3)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(sizes(&exact), [30, 30, 30]);
        let fifty = segment(&fifty, Count::Fixed(3)).unwrap_or_else(|error| panic!("{error}"));
        assert!(sizes(&fifty).iter().sum::<usize>() == 50 && fifty.count <= 3);
        assert!(fifty.jaccard.iter().all(|jaccard| (0.0..=1.0).contains(jaccard)));
    }
}

#[test]
fn each_method_is_checked_by_the_other() {
    let (people, truth) = customers(3000, 4);
    for (method, opinion) in
        [(Method::LatentClass, OpinionMethod::KMeans), (Method::KMeans, OpinionMethod::LatentClass)]
    {
        let mut task = SegmentTask::new(Encoded::from_people(&people), method, Count::Fixed(6), 1, 0.02);
        let found = run(&mut task, |_| {}).unwrap_or_else(|error| panic!("{error}"));
        let agreement = adjusted_rand(&found.labels, &truth, &people.counts);
        assert!(agreement > 0.7, "{method:?} {agreement}");
        let second = found.second.unwrap_or_else(|| panic!("there is a second opinion"));
        assert!(second.method == opinion && (0.6..=1.0).contains(&second.adjusted_rand), "{second:?}");
        let mut brief =
            SegmentTask::new(Encoded::from_people(&people), method, Count::Fixed(6), 1, 0.02).brief();
        let brief = run(&mut brief, |_| {}).unwrap_or_else(|error| panic!("{error}"));
        assert!(brief.labels == found.labels && brief.jaccard.is_empty() && brief.second.is_none());
    }
}

#[test]
fn the_criteria_stand_side_by_side() {
    let (people, _) = customers(2000, 2);
    for method in [Method::LatentClass, Method::KMeans] {
        let mut task = SegmentTask::new(Encoded::from_people(&people), method, Count::Advised, 1, 0.02);
        let found = run(&mut task, |_| {}).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found.criteria.len(), 7);
        for point in &found.criteria {
            let (icl, silhouette) = (point.icl.unwrap_or(0.0), point.silhouette.unwrap_or(9.0));
            // Overlap only adds.
            assert!(icl >= point.bic && icl < 2.0 * point.bic, "{point:?}");
            assert!((0.0..1.0).contains(&silhouette), "{point:?}");
            assert!((0.0..=1.0).contains(&point.stability.unwrap_or(9.0)), "{point:?}");
            let even = 1.0 / f64::from(point.count);
            assert!((0.0..=even).contains(&point.smallest_share.unwrap_or(9.0)), "{point:?}");
        }
    }
}

#[test]
fn on_easy_data_the_seed_makes_no_difference() {
    let (people, _) = customers(4000, 3);
    for method in [Method::LatentClass, Method::KMeans] {
        let labels = |seed| {
            let mut task =
                SegmentTask::new(Encoded::from_people(&people), method, Count::Fixed(6), seed, 0.02).brief();
            run(&mut task, |_| {}).unwrap_or_else(|error| panic!("{error}")).labels
        };
        let first = labels(1);
        for seed in 2..6 {
            let agreement = adjusted_rand(&first, &labels(seed), &people.counts);
            assert!(agreement >= 0.95, "{method:?}, seed {seed}: {agreement}");
        }
    }
}
