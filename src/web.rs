//! The wasm boundary: text in, text out. Thin on purpose.
//!
//! Commands and replies cross as JSON text, so the module needs no import that touches a JavaScript
//! object: what it asks of its host is a list short enough to read, and a test holds it to that list.
//! There is no panic hook: a message could carry a value. A panic traps, the worker reports that
//! and nothing else, and the shell starts a new engine.
#![allow(unsafe_code)] // what `#[wasm_bindgen]` expands to; none is written here

use crate::engine::{Engine, Reply};
use wasm_bindgen::prelude::*;

/// One session of the engine, in one worker.
#[wasm_bindgen]
pub struct Session {
    engine: Engine,
}

#[wasm_bindgen]
impl Session {
    /// A session whose keys come from 32 random bytes.
    ///
    /// # Errors
    /// When there are not exactly 32 bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(entropy: &[u8]) -> Result<Session, JsValue> {
        let entropy = <[u8; 32]>::try_from(entropy).map_err(|_| JsValue::NULL)?;
        Ok(Self { engine: Engine::new(entropy) })
    }

    /// Takes a command (JSON of `Command`), gives a reply (JSON of `Reply`); nothing when the text is
    /// no command, which only a page of another version can bring about.
    pub fn command(&mut self, command: &str) -> Option<String> {
        // Serde's own message may quote what it read, so it stays here.
        let command = serde_json::from_str(command).ok()?;
        answer(&self.engine.command(command))
    }

    /// Takes the next piece of the opened file.
    pub fn push(&mut self, chunk: &[u8]) -> Option<String> {
        answer(&self.engine.push(chunk))
    }

    /// Does about `budget` microseconds of the running task.
    pub fn step(&mut self, budget: u32) -> Option<String> {
        answer(&self.engine.step(budget))
    }
}

/// Bytes of memory the module holds.
#[wasm_bindgen]
pub fn memory_bytes() -> f64 {
    // In pages of 64 KiB; at most 4 GiB, which a double holds exactly.
    core::arch::wasm32::memory_size(0) as f64 * 65536.0
}

/// A reply as JSON text. Only a [`Reply`] can be written, and a reply holds doors only.
fn answer(reply: &Reply) -> Option<String> {
    serde_json::to_string(reply).ok()
}
