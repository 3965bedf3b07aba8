//! Ladders for people: as a CSV file, as a tree to look at, and with groups that a person made.

use super::bound::BoundLadder;
use super::error::LadderError;
use super::grounds::people_of_codes;
use super::ladder::{rest_label, Band, Ladder, TypedBand, REST};
use super::ladder_file::cell;
use super::risk::RiskShare;
use crate::table::{Attribute, Domain};
use crate::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;

/// Most bands that are shown of one level.
const SHOWN: usize = 400;
/// What rules and groups call all that is left.
pub(super) const OTHER: [&str; 2] = ["overig", "overig (zeldzaam)"];

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
    /// Whether its values are numbers, so that a person may give edges.
    pub numbers: bool,
    /// The same as a CSV file, of values that at least k people carry; one line, the last, is about all others.
    pub csv: String,
    /// What a recipe calls this ladder, when it was just taken in from a file.
    pub file: Option<String>,
}

impl LadderTree {
    /// Of a ladder whose column nobody is there for yet: its name, and no level.
    pub(crate) fn unseen(column: &str) -> Self {
        let label = Text::new(column, column);
        Self {
            name: column.to_owned(),
            label,
            levels: Vec::new(),
            numbers: false,
            csv: String::new(),
            file: None,
        }
    }
}

/// One level of a ladder.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LadderTreeLevel {
    /// What this rung is.
    pub rung: Text,
    /// The bands that at least k people carry, in the order of the ladder; at most 400. Of what a person typed all bands, whoever is in them;
    /// of a ladder file those with a value that at least k people carry.
    pub bands: Vec<LadderTreeBand>,
    /// There are bands that are not listed (carried by fewer than k people, or beyond those 400), and at least k people in them together.
    /// How many is not told.
    pub others: bool,
}

/// One band.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LadderTreeBand {
    /// Its label.
    pub label: Text,
    /// Share of the people; only of ladders that Gezicht made, because bands that a person draws could be drawn around somebody.
    pub share: Option<RiskShare>,
    /// Its edges, from (inclusive) to (exclusive), above level 0 of a ladder that Gezicht made of numbers; a side that is open is absent.
    pub edges: Option<(Option<f64>, Option<f64>)>,
    /// Its place in the list of the next level; absent when that band is not listed, and at the last level.
    pub within: Option<u32>,
}

/// What is looked at: a ladder tied to an attribute, and what may be told of it.
pub(crate) struct LadderView<'a> {
    /// The values, and the people behind each record.
    pub(crate) attribute: &'a Attribute,
    pub(crate) counts: &'a [u32],
    pub(crate) ladder: &'a BoundLadder,
    /// The same before it was tied to anybody.
    pub(crate) made: &'a Ladder,
    /// Least people behind a label.
    pub(crate) k: u32,
    /// Who made the ladder.
    pub(crate) maker: LadderMaker,
}

/// Who drew the bands of a ladder. Bands that a person drew could be drawn around somebody, so which of them are listed does not follow from how
/// many people are in them: with one person more or less at the threshold it would tell of that one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LadderMaker {
    /// Rules.
    Gezicht,
    /// Groups or edges that a person typed.
    Person,
    /// A file.
    File,
}

/// The same values with one record each, and the people behind it: all that ladders depend on.
pub(crate) fn distinct(attribute: &Attribute, counts: &[u32]) -> (Attribute, Vec<u32>) {
    let mut people = vec![0u32; attribute.domain.len()];
    for (&code, &count) in attribute.codes.iter().zip(counts) {
        if let Some(sum) = people.get_mut(code as usize) {
            *sum = sum.saturating_add(count);
        }
    }
    let (codes, counts) = (0u32..).zip(people).filter(|&(_, count)| count > 0).unzip();
    let one = Attribute {
        column: attribute.column,
        name: attribute.name.clone(),
        label: attribute.label.clone(),
        role: attribute.role,
        meaning: attribute.meaning,
        codes,
        domain: attribute.domain.clone(),
    };
    (one, counts)
}

/// People in every band of a level.
fn people_of(view: &LadderView<'_>, level: usize) -> Vec<u64> {
    let mut people = vec![0u64; view.ladder.bands(level).len()];
    let of_code = view.ladder.band_of_code(level);
    for (&code, &count) in view.attribute.codes.iter().zip(view.counts) {
        if let Some(sum) = of_code.get(code as usize).and_then(|&band| people.get_mut(band as usize)) {
            *sum += u64::from(count);
        }
    }
    people
}

