//! What was understood of a file: the only thing seen before the gate (door: `Workbench`).

use super::Meaning;
use crate::recipe::Role;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// Everything the Data step shows. Shapes, line numbers, coarse percentages; no value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Inspection {
    /// Rows read, exact (PRODUCT D6).
    pub rows: u32,
    /// How the file was written.
    pub dialect: Dialect,
    /// Number of refused rows, exact.
    pub refused_rows: u32,
    /// The first hundred refused rows: where and why.
    pub refused: Vec<RefusedRow>,
    /// Lines above the header that were passed over (numbers only; their text is neither shown nor stored).
    pub title_lines: u32,
    /// One entry a column, in file order.
    pub columns: Vec<ColumnInspection>,
    /// Name (key) of the column proposed to tell persons apart, if any.
    pub unit: Option<String>,
    /// Warnings about combinations (PRODUCT B7).
    pub warnings: Vec<Text>,
    /// Damage that cannot be repaired here; when not empty the file should be exported anew.
    pub damage: Vec<Text>,
    /// Whether all headers count as confirmed.
    pub headers_confirmed: bool,
}

/// How a file is written: what was found, or what the person said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    /// One of `;` `,` tab `|`.
    pub delimiter: String,
    /// `utf-8`, `windows-1252`, `utf-16le` or `utf-16be`.
    #[serde(deserialize_with = "encoding_name")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub encoding: EncodingName,
    /// Line of the header, from 1; 0 without one.
    pub header_line: u32,
    /// Which of these the person said; the others were found.
    pub given: DialectGiven,
    /// Numbers of the lines below the data that were taken for totals or notes and left out.
    pub totals: Vec<u32>,
    /// The person said that lines which look like totals are rows.
    pub totals_kept: bool,
    /// The sheet, when the file is a workbook; its lines are the rows of that sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<SheetRead>,
}

/// The name of an encoding. (An alias, so that reading one back from a dossier does not have to borrow it from the text.)
pub type EncodingName = &'static str;

fn encoding_name<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<EncodingName, D::Error> {
    let name = <String as Deserialize>::deserialize(deserializer)?;
    ["utf-8", "windows-1252", "utf-16le", "utf-16be"]
        .into_iter()
        .find(|known| *known == name)
        .ok_or_else(|| serde::de::Error::custom("the name of an encoding"))
}

/// Which sheet of a workbook is read. Sheets are numbers: their names are neither shown nor stored (PRODUCT B6).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default, deny_unknown_fields)]
pub struct SheetRead {
    /// Number in the order of the workbook, hidden sheets counted, from 1.
    pub number: u32,
    /// Whether the person chose it; else it is the visible sheet with the most rows.
    pub chosen: bool,
    /// All sheets of the workbook, in its order.
    pub sheets: Vec<SheetSize>,
    /// `xlsx` or `ods`.
    pub format: String,
}

/// How large a sheet of a workbook is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SheetSize {
    /// Rows with at least one filled cell.
    pub rows: u32,
    /// Columns, up to the last that is filled.
    pub columns: u32,
    /// Whether the workbook hides it.
    pub hidden: bool,
}

/// Which parts of a [`Dialect`] the person said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct DialectGiven {
    /// The delimiter.
    pub delimiter: bool,
    /// The encoding.
    pub encoding: bool,
    /// The line of the header.
    pub header_line: bool,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RefusedRow {
    /// Line in the file, from 1.
    pub line: u32,
    /// Why; never the content.
    pub reason: Text,
}

