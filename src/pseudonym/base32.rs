//! Crockford's base32 (no I, L, O, U): a code that survives being read aloud and copied by hand.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 128 bits in 26 characters, most significant first; the first character holds the top 3 bits.
pub(super) fn encode(bytes: [u8; 16]) -> String {
    let number = u128::from_be_bytes(bytes);
    (0..26).rev().map(|place| char::from(ALPHABET[(number >> (5 * place)) as usize & 31])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_range() {
        assert_eq!(encode([0; 16]), "00000000000000000000000000");
        assert_eq!(encode([255; 16]), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        assert_eq!(encode(1234u128.to_be_bytes()), "0000000000000000000000016J");
    }
}
