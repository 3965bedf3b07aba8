//! The bands of every column, fixed once, before any table (PRODUCT D2).
//!
//! A label never holds a text that fewer than k people carry (PRODUCT B5): named categories are carried by at least max(k, 2 %)
//! of the people, numbers are cut at round edges with open ends, dates at years, and the rest is "overig" or "onbekend".

use super::labels;
use crate::meaning::Meaning;
use crate::profile::Band;
use crate::recipe::Role;
use crate::table::{people_of, Attribute, Domain};
use crate::text::Text;

/// Most bands of a column.
const MOST: usize = 8;

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

/// Where missing cells go: a band of their own when at least k people have none, else the band with the most people, and its
/// label says so. Code 0 is missing.
fn place_missing(scheme: &mut Scheme, counts: &[u32], k: u32) {
    let missing = counts[0];
    if missing >= k || scheme.bands.is_empty() {
        scheme.of_code[0] = scheme.bands.len() as u16;
        scheme.bands.push(Band { missing: true, ..band(labels::unknown()) });
    } else if missing > 0 {
        let mut sizes = vec![0u32; scheme.bands.len()];
        for (code, &count) in counts.iter().enumerate().skip(1) {
            sizes[scheme.of_code[code] as usize] += count;
        }
        let most = (0..sizes.len()).rev().max_by_key(|&band| sizes[band]).unwrap_or(0);
        scheme.of_code[0] = most as u16;
        scheme.bands[most].label = labels::or(&scheme.bands[most].label, &labels::unknown());
    }
}

