//! Blocks of alike people: the atoms of everything that is shown (PRODUCT D2). They are made once and never taken apart.
//!
//! Inside each segment people are split along the first principal axis of their points (see [`gezicht_lanes::alike`]), again and again while both
//! parts stay large enough (principal direction divisive partitioning, Boley 1998), where the two sides differ most. People whose
//! banded content and design row are identical form one unit and stay together; a unit larger than a block becomes a
//! block of its own, where the others can do without it.
//!
//! People who fit no segment well are set apart inside their segment, where they and the others both make a block.
//!
//! Sizes are in people, whatever the number of records. Where households are known each block holds at least
//! [`FEWEST_HOUSEHOLDS`](super::households::FEWEST_HOUSEHOLDS) of them: a cut that leaves fewer on either side is not made, so in
//! the worst case a block is a whole segment, and a segment with fewer joins another (PRODUCT B3).
//!
//! Nothing depends on the order of the records: units are ordered by a hash of their content.

use super::bands::BandedColumn;
use super::cuts::cut;
use super::error::GateError;
use super::households::Few;
use crate::segment::Encoded;
use crate::table::people_of;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use gezicht_lanes::alike::Alike;
use std::sync::Arc;

/// So many times the target are cut twice along one line: for the first parts of many people another line each would say
/// little more, and take longer.
const MANY: u64 = 16;

/// Records that are hashed column by column before the next ones, so that they stay near the processor.
const NEAR: usize = 256;

/// The smallest number of people a block may hold: max(2k, 60).
pub(crate) fn block_minimum(k: u32) -> u32 {
    (2 * k).max(60)
}

/// The number of people a block aims at, from the number of people and segments.
///
/// A share in a segment of S people in blocks of t has a standard error of about `0.56 k sqrt(S / t)` people (see `rounding`),
/// so 95 % of its errors stay under 3 points when `t >= (37 k)^2 / S`. At least one and a half times the minimum, which keeps files of
/// 20,000 people under 2; at most about the whole segment, where a small file may still have a larger error (it is shown). In large
/// segments `1.5 sqrt(S)`, so that both the blocks and what each of them hides in grow: with more people later orderings are
/// followed more closely and figures are better. With k = 10 and six segments: whole segments up to 2,000 people, 165 at 5,000, 90 from
/// 9,200 to 21,600, 273 at 200,000 and 612 at a million.
pub(crate) fn block_target(people: u32, segments: u32, k: u32) -> u32 {
    let segment = (people / segments.max(1)).max(1);
    let wanted = ((37 * u64::from(k)).pow(2)).div_ceil(u64::from(segment)).min(u64::from(segment)) as u32;
    let grown = (u64::from(segment) * 9 / 4).isqrt() as u32;
    wanted.max(grown).max(block_minimum(k) * 3 / 2)
}

/// What blocks are made from. All vectors are per released record, in one order.
pub(crate) struct BlockInput {
    /// People that each record stands for.
    pub(crate) counts: Vec<u32>,
    /// Sample weight of a person of each record, where there is such a column.
    pub(crate) sample_weights: Option<Vec<f64>>,
    /// Household of each record, where households are known.
    pub(crate) households: Option<Vec<u32>>,
    /// Segment of each record; numbers may have gaps.
    pub(crate) labels: Vec<u32>,
    /// Whether the people of each record fit no segment well.
    pub(crate) nowhere: Vec<bool>,
    /// What a fit on values sees of the records: in this people are alike.
    pub(crate) encoded: Arc<Encoded>,
    /// Group of each record in each of some quick fits (see `segment::guides`), row-major; may be empty.
    pub(crate) guides: Vec<u8>,
    /// The banded columns that will be shown.
    pub(crate) columns: Vec<BandedColumn>,
    /// Smallest group.
    pub(crate) k: u32,
}

