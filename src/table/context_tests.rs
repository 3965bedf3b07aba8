use super::*;
use crate::recipe::Role;
use crate::table::attached::Attached;
use crate::table::join::tests::{derived, fold, table};
use crate::table::{Domain, FoldOutcome};
use proptest::prelude::*;
use std::sync::Arc;

fn plan(postcodes: bool, columns: &[usize]) -> ContextPlan {
    let figures = columns.iter().map(|&at| (at, derived(&at.to_string(), Role::Feature, Meaning::Number)));
    ContextPlan { file: 3, column: 0, key: 0, postcodes, figures: figures.collect() }
}

fn outcome(main: &Arc<Table>, areas: &Arc<Table>, postcodes: bool, k: u32) -> FoldOutcome {
    let context = Context::new(main, areas, plan(postcodes, &[1])).ok().unwrap();
    fold(main, None, Attached { contexts: vec![context], min_group: k, ..Attached::default() })
}

/// People by value of the figure; -1 for missing.
fn by_value(outcome: &FoldOutcome) -> Vec<(f64, u32)> {
    let attribute = outcome.people.attributes.last().unwrap();
    let Domain::Numbers(numbers) = &attribute.domain else { panic!("numbers") };
    let mut people = vec![0; numbers.len()];
    for (&code, &count) in attribute.codes.iter().zip(&outcome.people.counts) {
        people[code as usize] += count;
    }
    let value = |number: f64| if number.is_nan() { -1.0 } else { number };
    numbers.iter().map(|&number| value(number)).zip(people).filter(|&(_, people)| people > 0).collect()
}

/// `people` rows in each of these areas.
fn living(areas: &[(&str, usize)]) -> Arc<Table> {
    let rows: String = areas.iter().map(|&(area, people)| format!("{area};web\n").repeat(people)).collect();
    table(&format!("buurt;kanaal\n{}", rows.trim_end()))
}

#[test]
fn bands_by_hand() {
    let main = living(&[
        ("BU03630101", 4),
        ("BU03630102", 4),
        ("BU03630103", 4),
        ("bu03630104", 2),
        ("03630105", 5),
        ("BU03630106", 5),
        ("BU03630107", 3),
        ("onbekend", 1),
    ]);
    let areas = table(
        "code;waarde
        BU03630101;110
        BU03630102;120
        BU03630103;130
        BU03630104;210
        BU03630105;220
        BU03630106;230
        BU03630107;.
        BU03630199;190
        BU05990101;100
        WK036301;999
        GM0363;999",
    );
    let found = outcome(&main, &areas, false, 10);
    // Edge 200, the roundest between 130 and 210. Below it live people in 110, 120, 130; 190 is an open figure of the same
    // municipality, 100 is one of another.
    assert_eq!(by_value(&found), [(-1.0, 4), (138.0, 12), (220.0, 12)]);
    let counts = &found.files[0];
    assert_eq!((counts.file, counts.people_unmatched, counts.rows_unmatched), (3, Some(1), 2));
    // Too few for two bands: one; too few people or areas for one: none.
    assert_eq!(by_value(&outcome(&main, &areas, false, 13)), [(-1.0, 4), (173.0, 24)]);
    assert_eq!(by_value(&outcome(&main, &areas, false, 25)), [(-1.0, 28)]);
    let two = living(&[("BU03630101", 40), ("BU03630102", 40)]);
    assert_eq!(by_value(&outcome(&two, &areas, false, 10)), [(-1.0, 80)]);
}

#[test]
fn the_table_says_the_level() {
    // Neighbourhoods in the file, districts in the table.
    let main = living(&[("BU03630101", 3), ("BU03630102", 3), ("BU03630201", 3), ("BU03630301", 3)]);
    let areas = table("code;waarde\nWK036301;10\nWK036302;20\nWK036303;30\nGM0363;99");
    assert_eq!(by_value(&outcome(&main, &areas, false, 2)), [(20.0, 12)]);
    // PC6 in the file, PC4 in the table.
    let main = living(&[("1234 AB", 3), ("1234cd", 3), ("NL-1235 AB", 3), ("1236", 3)]);
    let areas = table("postcode;waarde\n1234;10\n1235;20\n1236;-99997");
    assert_eq!(by_value(&outcome(&main, &areas, true, 2)), [(-1.0, 12)], "two areas are too few");
    let areas = table("postcode;waarde\n1234;10\n1235;20\n1236;60");
    assert_eq!(by_value(&outcome(&main, &areas, true, 2)), [(30.0, 12)]);
}

