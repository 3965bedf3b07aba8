//! Words for the values that Dutch customer files hold most often.

use super::words::{clean, Phrase, Topic};
use super::Band;
use crate::text::Text;

/// One known value: keys as files write it, then the words (Dutch, English).
struct Entry {
    topic: Topic,
    keys: &'static [&'static str],
    tag: (&'static str, &'static str),
    short: (&'static str, &'static str),
    singular: (&'static str, &'static str),
    plural: (&'static str, &'static str),
}

macro_rules! entries {
    ($($topic:ident [$($key:literal),+] $tag:expr, $short:expr, $singular:expr, $plural:expr;)+) => {
        &[$(Entry { topic: Topic::$topic, keys: &[$($key),+], tag: $tag, short: $short, singular: $singular, plural: $plural }),+]
    };
}

/// An empty tag: the value is true of people, but should not name them.
const ENTRIES: &[Entry] = entries![
    Channel ["web", "website", "internet", "online", "digitaal", "portaal", "mijngemeente"]
        ("Digitaal", "Online"), ("via internet", "online"),
        ("regelt zaken via internet", "does things online"), ("regelen zaken via internet", "do things online");
    Channel ["app"]
        ("Via de app", "By app"), ("via de app", "through the app"),
        ("gebruikt de app", "uses the app"), ("gebruiken de app", "use the app");
    Channel ["telefoon", "bellen", "phone", "tel", "telefonisch"]
        ("Via de telefoon", "By phone"), ("via de telefoon", "by phone"),
        ("belt de gemeente", "phones the municipality"), ("bellen de gemeente", "phone the municipality");
    Channel ["balie", "loket", "desk", "counter", "stadhuis"]
        ("Via de balie", "At the service desk"), ("aan de balie", "at the service desk"),
        ("komt naar de balie", "comes to the service desk"), ("komen naar de balie", "come to the service desk");
    Channel ["post", "brief", "letter"]
        ("Via de post", "By post"), ("via de post", "by post"),
        ("stuurt een brief", "writes a letter"), ("sturen een brief", "write letters");
    Channel ["e-mail", "email", "mail"]
        ("Via e-mail", "By e-mail"), ("via e-mail", "by e-mail"),
        ("stuurt een e-mail", "sends an e-mail"), ("sturen een e-mail", "send e-mails");
    Channel ["chat", "whatsapp"]
        ("Via de chat", "By chat"), ("via de chat", "by chat"),
        ("gebruikt de chat", "uses the chat"), ("gebruiken de chat", "use the chat");
    Household ["alleen", "alleenstaand", "alleenwonend", "single", "eenpersoons", "eenpersoonshuishouden"]
        ("Alleenwonenden", "Living alone"), ("alleenwonend", "living alone"),
        ("woont alleen", "lives alone"), ("wonen alleen", "live alone");
    Household ["samen", "paar", "samenwonend", "couple", "met partner", "paar zonder kinderen"]
        ("Samenwonenden", "Couples"), ("samenwonend", "living with a partner"),
        ("woont samen met een partner", "lives with a partner"), ("wonen samen met een partner", "live with a partner");
    Household ["gezin", "gezin met kinderen", "family", "met kinderen", "paar met kinderen"]
        ("Gezinnen", "Families"), ("met een gezin", "with a family"),
        ("heeft een gezin", "has a family at home"), ("hebben een gezin", "have a family at home");
    Household ["eenouder", "eenoudergezin", "single parent"]
        ("Eenoudergezinnen", "One-parent families"), ("met een eenoudergezin", "in a one-parent family"),
        ("heeft een eenoudergezin", "heads a one-parent family"), ("hebben een eenoudergezin", "head a one-parent family");
    Housing ["koop", "koopwoning", "eigen woning", "owner"]
        ("Huiseigenaren", "Home owners"), ("met een koopwoning", "owning their home"),
        ("heeft een koopwoning", "owns a home"), ("hebben een koopwoning", "own their home");
    Housing ["huur sociaal", "sociale huur", "sociaal", "corporatie"]
        ("Huurders", "Renters"), ("met een sociale huurwoning", "renting from a housing association"),
        ("huurt bij een woningcorporatie", "rents from a housing association"),
        ("huren bij een woningcorporatie", "rent from a housing association");
    Housing ["huur vrij", "vrije huur", "huur vrije sector", "particuliere huur", "vrije sector"]
        ("Huurders vrije sector", "Private renters"), ("met een huurwoning in de vrije sector", "renting privately"),
        ("huurt in de vrije sector", "rents privately"), ("huren in de vrije sector", "rent privately");
    Housing ["huur", "huurwoning", "rent"]
        ("Huurders", "Renters"), ("met een huurwoning", "renting their home"),
        ("huurt een woning", "rents a home"), ("huren een woning", "rent their home");
    DigitalSkill ["geen", "none"]
        ("", ""), ("niet digitaal vaardig", "without digital skills"),
        ("is niet digitaal vaardig", "has no digital skills"), ("zijn niet digitaal vaardig", "have no digital skills");
    DigitalSkill ["laag", "weinig", "basis", "low"]
        ("", ""), ("weinig digitaal vaardig", "with few digital skills"),
        ("is weinig digitaal vaardig", "has few digital skills"), ("zijn weinig digitaal vaardig", "have few digital skills");
    DigitalSkill ["midden", "gemiddeld", "redelijk", "medium"]
        ("", ""), ("redelijk digitaal vaardig", "with fair digital skills"),
        ("is redelijk digitaal vaardig", "has fair digital skills"), ("zijn redelijk digitaal vaardig", "have fair digital skills");
    DigitalSkill ["hoog", "goed", "vaardig", "high"]
        ("Digitaal vaardig", "Digitally skilled"), ("digitaal vaardig", "with strong digital skills"),
        ("is digitaal vaardig", "has strong digital skills"), ("zijn digitaal vaardig", "have strong digital skills");
    LanguageLevel ["a1"] ("", ""), ("met taalniveau A1", "at language level A1"),
        ("heeft taalniveau A1", "reads at language level A1"), ("hebben taalniveau A1", "read at language level A1");
    LanguageLevel ["a2"] ("", ""), ("met taalniveau A2", "at language level A2"),
        ("heeft taalniveau A2", "reads at language level A2"), ("hebben taalniveau A2", "read at language level A2");
    LanguageLevel ["b1"] ("", ""), ("met taalniveau B1", "at language level B1"),
        ("heeft taalniveau B1", "reads at language level B1"), ("hebben taalniveau B1", "read at language level B1");
    LanguageLevel ["b2"] ("", ""), ("met taalniveau B2", "at language level B2"),
        ("heeft taalniveau B2", "reads at language level B2"), ("hebben taalniveau B2", "read at language level B2");
    LanguageLevel ["c1"] ("", ""), ("met taalniveau C1", "at language level C1"),
        ("heeft taalniveau C1", "reads at language level C1"), ("hebben taalniveau C1", "read at language level C1");
    Gender ["man", "m", "male", "mannen"] ("", ""), ("man", "a man"),
        ("is man", "is a man"), ("zijn man", "are men");
    Gender ["vrouw", "v", "f", "female", "vrouwen"] ("", ""), ("vrouw", "a woman"),
        ("is vrouw", "is a woman"), ("zijn vrouw", "are women");
    Gender ["x", "anders", "other"] ("", ""), ("geslacht X", "gender X"),
        ("heeft geslacht X", "has gender X"), ("hebben geslacht X", "have gender X");
];

