//! Validators of single values. None of them decides about a column: `judge` does, over all of its values.
//!
//! Rules: python-stdnum (`nl.bsn`, `nl.postcode`, `iban`), SGR Repo706 (BSN), RDW sidecodes, CBS area codes.

/// The digits of a value from which the separators of phone numbers and BSNs are taken out; `None` when anything else is in it.
fn digits_of(value: &str, separators: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut length = 0;
    for &byte in value.as_bytes() {
        if byte.is_ascii_digit() {
            *out.get_mut(length)? = byte - b'0';
            length += 1;
        } else if !separators.contains(&byte) {
            return None;
        }
    }
    Some(length)
}

/// A BSN as nine digits (left-padded with zeros, separators taken out), whatever the eleven-test says.
/// `None` when it is not a number of at most nine digits.
pub(crate) fn bsn_digits(value: &str) -> Option<[u8; 9]> {
    let mut digits = [0u8; 9];
    let length = digits_of(value, b" -.", &mut digits)?;
    if length == 0 {
        return None;
    }
    digits.copy_within(0..length, 9 - length);
    digits[..9 - length].fill(0);
    Some(digits)
}

/// How many digits a value of digits and BSN separators has, before padding.
pub(crate) fn bsn_length(value: &str) -> Option<usize> {
    let mut digits = [0u8; 9];
    digits_of(value, b" -.", &mut digits)
}

/// The weighted sum 9a+8b+7c+6d+5e+4f+3g+2h-i of nine digits, modulo 11.
fn eleven(digits: &[u8; 9]) -> i32 {
    let mut sum = -i32::from(digits[8]);
    for (position, &digit) in digits[..8].iter().enumerate() {
        sum += (9 - position as i32) * i32::from(digit);
    }
    sum.rem_euclid(11)
}

/// Eleven-test of nine digits: the weighted sum is a multiple of 11 and the number is not zero.
pub(crate) fn eleven_test(digits: &[u8; 9]) -> bool {
    eleven(digits) == 0 && digits.iter().any(|&digit| digit != 0)
}

/// A BSN, or an RSIN (one test for both: the header tells them apart), of eight or nine digits that passes the eleven-test. Shorter ones have lost more than one
/// zero and are looked at by the damage check.
pub(crate) fn is_bsn(value: &str) -> bool {
    matches!(bsn_length(value), Some(8 | 9)) && bsn_digits(value).is_some_and(|digits| eleven_test(&digits))
}

/// An onderwijsnummer: nine digits that start with 10 and leave 5 in the eleven-test, so that it is never a BSN.
pub(crate) fn is_education_number(value: &str) -> bool {
    bsn_length(value) == Some(9)
        && bsn_digits(value).is_some_and(|digits| digits[..2] == [1, 0] && eleven(&digits) == 5)
}

/// A KvK number: eight digits, no check digit.
pub(crate) fn is_kvk(value: &str) -> bool {
    is_digits(value, 8)
}

/// A vestigingsnummer: twelve digits, no check digit.
pub(crate) fn is_branch_number(value: &str) -> bool {
    is_digits(value, 12)
}

/// A postcode as `1234AB` or, where the letters are absent, `1234`. Separator and `NL-` are taken out.
/// The letters SA, SD and SS are not in use.
pub(crate) fn postcode(value: &str) -> Option<String> {
    let mut rest = value.trim();
    for prefix in ["NL-", "nl-", "NL ", "nl "] {
        rest = rest.strip_prefix(prefix).unwrap_or(rest);
    }
    let mut out = [0u8; 6];
    let mut length = 0;
    for &byte in rest.as_bytes() {
        if byte == b' ' && length == 4 {
            continue;
        }
        *out.get_mut(length)? = byte.to_ascii_uppercase();
        length += 1;
    }
    let digits = out[0].is_ascii_digit() && out[0] != b'0' && out[1..4].iter().all(u8::is_ascii_digit);
    let letters = out[4].is_ascii_uppercase()
        && out[5].is_ascii_uppercase()
        && !(out[4] == b'S' && matches!(out[5], b'A' | b'D' | b'S'));
    match length {
        4 if digits => Some(out[..4].iter().map(|&byte| char::from(byte)).collect()),
        6 if digits && letters => Some(out.iter().map(|&byte| char::from(byte)).collect()),
        _ => None,
    }
}

