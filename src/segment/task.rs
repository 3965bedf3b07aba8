//! The whole of the Define step's arithmetic: advice, fit, smallest share, stability.

use super::encoded::Encoded;
use super::error::SegmentError;
use super::latent_class::{
    Assignment, Em, LatentClassParams, Parameters, Search, ValidLatentClassParams, MOST_CLASSES,
};
use super::mixed::Mixed;
use super::stability::{Stability, ROUNDS};
use crate::profile::Criterion;
use crate::recipe::Count;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use linfa::ParamGuard;
use std::sync::Arc;

/// Numbers of groups that the advice compares.
const ADVISED: std::ops::RangeInclusive<u32> = 2..=8;

/// Records that the advice looks at and that the fit looks at, and people that stability is measured on.
const ADVICE_RECORDS: usize = 10_000;
const FIT_RECORDS: usize = 20_000;
const STABILITY_PEOPLE: usize = 5_000;

/// People per group below which the advice does not look.
const PEOPLE_A_GROUP: usize = 20;

/// The advice is the smallest number of groups whose BIC comes this close to the lowest, as a share of all that more
/// than two groups gained: on thousands of records the BIC pays for groups too slight to work with.
const SLIGHT: f64 = 0.005;

/// Passes over everyone after a fit on a sample.
const WHOLE_PASSES: u32 = 3;

/// Work (cell-lanes) that one core does in about a microsecond; 400 natively with SIMD, fewer in a browser.
const WORK_A_MICROSECOND: i64 = 300;

/// Posterior probability below which a person fits no segment: no segment is likelier than all others together.
const NOWHERE: f32 = 0.5;

/// Everyone's segment, record by record. Neither `Serialize` nor `Debug`: it goes to the gate and nowhere else.
pub(crate) struct Segmentation {
    /// Segment per record, from 0, the largest first (a tie: who holds the first record).
    pub(crate) labels: Vec<u32>,
    /// Posterior probability of that segment, 0 to 1.
    pub(crate) confidence: Vec<f32>,
    /// Number of segments. Fewer than asked for where one stayed under the smallest share.
    #[cfg_attr(not(test), expect(dead_code, reason = "the gate may keep fewer; it counts what it kept"))]
    pub(crate) count: u32,
    /// What speaks for each number of groups, not rounded; empty when the count was given.
    pub(crate) criteria: Vec<Criterion>,
    /// Number of groups advised; the number asked for when it was given.
    pub(crate) advised: u32,
    /// Bootstrap Jaccard per segment (Hennig 2007), not rounded.
    pub(crate) jaccard: Vec<f64>,
}

impl Segmentation {
    /// Whether the people of each record fit no segment well.
    pub(crate) fn nowhere(&self) -> Vec<bool> {
        self.confidence.iter().map(|&confidence| confidence < NOWHERE).collect()
    }
}

/// Puts people into segments, in steps.
///
/// With an advised count it fits 2 to 8 groups on at most 10,000 records and takes the smallest number whose BIC (Schwarz
/// 1978) is within 0.5 % of the lowest, counted from that of two groups; it fits that
/// number from several starts on at most 20,000 records, makes three passes over everyone where there are more, drops segments
/// under the smallest share (their people join the next likeliest), and fits ten resamples of at most 5,000
/// people. All samples are of people, evenly spaced through the canonical order; everyone counts in all of it as often as
/// the records say, and n of the BIC is the number of people.
///
/// With an advised count, people who are too few (under 20 a group) or too much alike for two groups are one segment. With a fixed count that is a refusal.
pub(crate) struct SegmentTask {
    encoded: Arc<Encoded>,
    count: Count,
    seed: u32,
    smallest_share: f64,
    phase: Phase,
    share: f64,
    criteria: Vec<Criterion>,
    advised: u32,
}

enum Phase {
    Begin,
    Advice(Box<Advice>),
    Fit(Box<(Search, Mixed)>),
    Whole(Box<Em>),
    Assign(Parameters, Box<Assignment>),
    Stability(Box<(Stability, Vec<u32>, Vec<f32>, u32)>),
    Over,
}

struct Advice {
    sample: Mixed,
    most: u32,
    count: u32,
    search: Option<Search>,
    tried: Vec<(f64, Parameters)>,
}

impl SegmentTask {
    /// A task over encoded people. `smallest_share` is a share of the people, 0 up to (not including) 0.5.
    pub(crate) fn new(
        encoded: impl Into<Arc<Encoded>>,
        count: Count,
        seed: u32,
        smallest_share: f64,
    ) -> Self {
        Self {
            encoded: encoded.into(),
            count,
            seed,
            smallest_share,
            phase: Phase::Begin,
            share: 0.0,
            criteria: Vec::new(),
            advised: 0,
        }
    }

