//! Making a kernel from records, in steps: values are numbered densely in the order of the ladder.

use super::beside::Beside;
use super::parts::{Cells, Parts};
use super::{Kernel, Level, Limits, Place};
use crate::anonymity::bound::BoundLadder;
use gezicht_lanes::codes::{among_siblings, ones};
use gezicht_lanes::group::Groups;

/// A column of the kernel as it comes in.
pub(in crate::anonymity) struct Source {
    /// One code a record, then one a row of the population.
    codes: Vec<u32>,
    /// Codes of records to values, level by level to bands.
    records: Vec<Vec<u32>>,
    /// The same for the population.
    population: Vec<Vec<u32>>,
    /// Ladder rows in each band, by level.
    rows_of_band: Vec<Vec<u32>>,
    rows: u32,
}

impl Source {
    /// A column of records, and of the population when there is one.
    pub(in crate::anonymity) fn new(
        codes: &[u32],
        ladder: &BoundLadder,
        population: Option<(&[u32], &BoundLadder)>,
    ) -> Self {
        let levels = |ladder: &BoundLadder| -> Vec<Vec<u32>> {
            (0..ladder.height()).map(|level| ladder.band_of_code(level).to_vec()).collect()
        };
        let mut all = codes.to_vec();
        if let Some((codes, _)) = population {
            all.extend_from_slice(codes);
        }
        Self {
            codes: all,
            records: levels(ladder),
            population: population.map(|(_, ladder)| levels(ladder)).unwrap_or_default(),
            rows_of_band: (0..ladder.height()).map(|level| ladder.rows_of_band(level).to_vec()).collect(),
            rows: ladder.rows(),
        }
    }
}

/// A kernel in the making.
pub(in crate::anonymity) struct Preparing {
    sources: Vec<Source>,
    people: Vec<u32>,
    population: Vec<u32>,
    /// Whether values are still counted, or are being numbered: first in all columns, then in all.
    counting: bool,
    column: usize,
    at: usize,
    /// Value at level 0 → people, `None` where the value does not occur.
    counts: Vec<Option<u64>>,
    /// The same → its number, by column.
    numbers: Vec<Vec<u32>>,
    columns: Vec<Vec<u32>>,
    /// Words of all rows.
    words: Vec<Vec<u64>>,
    /// What each value puts into which word, by column.
    fields: Vec<Vec<(usize, Vec<u64>)>>,
    levels: Vec<Vec<Level>>,
}

impl Preparing {
    /// Records that stand for so many people each, and counts of the population.
    pub(in crate::anonymity) fn new(sources: Vec<Source>, people: &[u32], population: &[u32]) -> Self {
        Self {
            sources,
            people: people.to_vec(),
            population: population.to_vec(),
            counting: true,
            column: 0,
            at: 0,
            counts: Vec::new(),
            numbers: Vec::new(),
            columns: Vec::new(),
            words: Vec::new(),
            fields: Vec::new(),
            levels: Vec::new(),
        }
    }

    /// Goes through about so many more cells; `Some` when the kernel is made.
    ///
    /// # Errors
    /// `()` when a code has no band or a column another length.
    pub(in crate::anonymity) fn advance(&mut self, cells: usize) -> Result<Option<Kernel>, ()> {
        let all = self.people.len() + self.population.len();
        let mut left = cells.max(1);
        while let Some(source) = self.sources.get_mut(self.column) {
            if source.codes.len() != all {
                return Err(());
            }
            let end = all.min(self.at + left);
            left -= end - self.at;
            if self.counting {
                let population = (!self.population.is_empty()).then(|| source.population.first()).flatten();
                let records = source.records.first().ok_or(())?;
                for at in self.at..end {
                    let (zero, people) = match self.people.get(at) {
                        Some(&people) => (records, people),
                        None => (population.ok_or(())?, 0),
                    };
                    let code = source.codes[at] as usize;
                    let value = *zero.get(code).filter(|band| **band != u32::MAX).ok_or(())?;
                    if self.counts.len() <= value as usize {
                        self.counts.resize(value as usize + 1, None);
                    }
                    let count = &mut self.counts[value as usize];
                    *count = Some(count.unwrap_or(0) + u64::from(people));
                    source.codes[at] = value;
                }
            } else {
                let values = &mut source.codes[self.at..end];
                for value in values.iter_mut() {
                    *value = self.numbers[self.column][*value as usize];
                }
                for (word, bits) in &self.fields[self.column] {
                    for (word, &value) in self.words[*word][self.at..end].iter_mut().zip(&*values) {
                        *word |= bits[value as usize];
                    }
                }
            }
            self.at = end;
            if self.at < all {
                return Ok(None);
            }
            self.at = 0;
            if self.counting {
                self.number()?;
            } else {
                self.columns.push(std::mem::take(&mut source.codes));
            }
            self.column += 1;
            if self.counting && self.column == self.sources.len() {
                self.lay_out();
                self.counting = false;
                self.column = 0;
            }
            if left == 0 {
                return Ok(None);
            }
        }
        Ok(Some(self.made()))
    }

