//! Open figures per area as attributes of people (PRODUCT A8).
//!
//! The mean house value of a postcode *is* the postcode, so a figure never comes in as it stands. Areas in which somebody of
//! the file lives are put in order of their figure and cut into at most five bands, each a run of at least k people and
//! at least three areas; equal figures stay together. The edge between two bands is the roundest number between the
//! figures on either side. A band's value is the mean of the open figures between its edges, over the regions
//! (municipality, or the first two digits of a postcode) in which at least k people of the file live, in three digits. So a
//! value depends on the open table, on round edges and on regions that k people carry, not on which areas of a band
//! are inhabited by whom. An area without a figure is missing.

use super::attached::{DerivedPlan, FileCounts, PersonRows};
use super::domains::{most_frequent, number_domain};
use super::{round, Attribute, Column, FilesError, Table, MISSING};
use crate::meaning::identifiers;
use crate::meaning::values::{Reader, Typed};
use crate::meaning::Meaning;
use std::collections::BTreeMap;

/// Most bands of a figure.
const BANDS: u64 = 5;
/// Fewest areas of a band.
const AREAS: usize = 3;

/// One table of figures per area, tied to the main file.
pub(crate) struct Context {
    /// Its number, from 2.
    file: u32,
    /// The main file's column of areas.
    column: usize,
    /// Per code of it the area's number, from 1 and in order of the areas' codes; 0 where the table does not have it.
    of_code: Vec<u32>,
    /// Region of each area, by its number; 0 is nobody's.
    regions: Vec<u32>,
    figures: Vec<(DerivedPlan, Vec<f64>)>,
    rows_without_key: usize,
    rows_unmatched: usize,
    unreadable: usize,
}

/// Where people live.
#[derive(Default)]
pub(super) struct Homes {
    /// Area of each person; 0 where the table does not have it.
    homes: Vec<u32>,
    /// People of each area, but for those.
    people: Vec<u64>,
}

/// What to tie.
#[derive(Clone)]
pub(crate) struct ContextPlan {
    /// The table's number, from 2.
    pub(crate) file: u32,
    /// The main file's column of areas.
    pub(crate) column: usize,
    /// The table's column of areas.
    pub(crate) key: usize,
    /// Whether both are postcodes; else both are codes of CBS (municipality, district, neighbourhood).
    pub(crate) postcodes: bool,
    /// Columns of figures and what comes of them.
    pub(crate) figures: Vec<(usize, DerivedPlan)>,
}

/// The code of an area without its prefix: `BU03630100` and `03630100`, `1234 ab`. Finer areas have longer codes, and a
/// coarser one is a prefix of those in it.
fn area(value: &str, postcodes: bool) -> Option<String> {
    if postcodes {
        return identifiers::postcode(value);
    }
    let code = value.trim().to_ascii_uppercase();
    if identifiers::is_area_code(&code) {
        return Some(code[2..].to_owned());
    }
    identifiers::bare_area_code(&code).map(|(code, _)| code[2..].to_owned())
}

/// How long the codes of each level are, finest first.
fn levels(postcodes: bool) -> &'static [usize] {
    if postcodes {
        &[6, 4]
    } else {
        &[8, 6, 4]
    }
}

