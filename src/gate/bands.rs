//! The bands of every column, fixed once, before any table (PRODUCT D2).
//!
//! A label never holds a text that fewer than k people carry (PRODUCT B5): named categories are carried by at least max(k, 2 %)
//! of the people, numbers are cut at round edges with open ends, dates at years, and the rest is "overig" or "onbekend".
//!
//! Nor does a label tell that there *are* fewer than k people of some kind. "Overig" and "onbekend" stand there for at least k people
//! each; fewer count with the largest band, whose label does not say so. Wording turns on at least k people, never on one.

use super::labels;
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::recipe::Role;
use crate::table::{between, people_of, Attribute, Domain};
use crate::text::Text;

/// Most bands of a column.
const MOST: usize = 8;
/// Least per cent of the people in a band of categories, or of intervals of the release.
const CATEGORY: u32 = 2;

/// How fine numbers are cut. In a small file a share is known to several points only, so numbers have fewer and wider bands there. It follows
/// from the number of people and k alone, which are public. Categories keep theirs: what k people carry is named in any file.
struct Grain {
    /// Parts of about equal number.
    parts: u32,
    /// Least per cent of the people in a band.
    least: u32,
}

impl Grain {
    fn of(people: u32, k: u32) -> Self {
        match u64::from(people) * 10 / u64::from(k.max(1)) {
            0..800 => Self { parts: 4, least: 8 },
            _ => Self { parts: 5, least: 5 },
        }
    }
}

/// One column in bands: what the people hold (`codes`) never leaves the engine.
#[derive(Clone)]
pub struct BandedColumn {
    /// Key of the column.
    pub(crate) name: String,
    /// Name for people.
    pub(crate) label: Text,
    /// Quasi, sensitive or feature.
    pub(crate) role: Role,
    /// What it means.
    pub(crate) meaning: Meaning,
    /// The bands, in order; at least one.
    pub(crate) bands: Vec<Band>,
    /// Band of each released record.
    pub(crate) codes: Vec<u16>,
}

/// The level of a quasi-identifier that the release chose.
pub(crate) struct ReleasedLevel<'a> {
    /// Level value of each code of the attribute (code 0 is missing).
    pub(crate) of_code: &'a [u32],
    /// What each level value is called. Only labels that enough people carry are shown.
    pub(crate) labels: &'a [Text],
    /// Per level value its edges (from inclusive, to exclusive) where the level is made of intervals; `None` for a value
    /// that has none, such as the missing one.
    pub(crate) edges: Option<&'a [Option<(f64, f64)>]>,
}

/// The released records: their positions in the attributes, and the people each stands for.
#[derive(Clone, Copy)]
pub(crate) struct ReleasedRecords<'a> {
    pub(crate) at: &'a [u32],
    pub(crate) counts: &'a [u32],
}

/// The bands of one attribute over the released people.
pub(crate) fn bands_of(
    attribute: &Attribute,
    level: Option<&ReleasedLevel<'_>>,
    released: ReleasedRecords<'_>,
    k: u32,
) -> BandedColumn {
    let mut counts = vec![0u32; attribute.domain.len().max(1)];
    for (&at, &count) in released.at.iter().zip(released.counts) {
        counts[attribute.codes[at as usize] as usize] += count;
    }
    let all = people_of(released.counts) as u32;
    let scheme = match (level, &attribute.domain) {
        (Some(level), domain) => level_bands(level, domain, &counts, (all, k), worded(attribute.meaning)),
        (None, Domain::Numbers(values)) => number_bands(values, &counts, all, k, worded(attribute.meaning)),
        (None, Domain::Texts(values)) if is_date(attribute.meaning) => year_bands(values, &counts, all, k),
        (None, Domain::Texts(values)) => {
            let texts: Vec<Text> = values.iter().map(|value| Text::new(value, value)).collect();
            category_bands(&texts, &counts, all, k)
        }
    };
    let codes = released.at.iter().map(|&at| scheme.of_code[attribute.codes[at as usize] as usize]).collect();
    BandedColumn {
        name: attribute.name.clone(),
        label: attribute.label.clone(),
        role: attribute.role,
        meaning: attribute.meaning,
        bands: scheme.bands,
        codes,
    }
}

