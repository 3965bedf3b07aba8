//! How folding says no.

use crate::recipe::WeightKind;
use crate::refusal::{Place, Refusal};
use crate::table::weights::MOST_PEOPLE;
use crate::text::Text;

/// Why rows could not be folded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum FoldError {
    /// Two identifiers have one pseudonym. Under a new session key they will not.
    Collision,
    /// Nobody is left.
    Nobody,
    /// Another file cannot be used so.
    Files(crate::table::FilesError),
    /// A planned column is not in the file (position from 0).
    NoSuchColumn(usize),
    /// Cells of the weight column that are no weight of its kind.
    Weight {
        /// Position of the column, from 0.
        column: usize,
        /// What they should be.
        kind: WeightKind,
        /// Line of the first, of a column that the file itself says is one.
        line: Option<u32>,
    },
    /// The counts add up to more people than there can be.
    TooManyPeople {
        /// Position of the column, from 0.
        column: usize,
    },
}

impl From<crate::table::FilesError> for FoldError {
    fn from(error: crate::table::FilesError) -> Self {
        FoldError::Files(error)
    }
}

impl From<FoldError> for Refusal {
    fn from(error: FoldError) -> Self {
        let place = |column: usize| Place { column: Some(column as u32 + 1), ..Place::default() };
        match error {
            FoldError::Collision => Refusal::input(
                "fold.collision",
                Text::new(
                    "Twee verschillende nummers kregen dezelfde code. Daarom is gestopt.",
                    "Two different numbers were given the same code, so the work was stopped.",
                ),
                Text::new(
                    "Open het bestand opnieuw. U krijgt dan een nieuwe sleutel.",
                    "Open the file again; that makes a new key.",
                ),
            ),
            FoldError::Files(error) => error.into(),
            FoldError::Nobody => Refusal::input(
                "fold.nobody",
                Text::new("Er blijven geen personen over.", "No people are left."),
                Text::new(
                    "Kies een andere kolom om personen te tellen, of controleer de kolom met geheimhouding.",
                    "Choose another column to count people by, or check the secrecy column.",
                ),
            ),
            FoldError::NoSuchColumn(column) => Refusal::input(
                "fold.no_such_column",
                Text::new("Deze kolom staat niet in het bestand.", "This column is not in the file."),
                Text::new("Maak het recept opnieuw bij dit bestand.", "Make the recipe again for this file."),
            )
            .at(place(column)),
            FoldError::Weight { column, kind, line } => weight(column, kind, line),
            FoldError::TooManyPeople { column } => Refusal::input(
                "fold.too_many_people",
                Text::new(
                    format!("De aantallen zijn samen meer dan {MOST_PEOPLE} mensen. Dat kan niet kloppen."),
                    format!("The counts add up to more than {MOST_PEOPLE} people, which cannot be right."),
                ),
                Text::new(
                    "Kijk of deze kolom echt aantallen mensen bevat. Zo niet, geef haar een andere rol.",
                    "Check that this column really holds numbers of people. If not, give it another role.",
                ),
            )
            .at(place(column)),
        }
    }
}

/// A cell that is no weight: the line of the first is told, never the cell nor how many there are.
fn weight(column: usize, kind: WeightKind, line: Option<u32>) -> Refusal {
    let (nl, en) = match line {
        None => (String::new(), String::new()),
        Some(line) => (format!(" (zie regel {line})"), format!(" (see line {line})")),
    };
    let (code, what, remedy) = match kind {
        WeightKind::Count => (
            "fold.count",
            Text::new(
                format!("De kolom met aantallen heeft niet in elke rij een heel getal van 1 of meer{nl}."),
                format!("The column of counts does not have a whole number of 1 or more in every row{en}."),
            ),
            Text::new(
                "Schrijf elk aantal als heel getal, zonder punt of komma. Laat rijen met nul mensen weg.",
                "Write each count as a whole number without point or comma, and leave out rows of no people.",
            ),
        ),
        WeightKind::Sample => (
            "fold.sample_weight",
            Text::new(
                format!("De kolom met gewichten heeft niet in elke rij een getal boven nul{nl}."),
                format!("The column of weights does not have a number above zero in every row{en}."),
            ),
            Text::new(
                "Geef elke rij een gewicht boven nul, of laat de rij weg.",
                "Give every row a weight above zero, or leave the row out.",
            ),
        ),
    };
    Refusal::input(code, what, remedy).at(Place { line, column: Some(column as u32 + 1), ..Place::default() })
}
