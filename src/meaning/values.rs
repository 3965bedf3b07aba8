//! From the text of a cell to a value under a meaning: numbers, dates, postcodes, categories.

use super::{identifiers, Meaning};

pub(crate) use super::dates::{date, DateStyle};
pub(crate) use super::numbers::{number, NumberStyle};

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
    dates: DateStyle,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Date,
    Postcode,
    Area,
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
            Meaning::AreaCode => Kind::Area,
            _ => Kind::Text,
        };
        let style = match kind {
            Kind::Number => NumberStyle::of(values.clone()),
            _ => NumberStyle::Comma,
        };
        let dates = match kind {
            Kind::Date => DateStyle::of(values.clone()),
            _ => DateStyle::default(),
        };
        let mut reader = Self { kind, style, dates };
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
        Self::new(Meaning::Category, std::iter::empty())
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
            Kind::Area if identifiers::is_area_code(value) => Typed::Text(value.to_ascii_uppercase()),
            Kind::Area => {
                identifiers::bare_area_code(value).map_or(Typed::Unreadable, |(code, _)| Typed::Text(code))
            }
            Kind::Date => match self.dates.read(value) {
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
    fn a_column_that_is_not_what_its_name_says_is_read_as_text() {
        let values = ["18-30", "31-65", "66+"];
        let reader = Reader::new(Meaning::Age, values.iter().map(|&value| (value, 5)));
        assert!(!reader.numbers());
        assert_eq!(reader.read("18-30"), Typed::Text("18-30".to_owned()));
    }

    #[test]
    fn dates_and_areas_of_a_column() {
        let american = ["02/25/1990", "01/02/1990", "1990"];
        let reader = Reader::new(Meaning::Date, american.iter().map(|&value| (value, 1)));
        assert_eq!(reader.read("01/02/1990"), Typed::Text("1990-01-02".to_owned()));
        assert_eq!(reader.read("1990"), Typed::Text("1990-00-00".to_owned()));
        assert_eq!(reader.read("00000000"), Typed::Missing);
        assert_eq!(reader.read("25/02/1990"), Typed::Unreadable);
        let codes = ["0363", "GM0599", "363"];
        let reader = Reader::new(Meaning::AreaCode, codes.iter().map(|&value| (value, 1)));
        assert_eq!(reader.read("363"), reader.read("gm0363"));
        assert_eq!(reader.read("Amsterdam"), Typed::Unreadable);
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
            let _ = (identifiers::is_sbi(&cell), identifiers::is_machine_key(&cell), identifiers::is_diagnosis_code(&cell));
            let _ = (identifiers::bare_area_code(&cell), identifiers::is_coordinate(&cell), identifiers::is_education_number(&cell));
            let _ = NumberStyle::of([(cell.as_str(), 1)].into_iter());
            let _ = (identifiers::is_iban(&cell), identifiers::licence_plate(&cell), identifiers::is_email(&cell));
            let _ = (identifiers::is_area_code(&cell), identifiers::is_bag_id(&cell), identifiers::is_scientific(&cell));
            let _ = (super::super::vocabulary::look_up(&cell).known, super::super::shapes::shape_of(&cell));
        }
    }
}
