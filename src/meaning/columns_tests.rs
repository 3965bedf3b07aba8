//! The whole judgement on a table of columns: right meanings in every spelling, and traps that look like one.
//! Every column is made by a rule, so that the figures are the same on every machine.

use super::Meaning::{self, *};
use super::{identifiers as id, inspect, ColumnInspection, Dialect, InspectInput, Inspection};
use crate::recipe::Role::{self, *};
use crate::table::{is_missing, Table, MISSING};

const ROWS: u32 = 400;

/// A number without pattern, from a position.
pub(super) fn scatter(i: u32) -> u32 {
    let mut x = i.wrapping_mul(2_654_435_761) ^ 0x9E37_79B9;
    x ^= x >> 15;
    x = x.wrapping_mul(0x85EB_CA6B);
    x ^ (x >> 13)
}

pub(super) fn of(list: &str, i: u32) -> String {
    let list: Vec<&str> = list.split('|').collect();
    list[scatter(i) as usize % list.len()].to_owned()
}

/// The next value from `start` on, in steps, that passes.
fn next(start: u64, step: u64, passes: impl Fn(&str) -> bool) -> String {
    (0..).map(|turn| (start + turn * step).to_string()).find(|text| passes(text)).unwrap()
}

fn bsn(i: u32) -> String {
    next(u64::from(100_000_000 + scatter(i) % 800_000_000), 1, id::is_bsn)
}

/// Drawn anew each time: after a pair of equal digits in front the next one is far.
fn a_number(i: u32) -> String {
    let draws = (0..).map(|turn| 1_010_101_010 + u64::from(scatter(i * 65_536 + turn)));
    draws.map(|number| number.to_string()).find(|text| id::is_a_number(text)).unwrap()
}

fn iban(i: u32) -> String {
    let account = format!("INGB{:010}", scatter(i));
    (2..=98).map(|check| format!("NL{check:02}{account}")).find(|iban| id::is_iban(iban)).unwrap()
}

fn day(i: u32) -> (u32, u32, u32) {
    (1 + scatter(i) % 28, 1 + scatter(i + 7) % 12, 1935 + scatter(i + 13) % 75)
}

fn plate(i: u32) -> String {
    let (a, b) = (scatter(i) % 90 + 10, scatter(i + 3) % 90 + 10);
    [format!("{a}-KX-{b}"), format!("GZ-{a}{}-K", b % 10), format!("{}-TRX-{a}", b % 10)][i as usize % 3]
        .clone()
}

fn text(i: u32) -> String {
    format!("Mevrouw belde op dag {i} over haar zaak en wil graag iemand spreken")
}

fn hex(i: u32, groups: &[usize]) -> String {
    let mut digits = (0..8).map(|part| format!("{:08x}", scatter(i * 8 + part))).collect::<String>();
    let mut parts = Vec::new();
    for &length in groups {
        parts.push(digits[..length].to_owned());
        digits = digits[length..].to_owned();
    }
    parts.join("-")
}

pub(super) const K: u32 = 10;

/// What is said of these columns.
pub(super) fn inspected(columns: &[(&str, Vec<String>)]) -> Inspection {
    let headers = columns.iter().map(|(header, _)| (*header).to_owned()).collect();
    let mut table = Table::with_headers(headers);
    for (column, (_, cells)) in table.columns.iter_mut().zip(columns) {
        for cell in cells {
            let code = if is_missing(cell) { MISSING } else { column.values.intern(cell.trim()) };
            column.codes.push(code);
        }
    }
    table.rows = columns[0].1.len();
    inspect(InspectInput {
        table,
        dialect: Dialect::default(),
        refused_rows: 0,
        refused: Vec::new(),
        title_lines: 0,
        headers_confirmed: false,
        min_group: K,
    })
}

fn look(header: &str, cell: &dyn Fn(u32) -> String) -> ColumnInspection {
    inspected(&[(header, (0..ROWS).map(cell).collect())]).columns.swap_remove(0)
}

