//! The attack on the gate (`docs/security/threat-model.md`).
//!
//! Sessions go through the engine by commands and replies, as the page's do, and what is attacked is what was replied. The judge knows the truth,
//! and the strongest attacker the whole protected tables; both look through `Engine::inside`, which exists in tests alone. That is why these
//! files are compiled into the library's own tests and are no test of their own: nothing that an outside crate can call tells so much.
//!
//! The short form runs with every `cargo test`; the whole, with the tables of BENCHMARKS.md, by `cargo xtask attack`.
#![allow(clippy::disallowed_methods, reason = "what it costs is measured here, and only in the whole form")]

mod contacts;
mod cost;
mod data;
mod differencing;
mod driver;
#[path = "../data/generators/mixed.rs"]
#[allow(dead_code, reason = "shared with the native tests")]
mod generators;
mod inference;
mod ladders;
mod solver;
mod tables;
mod usefulness;

/// A number from the environment, which `cargo xtask attack` sets; else this.
fn asked(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The value below which a share of the values lie.
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((share * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
}
