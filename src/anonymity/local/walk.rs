//! The first classes: always the cheapest group that is large enough, of all nodes of the lattice.
//!
//! Nodes are grouped once each, from precise to coarse by the mean share of all people, a little before their turn; what groups
//! they hold waits in a queue by its own share. A group that comes to its turn with fewer people than it had is judged again.
//! So the order is that of a greedy choice over all groups of all nodes, for the price of one walk. A group whose people have all been seen in
//! cheaper ones waits a little longer: they may still find a place there, others have no better one (regret; cf. Potvin & Rousseau
//! 1993). On adult that is worth 0.0004 of granularity.

use super::classes::{Class, Ground};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Most nodes that are walked.
const MOST_NODES: usize = 20_000;
/// So much before its turn a node is grouped, in share per column: a group can be much cheaper than its node.
const EARLY: f64 = 0.25 / 9.0;
/// A group that is so much dearer than its node is not kept: it comes back at a coarser node.
const DEAR: f64 = 0.4 / 9.0;
/// Most rows that wait in the queue (16 MB); groups beyond it come back at a coarser node.
const MOST_WAITING: usize = 4 << 20;
/// After so many visits of a row every second node is passed over, after twice as many three in four, and so on.
const VISITS: u64 = 400_000_000;
/// Weight of the regret: what a group costs its people more than the cheapest group that each of them was seen in.
const REGRET: f64 = 0.3;
/// So many nodes are still walked when the person wants what there is.
const HURRIED: usize = 32;

/// A node of the walk.
struct Node {
    levels: Vec<u8>,
    /// Mean share over all people.
    share: f64,
}

/// A walk under way.
pub(super) struct Walk {
    nodes: Vec<Node>,
    at: usize,
    /// Rows that are in no class yet.
    pub(super) left: Vec<u32>,
    visits: u64,
    /// Share of the cheapest group that each row was seen in.
    cheapest: Vec<f64>,
    /// Groups by their share and regret (in whole billionths, so that they can be ordered) and number.
    queue: BinaryHeap<Reverse<(u64, u32)>>,
    waiting: Vec<Vec<u32>>,
    rows_waiting: usize,
    /// Nodes that are passed over at each step when the person wants what there is.
    hurried: usize,
    taken: Vec<bool>,
    // Memory of a grouping.
    slots: Vec<u32>,
    keys: Vec<(u32, u64)>,
    people: Vec<u32>,
    class_of: Vec<u32>,
}

/// Which levels of each column are walked: all of them while there are few enough, else without those in the middle of the longest ladders.
fn chosen_levels(heights: &[usize]) -> Vec<Vec<u8>> {
    let mut chosen: Vec<Vec<u8>> = heights.iter().map(|&height| (0..height as u8).collect()).collect();
    loop {
        let nodes: f64 = chosen.iter().map(|levels| levels.len() as f64).product();
        let longest = (0..chosen.len()).rev().max_by_key(|&column| chosen[column].len());
        match longest {
            Some(column) if nodes > MOST_NODES as f64 && chosen[column].len() > 2 => {
                let middle = chosen[column].len() / 2;
                chosen[column].remove(middle);
            }
            _ => return chosen,
        }
    }
}

