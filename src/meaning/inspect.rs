//! From a table to what may be seen of it before the gate.

use super::inspection::{ColumnInspection, Dialect, Inspection, RefusedRow};
use super::judge::{judge, Judgement};
use super::shapes::{coarse, shapes, Persons};
use super::tally::Tally;
use super::vocabulary::{look_up, Match};
use super::{identifiers, values, Meaning};
use crate::pseudonym::Kind;
use crate::recipe::Role;
use crate::table::{Column, Dictionary, Table, MISSING};
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
    /// Totals lines below the data.
    pub(crate) totals_lines: u32,
    /// Whether the person has said that the header is the header (PRODUCT B6).
    pub(crate) headers_confirmed: bool,
    /// k: nothing is said that fewer persons carry.
    pub(crate) min_group: u32,
}

/// Whether a header cell looks like a value, which makes its whole row data (PRODUCT B6).
fn looks_like_value(header: &str) -> bool {
    let header = header.trim();
    identifiers::is_bsn(header)
        || identifiers::is_email(header)
        || identifiers::is_iban(header)
        || identifiers::phone(header).is_some()
        || identifiers::postcode(header).is_some()
        || values::date(header).is_some()
        || values::number(header, values::NumberStyle::Comma).is_some()
        || values::number(header, values::NumberStyle::Point).is_some()
}

/// Keys of all columns: the header where it may be shown, else `kolom N`; unique.
pub(crate) fn column_keys(table: &Table, headers_confirmed: bool) -> Vec<String> {
    let headers: Vec<&str> = table.columns.iter().map(|column| column.header.trim()).collect();
    let data = !headers_confirmed && headers.iter().any(|header| looks_like_value(header));
    let mut keys: Vec<String> = Vec::with_capacity(headers.len());
    for (at, header) in headers.iter().enumerate() {
        let shown = !header.is_empty()
            && !data
            && ((headers_confirmed && !looks_like_value(header)) || look_up(header).known);
        // A header that imitates another column's number would make two columns answer to one name.
        let imitates = header.to_lowercase().starts_with("kolom ") && !look_up(header).known;
        keys.push(if shown && !imitates { (*header).to_owned() } else { format!("kolom {}", at + 1) });
    }
    keys
}

/// The column that a recipe names: by its header as read, or as `kolom N`.
pub(crate) fn find_column(table: &Table, name: &str) -> Option<usize> {
    let name = name.trim();
    table.columns.iter().position(|column| column.header.trim() == name).or_else(|| {
        let number: usize = name.strip_prefix("kolom ")?.parse().ok()?;
        (1..=table.width()).contains(&number).then(|| number - 1)
    })
}

/// Names of all columns for people: the vocabulary's where the header says nothing else, else the header, else the number.
pub(crate) fn column_labels(table: &Table, headers_confirmed: bool) -> Vec<Text> {
    let label = |(index, (key, column)): (usize, (String, &Column))| {
        if key != column.header.trim() {
            return Text::new(key, format!("column {}", index + 1));
        }
        let Match { concept, whole, .. } = look_up(&key);
        match concept {
            Some(concept) if whole => concept.label(),
            _ => Text::new(key.clone(), key),
        }
    };
    column_keys(table, headers_confirmed).into_iter().zip(&table.columns).enumerate().map(label).collect()
}

/// Understands a table at once; see [`Inspect`].
#[cfg(test)]
pub(crate) fn inspect<T: Borrow<Table>>(input: InspectInput<T>) -> Inspection {
    match crate::task::run(&mut Inspect::new(input), |_| {}) {
        Ok(inspection) => inspection,
        Err(never) => match never {},
    }
}

/// The task of understanding a table: meaning, role, shapes and warnings, a column a turn. Deterministic.
pub(crate) struct Inspect<T> {
    input: InspectInput<T>,
    keys: Vec<String>,
    header_is_data: bool,
    judged: Vec<(Tally, Judgement)>,
    unit: Option<usize>,
    persons: Option<Persons>,
    columns: Vec<ColumnInspection>,
}

