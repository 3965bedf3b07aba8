use super::*;
use crate::meaning::Meaning::*;
use crate::meaning::{column_labels, find_column, identifiers};
use crate::recipe::Role::*;
use crate::table::is_missing;

/// The cell of each row.
type Cells = Box<dyn Fn(u32) -> String>;

fn table(columns: &[(&str, Vec<String>)]) -> Table {
    let mut table = Table::with_headers(columns.iter().map(|(header, _)| (*header).to_owned()).collect());
    for (column, (_, cells)) in table.columns.iter_mut().zip(columns) {
        for cell in cells {
            let code = if is_missing(cell) { MISSING } else { column.values.intern(cell.trim()) };
            column.codes.push(code);
        }
    }
    table.rows = columns[0].1.len();
    table
}

fn look(table: &Table, headers_confirmed: bool) -> Inspection {
    inspect(InspectInput {
        table,
        dialect: Dialect {
            delimiter: ";".to_owned(),
            encoding: "utf-8",
            header_line: 1,
            ..Dialect::default()
        },
        refused_rows: 0,
        refused: Vec::new(),
        title_lines: 0,
        headers_confirmed,
        min_group: 10,
    })
}

fn cells(rows: u32, cell: impl Fn(u32) -> String) -> Vec<String> {
    (0..rows).map(cell).collect()
}

fn one(header: &str, cells: Vec<String>) -> ColumnInspection {
    look(&table(&[(header, cells)]), false).columns.swap_remove(0)
}

/// A number without pattern, from a position.
fn scatter(i: u32) -> u32 {
    i.wrapping_mul(2_654_435_761).rotate_left(7) ^ 0x5bd1
}

fn bsn(i: u32) -> String {
    let valid = (999_900_000u32..).filter(|n| identifiers::is_bsn(&n.to_string()));
    valid.take(i as usize + 1).last().unwrap().to_string()
}

fn iban(i: u32) -> String {
    let account = format!("ABNA{:010}", 417_164_300 + i);
    (2..=98).map(|check| format!("NL{check:02}{account}")).find(|iban| identifiers::is_iban(iban)).unwrap()
}

fn of(list: &[&str], i: u32) -> String {
    list[scatter(i) as usize % list.len()].to_owned()
}

