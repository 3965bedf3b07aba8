//! How many people are unique in the population from which a file is a sample, from the sizes of the file's classes.
//!
//! Every estimator gives the expected number of population classes of one person, or `None` when it cannot be estimated:
//! never a NaN, never a number outside 0 to the size of the population.

use super::special::{digamma, ln_gamma};
use libm::{exp, log, pow};

/// How many classes there are of each size: (size, classes), ascending.
pub(super) struct Histogram {
    sizes: Vec<(u64, u64)>,
    classes: f64,
    people: f64,
}

impl Histogram {
    /// From class sizes in people.
    pub(super) fn new(sizes: &[u32]) -> Self {
        let mut sorted = sizes.to_vec();
        sorted.sort_unstable();
        let counted: Vec<(u64, u64)> =
            sorted.chunk_by(|a, b| a == b).map(|run| (u64::from(run[0]), run.len() as u64)).collect();
        Self {
            classes: sizes.len() as f64,
            people: counted.iter().map(|&(size, classes)| (size * classes) as f64).sum(),
            sizes: counted,
        }
    }

    fn of_size(&self, size: u64) -> f64 {
        self.sizes.iter().find(|entry| entry.0 == size).map_or(0.0, |entry| entry.1 as f64)
    }

    /// A sum over the sizes, weighted by their classes.
    fn sum(&self, term: impl Fn(f64) -> f64) -> f64 {
        self.sizes.iter().map(|&(size, classes)| classes as f64 * term(size as f64)).sum()
    }
}

/// A number of people that can be: finite and at most the population.
fn sound(uniques: f64, population: f64) -> Option<f64> {
    (uniques.is_finite() && (0.0..=population * (1.0 + 1e-9)).contains(&uniques))
        .then_some(uniques.min(population))
}

