//! From released people to an ordering that may be shown: fit, blocks, protected tables, overview.

use super::plan::Plan;
use super::releasing::{part, Released};
use super::shaping::{at_release, barred_of_check, barred_of_release, barred_of_values, said_of_release};
use super::still;
use crate::gate::{
    bands_of, Advised, BandedColumn, BlockInput, Blocked, Blocking, Cleared, ContentKey, ContentKeying,
    Drawing, GateError, Numbers, Protected, ReleasedLevel, ReleasedRecords,
};
use crate::meaning::Meaning;
use crate::profile::{by_hand, complete, ordering, Measures, Overview};
use crate::recipe::{Count, On, Role, Segments};
use crate::refusal::{Place, Refusal};
use crate::segment::{adjusted_rand, Encoded, Guiding, SegmentTask, Segmentation};
use crate::table::{people_of, Attribute, Domain, People};
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use std::sync::Arc;

/// The first ordering of a release. Its blocks and tables are drawn once; every later ordering moves whole blocks of it
/// (PRODUCT D2).
pub(super) struct First {
    pub(super) choice: Segments,
    tables: Protected,
    /// Block of each released record.
    pub(super) of_record: Vec<u32>,
    fit: Segmentation,
    /// Agreement of the fit with that on the release, or on values: measured once (PRODUCT D6).
    on_release: Option<f64>,
}

/// An ordering as it was fitted. It is arranged by hand as often as a person likes, without a new fit.
pub(super) struct Fitted {
    /// What was asked, but for the arrangement.
    pub(super) choice: Segments,
    pub(super) first: Arc<First>,
    /// Agreement of the fit with the truth of test data, before blocks.
    pub(super) fit_agreement: Option<Cleared<f64>>,
    /// Agreement of the ordering with a column.
    pub(super) agreement: Option<f64>,
    pub(super) tables: Protected,
    measures: Cleared<(Measures, Advised)>,
    /// What the fit asked, for the attacks to compare with.
    #[cfg(test)]
    pub(super) asked: Vec<u32>,
}

impl Fitted {
    /// The overview after what a person did to the groups. The measures are those of the fit: a group that was put together or
    /// split has no stability, and the agreement with a column is not counted anew (PRODUCT D6).
    ///
    /// # Errors
    /// When an act, the order, a group put aside or a reason names a group that is not there, or one that cannot be split.
    pub(super) fn overview(&self, choice: &Segments) -> Result<Cleared<Overview>, Refusal> {
        let measures = self.measures.clone();
        let arranged =
            (!choice.arrange.is_empty()).then(|| self.tables.arranged(&choice.arrange)).transpose()?;
        let tables = arranged.as_ref().unwrap_or(&self.tables);
        let overview =
            tables.derive(&(), ordering).combine(measures).map_fn(choice, complete).map_fn(choice, by_hand);
        let there = |number: &u32| overview.get().segments.iter().any(|segment| segment.id == *number);
        let named = [("order", &choice.order), ("aside", &choice.aside)];
        for (name, numbers) in named {
            if let Some(number) = numbers.iter().find(|number| !there(number)) {
                return Err(no_such_group(name, *number));
            }
        }
        match choice.reasons.keys().find(|number| !there(number)) {
            Some(number) => Err(no_such_group("reasons", *number)),
            None => Ok(overview),
        }
    }
}

fn no_such_group(field: &str, number: u32) -> Refusal {
    Refusal::input(
        "segments.no_such_group",
        Text::new(
            format!("Er is geen groep met nummer {number}."),
            format!("There is no group with number {number}."),
        ),
        Text::new("Gebruik de nummers die bij de groepen staan.", "Use the numbers shown with the groups."),
    )
    .at(Place { field: Some(format!("segments.{field}")), ..Place::default() })
}

/// Agreement with a column is given once a file (PRODUCT D6): for one ordering, as fitted, and for no other, since many such figures
/// together would say more of the column than its tables.
#[derive(Clone)]
pub(super) enum Agreement {
    NotGiven,
    /// For this ordering of the release at hand.
    Given(Segments, Option<f64>),
    /// For an ordering of an earlier release.
    Spent,
}

