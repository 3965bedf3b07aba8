//! The key of a session as a file, for a later re-link (PRODUCT B4): the same identifiers then get the same codes.
//!
//! ```json
//! { "version": 1, "domains": ["nl.bsn"],
//!   "kdf": "argon2id", "memory_kib": 65536, "passes": 10, "lanes": 1, "salt": "<32 hex digits>",
//!   "cipher": "chacha20poly1305", "nonce": "<24 hex digits>", "sealed": "<96 hex digits>" }
//! ```
//! Argon2id (RFC 9106; version 0x13) makes a key of the passphrase: 64 MiB, ten passes, one lane. That is more memory and
//! more passes than OWASP's least (19 MiB, two passes), and about a second of one core in a browser. ChaCha20-Poly1305
//! (RFC 8439) seals the 32 bytes of the session key. Everything else in the file is readable, so that one can see which
//! domains it serves, and authenticated: it goes in as associated data. Whoever holds file and passphrase can turn
//! identifiers into codes, and by trying all numbers codes into identifiers; the file stays personal data.

use super::SessionKey;
use crate::refusal::Refusal;
use crate::text::Text;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, ChaCha20Poly1305, KeyInit};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt::Write as _;
use zeroize::{Zeroize, Zeroizing};

/// Fewest characters of a passphrase.
pub const PASSPHRASE_LEAST: usize = 12;
/// Longest passphrase, in bytes.
const PASSPHRASE_MOST: usize = 1024;
/// Argon2id: memory in KiB, passes over it, lanes.
const WORK: (u32, u32, u32) = (65_536, 10, 1);
/// The most that a file may ask for, so that a changed file cannot keep a page busy for long or take all of its memory.
const WORK_MOST: (u32, u32, u32) = (262_144, 40, 4);
/// Most domains in a file, and the longest.
const DOMAINS_MOST: (usize, usize) = (64, 200);

/// A passphrase as typed: neither shown nor written anywhere, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(transparent)]
pub struct Passphrase(String);

impl Passphrase {
    /// A passphrase that somebody typed.
    pub fn new(typed: String) -> Self {
        Self(typed)
    }
}

impl Drop for Passphrase {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Passphrase")
    }
}

/// Random draws of one session that are no key: salts and nonces. Made from the session's entropy, apart from its key (HKDF,
/// RFC 5869), and never the same twice in a session. Wiped when dropped.
pub(crate) struct Draws {
    seed: [u8; 32],
    taken: u32,
}

impl Draws {
    /// The draws of a session.
    pub(crate) fn from_entropy(entropy: &[u8; 32]) -> Self {
        let mut seed = [0; 32];
        let expanded = Hkdf::<Sha256>::new(Some(b"gezicht draws 1"), entropy).expand(b"seed", &mut seed);
        debug_assert!(expanded.is_ok(), "32 bytes are one block of HKDF output");
        Self { seed, taken: 0 }
    }

    /// The next 28 bytes: a salt of 16 and a nonce of 12.
    fn next(&mut self) -> ([u8; 16], [u8; 12]) {
        self.taken += 1;
        let mut drawn = [0u8; 28];
        let expanded = Hkdf::<Sha256>::new(Some(b"gezicht draws 1"), &self.seed)
            .expand(&self.taken.to_be_bytes(), &mut drawn);
        debug_assert!(expanded.is_ok(), "28 bytes are one block of HKDF output");
        (std::array::from_fn(|at| drawn[at]), std::array::from_fn(|at| drawn[16 + at]))
    }
}

impl Drop for Draws {
    fn drop(&mut self) {
        self.seed.zeroize();
    }
}

/// A key file that was made. Nothing in it comes from the rows of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    /// The JSON text.
    json: String,
}

impl KeyFile {
    /// The JSON text.
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// The fields of the file, in the order in which they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: u32,
    domains: Vec<String>,
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    cipher: String,
    nonce: String,
    sealed: String,
}

