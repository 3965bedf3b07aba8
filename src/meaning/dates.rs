//! Dates as offices write them. What is day and what is month is decided over the column, never per cell.
//!
//! Understood: `dd-mm-jjjj`, `d/m/jjjj`, `dd.mm.jjjj`, ISO with or without a time, `jjjjmmdd` (and a time of six digits
//! after it), `d mmm jjjj` and `mmm d, jjjj` with Dutch and English month names, year and month alone, and the
//! BRP's partly unknown dates in all of these (`19800000`, `00-00-1980`, `1980-00-00`). Two-digit years only where
//! the column shows that they are years.

/// Two-digit years under this belong to this century, the others to the one before.
const PIVOT: u32 = 30;

/// How a column writes its dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DateStyle {
    /// `mm-dd-jjjj` instead of `dd-mm-jjjj`.
    pub(crate) month_first: bool,
    /// Years of two digits are read.
    pub(crate) short_years: bool,
}

/// What the cells of a column say about the way its dates are written; in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DateEvidence {
    /// Cells of which the first number cannot be a month.
    pub(crate) day_first: u64,
    /// Cells of which the second number cannot be a month.
    pub(crate) month_first: u64,
    /// Cells that can be read both ways, with another outcome.
    pub(crate) either: u64,
    /// Cells with a year of two digits, and of those the ones in which it can be nothing but a year.
    pub(crate) short: u64,
    pub(crate) short_sure: u64,
    /// Cells with a year of four digits.
    pub(crate) long: u64,
    /// Cells with an unknown day or month.
    pub(crate) partial: u64,
}

/// A date before the column has decided.
enum Parts {
    /// Year, month and day are told apart by their form.
    Sure { year: u32, month: u32, day: u32, short: bool },
    /// Two numbers and a year behind them.
    Open { first: u32, second: u32, year: u32, short: bool },
}

impl DateEvidence {
    /// Counts a value that `count` cells hold.
    pub(crate) fn look(&mut self, value: &str, count: u32) {
        let count = u64::from(count);
        let short = match parts(value) {
            None => return,
            Some(Parts::Sure { month, day, short, .. }) => {
                self.partial += if month == 0 || day == 0 { count } else { 0 };
                short
            }
            Some(Parts::Open { first, second, year, short }) => {
                match (first > 12, second > 12) {
                    (true, false) if first <= 31 => self.day_first += count,
                    (false, true) if second <= 31 => self.month_first += count,
                    (false, false) if first == 0 || second == 0 => self.partial += count,
                    (false, false) if first != second => self.either += count,
                    (false, false) => {}
                    _ => return,
                }
                self.short_sure += if short && year > 31 { count } else { 0 };
                short
            }
        };
        *(if short { &mut self.short } else { &mut self.long }) += count;
    }

    /// Forgets what fewer cells than these say.
    pub(crate) fn settle(&mut self, least: u64) {
        let Self { day_first, month_first, either, short, short_sure, long, partial } = self;
        for cells in [day_first, month_first, either, short, short_sure, long, partial] {
            *cells = if *cells < least { 0 } else { *cells };
        }
    }

    /// The style these cells ask for. Undecided columns are read as Dutch: the day first.
    pub(crate) fn style(&self) -> DateStyle {
        DateStyle { month_first: self.month_first > self.day_first, short_years: self.short > self.long }
    }

    /// Whether days and months could as well be the other way round.
    pub(crate) fn undecided(&self) -> bool {
        self.either > 0 && self.day_first == 0 && self.month_first == 0
    }

    /// Whether some cells have the day first and others the month.
    pub(crate) fn mixed(&self) -> bool {
        self.day_first > 0 && self.month_first > 0
    }
}

impl DateStyle {
    /// The style of a column: each distinct value with its number of cells.
    pub(crate) fn of<'a>(values: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut evidence = DateEvidence::default();
        for (value, count) in values {
            evidence.look(value, count);
        }
        evidence.style()
    }

    /// A date as `jjjj-mm-dd`; an unknown month or day stays `00`, never 1 January. An empty text says that the cell
    /// holds no date on purpose: all zeros, and the year 1 or 9999 of systems that must have one.
    pub(crate) fn read(self, value: &str) -> Option<String> {
        let (year, month, day, short) = match parts(value)? {
            Parts::Sure { year, month, day, short } => (year, month, day, short),
            Parts::Open { first, second, year, short } if self.month_first => (year, first, second, short),
            Parts::Open { first, second, year, short } => (year, second, first, short),
        };
        let year = match (short, self.short_years) {
            (false, _) => year,
            (true, true) => year + if year < PIVOT { 2000 } else { 1900 },
            (true, false) => return None,
        };
        if (year, month, day) == (0, 0, 0) {
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
        if day > days {
            return None;
        }
        if !short && matches!(year, 1 | 9999) {
            return Some(String::new());
        }
        (1800..=2199).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
    }
}

