use super::*;
use crate::gate::blocks::Blocks;
use crate::gate::error::GateError;
use crate::gate::key::ContentKey;
use crate::gate::rounding::variance;
use crate::gate::views::stated;
use crate::gate::{Base, Figure};
use crate::text::Language;
use proptest::prelude::*;

fn column(role: Role, codes: Vec<u16>, bands: usize) -> BandedColumn {
    let label = Text::new("kolom", "column");
    let band = Band { label: label.clone(), from: None, to: None, missing: false };
    BandedColumn {
        name: "kolom".into(),
        label,
        role,
        meaning: Meaning::Category,
        bands: vec![band; bands],
        codes,
    }
}

/// Blocks of 60 people in segments of two blocks; codes as drawn from the seed.
fn drawn(blocks: u32, bands: usize, role: Role, seed: u64, key: u64) -> (Protected, Vec<u16>) {
    let source = ContentKey::of_test(seed);
    let mut stream = source.stream(0, 5);
    let codes: Vec<u16> =
        (0..blocks * 60).map(|_| stream.below(bands as u32).min(stream.below(bands as u32)) as u16).collect();
    let blocked = Blocked {
        blocks: Blocks {
            of_record: (0..blocks * 60).map(|person| person / 60).collect(),
            counts: vec![1; blocks as usize * 60],
            segment_of: (0..blocks).map(|block| block / 2).collect(),
            nowhere: (0..blocks).map(|block| block % 2 == 1).collect(),
            sizes: vec![60; blocks as usize],
            labels: (0..blocks.div_ceil(2)).collect(),
            minimum: 60,
            whole_only: false,
        },
        columns: vec![
            column(role, codes.clone(), bands),
            BandedColumn { name: "ander".into(), ..column(Role::Feature, vec![0; codes.len()], 1) },
        ],
        sample_weights: None,
    };
    match Drawing::whole(blocked, (&[], Vec::new()), &ContentKey::of_test(key), 10) {
        Ok(protected) => (protected, codes),
        Err(error) => panic!("{error:?}"),
    }
}

/// Two segments of one block with given counts of one column.
fn given(role: Role, totals: [u32; 2], counts: [&[i64]; 2]) -> Protected {
    let table = (column(role, Vec::new(), counts[0].len()), counts.concat());
    Protected::of_tables(10, totals.to_vec(), vec![0, 1], vec![table])
}

proptest! {
    #[test]
    fn tables_are_additive_multiples_of_k_and_repeatable(
        blocks in 1u32..8, bands in 1usize..9, seed in 0u64..500, key in 0u64..500
    ) {
        let protected = drawn(blocks, bands, Role::Feature, seed, key).0;
        let again = drawn(blocks, bands, Role::Feature, seed, key).0;
        for block in 0..blocks {
            let row = protected.columns[0].row(block);
            prop_assert_eq!(row.iter().sum::<i64>(), i64::from(protected.totals[block as usize]));
            prop_assert!(row.iter().all(|count| count % 10 == 0));
            prop_assert_eq!(row, again.columns[0].row(block));
        }
        let parts: u32 = (0..protected.segments()).map(|segment| protected.size(segment)).sum();
        prop_assert_eq!(protected.people(Base::All), parts);
        let list: Vec<u32> = (0..blocks).chain([0, 0]).collect();
        prop_assert_eq!(protected.people(Base::Blocks(&list)), parts);
        for band in 0..bands as u32 {
            for base in [Base::All, Base::Segment(0), Base::Blocks(&[0])] {
                if let Figure::Share { percent, people, base, error_points } = protected.share(0, band, base) {
                    prop_assert!((0.0..=100.0).contains(&percent) && percent.fract() == 0.0);
                    prop_assert!(people % 10 == 0 && base % 10 == 0 && people <= base && error_points >= 1.0);
                }
            }
        }
    }
}

#[test]
fn another_key_draws_other_tables() {
    let rows = |key| drawn(6, 5, Role::Feature, 1, key).0.columns[0].counts.clone();
    assert_ne!(rows(1), rows(2));
}

