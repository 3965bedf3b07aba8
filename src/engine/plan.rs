//! From a recipe and a file to a plan: which column plays which part. Everything that a recipe may get wrong about
//! this file is refused here, with the field's name.

use super::attached::Attachments;
use super::files_plan::FilesPlan;
use super::ladders::{Imported, LadderPlan};
use super::population::PopulationPlan;
use crate::meaning::{column_labels, find_column, Inspection, Meaning};
use crate::profile::{LeftOutColumn, LeftOutReason};
use crate::recipe::{two_weights, ColumnChoice, Recipe, Role, WeightKind, MIN_GROUP_FLOOR};
use crate::refusal::{Place, Refusal};
use crate::table::{ColumnPlan, Table, WeightPlan};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Most pairs with one column. Each pair is another draw about the column's cells (see `gate`): with two, three draws in all.
const MOST_PAIRS_A_COLUMN: usize = 2;

/// A recipe that fits the file.
pub(super) struct Plan {
    pub(super) recipe: Recipe,
    /// Columns to fold, in file order; the comparison column with role `ignore`.
    pub(super) columns: Vec<ColumnPlan>,
    /// Position of the unit column and its pseudonym domain.
    pub(super) unit: Option<(usize, String)>,
    /// The weight column. One of kind `sample` stands among `columns` too.
    pub(super) weight: Option<WeightPlan>,
    /// Position of the household or address key, and the domain that says how its cells are written.
    pub(super) household: Option<(usize, String)>,
    /// Positions of secrecy indicators.
    pub(super) secrecy: Vec<usize>,
    /// Positions of columns that say who objected.
    pub(super) objections: Vec<usize>,
    /// What comes of the other files.
    pub(super) files: FilesPlan,
    /// Ladders that the recipe gives, by key.
    pub(super) ladders: BTreeMap<String, LadderPlan>,
    /// Population counts for k-map.
    pub(super) population: Option<PopulationPlan>,
    /// Weight in the measure by key.
    pub(super) weights: BTreeMap<String, f64>,
    /// Level that a quasi-identifier is held at, by key.
    pub(super) held: BTreeMap<String, u32>,
    /// Per model of the recipe, the key of the sensitive column it is about.
    pub(super) model_columns: Vec<Option<String>>,
    /// Keys that take part in the privacy check alone: special categories without a ground (PRODUCT B2).
    pub(super) checked_only: BTreeSet<String>,
    /// Sensitive columns that are kept closed until a ground is given.
    pub(super) ungrounded: Vec<LeftOutColumn>,
    /// Keys of the pairs of columns to cross.
    pub(super) pairs: Vec<(String, String)>,
    /// Keys of art. 9 and 10 columns with a ground, whatever their role: they shape groups only where that was chosen (PRODUCT E7).
    pub(super) special: BTreeSet<String>,
    /// Key of the comparison column.
    pub(super) compare_with: Option<String>,
    /// Whether an identifier was found in the file.
    pub(super) identifier_found: bool,
    /// Test data with a known truth.
    pub(super) fixture: bool,
}