/// Named categories, the rest together. `values[0]` is missing.
fn category_bands(values: &[Text], counts: &[u32], all: u32, k: u32) -> Scheme {
    let least = share(all, 2, k);
    let named = |code: &usize| counts[*code] >= least;
    let mut kept: Vec<usize> = (1..counts.len()).filter(named).collect();
    // Room for "overig" and "onbekend"; the most carried ones stay, in the order of the values.
    crate::sort::by_key(&mut kept, |&code| (std::cmp::Reverse(counts[code]), code));
    let present = counts.iter().skip(1).filter(|&&count| count > 0).count();
    let room = MOST - usize::from(counts[0] > 0);
    kept.truncate(if present > kept.len() || kept.len() > room { room - 1 } else { room });
    crate::sort::by_key(&mut kept, |&code| code);
    let mut of_code = vec![u16::MAX; counts.len()];
    let mut bands: Vec<Band> = Vec::new();
    for &code in &kept {
        of_code[code] = bands.len() as u16;
        bands.push(band(values[code].clone()));
    }
    let rest: u32 =
        (1..counts.len()).filter(|&code| of_code[code] == u16::MAX).map(|code| counts[code]).sum();
    let own_missing = counts[0] >= k;
    let together = if own_missing { rest } else { rest + counts[0] };
    let label = match (rest > 0, counts[0] > 0 && !own_missing) {
        (true, true) => Some(labels::or(&labels::other(), &labels::unknown())),
        (true, false) => Some(labels::other()),
        (false, true) => Some(labels::unknown()),
        (false, false) => None,
    };
    let home = match label {
        Some(label) if together >= k || kept.is_empty() => {
            bands.push(Band { missing: rest == 0, ..band(label) });
            bands.len() - 1
        }
        Some(label) => {
            // Too few for a band: they join the smallest named one, and its label says so.
            let place = (0..kept.len()).min_by_key(|&place| counts[kept[place]]).unwrap_or(0);
            bands[place].label = labels::or(&bands[place].label, &label);
            place
        }
        None => 0,
    };
    of_code.iter_mut().filter(|band| **band == u16::MAX).for_each(|band| *band = home as u16);
    if own_missing {
        of_code[0] = bands.len() as u16;
        bands.push(Band { missing: true, ..band(labels::unknown()) });
    }
    if bands.is_empty() {
        bands.push(Band { missing: true, ..band(labels::unknown()) });
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

/// Numbers in about five quantile bands with round edges. Values ascend; `values[0]` is missing.
fn number_bands(values: &[f64], counts: &[u32], all: u32, k: u32, wording: Wording) -> Scheme {
    let known: Vec<(f64, u32)> =
        values.iter().copied().zip(counts.iter().copied()).skip(1).filter(|v| v.1 > 0).collect();
    let whole = known.iter().all(|(value, _)| value.fract() == 0.0);
    let least = share(all, 5, k);
    let mut edges = quantile_edges(&known, k);
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
    let mut scheme = Scheme {
        of_code: values.iter().map(|&value| edges.partition_point(|&edge| edge <= value) as u16).collect(),
        bands: (0..=edges.len())
            .map(|place| {
                let from = place.checked_sub(1).map(|place| edges[place]);
                let to = edges.get(place).copied();
                // Only zeros below an edge at 1: say 0, not "minder dan 1".
                let zero =
                    whole && from.is_none() && to == Some(1.0) && known.first().is_some_and(|v| v.0 >= 0.0);
                let from = if zero { Some(0.0) } else { from };
                Band { from, to, ..band(wording(from, to, whole)) }
            })
            .collect(),
    };
    if known.is_empty() {
        scheme.bands.clear();
    }
    place_missing(&mut scheme, counts, k);
    scheme
}

/// Round edges near the fifths of the people. Each edge is the roundest number in a stretch that max(k, 6 %) of the people
/// carry or that lies between two much carried values, so that it is no one person's value.
fn quantile_edges(known: &[(f64, u32)], k: u32) -> Vec<f64> {
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
    let slack = share(total, 3, k.div_ceil(2));
    let mut edges: Vec<f64> = Vec::new();
    for fifth in 1..5 {
        let wanted = (u64::from(total) * fifth / 5) as u32;
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
        if let Some(edge) = roundest(known[low].0, known[high].0) {
            edges.push(edge);
        }
    }
    crate::sort::floats(&mut edges);
    edges.dedup();
    edges
}

/// The multiple of the largest 1, 2 or 5 x 10^n in (low, high], nearest to its middle.
fn roundest(low: f64, high: f64) -> Option<f64> {
    for power in (-4..=12).rev() {
        for part in [5.0, 2.0, 1.0] {
            // Under 1 divide by a whole number: 3 / 10 is nearer to 0.3 than 3 * 0.1.
            let multiple = |times: f64| {
                if power >= 0 {
                    times * part * 10f64.powi(power)
                } else {
                    times * part / 10f64.powi(-power)
                }
            };
            let grid = multiple(1.0);
            let nearest = multiple(((low + high) / 2.0 / grid).round());
            let last = multiple((high / grid).floor());
            for edge in [nearest, last] {
                if edge > low && edge <= high && edge.is_finite() {
                    return Some(edge + 0.0);
                }
            }
        }
    }
    None
}

/// Dates by year, as `jjjj-mm-dd`; runs of years with open ends. `values[0]` is missing; so is a year 0000.
fn year_bands(values: &[String], counts: &[u32], all: u32, k: u32) -> Scheme {
    let year =
        |value: &str| value.get(..4).and_then(|year| year.parse::<i32>().ok()).filter(|&year| year > 0);
    let of_code: Vec<Option<i32>> = values.iter().map(|value| year(value)).collect();
    let mut years: Vec<i32> =
        of_code.iter().zip(counts).filter(|(_, &count)| count > 0).filter_map(|(year, _)| *year).collect();
    crate::sort::by_key(&mut years, |&year| year);
    years.dedup();
    let mut sizes = vec![0u32; years.len()];
    let mut folded = vec![0u32; 1];
    for (year, &count) in of_code.iter().zip(counts) {
        match year.and_then(|year| years.binary_search(&year).ok()) {
            Some(place) => sizes[place] += count,
            None => folded[0] += count,
        }
    }
    let runs = merge_runs(&sizes, share(all, 5, k), MOST - 1);
    let mut starts = Vec::new();
    let mut place = 0;
    for length in &runs {
        starts.push(years[place]);
        place += length;
    }
    let bands = (0..starts.len())
        .map(|run| {
            let from = (run > 0).then(|| starts[run]);
            let to = starts.get(run + 1).copied();
            Band { from: from.map(f64::from), to: to.map(f64::from), ..band(labels::years(from, to)) }
        })
        .collect();
    // One code a band, and missing first: then missing cells are placed as everywhere.
    folded.extend((0..starts.len()).map(|run| {
        let end = starts.get(run + 1).copied().unwrap_or(i32::MAX);
        years
            .iter()
            .zip(&sizes)
            .filter(|(&year, _)| year >= starts[run] && year < end)
            .map(|(_, size)| size)
            .sum::<u32>()
    }));
    let mut scheme =
        Scheme { bands, of_code: (0..folded.len() as u16).map(|code| code.saturating_sub(1)).collect() };
    place_missing(&mut scheme, &folded, k);
    let band_of = |year: &Option<i32>| match year {
        Some(year) => {
            let run = starts.partition_point(|start| start <= year).max(1);
            scheme.of_code.get(run).copied().unwrap_or(scheme.of_code[0])
        }
        None => scheme.of_code[0],
    };
    Scheme { of_code: of_code.iter().map(band_of).collect(), bands: scheme.bands }
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
    if let (Domain::Numbers(values), None) = (domain, level.edges) {
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
    let runs = merge_runs(&sizes, share(all, 2, k), MOST - 2);
    let whole = order.iter().all(|&(from, to, _)| {
        (from.fract() == 0.0 || from.is_infinite()) && (to.fract() == 0.0 || to.is_infinite())
    });
    let mut of_code = vec![u16::MAX; counts.len()];
    let mut bands: Vec<Band> = Vec::new();
    let mut start = 0;
    for length in runs.into_iter().filter(|_| !order.is_empty()) {
        let run = &order[start..start + length];
        start += length;
        let (from, to) = (run[0].0, run[length - 1].1);
        let (from, to) = (from.is_finite().then_some(from), to.is_finite().then_some(to));
        let label = if length == 1 { texts[run[0].2].clone() } else { wording(from, to, whole) };
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
    let mut scheme = Scheme { bands, of_code };
    scheme.of_code.iter_mut().filter(|band| **band == u16::MAX).for_each(|band| *band = 0);
    place_missing(&mut scheme, &folded, k);
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
