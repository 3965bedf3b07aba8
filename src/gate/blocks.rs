//! Blocks of alike people: the atoms of everything that is shown (PRODUCT D2). They are made once and never taken apart.
//!
//! Inside each segment people are split along the first principal axis into two parts of about equal number, again and
//! again while both parts stay large enough (principal direction divisive partitioning, Boley 1998; balanced cuts as in
//! principal axis trees, Sproull 1991). People whose banded content and design row are identical form one unit and stay
//! together; a unit larger than a block becomes a block of its own, where the others can do without it.
//!
//! People who fit no segment well are set apart inside their segment, where they and the others both make a block.
//!
//! Sizes are in people, whatever the number of records. Where households are known each block holds at least
//! [`FEWEST_HOUSEHOLDS`](super::households::FEWEST_HOUSEHOLDS) of them: a cut that leaves fewer on either side is not made, so in
//! the worst case a block is a whole segment, and a segment with fewer joins another (PRODUCT B3).
//!
//! Nothing depends on the order of the records: units are ordered by a hash of their content.

use super::bands::BandedColumn;
use super::error::GateError;
use super::households::Few;
use crate::table::people_of;
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use gezicht_lanes::dot;

/// Units that the axis of one split is estimated on; in the order of content hashes the first ones are a fair sample.
const SAMPLE: usize = 512;
/// Turns of the power iteration; the split needs a good direction, not a converged one.
const TURNS: usize = 10;

/// The smallest number of people a block may hold: max(2k, 60).
pub(crate) fn block_minimum(k: u32) -> u32 {
    (2 * k).max(60)
}

/// The number of people a block aims at, from the number of people and segments.
///
/// A share in a segment of S people in blocks of t has a standard error of about `0.56 k sqrt(S / t)` people (see `rounding`),
/// so 95 % of its errors stay under 3 points when `t >= (37 k)^2 / S`. At least twice the minimum, which keeps large files
/// well under that; at most about the whole segment, where a small file may still have a larger error (it is shown). With
/// k = 10 and six segments: whole segments up to 2,000 people, 165 at 5,000 and 120 from 6,900 on.
pub(crate) fn block_target(people: u32, segments: u32, k: u32) -> u32 {
    let segment = (people / segments.max(1)).max(1);
    let wanted = ((37 * u64::from(k)).pow(2)).div_ceil(u64::from(segment)).min(u64::from(segment)) as u32;
    wanted.max(2 * block_minimum(k))
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
    /// Design matrix of the fit, row-major, records x `width`.
    pub(crate) design: Vec<f32>,
    /// Columns of the design.
    pub(crate) width: usize,
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
    /// Any of their records: the design rows are the same.
    record: u32,
    /// Number of people.
    weight: u32,
    segment: u32,
    /// Most of them fit no segment well.
    nowhere: bool,
    /// Some of their households.
    households: Few,
}

/// Some units on their way to become blocks, and whether they were set apart as fitting nowhere.
type Part = (Vec<u32>, bool);

enum Phase {
    Hash,
    Sort,
    Units,
    Segments,
    Split,
}

/// The task that makes blocks. Cost: about people x width x log2(blocks) multiplications.
pub(crate) struct Blocking {
    input: BlockInput,
    /// Number of people.
    people: u64,
    phase: Phase,
    /// Records with the hash of their content, by its first byte: each part is sorted in a step of its own.
    hashed: Vec<Vec<(u64, u32)>>,
    /// Records hashed, and then records put into units.
    at: usize,
    /// Records in the order of their content.
    order: Vec<(u64, u32)>,
    units: Vec<Unit>,
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
        if input.design.len() != records * input.width
            || input.counts.len() != records
            || input.nowhere.len() != records
            || input.households.as_ref().is_some_and(|households| households.len() != records)
            || input.sample_weights.as_ref().is_some_and(|weights| weights.len() != records)
            || input.columns.iter().any(|c| c.codes.len() != records)
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
            people,
            phase: Phase::Hash,
            hashed: vec![Vec::new(); 256],
            at: 0,
            order: Vec::new(),
            units: Vec::new(),
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

    fn row(&self, record: u32) -> &[f32] {
        let width = self.input.width;
        &self.input.design[record as usize * width..(record as usize + 1) * width]
    }