    fn params(&self, count: u32) -> LatentClassParams {
        LatentClassParams::new(count).seed(u64::from(self.seed))
    }

    fn begin(&mut self) -> Result<Phase, SegmentError> {
        if !(0.0..0.5).contains(&self.smallest_share) {
            return Err(SegmentError::Parameter { field: "segments.smallest_share", allowed: "0 – 0.5" });
        }
        let encoded = Arc::clone(&self.encoded);
        let mixed = &encoded.mixed;
        match self.count {
            Count::Fixed(count) => {
                self.advised = count;
                self.fit(count, None)
            }
            Count::Advised => {
                if mixed.records == 0 {
                    return Err(SegmentError::NoPeople);
                }
                let most = (*ADVISED.end()).min((mixed.people / PEOPLE_A_GROUP) as u32);
                let sample = mixed.select(&mixed.spread(ADVICE_RECORDS));
                let most = (*ADVISED.start()..=most)
                    .take_while(|&count| mixed.width() > 0 && sample.distinct(count as usize))
                    .last();
                match most {
                    Some(most) => Ok(Phase::Advice(Box::new(Advice {
                        sample,
                        most,
                        count: *ADVISED.start(),
                        search: None,
                        tried: Vec::new(),
                    }))),
                    None => {
                        self.advised = 1;
                        self.fit(1, None)
                    }
                }
            }
        }
    }

    /// The fit proper, warm-started from the advice where there was one.
    fn fit(&self, count: u32, warm: Option<Parameters>) -> Result<Phase, SegmentError> {
        let mut params = self.params(count);
        if let Some(warm) = warm {
            params = params.warm(warm);
        }
        let params = params.check()?;
        let mixed = &self.encoded.mixed;
        params.admit(mixed)?;
        let sample = mixed.select(&mixed.spread(FIT_RECORDS));
        Ok(Phase::Fit(Box::new((Search::new(params, &sample), sample))))
    }

    fn advise(&mut self, mut advice: Box<Advice>, work: &mut i64) -> Result<Phase, SegmentError> {
        let mut search = match advice.search.take() {
            Some(search) => search,
            None => {
                let params = self.params(advice.count).starts(6).go_on(2).tolerance(3e-5).check()?;
                Search::new(params, &advice.sample)
            }
        };
        if !search.advance(&advice.sample, work) {
            advice.search = Some(search);
            return Ok(Phase::Advice(advice));
        }
        let model = search.finish();
        let bic = model.bic(advice.sample.people);
        self.criteria.push(Criterion {
            count: advice.count,
            bic,
            icl: None,
            silhouette: None,
            stability: None,
            smallest_share: None,
        });
        advice.tried.push((bic, model.parameters().clone()));
        if advice.count < advice.most {
            advice.count += 1;
            return Ok(Phase::Advice(advice));
        }
        let lowest = advice.tried.iter().map(|tried| tried.0).fold(f64::INFINITY, f64::min);
        let gained = advice.tried.first().map_or(0.0, |first| first.0 - lowest);
        let close = |tried: &&(f64, Parameters)| tried.0 - lowest <= SLIGHT * gained;
        let warm = advice.tried.iter().find(close).map(|tried| tried.1.clone());
        self.advised = warm.as_ref().map_or(1, |warm| warm.count() as u32);
        self.fit(self.advised, warm)
    }

    /// After everyone has a class: drop one that is too small, or put the segments in order and go on.
    fn judge(&self, parameters: &Parameters, assignment: Assignment) -> Result<Phase, SegmentError> {
        let mixed = &self.encoded.mixed;
        let Assignment { mut labels, confidence, .. } = assignment;
        let mut sizes = vec![(0usize, usize::MAX); parameters.count()];
        for (record, (&label, &count)) in labels.iter().zip(&mixed.counts).enumerate() {
            let (size, first) = &mut sizes[label as usize];
            *size += count as usize;
            *first = (*first).min(record);
        }
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        crate::sort::by_key(&mut order, |&class| (std::cmp::Reverse(sizes[class].0), sizes[class].1));
        let least = (self.smallest_share * mixed.people as f64).max(1.0);
        let smallest = order.last().map_or(0, |&class| sizes[class].0);
        if order.len() > 1 && (smallest as f64) < least {
            order.pop();
            return Ok(Phase::Whole(Box::new(Em::new(parameters.keep(&order), WHOLE_PASSES, 0.0))));
        }
        let mut rank = vec![0u32; order.len()];
        for (place, &class) in order.iter().enumerate() {
            rank[class] = place as u32;
        }
        for label in &mut labels {
            *label = rank[*label as usize];
        }
        let count = order.len() as u32;
        let params = self.resample(parameters.keep(&order))?;
        let rows = mixed.spread_people(STABILITY_PEOPLE);
        let known = rows.rows.iter().map(|&row| labels[row as usize]).collect();
        let stability = Stability::new(mixed.select(&rows), known, order.len(), params, u64::from(self.seed));
        Ok(Phase::Stability(Box::new((stability, labels, confidence, count))))
    }

