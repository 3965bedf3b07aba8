//! Missing cells that say something: those that go together with what other columns hold (Rubin 1976; Little & Rubin 2019).
//!
//! Who leaves a question open, or is not asked it, may be another kind of customer. Whether that is so is tested column by column: the
//! gaps of one against what is known in another, by chi-squared on at most 2,000 people, numbers cut in four. A gap tells something when
//! chi-squared is beyond what chance gives in one file of a thousand (the bound of Laurent & Massart 2000, all pairs counted),
//! and the association is not slight: Cramér's V of at least 0.15, corrected for chance (Bergsma 2013). Gaps that occur together with
//! other gaps alone tell of the form, not of the person, and gaps of hardly anyone tell nothing. Where gaps tell something
//! a category gets the level "missing", and a number or a scale a category beside it; elsewhere they are skipped.

use super::arithmetic::ln;
use super::mixed::{Categories, Mixed, UNKNOWN};

/// People that the gaps are judged on.
const JUDGED: usize = 2_000;

/// Fewest people with a gap, and without, among these; of fewer people a fifth of all.
const FEWEST: u32 = 50;

/// Square of the least association.
const SLIGHT: f64 = 0.15 * 0.15;

/// Bounds between the four parts of a standardised number.
const PARTS: [f32; 3] = [-0.674, 0.0, 0.674];

/// Lets the gaps that tell something take part.
pub(super) fn tell(mixed: &mut Mixed) {
    let picks = mixed.spread_people(JUDGED);
    let sample = mixed.select(&picks);
    let part = |&value: &f32| match value {
        value if value.is_nan() => UNKNOWN,
        value => 1 + PARTS.iter().filter(|&&bound| value > bound).count() as u16,
    };
    let columns: Vec<Vec<u16>> = sample
        .numeric
        .iter()
        .map(|values| values.iter().map(part).collect())
        .chain(sample.categorical.iter().map(|column| column.codes.clone()))
        .collect();
    let fewest = FEWEST.min(sample.people as u32 / 5).max(2);
    let people_without = |codes: &[u16]| -> u32 {
        codes.iter().zip(&sample.counts).filter(|(&code, _)| code == UNKNOWN).map(|(_, &count)| count).sum()
    };
    let pairs = (columns.len() * columns.len()).max(1) as f64;
    let chance = ln(1000.0 * pairs);
    let telling: Vec<usize> = (0..columns.len())
        .filter(|&of| {
            let without = people_without(&columns[of]);
            let both = without >= fewest && sample.people as u32 - without >= fewest;
            let others = || columns.iter().enumerate().filter(|&(other, _)| other != of);
            both && others().any(|(_, other)| goes_together(&columns[of], other, &sample.counts, chance))
        })
        .collect();
    let numbers = mixed.numeric.len();
    for of in telling {
        match of.checked_sub(numbers) {
            Some(of) if mixed.categorical[of].scores.is_none() => {
                let share = share_without(&mixed.categorical[of].codes, mixed);
                let column = &mut mixed.categorical[of];
                column.shares.iter_mut().for_each(|known| *known *= 1.0 - share);
                column.shares.push(share);
                let missing = column.shares.len() as u16;
                column.codes.iter_mut().filter(|code| **code == UNKNOWN).for_each(|code| *code = missing);
            }
            of_category => {
                let gap = |gap: bool| 1 + u16::from(gap);
                let codes: Vec<u16> = match of_category {
                    Some(of) => {
                        mixed.categorical[of].codes.iter().map(|&code| gap(code == UNKNOWN)).collect()
                    }
                    None => mixed.numeric[of].iter().map(|value| gap(value.is_nan())).collect(),
                };
                let share = share_without(&codes.iter().map(|code| 2 - code).collect::<Vec<_>>(), mixed);
                mixed.categorical.push(Categories { codes, shares: vec![1.0 - share, share], scores: None });
            }
        }
    }
}

/// Share of the people whose code is missing.
fn share_without(codes: &[u16], mixed: &Mixed) -> f64 {
    let without = codes.iter().zip(&mixed.counts).filter(|(&code, _)| code == UNKNOWN);
    without.map(|(_, &count)| f64::from(count)).sum::<f64>() / mixed.people.max(1) as f64
}

