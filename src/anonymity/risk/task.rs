//! The risk report as long work: classes of the whole file, of the file without each column, and of every combination of up to
//! three columns. One pass over the records a grouping.

use super::super::error::AnonymityError;
use super::super::group::Pairs;
use super::super::wording::count;
use super::joint::{highest, Chances, Joint, RiskPopulation};
use super::of_sizes;
use super::population::{self, Chosen, Histogram};
use super::report::{findings, ColumnRisk, CombinationRisk, PopulationRisk, RiskReport, RiskShare, Risks};
use crate::task::{Progress, Step, Task};
use crate::text::Text;

/// Most combinations that are listed.
const LISTED: usize = 10;
/// Most visits of a record for combinations (some ten seconds of one core). Beyond it triples are made of fewer columns.
const MOST_VISITS: u64 = 1_000_000_000;

/// One quasi-identifier.
pub(crate) struct RiskColumn<'a> {
    /// One code a record.
    pub(crate) codes: &'a [u32],
    /// Key of the column.
    pub(crate) name: &'a str,
    /// Name for people.
    pub(crate) label: &'a Text,
}

/// What is judged.
pub(crate) struct RiskInput<'a> {
    /// People that each record stands for.
    pub(crate) counts: &'a [u32],
    /// The quasi-identifiers, in file order.
    pub(crate) columns: &'a [RiskColumn<'a>],
    /// Class sizes of the release, in people.
    pub(crate) released: &'a [u32],
    /// Smallest group.
    pub(crate) k: u32,
    /// Share of the population that is in the file, above 0 and at most 1.
    pub(crate) sampling_fraction: Option<f64>,
    /// The population itself, where a table of it is attached: it goes before a fraction.
    pub(crate) population: Option<RiskPopulation<'a>>,
}

/// What a grouping found, in people.
#[derive(Clone, Copy, Default)]
struct Found {
    unique: u64,
    under_k: u64,
}

/// A grouping under way: from classes of some columns to classes with one more.
struct Pass {
    from: Vec<u32>,
    column: usize,
    at: usize,
    classes: Vec<u32>,
}

/// What the next pass is for.
#[derive(Clone, Copy)]
enum Work {
    /// Classes of the first so many columns.
    Prefix(usize),
    /// Classes of all columns from this one on.
    Suffix(usize),
    /// All columns but this one.
    Without(usize),
    /// One column.
    One(usize),
    /// Two columns.
    Two(usize, usize),
    /// Three columns.
    Three(usize, usize, usize),
}

/// The report as a task.
pub(crate) struct RiskTask {
    counts: Vec<u32>,
    columns: Vec<Vec<u32>>,
    names: Vec<(String, Text)>,
    released: Vec<u32>,
    k: u32,
    fraction: Option<f64>,
    people: u64,
    pairs: Pairs,
    sizes: Vec<u32>,
    /// What is to do, last first.
    plan: Vec<Work>,
    planned: usize,
    pass: Option<(Work, Pass)>,
    prefixes: Vec<Vec<u32>>,
    suffix: Vec<u32>,
    whole: Vec<u32>,
    without: Vec<Found>,
    /// Classes of the pair whose triples come next.
    pair: Vec<u32>,
    found: Vec<(Vec<usize>, Found)>,
    all_combinations: bool,
    /// The file and the release beside the population.
    joint: Vec<Joint>,
}