/// Which block every record is in. Never leaves the engine.
pub struct Blocks {
    /// Block of each record.
    pub(crate) of_record: Vec<u32>,
    /// People that each record stands for.
    pub(crate) counts: Vec<u32>,
    /// Segment of each block, as an index into `labels`.
    pub(crate) segment_of: Vec<u32>,
    /// Whether each block is one of people who fit no segment well.
    pub(crate) nowhere: Vec<bool>,
    /// People in each block.
    pub(crate) sizes: Vec<u32>,
    /// The label of each segment that was kept, ascending.
    pub(crate) labels: Vec<u32>,
    /// Smallest number of people a block may hold.
    pub(crate) minimum: u32,
    /// Too few people for segments: everybody is in one.
    pub(crate) whole_only: bool,
}

/// Blocks with the columns they were made from.
pub(crate) struct Blocked {
    /// The blocks.
    pub(crate) blocks: Blocks,
    /// The columns of the input, unchanged.
    pub(crate) columns: Vec<BandedColumn>,
    /// The sample weights of the input.
    pub(crate) sample_weights: Option<Vec<f64>>,
}

/// People with identical content.
struct Unit {
    segment: u32,
    /// Most of them fit no segment well.
    nowhere: bool,
}

/// Some units on their way to become blocks, and whether they were set apart as fitting nowhere.
type Part = (Vec<u32>, bool);

enum Phase {
    Hash,
    Sort,
    Units,
    Points,
    Segments,
    Split,
}

/// The task that makes blocks. Cost: about people x width x log2(blocks) multiplications.
pub(crate) struct Blocking {
    input: BlockInput,
    /// Points of the units.
    alike: Alike,
    /// Number of people.
    people: u64,
    phase: Phase,
    /// Records with the hash of their content, by its first byte: each part is sorted in a step of its own.
    hashed: Vec<Vec<(u64, u32)>>,
    /// Records hashed, then records put into units, then units whose points are made.
    at: usize,
    /// Records in the order of their content.
    order: Vec<(u64, u32)>,
    units: Vec<Unit>,
    /// Some of the households of each unit, where they are known.
    homes: Vec<Few>,
    /// Number of people of each unit.
    people_of: Vec<u32>,
    /// Any of the records of each unit: the design rows are the same.
    record_of: Vec<u32>,
    unit_of: Vec<u32>,
    votes: Vec<(u32, bool, u32)>,
    /// Parts still to split: their units, in order.
    waiting: Vec<Part>,
    done: Vec<Part>,
    placed: u64,
    labels: Vec<u32>,
    target: u32,
    /// Smallest share of a segment.
    smallest: f64,
    whole_only: bool,
}

impl Blocking {
    /// # Errors
    /// [`GateError::Shape`] when lengths differ, [`GateError::TooFewPeople`] and [`GateError::TooFewHouseholds`] under the
    /// smallest block.
    pub(crate) fn new(input: BlockInput) -> Result<Self, GateError> {
        let records = input.labels.len();
        if input.counts.len() != records
            || input.nowhere.len() != records
            || input.households.as_ref().is_some_and(|households| households.len() != records)
            || input.sample_weights.as_ref().is_some_and(|weights| weights.len() != records)
            || input.columns.iter().any(|c| c.codes.len() != records)
            || input.encoded.len() != records
            || input.guides.len() != records * input.guides.len().checked_div(records).unwrap_or(0)
        {
            return Err(GateError::Shape);
        }
        let people = people_of(&input.counts) as u64;
        let minimum = block_minimum(input.k);
        if people < u64::from(minimum) {
            return Err(GateError::TooFewPeople { minimum });
        }
        if let Some(households) = &input.households {
            let mut few = Few::default();
            households.iter().for_each(|&household| few.add(household));
            if !few.enough() {
                return Err(GateError::TooFewHouseholds);
            }
        }
        let whole_only = people < 5 * u64::from(block_minimum(input.k));
        Ok(Self {
            input,
            alike: Alike::new(0, Vec::new(), 0),
            people,
            phase: Phase::Hash,
            hashed: (0..256).map(|_| Vec::with_capacity(records / 240)).collect(),
            at: 0,
            order: Vec::new(),
            units: Vec::new(),
            homes: Vec::new(),
            people_of: Vec::new(),
            record_of: Vec::new(),
            unit_of: Vec::new(),
            votes: Vec::new(),
            waiting: Vec::new(),
            done: Vec::new(),
            placed: 0,
            labels: Vec::new(),
            target: minimum,
            smallest: 0.0,
            whole_only,
        })
    }

