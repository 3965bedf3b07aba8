//! How a column and a band are said in Dutch (B1) and English.

use super::lexicon;
use super::{Band, ColumnProfile};
use crate::gate::Figure;
use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::table::ROWS_PER_PERSON;
use crate::text::{Language, Text};

/// What a column is about, for the choice of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    Age,
    BirthYear,
    Gender,
    Household,
    Children,
    Channel,
    DigitalSkill,
    LanguageLevel,
    Housing,
    Subject,
    Income,
    Education,
    Work,
    Contacts,
    /// How often someone is in the file.
    Rows,
    Area,
    Amount,
    Date,
    Number,
    Category,
}

/// The topic of a column, from its meaning, its name and the kind of its bands.
pub(crate) fn topic(column: &ColumnProfile) -> Topic {
    let numeric = is_ordered(column);
    match column.meaning {
        _ if column.name == ROWS_PER_PERSON => return Topic::Rows,
        Meaning::Age => return Topic::Age,
        Meaning::BirthYear | Meaning::BirthDate => return Topic::BirthYear,
        Meaning::Gender => return Topic::Gender,
        Meaning::Postcode | Meaning::AreaCode => return Topic::Area,
        Meaning::Date => return Topic::Date,
        _ => {}
    }
    let name = column.name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["leeftijd"]) || name == "age" {
        Topic::Age
    } else if has(&["inkomen", "income", "salaris", "salary"]) {
        Topic::Income
    } else if has(&["contacten", "contacts"]) && numeric {
        Topic::Contacts
    } else if column.meaning == Meaning::Amount {
        Topic::Amount
    } else if has(&["kinderen", "children"]) {
        Topic::Children
    } else if numeric {
        Topic::Number
    } else if has(&["huishoud", "household", "gezin", "burgerlijke", "marital"])
        || column.meaning == Meaning::Household
    {
        Topic::Household
    } else if has(&["kanaal", "channel", "contactwijze"]) {
        Topic::Channel
    } else if has(&["digita"]) {
        Topic::DigitalSkill
    } else if has(&["taal", "language"]) {
        Topic::LanguageLevel
    } else if has(&["woon", "woning", "housing", "eigendom"]) {
        Topic::Housing
    } else if has(&["onderwerp", "product", "topic", "dienst", "zaaktype", "subject"]) {
        Topic::Subject
    } else if has(&["opleiding", "education"]) {
        Topic::Education
    } else if has(&["beroep", "occupation", "werk", "workclass"]) {
        Topic::Work
    } else if has(&["wijk", "buurt", "gebied", "stadsdeel"]) {
        Topic::Area
    } else if name == "geslacht" || name == "sex" || name == "gender" {
        Topic::Gender
    } else {
        Topic::Category
    }
}

/// Whether the bands are runs of numbers in order.
pub(crate) fn is_ordered(column: &ColumnProfile) -> bool {
    column
        .bands
        .iter()
        .filter(|band| !band.missing)
        .filter(|band| band.from.is_some() || band.to.is_some())
        .count()
        >= 2
}

/// Whether a column says something that must never shape a name, a face or a story, whatever role
/// a person gave it.
pub(crate) fn is_sensitive(column: &ColumnProfile) -> bool {
    column.role == Role::Sensitive || column.meaning.is_sensitive() || column.meaning.leaves_out()
}

/// Ways to say "these people are in this band of this column".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// One or two words for the name of a group; `None` when the band should not name people.
    pub tag: Option<Text>,
    /// After "vaker" / "more often": "aan de balie".
    pub short: Text,
    /// After one name: "komt naar de balie".
    pub singular: Text,
    /// After several people: "komen naar de balie".
    pub plural: Text,
}

