//! The judgement over one column: its values first, its header second, and where neither speaks the safe side.
//!
//! # How sure
//! `confidence` is the chance, in per cent, that a value picked from the column is what is said. It is the share of
//! values that pass the test (in steps of k people) times the chance that the test was not passed by accident:
//! `1 / (1 + 2^-bits)`. The bits add up what is known: for each distinct value (20 at most) how many times less often
//! another value of the same shape would pass (an eleven-test 2^3, an IBAN 2^6, an e-mail address 2^8, "eight digits" 2^0),
//! 5 bits when the header says the same, 2 fewer when there is no header that says anything, 4 fewer when it says
//! something else. A header without a test of its values is believed for 85 % when it says nothing else, for 70 %
//! when it says more; for 60 % when the values fail the test of what it names; for 45 % when they look like something
//! else. What nobody recognised is 40 % or less. Never 100.

use super::concepts::Concept;
use super::inspection::SensitiveKind;
use super::tally::{Rate, Tally};
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
    /// What else it may be, the likeliest first.
    pub(crate) alternatives: Vec<Meaning>,
    pub(crate) sensitive_kind: Option<SensitiveKind>,
    /// It may tell a person's origin.
    pub(crate) proxy: bool,
}

/// What a header said.
#[derive(Clone, Copy, Default)]
pub(crate) struct Header {
    /// The concept it names.
    pub(crate) concept: Option<&'static Concept>,
    /// Whether it says nothing else.
    pub(crate) whole: bool,
    /// Whether it calls its values a code, a kind or a number to name things by.
    pub(crate) code: bool,
}

/// Where a proposal rests on.
#[derive(Clone, Copy)]
enum Grounds {
    /// The values pass this test, of which each value is worth so many bits.
    Values { rate: Rate, bits: u32, agrees: bool, nl: &'static str, en: &'static str },
    /// The header alone.
    Header,
    /// The header, but its values fail the test of what it names.
    HeaderUnproven,
    /// The header, but the values say otherwise.
    HeaderAgainstValues,
    /// The kind of values, nothing recognised.
    Kind(&'static str, &'static str),
}

/// A format that speaks for itself.
struct Rule {
    meaning: Meaning,
    rate: fn(&Tally) -> Rate,
    /// Per cent of the values that must pass.
    share: f64,
    /// Distinct values needed where the header is silent; `HEADER`: the header must agree.
    alone: usize,
    bits: u32,
    /// Whether it gives way to a header that names another identifier.
    weak: bool,
    nl: &'static str,
    en: &'static str,
}

/// No number of values is enough without the header.
const HEADER: usize = usize::MAX;

const fn rule(
    meaning: Meaning,
    rate: fn(&Tally) -> Rate,
    share: f64,
    alone: usize,
    bits: u32,
    nl: &'static str,
    en: &'static str,
) -> Rule {
    Rule { meaning, rate, share, alone, bits, weak: false, nl, en }
}

const fn weak(mut rule: Rule) -> Rule {
    rule.weak = true;
    rule
}

