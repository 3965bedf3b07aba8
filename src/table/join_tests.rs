use super::*;
use crate::pseudonym::SessionKey;
use crate::recipe::Role;
use crate::table::attached::Attached;
use crate::table::matching::{MatchPlan, Matching};
use crate::table::{ColumnPlan, FilesError, FoldOutcome, FoldPlan, People, UnitPlan};
use crate::task::{run, Step, Task};
use crate::text::Text;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A table of these lines: the header first, cells apart by `;`.
pub(in crate::table) fn table(text: &str) -> Arc<Table> {
    let mut lines = text.lines().map(str::trim);
    let headers = lines.next().unwrap().split(';').map(str::to_owned).collect();
    let mut table = Table::with_headers(headers);
    for line in lines {
        for (column, cell) in table.columns.iter_mut().zip(line.split(';')) {
            let Column { codes, values, .. } = column;
            codes.push(if crate::table::is_missing(cell) { MISSING } else { values.intern(cell.trim()) });
        }
        table.rows += 1;
    }
    Arc::new(table)
}

pub(in crate::table) fn derived(key: &str, role: Role, meaning: Meaning) -> DerivedPlan {
    DerivedPlan { key: key.to_owned(), label: Text::new(key, key), role, meaning }
}

fn matched(
    main: &Arc<Table>,
    other: &Arc<Table>,
    columns: (usize, usize),
    domain: &str,
    key: u8,
) -> KeyMatch {
    let key = SessionKey::from_entropy([key; 32]).domain(domain);
    let (main, other) = ((Arc::clone(main), columns.0), (Arc::clone(other), columns.1));
    run(&mut Matching::new(MatchPlan { file: 2, main, other, key }), |_| {}).ok().unwrap()
}

/// Folds `main` (unit in column 0, nothing else kept) with what is attached.
pub(in crate::table) fn fold(main: &Arc<Table>, unit: Option<&str>, attached: Attached) -> FoldOutcome {
    try_fold(main, unit, attached).ok().unwrap()
}

fn try_fold(
    main: &Arc<Table>,
    unit: Option<&str>,
    attached: Attached,
) -> Result<FoldOutcome, crate::table::FoldError> {
    let key = SessionKey::from_entropy([3; 32]);
    let column = main.width() - 1;
    let plan = FoldPlan {
        columns: vec![ColumnPlan {
            column,
            key: "x".to_owned(),
            label: Text::new("x", "x"),
            role: Role::Feature,
            meaning: Meaning::Category,
        }],
        unit: unit.map(|domain| UnitPlan { column: 0, key: key.domain(domain) }),
        secrecy: Vec::new(),
        objections: Vec::new(),
        weight: None,
        household: None,
        min_group: 1,
        attached,
    };
    run(&mut People::fold(Arc::clone(main), plan), |_| {})
}

/// Each record: people, then its values.
pub(in crate::table) fn records(outcome: &FoldOutcome) -> Vec<String> {
    let people = &outcome.people;
    (0..people.records())
        .map(|record| {
            let cells = people.attributes.iter().map(|one| one.domain.text(one.codes[record]));
            format!("{}x {}", people.counts[record], cells.collect::<Vec<_>>().join("|"))
        })
        .collect()
}

const MAIN: &str = "klantnr;e-mail;kanaal
    1;a@x.nl;web
    1;A@X.NL;web
    2;b@x.nl;app
    3;-;post
    4;d@x.nl;web";

const OTHER: &str = "adres;datum;bedrag;soort
    A@x.nl;01-02-2020;1,5;zin
    b@x.nl;05-02-2020;10;Pgb
    a@x.nl;03-02-2020;2;pgb
    e@x.nl;03-02-2020;99;zin
    -;03-02-2020;7;zin
    b@x.nl;01-01-2020;-;Pgb";

fn join(main: &Arc<Table>, other: &Arc<Table>, aggregates: &[(usize, Aggregate, Meaning)]) -> Join {
    let matched = matched(main, other, (1, 0), "email", 9);
    let plan = |&(column, how, reads): &(usize, Aggregate, Meaning)| AggregatePlan {
        column,
        how,
        reads,
        derived: derived(&format!("{column}"), Role::Feature, reads),
    };
    Join {
        table: Arc::clone(other),
        matched,
        flag: Some(derived("in_bestand_2", Role::Sensitive, Meaning::Category)),
        aggregates: aggregates.iter().map(plan).collect(),
    }
}

fn attached(join: Join) -> Attached {
    Attached { joins: vec![join], min_group: 1, ..Attached::default() }
}