fn is_date(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Date | Meaning::BirthDate)
}

/// How a run of numbers is said: from (inclusive), to (exclusive), whether all are whole.
type Wording = fn(Option<f64>, Option<f64>, bool) -> Text;

/// A year is no quantity: 1990, never 1.990.
fn worded(meaning: Meaning) -> Wording {
    if !is_date(meaning) && meaning != Meaning::BirthYear {
        return labels::numbers;
    }
    |from, to, whole| {
        let year = |x: f64| (x.abs() <= 9999.0).then_some(x as i32);
        match (from.map(year), to.map(year)) {
            (from, to) if whole && from != Some(None) && to != Some(None) => {
                labels::years(from.flatten(), to.flatten())
            }
            _ => labels::numbers(from, to, whole),
        }
    }
}

/// Bands and the band of each code.
struct Scheme {
    bands: Vec<Band>,
    of_code: Vec<u16>,
}

fn band(label: Text) -> Band {
    Band { label, from: None, to: None, missing: false }
}

fn share(all: u32, percent: u32, k: u32) -> u32 {
    k.max((u64::from(all) * u64::from(percent)).div_ceil(100) as u32)
}

/// Where missing cells go: a band of their own for `own` (at least k people, see the head of this file), else the band with the most
/// people. Code 0 is missing.
fn place_missing(scheme: &mut Scheme, counts: &[u32], own: bool) {
    if own || scheme.bands.is_empty() {
        scheme.of_code[0] = scheme.bands.len() as u16;
        scheme.bands.push(unknown_band());
    } else {
        let mut sizes = vec![0u32; scheme.bands.len()];
        for (code, &count) in counts.iter().enumerate().skip(1) {
            sizes[scheme.of_code[code] as usize] += count;
        }
        let most = (0..sizes.len()).rev().max_by_key(|&band| sizes[band]).unwrap_or(0);
        scheme.of_code[0] = most as u16;
    }
}

fn unknown_band() -> Band {
    Band { missing: true, ..band(labels::unknown()) }
}

/// Named categories, the rest together. `values[0]` is missing.
fn category_bands(values: &[Text], counts: &[u32], all: u32, k: u32) -> Scheme {
    let least = share(all, CATEGORY, k);
    let mut kept: Vec<usize> = (1..counts.len()).filter(|&code| counts[code] >= least).collect();
    crate::sort::by_key(&mut kept, |&code| (std::cmp::Reverse(counts[code]), code));
    let known: u32 = counts.iter().skip(1).sum();
    let rest = |kept: &[usize]| known - kept.iter().map(|&code| counts[code]).sum::<u32>();
    let unknown = counts[0] >= k;
    // Room for "overig" and "onbekend"; the most carried ones stay, in the order of the values.
    let room = MOST - usize::from(unknown);
    if kept.len() > room || (kept.len() == room && rest(&kept) >= k) {
        kept.truncate(room - 1);
    }
    let other = rest(&kept) >= k || (kept.is_empty() && !unknown);
    let largest = kept.first().copied();
    crate::sort::by_key(&mut kept, |&code| code);
    let mut bands: Vec<Band> = kept.iter().map(|&code| band(values[code].clone())).collect();
    // Fewer than k others, or missing ones, are with the largest band.
    let mut home = kept.iter().position(|&code| Some(code) == largest).unwrap_or(0);
    if other {
        home = bands.len();
        bands.push(band(labels::other()));
    }
    let mut of_code = vec![home as u16; counts.len()];
    for (place, &code) in kept.iter().enumerate() {
        of_code[code] = place as u16;
    }
    if unknown {
        of_code[0] = bands.len() as u16;
        bands.push(unknown_band());
    }
    Scheme { bands, of_code }
}

