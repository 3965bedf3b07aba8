//! The engine against other programs (tests/data/adult), by hand and against brute force.

use super::recheck::RecheckColumn;
use super::risk::class_sizes;
use super::*;
use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::refusal::Refusal;
use crate::table::{Attribute, Domain};
use crate::task::{run, Step, Task};
use crate::text::Text;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Quasi-identifiers with their ladders.
struct Data {
    people: usize,
    attributes: Vec<Attribute>,
    ladders: Vec<Ladder>,
}

fn attribute(name: &str, cells: &[&str]) -> Attribute {
    let mut texts: Vec<String> = cells.iter().filter(|cell| !cell.is_empty()).map(|cell| (*cell).to_owned()).collect();
    texts.sort();
    texts.dedup();
    texts.insert(0, String::new());
    let codes = cells.iter().map(|cell| texts.binary_search(&(*cell).to_owned()).unwrap() as u32).collect();
    Attribute {
        column: Some(0),
        name: name.to_owned(),
        label: Text::new(name, name),
        role: Role::Quasi,
        meaning: Meaning::Category,
        codes,
        domain: Domain::Texts(texts),
    }
}

fn ladder(text: &str) -> Ladder {
    Ladder::parse_csv(text).map_err(|error| Refusal::from(error).what.en).unwrap()
}

fn adult() -> Data {
    let text = include_str!("../../tests/data/adult/adult.csv");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(';').collect()).collect();
    let attributes: Vec<Attribute> = rows[0]
        .iter()
        .enumerate()
        .map(|(j, name)| {
            let cells: Vec<&str> = rows[1..].iter().map(|row| row[j]).collect();
            let mut made = attribute(name, &cells);
            if *name == "age" {
                // As the table would hold it: numbers, matched to the ladder's rows as numbers.
                let mut numbers: Vec<f64> = cells.iter().map(|cell| cell.parse().unwrap()).collect();
                let of_row = numbers.clone();
                numbers.sort_by(f64::total_cmp);
                numbers.dedup();
                let code = |x: &f64| numbers.iter().position(|y| x == y).unwrap() as u32 + 1;
                made.codes = of_row.iter().map(code).collect();
                made.domain = Domain::Numbers([vec![f64::NAN], numbers].concat());
            }
            made
        })
        .collect();
    let ladders = [
        include_str!("../../tests/data/adult/adult_hierarchy_sex.csv"),
        include_str!("../../tests/data/adult/adult_hierarchy_age.csv"),
        include_str!("../../tests/data/adult/adult_hierarchy_race.csv"),
        include_str!("../../tests/data/adult/adult_hierarchy_marital-status.csv"),
        include_str!("../../tests/data/adult/adult_hierarchy_education.csv"),
        include_str!("../../tests/data/adult/adult_hierarchy_native-country.csv"),
        include_str!("../../tests/data/adult/adult_hierarchy_workclass.csv"),
        include_str!("../../tests/data/adult/adult_hierarchy_occupation.csv"),
        include_str!("../../tests/data/adult/adult_hierarchy_salary-class.csv"),
    ];
    Data { people: rows.len() - 1, attributes, ladders: ladders.into_iter().map(ladder).collect() }
}

impl Data {
    fn search(&self, policy: &Policy) -> Result<Release, AnonymityError> {
        let bound: Vec<BoundLadder> = self
            .ladders
            .iter()
            .zip(&self.attributes)
            .map(|(ladder, attribute)| ladder.bind(attribute).map_err(|_| AnonymityError::Mismatch).unwrap())
            .collect();
        let columns: Vec<SearchColumn<'_>> = self
            .attributes
            .iter()
            .zip(&bound)
            .map(|(attribute, ladder)| SearchColumn {
                codes: &attribute.codes,
                ladder,
                weight: 1.0,
                label: &attribute.label,
            })
            .collect();
        let mut task = SearchTask::new(&SearchInput { people: self.people, columns: &columns, policy })?;
        let mut share = 0.0;
        run(&mut task, |progress| {
            assert!(progress.share >= share && progress.share <= 1.0);
            share = progress.share;
        })
    }

    fn recheck(&self, policy: &Policy, release: Release) -> Result<CheckedRelease, AnonymityError> {
        let columns: Vec<RecheckColumn<'_>> = self
            .attributes
            .iter()
            .zip(&self.ladders)
            .map(|(attribute, ladder)| RecheckColumn { attribute, ladder, weight: 1.0 })
            .collect();
        run(&mut RecheckTask::new(self.people, &columns, policy, release)?, |_| {})
    }

    fn release(&self, k: u32, limit: f64) -> (ReleaseStatistics, CheckedRelease) {
        let policy = Policy::k_anonymity(k, limit);
        let release = self.search(&policy).map_err(|error| format!("{error:?}")).unwrap();
        let checked = self.recheck(&policy, release).map_err(|error| format!("{error:?}")).unwrap();
        (statistics(&checked, false), checked)
    }
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} is not {expected}");
}

#[test]
fn adult_as_arx_finds_it() {
    let adult = adult();
    let expected: [(f64, [usize; 9], f64, u32, u32, u32); 3] = [
        (0.0, [0, 4, 1, 1, 3, 2, 2, 1, 0], 0.573_150_965_559_004_4, 0, 24, 69),
        (0.05, [0, 3, 0, 0, 2, 1, 1, 2, 0], 0.241_932_365_066_290_8, 1346, 397, 5),
        (1.0, [0, 3, 0, 0, 2, 1, 1, 1, 0], 0.220_411_928_479_842_92, 2553, 602, 5),
    ];
    for (limit, levels, loss, suppressed, classes, smallest) in expected {
        let (statistics, checked) = adult.release(5, limit);
        assert_eq!(checked.release().levels, levels, "at {limit}");
        close(statistics.value, loss);
        assert_eq!(statistics.suppressed, suppressed);
        assert_eq!((statistics.classes, statistics.smallest_class), (classes, smallest));
        assert_eq!(statistics.lattice, 12_960.0);
        assert!(statistics.optimal && statistics.recheck);
        assert!(statistics.checked < 1000, "{} evaluated at {limit}", statistics.checked);
        close(statistics.before.average, 0.646_575_160_798_355_5);
        close(statistics.before.sample_uniqueness, 0.514_289_503_348_584_4);
        assert_eq!(statistics.after.sample_uniqueness, 0.0);
        close(statistics.after.average, f64::from(classes) / f64::from(30_162 - suppressed));
        println!("{limit}: {} evaluated", statistics.checked);
    }
}
