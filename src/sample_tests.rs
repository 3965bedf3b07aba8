use super::*;
use crate::meaning::{identifiers, inspect, Dialect, InspectInput, Inspection, Meaning};
use crate::pseudonym::SessionKey;
use crate::recipe::Role;
use crate::table::{is_missing, ColumnPlan, FoldPlan, People, Table, UnitPlan, MISSING};
use crate::text::Text;
use std::collections::BTreeSet;

fn bytes(rows: u32, seed: u32, truth: bool) -> Vec<u8> {
    sample_csv(rows, seed, truth).flatten().collect()
}

fn lines(rows: u32, seed: u32, truth: bool) -> Vec<Vec<String>> {
    let text = String::from_utf8(bytes(rows, seed, truth)).unwrap();
    text.split_terminator("\r\n").map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

fn table(lines: &[Vec<String>]) -> Table {
    let mut table = Table::with_headers(lines[0].clone());
    for line in lines[1..].iter().filter(|line| line.len() == lines[0].len()) {
        for (column, cell) in table.columns.iter_mut().zip(line) {
            let code = if is_missing(cell) { MISSING } else { column.values.intern(cell.trim()) };
            column.codes.push(code);
        }
        table.rows += 1;
    }
    table
}

fn look(table: &Table) -> Inspection {
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
        headers_confirmed: false,
        min_group: 10,
    })
}

#[test]
fn a_seed_is_a_file() {
    for truth in [false, true] {
        assert!(bytes(2000, 1, truth) == bytes(2000, 1, truth));
        assert!(bytes(2000, 1, truth) != bytes(2000, 2, truth));
        for rows in [0, 1, 7, 2000] {
            assert_eq!(lines(rows, 3, truth).len() as u32, rows + 1);
        }
    }
}

#[test]
fn people_are_invented_and_their_numbers_valid() {
    let lines = lines(30_000, 4, false);
    let mut people = BTreeSet::new();
    for line in &lines[1..] {
        assert!(identifiers::is_bsn(&line[0]) && line[0].starts_with("999"), "{}", line[0]);
        people.insert(line[0].as_str());
        if line.len() == 18 {
            assert!(
                is_missing(&line[4])
                    || identifiers::phone(&line[4]).is_some_and(|phone| phone.starts_with("0600"))
            );
            assert!(is_missing(&line[3]) || line[3].ends_with(".example"));
            assert!(is_missing(&line[6]) || identifiers::postcode(&line[6]).is_some());
        }
    }
    let rows_each = 30_000.0 / people.len() as f64;
    assert!((2.5..3.5).contains(&rows_each), "{rows_each} rows a person");
    let cut = lines[1..].iter().filter(|line| line.len() != 18).count();
    assert!((1..=5).contains(&cut), "{cut} cut lines");
    let first: BTreeSet<&str> =
        lines[1..].iter().map(|line| line[0].as_str()).filter(|bsn| bsn.starts_with("9999")).collect();
    assert!(first.len() > 8000, "the test range is used first");
}

#[test]
fn inspection_proposes_the_roles_meant() {
    let table = table(&lines(6000, 5, false));
    let inspection = look(&table);
    let roles: Vec<(&str, Meaning, Role)> =
        inspection.columns.iter().map(|column| (column.name.as_str(), column.meaning, column.role)).collect();
    assert_eq!(
        roles,
        [
            ("BSN", Meaning::Bsn, Role::Identifier),
            ("Klantnummer", Meaning::CustomerNumber, Role::Identifier),
            ("Naam", Meaning::Name, Role::Identifier),
            ("E-mail", Meaning::Email, Role::Identifier),
            ("Telefoon", Meaning::Phone, Role::Identifier),
            ("Geboortedatum", Meaning::BirthDate, Role::Quasi),
            ("Postcode", Meaning::Postcode, Role::Quasi),
            ("Geslacht", Meaning::Gender, Role::Quasi),
            ("Huishouden", Meaning::Household, Role::Quasi),
            ("Woonsituatie", Meaning::Category, Role::Quasi),
            ("Inkomen", Meaning::Amount, Role::Quasi),
            ("Digitale vaardigheid", Meaning::Category, Role::Feature),
            ("Schuldhulp", Meaning::Debt, Role::Sensitive),
            ("Kanaal", Meaning::Category, Role::Feature),
            ("Onderwerp", Meaning::Category, Role::Feature),
            ("Wachttijd", Meaning::Number, Role::Feature),
            ("Tevredenheid", Meaning::Number, Role::Feature),
            ("Opmerking", Meaning::FreeText, Role::Ignore),
        ]
    );
    assert_eq!(inspection.unit.as_deref(), Some("BSN"));
    assert_eq!(inspection.damage, []);
    assert!(inspection.columns[12].ground_needed);
    assert_eq!(inspection.columns[0].domain.as_deref(), Some("nl.bsn"));
}

#[test]
fn the_truth_variant_has_nothing_that_points_at_a_person() {
    let lines = lines(4000, 6, true);
    let groups: BTreeSet<&str> = lines[1..].iter().map(|line| line[13].as_str()).collect();
    assert_eq!(groups.len(), 6);
    let inspection = look(&table(&lines));
    assert!(inspection
        .columns
        .iter()
        .all(|column| column.role != Role::Identifier && column.role != Role::Ignore));
    assert_eq!(inspection.unit, None);
}

#[test]
fn the_sample_folds_into_its_people() {
    let lines = lines(5000, 7, false);
    let table = table(&lines);
    let people: BTreeSet<&str> =
        lines[1..].iter().filter(|line| line.len() == 18).map(|line| line[0].as_str()).collect();
    let columns = look(&table)
        .columns
        .iter()
        .filter(|column| matches!(column.role, Role::Quasi | Role::Feature))
        .map(|column| ColumnPlan {
            column: column.number as usize - 1,
            key: column.name.clone(),
            label: Text::new("", ""),
            role: column.role,
            meaning: column.meaning,
        })
        .collect();
    let key = SessionKey::from_entropy([9; 32]).domain("nl.bsn");
    let plan = FoldPlan {
        columns,
        unit: Some(UnitPlan { column: 0, key }),
        secrecy: Vec::new(),
        weight: None,
        objections: Vec::new(),
        attached: crate::table::Attached::default(),
        household: None,
        min_group: 1,
    };
    let outcome = crate::task::run(&mut People::fold(&table, plan), |_| {}).ok().unwrap();
    assert_eq!(outcome.people.len(), people.len());
    assert!(outcome.unreadable.iter().all(|&count| count == 0));
}
