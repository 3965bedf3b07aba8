//! The core as its users meet it: the command `gezicht` on files, and the engine by commands and replies.

mod awkward;
mod bad_input;
mod contacts;
mod dossiers;
mod language;
mod limits;
mod promise;
mod repeatable;
mod support;
mod truth;
mod vectors;
mod working;
