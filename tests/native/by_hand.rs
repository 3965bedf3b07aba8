//! What people do to groups beside merging and splitting: their order, what is put aside, and the reason why a group that does not come
//! back gets a persona after all.

use crate::support::{file, folder, result as result_of, run, sample, Draw, Session};
use gezicht::dossier::Work;
use gezicht::engine::{Command as Order, PaperKind, Reply};
use gezicht::text::Language;
use serde_json::{json, Value};

const REASON: &str = "Wij kennen deze groep uit de wijk.";

fn recipe(arrange: Value) -> Value {
    json!({ "segments": { "count": 4, "arrange": arrange } })
}

fn numbers(result: &Value) -> Vec<u64> {
    result["segments"]["items"].as_array().unwrap().iter().map(|item| item["id"].as_u64().unwrap()).collect()
}

/// People who are alike in nothing: whatever groups are found in them do not come back.
fn noise(rows: u32) -> Vec<u8> {
    let mut draw = Draw(7);
    let mut text = String::from("kleur;vorm;klank;maat;smaak\n");
    for _ in 0..rows {
        let row: Vec<String> = ["rood", "rond", "hoog", "klein", "zoet"]
            .iter()
            .map(|word| format!("{word}{}", draw.below(4)))
            .collect();
        text.push_str(&row.join(";"));
        text.push('\n');
    }
    text.into_bytes()
}

#[test]
fn order_and_what_was_put_aside_are_in_the_recipe_and_refused_for_groups_that_are_not_there() {
    let bytes = sample(6_000, 3, true);
    let mut session = Session::new();
    session.open(&bytes).unwrap();
    let ask = |by_hand: Value| {
        let mut recipe = recipe(json!([]));
        for (name, value) in by_hand.as_object().unwrap() {
            recipe["segments"][name] = value.clone();
        }
        recipe
    };
    session.configure(ask(json!({ "order": [3, 1], "aside": [2], "definitive": true }))).unwrap();
    session.order(Order::Release).unwrap();
    session.order(Order::Segment).unwrap();
    session.order(Order::Personas).unwrap();
    let result = session.result();
    assert_eq!(numbers(&result), [3, 1, 2, 4], "named ones first, the others by size");
    let drafted: Vec<u64> =
        result["personas"].as_array().unwrap().iter().map(|p| p["segment"].as_u64().unwrap()).collect();
    assert_eq!(drafted, [3, 1, 4]);
    assert_eq!(result["recipe"]["segments"]["aside"], json!([2]));
    assert_eq!(result["recipe"].get("blocks"), None, "nothing was fitted twice");

    for by_hand in [json!({ "order": [9] }), json!({ "aside": [9] }), json!({ "reasons": { "9": "daarom" } })]
    {
        session.configure(ask(by_hand)).unwrap();
        let refusal = session.order(Order::Segment).unwrap_err();
        assert_eq!(refusal.code, "segments.no_such_group");
    }
}

#[test]
fn a_group_that_does_not_come_back_has_a_persona_only_with_a_reason_which_is_recorded() {
    let bytes = noise(3_000);
    let mut session = Session::new();
    session.open(&bytes).unwrap();
    let recipe = |reasons: Value| json!({ "segments": { "count": 5, "reasons": reasons } });
    session.configure(recipe(json!({}))).unwrap();
    session.order(Order::Release).unwrap();
    session.order(Order::Segment).unwrap();
    session.order(Order::Personas).unwrap();
    let result = session.result();
    let items = result["segments"]["items"].as_array().unwrap().clone();
    let shaky: Vec<u64> = items
        .iter()
        .filter(|item| item["jaccard"].as_f64().unwrap() < 0.6)
        .map(|item| item["id"].as_u64().unwrap())
        .collect();
    assert!(!shaky.is_empty(), "noise makes no firm groups");
    let drafted =
        |result: &Value, id: u64| result["personas"].as_array().unwrap().iter().any(|p| p["segment"] == id);
    assert!(shaky.iter().all(|&id| !drafted(&result, id)));

    let id = shaky[0];
    session.configure(recipe(json!({ id.to_string(): REASON }))).unwrap();
    session.order(Order::Segment).unwrap();
    session.order(Order::Personas).unwrap();
    assert!(drafted(&session.result(), id));
    assert!(shaky[1..].iter().all(|&other| !drafted(&session.result(), other)));
    let segment = id as u32;
    let mut said = |kind| session.paper(kind, Language::Nl, &Work::default()).unwrap().body.contains(REASON);
    assert!(said(PaperKind::Certificate));
    assert!(said(PaperKind::PersonaHtml { segment }) && said(PaperKind::PersonaMarkdown { segment }));
    assert!(said(PaperKind::PersonaJson { segment }) && said(PaperKind::Recipe));
    let Ok(Reply::Paper(dossier)) = session.order(Order::SaveDossier { work: Box::default() }) else {
        panic!("no dossier")
    };
    let dossier: Value = serde_json::from_str(&dossier.get().body).unwrap();
    assert!(dossier["trail"].to_string().contains(REASON));

    // The recipe alone gives the same persona.
    let folder = folder("reasons");
    let input = file(&folder, "noise.csv", &bytes);
    let recipe_now = session.result()["recipe"].clone();
    assert_eq!(run(&folder, &recipe_now, &input, &[]).status, 0);
    assert_eq!(result_of(&folder)["personas"], session.result()["personas"]);

    session.configure(recipe(json!({ id.to_string(): "   " }))).unwrap();
    session.order(Order::Segment).unwrap();
    session.order(Order::Personas).unwrap();
    assert!(!drafted(&session.result(), id), "blank is no reason");
}
