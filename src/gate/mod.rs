//! The gate: the only place where something about people becomes something that may be seen.
//!
//! The blocks rule (PRODUCT D2) in four steps: [`bands_of`] fixes the bands of every column; [`Blocking`] puts alike
//! people into blocks; `rounding` draws one protected block table a column; [`Protected`] answers every question from
//! those tables and from nothing else (`views`), and moves whole blocks for another ordering (`arrange`).

mod amounts;
mod arrange;
mod bands;
mod blocks;
mod cuts;
mod door;
mod drawing;
mod error;
mod factors;
mod figure;
mod households;
mod key;
mod labels;
mod map;
mod microdata;
mod pairs;
mod protect;
mod rounding;
mod space;
mod thin;
mod views;

pub use amounts::Mean;
pub(crate) use amounts::Numbers;
pub use bands::BandedColumn;
pub(crate) use bands::{bands_of, ReleasedLevel, ReleasedRecords};
pub use blocks::Blocks;
pub(crate) use blocks::{block_minimum, BlockInput, Blocked, Blocking};
pub use door::{Advised, Cleared, Door, Notice, Output, PublicChoice, PublicText, Workbench};
pub(crate) use drawing::Drawing;
pub use error::GateError;
pub use figure::{withheld_text, Figure};
pub(crate) use households::FEWEST_HOUSEHOLDS;
pub use key::ContentKey;
pub(crate) use key::ContentKeying;
pub use map::{Map, Placed};
pub use microdata::Microdata;
pub(crate) use microdata::{MicrodataInput, ReleasedColumn};
pub use protect::{Protected, ProtectedColumn};
pub use views::{Base, Difference};