/// The tree of a ladder: labels carried by at least k people, with their share in steps of k people.
pub(crate) fn ladder_tree(view: &LadderView<'_>) -> LadderTree {
    let (attribute, ladder) = (view.attribute, view.ladder);
    let k = u64::from(view.k.max(1));
    let all: u64 = view.counts.iter().map(|&count| u64::from(count)).sum();
    let rungs = view.made.rungs();
    let root = ladder.height().saturating_sub(1);
    let automatic = view.maker == LadderMaker::Gezicht;
    let of_value = people_of_codes(view.attribute, view.counts);
    let mut levels: Vec<LadderTreeLevel> = Vec::with_capacity(ladder.height());
    // From the top down, so that the places in the next level are known.
    let mut above: Vec<Option<u32>> = Vec::new();
    for level in (0..ladder.height()).rev() {
        let people = people_of(view, level);
        let of_code = ladder.band_of_code(level);
        let typed = view.made.typed_at(level);
        let by_value = view.maker == LadderMaker::File && level != root;
        let mut told = vec![false; people.len()];
        for (&band, &count) in of_code.iter().zip(&of_value) {
            if let Some(told) = told.get_mut(band as usize) {
                *told |= count >= k;
            }
        }
        let mut parent = vec![None; people.len()];
        if level < root {
            for (&band, &next) in of_code.iter().zip(ladder.band_of_code(level + 1)) {
                if let Some(parent) = parent.get_mut(band as usize) {
                    *parent = above.get(next as usize).copied().flatten();
                }
            }
        }
        let typed_band = |band: &TypedBand| LadderTreeBand {
            label: band.label.clone(),
            share: None,
            edges: None,
            within: Some(band.within),
        };
        let mut bands: Vec<LadderTreeBand> = typed.iter().take(SHOWN).map(typed_band).collect();
        let (mut unlisted, mut left_out) = (0u64, false);
        let mut place = vec![None; people.len()];
        for (band, (shown, &count)) in ladder.bands(level).iter().zip(&people).enumerate() {
            if let Some(at) = typed.iter().position(|typed| typed.label == shown.label) {
                place[band] = (at < SHOWN).then_some(at as u32);
                continue;
            }
            if (if by_value { told[band] } else { count >= k }) && bands.len() < SHOWN {
                place[band] = Some(bands.len() as u32);
                let has_edges = automatic && level > 0 && (shown.from.is_some() || shown.to.is_some());
                bands.push(LadderTreeBand {
                    label: shown.label.clone(),
                    share: automatic.then(|| RiskShare::of(count, all, view.k)),
                    edges: has_edges.then_some((shown.from, shown.to)),
                    within: parent[band],
                });
            } else {
                unlisted += count;
                left_out |= !shown.missing && shown.label != rest_label();
            }
        }
        let rung = rungs.get(level).cloned().unwrap_or_else(|| Text::new("", ""));
        // Fewer than k people in what is not listed are as good as nobody. Of a file what counts is who have a value that few have, whatever
        // the bands.
        let few = || of_value.iter().filter(|&&count| count < k).sum::<u64>();
        let others = if by_value { left_out && few() >= k } else { unlisted >= k };
        levels.push(LadderTreeLevel { rung, bands, others });
        above = place;
    }
    levels.reverse();
    LadderTree {
        name: attribute.name.clone(),
        label: attribute.label.clone(),
        levels,
        numbers: matches!(attribute.domain, Domain::Numbers(_)),
        csv: ladder_csv(view),
        file: None,
    }
}

