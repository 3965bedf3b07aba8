//! How ingest says no.

use crate::refusal::{Place, Refusal};
use crate::text::Text;

/// What a file is when it is not CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// A zip container: `.xlsx`, `.ods` or an archive.
    Zip,
    /// The old binary Excel format (`.xls`).
    OldWorkbook,
    /// A PDF.
    Pdf,
    /// HTML or XML, also when its name says `.xls`.
    Markup,
    /// JSON.
    Json,
    /// Anything else with bytes that no text holds.
    Binary,
}

/// Why a file cannot be read. Never holds a cell's value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IngestError {
    /// No bytes, or nothing but white space.
    Empty,
    /// Not a text file with rows and columns.
    NotCsv {
        /// What it looks like.
        kind: FileKind,
        /// Offset in bytes of the first byte that no text holds, when that is the reason.
        byte: Option<u64>,
    },
    /// A header and nothing below it.
    NoRows {
        /// Line of the header; 0 without one.
        header_line: u32,
    },
    /// There are rows, and every one of them was refused.
    EveryRowRefused {
        /// How many.
        rows: u32,
        /// Line of the first.
        line: u32,
    },
    /// More columns than a table holds.
    TooManyColumns {
        /// Line of the row that has them.
        line: u32,
        /// How many.
        found: u32,
        /// How many are allowed.
        limit: u32,
    },
    /// One row is longer than a row may be; often a file without line ends.
    RecordTooLong {
        /// Line it starts on.
        line: u32,
        /// Limit in bytes.
        limit: u32,
    },
    /// A quote opens and does not close within the limit of a row, or not at all.
    UnclosedQuote {
        /// Line where it opens.
        line: u32,
    },
    /// More rows than a table holds.
    TooManyRows {
        /// The limit.
        limit: u32,
    },
    /// The table would take more memory than a browser tab can give.
    TooLarge {
        /// Rows read when the limit was passed.
        rows: u32,
        /// Limit in bytes.
        limit: u64,
    },
    /// The cells are separated by something other than `;` `,` tab or `|`.
    UnknownDelimiter,
    /// The delimiter that was given is none of `;` `,` tab `|`.
    DelimiterNotRead,
    /// The delimiter that was given makes no columns, and another one does.
    DelimiterContradicted {
        /// The given one.
        given: u8,
        /// The one that makes columns.
        found: u8,
    },
    /// The encoding that was given is none of the four.
    EncodingNotRead,
    /// The bytes are surely written in another encoding than the one that was given.
    EncodingContradicted {
        /// The given one.
        given: &'static str,
        /// What the bytes say.
        found: &'static str,
    },
    /// The line said to be the header is not near the top of the file.
    HeaderLineMissing {
        /// The line.
        line: u32,
    },
    /// The line said to be the header looks like a row about a person (PRODUCT B6).
    HeaderLooksLikeData {
        /// The line.
        line: u32,
    },
}

const SAVE_AS_CSV: (&str, &str) = (
    "Open het bestand in Excel of LibreOffice. Kies Opslaan als en dan CSV. Kies dat nieuwe bestand hier.",
    "Open the file in Excel or LibreOffice, choose Save as and then CSV, and select that new file here.",
);

fn delimiter_name(delimiter: u8) -> (&'static str, &'static str) {
    match delimiter {
        b',' => ("een komma", "a comma"),
        b'\t' => ("een tab", "a tab"),
        b'|' => ("een verticale streep", "a vertical bar"),
        _ => ("een puntkomma", "a semicolon"),
    }
}

