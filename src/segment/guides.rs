//! What other numbers of groups and the other method would make of everyone, quickly: a guide for blocks (PRODUCT D2).
//!
//! Blocks are never taken apart, so another ordering can only be followed as far as its groups run along the edges of blocks. People
//! whom most orderings keep together belong in one block. That many groupings together say who is alike is the idea of
//! evidence accumulation (Fred & Jain 2005).

use super::encoded::Encoded;
use super::method::{Assignment, Effort, Search, Wanted};
use super::mixed::Mixed;
use crate::recipe::{Method, On, Segments};
use std::sync::Arc;

/// A quick fit: of what, how, and of how many groups.
type Fit = (On, Method, u32);

const FITS: [Fit; 11] = [
    (On::Values, Method::LatentClass, 2),
    (On::Values, Method::LatentClass, 3),
    (On::Values, Method::LatentClass, 4),
    (On::Values, Method::LatentClass, 6),
    (On::Values, Method::LatentClass, 8),
    (On::Values, Method::KMeans, 3),
    (On::Values, Method::KMeans, 5),
    (On::Values, Method::KMeans, 8),
    (On::Released, Method::LatentClass, 3),
    (On::Released, Method::LatentClass, 5),
    (On::Released, Method::LatentClass, 8),
];

/// From so many records on there are no quick fits: blocks are many then, and putting everyone into the groups of each fit would cost
/// more than the blocks themselves.
const LARGE: usize = 50_000;

/// People that a quick fit looks at.
const PEOPLE: usize = 4_000;

/// What may be fitted, with the people that a quick fit looks at.
struct Seen {
    encoded: Arc<Encoded>,
    sample: Mixed,
}

/// The quick fits, in steps.
pub(crate) struct Guiding {
    values: Seen,
    release: Seen,
    waiting: Vec<Fit>,
    choice: Segments,
    running: Option<(On, Search)>,
    assigning: Option<(On, Assignment)>,
    /// Group of each record, one list a fit.
    found: Vec<Vec<u32>>,
}

impl Guiding {
    /// Fits on the values and on the release with the seed and the smallest share of a choice.
    pub(crate) fn new(values: &Arc<Encoded>, release: &Arc<Encoded>, choice: &Segments) -> Self {
        let large = values.mixed.records > LARGE;
        let waiting: Vec<Fit> = if large { Vec::new() } else { FITS.into_iter().rev().collect() };
        let seen = |encoded: &Arc<Encoded>| {
            let mixed = &encoded.mixed;
            Seen { encoded: Arc::clone(encoded), sample: mixed.select(&mixed.spread_people(PEOPLE)) }
        };
        Self {
            values: seen(values),
            release: seen(release),
            waiting,
            choice: choice.clone(),
            running: None,
            assigning: None,
            found: Vec::new(),
        }
    }

    fn seen(&self, on: On) -> &Seen {
        match on {
            On::Values => &self.values,
            On::Released => &self.release,
        }
    }

    /// How far it is, 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        1.0 - self.waiting.len() as f64 / FITS.len() as f64
    }

    /// Works until about `budget` microseconds are spent; true when all fits are done.
    pub(crate) fn advance(&mut self, budget: u32) -> bool {
        let mut work = super::task::work(budget);
        while work > 0 {
            if let Some((on, mut assigning)) = self.assigning.take() {
                if assigning.advance(&self.seen(on).encoded.mixed, &mut work) {
                    self.found.push(assigning.labels);
                } else {
                    self.assigning = Some((on, assigning));
                }
            } else if let Some((on, mut search)) = self.running.take() {
                if search.advance(&self.seen(on).sample, &mut work) {
                    let assigning = Assignment::new(&search.finish(), &self.seen(on).encoded.mixed);
                    self.assigning = Some((on, assigning));
                } else {
                    self.running = Some((on, search));
                }
            } else {
                let Some((on, method, count)) = self.waiting.pop() else { return true };
                let wanted = Wanted {
                    method,
                    count,
                    seed: u64::from(self.choice.seed),
                    smallest: self.choice.smallest_share,
                    effort: Effort::Brief,
                };
                // Too few people, or too much alike, for so many groups: one guide less.
                self.running = wanted.search(&self.seen(on).sample).ok().map(|search| (on, search));
            }
        }
        false
    }

    /// Group of each record in each fit that could be made, record by record; call when `advance` has returned true.
    pub(crate) fn finish(self) -> Vec<u8> {
        let of_record = |record: usize| self.found.iter().map(move |labels| labels[record] as u8);
        (0..self.values.encoded.mixed.records).flat_map(of_record).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{numbers, people};
    use super::*;

    fn guides(values: &[f64]) -> Vec<u8> {
        let encoded = Arc::new(Encoded::from_people(&people(vec![numbers("a", values)])));
        let mut guiding = Guiding::new(&encoded, &encoded, &Segments::default());
        while !guiding.advance(1_000) {}
        assert!((guiding.share() - 1.0).abs() < 1e-9);
        guiding.finish()
    }

    #[test]
    fn far_groups_are_told_apart_by_every_fit_and_again_the_same() {
        let values: Vec<f64> = (0..900).map(|i| f64::from(i % 3) * 100.0 + f64::from(i % 7) / 10.0).collect();
        let found = guides(&values);
        assert_eq!(found.len() % values.len(), 0);
        let fits = found.len() / values.len();
        assert!((2..=FITS.len()).contains(&fits));
        let of = |record: usize| &found[record * fits..(record + 1) * fits];
        assert!((0..900).all(|record| of(record)[0] < 2), "the first fit is of two groups");
        assert_ne!(of(0), of(1));
        assert_ne!(of(1), of(2));
        assert_eq!(found, guides(&values));
    }

    #[test]
    fn who_are_all_alike_get_no_guides() {
        assert!(guides(&[1.0; 50]).is_empty());
    }
}
