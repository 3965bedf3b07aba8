//! What a column is: detectors and validators, judged over the column and never over one value.

#[cfg(test)]
mod columns_tests;
mod concepts;
pub(crate) mod dates;
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
