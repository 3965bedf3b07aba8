//! From protected tables to the overview: what sets each group apart, its name and its rule.

use super::significance::{discoveries, effect, p_value};
use super::words::{self, capital, is_ordered, percent, phrase, topic, Topic};
use super::{naming, rule};
use super::{ColumnProfile, Criterion, Distinction, Overview, Segment};
use crate::gate::Figure;
use crate::text::{Language, Text};

/// What the profile room needs of the protected tables. Every count is a multiple of k.
pub(crate) struct ProfileInput {
    /// k.
    pub k: u32,
    /// Protected number of people.
    pub people: u32,
    /// Blocks, in their fixed order; for rules only.
    pub blocks: Vec<BlockInput>,
    /// max(2k, 60).
    pub block_minimum: u32,
    /// Typical half-width of a share, percentage points, 95 %.
    pub error_points: f64,
    /// The file is too small to show groups apart: one segment with id 0.
    pub whole_only: bool,
    /// The groups, in the order they are shown.
    pub segments: Vec<SegmentInput>,
    /// Columns with their cleared figures; a withheld column has only `Figure::Withheld`.
    pub columns: Vec<ColumnProfile>,
    /// Whether shares are weighted by a sample weight.
    pub weighted: bool,
    /// The number-of-groups curve.
    pub criteria: Vec<Criterion>,
    /// Advised number of groups.
    pub advised: u32,
    /// Agreement with the comparison column, two decimals.
    pub agreement: Option<f64>,
}

/// One group.
pub(crate) struct SegmentInput {
    /// Number, from 1; 0 for everyone.
    pub id: u32,
    /// Protected number of people.
    pub size: u32,
    /// What they count as in estimates: the same without a sample weight.
    pub weight: f64,
    /// The number of people of equal weight that tell as much; the same without a sample weight.
    pub effective: f64,
    /// Bootstrap Jaccard, two decimals.
    pub jaccard: Option<f64>,
    /// Protected number of people in blocks of those who fit nowhere.
    pub fits_nowhere: Option<u32>,
}

/// One row of the protected block tables.
pub(crate) struct BlockInput {
    /// The group it belongs to.
    pub segment: u32,
    /// Protected number of people.
    pub total: u32,
    /// Protected count per column and band, columns as in [`ProfileInput::columns`]; an empty
    /// vector for a withheld column.
    pub counts: Vec<Vec<u32>>,
}

/// False discovery rate over all groups, columns and bands.
const RATE: f64 = 0.05;
/// A difference worth saying: this many percentage points …
const BAR_POINTS: f64 = 5.0;
/// … or this ratio, where the difference is at least `FLOOR_POINTS`.
const BAR_RATIO: f64 = 1.3;
const FLOOR_POINTS: f64 = 2.0;
const MOST: usize = 5;

/// All groups with what sets them apart.
pub(crate) fn build(input: &ProfileInput) -> Overview {
    let mut found: Vec<Vec<Distinction>> = if input.whole_only {
        input.segments.iter().map(|_| Vec::new()).collect()
    } else {
        distinctions(input)
    };
    let standing = rule::Standing::of(input);
    let everyone: f64 = input.segments.iter().map(|segment| segment.weight).sum();
    let share = |segment: &SegmentInput| {
        if input.weighted {
            // Three decimals: factors have two digits, and the page shows whole per cents.
            (1000.0 * segment.weight / everyone.max(f64::MIN_POSITIVE)).round() / 1000.0
        } else {
            f64::from(segment.size) / f64::from(input.people.max(1))
        }
    };
    let mut segments: Vec<Segment> = input
        .segments
        .iter()
        .enumerate()
        .map(|(at, segment)| {
            let rule = if input.whole_only { None } else { rule::fit(input, &standing, segment.id) };
            Segment {
                id: segment.id,
                size: segment.size,
                share: share(segment),
                jaccard: segment.jaccard,
                fits_nowhere: segment.fits_nowhere,
                name: Text::new("", ""),
                distinctions: std::mem::take(&mut found[at]),
                aside: false,
                reason: None,
                suggestions: Vec::new(),
                rule_fidelity: rule.as_ref().map(|rule| rule.measure.fidelity),
                rule_precision: rule.as_ref().map(|rule| rule.measure.precision),
                rule_recall: rule.as_ref().map(|rule| rule.measure.recall),
                rule: rule.map(|rule| rule.text),
            }
        })
        .collect();
    naming::name_all(&mut segments, &input.columns);
    Overview {
        k: input.k,
        people: input.people,
        blocks: u32::try_from(input.blocks.len()).unwrap_or(u32::MAX),
        block_minimum: input.block_minimum,
        error_points: input.error_points,
        segments,
        columns: input.columns.clone(),
        pairs: Vec::new(),
        criteria: input.criteria.clone(),
        advised: input.advised,
        advice: None,
        elbow: None,
        whole_only: input.whole_only,
        weighted: input.weighted,
        agreement: input.agreement,
        second_opinion: None,
        on_release: None,
        left_out: Vec::new(),
        map: None,
    }
}

