//! Local recoding: every class is as precise as it can be, not every column as coarse as its worst class needs.
//!
//! Greedy classes over all nodes of the lattice (`walk`), each tightened to the lowest bands above its people; who is left joins where it
//! costs least, so that nobody is suppressed as long as the models allow it; then classes are made cheaper, by small steps (`polish`) and
//! by a large-neighbourhood search (`refine`). The method depends on the content of the records alone: neither their order nor how they are split over counts shows.
//!
//! **What a local release is for.** The bands of a quasi-identifier in figures are fixed at one level a column (PRODUCT D2),
//! because a block table cannot hold bands that overlap. So figures take, per column, the level of the global optimum, which is a valid
//! release of its own; the locally recoded records are for export only (PRODUCT C7). Both are rechecked.

mod classes;
mod forest;
mod judged;
mod polish;
mod refine;
#[cfg(test)]
mod tests;
mod walk;

use super::error::AnonymityError;
use super::model::Context;
use super::search::{people_of, Policy, SearchColumn, SUPPRESSED};
use super::wording::count;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use classes::{Class, ClassTest, Ground, Rows};
use forest::{Forest, Tree};
use judged::{class_test, least_people};
use polish::{Polish, MOST_ROWS};
use refine::Refine;
use walk::Walk;

/// Work of the steps after the walk unless the caller says otherwise, in comparisons of two lists of bands (some 70 ns each in wasm).
const REFINEMENT: u64 = 8_000_000;

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
    /// Work of the refinement, such as [`REFINEMENT`].
    refinement: u64,
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
    Walk(Box<Walk>),
    Attach(Vec<u32>),
    Polish(Polish),
    Refine(Refine),
}

