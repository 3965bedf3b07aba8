//! Rows of words put together by some of their bits.

/// The groups so far. Rows may come in parts of which no two share a group: then a table of one part is enough, which is small.
#[derive(Default)]
pub struct Groups {
    /// Open addressing over the groups of the part: 32 bits of the key's spread above a group's number in the part and one more; 0 is free.
    /// With the bits at hand hardly any other key is looked up, which would wait for memory.
    slots: Vec<u64>,
    /// Keys of the groups of the part.
    keys: Vec<u64>,
    /// Groups of the parts before.
    before: usize,
    /// People of every group.
    pub sizes: Vec<u32>,
    /// Where the first row of every group is.
    pub first: Vec<u32>,
}

/// What is put together: a slice of the rows.
pub struct Slice<'a> {
    /// The word of each row that counts now.
    pub words: &'a [u64],
    /// Which of its bits count. When groups come along they are the lowest 32 at most.
    pub mask: u64,
    /// People of each row.
    pub people: &'a [u32],
    /// Number of the first of these rows.
    pub start: u32,
}

impl Groups {
    /// Begins anew.
    pub fn clear(&mut self) {
        self.before = 0;
        self.again();
    }

    /// Begins the part anew.
    pub fn again(&mut self) {
        // What the last one needed, the next one may need too.
        let slots = (self.keys.len() * 4).next_power_of_two().clamp(FEWEST_SLOTS, MOST_SLOTS_AT_FIRST);
        self.slots.clear();
        self.slots.resize(slots, 0);
        self.keys.clear();
        self.sizes.truncate(self.before);
        self.first.truncate(self.before);
    }

    /// Begins the next part. Gives the people of the groups of the last.
    pub fn next_part(&mut self) -> &[u32] {
        let before = std::mem::replace(&mut self.before, self.sizes.len());
        self.again();
        &self.sizes[before..]
    }

    /// Puts rows of the part together; their groups come in `group_of`. `along`: it holds the groups by words before, which are kept apart.
    pub fn add(&mut self, slice: &Slice<'_>, group_of: &mut [u32], along: bool) {
        let rows = slice.words.iter().zip(slice.people).zip(group_of);
        // Rows in order are often like the one before.
        let mut last = (0, u32::MAX);
        for (row, ((&word, &people), group_of)) in (slice.start..).zip(rows) {
            let mut key = word & slice.mask;
            if along {
                key |= u64::from(*group_of) << 32;
            }
            if key != last.0 || last.1 == u32::MAX {
                last = (key, self.group(key, row));
            }
            self.sizes[last.1 as usize] += people;
            *group_of = last.1;
        }
    }

