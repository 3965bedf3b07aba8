//! A stigma check for names and taglines: what would the newspaper print? (PRODUCT E6, F5)
//!
//! It advises and never blocks. Whole words are compared in all their inflected forms, so that “Lage inkomens” and
//! “schuldenaren” are found while “poort”, “muziek” and “Domeinen” are left alone.

mod forms;
mod lists;

use crate::text::{Language, Text};
use serde::Serialize;

/// One word of a name that may hurt, why, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StigmaRemark {
    /// The words as they were typed.
    pub word: String,
    /// Why it may hurt, and what helps, in whole sentences.
    pub advice: Text,
    /// A kinder wording, in the language of the name.
    pub instead: Option<&'static str>,
}

/// What a word says about people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Concern {
    /// Poverty, debts, benefits.
    Money,
    /// Illness, disability, addiction.
    Health,
    /// Where someone or their family comes from.
    Origin,
    /// Schooling, reading, intelligence.
    Schooling,
    /// A judgement of someone's behaviour.
    Judgement,
    /// Pity, or someone reduced to a hard time.
    Pity,
    /// Faith, sexuality, offences: nobody else's business.
    Private,
}

impl Concern {
    fn advice(self) -> Text {
        let (nl, en) = match self {
            Concern::Money => (
                "Dit noemt mensen naar hun geldzorgen. Noem liever wat zij willen regelen.",
                "This names people after their money worries. Rather say what they want to arrange.",
            ),
            Concern::Health => (
                "Dit noemt mensen naar hun gezondheid. Noem liever welke hulp of welk contact bij hen past.",
                "This names people after their health. Rather say which help or contact suits them.",
            ),
            Concern::Origin => (
                "Dit noemt mensen naar hun afkomst. Noem liever wat zij zoeken of in welke fase zij zitten.",
                "This names people after their origin. Rather say what they look for, or which phase they are in.",
            ),
            Concern::Schooling => (
                "Dit noemt mensen naar wat zij niet kunnen. Noem liever hoe zij graag geholpen worden.",
                "This names people after what they cannot do. Rather say how they like to be helped.",
            ),
            Concern::Judgement => (
                "Dit is een oordeel. Noem liever wat mensen doen, zonder het goed of slecht te vinden.",
                "This is a judgement. Rather say what people do, without calling it good or bad.",
            ),
            Concern::Pity => (
                "Dit maakt mensen zielig. Noem liever wat zij willen of waar zij op rekenen.",
                "This makes people pitiful. Rather say what they want or what they count on.",
            ),
            Concern::Private => (
                "Dit gaat over iets wat privé is. Laat het uit de naam.",
                "This is about something private. Leave it out of the name.",
            ),
        };
        Text::new(nl, en)
    }
}