/// Runs of neighbours, merged until each holds at least `least` people and there are at most `most`: the smallest run joins
/// its smaller neighbour. Answers the number of neighbours in each run.
fn merge_runs(counts: &[u32], least: u32, most: usize) -> Vec<usize> {
    let mut runs: Vec<(u32, usize)> = counts.iter().map(|&count| (count, 1)).collect();
    while runs.len() > 1 {
        let Some(small) = (0..runs.len()).min_by_key(|&run| runs[run].0) else { break };
        if runs[small].0 >= least && runs.len() <= most {
            break;
        }
        let left = small > 0 && (small + 1 == runs.len() || runs[small - 1].0 <= runs[small + 1].0);
        let other = if left { small - 1 } else { small + 1 };
        let (count, length) = runs[small];
        runs[other].0 += count;
        runs[other].1 += length;
        runs.remove(small);
    }
    runs.into_iter().map(|(_, length)| length).collect()
}

/// Numbers in about five quantile bands with round edges, in a small file in fewer. Values ascend; `values[0]` is missing.
fn number_bands(values: &[f64], counts: &[u32], all: u32, k: u32, wording: Wording) -> Scheme {
    let known: Vec<(f64, u32)> =
        values.iter().copied().zip(counts.iter().copied()).skip(1).filter(|v| v.1 > 0).collect();
    let people_with = |holds: fn(f64) -> bool| -> u32 {
        known.iter().filter(|(value, _)| holds(*value)).map(|(_, count)| count).sum()
    };
    if people_with(|_| true) < k {
        return Scheme { bands: vec![unknown_band()], of_code: vec![0; values.len()] };
    }
    let grain = Grain::of(all, k);
    let least = share(all, grain.least, k);
    let mut edges = quantile_edges(&known, grain.parts, k);
    let mut sizes = vec![0u32; edges.len() + 1];
    for &(value, count) in &known {
        sizes[edges.partition_point(|&edge| edge <= value)] += count;
    }
    let runs = merge_runs(&sizes, least, MOST - 1);
    let mut place = 0;
    edges = runs
        .iter()
        .take(runs.len() - 1)
        .map(|length| {
            place += length;
            edges[place - 1]
        })
        .collect();
    let whole = people_with(|value| value.fract() != 0.0) < k && edges.iter().all(|edge| edge.fract() == 0.0);
    let positive = people_with(|value| value < 0.0) < k;
    let mut scheme = Scheme {
        of_code: values.iter().map(|&value| edges.partition_point(|&edge| edge <= value) as u16).collect(),
        bands: (0..=edges.len())
            .map(|place| {
                let from = place.checked_sub(1).map(|place| edges[place]);
                let to = edges.get(place).copied();
                // Only zeros below an edge at 1: say 0, not "minder dan 1".
                let zero = whole && positive && from.is_none() && to == Some(1.0);
                let from = if zero { Some(0.0) } else { from };
                Band { from, to, ..band(wording(from, to, whole)) }
            })
            .collect(),
    };
    place_missing(&mut scheme, counts, counts[0] >= k);
    scheme
}

