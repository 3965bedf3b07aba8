//! The files under attack: the sample, adult and the mixture of `make_mixed.py`.

use super::generators::{mixed, Draw};
use serde_json::{json, Value};

const ADULT: &str = include_str!("../data/adult/adult.csv");

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Sample,
    Adult,
    Mixed,
}

pub const SOURCES: [Source; 3] = [Source::Sample, Source::Adult, Source::Mixed];

/// A file as cells.
#[derive(Clone)]
pub struct File {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Source {
    pub fn name(self) -> &'static str {
        match self {
            Source::Sample => "sample",
            Source::Adult => "adult",
            Source::Mixed => "make_mixed",
        }
    }

    /// So many people.
    pub fn file(self, people: usize, seed: u64) -> File {
        let text = match self {
            Source::Sample => {
                let bytes = crate::sample::sample_csv(people as u32, seed as u32, true).flatten().collect();
                String::from_utf8(bytes).unwrap()
            }
            Source::Adult => ADULT.to_owned(),
            Source::Mixed => mixed(people, seed),
        };
        let cells = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
        let mut lines = text.lines();
        let header = cells(lines.next().unwrap());
        let mut rows: Vec<Vec<String>> = lines.map(cells).collect();
        if self == Source::Adult {
            let mut draw = Draw(seed);
            draw.shuffle(&mut rows);
            rows.truncate(people);
        }
        File { header, rows }
    }

    /// What the person says of the columns beyond what is proposed: the product takes whatever it does not know for an indirect
    /// identifier, and most of these columns are none.
    pub fn choices(self) -> Value {
        match self {
            Source::Sample => json!({ "groep_waar": { "role": "ignore" } }),
            Source::Adult => json!({
                "race": { "role": "ignore" }, "native-country": { "role": "ignore" }, "age": { "role": "quasi" },
                "sex": { "role": "quasi" }, "marital-status": { "role": "feature" }, "education": { "role": "feature" },
                "workclass": { "role": "feature" }, "occupation": { "role": "feature" },
                "salary-class": { "role": "feature" }
            }),
            Source::Mixed => json!({
                "true_segment": { "role": "ignore" }, "age": { "role": "quasi" }, "income": { "role": "feature" },
                "contacts": { "role": "feature" }, "days_since": { "role": "feature" }, "products": { "role": "feature" },
                "distance_km": { "role": "feature" }, "household": { "role": "quasi" }, "channel": { "role": "feature" },
                "housing": { "role": "feature" }, "digital_skill": { "role": "feature" }, "language": { "role": "feature" },
                "topic": { "role": "feature" }
            }),
        }
    }

    /// The column that a person may declare sensitive, though the product does not take it for that; the sample's own sensitive
    /// columns are found.
    pub fn declared(self) -> Option<&'static str> {
        match self {
            Source::Sample => None,
            Source::Adult => Some("salary-class"),
            Source::Mixed => Some("topic"),
        }
    }

    /// The same choices with that column declared sensitive.
    pub fn with_declared(self) -> Value {
        let mut choices = self.choices();
        if let Some(name) = self.declared() {
            choices[name] = json!({ "role": "sensitive", "ground": "beleid" });
        }
        choices
    }

    /// Two columns to cross: of few combinations, so that an attacker can reckon with the whole row.
    pub fn pair(self) -> [&'static str; 2] {
        match self {
            Source::Sample => ["Woonsituatie", "Kanaal"],
            Source::Adult => ["sex", "salary-class"],
            Source::Mixed => ["housing", "channel"],
        }
    }

    /// Columns of words, of numbers, and one in which cells may be emptied.
    pub fn planted(self) -> [&'static str; 3] {
        match self {
            Source::Sample => ["Kanaal", "Wachttijd", "Woonsituatie"],
            Source::Adult => ["workclass", "age", "education"],
            Source::Mixed => ["channel", "distance_km", "housing"],
        }
    }

    /// The column of known groups, where there is one.
    pub fn truth(self) -> Option<&'static str> {
        match self {
            Source::Sample => Some("groep_waar"),
            Source::Adult => None,
            Source::Mixed => Some("true_segment"),
        }
    }
}

impl File {
    pub fn at(&self, column: &str) -> usize {
        self.header.iter().position(|name| name == column).unwrap()
    }

    pub fn csv(&self) -> Vec<u8> {
        let lines = std::iter::once(&self.header).chain(&self.rows).map(|cells| cells.join(";"));
        (lines.collect::<Vec<_>>().join("\n") + "\n").into_bytes()
    }

    /// Gives these words to so many people each, and nobody else has them.
    pub fn plant(&mut self, column: &str, word: &str, people: usize, draw: &mut Draw) {
        let at = self.at(column);
        for _ in 0..people {
            let mut row = draw.below(self.rows.len());
            while self.rows[row][at] == word {
                row = draw.below(self.rows.len());
            }
            self.rows[row][at] = word.to_owned();
        }
    }

    /// Fills every empty cell of a column.
    pub fn fill(&mut self, column: &str) {
        let at = self.at(column);
        let empty = |cell: &str| matches!(cell, "" | "-" | "onbekend");
        let some = self.rows.iter().map(|row| row[at].clone()).find(|cell| !empty(cell)).unwrap();
        self.rows.iter_mut().filter(|row| empty(&row[at])).for_each(|row| row[at].clone_from(&some));
    }
}
