//! From a table to what may be seen of it before the gate.

use super::headers::{column_keys, Headers};
use super::inspection::{ColumnInspection, Dialect, Inspection, RefusedRow};
use super::judge::{judge, Header, Judgement};
use super::remarks::{damage, warnings, Judged};
use super::shapes::{stride, Persons, Shaping};
use super::single::Singling;
use super::tally::Tally;
use super::vocabulary::look_up;
use super::Meaning;
use crate::pseudonym::Kind;
use crate::recipe::Role;
use crate::table::{Dictionary, Table, MISSING};
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use std::borrow::Borrow;
use std::convert::Infallible;

/// What is handed to [`inspect`]: the table and how it was read.
pub(crate) struct InspectInput<T> {
    /// The table: owned, shared or borrowed.
    pub(crate) table: T,
    /// How the file is written.
    pub(crate) dialect: Dialect,
    /// Number of refused rows.
    pub(crate) refused_rows: u32,
    /// The first hundred of them.
    pub(crate) refused: Vec<RefusedRow>,
    /// Lines above the header.
    pub(crate) title_lines: u32,
    /// Whether the person has said that the header is the header (PRODUCT B6).
    pub(crate) headers_confirmed: bool,
    /// k: nothing is said that fewer persons carry.
    pub(crate) min_group: u32,
}

/// Understands a table at once; see [`Inspect`].
#[cfg(test)]
pub(crate) fn inspect<T: Borrow<Table>>(input: InspectInput<T>) -> Inspection {
    match crate::task::run(&mut Inspect::new(input), |_| {}) {
        Ok(inspection) => inspection,
        Err(never) => match never {},
    }
}

/// The task of understanding a table: meaning, role, shapes and warnings. Deterministic, whatever the steps.
///
/// A step keeps to its budget inside a column too. Cells are counted once; tests are made on a bounded number of
/// distinct values; shapes are taken of a bounded number of rows.
pub(crate) struct Inspect<T> {
    input: InspectInput<T>,
    keys: Vec<String>,
    header_is_data: bool,
    judged: Vec<Judged>,
    unit: Option<usize>,
    /// Cells that are of k people at least; known once the search for the unit is over.
    few: u64,
    searching: bool,
    persons: Persons,
    columns: Vec<ColumnInspection>,
    warning: Option<Text>,
    stage: Stage,
}

/// Where the work is. Columns are judged one after the other, then shown one after the other.
enum Stage {
    /// Counting the cells of each value, from this row on.
    Count { cells: Vec<u32>, row: usize },
    /// Learning how numbers and dates are written, from this code on.
    Survey { cells: Vec<u32>, tally: Tally, code: usize },
    /// Testing values, from this code on.
    Look { cells: Vec<u32>, tally: Tally, code: usize },
    /// Looking for damage in every value, from this code on.
    Sweep { tally: Tally, code: u32 },
    /// All columns are judged.
    Judged,
    /// Telling the persons of the sampled rows apart by the unit, from this row of the sample on.
    Units { units: Dictionary, of_code: Vec<u32>, person: Vec<u32> },
    /// Looking who stands alone.
    Single(Singling),
    /// Taking shapes of a column.
    Shape(Shaping),
}

/// Costs in microseconds of wasm, about: cells counted a microsecond, and microseconds a value.
const CELLS: i64 = 100;
const SURVEY: i64 = 1;
const LOOK: i64 = 4;
const SWEPT: i64 = 30;
const UNIT: i64 = 1;

const UNSEEN: u32 = u32::MAX;

impl<T: Borrow<Table>> Inspect<T> {
    /// Starts.
    pub(crate) fn new(input: InspectInput<T>) -> Self {
        let table = input.table.borrow();
        let keys = column_keys(table, input.headers_confirmed);
        let few = u64::from(input.min_group.max(1));
        let header_is_data = Headers::of(table, input.headers_confirmed).data;
        let mut inspect = Self {
            input,
            keys,
            header_is_data,
            judged: Vec::new(),
            unit: None,
            few,
            searching: true,
            persons: Persons::rows(0),
            columns: Vec::new(),
            warning: None,
            stage: Stage::Judged,
        };
        inspect.stage = inspect.next_column();
        inspect
    }

