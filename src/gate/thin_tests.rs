use super::super::bands::BandedColumn;
use super::*;
use crate::gate::{Base, Figure};
use crate::meaning::Meaning;
use crate::text::Text;

fn column(bands: Vec<Band>, role: Role) -> BandedColumn {
    let label = Text::new("onderwerp", "topic");
    BandedColumn {
        name: "onderwerp".into(),
        label,
        role,
        meaning: Meaning::Category,
        bands,
        codes: Vec::new(),
    }
}

fn named(label: &str) -> Band {
    Band { label: Text::new(label, label), from: None, to: None, missing: false }
}

/// Two segments of two blocks of 100 people over four topics.
fn tables(role: Role, rows: [[i64; 4]; 4]) -> Protected {
    let bands = ["zorg", "wonen", "werk", "schuld"].map(named).to_vec();
    let counts = rows.concat();
    let mut tables =
        Protected::of_tables(10, vec![100; 4], vec![0, 0, 1, 1], vec![(column(bands, role), counts)]);
    tables.merge_thin();
    tables.in_segments(vec![0, 0, 1, 1], tables.groups().to_vec())
}

const ROWS: [[i64; 4]; 4] = [[50, 50, 0, 0], [50, 40, 10, 0], [40, 30, 20, 10], [40, 30, 10, 20]];

#[test]
fn a_thin_band_is_merged_for_all_segments() {
    let tables = tables(Role::Sensitive, ROWS);
    let column = &tables.columns()[0];
    let labels: Vec<&str> = column.bands().iter().map(|band| band.label.nl.as_str()).collect();
    assert_eq!(labels, ["zorg", "wonen", "werk of schuld"]);
    assert!(!column.withheld());
    assert_eq!(tables.people_by_band(0, Base::Segment(0)), [100, 90, 10]);
    assert_eq!(tables.people_by_band(0, Base::Segment(1)), [80, 60, 60]);
    assert!(column.variance(2) > column.variance(0));
    assert_eq!(column.of_band, [0, 1, 2, 2]);
}

#[test]
fn an_ordinary_column_keeps_its_bands() {
    let tables = tables(Role::Feature, ROWS);
    assert_eq!(tables.columns()[0].bands().len(), 4);
}

#[test]
fn what_stays_dominated_is_withheld_as_it_was() {
    let rows = [[90, 10, 0, 0], [90, 0, 10, 0], [40, 30, 20, 10], [40, 30, 10, 20]];
    let tables = tables(Role::Sensitive, rows);
    let column = &tables.columns()[0];
    assert!(column.withheld() && column.bands().len() == 4);
    assert!(tables.shares(0, Base::Segment(1)).iter().all(|figure| *figure == Figure::Withheld));
}

#[test]
fn runs_of_numbers_become_one_run() {
    let run = |from: Option<f64>, to: Option<f64>| Band { from, to, ..named("band") };
    let both = both(&run(None, Some(10.0)), &run(Some(10.0), Some(20.0)));
    assert_eq!((both.from, both.to), (None, Some(20.0)));
    let missing = Band { missing: true, ..named("onbekend") };
    assert!(!super::both(&run(Some(20.0), None), &missing).missing);
}
