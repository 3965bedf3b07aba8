//! Words that column names are made of, Dutch and English, and what they say about a column.
//! Grown from the Gemeentelijk Gegevensmodel (Burgerzaken, Dienstverlening, Jeugd en Wmo, Werk, Inkomen, Schuldhulp).

use super::Meaning::{self, *};
use crate::recipe::Role::{self, Feature, Identifier, Ignore, Quasi, Sensitive};
use crate::text::Text;

/// What a header says.
pub(crate) struct Concept {
    /// Ways to write it: lower case, without spaces or signs.
    words: &'static [&'static str],
    /// The meaning. `Category` stands for whatever the values are: category or number.
    pub(crate) meaning: Meaning,
    /// The role.
    pub(crate) role: Role,
    /// Name for people.
    nl: &'static str,
    en: &'static str,
    /// Proxy for origin: used, but with a warning.
    pub(crate) proxy: bool,
    /// Pseudonym domain where it is not the meaning's own.
    pub(crate) domain: Option<&'static str>,
}

impl Concept {
    /// Name for people.
    pub(crate) fn label(&self) -> Text {
        Text::new(self.nl, self.en)
    }

    /// Safe order: what protects most is believed first.
    fn rank(&self) -> u8 {
        match self.role {
            Ignore => 0,
            Identifier => 1,
            Sensitive => 2,
            Quasi => 3,
            Role::Weight => 4,
            Feature => 5,
        }
    }
}

const fn c(
    words: &'static [&'static str],
    meaning: Meaning,
    role: Role,
    nl: &'static str,
    en: &'static str,
) -> Concept {
    Concept { words, meaning, role, nl, en, proxy: false, domain: None }
}

const fn in_domain(mut concept: Concept, domain: &'static str) -> Concept {
    concept.domain = Some(domain);
    concept
}

const fn proxy(mut concept: Concept) -> Concept {
    concept.proxy = true;
    concept
}

