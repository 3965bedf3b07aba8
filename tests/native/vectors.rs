//! The optimum that independent programs found on the adult data, through the command.

use crate::support::{data, folder, result, run};
use serde_json::{json, Map, Value};

pub(crate) const COLUMNS: [&str; 9] = [
    "sex",
    "age",
    "race",
    "marital-status",
    "education",
    "native-country",
    "workclass",
    "occupation",
    "salary-class",
];

/// A recipe with the nine ladders as files.
pub(crate) fn recipe(limit: f64) -> Value {
    let ladders = data("adult");
    let column = |name: &&str| {
        let ladder = ladders.join(format!("adult_hierarchy_{name}.csv"));
        (name.to_string(), json!({ "role": "quasi", "ladder": ladder }))
    };
    let columns: Map<String, Value> = COLUMNS.iter().map(column).collect();
    json!({
        "columns": columns,
        "privacy": { "min_group": 5, "models": [{ "k_anonymity": 5 }], "suppression_limit": limit },
        "segments": { "count": 2 }
    })
}

fn check(name: &str, limit: f64, levels: [u32; 9], loss: f64, suppressed: u32, classes: u32, smallest: u32) {
    let folder = folder(name);
    let ran = run(&folder, &recipe(limit), &data("adult/adult.csv"), &[]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let result = result(&folder);
    let release = &result["release"];
    for (column, level) in COLUMNS.iter().zip(levels) {
        assert_eq!(release["levels"][column], level, "{column}");
    }
    let value = release["measure"]["value"].as_f64().unwrap();
    assert!((value / loss - 1.0).abs() < 1e-9, "{value} and {loss}");
    assert_eq!(release["measure"]["name"], "loss");
    assert_eq!(release["suppressed"], suppressed);
    assert_eq!(release["classes"], classes);
    assert_eq!(release["smallest_class"], smallest);
    assert_eq!(release["people"], 30_162);
    assert_eq!(release["lattice"], 12_960.0);
    assert_eq!(release["optimal"], true);
    assert_eq!(release["recheck"], "passed");
    assert_eq!(result["input"]["rows"], 30_162);
    assert_eq!(result["input"]["refused_rows"], 0);
    let average = result["risk"]["before"]["average"].as_f64().unwrap();
    assert!((average - 0.6465751607983555).abs() < 1e-12);
    let uniques = result["risk"]["before"]["sample_uniqueness"].as_f64().unwrap();
    assert!((uniques - 0.5142895033485844).abs() < 1e-12);

    // Every released column is described by its own bands, not by "unknown" alone.
    let top: [u32; 9] = [1, 4, 1, 2, 3, 2, 2, 2, 1];
    for profile in result["profiles"].as_array().unwrap() {
        let at = COLUMNS.iter().position(|name| profile["name"] == **name).unwrap();
        let bands = profile["bands"].as_array().unwrap();
        let known = bands.iter().filter(|band| band["missing"] == false).count();
        assert!(known >= 1, "{}: {bands:?}", COLUMNS[at]);
        if levels[at] < top[at] {
            assert!(bands.len() >= 2, "{}: {bands:?}", COLUMNS[at]);
        }
    }
}

#[test]
fn five_anonymity_without_suppression() {
    check("vectors_0", 0.0, [0, 4, 1, 1, 3, 2, 2, 1, 0], 0.5731509655590044, 0, 24, 69);
}

#[test]
fn five_anonymity_with_five_per_cent_suppression() {
    check("vectors_5", 0.05, [0, 3, 0, 0, 2, 1, 1, 2, 0], 0.2419323650662908, 1_346, 397, 5);
}

#[test]
fn five_anonymity_with_any_suppression() {
    check("vectors_100", 1.0, [0, 3, 0, 0, 2, 1, 1, 1, 0], 0.22041192847984292, 2_553, 602, 5);
}
