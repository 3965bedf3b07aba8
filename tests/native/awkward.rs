//! Files as offices really save them.

use crate::support::{data, folder, look, result, run};
use serde_json::{json, Value};

const MEANINGS: [&str; 9] =
    ["bsn", "name", "birth_date", "postcode", "area_code", "care", "amount", "iban", "free_text"];

fn meanings(inspection: &Value) -> Vec<String> {
    let columns = inspection["columns"].as_array().unwrap();
    columns.iter().map(|column| column["meaning"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn seven_files_are_understood() {
    for (name, delimiter, encoding, header_line, titles, totals) in [
        ("01_excel_nl_cp1252.csv", ";", "windows-1252", 1, 0, 0),
        ("02_excel_utf8_bom.csv", ";", "utf-8", 1, 0, 0),
        ("03_excel_unicode_tekst_utf16le_tab.txt", "\t", "utf-16le", 1, 0, 0),
        ("04_sep_regel.csv", ";", "windows-1252", 2, 0, 0),
        ("05_titelregels_en_totaal.csv", ";", "windows-1252", 4, 2, 1),
        ("06_dubbele_kolomnamen.csv", ";", "windows-1252", 1, 0, 0),
        ("07_xss_kolomnamen.csv", ";", "utf-8", 1, 0, 0),
    ] {
        let seen = look("inspect", &data(&format!("awkward/{name}"))).json();
        assert_eq!(seen["rows"], 40, "{name}");
        assert_eq!(seen["refused_rows"], 0, "{name}");
        let totals_at: &[u32] = if totals == 1 { &[48] } else { &[] };
        assert_eq!(
            seen["dialect"],
            json!({
                "delimiter": delimiter, "encoding": encoding, "header_line": header_line,
                "given": { "delimiter": false, "encoding": false, "header_line": false },
                "totals": totals_at, "totals_kept": false,
            }),
            "{name}"
        );
        assert_eq!(seen["title_lines"], titles, "{name}");
        assert_eq!(seen["damage"], json!([]), "{name}");
        assert_eq!(seen["unit"], "BSN", "{name}");
        let meanings = meanings(&seen);
        match &name[..2] {
            "06" => assert_eq!(meanings[5..7], ["category", "number"], "{name}"),
            "07" => assert_eq!(meanings, ["bsn", "category", "area_code"], "{name}"),
            _ => assert_eq!(meanings, MEANINGS, "{name}"),
        }
    }
}

#[test]
fn two_columns_of_one_name_are_told_apart() {
    let seen = look("inspect", &data("awkward/06_dubbele_kolomnamen.csv")).json();
    assert_eq!(seen["columns"][5]["name"], "Code");
    assert_eq!(seen["columns"][6]["name"], "Code (2)");
}

#[test]
fn markup_and_formulas_as_headers_are_not_shown() {
    let path = data("awkward/07_xss_kolomnamen.csv");
    for verb in ["inspect", "recipe"] {
        let seen = look(verb, &path).json().to_string();
        for token in ["<", "script", "onerror", "HYPERLINK", "="] {
            assert!(!seen.contains(token), "{verb}: {token}");
        }
        assert!(seen.contains("kolom 2") && seen.contains("kolom 3"), "{verb}");
    }
}

#[test]
fn forty_people_are_too_few_and_the_result_says_so() {
    for name in [
        "01_excel_nl_cp1252.csv",
        "02_excel_utf8_bom.csv",
        "03_excel_unicode_tekst_utf16le_tab.txt",
        "04_sep_regel.csv",
        "05_titelregels_en_totaal.csv",
        "06_dubbele_kolomnamen.csv",
        "07_xss_kolomnamen.csv",
    ] {
        let folder = folder(&format!("awkward_{}", &name[..2]));
        let path = data(&format!("awkward/{name}"));
        let recipe = look("recipe", &path).json();
        run(&folder, &recipe, &path, &[]).refused(1, &["Fewer than 60 people"]);
        let result = result(&folder);
        assert_eq!(result["refused"]["code"], "gate.too_few_people", "{name}");
        assert_eq!(result["refused"]["by"], "gate");
        assert_eq!(result["input"]["rows"], 40);
        assert_eq!(result["release"]["people"], 40, "{name}");
        assert_eq!(result["release"]["recheck"], "passed");
        assert!(result["release"]["smallest_class"].as_u64().unwrap() >= 10, "{name}");
        assert_eq!(result["segments"], Value::Null);
        assert_eq!(result["profiles"], json!([]));
        assert_eq!(result["personas"], json!([]));
    }
}

#[test]
fn damage_by_a_spreadsheet_is_refused() {
    let folder = folder("awkward_08");
    let path = data("awkward/08_voorloopnul_kwijt.csv");
    let seen = look("inspect", &path).json();
    assert_eq!(seen["rows"], 5);
    let damage = seen["damage"].as_array().unwrap();
    assert!(damage.len() >= 2, "{damage:?}");
    let recipe = look("recipe", &path).json();
    let ran = run(&folder, &recipe, &path, &[]);
    ran.refused(2, &["lost zeros", "Export"]);
    // The remedy is said once.
    assert_eq!(ran.err.matches("Export").count(), 1, "{}", ran.err);
    assert!(!folder.join("out/result.json").exists());
}