impl RiskTask {
    /// Prepares a report. It keeps a copy of the codes; the input may go.
    ///
    /// # Errors
    /// When the columns are not of one length, or the sampling fraction is no share above 0.
    pub(crate) fn new(input: &RiskInput<'_>) -> Result<Self, AnonymityError> {
        if input.columns.iter().any(|column| column.codes.len() != input.counts.len()) {
            return Err(AnonymityError::Mismatch);
        }
        if input.sampling_fraction.is_some_and(|fraction| !(fraction > 0.0 && fraction <= 1.0)) {
            return Err(AnonymityError::SamplingFraction);
        }
        let width = input.columns.len();
        let mut task = Self {
            counts: input.counts.to_vec(),
            columns: input.columns.iter().map(|column| column.codes.to_vec()).collect(),
            names: input
                .columns
                .iter()
                .map(|column| (column.name.to_owned(), column.label.clone()))
                .collect(),
            released: input.released.to_vec(),
            k: input.k,
            fraction: input.sampling_fraction,
            people: input.counts.iter().map(|&count| u64::from(count)).sum(),
            pairs: Pairs::default(),
            sizes: Vec::new(),
            plan: Vec::new(),
            planned: 0,
            pass: None,
            prefixes: vec![vec![0; input.counts.len()]],
            suffix: vec![0; input.counts.len()],
            whole: Vec::new(),
            without: vec![Found::default(); width],
            pair: Vec::new(),
            found: Vec::new(),
            all_combinations: true,
            joint: match &input.population {
                Some(population) => vec![Joint::new(population, false), Joint::new(population, true)],
                None => Vec::new(),
            },
        };
        // Last first: prefixes, then from the last column to the first the rest without it, then single columns.
        task.plan.extend((0..width).rev().map(Work::One));
        for column in 0..width {
            task.plan.push(Work::Suffix(column));
            task.plan.push(Work::Without(column));
        }
        task.plan.extend((1..=width).rev().map(Work::Prefix));
        if width == 0 {
            task.whole = vec![u32::try_from(task.people).unwrap_or(u32::MAX)];
        }
        task.planned = task.plan.len();
        Ok(task)
    }

    /// Pairs and triples: of all columns when the work allows it, else triples of the columns that most people
    /// are told apart by.
    fn plan_combinations(&mut self) {
        let width = self.columns.len();
        // 64 bits on every platform: the page must stop where the native command does.
        let visits = |m: usize| (m * m.saturating_sub(1) * (m + 1) / 6) as u64 * self.counts.len() as u64;
        let mut order: Vec<usize> = (0..width).collect();
        let adds = |column: usize| std::cmp::Reverse(self.adds(column));
        crate::sort::by_key(&mut order, |&column| (adds(column), column));
        let mut kept = width;
        while kept > 3 && visits(kept) > MOST_VISITS {
            kept -= 1;
        }
        self.all_combinations = kept == width;
        order.truncate(kept);
        crate::sort::by_key(&mut order, |&column| column);
        let mut plan = Vec::new();
        for (a, &first) in order.iter().enumerate() {
            for (b, &second) in order.iter().enumerate().skip(a + 1) {
                plan.push(Work::Two(first, second));
                plan.extend(order.iter().skip(b + 1).map(|&third| Work::Three(first, second, third)));
            }
        }
        plan.reverse();
        self.planned = plan.len();
        self.plan = plan;
    }

    /// People under k over all columns who are not without one.
    fn adds(&self, column: usize) -> u64 {
        self.judge(&self.whole).under_k.saturating_sub(self.without[column].under_k)
    }

    fn judge(&self, sizes: &[u32]) -> Found {
        let mut found = Found::default();
        for &size in sizes.iter().filter(|&&size| size < self.k) {
            found.under_k += u64::from(size);
            found.unique += u64::from(size == 1);
        }
        found
    }

    fn begin(&mut self, work: Work) {
        let records = self.counts.len();
        let none = || vec![0; records];
        let (from, column) = match work {
            Work::Prefix(columns) => (self.prefixes[columns - 1].clone(), columns - 1),
            // The classes after a column stand for a column of their own.
            Work::Without(column) => (self.prefixes[column].clone(), usize::MAX),
            Work::Suffix(column) => (self.suffix.clone(), column),
            Work::One(column) | Work::Two(column, _) => (none(), column),
            Work::Three(_, _, column) => (self.pair.clone(), column),
        };
        self.pairs.clear();
        self.sizes.clear();
        self.pass = Some((work, Pass { from, column, at: 0, classes: Vec::with_capacity(records) }));
    }

