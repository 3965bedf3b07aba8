//! The models a second time, each straight from its definition, over counts in ordered maps.

use super::super::error::{AnonymityError, RecheckFailure};
use super::super::model::{Context, Distance, Model};
use std::collections::{BTreeMap, BTreeSet};

/// A value on the edge of a model may fall either way in floating point; no more than that.
const EDGE: f64 = 1e-9;

/// What the models have to be judged by, gathered from the released records.
#[derive(Default)]
pub(super) struct Evidence {
    sensitive: Vec<Values>,
    households: Option<Vec<u32>>,
    /// Class and household.
    seen: BTreeSet<(u32, u32)>,
    /// People of the population by class.
    population: BTreeMap<u32, u64>,
}

/// A sensitive column.
struct Values {
    codes: Vec<u32>,
    /// People by value, all of them.
    all: BTreeMap<u32, u64>,
    /// People by class and value.
    by_class: BTreeMap<u32, BTreeMap<u32, u64>>,
    /// Place of each code in the ladder, one more than its row.
    place: Vec<u32>,
    /// By level of the ladder, the group of each code.
    groups: Vec<Vec<u32>>,
}

impl Evidence {
    /// For these models.
    ///
    /// # Errors
    /// When a ladder does not fit its sensitive column.
    pub(super) fn new(models: &[Model], context: &Context<'_>) -> Result<Self, AnonymityError> {
        let mut evidence = Self::default();
        for (column, sensitive) in context.sensitive.iter().enumerate() {
            let mut values = Values {
                codes: Vec::new(),
                all: BTreeMap::new(),
                by_class: BTreeMap::new(),
                place: Vec::new(),
                groups: Vec::new(),
            };
            if models.iter().any(|model| model.column() == Some(column)) {
                values.codes = sensitive.attribute.codes.clone();
                if let Some(ladder) = sensitive.ladder {
                    let rows = ladder
                        .rows_of(&sensitive.attribute.domain)
                        .map_err(AnonymityError::SensitiveLadder)?;
                    values.place = rows.iter().map(|row| row.map_or(0, |row| row + 1)).collect();
                    let root = ladder.height().saturating_sub(1);
                    for (at, level) in ladder.levels.iter().enumerate() {
                        // A missing value without a row is alone until all values are together.
                        let group = |row: &Option<u32>| match row {
                            Some(row) => level.of_row[*row as usize],
                            None if at == root => 0,
                            None => u32::MAX,
                        };
                        values.groups.push(rows.iter().map(group).collect());
                    }
                }
            }
            evidence.sensitive.push(values);
        }
        if models.iter().any(|model| matches!(model, Model::Households(_))) {
            evidence.households = context.households.map(<[u32]>::to_vec);
        }
        Ok(evidence)
    }

    /// A record, released or not.
    pub(super) fn of_all(&mut self, at: usize, people: u32) {
        for values in &mut self.sensitive {
            if let Some(&code) = values.codes.get(at) {
                *values.all.entry(code).or_default() += u64::from(people);
            }
        }
    }

    /// A record in a released class.
    pub(super) fn of_class(&mut self, class: u32, at: usize, people: u32) {
        for values in &mut self.sensitive {
            if let Some(&code) = values.codes.get(at) {
                *values.by_class.entry(class).or_default().entry(code).or_default() += u64::from(people);
            }
        }
        if let Some(households) = &self.households {
            self.seen.insert((class, households[at]));
        }
    }

    /// People of the population that a released class stands for.
    pub(super) fn inhabitants(&mut self, class: u32, people: u32) {
        *self.population.entry(class).or_default() += u64::from(people);
    }