#[test]
fn shares_are_unbiased_and_the_stated_error_covers_them() {
    let (mut within, mut cells, mut sum) = (0, 0, vec![0.0; 5]);
    let codes = drawn(20, 5, Role::Feature, 3, 0).1;
    let truth = |band: u16, people: std::ops::Range<usize>| {
        100.0 * codes[people.clone()].iter().filter(|&&code| code == band).count() as f64
            / people.len() as f64
    };
    for key in 0..400 {
        let protected = drawn(20, 5, Role::Feature, 3, key).0;
        for band in 0..5u16 {
            if let Figure::Share { people, .. } = protected.share(0, u32::from(band), Base::All) {
                sum[usize::from(band)] += f64::from(people) / 400.0;
            }
            for segment in 0..10 {
                if let Figure::Share { percent, error_points, .. } =
                    protected.share(0, u32::from(band), Base::Segment(segment))
                {
                    let start = segment as usize * 120;
                    cells += 1;
                    within += u32::from((percent - truth(band, start..start + 120)).abs() <= error_points);
                }
            }
        }
    }
    for band in 0..5u16 {
        let true_people = truth(band, 0..1200) * 12.0;
        assert!((sum[usize::from(band)] - true_people).abs() < 6.0, "{sum:?} band {band}: {true_people}");
    }
    let covered = f64::from(within) / f64::from(cells);
    assert!(covered > 0.93, "covered {covered}");
}

#[test]
fn almost_everyone_is_said_in_words() {
    let protected = given(Role::Feature, [100, 60], [&[100, 0], &[-10, 70]]);
    assert_eq!(protected.share(0, 0, Base::Segment(0)), Figure::AlmostAll { base: 100 });
    let zero = protected.share(0, 1, Base::Segment(0));
    assert!(matches!(zero, Figure::Share { percent: 0.0, people: 0, base: 100, .. }));
    // A negative cell is shown as 0, one above its base as everyone.
    assert!(matches!(protected.share(0, 0, Base::Segment(1)), Figure::Share { people: 0, .. }));
    assert_eq!(protected.share(0, 1, Base::Segment(1)), Figure::AlmostAll { base: 60 });
}

#[test]
fn what_is_not_there_is_withheld() {
    let protected = given(Role::Feature, [100, 60], [&[50, 50], &[30, 30]]);
    for figure in [
        protected.share(1, 0, Base::All),
        protected.share(0, 2, Base::All),
        protected.share(0, 0, Base::Segment(2)),
        protected.share(0, 0, Base::Blocks(&[])),
        protected.share(0, 0, Base::Blocks(&[9])),
    ] {
        assert_eq!(figure, Figure::Withheld);
    }
}

#[test]
fn a_sensitive_column_is_shown_everywhere_or_nowhere() {
    let shown = given(Role::Sensitive, [100, 60], [&[60, 40], &[40, 20]]);
    assert!(!shown.columns()[0].withheld());
    assert!(matches!(
        shown.share(0, 1, Base::All),
        Figure::Share { percent: 38.0, people: 60, base: 160, .. }
    ));
    // A category under k, a complement under k, or one over 80 % in one segment withholds all.
    for (totals, counts) in [
        ([100, 60], [[60, 40], [60, 0]]),
        ([100, 60], [[60, 40], [0, 60]]),
        ([100, 60], [[90, 10], [30, 30]]),
    ] {
        let hidden = given(Role::Sensitive, totals, [&counts[0], &counts[1]]);
        assert!(hidden.columns()[0].withheld());
        for base in [Base::All, Base::Segment(0), Base::Segment(1), Base::Blocks(&[0])] {
            assert_eq!(hidden.share(0, 0, base), Figure::Withheld);
        }
    }
    // One band only: its complement is nobody.
    assert!(given(Role::Sensitive, [100, 60], [&[100], &[60]]).columns()[0].withheld());
    // Roles that are never shown.
    assert!(given(Role::Identifier, [100, 60], [&[50, 50], &[30, 30]]).columns()[0].withheld());
}

#[test]
fn derived_figures_depend_on_tables_and_choices_alone() {
    let protected = given(Role::Feature, [100, 60], [&[50, 50], &[30, 30]]);
    let cleared = protected.derive(&Language::Nl, |tables, choice| (*choice, tables.size(1)));
    assert_eq!(serde_json::to_string(&cleared).unwrap(), "[\"nl\",60]");
}