    /// With segments of at least this share of the people: a smaller one joins the nearest.
    pub(crate) fn smallest(mut self, share: f64) -> Self {
        self.smallest = share;
        self
    }

    /// The banded content of a record and what a fit sees of it: records that hold the same are one point.
    fn content_of(&self, record: u32) -> impl Iterator<Item = u32> + '_ {
        let (at, seen) = (record as usize, &self.input.encoded.mixed);
        let bands = self.input.columns.iter().map(move |column| u32::from(column.codes[at]));
        let numbers = seen.numeric.iter().map(move |values| values[at].to_bits());
        bands.chain(numbers).chain(seen.categorical.iter().map(move |column| u32::from(column.codes[at])))
    }

    /// Hashes the content of some of the records, column by column; equal hashes are compared in full later.
    fn hash_some(&mut self, budget: u32) {
        let seen = &self.input.encoded.mixed;
        let width = self.input.encoded.width() + self.input.columns.len() + 1;
        let end = self.input.labels.len().min(self.at + (budget as usize * 200 / width).max(1000));
        let mut hashes = Vec::with_capacity(NEAR);
        while self.at < end {
            let part = self.at..end.min(self.at + NEAR);
            hashes.clear();
            hashes.resize(part.len(), 0xCBF2_9CE4_8422_2325);
            let coded = seen.categorical.iter().map(|column| &column.codes);
            for codes in self.input.columns.iter().map(|column| &column.codes).chain(coded) {
                fold(&mut hashes, codes[part.clone()].iter().map(|&code| u64::from(code)));
            }
            for values in &seen.numeric {
                fold(&mut hashes, values[part.clone()].iter().map(|value| u64::from(value.to_bits())));
            }
            self.at = part.end;
            for (record, &hash) in part.zip(&hashes) {
                self.hashed[(hash >> 56) as usize].push((hash, record as u32));
            }
        }
    }

    /// Puts some of the records in the order of their content: by hash, and in full where hashes are equal.
    fn sort_some(&mut self) {
        let Some(mut part) = self.hashed.pop() else { return };
        part.sort_unstable();
        for run in part.chunk_by_mut(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
            let first = run[0].1;
            if run.iter().any(|&(_, record)| !self.content_of(first).eq(self.content_of(record))) {
                crate::sort::by(run, |a, b| self.content_of(a.1).cmp(self.content_of(b.1)));
            }
        }
        self.order.extend(part);
    }

    /// Puts some of the records into units.
    fn unite_some(&mut self, budget: u32) {
        let order = std::mem::take(&mut self.order);
        let end = order.len().min(self.at + (budget as usize * 4).max(1000));
        self.unit_of.resize(order.len(), 0);
        for place in self.at..end {
            let (hash, record) = order[place];
            let same = self.record_of.last().is_some_and(|&first| {
                order[place - 1].0 == hash && self.content_of(first).eq(self.content_of(record))
            });
            if !same {
                close_unit(&mut self.units, &mut self.votes);
                self.units.push(Unit { segment: 0, nowhere: false });
                self.record_of.push(record);
                self.people_of.push(0);
            }
            let count = self.input.counts[record as usize];
            if let Some(people) = self.people_of.last_mut() {
                *people += count;
            }
            if let Some(households) = &self.input.households {
                self.homes.resize(self.units.len(), Few::default());
                if let Some(few) = self.homes.last_mut() {
                    few.add(households[record as usize]);
                }
            }
            let label = if self.whole_only { 0 } else { self.input.labels[record as usize] };
            self.votes.push((label, self.input.nowhere[record as usize], count));
            self.unit_of[record as usize] = self.units.len() as u32 - 1;
        }
        self.at = end;
        if end == order.len() {
            close_unit(&mut self.units, &mut self.votes);
        } else {
            self.order = order;
        }
    }

    /// Makes the points of some of the units.
    fn points_some(&mut self, budget: u32) {
        let units = self.record_of.len();
        let (encoded, guides) = (&self.input.encoded, &self.input.guides);
        if self.at == 0 {
            let groups = guides.iter().max().map_or(0, |&most| usize::from(most) + 1);
            let groupings = guides.len().checked_div(self.input.labels.len()).unwrap_or(0);
            self.alike = encoded.alike((groupings, groups), units);
        }
        let to = units.min(self.at + (budget as usize * 4).max(1000));
        encoded.points(&self.record_of[self.at..to], guides, &mut self.alike);
        self.at = to;
    }

    /// Segments as lists of units; those too small for one block, or under the smallest share, join the one with the nearest centroid.
    fn make_segments(&mut self) {
        let mut labels: Vec<u32> = self.units.iter().map(|unit| unit.segment).collect();
        labels.sort_unstable();
        labels.dedup();
        let mut segments: Vec<Vec<u32>> = vec![Vec::new(); labels.len()];
        for (index, unit) in self.units.iter().enumerate() {
            if let Ok(segment) = labels.binary_search(&unit.segment) {
                segments[segment].push(index as u32);
            }
        }
        let share = (self.smallest * self.people as f64).ceil() as u64;
        let minimum = u64::from(block_minimum(self.input.k)).max(share);
        while segments.len() > 1 {
            let sizes: Vec<u64> = segments.iter().map(|units| self.weight(units)).collect();
            let too_small = |&s: &usize| sizes[s] < minimum || !self.enough_households(&segments[s]);
            let Some(small) = (0..sizes.len()).filter(too_small).min_by_key(|&s| sizes[s]) else { break };
            let centroids: Vec<Vec<f32>> = segments.iter().map(|units| self.centroid(units)).collect();
            let distance = |s: usize| -> f32 {
                centroids[s].iter().zip(&centroids[small]).map(|(a, b)| (a - b) * (a - b)).sum()
            };
            let nearest = (0..segments.len()).filter(|&s| s != small);
            let Some(nearest) = nearest.min_by(|&a, &b| distance(a).total_cmp(&distance(b))) else { break };
            let moved = std::mem::take(&mut segments[small]);
            segments[nearest].extend(moved);
            segments[nearest].sort_unstable();
            segments.remove(small);
            labels.remove(small);
        }
        for (segment, units) in segments.iter().enumerate() {
            for &unit in units {
                self.units[unit as usize].segment = segment as u32;
            }
        }
        self.target = block_target(self.people as u32, labels.len() as u32, self.input.k);
        self.labels = labels;
        // Taken from the end, so that blocks are numbered segment by segment.
        self.waiting = segments.into_iter().rev().flat_map(|units| self.apart(units)).collect();
    }

    /// Those who fit the segment and, before them, those who fit nowhere, where both make a block.
    fn apart(&self, units: Vec<u32>) -> Vec<Part> {
        let minimum = u64::from(block_minimum(self.input.k));
        let (nowhere, firm): (Vec<u32>, Vec<u32>) =
            units.iter().partition(|&&unit| self.units[unit as usize].nowhere);
        let both = [&nowhere, &firm];
        if !self.whole_only
            && both.iter().all(|part| self.weight(part) >= minimum && self.enough_households(part))
        {
            return vec![(nowhere, true), (firm, false)];
        }
        vec![(units, false)]
    }

    /// Whether these people span enough households; true where households are not known.
    fn enough_households(&self, units: &[u32]) -> bool {
        let mut few = Few::default();
        self.input.households.is_none()
            || units.iter().any(|&unit| {
                few.join(&self.homes[unit as usize]);
                few.enough()
            })
    }

    /// People of some units.
    fn weight(&self, units: &[u32]) -> u64 {
        units.iter().map(|&unit| u64::from(self.people_of[unit as usize])).sum()
    }

    fn centroid(&self, units: &[u32]) -> Vec<f32> {
        let people: Vec<u32> = units.iter().map(|&unit| self.people_of[unit as usize]).collect();
        self.alike.mean(units, &people)
    }

    /// Parts that differ as much as can be, all of at least the target; none when that cannot be.
    fn split(&mut self, units: &[u32]) -> Vec<Vec<u32>> {
        let people: Vec<u32> = units.iter().map(|&unit| self.people_of[unit as usize]).collect();
        let total = people_of(&people) as u64;
        let target = u64::from(self.target);
        if total < 2 * target || !self.alike.tells() || units.len() < 2 {
            return Vec::new();
        }
        if let Some(parts) = self.heavy(units, &people, total) {
            return parts.into();
        }
        let (along, order) = self.alike.order(units, &people);
        let homes = self.input.households.is_some().then_some((&*self.homes, units));
        let cut = |places: &[u32], total| cut((along, places), &people, (total, target), homes);
        let Some(middle) = cut(order, total) else { return Vec::new() };
        // Many people differ along the same line once more.
        let (low, high) = order.split_at(middle);
        let halves = [low, high].into_iter().flat_map(|half| {
            let total = half.iter().map(|&place| u64::from(people[place as usize])).sum();
            let again = if total < MANY * target { None } else { cut(half, total) };
            let (low, high) = half.split_at(again.unwrap_or(half.len()));
            [low, high]
        });
        // All parts keep the order of the units.
        let mut part_of = vec![0u8; units.len()];
        let mut parts: Vec<Vec<u32>> = Vec::with_capacity(4);
        for places in halves.filter(|places| !places.is_empty()) {
            places.iter().for_each(|&place| part_of[place as usize] = parts.len() as u8);
            parts.push(Vec::with_capacity(places.len()));
        }
        for (&unit, part) in units.iter().zip(part_of) {
            parts[usize::from(part)].push(unit);
        }
        parts
    }

    /// The heaviest unit and the others, when both make a block: nobody needs to join a crowd that is all alike.
    fn heavy(&self, units: &[u32], people: &[u32], total: u64) -> Option<[Vec<u32>; 2]> {
        let most = *people.iter().max()?;
        let target = u64::from(self.target);
        if u64::from(most) < target || total - u64::from(most) < target {
            return None;
        }
        let heavy = units[people.iter().position(|&people| people == most)?];
        let (alone, others) =
            (vec![heavy], units.iter().copied().filter(|&unit| unit != heavy).collect::<Vec<_>>());
        (self.enough_households(&alone) && self.enough_households(&others)).then_some([alone, others])
    }

    fn split_some(&mut self, budget: u32) {
        let mut left = i64::from(budget) * 500; // multiplications
        while left > 0 {
            let Some((units, nowhere)) = self.waiting.pop() else { return };
            left -= self.alike.cost(units.len());
            let parts = self.split(&units);
            if parts.is_empty() {
                self.placed += self.weight(&units);
                self.done.push((units, nowhere));
            }
            self.waiting.extend(parts.into_iter().rev().map(|part| (part, nowhere)));
        }
    }

    fn finish(&mut self) -> Blocked {
        let mut block_of = vec![0u32; self.units.len()];
        let (mut segment_of, mut sizes) = (Vec::new(), Vec::new());
        for (block, (units, _)) in self.done.iter().enumerate() {
            sizes.push(self.weight(units) as u32);
            segment_of.push(units.first().map_or(0, |&unit| self.units[unit as usize].segment));
            for &unit in units {
                block_of[unit as usize] = block as u32;
            }
        }
        Blocked {
            blocks: Blocks {
                of_record: self.unit_of.iter().map(|&unit| block_of[unit as usize]).collect(),
                counts: std::mem::take(&mut self.input.counts),
                segment_of,
                nowhere: self.done.iter().map(|&(_, nowhere)| nowhere).collect(),
                sizes,
                labels: std::mem::take(&mut self.labels),
                minimum: block_minimum(self.input.k),
                whole_only: self.whole_only,
            },
            columns: std::mem::take(&mut self.input.columns),
            sample_weights: self.input.sample_weights.take(),
        }
    }
}

