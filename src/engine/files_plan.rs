//! What a recipe makes of the files beside the main one: keys, joins, open figures and lists of objections.

use super::attached::{flag, Attachment, Attachments};
use super::plan::{cells_shown, never_shown, refused};
use crate::meaning::{column_labels, find_column, Inspection, Meaning};
use crate::profile::{LeftOutColumn, LeftOutReason};
use crate::recipe::{Aggregate, ColumnChoice, Recipe, Role};
use crate::refusal::Refusal;
use crate::table::{AggregatePlan, ContextPlan, DerivedPlan, Table};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A key that ties another file to the main one.
#[derive(Clone)]
pub(super) struct KeyPlan {
    pub(super) file: u32,
    pub(super) table: Arc<Table>,
    /// Its key column, and that of the main file.
    pub(super) column: usize,
    pub(super) main: usize,
    pub(super) domain: String,
}

/// What a recipe makes of the other files.
#[derive(Default)]
pub(super) struct FilesPlan {
    pub(super) joins: Vec<(KeyPlan, Option<DerivedPlan>, Vec<AggregatePlan>)>,
    pub(super) objections: Vec<KeyPlan>,
    pub(super) contexts: Vec<(Arc<Table>, ContextPlan)>,
    /// Keys of attributes that come of them, whether they are used or not.
    pub(super) names: BTreeSet<String>,
    /// Those that take part in the privacy check alone: sensitive ones without a ground (PRODUCT B2).
    pub(super) checked_only: BTreeSet<String>,
    /// Sensitive columns that are kept closed until a ground is given.
    pub(super) ungrounded: Vec<LeftOutColumn>,
    /// Keys of art. 9 and 10 columns with a ground, whatever their role.
    pub(super) special: BTreeSet<String>,
    /// Rows and refused rows of each file, by number.
    pub(super) rows: BTreeMap<u32, (u32, u32)>,
}

impl FilesPlan {
    /// Checks what a recipe asks of the other files.
    pub(super) fn new(
        recipe: &Recipe,
        table: &Table,
        seen: &Inspection,
        files: &Attachments,
    ) -> Result<Self, Refusal> {
        let mut plan = Self::default();
        let main = Main { recipe, table, seen };
        for (index, list) in recipe.objections.iter().enumerate() {
            let at = format!("objections[{index}]");
            plan.objections.push(main.key(files, list.file, &list.key, &at)?);
            plan.count(files.get(list.file, &at)?, list.file);
        }
        for (index, join) in recipe.join.iter().enumerate() {
            plan.join(&main, files, join, &format!("join[{index}]"))?;
        }
        for (index, context) in recipe.context.iter().enumerate() {
            plan.context(&main, files, context, &format!("context[{index}]"))?;
        }
        Ok(plan)
    }

