//! What people typed over a draft, and texts cut to the room a sheet has.

use crate::dossier::Work;
use crate::persona::{Persona, Sentence};
use crate::profile::Segment;
use crate::text::Language;

/// The text of a sentence in one language: as edited (the last edit counts) or as drafted.
pub(super) fn text(persona: &Persona, sentence: &Sentence, work: &Work, language: Language) -> String {
    edited(persona.segment, &sentence.key, work, language)
        .unwrap_or_else(|| sentence.text.get(language).to_string())
}

/// The name of a persona, which is one in all languages.
pub(super) fn name(persona: &Persona, work: &Work, language: Language) -> String {
    edited(persona.segment, "name", work, language).unwrap_or_else(|| persona.name.clone())
}

/// An edit by its key, if there is one that is not empty.
pub(super) fn edited(segment: u32, key: &str, work: &Work, language: Language) -> Option<String> {
    work.edits
        .iter()
        .rev()
        .find(|edit| edit.segment == segment && edit.key == key && edit.language == language)
        .map(|edit| edit.text.trim().to_string())
        .filter(|text| !text.is_empty())
}

/// The name of a group: as typed, or as proposed.
pub(super) fn group_name(segment: &Segment, work: &Work, language: Language) -> String {
    work.names
        .iter()
        .rev()
        .find(|(id, name)| *id == segment.id && !name.trim().is_empty())
        .map_or_else(|| segment.name.get(language).to_string(), |(_, name)| name.trim().to_string())
}

/// At most `room` characters, cut between words, with "…" where something was left off. A word that
/// is longer than a line could be is broken, or it would run off the sheet.
pub(super) fn fit(text: &str, room: usize) -> String {
    const LONGEST_WORD: usize = 30;
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| match word.char_indices().nth(LONGEST_WORD) {
            Some((at, _)) => format!("{}…", &word[..at]),
            None => word.to_string(),
        })
        .collect();
    let mut out = String::new();
    let mut length = 0;
    for (at, word) in words.iter().enumerate() {
        let more = word.chars().count() + usize::from(at > 0);
        let reserve = usize::from(at + 1 < words.len()) * 2;
        if length + more + reserve > room {
            out.push('…');
            return out;
        }
        if at > 0 {
            out.push(' ');
        }
        out.push_str(word);
        length += more;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_between_words() {
        assert_eq!(fit("een twee drie", 20), "een twee drie");
        assert_eq!(fit("een twee drie vier", 11), "een twee…");
        assert_eq!(fit(" veel   ruimte ", 20), "veel ruimte");
    }

    proptest! {
        #[test]
        fn never_longer_than_its_room(text in ".{0,400}", room in 1usize..300) {
            prop_assert!(fit(&text, room).chars().count() <= room);
        }
    }
}
