//! Round numbers: edges and tops that are no one person's value.

/// The multiples of a 1, 2 or 5 x 10^n grid: `times` of them. Under 1 it divides by a whole number: 3 / 10 is nearer to
/// 0.3 than 3 * 0.1.
fn multiple(times: f64, part: f64, power: i32) -> f64 {
    if power >= 0 {
        times * part * 10f64.powi(power)
    } else {
        times * part / 10f64.powi(-power)
    }
}

/// The largest multiple, not above the number, of a 1, 2 or 5 x 10^n that is at most a tenth of it. What lies within a
/// billionth of 0 gives 0, or the number itself when it is negative.
pub(super) fn below(number: f64) -> f64 {
    let size = number.abs() / 10.0;
    if size < 1e-9 {
        return number.min(0.0);
    }
    let power = libm::log10(size).floor() as i32;
    let part = [5.0, 2.0].into_iter().find(|&part| multiple(1.0, part, power) <= size).unwrap_or(1.0);
    // A number on the grid stays where it is, whatever the last bit of the division says.
    let times = (number / multiple(1.0, part, power) + 1e-9).floor();
    multiple(times, part, power).min(number)
}

/// The roundest number in (low, high]: a multiple of the largest 1, 2 or 5 x 10^n that has one there, the one nearest to
/// the middle. `high` when there is none.
pub(crate) fn between(low: f64, high: f64) -> f64 {
    for power in (-6..=12).rev() {
        for part in [5.0, 2.0, 1.0] {
            let grid = multiple(1.0, part, power);
            for times in [((low + high) / 2.0 / grid).round(), (high / grid).floor()] {
                let edge = multiple(times, part, power);
                if edge > low && edge <= high {
                    return edge + 0.0;
                }
            }
        }
    }
    high
}

/// A number to three significant digits; what is no number, or infinite, stays so.
pub(crate) fn three_digits(number: f64) -> f64 {
    let size = number.abs();
    if !(size > 0.0 && size.is_finite()) {
        return number;
    }
    // The power of ten is on the side where it is a whole number, so that the quotient is the nearest there is; and it is not
    // found by a logarithm, whose last bit is the platform's.
    let (mut up, mut down) = (1.0, 1.0);
    while size * up < 100.0 && up < 1e15 {
        up *= 10.0;
    }
    while size / down >= 1000.0 {
        down *= 10.0;
    }
    (number * up / down).round() * down / up
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn round_numbers() {
        for (number, wanted) in [
            (17.0, 17.0),
            (1234.0, 1200.0),
            (0.37, 0.36),
            (0.0, 0.0),
            (-17.3, -18.0),
            (3.0, 3.0),
            (99.0, 95.0),
        ] {
            assert_eq!(below(number), wanted, "{number}");
        }
        assert_eq!(between(183.0, 219.0), 200.0);
        assert_eq!(between(0.12, 0.37), 0.2);
        assert_eq!(between(5.0, 5.0), 5.0);
    }

    #[test]
    fn values_keep_three_digits() {
        for (value, expected) in [
            (0.241_93, 0.242),
            (255_559.85, 256_000.0),
            (123_456.0, 123_000.0),
            (0.012_345, 0.012_3),
            (0.0, 0.0),
            (1.0, 1.0),
            (76.346, 76.3),
            (-9.999, -10.0),
        ] {
            assert_eq!(three_digits(value), expected);
        }
        assert!(three_digits(f64::NAN).is_nan());
    }

    proptest! {
        #[test]
        fn never_above_and_within_a_tenth(number in -1e9f64..1e9) {
            let round = below(number);
            prop_assert!(round <= number);
            prop_assert!(number - round <= number.abs() / 10.0 * 1.000_001 + 1e-9, "{round} of {number}");
        }

        #[test]
        fn an_edge_lies_between(low in -1e6f64..1e6, more in 1e-3f64..1e6) {
            let edge = between(low, low + more);
            prop_assert!(edge > low && edge <= low + more);
        }
    }
}
