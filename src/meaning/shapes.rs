//! Shapes and shares: what may be seen of cells before the gate (PRODUCT B5).

use super::inspection::Shape;
use crate::table::{Column, Dictionary, MISSING};

/// Shapes shown per column.
const SHOWN: usize = 5;
/// Characters of a shape.
const LONGEST: usize = 20;

/// Who the rows belong to while nothing has been folded yet.
pub(crate) struct Persons {
    /// Row numbers in order of person; `None`: a row is a person.
    order: Option<(Vec<u32>, Vec<u32>)>,
    rows: usize,
    /// Number of distinct persons.
    pub(crate) count: usize,
}

impl Persons {
    /// A row is a person.
    pub(crate) fn rows(rows: usize) -> Self {
        Self { order: None, rows, count: rows }
    }

    /// Persons by a unit; `person` holds one number a row from 0 to `count`, or `u32::MAX` for none.
    pub(crate) fn by_unit(person: &[u32], count: usize) -> Self {
        // As many persons as rows, each in the order of its first row: a row is a person.
        if person.len() == count && person.iter().zip(0..).all(|(&who, row)| who == row) {
            return Self::rows(count);
        }
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
            order[next[who as usize] as usize] = row as u32;
            next[who as usize] += 1;
        }
        Self { order: Some((order, starts)), rows: person.len(), count }
    }

    /// Number of persons with at least one row in each class; `class_of` gives a row's class.
    pub(crate) fn carriers(&self, classes: usize, class_of: impl Fn(usize) -> usize) -> Vec<u32> {
        let mut carriers = vec![0u32; classes];
        match &self.order {
            None => (0..self.rows).for_each(|row| carriers[class_of(row)] += 1),
            Some((order, starts)) => {
                let mut last = vec![u32::MAX; classes];
                for (who, bounds) in starts.windows(2).enumerate() {
                    for &row in &order[bounds[0] as usize..bounds[1] as usize] {
                        let class = class_of(row as usize);
                        if last[class] != who as u32 {
                            last[class] = who as u32;
                            carriers[class] += 1;
                        }
                    }
                }
            }
        }
        carriers
    }

    /// The first row of each person.
    pub(crate) fn first_rows(&self) -> Vec<u32> {
        match &self.order {
            None => (0..self.rows as u32).collect(),
            Some((order, starts)) => starts
                .windows(2)
                .filter(|pair| pair[0] < pair[1])
                .map(|pair| order[pair[0] as usize])
                .collect(),
        }
    }
}

/// A percentage in steps of at least `k` persons of `base`, and never finer than 1 %.
pub(crate) fn coarse(percent: f64, base: usize, k: u32) -> u8 {
    let step = (100.0 * f64::from(k) / base.max(1) as f64).ceil().clamp(1.0, 100.0);
    let rounded = (percent / step).round() * step;
    // The top step ends at 100, so that "all" can be said.
    (if rounded + step > 100.0 { 100.0 } else { rounded.max(0.0) }) as u8
}

/// The shape of a value: digits as 9, letters as a or A, signs as they are, others as a dot in the middle.
///
/// A word without digits has three letters whatever its length: the shares of `aaa` and `aa` in a column
/// of yes and no would tell the answers.
#[cfg(test)]
pub(crate) fn shape_of(value: &str) -> String {
    let mut shape = String::new();
    write_shape(value, &mut shape);
    shape
}

/// Whether a value is seen at a glance to have a shape: digits, capitals and small letters where that has them.
fn is_shaped(value: &str, shape: &str) -> bool {
    let fits = |(byte, sign): (u8, u8)| match sign {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        b'a' => byte.is_ascii_lowercase(),
        b'-' | b'.' | b' ' => byte == sign,
        _ => false,
    };
    // Letters alone are shaped another way.
    value.len() == shape.len()
        && value.len() <= LONGEST
        && shape.as_bytes().contains(&b'9')
        && value.bytes().zip(shape.bytes()).all(fits)
}