impl Plan {
    /// Checks a recipe against a file.
    pub(super) fn new(
        recipe: Recipe,
        fixture: bool,
        table: &Table,
        seen: &Inspection,
        attachments: &Attachments,
        imported: &Imported,
    ) -> Result<Self, Refusal> {
        recipe.check()?;
        if let Some(damage) = seen.damage.first() {
            return Err(Refusal::input(
                "file.damaged",
                damage.clone(),
                Text::new("Kies daarna het nieuwe bestand.", "Then choose the new file."),
            ));
        }
        let files = FilesPlan::new(&recipe, table, seen, attachments)?;
        let choices = choices(&recipe, table, &files)?;
        let unit = match &recipe.privacy.unit {
            None => None,
            Some(name) => {
                let at = column(table, name, "privacy.unit")?;
                let chosen = choices.get(&at).and_then(|choice| choice.domain.clone());
                let domain = chosen
                    .or_else(|| seen.columns[at].domain.clone())
                    .unwrap_or_else(|| format!("{}@bestand", seen.columns[at].name));
                Some((at, domain))
            }
        };
        let household = match &recipe.privacy.household {
            None => None,
            Some(name) => {
                let at = column(table, name, "privacy.household")?;
                let chosen = choices.get(&at).and_then(|choice| choice.domain.clone());
                Some((at, chosen.or_else(|| seen.columns[at].domain.clone()).unwrap_or_default()))
            }
        };
        let compare_at = match &recipe.segments.compare_with {
            None => None,
            Some(name) => Some(column(table, name, "segments.compare_with")?),
        };
        let mut plan = Self {
            columns: Vec::new(),
            unit,
            weight: None,
            household,
            secrecy: Vec::new(),
            objections: Vec::new(),
            checked_only: files.checked_only.clone(),
            ungrounded: files.ungrounded.clone(),
            special: files.special.clone(),
            files,
            ladders: BTreeMap::new(),
            population: None,
            weights: BTreeMap::new(),
            held: BTreeMap::new(),
            model_columns: Vec::new(),
            pairs: Vec::new(),
            compare_with: None,
            identifier_found: seen.columns.iter().any(|column| column.role == Role::Identifier),
            fixture,
            recipe: recipe.clone(),
        };
        // In the page nothing is test data: what a fixture tells is told of no file that a person opens.
        if fixture && (plan.identifier_found || cfg!(target_arch = "wasm32")) {
            return Err(Refusal::gate(
                "recipe.fixture_with_identifier",
                Text::new(
                    "Testgegevens mogen geen kolom hebben die op een persoon wijst. In dit bestand staat er een.",
                    "Test data may not have a column that points at a person. This file has one.",
                ),
                Text::new("Laat “--fixture” weg.", "Leave out “--fixture”."),
            ));
        }
        let labels = column_labels(table, seen.headers_confirmed);
        for (at, label) in labels.into_iter().enumerate() {
            plan.add(at, choices.get(&at).copied(), compare_at == Some(at), label, seen, imported)?;
        }
        for (name, &weight) in &plan.recipe.privacy.column_weights {
            if plan.files.names.contains(name) {
                plan.weights.insert(name.clone(), weight);
                continue;
            }
            let at = column(table, name, "privacy.column_weights")?;
            plan.weights.insert(seen.columns[at].name.clone(), weight);
        }
        for (name, &level) in &recipe.privacy.levels {
            let key = match plan.files.names.contains(name) {
                true => name.clone(),
                false => seen.columns[column(table, name, "privacy.levels")?].name.clone(),
            };
            let own = plan.columns.iter().any(|column| column.key == key && column.role == Role::Quasi);
            if !own && !plan.files.quasi().any(|derived| derived.key == key) {
                return Err(not_generalised(name));
            }
            plan.held.insert(key, level);
        }
        for name in plan.files.names.clone() {
            if let Some(choice) = recipe.columns.get(&name) {
                plan.ladder(&name, choice, imported)?;
            }
        }
        plan.tie_models(table, seen)?;
        plan.tie_pairs(table, seen)?;
        plan.check_shaping()?;
        plan.population = PopulationPlan::new(&plan, table, seen, attachments)?;
        Ok(plan)
    }

    /// Sensitive columns that are to shape groups must be there: with a ground, and in the release (PRODUCT E7).
    fn check_shaping(&self) -> Result<(), Refusal> {
        let Recipe { segments, blocks, .. } = &self.recipe;
        let mut asked = [("segments", Some(segments)), ("blocks", blocks.as_ref())].into_iter();
        let Some((part, _)) = asked.find(|(_, choice)| choice.is_some_and(|choice| choice.with_sensitive))
        else {
            return Ok(());
        };
        let own = self.columns.iter().map(|column| (&column.key, column.role));
        let derived = self.files.attributes().map(|derived| (&derived.key, derived.role));
        let mut shaping = own.chain(derived).filter(|(key, role)| {
            let open = self.special.contains(*key) && !self.checked_only.contains(*key);
            open && (*role == Role::Quasi || *role == Role::Sensitive && self.guards(key))
        });
        if shaping.next().is_some() {
            return Ok(());
        }
        Err(refused(
            "recipe.no_sensitive_with_ground",
            format!("{part}.with_sensitive"),
            Text::new(
                "Er is geen gevoelige kolom die mag meebepalen welke groepen er zijn: geen ervan heeft een grond en staat beschermd in de vergroofde gegevens.",
                "No sensitive column may shape the groups: none has a ground and is guarded in the release.",
            ),
            Text::new(
                "Vul bij de kolom een grond in en noem haar in een privacymodel, of haal “with_sensitive” weg.",
                "Give the column a ground and name it in a privacy model, or remove “with_sensitive”.",
            ),
        ))
    }

