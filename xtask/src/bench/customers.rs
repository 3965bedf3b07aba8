//! A large file of fictional customers, as plain as an export can be: twelve columns, commas, some quotes.

use anyhow::Result;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const FIRST: [&str; 8] = ["Anna", "Bram", "Daan", "Fatima", "Hind", "Jan", "Noor", "Omar"];
const LAST: [&str; 8] = ["de Vries", "Jansen", "Bakker", "Smit", "Mulder", "Vos", "Yilmaz", "El Amrani"];
const HOUSEHOLD: [&str; 5] = ["alleen", "paar", "gezin", "eenouder", "overig"];
const CHANNEL: [&str; 4] = ["balie", "web", "telefoon", "app"];
const PRODUCT: [&str; 6] = ["paspoort", "bijstand", "wmo", "parkeren", "\"afval, grof\"", "belasting"];

/// Writes so many rows; the same number of rows is the same file.
pub fn customers(path: &Path, rows: u32) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(
        out,
        "klantnr,naam,geboortejaar,geslacht,postcode4,straat,huishouden,kanaal,product,contacten,wachttijd,datum"
    )?;
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    // xorshift64*: Vigna, ACM Transactions on Mathematical Software 42(4), 2016.
    let mut below = |limit: u64| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        ((state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) * limit) >> 32
    };
    for row in 0..rows {
        let mut word = |words: &[&'static str]| words[below(words.len() as u64) as usize];
        let (first, last) = (word(&FIRST), word(&LAST));
        let (household, channel, product) = (word(&HOUSEHOLD), word(&CHANNEL), word(&PRODUCT));
        let gender = word(&["M", "V"]);
        writeln!(
            out,
            "{row:08},{first} {last},{},{gender},{},Straat {},{household},{channel},{product},{},{}.{:02},2025-{:02}-{:02}",
            1930 + below(76),
            1000 + 17 * below(400),
            below(999),
            below(20),
            below(60),
            below(100),
            1 + below(12),
            1 + below(28),
        )?;
    }
    Ok(out.flush()?)
}
