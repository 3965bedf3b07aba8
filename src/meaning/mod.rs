//! What a column is: detectors and validators, judged over the column and never over one value.

#[cfg(test)]
mod columns_tests;
mod concepts;
pub(crate) mod dates;
#[cfg(test)]
mod few_tests;
mod headers;
pub(crate) mod identifiers;
mod inspect;
mod inspection;
mod judge;
mod labels;
pub(crate) mod numbers;
mod remarks;
mod shapes;
mod single;
mod tally;
pub(crate) mod values;
mod vocabulary;

pub(crate) use headers::{column_labels, find_column};
#[cfg(test)]
pub(crate) use inspect::inspect;
pub(crate) use inspect::{Inspect, InspectInput};
pub use inspection::{
    ColumnInspection, Dialect, DialectGiven, FileStatistics, InputStatistics, Inspection, RefusedRow,
    SensitiveKind, Shape, SheetRead, SheetSize,
};
pub(crate) use vocabulary::speaks_of_sensitive;

/// A date as `jjjj-mm-dd`, the day first where that is open; unknown parts `00`, an empty text for "no date". For checks
/// from outside; a column is read in the one way that its cells show.
pub fn read_date(value: &str) -> Option<String> {
    dates::date(value)
}

/// A number with a decimal comma or with a decimal point. For checks from outside, as [`read_date`].
pub fn read_number(value: &str, decimal_comma: bool) -> Option<f64> {
    let style = if decimal_comma { numbers::NumberStyle::Comma } else { numbers::NumberStyle::Point };
    numbers::number(value, style)
}

/// Whether a value passes the test of an identifier or code; `false` for meanings without one. One value proves
/// nothing about a column. For checks from outside, as [`read_date`].
pub fn fits(meaning: Meaning, value: &str) -> bool {
    match meaning {
        Meaning::Bsn | Meaning::Rsin => identifiers::is_bsn(value),
        Meaning::EducationNumber => identifiers::is_education_number(value),
        Meaning::ANumber => identifiers::is_a_number(value),
        Meaning::Email => identifiers::is_email(value),
        Meaning::Phone => identifiers::phone(value).is_some(),
        Meaning::Iban => identifiers::is_iban(value),
        Meaning::LicencePlate => identifiers::licence_plate(value).is_some(),
        Meaning::KvkNumber => identifiers::is_kvk(value),
        Meaning::BranchNumber => identifiers::is_branch_number(value),
        Meaning::BagId => identifiers::is_bag_id(value),
        Meaning::Postcode => identifiers::postcode(value).is_some(),
        Meaning::AreaCode => identifiers::is_area_code(value) || identifiers::bare_area_code(value).is_some(),
        Meaning::Sbi => identifiers::is_sbi(value),
        Meaning::Care => identifiers::is_wmo_category(value),
        Meaning::Health => identifiers::is_diagnosis_code(value),
        Meaning::Address => identifiers::is_coordinate(value),
        Meaning::Unknown => identifiers::is_machine_key(value),
        _ => false,
    }
}

use serde::{Deserialize, Serialize};

/// What a column means. The kebab-free code name (serde) is what a recipe writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[non_exhaustive]
pub enum Meaning {
    Bsn,
    EducationNumber,
    ANumber,
    Rsin,
    Name,
    Address,
    Email,
    Phone,
    Iban,
    LicencePlate,
    KvkNumber,
    BranchNumber,
    BagId,
    CaseNumber,
    CustomerNumber,
    Postcode,
    AreaCode,
    BirthDate,
    Date,
    Age,
    BirthYear,
    Gender,
    Household,
    Amount,
    Number,
    Category,
    Sbi,
    Origin,
    Health,
    Care,
    Debt,
    Faith,
    Politics,
    SexualLife,
    Offence,
    Secrecy,
    Objection,
    FreeText,
    Weight,
    Unknown,
}
