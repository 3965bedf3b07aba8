//! Personas: fictional people that stand for a group; every sentence says what it rests on.

mod advice;
mod draft;
mod drafting;
mod facts;
mod fields;
mod identity;
mod readability;
mod story;
mod texts;

pub use draft::{Evidence, Face, Field, Persona, Sentence, SentenceKind};
pub(crate) use drafting::draft;
pub(crate) use fields::group_of;