/// A known subject of contact: keys, noun (Dutch, English), what someone wants to do, tag or empty.
struct Subject {
    keys: &'static [&'static str],
    noun: (&'static str, &'static str),
    wish: (&'static str, &'static str),
    tag: (&'static str, &'static str),
}

const SUBJECTS: &[Subject] = &[
    Subject {
        keys: &["verhuizen", "verhuizing", "adreswijziging"],
        noun: ("verhuizen", "moving house"),
        wish: ("een verhuizing doorgeven", "report a change of address"),
        tag: ("Verhuizers", "Movers"),
    },
    Subject {
        keys: &["paspoort", "id-kaart", "reisdocument"],
        noun: ("een paspoort", "a passport"),
        wish: ("een nieuw paspoort aanvragen", "apply for a new passport"),
        tag: ("Vragen over paspoorten", "Passport questions"),
    },
    Subject {
        keys: &["rijbewijs"],
        noun: ("een rijbewijs", "a driving licence"),
        wish: ("een rijbewijs verlengen", "renew a driving licence"),
        tag: ("Vragen over rijbewijzen", "Licence questions"),
    },
    Subject {
        keys: &["uittreksel"],
        noun: ("een uittreksel", "an extract"),
        wish: ("een uittreksel aanvragen", "ask for an extract from the register"),
        tag: ("Vragen over uittreksels", "Extract questions"),
    },
    Subject {
        keys: &["vergunning", "omgevingsvergunning", "vergunningen"],
        noun: ("een vergunning", "a permit"),
        wish: ("een vergunning aanvragen", "apply for a permit"),
        tag: ("Vragen over vergunningen", "Permit questions"),
    },
    Subject {
        keys: &["belasting", "belastingen", "ozb", "woz"],
        noun: ("belastingen", "local taxes"),
        wish: ("iets vragen over de aanslag", "ask about a tax bill"),
        tag: ("Vragen over belastingen", "Tax questions"),
    },
    Subject {
        keys: &["parkeren", "parkeervergunning"],
        noun: ("parkeren", "parking"),
        wish: ("een parkeervergunning regelen", "arrange a parking permit"),
        tag: ("Vragen over parkeren", "Parking questions"),
    },
    Subject {
        keys: &["afval", "grof afval", "afval, grof", "afval en milieu"],
        noun: ("afval", "waste collection"),
        wish: ("grof afval laten ophalen", "have bulky waste collected"),
        tag: ("Vragen over afval", "Waste questions"),
    },
    Subject {
        keys: &["melding", "melding openbare ruimte", "openbare ruimte"],
        noun: ("een melding in de buurt", "a report about the street"),
        wish: ("een losse stoeptegel melden", "report a loose paving stone"),
        tag: ("Melders", "Street reporters"),
    },
    Subject {
        keys: &["trouwen", "huwelijk"],
        noun: ("trouwen", "getting married"),
        wish: ("een huwelijk melden", "give notice of a marriage"),
        tag: ("Trouwen", "Marriage"),
    },
    Subject {
        keys: &["wmo", "zorg", "zorg en ondersteuning"],
        noun: ("hulp en ondersteuning", "care and support"),
        wish: ("iets vragen over hulp thuis", "ask about help at home"),
        tag: ("", ""),
    },
    Subject {
        keys: &["schuldhulp", "schuldhulpverlening"],
        noun: ("hulp bij geldzaken", "help with money matters"),
        wish: ("iets vragen over geldzaken", "ask about money matters"),
        tag: ("", ""),
    },
    Subject {
        keys: &["bijstand", "uitkering"],
        noun: ("een uitkering", "benefits"),
        wish: ("een wijziging doorgeven", "report a change"),
        tag: ("", ""),
    },
];

