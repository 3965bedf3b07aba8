//! A readable rule per group: a shallow tree on protected blocks, split at fixed band edges only (PRODUCT E5).
//!
//! A block is one observation: in an ordered column it stands where its middle person stands, in a column of categories
//! where most of its people are. A classification tree (Breiman, Friedman, Olshen & Stone 1984, Gini impurity, both classes
//! of equal weight) is grown three questions deep for each group against the others. Its node, or pair of nodes, with the best
//! F1 makes the rule; a question more must earn its place. Both answers to a question are said as what people are, never as
//! "not so", so a rule reads as a description.
//!
//! The tree is our own: general tree crates split numbers at midpoints between data, where here only band edges and sets of
//! bands may be told, and the whole is a few hundred blocks.

use super::build::{bands_in_words, ProfileInput};
use super::words::{is_ordered, is_sensitive, lower};
use crate::text::Text;

/// A rule and how well it holds.
pub(super) struct Rule {
    pub(super) text: Text,
    pub(super) measure: Measure,
}

/// How well a rule holds, counted in people by whole blocks, each in whole 5 %, rounded down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measure {
    /// Share of all people whose block it puts right.
    pub(super) fidelity: f64,
    /// Share of those who meet it that are in the group.
    pub(super) precision: f64,
    /// Share of the group that meets it.
    pub(super) recall: f64,
}

/// Questions on the way to a node.
const DEEPEST: usize = 3;
/// F1 that one question more must bring.
const PRICE: f64 = 0.05;
/// A rule has to tell the group from the others: the mean of the shares of both that it puts right (balanced accuracy, Brodersen
/// et al. 2010), which is 0.5 for a rule that holds for everyone.
const LEAST_BALANCED: f64 = 0.7;
/// And it has to hold for so many of those it points at, and of those it should.
const LEAST: f64 = 0.4;

/// A block as the tree sees it.
struct Seen {
    people: f64,
    inside: bool,
    /// Band per column; `None` where the block has no clear one.
    at: Vec<Option<usize>>,
}

/// What a block has to be in one column.
#[derive(Clone)]
struct Literal {
    column: usize,
    bands: Vec<usize>,
}

/// A node: what leads to it, one literal a column, and its blocks.
struct Node {
    path: Vec<Literal>,
    members: Vec<usize>,
}

/// The rule of a group, or `None` when none holds well enough.
pub(super) fn fit(input: &ProfileInput, segment: u32) -> Option<Rule> {
    let blocks: Vec<Seen> = input
        .blocks
        .iter()
        .filter(|block| block.total > 0)
        .map(|block| Seen {
            people: f64::from(block.total),
            inside: block.segment == segment,
            at: block
                .counts
                .iter()
                .enumerate()
                .map(|(column, counts)| place(input, column, counts))
                .collect(),
        })
        .collect();
    let tree = Tree::new(input, &blocks);
    let mut nodes = Vec::new();
    tree.grow(Node { path: Vec::new(), members: (0..blocks.len()).collect() }, &mut nodes);
    let pairs = (0..nodes.len()).flat_map(|a| (a + 1..nodes.len()).map(move |b| vec![a, b]));
    let mut best: Option<(f64, Vec<usize>)> = None;
    for chosen in (0..nodes.len()).map(|node| vec![node]).chain(pairs) {
        let questions: usize = chosen.iter().map(|&node| nodes[node].path.len()).sum();
        let score = tree.exact(&nodes, &chosen).f1() - PRICE * (questions as f64 - 1.0);
        if best.as_ref().is_none_or(|(so_far, _)| score > so_far + 1e-9) {
            best = Some((score, chosen));
        }
    }
    let (_, chosen) = best?;
    let exact = tree.exact(&nodes, &chosen);
    if tree.balanced(exact) < LEAST_BALANCED || exact.precision < LEAST || exact.recall < LEAST {
        return None;
    }
    let paths: Vec<Text> = chosen.iter().map(|&node| said(input, &nodes[node].path)).collect();
    Some(Rule { text: joined(&paths, ("; of ", "; or ")), measure: exact.in_steps() })
}

/// Where a block stands in a column: the band of its middle person, or its commonest band.
fn place(input: &ProfileInput, column: usize, counts: &[u32]) -> Option<usize> {
    let profile = &input.columns[column];
    let known = |band: usize| profile.bands.get(band).is_some_and(|band| !band.missing);
    if is_ordered(profile) {
        let people: u32 = (0..counts.len()).filter(|&band| known(band)).map(|band| counts[band]).sum();
        if people == 0 || people < counts.iter().sum::<u32>() - people {
            return None;
        }
        let mut below = 0;
        return (0..counts.len()).filter(|&band| known(band)).find(|&band| {
            below += counts[band];
            2 * below >= people
        });
    }
    let most = *counts.iter().max().filter(|&&most| most > 0)?;
    counts.iter().position(|&count| count == most).filter(|&band| known(band))
}

