//! The template of a persona (PRODUCT F2): what the figures fill is a fact, the rest is a question.

use super::drafting::{Group, Picker};
use super::facts::sentence;
use super::story::fill;
use super::{texts, Field, Sentence, SentenceKind};
use crate::profile::words::{phrase, Topic};
use crate::text::Text;

/// A field: its group, key, heading, the topic that can fill it, and the question otherwise.
struct Slot {
    group: usize,
    key: &'static str,
    label: (&'static str, &'static str),
    topic: Option<Topic>,
    question: (&'static str, &'static str),
}

const GROUPS: [(&str, &str); 7] = [
    ("Identiteit", "Identity"),
    ("Wie het zijn", "Demographics"),
    ("Gedrag en houding", "Behaviour and attitude"),
    ("Waarden", "Values"),
    ("Situatie", "Context"),
    ("Toegang", "Access"),
    ("Aanpak", "Approach"),
];

const fn slot(
    group: usize,
    key: &'static str,
    label: (&'static str, &'static str),
    topic: Option<Topic>,
    question: (&'static str, &'static str),
) -> Slot {
    Slot { group, key, label, topic, question }
}

#[rustfmt::skip]
const SLOTS: [Slot; 30] = [
    slot(0, "status", ("Status", "Status"), None, ("Dit is een concept. Wie stelt deze persona vast?", "This is a draft. Who will adopt this persona?")),
    slot(0, "valid_until", ("Geldig tot", "Valid until"), None, ("Tot wanneer geldt deze persona? Kies hooguit een jaar.", "Until when is this persona valid? A year at most.")),
    slot(1, "gender", ("Geslacht", "Gender"), Some(Topic::Gender), ("Speelt geslacht een rol bij deze vraag?", "Does gender matter for this question?")),
    slot(1, "age", ("Leeftijd", "Age"), Some(Topic::Age), ("Hoe oud zijn de mensen in deze groep?", "How old are the people in this group?")),
    slot(1, "household", ("Huishouden", "Household"), Some(Topic::Household), ("Met wie wonen mensen in deze groep samen?", "Who do people in this group live with?")),
    slot(1, "children", ("Kinderen", "Children"), Some(Topic::Children), ("Voor wie zorgen mensen in deze groep?", "Who do people in this group care for?")),
    slot(1, "education", ("Opleiding", "Education"), Some(Topic::Education), ("Wat hebben mensen in deze groep geleerd?", "What education do people in this group have?")),
    slot(1, "work", ("Werk", "Work"), Some(Topic::Work), ("Hoe ziet een gewone werkdag eruit?", "What does a normal working day look like?")),
    slot(1, "income", ("Inkomen", "Income"), Some(Topic::Income), ("Komt deze groep rond, en waaraan merkt u dat?", "Does this group make ends meet, and how can you tell?")),
    slot(1, "area", ("Soort wijk", "Kind of area"), Some(Topic::Area), ("In wat voor wijk wonen deze mensen?", "What kind of area do these people live in?")),
    slot(1, "housing", ("Wonen", "Housing"), Some(Topic::Housing), ("Hoe wonen mensen in deze groep?", "How are people in this group housed?")),
    slot(2, "channel", ("Voorkeurskanaal", "Preferred channel"), Some(Topic::Channel), ("Hoe komt deze groep het liefst in contact?", "How does this group prefer to get in touch?")),
    slot(2, "attitude", ("Houding", "Attitude"), None, ("Hoe kijkt deze groep naar de gemeente?", "How does this group see the municipality?")),
    slot(2, "knowledge", ("Kennis", "Knowledge"), None, ("Wat weet deze groep al over de regels?", "What does this group already know about the rules?")),
    slot(2, "products", ("Producten", "Products"), Some(Topic::Subject), ("Welke producten gebruikt deze groep?", "Which products does this group use?")),
    slot(2, "digital_skill", ("Digitale vaardigheid", "Digital skill"), Some(Topic::DigitalSkill), ("Wat lukt online goed, en waar loopt het vast?", "What works well online, and where do people get stuck?")),
    slot(2, "innovation", ("Vernieuwend of behoudend", "Innovative or conservative"), None, ("Probeert deze groep graag iets nieuws?", "Does this group like to try new things?")),
    slot(3, "hopes", ("Hoop", "Hopes"), None, ("Wat hoopt iemand in deze groep te bereiken?", "What does someone in this group hope to achieve?")),
    slot(3, "fears", ("Zorgen", "Fears"), None, ("Waar maken mensen in deze groep zich zorgen over?", "What do people in this group worry about?")),
    slot(3, "values", ("Wat telt", "What matters"), None, ("Wat vindt deze groep belangrijk in contact?", "What does this group value in a contact?")),
    slot(3, "motives", ("Motieven", "Motives"), None, ("Waarom zoekt iemand in deze groep contact?", "Why does someone in this group get in touch?")),
    slot(3, "short_goals", ("Doel op korte termijn", "Short-term goal"), None, ("Wat wil iemand deze maand geregeld hebben?", "What does someone want sorted this month?")),
    slot(3, "long_goals", ("Doel op lange termijn", "Long-term goal"), None, ("Waar wil iemand over vijf jaar staan?", "Where does someone want to be in five years?")),
    slot(3, "need", ("Behoefte", "Need"), None, ("Welke behoefte kan de gemeente vervullen?", "Which need can the municipality meet?")),
    slot(4, "life_event", ("Levensgebeurtenis", "Life event"), None, ("Wat gebeurde er vlak voor het contact?", "What happened just before the contact?")),
    slot(4, "scenario", ("Scenario", "Scenario"), None, ("Welke stappen zet iemand, van vraag tot antwoord?", "What steps does someone take, from question to answer?")),
    slot(4, "network", ("Netwerk", "Network"), None, ("Wie helpt als het zelf niet lukt?", "Who helps when they cannot manage alone?")),
    slot(5, "language_level", ("Taalniveau", "Language level"), Some(Topic::LanguageLevel), ("Begrijpt deze groep onze brieven?", "Does this group understand our letters?")),
    slot(5, "help", ("Hulp nodig", "Help needed"), None, ("Bij welke stap is hulp nodig?", "At which step is help needed?")),
    slot(5, "disability", ("Beperking", "Disability"), None, ("Welke drempels kent iemand met een beperking hier?", "What barriers does someone with a disability meet here?")),
];

