//! Two columns crossed (PRODUCT D2: listed pairs).
//!
//! A pair has a protected table of its own, drawn once with the blocks by the rule of `rounding`: its bands are the combinations, its
//! rows add up to the same block totals. Since no row of any table excludes any counts (see `rounding`), the tables of two columns and
//! of their pair together exclude none either, also when one column follows from the other.
//!
//! What is shown of a pair adds up to what is shown of both columns. That is post-processing of the three tables: for each base the
//! combinations are moved to the margins by the fewest steps of k, deterministically.

use super::figure::Figure;
use super::protect::{Protected, ProtectedColumn};
use super::rounding::variance;
use super::views::{lift, stated, Base};
use crate::recipe::Role;

/// What the moves to the margins add to the variance of a combination, in units of k squared a block (measured, see `tests`).
const MOVES: f64 = 0.05;

/// The protected table of a pair of columns.
#[derive(Clone)]
pub(super) struct PairTable {
    /// Places of the columns, ascending.
    pub(super) first: usize,
    pub(super) second: usize,
    /// Blocks x (bands of the first x bands of the second), multiples of k.
    pub(super) counts: Vec<i64>,
    pub(super) withheld: bool,
}

impl PairTable {
    /// Follows a merger of bands in one of its columns: `into` says where each band that was drawn went, `columns` are those before it.
    pub(super) fn merge(&mut self, column: usize, into: &[u16], columns: &[ProtectedColumn]) {
        let (rows, width) = (columns[self.first].bands.len(), columns[self.second].bands.len());
        let bands = into.iter().max().map_or(0, |&most| usize::from(most) + 1);
        let same = |bands: usize| (0..bands).collect::<Vec<usize>>();
        let merged = || into.iter().map(|&band| usize::from(band)).collect::<Vec<usize>>();
        let (of_row, of_column, next) = if column == self.first {
            (merged(), same(width), (bands, width))
        } else if column == self.second {
            (same(rows), merged(), (rows, bands))
        } else {
            return;
        };
        let mut counts = Vec::new();
        for cells in self.counts.chunks_exact(rows * width) {
            let mut sums = vec![0i64; next.0 * next.1];
            for (at, &count) in cells.iter().enumerate() {
                sums[of_row[at / width] * next.1 + of_column[at % width]] += count;
            }
            counts.extend(sums);
        }
        self.counts = counts;
    }
}

impl Protected {
    /// The pairs of columns that were crossed, by their places.
    pub fn pairs(&self) -> Vec<(u32, u32)> {
        self.pairs.iter().map(|pair| (pair.first as u32, pair.second as u32)).collect()
    }

    /// Whether every figure of a pair is withheld.
    pub fn pair_withheld(&self, pair: u32) -> bool {
        self.pairs.get(pair as usize).is_none_or(|pair| pair.withheld)
    }

    /// A pair in a base: a row for each band of the first column, in it the share of everyone in the base for each band of the
    /// second. The numbers of people add up to those of either column. Shares are of contributors, not weighted.
    pub fn cross(&self, pair: u32, base: Base<'_>) -> Vec<Vec<Figure>> {
        let Some(table) = self.pairs.get(pair as usize) else { return Vec::new() };
        let members = self.members(base);
        let people = i64::from(self.total(&members));
        let (rows, columns) = self.shape(table);
        if people < i64::from(self.k) || table.withheld || !self.may_cross(table, &members) {
            return vec![vec![Figure::Withheld; columns]; rows];
        }
        let merged = |column: &ProtectedColumn, band: usize| f64::from(column.parts[band]);
        let figure = |(at, &count): (usize, &i64)| {
            let parts = merged(&self.columns[table.first], at / columns)
                * merged(&self.columns[table.second], at % columns);
            let spread = parts * variance(rows * columns) + MOVES;
            let percent = (100.0 * count as f64 / people as f64).round();
            if people - count < i64::from(self.k) || percent >= 100.0 {
                return Figure::AlmostAll { base: people as u32 };
            }
            let half = 1.96
                * (members.len() as f64 * (spread + 0.25 * (count as f64 / people as f64).powi(2))).sqrt()
                * f64::from(self.k)
                / people as f64
                * 100.0;
            Figure::Share { percent, people: count as u32, base: people as u32, error_points: stated(half) }
        };
        let cells = self.crossed(table, &members);
        let figures: Vec<Figure> = cells.iter().enumerate().map(figure).collect();
        figures.chunks_exact(columns).map(<[Figure]>::to_vec).collect()
    }

    fn shape(&self, pair: &PairTable) -> (usize, usize) {
        (self.columns[pair.first].bands.len(), self.columns[pair.second].bands.len())
    }

