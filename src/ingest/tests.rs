//! Dialects, bad inputs, and the law that chunk sizes cannot matter.

use super::records::{Record, Tokenizer};
use super::*;
use crate::refusal::Refusal;
use proptest::prelude::*;

pub(super) fn read_with(options: Options, bytes: &[u8]) -> Result<Loaded, IngestError> {
    let mut reader = Reader::new(options);
    reader.push(bytes)?;
    reader.finish()
}

pub(super) fn read(bytes: &[u8]) -> Loaded {
    match read_with(Options::default(), bytes) {
        Ok(loaded) => loaded,
        Err(error) => panic!("{error:?}"),
    }
}

fn error(bytes: &[u8]) -> IngestError {
    match read_with(Options::default(), bytes) {
        Ok(_) => panic!("read without an error"),
        Err(error) => error,
    }
}

pub(super) fn headers(loaded: &Loaded) -> Vec<&str> {
    loaded.table.columns.iter().map(|column| column.header.as_str()).collect()
}

fn cell(loaded: &Loaded, row: usize, column: usize) -> &str {
    let column = loaded.table.column(column);
    column.values.get(column.codes[row])
}

pub(super) fn row(loaded: &Loaded, row: usize) -> Vec<&str> {
    (0..loaded.table.width()).map(|column| cell(loaded, row, column)).collect()
}

/// Everything that a reader gives, as text.
pub(super) fn fingerprint(result: &Result<Loaded, IngestError>) -> String {
    match result {
        Err(error) => format!("{error:?}"),
        Ok(loaded) => {
            let rows: Vec<_> = (0..loaded.table.rows()).map(|at| row(loaded, at)).collect();
            let codes: Vec<_> = loaded.table.columns.iter().map(|column| &column.codes).collect();
            format!(
                "{:?} {rows:?} {codes:?} {:?} {} {:?} {} {}",
                headers(loaded),
                loaded.dialect,
                loaded.refused_rows,
                loaded.refused,
                loaded.title_lines,
                loaded.header_confirmed
            )
        }
    }
}

pub(super) fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let text = if mark { format!("\u{FEFF}{text}") } else { text.to_owned() };
    text.encode_utf16()
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

#[test]
fn delimiters_are_found_by_consistency() {
    for (bytes, delimiter, width) in [
        (&b"a,b,c\n1,2,3\n4,5,6\n"[..], ",", 3),
        (b"a|b\nx|y\n", "|", 2),
        (b"naam;bedrag\nx;1,50\ny;2,75\nz;3,00\n", ";", 2),
        (b"naam,tekst\nx,\"a;b;c\"\ny,\"d;e;f\"\n", ",", 2),
        (b"\"sep=|\"\r\na|b;c\r\n1|2;3\r\n", "|", 2),
        (b"Klanten, peildatum 1-1\n\nnaam;bedrag\nx;1,50\ny;2,75\nz;3,00\n", ";", 2),
        (b";naam;plaats;;;\n1;x;y;;;\n2;z;y;;;\n", ";", 3),
        (b"titel\nnog een titel\nderde\na;b\nx;2\n", ";", 2),
    ] {
        let loaded = read(bytes);
        let text = String::from_utf8_lossy(bytes);
        assert_eq!((loaded.dialect.delimiter.as_str(), loaded.table.width()), (delimiter, width), "{text}");
        assert_eq!(loaded.refused_rows, 0, "{text}");
    }
}

#[test]
fn one_column_is_a_table() {
    for bytes in
        [&b"bedrag\n1,50\n2,75\n"[..], b"naam\nJansen\nSmit\n", b"opmerking\nkort, maar goed\nlang\nmooi\n"]
    {
        let loaded = read(bytes);
        assert_eq!((loaded.table.width(), loaded.refused_rows), (1, 0));
        assert_eq!(loaded.dialect.header_line, 1);
        assert!(loaded.table.rows() >= 2);
    }
    assert_eq!(error(b"a^b^c\n1^2^3\n4^5^6\n"), IngestError::UnknownDelimiter);
    assert_eq!(error(b"sep=^\na^b\n1^2\n"), IngestError::UnknownDelimiter);
}

