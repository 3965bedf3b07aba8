//! How many groups are advised: the elbow of the criterion, as far as every group comes back.

use crate::support::{file, folder, mixed, result, run, sample, Draw};
use serde_json::{json, Value};
use std::fmt::Write as _;

fn advised(name: &str, bytes: impl AsRef<[u8]>, truth: &str) -> Value {
    let folder = folder(name);
    let input = file(&folder, "in.csv", bytes);
    let mut recipe = json!({ "columns": {} });
    if !truth.is_empty() {
        recipe["columns"][truth] = json!({ "role": "ignore" });
    }
    let ran = run(&folder, &recipe, &input, &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    result(&folder)["segments"].clone()
}

/// The weakest group and the smallest of so many groups.
fn criterion(segments: &Value, count: &Value) -> (f64, f64) {
    let points = segments["criteria"].as_array().unwrap();
    let point = points.iter().find(|point| point["count"] == *count).unwrap();
    (point["stability"].as_f64().unwrap(), point["smallest_share"].as_f64().unwrap())
}

#[test]
fn the_groups_that_come_back_are_advised() {
    for (name, segments, allowed) in [
        ("sample", advised("advice_sample", sample(20_000, 1, true), "groep_waar"), 6..=6),
        ("mixed", advised("advice_mixed", mixed(8_000, 101), "true_segment"), 5..=6),
    ] {
        let count = segments["advised"].as_u64().unwrap();
        assert!(allowed.contains(&count), "{name}: {count}");
        let (stability, smallest) = criterion(&segments, &segments["advised"]);
        assert!(stability >= 0.75 && smallest >= 0.02, "{name}: {stability} {smallest}");
        assert!(["elbow", "stable"].contains(&segments["advice"].as_str().unwrap()), "{name}");
        let elbow = segments["elbow"].as_u64().unwrap();
        assert!((count..8).contains(&elbow), "{name}: {elbow}");
    }
}

#[test]
fn where_columns_do_not_go_together_no_groups_are_claimed() {
    let mut draw = Draw(5);
    let mut body = "kleur;maat;leeftijd;bezoeken\n".to_owned();
    for _ in 0..3_000 {
        let color = ["rood", "blauw", "groen"][draw.below(3)];
        let size = ["klein", "groot"][draw.below(2)];
        let _ = writeln!(body, "{color};{size};{};{}", 18 + draw.below(70), draw.below(4) * draw.below(4));
    }
    let segments = advised("advice_none", body, "");
    assert_eq!((&segments["advised"], &segments["advice"]), (&json!(2), &json!("no_structure")));
    assert_eq!(segments["elbow"], Value::Null);
}
