//! Records folded into rows of tree codes, and classes of rows made into a release.

use super::{LocalClass, LocalRelease, SearchColumn, NONE, SUPPRESSED};
use gezicht_lanes::classes;
use gezicht_lanes::codes::{ones, Tree};
use gezicht_lanes::radix::Radix;
use std::collections::BTreeMap;

/// What a person costs in a band that holds the whole ladder, in a column of the greatest weight.
const ONE: f64 = (1 << 24) as f64;

/// A column: its codes and its ladder.
struct Column {
    tree: Tree,
    /// Codes, each once and from low to high, with one of the values that have it.
    values: Vec<(u64, u32)>,
    /// Band of every value, level by level.
    bands: Vec<Vec<u32>>,
    /// Ladder rows of every band, level by level.
    rows_of_band: Vec<Vec<u32>>,
    rows: u32,
    /// Of the greatest weight.
    weight: f64,
}

/// Distinct rows in order, each with the people and the records that have it.
pub(super) struct Rows {
    columns: Vec<Column>,
    /// Word and place of each column.
    places: Vec<(usize, u32)>,
    /// Words of every record at first, then of every row.
    words: Vec<Vec<u64>>,
    /// People of every record at first, then of every row.
    counts: Vec<u32>,
    /// Records in order of their rows.
    order: Vec<u32>,
    /// Where the records of every row start; one more at the end.
    starts: Vec<u32>,
}

/// The sorting of records under way.
pub(super) struct Sorting(Option<Radix>);

impl Rows {
    /// Records that are still to be sorted. `None` when a code has no band, lengths differ or a ladder is too wide.
    pub(super) fn of(counts: &[u32], columns: &[SearchColumn<'_>]) -> Option<(Self, Sorting)> {
        let greatest = columns.iter().map(|column| column.weight).fold(0.0, f64::max);
        let mut made = Vec::with_capacity(columns.len());
        for column in columns {
            let ladder = column.ladder;
            let bands: Vec<&[u32]> = (0..ladder.height()).map(|level| ladder.band_of_code(level)).collect();
            let fits = |&code: &u32| bands.first()?.get(code as usize).filter(|&&band| band != u32::MAX);
            if column.codes.len() != counts.len() || !column.codes.iter().all(|code| fits(code).is_some()) {
                return None;
            }
            let tree = Tree::new(&bands)?;
            let with_band = (0u32..).zip(bands[0]).filter(|(_, &band)| band != u32::MAX);
            let mut values: Vec<(u64, u32)> =
                with_band.map(|(value, _)| (tree.codes[value as usize], value)).collect();
            crate::sort::by_key(&mut values, |&value| value);
            values.dedup_by_key(|value| value.0);
            made.push(Column {
                values,
                bands: bands.into_iter().map(<[u32]>::to_vec).collect(),
                rows_of_band: (0..ladder.height()).map(|level| ladder.rows_of_band(level).to_vec()).collect(),
                rows: ladder.rows().max(1),
                weight: column.weight / greatest,
                tree,
            });
        }
        let mut rows = Self {
            columns: made,
            places: Vec::new(),
            words: Vec::new(),
            counts: counts.to_vec(),
            order: Vec::new(),
            starts: Vec::new(),
        };
        let (places, bits) = classes::words(&rows.columns());
        rows.words = vec![vec![0; counts.len()]; bits.len()];
        for ((source, column), &(word, shift)) in columns.iter().zip(&rows.columns).zip(&places) {
            for (word, &code) in rows.words[word].iter_mut().zip(source.codes) {
                *word |= column.tree.codes[code as usize] << shift;
            }
        }
        rows.places = places;
        let sorting = Sorting(Some(Radix::new(counts.len(), &bits)));
        Some((rows, sorting))
    }

    /// Sorts on, about so many records. `true` when they are folded into rows.
    pub(super) fn sort(&mut self, sorting: &mut Sorting, records: usize) -> bool {
        if !sorting.0.as_mut().is_none_or(|radix| radix.advance(&self.words, records)) {
            return false;
        }
        let Some(radix) = sorting.0.take() else { return true };
        self.order = radix.order();
        let mut people = Vec::new();
        let mut words: Vec<Vec<u64>> = self.words.iter().map(|_| Vec::new()).collect();
        for (at, &record) in self.order.iter().enumerate() {
            let same = |before: usize| {
                let before = self.order[before] as usize;
                self.words.iter().all(|words| words[before] == words[record as usize])
            };
            if !at.checked_sub(1).is_some_and(same) {
                self.starts.push(at as u32);
                people.push(0);
                for (row, record_words) in words.iter_mut().zip(&self.words) {
                    row.push(record_words[record as usize]);
                }
            }
            if let Some(people) = people.last_mut() {
                *people += self.counts[record as usize];
            }
        }
        self.starts.push(self.order.len() as u32);
        self.words = words;
        self.counts = people;
        true
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.counts.len()
    }

    /// People in all rows.
    pub(super) fn people(&self) -> u64 {
        self.counts.iter().map(|&people| u64::from(people)).sum()
    }

    /// People in the rows of a class.
    pub(super) fn people_of(&self, class_of: &[u32], class: u32) -> u64 {
        let of_class = class_of.iter().zip(&self.counts).filter(|(&of, _)| of == class);
        of_class.map(|(_, &people)| u64::from(people)).sum()
    }

    /// The records of a row.
    pub(super) fn records(&self, row: u32) -> &[u32] {
        &self.order[self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize]
    }

    /// What classes are made of.
    pub(super) fn of_classes(&self, least: u32) -> classes::Rows {
        classes::Rows { words: self.words.clone(), people: self.counts.clone(), least }
    }

    /// The columns with what their bands cost.
    pub(super) fn columns(&self) -> Vec<classes::Column<'_>> {
        let one = |column: &Column| -> Vec<Vec<u32>> {
            let levels = column.bands.iter().zip(&column.rows_of_band);
            levels
                .map(|(bands, rows)| {
                    let share = |&band: &u32| {
                        let rows = rows.get(band as usize).copied().unwrap_or(0);
                        (ONE * column.weight * f64::from(rows) / f64::from(column.rows)).round() as u32
                    };
                    bands.iter().map(share).collect()
                })
                .collect()
        };
        self.columns
            .iter()
            .map(|column| classes::Column { tree: &column.tree, shares: one(column) })
            .collect()
    }