#[test]
fn a_file_without_a_header_keeps_its_first_row() {
    let bytes = b"999955597;Jansen;web\n999941215;Smit;balie\n";
    let loaded = read(bytes);
    assert_eq!((loaded.dialect.header_line, loaded.table.rows()), (0, 2));
    assert_eq!(headers(&loaded), ["kolom 1", "kolom 2", "kolom 3"]);
    // Words that come back as values below are values.
    let loaded = read(b"Jansen;web;ja\nSmit;web;nee\nBos;balie;ja\n");
    assert_eq!((loaded.dialect.header_line, loaded.table.rows()), (0, 3));

    let says = |line| Options { header_line: Some(line), ..Options::default() };
    assert_eq!(read_with(says(1), bytes).err(), Some(IngestError::HeaderLooksLikeData { line: 1 }));
    assert_eq!(read_with(says(9), bytes).err(), Some(IngestError::HeaderLineMissing { line: 9 }));
    let loaded = read_with(says(0), b"naam;kanaal\nJansen;web\n").ok().unwrap();
    assert_eq!((loaded.table.rows(), loaded.header_confirmed), (2, true));
    let loaded = read_with(says(2), b"x;y\nnaam;kanaal\nJansen;web\n").ok().unwrap();
    assert_eq!((headers(&loaded), loaded.table.rows(), loaded.title_lines), (vec!["naam", "kanaal"], 1, 1));
    assert!(loaded.header_confirmed && loaded.dialect.header_line == 2);
}

#[test]
fn header_names_are_unique_and_never_empty() {
    let loaded = read(b"code;;code;Naam;code (2);\"meer\nregels\"\n1;2;3;x;4;5\n");
    assert_eq!(headers(&loaded), ["code", "kolom 2", "code (2)", "Naam", "code (2) (2)", "meer regels"]);
    assert_eq!(loaded.dialect.header_line, 1);
}

#[test]
fn a_separator_too_many_is_no_column() {
    for bytes in
        [&b"a;b;c;\n1;2;3\n4;5;6\n"[..], b"a;b;c\n1;2;3;\n4;5;6;\n", b"a;b;c;;;\n1;2;3;;;\n4;5;6;;;\n;;;;;\n"]
    {
        let loaded = read(bytes);
        assert_eq!((loaded.table.width(), loaded.table.rows(), loaded.refused_rows), (3, 2, 0));
    }
}

#[test]
fn ragged_rows_are_refused_with_line_and_reason() {
    let loaded =
        read(b"a;b;c\r\n1;2;3\r\n\r\n4;5\r\n6;7;8;geheim\r\n9;\"x\r\ny\";z\r\n1;2;3;;\r\na;b;c\r\nk;l;\"cut");
    assert_eq!(loaded.table.rows(), 3);
    assert_eq!(cell(&loaded, 1, 1), "x\r\ny");
    assert_eq!(loaded.refused_rows, 4);
    assert_eq!(loaded.refused.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 5, 9, 10]);
    assert_eq!(loaded.refused[0].reason.nl, "Deze rij heeft 2 cellen. Het moeten er 3 zijn.");
    assert!(loaded.refused[2].reason.nl.contains("herhaalt de kop"));
    assert!(loaded.refused[3].reason.nl.contains("stopt midden"));
    assert!(loaded
        .refused
        .iter()
        .all(|row| !row.reason.nl.contains("geheim") && !row.reason.en.contains("geheim")));
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    for end in ["\n", "\r", "\r\n"] {
        let text = ["a;b", "1;2", "", "\"x", "y\";3", "4", "5;6"].join(end);
        let loaded = read(text.as_bytes());
        assert_eq!((loaded.table.rows(), loaded.refused_rows, loaded.refused[0].line), (3, 1, 6), "{end:?}");
        assert_eq!(cell(&loaded, 1, 0), format!("x{end}y"));
    }
}

#[test]
fn bytes_that_are_no_text_refuse_their_row_alone() {
    let mut bytes = "naam;plaats\nJosé;Délft\nZoë;Súdwest\n".as_bytes().to_vec();
    bytes.extend_from_slice(b"Ren\xE9;Delft\nx;y\n");
    let loaded = read(&bytes);
    assert_eq!((loaded.dialect.encoding, loaded.table.rows(), loaded.refused_rows), ("utf-8", 3, 1));
    assert_eq!(loaded.refused[0].line, 4);
}

