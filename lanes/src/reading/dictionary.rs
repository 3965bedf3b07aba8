//! The distinct values of a column, held once.

use std::cmp::Ordering;

/// The code of every missing cell, in every column.
pub const MISSING: u32 = 0;

/// Values that may come in order before there are slots all the same: building them for more would take too long at once.
const LONGEST_ASCENT: usize = 1 << 22;
/// Slots of a dictionary that has taken its first value.
const FIRST_SLOTS: usize = 16;
/// Slots that no longer fit beside the other work in the processor's own memory.
const FAR_SLOTS: usize = 1 << 16;

/// Distinct strings in order of first appearance; code 0 is [`MISSING`] and has the empty text.
///
/// Open addressing over one text arena: no allocation per value. A slot holds the hash beside the code, so that a
/// look-up touches the arena only for what is most likely the value itself, and growing reads and writes in order.
///
/// While each new value comes after the last (shorter first, then by bytes), as in an export in the order of its key, the
/// last value alone tells whether one is new, and there are no slots.
pub struct Dictionary {
    text: String,
    /// End of each value in `text`; one arena stays under 4 GiB (see `intern`).
    ends: Vec<u32>,
    /// Hash in the high half, code in the low; 0 is free. Empty: not needed yet, or given back by `seal`.
    slots: Vec<u64>,
    /// Whether each value comes after the one before it.
    ascends: bool,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self::new()
    }
}

impl Dictionary {
    /// A dictionary that holds the missing code alone.
    pub fn new() -> Self {
        Self { text: String::new(), ends: vec![0], slots: Vec::new(), ascends: true }
    }