/// The heading a field stands under, for papers.
pub(crate) fn group_of(key: &str) -> Text {
    let at = SLOTS.iter().find(|slot| slot.key == key).map_or(6, |slot| slot.group);
    Text::new(GROUPS[at].0, GROUPS[at].1)
}

/// All fields, in the order of the template; the approach comes last.
pub(super) fn fields(group: &Group<'_>, picker: &mut Picker) -> Vec<Field> {
    let mut out: Vec<Field> = SLOTS
        .iter()
        .map(|slot| {
            let known =
                slot.topic.and_then(|topic| group.traits.iter().find(|t| t.topic == topic && !t.sensitive));
            let key = format!("fields.{}.0", slot.key);
            let sentence = match known {
                Some(t) => Sentence {
                    key,
                    text: sentence(group.overview, t, group.seat),
                    kind: SentenceKind::Fact,
                    evidence: Some(t.evidence.clone()),
                },
                None => Sentence {
                    key,
                    text: Text::new(slot.question.0, slot.question.1),
                    kind: SentenceKind::Question,
                    evidence: None,
                },
            };
            Field {
                key: slot.key.into(),
                label: Text::new(slot.label.0, slot.label.1),
                sentences: vec![sentence],
            }
        })
        .collect();
    let nothing = Text::new("", "");
    for (key, label, list) in [
        ("core_message", ("Kernboodschap", "Core message"), texts::CORE),
        ("tone", ("Toon", "Tone of voice"), texts::TONE),
    ] {
        out.push(Field {
            key: key.into(),
            label: Text::new(label.0, label.1),
            sentences: vec![Sentence {
                key: format!("fields.{key}.0"),
                text: fill(picker.pick(list, group.seat), group, &nothing, None),
                kind: SentenceKind::Inference,
                evidence: None,
            }],
        });
    }
    out
}

/// Which open fields matter most, three at a time in turn.
const WORTH: [&str; 12] = [
    "need",
    "fears",
    "scenario",
    "motives",
    "attitude",
    "help",
    "hopes",
    "knowledge",
    "network",
    "values",
    "life_event",
    "disability",
];

/// Four questions for research: one about what stands out, three about what the figures cannot say.
pub(super) fn questions(group: &Group<'_>, fields: &[Field]) -> Vec<Sentence> {
    let mut texts: Vec<Text> = Vec::new();
    let stands_out = group.traits.iter().find(|t| t.dominant() && t.evidence.share > t.evidence.overall);
    if let Some(t) = stands_out.filter(|_| !group.overview.whole_only) {
        let said = phrase(&group.overview.columns[t.column], t.band).plural;
        let behaviour =
            matches!(t.topic, Topic::Channel | Topic::Subject | Topic::DigitalSkill | Topic::Contacts);
        texts.push(match group.seat % 2 {
            _ if behaviour => Text::new(
                format!("Veel mensen in deze groep {}. Hoe komt dat?", said.nl),
                format!("Many people in this group {}. Why is that?", said.en),
            ),
            0 => Text::new(
                format!("Veel mensen hier {}. Wat betekent dat voor hun vraag?", said.nl),
                format!("Many people here {}. What does that mean for their question?", said.en),
            ),
            _ => Text::new(
                format!("Veel mensen hier {}. Hebben zij daardoor iets anders nodig?", said.nl),
                format!("Many people here {}. Do they need something different because of it?", said.en),
            ),
        });
    }
    let open =
        |key: &&&str| fields.iter().find(|f| f.key == **key && f.sentences[0].kind == SentenceKind::Question);
    let turn = (0..WORTH.len()).map(|step| &WORTH[(group.seat * 3 + step) % WORTH.len()]);
    texts.extend(
        turn.filter_map(|key| open(&key)).map(|field| field.sentences[0].text.clone()).take(4 - texts.len()),
    );
    texts
        .into_iter()
        .enumerate()
        .map(|(at, text)| Sentence {
            key: format!("questions.{at}"),
            text,
            kind: SentenceKind::Question,
            evidence: None,
        })
        .collect()
}
