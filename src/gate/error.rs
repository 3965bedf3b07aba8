//! How the gate says no.

use super::households::FEWEST_HOUSEHOLDS;
use crate::refusal::{Place, Refusal};
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
    /// There is one group, everyone: nothing to arrange.
    WholeOnly,
    /// An arrangement names a group that is not there.
    NoSuchGroup {
        /// Place of the act among the arrangements, from 0.
        place: u32,
        /// The number it names.
        number: u32,
    },
    /// A group of one block cannot be split.
    OneBlock {
        /// Place of the act among the arrangements, from 0.
        place: u32,
        /// The group.
        number: u32,
    },
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
            GateError::WholeOnly => Refusal::input(
                "gate.whole_only",
                Text::new(
                    "Het bestand is te klein voor groepen. Er is dus niets samen te voegen of te splitsen.",
                    "The file is too small for groups, so there is nothing to merge or split.",
                ),
                Text::new("Haal “arrange” uit het recept.", "Remove “arrange” from the recipe."),
            )
            .at(act("segments.arrange".to_owned())),
            GateError::NoSuchGroup { place, number } => Refusal::input(
                "gate.no_such_group",
                Text::new(
                    format!("Er is op dat moment geen groep met nummer {number}."),
                    format!("At that point there is no group with number {number}."),
                ),
                Text::new(
                    "Gebruik een nummer van een groep die er staat. Een samengevoegde groep houdt het laagste nummer.",
                    "Use the number of a group that is shown. A merged group keeps its lowest number.",
                ),
            )
            .at(act(format!("segments.arrange[{place}]"))),
            GateError::OneBlock { place, number } => Refusal::input(
                "gate.one_block",
                Text::new(
                    format!("Groep {number} is te klein om te splitsen."),
                    format!("Group {number} is too small to split."),
                ),
                Text::new("Laat deze groep heel, of voeg haar samen met een andere.", "Keep this group whole, or merge it with another."),
            )
            .at(act(format!("segments.arrange[{place}]"))),
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

fn act(field: String) -> Place {
    Place { field: Some(field), ..Place::default() }
}
