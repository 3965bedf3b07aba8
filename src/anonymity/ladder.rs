//! Generalisation ladders: what each value becomes, level by level, until all values are together.

use super::bound::{BoundLadder, BoundLevel};
use super::editing::OTHER;
use super::error::LadderError;
use super::ladder_file::parse;
use crate::refusal::Refusal;
use crate::table::{is_missing, Attribute, Domain, MISSING};
use crate::text::Text;
use std::collections::BTreeMap;

/// The rows of a ladder file, checked: one row a value, level by level, coarser to the right, separated by `;` (or `,`).
///
/// # Errors
/// `ladder.*` refusals that name the line.
pub fn ladder_rows(text: &str) -> Result<Vec<Vec<String>>, Refusal> {
    let (rows, lines) = parse(text)?;
    Ladder::from_lines(rows.clone(), &lines)?;
    Ok(rows)
}

/// What a ladder file writes in the place of a value for the row of all values that have none of their own.
pub(super) const REST: &str = "*";

/// What level 0 says for that row.
pub(super) fn rest_label() -> Text {
    Text::new("alle andere waarden", "all other values")
}

/// A generalised value: one band of one level.
#[derive(Clone)]
pub(crate) struct Band {
    /// In words. At level 0 this is the value itself, so it may only be shown by the gate.
    pub(crate) label: Text,
    /// Lower edge (inclusive) when the band is a run of numbers; `None` also when it is open below.
    pub(crate) from: Option<f64>,
    /// Upper edge (exclusive); `None` also when it is open above.
    pub(crate) to: Option<f64>,
    /// Whether this is the band of the missing values.
    pub(crate) missing: bool,
}

impl Band {
    /// A band with a label alone.
    pub(super) fn named(label: Text) -> Self {
        Self { label, from: None, to: None, missing: false }
    }

    /// The band of the missing values: a category of its own, that never matches another value.
    pub(super) fn missing() -> Self {
        Self { label: Text::new("onbekend", "unknown"), from: None, to: None, missing: true }
    }

    /// All values together.
    pub(super) fn root() -> Self {
        Self::named(Text::new("*", "*"))
    }
}

/// One level of a ladder.
#[derive(Clone)]
pub(super) struct LadderLevel {
    /// Band of every row.
    pub(super) of_row: Vec<u32>,
    /// The bands, in order of their first row.
    pub(super) bands: Vec<Band>,
}

/// A generalisation ladder: one row a value, one band per row and level. Level 0 is the value
/// itself; at the last level all values are together. Levels are nested: what is together at one
/// level stays together at the next. The bounds of the search rest on that.
#[derive(Clone)]
pub(crate) struct Ladder {
    pub(super) values: Vec<String>,
    pub(super) missing_row: Option<u32>,
    /// Row of every value that has none of its own.
    pub(super) rest_row: Option<u32>,
    pub(super) levels: Vec<LadderLevel>,
    rungs: Vec<Text>,
    /// Per level the bands that a person typed, in order, whether or not anybody is in them; empty for other levels.
    typed: Vec<Vec<TypedBand>>,
    /// What a value without a row is at each level above the first. It follows from the ladder alone.
    rest: Vec<Text>,
}

/// A band that a person typed.
#[derive(Clone)]
pub(super) struct TypedBand {
    pub(super) label: Text,
    /// Its place among the bands of the next level.
    pub(super) within: u32,
}

impl Ladder {
    /// A ladder from a table: one row a value, the value first, coarser to the right. A row whose value is `*` is about every
    /// value without a row of its own.
    ///
    /// # Errors
    /// When the table is not rectangular, not nested, has no root or has a value twice; the row is named.
    pub(crate) fn from_rows(rows: Vec<Vec<String>>) -> Result<Self, LadderError> {
        let lines = (1..=rows.len() as u32).collect::<Vec<_>>();
        Self::from_lines(rows, &lines)
    }