/// A ladder as CSV: one row a value, the value first, coarser to the right, `;` between, quoted where needed. Only values that
/// at least k people carry (PRODUCT B5); a last line, which is always there, is about all others: they come together in what the ladder
/// calls other, or in a band of their own below the root. [`super::ladder_rows`] reads it back.
fn ladder_csv(view: &LadderView<'_>) -> String {
    let (attribute, ladder) = (view.attribute, view.ladder);
    let people = people_of(view, 0);
    let label_of =
        |code: usize, level: usize| &ladder.bands(level)[ladder.band_of_code(level)[code] as usize].label.nl;
    let mut text = String::new();
    let mut line = |labels: &mut dyn Iterator<Item = &str>| {
        for (at, label) in labels.enumerate() {
            if at > 0 {
                text.push(';');
            }
            cell(&mut text, label);
        }
        text.push('\n');
    };
    let mut written = vec![false; people.len()];
    for code in 0..attribute.domain.len() {
        let band = ladder.band_of_code(0)[code];
        let enough = people.get(band as usize).is_some_and(|&count| count >= u64::from(view.k.max(1)));
        // The row of all others is the last line.
        let rest = ladder.bands(0).get(band as usize).is_some_and(|band| band.label == rest_label());
        if !enough || rest || std::mem::replace(&mut written[band as usize], true) {
            continue;
        }
        let value = attribute.domain.text(code as u32);
        line(
            &mut std::iter::once(value.as_str())
                .chain((1..ladder.height()).map(|level| label_of(code, level).as_str())),
        );
    }
    let rest = view.made.rest().iter().map(|label| label.nl.as_str());
    line(&mut std::iter::once(REST).chain(rest));
    text
}

impl Ladder {
    /// This ladder up to a level, then groups of the bands of that level, then all together. A group lists bands by their label in either
    /// language; bands in no group are "overig". Whether a label occurs is not told: the level and its groups are there, whoever is in them.
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
        let other = Text::new(OTHER[0], "other");
        let names =
            groups.keys().map(|name| Text::new(name.trim(), name.trim())).filter(|name| name.nl != OTHER[0]);
        let typed = names.chain(std::iter::once(other)).map(|label| TypedBand { label, within: 0 }).collect();
        let mut levels = vec![Vec::new(); level + 1];
        levels.push(typed);
        Ok(Ladder::from_rules(values, missing.is_some(), bands(0), coarser, levels))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ladder_rows;
    use super::*;
    use crate::meaning::Meaning;
    use crate::recipe::Role;

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

