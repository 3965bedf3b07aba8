//! Further files: joined on pseudonyms, open figures per area, lists of objections.

use crate::support::{bsns, file, folder, gezicht, parsed, result, Draw, Session};
use gezicht::engine::{Command as Order, Reply};
use serde_json::{json, Value};
use std::fmt::Write as _;
use std::path::Path;

/// 1,200 people: their BSN, an age, a channel, a neighbourhood.
pub fn people() -> String {
    let mut draw = Draw(41);
    let mut body = "BSN;Leeftijd;Kanaal;Buurtcode\n".to_owned();
    for bsn in bsns().take(1_200) {
        let age = 20 + draw.below(60);
        let channel = if age < 45 { "web" } else { "balie" };
        let channel = if draw.below(10) < 8 { channel } else { "post" };
        let _ = writeln!(body, "{bsn};{age};{channel};BU0363{:04}", 101 + draw.below(12));
    }
    body
}

/// Calls of every second of those people, one to three each, in an order of its own, and of 37 others. Columns are named
/// otherwise and BSNs are written with points.
pub fn calls(header: &str) -> String {
    let mut rows: Vec<String> = Vec::new();
    let everyone: Vec<String> = bsns().take(1_400).collect();
    let mut draw = Draw(77);
    let callers = everyone[..1_200].iter().step_by(2).chain(&everyone[1_300..1_337]);
    for (at, bsn) in callers.enumerate() {
        for call in 0..=at % 3 {
            let written = format!("{}.{}.{}", &bsn[..4], &bsn[4..6], &bsn[6..]);
            let topic = ["paspoort", "afval", "parkeren"][(at + call) % 3];
            rows.push(format!("{topic};{};{written}", 1 + (at + call) % 9));
        }
    }
    draw.shuffle(&mut rows);
    format!("{header}\n{}\n", rows.join("\n"))
}

/// Runs with further files; gives status and stderr.
fn run(folder: &Path, recipe: &Value, files: &[&Path]) -> crate::support::Ran {
    let recipe = file(folder, "recipe.json", recipe.to_string());
    let out = folder.join("out");
    let mut words = vec!["run".to_owned(), recipe.display().to_string()];
    words.extend(files.iter().map(|path| path.display().to_string()));
    words.extend(["--out".to_owned(), out.display().to_string()]);
    gezicht(words)
}

fn profile<'a>(result: &'a Value, name: &str) -> Option<&'a Value> {
    result["profiles"].as_array().unwrap().iter().find(|column| column["name"] == name)
}