#[test]
fn a_block_of_too_few_people_draws_nothing() {
    let blocked = Blocked {
        blocks: Blocks {
            of_record: vec![0; 40],
            counts: vec![1; 40],
            segment_of: vec![0],
            nowhere: vec![false],
            sizes: vec![40],
            labels: vec![0],
            minimum: 60,
            whole_only: true,
        },
        columns: vec![column(Role::Feature, vec![0; 40], 1)],
        sample_weights: None,
    };
    let refused = Drawing::whole(blocked, (&[], Vec::new()), &ContentKey::of_test(1), 10).map(|_| ());
    assert_eq!(refused.err(), Some(GateError::TooFewPeople { minimum: 60 }));
}

/// Shares of segments over the whole way (blocks, tables): how far from the truth, how well the stated error covers it, and how
/// much is withheld. Six segments with their own habits, six columns of three to six bands.
fn walked(people: u32, seed: u64) -> (f64, f64) {
    let source = ContentKey::of_test(seed);
    let labels: Vec<u32> = (0..people).map(|person| source.stream(person, 0).below(6)).collect();
    let columns: Vec<BandedColumn> = (0..6u32)
        .map(|index| {
            let bands = 3 + (index % 4);
            let code = |(person, &label): (usize, &u32)| {
                let mut stream = source.stream(person as u32, index + 1);
                let usual = (label + index) % bands;
                (if stream.below(10) < 5 { usual } else { stream.below(bands).min(stream.below(bands)) })
                    as u16
            };
            let column = column(Role::Feature, labels.iter().enumerate().map(code).collect(), bands as usize);
            BandedColumn { name: format!("kolom {index}"), ..column }
        })
        .collect();
    let design: Vec<f32> = (0..people as usize)
        .flat_map(|person| columns.iter().map(move |c| f32::from(c.codes[person])))
        .collect();
    let input = crate::gate::blocks::BlockInput {
        counts: vec![1; people as usize],
        households: None,
        sample_weights: None,
        labels: labels.clone(),
        nowhere: vec![false; people as usize],
        encoded: crate::segment::Encoded::of_rows(&design, 6),
        guides: Vec::new(),
        columns: columns.clone(),
        k: 10,
    };
    let mut blocking = crate::gate::blocks::Blocking::new(input).ok().unwrap();
    let blocked = crate::task::run(&mut blocking, |_| ()).ok().unwrap();
    let segment_of: Vec<u32> =
        blocked.blocks.of_record.iter().map(|&block| blocked.blocks.segment_of[block as usize]).collect();
    let protected = Drawing::whole(blocked, (&[], Vec::new()), &source, 10).ok().unwrap();
    let (mut errors, mut covered) = (Vec::new(), 0);
    for (index, column) in columns.iter().enumerate() {
        for segment in 0..protected.segments() {
            let here: Vec<usize> =
                (0..people as usize).filter(|&person| segment_of[person] == segment).collect();
            for band in 0..column.bands.len() as u32 {
                let count = here.iter().filter(|&&person| u32::from(column.codes[person]) == band).count();
                let truth = 100.0 * count as f64 / here.len() as f64;
                match protected.share(index as u32, band, Base::Segment(segment)) {
                    Figure::Share { percent, error_points, .. } => {
                        errors.push((percent - truth).abs());
                        covered += u32::from((percent - truth).abs() <= error_points);
                    }
                    figure => panic!("{figure:?}"),
                }
            }
        }
    }
    errors.sort_by(f64::total_cmp);
    (errors[errors.len() * 95 / 100], f64::from(covered) / errors.len() as f64)
}

#[test]
fn shares_stay_near_the_truth() {
    for (people, points) in [(20_000, 2.0), (5_000, 3.0), (1_000, 8.0)] {
        let (error, covered) = walked(people, 5);
        println!(
            "{people} people: 95 % of shares within {error:.2} points, {covered:.3} within the stated error"
        );
        assert!(error <= points && covered >= 0.9, "{people} people: {error} points, covered {covered}");
    }
}