    /// Protected people of every combination, row by row: multiples of k, none negative, that add up to both columns.
    fn crossed(&self, pair: &PairTable, members: &[u32]) -> Vec<i64> {
        let (rows, columns) = self.shape(pair);
        let width = rows * columns;
        let mut cells = vec![0i64; width];
        for &block in members {
            let row = pair.counts.get(block as usize * width..(block as usize + 1) * width).unwrap_or(&[]);
            cells.iter_mut().zip(row).for_each(|(sum, &count)| *sum += count);
        }
        let k = i64::from(self.k);
        lift(&mut cells, k);
        let margins = (
            self.counts(&self.columns[pair.first], members),
            self.counts(&self.columns[pair.second], members),
        );
        to_margins(&mut cells, margins, k);
        cells
    }

    /// PRODUCT D5 for a pair and one base: a sensitive column must be shown by itself, and inside each band of the other column every
    /// category of it must have a count and complement of at least k and none over 80 %.
    pub(super) fn may_cross(&self, pair: &PairTable, members: &[u32]) -> bool {
        let (first, second) = (&self.columns[pair.first], &self.columns[pair.second]);
        let sensitive = |role| role == Role::Sensitive;
        let hidden = |column: &ProtectedColumn| {
            column.withheld || sensitive(column.role) && !self.may_show(column, members)
        };
        if hidden(first) || hidden(second) {
            return false;
        }
        if !sensitive(first.role) && !sensitive(second.role) {
            return true;
        }
        let (rows, columns) = self.shape(pair);
        let cells = self.crossed(pair, members);
        let plain = |cells: &[i64]| {
            let whole = cells.iter().sum();
            cells.iter().all(|&count| self.plain(count, whole))
        };
        let across = |column: usize| (0..rows).map(|row| cells[row * columns + column]).collect::<Vec<i64>>();
        (!sensitive(second.role) || cells.chunks_exact(columns).all(plain))
            && (!sensitive(first.role) || (0..columns).all(|column| plain(&across(column))))
    }
}

/// Moves non-negative cells, row by row, to margins with the same sum, a step of k at a time and each step nearer: where a row and a
/// column both lack, one is added, where both have too many, one is taken, and where only rows (or columns) differ, one moves
/// between them. Of several cells the largest is used, of equals the first, so that an empty combination is filled last.
fn to_margins(cells: &mut [i64], (rows, columns): (Vec<i64>, Vec<i64>), k: i64) {
    let width = columns.len();
    loop {
        let lacks = |margin: i64, sum: i64| (margin - sum).signum();
        let of_rows: Vec<i64> = (0..rows.len())
            .map(|row| lacks(rows[row], cells[row * width..(row + 1) * width].iter().sum()))
            .collect();
        let of_columns: Vec<i64> = (0..width)
            .map(|column| {
                lacks(columns[column], (0..rows.len()).map(|row| cells[row * width + column]).sum())
            })
            .collect();
        let largest = |wanted: &dyn Fn(usize, usize) -> bool, cells: &[i64]| {
            (0..cells.len()).rev().filter(|at| wanted(at / width, at % width)).max_by_key(|&at| cells[at])
        };
        let too_many = |row: usize, column: usize| of_rows[row] < 0 && of_columns[column] < 0;
        let filled = |at: &usize, cells: &[i64]| cells[*at] > 0;
        if let Some(at) = largest(&|row, column| of_rows[row] > 0 && of_columns[column] > 0, cells) {
            cells[at] += k;
        } else if let Some(at) = largest(&too_many, cells).filter(|at| filled(at, cells)) {
            cells[at] -= k;
        } else if let (Some(lacking), Some(from)) = (
            of_rows.iter().position(|&sign| sign > 0),
            largest(&|row, _| of_rows[row] < 0, cells).filter(|at| filled(at, cells)),
        ) {
            cells[from] -= k;
            cells[lacking * width + from % width] += k;
        } else if let (Some(lacking), Some(from)) = (
            of_columns.iter().position(|&sign| sign > 0),
            largest(&|_, column| of_columns[column] < 0, cells).filter(|at| filled(at, cells)),
        ) {
            cells[from] -= k;
            cells[from / width * width + lacking] += k;
        } else if let (Some(one), Some(other)) = (
            largest(&|row, _| of_rows[row] < 0, cells).filter(|at| filled(at, cells)),
            largest(&|_, column| of_columns[column] < 0, cells).filter(|at| filled(at, cells)),
        ) {
            // Too many in a row and in a column that do not meet in a filled cell: both lose one, and what meets gains one.
            cells[one] -= k;
            cells[other] -= k;
            cells[other / width * width + one % width] += k;
        } else {
            return;
        }
    }
}

#[cfg(test)]
#[path = "pairs_tests.rs"]
mod tests;
