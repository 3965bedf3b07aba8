//! Exponential, logarithm and random numbers from plain IEEE operations only.
//!
//! The standard library's `exp` and `ln` come from the platform and differ in the last bit between a
//! native build and WebAssembly; one such bit can send a person to another segment. These do not.

#[cfg(test)]
use gezicht_lanes::exp;
pub(crate) use gezicht_lanes::ln;

/// xoshiro256++ (Blackman & Vigna 2021), seeded by splitmix64: the same numbers on every platform.
pub(crate) struct Random {
    state: [u64; 4],
}

impl Random {
    /// A stream of its own for each pair of seed and purpose.
    pub(crate) fn new(seed: u64, purpose: u64) -> Self {
        let mut mix = seed ^ purpose.wrapping_mul(0xD605_1A26_4F1B_5BAD);
        let state = std::array::from_fn(|_| {
            mix = mix.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (mix ^ (mix >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        });
        Self { state }
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number below `limit` (0 when `limit` is 0).
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.bits()) * limit as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_and_ln_agree_with_the_standard_library() {
        for i in 0..4000 {
            let x = -f64::from(i) * 0.02;
            assert!(
                (f64::from(exp(x as f32)) / libm::exp(f64::from(x as f32)) - 1.0).abs() < 5e-7,
                "exp {x}"
            );
            let y = libm::exp2(f64::from(i) - 2000.0).clamp(1e-300, 1e300) * (1.0 + f64::from(i) / 4001.0);
            assert!((ln(y) - libm::log(y)).abs() <= 4e-16 * libm::log(y).abs().max(1.0), "ln {y}");
        }
        assert!(exp(-1e30) < 1e-37 && exp(f32::NEG_INFINITY) < 1e-37);
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn random_numbers_are_fixed_and_even() {
        let mut random = Random::new(7, 1);
        let again: Vec<u64> = (0..4).map(|_| random.bits()).collect();
        let mut random = Random::new(7, 1);
        assert!(again.iter().all(|&bits| bits == random.bits()));
        let mut counts = [0u32; 5];
        for _ in 0..50_000 {
            counts[random.below(5)] += 1;
        }
        assert!(counts.iter().all(|&count| (9_500..10_500).contains(&count)));
        assert_eq!(random.below(0), 0);
    }
}