/// The phrase of one band.
pub(crate) fn phrase(column: &ColumnProfile, band: usize) -> Phrase {
    let Some(at) = column.bands.get(band) else {
        return quoted(column, &Text::new("onbekend", "unknown"));
    };
    let label = lower(&column.label);
    if at.missing {
        return Phrase {
            tag: None,
            short: Text::new(format!("onbekend bij {}", label.nl), format!("unknown for {}", label.en)),
            singular: Text::new(
                format!("heeft geen gegeven bij {}", label.nl),
                format!("has nothing recorded for {}", label.en),
            ),
            plural: Text::new(
                format!("hebben geen gegeven bij {}", label.nl),
                format!("have nothing recorded for {}", label.en),
            ),
        };
    }
    let topic = topic(column);
    let range = range(topic, at);
    let plain =
        |nl_tag: String, en_tag: String, tagged: bool, nl: [&str; 2], en: [&str; 2], r: &Text| Phrase {
            tag: tagged.then(|| Text::new(nl_tag, en_tag)),
            short: r.clone(),
            singular: Text::new(format!("{} {}", nl[0], r.nl), format!("{} {}", en[0], r.en)),
            plural: Text::new(format!("{} {}", nl[1], r.nl), format!("{} {}", en[1], r.en)),
        };
    match topic {
        Topic::Age => {
            // "65 tot 80" alone is no name: of what?
            let years = range.en.starts_with(|c: char| c.is_ascii_digit());
            let tag = Text::new(
                capital(&range.nl),
                if years { format!("Age {}", range.en) } else { capital(&range.en) },
            );
            plain(tag.nl, tag.en, true, ["is", "zijn"], ["is", "are"], &range)
        }
        Topic::BirthYear => {
            // "vóór 1950" needs no "in".
            let since = |range: &str, before: &str, place: &str| match range.starts_with(before) {
                true => range.to_string(),
                false => format!("{place} {range}"),
            };
            let said = Text::new(
                format!("geboren {}", since(&range.nl, "vóór", "in")),
                format!("born {}", since(&range.en, "before", "in")),
            );
            // In a name there is room for "Geboren 1990–2009" only.
            let tag = Text::new(
                capital(&said.nl).replace(" in ", " ").replace(" tot en met ", "–"),
                capital(&said.en).replace(" in ", " ").replace(" to ", "–"),
            );
            plain(tag.nl, tag.en, true, ["is", "zijn"], ["was", "were"], &said)
        }
        Topic::Income => {
            let said =
                Text::new(format!("een inkomen van {}", range.nl), format!("an income of {}", range.en));
            let mut phrase =
                plain(String::new(), String::new(), false, ["heeft", "hebben"], ["has", "have"], &said);
            phrase.short = Text::new(format!("met {}", said.nl), format!("with {}", said.en));
            phrase
        }
        Topic::Contacts => {
            let said = Text::new(format!("{} contacten", range.nl), format!("{} contacts", range.en));
            let mut phrase = plain(
                capital(&said.nl),
                capital(&said.en),
                true,
                ["heeft", "hebben"],
                ["has", "have"],
                &said,
            );
            phrase.short = Text::new(format!("met {}", said.nl), format!("with {}", said.en));
            phrase
        }
        Topic::Rows => {
            let said = Text::new(
                format!("{} keer in het bestand", range.nl),
                match range.en.as_str() {
                    "1" => "once in the file".to_owned(),
                    times => format!("{times} times in the file"),
                },
            );
            plain(String::new(), String::new(), false, ["staat", "staan"], ["is", "are"], &said)
        }
        Topic::Area => {
            let said = Text::new(format!("in gebied {}", range.nl), format!("in area {}", range.en));
            plain(String::new(), String::new(), false, ["woont", "wonen"], ["lives", "live"], &said)
        }
        Topic::Amount | Topic::Number | Topic::Date | Topic::Children => {
            let said = Text::new(format!("{} {}", label.nl, range.nl), format!("{} {}", label.en, range.en));
            let mut phrase = plain(
                capital(&said.nl),
                capital(&said.en),
                topic == Topic::Number,
                ["heeft", "hebben"],
                ["has", "have"],
                &said,
            );
            phrase.singular = Text::new(
                format!("heeft als {} {}", label.nl, range.nl),
                format!("has {} for {}", range.en, label.en),
            );
            phrase.plural = Text::new(
                format!("hebben als {} {}", label.nl, range.nl),
                format!("have {} for {}", range.en, label.en),
            );
            phrase
        }
        _ => lexicon::phrase(topic, at).unwrap_or_else(|| quoted(column, &at.label)),
    }
}

/// The English word of the commonest bare answers.
pub(super) fn english(value: &str) -> Option<&'static str> {
    const ANSWERS: [(&str, &str); 11] = [
        ("ja", "yes"),
        ("nee", "no"),
        ("overig", "other"),
        ("onbekend", "unknown"),
        ("geen", "none"),
        ("laag", "low"),
        ("midden", "medium"),
        ("hoog", "high"),
        ("m", "man"),
        ("v", "woman"),
        ("vrouw", "woman"),
    ];
    ANSWERS.iter().find(|(nl, _)| value.eq_ignore_ascii_case(nl)).map(|(_, en)| *en)
}

