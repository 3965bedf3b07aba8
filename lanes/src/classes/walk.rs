//! The first classes: always the cheapest group that is large enough, of all nodes of the lattice.
//!
//! Nodes are grouped once each, from precise to coarse by the mean cost of all people, a little before their turn; what groups
//! they hold waits in a queue by its own cost. A group that comes to its turn with fewer people than it had is judged again.
//! So the order is that of a greedy choice over all groups of all nodes, for the price of one walk. A group whose people have all been seen in
//! cheaper ones waits a little longer: they may still find a place there, others have no better one (regret; cf. Potvin & Rousseau
//! 1993).

use super::costs::{Costs, Key};
use super::{Class, Ground, Test};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Most nodes that are walked.
const MOST_NODES: usize = 20_000;
/// So much before its turn a node is grouped, in 1/1000 of all that a person can cost: a group can be much cheaper than its node.
const EARLY: u64 = 17;
/// A group that is so much dearer than its node is not kept: it comes back at a coarser node.
const DEAR: u64 = 44;
/// Most rows that wait in the queue (16 MB); groups beyond it come back at a coarser node.
const MOST_WAITING: usize = 4 << 20;
/// After so many visits of a row every second node is passed over, after twice as many three in four, and so on.
const VISITS: u64 = 800_000_000;
/// Weight of the regret, in tenths: what a group costs its people more than the cheapest group that each of them was seen in.
const REGRET: u64 = 3;
/// So many nodes are still walked when the person wants what there is.
const HURRIED: usize = 32;

/// A node of the walk.
struct Node<const W: usize> {
    /// Mean cost of all people.
    share: u64,
    /// The bits that tell its bands apart.
    mask: Key<W>,
}

/// A walk under way.
pub(super) struct Walk<const W: usize> {
    /// Per column and level, what all people cost on average; columns that are not there yet are still to be added up.
    means: Vec<Vec<u64>>,
    nodes: Vec<Node<W>>,
    at: usize,
    /// Rows that are in no class yet, and their keys and people.
    pub(super) left: Vec<u32>,
    keys: Vec<(Key<W>, u32)>,
    visits: u64,
    /// Cost of the cheapest group that each row was seen in.
    cheapest: Vec<u32>,
    /// Groups by their cost and regret, and number.
    queue: BinaryHeap<Reverse<(u64, u32)>>,
    waiting: Vec<Vec<u32>>,
    rows_waiting: usize,
    /// Nodes that are passed over at each step when the person wants what there is.
    hurried: usize,
    taken: Vec<bool>,
    early: u64,
    dear: u64,
    groups: Groups<W>,
}

