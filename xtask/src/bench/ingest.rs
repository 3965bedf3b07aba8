//! Reading a large file, beside the programs people know: `cargo xtask bench ingest`.

use super::{
    conditions, customers::customers, load_average, middle, number, numbers, script, Subject, Table,
    CANCEL_BAR, GAP_BAR,
};
use anyhow::{bail, Result};
use std::ffi::OsStr;
use std::path::Path;

/// Times that each reads the file; the one in the middle counts.
const TIMES: &str = "3";
/// Share of the peers' CPU seconds that the page may take.
const SHARE_BAR: f64 = 0.5;
/// Share of DuckDB's memory that the page may take.
const MEMORY_BAR: f64 = 0.5;

/// Prints the table; gives the bars that were missed.
pub fn ingest(folder: &Path, subject: &Subject) -> Result<Vec<String>> {
    let made = folder.join("customers.csv");
    let file = match &subject.file {
        Some(file) => file,
        None => {
            customers(&made, subject.rows.unwrap_or(2_000_000))?;
            &made
        }
    };
    let load = load_average();
    let measured = script("ingest.mjs", [file.as_os_str(), OsStr::new(TIMES)])?;
    let all = |who: &str, what: &str| -> Vec<f64> {
        measured[who]
            .as_array()
            .map_or(Vec::new(), |runs| runs.iter().map(|run| number(&run[what])).collect())
    };
    let of = |who: &str, what: &str| middle(all(who, what));
    let rows = &measured["page"][0]["rows"];
    for peer in ["papaparse", "duckdb"] {
        if &measured[peer][0]["rows"] != rows {
            bail!("{peer} reads another number of rows than the page ({rows})");
        }
    }
    let megabytes = std::fs::metadata(file)?.len() as f64 / 1e6;
    println!("\nConditions: {}, {rows} rows, {megabytes:.0} MB\n", conditions(&measured, load.as_deref()));
    let mut table = Table::begin();
    let peers = [("PapaParse, chunked", "papaparse"), ("DuckDB, a table", "duckdb")];
    for (name, peer) in peers {
        table.line(&format!("CPU of {name}"), of(peer, "seconds"), None, "s");
        table.line("· the page", of("page", "seconds"), Some(SHARE_BAR * of(peer, "seconds")), "s");
    }
    for (name, peer) in peers {
        table.line(&format!("memory of {name}, most"), of(peer, "memory") / 1e6, None, "MB");
    }
    let memory_bar = MEMORY_BAR * of("duckdb", "memory") / 1e6;
    table.line("· the page", of("page", "memory") / 1e6, Some(memory_bar), "MB");
    table.line("· of which the engine", of("page", "engine") / 1e6, None, "MB");
    table.line("time of the page", of("page", "milliseconds") / 1000.0, None, "s");
    for frame in ["outer", "app"] {
        table.line(
            &format!("longest gap, {frame} frame"),
            number(&measured["gaps"][frame]),
            Some(GAP_BAR),
            "ms",
        );
    }
    table.line("longest task of any frame, CPU time", number(&measured["task"]), Some(GAP_BAR), "ms");
    for (name, what) in [("", "cancel"), (", in a workbook", "cancelBook")] {
        let slowest = numbers(&measured[what]).into_iter().reduce(f64::max).unwrap_or(f64::INFINITY);
        table.line(&format!("slowest answer to a cancel{name}"), slowest, Some(CANCEL_BAR), "ms");
    }
    if measured["answers"] != "ready" {
        bail!("after the cancels the engine no longer answers");
    }
    Ok(table.missed)
}
