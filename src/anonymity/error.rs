//! How this room says no. Positions, counts and confirmed column names only; never a value.

use crate::refusal::{Place, Refusal};
use crate::text::Text;

/// What is wrong with a generalisation ladder. Rows are counted from 1, as an editor counts lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LadderError {
    /// There is no row.
    Empty,
    /// A row has another number of levels than the first.
    Ragged { row: u32, found: u32, expected: u32 },
    /// A level has no name.
    EmptyLabel { row: u32, level: u32 },
    /// A value has two rows.
    Duplicate { row: u32, first: u32 },
    /// Rows that are together at one level are apart at the next.
    NotNested { row: u32, first: u32, level: u32 },
    /// The last level does not take everything together.
    NoRoot { row: u32 },
    /// Values of the data have no row.
    Absent,
    /// Edges for a column that is not of numbers.
    NotNumbers,
    /// The edges of a level are none, too many, or do not rise.
    Edges { level: u32 },
    /// An edge of a level is no edge of the finer one.
    EdgesNotNested { level: u32 },
    /// The text is not a table (a quote that is never closed).
    NotATable,
}

/// Why there is no release.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AnonymityError {
    /// Fewer people than the smallest class must hold.
    TooFewPeople { people: u32, k: u32 },
    /// More transformations than can be searched; the columns with the longest ladders, longest first.
    LatticeTooLarge { nodes: f64, longest: Vec<Text> },
    /// The search needs more memory than it may have; the columns with the longest ladders, longest first.
    FrontierTooLarge { longest: Vec<Text> },
    /// No transformation satisfies the models within the suppression limit; the models that fail even when all values
    /// are together, in words.
    NoSolution { failing: Vec<Text> },
    /// A model has a parameter out of bounds, or needs something that is not there; the model in words.
    Model { model: Text },
    /// A sensitive column has a ladder that does not fit it.
    SensitiveLadder(LadderError),
    /// The suppression limit is not a share between 0 and 1.
    SuppressionLimit,
    /// The sampling fraction is not a share above 0.
    SamplingFraction,
    /// A column weight is not a number above 0.
    Weight { column: Text },
    /// A column is held at a level that its ladder does not have.
    NoSuchLevel { column: Text, levels: usize },
    /// Columns and ladders do not belong together (a mistake of the caller, never of the person).
    Mismatch,
    /// The independent recheck did not find what the search says.
    Recheck(RecheckFailure),
}

/// What the recheck found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecheckFailure {
    /// The release is not about these people and columns.
    Shape,
    /// A class is smaller than the model allows.
    SmallClass,
    /// Another model does not hold.
    Model,
    /// More people are suppressed than the limit allows.
    Suppression,
    /// Classes, sizes or counts differ from what was counted again.
    Classes,
    /// The loss differs from what was computed again.
    Loss,
}

fn list(columns: &[Text]) -> Text {
    let join = |pick: fn(&Text) -> &str| columns.iter().map(pick).collect::<Vec<_>>().join(", ");
    Text::new(join(|text| &text.nl), join(|text| &text.en))
}