#[test]
fn aggregates_by_hand() {
    let (main, other) = (table(MAIN), table(OTHER));
    for (how, column, reads, wanted) in [
        (Aggregate::Sum, 2, Meaning::Amount, ["app|1|ja|10", "post|1|nee|", "web|1|nee|", "web|2|ja|3.5"]),
        (Aggregate::Mean, 2, Meaning::Amount, ["app|1|ja|10", "post|1|nee|", "web|1|nee|", "web|2|ja|1.75"]),
        (Aggregate::Min, 2, Meaning::Amount, ["app|1|ja|10", "post|1|nee|", "web|1|nee|", "web|2|ja|1.5"]),
        (Aggregate::Count, 2, Meaning::Amount, ["app|1|ja|1", "post|1|nee|0", "web|1|nee|0", "web|2|ja|2"]),
        (
            Aggregate::Max,
            1,
            Meaning::Date,
            ["app|1|ja|2020-02-05", "post|1|nee|", "web|1|nee|", "web|2|ja|2020-02-03"],
        ),
        (
            Aggregate::MostFrequent,
            3,
            Meaning::Category,
            // One each: the smallest. Spellings are one value, the most used one.
            ["app|1|ja|Pgb", "post|1|nee|", "web|1|nee|", "web|2|ja|Pgb"],
        ),
    ] {
        let outcome = fold(&main, Some("klantnr"), attached(join(&main, &other, &[(column, how, reads)])));
        let mut found = records(&outcome);
        found.sort();
        assert_eq!(found, wanted.map(|record| format!("1x {record}")), "{how:?}");
        let counts = &outcome.files[0];
        assert_eq!(counts.people_unmatched, Some(2));
        assert_eq!((counts.rows_unmatched, counts.rows_without_key), (1, 1));
    }
}

#[test]
fn without_a_unit_each_row_is_a_person_of_its_own() {
    let (main, other) = (table(MAIN), table(OTHER));
    let outcome = fold(&main, None, attached(join(&main, &other, &[(2, Aggregate::Sum, Meaning::Amount)])));
    // Both rows of one address get its rows; equal people are one record of two.
    let mut found = records(&outcome);
    found.sort();
    assert_eq!(found, ["1x app|ja|10", "1x post|nee|", "1x web|nee|", "2x web|ja|3.5"]);
    assert_eq!(outcome.files[0].people_unmatched, Some(2));
}

#[test]
fn a_person_has_the_rows_of_all_its_keys() {
    let main = table("klantnr;e-mail;kanaal\n1;a@x.nl;web\n1;b@x.nl;web\n2;b@x.nl;web");
    let outcome = fold(
        &main,
        Some("klantnr"),
        attached(join(&main, &table(OTHER), &[(2, Aggregate::Sum, Meaning::Amount)])),
    );
    let mut found = records(&outcome);
    found.sort();
    // 13.5, top-coded: the highest value is round.
    assert_eq!(found, ["1x web|1|ja|10", "1x web|2|ja|13"]);
}

#[test]
fn a_key_that_stands_everywhere_is_refused() {
    let rows = "1;x@x.nl;web\n".repeat(9_000).replace("1;", ";");
    let main = table(&format!("klantnr;e-mail;kanaal\n{}", rows.trim_end()));
    let other = table(&format!("adres;datum;bedrag;soort\n{}", "x@x.nl;-;1;a\n".repeat(9_000).trim_end()));
    let outcome = try_fold(&main, None, attached(join(&main, &other, &[])));
    assert_eq!(outcome.err(), Some(FilesError::TooManyMatches { file: 2 }.into()));
}

#[test]
fn numbers_that_are_none_are_refused() {
    let (main, other) = (table(MAIN), table(OTHER));
    let outcome =
        try_fold(&main, None, attached(join(&main, &other, &[(3, Aggregate::Sum, Meaning::Number)])));
    assert_eq!(outcome.err(), Some(FilesError::NoNumbers { file: 2, column: 3 }.into()));
}

#[test]
fn tops_are_round_and_reached_by_k_people() {
    let top = |numbers: &[f64], counts: &[u32], k: u32| {
        let mut numbers = numbers.to_vec();
        top_code(&mut numbers, counts, k);
        numbers
    };
    assert_eq!(top(&[1.0, 1234.0, 9000.0, 20.0], &[1; 4], 2), [1.0, 1200.0, 1200.0, 20.0]);
    assert_eq!(top(&[1.0, 1234.0, 9000.0, 20.0], &[1; 4], 1), [1.0, 1234.0, 9000.0, 20.0]);
    // A record of three people reaches k = 3 by itself.
    assert_eq!(top(&[7.0, 50.0], &[9, 3], 3), [7.0, 50.0]);
    assert!(top(&[7.0, f64::NAN, 50.0], &[1; 3], 3).iter().all(|number| number.is_nan()));
}

