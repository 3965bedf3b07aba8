//! Papers in Dutch and in English.

use crate::support::{file, files, folder, result, run, sample};
use serde_json::{json, Value};
use std::collections::BTreeMap;

fn outputs(test: &str, language: Value) -> (BTreeMap<String, String>, Value) {
    let folder = folder(&format!("language_{test}_{}", language["language"].as_str().unwrap_or("none")));
    let input = file(&folder, "in.csv", sample(6_000, 9, true));
    let recipe = json!({
        "columns": { "groep_waar": { "role": "ignore" } },
        "segments": { "count": 4 }, "output": language
    });
    let ran = run(&folder, &recipe, &input, &[]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let found = files(&folder.join("out"));
    (
        found.into_iter().map(|(name, body)| (name, String::from_utf8(body).unwrap())).collect(),
        result(&folder),
    )
}

#[test]
fn the_recipe_chooses_the_language_of_every_paper() {
    let (none, _) = outputs("papers", json!({}));
    let (nl, dutch) = outputs("papers", json!({ "language": "nl" }));
    let (en, english) = outputs("papers", json!({ "language": "en" }));
    assert!(none["report.html"] == nl["report.html"], "Dutch is the default");
    assert!(nl["report.html"].contains("lang=\"nl\"") && en["report.html"].contains("lang=\"en\""));
    assert_eq!(nl.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for name in nl.keys().filter(|name| name.ends_with(".html") || name.ends_with(".md")) {
        assert_ne!(nl[name], en[name], "{name}");
        let (dutch, english) = (text(&nl[name]), text(&en[name]));
        for word in [" de ", " een ", " en "] {
            assert!(dutch.contains(word), "{name} lacks “{word}”");
        }
        // Words that no English paper about these columns needs.
        for word in [" een ", " mensen ", " niet ", " groep ", " onbekend ", " van iedereen", " vaker "] {
            assert!(!english.contains(word), "{name} in English holds “{word}”");
        }
        for word in [" people ", " the ", " everyone"] {
            assert!(!dutch.contains(word), "{name} in Dutch holds “{word}”");
        }
    }
    // The figures do not depend on the language.
    for part in ["release", "risk", "segments", "profiles", "personas", "withheld"] {
        assert_eq!(dutch[part], english[part], "{part}");
    }
}

#[test]
fn numbers_are_written_as_each_language_writes_them() {
    let (nl, _) = outputs("numbers", json!({ "language": "nl" }));
    let (en, _) = outputs("numbers", json!({ "language": "en" }));
    for (name, body) in nl.iter().filter(|(name, _)| name.ends_with(".md")) {
        let english = &en[name];
        assert!(body.contains(" %") && !has_decimal(body, '.'), "{name}");
        assert!(!english.contains(" %") && !has_decimal(english, ','), "{name}");
    }
}

/// Whether a number with one or two decimals behind this mark stands in the text.
fn has_decimal(text: &str, mark: char) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    text.match_indices(mark).any(|(at, _)| at > 0 && digit(at - 1) && digit(at + 1) && !digit(at + 3))
}

/// The words of a page, without styles, tags and line ends.
fn text(page: &str) -> String {
    let body = page.split("</style>").last().unwrap_or(page);
    let mut plain = String::new();
    let mut inside = false;
    for letter in body.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push(' ');
            }
            _ if !inside => plain.push(if letter.is_whitespace() { ' ' } else { letter }),
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
