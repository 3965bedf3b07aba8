//! From the text of a cell to a value under a meaning: numbers, dates, postcodes, categories.

use super::{identifiers, Meaning};

/// How a column writes its numbers; one for the whole column, never per cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberStyle {
    /// `1.234,56`
    Comma,
    /// `1,234.56`
    Point,
}

/// A value under a meaning.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Typed {
    /// A finite number.
    Number(f64),
    /// A text, date (`jjjj-mm-dd`, unknown parts `00`) or code in its normal form.
    Text(String),
    /// A way of saying that there is no value, under this meaning.
    Missing,
    /// Not a value of this meaning.
    Unreadable,
}

impl NumberStyle {
    /// The style of a column, by the cells that can only be read one way. Undecided columns
    /// (`1.234` alone) are read as Dutch. `values`: each distinct value with its number of cells.
    pub(crate) fn of<'a>(values: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let (mut comma, mut point) = (0u64, 0u64);
        for (value, count) in values {
            match (value.rfind(','), value.rfind('.')) {
                (Some(c), Some(p)) if c > p => comma += u64::from(count),
                (Some(_), Some(_)) => point += u64::from(count),
                (Some(c), None) if decimals(value, c) => comma += u64::from(count),
                (None, Some(p)) if decimals(value, p) => point += u64::from(count),
                _ => {}
            }
        }
        if point > comma {
            Self::Point
        } else {
            Self::Comma
        }
    }
}

/// Whether what follows a separator can only be decimals: one separator, not three digits after it,
/// or nothing but a zero or more than three digits before it.
fn decimals(value: &str, at: usize) -> bool {
    let separator = value.as_bytes()[at];
    let once = value.bytes().filter(|&byte| byte == separator).count() == 1;
    let after = value[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let before: Vec<u8> = value[..at].bytes().filter(u8::is_ascii_digit).collect();
    once && (after != 3 || before == [b'0'] || before.len() > 3)
}

/// A number in a style: thousands in threes, currency sign, per cent sign, a minus on either side, `,-` for whole euros.
pub(crate) fn number(value: &str, style: NumberStyle) -> Option<f64> {
    let mut rest = value.trim();
    for sign in ["€", "EUR", "eur", "euro", "%"] {
        rest = rest.strip_prefix(sign).unwrap_or(rest);
        rest = rest.strip_suffix(sign).unwrap_or(rest).trim();
    }
    let (decimal, thousand) = match style {
        NumberStyle::Comma => (b',', b'.'),
        NumberStyle::Point => (b'.', b','),
    };
    let bytes = rest.as_bytes();
    if let [body @ .., d, b'-'] = bytes {
        if *d == decimal {
            rest = &rest[..body.len()];
        }
    }
    let mut negative = false;
    if let Some(unsigned) = rest.strip_prefix('-').or_else(|| rest.strip_suffix('-')) {
        negative = true;
        rest = unsigned.trim();
    }
    rest = rest.strip_prefix('+').unwrap_or(rest);
    rest = rest.strip_prefix('€').unwrap_or(rest).trim();
    let mut plain = [0u8; 40];
    let mut length = 0;
    let mut group: Option<usize> = None; // digits since the last thousands separator
    let mut seen_decimal = false;
    let mut digits = 0;
    let mut exponent = false;
    let mut previous = 0u8;
    for &byte in rest.as_bytes() {
        let put = if byte.is_ascii_digit() {
            digits += 1;
            if !seen_decimal {
                group = group.map(|n| n + 1);
            }
            byte
        } else if byte == decimal && !seen_decimal && !exponent {
            if group.is_some_and(|n| n != 3) {
                return None;
            }
            seen_decimal = true;
            b'.'
        } else if (byte == thousand || byte == b' ') && !seen_decimal && !exponent {
            if digits == 0 || (group.is_none() && digits > 3) || group.is_some_and(|n| n != 3) {
                return None;
            }
            group = Some(0);
            previous = byte;
            continue;
        } else if matches!(byte, b'e' | b'E') && digits > 0 && !exponent {
            exponent = true;
            byte
        } else if matches!(byte, b'+' | b'-') && exponent && matches!(previous, b'e' | b'E') {
            byte
        } else {
            return None;
        };
        *plain.get_mut(length)? = put;
        length += 1;
        previous = byte;
    }
    if digits == 0 || (!seen_decimal && group.is_some_and(|n| n != 3)) {
        return None;
    }
    let parsed: f64 = std::str::from_utf8(&plain[..length]).ok()?.parse().ok()?;
    if !parsed.is_finite() {
        return None;
    }
    Some(if negative && parsed != 0.0 { -parsed } else { parsed })
}

/// A date as `jjjj-mm-dd` from `dd-mm-jjjj` (also with `/` or `.`), ISO (a time after it is let go) or
/// `jjjjmmdd`; unknown month or day stays `00`, never 1 January. An unknown year gives an empty text.
pub(crate) fn date(value: &str) -> Option<String> {
    let value = value.trim();
    let value = match value.find(['T', ' ']) {
        Some(at)
            if value[at + 1..]
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'Z' | b'+' | b'-')) =>
        {
            &value[..at]
        }
        _ => value,
    };
    let (year, month, day) = if value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        (&value[..4], &value[4..6], &value[6..])
    } else {
        let separator = value.bytes().find(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
        let mut parts = value.split(char::from(separator));
        let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || !(1..=2).contains(&b.len()) {
            return None;
        }
        match (a.len(), c.len()) {
            (4, 1..=2) => (a, b, c),
            (1..=2, 4) => (c, b, a),
            _ => return None,
        }
    };
    let part =
        |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
    let (year, month, day) = (part(year)?, part(month)?, part(day)?);
    if year == 0 && month == 0 && day == 0 {
        return Some(String::new());
    }
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        0 => 0,
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1800..=2199).contains(&year) || day > days {
        return None;
    }
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// A category in the form in which two spellings are compared: trimmed, lower case, single spaces.
pub(crate) fn folded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for word in value.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// Reads the cells of one column under a meaning.
pub(crate) struct Reader {
    kind: Kind,
    style: NumberStyle,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Date,
    Postcode,
    Text,
}

