//! The ladders of the Privacy step: what a recipe asks for, those taken in from files, and looking at one.

use super::plan::{field, Plan};
use super::{before, Engine, Reply};
use crate::anonymity::{distinct, ladder_tree, Ladder, LadderMaker, LadderTree, LadderView};
use crate::gate::Workbench;
use crate::meaning::Meaning;
use crate::recipe::{LadderEdges, LadderGroups, LadderSource, Role};
use crate::refusal::Refusal;
use crate::table::{Attribute, People};
use crate::text::Text;
use std::collections::BTreeMap;

/// Bytes of a ladder file that are read: rows for half a million postcodes.
const MOST_BYTES: usize = 32_000_000;

/// Ladders from files, by what a recipe calls them. Their rows stay here: they may name what fewer than k people carry, so
/// neither page nor recipe nor dossier gets them (PRODUCT B5).
#[derive(Default)]
pub(super) struct Imported(BTreeMap<String, Ladder>);

impl Imported {
    /// Takes one in under a name of its own: taking back an import brings the one before it back.
    fn add(&mut self, column: &str, ladder: Ladder) -> String {
        let letters = column.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' });
        let base: String = letters.collect::<String>().trim_matches('-').to_lowercase();
        let name = (1u32..)
            .map(|number| match number {
                1 => format!("ladders/{base}.csv"),
                _ => format!("ladders/{base}-{number}.csv"),
            })
            .find(|name| !self.0.contains_key(name))
            .unwrap_or(base);
        self.0.insert(name.clone(), ladder);
        name
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// A ladder that a recipe asks for, as far as it can be made without the people.
#[derive(Clone)]
pub(super) enum LadderPlan {
    /// A whole table.
    Table(Ladder),
    /// Groups on the automatic ladder.
    Groups(LadderGroups),
    /// Edges for the automatic ladder's values.
    Edges(LadderEdges),
}

impl LadderPlan {
    /// # Errors
    /// A table that is no ladder; a file that is not here.
    pub(super) fn new(source: &LadderSource, imported: &Imported, key: &str) -> Result<Self, Refusal> {
        match source {
            LadderSource::Inline(rows) => match Ladder::from_rows(rows.clone()) {
                Ok(ladder) => Ok(LadderPlan::Table(ladder)),
                Err(error) => Err(Refusal::from(error).at(ladder_place(key))),
            },
            LadderSource::Groups(groups) => Ok(LadderPlan::Groups(groups.clone())),
            LadderSource::Edges(edges) => Ok(LadderPlan::Edges(edges.clone())),
            LadderSource::Path(name) => match imported.0.get(name) {
                Some(ladder) => Ok(LadderPlan::Table(ladder.clone())),
                None => Err(Refusal::input(
                    "recipe.ladder_path",
                    Text::new(
                        "Voor deze kolom hoort een ladder uit een bestand. Dat bestand is hier nog niet.",
                        "This column has a ladder from a file, and that file is not here yet.",
                    ),
                    Text::new(
                        "Kies het ladderbestand opnieuw, of gebruik de ladder die Gezicht zelf maakt.",
                        "Choose the ladder file again, or use the ladder that Gezicht makes itself.",
                    ),
                )
                .at(ladder_place(key))),
            },
        }
    }
}

/// The ladder of a column: as asked, else the automatic one of its meaning.
pub(super) fn ladder_of(
    attribute: &Attribute,
    counts: &[u32],
    asked: Option<&LadderPlan>,
    k: u32,
) -> Result<Ladder, Refusal> {
    let automatic = || Ladder::automatic(attribute, counts, k);
    let made = match asked {
        None => return Ok(automatic()),
        Some(LadderPlan::Table(ladder)) => return Ok(ladder.covering(attribute, counts, k)),
        Some(LadderPlan::Groups(made)) => automatic().grouped(made.level as usize, &made.groups),
        Some(LadderPlan::Edges(made)) => Ladder::with_edges(attribute, counts, k, &made.edges),
    };
    made.map_err(|error| Refusal::from(error).at(ladder_place(&attribute.name)))
}

/// Where a ladder stands in a recipe.
pub(super) fn ladder_place(key: &str) -> crate::refusal::Place {
    field(&format!("columns.{key}.ladder"))
}

/// The values of a quasi-identifier with the people behind each.
struct ColumnValues {
    attribute: Attribute,
    counts: Vec<u32>,
    /// Values of identifiers and free text are never shown, nor those of a special category that nobody gave a ground for.
    shown: bool,
}

/// The quasi-identifiers of the people at hand: enough to look at ladders, also while there is no release of them (none was
/// found, or the recipe changed).
pub(super) struct Columns {
    columns: Vec<ColumnValues>,
    k: u32,
}

impl Columns {
    pub(super) fn new(people: &People, plan: &Plan) -> Self {
        Self::only(people, plan, |_| true)
    }

    /// Those that are wanted.
    fn only(people: &People, plan: &Plan, wanted: impl Fn(&Attribute) -> bool) -> Self {
        let one = |attribute: &Attribute| {
            let meaning = attribute.meaning;
            let hidden = meaning.is_identifier()
                || meaning == Meaning::FreeText
                || plan.checked_only.contains(&attribute.name);
            let (attribute, counts) = distinct(attribute, &people.counts);
            ColumnValues { attribute, counts, shown: !hidden }
        };
        let columns = people.with_role(Role::Quasi).filter(|(_, attribute)| wanted(attribute));
        let columns = columns.map(|(_, attribute)| one(attribute)).collect();
        Self { columns, k: plan.recipe.privacy.min_group }
    }

    fn find(&self, column: &str) -> Result<&ColumnValues, Refusal> {
        let refused = |code: &'static str, nl: &str, en: &str| {
            let remedy = Text::new("Kies een andere kolom.", "Choose another column.");
            Err(Refusal::input(code, Text::new(nl, en), remedy).at(ladder_place(column)))
        };
        match self.columns.iter().find(|one| one.attribute.name == column) {
            None => refused(
                "ladder.no_such_column",
                "Deze kolom is geen indirect identificerend kenmerk van deze vergroving.",
                "This column is no indirect identifier of this release.",
            ),
            Some(found) if !found.shown => refused(
                "ladder.not_shown",
                "De waarden van deze kolom tonen wij niet.",
                "The values of this column are not shown.",
            ),
            Some(found) => Ok(found),
        }
    }

    fn tree(&self, column: &str, asked: Option<&LadderPlan>) -> Result<LadderTree, Refusal> {
        let ColumnValues { attribute, counts, .. } = self.find(column)?;
        let ladder = ladder_of(attribute, counts, asked, self.k)?;
        let bound = ladder.bind(attribute).map_err(|error| Refusal::from(error).at(ladder_place(column)))?;
        Ok(ladder_tree(&LadderView {
            attribute,
            counts,
            ladder: &bound,
            made: &ladder,
            k: self.k,
            maker: match asked {
                None => LadderMaker::Gezicht,
                Some(LadderPlan::Table(_)) => LadderMaker::File,
                Some(_) => LadderMaker::Person,
            },
        }))
    }
}

impl Engine {
    /// A ladder of the release, else of the people that were last put together.
    fn tree(&self, column: &str, asked: Option<&LadderPlan>) -> Result<LadderTree, Refusal> {
        match (&self.released, &self.plan, &self.columns) {
            (Some(released), Some(plan), _) => {
                let wanted = |attribute: &Attribute| attribute.name == column;
                Columns::only(released.people(), plan, wanted).tree(column, asked)
            }
            (_, _, Some(columns)) => columns.tree(column, asked),
            _ => Err(before("release", "Doe eerst de privacystap.", "Do the privacy step first.")),
        }
    }

