//! The engine against other programs (tests/data/adult), by hand and against brute force.

mod every_model;
mod measured;
mod progress;
mod settling;
mod vectors;

use super::recheck::RecheckColumn;
use super::risk::class_sizes;
use super::*;
use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::refusal::Refusal;
use crate::table::{Attribute, Domain};
use crate::task::{run, Step, Task};
use crate::text::Text;
use proptest::prelude::*;
use proptest::strategy::Strategy;
use std::collections::BTreeMap;

/// Quasi-identifiers with their ladders.
struct Data {
    people: usize,
    attributes: Vec<Attribute>,
    ladders: Vec<Ladder>,
}

/// Weights of the columns; those not listed weigh 1.
type Weights<'a> = &'a [f64];

/// Only made-up cases are printed; the types themselves cannot be.
impl std::fmt::Debug for Data {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (attribute, ladder) in self.attributes.iter().zip(&self.ladders) {
            writeln!(out, "{}: {:?}", attribute.name, attribute.codes)?;
            for level in &ladder.levels {
                writeln!(out, "  {:?}", level.of_row)?;
            }
        }
        write!(out, "{} people", self.people)
    }
}

fn attribute(name: &str, cells: &[&str]) -> Attribute {
    let mut texts: Vec<String> =
        cells.iter().filter(|cell| !cell.is_empty()).map(|cell| (*cell).to_owned()).collect();
    texts.sort();
    texts.dedup();
    texts.insert(0, String::new());
    let codes = cells.iter().map(|cell| texts.binary_search(&(*cell).to_owned()).unwrap() as u32).collect();
    Attribute {
        column: Some(0),
        name: name.to_owned(),
        label: Text::new(name, name),
        role: Role::Quasi,
        meaning: Meaning::Category,
        codes,
        domain: Domain::Texts(texts),
    }
}

fn ladder(text: &str) -> Ladder {
    Ladder::parse_csv(text).map_err(|error| Refusal::from(error).what.en).unwrap()
}

fn adult() -> Data {
    let text = include_str!("../../../tests/data/adult/adult.csv");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(';').collect()).collect();
    let attributes: Vec<Attribute> = rows[0]
        .iter()
        .enumerate()
        .map(|(j, name)| {
            let cells: Vec<&str> = rows[1..].iter().map(|row| row[j]).collect();
            let mut made = attribute(name, &cells);
            if *name == "age" {
                // As the table would hold it: numbers, matched to the ladder's rows as numbers.
                let mut numbers: Vec<f64> = cells.iter().map(|cell| cell.parse().unwrap()).collect();
                let of_row = numbers.clone();
                numbers.sort_by(f64::total_cmp);
                numbers.dedup();
                let code = |x: &f64| numbers.iter().position(|y| x == y).unwrap() as u32 + 1;
                made.codes = of_row.iter().map(code).collect();
                made.domain = Domain::Numbers([vec![f64::NAN], numbers].concat());
            }
            made
        })
        .collect();
    let ladders = [
        include_str!("../../../tests/data/adult/adult_hierarchy_sex.csv"),
        include_str!("../../../tests/data/adult/adult_hierarchy_age.csv"),
        include_str!("../../../tests/data/adult/adult_hierarchy_race.csv"),
        include_str!("../../../tests/data/adult/adult_hierarchy_marital-status.csv"),
        include_str!("../../../tests/data/adult/adult_hierarchy_education.csv"),
        include_str!("../../../tests/data/adult/adult_hierarchy_native-country.csv"),
        include_str!("../../../tests/data/adult/adult_hierarchy_workclass.csv"),
        include_str!("../../../tests/data/adult/adult_hierarchy_occupation.csv"),
        include_str!("../../../tests/data/adult/adult_hierarchy_salary-class.csv"),
    ];
    Data { people: rows.len() - 1, attributes, ladders: ladders.into_iter().map(ladder).collect() }
}

impl Data {
    fn search(&self, policy: &Policy) -> Result<Release, AnonymityError> {
        self.search_weighted(policy, &[])
    }

