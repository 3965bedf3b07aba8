//! Weight columns: a frequency table is as good an input as the rows it stands for; a survey weight is for estimates only.

use crate::support::{data, file, folder, result, run, sample, Draw, Session};
use gezicht::engine::{Command as Order, Reply};
use gezicht::refusal::Refusal;
use proptest::prelude::*;
use serde_json::{json, Value};
use std::collections::BTreeMap;

/// What both files must agree on: all but how many rows were read and which column counted.
fn without_input(mut result: Value) -> Value {
    let fields = result.as_object_mut().unwrap();
    fields.remove("input").unwrap();
    fields.remove("recipe").unwrap();
    result
}

/// Release, groups and personas as far as they come, with the refusal where they stop.
fn walked(bytes: &[u8], recipe: &Value) -> (Value, Option<Refusal>) {
    let mut session = Session::new();
    session.open(bytes).unwrap();
    session.configure(recipe.clone()).unwrap();
    let mut refused = None;
    for order in [Order::Release, Order::Segment, Order::Personas] {
        if let Err(refusal) = session.order(order) {
            refused = Some(refusal);
            break;
        }
    }
    (session.result(), refused)
}

const HEAD: &str = "leeftijd;geslacht;kanaal;wachttijd";

fn columns() -> Value {
    json!({
        "leeftijd": { "role": "quasi", "meaning": "age" },
        "geslacht": { "role": "quasi", "meaning": "gender" },
        "kanaal": { "role": "feature", "meaning": "category" },
        "wachttijd": { "role": "feature", "meaning": "number" },
    })
}

fn recipes(more: &Value) -> (Value, Value) {
    let mut rows = more.clone();
    rows["columns"] = columns();
    let mut counted = rows.clone();
    counted["columns"]["aantal"] = json!({ "role": "weight", "weight_kind": "count" });
    (rows, counted)
}

/// The rows of a frequency table, and the table with some of its counts cut in two; both in an order of their own.
fn files_of(records: &[(String, u32)], seed: u64) -> (String, String) {
    let mut draw = Draw(seed);
    let (mut rows, mut counted) = (Vec::new(), Vec::new());
    for (record, count) in records {
        rows.extend(std::iter::repeat_n(record.clone(), *count as usize));
        let part = draw.below(*count as usize) as u32;
        counted.push(format!("{record};{}", count - part));
        if part > 0 {
            counted.push(format!("{record};{part}"));
        }
    }
    draw.shuffle(&mut rows);
    draw.shuffle(&mut counted);
    (format!("{HEAD}\n{}\n", rows.join("\n")), format!("{HEAD};aantal\n{}\n", counted.join("\n")))
}