    /// Number of codes, the missing one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no value but missing is held.
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }

    /// The text of a code; empty for [`MISSING`].
    pub fn get(&self, code: u32) -> &str {
        let code = code as usize;
        if code == 0 {
            return "";
        }
        &self.text[self.ends[code - 1] as usize..self.ends[code] as usize]
    }

    /// The code of a value, adding it when new. The caller has trimmed it and has seen that it is not missing.
    /// A value that would make the arena pass 4 GiB counts as missing; readers stop long before that.
    pub fn intern(&mut self, value: &str) -> u32 {
        if self.ascends {
            let last = self.ends.len() as u32 - 1;
            match order(value.as_bytes(), self.get(last).as_bytes()) {
                // The last of none is the empty text, which a value is not.
                Ordering::Equal if last > 0 => return last,
                Ordering::Greater if self.ends.len() < LONGEST_ASCENT => {
                    return self.append(value).unwrap_or(MISSING)
                }
                _ => self.ascends = false,
            }
        }
        self.intern_hashed(value, Self::hash(value))
    }

    /// Whether each value so far came after the one before it.
    pub fn ascends(&self) -> bool {
        self.ascends
    }

    /// Whether there are so many values that room should be made ahead.
    pub fn is_long(&self) -> bool {
        self.ends.len() >= FAR_SLOTS / 2
    }

    /// Holds a value that is new.
    fn append(&mut self, value: &str) -> Option<u32> {
        let end = u32::try_from(self.text.len() + value.len()).ok()?;
        let code = self.ends.len() as u32;
        self.text.push_str(value);
        self.ends.push(end);
        Some(code)
    }

    /// What [`Dictionary::intern`] does, for whoever has the hash of the value.
    pub fn intern_hashed(&mut self, value: &str, hash: u32) -> u32 {
        self.ascends = false;
        // At most five slots in eight are taken.
        if self.ends.len() * 8 > self.slots.len() * 5 {
            self.grow();
        }
        let mut slot = place(hash, self.slots.len());
        loop {
            let held = self.slots[slot];
            if held == 0 {
                let Some(code) = self.append(value) else { return MISSING };
                self.slots[slot] = u64::from(hash) << 32 | u64::from(code);
                return code;
            }
            if (held >> 32) as u32 == hash && self.get(held as u32) == value {
                return held as u32;
            }
            slot = after(slot, self.slots.len());
        }
    }

    /// Whether look-ups leave the processor's own memory, so that [`Dictionary::fetch`] pays.
    pub fn is_far(&self) -> bool {
        self.slots.len() >= FAR_SLOTS
    }

    /// The hash of a value.
    pub fn hash(value: &str) -> u32 {
        hash(value.as_bytes())
    }

    /// Reads the slot where the look-up of a value will start. Asked for many values in a row before they are
    /// interned, the reads wait for the memory together instead of one after the other.
    #[inline]
    pub fn fetch(&self, hash: u32) -> u64 {
        self.slots.get(place(hash, self.slots.len())).copied().unwrap_or_default()
    }

    /// Gives back what only [`Dictionary::intern`] needs; it is built again when that is called after all.
    pub fn seal(&mut self) {
        self.slots = Vec::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The texts of the values with these codes, one after the other.
    pub fn joined(&self, codes: std::ops::Range<u32>) -> &str {
        let end = |code: u32| code.checked_sub(1).map_or(0, |last| self.ends[last as usize] as usize);
        &self.text[end(codes.start)..end(codes.end)]
    }

    /// All values with their codes, missing left out.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> + Clone {
        (1..self.ends.len() as u32).map(|code| (code, self.get(code)))
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.slots.capacity() * 8
    }

    /// Makes room for so many values of the length of those held, unless it is there or takes over `limit` bytes.
    pub fn expect(&mut self, values: usize, limit: usize) {
        let (held, slots) = (self.ends.len(), values.saturating_add(1).saturating_mul(8) / 5 + 1);
        // In 64 bits: an arena is under 4 GiB.
        let text = (self.text.len() as u64 * values as u64 / held as u64) as usize;
        let bytes = text.saturating_add(values.saturating_mul(4)).saturating_add(slots.saturating_mul(8));
        let enough = if self.ascends { self.ends.capacity() >= values } else { slots <= self.slots.len() };
        if enough || bytes > limit {
            return;
        }
        self.text.reserve_exact(text.saturating_sub(self.text.len()));
        self.ends.reserve_exact(values.saturating_sub(held));
        if !self.ascends {
            self.spread(slots);
        }
    }

    fn grow(&mut self) {
        if self.slots.is_empty() {
            self.slots = vec![0; (self.ends.len() * 2).next_power_of_two().max(FIRST_SLOTS)];
            for code in 1..self.ends.len() as u32 {
                let hash = hash(self.get(code).as_bytes());
                self.put(hash, u64::from(hash) << 32 | u64::from(code));
            }
        } else {
            self.spread(self.slots.len() * 2);
        }
    }

    /// Over more slots.
    fn spread(&mut self, slots: usize) {
        let old = std::mem::replace(&mut self.slots, vec![0; slots]);
        for held in old.into_iter().filter(|&held| held != 0) {
            self.put((held >> 32) as u32, held);
        }
    }

    fn put(&mut self, hash: u32, held: u64) {
        let mut slot = place(hash, self.slots.len());
        while self.slots[slot] != 0 {
            slot = after(slot, self.slots.len());
        }
        self.slots[slot] = held;
    }
}

/// The order in which keys mostly come: shorter ones first, as numbers without zeros in front, and else by bytes.
#[inline]
fn order(a: &[u8], b: &[u8]) -> Ordering {
    let rest = || match (a.first_chunk::<8>(), b.first_chunk::<8>()) {
        // A call to compare so few bytes would take longer than all else.
        (Some(x), Some(y)) => {
            u64::from_be_bytes(*x).cmp(&u64::from_be_bytes(*y)).then_with(|| a[8..].cmp(&b[8..]))
        }
        _ => a.cmp(b),
    };
    a.len().cmp(&b.len()).then_with(rest)
}

/// First slot of a hash: its high bits, so that twice the slots keep the order.
fn place(hash: u32, slots: usize) -> usize {
    ((u64::from(hash) * slots as u64) >> 32) as usize
}

/// The slot behind a slot; the first comes behind the last.
fn after(slot: usize, slots: usize) -> usize {
    if slot + 1 == slots {
        0
    } else {
        slot + 1
    }
}

