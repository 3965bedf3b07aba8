//! What protection costs in time.

use super::asked;
use super::data::Source;
use super::driver::{with, Driver};
use crate::engine::{Command, Reply, Stage};
use cpu_time::ProcessTime;
use serde_json::json;

/// As the product proposes it, which is held against the bar; and the hardest case, in which each row is a person
/// and no number of groups has to be looked for.
#[test]
#[ignore = "the whole: cargo xtask attack"]
fn whole_cost() {
    let rows = asked("ROWS", 200_000);
    let file = Source::Sample.file(rows, 1).csv();
    // The middle of three, for on a busy machine one measurement is worth little.
    let mut shares: Vec<(f64, f64)> = (0..3).map(|_| cost(&file, json!({}))).collect();
    shares.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (share, slowest) = shares[1];
    cost(&file, json!({ "privacy": { "unit": null }, "segments": { "count": 6 } }));
    assert!(share < 10.0 && slowest < 20.0);
}

/// Percentage of the run that blocks and tables take, and the milliseconds of the slowest view.
fn cost(file: &[u8], choices: serde_json::Value) -> (f64, f64) {
    let start = ProcessTime::now();
    let mut driver = Driver::new();
    let proposed = driver.open(file);
    let recipe = with(&with(&proposed, json!({ "columns": Source::Sample.choices() })), choices.clone());
    driver.release(&recipe, false).unwrap();
    let mut blocks = 0.0;
    let mut reply = driver.engine.command(Command::Segment);
    while matches!(reply, Reply::Busy(_)) {
        let stage = driver.engine.stage();
        let step = ProcessTime::now();
        reply = driver.engine.step(20_000);
        if stage == Some(Stage::Blocks) {
            blocks += step.elapsed().as_secs_f64();
        }
    }
    let Reply::Overview(overview) = &reply else { panic!("no overview") };
    let all = start.elapsed().as_secs_f64();
    // A view of the tables as they are: another arrangement of the groups.
    let ids: Vec<u32> = overview.get().segments.iter().map(|segment| segment.id).collect();
    let mut views: Vec<f64> = Vec::new();
    for (first, second) in ids.iter().zip(&ids[1..]) {
        let recipe = with(&recipe, json!({ "segments": { "arrange": [{ "merge": [first, second] }] } }));
        driver.order(Command::Configure { recipe: Box::new(recipe), fixture: false }).unwrap();
        let step = ProcessTime::now();
        assert!(matches!(driver.engine.command(Command::Segment), Reply::Overview(_)));
        views.push(1000.0 * step.elapsed().as_secs_f64());
    }
    let slowest = views.iter().copied().fold(0.0, f64::max);
    let share = 100.0 * blocks / all;
    println!("{choices}: {all:.2} CPU seconds in all, blocks and tables {blocks:.2} ({share:.1} %, bar 10 %); a view at most {slowest:.1} ms (bar 20 ms)");
    (share, slowest)
}