enum Phase {
    /// Bands, and what a fit sees.
    Prepare(Box<Preparing>),
    /// The fit of the first ordering.
    First(Box<SegmentTask>),
    /// The same on what the first fit did not see, to say what the release costs.
    Cost(Box<SegmentTask>, Box<Segmentation>),
    /// Quick fits of other kinds, so that blocks can follow them.
    Guides(Box<Guiding>, Box<Segmentation>),
    Blocks(Box<Blocking>, Box<Segmentation>),
    /// The protected tables, one after the other.
    Draw(Box<Drawing>, Box<Segmentation>),
    /// The fit of a later ordering.
    Later(Box<SegmentTask>, Arc<First>),
    /// Nothing to fit: the first ordering is asked for again.
    Again(Arc<First>),
}

/// On the way from released people to what fit and blocks take.
struct Preparing {
    released: Arc<Released>,
    first: Option<Arc<First>>,
    /// Which records of the file are released, as flags and as places.
    kept: Vec<bool>,
    all: Vec<u32>,
    /// These, with their weight alone.
    people: People,
    key: ContentKeying,
    values: Encoded,
    release: Encoded,
    /// The next attribute.
    at: usize,
}

/// The task of the Segments step.
pub(super) struct OrderingTask {
    plan: Arc<Plan>,
    /// Codes of the comparison column, one a released record.
    truth: Option<Vec<u32>>,
    /// People that each released record stands for, their sample weight and their household where these are known.
    counts: Vec<u32>,
    sample_weights: Option<Vec<f64>>,
    households: Option<Vec<u32>>,
    columns: Vec<BandedColumn>,
    /// Of the numeric features among them.
    numbers: Vec<Numbers>,
    /// What a fit on values sees, and one on the release.
    values: Arc<Encoded>,
    release: Arc<Encoded>,
    on_release: Option<f64>,
    key: Option<ContentKey>,
    agreement: Agreement,
    phase: Option<Phase>,
}

/// Where the first fit and the one beside it end on the way from 0 to 1, for progress.
const FIT: f64 = 0.75;
const COST: f64 = 0.88;
/// Where the quick fits end.
const GUIDES: f64 = 0.95;
/// Where the blocks end, and the tables begin.
const BLOCKS: f64 = 0.99;

impl OrderingTask {
    /// `first` is the first ordering of the same release, when there is one.
    ///
    /// # Errors
    /// When the release is too weak for any figure.
    pub(super) fn new(
        released: Arc<Released>,
        plan: Arc<Plan>,
        first: Option<Arc<First>>,
        agreement: Agreement,
    ) -> Result<Self, Refusal> {
        plan.figures_allowed()?;
        let kept: Vec<bool> =
            released.release.release().suppressed.iter().map(|suppressed| !suppressed).collect();
        let all: Vec<u32> = (0u32..).zip(&kept).filter(|(_, &kept)| kept).map(|(record, _)| record).collect();
        let people = released.people().retained(&kept, |attribute| {
            attribute.role == Role::Weight && !plan.checked_only.contains(&attribute.name)
        });
        let people_weights = people.sample_weights();
        let key = ContentKeying::new(released.people());
        let (values, release) = (Encoded::begin(&people), Encoded::begin(&people));
        let preparing = Preparing { released, first, kept, all, people, key, values, release, at: 0 };
        Ok(Self {
            plan,
            truth: None,
            counts: Vec::new(),
            sample_weights: people_weights,
            households: None,
            columns: Vec::new(),
            numbers: Vec::new(),
            values: Arc::default(),
            release: Arc::default(),
            on_release: None,
            key: None,
            agreement,
            phase: Some(Phase::Prepare(Box::new(preparing))),
        })
    }

