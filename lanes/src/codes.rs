//! Values of a column numbered along its ladder, so that what two values have in common can be read from their bits.
//!
//! From the coarsest level to the finest, a band gets its number among those of the band above it, in as many bits as the most of
//! any band need; the code of a value is these numbers one after the other. So the values of one band at a level have the same bits from that
//! level up, and the highest bit in which two codes differ tells the finest level at which they are together.

/// The codes of a column.
pub struct Tree {
    /// Code of every value; 0 of a value that has no band.
    pub codes: Vec<u64>,
    /// Per level, bits of the levels finer than it.
    pub below: Vec<u32>,
    /// Bits of a code.
    pub bits: u32,
}

impl Tree {
    /// Numbers values of which the band is given level by level, from fine to coarse; `u32::MAX` is none. Whoever is together at a
    /// level must be so at every coarser one. `None` when a code would have more than 64 bits.
    pub fn new(bands: &[&[u32]]) -> Option<Self> {
        let values = bands.first().map_or(0, |level| level.len());
        let mut codes = vec![0u64; values];
        let mut widths = vec![0u32; bands.len()];
        for level in (0..bands.len()).rev() {
            let (numbers, width) = among_siblings(bands[level], bands.get(level + 1).copied());
            widths[level] = width;
            if widths.iter().sum::<u32>() > u64::BITS {
                return None;
            }
            for (code, number) in codes.iter_mut().zip(numbers) {
                *code = code.checked_shl(width).unwrap_or(0) | u64::from(number);
            }
        }
        let bits = widths.iter().sum();
        let mut below = vec![0; bands.len()];
        for level in 1..bands.len() {
            below[level] = below[level - 1] + widths[level - 1];
        }
        Some(Self { codes, below, bits })
    }

    /// The finest level at which codes are together that differ in these bits.
    pub fn level(&self, different: u64) -> usize {
        let highest = u64::BITS - different.leading_zeros();
        self.below.partition_point(|&below| below < highest).min(self.below.len().saturating_sub(1))
    }

    /// The bits that tell bands of a level apart.
    pub fn mask(&self, level: usize) -> u64 {
        ones(self.bits) & !ones(self.below[level])
    }
}

/// The number of every value's band among those of the band above it, and the bits that these numbers take. `above` is absent at the
/// coarsest level. A value without a band (`u32::MAX`) has 0.
pub fn among_siblings(bands: &[u32], above: Option<&[u32]>) -> (Vec<u32>, u32) {
    let (mut numbers, mut children) = (Vec::new(), Vec::new());
    for (value, &band) in bands.iter().enumerate().filter(|(_, &band)| band != u32::MAX) {
        let parent = above.map_or(0, |above| above[value]) as usize;
        let child = at(&mut children, parent, 0);
        let next = *child;
        let number = at(&mut numbers, band as usize, u32::MAX);
        if *number == u32::MAX {
            *number = next;
            *child += 1;
        }
    }
    let most = children.iter().copied().max().unwrap_or(1);
    let of = bands.iter().map(|&band| numbers.get(band as usize).copied().unwrap_or(0));
    (of.collect(), u32::BITS - most.saturating_sub(1).leading_zeros())
}

/// The lowest bits.
pub fn ones(bits: u32) -> u64 {
    u64::MAX.checked_shr(u64::BITS - bits).unwrap_or(0)
}

/// A place in a list that grows as it is needed.
fn at(list: &mut Vec<u32>, place: usize, empty: u32) -> &mut u32 {
    if list.len() <= place {
        list.resize(place + 1, empty);
    }
    &mut list[place]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_tell_what_values_have_in_common() {
        // Six values, the last without a band; three groups of 3, 1 and 1; two of those together; all.
        let levels: [&[u32]; 4] = [
            &[0, 1, 2, 3, 4, u32::MAX],
            &[0, 0, 0, 1, 2, u32::MAX],
            &[0, 0, 0, 0, 1, u32::MAX],
            &[0, 0, 0, 0, 0, u32::MAX],
        ];
        let tree = Tree::new(&levels).expect("few bits");
        assert_eq!((tree.bits, &tree.below[..]), (4, &[0, 2, 3, 4][..]));
        for a in 0..5 {
            for b in 0..5 {
                let level = (0..4).find(|&level| levels[level][a] == levels[level][b]);
                assert_eq!(Some(tree.level(tree.codes[a] ^ tree.codes[b])), level, "{a} {b}");
                for (level, bands) in levels.iter().enumerate() {
                    let same = (tree.codes[a] ^ tree.codes[b]) & tree.mask(level) == 0;
                    assert_eq!(same, bands[a] == bands[b]);
                }
            }
        }
        assert_eq!((ones(0), ones(3), ones(64)), (0, 7, u64::MAX));
    }
}