    /// Finds the sensitive column of every model.
    fn tie_models(&mut self, table: &Table, seen: &Inspection) -> Result<(), Refusal> {
        for (index, model) in self.recipe.privacy.models.iter().flatten().enumerate() {
            let Some(name) = model.column() else {
                self.model_columns.push(None);
                continue;
            };
            let place = format!("privacy.models[{index}].column");
            let derived = self.files.names.get(name);
            let (key, role) = match derived {
                Some(key) => {
                    let found = self.files.attributes().find(|derived| derived.key == *key);
                    (key, found.map(|derived| derived.role))
                }
                None => {
                    let key = &seen.columns[column(table, name, &place)?].name;
                    let found = self.columns.iter().find(|column| column.key == *key);
                    (key, found.map(|column| column.role))
                }
            };
            match role {
                Some(Role::Sensitive) => self.model_columns.push(Some(key.clone())),
                Some(Role::Quasi) => {
                    return Err(refused(
                        "recipe.sensitive_is_quasi",
                        place,
                        Text::new(
                            "Deze kolom is een indirect identificerend kenmerk. Een model voor gevoelige waarden kan daar niet over gaan.",
                            "This column is an indirect identifier, so a model for sensitive values cannot be about it.",
                        ),
                        Text::new(
                            "Geef de kolom de rol “gevoelig” met een grond, of haal het model weg.",
                            "Give the column the role “sensitive” with a ground, or remove the model.",
                        ),
                    ))
                }
                _ => return Err(super::models::not_sensitive(index)),
            }
        }
        Ok(())
    }

    /// Finds the columns of every pair, which have to be columns that are shown.
    fn tie_pairs(&mut self, table: &Table, seen: &Inspection) -> Result<(), Refusal> {
        for (index, (one, other)) in self.recipe.pairs.clone().iter().enumerate() {
            let place = format!("pairs[{index}]");
            let key = |name: &String| -> Result<String, Refusal> {
                let (key, role) = match self.files.names.get(name) {
                    Some(key) => {
                        let found = self.files.attributes().find(|derived| derived.key == *key);
                        (key.clone(), found.map(|derived| derived.role))
                    }
                    None => {
                        let key = &seen.columns[column(table, name, &place)?].name;
                        let found = self.columns.iter().find(|column| column.key == *key);
                        (key.clone(), found.map(|column| column.role))
                    }
                };
                let shown = matches!(role, Some(Role::Quasi | Role::Sensitive | Role::Feature));
                if shown && !self.checked_only.contains(&key) {
                    return Ok(key);
                }
                Err(refused(
                    "recipe.pair_not_shown",
                    place.clone(),
                    Text::new(
                        "Van een van deze kolommen tonen wij niets. Dan kunnen wij haar ook niet kruisen.",
                        "One of these columns is not shown, so it cannot be crossed.",
                    ),
                    Text::new(
                        "Kies een andere kolom, of geef de kolom een andere rol.",
                        "Choose another column, or give the column another role.",
                    ),
                ))
            };
            let pair = (key(one)?, key(other)?);
            if pair.0 == pair.1 {
                return Err(refused(
                    "recipe.pair_of_one",
                    place.clone(),
                    Text::new(
                        "Dit zijn twee namen van dezelfde kolom.",
                        "These are two names of the same column.",
                    ),
                    Text::new(
                        "Noem twee kolommen, of haal dit paar weg.",
                        "Name two columns, or remove this pair.",
                    ),
                ));
            }
            self.pairs.push(pair);
        }
        let often = |key: &String| self.pairs.iter().filter(|pair| pair.0 == *key || pair.1 == *key).count();
        let place =
            self.pairs.iter().position(|(one, other)| often(one).max(often(other)) > MOST_PAIRS_A_COLUMN);
        match place {
            None => Ok(()),
            Some(index) => Err(refused(
                "recipe.pair_too_often",
                format!("pairs[{index}]"),
                Text::new(
                    format!("Een kolom mag in hoogstens {MOST_PAIRS_A_COLUMN} paren staan: elke tabel waarin zij staat, zegt iets meer over haar kleine aantallen."),
                    format!("A column may be in at most {MOST_PAIRS_A_COLUMN} pairs: each table it is in says a little more about its small counts."),
                ),
                Text::new("Haal een paar weg.", "Remove a pair."),
            )),
        }
    }