impl From<IngestError> for Refusal {
    fn from(error: IngestError) -> Self {
        let line = |line: u32| Place { line: Some(line), ..Place::default() };
        let pair = |(nl, en): (&str, &str)| Text::new(nl, en);
        match error {
            IngestError::Empty => Refusal::input(
                "ingest.empty_file",
                Text::new("Dit bestand is leeg.", "This file is empty."),
                Text::new(
                    "Maak de export opnieuw en kijk of er rijen in staan.",
                    "Export the data again and check that it holds rows.",
                ),
            ),
            IngestError::NotCsv { kind, byte } => {
                let what = match kind {
                    FileKind::Zip => (
                        "Dit is een Excel-bestand, een OpenDocument-bestand of een zip-bestand. Het is geen CSV-bestand.",
                        "This is an Excel, OpenDocument or zip file, not a CSV file.",
                    ),
                    FileKind::OldWorkbook => {
                        ("Dit is een oud Excel-bestand (.xls). Het is geen CSV-bestand.", "This is an old Excel file (.xls), not a CSV file.")
                    }
                    FileKind::Pdf => ("Dit is een PDF. Het is geen CSV-bestand.", "This is a PDF, not a CSV file."),
                    FileKind::Markup => (
                        "Dit is een webpagina of een XML-bestand. Het is geen CSV-bestand.",
                        "This is a web page or an XML file, not a CSV file.",
                    ),
                    FileKind::Json => ("Dit is een JSON-bestand. Het is geen CSV-bestand.", "This is a JSON file, not a CSV file."),
                    FileKind::Binary => (
                        "Dit is geen tekstbestand. Er staan tekens in die niet in een CSV-bestand horen.",
                        "This is not a text file: it holds bytes that do not belong in a CSV file.",
                    ),
                };
                let remedy = match kind {
                    FileKind::Pdf | FileKind::Json | FileKind::Binary => (
                        "Vraag een export als CSV uit het systeem waar de gegevens in staan.",
                        "Ask for a CSV export from the system that holds the data.",
                    ),
                    _ => SAVE_AS_CSV,
                };
                Refusal::input("ingest.not_csv", pair(what), pair(remedy))
                    .at(Place { byte: byte.map(|byte| byte as f64), ..Place::default() })
            }
            IngestError::NoRows { header_line } => Refusal::input(
                "ingest.no_rows",
                Text::new(
                    "Dit bestand heeft geen rijen met gegevens. Er staat alleen een kop in.",
                    "This file holds no rows of data, only a header.",
                ),
                Text::new(
                    "Maak de export opnieuw en kijk of er rijen onder de kop staan.",
                    "Export the data again and check that there are rows below the header.",
                ),
            )
            .at(if header_line == 0 { Place::default() } else { line(header_line) }),
            IngestError::EveryRowRefused { rows, line: first } => Refusal::input(
                "ingest.every_row_refused",
                Text::new(
                    format!("Geen enkele rij is gelezen. Alle {rows} rijen zijn geweigerd, de eerste op regel {first}."),
                    format!("Not one row could be read: all {rows} rows were refused, the first on line {first}."),
                ),
                Text::new(
                    "Kijk of elke rij evenveel cellen heeft als de kop. Of geef aan op welke regel de kop staat.",
                    "Check that each row has as many cells as the header, or say which line is the header.",
                ),
            )
            .at(line(first)),
            IngestError::TooManyColumns { line: at, found, limit } => Refusal::input(
                "ingest.too_many_columns",
                Text::new(
                    format!("Regel {at} heeft {found} kolommen. Meer dan {limit} kan niet."),
                    format!("Line {at} has {found} columns; {limit} is the most."),
                ),
                Text::new(
                    "Maak een export met alleen de kolommen die u nodig hebt.",
                    "Export only the columns you need.",
                ),
            )
            .at(line(at)),
            IngestError::RecordTooLong { line: at, limit } => Refusal::input(
                "ingest.row_too_long",
                Text::new(
                    format!("De rij op regel {at} is langer dan {} kB. Dat is te lang voor één rij.", limit / 1000),
                    format!("The row on line {at} is longer than {} kB, too long for one row.", limit / 1000),
                ),
                Text::new(
                    "Misschien mist het bestand regeleinden. Maak de export opnieuw als CSV.",
                    "The file may lack line ends. Export it again as CSV.",
                ),
            )
            .at(line(at)),
            IngestError::UnclosedQuote { line: at } => Refusal::input(
                "ingest.unclosed_quote",
                Text::new(
                    format!("Op regel {at} begint een cel met een aanhalingsteken. Dat aanhalingsteken wordt niet gesloten."),
                    format!("On line {at} a cell opens with a quotation mark that is never closed."),
                ),
                Text::new(
                    format!("Haal het aanhalingsteken op regel {at} weg of sluit het. Of maak de export opnieuw."),
                    format!("Remove or close the quotation mark on line {at}, or export the file again."),
                ),
            )
            .at(line(at)),
            IngestError::TooManyRows { limit } => Refusal::input(
                "ingest.too_many_rows",
                Text::new(
                    format!("Dit bestand heeft meer dan {limit} rijen."),
                    format!("This file has more than {limit} rows."),
                ),
                Text::new("Splits het bestand, bijvoorbeeld per jaar.", "Split the file, for example by year."),
            ),
            IngestError::TooLarge { rows, limit } => Refusal::input(
                "ingest.too_large",
                Text::new(
                    format!("Dit bestand past niet in het geheugen. Na {rows} rijen is {} MB in gebruik.", limit >> 20),
                    format!("This file does not fit in memory: {} MB is in use after {rows} rows.", limit >> 20),
                ),
                Text::new(
                    "Maak een export met minder kolommen of minder rijen.",
                    "Export fewer columns or fewer rows.",
                ),
            ),
            IngestError::UnknownDelimiter => Refusal::input(
                "ingest.unknown_delimiter",
                Text::new(
                    "Dit bestand gebruikt een scheidingsteken dat dit hulpmiddel niet kent.",
                    "This file separates its cells with a character that is not supported.",
                ),
                Text::new(
                    "Maak de export opnieuw met een puntkomma, komma, tab of verticale streep tussen de cellen.",
                    "Export it again with a semicolon, comma, tab or vertical bar between the cells.",
                ),
            ),
            IngestError::DelimiterNotRead => Refusal::input(
                "ingest.delimiter_not_read",
                Text::new("Dit scheidingsteken kan niet.", "This delimiter is not one that can be read."),
                Text::new(
                    "Kies puntkomma, komma, tab of verticale streep.",
                    "Choose semicolon, comma, tab or vertical bar.",
                ),
            ),
            IngestError::DelimiterContradicted { given, found } => {
                let ((given_nl, given_en), (found_nl, found_en)) = (delimiter_name(given), delimiter_name(found));
                Refusal::input(
                    "ingest.delimiter_contradicted",
                    Text::new(
                        format!("Met {given_nl} als scheidingsteken heeft dit bestand geen kolommen. Met {found_nl} wel."),
                        format!("With {given_en} as the delimiter this file has no columns; with {found_en} it has."),
                    ),
                    Text::new(
                        format!("Kies {found_nl}, of laat het hulpmiddel het scheidingsteken zoeken."),
                        format!("Choose {found_en}, or let the delimiter be found."),
                    ),
                )
            }
            IngestError::EncodingNotRead => Refusal::input(
                "ingest.encoding_not_read",
                Text::new("Deze tekencodering kan niet.", "This encoding is not one that can be read."),
                Text::new(
                    "Kies utf-8, windows-1252, utf-16le of utf-16be.",
                    "Choose utf-8, windows-1252, utf-16le or utf-16be.",
                ),
            ),
            IngestError::EncodingContradicted { given, found } => Refusal::input(
                "ingest.encoding_contradicted",
                Text::new(
                    format!("Dit bestand is niet geschreven in {given}. De tekens passen bij {found}."),
                    format!("This file is not written in {given}; its bytes fit {found}."),
                ),
                Text::new(
                    format!("Kies {found}, of laat het hulpmiddel de tekencodering zoeken."),
                    format!("Choose {found}, or let the encoding be found."),
                ),
            ),
            IngestError::HeaderLineMissing { line: at } => Refusal::input(
                "ingest.header_line_missing",
                Text::new(
                    format!("Regel {at} kan niet de kop zijn. Daar begint geen rij bovenaan in het bestand."),
                    format!("Line {at} cannot be the header: no row starts there near the top of the file."),
                ),
                Text::new(
                    "Kies de regel waar de namen van de kolommen staan.",
                    "Choose the line that holds the names of the columns.",
                ),
            )
            .at(line(at)),
            IngestError::HeaderLooksLikeData { line: at } => Refusal::input(
                "ingest.header_looks_like_data",
                Text::new(
                    format!("Regel {at} lijkt geen kop. Er staat een cel in die op een nummer, datum, postcode of e-mailadres lijkt."),
                    format!("Line {at} does not look like a header: one of its cells looks like a number, date, postcode or e-mail address."),
                ),
                Text::new(
                    "Kies de regel waar de namen van de kolommen staan. Is er geen kop? Kies dan regel 0.",
                    "Choose the line that holds the names of the columns; choose line 0 when there is no header.",
                ),
            )
            .at(line(at)),
        }
    }
}
