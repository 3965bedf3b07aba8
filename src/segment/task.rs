//! The whole of the Define step's arithmetic: advice, fit, smallest share, stability.

use super::advice::{advise, elbow, Structure};
use super::agreement::adjusted_rand;
use super::criteria::criteria;
use super::encoded::Encoded;
use super::error::SegmentError;
use super::latent_class::Em;
use super::method::{other, Assignment, Effort, Model, Search, Wanted};
use super::mixed::Mixed;
use super::stability::Stability;
use crate::profile::{Advice, Criterion, OpinionMethod, SecondOpinion};
use crate::recipe::{Count, Method};
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use std::sync::Arc;

/// Numbers of groups that the advice compares.
const ADVISED: std::ops::RangeInclusive<u32> = 2..=8;

/// Records that the advice looks at, and the second opinion and a brief fit, and that the fit looks at.
const ADVICE_RECORDS: usize = 10_000;
const MIXTURE_RECORDS: usize = 20_000;
const K_MEANS_RECORDS: usize = 100_000;

/// People that stability is measured on, resamples, and most passes over each: of the segments, and of each number of groups in the
/// advice.
const STABILITY_PEOPLE: usize = 5_000;
const ROUNDS: u32 = 10;
const PASSES: u32 = 40;
const ADVICE_PEOPLE: usize = 2_000;
const ADVICE_ROUNDS: u32 = 5;
const ADVICE_PASSES: u32 = 20;

/// People per group below which the advice does not look.
const PEOPLE_A_GROUP: usize = 20;

/// Passes over the records of the fit after a segment was dropped.
const PASSES_AFTER: u32 = 10;

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
    pub(crate) count: u32,
    /// What speaks for each number of groups, not rounded; empty when the count was given.
    pub(crate) criteria: Vec<Criterion>,
    /// What is advised; the number asked for when it was given.
    pub(crate) advice: Advice,
    /// Bootstrap Jaccard per segment (Hennig 2007), not rounded; empty after a brief fit.
    pub(crate) jaccard: Vec<f64>,
    /// What the other method makes of at most 10,000 of the records, asked for as many groups; not rounded. `None` for one segment
    /// and after a brief fit.
    pub(crate) second: Option<SecondOpinion>,
}

impl Segmentation {
    /// Whether the people of each record fit no segment well.
    pub(crate) fn nowhere(&self) -> Vec<bool> {
        self.confidence.iter().map(|&confidence| confidence < NOWHERE).collect()
    }
}

/// Puts people into segments, in steps.
///
/// With an advised count it fits 2 to 8 groups on at most 10,000 records and takes from the elbow of the BIC (Schwarz
/// 1978) down the first number of which every group is stable and large enough (see [`advise`]); beside the BIC stand the ICL, the
/// silhouette, the stability of the least stable group (five resamples of at most 2,000 people) and the share of the smallest. It fits that
/// number from several starts on at most 20,000 records (k-means: 100,000), gives everyone the likeliest segment, drops segments under
/// the smallest share (their people join the next likeliest), fits ten resamples of at most
/// 5,000 people, and lets the other method put as many groups in at most 10,000 records. All samples are of people, evenly spaced
/// through the canonical order; everyone counts in all of it as often as the records say, and n of the BIC is the number of people.
///
/// With an advised count, people who are too few (under 20 a group) or too much alike for two groups are one segment. With a fixed count that is a refusal.
pub(crate) struct SegmentTask {
    encoded: Arc<Encoded>,
    method: Method,
    brief: bool,
    count: Count,
    seed: u32,
    smallest_share: f64,
    phase: Phase,
    share: f64,
    criteria: Vec<Criterion>,
    advice: Advice,
}

enum Phase {
    Begin,
    Advice(Box<Comparing>),
    Fit(Box<(Search, Mixed)>),
    /// A few passes more, after a segment was dropped.
    Refit(Box<(Em, Mixed)>),
    Assign(Model, Box<Assignment>),
    Stability(Box<(Stability, Segmentation)>),
    Opinion(Box<Opinion>, Box<Segmentation>),
    Over,
}

