//! Do and don't: hedged advice from the facts, with safe advice where the facts are silent.

use super::drafting::{Group, Picker};
use super::story::{fill, Way};
use super::texts::{self, Pair};
use super::{Evidence, Sentence, SentenceKind};
use crate::profile::words::Topic;
use crate::text::Text;

const EACH: usize = 3;

/// What to do, three sentences.
pub(super) fn dos(group: &Group<'_>, picker: &mut Picker) -> Vec<Sentence> {
    let mut lists: Vec<(&[Pair], Option<Topic>)> = Vec::new();
    match group.way() {
        Way::Online | Way::App => lists.push((texts::DO_ONLINE, Some(Topic::Channel))),
        Way::Phone => lists.push((texts::DO_PHONE, Some(Topic::Channel))),
        Way::Desk => lists.push((texts::DO_DESK, Some(Topic::Channel))),
        Way::Writing | Way::Any => {}
    }
    if group.unsure() {
        lists.push((texts::DO_HELP, Some(Topic::DigitalSkill)));
    }
    if group.plain() {
        lists.push((texts::DO_PLAIN, Some(Topic::LanguageLevel)));
    }
    if matches!(group.known(Topic::Household), Some("gezin" | "eenouder")) {
        lists.push((texts::DO_FAMILY, Some(Topic::Household)));
    }
    take("dos", lists, texts::DO_ANY, group, picker)
}

/// What not to do, three sentences.
pub(super) fn donts(group: &Group<'_>, picker: &mut Picker) -> Vec<Sentence> {
    let mut lists: Vec<(&[Pair], Option<Topic>)> = Vec::new();
    match group.way() {
        Way::Online | Way::App => lists.push((texts::DONT_ONLINE, Some(Topic::Channel))),
        Way::Phone | Way::Desk => lists.push((texts::DONT_PERSON, Some(Topic::Channel))),
        Way::Writing | Way::Any => {}
    }
    if group.plain() {
        lists.push((texts::DONT_PLAIN, Some(Topic::LanguageLevel)));
    }
    take("donts", lists, texts::DONT_ANY, group, picker)
}

fn take(
    key: &str,
    lists: Vec<(&[Pair], Option<Topic>)>,
    rest: &[Pair],
    group: &Group<'_>,
    picker: &mut Picker,
) -> Vec<Sentence> {
    let mut chosen: Vec<(Pair, Option<Evidence>)> = lists
        .into_iter()
        .take(EACH)
        .map(|(list, topic)| {
            let evidence = topic.and_then(|topic| group.dominant(topic)).map(|t| t.evidence.clone());
            (picker.pick(list, group.seat), evidence)
        })
        .collect();
    // Within one persona nothing comes twice.
    let mut seat = group.seat;
    while chosen.len() < EACH {
        let pair = picker.pick(rest, seat);
        if chosen.iter().all(|(other, _)| *other != pair) {
            chosen.push((pair, None));
        }
        seat += 1;
    }
    chosen
        .into_iter()
        .enumerate()
        .map(|(at, (pair, evidence))| Sentence {
            key: format!("{key}.{at}"),
            text: fill(pair, group, &Text::new("", ""), None),
            kind: SentenceKind::Inference,
            evidence,
        })
        .collect()
}
