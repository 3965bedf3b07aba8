//! Any bytes as a customer file, in chunks of any size: an inspection or a refusal, never a panic.
#![no_main]

use gezicht::engine::{Command, Engine};
use gezicht::ingest::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (u8, &[u8])| {
    let (chunk, bytes) = data;
    let mut engine = Engine::new([7; 32]);
    engine.command(Command::Open { bytes: bytes.len() as f64, read: Options::default() });
    for chunk in bytes.chunks(usize::from(chunk) + 1) {
        engine.push(chunk);
    }
    engine.command(Command::Close);
    engine.command(Command::ProposeRecipe);
});
