//! The distinct values of a column, held once.

/// The code of every missing cell, in every column.
pub const MISSING: u32 = 0;

/// Distinct strings in order of first appearance; code 0 is [`MISSING`] and has the empty text.
///
/// Open addressing over one text arena: no allocation per value.
pub struct Dictionary {
    text: String,
    ends: Vec<usize>,
    slots: Vec<u32>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self::new()
    }
}

impl Dictionary {
    /// A dictionary that holds the missing code alone.
    pub fn new() -> Self {
        Self { text: String::new(), ends: vec![0], slots: vec![0; 16] }
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
        &self.text[self.ends[code - 1]..self.ends[code]]
    }

    /// The code of a value, adding it when new. The caller has trimmed it and has seen that it is not missing.
    pub fn intern(&mut self, value: &str) -> u32 {
        if (self.ends.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(value.as_bytes()) as usize & mask;
        loop {
            let code = self.slots[slot];
            if code == 0 {
                let code = self.ends.len() as u32;
                self.text.push_str(value);
                self.ends.push(self.text.len());
                self.slots[slot] = code;
                return code;
            }
            if self.get(code) == value {
                return code;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// All values with their codes, missing left out.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> + Clone {
        (1..self.ends.len() as u32).map(|code| (code, self.get(code)))
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>() + self.slots.capacity() * 4
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        let mut slots = vec![0u32; size];
        for code in 1..self.ends.len() as u32 {
            let mut slot = hash(self.get(code).as_bytes()) as usize & (size - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = code;
        }
        self.slots = slots;
    }
}

/// A fast hash for table positions only (multiply and fold, eight bytes a turn); collisions cost time, never truth.
fn hash(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = K ^ bytes.len() as u64;
    let mut turn = |word: u64| {
        let product = u128::from(state ^ word) * u128::from(K);
        state = (product as u64) ^ ((product >> 64) as u64);
    };
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0u8; 8];
        word.copy_from_slice(chunk);
        turn(u64::from_le_bytes(word));
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        let mut word = [0u8; 8];
        word[..rest.len()].copy_from_slice(rest);
        turn(u64::from_le_bytes(word));
    }
    state ^ (state >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_stable_and_distinct() {
        let mut dictionary = Dictionary::new();
        let codes: Vec<u32> = (0..5000).map(|i| dictionary.intern(&format!("waarde {i}"))).collect();
        for (i, &code) in codes.iter().enumerate() {
            assert_eq!(dictionary.get(code), format!("waarde {i}"));
            assert_eq!(dictionary.intern(&format!("waarde {i}")), code);
        }
        assert_eq!(dictionary.len(), 5001);
        assert_eq!(dictionary.get(MISSING), "");
    }
}
