use super::*;
use crate::gate::{BandedColumn, Base, Figure};
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::recipe::Role;
use crate::text::Text;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn column(role: Role, bands: usize) -> BandedColumn {
    let label = Text::new("kolom", "column");
    let band = Band { label: label.clone(), from: None, to: None, missing: false };
    BandedColumn {
        name: "kolom".into(),
        label,
        role,
        meaning: Meaning::Category,
        bands: vec![band; bands],
        codes: Vec::new(),
    }
}

/// Blocks of 100 people; of one column the share of the first of two bands, in tens.
fn tables(segment_of: &[u32], tens: &[i64]) -> Protected {
    let counts = tens.iter().flat_map(|ten| [ten * 10, 100 - ten * 10]).collect();
    let totals = vec![100; segment_of.len()];
    Protected::of_tables(10, totals, segment_of.to_vec(), vec![(column(Role::Feature, 2), counts)])
}

/// Groups by number, with their blocks.
fn groups(tables: &Protected) -> Vec<(u32, Vec<u32>)> {
    let blocks = |segment| tables.members(Base::Segment(segment));
    (0..tables.segments()).map(|segment| (tables.number_of(segment), blocks(segment))).collect()
}

#[test]
fn merged_groups_keep_the_lowest_number_and_the_others_theirs() {
    let first = tables(&[0, 0, 0, 1, 1, 2], &[1, 2, 3, 8, 9, 5]);
    assert_eq!(groups(&first), [(1, vec![0, 1, 2]), (2, vec![3, 4]), (3, vec![5])]);
    let merged = first.arranged(&[Arrangement::Merge(vec![3, 2])]).unwrap();
    assert_eq!(groups(&merged), [(1, vec![0, 1, 2]), (2, vec![3, 4, 5])]);
    assert_eq!((merged.label_of(0), merged.label_of(1)), (Some(0), None));
    assert_eq!(merged.people(Base::All), first.people(Base::All));
}

#[test]
fn a_split_group_falls_apart_where_its_blocks_differ() {
    let first = tables(&[0, 0, 0, 0, 0, 1], &[1, 9, 2, 1, 8, 5]);
    let split = first.arranged(&[Arrangement::Split(1)]).unwrap();
    // The larger part keeps the number, the other takes the first that was never used.
    assert_eq!(groups(&split), [(1, vec![0, 2, 3]), (2, vec![5]), (3, vec![1, 4])]);
    let again = first
        .arranged(&[Arrangement::Split(1), Arrangement::Merge(vec![1, 3]), Arrangement::Split(1)])
        .unwrap();
    assert_eq!(groups(&again), [(1, vec![0, 2, 3]), (2, vec![5]), (4, vec![1, 4])], "3 was used");
}

#[test]
fn blocks_that_are_all_alike_are_split_all_the_same() {
    let split = tables(&[0, 0, 0, 1], &[4, 4, 4, 4]).arranged(&[Arrangement::Split(1)]).unwrap();
    assert_eq!(split.segments(), 3);
}

#[test]
fn what_cannot_be_is_refused_with_its_place() {
    let first = tables(&[0, 0, 1], &[1, 2, 3]);
    let refused = |acts: &[Arrangement]| first.arranged(acts).err().unwrap();
    let split = Arrangement::Split;
    assert_eq!(refused(&[split(2)]), GateError::OneBlock { place: 0, number: 2 });
    assert_eq!(refused(&[split(1), split(9)]), GateError::NoSuchGroup { place: 1, number: 9 });
    assert_eq!(
        refused(&[Arrangement::Merge(vec![1, 2]), Arrangement::Merge(vec![1, 2])]),
        GateError::NoSuchGroup { place: 1, number: 2 }
    );
    let whole = tables(&[0, 0], &[1, 9]);
    assert_eq!(whole.arranged(&[split(0)]).err(), Some(GateError::WholeOnly));
}

#[test]
fn sensitive_columns_split_nothing() {
    let plain = [50, 50, 50, 50, 50, 50, 50, 50].to_vec();
    let sensitive = [20, 80, 80, 20, 20, 80, 80, 20].to_vec();
    let of = |sensitive: Vec<i64>| {
        let columns =
            vec![(column(Role::Feature, 2), plain.clone()), (column(Role::Sensitive, 2), sensitive)];
        let tables = Protected::of_tables(10, vec![100; 4], vec![0, 0, 0, 1], columns);
        groups(&tables.arranged(&[Arrangement::Split(1)]).unwrap())
    };
    assert_eq!(of(sensitive), of([80, 20, 20, 80, 20, 80, 20, 80].to_vec()));
}

