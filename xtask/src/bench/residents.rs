//! Files of made-up people with skewed, dependent columns and their ladders, for the search: as wide and as long as asked.

use anyhow::Result;
use serde_json::{json, Map, Value};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Binary digits of a value: 64 values a column, so that nearly every row of nine columns is another.
const DIGITS: usize = 6;

/// Writes so many rows of a column per ladder; the same rows and ladders are the same file. Gives the recipe: every column a
/// quasi-identifier with a ladder of the height asked, k = 10 and 2 % suppression.
pub fn residents(path: &Path, rows: u32, heights: &[usize]) -> Result<Value> {
    let mut out = BufWriter::new(File::create(path)?);
    let names: Vec<String> = (1..=heights.len()).map(|column| format!("kenmerk{column}")).collect();
    writeln!(out, "{}", names.join(";"))?;
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    // xorshift64: Marsaglia, Journal of Statistical Software 8(14), 2003.
    let mut draw = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let size = 1usize << DIGITS;
    for _ in 0..rows {
        let kind = draw();
        for column in 0..heights.len() {
            // Half of each value follows the kind of person; small values are common.
            let own = draw().powf(1.5);
            let place = if column % 2 == 0 { 0.5 * kind + 0.5 * own } else { own };
            let value = ((place * size as f64) as usize).min(size - 1);
            write!(out, "{}v{value:02}", if column == 0 { "" } else { ";" })?;
        }
        writeln!(out)?;
    }
    out.flush()?;
    let ladder = |height: usize| -> Value {
        // Each level has so many binary digits fewer.
        let coarser = |level: usize| (DIGITS * level).div_ceil(height - 1);
        let row = |value: usize| -> Vec<String> {
            let middle = (1..height - 1).map(|level| format!("{level}-{}", value >> coarser(level)));
            std::iter::once(format!("v{value:02}")).chain(middle).chain(["*".to_owned()]).collect()
        };
        (0..size).map(row).collect()
    };
    let columns: Map<String, Value> = names
        .into_iter()
        .zip(heights)
        .map(|(name, &height)| {
            (name, json!({ "role": "quasi", "meaning": "category", "ladder": ladder(height) }))
        })
        .collect();
    Ok(
        json!({ "columns": columns, "privacy": { "models": [{ "k_anonymity": 10 }], "suppression_limit": 0.02 } }),
    )
}
