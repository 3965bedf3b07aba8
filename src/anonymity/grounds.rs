//! Which levels of a ladder may be there: those that turn on at least k people.

use super::codes::Levels;
use super::ladder::Band;
use crate::table::Attribute;
use std::collections::BTreeMap;

/// People behind each code.
pub(super) fn people_of_codes(attribute: &Attribute, counts: &[u32]) -> Vec<u64> {
    let mut people = vec![0u64; attribute.domain.len().max(1)];
    for (&code, &count) in attribute.codes.iter().zip(counts) {
        if let Some(sum) = people.get_mut(code as usize) {
            *sum += u64::from(count);
        }
    }
    people
}

/// The levels that join at least k people with others and leave at least k people apart. Which levels there are is told, so fewer than k
/// people neither make one nor take one away: a level that joins fewer (so many would have to go for it to join nobody) or leaves fewer apart
/// from the largest band is as good as none. `people` are those behind each code; code 0 is missing.
pub(super) fn grounded(zero: &[Band], levels: Levels, people: &[u64], k: u32) -> Levels {
    let mut finer = numbered(zero);
    let mut kept = Levels::new();
    for (rung, bands) in levels {
        let coarse = numbered(&bands);
        let mut of_finer = vec![(0u64, 0u32); finer.len()];
        for ((&band, &within), &count) in finer.iter().zip(&coarse).zip(&people[1..]) {
            let (sum, parent) = &mut of_finer[band as usize];
            *sum += count;
            *parent = within;
        }
        let mut largest = vec![0u64; coarse.len()];
        for &(sum, parent) in &of_finer {
            let most = &mut largest[parent as usize];
            *most = sum.max(*most);
        }
        let joined = people[1..].iter().sum::<u64>() - largest.iter().sum::<u64>();
        if joined >= u64::from(k) && divides(&coarse, people, k) {
            finer = coarse;
            kept.push((rung, bands));
        }
    }
    kept
}

/// The band of each value by its label, numbered in order of appearance.
pub(super) fn numbered(bands: &[Band]) -> Vec<u32> {
    let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
    bands
        .iter()
        .map(|band| {
            let next = ids.len() as u32;
            *ids.entry(&band.label.nl).or_insert(next)
        })
        .collect()
}

/// Whether at least k people stand outside the largest band of a level, those without a value included.
pub(super) fn divides(level: &[u32], people: &[u64], k: u32) -> bool {
    let mut sizes = vec![0u64; level.len() + 1];
    for (&band, &count) in level.iter().zip(&people[1..]) {
        sizes[band as usize] += count;
    }
    sizes[level.len()] = people[0];
    sizes.iter().sum::<u64>() - sizes.iter().max().unwrap_or(&0) >= u64::from(k)
}
