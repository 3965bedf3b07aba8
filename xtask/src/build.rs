//! Makes `dist/gezicht.html`: the crate to wasm, the page to scripts, and all of it into one file.

use crate::page::{self, gzip, Module};
use crate::policy;
use crate::run::{cargo, digest, node_script, output, program, root, run, stamped};
use anyhow::{bail, Context, Result};
use std::path::{Path, PathBuf};
use std::time::Instant;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";
/// Features are named one by one: `--all-features` makes Chromium reject the module.
/// Only the module for workbooks passes `wasm-opt`: the engine is compiled for size, and grew by 48 kB gzipped under `-O3` without
/// becoming faster.
const WASM_OPT: &[&str] = &[
    "-O3",
    "--strip-debug",
    "--strip-producers",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-simd",
];
/// The bars, in bytes.
pub const HTML_BAR: usize = 1_500_000;
pub const WASM_BAR: usize = 840_000;
/// Of the module for workbooks, gzipped. It is only unpacked when a workbook comes.
pub const SHEETS_BAR: usize = 110_000;

/// Builds the page and gives its path. `fast` is for work on the page: a build that is made in parts and not held against the bars.
pub fn build(fast: bool) -> Result<PathBuf> {
    let begun = Instant::now();
    wasm_target()?;
    npm_ci()?;
    let [engine, sheets] = modules(fast)?;
    let html = page::page(&engine, &sheets)?;
    let dist = root().join("dist");
    std::fs::create_dir_all(&dist)?;
    let path = dist.join("gezicht.html");
    std::fs::write(&path, &html)?;
    // What a host must send with it, one header a line, so that nobody has to copy it from a program.
    let headers: String = policy::HEADERS.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    std::fs::write(dist.join("headers.txt"), headers)?;
    let kb = |bytes: usize| bytes / 1000;
    println!(
        "dist/gezicht.html {} kB (bar {} kB) · wasm {} kB, gzipped {} kB (bar {} kB) · for workbooks {} kB, gzipped {} kB (bar {} kB) · {:.1} s",
        kb(html.len()),
        kb(HTML_BAR),
        kb(engine.wasm.len()),
        kb(engine.packed.len()),
        kb(WASM_BAR),
        kb(sheets.wasm.len()),
        kb(sheets.packed.len()),
        kb(SHEETS_BAR),
        begun.elapsed().as_secs_f64()
    );
    let over = html.len() > HTML_BAR || engine.packed.len() > WASM_BAR || sheets.packed.len() > SHEETS_BAR;
    if !fast && over {
        bail!("the page is larger than its bar");
    }
    Ok(path)
}

/// Adds the wasm target where the toolchain lacks it.
pub fn wasm_target() -> Result<()> {
    if output(program("rustc").args(["--print", "target-libdir", "--target", TARGET]))
        .is_some_and(|directory| Path::new(directory.trim()).exists())
    {
        return Ok(());
    }
    println!("Adding the Rust target {TARGET}");
    run(program("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!(
            "The Rust target {TARGET} is missing and could not be added.\n\
             With rustup: check the network (or proxy) and run `rustup target add {TARGET}`.\n\
             Without rustup: install the target from the place Rust came from (Debian: `apt install libstd-rust-dev-wasm32`)."
        )
    })
}

/// Installs what the page is built with, exactly as locked. Install scripts of packages do not run.
fn npm_ci() -> Result<()> {
    let lock = std::fs::read(root().join("package-lock.json")).context("package-lock.json")?;
    let stamp = root().join("node_modules/.installed");
    let digest = digest(&[&lock]);
    if stamped(&stamp, &digest) {
        return Ok(());
    }
    let version = output(program("node").arg("--version")).context(
        "Node is missing. Install Node 20 or newer (Debian: `apt install nodejs npm`) and run this again.",
    )?;
    let major =
        version.trim().trim_start_matches('v').split('.').next().and_then(|text| text.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        bail!("Node {} is too old: Node 20 or newer is needed.", version.trim());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(program(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))
        .context("npm could not install the page's parts: check the network (or proxy)")?;
    std::fs::write(stamp, digest)?;
    Ok(())
}

/// The two wasm modules: the engine, with its JavaScript and types in `www/generated`, and the one for workbooks, which is
/// plain exports and needs none.
fn modules(fast: bool) -> Result<[Module; 2]> {
    let profile = if fast { "wasm-fast" } else { "wasm" };
    run(cargo().args(["build", "--quiet", "--profile", profile, "--lib"]).args([
        "--package",
        "gezicht",
        "--package",
        "gezicht-sheets",
        "--target",
        TARGET,
    ]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let built = |name: &str| target.join(TARGET).join(profile).join(name);

    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(built("gezicht.wasm"))
        .out_name("gezicht")
        .typescript(true)
        .remove_producers_section(true)
        .remove_name_section(true);
    let generated = root().join("www/generated");
    bindgen.web(true)?.omit_default_module_path(true).generate(&generated)?;
    let engine = generated.join("gezicht_bg.wasm");
    let optimized = optimized(true, &engine, &target.join("xtask-optimized"))?;
    std::fs::write(&engine, &optimized.wasm)?;
    let sheets = self::optimized(fast, &built("gezicht_sheets.wasm"), &target.join("xtask-sheets"))?;
    Ok([optimized, sheets])
}

/// The module as `wasm-opt` makes it, without names, and packed. Both steps are slow, so their last answers are kept beside
/// `kept`. `plain` leaves the first out, and packs anyhow.
fn optimized(plain: bool, path: &Path, kept: &Path) -> Result<Module> {
    let wasm = if plain {
        std::fs::read(path)?
    } else {
        let lock = std::fs::read(root().join("package-lock.json"))?;
        let flags = WASM_OPT.join(" ");
        once(&kept.with_extension("wasm"), &[&std::fs::read(path)?, flags.as_bytes(), &lock], |out| {
            run(node_script("binaryen/bin/wasm-opt").args(WASM_OPT).arg(path).arg("-o").arg(out))
        })?
    };
    let packed =
        once(&kept.with_extension("wasm.gz"), &[&wasm], |out| Ok(std::fs::write(out, gzip(&wasm)?)?))?;
    Ok(Module { wasm, packed })
}

/// What `make` writes to `path`, which it does only when `from` is not what it was the last time.
fn once(path: &Path, from: &[&[u8]], make: impl FnOnce(&Path) -> Result<()>) -> Result<Vec<u8>> {
    let mut stamp = path.as_os_str().to_owned();
    stamp.push(".sha256");
    let (stamp, digest) = (PathBuf::from(stamp), digest(from));
    if !stamped(&stamp, &digest) || !path.exists() {
        make(path)?;
        std::fs::write(&stamp, digest)?;
    }
    Ok(std::fs::read(path)?)
}
