//! Privacy models and measures through the engine: what a recipe may ask, what comes of it, and how it is refused.

use crate::support::{data, Session};
use gezicht::engine::{Command, Reply};
use serde_json::{json, Value};

const COLUMNS: [&str; 9] = [
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

/// Adult with its ladders; occupation is sensitive, with a ground.
fn recipe(privacy: Value) -> Value {
    let mut columns = serde_json::Map::new();
    for name in COLUMNS {
        let text =
            std::fs::read_to_string(data("adult").join(format!("adult_hierarchy_{name}.csv"))).unwrap();
        let ladder = gezicht::anonymity::ladder_rows(&text).unwrap();
        let choice = match name {
            "occupation" => json!({ "role": "sensitive", "ground": "onderzoek", "ladder": ladder }),
            _ => json!({ "role": "quasi", "ladder": ladder }),
        };
        columns.insert(name.to_owned(), choice);
    }
    json!({ "columns": columns, "privacy": privacy })
}

fn opened() -> Session {
    let mut session = Session::new();
    session.open(&std::fs::read(data("adult/adult.csv")).unwrap()).unwrap();
    session
}

fn release(session: &mut Session) -> Value {
    match session.order(Command::Release).unwrap() {
        Reply::Release(statistics) => serde_json::to_value(statistics.get()).unwrap(),
        other => panic!("no release but {other:?}"),
    }
}

#[test]
fn a_sensitive_column_is_judged() {
    let mut session = opened();
    let models = json!([{ "k_anonymity": 5 }, { "l_diversity": { "column": "occupation", "kind": "distinct", "l": 3 } }]);
    session.configure(recipe(json!({ "models": models, "suppression_limit": 1.0 }))).unwrap();
    let found = release(&mut session);
    let levels: Vec<u64> =
        found["columns"].as_array().unwrap().iter().map(|column| column["level"].as_u64().unwrap()).collect();
    assert_eq!(levels, [0, 3, 0, 0, 2, 1, 0, 0]);
    assert!((found["value"].as_f64().unwrap() / 0.1667149200536413 - 1.0).abs() < 1e-9);
    assert_eq!((found["suppressed"].as_u64(), found["classes"].as_u64()), (Some(2_335), Some(492)));
    assert_eq!(found["bound"], found["value"]);
    assert_eq!(found["models"].as_array().unwrap().len(), 2);
}

/// A step finer or coarser of a column, with what the others make of it, can be taken: the release is then that one.
#[test]
fn a_neighbour_can_be_taken() {
    let mut session = opened();
    let models = json!([{ "k_anonymity": 5 }]);
    session.configure(recipe(json!({ "models": models, "suppression_limit": 0.05 }))).unwrap();
    let first = release(&mut session);
    let Reply::Neighbours(found) = session.order(Command::Neighbours).unwrap() else {
        panic!("no neighbours")
    };
    let found = serde_json::to_value(found.get()).unwrap();
    assert_eq!(found["k"], 10, "in steps of the smallest group, which is more than k here");
    let neighbours = found["items"].as_array().unwrap();
    assert!(neighbours.len() >= 8);
    let finer = neighbours.iter().find(|one| one["column"] == "age" && one["level"] == 2).unwrap();
    assert!(finer["optimal"].as_bool().unwrap() && finer["feasible"].as_bool().unwrap());
    assert!(!finer["others"].as_array().unwrap().is_empty(), "others give for it");
    let value = finer["value"].as_f64().unwrap();
    assert!(value > first["value"].as_f64().unwrap());
    for one in neighbours {
        assert_eq!(one["suppressed"].as_u64().unwrap() % 5, 0, "nothing in units of one person");
    }

    let held = json!({ "models": models, "suppression_limit": 0.05, "levels": { "age": 2 } });
    session.configure(recipe(held)).unwrap();
    let taken = release(&mut session);
    assert!((taken["value"].as_f64().unwrap() / value - 1.0).abs() < 0.005);
    let levels: Vec<u64> =
        taken["columns"].as_array().unwrap().iter().map(|c| c["level"].as_u64().unwrap()).collect();
    let mut expected: Vec<u64> =
        first["columns"].as_array().unwrap().iter().map(|column| column["level"].as_u64().unwrap()).collect();
    expected[1] = 2;
    for change in finer["others"].as_array().unwrap() {
        let at = COLUMNS
            .iter()
            .filter(|name| **name != "occupation")
            .position(|name| change["column"] == *name)
            .unwrap();
        assert_eq!(change["from"], first["columns"][at]["level"]);
        expected[at] = change["to"].as_u64().unwrap();
    }
    assert_eq!(levels, expected);
    assert_eq!(taken["columns"][1]["held"], true);

    let beyond = json!({ "models": models, "levels": { "age": 9 } });
    session.configure(recipe(beyond)).unwrap();
    let refused = session.order(Command::Release).unwrap_err();
    assert_eq!(
        (refused.code, refused.place.field.as_deref()),
        ("anonymity.no_such_level", Some("privacy.levels"))
    );
    let sensitive = json!({ "models": models, "levels": { "occupation": 0 } });
    assert_eq!(session.configure(recipe(sensitive)).unwrap_err().code, "recipe.level_column");
}

#[test]
fn without_models_a_sensitive_column_has_its_own() {
    let mut session = opened();
    session.configure(recipe(json!({ "min_group": 10, "suppression_limit": 0.05 }))).unwrap();
    let found = release(&mut session);
    let models: Vec<&str> =
        found["models"].as_array().unwrap().iter().map(|model| model["en"].as_str().unwrap()).collect();
    assert_eq!(models.len(), 3, "{models:?}");
    assert!(models[0] == "10-anonymity" && models[1].contains("80%") && models[2].contains("2 distinct"));
}

#[test]
fn what_a_model_may_not_be_about() {
    let mut session = opened();
    let about = |column: &str| json!({ "models": [{ "k_anonymity": 5 }, { "alpha_k": { "column": column, "alpha": 0.8 } }] });
    let mut code = |privacy| session.configure(recipe(privacy)).unwrap_err();
    let quasi = code(about("age"));
    assert_eq!(quasi.code, "recipe.sensitive_is_quasi");
    assert_eq!(quasi.place.field.as_deref(), Some("privacy.models[1].column"));
    assert_eq!(code(about("haarkleur")).code, "recipe.no_such_column");
    let map = json!({ "models": [{ "k_anonymity": 5 }, { "k_map": { "k": 5, "population": "bevolking" } }] });
    assert_eq!(code(map).code, "recipe.no_population");
    let mut unbased = recipe(about("occupation"));
    unbased["columns"]["occupation"] = json!({ "role": "sensitive" });
    assert_eq!(session.configure(unbased).unwrap_err().code, "recipe.model_column");
}

#[test]
fn an_impossible_model_is_named() {
    let mut session = opened();
    let models = json!([
        { "k_anonymity": 5 },
        { "l_diversity": { "column": "occupation", "kind": "shannon", "l": 100 } },
        { "alpha_k": { "column": "occupation", "alpha": 0.9 } },
    ]);
    session.configure(recipe(json!({ "models": models, "suppression_limit": 0.04 }))).unwrap();
    let refusal = session.order(Command::Release).unwrap_err();
    assert_eq!(refusal.code, "anonymity.no_solution");
    assert!(refusal.what.en.contains("entropy 100-diversity"), "{}", refusal.what.en);
    // All models of the column are named: which of them fails would tell how its values lie.
    assert_eq!(refusal.what.en.matches("for occupation").count(), 2, "{}", refusal.what.en);
    assert!(!refusal.what.en.contains("5-anonymity"), "{}", refusal.what.en);
}

#[test]
fn a_search_can_settle() {
    let mut session = opened();
    session
        .configure(recipe(json!({ "models": [{ "k_anonymity": 5 }], "suppression_limit": 0.05 })))
        .unwrap();
    assert!(matches!(session.engine.command(Command::Settle), Reply::Refused(_)), "nothing is under way");
    let reply = session.engine.command(Command::Release);
    assert!(matches!(session.engine.command(Command::Settle), Reply::Ready));
    match session.finish(reply).unwrap() {
        Reply::Release(statistics) => {
            let found = statistics.get();
            assert!(found.recheck && found.bound <= found.value && found.value <= 1.0);
        }
        other => panic!("no release but {other:?}"),
    }
}

/// Three hundred people in three kinds of household; the population knows few of the second kind.
#[test]
fn k_map_counts_in_an_attached_population() {
    let kinds = ["gezin", "alleen", "paar"];
    let main: String = std::iter::once("woonvorm;leeftijd\n".to_owned())
        .chain((0..300).map(|row| format!("{};{}\n", kinds[row % 3], 20 + row % 2)))
        .collect();
    let ladder = json!([["gezin", "samen", "*"], ["alleen", "alleen", "*"], ["paar", "samen", "*"]]);
    let ages = json!([["20", "*"], ["21", "*"]]);
    let recipe = |k: u32| {
        json!({
            "columns": {
                "woonvorm": { "role": "quasi", "ladder": ladder },
                "leeftijd": { "role": "quasi", "ladder": ages }
            },
            "privacy": {
                "models": [{ "k_anonymity": 5 }, { "k_map": { "k": k, "population": "bevolking" } }],
                "suppression_limit": 0.0
            }
        })
    };
    let mut session = Session::new();
    session.open(main.as_bytes()).unwrap();
    let population = "woonvorm;leeftijd;aantal\ngezin;20;900\ngezin;21;800\nalleen;20;30\nalleen;21;700\npaar;20;900\npaar;21;900\nanders;20;5\n";
    session.attach(population.as_bytes(), Some("bevolking")).unwrap();
    let levels = |session: &mut Session, k| -> Vec<u64> {
        session.configure(recipe(k)).unwrap();
        let found = release(session);
        found["columns"].as_array().unwrap().iter().map(|column| column["level"].as_u64().unwrap()).collect()
    };
    assert_eq!(levels(&mut session, 30), [0, 0], "there are thirty of the rarest");
    let coarser = levels(&mut session, 31);
    assert_ne!(coarser, [0, 0]);
    session.configure(recipe(6_000)).unwrap();
    let refusal = session.order(Command::Release).unwrap_err();
    assert_eq!(refusal.code, "anonymity.no_solution", "the population has fewer people than that");
    assert!(refusal.what.en.contains("k-map"));
}
