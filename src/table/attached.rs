//! What other files add to the people of the main one: attributes of joined rows ([`join`](super::join)), figures of the
//! place where they live ([`context`](super::context)), and who is left out because of an objection (AVG art. 21).

use super::context::{Context, Homes};
use super::join::{Join, Pairs};
use super::matching::KeyMatch;
use super::{Attribute, Table};
use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::refusal::{Place, Refusal};
use crate::text::Text;

/// All of it, ready for the fold.
#[derive(Default)]
pub(crate) struct Attached {
    /// Lists of people who objected: whoever has a row there is left out.
    pub(crate) objections: Vec<KeyMatch>,
    /// Joined files.
    pub(crate) joins: Vec<Join>,
    /// Tables of figures per area.
    pub(crate) contexts: Vec<Context>,
    /// k: of top-coding and of bands.
    pub(crate) min_group: u32,
}

/// An attribute that is no column of the main file.
#[derive(Clone)]
pub(crate) struct DerivedPlan {
    /// Key in recipe and results.
    pub(crate) key: String,
    /// Name for people.
    pub(crate) label: Text,
    /// Quasi, sensitive (with a ground) or feature.
    pub(crate) role: Role,
    /// What it means.
    pub(crate) meaning: Meaning,
}

impl DerivedPlan {
    pub(super) fn attribute(&self, codes: Vec<u32>, domain: super::Domain) -> Attribute {
        Attribute {
            column: None,
            name: self.key.clone(),
            label: self.label.clone(),
            role: self.role,
            meaning: self.meaning,
            codes,
            domain,
        }
    }
}

/// Whose rows are whose, after grouping and leaving out.
pub(crate) struct PersonRows<'a> {
    /// The main file.
    pub(crate) table: &'a Table,
    /// Its rows in order of person, and where each person's start.
    pub(crate) order: &'a [u32],
    pub(crate) starts: &'a [u32],
    /// How many people each person of the fold stands for.
    pub(crate) counts: &'a [u32],
}

impl PersonRows<'_> {
    /// Number of persons of the fold.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The distinct nonzero numbers that a person's rows have in a column, ascending, into `into`.
    pub(super) fn numbers(&self, person: usize, column: usize, of_code: &[u32], into: &mut Vec<u32>) {
        let codes = &self.table.column(column).codes;
        into.clear();
        let rows = &self.order[self.starts[person] as usize..self.starts[person + 1] as usize];
        into.extend(
            rows.iter().map(|&row| of_code[codes[row as usize] as usize]).filter(|&number| number > 0),
        );
        into.sort_unstable();
    }
}

/// What became of one other file. Counts are exact; whoever shows them rounds them.
#[derive(Clone, Copy, Default)]
pub(crate) struct FileCounts {
    /// Its number, from 2.
    pub(crate) file: u32,
    /// People of the main file without a row in it, or whose area is not in it; not counted for a list of objections.
    pub(crate) people_unmatched: Option<usize>,
    /// Its rows that belong to nobody in the main file.
    pub(crate) rows_unmatched: usize,
    /// Its rows without a key.
    pub(crate) rows_without_key: usize,
    /// Its cells that could not be read and count as missing.
    pub(crate) unreadable: usize,
}

impl FileCounts {
    /// The counts of a file that was matched on a key.
    pub(super) fn of(matched: &KeyMatch) -> Self {
        Self {
            file: matched.file,
            rows_unmatched: matched.rows_unmatched,
            rows_without_key: matched.rows_without_key,
            ..Self::default()
        }
    }
}

/// A file that is being taken in, attribute by attribute.
pub(crate) struct Taking {
    of: Tied,
    pub(crate) counts: FileCounts,
    next: usize,
}

/// What persons were tied to.
enum Tied {
    Rows(Pairs),
    Areas(Homes),
}

impl Attached {
    /// Number of files to take in.
    pub(crate) fn files(&self) -> usize {
        self.joins.len() + self.contexts.len()
    }