type Case = (&'static str, &'static dyn Fn(u32) -> String, Meaning, Role);

#[rustfmt::skip]
pub(super) const RIGHT: &[Case] = &[
    ("BSN", &bsn, Bsn, Identifier),
    ("xq", &bsn, Bsn, Identifier),
    ("bsn_partner", &bsn, Bsn, Identifier),
    ("klantbsn", &bsn, Bsn, Identifier),
    ("sofi-nr", &|i| { let b = bsn(i); format!("{}.{}.{}", &b[..4], &b[4..6], &b[6..]) }, Bsn, Identifier),
    // One zero lost: eight digits that pass with it.
    ("xq", &|i| if i % 3 == 0 { next(u64::from(10_000_000 + scatter(i) % 80_000_000), 1, id::is_bsn) } else { bsn(i) }, Bsn, Identifier),
    ("BSN", &|i| if i % 9 == 0 { "000000000".into() } else { bsn(i) }, Bsn, Identifier),
    ("Onderwijsnummer", &|i| next(u64::from(100_000_000 + scatter(i) % 9_000_000), 1, id::is_education_number), EducationNumber, Identifier),
    ("xq", &|i| next(u64::from(100_000_000 + scatter(i) % 9_000_000), 1, id::is_education_number), EducationNumber, Identifier),
    ("A-nummer", &a_number, ANumber, Identifier),
    ("xq", &a_number, ANumber, Identifier),
    ("RSIN", &bsn, Rsin, Identifier),
    ("KvK-nummer", &|i| format!("{:08}", 1_000_000 + scatter(i) % 90_000_000), KvkNumber, Identifier),
    ("Vestigingsnr", &|i| format!("{:012}", scatter(i)), BranchNumber, Identifier),
    ("Postcode", &|i| format!("{} {}", 1012 + scatter(i) % 40, of("EH|AD|GB", i)), Postcode, Quasi),
    ("xq", &|i| format!("NL-{}{}", 1012 + scatter(i) % 40, of("eh|ad|gb", i)), Postcode, Quasi),
    ("pc4", &|i| (1012 + scatter(i) % 40).to_string(), Postcode, Quasi),
    ("PC6", &|i| format!("{}{}", 2611 + scatter(i) % 9, of("JV|KX", i)), Postcode, Quasi),
    ("xq", &iban, Iban, Identifier),
    ("rekeningnr", &|i| { let b = iban(i); format!("{} {} {}", &b[..4], &b[4..8], &b[8..]) }, Iban, Identifier),
    ("Telefoon", &|i| format!("06-{:08}", 10_000_000 + scatter(i) % 80_000_000), Phone, Identifier),
    ("xq", &|i| format!("+31 6 {:08}", 10_000_000 + scatter(i) % 80_000_000), Phone, Identifier),
    ("tel", &|i| format!("(015) {} {:02} {:02}", 200 + scatter(i) % 700, i % 90, i % 77), Phone, Identifier),
    ("xq", &|i| format!("persoon{i}@voorbeeld.nl"), Email, Identifier),
    ("e-mailadres", &|i| format!("p.{i}@post.voorbeeld.example"), Email, Identifier),
    ("Kenteken", &|i| plate(i).replace('-', ""), LicencePlate, Identifier),
    ("xq", &plate, LicencePlate, Identifier),
    ("xq", &|i| format!("036301{:010}", scatter(i)), BagId, Identifier),
    ("Buurtcode", &|i| format!("BU0363{:04}", scatter(i) % 30), AreaCode, Quasi),
    ("xq", &|i| format!("WK0599{:02}", scatter(i) % 30), AreaCode, Quasi),
    ("Wijkcode", &|i| format!("0363{:02}", scatter(i) % 30), AreaCode, Quasi),
    ("gemeentecode", &|i| of("363|599|1680|34|1904", i).replace("34", "518"), AreaCode, Quasi),
    ("Zaaknummer", &|i| format!("Z-2025-{i:05}"), CaseNumber, Identifier),
    ("Cliëntnummer", &|i| (70_000 + i / 3).to_string(), CustomerNumber, Identifier),
    ("Geboortedatum", &|i| { let (d, m, y) = day(i); format!("{d:02}-{m:02}-{y}") }, BirthDate, Quasi),
    ("Geboortedatum BRP", &|i| { let (d, m, y) = day(i); if i % 4 == 0 { format!("{y}0000") } else { format!("{y}{m:02}{d:02}") } }, BirthDate, Quasi),
    ("gebdat", &|i| { let (d, m, y) = day(i); if i % 4 == 0 { format!("00-00-{y}") } else { format!("{d:02}-{m:02}-{y}") } }, BirthDate, Quasi),
    ("datum_geboorte", &|i| { let (d, _, y) = day(i); format!("{d} {} {y}", of("jan|mrt|mei|okt|december", i)) }, BirthDate, Quasi),
    ("geb.dat.", &|i| { let (d, m, y) = day(i); format!("{d:02}-{m:02}-{:02}", y % 100) }, BirthDate, Quasi),
    ("date of birth", &|i| { let (d, m, y) = day(i); format!("{m}/{d}/{y}") }, BirthDate, Quasi),
    ("geboortejaar", &|i| day(i).2.to_string(), BirthYear, Quasi),
    ("xq", &|i| { let (d, m, _) = day(i); format!("2025-{m:02}-{d:02}T10:00:00Z") }, Date, Quasi),
    ("Datum aanvraag", &|i| { let (d, m, _) = day(i); format!("{d:02}-{m:02}-24") }, Date, Quasi),
    ("leeftijd", &|i| (18 + scatter(i) % 70).to_string(), Age, Quasi),
    ("Inkomen", &|i| format!("{}.{:03},50", 1 + scatter(i) % 60, scatter(i + 1) % 1000), Amount, Quasi),
    ("Bedrag", &|i| if i % 5 == 0 { format!("€ -{},25", scatter(i) % 90) } else { format!("€ {},00", scatter(i) % 900) }, Amount, Quasi),
    ("income", &|i| format!("{},{:03}.25", 1 + scatter(i) % 60, scatter(i + 1) % 1000), Amount, Quasi),
    ("Nationaliteit", &|i| of("Nederlandse|Poolse|Turkse", i), Origin, Quasi),
    ("geboorteland", &|i| of("Nederland|Polen|Turkije|Syrië", i), Origin, Quasi),
    ("xq", &|i| of("Nederland|Polen|Turkije|Syrië|Marokko", i), Origin, Quasi),
    ("SBI-code", &|i| of("84.11|8411|01131|47|8621", i), Sbi, Quasi),
    ("Geslacht", &|i| of("M|V|X", i), Gender, Quasi),
    ("huishoudtype", &|i| of("alleenstaand|gezin|paar", i), Household, Quasi),
    ("Geheimhouding", &|i| (scatter(i) % 8).to_string(), Secrecy, Ignore),
    ("Indicatie geheim", &|i| of("0|0|0|1", i), Secrecy, Ignore),
    ("Bezwaar AVG", &|i| of("ja|nee|nee", i), Objection, Ignore),
    ("opt-out", &|i| if i % 9 == 0 { let (d, m, _) = day(i); format!("{d:02}-{m:02}-2024") } else { String::new() }, Objection, Ignore),
    ("Voorziening", &|i| format!("{:02}", 1 + scatter(i) % 15), Care, Sensitive),
    ("productcode", &|i| format!("{:02}", 1 + scatter(i) % 12), Care, Sensitive),
    ("Product", &|i| of("Huishoudelijke hulp|Scootmobiel|Dagbesteding|Rolstoel", i), Care, Sensitive),
    ("Jeugdhulpvorm", &|i| of("ambulant|pleegzorg|verblijf", i), Care, Sensitive),
    ("Diagnose", &|i| of("a|b|c", i), Health, Sensitive),
    ("xq", &|i| format!("F{:02}.{}", scatter(i) % 90, i % 9), Health, Sensitive),
    ("xq", &|i| of("dementie|autisme|depressie|diabetes|overig", i), Health, Sensitive),
    ("Schuldenlast", &|i| (scatter(i) % 40_000).to_string(), Debt, Sensitive),
    ("Regeling", &|i| of("schuldsanering|budgetbeheer|kwijtschelding|minnelijk traject", i), Debt, Sensitive),
    ("Geloofsovertuiging", &|i| of("a|b|c", i), Faith, Sensitive),
    ("xq", &|i| of("islam|rooms-katholiek|protestants|geen geloof|hindoe", i), Faith, Sensitive),
    ("lid vakbond", &|i| of("ja|nee", i), Politics, Sensitive),
    ("xq", &|i| of("VVD|PvdA|D66|CDA|GroenLinks", i), Politics, Sensitive),
    ("Seksuele gerichtheid", &|i| of("a|b", i), SexualLife, Sensitive),
    ("Strafblad", &|i| of("ja|nee", i), Offence, Sensitive),
    ("xq", &|i| of("winkeldiefstal|mishandeling|oplichting|geen", i), Offence, Sensitive),
    ("Etniciteit", &|i| of("a|b|c", i), Origin, Sensitive),
    ("Opmerking", &text, FreeText, Ignore),
    ("xq", &text, FreeText, Ignore),
    ("Voornaam", &|i| of("Anna|Bram|Chris|Dewi", i), Name, Identifier),
    ("Straatnaam", &|i| of("Dorpsstraat|Kerkstraat|Laan", i), Address, Identifier),
    ("huisnr", &|i| (1 + scatter(i) % 200).to_string(), Address, Identifier),
    ("latitude", &|i| format!("52.{:06}", scatter(i) % 1_000_000), Address, Identifier),
    ("Kanaal", &|i| of("web|balie|telefoon", i), Category, Feature),
    ("Wachttijd (min)", &|i| (scatter(i) % 60).to_string(), Number, Feature),
];