    /// A ladder from a text file, separated by `;` (or `,` when the first line has no `;`). The order
    /// of the rows is the order of the values.
    ///
    /// # Errors
    /// As [`Ladder::from_rows`]; the line is named.
    pub(crate) fn parse_csv(text: &str) -> Result<Self, LadderError> {
        let (rows, lines) = parse(text)?;
        Self::from_lines(rows, &lines)
    }

    fn from_lines(mut rows: Vec<Vec<String>>, lines: &[u32]) -> Result<Self, LadderError> {
        let width = rows.first().map_or(0, Vec::len);
        if width == 0 {
            return Err(LadderError::Empty);
        }
        let mut seen = BTreeMap::new();
        let (mut missing_row, mut rest_row) = (None, None);
        for (row, &line) in rows.iter_mut().zip(lines) {
            if row.len() != width {
                return Err(LadderError::Ragged {
                    row: line,
                    found: row.len() as u32,
                    expected: width as u32,
                });
            }
            for cell in row.iter_mut() {
                *cell = cell.trim().to_owned();
            }
            if let Some(level) = row.iter().skip(1).position(String::is_empty) {
                return Err(LadderError::EmptyLabel { row: line, level: level as u32 + 1 });
            }
        }
        for (i, (row, &line)) in rows.iter_mut().zip(lines).enumerate() {
            if row[0] == REST {
                rest_row = Some(i as u32);
            } else if is_missing(&row[0]) {
                row[0].clear();
                missing_row = Some(i as u32);
            }
            if let Some(first) = seen.insert(row[0].clone(), line) {
                return Err(LadderError::Duplicate { row: line, first });
            }
        }
        // Between which numbers the other values lie is not known, so with such a row there are no edges.
        let numbers: Option<Vec<(usize, f64)>> = rows
            .iter()
            .enumerate()
            .filter(|(i, _)| missing_row != Some(*i as u32))
            .map(|(i, row)| parse_number(&row[0]).map(|number| (i, number)))
            .collect();
        let mut levels = Vec::with_capacity(width);
        for level in 0..width {
            let made = LadderLevel::group(rows.iter().enumerate().map(|(i, row)| {
                if level == 0 && missing_row == Some(i as u32) {
                    Band::missing()
                } else if level == 0 && rest_row == Some(i as u32) {
                    Band::named(rest_label())
                } else {
                    Band::named(Text::new(row[level].as_str(), row[level].as_str()))
                }
            }));
            levels.push(made);
        }
        let root = &levels[width - 1];
        if let Some(row) = root.of_row.iter().position(|&band| band != 0) {
            return Err(LadderError::NoRoot { row: lines[row] });
        }
        for level in 0..width - 1 {
            levels[level].check_nested(&levels[level + 1], level as u32, lines)?;
        }
        if let Some(numbers) = numbers {
            for level in levels.iter_mut().take(width - 1) {
                level.find_edges(&numbers);
            }
        }
        let rungs = (0..width)
            .map(|level| match level {
                0 => Text::new("zoals in het bestand", "as in the file"),
                _ if level == width - 1 => all_together(),
                _ => Text::new(format!("stap {level} van de ladder"), format!("level {level} of the ladder")),
            })
            .collect();
        let values = rows.into_iter().map(|mut row| row.swap_remove(0)).collect();
        Ok(Self::new(values, (missing_row, rest_row), levels, rungs, Vec::new()))
    }

    fn new(
        values: Vec<String>,
        (missing_row, rest_row): (Option<u32>, Option<u32>),
        levels: Vec<LadderLevel>,
        rungs: Vec<Text>,
        typed: Vec<Vec<TypedBand>>,
    ) -> Self {
        let mut ladder = Self { values, missing_row, rest_row, levels, rungs, typed, rest: Vec::new() };
        ladder.rest = ladder.path_of_the_rest();
        ladder
    }

