//! How this room says no.

use crate::refusal::{Place, Refusal};
use crate::text::Text;
use std::fmt;

/// Why no segments can be made. Counts are those of the recipe, never of people.
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentError {
    /// There is nobody in the records.
    NoPeople,
    /// No column is left that could tell people apart, while two or more groups were asked for.
    NoColumns,
    /// Fewer people than two a group.
    TooFewPeople {
        /// The groups asked for.
        count: u32,
    },
    /// Fewer different records than groups asked for.
    TooAlike {
        /// The groups asked for.
        count: u32,
    },
    /// A parameter is out of its range.
    Parameter {
        /// Its field in the recipe, or the parameter's own name.
        field: &'static str,
        /// Smallest and largest value allowed, in words.
        allowed: &'static str,
    },
    /// linfa's own objection.
    Learning(String),
}

impl fmt::Display for SegmentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, remedy) = self.texts();
        write!(formatter, "{} {}", what.en, remedy.en)
    }
}

impl std::error::Error for SegmentError {}

impl From<linfa::Error> for SegmentError {
    fn from(error: linfa::Error) -> Self {
        SegmentError::Learning(error.to_string())
    }
}

impl SegmentError {
    fn code(&self) -> &'static str {
        match self {
            SegmentError::NoPeople => "segment.no_people",
            SegmentError::NoColumns => "segment.no_columns",
            SegmentError::TooFewPeople { .. } => "segment.too_few_people",
            SegmentError::TooAlike { .. } => "segment.too_alike",
            SegmentError::Parameter { .. } => "segment.parameter",
            SegmentError::Learning(_) => "segment.learning",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            SegmentError::NoPeople | SegmentError::Learning(_) => None,
            SegmentError::NoColumns => Some("columns"),
            SegmentError::TooFewPeople { .. } | SegmentError::TooAlike { .. } => Some("segments.count"),
            SegmentError::Parameter { field, .. } => Some(field),
        }
    }

    fn texts(&self) -> (Text, Text) {
        match self {
            SegmentError::NoPeople => (
                Text::new("Er zijn geen personen om in te delen.", "There are no people to put into groups."),
                Text::new(
                    "Controleer het bestand en de kolommen die personen uitsluiten.",
                    "Check the file and the columns that exclude people.",
                ),
            ),
            SegmentError::NoColumns => (
                Text::new(
                    "Er is geen kolom over waarin personen van elkaar verschillen.",
                    "No column is left in which people differ.",
                ),
                Text::new(
                    "Geef meer kolommen de rol kenmerk, of laat het aantal groepen adviseren.",
                    "Give more columns the role feature, or let the number of groups be advised.",
                ),
            ),
            SegmentError::TooFewPeople { count } => (
                Text::new(
                    format!("Er zijn te weinig personen voor {count} groepen."),
                    format!("There are too few people for {count} groups."),
                ),
                Text::new(
                    "Vraag minder groepen, of gebruik een groter bestand.",
                    "Ask for fewer groups, or use a larger file.",
                ),
            ),
            SegmentError::TooAlike { count } => (
                Text::new(
                    format!("De personen lijken te veel op elkaar voor {count} groepen."),
                    format!("The people are too much alike for {count} groups."),
                ),
                Text::new(
                    "Vraag minder groepen, of voeg kolommen toe.",
                    "Ask for fewer groups, or add columns.",
                ),
            ),
            SegmentError::Parameter { field, allowed } => (
                Text::new(
                    format!("De instelling “{field}” valt buiten wat mag."),
                    format!("The setting “{field}” is out of range."),
                ),
                Text::new(format!("Toegestaan: {allowed}."), format!("Allowed: {allowed}.")),
            ),
            SegmentError::Learning(_) => (
                Text::new("Het maken van de groepen is niet gelukt.", "Making the groups did not succeed."),
                Text::new("Vraag een ander aantal groepen.", "Ask for another number of groups."),
            ),
        }
    }
}

impl From<SegmentError> for Refusal {
    fn from(error: SegmentError) -> Self {
        let (what, remedy) = error.texts();
        let place = Place { field: error.field().map(str::to_owned), ..Place::default() };
        Refusal::input(error.code(), what, remedy).at(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_names_a_remedy_in_both_languages() {
        for error in [
            SegmentError::NoPeople,
            SegmentError::NoColumns,
            SegmentError::TooFewPeople { count: 6 },
            SegmentError::TooAlike { count: 6 },
            SegmentError::Parameter { field: "segments.count", allowed: "1 – 32" },
            linfa::Error::NotEnoughSamples.into(),
        ] {
            let refusal = Refusal::from(error.clone());
            assert!(refusal.code.starts_with("segment."));
            assert!(!refusal.what.nl.is_empty() && refusal.what.nl != refusal.what.en);
            assert!(!refusal.remedy.nl.is_empty() && !refusal.remedy.en.is_empty());
            assert_eq!(refusal.place.field.as_deref(), error.field());
            assert!(error.to_string().contains(&refusal.remedy.en));
        }
    }
}
