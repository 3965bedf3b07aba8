//! The gate: the only place where something about people becomes something that may be seen.

mod door;
mod figure;

pub use door::{Cleared, Door, Notice, Workbench};
pub use figure::Figure;