impl<T: Borrow<Table>> Inspect<T> {
    /// Starts.
    pub(crate) fn new(input: InspectInput<T>) -> Self {
        let table = input.table.borrow();
        let keys = column_keys(table, input.headers_confirmed);
        let header_is_data =
            !input.headers_confirmed && table.columns.iter().any(|column| looks_like_value(&column.header));
        let (judged, columns) = (Vec::new(), Vec::new());
        Self { input, keys, header_is_data, judged, unit: None, persons: None, columns }
    }

    fn judge_next(&mut self) {
        let column = self.input.table.borrow().column(self.judged.len());
        let mut cells = vec![0u32; column.values.len()];
        for &code in &column.codes {
            cells[code as usize] += 1;
        }
        let tally = Tally::of(column, &cells);
        let concept = if self.header_is_data { None } else { look_up(&column.header).concept };
        // Persons are not known yet: a third as many as cells is a careful guess for the steps of percentages.
        let base = tally.filled / 3;
        let judgement = judge(&tally, concept, &|percent| coarse(percent, base, self.input.min_group));
        self.judged.push((tally, judgement));
    }

    fn find_persons(&self) -> (Option<usize>, Persons) {
        let table = self.input.table.borrow();
        let unit = propose_unit(&self.judged, table.rows());
        let persons = match unit {
            Some(index) => {
                persons_by(table, index, self.judged[index].1.domain.as_deref().unwrap_or_default())
            }
            None => Persons::rows(table.rows()),
        };
        (unit, persons)
    }

    fn show_next(&mut self, persons: &Persons) {
        let at = self.columns.len();
        let column = self.input.table.borrow().column(at);
        let judgement = &self.judged[at].1;
        let (shapes, filled) = shapes(column, persons, self.input.min_group);
        self.columns.push(ColumnInspection {
            number: at as u32 + 1,
            name: self.keys[at].clone(),
            name_shown: self.keys[at] == column.header.trim(),
            meaning: judgement.meaning,
            meaning_label: judgement.meaning.label(),
            confidence: judgement.confidence,
            evidence: judgement.evidence.clone(),
            role: judgement.role,
            consequence: consequence(judgement, self.unit == Some(at)),
            attention: judgement.attention,
            ground_needed: judgement.role == Role::Sensitive,
            filled,
            shapes,
            domain: judgement.domain.clone(),
        });
    }

