//! What classes cost, read from the bits in which their rows differ.

use crate::codes::{ones, Tree};

/// The codes of a row, each column inside one word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Key<const W: usize>(pub(super) [u64; W]);

impl<const W: usize> Key<W> {
    pub(super) const NONE: Self = Self([0; W]);

    #[inline]
    fn zip(self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        Self(std::array::from_fn(|word| with(self.0[word], other.0[word])))
    }

    /// The bits in which two keys differ.
    #[inline]
    pub(super) fn differs(self, other: Self) -> Self {
        self.zip(other, |a, b| a ^ b)
    }

    #[inline]
    pub(super) fn or(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    #[inline]
    pub(super) fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }
}

/// A column of a table that is recoded.
pub struct Column<'a> {
    /// Code of every value.
    pub tree: &'a Tree,
    /// Per level, what a person costs in the band of each value.
    pub shares: Vec<Vec<u32>>,
}

/// Most bits of a column whose costs are one table; of a wider one they are searched for.
const NARROW: u32 = 12;
/// Most bits, and most costs, of columns whose costs are one table together.
const TOGETHER: (u32, usize) = (11, 1 << 15);

/// A column among the others.
pub(super) struct Place {
    word: usize,
    shift: u32,
    mask: u64,
    /// Bits in which codes differ → level.
    level: Vec<u8>,
    /// Bits of the levels finer than each.
    below: Vec<u32>,
    /// Codes of a wide column, from low to high.
    sorted: Vec<u64>,
    /// Level by level, the cost of each code, or of each of `sorted`.
    shares: Vec<u32>,
    size: usize,
}

impl Place {
    fn new(column: &Column<'_>, word: usize, shift: u32) -> Self {
        let tree = column.tree;
        let mut pairs: Vec<(u64, usize)> = Vec::new();
        let size = if tree.bits <= NARROW {
            pairs.extend(tree.codes.iter().enumerate().map(|(value, &code)| (code, value)));
            1 << tree.bits
        } else {
            pairs.extend(tree.codes.iter().enumerate().map(|(value, &code)| (code, value)));
            pairs.sort_unstable();
            pairs.dedup_by_key(|pair| pair.0);
            pairs.len()
        };
        let wide = tree.bits > NARROW;
        let mut shares = vec![0; size * column.shares.len()];
        for (level, of_value) in column.shares.iter().enumerate() {
            for (at, &(code, value)) in pairs.iter().enumerate() {
                let place = if wide { at } else { code as usize };
                let share = &mut shares[level * size + place];
                // A value without a band has the code of another, and costs nothing.
                *share = (*share).max(of_value[value]);
            }
        }
        Self {
            word,
            shift,
            mask: ones(tree.bits),
            level: (0..=tree.bits).map(|bits| tree.level(ones(bits)) as u8).collect(),
            below: tree.below.clone(),
            sorted: if wide { pairs.into_iter().map(|pair| pair.0).collect() } else { Vec::new() },
            shares,
            size,
        }
    }

    /// The code of this column.
    #[inline]
    pub(super) fn code<const W: usize>(&self, key: Key<W>) -> u64 {
        (key.0[self.word] >> self.shift) & self.mask
    }

    /// The level at which codes are together that differ in these bits.
    #[inline]
    pub(super) fn level(&self, different: u64) -> usize {
        usize::from(self.level[(u64::BITS - different.leading_zeros()) as usize])
    }

    /// The bits of a code that tell bands of a level apart.
    pub(super) fn telling(&self, level: usize) -> u64 {
        self.mask & !ones(self.below[level])
    }

    /// The same bits in the words of a row.
    pub(super) fn mask_of<const W: usize>(&self, level: usize) -> Key<W> {
        let mut mask = Key::NONE;
        mask.0[self.word] = self.telling(level) << self.shift;
        mask
    }

    /// What a person costs at a level.
    #[inline]
    pub(super) fn share(&self, level: usize, code: u64) -> u32 {
        let at = match self.sorted.is_empty() {
            true => code as usize,
            false => self.sorted.partition_point(|&known| known < code),
        };
        self.shares.get(level * self.size + at).copied().unwrap_or(0)
    }

    pub(super) fn height(&self) -> usize {
        self.below.len()
    }

