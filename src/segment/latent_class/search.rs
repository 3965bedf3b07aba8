//! Several starts, of which the best go on (Biernacki, Celeux & Govaert 2003: "small EM").

use super::em::Em;
use super::{parameters_of, LatentClass, Parameters, ValidLatentClassParams};
use crate::segment::arithmetic::Random;
use crate::segment::mixed::{Mixed, UNKNOWN};

/// Passes of a short start.
const SHORT: u32 = 8;

/// Records that a start is made from.
const START_RECORDS: usize = 2000;

/// A fit in steps.
pub(crate) struct Search {
    params: ValidLatentClassParams,
    random: Random,
    warm: Vec<Parameters>,
    begun: u32,
    short: Vec<Em>,
    /// The starts that go on, best last; `None` while the short runs last.
    long: Option<Vec<Em>>,
    running: Option<Em>,
    best: Option<Em>,
    done: bool,
}

impl Search {
    /// A search that has not begun. The records must be admitted (`ValidLatentClassParams::admit`).
    pub(crate) fn new(params: ValidLatentClassParams, mixed: &Mixed) -> Self {
        let count = params.count as usize;
        let warm = params
            .warm
            .iter()
            .filter(|warm| {
                warm.count() == count
                    && mixed
                        .fits(warm.numeric.len(), warm.categorical.iter().map(|table| table.len() / count))
            })
            .cloned()
            .collect();
        Self {
            random: Random::new(params.seed, u64::from(params.count)),
            params,
            warm,
            begun: 0,
            short: Vec::new(),
            long: None,
            running: None,
            best: None,
            done: false,
        }
    }

    /// Works until the budget is spent; true when the best model is found.
    pub(crate) fn advance(&mut self, mixed: &Mixed, work: &mut i64) -> bool {
        while !self.done {
            if *work <= 0 {
                return false;
            }
            match self.running.take() {
                Some(mut em) => {
                    if em.advance(mixed, work) {
                        self.ended(em);
                    } else {
                        self.running = Some(em);
                    }
                }
                None => self.next(mixed, work),
            }
        }
        true
    }

    /// How far it is, 0 to 1: half for the short starts, half for those that go on.
    pub(crate) fn share(&self) -> f64 {
        match &self.long {
            _ if self.done => 1.0,
            None => {
                let runs = f64::from(self.params.starts) + self.params.warm.len() as f64;
                0.5 * (self.short.len() as f64 / runs.max(1.0)).min(1.0)
            }
            Some(left) => {
                let run = self
                    .running
                    .as_ref()
                    .map_or(0.0, |em| f64::from(em.iterations) / f64::from(em.iterations + 20));
                let waiting = left.len() as f64 + if self.running.is_some() { 1.0 - run } else { 0.0 };
                0.5 + 0.5 * (1.0 - waiting / f64::from(self.params.go_on)).clamp(0.0, 1.0)
            }
        }
    }

    /// The model found; call when `advance` has returned true.
    pub(crate) fn finish(self) -> LatentClass {
        match self.best {
            Some(em) => LatentClass { parameters: em.parameters, log_likelihood: em.log_likelihood },
            None => LatentClass {
                parameters: Parameters { shares: vec![1.0], numeric: Vec::new(), categorical: Vec::new() },
                log_likelihood: f64::NEG_INFINITY,
            },
        }
    }

    /// Puts the next run on, or ends the search.
    fn next(&mut self, mixed: &Mixed, work: &mut i64) {
        let brief = SHORT.min(self.params.max_iterations);
        if let Some(long) = &mut self.long {
            match long.pop() {
                Some(mut em) => {
                    em.extend(self.params.max_iterations, self.params.tolerance);
                    self.running = Some(em);
                }
                None => self.done = true,
            }
        } else if let Some(warm) = self.warm.pop() {
            self.running = Some(Em::new(warm, brief, 0.0));
        } else if self.begun < self.wanted() {
            self.begun += 1;
            let count = self.params.count as usize;
            let start = start(mixed, count, &mut self.random);
            *work -= (START_RECORDS.min(mixed.records) * count * (mixed.width() + 1)) as i64;
            self.running = Some(Em::new(start, brief, 0.0));
        } else {
            // A stable sort: of equal starts the earlier one goes on.
            let mut short = std::mem::take(&mut self.short);
            crate::sort::by(&mut short, |a, b| {
                let small = self.small(a).cmp(&self.small(b));
                small.then(b.log_likelihood.total_cmp(&a.log_likelihood))
            });
            short.truncate(self.params.go_on as usize);
            short.reverse();
            self.long = Some(short);
        }
    }

    /// Random starts to make. One group has but one answer.
    fn wanted(&self) -> u32 {
        if self.params.count == 1 {
            1
        } else {
            self.params.starts
        }
    }

    fn ended(&mut self, em: Em) {
        if self.long.is_none() {
            self.short.push(em);
        } else if self.best.as_ref().is_none_or(|best| {
            (!self.small(&em), em.log_likelihood) > (!self.small(best), best.log_likelihood)
        }) {
            self.best = Some(em);
        }
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
            for (distance, &code) in distance.iter_mut().zip(&column.codes) {
                let differ = code != here && code != UNKNOWN && here != UNKNOWN;
                *distance += if differ { spread } else { 0.0 };
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