#[test]
fn weights_change_shares_and_nothing_else() {
    let plain = given(Role::Feature, [100, 60], [&[50, 50], &[10, 50]]);
    let weighted = given(Role::Feature, [100, 60], [&[50, 50], &[10, 50]]).with_factors(&[1.0, 3.0]);
    assert!(weighted.weighted() && !plain.weighted());
    let figure = |tables: &Protected, base| match tables.share(0, 0, base) {
        Figure::Share { percent, people, base, error_points } => (percent, people, base, error_points),
        other => panic!("{other:?}"),
    };
    // (50 + 3 x 10) / (100 + 3 x 60) = 29 %, of 60 of 160 contributors.
    let (percent, people, base, error) = figure(&weighted, Base::All);
    assert_eq!((percent, people, base), (29.0, 60, 160));
    let (plain_percent, _, _, plain_error) = figure(&plain, Base::All);
    assert_eq!(plain_percent, 38.0);
    assert!(error > plain_error, "{error} {plain_error}: the heavier block's rounding weighs more");
    assert_eq!(figure(&weighted, Base::Segment(1)), figure(&plain, Base::Segment(1)), "one factor cancels");
    assert_eq!((weighted.size(0), weighted.people(Base::All)), (100, 160));
    assert_eq!((weighted.weight(Base::Segment(1)), weighted.weight(Base::All)), (180.0, 280.0));
    assert!((weighted.effective(Base::All) - 280.0 * 280.0 / 640.0).abs() < 1e-9);
    assert_eq!((plain.effective(Base::All), plain.weight(Base::All)), (160.0, 160.0));
    let equal = given(Role::Feature, [100, 60], [&[50, 50], &[10, 50]]).with_factors(&[2.5, 2.5]);
    assert_eq!(figure(&equal, Base::All), figure(&plain, Base::All), "equal weights are none");
    // Rules count contributors, whatever they weigh: 1 of 60 is under k.
    let rare = given(Role::Sensitive, [100, 60], [&[60, 40], &[60, 0]]).with_factors(&[1.0, 100.0]);
    assert!(rare.columns()[0].withheld());
}

proptest! {
    /// A later ordering moves whole blocks and draws nothing: everyone's figures stay as they were, and the new groups'
    /// counts are sums of the same block rows.
    #[test]
    fn a_later_ordering_moves_whole_blocks(
        seed in any::<u64>(),
        blocks in 2u32..9,
        groups in 1u32..5,
    ) {
        let (first, _) = drawn(blocks, 4, Role::Feature, seed, seed ^ 1);
        let of_person: Vec<u32> = (0..blocks * 60).map(|person| person / 60).collect();
        let source = ContentKey::of_test(seed);
        let mut stream = source.stream(1, 9);
        let labels: Vec<u32> = of_person.iter().map(|_| stream.below(groups) * 3).collect();
        let nowhere: Vec<bool> = of_person.iter().map(|_| stream.below(2) == 1).collect();
        let later = first
            .reordered(&of_person, &vec![1; labels.len()], &labels, &nowhere, 0.0)
            .map_err(|_| TestCaseError::fail("shape"))?;
        prop_assert_eq!(later.blocks(), first.blocks());
        for block in 0..blocks {
            // The label that most of its people chose, the smaller one in a tie.
            let mut votes = std::collections::BTreeMap::new();
            for person in block * 60..(block + 1) * 60 {
                *votes.entry(labels[person as usize]).or_insert(0u32) += 1;
            }
            let most = votes.values().max().copied();
            let wanted = votes.iter().find(|(_, &count)| Some(count) == most).map(|(&label, _)| label);
            let segment = later.segment_of_blocks()[block as usize];
            prop_assert_eq!(later.label_of(segment), wanted);
        }
        for band in 0..4 {
            prop_assert_eq!(later.share(0, band, Base::All), first.share(0, band, Base::All));
            for block in 0..blocks {
                let base = [block];
                prop_assert_eq!(later.share(0, band, Base::Blocks(&base)), first.share(0, band, Base::Blocks(&base)));
            }
        }
        let sizes: u32 = (0..later.segments()).map(|segment| later.size(segment)).sum();
        prop_assert_eq!(sizes, first.people(Base::All));
    }
}

