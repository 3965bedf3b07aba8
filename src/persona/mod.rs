//! Personas: fictional people that stand for a group; every sentence says what it rests on.

mod draft;

pub use draft::{Evidence, Face, Field, Persona, Sentence, SentenceKind};
