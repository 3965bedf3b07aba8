//! Sorted domains: what the distinct cells of a column become.

use super::{Column, Domain, MISSING};
use crate::meaning::values::{folded, Reader, Typed};
use std::collections::BTreeMap;

/// The code of each dictionary code in a sorted domain of numbers, and the number of unreadable cells.
pub(super) fn read_numbers(reader: &Reader, column: &Column, cells: &[u32]) -> (Vec<u32>, Domain, usize) {
    let mut unreadable = 0;
    let mut read = vec![f64::NAN; column.values.len()];
    for (code, value) in column.values.iter().filter(|&(code, _)| cells[code as usize] > 0) {
        match reader.read(value) {
            Typed::Number(number) => read[code as usize] = number,
            Typed::Missing => {}
            _ => unreadable += cells[code as usize] as usize,
        }
    }
    let (codes, domain) = number_domain(&read);
    (codes, domain, unreadable)
}

/// The same for texts. Spellings of one value become the most frequent one (ties: the smallest text).
pub(super) fn read_texts(reader: &Reader, column: &Column, cells: &[u32]) -> (Vec<u32>, Domain, usize) {
    let mut unreadable = 0;
    let mut groups: BTreeMap<String, Vec<(String, u32, u32)>> = BTreeMap::new();
    for (code, value) in column.values.iter().filter(|&(code, _)| cells[code as usize] > 0) {
        let count = cells[code as usize];
        match reader.read(value) {
            Typed::Text(text) => {
                let key = if reader.folds_case() { folded(&text) } else { text.clone() };
                groups.entry(key).or_default().push((text, count, code));
            }
            Typed::Unreadable => unreadable += count as usize,
            _ => {}
        }
    }
    let mut named: Vec<(String, Vec<u32>)> = Vec::with_capacity(groups.len());
    for members in groups.into_values() {
        // One spelling can come from several cells' texts (spaces): add those up first.
        let mut spellings: BTreeMap<&str, u32> = BTreeMap::new();
        for (text, count, _) in &members {
            *spellings.entry(text).or_default() += count;
        }
        let best = spellings.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        let name = best.map_or_else(String::new, |(text, _)| (*text).to_owned());
        named.push((name, members.iter().map(|member| member.2).collect()));
    }
    crate::sort::by(&mut named, Ord::cmp);
    let mut codes = vec![MISSING; column.values.len()];
    let mut texts = vec![String::new()];
    for (name, members) in named {
        for code in members {
            codes[code as usize] = texts.len() as u32;
        }
        texts.push(name);
    }
    (codes, Domain::Texts(texts), unreadable)
}

/// A sorted domain of the distinct numbers, and the code of each; NaN is missing.
pub(super) fn number_domain(numbers: &[f64]) -> (Vec<u32>, Domain) {
    let mut distinct: Vec<f64> = numbers.iter().copied().filter(|number| !number.is_nan()).collect();
    crate::sort::floats(&mut distinct);
    distinct.dedup();
    let codes = numbers
        .iter()
        .map(|number| match distinct.binary_search_by(|other| other.total_cmp(number)) {
            Ok(at) => at as u32 + 1,
            Err(_) => MISSING,
        })
        .collect();
    distinct.insert(0, f64::NAN);
    (codes, Domain::Numbers(distinct))
}

/// The most frequent of sorted codes, the smallest of the most frequent ones; missing when there is none.
pub(super) fn most_frequent(sorted: &[u32]) -> u32 {
    let (mut best, mut most) = (MISSING, 0);
    for run in sorted.chunk_by(|a, b| a == b) {
        if run.len() > most {
            (best, most) = (run[0], run.len());
        }
    }
    best
}

/// The same codes over a domain that holds only what some person carries.
pub(super) fn without_unused(codes: Vec<u32>, domain: Domain) -> (Vec<u32>, Domain) {
    let mut used = vec![false; domain.len()];
    used[MISSING as usize] = true;
    for &code in &codes {
        used[code as usize] = true;
    }
    let mut renumber = vec![MISSING; domain.len()];
    for (next, (code, _)) in (0..).zip(used.iter().enumerate().filter(|(_, &used)| used)) {
        renumber[code] = next;
    }
    let codes = codes.into_iter().map(|code| renumber[code as usize]).collect();
    let mut keep = used.iter();
    let mut kept = || keep.next().copied().unwrap_or(false);
    let domain = match domain {
        Domain::Texts(mut texts) => {
            texts.retain(|_| kept());
            Domain::Texts(texts)
        }
        Domain::Numbers(mut numbers) => {
            numbers.retain(|_| kept());
            Domain::Numbers(numbers)
        }
    };
    (codes, domain)
}
