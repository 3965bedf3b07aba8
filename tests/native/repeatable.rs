//! The same data and recipe give the same bytes.

use crate::support::{data, file, files, folder, look, result, run, sample, Draw};
use serde_json::json;
use std::path::Path;

fn outputs(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = files(&folder.join("out"));
    assert!(found.remove("timing.json").is_some());
    found
}

#[test]
fn two_runs_and_shuffled_rows_give_the_same_bytes() {
    let folder = folder("repeatable");
    let bytes = sample(9_000, 3, false);
    let input = file(&folder, "sample.csv", &bytes);
    let recipe = look("recipe", &input).json();
    // Each run has a session key of its own, drawn by the command.
    assert_eq!(run(&folder, &recipe, &input, &[]).status, 0);
    let first = outputs(&folder);
    assert!(first.len() > 5, "{:?}", first.keys());
    assert_eq!(run(&folder, &recipe, &input, &[]).status, 0);
    assert!(first == outputs(&folder), "a second run differs");

    let text = String::from_utf8(bytes).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    Draw(11).shuffle(&mut lines[1..]);
    let mixed = file(&folder, "mixed.csv", lines.join("\r\n") + "\r\n");
    assert_eq!(run(&folder, &recipe, &mixed, &[]).status, 0);
    let second = outputs(&folder);
    for (name, body) in &first {
        assert!(second.get(name) == Some(body), "{name} depends on the order of rows");
    }
    assert_eq!(first.len(), second.len());
}

#[test]
fn rows_that_are_people_may_come_in_any_order() {
    let folder = folder("repeatable_people");
    let text = std::fs::read_to_string(data("adult/adult.csv")).unwrap();
    let mut lines: Vec<&str> = text.lines().take(4_001).collect();
    let recipe = json!({ "segments": { "count": 3 } });
    let input = file(&folder, "a.csv", lines.join("\n"));
    assert_eq!(run(&folder, &recipe, &input, &[]).status, 0);
    let first = result(&folder);
    Draw(5).shuffle(&mut lines[1..]);
    let input = file(&folder, "b.csv", lines.join("\n"));
    assert_eq!(run(&folder, &recipe, &input, &[]).status, 0);
    assert_eq!(first, result(&folder));
}

#[test]
fn a_run_leaves_nothing_of_the_run_before_it() {
    let folder = folder("repeatable_stale");
    let bytes = sample(6_000, 3, true);
    let input = file(&folder, "sample.csv", &bytes);
    assert_eq!(run(&folder, &json!({ "segments": { "count": 5 } }), &input, &[]).status, 0);
    assert!(folder.join("out/personas/persona-5.html").exists());
    file(&folder, "out/personas/own.txt", "kept");
    assert_eq!(run(&folder, &json!({ "segments": { "count": 3 } }), &input, &[]).status, 0);
    let found = files(&folder.join("out"));
    let stale: Vec<&String> = found.keys().filter(|name| name.contains("persona-5")).collect();
    assert!(stale.is_empty(), "{stale:?}");
    assert!(found.contains_key("personas/own.txt"));
    // Refused by the gate: no figure of the run before stays beside the refusal.
    let weak = json!({ "privacy": { "models": [{ "k_anonymity": 2 }] } });
    assert_eq!(run(&folder, &weak, &input, &[]).status, 1);
    let found: Vec<String> = files(&folder.join("out")).into_keys().collect();
    assert_eq!(found, ["personas/own.txt", "result.json", "timing.json"]);
}
