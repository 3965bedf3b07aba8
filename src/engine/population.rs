//! The population that k-map counts in (PRODUCT C2): a file beside the main one that holds all quasi-identifiers
//! together, with a column of counts or one row a person.

use super::attached::Attachments;
use super::plan::refused;
use crate::meaning::find_column;
use crate::recipe::{Model, Recipe, Role, WeightKind};
use crate::refusal::Refusal;
use crate::table::{Attached, ColumnPlan, Fold, FoldPlan, People, Table, WeightPlan};
use crate::text::Text;
use std::sync::Arc;

/// How the file is read.
pub(super) struct PopulationPlan {
    table: Arc<Table>,
    columns: Vec<ColumnPlan>,
    counts: Option<usize>,
}

impl PopulationPlan {
    /// For the k-map models of a recipe, with the columns of the main file; `None` when there is no such model.
    ///
    /// # Errors
    /// When the file is not there, two are named, a quasi-identifier is not in it, or it is not clear which column
    /// holds the counts.
    pub(super) fn new(
        recipe: &Recipe,
        columns: &[ColumnPlan],
        files: &Attachments,
    ) -> Result<Option<Self>, Refusal> {
        let models = recipe.privacy.models.iter().flatten().enumerate();
        let mut named = models.filter_map(|(index, model)| match model {
            Model::KMap { population, .. } => Some((index, population)),
            _ => None,
        });
        let Some((index, name)) = named.next() else { return Ok(None) };
        let at = format!("privacy.models[{index}].k_map.population");
        let no = |what: Text, remedy: Text| Err(refused("recipe.k_map_population", at.clone(), what, remedy));
        if named.any(|(_, other)| other != name) {
            return no(
                Text::new(
                    "Het recept noemt meer dan één bevolkingsbestand.",
                    "The recipe names more than one population file.",
                ),
                Text::new("Noem er een.", "Name one of them."),
            );
        }
        let Some((_, loaded)) = files.named(name) else {
            return no(
                Text::new(
                    "Het bestand met de bevolkingsaantallen is er niet.",
                    "The file with the population counts is not there.",
                ),
                Text::new(
                    "Voeg het bestand toe en noem in het recept zijn naam of nummer.",
                    "Attach the file and give its name or number in the recipe.",
                ),
            );
        };
        let table = Arc::clone(&loaded.table);
        let mut taken = Vec::new();
        for column in columns.iter().filter(|column| column.role == Role::Quasi) {
            let Some(place) = find_column(&table, &column.key) else {
                return no(
                    Text::new(
                        format!("De kolom {} staat niet in het bevolkingsbestand.", column.label.nl),
                        format!("Column {} is not in the population file.", column.label.en),
                    ),
                    Text::new(
                        "k-map kan alleen als het bevolkingsbestand alle indirect identificerende kenmerken samen heeft. Neem een ander bestand, of laat k-map weg.",
                        "k-map needs all indirect identifiers together in the population file. Take another file, or leave k-map out.",
                    ),
                );
            };
            taken.push(ColumnPlan { column: place, ..column.clone() });
        }
        let others: Vec<usize> = (0..table.columns.len())
            .filter(|place| taken.iter().all(|column| column.column != *place))
            .collect();
        let weights = others.iter().copied().filter(|&at| loaded.inspection.columns[at].role == Role::Weight);
        let counts =
            match (others.as_slice(), weights.collect::<Vec<_>>().as_slice()) {
                ([], _) => None,
                ([one], _) | (_, [one]) => Some(*one),
                _ => return no(
                    Text::new(
                        "In het bevolkingsbestand is niet duidelijk welke kolom de aantallen heeft.",
                        "It is not clear which column of the population file holds the counts.",
                    ),
                    Text::new(
                        "Laat alleen de indirect identificerende kenmerken en één kolom met aantallen staan.",
                        "Keep only the indirect identifiers and one column of counts.",
                    ),
                ),
            };
        taken.sort_by_key(|column| column.column);
        Ok(Some(Self { table, columns: taken, counts }))
    }

    /// Starts reading it.
    pub(super) fn fold(&self) -> Fold<Arc<Table>> {
        let plan = FoldPlan {
            columns: self.columns.clone(),
            unit: None,
            secrecy: Vec::new(),
            objections: Vec::new(),
            attached: Attached::default(),
            weight: self.counts.map(|column| WeightPlan { column, kind: WeightKind::Count }),
            household: None,
        };
        People::fold(Arc::clone(&self.table), plan)
    }
}
