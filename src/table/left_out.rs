//! Who is left out because a column says so: secrecy, and objections (AVG art. 21).

use super::Table;
use crate::meaning::values::folded;

/// Whether a cell of a secrecy column asks for secrecy: anything but no, none and zero
/// (BRP writes 0 for none and 1 to 7 for some). A missing cell does not.
pub(crate) fn asks_secrecy(value: &str) -> bool {
    !matches!(
        folded(value).as_str(),
        "" | "0"
            | "00"
            | "nee"
            | "neen"
            | "n"
            | "no"
            | "false"
            | "onwaar"
            | "geen"
            | "none"
            | "geen geheimhouding"
            | "niet geheim"
    )
}

/// Whether a cell of a column of objections (AVG art. 21) says that its person objected: anything but no, none and
/// zero; a date of objection counts as a yes. A missing cell does not.
pub(crate) fn says_objection(value: &str) -> bool {
    let value = folded(value);
    asks_secrecy(&value)
        && !matches!(
            value.as_str(),
            "geen bezwaar"
                | "niet bezwaard"
                | "akkoord"
                | "geen bezwaar gemaakt"
                | "no objection"
                | "ingetrokken"
                | "withdrawn"
        )
}

/// Flags the persons who have a flagged row in one of these columns, as `asks` reads a cell. `person` says whose each row is; a number beyond
/// `flagged` is nobody's.
pub(super) fn flag(
    table: &Table,
    columns: &[usize],
    asks: fn(&str) -> bool,
    person: &[u32],
    flagged: &mut [bool],
) {
    for &index in columns {
        let column = table.column(index);
        let mut flags = vec![false; column.values.len()];
        for (code, value) in column.values.iter() {
            flags[code as usize] = asks(value);
        }
        for (&who, &code) in person.iter().zip(&column.codes) {
            if let Some(flag) = flagged.get_mut(who as usize) {
                *flag |= flags[code as usize];
            }
        }
    }
}
