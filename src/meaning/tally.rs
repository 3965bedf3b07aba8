//! What the distinct values of a column look like, counted by cell.

use super::identifiers as id;
use super::values::{self, NumberStyle};
use crate::table::Column;

/// Distinct values looked at; a longer column is sampled at even distances over its order of appearance.
pub(crate) const SAMPLE: usize = 10_000;
/// A column of categories has no more distinct values than this.
const CATEGORIES: usize = 500;

/// Shares of cells and of distinct values that pass a test.
#[derive(Clone, Copy, Default)]
pub(crate) struct Rate {
    cells: u64,
    distinct: u32,
}

impl Rate {
    fn add(&mut self, passes: bool, count: u32) {
        if passes {
            self.cells += u64::from(count);
            self.distinct += 1;
        }
    }
}

/// The tally of one column.
#[derive(Default)]
pub(crate) struct Tally {
    /// Filled cells of the whole column.
    pub(crate) filled: usize,
    /// Distinct values of the whole column.
    pub(crate) distinct: usize,
    /// Whether only a part of the distinct values was looked at.
    pub(crate) sampled: bool,
    cells: u64,
    looked: u32,
    pub(crate) bsn: Rate,
    /// Nine digits or fewer, whatever the eleven-test says.
    pub(crate) bsn_short: Rate,
    /// Eight digits that pass once padded.
    pub(crate) bsn_padded: Rate,
    pub(crate) a_number: Rate,
    pub(crate) email: Rate,
    pub(crate) phone: Rate,
    pub(crate) phone_cut: Rate,
    pub(crate) iban: Rate,
    pub(crate) plate: Rate,
    pub(crate) bag: Rate,
    pub(crate) kvk: Rate,
    pub(crate) area: Rate,
    pub(crate) postcode6: Rate,
    pub(crate) postcode4: Rate,
    pub(crate) date: Rate,
    pub(crate) wmo: Rate,
    pub(crate) scientific: Rate,
    pub(crate) number: Rate,
    /// Digits that start with a zero: a code, not a number.
    pub(crate) leading_zero: Rate,
    /// Whole numbers of seven digits or more.
    pub(crate) long_integer: Rate,
    pub(crate) age: Rate,
    pub(crate) year: Rate,
    pub(crate) boolean: Rate,
    /// Several words.
    pub(crate) spaced: Rate,
    /// Four words or more, or more than 40 characters.
    pub(crate) sentence: Rate,
    /// Digits, or digits with letters, without spaces.
    pub(crate) code: Rate,
    /// Sensitive vocabulary in the value itself; in cells.
    pub(crate) sensitive_cells: u64,
}

impl Tally {
    /// Counts a column. `cells`: number of cells per dictionary code.
    pub(crate) fn of(column: &Column, cells: &[u32]) -> Self {
        let distinct = column.values.len() - 1;
        let stride = distinct.div_ceil(SAMPLE).max(1);
        let looked =
            || column.values.iter().step_by(stride).map(|(code, value)| (value, cells[code as usize]));
        let style = NumberStyle::of(looked());
        let mut tally = Self {
            filled: cells.iter().skip(1).map(|&count| count as usize).sum(),
            distinct,
            sampled: stride > 1,
            ..Self::default()
        };
        for (value, count) in looked() {
            tally.look(value, count, style);
        }
        tally
    }

    fn look(&mut self, value: &str, count: u32, style: NumberStyle) {
        self.cells += u64::from(count);
        self.looked += 1;
        let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let words = value.split_whitespace().count();
        let bsn_length = id::bsn_length(value);
        let is_bsn = id::is_bsn(value);
        self.bsn.add(is_bsn, count);
        self.bsn_short.add(matches!(bsn_length, Some(4..=8)) && !is_bsn, count);
        self.bsn_padded.add(bsn_length == Some(8) && is_bsn, count);
        self.a_number.add(id::is_a_number(value), count);
        self.email.add(id::is_email(value), count);
        self.phone.add(id::phone(value).is_some(), count);
        self.phone_cut.add(id::is_phone_without_zero(value), count);
        self.iban.add(id::is_iban(value), count);
        self.plate.add(id::licence_plate(value) == Some(id::Plate::Grouped), count);
        self.bag.add(id::is_bag_id(value), count);
        self.kvk.add(id::is_digits(value, 8), count);
        self.area.add(id::is_area_code(value), count);
        let postcode = id::postcode(value).map(|text| text.len());
        self.postcode6.add(postcode == Some(6), count);
        self.postcode4.add(postcode == Some(4), count);
        self.date.add(values::date(value).is_some(), count);
        self.wmo.add(id::is_wmo_category(value), count);
        self.scientific.add(id::is_scientific(value), count);
        let number = values::number(value, style);
        self.number.add(number.is_some(), count);
        self.leading_zero.add(digits && value.len() > 1 && value.starts_with('0'), count);
        self.long_integer.add(digits && value.len() >= 7, count);
        self.age.add(number.is_some_and(|n| (0.0..=120.0).contains(&n) && n.fract() == 0.0), count);
        self.year
            .add(digits && value.len() == 4 && number.is_some_and(|n| (1880.0..=2100.0).contains(&n)), count);
        let folded = values::folded(value);
        self.boolean.add(
            matches!(
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
            ),
            count,
        );
        self.spaced.add(words >= 2, count);
        self.sentence.add(words >= 4 || value.chars().count() > 40, count);
        let coded = words == 1
            && value.bytes().filter(u8::is_ascii_digit).count() >= 3
            && value.chars().all(|ch| ch.is_alphanumeric() || matches!(ch, '-' | '_' | '/' | '.' | ':'));
        self.code.add(coded, count);
        if self.distinct <= CATEGORIES && !digits && super::vocabulary::speaks_of_sensitive(value) {
            self.sensitive_cells += u64::from(count);
        }
    }

    /// Share of the filled cells, in per cent, and whether at least as large a share of the distinct values passes.
    pub(crate) fn percent(&self, rate: Rate) -> f64 {
        let of = |part: f64, whole: f64| if whole > 0.0 { 100.0 * part / whole } else { 0.0 };
        let cells = of(rate.cells as f64, self.cells as f64);
        cells.min(of(f64::from(rate.distinct), f64::from(self.looked)))
    }

    /// Whether cells and distinct values pass at this share or more.
    pub(crate) fn at_least(&self, rate: Rate, percent: f64) -> bool {
        self.looked > 0 && self.percent(rate) >= percent
    }

    /// Whether any cell passes.
    pub(crate) fn any(&self, rate: Rate) -> bool {
        rate.distinct > 0
    }

    /// Share of distinct values among the filled cells.
    pub(crate) fn uniqueness(&self) -> f64 {
        self.distinct as f64 / self.filled.max(1) as f64
    }

    /// Numbers, none of which is a code with a zero in front.
    pub(crate) fn numeric(&self) -> bool {
        self.at_least(self.number, 95.0) && !self.at_least(self.leading_zero, 5.0)
    }
}