/// Round edges near the fifths of the people, or so many other parts. Each edge is the roundest number in a stretch that max(k, 6 %) of the people
/// carry or that lies between two much carried values, so that it is no one person's value.
fn quantile_edges(known: &[(f64, u32)], parts: u32, k: u32) -> Vec<f64> {
    let total: u32 = known.iter().map(|v| v.1).sum();
    if total == 0 {
        return Vec::new();
    }
    let mut below = Vec::with_capacity(known.len() + 1);
    let mut sum = 0u32;
    for &(_, count) in known {
        below.push(sum);
        sum += count;
    }
    below.push(sum);
    // below[i]: people under value i, so cutting before value i leaves below[i] people under the edge.
    let slack = share(total, 3, k);
    let mut edges: Vec<f64> = Vec::new();
    for part in 1..parts {
        let wanted = (u64::from(total) * u64::from(part) / u64::from(parts)) as u32;
        let after = below.partition_point(|&people| people < wanted).min(known.len());
        let before = after.saturating_sub(1);
        let cut = if wanted - below[before].min(wanted) < below[after].saturating_sub(wanted) {
            before
        } else {
            after
        };
        if cut == 0 || cut >= known.len() {
            continue;
        }
        // The edge may lie in (low, high]: as far as the slack reaches on either side of the cut.
        let mut low = cut - 1;
        while low > 0 && below[cut] - below[low] <= slack {
            low -= 1;
        }
        let mut high = cut;
        while high + 1 < known.len() && below[high + 1] - below[cut] <= slack {
            high += 1;
        }
        edges.push(between(known[low].0, known[high].0));
    }
    crate::sort::floats(&mut edges);
    edges.dedup();
    edges
}

/// Dates by year, as `jjjj-mm-dd`: the years are numbers. `values[0]` is missing; so is a year 0000.
fn year_bands(values: &[String], counts: &[u32], all: u32, k: u32) -> Scheme {
    let year =
        |value: &String| value.get(..4).and_then(|year| year.parse::<u16>().ok()).filter(|&year| year > 0);
    let mut years: Vec<u16> = values.iter().filter_map(year).collect();
    years.sort_unstable();
    years.dedup();
    let place = |value: &String| year(value).map_or(0, |year| years.partition_point(|&other| other <= year));
    let mut folded = vec![0u32; years.len() + 1];
    for (value, &count) in values.iter().zip(counts) {
        folded[place(value)] += count;
    }
    let numbers: Vec<f64> =
        std::iter::once(f64::NAN).chain(years.iter().map(|&year| f64::from(year))).collect();
    let scheme = number_bands(&numbers, &folded, all, k, worded(Meaning::Date));
    Scheme { of_code: values.iter().map(|value| scheme.of_code[place(value)]).collect(), bands: scheme.bands }
}

/// A level of the release: its values where enough people carry them; intervals merge with their neighbours, others into "overig".
fn level_bands(
    level: &ReleasedLevel<'_>,
    domain: &Domain,
    counts: &[u32],
    (all, k): (u32, u32),
    wording: Wording,
) -> Scheme {
    let of_code = |code: usize| level.of_code.get(code).map_or(0, |&value| value as usize);
    let mut of_value = vec![0u32; level.labels.len()];
    let mut codes_of_value = vec![0u32; level.labels.len()];
    let mut missing = 0u32;
    for (code, &count) in counts.iter().enumerate() {
        let Some(value) = of_value.get_mut(of_code(code)) else { continue };
        codes_of_value[of_code(code)] += u32::from(code > 0);
        if code > 0 {
            *value += count;
        }
    }
    // The missing value counts as missing unless the level puts known values with it (then it is one of them).
    let missing_value = of_code(0);
    let apart = codes_of_value.get(missing_value).is_none_or(|&codes| codes == 0);
    if apart {
        missing = counts[0];
    } else if let Some(value) = of_value.get_mut(missing_value) {
        *value += counts[0];
    }
    // A level of points has no edges either: what lies between two of them is not said by any of both.
    let points = |edges: &[Option<(f64, f64)>]| edges.iter().flatten().any(|(from, to)| from == to);
    if let (Domain::Numbers(values), true) = (domain, level.edges.is_none_or(points)) {
        let precise = codes_of_value.iter().all(|&codes| codes <= 1);
        if precise && of_value.iter().filter(|&&count| count > 0).count() > 1 {
            // Numbers as in the file: runs of them with round edges, as for a feature.
            return number_bands(values, counts, all, k, wording);
        }
    }
    // From here on a code is a level value, with missing first.
    let mut folded = vec![missing];
    folded.extend(&of_value);
    let place = |scheme: &Scheme, code: usize| {
        if code == 0 && apart {
            scheme.of_code[0]
        } else {
            scheme.of_code.get(of_code(code) + 1).copied().unwrap_or(0)
        }
    };
    let scheme = match level.edges {
        Some(edges) => interval_bands(level.labels, edges, &folded, (all, k), wording),
        None => {
            let mut texts = vec![labels::unknown()];
            texts.extend_from_slice(level.labels);
            category_bands(&texts, &folded, all, k)
        }
    };
    Scheme { of_code: (0..counts.len()).map(|code| place(&scheme, code)).collect(), bands: scheme.bands }
}

