//! One project file that holds no raw data: brief, choices, cleared figures, personas, texts, audit trail.

mod file;
mod work;

pub use file::{read, write, Decision, Dossier, DossierError, FORMAT, SIZE_LIMIT, VERSION};
pub use work::{Brief, Edit, Work};
