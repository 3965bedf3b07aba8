//! Which household a row belongs to (PRODUCT B3): by an address or household key that is compared and never kept.

use super::{Column, Domain, MISSING};
use crate::pseudonym::Kind;

/// The household or address key.
pub(crate) struct HouseholdPlan {
    /// Position in the file.
    pub(crate) column: usize,
    /// How its cells are written in one way.
    pub(crate) kind: Kind,
}

impl HouseholdPlan {
    /// The household of each code of the column, and their keys. Numbers follow the order of the keys' normal forms: they are
    /// the last thing that records are sorted by, so neither the order of rows nor a session's key may show in them.
    pub(super) fn read(&self, column: &Column) -> (Vec<u32>, Domain) {
        let keys = column.values.iter().filter_map(|(code, value)| Some((self.kind.normalise(value)?, code)));
        let mut keys: Vec<(String, u32)> = keys.collect();
        crate::sort::by(&mut keys, Ord::cmp);
        let mut of_code = vec![MISSING; column.values.len()];
        let mut texts = vec![String::new()]; // a normal form is never empty
        for (key, code) in keys {
            if texts.last() != Some(&key) {
                texts.push(key);
            }
            of_code[code as usize] = texts.len() as u32 - 1;
        }
        (of_code, Domain::Texts(texts))
    }
}