impl From<LadderError> for Refusal {
    fn from(error: LadderError) -> Self {
        let line = |row: u32| Place { line: Some(row), ..Place::default() };
        let shape = || {
            Text::new(
                "Maak een tabel met één rij per waarde: eerst de waarde zelf, daarna elke stap grover, en als laatste stap één woord voor alles samen.",
                "Make a table with one row per value: first the value itself, then each coarser step, and as the last step one word for everything together.",
            )
        };
        match error {
            LadderError::Empty => Refusal::input(
                "ladder.empty",
                Text::new("De generalisatieladder is leeg.", "The generalisation ladder is empty."),
                shape(),
            ),
            LadderError::NotATable => Refusal::input(
                "ladder.not_a_table",
                Text::new(
                    "De generalisatieladder is geen tabel: een aanhalingsteken wordt niet gesloten.",
                    "The generalisation ladder is not a table: a quotation mark is never closed.",
                ),
                shape(),
            ),
            LadderError::Ragged { row, found, expected } => Refusal::input(
                "ladder.ragged",
                Text::new(
                    format!("Rij {row} van de ladder heeft {found} stappen. De eerste rij heeft er {expected}."),
                    format!("Row {row} of the ladder has {found} levels; the first row has {expected}."),
                ),
                Text::new("Geef elke rij evenveel stappen.", "Give every row the same number of levels."),
            )
            .at(line(row)),
            LadderError::EmptyLabel { row, level } => Refusal::input(
                "ladder.empty_label",
                Text::new(
                    format!("Rij {row} van de ladder heeft geen tekst bij stap {level}."),
                    format!("Row {row} of the ladder has no text at level {level}."),
                ),
                Text::new("Vul de lege plek in.", "Fill in the empty cell."),
            )
            .at(line(row)),
            LadderError::Duplicate { row, first } => Refusal::input(
                "ladder.duplicate",
                Text::new(
                    format!("Rij {row} van de ladder gaat over dezelfde waarde als rij {first}."),
                    format!("Row {row} of the ladder is about the same value as row {first}."),
                ),
                Text::new("Laat één van de twee rijen weg.", "Leave out one of the two rows."),
            )
            .at(line(row)),
            LadderError::NotNested { row, first, level } => Refusal::input(
                "ladder.not_nested",
                Text::new(
                    format!("Rij {row} en rij {first} van de ladder zijn samen bij stap {level}, maar bij een grovere stap weer apart."),
                    format!("Rows {row} and {first} of the ladder are together at level {level} but apart again at a coarser level."),
                ),
                Text::new(
                    "Wat bij een stap samen is, moet bij elke grovere stap samen blijven.",
                    "What is together at one level must stay together at every coarser level.",
                ),
            )
            .at(line(row)),
            LadderError::NoRoot { row } => Refusal::input(
                "ladder.no_root",
                Text::new(
                    format!("De laatste stap van de ladder neemt niet alles samen: rij {row} wijkt af."),
                    format!("The last level of the ladder does not take everything together: row {row} differs."),
                ),
                Text::new(
                    "Zet in de laatste stap van elke rij hetzelfde, bijvoorbeeld *.",
                    "Write the same in the last level of every row, for instance *.",
                ),
            )
            .at(line(row)),
            LadderError::Absent => Refusal::input(
                "ladder.absent",
                Text::new(
                    "Niet elke waarde van de kolom heeft een rij in de generalisatieladder.",
                    "Not every value of the column has a row in the generalisation ladder.",
                ),
                Text::new(
                    "Voeg rijen toe, of één rij met * als waarde voor alle andere. Of gebruik de ladder die Gezicht zelf maakt.",
                    "Add rows, or one row with * as its value for all others. Or use the ladder that Gezicht makes itself.",
                ),
            ),
            LadderError::NotNumbers => Refusal::input(
                "ladder.not_numbers",
                Text::new(
                    "Grenzen kunnen alleen bij een kolom met getallen.",
                    "Edges are only possible for a column of numbers.",
                ),
                Text::new("Maak groepen, of kies een ladderbestand.", "Make groups, or choose a ladder file."),
            ),
            LadderError::Edges { level } => Refusal::input(
                "ladder.edges",
                Text::new(
                    format!("De grenzen van stap {level} zijn geen rij getallen die oplopen."),
                    format!("The edges of level {level} are no list of rising numbers."),
                ),
                Text::new(
                    "Geef een tot tweehonderd getallen, van laag naar hoog.",
                    "Give one to two hundred numbers, from low to high.",
                ),
            ),
            LadderError::EdgesNotNested { level } => Refusal::input(
                "ladder.edges_not_nested",
                Text::new(
                    format!("Stap {level} heeft een grens die de stap ervoor niet heeft."),
                    format!("Level {level} has an edge that the level before it does not have."),
                ),
                Text::new(
                    "Elke grens van een grovere stap moet ook bij de fijnere stap staan.",
                    "Every edge of a coarser level has to be one of the finer level too.",
                ),
            ),
        }
    }
}