/// One column as understood.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ColumnInspection {
    /// Position, from 1.
    pub number: u32,
    /// Key for recipes and name for people: the header when it may be shown, else `kolom N`.
    pub name: String,
    /// Whether the header may be shown (vocabulary or confirmed).
    pub name_shown: bool,
    /// Proposed meaning.
    pub meaning: Meaning,
    /// The meaning in words.
    pub meaning_label: Text,
    /// How sure, in per cent: the share of values that pass the test of the meaning times the chance that they do not
    /// pass it by accident (`meaning::judge` says how it is worked out); from 1 to 99.
    pub confidence: u8,
    /// Why it is proposed.
    pub evidence: Text,
    /// Proposed role.
    pub role: Role,
    /// What that role does to this column, in one sentence.
    pub consequence: Text,
    /// Whether a person should look at it.
    pub attention: bool,
    /// Sensitive by law (AVG art. 9 or 10) or by nature: a ground is needed to use it.
    pub ground_needed: bool,
    /// Why it is sensitive, where it is.
    pub sensitive_kind: Option<SensitiveKind>,
    /// Other meanings that fit the header or half of the values, the likeliest first; at most eight.
    pub alternatives: Vec<Meaning>,
    /// Share of filled cells in per cent, in steps of at least k persons and never finer than 1 %.
    pub filled: u8,
    /// Shapes such as `9999 AA`, each carried by at least k persons, with coarse percentages.
    pub shapes: Vec<Shape>,
    /// Proposed pseudonym domain of an identifier.
    pub domain: Option<String>,
}

/// Why a column is sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum SensitiveKind {
    /// Special category (AVG art. 9): health, origin, belief, politics, union, sexual life.
    Special,
    /// Criminal offences (AVG art. 10).
    Offence,
    /// Care under the Wmo or Jeugdwet: says something about health.
    Care,
    /// Debts: by nature.
    Debt,
    /// Something else that is nobody's business.
    Other,
}

impl SensitiveKind {
    /// Of a meaning with the role of a sensitive column.
    pub(crate) fn of(meaning: Meaning) -> Self {
        match meaning {
            Meaning::Offence => Self::Offence,
            Meaning::Care => Self::Care,
            Meaning::Debt => Self::Debt,
            meaning if meaning.is_sensitive() => Self::Special,
            _ => Self::Other,
        }
    }
}

/// A shape of values: digits as 9, letters as a or A.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Shape {
    /// The shape.
    pub shape: String,
    /// Share of filled cells in per cent.
    pub percent: u8,
}

/// What was read of a file, without breakdown (PRODUCT D6): `input` of the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputStatistics {
    /// Rows read, exact.
    pub rows: u32,
    /// People that the rows stand for, exact (PRODUCT D6): distinct units, or the sum of the counts, or rows; those left out
    /// are not in it. `None` before they were counted.
    pub people: Option<u32>,
    /// Rows refused, exact.
    pub refused_rows: u32,
    /// How the file is written.
    pub dialect: Dialect,
    /// People left out because of secrecy: a multiple of k, 0 means 0 to k-1.
    pub people_left_out: u32,
    /// People left out because they objected (AVG art. 21), secrecy aside: a multiple of k, 0 means 0 to k-1.
    pub people_objected: u32,
    /// Rows left out with them: a multiple of k; 0 where the people are fewer than k.
    pub rows_left_out: u32,
    /// Cells that could not be read under their column's meaning and count as missing, of the column that has most: a multiple of k, 0
    /// means 0 to k-1. `None` where one person can have several rows: cells would not be people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreadable_cells: Option<u32>,
    /// Rows without a value in the unit column, left out: a multiple of k, 0 means 0 to k-1.
    pub rows_without_unit: u32,
    /// What became of each further file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileStatistics>,
}

/// What was read of a further file and how much of it fits the first one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileStatistics {
    /// Its number, from 2.
    pub file: u32,
    /// Rows read, exact.
    pub rows: u32,
    /// Rows refused, exact.
    pub refused_rows: u32,
    /// People of the first file without a row in it, or whose area is not in it: a multiple of k, 0 means 0 to k-1. Not
    /// counted for a list of objections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_unmatched: Option<u32>,
    /// Its rows (or areas) that belong to nobody in the first file: a multiple of k, 0 means 0 to k-1.
    pub rows_unmatched: u32,
    /// Its rows without a key: a multiple of k, 0 means 0 to k-1.
    pub rows_without_key: u32,
}
