//! The models as the search judges them: class by class from counts, in whole numbers, so that the order of
//! rows cannot matter.

use super::{Context, Distance, Model};
use crate::anonymity::error::AnonymityError;
use crate::anonymity::measure::fixed::{log2, n_log_n, of_units, DIGITS};

/// What holds with equality may miss by this much in floating point.
const EDGE: f64 = 1e-12;
/// Numbers below this have their n log n in a table.
const SMALL: u64 = 1 << 13;

/// What is known of a class.
pub(in crate::anonymity) struct Evidence {
    pub(in crate::anonymity) people: u32,
    pub(in crate::anonymity) population: u64,
    pub(in crate::anonymity) households: u32,
}

/// All models of a release, ready to judge.
#[derive(Clone)]
pub(in crate::anonymity) struct Judge {
    k: u32,
    pub(in crate::anonymity) k_map: Option<u32>,
    pub(in crate::anonymity) households: Option<u32>,
    /// Sensitive columns with their models.
    pub(in crate::anonymity) sensitive: Vec<SensitiveJudge>,
    average_risk: f64,
    uniqueness: f64,
    /// Whether a model over the whole release is there.
    pub(in crate::anonymity) over_release: bool,
    /// Whether every model is closed upward: see the room.
    pub(in crate::anonymity) closed_upward: bool,
}

/// The models of one sensitive column.
#[derive(Clone)]
pub(in crate::anonymity) struct SensitiveJudge {
    /// Place among the sensitive columns.
    pub(in crate::anonymity) column: usize,
    models: Vec<Model>,
    /// People with each code, of all.
    global: Vec<u64>,
    people: u64,
    /// Codes that occur, in the order of the ordered distance.
    order: Vec<u32>,
    /// Parent of every band, level by level from the codes.
    tree: Vec<Vec<u32>>,
    /// n log n of small numbers, for entropies: most classes are small.
    logs: Vec<u128>,
    /// When distinct diversity is all there is: how many values are enough.
    pub(in crate::anonymity) enough: Option<u32>,
}

impl Judge {
    /// Prepares the models over people in records that stand for so many each.
    ///
    /// # Errors
    /// When the ladder of a sensitive column lacks a value.
    pub(in crate::anonymity) fn new(
        models: &[Model],
        context: &Context<'_>,
        counts: &[u32],
    ) -> Result<Self, AnonymityError> {
        let mut judge = Self {
            k: 1,
            k_map: None,
            households: None,
            sensitive: Vec::new(),
            average_risk: 1.0,
            uniqueness: 1.0,
            over_release: models.iter().any(|model| model.over_release()),
            closed_upward: models.iter().all(|model| model.closed_upward()),
        };
        for &model in models {
            judge.sizes(model);
        }
        for column in 0..context.sensitive.len() {
            let about: Vec<Model> =
                models.iter().copied().filter(|model| model.column() == Some(column)).collect();
            if !about.is_empty() {
                judge.sensitive.push(SensitiveJudge::new(column, about, context, counts)?);
            }
        }
        Ok(judge)
    }

    /// One of its models alone.
    pub(in crate::anonymity) fn only(&self, model: Model) -> Self {
        let mut judge = Self {
            k: 1,
            k_map: None,
            households: None,
            average_risk: 1.0,
            uniqueness: 1.0,
            over_release: model.over_release(),
            closed_upward: model.closed_upward(),
            // A column without a model stays, so that the places of the columns do.
            sensitive: self.sensitive.clone(),
        };
        for one in &mut judge.sensitive {
            one.models.retain(|other| *other == model);
            one.enough = None;
        }
        judge.sizes(model);
        judge
    }

    /// Takes a model along that is not about a sensitive column.
    fn sizes(&mut self, model: Model) {
        match model {
            Model::KAnonymity(k) => self.k = self.k.max(k),
            Model::KMap(k) => self.k_map = Some(self.k_map.unwrap_or(0).max(k)),
            Model::Households(least) => self.households = Some(self.households.unwrap_or(0).max(least)),
            Model::AverageRisk(risk) => self.average_risk = self.average_risk.min(risk),
            Model::SampleUniqueness(risk) => self.uniqueness = self.uniqueness.min(risk),
            _ => {}
        }
    }