    fn search_weighted(&self, policy: &Policy, weights: Weights<'_>) -> Result<Release, AnonymityError> {
        let bound: Vec<BoundLadder> = self
            .ladders
            .iter()
            .zip(&self.attributes)
            .map(|(ladder, attribute)| ladder.bind(attribute).unwrap())
            .collect();
        let columns: Vec<SearchColumn<'_>> = self
            .attributes
            .iter()
            .zip(&bound)
            .enumerate()
            .map(|(j, (attribute, ladder))| SearchColumn {
                codes: &attribute.codes,
                ladder,
                weight: weights.get(j).copied().unwrap_or(1.0),
                held: None,
                label: &attribute.label,
            })
            .collect();
        let mut task = SearchTask::new(&SearchInput::new(&vec![1; self.people], &columns, policy))?;
        let mut share = 0.0;
        run(&mut task, |progress| {
            assert!(progress.share >= share && progress.share <= 1.0);
            share = progress.share;
        })
    }

    fn recheck(&self, policy: &Policy, release: Release) -> Result<CheckedRelease, AnonymityError> {
        self.recheck_weighted(policy, release, &[])
    }

    fn recheck_weighted(
        &self,
        policy: &Policy,
        release: Release,
        weights: Weights<'_>,
    ) -> Result<CheckedRelease, AnonymityError> {
        let columns: Vec<RecheckColumn<'_>> = self
            .attributes
            .iter()
            .zip(&self.ladders)
            .enumerate()
            .map(|(j, (attribute, ladder))| {
                let weight = weights.get(j).copied().unwrap_or(1.0);
                RecheckColumn { attribute, ladder, weight }
            })
            .collect();
        recheck(&vec![1; self.people], &columns, &Context::default(), policy, release)
    }

    fn release(&self, k: u32, limit: f64) -> (ReleaseStatistics, CheckedRelease) {
        let policy = Policy::k_anonymity(k, limit);
        let release = self.search(&policy).unwrap();
        let checked = self.recheck(&policy, release).unwrap();
        (statistics(&checked, None, false), checked)
    }
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} is not {expected}");
}

#[test]
fn adult_as_arx_finds_it() {
    let adult = adult();
    let expected: [(f64, [usize; 9], f64, u32, u32, u32); 3] = [
        (0.0, [0, 4, 1, 1, 3, 2, 2, 1, 0], 0.573_150_965_559_004_4, 0, 24, 69),
        (0.05, [0, 3, 0, 0, 2, 1, 1, 2, 0], 0.241_932_365_066_290_8, 1346, 397, 5),
        (1.0, [0, 3, 0, 0, 2, 1, 1, 1, 0], 0.220_411_928_479_842_92, 2553, 602, 5),
    ];
    for (limit, levels, loss, suppressed, classes, smallest) in expected {
        let (statistics, checked) = adult.release(5, limit);
        assert_eq!(checked.release().levels, levels, "at {limit}");
        close(statistics.value, loss);
        assert_eq!(statistics.suppressed, suppressed);
        assert_eq!((statistics.classes, statistics.smallest_class), (classes, smallest));
        assert_eq!(statistics.lattice, 12_960.0);
        assert!(statistics.optimal && statistics.recheck);
        assert!(statistics.checked < 1000, "{} evaluated at {limit}", statistics.checked);
        close(statistics.before.average, 0.646_575_160_798_355_5);
        close(statistics.before.sample_uniqueness, 0.514_289_503_348_584_4);
        assert_eq!(statistics.after.sample_uniqueness, 0.0);
        close(statistics.after.average, f64::from(classes) / f64::from(30_162 - suppressed));
    }
}

