use super::*;
use crate::anonymity::bound::{BoundLadder, BoundLevel};
use crate::anonymity::ladder::Band;
use crate::anonymity::measure::{Measure, Score};
use crate::anonymity::model::{Context, Judge, Model};
use crate::text::Text;
use std::collections::BTreeMap;

/// A ladder over codes: each level says the band of every code.
fn bound(levels: &[Vec<u32>]) -> BoundLadder {
    let made = levels.iter().map(|of_code| {
        let bands = of_code.iter().max().map_or(0, |most| most + 1);
        BoundLevel {
            of_code: of_code.clone(),
            bands: (0..bands).map(|_| Band::named(Text::new("", ""))).collect(),
            rows_of_band: (0..bands)
                .map(|band| of_code.iter().filter(|other| **other == band).count() as u32)
                .collect(),
        }
    });
    BoundLadder::new(levels[0].len() as u32, made.collect())
}

fn kernel(columns: &[Vec<u32>], ladder: &BoundLadder, people: &[u32]) -> Option<Kernel> {
    let sources = columns.iter().map(|codes| Source::new(codes, ladder, None)).collect();
    let mut preparing = Preparing::new(sources, people, &[]);
    loop {
        match preparing.advance(777) {
            Ok(None) => {}
            Ok(Some(kernel)) => return Some(kernel),
            Err(()) => return None,
        }
    }
}

/// Ten columns of 200 values need 80 bits; the last column alone often tells two records apart.
#[test]
fn keys_wider_than_64_bits_are_grouped_in_passes() {
    const VALUES: u32 = 200;
    let people = 4000u32;
    let columns: Vec<Vec<u32>> = (0..10u32)
        .map(|column| (0..people).map(|person| (person / (1 + column % 3) * (7 + column)) % VALUES).collect())
        .collect();
    let ladder = bound(&[(0..VALUES).collect(), vec![0; VALUES as usize]]);
    let counts: Vec<u32> = (0..people).map(|person| 1 + person % 2).collect();
    let mut kernel = kernel(&columns, &ladder, &counts).expect("every code has a band");
    let all: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    let score = Score::new(Measure::Loss, all, vec![u64::from(VALUES); 10], &[1.0; 10]);
    let judge =
        Judge::new(&[Model::KAnonymity(3)], &Context::default(), &counts).expect("no ladder is needed");
    let generalised: Vec<Vec<u64>> =
        (0..10).map(|column| (0..2).map(|level| kernel.total(&score, column, level)).collect()).collect();
    for levels in [[0; 10], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 1, 1, 0, 1, 1, 1, 1, 1, 1], [1; 10]] {
        kernel.begin(&levels, Limits::NONE);
        while kernel.advance(1500) == Grouping::Busy {}
        let mut expected: BTreeMap<Vec<u32>, (u32, u32)> = BTreeMap::new();
        let detail = kernel.detail();
        for (person, &class) in detail.class_of.iter().enumerate() {
            let key = (0..10).filter(|&j| levels[j] == 0).map(|j| columns[j][person]).collect();
            let known = expected.entry(key).or_insert((class, 0));
            assert_eq!(known.0, class);
            known.1 += counts[person];
        }
        assert_eq!(expected.len(), detail.sizes.len());
        assert!(expected.values().all(|&(class, size)| detail.sizes[class as usize] == size));

        // What the outcome says is what the definition says.
        kernel.judge(&judge);
        let outcome = kernel.outcome(&score, &judge, &generalised);
        let suppressed: u32 = expected.values().map(|known| known.1).filter(|size| *size < 3).sum();
        assert_eq!((outcome.suppressed, outcome.never), (u64::from(suppressed), u64::from(suppressed)));
        let kept = || expected.values().map(|known| u128::from(known.1)).filter(|size| *size >= 3);
        assert_eq!(
            (outcome.classes, outcome.squares),
            (kept().count() as u64, kept().map(|size| size * size).sum())
        );
        for (total, level) in outcome.totals.iter().zip(levels) {
            let share = if level == 0 { 1 } else { u64::from(VALUES) };
            assert_eq!(*total, (all - u64::from(suppressed)) * share + u64::from(suppressed * VALUES));
        }
    }
}

