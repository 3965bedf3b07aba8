//! How the gate says no.

use super::households::FEWEST_HOUSEHOLDS;
use crate::refusal::Refusal;
use crate::text::Text;

/// Why no protected tables were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateError {
    /// Fewer people than the smallest block may hold.
    TooFewPeople {
        /// The smallest number of people of which anything is shown.
        minimum: u32,
    },
    /// Fewer different households than a block needs.
    TooFewHouseholds,
    /// Inputs that do not fit each other (labels, design and columns of different lengths).
    Shape,
}

impl From<GateError> for Refusal {
    fn from(error: GateError) -> Self {
        match error {
            GateError::TooFewPeople { minimum } => Refusal::gate(
                "gate.too_few_people",
                Text::new(
                    format!("Er zijn minder dan {minimum} mensen over. Over zo weinig mensen laten wij niets zien."),
                    format!("Fewer than {minimum} people remain. Nothing is shown about so few people."),
                ),
                Text::new(
                    "Gebruik een bestand met meer mensen. Zijn er mensen weggelaten? Laat dan minder kolommen vergroven of kies “Niemand”.",
                    "Use a file with more people. Were people left out? Then coarsen fewer columns, or choose “Nobody”.",
                ),
            ),
            GateError::TooFewHouseholds => Refusal::gate(
                "gate.too_few_households",
                Text::new(
                    format!("Er zijn minder dan {FEWEST_HOUSEHOLDS} huishoudens over. Dan laten wij niets zien."),
                    format!("Fewer than {FEWEST_HOUSEHOLDS} households remain, so nothing is shown."),
                ),
                Text::new(
                    "Kijk of u de goede kolom als huishouden hebt gekozen. Is die vaak leeg? Dan telt dat als één huishouden.",
                    "Check that the right column is named as household. Where it is empty, people count as one household.",
                ),
            ),
            GateError::Shape => Refusal::gate(
                "gate.shape",
                Text::new(
                    "De groepen en de kolommen passen niet bij elkaar. Daarom laten wij niets zien.",
                    "The groups and the columns do not fit together, so nothing is shown.",
                ),
                Text::new(
                    "Begin opnieuw met het bestand. Gebeurt het weer? Meld het dan bij de makers.",
                    "Start again with the file. If it happens again, report it to the maintainers.",
                ),
            ),
        }
    }
}