struct Tree<'a> {
    blocks: &'a [Seen],
    /// Columns that may be asked about, and whether they are ordered.
    columns: Vec<(usize, bool, usize)>,
    inside: f64,
    outside: f64,
}

impl<'a> Tree<'a> {
    fn new(input: &ProfileInput, blocks: &'a [Seen]) -> Self {
        let people =
            |inside: bool| blocks.iter().filter(|b| b.inside == inside).map(|b| b.people).sum::<f64>();
        let columns = input
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.withheld && !is_sensitive(column))
            .map(|(at, column)| (at, is_ordered(column), column.bands.len()))
            .collect();
        Self { blocks, columns, inside: people(true), outside: people(false) }
    }

    /// People of some blocks inside and outside the group, both classes counting as one in all.
    fn weigh(&self, members: impl Iterator<Item = usize>) -> (f64, f64) {
        members.fold((0.0, 0.0), |(inside, outside), at| {
            let block = &self.blocks[at];
            match block.inside {
                true => (inside + block.people / self.inside, outside),
                false => (inside, outside + block.people / self.outside),
            }
        })
    }

    fn grow(&self, node: Node, nodes: &mut Vec<Node>) {
        let depth = node.path.len();
        if let Some((yes, no)) = self.best_question(&node).filter(|_| depth < DEEPEST) {
            for literal in [yes, no] {
                let fits = |at: &usize| {
                    self.blocks[*at].at[literal.column].is_some_and(|band| literal.bands.contains(&band))
                };
                let members = node.members.iter().copied().filter(fits).collect();
                let mut path = node.path.clone();
                match path.iter_mut().find(|before| before.column == literal.column) {
                    Some(before) => before.bands = literal.bands.clone(),
                    None => path.push(literal.clone()),
                }
                self.grow(Node { path, members }, nodes);
            }
        }
        if depth > 0 {
            nodes.push(node);
        }
    }

    /// The question that parts the group from the others best, as its two answers.
    fn best_question(&self, node: &Node) -> Option<(Literal, Literal)> {
        let all = self.weigh(node.members.iter().copied());
        let mut best: Option<(f64, Literal, Literal)> = None;
        for &(column, ordered, bands) in &self.columns {
            let mut weights = vec![(0.0, 0.0); bands];
            for &at in &node.members {
                if let Some(band) = self.blocks[at].at[column].filter(|&band| band < bands) {
                    let (inside, outside) = self.weigh(std::iter::once(at));
                    weights[band] = (weights[band].0 + inside, weights[band].1 + outside);
                }
            }
            let mut order: Vec<usize> =
                (0..bands).filter(|&band| weights[band].0 + weights[band].1 > 0.0).collect();
            if !ordered {
                // With two classes the best set of categories is a prefix of this order (Breiman et al., theorem 4.5).
                let rate = |band: usize| weights[band].0 / (weights[band].0 + weights[band].1);
                crate::sort::by(&mut order, |&a, &b| rate(b).total_cmp(&rate(a)).then(a.cmp(&b)));
            }
            let (mut inside, mut outside) = (0.0, 0.0);
            for cut in 1..order.len() {
                inside += weights[order[cut - 1]].0;
                outside += weights[order[cut - 1]].1;
                let known = order
                    .iter()
                    .fold((0.0, 0.0), |sum, &band| (sum.0 + weights[band].0, sum.1 + weights[band].1));
                let gain = gini(all)
                    - gini((inside, outside))
                    - gini((known.0 - inside, known.1 - outside))
                    - gini((all.0 - known.0, all.1 - known.1));
                if gain > best.as_ref().map_or(1e-9, |(gain, _, _)| gain + 1e-9) {
                    let side = |bands: &[usize]| {
                        let mut bands = bands.to_vec();
                        bands.sort_unstable();
                        // Bands between the outermost ones hold no block, and belong to the run.
                        if let (true, Some(&first), Some(&last)) = (ordered, bands.first(), bands.last()) {
                            bands = (first..=last).collect();
                        }
                        Literal { column, bands }
                    };
                    best = Some((gain, side(&order[..cut]), side(&order[cut..])));
                }
            }
        }
        best.map(|(_, yes, no)| (yes, no))
    }

    /// Mean of the shares of the group and of the others that a rule puts right.
    fn balanced(&self, measure: Measure) -> f64 {
        let all = self.inside + self.outside;
        let right_outside = measure.fidelity * all - measure.recall * self.inside;
        (measure.recall + right_outside / self.outside.max(f64::MIN_POSITIVE)) / 2.0
    }

    /// How well some nodes together hold, unrounded.
    fn exact(&self, nodes: &[Node], chosen: &[usize]) -> Measure {
        let mut held = vec![false; self.blocks.len()];
        chosen.iter().flat_map(|&node| &nodes[node].members).for_each(|&at| held[at] = true);
        let people = |inside: bool| -> f64 {
            self.blocks
                .iter()
                .zip(&held)
                .filter(|(block, held)| **held && block.inside == inside)
                .map(|(block, _)| block.people)
                .sum()
        };
        let (right, wrong) = (people(true), people(false));
        let share = |part: f64, of: f64| if of > 0.0 { part / of } else { 0.0 };
        Measure {
            fidelity: share(right + self.outside - wrong, self.inside + self.outside),
            precision: share(right, right + wrong),
            recall: share(right, self.inside),
        }
    }
}

