//! One run of k-means from given centres, as a run that can stop between two chunks.
//!
//! Lloyd's iterations (1982) with the bounds of Hamerly (2010): one upper bound on the distance of a record to its own centre and
//! one lower bound on that to any other tell for most records that nothing changes. Distances in single precision, sums in double.

use super::Dense;
use crate::segment::latent_class::lanes;
use gezicht_lanes::{best_two, linear};

/// Records a chunk.
pub(super) const CHUNK: usize = 512;

/// Records to look at, their rows, their scores, and the best two centres of each: kept for the next chunk.
type Buffers = (Vec<u32>, Vec<f32>, Vec<f32>, Vec<(u32, f32, f32)>);

/// A run.
pub(super) struct Lloyd {
    /// Centres, one after the other.
    pub(super) centres: Vec<f32>,
    count: usize,
    /// Nearest centre of each record.
    pub(super) labels: Vec<u32>,
    upper: Vec<f32>,
    lower: Vec<f32>,
    /// Per centre the weighted sum of its records and their weight.
    sums: Vec<f64>,
    weight: Vec<f64>,
    /// The centres by lane, with minus half their squared length in front.
    table: Vec<f32>,
    /// How far each centre went in the last update, the farthest and the one after it.
    moved: Vec<f32>,
    farthest: (usize, f32, f32),
    /// Half the distance from each centre to the nearest other one.
    half: Vec<f32>,
    at: usize,
    /// Whether every record is looked at without bounds.
    fresh: bool,
    changed: bool,
    over: bool,
    pub(super) iterations: u32,
    most: u32,
    buffers: Buffers,
}

impl Lloyd {
    /// A run of at most `most` iterations.
    pub(super) fn new(centres: Vec<f32>, data: &Dense, most: u32) -> Self {
        let count = centres.len() / data.width.max(1);
        let mut run = Self {
            centres,
            count,
            labels: vec![0; data.records],
            upper: vec![0.0; data.records],
            lower: vec![0.0; data.records],
            sums: vec![0.0; count * data.width],
            weight: vec![0.0; count],
            table: vec![0.0; (data.width + 1) * lanes(count)],
            moved: vec![0.0; count],
            farthest: (0, 0.0, 0.0),
            half: vec![0.0; count],
            at: 0,
            fresh: true,
            changed: false,
            over: data.records == 0 || data.width == 0,
            iterations: 0,
            most,
            buffers: Buffers::default(),
        };
        run.tables(data.width);
        run
    }

    /// Lets a run go on, up to `most` iterations in all.
    pub(super) fn extend(&mut self, most: u32) {
        self.most = most;
    }