#[rustfmt::skip]
pub(super) const TRAPS: &[Case] = &[
    // Numbers that look like a person's.
    ("xq", &|i| (100_000_000 + scatter(i) % 800_000_000).to_string(), Unknown, Identifier),
    ("xq", &|i| (100_000_000 + i).to_string(), Unknown, Identifier),
    ("xq", &|i| (1_000_000_000 + scatter(i) % 900_000_000).to_string(), Unknown, Identifier),
    ("Ordernummer", &|i| (1_000_000_000 + scatter(i) % 900_000_000).to_string(), CaseNumber, Identifier),
    ("Klantnummer", &|i| format!("06{:08}", scatter(i) % 90_000_000), CustomerNumber, Identifier),
    ("xq", &|i| (10_000_000 + scatter(i) % 80_000_000).to_string(), Unknown, Identifier),
    ("xq", &|i| format!("9{:015}", scatter(i)), Unknown, Identifier),
    ("xq", &|i| hex(i, &[8, 4, 4, 4, 12]), Unknown, Identifier),
    ("xq", &|i| hex(i, &[40]), Unknown, Identifier),
    ("xq", &|i| hex(i % 40, &[8, 4, 4, 4, 12]), Unknown, Identifier),
    ("xq", &|i| format!("10.{}.{}.{}", i % 250, scatter(i) % 250, scatter(i + 1) % 250), Unknown, Identifier),
    ("xq", &|i| format!("52,{:06}", scatter(i) % 1_000_000), Address, Identifier),
    ("BSN bekend", &|i| of("ja|nee", i), Category, Quasi),
    ("E-mail", &|i| of("ja|nee", i), Category, Quasi),
    ("Telefoon", &|i| (scatter(i) % 6).to_string(), Number, Quasi),
    ("telefoonkosten", &|i| format!("{},50", scatter(i) % 90), Amount, Quasi),
    // Figures.
    ("jaar", &|i| (2015 + scatter(i) % 10).to_string(), Number, Quasi),
    ("Bedrag", &|i| (2015 + scatter(i) % 10).to_string(), Number, Quasi),
    ("xq", &|i| (2015 + scatter(i) % 10).to_string(), Number, Quasi),
    ("xq", &|i| (1000 + scatter(i) % 9000).to_string(), Number, Quasi),
    ("bedrag", &|i| (1000 + scatter(i) % 9000).to_string(), Amount, Quasi),
    ("xq", &|i| (scatter(i) % 121).to_string(), Number, Quasi),
    ("xq", &|i| format!("{},{} %", scatter(i) % 100, i % 10), Number, Quasi),
    ("percentage", &|i| (scatter(i) % 101).to_string(), Number, Quasi),
    ("cijfer", &|i| (1 + scatter(i) % 10).to_string(), Number, Feature),
    ("afstand_km", &|i| format!("{},{}", scatter(i) % 9, i % 10), Number, Feature),
    ("xq", &|i| (1 + scatter(i) % 53).to_string(), Number, Quasi),
    ("xq", &|i| format!("{}E5", 1 + scatter(i) % 9), Number, Quasi),
    // Codes that are no numbers.
    ("xq", &|i| format!("{:02}", 1 + scatter(i) % 12), Category, Quasi),
    ("xq", &|i| format!("{:04}", scatter(i) % 40), Category, Quasi),
    ("statuscode", &|i| (100 + scatter(i) % 5).to_string(), Category, Feature),
    ("xq", &|i| format!("AB-{}", 1000 + scatter(i) % 30), Category, Quasi),
    ("xq", &|i| format!("{}.{}.{}", 1 + i % 3, scatter(i) % 9, scatter(i + 1) % 9), Category, Quasi),
    ("versie", &|i| format!("v{}.{}", 1 + i % 3, scatter(i) % 9), Category, Quasi),
    // Words.
    ("maand", &|i| of("januari|februari|maart|april", i), Category, Quasi),
    ("productnaam", &|i| of("paspoort|rijbewijs|uittreksel", i), Category, Feature),
    ("Naam organisatie", &|i| of("Bibliotheek|Zwembad|Stadskantoor", i), Category, Feature),
    ("wijkteam", &|i| of("Noord|Zuid|Oost", i), Category, Feature),
    ("wijk", &|i| of("Centrum|Noord|Oost", i), Category, Quasi),
    ("Status", &|i| of("open|dicht|in behandeling", i), Category, Feature),
    ("xq", &|i| of("ja|nee", i), Category, Quasi),
    ("xq", &|i| of("0|1", i), Number, Quasi),
    ("Opmerking", &|i| of("A1|B2|C3", i), Category, Quasi),
    ("Uitkomst bezwaar", &|i| of("gegrond|ongegrond|niet-ontvankelijk", i), Category, Quasi),
    ("Onderwerp", &|i| of("paspoort|verhuizing|afval", i), Category, Feature),
    ("xq", &|i| of("Hulp bij het invullen van een formulier|Vraag over de stand van zaken|Klacht over de lange wachttijd|Iets anders dan dit alles samen|Nog een laatste lange keuze hier", i), Category, Quasi),
    ("xq", &|i| of("Kerkstraat|Moskeeplein|Dorpsstraat", i), Category, Quasi),
    ("leeftijd", &|i| of("18-30|31-65|66+", i), Category, Quasi),
    ("xq", &|i| of("rood|groen|blauw", i), Category, Quasi),
    // Dates that are no dates of birth, and no dates.
    ("einddatum", &|i| { let (d, m, _) = day(i); format!("{d:02}-{m:02}-{}", 2027 + i % 9) }, Date, Quasi),
    ("xq", &|i| { let (d, m, _) = day(i); format!("{d:02}-{m:02}-{}", 2027 + i % 9) }, Date, Quasi),
    ("xq", &|i| format!("{:02}:{:02}", i % 24, scatter(i) % 4 * 15), Category, Quasi),
    ("xq", &|i| of("2010-11|2011-12|2012-13|2013-14", i), Category, Quasi),
];

