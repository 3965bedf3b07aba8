//! How firm each segment is: bootstrap Jaccard (Hennig 2007).

use super::arithmetic::Random;
use super::method::{Assignment, Model, Search, Wanted};
use super::mixed::{Mixed, Picks};

/// The measurement, in steps.
pub(super) struct Stability {
    sample: Mixed,
    /// Record of each person of the sample.
    record_of: Vec<u32>,
    labels: Vec<u32>,
    wanted: Wanted,
    rounds: u32,
    random: Random,
    round: u32,
    running: Option<(Search, Mixed, Picks)>,
    sums: Vec<f64>,
    seen: Vec<u32>,
}

impl Stability {
    /// `labels` are the segments of the sample's records, below `count`; `wanted` fits each of so many resamples.
    pub(super) fn new(sample: Mixed, labels: Vec<u32>, count: usize, wanted: Wanted, rounds: u32) -> Self {
        let record_of = (0u32..)
            .zip(&sample.counts)
            .flat_map(|(record, &count)| std::iter::repeat_n(record, count as usize))
            .collect();
        Self {
            sample,
            record_of,
            labels,
            random: Random::new(wanted.seed, 0x4A41_4343),
            wanted,
            rounds,
            round: 0,
            running: None,
            sums: vec![0.0; count],
            seen: vec![0; count],
        }
    }

    /// Resamples done.
    pub(super) fn round(&self) -> u32 {
        self.round
    }

    /// How far it is, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        f64::from(self.round) / f64::from(self.rounds.max(1))
    }

    /// Works until the budget is spent; true when all resamples are done.
    pub(super) fn advance(&mut self, work: &mut i64) -> bool {
        while self.round < self.rounds {
            if *work <= 0 {
                return false;
            }
            match self.running.take() {
                Some((mut search, mixed, drawn)) => {
                    if search.advance(&mixed, work) {
                        self.count(&search.finish(), &drawn);
                        self.round += 1;
                    } else {
                        self.running = Some((search, mixed, drawn));
                    }
                }
                None => {
                    // People are drawn, not records: one record may be drawn as often as it has people, and more.
                    let people = self.sample.people;
                    let mut drawn: Vec<u32> = (0..people).map(|_| self.random.below(people) as u32).collect();
                    drawn.sort_unstable();
                    let record = |person: &u32| self.record_of[*person as usize];
                    let mixed = self.sample.select(&Picks::of_people(drawn.iter().map(record)));
                    drawn.dedup();
                    let seen = Picks::of_people(drawn.iter().map(record));
                    match self.wanted.search(&mixed) {
                        Ok(search) => self.running = Some((search, mixed, seen)),
                        // A resample too much alike for so many groups finds none of them again.
                        Err(_) => {
                            self.seen.iter_mut().for_each(|seen| *seen += 1);
                            self.round += 1;
                        }
                    }
                }
            }
        }
        true
    }

    /// Per segment the mean over resamples of its best Jaccard coefficient with a group of the resample,
    /// both among the people drawn; 0 for a segment of which nobody was ever drawn.
    pub(super) fn finish(self) -> Vec<f64> {
        self.sums
            .iter()
            .zip(&self.seen)
            .map(|(sum, &seen)| if seen == 0 { 0.0 } else { sum / f64::from(seen) })
            .collect()
    }

    fn count(&mut self, model: &Model, drawn: &Picks) {
        let found = Assignment::of(model, &self.sample.select(drawn)).labels;
        let segments = self.sums.len();
        let groups = model.count();
        let mut both = vec![0u32; segments * groups];
        let (mut ours, mut theirs) = (vec![0u32; segments], vec![0u32; groups]);
        for ((&row, &people), &group) in drawn.rows.iter().zip(&drawn.counts).zip(&found) {
            let segment = self.labels[row as usize] as usize;
            both[segment * groups + group as usize] += people;
            ours[segment] += people;
            theirs[group as usize] += people;
        }
        for segment in 0..segments {
            if ours[segment] == 0 {
                continue;
            }
            let best = (0..groups)
                .map(|group| {
                    let both = both[segment * groups + group];
                    f64::from(both) / f64::from(ours[segment] + theirs[group] - both)
                })
                .fold(0.0, f64::max);
            self.sums[segment] += best;
            self.seen[segment] += 1;
        }
    }
}
