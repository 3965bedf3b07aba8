//! Any text as a number: a finite one or none, never a panic. Seeds: `fuzz/seeds/numbers`.
#![no_main]

use gezicht::meaning::read_number;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for decimal_comma in [false, true] {
        if let Some(number) = read_number(text, decimal_comma) {
            assert!(number.is_finite());
            assert!(text.bytes().any(|byte| byte.is_ascii_digit()));
        }
    }
});