/// Local recoding as a task.
pub(crate) struct LocalTask {
    ground: Ground,
    classes: Vec<Class>,
    phase: Phase,
    suppressed: Vec<u32>,
    allowed: u32,
    /// Class of every row in the global release, when that is known.
    global: Option<Vec<u32>>,
    refinement: u64,
    /// Work when the refinement began.
    before: u64,
    /// Per column: share of every node's ladder rows without weights is its share divided by this.
    weights: Vec<f64>,
    least_share: f64,
    people: u64,
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
            refinement: REFINEMENT,
        })
    }

    /// Goes on with the best so far: no refinement, and what is left to be walked in large steps.
    pub(crate) fn settle(&mut self) {
        self.refinement = 0;
        if let Phase::Walk(walk) = &mut self.phase {
            walk.hurry();
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
        let trees: Vec<Tree<'_>> = input
            .columns
            .iter()
            .map(|column| Tree {
                bands: (0..column.ladder.height()).map(|level| column.ladder.band_of_code(level)).collect(),
                rows_of_band: (0..column.ladder.height())
                    .map(|level| column.ladder.rows_of_band(level))
                    .collect(),
                rows: column.ladder.rows(),
                weight: column.weight,
            })
            .collect();
        let forest = Forest::new(&trees).ok_or(AnonymityError::Mismatch)?;
        let rows = folded(&input, &forest).ok_or(AnonymityError::Mismatch)?;
        let least_share =
            input.columns.iter().map(|column| 1.0 / f64::from(column.ladder.rows().max(1))).sum::<f64>();
        let mut ground = Ground { forest, rows, least: input.least.max(1), test: input.test, work: 0 };
        let walk = Walk::new(&ground);
        ground.work = 0;
        let global = match input.global {
            Some(classes) => Some(of_rows(&ground.rows, classes).ok_or(AnonymityError::Mismatch)?),
            None => None,
        };
        Ok(Self {
            phase: Phase::Walk(Box::new(walk)),
            ground,
            classes: Vec::new(),
            suppressed: Vec::new(),
            allowed: input.allowed,
            global,
            refinement: input.refinement,
            before: 0,
            weights: input.columns.iter().map(|column| column.weight).collect(),
            least_share: least_share / input.columns.len().max(1) as f64,
            people,
            shown: 0.0,
        })
    }

    /// Puts a row that was left in the class where it costs least and the models still hold; else it is suppressed.
    fn attach(&mut self, row: u32) {
        // Nearly always the cheapest holds; when it does not, all are tried in order.
        let Some((_, at)) = self.ground.cheapest(&self.classes, row) else {
            return self.suppressed.push(row);
        };
        let made = self.ground.with(&self.classes[at], row);
        if self.ground.holds(&made.rows, made.people) {
            self.classes[at] = made;
            return;
        }
        let mut order: Vec<(f64, usize)> = Vec::with_capacity(self.classes.len());
        for (at, class) in self.classes.iter().enumerate() {
            let share = self.ground.joined(&class.nodes, row, f64::INFINITY);
            order.push((
                share * f64::from(class.people + self.ground.rows.people[row as usize]) - class.cost(),
                at,
            ));
        }
        crate::sort::by(&mut order, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, at) in order {
            let made = self.ground.with(&self.classes[at], row);
            if self.ground.holds(&made.rows, made.people) {
                self.classes[at] = made;
                return;
            }
        }
        self.suppressed.push(row);
    }

    /// Takes the classes of the global release, each as precise as it can be, when more people are left out than may be. They are
    /// not refined: a model over the whole release may hold for these classes together alone.
    fn fall_back(&mut self) {
        let suppressed: u32 = self.suppressed.iter().map(|&row| self.ground.rows.people[row as usize]).sum();
        if suppressed <= self.allowed && u64::from(suppressed) < self.people {
            return;
        }
        let Some(global) = self.global.take() else { return };
        let mut rows: Vec<Vec<u32>> = Vec::new();
        self.suppressed.clear();
        for (row, class) in (0u32..).zip(global) {
            if class == SUPPRESSED {
                self.suppressed.push(row);
                continue;
            }
            let class = class as usize;
            if class >= rows.len() {
                rows.resize(class + 1, Vec::new());
            }
            rows[class].push(row);
        }
        rows.retain(|rows| !rows.is_empty());
        self.classes = rows.into_iter().map(|rows| self.ground.class(rows)).collect();
        self.refinement = 0;
    }

    fn release(&mut self) -> Result<LocalRelease, AnonymityError> {
        let (ground, weights) = (&self.ground, &self.weights);
        let suppressed: u32 = self.suppressed.iter().map(|&row| ground.rows.people[row as usize]).sum();
        if suppressed > self.allowed || (suppressed > 0 && u64::from(suppressed) == self.people) {
            return Err(AnonymityError::NoSolution { failing: Vec::new() });
        }
        let mut classes: Vec<Class> = std::mem::take(&mut self.classes);
        classes.retain(|class| !class.rows.is_empty());
        crate::sort::by_key(&mut classes, |class| class.rows.iter().copied().min());
        let mut class_of = vec![SUPPRESSED; ground.rows.records.len()];
        let mut shares = f64::from(suppressed) * weights.len() as f64;
        for (number, class) in (0u32..).zip(&classes) {
            for &row in &class.rows {
                let (from, to) = (ground.rows.starts[row as usize], ground.rows.starts[row as usize + 1]);
                for &record in &ground.rows.records[from as usize..to as usize] {
                    class_of[record as usize] = number;
                }
            }
            let share: f64 = class
                .nodes
                .iter()
                .zip(weights)
                .map(|(&node, weight)| ground.forest.share(node) / weight)
                .sum();
            shares += share * f64::from(class.people);
        }
        let mean = shares / (self.people as f64 * weights.len() as f64);
        let granularity = if weights.is_empty() || self.least_share >= 1.0 {
            1.0
        } else {
            1.0 - (mean - self.least_share) / (1.0 - self.least_share)
        };
        let classes = classes
            .into_iter()
            .map(|class| {
                let places = class.nodes.iter().map(|&node| ground.forest.place(node));
                let (levels, bands) = places.unzip();
                LocalClass { levels, bands, people: class.people }
            })
            .collect();
        Ok(LocalRelease { class_of, classes, suppressed, granularity })
    }
}

/// The class of every row. `None` when records that are alike are in two classes, or classes are numbered beyond the records.
fn of_rows(rows: &Rows, class_of: &[u32]) -> Option<Vec<u32>> {
    let known = |class: u32| class == SUPPRESSED || (class as usize) < class_of.len();
    let one = |row: usize| {
        let mut records = rows.records[rows.starts[row] as usize..rows.starts[row + 1] as usize].iter();
        let class = *class_of.get(*records.next()? as usize)?;
        let same = |&record: &u32| class_of.get(record as usize) == Some(&class);
        (known(class) && records.all(same)).then_some(class)
    };
    (0..rows.len()).map(one).collect()
}