/// The figure of a group, a column and a band.
pub(crate) fn figure_of(column: &ColumnProfile, segment: u32, band: usize) -> Figure {
    column
        .segments
        .iter()
        .find(|s| s.segment == segment)
        .and_then(|s| s.figures.get(band))
        .copied()
        .unwrap_or(Figure::Withheld)
}

struct Candidate {
    segment: usize,
    column: usize,
    band: usize,
    p: f64,
    q: f64,
    p_value: f64,
}

fn points(figure: &Figure) -> f64 {
    match figure {
        Figure::Share { error_points, .. } => *error_points,
        _ => 0.0,
    }
}

fn distinctions(input: &ProfileInput) -> Vec<Vec<Distinction>> {
    let mut tests = Vec::new();
    // Without weights all three are numbers of people.
    let sum = |of: fn(&SegmentInput) -> f64| input.segments.iter().map(of).sum::<f64>();
    let (weight, effective) = (sum(|segment| segment.weight), sum(|segment| segment.effective));
    for (s, segment) in input.segments.iter().enumerate() {
        let n = segment.effective;
        let weight_of_others = weight - segment.weight;
        for (c, column) in input.columns.iter().enumerate().filter(|(_, column)| !column.withheld) {
            for (b, overall) in column.overall.iter().enumerate() {
                let figure = figure_of(column, segment.id, b);
                let (Some(p), Some(q)) = (figure.fraction(), overall.fraction()) else { continue };
                let others = effective - n;
                // Everyone minus the group: the two samples must not share people.
                let rest = if weight_of_others > 0.0 {
                    ((q * weight - p * segment.weight) / weight_of_others).clamp(0.0, 1.0)
                } else {
                    q
                };
                let p_value = p_value((p, n), (rest, others), (points(&figure), points(overall)));
                tests.push(Candidate { segment: s, column: c, band: b, p, q, p_value });
            }
        }
    }
    let p_values: Vec<f64> = tests.iter().map(|test| test.p_value).collect();
    let kept = discoveries(&p_values, RATE);
    let mut per_segment: Vec<Vec<Distinction>> = input.segments.iter().map(|_| Vec::new()).collect();
    for (s, segment) in input.segments.iter().enumerate() {
        let mut best: Vec<(f64, &Candidate)> = Vec::new();
        for c in 0..input.columns.len() {
            let strongest = tests
                .iter()
                .zip(&kept)
                .filter(|(test, kept)| {
                    **kept && test.segment == s && test.column == c && matters(test.p, test.q)
                })
                .map(|(test, _)| {
                    // What a group does more often says more than what it does less often.
                    let weight = if test.p > test.q { 1.0 } else { 0.6 };
                    let weight =
                        if input.columns[c].bands[test.band].missing { weight * 0.4 } else { weight };
                    (effect(test.p, test.q) * weight, test)
                })
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.band.cmp(&a.1.band)));
            best.extend(strongest);
        }
        crate::sort::by(&mut best, |a, b| b.0.total_cmp(&a.0).then(a.1.column.cmp(&b.1.column)));
        per_segment[s] = best
            .iter()
            .take(MOST)
            .map(|(_, test)| {
                let column = &input.columns[test.column];
                Distinction {
                    column: index(test.column),
                    band: index(test.band),
                    figure: figure_of(column, segment.id, test.band),
                    overall: column.overall[test.band],
                    sentence: sentence(column, segment.id, test.band),
                }
            })
            .collect();
    }
    per_segment
}

