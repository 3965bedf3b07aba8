//! Numbers of a workbook as people read them: plain numbers, dates, times of day, durations.

use std::fmt::Write as _;

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A number.
    Number,
    /// Zeros alone: so many digits at least, as codes are written (`00000`).
    Digits(u8),
    /// A date, with the time of day when the format shows one.
    Date {
        /// Whether it shows the time.
        time: bool,
    },
    /// A time of day.
    Time,
    /// Hours beyond a day (`[h]:mm`).
    Elapsed,
}

impl Format {
    /// The built-in formats of the xlsx standard (ECMA-376, part 1, 18.8.30); others are [`Format::of_code`].
    pub(crate) fn built_in(id: u32) -> Self {
        match id {
            14..=17 | 27..=31 | 34..=36 | 50..=54 | 57 | 58 => Format::Date { time: false },
            22 => Format::Date { time: true },
            18..=21 | 32 | 33 | 45 | 47 | 55 | 56 => Format::Time,
            46 => Format::Elapsed,
            _ => Format::Number,
        }
    }

    /// A format by its code, such as `dd-mm-yyyy`. Only the first section (for positive numbers) counts.
    pub(crate) fn of_code(code: &str) -> Self {
        let (mut date, mut clock, mut month, mut elapsed, mut places) = (false, false, false, false, false);
        let mut zeros = 0u8;
        let mut only_zeros = true;
        let mut rest = code.chars();
        while let Some(character) = rest.next() {
            let lower = character.to_ascii_lowercase();
            only_zeros &= character == '0' || character == ';';
            match lower {
                ';' => break,
                '"' => while rest.next().is_some_and(|c| c != '"') {},
                '\\' | '_' | '*' => drop(rest.next()),
                '[' => {
                    let inside: String = rest.by_ref().take_while(|&c| c != ']').collect();
                    let unit = inside.to_ascii_lowercase();
                    elapsed |= !unit.is_empty()
                        && ["h", "m", "s"].iter().any(|u| unit.trim_matches(|c| u.contains(c)).is_empty());
                }
                // In Dutch a code may have been written as jjjj and uu.
                'y' | 'd' | 'j' => date = true,
                'h' | 's' | 'u' => clock = true,
                'm' => month = true,
                '0' => zeros = zeros.saturating_add(1),
                '#' | '?' | '@' => places = true,
                _ => {}
            }
        }
        if code.eq_ignore_ascii_case("general") || code.eq_ignore_ascii_case("standaard") || places {
            return Format::Number;
        }
        if elapsed {
            return Format::Elapsed;
        }
        // Zeros beside letters are fractions of a second.
        if zeros > 0 && !clock {
            return if only_zeros && zeros > 1 { Format::Digits(zeros) } else { Format::Number };
        }
        match (date || (month && !clock), clock) {
            (true, time) => Format::Date { time },
            (false, true) => Format::Time,
            (false, false) => Format::Number,
        }
    }
}

/// Writes a number as its cell shows it: a date as `jjjj-mm-dd`, with `Thh:mm:ss` where its format shows a time that is not
/// midnight; a time as `hh:mm:ss`; anything else by [`number`]. `from_1904`: the workbook counts days from 1904.
pub(crate) fn formatted(value: f64, format: Format, from_1904: bool, out: &mut String) {
    const DAY: f64 = 86_400.0;
    // Days from 1900 are counted up to 9999-12-31.
    let in_range = (0.0..2_958_466.0).contains(&value);
    let seconds = (value * DAY).round() as u64;
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    match format {
        Format::Digits(places) if (0.0..1e15).contains(&value) && value.fract() == 0.0 => {
            let _ = write!(out, "{:0width$}", value as u64, width = usize::from(places));
        }
        Format::Date { time } if in_range && (day > 0 || from_1904) => {
            date(day, from_1904, out);
            if time && second > 0 {
                out.push('T');
                clock(second, out);
            }
        }
        // A full moment under a format that shows the clock alone.
        Format::Time if in_range && day > 0 => {
            date(day, from_1904, out);
            out.push('T');
            clock(second, out);
        }
        Format::Time | Format::Date { .. } if in_range => clock(second, out),
        Format::Elapsed if in_range => clock(seconds, out),
        _ => number(value, out),
    }
}

