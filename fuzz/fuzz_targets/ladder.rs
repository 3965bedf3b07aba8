//! Any text as a ladder file: rows or a refusal, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = gezicht::anonymity::ladder_rows(text);
});