fn quoted(column: &ColumnProfile, value: &Text) -> Phrase {
    let label = lower(&column.label);
    let mut shown = Text::new(clean(&value.nl), clean(&value.en));
    if let Some(en) = english(&shown.nl) {
        shown.en = en.to_owned();
    }
    Phrase {
        // "Ja" or "a" names nobody.
        tag: Some(Text::new(capital(&shown.nl), capital(&shown.en))).filter(|_| {
            topic(column) != Topic::Gender && english(&shown.nl).is_none() && shown.nl.chars().count() > 2
        }),
        short: Text::new(
            format!("‘{}’ bij {}", shown.nl, label.nl),
            format!("‘{}’ for {}", shown.en, label.en),
        ),
        singular: Text::new(
            format!("heeft ‘{}’ bij {}", shown.nl, label.nl),
            format!("has ‘{}’ for {}", shown.en, label.en),
        ),
        plural: Text::new(
            format!("hebben ‘{}’ bij {}", shown.nl, label.nl),
            format!("have ‘{}’ for {}", shown.en, label.en),
        ),
    }
}

/// Whether a band says nothing about people: everything together, the rest, or a star.
pub(crate) fn says_nothing(band: &Band) -> bool {
    band.missing || matches!(band.label.nl.trim(), "" | "*" | "bekend" | "overig" | "alles samen")
}

/// One band in words.
pub(crate) fn range(topic: Topic, band: &Band) -> Text {
    match topic {
        Topic::BirthYear | Topic::Date | Topic::Number => {
            Text::new(clean(&band.label.nl), clean(&band.label.en))
        }
        _ => run(topic, band),
    }
}

/// A run of numbers by its edges, or the label where there are none.
pub(crate) fn run(topic: Topic, band: &Band) -> Text {
    let nl = |x: f64| number_in(x, topic, Language::Nl);
    let en = |x: f64| number_in(x, topic, Language::En);
    let years = if topic == Topic::Age { " jaar" } else { "" };
    match (band.from, band.to) {
        // Nobody is in a file less than once.
        (None, Some(to)) if topic == Topic::Rows && to == 2.0 => Text::new("1", "1"),
        (Some(from), Some(to)) if topic == Topic::Rows && to - from == 2.0 => Text::new(
            format!("{} of {}", nl(from), nl(to - 1.0)),
            format!("{} or {}", en(from), en(to - 1.0)),
        ),
        (Some(from), Some(to)) if whole(topic) && to - from <= 1.0 => {
            Text::new(format!("{}{years}", nl(from)), en(from))
        }
        (Some(from), Some(to)) if matches!(topic, Topic::BirthYear | Topic::Date) => Text::new(
            format!("{} tot en met {}", nl(from), nl(to - 1.0)),
            format!("{} to {}", en(from), en(to - 1.0)),
        ),
        // The upper edge is exclusive; English says the last whole number inside, as people do.
        (Some(from), Some(to)) if whole(topic) => Text::new(
            format!("{} tot {}{years}", nl(from), nl(to)),
            format!("{} to {}", en(from), en(to - 1.0)),
        ),
        (Some(from), Some(to)) => {
            Text::new(format!("{} tot {}", nl(from), nl(to)), format!("{} to {}", en(from), en(to)))
        }
        (Some(from), None) if matches!(topic, Topic::BirthYear | Topic::Date) => {
            Text::new(format!("{} of later", nl(from)), format!("{} or later", en(from)))
        }
        (None, Some(to)) if matches!(topic, Topic::BirthYear | Topic::Date) => {
            Text::new(format!("vóór {}", nl(to)), format!("before {}", en(to)))
        }
        (Some(from), None) if topic == Topic::Age => {
            Text::new(format!("{} jaar of ouder", nl(from)), format!("{} or over", en(from)))
        }
        (Some(from), None) => Text::new(format!("{} of meer", nl(from)), format!("{} or more", en(from))),
        (None, Some(to)) if topic == Topic::Age => {
            Text::new(format!("jonger dan {} jaar", nl(to)), format!("under {}", en(to)))
        }
        (None, Some(to)) => Text::new(format!("minder dan {}", nl(to)), format!("less than {}", en(to))),
        (None, None) => {
            let (nl, en) = (clean(&band.label.nl), clean(&band.label.en));
            let years = topic == Topic::Age && nl.ends_with(|c: char| c.is_ascii_digit());
            Text::new(if years { format!("{nl} jaar") } else { nl }, en)
        }
    }
}

