//! Several starts, of which the best go on; then directions and k-means in turn.

use super::axes::{axes, Axes};
use super::lloyd::{distance, Lloyd, CHUNK};
use super::seeds::{cost, seeds};
use super::{Centres, Dense, Nearest};
use crate::segment::arithmetic::Random;
use crate::segment::design;
use crate::segment::latent_class::classification_likelihood;
use crate::segment::mixed::{Mixed, Picks};
use crate::segment::params::ValidFitParams;

/// Iterations of a short start.
const SHORT: u32 = 8;

/// Records that starts are tried on and turns are taken with.
const SOME_RECORDS: usize = 10_000;

/// A fit in steps.
pub(crate) struct Search {
    params: ValidFitParams<Centres>,
    random: Random,
    rows: Vec<f32>,
    built: usize,
    data: Option<Dense>,
    /// Some of the records, where there are many.
    some: Option<(Picks, Mixed, Dense)>,
    phase: Phase,
    begun: u32,
    short: Vec<Lloyd>,
    /// Runs that came to their end on all records.
    long: Vec<Lloyd>,
    turn: u32,
    /// The grouping with the highest classification likelihood so far.
    kept: Option<(bool, f64, Centres)>,
}

enum Phase {
    Build,
    Start,
    Short(Lloyd),
    Next(Vec<Lloyd>),
    Long(Lloyd, Vec<Lloyd>),
    /// The turns of one run are over.
    Turns,
    /// Records on their way to the directions.
    Project(Axes, Vec<f32>, Vec<u32>, usize),
    /// k-means along the directions.
    Along(Axes, Dense, Lloyd),
    Done,
}

impl Search {
    /// A search that has not begun. The records must be admitted.
    pub(crate) fn new(params: ValidFitParams<Centres>) -> Self {
        Self {
            random: Random::new(params.seed, 0x4B00 + u64::from(params.count)),
            params,
            rows: Vec::new(),
            built: 0,
            data: None,
            some: None,
            phase: Phase::Build,
            begun: 0,
            short: Vec::new(),
            long: Vec::new(),
            turn: 0,
            kept: None,
        }
    }

    /// Works until the budget is spent; true when the best model is found.
    pub(crate) fn advance(&mut self, mixed: &Mixed, work: &mut i64) -> bool {
        while !matches!(self.phase, Phase::Done) {
            if *work <= 0 {
                return false;
            }
            self.turn(mixed, work);
        }
        true
    }

