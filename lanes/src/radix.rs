//! Rows of words put in order, a few bits at a time and in slices (Knuth, The Art of Computer Programming 3, 5.2.5).

/// Bits that are sorted by at once.
const DIGIT: u32 = 11;

/// Sorting under way. The first word of a row counts most; equal rows keep their order.
pub struct Radix {
    order: Vec<u32>,
    sorted: Vec<u32>,
    /// Digits that are still to come, the last first: word and shift.
    digits: Vec<(usize, u32)>,
    /// Where each value of the digit at hand goes; empty when rows are still counted.
    places: Vec<u32>,
    counting: bool,
    at: usize,
}

impl Radix {
    /// Rows of words that have so many bits each.
    pub fn new(rows: usize, bits: &[u32]) -> Self {
        let of_word = |(word, &bits): (usize, &u32)| {
            (0..bits.div_ceil(DIGIT)).rev().map(move |digit| (word, digit * DIGIT)).collect::<Vec<_>>()
        };
        Self {
            order: (0..rows as u32).collect(),
            sorted: vec![0; rows],
            digits: bits.iter().enumerate().flat_map(of_word).collect(),
            places: vec![0; 1 << DIGIT],
            counting: true,
            at: 0,
        }
    }

    /// Goes through about so many rows more; `words` are the words of all rows, word by word. `true` when they are in order.
    pub fn advance(&mut self, words: &[Vec<u64>], rows: usize) -> bool {
        let mut left = rows.max(1);
        while let Some(&(word, shift)) = self.digits.last() {
            let words = &words[word];
            let end = self.order.len().min(self.at + left);
            left -= end - self.at;
            let slice = &self.order[self.at..end];
            let digit = |row: u32| (words[row as usize] >> shift) as usize & ((1 << DIGIT) - 1);
            if self.counting {
                for &row in slice {
                    self.places[digit(row)] += 1;
                }
            } else {
                for &row in slice {
                    let place = &mut self.places[digit(row)];
                    self.sorted[*place as usize] = row;
                    *place += 1;
                }
            }
            self.at = end;
            if end < self.order.len() {
                return false;
            }
            self.at = 0;
            if self.counting && !self.places.iter().any(|&count| count as usize == self.order.len()) {
                let mut next = 0;
                for place in &mut self.places {
                    next += std::mem::replace(place, next);
                }
                self.counting = false;
                continue;
            }
            if !self.counting {
                std::mem::swap(&mut self.order, &mut self.sorted);
            }
            self.digits.pop();
            self.places.fill(0);
            self.counting = true;
        }
        true
    }

    /// The rows in order.
    pub fn order(self) -> Vec<u32> {
        self.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_in_order_and_equal_ones_as_they_were() {
        let mut state = 7u64;
        let mut draw = |bits: u32| {
            state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            (state >> 20) & ((1 << bits) - 1)
        };
        for rows in [0, 1, 5000] {
            let words: Vec<Vec<u64>> =
                [3, 30].iter().map(|&bits| (0..rows).map(|_| draw(bits) & !0x3FF800).collect()).collect();
            let mut radix = Radix::new(rows, &[3, 30]);
            while !radix.advance(&words, 777) {}
            let mut expected: Vec<u32> = (0..rows as u32).collect();
            expected.sort_by_key(|&row| (words[0][row as usize], words[1][row as usize]));
            assert_eq!(radix.order(), expected);
        }
    }
}
