//! One session: takes a [`Command`], gives a [`Reply`]; holds the stages.

mod protocol;

pub use protocol::{Command, OpenedDossier, Paper, PaperKind, Reply};

/// One session.
pub struct Engine {
    entropy: [u8; 32],
}

impl Engine {
    /// A session with its own random key.
    pub fn new(entropy: [u8; 32]) -> Self {
        Self { entropy }
    }

    /// Takes one command.
    pub fn command(&mut self, command: Command) -> Reply {
        if matches!(command, Command::Wipe) {
            self.entropy = [0; 32];
        }
        Reply::Ready
    }

    /// Takes a piece of the opened file.
    pub fn push(&mut self, _chunk: &[u8]) -> Reply {
        Reply::Ready
    }

    /// Does a piece of the running task.
    pub fn step(&mut self, _budget: u32) -> Reply {
        Reply::Ready
    }
}
