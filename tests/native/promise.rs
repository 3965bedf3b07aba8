//! The value promise: a text that fewer than k people carry is shown nowhere; nor is a header nobody confirmed.

use crate::support::{file, files, folder, gezicht, run, Draw};
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

/// Carried by one person, by k - 1, and by 4 in 10.
const ONE: &str = "Paarsblauwuniek";
const FEW: &str = "Negenmaalgezien";
const MANY: &str = "Veelgezienwoord";

/// People whose columns "Wijk" (left to itself), "Kanaal" and "Onderwerp" hold the tokens.
fn people(count: usize) -> String {
    let mut draw = Draw(99);
    let mut rows: Vec<String> = Vec::new();
    for person in 0..count {
        let age = 20 + draw.below(60);
        let word = match person {
            0 => ONE,
            1..=9 => FEW,
            _ if person % 5 < 2 => MANY,
            _ => ["rood", "geel", "blauw"][draw.below(3)],
        };
        // The few spell it in their own way: after case folding and trimming it is one value.
        let spelled = match person {
            3 | 4 => word.to_uppercase(),
            5 => format!(" {word}  "),
            _ => word.to_owned(),
        };
        let group = if age < 45 { "web" } else { "balie" };
        let channel = if draw.below(10) < 8 { group } else { "post" };
        rows.push(format!("{age};{spelled};{spelled};{spelled};{channel};{}", 1000 + draw.below(40) * 50));
    }
    draw.shuffle(&mut rows);
    "Leeftijd;Woonsituatie;Onderwerp;Product;Kanaal;Inkomen\n".to_owned() + &rows.join("\n") + "\n"
}