    /// Groups at most so many more records. Returns whether the pass is done.
    fn advance(&mut self, pass: &mut Pass, records: usize) -> bool {
        let end = (pass.at + records).min(self.counts.len());
        let codes = self.columns.get(pass.column).unwrap_or(&self.suffix);
        let span = pass.at..end;
        let records = pass.from[span.clone()].iter().zip(&codes[span.clone()]).zip(&self.counts[span]);
        for ((&from, &code), &count) in records {
            let class = self.pairs.of(from, code);
            if class as usize == self.sizes.len() {
                self.sizes.push(0);
            }
            self.sizes[class as usize] += count;
            pass.classes.push(class);
        }
        pass.at = end;
        end == self.counts.len()
    }

    fn grouped(&mut self, work: Work, pass: Pass) {
        let found = self.judge(&self.sizes);
        match work {
            Work::Prefix(columns) => {
                if columns == self.columns.len() {
                    self.whole = std::mem::take(&mut self.sizes);
                } else {
                    self.prefixes.push(pass.classes);
                }
            }
            Work::Without(column) => {
                self.without[column] = found;
                self.prefixes.truncate(column + 1); // those that are longer are not needed any more
            }
            Work::Suffix(_) => self.suffix = pass.classes,
            Work::One(column) => self.found.push((vec![column], found)),
            Work::Two(first, second) if pass.column == first => {
                self.pairs.clear();
                self.sizes.clear();
                let next = Vec::with_capacity(self.counts.len());
                self.pass = Some((work, Pass { from: pass.classes, column: second, at: 0, classes: next }));
            }
            Work::Two(first, second) => {
                self.found.push((vec![first, second], found));
                self.pair = pass.classes;
            }
            Work::Three(first, second, third) => self.found.push((vec![first, second, third], found)),
        }
    }

    fn risks(&self, sizes: &[u32], people: u64, uniques: Option<f64>, counted: Option<Chances>) -> Risks {
        let up = |chance: f64| (100.0 * chance - 1e-9).ceil().clamp(0.0, 100.0) as u32;
        let average = of_sizes(sizes);
        let highest = highest(sizes.iter().map(|&size| (u64::from(size), 1.0 / f64::from(size))), self.k);
        let fraction = self.fraction.unwrap_or(1.0);
        Risks {
            prosecutor_percent: up(highest),
            // A class of s people stands for about s / f in the population (El Emam & Dankar 2008), unless somebody is
            // thought to be the only one there.
            journalist_percent: up(match counted {
                Some(chances) => chances.highest,
                None if uniques.is_some_and(|uniques| uniques >= 1.0) => highest,
                None => highest * fraction,
            }),
            marketer_percent: up(counted.map_or(average.average * fraction, |chances| chances.mean)),
            under_k: RiskShare::of(self.judge(sizes).under_k, people, self.k),
            average,
        }
    }

