//! Where blocks lie among each other, from their protected shares alone.
//!
//! A block is the point of its shares of every band of every column that is no sensitive one (PRODUCT E7), weighted by its protected
//! total. Axes are principal axes of these points (Pearson 1901), found by power iteration; a split is two-means (Lloyd 1982) that
//! starts from the first axis. All is post-processing of the tables: the same tables, the same answer.

use super::protect::{Protected, ProtectedColumn};
use crate::recipe::Role;

/// Turns of a power iteration, and of two-means, at most.
const TURNS: usize = 40;
/// An axis that turns less than this (1 less the cosine) stands still.
const STILL: f64 = 1e-12;

/// The blocks as weighted points.
pub(super) struct Space {
    width: usize,
    /// Blocks x width.
    points: Vec<f64>,
    /// Protected people a block, times its factor where there are sample weights.
    weights: Vec<f64>,
}

impl Space {
    pub(super) fn of(tables: &Protected) -> Self {
        let plain = |column: &&ProtectedColumn| matches!(column.role, Role::Quasi | Role::Feature);
        let columns: Vec<&ProtectedColumn> = tables.columns.iter().filter(plain).collect();
        let width = columns.iter().map(|column| column.bands.len()).sum();
        let mut points = Vec::with_capacity(tables.totals.len() * width);
        for (block, &total) in (0u32..).zip(&tables.totals) {
            let share = |&count: &i64| count as f64 / f64::from(total.max(1));
            points.extend(columns.iter().flat_map(|column| column.row(block).iter().map(share)));
        }
        let weights =
            (0..tables.blocks()).map(|block| tables.weight(super::Base::Blocks(&[block]))).collect();
        Self { width, points, weights }
    }

    pub(super) fn point(&self, block: u32) -> &[f64] {
        self.points.get(block as usize * self.width..(block as usize + 1) * self.width).unwrap_or(&[])
    }

    pub(super) fn weight(&self, block: u32) -> f64 {
        self.weights.get(block as usize).copied().unwrap_or(0.0)
    }

    /// Groups of blocks as points: each at the mean of its blocks, as heavy as they are together.
    pub(super) fn of_groups(&self, groups: &[Vec<u32>]) -> Self {
        let points = groups.iter().flat_map(|blocks| self.centre(blocks)).collect();
        let weights =
            groups.iter().map(|blocks| blocks.iter().map(|&block| self.weight(block)).sum()).collect();
        Self { width: self.width, points, weights }
    }

    /// Weighted mean of some blocks.
    pub(super) fn centre(&self, blocks: &[u32]) -> Vec<f64> {
        let mut centre = vec![0.0; self.width];
        let mut whole = 0.0;
        for &block in blocks {
            let weight = self.weight(block);
            whole += weight;
            centre.iter_mut().zip(self.point(block)).for_each(|(sum, &value)| *sum += weight * value);
        }
        centre.iter_mut().for_each(|sum| *sum /= whole.max(f64::MIN_POSITIVE));
        centre
    }

    /// Principal axis of some blocks around `centre`, of length 1 and at right angles to `others`; `None` where nothing varies. Its
    /// sign: the largest part (the first of equals) is positive.
    pub(super) fn axis(&self, blocks: &[u32], centre: &[f64], others: &[Vec<f64>]) -> Option<Vec<f64>> {
        let away = |block: u32| {
            let mut away: Vec<f64> = self.point(block).iter().zip(centre).map(|(x, mean)| x - mean).collect();
            others.iter().for_each(|other| project_out(&mut away, other));
            away
        };
        let rows: Vec<(f64, Vec<f64>)> = blocks.iter().map(|&b| (self.weight(b), away(b))).collect();
        // Start from the point furthest away: deterministic, and never at right angles to everything.
        let length = |row: &(f64, Vec<f64>)| row.0 * dot(&row.1, &row.1);
        let far = rows.iter().reduce(|most, row| if length(row) > length(most) { row } else { most })?;
        let mut axis = unit(far.1.clone())?;
        for _ in 0..TURNS {
            let mut next = vec![0.0; self.width];
            for (weight, row) in &rows {
                let along = weight * dot(row, &axis);
                next.iter_mut().zip(row).for_each(|(next, &x)| *next += along * x);
            }
            let next = unit(next)?;
            let still = 1.0 - dot(&next, &axis) < STILL;
            axis = next;
            if still {
                break;
            }
        }
        let largest = axis.iter().copied().reduce(|most, x| if x.abs() > most.abs() { x } else { most })?;
        if largest < 0.0 {
            axis.iter_mut().for_each(|x| *x = -*x);
        }
        Some(axis)
    }

    /// Some blocks in two parts of blocks that are alike, each at least one block; `None` for a single block. The part that holds the
    /// first block comes first.
    pub(super) fn two_parts(&self, blocks: &[u32]) -> Option<(Vec<u32>, Vec<u32>)> {
        if blocks.len() < 2 {
            return None;
        }
        let centre = self.centre(blocks);
        let mut above: Vec<bool> = match self.axis(blocks, &centre, &[]) {
            Some(axis) => {
                let middle = dot(&centre, &axis);
                blocks.iter().map(|&block| dot(self.point(block), &axis) > middle).collect()
            }
            // All the same: any half will do.
            None => (0..blocks.len()).map(|place| place >= blocks.len() / 2).collect(),
        };
        for _ in 0..TURNS {
            let (low, high) = parts(blocks, &above);
            let (low, high) = (self.centre(&low), self.centre(&high));
            let nearer =
                |&block: &u32| distance(self.point(block), &high) < distance(self.point(block), &low);
            let next: Vec<bool> = blocks.iter().map(nearer).collect();
            let empty = next.iter().all(|&part| part == next[0]);
            if next == above || empty {
                break;
            }
            above = next;
        }
        let (low, high) = parts(blocks, &above);
        match (low.is_empty(), high.is_empty()) {
            (false, false) if above[0] => Some((high, low)),
            (false, false) => Some((low, high)),
            _ => Some((blocks[..1].to_vec(), blocks[1..].to_vec())),
        }
    }
}

fn parts(blocks: &[u32], above: &[bool]) -> (Vec<u32>, Vec<u32>) {
    let side = |wanted: bool| {
        blocks.iter().zip(above).filter(|(_, &above)| above == wanted).map(|(&block, _)| block).collect()
    };
    (side(false), side(true))
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn unit(mut vector: Vec<f64>) -> Option<Vec<f64>> {
    let length = dot(&vector, &vector).sqrt();
    if length.is_nan() || length < 1e-12 {
        return None;
    }
    vector.iter_mut().for_each(|x| *x /= length);
    Some(vector)
}

fn project_out(vector: &mut [f64], axis: &[f64]) {
    let along = dot(vector, axis);
    vector.iter_mut().zip(axis).for_each(|(x, &axis)| *x -= along * axis);
}