    fn finish(&mut self, persons: &Persons) -> Inspection {
        let input = &mut self.input;
        let table = input.table.borrow();
        let judged = &self.judged;
        let damage = judged
            .iter()
            .zip(&self.keys)
            .filter_map(|((tally, judgement), key)| damage(tally, judgement, key));
        Inspection {
            rows: table.rows() as u32,
            damage: damage.collect(),
            warnings: warnings(table, judged, &self.keys, persons, input.min_group),
            dialect: input.dialect.clone(),
            refused_rows: input.refused_rows,
            refused: std::mem::take(&mut input.refused),
            title_lines: input.title_lines,
            totals_lines: input.totals_lines,
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
        let (width, rows) = (self.input.table.borrow().width(), self.input.table.borrow().rows());
        let mut left = i64::from(budget.max(1));
        while left > 0 {
            // A column costs a scan of its cells and some tests on each of a bounded number of values.
            left -= 1000 + rows as i64 / 20;
            if self.judged.len() < width {
                self.judge_next();
                continue;
            }
            let Some(persons) = self.persons.take() else {
                let (unit, persons) = self.find_persons();
                (self.unit, self.persons) = (unit, Some(persons));
                continue;
            };
            if self.columns.len() == width {
                return Step::Done(self.finish(&persons));
            }
            self.show_next(&persons);
            self.persons = Some(persons);
        }
        let done = (self.judged.len() + self.columns.len()) as f64;
        Step::Busy(Progress {
            share: done / (2 * width + 1) as f64,
            doing: Text::new("Kolommen bekijken", "Looking at the columns"),
        })
    }
}

/// The column that tells persons apart: BSN before customer number, one that is filled (nearly) everywhere before another.
fn propose_unit(judged: &[(Tally, Judgement)], rows: usize) -> Option<usize> {
    let rank = |judgement: &Judgement| match judgement.meaning {
        Meaning::Bsn => Some(0),
        Meaning::CustomerNumber => Some(1),
        Meaning::ANumber => Some(2),
        _ => None,
    };
    judged
        .iter()
        .enumerate()
        .filter(|(_, (tally, judgement))| tally.distinct > 1 && judgement.domain.is_some())
        .filter_map(|(at, (tally, judgement))| {
            let full = tally.filled * 10 >= rows * 9;
            let usable = tally.filled * 2 >= rows;
            usable.then_some(())?;
            Some((!full, rank(judgement)?, at))
        })
        .min()
        .map(|(_, _, at)| at)
}

/// Who each row belongs to by the normalised values of a column.
fn persons_by(table: &Table, index: usize, domain: &str) -> Persons {
    let column = table.column(index);
    let kind = Kind::of(domain);
    let mut units = Dictionary::new();
    let mut of_code = vec![MISSING; column.values.len()];
    for (code, value) in column.values.iter() {
        if let Some(normalised) = kind.normalise(value) {
            of_code[code as usize] = units.intern(&normalised);
        }
    }
    // Code 0 (no unit) becomes u32::MAX.
    let person: Vec<u32> = column.codes.iter().map(|&code| of_code[code as usize].wrapping_sub(1)).collect();
    Persons::by_unit(&person, units.len() - 1)
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
            "Personen die bezwaar maakten, worden weggelaten en geteld. De kolom zelf wordt niet gebruikt.",
            "People who objected are left out and counted. The column itself is not used.",
        ),
        (Role::Ignore, Meaning::FreeText) => Text::new(
            "Wordt niet gebruikt. In vrije tekst kan van alles over iemand staan.",
            "Not used: free text can say anything about anyone.",
        ),
        (Role::Ignore, _) => Text::new("Wordt niet gebruikt.", "Not used."),
    }
}

/// What is broken in a column beyond repair (PRODUCT A5).
fn damage(tally: &Tally, judgement: &Judgement, key: &str) -> Option<Text> {
    let numeric = matches!(judgement.meaning, Meaning::Amount | Meaning::Number | Meaning::FreeText);
    if tally.any(tally.scientific)
        && (!numeric || tally.at_least(tally.scientific, 5.0) && judgement.meaning == Meaning::Number)
    {
        return Some(Text::new(
            format!(
                "In “{key}” staan nummers als 9,99E+99. De laatste cijfers zijn weg en komen niet terug. Maak de export opnieuw. \
                 Zet deze kolom eerst op “tekst”."
            ),
            format!(
                "“{key}” holds numbers such as 9.99E+99. Their last digits are gone for good. Export again, with this column set to text."
            ),
        ));
    }
    let lost = match judgement.meaning {
        Meaning::Bsn => tally.at_least(tally.bsn_short, 5.0),
        Meaning::Phone => tally.at_least(tally.phone_cut, 10.0),
        _ => false,
    };
    lost.then(|| {
        Text::new(
            format!(
                "In “{key}” zijn nullen aan het begin weggevallen. Het nummer is dan niet meer zeker. Maak de export opnieuw. \
                 Zet deze kolom eerst op “tekst”."
            ),
            format!(
                "“{key}” has lost zeros at the start, so its numbers are no longer certain. Export again, with this column set to text."
            ),
        )
    })
}

