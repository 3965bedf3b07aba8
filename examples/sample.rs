//! Writes sample data of a fictional municipality: `cargo xtask sample` calls this.
//!
//! `sample ROWS SEED OUT [--truth-column]`

use gezicht::sample::sample_csv;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("sample: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (rows, seed, out, truth) = match arguments.as_slice() {
        [rows, seed, out] => (rows, seed, out, false),
        [rows, seed, out, flag] if flag == "--truth-column" => (rows, seed, out, true),
        _ => return Err("use: sample ROWS SEED OUT [--truth-column]".to_owned()),
    };
    let number =
        |text: &str, what: &str| text.parse::<u32>().map_err(|_| format!("{what} is not a whole number"));
    let file = File::create(out).map_err(|error| format!("cannot write {out}: {}", error.kind()))?;
    let mut file = BufWriter::new(file);
    for chunk in sample_csv(number(rows, "--rows")?, number(seed, "--seed")?, truth) {
        file.write_all(&chunk).map_err(|error| format!("cannot write {out}: {}", error.kind()))?;
    }
    file.flush().map_err(|error| format!("cannot write {out}: {}", error.kind()))
}