    /// The labels above the first level of the row of all other values, else of what the ladder calls other.
    fn path_of_the_rest(&self) -> Vec<Text> {
        let root = self.height().saturating_sub(1);
        let other = |label: &Text| OTHER.contains(&label.nl.as_str());
        let mut row = self.rest_row.map(|row| row as usize);
        (1..self.height())
            .map(|at| {
                let level = &self.levels[at];
                let label = |band: u32| &level.bands[band as usize].label;
                // A value that the ladder itself puts with the others leads the way up.
                row = row.or_else(|| level.of_row.iter().position(|&band| other(label(band))));
                let typed = || self.typed_at(at).iter().map(|band| &band.label).find(|label| other(label));
                match row {
                    Some(row) => label(level.of_row[row]).clone(),
                    None if at == root => Text::new("*", "*"),
                    None => typed().cloned().unwrap_or_else(rest_label),
                }
            })
            .collect()
    }

    /// The bands that a person typed at a level; empty where they typed none.
    pub(super) fn typed_at(&self, level: usize) -> &[TypedBand] {
        self.typed.get(level).map_or(&[], Vec::as_slice)
    }

    /// What a value without a row is at each level above the first.
    pub(super) fn rest(&self) -> &[Text] {
        &self.rest
    }

    /// A ladder from bands that rules or a person made; the caller has made them nested, and has left out the levels that say nothing of
    /// enough people: which levels there are is told. `values` are the level-0 texts of the rows, `typed` is per level.
    pub(super) fn from_rules(
        values: Vec<String>,
        missing: bool,
        level_zero: Vec<Band>,
        coarser: Vec<(Text, Vec<Band>)>,
        typed: Vec<Vec<TypedBand>>,
    ) -> Self {
        let mut values = values;
        let with_missing = |mut bands: Vec<Band>| {
            if missing {
                bands.push(Band::missing());
            }
            LadderLevel::group(bands.into_iter())
        };
        let mut levels = vec![with_missing(level_zero)];
        let mut rungs = vec![Text::new("zoals in het bestand", "as in the file")];
        for (rung, bands) in coarser {
            levels.push(with_missing(bands));
            rungs.push(rung);
        }
        let rows = values.len() + usize::from(missing);
        let missing_row = missing.then_some(values.len() as u32);
        if missing {
            values.push(String::new());
        }
        if rows > 1 || levels.is_empty() {
            levels.push(LadderLevel { of_row: vec![0; rows], bands: vec![Band::root()] });
            rungs.push(all_together());
        }
        Self::new(values, (missing_row, None), levels, rungs, typed)
    }

    /// Number of levels, the value itself and the root included.
    pub(crate) fn height(&self) -> usize {
        self.levels.len()
    }

    /// What each level is, from precise to all together; never a value.
    pub(crate) fn rungs(&self) -> Vec<Text> {
        self.rungs.clone()
    }

    /// The row of every code of an attribute. `None` for code 0 when the ladder has no row for missing.
    pub(super) fn rows_of(&self, domain: &Domain) -> Result<Vec<Option<u32>>, LadderError> {
        let of_code = self.rows_found(domain);
        if of_code.iter().skip(1).any(Option::is_none) {
            return Err(LadderError::Absent);
        }
        Ok(of_code)
    }

    /// The ladder, and where too few people have a value without a row, a row for those: a refusal would tell that they are there.
    /// What k people or more have must have a row.
    pub(crate) fn covering(&self, attribute: &Attribute, counts: &[u32], k: u32) -> Ladder {
        let known = self.knows(&attribute.domain);
        let absent = |&(&code, _): &(&u32, &u32)| known.get(code as usize) == Some(&false);
        let people: u64 =
            attribute.codes.iter().zip(counts).filter(absent).map(|(_, &count)| u64::from(count)).sum();
        let mut ladder = self.clone();
        if people == 0 || people >= u64::from(k) {
            return ladder;
        }
        ladder.rest_row = Some(ladder.values.len() as u32);
        ladder.values.push(REST.to_owned());
        let root = ladder.levels.len().saturating_sub(1);
        for (at, level) in ladder.levels.iter_mut().enumerate() {
            let place = level.bands.iter().position(|band| at == root || band.label == rest_label());
            let place = place.unwrap_or_else(|| {
                level.bands.push(Band::named(rest_label()));
                level.bands.len() - 1
            });
            level.of_row.push(place as u32);
        }
        ladder
    }

