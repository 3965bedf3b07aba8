//! Files beside the main one, and what each of them can bring (PRODUCT A7, A8, B2).

use super::plan::{field, refused};
use super::reading::Loaded;
use crate::meaning::{find_column, speaks_of_sensitive, Inspection, Meaning};
use crate::recipe::{Aggregate, Recipe, Role};
use crate::refusal::Refusal;
use crate::table::{Table, ROWS_PER_PERSON};
use crate::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The number of the first file beside the main one.
const FIRST: u32 = 2;
/// Most of them.
const MOST: usize = 8;
/// Bytes that all tables together may hold.
const TOGETHER: usize = 1_610_612_736; // 1.5 GiB; while one is read, it adds at most its own limit

/// Distinct values of a column that are looked at for words about care, debts and their like.
const WORDS: usize = 2_000;

/// A file that came in beside the main one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AttachedFile {
    /// Its number in recipes, from 2.
    pub file: u32,
    /// What was understood of it.
    pub inspection: Inspection,
    /// Being in it says something sensitive by itself: it is about care, health, debts or their like.
    pub sensitive: bool,
    /// Name, in recipes, of the attribute that says whether a person is in it.
    pub flag: String,
    /// What each of its columns can bring, in file order.
    pub brings: Vec<Brings>,
}

/// What a column of another file can bring to the people of the first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Brings {
    /// Name, in recipes, of what comes of it.
    pub name: String,
    /// Ways to put several rows of one person together, the likeliest first.
    pub ways: Vec<Aggregate>,
    /// Whether it holds figures, so that a table of areas can bring it.
    pub figures: bool,
}

/// One of them.
pub(super) struct Attachment {
    pub(super) loaded: Loaded,
    /// What it is called in `k_map.population`, when it was given a name.
    name: Option<String>,
    pub(super) sensitive: bool,
    pub(super) brings: Vec<Brings>,
}

/// All of them, by number.
#[derive(Default)]
pub(super) struct Attachments(BTreeMap<u32, Attachment>);

impl Attachments {
    /// Whether another one may come.
    pub(super) fn room(&self) -> Result<(), Refusal> {
        if self.0.len() < MOST {
            return Ok(());
        }
        Err(Refusal::input(
            "engine.files_limit",
            Text::new(
                format!("Er zijn al {MOST} andere bestanden."),
                format!("There are {MOST} other files already."),
            ),
            Text::new("Haal eerst een bestand weg.", "Remove a file first."),
        ))
    }

    /// Takes a file in under the lowest free number.
    pub(super) fn add(
        &mut self,
        loaded: Loaded,
        name: Option<String>,
        main: &Table,
    ) -> Result<AttachedFile, Refusal> {
        let bytes = |loaded: &Loaded| loaded.table.bytes();
        let held: usize = self.0.values().map(|file| bytes(&file.loaded)).sum();
        if held + main.bytes() + bytes(&loaded) > TOGETHER {
            return Err(Refusal::input(
                "engine.files_memory",
                Text::new(
                    "De bestanden passen samen niet in het geheugen.",
                    "The files do not fit in memory together.",
                ),
                Text::new(
                    "Neem uit het tweede bestand alleen de rijen en kolommen die u nodig hebt.",
                    "Take only the rows and columns that you need from the second file.",
                ),
            ));
        }
        let file = (FIRST..).find(|number| !self.0.contains_key(number)).unwrap_or(FIRST);
        let lower = self.0.range(..file).map(|(_, other)| &*other.loaded.table);
        let brings = brings(&loaded, file, &std::iter::once(main).chain(lower).collect::<Vec<_>>());
        let attachment = Attachment { sensitive: is_sensitive(&loaded), loaded, name, brings };
        let shown = AttachedFile {
            file,
            inspection: attachment.loaded.inspection.clone(),
            sensitive: attachment.sensitive,
            flag: flag(file),
            brings: attachment.brings.clone(),
        };
        self.0.insert(file, attachment);
        Ok(shown)
    }

