//! Tagline, quote and story: made up or hedged, never against a fact and never from a sensitive column.

use super::drafting::{Group, Picker};
use super::texts::{self, Pair};
use super::{Evidence, Sentence, SentenceKind};
use crate::profile::words::{phrase, Topic};
use crate::profile::{lexicon, naming};
use crate::text::Text;

/// Where a channel leads: which list of sentences fits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Online,
    App,
    Phone,
    Desk,
    Writing,
    Any,
}

impl Group<'_> {
    /// The way most of the group comes to the municipality.
    pub(super) fn way(&self) -> Way {
        let known = self.known(Topic::Channel);
        match known {
            Some("web") => Way::Online,
            Some("app") => Way::App,
            Some("telefoon") => Way::Phone,
            Some("balie") => Way::Desk,
            Some("post" | "e-mail" | "chat") => Way::Writing,
            _ => Way::Any,
        }
    }

    /// A stable key of the known value most people have, such as `balie`.
    pub(super) fn known(&self, topic: Topic) -> Option<&'static str> {
        let t = self.dominant(topic)?;
        lexicon::known(topic, &self.overview.columns[t.column].bands[t.band])
    }

    /// Whether most people of the group have few digital skills.
    pub(super) fn unsure(&self) -> bool {
        matches!(self.known(Topic::DigitalSkill), Some("geen" | "laag"))
    }

    /// Whether plain words matter more than usual.
    pub(super) fn plain(&self) -> bool {
        matches!(self.known(Topic::LanguageLevel), Some("a1" | "a2" | "b1"))
    }

    fn evidence_of(&self, topic: Topic) -> Option<Evidence> {
        self.dominant(topic).map(|t| t.evidence.clone())
    }
}

/// "Vaak aan de balie, vaak 65 tot 80 jaar."
pub(super) fn tagline(group: &Group<'_>) -> Sentence {
    let order = |topic: Topic| match topic {
        Topic::Channel => 0,
        Topic::Household => 1,
        Topic::Age | Topic::BirthYear => 2,
        Topic::Housing => 3,
        Topic::Number | Topic::Contacts => 5,
        _ => 4,
    };
    let mut fit: Vec<_> = group
        .traits
        .iter()
        .filter(|t| {
            t.dominant() && !matches!(t.topic, Topic::Income | Topic::Amount | Topic::Area | Topic::Gender)
        })
        .map(|t| (t, phrase(&group.overview.columns[t.column], t.band)))
        .filter(|(_, p)| p.tag.as_ref().is_some_and(|tag| !naming::unfit(tag)) && !naming::unfit(&p.short))
        .collect();
    crate::sort::by_key(&mut fit, |(t, _)| order(t.topic));
    let (text, evidence) = match fit.as_slice() {
        [] => (Text::new("Een inwoner van de gemeente", "A resident of the municipality"), None),
        [(one, p)] => (
            Text::new(format!("Vaak {}", p.short.nl), format!("Often {}", p.short.en)),
            Some(one.evidence.clone()),
        ),
        [(one, p), (_, q), ..] => (
            Text::new(
                format!("Vaak {}, vaak {}", p.short.nl, q.short.nl),
                format!("Often {}, often {}", p.short.en, q.short.en),
            ),
            Some(one.evidence.clone()),
        ),
    };
    Sentence { key: "tagline".into(), text, kind: SentenceKind::Inference, evidence }
}

/// What this person might say; always fiction.
pub(super) fn quote(group: &Group<'_>, picker: &mut Picker) -> Sentence {
    let list = match group.way() {
        Way::Online => texts::QUOTE_ONLINE,
        Way::App => texts::QUOTE_APP,
        Way::Phone => texts::QUOTE_PHONE,
        Way::Desk => texts::QUOTE_DESK,
        Way::Writing | Way::Any => texts::QUOTE_ANY,
    };
    let text = fill(picker.pick_else(list, texts::QUOTE_ANY, group.seat), group, &Text::new("", ""), None);
    Sentence { key: "quote".into(), text, kind: SentenceKind::Fiction, evidence: None }
}

