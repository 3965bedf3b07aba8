//! What a node turns out to be: the models' verdict on each class, and what the measure adds up to.

use super::beside::{by_class, Histogram};
use super::{Kernel, Verdict};
use crate::anonymity::measure::{Measure, Score, Tally};
use crate::anonymity::model::{Evidence, Judge, Model};

/// What a node turned out to be.
#[derive(Clone)]
pub(in crate::anonymity) struct Outcome {
    /// People in classes that are not released.
    pub(in crate::anonymity) suppressed: u64,
    /// Per column, in the units of the measure.
    pub(in crate::anonymity) totals: Box<[u64]>,
    /// Classes released.
    pub(in crate::anonymity) classes: u64,
    /// Σ |class|² over them.
    pub(in crate::anonymity) squares: u128,
    /// People who are suppressed at every finer node.
    pub(in crate::anonymity) never: u64,
    /// Per column, what these people cost at every finer node beyond its generalisation.
    pub(in crate::anonymity) extra: Box<[u64]>,
}

impl Outcome {
    pub(in crate::anonymity) fn tally(&self) -> Tally<'_> {
        Tally {
            totals: &self.totals,
            suppressed: self.suppressed,
            classes: self.classes,
            squares: self.squares,
        }
    }
}

/// The classes of the node that was grouped.
pub(in crate::anonymity) struct Detail<'a> {
    /// Class of every row.
    pub(in crate::anonymity) class_of: &'a [u32],
    /// People in every class.
    pub(in crate::anonymity) sizes: &'a [u32],
    /// What the models say of every class.
    pub(in crate::anonymity) verdicts: &'a [Verdict],
}

impl Kernel {
    /// What a column costs at a level when nobody is suppressed, in the units of the measure.
    pub(in crate::anonymity) fn total(&self, score: &Score, column: usize, level: usize) -> u64 {
        match score.measure {
            Measure::Loss => self.levels[column][level].rows,
            Measure::NonUniformEntropy | Measure::SuppressedEntropy => {
                let values = self.levels[column][0].people.iter().copied();
                let bands = self.levels[column][level].people.iter().copied();
                // Σ b log b − Σ a log a: band by band what its values lose.
                score.entropy_between(bands, values)
            }
            Measure::Discernibility | Measure::AverageClassSize => 0,
        }
    }

    /// Loss of the columns of the node, whatever the measure: the sums over the people of the ladder rows of their
    /// band, all rows when suppressed.
    pub(in crate::anonymity) fn loss_totals(&self) -> Vec<u64> {
        let (totals, _) = self.rows_where(|verdict| verdict != Verdict::Yes);
        let suppressed = self.people_where(|verdict| verdict != Verdict::Yes);
        (0..self.width())
            .map(|column| {
                self.levels[column][self.at[column]].rows - totals[column]
                    + suppressed * self.rows_of_ladder[column]
            })
            .collect()
    }

    fn people_where(&self, which: impl Fn(Verdict) -> bool) -> u64 {
        self.sizes
            .iter()
            .zip(&self.verdicts)
            .filter(|(_, &verdict)| which(verdict))
            .map(|(&size, _)| u64::from(size))
            .sum()
    }

    /// Sum over people in these classes of the ladder rows of their bands. Sums over these classes or the others,
    /// whichever are fewer: what all of them cost together is known.
    fn rows_where(&self, which: impl Fn(Verdict) -> bool) -> (Vec<u64>, u64) {
        let few = self.verdicts.iter().filter(|&&verdict| which(verdict)).count();
        let others = few * 2 > self.verdicts.len();
        let mut sums = vec![0u64; self.width()];
        let mut people = 0;
        if few == 0 {
            return (sums, 0);
        }
        let mut groups = Vec::with_capacity(if others { self.verdicts.len() - few } else { few });
        for ((&size, &row), &verdict) in self.sizes.iter().zip(&self.first).zip(&self.verdicts) {
            if which(verdict) {
                people += u64::from(size);
            }
            if which(verdict) != others {
                groups.push((row, size));
            }
        }
        let values: Vec<&[u32]> = self.columns.iter().map(Vec::as_slice).collect();
        let costs = self.levels.iter().zip(&self.at);
        let costs: Vec<&[u32]> = costs.map(|(levels, &at)| levels[at].cost.as_slice()).collect();
        gezicht_lanes::group::sums(&groups, &values, &costs, &mut sums);
        if others {
            for (column, sum) in sums.iter_mut().enumerate() {
                *sum = self.levels[column][self.at[column]].rows - *sum;
            }
        }
        (sums, people)
    }

