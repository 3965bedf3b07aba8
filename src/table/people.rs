//! One record a person: what every room after `meaning` works on.
//!
//! k, l, contributors and sizes count people, not rows (PRODUCT B3). So rows are folded into one
//! record per distinct unit pseudonym before anything is counted; without a unit column one row is
//! one person. From here on a record *is* a person and nothing can count rows by mistake.

use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::text::Text;

/// Records of people in canonical order (sorted by content), so that the order of the rows in the
/// file cannot change any result.
pub struct People {
    /// Number of people.
    pub(crate) len: usize,
    /// Attributes in file order; roles quasi, sensitive (with a ground) and feature only.
    pub(crate) attributes: Vec<Attribute>,
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
    /// One code a person into `domain`; 0 is missing.
    pub(crate) codes: Vec<u32>,
    /// What the codes stand for.
    pub(crate) domain: Domain,
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
        self.len
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The attributes with a role, in file order.
    pub(crate) fn with_role(&self, role: Role) -> impl Iterator<Item = (usize, &Attribute)> {
        self.attributes.iter().enumerate().filter(move |(_, attribute)| attribute.role == role)
    }

    /// These people without some: those that a release suppressed, and attributes that may only take part in its
    /// check. Order and domains stay as they are.
    pub(crate) fn retained(&self, kept: &[bool], attribute: impl Fn(&Attribute) -> bool) -> People {
        let of =
            |codes: &[u32]| codes.iter().zip(kept).filter(|(_, &kept)| kept).map(|(&code, _)| code).collect();
        let attributes = self.attributes.iter().filter(|one| attribute(one)).map(|one| Attribute {
            column: one.column,
            name: one.name.clone(),
            label: one.label.clone(),
            role: one.role,
            meaning: one.meaning,
            codes: of(&one.codes),
            domain: one.domain.clone(),
        });
        People { len: kept.iter().filter(|&&kept| kept).count(), attributes: attributes.collect() }
    }
}
