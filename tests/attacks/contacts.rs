//! A log of contacts: many rows a person, whose number is a column.

use super::driver::{with, Driver};
use super::generators::{mixed, Draw};
use super::solver::Row;
use crate::gate::Figure;
use serde_json::json;
use std::collections::BTreeSet;

/// A file of so many rows of so many people: what belongs to a person is the same on all of its rows, the channel is not.
fn log(rows: usize, people: usize) -> String {
    let persons = mixed(people, 9);
    let persons: Vec<&str> = persons.lines().skip(1).collect();
    let mut draw = Draw(3);
    let mut text = "klantnummer;age;income;household;housing;digital_skill;channel\n".to_owned();
    for row in 0..rows {
        // Everyone once, then a few people very often.
        let skew = draw.unit();
        let person = if row < people { row } else { (skew * skew * people as f64) as usize };
        let cells: Vec<&str> = persons[person].split(';').collect();
        let channel = if draw.below(4) == 0 { "web" } else { cells[7] };
        let kept = [cells[0], cells[1], cells[6], cells[8], cells[9], channel];
        text.push_str(&format!("K{:06};{}\n", 100_000 + person, kept.join(";")));
    }
    text
}

#[test]
fn no_class_block_or_figure_is_of_fewer_than_k_people() {
    let (rows, people, k) = (20_000, 6_000, 10);
    let text = log(rows, people);
    let units: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.split(';').next()).collect();
    assert_eq!((units.len(), text.lines().count() - 1), (people, rows));
    let mut driver = Driver::new();
    let proposed = driver.open(text.as_bytes());
    let recipe = with(
        &proposed,
        json!({ "columns": { "age": { "role": "quasi" }, "household": { "role": "quasi" }, "income": { "role": "feature" },
            "housing": { "role": "feature" }, "digital_skill": { "role": "feature" }, "channel": { "role": "feature" } },
            "privacy": { "unit": "klantnummer" }, "segments": { "count": 5 } }),
    );
    let overview = driver.overview(&recipe, false).unwrap();
    let release: serde_json::Value =
        serde_json::from_str(&driver.paper(crate::engine::PaperKind::Result).unwrap()).unwrap();
    assert_eq!(release["release"]["people"], people);
    assert!(release["release"]["smallest_class"].as_u64().unwrap() >= k);
    let inside = driver.engine.inside().unwrap();
    // One record a distinct person's content: the counts are of people.
    let released: u32 = inside.counts.iter().sum();
    assert_eq!(u64::from(released), people as u64 - release["release"]["suppressed"].as_u64().unwrap());
    let blocks = inside.tables.segment_of_blocks().len();
    let mut sizes = vec![0u32; blocks];
    inside.block.iter().zip(&inside.counts).for_each(|(&block, &count)| sizes[block as usize] += count);
    assert!(blocks > 10 && sizes.iter().all(|&size| size >= 60), "{sizes:?}");
    for (at, column) in inside.columns.iter().enumerate() {
        for (shown, total) in inside.tables.rows(at) {
            let row = Row { shown: shown.to_vec(), total: i64::from(total), people: 0, k: k as i64 };
            assert!(row.shown.iter().all(|count| count % row.k == 0), "{}: {row:?}", column.name);
        }
        for (band, _) in column.bands.iter().enumerate() {
            let codes = column.codes.iter().zip(&inside.counts);
            let all: u32 =
                codes.filter(|(&code, _)| usize::from(code) == band).map(|(_, &count)| count).sum();
            assert!(
                column.bands.len() == 1 || u64::from(all) >= k,
                "{} band {band}: {all} people",
                column.name
            );
        }
    }
    for figure in
        overview.columns.iter().flat_map(|column| column.segments.iter().flat_map(|one| &one.figures))
    {
        match *figure {
            Figure::Share { people, base, .. } => {
                assert!(people % 10 == 0 && base % 10 == 0 && base >= 10, "{figure:?}");
            }
            Figure::AlmostAll { base } => assert!(base % 10 == 0 && base >= 10, "{figure:?}"),
            Figure::Withheld => {}
        }
    }
}