/// An IBAN: two letters, two check digits, at most 30 more; mod 97 gives 1; a Dutch one has 18 characters.
pub(crate) fn is_iban(value: &str) -> bool {
    if value.len() < 15 || value.len() > 42 {
        return false;
    }
    let mut characters = [0u8; 34];
    let mut length = 0;
    for &byte in value.as_bytes() {
        if byte == b' ' {
            continue;
        }
        if !byte.is_ascii_alphanumeric() || length == 34 {
            return false;
        }
        characters[length] = byte.to_ascii_uppercase();
        length += 1;
    }
    let characters = &characters[..length];
    if length < 15
        || !characters[..2].iter().all(u8::is_ascii_uppercase)
        || !characters[2..4].iter().all(u8::is_ascii_digit)
        || (characters.starts_with(b"NL") && length != 18)
    {
        return false;
    }
    let mut remainder = 0u32;
    for &byte in characters[4..].iter().chain(&characters[..4]) {
        remainder = if byte.is_ascii_digit() {
            remainder * 10 + u32::from(byte - b'0')
        } else {
            remainder * 100 + u32::from(byte - b'A') + 10
        } % 97;
    }
    remainder == 1
}

/// A Dutch phone number in its national form, such as `0612345678`. Separators, `+31` and `0031` are understood.
pub(crate) fn phone(value: &str) -> Option<String> {
    let value = value.trim();
    let (international, rest) = match value.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, value),
    };
    let mut digits = [0u8; 14];
    let length = digits_of(rest, b" -()./", &mut digits)?;
    let digits = &digits[..length];
    let national: &[u8] = match digits {
        // "+31 (0)6 …" keeps its zero.
        [3, 1, 0, rest @ ..] | [3, 1, rest @ ..] if international => rest,
        [0, 0, 3, 1, 0, rest @ ..] | [0, 0, 3, 1, rest @ ..] => rest,
        [0, rest @ ..] if !international => rest,
        _ => return None,
    };
    if national.len() != 9 || national[0] == 0 {
        return None;
    }
    Some(std::iter::once('0').chain(national.iter().map(|&digit| char::from(b'0' + digit))).collect())
}

/// A phone number that lost its first zero: nine digits that start with another one.
pub(crate) fn is_phone_without_zero(value: &str) -> bool {
    is_digits(value, 9) && !value.starts_with('0')
}

/// An e-mail address: one @, something before it, a dotted domain after it, no spaces.
pub(crate) fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else { return false };
    !local.is_empty()
        && domain.len() >= 4
        && !domain.contains('@')
        && !value.chars().any(|c| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>'))
        && domain.split('.').count() >= 2
        && domain.split('.').all(|part| !part.is_empty())
}

/// How a licence plate is written, if a value is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plate {
    /// In three groups: `12-AB-34`.
    Grouped,
    /// Without signs, which many a product code is too.
    Bare,
}

/// A licence plate: six letters and digits in one of the fourteen sidecodes, without the letters that the RDW
/// does not give out. Hyphens stand between the groups of the sidecode or nowhere.
pub(crate) fn licence_plate(value: &str) -> Option<Plate> {
    const SIDECODES: [&[u8; 8]; 14] = [
        b"AA-99-99",
        b"99-99-AA",
        b"99-AA-99",
        b"AA-99-AA",
        b"AA-AA-99",
        b"99-AA-AA",
        b"99-AAA-9",
        b"9-AAA-99",
        b"AA-999-A",
        b"A-999-AA",
        b"AAA-99-A",
        b"A-99-AAA",
        b"9-AA-999",
        b"999-AA-9",
    ];
    const NEVER: [&[u8]; 11] =
        [b"SA", b"SD", b"SS", b"GVD", b"KKK", b"KVT", b"LPF", b"NSB", b"PKK", b"PSV", b"TBS"];
    let (mut text, mut shape) = ([0u8; 8], [0u8; 8]);
    let mut length = 0;
    for &byte in value.as_bytes() {
        let (sign, class) = match byte {
            b'-' | b' ' => (b'-', b'-'),
            b'0'..=b'9' => (byte, b'9'),
            _ if byte.is_ascii_alphabetic() => (byte.to_ascii_uppercase(), b'A'),
            _ => return None,
        };
        *text.get_mut(length)? = sign;
        shape[length] = class;
        length += 1;
    }
    let (text, shape) = (&text[..length], &shape[..length]);
    if text
        .split(|&byte| !byte.is_ascii_alphabetic())
        .any(|run| NEVER.iter().any(|never| run.windows(never.len()).any(|part| part == *never)))
    {
        return None;
    }
    if SIDECODES.iter().any(|code| code.as_slice() == shape) {
        return Some(Plate::Grouped);
    }
    let same = |code: &[u8; 8]| code.iter().filter(|&&byte| byte != b'-').eq(shape);
    SIDECODES.iter().any(|code| same(code)).then_some(Plate::Bare)
}

