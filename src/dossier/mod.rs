//! One project file that holds no raw data: brief, choices, cleared figures, personas, texts, audit trail.

mod work;

pub use work::{Brief, Edit, Work};
