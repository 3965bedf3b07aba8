//! Counts of a population in the terms of the data's ladders.

use crate::anonymity::ladder::Ladder;
use crate::table::{Attribute, Domain, People};
use std::collections::BTreeSet;

/// One attribute a quasi-identifier (a name and its ladder, in order), and the people of each row. Rows with a value that
/// a ladder lacks are left out: nobody of the data has it at the lowest level, and at a coarser one the population is
/// counted too small, which makes k-map stricter and never milder. `None` when a quasi-identifier is not there.
pub(crate) fn inhabitants(people: &People, quasi: &[(&str, &Ladder)]) -> Option<(Vec<Attribute>, Vec<u32>)> {
    let mut chosen = Vec::with_capacity(quasi.len());
    for (name, ladder) in quasi {
        let attribute = people.attributes.iter().find(|attribute| attribute.name == *name)?;
        chosen.push((attribute, Renumbered::new(&attribute.domain, ladder)));
    }
    let kept: Vec<usize> = (0..people.counts.len())
        .filter(|&row| {
            chosen.iter().all(|(attribute, numbers)| {
                numbers.of_code.get(attribute.codes[row] as usize).copied().flatten().is_some()
            })
        })
        .collect();
    let attributes = chosen.into_iter().map(|(attribute, numbers)| Attribute {
        column: attribute.column,
        name: attribute.name.clone(),
        label: attribute.label.clone(),
        role: attribute.role,
        meaning: attribute.meaning,
        codes: kept
            .iter()
            .filter_map(|&row| numbers.of_code.get(attribute.codes[row] as usize).copied().flatten())
            .collect(),
        domain: numbers.domain,
    });
    Some((attributes.collect(), kept.iter().map(|&row| people.counts[row]).collect()))
}

/// A domain without the values that a ladder lacks.
struct Renumbered {
    of_code: Vec<Option<u32>>,
    domain: Domain,
}

impl Renumbered {
    fn new(domain: &Domain, ladder: &Ladder) -> Self {
        let known: BTreeSet<&str> = ladder.values.iter().map(String::as_str).collect();
        let kept: Vec<u32> = (0..domain.len() as u32)
            .filter(|&code| code == 0 || known.contains(domain.text(code).as_str()))
            .collect();
        let mut of_code = vec![None; domain.len()];
        for (new, &old) in (0u32..).zip(&kept) {
            of_code[old as usize] = Some(new);
        }
        let domain = match domain {
            Domain::Texts(texts) => {
                Domain::Texts(kept.iter().map(|&code| texts[code as usize].clone()).collect())
            }
            Domain::Numbers(numbers) => {
                Domain::Numbers(kept.iter().map(|&code| numbers[code as usize]).collect())
            }
        };
        Self { of_code, domain }
    }
}
