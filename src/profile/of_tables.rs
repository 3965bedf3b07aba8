//! From the gate's protected tables to an [`Overview`]: a view, so a plain function of tables and choices.

use super::build::{build, BlockInput, ProfileInput, SegmentInput};
use super::{
    Advice, AmountProfile, ColumnProfile, GroupMap, MapGroup, Measures, Overview, PairProfile, SegmentColumn,
    SegmentMean, SegmentPair,
};
use crate::gate::{Advised, Base, Figure, Placed, Protected};
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
    let columns: Vec<ColumnProfile> =
        (0u32..).zip(tables.columns()).map(|(at, _)| column(tables, at, &order, &id_of)).collect();
    let input = ProfileInput {
        k: tables.k(),
        people: tables.people(Base::All),
        blocks: blocks(tables, &id_of),
        block_minimum: tables.block_minimum(),
        error_points: typical_error(&columns),
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
        columns,
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
        overview: Overview { pairs, map: map(tables), ..build(&input) },
        fit_labels: order.iter().map(|&segment| tables.label_of(segment)).collect(),
    }
}

/// Typical half-width of a shown share of a group in percentage points (95 %): the median over all that are shown.
fn typical_error(columns: &[ColumnProfile]) -> f64 {
    let shown = columns.iter().flat_map(|column| column.segments.iter().flat_map(|one| &one.figures));
    let mut errors: Vec<f64> = shown
        .filter_map(|figure| match figure {
            Figure::Share { error_points, .. } => Some(*error_points),
            _ => None,
        })
        .collect();
    crate::sort::floats(&mut errors);
    errors.get(errors.len() / 2).copied().unwrap_or(0.0)
}

/// The groups on a map.
fn map(tables: &Protected) -> Option<GroupMap> {
    let map = tables.map()?;
    let four = |x: f64| (x * 1e4).round() / 1e4 + 0.0;
    let groups = (0u32..)
        .zip(map.placed)
        .map(|(segment, Placed { centre: [x, y], covariance: [xx, xy, yy] })| MapGroup {
            segment: tables.number_of(segment),
            x: four(x),
            y: four(y),
            xx: four(xx),
            xy: four(xy),
            yy: four(yy),
        })
        .collect();
    Some(GroupMap { groups, explained: (map.explained * 100.0).round() / 100.0 })
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
        amount: tables.edges(at).map(|(low, high)| AmountProfile {
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
        }),
    }
}

fn blocks(tables: &Protected, id_of: &dyn Fn(u32) -> u32) -> Vec<BlockInput> {
    (0u32..)
        .zip(tables.segment_of_blocks())
        .map(|(block, &segment)| {
            let total = tables.people(Base::Blocks(&[block]));
            let counts = (0u32..)
                .zip(tables.columns())
                .map(
                    |(at, column)| {
                        if column.withheld() {
                            Vec::new()
                        } else {
                            tables.block_people(at, block)
                        }
                    },
                )
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
    let Advice { count, why, elbow } = advised.advice();
    (overview.advised, overview.advice, overview.elbow) = (count, why, elbow);
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

/// The groups in the order of the person, with what was put aside and the reasons that were written.
pub(crate) fn by_hand(mut overview: Overview, choice: &Segments) -> Overview {
    let place = |id: u32| choice.order.iter().position(|&other| other == id).unwrap_or(usize::MAX);
    crate::sort::by_key(&mut overview.segments, |segment| place(segment.id)); // stable: the others stay as they were
    for segment in &mut overview.segments {
        segment.aside = choice.aside.contains(&segment.id);
        let reason = choice.reasons.get(&segment.id).map(|reason| reason.trim().to_owned());
        segment.reason = reason.filter(|reason| !reason.is_empty());
    }
    overview
}