    /// Whether the models closed upward hold that need no sensitive value.
    pub(in crate::anonymity) fn sizes_hold(&self, class: &Evidence) -> bool {
        class.people >= self.k
            && self.k_map.is_none_or(|k| class.population >= u64::from(k))
            && self.households.is_none_or(|least| class.households >= least)
    }

    /// Whether the models over the whole release hold for so many released classes, uniques and people.
    ///
    /// Suppressing classes by ascending size until they hold, the number of people suppressed never falls at a finer
    /// transformation: joining two classes takes one class from classes ≤ risk × people, and no
    /// unique joins without leaving one unique less. So a limit that is broken stays broken.
    pub(in crate::anonymity) fn release_holds(&self, classes: u64, uniques: u64, people: u64) -> bool {
        people == 0
            || (classes as f64 / people as f64 <= self.average_risk
                && uniques as f64 / people as f64 <= self.uniqueness)
    }
}

impl SensitiveJudge {
    fn new(
        column: usize,
        models: Vec<Model>,
        context: &Context<'_>,
        counts: &[u32],
    ) -> Result<Self, AnonymityError> {
        let sensitive = context.sensitive.get(column).ok_or(AnonymityError::Mismatch)?;
        let attribute = sensitive.attribute;
        let mut global = vec![0u64; attribute.domain.len()];
        for (&code, &count) in attribute.codes.iter().zip(counts) {
            *global.get_mut(code as usize).ok_or(AnonymityError::Mismatch)? += u64::from(count);
        }
        let mut order: Vec<u32> =
            (0..global.len() as u32).filter(|&code| global[code as usize] > 0).collect();
        let mut tree = Vec::new();
        let needs_ladder = models.iter().any(|model| {
            matches!(model, Model::TCloseness { distance: Distance::Ordered | Distance::Hierarchical, .. })
        });
        if let (Some(ladder), true) = (sensitive.ladder, needs_ladder) {
            let rows = ladder.rows_of(&attribute.domain).map_err(AnonymityError::SensitiveLadder)?;
            crate::sort::by_key(&mut order, |&code| rows[code as usize].map_or(0, |row| row + 1));
            let bound = ladder.bind(attribute).map_err(AnonymityError::SensitiveLadder)?;
            // Codes to the values of the ladder, then each level to the next.
            tree.push(bound.band_of_code(0).to_vec());
            for level in 1..bound.height() {
                let mut parent = vec![0; bound.bands(level - 1).len()];
                for (&from, &to) in bound.band_of_code(level - 1).iter().zip(bound.band_of_code(level)) {
                    if let Some(parent) = parent.get_mut(from as usize) {
                        *parent = to;
                    }
                }
                tree.push(parent);
            }
        }
        let enough = models.iter().try_fold(0, |most: u32, model| match model {
            Model::DistinctDiversity { l, .. } => Some(most.max(*l)),
            _ => None,
        });
        let people: u64 = global.iter().sum();
        let entropy = models.iter().any(|model| matches!(model, Model::EntropyDiversity { .. }));
        let logs = if entropy { (0..people.min(SMALL)).map(n_log_n).collect() } else { Vec::new() };
        Ok(Self { column, models, global, people, order, tree, logs, enough })
    }

    /// Number of codes.
    pub(in crate::anonymity) fn codes(&self) -> usize {
        self.global.len()
    }

    /// Whether distinct diversity holds, and whether all models do, for a class with `counts` people per code, of
    /// whom only those in `touched` are not 0.
    pub(in crate::anonymity) fn holds(&self, counts: &[u32], touched: &[u32], people: u32) -> (bool, bool) {
        let (mut core, mut all) = (true, true);
        for &model in &self.models {
            let enough = touched.len() >= model.least_values() as usize;
            let holds = enough && self.model_holds(model, counts, touched, u64::from(people));
            core &= enough && (holds || !model.closed_upward());
            all &= holds;
        }
        (core, all)
    }

