//! Utility measures: what a transformation costs. Lower is better for each of them.
//!
//! Sums are kept as whole numbers, so the order of adding cannot matter and two machines cannot disagree.

pub(super) mod fixed;

use fixed::{exp2_m1, log2, n_log_n, of_units, root};

/// What the search minimises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Loss (Iyengar 2002), geometric mean over the columns; suppressed people count as fully lost.
    ///
    /// For column j with a ladder of S rows, a person at level l costs (rows of its band) / S, or 1 when
    /// suppressed. The sum over n people, normalised between n/S and n and truncated to ten
    /// decimals, is the column's loss; Loss = Π (loss_j + 1)^(w_j / Σw) − 1.
    #[default]
    Loss,
    /// Non-uniform entropy (de Waal & Willenborg 1999; Gionis & Tassa 2009): Σ over people and columns of
    /// −log2(how often the original value occurs / how often its band occurs), in bits, over all people as
    /// generalised, weighted by column. Suppression costs nothing.
    NonUniformEntropy,
    /// The same, with the people that are suppressed: per column also −Σ c log2(c / s) over the bands of the s
    /// suppressed people, each of which c of them have.
    SuppressedEntropy,
    /// Discernibility (Bayardo & Agrawal 2005): Σ |class|² over released classes plus n for each suppressed person.
    Discernibility,
    /// Average class size (LeFevre, DeWitt & Ramakrishnan 2006), not divided by k: people / classes, where the
    /// suppressed people together are one class more.
    AverageClassSize,
}

impl Measure {
    /// Its name in a recipe and a result.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Measure::Loss => "loss",
            Measure::NonUniformEntropy => "non_uniform_entropy",
            Measure::SuppressedEntropy => "non_uniform_entropy_suppressed",
            Measure::Discernibility => "discernibility",
            Measure::AverageClassSize => "average_class_size",
        }
    }
}

/// Units of a normalised column loss: it is truncated to ten decimals, so it is a whole number of these.
const UNITS: u64 = 10_000_000_000;

/// What a transformation adds up to.
pub(super) struct Tally<'a> {
    /// Per column, in the units of the measure (none for measures of class sizes).
    pub(super) totals: &'a [u64],
    /// People suppressed.
    pub(super) suppressed: u64,
    /// Classes released.
    pub(super) classes: u64,
    /// Σ |class|² over released classes.
    pub(super) squares: u128,
}

/// A measure over given people and columns.
pub(super) struct Score {
    pub(super) measure: Measure,
    people: u64,
    rows: Vec<u64>,
    weights: Vec<f64>,
    equal: bool,
    /// Binary digits after the point of entropies, which are held in 64 bits.
    digits: u32,
}

impl Score {
    /// The measure for so many people; per column the number of ladder rows and a weight above 0.
    pub(super) fn new(measure: Measure, people: u64, rows: Vec<u64>, weights: &[f64]) -> Self {
        let equal = weights.windows(2).all(|pair| pair[0] == pair[1]);
        // n log2 n has at most the digits of n and six more before the point, in all 63.
        let digits = fixed::DIGITS.min(57 - (u64::BITS - people.leading_zeros()).min(57));
        Self { measure, people, rows, weights: weights.to_vec(), equal, digits }
    }

    /// n log2 n − Σ c log2 c in the units of the measure: how much is lost when groups of c people become one of n.
    pub(super) fn entropy(&self, together: u64, apart: impl Iterator<Item = u64>) -> u64 {
        let apart: u128 = apart.map(n_log_n).sum();
        (n_log_n(together).saturating_sub(apart) >> (fixed::DIGITS - self.digits)) as u64
    }

    /// Σ b log2 b over bands less Σ a log2 a over their values, in the units of the measure.
    pub(super) fn entropy_between(
        &self,
        bands: impl Iterator<Item = u64>,
        values: impl Iterator<Item = u64>,
    ) -> u64 {
        let together: u128 = bands.map(n_log_n).sum();
        let apart: u128 = values.map(n_log_n).sum();
        (together.saturating_sub(apart) >> (fixed::DIGITS - self.digits)) as u64
    }

