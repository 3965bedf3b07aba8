//! Privacy models: what a release must satisfy.
//!
//! **Missing** has one meaning in every model: a category of its own. Two people without a value are alike, a
//! missing sensitive value is one more distinct value with a frequency like any other, and people without a household
//! key count as one household together.
//!
//! **Monotonicity.** A model judged class by class is *closed upward* when a class that satisfies it still does after any
//! other class is joined to it. Whoever is suppressed at a transformation is then suppressed at every finer one. It is
//! *convex* when two classes that both satisfy it satisfy it together: then a transformation
//! where everybody is released keeps doing so when it is made coarser, but someone suppressed may be released at a finer one.
//! Every model here is at least convex. The search uses both.

mod judge;

pub(super) use judge::{Evidence, Judge};

use super::bound::BoundLadder;
use super::error::AnonymityError;
use super::ladder::Ladder;
use crate::table::Attribute;
use crate::text::Text;

/// Ground distance of t-closeness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Distance {
    /// All values are equally far apart.
    Equal,
    /// By place in the order of the values: of the ladder's rows, or of the column without one. Missing comes first.
    Ordered,
    /// By the level of the sensitive column's ladder at which two values come together.
    Hierarchical,
}

/// A privacy model. `column` counts the sensitive columns of the [`Context`] from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Model {
    /// Every class holds at least this many people (Samarati & Sweeney 1998; Sweeney 2002). Closed upward.
    KAnonymity(u32),
    /// Every class has at least `l` distinct sensitive values (Machanavajjhala, Kifer, Gehrke &
    /// Venkitasubramaniam 2007). Closed upward.
    DistinctDiversity { column: usize, l: u32 },
    /// The Shannon entropy of the sensitive values in every class is at least log l (Machanavajjhala et al. 2007;
    /// Shannon 1948). Convex: entropy is concave.
    EntropyDiversity { column: usize, l: f64 },
    /// With the counts of the sensitive values in descending order, r_1 < c (r_l + r_(l+1) + …) in every class
    /// (Machanavajjhala et al. 2007). Convex.
    RecursiveDiversity { column: usize, c: f64, l: u32 },
    /// The earth mover's distance between the sensitive values of every class and of all people in the input is at
    /// most t (Li, Li & Venkatasubramanian 2007). Convex: so is the distance.
    TCloseness { column: usize, distance: Distance, t: f64 },
    /// No sensitive value has a share above alpha in any class (Wong, Li, Fu & Wang 2006; the k is a model of its
    /// own). Convex.
    AlphaK { column: usize, alpha: f64 },
    /// For every sensitive value with a share p in the input and q in a class, (q − p) / p is at most beta, and for the
    /// enhanced kind also at most −ln p (Cao & Karras 2012). Convex.
    BetaLikeness { column: usize, enhanced: bool, beta: f64 },
    /// At least this many people of the population have the quasi-identifiers of every class (Sweeney 2002). Closed
    /// upward. It says nothing of k, so it stands beside a k and never instead of one.
    KMap(u32),
    /// Every class has people of at least this many households. Closed upward.
    Households(u32),
    /// The average re-identification risk of the released people, classes / people, is at most this (El Emam 2013).
    /// Judged over the whole release: the smallest classes are suppressed until it holds.
    AverageRisk(f64),
    /// The share of the released people who are alone in their class is at most this (Skinner & Elliot 2002 name the
    /// measure). Judged over the whole release, as the average risk.
    SampleUniqueness(f64),
}

impl Model {
    /// Whether a class that satisfies the model still does after it is joined with any other class. Of a model over the
    /// whole release: whether its suppression only grows at a finer transformation (see [`Judge`]).
    pub(super) fn closed_upward(self) -> bool {
        match self {
            Model::KAnonymity(_)
            | Model::DistinctDiversity { .. }
            | Model::KMap(_)
            | Model::Households(_)
            | Model::AverageRisk(_)
            | Model::SampleUniqueness(_) => true,
            Model::EntropyDiversity { .. }
            | Model::RecursiveDiversity { .. }
            | Model::TCloseness { .. }
            | Model::AlphaK { .. }
            | Model::BetaLikeness { .. } => false,
        }
    }

