//! What is not a file of people, or not a recipe: one clear line, status 2, and never a cell.

use crate::support::{file, files, folder, gezicht, look, parsed, run, sample, Session};
use gezicht::engine::{Command, Reply};
use gezicht::ingest::Options;
use serde_json::json;
use std::path::Path;

/// A word that stands in cells only.
const TOKEN: &str = "Zeegroentoken";

fn inspect_and_run_refuse(folder: &Path, input: &Path, words: &[&str]) {
    for verb in ["inspect", "recipe"] {
        look(verb, input).refused(2, words);
    }
    let ran = run(folder, &json!({}), input, &[]);
    ran.refused(2, words);
    assert!(!ran.err.contains(TOKEN), "{}", ran.err);
    assert!(!folder.join("out").exists(), "a refused file leaves nothing");
}

#[test]
fn files_without_people_are_refused() {
    let folder = folder("bad_files");
    let noise: Vec<u8> = sample(50, 1, false).iter().map(|byte| byte.wrapping_mul(167)).collect();
    let wide = vec!["k"; 10_000].join(";") + "\n" + &vec![TOKEN; 10_000].join(";") + "\n";
    let open = format!("kleur;maat\n{}rood;\"{TOKEN}\nblauw;klein\n", "rood;klein\n".repeat(90));
    for (name, content, words) in [
        ("empty.csv", Vec::new(), "empty"),
        ("spaces.csv", b"\n\n  \n\n".to_vec(), ""),
        ("binary.csv", noise, "not a text file"),
        ("zeros.csv", vec![0; 9_000], ""),
        ("header.csv", b"kleur;maat\r\n".to_vec(), "only a header"),
        ("wide.csv", wide.into_bytes(), "10000 columns"),
        ("open.csv", open.into_bytes(), "line 92"),
    ] {
        let input = file(&folder, name, content);
        inspect_and_run_refuse(&folder, &input, &[words]);
    }
    inspect_and_run_refuse(&folder, &folder, &["directory"]);
    inspect_and_run_refuse(&folder, &folder.join("missing.csv"), &["missing.csv"]);
}

#[test]
fn one_column_is_a_file_like_any_other() {
    let folder = folder("bad_one_column");
    let input = file(&folder, "one.csv", "kleur\n".to_owned() + &"rood\nblauw\n".repeat(300));
    let seen = look("inspect", &input).json();
    assert_eq!((&seen["rows"], seen["columns"].as_array().unwrap().len()), (&json!(600), 1));
    let ran = run(&folder, &json!({}), &input, &[]);
    assert!(ran.status == 0 && ran.err.is_empty(), "{}", ran.err);
}

#[test]
fn a_file_cut_off_in_a_row_says_which_row() {
    let folder = folder("bad_cut");
    let body = "kleur;maat;plaats\n".to_owned() + &"rood;klein;hier\n".repeat(400) + "blauw;" + TOKEN;
    let input = file(&folder, "cut.csv", body);
    let ran = look("inspect", &input);
    let seen = ran.json();
    assert_eq!((&seen["rows"], &seen["refused_rows"]), (&json!(400), &json!(1)));
    assert_eq!(seen["refused"][0]["line"], 402);
    assert!(!ran.out.contains(TOKEN) && !ran.out.to_lowercase().contains(&TOKEN.to_lowercase()));
}

#[test]
fn one_line_of_200_megabytes_is_refused_long_before_its_end() {
    let mut session = Session::new();
    session.order(Command::Open { bytes: 200e6, read: Options::default() }).unwrap();
    let chunk = vec![b'x'; 1 << 20];
    let mut pushed = 0;
    let refusal = loop {
        assert!(pushed < 200, "the whole line was taken");
        pushed += 1;
        match session.engine.push(&chunk) {
            Reply::Busy(_) => {}
            Reply::Refused(refusal) => break refusal.get().clone(),
            other => panic!("{other:?}"),
        }
    };
    assert!(pushed <= 64, "{pushed} MB of one line were held");
    assert!(!refusal.what.en.is_empty() && !refusal.remedy.nl.is_empty());
    assert!(refusal.place.line.is_some() || refusal.place.byte.is_some(), "{refusal:?}");
    // The engine is usable after it.
    session.open(b"kleur;maat\nrood;klein\nblauw;groot\n").unwrap();
}

#[test]
fn a_recipe_that_cannot_be_read_says_where() {
    let folder = folder("bad_recipe");
    let input = file(&folder, "in.csv", sample(200, 1, true));
    let out = folder.join("out");
    let with = |recipe: &Path| {
        gezicht(["run", recipe.to_str().unwrap(), input.to_str().unwrap(), "--out", out.to_str().unwrap()])
    };
    with(&folder.join("none.json")).refused(2, &["none.json"]);
    with(&file(&folder, "broken.json", "{\n\"columns\": {\n")).refused(2, &["line 3"]);
    with(&file(&folder, "text.json", [0xff, 0xfe, 0x00])).refused(2, &["text.json"]);
    with(&folder).refused(2, &["directory"]);
    assert!(!out.exists());
}