    #[inline]
    fn group(&mut self, key: u64, row: u32) -> u32 {
        let mask = self.slots.len() - 1;
        let spread = spread(key);
        let tag = spread << 32;
        let mut slot = place(spread, self.slots.len());
        loop {
            let found = self.slots[slot];
            if found == 0 {
                self.keys.push(key);
                self.sizes.push(0);
                self.first.push(row);
                self.slots[slot] = tag | self.keys.len() as u64;
                if self.keys.len() * 2 > self.slots.len() {
                    self.grow();
                }
                return self.sizes.len() as u32 - 1;
            }
            let group = found as u32 as usize - 1;
            if found & TAG == tag && self.keys[group] == key {
                return (self.before + group) as u32;
            }
            slot = (slot + 1) & mask;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        self.slots.clear();
        self.slots.resize(size, 0);
        for (group, &key) in (1u64..).zip(&self.keys) {
            let spread = spread(key);
            let mut slot = place(spread, size);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = (spread << 32) | group;
        }
    }
}

/// Fewest slots of a table.
const FEWEST_SLOTS: usize = 1 << 8;
/// Most slots that a table begins with.
const MOST_SLOTS_AT_FIRST: usize = 1 << 16;
/// The bits of a slot that are of the key.
const TAG: u64 = !0 << 32;

/// Spreads the bits of a key (multiplicative hashing; Knuth, The Art of Computer Programming 3, 6.4); collisions cost time, never truth. Only the
/// highest bits of a product depend on all bits of its factors, and a coarse key often has high bits alone: hence the fold, and [`place`].
#[inline]
fn spread(key: u64) -> u64 {
    (key ^ (key >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Where a key is looked for first in a table of so many slots, a power of two above 1.
#[inline]
fn place(spread: u64, slots: usize) -> usize {
    (spread >> (u64::BITS - slots.trailing_zeros())) as usize
}

/// Sums over groups of people times what each costs in every column: `values` and `costs` by column, the value of every row and
/// the cost of every value.
pub fn sums(groups: &[(u32, u32)], values: &[&[u32]], costs: &[&[u32]], sums: &mut [u64]) {
    for ((values, costs), sum) in values.iter().zip(costs).zip(sums) {
        for &(row, people) in groups {
            *sum += u64::from(people) * u64::from(costs[values[row as usize] as usize]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With a weak spread such keys stand in one long run, and every row looks through much of it.
    #[test]
    fn keys_with_few_bits_are_spread_wherever_the_bits_are() {
        for shift in [0, 12, 32, 50] {
            let places: std::collections::BTreeSet<usize> =
                (0..1u64 << 11).map(|number| place(spread(number << shift), 1 << 12)).collect();
            assert!(places.len() > 1 << 10, "{} places from bit {shift} on", places.len());
        }
    }

    #[test]
    fn groups_of_parts_are_numbered_on() {
        let words: Vec<u64> = (0..3000u64).map(|row| row % 10).collect();
        let mut groups = Groups::default();
        groups.clear();
        for part in 0..3 {
            let mut group_of = vec![0; 1000];
            let start = part * 1000;
            let rows = &words[start as usize..][..1000];
            let slice = |mask| Slice { words: rows, mask, people: &[2; 1000], start };
            groups.add(&slice(3), &mut group_of, false);
            groups.again();
            groups.add(&slice(8), &mut group_of, true);
            // Of 0 to 9 two are alike in the lowest bits; 8 and 9 alone have the fourth.
            assert_eq!(groups.next_part(), [400, 400, 400, 400, 200, 200]);
            assert_eq!(group_of[..10], [0, 1, 2, 3, 0, 1, 2, 3, 4, 5].map(|group| part * 6 + group));
            assert_eq!(groups.first[part as usize * 6 + 4], start + 8);
        }
    }

    #[test]
    fn rows_with_the_same_bits_are_together() {
        let words: Vec<u64> = (0..20_000u64).map(|row| (((row * row) % 9_973) << 20) | (row % 7)).collect();
        let people: Vec<u32> = (0..20_000).map(|row| 1 + row % 3).collect();
        for (mask, along) in [(u64::MAX, false), (7, false), (7, true), (0, false)] {
            let mut groups = Groups::default();
            groups.clear();
            let before: Vec<u32> = (0..20_000).map(|row| if along { row % 11 } else { 0 }).collect();
            let mut group_of = before.clone();
            for start in (0..20_000).step_by(777) {
                let end = (start + 777).min(20_000);
                let (words, people) = (&words[start..end], &people[start..end]);
                let slice = Slice { words, mask, people, start: start as u32 };
                groups.add(&slice, &mut group_of[start..end], along);
            }
            let mut known = std::collections::BTreeMap::new();
            for row in 0..20_000usize {
                let entry =
                    known.entry((words[row] & mask, before[row])).or_insert((group_of[row], row as u32, 0));
                assert_eq!(entry.0, group_of[row]);
                entry.2 += people[row];
            }
            assert_eq!(known.len(), groups.sizes.len());
            for (group, first, people) in known.into_values() {
                assert_eq!((groups.first[group as usize], groups.sizes[group as usize]), (first, people));
            }
        }
    }
}
