//! Utility measures: what a transformation costs.

/// Units of a normalised column loss: it is truncated to ten decimals, so it is a whole number of these.
const UNITS: u64 = 10_000_000_000;

/// Loss (Iyengar 2002), geometric mean over the columns; suppressed records count as fully lost.
///
/// For column j with a ladder of S rows, a record at level l costs (rows of its band) / S, or 1 when
/// it is suppressed. The sum over n records, normalised between n/S and n and truncated to ten
/// decimals, is the column's loss; Loss = Π (loss_j + 1)^(w_j / Σw) − 1.
///
/// Sums are kept as whole numbers (records × ladder rows), so the order of adding cannot matter and
/// each cost grows with its column's sum: the search relies on both.
pub(crate) struct Loss {
    people: u64,
    rows: Vec<u64>,
    /// Exponents; `None` when all weights are equal.
    exponents: Option<Vec<f64>>,
}

impl Loss {
    /// The measure for so many people; per column the number of ladder rows and a weight above 0.
    pub(crate) fn new(people: u64, rows: Vec<u64>, weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let equal = weights.windows(2).all(|pair| pair[0] == pair[1]);
        let exponents = (!equal).then(|| weights.iter().map(|weight| weight / total).collect());
        Self { people, rows, exponents }
    }

    /// Normalised loss of a column in units of 1e-10. `total` is the sum over the people of the ladder
    /// rows of their band (all rows when suppressed).
    fn units(&self, column: usize, total: u64) -> u64 {
        let range = self.people * self.rows[column].saturating_sub(1);
        if range == 0 {
            return 0;
        }
        let lost = u128::from(total.saturating_sub(self.people));
        (lost * u128::from(UNITS) / u128::from(range)) as u64
    }

    /// Normalised loss of a column, 0 to 1.
    pub(crate) fn column(&self, column: usize, total: u64) -> f64 {
        self.units(column, total) as f64 / UNITS as f64
    }

    /// A number that orders transformations as their Loss does. With equal weights it needs only exact
    /// or correctly rounded arithmetic, so every processor orders alike.
    pub(crate) fn rank(&self, totals: impl Iterator<Item = u64>) -> f64 {
        let factor = |(column, total)| (UNITS + self.units(column, total)) as f64 / UNITS as f64;
        match &self.exponents {
            None => totals.enumerate().map(factor).product(),
            Some(exponents) => totals
                .enumerate()
                .map(factor)
                .zip(exponents)
                .map(|(factor, &exponent)| factor.powf(exponent))
                .product(),
        }
    }

    /// The Loss that belongs to a rank.
    pub(crate) fn value(&self, rank: f64) -> f64 {
        match self.exponents {
            None => root(rank, self.rows.len()) - 1.0,
            Some(_) => rank - 1.0,
        }
    }
}

/// The m-th root of a number from 1 to 2^m, by Newton's method from above: the same bits on every
/// platform, which `powf` does not promise.
fn root(value: f64, m: usize) -> f64 {
    if m == 0 {
        return 1.0;
    }
    let degree = m as f64;
    let mut x = (1.0 + (value - 1.0) / degree).min(2.0); // at least the root (Bernoulli)
    for _ in 0..64 {
        let power = (1..m).fold(1.0, |power, _| power * x);
        let next = x - (x * power - value) / (degree * power);
        if next >= x {
            break;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_agree_with_powf() {
        for m in 1..20i32 {
            for part in [0.0, 1e-9, 1e-3, 0.3, 0.7, 1.0] {
                let value = 1.0 + part * (f64::from(m).exp2() - 1.0);
                let expected = f64::powf(value, 1.0 / f64::from(m));
                assert!((root(value, m as usize) - expected).abs() <= 1e-14 * expected, "{value} {m}");
            }
        }
    }

    #[test]
    fn nothing_lost_is_zero_and_everything_is_one() {
        let loss = Loss::new(10, vec![5, 3], &[1.0, 1.0]);
        assert_eq!(loss.value(loss.rank([10, 10].into_iter())), 0.0);
        assert!((loss.value(loss.rank([50, 30].into_iter())) - 1.0).abs() < 1e-15);
        let weighted = Loss::new(10, vec![5, 3], &[3.0, 1.0]);
        let (first, second) = (weighted.rank([50, 10].into_iter()), weighted.rank([10, 30].into_iter()));
        assert!(first > second, "a heavier column costs more");
        assert!((weighted.value(second) - (2f64.powf(0.25) - 1.0)).abs() < 1e-12);
    }
}