/// Per cent of all people by band.
fn overall(column: &Value) -> Vec<(String, f64)> {
    let labels = column["bands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|band| band["label"]["nl"].as_str().unwrap().to_owned());
    let shares =
        column["overall"].as_array().unwrap().iter().map(|figure| figure["percent"].as_f64().unwrap_or(-1.0));
    labels.zip(shares).collect()
}

#[test]
fn a_joined_file_adds_a_flag_and_aggregates_with_a_ground() {
    let folder = folder("attached_join");
    let main = file(&folder, "main.csv", people());
    let other = file(&folder, "calls.csv", calls("Onderwerp;Duur;Burgerservicenummer"));
    let join =
        json!([{ "file": 2, "key": "nl.bsn", "aggregate": { "Duur": "sum", "Onderwerp": "most_frequent" } }]);
    let ground = "artikel 6, lid 1, onder e";
    let recipe = json!({
        "columns": {
            "in_bestand_2": { "ground": ground }, "Duur": { "ground": ground },
            "Onderwerp": { "role": "feature" }
        },
        "privacy": { "unit": "BSN" }, "join": join, "segments": { "count": 2 }
    });
    let ran = run(&folder, &recipe, &[&main, &other]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = result(&folder);
    // Every second of 1,200 people has calls: 600 have none. 37 others have 73 rows.
    let input = &found["input"]["files"][0];
    assert_eq!((&input["file"], &input["rows"]), (&json!(2), &json!(1_273)));
    assert_eq!((&input["people_unmatched"], &input["rows_unmatched"]), (&json!(600), &json!(70)));
    assert_eq!(input["rows_without_key"], 0);
    let flag = profile(&found, "in_bestand_2").expect("the flag");
    assert_eq!(flag["label"]["nl"], "komt voor in bestand 2");
    assert_eq!(flag["role"], "sensitive");
    for (band, share) in overall(flag) {
        assert!((share - 50.0).abs() <= 4.0, "{band}: {share}");
    }
    assert!(profile(&found, "Duur").is_some() && profile(&found, "Onderwerp").is_some());
    assert!(profile(&found, "Duur").unwrap()["label"]["nl"].as_str().unwrap().ends_with(", totaal"));
    // Without a ground neither flag nor aggregate plays a part, and the people are counted all the same.
    let recipe = json!({ "privacy": { "unit": "BSN" }, "join": recipe["join"], "segments": { "count": 2 } });
    let ran = run(&folder, &recipe, &[&main, &other]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = result(&folder);
    for name in ["in_bestand_2", "Duur", "Onderwerp"] {
        assert!(profile(&found, name).is_none(), "{name}");
    }
    assert_eq!(found["input"]["files"][0]["people_unmatched"], 600);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let folder = folder("attached_order");
    let main = file(&folder, "main.csv", people());
    let recipe = json!({
        "columns": {
            "in_bestand_2": { "role": "feature" }, "Duur": { "role": "feature" }, "Onderwerp": { "role": "feature" }
        },
        "join": [{ "file": 2, "key": "nl.bsn", "aggregate": { "Duur": "mean", "Onderwerp": "most_frequent" } }],
        "privacy": { "unit": "BSN" }, "segments": { "count": 2 }
    });
    let text = calls("Onderwerp;Duur;Burgerservicenummer");
    let mut lines: Vec<&str> = text.lines().collect();
    let one = file(&folder, "one.csv", &text);
    lines[1..].reverse();
    let other = file(&folder, "other.csv", lines.join("\n"));
    let mut results = Vec::new();
    for second in [&one, &other, &one] {
        let ran = run(&folder, &recipe, &[&main, second]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        results.push(std::fs::read(folder.join("out/result.json")).unwrap());
    }
    // The key of each run is another one, too.
    assert!(results[0] == results[1] && results[0] == results[2]);
}

#[test]
fn a_name_that_is_taken_gets_the_number_of_its_file() {
    let folder = folder("attached_names");
    let main = file(&folder, "main.csv", people());
    let other = file(&folder, "calls.csv", calls("Kanaal;Wachttijd;BSN"));
    let recipe = json!({
        "columns": { "Kanaal (bestand 2)": { "role": "feature" }, "Wachttijd": { "role": "ignore" } },
        "join": [{ "file": 2, "key": "nl.bsn", "aggregate": { "Kanaal": "most_frequent", "Wachttijd": "max" } }],
        "privacy": { "unit": "BSN" }, "segments": { "count": 2 }
    });
    let ran = run(&folder, &recipe, &[&main, &other]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = result(&folder);
    assert!(profile(&found, "Kanaal").is_some() && profile(&found, "Kanaal (bestand 2)").is_some());
    assert!(profile(&found, "Wachttijd").is_none());
}

#[test]
fn being_in_a_file_about_care_needs_a_ground() {
    let folder = folder("attached_care");
    let main = file(&folder, "main.csv", people());
    let feature = json!({ "in_bestand_2": { "role": "feature" } });
    let recipe = |columns: Value| {
        json!({ "columns": columns, "join": [{ "file": 2, "key": "nl.bsn" }],
            "privacy": { "unit": "BSN" }, "segments": { "count": 2 } })
    };
    // By its header, and by its words alone.
    let by_header = calls("Wmo voorziening;Aantal;BSN");
    let by_words = calls("Product;Aantal;BSN").replace("parkeren", "schuldhulp");
    for text in [by_header, by_words] {
        let other = file(&folder, "care.csv", &text);
        run(&folder, &recipe(feature.clone()), &[&main, &other])
            .refused(2, &["ground", "columns.in_bestand_2.ground"]);
        let grounded = json!({ "in_bestand_2": { "role": "feature", "ground": "Wmo, artikel 5.1.1" } });
        let ran = run(&folder, &recipe(grounded), &[&main, &other]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert!(profile(&result(&folder), "in_bestand_2").is_some());
    }
    let other = file(&folder, "calls.csv", calls("Onderwerp;Duur;BSN"));
    assert_eq!(run(&folder, &recipe(feature), &[&main, &other]).status, 0);
}

#[test]
fn who_objected_is_left_out_and_counted() {
    let folder = folder("attached_objections");
    let main = file(&folder, "main.csv", people());
    let mut list = "Burgerservicenummer;Datum bezwaar\n".to_owned();
    // Of everyone in the file, 43 objected; 300 on the list are nowhere in it.
    for bsn in bsns().take(1_500).skip(1_157) {
        let _ = writeln!(list, "{bsn};01-02-2026");
    }
    let list = file(&folder, "list.csv", list);
    let recipe = json!({ "objections": [{ "file": 2, "key": "nl.bsn" }],
        "privacy": { "unit": "BSN" }, "segments": { "count": 2 } });
    let ran = run(&folder, &recipe, &[&main, &list]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = result(&folder);
    assert_eq!(found["input"]["people_objected"], 40);
    assert_eq!(found["input"]["people_left_out"], 0);
    assert_eq!(found["release"]["people"], 1_157);
    assert_eq!(found["input"]["files"][0]["rows_unmatched"], 300);
    assert!(found["input"]["files"][0]["people_unmatched"].is_null());
}

/// Two years of house values a neighbourhood; two neighbourhoods have none.
fn areas() -> String {
    let mut body = "gwb_code;Gemiddelde WOZ-waarde\n".to_owned();
    for at in 0..40 {
        let value = if at % 9 == 8 { ".".to_owned() } else { (180 + 13 * at).to_string() };
        let _ = writeln!(body, "BU0363{:04};{value}", 101 + at);
    }
    body
}

#[test]
fn figures_of_an_area_come_in_bands_of_three_areas_and_k_people() {
    let folder = folder("attached_context");
    let main = file(&folder, "main.csv", people());
    let table = file(&folder, "areas.csv", areas());
    let name = "Gemiddelde WOZ-waarde";
    let recipe = json!({
        "context": [{ "file": 2, "key": "Buurtcode", "columns": [name] }],
        "privacy": { "unit": "BSN" }, "segments": { "count": 2 }
    });
    let ran = run(&folder, &recipe, &[&main, &table]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = result(&folder);
    let column = profile(&found, name).expect("the figure");
    assert_eq!(column["role"], "feature");
    // Twelve neighbourhoods, one without a figure: three bands of at least three, and the missing one.
    let bands = overall(column);
    assert!((2..=4).contains(&bands.len()), "{bands:?}");
    // 28 areas of the table are nobody's.
    assert_eq!(found["input"]["files"][0]["rows_unmatched"], 20);
    assert_eq!(found["input"]["files"][0]["people_unmatched"], 0);
    // No figure of one area is anywhere in the output.
    for at in 0..40 {
        let figure = format!("{}", 180 + 13 * at);
        for (name, body) in crate::support::files(&folder.join("out")) {
            let text = String::from_utf8_lossy(&body).into_owned();
            assert!(!text.contains(&format!("\"{figure}\"")), "{figure} in {name}");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let folder = folder("attached_refusals");
    let main = file(&folder, "main.csv", people());
    let other = file(&folder, "calls.csv", calls("Onderwerp;Duur;BSN"));
    let table = file(&folder, "areas.csv", areas());
    let files: [&Path; 3] = [&main, &other, &table];
    let join =
        |key: &str, aggregate: Value| json!({ "join": [{ "file": 2, "key": key, "aggregate": aggregate }] });
    for (recipe, words) in [
        (json!({ "join": [{ "file": 7, "key": "nl.bsn" }] }), ["no file 7", "join[0]"]),
        (join("email", json!({})), ["file 1", "join[0].key"]),
        (join("nl.bsn", json!({ "Onzin": "sum" })), ["Onzin", "join[0].aggregate.Onzin"]),
        (join("nl.bsn", json!({ "Onderwerp": "sum" })), ["numbers", "join[0].aggregate.Onderwerp"]),
        (join("nl.bsn", json!({ "BSN": "most_frequent" })), ["one person", "join[0].aggregate.BSN"]),
        (join("nl.bsn", json!({ "Duur": "median" })), ["recipe", "line 1"]),
        (json!({ "objections": [{ "file": 3, "key": "nl.bsn" }] }), ["file 3", "objections[0].key"]),
        (
            json!({ "context": [{ "file": 3, "key": "Leeftijd", "columns": [] }] }),
            ["area code", "context[0].key"],
        ),
        (
            json!({ "context": [{ "file": 2, "key": "Buurtcode", "columns": ["Duur"] }] }),
            ["no column of such areas", "context[0]"],
        ),
    ] {
        run(&folder, &recipe, &files).refused(2, &words);
    }
    // Two columns that hold the key.
    let mut twice = "BSN;BSN partner;Duur\n".to_owned();
    let everyone: Vec<String> = bsns().take(400).collect();
    for pair in everyone.chunks(2) {
        let _ = writeln!(twice, "{};{};3", pair[0], pair[1]);
    }
    let twice = file(&folder, "twice.csv", twice);
    run(&folder, &join("nl.bsn", json!({})), &[&main, &twice])
        .refused(2, &["more than one column", "join[0].key"]);
    // An area twice; areas of another municipality alone.
    let text = areas();
    let context =
        json!({ "context": [{ "file": 2, "key": "Buurtcode", "columns": ["Gemiddelde WOZ-waarde"] }] });
    let row = text.lines().nth(1).unwrap();
    let double = file(&folder, "double.csv", format!("{text}{row}\n"));
    run(&folder, &context, &[&main, &double]).refused(2, &["more than once"]);
    let elsewhere = file(&folder, "elsewhere.csv", text.replace("BU0363", "BU0599"));
    run(&folder, &context, &[&main, &elsewhere]).refused(2, &["none of the areas"]);
}

#[test]
fn files_come_and_go_by_number() {
    let mut session = Session::new();
    let other = calls("Onderwerp;Duur;BSN");
    assert!(session.attach(other.as_bytes(), None).is_err(), "no main file yet");
    session.open(people().as_bytes()).unwrap();
    let number = |reply: Reply| match reply {
        Reply::Attached(file) => file.get().file,
        other => panic!("{other:?}"),
    };
    assert_eq!(number(session.attach(other.as_bytes(), None).unwrap()), 2);
    assert_eq!(number(session.attach(areas().as_bytes(), Some("x")).unwrap()), 3);
    session.order(Order::Detach { file: 2 }).unwrap();
    assert!(session.order(Order::Detach { file: 2 }).is_err());
    assert_eq!(number(session.attach(other.as_bytes(), None).unwrap()), 2);
    for _ in 0..6 {
        session.attach(areas().as_bytes(), None).unwrap();
    }
    let refusal = session.attach(areas().as_bytes(), None).unwrap_err();
    assert_eq!(refusal.code, "engine.files_limit");
    let join = json!({ "join": [{ "file": 2, "key": "nl.bsn" }] });
    session.configure(join.clone()).unwrap();
    // A new main file forgets them; a cancelled one leaves the rest as it was.
    session.order(Order::Detach { file: 4 }).unwrap();
    session.order(Order::Attach { bytes: 10.0, name: None, read: Default::default() }).unwrap();
    session.engine.push(b"a;b\n1;2\n");
    session.order(Order::Cancel).unwrap();
    session.configure(join.clone()).unwrap();
    session.open(people().as_bytes()).unwrap();
    let refusal =
        session.order(Order::Configure { recipe: Box::new(parsed(join)), fixture: false }).unwrap_err();
    assert_eq!(refusal.code, "recipe.no_such_file");
}

#[test]
fn a_column_of_objections_leaves_people_out_as_well() {
    let folder = folder("attached_objection_column");
    let mut body = "Bezwaar;Leeftijd;Kanaal\n".to_owned();
    let mut draw = Draw(5);
    for person in 0..900 {
        let objected = if person % 20 == 0 { "ja" } else { "nee" };
        let _ =
            writeln!(body, "{objected};{};{}", 20 + draw.below(50), ["web", "balie", "post"][draw.below(3)]);
    }
    let main = file(&folder, "main.csv", body);
    let recipe = json!({ "columns": { "Bezwaar": { "meaning": "objection" } }, "segments": { "count": 2 } });
    let ran = run(&folder, &recipe, &[&main]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = result(&folder);
    assert_eq!((&found["input"]["people_objected"], &found["release"]["people"]), (&json!(40), &json!(855)));
    assert!(profile(&found, "Bezwaar").is_none());
}

/// Counts of people by age and gender; `scale` of them for every age.
fn population(header: &str, scale: u32) -> String {
    let mut body = format!("{header}\n");
    for age in 0..100 {
        for gender in ["man", "VROUW"] {
            let _ = writeln!(body, "{age};{gender};{scale}");
        }
    }
    body
}

#[test]
fn k_map_counts_people_of_the_population() {
    let folder = folder("attached_population");
    let mut body = "Leeftijd;Geslacht;Kanaal\n".to_owned();
    let mut draw = Draw(6);
    for _ in 0..1_500 {
        let gender = ["Man", "Vrouw"][draw.below(2)];
        let _ =
            writeln!(body, "{};{gender};{}", 20 + draw.below(40), ["web", "balie", "post"][draw.below(3)]);
    }
    let main = file(&folder, "main.csv", body);
    let recipe = |population: &str, k: u32| {
        json!({ "privacy": { "models": [{ "k_anonymity": 10 }, { "k_map": { "k": k, "population": population } }] },
            "segments": { "count": 2 } })
    };
    let level = |recipe: &Value, files: &[&Path]| {
        let ran = run(&folder, recipe, files);
        assert_eq!(ran.status, 0, "{}", ran.err);
        let found = result(&folder);
        let levels = &found["release"]["levels"];
        levels["Leeftijd"].as_u64().unwrap() + levels["Geslacht"].as_u64().unwrap()
    };
    // Beside the recipe, by its name; on the command line, by its number.
    let wide = file(&folder, "bevolking.csv", population("leeftijd;geslacht;aantal", 400));
    let fine = level(&recipe("bevolking.csv", 300), &[&main]);
    assert_eq!(fine, level(&recipe("2", 300), &[&main, &wide]));
    // With few people in the population, the release has to be coarser.
    let narrow = file(&folder, "narrow.csv", population("age;sex;people", 8));
    let coarse = level(&recipe("2", 300), &[&main, &narrow]);
    assert!(coarse > fine, "{coarse} against {fine}");
    // What does not hold all indirect identifiers, or no count, is refused.
    let half = file(&folder, "half.csv", "leeftijd;aantal\n30;400\n31;400\n");
    run(&folder, &recipe("2", 300), &[&main, &half]).refused(2, &["Geslacht", "k_map.population"]);
    let none = file(&folder, "none.csv", "leeftijd;geslacht\n30;man\n31;vrouw\n");
    run(&folder, &recipe("2", 300), &[&main, &none]).refused(2, &["number of people", "k_map.population"]);
    run(&folder, &recipe("nergens.csv", 300), &[&main]).refused(2, &["nergens.csv"]);
}
