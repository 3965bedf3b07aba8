//! The whole attack on the gate: `cargo xtask attack`. The tests themselves are in `tests/attacks`.

use crate::run::{cargo, run};
use anyhow::Result;

/// How much to attack with.
pub struct Attack {
    /// One of them by its name, such as `tables`; else all.
    pub only: Option<String>,
    /// Sessions of the differencing attack.
    pub sessions: Option<String>,
    /// People in each of its files.
    pub people: Option<String>,
}

/// Runs every attack in full, in a build that is made for speed, and prints the tables of BENCHMARKS.md.
pub fn attack(attack: &Attack) -> Result<()> {
    let mut tests = cargo();
    tests.args(["test", "--profile", "attack", "--package", "gezicht", "--lib", "--"]);
    tests.arg(format!("attacks::{}", attack.only.as_deref().unwrap_or_default()));
    tests.args(["--ignored", "--nocapture", "--test-threads", "1"]);
    for (name, value) in [("SESSIONS", &attack.sessions), ("PEOPLE", &attack.people)] {
        if let Some(value) = value {
            tests.env(name, value);
        }
    }
    run(&mut tests)
}