#[test]
fn columns_mean_what_they_hold() {
    type Case = (&'static str, Cells, Meaning, Role);
    fn case(
        header: &'static str,
        cell: impl Fn(u32) -> String + 'static,
        meaning: Meaning,
        role: Role,
    ) -> Case {
        (header, Box::new(cell), meaning, role)
    }
    let date = |i: u32| format!("{:02}-{:02}-{}", 1 + i % 28, 1 + i % 12, 1940 + scatter(i) % 70);
    let text = |i: u32| format!("Mevrouw belde over zaak {i} en wil graag iemand spreken");
    let cases = [
        case("BSN", bsn, Bsn, Identifier),
        case("xq", bsn, Bsn, Identifier),
        case("klantnummer", bsn, Bsn, Identifier),
        // Traps: nine digits at random, and nine digits of which every eleventh passes.
        case("xq", |i| format!("{:09}", 100_000_000 + scatter(i) % 800_000_000), Unknown, Identifier),
        case("volgnr", |i| (100_000_000 + i).to_string(), Unknown, Identifier),
        case("burgerservicenummer", |i| (100_000_000 + i).to_string(), Bsn, Identifier),
        case("BSN bekend", |i| of(&["ja", "nee"], i), Category, Quasi),
        case("Telefoon", |i| (scatter(i) % 6).to_string(), Number, Quasi),
        case("Telefoon", |i| format!("06-{:08}", 12_000_000 + i), Phone, Identifier),
        case("xq", |i| format!("+31 6 {:08}", 12_000_000 + i), Phone, Identifier),
        case("xq", |i| format!("a.{i}@gemeente.nl"), Email, Identifier),
        case("contact", |i| format!("a.{i}@gemeente.nl"), Email, Identifier),
        case("xq", iban, Iban, Identifier),
        case("Kenteken", |i| format!("{:02}-KX-{:02}", i % 90 + 10, i % 77 + 10), LicencePlate, Identifier),
        case("KvK-nummer", |i| (12_345_678 + i).to_string(), KvkNumber, Identifier),
        case("xq", |i| format!("036301{:010}", i), BagId, Identifier),
        case("Zaaknummer", |i| format!("Z-2025-{i:05}"), CaseNumber, Identifier),
        case("Klantnr", |i| (i / 3 + 1).to_string(), CustomerNumber, Identifier),
        case("Huisnummer", |i| (scatter(i) % 90).to_string(), Address, Identifier),
        case("Achternaam", |i| of(&["Jansen", "de Vries", "Yılmaz"], i), Name, Identifier),
        case("xq", |i| format!("K{:06}", scatter(i) % 900_000), Unknown, Identifier),
        case("Postcode", |i| format!("{} {}", 1012 + i % 7, of(&["EH", "AD", "GB"], i)), Postcode, Quasi),
        case("xq", |i| format!("{}{}", 1012 + i % 7, of(&["EH", "AD", "GB"], i)), Postcode, Quasi),
        case("postcode4", |i| (1012 + i % 7).to_string(), Postcode, Quasi),
        // Four digits without a name are a number, years are years.
        case("xq", |i| (1012 + i % 7).to_string(), Number, Quasi),
        case("geboortejaar", |i| (1940 + scatter(i) % 70).to_string(), BirthYear, Quasi),
        case("Geboortedatum", date, BirthDate, Quasi),
        case("Geboortedatum BRP", |i| format!("{}{:02}00", 1940 + i % 60, i % 13), BirthDate, Quasi),
        case("xq", date, Date, Quasi),
        case("datum", |i| format!("2025-{:02}-{:02}T10:00", 1 + i % 12, 1 + i % 28), Date, Quasi),
        case("leeftijd", |i| (18 + scatter(i) % 70).to_string(), Age, Quasi),
        case("leeftijd", |i| of(&["18-30", "31-65", "66+"], i), Category, Quasi),
        case("Geslacht", |i| of(&["M", "V", "X"], i), Gender, Quasi),
        case("Huishouden", |i| of(&["alleen", "gezin"], i), Household, Quasi),
        case("Inkomen", |i| format!("{}.{:03},50", 1 + i % 60, scatter(i) % 1000), Amount, Quasi),
        case("Bedrag p/m", |i| format!("€ {},-", 100 + i), Amount, Quasi),
        case("Buurt", |i| format!("BU0363{:04}", i % 12), AreaCode, Quasi),
        case("xq", |i| format!("BU0363{:04}", i % 4), AreaCode, Quasi),
        case("wijk", |i| of(&["Centrum", "Noord", "Oost"], i), Category, Quasi),
        case("nationaliteit", |i| of(&["Nederlandse", "Poolse"], i), Origin, Quasi),
        case("race", |i| of(&["White", "Black", "Other"], i), Origin, Sensitive),
        case("Voorziening", |i| format!("{:02}", 1 + i % 15), Care, Sensitive),
        case("Schuldhulp", |i| of(&["ja", "nee"], i), Debt, Sensitive),
        case("Diagnose", |i| of(&["a", "b", "c"], i), Health, Sensitive),
        case("Geloof", |i| of(&["a", "b", "c"], i), Faith, Sensitive),
        case("Delict", |i| of(&["a", "b", "c"], i), Offence, Sensitive),
        case("Indicatie geheim", |i| (i % 8).to_string(), Secrecy, Ignore),
        case("Opmerking", text, FreeText, Ignore),
        case("xq", text, FreeText, Ignore),
        case("Onderwerp", text, FreeText, Ignore),
        case("Kanaal", |i| of(&["web", "balie"], i), Category, Feature),
        case("days_since", |i| (i % 300).to_string(), Number, Feature),
        case("distance_km", |i| format!("{},{}", i % 9, i % 10), Number, Feature),
        case("digital_skill", |i| of(&["0_geen", "3_hoog"], i), Category, Feature),
        case("Tevredenheid", |i| (1 + i % 10).to_string(), Number, Feature),
        // A code with a zero in front is no number.
        case("xq", |i| format!("{:02}", i % 15), Category, Quasi),
        case("xq", |i| format!("{},{:02}", i * 3, i % 100), Number, Quasi),
        case("xq", |i| of(&["rood", "groen"], i), Category, Quasi),
        case("true_segment", |i| of(&["een", "twee"], i), Category, Quasi),
        case("xq", |_| "onbekend".to_owned(), Unknown, Ignore),
    ];
    assert!(cases.len() >= 40);
    for (at, (header, cell, meaning, role)) in cases.iter().enumerate() {
        let column = one(header, cells(240, cell));
        assert_eq!(
            (column.meaning, column.role),
            (*meaning, *role),
            "case {at}: {header}, {:?}",
            column.evidence.en
        );
        assert_eq!(column.ground_needed, *role == Sensitive, "case {at}: {header}");
        assert_eq!(column.name_shown, *header != "xq", "case {at}: {header}");
    }
}

#[test]
fn a_few_values_prove_nothing() {
    let passing = cells(12, bsn);
    assert_eq!(one("xq", passing.clone()).meaning, Number, "twelve values are too few for an eleven-test");
    assert_eq!(one("BSN", passing).meaning, Bsn);
    let mut mixed = cells(200, bsn);
    mixed[..30].iter_mut().for_each(|cell| *cell = "100000001".to_owned());
    assert_ne!(one("xq", mixed).meaning, Bsn, "85 % is not 95 %");
}

#[test]
fn the_unit_is_the_bsn_and_else_the_customer_number() {
    let klant = |header: &'static str| (header, cells(90, |i| format!("K{:04}", i / 3)));
    let both = table(&[klant("klantnr"), ("BSN", cells(90, |i| bsn(i / 3)))]);
    assert_eq!(look(&both, false).unit.as_deref(), Some("BSN"));
    let hollow =
        table(&[klant("klantnr"), ("BSN", cells(90, |i| if i < 60 { bsn(i) } else { "-".to_owned() }))]);
    assert_eq!(look(&hollow, false).unit.as_deref(), Some("klantnr"));
    assert_eq!(look(&hollow, false).columns[0].domain.as_deref(), Some("klantnr"));
    let none = table(&[("Kanaal", cells(90, |i| of(&["web", "app"], i)))]);
    assert_eq!(look(&none, false).unit, None);
}

#[test]
fn headers_are_shown_by_vocabulary_or_when_confirmed() {
    let column = |header: &'static str| (header, cells(30, |i| of(&["a", "b"], i)));
    let risky = table(&[
        column("BSN"),
        column("=1+1"),
        column("<img src=x onerror=alert(1)>"),
        column("Naam Jansen"),
    ]);
    assert_eq!(column_keys(&risky, false), ["BSN", "kolom 2", "kolom 3", "kolom 4"]);
    assert_eq!(column_keys(&risky, true)[3], "Naam Jansen");
    assert_eq!(column_labels(&risky, false)[1], Text::new("kolom 2", "column 2"));
    assert_eq!(find_column(&risky, "kolom 3"), Some(2));
    assert_eq!(find_column(&risky, "Naam Jansen"), Some(3));
    assert_eq!(find_column(&risky, "kolom 5"), None);
    // A row of data in the place of the header: nothing of it is shown, also what is vocabulary.
    for value in
        ["999955597", "a@b.nl", "26-08-1943", "1012 EH", "0612345678", "1.234,56", "NL15ABNA0831472844"]
    {
        let data = table(&[column("Kanaal"), (value, cells(30, bsn))]);
        assert_eq!(column_keys(&data, false), ["kolom 1", "kolom 2"], "{value}");
        let told = serde_json::to_string(&look(&data, false)).unwrap();
        assert!(!told.contains(value) && !told.contains("Kanaal"), "{value}");
        assert_eq!(column_keys(&data, true), ["Kanaal", "kolom 2"], "{value}");
    }
    let kanaal = table(&[column("Kanaal"), column("kolom 1"), column("soort kanaal")]);
    assert_eq!(column_labels(&kanaal, false)[0], Text::new("kanaal", "channel"));
    assert_eq!(column_labels(&kanaal, false)[2], Text::new("soort kanaal", "soort kanaal"));
    assert_eq!(column_keys(&kanaal, true)[1], "kolom 2", "no header takes another column's number");
}

#[test]
fn no_value_is_told() {
    let table = table(&[
        ("BSN", cells(60, bsn)),
        ("Naam", cells(60, |i| format!("Zeldzaam{i}"))),
        ("Kanaal", cells(60, |i| if i == 7 { "Uniekwaarde".to_owned() } else { "web".to_owned() })),
        ("xq", cells(60, |i| if i == 7 { "QQ-1-ZZ".to_owned() } else { "rood".to_owned() })),
    ]);
    let inspection = look(&table, false);
    let told = serde_json::to_string(&inspection).unwrap();
    for value in ["99990", "Zeldzaam", "Uniekwaarde", "web", "QQ", "rood", "AA-9-AA", "Aaaaaaaaaaa\""] {
        assert!(!told.contains(value), "{value}");
    }
    assert_eq!(inspection.columns[3].shapes.len(), 1, "a shape of one person is not shown");
}

#[test]
fn damage_is_named_with_a_remedy() {
    let lost = table(&[
        ("BSN", ["95862", "94882", "99600", "97093", "97469"].map(str::to_owned).to_vec()),
        (
            "Zaaknummer",
            ["1,00E+11", "1,10E+11", "1,20E+11", "1,30E+11", "1,40E+11"].map(str::to_owned).to_vec(),
        ),
        ("Telefoon", cells(5, |i| (612_345_670 + i).to_string())),
        (
            "Geboortedatum BRP",
            cells(5, |i| if i.is_multiple_of(2) { "19800500".into() } else { "19800000".into() }),
        ),
    ]);
    let inspection = look(&lost, false);
    assert_eq!(inspection.damage.len(), 3);
    assert!(inspection.damage[0].nl.contains("“BSN”") && inspection.damage[0].nl.contains("export opnieuw"));
    assert!(
        inspection.damage[1].en.contains("“Zaaknummer”") && inspection.damage[2].en.contains("“Telefoon”")
    );
    assert_eq!(inspection.columns[3].meaning, BirthDate);
    // Zeros that are certain come back, and are said where enough cells lack one; money in that notation is only rounded.
    let short: Vec<String> = (10_000_000u32..)
        .map(|number| number.to_string())
        .filter(|number| identifiers::is_bsn(number))
        .take(30)
        .collect();
    let padded = |few: usize| {
        let file = table(&[
            ("BSN", cells(90, |i| short[..few].get(i as usize).cloned().unwrap_or_else(|| bsn(i)))),
            ("Inkomen", cells(90, |i| if i == 0 { "1,2E+5".to_owned() } else { (i * 1000).to_string() })),
        ]);
        let inspection = look(&file, false);
        assert_eq!(inspection.damage, []);
        inspection.warnings.iter().any(|warning| warning.nl.contains("een nul aan het begin"))
    };
    assert!(padded(30));
    assert!(padded(10));
    assert!([0, 1, 9].iter().all(|&few| !padded(few)), "of so few people nothing is said");
}

#[test]
fn combinations_are_warned_about() {
    let table = table(&[
        (
            "Geboortedatum",
            cells(200, |i| format!("{:02}-{:02}-{}", 1 + i % 28, 1 + i % 12, 1940 + scatter(i) % 70)),
        ),
        ("Postcode", cells(200, |i| format!("{}EH", 1012 + i % 7))),
        ("Geboorteland", cells(200, |i| of(&["Nederland", "Polen"], i))),
        ("Wmo-voorziening", cells(200, |i| format!("{:02}", 1 + i % 15))),
        ("Onderwerp", cells(200, |i| of(&["paspoort", "schuldhulp"], i))),
    ]);
    let warnings: String =
        look(&table, false).warnings.into_iter().map(|warning| warning.nl + "\n").collect();
    for part in [
        "wijzen samen",
        "afkomst",
        "In “Onderwerp” staan woorden",
        "Dat iemand in het bestand staat",
        "uniek",
    ] {
        assert!(warnings.contains(part), "{part}: {warnings}");
    }
    assert!(!warnings.contains("Polen") && !warnings.contains("schuldhulp"));
}

#[test]
fn a_big_column_is_sampled_and_says_so() {
    let column = one("xq", cells(50_000, |i| format!("a{i}@b.nl")));
    assert_eq!(column.meaning, Email);
    assert!(column.evidence.nl.contains("een deel van de verschillende waarden"));
    assert!(!one("xq", cells(100, |i| format!("a{i}@b.nl"))).evidence.nl.contains("een deel"));
}

#[test]
fn lost_zeros_and_rounded_numbers_are_damage() {
    let wide = |start: u32, digits: usize| move |i: u32| format!("{:0digits$}", start + i * 7);
    let broken: [(&str, Cells, &str); 6] = [
        (
            "KvK-nummer",
            Box::new(|i| (if i % 3 == 0 { 1_234_567 } else { 12_345_678 } + i).to_string()),
            "nullen",
        ),
        ("Vestigingsnummer", Box::new(wide(12_345_678, 8)), "nullen"),
        ("BAG-id", Box::new(|i| format!("36301{:010}", i * 77)), "nullen"),
        ("BAG-id", Box::new(|i| format!("173201{:09}0", i * 77)), "afgerond"),
        ("Telefoon", Box::new(|i| (152_602_220 + i).to_string()), "nullen"),
        ("xq", Box::new(|i| format!("{},{:02}E+11", 1 + i % 9, i % 100)), "9,99E+99"),
    ];
    for (header, cell, wanted) in broken {
        let inspection = look(&table(&[(header, cells(200, cell))]), false);
        assert_eq!(inspection.damage.len(), 1, "{header} {:?}", inspection.columns[0].meaning);
        assert!(inspection.damage[0].nl.contains(wanted), "{header}: {}", inspection.damage[0].nl);
        assert!(inspection.damage[0].nl.contains("Exporteer deze kolom als tekst"), "{header}");
    }
    let whole: [(&str, Cells); 4] = [
        ("KvK-nummer", Box::new(wide(12_345_678, 8))),
        ("Vestigingsnummer", Box::new(wide(12_345_678, 12))),
        ("BAG-id", Box::new(|i| format!("036301{:010}", i * 77))),
        ("Inkomen", Box::new(|i| format!("1,{:02}E+5", i % 100))),
    ];
    for (header, cell) in whole {
        assert_eq!(look(&table(&[(header, cells(200, cell))]), false).damage, [], "{header}");
    }
}

#[test]
fn damage_is_found_outside_the_sample_too() {
    // One value in ten is looked at: these are not.
    let damage = |from: u32| {
        let cell = move |i: u32| {
            if i >= from && !i.is_multiple_of(10) {
                format!("1,{:02}E+11", i % 100)
            } else {
                format!("Z{i}")
            }
        };
        look(&table(&[("Zaaknummer", cells(40_000, cell))]), false).damage.len()
    };
    assert_eq!((damage(39_980), damage(39_990)), (1, 0), "18 people, and nine");
}

#[test]
fn doubts_about_writing_are_said() {
    let said = |header: &'static str, cell: &dyn Fn(u32) -> String| -> String {
        look(&table(&[(header, cells(200, cell))]), false)
            .warnings
            .into_iter()
            .map(|warning| warning.nl + "\n")
            .collect()
    };
    let date = |i: u32| format!("{:02}-{:02}-{}", 1 + i % 12, 1 + scatter(i) % 12, 1950 + i % 50);
    assert!(said("Geboortedatum", &date).contains("eerst de dag"));
    let full = |i: u32| format!("{:02}-{:02}-{}", 1 + i % 28, 1 + scatter(i) % 12, 1950 + i % 50);
    assert!(!said("Geboortedatum", &full).contains("de dag"));
    let american = |i: u32| format!("{:02}/{:02}/{}", 1 + scatter(i) % 12, 1 + i % 28, 1950 + i % 50);
    assert!(said("Geboortedatum", &american).contains("eerst de maand"));
    let mixed = |i: u32| if i.is_multiple_of(2) { full(i) } else { american(i) };
    assert!(said("Geboortedatum", &mixed).contains("soms eerst de dag"));
    let short = |i: u32| format!("{:02}-{:02}-{:02}", 1 + i % 28, 1 + scatter(i) % 12, i % 100);
    assert!(said("Geboortedatum", &short).contains("twee cijfers"));
    assert!(said("Geboortedatum", &|i| (15_000 + i * 50).to_string()).contains("opmaak datum"));
    assert!(said("Bedrag", &|i| format!("{}.{:03}", 1 + i % 9, scatter(i) % 1000)).contains("bij duizend"));
    let both = |i: u32| format!("{}{}5", 10 + i % 9, if i.is_multiple_of(2) { ',' } else { '.' });
    assert!(said("Bedrag", &both).contains("met een komma en getallen met een punt"));
    assert!(!said("Bedrag", &|i| format!("{},5", i % 90)).contains("punt"));
    assert!(said("gemeentecode", &|i| of(&["363", "1680", "599"], i)).contains("nul aan het begin"));
    assert!(said("Bezwaar", &|i| of(&["ja", "nee"], i)).contains("bezwaar heeft tegen dit gebruik"));
}

