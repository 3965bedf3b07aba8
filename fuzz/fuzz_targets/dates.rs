//! Any text as a date: a date in its normal form or none, never a panic. Seeds: `fuzz/seeds/dates`.
#![no_main]

use gezicht::meaning::read_date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(date) = read_date(text).filter(|date| !date.is_empty()) {
        assert_eq!(read_date(&date), Some(date.clone()));
        assert_eq!(date.len(), 10);
    }
});