/// Takes a word into each hash: multiply and fold.
fn fold(hashes: &mut [u64], words: impl Iterator<Item = u64>) {
    for (hash, word) in hashes.iter_mut().zip(words) {
        let product = (*hash ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        *hash = product ^ (product >> 32);
    }
}

/// Gives the last unit the segment most of its people chose, the lowest number when even, and says whether more than half of
/// them fit nowhere. A vote is a segment, whether it fits nowhere, and so many people.
fn close_unit(units: &mut [Unit], votes: &mut Vec<(u32, bool, u32)>) {
    votes.sort_unstable();
    let whole: u64 = votes.iter().map(|vote| u64::from(vote.2)).sum();
    let mut best = (0u64, 0u32);
    for run in votes.chunk_by(|a, b| a.0 == b.0) {
        let people = run.iter().map(|vote| u64::from(vote.2)).sum();
        if people > best.0 {
            best = (people, run[0].0);
        }
    }
    if let Some(unit) = units.last_mut() {
        unit.segment = best.1;
        let nowhere: u64 = votes.iter().filter(|vote| vote.1).map(|vote| u64::from(vote.2)).sum();
        unit.nowhere = 2 * nowhere > whole;
    }
    votes.clear();
}

impl Task for Blocking {
    type Output = Blocked;
    type Error = GateError;

    fn step(&mut self, budget: u32) -> Step<Blocked, GateError> {
        let records = self.input.labels.len();
        let share = match self.phase {
            Phase::Hash => {
                self.hash_some(budget);
                if self.at == records {
                    (self.at, self.phase) = (0, Phase::Sort);
                    // Last parts come first.
                    self.hashed.reverse();
                }
                0.1 * self.at as f64 / records as f64
            }
            Phase::Sort => {
                let to = self.order.len() + budget as usize * 10;
                while !self.hashed.is_empty() && self.order.len() < to {
                    self.sort_some();
                }
                if self.hashed.is_empty() {
                    self.phase = Phase::Units;
                }
                0.1 + 0.1 * self.order.len() as f64 / records as f64
            }
            Phase::Units => {
                self.unite_some(budget);
                if self.at == records {
                    (self.at, self.phase) = (0, Phase::Points);
                }
                0.2 + 0.05 * self.at as f64 / records as f64
            }
            Phase::Points => {
                self.points_some(budget);
                if self.at == self.record_of.len() {
                    self.phase = Phase::Segments;
                }
                0.25 + 0.05 * self.at as f64 / self.record_of.len().max(1) as f64
            }
            Phase::Segments => {
                self.make_segments();
                self.phase = Phase::Split;
                0.3
            }
            Phase::Split => {
                self.split_some(budget);
                if self.waiting.is_empty() {
                    return Step::Done(self.finish());
                }
                0.3 + 0.7 * self.placed as f64 / self.people as f64
            }
        };
        Step::Busy(Progress {
            share,
            doing: Text::new("blokken van mensen die op elkaar lijken", "blocks of people who are alike"),
        })
    }
}

#[cfg(test)]
#[path = "blocks_tests.rs"]
mod tests;