    fn report(&mut self) -> RiskReport {
        let (k, people) = (self.k, self.people);
        let share = |part: u64| RiskShare::of(part, people, k);
        let sample = Histogram::new(&self.whole);
        let population = self.fraction.map(|fraction| people as f64 / fraction);
        let estimated = population.and_then(|population| population::dankar(&sample, population));
        // Without an estimate the worst is thought.
        let uniques = population.map(|_| estimated.map_or(f64::INFINITY, |(_, uniques)| uniques));
        let mut counted = self.joint.iter().map(|joint| joint.chances(&self.counts, self.k));
        let before = self.risks(&self.whole, people, uniques, counted.next());
        let left: u64 = self.released.iter().map(|&size| u64::from(size)).sum();
        let after = self.risks(&self.released, left, None, counted.next());
        let percent = |found: Option<f64>| {
            let all = population.unwrap_or(1.0).max(1.0);
            found.map(|uniques| (100.0 * uniques / all).round().clamp(0.0, 100.0) as u32)
        };
        let population = self.fraction.zip(population).map(|(sampling_fraction, all)| PopulationRisk {
            sampling_fraction,
            pitman: percent(population::pitman(&sample, all)),
            zayatz: percent(population::zayatz(&sample, all)),
            snb: percent(population::snb(&sample, all)),
            estimate: percent(estimated.map(|(_, uniques)| uniques)),
            chosen: estimated.map(|(chosen, _)| {
                let name = match chosen {
                    Chosen::Pitman => "pitman",
                    Chosen::Zayatz => "zayatz",
                    Chosen::Snb => "snb",
                };
                name.to_owned()
            }),
        });
        let columns = (0..self.columns.len())
            .map(|column| ColumnRisk {
                name: self.names[column].0.clone(),
                label: self.names[column].1.clone(),
                adds: share(self.adds(column)),
            })
            .collect();
        let found = std::mem::take(&mut self.found);
        let mut combinations: Vec<CombinationRisk> = found
            .iter()
            .map(|(columns, found)| CombinationRisk {
                names: columns.iter().map(|&column| self.names[column].0.clone()).collect(),
                labels: columns.iter().map(|&column| self.names[column].1.clone()).collect(),
                unique: share(found.unique),
                under_k: share(found.under_k),
            })
            .collect();
        // By the rounded figures, so that the order tells no more than they do; fewer columns first, then file order.
        crate::sort::by_key(&mut combinations, |one| {
            (std::cmp::Reverse((one.under_k.percent, one.unique.percent)), one.names.len())
        });
        // A column that adds nothing to a combination before it says nothing.
        let figures = |one: &CombinationRisk| (one.under_k.percent, one.unique.percent);
        let mut listed: Vec<CombinationRisk> = Vec::new();
        for one in combinations {
            let within = |other: &CombinationRisk| {
                figures(other) == figures(&one) && other.names.iter().all(|name| one.names.contains(name))
            };
            if listed.len() < LISTED && !listed.iter().any(within) {
                listed.push(one);
            }
        }
        let mut report = RiskReport {
            k,
            before,
            after,
            counted: !self.joint.is_empty(),
            population,
            columns,
            combinations: listed,
            all_combinations: self.all_combinations,
            findings: Vec::new(),
        };
        report.findings = findings(&report);
        report
    }
}

impl Task for RiskTask {
    type Output = RiskReport;
    type Error = AnonymityError;

    fn step(&mut self, budget: u32) -> Step<RiskReport, AnonymityError> {
        // About 40 records a microsecond when they are few, 15 when their table outgrows the cache.
        let mut left = budget as usize * 15;
        while left > 0 {
            if let Some(joint) = self.joint.iter_mut().find(|joint| !joint.is_done()) {
                joint.advance(&self.columns, left);
                left = left.saturating_sub(self.counts.len() + 1);
            } else if let Some((work, mut pass)) = self.pass.take() {
                let records = left.min(self.counts.len() - pass.at);
                left -= records.min(left - 1) + 1;
                if self.advance(&mut pass, records) {
                    self.grouped(work, pass);
                } else {
                    self.pass = Some((work, pass));
                }
            } else if let Some(work) = self.plan.pop() {
                self.begin(work);
                left = left.saturating_sub(self.counts.len() / 4 + 1);
            } else if self.found.len() == self.columns.len() && self.columns.len() > 1 {
                self.plan_combinations();
            } else {
                return Step::Done(self.report());
            }
        }
        let done = (self.planned - self.plan.len()) as f64 / self.planned.max(1) as f64;
        let combining = self.found.len() > self.columns.len();
        let width = self.columns.len() as f64;
        let shown = count(self.found.len() as f64);
        // Combinations are nearly all of the work where there are more than a few columns.
        let first = 4.0 / (4.0 + width * width);
        Step::Busy(Progress {
            share: (if combining { first + (1.0 - first) * done } else { first * done }).clamp(0.0, 1.0),
            doing: Text::new(
                format!("{} combinaties geteld", shown.nl),
                format!("{} combinations counted", shown.en),
            ),
        })
    }
}
