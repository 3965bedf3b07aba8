//! The models of a release as a test of one class.

use super::super::error::AnonymityError;
use super::super::model::{Context, Evidence, Judge, Model};
use super::ClassTest;
use crate::text::Text;

/// Fewest people in a class under some models. Models over the whole release are met class by class, which is stricter and
/// never wrong: when every class has 1 / risk people, so is their average; when none has one, nobody is unique.
pub(super) fn least_people(models: &[Model]) -> u32 {
    let least = |model: &Model| match *model {
        Model::AverageRisk(risk) => (1.0 / risk - 1e-9).ceil().clamp(1.0, f64::from(u32::MAX)) as u32,
        Model::SampleUniqueness(share) if share < 1.0 => 2,
        model => model.least_people(),
    };
    models.iter().map(least).max().unwrap_or(1)
}

/// What the models ask of a class beyond a number of people, as a test; `None` when that is nothing.
///
/// # Errors
/// For k-map, which needs a population at every mix of levels; and when a sensitive column's ladder lacks a value.
pub(super) fn class_test(
    models: &[Model],
    context: &Context<'_>,
    counts: &[u32],
) -> Result<Option<Box<dyn ClassTest>>, AnonymityError> {
    if let Some(model) = models.iter().find(|model| matches!(model, Model::KMap(_))) {
        let labels: Vec<Text> = context.sensitive.iter().map(|one| one.attribute.label.clone()).collect();
        return Err(AnonymityError::Model { model: model.words(&labels) });
    }
    let judge = Judge::new(models, context, counts)?;
    if judge.sensitive.is_empty() && judge.households.is_none() {
        return Ok(None);
    }
    let columns = judge.sensitive.iter().map(|one| {
        let codes = context.sensitive.get(one.column).map(|sensitive| sensitive.attribute.codes.clone());
        (codes.unwrap_or_default(), vec![0; one.codes()])
    });
    Ok(Some(Box::new(Judged {
        columns: columns.collect(),
        households: judge.households.and(context.households).map(<[u32]>::to_vec),
        counts: counts.to_vec(),
        judge,
        touched: Vec::new(),
        seen: Vec::new(),
    })))
}

struct Judged {
    judge: Judge,
    counts: Vec<u32>,
    households: Option<Vec<u32>>,
    /// Codes of every sensitive column, and people per code of the class at hand.
    columns: Vec<(Vec<u32>, Vec<u32>)>,
    touched: Vec<u32>,
    seen: Vec<u32>,
}

impl ClassTest for Judged {
    fn holds(&mut self, records: &[u32]) -> bool {
        let people: u32 = records.iter().map(|&record| self.counts[record as usize]).sum();
        let households = self.households.as_ref().map_or(0, |households| {
            self.seen.clear();
            self.seen.extend(records.iter().map(|&record| households[record as usize]));
            self.seen.sort_unstable();
            self.seen.dedup();
            self.seen.len() as u32
        });
        if !self.judge.sizes_hold(&Evidence { people, population: u64::MAX, households }) {
            return false;
        }
        self.judge.sensitive.iter().zip(&mut self.columns).all(|(one, (codes, sums))| {
            self.touched.clear();
            for &record in records {
                let code = codes[record as usize];
                let sum = &mut sums[code as usize];
                if *sum == 0 {
                    self.touched.push(code);
                }
                *sum += self.counts[record as usize];
            }
            let (_, holds) = one.holds(sums, &self.touched, people);
            for &code in &self.touched {
                sums[code as usize] = 0;
            }
            holds
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::model::Sensitive;
    use super::*;
    use crate::meaning::Meaning;
    use crate::recipe::Role;
    use crate::table::{Attribute, Domain};

    #[test]
    fn classes_are_judged_by_every_model() {
        let attribute = Attribute {
            column: Some(0),
            name: "s".to_owned(),
            label: Text::new("s", "s"),
            role: Role::Sensitive,
            meaning: Meaning::Category,
            codes: vec![1, 1, 2, 0],
            domain: Domain::Texts(vec![String::new(), "x".to_owned(), "y".to_owned()]),
        };
        let sensitive = [Sensitive { attribute: &attribute, ladder: None }];
        let context =
            Context { sensitive: &sensitive, households: Some(&[1, 2, 3, 0]), ..Context::default() };
        let counts = [3, 1, 1, 1];
        let models = [Model::AlphaK { column: 0, alpha: 0.8 }, Model::Households(2), Model::KAnonymity(4)];
        let mut test = class_test(&models, &context, &counts).ok().flatten().expect("a test");
        assert!(!test.holds(&[0, 1]), "all have one value");
        assert!(test.holds(&[0, 2]), "three of four is under 0.8");
        assert!(!test.holds(&[0]), "one household");
        assert!(!test.holds(&[1, 2]), "two people");
        assert!(test.holds(&[0, 1, 3]), "missing is a value: four of five is 0.8");
        assert_eq!(least_people(&[Model::AverageRisk(0.2), Model::KAnonymity(3)]), 5);
        assert_eq!(least_people(&[Model::SampleUniqueness(0.01)]), 2);
        assert!(class_test(&[Model::KAnonymity(3)], &context, &counts).is_ok_and(|test| test.is_none()));
        assert!(class_test(&[Model::KMap(3)], &context, &counts).is_err());
    }
}