#[rustfmt::skip]
const CONCEPTS: &[Concept] = &[
    c(&["geheimhouding", "geheim", "indicatiegeheim", "indicatiegeheimhouding", "secrecy", "confidential"], Secrecy, Ignore, "geheimhouding", "secrecy"),
    c(&["bsn", "burgerservicenummer", "burgerservicenr", "bsnnummer", "bsnnr", "sofinummer", "sofinr", "sofi", "citizenservicenumber"], Bsn, Identifier, "BSN", "BSN"),
    in_domain(c(&["onderwijsnummer", "pgn"], Bsn, Identifier, "onderwijsnummer", "education number"), "nl.onderwijsnummer"),
    in_domain(c(&["rsin"], KvkNumber, Identifier, "RSIN", "RSIN"), "nl.rsin"),
    c(&["anummer", "anr", "administratienummer"], ANumber, Identifier, "A-nummer", "A-number"),
    c(&["naam", "voornaam", "voornamen", "achternaam", "familienaam", "geslachtsnaam", "roepnaam", "voorletters", "initialen", "tussenvoegsel", "voorvoegsel", "volledigenaam", "klantnaam", "aanvrager", "contactpersoon", "partnernaam", "name", "firstname", "lastname", "surname", "fullname", "initials"], Name, Identifier, "naam", "name"),
    c(&["adres", "straat", "straatnaam", "huisnummer", "huisnr", "huisletter", "huisnummertoevoeging", "toevoeging", "woonadres", "postadres", "verblijfadres", "adresregel", "openbareruimte", "address", "street", "housenumber"], Address, Identifier, "adres", "address"),
    c(&["email", "emailadres", "mail", "mailadres", "emailaddress"], Email, Identifier, "e-mail", "e-mail"),
    c(&["telefoon", "telefoonnummer", "telefoonnr", "tel", "telnr", "mobiel", "mobielnummer", "gsm", "phone", "phonenumber", "mobile"], Phone, Identifier, "telefoon", "phone"),
    c(&["iban", "rekeningnummer", "bankrekening", "bankrekeningnummer", "rekeningnr", "bankaccount"], Iban, Identifier, "IBAN", "IBAN"),
    c(&["kenteken", "licenceplate", "licenseplate", "numberplate"], LicencePlate, Identifier, "kenteken", "licence plate"),
    c(&["kvk", "kvknummer", "kvknr", "vestigingsnummer", "vestigingsnr"], KvkNumber, Identifier, "KvK-nummer", "chamber of commerce number"),
    c(&["bag", "bagid", "verblijfsobject", "verblijfsobjectid", "nummeraanduiding", "nummeraanduidingid", "pandid", "adresseerbaarobject"], BagId, Identifier, "BAG-nummer", "BAG number"),
    c(&["zaak", "zaaknummer", "zaaknr", "zaakid", "dossier", "dossiernummer", "dossiernr", "casenumber", "caseid", "aanvraagnummer", "meldingnummer", "meldingsnummer", "documentnummer", "ordernummer", "factuurnummer", "beschikkingsnummer"], CaseNumber, Identifier, "zaaknummer", "case number"),
    c(&["klantnummer", "klantnr", "klantid", "clientnummer", "clientnr", "clientid", "persoonsnummer", "persoonid", "persoonnummer", "relatienummer", "relatienr", "burgerid", "inwonerid", "customernumber", "customerid", "personid", "clientnumber", "gebruikersnaam", "userid", "username"], CustomerNumber, Identifier, "klantnummer", "customer number"),
    in_domain(c(&["huishoudid", "huishoudnummer", "huishoudennummer", "huishoudnr", "adresid", "householdid"], CaseNumber, Identifier, "huishoudnummer", "household number"), "huishoudnr"),
    c(&["ipadres", "ipaddress", "deviceid", "cookieid", "sessieid", "sessionid", "pasnummer", "paspoortnummer", "rijbewijsnummer", "kaartnummer"], CaseNumber, Identifier, "nummer", "number"),

    c(&["ras", "race", "etniciteit", "ethnicity", "ethnicgroup", "huidskleur", "afkomst", "migratieachtergrond"], Origin, Sensitive, "herkomst", "origin"),
    c(&["gezondheid", "diagnose", "aandoening", "beperking", "handicap", "ziekte", "medicatie", "arbeidsongeschikt", "arbeidsongeschiktheid", "arbeidsbeperking", "zwanger", "verslaving", "ggz", "icd", "dsm", "health", "diagnosis", "disability", "illness", "disease"], Health, Sensitive, "gezondheid", "health"),
    c(&["wmo", "wmovoorziening", "voorziening", "maatwerkvoorziening", "jeugdhulp", "jeugdzorg", "jeugdwet", "zorgproduct", "productcategorie", "zorg", "pgb", "huishoudelijkehulp", "begeleiding", "dagbesteding", "beschermdwonen", "indicatie", "zorgvorm", "hulpvorm", "care", "careproduct", "youthcare"], Care, Sensitive, "zorg en ondersteuning", "care and support"),
    c(&["schuld", "schulden", "schuldhulp", "schuldhulpverlening", "schuldsanering", "betalingsachterstand", "achterstand", "beslag", "bewind", "bewindvoering", "wsnp", "kwijtschelding", "debt", "debts", "arrears", "debthelp"], Debt, Sensitive, "schulden", "debts"),
    c(&["geloof", "religie", "godsdienst", "levensovertuiging", "kerk", "kerkgenootschap", "politiekevoorkeur", "vakbond", "seksuelegeaardheid", "geaardheid", "religion", "faith", "unionmember", "politicalparty"], Faith, Sensitive, "geloof of overtuiging", "religion or belief"),
    c(&["strafblad", "delict", "misdrijf", "overtreding", "verdenking", "veroordeling", "detentie", "reclassering", "fraude", "vog", "offence", "offense", "crime", "conviction"], Offence, Sensitive, "straffen of verdenkingen", "criminal offences"),

    c(&["postcode", "postcodegebied", "pc", "postcodecijfers", "postalcode", "zipcode", "zip"], Postcode, Quasi, "postcode", "postcode"),
    c(&["gemeente", "gemeentecode", "wijk", "wijkcode", "wijknaam", "buurt", "buurtcode", "buurtnaam", "stadsdeel", "woonplaats", "plaats", "dorp", "kern", "gebied", "municipality", "district", "neighbourhood", "neighborhood", "city", "town", "region", "area"], AreaCode, Quasi, "gebied", "area"),
    c(&["geboortedatum", "gebdatum", "gebdat", "datumgeboorte", "dateofbirth", "birthdate", "dob"], BirthDate, Quasi, "geboortedatum", "date of birth"),
    c(&["geboortejaar", "gebjaar", "birthyear", "yearofbirth"], BirthYear, Quasi, "geboortejaar", "year of birth"),
    c(&["leeftijd", "leeftijdsgroep", "leeftijdsklasse", "leeftijdscategorie", "age", "agegroup", "ageband"], Age, Quasi, "leeftijd", "age"),
    c(&["geslacht", "geslachtsaanduiding", "sekse", "gender", "sex"], Gender, Quasi, "geslacht", "gender"),
    c(&["huishouden", "huishoudtype", "huishoudsamenstelling", "gezinssituatie", "gezinssamenstelling", "leefvorm", "leefsituatie", "household", "householdtype", "familysituation"], Household, Quasi, "huishouden", "household"),
    c(&["burgerlijkestaat", "burgerlijkstaat", "maritalstatus", "civilstatus", "gezinssituatiepartner", "relatie", "partner"], Category, Quasi, "burgerlijke staat", "marital status"),
    c(&["aantalkinderen", "kinderen", "kind", "children", "gezinsgrootte", "aantalpersonen", "householdsize"], Category, Quasi, "kinderen", "children"),
    c(&["woonsituatie", "woonvorm", "woningtype", "eigendom", "woning", "huurkoop", "housing", "housingtype", "tenure", "woningeigendom"], Category, Quasi, "woonsituatie", "housing"),
    c(&["inkomen", "jaarinkomen", "maandinkomen", "nettoinkomen", "brutoinkomen", "loon", "salaris", "vermogen", "income", "salary", "wage", "wealth"], Amount, Quasi, "inkomen", "income"),
    c(&["inkomensklasse", "inkomensgroep", "salaryclass", "incomeclass", "incomeband"], Category, Quasi, "inkomensklasse", "income class"),
    c(&["bedrag", "uitkeringsbedrag", "kosten", "huur", "toeslag", "amount", "costs", "rent"], Amount, Quasi, "bedrag", "amount"),
    c(&["opleiding", "opleidingsniveau", "onderwijsniveau", "education", "educationlevel", "school"], Category, Quasi, "opleiding", "education"),
    c(&["werk", "beroep", "functie", "arbeidssituatie", "werksituatie", "werkgever", "sbi", "sector", "branche", "uitkering", "occupation", "job", "profession", "workclass", "work", "employment", "employer"], Category, Quasi, "werk", "work"),
    proxy(c(&["nationaliteit", "geboorteland", "geboorteplaats", "landvanherkomst", "geboortelandouders", "geboortelandmoeder", "geboortelandvader", "herkomst", "herkomstland", "nationality", "countryofbirth", "birthcountry", "nativecountry", "verblijfstitel"], Origin, Quasi, "nationaliteit of geboorteland", "nationality or country of birth")),
    proxy(c(&["taal", "moedertaal", "voorkeurstaal", "thuistaal", "language", "nativelanguage"], Category, Quasi, "taal", "language")),
    c(&["overlijdensdatum", "datumoverlijden", "verhuisdatum", "datumvestiging", "datuminschrijving", "inschrijfdatum", "huwelijksdatum", "startdatum", "begindatum", "einddatum", "ingangsdatum", "datum", "date", "startdate", "enddate"], Date, Quasi, "datum", "date"),

    c(&["kanaal", "contactkanaal", "voorkeurskanaal", "kanaalvoorkeur", "channel", "contactchannel", "preferredchannel"], Category, Feature, "kanaal", "channel"),
    c(&["product", "producten", "productnaam", "productgroep", "dienst", "diensten", "dienstverlening", "aantalproducten", "products", "service", "services"], Category, Feature, "product", "product"),
    c(&["onderwerp", "thema", "rubriek", "categorie", "vraagsoort", "soortvraag", "zaaktype", "topic", "subject", "theme", "category"], Category, Feature, "onderwerp", "topic"),
    c(&["contact", "contacten", "contactmomenten", "aantalcontacten", "contacts", "bezoeken", "aantalbezoeken", "meldingen", "aantalmeldingen", "aantal", "visits", "count", "number"], Category, Feature, "contacten", "contacts"),
    c(&["wachttijd", "doorlooptijd", "behandeltijd", "gespreksduur", "duur", "waitingtime", "duration", "handlingtime", "leadtime"], Number, Feature, "wachttijd", "waiting time"),
    c(&["dagensinds", "dayssince", "laatstecontact", "dagensindscontact", "recency"], Number, Feature, "dagen sinds laatste contact", "days since last contact"),
    c(&["afstand", "distance", "distancekm", "afstandkm", "reistijd", "traveltime"], Number, Feature, "afstand", "distance"),
    c(&["digitalevaardigheid", "digitalevaardigheden", "digivaardig", "digitaalvaardig", "digitalskill", "digitalskills"], Category, Feature, "digitale vaardigheid", "digital skill"),
    c(&["taalniveau", "languagelevel"], Category, Feature, "taalniveau", "language level"),
    c(&["tevredenheid", "klanttevredenheid", "waardering", "beoordeling", "cijfer", "rapportcijfer", "nps", "satisfaction", "rating", "score"], Category, Feature, "tevredenheid", "satisfaction"),
    c(&["tijdstip", "dagdeel", "weekdag", "timeofday", "weekday"], Category, Feature, "dagdeel", "time of day"),
    c(&["houding", "attitude", "voorkeur", "preference", "digid", "nieuwsbrief", "newsletter", "app", "terugbelverzoek", "eersteafhandeling"], Category, Feature, "voorkeur", "preference"),

    c(&["opmerking", "opmerkingen", "toelichting", "omschrijving", "notitie", "notities", "memo", "bericht", "vraagtekst", "tekst", "verslag", "reactie", "comment", "comments", "remark", "remarks", "note", "notes", "description", "message"], FreeText, Ignore, "vrije tekst", "free text"),
    c(&["gewicht", "wegingsfactor", "weegfactor", "weging", "weight"], Weight, Quasi, "gewicht", "weight"),
    c(&["segment", "truesegment", "groep", "groepwaar", "klantgroep", "doelgroep", "cluster", "group", "persona"], Category, Quasi, "groep", "group"),
];

