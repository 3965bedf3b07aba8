//! Workbooks to CSV, exact to the cell, and refusals exact to the code.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use gezicht_sheets::{Format, SheetError, SheetSize, Workbook};
use std::path::{Path, PathBuf};
use support::Sheet;

fn surveyed(bytes: Vec<u8>, step: u64) -> Result<Workbook, SheetError> {
    let mut workbook = Workbook::open(bytes)?;
    while !workbook.survey(step)? {}
    Ok(workbook)
}

fn csv(bytes: Vec<u8>, sheet: Option<u32>) -> Result<String, SheetError> {
    let workbook = surveyed(bytes, 1 << 16)?;
    let mut csv = workbook.convert(sheet.map_or_else(|| workbook.default_sheet(), Ok)?)?;
    let mut out = String::new();
    while csv.next(&mut out)? {}
    Ok(out)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/sheets")
}

/// The committed files are those that the generator makes: `UPDATE_SHEETS=1 cargo test -p gezicht-sheets` writes them.
#[test]
fn the_committed_workbooks_are_those_of_the_generator() {
    let text = ("klanten.csv", csv(support::customers_xlsx(200), None).unwrap().into_bytes());
    for (name, bytes) in support::all().into_iter().chain([text]) {
        let path = folder().join(name);
        if std::env::var_os("UPDATE_SHEETS").is_some() {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, &bytes).unwrap();
        }
        assert!(std::fs::read(&path).unwrap() == bytes, "{name}");
    }
}

#[test]
fn every_kind_of_cell() {
    assert_eq!(csv(support::kinds_xlsx(), None).unwrap(), support::KINDS_XLSX);
    assert_eq!(csv(support::kinds_ods(), None).unwrap(), support::KINDS_ODS);
}

#[test]
fn dates_from_1904() {
    assert_eq!(csv(support::from_1904_xlsx(), None).unwrap(), "Datum\n2024-02-29\n1904-01-01\n");
}

#[test]
fn merged_cells_are_filled_and_titles_are_not() {
    assert_eq!(csv(support::merged_xlsx(), None).unwrap(), support::MERGED);
    assert_eq!(csv(support::merged_ods(), None).unwrap(), support::MERGED);
}

#[test]
fn both_formats_give_the_same_people() {
    let mut expected = String::from("BSN;Geboortedatum;Postcode;Bedrag;Kanaal;Hond\n");
    for (bsn, born, postcode, amount, way, dog) in support::people(200) {
        let dog = if dog { "ja" } else { "nee" };
        expected += &format!("{bsn};{};{postcode};{amount};{way};{dog}\n", support::day(born));
    }
    assert_eq!(csv(support::customers_xlsx(200), None).unwrap(), expected);
    assert_eq!(csv(support::customers_ods(200), None).unwrap(), expected);
}

#[test]
fn the_first_visible_sheet_with_the_most_rows_is_read() {
    let workbook = surveyed(support::hidden_xlsx(), 100).unwrap();
    let size = |rows, hidden| SheetSize { rows, columns: 1, hidden };
    assert_eq!(workbook.sheets(), [size(9, true), size(1, false), size(2, false), size(5, true)]);
    assert_eq!(workbook.default_sheet(), Ok(3));
    assert_eq!(workbook.format(), Format::Xlsx);
    assert_eq!(
        workbook.summary(),
        "{\"format\":\"xlsx\",\"sheets\":[{\"rows\":9,\"columns\":1,\"hidden\":true},{\"rows\":1,\"columns\":1,\"hidden\":false},\
         {\"rows\":2,\"columns\":1,\"hidden\":false},{\"rows\":5,\"columns\":1,\"hidden\":true}]}"
    );
    assert_eq!(csv(support::hidden_xlsx(), Some(1)).unwrap().lines().count(), 9);
    let same = |rows| Sheet { state: "visible", inside: format!("<sheetData>{rows}</sheetData>") };
    let row = "<row><c><v>1</v></c></row>";
    let twins = support::xlsx(&[], &[same(""), same(row), same(row)], false);
    assert_eq!(surveyed(twins, 100).unwrap().default_sheet(), Ok(2));
}

#[test]
fn a_hidden_sheet_of_opendocument() {
    let table = |style, text| {
        format!("<table:table table:style-name=\"{style}\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>")
    };
    let book = support::ods(&[table("verborgen", "a"), table("gewoon", "b")].concat());
    let workbook = surveyed(book.clone(), 10).unwrap();
    assert_eq!(workbook.sheets().iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [true, false]);
    assert_eq!(csv(book.clone(), None).unwrap(), "b\n");
    assert_eq!(csv(book, Some(1)).unwrap(), "a\n");
}