    /// The counting of the next column that is not judged yet.
    fn next_column(&self) -> Stage {
        let table = self.input.table.borrow();
        let at = self.judged.len();
        if at == table.width() {
            return Stage::Judged;
        }
        Stage::Count { cells: vec![0; table.column(at).values.len()], row: 0 }
    }

    /// The taking of shapes of the next column that is not shown yet.
    fn next_shapes(&self) -> Stage {
        let table = self.input.table.borrow();
        match self.columns.len() {
            at if at < table.width() => Stage::Shape(Shaping::new(table.column(at))),
            _ => Stage::Judged,
        }
    }

    /// One turn of about `left` microseconds; takes its cost from it.
    fn turn(&mut self, left: &mut i64) -> Option<Inspection> {
        let at = self.judged.len();
        self.stage = match std::mem::replace(&mut self.stage, Stage::Judged) {
            Stage::Count { mut cells, row } => {
                let column = self.input.table.borrow().column(at);
                let end = (row + (*left * CELLS).max(1) as usize).min(column.codes.len());
                *left -= (end - row) as i64 / CELLS + 1;
                gezicht_lanes::reading::count(&mut cells, &column.codes[row..end]);
                if end < column.codes.len() {
                    Stage::Count { cells, row: end }
                } else {
                    *left -= cells.len() as i64 / CELLS;
                    let tally = Tally::new(column, &cells, self.input.min_group, self.few);
                    Stage::Survey { cells, tally, code: 1 }
                }
            }
            Stage::Survey { cells, mut tally, mut code } => {
                let values = &self.input.table.borrow().column(at).values;
                while *left > 0 && code < values.len() {
                    tally.survey(values.get(code as u32), cells[code]);
                    code += tally.stride();
                    *left -= SURVEY;
                }
                if code < values.len() {
                    Stage::Survey { cells, tally, code }
                } else {
                    tally.settle();
                    Stage::Look { cells, tally, code: 1 }
                }
            }
            Stage::Look { cells, mut tally, mut code } => {
                let values = &self.input.table.borrow().column(at).values;
                while *left > 0 && code < values.len() {
                    tally.look(values.get(code as u32), cells[code]);
                    code += tally.stride();
                    *left -= LOOK;
                }
                if code < values.len() {
                    Stage::Look { cells, tally, code }
                } else {
                    Stage::Sweep { tally, code: 1 }
                }
            }
            Stage::Sweep { mut tally, code } => {
                let values = &self.input.table.borrow().column(at).values;
                let end = (code as usize + (*left * SWEPT).max(1) as usize).min(values.len());
                // Nearly all columns have no such sign, and most of the time goes to finding the values one by one.
                if values.joined(code..end as u32).contains('+') {
                    (code..end as u32).for_each(|code| tally.sweep(values.get(code)));
                }
                *left -= (end - code as usize) as i64 / SWEPT + 1;
                if end < values.len() {
                    Stage::Sweep { tally, code: end as u32 }
                } else {
                    self.judge(tally);
                    self.next_column()
                }
            }
            Stage::Judged if self.columns.is_empty() && !self.judged.is_empty() => self.find_unit(),
            Stage::Judged => return Some(self.finish()),
            Stage::Units { units, of_code, person } => self.tell_apart(units, of_code, person, left),
            Stage::Single(mut singling) => {
                if singling.turn(self.input.table.borrow(), left) {
                    self.warning = singling.warning(&self.judged);
                    *left -= 5000;
                    self.next_shapes()
                } else {
                    Stage::Single(singling)
                }
            }
            Stage::Shape(mut shaping) => {
                let column = self.input.table.borrow().column(self.columns.len());
                *left -= 1000;
                if shaping.turn(column, &self.persons, 2000) {
                    self.show(shaping);
                    self.next_shapes()
                } else {
                    Stage::Shape(shaping)
                }
            }
        };
        None
    }

    fn judge(&mut self, mut tally: Tally) {
        let at = self.judged.len();
        tally.by_cells = self.searching;
        let judgement = judge(&tally, self.header(at));
        self.judged.push(Judged { tally, judgement, key: self.keys[at].clone() });
    }

    /// What a header says.
    fn header(&self, at: usize) -> Header {
        if self.header_is_data {
            return Header::default();
        }
        let found = look_up(&self.input.table.borrow().column(at).header);
        Header { concept: found.concept, whole: found.whole, code: found.code }
    }