#[test]
fn an_encoding_that_shows_late_is_found() {
    let mut ascii = String::from("naam;plaats\n");
    while ascii.len() < 300_000 {
        ascii.push_str("Jansen;Delft\n");
    }
    for (tail, encoding) in [
        (&b"Ren\xE9;Delft\n"[..], "windows-1252"),
        ("René;Delft\n".as_bytes(), "utf-8"),
        (b"x;caf\xE9", "windows-1252"),
    ] {
        let bytes = [ascii.as_bytes(), tail].concat();
        let loaded = read(&bytes);
        assert_eq!((loaded.dialect.encoding, loaded.refused_rows), (encoding, 0));
        let last = row(&loaded, loaded.table.rows() - 1).join(";");
        assert!(last == "René;Delft" || last == "x;café", "{last}");
        let mut reader = Reader::new(Options::default());
        reader.push(ascii.as_bytes()).ok().unwrap();
        tail.iter().for_each(|byte| reader.push(&[*byte]).ok().unwrap());
        assert_eq!(fingerprint(&reader.finish()), fingerprint(&Ok(loaded)), "byte by byte");
    }
}

#[test]
fn utf16_is_read_with_and_without_a_mark() {
    for (little, mark) in [(true, true), (true, false), (false, true), (false, false)] {
        let loaded = read(&utf16("naam\tplaats\r\nRenée\t€ 5\r\n", little, mark));
        assert_eq!(loaded.dialect.encoding, if little { "utf-16le" } else { "utf-16be" });
        assert_eq!((headers(&loaded), row(&loaded, 0)), (vec!["naam", "plaats"], vec!["Renée", "€ 5"]));
    }
}

#[test]
fn empty_files_and_files_without_rows_are_refused() {
    for bytes in [&b""[..], b"\n\r\n  \n", b"\xEF\xBB\xBF", b"\xEF\xBB\xBF\r\n", b"\xFF\xFE"] {
        assert_eq!(error(bytes), IngestError::Empty, "{bytes:?}");
    }
    assert_eq!(error(b"naam;plaats\n"), IngestError::NoRows { header_line: 1 });
    assert_eq!(error(b"naam;plaats;n\n;;\nTotaal;;0\n"), IngestError::NoRows { header_line: 1 });
    assert_eq!(error(b";;;\n;;;\n"), IngestError::NoRows { header_line: 0 });
}