/// Warnings about columns and combinations (PRODUCT B7).
fn warnings(
    table: &Table,
    judged: &[(Tally, Judgement)],
    keys: &[String],
    persons: &Persons,
    k: u32,
) -> Vec<Text> {
    let mut warnings = Vec::new();
    let quasi = |meaning: Meaning| {
        judged.iter().position(|(_, judgement)| judgement.role == Role::Quasi && judgement.meaning == meaning)
    };
    if let (Some(birth), Some(postcode)) = (quasi(Meaning::BirthDate), quasi(Meaning::Postcode)) {
        let (birth, postcode) = (&keys[birth], &keys[postcode]);
        warnings.push(Text::new(
            format!(
                "“{birth}” en “{postcode}” wijzen samen bijna iedereen aan. Daarom worden ze grover gemaakt."
            ),
            format!(
                "“{birth}” and “{postcode}” together single out nearly everyone, so they are made coarser."
            ),
        ));
    }
    for ((tally, judgement), key) in judged.iter().zip(keys) {
        if judgement.attention
            && judgement.role == Role::Quasi
            && (judgement.meaning == Meaning::Origin || is_language(judgement, key))
        {
            warnings.push(Text::new(
                format!("“{key}” kan iets zeggen over iemands afkomst. Hebt u deze kolom echt nodig?"),
                format!("“{key}” may say something about a person's origin. Do you really need it?"),
            ));
        }
        // Three rows a person is a careful guess of how many persons carry such words.
        if judgement.meaning == Meaning::Category && tally.sensitive_cells >= 3 * u64::from(k) {
            warnings.push(Text::new(
                format!("In “{key}” staan woorden over zorg, schulden of iets anders dat gevoelig is. Kijk of deze kolom mee mag doen."),
                format!("“{key}” holds words about care, debts or something else that is sensitive. Check whether it may be used."),
            ));
        }
        if judgement.meaning == Meaning::Bsn && tally.any(tally.bsn_padded) {
            warnings.push(Text::new(
                format!("In “{key}” misten nummers een nul aan het begin. Die is aangevuld; de elfproef klopt."),
                format!("In “{key}” some numbers lacked a zero at the start. It was added; the eleven-test holds."),
            ));
        }
    }
    if judged
        .iter()
        .any(|(_, judgement)| matches!(judgement.meaning, Meaning::Care | Meaning::Debt | Meaning::Health))
    {
        warnings.push(Text::new(
            "In dit bestand staan gegevens over zorg, gezondheid of schulden. Dat iemand in het bestand staat, kan dan al gevoelig zijn.",
            "This file holds data about care, health or debts. Being in the file can then be sensitive in itself.",
        ));
    }
    if let Some(warning) = singling_out(table, judged, persons) {
        warnings.push(warning);
    }
    warnings
}

fn is_language(judgement: &Judgement, key: &str) -> bool {
    judgement.confidence >= 60 && look_up(key).concept.is_some_and(|concept| concept.proxy)
}

/// Whether more than half of the people (by their first row) stand alone on the indirect identifiers.
fn singling_out(table: &Table, judged: &[(Tally, Judgement)], persons: &Persons) -> Option<Text> {
    let columns: Vec<usize> = (0..judged.len()).filter(|&at| judged[at].1.role == Role::Quasi).collect();
    if columns.len() < 2 {
        return None;
    }
    let mut prints: Vec<u64> = persons
        .first_rows()
        .into_iter()
        .map(|row| {
            columns.iter().fold(0u64, |print, &at| {
                let code = u64::from(table.column(at).codes[row as usize]);
                (print.rotate_left(23) ^ code).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            })
        })
        .collect();
    prints.sort_unstable();
    let alone = prints.chunk_by(|a, b| a == b).filter(|run| run.len() == 1).count();
    (alone * 2 > prints.len()).then(|| {
        Text::new(
            "Meer dan de helft van de mensen is uniek op de kolommen die iemand indirect aanwijzen. Zonder bewerking kunt u niets tonen.",
            "More than half of the people are unique on the columns that point at someone indirectly. Nothing can be shown as it is.",
        )
    })
}

#[cfg(test)]
#[path = "inspect_tests.rs"]
mod tests;