    /// Forgets one.
    pub(super) fn remove(&mut self, file: u32) -> Result<(), Refusal> {
        self.0.remove(&file).map(drop).ok_or_else(|| no_such_file(file, "file"))
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn get(&self, file: u32, at: &str) -> Result<&Attachment, Refusal> {
        let found = self.0.get(&file).ok_or_else(|| no_such_file(file, at))?;
        match found.loaded.inspection.damage.first() {
            None => Ok(found),
            Some(damage) => Err(refused(
                "file.damaged",
                at.to_owned(),
                damage.clone(),
                Text::new("Kies daarna het nieuwe bestand.", "Then choose the new file."),
            )),
        }
    }

    /// The file that `k_map.population` names: a name given with it, or its number.
    pub(super) fn named(&self, name: &str) -> Option<(u32, &Loaded)> {
        let by_name = self.0.iter().find(|(_, file)| file.name.as_deref() == Some(name));
        let by_number = || self.0.get_key_value(&name.trim().parse().ok()?);
        by_name.or_else(by_number).map(|(&number, file)| (number, &file.loaded))
    }

    /// Naming a column in the recipe confirms the headers of its file (PRODUCT B6).
    pub(super) fn confirm(&mut self, recipe: &Recipe, main: &Table) -> Result<(), Refusal> {
        let joined = recipe.join.iter().flat_map(|join| join.aggregate.keys().map(|name| (join.file, name)));
        let figures =
            recipe.context.iter().flat_map(|table| table.columns.iter().map(|name| (table.file, name)));
        for (file, name) in joined.chain(figures) {
            let lower: Vec<_> =
                self.0.range(..file).map(|(_, other)| Arc::clone(&other.loaded.table)).collect();
            let Some(attachment) = self.0.get_mut(&file) else { continue };
            let loaded = &attachment.loaded;
            let hidden = find_column(&loaded.table, name).is_some_and(|at| {
                let seen = &loaded.inspection.columns[at];
                !seen.name_shown && *name != seen.name
            });
            if hidden {
                attachment.loaded = crate::task::run(&mut loaded.confirming(), |_| {})?;
                attachment.sensitive = is_sensitive(&attachment.loaded);
                let lower = std::iter::once(main).chain(lower.iter().map(|table| &**table));
                attachment.brings = brings(&attachment.loaded, file, &lower.collect::<Vec<_>>());
            }
        }
        Ok(())
    }
}

/// Whether being in a file says something sensitive by itself (PRODUCT B7): one of its columns is about care, health, debts
/// or their like, or holds words of that kind.
fn is_sensitive(loaded: &Loaded) -> bool {
    loaded.inspection.columns.iter().zip(&loaded.table.columns).any(|(seen, column)| {
        let words = matches!(seen.meaning, Meaning::Category)
            && column.values.iter().take(WORDS).any(|(_, value)| speaks_of_sensitive(value));
        seen.ground_needed || seen.meaning.is_sensitive() || words
    })
}

/// What the columns of a file can bring. A name that the first file has, or one of a lower number, gets the number of this file; whether headers
/// are confirmed plays no part in that. A column without a name of its own is always told apart.
fn brings(loaded: &Loaded, file: u32, lower: &[&Table]) -> Vec<Brings> {
    let taken = |name: &str| {
        name == ROWS_PER_PERSON
            || name.starts_with("kolom ") && !name.ends_with(')')
            || lower.iter().any(|table| find_column(table, name).is_some())
    };
    let brings = loaded.inspection.columns.iter().map(|seen| {
        let mut name = seen.name.clone();
        while taken(&name) {
            name = format!("{name} (bestand {file})");
        }
        let meaning = seen.meaning;
        let points = seen.role == Role::Identifier || meaning.is_identifier();
        let area = matches!(meaning, Meaning::AreaCode | Meaning::Postcode);
        // As was understood of the column, so that fewer than k people's cells make no difference here either.
        let numeric = meaning.is_numeric() || seen.alternatives.contains(&Meaning::Number);
        Brings {
            name,
            ways: ways(meaning, points),
            figures: numeric && !points && !area && !meaning.is_date(),
        }
    });
    brings.collect()
}

/// Ways to put together several rows of one person, the likeliest first.
fn ways(meaning: Meaning, points: bool) -> Vec<Aggregate> {
    use Aggregate::{Count, Max, Mean, Min, MostFrequent, Sum};
    match meaning {
        _ if points => vec![Count],
        Meaning::FreeText => Vec::new(),
        _ if meaning.is_numeric() => vec![Sum, Mean, Min, Max, Count, MostFrequent],
        _ if meaning.is_date() => vec![Max, Min, Count],
        _ => vec![MostFrequent, Count],
    }
}

/// Name, in the recipe, of the column that says who is in this file.
pub(super) fn flag(file: u32) -> String {
    format!("in_bestand_{file}")
}

fn no_such_file(file: u32, at: &str) -> Refusal {
    Refusal::input(
        "recipe.no_such_file",
        Text::new(format!("Er is geen bestand {file}."), format!("There is no file {file}.")),
        Text::new(
            "Geef dat bestand erbij, of pas het nummer aan. Het eerste extra bestand is nummer 2.",
            "Add that file, or correct its number; the first extra file is number 2.",
        ),
    )
    .at(field(at))
}