    /// How a resample is fitted: from the fit itself and one random start.
    fn resample(&self, warm: Parameters) -> Result<ValidLatentClassParams, SegmentError> {
        let count = warm.count() as u32;
        self.params(count.min(MOST_CLASSES)).warm(warm).starts(1).max_iterations(40).tolerance(1e-4).check()
    }

    fn turn(&mut self, work: &mut i64) -> Result<Option<Segmentation>, SegmentError> {
        let encoded = Arc::clone(&self.encoded);
        let mixed = &encoded.mixed;
        self.phase = match std::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Begin => {
                *work -= (mixed.records * mixed.width().max(1)) as i64;
                self.begin()?
            }
            Phase::Advice(advice) => self.advise(advice, work)?,
            Phase::Fit(mut fit) => {
                let (search, sample) = &mut *fit;
                if search.advance(sample, work) {
                    let parameters = fit.0.finish().parameters().clone();
                    // A fit on everyone needs no more passes.
                    let passes = if mixed.records > FIT_RECORDS { WHOLE_PASSES } else { 0 };
                    Phase::Whole(Box::new(Em::new(parameters, passes, 0.0)))
                } else {
                    Phase::Fit(fit)
                }
            }
            Phase::Whole(mut em) => {
                if em.advance(mixed, work) {
                    let parameters = em.into_parameters();
                    let assignment = Assignment::new(&parameters, mixed);
                    Phase::Assign(parameters, Box::new(assignment))
                } else {
                    Phase::Whole(em)
                }
            }
            Phase::Assign(parameters, mut assignment) => {
                if assignment.advance(mixed, work) {
                    self.judge(&parameters, *assignment)?
                } else {
                    Phase::Assign(parameters, assignment)
                }
            }
            Phase::Stability(mut stability) => {
                if stability.0.advance(work) {
                    let (stability, labels, confidence, count) = *stability;
                    return Ok(Some(Segmentation {
                        labels,
                        confidence,
                        count,
                        criteria: std::mem::take(&mut self.criteria),
                        advised: self.advised,
                        jaccard: stability.finish(),
                    }));
                }
                Phase::Stability(stability)
            }
            Phase::Over => return Err(SegmentError::Learning("stepped after its end".to_owned())),
        };
        Ok(None)
    }

    fn progress(&mut self) -> Progress {
        // Where the fit begins and ends on the way from 0 to 1.
        let (fit, firm) = if self.count == Count::Advised { (0.5, 0.75) } else { (0.0, 0.55) };
        let (share, doing) = match &self.phase {
            Phase::Begin | Phase::Over => (0.0, Text::new("Groepen zoeken", "Looking for groups")),
            Phase::Advice(advice) => {
                let all = f64::from(advice.most - ADVISED.start() + 1);
                let done = f64::from(advice.count - ADVISED.start());
                let part = advice.search.as_ref().map_or(0.0, Search::share);
                let (count, most) = (advice.count, advice.most);
                (
                    fit * (done + part) / all,
                    Text::new(
                        format!("Aantal groepen vergelijken: {count} van {most}"),
                        format!("Comparing numbers of groups: {count} of {most}"),
                    ),
                )
            }
            Phase::Fit(search) => (
                fit + (firm - fit) * 0.9 * search.0.share(),
                Text::new("Groepen zoeken", "Looking for groups"),
            ),
            Phase::Whole(_) | Phase::Assign(..) => (
                fit + (firm - fit) * 0.9,
                Text::new("Iedereen bij een groep indelen", "Putting everyone into a group"),
            ),
            Phase::Stability(stability) => {
                let round = stability.0.round();
                (
                    firm + (1.0 - firm) * f64::from(round) / f64::from(ROUNDS),
                    Text::new(
                        format!("Nagaan hoe vast de groepen zijn: {round} van {ROUNDS}"),
                        format!("Checking how firm the groups are: {round} of {ROUNDS}"),
                    ),
                )
            }
        };
        self.share = self.share.max(share);
        Progress { share: self.share, doing }
    }
}

impl Task for SegmentTask {
    type Output = Segmentation;
    type Error = SegmentError;

    fn step(&mut self, budget: u32) -> Step<Segmentation, SegmentError> {
        let mut work = i64::from(budget.max(1)) * WORK_A_MICROSECOND;
        while work > 0 {
            match self.turn(&mut work) {
                Ok(Some(segmentation)) => return Step::Done(segmentation),
                Ok(None) => {}
                Err(error) => return Step::Failed(error),
            }
        }
        Step::Busy(self.progress())
    }
}

#[cfg(test)]
#[path = "task_tests.rs"]
mod tests;
