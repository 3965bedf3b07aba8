//! Keys and codes: an identifier becomes a keyed code that nobody can turn back without the key.
//!
//! HMAC-SHA-256 (RFC 2104) under a subkey per domain (HKDF-SHA-256, RFC 5869), 128 bits kept, written in
//! Crockford's base32. The domain is the kind of identifier and its issuer, never the column or the
//! file, so that two files join. Codes are compared, never shown: what they replace stays personal data.

mod base32;
mod key_file;

use crate::meaning::identifiers;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

pub(crate) use key_file::{check_passphrase, Draws};
pub use key_file::{KeyFile, Passphrase, PASSPHRASE_LEAST};

/// The random key of one session. Held in memory only and wiped when dropped.
pub struct SessionKey([u8; 32]);

impl SessionKey {
    /// A key from 256 bits of entropy that the caller took from the system. The caller wipes its own copy.
    pub fn from_entropy(entropy: [u8; 32]) -> Self {
        Self(entropy)
    }

    /// The key of a domain, such as `nl.bsn` or `klantnr@zaaksysteem`.
    pub(crate) fn domain(&self, domain: &str) -> DomainKey {
        // A key of 32 bytes, padded with zeros to a block as HMAC itself does: this form cannot fail.
        let mut subkey = Zeroizing::new([0u8; 64]);
        let expanded = Hkdf::<Sha256>::new(Some(SALT), &self.0).expand(domain.as_bytes(), &mut subkey[..32]);
        debug_assert!(expanded.is_ok(), "32 bytes are one block of HKDF output");
        let mac = <Hmac<Sha256> as KeyInit>::new((&*subkey).into());
        DomainKey { mac, kind: Kind::of(domain) }
    }
}

/// Sets these keys apart from any other use of the same entropy.
const SALT: &[u8] = b"gezicht pseudonym 1";

impl Drop for SessionKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The key of one domain: turns identifiers of one kind into pseudonyms. Its state is wiped when dropped.
pub(crate) struct DomainKey {
    mac: Hmac<Sha256>,
    kind: Kind,
}

/// A pseudonym: 128 bits, compared in full.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pseudonym([u8; 16]);

impl Pseudonym {
    /// The code: 26 characters of Crockford's base32. For a pseudonymised export; never for a screen.
    #[cfg_attr(not(test), expect(dead_code, reason = "written by the pseudonymised export (PRODUCT C7)"))]
    pub(crate) fn code(self) -> String {
        base32::encode(self.0)
    }
}

impl Pseudonym {
    /// How many values [`Pseudonym::part`] has.
    pub(crate) const PARTS: usize = 256;

    /// Its first byte: as good as random, for dividing work. Pseudonyms are in order of it.
    pub(crate) fn part(self) -> usize {
        usize::from(self.0[0])
    }
}

impl DomainKey {
    /// The identifier in the form that is coded; `None` when it says that there is no identifier (BSN 000000000).
    pub(crate) fn normalise(&self, value: &str) -> Option<String> {
        self.kind.normalise(value)
    }

    /// The pseudonym of a normalised identifier.
    pub(crate) fn pseudonym(&self, normalised: &str) -> Pseudonym {
        let mut mac = self.mac.clone();
        mac.update(normalised.as_bytes());
        let tag: [u8; 32] = mac.finalize().into_bytes().into();
        let mut half = [0u8; 16];
        half.copy_from_slice(&tag[..16]);
        Pseudonym(half)
    }
}

/// How identifiers of a domain are written in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bsn,
    Email,
    Phone,
    /// Letters and digits without separators: IBAN, licence plate, KvK, BAG, A-nummer.
    Code,
    Other,
}

impl Kind {
    /// The kind of a domain: the part before `@`.
    pub(crate) fn of(domain: &str) -> Self {
        match domain.split('@').next().unwrap_or(domain) {
            "nl.bsn" | "nl.onderwijsnummer" | "nl.rsin" => Self::Bsn,
            "email" => Self::Email,
            "telefoon" => Self::Phone,
            "iban" | "kenteken" | "nl.kvk" | "nl.vestiging" | "nl.bag" | "nl.anummer" => Self::Code,
            _ => Self::Other,
        }
    }

