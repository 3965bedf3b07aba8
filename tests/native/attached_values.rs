//! The value promise for further files: nothing of them that fewer than k people carry comes out anywhere.

use crate::attached::people;
use crate::support::{bsns, file, files, folder, gezicht, Draw, Session};
use serde_json::json;
use std::fmt::Write as _;

const ONE: &str = "Paarsblauwuniek";
const FEW: &str = "Negenmaalgezien";
const HEADER: &str = "Xqzwoordkop";
const TITLE: &str = "Uitdraaibalkon";
/// Sums that one person has.
const LARGE: &str = "987654";

#[test]
fn no_value_of_a_further_file_comes_out() {
    let folder = folder("attached_promise");
    let main = file(&folder, "main.csv", people());
    let mut draw = Draw(3);
    let mut body = format!("{TITLE}\nBSN;Onderwerp;Wachttijd;{HEADER};Opmerking\n");
    let everyone: Vec<String> = bsns().take(1_000).collect();
    for (at, bsn) in everyone.iter().enumerate() {
        let topic = match at {
            0 => ONE,
            1..=9 => FEW,
            _ => ["paspoort", "afval"][draw.below(2)],
        };
        let wait = if at == 5 { LARGE.to_owned() } else { (1 + draw.below(30)).to_string() };
        let _ = writeln!(
            body,
            "{bsn};{topic};{wait};{topic};Mevrouw {ONE} vroeg naar de brief van vorige week {at}"
        );
    }
    // Nor in what is said of it before the gate, where an unconfirmed header is a number.
    let mut session = Session::new();
    session.open(people().as_bytes()).unwrap();
    let reply = session.attach(body.as_bytes(), Some("Paarsblauwbestand")).unwrap();
    let seen = serde_json::to_string(&reply).unwrap();
    assert!(seen.contains("\"attached\"") && seen.contains("kolom 4"));
    for token in [ONE, FEW, TITLE, HEADER, LARGE, "vorige week", "Paarsblauwbestand", &everyone[0]] {
        assert!(!seen.to_lowercase().contains(&token.to_lowercase()), "{token}");
    }
    let other = file(&folder, "Overzicht-Paarsblauwbestand.csv", body);
    let recipe = json!({
        "columns": {
            "in_bestand_2": { "role": "feature" }, "Onderwerp": { "role": "quasi" },
            "Wachttijd": { "role": "feature" }
        },
        "join": [{ "file": 2, "key": "nl.bsn", "aggregate": { "Onderwerp": "most_frequent", "Wachttijd": "sum" } }],
        "privacy": { "unit": "BSN", "suppression_limit": 0.05 }, "segments": { "count": 2 }
    });
    let recipe = file(&folder, "recipe.json", recipe.to_string());
    let out = folder.join("out");
    let words = [recipe.to_str().unwrap(), main.to_str().unwrap(), other.to_str().unwrap(), "--out"];
    let ran = gezicht(
        ["run"].iter().chain(&words).map(|word| (*word).to_owned()).chain([out.display().to_string()]),
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = files(&out);
    assert!(found.len() > 5);
    for token in [
        ONE,
        FEW,
        TITLE,
        HEADER,
        LARGE,
        "987.654",
        "987,654",
        "vorige week",
        "Paarsblauwbestand",
        &everyone[0],
    ] {
        for (name, body) in &found {
            let text = String::from_utf8_lossy(body).to_lowercase();
            assert!(!text.contains(&token.to_lowercase()), "{token} in {name}");
        }
        assert!(!ran.err.contains(token) && !ran.out.contains(token));
    }
    let text = String::from_utf8_lossy(&found["result.json"]).into_owned();
    assert!(text.contains("paspoort") && text.contains("Wachttijd"), "what many carry is there");
}
