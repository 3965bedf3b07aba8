//! Ladders of numbers with edges that a person typed.

use super::automatic::{edge, run};
use super::error::LadderError;
use super::grounds::people_of_codes;
use super::ladder::{Band, Ladder, TypedBand};
use super::wording::number;
use crate::meaning::Meaning;
use crate::table::{Attribute, Domain, MISSING};
use crate::text::Text;

/// Most edges of a level, and most levels.
const MOST_EDGES: usize = 200;
const MOST_LEVELS: usize = 8;

impl Ladder {
    /// The values, then a level for each list of edges, finest first, then all together. An edge is the least value of the band
    /// above it; below the first and from the last on the bands are open. The edges come of the person alone, so they tell nothing, and
    /// every level and band that follows from them is there, whoever is in it. `counts` are the people of each record; numbers are whole unless at
    /// least `k` people have a fraction.
    ///
    /// # Errors
    /// When the attribute is not of numbers, a list does not rise, or an edge is missing in the finer list before it.
    pub(crate) fn with_edges(
        attribute: &Attribute,
        counts: &[u32],
        k: u32,
        lists: &[Vec<f64>],
    ) -> Result<Ladder, LadderError> {
        let Domain::Numbers(numbers) = &attribute.domain else { return Err(LadderError::NotNumbers) };
        if lists.is_empty() || lists.len() > MOST_LEVELS {
            return Err(LadderError::Empty);
        }
        for (at, list) in lists.iter().enumerate() {
            let level = at as u32 + 1;
            let rises = list.windows(2).all(|pair| pair[0] < pair[1]);
            if list.is_empty()
                || list.len() > MOST_EDGES
                || !rises
                || !list.iter().all(|edge| edge.is_finite())
            {
                return Err(LadderError::Edges { level });
            }
            if at.checked_sub(1).is_some_and(|finer| list.iter().any(|edge| !lists[finer].contains(edge))) {
                return Err(LadderError::EdgesNotNested { level });
            }
        }
        let values: Vec<String> = (1..numbers.len() as u32).map(|code| attribute.domain.text(code)).collect();
        let mut zero: Vec<Band> =
            values.iter().map(|value| Band::named(Text::new(value.as_str(), value.as_str()))).collect();
        edge(&mut zero, numbers, &people_of_codes(attribute, counts)[1..], k);
        let money = attribute.meaning == Meaning::Amount;
        let levels = lists.iter().map(|list| {
            let bands = numbers.iter().skip(1).map(|&value| {
                let above = list.partition_point(|&edge| edge <= value);
                run(above.checked_sub(1).map(|at| list[at]), list.get(above).copied(), money)
            });
            (rung(list), bands.collect())
        });
        // Band `at` of a list lies from its edge before to its edge `at`.
        let typed = lists.iter().enumerate().map(|(level, list)| {
            let next: &[f64] = lists.get(level + 1).map_or(&[], Vec::as_slice);
            let band = |at: usize| {
                let from = at.checked_sub(1).map(|before| list[before]);
                let within = from.map_or(0, |from| next.partition_point(|&edge| edge <= from));
                TypedBand { label: run(from, list.get(at).copied(), money).label, within: within as u32 }
            };
            (0..=list.len()).map(band).collect()
        });
        let typed = std::iter::once(Vec::new()).chain(typed).collect();
        Ok(Ladder::from_rules(values, attribute.codes.contains(&MISSING), zero, levels.collect(), typed))
    }
}

/// "Stappen van 10" where the edges are that far apart, else how many bands there are.
fn rung(list: &[f64]) -> Text {
    let step = list.get(1).map(|second| second - list[0]);
    match step.filter(|step| list.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() < 1e-9)) {
        Some(step) => {
            let step = number(step);
            Text::new(format!("stappen van {}", step.nl), format!("steps of {}", step.en))
        }
        None => {
            let bands = list.len() + 1;
            Text::new(format!("uw {bands} groepen"), format!("your {bands} groups"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Role;

    fn ages() -> Attribute {
        let mut numbers = vec![f64::NAN];
        numbers.extend((0..100).map(f64::from));
        Attribute {
            column: Some(0),
            name: "leeftijd".into(),
            label: Text::new("leeftijd", "age"),
            role: Role::Quasi,
            meaning: Meaning::Age,
            codes: (0..=100).collect(),
            domain: Domain::Numbers(numbers),
        }
    }

    #[test]
    fn typed_edges_make_nested_bands() {
        let attribute = ages();
        let ladder =
            Ladder::with_edges(&attribute, &[1; 101], 1, &[vec![20.0, 40.0, 60.0], vec![40.0], vec![25.0]]);
        assert_eq!(ladder.err(), Some(LadderError::EdgesNotNested { level: 3 }));
        let ladder = Ladder::with_edges(&attribute, &[1; 101], 1, &[vec![20.0, 40.0, 65.0], vec![40.0]])
            .expect("nested");
        let bound = ladder.bind(&attribute).expect("its own values");
        let label = |level: usize, code: usize| {
            bound.bands(level)[bound.band_of_code(level)[code] as usize].label.nl.clone()
        };
        assert_eq!(bound.height(), 4);
        assert_eq!(
            [label(1, 20), label(1, 21), label(1, 66), label(2, 66), label(2, 0), label(3, 0)],
            ["minder dan 20", "20 tot 40", "65 of meer", "40 of meer", "onbekend", "*"]
        );
        assert_eq!(ladder.rungs()[1].nl, "uw 4 groepen");
        let tens: Vec<f64> = (1..10).map(|ten| f64::from(ten) * 10.0).collect();
        let even = Ladder::with_edges(&attribute, &[1; 101], 1, &[tens]).expect("one level");
        assert_eq!(even.rungs()[1].nl, "stappen van 10");
    }

    #[test]
    fn edges_that_make_no_ladder_are_refused() {
        let attribute = ages();
        let refused = |lists: &[Vec<f64>]| Ladder::with_edges(&attribute, &[1; 101], 1, lists).err();
        assert_eq!(refused(&[]), Some(LadderError::Empty));
        assert_eq!(refused(&[vec![]]), Some(LadderError::Edges { level: 1 }));
        assert_eq!(refused(&[vec![1.0], vec![f64::NAN]]), Some(LadderError::Edges { level: 2 }));
        assert_eq!(refused(&[vec![2.0, 2.0]]), Some(LadderError::Edges { level: 1 }));
        let texts = Domain::Texts(vec![String::new(), "a".into()]);
        let words = Attribute { domain: texts, codes: vec![1], ..ages() };
        assert_eq!(Ladder::with_edges(&words, &[1], 1, &[vec![1.0]]).err(), Some(LadderError::NotNumbers));
    }
}
