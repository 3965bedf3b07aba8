//! The randomness of the gate: keyed by what the released records hold, so that nobody can choose or know it.
//!
//! With a known seed a rounded 0 could mean exactly 0 (PRODUCT D2). The key is a hash over every released record in full,
//! not over the bands alone: whoever can compute it already has the records. It does not hold pseudonyms, nor the order of rows.

use super::bands::ReleasedRecords;
use crate::table::Attribute;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Key of all rounding, from the content of the released records.
pub struct ContentKey([u8; 32]);

impl ContentKey {
    /// Hashes the released records: for each attribute its name and the values behind its codes, then all distinct records as
    /// rows of codes in sorted order with the people each stands for, with k.
    pub(crate) fn of_records(attributes: &[&Attribute], released: ReleasedRecords<'_>, k: u32) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"gezicht gate key 2");
        hash.update(k.to_le_bytes());
        hash.update((attributes.len() as u64).to_le_bytes());
        for attribute in attributes {
            text(&mut hash, &attribute.name);
            hash.update((attribute.domain.len() as u64).to_le_bytes());
            for code in 0..attribute.domain.len() as u32 {
                text(&mut hash, &attribute.domain.text(code));
            }
        }
        // The records come in canonical order already; sorting again costs little and keeps the promise independent of it.
        // Records that differ in nothing that is hashed here (but in a household) are one.
        let mut order: Vec<(u32, u32)> =
            released.at.iter().copied().zip(released.counts.iter().copied()).collect();
        let row = |record: u32| attributes.iter().map(move |attribute| attribute.codes[record as usize]);
        crate::sort::by(&mut order, |a, b| row(a.0).cmp(row(b.0)));
        for same in order.chunk_by(|a, b| row(a.0).eq(row(b.0))) {
            for code in row(same[0].0) {
                hash.update(code.to_le_bytes());
            }
            hash.update(same.iter().map(|record| u64::from(record.1)).sum::<u64>().to_le_bytes());
        }
        Self(hash.finalize().into())
    }

    /// A key from bytes, for tests of laws over many keys.
    #[cfg(test)]
    pub(crate) fn of_test(number: u64) -> Self {
        Self(Sha256::digest(number.to_le_bytes()).into())
    }

    /// The stream of one purpose.
    pub(super) fn stream(&self, block: u32, column: u32) -> Stream<'_> {
        Stream { key: self, block, column, counter: 0, words: [0; 8], next: 8 }
    }
}

fn text(hash: &mut Sha256, value: &str) {
    hash.update((value.len() as u64).to_le_bytes());
    hash.update(value.as_bytes());
}

/// Integers drawn for one block and column: HMAC-SHA-256 in counter mode.
pub(super) struct Stream<'a> {
    key: &'a ContentKey,
    block: u32,
    column: u32,
    counter: u32,
    words: [u32; 8],
    next: usize,
}

impl Stream<'_> {
    fn word(&mut self) -> u32 {
        if self.next == self.words.len() {
            // A key of 32 bytes is always accepted; were it not, the zero tag below would still be a fixed, unchosen value.
            let tag: [u8; 32] = Hmac::<Sha256>::new_from_slice(&self.key.0)
                .map(|mut mac| {
                    for part in [self.block, self.column, self.counter] {
                        mac.update(&part.to_le_bytes());
                    }
                    mac.finalize().into_bytes().into()
                })
                .unwrap_or_default();
            for (word, bytes) in self.words.iter_mut().zip(tag.chunks_exact(4)) {
                *word = bytes.iter().rev().fold(0, |sum, &byte| sum << 8 | u32::from(byte));
            }
            self.counter += 1;
            self.next = 0;
        }
        self.next += 1;
        self.words[self.next - 1]
    }

    /// A whole number from 0 to `bound` - 1, all equally likely (by rejection); 0 when `bound` is 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        if bound < 2 {
            return 0;
        }
        let limit = u32::MAX - u32::MAX % bound;
        loop {
            let word = self.word();
            if word < limit {
                return word % bound;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meaning::Meaning;
    use crate::recipe::Role;
    use crate::table::Domain;
    use crate::text::Text;

    fn attribute(name: &str, values: &[&str], codes: &[u32]) -> Attribute {
        Attribute {
            column: None,
            name: name.into(),
            label: Text::new(name, name),
            role: Role::Feature,
            meaning: Meaning::Category,
            codes: codes.to_vec(),
            domain: Domain::Texts(std::iter::once(&"").chain(values).map(|v| v.to_string()).collect()),
        }
    }

    #[test]
    fn the_key_follows_the_content_and_not_the_order() {
        let key = |a: &[u32], b: &[u32], values: &[&str], k| {
            let (a, b) = (attribute("a", values, a), attribute("b", &["x", "y"], b));
            ContentKey::of_records(&[&a, &b], ReleasedRecords { at: &[0, 1, 2], counts: &[1; 3] }, k).0
        };
        let base = key(&[1, 2, 1], &[1, 1, 2], &["p", "q"], 10);
        assert_eq!(base, key(&[1, 1, 2], &[2, 1, 1], &["p", "q"], 10));
        // Merged or not, and how many there are of each.
        let merged = |counts: &[u32]| {
            let (a, b) = (attribute("a", &["p", "q"], &[1, 2]), attribute("b", &["x", "y"], &[2, 1]));
            ContentKey::of_records(&[&a, &b], ReleasedRecords { at: &[0, 1], counts }, 10).0
        };
        assert_eq!(merged(&[2, 1]), key(&[1, 2, 1], &[2, 1, 2], &["p", "q"], 10));
        assert_ne!(merged(&[2, 1]), merged(&[1, 2]));
        assert_ne!(base, key(&[1, 2, 2], &[1, 1, 2], &["p", "q"], 10));
        assert_ne!(base, key(&[1, 2, 1], &[1, 1, 2], &["p", "r"], 10));
        assert_ne!(base, key(&[1, 2, 1], &[1, 1, 2], &["p", "q"], 5));
    }

    #[test]
    fn draws_are_even() {
        let mut seen = [0u32; 10];
        for block in 0..500 {
            let key = ContentKey::of_test(7);
            let mut stream = key.stream(block, 3);
            for _ in 0..20 {
                seen[stream.below(10) as usize] += 1;
            }
        }
        assert!(seen.iter().all(|&count| (850..1150).contains(&count)), "{seen:?}");
    }
}