/// The point at which a function goes from above 0 to below it, in at most 200 halvings. `None` when the ends have no such signs.
fn falling_root(mut low: f64, mut high: f64, value: impl Fn(f64) -> f64) -> Option<f64> {
    if value(low).is_nan() || value(low) <= 0.0 || value(high).is_nan() || value(high) >= 0.0 {
        return None;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if value(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(0.5 * (low + high))
}

/// Pitman's model with the maximum likelihood of Hoshino (2001, "Applying Pitman's sampling formula to microdata
/// disclosure risk assessment", J. Official Statistics 17): 0 < α < 1 and θ ≥ 0 that make the class sizes most likely;
/// the uniques of a population N are Γ(θ+1)/Γ(θ+α)·N^α.
///
/// θ is solved for each α and α by the sign of the profile's slope, so there is no start to choose and no divergence.
pub(super) fn pitman(sample: &Histogram, population: f64) -> Option<f64> {
    let (n, u) = (sample.people, sample.classes);
    if sample.of_size(1) == 0.0 {
        return Some(0.0);
    }
    if u >= n || u < 2.0 {
        return None; // all alone, or one class: every α fits
    }
    let first = |theta: f64, alpha: f64| (digamma(theta / alpha + u) - digamma(theta / alpha + 1.0)) / alpha;
    let best_theta = |alpha: f64| {
        let slope = |power: f64| {
            let theta = exp(power);
            first(theta, alpha) - (digamma(n + theta) - digamma(theta + 1.0))
        };
        falling_root(-30.0, 40.0, slope).map_or(0.0, exp)
    };
    let slope = |alpha: f64| {
        let theta = best_theta(alpha);
        let classes = ((u - 1.0) - theta * first(theta, alpha)) / alpha;
        let at_one = digamma(1.0 - alpha);
        classes - sample.sum(|size| if size > 1.0 { digamma(size - alpha) - at_one } else { 0.0 })
    };
    let alpha = falling_root(1e-6, 1.0 - 1e-9, slope)?;
    let theta = best_theta(alpha);
    sound(exp(ln_gamma(theta + 1.0) - ln_gamma(theta + alpha) + alpha * log(population)), population)
}

/// Zayatz (1991, "Estimation of the number of unique population elements using a sample", US Census Bureau): the chance that
/// a sample unique is unique in the population, by Bayes' rule over the sizes seen, each drawn by the hypergeometric.
pub(super) fn zayatz(sample: &Histogram, population: f64) -> Option<f64> {
    let (n, uniques) = (sample.people, sample.of_size(1));
    if uniques == 0.0 {
        return Some(0.0);
    }
    if n <= 0.0 || population < n {
        return None;
    }
    let fraction = n / population;
    let once = |size: f64| {
        let mut chance = size * fraction;
        let mut drawn = 0.0;
        while drawn < size - 1.0 && chance > 1e-300 {
            chance *= ((population - n - drawn) / (population - 1.0 - drawn)).max(0.0);
            drawn += 1.0;
        }
        chance
    };
    let conditional = uniques * fraction / sample.sum(once);
    sound(uniques * conditional / fraction, population)
}

/// Slide negative binomial (Chen & Keller-McNulty 1998, "Estimation of identification disclosure risk in microdata",
/// J. Official Statistics 14): the size of a population class less one is negative binomial (α, β), each person is drawn
/// with chance f. α and β are those for which classes of one and of two in the sample are as many as were seen; the number of
/// population classes K is the modified Shlosser estimate (Haas, Naughton, Seshadri & Stokes 1995, VLDB). Uniques: K·β^α.
pub(super) fn snb(sample: &Histogram, population: f64) -> Option<f64> {
    let (one, two) = (sample.of_size(1), sample.of_size(2));
    if one == 0.0 {
        return Some(0.0);
    }
    let f = sample.people / population;
    if two == 0.0 || !(f > 0.0 && f < 1.0) {
        return None;
    }
    let third = sample.sum(|i| pow(1.0 - f, i)) / sample.sum(|i| i * f * pow(1.0 - f, i - 1.0));
    let second = sample.sum(|i| i * f * f * pow(1.0 - f * f, i - 1.0))
        / sample.sum(|i| pow(1.0 - f * f, i) - pow(1.0 - f, i));
    let classes = sample.classes + one * second * third * third;
    if !classes.is_finite() || classes > population {
        return None;
    }
    // Chance that a class is not drawn, or drawn once or twice.
    let chances = |alpha: f64, beta: f64| {
        let d = (1.0 - f) * (1.0 - beta);
        let base = pow(beta / (1.0 - d), alpha);
        let twice =
            0.5 * f * f * alpha * (1.0 - beta) * base * (2.0 - (1.0 - alpha) * d) / ((1.0 - d) * (1.0 - d));
        ((1.0 - f) * base, f * base * (1.0 + alpha * d / (1.0 - d)), twice)
    };
    let (target_one, target_two) = (one / classes, two / classes);
    let alphas: Vec<f64> = (0..=120).map(|i| exp(-12.0 + 0.2 * f64::from(i))).collect();
    // α for which classes of one fit, on the rising or on the falling side, with how classes of two then differ.
    let at = |beta: f64, rising: bool| {
        let gap = |alpha: f64| chances(alpha, beta).1 - target_one;
        let side = |alpha: f64| if rising { -gap(alpha) } else { gap(alpha) };
        let alpha = alphas.windows(2).find_map(|pair| falling_root(pair[0], pair[1], side))?;
        Some((alpha, chances(alpha, beta).2 - target_two))
    };
    let betas: Vec<f64> = (1..200).map(|i| 1.0 / (1.0 + exp(8.0 - 0.08 * f64::from(i)))).collect();
    let mut best: Option<(f64, f64)> = None;
    for rising in [false, true] {
        for pair in betas.windows(2) {
            let (Some(low), Some(high)) = (at(pair[0], rising), at(pair[1], rising)) else { continue };
            if (low.1 > 0.0) == (high.1 > 0.0) {
                continue;
            }
            let sign = if low.1 > 0.0 { 1.0 } else { -1.0 };
            let gap = |beta: f64| at(beta, rising).map_or(f64::NAN, |found| sign * found.1);
            let Some(beta) = falling_root(pair[0], pair[1], gap) else { continue };
            let Some((alpha, rest)) = at(beta, rising) else { continue };
            if rest.abs() > 1e-6 * target_two {
                continue; // a jump between branches, not a root
            }
            // Where two fit, the one that also gives as many classes in the sample as were seen.
            let misfit = (classes * (1.0 - chances(alpha, beta).0) - sample.classes).abs();
            if best.is_none_or(|(known, _)| misfit < known) {
                best = Some((misfit, classes * pow(beta, alpha)));
            }
        }
    }
    sound(best?.1, population)
}

/// Which estimator the rule took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    Pitman,
    Zayatz,
    Snb,
}

/// The decision rule of Dankar, El Emam, Neisa & Roffey (2012, "Estimating the re-identification risk of clinical data sets",
/// BMC Medical Informatics and Decision Making 12): up to a sampling fraction of 0.1 Pitman's, or Zayatz' when that cannot be
/// estimated; above it the smaller of Zayatz' and the slide negative binomial.
pub(super) fn dankar(sample: &Histogram, population: f64) -> Option<(Chosen, f64)> {
    let zayatz = || zayatz(sample, population).map(|uniques| (Chosen::Zayatz, uniques));
    // "Up to" holds for the fraction as it was given, not for what dividing and multiplying leave of it.
    if sample.people / population <= 0.1 + 1e-9 {
        return pitman(sample, population).map(|uniques| (Chosen::Pitman, uniques)).or_else(zayatz);
    }
    match (zayatz(), snb(sample, population)) {
        (Some(zayatz), Some(snb)) if snb <= zayatz.1 => Some((Chosen::Snb, snb)),
        (Some(zayatz), _) => Some(zayatz),
        (None, snb) => snb.map(|uniques| (Chosen::Snb, uniques)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A population of so many classes with sizes that fall off, and a sample of it at a fraction.
    fn drawn(fraction: f64, seed: u64) -> (Vec<u32>, f64, f64) {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let (mut sizes, mut people, mut uniques) = (Vec::new(), 0.0, 0.0);
        for _ in 0..20_000 {
            // Slide negative binomial with α = 1: geometric.
            let mut size = 1u32;
            while next() > 0.3 {
                size += 1;
            }
            people += f64::from(size);
            uniques += f64::from(u32::from(size == 1));
            let seen = (0..size).filter(|_| next() < fraction).count() as u32;
            if seen > 0 {
                sizes.push(seen);
            }
        }
        (sizes, people, uniques)
    }

    #[test]
    fn the_slide_negative_binomial_finds_its_own_model_back() {
        for fraction in [0.3, 0.5] {
            let (sizes, people, uniques) = drawn(fraction, 7);
            let found = snb(&Histogram::new(&sizes), people).expect("an estimate");
            assert!((found / uniques - 1.0).abs() < 0.25, "{found} of {uniques} at {fraction}");
        }
    }

    #[test]
    fn a_whole_population_is_its_own_estimate() {
        let sample = Histogram::new(&[1, 1, 1, 2, 5]);
        assert_eq!(zayatz(&sample, 10.0), Some(3.0));
        assert_eq!(dankar(&sample, 10.0), Some((Chosen::Zayatz, 3.0)));
        assert_eq!(dankar(&Histogram::new(&[2, 2]), 400.0), Some((Chosen::Pitman, 0.0)));
    }

    #[test]
    fn what_cannot_be_estimated_is_no_number() {
        assert_eq!(pitman(&Histogram::new(&[1; 20]), 1e4), None);
        assert_eq!(snb(&Histogram::new(&[1; 20]), 40.0), None);
        assert_eq!(zayatz(&Histogram::new(&[1, 1]), 1.0), None);
        assert!(dankar(&Histogram::new(&[]), 0.0).is_none_or(|(_, uniques)| uniques == 0.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn estimates_are_always_possible(
            sizes in prop::collection::vec(1u32..30, 1..80),
            fraction in 0.001f64..=1.0,
        ) {
            let sample = Histogram::new(&sizes);
            let population = sample.people / fraction;
            for found in [pitman(&sample, population), zayatz(&sample, population), snb(&sample, population)] {
                prop_assert!(found.is_none_or(|uniques| (0.0..=population).contains(&uniques)));
            }
            prop_assert!(dankar(&sample, population).is_some(), "Zayatz' is always there");
        }
    }
}
