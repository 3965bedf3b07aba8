//! Measures what BENCHMARKS.md tells, and holds it against the bars: `cargo xtask bench [SUBJECT]`.

mod customers;
mod ingest;
mod residents;
mod search;
mod segments;
mod walk;

use crate::build::build;
use crate::check::chromium;
use crate::run::{cargo, program, root, run};
use anyhow::{bail, Context, Result};
use serde_json::Value;
use std::ffi::OsStr;
use std::io::Read;
use std::path::PathBuf;
use std::process::Stdio;

/// Longest time that a thread of the page lets nothing in, in milliseconds.
const GAP_BAR: f64 = 50.0;
/// From asking to stop to the answer, in milliseconds.
const CANCEL_BAR: f64 = 100.0;

/// What to measure, on what.
pub struct Subject {
    /// `walk`, `ingest`, `segments` or `search` (`search-adult`: its small cases alone); absent: all.
    pub name: Option<String>,
    /// Rows of the file that is made.
    pub rows: Option<u32>,
    /// A file to read in place of the one that is made (`ingest`).
    pub file: Option<PathBuf>,
}

/// Prints the tables; an error names the bars that were missed.
pub fn bench(subject: &Subject) -> Result<()> {
    let wanted = |name: &str| subject.name.as_deref().is_none_or(|only| only == name);
    if !["walk", "ingest", "segments", "search", "search-adult"].into_iter().any(wanted) {
        bail!("there is nothing to measure under that name: walk, ingest, segments or search.");
    }
    let page = build(false)?;
    run(cargo().args([
        "build",
        "--quiet",
        "--release",
        "--bin",
        "gezicht",
        "--example",
        "sample",
        "--example",
        "search",
        "--example",
        "segments",
    ]))?;
    let folder = target().join("bench");
    std::fs::create_dir_all(&folder)?;
    let mut missed = Vec::new();
    if wanted("walk") {
        missed.extend(walk::walk(&page, &folder, subject.rows.unwrap_or(200_000))?);
    }
    if wanted("ingest") {
        missed.extend(ingest::ingest(&folder, subject)?);
    }
    if wanted("segments") {
        missed.extend(segments::segments(&folder)?);
    }
    let quick = subject.name.as_deref() == Some("search-adult");
    if quick || wanted("search") {
        missed.extend(search::search(&folder, quick)?);
    }
    if !missed.is_empty() {
        bail!("missed: {}. On a busy machine, measure again when it is quiet.", missed.join(", "));
    }
    Ok(())
}

/// A table of figures held against bars.
struct Table {
    missed: Vec<String>,
}

impl Table {
    fn begin() -> Self {
        println!("| what | figure | bar | verdict |\n|---|--:|--:|---|");
        Self { missed: Vec::new() }
    }

    fn line(&mut self, what: &str, figure: f64, bar: Option<f64>, unit: &str) {
        // A figure of a few seconds needs its decimals.
        let digits = if unit == "s" { 2 } else { 0 };
        let verdict = match bar {
            None => "",
            Some(bar) if figure < bar => "holds",
            Some(_) => {
                self.missed.push(what.to_owned());
                "missed"
            }
        };
        let bar = bar.map_or(String::new(), |bar| format!("{bar:.digits$} {unit}"));
        println!("| {what} | {figure:.digits$} {unit} | {bar} | {verdict} |");
    }
}

/// What a script of `tests/bench` measures.
fn script<'a>(name: &str, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<Value> {
    let mut child = program("node")
        .env("CHROMIUM", chromium()?)
        .arg(format!("tests/bench/{name}"))
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut said)?;
    }
    if !child.wait()?.success() {
        bail!("{name} did not come to its end (above)");
    }
    serde_json::from_str(&said).with_context(|| format!("what {name} measured"))
}

fn gezicht() -> String {
    target().join("release/gezicht").to_string_lossy().into_owned()
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn conditions(measured: &Value, load: Option<&str>) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let mut parts = vec![
        format!("{cores} cores{}", model.map_or(String::new(), |model| format!(" ({model})"))),
        measured["chromium"].as_str().unwrap_or("Chromium").to_owned(),
    ];
    if !measured["rows"].is_null() {
        parts.push(format!("{} rows", measured["rows"]));
    }
    if let Some(load) = load {
        parts.push(format!("load {load} at the start"));
    }
    parts.join(", ")
}

/// Mean number of waiting programs over the last minute, where the system tells.
fn load_average() -> Option<String> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next().map(str::to_owned)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().map_or(Vec::new(), |values| values.iter().filter_map(Value::as_f64).collect())
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::INFINITY)
}