fn record() -> impl Strategy<Value = String> {
    let gender = prop_oneof![Just("M"), Just("V"), Just("v")];
    let channel = prop_oneof![Just("web"), Just("Web"), Just("balie"), Just("app"), Just("-")];
    (18u32..90, gender, channel, 0u32..40).prop_map(|(age, gender, channel, wait)| {
        format!("{age};{gender};{channel};{},{}", wait / 2, wait % 2 * 5)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]
    #[test]
    fn a_frequency_table_is_the_rows_it_stands_for(
        records in prop::collection::vec((record(), prop_oneof![3 => 1u32..12, 1 => 12u32..200]), 3..50),
        seed in any::<u64>(),
        advised in any::<bool>(),
    ) {
        let (rows, counted) = files_of(&records, seed);
        let count = if advised { json!("advised") } else { json!(2) };
        let (by_row, by_count) = recipes(&json!({
            "segments": { "count": count },
            "privacy": { "min_group": 5, "suppression_limit": 0.1 },
        }));
        let (a, refused_a) = walked(rows.as_bytes(), &by_row);
        let (b, refused_b) = walked(counted.as_bytes(), &by_count);
        prop_assert_eq!(refused_a, refused_b);
        if a["release"].is_object() {
            let people: u32 = records.iter().map(|record| record.1).sum();
            prop_assert_eq!(&a["release"]["people"], &json!(people));
            prop_assert_eq!(&b["input"]["people"], &json!(people));
            prop_assert_eq!(&a["input"]["rows"], &json!(people));
        }
        prop_assert_eq!(without_input(a), without_input(b));
    }
}

#[test]
fn the_command_gives_the_same_bytes_for_rows_and_for_their_frequency_table() {
    let folder = folder("weights_adult");
    let text = std::fs::read_to_string(data("adult/adult.csv")).unwrap();
    let (head, body) = text.trim_end().split_once('\n').unwrap();
    // Fewer columns, so that people do share records; all 30,162 of them.
    let keep = |line: &str| -> String {
        let cells: Vec<&str> = line.trim_end().split(';').collect();
        [cells[0], cells[1], cells[3], cells[6], cells[8]].join(";")
    };
    let mut rows: Vec<String> = body.lines().map(keep).collect();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    rows.iter().for_each(|row| *counts.entry(row).or_default() += 1);
    let mut counted: Vec<String> = counts.iter().map(|(row, count)| format!("{count};{row}")).collect();
    assert!(counted.len() * 2 < rows.len(), "{} records of {} people", counted.len(), rows.len());
    Draw(1).shuffle(&mut counted);
    Draw(2).shuffle(&mut rows);
    let head = keep(head);
    let names: Vec<&str> = head.split(';').collect();
    let mut columns = serde_json::Map::new();
    for (at, name) in names.iter().enumerate() {
        let meaning = if at == 1 { "age" } else { "category" };
        let role = if at == 4 { "feature" } else { "quasi" };
        columns.insert((*name).to_owned(), json!({ "role": role, "meaning": meaning }));
    }
    let mut recipe = json!({ "columns": columns, "segments": { "count": 4 } });
    let input = file(&folder, "rows.csv", format!("{head}\n{}\n", rows.join("\n")));
    let ran = run(&folder, &recipe, &input, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let by_row = result(&folder);
    recipe["columns"]["aantal"] = json!({ "role": "weight", "weight_kind": "count" });
    let input = file(&folder, "counts.csv", format!("aantal;{head}\n{}\n", counted.join("\n")));
    let ran = run(&folder, &recipe, &input, &[]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let by_count = result(&folder);
    assert_eq!(by_row["input"]["rows"], 30_162);
    assert_eq!(by_count["input"]["rows"], counted.len());
    assert_eq!(by_count["input"]["people"], 30_162);
    assert_eq!(by_count["release"]["people"], 30_162);
    assert!(by_row["segments"]["items"].as_array().unwrap().len() >= 2);
    assert_eq!(without_input(by_row).to_string(), without_input(by_count).to_string());
}

/// The refusal of a file of records with their weight in the last column, which the file itself calls so.
fn refused(cells: &[&str], kind: &str) -> Refusal {
    refused_as("gewicht", cells, kind)
}

fn refused_as(name: &str, cells: &[&str], kind: &str) -> Refusal {
    let body: String = cells.iter().map(|cell| format!("40;M;web;1,5;{cell}\n")).collect();
    let (mut recipe, _) = recipes(&json!({}));
    recipe["columns"][name] = json!({ "role": "weight", "weight_kind": kind });
    let mut session = Session::new();
    session.open(format!("Uitvoer\n\n{HEAD};{name}\n{body}").as_bytes()).unwrap();
    session.configure(recipe).unwrap();
    session.order(Order::Release).err().unwrap()
}

#[test]
fn what_is_no_count_is_refused_with_its_line_and_never_its_value() {
    for bad in ["0", "-3", "7,25", "7.25", "1.234", "", "onbekend", "12e3", "98765432109"] {
        let refusal = refused(&["5", "77", bad, "3"], "count");
        assert_eq!(refusal.code, "fold.count", "{bad:?}");
        assert_eq!((refusal.place.line, refusal.place.column), (Some(6), Some(5)), "{bad:?}");
        for text in [&refusal.what, &refusal.remedy] {
            for said in [&text.nl, &text.en] {
                assert!(bad.len() < 2 || !said.contains(bad), "{said}");
                assert!(!said.contains("77"), "{said}");
            }
        }
        assert!(refusal.what.nl.contains("(zie regel 6)"), "{}", refusal.what.nl);
    }
    // How many there are would answer a question about any column; and so would the line, where only the recipe says that it is one.
    let unfound = refused_as("stoelen", &["5", "77", "0", "3"], "count");
    assert_eq!((unfound.code, unfound.place.line, unfound.place.column), ("fold.count", None, Some(5)));
    assert!(!unfound.what.nl.contains("regel"), "{}", unfound.what.nl);
    let many = refused(&["0", "1", "0", "0", "0", "0", "0", "2"], "count");
    assert!(many.what.nl.contains("(zie regel 4)"), "{}", many.what.nl);
    assert_eq!(many.what, refused(&["0", "1", "7", "3"], "count").what);
    let absurd = refused(&["2147483648", "1"], "count");
    assert_eq!(absurd.code, "fold.too_many_people");
    let negative = refused(&["0,8", "1,2", "-1", "0"], "sample");
    assert_eq!((negative.code, negative.place.line), ("fold.sample_weight", Some(6)));
    assert!(negative.what.nl.contains("(zie regel 6)"), "{}", negative.what.nl);
}

#[test]
fn a_contradiction_is_refused_in_words() {
    let mut session = Session::new();
    session.open(&sample(400, 1, false)).unwrap();
    let both = json!({
        "columns": { "Inkomen": { "role": "weight", "weight_kind": "count" } },
        "privacy": { "unit": "BSN" },
    });
    let refusal = session.configure(both).err().unwrap();
    assert_eq!(
        (refusal.code, refusal.place.field.as_deref()),
        ("recipe.counts_and_unit", Some("privacy.unit"))
    );
    let two = json!({ "columns": { "Inkomen": { "role": "weight" }, "Wachttijd": { "role": "weight" } } });
    assert_eq!(session.configure(two).err().unwrap().code, "recipe.two_weights");
    let compared = json!({
        "columns": { "Wachttijd": { "role": "weight" } },
        "segments": { "compare_with": "Wachttijd" },
    });
    assert_eq!(session.configure(compared).err().unwrap().code, "recipe.compare_with");
}

/// Two kinds of people, half of the file each, told apart by all they have; the older stand for three times as many.
fn survey(weights: bool) -> String {
    let mut draw = Draw(6);
    let mut lines = vec![format!("{HEAD}{}", if weights { ";weging" } else { "" })];
    for person in 0..3000 {
        let older = person % 2 == 0;
        let (age, wait) = if older {
            (62 + draw.below(20), 20 + draw.below(9))
        } else {
            (20 + draw.below(20), draw.below(9))
        };
        let usual = draw.below(10) < 9;
        let channel = if older == usual { "balie" } else { "web" };
        let gender = if draw.below(2) == 0 { "M" } else { "V" };
        let weight = match (weights, older) {
            (false, _) => "",
            (true, true) => ";1,5",
            (true, false) => ";0,5",
        };
        lines.push(format!("{age};{gender};{channel};{wait}{weight}"));
    }
    lines.join("\n")
}

#[test]
fn a_survey_weight_is_for_estimates_and_rules_count_contributors() {
    let recipe = |weights: bool| {
        let (mut recipe, _) = recipes(&json!({ "segments": { "count": 2 } }));
        if weights {
            // No kind: `sample` is the default.
            recipe["columns"]["weging"] = json!({ "role": "weight" });
        }
        recipe
    };
    let (plain, refused) = walked(survey(false).as_bytes(), &recipe(false));
    assert_eq!(refused, None);
    let (weighted, refused) = walked(survey(true).as_bytes(), &recipe(true));
    assert_eq!(refused, None);
    assert_eq!(plain["release"], weighted["release"], "every rule counts contributors");
    assert_eq!(weighted["release"]["people"], 3000);
    assert_eq!(
        (&plain["segments"]["weighted"], &weighted["segments"]["weighted"]),
        (&json!(false), &json!(true))
    );
    // Shares of everyone: half of the file, three quarters of what it stands for.
    let desk = |result: &Value| {
        let columns = result["profiles"].as_array().unwrap();
        assert!(columns.iter().all(|column| column["name"] != "weging"), "a weight is no column to show");
        let channel = columns.iter().find(|column| column["name"] == "kanaal").unwrap();
        let bands = channel["bands"].as_array().unwrap();
        let at = bands.iter().position(|band| band["label"]["nl"] == "balie").unwrap();
        let figure = &channel["overall"][at];
        (figure["percent"].as_f64().unwrap(), figure["people"].as_f64().unwrap())
    };
    let ((before, people_before), (after, people_after)) = (desk(&plain), desk(&weighted));
    assert!((before - 50.0).abs() <= 2.0, "{before}");
    assert!((after - 70.0).abs() <= 2.0, "{after}"); // 0.75 x 90 % + 0.25 x 10 %
    assert!((people_before - people_after).abs() <= 60.0, "contributors: {people_before} {people_after}");
    let shares = |result: &Value| -> Vec<f64> {
        let items = result["segments"]["items"].as_array().unwrap();
        assert!(items.iter().all(|item| (1300..=1700).contains(&item["size"].as_u64().unwrap())));
        let mut shares: Vec<f64> = items.iter().map(|item| item["share"].as_f64().unwrap()).collect();
        shares.sort_by(f64::total_cmp);
        shares
    };
    assert!(shares(&plain).iter().all(|share| (share - 0.5).abs() < 0.03), "{:?}", shares(&plain));
    let of_weight = shares(&weighted);
    assert!((of_weight[0] - 0.25).abs() < 0.03 && (of_weight[1] - 0.75).abs() < 0.03, "{of_weight:?}");
    // The same bytes in another order.
    let text = survey(true);
    let mut lines: Vec<&str> = text.lines().collect();
    Draw(9).shuffle(&mut lines[1..]);
    let (again, _) = walked(lines.join("\n").as_bytes(), &recipe(true));
    assert_eq!(weighted, again);
}

#[test]
fn a_class_needs_three_households_where_they_are_known() {
    // Streets of forty people at one address each; ages and channel go by street, so classes of ten people are easily had
    // within one household.
    let mut draw = Draw(4);
    let mut lines = vec![format!("{HEAD};adres")];
    for person in 0..2400 {
        let street = person / 40;
        let age = 20 + street % 60;
        let channel = if street % 2 == 0 { "web" } else { "balie" };
        let gender = if draw.below(2) == 0 { "M" } else { "V" };
        lines.push(format!("{age};{gender};{channel};{};Laan {street}", draw.below(20)));
    }
    let text = lines.join("\n");
    let (mut recipe, _) = recipes(&json!({ "segments": { "count": 2 } }));
    recipe["columns"]["adres"] = json!({ "role": "identifier" });
    let (free, refused) = walked(text.as_bytes(), &recipe);
    assert_eq!(refused, None);
    recipe["privacy"]["household"] = json!("adres");
    let (held, refused) = walked(text.as_bytes(), &recipe);
    assert_eq!(refused, None);
    assert_eq!(free["release"]["levels"]["leeftijd"], 0, "a year is a street, of forty people");
    assert!(held["release"]["levels"]["leeftijd"].as_u64().unwrap() > 0, "{}", held["release"]);
    assert_eq!(held["release"]["people"], 2400);
    assert!(!held.to_string().contains("Laan"), "the key never shows");
    // Another order of rows, another session key: the same bytes.
    Draw(8).shuffle(&mut lines[1..]);
    let (again, _) = walked(lines.join("\n").as_bytes(), &recipe);
    assert_eq!(held, again);
    // Two households can never be three.
    let two = text.lines().enumerate().map(|(at, line)| match at {
        0 => line.to_owned(),
        _ => format!("{};{}", line.rsplit_once(';').unwrap().0, if at % 2 == 0 { "Laan 1" } else { "" }),
    });
    let (_, refused) = walked(two.collect::<Vec<_>>().join("\n").as_bytes(), &recipe);
    assert!(refused.is_some());
}

#[test]
fn a_number_of_households_is_proposed_as_such() {
    let text = String::from_utf8(sample(1200, 3, false)).unwrap();
    let with = |name: &str, filled: usize| -> String {
        let lines = text.lines().enumerate().map(|(at, line)| match at {
            0 => format!("{line};{name}"),
            _ if at % 10 < filled => format!("{line};H{}", at % 97),
            _ => format!("{line};"),
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let proposed = |text: String| -> Value {
        let mut session = Session::new();
        session.open(text.as_bytes()).unwrap();
        let Ok(Reply::Recipe(recipe)) = session.order(Order::ProposeRecipe) else { panic!("no recipe") };
        serde_json::to_value(recipe.get()).unwrap()["privacy"].clone()
    };
    let privacy = proposed(with("Huishoudnummer", 10));
    assert_eq!((&privacy["unit"], &privacy["household"]), (&json!("BSN"), &json!("Huishoudnummer")));
    assert_eq!(proposed(with("Huishoudnummer", 2))["household"], Value::Null, "hardly filled");
    assert_eq!(proposed(with("Kleur", 10))["household"], Value::Null);
}