impl Walk {
    /// Prepares a walk over all rows.
    pub(super) fn new(ground: &Ground) -> Self {
        let forest = &ground.forest;
        let width = forest.width();
        let heights: Vec<usize> = (0..width).map(|column| forest.height(column)).collect();
        let all: f64 = ground.rows.people.iter().map(|&people| f64::from(people)).sum();
        // Mean share of every level of every column.
        let mean: Vec<Vec<f64>> = heights
            .iter()
            .enumerate()
            .map(|(column, &height)| {
                let mut sums = vec![0.0; height];
                for (row, &people) in ground.rows.people.iter().enumerate() {
                    let mut node = ground.rows.leaves(row as u32)[column];
                    for (level, sum) in sums.iter_mut().enumerate() {
                        node = forest.above(node, level as u8);
                        *sum += f64::from(people) * forest.share(node);
                    }
                }
                sums.into_iter().map(|sum| sum / all.max(1.0)).collect()
            })
            .collect();
        let chosen = chosen_levels(&heights);
        // Columns beyond what fits move together with an earlier one.
        let axes = width.min((MOST_NODES as f64).log2() as usize).max(1);
        let mut nodes = vec![vec![0u8; width]];
        for axis in 0..axes.min(width) {
            let tied: Vec<usize> = (axis..width).step_by(axes).collect();
            let most = tied.iter().map(|&column| chosen[column].len()).max().unwrap_or(1);
            let before = std::mem::take(&mut nodes);
            for step in 0..most {
                for levels in &before {
                    let mut levels = levels.clone();
                    for &column in &tied {
                        let choices = &chosen[column];
                        levels[column] = choices[step.min(choices.len() - 1)];
                    }
                    nodes.push(levels);
                }
            }
        }
        let mut nodes: Vec<Node> = nodes
            .into_iter()
            .map(|levels| Node {
                share: levels.iter().enumerate().map(|(column, &level)| mean[column][level as usize]).sum(),
                levels,
            })
            .collect();
        crate::sort::by(&mut nodes, |a, b| a.share.total_cmp(&b.share).then_with(|| a.levels.cmp(&b.levels)));
        Self {
            nodes,
            at: 0,
            left: (0..ground.rows.len() as u32).collect(),
            visits: 0,
            cheapest: vec![f64::INFINITY; ground.rows.len()],
            queue: BinaryHeap::new(),
            waiting: Vec::new(),
            rows_waiting: 0,
            hurried: 1,
            taken: vec![false; ground.rows.len()],
            slots: Vec::new(),
            keys: Vec::new(),
            people: Vec::new(),
            class_of: Vec::new(),
        }
    }

    /// Share of the nodes that were walked.
    pub(super) fn share(&self) -> f64 {
        self.at as f64 / self.nodes.len().max(1) as f64
    }

    /// Walks a few nodes more, over what is left, and no others: without them nobody of those who are left would be in a class.
    pub(super) fn hurry(&mut self) {
        self.hurried = ((self.nodes.len() - self.at) / HURRIED).max(1);
    }

    /// Takes the groups whose turn it is, and groups the next node. Returns whether the walk is done.
    pub(super) fn step(&mut self, ground: &mut Ground, classes: &mut Vec<Class>) -> bool {
        let next =
            self.nodes.get(self.at).map(|node| (node.share - EARLY * ground.forest.width() as f64).max(0.0));
        self.take(ground, classes, next.unwrap_or(f64::INFINITY));
        let taken = &self.taken;
        self.left.retain(|&row| !taken[row as usize]);
        if next.is_none() || self.left.is_empty() {
            return true;
        }
        let stride = (1usize << (self.visits / VISITS).min(16)).max(self.hurried);
        // The last node takes all together, so it is never passed over.
        let at = (self.at + stride - 1).min(self.nodes.len() - 1);
        self.at = at + 1;
        self.visits += self.left.len() as u64;
        ground.work += self.left.len() as u64;
        if self.group(ground, at) {
            self.wait(ground, at);
        }
        false
    }

    /// Makes classes of the groups up to a share, the cheapest first.
    fn take(&mut self, ground: &mut Ground, classes: &mut Vec<Class>, most: f64) {
        while let Some(&Reverse((share, number))) = self.queue.peek() {
            if share as f64 * 1e-9 > most {
                break;
            }
            self.queue.pop();
            let mut rows = std::mem::take(&mut self.waiting[number as usize]);
            self.rows_waiting -= rows.len();
            rows.retain(|&row| !self.taken[row as usize]);
            let people: u32 = rows.iter().map(|&row| ground.rows.people[row as usize]).sum();
            // With fewer rows its share can only have fallen, so its turn is now.
            if ground.holds(&rows, people) {
                for &row in &rows {
                    self.taken[row as usize] = true;
                }
                classes.push(ground.class(rows));
            }
        }
        if self.queue.is_empty() {
            self.waiting.clear();
        }
    }

