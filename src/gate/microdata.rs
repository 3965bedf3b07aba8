//! Anonymised microdata: the release itself, row by row (PRODUCT C7).
//!
//! A row holds the released value of every quasi-identifier, and the band of every sensitive column that a model of the release
//! guards. Features, identifiers and pseudonyms never enter: they took no part in the check. The rows are sorted by what they
//! say, so their order tells nothing about the file.

use super::bands::{bands_of, BandedColumn, ReleasedRecords};
use super::door::Cleared;
use crate::refusal::{Place, Refusal};
use crate::table::People;
use crate::text::{Language, Text};
use serde::Serialize;
use std::borrow::Cow;

/// Microdata as a CSV file, and what a certificate has to say of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Microdata {
    /// UTF-8 with a byte order mark, `;` between cells, CRLF after rows: opens in a spreadsheet as it is.
    pub csv: String,
    /// Keys of the columns, in order: confirmed headers, or `kolom N`.
    pub columns: Vec<String>,
    /// Rows, one a released person.
    pub rows: u32,
}

/// One quasi-identifier as released.
pub(crate) struct ReleasedColumn<'a> {
    /// Key of the column.
    pub(crate) name: &'a str,
    /// What each band is called; of several levels when the rows are recoded class by class.
    pub(crate) bands: Vec<&'a Text>,
    /// Band of each record.
    pub(crate) of_record: Vec<u32>,
}

/// What is exported.
pub(crate) struct MicrodataInput<'a> {
    /// The people of the release.
    pub(crate) people: &'a People,
    /// Whether each record is suppressed.
    pub(crate) suppressed: &'a [bool],
    /// The quasi-identifiers, in file order.
    pub(crate) quasi: Vec<ReleasedColumn<'a>>,
    /// Places of the sensitive attributes that a model of the release guards.
    pub(crate) guarded: &'a [usize],
    /// The k of the release.
    pub(crate) release_k: u32,
    /// The k of everything shown.
    pub(crate) min_group: u32,
    /// Language of the labels.
    pub(crate) language: Language,
}

impl Cleared<Microdata> {
    /// The released records as rows.
    ///
    /// # Errors
    /// When classes are smaller than the k of everything shown, or there is nothing to export.
    pub(crate) fn microdata(input: &MicrodataInput<'_>) -> Result<Self, Refusal> {
        if input.release_k < input.min_group {
            return Err(too_weak(input.release_k, input.min_group));
        }
        let kept: Vec<u32> =
            (0u32..).zip(input.suppressed).filter(|(_, &gone)| !gone).map(|(record, _)| record).collect();
        let counts: Vec<u32> = kept.iter().map(|&record| input.people.counts[record as usize]).collect();
        let banded: Vec<BandedColumn> = input
            .guarded
            .iter()
            .map(|&at| {
                let released = ReleasedRecords { at: &kept, counts: &counts };
                bands_of(&input.people.attributes[at], None, released, input.min_group)
            })
            .collect();
        let mut columns: Vec<Column<'_>> = Vec::new();
        for quasi in &input.quasi {
            let codes = kept.iter().map(|&record| quasi.of_record[record as usize]).collect();
            columns.push(Column::new(quasi.name, quasi.bands.iter().copied(), codes, input.language));
        }
        for band in &banded {
            let codes = band.codes.iter().map(|&code| u32::from(code)).collect();
            columns.push(Column::new(
                &band.name,
                band.bands.iter().map(|band| &band.label),
                codes,
                input.language,
            ));
        }
        if columns.is_empty() {
            return Err(nothing());
        }
        let mut order: Vec<u32> = (0..kept.len() as u32).collect();
        crate::sort::by(&mut order, |&a, &b| {
            let ranks = columns.iter().map(|column| column.rank(a).cmp(&column.rank(b)));
            ranks.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then(a.cmp(&b))
        });
        let mut csv = String::from("\u{feff}");
        line(&mut csv, columns.iter().map(|column| column.name));
        let mut rows = 0;
        for &place in &order {
            for _ in 0..counts[place as usize] {
                line(&mut csv, columns.iter().map(|column| column.cell(place)));
                rows += 1;
            }
        }
        let columns = columns.iter().map(|column| column.name.to_owned()).collect();
        Ok(super::door::clear(Microdata { csv, columns, rows }))
    }
}

