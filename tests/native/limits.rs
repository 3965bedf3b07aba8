//! What the gate holds back, and how that is told.

use crate::support::{file, files, folder, result, run, sample};
use serde_json::{json, Value};

#[test]
fn a_weak_release_gives_its_statistics_and_no_figure() {
    let folder = folder("limits_weak");
    let input = file(&folder, "in.csv", sample(3_000, 1, true));
    for models in [
        json!([]),
        json!([{ "k_anonymity": 1 }]),
        json!([{ "k_anonymity": 2 }]),
        json!([{ "k_anonymity": 4 }]),
    ] {
        let recipe = json!({ "privacy": { "models": models }, "segments": { "count": 3 } });
        run(&folder, &recipe, &input, &[]).refused(1, &["k = 5"]);
        let result = result(&folder);
        assert_eq!(result["refused"]["code"], "gate.release_too_weak", "{models}");
        assert_eq!(result["refused"]["place"]["field"], "privacy.models");
        assert_eq!(result["release"]["people"], 3_000, "{models}");
        assert_eq!(result["release"]["recheck"], "passed");
        assert_eq!((&result["segments"], &result["profiles"]), (&Value::Null, &json!([])));
        assert_eq!(result["personas"], json!([]));
        let found: Vec<String> = files(&folder.join("out")).into_keys().collect();
        assert_eq!(found, ["result.json", "timing.json"]);
    }
    // A group size under the floor is refused before anything is computed.
    run(&folder, &json!({ "privacy": { "min_group": 4 } }), &input, &[]).refused(1, &["privacy.min_group"]);
    let found = self::result(&folder);
    assert_eq!(found["refused"]["code"], "recipe.min_group_floor");
    assert_eq!((&found["release"], &found["segments"]), (&Value::Null, &Value::Null));
    // Five is enough.
    let recipe = json!({ "privacy": { "models": [{ "k_anonymity": 5 }] }, "segments": { "count": 3 } });
    assert_eq!(run(&folder, &recipe, &input, &[]).status, 0);
}