#[test]
fn adult_raw_risk() {
    let adult = adult();
    let figures = |columns: &[usize]| {
        let codes: Vec<&[u32]> = columns.iter().map(|&j| adult.attributes[j].codes.as_slice()).collect();
        let sizes = class_sizes(&codes, adult.people);
        let under = |k: u32| sizes.iter().filter(|size| **size < k).sum::<u32>();
        (sizes.len(), under(2), under(3), under(5), risk(&codes, adult.people))
    };
    let (classes, uniques, under_three, under_five, all) = figures(&[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!((classes, uniques, under_three, under_five), (19_502, 15_512, 19_708, 23_470));
    close(all.average, 0.646_575_160_798_355_5);
    close(all.sample_uniqueness, 0.514_289_503_348_584_4);
    let (classes, uniques, under_three, under_five, _) = figures(&[1, 4, 3, 7, 0, 5]);
    assert_eq!((classes, uniques, under_three, under_five), (13_054, 8_720, 12_218, 16_373));
}

/// The seven people of reference tables, done by hand.
fn hand() -> Data {
    let age = ["34", "45", "66", "70", "34", "70", "45"];
    let gender = ["male", "female", "male", "female", "female", "male", "male"];
    let zip = ["81667", "81675", "81925", "81931", "81931", "81931", "81931"];
    let masked: String = ["81667", "81675", "81925", "81931"]
        .iter()
        .map(|zip| {
            let cells: Vec<String> =
                (0..=5).map(|hidden| format!("{}{}", &zip[..5 - hidden], "*".repeat(hidden))).collect();
            cells.join(";") + "\n"
        })
        .collect();
    Data {
        people: 7,
        attributes: vec![attribute("age", &age), attribute("gender", &gender), attribute("zipcode", &zip)],
        ladders: vec![
            ladder("34;<50;*\n45;<50;*\n66;>=50;*\n70;>=50;*"),
            ladder("male;*\nfemale;*"),
            ladder(&masked),
        ],
    }
}

#[test]
fn seven_people_by_hand() {
    let (statistics, checked) = hand().release(2, 0.0);
    assert_eq!(checked.release().levels, [1, 1, 2], "<50 and >=50, gender together, 816** and 819**");
    assert_eq!(checked.release().class_of, [0, 0, 1, 1, 2, 1, 2]);
    assert_eq!(checked.release().class_sizes, [2, 3, 2]);
    assert_eq!(statistics.suppressed, 0);
    let (statistics, checked) = hand().release(3, 0.0);
    assert_eq!(checked.release().levels, [2, 0, 3], "age together, gender kept, 81***");
    assert_eq!((statistics.classes, statistics.smallest_class), (2, 3));
}

#[test]
fn a_tie_goes_to_the_lowest_levels_and_then_to_the_first_list() {
    let (a, b) = (["x", "x", "y", "y"], ["x", "y", "x", "y"]);
    let data = Data {
        people: 4,
        attributes: vec![attribute("a", &a), attribute("b", &b)],
        ladders: vec![ladder("x;*\ny;*"), ladder("x;*\ny;*")],
    };
    assert_eq!(data.release(2, 0.0).1.release().levels, [0, 1], "either column would do");
    // Everybody suppressed costs as much as everything together, and is no release of finer levels.
    let alone = Data {
        people: 4,
        attributes: vec![attribute("a", &["p", "q", "r", "s"])],
        ladders: vec![ladder("p;*\nq;*\nr;*\ns;*")],
    };
    let (statistics, checked) = alone.release(2, 1.0);
    assert_eq!((checked.release().levels.as_slice(), statistics.suppressed), ([0].as_slice(), 4));
}

#[test]
fn a_heavier_column_is_kept() {
    let (a, b) = (["x", "x", "y", "y"], ["x", "y", "x", "y"]);
    let data = Data {
        people: 4,
        attributes: vec![attribute("a", &a), attribute("b", &b)],
        ladders: vec![ladder("x;*\ny;*"), ladder("x;*\ny;*")],
    };
    let policy = Policy::k_anonymity(2, 0.0);
    for (weights, levels) in [([1.0, 3.0], [1, 0]), ([3.0, 1.0], [0, 1]), ([2.0, 2.0], [0, 1])] {
        let release = data.search_weighted(&policy, &weights).unwrap();
        assert_eq!(release.levels, levels);
        let other = weights.map(|weight| weight * weight + 1.0);
        let equal = weights[0] == weights[1];
        let again = data.search_weighted(&policy, &weights).unwrap();
        assert!(data.recheck_weighted(&policy, again, &weights).is_ok());
        assert_eq!(data.recheck_weighted(&policy, release, &other).is_ok(), equal, "the recheck weighs too");
    }
    let found = data.search_weighted(&policy, &[0.0, 1.0]).err();
    assert_eq!(found, Some(AnonymityError::Weight { column: Text::new("a", "a") }));
}

#[test]
fn missing_is_a_category_of_its_own() {
    // Two people without a value are no company for each other's neighbours, only for themselves.
    let data = Data {
        people: 4,
        attributes: vec![attribute("a", &["", "x", "", "x"])],
        ladders: vec![ladder("x;groep;*\ny;groep;*")],
    };
    let (statistics, checked) = data.release(2, 0.0);
    assert_eq!(checked.release().levels, [0]);
    assert_eq!(statistics.classes, 2);
    let (statistics, checked) = data.release(3, 0.0);
    assert_eq!(checked.release().levels, [2], "apart until all values are together");
    assert_eq!(statistics.classes, 1);
    close(statistics.value, 1.0);
}

#[test]
fn no_column_is_one_class() {
    let data = Data { people: 6, attributes: Vec::new(), ladders: Vec::new() };
    let (statistics, checked) = data.release(5, 0.0);
    assert_eq!((statistics.classes, statistics.smallest_class, statistics.value), (1, 6, 0.0));
    assert_eq!(checked.release().class_of, [0; 6]);
    assert_eq!(
        data.search(&Policy::k_anonymity(7, 1.0)).err(),
        Some(AnonymityError::TooFewPeople { people: 6, k: 7 })
    );
}

#[test]
fn impossible_asks_are_refused_with_a_remedy() {
    let data = hand();
    assert_eq!(data.search(&Policy::k_anonymity(2, 1.5)).err(), Some(AnonymityError::SuppressionLimit));
    assert_eq!(data.search(&Policy::k_anonymity(2, f64::NAN)).err(), Some(AnonymityError::SuppressionLimit));

    let wide = Data {
        people: 7,
        attributes: (0..30).map(|_| hand().attributes.pop().unwrap()).collect(),
        ladders: (0..30).map(|_| hand().ladders.pop().unwrap()).collect(),
    };
    match wide.search(&Policy::k_anonymity(2, 0.0)) {
        Err(error @ AnonymityError::LatticeTooLarge { .. }) => {
            assert!(Refusal::from(error).remedy.nl.contains("zipcode"));
        }
        _ => panic!("six to the thirtieth transformations cannot be numbered"),
    }

    let short = Data { people: 2, attributes: vec![attribute("a", &["p", "q"])], ladders: Vec::new() };
    let error = ladder("p;*").bind(&short.attributes[0]).err();
    assert_eq!(error, Some(LadderError::Absent));
}

#[test]
fn a_suppression_limit_is_a_share_rounded_down() {
    for (share, people, allowed) in
        [(0.05, 30_162, 1508), (0.29, 100, 29), (0.02, 49, 0), (1.0, 7, 7), (0.0, 9, 0)]
    {
        let policy = Policy::k_anonymity(1, share).check(people).unwrap();
        assert_eq!(policy.allowed, allowed, "{share} of {people}");
    }
}

#[test]
fn a_tampered_release_is_refused() {
    let data = hand();
    let policy = Policy::k_anonymity(2, 0.3);
    let tampered = |change: &dyn Fn(&mut Release)| {
        let mut release = data.search(&policy).unwrap();
        change(&mut release);
        match data.recheck(&policy, release) {
            Ok(_) => None,
            Err(AnonymityError::Recheck(failure)) => Some(failure),
            Err(error) => panic!("{error:?}"),
        }
    };
    assert_eq!(tampered(&|_| {}), None);
    let found = tampered(&|release| release.levels = vec![0, 0, 0]);
    assert_eq!(found, Some(RecheckFailure::SmallClass));
    assert_eq!(tampered(&|release| release.levels = vec![9, 0, 0]), Some(RecheckFailure::Shape));
    assert_eq!(tampered(&|release| release.class_of.truncate(6)), Some(RecheckFailure::Shape));
    assert_eq!(tampered(&|release| release.value += 1e-6), Some(RecheckFailure::Loss));
    assert_eq!(tampered(&|release| release.column_loss[1] -= 1e-6), Some(RecheckFailure::Loss));
    assert_eq!(tampered(&|release| release.class_sizes[0] += 1), Some(RecheckFailure::Classes));
    let found = tampered(&|release| {
        release.suppressed = vec![true; 7];
        release.class_of = vec![SUPPRESSED; 7];
        release.class_sizes.clear();
    });
    assert_eq!(found, Some(RecheckFailure::Suppression));
    let found = tampered(&|release| {
        // One person of a class is quietly taken out.
        let person = release.class_of.iter().position(|class| *class == 0).unwrap();
        release.class_of[person] = SUPPRESSED;
        release.suppressed[person] = true;
    });
    assert!(found.is_some());
    let found = tampered(&|release| {
        let last = release.class_sizes.len() as u32 - 1;
        let person = release.class_of.iter().position(|class| *class == 0).unwrap();
        release.class_of[person] = last;
    });
    assert_eq!(found, Some(RecheckFailure::Classes));
}

/// A random small table: nested ladders of two to four levels over at most five values a column.
fn small() -> impl Strategy<Value = Data> {
    let column =
        (2usize..=5, prop::collection::vec(0u32..3, 5), prop::collection::vec(0u32..2, 3), 0usize..3);
    (1usize..=4, 1usize..=14).prop_flat_map(move |(width, people)| {
        let columns =
            prop::collection::vec((column.clone(), prop::collection::vec(0usize..6, people)), width);
        columns.prop_map(move |columns| {
            let (mut attributes, mut ladders) = (Vec::new(), Vec::new());
            for (j, ((values, fine, coarse, middle), cells)) in columns.into_iter().enumerate() {
                let cells: Vec<String> = cells
                    .into_iter()
                    .map(|cell| if cell >= values { String::new() } else { format!("v{cell}") })
                    .collect();
                let rows: Vec<Vec<String>> = (0..values)
                    .map(|value| {
                        let fine = fine[value];
                        let levels = [format!("f{fine}"), format!("c{}", coarse[fine as usize])];
                        let mut row = vec![format!("v{value}")];
                        row.extend(levels.into_iter().take(middle));
                        row.push("*".to_owned());
                        row
                    })
                    .collect();
                attributes.push(attribute(
                    &format!("kolom {j}"),
                    &cells.iter().map(String::as_str).collect::<Vec<_>>(),
                ));
                ladders.push(Ladder::from_rows(rows).unwrap());
            }
            Data { people, attributes, ladders }
        })
    })
}

/// Every transformation by the definitions alone: the lowest Loss and all level lists that reach it.
fn brute_force(data: &Data, k: usize, limit: f64) -> (f64, Vec<Vec<usize>>) {
    let bound: Vec<BoundLadder> = data
        .ladders
        .iter()
        .zip(&data.attributes)
        .map(|(ladder, attribute)| ladder.bind(attribute).unwrap())
        .collect();
    let mut lists: Vec<Vec<usize>> = vec![Vec::new()];
    for ladder in &bound {
        lists = lists
            .into_iter()
            .flat_map(|list| (0..ladder.height()).map(move |level| [list.clone(), vec![level]].concat()))
            .collect();
    }
    let n = data.people as f64;
    let mut best = (f64::INFINITY, Vec::new());
    for levels in lists {
        let key = |person: usize| -> Vec<u32> {
            (0..levels.len())
                .map(|j| bound[j].band_of_code(levels[j])[data.attributes[j].codes[person] as usize])
                .collect()
        };
        let mut classes: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
        for person in 0..data.people {
            *classes.entry(key(person)).or_default() += 1;
        }
        let kept: Vec<bool> = (0..data.people).map(|person| classes[&key(person)] >= k).collect();
        let suppressed = kept.iter().filter(|kept| !**kept).count();
        if suppressed as f64 > limit * n + 1e-9 {
            continue;
        }
        let mut product = 1.0;
        for j in 0..levels.len() {
            let rows = f64::from(bound[j].rows());
            let cost: f64 = (0..data.people)
                .map(|person| match kept[person] {
                    true => f64::from(bound[j].rows_of_band(levels[j])[key(person)[j] as usize]) / rows,
                    false => 1.0,
                })
                .sum();
            let norm: f64 = if rows > 1.0 { ((cost - n / rows) / (n - n / rows)).max(0.0) } else { 0.0 };
            product *= libm::pow((norm * 1e10).floor() / 1e10 + 1.0, 1.0 / levels.len() as f64);
        }
        let loss = product - 1.0;
        if loss < best.0 - 1e-8 {
            best = (loss, vec![levels]);
        } else if loss <= best.0 + 1e-8 {
            best.1.push(levels);
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_optimum_is_the_optimum(data in small(), k in 1u32..5, limit in prop::sample::select(vec![0.0, 0.1, 0.25, 0.5, 1.0])) {
        let policy = Policy::k_anonymity(k, limit);
        match data.search(&policy) {
            Err(error) => prop_assert_eq!(error, AnonymityError::TooFewPeople { people: data.people as u32, k }),
            Ok(release) => {
                let (loss, levels) = brute_force(&data, k as usize, limit);
                prop_assert!((release.value - loss).abs() < 1e-8, "{} against {loss}", release.value);
                // Truncation to ten decimals may part what is equal; so one of them, not which.
                prop_assert!(levels.contains(&release.levels));
                prop_assert!(data.recheck(&policy, release).is_ok());
            }
        }
    }

    #[test]
    fn the_order_of_people_does_not_matter(data in small(), k in 1u32..4, seed in any::<u64>()) {
        let policy = Policy::k_anonymity(k, 0.25);
        let Ok(release) = data.search(&policy) else { return Ok(()) };
        let mut order: Vec<usize> = (0..data.people).collect();
        order.sort_by_key(|person| (*person as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let mut shuffled = Data { people: data.people, attributes: Vec::new(), ladders: data.ladders };
        for mut attribute in data.attributes {
            attribute.codes = order.iter().map(|&person| attribute.codes[person]).collect();
            shuffled.attributes.push(attribute);
        }
        let other = shuffled.search(&policy).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        prop_assert_eq!(&release.levels, &other.levels);
        prop_assert_eq!(release.value.to_bits(), other.value.to_bits());
        prop_assert_eq!(release.checked, other.checked);
        for (new, &old) in order.iter().enumerate() {
            prop_assert_eq!(release.suppressed[old], other.suppressed[new]);
        }
    }

    #[test]
    fn a_larger_k_never_costs_less(data in small(), limit in prop::sample::select(vec![0.0, 0.2, 1.0])) {
        let mut last = 0.0;
        for k in 1..=data.people as u32 {
            let found = data.search(&Policy::k_anonymity(k, limit)).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
            prop_assert!(found.value >= last, "{} at {k} after {last}", found.value);
            last = found.value;
        }
    }

    #[test]
    fn small_steps_find_the_same(data in small(), budget in 1u32..4) {
        let policy = Policy::k_anonymity(2, 0.25);
        let Ok(release) = data.search(&policy) else { return Ok(()) };
        let bound: Vec<BoundLadder> = data.ladders.iter().zip(&data.attributes)
            .map(|(ladder, attribute)| ladder.bind(attribute).unwrap())
            .collect();
        let columns: Vec<SearchColumn<'_>> = data.attributes.iter().zip(&bound)
            .map(|(attribute, ladder)| SearchColumn { codes: &attribute.codes, ladder, weight: 1.0, held: None, label: &attribute.label })
            .collect();
        let mut task = SearchTask::new(&SearchInput::new(&vec![1; data.people], &columns, &policy))
            .map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        let stepped = loop {
            match task.step(budget) {
                Step::Busy(_) => {}
                Step::Done(release) => break release,
                Step::Failed(error) => return Err(TestCaseError::fail(format!("{error:?}"))),
            }
        };
        prop_assert_eq!(release.levels, stepped.levels);
        prop_assert_eq!(release.class_of, stepped.class_of);
    }
}