/// One column to write.
struct Column<'a> {
    name: &'a str,
    cells: Vec<&'a str>,
    /// Place of each cell among all cells, in order of the alphabet.
    ranks: Vec<u32>,
    codes: Vec<u32>,
}

impl<'a> Column<'a> {
    fn new(
        name: &'a str,
        cells: impl Iterator<Item = &'a Text>,
        codes: Vec<u32>,
        language: Language,
    ) -> Self {
        let cells: Vec<&str> = cells.map(|text| text.get(language)).collect();
        let mut order: Vec<usize> = (0..cells.len()).collect();
        crate::sort::by_key(&mut order, |&at| cells[at]);
        // Cells that say the same rank the same: the order of the rows must not tell apart what the rows do not.
        let mut ranks = vec![0; cells.len()];
        for pair in 1..order.len() {
            let (before, at) = (order[pair - 1], order[pair]);
            ranks[at] = ranks[before] + u32::from(cells[before] != cells[at]);
        }
        Self { name, cells, ranks, codes }
    }

    fn rank(&self, place: u32) -> u32 {
        self.ranks[self.codes[place as usize] as usize]
    }

    fn cell(&self, place: u32) -> &'a str {
        self.cells[self.codes[place as usize] as usize]
    }
}

fn line<'a>(csv: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            csv.push(';');
        }
        csv.push_str(&written(cell));
    }
    csv.push_str("\r\n");
}

/// A cell as it is written: quoted where needed, and with an apostrophe before what a spreadsheet would take for a formula
/// (OWASP, "CSV Injection"). A plain number stays one.
fn written(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !plain_number(cell);
    let quoted = cell.contains([';', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ');
    match (formula, quoted) {
        (false, false) => Cow::Borrowed(cell),
        (true, false) => Cow::Owned(format!("'{cell}")),
        (formula, true) => {
            Cow::Owned(format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\"")))
        }
    }
}

fn plain_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

fn too_weak(release_k: u32, min_group: u32) -> Refusal {
    Refusal::gate(
        "gate.microdata_too_weak",
        Text::new(
            format!(
                "In deze vergroving kan een groep {release_k} mensen klein zijn. Er gaat niets naar buiten over minder dan {min_group}."
            ),
            format!("In this release a class may be as small as {release_k}. Nothing about fewer than {min_group} goes out."),
        ),
        Text::new(
            "Kies in de privacystap een k die niet lager is.",
            "Choose a k in the privacy step that is not lower.",
        ),
    )
    .at(Place { field: Some("privacy.models".to_owned()), ..Place::default() })
}

fn nothing() -> Refusal {
    Refusal::input(
        "gate.microdata_empty",
        Text::new(
            "Er is geen kolom die in geanonimiseerde gegevens mag staan.",
            "There is no column that anonymised data may hold.",
        ),
        Text::new(
            "Geef in de stap Gegevens ten minste een kolom de rol “indirect herkenbaar”.",
            "In the Data step, give at least one column the role “indirect identifier”.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_numbers_stay() {
        for (cell, expected) in [
            ("web", "web"),
            ("=1+1", "'=1+1"),
            ("@som", "'@som"),
            ("-5", "-5"),
            ("-10 tot 0", "'-10 tot 0"),
            ("+31", "+31"),
            ("a;b", "\"a;b\""),
            ("=\"a\"", "\"'=\"\"a\"\"\""),
            ("\tx", "'\tx"),
            (" x", "\" x\""),
        ] {
            assert_eq!(written(cell), expected, "{cell:?}");
        }
    }
}