    /// Whether the ladder has a row for each code of a domain; a missing value always gets one.
    pub(crate) fn knows(&self, domain: &Domain) -> Vec<bool> {
        let rows = self.rows_found(domain);
        rows.iter().enumerate().map(|(code, row)| code == 0 || row.is_some()).collect()
    }

    fn rows_found(&self, domain: &Domain) -> Vec<Option<u32>> {
        let mut of_code = vec![self.missing_row];
        match domain {
            Domain::Numbers(numbers) => {
                let mut rows: BTreeMap<u64, u32> = BTreeMap::new();
                rows.extend(
                    (0..self.values.len() as u32)
                        .zip(&self.values)
                        .rev() // the first row of a number wins
                        .filter_map(|(row, value)| parse_number(value).map(|number| (number.to_bits(), row))),
                );
                for number in numbers.iter().skip(1) {
                    of_code.push(rows.get(&(number + 0.0).to_bits()).copied().or(self.rest_row));
                }
            }
            Domain::Texts(texts) => {
                let mut rows: BTreeMap<&str, u32> = BTreeMap::new();
                let values = self.values.iter().map(String::as_str).zip(0u32..);
                rows.extend(values.filter(|(value, _)| !value.is_empty()));
                let mut folded: BTreeMap<String, Option<u32>> = BTreeMap::new();
                for (value, &row) in &rows {
                    folded.entry(value.to_lowercase()).and_modify(|row| *row = None).or_insert(Some(row));
                }
                for text in texts.iter().skip(1) {
                    let row = rows
                        .get(text.as_str())
                        .copied()
                        .or_else(|| folded.get(&text.to_lowercase()).copied().flatten());
                    of_code.push(row.or(self.rest_row));
                }
            }
        }
        of_code
    }

    /// Ties the ladder to the codes of an attribute. Missing values get a row of their own, apart at
    /// every level but the root, when the data have them and the ladder has no row for them.
    ///
    /// # Errors
    /// When values of the data have no row. Neither which nor how many: both would tell of people before the gate.
    pub(crate) fn bind(&self, attribute: &Attribute) -> Result<BoundLadder, LadderError> {
        let rows = self.rows_of(&attribute.domain)?;
        let extra = self.missing_row.is_none() && attribute.codes.contains(&MISSING);
        let height = self.height();
        let mut levels = Vec::with_capacity(height);
        for (l, level) in self.levels.iter().enumerate() {
            let mut bands = level.bands.clone();
            let mut sizes = vec![0u32; bands.len()];
            for &band in &level.of_row {
                sizes[band as usize] += 1;
            }
            let missing = if !extra {
                None
            } else if l + 1 == height {
                sizes[0] += 1;
                Some(0)
            } else {
                bands.push(Band::missing());
                sizes.push(1);
                Some(bands.len() as u32 - 1)
            };
            let of_code = rows
                .iter()
                .map(|row| match row {
                    Some(row) => level.of_row[*row as usize],
                    // Nobody has this code when `missing` is absent too; a search over it is refused.
                    None => missing.unwrap_or(u32::MAX),
                })
                .collect();
            levels.push(BoundLevel { of_code, bands, rows_of_band: sizes });
        }
        Ok(BoundLadder::new(self.values.len() as u32 + u32::from(extra), levels))
    }
}

fn all_together() -> Text {
    Text::new("alles samen", "all together")
}

impl LadderLevel {
    /// Rows with the same label share a band.
    fn group(rows: impl Iterator<Item = Band>) -> Self {
        let mut ids: BTreeMap<(bool, String), u32> = BTreeMap::new();
        let mut bands: Vec<Band> = Vec::new();
        let of_row = rows
            .map(|band| {
                *ids.entry((band.missing, band.label.nl.clone())).or_insert_with(|| {
                    bands.push(band);
                    bands.len() as u32 - 1
                })
            })
            .collect();
        Self { of_row, bands }
    }