#[test]
fn every_wrong_field_is_named() {
    let folder = folder("bad_fields");
    let input = file(&folder, "in.csv", sample(400, 1, true));
    for (recipe, words) in [
        (json!({ "kolommen": {} }), "kolommen"),
        (json!({ "privacy": { "k": 5 } }), "k"),
        (json!({ "columns": { "Inkomen": { "rol": "quasi" } } }), "rol"),
        (json!({ "segments": { "number": 5 } }), "number"),
        (json!({ "privacy": { "search": { "speed": 1 } } }), "speed"),
        (json!({ "output": { "taal": "nl" } }), "taal"),
        (json!({ "columns": { "Inkommen": { "role": "quasi" } } }), "Inkommen"),
        (json!({ "columns": { "Inkomen": { "meaning": "salaris" } } }), "salaris"),
        (json!({ "privacy": { "unit": "BSN" } }), "privacy.unit"),
        (json!({ "segments": { "compare_with": "waarheid" } }), "segments.compare_with"),
        (json!({ "privacy": { "column_weights": { "waarheid": 1 } } }), "privacy.column_weights"),
        (json!({ "privacy": { "suppression_limit": 2 } }), "privacy.suppression_limit"),
        (json!({ "privacy": { "models": [{ "k_anonymity": 0 }] } }), "privacy.models[0]"),
        (json!({ "segments": { "count": 500 } }), "segments.count"),
        (json!({ "segments": { "count": "many" } }), ""),
        (json!({ "columns": { "Inkomen": { "ladder": "ladders/none.csv" } } }), "none.csv"),
        (json!({ "columns": { "Inkomen": { "ladder": [["1", "*"]] } } }), "columns.Inkomen.ladder"),
    ] {
        let ran = run(&folder, &recipe, &input, &[]);
        assert_eq!(ran.status, 2, "{recipe}: {}", ran.err);
        ran.refused(2, &[words]);
        assert!(!folder.join("out").exists(), "{recipe}");
    }
}

#[test]
fn what_a_later_version_brings_is_named_as_not_yet_supported() {
    gezicht(["sql", "r.json", "--dialect", "duckdb"]).refused(2, &["not yet supported"]);
}

#[test]
fn wrong_words_are_answered_in_one_line() {
    for words in [
        vec![],
        vec!["inspect"],
        vec!["inspect", "a", "b"],
        vec!["recipe"],
        vec!["run"],
        vec!["run", "recipe.json", "file.csv"],
        vec!["analyse", "file.csv"],
        vec!["inspect", "file.csv", "--quick"],
        vec!["inspect", "file.csv", "--header-line", "first"],
        vec!["inspect", "file.csv", "--header-line"],
    ] {
        gezicht(&words).refused(2, &[]);
    }
    assert_eq!(gezicht(["--help"]).status, 0);
    assert!(gezicht(["--version"]).out.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn errors_hold_no_cell() {
    let folder = folder("bad_tokens");
    // The token stands in a column whose imported ladder lacks it, in a ragged row and in a number column.
    let mut body = "Leeftijd;Kleur;Inkomen\n".to_owned();
    for row in 0..600 {
        body += &format!("{};{};{}\n", 20 + row % 50, ["rood", "blauw"][row % 2], 1000 + row % 7 * 100);
    }
    body += &format!("30;{TOKEN};{TOKEN}\n31;rood;1000;{TOKEN}\n{TOKEN}\n");
    let input = file(&folder, "in.csv", body);
    let ladder = json!([["rood", "*"], ["blauw", "*"]]);
    for recipe in [
        json!({ "columns": { "Kleur": { "role": "quasi", "ladder": ladder } } }),
        json!({ "columns": { "Kleur": { "role": "quasi" }, "Inkomen": { "role": "quasi" } } }),
        json!({ "columns": { "Kleur": { "role": "feature" }, "Inkomen": { "role": "feature" } } }),
        json!({ "columns": { "Kleur": { "role": "feature" }, "Inkomen": { "meaning": "amount", "role": "quasi" } } }),
        json!({ "privacy": { "unit": "Kleur" } }),
        json!({ "privacy": { "suppression_limit": 0 } }),
    ] {
        parsed(recipe.clone());
        let ran = run(&folder, &recipe, &input, &[]);
        assert!(ran.status >= 0);
        let mut all = vec![ran.out.to_lowercase(), ran.err.to_lowercase()];
        if folder.join("out").exists() {
            all.extend(
                files(&folder.join("out"))
                    .into_values()
                    .map(|body| String::from_utf8(body).unwrap().to_lowercase()),
            );
        }
        for text in all {
            assert!(!text.contains(&TOKEN.to_lowercase()), "{recipe}");
        }
    }
}