#[test]
fn refusals() {
    let no_sheet = |sheet, sheets| Err(SheetError::NoSuchSheet { sheet, sheets });
    assert_eq!(csv(support::hidden_xlsx(), Some(5)), no_sheet(5, 4));
    assert_eq!(csv(support::hidden_xlsx(), Some(0)), no_sheet(0, 4));
    let read = |name| csv(std::fs::read(folder().join(name)).unwrap(), None);
    assert_eq!(read("beveiligd.xlsx"), Err(SheetError::Protected));
    assert_eq!(read("oud.xls"), Err(SheetError::OldWorkbook));
    assert_eq!(read("beschadigd.xlsx"), Err(SheetError::Damaged { byte: None }));
    assert_eq!(read("brief.docx"), Err(SheetError::NotAWorkbook));
    assert_eq!(read("leeg.xlsx"), Err(SheetError::NoData));
    assert_eq!(csv(support::zip(&[("a.txt", "niets")]), None), Err(SheetError::NotAWorkbook));
    let binary = [
        ("_rels/.rels", "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>"),
        ("xl/workbook.bin", "x"),
    ];
    assert_eq!(csv(support::zip(&binary), None), Err(SheetError::BinaryWorkbook));
}

#[test]
fn a_locked_opendocument_sheet() {
    let manifest = "<manifest:manifest xmlns:manifest=\"x\"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", "geheim"),
        ("META-INF/manifest.xml", manifest),
    ];
    assert_eq!(csv(support::zip(&parts), None), Err(SheetError::Protected));
}

#[test]
fn a_sheet_that_ends_too_soon_or_counts_backwards() {
    let book =
        |inside: &str| support::xlsx(&[], &[Sheet { state: "visible", inside: inside.to_owned() }], false);
    let row = |n: u32| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>1</v></c></row>");
    let unreadable = |row| Err(SheetError::Unreadable { sheet: Some(1), row });
    assert_eq!(csv(book(&format!("<sheetData>{}{}</sheetData>", row(5), row(5))), None), unreadable(Some(5)));
    assert_eq!(csv(book(&format!("<sheetData>{}", row(2))), None), unreadable(Some(2)));
    assert_eq!(csv(book("<sheetData><row r=\"1048577\"/></sheetData>"), None), unreadable(None));
    assert_eq!(
        csv(book("<sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData>"), None),
        unreadable(Some(1))
    );
    let open =
        "<table:table><table:table-row><table:table-cell office:value-type=\"string\"><text:p>a</text:p>";
    assert_eq!(csv(support::ods(open), None), unreadable(None));
}

/// A part that claims more than it may, one that holds more than it claims, and a broken check sum.
#[test]
fn sizes_are_checked_before_and_while_unpacking() {
    let parts = |bytes: &[u8]| -> Vec<usize> {
        (0..bytes.len() - 4).filter(|&at| bytes[at..at + 4] == 0x0201_4b50u32.to_le_bytes()).collect()
    };
    let book = support::kinds_xlsx();
    let first = parts(&book)[0];
    let with = |at: usize, value: u32| {
        let mut bytes = book.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        csv(bytes, None)
    };
    assert_eq!(with(first + 24, 400_000_000), Err(SheetError::TooLarge { megabytes: 400, limit: 50 }));
    assert!(matches!(with(first + 24, 100), Err(SheetError::Unreadable { sheet: Some(1), .. })));
    assert!(matches!(with(first + 16, 100), Err(SheetError::Unreadable { sheet: Some(1), .. })));
    assert!(matches!(with(first + 42, 100), Err(SheetError::Damaged { byte: Some(100) })));
    let mut locked = book.clone();
    locked[first + 8] |= 1;
    assert_eq!(csv(locked, None), Err(SheetError::Protected));
}

#[test]
fn refusals_are_told_in_both_languages_and_as_json() {
    let errors = [
        SheetError::Protected,
        SheetError::OldWorkbook,
        SheetError::BinaryWorkbook,
        SheetError::NotAWorkbook,
        SheetError::Damaged { byte: Some(12) },
        SheetError::Unreadable { sheet: None, row: None },
        SheetError::Unreadable { sheet: Some(2), row: None },
        SheetError::Unreadable { sheet: Some(2), row: Some(9) },
        SheetError::NoData,
        SheetError::EmptySheet { sheet: 1 },
        SheetError::NoSuchSheet { sheet: 4, sheets: 1 },
        SheetError::TooLarge { megabytes: 2000, limit: 1500 },
        SheetError::TooMany { limit: 20_000 },
    ];
    for error in errors {
        let ((nl, en), (nl_remedy, en_remedy)) = (error.what(), error.remedy());
        for text in [&nl, &en, &nl_remedy, &en_remedy] {
            assert!(text.ends_with('.') && !text.contains(['"', '\\']), "{text}");
        }
        let json = error.json();
        assert!(json.contains(error.code()) && json.contains(&nl) && json.contains(&en_remedy), "{json}");
    }
    assert_eq!(
        SheetError::Unreadable { sheet: Some(2), row: Some(9) }.json(),
        "{\"code\":\"sheets.unreadable\",\"by\":\"input\",\"place\":{\"line\":9},\"what\":{\"nl\":\"Werkblad 2 kan niet worden gelezen. Het gaat mis na rij 9.\",\
         \"en\":\"Sheet 2 cannot be read; it goes wrong after row 9.\"},\"remedy\":{\"nl\":\"Open het bestand in Excel of LibreOffice en sla het opnieuw op. \
         Of maak de export opnieuw.\",\"en\":\"Open the file in Excel or LibreOffice and save it again, or export the data again.\"}}"
    );
}
