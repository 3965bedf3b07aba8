//! The randomness of the gate: keyed by what the records hold, so that nobody can choose or know it.
//!
//! With a known seed a rounded 0 could mean exactly 0 (PRODUCT D2). The key is a hash over every record in full, not over the
//! bands alone: whoever can compute it already has the records. It does not hold pseudonyms, nor the order of rows.
//!
//! A draw follows the people of a block and the name of a column, as the cell keys of Fraser and Wooton (2005) follow the records of
//! a cell: the same people and the same column, in the same bands and with the same k, draw the same, whatever else a recipe says. So the
//! mean over recipes that differ in other things comes no nearer to a count than one of them. Another k, other bands or another role `ignore`
//! is another draw: see "Redrawing" in the threat model.

use crate::recipe::Role;
use crate::table::{Attribute, People};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Key of all rounding, from the content of the records.
pub struct ContentKey {
    key: [u8; 32],
    /// Place of the content of each released record among all different contents.
    content_of: Vec<u32>,
}

/// What is drawn for a block.
#[derive(Clone, Copy)]
pub(super) enum Purpose<'a> {
    /// Its protected total.
    Total,
    /// Its row of a column.
    Column(&'a str),
    /// Its row of a pair of columns, in the order of the file.
    Pair(&'a str, &'a str),
    /// Its sum of a numeric feature.
    Amount(&'a str),
}

impl ContentKey {
    /// The key of all in one go; see [`ContentKeying`].
    #[cfg(test)]
    pub(crate) fn of_people(people: &People, released: &[u32]) -> Self {
        let mut keying = ContentKeying::new(people);
        while !keying.advance(people, u32::MAX) {}
        keying.finish(released)
    }

    /// A key from bytes, for tests of laws over many keys.
    #[cfg(test)]
    pub(crate) fn of_test(number: u64) -> Self {
        Self { key: Sha256::digest(number.to_le_bytes()).into(), content_of: Vec::new() }
    }

    /// A name for each block that follows from its people alone. `of_record`: block of each released record, below `number`; `counts`: its
    /// people.
    pub(super) fn naming(&self, of_record: &[u32], counts: &[u32], number: usize) -> Naming {
        let content = |record: usize| self.content_of.get(record).copied().unwrap_or(record as u32);
        let mut ends = vec![0usize; number + 1];
        of_record.iter().for_each(|&block| ends[block as usize + 1] += 1);
        for block in 0..number {
            ends[block + 1] += ends[block];
        }
        // Block by block, in the order of the records; every start then moves on to the end of its block.
        let mut order = vec![(0u64, 0u32); of_record.len()];
        for (record, (&block, &count)) in of_record.iter().zip(counts).enumerate() {
            order[ends[block as usize]] = (u64::from(content(record)), count);
            ends[block as usize] += 1;
        }
        ends.truncate(number);
        Naming { order, ends, named: 0 }
    }

    /// The stream of one block and purpose.
    pub(super) fn draws(&self, block: &[u8; 32], purpose: Purpose<'_>) -> Stream {
        let (kind, names): (u8, [&str; 2]) = match purpose {
            Purpose::Total => (0, ["", ""]),
            Purpose::Column(name) => (1, [name, ""]),
            Purpose::Pair(first, second) => (2, [first, second]),
            Purpose::Amount(name) => (3, [name, ""]),
        };
        let lengths = names.map(|name| (name.len() as u64).to_le_bytes());
        let parts: [&[u8]; 6] =
            [block, &[kind], &lengths[0], names[0].as_bytes(), &lengths[1], names[1].as_bytes()];
        Stream { mac: keyed(&tag(keyed(&self.key), &parts)), counter: 0, words: [0; 8], next: 8 }
    }

    /// The names of all blocks in one go.
    #[cfg(test)]
    pub(super) fn blocks(&self, of_record: &[u32], counts: &[u32], number: usize) -> Vec<[u8; 32]> {
        let (mut naming, mut names) = (self.naming(of_record, counts, number), Vec::new());
        while !naming.advance(&mut names, 1) {}
        names
    }

    /// A stream by number, for tests.
    #[cfg(test)]
    pub(super) fn stream(&self, block: u32, column: u32) -> Stream {
        self.draws(&Sha256::digest(block.to_le_bytes()).into(), Purpose::Column(&column.to_string()))
    }
}

/// Names of blocks on their way.
pub(super) struct Naming {
    /// Contents of the people of each block, with how many they are.
    order: Vec<(u64, u32)>,
    /// Where each block ends.
    ends: Vec<usize>,
    named: usize,
}

impl Naming {
    /// Names some more blocks; true when all have a name.
    pub(super) fn advance(&mut self, names: &mut Vec<[u8; 32]>, budget: u32) -> bool {
        let mut left = i64::from(budget) * 4 + 1000;
        while let Some(&end) = self.ends.get(self.named).filter(|_| left > 0) {
            let begin = self.named.checked_sub(1).map_or(0, |before| self.ends[before]);
            left -= (end - begin) as i64;
            let people = &mut self.order[begin..end];
            people.sort_unstable();
            let mut hash = Sha256::new();
            for same in people.chunk_by(|a, b| a.0 == b.0) {
                hash.update((same[0].0 as u32).to_le_bytes());
                hash.update(same.iter().map(|record| u64::from(record.1)).sum::<u64>().to_le_bytes());
            }
            names.push(hash.finalize().into());
            self.named += 1;
        }
        self.named == self.ends.len()
    }
}

/// The key on its way: hashes the records. For each attribute its name and the values behind its codes, then all distinct records as
/// rows of codes in sorted order with the people each stands for. All that was folded counts, whatever its part, but for a column
/// that is only compared with; released or suppressed makes no difference.
pub(crate) struct ContentKeying {
    hash: Sha256,
    /// Attribute, and code of it, that is hashed next.
    told: (usize, u32),
    /// Records with their people, in the order of their content, and how many of them are known to be in order and are hashed.
    order: Vec<(u32, u32)>,
    ordered: usize,
    at: usize,
    content_of: Vec<u32>,
    /// Different contents so far.
    contents: u32,
}

impl ContentKeying {
    /// Nothing hashed yet.
    pub(crate) fn new(people: &People) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"gezicht gate key 3");
        hash.update((hashed(people).count() as u64).to_le_bytes());
        let order: Vec<(u32, u32)> = (0u32..).zip(people.counts.iter().copied()).collect();
        let content_of = vec![0; order.len()];
        Self { hash, told: (0, 0), order, ordered: 1, at: 0, content_of, contents: 0 }
    }

    /// What the attributes are: names, and the values behind their codes.
    fn tell(&mut self, people: &People, mut left: usize) {
        while let Some(attribute) = hashed(people).nth(self.told.0).filter(|_| left > 0) {
            let (hash, from, codes) = (&mut self.hash, self.told.1, attribute.domain.len() as u32);
            if from == 0 {
                text(hash, &attribute.name);
                hash.update(u64::from(codes).to_le_bytes());
            }
            let to = codes.min(from.saturating_add(u32::try_from(left).unwrap_or(u32::MAX)));
            for code in from..to {
                text(hash, &attribute.domain.text(code));
            }
            left -= (to - from) as usize;
            self.told = if to == codes { (self.told.0 + 1, 0) } else { (self.told.0, to) };
        }
    }

    /// Hashes some more of the same people; true when all are hashed.
    pub(crate) fn advance(&mut self, people: &People, budget: u32) -> bool {
        // A record of a dozen codes, or the text of a value, takes about half a microsecond.
        let more = 2 * budget as usize + 1000;
        if self.told.0 < hashed(people).count() {
            self.tell(people, more);
            return false;
        }
        // The records come in canonical order already; looking again costs little and keeps the promise independent of it.
        if self.ordered < self.order.len() {
            let to = self.order.len().min(self.ordered.saturating_add(4 * more));
            let rises = |at: usize| row(people, self.order[at - 1].0).le(row(people, self.order[at].0));
            if (self.ordered..to).all(rises) {
                self.ordered = to;
            } else {
                crate::sort::by(&mut self.order, |a, b| row(people, a.0).cmp(row(people, b.0)));
                self.ordered = self.order.len();
            }
            return false;
        }
        let to = self.order.len().min(self.at.saturating_add(more));
        while self.at < to {
            // Records that differ in nothing that is hashed here (but in a household) are one.
            let left = &self.order[self.at..];
            let first = left[0].0;
            let same = left.iter().take_while(|one| row(people, one.0).eq(row(people, first)));
            let same: Vec<(u32, u32)> = same.copied().collect();
            for code in row(people, first) {
                self.hash.update(code.to_le_bytes());
            }
            self.hash.update(same.iter().map(|record| u64::from(record.1)).sum::<u64>().to_le_bytes());
            same.iter().for_each(|record| self.content_of[record.0 as usize] = self.contents);
            self.contents += 1;
            self.at += same.len();
        }
        self.at == self.order.len()
    }

    /// The key. `released`: positions of the released records.
    pub(crate) fn finish(self, released: &[u32]) -> ContentKey {
        let content_of = released.iter().map(|&record| self.content_of[record as usize]).collect();
        ContentKey { key: self.hash.finalize().into(), content_of }
    }
}

