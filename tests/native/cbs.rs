//! Open figures of CBS as they are published (`tests/data/cbs`): read, joined as context, counted as a population.

use crate::support::{data, file, folder, gezicht, look, result, Draw};
use serde_json::{json, Value};
use std::fmt::Write as _;
use std::path::Path;

fn rows(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(data("cbs").join(name)).unwrap();
    text.lines().skip(1).map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

/// A figure as CBS prints it.
fn figure(text: &str) -> f64 {
    text.replace('.', "").replace(',', ".").parse().unwrap()
}

#[test]
fn the_parts_add_up_to_their_totals() {
    let within = |whole: &str, parts: &[String], place: &str| {
        let sum: f64 = parts.iter().map(|part| figure(part)).sum();
        // Each is rounded to fives.
        assert!((figure(whole) - sum).abs() <= 10.0, "{place}: {whole} against {sum}");
    };
    let postcodes = rows("pc4-2009.csv");
    for row in &postcodes {
        within(&row[1], &row[2..4], &row[0]);
        within(&row[4], &row[5..8], &row[0]);
        // Who lives in an institution is an inhabitant without a private household.
        let size = figure(&row[1]) / figure(&row[4]);
        assert!((-0.02..0.2).contains(&(size - figure(&row[8]))), "{}: {size}", row[0]);
    }
    for row in rows("wijken-buurten-2018.csv") {
        within(&row[5], &row[6..9], &row[3]);
    }
    let long = rows("pc4-geslacht-2009.csv");
    let of =
        |row: &[String], column: usize, gender: &str| [row[0].clone(), gender.into(), row[column].clone()];
    let wide: Vec<_> = postcodes.iter().flat_map(|row| [of(row, 2, "man"), of(row, 3, "vrouw")]).collect();
    assert_eq!(long, wide);
}

#[test]
fn figures_and_areas_are_understood() {
    let meaning = |found: &Value, at: usize| found["columns"][at]["meaning"].as_str().unwrap().to_owned();
    let found = look("inspect", &data("cbs/pc4-2009.csv")).json();
    assert_eq!((&found["rows"], &found["refused_rows"]), (&json!(22), &json!(0)));
    assert_eq!((meaning(&found, 0), meaning(&found, 9)), ("postcode".to_owned(), "area_code".to_owned()));
    assert_eq!((meaning(&found, 1), meaning(&found, 8)), ("number".to_owned(), "number".to_owned()));
    let found = look("inspect", &data("cbs/wijken-buurten-2018.csv")).json();
    assert_eq!((found["rows"].as_u64(), meaning(&found, 3)), (Some(10), "area_code".to_owned()));
    // Figures that are unknown or secret are missing, not words.
    assert_eq!((meaning(&found, 10), meaning(&found, 11)), ("number".to_owned(), "number".to_owned()));
}

/// 3,000 invented people at real postcodes: in each as many as its inhabitants ask for.
fn people() -> String {
    let areas = rows("pc4-2009.csv");
    let weights: Vec<f64> = areas.iter().map(|row| figure(&row[1])).collect();
    let mut draw = Draw(2009);
    let mut body = "Postcode;Geslacht;Kanaal\n".to_owned();
    for _ in 0..3_000 {
        let area = draw.pick(&weights);
        let (men, women) = (figure(&areas[area][2]), figure(&areas[area][3]));
        let gender = ["man", "vrouw"][draw.pick(&[men, women])];
        let _ = writeln!(body, "{};{gender};{}", areas[area][0], ["web", "balie", "telefoon"][draw.below(3)]);
    }
    body
}

fn run(folder: &Path, recipe: &Value, files: &[&Path]) -> crate::support::Ran {
    let recipe = file(folder, "recipe.json", recipe.to_string());
    let out = folder.join("out");
    let words = ["run".as_ref(), recipe.as_path()].into_iter().chain(files.iter().copied());
    gezicht(words.chain(["--out".as_ref(), out.as_path()]))
}

#[test]
fn a_figure_per_postcode_comes_in_as_bands() {
    let folder = folder("cbs_context");
    let main = file(&folder, "klanten.csv", people());
    let name = "Gemiddelde huishoudensgrootte";
    let context = json!([{ "file": 2, "key": "Postcode", "columns": [name] }]);
    let recipe = json!({ "context": context, "segments": { "count": 2 } });
    let ran = run(&folder, &recipe, &[&main, &data("cbs/pc4-2009.csv")]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = result(&folder);
    let column = found["profiles"].as_array().unwrap().iter().find(|column| column["name"] == name);
    let column = column.expect("the figure takes part");
    let bands = column["bands"].as_array().unwrap();
    assert!((2..=6).contains(&bands.len()), "{bands:?}");
    // Everyone lives in an area of the table, and no area has its own figure.
    let input = &found["input"]["files"][0];
    assert_eq!((&input["rows"], &input["people_unmatched"]), (&json!(22), &json!(0)));
    let shown = column.to_string();
    for row in rows("pc4-2009.csv") {
        assert!(!shown.contains(&row[8]), "{} in {shown}", row[8]);
    }
}

#[test]
fn the_population_says_how_many_look_alike() {
    let folder = folder("cbs_population");
    let main = file(&folder, "klanten.csv", people());
    let level = |k: u32| {
        let models = json!([{ "k_anonymity": 10 }, { "k_map": { "k": k, "population": "2" } }]);
        let recipe = json!({
            "columns": { "Postcode": { "role": "quasi" }, "Geslacht": { "role": "quasi" }, "Kanaal": { "role": "feature" } },
            "privacy": { "models": models, "suppression_limit": 0.0 }, "segments": { "count": 2 }
        });
        let ran = run(&folder, &recipe, &[&main, &data("cbs/pc4-geslacht-2009.csv")]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        let levels = result(&folder)["release"]["levels"].clone();
        levels["Postcode"].as_u64().unwrap() + levels["Geslacht"].as_u64().unwrap()
    };
    // Of the two-digit regions 18 and 19 the smaller has 28,390 men; no postcode has so many inhabitants.
    let regions = rows("pc4-2009.csv");
    let men = |region: &str| -> f64 {
        regions.iter().filter(|row| row[0].starts_with(region)).map(|row| figure(&row[2])).sum()
    };
    let fewest = men("18").min(men("19"));
    assert_eq!(fewest, 28_390.0);
    assert!(level(fewest as u32) < level(fewest as u32 + 1));
}