/// What to think over in a text of this language, in the order of the words.
pub(crate) fn remarks(text: &str, language: Language) -> Vec<StigmaRemark> {
    let words = forms::words(text);
    let lists = lists::of(language);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        // The longest wording that starts here: “laag opgeleid” before “laag”.
        let hit = lists
            .iter()
            .flat_map(|list| list.wordings.iter().map(move |wording| (list.concern, wording)))
            .filter_map(|(concern, wording)| Some((wording.fits(&words[at..], language)?, concern, wording)))
            .max_by_key(|&(length, _, _)| length);
        match hit {
            Some((length, concern, wording)) => {
                let word = &text[words[at].from..words[at + length - 1].to];
                found.push(StigmaRemark {
                    word: word.to_owned(),
                    advice: concern.advice(),
                    instead: wording.instead,
                });
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a proposed text may not be used.
pub(crate) fn stigmatises(text: &Text) -> bool {
    !remarks(&text.nl, Language::Nl).is_empty() || !remarks(&text.en, Language::En).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str, language: Language) -> Vec<String> {
        remarks(text, language).into_iter().map(|remark| remark.word).collect()
    }

    #[test]
    fn dutch_words_are_found_in_every_form() {
        for (text, expected) in [
            ("Lage inkomens", "Lage inkomens"),
            ("Mensen met schulden", "schulden"),
            ("De schuldenaren van Oost", "schuldenaren"),
            ("Bijstandsmoeders", "Bijstandsmoeders"),
            ("Dakloze mannen", "Dakloze"),
            ("werklozen", "werklozen"),
            ("Domme klanten", "Domme"),
            ("de zwaksten", "zwaksten"),
            ("Probleemgezinnen", "Probleemgezinnen"),
            ("Laag opgeleide ouders", "Laag opgeleide"),
            ("laagopgeleiden", "laagopgeleiden"),
            ("Laaggeletterden aan de balie", "Laaggeletterden"),
            ("Niet-westerse allochtonen", "Niet-westerse"),
            ("GEHANDICAPTEN", "GEHANDICAPTEN"),
            ("Psychisch zieke mensen", "zieke"),
            ("Patiënten", "Patiënten"),
            ("Eenzame ouderen", "Eenzame"),
            ("Hulpbehoevende bejaarden", "Hulpbehoevende"),
            ("Illegale Polen", "Illegale"),
            ("wanbetalers", "wanbetalers"),
            ("Moeilijke klanten", "Moeilijke klanten"),
            ("Met een taalachterstand", "taalachterstand"),
            ("Moslims in Noord", "Moslims"),
            ("Criminele jongeren", "Criminele"),
        ] {
            assert_eq!(
                words(text, Language::Nl).first().map(String::as_str),
                Some(expected),
                "{text}: {:?}",
                words(text, Language::Nl)
            );
        }
    }

    #[test]
    fn innocent_dutch_words_are_left_alone() {
        for text in [
            "Balie, 65 tot 80 jaar",
            "Bij de poort van Domstad",
            "Domeinnamen en muziek",
            "Warme buurt met een armband en een alarm",
            "Alarmerende berichten",
            "Ziekenhuisbezoekers",
            "Lage drempel, hoge verwachting",
            "Onschuldige vragen",
            "Probleemoplossers",
            "Drukke gezinnen met een koopwoning",
            "Zoekt een huis",
            "Digitaal vaardig, 18 tot 30",
            "Gekozen raadsleden",
            "Uitkeringsspecificatie lezen? Nee: klanten van de belastingen",
            "Rustig en op papier",
            "Luisteraars van de lokale omroep",
            "Studenten en starters",
            "",
            "— … 12 %",
        ] {
            let found = words(text, Language::Nl);
            let expected: &[&str] =
                if text.starts_with("Uitkering") { &["Uitkeringsspecificatie"] } else { &[] };
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn english_has_a_list_of_its_own() {
        for (text, expected) in [
            ("Low-income families", "Low-income"),
            ("The poorest renters", "poorest"),
            ("Elderly and lonely", "Elderly"),
            ("Debtors", "Debtors"),
            ("Illegal aliens", "Illegal"),
            ("Low skilled workers", "Low skilled"),
            ("Single moms on welfare", "welfare"),
            ("Problem families", "Problem families"),
            ("Junkies", "Junkies"),
        ] {
            assert_eq!(words(text, Language::En).first().map(String::as_str), Some(expected), "{text}");
        }
        for text in [
            "Home owners",
            "The poort of Utrecht",
            "Lowlands fans",
            "Farm and arm's length",
            "Follows up online",
            "Phone first",
        ] {
            assert!(words(text, Language::En).is_empty(), "{text}");
        }
    }

    #[test]
    fn every_remark_says_what_helps() {
        let found = remarks("Bejaarden met schulden", Language::Nl);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].instead, Some("ouderen"));
        assert!(found
            .iter()
            .all(|remark| remark.advice.nl.contains("liever") || remark.advice.nl.contains("Laat")));
    }

    #[test]
    fn no_kinder_wording_is_itself_remarked_on() {
        for language in [Language::Nl, Language::En] {
            for wording in lists::of(language).iter().flat_map(|list| &list.wordings) {
                if let Some(instead) = wording.instead {
                    assert_eq!(words(instead, language), Vec::<String>::new(), "{instead}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_checked(text in any::<String>()) {
            for language in [Language::Nl, Language::En] {
                for remark in remarks(&text, language) {
                    prop_assert!(text.contains(&remark.word));
                }
            }
        }
    }
}
