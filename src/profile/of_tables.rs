//! From the gate's protected tables to an [`Overview`]: a view, so a plain function of tables and choices.

use super::build::{build, BlockInput, ProfileInput, SegmentInput};
use super::{
    AmountProfile, ColumnProfile, Measures, Overview, PairProfile, SegmentColumn, SegmentMean, SegmentPair,
};
use crate::gate::{Advised, Base, Protected};
use crate::recipe::Segments;
use serde::Serialize;

/// An overview with the number that the fit gave to each of its groups, to which the stability belongs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Ordering {
    /// The overview, without stability and criteria.
    pub(crate) overview: Overview,
    /// Label in the fit of each of `overview.segments`.
    pub(crate) fit_labels: Vec<Option<u32>>,
}

/// All groups with their figures, largest first.
pub(crate) fn ordering(tables: &Protected, _: &()) -> Ordering {
    let mut order: Vec<u32> = (0..tables.segments()).collect();
    let id_of = |segment: u32| tables.number_of(segment);
    crate::sort::by_key(&mut order, |&segment| (std::cmp::Reverse(tables.size(segment)), id_of(segment)));
    let input = ProfileInput {
        k: tables.k(),
        people: tables.people(Base::All),
        blocks: blocks(tables, &id_of),
        block_minimum: tables.block_minimum(),
        error_points: tables.typical_error(),
        whole_only: tables.whole_only(),
        segments: order
            .iter()
            .map(|&segment| SegmentInput {
                id: id_of(segment),
                size: tables.size(segment),
                weight: tables.weight(Base::Segment(segment)),
                effective: tables.effective(Base::Segment(segment)),
                jaccard: None,
                fits_nowhere: tables.fits_nowhere(segment),
            })
            .collect(),
        columns: (0u32..).zip(tables.columns()).map(|(at, _)| column(tables, at, &order, &id_of)).collect(),
        weighted: tables.weighted(),
        criteria: Vec::new(),
        advised: 0,
        agreement: None,
    };
    let pairs = (0u32..)
        .zip(tables.pairs())
        .map(|(pair, (first, second))| PairProfile {
            first,
            second,
            overall: tables.cross(pair, Base::All),
            segments: order
                .iter()
                .map(|&segment| SegmentPair {
                    segment: id_of(segment),
                    figures: tables.cross(pair, Base::Segment(segment)),
                })
                .collect(),
            withheld: tables.pair_withheld(pair),
        })
        .collect();
    Ordering {
        overview: Overview { pairs, ..build(&input) },
        fit_labels: order.iter().map(|&segment| tables.label_of(segment)).collect(),
    }
}

fn column(tables: &Protected, at: u32, order: &[u32], id_of: &dyn Fn(u32) -> u32) -> ColumnProfile {
    let table = &tables.columns()[at as usize];
    let figures = |base: Base<'_>| tables.shares(at, base);
    ColumnProfile {
        name: table.name().to_owned(),
        label: table.label().clone(),
        role: table.role(),
        meaning: table.meaning(),
        bands: table.bands().to_vec(),
        overall: figures(Base::All),
        segments: order
            .iter()
            .map(|&segment| SegmentColumn {
                segment: id_of(segment),
                figures: figures(Base::Segment(segment)),
            })
            .collect(),
        withheld: table.withheld(),
        amount: tables.edges(at).map(|(low, high, withheld)| AmountProfile {
            low,
            high,
            overall: tables.mean(at, Base::All),
            segments: order
                .iter()
                .map(|&segment| SegmentMean {
                    segment: id_of(segment),
                    mean: tables.mean(at, Base::Segment(segment)),
                })
                .collect(),
            withheld,
        }),
    }
}

fn blocks(tables: &Protected, id_of: &dyn Fn(u32) -> u32) -> Vec<BlockInput> {
    (0u32..)
        .zip(tables.segment_of_blocks())
        .map(|(block, &segment)| {
            let base = [block];
            let total = tables.people(Base::Blocks(&base));
            let counts = (0u32..)
                .zip(tables.columns())
                .map(|(at, column)| {
                    if column.withheld() {
                        return Vec::new();
                    }
                    tables.people_by_band(at, Base::Blocks(&base))
                })
                .collect();
            BlockInput { segment: id_of(segment), total, counts }
        })
        .collect()
}

/// The overview with what else is known of the fit. The agreement is that of the ordering as fitted, so not of one that was arranged
/// by hand.
pub(crate) fn complete(
    (ordering, (measures, advised)): (Ordering, (Measures, Advised)),
    choice: &Segments,
) -> Overview {
    let Ordering { mut overview, fit_labels } = ordering;
    overview.criteria = measures.criteria;
    overview.advised = advised.count();
    overview.agreement = measures.agreement.filter(|_| choice.arrange.is_empty());
    overview.left_out = measures.left_out;
    if !overview.whole_only {
        overview.second_opinion = measures.second_opinion;
        overview.on_release = measures.on_release;
        for (segment, label) in overview.segments.iter_mut().zip(fit_labels) {
            segment.jaccard = label.and_then(|label| measures.jaccard.get(label as usize).copied().flatten());
        }
    }
    overview
}
