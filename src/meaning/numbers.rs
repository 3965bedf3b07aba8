//! Numbers as offices write them: which sign is the decimal one is decided over the column, never per cell.

/// How a column writes its numbers; one for the whole column, never per cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberStyle {
    /// `1.234,56`
    Comma,
    /// `1,234.56`
    Point,
}

/// What the cells of a column say about the way its numbers are written; in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NumberEvidence {
    /// Cells that can only have a decimal comma.
    pub(crate) comma: u64,
    /// Cells that can only have a decimal point.
    pub(crate) point: u64,
    /// Cells such as `1.234` and `1,234`: thousands or decimals.
    pub(crate) open: u64,
}

impl NumberEvidence {
    /// Counts a value that `count` cells hold.
    pub(crate) fn look(&mut self, value: &str, count: u32) {
        let count = u64::from(count);
        let many = |sign: char| value.matches(sign).nth(1).is_some();
        *match (value.rfind(','), value.rfind('.')) {
            (Some(c), Some(p)) if c > p => &mut self.comma,
            (Some(_), Some(_)) => &mut self.point,
            (Some(c), None) if decimals(value, c) => &mut self.comma,
            (None, Some(p)) if decimals(value, p) => &mut self.point,
            // What stands there twice is between thousands.
            (Some(_), None) if many(',') => &mut self.point,
            (None, Some(_)) if many('.') => &mut self.comma,
            (None, None) => return,
            _ => &mut self.open,
        } += count;
    }

    /// Forgets what fewer cells than these say.
    pub(crate) fn settle(&mut self, least: u64) {
        for cells in [&mut self.comma, &mut self.point, &mut self.open] {
            *cells = if *cells < least { 0 } else { *cells };
        }
    }

    /// The style these cells ask for. Undecided columns (`1.234` alone) are read as Dutch.
    pub(crate) fn style(&self) -> NumberStyle {
        if self.point > self.comma {
            NumberStyle::Point
        } else {
            NumberStyle::Comma
        }
    }

    /// Whether nothing tells thousands from decimals, although there are signs in the numbers.
    pub(crate) fn undecided(&self) -> bool {
        self.open > 0 && self.comma == 0 && self.point == 0
    }

    /// Whether some cells have a decimal comma and others a decimal point.
    pub(crate) fn mixed(&self) -> bool {
        self.comma > 0 && self.point > 0
    }
}

impl NumberStyle {
    /// The style of a column. `values`: each distinct value with its number of cells.
    pub(crate) fn of<'a>(values: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut evidence = NumberEvidence::default();
        for (value, count) in values {
            evidence.look(value, count);
        }
        evidence.style()
    }
}

/// Whether what follows a separator can only be decimals: one separator, not three digits after it,
/// or nothing but a zero or more than three digits before it.
fn decimals(value: &str, at: usize) -> bool {
    let separator = value.as_bytes()[at];
    let once = value.bytes().filter(|&byte| byte == separator).count() == 1;
    let after = value[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let before = || value[..at].bytes().filter(u8::is_ascii_digit);
    once && (after != 3 || before().count() > 3 || before().eq([b'0']))
}

/// A number in a style: thousands in threes, currency sign, per cent sign, a minus on either
/// side, brackets for a minus, `,-` for whole euros.
pub(crate) fn number(value: &str, style: NumberStyle) -> Option<f64> {
    let mut rest = value.trim();
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, rest) = (true, inner);
    }
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
    let unsigned = rest.strip_prefix(['-', '−']).or_else(|| rest.strip_suffix('-'));
    if let Some(unsigned) = unsigned.filter(|_| !negative) {
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
        assert_eq!(comma("(1.234,56)"), Some(-1234.56));
        assert_eq!(comma("−3,5"), Some(-3.5));
        assert_eq!(comma("€ -12"), Some(-12.0));
        assert_eq!(comma("-€ 12,50"), Some(-12.5));
        assert_eq!(comma("\u{a0}€\u{a0}1.250 "), Some(1250.0));
        assert_eq!(comma("12,50 EUR"), Some(12.5));
        assert_eq!(comma("12 %"), Some(12.0));
        assert_eq!(comma("1 234 567"), Some(1_234_567.0));
        assert_eq!(comma("1,00E+11"), Some(1e11));
        for bad in [
            "",
            "-",
            ",",
            "1.23,4",
            "1.2345",
            "12.34.567",
            "abc",
            "1,2,3",
            "e5",
            "1e",
            "4 a",
            "(-3)",
            "(",
            "--3",
        ] {
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
        assert_eq!(of(&["1,234,567", "1,234"]), NumberStyle::Point);
        let evidence = |values: &[&'static str]| {
            let mut evidence = NumberEvidence::default();
            values.iter().for_each(|value| evidence.look(value, 2));
            evidence
        };
        assert!(evidence(&["1.234", "12", "1.500"]).undecided());
        assert!(!evidence(&["1.234", "12,5"]).undecided() && !evidence(&["1", "2"]).undecided());
        assert!(evidence(&["1.234,56", "1,234.56"]).mixed() && !evidence(&["1.234,56", "2.500"]).mixed());
    }

    proptest! {
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