    fn check_nested(&self, coarser: &Self, level: u32, lines: &[u32]) -> Result<(), LadderError> {
        let mut parents: Vec<Option<(u32, u32)>> = vec![None; self.bands.len()];
        for ((&band, &parent), &line) in self.of_row.iter().zip(&coarser.of_row).zip(lines) {
            match parents[band as usize] {
                None => parents[band as usize] = Some((parent, line)),
                Some((known, _)) if known == parent => {}
                Some((_, first)) => return Err(LadderError::NotNested { row: line, first, level }),
            }
        }
        Ok(())
    }

    /// Gives the bands their edges when each is one run of the numbers.
    fn find_edges(&mut self, numbers: &[(usize, f64)]) {
        let mut sorted = numbers.to_vec();
        crate::sort::by(&mut sorted, |a, b| a.1.total_cmp(&b.1));
        let mut runs: Vec<(u32, f64)> = Vec::new();
        for (row, number) in sorted {
            let band = self.of_row[row];
            if runs.last().is_none_or(|&(last, _)| last != band) {
                runs.push((band, number));
            }
        }
        let mut once = vec![false; self.bands.len()];
        for &(band, _) in &runs {
            if std::mem::replace(&mut once[band as usize], true) {
                return;
            }
        }
        for (i, &(band, from)) in runs.iter().enumerate() {
            let band = &mut self.bands[band as usize];
            band.from = Some(from);
            band.to = runs.get(i + 1).map(|&(_, next)| next);
        }
    }
}

