//! Workbooks through the command. How each kind of cell is written is tested beside the crate `gezicht-sheets`.

use crate::support::{data, file, folder, gezicht, look, result, run};
use serde_json::{json, Value};
use std::fs;

const SHEETS: [(u32, u32, bool); 3] = [(1, 1, false), (201, 6, false), (250, 1, true)];

fn inspect(name: &str, more: &[&str]) -> Value {
    let path = data(&format!("sheets/{name}"));
    let words = ["inspect", path.to_str().unwrap()].into_iter().chain(more.iter().copied());
    gezicht(words).json()
}

#[test]
fn the_sheet_with_the_customers_is_found_and_shown() {
    let seen = inspect("klanten.xlsx", &[]);
    assert_eq!(seen["rows"], 200);
    assert_eq!(seen["refused_rows"], 0);
    assert_eq!(seen["dialect"]["header_line"], 1);
    let sheets =
        SHEETS.map(|(rows, columns, hidden)| json!({ "rows": rows, "columns": columns, "hidden": hidden }));
    let wanted = json!({ "number": 2, "chosen": false, "sheets": sheets, "format": "xlsx" });
    assert_eq!(seen["dialect"]["sheet"], wanted);
    // Nobody said how the CSV in between is written.
    assert_eq!(
        seen["dialect"]["given"],
        json!({ "delimiter": false, "encoding": false, "header_line": false })
    );
    let columns = seen["columns"].as_array().unwrap();
    let meanings: Vec<_> = columns.iter().map(|column| column["meaning"].as_str().unwrap()).collect();
    assert_eq!(meanings, ["bsn", "birth_date", "postcode", "amount", "category", "category"]);
}

#[test]
fn a_person_can_choose_another_sheet() {
    let seen = inspect("klanten.xlsx", &["--sheet", "3"]);
    assert_eq!(seen["dialect"]["sheet"]["number"], 3);
    assert_eq!(seen["dialect"]["sheet"]["chosen"], true);
    assert_eq!(seen["columns"].as_array().unwrap().len(), 1);
    let path = data("sheets/klanten.xlsx");
    let path = path.to_str().unwrap();
    gezicht(["inspect", path, "--sheet", "9"]).refused(2, &["no sheet 9", "is 3", "Choose the sheet"]);
    let csv = data("awkward/01_excel_nl_cp1252.csv");
    gezicht(["inspect", csv.to_str().unwrap(), "--sheet", "1"]).refused(2, &["workbook"]);
}

/// Excel, OpenDocument and CSV of the same people give the same recipe and the same result.
#[test]
fn the_format_of_the_file_makes_no_difference() {
    let folder = folder("sheets_same");
    let from = |name: &str| {
        let path = data(&format!("sheets/{name}"));
        let recipe = look("recipe", &path).json();
        run(&folder, &recipe, &path, &[]);
        let mut result = result(&folder);
        result["input"]["dialect"] = Value::Null;
        (recipe, result)
    };
    let xlsx = from("klanten.xlsx");
    assert_eq!(xlsx.1["input"]["rows"], 200);
    assert_eq!(xlsx, from("klanten.ods"));
    let csv = file(&folder, "klanten.csv", fs::read(data("sheets/klanten.csv")).unwrap());
    let recipe = look("recipe", &csv).json();
    run(&folder, &recipe, &csv, &[]);
    let mut result = result(&folder);
    result["input"]["dialect"] = Value::Null;
    assert_eq!(xlsx, (recipe, result));
}

#[test]
fn titles_above_and_merged_headers() {
    for name in ["samengevoegd.xlsx", "samengevoegd.ods"] {
        let seen = inspect(name, &["--header-line", "4"]);
        assert_eq!(seen["rows"], 2, "{name}");
        let columns = seen["columns"].as_array().unwrap();
        let names: Vec<_> = columns.iter().map(|column| column["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Nr", "Straat", "Huisnummer", "Wijk"], "{name}");
        let seen = inspect(name, &["--header-line", "3"]);
        let columns = seen["columns"].as_array().unwrap();
        let names: Vec<_> = columns.iter().map(|column| column["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Nr", "Adres", "Adres (2)", "Wijk"], "{name}");
    }
}

#[test]
fn what_is_no_workbook_is_refused_with_a_remedy() {
    for (name, words) in [
        ("beveiligd.xlsx", ["password", "save it without"]),
        ("oud.xls", ["old Excel", "Save as"]),
        ("beschadigd.xlsx", ["damaged", "again"]),
        ("brief.docx", ["neither an Excel", ".xlsx, .ods or .csv"]),
        ("leeg.xlsx", ["No sheet", "Export"]),
    ] {
        let ran = look("inspect", &data(&format!("sheets/{name}")));
        ran.refused(2, &words);
        assert!(!ran.err.contains("Geheim"), "{}", ran.err);
    }
}

/// Neither the names of sheets nor what stands on other sheets is told.
#[test]
fn names_of_sheets_stay_inside() {
    let path = data("sheets/klanten.xlsx");
    for verb in ["inspect", "recipe"] {
        let said = look(verb, &path).json().to_string();
        for secret in ["Geheim", "Export van vandaag"] {
            assert!(!said.contains(secret), "{verb}: {secret}");
        }
    }
}