    /// BSN padded to nine digits, e-mail in lower case, phone in its national form, codes in capitals
    /// without separators, anything else trimmed, with single spaces and in capitals. `None` for what names nobody.
    pub(crate) fn normalise(self, value: &str) -> Option<String> {
        let value = value.trim();
        if identifiers::is_scientific(value) {
            return None; // "1,23E+11" is what a spreadsheet made of many numbers: it names nobody
        }
        let text = match self {
            Self::Bsn => match identifiers::bsn_digits(value) {
                Some(digits) if digits == [0; 9] => return None,
                Some(digits) => digits.iter().map(|&digit| char::from(b'0' + digit)).collect(),
                None => value.to_uppercase(),
            },
            Self::Email => value.to_lowercase(),
            Self::Phone => identifiers::phone(value).unwrap_or_else(|| value.to_uppercase()),
            Self::Code => {
                value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
            }
            Self::Other => value.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase(),
        };
        (!text.is_empty()).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(key: &SessionKey, domain: &str, value: &str) -> String {
        let key = key.domain(domain);
        key.pseudonym(&key.normalise(value).unwrap()).code()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 4231, test cases 1 and 2; RFC 5869, test case 1.
    #[test]
    fn the_parts_give_the_published_answers() {
        let mac = |key: &[u8], data: &[u8]| {
            let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
            mac.update(data);
            hex(&mac.finalize().into_bytes())
        };
        assert_eq!(
            mac(&[0x0b; 20], b"Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            mac(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        let mut out = [0u8; 42];
        let (salt, info): (Vec<u8>, Vec<u8>) = ((0..=0x0c).collect(), (0xf0..=0xf9).collect());
        Hkdf::<Sha256>::new(Some(&salt), &[0x0b; 22]).expand(&info, &mut out).unwrap();
        assert_eq!(
            hex(&out),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
    }

    /// The whole chain, worked out with Python's `hmac` alone, key 00 01 … 1f, domain `nl.bsn`, BSN 111222333:
    /// `prk = hmac(b"gezicht pseudonym 1", key)`, `subkey = hmac(prk, b"nl.bsn" + b"\x01")`
    /// (840f23878fafd2980b60c5ed03aeff7ae711eb1a299c5e80c3ae165b20a7e539), `tag = hmac(subkey, b"111222333")[:16]`
    /// (7122db769ae1aba8ae01e97c7fb8b7ad), written in base32.
    #[test]
    fn the_whole_chain_by_hand() {
        let key = SessionKey::from_entropy(std::array::from_fn(|i| i as u8)).domain("nl.bsn");
        let pseudonym = key.pseudonym(&key.normalise(" 1112.22.333").unwrap());
        assert_eq!(hex(&pseudonym.0), "7122db769ae1aba8ae01e97c7fb8b7ad");
        assert_eq!(pseudonym.code(), "3H4BDQD6Q1NEMAW0F9FHZVHDXD");
    }

    /// Worked out by a second implementation (Python's hmac and hashlib, HKDF written out by RFC 5869).
    #[test]
    fn known_answers() {
        let key = SessionKey::from_entropy(std::array::from_fn(|i| i as u8));
        assert_eq!(code(&key, "nl.bsn", "111222333"), "3H4BDQD6Q1NEMAW0F9FHZVHDXD");
        assert_eq!(code(&key, "nl.bsn", "10000008"), "7QW6BVC5CTQ9JPWYJP21VFGP44");
        assert_eq!(code(&key, "klantnr@zaaksysteem", "k-0001"), "6X12FCMCT2JK6TSEJDV3HFK7CY");
        assert_eq!(code(&key, "email", "A.B@Gemeente.NL"), "2BA10YDAV3XR5CYZFW43Q0AZ2V");
    }

    #[test]
    fn spellings_of_one_identifier_give_one_code() {
        let key = SessionKey::from_entropy([7; 32]);
        for (domain, a, b) in [
            ("nl.bsn", "10000008", "010000008"),
            ("nl.bsn", "1112.22.333", " 111222333"),
            ("email", "A@B.nl", "a@b.NL "),
            ("telefoon", "+31 6 12345678", "06-12345678"),
            ("kenteken", "12-ab-34", "12AB34"),
            ("klantnr@zaken", "k  1", "K 1"),
        ] {
            assert_eq!(code(&key, domain, a), code(&key, domain, b), "{domain}");
        }
        assert!(key.domain("nl.bsn").normalise("000000000").is_none());
        assert!(key.domain("klantnr").normalise("000000000").is_some());
    }

    #[test]
    fn keys_and_domains_keep_codes_apart() {
        let (one, two) = (SessionKey::from_entropy([1; 32]), SessionKey::from_entropy([2; 32]));
        let codes = [
            code(&one, "klantnr@a", "1"),
            code(&one, "klantnr@b", "1"),
            code(&one, "klantnr@a", "2"),
            code(&two, "klantnr@a", "1"),
        ];
        for (i, a) in codes.iter().enumerate() {
            assert_eq!(a.len(), 26);
            assert!(codes[i + 1..].iter().all(|b| a != b));
        }
    }
}