    /// A ladder to look at.
    pub(super) fn ladder(&self, column: &str, source: Option<&LadderSource>) -> Result<Reply, Refusal> {
        let asked = source.map(|source| LadderPlan::new(source, &self.imported, column)).transpose()?;
        let tree = self.tree(column, asked.as_ref())?;
        Ok(Reply::Ladder(Workbench::ladder(tree)))
    }

    /// Takes in the text of a ladder file for a column, checked against its values where there are people to know them by.
    pub(super) fn import_ladder(&mut self, column: &str, text: &str) -> Result<Reply, Refusal> {
        if text.len() > MOST_BYTES {
            return Err(Refusal::input(
                "ladder.too_large",
                Text::new("Dit bestand is te groot voor een ladder.", "This file is too large for a ladder."),
                Text::new(
                    "Kies een tabel met één rij per waarde van deze kolom.",
                    "Choose a table with one row per value of this column.",
                ),
            )
            .at(ladder_place(column)));
        }
        let ladder = Ladder::parse_csv(text).map_err(|error| {
            let mut refusal = Refusal::from(error);
            refusal.place.field = ladder_place(column).field;
            refusal
        })?;
        let mut tree = LadderTree::unseen(column);
        // Without people (a recipe of before, a file just opened) it is checked when they come.
        if self.released.is_some() || self.columns.is_some() {
            let asked = LadderPlan::Table(ladder.clone());
            tree = self.tree(column, Some(&asked))?;
        }
        tree.file = Some(self.imported.add(column, ladder));
        Ok(Reply::Ladder(Workbench::ladder(tree)))
    }

    /// Before the release goes: its columns can still be looked at.
    pub(super) fn keep_columns(&mut self) {
        if let (Some(released), Some(plan)) = (&self.released, &self.plan) {
            self.columns = Some(Columns::new(released.people(), plan));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_import_has_a_name_of_its_own() {
        let ladder = || Ladder::parse_csv("a;*\nb;*").expect("a ladder");
        let mut imported = Imported::default();
        let names = ["Inkomen (€)", "Inkomen (€)", "kolom 3"].map(|column| imported.add(column, ladder()));
        assert_eq!(names, ["ladders/inkomen.csv", "ladders/inkomen-2.csv", "ladders/kolom-3.csv"]);
    }
}
