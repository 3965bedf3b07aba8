//! Measures the parts of the Segments step, for `cargo xtask bench segments`: `segments FILE RECIPE` prints JSON.
//! `tests/bench/segments.mjs` does the same with the page's module.

use cpu_time::ThreadTime;
use gezicht::engine::{Command, Engine, Reply};
use serde_json::{json, Value};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// The parts of the step, by how the progress begins.
const PARTS: [(&str, &str); 6] = [
    ("Looking for groups", "fit"),
    ("Putting everyone into a group", "assign"),
    ("Checking how firm the groups are", "stability"),
    ("Checking the groups with a second method", "opinion"),
    ("Comparing numbers of groups", "advice"),
    ("blocks of people who are alike", "blocks"),
];

/// From this share of the step on, groups are looked for on the release: what that costs.
const COST: f64 = 0.75;

fn main() -> ExitCode {
    match run() {
        Ok(parts) => {
            println!("{parts}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("segments: {message}");
            ExitCode::from(2)
        }
    }
}

/// Runs a command to its end. Adds up CPU seconds by part; the longest step, in milliseconds, is one of them.
fn work(engine: &mut Engine, command: Command, parts: &mut BTreeMap<String, f64>) -> Result<Reply, String> {
    let begun = ThreadTime::now();
    let mut reply = engine.command(command);
    parts.insert("begin".to_owned(), begun.elapsed().as_secs_f64());
    loop {
        let at = match &reply {
            Reply::Busy(progress) => {
                let progress = progress.get();
                let doing = &progress.doing.en;
                match PARTS.iter().find(|(start, _)| doing.starts_with(start)).map_or("other", |part| part.1)
                {
                    "fit" | "assign" if progress.share >= COST => "cost",
                    part => part,
                }
            }
            Reply::Refused(refusal) => return Err(refusal.get().what.en.clone()),
            _ => return Ok(reply),
        };
        let begun = ThreadTime::now();
        reply = engine.step(20_000);
        let took = begun.elapsed().as_secs_f64();
        *parts.entry(at.to_owned()).or_default() += took;
        let most = parts.entry("longest".to_owned()).or_default();
        *most = most.max(took * 1e3);
    }
}

fn run() -> Result<Value, String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, recipe] = arguments.as_slice() else { return Err("use: segments FILE RECIPE".to_owned()) };
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {}", error.kind()))?;
    let recipe = std::fs::read_to_string(recipe).map_err(|error| format!("{recipe}: {}", error.kind()))?;
    let recipe: Value = serde_json::from_str(&recipe).map_err(|error| error.to_string())?;
    let command = |value: Value| serde_json::from_value::<Command>(value).map_err(|error| error.to_string());

    let mut engine = Engine::new([7; 32]);
    engine.command(command(json!({ "command": "open", "bytes": bytes.len() }))?);
    for chunk in bytes.chunks(1 << 20) {
        engine.push(chunk);
    }
    let mut before = BTreeMap::new();
    work(&mut engine, Command::Close, &mut before)?;
    engine.command(Command::ConfirmHeaders);
    if let Reply::Refused(refusal) =
        engine.command(command(json!({ "command": "configure", "recipe": recipe }))?)
    {
        return Err(refusal.get().what.en.clone());
    }
    work(&mut engine, Command::Release, &mut before)?;
    let mut parts = BTreeMap::new();
    match work(&mut engine, Command::Segment, &mut parts)? {
        Reply::Overview(_) => Ok(json!(parts)),
        _ => Err("no groups".to_owned()),
    }
}
