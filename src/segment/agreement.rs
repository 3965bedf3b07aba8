//! How much two groupings of the same people agree.

/// Adjusted Rand index (Hubert & Arabie 1985): 1 for the same grouping whatever the labels, about 0
/// for two unrelated ones, below 0 for less agreement than chance.
///
/// `a` and `b` hold one label a record and `counts` the people each stands for; of lists of unequal length the common
/// start counts.
/// Two groupings that leave nothing to disagree on (one group each, or everyone alone in both) give 1.
pub(crate) fn adjusted_rand(a: &[u32], b: &[u32], counts: &[u32]) -> f64 {
    let (rows, columns) = (groups(a), groups(b));
    // Groups are few, and then a table of both is counted; a column of the file may have as many values as people.
    let (both, rows, columns) = if rows.saturating_mul(columns) <= MOST_CELLS {
        let mut cells = vec![0u64; rows * columns];
        for ((&a, &b), &count) in a.iter().zip(b).zip(counts) {
            cells[a as usize * columns + b as usize] += u64::from(count);
        }
        let of_row = (0..rows).map(|row| cells[row * columns..(row + 1) * columns].iter().sum());
        let of_column = (0..columns).map(|column| cells.iter().skip(column).step_by(columns).sum());
        (pairs(cells.iter().copied()), pairs(of_row), pairs(of_column))
    } else {
        sorted(a, b, counts)
    };
    let people = a.iter().zip(b).zip(counts).map(|(_, &count)| u64::from(count)).sum();
    let all = pairs(std::iter::once(people));
    if all == 0.0 {
        return 1.0;
    }
    let expected = rows * columns / all;
    let most = (rows + columns) / 2.0;
    if most == expected {
        return 1.0;
    }
    (both - expected) / (most - expected)
}

/// Cells of a table of two groupings.
const MOST_CELLS: usize = 1 << 16;

/// One more than the highest label.
fn groups(labels: &[u32]) -> usize {
    labels.iter().max().map_or(1, |&most| most as usize + 1)
}

/// Pairs of people in one group in both groupings, in the first, and in the second.
fn sorted(a: &[u32], b: &[u32], counts: &[u32]) -> (f64, f64, f64) {
    let mut cells: Vec<(u32, u32, u32)> =
        a.iter().zip(b).zip(counts).map(|((&a, &b), &count)| (a, b, count)).collect();
    let people = |cells: &[(u32, u32, u32)]| cells.iter().map(|cell| u64::from(cell.2)).sum::<u64>();
    crate::sort::by(&mut cells, Ord::cmp);
    let both = pairs(cells.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1)).map(people));
    let rows = pairs(cells.chunk_by(|left, right| left.0 == right.0).map(people));
    crate::sort::by_key(&mut cells, |cell| cell.1);
    let columns = pairs(cells.chunk_by(|left, right| left.1 == right.1).map(people));
    (both, rows, columns)
}

/// Number of pairs of people inside the groups of these sizes.
fn pairs(sizes: impl Iterator<Item = u64>) -> f64 {
    sizes.map(|size| size as f64 * (size as f64 - 1.0) / 2.0).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        // Hubert & Arabie's own definition, worked by hand: 2 cells of 2, rows 3+3, columns 2+2+2.
        let a = [0, 0, 0, 1, 1, 1];
        let b = [0, 0, 1, 1, 2, 2];
        let expected = (2.0 - 6.0 * 3.0 / 15.0) / (4.5 - 6.0 * 3.0 / 15.0);
        assert!((adjusted_rand(&a, &b, &[1; 6]) - expected).abs() < 1e-15);
        assert_eq!(adjusted_rand(&[], &[], &[]), 1.0);
        assert_eq!(adjusted_rand(&[0, 0, 0], &[5, 5, 5], &[1; 3]), 1.0);
        assert_eq!(adjusted_rand(&[0, 1, 2], &[0, 0, 0], &[1; 3]), 0.0);
        // The same six people as records: cells of 2, 1, 1 and 2.
        assert_eq!(
            adjusted_rand(&[0, 0, 1, 1], &[0, 1, 1, 2], &[2, 1, 1, 2]),
            adjusted_rand(&a, &b, &[1; 6])
        );
    }

    proptest! {
        #[test]
        fn symmetric_and_blind_to_the_names(pairs in prop::collection::vec((0u32..5, 0u32..4), 2..80)) {
            let (a, b): (Vec<u32>, Vec<u32>) = pairs.into_iter().unzip();
            let ones = vec![1; a.len()];
            let value = adjusted_rand(&a, &b, &ones);
            prop_assert!((adjusted_rand(&b, &a, &ones) - value).abs() < 1e-12);
            let renamed: Vec<u32> = a.iter().map(|label| [40, 3, 77, 0, 12][*label as usize]).collect();
            let many: Vec<u32> = b.iter().map(|label| label + 70_000).collect();
            prop_assert_eq!(adjusted_rand(&renamed, &many, &ones), value, "sorted and counted");
            prop_assert!((adjusted_rand(&renamed, &b, &ones) - value).abs() < 1e-12);
            prop_assert_eq!(adjusted_rand(&a, &renamed, &ones), 1.0);
            prop_assert!(value <= 1.0 + 1e-12);
        }
    }
}