    /// The attributes that are used.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &DerivedPlan> {
        let joined = self.joins.iter().flat_map(|(_, flag, aggregates)| {
            flag.iter().chain(aggregates.iter().map(|aggregate| &aggregate.derived))
        });
        joined.chain(self.contexts.iter().flat_map(|(_, table)| table.figures.iter().map(|figure| &figure.1)))
    }

    /// Those that are quasi-identifiers.
    pub(super) fn quasi(&self) -> impl Iterator<Item = &DerivedPlan> {
        self.attributes().filter(|derived| derived.role == Role::Quasi)
    }

    fn count(&mut self, file: &Attachment, number: u32) {
        let seen = &file.loaded.inspection;
        self.rows.insert(number, (seen.rows, seen.refused_rows));
    }

    fn join(
        &mut self,
        main: &Main<'_>,
        files: &Attachments,
        join: &crate::recipe::Join,
        at: &str,
    ) -> Result<(), Refusal> {
        let key = main.key(files, join.file, &join.key, at)?;
        let file = files.get(join.file, at)?;
        self.count(file, join.file);
        let seen = &file.loaded.inspection;
        let label =
            Text::new(format!("komt voor in bestand {}", join.file), format!("is in file {}", join.file));
        let name = self.name(&flag(join.file), join.file);
        let flag = self.derived(main, name, label, Meaning::Category, (Role::Sensitive, file.sensitive))?;
        let labels = column_labels(&file.loaded.table, seen.headers_confirmed);
        let mut aggregates = Vec::new();
        for (name, &how) in &join.aggregate {
            let at = format!("{at}.aggregate.{name}");
            let column = column(&file.loaded.table, name, &at, join.file)?;
            let proposed = &seen.columns[column];
            // A count of cells says nothing of what is in them.
            if how != Aggregate::Count
                && (proposed.meaning.is_identifier() || proposed.role == Role::Identifier)
            {
                return Err(refused(
                    "recipe.aggregate_identifier",
                    at,
                    Text::new(
                        "Deze kolom wijst naar één persoon. U kunt er alleen rijen van tellen.",
                        "This column points at one person; its rows can only be counted.",
                    ),
                    Text::new("Kies “count” of een andere kolom.", "Choose “count” or another column."),
                ));
            }
            let derived_name = self.name(&file.brings[column].name, join.file);
            let reads = match main.choice(&derived_name).and_then(|choice| choice.meaning.as_deref()) {
                None => proposed.meaning,
                Some(code) => super::plan::meaning_of(code, &derived_name)?,
            };
            let fits = match how {
                Aggregate::Count | Aggregate::MostFrequent => reads != Meaning::FreeText,
                Aggregate::Sum | Aggregate::Mean => reads.is_numeric(),
                Aggregate::Min | Aggregate::Max => reads.is_numeric() || reads.is_date(),
            };
            if !fits {
                return Err(refused(
                    "recipe.aggregate_kind",
                    at,
                    Text::new(
                        "Deze kolom kan niet zo worden samengevat: zij bevat geen getallen.",
                        "This column cannot be aggregated so: it does not hold numbers.",
                    ),
                    Text::new(
                        "Kies “count” of “most_frequent”, of een andere kolom.",
                        "Choose “count” or “most_frequent”, or another column.",
                    ),
                ));
            }
            let meaning = match how {
                Aggregate::Count => Meaning::Number,
                _ => reads,
            };
            let label = aggregate_label(how, &labels[column]);
            let sensitive = file.sensitive || proposed.ground_needed;
            let role = (Role::Sensitive, sensitive);
            if let Some(derived) = self.derived(main, derived_name, label, meaning, role)? {
                aggregates.push(AggregatePlan { column, how, reads, derived });
            }
        }
        self.joins.push((key, flag, aggregates));
        Ok(())
    }

    fn context(
        &mut self,
        main: &Main<'_>,
        files: &Attachments,
        context: &crate::recipe::ContextTable,
        at: &str,
    ) -> Result<(), Refusal> {
        let file = files.get(context.file, at)?;
        self.count(file, context.file);
        let seen = &file.loaded.inspection;
        let key_at = format!("{at}.key");
        let column_at = super::plan::column(main.table, &context.key, &key_at)?;
        let chosen = main.recipe.columns.get(&context.key).and_then(|choice| choice.meaning.as_deref());
        let meaning = match chosen {
            None => main.seen.columns[column_at].meaning,
            Some(code) => super::plan::meaning_of(code, &context.key)?,
        };
        if !matches!(meaning, Meaning::AreaCode | Meaning::Postcode) {
            return Err(refused(
                "recipe.context_key",
                key_at,
                Text::new(
                    "Deze kolom bevat geen code van een gebied en geen postcode.",
                    "This column holds neither an area code nor a postcode.",
                ),
                Text::new(
                    "Noem de kolom met de code van buurt, wijk of gemeente, of met de postcode.",
                    "Name the column with the code of the neighbourhood, district or municipality, or with the postcode.",
                ),
            ));
        }
        let keys = seen.columns.iter().enumerate().filter(|(_, column)| column.meaning == meaning);
        let key = one(keys.map(|(at, _)| at)).map_err(|many| {
            refused(
                "recipe.context_table_key",
                at.to_owned(),
                if many {
                    Text::new(
                        format!("Bestand {} heeft meer dan één kolom met zulke gebieden.", context.file),
                        format!("File {} has more than one column of such areas.", context.file),
                    )
                } else {
                    Text::new(
                        format!("Bestand {} heeft geen kolom met zulke gebieden.", context.file),
                        format!("File {} has no column of such areas.", context.file),
                    )
                },
                Text::new(
                    "Geef een tabel met één kolom “buurtcode”, “wijkcode”, “gemeentecode” of “postcode”.",
                    "Give a table with one column “buurtcode”, “wijkcode”, “gemeentecode” or “postcode”.",
                ),
            )
        })?;
        let labels = column_labels(&file.loaded.table, seen.headers_confirmed);
        let mut figures = Vec::new();
        for name in &context.columns {
            let at = format!("{at}.columns.{name}");
            let column = column(&file.loaded.table, name, &at, context.file)?;
            let proposed = &seen.columns[column];
            let name = self.name(&file.brings[column].name, context.file);
            // A share of an area stands in for the trait itself: it needs the same ground (PRODUCT B7).
            let role = (Role::Feature, proposed.meaning.is_sensitive());
            let meaning = if proposed.meaning == Meaning::Amount { Meaning::Amount } else { Meaning::Number };
            if let Some(derived) = self.derived(main, name, labels[column].clone(), meaning, role)? {
                figures.push((column, derived));
            }
        }
        self.contexts.push((
            Arc::clone(&file.loaded.table),
            ContextPlan {
                file: context.file,
                column: column_at,
                key,
                postcodes: meaning == Meaning::Postcode,
                figures,
            },
        ));
        Ok(())
    }

    /// This name, or one beside it when a recipe uses the file more than once.
    fn name(&mut self, wanted: &str, file: u32) -> String {
        let mut name = wanted.to_owned();
        while !self.names.insert(name.clone()) {
            name = format!("{name} (bestand {file})");
        }
        name
    }

    /// The attribute, if it may be used: sensitive ones wait for a ground.
    fn derived(
        &mut self,
        main: &Main<'_>,
        key: String,
        label: Text,
        meaning: Meaning,
        (proposed, ground_needed): (Role, bool),
    ) -> Result<Option<DerivedPlan>, Refusal> {
        let choice = main.choice(&key);
        let ground =
            choice.and_then(|choice| choice.ground.as_deref()).is_some_and(|text| !text.trim().is_empty());
        let role = choice.and_then(|choice| choice.role).unwrap_or(proposed);
        match role {
            Role::Identifier | Role::Ignore => return Ok(None),
            Role::Sensitive if !ground => {
                self.ungrounded.push(LeftOutColumn { name: key, label, why: LeftOutReason::NoGround });
                return Ok(None);
            }
            Role::Weight => {
                return Err(refused(
                    "recipe.derived_weight",
                    format!("columns.{key}.role"),
                    Text::new(
                        "Een gewicht moet in het eerste bestand staan.",
                        "A weight has to be in the first file.",
                    ),
                    Text::new("Geef deze kolom een andere rol.", "Give this column another role."),
                ))
            }
            Role::Feature | Role::Sensitive if never_shown(meaning) => return Err(cells_shown(&key)),
            Role::Quasi if ground_needed && !ground || never_shown(meaning) => {
                self.checked_only.insert(key.clone());
            }
            Role::Feature if ground_needed && !ground => return Err(super::plan::ground_missing(&key)),
            _ => {}
        }
        if ground_needed || role == Role::Sensitive {
            self.special.insert(key.clone());
        }
        Ok(Some(DerivedPlan { key, label, role, meaning }))
    }
}