/// A number as a ladder row writes it: decimal point or decimal comma. Zero has one sign only.
fn parse_number(text: &str) -> Option<f64> {
    let number = match text.parse::<f64>() {
        Ok(number) => number,
        Err(_) if text.matches(',').count() == 1 && !text.contains('.') => {
            text.replace(',', ".").parse().ok()?
        }
        Err(_) => return None,
    };
    number.is_finite().then_some(number + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> Option<LadderError> {
        Ladder::parse_csv(text).err()
    }

    #[test]
    fn a_ladder_is_checked_and_the_row_is_named() {
        assert_eq!(error("a;x;*\nb;x;*\n\nc;y;*"), None);
        assert_eq!(error(""), Some(LadderError::Empty));
        assert_eq!(error("a;x;*\nb;*"), Some(LadderError::Ragged { row: 2, found: 2, expected: 3 }));
        assert_eq!(error("a;x;*\r\n\r\nb;;*"), Some(LadderError::EmptyLabel { row: 3, level: 1 }));
        assert_eq!(error("a;*\nb;*\n a ;*"), Some(LadderError::Duplicate { row: 3, first: 1 }));
        assert_eq!(
            error("a;x;1;*\nb;y;1;*\nc;x;2;*"),
            Some(LadderError::NotNested { row: 3, first: 1, level: 1 })
        );
        assert_eq!(error("a;x\nb;y"), Some(LadderError::NoRoot { row: 2 }));
        assert_eq!(error("a;\"x;*"), Some(LadderError::NotATable));
        assert_eq!(error("?;*\n;*"), Some(LadderError::Duplicate { row: 2, first: 1 }));
    }

    #[test]
    fn a_row_may_be_about_all_other_values() {
        let ladder = Ladder::parse_csv("rood;kleur;*\n*;overig;*\n;onbekend;*").expect("a ladder");
        let texts = ["", "rood", "*", "blauw"].map(str::to_owned).to_vec();
        let rows = ladder.rows_of(&Domain::Texts(texts)).expect("complete");
        assert_eq!(rows, [Some(2), Some(0), Some(1), Some(1)]);
        assert_eq!(ladder.levels[0].bands[1].label, rest_label());
        let numbers = Ladder::parse_csv("1;laag;*\n9;hoog;*\n*;overig;*").expect("a ladder");
        assert!(numbers.levels[1].bands.iter().all(|band| band.from.is_none()), "5 could lie anywhere");
        assert_eq!(
            numbers.rows_of(&Domain::Numbers(vec![f64::NAN, 5.0, 9.0])),
            Ok(vec![None, Some(2), Some(1)])
        );
        assert_eq!(error("*;a;*\nb;a;*\n*;a;*"), Some(LadderError::Duplicate { row: 3, first: 1 }));
    }

    #[test]
    fn what_few_people_have_gets_a_row_and_what_many_have_must_have_one() {
        let attribute = Attribute {
            column: Some(0),
            name: "kolom 1".into(),
            label: Text::new("kolom 1", "column 1"),
            role: crate::recipe::Role::Quasi,
            meaning: crate::meaning::Meaning::Category,
            codes: vec![1, 2, 3],
            domain: Domain::Texts(["", "a", "b", "c"].map(str::to_owned).to_vec()),
        };
        let ladder = Ladder::parse_csv("a;x;*\nb;y;*").expect("a ladder");
        assert_eq!(ladder.bind(&attribute).err(), Some(LadderError::Absent));
        let few = ladder.covering(&attribute, &[50, 40, 9], 10).bind(&attribute).expect("nine people");
        assert_eq!([few.band_of_code(0)[3], few.band_of_code(1)[3], few.band_of_code(2)[3]], [2, 2, 0]);
        assert_eq!(few.rows(), 3);
        // Nor do edges or the line of all others tell that they are there.
        let bands = Ladder::parse_csv("1;laag;*\n5;hoog;*").expect("a ladder");
        let numbers =
            Attribute { domain: Domain::Numbers(vec![f64::NAN, 1.0, 5.0, 7.0]), ..attribute.copied() };
        let (with, without) =
            (bands.covering(&numbers, &[50, 40, 9], 10), bands.covering(&numbers, &[50, 40, 0], 10));
        let edges =
            |ladder: &Ladder| ladder.levels[1].bands[..2].iter().map(|b| (b.from, b.to)).collect::<Vec<_>>();
        assert_eq!(edges(&with), [(Some(1.0), Some(5.0)), (Some(5.0), None)]);
        assert_eq!(edges(&with), edges(&without));
        assert!(with.rest() == without.rest());
        let many = ladder.covering(&attribute, &[50, 40, 10], 10).bind(&attribute);
        assert_eq!(many.err(), Some(LadderError::Absent));
        let whole = Ladder::parse_csv("a;x;*\nb;y;*\nc;y;*").expect("a ladder");
        assert_eq!(
            whole.covering(&attribute, &[50, 40, 9], 10).values.len(),
            3,
            "nothing is added to a whole one"
        );
    }

    #[test]
    fn commas_and_quotes_are_read() {
        let ladder = Ladder::parse_csv("\u{feff}\"a, \"\"b\"\"\",x,*\nc,x,*").ok();
        let ladder = ladder.expect("a ladder");
        assert_eq!(ladder.values, ["a, \"b\"", "c"]);
        assert_eq!(ladder.height(), 3);
        assert_eq!(ladder.rungs().len(), 3);
    }

    #[test]
    fn runs_of_numbers_have_edges() {
        let ladder = Ladder::parse_csv("10;a;*\n2;a;*\n1,5;b;*\n30;c;*").expect("a ladder");
        let edges: Vec<_> = ladder.levels[1].bands.iter().map(|band| (band.from, band.to)).collect();
        assert_eq!(edges, [(Some(2.0), Some(30.0)), (Some(1.5), Some(2.0)), (Some(30.0), None)]);
        let torn = Ladder::parse_csv("1;a;*\n2;b;*\n3;a;*").expect("a ladder");
        assert!(torn.levels[1].bands.iter().all(|band| band.from.is_none()));
    }
}