/// Share of the distinct filled values that must be readable, or the column is read as text.
const READABLE: f64 = 0.95;

impl Reader {
    /// A reader for a column: `values` holds each distinct value with its number of cells. When fewer
    /// than 95 % of the distinct values can be read under the meaning the column is read as text.
    pub(crate) fn new<'a>(meaning: Meaning, values: impl Iterator<Item = (&'a str, u32)> + Clone) -> Self {
        let kind = match meaning {
            meaning if meaning.is_numeric() => Kind::Number,
            Meaning::BirthDate | Meaning::Date => Kind::Date,
            Meaning::Postcode => Kind::Postcode,
            _ => Kind::Text,
        };
        let style = match kind {
            Kind::Number => NumberStyle::of(values.clone()),
            _ => NumberStyle::Comma,
        };
        let mut reader = Self { kind, style };
        if kind != Kind::Text {
            let (mut all, mut good) = (0u32, 0u32);
            for (value, _) in values {
                all += 1;
                good += u32::from(reader.read(value) != Typed::Unreadable);
            }
            if f64::from(good) < READABLE * f64::from(all) {
                reader.kind = Kind::Text;
            }
        }
        reader
    }

    /// A reader that takes every value as the text it is.
    pub(crate) fn texts() -> Self {
        Self { kind: Kind::Text, style: NumberStyle::Comma }
    }

    /// Whether the values are numbers.
    pub(crate) fn numbers(&self) -> bool {
        self.kind == Kind::Number
    }

    /// Whether equal values are those that are equal after case folding.
    pub(crate) fn folds_case(&self) -> bool {
        self.kind == Kind::Text
    }

    /// A trimmed cell that is not missing, as a value.
    pub(crate) fn read(&self, value: &str) -> Typed {
        match self.kind {
            Kind::Number => number(value, self.style).map_or(Typed::Unreadable, Typed::Number),
            Kind::Postcode => identifiers::postcode(value).map_or(Typed::Unreadable, Typed::Text),
            Kind::Date => match date(value) {
                Some(text) if text.is_empty() => Typed::Missing,
                Some(text) => Typed::Text(text),
                None if identifiers::is_digits(value, 4) && ("1800".."2200").contains(&value) => {
                    Typed::Text(format!("{value}-00-00"))
                }
                None => Typed::Unreadable,
            },
            Kind::Text => Typed::Text(value.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dutch_numbers() {
        let comma = |text| number(text, NumberStyle::Comma);
        assert_eq!(comma("1.234,56"), Some(1234.56));
        assert_eq!(comma("0.876,67"), Some(876.67));
        assert_eq!(comma("€ 1.250,-"), Some(1250.0));
        assert_eq!(comma("-3,5"), Some(-3.5));
        assert_eq!(comma("3,5-"), Some(-3.5));
        assert_eq!(comma("12 %"), Some(12.0));
        assert_eq!(comma("1 234 567"), Some(1_234_567.0));
        assert_eq!(comma("1,00E+11"), Some(1e11));
        for bad in ["", "-", ",", "1.23,4", "1.2345", "12.34.567", "abc", "1,2,3", "e5", "1e", "4 a"] {
            assert_eq!(comma(bad), None, "{bad:?}");
        }
        assert_eq!(number("1,234.56", NumberStyle::Point), Some(1234.56));
        assert_eq!(number("0.7", NumberStyle::Point), Some(0.7));
    }

    #[test]
    fn a_column_has_one_style() {
        let of = |values: &[&'static str]| NumberStyle::of(values.iter().map(|&value| (value, 1)));
        assert_eq!(of(&["1.234", "2.500"]), NumberStyle::Comma);
        assert_eq!(of(&["1.234", "2.5"]), NumberStyle::Point);
        assert_eq!(of(&["1.234,50", "2.500"]), NumberStyle::Comma);
        assert_eq!(of(&["0.125", "0.250"]), NumberStyle::Point);
        assert_eq!(of(&["1,5", "12"]), NumberStyle::Comma);
    }

    #[test]
    fn dates() {
        for (given, wanted) in [
            ("26-08-1943", "1943-08-26"),
            ("1-2-1990", "1990-02-01"),
            ("1990/02/01", "1990-02-01"),
            ("2024-02-29T10:30:00Z", "2024-02-29"),
            ("29-02-2024 10:30", "2024-02-29"),
            ("19800000", "1980-00-00"),
            ("19800500", "1980-05-00"),
            ("00-00-1980", "1980-00-00"),
            ("00000000", ""),
        ] {
            assert_eq!(date(given).as_deref(), Some(wanted), "{given}");
        }
        for bad in [
            "31-04-1990",
            "29-02-2023",
            "1990-13-01",
            "26-08-43",
            "12345678",
            "aa-bb-cccc",
            "19800030",
            "1-2",
        ] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_column_that_is_not_what_its_name_says_is_read_as_text() {
        let values = ["18-30", "31-65", "66+"];
        let reader = Reader::new(Meaning::Age, values.iter().map(|&value| (value, 5)));
        assert!(!reader.numbers());
        assert_eq!(reader.read("18-30"), Typed::Text("18-30".to_owned()));
    }

    proptest! {
        /// Whatever a cell holds, reading it ends in a value or a no; a normal form is its own normal form.
        #[test]
        fn any_cell_can_be_read(cell in "\\PC{0,24}|[-0-9.,/ €%TEe+é]{0,16}") {
            for style in [NumberStyle::Comma, NumberStyle::Point] {
                prop_assert!(number(&cell, style).is_none_or(f64::is_finite));
            }
            if let Some(date_text) = date(&cell).filter(|text| !text.is_empty()) {
                prop_assert_eq!(date(&date_text), Some(date_text));
            }
            if let Some(code) = identifiers::postcode(&cell) {
                prop_assert_eq!(identifiers::postcode(&code), Some(code));
            }
            if let Some(phone) = identifiers::phone(&cell) {
                prop_assert_eq!(identifiers::phone(&phone), Some(phone));
            }
            prop_assert_eq!(folded(&folded(&cell)), folded(&cell));
            let _ = NumberStyle::of([(cell.as_str(), 1)].into_iter());
            let _ = (identifiers::is_iban(&cell), identifiers::is_licence_plate(&cell), identifiers::is_email(&cell));
            let _ = (identifiers::is_area_code(&cell), identifiers::is_bag_id(&cell), identifiers::is_scientific(&cell));
            let _ = (super::super::vocabulary::look_up(&cell).known, super::super::shapes::shape_of(&cell));
        }

        /// A number written the Dutch way is read back.
        #[test]
        fn dutch_numbers_come_back(whole in 0u32..1_000_000_000, cents in 0u32..100, grouped: bool, negative: bool) {
            let digits = whole.to_string();
            let text: String = digits.chars().enumerate().flat_map(|(at, digit)| {
                let dot = grouped && at > 0 && (digits.len() - at) % 3 == 0;
                dot.then_some('.').into_iter().chain([digit])
            }).collect();
            let sign = if negative { "-" } else { "" };
            let value: f64 = format!("{whole}.{cents:02}").parse().unwrap();
            let read = number(&format!("{sign}{text},{cents:02}"), NumberStyle::Comma);
            prop_assert_eq!(read, Some(if negative && value != 0.0 { -value } else { value }));
        }
    }
}