    /// Finds the column that tells persons apart: first by the share of cells alone, for one person's many rows may hold a value
    /// each. Then it is known how many cells are of k people, and all are judged by that.
    fn find_unit(&mut self) -> Stage {
        if self.searching {
            self.searching = false;
            let unit = propose_unit(&self.judged);
            if !self.people_need_more(unit) {
                for at in 0..self.judged.len() {
                    self.judged[at].tally.by_cells = false;
                    self.judged[at].judgement = judge(&self.judged[at].tally, self.header(at));
                }
            }
        }
        if self.judged.is_empty() {
            return self.next_column();
        }
        self.unit = propose_unit(&self.judged);
        if self.people_need_more(self.unit) {
            return self.next_column();
        }
        self.shape_by_people()
    }

    /// Whether this unit asks for more cells than were taken for k people; then all is judged anew. As many as the k - 1 people with
    /// most rows have may be of fewer than k.
    fn people_need_more(&mut self, unit: Option<usize>) -> bool {
        let few = unit.map_or(0, |unit| self.judged[unit].tally.fullest() + 1);
        let more = few > self.few;
        if more {
            self.few = few;
            self.judged.clear();
        }
        more
    }

    fn shape_by_people(&mut self) -> Stage {
        let table = self.input.table.borrow();
        match self.unit {
            Some(index) => Stage::Units {
                units: Dictionary::new(),
                of_code: vec![UNSEEN; table.column(index).values.len()],
                person: Vec::new(),
            },
            None => {
                self.persons = Persons::rows(table.rows());
                Stage::Single(Singling::new(&self.judged, None, table.rows(), self.input.min_group))
            }
        }
    }

    /// Who each row of the sample belongs to, by the normalised values of the unit column.
    fn tell_apart(
        &mut self,
        mut units: Dictionary,
        mut of_code: Vec<u32>,
        mut person: Vec<u32>,
        left: &mut i64,
    ) -> Stage {
        let Some(index) = self.unit else { return Stage::Judged };
        let table = self.input.table.borrow();
        let column = table.column(index);
        let kind = Kind::of(self.judged[index].judgement.domain.as_deref().unwrap_or_default());
        let stride = stride(table.rows());
        while *left > 0 && person.len() * stride < table.rows() {
            let code = column.codes[person.len() * stride];
            let unit = &mut of_code[code as usize];
            if *unit == UNSEEN {
                // Codes of units start at 1: no unit becomes the sign for nobody.
                let normalised = (code != MISSING).then(|| kind.normalise(column.values.get(code))).flatten();
                *unit = normalised.map_or(MISSING, |text| units.intern(&text));
            }
            person.push(unit.wrapping_sub(1));
            *left -= UNIT;
        }
        if person.len() * stride < table.rows() {
            return Stage::Units { units, of_code, person };
        }
        self.persons = Persons::by_unit(&person, stride, units.len() - 1);
        Stage::Single(Singling::new(&self.judged, self.unit, table.rows(), self.input.min_group))
    }

    fn show(&mut self, shaping: Shaping) {
        let at = self.columns.len();
        let header = self.input.table.borrow().column(at).header.trim();
        let judgement = &self.judged[at].judgement;
        let (shapes, filled) = shaping.finish(&self.persons, self.input.min_group);
        self.columns.push(ColumnInspection {
            number: at as u32 + 1,
            name: self.keys[at].clone(),
            name_shown: self.keys[at] == header,
            meaning: judgement.meaning,
            meaning_label: judgement.meaning.label(),
            confidence: judgement.confidence,
            evidence: judgement.evidence.clone(),
            role: judgement.role,
            consequence: consequence(judgement, self.unit == Some(at)),
            attention: judgement.attention,
            ground_needed: judgement.role == Role::Sensitive,
            sensitive_kind: judgement.sensitive_kind,
            alternatives: judgement.alternatives.clone(),
            filled,
            shapes,
            domain: judgement.domain.clone(),
        });
    }

