//! What people did to the groups by hand, and why a shaky group has a persona: a section of the certificate.

use super::edits::group_name;
use super::section::Section;
use crate::dossier::Work;
use crate::profile::words::number;
use crate::profile::{Overview, Segment, SHAKY};
use crate::recipe::Segments;
use crate::text::Language;

/// The section; `None` where nothing was done by hand and no group is shaky.
pub(super) fn section(
    overview: &Overview,
    choice: &Segments,
    work: &Work,
    language: Language,
) -> Option<Section> {
    let say = |nl: String, en: String| match language {
        Language::Nl => nl,
        Language::En => en,
    };
    let name = |segment: &Segment| group_name(segment, work, language);
    let mut list = Vec::new();
    if choice.definitive {
        list.push(say(
            "De ordening is definitief verklaard.".to_owned(),
            "The ordering was declared definitive.".to_owned(),
        ));
    }
    let acts = choice.arrange.len();
    if acts > 0 {
        list.push(say(
            format!("Groepen zijn met de hand samengevoegd of gesplitst: {acts} keer. Hele blokken verhuizen daarbij; geen cijfer werd opnieuw afgerond."),
            format!("Groups were merged or split by hand: {acts} times. Whole blocks move; no figure was rounded anew."),
        ));
    }
    for segment in overview.segments.iter().filter(|segment| segment.aside) {
        let name = name(segment);
        list.push(say(
            format!("Opzij gezet, dus zonder persona: “{name}”."),
            format!("Put aside, so without a persona: “{name}”."),
        ));
    }
    for segment in overview.segments.iter().filter(|segment| !segment.aside) {
        let Some(jaccard) = segment.jaccard.filter(|&jaccard| jaccard < SHAKY) else { continue };
        let (name, jaccard) = (name(segment), number(jaccard, language, true));
        list.push(match &segment.reason {
            Some(reason) => say(
                format!("“{name}” is een wankele groep (stabiliteit {jaccard}) en heeft toch een persona. Opgegeven reden: {reason}"),
                format!("“{name}” is a shaky group (stability {jaccard}) and has a persona all the same. Reason given: {reason}"),
            ),
            None => say(
                format!("“{name}” is een wankele groep (stabiliteit {jaccard}) en heeft daarom geen persona."),
                format!("“{name}” is a shaky group (stability {jaccard}) and so has no persona."),
            ),
        });
    }
    (!list.is_empty()).then(|| Section {
        title: say("De groepen: wat mensen kozen".to_owned(), "The groups: what people chose".to_owned()),
        list,
        ..Section::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::example;

    #[test]
    fn choices_and_reasons_are_said_in_both_languages() {
        let mut overview = example::overview();
        let work = Work::default();
        let untouched = Segments::default();
        assert!(section(&overview, &untouched, &work, Language::Nl).is_none());
        overview.segments[1].jaccard = Some(0.41);
        overview.segments[2].jaccard = Some(0.5);
        overview.segments[2].reason = Some("Deze groep kennen wij uit de wijk.".to_owned());
        overview.segments[3].aside = true;
        let choice = Segments { definitive: true, ..untouched };
        let nl = section(&overview, &choice, &work, Language::Nl).unwrap().list;
        assert_eq!(nl.len(), 4);
        assert!(nl[0].contains("definitief") && nl[1].contains("Opzij"));
        assert!(nl[2].contains("0,41") && nl[2].contains("geen persona"));
        assert!(nl[3].contains("Deze groep kennen wij uit de wijk."));
        assert_eq!(section(&overview, &choice, &work, Language::En).unwrap().list.len(), 4);
    }
}
