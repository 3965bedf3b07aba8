//! A ladder tied to the codes of one attribute.

use super::ladder::Band;
use crate::text::Text;

/// One level of a [`BoundLadder`].
pub(super) struct BoundLevel {
    /// Band of every code; `u32::MAX` for a missing code that nobody has.
    pub(super) of_code: Vec<u32>,
    /// The bands, in the order of the ladder.
    pub(super) bands: Vec<Band>,
    /// Number of ladder rows in each band: its share is that number over all rows.
    pub(super) rows_of_band: Vec<u32>,
}

/// A ladder tied to the codes of one attribute: code → band, level by level.
pub(crate) struct BoundLadder {
    rows: u32,
    levels: Vec<BoundLevel>,
    rungs: Vec<Text>,
}

impl BoundLadder {
    pub(super) fn new(rows: u32, levels: Vec<BoundLevel>, rungs: Vec<Text>) -> Self {
        Self { rows, levels, rungs }
    }

    /// Number of levels, the value itself and the root included.
    pub(crate) fn height(&self) -> usize {
        self.levels.len()
    }

    /// Number of ladder rows, values absent from the data included (S in the Loss).
    pub(crate) fn rows(&self) -> u32 {
        self.rows
    }

    /// Number of codes, the missing one included.
    pub(crate) fn codes(&self) -> usize {
        self.levels.first().map_or(0, |level| level.of_code.len())
    }

    /// What each level is; never a value.
    pub(crate) fn rungs(&self) -> &[Text] {
        &self.rungs
    }

    /// The bands of a level, in the order of the ladder. A band may hold nobody.
    pub(crate) fn bands(&self, level: usize) -> &[Band] {
        &self.levels[level].bands
    }

    /// Band of every code at a level; `u32::MAX` for a missing code that nobody has.
    pub(crate) fn band_of_code(&self, level: usize) -> &[u32] {
        &self.levels[level].of_code
    }

    /// The band of a code at a level in words. At level 0 this is a value: only the gate may show it.
    pub(crate) fn band_label(&self, level: usize, band: u32) -> Option<&Text> {
        self.levels.get(level)?.bands.get(band as usize).map(|band| &band.label)
    }

    /// Number of ladder rows in each band of a level.
    pub(crate) fn rows_of_band(&self, level: usize) -> &[u32] {
        &self.levels[level].rows_of_band
    }
}
