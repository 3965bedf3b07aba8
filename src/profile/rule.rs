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

use super::build::{bands_in_words, BlockInput, ProfileInput};
use super::words::{is_ordered, is_sensitive, lower};
use super::ColumnProfile;
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

/// No band: a block has no clear one in a column.
const NONE: u8 = u8::MAX;

/// Where the blocks with people stand: the same for the rules of all groups.
pub(super) struct Standing {
    /// Group and people of each block.
    blocks: Vec<(u32, f64)>,
    /// Per column the band of each block, or [`NONE`].
    at: Vec<Vec<u8>>,
}

impl Standing {
    pub(super) fn of(input: &ProfileInput) -> Self {
        let standing: Vec<&BlockInput> = input.blocks.iter().filter(|block| block.total > 0).collect();
        let bands = |(at, column): (usize, &ColumnProfile)| {
            let ordered = is_ordered(column);
            let known: Vec<bool> = column.bands.iter().map(|band| !band.missing).collect();
            let of_block = |block: &&BlockInput| {
                block.counts.get(at).and_then(|counts| place(ordered, &known, counts)).unwrap_or(NONE)
            };
            standing.iter().map(of_block).collect()
        };
        Self {
            blocks: standing.iter().map(|block| (block.segment, f64::from(block.total))).collect(),
            at: input.columns.iter().enumerate().map(bands).collect(),
        }
    }
}

/// What a block has to be in one column.
#[derive(Clone)]
struct Literal {
    column: usize,
    bands: Vec<usize>,
}

/// A node: what leads to it, one literal a column, its blocks in ascending order, and their people inside and outside the group.
struct Node {
    path: Vec<Literal>,
    members: Vec<usize>,
    people: (f64, f64),
}

/// The rule of a group, or `None` when none holds well enough.
pub(super) fn fit(input: &ProfileInput, standing: &Standing, segment: u32) -> Option<Rule> {
    let tree = Tree::new(input, standing, segment);
    let mut nodes = Vec::new();
    tree.grow(tree.node(Vec::new(), (0..standing.blocks.len()).collect()), &mut nodes);
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
fn place(ordered: bool, known: &[bool], counts: &[u32]) -> Option<u8> {
    let known = |band: usize| known.get(band).copied().unwrap_or(false);
    let band = if ordered {
        let people: u32 = (0..counts.len()).filter(|&band| known(band)).map(|band| counts[band]).sum();
        if people == 0 || people < counts.iter().sum::<u32>() - people {
            return None;
        }
        let mut below = 0;
        (0..counts.len()).filter(|&band| known(band)).find(|&band| {
            below += counts[band];
            2 * below >= people
        })
    } else {
        let most = *counts.iter().max().filter(|&&most| most > 0)?;
        counts.iter().position(|&count| count == most).filter(|&band| known(band))
    };
    band.and_then(|band| u8::try_from(band).ok())
}

struct Tree<'a> {
    standing: &'a Standing,
    segment: u32,
    /// Columns that may be asked about, and whether they are ordered.
    columns: Vec<(usize, bool, usize)>,
    inside: f64,
    outside: f64,
}

impl<'a> Tree<'a> {
    fn new(input: &ProfileInput, standing: &'a Standing, segment: u32) -> Self {
        let columns = input
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.withheld && !is_sensitive(column))
            .map(|(at, column)| (at, is_ordered(column), column.bands.len()))
            .collect();
        let mut tree = Self { standing, segment, columns, inside: 0.0, outside: 0.0 };
        (tree.inside, tree.outside) = tree.people(0..standing.blocks.len());
        tree
    }

    fn node(&self, path: Vec<Literal>, members: Vec<usize>) -> Node {
        let people = self.people(members.iter().copied());
        Node { path, members, people }
    }

    /// People of some blocks inside and outside the group.
    fn people(&self, members: impl Iterator<Item = usize>) -> (f64, f64) {
        members.fold((0.0, 0.0), |(inside, outside), at| {
            let (segment, people) = self.standing.blocks[at];
            match segment == self.segment {
                true => (inside + people, outside),
                false => (inside, outside + people),
            }
        })
    }

    /// Both classes counting as one in all.
    fn weigh(&self, (inside, outside): (f64, f64)) -> (f64, f64) {
        let share = |part: f64, of: f64| if of > 0.0 { part / of } else { 0.0 };
        (share(inside, self.inside), share(outside, self.outside))
    }

    fn grow(&self, node: Node, nodes: &mut Vec<Node>) {
        let depth = node.path.len();
        if let Some((yes, no)) = self.best_question(&node).filter(|_| depth < DEEPEST) {
            for literal in [yes, no] {
                let bands = &self.standing.at[literal.column];
                let fits = |at: &usize| literal.bands.contains(&usize::from(bands[*at]));
                let members = node.members.iter().copied().filter(fits).collect();
                let mut path = node.path.clone();
                match path.iter_mut().find(|before| before.column == literal.column) {
                    Some(before) => before.bands = literal.bands.clone(),
                    None => path.push(literal.clone()),
                }
                self.grow(self.node(path, members), nodes);
            }
        }
        if depth > 0 {
            nodes.push(node);
        }
    }

    /// The question that parts the group from the others best, as its two answers.
    fn best_question(&self, node: &Node) -> Option<(Literal, Literal)> {
        let all = self.weigh(node.people);
        let mut best: Option<(f64, Literal, Literal)> = None;
        for &(column, ordered, bands) in &self.columns {
            let mut weights = vec![(0.0, 0.0); bands];
            for &at in &node.members {
                if let Some(people) = weights.get_mut(usize::from(self.standing.at[column][at])) {
                    let (segment, of_block) = self.standing.blocks[at];
                    *(if segment == self.segment { &mut people.0 } else { &mut people.1 }) += of_block;
                }
            }
            let weights: Vec<(f64, f64)> = weights.into_iter().map(|people| self.weigh(people)).collect();
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
        // Of two nodes of one tree either one leads to the other, or they share no block.
        let (right, wrong) = match chosen {
            [one, other] if nested(&nodes[*one], &nodes[*other]) => {
                let (one, other) = (&nodes[*one], &nodes[*other]);
                if one.members.len() > other.members.len() {
                    one.people
                } else {
                    other.people
                }
            }
            _ => chosen.iter().fold((0.0, 0.0), |sum, &node| {
                let people = nodes[node].people;
                (sum.0 + people.0, sum.1 + people.1)
            }),
        };
        let share = |part: f64, of: f64| if of > 0.0 { part / of } else { 0.0 };
        Measure {
            fidelity: share(right + self.outside - wrong, self.inside + self.outside),
            precision: share(right, right + wrong),
            recall: share(right, self.inside),
        }
    }
}

/// Whether one of two nodes leads to the other.
fn nested(one: &Node, other: &Node) -> bool {
    let (few, many) = if one.members.len() < other.members.len() { (one, other) } else { (other, one) };
    few.members.first().is_some_and(|first| many.members.binary_search(first).is_ok())
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

    fn fit(input: &ProfileInput, segment: u32) -> Option<Rule> {
        super::fit(input, &Standing::of(input), segment)
    }

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
