//! The first stage: bytes of a file, or of the sample, into a table with its inspection.

use super::releasing::LeftOut;
use crate::gate::Workbench;
use crate::ingest::{Options, Reader};
use crate::meaning::{FileStatistics, InputStatistics, Inspect, InspectInput, Inspection, Meaning};
use crate::recipe::{ColumnChoice, Recipe, Role, Treatment};
use crate::refusal::Refusal;
use crate::sample::{sample_csv, Sample};
use crate::table::Table;
use crate::task::{Progress, Step, Task};
use std::collections::BTreeMap;
use std::sync::Arc;

/// k before a recipe says otherwise: shapes and percentages of the Data step.
const DEFAULT_K: u32 = 10;

/// Filled cells in per cent from which a column can tell households apart: everyone without one is one household.
const MOSTLY_FILLED: u8 = 50;

/// Weight of an age in the measure, in the proposed recipe.
const AGE_WEIGHT: f64 = 2.0;

/// A file under way.
pub(super) struct Reading {
    reader: Reader,
    source: Option<Sample>,
    /// Comes beside the main file, with the name it was given.
    beside: Option<Beside>,
}

/// A file that comes beside the main one.
#[derive(Clone)]
pub(super) struct Beside {
    pub(super) name: Option<String>,
}

/// A file as read and understood.
pub(super) struct Loaded {
    pub(super) table: Arc<Table>,
    pub(super) inspection: Inspection,
    pub(super) sample: bool,
    pub(super) beside: Option<Beside>,
    input: ReadAs,
}

/// How the file was read, to inspect it again when its headers are confirmed.
#[derive(Clone)]
struct ReadAs {
    dialect: crate::meaning::Dialect,
    refused_rows: u32,
    refused: Vec<crate::meaning::RefusedRow>,
    title_lines: u32,
}

impl Reading {
    /// A file of so many bytes, read as the person says.
    pub(super) fn file(bytes: f64, read: Options) -> Self {
        let options = Options { bytes_total: (bytes > 0.0).then_some(bytes), ..read };
        Self { reader: Reader::new(options), source: None, beside: None }
    }

    /// A file that comes beside the main one.
    pub(super) fn beside(bytes: f64, name: Option<String>, read: Options) -> Self {
        Self { beside: Some(Beside { name }), ..Self::file(bytes, read) }
    }

    /// The sample data.
    pub(super) fn sample(rows: u32, seed: u32) -> Self {
        let reader = Reader::new(Options::default());
        Self { reader, source: Some(sample_csv(rows, seed, false)), beside: None }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<Progress, Refusal> {
        self.reader.push(chunk)?;
        Ok(self.reader.progress())
    }

    /// The end of the file: what is left is to understand the columns.
    pub(super) fn finish(self) -> Result<Inspecting, Refusal> {
        let sample = self.source.is_some();
        let read = self.reader.finish()?;
        // The sample's headers are ours.
        let confirmed = read.header_confirmed || sample;
        let input = ReadAs {
            dialect: read.dialect,
            refused_rows: read.refused_rows,
            refused: read.refused,
            title_lines: read.title_lines,
        };
        Ok(Inspecting {
            beside: self.beside,
            ..Inspecting::new(Arc::new(read.table), input, sample, confirmed)
        })
    }
}

/// The task of understanding a file.
pub(super) struct Inspecting {
    table: Arc<Table>,
    input: ReadAs,
    sample: bool,
    beside: Option<Beside>,
    task: Inspect<Arc<Table>>,
}

impl Inspecting {
    fn new(table: Arc<Table>, input: ReadAs, sample: bool, headers_confirmed: bool) -> Self {
        let task = Inspect::new(input.of(Arc::clone(&table), headers_confirmed));
        Self { table, input, sample, beside: None, task }
    }
}

impl Task for Inspecting {
    type Output = Loaded;
    type Error = Refusal;

    fn step(&mut self, budget: u32) -> Step<Loaded, Refusal> {
        match self.task.step(budget) {
            Step::Busy(progress) => Step::Busy(progress),
            Step::Failed(never) => match never {},
            Step::Done(inspection) => Step::Done(Loaded {
                table: Arc::clone(&self.table),
                inspection,
                sample: self.sample,
                beside: self.beside.take(),
                input: self.input.clone(),
            }),
        }
    }
}

impl Task for Reading {
    type Output = ();
    type Error = Refusal;

