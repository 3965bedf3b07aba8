//! Groups arranged by hand: the release and the first ordering stay, whole blocks move.

use crate::support::{file, folder, result, run, sample, Session};
use gezicht::engine::{Command as Order, Reply};
use serde_json::{json, Value};

fn recipe(arrange: Value) -> Value {
    json!({ "segments": { "count": 4, "arrange": arrange } })
}

fn numbers(result: &Value) -> Vec<u64> {
    result["segments"]["items"].as_array().unwrap().iter().map(|item| item["id"].as_u64().unwrap()).collect()
}

#[test]
fn arranging_keeps_the_release_and_the_blocks_and_fits_nothing_anew() {
    let bytes = sample(6_000, 3, true);
    let mut session = Session::new();
    session.open(&bytes).unwrap();
    session.configure(recipe(json!([]))).unwrap();
    session.order(Order::Release).unwrap();
    session.order(Order::Segment).unwrap();
    let first = session.result();
    assert_eq!(numbers(&first), [1, 2, 3, 4]);

    let steps = session.steps;
    session.configure(recipe(json!([{ "merge": [2, 4] }, { "split": 1 }]))).unwrap();
    assert!(matches!(session.order(Order::Release), Ok(Reply::Release(_))));
    assert!(matches!(session.order(Order::Segment), Ok(Reply::Overview(_))));
    assert_eq!(session.steps, steps, "no work but a view");
    let arranged = session.result();
    let mut shown = numbers(&arranged);
    shown.sort_unstable();
    assert_eq!(shown, [1, 2, 3, 5]);
    assert_eq!(arranged["segments"]["blocks"], first["segments"]["blocks"]);
    for (before, after) in
        first["profiles"].as_array().unwrap().iter().zip(arranged["profiles"].as_array().unwrap())
    {
        assert_eq!(before["overall"], after["overall"]);
    }
    let size = |result: &Value, id: u64| {
        let items = result["segments"]["items"].as_array().unwrap();
        items.iter().find(|item| item["id"] == id).map(|item| item["size"].as_u64().unwrap()).unwrap()
    };
    assert_eq!(size(&arranged, 2), size(&first, 2) + size(&first, 4));
    assert_eq!(size(&arranged, 1) + size(&arranged, 5), size(&first, 1));
    assert_eq!(size(&arranged, 3), size(&first, 3));
    assert!(size(&arranged, 5) >= 60);

    // The recipe of the session alone gives the same.
    let folder = folder("arranging");
    let input = file(&folder, "sample.csv", &bytes);
    assert_eq!(run(&folder, &arranged["recipe"], &input, &[]).status, 0);
    assert_eq!(result(&folder)["segments"], arranged["segments"]);
    assert_eq!(result(&folder)["profiles"], arranged["profiles"]);

    // And back: the first ordering is there as it was.
    session.configure(recipe(json!([]))).unwrap();
    session.order(Order::Segment).unwrap();
    assert_eq!(session.steps, steps);
    assert_eq!(session.result()["segments"], first["segments"]);
}

#[test]
fn a_later_ordering_is_arranged_and_refusals_name_the_act() {
    let mut session = Session::new();
    session.open(&sample(6_000, 3, true)).unwrap();
    session.configure(json!({ "segments": { "count": 4 } })).unwrap();
    session.order(Order::Release).unwrap();
    session.order(Order::Segment).unwrap();
    let blocks = session.result()["segments"]["blocks"].clone();
    session.configure(json!({ "segments": { "count": 3, "arrange": [{ "merge": [1, 2] }] } })).unwrap();
    session.order(Order::Segment).unwrap();
    let merged = session.result();
    assert_eq!(numbers(&merged).len(), 2);
    assert_eq!(merged["segments"]["blocks"], blocks);
    assert_eq!(merged["recipe"]["blocks"]["count"], 4);
    let steps = session.steps;
    session.configure(json!({ "segments": { "count": 3, "arrange": [{ "merge": [1, 9] }] } })).unwrap();
    let refused = session.order(Order::Segment).unwrap_err();
    assert_eq!(
        (refused.code, refused.place.field.as_deref()),
        ("gate.no_such_group", Some("segments.arrange[0]"))
    );
    assert_eq!(session.steps, steps);
}