impl From<AnonymityError> for Refusal {
    fn from(error: AnonymityError) -> Self {
        let fewer = |longest: &[Text]| {
            let names = list(longest);
            Text::new(
                format!("Kies minder indirect identificerende kenmerken, of geef een kortere ladder. De langste ladders horen bij: {}.", names.nl),
                format!("Choose fewer indirect identifiers, or give a shorter ladder. The longest ladders belong to: {}.", names.en),
            )
        };
        match error {
            AnonymityError::TooFewPeople { k, .. } => Refusal::gate(
                "anonymity.too_few_people",
                Text::new(
                    format!("Het bestand gaat over minder dan {k} personen. Een groep moet er minstens {k} hebben."),
                    format!("The file is about fewer than {k} people. A group must hold at least {k}."),
                ),
                Text::new(
                    "Gebruik een bestand met meer personen, of kies een kleinere k als dat mag.",
                    "Use a file with more people, or choose a smaller k where that is allowed.",
                ),
            ),
            AnonymityError::LatticeTooLarge { nodes, longest } => Refusal::input(
                "anonymity.lattice_too_large",
                Text::new(
                    format!("Er zijn te veel manieren om de kenmerken grover te maken: {}.", super::wording::count(nodes).nl),
                    format!("There are too many ways to coarsen the columns: {}.", super::wording::count(nodes).en),
                ),
                fewer(&longest),
            ),
            AnonymityError::FrontierTooLarge { longest } => Refusal::input(
                "anonymity.memory",
                Text::new(
                    "Het zoeken naar de beste indeling kost te veel geheugen.",
                    "The search for the best generalisation takes too much memory.",
                ),
                fewer(&longest),
            ),
            AnonymityError::NoSolution { failing } if failing.is_empty() => Refusal::gate(
                "anonymity.no_solution",
                Text::new(
                    "Geen enkele indeling voldoet aan de privacyregels binnen de grens voor onderdrukken.",
                    "No generalisation satisfies the privacy rules within the suppression limit.",
                ),
                Text::new(
                    "Laat meer onderdrukken toe, kies minder indirect identificerende kenmerken, of neem een soepeler privacymodel.",
                    "Allow more suppression, choose fewer indirect identifiers, or take a milder privacy model.",
                ),
            ),
            AnonymityError::NoSolution { failing } => {
                let names = list(&failing);
                Refusal::gate(
                    "anonymity.no_solution",
                    Text::new(
                        format!("Geen enkele indeling voldoet, ook niet als alle waarden samen zijn. Dan wordt hieraan niet voldaan: {}.", names.nl),
                        format!("No generalisation satisfies the rules, not even with all values together. What fails then: {}.", names.en),
                    ),
                    Text::new(
                        "Geven bijna alle mensen in een kolom hetzelfde antwoord, dan helpt vergroven niet. Gebruik die kolom liever niet. Of neem het model soepeler: dan komt er een indeling, maar blijft de kolom in de cijfers waarschijnlijk verborgen.",
                        "If nearly everyone gives the same answer in a column, coarsening does not help. Better leave that column out. Or take a milder value: then there is a generalisation, but the column will probably stay hidden in the figures.",
                    ),
                )
            }
            AnonymityError::Model { model } => Refusal::input(
                "anonymity.model",
                Text::new(
                    format!("Dit privacymodel kan zo niet: {}. Een waarde valt buiten de grenzen, of er ontbreekt iets: een ladder, huishoudens of aantallen van de bevolking.", model.nl),
                    format!("This privacy model cannot be used so: {}. A parameter is out of bounds, or something is missing: a ladder, households or population counts.", model.en),
                ),
                Text::new(
                    "Verander de waarde, geef wat ontbreekt, of laat het model weg.",
                    "Change the value, give what is missing, or leave the model out.",
                ),
            )
            .at(Place { field: Some("privacy.models".to_owned()), ..Place::default() }),
            AnonymityError::SensitiveLadder(error) => Refusal::from(error),
            AnonymityError::SuppressionLimit => Refusal::input(
                "anonymity.suppression_limit",
                Text::new(
                    "De grens voor onderdrukken is geen getal van 0 tot en met 1.",
                    "The suppression limit is not a number from 0 to 1.",
                ),
                Text::new("Kies een deel, zoals 0.02 voor 2 %.", "Choose a share, such as 0.02 for 2 %."),
            )
            .at(Place { field: Some("privacy.suppression_limit".to_owned()), ..Place::default() }),
            AnonymityError::SamplingFraction => Refusal::input(
                "anonymity.sampling_fraction",
                Text::new(
                    "Het deel van de bevolking dat in het bestand zit, is geen getal boven 0 en hoogstens 1.",
                    "The share of the population that is in the file is not a number above 0 and at most 1.",
                ),
                Text::new("Vul een deel in, zoals 0.1 voor 10 %.", "Give a share, such as 0.1 for 10%."),
            )
            .at(Place { field: Some("sampling_fraction".to_owned()), ..Place::default() }),
            AnonymityError::Weight { column } => Refusal::input(
                "anonymity.column_weight",
                Text::new(
                    format!("Het gewicht van kolom {} is geen getal boven 0.", column.nl),
                    format!("The weight of column {} is not a number above 0.", column.en),
                ),
                Text::new("Kies een gewicht boven 0; 1 is gewoon.", "Choose a weight above 0; 1 is normal."),
            )
            .at(Place { field: Some("privacy.column_weights".to_owned()), ..Place::default() }),
            AnonymityError::NoSuchLevel { column, levels } => Refusal::input(
                "anonymity.no_such_level",
                Text::new(
                    format!("Kolom {} is vastgezet op een stap die haar ladder niet heeft.", column.nl),
                    format!("Column {} is held at a level that its ladder does not have.", column.en),
                ),
                Text::new(
                    format!("Kies een stap van 0 tot en met {}, of laat de stap weg.", levels.saturating_sub(1)),
                    format!("Choose a level from 0 to {}, or leave the level out.", levels.saturating_sub(1)),
                ),
            ),
            AnonymityError::Mismatch => Refusal::input(
                "anonymity.mismatch",
                Text::new(
                    "De ladders passen niet bij de kolommen.",
                    "The ladders do not fit the columns.",
                ),
                Text::new("Open het bestand opnieuw.", "Open the file again."),
            ),
            AnonymityError::Recheck(failure) => {
                let (code, nl, en) = match failure {
                    RecheckFailure::Shape => ("anonymity.recheck_shape", "de personen", "the people"),
                    RecheckFailure::SmallClass => {
                        ("anonymity.recheck_small_class", "de grootte van de groepen", "the sizes of the classes")
                    }
                    RecheckFailure::Model => {
                        ("anonymity.recheck_model", "een privacymodel", "a privacy model")
                    }
                    RecheckFailure::Suppression => {
                        ("anonymity.recheck_suppression", "wat onderdrukt is", "what is suppressed")
                    }
                    RecheckFailure::Classes => ("anonymity.recheck_classes", "de groepen", "the classes"),
                    RecheckFailure::Loss => ("anonymity.recheck_loss", "het verlies", "the loss"),
                };
                Refusal::gate(
                    code,
                    Text::new(
                        format!("De tweede controle komt niet uit op hetzelfde ({nl}). Daarom wordt niets getoond."),
                        format!("The second check does not come to the same result ({en}). So nothing is shown."),
                    ),
                    Text::new(
                        "Meld dit bij de makers. Stuur geen gegevens mee.",
                        "Report this to the makers. Do not send any data along.",
                    ),
                )
            }
        }
    }
}