    /// Whether it is judged over the whole release and not class by class.
    pub(super) fn over_release(self) -> bool {
        matches!(self, Model::AverageRisk(_) | Model::SampleUniqueness(_))
    }

    /// Fewest people that a class can hold under this model.
    pub(super) fn least_people(self) -> u32 {
        match self {
            Model::KAnonymity(least) | Model::Households(least) => least.max(1),
            _ => self.least_values(),
        }
    }

    /// Fewest distinct sensitive values in a class under this model. A class with fewer fails at every finer
    /// transformation too, whether or not the model is closed upward.
    pub(super) fn least_values(self) -> u32 {
        let least = match self {
            Model::DistinctDiversity { l, .. } | Model::RecursiveDiversity { l, .. } => f64::from(l),
            // l values have an entropy of log l at most; one of fewer than 1 / alpha values has a share above alpha.
            Model::EntropyDiversity { l, .. } => (l - 1e-9).ceil(),
            Model::AlphaK { alpha, .. } => (1.0 / alpha - 1e-9).ceil(),
            _ => 1.0,
        };
        least.clamp(1.0, 1e9) as u32
    }

    /// The sensitive column it is about.
    pub(super) fn column(self) -> Option<usize> {
        match self {
            Model::DistinctDiversity { column, .. }
            | Model::EntropyDiversity { column, .. }
            | Model::RecursiveDiversity { column, .. }
            | Model::TCloseness { column, .. }
            | Model::AlphaK { column, .. }
            | Model::BetaLikeness { column, .. } => Some(column),
            _ => None,
        }
    }

    /// Whether its parameters mean something.
    fn sound(self) -> bool {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        match self {
            Model::KAnonymity(least) | Model::KMap(least) | Model::Households(least) => least >= 1,
            Model::DistinctDiversity { l, .. } => l >= 1,
            Model::EntropyDiversity { l, .. } => (1.0..=1e9).contains(&l),
            Model::RecursiveDiversity { c, l, .. } => l >= 1 && c > 0.0 && c.is_finite(),
            Model::TCloseness { t, .. } => share(t),
            Model::AlphaK { alpha, .. } => alpha > 0.0 && share(alpha),
            Model::BetaLikeness { beta, .. } => beta > 0.0 && beta.is_finite(),
            Model::AverageRisk(risk) => risk > 0.0 && share(risk),
            Model::SampleUniqueness(risk) => share(risk),
        }
    }

    /// The model in words; never a value from the data.
    pub(crate) fn words(self, sensitive: &[Text]) -> Text {
        let of = |nl: String, en: String| match self.column().and_then(|column| sensitive.get(column)) {
            Some(label) => Text::new(format!("{nl} voor {}", label.nl), format!("{en} for {}", label.en)),
            None => Text::new(nl, en),
        };
        let same = |name: String| of(name.clone(), name);
        match self {
            Model::KAnonymity(k) => Text::new(format!("{k}-anonimiteit"), format!("{k}-anonymity")),
            Model::DistinctDiversity { l, .. } => {
                of(format!("ten minste {l} verschillende waarden"), format!("at least {l} distinct values"))
            }
            Model::EntropyDiversity { l, .. } => {
                of(format!("{l}-diversiteit naar entropie"), format!("entropy {l}-diversity"))
            }
            Model::RecursiveDiversity { c, l, .. } => {
                of(format!("recursieve ({c}, {l})-diversiteit"), format!("recursive ({c}, {l})-diversity"))
            }
            Model::TCloseness { distance, t, .. } => {
                let (nl, en) = match distance {
                    Distance::Equal => ("gelijke afstand", "equal distance"),
                    Distance::Ordered => ("afstand naar volgorde", "ordered distance"),
                    Distance::Hierarchical => ("afstand naar ladder", "hierarchical distance"),
                };
                of(format!("{t}-closeness ({nl})"), format!("{t}-closeness ({en})"))
            }
            Model::AlphaK { alpha, .. } => of(
                format!("geen waarde heeft meer dan {} %", alpha * 100.0),
                format!("no value holds more than {}%", alpha * 100.0),
            ),
            Model::BetaLikeness { enhanced, beta, .. } => {
                same(format!("{} {beta}-likeness", if enhanced { "enhanced" } else { "basic" }))
            }
            Model::KMap(k) => Text::new(
                format!("ten minste {k} mensen in de bevolking (k-map)"),
                format!("at least {k} people in the population (k-map)"),
            ),
            Model::Households(least) => Text::new(
                format!("ten minste {least} verschillende huishoudens"),
                format!("at least {least} different households"),
            ),
            Model::AverageRisk(risk) => Text::new(
                format!("gemiddeld risico hoogstens {} %", risk * 100.0),
                format!("average risk at most {}%", risk * 100.0),
            ),
            Model::SampleUniqueness(risk) => Text::new(
                format!("hoogstens {} % is uniek", risk * 100.0),
                format!("at most {}% are unique", risk * 100.0),
            ),
        }
    }
}

