//! What a figure about people looks like when it may be shown, and when it may not.

use crate::text::Text;
use serde::{Deserialize, Serialize};

/// The one text for every withheld figure: empty, too small and dominated answer alike (PRODUCT D4).
pub fn withheld_text() -> Text {
    Text::new("verborgen om herleiding te voorkomen", "hidden to prevent re-identification")
}

/// A share with a larger error, in percentage points, is said in words.
const LARGE_ERROR: f64 = 5.0;

/// What a share is said as, by its per cent.
const ROUGHLY: [(f64, &str, &str); 11] = [
    (3.0, "een klein deel", "a small part"),
    (10.0, "ongeveer een tiende", "about a tenth"),
    (20.0, "ongeveer een vijfde", "about a fifth"),
    (26.0, "ongeveer een kwart", "about a quarter"),
    (33.0, "ongeveer een derde", "about a third"),
    (42.0, "bijna de helft", "nearly half"),
    (50.0, "ongeveer de helft", "about half"),
    (58.0, "ruim de helft", "over half"),
    (67.0, "ongeveer twee derde", "about two thirds"),
    (77.0, "ongeveer driekwart", "about three quarters"),
    (92.0, "verreweg de meesten", "by far the most"),
];

/// One share of a group, or the one answer for everything that stays hidden.
///
/// Source of every number: sums over protected block tables (PRODUCT D2), clamped at zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "Written")]
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

/// A figure as it is written: its kind and the fields of whichever it is. Serde's own tagged enums read every field into a
/// buffer first, whose code the page would have to load.
#[derive(Deserialize)]
struct Written {
    kind: String,
    percent: Option<f64>,
    people: Option<u32>,
    base: Option<u32>,
    error_points: Option<f64>,
}

impl TryFrom<Written> for Figure {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        const MISSING: &str = "a field of the figure is missing";
        Ok(match written.kind.as_str() {
            "share" => Figure::Share {
                percent: written.percent.ok_or(MISSING)?,
                people: written.people.ok_or(MISSING)?,
                base: written.base.ok_or(MISSING)?,
                error_points: written.error_points.ok_or(MISSING)?,
            },
            "almost_all" => Figure::AlmostAll { base: written.base.ok_or(MISSING)? },
            "withheld" => Figure::Withheld,
            _ => return Err("there is no such figure"),
        })
    }
}

impl Figure {
    /// A share whose error is over 5 points in words, which say no more than it knows: "ruim de helft". `None` where the number is
    /// near enough, and for what is no share. The page says it alike (`www/app/words.ts`).
    pub fn in_words(&self) -> Option<Text> {
        let Figure::Share { percent, error_points, .. } = *self else { return None };
        if error_points <= LARGE_ERROR {
            return None;
        }
        let nearest = ROUGHLY.iter().reduce(|best, other| {
            let distance = |words: &(f64, &str, &str)| (words.0 - percent).abs();
            if distance(other) < distance(best) {
                other
            } else {
                best
            }
        });
        nearest.map(|&(_, nl, en)| Text::new(nl, en))
    }

    /// The share as a fraction for sorting and drawing; `None` when withheld.
    pub fn fraction(&self) -> Option<f64> {
        match self {
            Figure::Share { percent, .. } => Some(percent / 100.0),
            Figure::AlmostAll { .. } => Some(0.97),
            Figure::Withheld => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_with_a_large_error_is_said_in_words() {
        let share =
            |percent, error_points| Figure::Share { percent, people: 20, base: 100, error_points }.in_words();
        assert_eq!(share(57.0, 5.0), None);
        assert_eq!(share(57.0, 5.1), Some(Text::new("ruim de helft", "over half")));
        assert_eq!(share(24.0, 8.0).unwrap().nl, "ongeveer een kwart");
        assert_eq!(
            (share(0.0, 8.0).unwrap().en, share(99.0, 8.0).unwrap().en),
            ("a small part".into(), "by far the most".into())
        );
        assert_eq!((Figure::Withheld.in_words(), Figure::AlmostAll { base: 40 }.in_words()), (None, None));
    }

    #[test]
    fn a_figure_comes_back_as_it_was_written() {
        let share = Figure::Share { percent: 12.0, people: 24, base: 200, error_points: 0.5 };
        for figure in [share, Figure::AlmostAll { base: 40 }, Figure::Withheld] {
            let written = serde_json::to_string(&figure).unwrap();
            assert_eq!(serde_json::from_str::<Figure>(&written).unwrap(), figure);
        }
        for json in [r#"{"kind":"almost_all"}"#, r#"{"kind":"guess"}"#, r#"{"base":5}"#] {
            assert!(serde_json::from_str::<Figure>(json).is_err(), "{json}");
        }
    }
}
