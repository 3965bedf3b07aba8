//! Ladders for people: as a CSV file, as a tree to look at, and with groups that a person made.

use super::bound::BoundLadder;
use super::error::LadderError;
use super::ladder::{Band, Ladder};
use super::risk::RiskShare;
use crate::table::Attribute;
use crate::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;

/// Most bands that are shown of one level.
const SHOWN: usize = 400;

/// A ladder to look at, from precise to all together. Bands are named only when at least k people carry them (PRODUCT B5).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LadderTree {
    /// Key of the column.
    pub name: String,
    /// Name for people.
    pub label: Text,
    /// The levels.
    pub levels: Vec<LadderTreeLevel>,
    /// The same as a CSV file, of values that at least k people carry.
    pub csv: String,
}

/// One level of a ladder.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LadderTreeLevel {
    /// What this rung is.
    pub rung: Text,
    /// The bands that at least k people carry, in the order of the ladder; at most 400.
    pub bands: Vec<LadderTreeBand>,
    /// There are bands that are not listed, carried by at least k people together. How many is not told, nor of fewer people that there are
    /// any.
    pub others: bool,
}

/// One band.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LadderTreeBand {
    /// Its label.
    pub label: Text,
    /// Share of the people.
    pub share: RiskShare,
    /// Its place in the list of the next level; absent when that band is not listed, and at the last level.
    pub within: Option<u32>,
}

/// People in every band of a level.
fn people_of(attribute: &Attribute, counts: &[u32], ladder: &BoundLadder, level: usize) -> Vec<u64> {
    let mut people = vec![0u64; ladder.bands(level).len()];
    let of_code = ladder.band_of_code(level);
    for (&code, &count) in attribute.codes.iter().zip(counts) {
        if let Some(sum) = of_code.get(code as usize).and_then(|&band| people.get_mut(band as usize)) {
            *sum += u64::from(count);
        }
    }
    people
}

/// The tree of a ladder: labels carried by at least k people, with their share in steps of k people.
pub(crate) fn ladder_tree(
    attribute: &Attribute,
    counts: &[u32],
    ladder: &BoundLadder,
    rungs: &[Text],
    k: u32,
) -> LadderTree {
    let all: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    let mut levels: Vec<LadderTreeLevel> = Vec::with_capacity(ladder.height());
    // From the top down, so that the places in the next level are known.
    let mut above: Vec<Option<u32>> = Vec::new();
    for level in (0..ladder.height()).rev() {
        let people = people_of(attribute, counts, ladder, level);
        let mut parent = vec![None; people.len()];
        if level + 1 < ladder.height() {
            let pairs = ladder.band_of_code(level).iter().zip(ladder.band_of_code(level + 1));
            for (&band, &next) in pairs {
                if let Some(parent) = parent.get_mut(band as usize) {
                    *parent = above.get(next as usize).copied().flatten();
                }
            }
        }
        let (mut bands, mut others) = (Vec::new(), 0);
        let mut place = vec![None; people.len()];
        for (band, (shown, &count)) in ladder.bands(level).iter().zip(&people).enumerate() {
            if count >= u64::from(k.max(1)) && bands.len() < SHOWN {
                place[band] = Some(bands.len() as u32);
                let share = RiskShare::of(count, all, k);
                bands.push(LadderTreeBand { label: shown.label.clone(), share, within: parent[band] });
            } else {
                others += count;
            }
        }
        let rung = rungs.get(level).cloned().unwrap_or_else(|| Text::new("", ""));
        let others = others >= u64::from(k.max(1));
        levels.push(LadderTreeLevel { rung, bands, others });
        above = place;
    }
    levels.reverse();
    let csv = ladder_csv(attribute, counts, ladder, k);
    LadderTree { name: attribute.name.clone(), label: attribute.label.clone(), levels, csv }
}

