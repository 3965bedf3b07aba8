//! Any bytes as a workbook: CSV of its sheets or a refusal, never a panic, a hang or a memory without bounds.
//!
//! Bytes that begin as a zip go in as they are. Others are taken for the parts of a workbook in a whole container, so that
//! the fuzzer gets behind the check sums: the first byte says which format and which parts, zeros part them.
#![no_main]

use gezicht_sheets::{Workbook, STEP};
use libfuzzer_sys::fuzz_target;

#[path = "../../sheets/tests/support/mod.rs"]
mod support;

fn read(bytes: Vec<u8>) {
    let Ok(mut workbook) = Workbook::open(bytes) else { return };
    loop {
        match workbook.survey(STEP) {
            Ok(true) => break,
            Ok(false) => {}
            Err(error) => return drop(error.json()),
        }
    }
    let rows = workbook.sheets().iter().map(|sheet| u64::from(sheet.rows) * u64::from(sheet.columns)).sum::<u64>();
    for number in 0..=workbook.sheets().len().min(3) as u32 {
        let Ok(mut csv) = workbook.convert(number) else { continue };
        let mut text = String::new();
        let mut lines = 0;
        // A few bytes can repeat a row a million times; a person could cancel.
        for _ in 0..8 {
            text.clear();
            match csv.next(&mut text) {
                Ok(true) => lines += text.matches('\n').count(),
                _ => break,
            }
        }
        assert!(lines as u64 <= 1_048_576 && rows > 0);
        assert!((0.0..=1.0).contains(&csv.share()));
    }
}

fuzz_target!(|data: &[u8]| {
    if data.starts_with(b"PK") || data.starts_with(&[0xd0, 0xcf]) {
        return read(data.to_vec());
    }
    let Some((&choice, rest)) = data.split_first() else { return };
    let mut parts = rest.split(|&byte| byte == 0);
    let mut part = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    if choice & 1 == 0 {
        return read(support::ods(&part()));
    }
    let (text, rows, below, hidden) = (part(), part(), part(), part());
    let inside = if choice & 4 == 4 { format!("<sheetData>{rows}</sheetData>{below}") } else { rows };
    let sheets = [
        support::Sheet { state: "visible", inside },
        support::Sheet { state: "hidden", inside: hidden },
    ];
    read(support::xlsx(&[&text], &sheets, choice & 2 == 2));
});
