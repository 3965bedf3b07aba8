//! The judgement over one column: its values first, its header second, and where neither speaks the safe side.

use super::tally::{Rate, Tally};
use super::vocabulary::Concept;
use super::Meaning::{self, *};
use crate::recipe::Role;
use crate::text::Text;

/// What is proposed for a column.
pub(crate) struct Judgement {
    pub(crate) meaning: Meaning,
    pub(crate) role: Role,
    /// In per cent.
    pub(crate) confidence: u8,
    pub(crate) evidence: Text,
    pub(crate) attention: bool,
    pub(crate) domain: Option<String>,
}

/// Where a proposal rests on.
#[derive(Clone, Copy)]
enum Grounds {
    /// The values pass this test; the header says the same (true) or nothing of the kind.
    Values(Rate, &'static str, &'static str, bool),
    /// The header alone.
    Header,
    /// The header, but the values say otherwise.
    HeaderAgainstValues,
    /// The kind of values, nothing recognised.
    Kind(&'static str, &'static str),
}

/// Detection thresholds are those of the identifier rules: 95 % for an eleven-test that one number in
/// eleven passes by chance, 90 % for formats, 80 % for loosely written ones; of at least 20 distinct values.
pub(crate) fn judge(
    tally: &Tally,
    concept: Option<&'static Concept>,
    coarse: &dyn Fn(f64) -> u8,
) -> Judgement {
    let proposal = Proposal { tally, concept, coarse };
    if tally.filled == 0 {
        return proposal.make(
            Unknown,
            Role::Ignore,
            Grounds::Kind("De kolom is leeg.", "The column is empty."),
        );
    }
    proposal.by_values().or_else(|| proposal.by_header()).unwrap_or_else(|| proposal.by_kind())
}

struct Proposal<'a> {
    tally: &'a Tally,
    concept: Option<&'static Concept>,
    coarse: &'a dyn Fn(f64) -> u8,
}