/// The thresholds are those of the identifier rules: 95 % for an eleven-test that one number in eleven passes by
/// chance, 90 % for formats, 80 % for loosely written ones; without a header over at least 20 distinct values
/// (twenty random numbers all pass an eleven-test once in 10^20), fewer where letters and dots make chance unlikely.
#[rustfmt::skip]
const RULES: &[Rule] = &[
    rule(Email, |t| t.email, 80.0, 2, 8, "is een e-mailadres", "are e-mail addresses"),
    rule(Iban, |t| t.iban, 90.0, 2, 6, "slaagt voor de proef van een IBAN", "pass the IBAN check"),
    rule(EducationNumber, |t| t.education, 95.0, 20, 9, "slaagt voor de proef van een onderwijsnummer", "pass the check of an education number"),
    rule(Bsn, |t| t.bsn, 95.0, 20, 3, "slaagt voor de elfproef, de rekenproef voor een BSN", "pass the eleven-test, the sum that a BSN must fit"),
    rule(Bsn, |t| t.bsn_wide, 95.0, 20, 3, "slaagt met nullen ervoor voor de elfproef", "pass the eleven-test with zeros in front"),
    rule(BagId, |t| t.bag, 95.0, 20, 4, "heeft de vorm van een BAG-nummer", "look like a BAG number"),
    rule(ANumber, |t| t.a_number, 95.0, 20, 6, "slaagt voor de proef van een A-nummer", "pass the A-number check"),
    rule(BranchNumber, |t| t.branch, 90.0, HEADER, 0, "heeft twaalf cijfers", "have twelve digits"),
    rule(KvkNumber, |t| t.kvk, 80.0, HEADER, 0, "heeft acht cijfers", "have eight digits"),
    rule(AreaCode, |t| t.area, 90.0, 2, 8, "is een code van gemeente, wijk of buurt", "are area codes"),
    rule(Postcode, |t| t.postcode6, 90.0, 5, 5, "is een postcode", "are postcodes"),
    rule(Phone, |t| t.phone_clear, 90.0, 20, 4, "is een telefoonnummer", "are phone numbers"),
    weak(rule(Phone, |t| t.phone, 90.0, 20, 3, "is een telefoonnummer", "are phone numbers")),
    rule(LicencePlate, |t| t.plate, 80.0, 20, 5, "is een kenteken", "are licence plates"),
    rule(LicencePlate, |t| t.plate_any, 80.0, HEADER, 2, "is een kenteken", "are licence plates"),
    weak(rule(Date, |t| t.date, 90.0, 5, 4, "is een datum", "are dates")),
    weak(rule(Date, |t| t.date_short, 90.0, HEADER, 2, "is een datum met een jaar van twee cijfers", "are dates with a year of two digits")),
    weak(rule(Address, |t| t.coordinate, 95.0, 20, 4, "is een plek op de kaart, tot op een huis", "are places on the map, down to a house")),
    rule(Health, |t| t.diagnosis, 80.0, 5, 3, "heeft de vorm van een diagnosecode", "look like diagnosis codes"),
    rule(Postcode, |t| t.postcode4, 90.0, HEADER, 1, "is vier cijfers van een postcode", "are the four digits of a postcode"),
];

/// Judges a column.
pub(crate) fn judge(tally: &Tally, header: Header) -> Judgement {
    let proposal = Proposal { tally, header, concept: header.concept };
    let mut judgement = if tally.empty() {
        proposal.by_header_alone()
    } else {
        proposal.by_values().or_else(|| proposal.by_header()).unwrap_or_else(|| proposal.by_kind())
    };
    judgement.alternatives = proposal.alternatives(judgement.meaning);
    judgement
}

struct Proposal<'a> {
    tally: &'a Tally,
    header: Header,
    concept: Option<&'static Concept>,
}

/// The role of a meaning that its values show.
fn role_of(meaning: Meaning) -> Role {
    if meaning.is_identifier() {
        Role::Identifier
    } else if meaning.is_sensitive() && meaning != Origin {
        Role::Sensitive
    } else {
        Role::Quasi
    }
}

