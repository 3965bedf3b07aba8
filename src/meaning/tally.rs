//! What the distinct values of a column look like, counted by cell.
//!
//! # Nothing turns on fewer than k people
//! Whatever is proposed, shown or remarked of a column follows from the counts here, and a count says nothing of fewer
//! than k people: what so few have is none ([`Tally::counted`]), what all but so few have is all, and values that so few
//! have do not make a column more varied ([`Tally::distinct`]). Where one person has several rows, cells are not people:
//! only more cells than the k - 1 people with most rows have can be of k people ([`Tally::fullest`]).

use super::concepts::VALUES;
use super::dates::{DateEvidence, DateStyle};
use super::identifiers as id;
use super::numbers::{number, NumberEvidence};
use super::shapes::coarse;
use super::values::folded;
use super::vocabulary::sensitive_value;
use super::Meaning;
use crate::table::Column;

/// Distinct values looked at; a longer column is sampled at even distances over its order of appearance.
/// A share of 95 % is then known to within one per cent.
pub(crate) const SAMPLE: usize = 4096;
/// A column of categories has no more distinct values than this.
const CATEGORIES: usize = 500;

/// The cells of one value.
#[derive(Clone, Copy)]
struct Count {
    cells: u64,
    /// Whether fewer than k people may have it.
    rare: bool,
}

/// Cells and distinct values that pass a test.
#[derive(Clone, Copy, Default)]
pub(crate) struct Rate {
    cells: u64,
    /// Distinct values that at least k people have.
    common: u32,
    /// The other ones, and their cells.
    rare: u32,
    rare_cells: u64,
}

impl Rate {
    /// Not inlined, as the judgements below: some fifty places would each carry it.
    #[inline(never)]
    fn add(&mut self, passes: bool, count: Count) {
        if passes {
            self.cells += count.cells;
            self.common += u32::from(!count.rare);
            self.rare += u32::from(count.rare);
            self.rare_cells += if count.rare { count.cells } else { 0 };
        }
    }
}

/// The tally of one column.
#[derive(Default)]
pub(crate) struct Tally {
    /// Filled cells of the whole column.
    pub(crate) filled: usize,
    /// Cells that are of k people at least.
    few: u64,
    /// Whether shares are of cells alone, and not of distinct values as well.
    pub(crate) by_cells: bool,
    /// Cells of the k - 1 values with most.
    fullest: u64,
    /// All values.
    all: Rate,
    /// Cells of the whole column, filled or not.
    pub(crate) rows: u64,
    /// Whether only a part of the distinct values was looked at.
    pub(crate) sampled: bool,
    stride: usize,
    /// The values looked at.
    looked: Rate,
    /// How numbers and dates are written.
    pub(crate) numbers: NumberEvidence,
    pub(crate) dates: DateEvidence,
    pub(crate) bsn: Rate,
    /// Six to nine digits that pass the eleven-test once padded.
    pub(crate) bsn_wide: Rate,
    /// Four to eight digits that are no BSN as they stand.
    pub(crate) bsn_short: Rate,
    /// Eight digits that pass once padded.
    pub(crate) bsn_padded: Rate,
    pub(crate) education: Rate,
    pub(crate) a_number: Rate,
    pub(crate) email: Rate,
    pub(crate) phone: Rate,
    /// Phone numbers written as such, with signs.
    pub(crate) phone_clear: Rate,
    pub(crate) phone_cut: Rate,
    pub(crate) iban: Rate,
    pub(crate) plate: Rate,
    pub(crate) plate_any: Rate,
    pub(crate) bag: Rate,
    pub(crate) bag_cut: Rate,
    /// Sixteen digits of which the last is 0, as a spreadsheet leaves them.
    pub(crate) bag_round: Rate,
    pub(crate) kvk: Rate,
    pub(crate) kvk_cut: Rate,
    pub(crate) branch: Rate,
    pub(crate) branch_cut: Rate,
    pub(crate) area: Rate,
    /// Area codes without letters, and those that lost a zero.
    pub(crate) area_bare: Rate,
    pub(crate) area_cut: Rate,
    pub(crate) postcode6: Rate,
    pub(crate) postcode4: Rate,
    /// Dates with a year of four digits.
    pub(crate) date: Rate,
    /// Dates with a year of two digits.
    pub(crate) date_short: Rate,
    /// Whole numbers that a spreadsheet may mean as a day: 1927 to 2064.
    pub(crate) serial: Rate,
    pub(crate) wmo: Rate,
    pub(crate) sbi: Rate,
    pub(crate) diagnosis: Rate,
    pub(crate) machine: Rate,
    pub(crate) coordinate: Rate,
    pub(crate) scientific: Rate,
    /// Values of the whole dictionary that lost their last digits.
    scientific_all: u64,
    pub(crate) number: Rate,
    pub(crate) fraction: Rate,
    /// Digits that start with a zero: a code, not a number.
    pub(crate) leading_zero: Rate,
    /// Whole numbers of seven digits or more.
    pub(crate) long_integer: Rate,
    pub(crate) age: Rate,
    pub(crate) year: Rate,
    pub(crate) boolean: Rate,
    /// A yes, a no, or a word about objecting.
    pub(crate) objection: Rate,
    /// Several words.
    pub(crate) spaced: Rate,
    /// Four words or more, or more than 40 characters.
    pub(crate) sentence: Rate,
    /// Digits, or digits with letters, without spaces.
    pub(crate) code: Rate,
    /// Words of the vocabulary of values, by its kinds.
    vocabulary: [Rate; VALUES.len()],
    /// Values of digits alone, and their cells by length.
    digits: Rate,
    lengths: [u64; LENGTHS],
}

