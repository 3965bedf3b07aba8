use super::*;
use crate::pseudonym::SessionKey;
use crate::recipe::WeightKind;
use crate::refusal::Refusal;
use crate::table::left_out::says_objection;
use crate::table::WeightPlan;
use crate::table::{is_missing, Column, Domain, MISSING};
use crate::task::run;
use proptest::prelude::*;

fn table(headers: &[&str], rows: &[Vec<String>]) -> Table {
    let mut table = Table::with_headers(headers.iter().map(|&header| header.to_owned()).collect());
    for row in rows {
        for (column, cell) in table.columns.iter_mut().zip(row) {
            let Column { codes, values, .. } = column;
            codes.push(if is_missing(cell) { MISSING } else { values.intern(cell.trim()) });
        }
        table.rows += 1;
    }
    table
}

fn lines(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.trim().split(';').map(str::to_owned).collect()).collect()
}

fn plan(columns: &[(usize, Role, Meaning)], unit: Option<(usize, &str)>, secrecy: &[usize]) -> FoldPlan {
    let key = SessionKey::from_entropy([3; 32]);
    FoldPlan {
        columns: columns
            .iter()
            .map(|&(column, role, meaning)| ColumnPlan {
                column,
                key: format!("kolom {}", column + 1),
                label: Text::new("x", "x"),
                role,
                meaning,
            })
            .collect(),
        unit: unit.map(|(column, domain)| UnitPlan { column, key: key.domain(domain) }),
        secrecy: secrecy.to_vec(),
        objections: Vec::new(),
        attached: Attached::default(),
        weight: None,
        household: None,
        min_group: 1,
    }
}

fn fold(table: &Table, plan: FoldPlan) -> FoldOutcome {
    run(&mut People::fold(table, plan), |_| {}).ok().unwrap()
}

/// The people as text: one line a record, in their order; more than one person is said.
fn people(outcome: &FoldOutcome) -> Vec<String> {
    let people = &outcome.people;
    (0..people.records())
        .map(|record| {
            let mut cells: Vec<String> =
                people.attributes.iter().map(|a| a.domain.text(a.codes[record])).collect();
            cells.extend(people.households.as_ref().map(|households| format!("h{}", households[record])));
            cells.extend((people.counts[record] > 1).then(|| format!("x{}", people.counts[record])));
            cells.join("|")
        })
        .collect()
}

#[test]
fn rows_become_people() {
    let rows = lines(
        "10000008;Web;1,5;19800500;1234 ab
         010000008;web;2,5;19800500;1234AB
         010000008;Balie;-;05-05-1990;-
         111222333;app;-;onbekend;NL-1234 AC
         000000000;app;4;01-01-2000;1234AD
         -;app;4;01-01-2000;1234AD",
    );
    let table = table(&["BSN", "Kanaal", "Wachttijd", "Geboortedatum", "Postcode"], &rows);
    let columns = [
        (1, Role::Feature, Meaning::Category),
        (2, Role::Feature, Meaning::Number),
        (3, Role::Quasi, Meaning::BirthDate),
        (4, Role::Quasi, Meaning::Postcode),
    ];
    let outcome = fold(&table, plan(&columns, Some((0, "nl.bsn")), &[]));
    assert_eq!(people(&outcome), ["Web|2|1980-05-00|1234AB|3", "app|||1234AC|1"]);
    assert_eq!(outcome.rows_without_unit, 2);
    assert_eq!(outcome.people.attributes[4].name, ROWS_PER_PERSON);
    let Domain::Texts(texts) = &outcome.people.attributes[2].domain else { panic!("texts") };
    assert_eq!(texts, &["", "1980-05-00"], "a value that nobody carries is not in the domain");
    let alone = fold(&table, plan(&columns, None, &[]));
    assert_eq!(alone.people.len(), 6);
    assert_eq!(alone.people.attributes.len(), 4, "one row a person: no row count");
}

#[test]
fn secrecy_takes_all_rows_of_a_person() {
    let rows = lines("a;0;web\na;1;app\nb;nee;post\nc;-;balie\nc;geen;web");
    let table = table(&["klantnr", "geheim", "kanaal"], &rows);
    let columns = [(2, Role::Feature, Meaning::Category)];
    let outcome = fold(&table, plan(&columns, Some((0, "klantnr")), &[1]));
    assert_eq!((outcome.people.len(), outcome.people_secret, outcome.rows_secret), (2, 1, 2));
    let Domain::Texts(texts) = &outcome.people.attributes[0].domain else { panic!("texts") };
    assert_eq!(texts, &["", "balie", "post"], "the values of people left out leave no trace");
}