#[test]
fn counts_of_a_base_are_never_negative_and_add_up() {
    let protected = given(Role::Feature, [100, 60], [&[70, -10, 40], &[-20, 50, 30]]);
    let counts = |base| protected.counts(&protected.columns[0], &protected.members(base));
    assert_eq!(counts(Base::Segment(0)), [60, 0, 40]);
    assert_eq!(counts(Base::Segment(1)), [0, 30, 30]);
    assert_eq!(counts(Base::All), [50, 40, 70]);
    assert_eq!(counts(Base::Segments(&[1, 0, 1])), counts(Base::All));
}

#[test]
fn a_difference_with_everyone_has_its_error() {
    let counts: [&[i64]; 2] = [&[60, 40], &[10, 50]];
    let protected = given(Role::Feature, [100, 60], counts);
    // 60 % against 70 of 160 people.
    let difference = protected.difference(0, 0, Base::Segment(0)).unwrap();
    assert_eq!(difference.points, 16.0);
    // With w = 100/160 everyone is w here and 1 - w there: the error is 3/8 of that of the difference with the others.
    let half = |share: f64, blocks: &[u32]| protected.half_width(share, variance(2), blocks);
    let expected = 0.375 * libm::hypot(half(0.6, &[0]), half(1.0 / 6.0, &[1]));
    assert_eq!(difference.error_points, stated(expected));
    assert_eq!(protected.difference(0, 0, Base::All), None);
    assert_eq!(protected.difference(0, 2, Base::Segment(0)), None);
    let withheld = given(Role::Sensitive, [100, 60], [&[90, 10], &[30, 30]]);
    assert_eq!(withheld.difference(0, 0, Base::Segment(1)), None);
}

#[test]
fn the_stated_error_of_a_difference_covers_the_true_one() {
    let (mut covered, mut shown) = (0, 0);
    for key in 0..200 {
        let (protected, codes) = drawn(10, 4, Role::Feature, 5, key);
        for band in 0..4u16 {
            let truth = |people: &[u16]| {
                100.0 * people.iter().filter(|&&code| code == band).count() as f64 / people.len() as f64
            };
            for segment in 0..5 {
                let here = &codes[segment * 120..(segment + 1) * 120];
                let Some(difference) =
                    protected.difference(0, u32::from(band), Base::Segment(segment as u32))
                else {
                    continue;
                };
                shown += 1;
                covered += u32::from(
                    (difference.points - (truth(here) - truth(&codes))).abs() <= difference.error_points,
                );
            }
        }
    }
    assert!(shown > 3000 && f64::from(covered) >= 0.93 * f64::from(shown), "{covered} of {shown}");
}

#[test]
fn the_median_stands_in_a_band() {
    let ordered = |counts: [&[i64]; 2], role| {
        let mut column = column(role, Vec::new(), 4);
        for (band, edges) in
            column.bands.iter_mut().zip([Some((0.0, 10.0)), Some((10.0, 20.0)), Some((20.0, 30.0)), None])
        {
            band.from = edges.map(|edge| edge.0);
            band.to = edges.map(|edge| edge.1);
            band.missing = edges.is_none();
        }
        Protected::of_tables(10, vec![100, 60], vec![0, 1], vec![(column, counts.concat())])
    };
    let tables = ordered([&[50, 10, 10, 30], &[10, 10, 20, 20]], Role::Feature);
    let at = |part| tables.quantile_band(0, Base::Segment(0), part);
    assert_eq!((at(0.25), at(0.5), at(0.75), at(1.0)), (Some(0), Some(0), Some(1), Some(2)));
    assert_eq!(tables.quantile_band(0, Base::Segment(1), 0.5), Some(1), "those without a value do not count");
    assert_eq!(
        given(Role::Feature, [100, 60], [&[50, 50], &[30, 30]]).quantile_band(0, Base::All, 0.5),
        None
    );
    let hidden = ordered([&[90, 10, 0, 0], &[10, 10, 20, 20]], Role::Sensitive);
    assert_eq!(hidden.quantile_band(0, Base::All, 0.5), None);
}
