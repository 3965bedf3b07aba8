//! Short, neutral, unique names for groups.

use super::stigma::stigmatises;
use super::words::{is_sensitive, phrase, topic, Topic};
use super::{ColumnProfile, Segment};
use crate::text::Text;

/// Values that say nothing by themselves, or only how little there is of something: they name no group.
const UNFIT: [&str; 8] = ["overig", "onbekend", "anders", "laag", "lage", "other", "unknown", "low"];

/// Whether a proposal may not say this of people: an empty word, or one that hurts.
pub(crate) fn unfit(tag: &Text) -> bool {
    let says = |text: &str| {
        text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).any(|word| UNFIT.contains(&word))
    };
    says(&tag.nl) || says(&tag.en) || stigmatises(tag)
}

/// Shares under this do not name a group: the name would be untrue of most of it.
const LEAST_SHARE: f64 = 0.3;
/// Letters of a name.
const LONGEST: usize = 60;
const MOST_SUGGESTIONS: usize = 3;

/// Gives each group a name of one or two tags; longer where two groups would be called alike.
pub(super) fn name_all(segments: &mut [Segment], columns: &[ColumnProfile]) {
    let tags: Vec<Vec<Text>> = segments.iter().map(|segment| tags(segment, columns)).collect();
    let mut taken: Vec<Text> = Vec::new();
    for (segment, tags) in segments.iter_mut().zip(&tags) {
        segment.name = if segment.id == 0 {
            Text::new("Iedereen", "Everyone")
        } else {
            (tags.len().min(2)..=tags.len())
                .filter(|&length| length > 0)
                .map(|length| join(&tags[..length]))
                .find(|name| !taken.iter().any(|other| other.nl == name.nl || other.en == name.en))
                .unwrap_or_else(|| numbered(segment.id, tags.first()))
        };
        taken.push(segment.name.clone());
    }
    for (segment, tags) in segments.iter_mut().zip(&tags) {
        segment.suggestions = suggestions(tags, &mut taken);
    }
}

/// Other names from the same facts, each of them free: no other group is, or may be, called so.
fn suggestions(tags: &[Text], taken: &mut Vec<Text>) -> Vec<Text> {
    // One fact alone, then the pairs that the proposal does not use.
    let singles = tags.iter().map(std::slice::from_ref).map(join);
    let pairs = [(0, 2), (1, 2), (0, 3)].into_iter().filter_map(|(a, b)| {
        let both = [tags.get(a)?.clone(), tags.get(b)?.clone()];
        Some(join(&both))
    });
    let mut found: Vec<Text> = Vec::new();
    for name in singles.chain(pairs) {
        let free = !taken.iter().any(|other| other.nl == name.nl || other.en == name.en);
        if found.len() < MOST_SUGGESTIONS && free && name.nl.chars().count() <= LONGEST {
            taken.push(name.clone());
            found.push(name);
        }
    }
    found
}

fn numbered(id: u32, tag: Option<&Text>) -> Text {
    match tag {
        Some(tag) => Text::new(format!("{} (groep {id})", tag.nl), format!("{} (group {id})", tag.en)),
        None => Text::new(format!("Groep {id}"), format!("Group {id}")),
    }
}

fn tags(segment: &Segment, columns: &[ColumnProfile]) -> Vec<Text> {
    let mut found: Vec<(u8, Text)> = Vec::new();
    for distinction in &segment.distinctions {
        let column = &columns[distinction.column as usize];
        let (Some(share), Some(overall)) = (distinction.figure.fraction(), distinction.overall.fraction())
        else {
            continue;
        };
        // A name about money, an area or a gender says too much about people and too little about service.
        let topic = topic(column);
        let private = matches!(
            topic,
            Topic::Income | Topic::Amount | Topic::Area | Topic::Gender | Topic::LanguageLevel | Topic::Date
        );
        if is_sensitive(column) || private || share <= overall || share < LEAST_SHARE {
            continue;
        }
        let Some(tag) = phrase(column, distinction.band as usize).tag else { continue };
        let long = tag.nl.chars().count() > 28 || tag.en.chars().count() > 28;
        if !long && !unfit(&tag) {
            // What people do first, then who they are: "Balie, 65 tot 80".
            let order = match topic {
                Topic::Channel => 0,
                Topic::Subject | Topic::DigitalSkill => 1,
                Topic::Household | Topic::Housing => 2,
                Topic::Age | Topic::BirthYear => 3,
                Topic::Number => 5,
                _ => 4,
            };
            found.push((order, tag));
        }
    }
    // A bare number ("wachttijd minder dan 3,5") names a group only where nothing else does.
    crate::sort::by_key(&mut found, |(order, _)| *order == 5);
    // The two strongest make the name; the order inside it is for reading.
    let mut strongest: Vec<(u8, Text)> = found.iter().take(2).cloned().collect();
    crate::sort::by_key(&mut strongest, |(order, _)| *order);
    strongest.into_iter().chain(found.into_iter().skip(2)).map(|(_, tag)| tag).collect()
}

fn join(tags: &[Text]) -> Text {
    let follow = |text: &str| super::words::lower(&Text::new(text, text)).nl;
    let one = |pick: &dyn Fn(&Text) -> String| {
        tags.iter()
            .enumerate()
            .map(|(at, tag)| if at == 0 { pick(tag) } else { follow(&pick(tag)) })
            .collect::<Vec<_>>()
            .join(", ")
    };
    Text::new(one(&|tag| tag.nl.clone()), one(&|tag| tag.en.clone()))
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn names_are_unique_short_and_neutral() {
        let overview = example::overview();
        for (at, segment) in overview.segments.iter().enumerate() {
            assert!(!segment.name.nl.is_empty() && segment.name.nl.chars().count() <= 60);
            assert!(!stigmatises(&segment.name), "{:?}", segment.name);
            assert!(overview.segments[..at].iter().all(|other| other.name.nl != segment.name.nl));
            for other in &segment.suggestions {
                assert!(!stigmatises(other) && other.nl.chars().count() <= 60, "{other:?}");
                assert!(overview.segments.iter().all(|segment| segment.name.nl != other.nl));
            }
        }
    }

    #[test]
    fn a_group_without_distinctions_gets_its_number() {
        let overview = super::super::build(&example::input_of(&[[0.5, 0.5], [0.5, 0.5]], 1200));
        assert_eq!(overview.segments[1].name.nl, "Groep 2");
    }

    #[test]
    fn a_group_has_other_names_to_choose_from() {
        let overview = example::overview();
        assert!(overview.segments.iter().filter(|segment| segment.suggestions.len() >= 2).count() >= 4);
    }
}