/// Whether the gaps of one column go together with what is known in another.
fn goes_together(gaps: &[u16], other: &[u16], counts: &[u32], chance: f64) -> bool {
    let levels = other.iter().max().map_or(0, |&code| usize::from(code)) + 1;
    let mut table = vec![[0f64; 2]; levels];
    for ((&gap, &code), &count) in gaps.iter().zip(other).zip(counts) {
        table[usize::from(code)][usize::from(gap == UNKNOWN)] += f64::from(count);
    }
    let known: Vec<&[f64; 2]> = table[1..].iter().filter(|level| level[0] + level[1] > 0.0).collect();
    let of = |at: usize| known.iter().map(|level| level[at]).sum::<f64>();
    let (without, with) = (of(1), of(0));
    let all = without + with;
    if known.len() < 2 || without == 0.0 || with == 0.0 {
        return false;
    }
    let mut squared = 0.0;
    for level in &known {
        let here = level[0] + level[1];
        for (seen, margin) in [(level[0], with), (level[1], without)] {
            let expected = here * margin / all;
            squared += (seen - expected) * (seen - expected) / expected;
        }
    }
    let free = known.len() as f64 - 1.0;
    squared >= free + 2.0 * (free * chance).sqrt() + 2.0 * chance && (squared - free) / all >= SLIGHT
}

#[cfg(test)]
mod tests {
    use super::super::encoded::Encoded;
    use super::super::fixture::{customers, numbers, people, texts};
    use super::super::{adjusted_rand, SegmentTask};
    use crate::meaning::Meaning;
    use crate::recipe::{Count, Method};

    /// 1,200 people of two ages and an income; gaps in the channel and the income where `gap` says so.
    fn with_gaps(gap: impl Fn(usize) -> bool) -> crate::table::People {
        let ages: Vec<f64> = (0..1200).map(|i| [25.0, 70.0][i % 2] + (i % 12) as f64).collect();
        let incomes: Vec<f64> =
            (0..1200).map(|i| if gap(i) { f64::NAN } else { 1000.0 + (i * 7 % 500) as f64 }).collect();
        let channels: Vec<&str> =
            (0..1200).map(|i| if gap(i) { "" } else { ["web", "balie", "post"][i / 7 % 3] }).collect();
        people(vec![
            numbers("leeftijd", &ages),
            numbers("inkomen", &incomes),
            texts("kanaal", &channels, Meaning::Category),
        ])
    }

    #[test]
    fn gaps_take_part_where_they_go_together_with_another_column() {
        // Half of the older people have neither: a level of the category, and a category beside the number.
        let telling = Encoded::from_people(&with_gaps(|i| i % 4 == 1)).mixed;
        assert_eq!((telling.numeric.len(), telling.categorical.len()), (2, 2));
        let [channel, income] = &telling.categorical[..] else { panic!("two categories") };
        assert_eq!((channel.shares.len(), income.shares.as_slice()), (4, [0.75, 0.25].as_slice()));
        assert!((channel.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12 && channel.shares[3] == 0.25);
        assert!((0..1200)
            .all(|i| (channel.codes[i] == 4) == (i % 4 == 1) && (income.codes[i] == 2) == (i % 4 == 1)));
        // A quarter of everyone, and the same people in both columns: that tells of the form.
        let silent = Encoded::from_people(&with_gaps(|i| i / 24 % 4 == 1)).mixed;
        assert_eq!((silent.numeric.len(), silent.categorical.len()), (2, 1));
        assert_eq!(silent.categorical[0].shares.len(), 3);
        // Ten people.
        let few = Encoded::from_people(&with_gaps(|i| i < 20 && i % 2 == 1)).mixed;
        assert_eq!((few.categorical.len(), few.categorical[0].shares.len()), (1, 3));
    }

    #[test]
    fn gaps_at_random_are_skipped_in_every_file() {
        for seed in 1..6 {
            let mixed = Encoded::from_people(&customers(2000, seed).0).mixed;
            let levels: usize = mixed.categorical.iter().map(|column| column.shares.len()).sum();
            assert_eq!((mixed.width(), levels), (12, 4 + 5 + 4 + 4 + 4 + 6), "{seed}");
        }
    }

    #[test]
    fn two_groups_that_differ_in_their_gaps_alone_are_found() {
        // One half leaves three of six questions open, most of the time; what they answer is the same.
        let mut random = super::super::arithmetic::Random::new(9, 9);
        let truth: Vec<u32> = (0..2000).map(|i| i % 2).collect();
        let mut columns = Vec::new();
        for question in 0..6 {
            let answers: Vec<&str> = truth
                .iter()
                .map(|&group| {
                    let open = group == 1 && question < 3 && random.unit() < 0.9;
                    let shifted = question >= 3 && random.unit() < [0.2, 0.8][group as usize];
                    if open {
                        ""
                    } else if shifted {
                        "a"
                    } else {
                        ["b", "c"][random.below(2)]
                    }
                })
                .collect();
            columns.push(texts(&format!("vraag {question}"), &answers, Meaning::Category));
        }
        let people = people(columns);
        let mut task =
            SegmentTask::new(Encoded::from_people(&people), Method::LatentClass, Count::Fixed(2), 1, 0.02);
        let found = crate::task::run(&mut task, |_| {}).unwrap_or_else(|error| panic!("{error}"));
        let agreement = adjusted_rand(&found.labels, &truth, &people.counts);
        assert!(agreement > 0.95, "{agreement}");
    }
}