    /// Whether a model of the release limits what can be learnt of the sensitive column with this key.
    pub(super) fn guards(&self, key: &str) -> bool {
        // Without models of the recipe's own, every sensitive column has the default ones.
        self.recipe.privacy.models.is_none()
            || self.model_columns.iter().flatten().any(|column| column == key)
    }

    /// Whether a plan leads to the same release of the same people: only the ordering, its words or its purpose differ.
    pub(super) fn releases_as(&self, other: &Recipe, fixture: bool) -> bool {
        let mut recipe = self.recipe.clone();
        recipe.segments = other.segments.clone();
        recipe.segments.compare_with = self.recipe.segments.compare_with.clone();
        recipe.blocks = other.blocks.clone();
        recipe.purpose = other.purpose.clone();
        recipe.output = other.output.clone();
        recipe == *other && self.fixture == fixture
    }

    /// Whether a plan leads to the same figures: the release is the same but for how coarse the rows are that go out. Figures are
    /// counted in the global release, whichever rows go out.
    pub(super) fn counts_as(&self, other: &Plan) -> bool {
        let mut recipe = other.recipe.clone();
        recipe.privacy.recoding = self.recipe.privacy.recoding;
        self.releases_as(&recipe, other.fixture)
    }

    /// Whether figures may be shown at all: the release has k-anonymity of at least the floor.
    pub(super) fn figures_allowed(&self) -> Result<(), Refusal> {
        if self.recipe.release_k().is_some_and(|k| k >= MIN_GROUP_FLOOR) {
            return Ok(());
        }
        Err(Refusal::gate(
            "gate.release_too_weak",
            Text::new(
                format!("Met een vergroving onder k = {MIN_GROUP_FLOOR} tonen wij geen cijfers over mensen."),
                format!("With a release under k = {MIN_GROUP_FLOOR} no figure about people is shown."),
            ),
            Text::new(
                "Kies in het recept k_anonymity van ten minste 5.",
                "Choose k_anonymity of at least 5 in the recipe.",
            ),
        )
        .at(Place { field: Some("privacy.models".to_owned()), ..Place::default() }))
    }