    /// How far it is, 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        match &self.phase {
            Phase::Done => 1.0,
            Phase::Build => 0.0,
            Phase::Start | Phase::Short(_) => {
                0.5 * f64::from(self.begun) / f64::from(self.params.starts.max(1))
            }
            Phase::Next(left) | Phase::Long(_, left) => {
                0.5 + 0.2 * (1.0 - left.len() as f64 / f64::from(self.params.go_on))
            }
            Phase::Turns | Phase::Project(..) | Phase::Along(..) => {
                let turn = f64::from(self.turn) / f64::from(self.params.turns.max(1));
                let runs = f64::from(self.params.go_on);
                0.7 + 0.3 * ((runs - 1.0 - self.long.len() as f64).max(0.0) + turn).min(runs) / runs
            }
        }
    }

    /// The model found; call when `advance` has returned true.
    pub(crate) fn finish(self) -> Centres {
        self.kept.map_or_else(|| Centres { constants: vec![0.0], slopes: vec![Vec::new()] }, |kept| kept.2)
    }

    fn turn(&mut self, mixed: &Mixed, work: &mut i64) {
        if let Phase::Build = &self.phase {
            return self.build(mixed, work);
        }
        let Some(data) = &self.data else {
            self.phase = Phase::Done;
            return;
        };
        let count = self.params.count as usize;
        let (seen, some) = self.some.as_ref().map_or((mixed, data), |(_, mixed, data)| (mixed, data));
        self.phase = match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Start => {
                let warm = self.params.warm.take().filter(|warm| warm.count() == count);
                if let Some(warm) = warm {
                    let labels = nearest(&warm, seen);
                    *work -= (some.records * some.width * 8) as i64;
                    match self.look(some, labels.clone()) {
                        Phase::Turns => Phase::Long(self.run(data, means(some, &labels, count)), Vec::new()),
                        look => look,
                    }
                } else if self.begun < if count == 1 { 1 } else { self.params.starts } {
                    self.begun += 1;
                    *work -= cost(some, count);
                    Phase::Short(Lloyd::new(seeds(some, count, &mut self.random), some, SHORT))
                } else {
                    let mut short = std::mem::take(&mut self.short);
                    let least = self.params.smallest * some.total;
                    crate::sort::by(&mut short, |a, b| {
                        let small = |run: &Lloyd| run.lightest() < least;
                        small(a).cmp(&small(b)).then(a.inertia(some).total_cmp(&b.inertia(some)))
                    });
                    short.truncate(self.params.go_on as usize);
                    short.reverse();
                    Phase::Next(short)
                }
            }
            Phase::Short(mut run) => {
                if run.advance(some, work) {
                    self.short.push(run);
                    Phase::Start
                } else {
                    Phase::Short(run)
                }
            }
            Phase::Next(mut left) => match left.pop() {
                Some(mut run) => {
                    if self.some.is_some() {
                        run = self.run(data, run.centres);
                    }
                    run.extend(self.params.max_iterations);
                    Phase::Long(run, left)
                }
                None => {
                    let least = self.params.smallest * data.total;
                    crate::sort::by(&mut self.long, |a, b| {
                        let small = |run: &Lloyd| run.lightest() < least;
                        small(b).cmp(&small(a)).then(b.inertia(data).total_cmp(&a.inertia(data)))
                    });
                    Phase::Turns
                }
            },
            Phase::Turns => match self.long.pop() {
                None => Phase::Done,
                Some(run) => {
                    let model = model(&run.centres, data, run.inertia(data), None);
                    let labels = match &self.some {
                        Some((picks, ..)) => picks.rows.iter().map(|&row| run.labels[row as usize]).collect(),
                        None => run.labels,
                    };
                    self.kept = self.better(seen, some, &labels, model, work);
                    self.turn = 0;
                    self.look(some, labels)
                }
            },
            Phase::Long(mut run, left) => {
                if run.advance(data, work) {
                    self.long.push(run);
                    Phase::Next(left)
                } else {
                    Phase::Long(run, left)
                }
            }
            Phase::Project(axes, mut rows, labels, at) => {
                let to = some.records.min(at + 4 * CHUNK);
                project(some, &axes, (at, to), &mut rows);
                let width = axes.directions.len();
                *work -= ((to - at) * (some.width + 2) * 4) as i64;
                if to < some.records {
                    Phase::Project(axes, rows, labels, to)
                } else {
                    let along = Dense::of_rows(rows, width, some.weights.clone());
                    let run = self.run(&along, means(&along, &labels, count));
                    Phase::Along(axes, along, run)
                }
            }
            Phase::Along(axes, along, mut run) => {
                if run.advance(&along, work) {
                    let model = model(&run.centres, &along, run.inertia(&along), Some(&axes));
                    self.kept = self.better(seen, some, &run.labels, model, work);
                    self.turn += 1;
                    self.look(some, run.labels)
                } else {
                    Phase::Along(axes, along, run)
                }
            }
            Phase::Build | Phase::Done => Phase::Done,
        };
    }

    /// Makes rows of some more records.
    fn build(&mut self, mixed: &Mixed, work: &mut i64) {
        let to = mixed.records.min(self.built + 4 * CHUNK);
        design::rows(mixed, (self.built, to), &mut self.rows);
        let width = design::width(mixed);
        *work -= ((to - self.built) * (width + 4) * 4) as i64;
        self.built = to;
        if to < mixed.records {
            return;
        }
        if mixed.records > SOME_RECORDS {
            let picks = mixed.spread(SOME_RECORDS);
            let some = mixed.select(&picks);
            let rows = picks.rows.iter().flat_map(|&row| &self.rows[row as usize * width..][..width]);
            let dense = Dense::of_rows(rows.copied().collect(), width, some.weights.clone());
            self.some = Some((picks, some, dense));
        }
        self.data = Some(Dense::of_rows(std::mem::take(&mut self.rows), width, mixed.weights.clone()));
        self.phase = if width == 0 || mixed.records == 0 { Phase::Done } else { Phase::Start };
    }

    /// A run to the end.
    fn run(&self, data: &Dense, centres: Vec<f32>) -> Lloyd {
        Lloyd::new(centres, data, self.params.max_iterations)
    }

    /// The next turn, while there is one and groups differ; else those of the next run.
    fn look(&self, some: &Dense, labels: Vec<u32>) -> Phase {
        let count = self.params.count as usize;
        if count < 2 || self.turn >= self.params.turns {
            return Phase::Turns;
        }
        match axes(some, &labels, count) {
            Some(axes) => Phase::Project(axes, Vec::new(), labels, 0),
            None => Phase::Turns,
        }
    }

    /// The one kept, or this one where it explains all columns better.
    fn better(
        &self,
        seen: &Mixed,
        some: &Dense,
        labels: &[u32],
        model: Centres,
        work: &mut i64,
    ) -> Option<(bool, f64, Centres)> {
        let count = self.params.count as usize;
        *work -= (seen.records * (seen.width() + 4) * 8) as i64;
        let likelihood = classification_likelihood(seen, labels, count);
        let mut sizes = vec![0f64; count];
        for (record, &label) in labels.iter().enumerate() {
            sizes[label as usize] += some.weight(record);
        }
        let holds = sizes.iter().all(|&size| size >= self.params.smallest * some.total);
        match &self.kept {
            Some(kept) if (holds, likelihood) <= (kept.0, kept.1) => Some(kept.clone()),
            _ => Some((holds, likelihood, model)),
        }
    }
}

