//! The ladders of all columns as one forest, in which rows and classes are both lists of nodes.

/// One column as the forest takes it: per level the band of every value, and per level the ladder rows of every band.
pub(super) struct Tree<'a> {
    /// Value → band, level by level; the values are those of level 0.
    pub(super) bands: Vec<&'a [u32]>,
    /// Band → ladder rows, level by level.
    pub(super) rows_of_band: Vec<&'a [u32]>,
    /// Number of ladder rows.
    pub(super) rows: u32,
    /// Weight in the cost.
    pub(super) weight: f64,
}

/// All nodes of all ladders. A node is a band of a level of a column.
pub(super) struct Forest {
    parent: Vec<u32>,
    level: Vec<u8>,
    band: Vec<u32>,
    /// Weighted share of the ladder rows.
    share: Vec<f64>,
    /// Bands above every leaf, level by level; rows for nodes that are no leaves are empty.
    bands_of_leaf: Vec<u32>,
    /// Levels of the highest ladder.
    highest: usize,
    /// First node of every level of every column.
    start: Vec<Vec<u32>>,
    /// Per column the share of what is above each two of its nodes; empty when they are too many.
    pairs: Vec<Pairs>,
}

/// The share of the lowest node above each two nodes of a column: one look-up in place of a climb.
struct Pairs {
    first: u32,
    nodes: usize,
    shares: Vec<f64>,
}

/// Most nodes of a column for which all pairs are kept (2 MB).
const MOST_PAIRED: usize = 512;
/// Most pairs of all columns together (16 MB).
const MOST_PAIRS: usize = 2 << 20;

