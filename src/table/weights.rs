//! Weight columns (PRODUCT A9): read in full and checked before a row is folded, so that a bad cell is a refusal and never a guess.

use super::{Column, FoldError, Table, MISSING};
use crate::meaning::values::{number, NumberStyle};
use crate::recipe::WeightKind;

/// Most people a file may stand for: counts are kept in 32 bits and cross to the page as such.
pub(crate) const MOST_PEOPLE: u32 = 1 << 31;
/// Largest sample weight: no survey's respondent stands for more, and sums stay far from the end of the numbers.
const LARGEST_WEIGHT: f64 = 1e12;

/// The weight column.
#[derive(Clone, Copy)]
pub(crate) struct WeightPlan {
    /// Position in the file.
    pub(crate) column: usize,
    /// What its numbers mean.
    pub(crate) kind: WeightKind,
    /// Whether the file itself says that it is one: the first line that is none is then named.
    pub(crate) found: bool,
}

/// Checks every cell of the weight column. For counts it gives the people of each code of the column's dictionary
/// (0 for the missing one, which no row has); for sample weights nothing: they are folded like other numbers.
///
/// # Errors
/// [`FoldError::Weight`] where a cell is missing or is no weight of its kind; [`FoldError::TooManyPeople`].
pub(super) fn check(table: &Table, plan: &WeightPlan) -> Result<Option<Vec<u32>>, FoldError> {
    let column = table.column(plan.column);
    let counts: Vec<u32> = match plan.kind {
        WeightKind::Count => column_of(column, |value| count(value).unwrap_or(0)),
        WeightKind::Sample => {
            let style = NumberStyle::of(column.values.iter().map(|(_, value)| (value, 1)));
            let positive = |weight: &f64| *weight > 0.0 && *weight <= LARGEST_WEIGHT;
            column_of(column, |value| u32::from(number(value, style).filter(positive).is_some()))
        }
    };
    // How many rows there are, or which is the first, would answer a question about any column that is named as a weight.
    let bad = (0u32..).zip(&column.codes).find(|(_, &code)| counts[code as usize] == 0);
    if let Some((row, _)) = bad {
        let line = table.line_of(row).filter(|_| plan.found);
        return Err(FoldError::Weight { column: plan.column, kind: plan.kind, line });
    }
    if plan.kind == WeightKind::Sample {
        return Ok(None);
    }
    let people: u64 = column.codes.iter().map(|&code| u64::from(counts[code as usize])).sum();
    if people > u64::from(MOST_PEOPLE) {
        return Err(FoldError::TooManyPeople { column: plan.column });
    }
    Ok(Some(counts))
}

/// One number a code; the missing one has 0.
fn column_of(column: &Column, of: impl Fn(&str) -> u32) -> Vec<u32> {
    debug_assert_eq!(MISSING, 0);
    std::iter::once(0).chain(column.values.iter().map(|(_, value)| of(value))).collect()
}

/// A number of people: digits and nothing else. A point could be one of thousands or of decimals ("1.000"), and people
/// that are not there would pass for a crowd: it is not guessed.
fn count(value: &str) -> Option<u32> {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|&count| digits && (1..=MOST_PEOPLE).contains(&count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_whole_numbers_are_counts() {
        assert_eq!((count("1"), count("007"), count("2147483648")), (Some(1), Some(7), Some(MOST_PEOPLE)));
        for bad in [
            "0",
            "-1",
            "+1",
            "1,5",
            "1.5",
            "1.000",
            "1,0",
            "1e3",
            "2147483649",
            "99999999999",
            "3 ",
            "€ 4",
            "٣",
        ] {
            assert_eq!(count(bad), None, "{bad:?}");
        }
    }
}