/// A ladder as CSV: one row a value, the value first, coarser to the right, `;` between, quoted where needed. Only values that
/// at least k people carry (PRODUCT B5). [`super::ladder_rows`] reads it back.
fn ladder_csv(attribute: &Attribute, counts: &[u32], ladder: &BoundLadder, k: u32) -> String {
    let people = people_of(attribute, counts, ladder, 0);
    let mut text = String::new();
    let mut written = vec![false; people.len()];
    for code in 0..attribute.domain.len() as u32 {
        let band = ladder.band_of_code(0)[code as usize];
        let enough = people.get(band as usize).is_some_and(|&count| count >= u64::from(k.max(1)));
        if !enough || std::mem::replace(&mut written[band as usize], true) {
            continue;
        }
        cell(&mut text, &attribute.domain.text(code));
        for level in 1..ladder.height() {
            text.push(';');
            let label = &ladder.bands(level)[ladder.band_of_code(level)[code as usize] as usize].label;
            cell(&mut text, &label.nl);
        }
        text.push('\n');
    }
    text
}

/// Writes a cell. One that a spreadsheet would take for a formula gets an apostrophe, which reading takes off again.
fn cell(text: &mut String, value: &str) {
    let formula =
        value.starts_with(['=', '+', '@', '\t']) || (value.starts_with('-') && value.parse::<f64>().is_err());
    let quoted = value.contains([';', '"', '\n', '\r', ',']) || value.trim() != value;
    if quoted {
        text.push('"');
    }
    let escaped = value.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\'']));
    if formula || escaped {
        text.push('\'');
    }
    for character in value.chars() {
        if quoted && character == '"' {
            text.push('"');
        }
        text.push(character);
    }
    if quoted {
        text.push('"');
    }
}

