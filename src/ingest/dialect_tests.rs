//! Every dialect of PRODUCT A1, made from a known table: read in chunks of any size it is that table again. And what a
//! person says of a file.

use super::tests::{headers, in_chunks, read_with, row, utf16};
use super::{IngestError, Options};
use crate::refusal::Refusal;
use proptest::prelude::*;
use proptest::sample::select;

/// A table, and how an office wrote it down.
#[derive(Clone, Debug)]
struct Office {
    rows: Vec<[String; 6]>,
    delimiter: char,
    encoding: &'static str,
    mark: bool,
    /// Line ends, in turn.
    ends: Vec<&'static str>,
    separator_line: bool,
    titles: Vec<&'static str>,
    /// A line of totals and a note below the table.
    totals: usize,
    /// Rows before which a row with a cell too few stands.
    ragged: Vec<usize>,
    quote_all: bool,
}

const NAMES: [&str; 6] = ["klantnummer", "naam", "bedrag", "datum", "opmerking", "kanaal"];

fn office() -> impl Strategy<Value = Office> {
    let cells = (
        100_000u32..999_999,
        select(vec!["Jansen", "de Vries", "van 't Hof", "Çelik", "O\"Brien", "Smit; Co", "a,b|c\td"]),
        (0u32..9999, 0u32..99),
        1u32..28,
        select(vec!["", "-", "belt \"graag\"\nterug", "ja; nee, of |", "twee\r\nregels", "=1+1", "café € 5"]),
        select(vec!["web", "balie", "nvt", "telefoon"]),
    );
    let row = cells.prop_map(|(number, name, (euros, cents), day, remark, channel)| {
        [
            number.to_string(),
            name.to_owned(),
            format!("{}.{:03},{cents:02}", euros / 1000 + 1, euros % 1000),
            format!("{day:02}-03-2025"),
            remark.to_owned(),
            channel.to_owned(),
        ]
    });
    let written = (
        select(vec![';', ',', '\t', '|']),
        select(vec![
            ("utf-8", true),
            ("utf-8", false),
            ("windows-1252", false),
            ("utf-16le", true),
            ("utf-16le", false),
            ("utf-16be", true),
            ("utf-16be", false),
        ]),
        prop::collection::vec(select(vec!["\n", "\r\n", "\r"]), 1..3),
    );
    let around = (
        any::<bool>(),
        prop::collection::vec(
            select(vec!["Overzicht cliënten", "Peildatum 01-01-2026", "Vertrouwelijk"]),
            0..4,
        ),
        0usize..3,
        prop::collection::vec(0usize..12, 0..3),
        any::<bool>(),
    );
    (prop::collection::vec(row, 12..40), written, around).prop_map(
        |(
            rows,
            (delimiter, (encoding, mark), ends),
            (separator_line, titles, totals, mut ragged, quote_all),
        )| {
            ragged.sort_unstable();
            ragged.dedup();
            Office {
                rows,
                delimiter,
                encoding,
                mark,
                ends,
                separator_line,
                titles,
                totals,
                ragged,
                quote_all,
            }
        },
    )
}

/// What the file says, in the end.
struct Written {
    bytes: Vec<u8>,
    header_line: u32,
    totals: Vec<u32>,
    refused: Vec<u32>,
}