    fn view<'a>(
        attribute: &'a Attribute,
        counts: &'a [u32],
        made: &'a Ladder,
        ladder: &'a BoundLadder,
    ) -> LadderView<'a> {
        LadderView { attribute, counts, ladder, made, k: 10, maker: LadderMaker::Gezicht }
    }

    /// What is told of a ladder of a column with so many people behind each value.
    fn told(
        attribute: &Attribute,
        counts: &[u32],
        maker: LadderMaker,
        make: &dyn Fn(&Attribute, &[u32]) -> Ladder,
    ) -> LadderTree {
        // A file holds the values that somebody has.
        let (mut attribute, counts) = distinct(attribute, counts);
        let had: Vec<u32> = attribute.codes.iter().copied().filter(|&code| code > 0).collect();
        let mut place = 0;
        attribute.codes.iter_mut().filter(|code| **code > 0).for_each(|code| {
            place += 1;
            *code = place;
        });
        attribute.domain = match &attribute.domain {
            Domain::Texts(texts) => Domain::Texts(
                std::iter::once(0).chain(had).map(|code| texts[code as usize].clone()).collect(),
            ),
            Domain::Numbers(numbers) => {
                Domain::Numbers(std::iter::once(0).chain(had).map(|code| numbers[code as usize]).collect())
            }
        };
        let ladder = make(&attribute, &counts);
        let bound = ladder.bind(&attribute).expect("complete");
        let mut tree = ladder_tree(&LadderView { maker, ..view(&attribute, &counts, &ladder, &bound) });
        // Shares come in steps of k people.
        tree.levels.iter_mut().flat_map(|level| &mut level.bands).for_each(|band| band.share = None);
        tree
    }

    #[test]
    fn fewer_than_k_people_make_no_difference_to_a_ladder() {
        let words = ["balie", "brief", "fax", "telegram", "web"];
        let digits = ["1011AB", "1012CD", "B-1000", "2511CV", "3011XX"];
        let few = [[0, 0], [1, 0], [0, 9], [4, 5]];
        for (meaning, values, rest) in [
            (Meaning::Category, words, [500, 300, 400]),
            (Meaning::Category, words, [500, 20, 400]),
            (Meaning::Category, words, [11, 300, 400]),
            (Meaning::Origin, ["Marokko", "Turkije", "Polen", "Belgisch", "Suriname"], [500, 300, 400]),
            (Meaning::Postcode, digits, [50, 40, 30]),
            (Meaning::Postcode, ["1011AB", "1011AC", "B-1000", "1011AD", "1011AE"], [50, 40, 30]),
            (Meaning::Sbi, ["01131", "4711", "x", "99001", "85"], [500, 300, 400]),
            (Meaning::BirthDate, ["1980-01-01", "1981-01-02", "1980-00-00", "x", "1991-03-04"], [70, 60, 80]),
        ] {
            let mut column = attribute(&values, (0..=5).collect());
            column.meaning = meaning;
            let tell = |[third, fourth]: [u32; 2],
                        missing: u32,
                        maker,
                        make: &dyn Fn(&Attribute, &[u32]) -> Ladder| {
                told(&column, &[missing, rest[0], rest[1], third, fourth, rest[2]], maker, make)
            };
            let first = values[0].to_owned();
            let groups =
                BTreeMap::from([("a".to_owned(), vec![values[2].to_owned()]), ("b".to_owned(), vec![first])]);
            let rules = |attribute: &Attribute, counts: &[u32]| Ladder::automatic(attribute, counts, 10);
            let grouped = |attribute: &Attribute, counts: &[u32]| {
                rules(attribute, counts).grouped(0, &groups).expect("groups of values")
            };
            let file = format!("{};x;*\n{};overig;*\n{};x;*\n", values[0], values[1], values[4]);
            let from_file = |attribute: &Attribute, counts: &[u32]| {
                Ladder::parse_csv(&file).expect("a ladder").covering(attribute, counts, 10)
            };
            for few in few {
                // Together they are fewer than k people.
                for missing in [0, 9 - few.iter().sum::<u32>()] {
                    assert_eq!(
                        tell(few, missing, LadderMaker::Gezicht, &rules),
                        tell([0, 0], 0, LadderMaker::Gezicht, &rules),
                        "{meaning:?} {few:?} {missing}"
                    );
                    assert_eq!(
                        tell(few, missing, LadderMaker::Person, &grouped),
                        tell([0, 0], 0, LadderMaker::Person, &grouped),
                        "groups {meaning:?} {few:?} {missing}"
                    );
                    assert_eq!(
                        tell(few, missing, LadderMaker::File, &from_file),
                        tell([0, 0], 0, LadderMaker::File, &from_file),
                        "a file {meaning:?} {few:?} {missing}"
                    );
                }
            }
        }
    }

    #[test]
    fn fewer_than_k_people_make_no_difference_to_a_ladder_of_numbers() {
        let mut numbers = vec![f64::NAN, -5.0];
        numbers.extend((0..60).map(|i| f64::from(i * i)));
        numbers.extend([3600.5, 1e6]);
        let mut column = attribute(&[], (0..numbers.len() as u32).collect());
        (column.domain, column.meaning) = (Domain::Numbers(numbers.clone()), Meaning::Amount);
        let counts = |low: u32, high: [u32; 2]| {
            let mut counts = vec![12u32; numbers.len()];
            (counts[0], counts[1]) = (0, low);
            counts[numbers.len() - 2..].copy_from_slice(&high);
            counts
        };
        let rules = |attribute: &Attribute, counts: &[u32]| Ladder::automatic(attribute, counts, 10);
        let edges = |attribute: &Attribute, counts: &[u32]| {
            Ladder::with_edges(attribute, counts, 10, &[vec![-1.0, 900.0, 4000.0], vec![-1.0]])
                .expect("edges")
        };
        let typed = |low, high| told(&column, &counts(low, high), LadderMaker::Person, &edges);
        let levels =
            |tree: &LadderTree| -> Vec<usize> { tree.levels.iter().map(|level| level.bands.len()).collect() };
        assert_eq!(levels(&typed(0, [0, 0]))[1..], [4, 2, 1]);
        for (low, high) in [(1, [0, 0]), (9, [0, 0]), (0, [9, 0]), (0, [0, 9]), (0, [4, 5])] {
            assert_eq!(typed(low, high), typed(0, [0, 0]), "{low} {high:?}");
            let made = |low, high| levels(&told(&column, &counts(low, high), LadderMaker::Gezicht, &rules));
            assert_eq!(made(low, high), made(0, [0, 0]), "{low} {high:?}");
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
        let view = view(&attribute, &counts, &ladder, &bound);
        let tree = ladder_tree(&view);
        let labels = |level: usize| -> Vec<&str> {
            tree.levels[level].bands.iter().map(|band| band.label.nl.as_str()).collect()
        };
        assert_eq!(labels(0), ["1234AB", "1234CD", "2511CV", "onbekend"]);
        assert!(!tree.levels[0].others, "four people are as good as nobody");
        assert_eq!(labels(1), ["1234", "2511", "onbekend"]);
        assert_eq!(tree.levels[0].bands[1].within, Some(0));
        assert!(tree.levels.last().is_some_and(|last| last.bands.len() == 1 && !last.others));
        assert!(tree.levels[0]
            .bands
            .iter()
            .all(|band| band.share.and_then(|share| share.percent).is_some_and(|share| share % 17 == 0)));
        let drawn = ladder_tree(&LadderView { maker: LadderMaker::File, ..view });
        assert!(drawn.levels.iter().flat_map(|level| &level.bands).all(|band| band.share.is_none()));
        let csv = tree.csv;
        assert!(!csv.contains("1299") && csv.contains("1234AB;1234;"), "{csv}");
        let rows = ladder_rows(&csv).map_err(|refusal| refusal.what.en).expect("its own export");
        assert_eq!(rows.len(), 5);
        assert!(rows.iter().all(|row| row.len() == bound.height()));
        assert_eq!(rows[4][..2], ["*", "alle andere waarden"]);
        let again = Ladder::from_rows(rows).expect("its own export");
        let bound = again.bind(&attribute).expect("nobody is left out");
        assert_eq!(bound.band_of_code(0)[3], 4, "who has another value is with the others");
    }

    #[test]
    fn others_are_told_when_they_are_k_people_together() {
        let attribute = attribute(&["1234AB", "1299AA", "2511CV"], vec![1, 2, 3]);
        let counts = vec![20, 6, 4];
        let ladder = Ladder::automatic(&attribute, &counts, 10);
        let bound = ladder.bind(&attribute).expect("its own values");
        let tree = ladder_tree(&view(&attribute, &counts, &ladder, &bound));
        assert!(tree.levels[0].others && tree.levels[0].bands.len() == 1);
    }

    #[test]
    fn the_line_of_all_others_goes_where_the_ladder_puts_others() {
        let mut attribute = attribute(&["balie", "fax", "post", "telegram", "web"], vec![1, 2, 3, 4, 5]);
        attribute.meaning = Meaning::Category;
        let counts = vec![500, 4, 200, 8, 300];
        let automatic = Ladder::automatic(&attribute, &counts, 10);
        let csv = |ladder: &Ladder| {
            let bound = ladder.bind(&attribute).expect("its own values");
            ladder_tree(&view(&attribute, &counts, ladder, &bound)).csv
        };
        assert_eq!(csv(&automatic), "balie;balie;*\npost;post;*\nweb;web;*\n*;overig (zeldzaam);*\n");
        let groups = BTreeMap::from([
            ("digitaal".to_owned(), vec!["web".to_owned()]),
            ("zelden".to_owned(), vec!["overig (zeldzaam)".to_owned()]),
        ]);
        let grouped = automatic.grouped(1, &groups).expect("a ladder");
        let text = csv(&grouped);
        assert_eq!(
            text,
            "balie;balie;overig;*\npost;post;overig;*\nweb;web;digitaal;*\n*;overig (zeldzaam);zelden;*\n"
        );
        assert_eq!(csv(&Ladder::parse_csv(&text).expect("its own export")), text);
    }

    #[test]
    fn what_looks_like_a_formula_comes_back_as_it_was() {
        let attribute = attribute(&["'-x", "'x", "-2", "-x;\"", "=1+1", "@a"], vec![1, 2, 3, 4, 5, 6]);
        let ladder = Ladder::automatic(&attribute, &[10; 6], 5);
        let bound = ladder.bind(&attribute).expect("bound");
        let csv = ladder_csv(&view(&attribute, &[10; 6], &ladder, &bound));
        assert!(csv.lines().all(|line| !line.starts_with(['=', '@']) && !line.starts_with("\"-x")), "{csv}");
        let rows = ladder_rows(&csv).map_err(|refusal| refusal.what.en).expect("its own export");
        let values: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(values, ["'-x", "'x", "-2", "-x;\"", "=1+1", "@a", "*"]);
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
