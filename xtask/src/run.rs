//! Calls other programs, and says what to do when that fails.

use anyhow::{bail, Context, Result};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The top of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// A program that runs at the top of the repository.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// `cargo`, the same one that runs this.
pub fn cargo() -> Command {
    program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// A script of an npm package, run by node.
pub fn node_script(path: &str) -> Command {
    let mut command = program("node");
    command.arg(root().join("node_modules").join(path));
    command
}

/// Runs it to the end; an exit status other than 0 is an error that names the program.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("could not start {shown}"))?;
    if !status.success() {
        bail!("{shown} ended with {status}");
    }
    Ok(())
}

/// What it writes, when it runs well.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

fn shown(command: &Command) -> String {
    let name =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| {
        let text = argument.to_string_lossy();
        // Paths inside the repository read better without what stands before it.
        text.strip_prefix(&*root().to_string_lossy()).map_or(text.to_string(), |rest| rest[1..].to_owned())
    });
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// SHA-256 in hexadecimal.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the file `stamp` holds `digest`: the step it stands for was done already.
pub fn stamped(stamp: &Path, digest: &str) -> bool {
    std::fs::read_to_string(stamp).is_ok_and(|text| text == digest)
}