#[test]
fn counts_are_people() {
    let rows = lines("Web;3;30\nweb;2;30\nweb;5;31\nbalie;4;-\nbalie;1;onleesbaar");
    let table = table(&["kanaal", "aantal", "leeftijd"], &rows);
    let columns = [(0, Role::Feature, Meaning::Category), (2, Role::Quasi, Meaning::Category)];
    let mut plan = plan(&columns, None, &[]);
    plan.weight = Some(WeightPlan { column: 1, kind: WeightKind::Count, found: true });
    let outcome = fold(&table, plan);
    // Seven people write "web", three "Web"; equal people are one record, whatever their rows were.
    assert_eq!(people(&outcome), ["balie||x4", "balie|onleesbaar", "web|30|x5", "web|31|x5"]);
    assert_eq!((outcome.people.len(), outcome.people.records()), (15, 4));
}

#[test]
fn secrecy_takes_all_people_of_a_row() {
    let rows = lines("web;3;nee\nweb;5;ja\nbalie;2;0");
    let table = table(&["kanaal", "aantal", "geheim"], &rows);
    let mut plan = plan(&[(0, Role::Feature, Meaning::Category)], None, &[2]);
    plan.weight = Some(WeightPlan { column: 1, kind: WeightKind::Count, found: true });
    let outcome = fold(&table, plan);
    assert_eq!(people(&outcome), ["balie|x2", "web|x3"]);
    assert_eq!((outcome.people_secret, outcome.rows_secret), (5, 1));
}

#[test]
fn people_of_another_sample_weight_are_another_record() {
    let rows = lines("a;web;1,5\na;web;2,5\nb;web;2\nc;web;0,75\nd;app;2");
    let table = table(&["nr", "kanaal", "weging"], &rows);
    let columns = [(1, Role::Feature, Meaning::Category), (2, Role::Weight, Meaning::Weight)];
    let mut plan = plan(&columns, Some((0, "klantnr")), &[]);
    plan.weight = Some(WeightPlan { column: 2, kind: WeightKind::Sample, found: true });
    let outcome = fold(&table, plan);
    // The weight of a person is the mean of its rows: a and b have one weight, and a has more rows than b.
    assert_eq!(people(&outcome), ["app|2|1", "web|0.75|1", "web|2|1", "web|2|2"]);
    assert_eq!(outcome.people.sample_weights(), Some(vec![2.0, 0.75, 2.0, 2.0]));
}

#[test]
fn households_tell_records_apart_and_their_numbers_follow_their_text() {
    let text = "web;Dorpsstraat 1\nweb;dorpsstraat  1\nweb;Laan 2\nweb;-\nweb;\nbalie;Laan 2\nbalie;Allee 3";
    let columns = [(0, Role::Feature, Meaning::Category)];
    let make = |rows: &[Vec<String>], unit: bool| {
        let table = table(&["kanaal", "adres"], rows);
        let mut plan = plan(&columns, unit.then_some((1, "x")), &[]);
        plan.household = Some(HouseholdPlan { column: 1, kind: crate::pseudonym::Kind::Other });
        fold(&table, plan)
    };
    let mut rows = lines(text);
    let outcome = make(&rows, false);
    // Allee, Dorpsstraat, Laan; whoever has none is in the one household 0.
    assert_eq!(people(&outcome), ["balie|h1", "balie|h3", "web|h0|x2", "web|h2|x2", "web|h3"]);
    rows.reverse();
    assert_eq!(people(&make(&rows, false)), people(&outcome));
    // A household of which nobody is left has no number.
    rows.retain(|row| row[0] == "web");
    assert_eq!(people(&make(&rows, false)), ["web|h0|x2", "web|h1|x2", "web|h2"]);
    let kept = outcome.people.retained(&[true, false, false, true, true], |_| true);
    assert_eq!((kept.households.as_deref(), kept.len()), (Some([1, 2, 3].as_slice()), 4));
}

#[test]
fn unreadable_cells_are_counted() {
    let mut rows: Vec<Vec<String>> = (0..40).map(|i| vec![format!("{i},5")]).collect();
    rows.push(vec!["veel".to_owned()]);
    rows.push(vec!["veel".to_owned()]);
    let table = table(&["inkomen"], &rows);
    let outcome = fold(&table, plan(&[(0, Role::Quasi, Meaning::Amount)], None, &[]));
    assert_eq!(outcome.unreadable, [2]);
    let people = &outcome.people;
    assert_eq!(people.attributes[0].codes[..3], [0, 1, 2], "unreadable is missing, and missing sorts first");
    assert_eq!(people.counts[..3], [2, 1, 1], "both are one record");
    assert_eq!((people.records(), people.len()), (41, 42));
}