fn spilled(folder: &Path, text: &str) -> Vec<String> {
    let found = files(&folder.join("out"));
    assert!(found.len() > 5);
    let holds = |body: &[u8]| String::from_utf8_lossy(body).to_lowercase().contains(&text.to_lowercase());
    found.iter().filter(|(_, body)| holds(body)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn what_few_carry_is_shown_nowhere_and_what_many_carry_is() {
    let folder = folder("promise_values");
    let input = file(&folder, "in.csv", people(2_000));
    let path = input.to_str().unwrap();
    for verb in ["inspect", "recipe"] {
        for ran in [gezicht([verb, path]), gezicht([verb, path, "--header-line", "1"])] {
            assert_eq!(ran.status, 0, "{}", ran.err);
            for token in [ONE, FEW, MANY] {
                assert!(!ran.out.to_lowercase().contains(&token.to_lowercase()), "{verb} shows {token}");
            }
        }
    }
    for (name, role) in [("feature", "feature"), ("quasi", "quasi"), ("sensitive", "sensitive")] {
        let ground = (role == "sensitive").then_some("artikel 9, lid 2");
        let choice = json!({ "role": role, "ground": ground });
        let recipe = json!({
            "columns": {
                "Woonsituatie": choice, "Onderwerp": { "role": role, "ground": ground }, "Product": { "role": "feature" },
                "Kanaal": { "role": "feature" }, "Leeftijd": { "role": "quasi" }, "Inkomen": { "role": "feature" }
            },
            "privacy": { "suppression_limit": 0.05 },
            "segments": { "count": 3 }
        });
        let ran = run(&folder, &recipe, &input, &[]);
        assert_eq!(ran.status, 0, "{name}: {}", ran.err);
        for token in [ONE, FEW] {
            let found = spilled(&folder, token);
            assert!(found.is_empty(), "{name}: {token} in {found:?}");
            assert!(!ran.err.contains(token) && !ran.out.contains(token));
        }
        let found = spilled(&folder, MANY);
        assert!(found.contains(&"result.json".to_owned()), "{name}: {found:?}");
    }
}

#[test]
fn identifiers_and_free_text_are_shown_nowhere_though_many_carry_them() {
    let folder = folder("promise_identifiers");
    let mut body = "BSN;Naam;Opmerking;Leeftijd;Kanaal\n".to_owned();
    let mut draw = Draw(5);
    let mut bsns = bsns();
    for person in 0..1_200usize {
        let name = ["Alkmaarder", "Zutphenaar"][person % 2];
        let _ = writeln!(
            body,
            "{};Jan {name};Mevrouw vroeg naar {MANY} en wil terug worden gebeld over de brief;{};{}",
            bsns.next().unwrap(),
            20 + draw.below(50),
            ["web", "balie", "post"][draw.below(3)]
        );
    }
    let input = file(&folder, "in.csv", body);
    let seen = gezicht(["inspect", input.to_str().unwrap()]);
    let ran = run(&folder, &json!({ "privacy": { "unit": "BSN" }, "segments": { "count": 2 } }), &input, &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let first = bsns_from(1).next().unwrap();
    for token in ["Alkmaarder", "Zutphenaar", MANY, "terug worden gebeld", &first] {
        assert!(spilled(&folder, token).is_empty(), "{token}");
        assert!(!seen.out.contains(token), "{token}");
    }
}

/// Test BSNs, from the top down.
fn bsns() -> impl Iterator<Item = String> {
    bsns_from(0)
}

fn bsns_from(skip: usize) -> impl Iterator<Item = String> {
    let valid = |number: &u32| {
        let digits: Vec<i32> = number.to_string().bytes().map(|byte| i32::from(byte - b'0')).collect();
        let sum: i32 = digits[..8].iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
        (sum - digits[8]) % 11 == 0
    };
    (0..100_000u32).map(|down| 999_999_999 - down).filter(valid).skip(skip).map(|number| number.to_string())
}

#[test]
fn an_unconfirmed_header_is_a_number_until_it_is_confirmed() {
    let folder = folder("promise_headers");
    const HEADER: &str = "Xqzwoordkop";
    let mut body = format!("Leeftijd;{HEADER};Kanaal\n");
    let mut draw = Draw(17);
    for _ in 0..900 {
        let _ = writeln!(
            body,
            "{};{};{}",
            20 + draw.below(50),
            ["rood", "geel", "blauw"][draw.below(3)],
            ["web", "balie"][draw.below(2)]
        );
    }
    let input = file(&folder, "in.csv", body);
    let path = input.to_str().unwrap();
    for verb in ["inspect", "recipe"] {
        let ran = gezicht([verb, path]);
        assert!(!ran.out.contains(HEADER) && ran.out.contains("kolom 2"), "{verb}: {}", ran.out);
        let ran = gezicht([verb, path, "--header-line", "1"]);
        assert!(ran.out.contains(HEADER) && !ran.out.contains("kolom 2"), "{verb}: {}", ran.out);
    }
    // A run whose recipe does not know it never names it; one that does confirms it.
    for (choice, named) in [
        (json!({}), false),
        (json!({ "kolom 2": { "role": "feature" } }), false),
        (json!({ HEADER: { "role": "feature" } }), true),
    ] {
        let recipe = json!({ "columns": choice, "segments": { "count": 2 } });
        let ran = run(&folder, &recipe, &input, &[]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert_eq!(!spilled(&folder, HEADER).is_empty(), named, "{recipe}");
        assert_eq!(!spilled(&folder, "kolom 2").is_empty(), !named, "{recipe}");
    }
}

#[test]
fn a_header_row_that_is_data_is_never_a_name() {
    let folder = folder("promise_no_header");
    let mut body = String::new();
    let mut draw = Draw(23);
    for bsn in bsns().take(400) {
        let _ = writeln!(body, "{bsn};{};{}", ["rood", "geel"][draw.below(2)], 20 + draw.below(50));
    }
    let first = bsns().next().unwrap();
    let input = file(&folder, "in.csv", body);
    for words in [vec!["inspect"], vec!["recipe"]] {
        let ran = gezicht(words.iter().copied().chain([input.to_str().unwrap()]));
        assert!(!ran.out.contains(&first) && !ran.err.contains(&first), "{words:?}: {}", ran.out);
    }
}