    /// One attribute a step, then the key of the rounding; nothing is fitted before all is there.
    fn prepare(&mut self, mut preparing: Box<Preparing>, budget: u32) -> Phase {
        let Preparing { released, kept, all, people, key, values, release, at, .. } = &mut *preparing;
        let (whole, k) = (released.people(), self.plan.recipe.privacy.min_group);
        if let Some(attribute) = whole.attributes.get(*at) {
            *at += 1;
            if self.plan.compare_with.as_ref() == Some(&attribute.name) {
                self.truth = Some(all.iter().map(|&record| attribute.codes[record as usize]).collect());
            }
            if attribute.role == Role::Ignore {
                return Phase::Prepare(preparing);
            }
            if self.plan.checked_only.contains(&attribute.name) {
                let why = barred_of_check(attribute);
                values.take(attribute, Some(why));
                release.take(attribute, Some(why));
                return Phase::Prepare(preparing);
            }
            let records = ReleasedRecords { at: all, counts: &people.counts };
            // A sample weight is part of what the records hold, and no column to show.
            if attribute.role != Role::Weight {
                self.columns.push(banded(attribute, released, records, k));
                self.numbers.extend(numbers(self.columns.len() - 1, attribute, all));
            }
            let attribute = attribute.retained(kept);
            values.take(&attribute, barred_of_values(&attribute, &self.plan));
            let seen = at_release(&attribute, released, records, &self.plan);
            release.take(&seen, barred_of_release(&seen, &self.plan));
            return Phase::Prepare(preparing);
        }
        if !key.advance(whole, budget) {
            return Phase::Prepare(preparing);
        }
        let Preparing { first, all, people, key, mut values, mut release, .. } = *preparing;
        values.end();
        release.end();
        said_of_release(&mut release.left_out, &values.left_out);
        (self.values, self.release) = (Arc::new(values), Arc::new(release));
        self.key = Some(key.finish(&all));
        (self.counts, self.households) = (people.counts, people.households);
        match first {
            Some(first) => self.next(first),
            None => Phase::First(Box::new(self.fit(self.first_choice()))),
        }
    }

    /// The choice of the first ordering.
    fn first_choice(&self) -> &Segments {
        let recipe = &self.plan.recipe;
        recipe.blocks.as_ref().unwrap_or(&recipe.segments)
    }

    /// What a fit sees.
    fn seen(&self, on: On) -> &Arc<Encoded> {
        match on {
            On::Values => &self.values,
            On::Released => &self.release,
        }
    }

    /// The fit on the other of values and release, where both have something to see.
    fn cost(&self, fit: Segmentation) -> Phase {
        let choice = self.first_choice();
        if fit.count < 2 || self.values.width() == 0 || self.release.width() == 0 {
            return self.guides(fit);
        }
        let other = match choice.on {
            On::Values => On::Released,
            On::Released => On::Values,
        };
        let choice = Segments { on: other, count: Count::Fixed(fit.count), ..choice.clone() };
        Phase::Cost(Box::new(self.fit(&choice).brief()), Box::new(fit))
    }

    fn fit(&self, choice: &Segments) -> SegmentTask {
        let task = SegmentTask::new(
            Arc::clone(self.seen(choice.on)),
            choice.method,
            choice.count,
            choice.seed,
            choice.smallest_share,
        );
        #[cfg(test)]
        let task = if super::inside::hasty() { task.brief() } else { task };
        task
    }

    /// What follows the first ordering.
    fn next(&self, first: Arc<First>) -> Phase {
        let choice = self.plan.recipe.segments.unarranged();
        if first.choice == choice {
            Phase::Again(first)
        } else {
            Phase::Later(Box::new(self.fit(&choice)), first)
        }
    }

    fn guides(&self, fit: Segmentation) -> Phase {
        let choice = self.first_choice();
        Phase::Guides(Box::new(Guiding::new(&self.values, &self.release, choice)), Box::new(fit))
    }

    /// `guides`: groups of the quick fits.
    fn blocks(&mut self, guides: Vec<u8>, fit: Box<Segmentation>) -> Result<Phase, Refusal> {
        let input = BlockInput {
            counts: self.counts.clone(),
            sample_weights: self.sample_weights.clone(),
            households: self.households.clone(),
            labels: fit.labels.clone(),
            nowhere: fit.nowhere(),
            encoded: Arc::clone(&self.values),
            guides,
            columns: std::mem::take(&mut self.columns),
            k: self.plan.recipe.privacy.min_group,
        };
        let blocking = Blocking::new(input)?.smallest(self.first_choice().smallest_share);
        Ok(Phase::Blocks(Box::new(blocking), fit))
    }

