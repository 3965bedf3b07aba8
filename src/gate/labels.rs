//! How bands are worded. Numbers in both languages; never a text carried by fewer than k people.

use crate::text::Text;

/// A number as Dutch writes it: 1.234,5.
pub(super) fn nl(value: f64) -> String {
    grouped(value, '.', ',')
}

/// A number as English writes it: 1,234.5.
pub(super) fn en(value: f64) -> String {
    grouped(value, ',', '.')
}

fn grouped(value: f64, group: char, decimal: char) -> String {
    let plain = format!("{:.6}", value.abs());
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let part = part.trim_end_matches('0');
    let mut text = String::new();
    if value < 0.0 && (whole != "0" || !part.is_empty()) {
        text.push('-');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(group);
        }
        text.push(digit);
    }
    if !part.is_empty() {
        text.push(decimal);
        text.push_str(part);
    }
    text
}

/// The band from `from` (inclusive) to `to` (exclusive) of numbers; whole numbers are worded up to and including in English.
pub(super) fn numbers(from: Option<f64>, to: Option<f64>, whole: bool) -> Text {
    match (from, to) {
        (Some(from), Some(to)) if whole && to - from == 1.0 => Text::new(nl(from), en(from)),
        (Some(from), Some(to)) if whole => {
            Text::new(format!("{} tot {}", nl(from), nl(to)), format!("{} to {}", en(from), en(to - 1.0)))
        }
        (Some(from), Some(to)) => {
            Text::new(format!("{} tot {}", nl(from), nl(to)), format!("{} to under {}", en(from), en(to)))
        }
        (Some(from), None) => Text::new(format!("{} of meer", nl(from)), format!("{} or more", en(from))),
        (None, Some(to)) => Text::new(format!("minder dan {}", nl(to)), format!("under {}", en(to))),
        (None, None) => all(),
    }
}

/// The band of whole years from `from` (inclusive) to `to` (exclusive).
pub(super) fn years(from: Option<i32>, to: Option<i32>) -> Text {
    match (from, to) {
        (Some(from), Some(to)) if to - from == 1 => Text::new(from.to_string(), from.to_string()),
        (Some(from), Some(to)) => {
            Text::new(format!("{from} tot en met {}", to - 1), format!("{from} to {}", to - 1))
        }
        (Some(from), None) => Text::new(format!("{from} of later"), format!("{from} or later")),
        (None, Some(to)) => Text::new(format!("vóór {to}"), format!("before {to}")),
        (None, None) => all(),
    }
}

/// Two bands as one.
pub(super) fn either(one: &Text, other: &Text) -> Text {
    Text::new(format!("{} of {}", one.nl, other.nl), format!("{} or {}", one.en, other.en))
}

/// One band that holds every known value.
pub(super) fn all() -> Text {
    Text::new("bekend", "known")
}

/// The values that too few people carry to be named.
pub(super) fn other() -> Text {
    Text::new("overig", "other")
}

/// No value.
pub(super) fn unknown() -> Text {
    Text::new("onbekend", "unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!((nl(1234567.5), en(1234567.5)), ("1.234.567,5".into(), "1,234,567.5".into()));
        assert_eq!((nl(-0.02), nl(0.0), nl(-200.0)), ("-0,02".into(), "0".into(), "-200".into()));
        assert_eq!(numbers(Some(18.0), Some(30.0), true), Text::new("18 tot 30", "18 to 29"));
        assert_eq!(
            numbers(Some(2000.0), Some(3000.0), false),
            Text::new("2.000 tot 3.000", "2,000 to under 3,000")
        );
        assert_eq!(years(Some(2019), Some(2022)), Text::new("2019 tot en met 2021", "2019 to 2021"));
    }
}
