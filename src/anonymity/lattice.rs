//! The lattice of transformations: one level a column, numbered in mixed radix.

/// All transformations of columns with ladders of given heights. A node's number grows with its
/// levels read as digits, the first column the most significant, so numbers order as level lists do.
pub(super) struct Lattice {
    heights: Vec<u64>,
    strides: Vec<u64>,
    /// Number of nodes by sum of levels.
    by_sum: Vec<f64>,
}

impl Lattice {
    /// `None` when there are more nodes than 2^62.
    pub(super) fn new(heights: &[usize]) -> Option<Self> {
        let mut strides = vec![1u64; heights.len()];
        let mut nodes = 1u64;
        for (stride, &height) in strides.iter_mut().zip(heights).rev() {
            *stride = nodes;
            nodes = nodes.checked_mul(height as u64).filter(|nodes| *nodes <= 1 << 62)?;
        }
        let mut by_sum = vec![1.0];
        for &height in heights {
            let mut wider = vec![0.0; by_sum.len() + height - 1];
            for (sum, nodes) in by_sum.iter().enumerate() {
                for level in 0..height {
                    wider[sum + level] += nodes;
                }
            }
            by_sum = wider;
        }
        Some(Self { heights: heights.iter().map(|&height| height as u64).collect(), strides, by_sum })
    }

    /// Number of nodes.
    pub(super) fn len(&self) -> f64 {
        self.by_sum.iter().sum()
    }

    /// Number of nodes with a sum of levels.
    pub(super) fn with_sum(&self, sum: usize) -> f64 {
        self.by_sum.get(sum).copied().unwrap_or(0.0)
    }

    /// The largest sum of levels.
    pub(super) fn top_sum(&self) -> usize {
        self.by_sum.len() - 1
    }

    /// The node where all values are together.
    pub(super) fn top(&self) -> u64 {
        self.heights.iter().zip(&self.strides).map(|(height, stride)| (height - 1) * stride).sum()
    }

    /// Level of a column at a node.
    pub(super) fn level(&self, node: u64, column: usize) -> usize {
        (node / self.strides[column] % self.heights[column]) as usize
    }

    /// Levels of all columns at a node.
    pub(super) fn levels(&self, node: u64) -> Vec<usize> {
        (0..self.heights.len()).map(|column| self.level(node, column)).collect()
    }

    /// Sum of the levels of a node.
    pub(super) fn sum(&self, node: u64) -> usize {
        (0..self.heights.len()).map(|column| self.level(node, column)).sum()
    }

    /// Number of direct generalisations of a node.
    pub(super) fn parents(&self, node: u64) -> usize {
        (0..self.heights.len())
            .filter(|&column| (self.level(node, column) as u64) + 1 < self.heights[column])
            .count()
    }

    /// The node one level coarser in a column.
    pub(super) fn coarser(&self, node: u64, column: usize) -> Option<u64> {
        ((self.level(node, column) as u64) + 1 < self.heights[column]).then(|| node + self.strides[column])
    }

    /// The node one level finer in a column.
    pub(super) fn finer(&self, node: u64, column: usize) -> Option<u64> {
        (self.level(node, column) > 0).then(|| node - self.strides[column])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_numbered_as_level_lists() {
        let lattice = Lattice::new(&[2, 3, 1]).expect("small");
        assert_eq!(lattice.len(), 6.0);
        let levels: Vec<_> = (0..6).map(|node| lattice.levels(node)).collect();
        assert!(levels.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(lattice.levels(lattice.top()), [1, 2, 0]);
        assert_eq!(
            (0..=lattice.top_sum()).map(|sum| lattice.with_sum(sum)).collect::<Vec<_>>(),
            [1.0, 2.0, 2.0, 1.0]
        );
        assert_eq!(lattice.parents(lattice.top()), 0);
        assert_eq!(lattice.finer(5, 1).map(|node| lattice.levels(node)), Some(vec![1, 1, 0]));
        assert_eq!(lattice.finer(0, 0), None);
        assert!(Lattice::new(&[1000; 6]).is_none());
        assert_eq!(Lattice::new(&[]).map(|lattice| lattice.len()), Some(1.0));
    }
}
