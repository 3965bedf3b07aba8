//! The core as its users meet it: the command `gezicht` on files, and the engine by commands and replies.
// Helpers of tests panic as tests do; one test shows how long steps take.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, clippy::result_large_err)]

mod advice;
mod arranging;
mod attached;
mod attached_values;
mod awkward;
mod bad_input;
mod by_hand;
mod cbs;
mod contacts;
mod dossiers;
mod figures;
mod key_file;
mod ladders;
mod language;
mod limits;
mod local;
mod microdata;
mod models;
mod promise;
mod refusals;
mod repeatable;
mod shaping;
mod sheets;
mod support;
mod tokens;
mod trail;
mod truth;
mod vectors;
mod weights;
mod working;
