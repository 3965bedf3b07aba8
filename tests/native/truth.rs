//! Hidden groups come back, before and after the blocks.

use crate::support::{file, folder, mixed, result, run, sample, SEGMENTS};
use serde_json::json;

#[test]
fn six_hidden_groups_come_back_from_mixed_data() {
    let folder = folder("truth_mixed");
    let input = file(&folder, "mixed.csv", mixed(20_000, 20_261_122));
    let recipe = json!({ "segments": { "count": 6, "compare_with": "true_segment" } });
    let ran = run(&folder, &recipe, &input, &["--fixture"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let result = result(&folder);
    let segments = &result["segments"];
    let fit = segments["adjusted_rand_fit"].as_f64().unwrap();
    let shown = segments["adjusted_rand"].as_f64().unwrap();
    assert_eq!(segments["count"], 6);
    assert!(fit >= 0.85, "{fit}");
    assert!(shown >= fit - 0.02, "{shown} of {fit}");
    // The comparison plays no part in what is shown.
    assert!(result["profiles"].as_array().unwrap().iter().all(|column| column["name"] != "true_segment"));
    for name in SEGMENTS {
        assert!(!result.to_string().contains(name), "{name}");
    }
}

#[test]
fn six_hidden_groups_come_back_from_the_sample() {
    let folder = folder("truth_sample");
    let input = file(&folder, "sample.csv", sample(12_000, 5, true));
    let recipe = json!({ "segments": { "count": 6, "compare_with": "groep_waar" } });
    let ran = run(&folder, &recipe, &input, &["--fixture"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = result(&folder);
    let segments = &found["segments"];
    let fit = segments["adjusted_rand_fit"].as_f64().unwrap();
    let shown = segments["adjusted_rand"].as_f64().unwrap();
    assert!(fit >= 0.85, "{fit}");
    assert!(shown >= fit - 0.02, "{shown} of {fit}");
    // Without the mark of test data only the rounded index after blocks is given.
    assert_eq!(run(&folder, &recipe, &input, &[]).status, 0);
    let result = result(&folder);
    let segments = &result["segments"];
    assert!(segments.get("adjusted_rand_fit").is_none());
    let index = segments["adjusted_rand"].as_f64().unwrap();
    assert_eq!((index * 100.0).round() / 100.0, index);
}

#[test]
fn test_data_hold_no_identifier() {
    let folder = folder("truth_identifier");
    let input = file(&folder, "sample.csv", sample(3_000, 5, false));
    let recipe = json!({ "segments": { "count": 2, "compare_with": "Kanaal" } });
    run(&folder, &recipe, &input, &["--fixture"]).refused(1, &["fixture"]);
    // Saying that the identifiers are something else does not help.
    let hidden = json!({ "columns": { "BSN": { "role": "ignore" }, "Naam": { "role": "ignore" },
        "E-mail": { "role": "ignore" }, "Telefoon": { "role": "ignore" }, "Klantnummer": { "role": "ignore" } },
        "segments": { "compare_with": "Kanaal" } });
    run(&folder, &hidden, &input, &["--fixture"]).refused(1, &["fixture"]);
}

#[test]
fn an_identifier_or_an_ungrounded_sensitive_column_is_no_comparison() {
    let folder = folder("truth_compare");
    let input = file(&folder, "sample.csv", sample(3_000, 5, false));
    for (column, columns) in [
        ("BSN", json!({})),
        ("Klantnummer", json!({})),
        ("Schuldhulp", json!({})),
        // Neither does another role.
        ("BSN", json!({ "BSN": { "role": "feature" } })),
        ("Klantnummer", json!({ "Klantnummer": { "role": "quasi" } })),
        ("Schuldhulp", json!({ "Schuldhulp": { "role": "ignore" } })),
        ("Schuldhulp", json!({ "Schuldhulp": { "role": "feature" } })),
    ] {
        let recipe = json!({ "columns": columns, "segments": { "count": 2, "compare_with": column } });
        let ran = run(&folder, &recipe, &input, &[]);
        assert_ne!(ran.status, 0, "{column} with {columns}");
        ran.refused(2, &["segments.compare_with"]);
    }
}
