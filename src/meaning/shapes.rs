//! Shapes and shares: what may be seen of cells before the gate (PRODUCT B5).

use super::inspection::Shape;
use crate::table::{Column, Dictionary, MISSING};

/// Shapes shown per column.
const SHOWN: usize = 5;
/// Characters of a shape.
const LONGEST: usize = 20;

/// Rows of which shapes are taken, at even distances: what k persons of these carry, at least k of all do.
const SAMPLE: usize = 50_000;

/// Who a sample of the rows belong to while nothing has been folded yet.
pub(crate) struct Persons {
    /// Row numbers in order of person.
    order: Vec<u32>,
    /// Where each person's rows start; empty: a row is a person.
    starts: Vec<u32>,
    /// Number of distinct persons.
    pub(crate) count: usize,
}

/// Distance between the rows of the sample.
pub(crate) fn stride(rows: usize) -> usize {
    rows.div_ceil(SAMPLE).max(1)
}

impl Persons {
    /// A row is a person.
    pub(crate) fn rows(rows: usize) -> Self {
        let order: Vec<u32> = (0..rows as u32).step_by(stride(rows)).collect();
        Self { count: order.len(), order, starts: Vec::new() }
    }

    /// Persons by a unit; `person` holds one number a row of the sample from 0 to `count`, or `u32::MAX` for none.
    pub(crate) fn by_unit(person: &[u32], stride: usize, count: usize) -> Self {
        let mut starts = vec![0u32; count + 1];
        for &who in person.iter().filter(|&&who| who != u32::MAX) {
            starts[who as usize + 1] += 1;
        }
        for who in 0..count {
            starts[who + 1] += starts[who];
        }
        let mut next = starts.clone();
        let mut order = vec![0; starts[count] as usize];
        for (row, &who) in person.iter().enumerate().filter(|(_, &who)| who != u32::MAX) {
            order[next[who as usize] as usize] = (row * stride) as u32;
            next[who as usize] += 1;
        }
        Self { order, starts, count }
    }

    /// The rows of a person.
    fn rows_of(&self, who: usize) -> &[u32] {
        match self.starts.get(who..who + 2) {
            Some(&[start, end]) => &self.order[start as usize..end as usize],
            _ => &self.order[who..=who],
        }
    }
}

/// A percentage in steps of at least `k` persons of `base`, and never finer than 1 %. Fewer than `k` persons are none, and all but
/// fewer than `k` are all: rounded to the nearest step, 7 and 93 of 100 would tell that somebody is there.
pub(crate) fn coarse(percent: f64, base: usize, k: u64) -> u8 {
    let (people, k_people) = (percent / 100.0 * base as f64, k as f64 - 1e-6);
    let percent = match base as u64 >= 2 * k {
        true if people < k_people => 0.0,
        true if base as f64 - people < k_people => 100.0,
        _ => percent,
    };
    let step = (100.0 * k as f64 / base.max(1) as f64).ceil().clamp(1.0, 100.0);
    let rounded = (percent / step).round() * step;
    // The top step ends at 100, so that "all" can be said.
    (if rounded + step > 100.0 { 100.0 } else { rounded.max(0.0) }) as u8
}

/// The shape of a value: digits as 9, letters as a or A, signs as they are, others as a dot in the middle.
///
/// A word without digits has three letters whatever its length: the shares of `aaa` and `aa` in a column
/// of yes and no would tell the answers.
pub(crate) fn shape_of(value: &str) -> String {
    let coded = value.chars().any(char::is_numeric);
    let mut shape = String::new();
    let mut length = 0;
    let mut previous_letter = false;
    let mut put = |shape: &mut String, ch: char| {
        if length < LONGEST {
            shape.push(ch);
        } else if length == LONGEST {
            shape.push('…');
        }
        length += 1;
        length <= LONGEST
    };
    for ch in value.chars() {
        let letter = ch.is_alphabetic();
        let sign = match ch {
            '0'..='9' => '9',
            'a'..='z' => 'a',
            'A'..='Z' => 'A',
            ch if ch.is_numeric() => '9',
            ch if ch.is_uppercase() => 'A',
            _ if letter => 'a',
            ' ' | '-' | '.' | ',' | '/' | ':' | '@' | '(' | ')' | '+' | '_' | '%' | '€' => ch,
            _ => '·',
        };
        let more = match (coded, letter, previous_letter) {
            (false, true, true) => true,
            (false, true, false) => put(&mut shape, sign) && put(&mut shape, 'a') && put(&mut shape, 'a'),
            _ => put(&mut shape, sign),
        };
        if !more {
            break;
        }
        previous_letter = letter;
    }
    shape
}

/// The taking of shapes of one column, some persons a turn.
pub(crate) struct Shaping {
    names: Dictionary,
    /// Shape of each dictionary code; [`UNSEEN`] until a row has it.
    of_code: Vec<u32>,
    /// Persons per shape, and the last person counted for it.
    carriers: Vec<(u32, u32)>,
    filled: u32,
    who: usize,
}

