//! What a figure about people looks like when it may be shown, and when it may not.

use crate::text::Text;
use serde::{Deserialize, Serialize};

/// The one text for every withheld figure: empty, too small and dominated answer alike (PRODUCT D4).
pub fn withheld_text() -> Text {
    Text::new("verborgen om herleiding te voorkomen", "hidden to prevent re-identification")
}

/// One share of a group, or the one answer for everything that stays hidden.
///
/// Source of every number: sums over protected block tables (PRODUCT D2), clamped at zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Figure {
    /// A share with its base.
    Share {
        /// Share in per cent, rounded to whole per cents.
        percent: f64,
        /// Protected number of people in the cell (a multiple of k).
        people: u32,
        /// Protected number of people in the base (a multiple of k).
        base: u32,
        /// Half-width in percentage points that covers 95 % of the rounding error.
        error_points: f64,
    },
    /// The protected complement is under k: "bijna iedereen" (95 % or more).
    AlmostAll {
        /// Protected number of people in the base.
        base: u32,
    },
    /// Hidden to prevent re-identification: one answer for empty, too small and dominated alike.
    Withheld,
}

impl Figure {
    /// The share as a fraction for sorting and drawing; `None` when withheld.
    pub fn fraction(&self) -> Option<f64> {
        match self {
            Figure::Share { percent, .. } => Some(percent / 100.0),
            Figure::AlmostAll { .. } => Some(0.97),
            Figure::Withheld => None,
        }
    }
}