/// Why a key file was not made or not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum KeyFileError {
    /// The passphrase is shorter than [`PASSPHRASE_LEAST`] characters, or very long.
    Passphrase,
    /// Not a key file, or one of a later version.
    NotAKeyFile,
    /// The passphrase is wrong or the file was changed; nobody can tell which.
    NotOpened,
    /// There is no room for the work.
    Memory,
}

impl From<KeyFileError> for Refusal {
    fn from(error: KeyFileError) -> Self {
        let (code, what, remedy) = match error {
            KeyFileError::Passphrase => (
                "key.passphrase",
                Text::new(
                    format!("De wachtwoordzin is te kort of te lang. Neem ten minste {PASSPHRASE_LEAST} tekens."),
                    format!("The passphrase is too short or too long. Use at least {PASSPHRASE_LEAST} characters."),
                ),
                Text::new(
                    "Kies een zin van vier of meer woorden die u nergens anders gebruikt.",
                    "Choose four or more words that you use nowhere else.",
                ),
            ),
            KeyFileError::NotAKeyFile => (
                "key.not_a_key_file",
                Text::new(
                    "Dit is geen sleutelbestand dat wij kunnen lezen.",
                    "This is not a key file that we can read.",
                ),
                Text::new(
                    "Kies het sleutelbestand dat u eerder hebt bewaard.",
                    "Choose the key file that you saved before.",
                ),
            ),
            KeyFileError::NotOpened => (
                "key.not_opened",
                Text::new(
                    "Het sleutelbestand gaat niet open. De wachtwoordzin klopt niet, of het bestand is veranderd.",
                    "The key file does not open: the passphrase is wrong, or the file was changed.",
                ),
                Text::new(
                    "Typ de wachtwoordzin opnieuw. Helpt dat niet, neem dan een kopie van het bestand.",
                    "Type the passphrase again; if that does not help, use a copy of the file.",
                ),
            ),
            KeyFileError::Memory => (
                "key.memory",
                Text::new(
                    "Er is te weinig geheugen vrij om het sleutelbestand te maken of te openen.",
                    "There is not enough free memory to make or open the key file.",
                ),
                Text::new(
                    "Sluit andere tabbladen en probeer het opnieuw.",
                    "Close other tabs and try again.",
                ),
            ),
        };
        Refusal::input(code, what, remedy)
    }
}

/// Whether a passphrase may seal a file.
///
/// # Errors
/// [`KeyFileError::Passphrase`].
pub(crate) fn check_passphrase(passphrase: &Passphrase) -> Result<(), KeyFileError> {
    let typed = passphrase.0.trim();
    if typed.chars().count() < PASSPHRASE_LEAST || typed.len() > PASSPHRASE_MOST {
        return Err(KeyFileError::Passphrase);
    }
    Ok(())
}

impl SessionKey {
    /// The key sealed under a passphrase (spaces around it do not count). One call of about a second in a browser.
    ///
    /// # Errors
    /// [`KeyFileError::Passphrase`] and [`KeyFileError::Memory`].
    pub(crate) fn seal(
        &self,
        passphrase: &Passphrase,
        domains: &[String],
        draws: &mut Draws,
    ) -> Result<KeyFile, KeyFileError> {
        self.seal_with(passphrase, domains, draws, WORK)
    }

    fn seal_with(
        &self,
        passphrase: &Passphrase,
        domains: &[String],
        draws: &mut Draws,
        (memory_kib, passes, lanes): (u32, u32, u32),
    ) -> Result<KeyFile, KeyFileError> {
        check_passphrase(passphrase)?;
        let (salt, nonce) = draws.next();
        let mut fields = Fields {
            version: 1,
            domains: domains.to_vec(),
            kdf: "argon2id".to_owned(),
            memory_kib,
            passes,
            lanes,
            salt: hex(&salt),
            cipher: "chacha20poly1305".to_owned(),
            nonce: hex(&nonce),
            sealed: String::new(),
        };
        let cipher = cipher(passphrase, &salt, &fields)?;
        // The key is encrypted where it lies; only what is sealed is ever copied.
        let mut sealed = Zeroizing::new([0u8; 48]);
        let (body, end) = sealed.split_at_mut(32);
        body.copy_from_slice(&self.0);
        let tag = cipher
            .encrypt_inout_detached(&nonce.into(), fields.header().as_bytes(), InOutBuf::from(body))
            .map_err(|_| KeyFileError::NotOpened)?;
        end.copy_from_slice(&tag);
        fields.sealed = hex(&*sealed);
        Ok(KeyFile { json: crate::json::pretty(&fields) })
    }

