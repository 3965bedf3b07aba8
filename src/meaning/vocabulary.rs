//! Looking headers and values up in the table of concepts.

use super::concepts::{Concept, CONCEPTS, FILLERS, KNOWN, VALUES};
use super::Meaning;
use crate::recipe::Role::Sensitive;
use std::sync::OnceLock;

/// What an entry of the index is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    Concept(&'static Concept),
    Known,
    Filler,
}

/// A sorted index over the words of the table, made once.
struct Index {
    headers: Vec<(&'static str, Entry)>,
    values: Vec<(&'static str, Meaning)>,
}

impl PartialEq for Concept {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Concept {}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut headers: Vec<(&'static str, Entry)> = Vec::new();
        for concept in CONCEPTS {
            headers
                .extend(concept.words.split_ascii_whitespace().map(|word| (word, Entry::Concept(concept))));
        }
        // A word of a concept that is listed here too is the concept: the first of equals is found.
        headers.extend(KNOWN.split_ascii_whitespace().map(|word| (word, Entry::Known)));
        headers.extend(FILLERS.split_ascii_whitespace().map(|word| (word, Entry::Filler)));
        crate::sort::by(&mut headers, |a, b| a.0.cmp(b.0));
        headers.dedup_by_key(|entry| entry.0);
        let mut values: Vec<(&'static str, Meaning)> = Vec::new();
        for (meaning, words) in VALUES {
            values.extend(words.split_ascii_whitespace().map(|word| (word, *meaning)));
        }
        crate::sort::by(&mut values, |a, b| a.0.cmp(b.0));
        Index { headers, values }
    })
}

fn header_entry(word: &str) -> Option<Entry> {
    let headers = &index().headers;
    headers.binary_search_by(|entry| entry.0.cmp(word)).ok().map(|at| headers[at].1)
}

fn concept_of(word: &str) -> Option<&'static Concept> {
    match header_entry(word)? {
        Entry::Concept(concept) => Some(concept),
        _ => None,
    }
}

/// Whether a word is of the vocabulary and says something by itself.
fn is_substance(word: &str) -> bool {
    matches!(header_entry(word), Some(Entry::Concept(_) | Entry::Known))
}

/// The words of a header: lower case, without accents, split at signs, at camelCase and between letters and digits.
pub(crate) fn words(header: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    for ch in header.chars() {
        let joins = ch.is_alphanumeric()
            && previous.is_alphanumeric()
            && ch.is_numeric() == previous.is_numeric()
            && !(ch.is_uppercase() && previous.is_lowercase());
        if ch.is_alphanumeric() {
            if !joins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(ch.to_lowercase().map(crate::text::without_accent));
            }
        }
        previous = ch;
    }
    words
}

/// What the vocabulary makes of a header.
pub(crate) struct Match {
    /// The concept, if the header names one.
    pub(crate) concept: Option<&'static Concept>,
    /// Whether every word is in the vocabulary, so that the header may be shown.
    pub(crate) known: bool,
    /// Whether the concept is all that the header says.
    pub(crate) whole: bool,
    /// Whether it calls its values codes, kinds or numbers that name things: never to be added up.
    pub(crate) code: bool,
}

/// Runs of at most this many words are looked up as one.
const RUN: usize = 4;