/// Longer values of digits than this count as one length.
const LENGTHS: usize = 24;

impl Tally {
    /// Starts on a column. `cells`: number of cells per dictionary code; `few`: so many are of `k` people at least.
    pub(crate) fn new(column: &Column, cells: &[u32], k: u32, few: u64) -> Self {
        let distinct = column.values.len() - 1;
        let stride = distinct.div_ceil(SAMPLE).max(1);
        // Begun in place: made of its parts, each of some fifty rates would be moved.
        let mut tally = Self::default();
        let rows = cells.iter().map(|&count| u64::from(count)).sum();
        (tally.few, tally.rows, tally.stride, tally.sampled) = (few, rows, stride, stride > 1);
        // The k - 1 fullest values, the fullest last.
        let mut fullest: Vec<u32> = Vec::new();
        for &count in cells.iter().skip(1) {
            let counted = tally.count(count);
            tally.all.add(true, counted);
            let full = fullest.len() + 1 >= k as usize;
            if !full || fullest.first().is_some_and(|&least| least < count) {
                fullest.insert(fullest.partition_point(|&other| other < count), count);
                if full {
                    fullest.remove(0);
                }
            }
        }
        tally.fullest = fullest.into_iter().map(u64::from).sum();
        tally.filled = tally.all.cells as usize;
        tally
    }

    fn count(&self, count: u32) -> Count {
        let cells = u64::from(count);
        Count { cells, rare: cells < self.few }
    }

    /// Cells of the k - 1 values with most of them: where a value is a person, the most that fewer than k people can have.
    pub(crate) fn fullest(&self) -> u64 {
        self.fullest
    }

    /// Distance between the values looked at.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// First pass over the sampled values: how numbers and dates are written.
    pub(crate) fn survey(&mut self, value: &str, count: u32) {
        self.numbers.look(value, count);
        self.dates.look(value, count);
    }

    /// Closes the first pass: a way of writing that fewer than k people have is none.
    pub(crate) fn settle(&mut self) {
        let least = self.least(self.filled as u64);
        self.numbers.settle(least);
        self.dates.settle(least);
    }

    /// A pass over every value, for damage that a sample would miss.
    pub(crate) fn sweep(&mut self, value: &str) {
        // The plus before the exponent stands two to four signs from the end.
        let tail = &value.as_bytes()[value.len().saturating_sub(4)..];
        if tail.contains(&b'+') && id::is_scientific(value) {
            self.scientific_all += 1;
        }
    }

