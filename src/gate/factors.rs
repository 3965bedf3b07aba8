//! Sample weights behind the gate: one factor a block (PRODUCT A9, D2).
//!
//! A survey weight says how many people of the population a contributor stands for. Every privacy rule counts contributors; the
//! weight is for estimates. What may be shown of it is one number a block: the mean weight of its people, where one whose
//! weight is more than that of all others together counts as those others do (no contributor over half), rounded to two
//! significant digits. With `f_b` for that factor and `x_b`, `n_b` for protected counts, a shown share is
//! `sum(f_b x_b) / sum(f_b n_b)`: a combined ratio estimate over blocks (Cochran 1977, 6.11), computed from protected
//! numbers alone. People in a block are alike, but where their weights differ with what is counted inside a block, that
//! part of the estimate is lost; it is the price of not showing a weighted sum of a few people.

use super::blocks::Blocks;
use super::door::significant;

/// Significant digits of a factor.
const DIGITS: i32 = 2;

/// The protected factor of each block. `weights`: of a person of each record, positive, any scale.
pub(super) fn factors(blocks: &Blocks, weights: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; blocks.sizes.len()];
    let mut most = vec![0.0; blocks.sizes.len()];
    for ((&block, &count), &weight) in blocks.of_record.iter().zip(&blocks.counts).zip(weights) {
        sums[block as usize] += weight * f64::from(count);
        most[block as usize] = f64::max(most[block as usize], weight);
    }
    let mean = |((sum, most), &size): ((&f64, &f64), &u32)| {
        let others = sum - most;
        significant((most.min(others) + others) / f64::from(size.max(1)), DIGITS)
    };
    sums.iter().zip(&most).zip(&blocks.sizes).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(of_record: Vec<u32>, counts: Vec<u32>) -> Blocks {
        let number = of_record.iter().max().map_or(0, |most| most + 1);
        let mut sizes = vec![0; number as usize];
        of_record.iter().zip(&counts).for_each(|(&block, count)| sizes[block as usize] += count);
        Blocks {
            of_record,
            counts,
            segment_of: vec![0; number as usize],
            nowhere: vec![false; number as usize],
            sizes,
            labels: vec![0],
            minimum: 60,
            whole_only: true,
        }
    }

    #[test]
    fn a_factor_is_a_rounded_mean_over_people() {
        // 60 people of 1.0 and 20 of 3.0: 1.5. 70 people of 1.0 and 1 of 1.1: 1.0014, so 1.0.
        let blocks = blocks(vec![0, 0, 1, 1], vec![60, 20, 70, 1]);
        assert_eq!(factors(&blocks, &[1.0, 3.0, 1.0, 1.1]), [1.5, 1.0]);
    }

    #[test]
    fn nobody_is_more_than_half() {
        // 59 people of 1 and one of 1,000: that one counts as the 59 do.
        let one = blocks(vec![0, 0], vec![59, 1]);
        assert_eq!(factors(&one, &[1.0, 1000.0]), [2.0]);
        assert_eq!(factors(&one, &[1.0, 1e9]), factors(&one, &[1.0, 60.0]), "how much more never shows");
        // Two of them: neither is more than half.
        assert_eq!(factors(&blocks(vec![0, 0], vec![58, 2]), &[1.0, 1000.0]), [34.0]);
    }
}