    /// Normalised loss of a column in units of 1e-10. `total` is the sum over the people of the ladder
    /// rows of their band (all rows when suppressed).
    fn units(&self, column: usize, total: u64) -> u64 {
        let range = self.people * self.rows[column].saturating_sub(1);
        if range == 0 {
            return 0;
        }
        let lost = total.saturating_sub(self.people);
        match lost.checked_mul(UNITS) {
            Some(lost) => lost / range,
            None => (u128::from(lost) * u128::from(UNITS) / u128::from(range)) as u64,
        }
    }

    /// Normalised loss of a column, 0 to 1.
    pub(super) fn column_loss(&self, column: usize, total: u64) -> f64 {
        self.units(column, total) as f64 / UNITS as f64
    }

    /// A number that orders transformations as the measure does, never below 0.
    pub(super) fn rank(&self, tally: &Tally<'_>) -> f64 {
        match self.measure {
            Measure::Loss => self.loss_rank(tally.totals.iter().copied()),
            Measure::NonUniformEntropy | Measure::SuppressedEntropy => {
                self.entropy_rank(tally.totals.iter().copied())
            }
            Measure::Discernibility => {
                (tally.squares + u128::from(self.people) * u128::from(tally.suppressed)) as f64
            }
            Measure::AverageClassSize => {
                self.people as f64 / (tally.classes + u64::from(tally.suppressed > 0)).max(1) as f64
            }
        }
    }

    /// A rank that no transformation can be below of which the totals are at least these, at least so
    /// many people are suppressed, at most so many classes exist, and each class holds at least `least` people.
    pub(super) fn bound(
        &self,
        totals: impl Iterator<Item = u64>,
        suppressed: u64,
        classes: u64,
        least: u64,
    ) -> f64 {
        let released = self.people.saturating_sub(suppressed);
        match self.measure {
            Measure::Loss => self.loss_rank(totals),
            Measure::NonUniformEntropy => self.entropy_rank(totals),
            // Each logarithm may be a unit too large or too small.
            Measure::SuppressedEntropy => self.entropy_rank(totals.map(|total| total.saturating_sub(4))),
            Measure::Discernibility => {
                // Σ |class|² is least when all classes are alike (Cauchy–Schwarz), and at least |class| each.
                let alike = u128::from(released) * u128::from(released) / u128::from(classes.max(1));
                let small = u128::from(released) * u128::from(least);
                // Anyone else who is suppressed costs n, which is more than either.
                (u128::from(self.people) * u128::from(suppressed) + alike.max(small)) as f64
            }
            Measure::AverageClassSize => {
                let most = classes.min(released / least.max(1) + 1);
                self.people as f64 / most.max(1) as f64
            }
        }
    }

    /// Whether the rank of a transformation is made of what each column costs.
    pub(super) fn adds_up(&self) -> bool {
        !matches!(self.measure, Measure::Discernibility | Measure::AverageClassSize)
    }

    /// What the other columns cost in a rank, of a node at which these have one band for all; `coarsest` are these with their totals. That is the
    /// same whoever is suppressed there.
    pub(super) fn part(&self, rank: f64, coarsest: impl Iterator<Item = (usize, u64)>) -> f64 {
        match self.measure {
            Measure::Loss if self.equal => coarsest.fold(rank, |rank, (column, total)| {
                rank * UNITS as f64 / (UNITS + self.units(column, total)) as f64
            }),
            Measure::Loss => coarsest.fold(rank, |rank, (column, total)| {
                let log = of_units(log2(UNITS + self.units(column, total)) - log2(UNITS));
                rank - self.weights[column] * log
            }),
            _ => coarsest.fold(rank, |rank, (column, total)| {
                let weight = if self.equal { 1.0 } else { self.weights[column] };
                rank - total as f64 * weight
            }),
        }
    }

