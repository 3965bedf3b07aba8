//! calamine as a second reader: the same cells, also of workbooks that nobody wrote by hand.
//!
//! The reader of this crate is its own because calamine brings the tables of all legacy encodings into the module and holds the
//! whole of an OpenDocument file in memory in one call; as an oracle it is welcome.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use calamine::{open_workbook_from_rs, Data, Ods, Range, Reader, Xlsx};
use gezicht_sheets::Workbook;
use proptest::prelude::*;
use std::io::Cursor;
use support::{escaped, Sheet};

/// Our cells by row and column.
fn ours(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut workbook = Workbook::open(bytes).unwrap();
    while !workbook.survey(1000).unwrap() {}
    let Ok(number) = workbook.default_sheet() else { return Vec::new() };
    let mut csv = workbook.convert(number).unwrap();
    let mut text = String::new();
    while csv.next(&mut text).unwrap() {}
    text.lines().map(cells).collect()
}

/// A line of our CSV, which has no line ends in cells.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = line.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' => quoted = !quoted,
            ';' if !quoted => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    cells.push(cell);
    cells
}

fn theirs(range: &Range<Data>) -> Vec<Vec<String>> {
    let Some((rows, columns)) = range.end() else { return Vec::new() };
    let cell = |row, column| match range.get_value((row, column)) {
        None | Some(Data::Empty | Data::Error(_)) => String::new(),
        Some(Data::String(text)) => text.split(char::is_control).collect::<Vec<_>>().join(" "),
        Some(Data::Float(value)) => value.to_string(),
        Some(Data::Int(value)) => value.to_string(),
        Some(Data::Bool(value)) => if *value { "ja" } else { "nee" }.to_owned(),
        Some(Data::DateTime(value)) => {
            let (year, month, day, ..) = value.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Some(Data::DateTimeIso(text) | Data::DurationIso(text)) => text.clone(),
    };
    (0..=rows).map(|row| (0..=columns).map(|column| cell(row, column)).collect()).collect()
}

/// Without what is empty at the end of rows and of the sheet, where the two may differ, and blanks around cells.
fn trimmed(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| {
            let mut row: Vec<String> = row.iter().map(|cell| cell.trim().to_owned()).collect();
            while row.last().is_some_and(String::is_empty) {
                row.pop();
            }
            row
        })
        .collect();
    while rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
    rows
}

fn same(bytes: Vec<u8>, is_ods: bool) {
    let other = if is_ods {
        let mut book: Ods<_> = open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
        theirs(&book.worksheet_range_at(0).unwrap().unwrap())
    } else {
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
        theirs(&book.worksheet_range_at(0).unwrap().unwrap())
    };
    assert_eq!(trimmed(ours(bytes)), trimmed(other));
}

/// A cell: what is in it, and the row and column steps before it.
#[derive(Clone, Debug)]
enum Content {
    Text(String),
    Shared(usize),
    Number(f64),
    Day(u32),
    Truth(bool),
    Error,
}

fn content() -> impl Strategy<Value = Content> {
    prop_oneof![
        "[a-zé€&<>;\" 0-9_x]{0,12}".prop_map(Content::Text),
        (0usize..3).prop_map(Content::Shared),
        // Values whose three decimals would get a zero more are tested beside the code.
        (-1e12..1e12f64).prop_map(|value| Content::Number((value * 100.0).round() / 100.0)),
        any::<u32>().prop_map(|value| Content::Number(f64::from(value))),
        (61u32..80_000).prop_map(Content::Day),
        any::<bool>().prop_map(Content::Truth),
        Just(Content::Error),
    ]
}

fn sheet() -> impl Strategy<Value = Vec<Vec<Option<Content>>>> {
    proptest::collection::vec(proptest::collection::vec(proptest::option::of(content()), 0..6), 1..8)
}

