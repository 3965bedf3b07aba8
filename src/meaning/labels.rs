//! What a meaning is called, and what follows from it.

use super::Meaning;
use crate::text::Text;
use Meaning::*;

const ALL: [(Meaning, &str, &str, &str); 40] = [
    (Bsn, "bsn", "burgerservicenummer (BSN)", "citizen service number (BSN)"),
    (EducationNumber, "education_number", "onderwijsnummer", "education number"),
    (ANumber, "a_number", "A-nummer", "BRP administration number"),
    (Rsin, "rsin", "RSIN", "legal entity number (RSIN)"),
    (Name, "name", "naam", "name"),
    (Address, "address", "adres", "address"),
    (Email, "email", "e-mailadres", "e-mail address"),
    (Phone, "phone", "telefoonnummer", "phone number"),
    (Iban, "iban", "rekeningnummer (IBAN)", "bank account (IBAN)"),
    (LicencePlate, "licence_plate", "kenteken", "licence plate"),
    (KvkNumber, "kvk_number", "KvK-nummer", "chamber of commerce number"),
    (BranchNumber, "branch_number", "vestigingsnummer", "branch number"),
    (BagId, "bag_id", "BAG-nummer (adres of gebouw)", "BAG number (address or building)"),
    (CaseNumber, "case_number", "zaaknummer", "case number"),
    (CustomerNumber, "customer_number", "klantnummer", "customer number"),
    (Postcode, "postcode", "postcode", "postcode"),
    (AreaCode, "area_code", "gemeente, wijk of buurt", "municipality, district or neighbourhood"),
    (BirthDate, "birth_date", "geboortedatum", "date of birth"),
    (Date, "date", "datum", "date"),
    (Age, "age", "leeftijd", "age"),
    (BirthYear, "birth_year", "geboortejaar", "year of birth"),
    (Gender, "gender", "geslacht", "gender"),
    (Household, "household", "huishouden", "household"),
    (Amount, "amount", "bedrag", "amount"),
    (Number, "number", "getal", "number"),
    (Category, "category", "categorie", "category"),
    (Sbi, "sbi", "bedrijfstak (SBI)", "line of business (SBI)"),
    (Origin, "origin", "herkomst", "origin"),
    (Health, "health", "gezondheid", "health"),
    (Care, "care", "zorg en ondersteuning (Wmo, jeugd)", "care and support"),
    (Debt, "debt", "schulden", "debts"),
    (Faith, "faith", "geloof of overtuiging", "religion or belief"),
    (Politics, "politics", "politieke voorkeur of vakbond", "political opinion or trade union"),
    (SexualLife, "sexual_life", "seksuele gerichtheid", "sexual orientation"),
    (Offence, "offence", "straffen of verdenkingen", "criminal offences"),
    (Secrecy, "secrecy", "geheimhouding", "secrecy indicator"),
    (Objection, "objection", "bezwaar tegen gebruik", "objection to use"),
    (FreeText, "free_text", "vrije tekst", "free text"),
    (Weight, "weight", "gewicht", "weight"),
    (Unknown, "unknown", "niet herkend", "not recognised"),
];

impl Meaning {
    fn entry(self) -> &'static (Meaning, &'static str, &'static str, &'static str) {
        // The table holds every meaning (tested); `Unknown` is its last entry.
        ALL.iter().find(|entry| entry.0 == self).unwrap_or(&ALL[ALL.len() - 1])
    }

    /// The code name that a recipe writes.
    pub fn code(self) -> &'static str {
        self.entry().1
    }

    /// The meaning with a code name.
    pub fn from_code(code: &str) -> Option<Self> {
        ALL.iter().find(|entry| entry.1 == code).map(|entry| entry.0)
    }

    /// The meaning in words.
    pub fn label(self) -> Text {
        let entry = self.entry();
        Text::new(entry.2, entry.3)
    }

    /// Whether values of this meaning are numbers.
    pub fn is_numeric(self) -> bool {
        matches!(self, Age | BirthYear | Amount | Number | Weight)
    }

    /// Whether values of this meaning are dates.
    pub fn is_date(self) -> bool {
        matches!(self, BirthDate | Date)
    }

    /// Whether one value points at one person, address or organisation by itself.
    pub fn is_identifier(self) -> bool {
        matches!(
            self,
            Bsn | EducationNumber
                | ANumber
                | Rsin
                | Name
                | Address
                | Email
                | Phone
                | Iban
                | LicencePlate
                | KvkNumber
                | BranchNumber
                | BagId
                | CaseNumber
                | CustomerNumber
        )
    }

    /// Whether the law (AVG art. 9 and 10) or its nature makes it sensitive: a ground is needed to use it.
    pub fn is_sensitive(self) -> bool {
        matches!(self, Origin | Health | Care | Debt | Faith | Politics | SexualLife | Offence)
    }

    /// Whether a yes in this column leaves a person out: secrecy (BRP) or an objection (AVG art. 21).
    pub fn leaves_out(self) -> bool {
        matches!(self, Secrecy | Objection)
    }

    /// The pseudonym domain of values of this kind when no issuer is named.
    pub fn domain(self) -> Option<&'static str> {
        Some(match self {
            Bsn => "nl.bsn",
            EducationNumber => "nl.onderwijsnummer",
            Rsin => "nl.rsin",
            BranchNumber => "nl.vestiging",
            ANumber => "nl.anummer",
            Email => "email",
            Phone => "telefoon",
            Iban => "iban",
            LicencePlate => "kenteken",
            KvkNumber => "nl.kvk",
            BagId => "nl.bag",
            CaseNumber => "zaaknr",
            CustomerNumber => "klantnr",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_names_are_those_of_the_recipe() {
        for (meaning, code, _, _) in ALL {
            assert_eq!(serde_json::to_value(meaning).unwrap(), serde_json::json!(code));
            assert_eq!(Meaning::from_code(code), Some(meaning));
            assert!(meaning.code() == code);
        }
        assert_eq!(Meaning::from_code("bsn "), None);
    }
}
