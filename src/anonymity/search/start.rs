//! The beginning of a search: values are numbered, equal records folded, and what models need beside them taken along.

use super::ground::Ground;
use super::input::{longest, people_of, SearchInput};
use crate::anonymity::error::AnonymityError;
use crate::anonymity::kernel::{Kernel, Preparing, Source};
use crate::anonymity::lattice::Lattice;
use crate::anonymity::measure::Score;
use crate::anonymity::model::Judge;
use crate::anonymity::risk::of_sizes;
use crate::anonymity::statistics::RiskStatistics;
use std::collections::BTreeMap;

/// Where the beginning is.
enum Phase {
    /// Values are being numbered.
    Prepare(Box<Preparing>),
    /// Records are being sorted.
    Sort,
    /// Equal records are being folded: the next column.
    Fold(usize),
    /// Columns beside the quasi-identifiers are being folded.
    Beside,
}

/// The beginning under way.
pub(super) struct Start {
    phase: Phase,
    counts: Vec<u32>,
    /// Codes of sensitive columns with models, and of households, until they are folded: those of households last.
    beside: Vec<(bool, Vec<u32>)>,
    before: RiskStatistics,
    row_of_record: Vec<u32>,
}

/// What the beginning leaves beside the ground.
pub(super) struct Started {
    /// Row of the kernel by record.
    pub(super) row_of_record: Vec<u32>,
    /// Risk of the records as they came in.
    pub(super) before: RiskStatistics,
}

/// Prepares a search. It keeps what it needs; the input may go.
///
/// # Errors
/// When the policy cannot hold, the lattice cannot be numbered or the input does not fit together.
pub(super) fn begin(input: &SearchInput<'_>) -> Result<(Ground, Start), AnonymityError> {
    let people = people_of(input.counts)?;
    let policy = input.policy.check(people)?;
    input.context.check(&policy.models, input.counts.len(), input.columns.len())?;
    for column in input.columns {
        if !(column.weight > 0.0 && column.weight.is_finite()) {
            return Err(AnonymityError::Weight { column: column.label.clone() });
        }
    }
    let heights: Vec<usize> = input.columns.iter().map(|column| column.ladder.height()).collect();
    let longest = longest(input.columns);
    let mut lattice = Lattice::new(&heights).ok_or_else(|| {
        let nodes = heights.iter().map(|&height| height as f64).product();
        AnonymityError::LatticeTooLarge { nodes, longest: longest.clone() }
    })?;
    for (at, column) in input.columns.iter().enumerate() {
        let Some(level) = column.held else { continue };
        if level >= heights[at] {
            return Err(AnonymityError::NoSuchLevel { column: column.label.clone(), levels: heights[at] });
        }
        lattice = lattice.held(at, level);
    }
    let judge = Judge::new(&policy.models, &input.context, input.counts)?;
    let population = input.context.population.filter(|_| judge.k_map.is_some());
    let sources = input.columns.iter().enumerate().map(|(at, column)| {
        let population = population.and_then(|population| population.columns.get(at));
        let population = population.map(|column| (column.attribute.codes.as_slice(), column.ladder));
        Source::new(column.codes, column.ladder, population)
    });
    let preparing = Preparing::new(
        sources.collect(),
        input.counts,
        population.map_or(&[], |population| population.counts),
    );
    let rows_of_ladder: Vec<u64> =
        input.columns.iter().map(|column| u64::from(column.ladder.rows())).collect();
    let weights: Vec<f64> = input.columns.iter().map(|column| column.weight).collect();
    let sensitive = judge.sensitive.iter().map(|one| &input.context.sensitive[one.column].attribute.codes);
    let households = input.context.households.filter(|_| judge.households.is_some());
    let beside =
        sensitive.map(|codes| (false, codes.clone())).chain(households.map(|codes| (true, codes.to_vec())));
    let start = Start {
        phase: Phase::Prepare(Box::new(preparing)),
        counts: input.counts.to_vec(),
        beside: beside.collect(),
        before: RiskStatistics { average: 0.0, sample_uniqueness: 0.0 },
        row_of_record: Vec::new(),
    };
    let ground = Ground {
        kernel: Kernel::empty(),
        score: Score::new(input.measure, u64::from(people), rows_of_ladder, &weights),
        generalised: Vec::new(),
        judge,
        lattice,
        policy,
        longest,
        sensitive: input.context.labels(),
        best: None,
        checked: 0,
        known: BTreeMap::new(),
        remembers: false,
    };
    Ok((ground, start))
}

impl Start {
    /// Goes on for about so many nanoseconds, which it takes off; `Some` at the end.
    ///
    /// # Errors
    /// When columns, ladders and records do not fit.
    pub(super) fn advance(
        &mut self,
        ground: &mut Ground,
        left: &mut u64,
    ) -> Result<Option<Started>, AnonymityError> {
        match &mut self.phase {
            Phase::Prepare(preparing) => {
                // A cell takes some 4 ns.
                let cells = (*left / 4).max(1024);
                *left = left.saturating_sub(cells * 4);
                if let Some(kernel) =
                    preparing.advance(cells as usize).map_err(|()| AnonymityError::Mismatch)?
                {
                    prepared(ground, kernel);
                    self.phase = Phase::Sort;
                }
            }
            Phase::Sort => {
                // Some 6 ns a row, so often as its words have digits.
                let rows = (*left / 6).max(1024);
                *left = left.saturating_sub(rows * 6);
                if ground.kernel.sort(rows as usize) {
                    *left = left.saturating_sub(self.counts.len() as u64 * 10);
                    self.before = of_sizes(ground.kernel.detail().sizes);
                    self.phase = Phase::Fold(0);
                }
            }
            Phase::Fold(column) if *column < ground.kernel.width() => {
                *left = left.saturating_sub(ground.kernel.fold_column(*column) as u64 * 12);
                *column += 1;
            }
            Phase::Fold(_) => {
                *left = left.saturating_sub(self.counts.len() as u64 * 2);
                self.row_of_record = ground.kernel.fold();
                self.phase = Phase::Beside;
                self.beside.reverse();
            }
            Phase::Beside => {
                let Some((household, codes)) = self.beside.pop() else {
                    return Ok(Some(Started {
                        row_of_record: std::mem::take(&mut self.row_of_record),
                        before: self.before,
                    }));
                };
                *left = left.saturating_sub(codes.len() as u64 * 20);
                ground.kernel.take_along(household, &codes, &self.row_of_record, &self.counts);
            }
        }
        Ok(None)
    }
}

/// The kernel is made: what each column costs at each level is known.
fn prepared(ground: &mut Ground, kernel: Kernel) {
    ground.kernel = kernel;
    ground.generalised = (0..ground.kernel.width())
        .map(|column| {
            let levels = 0..ground.kernel.height(column);
            levels.map(|level| ground.kernel.total(&ground.score, column, level)).collect()
        })
        .collect();
}