/// A fast hash for table positions only (multiply and fold, eight bytes a turn); collisions cost time, never truth.
fn hash(bytes: &[u8]) -> u32 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let length = bytes.len();
    let eight = |at: usize| {
        let word = bytes.get(at..at + 8).and_then(|word| word.try_into().ok());
        u64::from_le_bytes(word.unwrap_or_default())
    };
    let four = |at: usize| {
        let word = bytes.get(at..at + 4).and_then(|word| word.try_into().ok());
        u64::from(u32::from_le_bytes(word.unwrap_or_default()))
    };
    let turn = |state: u64, word: u64| {
        let product = (state ^ word).wrapping_mul(K);
        product ^ product >> 32
    };
    let mut state = (length as u64).wrapping_mul(K);
    // The last word overlaps the one before it: no copy of a rest.
    match length {
        0 => {}
        1..4 => {
            let byte = |at: usize| u64::from(bytes[at]);
            state = turn(state, byte(0) | byte(length / 2) << 8 | byte(length - 1) << 16);
        }
        4..8 => state = turn(state, four(0) | four(length - 4) << 32),
        _ => {
            for at in (0..length - 8).step_by(8) {
                state = turn(state, eight(at));
            }
            state = turn(state, eight(length - 8));
        }
    }
    (state.wrapping_mul(K) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_stable_and_distinct() {
        let mut dictionary = Dictionary::new();
        let values: Vec<String> =
            (0..5000u32).map(|i| format!("{}{i}", &"waarde van een kolom"[..i as usize % 21])).collect();
        let codes: Vec<u32> = values.iter().map(|value| dictionary.intern(value)).collect();
        for round in 0..2 {
            for (value, &code) in values.iter().zip(&codes) {
                assert_eq!(dictionary.get(code), value);
                assert_eq!(dictionary.intern(value), code);
            }
            assert_eq!(dictionary.len(), 5001, "round {round}");
            dictionary.seal();
        }
        assert_eq!(dictionary.get(MISSING), "");
        assert_eq!(dictionary.joined(0..4), values[..3].concat());
        assert_eq!(dictionary.joined(7..9), values[6..8].concat());
        assert_eq!(dictionary.iter().count(), 5000);
    }

    /// Values in order, seen again, and one out of order at last.
    #[test]
    fn an_ascent_needs_no_slots_until_it_ends() {
        let mut dictionary = Dictionary::new();
        for key in 0..3000u32 {
            for _ in 0..2 {
                assert_eq!(dictionary.intern(&format!("k{key}")), key + 1);
            }
        }
        assert!(dictionary.ascends() && dictionary.slots.is_empty());
        for key in [17, 2999, 0] {
            assert_eq!(dictionary.intern(&format!("k{key}")), key + 1);
            dictionary.seal();
        }
        assert!(!dictionary.ascends());
        assert_eq!(dictionary.intern("k3000"), 3001);
        assert_eq!(dictionary.intern("k17"), 18);
    }

    #[test]
    fn room_made_ahead_changes_no_code() {
        let mut dictionary = Dictionary::new();
        let values: Vec<String> = (0..5000u32).map(|i| format!("{}", i * 7919 % 5000)).collect();
        for (at, value) in values.iter().enumerate() {
            if at == 1000 {
                dictionary.expect(3000, 1000);
                let before = dictionary.bytes();
                dictionary.expect(3000, 1 << 20);
                assert!(dictionary.bytes() > before, "the first was over its limit");
                assert_eq!(dictionary.slots.len(), 4802);
            }
            assert_eq!(dictionary.intern(value), at as u32 + 1);
        }
        assert!(values.iter().zip(1..).all(|(value, code)| dictionary.intern(value) == code));
        assert_eq!(dictionary.len(), 5001);
    }

    #[test]
    fn hashes_of_serial_numbers_spread() {
        for width in [3, 6, 8, 9, 18] {
            let mut taken = vec![false; 4096];
            (0..1024).for_each(|i| taken[place(hash(format!("{i:0width$}").as_bytes()), 4096)] = true);
            // 1,024 balls in 4,096 bins fill 907 on average.
            let filled = taken.iter().filter(|&&taken| taken).count();
            assert!(filled > 800, "{width}: {filled}");
        }
    }
}