#[test]
fn columns_may_be_named_otherwise_and_domains_keep_codes_apart() {
    let main = table("BSN;kanaal\n999999990;web\n10000008;app");
    let other = table("soort;Burgerservicenummer\nx;9999.99.990\ny;010000008\nz;010000008\nz;");
    let found = matched(&main, &other, (0, 1), "nl.bsn", 4);
    assert_eq!(found.rows_of(found.of_code[1]), [0]);
    assert_eq!(found.rows_of(found.of_code[2]), [1, 2]);
    // Under a domain whose normal form keeps the points, they are other identifiers.
    let found = matched(&main, &other, (0, 1), "klantnr@a", 4);
    assert_eq!(found.of_code, [0, 0, 0]);
    assert_eq!((found.rows_unmatched, found.rows_without_key), (3, 1));
    // One identifier, one code, in either file; another domain, another code.
    let session = SessionKey::from_entropy([4; 32]);
    let code = |domain: &str, value: &str| {
        let key = session.domain(domain);
        key.pseudonym(&key.normalise(value).unwrap()).code()
    };
    assert_eq!(code("nl.bsn", "10000008"), code("nl.bsn", "010000008"));
    assert_ne!(code("nl.bsn", "010000008"), code("nl.kvk", "010000008"));
}

#[test]
fn steps_of_any_size_match_the_same() {
    let rows: String = (0..700).map(|at| format!("k{};x\n", at % 300)).collect();
    let other: String = (0..900).map(|at| format!("K{};y\n", at % 400)).collect();
    let (main, other) =
        (table(&format!("nr;k\n{}", rows.trim_end())), table(&format!("nr;k\n{}", other.trim_end())));
    let whole = matched(&main, &other, (0, 0), "klantnr", 5);
    let key = SessionKey::from_entropy([5; 32]).domain("klantnr");
    let mut task = Matching::new(MatchPlan {
        file: 2,
        main: (Arc::clone(&main), 0),
        other: (Arc::clone(&other), 0),
        key,
    });
    let (mut steps, mut share) = (0, 0.0);
    let small = loop {
        match task.step(3) {
            Step::Busy(progress) => {
                assert!(progress.share >= share && progress.share <= 1.0);
                share = progress.share;
                steps += 1;
            }
            Step::Done(matched) => break matched,
            Step::Failed(_) => panic!("failed"),
        }
    };
    assert!(steps > 200);
    assert!(whole.of_code == small.of_code && whole.rows == small.rows && whole.starts == small.starts);
    assert_eq!(whole.rows_unmatched, 200);
}

proptest! {
    /// A join gives each person what adding up by hand gives, whatever the order of rows and the session's key.
    #[test]
    fn sums_are_those_of_a_map(
        people in prop::collection::vec((0u8..12, 0u8..9), 1..40),
        rows in prop::collection::vec((0u8..12, 0u32..50), 0..60),
        key: u8,
    ) {
        let main: String = people.iter().map(|(who, mail)| format!("{who};m{mail}@x.nl;web\n")).collect();
        let other: String = rows.iter().map(|(mail, amount)| format!("m{mail}@x.nl;-;{amount};-\n")).collect();
        let main = table(&format!("klantnr;e-mail;kanaal\n{}", main.trim_end()));
        let other = table(format!("adres;datum;bedrag;soort\n{other}").trim_end());
        let mut join = join(&main, &other, &[(2, Aggregate::Sum, Meaning::Amount)]);
        join.matched = matched(&main, &other, (1, 0), "email", key);
        let outcome = fold(&main, Some("klantnr"), attached(join));
        let mut mails: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
        for &(who, mail) in &people {
            mails.entry(who).or_default().push(mail);
        }
        let mut wanted: Vec<f64> = mails
            .values()
            .map(|mails| {
                let own: Vec<u32> = rows.iter().filter(|row| mails.contains(&row.0)).map(|row| row.1).collect();
                if own.is_empty() { -1.0 } else { f64::from(own.iter().sum::<u32>()) }
            })
            .collect();
        let sums = outcome.people.attributes.last().unwrap();
        let Domain::Numbers(numbers) = &sums.domain else { panic!("numbers") };
        let mut found: Vec<f64> = Vec::new();
        for (&code, &count) in sums.codes.iter().zip(&outcome.people.counts) {
            let value = if code == MISSING { -1.0 } else { numbers[code as usize] };
            found.extend(std::iter::repeat_n(value, count as usize));
        }
        let ones = vec![1; wanted.len()];
        top_code(&mut wanted, &ones, 1);
        wanted.sort_by(f64::total_cmp);
        found.sort_by(f64::total_cmp);
        prop_assert_eq!(found, wanted);
    }
}