impl Proposal<'_> {
    fn header_says(&self, meaning: Meaning) -> bool {
        self.concept.is_some_and(|concept| concept.meaning == meaning)
    }

    /// Formats that speak for themselves, whatever the header.
    fn by_values(&self) -> Option<Judgement> {
        let t = self.tally;
        let rules: [(Meaning, Rate, f64, &str, &str); 10] = [
            (Email, t.email, 80.0, "is een e-mailadres", "are e-mail addresses"),
            (Iban, t.iban, 90.0, "slaagt voor de proef van een IBAN", "pass the IBAN check"),
            (Bsn, t.bsn, 95.0, "slaagt voor de elfproef", "pass the eleven-test"),
            (BagId, t.bag, 95.0, "heeft de vorm van een BAG-nummer", "look like a BAG number"),
            (ANumber, t.a_number, 95.0, "slaagt voor de proef van een A-nummer", "pass the A-number check"),
            (AreaCode, t.area, 90.0, "is een code van gemeente, wijk of buurt", "are area codes"),
            (Postcode, t.postcode6, 90.0, "is een postcode", "are postcodes"),
            (Phone, t.phone, 90.0, "is een telefoonnummer", "are phone numbers"),
            (LicencePlate, t.plate, 80.0, "is een kenteken", "are licence plates"),
            (Date, t.date, 90.0, "is een datum", "are dates"),
        ];
        for (meaning, rate, threshold, nl, en) in rules {
            let agrees = self.header_says(meaning) || (meaning == Date && self.header_says(BirthDate));
            // A handful of values that happen to fit prove nothing; letters and dots of a full format do.
            let enough = match meaning {
                _ if agrees => 1,
                AreaCode | Iban | Email => 2,
                Bsn | ANumber | Phone | LicencePlate | BagId => 20,
                _ => 5,
            };
            if t.distinct < enough || !t.at_least(rate, threshold) {
                continue;
            }
            let meaning = if meaning == Date && self.header_says(BirthDate) { BirthDate } else { meaning };
            let role = if meaning.is_identifier() { Role::Identifier } else { Role::Quasi };
            // A header that calls it more sensitive than its form is believed as well.
            if self.concept.is_some_and(|c| matches!(c.role, Role::Sensitive | Role::Ignore))
                && role == Role::Quasi
            {
                return None;
            }
            return Some(self.make(meaning, role, Grounds::Values(rate, nl, en, agrees)));
        }
        let numbered = [(
            Postcode,
            t.postcode4,
            "is vier cijfers van een postcode",
            "are the four digits of a postcode",
        )];
        for (meaning, rate, nl, en) in numbered {
            if self.header_says(meaning) && t.at_least(rate, 90.0) {
                return Some(self.make(meaning, Role::Quasi, Grounds::Values(rate, nl, en, true)));
            }
        }
        None
    }

    fn by_header(&self) -> Option<Judgement> {
        let concept = self.concept?;
        let t = self.tally;
        let role = concept.role;
        let boolean = t.at_least(t.boolean, 90.0);
        let sure = |rate, nl, en| Some(self.make(concept.meaning, role, Grounds::Values(rate, nl, en, true)));
        match concept.meaning {
            Secrecy => Some(self.make(Secrecy, Role::Ignore, Grounds::Header)),
            FreeText => Some(self.make(FreeText, Role::Ignore, Grounds::Header)),
            // "BSN bekend: ja/nee" points at nobody by itself, and neither does a count of phone calls.
            meaning
                if meaning.is_identifier()
                    && (boolean
                        || matches!(meaning, Email | Phone | Iban | LicencePlate | KvkNumber | BagId)
                            && self.small_numbers()) =>
            {
                let kind = if boolean { Category } else { Number };
                Some(self.make(kind, Role::Quasi, Grounds::HeaderAgainstValues))
            }
            KvkNumber if t.at_least(t.kvk, 80.0) => sure(t.kvk, "heeft acht cijfers", "have eight digits"),
            meaning if meaning.is_identifier() => Some(self.make(meaning, role, Grounds::Header)),
            Care if t.at_least(t.wmo, 95.0) => {
                sure(t.wmo, "is een productcategorie van de Wmo", "are Wmo product categories")
            }
            meaning if meaning.is_sensitive() => Some(self.make(meaning, role, self.text_or_header(role)?)),
            Age if t.at_least(t.age, 95.0) => sure(t.age, "ligt tussen 0 en 120", "lie between 0 and 120"),
            BirthYear if t.at_least(t.year, 90.0) => sure(t.year, "is een jaartal", "are years"),
            Amount if t.numeric() => sure(t.number, "is een getal", "are numbers"),
            Weight if t.numeric() => Some(self.make(Weight, role, Grounds::Header)),
            BirthDate if t.at_least(t.year, 90.0) => {
                Some(self.make(BirthYear, role, Grounds::Values(t.year, "is een jaartal", "are years", true)))
            }
            Category | Number => {
                let grounds = self.text_or_header(role)?;
                let kind = if t.numeric() { Number } else { Category };
                Some(self.make(kind, role, grounds))
            }
            Gender | Household => Some(self.make(concept.meaning, role, self.text_or_header(role)?)),
            // Ages in bands, names of neighbourhoods, amounts in classes, dates that are none.
            _ => {
                self.text_or_header(role)?;
                let kind = if t.numeric() { Number } else { Category };
                Some(self.make(kind, Role::Quasi, Grounds::Header))
            }
        }
    }

    /// A category by its header, unless its cells are written texts or nearly all differ: then its values decide.
    fn text_or_header(&self, role: Role) -> Option<Grounds> {
        let t = self.tally;
        let free = self.free_text();
        let unique = !t.numeric() && t.distinct >= 50 && t.uniqueness() > 0.5;
        match role {
            Role::Sensitive if free => None,
            Role::Sensitive => Some(Grounds::Header),
            _ if free || unique => None,
            _ => Some(Grounds::Header),
        }
    }

    fn by_kind(&self) -> Judgement {
        let t = self.tally;
        if self.free_text() {
            let grounds = Grounds::Kind(
                "De cellen zijn teksten van enkele woorden of meer en ze verschillen veel.",
                "The cells are texts of several words and differ a lot.",
            );
            return self.make(FreeText, Role::Ignore, grounds);
        }
        let many = t.distinct >= 20 && t.uniqueness() >= 0.9 || t.distinct >= 200 && t.uniqueness() >= 0.2;
        let long = t.at_least(t.long_integer, 90.0) || t.at_least(t.leading_zero, 10.0);
        let codes = t.at_least(t.code, 80.0) && (!t.numeric() || long);
        if many && (codes || !t.numeric()) {
            let grounds = Grounds::Kind(
                "Bijna elke waarde is anders. Zo'n kolom kan één persoon aanwijzen.",
                "Nearly every value differs; such a column can point at one person.",
            );
            return self.make(Unknown, Role::Identifier, grounds);
        }
        if t.numeric() {
            return self.make(
                Number,
                Role::Quasi,
                Grounds::Kind("De cellen zijn getallen.", "The cells are numbers."),
            );
        }
        let grounds = Grounds::Kind("De cellen zijn woorden of codes.", "The cells are words or codes.");
        self.make(Category, Role::Quasi, grounds)
    }

    fn small_numbers(&self) -> bool {
        let t = self.tally;
        t.numeric() && t.at_least(t.age, 90.0) && t.distinct < 100 && t.uniqueness() < 0.5
    }

    fn free_text(&self) -> bool {
        let t = self.tally;
        if t.numeric() {
            return false;
        }
        (t.distinct >= 5 && t.at_least(t.sentence, 50.0))
            || (t.distinct >= 20 && t.at_least(t.spaced, 60.0) && t.uniqueness() >= 0.2)
    }

    fn make(&self, meaning: Meaning, role: Role, grounds: Grounds) -> Judgement {
        let t = self.tally;
        let sampled = if t.sampled {
            (
                " Er is naar een deel van de verschillende waarden gekeken.",
                " A part of the distinct values was looked at.",
            )
        } else {
            ("", "")
        };
        let (confidence, evidence) = match grounds {
            Grounds::Values(rate, nl, en, agrees) => {
                let share = (self.coarse)(t.percent(rate));
                let (name_nl, name_en) = if agrees {
                    (" De kolomkop zegt hetzelfde.", " The header says the same.")
                } else {
                    ("", "")
                };
                (
                    if agrees { 99 } else { 92 },
                    Text::new(
                        format!("Ongeveer {share} % van de waarden {nl}.{name_nl}{}", sampled.0),
                        format!("About {share} % of the values {en}.{name_en}{}", sampled.1),
                    ),
                )
            }
            Grounds::Header => (80, Text::new("De kolomkop zegt dit.", "The header says so.")),
            Grounds::HeaderAgainstValues => (
                50,
                Text::new(
                    "De kolomkop noemt een nummer of adres, maar de cellen zien er niet zo uit.",
                    "The header names a number or address, but the cells do not look like it.",
                ),
            ),
            Grounds::Kind(nl, en) => {
                (40, Text::new(format!("{nl}{}", sampled.0), format!("{en}{}", sampled.1)))
            }
        };
        let proxy = self.concept.is_some_and(|concept| concept.proxy) && role == Role::Quasi;
        let own = self
            .concept
            .filter(|concept| concept.meaning == meaning || meaning == Bsn)
            .and_then(|c| c.domain);
        let domain =
            (role == Role::Identifier).then(|| own.or(meaning.domain()).map(str::to_owned)).flatten();
        Judgement {
            meaning,
            role,
            confidence,
            evidence,
            attention: confidence < 60 && t.filled > 0
                || proxy
                || meaning.is_sensitive()
                || matches!(meaning, Secrecy | Weight),
            domain,
        }
    }
}