/// A date in a column of which nothing is known: the day first, years of four digits.
pub(crate) fn date(value: &str) -> Option<String> {
    DateStyle::default().read(value)
}

fn number(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    (lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.bytes().fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0')))
}

/// The value without a time of day behind it; `None` when what is behind it is no time.
fn without_time(value: &str) -> Option<&str> {
    let colon = match value.find(':') {
        None => return Some(value.strip_suffix('Z').unwrap_or(value)),
        Some(colon) => colon,
    };
    let start = value[..colon].rfind(['T', ' '])?;
    let time = &value[start + 1..];
    let plain = |byte: u8| {
        byte.is_ascii_digit()
            || matches!(
                byte,
                b':' | b'.'
                    | b','
                    | b'Z'
                    | b'+'
                    | b'-'
                    | b' '
                    | b'A'
                    | b'P'
                    | b'M'
                    | b'a'
                    | b'p'
                    | b'm'
                    | b'u'
                    | b'r'
            )
    };
    let digits = time.bytes().take_while(u8::is_ascii_digit).count();
    (matches!(digits, 1 | 2) && time.bytes().all(plain)).then(|| value[..start].trim_end())
}

/// What a date consists of.
fn parts(value: &str) -> Option<Parts> {
    let value = value.trim();
    if !(6..=40).contains(&value.len()) || !value.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = without_time(value)?;
    let bytes = value.as_bytes();
    if matches!(bytes.len(), 8 | 14) && bytes.iter().all(u8::is_ascii_digit) {
        let time = bytes.len() == 8 || (&value[8..10] < "24" && &value[10..12] < "60" && &value[12..] < "61");
        let (year, month, day) =
            (number(&value[..4], 4..=4)?, number(&value[4..6], 2..=2)?, number(&value[6..8], 2..=2)?);
        return time.then_some(Parts::Sure { year, month, day, short: false });
    }
    let separators = |ch: char| matches!(ch, '-' | '/' | '.' | ' ' | ',');
    let mut tokens = value.split(separators).filter(|token| !token.is_empty());
    let (a, b, c) = (tokens.next()?, tokens.next()?, tokens.next());
    if tokens.next().is_some() {
        return None;
    }
    let named =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphabetic()).then(|| month(name)).flatten();
    let Some(c) = c else {
        // Year and month alone.
        let (year, month) = match (number(a, 4..=4), number(b, 4..=4)) {
            (Some(year), None) => (year, number(b, 2..=2).or_else(|| named(b))?),
            (None, Some(year)) => (year, number(a, 2..=2).or_else(|| named(a))?),
            _ => return None,
        };
        return (month <= 12).then_some(Parts::Sure { year, month, day: 0, short: false });
    };
    let year_of = |text: &str| match text.len() {
        4 => number(text, 4..=4).map(|year| (year, false)),
        _ => number(text, 2..=2).map(|year| (year, true)),
    };
    if let Some(month) = named(b) {
        if let (Some(year), Some(day)) = (number(a, 4..=4), number(c, 1..=2)) {
            return Some(Parts::Sure { year, month, day, short: false });
        }
        let ((year, short), day) = (year_of(c)?, number(a, 1..=2)?);
        return Some(Parts::Sure { year, month, day, short });
    }
    if let Some(month) = named(a) {
        let (day, year) = (number(b, 1..=2)?, number(c, 4..=4)?);
        return Some(Parts::Sure { year, month, day, short: false });
    }
    // Numbers alone: one kind of sign between them, once each.
    let sign = value.bytes().find(|byte| separators(char::from(*byte)))?;
    if value.len() != a.len() + b.len() + c.len() + 2
        || value.bytes().filter(|&byte| byte == sign).count() != 2
        || sign == b','
    {
        return None;
    }
    if let Some(year) = number(a, 4..=4) {
        let (month, day) = (number(b, 1..=2)?, number(c, 1..=2)?);
        return Some(Parts::Sure { year, month, day, short: false });
    }
    let (first, second) = (number(a, 1..=2)?, number(b, 1..=2)?);
    let (year, short) = year_of(c)?;
    Some(Parts::Open { first, second, year, short })
}

