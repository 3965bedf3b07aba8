//! Logarithms, powers and roots with the same bits on every platform, which the standard library's
//! `log2`, `exp2` and `powf` do not promise.

/// Binary digits after the point of [`log2`].
pub(in crate::anonymity) const DIGITS: u32 = 57;

/// log2 of a whole number of at least 1, in units of 2^-57; 0 of 0. Digit by digit: squaring a number
/// doubles its logarithm (Knuth, The Art of Computer Programming 1, 1.2.2, exercise 25).
pub(in crate::anonymity) fn log2(number: u64) -> u64 {
    if number == 0 {
        return 0;
    }
    let whole = number.ilog2();
    let mut mantissa = number << (63 - whole); // 1 to 2, with 63 digits after the point
    let mut log = u64::from(whole);
    for _ in 0..DIGITS {
        let square = (u128::from(mantissa) * u128::from(mantissa)) >> 63;
        let two = (square >> 64) as u32 & 1;
        log = (log << 1) | u64::from(two);
        mantissa = (square >> two) as u64;
    }
    log
}

/// n log2 n in units of 2^-57.
pub(in crate::anonymity) fn n_log_n(number: u64) -> u128 {
    u128::from(number) * u128::from(log2(number))
}

/// The number of units of 2^-57 as a number.
pub(in crate::anonymity) fn of_units(units: u64) -> f64 {
    units as f64 / (1u64 << DIGITS) as f64
}

/// 2^x − 1 for x from 0 to 1, by the series of the exponential.
pub(super) fn exp2_m1(x: f64) -> f64 {
    let exponent = x * std::f64::consts::LN_2;
    let (mut term, mut sum) = (1.0, 0.0);
    for n in 1..=24 {
        term *= exponent / f64::from(n);
        sum += term;
    }
    sum
}

/// The m-th root of a number from 1 to 2^m, by Newton's method from above.
pub(super) fn root(value: f64, m: usize) -> f64 {
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
                let value = 1.0 + part * (libm::exp2(f64::from(m)) - 1.0);
                let expected = libm::pow(value, 1.0 / f64::from(m));
                assert!((root(value, m as usize) - expected).abs() <= 1e-14 * expected, "{value} {m}");
            }
        }
    }

    #[test]
    fn logarithms_agree_with_the_standard_library() {
        for number in (1..4000).chain([30_162, 1 << 31, (1 << 40) + 7, u64::MAX]) {
            let expected = libm::log2(number as f64);
            assert!((of_units(log2(number)) - expected).abs() <= 4e-15 * expected.max(1.0), "{number}");
        }
        assert_eq!((log2(0), log2(1), log2(8)), (0, 0, 3 << DIGITS));
    }

    #[test]
    fn powers_agree_with_the_standard_library() {
        for step in 0..=1000 {
            let x = f64::from(step) / 1000.0;
            assert!((exp2_m1(x) - (libm::exp2(x) - 1.0)).abs() <= 4e-16 * 2.0, "{x}");
        }
    }
}