/// Writes the shape of a value in place of what was there.
fn write_shape(value: &str, shape: &mut String) {
    shape.clear();
    let sign_of = |ch: char| match ch {
        '0'..='9' => '9',
        'a'..='z' => 'a',
        'A'..='Z' => 'A',
        ' ' | '-' | '.' | ',' | '/' | ':' | '@' | '(' | ')' | '+' | '_' | '%' => ch,
        _ => '·',
    };
    // Most values that there are many of: a code, a number, a date.
    if value.len() <= LONGEST && value.is_ascii() && value.bytes().any(|byte| byte.is_ascii_digit()) {
        return shape.extend(value.chars().map(sign_of));
    }
    let coded = value.chars().any(char::is_numeric);
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
            ch if ch.is_ascii() => sign_of(ch),
            ch if ch.is_numeric() => '9',
            ch if ch.is_uppercase() => 'A',
            _ if letter => 'a',
            '€' => ch,
            _ => '·',
        };
        let more = match (coded, letter, previous_letter) {
            (false, true, true) => true,
            (false, true, false) => put(shape, sign) && put(shape, 'a') && put(shape, 'a'),
            _ => put(shape, sign),
        };
        if !more {
            break;
        }
        previous_letter = letter;
    }
}

/// The commonest shapes of a column that at least `k` persons carry, and how many persons have it filled.
pub(crate) fn shapes(column: &Column, persons: &Persons, k: u32) -> (Vec<Shape>, u8) {
    let mut names = Dictionary::new();
    let mut of_code = vec![MISSING; column.values.len()];
    // Values of one column mostly look like the one before.
    let (mut shape, mut last, mut name) = (String::new(), String::new(), MISSING);
    for (code, value) in column.values.iter() {
        if is_shaped(value, &last) {
            of_code[code as usize] = name;
            continue;
        }
        write_shape(value, &mut shape);
        if shape != last {
            name = names.intern(&shape);
            std::mem::swap(&mut shape, &mut last);
        }
        of_code[code as usize] = name;
    }
    let carriers = persons.carriers(names.len(), |row| of_code[column.codes[row] as usize] as usize);
    let filled = persons.carriers(2, |row| usize::from(column.codes[row] != MISSING))[1];
    let mut found: Vec<(u32, &str)> = names
        .iter()
        .map(|(code, name)| (carriers[code as usize], name))
        .filter(|&(count, _)| count >= k)
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let share = |count: u32, base: usize| coarse(100.0 * f64::from(count) / base.max(1) as f64, base, k);
    let shapes = found
        .iter()
        .take(SHOWN)
        .map(|&(count, name)| Shape { shape: name.to_owned(), percent: share(count, filled as usize) })
        .collect();
    (shapes, share(filled, persons.count))
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
    }

    #[test]
    fn shapes_count_people() {
        assert_eq!(shape_of("1234 Ab!"), "9999 Aa·");
        assert_eq!(shape_of("ja"), shape_of("nee"));
        for value in ["1234 Ab!", "12-Ab.c 9", "é9", "Abc", "9", "123456789012345678901"] {
            for other in ["5678 Cd?", "98-Xy.z 0", "e9", "aaa", "A", "99999999999999999999…"] {
                assert!(!is_shaped(value, &shape_of(other)) || shape_of(value) == shape_of(other));
            }
        }
        assert!(is_shaped("12-Ab.c 9", &shape_of("98-Xy.z 0")));
        assert_eq!(shape_of("Van 't Hof"), "Aaa ·aaa Aaa");
        assert_eq!(shape_of("1234567890123456789012"), "99999999999999999999…");
        let mut values = Dictionary::new();
        let codes: Vec<u32> =
            (0..40).map(|row| values.intern(if row < 30 { "1012 EH" } else { "x" })).collect();
        let column = Column { header: String::new(), codes, values };
        let (by_row, _) = shapes(&column, &Persons::rows(40), 10);
        assert_eq!(by_row.iter().map(|s| s.shape.as_str()).collect::<Vec<_>>(), ["9999 AA", "aaa"]);
        // The last ten rows are two people: their shape is not shown.
        let person: Vec<u32> = (0..40).map(|row| if row < 30 { row } else { 30 + row % 2 }).collect();
        let (by_person, _) = shapes(&column, &Persons::by_unit(&person, 32), 10);
        assert_eq!(by_person.len(), 1);
        assert_eq!(by_person[0].shape, "9999 AA");
    }
}