/// Exactly so many digits and nothing else.
pub(crate) fn is_digits(value: &str, count: usize) -> bool {
    value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// A BAG identification: 16 digits whose fifth and sixth say the kind of object.
pub(crate) fn is_bag_id(value: &str) -> bool {
    is_digits(value, 16) && matches!(&value[4..6], "01" | "02" | "03" | "10" | "20" | "30")
}

/// An A-nummer: ten digits, the first not 0, neighbours differ, sum mod 11 is 0 or 5, and the sum of
/// digit times 2^position is a multiple of 11.
pub(crate) fn is_a_number(value: &str) -> bool {
    if !is_digits(value, 10) {
        return false;
    }
    let digits = value.as_bytes();
    let sum: u32 = digits.iter().map(|&byte| u32::from(byte - b'0')).sum();
    let powers: u32 = digits.iter().enumerate().map(|(i, &byte)| u32::from(byte - b'0') << i).sum();
    digits[0] != b'0'
        && digits.windows(2).all(|pair| pair[0] != pair[1])
        && matches!(sum % 11, 0 | 5)
        && powers.is_multiple_of(11)
}

/// A CBS area code: `GM` and 4 digits, `WK` and 6, `BU` and 8 characters; letters may follow the four digits.
pub(crate) fn is_area_code(value: &str) -> bool {
    let bytes = value.as_bytes();
    let length = match bytes.get(..2).map(<[u8]>::to_ascii_uppercase).as_deref() {
        Some(b"GM") => 6,
        Some(b"WK") => 8,
        Some(b"BU") => 10,
        _ => return false,
    };
    bytes.len() == length
        && bytes[2..6].iter().all(u8::is_ascii_digit)
        && bytes[6..].iter().all(u8::is_ascii_alphanumeric)
}

/// An area code without its letters, as spreadsheets of open figures have them: 4 digits for a gemeente, 6 for a wijk,
/// 8 for a buurt. One digit less has lost the zero at its start. In CBS form, with `true` when a zero was added.
pub(crate) fn bare_area_code(value: &str) -> Option<(String, bool)> {
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kind = match value.len() {
        3 | 4 => "GM",
        5 | 6 => "WK",
        7 | 8 => "BU",
        _ => return None,
    };
    let cut = value.len() % 2 == 1;
    let code = format!("{kind}{}{value}", if cut { "0" } else { "" });
    // The gemeente comes first; their numbers end below 2000.
    ("0003"..="1999").contains(&&code[2..6]).then_some((code, cut))
}

/// A Wmo product category: 01 to 18, or 99 (iStandaarden WMO022).
pub(crate) fn is_wmo_category(value: &str) -> bool {
    is_digits(value, 2) && (matches!(value.parse::<u8>(), Ok(1..=18 | 99)))
}

/// An SBI code: two to five digits, a dot allowed after the second; groups 01 to 99.
pub(crate) fn is_sbi(value: &str) -> bool {
    let bytes = value.as_bytes();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let dots = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'.').all(|(at, _)| matches!(at, 2 | 5));
    (2..=5).contains(&digits)
        && dots
        && bytes.iter().all(|&byte| byte.is_ascii_digit() || byte == b'.')
        && bytes.last() != Some(&b'.')
        && bytes[..2] != *b"00"
}

/// A diagnosis code of the ICD-10: a letter, two digits, a dot and one to three signs (`F32.1`).
pub(crate) fn is_diagnosis_code(value: &str) -> bool {
    let bytes = value.as_bytes();
    (5..=7).contains(&bytes.len())
        && bytes[0].is_ascii_uppercase()
        && bytes[1..3].iter().all(u8::is_ascii_digit)
        && bytes[3] == b'.'
        && bytes[4..].iter().all(u8::is_ascii_digit)
}

/// A machine's own key: a GUID or a hash of 32, 40 or 64 hexadecimal digits.
pub(crate) fn is_machine_key(value: &str) -> bool {
    let value = value.trim_matches(['{', '}']);
    let hex = value.bytes().filter(u8::is_ascii_hexdigit).count();
    let hyphens = value.bytes().filter(|&byte| byte == b'-').count();
    hex + hyphens == value.len()
        && match hyphens {
            0 => matches!(hex, 32 | 40 | 64),
            4 => hex == 32 && value.split('-').map(str::len).eq([8, 4, 4, 4, 12]),
            _ => false,
        }
}

