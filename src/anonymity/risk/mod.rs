//! Re-identification risk: of class sizes, in the population, and by column and small combination.

mod joint;
mod population;
mod report;
mod special;
mod task;
#[cfg(test)]
mod tests;

pub(crate) use joint::{JointColumn, RiskPopulation};
pub use report::{ColumnRisk, CombinationRisk, PopulationRisk, RiskReport, RiskShare, Risks};
pub(crate) use task::{RiskColumn, RiskInput, RiskTask};

use super::statistics::RiskStatistics;

/// Average re-identification risk (classes / records: the mean over the records of 1 / class size) and
/// share of sample uniques, from class sizes. Both 0 without records.
pub(super) fn of_sizes(sizes: &[u32]) -> RiskStatistics {
    let records: u64 = sizes.iter().map(|&size| u64::from(size)).sum();
    if records == 0 {
        return RiskStatistics { average: 0.0, sample_uniqueness: 0.0 };
    }
    let uniques = sizes.iter().filter(|&&size| size == 1).count();
    RiskStatistics {
        average: sizes.len() as f64 / records as f64,
        sample_uniqueness: uniques as f64 / records as f64,
    }
}

/// Sizes of the classes of equal records: per column one code a record; missing is a value like any other.
#[cfg(test)]
pub(super) fn class_sizes(columns: &[&[u32]], records: usize) -> Vec<u32> {
    let mut order: Vec<usize> = (0..records).collect();
    let compare = |a: &usize, b: &usize| {
        columns
            .iter()
            .map(|codes| codes[*a].cmp(&codes[*b]))
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    };
    order.sort_unstable_by(compare);
    order.chunk_by(|a, b| compare(a, b).is_eq()).map(|class| class.len() as u32).collect()
}

/// Risk of records as they are, over their quasi-identifiers: per column one code a record, all of the
/// same length. Without columns all records are one class.
#[cfg(test)]
pub(crate) fn risk(columns: &[&[u32]], records: usize) -> RiskStatistics {
    let fits = columns.iter().all(|codes| codes.len() == records);
    of_sizes(&if fits { class_sizes(columns, records) } else { Vec::new() })
}
