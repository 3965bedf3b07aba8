//! A readable rule per group, fitted on protected blocks and split at fixed band edges only.

use super::build::literal;
use super::build::ProfileInput;
use super::words::{is_ordered, is_sensitive};
use crate::text::Text;

/// A rule and how well it holds.
pub(super) struct Rule {
    pub text: Text,
    /// Share of people whose block it puts right, in whole 5 %, rounded down.
    pub fidelity: f64,
}

/// Bands of one column; the rule holds for a block whose commonest band is among them.
struct Literal {
    column: usize,
    bands: Vec<usize>,
}

/// A block as the rule sees it: people, whether it is in the group, commonest band per column.
struct Seen {
    people: f64,
    inside: bool,
    common: Vec<Option<usize>>,
}

const LEAST: f64 = 0.6;
const MOST_BANDS: usize = 3;

/// The best rule of at most two literals, or `None` when agreement or balanced agreement (mean of
/// sensitivity and specificity, Brodersen et al. 2010) stays under 60 %.
pub(super) fn fit(input: &ProfileInput, segment: u32) -> Option<Rule> {
    let usable: Vec<usize> = (0..input.columns.len())
        .filter(|&c| !input.columns[c].withheld && !is_sensitive(&input.columns[c]))
        .collect();
    let blocks: Vec<Seen> = input
        .blocks
        .iter()
        .filter(|block| block.total > 0)
        .map(|block| Seen {
            people: f64::from(block.total),
            inside: block.segment == segment,
            common: block.counts.iter().map(|counts| commonest(counts)).collect(),
        })
        .collect();
    let all = vec![true; blocks.len()];
    let mut best: Option<(f64, Vec<Literal>, Vec<bool>)> = None;
    for &first in &usable {
        let Some(one) = best_literal(input, &blocks, &all, first) else { continue };
        let held = apply(&blocks, &all, &one);
        let score = balanced(&blocks, &held);
        let one_bands = one.bands.clone();
        if better(&best, score) {
            best = Some((score, vec![one], held.clone()));
        }
        for &second in usable.iter().filter(|&&second| second != first) {
            let Some(two) = best_literal(input, &blocks, &held, second) else { continue };
            let both = apply(&blocks, &held, &two);
            // A second literal must earn its place: two points of agreement.
            let score = balanced(&blocks, &both) - 0.02;
            if better(&best, score) {
                let one = Literal { column: first, bands: one_bands.clone() };
                best = Some((score, vec![one, two], both));
            }
        }
    }
    let (_, literals, held) = best?;
    let people: f64 = blocks.iter().map(|block| block.people).sum();
    let right: f64 = blocks.iter().zip(&held).filter(|(b, h)| b.inside == **h).map(|(b, _)| b.people).sum();
    let agreement = right / people;
    if agreement < LEAST || balanced(&blocks, &held) < LEAST {
        return None;
    }
    let texts: Vec<Text> = literals.iter().map(|l| literal(&input.columns[l.column], &l.bands)).collect();
    let text = match texts.as_slice() {
        [one, two] => Text::new(
            format!("{}, en {}", one.nl, super::words::lower(two).nl),
            format!("{}, and {}", one.en, super::words::lower(two).en),
        ),
        [one] => one.clone(),
        _ => return None,
    };
    Some(Rule { text, fidelity: (agreement * 20.0 + 1e-9).floor() / 20.0 })
}

fn better(best: &Option<(f64, Vec<Literal>, Vec<bool>)>, score: f64) -> bool {
    best.as_ref().is_none_or(|(so_far, _, _)| score > so_far + 1e-9)
}

fn commonest(counts: &[u32]) -> Option<usize> {
    let most = *counts.iter().max()?;
    if most == 0 {
        return None;
    }
    counts.iter().position(|&count| count == most)
}

fn apply(blocks: &[Seen], held: &[bool], literal: &Literal) -> Vec<bool> {
    let holds = |block: &Seen| {
        block.common.get(literal.column).copied().flatten().is_some_and(|b| literal.bands.contains(&b))
    };
    blocks.iter().zip(held).map(|(block, &held)| held && holds(block)).collect()
}

/// Mean of the shares of people inside and outside the group that are put right.
fn balanced(blocks: &[Seen], held: &[bool]) -> f64 {
    let share = |inside: bool| {
        let of = |right: bool| -> f64 {
            blocks
                .iter()
                .zip(held)
                .filter(|(b, h)| b.inside == inside && (!right || **h == inside))
                .map(|(b, _)| b.people)
                .sum()
        };
        if of(false) > 0.0 {
            of(true) / of(false)
        } else {
            0.0
        }
    };
    (share(true) + share(false)) / 2.0
}

/// The set of bands of one column that gains most: a run for ordered bands, at most three for
/// categories; only blocks still `held` count.
fn best_literal(input: &ProfileInput, blocks: &[Seen], held: &[bool], column: usize) -> Option<Literal> {
    let bands = input.columns[column].bands.len();
    let total =
        |inside: bool| -> f64 { blocks.iter().filter(|b| b.inside == inside).map(|b| b.people).sum() };
    let (inside, outside) = (total(true).max(1.0), total(false).max(1.0));
    let mut gain = vec![0.0; bands];
    for (block, _) in blocks.iter().zip(held).filter(|(_, held)| **held) {
        if let Some(band) = block.common.get(column).copied().flatten().filter(|&b| b < bands) {
            gain[band] += if block.inside { block.people / inside } else { -block.people / outside };
        }
    }
    let missing = |b: usize| input.columns[column].bands[b].missing;
    let chosen: Vec<usize> = if is_ordered(&input.columns[column]) {
        let mut best: (f64, usize, usize) = (0.0, 0, 0);
        for from in 0..bands {
            let mut sum = 0.0;
            for (to, gain) in gain.iter().enumerate().skip(from) {
                if missing(to) {
                    break;
                }
                sum += gain;
                if sum > best.0 + 1e-12 {
                    best = (sum, from, to + 1);
                }
            }
        }
        (best.1..best.2).collect()
    } else {
        let mut gaining: Vec<usize> = (0..bands).filter(|&b| gain[b] > 1e-12 && !missing(b)).collect();
        crate::sort::by(&mut gaining, |&a, &b| gain[b].total_cmp(&gain[a]).then(a.cmp(&b)));
        gaining.truncate(MOST_BANDS);
        crate::sort::by_key(&mut gaining, |&band| band);
        gaining
    };
    (!chosen.is_empty()).then_some(Literal { column, bands: chosen })
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_clean_split_is_found_whole() {
        let input = example::input_of(&[[0.9, 0.1], [0.1, 0.9]], 1200);
        let rule = fit(&input, 1).unwrap();
        assert_eq!(rule.fidelity, 1.0);
        assert_eq!(rule.text.nl, "Kanaal meestal balie");
    }

    #[test]
    fn no_rule_where_blocks_look_alike() {
        assert!(fit(&example::input_of(&[[0.6, 0.4], [0.6, 0.4]], 1200), 1).is_none());
    }

    #[test]
    fn fidelity_comes_in_whole_five_per_cents() {
        for segment in example::overview().segments {
            if let Some(fidelity) = segment.rule_fidelity {
                assert!((fidelity * 20.0 - (fidelity * 20.0).round()).abs() < 1e-9 && fidelity >= 0.6);
            }
        }
    }
}
