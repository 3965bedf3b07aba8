//! A log of contacts: people are counted, never rows.

use crate::support::{file, folder, look, result, run, sample};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every number of people in a JSON value: fields that count people.
fn counts(value: &Value, found: &mut Vec<(String, u64)>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if ["people", "base", "size", "n"].contains(&name.as_str()) {
                    if let Some(count) = field.as_u64() {
                        found.push((name.clone(), count));
                    }
                }
                counts(field, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| counts(item, found)),
        _ => {}
    }
}

#[test]
fn people_are_counted_and_no_figure_is_about_fewer_than_k() {
    let folder = folder("contacts");
    let bytes = sample(20_000, 2, false);
    let text = String::from_utf8(bytes.clone()).unwrap();
    // Cut lines have fewer cells; they are refused.
    let whole = |line: &&str| line.matches(';').count() >= 17;
    let units: BTreeSet<&str> =
        text.lines().skip(1).filter(whole).filter_map(|line| line.split(';').next()).collect();
    let rows = text.lines().skip(1).count();
    let refused = rows - text.lines().skip(1).filter(whole).count();
    assert!(refused >= 1);
    let input = file(&folder, "contacts.csv", &bytes);
    let recipe = look("recipe", &input).json();
    assert_eq!(recipe["privacy"]["unit"], "BSN");
    let ran = run(&folder, &recipe, &input, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let result = result(&folder);
    assert_eq!(result["input"]["refused_rows"], refused);
    assert_eq!(result["input"]["rows"], rows - refused);
    assert_eq!(result["release"]["people"], units.len());
    assert!(result["release"]["smallest_class"].as_u64().unwrap() >= 10);
    assert!(result["release"]["suppressed"].as_f64().unwrap() <= 0.02 * units.len() as f64);

    let segments = &result["segments"];
    let released = units.len() as u64 - result["release"]["suppressed"].as_u64().unwrap();
    let shown = segments["people"].as_u64().unwrap();
    assert!(shown.abs_diff(released) <= 10 * segments["blocks"].as_u64().unwrap());
    assert!(shown.abs_diff(released) * 20 < released, "{shown} shown of {released}");
    assert!(segments["block_minimum"].as_u64().unwrap() >= 60);
    let items = segments["items"].as_array().unwrap();
    assert!(items.len() >= 2);
    for item in items {
        let size = item["size"].as_u64().unwrap();
        assert!(size.is_multiple_of(10) && size >= 10, "{size}");
    }
    let mut found = Vec::new();
    for part in ["profiles", "personas", "segments"] {
        counts(&result[part], &mut found);
    }
    assert!(found.len() > 100);
    for (name, count) in found {
        assert!(count.is_multiple_of(10), "{name}: {count}");
    }
    // Shares are of people in the bands and add up.
    for column in result["profiles"].as_array().unwrap() {
        for segment in column["segments"].as_array().unwrap() {
            let figures = segment["figures"].as_array().unwrap();
            let shares: Vec<f64> = figures.iter().filter_map(|figure| figure["percent"].as_f64()).collect();
            if shares.len() == figures.len() {
                let sum: f64 = shares.iter().sum();
                assert!((sum - 100.0).abs() <= 12.0, "{}: {sum}", column["name"]);
            }
        }
    }
    // Columns that the proposed recipe keeps in detail have something to tell.
    for name in ["Geslacht", "Geboortedatum", "Kanaal", "Onderwerp"] {
        let column =
            result["profiles"].as_array().unwrap().iter().find(|column| column["name"] == name).unwrap();
        assert!(column["bands"].as_array().unwrap().len() >= 3, "{name}");
    }
}