/// Which levels of each column are walked: all of them while there are few enough, else without those in the middle of the longest ladders.
fn chosen_levels(heights: &[usize]) -> Vec<Vec<usize>> {
    let mut chosen: Vec<Vec<usize>> = heights.iter().map(|&height| (0..height).collect()).collect();
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

impl<const W: usize> Walk<W> {
    /// Prepares a walk over all rows.
    pub(super) fn new(costs: &Costs, rows: usize) -> Self {
        let all: u64 = costs.places.iter().map(|place| u64::from(place.share(place.height() - 1, 0))).sum();
        Self {
            means: Vec::new(),
            nodes: Vec::new(),
            at: 0,
            left: (0..rows as u32).collect(),
            keys: Vec::new(),
            visits: 0,
            cheapest: vec![u32::MAX; rows],
            queue: BinaryHeap::new(),
            waiting: Vec::new(),
            rows_waiting: 0,
            hurried: 1,
            taken: vec![false; rows],
            early: all * EARLY / 1000,
            dear: all * DEAR / 1000,
            groups: Groups::default(),
        }
    }

    /// Adds up what the next column costs at each of its levels.
    fn mean(&mut self, ground: &mut Ground<W>) {
        let place = &ground.costs.places[self.means.len()];
        let people: u64 = ground.people.iter().map(|&people| u64::from(people)).sum();
        let mean = |level: usize| {
            let rows = ground.keys.iter().zip(&ground.people);
            let sum: u64 = rows
                .map(|(&key, &people)| u64::from(place.share(level, place.code(key))) * u64::from(people))
                .sum();
            sum / people.max(1)
        };
        self.means.push((0..place.height()).map(mean).collect());
        ground.work += ground.keys.len() as u64;
    }

    fn order(&mut self, ground: &Ground<W>) {
        let places = &ground.costs.places;
        let chosen = chosen_levels(&places.iter().map(|place| place.height()).collect::<Vec<_>>());
        // Columns beyond what fits move together with an earlier one.
        let width = places.len();
        let axes = width.min(MOST_NODES.ilog2() as usize).max(1);
        let mut nodes = vec![Node { share: 0, mask: Key::NONE }];
        for axis in 0..axes.min(width) {
            let tied: Vec<usize> = (axis..width).step_by(axes).collect();
            let most = tied.iter().map(|&column| chosen[column].len()).max().unwrap_or(1);
            let mut wider = Vec::with_capacity(nodes.len() * most);
            for step in 0..most {
                for node in &nodes {
                    let mut next = Node { share: node.share, mask: node.mask };
                    for &column in &tied {
                        let choices = &chosen[column];
                        let level = choices[step.min(choices.len() - 1)];
                        next.share += self.means[column][level];
                        next.mask = next.mask.or(places[column].mask_of(level));
                    }
                    wider.push(next);
                }
            }
            nodes = wider;
        }
        nodes.sort_unstable_by_key(|node| (node.share, Reverse(node.mask.0)));
        self.nodes = nodes;
        self.keys = ground.keys.iter().copied().zip(ground.people.iter().copied()).collect();
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
    pub(super) fn step(
        &mut self,
        ground: &mut Ground<W>,
        classes: &mut Vec<Class<W>>,
        test: &mut Option<&mut dyn Test>,
    ) -> bool {
        if self.means.len() < ground.costs.places.len() {
            self.mean(ground);
            return false;
        }
        if self.nodes.is_empty() {
            self.order(ground);
            return false;
        }
        let next = self.nodes.get(self.at).map(|node| node.share.saturating_sub(self.early));
        if self.take(ground, classes, next.unwrap_or(u64::MAX), test) {
            let (taken, mut kept) = (&self.taken, 0);
            let keys = &mut self.keys;
            let mut at = 0;
            self.left.retain(|&row| {
                let keep = !taken[row as usize];
                if keep {
                    keys[kept] = keys[at];
                    kept += 1;
                }
                at += 1;
                keep
            });
            keys.truncate(kept);
        }
        if next.is_none() || self.left.is_empty() {
            return true;
        }
        let stride = (1usize << (self.visits / VISITS).min(16)).max(self.hurried);
        // The last node takes all together, so it is never passed over.
        let at = (self.at + stride - 1).min(self.nodes.len() - 1);
        self.at = at + 1;
        self.visits += self.left.len() as u64;
        ground.work += self.left.len() as u64 / 3 + 1;
        self.groups.find(&self.keys, self.nodes[at].mask, ground.least);
        self.wait(ground, at);
        false
    }

    /// Makes classes of the groups up to a cost, the cheapest first. Returns whether there were any.
    fn take(
        &mut self,
        ground: &mut Ground<W>,
        classes: &mut Vec<Class<W>>,
        most: u64,
        test: &mut Option<&mut dyn Test>,
    ) -> bool {
        let before = classes.len();
        while let Some(&Reverse((turn, number))) = self.queue.peek() {
            if turn > most {
                break;
            }
            self.queue.pop();
            let mut rows = std::mem::take(&mut self.waiting[number as usize]);
            self.rows_waiting -= rows.len();
            rows.retain(|&row| !self.taken[row as usize]);
            let people: u32 = rows.iter().map(|&row| ground.people(row)).sum();
            // With fewer rows its cost can only have fallen, so its turn is now.
            if ground.holds(&rows, people, test) {
                for &row in &rows {
                    self.taken[row as usize] = true;
                }
                classes.push(ground.class(rows));
            }
        }
        if self.queue.is_empty() {
            self.waiting.clear();
        }
        classes.len() > before
    }

    /// Puts the groups of the node that was grouped in the queue.
    fn wait(&mut self, ground: &mut Ground<W>, at: usize) {
        let dearest = self.nodes[at].share + self.dear;
        let last = self.at == self.nodes.len();
        for places in self.groups.large(ground.least) {
            if self.rows_waiting + places.len() > MOST_WAITING && !last {
                continue;
            }
            let rows = places.iter().map(|&place| self.left[place as usize]).collect();
            let made = ground.class(rows);
            let share = made.cost as u64 / u64::from(made.people.max(1));
            if share <= dearest {
                let mut least = 0;
                for &row in &made.rows {
                    let cheapest = &mut self.cheapest[row as usize];
                    *cheapest = (*cheapest).min(share as u32);
                    least += u64::from(*cheapest) * u64::from(ground.people[row as usize]);
                }
                let turn = share + (share - least / u64::from(made.people.max(1))) * REGRET / 10;
                self.queue.push(Reverse((turn, self.waiting.len() as u32)));
                self.rows_waiting += made.rows.len();
                self.waiting.push(made.rows);
            }
        }
    }
}

/// The groups of a node that may be large enough.
#[derive(Default)]
struct Groups<const W: usize> {
    /// People by what keys hash to: whoever is with too few here is in no group that is large enough.
    counts: Vec<u16>,
    /// Places of the rows that may be in one.
    places: Vec<u32>,
    slots: Vec<u32>,
    keys: Vec<Key<W>>,
    people: Vec<u32>,
    group_of: Vec<u32>,
}

impl<const W: usize> Groups<W> {
    fn find(&mut self, rows: &[(Key<W>, u32)], mask: Key<W>, least: u32) {
        let size = (rows.len() * 4).next_power_of_two().max(1 << 8);
        let slot = |key: Key<W>| spread(key) & (size - 1);
        self.counts.clear();
        self.counts.resize(size, 0);
        for &(key, people) in rows {
            let count = &mut self.counts[slot(key.and(mask))];
            *count = count.saturating_add(people.min(u32::from(u16::MAX)) as u16);
        }
        let least = least.min(u32::from(u16::MAX)) as u16;
        let counts = &self.counts;
        self.places.clear();
        self.places.extend(
            (0u32..).zip(rows).filter(|(_, row)| counts[slot(row.0.and(mask))] >= least).map(|(at, _)| at),
        );
        self.keys.clear();
        self.people.clear();
        self.group_of.clear();
        self.slots.clear();
        self.slots.resize((self.places.len() * 2).next_power_of_two(), 0);
        let last = self.slots.len() - 1;
        for &place in &self.places {
            let (key, people) = (rows[place as usize].0.and(mask), rows[place as usize].1);
            let mut slot = spread(key) & last;
            let group = loop {
                match self.slots[slot] {
                    0 => {
                        self.keys.push(key);
                        self.people.push(0);
                        self.slots[slot] = self.keys.len() as u32;
                        break self.keys.len() - 1;
                    }
                    known if self.keys[known as usize - 1] == key => break known as usize - 1,
                    _ => slot = (slot + 1) & last,
                }
            };
            self.people[group] += people;
            self.group_of.push(group as u32);
        }
    }

    /// The places of the rows of each group that is large enough.
    fn large(&self, least: u32) -> Vec<Vec<u32>> {
        let mut numbers = vec![u32::MAX; self.people.len()];
        let mut large: Vec<Vec<u32>> = Vec::new();
        for (&place, &group) in self.places.iter().zip(&self.group_of) {
            if self.people[group as usize] < least {
                continue;
            }
            let number = &mut numbers[group as usize];
            if *number == u32::MAX {
                *number = large.len() as u32;
                large.push(Vec::new());
            }
            large[*number as usize].push(place);
        }
        large
    }
}

/// Spreads the bits of a key; collisions cost time, never truth.
#[inline]
fn spread<const W: usize>(key: Key<W>) -> usize {
    let product = key
        .0
        .into_iter()
        .fold(0u64, |mixed, word| (mixed.rotate_left(29) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    (product ^ (product >> 32)) as usize
}