impl Proposal<'_> {
    fn header_says(&self, meaning: Meaning) -> bool {
        self.concept.is_some_and(|concept| concept.meaning == meaning)
    }

    fn header_role(&self) -> Option<Role> {
        self.concept.map(|concept| concept.role)
    }

    /// A column that hardly anybody has filled goes by its header, and is not used: fewer than k people's values tell nothing,
    /// but who is under secrecy or objected is left out, however few they are.
    fn by_header_alone(&self) -> Judgement {
        match self.concept {
            Some(concept) => self.make(concept.meaning, Role::Ignore, Grounds::Header),
            None => self.make(
                Unknown,
                Role::Ignore,
                Grounds::Kind("De kolom is leeg of bijna leeg.", "The column is empty or nearly so."),
            ),
        }
    }

    /// Formats that speak for themselves, whatever the header.
    fn by_values(&self) -> Option<Judgement> {
        let t = self.tally;
        for rule in RULES {
            let rate = (rule.rate)(t);
            if !t.any(rate) {
                continue;
            }
            let mut meaning = rule.meaning;
            if meaning == Date && self.header_says(BirthDate) {
                meaning = BirthDate;
            } else if meaning == Bsn && self.header_says(Rsin) {
                // The two share one test: the header decides.
                meaning = Rsin;
            }
            let agrees = self.header_says(meaning);
            // Two-digit years show themselves when the third number is past any day of a month.
            let years = rule.alone == HEADER
                && meaning == Date
                && t.distinct() >= 20
                && t.dates.short_sure * 5 >= t.dates.short.max(1);
            let enough = match rule.alone {
                _ if agrees => 1,
                _ if years => 20,
                alone => alone,
            };
            if t.distinct() < enough || !t.at_least(rate, rule.share) {
                continue;
            }
            if !agrees && rule.weak && self.header_role() == Some(Role::Identifier) {
                continue;
            }
            let role = role_of(meaning);
            // A header that calls it more sensitive than its form is believed as well.
            if role == Role::Quasi && matches!(self.header_role(), Some(Role::Sensitive | Role::Ignore)) {
                return None;
            }
            let (bits, nl, en) = (rule.bits, rule.nl, rule.en);
            return Some(self.make(meaning, role, Grounds::Values { rate, bits, agrees, nl, en }));
        }
        if t.at_least(t.machine, 90.0) && t.distinct() > 1 && self.header_role() != Some(Role::Identifier) {
            let (nl, en) = ("is een sleutel van een computer", "are keys of a machine");
            let grounds = Grounds::Values { rate: t.machine, bits: 8, agrees: false, nl, en };
            return Some(self.make(Unknown, Role::Identifier, grounds));
        }
        self.by_words()
    }

    /// Categories whose own words are sensitive, or countries.
    fn by_words(&self) -> Option<Judgement> {
        let t = self.tally;
        if matches!(self.header_role(), Some(Role::Identifier | Role::Ignore | Role::Sensitive)) {
            return None;
        }
        for (meaning, rate) in t.spoken() {
            let (share, kinds) = if meaning == Origin { (60.0, 3) } else { (40.0, 2) };
            if t.kinds(rate) < kinds || !t.at_least(rate, share) || self.header_says(meaning) {
                continue;
            }
            let (nl, en) = if meaning == Origin {
                ("is een land of nationaliteit", "are countries or nationalities")
            } else {
                ("is een woord uit deze gevoelige lijst", "are words of this sensitive list")
            };
            let grounds = Grounds::Values { rate, bits: 3, agrees: false, nl, en };
            return Some(self.make(meaning, role_of(meaning), grounds));
        }
        None
    }

    fn by_header(&self) -> Option<Judgement> {
        let concept = self.concept?;
        let t = self.tally;
        let (meaning, role) = (concept.meaning, concept.role);
        let boolean = t.at_least(t.boolean, 90.0);
        let sure = |rate, nl, en| {
            Some(self.make(meaning, role, Grounds::Values { rate, bits: 0, agrees: true, nl, en }))
        };
        match meaning {
            Secrecy => Some(self.make(Secrecy, Role::Ignore, Grounds::Header)),
            // An objection to a decision has outcomes and texts; an objection to use is a yes, a no or a date.
            Objection if t.at_least(t.objection, 80.0) || t.at_least(t.date, 80.0) => {
                Some(self.make(Objection, Role::Ignore, Grounds::Header))
            }
            Objection => {
                self.text_or_header(Role::Quasi)?;
                Some(self.make(Category, Role::Quasi, Grounds::HeaderAgainstValues))
            }
            FreeText if self.short_codes() => {
                Some(self.make(Category, Role::Quasi, Grounds::HeaderAgainstValues))
            }
            FreeText => Some(self.make(FreeText, Role::Ignore, Grounds::Header)),
            // "BSN bekend: ja/nee" points at nobody by itself, and neither does a count of phone calls.
            _ if meaning.is_identifier()
                && (boolean
                    || matches!(
                        meaning,
                        Email | Phone | Iban | LicencePlate | KvkNumber | BranchNumber | BagId
                    ) && self.small_numbers()) =>
            {
                let kind = if boolean { Category } else { Number };
                Some(self.make(kind, Role::Quasi, Grounds::HeaderAgainstValues))
            }
            _ if meaning.is_identifier() => {
                let tested = RULES.iter().any(|rule| rule.meaning == meaning) && meaning != Address;
                Some(self.make(meaning, role, if tested { Grounds::HeaderUnproven } else { Grounds::Header }))
            }
            Care if t.at_least(t.wmo, 95.0) => {
                sure(t.wmo, "is een productcategorie van de Wmo", "are Wmo product categories")
            }
            _ if role == Role::Sensitive => Some(self.make(meaning, role, self.text_or_header(role)?)),
            Age if t.at_least(t.age, 95.0) => sure(t.age, "ligt tussen 0 en 120", "lie between 0 and 120"),
            BirthYear if t.at_least(t.year, 90.0) => sure(t.year, "is een jaartal", "are years"),
            Amount if self.years() => Some(self.make(Number, role, Grounds::HeaderAgainstValues)),
            Amount if t.numeric() => sure(t.number, "is een getal", "are numbers"),
            Weight if t.numeric() => Some(self.make(Weight, role, Grounds::Header)),
            Sbi if t.at_least(t.sbi, 90.0) => {
                sure(t.sbi, "heeft de vorm van een SBI-code", "look like SBI codes")
            }
            AreaCode if t.at_least(t.area_bare, 90.0) && self.area_codes() => {
                sure(t.area_bare, "is een gebiedscode zonder letters", "are area codes without letters")
            }
            BirthDate if t.at_least(t.year, 90.0) => {
                let (nl, en) = ("is een jaartal", "are years");
                let grounds = Grounds::Values { rate: t.year, bits: 1, agrees: true, nl, en };
                Some(self.make(BirthYear, role, grounds))
            }
            Category if self.wmo_products() => {
                let (nl, en) = ("is een productcategorie van de Wmo", "are Wmo product categories");
                let grounds = Grounds::Values { rate: t.wmo, bits: 0, agrees: false, nl, en };
                Some(self.make(Care, Role::Sensitive, grounds))
            }
            Category | Number => {
                let grounds = self.text_or_header(role)?;
                Some(self.make(self.numbers_or_words(), role, grounds))
            }
            Gender | Household | Origin => Some(self.make(meaning, role, self.text_or_header(role)?)),
            // Ages in bands, names of neighbourhoods, amounts in classes, dates that are none.
            _ => {
                self.text_or_header(role)?;
                Some(self.make(self.numbers_or_words(), Role::Quasi, Grounds::Header))
            }
        }
    }

    /// What the cells are where the header does not say: a code by its header is no number, unless it has decimals.
    fn numbers_or_words(&self) -> Meaning {
        let t = self.tally;
        if t.numeric() && (!self.header.code || t.any(t.fraction)) {
            Number
        } else {
            Category
        }
    }

    /// A handful of years, each in many rows: no amounts.
    fn years(&self) -> bool {
        let t = self.tally;
        t.at_least(t.year, 95.0) && t.distinct() <= 60 && t.filled >= 5 * t.distinct()
    }

    /// Whether digits under a header of areas are codes: with a zero in front, or mostly of full length.
    fn area_codes(&self) -> bool {
        let t = self.tally;
        t.any(t.leading_zero) || !t.at_least(t.area_cut, 50.0) || self.header.code
    }

    /// Whether a column of products holds the two digits of the Wmo list and nothing else.
    fn wmo_products(&self) -> bool {
        let t = self.tally;
        let product = self.concept.is_some_and(|concept| concept.label().en == "product");
        product && t.distinct() >= 3 && t.any(t.leading_zero) && t.at_least(t.wmo, 95.0)
    }

    /// Short words without spaces that come back all the time, under a header of texts.
    fn short_codes(&self) -> bool {
        let t = self.tally;
        t.distinct() <= 50 && t.filled >= 20 * t.distinct() && !t.at_least(t.spaced, 10.0)
    }

    /// A category by its header, unless its cells are written texts or nearly all differ: then its values decide.
    fn text_or_header(&self, role: Role) -> Option<Grounds> {
        let t = self.tally;
        let free = self.free_text();
        let unique = !t.numeric() && t.distinct() >= 50 && t.uniqueness() > 0.5;
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
        let many =
            t.distinct() >= 20 && t.uniqueness() >= 0.9 || t.distinct() >= 200 && t.uniqueness() >= 0.2;
        let long = t.at_least(t.long_integer, 90.0) || t.coded();
        let codes = t.at_least(t.code, 80.0) && (!t.numeric() || long);
        if many && (codes || !t.numeric()) {
            let grounds = Grounds::Kind(
                "Bijna elke waarde is anders. Zo'n kolom kan één persoon aanwijzen.",
                "Nearly every value differs; such a column can point at one person.",
            );
            return self.make(Unknown, Role::Identifier, grounds);
        }
        if self.numbers_or_words() == Number {
            let grounds = Grounds::Kind("De cellen zijn getallen.", "The cells are numbers.");
            return self.make(Number, Role::Quasi, grounds);
        }
        let grounds = Grounds::Kind("De cellen zijn woorden of codes.", "The cells are words or codes.");
        self.make(Category, Role::Quasi, grounds)
    }

    fn small_numbers(&self) -> bool {
        let t = self.tally;
        t.numeric() && t.at_least(t.age, 90.0) && t.distinct() < 100 && t.uniqueness() < 0.5
    }

    /// Written texts: of several words, and not a short list that comes back.
    fn free_text(&self) -> bool {
        let t = self.tally;
        if t.numeric() {
            return false;
        }
        let varied = t.uniqueness() >= 0.05 || t.distinct() > 500;
        (t.distinct() >= 5 && varied && t.at_least(t.sentence, 50.0))
            || (t.distinct() >= 20 && t.at_least(t.spaced, 60.0) && t.uniqueness() >= 0.2)
    }

    /// What else the column may be: formats that half of its values pass, the header's word, and the plain kinds.
    fn alternatives(&self, chosen: Meaning) -> Vec<Meaning> {
        let t = self.tally;
        let mut found: Vec<Meaning> = Vec::new();
        if !t.empty() {
            found.extend(self.concept.map(|concept| concept.meaning));
            found.extend(
                RULES.iter().filter(|rule| t.at_least((rule.rate)(t), 50.0)).map(|rule| rule.meaning),
            );
            found.extend(t.spoken().first().map(|(meaning, _)| *meaning));
            if t.at_least(t.bsn, 95.0) {
                found.push(Rsin);
            }
            if t.at_least(t.wmo, 95.0) {
                found.push(Care);
            }
            if t.numeric() {
                if t.at_least(t.age, 95.0) {
                    found.push(Age);
                }
                if t.at_least(t.year, 95.0) {
                    found.push(BirthYear);
                }
                found.extend([Number, Amount]);
            }
            if t.uniqueness() >= 0.2 && t.distinct() >= 20 {
                found.extend([CustomerNumber, Name, FreeText]);
            }
            found.push(Category);
        }
        let mut out = Vec::new();
        for meaning in found {
            if meaning != chosen && !out.contains(&meaning) && out.len() < 8 {
                out.push(meaning);
            }
        }
        out
    }

    /// See the module's own words on confidence.
    fn confidence(&self, grounds: Grounds) -> u8 {
        match grounds {
            Grounds::Values { rate, bits, agrees, .. } => {
                let prior = match (agrees, self.concept) {
                    (true, _) => 5,
                    (false, None) => -2,
                    (false, Some(_)) => -4,
                };
                let bits = (self.tally.kinds(rate).min(20) * bits).min(30) as i32 + prior;
                let chance = 1.0 / (1.0 + 2f64.powi(-bits));
                let share = f64::from(self.tally.said_percent(rate));
                (share * chance).clamp(1.0, 99.0) as u8
            }
            Grounds::Header if self.header.whole => 85,
            Grounds::Header => 70,
            Grounds::HeaderUnproven => 60,
            Grounds::HeaderAgainstValues => 45,
            Grounds::Kind(..) => 40,
        }
    }

    fn evidence(&self, grounds: Grounds) -> Text {
        let evidence = match grounds {
            Grounds::Values { rate, agrees, nl, en, .. } => {
                let share = self.tally.said_percent(rate);
                let (name_nl, name_en) = if agrees {
                    (" De kolomkop zegt hetzelfde.", " The header says the same.")
                } else {
                    ("", "")
                };
                Text::new(
                    format!("Ongeveer {share} % van de waarden {nl}.{name_nl}"),
                    format!("About {share} % of the values {en}.{name_en}"),
                )
            }
            Grounds::Header => Text::new("De kolomkop zegt dit.", "The header says so."),
            Grounds::HeaderUnproven => Text::new(
                "De kolomkop zegt dit, maar niet genoeg cellen slagen voor de proef die erbij hoort.",
                "The header says so, but not enough cells pass the check that belongs to it.",
            ),
            Grounds::HeaderAgainstValues => Text::new(
                "De kolomkop noemt iets anders, maar de cellen zien er niet zo uit.",
                "The header names something else, but the cells do not look like it.",
            ),
            Grounds::Kind(nl, en) => Text::new(nl, en),
        };
        let from_values = matches!(grounds, Grounds::Values { .. } | Grounds::Kind(..));
        if !(self.tally.sampled && from_values) {
            return evidence;
        }
        Text::new(
            format!("{} Er is naar een deel van de verschillende waarden gekeken.", evidence.nl),
            format!("{} A part of the distinct values was looked at.", evidence.en),
        )
    }

    fn make(&self, meaning: Meaning, role: Role, grounds: Grounds) -> Judgement {
        let confidence = self.confidence(grounds);
        let proxy =
            role == Role::Quasi && (meaning == Origin || self.concept.is_some_and(|concept| concept.proxy));
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
            evidence: self.evidence(grounds),
            attention: confidence < 60 && !self.tally.empty()
                || proxy
                || meaning.is_sensitive()
                || meaning.leaves_out()
                || meaning == Weight,
            domain,
            alternatives: Vec::new(),
            proxy,
            sensitive_kind: (role == Role::Sensitive).then(|| SensitiveKind::of(meaning)),
        }
    }
}