    fn finish(&mut self) -> Inspection {
        let input = &mut self.input;
        let mut warnings = warnings(&self.judged);
        warnings.extend(self.warning.take());
        Inspection {
            rows: input.table.borrow().rows() as u32,
            damage: self.judged.iter().filter_map(damage).collect(),
            warnings,
            dialect: input.dialect.clone(),
            refused_rows: input.refused_rows,
            refused: std::mem::take(&mut input.refused),
            title_lines: input.title_lines,
            columns: std::mem::take(&mut self.columns),
            unit: self.unit.map(|index| self.keys[index].clone()),
            headers_confirmed: input.headers_confirmed,
        }
    }
}

impl<T: Borrow<Table>> Task for Inspect<T> {
    type Output = Inspection;
    type Error = Infallible;

    fn step(&mut self, budget: u32) -> Step<Inspection, Infallible> {
        let width = self.input.table.borrow().width();
        let mut left = i64::from(budget.max(1));
        while left > 0 {
            if let Some(inspection) = self.turn(&mut left) {
                return Step::Done(inspection);
            }
        }
        // Judged for the unit, judged by people, shown.
        let done = self.judged.len() + self.columns.len() + if self.searching { 0 } else { width };
        Step::Busy(Progress {
            share: done as f64 / (3 * width + 1) as f64,
            doing: Text::new("Kolommen bekijken", "Looking at the columns"),
        })
    }
}

/// The column that tells persons apart: BSN before customer number, one that is filled (nearly) everywhere before another.
fn propose_unit(judged: &[Judged]) -> Option<usize> {
    let rank = |judgement: &Judgement| match judgement.meaning {
        Meaning::Bsn => Some(0),
        Meaning::CustomerNumber => Some(1),
        Meaning::ANumber => Some(2),
        Meaning::EducationNumber => Some(3),
        Meaning::Rsin => Some(4),
        Meaning::KvkNumber => Some(5),
        _ => None,
    };
    judged
        .iter()
        .enumerate()
        .filter(|(_, Judged { tally, judgement, .. })| tally.distinct() > 1 && judgement.domain.is_some())
        .filter_map(|(at, Judged { tally, judgement, .. })| {
            let full = tally.full() * 10 >= tally.rows * 9;
            let usable = tally.full() * 2 >= tally.rows;
            usable.then_some(())?;
            Some((!full, rank(judgement)?, at))
        })
        .min()
        .map(|(_, _, at)| at)
}

fn consequence(judgement: &Judgement, unit: bool) -> Text {
    match (judgement.role, judgement.meaning) {
        (Role::Identifier, _) if unit => Text::new(
            "Wordt vervangen door een code. Daarmee worden personen geteld. De code is nergens te zien.",
            "Replaced by a code that people are counted by. The code is shown nowhere.",
        ),
        (Role::Identifier, _) => {
            Text::new("Wordt weggelaten. Dit wijst naar één persoon.", "Left out: it points at one person.")
        }
        (Role::Quasi, _) => Text::new(
            "Wordt grover gemaakt, zodat niemand eruit springt.",
            "Made coarser, so that nobody stands out.",
        ),
        (Role::Sensitive, _) => Text::new(
            "Geblokkeerd, tot u opschrijft op welke grond u dit mag gebruiken.",
            "Blocked until you write down the ground on which you may use it.",
        ),
        (Role::Feature, _) => Text::new(
            "Wordt gebruikt om groepen te vinden en te beschrijven.",
            "Used to find groups and to describe them.",
        ),
        (Role::Weight, _) => Text::new("Telt als gewicht.", "Counts as a weight."),
        (Role::Ignore, Meaning::Secrecy) => Text::new(
            "Personen met geheimhouding worden weggelaten en geteld. De kolom zelf wordt niet gebruikt.",
            "People under secrecy are left out and counted. The column itself is not used.",
        ),
        (Role::Ignore, Meaning::Objection) => Text::new(
            "Personen die bezwaar maakten worden weggelaten en geteld. De kolom zelf wordt niet gebruikt.",
            "People who objected are left out and counted. The column itself is not used.",
        ),
        (Role::Ignore, Meaning::FreeText) => Text::new(
            "Wordt niet gebruikt. In vrije tekst kan van alles over iemand staan.",
            "Not used: free text can say anything about anyone.",
        ),
        (Role::Ignore, _) => Text::new("Wordt niet gebruikt.", "Not used."),
    }
}

#[cfg(test)]
#[path = "inspect_tests.rs"]
mod tests;