impl Measure {
    /// Harmonic mean of precision and recall (van Rijsbergen 1979).
    fn f1(self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 {
            2.0 * self.precision * self.recall / sum
        } else {
            0.0
        }
    }

    fn in_steps(self) -> Self {
        let step = |share: f64| (share * 20.0 + 1e-9).floor() / 20.0;
        Self { fidelity: step(self.fidelity), precision: step(self.precision), recall: step(self.recall) }
    }
}

/// Impurity of a node times its weight.
fn gini((inside, outside): (f64, f64)) -> f64 {
    let all = inside + outside;
    if all > 0.0 {
        2.0 * inside * outside / all
    } else {
        0.0
    }
}

/// "Leeftijd meestal 65 jaar of ouder, en kanaal meestal balie".
fn said(input: &ProfileInput, path: &[Literal]) -> Text {
    let literals: Vec<Text> =
        path.iter().map(|literal| bands_in_words(&input.columns[literal.column], &literal.bands)).collect();
    joined(&literals, (", en ", ", and "))
}

/// Parts as one sentence: only the first keeps its capital.
fn joined(parts: &[Text], with: (&str, &str)) -> Text {
    let mut parts = parts.iter();
    let first = parts.next().cloned().unwrap_or_else(|| Text::new("", ""));
    parts.fold(first, |so_far, next| {
        let next = lower(next);
        Text::new(
            format!("{}{}{}", so_far.nl, with.0, next.nl),
            format!("{}{}{}", so_far.en, with.1, next.en),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_clean_split_is_found_whole() {
        let input = example::input_of(&[[0.9, 0.1], [0.1, 0.9]], 1200);
        let rule = fit(&input, 1).unwrap();
        assert_eq!(rule.measure, Measure { fidelity: 1.0, precision: 1.0, recall: 1.0 });
        assert_eq!(rule.text.nl, "Kanaal meestal balie");
    }

    #[test]
    fn no_rule_where_blocks_look_alike() {
        assert!(fit(&example::input_of(&[[0.6, 0.4], [0.6, 0.4]], 1200), 1).is_none());
        assert!(fit(&example::input_of(&[[0.5, 0.5], [0.5, 0.5]], 1200), 1).is_none());
    }

    #[test]
    fn measures_come_in_whole_five_per_cents() {
        let mut rules = 0;
        for segment in example::overview().segments {
            let measures = [segment.rule_fidelity, segment.rule_precision, segment.rule_recall];
            assert!(measures.iter().all(|measure| measure.is_some() == segment.rule.is_some()));
            for measure in measures.into_iter().flatten() {
                rules += 1;
                assert!((measure * 20.0 - (measure * 20.0).round()).abs() < 1e-9 && measure >= LEAST);
            }
        }
        assert!(rules >= 12, "most groups of the example have a rule");
    }

    #[test]
    fn two_questions_find_what_one_cannot() {
        // Four groups on two columns: no single column tells them apart.
        let input = example::crossed();
        for segment in 1..=4 {
            let rule = fit(&input, segment).unwrap();
            assert_eq!(rule.measure.recall, 1.0, "{}", rule.text.nl);
            assert!(rule.text.nl.contains(", en "), "{}", rule.text.nl);
        }
    }

    #[test]
    fn a_sensitive_column_is_no_part_of_a_rule() {
        for segment in example::overview().segments {
            let rule = segment.rule.map(|rule| rule.nl.to_lowercase()).unwrap_or_default();
            assert!(!rule.contains("zorgindicatie") && !rule.contains("geloof"));
        }
    }
}
