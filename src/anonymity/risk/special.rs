//! Two special functions that the estimators need, for arguments above 0.

/// The derivative of the logarithm of the gamma function: recurrence up to 8, then the asymptotic series
/// (Abramowitz & Stegun 1964, 6.3.5 and 6.3.18). Relative error under 1e-12. NaN for arguments that are not above 0.
pub(super) fn digamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let (mut x, mut sum) = (x, 0.0);
    while x < 8.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let tail = r * (1.0 / 12.0 - r * (1.0 / 120.0 - r * (1.0 / 252.0 - r * (1.0 / 240.0 - r / 132.0))));
    sum + libm::log(x) - 0.5 / x - tail
}

/// The logarithm of the gamma function: recurrence up to 8, then Stirling's series (Abramowitz & Stegun 1964, 6.1.41).
/// NaN for arguments that are not above 0.
pub(super) fn ln_gamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let (mut x, mut product) = (x, 1.0);
    while x < 8.0 {
        product *= x;
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let tail = (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / x;
    (x - 0.5) * libm::log(x) - x + 0.5 * libm::log(2.0 * std::f64::consts::PI) + tail - libm::log(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        const EULER: f64 = 0.577_215_664_901_532_9;
        assert!((digamma(1.0) + EULER).abs() < 1e-12);
        assert!((digamma(0.5) + EULER + 2.0 * std::f64::consts::LN_2).abs() < 1e-12);
        assert!((digamma(100.5) - digamma(99.5) - 1.0 / 99.5).abs() < 1e-13);
        assert!(ln_gamma(1.0).abs() < 1e-12 && ln_gamma(2.0).abs() < 1e-12);
        assert!((ln_gamma(0.5) - 0.5 * libm::log(std::f64::consts::PI)).abs() < 1e-12);
        assert!((ln_gamma(11.0) - libm::log(3_628_800.0)).abs() < 1e-11);
        assert!(digamma(0.0).is_nan() && ln_gamma(-1.0).is_nan());
    }
}
