//! Everything that must hold: `cargo xtask test`.

use crate::build::{build, wasm_target};
use crate::run::{cargo, node_script, output, program, root, run};
use anyhow::{bail, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Does a part, and says what it counted.
type Part = fn() -> Result<Vec<String>>;

/// Runs the checks in order, or one part of them (`lint`, `rust`, `browser`), and ends with what was counted.
pub fn check(only: Option<&str>) -> Result<()> {
    let parts: [(&str, Part); 3] = [("lint", lint), ("rust", rust), ("browser", browser)];
    if let Some(name) = only.filter(|name| parts.iter().all(|(part, _)| part != name)) {
        bail!("there is no part {name}; the parts are lint, rust and browser");
    }
    let begun = Instant::now();
    let mut totals = Vec::new();
    for (name, part) in parts.iter().filter(|(name, _)| only.is_none_or(|only| only == *name)) {
        println!("\n— {name}");
        totals.extend(part()?);
    }
    println!("\nAll well in {:.0} s: {}", begun.elapsed().as_secs_f64(), totals.join(" · "));
    Ok(())
}

/// Form and habits, native and wasm.
fn lint() -> Result<Vec<String>> {
    run(cargo().args(["fmt", "--all", "--check"]))?;
    run(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    wasm_target()?;
    // The wasm build has bans of its own: what reaches for the network, for storage or for the page.
    run(cargo()
        .env("CLIPPY_CONF_DIR", root().join("xtask/clippy-wasm"))
        .args(["clippy", "--quiet", "--package", "gezicht", "--package", "gezicht-sheets", "--lib"])
        .args(["--target", "wasm32-unknown-unknown"])
        .args(["--", "-D", "warnings"]))?;
    Ok(vec!["fmt and clippy (native, wasm) clean".to_owned()])
}

/// Unit, property, vector and compile-fail tests.
fn rust() -> Result<Vec<String>> {
    let said = heard(cargo().args(["test", "--workspace", "--color", "never"]))?;
    // One line a test binary: "test result: ok. 12 passed; 0 failed; 1 ignored; …".
    let passed: u32 = said
        .lines()
        .filter(|line| line.starts_with("test result:"))
        .filter_map(|line| number_before(line, " passed"))
        .sum();
    Ok(vec![format!("{passed} Rust tests")])
}

/// The page: types, then Chromium.
fn browser() -> Result<Vec<String>> {
    build(false)?;
    run(node_script("typescript/bin/tsc").args(["--project", "."]))?;
    let chromium = chromium()?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("tests/browser"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    let said = heard(
        program("node")
            .env("CHROMIUM", chromium)
            .env("XTASK", std::env::current_exe()?)
            // Two browsers at a time share a small machine badly, and some tests measure gaps.
            .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
            .args(files),
    )?;
    let passed = said.lines().rev().find_map(|line| line.strip_prefix("ℹ pass ")?.trim().parse::<u32>().ok());
    Ok(vec!["types whole".to_owned(), format!("{} tests in Chromium", passed.unwrap_or_default())])
}

/// Runs it, shows what it says as it says it, and keeps that.
fn heard(command: &mut Command) -> Result<String> {
    use std::io::{BufRead, BufReader};
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.stdout(std::process::Stdio::piped()).spawn()?;
    let mut said = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            said.push_str(&line);
            said.push('\n');
        }
    }
    if !child.wait()?.success() {
        bail!("{name} found something that does not hold (above)");
    }
    Ok(said)
}

fn number_before(line: &str, word: &str) -> Option<u32> {
    line.split_once(word)?.0.rsplit(' ').next()?.parse().ok()
}

/// Chromium on this machine: found, or installed where the system's package manager is apt.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = find_chromium() {
        return Ok(path);
    }
    println!("Installing Chromium");
    let root_already = output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let apt = |arguments: &[&str]| {
        let mut command = if root_already { program("apt-get") } else { program("sudo") };
        if !root_already {
            command.args(["-n", "apt-get"]);
        }
        run(command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
    };
    let installed = apt(&["update", "--quiet"]).and_then(|()| {
        apt(&["install", "--yes", "--quiet", "--no-install-recommends", "chromium", "chromium-driver"])
    });
    match (installed, find_chromium()) {
        (Ok(()), Some(path)) => Ok(path),
        _ => bail!(
            "The page is tested in Chromium, which is not on this machine and could not be installed.\n\
             Install it (Debian: `apt install chromium chromium-driver`; elsewhere from chromium.org),\n\
             or set CHROMIUM to the program, and run this again."
        ),
    }
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(path));
    }
    let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    let on_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let places: Vec<PathBuf> = on_path.collect();
    let found = names
        .iter()
        .flat_map(|name| places.iter().map(move |place| place.join(name)))
        .find(|path| path.is_file());
    let fixed = [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];
    found.or_else(|| fixed.iter().map(|path| Path::new(path).to_owned()).find(|path| path.is_file()))
}