    fn draw(&mut self, blocked: Blocked, fit: Box<Segmentation>) -> Result<Phase, Refusal> {
        let place = |key: &String| blocked.columns.iter().position(|column| column.name == *key);
        let pairs: Option<Vec<(usize, usize)>> =
            self.plan.pairs.iter().map(|(one, other)| Some((place(one)?, place(other)?))).collect();
        let pairs = pairs.ok_or(GateError::Shape)?;
        let k = self.plan.recipe.privacy.min_group;
        let key = self.key.as_ref().ok_or(GateError::Shape)?;
        let drawing = Drawing::new(blocked, (pairs, std::mem::take(&mut self.numbers)), key, k)?;
        Ok(Phase::Draw(Box::new(drawing), fit))
    }

    /// The first ordering, with its tables.
    fn drawn(&self, (tables, of_record): (Protected, Vec<u32>), fit: Segmentation) -> Phase {
        let recipe = &self.plan.recipe;
        let choice = recipe.blocks.as_ref().unwrap_or(&recipe.segments).unarranged();
        let on_release = self.on_release;
        self.next(Arc::new(First { choice, tables, of_record, fit, on_release }))
    }

    fn advance(&mut self, budget: u32) -> Result<Step<Fitted, Refusal>, Refusal> {
        let Some(phase) = self.phase.take() else { return Err(super::nothing_under_way()) };
        let (next, progress) = match phase {
            Phase::Prepare(preparing) => (self.prepare(preparing, budget), still("begin")),
            Phase::First(mut task) => match task.step(budget) {
                Step::Busy(progress) => (Phase::First(task), part(progress, 0.0, FIT)),
                Step::Failed(error) => return Err(error.into()),
                Step::Done(fit) => (self.cost(fit), part(still("cost"), FIT, FIT)),
            },
            Phase::Cost(mut task, fit) => match task.step(budget) {
                Step::Busy(progress) => (Phase::Cost(task, fit), part(progress, FIT, COST)),
                Step::Done(other) => {
                    self.on_release = Some(adjusted_rand(&fit.labels, &other.labels, &self.counts));
                    (self.guides(*fit), part(still("blocks"), COST, COST))
                }
                // The release may be too coarse for so many groups: then there is nothing to compare.
                Step::Failed(_) => (self.guides(*fit), part(still("blocks"), COST, COST)),
            },
            Phase::Guides(mut task, fit) => {
                if task.advance(budget) {
                    (self.blocks(task.finish(), fit)?, part(still("blocks"), GUIDES, GUIDES))
                } else {
                    let share = COST + (GUIDES - COST) * task.share();
                    (Phase::Guides(task, fit), Progress { share, ..still("blocks") })
                }
            }
            Phase::Blocks(mut task, fit) => match task.step(budget) {
                Step::Busy(progress) => (Phase::Blocks(task, fit), part(progress, GUIDES, BLOCKS)),
                Step::Failed(error) => return Err(error.into()),
                Step::Done(blocked) => (self.draw(blocked, fit)?, part(still("blocks"), BLOCKS, BLOCKS)),
            },
            Phase::Draw(mut drawing, fit) => {
                let key = self.key.as_ref().ok_or(GateError::Shape)?;
                if drawing.advance(key, budget)? {
                    (self.drawn(drawing.finish(), *fit), part(still("blocks"), 1.0, 1.0))
                } else {
                    let share = BLOCKS + (1.0 - BLOCKS) * drawing.share();
                    (Phase::Draw(drawing, fit), Progress { share, ..still("blocks") })
                }
            }
            Phase::Later(mut task, first) => match task.step(budget) {
                Step::Busy(progress) => (Phase::Later(task, first), progress),
                Step::Failed(error) => return Err(error.into()),
                Step::Done(fit) => {
                    let tables = first.tables.reordered(
                        &first.of_record,
                        &self.counts,
                        &fit.labels,
                        &fit.nowhere(),
                        self.plan.recipe.segments.smallest_share,
                    )?;
                    return Ok(Step::Done(self.fitted(tables, &fit, first)));
                }
            },
            Phase::Again(first) => {
                return Ok(Step::Done(self.fitted(first.tables.clone(), &first.fit, Arc::clone(&first))))
            }
        };
        self.phase = Some(next);
        Ok(Step::Busy(progress))
    }

