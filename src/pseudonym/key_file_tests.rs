use super::*;

/// Little work, so that the tests are quick; `open` takes the parameters from the file.
const LITTLE: (u32, u32, u32) = (8, 1, 1);

fn phrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

fn made(key: u8, words: &str) -> String {
    let mut draws = Draws::from_entropy(&[9; 32]);
    let key = SessionKey::from_entropy([key; 32]);
    key.seal_with(&phrase(words), &["nl.bsn".to_owned(), "email".to_owned()], &mut draws, LITTLE)
        .unwrap()
        .json()
        .to_owned()
}

fn refused(json: &str, words: &str) -> Option<KeyFileError> {
    SessionKey::open(json, &phrase(words)).err()
}

#[test]
fn what_was_sealed_opens_again() {
    let json = made(5, "vier paarden in de wei");
    let (key, domains) = SessionKey::open(&json, &phrase(" vier paarden in de wei ")).ok().unwrap();
    assert_eq!(key.0, [5; 32]);
    assert_eq!(domains, ["nl.bsn", "email"]);
    assert!(!json.contains(&hex(&[5; 32])[..16]), "the key is not in the clear");
}

#[test]
fn a_wrong_passphrase_and_a_changed_file_answer_alike() {
    let words = "vier paarden in de wei";
    let json = made(5, words);
    assert_eq!(refused(&json, "vijf paarden in de wei"), Some(KeyFileError::NotOpened));
    assert_eq!(refused(&json, "kort"), Some(KeyFileError::NotOpened));
    let changed = |from: &str, to: &str| {
        assert!(json.contains(from), "{from}");
        refused(&json.replacen(from, to, 1), words)
    };
    assert_eq!(changed("nl.bsn", "nl.kvk"), Some(KeyFileError::NotOpened));
    assert_eq!(changed("\"memory_kib\": 8", "\"memory_kib\": 16"), Some(KeyFileError::NotOpened));
    assert_eq!(changed("\"memory_kib\": 8", "\"memory_kib\": 4000000000"), Some(KeyFileError::NotOpened));
    assert_eq!(changed("\"passes\": 1", "\"passes\": 0"), Some(KeyFileError::NotOpened));
    assert_eq!(changed("\"sealed\": \"", "\"sealed\": \"0"), Some(KeyFileError::NotOpened));
    // Every digit of what is sealed counts.
    let start = json.find("\"sealed\": \"").unwrap() + 11;
    for at in start..start + 96 {
        let mut bytes = json.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(bytes).unwrap();
        assert_eq!(refused(&changed, words), Some(KeyFileError::NotOpened));
    }
    let messages: Vec<String> =
        [KeyFileError::NotOpened, KeyFileError::NotAKeyFile].map(|error| Refusal::from(error).what.nl).into();
    assert!(messages[0].contains("of het bestand"));
}

#[test]
fn what_is_no_key_file_is_said_to_be_none() {
    let json = made(5, "vier paarden in de wei");
    for text in ["", "{}", "[1]", "bsn;naam\n1;2", &json.replacen("\"version\": 1", "\"version\": 2", 1)] {
        assert_eq!(refused(text, "vier paarden in de wei"), Some(KeyFileError::NotAKeyFile), "{text}");
    }
}

#[test]
fn salts_and_nonces_are_never_the_same() {
    let key = SessionKey::from_entropy([5; 32]);
    let mut draws = Draws::from_entropy(&[9; 32]);
    let mut fields: Vec<(String, String)> = (0..4)
        .map(|_| {
            let file = key.seal_with(&phrase("vier paarden in de wei"), &[], &mut draws, LITTLE).unwrap();
            let fields: Fields = serde_json::from_str(file.json()).unwrap();
            (fields.salt, fields.nonce)
        })
        .collect();
    let (other, _) = Draws::from_entropy(&[8; 32]).next();
    fields.push((hex(&other), String::new()));
    fields.sort();
    fields.dedup_by(|a, b| a.0 == b.0);
    assert_eq!(fields.len(), 5);
}

#[test]
fn short_passphrases_are_refused_and_none_is_printed() {
    for words in ["", "elf tekens.", "           a           "] {
        assert_eq!(check_passphrase(&phrase(words)), Err(KeyFileError::Passphrase), "{words}");
    }
    assert_eq!(check_passphrase(&phrase("twaalf teken")), Ok(()));
    assert_eq!(check_passphrase(&phrase(&"a".repeat(2000))), Err(KeyFileError::Passphrase));
    assert!(!format!("{:?}", phrase("vier paarden")).contains("paarden"));
}

/// A file made by other hands: Python's `argon2-cffi` 25.1 (the reference implementation of Argon2) and `cryptography`
/// (OpenSSL), with the session key 00 01 … 1f.
#[test]
fn a_file_of_another_implementation_opens() {
    let json = r#"{"version":1,"domains":["nl.bsn","klantnr@zaaksysteem"],"kdf":"argon2id","memory_kib":64,"passes":2,"lanes":1,
        "salt":"000102030405060708090a0b0c0d0e0f","cipher":"chacha20poly1305","nonce":"000102030405060708090a0b",
        "sealed":"228fbdf4cb36477eb9ffba32eada34410a10a9e9dbcaae5bdd2845e6f4e3e28d60c226dfb469cdcc6ff58244c05c1bc5"}"#;
    let (key, domains) = SessionKey::open(json, &phrase("paard batterij nietje juist")).ok().unwrap();
    assert_eq!(key.0, std::array::from_fn(|at| at as u8));
    assert_eq!(domains, ["nl.bsn", "klantnr@zaaksysteem"]);
}

/// The inputs of RFC 9106, section 5.3 (Argon2id) without its secret and associated data, which a key file does not use.
/// Worked out by the reference implementation:
/// `argon2.low_level.hash_secret_raw(b"\x01"*32, b"\x02"*16, 3, 32, 4, 32, Type.ID)`.
#[test]
fn argon2id_gives_the_known_answer() {
    let params = Params::new(32, 3, 4, Some(32)).unwrap();
    let mut out = [0u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(&[1; 32], &[2; 16], &mut out)
        .unwrap();
    assert_eq!(hex(&out), "03aab965c12001c9d7d0d2de33192c0494b684bb148196d73c1df1acaf6d0c2e");
}