    fn add(
        &mut self,
        at: usize,
        choice: Option<&ColumnChoice>,
        compare: bool,
        label: Text,
        seen: &Inspection,
        imported: &Imported,
    ) -> Result<(), Refusal> {
        let proposed = &seen.columns[at];
        let key = proposed.name.clone();
        let meaning = match choice.and_then(|choice| choice.meaning.as_deref()) {
            None => proposed.meaning,
            Some(code) => meaning_of(code, &key)?,
        };
        let ground =
            choice.and_then(|choice| choice.ground.as_deref()).is_some_and(|text| !text.trim().is_empty());
        // What was found in the file counts, and so does what the recipe says that it means. (A country of birth that was found is a
        // proxy: that is warned of, and needs no ground.)
        let ground_needed = proposed.ground_needed || meaning != proposed.meaning && meaning.is_sensitive();
        match meaning {
            Meaning::Secrecy | Meaning::Objection if ground_needed && !ground => {
                return Err(ground_missing(&key));
            }
            Meaning::Secrecy => self.secrecy.push(at),
            Meaning::Objection => self.objections.push(at),
            _ => {}
        }
        if meaning.leaves_out() {
            return Ok(());
        }
        let chosen = choice.and_then(|choice| choice.role);
        if compare && chosen.unwrap_or(proposed.role) == Role::Weight {
            return Err(refused(
                "recipe.compare_with",
                "segments.compare_with".to_owned(),
                Text::new("Met gewichten kan niet worden vergeleken.", "Weights cannot be compared with."),
                Text::new("Kies een andere kolom.", "Choose another column."),
            ));
        }
        let mut role = chosen.unwrap_or(proposed.role);
        if compare {
            let identifier = Role::Identifier;
            let blocked = (role == Role::Sensitive || ground_needed) && !ground;
            if role == identifier || proposed.role == identifier || blocked {
                return Err(refused(
                    "recipe.compare_with",
                    "segments.compare_with".to_owned(),
                    Text::new(
                        "Deze kolom mag niet dienen om mee te vergelijken: zij wijst op een persoon of is gevoelig zonder grond.",
                        "This column cannot be compared with: it points at a person or is sensitive without a ground.",
                    ),
                    Text::new("Kies een andere kolom.", "Choose another column."),
                ));
            }
            role = Role::Ignore;
            self.compare_with = Some(key.clone());
        }
        match role {
            Role::Identifier => return Ok(()),
            Role::Ignore if !compare => return Ok(()),
            Role::Sensitive if !ground => {
                self.ungrounded.push(LeftOutColumn { name: key, label, why: LeftOutReason::NoGround });
                return Ok(());
            }
            Role::Feature | Role::Sensitive | Role::Weight if never_shown(meaning) => {
                return Err(cells_shown(&key));
            }
            Role::Feature | Role::Weight if ground_needed && !ground => return Err(ground_missing(&key)),
            Role::Weight => {
                if self.weight.is_some() {
                    return Err(two_weights(&key));
                }
                let kind = choice.and_then(|choice| choice.weight_kind).unwrap_or_default();
                let found = proposed.role == Role::Weight || proposed.meaning == Meaning::Weight;
                self.weight = Some(WeightPlan { column: at, kind, found });
                if kind == WeightKind::Sample {
                    let meaning = Meaning::Weight;
                    self.columns.push(ColumnPlan { column: at, key, label, role, meaning });
                }
                return Ok(());
            }
            Role::Quasi if ground_needed && !ground || never_shown(meaning) => {
                self.checked_only.insert(key.clone());
            }
            _ => {}
        }
        if ground_needed || role == Role::Sensitive {
            self.special.insert(key.clone());
        }
        if let Some(choice) = choice {
            self.ladder(&key, choice, imported)?;
        }
        self.columns.push(ColumnPlan { column: at, key, label, role, meaning });
        Ok(())
    }

    /// Takes the ladder that a recipe gives.
    fn ladder(&mut self, key: &str, choice: &ColumnChoice, imported: &Imported) -> Result<(), Refusal> {
        if let Some(source) = &choice.ladder {
            self.ladders.insert(key.to_owned(), LadderPlan::new(source, imported, key)?);
        }
        Ok(())
    }
}

/// Whether the recipe names a column by a header that is not shown yet: naming it confirms the header row (PRODUCT B6).
pub(super) fn confirms_headers(recipe: &Recipe, table: &Table, seen: &Inspection) -> bool {
    let named = recipe.columns.keys().chain(&recipe.privacy.unit).chain(&recipe.privacy.household);
    let named = named.chain(&recipe.segments.compare_with);
    let named = named.chain(recipe.context.iter().map(|table| &table.key));
    let named = named.chain(recipe.pairs.iter().flat_map(|(one, other)| [one, other]));
    named
        .filter_map(|name| find_column(table, name).map(|at| (name, at)))
        .any(|(name, at)| !seen.columns[at].name_shown && *name != seen.columns[at].name)
}