fn matters(p: f64, q: f64) -> bool {
    let difference = (p - q).abs() * 100.0;
    let (high, low) = (p.max(q), p.min(q));
    difference >= BAR_POINTS || (difference >= FLOOR_POINTS && high >= BAR_RATIO * low)
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Whether an ordered column lies higher or lower in the group than among everyone, judged by the
/// mean rank of its bands; `None` when it hardly differs or figures are hidden.
pub(crate) fn trend(column: &ColumnProfile, segment: u32) -> Option<bool> {
    if !is_ordered(column) {
        return None;
    }
    let rank = |figure: &dyn Fn(usize) -> Figure| {
        let (mut sum, mut weight, mut square) = (0.0, 0.0, 0.0);
        for (at, _) in column.bands.iter().enumerate().filter(|(_, band)| !band.missing) {
            let share = figure(at).fraction()?;
            sum += share * at as f64;
            square += share * (at as f64).powi(2);
            weight += share;
        }
        (weight > 0.0).then(|| (sum / weight, (square / weight - (sum / weight).powi(2)).max(0.0).sqrt()))
    };
    let (here, _) = rank(&|at| figure_of(column, segment, at))?;
    let (everyone, spread) = rank(&|at| column.overall[at])?;
    ((here - everyone).abs() >= 0.4 * spread.max(0.25)).then_some(here > everyone)
}

/// "vaker aan de balie: 41 % tegen 12 % van iedereen".
fn sentence(column: &ColumnProfile, segment: u32, band: usize) -> Text {
    let words = phrase(column, band);
    let figure = figure_of(column, segment, band);
    let overall = column.overall[band];
    let more = figure.fraction().unwrap_or(0.0) > overall.fraction().unwrap_or(0.0);
    let (p_nl, p_en) = (percent(&figure, Language::Nl), percent(&figure, Language::En));
    let (q_nl, q_en) = (percent(&overall, Language::Nl), percent(&overall, Language::En));
    if let Figure::AlmostAll { .. } = figure {
        return Text::new(
            format!("bijna iedereen {}, tegen {q_nl} van alle mensen", words.singular.nl),
            format!("almost everyone {}, against {q_en} of all people", words.singular.en),
        );
    }
    if let Figure::AlmostAll { .. } = overall {
        return Text::new(
            format!("minder vaak {}: {p_nl}, en in het hele bestand bijna iedereen", words.short.nl),
            format!("less often {}: {p_en}, and almost everyone in the whole file", words.short.en),
        );
    }
    let lean = trend(column, segment).filter(|_| more && !column.bands[band].missing);
    let lead = match (lean, topic(column)) {
        (Some(true), Topic::Age) => Some(("vaak ouder", "often older")),
        (Some(false), Topic::Age) => Some(("vaak jonger", "often younger")),
        (Some(true), Topic::Income) => Some(("vaak een hoger inkomen", "often a higher income")),
        (Some(false), Topic::Income) => Some(("vaak een lager inkomen", "often a lower income")),
        (Some(true), Topic::Contacts) => Some(("vaak meer contacten", "often more contacts")),
        (Some(false), Topic::Contacts) => Some(("vaak minder contacten", "often fewer contacts")),
        (Some(up), Topic::Amount | Topic::Number) => {
            // "wachttijd vaak hoger: 78 % zit op 12 of meer": the column is named once, and in front.
            let label = words::lower(&column.label);
            let nl = words.singular.nl.replace(&format!(" bij {}", label.nl), "");
            let en = words.plural.en.replace(&format!(" for {}", label.en), "");
            let (way_nl, way_en) = if up { ("hoger", "higher") } else { ("lager", "lower") };
            return Text::new(
                format!("{} vaak {way_nl}: {p_nl} {nl}, tegen {q_nl} van iedereen", label.nl),
                format!("{} often {way_en}: {p_en} {en}, against {q_en} of everyone", label.en),
            );
        }
        _ => None,
    };
    match lead {
        Some((nl, en)) => Text::new(
            format!("{nl}: {p_nl} {}, tegen {q_nl} van iedereen", words.singular.nl),
            format!("{en}: {p_en} {}, against {q_en} of everyone", words.plural.en),
        ),
        // "Wachttijd vaker 5 tot 6,5": the column comes first where a bare range follows.
        None if is_ordered(column)
            && !column.bands[band].missing
            && matches!(topic(column), Topic::Amount | Topic::Number | Topic::Date | Topic::Children) =>
        {
            let (label, range) =
                (words::lower(&column.label), words::range(topic(column), &column.bands[band]));
            let (way_nl, way_en) = if more { ("vaker", "more often") } else { ("minder vaak", "less often") };
            Text::new(
                format!("{} {way_nl} {}: {p_nl} tegen {q_nl} van iedereen", label.nl, range.nl),
                format!("{} {way_en} {}: {p_en} against {q_en} of everyone", label.en, range.en),
            )
        }
        None => Text::new(
            format!(
                "{} {}: {p_nl} tegen {q_nl} van iedereen",
                if more { "vaker" } else { "minder vaak" },
                words.short.nl
            ),
            format!(
                "{} {}: {p_en} against {q_en} of everyone",
                if more { "more often" } else { "less often" },
                words.short.en
            ),
        ),
    }
}

/// "Leeftijd meestal 18 tot 30 jaar" / "Age mostly 18 to 29": one part of a rule.
pub(super) fn bands_in_words(column: &ColumnProfile, bands: &[usize]) -> Text {
    let ordered = is_ordered(column);
    let said: Vec<Text> = match (bands.first(), bands.last()) {
        (Some(&first), Some(&last)) if ordered && bands.len() > 1 => {
            let mut run = column.bands[first].clone();
            run.to = column.bands[last].to;
            vec![words::run(topic(column), &run)]
        }
        _ => bands.iter().map(|&band| value_in_words(column, band, ordered)).collect(),
    };
    let others: Vec<usize> = (0..column.bands.len())
        .filter(|&band| !bands.contains(&band) && !column.bands[band].missing)
        .collect();
    // A long list is shorter by what it leaves out.
    let except = !ordered && said.len() > MOST_VALUES && !others.is_empty() && others.len() < said.len();
    let said: Vec<Text> = if except {
        others.iter().map(|&band| value_in_words(column, band, ordered)).collect()
    } else {
        said
    };
    let join = |all: Vec<String>, or: &str| match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {or} {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    };
    let (mostly_nl, mostly_en) = if except {
        ("meestal iets anders dan", "mostly something other than")
    } else {
        ("meestal", "mostly")
    };
    Text::new(
        format!(
            "{} {mostly_nl} {}",
            capital(&column.label.nl),
            join(said.iter().map(|t| t.nl.clone()).collect(), "of")
        ),
        format!(
            "{} {mostly_en} {}",
            capital(&column.label.en),
            join(said.iter().map(|t| t.en.clone()).collect(), "or")
        ),
    )
}

/// Values that a rule lists one by one.
const MOST_VALUES: usize = 3;

fn value_in_words(column: &ColumnProfile, band: usize, ordered: bool) -> Text {
    let said = words::range(topic(column), &column.bands[band]);
    // A known value has an English word; an unknown one stays as the file writes it.
    let known = phrase(column, band).tag.filter(|_| !ordered);
    let short = phrase(column, band).short.en;
    let en = match (known, short.strip_prefix("asking about "), words::english(&said.nl)) {
        (Some(tag), _, _) => words::lower(&tag).en,
        (None, Some(subject), _) if !ordered => subject.to_owned(),
        (None, _, Some(word)) => word.to_owned(),
        _ => said.en.clone(),
    };
    Text::new(said.nl, en)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn groups_are_set_apart_by_what_differs() {
        let overview = example::overview();
        for segment in &overview.segments {
            assert!((1..=5).contains(&segment.distinctions.len()), "segment {}", segment.id);
            let mut columns: Vec<u32> = segment.distinctions.iter().map(|d| d.column).collect();
            columns.dedup();
            assert_eq!(columns.len(), segment.distinctions.len(), "one sentence a column");
            for d in &segment.distinctions {
                let column = &overview.columns[d.column as usize];
                assert!(!column.withheld);
                assert_eq!(d.figure, figure_of(column, segment.id, d.band as usize));
                assert!(matters(d.figure.fraction().unwrap(), d.overall.fraction().unwrap()));
            }
        }
    }

    #[test]
    fn equal_groups_are_not_set_apart() {
        let input = example::input_of(&[[0.5, 0.5], [0.5, 0.5]], 1200);
        assert!(build(&input).segments.iter().all(|s| s.distinctions.is_empty() && s.rule.is_none()));
    }

    #[test]
    fn too_small_a_file_speaks_of_everyone_only() {
        let overview = example::whole();
        assert_eq!(overview.segments.len(), 1);
        assert_eq!(overview.segments[0].name.nl, "Iedereen");
        assert!(overview.segments[0].distinctions.is_empty() && overview.segments[0].rule.is_none());
    }

    #[test]
    fn the_words_of_the_example() {
        let overview = example::overview();
        let mut out = String::new();
        for s in &overview.segments {
            out.push_str(&format!("{} {} | {} ({} {:.2})\n", s.id, s.name.nl, s.name.en, s.size, s.share));
            for d in &s.distinctions {
                out.push_str(&format!("  {} | {}\n", d.sentence.nl, d.sentence.en));
            }
            if let (Some(rule), Some(fidelity)) = (&s.rule, s.rule_fidelity) {
                out.push_str(&format!("  = {} | {} [{fidelity}]\n", rule.nl, rule.en));
            }
        }
        insta::assert_snapshot!(out);
    }
}