    /// Second pass over the sampled values: every test, each where the value can pass it at all.
    pub(crate) fn look(&mut self, value: &str, count: u32) {
        let count = self.count(count);
        self.looked.add(true, count);
        let length = value.len();
        let figures = value.bytes().filter(u8::is_ascii_digit).count();
        let letters = value.chars().filter(|ch| ch.is_alphabetic()).count();
        let digits = length > 0 && figures == length;
        if digits {
            self.look_at_digits(value, count);
        }
        if letters == 0 && figures >= 4 {
            let length = id::bsn_length(value);
            let is_bsn = id::is_bsn(value);
            let passes = || id::bsn_digits(value).is_some_and(|digits| id::eleven_test(&digits));
            self.bsn.add(is_bsn, count);
            self.bsn_wide.add(is_bsn || matches!(length, Some(6..=7)) && passes(), count);
            self.bsn_short.add(matches!(length, Some(4..=8)) && !is_bsn, count);
            self.bsn_padded.add(length == Some(8) && is_bsn, count);
            self.education.add(id::is_education_number(value), count);
            let phone = id::phone(value).is_some();
            self.phone.add(phone, count);
            self.phone_clear.add(phone && !digits, count);
            self.coordinate.add(id::is_coordinate(value), count);
        }
        if letters > 0 && figures > 0 {
            self.iban.add(id::is_iban(value), count);
            if length <= 8 {
                let plate = id::licence_plate(value);
                self.plate.add(plate == Some(id::Plate::Grouped), count);
                self.plate_any.add(plate.is_some(), count);
                self.diagnosis.add(id::is_diagnosis_code(value), count);
            }
            self.area.add(id::is_area_code(value), count);
            self.scientific.add(id::is_scientific(value), count);
        }
        self.machine.add(length >= 32 && id::is_machine_key(value), count);
        self.email.add(id::is_email(value), count);
        if (4..=12).contains(&length) && figures >= 4 {
            let postcode = id::postcode(value).map(|text| text.len());
            self.postcode6.add(postcode == Some(6), count);
            self.postcode4.add(postcode == Some(4), count);
        }
        if figures >= 3 && (6..=40).contains(&length) {
            let style = self.dates.style();
            let long = DateStyle { short_years: false, ..style }.read(value).is_some();
            self.date.add(long, count);
            self.date_short
                .add(!long && DateStyle { short_years: true, ..style }.read(value).is_some(), count);
        }
        self.sbi.add(id::is_sbi(value), count);
        let read = if figures > 0 && letters <= 4 { number(value, self.numbers.style()) } else { None };
        self.number.add(read.is_some(), count);
        if let Some(read) = read {
            self.fraction.add(read.fract() != 0.0, count);
            self.age.add((0.0..=120.0).contains(&read) && read.fract() == 0.0, count);
        }
        self.look_at_words(value, count, letters, figures);
    }

    fn look_at_digits(&mut self, value: &str, count: Count) {
        let length = value.len();
        self.digits.add(true, count);
        self.lengths[length.min(LENGTHS - 1)] += count.cells;
        self.a_number.add(id::is_a_number(value), count);
        self.bag.add(id::is_bag_id(value), count);
        self.bag_cut.add(length == 15, count);
        self.bag_round.add(length == 16 && value.ends_with('0'), count);
        self.kvk.add(id::is_kvk(value), count);
        self.kvk_cut.add(length == 7, count);
        self.branch.add(id::is_branch_number(value), count);
        self.branch_cut.add((8..=11).contains(&length), count);
        if let Some((_, cut)) = id::bare_area_code(value) {
            self.area_bare.add(true, count);
            self.area_cut.add(cut, count);
        }
        self.phone_cut.add(id::is_phone_without_zero(value), count);
        self.wmo.add(id::is_wmo_category(value), count);
        self.serial.add(length == 5 && ("10000".."60000").contains(&value), count);
        self.leading_zero.add(length > 1 && value.starts_with('0'), count);
        self.long_integer.add(length >= 7, count);
        self.year.add(length == 4 && ("1880"..="2100").contains(&value), count);
    }

    fn look_at_words(&mut self, value: &str, count: Count, letters: usize, figures: usize) {
        let words = value.split_whitespace().count();
        if value.len() <= 40 {
            let folded = folded(value);
            let boolean = matches!(
                folded.as_str(),
                "ja" | "nee"
                    | "j"
                    | "n"
                    | "0"
                    | "1"
                    | "true"
                    | "false"
                    | "waar"
                    | "onwaar"
                    | "yes"
                    | "no"
                    | "y"
                    | "x"
            );
            self.boolean.add(boolean, count);
            self.objection.add(boolean || folded.contains("bezwaar") || folded.contains("objection"), count);
        }
        self.spaced.add(words >= 2, count);
        self.sentence.add(words >= 4 || value.chars().count() > 40, count);
        let coded = words == 1
            && figures >= 3
            && value.chars().all(|ch| ch.is_alphanumeric() || matches!(ch, '-' | '_' | '/' | '.' | ':'));
        self.code.add(coded, count);
        if self.distinct() <= CATEGORIES && letters >= 2 {
            if let Some(kind) =
                sensitive_value(value).and_then(|kind| VALUES.iter().position(|v| v.0 == kind))
            {
                self.vocabulary[kind].add(true, count);
            }
        }
    }

    /// The fewest cells that count, of so many; where neither part could count, the larger one does.
    fn least(&self, of: u64) -> u64 {
        self.few.min(of / 2 + 1)
    }

