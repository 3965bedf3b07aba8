//! Planted tokens: what fewer than k people carry, and what stands outside the data, comes out nowhere, in no spelling.

use crate::support::{file, files, folder, gezicht, run, Draw, Ran};
use serde_json::json;
use std::path::Path;

const K: usize = 10;
/// So few that k + 1 of them are the 2 % that a named category needs.
const PEOPLE: usize = 500;

/// A token, how many people carry it, and all its spellings.
struct Token {
    carriers: usize,
    spellings: &'static [&'static str],
}

/// Categories by number of carriers.
const WORDS: [Token; 4] = [
    Token { carriers: 1, spellings: &["Kwarteleinzaam"] },
    Token { carriers: K - 1, spellings: &["Negenkwartelen"] },
    Token { carriers: K, spellings: &["Tienkwartelen"] },
    Token { carriers: K + 1, spellings: &["Elfkwartelen"] },
];
/// Amounts that only these people have.
const AMOUNTS: [Token; 2] = [
    Token { carriers: 1, spellings: &["7313.37", "7313,37", "7.313,37", "7,313.37"] },
    Token { carriers: K - 1, spellings: &["2417.53", "2417,53", "2.417,53", "2,417.53"] },
];
/// Days that only these people have; the other days are first days of a month.
const DAYS: [Token; 2] = [
    Token { carriers: 1, spellings: &["17-03-1961", "1961-03-17", "19610317", "17 maart 1961"] },
    Token { carriers: K - 1, spellings: &["23-11-1974", "1974-11-23", "19741123", "23 november 1974"] },
];
/// What stands outside the data: title line, header, totals, refused row, name of the file.
const TITLE: &str = "Titelkwartel";
const HEADER: &str = "Kopkwartel";
const TOTALS: &str = "918273.45";
const REFUSED: &str = "Rafelkwartel";
const NAME: &str = "naamkwartel";

fn table() -> String {
    let mut draw = Draw(4);
    let mut rows: Vec<[String; 6]> = (0..PEOPLE)
        .map(|_| {
            [
                (20 + draw.below(60)).to_string(),
                format!("01-{:02}-{}", 1 + draw.below(12), 1940 + draw.below(60)),
                format!("{},00", 1500 + 100 * draw.below(40)),
                ["rood", "geel", "blauw"][draw.below(3)].to_owned(),
                ["web", "balie"][draw.below(2)].to_owned(),
                ["ja", "nee"][draw.below(2)].to_owned(),
            ]
        })
        .collect();
    let mut plant = |column: usize, tokens: &[Token], spelling: usize| {
        for token in tokens {
            for _ in 0..token.carriers {
                // Nobody carries two tokens of a column.
                let free =
                    |row: &[String; 6]| !tokens.iter().any(|token| token.spellings.contains(&&*row[column]));
                let mut at = draw.below(PEOPLE);
                while !free(&rows[at]) {
                    at = draw.below(PEOPLE);
                }
                rows[at][column] = token.spellings[spelling].to_owned();
            }
        }
    };
    plant(1, &DAYS, 0);
    plant(2, &AMOUNTS, 1);
    plant(3, &WORDS, 0);
    let body: Vec<String> = rows.iter().map(|row| row.join(";")).collect();
    let (first, second) = body.split_at(PEOPLE / 2);
    format!(
        "Overzicht {TITLE};;;;;\nLeeftijd;Geboortedatum;Inkomen;Onderwerp;Kanaal;{HEADER}\n{}\n{REFUSED};1;2\n{}\nTotaal;;{TOTALS};;;\n",
        first.join("\n"),
        second.join("\n")
    )
}

/// The text as base64 would carry it at each of the three alignments, without the letters its neighbours decide.
fn base64(text: &str) -> Vec<String> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..3usize)
        .map(|shift| {
            let bytes: Vec<u8> = std::iter::repeat_n(0, shift).chain(text.bytes()).collect();
            let bits: Vec<bool> =
                bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
            let letters: String = bits
                .chunks_exact(6)
                .map(|six| char::from(LETTERS[six.iter().fold(0, |all, &bit| all << 1 | usize::from(bit))]))
                .collect();
            letters[(shift * 8).div_ceil(6)..].to_owned()
        })
        .collect()
}

fn forms(text: &str) -> Vec<String> {
    let mut forms = base64(text);
    forms.retain(|form| form.len() >= 8); // shorter ones come about by chance
    forms.push(text.to_lowercase());
    forms
}

/// Where a text is found: among the files of a run, or in what a command said.
fn found(folder: &Path, said: &[&Ran], text: &str) -> Vec<String> {
    let forms = forms(text);
    let holds = |body: &str| {
        forms.iter().any(|form| body.contains(form)) || body.to_lowercase().contains(&forms[forms.len() - 1])
    };
    let mut places: Vec<String> = files(&folder.join("out"))
        .iter()
        .filter(|(name, body)| holds(name) || holds(&String::from_utf8_lossy(body)))
        .map(|(name, _)| name.clone())
        .collect();
    places.extend(said.iter().filter(|ran| holds(&ran.out) || holds(&ran.err)).map(|_| "said".to_owned()));
    places
}

#[test]
fn base64_is_found_at_every_alignment() {
    // "xKopkwartel" begins one byte later than "Kopkwartel".
    assert!("S29wa3dhcnRlbA==".contains(&base64("Kopkwartel")[0]));
    assert!("eEtvcGt3YXJ0ZWw=".contains(&base64("Kopkwartel")[1]));
}

#[test]
fn tokens_of_few_come_out_nowhere_and_those_of_k_and_more_where_they_belong() {
    let folder = folder("tokens");
    let input = file(&folder, &format!("{NAME}.csv"), table());
    let path = input.to_str().unwrap();
    let inspected = gezicht(["inspect", path]);
    let proposed = gezicht(["recipe", path]);
    assert_eq!(inspected.status, 0, "{}", inspected.err);
    let seen = inspected.json();
    assert_eq!(seen["refused_rows"], 1, "the row with the refused token");
    assert_eq!(seen["title_lines"], 1, "the line with the title token");
    assert_eq!(seen["dialect"]["totals"].as_array().map(Vec::len), Some(1), "the line with the totals token");
    for (name, role) in [("quasi", "quasi"), ("feature", "feature")] {
        let recipe = json!({
            "columns": {
                "Leeftijd": { "role": "quasi" }, "Geboortedatum": { "role": role }, "Inkomen": { "role": role },
                "Onderwerp": { "role": "feature" }, "Kanaal": { "role": "feature" }, "kolom 6": { "role": "feature" }
            },
            "privacy": { "suppression_limit": 0.0 }, // else some of the k + 1 may be left out
            "segments": { "count": 2 }
        });
        let ran = run(&folder, &recipe, &input, &[]);
        assert_eq!(ran.status, 0, "{name}: {}", ran.err);
        let said = [&inspected, &proposed, &ran];
        let few = WORDS.iter().chain(&AMOUNTS).chain(&DAYS).filter(|token| token.carriers < K);
        let outside = [TITLE, HEADER, TOTALS, "918273,45", REFUSED, NAME];
        for text in few.flat_map(|token| token.spellings.iter().copied()).chain(outside) {
            let places = found(&folder, &said, text);
            assert!(places.is_empty(), "{name}: {text} in {places:?}");
        }
        let many = WORDS.iter().filter(|token| token.carriers > K);
        for text in many.flat_map(|token| token.spellings) {
            let places = found(&folder, &said, text);
            assert!(places.contains(&"result.json".to_owned()), "{name}: {text} only in {places:?}");
        }
    }
}