    /// Numbers the values of the column that occur, and makes its levels.
    fn number(&mut self) -> Result<(), ()> {
        let source = &self.sources[self.column];
        let values: Vec<(u32, u64)> = (0u32..)
            .zip(&self.counts)
            .filter_map(|(value, count)| count.map(|count| (value, count)))
            .collect();
        let mut numbers = vec![u32::MAX; self.counts.len()];
        for (number, &(value, _)) in (0u32..).zip(&values) {
            numbers[value as usize] = number;
        }
        self.counts.clear();
        let mut levels = Vec::with_capacity(source.records.len());
        for (level, rows_of_band) in source.rows_of_band.iter().enumerate() {
            // Value at level 0 → band here, by the codes of both.
            let mut band_of_value = vec![u32::MAX; numbers.len()];
            for of_code in [&source.records, &source.population] {
                let (Some(zero), Some(here)) = (of_code.first(), of_code.get(level)) else { continue };
                for (&value, &band) in zero.iter().zip(here) {
                    if let Some(slot) = band_of_value.get_mut(value as usize) {
                        *slot = band;
                    }
                }
            }
            let mut used = vec![u32::MAX; rows_of_band.len()];
            for &(value, _) in &values {
                *used.get_mut(band_of_value[value as usize] as usize).ok_or(())? = 0;
            }
            let mut share = Vec::new();
            for (number, &rows) in used.iter_mut().zip(rows_of_band).filter(|(number, _)| **number == 0) {
                *number = share.len() as u32;
                share.push(rows);
            }
            let band: Vec<u32> =
                values.iter().map(|&(value, _)| used[band_of_value[value as usize] as usize]).collect();
            let mut people = vec![0u64; share.len()];
            for (&band, &(_, count)) in band.iter().zip(&values) {
                people[band as usize] += count;
            }
            let rows = people.iter().zip(&share).map(|(&people, &share)| people * u64::from(share)).sum();
            let cost = band.iter().map(|&band| share[band as usize]).collect();
            levels.push(Level { band, share, cost, masks: Vec::new(), rows, people });
        }
        self.numbers.push(numbers);
        self.levels.push(levels);
        Ok(())
    }

    /// Gives the levels of all columns their bits in the words, each the number of a band among those of the band above it: the coarsest of all
    /// columns are the highest bits of the first word, few bits before many, then the next finer ones. So rows in order have the same coarse
    /// bands, and nodes that are coarse need no other word. Words after the first have 32 bits.
    fn lay_out(&mut self) {
        let mut digits = Vec::new();
        for (column, levels) in self.levels.iter().enumerate() {
            for level in 0..levels.len() {
                let above = levels.get(level + 1).map(|above| above.band.as_slice());
                let (numbers, width) = among_siblings(&levels[level].band, above);
                if width > 0 {
                    digits.push((levels.len() - level, width, column, numbers));
                }
            }
        }
        crate::sort::by_key(&mut digits, |&(depth, width, column, _)| (depth, width, column));
        // Bits of each word that are taken.
        let mut taken: Vec<u32> = vec![0];
        let mut word_of = Vec::with_capacity(digits.len());
        for &(_, width, ..) in &digits {
            let fits = |&word: &usize| taken[word] + width <= if word == 0 { u64::BITS } else { u32::BITS };
            let word = [0, taken.len() - 1].into_iter().find(fits).unwrap_or(taken.len());
            taken.resize(taken.len().max(word + 1), 0);
            taken[word] += width;
            word_of.push(word);
        }
        let rows = self.people.len() + self.population.len();
        self.words = vec![vec![0; rows]; taken.len()];
        self.fields = self.levels.iter().map(|_| Vec::new()).collect();
        for levels in &mut self.levels {
            for level in levels {
                level.masks = vec![0; taken.len()];
            }
        }
        for ((depth, width, column, numbers), word) in digits.into_iter().zip(word_of) {
            taken[word] -= width;
            let shift = taken[word];
            // They tell bands apart here and at every finer level.
            let levels = &mut self.levels[column];
            let here = levels.len() - depth;
            for level in &mut levels[..=here] {
                level.masks[word] |= ones(width) << shift;
            }
            let bits = numbers.into_iter().map(|number| u64::from(number) << shift).collect();
            self.fields[column].push((word, bits));
        }
    }

    fn made(&mut self) -> Kernel {
        let mut people = std::mem::take(&mut self.people);
        people.resize(people.len() + self.population.len(), 0);
        if self.words.is_empty() {
            self.words.push(vec![0; people.len()]); // there are no columns
        }
        Kernel {
            cells: Cells::whole(people.len()),
            columns: std::mem::take(&mut self.columns),
            words: std::mem::take(&mut self.words),
            people,
            population: std::mem::take(&mut self.population),
            levels: std::mem::take(&mut self.levels),
            rows_of_ladder: self.sources.iter().map(|source| u64::from(source.rows)).collect(),
            ..Kernel::empty()
        }
    }
}

impl Kernel {
    /// Nothing to group.
    pub(in crate::anonymity) fn empty() -> Self {
        Self {
            columns: Vec::new(),
            words: Vec::new(),
            people: Vec::new(),
            population: Vec::new(),
            cells: Cells::default(),
            levels: Vec::new(),
            rows_of_ladder: Vec::new(),
            sensitive: Vec::new(),
            households: None,
            snapshots: Vec::new(),
            at: Vec::new(),
            source: None,
            limits: Limits::NONE,
            masks: Vec::new(),
            passes: Vec::new(),
            parts: Parts::default(),
            at_row: Place::default(),
            never: 0,
            groups: Groups::default(),
            class_of: Vec::new(),
            sizes: Vec::new(),
            first: Vec::new(),
            sorting: None,
            verdicts: Vec::new(),
        }
    }

    /// Takes the codes of a sensitive column or of the households along, after [`Kernel::fold`].
    pub(in crate::anonymity) fn take_along(
        &mut self,
        household: bool,
        codes: &[u32],
        row_of_record: &[u32],
        counts: &[u32],
    ) {
        let beside = Beside::new(codes, row_of_record, counts, self.len());
        if household {
            self.households = Some(beside);
        } else {
            self.sensitive.push(beside);
        }
    }
}