/// Words that say little by themselves but may be shown.
const KNOWN: &[&str] = &[
    "code",
    "bekend",
    "nummer",
    "nr",
    "id",
    "type",
    "soort",
    "status",
    "jaar",
    "maand",
    "dag",
    "week",
    "kwartaal",
    "niveau",
    "klasse",
    "naam",
    "laatste",
    "eerste",
    "klant",
    "inwoner",
    "persoon",
    "cliënt",
    "client",
    "burger",
    "aanvraag",
    "melding",
    "zaak",
    "product",
    "totaal",
    "gemiddelde",
    "gemiddeld",
    "percentage",
    "waarde",
    "resultaat",
    "reden",
    "oorzaak",
    "bron",
    "afdeling",
    "team",
    "locatie",
    "year",
    "month",
    "day",
    "level",
    "class",
    "value",
    "last",
    "first",
    "total",
    "average",
    "customer",
    "resident",
    "reason",
    "state",
    "true",
    "waar",
    "digitale",
    "vaardigheid",
    "netto",
    "bruto",
    "voorkeur",
    "digital",
    "skill",
    "days",
    "dagen",
];

/// Words that may stand beside others and never alone.
const FILLERS: &[&str] = &[
    "van", "de", "het", "een", "en", "of", "in", "op", "per", "p", "m", "j", "met", "voor", "bij", "aan",
    "tot", "sinds", "km", "brp", "eur", "euro", "min", "minuten", "uur", "the", "since", "and", "a", "e",
    "tov",
];