fn hashed(people: &People) -> impl Iterator<Item = &Attribute> {
    people.attributes.iter().filter(|attribute| attribute.role != Role::Ignore)
}

fn row(people: &People, record: u32) -> impl Iterator<Item = u32> + '_ {
    hashed(people).map(move |attribute| attribute.codes[record as usize])
}

fn text(hash: &mut Sha256, value: &str) {
    hash.update((value.len() as u64).to_le_bytes());
    hash.update(value.as_bytes());
}

/// HMAC-SHA-256 with a key, which is padded with zeros as HMAC does.
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = [0u8; 64];
    block[..key.len()].copy_from_slice(key);
    Hmac::new(&block.into())
}

fn tag(mut mac: Hmac<Sha256>, parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// Integers drawn for one block and purpose: HMAC-SHA-256 in counter mode.
pub(super) struct Stream {
    mac: Hmac<Sha256>,
    counter: u32,
    words: [u32; 8],
    next: usize,
}

impl Stream {
    fn word(&mut self) -> u32 {
        if self.next == self.words.len() {
            let tag = tag(self.mac.clone(), &[&self.counter.to_le_bytes()]);
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

    fn people(attributes: Vec<Attribute>, counts: &[u32]) -> People {
        People { attributes, counts: counts.to_vec(), households: None }
    }

    #[test]
    fn the_key_follows_the_content_and_not_the_order_nor_what_is_released() {
        let key = |a: &[u32], b: &[u32], values: &[&str], counts: &[u32], released: &[u32]| {
            let two = vec![attribute("a", values, a), attribute("b", &["x", "y"], b)];
            ContentKey::of_people(&people(two, counts), released).key
        };
        let base = key(&[1, 2, 1], &[1, 1, 2], &["p", "q"], &[1; 3], &[0, 1, 2]);
        assert_eq!(base, key(&[1, 1, 2], &[2, 1, 1], &["p", "q"], &[1; 3], &[0, 1, 2]));
        assert_eq!(base, key(&[1, 2, 1], &[1, 1, 2], &["p", "q"], &[1; 3], &[0]));
        // Merged or not, and how many there are of each.
        let twice = key(&[1, 2, 1], &[2, 1, 2], &["p", "q"], &[1; 3], &[0]);
        assert_eq!(twice, key(&[1, 2], &[2, 1], &["p", "q"], &[2, 1], &[0]));
        assert_ne!(twice, key(&[1, 2], &[2, 1], &["p", "q"], &[1, 2], &[0]));
        assert_ne!(base, key(&[1, 2, 2], &[1, 1, 2], &["p", "q"], &[1; 3], &[0]));
        assert_ne!(base, key(&[1, 2, 1], &[1, 1, 2], &["p", "r"], &[1; 3], &[0]));
    }

    #[test]
    fn a_column_that_is_only_compared_with_changes_nothing() {
        let mut ignored = attribute("c", &["s", "t"], &[1, 2, 1]);
        ignored.role = Role::Ignore;
        let a = || attribute("a", &["p", "q"], &[1, 1, 2]);
        let with = ContentKey::of_people(&people(vec![a(), ignored], &[1, 2, 3]), &[0, 1, 2]);
        let without =
            ContentKey::of_people(&people(vec![attribute("a", &["p", "q"], &[1, 2])], &[3, 3]), &[0, 1]);
        assert!(with.key == without.key);
        assert_eq!(
            with.blocks(&[0, 0, 1], &[1, 2, 3], 2),
            without.blocks(&[0, 1], &[3, 3], 2),
            "and the blocks have the same names"
        );
    }

    #[test]
    fn draws_follow_the_people_of_a_block_and_the_column() {
        let all = people(vec![attribute("a", &["p", "q", "r"], &[1, 2, 3])], &[5, 6, 7]);
        let key = ContentKey::of_people(&all, &[0, 1, 2]);
        let first = |tag: &[u8; 32], purpose| key.draws(tag, purpose).word();
        let (ab, ba) = (key.blocks(&[0, 1, 1], &[5, 6, 7], 2), key.blocks(&[1, 0, 0], &[5, 6, 7], 2));
        assert_eq!((ab[0], ab[1]), (ba[1], ba[0]), "the number of a block does not matter");
        // Without the suppressed record the others' block is the same block.
        let fewer = ContentKey::of_people(&all, &[1, 2]);
        assert_eq!(fewer.blocks(&[0, 0], &[6, 7], 1)[0], ab[1]);
        let purposes = [Purpose::Total, Purpose::Column("a"), Purpose::Column("b"), Purpose::Pair("a", "b")];
        let draws = purposes.map(|purpose| first(&ab[0], purpose));
        assert!((1..4).all(|at| !draws[..at].contains(&draws[at])), "{draws:?}");
        assert_ne!(first(&ab[0], Purpose::Total), first(&ab[1], Purpose::Total));
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
