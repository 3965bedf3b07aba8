//! Pairs of columns, means and the agreement with a column over the whole way.

use crate::support::{sample, Session};
use gezicht::engine::Command as Order;
use serde_json::{json, Value};

fn recipe() -> Value {
    json!({ "segments": { "count": 4 }, "pairs": [["Geslacht", "Kanaal"]] })
}

fn walked(bytes: &[u8], recipe: Value) -> Session {
    let mut session = Session::new();
    session.open(bytes).unwrap();
    session.configure(recipe).unwrap();
    session.order(Order::Release).unwrap();
    session.order(Order::Segment).unwrap();
    session
}

fn people(figure: &Value) -> Option<u64> {
    figure["people"].as_u64().or(figure["base"].as_u64())
}

#[test]
fn a_pair_adds_up_to_the_columns_that_are_shown() {
    let mut session = walked(&sample(6_000, 3, true), recipe());
    let result = session.result();
    let pair = &result["pairs"][0];
    assert_eq!(pair["withheld"], false);
    let column = |key: &Value| {
        result["profiles"].as_array().unwrap().iter().find(|column| column["name"] == *key).unwrap().clone()
    };
    let (first, second) = (column(&pair["first"]), column(&pair["second"]));
    let of = |figures: &Value| {
        figures.as_array().unwrap().iter().map(|figure| people(figure).unwrap()).collect::<Vec<_>>()
    };
    let mut bases = vec![(&pair["overall"], &first["overall"], &second["overall"])];
    for (at, part) in pair["segments"].as_array().unwrap().iter().enumerate() {
        bases.push((&part["figures"], &first["segments"][at]["figures"], &second["segments"][at]["figures"]));
    }
    assert_eq!(bases.len(), 5);
    for (cells, rows, columns) in bases {
        let cells: Vec<Vec<u64>> = cells.as_array().unwrap().iter().map(of).collect();
        assert_eq!(cells.iter().map(|row| row.iter().sum::<u64>()).collect::<Vec<_>>(), of(rows));
        let across = (0..cells[0].len()).map(|at| cells.iter().map(|row| row[at]).sum::<u64>());
        assert_eq!(across.collect::<Vec<_>>(), of(columns));
    }
    let means: Vec<&Value> =
        result["profiles"].as_array().unwrap().iter().filter(|column| !column["amount"].is_null()).collect();
    assert!(!means.is_empty());
    for column in means {
        let amount = &column["amount"];
        assert!(amount["high"].as_f64() > amount["low"].as_f64());
        for part in amount["segments"].as_array().unwrap() {
            let mean = &part["mean"];
            assert!(mean["error"].as_f64().unwrap() > 0.0, "{column}");
            assert!(mean["value"].as_f64() >= amount["low"].as_f64());
        }
    }
}

#[test]
fn pairs_that_cannot_be_are_refused() {
    let mut session = Session::new();
    session.open(&sample(2_000, 3, true)).unwrap();
    for (pairs, code) in [
        (json!([["Geslacht", "Bestaat niet"]]), "recipe.no_such_column"),
        (json!([["Geslacht", "Geslacht"]]), "recipe.pair_of_one"),
        (json!([["Geslacht", "kolom 3"]]), "recipe.pair_of_one"),
        (
            json!([["Geslacht", "Kanaal"], ["Geslacht", "Onderwerp"], ["Wachttijd", "kolom 3"]]),
            "recipe.pair_too_often",
        ),
    ] {
        assert_eq!(session.configure(json!({ "pairs": pairs })).unwrap_err().code, code);
    }
    let ignored = json!({ "columns": { "Kanaal": { "role": "ignore" } }, "pairs": [["Geslacht", "Kanaal"]] });
    assert_eq!(session.configure(ignored).unwrap_err().code, "recipe.pair_not_shown");
}

#[test]
fn the_agreement_with_a_column_is_given_once_a_file() {
    let bytes = sample(4_000, 3, true);
    let asked = |count: u32| json!({ "segments": { "count": count, "compare_with": "groep_waar" } });
    let mut session = walked(&bytes, asked(4));
    let agreement = |session: &mut Session| session.result()["segments"]["adjusted_rand"].clone();
    let first = agreement(&mut session);
    assert!(first.is_number());
    let order = |session: &mut Session, recipe: Value| {
        session.configure(recipe).unwrap();
        session.order(Order::Release).unwrap();
        session.order(Order::Segment).unwrap();
        agreement(session)
    };
    assert!(order(&mut session, asked(3)).is_null());
    let mut merged = asked(4);
    merged["segments"]["arrange"] = json!([{ "merge": [1, 2] }]);
    assert!(order(&mut session, merged).is_null());
    assert_eq!(order(&mut session, asked(4)), first, "the same one again");
    let mut other = asked(4);
    other["privacy"]["min_group"] = json!(11);
    assert!(order(&mut session, other).is_null(), "another release of the same file");
    session.open(&bytes).unwrap();
    assert_eq!(order(&mut session, asked(4)), first, "a file that is opened anew");
}