/// A sensitive column: not generalised, and judged by the models.
#[derive(Clone, Copy)]
pub(crate) struct Sensitive<'a> {
    /// One code a record.
    pub(crate) attribute: &'a Attribute,
    /// For the ordered and the hierarchical distance.
    pub(crate) ladder: Option<&'a Ladder>,
}

/// Counts of the population by quasi-identifiers, all of them together.
#[derive(Clone, Copy)]
pub(crate) struct Population<'a> {
    /// In the order of the quasi-identifiers.
    pub(crate) columns: &'a [PopulationColumn<'a>],
    /// People of each row; at least 0.
    pub(crate) counts: &'a [u32],
}

/// One quasi-identifier of the population, generalised by the ladder of the data.
pub(crate) struct PopulationColumn<'a> {
    /// One code a row, with a domain of its own.
    pub(crate) attribute: &'a Attribute,
    /// The very ladder of the quasi-identifier, tied to this domain.
    pub(crate) ladder: &'a BoundLadder,
}

/// What models need beside the quasi-identifiers.
#[derive(Clone, Copy, Default)]
pub(crate) struct Context<'a> {
    /// Sensitive columns.
    pub(crate) sensitive: &'a [Sensitive<'a>],
    /// Household of each record.
    pub(crate) households: Option<&'a [u32]>,
    /// For k-map.
    pub(crate) population: Option<Population<'a>>,
}

impl Context<'_> {
    /// Whether the models can be judged here.
    ///
    /// # Errors
    /// When a model has a parameter out of bounds, or asks for what is not there.
    pub(super) fn check(&self, models: &[Model], records: usize, width: usize) -> Result<(), AnonymityError> {
        let fits = self.sensitive.iter().all(|column| column.attribute.codes.len() == records)
            && self.households.is_none_or(|households| households.len() == records)
            && self.population.is_none_or(|population| {
                population.columns.len() == width
                    && population
                        .columns
                        .iter()
                        .all(|column| column.attribute.codes.len() == population.counts.len())
            });
        if !fits {
            return Err(AnonymityError::Mismatch);
        }
        for &model in models {
            let there = match model {
                Model::KMap(_) => self.population.is_some(),
                Model::Households(_) => self.households.is_some(),
                _ => model.column().is_none_or(|column| column < self.sensitive.len()),
            };
            let ladder = match model {
                Model::TCloseness { column, distance: Distance::Hierarchical, .. } => {
                    self.sensitive.get(column).is_some_and(|column| column.ladder.is_some())
                }
                _ => true,
            };
            if !model.sound() || !there || !ladder {
                return Err(AnonymityError::Model { model: model.words(&self.labels()) });
            }
        }
        Ok(())
    }

    /// Names of the sensitive columns.
    pub(super) fn labels(&self) -> Vec<Text> {
        self.sensitive.iter().map(|column| column.attribute.label.clone()).collect()
    }
}
