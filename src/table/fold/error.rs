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
        /// Rows with such a cell.
        rows: u32,
        /// The first few of their lines.
        lines: Vec<u32>,
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
            FoldError::Weight { column, kind, rows, lines } => weight(column, kind, rows, &lines),
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

/// A cell that is no weight: the lines are told, the cell never.
fn weight(column: usize, kind: WeightKind, rows: u32, lines: &[u32]) -> Refusal {
    let list = |and: &str| {
        let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
        match lines.split_last() {
            Some((last, rest)) if rows as usize <= lines.len() && !rest.is_empty() => {
                format!("{} {and} {last}", rest.join(", "))
            }
            _ => lines.join(", "),
        }
    };
    let more = rows as usize > lines.len();
    let (nl, en) = if lines.is_empty() {
        (String::new(), String::new())
    } else if more {
        (format!(" (regel {} en verder)", list("en")), format!(" (line {} and on)", list("and")))
    } else {
        (format!(" (regel {})", list("en")), format!(" (line {})", list("and")))
    };
    let (nl_rows, en_rows) = match rows {
        1 => ("1 rij".to_owned(), "1 row".to_owned()),
        rows => (format!("{rows} rijen"), format!("{rows} rows")),
    };
    let (code, what, remedy) = match kind {
        WeightKind::Count => (
            "fold.count",
            Text::new(
                format!("De kolom met aantallen heeft in {nl_rows} geen heel getal van 1 of meer{nl}."),
                format!("The column of counts has no whole number of 1 or more in {en_rows}{en}."),
            ),
            Text::new(
                "Schrijf elk aantal als heel getal, zonder punt of komma. Laat rijen met nul mensen weg.",
                "Write each count as a whole number without point or comma, and leave out rows of no people.",
            ),
        ),
        WeightKind::Sample => (
            "fold.sample_weight",
            Text::new(
                format!("De kolom met gewichten heeft in {nl_rows} geen getal boven nul{nl}."),
                format!("The column of weights has no number above zero in {en_rows}{en}."),
            ),
            Text::new(
                "Geef elke rij een gewicht boven nul, of laat de rij weg.",
                "Give every row a weight above zero, or leave the row out.",
            ),
        ),
    };
    let line = lines.first().copied();
    Refusal::input(code, what, remedy).at(Place { line, column: Some(column as u32 + 1), ..Place::default() })
}