/// Intervals in order, merged with their neighbours; values without edges stay apart from them. `counts[0]` is missing,
/// `counts[1 + v]` belongs to level value v.
fn interval_bands(
    texts: &[Text],
    edges: &[Option<(f64, f64)>],
    counts: &[u32],
    (all, k): (u32, u32),
    wording: Wording,
) -> Scheme {
    let edge = |value: usize| edges.get(value).copied().flatten();
    let mut order: Vec<(f64, f64, usize)> = (0..texts.len())
        .filter(|&value| counts[value + 1] > 0)
        .filter_map(|value| edge(value).map(|(from, to)| (from, to, value)))
        .collect();
    crate::sort::by(&mut order, |a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let sizes: Vec<u32> = order.iter().map(|&(_, _, value)| counts[value + 1]).collect();
    let runs = merge_runs(&sizes, share(all, CATEGORY, k), MOST - 2);
    let whole = order.iter().all(|&(from, to, _)| {
        (from.fract() == 0.0 || from.is_infinite()) && (to.fract() == 0.0 || to.is_infinite())
    });
    let mut of_code = vec![u16::MAX; counts.len()];
    let mut bands: Vec<Band> = Vec::new();
    let mut start = 0;
    for length in runs.into_iter().filter(|_| !order.is_empty()) {
        let run = &order[start..start + length];
        start += length;
        // A label ends where at least k people are: with a release under k an interval may hold fewer.
        let carried = |one: &&(f64, f64, usize)| counts[one.2 + 1] >= k;
        let from = run.iter().find(carried).map(|one| one.0).filter(|from| from.is_finite());
        let to = run.iter().rev().find(carried).map(|one| one.1).filter(|to| to.is_finite());
        // Whether fewer than k people stand beside the one that is carried, the label does not tell.
        let mut told = run.iter().filter(carried);
        let label = match (told.next(), told.next()) {
            (Some(one), None) => texts[one.2].clone(),
            _ => wording(from, to, whole),
        };
        for &(_, _, value) in run {
            of_code[value + 1] = bands.len() as u16;
        }
        bands.push(Band { from, to, ..band(label) });
    }
    // Values without edges (not a number, or the rest of a ladder) count with the missing ones.
    let loose: u32 =
        (1..counts.len()).filter(|&code| of_code[code] == u16::MAX).map(|code| counts[code]).sum();
    let mut folded = counts.to_vec();
    (1..counts.len()).filter(|&code| of_code[code] == u16::MAX).for_each(|code| folded[code] = 0);
    folded[0] += loose;
    let own = counts[0] >= k || loose >= k;
    let mut scheme = Scheme { bands, of_code };
    scheme.of_code.iter_mut().filter(|band| **band == u16::MAX).for_each(|band| *band = 0);
    place_missing(&mut scheme, &folded, own);
    let home = scheme.of_code[0];
    for value in 0..texts.len() {
        if edge(value).is_none() || counts[value + 1] == 0 {
            scheme.of_code[value + 1] = home;
        }
    }
    scheme
}

#[cfg(test)]
#[path = "bands_tests.rs"]
mod tests;
