//! Anonymised microdata: what is in it, what is not, and the certificate that belongs to it.

use crate::support::{file, files, folder, gezicht, result, run, Draw};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const K: u32 = 10;

fn table() -> String {
    let mut draw = Draw(31);
    let mut body = "Klantnummer;Leeftijd;Woonsituatie;Uitkering;Kanaal\n".to_owned();
    for person in 0..1_500 {
        let _ = writeln!(
            body,
            "K{:06};{};{};{};{}",
            7 * person + 13,
            20 + draw.below(60),
            ["=HYPERLINK(1)", "huur", "koop"][draw.pick(&[1.0, 4.0, 5.0])],
            ["bijstand", "AOW", "geen"][draw.pick(&[2.0, 3.0, 5.0])],
            ["web", "balie"][draw.below(2)],
        );
    }
    body
}

#[test]
fn rows_hold_quasi_and_guarded_columns_alone_and_at_least_k_alike() {
    let folder = folder("microdata");
    let input = file(&folder, "in.csv", table());
    let recipe = json!({
        "columns": {
            "Klantnummer": { "role": "identifier", "treatment": "pseudonym", "domain": "klantnr@test" },
            "Leeftijd": { "role": "quasi" }, "Woonsituatie": { "role": "quasi" },
            "Uitkering": { "role": "sensitive", "ground": "Participatiewet, artikel 64" },
            "Kanaal": { "role": "feature" }
        },
        "privacy": { "unit": "Klantnummer", "suppression_limit": 0.05 },
        "segments": { "count": 2 }
    });
    let ran = run(&folder, &recipe, &input, &["--microdata"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let written = files(&folder.join("out"));
    let csv = String::from_utf8(written["microdata.csv"].clone()).unwrap();
    let mut lines = csv.strip_prefix('\u{feff}').unwrap().split_terminator("\r\n");
    assert_eq!(lines.next(), Some("Leeftijd;Woonsituatie;Uitkering"));
    let rows: Vec<&str> = lines.collect();
    let release = &result(&folder)["release"];
    let count = |name: &str| release[name].as_u64().unwrap();
    assert_eq!(rows.len() as u64, count("people") - count("suppressed"));
    let mut sorted = rows.clone();
    sorted.sort_unstable();
    let mut classes: BTreeMap<&str, u32> = BTreeMap::new();
    for row in &rows {
        *classes.entry(row.rsplit_once(';').unwrap().0).or_default() += 1;
    }
    assert_eq!(classes.len() as u64, count("classes"));
    assert!(classes.values().all(|&size| size >= K), "{classes:?}");
    assert!(rows.iter().all(|row| !row.contains(";=") && !row.starts_with('=')), "no formula");
    // The order of the rows says nothing that their content does not.
    let mut again = rows.clone();
    again.sort_by(|a, b| a.split(';').cmp(b.split(';')));
    assert_eq!(rows, again);

    let certificate = String::from_utf8(written["microdata-certificate.html"].clone()).unwrap();
    let digest: String = {
        use sha2::Digest;
        sha2::Sha256::digest(csv.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    assert!(certificate.contains(&digest));
    assert!(certificate.contains("Participatiewet, artikel 64"));
}

#[test]
fn a_sensitive_column_that_no_model_guards_stays_out() {
    let folder = folder("microdata_unguarded");
    let input = file(&folder, "in.csv", table());
    let recipe = json!({
        "columns": {
            "Leeftijd": { "role": "quasi" }, "Uitkering": { "role": "sensitive", "ground": "Participatiewet" },
            "Woonsituatie": { "role": "ignore" }, "Kanaal": { "role": "feature" }, "Klantnummer": { "role": "ignore" }
        },
        "privacy": { "models": [ { "k_anonymity": 10 } ] },
        "segments": { "count": 2 }
    });
    let ran = run(&folder, &recipe, &input, &["--microdata"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let written = files(&folder.join("out"));
    let csv = String::from_utf8_lossy(&written["microdata.csv"]);
    assert!(csv.starts_with("\u{feff}Leeftijd\r\n"), "{}", &csv[..60]);
    assert!(!csv.contains("bijstand"));
}

#[test]
fn a_release_weaker_than_what_may_be_shown_is_not_exported() {
    let folder = folder("microdata_weak");
    let input = file(&folder, "in.csv", table());
    let recipe = json!({
        "columns": { "Leeftijd": { "role": "quasi" }, "Woonsituatie": { "role": "quasi" }, "Klantnummer": { "role": "ignore" } },
        "privacy": { "models": [ { "k_anonymity": 5 } ] },
        "segments": { "count": 2 }
    });
    let ran = run(&folder, &recipe, &input, &["--microdata"]);
    ran.refused(1, &["k"]);
    assert!(!files(&folder.join("out")).contains_key("microdata.csv"));
    assert_eq!(gezicht(["run", "--microdata"]).status, 2);
}

/// Which group somebody is in would be one more thing to know them by, so rows that go out hold no label of a group: whatever groups
/// were asked for, on values or on the release, the file is the same to the byte.
#[test]
fn rows_carry_no_group() {
    let folder = folder("microdata_groups");
    let input = file(&folder, "in.csv", table());
    let exported = |segments: serde_json::Value| {
        let recipe = json!({
            "columns": {
                "Leeftijd": { "role": "quasi" }, "Woonsituatie": { "role": "quasi" },
                "Uitkering": { "role": "sensitive", "ground": "Participatiewet, artikel 64" },
                "Klantnummer": { "role": "ignore" }, "Kanaal": { "role": "feature" }
            },
            "privacy": { "suppression_limit": 0.05 },
            "segments": segments
        });
        let ran = run(&folder, &recipe, &input, &["--microdata"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        files(&folder.join("out"))["microdata.csv"].clone()
    };
    let first = exported(json!({ "count": 2 }));
    assert!(first.starts_with("\u{feff}Leeftijd;Woonsituatie;Uitkering\r\n".as_bytes()));
    for other in [
        json!({ "count": 4, "seed": 9 }),
        json!({ "count": 3, "on": "released" }),
        json!({ "count": 3, "on": "released", "with_sensitive": true }),
        json!({ "count": 3, "method": "k_means" }),
    ] {
        assert!(first == exported(other.clone()), "{other}");
    }
}