    /// Judges every model for classes of these sizes.
    pub(super) fn judge(&self, models: &[Model], sizes: &[u32]) -> Result<(), RecheckFailure> {
        for &model in models {
            let holds = match model {
                Model::KAnonymity(k) => {
                    if sizes.iter().any(|&size| size < k) {
                        return Err(RecheckFailure::SmallClass);
                    }
                    true
                }
                Model::KMap(k) => (0..sizes.len() as u32)
                    .all(|class| self.population.get(&class).is_some_and(|&people| people >= u64::from(k))),
                Model::Households(least) => (0..sizes.len() as u32)
                    .all(|class| self.seen.range((class, 0)..=(class, u32::MAX)).count() >= least as usize),
                Model::AverageRisk(risk) => {
                    let people: f64 = sizes.iter().map(|&size| f64::from(size)).sum();
                    let average =
                        sizes.iter().map(|&size| f64::from(size) * (1.0 / f64::from(size))).sum::<f64>();
                    people == 0.0 || average / people <= risk + EDGE
                }
                Model::SampleUniqueness(risk) => {
                    let people: f64 = sizes.iter().map(|&size| f64::from(size)).sum();
                    let alone = sizes.iter().filter(|&&size| size == 1).count() as f64;
                    people == 0.0 || alone / people <= risk + EDGE
                }
                _ => {
                    let values = model.column().and_then(|column| self.sensitive.get(column));
                    values.is_some_and(|values| {
                        (0..sizes.len() as u32).all(|class| {
                            values.by_class.get(&class).is_some_and(|one| values.holds(model, one))
                        })
                    })
                }
            };
            if !holds {
                return Err(RecheckFailure::Model);
            }
        }
        Ok(())
    }
}

impl Values {
    /// Whether one class, with its people by value, satisfies a model.
    fn holds(&self, model: Model, class: &BTreeMap<u32, u64>) -> bool {
        let people: u64 = class.values().sum();
        let everyone: u64 = self.all.values().sum();
        let inside = |code: u32| class.get(&code).map_or(0.0, |&count| count as f64 / people as f64);
        let outside = |code: u32| self.all.get(&code).map_or(0.0, |&count| count as f64 / everyone as f64);
        match model {
            Model::DistinctDiversity { l, .. } => class.len() >= l as usize,
            Model::EntropyDiversity { l, .. } => {
                let entropy: f64 = class.keys().map(|&code| -inside(code) * libm::log(inside(code))).sum();
                entropy >= libm::log(l) - EDGE
            }
            Model::RecursiveDiversity { c, l, .. } => {
                let mut counts: Vec<u64> = class.values().copied().collect();
                crate::sort::by_key(&mut counts, |&count| count);
                let most = counts.last().copied().unwrap_or(0) as f64;
                let kept = (counts.len() + 1).saturating_sub(l.max(1) as usize);
                let tail: u64 = counts.iter().take(kept).sum();
                most < c * tail as f64 * (1.0 + EDGE)
            }
            Model::AlphaK { alpha, .. } => class.keys().all(|&code| inside(code) <= alpha + EDGE),
            Model::BetaLikeness { enhanced, beta, .. } => class.keys().all(|&code| {
                let (p, q) = (outside(code), inside(code));
                let most = if enhanced { beta.min(-libm::log(p)) } else { beta };
                (q - p) / p <= most + EDGE * most.max(1.0)
            }),
            Model::TCloseness { distance, t, .. } => {
                let difference = |code: u32| inside(code) - outside(code);
                let found = match distance {
                    Distance::Equal => self.all.keys().map(|&code| difference(code).abs()).sum::<f64>() / 2.0,
                    Distance::Ordered => {
                        let mut order: Vec<(u32, u32)> = self
                            .all
                            .keys()
                            .map(|&code| (self.place.get(code as usize).copied().unwrap_or(0), code))
                            .collect();
                        order.sort_unstable();
                        let mut moved = 0.0f64;
                        let mut cost = 0.0;
                        for &(_, code) in &order {
                            moved += difference(code);
                            cost += moved.abs();
                        }
                        cost / (order.len().max(2) - 1) as f64
                    }
                    Distance::Hierarchical => {
                        // As a tree whose edges are all 1 / 2H long: what crosses each edge, below the root.
                        let height = self.groups.len().max(2) - 1;
                        let mut crossed = 0.0;
                        for groups in self.groups.iter().take(height) {
                            let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
                            for &code in self.all.keys() {
                                let group = groups.get(code as usize).copied().unwrap_or(u32::MAX);
                                *sums.entry(group).or_default() += difference(code);
                            }
                            crossed += sums.values().map(|sum| sum.abs()).sum::<f64>();
                        }
                        crossed / (2.0 * height as f64)
                    }
                };
                found <= t + EDGE
            }
            _ => true, // judged above
        }
    }
}
