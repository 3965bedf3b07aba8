//! Gezicht turns a municipality's own customer files into customer profiles and personas on the
//! analyst's own computer, and shows nothing about fewer than k people.
#![warn(missing_docs)]

pub mod anonymity;
#[cfg(test)]
#[path = "../tests/attacks/mod.rs"]
mod attacks;
pub mod dossier;
pub mod engine;
pub mod gate;
pub mod ingest;
mod json;
pub mod meaning;
pub mod persona;
pub mod profile;
pub mod pseudonym;
pub mod recipe;
pub mod refusal;
pub mod report;
pub mod sample;
pub mod segment;
mod sort;
pub mod table;
pub mod task;
pub mod text;
#[cfg(target_arch = "wasm32")]
mod web;
