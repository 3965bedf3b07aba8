//! What shapes groups: values or the release, and never a sensitive column in silence.

use crate::support::{file, folder, result, run, sample};
use serde_json::{json, Value};

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

#[test]
fn a_sensitive_column_shapes_groups_only_where_that_was_chosen() {
    let folder = folder("shaping_sensitive");
    let input = file(&folder, "sample.csv", sample(4_000, 5, false));
    let columns = json!({ "Schuldhulp": { "role": "sensitive", "ground": "Onderzoek van de gemeente" } });
    let recipe = |segments: Value| json!({ "columns": columns.clone(), "segments": segments });
    let refused = recipe(json!({ "count": 3, "with_sensitive": true }));
    run(&folder, &refused, &input, &[]).refused(2, &["segments.on"]);
    let left_out = |segments: Value| {
        let ran = run(&folder, &recipe(segments), &input, &[]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        reasons(&result(&folder)).contains(&("Schuldhulp".to_owned(), "sensitive".to_owned()))
    };
    assert!(left_out(json!({ "count": 3 })));
    assert!(left_out(json!({ "count": 3, "on": "released" })));
    assert!(!left_out(json!({ "count": 3, "on": "released", "with_sensitive": true })));
}

/// A recipe in which every column is a feature: nothing is coarsened, so the fit alone answers.
fn features(names: &[&str], count: Value) -> Value {
    let columns: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!({ "role": "feature" }))).collect();
    json!({ "columns": columns, "segments": { "count": count } })
}

#[test]
fn a_file_in_which_people_hardly_differ_gets_a_clear_answer() {
    let folder = folder("shaping_little");
    let rows = |of: &dyn Fn(usize) -> String| (0..400).map(of).collect::<String>();
    let files = [
        ("constant", rows(&|_| "web;40\n".to_owned()), "columns"),
        ("one_category", rows(&|i| format!("{};\n", if i < 398 { "web" } else { "balie" })), "columns"),
        ("missing", rows(&|i| if i == 7 { "web;40\n".to_owned() } else { ";\n".to_owned() }), "columns"),
        (
            "two_kinds",
            rows(&|i| if i % 2 == 0 { "web;40\n" } else { "balie;70\n" }.to_owned()),
            "segments.count",
        ),
    ];
    for (name, rows, place) in files {
        let input = file(&folder, &format!("{name}.csv"), format!("kanaal;leeftijd\n{rows}"));
        let asked = features(&["kanaal", "leeftijd"], json!(3));
        run(&folder, &asked, &input, &[]).refused(2, &[place]);
        // Without a number asked for: the groups that are there.
        let ran = run(&folder, &features(&["kanaal", "leeftijd"], json!("advised")), &input, &[]);
        assert_eq!(ran.status, 0, "{name}: {}", ran.err);
        let groups = if name == "two_kinds" { 2 } else { 1 };
        assert_eq!(result(&folder)["segments"]["items"].as_array().unwrap().len(), groups, "{name}");
    }
    // Fifty rows: too few for any figure, and that is what is said.
    let fifty: String = (0..50).map(|i| format!("{};{}\n", ["web", "balie"][i % 2], 20 + i)).collect();
    let input = file(&folder, "fifty.csv", format!("kanaal;leeftijd\n{fifty}"));
    run(&folder, &features(&["kanaal", "leeftijd"], json!(3)), &input, &[]).refused(1, &["60 people"]);
}