fn as_xlsx(rows: &[Vec<Option<Content>>]) -> Vec<u8> {
    let mut inside = String::from("<sheetData>");
    for (r, row) in rows.iter().enumerate() {
        inside += &format!("<row r=\"{}\">", r + 1);
        for (c, cell) in row.iter().enumerate() {
            let place = format!("{}{}", char::from(b'A' + c as u8), r + 1);
            inside += &match cell {
                None => String::new(),
                Some(Content::Text(text)) => {
                    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(text))
                }
                Some(Content::Shared(at)) => format!("<c r=\"{place}\" t=\"s\"><v>{at}</v></c>"),
                Some(Content::Number(value)) => format!("<c r=\"{place}\"><v>{value:e}</v></c>"),
                Some(Content::Day(day)) => format!("<c r=\"{place}\" s=\"1\"><v>{day}</v></c>"),
                Some(Content::Truth(truth)) => {
                    format!("<c r=\"{place}\" t=\"b\"><v>{}</v></c>", u8::from(*truth))
                }
                Some(Content::Error) => format!("<c r=\"{place}\" t=\"e\"><v>#DIV/0!</v></c>"),
            };
        }
        inside += "</row>";
    }
    inside += "</sheetData>";
    support::xlsx(
        &["<t>een</t>", "<t>0012</t>", "<t>a&amp;b;c</t>"],
        &[Sheet { state: "visible", inside }],
        false,
    )
}

fn as_ods(rows: &[Vec<Option<Content>>]) -> Vec<u8> {
    let mut inside = String::from("<table:table table:name=\"Blad1\">");
    let text = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
            escaped(text)
        )
    };
    for row in rows {
        inside += "<table:table-row>";
        for cell in row {
            inside += &match cell {
                // calamine reads neither an error nor `ja` from these; they are tested by hand.
                None | Some(Content::Error) => "<table:table-cell/>".to_owned(),
                Some(Content::Text(content)) => {
                    text(content.split_whitespace().collect::<Vec<_>>().join(" ").as_str())
                }
                Some(Content::Shared(at)) => text(["een", "0012", "a&b;c"][*at]),
                Some(Content::Number(value)) => {
                    format!("<table:table-cell office:value-type=\"float\" office:value=\"{value}\"/>")
                }
                Some(Content::Day(day)) => format!(
                    "<table:table-cell office:value-type=\"date\" office:date-value=\"{}\"/>",
                    support::day(*day)
                ),
                Some(Content::Truth(truth)) => format!(
                    "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"{truth}\"/>"
                ),
            };
        }
        inside += "</table:table-row>";
    }
    support::ods(&(inside + "</table:table>"))
}

#[test]
fn the_customers() {
    let xlsx = support::customers_xlsx(50);
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(xlsx.clone())).unwrap();
    let excel = theirs(&book.worksheet_range_at(1).unwrap().unwrap());
    let ods = support::customers_ods(50);
    let mut book: Ods<_> = open_workbook_from_rs(Cursor::new(ods.clone())).unwrap();
    let open = theirs(&book.worksheet_range_at(0).unwrap().unwrap());
    for (bytes, mut other) in [(xlsx, excel), (ods, open)] {
        // calamine gives a number under a format of zeros as that number.
        for row in other.iter_mut().skip(1) {
            row[0] = format!("{:0>9}", row[0]);
        }
        assert_eq!(trimmed(ours(bytes)), trimmed(other));
    }
}

proptest! {
    #[test]
    fn any_sheet_of_excel(rows in sheet()) {
        same(as_xlsx(&rows), false);
    }

    #[test]
    fn any_sheet_of_opendocument(rows in sheet()) {
        same(as_ods(&rows), true);
    }

    /// Bytes changed, cut off or made up: a sheet or a refusal.
    #[test]
    fn damage_is_no_panic(at in 0usize..4000, byte: u8, cut in 0usize..4000, ods: bool) {
        let mut bytes = if ods { support::kinds_ods() } else { support::kinds_xlsx() };
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(length.max(cut + 1) - cut);
        let Ok(mut workbook) = Workbook::open(bytes) else { return Ok(()) };
        while let Ok(false) = workbook.survey(500) {}
        let Ok(number) = workbook.default_sheet() else { return Ok(()) };
        let Ok(mut csv) = workbook.convert(number) else { return Ok(()) };
        let mut text = String::new();
        while let Ok(true) = csv.next(&mut text) {}
    }
}