    fn fitted(&self, tables: Protected, fit: &Segmentation, first: Arc<First>) -> Fitted {
        let agreement =
            |labels: &[u32]| self.truth.as_ref().map(|truth| adjusted_rand(labels, truth, &self.counts));
        let choice = self.plan.recipe.segments.unarranged();
        let after = match &self.agreement {
            Agreement::NotGiven if self.truth.is_some() && !tables.whole_only() => {
                let segments = tables.segment_of_blocks();
                let shown: Vec<u32> = first.of_record.iter().map(|&block| segments[block as usize]).collect();
                agreement(&shown)
            }
            Agreement::Given(given, index) if *given == choice => *index,
            _ => None,
        };
        let fit_agreement =
            if self.plan.fixture { agreement(&fit.labels).map(Cleared::fixture) } else { None };
        let measures = Measures {
            criteria: fit.criteria.clone(),
            jaccard: fit.jaccard.iter().copied().map(Some).collect(),
            agreement: after,
            second_opinion: fit.second,
            on_release: first.on_release,
            left_out: [&self.seen(self.plan.recipe.segments.on).left_out, &self.plan.ungrounded]
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
        };
        let people = people_of(&self.counts) as u32;
        let measures = Cleared::measures(measures, self.plan.recipe.privacy.min_group, people)
            .combine(Cleared::advised(fit.advice));
        Fitted {
            choice,
            first,
            fit_agreement,
            agreement: after,
            tables,
            measures,
            #[cfg(test)]
            asked: fit.labels.clone(),
        }
    }

    /// Whether blocks are under way, for the timing of stages.
    pub(super) fn in_blocks(&self) -> bool {
        matches!(self.phase, Some(Phase::Guides(..) | Phase::Blocks(..) | Phase::Draw(..)))
    }
}

impl Task for OrderingTask {
    type Output = Fitted;
    type Error = Refusal;

    fn step(&mut self, budget: u32) -> Step<Fitted, Refusal> {
        match self.advance(budget) {
            Ok(step) => step,
            Err(refusal) => Step::Failed(refusal),
        }
    }
}

/// The numbers of a numeric feature, of which a mean says something.
fn numbers(column: usize, attribute: &Attribute, released: &[u32]) -> Option<Numbers> {
    let Domain::Numbers(domain) = &attribute.domain else { return None };
    let counted = matches!(attribute.meaning, Meaning::Amount | Meaning::Number | Meaning::Age);
    (attribute.role == Role::Feature && counted).then(|| Numbers {
        column,
        codes: released.iter().map(|&record| attribute.codes[record as usize]).collect(),
        values: domain.clone(),
    })
}

/// The bands of an attribute: of a quasi-identifier at the level of the release.
pub(super) fn banded(
    attribute: &Attribute,
    released: &Released,
    records: ReleasedRecords<'_>,
    k: u32,
) -> BandedColumn {
    let ladder = released
        .ladders()
        .zip(&released.release.release().levels)
        .find(|((at, _), _)| std::ptr::eq(&released.people().attributes[*at], attribute));
    let Some(((_, ladder), &level)) = ladder else { return bands_of(attribute, None, records, k) };
    let bands = ladder.bands(level);
    let labels: Vec<Text> = bands
        .iter()
        .map(|band| match band.label.nl.as_str() {
            "*" => Text::new("alles samen", "all together"),
            _ => band.label.clone(),
        })
        .collect();
    let edges: Vec<Option<(f64, f64)>> = bands
        .iter()
        .map(|band| match (band.from, band.to) {
            (None, None) => None,
            (from, to) => Some((from.unwrap_or(f64::NEG_INFINITY), to.unwrap_or(f64::INFINITY))),
        })
        .collect();
    // A level without intervals is one of categories; all its values would else count as not a number, so as missing.
    let edges = edges.iter().any(Option::is_some).then_some(edges.as_slice());
    let level = ReleasedLevel { of_code: ladder.band_of_code(level), labels: &labels, edges };
    bands_of(attribute, Some(&level), records, k)
}
