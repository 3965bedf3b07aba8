//! Other orderings of the same blocks: fitted anew, or arranged by hand (PRODUCT D2, E6).
//!
//! Whole blocks move, nothing is drawn anew and no person is looked at: after the first ordering these are functions of the protected
//! tables and of the number of votes a block's people cast.

use super::error::GateError;
use super::protect::{fitted, Group, Protected};
use super::space::Space;
use crate::recipe::Arrangement;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A segment while groups are arranged.
struct Part {
    group: Group,
    blocks: Vec<u32>,
}

impl Protected {
    /// The same tables under another fit: each whole block goes to the segment that most of its people chose (a tie: the
    /// smaller number), so no block is ever taken apart. `of_record` is the block of each record, `counts` its people, `labels` what
    /// they chose, `nowhere` whether they fit no segment well, which is so of a block when it is of more than half of its people. A
    /// file too small for segments keeps its one. A segment under the smallest share of the people is given up: its blocks go to their
    /// next choice, or to the largest segment.
    ///
    /// # Errors
    /// [`GateError::Shape`] when blocks and records do not fit.
    pub(crate) fn reordered(
        &self,
        of_record: &[u32],
        counts: &[u32],
        labels: &[u32],
        nowhere: &[bool],
        smallest: f64,
    ) -> Result<Self, GateError> {
        if of_record.len() != labels.len()
            || nowhere.len() != labels.len()
            || counts.len() != labels.len()
            || of_record.iter().any(|&block| block >= self.blocks())
        {
            return Err(GateError::Shape);
        }
        if self.whole_only() {
            return Ok(self.in_segments(self.segment_of.clone(), self.groups().to_vec()));
        }
        let mut votes = vec![BTreeMap::new(); self.totals.len()];
        let mut lost = vec![0i64; self.totals.len()];
        for (((&block, &label), &count), &nowhere) in of_record.iter().zip(labels).zip(counts).zip(nowhere) {
            *votes[block as usize].entry(label).or_insert(0u32) += count;
            lost[block as usize] += if nowhere { i64::from(count) } else { -i64::from(count) };
        }
        let most = |votes: &BTreeMap<u32, u32>| {
            votes
                .iter()
                .max_by_key(|&(&label, &votes)| (votes, Reverse(label)))
                .map_or(0, |(&label, _)| label)
        };
        let sizes: Vec<u64> =
            votes.iter().map(|votes| votes.values().map(|&people| u64::from(people)).sum()).collect();
        let least = smallest * sizes.iter().sum::<u64>() as f64;
        let mut chosen: Vec<u32> = votes.iter().map(most).collect();
        loop {
            let mut people = BTreeMap::new();
            for (&label, &size) in chosen.iter().zip(&sizes) {
                *people.entry(label).or_insert(0u64) += size;
            }
            let of = |&(&label, &people): &(&u32, &u64)| (people, Reverse(label));
            let (Some((&small, &fewest)), Some((&large, _))) =
                (people.iter().min_by_key(of), people.iter().max_by_key(of))
            else {
                break;
            };
            if small == large || fewest as f64 >= least {
                break;
            }
            for (votes, chosen) in votes.iter_mut().zip(&mut chosen) {
                votes.remove(&small);
                if *chosen == small {
                    *chosen = if votes.is_empty() { large } else { most(votes) };
                }
            }
        }
        let mut labels = chosen.clone();
        labels.sort_unstable();
        labels.dedup();
        let place = |label| labels.partition_point(|&kept| kept < label) as u32;
        let segment_of = chosen.iter().map(|&label| place(label)).collect();
        let mut reordered = self.in_segments(segment_of, fitted(&labels));
        reordered.nowhere = lost.iter().map(|&more| more > 0).collect();
        reordered.number_by_size();
        Ok(reordered)
    }

    /// The same tables after what a person did to the groups, act by act; see [`Arrangement`] for the numbers. A split divides the
    /// group's whole blocks by their protected shares (see `space`), so an arrangement tells no more than the tables.
    ///
    /// # Errors
    /// [`GateError::WholeOnly`], [`GateError::NoSuchGroup`] and [`GateError::OneBlock`], with the act's place.
    pub(crate) fn arranged(&self, acts: &[Arrangement]) -> Result<Self, GateError> {
        if self.whole_only() && !acts.is_empty() {
            return Err(GateError::WholeOnly);
        }
        let mut parts: Vec<Part> =
            self.groups().iter().map(|&group| Part { group, blocks: Vec::new() }).collect();
        for (block, &segment) in (0u32..).zip(&self.segment_of) {
            parts[segment as usize].blocks.push(block);
        }
        let mut unused = parts.iter().map(|part| part.group.number).max().unwrap_or(0) + 1;
        let space = Space::of(self);
        for (place, act) in (0u32..).zip(acts) {
            let find = |parts: &[Part], number: u32| {
                let found = parts.iter().position(|part| part.group.number == number);
                found.ok_or(GateError::NoSuchGroup { place, number })
            };
            match act {
                Arrangement::Merge(numbers) => {
                    let mut merged = Part {
                        group: Group { label: None, number: numbers.iter().copied().min().unwrap_or(0) },
                        blocks: Vec::new(),
                    };
                    for &number in numbers {
                        let part = parts.remove(find(&parts, number)?);
                        merged.blocks.extend(part.blocks);
                    }
                    merged.blocks.sort_unstable();
                    parts.push(merged);
                }
                Arrangement::Split(number) => {
                    let at = find(&parts, *number)?;
                    let (low, high) = space
                        .two_parts(&parts[at].blocks)
                        .ok_or(GateError::OneBlock { place, number: *number })?;
                    let people = |blocks: &[u32]| self.total(blocks);
                    let (kept, other) = if people(&high) > people(&low) { (high, low) } else { (low, high) };
                    parts[at] = Part { group: Group { label: None, number: *number }, blocks: kept };
                    parts.push(Part { group: Group { label: None, number: unused }, blocks: other });
                    unused += 1;
                }
            }
        }
        crate::sort::by_key(&mut parts, |part| part.group.number);
        let mut segment_of = self.segment_of.clone();
        for (segment, part) in (0u32..).zip(&parts) {
            part.blocks.iter().for_each(|&block| segment_of[block as usize] = segment);
        }
        Ok(self.in_segments(segment_of, parts.iter().map(|part| part.group).collect()))
    }
}

#[cfg(test)]
#[path = "arrange_tests.rs"]
mod tests;