fn write(office: &Office) -> Written {
    let Office { delimiter, .. } = *office;
    let (mut text, mut line, mut ends) = (String::new(), 1u32, office.ends.iter().cycle());
    let mut put = |record: String, text: &mut String| {
        let at = line;
        text.push_str(&record);
        text.push_str(ends.next().copied().unwrap_or_default());
        line += 1 + record.replace("\r\n", "\n").matches(['\r', '\n']).count() as u32;
        at
    };
    let cell = |cell: &str| {
        let odd = |letter: char| letter == delimiter || matches!(letter, '"' | '\r' | '\n');
        match office.quote_all || cell.contains(odd) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.to_owned(),
        }
    };
    let joined =
        |cells: &[&str]| cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(&delimiter.to_string());
    if office.separator_line {
        put(format!("sep={delimiter}"), &mut text);
    }
    for title in &office.titles {
        put(joined(&[title, "", "", "", "", ""]), &mut text);
    }
    let header_line = put(joined(&NAMES), &mut text);
    let mut refused = Vec::new();
    for (at, row) in office.rows.iter().enumerate() {
        if office.ragged.contains(&at) {
            refused.push(put(joined(&["123456", "kort", "1,00", "01-03-2025"]), &mut text));
        }
        put(joined(&row.each_ref().map(String::as_str)), &mut text);
    }
    let below = [["Totaal", "", "61.204,11", "", "", ""], ["Bron: zaaksysteem", "", "", "", "", ""]];
    let totals = below.iter().take(office.totals).map(|cells| put(joined(cells), &mut text)).collect();
    let bytes = match office.encoding {
        "utf-8" if office.mark => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        "utf-8" => text.into_bytes(),
        "windows-1252" => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        wide => utf16(&text, wide == "utf-16le", office.mark),
    };
    Written { bytes, header_line, totals, refused }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_dialect_gives_the_table_back(office in office(), sizes in prop::collection::vec(1usize..300, 1..8), said in any::<bool>()) {
        let written = write(&office);
        let mut options = Options::default();
        if said {
            // What is right may be said as well.
            options.delimiter = Some(office.delimiter.to_string());
            options.encoding = Some(office.encoding.to_owned());
        }
        for sizes in [&sizes[..], &[usize::MAX]] {
            let loaded = match in_chunks(&options, &written.bytes, sizes) {
                Ok(loaded) => loaded,
                Err(error) => return Err(TestCaseError::fail(format!("{error:?}"))),
            };
            // A file of ASCII alone is UTF-8, unless it is said to be something else. Of two bytes a letter it is not alone.
            let wide = office.encoding.starts_with("utf-16");
            let plain = written.bytes.is_ascii() && !wide && !said;
            prop_assert_eq!(loaded.dialect.encoding, if plain { "utf-8" } else { office.encoding });
            prop_assert_eq!(&loaded.dialect.delimiter, &office.delimiter.to_string());
            prop_assert_eq!((loaded.dialect.given.delimiter, loaded.dialect.given.encoding), (said, said));
            prop_assert_eq!(loaded.dialect.header_line, written.header_line);
            prop_assert_eq!(loaded.title_lines as usize, office.titles.len());
            prop_assert_eq!(&loaded.dialect.totals, &written.totals);
            prop_assert_eq!(loaded.refused.iter().map(|row| row.line).collect::<Vec<_>>(), &written.refused[..]);
            prop_assert_eq!(headers(&loaded), NAMES);
            prop_assert_eq!(loaded.table.rows(), office.rows.len());
            for (at, wanted) in office.rows.iter().enumerate() {
                let wanted = wanted.each_ref().map(|cell| if matches!(cell.as_str(), "-" | "nvt") { "" } else { cell });
                prop_assert_eq!(row(&loaded, at), wanted);
            }
        }
    }
}

fn says(delimiter: Option<&str>, encoding: Option<&str>) -> Options {
    Options {
        delimiter: delimiter.map(str::to_owned),
        encoding: encoding.map(str::to_owned),
        ..Options::default()
    }
}

#[test]
fn the_word_of_a_person_goes_before_what_is_found() {
    // Found: two columns by semicolon.
    let bytes = b"a,x;b\n1,2;3\n4,5;6\n";
    let loaded = read_with(says(Some(","), None), bytes).ok().unwrap();
    assert_eq!((headers(&loaded), row(&loaded, 0)), (vec!["a", "x;b"], vec!["1", "2;3"]));
    assert!(
        loaded.dialect.given.delimiter && !loaded.dialect.given.encoding && !loaded.dialect.given.header_line
    );
    let loaded = read_with(says(Some("TAB"), None), b"sep=;\na\tb;c\n1\t2;3\n").ok().unwrap();
    assert_eq!((loaded.dialect.delimiter.as_str(), headers(&loaded)), ("\t", vec!["a", "b;c"]));
    // Bytes of both kinds: most say UTF-8.
    let bytes = b"naam;plaats\nZo\xC3\xAB;x\nRen\xC3\xA9e;y\nRen\xE9;z\n";
    let loaded = read_with(says(None, Some("Windows-1252")), bytes).ok().unwrap();
    assert_eq!((row(&loaded, 2), loaded.dialect.encoding), (vec!["René", "z"], "windows-1252"));
    assert_eq!(read_with(says(None, None), bytes).ok().unwrap().refused_rows, 1);
}