/// The month of a Dutch or English name, in full or from its first three letters on.
fn month(name: &str) -> Option<u32> {
    const NAMES: [[&str; 2]; 12] = [
        ["januari", "january"],
        ["februari", "february"],
        ["maart", "march"],
        ["april", "april"],
        ["mei", "may"],
        ["juni", "june"],
        ["juli", "july"],
        ["augustus", "august"],
        ["september", "september"],
        ["oktober", "october"],
        ["november", "november"],
        ["december", "december"],
    ];
    let begins = |full: &str| full.len() >= name.len() && full[..name.len()].eq_ignore_ascii_case(name);
    if name.eq_ignore_ascii_case("mrt") {
        return Some(3);
    }
    let at = NAMES.iter().position(|names| name.len() >= 3 && names.iter().any(|full| begins(full)))?;
    Some(at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates() {
        for (given, wanted) in [
            ("26-08-1943", "1943-08-26"),
            ("1-2-1990", "1990-02-01"),
            ("1/2/1990", "1990-02-01"),
            ("01.02.1990", "1990-02-01"),
            ("1990/02/01", "1990-02-01"),
            ("2024-02-29T10:30:00Z", "2024-02-29"),
            ("2024-02-29T10:30:00+01:00", "2024-02-29"),
            ("2024-02-29 10:30:00.000", "2024-02-29"),
            ("29-02-2024 10:30", "2024-02-29"),
            ("29-02-2024 1:30 PM", "2024-02-29"),
            ("20240229103000", "2024-02-29"),
            ("19431231", "1943-12-31"),
            ("1 januari 1980", "1980-01-01"),
            ("01-jan-1980", "1980-01-01"),
            ("3 mrt 1980", "1980-03-03"),
            ("3 maa. 1980", "1980-03-03"),
            ("5-mei-1980", "1980-05-05"),
            ("5 May 1980", "1980-05-05"),
            ("31 okt. 1980", "1980-10-31"),
            ("31 Oct 1980 23:59", "1980-10-31"),
            ("January 5, 2020", "2020-01-05"),
            ("1980-sep-30", "1980-09-30"),
            ("1980-05", "1980-05-00"),
            ("05-1980", "1980-05-00"),
            ("mei 1980", "1980-05-00"),
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
            "12-13-1990",
            "1-2/1990",
            "1 foo 1990",
            "ja 1990",
            "20240229250000",
            "1.2.3",
            "10:30",
            "00-15-1980",
            "1990-02-01 straat: 3",
            "2024-02-29T",
            "12345-01-01",
            "1799-01-01",
            "1,2,1990",
            "1--2-1990",
        ] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn partly_unknown_dates_in_every_spelling() {
        for given in
            ["19800000", "00-00-1980", "0-0-1980", "1980-00-00", "00/00/1980", "00.00.1980", "1980-00"]
        {
            assert_eq!(date(given).as_deref(), Some("1980-00-00"), "{given}");
        }
        for given in ["19800500", "00-05-1980", "1980-05-00", "00/05/1980"] {
            assert_eq!(date(given).as_deref(), Some("1980-05-00"), "{given}");
        }
        for given in ["00000000", "00-00-0000", "0000-00-00", "01-01-0001", "9999-12-31", "31-12-9999"] {
            assert_eq!(date(given).as_deref(), Some(""), "{given}");
        }
    }

    #[test]
    fn the_column_decides_what_is_day_and_what_is_month() {
        let of = |values: &[&str]| {
            let mut evidence = DateEvidence::default();
            values.iter().for_each(|value| evidence.look(value, 1));
            evidence
        };
        let dutch = of(&["01-02-1990", "25-02-1990"]);
        assert!(!dutch.style().month_first && !dutch.undecided() && !dutch.mixed());
        let american = of(&["01/02/1990", "02/25/1990"]);
        assert!(american.style().month_first && !american.undecided());
        assert_eq!(american.style().read("01/02/1990").as_deref(), Some("1990-01-02"));
        assert!(of(&["01-02-1990", "03-04-1991"]).undecided());
        assert!(!of(&["1990-02-01", "01-01-1991"]).undecided());
        assert!(of(&["25-02-1990", "02-25-1990"]).mixed());
        let short = of(&["25-02-90", "26-03-45"]);
        assert_eq!((short.short, short.short_sure), (2, 2));
        assert_eq!(short.style().read("25-02-90").as_deref(), Some("1990-02-25"));
        assert_eq!(short.style().read("25-02-29").as_deref(), Some("2029-02-25"));
        assert_eq!(short.style().read("5 mei 30").as_deref(), Some("1930-05-05"));
        assert_eq!(of(&["25-02-90", "26-03-1945", "26-03-1946"]).style().read("25-02-90"), None);
        assert_eq!(of(&["1.2.3", "4.5.6"]).short, 0, "versions are no dates");
    }

    proptest! {
        #[test]
        fn any_cell_can_be_read(cell in "\\PC{0,24}|[-0-9./: TZ]{0,20}|[0-9]{1,2} [a-z]{3} [0-9]{2,4}", month_first: bool, short_years: bool) {
            let style = DateStyle { month_first, short_years };
            if let Some(text) = style.read(&cell).filter(|text| !text.is_empty()) {
                // A normal form is its own normal form, in any style.
                prop_assert_eq!(style.read(&text), Some(text));
            }
        }

        #[test]
        fn every_day_comes_back(year in 1800u32..2200, month in 1u32..13, day in 1u32..29) {
            let wanted = format!("{year:04}-{month:02}-{day:02}");
            for text in [format!("{day}-{month}-{year}"), format!("{year}{month:02}{day:02}"), format!("{wanted}T00:00:00")] {
                prop_assert_eq!(date(&text), Some(wanted.clone()));
            }
        }
    }
}