impl Forest {
    /// The forest of some ladders. `None` when a level does not cover the bands of the one before, a ladder is too high,
    /// or has no root.
    pub(super) fn new(trees: &[Tree<'_>]) -> Option<Self> {
        let mut forest = Self {
            parent: Vec::new(),
            level: Vec::new(),
            band: Vec::new(),
            share: Vec::new(),
            bands_of_leaf: Vec::new(),
            highest: trees.iter().map(|tree| tree.bands.len()).max().unwrap_or(1),
            start: Vec::new(),
            pairs: Vec::new(),
        };
        for tree in trees {
            let height = tree.bands.len();
            let root = tree.rows_of_band.last().map_or(0, |bands| bands.len());
            if height == 0 || height > 255 || tree.rows_of_band.len() != height || root != 1 {
                return None;
            }
            let mut start = Vec::with_capacity(height);
            let mut at = forest.parent.len() as u32;
            for rows in &tree.rows_of_band {
                start.push(at);
                at += rows.len() as u32;
            }
            for (level, rows) in tree.rows_of_band.iter().enumerate() {
                for (band, &count) in rows.iter().enumerate() {
                    forest.parent.push(start[level] + band as u32);
                    forest.level.push(level as u8);
                    forest.band.push(band as u32);
                    forest.share.push(tree.weight * f64::from(count) / f64::from(tree.rows.max(1)));
                }
            }
            for level in 1..height {
                for (&fine, &coarse) in tree.bands[level - 1].iter().zip(tree.bands[level]) {
                    if fine == u32::MAX {
                        continue; // a code that nobody has
                    }
                    let node = start[level - 1] + fine;
                    *forest.parent.get_mut(node as usize)? = start[level] + coarse;
                }
            }
            forest.start.push(start);
        }
        forest.bands_of_leaf = vec![0; forest.parent.len() * forest.highest];
        for node in 0..forest.parent.len() {
            let mut above = node;
            loop {
                let level = forest.level[above] as usize;
                forest.bands_of_leaf[node * forest.highest + level] = forest.band[above];
                let next = forest.parent[above] as usize;
                if next == above || forest.level[next] as usize != level + 1 {
                    break;
                }
                above = next;
            }
        }
        forest.pair(trees);
        Some(forest)
    }

    fn pair(&mut self, trees: &[Tree<'_>]) {
        let mut left = MOST_PAIRS;
        for (start, tree) in self.start.iter().zip(trees) {
            let nodes: usize = tree.rows_of_band.iter().map(|bands| bands.len()).sum();
            let first = start.first().copied().unwrap_or(0);
            let mut shares = Vec::new();
            if nodes <= MOST_PAIRED && nodes * nodes <= left {
                left -= nodes * nodes;
                shares.reserve(nodes * nodes);
                let last = first + nodes as u32;
                // A band of a ladder that nobody of the data is in has nothing above it, and is never asked for.
                let used = |node: u32| node + 1 == last || self.parent[node as usize] != node;
                for a in first..last {
                    shares.extend((first..last).map(|b| {
                        let node = if used(a) && used(b) { self.meet(a, b) } else { last - 1 };
                        self.share[node as usize]
                    }));
                }
            }
            self.pairs.push(Pairs { first, nodes, shares });
        }
    }

    /// Number of columns.
    pub(super) fn width(&self) -> usize {
        self.start.len()
    }

    /// Number of levels of a column.
    pub(super) fn height(&self, column: usize) -> usize {
        self.start[column].len()
    }

    /// The node of a band.
    pub(super) fn node(&self, column: usize, level: usize, band: u32) -> u32 {
        self.start[column][level] + band
    }

    /// Level and band of a node.
    pub(super) fn place(&self, node: u32) -> (u8, u32) {
        (self.level[node as usize], self.band[node as usize])
    }

    /// Node at a level above another.
    pub(super) fn above(&self, mut node: u32, level: u8) -> u32 {
        while self.level[node as usize] < level {
            node = self.parent[node as usize];
        }
        node
    }

    /// Bits that hold the bands of a level.
    pub(super) fn bits(&self, column: usize, level: usize) -> u32 {
        let start = &self.start[column];
        let bands = match start.get(level + 1) {
            Some(next) => next - start[level],
            None => 1, // the root
        };
        u32::BITS - bands.saturating_sub(1).leading_zeros()
    }

    /// Band at a level of what is above a leaf, by one look-up.
    #[inline]
    pub(super) fn band_above(&self, leaf: u32, level: u8) -> u32 {
        self.bands_of_leaf[leaf as usize * self.highest + level as usize]
    }

    /// Weighted share of a node.
    pub(super) fn share(&self, node: u32) -> f64 {
        self.share[node as usize]
    }

    /// The lowest node above two of the same column.
    #[inline]
    pub(super) fn meet(&self, mut a: u32, mut b: u32) -> u32 {
        while a != b {
            let (la, lb) = (self.level[a as usize], self.level[b as usize]);
            if la <= lb {
                a = self.parent[a as usize];
            }
            if lb <= la {
                b = self.parent[b as usize];
            }
        }
        a
    }

    /// Sum of the shares of the nodes that two lists have in common above them; given up when it is not under a limit.
    #[inline]
    pub(super) fn joined(&self, a: &[u32], b: &[u32], limit: f64) -> f64 {
        let mut sum = 0.0;
        for ((&a, &b), pairs) in a.iter().zip(b).zip(&self.pairs) {
            let at = (a - pairs.first) as usize * pairs.nodes + (b - pairs.first) as usize;
            sum += match pairs.shares.get(at) {
                Some(&share) => share,
                None => self.share[self.meet(a, b) as usize],
            };
            if sum >= limit {
                break;
            }
        }
        sum
    }

    /// Lifts the first list to the nodes above both.
    pub(super) fn lift(&self, nodes: &mut [u32], other: &[u32]) {
        for (node, &other) in nodes.iter_mut().zip(other) {
            *node = self.meet(*node, other);
        }
    }

    /// Sum of the shares of a list.
    pub(super) fn cost(&self, nodes: &[u32]) -> f64 {
        nodes.iter().map(|&node| self.share[node as usize]).sum()
    }
}
