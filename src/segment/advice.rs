//! How many groups to advise, from what was measured of each number of them (PRODUCT E2).
//!
//! The BIC (Schwarz 1978) alone is no guide: on thousands of records it pays for groups too slight to work with, and for groups that another
//! sample would not have. So its elbow is where the advice begins, and it goes down to the first number of which every group comes back
//! and is large enough.

use super::arithmetic::Random;
use super::latent_class::{log_likelihood, parameters_of};
use super::method::{Effort, Model, Search, Wanted};
use super::mixed::{Mixed, Picks};
use crate::profile::{Advice, AdviceReason, Criterion};
use crate::recipe::Method;

/// The elbow is the smallest number of groups whose BIC comes this close to the lowest, as a share of all that more
/// than two groups gained.
const SLIGHT: f64 = 0.005;

/// A group with at least this bootstrap Jaccard is a valid, stable one (Hennig 2007; 2008, section 4).
const STABLE: f64 = 0.75;

/// People on whom structure is looked for.
const PEOPLE: usize = 4_000;

/// What groups must explain of how columns go together: nats a person of the total correlation (Watanabe 1960). That of two columns of
/// yes and no is as much at a correlation of about 0.3.
const TOGETHER: f64 = 0.05;

/// Where the curve bends, or the last number; 2 for no criteria.
pub(super) fn elbow(criteria: &[Criterion]) -> u32 {
    let lowest = criteria.iter().map(|one| one.bic).fold(f64::INFINITY, f64::min);
    let gained = criteria.first().map_or(0.0, |first| first.bic - lowest);
    criteria.iter().find(|one| one.bic - lowest <= SLIGHT * gained).map_or(2, |one| one.count)
}

/// The advice on criteria of consecutive numbers of groups, from two. `structure`: whether columns go together at all; `smallest`: the least
/// share of a group.
///
/// From the elbow down, the first number whose weakest group is stable and whose smallest is no smaller than it may be. Where no
/// number has that, the one whose weakest group is the most stable.
pub(super) fn advise(criteria: &[Criterion], structure: bool, smallest: f64) -> Advice {
    if !structure {
        return Advice { count: 2, why: Some(AdviceReason::NoStructure), elbow: None };
    }
    let bend = elbow(criteria);
    let falls = criteria.last().is_none_or(|last| last.count <= bend);
    let stable = |one: &Criterion| one.stability.is_none_or(|jaccard| jaccard >= STABLE);
    let large = |one: &Criterion| one.smallest_share.is_none_or(|share| share >= smallest);
    let to_bend = criteria.iter().filter(|one| one.count <= bend);
    let (count, why) = match to_bend.clone().rfind(|one| stable(one) && large(one)) {
        Some(one) if one.count == bend => {
            (bend, if falls { AdviceReason::Last } else { AdviceReason::Elbow })
        }
        Some(one) => {
            let more = criteria.iter().find(|more| more.count == one.count + 1);
            let why = if more.is_some_and(stable) { AdviceReason::Small } else { AdviceReason::Stable };
            (one.count, why)
        }
        None => {
            let firm = |one: &Criterion| one.stability.unwrap_or(0.0);
            let best = to_bend.reduce(|best, one| if firm(one) > firm(best) { one } else { best });
            (best.map_or(2, |one| one.count), AdviceReason::Shaky)
        }
    };
    Advice { count, why: Some(why), elbow: (!falls).then_some(bend) }
}

/// Whether the columns go together, in steps: groups are fitted to people as they are, and to people put together from columns of which
/// each was shuffled by itself. What groups gain over one group on the latter, they owe to the shape of single columns (a mixture follows any
/// shape), so it tells of no groups of people. The reference of the gap statistic (Tibshirani, Walther & Hastie 2001), drawn by
/// permutation as in the parallel analysis of Buja & Eyuboglu (1992).
pub(super) struct Structure {
    wanted: Wanted,
    /// People still to be fitted: as they are, shuffled.
    waiting: Vec<Mixed>,
    running: Option<(Search, Mixed)>,
    gained: Vec<f64>,
}

impl Structure {
    /// A look at so many groups.
    pub(super) fn new(mixed: &Mixed, count: u32, seed: u64) -> Self {
        let picks = mixed.spread_people(PEOPLE);
        let one_by_one = picks.rows.iter().zip(&picks.counts);
        let rows: Vec<u32> =
            one_by_one.flat_map(|(&row, &people)| std::iter::repeat_n(row, people as usize)).collect();
        let people = mixed.select(&Picks { counts: vec![1; rows.len()], rows });
        let mut shuffled = people.clone();
        let mut random = Random::new(seed, 0x5348_5546);
        for column in &mut shuffled.numeric {
            shuffle(column, &mut random);
        }
        for column in &mut shuffled.categorical {
            shuffle(&mut column.codes, &mut random);
        }
        let method = Method::LatentClass;
        Self {
            wanted: Wanted { method, count, seed, smallest: 0.0, effort: Effort::Brief },
            // Of one column there is nothing that could go together.
            waiting: if mixed.width() > 1 { vec![shuffled, people] } else { Vec::new() },
            running: None,
            gained: Vec::new(),
        }
    }