    /// Ladder rows of the band of a row.
    fn share(&self, column: usize, row: u32) -> u32 {
        self.levels[column][self.at[column]].cost[self.columns[column][row as usize] as usize]
    }

    /// Per column s log s − Σ c log c over the bands of the people in these classes.
    fn entropy_where(&self, score: &Score, which: impl Fn(Verdict) -> bool) -> Box<[u64]> {
        let people = self.people_where(&which);
        if people == 0 {
            return vec![0; self.width()].into_boxed_slice();
        }
        let one = |column: usize| {
            let level = &self.levels[column][self.at[column]];
            let mut counts = vec![0u64; level.share.len()];
            for ((&size, &row), &verdict) in self.sizes.iter().zip(&self.first).zip(&self.verdicts) {
                if which(verdict) {
                    counts[level.band[self.columns[column][row as usize] as usize] as usize] +=
                        u64::from(size);
                }
            }
            score.entropy(people, counts.into_iter())
        };
        (0..self.width()).map(one).collect()
    }

    /// Judges the classes of the node that [`Kernel::advance`] has grouped.
    pub(in crate::anonymity) fn judge(&mut self, judge: &Judge) {
        self.verdicts.clear();
        if judge.k_map.is_none() && judge.households.is_none() {
            let sized = |people| judge.sizes_hold(&Evidence { people, population: 0, households: 0 });
            self.verdicts.extend(self.sizes.iter().map(|&size| {
                if sized(size) {
                    Verdict::Yes
                } else {
                    Verdict::Never
                }
            }));
        } else {
            self.judge_beside(judge);
        }
        if !judge.sensitive.is_empty() {
            self.judge_sensitive(judge);
        }
        if judge.over_release {
            self.judge_release(judge);
        }
    }

    fn judge_beside(&mut self, judge: &Judge) {
        let classes = self.sizes.len();
        let mut population = vec![0u64; classes];
        for (&class, &people) in self.class_of.iter().zip(&self.population) {
            population[class as usize] += u64::from(people);
        }
        let mut households = vec![u32::MAX; classes];
        if let (Some(least), Some(beside)) = (judge.households, &self.households) {
            let (starts, rows) = by_class(&self.class_of, classes);
            let mut histogram = Histogram::new(beside.codes());
            for (class, seen) in households.iter_mut().enumerate() {
                let rows = &rows[starts[class] as usize..starts[class + 1] as usize];
                beside.gather(rows, Some(least), &mut histogram);
                *seen = histogram.touched.len() as u32;
            }
        }
        for (class, &people) in self.sizes.iter().enumerate() {
            let evidence = Evidence { people, population: population[class], households: households[class] };
            // A class of the population alone is nobody's.
            let holds = people > 0 && judge.sizes_hold(&evidence);
            self.verdicts.push(if holds { Verdict::Yes } else { Verdict::Never });
        }
    }

    fn judge_sensitive(&mut self, judge: &Judge) {
        let (starts, rows) = by_class(&self.class_of, self.sizes.len());
        for (one, beside) in judge.sensitive.iter().zip(&self.sensitive) {
            let mut histogram = Histogram::new(one.codes());
            for (class, verdict) in self.verdicts.iter_mut().enumerate() {
                if *verdict == Verdict::Never {
                    continue;
                }
                let rows = &rows[starts[class] as usize..starts[class + 1] as usize];
                beside.gather(rows, one.enough, &mut histogram);
                match one.holds(&histogram.counts, &histogram.touched, self.sizes[class]) {
                    (false, _) => *verdict = Verdict::Never,
                    (true, false) => *verdict = Verdict::No,
                    (true, true) => {}
                }
            }
        }
    }

