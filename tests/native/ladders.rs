//! Ladders of the Privacy step: what is shown of them, what a file of one may say, and where its rows stay.

use crate::support::{parsed, Session};
use gezicht::dossier::Work;
use gezicht::engine::{Command, PaperKind, Reply};
use gezicht::recipe::LadderSource;
use gezicht::text::Language;
use serde_json::{json, Value};
use std::fmt::Write as _;

/// Carried by three people: no screen, file or refusal may name it.
const TOKEN: &str = "Zeldzaamplein";

fn table() -> Vec<u8> {
    let mut body = "Wijk;Leeftijd\n".to_owned();
    for person in 0..900 {
        let wijk = if person < 3 { TOKEN } else { ["Noord", "Oost", "Zuid", "West"][person % 4] };
        let _ = writeln!(body, "{wijk};{}", 20 + person % 50);
    }
    body.into_bytes()
}

fn recipe(extra: Value) -> Value {
    let mut recipe = json!({
        "columns": { "Wijk": { "role": "quasi", "meaning": "category" }, "Leeftijd": { "role": "quasi", "meaning": "age" } },
        "privacy": { "suppression_limit": 0.02 }
    });
    for (name, choice) in extra.as_object().unwrap() {
        recipe["columns"][name]["ladder"] = choice.clone();
    }
    recipe
}

fn started(extra: Value) -> Session {
    let mut session = Session::new();
    session.open(&table()).unwrap();
    session.configure(recipe(extra)).unwrap();
    session
}

fn text(reply: &Reply) -> String {
    serde_json::to_string(reply).unwrap()
}

fn ladder(column: &str, ladder: Option<LadderSource>) -> Command {
    Command::Ladder { column: column.to_owned(), ladder }
}

fn import(text: &str) -> Command {
    Command::ImportLadder { column: "Wijk".to_owned(), text: text.to_owned() }
}

fn body(reply: &Reply) -> Value {
    serde_json::from_str::<Value>(&text(reply)).unwrap()["body"].clone()
}

#[test]
fn a_tree_and_its_file_name_what_k_people_carry() {
    let mut session = started(json!({}));
    session.order(Command::Release).unwrap();
    let reply = session.order(ladder("Wijk", None)).unwrap();
    assert!(!text(&reply).contains(TOKEN));
    let tree = body(&reply);
    assert_eq!(
        tree["levels"][0]["others"], false,
        "who is rare is fewer than k people, so as good as nobody"
    );
    assert!(tree["levels"][0]["bands"][0]["share"]["percent"].as_u64().unwrap() > 20);
    let csv = tree["csv"].as_str().unwrap();
    assert!(csv.contains("West;*") && csv.lines().last().unwrap().starts_with("*;"), "{csv}");
    // Its own file comes in again, and the same release can be made with it.
    let taken = body(&session.order(import(csv)).unwrap());
    assert_eq!(taken["file"], "ladders/wijk.csv");
    session.configure(recipe(json!({ "Wijk": "ladders/wijk.csv" }))).unwrap();
    session.order(Command::Release).unwrap();
    // Shares belong to the ladder that Gezicht makes: bands of a person's own could be drawn around somebody.
    let source = LadderSource::Path("ladders/wijk.csv".to_owned());
    let drawn = body(&session.order(ladder("Wijk", Some(source))).unwrap());
    assert!(drawn["levels"][0]["bands"].as_array().unwrap().iter().all(|band| band["share"].is_null()));
}

