//! Reading: a [`Block`] cuts lines into cells and puts them into columns, each with a [`Dictionary`].

mod block;
mod dictionary;
mod scan;

pub use block::{tidy, Block, Usual};
pub use dictionary::{Dictionary, MISSING};
pub use scan::{is_plain, Scan};

/// Adds the number of times that each code is there.
pub fn count(counts: &mut [u32], codes: &[u32]) {
    for &code in codes {
        if let Some(count) = counts.get_mut(code as usize) {
            *count += 1;
        }
    }
}

/// Mixes a code into each print: prints of rows, which are alike for rows with the same codes and hardly ever for others.
pub fn mix(prints: &mut [u64], codes: &[u32]) {
    for (print, &code) in prints.iter_mut().zip(codes) {
        let mixed = (print.rotate_left(23) ^ (u64::from(code) + 1)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        *print = mixed ^ mixed >> 29;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_alike_have_one_print() {
        let columns = [[1, 2, 1, 2], [7, 7, 7, 8]];
        let mut prints = [0; 4];
        columns.iter().for_each(|codes| mix(&mut prints, codes));
        assert_eq!(prints[0], prints[2]);
        assert!(prints[0] != prints[1] && prints[1] != prints[3]);
        let mut counts = [0; 3];
        count(&mut counts, &columns[0]);
        count(&mut counts, &columns[1]);
        assert_eq!(counts, [0, 2, 2], "a code that has no place is left out");
    }
}