    /// The rank of what groups of columns cost that share none, a hair less for all that was rounded.
    pub(super) fn together(&self, parts: &[f64]) -> f64 {
        let all: f64 = match self.measure {
            Measure::Loss if self.equal => parts.iter().product(),
            _ => parts.iter().sum(),
        };
        (all * (1.0 - 1e-9)).max(0.0)
    }

    /// With equal weights it needs only exact or correctly rounded arithmetic.
    fn loss_rank(&self, totals: impl Iterator<Item = u64>) -> f64 {
        if self.equal {
            return totals
                .enumerate()
                .map(|(column, total)| (UNITS + self.units(column, total)) as f64 / UNITS as f64)
                .product();
        }
        let zero = log2(UNITS);
        totals
            .enumerate()
            .map(|(column, total)| {
                self.weights[column] * of_units(log2(UNITS + self.units(column, total)) - zero)
            })
            .sum()
    }

    fn entropy_rank(&self, totals: impl Iterator<Item = u64>) -> f64 {
        if self.equal {
            return totals.map(u128::from).sum::<u128>() as f64;
        }
        totals.zip(&self.weights).map(|(total, weight)| total as f64 * weight).sum()
    }

    /// The measure's value that belongs to a rank.
    pub(super) fn value(&self, rank: f64) -> f64 {
        match self.measure {
            Measure::Loss if self.equal => root(rank, self.rows.len()) - 1.0,
            Measure::Loss => exp2_m1(rank / self.weights.iter().sum::<f64>()),
            Measure::NonUniformEntropy | Measure::SuppressedEntropy => {
                let weight = if self.equal { self.weights.first().copied().unwrap_or(1.0) } else { 1.0 };
                rank * weight / (1u64 << self.digits) as f64
            }
            Measure::Discernibility | Measure::AverageClassSize => rank,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(score: &Score, totals: &[u64]) -> f64 {
        score.rank(&Tally { totals, suppressed: 0, classes: 1, squares: 0 })
    }

    #[test]
    fn nothing_lost_is_zero_and_everything_is_one() {
        let score = Score::new(Measure::Loss, 10, vec![5, 3], &[1.0, 1.0]);
        assert_eq!(score.value(loss(&score, &[10, 10])), 0.0);
        assert!((score.value(loss(&score, &[50, 30])) - 1.0).abs() < 1e-15);
        let weighted = Score::new(Measure::Loss, 10, vec![5, 3], &[3.0, 1.0]);
        let (first, second) = (loss(&weighted, &[50, 10]), loss(&weighted, &[10, 30]));
        assert!(first > second, "a heavier column costs more");
        assert!((weighted.value(second) - (libm::pow(2.0, 0.25) - 1.0)).abs() < 1e-12);
        let doubled = Score::new(Measure::Loss, 10, vec![5, 3], &[2.0, 2.0]);
        assert_eq!(doubled.value(loss(&doubled, &[50, 10])), score.value(loss(&score, &[50, 10])));
    }

    #[test]
    fn entropy_is_in_bits() {
        let score = Score::new(Measure::NonUniformEntropy, 8, vec![4], &[1.0]);
        // Four values of two people each become one band: each person loses two bits.
        let total = score.entropy(8, [2, 2, 2, 2].into_iter());
        assert!((score.value(loss(&score, &[total])) - 16.0).abs() < 1e-12);
    }

    #[test]
    fn sizes_by_hand() {
        let tally = Tally { totals: &[], suppressed: 3, classes: 2, squares: 4 + 25 };
        let score = Score::new(Measure::Discernibility, 10, Vec::new(), &[]);
        assert_eq!(score.value(score.rank(&tally)), 29.0 + 30.0);
        let score = Score::new(Measure::AverageClassSize, 10, Vec::new(), &[]);
        assert_eq!(score.value(score.rank(&tally)), 10.0 / 3.0);
    }
}
