//! Words of a text, and the forms a word takes in Dutch and English.

use crate::text::Language;

/// A word of a text: without capitals and accents, and where it stands.
pub(super) struct Word {
    plain: String,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The words of a text. A hyphen parts words: “niet-westers” is two.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, letter) in text.char_indices() {
        if !letter.is_alphabetic() {
            open = false;
            continue;
        }
        if !open {
            words.push(Word { plain: String::new(), from: at, to: at });
            open = true;
        }
        if let Some(word) = words.last_mut() {
            word.plain.extend(letter.to_lowercase().map(crate::text::without_accent));
            word.to = at + letter.len_utf8();
        }
    }
    words
}

/// A wording of the list: one or more words, each in any of its forms. A star stands for the rest of a compound.
pub(super) struct Wording {
    pub(super) words: &'static str,
    pub(super) instead: Option<&'static str>,
}

impl Wording {
    /// How many words of the text it takes from their start; `None` when it does not stand there.
    pub(super) fn fits(&self, text: &[Word], language: Language) -> Option<usize> {
        let mut length = 0;
        for (at, wanted) in self.words.split(' ').enumerate() {
            let word = &text.get(at)?.plain;
            if !is_form(word, wanted, language) {
                return None;
            }
            length = at + 1;
        }
        Some(length)
    }
}

/// Compounds that begin with a word of the list and mean something else.
const SAFE: [&str; 3] = ["probleemoploss", "probleemloos", "schuldvrij"];

fn is_form(word: &str, wanted: &str, language: Language) -> bool {
    if let Some(start) = wanted.strip_suffix('*') {
        return word.starts_with(start) && !SAFE.iter().any(|safe| word.starts_with(safe));
    }
    let (wanted, end_is_enough) = match wanted.strip_prefix('*') {
        Some(end) => (end, true),
        None => (wanted, false),
    };
    // Every form keeps the first letter: most words of the list are put aside by it.
    let starts = wanted.chars().next().is_some_and(|first| {
        if end_is_enough {
            word.contains(first)
        } else {
            word.starts_with(first)
        }
    });
    if !starts {
        return false;
    }
    let same = |form: &str| word == form || (end_is_enough && word.ends_with(form));
    match language {
        Language::Nl => {
            let long = with_e(wanted);
            same(wanted)
                || ["s", "st", "ste", "sten", "er", "ers", "je", "jes"]
                    .iter()
                    .any(|end| same(&format!("{wanted}{end}")))
                || ["", "n", "r", "re", "ren"].iter().any(|end| same(&format!("{long}{end}")))
        }
        Language::En => {
            same(wanted)
                || ["s", "es", "er", "est", "ly"].iter().any(|end| same(&format!("{wanted}{end}")))
                || wanted.strip_suffix('y').is_some_and(|stem| {
                    ["ies", "ier", "iest"].iter().any(|end| same(&format!("{stem}{end}")))
                })
        }
    }
}

/// A Dutch word with its -e: “laag” – “lage”, “dom” – “domme”, “werkloos” – “werkloze”, “arm” – “arme”.
fn with_e(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let vowel = |at: usize| matches!(letters.get(at), Some('a' | 'e' | 'i' | 'o' | 'u'));
    let n = letters.len();
    if n < 3 || vowel(n - 1) || !vowel(n - 2) {
        return format!("{word}{}", if word.ends_with('e') { "" } else { "e" });
    }
    let last = letters[n - 1];
    if vowel(n - 3) {
        if letters[n - 3] != letters[n - 2] {
            return format!("{word}e"); // “ziek”: two different vowels stay
        }
        let soft = match last {
            's' => 'z',
            'f' => 'v',
            other => other,
        };
        return format!("{}{soft}e", letters[..n - 2].iter().collect::<String>());
    }
    // Only a word of one syllable doubles for sure: “lastig” does not.
    let syllables = (0..n).filter(|&at| vowel(at) && (at == 0 || !vowel(at - 1))).count();
    if syllables == 1 {
        format!("{word}{last}e")
    } else {
        format!("{word}e")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dutch_words_take_their_e() {
        for (word, expected) in [
            ("laag", "lage"),
            ("dom", "domme"),
            ("zwak", "zwakke"),
            ("arm", "arme"),
            ("ziek", "zieke"),
            ("werkloos", "werkloze"),
            ("lastig", "lastige"),
            ("crimineel", "criminele"),
            ("gehandicapt", "gehandicapte"),
            ("invalide", "invalide"),
            ("lui", "luie"),
        ] {
            assert_eq!(with_e(word), expected);
        }
    }

    #[test]
    fn words_know_their_place() {
        let text = "Niet-westerse patiënten!";
        let found = words(text);
        let typed: Vec<&str> = found.iter().map(|word| &text[word.from..word.to]).collect();
        let plain: Vec<&str> = found.iter().map(|word| word.plain.as_str()).collect();
        assert_eq!(typed, ["Niet", "westerse", "patiënten"]);
        assert_eq!(plain, ["niet", "westerse", "patienten"]);
    }
}
