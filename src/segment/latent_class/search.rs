//! Several starts, of which the best go on (Biernacki, Celeux & Govaert 2003: "small EM").

use super::em::Em;
use super::{parameters_of, Parameters};
use crate::segment::arithmetic::Random;
use crate::segment::mixed::{Mixed, UNKNOWN};
use crate::segment::params::ValidFitParams;

/// Passes of a short start, and those after which the best of all is chosen.
const SHORT: u32 = 8;
const MIDDLE: u32 = 40;

/// Records that a start is made from, and that starts are tried on.
const START_RECORDS: usize = 2_000;
const TRIED_RECORDS: usize = 5_000;

/// A fit in steps.
pub(crate) struct Search {
    params: ValidFitParams<Parameters>,
    random: Random,
    /// Those of the records that starts are tried on, where it is not all of them.
    some: Option<Mixed>,
    warm: Option<Parameters>,
    begun: u32,
    stage: Stage,
    running: Option<Em>,
    /// Runs that came to the end of their stage.
    ended: Vec<Em>,
}

enum Stage {
    /// All starts, a few passes each.
    Short,
    /// The best of them, best last.
    Middle(Vec<Em>),
    /// The best of these, on all records.
    Long,
    Done(Parameters),
}

impl Search {
    /// A search that has not begun. The records must be admitted (`ValidFitParams::admit`).
    pub(crate) fn new(mut params: ValidFitParams<Parameters>, mixed: &Mixed) -> Self {
        let count = params.count as usize;
        let warm = params.warm.take().filter(|warm| {
            let levels = warm.categorical.iter().map(|table| table.len() / count);
            warm.count() == count && mixed.fits(warm.numeric.len(), levels)
        });
        if count == 1 || warm.is_none() {
            // One group has but one answer.
            params.starts = if count == 1 { 1 } else { params.starts.max(1) };
        }
        let many = params.starts + u32::from(warm.is_some()) > 1 && mixed.records > TRIED_RECORDS;
        Self {
            random: Random::new(params.seed, u64::from(params.count)),
            params,
            some: many.then(|| mixed.select(&mixed.spread(TRIED_RECORDS))),
            warm,
            begun: 0,
            stage: Stage::Short,
            running: None,
            ended: Vec::new(),
        }
    }

    /// Works until the budget is spent; true when the best model is found.
    pub(crate) fn advance(&mut self, mixed: &Mixed, work: &mut i64) -> bool {
        while !matches!(self.stage, Stage::Done(_)) {
            if *work <= 0 {
                return false;
            }
            match self.running.take() {
                Some(mut em) => {
                    let seen = match (&self.stage, &self.some) {
                        (Stage::Short | Stage::Middle(_), Some(some)) => some,
                        _ => mixed,
                    };
                    if em.advance(seen, work) {
                        self.ended.push(em);
                    } else {
                        self.running = Some(em);
                    }
                }
                None => self.next(mixed, work),
            }
        }
        true
    }

    /// How far it is, 0 to 1: half for the starts and the best of them, half for the one that goes on with all records.
    pub(crate) fn share(&self) -> f64 {
        let part = |em: &Option<Em>| {
            em.as_ref().map_or(0.0, |em| f64::from(em.iterations) / f64::from(em.iterations + 20))
        };
        match &self.stage {
            Stage::Short => 0.3 * self.ended.len() as f64 / f64::from(self.params.starts + 1),
            Stage::Middle(_) => 0.3 + 0.2 * (self.ended.len() as f64 / f64::from(self.params.go_on)).min(1.0),
            Stage::Long => 0.5 + 0.5 * part(&self.running),
            Stage::Done(_) => 1.0,
        }
    }

    /// The model found; call when `advance` has returned true.
    pub(crate) fn finish(self) -> Parameters {
        match self.stage {
            Stage::Done(parameters) => parameters,
            _ => Parameters { shares: vec![1.0], numeric: Vec::new(), categorical: Vec::new() },
        }
    }