    fn step(&mut self, budget: u32) -> Step<(), Refusal> {
        // A chunk of the sample takes some hundred microseconds to make and to read.
        for _ in 0..(budget / 500).max(1) {
            let Some(chunk) = self.source.as_mut().and_then(Iterator::next) else { return Step::Done(()) };
            if let Err(error) = self.reader.push(&chunk) {
                return Step::Failed(error.into());
            }
        }
        Step::Busy(self.reader.progress())
    }
}

impl ReadAs {
    fn of(&self, table: Arc<Table>, headers_confirmed: bool) -> InspectInput<Arc<Table>> {
        InspectInput {
            table,
            dialect: self.dialect.clone(),
            refused_rows: self.refused_rows,
            refused: self.refused.clone(),
            title_lines: self.title_lines,
            headers_confirmed,
            min_group: DEFAULT_K,
        }
    }
}

impl Loaded {
    /// Understands the file again now that the person has seen shapes only and says that the header row is the
    /// header (PRODUCT B6).
    pub(super) fn confirming(&self) -> Inspecting {
        Inspecting::new(Arc::clone(&self.table), self.input.clone(), self.sample, true)
    }

    /// What the Data step shows.
    pub(super) fn shown(&self) -> Workbench<Inspection> {
        Workbench::inspection(self.inspection.clone())
    }

    /// The proposed recipe: every column with its proposed role, all other fields at their safe default.
    pub(super) fn proposed_recipe(&self) -> Recipe {
        let mut recipe = Recipe::default();
        for column in &self.inspection.columns {
            let unit = self.inspection.unit.as_ref() == Some(&column.name);
            let identifier = column.role == Role::Identifier;
            if matches!(column.meaning, Meaning::Age | Meaning::BirthDate | Meaning::BirthYear)
                && column.role == Role::Quasi
            {
                // A persona needs an age more than a postcode: let the search give up other detail first.
                recipe.privacy.column_weights.insert(column.name.clone(), AGE_WEIGHT);
            }
            recipe.columns.insert(
                column.name.clone(),
                ColumnChoice {
                    role: Some(column.role),
                    meaning: Some(column.meaning.code().to_owned()),
                    treatment: identifier.then_some(if unit {
                        Treatment::Pseudonym
                    } else {
                        Treatment::Drop
                    }),
                    domain: column.domain.clone().filter(|_| identifier && unit),
                    ..ColumnChoice::default()
                },
            );
        }
        recipe.privacy.unit = self.inspection.unit.clone();
        recipe.privacy.household = self.household();
        recipe
    }

    /// The column that tells households apart, where the file has numbers of households or else of addresses (PRODUCT B3) in
    /// most rows. An address in words is left to the person: what is called so is often a street, or a number without one.
    fn household(&self) -> Option<String> {
        let columns = &self.inspection.columns;
        let key = |domain: &str| {
            columns.iter().find(|column| {
                column.domain.as_deref() == Some(domain)
                    && column.filled >= MOSTLY_FILLED
                    && self.inspection.unit.as_ref() != Some(&column.name)
            })
        };
        ["huishoudnr", "nl.bag"].into_iter().find_map(key).map(|column| column.name.clone())
    }

    /// What was read (PRODUCT D6); who they are, and who was left out, is known after folding.
    /// `rows` are those of the other files, refused ones apart, by number.
    pub(super) fn statistics(
        &self,
        people: Option<usize>,
        left_out: &LeftOut,
        rows: Option<&BTreeMap<u32, (u32, u32)>>,
    ) -> InputStatistics {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        InputStatistics {
            rows: self.inspection.rows,
            people: people.map(count),
            refused_rows: self.inspection.refused_rows,
            dialect: self.inspection.dialect.clone(),
            people_left_out: count(left_out.people_secret),
            rows_left_out: count(left_out.rows_secret),
            unreadable_cells: left_out.unreadable_cells.map(count),
            rows_without_unit: count(left_out.rows_without_unit),
            people_objected: count(left_out.people_objected),
            files: rows
                .into_iter()
                .flatten()
                .map(|(&file, &(rows, refused_rows))| {
                    let of_file = left_out.files.iter().find(|counts| counts.file == file);
                    let of_file = of_file.copied().unwrap_or_default();
                    FileStatistics {
                        file,
                        rows,
                        refused_rows,
                        people_unmatched: of_file.people_unmatched.map(count),
                        rows_unmatched: count(of_file.rows_unmatched),
                        rows_without_key: count(of_file.rows_without_key),
                    }
                })
                .collect(),
        }
    }
}
