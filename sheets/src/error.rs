//! How a workbook is refused: what, where and what to do. Never a cell's value, never the name of a sheet.

use std::fmt::Write as _;

/// Why a workbook, or a sheet of it, cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SheetError {
    /// Encrypted: it asks for a password.
    Protected,
    /// The old binary Excel format (`.xls`).
    OldWorkbook,
    /// The binary form of new Excel files (`.xlsb`).
    BinaryWorkbook,
    /// A zip that holds no workbook: a text document, a presentation, an archive.
    NotAWorkbook,
    /// The zip container is cut off or broken.
    Damaged {
        /// Offset in bytes of the part that is broken, where it is known.
        byte: Option<u64>,
    },
    /// The container is whole, but what stands in it cannot be followed.
    Unreadable {
        /// The sheet, from 1; absent when it is a part that all sheets share.
        sheet: Option<u32>,
        /// Last row that was read before it, from 1.
        row: Option<u32>,
    },
    /// No sheet has a filled cell.
    NoData,
    /// The sheet that was asked for has no filled cell.
    EmptySheet {
        /// Its number, from 1.
        sheet: u32,
    },
    /// There is no sheet of this number.
    NoSuchSheet {
        /// The number.
        sheet: u32,
        /// How many sheets there are.
        sheets: u32,
    },
    /// Unpacked, it would be larger than can be read here, or is suspiciously much larger than the file.
    TooLarge {
        /// Megabytes it would take.
        megabytes: u32,
        /// Megabytes that are allowed.
        limit: u32,
    },
    /// More sheets, styles, merged cells or parts than a workbook may have here.
    TooMany {
        /// How many are allowed.
        limit: u32,
    },
}

/// A text in Dutch and in English.
pub type Pair = (String, String);