    /// Suppresses the smallest classes until the models over the whole release hold: of equal size first those that
    /// keep most detail, then by their bands, so that the order of rows cannot matter.
    fn judge_release(&mut self, judge: &Judge) {
        let mut kept: Vec<u32> = (0u32..)
            .zip(&self.verdicts)
            .filter(|(_, &verdict)| verdict == Verdict::Yes)
            .map(|(class, _)| class)
            .collect();
        let size = |class: u32| u64::from(self.sizes[class as usize]);
        let mut people: u64 = kept.iter().map(|&class| size(class)).sum();
        let mut uniques = kept.iter().filter(|&&class| size(class) == 1).count() as u64;
        let mut classes = kept.len() as u64;
        if judge.release_holds(classes, uniques, people) {
            return;
        }
        let detail: Vec<f64> = self
            .first
            .iter()
            .zip(&self.sizes)
            .map(|(&row, &size)| {
                (0..self.width())
                    .map(|column| {
                        let share = f64::from(self.share(column, row)) / self.rows_of_ladder[column] as f64;
                        f64::from(size) * share + 1.0
                    })
                    .product()
            })
            .collect();
        let this = &*self;
        let bands = |class: u32| {
            let row = this.first[class as usize] as usize;
            (0..this.width()).map(move |column| {
                this.levels[column][this.at[column]].band[this.columns[column][row] as usize]
            })
        };
        crate::sort::by(&mut kept, |&a, &b| {
            size(a)
                .cmp(&size(b))
                .then_with(|| detail[a as usize].total_cmp(&detail[b as usize]))
                .then_with(|| bands(a).cmp(bands(b)))
        });
        let mut verdicts = std::mem::take(&mut self.verdicts);
        let size = |class: u32| u64::from(self.sizes[class as usize]);
        for &class in &kept {
            if judge.release_holds(classes, uniques, people) {
                break;
            }
            people -= size(class);
            uniques -= u64::from(size(class) == 1);
            classes -= 1;
            verdicts[class as usize] = Verdict::No;
        }
        self.verdicts = verdicts;
    }

    /// Of these models, those that alone leave more people out than there may be at the node that was grouped.
    pub(in crate::anonymity) fn failing(
        &mut self,
        models: &[Model],
        judge: &Judge,
        allowed: u32,
    ) -> Vec<Model> {
        let mut failing = Vec::new();
        for &model in models {
            self.judge(&judge.only(model));
            if self.people_where(|verdict| verdict != Verdict::Yes) > u64::from(allowed) {
                failing.push(model);
            }
        }
        failing
    }

    /// The outcome of the node that was judged; `generalised` holds [`Kernel::total`] by column and level.
    pub(in crate::anonymity) fn outcome(
        &self,
        score: &Score,
        judge: &Judge,
        generalised: &[Vec<u64>],
    ) -> Outcome {
        let (mut suppressed, mut never, mut classes, mut squares) = (0u64, 0u64, 0u64, 0u128);
        for (&size, &verdict) in self.sizes.iter().zip(&self.verdicts) {
            let people = u64::from(size);
            match verdict {
                Verdict::Yes => {
                    classes += 1;
                    squares += u128::from(people) * u128::from(people);
                }
                Verdict::No => suppressed += people,
                Verdict::Never => {
                    suppressed += people;
                    never += people;
                }
            }
        }
        let generalised = |column: usize| generalised[column][self.at[column]];
        let simple = judge.closed_upward && !judge.over_release;
        let (totals, extra): (Box<[u64]>, Box<[u64]>) = match score.measure {
            Measure::Loss => {
                let extra = |which: &dyn Fn(Verdict) -> bool| -> Box<[u64]> {
                    let (rows, people) = self.rows_where(which);
                    (0..self.width())
                        .map(|column| people * self.rows_of_ladder[column] - rows[column])
                        .collect()
                };
                let of_all = extra(&|verdict| verdict != Verdict::Yes);
                let totals =
                    of_all.iter().enumerate().map(|(column, extra)| generalised(column) + extra).collect();
                (totals, if simple { of_all } else { extra(&|verdict| verdict == Verdict::Never) })
            }
            Measure::NonUniformEntropy => {
                ((0..self.width()).map(generalised).collect(), vec![0; self.width()].into_boxed_slice())
            }
            Measure::SuppressedEntropy => {
                let of_all = self.entropy_where(score, |verdict| verdict != Verdict::Yes);
                let totals =
                    of_all.iter().enumerate().map(|(column, extra)| generalised(column) + extra).collect();
                let extra = if simple {
                    of_all
                } else {
                    self.entropy_where(score, |verdict| verdict == Verdict::Never)
                };
                (totals, extra)
            }
            Measure::Discernibility | Measure::AverageClassSize => {
                (Box::default(), vec![0; self.width()].into_boxed_slice())
            }
        };
        Outcome { suppressed, totals, classes, squares, never, extra }
    }

    /// The classes of the node that was grouped and judged.
    pub(in crate::anonymity) fn detail(&self) -> Detail<'_> {
        Detail { class_of: &self.class_of, sizes: &self.sizes, verdicts: &self.verdicts }
    }
}