    /// Works until the budget is spent; true when it is known.
    pub(super) fn advance(&mut self, work: &mut i64) -> bool {
        while *work > 0 {
            if let Some((mut search, mixed)) = self.running.take() {
                if search.advance(&mixed, work) {
                    let model = search.finish();
                    self.gained.push(gained(&model, &mixed) / mixed.people as f64);
                    // The shape of single columns is the same in both, and one of the starts knows it.
                    self.wanted.effort = Effort::After(model);
                } else {
                    self.running = Some((search, mixed));
                }
            } else if let Some(mixed) = self.waiting.pop() {
                // Too much alike for so many groups: then nothing is said.
                self.running = self.wanted.search(&mixed).ok().map(|search| (search, mixed));
            } else {
                return true;
            }
        }
        false
    }

    /// Whether columns go together.
    pub(super) fn found(&self) -> bool {
        match self.gained.as_slice() {
            [people, shuffled] => people - shuffled >= TOGETHER,
            _ => true,
        }
    }
}

/// By how much the BIC of one group is higher than that of a model, halved: nats.
fn gained(model: &Model, mixed: &Mixed) -> f64 {
    let Some(parameters) = model.parameters() else { return 0.0 };
    let one = parameters_of(mixed, &vec![0; mixed.records], 1).0;
    let bic = |parameters: &super::latent_class::Parameters| {
        parameters.bic(log_likelihood(mixed, parameters), mixed.people)
    };
    0.5 * (bic(&one) - bic(parameters))
}

/// All orders are as likely (Fisher & Yates; Durstenfeld 1964).
fn shuffle<T>(values: &mut [T], random: &mut Random) {
    for at in (1..values.len()).rev() {
        values.swap(at, random.below(at + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criteria(points: &[(f64, f64, f64)]) -> Vec<Criterion> {
        (2u32..)
            .zip(points)
            .map(|(count, &(bic, stability, smallest))| Criterion {
                count,
                bic,
                icl: None,
                silhouette: None,
                stability: Some(stability),
                smallest_share: Some(smallest),
            })
            .collect()
    }

    fn advice(points: &[(f64, f64, f64)]) -> (u32, AdviceReason, Option<u32>) {
        let Advice { count, why, elbow } = advise(&criteria(points), true, 0.02);
        (count, why.unwrap(), elbow)
    }

    #[test]
    fn the_elbow_where_every_group_comes_back() {
        let points = [(300.0, 1.0, 0.4), (200.0, 0.9, 0.3), (100.0, 0.8, 0.1), (99.9, 0.3, 0.05)];
        assert_eq!(advice(&points), (4, AdviceReason::Elbow, Some(4)));
    }

    #[test]
    fn fewer_groups_where_one_does_not_come_back_or_is_too_small() {
        let shaky = [(300.0, 1.0, 0.4), (200.0, 0.98, 0.3), (100.0, 0.66, 0.1), (100.0, 0.9, 0.05)];
        assert_eq!(advice(&shaky), (3, AdviceReason::Stable, Some(4)));
        let small = [(300.0, 1.0, 0.4), (200.0, 0.98, 0.3), (100.0, 0.9, 0.01), (100.0, 0.9, 0.01)];
        assert_eq!(advice(&small), (3, AdviceReason::Small, Some(4)));
    }

    #[test]
    fn a_curve_that_still_falls_has_no_elbow() {
        let firm = [(300.0, 1.0, 0.4), (200.0, 0.98, 0.3), (100.0, 0.8, 0.1)];
        assert_eq!(advice(&firm), (4, AdviceReason::Last, None));
        let shaky = [(300.0, 1.0, 0.4), (200.0, 0.98, 0.3), (100.0, 0.7, 0.1)];
        assert_eq!(advice(&shaky), (3, AdviceReason::Stable, None));
    }

    #[test]
    fn two_clear_groups_are_advised_as_such() {
        let points = [(100.0, 1.0, 0.5), (101.0, 0.9, 0.1), (102.0, 0.1, 0.0)];
        assert_eq!(advice(&points), (2, AdviceReason::Elbow, Some(2)));
        let unclear = advise(&criteria(&points), false, 0.02);
        assert_eq!(unclear, Advice { count: 2, why: Some(AdviceReason::NoStructure), elbow: None });
    }

    #[test]
    fn where_no_number_is_stable_the_most_stable_is_said_to_be_shaky() {
        let points = [(300.0, 0.5, 0.4), (200.0, 0.7, 0.3), (100.0, 0.6, 0.1), (100.0, 0.9, 0.05)];
        assert_eq!(advice(&points), (3, AdviceReason::Shaky, Some(4)));
    }
}