    /// Weight of the lightest group.
    pub(super) fn lightest(&self) -> f64 {
        self.weight.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// Sum of the squared distances to the mean of the own group, from the sums of the last pass.
    pub(super) fn inertia(&self, data: &Dense) -> f64 {
        let means: f64 = self
            .sums
            .chunks_exact(data.width.max(1))
            .zip(&self.weight)
            .filter(|(_, &weight)| weight > 0.0)
            .map(|(sum, weight)| sum.iter().map(|part| part * part).sum::<f64>() / weight)
            .sum();
        (data.squares - means).max(0.0)
    }

    /// Works until the budget is spent; true when the run is over.
    pub(super) fn advance(&mut self, data: &Dense, work: &mut i64) -> bool {
        while !self.over && self.iterations < self.most {
            if *work <= 0 {
                return false;
            }
            let to = data.records.min(self.at + CHUNK);
            *work -= self.chunk(data, to);
            self.at = to;
            if to == data.records {
                self.update(data);
            }
        }
        true
    }

    /// Looks at the records up to `to`; returns the work.
    fn chunk(&mut self, data: &Dense, to: usize) -> i64 {
        let (width, lanes) = (data.width, lanes(self.count));
        let (mut doubtful, mut rows, mut scratch, mut found) = std::mem::take(&mut self.buffers);
        doubtful.clear();
        rows.clear();
        found.clear();
        if self.fresh {
            doubtful.extend(self.at as u32..to as u32);
            rows.extend_from_slice(&data.matrix[self.at * width..to * width]);
        } else {
            let (far, most, next) = self.farthest;
            for record in self.at..to {
                let label = self.labels[record] as usize;
                let mut upper = self.upper[record] + self.moved[label];
                let lower = self.lower[record] - if label == far { next } else { most };
                let bound = lower.max(self.half[label]);
                if upper > bound {
                    let row = data.row(record);
                    upper = distance(row, &self.centres[label * width..(label + 1) * width]);
                    if upper > bound {
                        doubtful.push(record as u32);
                        rows.extend_from_slice(row);
                    }
                }
                self.upper[record] = upper;
                self.lower[record] = lower;
            }
        }
        scratch.resize(doubtful.len() * lanes, 0.0);
        linear(lanes, &mut scratch, &rows, width, &self.table);
        best_two(lanes, &scratch, self.count, &mut found);
        for (&record, &(label, best, second)) in doubtful.iter().zip(&found) {
            let record = record as usize;
            let norm = data.norms[record];
            self.upper[record] = (norm - 2.0 * best).max(0.0).sqrt();
            self.lower[record] = (norm - 2.0 * second).max(0.0).sqrt();
            let before = self.labels[record];
            if self.fresh || before != label {
                if !self.fresh {
                    self.count_in(data, record, before as usize, -1.0);
                }
                self.count_in(data, record, label as usize, 1.0);
                self.labels[record] = label;
                self.changed = true;
            }
        }
        let cost = (doubtful.len() * (width + 2) * lanes + (to - self.at) * 16) as i64;
        self.buffers = (doubtful, rows, scratch, found);
        cost
    }

    fn count_in(&mut self, data: &Dense, record: usize, label: usize, sign: f64) {
        let weight = sign * data.weight(record);
        self.weight[label] += weight;
        let sums = &mut self.sums[label * data.width..(label + 1) * data.width];
        for (sum, &value) in sums.iter_mut().zip(data.row(record)) {
            *sum += weight * f64::from(value);
        }
    }

    /// Ends an iteration: new centres, or the end of the run.
    fn update(&mut self, data: &Dense) {
        let width = data.width;
        self.at = 0;
        self.iterations += 1;
        let (mut shift, mut empty) = (0.0, false);
        for class in 0..self.count {
            let centre = &mut self.centres[class * width..(class + 1) * width];
            let before = centre.to_vec();
            if self.weight[class] > 1e-9 {
                for (part, &sum) in centre.iter_mut().zip(&self.sums[class * width..]) {
                    *part = (sum / self.weight[class]) as f32;
                }
            } else {
                // A centre of nobody goes to who is farthest from its own.
                empty = true;
                let far = (0..data.records).fold(0, |far, record| {
                    if self.upper[record] > self.upper[far] {
                        record
                    } else {
                        far
                    }
                });
                centre.copy_from_slice(data.row(far));
                self.upper[far] = 0.0;
            }
            self.moved[class] = distance(&before, centre);
            shift += f64::from(self.moved[class]) * f64::from(self.moved[class]);
        }
        self.over = !empty && (!self.changed || shift <= data.tolerance);
        self.changed = false;
        self.fresh = empty;
        if empty {
            self.sums.fill(0.0);
            self.weight.fill(0.0);
        }
        self.farthest =
            self.moved.iter().enumerate().fold((0, -1.0, -1.0), |(at, most, next), (class, &moved)| {
                if moved > most {
                    (class, moved, most)
                } else {
                    (at, most, next.max(moved))
                }
            });
        self.farthest.2 = self.farthest.2.max(0.0);
        self.tables(width);
    }

    fn tables(&mut self, width: usize) {
        let lanes = lanes(self.count);
        for class in 0..self.count {
            let centre = &self.centres[class * width..(class + 1) * width];
            self.table[class] = -0.5 * centre.iter().map(|part| part * part).sum::<f32>();
            for (at, &part) in centre.iter().enumerate() {
                self.table[(at + 1) * lanes + class] = part;
            }
        }
        for class in 0..self.count {
            let own = &self.centres[class * width..(class + 1) * width];
            let others = (0..self.count).filter(|&other| other != class);
            let nearest = others
                .map(|other| distance(own, &self.centres[other * width..(other + 1) * width]))
                .fold(f32::INFINITY, f32::min);
            self.half[class] = 0.5 * nearest;
        }
    }
}

/// Euclidean distance.
pub(super) fn distance(a: &[f32], b: &[f32]) -> f32 {
    gezicht_lanes::squared_distance(a, b).sqrt()
}
