//! Finds the bytes that mean something in a CSV file: delimiter, quote, line ends; 64 bytes at a look.

/// Bytes of one look.
const WINDOW: usize = 64;

/// Walks over the marks of a piece of text, first to last.
pub struct Scan<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    /// Start of the window.
    base: usize,
    /// One bit for each byte of the window that is a mark and has not been given.
    marks: u64,
}

impl<'a> Scan<'a> {
    /// The marks from `at` on.
    pub fn new(bytes: &'a [u8], delimiter: u8, at: usize) -> Self {
        let base = at - at % WINDOW;
        let mut scan = Self { bytes, delimiter, base, marks: 0 };
        scan.marks = scan.look() & (u64::MAX << (at % WINDOW));
        scan
    }

    #[inline(always)]
    fn look(&self) -> u64 {
        let rest = self.bytes.get(self.base..).unwrap_or_default();
        match rest.first_chunk::<WINDOW>() {
            Some(window) => marks(window, self.delimiter),
            None => {
                let mut window = [0; WINDOW];
                window[..rest.len()].copy_from_slice(rest);
                marks(&window, self.delimiter)
            }
        }
    }
}

impl Iterator for Scan<'_> {
    type Item = usize;

    // Called per mark: a call would cost more than what it does.
    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.marks == 0 {
            self.base += WINDOW;
            if self.base >= self.bytes.len() {
                self.base = self.bytes.len();
                return None;
            }
            self.marks = self.look();
        }
        let at = self.base + self.marks.trailing_zeros() as usize;
        self.marks &= self.marks - 1;
        Some(at)
    }
}

/// One bit for each byte that is a mark.
#[cfg(target_feature = "simd128")]
#[inline(always)]
fn marks(window: &[u8; WINDOW], delimiter: u8) -> u64 {
    use core::arch::wasm32::{u64x2, u8x16_bitmask, u8x16_eq, u8x16_splat, v128_or};
    let (words, _) = window.as_chunks::<8>();
    words.chunks_exact(2).rev().fold(0, |found, pair| {
        let bytes = u64x2(u64::from_le_bytes(pair[0]), u64::from_le_bytes(pair[1]));
        let is = |mark: u8| u8x16_eq(bytes, u8x16_splat(mark));
        let any = v128_or(v128_or(is(delimiter), is(b'"')), v128_or(is(b'\n'), is(b'\r')));
        found << 16 | u64::from(u8x16_bitmask(any))
    })
}

/// One bit for each byte that is a mark; eight bytes in one word.
#[cfg(not(target_feature = "simd128"))]
#[inline(always)]
fn marks(window: &[u8; WINDOW], delimiter: u8) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const LOW: u64 = 0x7F * ONES;
    let (words, _) = window.as_chunks::<8>();
    words.iter().rev().fold(0, |found, &word| {
        let word = u64::from_le_bytes(word);
        // The high bit of each byte that is not the mark.
        let differs = |mark: u8| {
            let other = word ^ (u64::from(mark) * ONES);
            ((other & LOW) + LOW) | other
        };
        let any = !(differs(delimiter) & differs(b'"') & differs(b'\n') & differs(b'\r')) & !LOW;
        // The product gathers the eight high bits in the highest byte.
        found << 8 | ((any >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56)
    })
}

/// Whether all bytes are ASCII and none is NUL.
pub fn is_plain(bytes: &[u8]) -> bool {
    let (windows, rest) = bytes.as_chunks::<WINDOW>();
    let mut last = [b' '; WINDOW];
    last[..rest.len()].copy_from_slice(rest);
    // In parts, so that a file of other letters is told soon.
    windows.chunks(64).all(all_plain) && all_plain(&[last])
}

/// Signed, NUL and what is beyond ASCII are the bytes that are not over 0.
#[cfg(target_feature = "simd128")]
fn all_plain(windows: &[[u8; WINDOW]]) -> bool {
    use core::arch::wasm32::{i8x16_gt, i8x16_min, i8x16_splat, u64x2, u8x16_all_true};
    let zero = i8x16_splat(0);
    let least = windows.iter().fold(i8x16_splat(i8::MAX), |least, window| {
        let (words, _) = window.as_chunks::<8>();
        words.chunks_exact(2).fold(least, |least, pair| {
            i8x16_min(least, u64x2(u64::from_le_bytes(pair[0]), u64::from_le_bytes(pair[1])))
        })
    });
    u8x16_all_true(i8x16_gt(least, zero))
}

/// Less one, the lowest byte that is NUL has its high bit set, as has one beyond ASCII before; no other has.
#[cfg(not(target_feature = "simd128"))]
fn all_plain(windows: &[[u8; WINDOW]]) -> bool {
    const ONES: u64 = u64::MAX / 255;
    let seen = windows.iter().flat_map(|window| window.as_chunks::<8>().0).fold(0, |seen, &word| {
        let word = u64::from_le_bytes(word);
        seen | word | word.wrapping_sub(ONES)
    });
    seen & (ONES << 7) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sees_what_is_not_plain(length in 0usize..3000, at in 0usize..3000, byte in any::<u8>()) {
            let mut bytes = vec![b'a'; length];
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            let wanted = bytes.iter().all(|byte| (1..128).contains(byte));
            prop_assert_eq!(is_plain(&bytes), wanted);
        }

        #[test]
        fn gives_every_mark_once(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b';'), Just(b'"'), Just(b'\n'), Just(b'\r')], 0..300),
            from in 0usize..300,
        ) {
            let from = from.min(bytes.len());
            let wanted: Vec<usize> = (from..bytes.len()).filter(|&at| matches!(bytes[at], b';' | b'"' | b'\n' | b'\r')).collect();
            prop_assert_eq!(Scan::new(&bytes, b';', from).collect::<Vec<_>>(), wanted);
        }
    }
}