    /// The class of every row. `None` when records that are alike are in two classes, or there are not as many.
    pub(super) fn of_records(&self, class_of: &[u32]) -> Option<Vec<u32>> {
        let one = |row: u32| {
            let mut records = self.records(row).iter();
            let class = *class_of.get(*records.next()? as usize)?;
            let same = |&record: &u32| class_of.get(record as usize) == Some(&class);
            records.all(same).then_some(if class == SUPPRESSED { NONE } else { class })
        };
        (0..self.len() as u32).map(one).collect()
    }

    /// The release of classes of rows, each with the finest bands above all its people.
    pub(super) fn release(&self, class_of: &[u32]) -> LocalRelease {
        // Classes are numbered by their first row.
        let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
        let mut classes: Vec<(usize, Vec<u64>, u32)> = Vec::new();
        let mut of_record = vec![SUPPRESSED; self.order.len()];
        for (row, &class) in class_of.iter().enumerate().filter(|(_, &class)| class != NONE) {
            let number = *numbers.entry(class).or_insert(classes.len());
            if number == classes.len() {
                classes.push((row, vec![0; self.words.len()], 0));
            }
            let (first, different, people) = &mut classes[number];
            for (different, words) in different.iter_mut().zip(&self.words) {
                *different |= words[row] ^ words[*first];
            }
            *people += self.counts[row];
            for &record in self.records(row as u32) {
                of_record[record as usize] = number as u32;
            }
        }
        let width = self.columns.len();
        let suppressed = self.people_of(class_of, NONE) as u32;
        let mut shares = f64::from(suppressed) * width as f64;
        let mut made = Vec::with_capacity(classes.len());
        for (first, different, people) in classes {
            let mut class =
                LocalClass { levels: Vec::with_capacity(width), bands: Vec::with_capacity(width), people };
            let mut share = 0.0;
            for (column, &(word, shift)) in self.columns.iter().zip(&self.places) {
                let level = column.tree.level((different[word] >> shift) & ones(column.tree.bits));
                let own = (self.words[word][first] >> shift) & ones(column.tree.bits);
                let at = column.values.partition_point(|value| value.0 < own);
                let band = column.values.get(at).map_or(0, |value| column.bands[level][value.1 as usize]);
                share += f64::from(column.rows_of_band[level][band as usize]) / f64::from(column.rows);
                class.levels.push(level as u8);
                class.bands.push(band);
            }
            shares += share * f64::from(people);
            made.push(class);
        }
        let mean = shares / (self.people().max(1) as f64 * width.max(1) as f64);
        let least =
            self.columns.iter().map(|column| 1.0 / f64::from(column.rows)).sum::<f64>() / width.max(1) as f64;
        let granularity = if width == 0 || least >= 1.0 { 1.0 } else { 1.0 - (mean - least) / (1.0 - least) };
        LocalRelease { class_of: of_record, classes: made, suppressed, granularity }
    }
}