#[test]
fn refusals_name_a_remedy() {
    let rows = lines("a;ja\nb;ja");
    let table = table(&["klantnr", "geheim"], &rows);
    let mut nobody = People::fold(&table, plan(&[], Some((0, "klantnr")), &[1]));
    assert_eq!(run(&mut nobody, |_| {}).err(), Some(FoldError::Nobody));
    let mut absent = People::fold(&table, plan(&[(7, Role::Quasi, Meaning::Age)], None, &[]));
    let error = run(&mut absent, |_| {}).err().unwrap();
    assert_eq!(error, FoldError::NoSuchColumn(7));
    assert_eq!(Refusal::from(error).place.column, Some(8));
    assert!(!Refusal::from(FoldError::Collision).remedy.nl.is_empty());
}

#[test]
fn steps_of_any_size_give_the_same() {
    let rows: Vec<Vec<String>> =
        (0..3000).map(|i| vec![(i % 700).to_string(), (i % 13).to_string(), format!("x{}", i % 5)]).collect();
    let table = table(&["nr", "n", "c"], &rows);
    let make = || {
        let columns = [(1, Role::Feature, Meaning::Number), (2, Role::Quasi, Meaning::Category)];
        People::fold(&table, plan(&columns, Some((0, "klantnr")), &[]))
    };
    let whole = run(&mut make(), |_| {}).ok().unwrap();
    let (mut task, mut steps, mut share) = (make(), 0, 0.0);
    let small = loop {
        match task.step(7) {
            Step::Busy(progress) => {
                assert!(progress.share >= share && progress.share <= 1.0);
                share = progress.share;
                steps += 1;
            }
            Step::Done(outcome) => break outcome,
            Step::Failed(_) => panic!("failed"),
        }
    };
    assert!(steps > 50, "{steps}");
    assert_eq!(people(&whole), people(&small));
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (0u8..4).prop_map(|i| ["web", "Web", "balie", "APP"][i as usize].to_owned()),
        2 => (0i32..50).prop_map(|i| format!("{},{}", i, i % 10)),
        1 => Just("onbekend".to_owned()),
        1 => Just("-".to_owned()),
    ]
}

fn rows() -> impl Strategy<Value = (Vec<Vec<String>>, Vec<Vec<String>>)> {
    let row = (0u32..12, cell(), (0i32..90).prop_map(|i| format!("{},{}", i, i % 7)), cell());
    prop::collection::vec(row, 1..60)
        .prop_map(|rows| {
            rows.into_iter()
                .map(|(unit, a, b, c)| {
                    vec![if unit == 0 { String::new() } else { unit.to_string() }, a, b, c]
                })
                .collect::<Vec<_>>()
        })
        .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

#[test]
fn an_objection_is_anything_but_a_no() {
    for yes in ["ja", "1", "J", "x", "2024-05-01", "Bezwaar", "true"] {
        assert!(says_objection(yes), "{yes}");
    }
    for no in ["", "nee", "0", "N", "geen", "Geen bezwaar", "akkoord", "false", "ingetrokken"] {
        assert!(!says_objection(no), "{no}");
    }
}

proptest! {
    /// The order of the rows cannot matter, and people are the distinct units.
    #[test]
    fn order_of_rows_does_not_matter((rows, shuffled) in rows()) {
        let headers = ["nr", "kanaal", "getal", "iets"];
        let columns = [
            (1, Role::Quasi, Meaning::Category),
            (2, Role::Feature, Meaning::Number),
            (3, Role::Feature, Meaning::Number),
        ];
        let units: std::collections::BTreeSet<&str> =
            rows.iter().map(|row| row[0].as_str()).filter(|unit| !unit.is_empty()).collect();
        let make = |rows: &[Vec<String>]| {
            let table = table(&headers, rows);
            run(&mut People::fold(&table, plan(&columns, Some((0, "klantnr")), &[])), |_| {})
        };
        match (make(&rows), make(&shuffled)) {
            (Ok(a), Ok(b)) => {
                prop_assert_eq!(a.people.len(), units.len());
                prop_assert_eq!(people(&a), people(&b));
                prop_assert_eq!(&a.unreadable, &b.unreadable);
                for (x, y) in a.people.attributes.iter().zip(&b.people.attributes) {
                    prop_assert_eq!(&x.codes, &y.codes);
                    prop_assert_eq!(x.domain.len(), y.domain.len());
                    let values: Vec<String> = (1..x.domain.len() as u32).map(|code| x.domain.text(code)).collect();
                    prop_assert!(values.iter().all(|value| !value.is_empty() && !is_missing(value)));
                    if let Domain::Texts(texts) = &x.domain {
                        prop_assert!(texts.windows(2).all(|pair| pair[0] < pair[1]));
                    }
                }
            }
            (a, b) => {
                prop_assert!(units.is_empty());
                prop_assert!(a.is_err() && b.is_err());
            }
        }
    }
}