#[test]
fn rows_of_a_ladder_file_stay_in_the_engine() {
    let mut session = started(json!({}));
    session.order(Command::Release).unwrap();
    let rows = format!("Noord;A;*\nOost;A;*\nZuid;B;*\nWest;B;*\n{TOKEN};B;*\n");
    let reply = session.order(import(&rows)).unwrap();
    assert!(!text(&reply).contains(TOKEN), "three people have it");
    session.configure(recipe(json!({ "Wijk": body(&reply)["file"] }))).unwrap();
    session.order(Command::Release).unwrap();
    session.order(Command::Segment).unwrap();
    for kind in [PaperKind::Recipe, PaperKind::Certificate, PaperKind::Result, PaperKind::Microdata] {
        let paper = Command::Paper { paper: kind, language: Language::Nl, work: Box::default() };
        assert!(!text(&session.order(paper).unwrap()).contains(TOKEN), "{kind:?}");
    }
    let dossier = session.order(Command::SaveDossier { work: Box::<Work>::default() }).unwrap();
    assert!(!text(&dossier).contains(TOKEN) && text(&dossier).contains("ladders/wijk.csv"));
    // Another engine knows the name and not the rows; it says so, and takes the file before there are people.
    let mut later = Session::new();
    later.open(&table()).unwrap();
    let named = recipe(json!({ "Wijk": "ladders/wijk.csv" }));
    assert_eq!(later.configure(named.clone()).unwrap_err().code, "recipe.ladder_path");
    later.order(import(&rows)).unwrap();
    later.configure(named).unwrap();
    later.order(Command::Release).unwrap();
}

#[test]
fn a_ladder_that_does_not_fit_is_refused_by_its_row() {
    let mut session = started(json!({}));
    session.order(Command::Release).unwrap();
    let refused = |session: &mut Session, rows: &str| {
        let refusal = session.order(import(rows)).unwrap_err();
        let said =
            format!("{} {} {} {}", refusal.what.nl, refusal.what.en, refusal.remedy.nl, refusal.remedy.en);
        assert!(!said.contains(TOKEN) && !said.contains("Noord"), "{said}");
        (refusal.code, refusal.place.line)
    };
    assert_eq!(refused(&mut session, "Noord;A;*\nOost;A;*\nZuid;A;*\n"), ("ladder.absent", None));
    assert_eq!(refused(&mut session, "Noord;A;*\nOost;*\n"), ("ladder.ragged", Some(2)));
    assert_eq!(refused(&mut session, "Noord;A;x;*\n\nOost;A;y;*\n"), ("ladder.not_nested", Some(3)));
    assert_eq!(refused(&mut session, "Noord;A\nOost;B\n"), ("ladder.no_root", Some(2)));
    assert_eq!(refused(&mut session, "Noord;*\n\"Oost;*\n"), ("ladder.not_a_table", None));
    assert_eq!(refused(&mut session, &"x".repeat(32_000_001)), ("ladder.too_large", None));
    // Of three people a refusal would tell that they are there: they come in a band of their own.
    session.order(import("Noord;A;*\nOost;A;*\nZuid;A;*\nWest;A;*\n")).unwrap();
    // What was there still is.
    session.order(Command::Segment).unwrap();
}

#[test]
fn ladders_can_be_seen_when_no_release_was_found() {
    let mut session = started(json!({}));
    let strict = json!({
        "columns": { "Wijk": { "role": "quasi", "meaning": "category" }, "Leeftijd": { "role": "quasi", "meaning": "age" } },
        "privacy": { "models": [ { "k_anonymity": 901 } ] }
    });
    session.configure(strict).unwrap();
    assert!(session.order(Command::Release).is_err());
    assert!(!text(&session.order(ladder("Wijk", None)).unwrap()).contains(TOKEN));
    assert_eq!(session.order(ladder("Straat", None)).unwrap_err().code, "ladder.no_such_column");
}

#[test]
fn typed_edges_make_a_release() {
    let mut session = started(json!({ "Leeftijd": { "edges": [[30, 40, 50, 60], [40, 60]] } }));
    let release = body(&session.order(Command::Release).unwrap());
    let rungs = release["columns"][1]["rungs"].as_array().unwrap();
    assert_eq!(rungs.len(), 4);
    assert_eq!(rungs[1]["nl"], "stappen van 10");
    for edges in [json!([[40, 30]]), json!([[40], [50]]), json!([[]])] {
        let mut session = started(json!({ "Leeftijd": { "edges": edges } }));
        let refusal = session.order(Command::Release).unwrap_err();
        assert_eq!(refusal.place.field.as_deref(), Some("columns.Leeftijd.ladder"), "{edges}");
    }
    let bad = json!({ "columns": { "Wijk": { "ladder": { "edges": [[1]], "groups": {} } } } });
    assert!(serde_json::from_value::<gezicht::recipe::Recipe>(bad).is_err(), "one or the other");
    parsed(recipe(json!({ "Leeftijd": { "edges": [[30]] } })));
}