impl SheetError {
    /// Stable code for scripts.
    pub fn code(self) -> &'static str {
        match self {
            SheetError::Protected => "sheets.protected",
            SheetError::OldWorkbook => "sheets.old_workbook",
            SheetError::BinaryWorkbook => "sheets.binary_workbook",
            SheetError::NotAWorkbook => "sheets.not_a_workbook",
            SheetError::Damaged { .. } => "sheets.damaged",
            SheetError::Unreadable { .. } => "sheets.unreadable",
            SheetError::NoData => "sheets.no_data",
            SheetError::EmptySheet { .. } => "sheets.empty_sheet",
            SheetError::NoSuchSheet { .. } => "sheets.no_such_sheet",
            SheetError::TooLarge { .. } => "sheets.too_large",
            SheetError::TooMany { .. } => "sheets.too_many",
        }
    }

    /// Row of the sheet where it happened, from 1.
    pub fn row(self) -> Option<u32> {
        match self {
            SheetError::Unreadable { row, .. } => row,
            _ => None,
        }
    }

    /// Offset in bytes where it happened.
    pub fn byte(self) -> Option<u64> {
        match self {
            SheetError::Damaged { byte } => byte,
            _ => None,
        }
    }

    /// What happened.
    pub fn what(self) -> Pair {
        let pair = |nl: &str, en: &str| (nl.to_owned(), en.to_owned());
        match self {
            SheetError::Protected => pair(
                "Dit werkblad-bestand is beveiligd met een wachtwoord.",
                "This workbook is protected with a password.",
            ),
            SheetError::OldWorkbook => {
                pair("Dit is een oud Excel-bestand (.xls).", "This is an old Excel file (.xls).")
            }
            SheetError::BinaryWorkbook => {
                pair("Dit is een binair Excel-bestand (.xlsb).", "This is a binary Excel file (.xlsb).")
            }
            SheetError::NotAWorkbook => pair(
                "Dit is geen Excel-bestand en geen OpenDocument-rekenblad. Het is een ander soort bestand.",
                "This is neither an Excel file nor an OpenDocument spreadsheet, but another kind of file.",
            ),
            SheetError::Damaged { .. } => pair(
                "Dit werkblad-bestand is beschadigd of niet compleet.",
                "This workbook is damaged or not complete.",
            ),
            SheetError::Unreadable { sheet: Some(sheet), row: Some(row) } => (
                format!("Werkblad {sheet} kan niet worden gelezen. Het gaat mis na rij {row}."),
                format!("Sheet {sheet} cannot be read; it goes wrong after row {row}."),
            ),
            SheetError::Unreadable { sheet: Some(sheet), row: None } => (
                format!("Werkblad {sheet} kan niet worden gelezen."),
                format!("Sheet {sheet} cannot be read."),
            ),
            SheetError::Unreadable { sheet: None, .. } => pair(
                "Dit werkblad-bestand kan niet worden gelezen. De opbouw klopt niet.",
                "This workbook cannot be read: it is not built as it should be.",
            ),
            SheetError::NoData => {
                pair("Dit bestand heeft geen werkblad met gegevens.", "No sheet of this file holds data.")
            }
            SheetError::EmptySheet { sheet } => {
                (format!("Werkblad {sheet} is leeg."), format!("Sheet {sheet} is empty."))
            }
            SheetError::NoSuchSheet { sheet, sheets } => (
                format!("Werkblad {sheet} is er niet. Dit bestand heeft {sheets} werkbladen."),
                format!("There is no sheet {sheet}: the number of sheets in this file is {sheets}."),
            ),
            SheetError::TooLarge { megabytes, limit } => (
                format!("Uitgepakt is dit bestand {megabytes} MB. Meer dan {limit} MB kan hier niet."),
                format!("Unpacked, this file takes {megabytes} MB; {limit} MB is the most."),
            ),
            SheetError::TooMany { limit } => (
                format!("Dit bestand heeft meer onderdelen dan hier kan ({limit})."),
                format!("This file has more parts than can be read here ({limit})."),
            ),
        }
    }

    /// What to do about it.
    pub fn remedy(self) -> Pair {
        let (nl, en) = match self {
            SheetError::Protected => (
                "Open het bestand in Excel of LibreOffice en sla het op zonder wachtwoord. Kies dat nieuwe bestand hier.",
                "Open the file in Excel or LibreOffice, save it without a password, and select that new file here.",
            ),
            SheetError::OldWorkbook | SheetError::BinaryWorkbook => (
                "Open het bestand in Excel of LibreOffice. Kies Opslaan als en dan .xlsx. Kies dat nieuwe bestand hier.",
                "Open the file in Excel or LibreOffice, choose Save as and then .xlsx, and select that new file here.",
            ),
            SheetError::NotAWorkbook => (
                "Kies een bestand dat op .xlsx, .ods of .csv eindigt.",
                "Choose a file that ends in .xlsx, .ods or .csv.",
            ),
            SheetError::Damaged { .. } | SheetError::Unreadable { .. } => (
                "Open het bestand in Excel of LibreOffice en sla het opnieuw op. Of maak de export opnieuw.",
                "Open the file in Excel or LibreOffice and save it again, or export the data again.",
            ),
            SheetError::NoData => (
                "Maak de export opnieuw en kijk of er rijen in staan.",
                "Export the data again and check that it holds rows.",
            ),
            SheetError::EmptySheet { .. } | SheetError::NoSuchSheet { .. } => {
                ("Kies het werkblad waar de gegevens op staan.", "Choose the sheet that holds the data.")
            }
            SheetError::TooLarge { .. } | SheetError::TooMany { .. } => (
                "Zet alleen het werkblad met de gegevens in een nieuw bestand. Of sla het werkblad op als CSV.",
                "Put only the sheet with the data in a new file, or save that sheet as CSV.",
            ),
        };
        (nl.to_owned(), en.to_owned())
    }

    /// The refusal as JSON, in the form in which the engine writes its own.
    pub fn json(self) -> String {
        let mut place = String::new();
        if let Some(row) = self.row() {
            let _ = write!(place, "\"line\":{row}");
        } else if let Some(byte) = self.byte() {
            let _ = write!(place, "\"byte\":{byte}");
        }
        // No text above holds a character that JSON would have to escape.
        let text = |(nl, en): Pair| format!("{{\"nl\":\"{nl}\",\"en\":\"{en}\"}}");
        format!(
            "{{\"code\":\"{}\",\"by\":\"input\",\"place\":{{{place}}},\"what\":{},\"remedy\":{}}}",
            self.code(),
            text(self.what()),
            text(self.remedy())
        )
    }
}

impl std::fmt::Display for SheetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ((_, what), (_, remedy)) = (self.what(), self.remedy());
        write!(f, "{what} {remedy}")
    }
}

impl std::error::Error for SheetError {}