/// A degree of latitude or longitude inside the European Netherlands, precise enough to point at a house.
pub(crate) fn is_coordinate(value: &str) -> bool {
    let Some((whole, decimals)) = value.split_once(['.', ',']) else { return false };
    decimals.len() >= 5
        && decimals.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(whole, "50" | "51" | "52" | "53" | "3" | "4" | "5" | "6" | "7")
}

/// A number as a spreadsheet writes one that is too long for its cell: `1,00E+11`. Its last digits are gone.
pub(crate) fn is_scientific(value: &str) -> bool {
    let Some((mantissa, exponent)) = value.split_once(['E', 'e']) else { return false };
    let Some(exponent) = exponent.strip_prefix('+') else { return false };
    !mantissa.is_empty()
        && mantissa.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        && mantissa.starts_with(|c: char| c.is_ascii_digit())
        && (1..=3).contains(&exponent.len())
        && exponent.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bsn() {
        for good in ["111222333", "1112.22.333", "123456782", "999955597", " 999-941-215", "10000008"] {
            assert!(is_bsn(good), "{good}");
        }
        for bad in ["111222334", "123456789", "000000000", "", "12345678x", "1112223334", "95862"] {
            assert!(!is_bsn(bad), "{bad}");
        }
        assert_eq!(bsn_digits("95862"), Some([0, 0, 0, 0, 9, 5, 8, 6, 2]));
        assert!(bsn_digits("95862").is_some_and(|digits| eleven_test(&digits)));
        let passing = (100_000_000u32..100_011_000).filter(|n| is_bsn(&n.to_string())).count();
        assert_eq!(passing, 1000, "one in eleven of all numbers passes");
    }

    #[test]
    fn postcodes() {
        assert_eq!(postcode("1234 ab").as_deref(), Some("1234AB"));
        assert_eq!(postcode("NL-2611 JV").as_deref(), Some("2611JV"));
        assert_eq!(postcode("9999").as_deref(), Some("9999"));
        for bad in ["0123AB", "1234SA", "1234 SD", "1234SS", "1234A", "12345", "12 34AB", "1234ABC", "é234"]
        {
            assert_eq!(postcode(bad), None, "{bad}");
        }
    }

    #[test]
    fn ibans() {
        for good in [
            "NL15ABNA0831472844",
            "NL98 ABNA 0420 0713 61",
            "DE89370400440532013000",
            "gb82west12345698765432",
        ] {
            assert!(is_iban(good), "{good}");
        }
        for bad in ["NL16ABNA0831472844", "NL15ABNA083147284", "ABNA0831472844", "NL15", "1234567890123456"] {
            assert!(!is_iban(bad), "{bad}");
        }
    }

    #[test]
    fn phones_and_mail() {
        for (given, wanted) in [
            ("06-12345678", "0612345678"),
            ("+31 6 1234 5678", "0612345678"),
            ("+31 (0)15 260 2222", "0152602222"),
            ("0031152602222", "0152602222"),
            ("(015) 260 22 22", "0152602222"),
        ] {
            assert_eq!(phone(given).as_deref(), Some(wanted), "{given}");
        }
        for bad in ["612345678", "123", "00612345678", "06123456789", "14015", "0612e45678"] {
            assert_eq!(phone(bad), None, "{bad}");
        }
        assert!(is_phone_without_zero("612345670"));
        assert!(is_email("a.b@gemeente.nl"));
        for bad in ["a@b", "a b@c.nl", "@c.nl", "a@b@c.nl", "a@.nl", "nee"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn other_codes() {
        let sidecodes =
            "XX-99-99 99-99-XX 99-XX-99 XX-99-XX XX-XX-99 99-XX-XX 99-XXX-9 9-XXX-99 XX-999-X X-999-XX \
                         XXX-99-X X-99-XXX 9-XX-999 999-XX-9";
        for code in sidecodes.split(' ') {
            assert_eq!(licence_plate(code), Some(Plate::Grouped), "{code}");
            assert_eq!(licence_plate(&code.replace('-', "")), Some(Plate::Bare), "{code}");
        }
        for good in ["12-AB-34", "GZ-123-K", "7-KVX-21", "K-500-BB", "12 ab 34"] {
            assert_eq!(licence_plate(good), Some(Plate::Grouped), "{good}");
        }
        for bad in
            ["12-SS-34", "ABCDEF", "123456", "12-AB-3", "12-AB-345", "AB-1234", "7-GVD-21", "12-NSB-3", ""]
        {
            assert_eq!(licence_plate(bad), None, "{bad}");
        }
        assert!(is_bag_id("0363010000000001") && !is_bag_id("0363990000000001"));
        assert!(!is_bag_id("036301000000000") && !is_bag_id("0363040000000001"));
        assert!(is_area_code("GM0363") && is_area_code("BU03630000") && is_area_code("WK0363AB"));
        assert!(!is_area_code("GM363") && !is_area_code("gm036é3"));
        assert!(
            is_wmo_category("01")
                && is_wmo_category("99")
                && !is_wmo_category("19")
                && !is_wmo_category("00")
        );
        assert!(
            is_scientific("1,00E+11")
                && is_scientific("1.2e+9")
                && !is_scientific("1E5")
                && !is_scientific("BE+1")
        );
        let found =
            (1_000_000_000u64..1_020_000_000).step_by(7).map(|n| n.to_string()).find(|n| is_a_number(n));
        assert!(found.is_some_and(|n| !is_a_number(&format!("0{}", &n[1..]))));
    }
    #[test]
    fn numbers_of_schools_and_businesses() {
        // The first is python-stdnum's; of the second the sum is 9 - 4 = 5.
        for good in ["101222331", "100000004", "1012.22.331"] {
            assert!(is_education_number(good) && !is_bsn(good), "{good}");
        }
        for bad in ["111222333", "101222332", "10122233", "201222331", ""] {
            assert!(!is_education_number(bad), "{bad}");
        }
        let passing = (100_000_000u32..100_011_000).filter(|n| is_education_number(&n.to_string())).count();
        assert_eq!(passing, 1000);
        assert!(is_kvk("12345678") && is_kvk("01234567") && !is_kvk("1234567") && !is_kvk("1234567a"));
        assert!(is_branch_number("000012345678") && !is_branch_number("00001234567"));
        for good in ["01", "8411", "84.11", "84111", "84.11.1", "842"] {
            assert!(is_sbi(good), "{good}");
        }
        for bad in ["", "1", "00", "0011", "841111", "84.", "8.411", "A841", "84,11"] {
            assert!(!is_sbi(bad), "{bad}");
        }
    }

    #[test]
    fn a_numbers_are_rare() {
        let all = (1_010_101_010u64..1_010_401_010).filter(|n| is_a_number(&n.to_string())).count();
        assert!((500..3000).contains(&all), "{all} of 300,000 pass");
        // The digits add up to 11, digit times 2^position to 3157 = 287 * 11.
        assert!(is_a_number("1010101025"));
        for bad in ["0123456789", "1123456789", "101010102", "10101010255", "1010101o25"] {
            assert!(!is_a_number(bad), "{bad}");
        }
    }

    #[test]
    fn areas_without_letters() {
        assert_eq!(bare_area_code("0363"), Some(("GM0363".to_owned(), false)));
        assert_eq!(bare_area_code("363"), Some(("GM0363".to_owned(), true)));
        assert_eq!(bare_area_code("36301"), Some(("WK036301".to_owned(), true)));
        assert_eq!(bare_area_code("03630102"), Some(("BU03630102".to_owned(), false)));
        for bad in ["", "36", "036301020", "GM0363", "3 63", "2611", "0000"] {
            assert_eq!(bare_area_code(bad), None, "{bad}");
        }
    }

    #[test]
    fn keys_codes_and_places() {
        for good in [
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            "{0F8FAD5B-D9CB-469F-A165-70867728950E}",
            "d41d8cd98f00b204e9800998ecf8427e",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        ] {
            assert!(is_machine_key(good), "{good}");
        }
        for bad in
            ["", "0f8fad5b", "0f8fad5bd9cb-469f-a165-7086772-8950e", "z41d8cd98f00b204e9800998ecf8427e"]
        {
            assert!(!is_machine_key(bad), "{bad}");
        }
        assert!(is_diagnosis_code("F32.1") && is_diagnosis_code("E11.65"));
        for bad in ["F32", "A12", "1.2.3", "F32.", "f32.1", "V1.2.3"] {
            assert!(!is_diagnosis_code(bad), "{bad}");
        }
        assert!(is_coordinate("52.377956") && is_coordinate("4,897070"));
        assert!(!is_coordinate("52.37") && !is_coordinate("12.345678") && !is_coordinate("52"));
    }
}
