//! Measures the steps of a release, for `cargo xtask bench search`: `search FILE RECIPE [TIMES]` prints JSON. `tests/bench/search-worker.js`
//! does the same in a browser.

use cpu_time::ThreadTime;
use gezicht::engine::{Command, Engine, Reply};
use serde_json::{json, Value};
use std::collections::BTreeMap;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(runs) => {
            println!("{runs}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("search: {message}");
            ExitCode::from(2)
        }
    }
}

/// The step that a task is at, by what it says of itself.
fn begins(doing: &str) -> Option<&'static str> {
    match doing {
        "The ladders are ready" => Some("search"),
        "The outcome is counted again" => Some("recheck"),
        "The rows for the export are being generalised class by class" => Some("local"),
        _ => None,
    }
}

/// Runs a command to its end. Adds up CPU seconds by step; keeps the longest time without an answer, in milliseconds.
fn work(
    engine: &mut Engine,
    command: Command,
    first: &'static str,
    seconds: &mut BTreeMap<&'static str, f64>,
    longest: &mut BTreeMap<&'static str, f64>,
) -> Result<Reply, String> {
    let mut at = first;
    let mut reply = engine.command(command);
    let mut budget = 20_000.0;
    loop {
        match &reply {
            Reply::Busy(progress) => at = begins(&progress.get().doing.en).unwrap_or(at),
            Reply::Refused(refusal) => return Err(refusal.get().what.en.clone()),
            _ => return Ok(reply),
        }
        let begun = ThreadTime::now();
        reply = engine.step(budget as u32);
        let took = begun.elapsed().as_secs_f64() * 1e3;
        *seconds.entry(at).or_default() += took / 1e3;
        let most = longest.entry(at).or_default();
        *most = most.max(took);
        // As the worker of the page does it.
        budget = (budget * (20.0 / took.max(0.1)).clamp(0.25, 2.0)).clamp(500.0, 1e7);
    }
}

fn run() -> Result<Value, String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (file, recipe, times) = match arguments.as_slice() {
        [file, recipe] => (file, recipe, 1),
        [file, recipe, times] => (file, recipe, times.parse().map_err(|_| "TIMES is not a number")?),
        _ => return Err("use: search FILE RECIPE [TIMES]".to_owned()),
    };
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {}", error.kind()))?;
    let recipe = std::fs::read_to_string(recipe).map_err(|error| format!("{recipe}: {}", error.kind()))?;
    let recipe: Value = serde_json::from_str(&recipe).map_err(|error| error.to_string())?;
    let command = |value: Value| serde_json::from_value::<Command>(value).map_err(|error| error.to_string());

    let mut engine = Engine::new([7; 32]);
    let (mut seconds, mut longest) = (BTreeMap::new(), BTreeMap::new());
    engine.command(command(json!({ "command": "open", "bytes": bytes.len() }))?);
    for chunk in bytes.chunks(1 << 20) {
        engine.push(chunk);
    }
    work(&mut engine, Command::Close, "read", &mut seconds, &mut longest)?;
    let mut runs = Vec::new();
    for _ in 0..times {
        // Another recipe first, so that the release is made anew.
        engine.command(Command::ProposeRecipe);
        engine.command(command(
            json!({ "command": "configure", "recipe": { "privacy": { "suppression_limit": 0.5 } } }),
        )?);
        engine.command(command(json!({ "command": "configure", "recipe": recipe }))?);
        let (mut seconds, mut longest) = (BTreeMap::new(), BTreeMap::new());
        let Reply::Release(release) =
            work(&mut engine, Command::Release, "people", &mut seconds, &mut longest)?
        else {
            return Err("no release".to_owned());
        };
        let release = serde_json::to_value(release.get()).map_err(|error| error.to_string())?;
        let Reply::Neighbours(found) =
            work(&mut engine, Command::Neighbours, "neighbours", &mut seconds, &mut longest)?
        else {
            return Err("no neighbours".to_owned());
        };
        let neighbours = serde_json::to_value(found.get()).map_err(|error| error.to_string())?;
        runs.push(
            json!({ "seconds": seconds, "longest": longest, "release": release, "neighbours": neighbours }),
        );
    }
    Ok(Value::Array(runs))
}