/// The main file under a recipe.
struct Main<'a> {
    recipe: &'a Recipe,
    table: &'a Table,
    seen: &'a Inspection,
}

impl Main<'_> {
    fn choice(&self, name: &str) -> Option<&ColumnChoice> {
        self.recipe.columns.get(name)
    }

    /// The columns of both files that hold the identifier of a domain.
    fn key(&self, files: &Attachments, file: u32, domain: &str, at: &str) -> Result<KeyPlan, Refusal> {
        let other = files.get(file, at)?;
        let chosen = |at: usize| {
            let named =
                self.recipe.columns.iter().find(|(name, _)| find_column(self.table, name) == Some(at));
            named.and_then(|(_, choice)| choice.domain.clone())
        };
        let ours = |exact: bool| {
            let domains = self.seen.columns.iter().enumerate();
            domains.filter(move |&(at, column)| {
                let own = chosen(at);
                same_domain(own.as_ref().or(column.domain.as_ref()), domain, exact)
            })
        };
        let theirs = |exact: bool| {
            let domains = other.loaded.inspection.columns.iter().enumerate();
            domains.filter(move |(_, column)| same_domain(column.domain.as_ref(), domain, exact))
        };
        let key_at = format!("{at}.key");
        let main = pick(ours(true).map(|(at, _)| at), ours(false).map(|(at, _)| at))
            .map_err(|many| no_key(domain, 1, many, &key_at))?;
        let column = pick(theirs(true).map(|(at, _)| at), theirs(false).map(|(at, _)| at))
            .map_err(|many| no_key(domain, file, many, &key_at))?;
        let table = Arc::clone(&other.loaded.table);
        Ok(KeyPlan { file, table, column, main, domain: domain.to_owned() })
    }
}