    /// Puts the next run on, or goes to the next stage.
    fn next(&mut self, mixed: &Mixed, work: &mut i64) {
        let most = self.params.max_iterations;
        match &mut self.stage {
            Stage::Short => {
                if let Some(warm) = self.warm.take() {
                    self.running = Some(Em::new(warm, SHORT.min(most), 0.0));
                } else if self.begun < self.params.starts {
                    self.begun += 1;
                    let count = self.params.count as usize;
                    let seen = self.some.as_ref().unwrap_or(mixed);
                    let start = start(seen, count, &mut self.random);
                    *work -= (START_RECORDS.min(seen.records) * count * (seen.width() + 1)) as i64;
                    self.running = Some(Em::new(start, SHORT.min(most), 0.0));
                } else {
                    self.stage = Stage::Middle(self.best(self.params.go_on as usize));
                }
            }
            Stage::Middle(left) => match left.pop() {
                Some(mut em) => {
                    em.extend(MIDDLE.min(most), self.params.tolerance);
                    self.running = Some(em);
                }
                None => {
                    self.running = self.best(1).pop().map(|mut em| match self.some {
                        Some(_) => Em::new(em.into_parameters(), most, self.params.tolerance),
                        None => {
                            em.extend(most, self.params.tolerance);
                            em
                        }
                    });
                    self.stage = Stage::Long;
                }
            },
            Stage::Long => {
                if let Some(em) = self.ended.pop() {
                    self.stage = Stage::Done(em.into_parameters());
                }
            }
            Stage::Done(_) => {}
        }
    }

    /// The best of the runs that ended, best last. A stable sort: of equal ones the earlier goes on.
    fn best(&mut self, most: usize) -> Vec<Em> {
        let mut ended = std::mem::take(&mut self.ended);
        crate::sort::by(&mut ended, |a, b| {
            let small = self.small(a).cmp(&self.small(b));
            small.then(b.log_likelihood.total_cmp(&a.log_likelihood))
        });
        ended.truncate(most);
        ended.reverse();
        ended
    }

    /// Whether a class is under the smallest share.
    fn small(&self, em: &Em) -> bool {
        em.parameters.shares.iter().any(|&share| share < self.params.smallest)
    }
}

/// First parameters of a random start: people far apart (k-means++, Arthur & Vassilvitskii 2007, on a
/// Gower-like distance), everyone else with the nearest, and the parameters of those groups.
fn start(mixed: &Mixed, count: usize, random: &mut Random) -> Parameters {
    let sample = mixed.select(&mixed.spread(START_RECORDS));
    let spreads: Vec<f32> = sample
        .categorical
        .iter()
        .map(|column| {
            let same: f64 = column.shares.iter().map(|share| share * share).sum();
            (1.0 / (1.0 - same).max(0.05)) as f32
        })
        .collect();
    let mut nearest = vec![f32::INFINITY; sample.records];
    let mut labels = vec![0u32; sample.records];
    let mut centre = sample.record_of(random.below(sample.people));
    for class in 0..count {
        let mut distance = vec![0f32; sample.records];
        for values in &sample.numeric {
            let here = values[centre];
            if here.is_nan() {
                continue;
            }
            for (distance, &value) in distance.iter_mut().zip(values) {
                let part = 0.5 * (value - here) * (value - here);
                *distance += if part.is_nan() { 1.0 } else { part.min(4.0) };
            }
        }
        for (column, &spread) in sample.categorical.iter().zip(&spreads) {
            let here = column.codes[centre];
            let apart = |code: u16| match &column.scores {
                _ if code == here || code == UNKNOWN || here == UNKNOWN => 0.0,
                Some(scores) => {
                    let apart = scores[usize::from(code) - 1] - scores[usize::from(here) - 1];
                    (0.5 * apart * apart).min(4.0)
                }
                None => spread,
            };
            for (distance, &code) in distance.iter_mut().zip(&column.codes) {
                *distance += apart(code);
            }
        }
        for ((nearest, label), &distance) in nearest.iter_mut().zip(&mut labels).zip(&distance) {
            if distance < *nearest {
                *nearest = distance;
                *label = class as u32;
            }
        }
        let people = |row: usize| f64::from(sample.counts[row]);
        let total: f64 =
            nearest.iter().enumerate().map(|(row, &distance)| f64::from(distance) * people(row)).sum();
        let mut aim = random.unit() * total;
        centre = sample.record_of(random.below(sample.people));
        if total > 0.0 {
            for (row, &distance) in nearest.iter().enumerate() {
                aim -= f64::from(distance) * people(row);
                if aim < 0.0 {
                    centre = row;
                    break;
                }
            }
        }
    }
    parameters_of(&sample, &labels, count).0
}