/// Right among those found, and found among those there; of columns of a role.
#[derive(Default)]
struct Score {
    there: u32,
    found: u32,
    right: u32,
}

#[test]
fn precision_and_recall_over_a_table_of_columns() {
    assert!(RIGHT.len() >= 50 && TRAPS.len() >= 30, "{} and {}", RIGHT.len(), TRAPS.len());
    let roles = [
        ("identifiers", Identifier),
        ("quasi", Quasi),
        ("sensitive", Sensitive),
        ("feature", Feature),
        ("left out", Ignore),
    ];
    let mut scores: [Score; 5] = Default::default();
    let mut wrong = Vec::new();
    let (mut meanings, mut sure_and_wrong) = (0, false);
    for (at, (header, cell, meaning, role)) in RIGHT.iter().chain(TRAPS).enumerate() {
        let seen = look(header, cell);
        let right = (seen.meaning, seen.role) == (*meaning, *role);
        for (score, (_, of)) in scores.iter_mut().zip(roles) {
            score.there += u32::from(*role == of);
            score.found += u32::from(seen.role == of);
            score.right += u32::from(*role == of && right);
        }
        meanings += u32::from(right);
        if !right {
            wrong
                .push(format!("{at} {header}: {:?} {:?}, not {meaning:?} {role:?}", seen.meaning, seen.role));
        }
        assert!((1..=99).contains(&seen.confidence), "{header}");
        assert_eq!(seen.ground_needed, seen.role == Sensitive, "{header}");
        assert_eq!(seen.sensitive_kind.is_some(), seen.ground_needed, "{header}");
        assert!(!seen.alternatives.contains(&seen.meaning) && seen.alternatives.len() <= 8, "{header}");
        // What is said with confidence must be right; a doubt may be wrong.
        sure_and_wrong |= !right && seen.confidence >= 90;
    }
    println!("{} columns, {} right meanings and roles", RIGHT.len() + TRAPS.len(), meanings);
    for (score, (name, _)) in scores.iter().zip(roles) {
        println!("{name}: precision {}/{}, recall {}/{}", score.right, score.found, score.right, score.there);
    }
    for line in &wrong {
        println!("  {line}");
    }
    println!("sure and wrong: {sure_and_wrong}");
    // What points at a person or is sensitive is never missed.
    for score in &scores[..3] {
        assert!(score.right * 100 >= score.there * 97 && score.right * 100 >= score.found * 97, "{wrong:?}");
    }
    assert!(!sure_and_wrong, "{wrong:#?}");
}

#[test]
fn confidence_grows_with_evidence_and_falls_with_doubt() {
    let sure = look("BSN", &bsn).confidence;
    let silent = look("xq", &bsn).confidence;
    let torn = look("bsn", &|i| if i % 30 == 0 { "123456789".into() } else { bsn(i) }).confidence;
    let unproven = look("bsn", &|i| (100_000_000 + i).to_string()).confidence;
    assert!(sure >= silent && silent >= 95, "{sure} {silent}");
    assert!((90..=sure).contains(&torn), "{torn} of {sure}");
    assert_eq!(unproven, 60);
    assert_eq!(look("xq", &|i| of("rood|groen", i)).confidence, 40);
    assert_eq!(look("Kanaal", &|i| of("web|balie", i)).confidence, 85);
    let other = look("xq", &|i| (1012 + scatter(i) % 40).to_string());
    assert!(
        other.alternatives.contains(&Postcode) && other.alternatives.contains(&Amount),
        "{:?}",
        other.alternatives
    );
}