/// Numbers of groups to compare.
struct Comparing {
    sample: Mixed,
    most: u32,
    count: u32,
    search: Option<Search>,
    /// The fit of this number, while its stability is measured.
    stability: Option<(Stability, Criterion, Model)>,
    tried: Vec<Model>,
    /// Whether there is anything to find, once every number was tried.
    structure: Option<Structure>,
}

/// The other method at work.
struct Opinion {
    method: OpinionMethod,
    rows: Vec<u32>,
    sample: Mixed,
    search: Search,
}

impl SegmentTask {
    /// A task over encoded people. `smallest_share` is a share of the people, 0 up to (not including) 0.5.
    pub(crate) fn new(
        encoded: impl Into<Arc<Encoded>>,
        method: Method,
        count: Count,
        seed: u32,
        smallest_share: f64,
    ) -> Self {
        Self {
            encoded: encoded.into(),
            method,
            brief: false,
            count,
            seed,
            smallest_share,
            phase: Phase::Begin,
            share: 0.0,
            criteria: Vec::new(),
            advice: Advice::plain(0),
        }
    }

    /// Without stability and second opinion: for a fit that is only compared with another.
    pub(crate) fn brief(mut self) -> Self {
        self.brief = true;
        self
    }

    fn wanted(&self, count: u32, effort: Effort) -> Wanted {
        let (method, seed, smallest) = (self.method, u64::from(self.seed), self.smallest_share);
        Wanted { method, count, seed, smallest, effort }
    }