#[test]
fn what_is_no_csv_is_named() {
    let mut noise: Vec<u8> = (0..5000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    noise[0] = 0x89;
    for (bytes, kind) in [
        (&b"PK\x03\x04\x14\0\x06\0"[..], FileKind::Zip),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", FileKind::OldWorkbook),
        (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", FileKind::Pdf),
        (b"<html><table><tr><td>x</td></tr></table>", FileKind::Markup),
        (b"[ {\"naam\": \"x\"} ]", FileKind::Json),
        (b"naam;plaats\nx;\0\n", FileKind::Binary),
        (b"\x01\x02\x03\x04;\x05\x06\n", FileKind::Binary),
        (&noise, FileKind::Binary),
        (&[b"\xFF\xFE", &noise[1..]].concat(), FileKind::Binary),
    ] {
        let IngestError::NotCsv { kind: found, .. } = error(bytes) else { panic!("{kind:?}") };
        assert_eq!(found, kind);
    }
    let mut late = b"naam;plaats\n".repeat(30_000);
    late.extend_from_slice(b"x;\0");
    assert_eq!(error(&late), IngestError::NotCsv { kind: FileKind::Binary, byte: Some(360_002) });
}

#[test]
fn too_many_columns_is_said_with_their_number() {
    let header: Vec<String> = (0..10_000).map(|at| format!("kolom{at}x")).collect();
    let text = format!("{}\n{}1\n", header.join(";"), "1;".repeat(9_999));
    assert_eq!(error(text.as_bytes()), IngestError::TooManyColumns { line: 1, found: 10_000, limit: 2_000 });
    let text = format!("{}\n{}1\n", header[..2_000].join(";"), "1;".repeat(1_999));
    assert_eq!(read(text.as_bytes()).table.width(), 2_000);
}

#[test]
fn a_line_without_end_stops_at_the_limit() {
    for piece in [&b"x"[..], b"a;", b";", b"\"a\"\"b\";"] {
        let chunk = piece.repeat(16_384);
        let mut reader = Reader::new(Options::default());
        let mut sent = 0;
        let error = loop {
            sent += chunk.len();
            if let Err(error) = reader.push(&chunk) {
                break error;
            }
            assert!(sent < 3_000_000, "the limit was not held");
        };
        assert_eq!(error, IngestError::RecordTooLong { line: 1, limit: 1_000_000 });
        assert_eq!(reader.push(b"\n"), Err(error));
    }
    // Below a good header too.
    let text = format!("a;b\n1;2\n{}", "y".repeat(2_000_000));
    assert_eq!(error(text.as_bytes()), IngestError::RecordTooLong { line: 3, limit: 1_000_000 });
}

#[test]
fn a_quote_never_closed_is_an_error_where_it_opened() {
    let mut text = String::from("a;b\n1;2\n3;\"x\n");
    text.push_str(&"5;6\n".repeat(20));
    assert_eq!(error(text.as_bytes()), IngestError::UnclosedQuote { line: 3 });
    text.push_str(&"5;6\n".repeat(1_000_000));
    assert_eq!(error(text.as_bytes()), IngestError::UnclosedQuote { line: 3 });
    assert_eq!(error(b"\"a;b\n1;2\n"), IngestError::UnclosedQuote { line: 1 });
    assert_eq!(error(b"\"a;b"), IngestError::UnclosedQuote { line: 1 });
    let long = format!("\"a;b{}", "\n1;2".repeat(600_000));
    assert_eq!(error(long.as_bytes()), IngestError::UnclosedQuote { line: 1 });
}

#[test]
fn rows_a_stray_quote_ate_are_counted_by_line() {
    // The quote on line 3 closes at the quote that should open a cell on line 5.
    let loaded = read(b"a;b\n1;2\n3;\"x\n4;y\n5;\"z\"\n6;w\n");
    assert_eq!((loaded.table.rows(), loaded.refused_rows), (2, 3));
    assert_eq!(loaded.refused[0].line, 3);
    assert!(loaded.refused[0].reason.nl.contains("regel 3 tot en met 5"));
}

#[test]
fn a_file_cut_off_in_a_row_says_so() {
    let loaded = read(b"a;b;c\n1;2;3\n4;5");
    assert_eq!((loaded.table.rows(), loaded.refused_rows, loaded.refused[0].line), (1, 1, 3));
    assert_eq!(error(b"a;b;c\n4;5"), IngestError::EveryRowRefused { rows: 1, line: 2 });
}

#[test]
fn progress_counts_rows_and_megabytes() {
    let mut reader = Reader::new(Options { bytes_total: Some(1_300_026.0), ..Options::default() });
    reader.push(b"naam;plaats\n").ok().unwrap();
    assert!(reader.progress().share < 0.001);
    reader.push(&b"Jansen;Delft\n".repeat(50_000)).ok().unwrap();
    let progress = reader.progress();
    assert!((progress.share - 0.5).abs() < 0.001);
    assert_eq!(progress.doing.nl, "50.000 rijen gelezen, 0,7 van 1,3 MB");
    assert_eq!(progress.doing.en, "50,000 rows read, 0.7 of 1.3 MB");
}

#[test]
fn every_error_has_a_text_a_place_and_a_remedy() {
    for (error, code) in [
        (IngestError::Empty, "ingest.empty_file"),
        (IngestError::NotCsv { kind: FileKind::Zip, byte: None }, "ingest.not_csv"),
        (IngestError::UnclosedQuote { line: 7 }, "ingest.unclosed_quote"),
        (IngestError::TooManyColumns { line: 7, found: 10_000, limit: 2_000 }, "ingest.too_many_columns"),
        (IngestError::RecordTooLong { line: 7, limit: 1_000_000 }, "ingest.row_too_long"),
        (IngestError::EveryRowRefused { rows: 2, line: 7 }, "ingest.every_row_refused"),
        (IngestError::HeaderLooksLikeData { line: 7 }, "ingest.header_looks_like_data"),
    ] {
        let refusal = Refusal::from(error);
        assert_eq!(refusal.code, code);
        assert!(!refusal.remedy.nl.is_empty() && !refusal.remedy.en.is_empty());
        assert!(refusal.place.line.is_none_or(|line| line == 7 && refusal.what.nl.contains('7')));
    }
}

/// The records of our tokenizer, or nothing when it refuses the end.
fn ours(text: &str, cuts: &[usize]) -> Option<Vec<Vec<String>>> {
    let mut records = Vec::new();
    let mut cut = false;
    let mut tokenizer = Tokenizer::new(b';');
    let mut keep = |record: Record<'_>| {
        cut |= record.cut;
        let cell = |&(start, end): &(u32, u32)| record.text[start as usize..end as usize].to_owned();
        records.push(record.cells.iter().map(cell).collect());
        Ok(())
    };
    let mut from = 0;
    for &to in cuts.iter().chain([&text.len()]) {
        tokenizer.feed(&text[from..to], &mut keep).ok()?;
        from = to;
    }
    tokenizer.finish(&mut keep).ok()?;
    (!cut).then_some(records)
}

fn csv_cores(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(b';').build();
    let (mut out, mut ends) = (vec![0u8; text.len() + 16], vec![0usize; text.len() + 16]);
    let (mut input, mut records) = (text.as_bytes(), Vec::new());
    let (mut written, mut ended) = (0, 0);
    loop {
        let (result, read, wrote, ends_now) =
            reader.read_record(input, &mut out[written..], &mut ends[ended..]);
        input = &input[read..];
        written += wrote;
        ended += ends_now;
        match result {
            csv_core::ReadRecordResult::Record => {
                let mut start = 0;
                let cell = |&end: &usize| {
                    let cell = String::from_utf8(out[start..end].to_vec()).unwrap();
                    start = end;
                    cell
                };
                records.push(ends[..ended].iter().map(cell).collect());
                (written, ended) = (0, 0);
            }
            csv_core::ReadRecordResult::End => return records,
            _ => {}
        }
    }
}

fn messy_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(";".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just("\"".to_owned()),
        Just("\"\"".to_owned()),
        Just("\"a;\r\nb\"".to_owned()),
        Just(" ".to_owned()),
        Just("é€".to_owned()),
        Just("Totaal;1".to_owned()),
        "[a-c0-9,]{1,4}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

pub(super) fn in_chunks(options: &Options, bytes: &[u8], sizes: &[usize]) -> Result<Loaded, IngestError> {
    let mut reader = Reader::new(options.clone());
    let (mut rest, mut turn) = (bytes, 0);
    while !rest.is_empty() {
        let size = sizes[turn % sizes.len()].min(rest.len());
        reader.push(&rest[..size])?;
        rest = &rest[size..];
        turn += 1;
    }
    reader.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn records_are_those_of_csv_core(text in messy_text(), cuts in proptest::collection::vec(any::<u16>(), 0..6)) {
        let mut cuts: Vec<usize> = cuts.iter().map(|&cut| usize::from(cut) % (text.len() + 1)).filter(|&cut| text.is_char_boundary(cut)).collect();
        cuts.sort_unstable();
        if let Some(records) = ours(&text, &cuts) {
            prop_assert_eq!(records, csv_cores(&text));
        }
    }

    #[test]
    fn chunk_sizes_cannot_matter(
        text in messy_text(),
        form in 0..6,
        sizes in proptest::collection::vec(1usize..40, 1..8),
    ) {
        let text = format!("naam;plaats\nx;\"y\nz\"\n{text}");
        let bytes = match form {
            0 => utf16(&text, true, true),
            1 => utf16(&text, false, false),
            2 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
            3 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            4 => text.as_bytes()[..text.len() - 1].to_vec(),
            _ => text.into_bytes(),
        };
        let whole = read_with(Options::default(), &bytes);
        prop_assert_eq!(fingerprint(&whole), fingerprint(&in_chunks(&Options::default(), &bytes, &sizes)));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), line in proptest::option::of(0u32..5)) {
        let _ = read_with(Options { header_line: line, ..Options::default() }, &bytes).map(|loaded| {
            let width = loaded.table.width();
            assert!(width >= 1 && loaded.table.columns.iter().all(|column| column.codes.len() == loaded.table.rows()));
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chunk_sizes_cannot_matter_beyond_the_head(
        sizes in proptest::collection::vec(1usize..90_000, 1..5),
        tail in messy_text(),
        wide in any::<bool>(),
        accented in any::<bool>(),
    ) {
        let word = if accented { "Zoë;\"Delft\r\nZuid\"\r\n" } else { "Zoe;\"Delft\r\nZuid\"\r\n" };
        let text = format!("naam;plaats\r\n{}{tail}", word.repeat(15_000));
        let bytes = if wide { utf16(&text, true, true) } else { encoding_rs::WINDOWS_1252.encode(&text).0.into_owned() };
        let whole = read_with(Options::default(), &bytes);
        prop_assert!(fingerprint(&whole) == fingerprint(&in_chunks(&Options::default(), &bytes, &sizes)));
    }
}