#[test]
fn a_limit_that_no_release_can_keep_is_a_refusal_by_the_gate() {
    let folder = folder("limits_hopeless");
    let input = file(&folder, "in.csv", sample(80, 1, true));
    let recipe = json!({ "privacy": { "models": [{ "k_anonymity": 500 }], "suppression_limit": 0 } });
    let ran = run(&folder, &recipe, &input, &[]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(!result(&folder)["refused"].is_null());
}

#[test]
fn under_five_smallest_blocks_only_the_whole_is_shown() {
    let folder = folder("limits_whole");
    let input = file(&folder, "in.csv", sample(280, 1, true));
    let recipe = json!({ "privacy": { "suppression_limit": 0.05 }, "segments": { "count": 4, "compare_with": "groep_waar" } });
    let ran = run(&folder, &recipe, &input, &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let result = result(&folder);
    let segments = &result["segments"];
    assert_eq!(segments["whole_only"], true);
    assert_eq!(segments["items"].as_array().unwrap().len(), 1);
    assert_eq!(segments["items"][0]["id"], 0);
    assert!(segments.get("adjusted_rand").is_none(), "an index would be about groups not shown");
    for column in result["profiles"].as_array().unwrap() {
        assert!(column["segments"].as_array().unwrap().len() <= 1);
    }
    let report = std::fs::read_to_string(folder.join("out/report.html")).unwrap();
    assert!(
        report.contains("te klein") || report.contains("iedereen samen"),
        "the report says that only the whole is shown"
    );
}

#[test]
fn a_sensitive_column_needs_a_ground() {
    let folder = folder("limits_sensitive");
    let input = file(&folder, "in.csv", sample(6_000, 4, true));
    // Far more than 80 % has no debts, which the usual models of a sensitive column refuse.
    let recipe = |choice: Value| {
        let privacy = json!({ "models": [{ "k_anonymity": 10 }] });
        json!({ "columns": { "Schuldhulp": choice }, "privacy": privacy, "segments": { "count": 6 } })
    };
    let column = |result: &Value| {
        result["profiles"].as_array().unwrap().iter().find(|column| column["name"] == "Schuldhulp").cloned()
    };
    let usual = json!({ "columns": { "Schuldhulp": { "role": "sensitive", "ground": "artikel 9, lid 2" } } });
    run(&folder, &usual, &input, &[]).refused(1, &["80%", "debts"]);
    for choice in [
        json!({}),
        json!({ "role": "sensitive" }),
        json!({ "role": "sensitive", "ground": "  " }),
        json!({ "role": "quasi" }),
    ] {
        let ran = run(&folder, &recipe(choice.clone()), &input, &[]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert!(column(&result(&folder)).is_none(), "{choice}");
    }
    run(&folder, &recipe(json!({ "role": "feature" })), &input, &[])
        .refused(2, &["columns.Schuldhulp.ground"]);

    let ran =
        run(&folder, &recipe(json!({ "role": "sensitive", "ground": "artikel 9, lid 2" })), &input, &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let result = result(&folder);
    let column = column(&result).expect("with a ground it has a profile");
    assert_eq!(column["role"], "sensitive");
    // "nee" is over 80 % of most groups, so it is hidden for all of them (PRODUCT D5), and said.
    assert_eq!(column["withheld"], true);
    let mut figures = column["segments"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|segment| segment["figures"].as_array().unwrap());
    assert!(figures.all(|figure| figure["kind"] == "withheld"), "{column}");
    assert!(column["overall"].as_array().unwrap().iter().all(|figure| figure["kind"] == "withheld"));
    assert!(result["withheld"].as_array().unwrap().iter().any(|part| part["what"] == "Schuldhulp"));
    // No sentence speaks of it.
    for (name, body) in
        files(&folder.join("out/personas")).into_iter().filter(|(name, _)| !name.ends_with(".json"))
    {
        let body = String::from_utf8(body).unwrap().to_lowercase();
        assert!(!body.contains("schuldhulp"), "{name}");
    }
}

#[test]
fn a_balanced_sensitive_column_is_shown_and_does_not_shape_groups() {
    let folder = folder("limits_balanced");
    // "Wmo" is a coin for everyone: every group holds enough of both answers.
    let text = String::from_utf8(sample(6_000, 4, true)).unwrap();
    let mut lines = text.lines();
    let mut body = format!("{};Wmo\n", lines.next().unwrap());
    let mut draw = crate::support::Draw(8);
    for line in lines {
        body += &format!("{line};{}\n", ["ja", "nee"][draw.below(2)]);
    }
    let input = file(&folder, "in.csv", body);
    let with = |ground: bool| {
        let choice =
            if ground { json!({ "role": "sensitive", "ground": "artikel 9, lid 2" }) } else { json!({}) };
        // With the usual models of a sensitive column it would be another release, of other people.
        let privacy = json!({ "models": [{ "k_anonymity": 10 }] });
        let columns = json!({ "Wmo": choice, "groep_waar": { "role": "ignore" } });
        let recipe = json!({ "columns": columns, "privacy": privacy, "segments": { "count": 4 } });
        assert_eq!(run(&folder, &recipe, &input, &[]).status, 0);
        result(&folder)
    };
    let (shown, hidden) = (with(true), with(false));
    let profile = |result: &Value| {
        result["profiles"].as_array().unwrap().iter().find(|column| column["name"] == "Wmo").cloned()
    };
    let column = profile(&shown).unwrap();
    assert_eq!(column["withheld"], false);
    assert!(column["segments"][0]["figures"]
        .as_array()
        .unwrap()
        .iter()
        .any(|figure| figure["kind"] == "share"));
    assert!(profile(&hidden).is_none());
    // The fit does not see it: the criteria and stability are those of the run without it.
    let stability = |result: &Value| -> Vec<Value> {
        result["segments"]["items"].as_array().unwrap().iter().map(|item| item["jaccard"].clone()).collect()
    };
    assert_eq!(stability(&shown), stability(&hidden));
}
