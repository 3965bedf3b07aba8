//! Which columns together single out most people (PRODUCT B7), in words alone: a warning, no figure.

use super::remarks::Judged;
use crate::recipe::Role;
use crate::table::{Table, MISSING};
use crate::text::Text;

/// Combinations kept a list, about: enough to tell more than half from less.
const KEPT: usize = 30_000;
/// Rows a millisecond, about, and a column.
const ROWS: i64 = 100;

/// Rows whose combinations are told column by column.
const SLICE: usize = 1024;

/// The counting, some rows a turn. Rows with one and the same combination are kept or passed over together (by its
/// hash), so that a part of the combinations tells the share of all.
pub(crate) struct Singling {
    columns: Vec<usize>,
    /// Lengths of prefixes of `columns` that are looked at: the most distinct columns come first.
    prefixes: Vec<usize>,
    unit: Option<usize>,
    mask: u64,
    kept: Vec<Vec<(u64, u32)>>,
    row: usize,
    k: usize,
}

impl Singling {
    /// Starts. `unit`: the column that tells persons apart.
    pub(crate) fn new(judged: &[Judged], unit: Option<usize>, rows: usize, k: u32) -> Self {
        let mut columns: Vec<usize> =
            (0..judged.len()).filter(|&at| judged[at].judgement.role == Role::Quasi).collect();
        crate::sort::by_key(&mut columns, |&at| std::cmp::Reverse(judged[at].tally.variety()));
        let mut prefixes = vec![1, 2, 3, columns.len()];
        prefixes.retain(|&length| length <= columns.len() && length > 0);
        prefixes.dedup();
        let mask = ((rows / KEPT) as u64 + 1).next_power_of_two() - 1;
        let kept = vec![Vec::new(); prefixes.len()];
        Self { columns, prefixes, unit, mask, kept, row: 0, k: k.max(1) as usize }
    }

    /// Looks at more rows, taking the cost from `left`; whether all have been seen.
    pub(crate) fn turn(&mut self, table: &Table, left: &mut i64) -> bool {
        let rows = table.rows();
        if self.prefixes.is_empty() || self.row >= rows {
            return true;
        }
        let width = self.columns.len() as i64;
        let end = (self.row + ((*left).max(1) * ROWS / width).max(1) as usize).min(rows);
        *left -= (end - self.row) as i64 * width / ROWS + 1;
        while self.row < end {
            let rows = self.row..(self.row + SLICE).min(end);
            let mut prints = [0u64; SLICE];
            let prints = &mut prints[..rows.len()];
            let mut done = 0;
            for (list, &length) in self.kept.iter_mut().zip(&self.prefixes) {
                for &at in &self.columns[done..length] {
                    gezicht_lanes::reading::mix(prints, &table.column(at).codes[rows.clone()]);
                }
                done = length;
                for (&print, row) in
                    prints.iter().zip(rows.clone()).filter(|(&print, _)| print & self.mask == 0)
                {
                    match self.unit.map(|unit| table.column(unit).codes[row]) {
                        // A unit that is missing is nobody: such rows are left out later too.
                        Some(MISSING) => {}
                        who => list.push((print, who.unwrap_or(row as u32))),
                    }
                }
            }
            self.row = rows.end;
        }
        end == rows
    }

    /// The warning: the fewest of the most distinct columns on which more than half of the people stand alone.
    pub(crate) fn warning(mut self, judged: &[Judged]) -> Option<Text> {
        for (list, &length) in self.kept.iter_mut().zip(&self.prefixes) {
            list.sort_unstable();
            list.dedup();
            let alone = list.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() == 1).count();
            // In steps of k people, as all that is said here.
            if alone / self.k * self.k * 2 <= list.len() {
                continue;
            }
            let names: Vec<String> =
                self.columns[..length].iter().map(|&at| format!("“{}”", judged[at].key)).collect();
            return Some(match &names[..] {
                [one] => Text::new(
                    format!("Alleen al op {one} is meer dan de helft van de mensen uniek. Zonder bewerking kunt u niets tonen."),
                    format!("More than half of the people are unique on {one} alone. Nothing can be shown as it is."),
                ),
                [firsts @ .., last] if length <= 3 => Text::new(
                    format!(
                        "Op {} en {last} samen is meer dan de helft van de mensen uniek. Zonder bewerking kunt u niets tonen.",
                        firsts.join(", ")
                    ),
                    format!(
                        "More than half of the people are unique on {} and {last} together. Nothing can be shown as it is.",
                        firsts.join(", ")
                    ),
                ),
                _ => Text::new(
                    "Meer dan de helft van de mensen is uniek op de kolommen die iemand indirect aanwijzen. Zonder bewerking kunt u niets tonen.",
                    "More than half of the people are unique on the columns that point at someone indirectly. Nothing can be shown as it is.",
                ),
            });
        }
        None
    }
}