const UNSEEN: u32 = u32::MAX;

impl Shaping {
    /// Starts on a column.
    pub(crate) fn new(column: &Column) -> Self {
        let of_code = vec![UNSEEN; column.values.len()];
        Self { names: Dictionary::new(), of_code, carriers: vec![(0, UNSEEN)], filled: 0, who: 0 }
    }

    /// Takes the shapes of so many more persons; whether all have been taken.
    pub(crate) fn turn(&mut self, column: &Column, persons: &Persons, people: usize) -> bool {
        let end = (self.who + people).min(persons.count);
        for who in self.who..end {
            let mut filled = false;
            for &row in persons.rows_of(who) {
                let code = column.codes[row as usize];
                if code == MISSING {
                    continue;
                }
                filled = true;
                let mut shape = self.of_code[code as usize];
                if shape == UNSEEN {
                    shape = self.names.intern(&shape_of(column.values.get(code)));
                    self.of_code[code as usize] = shape;
                    self.carriers.resize(self.names.len(), (0, UNSEEN));
                }
                let carrier = &mut self.carriers[shape as usize];
                if carrier.1 != who as u32 {
                    *carrier = (carrier.0 + 1, who as u32);
                }
            }
            self.filled += u32::from(filled);
        }
        self.who = end;
        end == persons.count
    }

    /// The commonest shapes that at least `k` persons carry, and the share of persons that have the column filled.
    pub(crate) fn finish(self, persons: &Persons, k: u32) -> (Vec<Shape>, u8) {
        let share = |count: u32, base: usize| {
            coarse(100.0 * f64::from(count) / base.max(1) as f64, base, u64::from(k))
        };
        let mut found: Vec<(u8, &str)> = self
            .names
            .iter()
            .map(|(code, name)| (self.carriers[code as usize].0, name))
            .filter(|&(count, _)| count >= k)
            .map(|(count, name)| (share(count, self.filled as usize), name))
            .collect();
        // By what is said of them: their order tells no more.
        crate::sort::by(&mut found, |a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let shapes = found
            .iter()
            .take(SHOWN)
            .map(|&(percent, name)| Shape { shape: name.to_owned(), percent })
            .collect();
        (shapes, share(self.filled, persons.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_coarse() {
        assert_eq!(coarse(33.4, 100_000, 10), 33);
        assert_eq!(coarse(33.4, 100, 10), 30);
        assert_eq!(coarse(33.4, 43, 10), 24, "steps of 24 %");
        assert_eq!(coarse(100.0, 43, 10), 100);
        assert_eq!(coarse(99.4, 100_000, 10), 99);
        assert_eq!(coarse(80.0, 5, 10), 100);
        assert_eq!(coarse(0.0, 0, 10), 0);
        for few in 0..10 {
            assert_eq!([coarse(f64::from(few), 100, 10), coarse(f64::from(100 - few), 100, 10)], [0, 100]);
        }
    }

    #[test]
    fn shapes_count_people() {
        assert_eq!(shape_of("1234 Ab!"), "9999 Aa·");
        assert_eq!(shape_of("ja"), shape_of("nee"));
        assert_eq!(shape_of("Van 't Hof"), "Aaa ·aaa Aaa");
        assert_eq!(shape_of("1234567890123456789012"), "99999999999999999999…");
        let mut values = Dictionary::new();
        let codes: Vec<u32> =
            (0..40).map(|row| values.intern(if row < 30 { "1012 EH" } else { "x" })).collect();
        let column = Column { header: String::new(), codes, values };
        let shapes = |persons: &Persons| {
            let mut shaping = Shaping::new(&column);
            while !shaping.turn(&column, persons, 7) {}
            shaping.finish(persons, 10)
        };
        let (by_row, filled) = shapes(&Persons::rows(40));
        assert_eq!(filled, 100);
        assert_eq!(by_row.iter().map(|s| s.shape.as_str()).collect::<Vec<_>>(), ["9999 AA", "aaa"]);
        // The last ten rows are two people: their shape is not shown.
        let person: Vec<u32> = (0..40).map(|row| if row < 30 { row } else { 30 + row % 2 }).collect();
        let (by_person, _) = shapes(&Persons::by_unit(&person, 1, 32));
        assert_eq!(by_person.len(), 1);
        assert_eq!(by_person[0].shape, "9999 AA");
    }

    #[test]
    fn a_long_file_is_sampled_at_even_distances() {
        assert_eq!((stride(0), stride(50_000), stride(50_001), stride(2_000_000)), (1, 1, 2, 40));
        let persons = Persons::rows(120_000);
        assert_eq!((persons.count, persons.rows_of(1)), (40_000, &[3u32][..]));
        let persons = Persons::by_unit(&[1, u32::MAX, 0, 1], 5, 2);
        assert_eq!((persons.rows_of(0), persons.rows_of(1)), (&[10u32][..], &[0u32, 15][..]));
    }
}
