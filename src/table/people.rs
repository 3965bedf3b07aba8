//! Distinct records with the number of people each stands for: what every room after `meaning` works on.
//!
//! k, l, contributors and sizes count people, not rows (PRODUCT B3). So rows are folded into people before
//! anything is counted: one per distinct unit pseudonym, one a row without a unit column, or as many as a weight
//! column of kind `count` says (PRODUCT A9). People who are equal in every attribute are one *record* with a
//! count. A frequency table and the rows it stands for are therefore the same `People`, to the bit, and no
//! later room can tell them apart. Every figure adds up counts; no room may count records as if they were people.

use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::text::Text;

/// Distinct records in canonical order (sorted by content), so that the order of the rows in the
/// file cannot change any result.
///
/// Two records differ in an attribute, in their sample weight (an attribute of role `weight`) or in their household: people
/// are merged only when all of these are the same.
pub struct People {
    /// Attributes in file order; roles quasi, sensitive (with a ground), feature and weight (kind `sample`) only.
    pub(crate) attributes: Vec<Attribute>,
    /// People that each record stands for, at least 1. Their sum is at most 2^31.
    pub(crate) counts: Vec<u32>,
    /// Household of each record where a household column is named; 0 is everyone whose household is not known, who
    /// count as one. The numbers follow the normalised text of the key, so neither rows nor keys of a session show in them.
    pub(crate) households: Option<Vec<u32>>,
}

/// One attribute of all people.
pub struct Attribute {
    /// Position of its column in the file; `None` for one derived from the rows (rows per person).
    pub(crate) column: Option<usize>,
    /// Key in the recipe and in results: the confirmed header or `kolom N`.
    pub(crate) name: String,
    /// Name for people.
    pub(crate) label: Text,
    /// Its role.
    pub(crate) role: Role,
    /// What it means.
    pub(crate) meaning: Meaning,
    /// One code a record into `domain`; 0 is missing.
    pub(crate) codes: Vec<u32>,
    /// What the codes stand for.
    pub(crate) domain: Domain,
}

impl Attribute {
    /// A copy; not `Clone`, so that none is made by accident.
    pub(crate) fn copied(&self) -> Attribute {
        self.with_codes(self.codes.clone())
    }

    /// The same of some of the records.
    pub(crate) fn retained(&self, kept: &[bool]) -> Attribute {
        self.with_codes(retained(&self.codes, kept))
    }

    fn with_codes(&self, codes: Vec<u32>) -> Attribute {
        Attribute {
            column: self.column,
            name: self.name.clone(),
            label: self.label.clone(),
            role: self.role,
            meaning: self.meaning,
            codes,
            domain: self.domain.clone(),
        }
    }
}

/// The values behind the codes of an attribute. Index 0 stands for missing and holds an empty text
/// or NaN; the others are distinct, normalised and sorted ascending, so that a band is a run of codes.
#[derive(Clone)]
pub enum Domain {
    /// Categories, codes and dates (dates as `jjjj-mm-dd`; unknown parts as `00`).
    Texts(Vec<String>),
    /// Numbers.
    Numbers(Vec<f64>),
}

impl Domain {
    /// Number of codes, the missing one included.
    pub fn len(&self) -> usize {
        match self {
            Domain::Texts(texts) => texts.len(),
            Domain::Numbers(numbers) => numbers.len(),
        }
    }

    /// Whether there is no value but missing.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// The value as a ladder row writes it: the text, or the number in its shortest form with a decimal point.
    pub(crate) fn text(&self, code: u32) -> String {
        match self {
            Domain::Texts(texts) => texts[code as usize].clone(),
            Domain::Numbers(numbers) if code == 0 || numbers[code as usize].is_nan() => String::new(),
            Domain::Numbers(numbers) => numbers[code as usize].to_string(),
        }
    }
}

impl People {
    /// Number of people.
    pub fn len(&self) -> usize {
        people_of(&self.counts)
    }

    /// Number of distinct records.
    pub fn records(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The attributes with a role, in file order.
    pub(crate) fn with_role(&self, role: Role) -> impl Iterator<Item = (usize, &Attribute)> {
        self.attributes.iter().enumerate().filter(move |(_, attribute)| attribute.role == role)
    }

    /// Sample weight of each record's people, of any scale; `None` without a weight column of kind `sample`.
    pub(crate) fn sample_weights(&self) -> Option<Vec<f64>> {
        let (_, attribute) = self.with_role(Role::Weight).next()?;
        let Domain::Numbers(numbers) = &attribute.domain else { return None };
        Some(attribute.codes.iter().map(|&code| numbers[code as usize]).collect())
    }

    /// These records without some: those that a release suppressed, and attributes that may only take part in its
    /// check. Order, counts and domains stay as they are.
    pub(crate) fn retained(&self, kept: &[bool], attribute: impl Fn(&Attribute) -> bool) -> People {
        let of = |values: &[u32]| retained(values, kept);
        let attributes = self.attributes.iter().filter(|one| attribute(one)).map(|one| one.retained(kept));
        People {
            attributes: attributes.collect(),
            counts: of(&self.counts),
            households: self.households.as_deref().map(of),
        }
    }
}

fn retained(values: &[u32], kept: &[bool]) -> Vec<u32> {
    values.iter().zip(kept).filter(|(_, &kept)| kept).map(|(&value, _)| value).collect()
}

/// The people behind some records.
pub(crate) fn people_of(counts: &[u32]) -> usize {
    counts.iter().map(|&count| count as usize).sum()
}