#[test]
fn the_columns_that_single_people_out_are_named() {
    let birth = cells(300, |i| format!("{:02}-{:02}-{}", 1 + i % 28, 1 + i % 12, 1940 + scatter(i) % 60));
    let single = table(&[
        ("Geboortedatum", birth),
        ("Wijk", cells(300, |i| of(&["Noord", "Zuid"], i))),
        ("Leeftijd", cells(300, |i| (20 + i % 3).to_string())),
    ]);
    let warnings = look(&single, false).warnings;
    assert!(
        warnings.iter().any(|warning| warning.nl.starts_with("Alleen al op “Geboortedatum”")),
        "{warnings:?}"
    );
    let pair = table(&[
        ("Leeftijd", cells(300, |i| (20 + i % 40).to_string())),
        ("Inkomen", cells(300, |i| (i / 40 * 100).to_string())),
    ]);
    let warnings = look(&pair, false).warnings;
    assert!(
        warnings.iter().any(|warning| warning.nl.starts_with("Op “Leeftijd” en “Inkomen” samen")),
        "{warnings:?}"
    );
    let many = table(&[
        ("Leeftijd", cells(300, |i| (20 + i % 5).to_string())),
        ("Wijk", cells(300, |i| of(&["Noord", "Zuid"], i))),
    ]);
    assert!(look(&many, false).warnings.is_empty());
}