    fn content_of(&self, record: u32) -> impl Iterator<Item = u32> + '_ {
        let codes = self.input.columns.iter().map(move |column| u32::from(column.codes[record as usize]));
        codes.chain(self.row(record).iter().map(|value| value.to_bits()))
    }

    fn hash_some(&mut self, budget: u32) {
        let width = self.input.width + self.input.columns.len() + 1;
        let more = (budget as usize * 200 / width).max(1000);
        let end = (self.at + more).min(self.input.labels.len());
        for record in self.at..end {
            // FNV-1a over words with a last mix; equal hashes are compared in full below.
            let mut hash = 0xCBF2_9CE4_8422_2325u64;
            for word in self.content_of(record as u32) {
                hash = (hash ^ u64::from(word)).wrapping_mul(0x0000_0100_0000_01B3);
                hash ^= hash >> 29;
            }
            hash = (hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let hash = hash ^ (hash >> 29);
            self.hashed[(hash >> 56) as usize].push((hash, record as u32));
        }
        self.at = end;
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
            let same = self.units.last().is_some_and(|unit: &Unit| {
                order[place - 1].0 == hash && self.content_of(unit.record).eq(self.content_of(record))
            });
            if !same {
                close_unit(&mut self.units, &mut self.votes);
                self.units.push(Unit {
                    record,
                    weight: 0,
                    segment: 0,
                    nowhere: false,
                    households: Few::default(),
                });
            }
            let count = self.input.counts[record as usize];
            if let Some(unit) = self.units.last_mut() {
                unit.weight += count;
                if let Some(households) = &self.input.households {
                    unit.households.add(households[record as usize]);
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
            let centroids: Vec<Vec<f64>> = segments.iter().map(|units| self.centroid(units)).collect();
            let distance = |s: usize| -> f64 {
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
                few.join(&self.units[unit as usize].households);
                few.enough()
            })
    }

    /// People of some units.
    fn weight(&self, units: &[u32]) -> u64 {
        units.iter().map(|&unit| u64::from(self.units[unit as usize].weight)).sum()
    }

    fn centroid(&self, units: &[u32]) -> Vec<f64> {
        let mut sum = vec![0f64; self.input.width];
        let mut weight = 0f64;
        for &unit in units {
            let unit = &self.units[unit as usize];
            weight += f64::from(unit.weight);
            for (sum, &value) in sum.iter_mut().zip(self.row(unit.record)) {
                *sum += f64::from(value) * f64::from(unit.weight);
            }
        }
        sum.iter().map(|sum| sum / weight.max(1.0)).collect()
    }

    /// The first principal axis of a sample of the units (power iteration on the centred rows).
    fn axis(&self, units: &[u32]) -> Vec<f32> {
        let width = self.input.width;
        let sample = &units[..units.len().min(SAMPLE)];
        let mean: Vec<f32> = self.centroid(sample).into_iter().map(|value| value as f32).collect();
        let mut rows = vec![0f32; sample.len() * width];
        for (target, &unit) in rows.chunks_exact_mut(width).zip(sample) {
            let unit = &self.units[unit as usize];
            let scale = (unit.weight as f32).sqrt();
            for ((target, &value), &mean) in target.iter_mut().zip(self.row(unit.record)).zip(&mean) {
                *target = (value - mean) * scale;
            }
        }
        // Start from the row furthest from the mean: deterministic and never orthogonal to everything.
        let mut axis = vec![0f32; width];
        let mut longest = 0f32;
        for row in rows.chunks_exact(width) {
            let length = dot(row, row);
            if length > longest {
                longest = length;
                axis.copy_from_slice(row);
            }
        }
        for _ in 0..TURNS {
            let length = dot(&axis, &axis).sqrt();
            if length <= f32::MIN_POSITIVE || !length.is_finite() {
                break;
            }
            let mut next = vec![0f32; width];
            for row in rows.chunks_exact(width) {
                let along = dot(row, &axis) / length;
                for (next, &value) in next.iter_mut().zip(row) {
                    *next += along * value;
                }
            }
            axis = next;
        }
        axis
    }

    /// Two parts of about equal number, both at least the target; `None` when that cannot be.
    fn split(&self, units: &[u32]) -> Option<(Vec<u32>, Vec<u32>)> {
        let total = self.weight(units);
        let target = u64::from(self.target);
        if total < 2 * target || self.input.width == 0 || units.len() < 2 {
            return None;
        }
        if let Some(parts) = self.heavy(units, total) {
            return Some(parts);
        }
        let axis = self.axis(units);
        let keys: Vec<u64> = units
            .iter()
            .map(|&unit| in_order(dot(self.row(self.units[unit as usize].record), &axis)))
            .collect();
        let mut along: Vec<(u64, u32)> = keys.iter().copied().zip(units.iter().copied()).collect();
        along.sort_unstable();
        let (first, last) = self.cuts(&along);
        let mut below = 0u64;
        let mut best: Option<(u64, usize)> = None;
        for (place, &(_, unit)) in along.iter().enumerate().take(along.len() - 1) {
            below += u64::from(self.units[unit as usize].weight);
            if below >= target && total - below >= target && (first..=last).contains(&(place + 1)) {
                let lopsided = (2 * below).abs_diff(total);
                if best.is_none_or(|(least, _)| lopsided < least) {
                    best = Some((lopsided, place + 1));
                }
            }
        }
        // Both parts keep the order of the units.
        let bound = along[best?.1];
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for (key, &unit) in keys.into_iter().zip(units) {
            if (key, unit) < bound {
                low.push(unit);
            } else {
                high.push(unit);
            }
        }
        Some((low, high))
    }

    /// The heaviest unit and the others, when both make a block: nobody needs to join a crowd that is all alike.
    fn heavy(&self, units: &[u32], total: u64) -> Option<(Vec<u32>, Vec<u32>)> {
        let target = u64::from(self.target);
        let weight = |unit: &u32| u64::from(self.units[*unit as usize].weight);
        let heavy = units
            .iter()
            .copied()
            .reduce(|most, unit| if weight(&unit) > weight(&most) { unit } else { most })?;
        if weight(&heavy) < target || total - weight(&heavy) < target {
            return None;
        }
        let (alone, others) =
            (vec![heavy], units.iter().copied().filter(|&unit| unit != heavy).collect::<Vec<_>>());
        (self.enough_households(&alone) && self.enough_households(&others)).then_some((alone, others))
    }

    /// The first and the last place where units in order may be cut so that both parts span enough households.
    fn cuts(&self, along: &[(u64, u32)]) -> (usize, usize) {
        if self.input.households.is_none() {
            return (0, along.len());
        }
        let enough = |few: &mut Few, unit: u32| {
            few.join(&self.units[unit as usize].households);
            few.enough()
        };
        let (mut low, mut high) = (Few::default(), Few::default());
        let first = along.iter().position(|&(_, unit)| enough(&mut low, unit));
        let last = along.iter().rposition(|&(_, unit)| enough(&mut high, unit));
        (first.map_or(usize::MAX, |place| place + 1), last.unwrap_or(0))
    }

    fn split_some(&mut self, budget: u32) {
        let mut left = i64::from(budget) * 500; // multiplications
        while left > 0 {
            let Some((units, nowhere)) = self.waiting.pop() else { return };
            let width = self.input.width as i64 + 4;
            left -= (units.len() as i64 * 4 + units.len().min(SAMPLE) as i64 * 2 * TURNS as i64) * width;
            match self.split(&units) {
                Some((low, high)) => {
                    self.waiting.push((high, nowhere));
                    self.waiting.push((low, nowhere));
                }
                None => {
                    self.placed += self.weight(&units);
                    self.done.push((units, nowhere));
                }
            }
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

/// A number as bits in the same order.
fn in_order(number: f32) -> u64 {
    let bits = number.to_bits();
    u64::from(if bits >> 31 == 0 { bits | 1 << 31 } else { !bits })
}

/// Gives the last unit the segment most of its people chose, the lowest number when even, and says whether more than half of
/// them fit nowhere. A vote is a segment, whether it fits nowhere, and so many people.
fn close_unit(units: &mut [Unit], votes: &mut Vec<(u32, bool, u32)>) {
    votes.sort_unstable();
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
        unit.nowhere = 2 * nowhere > u64::from(unit.weight);
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
                    self.phase = Phase::Segments;
                }
                0.2 + 0.1 * self.at as f64 / records as f64
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