/// Records in canonical order, equal ones as one row. `None` when a code has no band or the lengths differ.
fn folded(input: &LocalInput<'_>, forest: &Forest) -> Option<Rows> {
    let records = input.counts.len();
    for column in input.columns {
        let bands = column.ladder.band_of_code(0);
        let fits = |&code: &u32| bands.get(code as usize).is_some_and(|&band| band != u32::MAX);
        if column.codes.len() != records || !column.codes.iter().all(fits) {
            return None;
        }
    }
    let leaf = |column: usize, record: usize| {
        let source = &input.columns[column];
        forest.node(column, 0, source.ladder.band_of_code(0)[source.codes[record] as usize])
    };
    let width = input.columns.len();
    let mut order: Vec<u32> = (0..u32::try_from(records).ok()?).collect();
    let compare = |a: u32, b: u32| {
        (0..width)
            .map(|column| leaf(column, a as usize).cmp(&leaf(column, b as usize)))
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    };
    crate::sort::by(&mut order, |&a, &b| compare(a, b));
    let mut rows = Rows { leaves: Vec::new(), people: Vec::new(), records: order, starts: Vec::new(), width };
    for at in 0..records {
        let record = rows.records[at];
        let same = at > 0 && compare(rows.records[at - 1], record).is_eq();
        match rows.people.last_mut().filter(|_| same) {
            Some(people) => *people += input.counts[record as usize],
            None => {
                rows.starts.push(at as u32);
                rows.people.push(input.counts[record as usize]);
                rows.leaves.extend((0..width).map(|column| leaf(column, record as usize)));
            }
        }
    }
    rows.starts.push(records as u32);
    Some(rows)
}

impl Task for LocalTask {
    type Output = LocalRelease;
    type Error = AnonymityError;

    fn step(&mut self, budget: u32) -> Step<LocalRelease, AnonymityError> {
        // About 25 rows or comparisons a microsecond.
        let until = self.ground.work + u64::from(budget) * 25;
        loop {
            let share = match &mut self.phase {
                Phase::Walk(walk) => {
                    if walk.step(&mut self.ground, &mut self.classes) {
                        self.phase = Phase::Attach(std::mem::take(&mut walk.left));
                        0.5
                    } else {
                        0.5 * walk.share()
                    }
                }
                Phase::Attach(left) => match left.pop() {
                    Some(row) => {
                        self.attach(row);
                        0.5
                    }
                    None => {
                        self.fall_back();
                        self.before = self.ground.work;
                        self.phase = if self.ground.rows.len() <= MOST_ROWS {
                            Phase::Polish(Polish::new(&self.ground, &self.classes))
                        } else {
                            Phase::Refine(Refine::new())
                        };
                        0.5
                    }
                },
                Phase::Polish(polish) => {
                    let spent = self.ground.work - self.before;
                    if spent >= self.refinement || polish.step(&mut self.ground, &mut self.classes) {
                        self.classes.retain(|class| !class.rows.is_empty());
                        self.phase = Phase::Refine(Refine::new());
                    }
                    0.5 + 0.5 * (spent as f64 / self.refinement.max(1) as f64).min(1.0)
                }
                Phase::Refine(refine) => {
                    let spent = self.ground.work - self.before;
                    if spent >= self.refinement || refine.step(&mut self.ground, &mut self.classes) {
                        return match self.release() {
                            Ok(release) => Step::Done(release),
                            Err(error) => Step::Failed(error),
                        };
                    }
                    0.5 + 0.5 * (spent as f64 / self.refinement.max(1) as f64).min(1.0)
                }
            };
            self.shown = self.shown.max(share);
            if self.ground.work >= until {
                let shown = count(self.classes.len() as f64);
                let doing =
                    Text::new(format!("{} groepen gemaakt", shown.nl), format!("{} groups made", shown.en));
                return Step::Busy(Progress { share: self.shown.min(1.0), doing });
            }
        }
    }
}