/// Five to seven short sentences.
pub(super) fn story(group: &Group<'_>, picker: &mut Picker) -> Vec<Sentence> {
    let mut out: Vec<(Text, SentenceKind, Option<Evidence>)> = Vec::new();
    let age = age(group);
    let home = group
        .dominant(Topic::Household)
        .filter(|t| {
            lexicon::known(Topic::Household, &group.overview.columns[t.column].bands[t.band]).is_some()
        })
        .map(|t| phrase(&group.overview.columns[t.column], t.band).singular);
    let list = match (age.is_some(), home.is_some()) {
        (true, true) => texts::OPEN_AGE_HOME,
        (true, false) => texts::OPEN_AGE,
        (false, true) => texts::OPEN_HOME,
        (false, false) => texts::OPEN,
    };
    let nothing = Text::new("", "");
    let opening = fill(picker.pick(list, group.seat), group, home.as_ref().unwrap_or(&nothing), age);
    let opening_evidence = group.evidence_of(Topic::Age).or_else(|| group.evidence_of(Topic::Household));
    out.push((opening, SentenceKind::Fiction, opening_evidence));

    let wish = group.dominant(Topic::Subject).and_then(|t| {
        Some((lexicon::wish(&group.overview.columns[t.column].bands[t.band])?, t.evidence.clone()))
    });
    let (list, words, evidence) = match wish {
        Some((wish, evidence)) => (texts::WISH, wish, Some(evidence)),
        None => (texts::LETTER, nothing.clone(), None),
    };
    let pair = picker.pick(list, group.seat);
    out.push((fill(pair, group, &words, None), SentenceKind::Fiction, evidence));

    let list = match group.way() {
        Way::Online => texts::ONLINE,
        Way::App => texts::APP,
        Way::Phone => texts::PHONE,
        Way::Desk => texts::DESK,
        Way::Writing => texts::WRITING,
        Way::Any => texts::ANY_CHANNEL,
    };
    let pair = picker.pick_else(list, texts::ANY_CHANNEL, group.seat);
    out.push((fill(pair, group, &nothing, None), SentenceKind::Inference, group.evidence_of(Topic::Channel)));

    out.push((
        fill(picker.pick(texts::FEELING, group.seat), group, &nothing, None),
        SentenceKind::Fiction,
        None,
    ));

    if let Some(known) = group.known(Topic::DigitalSkill) {
        let list = if matches!(known, "hoog" | "midden") { texts::SKILLED } else { texts::UNSURE };
        let text = fill(picker.pick(list, group.seat), group, &nothing, None);
        out.push((text, SentenceKind::Inference, group.evidence_of(Topic::DigitalSkill)));
    } else if group.plain() {
        let text = fill(picker.pick(texts::PLAIN, group.seat), group, &nothing, None);
        out.push((text, SentenceKind::Inference, group.evidence_of(Topic::LanguageLevel)));
    }
    out.push((
        fill(picker.pick(texts::CLOSING, group.seat), group, &nothing, None),
        SentenceKind::Fiction,
        None,
    ));
    out.into_iter()
        .enumerate()
        .map(|(at, (text, kind, evidence))| Sentence { key: format!("story.{at}"), text, kind, evidence })
        .collect()
}

/// A fictional age inside the modal age band, so that the story cannot contradict the facts.
pub(super) fn age(group: &Group<'_>) -> Option<u32> {
    let t = group.dominant(Topic::Age)?;
    let band = &group.overview.columns[t.column].bands[t.band];
    let (from, to) = match (band.from, band.to) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, from + 8.0),
        (None, Some(to)) => ((to - 8.0).max(0.0), to),
        (None, None) => numbers(&band.label.nl)?,
    };
    let width = (to - from).max(1.0);
    // Between a quarter and three quarters of the band, by the group's seat.
    let at = from + width * (0.3 + 0.4 * ((group.seat * 37) % 10) as f64 / 10.0);
    let age = (at.floor()).clamp(from.ceil(), (to - 1.0).max(from.ceil()));
    (16.0..=105.0).contains(&age).then_some(age as u32)
}

/// The first two whole numbers in a label such as "[20, 40)".
fn numbers(label: &str) -> Option<(f64, f64)> {
    let mut found = label.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse::<f64>().ok());
    let (from, to) = (found.next()?, found.next()?);
    (to > from).then_some((from, to))
}

/// A pair with its blanks filled: `words` for `{w}` and `{h}`.
pub(super) fn fill(pair: Pair, group: &Group<'_>, words: &Text, age: Option<u32>) -> Text {
    let age = age.map(|age| age.to_string()).unwrap_or_default();
    let one = |template: &str, words: &str| {
        template.replace("{n}", &group.name).replace("{a}", &age).replace("{w}", words).replace("{h}", words)
    };
    Text::new(one(pair.0, &words.nl), one(pair.1, &words.en))
}
