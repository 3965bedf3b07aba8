//! Any text as a dossier: opened or refused, never a panic.
#![no_main]

use gezicht::engine::{Command, Engine};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    Engine::new([7; 32]).command(Command::OpenDossier { json: text });
});
