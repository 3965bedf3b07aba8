//! Which headers are names of columns, and which are a row of data in their place (PRODUCT B6).

use super::vocabulary::{look_up, Match};
use super::{identifiers, values};
use crate::table::{Column, Table};
use crate::text::Text;

/// Whether a header cell looks like a value.
fn looks_like_value(header: &str) -> bool {
    identifiers::is_bsn(header)
        || identifiers::is_email(header)
        || identifiers::is_iban(header)
        || identifiers::phone(header).is_some()
        || identifiers::postcode(header).is_some()
        || identifiers::licence_plate(header) == Some(identifiers::Plate::Grouped)
        || identifiers::is_machine_key(header)
        || values::date(header).is_some()
        || values::number(header, values::NumberStyle::Comma).is_some()
        || values::number(header, values::NumberStyle::Point).is_some()
}

/// A year, or a month of one, as headers of figures over time have them. Looks like a value too: only what stands
/// beside it tells.
fn period(header: &str) -> Option<u32> {
    let year = |text: &str| text.parse::<u32>().ok().filter(|year| (1900..2100).contains(year));
    if identifiers::is_digits(header, 4) {
        return year(header).map(|year| year * 12);
    }
    // "2023-05", "05-2023", "mei 2023"; no date of which only the day is unknown.
    let short = header.len() == 7 || header.chars().any(char::is_alphabetic);
    let date =
        values::date(header).filter(|date| short && date.ends_with("-00") && !date.ends_with("-00-00"))?;
    Some(year(&date[..4])? * 12 + date[5..7].parse::<u32>().ok()?)
}

/// Whether two or more headers are periods one after the other (`2021;2022;2023`, also downwards or per five years).
fn in_step(periods: &[u32]) -> bool {
    let mut steps = periods.windows(2).map(|pair| i64::from(pair[1]) - i64::from(pair[0]));
    let first = steps.next();
    first.is_some_and(|first| (1..=120).contains(&first.abs()) && steps.all(|step| step == first))
}

/// What the header cells of a table are.
pub(crate) struct Headers {
    /// A row of data stands where the names should be.
    pub(crate) data: bool,
    /// Its years or months follow one another, so that they may be shown.
    periods: bool,
}

impl Headers {
    /// One cell that looks like something of a person makes the row data. Years alone do not, when they follow one
    /// another and nothing else in the row is a value: a year beside words of the vocabulary, or three years and more.
    pub(crate) fn of(table: &Table, confirmed: bool) -> Self {
        let cells = || table.columns.iter().map(|column| column.header.trim());
        let periods: Vec<u32> = cells().filter_map(period).collect();
        let in_step = in_step(&periods);
        if confirmed {
            return Self { data: false, periods: in_step };
        }
        let named = || cells().any(|header| period(header).is_none() && look_up(header).known);
        let other = cells().any(|header| period(header).is_none() && looks_like_value(header));
        let allowed =
            periods.is_empty() || in_step && (named() || periods.len() >= 3) || periods.len() == 1 && named();
        Self { data: other || !allowed, periods: in_step }
    }
}

/// Keys of all columns: the header where it may be shown, else `kolom N`; unique.
pub(crate) fn column_keys(table: &Table, headers_confirmed: bool) -> Vec<String> {
    let seen = Headers::of(table, headers_confirmed);
    let headers = table.columns.iter().map(|column| column.header.trim());
    let mut keys: Vec<String> = Vec::with_capacity(table.width());
    for (at, header) in headers.enumerate() {
        let value = looks_like_value(header) && !(seen.periods && period(header).is_some());
        let year = seen.periods && period(header).is_some();
        let known = || look_up(header).known;
        let shown = !header.is_empty() && !seen.data && !value && (headers_confirmed || year || known());
        // A header that imitates another column's number would make two columns answer to one name.
        let imitates = header.to_lowercase().starts_with("kolom ") && !known();
        keys.push(if shown && !imitates { header.to_owned() } else { format!("kolom {}", at + 1) });
    }
    keys
}

/// The column that a recipe names: by its header as read, or as `kolom N`.
pub(crate) fn find_column(table: &Table, name: &str) -> Option<usize> {
    let name = name.trim();
    table.columns.iter().position(|column| column.header.trim() == name).or_else(|| {
        let number: usize = name.strip_prefix("kolom ")?.parse().ok()?;
        (1..=table.width()).contains(&number).then(|| number - 1)
    })
}

/// Names of all columns for people: the vocabulary's where the header says nothing else, else the header, else the number.
pub(crate) fn column_labels(table: &Table, headers_confirmed: bool) -> Vec<Text> {
    let label = |(index, (key, column)): (usize, (String, &Column))| {
        if key != column.header.trim() {
            return Text::new(key, format!("column {}", index + 1));
        }
        let Match { concept, whole, .. } = look_up(&key);
        match concept {
            Some(concept) if whole => concept.label(),
            _ => Text::new(key.clone(), key),
        }
    };
    column_keys(table, headers_confirmed).into_iter().zip(&table.columns).enumerate().map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(headers: &[&str], confirmed: bool) -> Vec<String> {
        column_keys(
            &Table::with_headers(headers.iter().map(|header| (*header).to_owned()).collect()),
            confirmed,
        )
    }

    #[test]
    fn years_beside_names_are_names() {
        for headers in [
            &["Wijk", "2021", "2022", "2023"][..],
            &["Buurt", "2015", "2020"],
            &["Gemeente", "2023", "2022", "2021"],
            &["2021", "2022", "2023"],
            &["Wijk", "2023-01", "2023-02"],
            &["Wijk", "jan 2023", "feb 2023"],
        ] {
            assert_eq!(keys(headers, false), headers, "{headers:?}");
        }
        // One year beside a name is the name of a column that stays unshown until it is confirmed.
        assert_eq!(keys(&["Wijk", "2021"], false), ["Wijk", "kolom 2"]);
        assert_eq!(keys(&["xq", "2021", "2022", "2023"], false), ["kolom 1", "2021", "2022", "2023"]);
    }

    #[test]
    fn years_among_values_are_values() {
        for headers in [
            &["Kanaal", "1985", "1012 EH"][..],
            &["Kanaal", "1985", "1943"],
            &["Kanaal", "2021", "2022", "999955597"],
            &["xq", "1985", "1986"],
            &["2021", "2022"],
            &["Kanaal", "19800000"],
            &["Kanaal", "00-05-1980"],
            &["Kanaal", "12-AB-34"],
            &["Kanaal", "12"],
        ] {
            let numbers: Vec<String> = (1..=headers.len()).map(|at| format!("kolom {at}")).collect();
            assert_eq!(keys(headers, false), numbers, "{headers:?}");
        }
    }
}
