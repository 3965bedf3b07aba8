//! Local recoding: every class is as precise as it can be, not every column as coarse as its worst class needs.
//!
//! The classes are made by [`gezicht_lanes::classes`]: greedy ones over all nodes of the lattice, who is left where it costs least, so that
//! nobody is suppressed as long as the models allow it, and then small steps that make them cheaper, all within an amount of work. Here rows are put together for it,
//! the models are asked, and the classes become a release. The method depends on the content of the records alone: neither their order nor how they are
//! split over counts shows.
//!
//! **What a local release is for.** The bands of a quasi-identifier in figures are fixed at one level a column (PRODUCT D2),
//! because a block table cannot hold bands that overlap. So figures take, per column, the level of the global optimum, which is a valid
//! release of its own; the locally recoded records are for export only (PRODUCT C7). Both are rechecked.

mod judged;
mod rows;
#[cfg(test)]
mod tests;

use super::error::AnonymityError;
use super::model::Context;
use super::search::{people_of, Policy, SearchColumn, SUPPRESSED};
use super::wording::count;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use gezicht_lanes::classes::{make, Making, Test, NONE};
use judged::{class_test, least_people};
use rows::{Rows, Sorting};

/// Work of the steps after the first classes unless the caller says otherwise, in about 20 ns each: so much, and so much more for each row.
const IMPROVEMENT: (u64, u64) = (8_000_000, 250);

/// Longest step, in microseconds: a cancel must be heard between two of them, whatever the caller asks.
const LONGEST: u32 = 20_000;

/// Whether people may form a class: everything the models ask beyond a number of people.
trait ClassTest {
    /// `records` are positions in the input, in no order that means anything.
    fn holds(&mut self, records: &[u32]) -> bool;
}

/// What is recoded.
struct LocalInput<'a> {
    /// People that each record stands for.
    counts: &'a [u32],
    /// The quasi-identifiers, in file order.
    columns: &'a [SearchColumn<'a>],
    /// Fewest people in a class under all models.
    least: u32,
    /// Most people that may be suppressed.
    allowed: u32,
    /// What the models ask of a class beyond a number of people ([`class_test`]); `None` when that is nothing. Two classes that hold
    /// must hold together (convex models), for two classes may come to look alike.
    test: Option<Box<dyn ClassTest>>,
    /// Class of every record in a release that holds ([`SUPPRESSED`] when in none): used when the greedy classes leave too many out.
    global: Option<&'a [u32]>,
    /// Work of the improvement; `None`: [`IMPROVEMENT`].
    improvement: Option<u64>,
}

/// One class of a local release.
pub(crate) struct LocalClass {
    /// Level of every column.
    pub(crate) levels: Vec<u8>,
    /// Band of that level, per column: its place in [`super::BoundLadder::bands`].
    pub(crate) bands: Vec<u32>,
    /// People in it.
    pub(crate) people: u32,
}

/// A local release. Not to be exported before it was counted again from its rows.
pub(crate) struct LocalRelease {
    /// Class of every record; [`SUPPRESSED`] when it is in none.
    pub(crate) class_of: Vec<u32>,
    /// The classes, in the order of the first of their records' values.
    pub(crate) classes: Vec<LocalClass>,
    /// People suppressed.
    pub(crate) suppressed: u32,
    /// Granularity utility: 1 − (mean share − least) / (1 − least), where the mean is over all people and columns (suppressed: 1) and
    /// the least is the mean of 1 / ladder rows. 1 is lossless; columns count equally.
    pub(crate) granularity: f64,
}

impl LocalRelease {
    /// The band of a record in a column, as (level, place among the bands of that level); `None` when it is suppressed.
    pub(crate) fn band(&self, record: usize, column: usize) -> Option<(usize, u32)> {
        let class = self.classes.get(*self.class_of.get(record)? as usize)?;
        Some((*class.levels.get(column)? as usize, *class.bands.get(column)?))
    }
}

enum Phase {
    Sort(Box<Sorting>),
    Make(Box<dyn Making>),
}

/// Local recoding as a task.
pub(crate) struct LocalTask {
    rows: Rows,
    phase: Phase,
    least: u32,
    allowed: u32,
    test: Option<Box<dyn ClassTest>>,
    /// Class of every record in the global release, when that is known.
    global: Option<Vec<u32>>,
    improvement: Option<u64>,
    settling: bool,
    shown: f64,
}

