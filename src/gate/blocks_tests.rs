use super::*;
use crate::gate::key::ContentKey;
use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::task;
use proptest::prelude::*;

fn column(codes: Vec<u16>, bands: usize) -> BandedColumn {
    let label = Text::new("kolom", "column");
    let band = crate::profile::Band { label: label.clone(), from: None, to: None, missing: false };
    BandedColumn {
        name: "kolom".into(),
        label,
        role: Role::Feature,
        meaning: Meaning::Category,
        bands: vec![band; bands],
        codes,
    }
}

/// People of `kinds` kinds in `segments` segments, with a design of `width` numbers that follows the kind.
fn people(number: usize, kinds: u32, segments: u32, width: usize, seed: u64) -> BlockInput {
    let key = ContentKey::of_test(seed);
    let mut stream = key.stream(0, 0);
    let (mut labels, mut design, mut codes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..number {
        let kind = stream.below(kinds);
        labels.push(kind % segments);
        codes.push((kind % 5) as u16);
        let mut of_kind = key.stream(kind + 1, 1);
        design.extend((0..width).map(|_| of_kind.below(1000) as f32 / 100.0));
    }
    let counts = vec![1; number];
    BlockInput {
        counts,
        sample_weights: None,
        households: None,
        labels,
        nowhere: vec![false; number],
        encoded: Encoded::of_rows(&design, width),
        guides: Vec::new(),
        columns: vec![column(codes, 5)],
        k: 10,
    }
}

fn reordered(input: &BlockInput, order: &[usize]) -> BlockInput {
    BlockInput {
        sample_weights: None,
        counts: order.iter().map(|&i| input.counts[i]).collect(),
        households: input
            .households
            .as_ref()
            .map(|households| order.iter().map(|&i| households[i]).collect()),
        labels: order.iter().map(|&i| input.labels[i]).collect(),
        nowhere: order.iter().map(|&i| input.nowhere[i]).collect(),
        encoded: encoded(&order.iter().map(|&i| row(input, i)).collect::<Vec<_>>()),
        guides: Vec::new(),
        columns: input
            .columns
            .iter()
            .map(|c| column(order.iter().map(|&i| c.codes[i]).collect(), 5))
            .collect(),
        k: input.k,
    }
}

/// The numbers of a record.
fn row(input: &BlockInput, record: usize) -> Vec<f32> {
    input.encoded.mixed.numeric.iter().map(|values| values[record]).collect()
}

fn encoded(rows: &[Vec<f32>]) -> Arc<Encoded> {
    Encoded::of_rows(&rows.concat(), rows[0].len())
}

fn blocks(input: BlockInput) -> Blocks {
    match Blocking::new(input) {
        Ok(mut blocking) => match task::run(&mut blocking, |_| ()) {
            Ok(blocked) => blocked.blocks,
            Err(error) => panic!("{error:?}"),
        },
        Err(error) => panic!("{error:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn blocks_are_large_enough_and_keep_the_identical_together(
        number in 60usize..3000, kinds in 1u32..800, segments in 1u32..6, seed in 0u64..1000
    ) {
        let input = people(number, kinds, segments, 7, seed);
        let rows: Vec<(Vec<u32>, u16)> = (0..number)
            .map(|i| (row(&input, i).iter().map(|v| v.to_bits()).collect(), input.columns[0].codes[i]))
            .collect();
        let order: Vec<usize> = (0..number).rev().collect();
        let turned = blocks(reordered(&input, &order));
        let made = blocks(input);
        prop_assert!(made.sizes.iter().all(|&size| size >= 60));
        prop_assert_eq!(made.sizes.iter().sum::<u32>() as usize, number);
        let mut counted = vec![0u32; made.sizes.len()];
        let mut block_of = std::collections::BTreeMap::new();
        for (row, &block) in rows.iter().zip(&made.of_record) {
            counted[block as usize] += 1;
            prop_assert_eq!(*block_of.entry(row).or_insert(block), block);
        }
        prop_assert_eq!(&counted, &made.sizes);
        prop_assert_eq!(made.whole_only, number < 300);
        prop_assert!(!made.whole_only || made.labels.len() == 1);
        // Another order of the people: the same blocks, with the same numbers.
        prop_assert_eq!(&made.sizes, &turned.sizes);
        prop_assert_eq!(&made.segment_of, &turned.segment_of);
        for (place, &person) in order.iter().enumerate() {
            prop_assert_eq!(turned.of_record[place], made.of_record[person]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Merged or not, people are in the same blocks; and where households are known, each block has three.
    #[test]
    fn blocks_count_people_and_their_households(
        records in 20usize..300, kinds in 1u32..300, segments in 1u32..5, most in 1u32..40, homes in 3u32..40,
        seed in 0u64..1000
    ) {
        let mut merged = people(records, kinds, segments, 5, seed);
        let key = ContentKey::of_test(seed);
        let mut stream = key.stream(0, 7);
        merged.counts = (0..records).map(|_| 1 + stream.below(most)).collect();
        let number: u32 = merged.counts.iter().sum();
        prop_assume!(number >= 60);
        let order: Vec<usize> =
            (0..records).flat_map(|i| std::iter::repeat_n(i, merged.counts[i] as usize)).collect();
        let mut rows = reordered(&merged, &order);
        rows.counts = vec![1; order.len()];
        let apart = blocks(rows);
        // Few homes, and the first one of most people: some blocks must be larger for it.
        let at_home: Vec<u32> = (0..records).map(|i| if i < 3 { i as u32 } else { stream.below(homes).saturating_sub(homes / 2) }).collect();
        let mut housed = reordered(&merged, &(0..records).collect::<Vec<_>>());
        housed.households = Some(at_home.clone());
        let together = blocks(merged);
        prop_assert_eq!(&together.sizes, &apart.sizes);
        for (place, &record) in order.iter().enumerate() {
            prop_assert_eq!(apart.of_record[place], together.of_record[record]);
        }
        let housed = blocks(housed);
        prop_assert!(housed.sizes.len() <= records && housed.sizes.iter().all(|&size| size >= 60));
        prop_assert_eq!(housed.sizes.iter().sum::<u32>(), number);
        let mut seen = vec![std::collections::BTreeSet::new(); housed.sizes.len()];
        for (&block, &home) in housed.of_record.iter().zip(&at_home) {
            seen[block as usize].insert(home);
        }
        prop_assert!(seen.iter().all(|homes| homes.len() >= 3), "{:?}", seen);
    }
}

#[test]
fn a_crowd_that_is_all_alike_is_a_block_of_its_own() {
    // 1,000 people of one record lie between 150 others on either side.
    let at = |i: usize| {
        if i == 0 {
            0.0
        } else if i.is_multiple_of(2) {
            -5.0 - i as f32 * 0.01
        } else {
            5.0 + i as f32 * 0.01
        }
    };
    let design: Vec<f32> = (0..301).map(at).collect();
    let mut counts = vec![1; 301];
    counts[0] = 1000;
    let columns = vec![column(vec![0; 301], 1)];
    let input = BlockInput {
        counts,
        sample_weights: None,
        households: None,
        labels: vec![0; 301],
        nowhere: vec![false; 301],
        encoded: Encoded::of_rows(&design, 1),
        guides: Vec::new(),
        columns,
        k: 10,
    };
    let made = blocks(input);
    let own = made.of_record[0] as usize;
    assert_eq!(made.sizes[own], 1000);
    assert_eq!(made.of_record.iter().filter(|&&block| block as usize == own).count(), 1);
    assert_eq!(made.sizes.len(), 3);
}

#[test]
fn fewer_than_three_households_show_nothing() {
    let mut input = people(400, 50, 2, 3, 1);
    input.households = Some((0..400).map(|i| i % 2).collect());
    assert_eq!(Blocking::new(input).map(|_| ()).err(), Some(GateError::TooFewHouseholds));
    let mut input = people(400, 50, 2, 3, 1);
    input.households = Some(vec![1; 3]);
    assert_eq!(Blocking::new(input).map(|_| ()).err(), Some(GateError::Shape));
}

#[test]
fn a_split_follows_the_main_axis() {
    // Two far groups in one segment: no block may mix them.
    let number = 1200;
    let labels = vec![0; number];
    let far = |person: usize| if person.is_multiple_of(2) { 50.0 } else { -50.0 };
    let design: Vec<f32> =
        (0..number).flat_map(|i| [(i % 97) as f32 / 50.0, far(i), (i % 31) as f32 / 20.0]).collect();
    let columns = vec![column(vec![0; number], 1)];
    let counts = vec![1; number];
    let made = blocks(BlockInput {
        counts,
        sample_weights: None,
        households: None,
        labels,
        nowhere: vec![false; number],
        encoded: Encoded::of_rows(&design, 3),
        guides: Vec::new(),
        columns,
        k: 10,
    });
    assert!(made.sizes.len() > 1);
    for block in 0..made.sizes.len() as u32 {
        let sides: Vec<usize> = (0..number).filter(|&i| made.of_record[i] == block).map(|i| i % 2).collect();
        assert!(sides.windows(2).all(|pair| pair[0] == pair[1]));
    }
}

#[test]
fn a_small_segment_joins_the_nearest() {
    let labels: Vec<u32> = (0..1000)
        .map(|i| {
            if i < 20 {
                7
            } else if i < 500 {
                2
            } else {
                4
            }
        })
        .collect();
    let design: Vec<f32> = labels
        .iter()
        .enumerate()
        .flat_map(|(i, &l)| [[0.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 8.0][l as usize], i as f32 * 1e-3])
        .collect();
    let columns = vec![column(vec![0; 1000], 1)];
    let counts = vec![1; 1000];
    let made = blocks(BlockInput {
        counts,
        sample_weights: None,
        households: None,
        labels,
        nowhere: vec![false; 1000],
        encoded: Encoded::of_rows(&design, 2),
        guides: Vec::new(),
        columns,
        k: 10,
    });
    assert_eq!(made.labels, [2, 4]);
    let joined: Vec<u32> =
        (0..20).map(|i| made.labels[made.segment_of[made.of_record[i] as usize] as usize]).collect();
    assert_eq!(joined, vec![4; 20]);
}

#[test]
fn people_who_fit_nowhere_have_blocks_of_their_own_where_they_make_one() {
    let mut input = people(1000, 400, 2, 4, 3);
    // Whole kinds, so that nobody shares a unit with someone who fits: about a third of segment 0, and two kinds of segment 1.
    let kinds: Vec<Vec<u32>> =
        (0..1000).map(|i| row(&input, i).iter().map(|value| value.to_bits()).collect()).collect();
    let mut of_one: Vec<&Vec<u32>> =
        kinds.iter().zip(&input.labels).filter(|(_, &label)| label == 1).map(|(kind, _)| kind).collect();
    of_one.sort();
    of_one.dedup();
    let few = [of_one[0], of_one[1]];
    input.nowhere = (0..1000)
        .map(|i| if input.labels[i] == 0 { kinds[i][0].is_multiple_of(3) } else { few.contains(&&kinds[i]) })
        .collect();
    let (flags, labels) = (input.nowhere.clone(), input.labels.clone());
    let apart = (0..1000).filter(|&i| labels[i] == 0 && flags[i]).count();
    assert!(apart >= 60 && (0..1000).any(|i| labels[i] == 1 && flags[i]), "{apart}");
    let made = blocks(input);
    assert!(made.sizes.iter().all(|&size| size >= 60));
    for person in 0..1000 {
        let block = made.of_record[person] as usize;
        // The few of segment 1 make no block and stand among the others.
        assert_eq!(made.nowhere[block], labels[person] == 0 && flags[person], "{person}");
    }
}

#[test]
fn the_block_size_follows_the_number_of_people() {
    assert_eq!((block_minimum(5), block_minimum(10), block_minimum(40)), (60, 60, 80));
    assert_eq!(block_target(1_000_000, 6, 10), 612);
    assert_eq!(block_target(200_000, 6, 10), 273);
    assert_eq!(block_target(21_600, 6, 10), 90);
    assert_eq!(block_target(20_000, 6, 10), 90);
    assert_eq!(block_target(5_000, 6, 10), 165);
    assert_eq!(block_target(2_000, 6, 10), 333);
    assert_eq!(block_target(700, 6, 10), 116);
}

#[test]
fn input_that_does_not_fit_or_is_too_small_is_refused() {
    let mut input = people(100, 5, 2, 3, 1);
    input.encoded = Encoded::of_rows(&[0.0; 297], 3);
    assert!(matches!(Blocking::new(input).map(|_| ()), Err(GateError::Shape)));
    let refused = Blocking::new(people(59, 5, 2, 3, 1)).map(|_| ());
    assert_eq!(refused.err(), Some(GateError::TooFewPeople { minimum: 60 }));
}

/// Measured by hand: `cargo test --lib --release -- --ignored sixty_thousand --nocapture`.
#[test]
#[ignore = "a measurement"]
#[allow(clippy::disallowed_methods)]
fn sixty_thousand_people_of_sixty_numbers() {
    let input = people(60_000, 60_000, 6, 60, 3);
    let start = std::time::Instant::now();
    let mut blocking = Blocking::new(input).ok().unwrap();
    let (mut longest, mut last) = (0.0f64, start);
    let made = task::run(&mut blocking, |_| {
        longest = longest.max(last.elapsed().as_secs_f64());
        last = std::time::Instant::now();
    });
    println!(
        "{} blocks in {:?}, longest step {longest:.3} s",
        made.ok().unwrap().blocks.sizes.len(),
        start.elapsed()
    );
}

#[test]
fn a_segment_under_the_smallest_share_joins_the_nearest() {
    // 100 of 1,000 make a block, but not a segment of 15 %; of 10 % they do.
    let labels: Vec<u32> = (0..1000).map(|i| [0, 1, 1, 1, 1, 1, 2, 2, 2, 2][i % 10]).collect();
    let made = |share| {
        let mut input = people(1000, 50, 3, 1, 1);
        input.labels = labels.clone();
        let place = |(&l, i): (&u32, u16)| [0.0, 9.0, 2.0][l as usize] + f32::from(i) * 1e-3;
        input.encoded = Encoded::of_rows(&labels.iter().zip(0..).map(place).collect::<Vec<f32>>(), 1);
        crate::task::run(&mut Blocking::new(input).ok().unwrap().smallest(share), |_| ()).ok().unwrap().blocks
    };
    assert_eq!(made(0.1).labels, [0, 1, 2]);
    let joined = made(0.15);
    assert_eq!(joined.labels, [1, 2]);
    let mut people = [0; 2];
    joined
        .segment_of
        .iter()
        .zip(&joined.sizes)
        .for_each(|(&segment, &size)| people[segment as usize] += size);
    assert_eq!(people, [500, 500]);
}
