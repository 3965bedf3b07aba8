//! One session: takes a [`Command`], gives a [`Reply`]; holds the stages.

mod protocol;

pub use protocol::{Command, OpenedDossier, Paper, PaperKind, Reply};
