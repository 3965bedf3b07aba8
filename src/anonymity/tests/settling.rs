//! Searches that stop early: what they give is a release, and what they say of it is true.

use super::vectors::Ask;
use super::*;
use crate::anonymity::Strategy as How;

#[test]
fn settling_gives_the_best_so_far_with_a_bound() {
    let adult = adult();
    let ask = Ask::new(&adult, &[], &[Model::KAnonymity(5)], 0.05);
    let optimum = ask.run(&adult).unwrap();
    let mut last = f64::INFINITY;
    for steps in [0, 3, 20, 60] {
        let found = ask
            .search(&adult, |task| {
                for _ in 0..steps {
                    match task.step(1000) {
                        Step::Busy(_) => {}
                        Step::Done(release) => return Ok(release),
                        Step::Failed(error) => return Err(error),
                    }
                }
                task.settle();
                run(task, |_| {})
            })
            .unwrap();
        let (release, best) = (found.release(), optimum.release().value);
        assert!(release.value >= best && release.bound <= best, "{} to {}", release.bound, release.value);
        assert!(release.value <= last, "more work finds nothing worse");
        assert_eq!(release.optimal, release.bound == release.value);
        last = release.value;
    }
}

#[test]
fn best_first_finds_the_optimum_when_it_may_go_on() {
    let adult = adult();
    let mut ask =
        Ask::new(&adult, &[7], &[Model::KAnonymity(5), Model::AlphaK { column: 0, alpha: 0.6 }], 0.05);
    let exact = ask.run(&adult).unwrap();
    ask.strategy = How::BestFirst;
    let found = ask.run(&adult).unwrap();
    assert_eq!(found.release().levels, exact.release().levels);
    assert_eq!(found.release().value.to_bits(), exact.release().value.to_bits());
    assert!(found.release().optimal);
}

/// So many columns of one ladder with five levels.
fn wide(columns: usize, people: usize) -> Data {
    let names: Vec<String> = (0..16).map(|value| format!("v{value:02}")).collect();
    let rows: String = (0..16)
        .map(|value| format!("v{value:02};a{};b{};c{};*\n", value / 2, value / 4, value / 8))
        .collect();
    let cells = |column: usize| -> Vec<&str> {
        (0..people).map(|person| names[(person * (column + 3) / (column + 1)) % 16].as_str()).collect()
    };
    Data {
        people,
        attributes: (0..columns)
            .map(|column| attribute(&format!("kolom {column}"), &cells(column)))
            .collect(),
        ladders: (0..columns).map(|_| ladder(&rows)).collect(),
    }
}

/// Twelve columns are 244 million transformations.
#[test]
fn a_large_lattice_is_tried_whole_and_then_searched_best_first() {
    let data = wide(12, 300);
    let mut proven = Vec::new();
    for (k, limit) in [(200, 0.0), (5, 0.3)] {
        let ask = Ask::new(&data, &[], &[Model::KAnonymity(k)], limit);
        let mut share = 0.0;
        let found = ask.search(&data, |task| {
            run(task, |progress| {
                assert!(progress.share >= share && progress.share <= 1.0);
                share = progress.share;
            })
        });
        let found = found.unwrap();
        let release = found.release();
        assert!(release.lattice > 1e8 && release.bound <= release.value);
        assert_eq!(release.optimal, release.bound == release.value);
        proven.push(release.optimal);
    }
    assert_eq!(proven, [true, false]);
}

/// Eighteen columns of five levels: 3.8 · 10^12 transformations.
#[test]
fn a_lattice_too_large_to_be_searched_whole_still_gives_a_release() {
    let data = wide(18, 300);
    let ask = Ask::new(&data, &[], &[Model::KAnonymity(5)], 0.1);
    let found = ask.search(&data, |task| {
        for _ in 0..200 {
            match task.step(200) {
                Step::Busy(progress) => assert!(progress.share <= 1.0),
                Step::Done(release) => return Ok(release),
                Step::Failed(error) => return Err(error),
            }
        }
        task.settle();
        run(task, |_| {})
    });
    let found = found.unwrap();
    assert!(found.release().lattice > 1e12);
    assert!(found.release().value <= 1.0 && found.release().bound <= found.release().value);
}