    /// The key of a file, and the domains it was used for. One call of about a second in a browser.
    ///
    /// # Errors
    /// [`KeyFileError::NotAKeyFile`] where the text is none; [`KeyFileError::NotOpened`] for a wrong passphrase and for a
    /// changed file alike; [`KeyFileError::Memory`].
    pub(crate) fn open(json: &str, passphrase: &Passphrase) -> Result<(Self, Vec<String>), KeyFileError> {
        let fields: Fields = serde_json::from_str(json).map_err(|_| KeyFileError::NotAKeyFile)?;
        let known = fields.version == 1 && fields.kdf == "argon2id" && fields.cipher == "chacha20poly1305";
        if !known {
            return Err(KeyFileError::NotAKeyFile);
        }
        let within =
            fields.memory_kib <= WORK_MOST.0 && fields.passes <= WORK_MOST.1 && fields.lanes <= WORK_MOST.2;
        let domains = fields.domains.len() <= DOMAINS_MOST.0
            && fields.domains.iter().all(|domain| domain.len() <= DOMAINS_MOST.1);
        let (salt, nonce) = (unhex::<16>(&fields.salt), unhex::<12>(&fields.nonce));
        let (Some(salt), Some(nonce), Some(sealed), true, true) =
            (salt, nonce, unhex::<48>(&fields.sealed), within, domains)
        else {
            return Err(KeyFileError::NotOpened);
        };
        let cipher = cipher(passphrase, &salt, &fields)?;
        let mut key = Zeroizing::new([0u8; 32]);
        key.copy_from_slice(&sealed[..32]);
        let tag: [u8; 16] = std::array::from_fn(|at| sealed[32 + at]);
        cipher
            .decrypt_inout_detached(
                &nonce.into(),
                fields.header().as_bytes(),
                InOutBuf::from(&mut key[..]),
                &tag.into(),
            )
            .map_err(|_| KeyFileError::NotOpened)?;
        Ok((Self(*key), fields.domains))
    }
}

impl Fields {
    /// All that is authenticated besides the key, in one form.
    fn header(&self) -> String {
        let mut text = format!(
            "gezicht key {}\n{}\n{}\n{}\n{}\n{}\n{}\n{}",
            self.version,
            self.kdf,
            self.memory_kib,
            self.passes,
            self.lanes,
            self.salt,
            self.cipher,
            self.nonce
        );
        for domain in &self.domains {
            // With its length, so that two lists cannot read alike.
            let _ = write!(text, "\n{} {domain}", domain.len());
        }
        text
    }
}

fn cipher(passphrase: &Passphrase, salt: &[u8], fields: &Fields) -> Result<ChaCha20Poly1305, KeyFileError> {
    let params = Params::new(fields.memory_kib, fields.passes, fields.lanes, Some(32))
        .map_err(|_| KeyFileError::NotOpened)?;
    let mut memory: Vec<Block> = Vec::new();
    memory.try_reserve_exact(params.block_count()).map_err(|_| KeyFileError::Memory)?;
    memory.resize(params.block_count(), Block::new());
    let mut key = Zeroizing::new([0u8; 32]);
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        passphrase.0.trim().as_bytes(),
        salt,
        &mut *key,
        memory.as_mut_slice(),
    );
    memory.iter_mut().for_each(Zeroize::zeroize);
    done.map_err(|_| KeyFileError::NotOpened)?;
    Ok(ChaCha20Poly1305::new((&*key).into()))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(DIGITS[usize::from(half)]))
        .collect()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let half = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = half(pair[0])? << 4 | half(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
#[path = "key_file_tests.rs"]
mod tests;