/// Whether it is given up does not depend on parts or steps: only how soon.
#[test]
fn a_node_is_given_up_when_its_small_classes_are_too_many_people() {
    let columns: Vec<Vec<u32>> = (0..4u32)
        .map(|column| (0..6000u32).map(|row| (row * row / (7 + column) + row / 31) % 50).collect())
        .collect();
    let bands = |size: u32| (0..50).map(|code| code / size).collect::<Vec<u32>>();
    let ladder = bound(&[bands(1), bands(5), bands(25), bands(50)]);
    let counts: Vec<u32> = (0..6000).map(|row| 1 + row % 2).collect();
    let mut made = kernel(&columns, &ladder, &counts).expect("every code has a band");
    while !made.sort(999) {}
    for column in 0..4 {
        made.fold_column(column);
    }
    made.fold();
    let mut soon = 0;
    for levels in [[2, 2, 2, 2], [3, 0, 2, 2], [1, 1, 2, 1], [1, 1, 1, 1], [0, 3, 3, 0], [0, 0, 0, 0]] {
        let mut classes: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for row in 0..6000 {
            let key = (0..4).map(|column| columns[column][row] / [1, 5, 25, 50][levels[column]]);
            *classes.entry(key.collect()).or_default() += counts[row];
        }
        let small: u32 = classes.values().filter(|&&people| people < 4).sum();
        for (suppressed, expected) in [
            (u64::from(small), Grouping::Done),
            (u64::from(small / 2), if small > 0 { Grouping::Fails } else { Grouping::Done }),
        ] {
            made.begin(&levels, Limits { least_people: 4, suppressed });
            let mut grouping = Grouping::Busy;
            while grouping == Grouping::Busy {
                grouping = made.advance(501);
            }
            assert!(grouping == expected, "{levels:?}");
            assert!(made.visits() <= made.len() as u64);
            soon += u32::from(grouping == Grouping::Fails && made.visits() * 4 < made.len() as u64 * 3);
        }
        made.begin(&levels, Limits::NONE);
        while made.advance(501) == Grouping::Busy {}
        let (mut sizes, mut expected) =
            (made.detail().sizes.to_vec(), classes.into_values().collect::<Vec<_>>());
        sizes.sort_unstable();
        expected.sort_unstable();
        assert_eq!(sizes, expected);
    }
    assert!(soon >= 2, "only {soon} were given up before three quarters of the rows");
}

#[test]
fn a_code_without_a_band_is_refused() {
    let codes: Vec<u32> = (0..5000).collect();
    let short = bound(&[codes[..10].to_vec()]);
    assert!(kernel(&[codes], &short, &[1; 5000]).is_none());
}

#[test]
fn a_snapshot_gives_the_same_classes() {
    let columns: Vec<Vec<u32>> =
        (0..3u32).map(|column| (0..3000u32).map(|row| (row * (column + 3) / 7) % 50).collect()).collect();
    let parts = |size: u32| (0..50).map(|code| code / size).collect::<Vec<u32>>();
    let ladder = bound(&[parts(1), parts(5), parts(10), parts(50)]);
    let mut kernel = kernel(&columns, &ladder, &[1; 3000]).expect("every code has a band");
    let sizes = |kernel: &mut Kernel, levels: &[usize]| {
        kernel.begin(levels, Limits::NONE);
        while kernel.advance(100_000) == Grouping::Busy {}
        let mut sizes = kernel.detail().sizes.to_vec();
        sizes.sort_unstable();
        (sizes, kernel.rows())
    };
    let (fresh, _) = sizes(&mut kernel, &[3, 2, 2]);
    sizes(&mut kernel, &[2, 2, 2]);
    kernel.keep();
    let (again, rows) = sizes(&mut kernel, &[3, 2, 2]);
    assert_eq!(fresh, again);
    assert!(rows <= 125, "made from the classes of the finer node");
    assert_eq!(sizes(&mut kernel, &[2, 0, 1]).1, 3000, "a node that is not coarser goes over all rows");
}
