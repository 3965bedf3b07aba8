//! What shapes groups: values, or the release alone.

use crate::support::{file, folder, result, run, sample, Draw};
use serde_json::{json, Value};
use std::fmt::Write as _;

fn reasons(result: &Value) -> Vec<(String, String)> {
    let columns = result["segments"]["left_out"].as_array().unwrap();
    let text = |column: &Value, field: &str| column[field].as_str().unwrap().to_owned();
    columns.iter().map(|column| (text(column, "name"), text(column, "why"))).collect()
}

#[test]
fn groups_from_the_release_see_no_features() {
    let folder = folder("shaping_released");
    let input = file(&folder, "sample.csv", sample(4_000, 5, true));
    let on = |on: &str, method: &str| {
        let recipe =
            json!({ "segments": { "count": 4, "on": on, "method": method, "compare_with": "groep_waar" } });
        let ran = run(&folder, &recipe, &input, &["--fixture"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        result(&folder)
    };
    for (method, other) in [("latent_class", "k_means"), ("k_means", "latent_class")] {
        let values = on("values", method);
        let released = on("released", method);
        // What the release costs is the same, from whichever side it is looked at.
        let cost = |result: &Value| result["segments"]["on_release"].as_f64().unwrap();
        assert!(cost(&values) < 1.0 && (cost(&values) - cost(&released)).abs() < 0.3, "{values} {released}");
        assert!(reasons(&values).iter().all(|(_, why)| why != "not_released"));
        assert!(reasons(&released).iter().any(|(_, why)| why == "not_released"));
        assert_eq!(values["segments"]["second_opinion"]["method"], other);
        let agreement = values["segments"]["second_opinion"]["adjusted_rand"].as_f64().unwrap();
        assert_eq!((agreement * 100.0).round() / 100.0, agreement);
    }
}

/// People with a benefit that goes with a debt and with nothing else: only if both shape the groups do groups follow it. `Tweede` is a
/// copy to compare with.
fn benefits() -> String {
    let mut draw = Draw(77);
    let mut body = "Leeftijd;Wijk;Uitkering;Tweede;Schulden;Klachten\n".to_owned();
    for _ in 0..3_000 {
        let benefit = ["bijstand", "geen"][draw.below(2)];
        let _ = writeln!(
            body,
            "{};{};{benefit};{benefit};{};{}",
            20 + draw.below(60),
            ["noord", "zuid", "oost"][draw.below(3)],
            ["ja", "nee"][draw.pick(if benefit == "geen" { &[1.0, 9.0] } else { &[9.0, 1.0] })],
            ["chronisch ziek", "gezond"][draw.below(2)],
        );
    }
    body
}

fn shaped_by(ground: bool, segments: &Value) -> Value {
    let mut benefit = json!({ "role": "sensitive" });
    if ground {
        benefit["ground"] = json!("Participatiewet, artikel 64");
    }
    let debt = benefit.clone();
    json!({
        "columns": {
            "Leeftijd": { "role": "quasi" }, "Wijk": { "role": "quasi" }, "Uitkering": benefit, "Schulden": debt,
            "Tweede": { "role": "ignore" }, "Klachten": { "role": "sensitive" }
        },
        "segments": segments
    })
}

#[test]
fn a_sensitive_column_shapes_groups_when_that_is_chosen_with_a_ground_and_on_the_release_alone() {
    let folder = folder("shaping_sensitive");
    let input = file(&folder, "in.csv", benefits());
    let found = |with: bool| {
        let segments =
            json!({ "count": 2, "on": "released", "with_sensitive": with, "compare_with": "Tweede" });
        let mut recipe = shaped_by(true, &segments);
        // The copy is compared with: a plain column, that plays no part.
        recipe["columns"]["Tweede"] = json!({ "role": "feature", "meaning": "category" });
        let ran = run(&folder, &recipe, &input, &[]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        result(&folder)
    };
    let agreement = |result: &Value| result["segments"]["adjusted_rand"].as_f64().unwrap();
    let why = |result: &Value, name: &str| {
        reasons(result).into_iter().find(|(column, _)| column == name).map(|(_, why)| why)
    };
    let (without, with) = (found(false), found(true));
    assert_eq!(why(&without, "Uitkering").as_deref(), Some("sensitive"));
    assert_eq!(why(&with, "Uitkering"), None);
    assert!(
        agreement(&without) < 0.1 && agreement(&with) > 0.5,
        "{} {}",
        agreement(&without),
        agreement(&with)
    );
    // A column without a ground is kept closed, and that is said.
    assert_eq!(why(&without, "Klachten").as_deref(), Some("no_ground"));
    assert_eq!(why(&with, "Klachten").as_deref(), Some("no_ground"));
}

#[test]
fn a_sensitive_column_shapes_no_groups_on_values_nor_without_a_ground() {
    let folder = folder("shaping_refused");
    let input = file(&folder, "in.csv", benefits());
    let on_values = json!({ "count": 2, "on": "values", "with_sensitive": true });
    let ran = run(&folder, &shaped_by(true, &on_values), &input, &[]);
    ran.refused(2, &["segments.on", "made from the release", "Set “on” to released"]);
    let released = json!({ "count": 2, "on": "released", "with_sensitive": true });
    let ran = run(&folder, &shaped_by(false, &released), &input, &[]);
    ran.refused(2, &["segments.with_sensitive", "ground", "remove “with_sensitive”"]);
    // With a ground, but guarded by no model of the release.
    let mut unguarded = shaped_by(true, &released);
    unguarded["privacy"] = json!({ "models": [ { "k_anonymity": 10 } ] });
    let ran = run(&folder, &unguarded, &input, &[]);
    ran.refused(2, &["segments.with_sensitive", "privacy model"]);
}

#[test]
fn what_the_release_made_alike_is_said_to_be_so() {
    let folder = folder("shaping_generalised");
    let input = file(&folder, "in.csv", benefits());
    let mut recipe = shaped_by(false, &json!({ "count": 2, "on": "released" }));
    recipe["privacy"] = json!({ "levels": { "Wijk": 1 }, "suppression_limit": 0.0 });
    let ran = run(&folder, &recipe, &input, &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let said = reasons(&result(&folder));
    assert!(said.contains(&("Wijk".to_owned(), "generalised".to_owned())), "{said:?}");
}
