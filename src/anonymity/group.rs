//! Grouping rows by a key that is built up column by column: a class so far and the next code make the next class. Exact for
//! any number of columns, whatever their sizes.

/// Numbers pairs (class so far, code) densely, in order of first appearance.
#[derive(Default)]
pub(super) struct Pairs {
    slots: Vec<u32>,
    keys: Vec<u64>,
}

impl Pairs {
    /// Forgets all pairs but keeps its memory.
    pub(super) fn clear(&mut self) {
        self.keys.clear();
        self.slots.clear();
        self.slots.resize(1 << 10, 0);
    }

    /// Number of pairs seen.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The number of a pair.
    pub(super) fn of(&mut self, class: u32, code: u32) -> u32 {
        if (self.keys.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let key = (u64::from(class) << 32) | u64::from(code);
        let mask = self.slots.len() - 1;
        let mut slot = spread(key) & mask;
        loop {
            match self.slots[slot] {
                0 => {
                    self.keys.push(key);
                    self.slots[slot] = self.keys.len() as u32;
                    return self.keys.len() as u32 - 1;
                }
                known if self.keys[known as usize - 1] == key => return known - 1,
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 4).max(1 << 10);
        self.slots.clear();
        self.slots.resize(size, 0);
        for (number, &key) in (1u32..).zip(&self.keys) {
            let mut slot = spread(key) & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = number;
        }
    }
}

/// Spreads the bits of a key (multiply and fold); collisions cost time, never truth.
fn spread(key: u64) -> usize {
    let product = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (product ^ (product >> 32)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn pairs_are_numbered_by_first_appearance() {
        let mut pairs = Pairs::default();
        let mut known: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for round in 0..2 {
            pairs.clear();
            known.clear();
            for i in 0..20_000u32 {
                let pair = (i * 7919 % 97, (i * 31 + round) % 211);
                let next = known.len() as u32;
                assert_eq!(pairs.of(pair.0, pair.1), *known.entry(pair).or_insert(next));
            }
            assert_eq!(pairs.len(), known.len());
        }
    }
}