    fn model_holds(&self, model: Model, counts: &[u32], touched: &[u32], people: u64) -> bool {
        let values = || touched.iter().map(|&code| u64::from(counts[code as usize]));
        let share = |count: u64| count as f64 / people as f64;
        match model {
            Model::DistinctDiversity { l, .. } => touched.len() as u64 >= u64::from(l),
            Model::EntropyDiversity { l, .. } => {
                // n log n − Σ c log c ≥ n log l; a hair less when the logarithms were cut off.
                let log =
                    |count: u64| self.logs.get(count as usize).copied().unwrap_or_else(|| n_log_n(count));
                let entropy = log(people).saturating_sub(values().map(log).sum());
                let bits = entropy as f64 / (people as f64 * (1u64 << DIGITS) as f64);
                bits >= log2_of(l) - 1e-13
            }
            Model::RecursiveDiversity { c, l, .. } => {
                let mut sorted: Vec<u64> = values().collect();
                crate::sort::by(&mut sorted, |a, b| b.cmp(a));
                let rest: u64 = sorted.iter().skip(l.max(1) as usize - 1).sum();
                sorted.first().is_some_and(|&most| (most as f64) < c * rest as f64)
            }
            Model::AlphaK { alpha, .. } => values().all(|count| share(count) <= alpha + EDGE),
            Model::BetaLikeness { enhanced, beta, .. } => touched.iter().all(|&code| {
                let (inside, all) = (u64::from(counts[code as usize]), self.global[code as usize]);
                let gain = inside as f64 * self.people as f64 / (people as f64 * all as f64) - 1.0;
                let surprise =
                    || of_units(log2(self.people).saturating_sub(log2(all))) * std::f64::consts::LN_2;
                gain <= beta * (1.0 + EDGE) + EDGE && (!enhanced || gain <= surprise() + EDGE)
            }),
            Model::TCloseness { distance, t, .. } => {
                self.distance(distance, counts, touched, people) <= t + EDGE
            }
            _ => true, // about sizes or the whole release
        }
    }

    /// The earth mover's distance of a class to all people, 0 to 1.
    fn distance(&self, distance: Distance, counts: &[u32], touched: &[u32], people: u64) -> f64 {
        let all = self.people;
        let difference = |code: u32| {
            i128::from(counts[code as usize]) * i128::from(all)
                - i128::from(self.global[code as usize]) * i128::from(people)
        };
        let whole = people as f64 * all as f64;
        match distance {
            // Half of Σ |q − p| is the sum of what is positive.
            Distance::Equal => {
                let more: i128 = touched.iter().map(|&code| difference(code).max(0)).sum();
                more as f64 / whole
            }
            Distance::Ordered => {
                let (mut sum, mut cost) = (0i128, 0i128);
                for &code in &self.order {
                    sum += difference(code);
                    cost += sum.abs();
                }
                cost as f64 / (whole * (self.order.len().max(2) - 1) as f64)
            }
            Distance::Hierarchical => {
                let mut extra: Vec<i128> = (0..self.global.len() as u32).map(difference).collect();
                let height = self.tree.len().saturating_sub(1);
                let mut cost = 0;
                for (level, parents) in self.tree.iter().enumerate() {
                    let bands =
                        parents.iter().filter(|band| **band != u32::MAX).max().map_or(0, |&most| most + 1);
                    let mut sums = vec![(0i128, 0i128); bands as usize];
                    for (&parent, &extra) in parents.iter().zip(&extra) {
                        if let Some(sum) = sums.get_mut(parent as usize) {
                            sum.0 += extra.max(0);
                            sum.1 += (-extra).max(0);
                        }
                    }
                    cost += level as i128 * sums.iter().map(|sum| sum.0.min(sum.1)).sum::<i128>();
                    extra = sums.iter().map(|sum| sum.0 - sum.1).collect();
                }
                cost as f64 / (whole * height.max(1) as f64)
            }
        }
    }
}

/// log2 of a number of at least 1 with a fraction.
fn log2_of(number: f64) -> f64 {
    // As a fraction of whole numbers; 2^20 keeps six decimals of the fraction, whole numbers exactly.
    const PARTS: u64 = 1 << 20;
    of_units(log2((number * PARTS as f64).round() as u64) - log2(PARTS))
}