/// Looks a header up. Runs of words are joined, so that `Geboorte datum` and `geboortedatum` are one. A longer
/// run beats a shorter one inside it (`productnaam` is no name); of the rest the safest role wins. A word that is
/// two words of the vocabulary written as one is what its last part is, unless that part says little
/// (`partnerbsn`, `wijktype`).
pub(crate) fn look_up(header: &str) -> Match {
    let words = words(header);
    let mut found: Vec<(usize, usize, &'static Concept)> = Vec::new();
    for start in 0..words.len().min(12) {
        let mut joined = String::new();
        for end in start + 1..=words.len().min(start + RUN) {
            joined.push_str(&words[end - 1]);
            if let Some(concept) = concept_of(&joined) {
                found.push((start, end, concept));
            }
        }
        if header_entry(&words[start]).is_none() {
            if let Some((_, Some(concept))) = composed(&words[start]) {
                found.push((start, start + 1, concept));
            }
        }
    }
    let all = found.clone();
    found.retain(|&(start, end, _)| {
        !all.iter().any(|&(s, e, _)| s <= start && end <= e && e - s > end - start)
    });
    // `min_by_key` keeps the first of equals: the leftmost word.
    let best = found.iter().min_by_key(|(_, _, concept)| concept.rank()).copied();
    let covered = |at: usize| found.iter().any(|&(start, end, _)| start <= at && at < end);
    let mut speaks = !found.is_empty();
    let known = !words.is_empty()
        && words.iter().enumerate().all(|(at, word)| {
            let substance = covered(at) || is_substance(word) || composed(word).is_some();
            speaks |= substance;
            let number = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
            substance || number || header_entry(word) == Some(Entry::Filler)
        })
        && speaks
        && !header.chars().any(|ch| matches!(ch, '<' | '>' | '=' | '@' | '&' | '"'));
    let whole = best.is_some_and(|(start, end, _)| end - start == words.len());
    let code = words.iter().any(|word| {
        word == "id"
            || word == "nr"
            || ["code", "codes", "nummer", "type", "soort"].iter().any(|end| word.ends_with(end))
    });
    Match { concept: best.map(|(_, _, concept)| concept), known, whole, code }
}

/// A word that is two words of the vocabulary written as one (`contactjaar`, the linking s and e included), and the
/// concept that it stands for, if any.
fn composed(word: &str) -> Option<(usize, Option<&'static Concept>)> {
    let whole = |part: &str| part.len() >= 3 && is_substance(part);
    for at in (3..word.len().saturating_sub(2)).filter(|&at| word.is_char_boundary(at)) {
        let (head, tail) = word.split_at(at);
        if !whole(tail) {
            continue;
        }
        let bare = [Some(head), head.strip_suffix('s'), head.strip_suffix('e'), head.strip_suffix("en")];
        if let Some(head) = bare.into_iter().flatten().find(|part| whole(part)) {
            // "klantbsn" and "bsnklant": the part that is a concept; of two the last, unless the first is safer.
            let (first, last) = (concept_of(head), concept_of(tail));
            let safer = match (first, last) {
                (Some(a), Some(b)) if a.rank() == 0 && b.rank() > 0 => Some(a),
                (first, last) => last.or(first),
            };
            return Some((at, safer));
        }
    }
    None
}

/// Whether a category's text speaks of something sensitive; a country does not.
pub(crate) fn speaks_of_sensitive(value: &str) -> bool {
    sensitive_value(value).is_some_and(|meaning| meaning != Meaning::Origin)
}

/// What a category's text speaks of: care, health, debts, belief, origin or offences; or a country or nationality.
pub(crate) fn sensitive_value(value: &str) -> Option<Meaning> {
    let words = words(value);
    if words.is_empty() || words.len() > 6 {
        return None;
    }
    let values = &index().values;
    for start in 0..words.len() {
        let mut joined = String::new();
        for word in words.iter().skip(start).take(RUN) {
            joined.push_str(word);
            if let Ok(at) = values.binary_search_by(|entry| entry.0.cmp(joined.as_str())) {
                return Some(values[at].1);
            }
            if let Some(concept) = concept_of(&joined).filter(|concept| concept.role == Sensitive) {
                return Some(concept.meaning);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::Meaning::*;
    use super::*;
    use crate::recipe::Role::Quasi;

    #[test]
    fn no_word_has_two_meanings() {
        let mut all: Vec<&str> =
            CONCEPTS.iter().flat_map(|concept| concept.words.split_ascii_whitespace()).collect();
        let count = all.len();
        assert!(count > 900, "{count} words");
        all.sort_unstable();
        let twice: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
        for word in all.into_iter().chain(VALUES.iter().flat_map(|(_, words)| words.split_ascii_whitespace()))
        {
            assert_eq!(words(word).concat(), word, "words are in their plain form");
        }
        let mut values: Vec<&str> =
            VALUES.iter().flat_map(|(_, words)| words.split_ascii_whitespace()).collect();
        values.sort_unstable();
        let twice: Vec<_> = values.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn headers_that_may_be_shown() {
        for header in [
            "BSN",
            "Geboortedatum BRP",
            "geboorte_datum",
            "GeboorteDatum",
            "postcode4",
            "Bedrag p/m",
            "E-mail",
            "days_since",
            "distance_km",
            "true_segment",
            "marital-status",
            "native-country",
            "salary-class",
            "Code",
            "Code (2)",
            "Cliëntnummer",
            "Digitale vaardigheid",
            "contactjaar",
            "Dagen sinds contact",
        ] {
            assert!(look_up(header).known, "{header}");
        }
        for header in [
            "",
            "=1+1",
            "<img src=x onerror=alert(1)>",
            "Naam Jansen",
            "Jansen",
            "De Vries",
            "2",
            "van de",
            "999955597",
            "M",
            "<naam>",
            "kolom 3",
            "1234AB",
        ] {
            assert!(!look_up(header).known, "{header}");
        }
    }

    #[test]
    fn the_longest_and_then_the_safest() {
        let meaning = |header: &str| look_up(header).concept.map(|concept| concept.meaning);
        assert_eq!(meaning("productnaam"), Some(Category));
        assert_eq!(meaning("contact e-mail"), Some(Email));
        assert_eq!(meaning("Naam kanaal"), Some(Category), "the name of a channel is nobody's");
        assert_eq!(meaning("naam contact"), Some(Name));
        assert_eq!(meaning("Geboorte datum"), Some(BirthDate));
        assert_eq!(meaning("aantal kinderen"), Some(Category));
        assert_eq!(look_up("aantal kinderen").concept.map(|concept| concept.role), Some(Quasi));
        assert_eq!(meaning("xyz"), None);
        assert_eq!(meaning("percentage"), None, "a word of its own is not taken apart");
    }
    #[test]
    fn names_in_every_spelling() {
        let meaning = |header: &str| look_up(header).concept.map(|concept| concept.meaning);
        for (headers, wanted) in [
            (
                "geboorte_datum|GeboorteDatum|Geboorte datum|GEBOORTEDATUM|gebdat|geb.dat.|datum geboorte",
                BirthDate,
            ),
            ("pc6|PC4|postcode_wonen|Postcode (4 cijfers)|zip code", Postcode),
            ("huisnr|Huisnummer|huis_nummer|straatnaam|naam straat|X-coördinaat", Address),
            ("tel|Tel.nr|telefoon_nummer|mobielNummer", Phone),
            ("anr|A-nummer|aNummer", ANumber),
            ("BSN|bsn_nummer|burgerServiceNummer|BSN partner|partnerbsn|bsn_klant|sofi-nummer", Bsn),
            ("RSIN", Rsin),
            ("KvK-nummer|kvknr|KVK nummer", KvkNumber),
            ("vestigingsnr", BranchNumber),
            ("onderwijs-nummer", EducationNumber),
            ("cliënt-id|Cliëntnummer|persoonsnr|customer_id", CustomerNumber),
            ("zaak_id|Zaaknummer|dossiernr", CaseNumber),
            ("Indicatie geheim|geheimhouding", Secrecy),
            ("bezwaar|opt-out|Bezwaar AVG|ind_bezwaar|bezwaar tegen gebruik", Objection),
            ("vakbondslid|Politieke partij|lid vakbond", Politics),
            ("seksuele geaardheid|sexual orientation", SexualLife),
            ("wijkcode|Buurt|gemeente_code|gemeentenaam", AreaCode),
            ("sbi code|SBI", Sbi),
            ("productnaam|Naam product|dienstnaam", Category),
        ] {
            for header in headers.split('|') {
                assert_eq!(meaning(header), Some(wanted), "{header}");
                assert!(look_up(header).known, "{header}");
            }
        }
    }

    #[test]
    fn values_that_speak() {
        for (value, wanted) in [
            ("Huishoudelijke hulp", Some(Care)),
            ("Wmo - scootmobiel", Some(Care)),
            ("Schuldhulpverlening", Some(Debt)),
            ("rooms-katholiek", Some(Faith)),
            ("Dementie", Some(Health)),
            ("GroenLinks", Some(Politics)),
            ("FNV", Some(Politics)),
            ("Winkeldiefstal", Some(Offence)),
            ("Syrië", Some(Origin)),
            ("Poolse", Some(Origin)),
            ("homoseksueel", Some(SexualLife)),
            ("paspoort", None),
            ("Kerkstraat", None),
            ("balie", None),
            ("", None),
        ] {
            assert_eq!(sensitive_value(value), wanted, "{value}");
        }
    }
}
