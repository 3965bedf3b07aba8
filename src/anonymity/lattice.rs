//! The lattice of transformations: one level a column, numbered in mixed radix.

/// All transformations of columns with ladders of given heights, or those with some columns held at one level. A node's
/// number grows with its levels read as digits, the first column the most significant, so numbers order as level lists do; a node has
/// the same number in the whole lattice and in a part of it.
#[derive(Clone)]
pub(super) struct Lattice {
    heights: Vec<u64>,
    strides: Vec<u64>,
    /// Lowest and highest level of each column.
    between: Vec<(u64, u64)>,
    /// Number of nodes by sum of levels, from the least sum on.
    by_sum: Vec<f64>,
}

impl Lattice {
    /// The whole lattice. `None` when there are more nodes than 2^62.
    pub(super) fn new(heights: &[usize]) -> Option<Self> {
        let mut strides = vec![1u64; heights.len()];
        let mut nodes = 1u64;
        for (stride, &height) in strides.iter_mut().zip(heights).rev() {
            *stride = nodes;
            nodes = nodes.checked_mul(height as u64).filter(|nodes| *nodes <= 1 << 62)?;
        }
        let heights: Vec<u64> = heights.iter().map(|&height| height as u64).collect();
        let between = heights.iter().map(|height| (0, height - 1)).collect();
        let mut lattice = Self { heights, strides, between, by_sum: Vec::new() };
        lattice.count();
        Some(lattice)
    }

    /// The nodes at which a column has this level.
    pub(super) fn held(&self, column: usize, level: usize) -> Self {
        let mut held = self.clone();
        held.between[column] = (level as u64, level as u64);
        held.count();
        held
    }

    fn count(&mut self) {
        self.by_sum = vec![1.0];
        for &(low, high) in &self.between {
            let levels = (high - low) as usize;
            let mut wider = vec![0.0; self.by_sum.len() + levels];
            for (sum, nodes) in self.by_sum.iter().enumerate() {
                for level in 0..=levels {
                    wider[sum + level] += nodes;
                }
            }
            self.by_sum = wider;
        }
    }

    /// Number of nodes.
    pub(super) fn len(&self) -> f64 {
        self.by_sum.iter().sum()
    }

    /// Number of nodes with a sum of levels.
    pub(super) fn with_sum(&self, sum: usize) -> f64 {
        let least = self.top_sum() + 1 - self.by_sum.len();
        sum.checked_sub(least).and_then(|at| self.by_sum.get(at)).copied().unwrap_or(0.0)
    }

    /// The largest sum of levels.
    pub(super) fn top_sum(&self) -> usize {
        self.between.iter().map(|&(_, high)| high as usize).sum()
    }

    /// The coarsest node.
    pub(super) fn top(&self) -> u64 {
        self.between.iter().zip(&self.strides).map(|(&(_, high), stride)| high * stride).sum()
    }

    /// The lowest level of a column.
    pub(super) fn lowest(&self, column: usize) -> usize {
        self.between[column].0 as usize
    }

    /// Whether a column has one level alone, although its ladder has more.
    pub(super) fn holds(&self, column: usize) -> bool {
        self.between[column].0 == self.between[column].1 && self.heights[column] > 1
    }

    /// Number of levels of the ladder of a column.
    pub(super) fn height(&self, column: usize) -> usize {
        self.heights[column] as usize
    }

    /// Whether a node is one of these.
    pub(super) fn contains(&self, node: u64) -> bool {
        let inside = |column: usize| {
            let (low, high) = self.between[column];
            (low..=high).contains(&(self.level(node, column) as u64))
        };
        (0..self.heights.len()).all(inside)
    }

    /// Level of a column at a node.
    pub(super) fn level(&self, node: u64, column: usize) -> usize {
        (node / self.strides[column] % self.heights[column]) as usize
    }

    /// Levels of all columns at a node.
    pub(super) fn levels(&self, node: u64) -> Vec<usize> {
        (0..self.heights.len()).map(|column| self.level(node, column)).collect()
    }

    /// The node with these levels; `None` when it is not one of these nodes.
    pub(super) fn node(&self, levels: &[usize]) -> Option<u64> {
        let fits = levels.len() == self.heights.len()
            && levels
                .iter()
                .zip(&self.between)
                .all(|(&level, &(low, high))| (low..=high).contains(&(level as u64)));
        fits.then(|| levels.iter().zip(&self.strides).map(|(&level, stride)| level as u64 * stride).sum())
    }

    /// Sum of the levels of a node.
    pub(super) fn sum(&self, node: u64) -> usize {
        (0..self.heights.len()).map(|column| self.level(node, column)).sum()
    }

    /// Number of direct generalisations of a node.
    pub(super) fn parents(&self, node: u64) -> usize {
        (0..self.heights.len()).filter(|&column| self.coarser(node, column).is_some()).count()
    }

    /// The node one level coarser in a column.
    pub(super) fn coarser(&self, node: u64, column: usize) -> Option<u64> {
        ((self.level(node, column) as u64) < self.between[column].1).then(|| node + self.strides[column])
    }

    /// The node one level finer in a column.
    pub(super) fn finer(&self, node: u64, column: usize) -> Option<u64> {
        (self.level(node, column) > self.lowest(column)).then(|| node - self.strides[column])
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
        assert!(Lattice::new(&[1000; 7]).is_none());
        assert_eq!(Lattice::new(&[]).map(|lattice| lattice.len()), Some(1.0));
    }

    #[test]
    fn a_part_keeps_the_numbers_of_the_whole() {
        let lattice = Lattice::new(&[2, 3, 2]).expect("small");
        let held = lattice.held(1, 1);
        assert_eq!((held.len(), held.top_sum(), held.lowest(1)), (4.0, 3, 1));
        assert_eq!((0..=4).map(|sum| held.with_sum(sum)).collect::<Vec<_>>(), [0.0, 1.0, 2.0, 1.0, 0.0]);
        assert_eq!(held.levels(held.top()), [1, 1, 1]);
        assert_eq!(held.node(&[1, 1, 1]), lattice.node(&[1, 1, 1]));
        assert_eq!((held.node(&[1, 2, 1]), held.parents(held.top())), (None, 0));
        assert_eq!((held.finer(held.top(), 1), held.coarser(held.top(), 1)), (None, None));
        let inside = (0..12).filter(|&node| held.contains(node)).count();
        assert_eq!(inside, 4);
    }
}