/// The words of a header: lower case, without accents, split at signs, at camelCase and between letters and digits.
pub(crate) fn words(header: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    for ch in header.chars() {
        let joins = ch.is_alphanumeric()
            && previous.is_alphanumeric()
            && ch.is_numeric() == previous.is_numeric()
            && !(ch.is_uppercase() && previous.is_lowercase());
        if ch.is_alphanumeric() {
            if !joins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(ch.to_lowercase().map(plain));
            }
        }
        previous = ch;
    }
    words
}

fn plain(ch: char) -> char {
    match ch {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    }
}

/// What the vocabulary makes of a header.
pub(crate) struct Match {
    /// The concept, if the header names one.
    pub(crate) concept: Option<&'static Concept>,
    /// Whether every word is in the vocabulary, so that the header may be shown.
    pub(crate) known: bool,
    /// Whether the concept is all that the header says.
    pub(crate) whole: bool,
}

/// Looks a header up. Runs of words are joined, so that `Geboorte datum` and `geboortedatum` are one. A longer
/// run beats a shorter one inside it (`productnaam` is no name); of the rest the safest role wins.
pub(crate) fn look_up(header: &str) -> Match {
    let words = words(header);
    let mut found: Vec<(usize, usize, &'static Concept)> = Vec::new();
    for start in 0..words.len().min(12) {
        let mut joined = String::new();
        for end in start + 1..=words.len().min(start + 4) {
            joined.push_str(&words[end - 1]);
            found.extend(
                CONCEPTS.iter().filter(|c| c.words.contains(&joined.as_str())).map(|c| (start, end, c)),
            );
        }
    }
    let all = found.clone();
    found.retain(|&(start, end, _)| {
        !all.iter().any(|&(s, e, _)| s <= start && end <= e && e - s > end - start)
    });
    // `min_by_key` keeps the first of equals: the leftmost word.
    let best = found.iter().min_by_key(|(_, _, concept)| concept.rank()).copied();
    let covered = |at: usize| found.iter().any(|&(start, end, _)| start <= at && at < end);
    let mut speaks = !found.is_empty();
    let known = !words.is_empty()
        && words.iter().enumerate().all(|(at, word)| {
            let substance = covered(at) || KNOWN.contains(&word.as_str()) || composed(word);
            speaks |= substance;
            let number = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
            substance || number || FILLERS.contains(&word.as_str())
        })
        && speaks
        && !header.chars().any(|ch| matches!(ch, '<' | '>' | '=' | '@' | '&' | '"'));
    let whole = best.is_some_and(|(start, end, _)| end - start == words.len());
    Match { concept: best.map(|(_, _, concept)| concept), known, whole }
}

/// Whether a word is two words of the vocabulary written as one (`contactjaar`), the linking s included.
fn composed(word: &str) -> bool {
    let vocabulary = |part: &str| {
        part.len() >= 3
            && (KNOWN.contains(&part) || CONCEPTS.iter().any(|concept| concept.words.contains(&part)))
    };
    (3..word.len().saturating_sub(2)).filter(|&at| word.is_char_boundary(at)).any(|at| {
        let (head, tail) = word.split_at(at);
        vocabulary(tail) && (vocabulary(head) || head.strip_suffix('s').is_some_and(vocabulary))
    })
}

/// Whether a category's text speaks of care, health, debts, belief, origin or offences.
pub(crate) fn speaks_of_sensitive(value: &str) -> bool {
    let words = words(value);
    words.len() <= 4
        && CONCEPTS
            .iter()
            .filter(|concept| concept.role == Sensitive)
            .any(|concept| words.iter().any(|word| concept.words.contains(&word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_has_two_meanings() {
        let mut all: Vec<&str> = CONCEPTS.iter().flat_map(|concept| concept.words).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        for word in all {
            assert_eq!(words(word).concat(), word, "words are in their plain form");
        }
    }

    #[test]
    fn headers_that_may_be_shown() {
        for header in [
            "BSN",
            "Geboortedatum BRP",
            "geboorte_datum",
            "GeboorteDatum",
            "postcode4",
            "Bedrag p/m",
            "E-mail",
            "days_since",
            "distance_km",
            "true_segment",
            "marital-status",
            "native-country",
            "salary-class",
            "Code",
            "Code (2)",
            "Cliëntnummer",
            "Digitale vaardigheid",
            "contactjaar",
            "Dagen sinds contact",
        ] {
            assert!(look_up(header).known, "{header}");
        }
        for header in [
            "",
            "=1+1",
            "<img src=x onerror=alert(1)>",
            "Naam Jansen",
            "Jansen",
            "De Vries",
            "2",
            "van de",
            "999955597",
            "M",
            "<naam>",
            "kolom 3",
            "1234AB",
        ] {
            assert!(!look_up(header).known, "{header}");
        }
    }

    #[test]
    fn the_longest_and_then_the_safest() {
        let meaning = |header: &str| look_up(header).concept.map(|concept| concept.meaning);
        assert_eq!(meaning("productnaam"), Some(Category));
        assert_eq!(meaning("contact e-mail"), Some(Email));
        assert_eq!(meaning("Naam kanaal"), Some(Name));
        assert_eq!(meaning("Geboorte datum"), Some(BirthDate));
        assert_eq!(meaning("aantal kinderen"), Some(Category));
        assert_eq!(look_up("aantal kinderen").concept.map(|concept| concept.role), Some(Quasi));
        assert_eq!(meaning("xyz"), None);
    }
}
