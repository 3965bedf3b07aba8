//! The table of population counts that a k-map model asks for (PRODUCT C2).

use super::attached::Attachments;
use super::plan::{refused, Plan};
use crate::anonymity::{BoundLadder, Ladder, Population, PopulationColumn};
use crate::meaning::{find_column, Inspection, Meaning};
use crate::recipe::{Model, Role};
use crate::refusal::Refusal;
use crate::table::{Attribute, PopulationTable, Table};
use crate::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Headers of a column of people, without spaces and signs.
const COUNTS: &[&str] = &[
    "aantal",
    "aantalpersonen",
    "aantalmensen",
    "aantalinwoners",
    "inwoners",
    "personen",
    "mensen",
    "bevolking",
    "count",
    "people",
    "persons",
    "inhabitants",
    "population",
];

/// Where the counts are.
pub(super) struct PopulationPlan {
    file: u32,
    table: Arc<Table>,
    /// Column of each quasi-identifier, by its key.
    columns: BTreeMap<String, usize>,
    count: usize,
    place: String,
}

impl PopulationPlan {
    /// Finds the columns of every quasi-identifier of the plan: the table has to hold all of them jointly.
    pub(super) fn new(
        plan: &Plan,
        main: &Table,
        seen: &Inspection,
        files: &Attachments,
    ) -> Result<Option<Self>, Refusal> {
        let models = plan.recipe.privacy.models.iter().flatten().enumerate();
        let asked = models.filter_map(|(index, model)| match model {
            Model::KMap { population, .. } => Some((index, population)),
            _ => None,
        });
        let Some((index, name)) = asked.last() else { return Ok(None) };
        let place = format!("privacy.models[{index}].k_map.population");
        let Some((file, loaded)) = files.named(name) else {
            return Err(refused(
                "recipe.no_population",
                place,
                Text::new(
                    "De tabel met aantallen van de bevolking is er niet.",
                    "The table of population counts is not there.",
                ),
                Text::new(
                    "Geef dat bestand erbij onder deze naam, of noem het nummer van het bestand.",
                    "Add that file under this name, or give the number of the file.",
                ),
            ));
        };
        let (table, theirs) = (&loaded.table, &loaded.inspection);
        let mut columns = BTreeMap::new();
        let own = plan.columns.iter().filter(|column| column.role == Role::Quasi);
        let quasi = own.map(|column| (&column.key, column.meaning, Some(column.column)));
        let derived = plan.files.quasi().map(|derived| (&derived.key, derived.meaning, None));
        for (key, meaning, at) in quasi.chain(derived) {
            let header = at.map_or(key.as_str(), |at| main.column(at).header.trim());
            let by_header = || {
                let same = |column: &crate::table::Column| plain(&column.header) == plain(header);
                find_column(table, header).or_else(|| table.columns.iter().position(same))
            };
            let by_meaning = || {
                let told = !matches!(
                    meaning,
                    Meaning::Category | Meaning::Number | Meaning::Amount | Meaning::Unknown
                );
                let mut same = (0..table.width()).filter(|&at| told && theirs.columns[at].meaning == meaning);
                same.next().filter(|_| same.next().is_none())
            };
            let Some(found) = by_header().or_else(by_meaning) else {
                let label = at.map_or(key.as_str(), |at| seen.columns[at].name.as_str());
                return Err(refused(
                    "recipe.population_column",
                    place,
                    Text::new(
                        format!("De tabel met aantallen heeft geen kolom voor “{label}”."),
                        format!("The table of population counts has no column for “{label}”."),
                    ),
                    Text::new(
                        "Geef een tabel met alle indirect identificerende kolommen samen, onder dezelfde kolomkoppen.",
                        "Give a table with all indirect identifiers together, under the same headers.",
                    ),
                ));
            };
            columns.insert(key.clone(), found);
        }
        let used = |at: &usize| columns.values().any(|column| column == at);
        let counts = |at: &usize| COUNTS.contains(&plain(&table.column(*at).header).as_str());
        let numbers = |at: &usize| theirs.columns[*at].meaning.is_numeric();
        let only = |fits: &dyn Fn(&usize) -> bool| {
            let mut found = (0..table.width()).filter(|at| !used(at) && fits(at));
            found.next().filter(|_| found.next().is_none())
        };
        let Some(count) = only(&counts).or_else(|| only(&numbers)) else {
            return Err(refused(
                "recipe.population_count",
                place,
                Text::new(
                    "Wij vinden in de tabel geen kolom met het aantal mensen.",
                    "No column with the number of people is found in the table.",
                ),
                Text::new("Noem die kolom “aantal”.", "Call that column “aantal”."),
            ));
        };
        Ok(Some(Self { file, table: Arc::clone(table), columns, count, place }))
    }

    /// Reads the table for the quasi-identifiers, in their order.
    pub(super) fn read(&self, quasi: &[&Attribute]) -> Result<PopulationTable, Refusal> {
        let columns: Vec<usize> =
            quasi.iter().filter_map(|attribute| self.columns.get(&attribute.name)).copied().collect();
        PopulationTable::read(self.file, &self.table, &columns, quasi, self.count)
            .map_err(|error| self.placed(error.into()))
    }

    /// Ties the ladder of a quasi-identifier to its column of the population.
    pub(super) fn bind(&self, ladder: &Ladder, attribute: &Attribute) -> Result<BoundLadder, Refusal> {
        ladder.bind(attribute).map_err(|error| self.placed(error.into()))
    }

    fn placed(&self, mut refusal: Refusal) -> Refusal {
        refusal.place.field = Some(self.place.clone());
        refusal
    }
}

/// The population as the models take it; `columns` are those of [`columns`].
pub(super) fn as_context<'a>(
    table: Option<&'a (PopulationTable, Vec<BoundLadder>)>,
    columns: &'a [PopulationColumn<'a>],
) -> Option<Population<'a>> {
    table.map(|(table, _)| Population { columns, counts: &table.counts })
}

/// The columns of the population with their ladders.
pub(super) fn columns(table: Option<&(PopulationTable, Vec<BoundLadder>)>) -> Vec<PopulationColumn<'_>> {
    let pairs = table.into_iter().flat_map(|(table, ladders)| table.attributes.iter().zip(ladders));
    pairs.map(|(attribute, ladder)| PopulationColumn { attribute, ladder }).collect()
}

fn plain(header: &str) -> String {
    header.chars().filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