fn key(band: &Band) -> String {
    clean(&band.label.nl).to_lowercase()
}

fn pair(words: (&str, &str)) -> Text {
    Text::new(words.0, words.1)
}

fn tag(words: (&str, &str)) -> Option<Text> {
    (!words.0.is_empty()).then(|| pair(words))
}

/// The words of a known value; `None` for a value this list does not hold.
pub(super) fn phrase(topic: Topic, band: &Band) -> Option<Phrase> {
    let key = key(band);
    if topic == Topic::Subject {
        let subject = SUBJECTS.iter().find(|s| s.keys.contains(&key.as_str()));
        let noun = subject.map_or_else(
            || Text::new(format!("‘{}’", clean(&band.label.nl)), format!("‘{}’", clean(&band.label.en))),
            |s| pair(s.noun),
        );
        return Some(Phrase {
            tag: match subject {
                Some(subject) => tag(subject.tag),
                None => Some(Text::new(
                    super::words::capital(&clean(&band.label.nl)),
                    super::words::capital(&clean(&band.label.en)),
                )),
            },
            short: Text::new(format!("met een vraag over {}", noun.nl), format!("asking about {}", noun.en)),
            singular: Text::new(
                format!("heeft een vraag over {}", noun.nl),
                format!("asks about {}", noun.en),
            ),
            plural: Text::new(format!("hebben een vraag over {}", noun.nl), format!("ask about {}", noun.en)),
        });
    }
    let entry = ENTRIES.iter().find(|e| e.topic == topic && e.keys.contains(&key.as_str()))?;
    Some(Phrase {
        tag: tag(entry.tag),
        short: pair(entry.short),
        singular: pair(entry.singular),
        plural: pair(entry.plural),
    })
}

/// What someone with this subject wants to do, for a story; `None` for an unknown subject, and for
/// subjects about care, debts or benefits, which a story leaves alone.
pub(crate) fn wish(band: &Band) -> Option<Text> {
    let key = key(band);
    SUBJECTS.iter().find(|s| s.keys.contains(&key.as_str()) && !s.tag.0.is_empty()).map(|s| pair(s.wish))
}

/// A stable key for known values (`desk`, `web`, …), for choosing advice; `None` when unknown.
pub(crate) fn known(topic: Topic, band: &Band) -> Option<&'static str> {
    let key = key(band);
    ENTRIES.iter().find(|e| e.topic == topic && e.keys.contains(&key.as_str())).map(|e| e.keys[0])
}
