//! The search for the best release, in Chromium and natively: `cargo xtask bench search`.

use super::residents::residents;
use super::{conditions, load_average, middle, number, script, target, Table, CANCEL_BAR};
use crate::run::{program, root};
use anyhow::{bail, Context, Result};
use serde_json::{json, Map, Value};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Runs of each small case; the first warms up, the one in the middle of the others counts.
const TIMES: usize = 6;
/// What a native search may take of the bar in Chromium.
const NATIVE_BAR: f64 = 2.0 / 3.0;
/// Memory of the engine at its most, in MB: adult, and the large file (all of the tab).
const MEMORY_BAR: f64 = 50.0;
const TAB_BAR: f64 = 400.0;
/// The large file: CPU seconds to the proven optimum.
const LARGE_BAR: f64 = 20.0;
/// Local recoding of adult: CPU seconds, and granularity utility in thousandths.
const LOCAL_BAR: f64 = 1.0;
const GRANULARITY_BAR: f64 = 0.945;

const COLUMNS: [&str; 9] = [
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

/// What is measured.
struct Case {
    name: String,
    file: PathBuf,
    recipe: Value,
    times: usize,
    /// CPU seconds of the search in Chromium.
    bar: Option<f64>,
    /// Nodes that ARX evaluates.
    arx: Option<u32>,
    /// Whether the proven optimum is asked for.
    proven: bool,
    neighbours: bool,
    native: bool,
}

/// Prints the tables; gives the bars that were missed. `quick`: adult alone.
pub fn search(folder: &Path, quick: bool) -> Result<Vec<String>> {
    let mut cases = adult()?;
    if !quick {
        cases.extend(made(folder)?);
    }
    let listed: Vec<Value> = cases
        .iter()
        .map(|case| {
            json!({ "file": case.file, "recipe": case.recipe, "times": case.times, "neighbours": case.neighbours })
        })
        .collect();
    let path = folder.join("search.json");
    std::fs::write(&path, Value::Array(listed).to_string())?;
    let load = load_average();
    let measured = script("search.mjs", [path.as_os_str()])?;
    println!("\nConditions: {}\n", conditions(&measured, load.as_deref()));

    let found = measured["cases"].as_array().context("cases")?;
    // This table has columns of its own.
    let mut table = Table { missed: Vec::new() };
    println!("| case | CPU in Chromium | bar | native | bar | nodes (ARX) of lattice | proven | longest step | engine | neighbours |\n|---|--:|--:|--:|--:|--:|---|--:|--:|--:|");
    for (case, seen) in cases.iter().zip(found) {
        line(folder, case, seen, &mut table)?;
    }
    println!();
    Ok(table.missed)
}

fn line(folder: &Path, case: &Case, seen: &Value, table: &mut Table) -> Result<()> {
    let runs = warm(seen.as_object().and_then(|seen| seen["runs"].as_array()).map_or(&[][..], Vec::as_slice));
    let Some(last) = runs.last() else { bail!("{} was not measured", case.name) };
    let of =
        |runs: &[Value], step: &str| middle(runs.iter().map(|run| number(&run["seconds"][step])).collect());
    let release = &last["release"];
    let local = !release["local"].is_null();
    let step = if local { "local" } else { "search" };
    let seconds = of(runs, step);
    let longest = runs
        .iter()
        .flat_map(|run| run["longest"].as_object().into_iter().flatten())
        .filter(|(name, _)| name.as_str() != "neighbours")
        .map(|(_, value)| number(value))
        .fold(0.0, f64::max);
    let engine = runs.iter().map(|run| number(&run["engine"])).fold(0.0, f64::max) / 1e6;
    let tab = number(&seen["memory"]) / 1e6;
    let native = match case.native {
        true => {
            let runs = native(folder, case)?;
            Some(of(warm(&runs), step))
        }
        false => None,
    };
    let word = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.2} s"));
    let bar = case.bar.filter(|_| !local).or(local.then_some(LOCAL_BAR));
    println!(
        "| {} | {seconds:.3} s | {} | {} | {} | {} ({}) of {} | {} | {longest:.0} ms | {engine:.0} MB, tab {tab:.0} MB | {} |",
        case.name,
        word(bar),
        native.map_or(String::new(), |native| format!("{native:.3} s")),
        word(bar.map(|bar| bar * NATIVE_BAR)),
        release["checked"],
        case.arx.map_or("–".to_owned(), |nodes| nodes.to_string()),
        release["lattice"],
        if release["optimal"] == true { "yes".to_owned() } else { format!("no: {} to {}", release["bound"], release["value"]) },
        match case.neighbours {
            true => format!("{:.2} s", of(runs, "neighbours")),
            false => String::new(),
        },
    );
    let mut hold = |what: &str, holds: bool| {
        if !holds {
            table.missed.push(format!("{}: {what}", case.name));
        }
    };
    hold("CPU in Chromium", bar.is_none_or(|bar| seconds < bar));
    hold("native CPU", bar.zip(native).is_none_or(|(bar, native)| native < bar * NATIVE_BAR));
    hold("proven", !case.proven || release["optimal"] == true);
    hold("longest step", longest < CANCEL_BAR);
    match case.arx {
        Some(_) => hold("memory of the engine", engine < MEMORY_BAR),
        None if case.bar.is_some() => hold("memory of the tab", tab < TAB_BAR),
        None => {}
    }
    if local {
        let statistics = &release["local"];
        println!(
            "| · granularity {:.4} (bar {GRANULARITY_BAR}), {} suppressed, {} classes | | | | | | | | | |",
            number(&statistics["granularity"]),
            statistics["suppressed"],
            statistics["classes"]
        );
        hold("granularity", number(&statistics["granularity"]) >= GRANULARITY_BAR);
        hold("nobody suppressed", statistics["suppressed"] == 0);
    }
    Ok(())
}

