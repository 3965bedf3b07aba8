//! Is a difference of shares more than chance and rounding?

/// Two-sided p-value of the difference between a share in a group and in the rest
/// (two-proportion z-test, Fleiss 1981), with the variance of the rounding added to it, so that a
/// difference the rounding can explain is never called one.
///
/// `group`, `rest`: (share 0 to 1, number of people); `rounding_points`: half-widths (95 %, in
/// percentage points) of the rounding error of each.
pub(super) fn p_value(group: (f64, f64), rest: (f64, f64), rounding_points: (f64, f64)) -> f64 {
    let ((p1, n1), (p2, n2)) = (group, rest);
    if n1 <= 0.0 || n2 <= 0.0 {
        return 1.0;
    }
    let pooled = (p1 * n1 + p2 * n2) / (n1 + n2);
    let sampling = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    let sd = |points: f64| points / 100.0 / 1.96;
    let variance = sampling + sd(rounding_points.0).powi(2) + sd(rounding_points.1).powi(2);
    if variance <= 0.0 {
        return 1.0;
    }
    erfc(((p1 - p2).abs() / variance.sqrt()) / std::f64::consts::SQRT_2)
}

/// Complementary error function for x >= 0, relative error under 1.2e-7 (Chebyshev fit, Press et
/// al., Numerical Recipes, 6.2).
fn erfc(x: f64) -> f64 {
    const C: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let t = 1.0 / (1.0 + 0.5 * x);
    let series = C.iter().rev().fold(0.0, |sum, c| sum * t + c);
    t * libm::exp(-x * x + series)
}

/// Which hypotheses are rejected at false discovery rate `q` (Benjamini & Hochberg 1995).
pub(super) fn discoveries(p_values: &[f64], q: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    crate::sort::by(&mut order, |&a, &b| p_values[a].total_cmp(&p_values[b]).then(a.cmp(&b)));
    let tests = p_values.len() as f64;
    let last =
        order.iter().enumerate().rev().find(|(rank, &at)| p_values[at] <= q * (*rank as f64 + 1.0) / tests);
    let mut rejected = vec![false; p_values.len()];
    if let Some((last, _)) = last {
        for &at in &order[..=last] {
            rejected[at] = true;
        }
    }
    rejected
}

/// Effect size of a difference of shares (Cohen 1988): h, 0 to pi.
pub(super) fn effect(p: f64, q: f64) -> f64 {
    let angle = |share: f64| 2.0 * libm::asin(share.clamp(0.0, 1.0).sqrt());
    (angle(p) - angle(q)).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_tail_is_right() {
        for (z, p) in [(0.0, 1.0), (1.96, 0.049_996), (2.575_829, 0.01), (5.0, 5.733e-7)] {
            let got = erfc(z / std::f64::consts::SQRT_2);
            assert!((got - p).abs() <= 1e-5 * p.max(1e-3), "{z}: {got} {p}");
        }
    }

    #[test]
    fn a_known_two_proportion_test() {
        // 60 of 100 against 45 of 100: z = 2.1240, p = 0.03367.
        let p = p_value((0.60, 100.0), (0.45, 100.0), (0.0, 0.0));
        assert!((p - 0.033_67).abs() < 1e-4, "{p}");
        assert!(p_value((0.60, 100.0), (0.45, 100.0), (15.0, 15.0)) > 0.2, "rounding explains it");
        assert_eq!(p_value((0.5, 10.0), (0.5, 0.0), (0.0, 0.0)), 1.0);
    }

    #[test]
    fn benjamini_and_hochbergs_own_example() {
        // Table of their 1995 paper, section 3.2: 15 p-values, four rejected at 0.05.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0,
        ];
        assert_eq!(discoveries(&p, 0.05).iter().filter(|&&r| r).count(), 4);
        assert!(discoveries(&[], 0.05).is_empty());
    }
}
