//! Long work in steps, so that a worker can answer a cancel between two of them.

use crate::text::Text;
use serde::Serialize;

/// What a step of a task left behind.
pub enum Step<T, E> {
    /// There is more to do.
    Busy(Progress),
    /// The task is done; do not step it again.
    Done(T),
    /// The task stopped on an error; do not step it again.
    Failed(E),
}

/// How far a task is. Shares and counts of work, never of people.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Progress {
    /// Share of the work done, 0 to 1; an estimate that never falls.
    pub share: f64,
    /// What is going on, such as "1.204 van 12.960 mogelijkheden bekeken".
    pub doing: Text,
}

/// A piece of long work. `budget` is an amount of work in the task's own units (about a
/// microsecond of one core each), so that a caller can aim at some 20 ms a step.
/// Dropping a task cancels it; it holds no state outside itself.
pub trait Task {
    /// What it makes.
    type Output;
    /// How it fails.
    type Error;
    /// Does about `budget` units of work and says how far it is.
    fn step(&mut self, budget: u32) -> Step<Self::Output, Self::Error>;
}

/// Runs a task to its end. For tests and the native command.
///
/// # Errors
/// The task's own.
pub fn run<T: Task>(task: &mut T, mut on_progress: impl FnMut(&Progress)) -> Result<T::Output, T::Error> {
    loop {
        match task.step(20_000) {
            Step::Busy(progress) => on_progress(&progress),
            Step::Done(output) => return Ok(output),
            Step::Failed(error) => return Err(error),
        }
    }
}