/// The runs after the first, when there are others.
fn warm(runs: &[Value]) -> &[Value] {
    match runs {
        [_, others @ ..] if !others.is_empty() => others,
        all => all,
    }
}

fn native(folder: &Path, case: &Case) -> Result<Vec<Value>> {
    let path = folder.join("recipe.json");
    std::fs::write(&path, case.recipe.to_string())?;
    let output = program(&target().join("release/examples/search").to_string_lossy())
        .args([case.file.as_os_str(), path.as_os_str(), OsStr::new(&case.times.to_string())])
        .output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Adult, as `vectors.md` has it.
fn adult() -> Result<Vec<Case>> {
    let folder = root().join("tests/data/adult");
    let columns = |sensitive: Option<&str>| -> Result<Map<String, Value>> {
        COLUMNS
            .into_iter()
            .map(|name| {
                let text = std::fs::read_to_string(folder.join(format!("adult_hierarchy_{name}.csv")))?;
                let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(';').collect()).collect();
                let choice = match sensitive == Some(name) {
                    true => json!({ "role": "sensitive", "ground": "meting", "ladder": rows }),
                    false => json!({ "role": "quasi", "ladder": rows }),
                };
                Ok((name.to_owned(), choice))
            })
            .collect()
    };
    let k = json!({ "k_anonymity": 5 });
    let diverse = json!({ "l_diversity": { "column": "occupation", "kind": "distinct", "l": 3 } });
    let case = |name: &str, sensitive, models: Value, limit: f64, bar, arx| -> Result<Case> {
        Ok(Case {
            name: format!("adult, 5-anonymity{name}, {} %", limit * 100.0),
            file: folder.join("adult.csv"),
            recipe: json!({
                "columns": columns(sensitive)?,
                "privacy": { "models": models, "suppression_limit": limit, "recoding": "global" }
            }),
            times: TIMES,
            bar: Some(bar),
            arx: Some(arx),
            proven: true,
            neighbours: true,
            native: true,
        })
    };
    let mut cases = vec![
        case("", None, json!([k]), 0.0, 0.12, 181)?,
        case("", None, json!([k]), 0.05, 0.25, 1217)?,
        case("", None, json!([k]), 1.0, 0.25, 4749)?,
        case(" + distinct 3-diversity", Some("occupation"), json!([k, diverse]), 1.0, 0.3, 1068)?,
        case(", local recoding", None, json!([k]), 1.0, LOCAL_BAR, 4749)?,
    ];
    if let Some(local) = cases.last_mut() {
        local.recipe["privacy"]["recoding"] = json!("local");
        local.times = 3;
        local.neighbours = false;
    }
    Ok(cases)
}

/// The large file, and ever more columns.
fn made(folder: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    // 4 · 4 · 3 · 3 · 3 · 3 · 3 · 3 · 2 = 23,328 transformations.
    let wide = |width: usize, height: usize| vec![height; width];
    let files = [
        (
            "1.2 million rows, 9 ladders".to_owned(),
            1_200_000,
            vec![4, 4, 3, 3, 3, 3, 3, 3, 2],
            Some(LARGE_BAR),
        ),
        ("100,000 rows, 9 ladders of 4".to_owned(), 100_000, wide(9, 4), None),
        ("100,000 rows, 11 ladders of 4".to_owned(), 100_000, wide(11, 4), None),
        ("100,000 rows, 13 ladders of 4".to_owned(), 100_000, wide(13, 4), None),
        ("100,000 rows, 15 ladders of 4".to_owned(), 100_000, wide(15, 4), None),
    ];
    for (at, (name, rows, heights, bar)) in files.into_iter().enumerate() {
        let file = folder.join(format!("residents{at}.csv"));
        let recipe = residents(&file, rows, &heights)?;
        cases.push(Case {
            name: format!("{name}, 2 %"),
            file,
            recipe,
            times: 1,
            bar,
            arx: None,
            proven: bar.is_some(),
            neighbours: bar.is_none(),
            native: true,
        });
    }
    Ok(cases)
}