/// Whether a column's domain is the one asked for; not exactly: of the same kind, where the column names no issuer.
fn same_domain(own: Option<&String>, asked: &str, exact: bool) -> bool {
    own.is_some_and(|own| {
        own == asked || !exact && !own.contains('@') && asked.split('@').next() == Some(own.as_str())
    })
}

/// The only one; else whether there were more.
fn one(mut found: impl Iterator<Item = usize>) -> Result<usize, bool> {
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        (first, _) => Err(first.is_some()),
    }
}

/// The only exact one, else the only one that comes near.
fn pick(exact: impl Iterator<Item = usize>, near: impl Iterator<Item = usize>) -> Result<usize, bool> {
    one(exact).or_else(|many| if many { Err(true) } else { one(near) })
}

fn no_key(domain: &str, file: u32, many: bool, at: &str) -> Refusal {
    let what = if many {
        Text::new(
            format!("Bestand {file} heeft meer dan één kolom met de sleutel “{domain}”."),
            format!("File {file} has more than one column with the key “{domain}”."),
        )
    } else {
        Text::new(
            format!("In bestand {file} vinden wij geen kolom met de sleutel “{domain}”."),
            format!("In file {file} no column with the key “{domain}” is found."),
        )
    };
    let remedy = if file == 1 {
        Text::new(
            "Zet in het recept bij één kolom dit “domain”.",
            "Give one column this “domain” in the recipe.",
        )
    } else {
        Text::new(
            "Geef een bestand waarin precies één kolom dit nummer bevat, met een duidelijke kolomkop.",
            "Give a file in which exactly one column holds this number, under a clear header.",
        )
    };
    refused(if many { "recipe.key_ambiguous" } else { "recipe.key_absent" }, at.to_owned(), what, remedy)
}

fn column(table: &Table, name: &str, at: &str, file: u32) -> Result<usize, Refusal> {
    find_column(table, name).ok_or_else(|| {
        refused(
            "recipe.no_such_column",
            at.to_owned(),
            Text::new(
                format!("Het recept noemt de kolom “{name}”. Die staat niet in bestand {file}."),
                format!("The recipe names the column “{name}”, which is not in file {file}."),
            ),
            Text::new(
                "Kijk hoe de kolom in dat bestand heet, of gebruik “kolom” met haar nummer.",
                "Look up the column's name in that file, or use “kolom” with its number.",
            ),
        )
    })
}

fn aggregate_label(how: Aggregate, column: &Text) -> Text {
    let (nl, en) = match how {
        Aggregate::Sum => ("totaal", "total"),
        Aggregate::Mean => ("gemiddelde", "mean"),
        Aggregate::Min => ("laagste", "lowest"),
        Aggregate::Max => ("hoogste", "highest"),
        Aggregate::Count => ("aantal keer", "times"),
        Aggregate::MostFrequent => return column.clone(),
    };
    Text::new(format!("{}, {nl}", column.nl), format!("{}, {en}", column.en))
}