impl Context {
    /// Ties a table to the main file at the finest level at which it has most of the main file's areas. Rows of other levels
    /// in the table have no say.
    ///
    /// # Errors
    /// [`FilesError::NoAreas`], [`FilesError::AreaTwice`] and [`FilesError::NoNumbers`].
    pub(crate) fn new(main: &Table, table: &Table, plan: ContextPlan) -> Result<Self, FilesError> {
        let ContextPlan { file, column, key, postcodes, figures } = plan;
        let key = table.column(key);
        let theirs: Vec<Option<String>> = normal(key, postcodes);
        let ours: Vec<Option<String>> = normal(main.column(column), postcodes);
        let mut best: Option<(usize, usize, BTreeMap<&str, u32>)> = None;
        for &length in levels(postcodes) {
            let mut areas: BTreeMap<&str, u32> = BTreeMap::new();
            let whole = theirs.iter().flatten().filter(|code| code.len() == length);
            areas.extend(whole.map(|code| (code.as_str(), 0)));
            let found = ours.iter().flatten().filter(|code| at_level(code, length, &areas).is_some()).count();
            if found > best.as_ref().map_or(0, |best| best.0) {
                best = Some((found, length, areas));
            }
        }
        let Some((_, length, mut areas)) = best else { return Err(FilesError::NoAreas { file }) };
        let mut regions = vec![0u32];
        let mut last = "";
        for (number, (code, slot)) in (1..).zip(areas.iter_mut()) {
            *slot = number;
            let region = &code[..if postcodes { 2 } else { 4 }];
            regions.push(regions.last().copied().unwrap_or(0) + u32::from(region != last));
            last = region;
        }
        // One row an area.
        let mut row_of = vec![None; areas.len() + 1];
        let of_key: Vec<u32> = theirs
            .iter()
            .map(|code| code.as_deref().and_then(|code| areas.get(code)).copied().unwrap_or(0))
            .collect();
        for (row, &code) in key.codes.iter().enumerate() {
            let number = of_key[code as usize] as usize;
            if number > 0 && row_of[number].replace(row).is_some() {
                return Err(FilesError::AreaTwice { file });
            }
        }
        let of_code: Vec<u32> = ours
            .iter()
            .map(|code| code.as_deref().and_then(|code| at_level(code, length, &areas)).unwrap_or(0))
            .collect();
        let mut known = vec![false; areas.len() + 1];
        of_code.iter().for_each(|&number| known[number as usize] = true);
        let mut unreadable = 0;
        let mut read = Vec::with_capacity(figures.len());
        for (at, derived) in figures {
            let column = table.column(at);
            let (of_code, bad) = figures_of(column).ok_or(FilesError::NoNumbers { file, column: at })?;
            unreadable += bad;
            let figure =
                |row: &Option<usize>| row.map_or(f64::NAN, |row| of_code[column.codes[row] as usize]);
            read.push((derived, row_of.iter().map(figure).collect()));
        }
        Ok(Self {
            file,
            column,
            of_code,
            regions,
            figures: read,
            rows_without_key: key.codes.iter().filter(|&&code| code == MISSING).count(),
            rows_unmatched: known.iter().skip(1).filter(|&&known| !known).count(),
            unreadable,
        })
    }

    /// Where each person lives, and what became of the table.
    pub(super) fn take(&self, persons: &PersonRows<'_>) -> (Homes, FileCounts) {
        let mut numbers = Vec::new();
        let homes: Vec<u32> = (0..persons.len())
            .map(|person| {
                persons.numbers(person, self.column, &self.of_code, &mut numbers);
                most_frequent(&numbers)
            })
            .collect();
        let mut people = vec![0u64; self.regions.len()];
        for (&home, &count) in homes.iter().zip(persons.counts) {
            people[home as usize] += u64::from(count);
        }
        let counts = FileCounts {
            file: self.file,
            people_unmatched: Some(people[0] as usize),
            rows_unmatched: self.rows_unmatched,
            rows_without_key: self.rows_without_key,
            unreadable: self.unreadable,
        };
        people[0] = 0;
        (Homes { homes, people }, counts)
    }

    /// The attribute of a figure by its place; nothing past the last.
    pub(super) fn attribute(&self, at: usize, homes: &Homes, k: u32) -> Option<Attribute> {
        let (derived, figures) = self.figures.get(at)?;
        let banded = banded(figures, &homes.people, &self.regions, k);
        let values: Vec<f64> = homes.homes.iter().map(|&home| banded[home as usize]).collect();
        let (codes, domain) = number_domain(&values);
        Some(derived.attribute(codes, domain))
    }
}

fn normal(column: &Column, postcodes: bool) -> Vec<Option<String>> {
    let mut normal = vec![None; column.values.len()];
    for (code, value) in column.values.iter() {
        normal[code as usize] = area(value, postcodes);
    }
    normal
}

/// The number of the area at a level that a code lies in.
fn at_level(code: &str, length: usize, areas: &BTreeMap<&str, u32>) -> Option<u32> {
    code.get(..length).and_then(|code| areas.get(code)).copied()
}