    /// Puts the groups of the node that was grouped in the queue.
    fn wait(&mut self, ground: &mut Ground, at: usize) {
        // Members of the groups that are large enough, by one counting pass.
        let least = ground.least;
        let mut starts = vec![0u32; self.people.len() + 1];
        for &class in &self.class_of {
            starts[class as usize + 1] += u32::from(self.people[class as usize] >= least);
        }
        for class in 0..self.people.len() {
            starts[class + 1] += starts[class];
        }
        let mut members = vec![0u32; starts[self.people.len()] as usize];
        let mut fill = starts.clone();
        for (&row, &class) in self.left.iter().zip(&self.class_of) {
            if self.people[class as usize] >= least {
                members[fill[class as usize] as usize] = row;
                fill[class as usize] += 1;
            }
        }
        let dearest = self.nodes[at].share + DEAR * ground.forest.width() as f64;
        let last = self.at == self.nodes.len();
        for class in 0..self.people.len() {
            let rows = &members[starts[class] as usize..starts[class + 1] as usize];
            if rows.is_empty() || (self.rows_waiting + rows.len() > MOST_WAITING && !last) {
                continue;
            }
            let made = ground.class(rows.to_vec());
            if made.share <= dearest {
                let mut least = 0.0;
                for &row in &made.rows {
                    let cheapest = &mut self.cheapest[row as usize];
                    *cheapest = cheapest.min(made.share);
                    least += *cheapest * f64::from(ground.rows.people[row as usize]);
                }
                let turn = made.share + REGRET * (made.share - least / f64::from(made.people));
                self.queue.push(Reverse(((turn * 1e9) as u64, self.waiting.len() as u32)));
                self.rows_waiting += made.rows.len();
                self.waiting.push(made.rows);
            }
        }
    }

    /// Groups what is left at a node. Returns whether any group has enough people.
    fn group(&mut self, ground: &Ground, at: usize) -> bool {
        let forest = &ground.forest;
        self.class_of.clear();
        self.class_of.resize(self.left.len(), 0);
        let levels = &self.nodes[at].levels;
        let mut passes: Vec<Vec<(usize, u8, u32)>> = vec![Vec::new()];
        let mut used = 0;
        for (column, &level) in levels.iter().enumerate() {
            let bits = forest.bits(column, level as usize);
            if bits == 0 {
                continue;
            }
            if used + bits > u64::BITS {
                passes.push(Vec::new());
                used = 0;
            }
            if let Some(pass) = passes.last_mut() {
                pass.push((column, level, used));
            }
            used += bits;
        }
        let mut enough = false;
        for pass in &passes {
            self.slots.clear();
            self.slots.resize(1 << 10, 0);
            self.keys.clear();
            self.people.clear();
            for (place, &row) in self.left.iter().enumerate() {
                let leaves = ground.rows.leaves(row);
                let mut key = 0u64;
                for &(column, level, shift) in pass {
                    key |= u64::from(forest.band_above(leaves[column], level)) << shift;
                }
                let class = class_of(&mut self.slots, &mut self.keys, (self.class_of[place], key));
                if class as usize == self.people.len() {
                    self.people.push(0);
                }
                self.people[class as usize] += ground.rows.people[row as usize];
                self.class_of[place] = class;
            }
        }
        for &people in &self.people {
            enough |= people >= ground.least;
        }
        enough
    }
}

/// The number of a key by open addressing, in order of first appearance.
fn class_of(slots: &mut Vec<u32>, keys: &mut Vec<(u32, u64)>, key: (u32, u64)) -> u32 {
    if (keys.len() + 1) * 2 > slots.len() {
        let size = slots.len() * 4;
        slots.clear();
        slots.resize(size, 0);
        for (number, &known) in (1u32..).zip(keys.iter()) {
            let mut slot = spread(known) & (size - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = number;
        }
    }
    let mask = slots.len() - 1;
    let mut slot = spread(key) & mask;
    loop {
        match slots[slot] {
            0 => {
                keys.push(key);
                slots[slot] = keys.len() as u32;
                return keys.len() as u32 - 1;
            }
            known if keys[known as usize - 1] == key => return known - 1,
            _ => slot = (slot + 1) & mask,
        }
    }
}

/// Spreads the bits of a key; collisions cost time, never truth.
fn spread(key: (u32, u64)) -> usize {
    let product = (key.1 ^ u64::from(key.0).rotate_left(40)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (product ^ (product >> 32)) as usize
}