/// Hours, minutes and seconds; the hours may be more than a day's.
fn clock(seconds: u64, out: &mut String) {
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/// The date of a day number. In the system of 1900 day 60 is 29 February 1900, which never was: the days before it are one
/// off, and it is written as the 28th.
fn date(day: u64, from_1904: bool, out: &mut String) {
    // Days since 1970-01-01.
    let days = match (from_1904, day) {
        (true, day) => day as i64 - 24_107,
        (false, day @ 0..60) => day as i64 - 25_568,
        (false, day) => day as i64 - 25_569,
    };
    // Howard Hinnant, "chrono-compatible low-level date algorithms": civil_from_days.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let _ = write!(out, "{year:04}-{month:02}-{of_month:02}");
}

/// Writes a number with a decimal point, without exponent or thousands separators, in the fewest digits that give the same
/// number. `1.234` would also be how Dutch writes a thousand: three decimals after one to three digits get a zero more.
pub(crate) fn number(value: f64, out: &mut String) {
    let start = out.len();
    // `+ 0.0` makes minus zero zero.
    let _ = write!(out, "{}", value + 0.0);
    let text = out[start..].trim_start_matches('-');
    if let Some((whole, decimals)) = text.split_once('.') {
        if decimals.len() == 3 && whole.len() <= 3 && whole != "0" {
            out.push('0');
        }
    }
}

/// Writes the number that a cell holds as text (`1`, `0.10000000000000001`, `1E+11`); false when it is none.
pub(crate) fn number_text(text: &str, format: Format, from_1904: bool, out: &mut String) -> bool {
    let text = text.trim();
    let whole = !text.is_empty() && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole && format == Format::Number && (text.len() == 1 || !text.starts_with('0')) {
        out.push_str(text);
        return true;
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => {
            formatted(value, format, from_1904, out);
            true
        }
        _ => false,
    }
}

/// Writes a date as XML writes it (`2024-02-29`, `2024-02-29T10:30:00.000`), without a time that is midnight and without
/// fractions of a second. What is no date is written as it is.
pub(crate) fn iso_date(text: &str, out: &mut String) {
    let text = text.trim();
    let Some((day, time)) = text.split_once('T') else {
        out.push_str(text);
        return;
    };
    let time = time.trim_end_matches('Z');
    let time = time.split_once('.').map_or(time, |(whole, _)| whole);
    out.push_str(day);
    if !time.bytes().all(|byte| matches!(byte, b'0' | b':')) {
        out.push('T');
        out.push_str(time);
    }
}

/// Writes a duration as OpenDocument writes it (`PT08H30M00S`) in hours, minutes and seconds; others as they are.
pub(crate) fn iso_duration(text: &str, out: &mut String) {
    let mut seconds = 0f64;
    let mut number = String::new();
    let (mut days, mut known) = (true, text.starts_with('P'));
    for character in text.chars().skip(1) {
        let unit = match (character, days) {
            ('0'..='9' | '.', _) => {
                number.push(character);
                continue;
            }
            ('T', _) => {
                days = false;
                continue;
            }
            ('D', true) => 86_400.0,
            ('H', false) => 3600.0,
            ('M', false) => 60.0,
            ('S', false) => 1.0,
            _ => {
                known = false;
                break;
            }
        };
        match number.parse::<f64>() {
            Ok(count) => seconds += count * unit,
            Err(_) => known = false,
        }
        number.clear();
    }
    if known && seconds < 1e12 {
        clock(seconds.round() as u64, out);
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: f64, format: Format, from_1904: bool) -> String {
        let mut out = String::new();
        formatted(value, format, from_1904, &mut out);
        out
    }

    fn plain(value: f64) -> String {
        shown(value, Format::Number, false)
    }

    #[test]
    fn numbers_are_plain() {
        assert_eq!(plain(1e11), "100000000000");
        assert_eq!(plain(123_456_782.0), "123456782");
        assert_eq!(plain(0.1), "0.1");
        assert_eq!(plain(-0.0), "0");
        assert_eq!(plain(-12.5), "-12.5");
        assert_eq!(plain(1e-7), "0.0000001");
        assert_eq!(plain(1e21), "1000000000000000000000");
    }

    #[test]
    fn a_decimal_number_cannot_be_taken_for_thousands() {
        assert_eq!(plain(1.234), "1.2340");
        assert_eq!(plain(-123.456), "-123.4560");
        assert_eq!(plain(0.125), "0.125");
        assert_eq!(plain(1234.567), "1234.567");
        assert_eq!(plain(1.25), "1.25");
    }

    #[test]
    fn formats_are_told_by_their_code() {
        let date = Format::Date { time: false };
        for (code, wanted) in [
            ("dd-mm-yyyy", date),
            ("[$-413]d mmmm yyyy;@", date),
            ("dd-mm-jjjj", date),
            ("mmm", date),
            ("yyyy\\-mm\\-dd hh:mm:ss", Format::Date { time: true }),
            ("h:mm", Format::Time),
            ("mm:ss.0", Format::Time),
            ("[h]:mm:ss", Format::Elapsed),
            ("[mm]:ss", Format::Elapsed),
            ("General", Format::Number),
            ("Standaard", Format::Number),
            ("0.00", Format::Number),
            ("#,##0.00", Format::Number),
            ("0.00E+00", Format::Number),
            ("[Red]0", Format::Number),
            ("0 \"dagen\"", Format::Number),
            ("\"d\"@", Format::Number),
            ("0", Format::Number),
            ("000000000", Format::Digits(9)),
            ("0000", Format::Digits(4)),
        ] {
            assert_eq!(Format::of_code(code), wanted, "{code}");
        }
    }

    #[test]
    fn dates_of_both_systems() {
        let date = Format::Date { time: false };
        let moment = Format::Date { time: true };
        assert_eq!(shown(1.0, date, false), "1900-01-01");
        assert_eq!(shown(59.0, date, false), "1900-02-28");
        assert_eq!(shown(61.0, date, false), "1900-03-01");
        assert_eq!(shown(45351.0, date, false), "2024-02-29");
        assert_eq!(shown(45351.4375, moment, false), "2024-02-29T10:30:00");
        assert_eq!(shown(45351.0, moment, false), "2024-02-29");
        assert_eq!(shown(45351.9999999, moment, false), "2024-03-01");
        assert_eq!(shown(2_958_465.0, date, false), "9999-12-31");
        assert_eq!(shown(0.0, date, true), "1904-01-01");
        assert_eq!(shown(43889.0, date, true), "2024-02-29");
        assert_eq!(shown(-1.0, date, false), "-1");
        assert_eq!(shown(1e9, date, false), "1000000000");
        assert_eq!(shown(0.354_166_666_7, Format::Time, false), "08:30:00");
        assert_eq!(shown(1.25, Format::Elapsed, false), "30:00:00");
        assert_eq!(shown(12_345_678.0, Format::Digits(9), false), "012345678");
    }

    #[test]
    fn dates_and_durations_of_xml() {
        let written = |write: fn(&str, &mut String), text: &str| {
            let mut out = String::new();
            write(text, &mut out);
            out
        };
        assert_eq!(written(iso_date, "2024-02-29"), "2024-02-29");
        assert_eq!(written(iso_date, "2024-02-29T00:00:00.000"), "2024-02-29");
        assert_eq!(written(iso_date, "2024-02-29T10:30:00.000Z"), "2024-02-29T10:30:00");
        assert_eq!(written(iso_duration, "PT08H30M00S"), "08:30:00");
        assert_eq!(written(iso_duration, "P1DT2H"), "26:00:00");
        assert_eq!(written(iso_duration, "PT0H0M1.6S"), "00:00:02");
        assert_eq!(written(iso_duration, "-PT1H"), "-PT1H");
    }
}