/// The figure of each code (NaN: none) and how many cells could not be read; `None` when the column holds no numbers. CBS
/// writes -99997 and its like where a figure is secret or unknown.
fn figures_of(column: &Column) -> Option<(Vec<f64>, usize)> {
    let values = column.values.iter().map(|(_, value)| (value, 1));
    let reader = Reader::new(Meaning::Number, values);
    let mut figures = vec![f64::NAN; column.values.len()];
    let mut unreadable = vec![false; column.values.len()];
    for (code, value) in column.values.iter() {
        match reader.read(value) {
            Typed::Number(number) if !is_none_of_cbs(number) => figures[code as usize] = number,
            Typed::Number(_) | Typed::Missing => {}
            _ => unreadable[code as usize] = true,
        }
    }
    let bad = column.codes.iter().filter(|&&code| unreadable[code as usize]).count();
    reader.numbers().then_some((figures, bad))
}

fn is_none_of_cbs(number: f64) -> bool {
    (-99_999.0..=-99_990.0).contains(&number) || number == -99_999_999.0
}

/// The value of each area's band; NaN for an area without a figure and for all of them when there are too few people or
/// areas for a band. `people` live in each area, `regions` says in which region each lies.
fn banded(figures: &[f64], people: &[u64], regions: &[u32], k: u32) -> Vec<f64> {
    let mut inhabited: Vec<usize> =
        (1..figures.len()).filter(|&area| people[area] > 0 && !figures[area].is_nan()).collect();
    crate::sort::by(&mut inhabited, |&a, &b| figures[a].total_cmp(&figures[b]));
    let all: u64 = inhabited.iter().map(|&area| people[area]).sum();
    let least = u64::from(k).max(all.div_ceil(BANDS));
    // Where each band starts among the inhabited areas.
    let mut starts = vec![0];
    let (mut in_band, mut areas) = (0, 0);
    let mut rest = all;
    for (at, &area) in inhabited.iter().enumerate() {
        let new = at > 0 && figures[area] > figures[inhabited[at - 1]];
        let enough = |people: u64, areas: usize| people >= u64::from(k) && areas >= AREAS;
        if new && in_band >= least && enough(in_band, areas) && enough(rest, inhabited.len() - at) {
            starts.push(at);
            (in_band, areas) = (0, 0);
        }
        in_band += people[area];
        areas += 1;
        rest -= people[area];
    }
    if all < u64::from(k) || inhabited.len() < AREAS {
        return vec![f64::NAN; figures.len()];
    }
    let edges: Vec<f64> = starts[1..]
        .iter()
        .map(|&at| round::between(figures[inhabited[at - 1]], figures[inhabited[at]]))
        .collect();
    let band = |figure: f64| edges.partition_point(|&edge| edge <= figure);
    let mut in_region = vec![0u64; regions.iter().max().map_or(0, |&last| last as usize) + 1];
    for (&region, &people) in regions.iter().zip(people) {
        in_region[region as usize] += people;
    }
    // Sums and numbers of open figures a band: in the regions of the file, and in the whole table for a band without any.
    let mut near = vec![(0.0, 0.0); edges.len() + 1];
    let mut whole = near.clone();
    for (area, &figure) in figures.iter().enumerate().filter(|(_, figure)| !figure.is_nan()) {
        let at = band(figure);
        let near_by = in_region[regions[area] as usize] >= u64::from(k);
        for (sums, counts) in [(&mut whole, true), (&mut near, near_by)] {
            if counts {
                sums[at].0 += figure;
                sums[at].1 += 1.0;
            }
        }
    }
    let value = |at: usize| {
        let (sum, count) = if near[at].1 > 0.0 { near[at] } else { whole[at] };
        round::three_digits(sum / count)
    };
    let values: Vec<f64> = (0..=edges.len()).map(value).collect();
    figures.iter().map(|&figure| if figure.is_nan() { f64::NAN } else { values[band(figure)] }).collect()
}

#[cfg(test)]
#[path = "context_tests.rs"]
mod tests;