    /// The least that getting coarser by a level costs.
    pub(super) fn least_step(&self) -> u32 {
        let one = |(&fine, &coarse): (&u32, &u32)| (fine > 0 && coarse > fine).then(|| coarse - fine);
        self.shares
            .iter()
            .zip(&self.shares[self.size.min(self.shares.len())..])
            .filter_map(one)
            .min()
            .unwrap_or(0)
    }
}

/// Some narrow columns whose costs are one table.
struct Chunk {
    word: usize,
    shift: u32,
    mask: u64,
    /// Where the table of this chunk starts in `Costs::starts`.
    first: usize,
}

/// The costs of all columns.
pub(super) struct Costs {
    pub(super) places: Vec<Place>,
    chunks: Vec<Chunk>,
    /// Bits in which a class differs → where its costs start.
    starts: Vec<u32>,
    shares: Vec<u32>,
    wide: Vec<usize>,
}

/// In which word each column stands, and where; as few words as putting one after the other gives.
pub(super) fn layout(columns: &[Column<'_>]) -> (Vec<(usize, u32)>, Vec<u32>) {
    let mut used = vec![0u32];
    let mut places = Vec::with_capacity(columns.len());
    for column in columns {
        let bits = column.tree.bits;
        if used[used.len() - 1] + bits > u64::BITS {
            used.push(0);
        }
        let word = used.len() - 1;
        places.push((word, used[word].min(u64::BITS - 1))); // a column of one band has no bits
        used[word] += bits;
    }
    (places, used)
}

impl Costs {
    pub(super) fn new(columns: &[Column<'_>]) -> Self {
        let (at, _) = layout(columns);
        let places: Vec<Place> =
            columns.iter().zip(at).map(|(column, (word, shift))| Place::new(column, word, shift)).collect();
        let wide = (0..places.len()).filter(|&column| !places[column].sorted.is_empty()).collect();
        let mut costs = Self { places, chunks: Vec::new(), starts: Vec::new(), shares: Vec::new(), wide };
        let mut from = 0;
        while from < costs.places.len() {
            let narrow = |place: &&Place| place.sorted.is_empty();
            let (mut bits, mut mixes, mut to) = (0, 1, from);
            for place in costs.places[from..].iter().take_while(narrow) {
                let more = bits + place.mask.count_ones();
                let size = (mixes * place.height()).checked_shl(more).unwrap_or(usize::MAX);
                if place.word != costs.places[from].word
                    || to > from && (more > TOGETHER.0 || size > TOGETHER.1)
                {
                    break;
                }
                (bits, mixes, to) = (more, mixes * place.height(), to + 1);
            }
            if to > from {
                costs.chunk(from..to, bits, mixes);
            }
            from = to.max(from + 1);
        }
        costs
    }

    fn chunk(&mut self, columns: std::ops::Range<usize>, bits: u32, mixes: usize) {
        let places = &self.places[columns];
        let (word, shift) = (places[0].word, places[0].shift);
        let of = |place: &Place, code: u64| (code >> (place.shift - shift)) & place.mask;
        self.chunks.push(Chunk { word, shift, mask: ones(bits), first: self.starts.len() });
        let first = self.shares.len();
        for different in 0..1u64 << bits {
            let mix =
                places.iter().fold(0, |mix, place| mix * place.height() + place.level(of(place, different)));
            self.starts.push((first + (mix << bits)) as u32);
        }
        let mut levels = vec![0; places.len()];
        for mix in 0..mixes {
            let mut left = mix;
            for (level, place) in levels.iter_mut().zip(places).rev() {
                *level = left % place.height();
                left /= place.height();
            }
            for code in 0..1u64 << bits {
                let of_column = |(place, &level): (&Place, &usize)| place.share(level, of(place, code));
                self.shares.push(places.iter().zip(&levels).map(of_column).sum());
            }
        }
    }

    /// What a person costs in a class with a row of this key, of which rows differ in these bits.
    #[inline]
    pub(super) fn share<const W: usize>(&self, key: Key<W>, different: Key<W>) -> u64 {
        let mut sum = 0u64;
        for chunk in &self.chunks {
            let of = |key: Key<W>| ((key.0[chunk.word] >> chunk.shift) & chunk.mask) as usize;
            sum += u64::from(self.shares[self.starts[chunk.first + of(different)] as usize + of(key)]);
        }
        for &column in &self.wide {
            let place = &self.places[column];
            let level = place.level(place.code(different));
            sum += u64::from(place.share(level, place.code(key)));
        }
        sum
    }
}
