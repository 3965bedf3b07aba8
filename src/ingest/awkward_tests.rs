//! The eight files as offices really save them, exact to the cell.

use super::tests::{fingerprint, headers, in_chunks, read, read_with, row};
use super::{Loaded, Options};
use proptest::prelude::*;

const AWKWARD: [&[u8]; 8] = [
    include_bytes!("../../tests/data/awkward/01_excel_nl_cp1252.csv"),
    include_bytes!("../../tests/data/awkward/02_excel_utf8_bom.csv"),
    include_bytes!("../../tests/data/awkward/03_excel_unicode_tekst_utf16le_tab.txt"),
    include_bytes!("../../tests/data/awkward/04_sep_regel.csv"),
    include_bytes!("../../tests/data/awkward/05_titelregels_en_totaal.csv"),
    include_bytes!("../../tests/data/awkward/06_dubbele_kolomnamen.csv"),
    include_bytes!("../../tests/data/awkward/07_xss_kolomnamen.csv"),
    include_bytes!("../../tests/data/awkward/08_voorloopnul_kwijt.csv"),
];
const NAMES: [&str; 9] =
    ["BSN", "Naam", "Geboortedatum", "Postcode", "Buurt", "Voorziening", "Bedrag p/m", "IBAN", "Opmerking"];
/// A formula and a quoted line end, as remarks.
const LINK: &str = r#"=HYPERLINK("http://x";"klik")"#;
const CALL: &str = "belt \"graag\" terug\ntel 06-12345678";

/// The export behind files 1 to 6. `-`, `nvt`, `onbekend` and nothing at all are missing.
#[rustfmt::skip]
const EXPORT: [[&str; 9]; 40] = [
    ["999955597", "Ünal", "26-08-1943", "1012 EH", "BU03630000", "01", "2.762,73", "NL15ABNA0831472844", ""],
    ["999941215", "van 't Hof", "09-08-1955", "1019 AD", "BU03630002", "02", "0.876,67", "NL98ABNA0420071361", LINK],
    ["999963387", "Müller", "24-01-1938", "1015 HE", "BU03630001", "15", "2.557,92", "NL75ABNA0475293875", ""],
    ["999935379", "Ünal", "27-01-1996", "1016 BB", "BU03630003", "02", "3.282,55", "NL95ABNA0947327719", LINK],
    ["999933401", "Ünal", "15-09-1938", "1012 HF", "BU03630001", "07", "3.620,68", "NL70ABNA0966898501", ""],
    ["999937261", "De Vries", "15-06-1944", "1014 GB", "BU03630001", "07", "0.895,19", "NL19ABNA0868927867", LINK],
    ["999931672", "van 't Hof", "27-04-1955", "1017 GF", "BU03630003", "02", "2.426,11", "NL91ABNA0875403552", ""],
    ["999914170", "Müller", "18-07-1969", "1013 AD", "BU03630000", "02", "2.151,23", "NL63ABNA0316647002", ""],
    ["999931982", "van 't Hof", "23-10-1984", "1016 HC", "BU03630002", "15", "1.144,91", "NL31ABNA0650809377", LINK],
    ["999967800", "van 't Hof", "18-11-1966", "1018 EA", "BU03630003", "01", "0.775,67", "NL72ABNA0170921024", LINK],
    ["999907074", "van 't Hof", "04-12-1962", "1018 EE", "BU03630003", "11", "3.885,15", "NL79ABNA0689566415", ""],
    ["999963478", "van 't Hof", "13-02-1956", "1013 BD", "BU03630003", "15", "1.563,42", "NL66ABNA0915236179", ""],
    ["999928831", "Müller", "08-07-1986", "1018 GE", "BU03630000", "02", "0.535,90", "NL08ABNA0920006713", ""],
    ["999940910", "Çelik", "04-08-1994", "1017 EG", "BU03630003", "02", "3.287,01", "NL93ABNA0961751170", LINK],
    ["999983623", "De Vries", "03-11-1939", "1018 FC", "BU03630003", "01", "0.371,79", "NL07ABNA0190283006", ""],
    ["999931039", "Ünal", "07-02-1982", "1019 CH", "BU03630002", "01", "0.752,76", "NL21ABNA0862041122", CALL],
    ["999920340", "Ünal", "24-11-1961", "1011 FG", "BU03630002", "02", "2.179,26", "NL78ABNA0133786988", ""],
    ["999987161", "De Vries", "22-09-1954", "1019 BC", "BU03630003", "07", "3.390,85", "NL52ABNA0430278432", ""],
    ["999908261", "Ünal", "20-06-1999", "1013 CF", "BU03630002", "02", "1.168,13", "NL53ABNA0512032051", ""],
    ["999946493", "De Vries", "13-11-1982", "1018 HC", "BU03630000", "01", "3.576,30", "NL70ABNA0579768106", CALL],
    ["999949500", "Çelik", "05-05-1990", "1017 FA", "BU03630001", "11", "1.727,83", "NL97ABNA0148945127", ""],
    ["999920327", "Jansen", "03-11-1953", "1015 GE", "BU03630000", "01", "2.708,82", "NL36ABNA0721130116", ""],
    ["999900080", "De Vries", "06-04-1955", "1011 BA", "BU03630001", "02", "3.304,66", "NL19ABNA0752924112", LINK],
    ["999932536", "Müller", "20-04-1983", "1019 HH", "BU03630000", "01", "3.842,29", "NL87ABNA0712398422", ""],
    ["999955640", "Müller", "09-05-1941", "1016 FH", "BU03630002", "15", "0.907,52", "NL74ABNA0133552611", ""],
    ["999942608", "Çelik", "10-01-1935", "1016 HB", "BU03630003", "02", "3.706,44", "NL18ABNA0993176931", CALL],
    ["999932573", "Ünal", "07-05-1973", "1013 CD", "BU03630002", "15", "2.264,30", "NL53ABNA0452267926", ""],
    ["999979747", "Müller", "14-07-1944", "1013 FA", "BU03630000", "15", "0.798,94", "NL30ABNA0454824193", ""],
    ["999987720", "Çelik", "23-07-1951", "1016 BF", "BU03630002", "11", "1.390,55", "NL28ABNA0467171747", ""],
    ["999964100", "Çelik", "27-08-1942", "1019 GC", "BU03630000", "02", "0.783,81", "NL98ABNA0591644185", LINK],
    ["999991644", "van 't Hof", "20-03-1997", "1011 FF", "BU03630003", "11", "1.248,14", "NL39ABNA0490053461", LINK],
    ["999926767", "Müller", "26-10-1977", "1015 EA", "BU03630002", "15", "0.951,19", "NL73ABNA0745466265", ""],
    ["999992405", "Çelik", "06-07-1945", "1011 AA", "BU03630002", "11", "3.965,08", "NL12ABNA0742170818", LINK],
    ["999923195", "van 't Hof", "05-08-1947", "1017 AB", "BU03630003", "07", "2.942,29", "NL12ABNA0612752836", ""],
    ["999964331", "De Vries", "10-07-1955", "1011 EC", "BU03630000", "11", "2.623,17", "NL47ABNA0575676478", ""],
    ["999914480", "Jansen", "04-12-1959", "1015 AH", "BU03630001", "11", "0.459,12", "NL36ABNA0869978265", ""],
    ["999952109", "Ünal", "09-02-1994", "1019 CH", "BU03630000", "15", "1.400,52", "NL97ABNA0719919428", ""],
    ["999905235", "Ünal", "11-08-1969", "1015 DE", "BU03630000", "01", "1.664,08", "NL29ABNA0750606214", ""],
    ["999948489", "De Vries", "17-09-1990", "1017 HF", "BU03630000", "15", "2.563,01", "NL87ABNA0826361879", ""],
    ["999986892", "Çelik", "14-08-1986", "1018 FB", "BU03630001", "07", "2.475,09", "NL20ABNA0986942220", ""],
];