fn choices<'a>(
    recipe: &'a Recipe,
    table: &Table,
    files: &FilesPlan,
) -> Result<BTreeMap<usize, &'a ColumnChoice>, Refusal> {
    let mut choices = BTreeMap::new();
    for (name, choice) in recipe.columns.iter().filter(|(name, _)| !files.names.contains(*name)) {
        let at = column(table, name, &format!("columns.{name}"))?;
        if choices.insert(at, choice).is_some() {
            return Err(refused(
                "recipe.column_twice",
                format!("columns.{name}"),
                Text::new("Het recept noemt deze kolom twee keer.", "The recipe names this column twice."),
                Text::new("Haal een van de twee weg.", "Remove one of the two."),
            ));
        }
    }
    Ok(choices)
}

pub(super) fn column(table: &Table, name: &str, at: &str) -> Result<usize, Refusal> {
    find_column(table, name).ok_or_else(|| {
        refused(
            "recipe.no_such_column",
            at.to_owned(),
            Text::new(
                format!("Het recept noemt de kolom “{name}”. Die staat niet in het bestand."),
                format!("The recipe names the column “{name}”, which is not in the file."),
            ),
            Text::new(
                "Kijk hoe de kolom in het bestand heet, of gebruik “kolom” met haar nummer.",
                "Look up the column's name in the file, or use “kolom” with its number.",
            ),
        )
    })
}

/// A level was given to a column that is not generalised.
fn not_generalised(name: &str) -> Refusal {
    refused(
        "recipe.level_column",
        format!("privacy.levels.{name}"),
        Text::new(
            format!("Het recept zet de kolom “{name}” vast op een stap van haar ladder. Maar die kolom wordt niet vergroofd."),
            format!("The recipe holds the column “{name}” at a level of its ladder, but that column is not generalised."),
        ),
        Text::new(
            "Haal de stap weg, of geef de kolom de rol “indirect identificerend”.",
            "Remove the level, or give the column the role “quasi”.",
        ),
    )
}

/// Cells of identifiers and of free text are shown to nobody, however many people have the same (PRODUCT B5).
pub(super) fn never_shown(meaning: Meaning) -> bool {
    meaning.is_identifier() || meaning == Meaning::FreeText
}

/// A column of names, numbers or free text was given a role in which its cells would be shown.
pub(super) fn cells_shown(key: &str) -> Refusal {
    refused(
        "recipe.cells_never_shown",
        format!("columns.{key}.role"),
        Text::new(
            "In deze kolom staan namen, nummers of vrije tekst. Die laten wij nooit zien, dus deze rol kan niet.",
            "This column holds names, numbers or free text. Those are never shown, so it cannot have this role.",
        ),
        Text::new(
            "Laat de kolom weg. Staat er iets anders in, zeg dan eerst wat de kolom betekent.",
            "Leave the column out. If it holds something else, say first what the column means.",
        ),
    )
}

/// A sensitive column was given a role without a ground.
pub(super) fn ground_missing(key: &str) -> Refusal {
    refused(
        "recipe.ground_missing",
        format!("columns.{key}.ground"),
        Text::new(
            "Deze kolom is gevoelig. Zonder grond mag u haar niet gebruiken.",
            "This column is sensitive. Without a ground it may not be used.",
        ),
        Text::new("Schrijf op welke grond u hebt.", "Write down which ground you have."),
    )
}

pub(super) fn meaning_of(code: &str, key: &str) -> Result<Meaning, Refusal> {
    Meaning::from_code(code).ok_or_else(|| {
        refused(
            "recipe.unknown_meaning",
            format!("columns.{key}.meaning"),
            Text::new(
                format!("“{code}” is geen betekenis die wij kennen."),
                format!("“{code}” is not a meaning we know."),
            ),
            Text::new(
                "Neem een betekenis uit de uitkomst van “gezicht inspect”.",
                "Take a meaning from the output of “gezicht inspect”.",
            ),
        )
    })
}

pub(super) fn refused(code: &'static str, name: String, what: Text, remedy: Text) -> Refusal {
    Refusal::input(code, what, remedy).at(field(&name))
}

pub(super) fn field(name: &str) -> Place {
    Place { field: Some(name.to_owned()), ..Place::default() }
}
