//! A ladder of one's own as a question about people: what the exact statistics of a release answer (PRODUCT D6), measured.
//!
//! Nobody is guarded here by the blocks rule: the statistics of the chosen release are exact by its terms. What can be asked so is told in
//! `docs/security/threat-model.md` under what remains.

use super::data::Source;
use super::driver::{with, Driver};
use super::generators::Draw;
use crate::engine::Reply;
use serde_json::json;
use std::collections::BTreeSet;

/// The number of people suppressed when the one question is who has this value.
fn asked_by_ladder(few: usize) -> u32 {
    let mut file = Source::Adult.file(2_000, 4);
    file.plant("workclass", "Kwartel", few, &mut Draw(few as u64));
    let at = file.at("workclass");
    let values: BTreeSet<&String> = file.rows.iter().map(|row| &row[at]).collect();
    let ladder: Vec<[&str; 3]> = values
        .iter()
        .map(|value| [value.as_str(), if *value == "Kwartel" { "x" } else { "rest" }, "*"])
        .collect();
    let mut driver = Driver::new();
    let proposed = driver.open(&file.csv());
    let mut columns = json!({});
    for name in &file.header {
        columns[name] = json!({ "role": "ignore" });
    }
    columns["workclass"] = json!({ "role": "quasi", "ladder": ladder });
    let recipe =
        with(&proposed, json!({ "columns": columns, "privacy": { "unit": null, "column_weights": {} } }));
    match driver.release(&recipe, false) {
        Ok(Reply::Release(statistics)) => statistics.get().suppressed,
        other => panic!("{:?}", other.err()),
    }
}

#[test]
#[ignore = "the whole: cargo xtask attack"]
fn whole_ladders() {
    let right = (1..10).filter(|&few| asked_by_ladder(few) as usize == few).count();
    println!("a ladder that sets one value apart: the exact number of its people (1 … 9) is the number suppressed in {right} of 9 files");
}
