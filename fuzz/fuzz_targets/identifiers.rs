//! Any text as any identifier or code: a yes or a no, never a panic; and a yes only for a text of its size. Seeds: `fuzz/seeds/identifiers`.
#![no_main]

use gezicht::meaning::{fits, Meaning::*};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    for meaning in [
        Bsn, EducationNumber, ANumber, Email, Phone, Iban, LicencePlate, KvkNumber, BranchNumber, BagId, Postcode,
        AreaCode, Sbi, Care, Health, Address, Unknown,
    ] {
        if !fits(meaning, text) {
            continue;
        }
        match meaning {
            Bsn => assert!(matches!(digits, 8 | 9)),
            EducationNumber => assert!(digits == 9 && !fits(Bsn, text)),
            ANumber => assert_eq!(digits, 10),
            Phone => assert!((10..=14).contains(&digits)),
            BagId => assert_eq!(digits, 16),
            Postcode => assert_eq!(digits, 4),
            Email => assert!(text.contains('@') && text.contains('.')),
            _ => assert!(!text.is_empty()),
        }
    }
});
