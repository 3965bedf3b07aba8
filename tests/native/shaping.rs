//! What shapes groups: values, or the release alone.

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