    fn begin(&mut self) -> Result<Phase, SegmentError> {
        if !(0.0..0.5).contains(&self.smallest_share) {
            return Err(SegmentError::Parameter { field: "segments.smallest_share", allowed: "0 – 0.5" });
        }
        let encoded = Arc::clone(&self.encoded);
        let mixed = &encoded.mixed;
        match self.count {
            Count::Fixed(count) => {
                self.advice = Advice::plain(count);
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
                    Some(most) => Ok(Phase::Advice(Box::new(Comparing {
                        sample,
                        most,
                        count: *ADVISED.start(),
                        search: None,
                        stability: None,
                        tried: Vec::new(),
                        structure: None,
                    }))),
                    None => {
                        self.advice = Advice::plain(1);
                        self.fit(1, None)
                    }
                }
            }
        }
    }

    /// The fit proper.
    fn fit(&self, count: u32, warm: Option<Model>) -> Result<Phase, SegmentError> {
        let mixed = &self.encoded.mixed;
        let most = match self.method {
            Method::LatentClass => MIXTURE_RECORDS,
            Method::KMeans => K_MEANS_RECORDS,
        };
        let effort = match warm {
            Some(warm) => Effort::After(warm),
            None => Effort::Full,
        };
        let sample = mixed.select(&mixed.spread(most));
        let search = self.wanted(count, effort).search(&sample)?;
        Ok(Phase::Fit(Box::new((search, sample))))
    }

    fn advise(&mut self, mut advice: Box<Comparing>, work: &mut i64) -> Result<Phase, SegmentError> {
        if let Some(structure) = &mut advice.structure {
            if !structure.advance(work) {
                return Ok(Phase::Advice(advice));
            }
            self.advice = advise(&self.criteria, structure.found(), self.smallest_share);
            let place = (self.advice.count - ADVISED.start()) as usize;
            return self.fit(self.advice.count, advice.tried.get(place).cloned());
        }
        if let Some((mut stability, mut criterion, model)) = advice.stability.take() {
            if !stability.advance(work) {
                advice.stability = Some((stability, criterion, model));
                return Ok(Phase::Advice(advice));
            }
            criterion.stability = stability.finish().into_iter().reduce(f64::min);
            self.criteria.push(criterion);
            advice.tried.push(model);
            if advice.count < advice.most {
                advice.count += 1;
            } else {
                let count = elbow(&self.criteria);
                advice.structure = Some(Structure::new(&advice.sample, count, u64::from(self.seed)));
            }
            return Ok(Phase::Advice(advice));
        }
        let mut search = match advice.search.take() {
            Some(search) => search,
            None => self.wanted(advice.count, Effort::Brief).search(&advice.sample)?,
        };
        if !search.advance(&advice.sample, work) {
            advice.search = Some(search);
            return Ok(Phase::Advice(advice));
        }
        let model = search.finish();
        let (criterion, labels) = criteria(&model, &advice.sample);
        *work -= (advice.sample.records * (advice.sample.width() + 4) * 40) as i64;
        let rows = advice.sample.spread_people(ADVICE_PEOPLE);
        let known = rows.rows.iter().map(|&row| labels[row as usize]).collect();
        let wanted = self.wanted(advice.count, Effort::Resample(model.clone(), ADVICE_PASSES));
        let few = advice.sample.select(&rows);
        let stability = Stability::new(few, known, model.count(), wanted, ADVICE_ROUNDS);
        advice.stability = Some((stability, criterion, model));
        Ok(Phase::Advice(advice))
    }

    /// After everyone has a class: drop one that is too small, or put the segments in order and go on.
    fn judge(&mut self, model: &Model, assignment: Assignment) -> Phase {
        let mixed = &self.encoded.mixed;
        let Assignment { mut labels, confidence, .. } = assignment;
        let mut sizes = vec![(0usize, usize::MAX); model.count()];
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
            return match model.keep(&order) {
                Model::LatentClass(parameters) => {
                    let em = Em::new(parameters, PASSES_AFTER, 0.0);
                    Phase::Refit(Box::new((em, mixed.select(&mixed.spread(MIXTURE_RECORDS)))))
                }
                model => assign(model, mixed),
            };
        }
        let mut rank = vec![0u32; order.len()];
        for (place, &class) in order.iter().enumerate() {
            rank[class] = place as u32;
        }
        for label in &mut labels {
            *label = rank[*label as usize];
        }
        let count = order.len() as u32;
        let criteria = std::mem::take(&mut self.criteria);
        let found = Segmentation {
            labels,
            confidence,
            count,
            criteria,
            advice: self.advice,
            jaccard: Vec::new(),
            second: None,
        };
        let rows = mixed.spread_people(STABILITY_PEOPLE);
        let known = rows.rows.iter().map(|&row| found.labels[row as usize]).collect();
        let wanted = self.wanted(count, Effort::Resample(model.keep(&order), PASSES));
        // A segment that stayed small in a resample is no reason to look for another.
        let wanted = Wanted { smallest: 0.0, ..wanted };
        let rounds = if self.brief { 0 } else { ROUNDS };
        let stability = Stability::new(mixed.select(&rows), known, order.len(), wanted, rounds);
        Phase::Stability(Box::new((stability, found)))
    }

    /// The other method, asked for as many groups; `None` where there is nothing to compare.
    fn opinion(&self, found: &Segmentation) -> Option<Opinion> {
        if found.count < 2 || self.brief {
            return None;
        }
        let mixed = &self.encoded.mixed;
        let (other, method) = other(self.method);
        let picks = mixed.spread(ADVICE_RECORDS);
        let sample = mixed.select(&picks);
        let wanted = Wanted { method: other, ..self.wanted(found.count, Effort::Brief) };
        let search = wanted.search(&sample).ok()?;
        Some(Opinion { method, rows: picks.rows, sample, search })
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
                    assign(fit.0.finish(), mixed)
                } else {
                    Phase::Fit(fit)
                }
            }
            Phase::Refit(mut fit) => {
                let (em, sample) = &mut *fit;
                if em.advance(sample, work) {
                    assign(Model::LatentClass(fit.0.into_parameters()), mixed)
                } else {
                    Phase::Refit(fit)
                }
            }
            Phase::Assign(model, mut assignment) => {
                if assignment.advance(mixed, work) {
                    self.judge(&model, *assignment)
                } else {
                    Phase::Assign(model, assignment)
                }
            }
            Phase::Stability(mut stability) => {
                if !stability.0.advance(work) {
                    Phase::Stability(stability)
                } else {
                    let (stability, mut found) = *stability;
                    if !self.brief {
                        found.jaccard = stability.finish();
                    }
                    match self.opinion(&found) {
                        Some(opinion) => Phase::Opinion(Box::new(opinion), Box::new(found)),
                        None => return Ok(Some(found)),
                    }
                }
            }
            Phase::Opinion(mut opinion, mut found) => {
                if !opinion.search.advance(&opinion.sample, work) {
                    Phase::Opinion(opinion, found)
                } else {
                    let Opinion { method, rows, sample, search } = *opinion;
                    let theirs = Assignment::of(&search.finish(), &sample).labels;
                    let ours: Vec<u32> = rows.iter().map(|&row| found.labels[row as usize]).collect();
                    let adjusted_rand = adjusted_rand(&ours, &theirs, &sample.counts);
                    found.second = Some(SecondOpinion { method, adjusted_rand });
                    return Ok(Some(*found));
                }
            }
            Phase::Over => return Err(SegmentError::Learning("stepped after its end".to_owned())),
        };
        Ok(None)
    }

    fn progress(&mut self) -> Progress {
        // Where the fit begins and ends on the way from 0 to 1.
        let (fit, firm) = if self.count == Count::Advised { (0.55, 0.75) } else { (0.0, 0.5) };
        let end = 0.9;
        let (share, doing) = match &self.phase {
            Phase::Begin | Phase::Over => (0.0, Text::new("Groepen zoeken", "Looking for groups")),
            Phase::Advice(advice) => {
                let all = f64::from(advice.most - ADVISED.start() + 1);
                let done = f64::from(advice.count - ADVISED.start());
                let part = match (&advice.search, &advice.stability, &advice.structure) {
                    (Some(search), ..) => 0.7 * search.share(),
                    (None, Some((stability, ..)), _) => 0.7 + 0.3 * stability.share(),
                    (None, None, Some(_)) => 1.0,
                    (None, None, None) => 0.0,
                };
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
            Phase::Refit(_) | Phase::Assign(..) => (
                fit + (firm - fit) * 0.9,
                Text::new("Iedereen bij een groep indelen", "Putting everyone into a group"),
            ),
            Phase::Stability(stability) => {
                let round = stability.0.round();
                (
                    firm + (end - firm) * stability.0.share(),
                    Text::new(
                        format!("Nagaan hoe vast de groepen zijn: {round} van {ROUNDS}"),
                        format!("Checking how firm the groups are: {round} of {ROUNDS}"),
                    ),
                )
            }
            Phase::Opinion(opinion, _) => (
                end + (1.0 - end) * opinion.search.share(),
                Text::new(
                    "De groepen nagaan met een tweede methode",
                    "Checking the groups with a second method",
                ),
            ),
        };
        self.share = self.share.max(share);
        Progress { share: self.share, doing }
    }
}

impl Task for SegmentTask {
    type Output = Segmentation;
    type Error = SegmentError;

    fn step(&mut self, budget: u32) -> Step<Segmentation, SegmentError> {
        let mut work = work(budget);
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

/// The work that about so many microseconds buy.
pub(super) fn work(budget: u32) -> i64 {
    i64::from(budget.max(1)) * WORK_A_MICROSECOND
}

/// Everyone to their group.
fn assign(model: Model, mixed: &Mixed) -> Phase {
    let assignment = Assignment::new(&model, mixed);
    Phase::Assign(model, Box::new(assignment))
}

#[cfg(test)]
#[path = "task_tests.rs"]
mod tests;
