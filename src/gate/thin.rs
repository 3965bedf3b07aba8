//! Bands of a sensitive column that are too thin are merged, for all segments, before the column is withheld (PRODUCT D2, D5).
//!
//! What is thin is judged from the protected tables of the first ordering alone, after they were drawn, so a merger tells no more than
//! the tables; it is part of the release and stays for every later ordering. A merged count is the sum of protected counts.

use super::labels;
use super::protect::{Protected, ProtectedColumn};
use crate::profile::Band;
use crate::recipe::Role;

impl Protected {
    /// Merges the thin bands of each sensitive column that can be shown after it, and leaves the others as they are.
    pub(super) fn merge_thin(&mut self) {
        for column in 0..self.columns.len() {
            if self.columns[column].role != Role::Sensitive {
                continue;
            }
            let mut merged = self.columns[column].clone();
            while let Some((kept, other)) = self.thin(&merged) {
                merged = merged.with_merged(kept, other);
            }
            if self.members.iter().all(|members| self.may_show(&merged, members)) {
                let into = merged.of_band.clone();
                self.pairs.iter_mut().for_each(|pair| pair.merge(column, &into, &self.columns));
                self.columns[column] = merged;
            }
        }
    }

    /// A band with fewer than k people in some segment, and the band it goes with, the earlier one first; `None` where none is thin
    /// or two bands are left.
    fn thin(&self, column: &ProtectedColumn) -> Option<(usize, usize)> {
        let bands = column.bands.len();
        if bands <= 2 {
            return None;
        }
        let counts: Vec<Vec<i64>> = self.members.iter().map(|members| self.counts(column, members)).collect();
        let whole = |band: usize| counts.iter().map(|counts| counts[band]).sum::<i64>();
        let thin = |&band: &usize| counts.iter().any(|counts| counts[band] < i64::from(self.k));
        let smallest = |bands: &mut dyn Iterator<Item = usize>| bands.min_by_key(|&band| (whole(band), band));
        let band = smallest(&mut (0..bands).filter(thin))?;
        let edged = |band: usize| column.bands[band].from.is_some() || column.bands[band].to.is_some();
        // A run of numbers goes with a neighbour, anything else with the smallest of the others.
        let neighbour = |&other: &usize| !edged(band) || (edged(other) && other.abs_diff(band) == 1);
        let others = || (0..bands).filter(move |&other| other != band);
        let other = smallest(&mut others().filter(neighbour)).or_else(|| smallest(&mut others()))?;
        Some((band.min(other), band.max(other)))
    }
}

impl ProtectedColumn {
    /// The same column with two of its bands as one, in the place of the first.
    fn with_merged(&self, kept: usize, other: usize) -> Self {
        let width = self.bands.len();
        let mut merged = self.clone();
        merged.bands[kept] = both(&self.bands[kept], &self.bands[other]);
        merged.bands.remove(other);
        merged.parts[kept] += self.parts[other];
        merged.parts.remove(other);
        merged.counts = Vec::with_capacity(self.counts.len());
        for row in self.counts.chunks_exact(width) {
            let mut row = row.to_vec();
            row[kept] += row[other];
            row.remove(other);
            merged.counts.extend(row);
        }
        for band in &mut merged.of_band {
            let at = usize::from(*band);
            *band = if at == other { kept } else { at - usize::from(at > other) } as u16;
        }
        merged
    }
}

/// Two bands as one: "huur of koop", and neighbouring runs of numbers as one run.
fn both(one: &Band, other: &Band) -> Band {
    let label = labels::either(&one.label, &other.label);
    let missing = one.missing && other.missing;
    match (one.to, other.from) {
        (Some(to), Some(from)) if to == from && !one.missing && !other.missing => {
            Band { label, from: one.from, to: other.to, missing }
        }
        _ => Band { label, from: None, to: None, missing },
    }
}

#[cfg(test)]
#[path = "thin_tests.rs"]
mod tests;