/// Real figures (`tests/data/cbs`): mean household size per postcode in 2009, ten people in each of the 22 postcodes.
#[test]
fn bands_of_published_figures() {
    let published = include_str!("../../tests/data/cbs/pc4-2009.csv");
    let homes: Vec<(&str, usize)> = published.lines().skip(1).map(|line| (&line[..4], 10)).collect();
    let main = living(&homes);
    let context = Context::new(&main, &table(published), plan(true, &[8])).ok().unwrap();
    let found = fold(&main, None, Attached { contexts: vec![context], min_group: 10, ..Attached::default() });
    // A fifth of the people is 44, so five postcodes a band, and the last takes what is left:
    // 1.59 1.68 1.85 1.86 1.99
    // 2.04 2.04 2.05 2.06 2.07
    // 2.08 2.09 2.09 2.11 2.14
    // 2.15 2.21 2.24 2.40 2.61 2.66 2.69
    assert_eq!(by_value(&found), [(1.79, 50), (2.05, 50), (2.1, 50), (2.42, 70)]);
}

#[test]
fn tables_that_do_not_fit_are_refused() {
    let main = living(&[("BU03630101", 3)]);
    let refused = |text: &str| Context::new(&main, &table(text), plan(false, &[1])).err();
    assert_eq!(refused("code;waarde\nBU05990101;1"), Some(FilesError::NoAreas { file: 3 }));
    assert_eq!(refused("code;waarde\nBU03630101;1\nBU03630101;2"), Some(FilesError::AreaTwice { file: 3 }));
    assert_eq!(
        refused("code;waarde\nBU03630101;veel\nBU03630102;weinig"),
        Some(FilesError::NoNumbers { file: 3, column: 1 })
    );
    // A coarser code in the file than in the table: nothing can be said.
    let main = living(&[("GM0363", 3)]);
    let error = Context::new(&main, &table("code;waarde\nBU03630101;1"), plan(false, &[1])).err();
    assert_eq!(error, Some(FilesError::NoAreas { file: 3 }));
}

proptest! {
    /// Whatever the areas: each band holds at least k people and three inhabited areas, areas with equal figures share one,
    /// and a band's value lies between its neighbours'.
    #[test]
    fn every_band_holds_k_people_and_three_areas(
        areas in prop::collection::vec((0u32..30, 0u64..25), 0..40),
        k in 1u32..40,
    ) {
        let mut figures = vec![f64::NAN];
        let mut people = vec![0u64];
        for &(figure, count) in &areas {
            figures.push(if figure == 29 { f64::NAN } else { f64::from(figure) });
            people.push(count);
        }
        let regions: Vec<u32> = (0..figures.len() as u32).map(|at| if at == 0 { 0 } else { 1 + at / 10 }).collect();
        let banded = banded(&figures, &people, &regions, k);
        let mut bands: BTreeMap<u64, (u64, usize, f64, f64)> = BTreeMap::new();
        for at in 1..figures.len() {
            prop_assert!(!banded[at].is_nan() || people[at] == 0 || figures[at].is_nan()
                || banded.iter().all(|value| value.is_nan()));
            if banded[at].is_nan() || people[at] == 0 {
                continue;
            }
            let band = bands.entry(banded[at].to_bits()).or_insert((0, 0, f64::MAX, f64::MIN));
            *band = (band.0 + people[at], band.1 + 1, band.2.min(figures[at]), band.3.max(figures[at]));
        }
        prop_assert!(bands.len() <= 5);
        let mut ranges: Vec<(f64, f64)> = Vec::new();
        for &(people, areas, low, high) in bands.values() {
            prop_assert!(people >= u64::from(k) && areas >= 3, "{people} people, {areas} areas");
            ranges.push((low, high));
        }
        ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
        prop_assert!(ranges.windows(2).all(|pair| pair[0].1 < pair[1].0), "{ranges:?}");
    }
}