#[test]
fn steps_keep_to_their_budget_and_change_nothing() {
    let table = table(&[
        ("BSN", cells(30_000, |i| (100_000_000 + i * 7).to_string())),
        (
            "Geboortedatum",
            cells(30_000, |i| format!("{:02}-{:02}-{}", 1 + i % 28, 1 + i % 12, 1940 + scatter(i) % 70)),
        ),
        ("Kanaal", cells(30_000, |i| of(&["web", "balie"], i))),
    ]);
    let input = || InspectInput {
        table: &table,
        dialect: Dialect::default(),
        refused_rows: 0,
        refused: Vec::new(),
        title_lines: 0,
        headers_confirmed: false,
        min_group: 10,
    };
    let run = |budget: u32| {
        let (mut task, mut steps, mut share) = (Inspect::new(input()), 0, 0.0);
        loop {
            steps += 1;
            match task.step(budget) {
                Step::Busy(progress) => {
                    assert!(progress.share >= share && progress.share <= 1.0);
                    share = progress.share;
                }
                Step::Done(inspection) => return (inspection, steps),
                Step::Failed(never) => match never {},
            }
        }
    };
    let (whole, few) = run(u32::MAX);
    let (cut, many) = run(50);
    assert!(whole == cut, "what is understood does not hang on the steps");
    assert!(few == 1 && many > 300, "{few} and {many} steps: a column is cut too");
}
