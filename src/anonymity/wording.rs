//! Numbers in words, in both languages.

use crate::text::Text;

/// A number with thousands separators and as many decimals as it needs (at most six).
pub(crate) fn number(value: f64) -> Text {
    let rounded = (value * 1e6).round() / 1e6;
    let plain = format!("{}", rounded.abs());
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let sign = if rounded < 0.0 { "-" } else { "" };
    let shape = |thousands: char, point: char| {
        let mut text = sign.to_owned();
        for (i, digit) in whole.chars().enumerate() {
            // "1200" is easier to read than "1.200", but bands mix both; so from four digits on.
            if i > 0 && (whole.len() - i) % 3 == 0 {
                text.push(thousands);
            }
            text.push(digit);
        }
        if !decimals.is_empty() {
            text.push(point);
            text.push_str(decimals);
        }
        text
    };
    Text::new(shape('.', ','), shape(',', '.'))
}

/// A whole count.
pub(crate) fn count(value: f64) -> Text {
    number(value.round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_their_own_marks() {
        assert_eq!(number(12960.0), Text::new("12.960", "12,960"));
        assert_eq!(number(-1234.5), Text::new("-1.234,5", "-1,234.5"));
        assert_eq!(number(0.25), Text::new("0,25", "0.25"));
        assert_eq!(count(999.0), Text::new("999", "999"));
        assert_eq!(number(-0.0), Text::new("0", "0"));
    }
}