impl LocalTask {
    /// Prepares the local recoding of people under a policy. `class_of` are the classes of the global release of the same people
    /// under the same policy, for when no better is found.
    ///
    /// # Errors
    /// As those of the search; and for k-map, which needs a population at every mix of levels.
    pub(crate) fn of_policy(
        counts: &[u32],
        columns: &[SearchColumn<'_>],
        context: &Context<'_>,
        policy: &Policy,
        class_of: &[u32],
    ) -> Result<Self, AnonymityError> {
        let checked = policy.check(people_of(counts)?)?;
        context.check(&policy.models, counts.len(), columns.len())?;
        Self::new(LocalInput {
            counts,
            columns,
            least: least_people(&policy.models),
            allowed: checked.allowed,
            test: class_test(&policy.models, context, counts)?,
            global: Some(class_of),
            improvement: None,
        })
    }

    /// Goes on with the best so far: no improvement, and what is left of the first classes in large steps.
    pub(crate) fn settle(&mut self) {
        self.settling = true;
        if let Phase::Make(making) = &mut self.phase {
            making.settle();
        }
    }

    /// Prepares a local recoding. It keeps what it needs; the input may go.
    ///
    /// # Errors
    /// When columns, ladders and records do not fit, or there are fewer people than one class must hold.
    fn new(input: LocalInput<'_>) -> Result<Self, AnonymityError> {
        let people: u64 = input.counts.iter().map(|&count| u64::from(count)).sum();
        if people < u64::from(input.least) {
            let people = u32::try_from(people).unwrap_or(u32::MAX);
            return Err(AnonymityError::TooFewPeople { people, k: input.least });
        }
        if let Some(column) =
            input.columns.iter().find(|column| !(column.weight > 0.0 && column.weight.is_finite()))
        {
            return Err(AnonymityError::Weight { column: column.label.clone() });
        }
        let (rows, sorting) = Rows::of(input.counts, input.columns).ok_or(AnonymityError::Mismatch)?;
        Ok(Self {
            rows,
            phase: Phase::Sort(Box::new(sorting)),
            least: input.least.max(1),
            allowed: input.allowed,
            test: input.test,
            global: input.global.map(<[u32]>::to_vec),
            improvement: input.improvement,
            settling: false,
            shown: 0.0,
        })
    }

    /// The rows are in order: classes can be made of them.
    fn begin(&self) -> Option<Box<dyn Making>> {
        let (fixed, each) = IMPROVEMENT;
        let improvement = self.improvement.unwrap_or(fixed + each * self.rows.len() as u64);
        let mut making = make(&self.rows.columns(), self.rows.of_classes(self.least), improvement)?;
        if self.settling {
            making.settle();
        }
        Some(making)
    }

    /// The release of these classes of rows; that of the global classes, each as precise as it can be, when more people are left out than may
    /// be. Those are not improved: a model over the whole release may hold for these classes together alone.
    fn release(&mut self, class_of: Vec<u32>) -> Result<LocalRelease, AnonymityError> {
        let too_many = |class_of: &[u32]| {
            let suppressed = self.rows.people_of(class_of, NONE);
            suppressed > u64::from(self.allowed) || (suppressed > 0 && suppressed == self.rows.people())
        };
        let class_of = match self.global.as_deref().filter(|_| too_many(&class_of)) {
            Some(global) => self.rows.of_records(global).ok_or(AnonymityError::Mismatch)?,
            None => class_of,
        };
        if too_many(&class_of) {
            return Err(AnonymityError::NoSolution { failing: Vec::new() });
        }
        Ok(self.rows.release(&class_of))
    }
}

/// A test of records as one of rows.
struct OfRows<'a> {
    test: &'a mut dyn ClassTest,
    rows: &'a Rows,
    records: Vec<u32>,
}

impl Test for OfRows<'_> {
    fn holds(&mut self, rows: &[u32]) -> bool {
        self.records.clear();
        for &row in rows {
            self.records.extend_from_slice(self.rows.records(row));
        }
        self.test.holds(&self.records)
    }
}

impl Task for LocalTask {
    type Output = LocalRelease;
    type Error = AnonymityError;

    fn step(&mut self, budget: u32) -> Step<LocalRelease, AnonymityError> {
        let budget = budget.min(LONGEST);
        let made = match &mut self.phase {
            Phase::Sort(sorting) => {
                if self.rows.sort(sorting, budget as usize * 50) {
                    match self.begin() {
                        Some(making) => self.phase = Phase::Make(making),
                        // The rows are wider than classes can be made of.
                        None => {
                            return match self.release(vec![NONE; self.rows.len()]) {
                                Ok(release) => Step::Done(release),
                                Err(error) => Step::Failed(error),
                            }
                        }
                    }
                }
                0
            }
            Phase::Make(making) => {
                let mut test = self.test.as_deref_mut().map(|test| OfRows {
                    test,
                    rows: &self.rows,
                    records: Vec::new(),
                });
                let test = test.as_mut().map(|test| test as &mut dyn Test);
                if making.step(test, u64::from(budget) * 25) {
                    let class_of = making.class_of();
                    return match self.release(class_of) {
                        Ok(release) => Step::Done(release),
                        Err(error) => Step::Failed(error),
                    };
                }
                self.shown = self.shown.max(making.share());
                making.classes()
            }
        };
        let made = count(made as f64);
        let doing = Text::new(format!("{} groepen gemaakt", made.nl), format!("{} groups made", made.en));
        Step::Busy(Progress { share: self.shown.min(1.0), doing })
    }
}