#[test]
fn a_word_that_the_file_contradicts_is_refused() {
    let bytes = "naam;bedrag\nRenée;1\nZoë;2\n".as_bytes();
    let refusal = |options, bytes| match read_with(options, bytes) {
        Ok(_) => panic!("read without an error"),
        Err(error) => (error.clone(), Refusal::from(error)),
    };
    let (error, told) = refusal(says(Some("|"), None), bytes);
    assert_eq!(error, IngestError::DelimiterContradicted { given: b'|', found: b';' });
    assert!(told.what.nl.contains("een verticale streep") && told.what.nl.contains("een puntkomma"));
    assert_eq!(refusal(says(Some("ab"), None), bytes).0, IngestError::DelimiterNotRead);
    assert_eq!(refusal(says(None, Some("latin-9")), bytes).0, IngestError::EncodingNotRead);
    let latin = b"naam;bedrag\nRen\xE9e;1\n";
    let (unmarked, marked) =
        (utf16("naam;bedrag\nx;1\n", true, false), utf16("naam;bedrag\nx;1\n", true, true));
    for (given, bytes, found) in [
        ("windows-1252", bytes, "utf-8"),
        ("utf-8", &latin[..], "windows-1252"),
        ("utf-16le", bytes, "utf-8"),
        ("utf-16be", b"naam;bedrag\nx;1\n", "utf-8"),
        ("utf-8", &unmarked, "utf-16le"),
        ("utf-16be", &marked, "utf-16le"),
        ("windows-1252", b"\xEF\xBB\xBFnaam;bedrag\nx;1\n", "utf-8"),
    ] {
        let (error, told) = refusal(says(None, Some(given)), bytes);
        assert!(
            matches!(error, IngestError::EncodingContradicted { given: g, found: f } if g == given && f == found),
            "{error:?}"
        );
        assert!(told.remedy.nl.contains(found) && told.what.en.contains(given));
    }
    assert_eq!(refusal(says(None, Some("utf-8")), b"PK\x03\x04").1.code, "ingest.not_csv");
}

#[test]
fn a_header_of_two_lines_gives_the_names() {
    for groups in ["Persoon;Persoon;Zorg;Zorg", "Persoon;;Zorg;"] {
        let text = format!("{groups}\nnaam;leeftijd;soort;bedrag\nx;41;1;2,50\ny;52;2;3,75\nz;63;2;4,00\n");
        let loaded = read_with(Options::default(), text.as_bytes()).ok().unwrap();
        assert_eq!(headers(&loaded), ["naam", "leeftijd", "soort", "bedrag"], "{groups}");
        assert_eq!((loaded.dialect.header_line, loaded.title_lines, loaded.table.rows()), (2, 1, 3));
    }
    // Two columns of one name above rows of words: the header is one line.
    let loaded =
        read_with(Options::default(), b"code;code;naam;plaats\nab;cd;Jansen;Delft\nef;gh;Smit;Ede\n")
            .ok()
            .unwrap();
    assert_eq!((headers(&loaded)[1], loaded.table.rows()), ("code (2)", 2));
}

#[test]
fn a_person_is_no_total() {
    // A surname, a category and a name of an office, each the last row.
    for last in ["Som;12;5;1", "Aantal;3;4;9", "Totaal;Jansen;4;2", "Bron;3;4;9", "Gemiddeld;laag;4;9"] {
        let bytes = format!("naam;a;b;c\nBos;1;2;3\nVos;4;5;6\n{last}\n");
        let loaded = read_with(Options::default(), bytes.as_bytes()).ok().unwrap();
        assert_eq!((loaded.table.rows(), loaded.dialect.totals.len()), (3, 0), "{last}");
    }
    for last in ["Som;;;9", "Gemiddelde;;2,5;", "Totaal;;7;9", "TOTAAL: 2 klanten", "Aantal records: 2;;;"] {
        let bytes = format!("naam;a;b;c\nBos;1;2;3\nVos;4;5;6\n{last}\n");
        let loaded = read_with(Options::default(), bytes.as_bytes()).ok().unwrap();
        assert_eq!(
            (loaded.table.rows(), &loaded.dialect.totals[..], loaded.refused_rows),
            (2, &[4][..], 0),
            "{last}"
        );
    }
}

#[test]
fn totals_are_rows_again_when_the_person_says_so() {
    let bytes = b"naam;a;b\nx;1;2\ny;3;4\nTotaal;4;6\nBron: register;;\n";
    let found = read_with(Options::default(), bytes).ok().unwrap();
    assert_eq!(
        (found.table.rows(), &found.dialect.totals[..], found.dialect.totals_kept),
        (2, &[4, 5][..], false)
    );
    let kept = read_with(Options { keep_totals: true, ..Options::default() }, bytes).ok().unwrap();
    assert_eq!((kept.table.rows(), kept.dialect.totals.len(), kept.dialect.totals_kept), (4, 0, true));
    assert_eq!(row(&kept, 2), ["Totaal", "4", "6"]);
}