/// The group of each record under a model.
fn nearest(model: &Centres, mixed: &Mixed) -> Vec<u32> {
    let mut nearest = Nearest::new(model);
    let (mut labels, mut confidence, mut at) = (Vec::new(), Vec::new(), 0);
    while at < mixed.records {
        at = nearest.assign(mixed, at, &mut labels, &mut confidence);
    }
    labels
}

/// The weighted means of groups; a group of nobody begins at the record farthest from the mean of all.
fn means(data: &Dense, labels: &[u32], count: usize) -> Vec<f32> {
    let mut sums = vec![0f64; count * data.width];
    let mut weight = vec![0f64; count];
    for (record, &label) in labels.iter().enumerate() {
        let part = data.weight(record);
        weight[label as usize] += part;
        for (sum, &value) in sums[label as usize * data.width..].iter_mut().zip(data.row(record)) {
            *sum += part * f64::from(value);
        }
    }
    let middle = vec![0f32; data.width];
    let mut centres = Vec::with_capacity(sums.len());
    for (sums, &weight) in sums.chunks_exact(data.width).zip(&weight) {
        if weight > 0.0 {
            centres.extend(sums.iter().map(|sum| (sum / weight) as f32));
        } else {
            let far = (0..data.records).fold(0, |far, record| {
                if distance(data.row(record), &middle) > distance(data.row(far), &middle) {
                    record
                } else {
                    far
                }
            });
            centres.extend_from_slice(data.row(far));
        }
    }
    centres
}

/// Rows along the directions.
fn project(data: &Dense, axes: &Axes, (from, to): (usize, usize), out: &mut Vec<f32>) {
    let directions: Vec<Vec<f32>> =
        axes.directions.iter().map(|one| one.iter().map(|&part| part as f32).collect()).collect();
    let middle: Vec<f32> = axes
        .directions
        .iter()
        .map(|one| one.iter().zip(&axes.mean).map(|(part, mean)| part * mean).sum::<f64>() as f32)
        .collect();
    for record in from..to {
        let row = data.row(record);
        out.extend(directions.iter().zip(&middle).map(|(one, middle)| gezicht_lanes::dot(row, one) - middle));
    }
}

/// Centres, maybe along directions, as affine scores of the rows. Scores are log densities (but for what all groups share) of round
/// groups with the pooled variance of a direction.
fn model(centres: &[f32], data: &Dense, inertia: f64, axes: Option<&Axes>) -> Centres {
    let variance = (inertia / (data.total * data.width as f64)).max(1e-9);
    let (mut constants, mut slopes) = (Vec::new(), Vec::new());
    for centre in centres.chunks_exact(data.width) {
        let centre: Vec<f64> = centre.iter().map(|&part| f64::from(part)).collect();
        let mut constant = -0.5 * centre.iter().map(|part| part * part).sum::<f64>();
        let mut slope = centre.clone();
        if let Some(axes) = axes {
            slope = vec![0.0; axes.mean.len()];
            for (direction, part) in axes.directions.iter().zip(&centre) {
                slope.iter_mut().zip(direction).for_each(|(cell, value)| *cell += part * value);
            }
            constant -= slope.iter().zip(&axes.mean).map(|(slope, mean)| slope * mean).sum::<f64>();
        }
        constants.push(constant / variance);
        slopes.push(slope.iter().map(|part| part / variance).collect());
    }
    Centres { constants, slopes }
}