    /// So many cells of those, as they may count: none where fewer than k people may have them, and all where all but so few have.
    #[inline(never)]
    fn counted(&self, cells: u64, of: u64) -> u64 {
        let least = self.least(of);
        match cells {
            _ if cells < least => 0,
            _ if of - cells < least => of,
            _ => cells,
        }
    }

    /// Distinct values that pass: those that fewer than k people have count where together they are of k.
    #[inline(never)]
    fn kinds_of(&self, rate: Rate, of: u64) -> u32 {
        rate.common + if rate.rare_cells >= self.least(of) { rate.rare } else { 0 }
    }

    /// Distinct values that pass, of those looked at.
    pub(crate) fn kinds(&self, rate: Rate) -> u32 {
        self.kinds_of(rate, self.looked.cells)
    }

    /// Distinct values of the whole column.
    #[inline(never)]
    pub(crate) fn distinct(&self) -> usize {
        self.kinds_of(self.all, self.all.cells) as usize
    }

    /// Distinct values in steps of k people's.
    pub(crate) fn variety(&self) -> usize {
        self.distinct() / self.few as usize
    }

    /// Whether nobody has it filled, as far as may be told.
    pub(crate) fn empty(&self) -> bool {
        self.full() == 0
    }

    /// Filled cells as they may count.
    pub(crate) fn full(&self) -> u64 {
        self.counted(self.filled as u64, self.rows)
    }

    /// Whether numbers have lost their last digits, in the part that was looked at or outside it.
    pub(crate) fn scientific(&self) -> bool {
        self.any(self.scientific) || self.scientific_all >= self.least(self.all.cells)
    }

    /// How often each kind of the vocabulary of values was met, the commonest first, in steps of k people.
    pub(crate) fn spoken(&self) -> Vec<(Meaning, Rate)> {
        let mut spoken: Vec<(Meaning, Rate)> =
            VALUES.iter().map(|entry| entry.0).zip(self.vocabulary).collect();
        spoken.retain(|(_, rate)| self.any(*rate));
        crate::sort::by_key(&mut spoken, |(_, rate)| std::cmp::Reverse(rate.cells / self.few));
        spoken
    }

    /// Whether words of the vocabulary were met, but for those of a meaning.
    pub(crate) fn speaks_but_of(&self, meaning: Meaning) -> bool {
        let others = VALUES.iter().zip(self.vocabulary).filter(|(entry, _)| entry.0 != meaning);
        self.counted(others.map(|(_, rate)| rate.cells).sum(), self.looked.cells) > 0
    }

    /// Share of the filled cells, in per cent, and whether at least as large a share of the distinct values passes.
    #[inline(never)]
    pub(crate) fn percent(&self, rate: Rate) -> f64 {
        let of = |part: f64, whole: f64| if whole > 0.0 { 100.0 * part / whole } else { 0.0 };
        let cells = self.counted(rate.cells, self.looked.cells);
        let share = of(cells as f64, self.looked.cells as f64);
        if cells == 0 || cells == self.looked.cells || self.by_cells {
            return share;
        }
        share.min(of(f64::from(self.kinds(rate)), f64::from(self.kinds(self.looked))))
    }

    /// That share as it is said: in steps of k people at least.
    pub(crate) fn said_percent(&self, rate: Rate) -> u8 {
        coarse(self.percent(rate), self.filled, self.few)
    }

    /// Whether cells and distinct values pass at this share or more.
    pub(crate) fn at_least(&self, rate: Rate, percent: f64) -> bool {
        self.looked.cells > 0 && self.percent(rate) >= percent
    }

    /// Whether any cell passes.
    pub(crate) fn any(&self, rate: Rate) -> bool {
        self.counted(rate.cells, self.looked.cells) > 0
    }

    /// Share of distinct values among the filled cells.
    pub(crate) fn uniqueness(&self) -> f64 {
        self.distinct() as f64 / self.filled.max(1) as f64
    }

    /// Whether its digits are codes: zeros in front, in cells of one length or in more than a stray cell.
    pub(crate) fn coded(&self) -> bool {
        let usual = self.lengths.iter().copied().max().unwrap_or(0);
        let fixed = self.counted(usual, self.digits.cells) == self.digits.cells;
        self.any(self.leading_zero)
            && (fixed && self.at_least(self.digits, 95.0) || self.at_least(self.leading_zero, 2.0))
    }

    /// Numbers that are no codes.
    pub(crate) fn numeric(&self) -> bool {
        self.at_least(self.number, 95.0) && !self.coded()
    }
}