impl Ladder {
    /// This ladder up to a level, then groups of the bands of that level, then all together. A group lists bands by their label in either
    /// language; bands in no group are "overig". Whether a label occurs is not told: who groups a value that nobody has learns nothing.
    ///
    /// # Errors
    /// When the ladder has no such level below its last, or two groups list the same label (the row is its place in the list).
    pub(crate) fn grouped(
        &self,
        level: usize,
        groups: &BTreeMap<String, Vec<String>>,
    ) -> Result<Ladder, LadderError> {
        let mut group_of: BTreeMap<&str, &str> = BTreeMap::new();
        let mut listed = 0;
        for (name, labels) in groups {
            if name.trim().is_empty() {
                return Err(LadderError::EmptyLabel { row: listed + 1, level: level as u32 + 1 });
            }
            for label in labels {
                listed += 1;
                if group_of.insert(label.trim(), name.trim()).is_some() {
                    return Err(LadderError::Duplicate { row: listed, first: 1 });
                }
            }
        }
        if level + 1 >= self.height() || group_of.is_empty() {
            return Err(LadderError::Empty);
        }
        let missing = self.missing_row;
        // Rows without the missing one, which `from_rules` puts at the end again.
        let rows = || (0..self.values.len() as u32).filter(|&row| Some(row) != missing);
        let bands = |level: usize| -> Vec<Band> {
            let level = &self.levels[level];
            rows().map(|row| level.bands[level.of_row[row as usize] as usize].clone()).collect()
        };
        let grouped = bands(level)
            .into_iter()
            .map(|band| {
                let known = [&band.label.nl, &band.label.en]
                    .into_iter()
                    .find_map(|label| group_of.get(label.as_str()));
                Band::named(match known {
                    Some(name) => Text::new(*name, *name),
                    None => Text::new("overig", "other"),
                })
            })
            .collect();
        let rungs = self.rungs();
        let mut coarser: Vec<(Text, Vec<Band>)> =
            (1..=level).map(|level| (rungs[level].clone(), bands(level))).collect();
        coarser.push((Text::new("uw groepen", "your groups"), grouped));
        let values = rows().map(|row| self.values[row as usize].clone()).collect();
        Ok(Ladder::from_rules(values, missing.is_some(), bands(0), coarser))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ladder_rows;
    use super::*;
    use crate::meaning::Meaning;
    use crate::recipe::Role;
    use crate::table::Domain;

    fn attribute(values: &[&str], codes: Vec<u32>) -> Attribute {
        let mut domain = vec![String::new()];
        domain.extend(values.iter().map(|value| (*value).to_owned()));
        Attribute {
            column: Some(0),
            name: "kolom 1".into(),
            label: Text::new("kolom 1", "column 1"),
            role: Role::Quasi,
            meaning: Meaning::Postcode,
            codes,
            domain: Domain::Texts(domain),
        }
    }

    fn made() -> (Attribute, Vec<u32>, Ladder) {
        let attribute = attribute(&["1234AB", "1234CD", "1299AA", "2511CV"], vec![1, 2, 3, 4, 0]);
        let counts = vec![20, 15, 4, 12, 10];
        let ladder = Ladder::automatic(&attribute, &counts, 10);
        (attribute, counts, ladder)
    }

    #[test]
    fn only_what_k_people_carry_is_named() {
        let (attribute, counts, ladder) = made();
        let bound = ladder.bind(&attribute).expect("its own values");
        let tree = ladder_tree(&attribute, &counts, &bound, &ladder.rungs(), 10);
        let labels = |level: usize| -> Vec<&str> {
            tree.levels[level].bands.iter().map(|band| band.label.nl.as_str()).collect()
        };
        assert_eq!(labels(0), ["1234AB", "1234CD", "2511CV", "onbekend"]);
        assert!(!tree.levels[0].others, "four people are not told of");
        assert_eq!(labels(1), ["1234", "2511", "onbekend"]);
        assert_eq!(tree.levels[0].bands[1].within, Some(0));
        assert!(tree.levels.last().is_some_and(|last| last.bands.len() == 1 && !last.others));
        assert!(tree.levels[0]
            .bands
            .iter()
            .all(|band| band.share.percent.is_some_and(|share| share % 17 == 0)));
        let csv = ladder_csv(&attribute, &counts, &bound, 10);
        assert!(!csv.contains("1299AA") && csv.contains("1234AB;1234;"), "{csv}");
        let rows = ladder_rows(&csv).map_err(|refusal| refusal.what.en).expect("its own export");
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| row.len() == bound.height()));
    }

    #[test]
    fn what_looks_like_a_formula_comes_back_as_it_was() {
        let attribute = attribute(&["'-x", "'x", "-2", "-x;\"", "=1+1", "@a"], vec![1, 2, 3, 4, 5, 6]);
        let ladder = Ladder::automatic(&attribute, &[10; 6], 5);
        let csv = ladder_csv(&attribute, &[10; 6], &ladder.bind(&attribute).expect("bound"), 5);
        assert!(csv.lines().all(|line| !line.starts_with(['=', '@']) && !line.starts_with("\"-x")), "{csv}");
        let rows = ladder_rows(&csv).map_err(|refusal| refusal.what.en).expect("its own export");
        let values: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(values, ["'-x", "'x", "-2", "-x;\"", "=1+1", "@a"]);
    }

    #[test]
    fn groups_of_a_person_stand_on_a_level() {
        let (attribute, _, ladder) = made();
        let groups = |pairs: &[(&str, &[&str])]| -> BTreeMap<String, Vec<String>> {
            pairs
                .iter()
                .map(|(name, labels)| {
                    ((*name).to_owned(), labels.iter().map(|label| (*label).to_owned()).collect())
                })
                .collect()
        };
        let made = ladder.grouped(1, &groups(&[("centrum", &["1234", "9999"])])).expect("a ladder");
        let bound = made.bind(&attribute).expect("the same values");
        let label = |level: usize, code: usize| {
            bound.bands(level)[bound.band_of_code(level)[code] as usize].label.nl.clone()
        };
        assert_eq!(
            [label(1, 1), label(2, 1), label(2, 4), label(2, 0)],
            ["1234", "centrum", "overig", "onbekend"]
        );
        assert_eq!(bound.bands(bound.height() - 1).len(), 1);
        let twice = groups(&[("a", &["1234"]), ("b", &["1234"])]);
        assert!(matches!(ladder.grouped(1, &twice).err(), Some(LadderError::Duplicate { row: 2, .. })));
        assert!(ladder.grouped(9, &groups(&[("a", &["1234"])])).is_err());
        assert!(ladder.grouped(1, &BTreeMap::new()).is_err());
    }
}
