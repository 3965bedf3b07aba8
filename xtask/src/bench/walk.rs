//! The walk from a file to a persona: `cargo xtask bench walk`.

use super::{
    conditions, gezicht, load_average, middle, number, numbers, script, target, Table, CANCEL_BAR, GAP_BAR,
};
use crate::build::{HTML_BAR, WASM_BAR};
use crate::run::{program, root, run};
use anyhow::{Context, Result};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// From the file to the first persona on the screen, in milliseconds, for the sample of 200,000 rows.
const WALK_BAR: f64 = 15_000.0;
/// From opening the file to a page that can be used, in milliseconds.
const OPEN_BAR: f64 = 1000.0;
/// Times that the native command runs each case; the one in the middle counts.
const TIMES: usize = 3;

/// Prints the tables; gives the bars that were missed.
pub fn walk(page: &Path, folder: &Path, rows: u32) -> Result<Vec<String>> {
    let sample = sample(&folder.join("sample.csv"), rows, false)?;
    let load = load_average();
    let measured = script("walk.mjs", [sample.as_os_str()])?;

    println!("\nConditions: {}\n", conditions(&measured, load.as_deref()));
    let mut table = Table::begin();
    let mut line = |what: &str, figure, bar, unit| table.line(what, figure, bar, unit);

    let stages = ["data", "privacy", "segments", "personas"];
    let took = |stage: &str| number(&measured["stages"][stage]);
    line("file to first persona", stages.into_iter().map(took).sum(), Some(WALK_BAR), "ms");
    for stage in stages {
        line(&format!("· {stage}"), took(stage), None, "ms");
    }
    for frame in ["outer", "app"] {
        let longest = stages.iter().map(|stage| number(&measured["gaps"][*stage][frame])).fold(0.0, f64::max);
        line(&format!("longest gap, {frame} frame"), longest, Some(GAP_BAR), "ms");
    }
    line("longest task of any frame, CPU time", number(&measured["task"]), Some(GAP_BAR), "ms");
    for stage in ["reading", "release", "segment"] {
        let slowest = numbers(&measured["cancel"][stage]).into_iter().reduce(f64::max);
        // Nothing measured is no bar held.
        let slowest = slowest.unwrap_or(f64::INFINITY);
        line(&format!("slowest answer to a cancel, {stage}"), slowest, Some(CANCEL_BAR), "ms");
    }
    line("memory of the engine, most", number(&measured["memory"]) / 1e6, None, "MB");
    line("opening from disk, middle of five", middle(numbers(&measured["opening"])), Some(OPEN_BAR), "ms");
    let html = std::fs::metadata(page)?.len() as f64;
    line("dist/gezicht.html", html / 1000.0, Some(HTML_BAR as f64 / 1000.0), "kB");
    line("engine, gzipped", packed_engine()? / 1000.0, Some(WASM_BAR as f64 / 1000.0), "kB");

    native(folder, &sample)?;
    Ok(table.missed)
}

/// CPU seconds of the native command, per stage.
fn native(folder: &Path, sample: &Path) -> Result<()> {
    println!("\n| `gezicht run`, CPU seconds | ingest | search | segments | blocks | all |\n|---|--:|--:|--:|--:|--:|");
    let adult = root().join("tests/data/adult");
    for percent in [0, 5, 100] {
        let recipe = adult_recipe(&adult, f64::from(percent) / 100.0);
        timed(folder, &format!("adult, k = 5, {percent} % suppression"), &recipe, &adult.join("adult.csv"))?;
    }
    let truth = self::sample(&folder.join("truth.csv"), 20_000, true)?;
    let mut recipe = proposed(&truth)?;
    recipe["segments"]["count"] = json!(6);
    timed(folder, "sample without identifiers, 20,000 people, six groups", &recipe, &truth)?;
    timed(folder, "sample", &proposed(sample)?, sample)
}

/// All nine columns as quasi-identifiers with their ladders, as `vectors.md` has them.
fn adult_recipe(folder: &Path, limit: f64) -> Value {
    let columns = [
        "sex",
        "age",
        "race",
        "marital-status",
        "education",
        "native-country",
        "workclass",
        "occupation",
        "salary-class",
    ];
    let columns: serde_json::Map<String, Value> = columns
        .into_iter()
        .map(|name| {
            let ladder = folder.join(format!("adult_hierarchy_{name}.csv"));
            (name.to_owned(), json!({ "role": "quasi", "ladder": ladder }))
        })
        .collect();
    json!({ "columns": columns, "privacy": { "models": [{ "k_anonymity": 5 }], "suppression_limit": limit } })
}

/// The recipe that the command itself proposes.
fn proposed(file: &Path) -> Result<Value> {
    let output = program(&gezicht()).arg("recipe").arg(file).output()?;
    serde_json::from_slice(&output.stdout).context("the proposed recipe")
}

/// Runs a case, and prints the run in the middle.
fn timed(folder: &Path, name: &str, recipe: &Value, file: &Path) -> Result<()> {
    let (path, out) = (folder.join("recipe.json"), folder.join("out"));
    std::fs::write(&path, recipe.to_string())?;
    let mut runs = Vec::new();
    for _ in 0..TIMES {
        run(program(&gezicht()).arg("run").arg(&path).arg(file).arg("--out").arg(&out))?;
        let timing: Value = serde_json::from_str(&std::fs::read_to_string(out.join("timing.json"))?)?;
        runs.push(timing);
    }
    let all =
        |timing: &Value| timing.as_object().map_or(0.0, |stages| stages.values().map(number).sum::<f64>());
    runs.sort_by(|a, b| all(a).total_cmp(&all(b)));
    let timing = &runs[TIMES / 2];
    let stages: Vec<String> = ["ingest", "search", "segments", "blocks"]
        .iter()
        .map(|stage| format!("{:.2}", number(&timing[*stage])))
        .collect();
    println!("| {name} | {} | {:.2} |", stages.join(" | "), all(timing));
    Ok(())
}

fn sample(path: &Path, rows: u32, truth: bool) -> Result<PathBuf> {
    let mut sample = program(&target().join("release/examples/sample").to_string_lossy());
    sample.args([&rows.to_string(), "1"]).arg(path);
    if truth {
        sample.arg("--truth-column");
    }
    run(&mut sample)?;
    Ok(path.to_owned())
}

/// The module as the build packed it, in bytes.
fn packed_engine() -> Result<f64> {
    Ok(std::fs::metadata(target().join("xtask-optimized.wasm.gz"))?.len() as f64)
}
