//! The first stage: bytes of a file, or of the sample, into a table with its inspection.

use crate::gate::Workbench;
use crate::ingest::{self, Options, Reader};
use crate::meaning::{inspect, InputStatistics, InspectInput, Inspection};
use crate::recipe::{ColumnChoice, Recipe, Role, Treatment};
use crate::refusal::Refusal;
use crate::sample::{sample_csv, Sample};
use crate::table::Table;
use crate::task::{Progress, Step, Task};
use std::sync::Arc;

/// k before a recipe says otherwise: shapes and percentages of the Data step.
const DEFAULT_K: u32 = 10;

/// A file under way.
pub(super) struct Reading {
    reader: Reader,
    source: Option<Sample>,
}

/// A file as read and understood.
pub(super) struct Loaded {
    pub(super) table: Arc<Table>,
    pub(super) inspection: Inspection,
    pub(super) sample: bool,
    input: ReadAs,
}

/// How the file was read, to inspect it again when its headers are confirmed.
struct ReadAs {
    dialect: crate::meaning::Dialect,
    refused_rows: u32,
    refused: Vec<crate::meaning::RefusedRow>,
    title_lines: u32,
    totals_lines: u32,
}

impl Reading {
    /// A file of so many bytes.
    pub(super) fn file(bytes: f64, header_line: Option<u32>) -> Self {
        let options = Options { header_line, bytes_total: (bytes > 0.0).then_some(bytes) };
        Self { reader: Reader::new(options), source: None }
    }

    /// The sample data.
    pub(super) fn sample(rows: u32, seed: u32) -> Self {
        let reader = Reader::new(Options { header_line: None, bytes_total: None });
        Self { reader, source: Some(sample_csv(rows, seed, false)) }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<Progress, Refusal> {
        self.reader.push(chunk)?;
        Ok(self.reader.progress())
    }

    pub(super) fn finish(self) -> Result<Loaded, Refusal> {
        let sample = self.source.is_some();
        let ingest::Loaded {
            table,
            dialect,
            refused_rows,
            refused,
            title_lines,
            totals_lines,
            header_confirmed,
        } = self.reader.finish()?;
        let input = ReadAs { dialect, refused_rows, refused, title_lines, totals_lines };
        // The sample's headers are ours.
        let inspection = input.inspect(&table, header_confirmed || sample);
        Ok(Loaded { table: Arc::new(table), inspection, sample, input })
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
    fn inspect(&self, table: &Table, headers_confirmed: bool) -> Inspection {
        inspect(InspectInput {
            table,
            dialect: self.dialect.clone(),
            refused_rows: self.refused_rows,
            refused: self.refused.clone(),
            title_lines: self.title_lines,
            totals_lines: self.totals_lines,
            headers_confirmed,
            min_group: DEFAULT_K,
        })
    }
}

impl Loaded {
    /// The person has seen shapes only and says that the header row is the header (PRODUCT B6).
    pub(super) fn confirm_headers(&mut self) {
        self.inspection = self.input.inspect(&self.table, true);
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
            recipe.columns.insert(
                column.name.clone(),
                ColumnChoice {
                    role: Some(column.role),
                    meaning: serde_json::to_value(column.meaning)
                        .ok()
                        .and_then(|meaning| meaning.as_str().map(str::to_owned)),
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
        recipe
    }

    /// What was read (PRODUCT D6); who was left out is known after folding.
    pub(super) fn statistics(&self, people_left_out: usize, rows_without_unit: usize) -> InputStatistics {
        InputStatistics {
            rows: self.inspection.rows,
            refused_rows: self.inspection.refused_rows,
            dialect: self.inspection.dialect.clone(),
            people_left_out: u32::try_from(people_left_out).unwrap_or(u32::MAX),
            rows_without_unit: u32::try_from(rows_without_unit).unwrap_or(u32::MAX),
        }
    }
}
