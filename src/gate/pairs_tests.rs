use super::*;
use crate::gate::blocks::{Blocked, Blocks};
use crate::gate::drawing::Drawing;
use crate::gate::key::ContentKey;
use crate::gate::BandedColumn;
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::text::Text;
use proptest::prelude::*;

fn column(name: &str, role: Role, bands: usize, codes: Vec<u16>) -> BandedColumn {
    let label = Text::new(name, name);
    let band = Band { label: label.clone(), from: None, to: None, missing: false };
    BandedColumn {
        name: name.into(),
        label,
        role,
        meaning: Meaning::Category,
        bands: vec![band; bands],
        codes,
    }
}

/// Blocks of `size` people, two to a segment, with two columns that hang together.
fn drawn(
    blocks: u32,
    size: u32,
    (a, b): (usize, usize),
    roles: [Role; 2],
    seed: u64,
) -> (Protected, Vec<(u16, u16)>) {
    let source = ContentKey::of_test(seed);
    let mut stream = source.stream(3, 3);
    let people: Vec<(u16, u16)> = (0..blocks * size)
        .map(|_| {
            let first = stream.below(a as u32);
            let second = if stream.below(2) == 0 { first % b as u32 } else { stream.below(b as u32) };
            (first as u16, second as u16)
        })
        .collect();
    let columns = vec![
        column("a", roles[0], a, people.iter().map(|person| person.0).collect()),
        column("b", roles[1], b, people.iter().map(|person| person.1).collect()),
    ];
    let blocked = Blocked {
        blocks: Blocks {
            of_record: (0..blocks * size).map(|person| person / size).collect(),
            counts: vec![1; (blocks * size) as usize],
            segment_of: (0..blocks).map(|block| block / 2).collect(),
            sizes: vec![size; blocks as usize],
            nowhere: vec![false; blocks as usize],
            labels: (0..blocks.div_ceil(2)).collect(),
            minimum: 60,
            whole_only: false,
        },
        columns,
        sample_weights: None,
    };
    match Drawing::whole(blocked, (&[(1, 0)], Vec::new()), &ContentKey::of_test(seed + 1), 10) {
        Ok(protected) => (protected, people),
        Err(error) => panic!("{error:?}"),
    }
}

const PLAIN: [Role; 2] = [Role::Feature, Role::Quasi];

proptest! {
    #[test]
    fn a_pair_adds_up_to_both_columns(
        blocks in 1u32..7, a in 1usize..9, b in 1usize..9, seed in 0u64..1000
    ) {
        let (tables, _) = drawn(blocks, 60, (a, b), PLAIN, seed);
        prop_assert_eq!(tables.pairs(), vec![(0, 1)]);
        for base in [Base::All, Base::Segment(0), Base::Blocks(&[0])] {
            let members = tables.members(base);
            let cells = tables.crossed(&tables.pairs[0], &members);
            prop_assert!(cells.iter().all(|&count| count >= 0 && count % 10 == 0));
            let rows: Vec<i64> = cells.chunks_exact(b).map(|row| row.iter().sum()).collect();
            let columns: Vec<i64> = (0..b).map(|at| cells.iter().skip(at).step_by(b).sum()).collect();
            prop_assert_eq!(&rows, &tables.counts(&tables.columns[0], &members));
            prop_assert_eq!(&columns, &tables.counts(&tables.columns[1], &members));
            prop_assert_eq!(rows.iter().sum::<i64>(), i64::from(tables.people(base)));
        }
    }
}

#[test]
fn moves_to_margins_are_few_and_end() {
    let moved = |cells: &[i64], rows: &[i64], columns: &[i64]| {
        let mut cells = cells.to_vec();
        to_margins(&mut cells, (rows.to_vec(), columns.to_vec()), 10);
        cells
    };
    assert_eq!(moved(&[10, 20, 30, 0], &[30, 30], &[40, 20]), [10, 20, 30, 0]);
    assert_eq!(moved(&[10, 20, 20, 0], &[40, 20], &[30, 30]), [10, 30, 20, 0]);
    // The row of too many and the column of too many meet in an empty cell.
    assert_eq!(moved(&[0, 20, 20, 0], &[10, 20], &[10, 20]), [0, 10, 10, 10]);
    assert_eq!(moved(&[0, 0, 0, 0], &[0, 0], &[0, 0]), [0, 0, 0, 0]);
}

#[test]
fn the_stated_error_of_a_combination_covers_the_true_one() {
    for (a, b) in [(2, 2), (4, 3), (7, 6)] {
        let (mut covered, mut shown) = (0u32, 0u32);
        for seed in 0..40 {
            let (tables, people) = drawn(12, 120, (a, b), PLAIN, seed);
            for segment in 0..6usize {
                let here = &people[segment * 240..(segment + 1) * 240];
                for (row, figures) in tables.cross(0, Base::Segment(segment as u32)).iter().enumerate() {
                    for (at, figure) in figures.iter().enumerate() {
                        let Figure::Share { percent, error_points, .. } = figure else { continue };
                        let count = here.iter().filter(|&&p| p == (row as u16, at as u16)).count();
                        shown += 1;
                        covered += u32::from((percent - count as f64 / 2.4).abs() <= *error_points);
                    }
                }
            }
        }
        let covered = f64::from(covered) / f64::from(shown);
        println!("{a} x {b}: {covered:.3} of {shown} combinations within the stated error");
        assert!(covered >= 0.9, "{a} x {b}: {covered}");
    }
}

#[test]
fn a_sensitive_column_is_crossed_only_where_no_band_gives_it_away() {
    // Balanced: 2 x 2 in blocks of 240 are all large.
    let (tables, _) = drawn(6, 240, (2, 2), [Role::Quasi, Role::Sensitive], 1);
    assert!(!tables.pair_withheld(0));
    // Many combinations in small blocks: some are under k.
    let (tables, _) = drawn(6, 60, (8, 8), [Role::Quasi, Role::Sensitive], 1);
    assert!(tables.pair_withheld(0));
    assert!(tables.cross(0, Base::All).iter().flatten().all(|figure| *figure == Figure::Withheld));
    assert!(!drawn(6, 60, (8, 8), PLAIN, 1).0.pair_withheld(0));
}

#[test]
fn a_pair_that_is_not_there_is_empty() {
    let (tables, _) = drawn(4, 60, (3, 3), PLAIN, 1);
    assert!(tables.cross(1, Base::All).is_empty() && tables.pair_withheld(1));
    let nobody = tables.cross(0, Base::Blocks(&[]));
    assert!(nobody.iter().flatten().all(|figure| *figure == Figure::Withheld));
}
