//! What cannot be released: told in words, in Dutch and English, with what would help.

use crate::support::{file, folder, run, sample, Session};
use gezicht::engine::Command;
use gezicht::refusal::Refusal;
use serde_json::{json, Value};

/// 60 people of three neighbourhoods and two kinds of help.
fn table() -> String {
    let mut text = "Wijk;Hulp\n".to_owned();
    for person in 0..60 {
        text.push_str(&format!(
            "{};{}\n",
            ["Noord", "Oost", "Zuid"][person % 3],
            ["huur", "zorg"][person / 30]
        ));
    }
    text
}

fn recipe(models: Value, more: Value) -> Value {
    let mut recipe = json!({
        "columns": {
            "Wijk": { "role": "quasi", "meaning": "category" },
            "Hulp": { "role": "sensitive", "ground": "onderzoek", "meaning": "category" }
        },
        "privacy": { "models": models, "suppression_limit": 0.05 }
    });
    for (column, choice) in more.as_object().unwrap() {
        recipe["columns"][column] = choice.clone();
    }
    recipe
}

/// The command refuses in these English words, and the engine with this code in these Dutch and English ones: what happened, what helps.
fn refused(name: &str, recipe: &Value, code: &str, words: [[&str; 2]; 2]) -> Refusal {
    let folder = folder(&format!("refusals_{name}"));
    let input = file(&folder, "in.csv", table());
    let ran = run(&folder, recipe, &input, &[]);
    assert!(ran.status == 1 || ran.status == 2, "{name}");
    ran.refused(ran.status, &words[1]);
    let mut session = Session::new();
    session.open(table().as_bytes()).unwrap();
    let refusal = match session.configure(recipe.clone()) {
        Ok(_) => session.order(Command::Release).unwrap_err(),
        Err(refusal) => refusal,
    };
    assert_eq!(refusal.code, code);
    let said = [[&refusal.what.nl, &refusal.remedy.nl], [&refusal.what.en, &refusal.remedy.en]];
    for (said, word) in said.into_iter().flatten().zip(words.into_iter().flatten()) {
        assert!(said.contains(word), "“{word}” in: {said}");
        assert!(!said.contains("Noord"), "no value of a cell: {said}");
    }
    refusal
}

#[test]
fn no_solution_names_the_model_that_fails() {
    let diverse =
        json!([{ "k_anonymity": 5 }, { "l_diversity": { "column": "Hulp", "kind": "distinct", "l": 3 } }]);
    let words =
        [["Geen enkele indeling voldoet", "soepeler"], ["No generalisation satisfies the rules", "milder"]];
    let refused = refused("no_solution", &recipe(diverse, json!({})), "anonymity.no_solution", words);
    assert!(refused.what.nl.contains("ten minste 3 verschillende waarden voor Hulp"), "{}", refused.what.nl);
}

#[test]
fn k_above_the_number_of_people() {
    let words = [["minder dan 61 personen", "kleinere k"], ["fewer than 61 people", "smaller k"]];
    refused("k", &recipe(json!([{ "k_anonymity": 61 }]), json!({})), "anonymity.too_few_people", words);
}

#[test]
fn a_ladder_that_is_not_complete_names_its_row() {
    let k = json!([{ "k_anonymity": 5 }]);
    let wijk =
        |ladder: Value| json!({ "Wijk": { "role": "quasi", "meaning": "category", "ladder": ladder } });
    let ragged = json!([["Noord", "a", "*"], ["Oost", "*"], ["Zuid", "a", "*"]]);
    let words = [["Rij 2", "evenveel stappen"], ["Row 2", "same number of levels"]];
    refused("ragged", &recipe(k.clone(), wijk(ragged)), "ladder.ragged", words);
    let empty = json!([["Noord", "a", "*"], ["Oost", "b", "*"], ["Zuid", "", "*"]]);
    let words = [["Rij 3", "Vul de lege plek in"], ["Row 3", "Fill in the empty cell"]];
    refused("empty", &recipe(k.clone(), wijk(empty)), "ladder.empty_label", words);
    // Which value has no row is not said: it is one of the file.
    let absent = json!([["Oost", "*"], ["Zuid", "*"]]);
    let words = [["Niet elke waarde", "Voeg rijen toe"], ["Not every value", "Add rows"]];
    refused("absent", &recipe(k, wijk(absent)), "ladder.absent", words);
}

#[test]
fn a_sensitive_column_that_is_quasi() {
    let models =
        json!([{ "k_anonymity": 5 }, { "l_diversity": { "column": "Wijk", "kind": "distinct", "l": 2 } }]);
    let words = [["indirect", "gevoelig"], ["indirect identifier", "sensitive"]];
    let refused = refused("quasi", &recipe(models, json!({})), "recipe.sensitive_is_quasi", words);
    assert_eq!(refused.place.field.as_deref(), Some("privacy.models[1].column"));
}

/// The cells of such a column would be named as soon as k people have the same.
#[test]
fn names_and_free_text_get_no_role_that_shows_them() {
    let mut session = Session::new();
    session.open(&sample(2_000, 3, false)).unwrap();
    let mut code = |column: &str, choice: Value| {
        let configured = session.configure(json!({ "columns": { column: choice } }));
        configured.err().map_or("configured", |refusal| refusal.code)
    };
    for (column, choice) in [
        ("Naam", json!({ "role": "feature" })),
        ("Naam", json!({ "role": "sensitive", "ground": "onderzoek" })),
        ("Opmerking", json!({ "role": "feature" })),
        ("Kanaal", json!({ "role": "feature", "meaning": "name" })),
        ("Klantnummer", json!({ "role": "weight" })),
    ] {
        assert_eq!(code(column, choice.clone()), "recipe.cells_never_shown", "{column} {choice}");
    }
    // What the person says that a column means counts, for more care and for less.
    assert_eq!(code("Kanaal", json!({ "role": "feature", "meaning": "health" })), "recipe.ground_missing");
    assert_eq!(code("Schuldhulp", json!({ "role": "weight", "meaning": "weight" })), "recipe.ground_missing");
    assert_eq!(code("Opmerking", json!({ "role": "feature", "meaning": "category" })), "configured");
    assert_eq!(code("Naam", json!({ "role": "quasi" })), "configured", "it takes part in the check alone");
}