fn acts() -> impl Strategy<Value = Vec<Arrangement>> {
    let numbers = proptest::collection::btree_set(1u32..7, 2..4);
    let act = prop_oneof![
        numbers.prop_map(|numbers: BTreeSet<u32>| Arrangement::Merge(numbers.into_iter().collect())),
        (1u32..7).prop_map(Arrangement::Split),
    ];
    proptest::collection::vec(act, 0..6)
}

proptest! {
    /// Whatever is done, whole blocks move: every block is in one group, nothing is drawn anew, and every group's counts are sums of
    /// the same block rows. The same acts give the same groups.
    #[test]
    fn an_arrangement_moves_whole_blocks(
        tens in proptest::collection::vec(0i64..11, 12), of in proptest::collection::vec(0u32..4, 12), acts in acts()
    ) {
        let mut segment_of = of;
        segment_of[..4].copy_from_slice(&[0, 1, 2, 3]);
        let first = tables(&segment_of, &tens);
        let Ok(arranged) = first.arranged(&acts) else { return Ok(()) };
        prop_assert_eq!(groups(&arranged), groups(&first.arranged(&acts).unwrap()));
        let mut blocks: Vec<u32> = groups(&arranged).into_iter().flat_map(|(_, blocks)| blocks).collect();
        blocks.sort_unstable();
        prop_assert_eq!(blocks, (0..12).collect::<Vec<u32>>());
        let mut numbers: Vec<u32> = groups(&arranged).iter().map(|group| group.0).collect();
        numbers.dedup();
        prop_assert_eq!(numbers.len() as u32, arranged.segments());
        for segment in 0..arranged.segments() {
            let members = arranged.members(Base::Segment(segment));
            prop_assert!(!members.is_empty());
            let (here, there) = (
                arranged.share(0, 0, Base::Segment(segment)),
                first.share(0, 0, Base::Blocks(&members)),
            );
            prop_assert_eq!(here, there);
        }
        prop_assert_eq!(arranged.share(0, 0, Base::All), first.share(0, 0, Base::All));
        prop_assert!(!matches!(arranged.share(0, 0, Base::All), Figure::Withheld));
    }
}

/// Measured by hand: `cargo test --lib -- --ignored a_view_of_two_hundred --nocapture`.
#[test]
#[ignore = "a measurement"]
#[allow(clippy::disallowed_methods)]
fn a_view_of_two_hundred_thousand_people() {
    let blocks = 1_666u32;
    let columns = (0..12u32).map(|at| {
        let bands = 6usize;
        let counts = (0..blocks).flat_map(|block| {
            let mut row = vec![20i64; bands];
            row[((block * 7 + at * 3) % 6) as usize] += 10;
            row[((block + at) % 6) as usize] -= 10;
            row
        });
        (BandedColumn { name: format!("kolom {at}"), ..column(Role::Feature, bands) }, counts.collect())
    });
    let segment_of = (0..blocks).map(|block| block % 6).collect();
    let tables = Protected::of_tables(10, vec![120; blocks as usize], segment_of, columns.collect());
    for acts in [vec![], vec![Arrangement::Merge(vec![1, 2])], vec![Arrangement::Split(3)]] {
        let start = std::time::Instant::now();
        let arranged = tables.arranged(&acts).unwrap();
        let moved = start.elapsed();
        let overview = arranged.derive(&(), crate::profile::ordering);
        let whole = start.elapsed();
        println!("{acts:?}: {moved:?} to arrange, {whole:?} with the overview");
        assert!(serde_json::to_string(&overview).is_ok());
    }
}

#[test]
fn a_later_ordering_has_no_segment_under_the_smallest_share() {
    // Three blocks of 100 people; most of the first chose a segment of their own, the others another.
    let first = tables(&[0, 1, 1], &[1, 5, 9]);
    let of_person: Vec<u32> = (0..300).map(|person| person / 100).collect();
    let segments = |own: usize, smallest| {
        let labels: Vec<u32> = (0..300).map(|person| if person < own { 4 } else { 7 }).collect();
        let later = first.reordered(&of_person, &[1; 300], &labels, &[false; 300], smallest).unwrap();
        later.segment_of_blocks().to_vec()
    };
    assert_eq!(segments(60, 0.3), [0, 1, 1]);
    assert_eq!(segments(60, 0.4), [0, 0, 0]);
    assert_eq!(segments(100, 0.4), [0, 0, 0], "without a second choice the largest takes them");
}