    /// What became of the lists of objections.
    pub(crate) fn lists(&self) -> impl Iterator<Item = FileCounts> + '_ {
        self.objections.iter().map(FileCounts::of)
    }

    /// Marks the persons who objected, by the person of each row (`u32::MAX`: nobody).
    pub(crate) fn mark_objections(&self, table: &Table, person: &[u32], marked: &mut [bool]) {
        for list in &self.objections {
            for (&who, &code) in person.iter().zip(&table.column(list.column).codes) {
                if let Some(mark) = marked.get_mut(who as usize) {
                    *mark |= list.of_code[code as usize] > 0;
                }
            }
        }
    }

    /// Begins with one file: ties persons to its rows or areas.
    ///
    /// # Errors
    /// [`FilesError::TooManyMatches`].
    pub(crate) fn take(&self, file: usize, persons: &PersonRows<'_>) -> Result<Taking, FilesError> {
        let (of, counts) = match (self.joins.get(file), self.context(file)) {
            (Some(join), _) => {
                let (pairs, counts) = join.take(persons)?;
                (Tied::Rows(pairs), counts)
            }
            (None, Some(context)) => {
                let (homes, counts) = context.take(persons);
                (Tied::Areas(homes), counts)
            }
            (None, None) => (Tied::Areas(Homes::default()), FileCounts::default()),
        };
        Ok(Taking { of, counts, next: 0 })
    }

    /// The next attribute of that file; nothing when all are made.
    ///
    /// # Errors
    /// [`FilesError::NoNumbers`].
    pub(crate) fn next(
        &self,
        file: usize,
        taking: &mut Taking,
        persons: &PersonRows<'_>,
    ) -> Result<Option<Attribute>, FilesError> {
        let at = taking.next;
        taking.next += 1;
        match (&taking.of, self.joins.get(file), self.context(file)) {
            (Tied::Rows(pairs), Some(join), _) => {
                join.attribute(at, pairs, persons, self.min_group, &mut taking.counts)
            }
            (Tied::Areas(homes), _, Some(context)) => Ok(context.attribute(at, homes, self.min_group)),
            _ => Ok(None),
        }
    }

    fn context(&self, file: usize) -> Option<&Context> {
        self.contexts.get(file.checked_sub(self.joins.len())?)
    }
}

/// Why another file cannot be used so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum FilesError {
    /// Two identifiers have one pseudonym. Under a new session key they will not.
    Collision,
    /// The key of a join stands in so many rows of both files that it cannot point at persons.
    TooManyMatches {
        /// The joined file's number.
        file: u32,
    },
    /// A column of another file that has to hold numbers does not.
    NoNumbers {
        /// The file's number.
        file: u32,
        /// Position in it, from 0.
        column: usize,
    },
    /// A table of figures has none of the areas of the main file.
    NoAreas {
        /// The table's number.
        file: u32,
    },
    /// A table of figures has an area twice.
    AreaTwice {
        /// The table's number.
        file: u32,
    },
}

impl From<FilesError> for Refusal {
    fn from(error: FilesError) -> Self {
        let (code, file, column, what, remedy) = match error {
        FilesError::TooManyMatches { file } => (
            "fold.too_many_matches",
            file,
            None,
            (
                "De sleutel staat in zo veel rijen van bestand %, dat hij geen persoon kan aanwijzen.",
                "The key stands in so many rows of file % that it cannot point at a person.",
            ),
            (
                "Koppel op een nummer dat bij één persoon hoort.",
                "Join on a number that belongs to one person.",
            ),
        ),
        FilesError::NoNumbers { file, column } => (
            "fold.no_numbers",
            file,
            Some(column as u32 + 1),
            (
                "Deze kolom van bestand % moet getallen bevatten. Dat is niet zo.",
                "This column of file % has to hold numbers, which it does not.",
            ),
            (
                "Kies een andere kolom, of een andere manier van samenvatten.",
                "Choose another column or another aggregation.",
            ),
        ),
        FilesError::AreaTwice { file } => (
            "fold.area_twice",
            file,
            None,
            ("In bestand % staat een gebied meer dan één keer.", "File % has an area more than once."),
            ("Laat per gebied één rij staan, van één jaar.", "Leave one row for each area, of one year."),
        ),
        FilesError::NoAreas { file } => (
            "fold.no_areas",
            file,
            None,
            (
                "Bestand % heeft geen van de gebieden uit uw bestand, of alleen kleinere.",
                "File % has none of the areas of your file, or only smaller ones.",
            ),
            (
                "Neem cijfers van hetzelfde soort gebied: buurt, wijk, gemeente of postcode.",
                "Take figures of the same kind of area: neighbourhood, district, municipality or postcode.",
            ),
        ),
        FilesError::Collision => return super::FoldError::Collision.into(),
    };
        let with = |text: &str| text.replace('%', &file.to_string());
        Refusal::input(code, Text::new(with(what.0), with(what.1)), Text::new(remedy.0, remedy.1))
            .at(Place { column, ..Place::default() })
    }
}