fn rows(loaded: &Loaded) -> Vec<Vec<&str>> {
    (0..loaded.table.rows()).map(|at| row(loaded, at)).collect()
}

/// Delimiter, encoding, header line, title lines, lines of totals.
fn form(loaded: &Loaded) -> (&str, &str, u32, u32, &[u32]) {
    assert_eq!((loaded.refused_rows, loaded.refused.len(), loaded.header_confirmed), (0, 0, false));
    let dialect = &loaded.dialect;
    (&dialect.delimiter, dialect.encoding, dialect.header_line, loaded.title_lines, &dialect.totals)
}

#[test]
fn five_forms_of_one_export_are_one_table() {
    for (file, wanted) in [
        (0, (";", "windows-1252", 1, 0, &[][..])),
        (1, (";", "utf-8", 1, 0, &[])),
        (2, ("\t", "utf-16le", 1, 0, &[])),
        (3, (";", "windows-1252", 2, 0, &[])),
        (4, (";", "windows-1252", 4, 2, &[48])),
    ] {
        let loaded = read(AWKWARD[file]);
        assert_eq!(form(&loaded), wanted, "file {}", file + 1);
        assert_eq!(headers(&loaded), NAMES, "file {}", file + 1);
        assert_eq!(rows(&loaded), EXPORT, "file {}", file + 1);
    }
}

#[test]
fn two_columns_of_one_name_are_told_apart() {
    let loaded = read(AWKWARD[5]);
    assert_eq!(form(&loaded), (";", "windows-1252", 1, 0, &[][..]));
    let mut names = NAMES;
    names[5..7].copy_from_slice(&["Code", "Code (2)"]);
    assert_eq!(headers(&loaded), names);
    assert_eq!(rows(&loaded), EXPORT);
}

#[test]
fn formulas_and_markup_are_names_like_any_other() {
    let loaded = read(AWKWARD[6]);
    assert_eq!(form(&loaded), (";", "utf-8", 1, 0, &[][..]));
    assert_eq!(headers(&loaded), ["BSN", "=1+1", "<img src=x onerror=alert(1)>"]);
    // Three columns of the same export.
    assert_eq!(rows(&loaded), EXPORT.map(|row| vec![row[0], row[5], row[4]]));
}

#[test]
fn damage_stays_as_it_is() {
    let loaded = read(AWKWARD[7]);
    assert_eq!(form(&loaded), (";", "utf-8", 1, 0, &[][..]));
    assert_eq!(headers(&loaded), ["BSN", "Zaaknummer", "Telefoon", "Geboortedatum BRP"]);
    assert_eq!(
        rows(&loaded),
        [
            ["95862", "1,00E+11", "612345670", "19800500"],
            ["94882", "1,10E+11", "612345671", "19800000"],
            ["99600", "1,20E+11", "612345672", "19800500"],
            ["97093", "1,30E+11", "612345673", "19800000"],
            ["97469", "1,40E+11", "612345674", "19800500"],
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chunks_of_any_size_give_the_same(file in 0usize..8, sizes in prop::collection::vec(1usize..600, 1..6)) {
        let options = Options::default();
        let whole = read_with(options.clone(), AWKWARD[file]);
        prop_assert_eq!(fingerprint(&whole), fingerprint(&in_chunks(&options, AWKWARD[file], &sizes)));
    }
}