fn whole(topic: Topic) -> bool {
    matches!(
        topic,
        Topic::Age | Topic::BirthYear | Topic::Date | Topic::Contacts | Topic::Rows | Topic::Children
    )
}

fn number_in(x: f64, topic: Topic, language: Language) -> String {
    let euro = if matches!(topic, Topic::Income | Topic::Amount) { "€ " } else { "" };
    let grouped = !matches!(topic, Topic::BirthYear | Topic::Date);
    let euro = if language == Language::En { euro.trim_end() } else { euro };
    format!("{euro}{}", number(x, language, grouped))
}

/// A number as people write it: `1.234,5` in Dutch, `1,234.5` in English; at most two decimals.
pub(crate) fn number(x: f64, language: Language, grouped: bool) -> String {
    let (thousand, point) = match language {
        Language::Nl => ('.', ','),
        Language::En => (',', '.'),
    };
    let plain = format!("{:.2}", x.abs());
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::new();
    if x < 0.0 {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if grouped && whole.len() > 3 && i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(thousand);
        }
        out.push(digit);
    }
    let decimals = decimals.trim_end_matches('0');
    if !decimals.is_empty() {
        out.push(point);
        out.push_str(decimals);
    }
    out
}

/// A share as printed: "41 %" in Dutch, "41%" in English; "bijna iedereen" near the whole.
pub(crate) fn percent(figure: &Figure, language: Language) -> String {
    if let Some(words) = figure.in_words() {
        return words.get(language).to_owned();
    }
    match (figure, language) {
        (Figure::Share { percent, .. }, Language::Nl) => format!("{} %", number(*percent, language, true)),
        (Figure::Share { percent, .. }, Language::En) => format!("{}%", number(*percent, language, true)),
        (Figure::AlmostAll { .. }, Language::Nl) => "bijna iedereen".into(),
        (Figure::AlmostAll { .. }, Language::En) => "almost everyone".into(),
        (Figure::Withheld, _) => crate::gate::withheld_text().get(language).to_owned(),
    }
}

/// A category as a reader wants to see it: without an ordering number in front ("1_laag") and
/// without underscores.
pub(crate) fn clean(value: &str) -> String {
    let rest = value.trim_start_matches(|c: char| c.is_ascii_digit());
    let value = if rest.len() < value.len() && rest.starts_with('_') { &rest[1..] } else { value };
    value.replace('_', " ").trim().to_string()
}

/// The first letter in upper case.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A label inside a sentence: first letter in lower case, unless it is an abbreviation.
pub(crate) fn lower(label: &Text) -> Text {
    let one = |text: &str| {
        let mut chars = text.chars();
        match (chars.next(), text.chars().nth(1)) {
            (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
                first.to_lowercase().chain(chars).collect()
            }
            _ => text.to_string(),
        }
    };
    Text::new(one(&label.nl), one(&label.en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(number(1234567.5, Language::Nl, true), "1.234.567,5");
        assert_eq!(number(1234567.5, Language::En, true), "1,234,567.5");
        assert_eq!(number(-12.0, Language::Nl, true), "-12");
        assert_eq!(number(1985.0, Language::Nl, false), "1985");
    }

    #[test]
    fn ranges_say_what_is_inside() {
        let band = |from, to| Band { label: Text::new("x", "x"), from, to, missing: false };
        assert_eq!(range(Topic::Age, &band(Some(18.0), Some(30.0))), Text::new("18 tot 30 jaar", "18 to 29"));
        assert_eq!(range(Topic::Age, &band(Some(75.0), None)), Text::new("75 jaar of ouder", "75 or over"));
        assert_eq!(
            range(Topic::Income, &band(Some(20000.0), Some(30000.0))),
            Text::new("€ 20.000 tot € 30.000", "€20,000 to €30,000")
        );
        let labelled =
            |label: &str, en: &str, from, to| Band { label: Text::new(label, en), ..band(from, to) };
        let years = labelled("1980 tot en met 1989", "1980 to 1989", Some(1980.0), Some(1990.0));
        assert_eq!(range(Topic::BirthYear, &years), Text::new("1980 tot en met 1989", "1980 to 1989"));
        assert_eq!(range(Topic::Age, &labelled("20-39", "20-39", None, None)).nl, "20-39 jaar");
        assert!(says_nothing(&labelled("bekend", "known", None, None)));
        assert_eq!(clean("1_laag"), "laag");
        assert_eq!(clean("2 of meer"), "2 of meer");
    }
}
