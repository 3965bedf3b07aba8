//! Customers with six hidden segments, the same kind of mixture as `tests/data/generators/make_mixed.py`.

use super::arithmetic::Random;
use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::table::{Attribute, Domain, People};
use crate::text::Text;

/// An attribute from numbers; NaN is missing.
pub(super) fn numbers(name: &str, values: &[f64]) -> Attribute {
    let mut domain: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    domain.sort_by(f64::total_cmp);
    domain.dedup();
    let code =
        |value: &f64| domain.binary_search_by(|other| other.total_cmp(value)).map_or(0, |at| at as u32 + 1);
    let codes = values.iter().map(code).collect();
    domain.insert(0, f64::NAN);
    attribute(name, codes, Domain::Numbers(domain), Meaning::Number)
}

/// An attribute from texts; the empty text is missing.
pub(super) fn texts<S: AsRef<str>>(name: &str, values: &[S], meaning: Meaning) -> Attribute {
    let mut domain: Vec<String> = values.iter().map(|value| value.as_ref().to_owned()).collect();
    domain.push(String::new());
    domain.sort();
    domain.dedup();
    let code =
        |value: &S| domain.binary_search_by(|other| other.as_str().cmp(value.as_ref())).unwrap() as u32;
    let codes = values.iter().map(code).collect();
    attribute(name, codes, Domain::Texts(domain), meaning)
}

fn attribute(name: &str, codes: Vec<u32>, domain: Domain, meaning: Meaning) -> Attribute {
    Attribute {
        column: None,
        name: name.to_owned(),
        label: Text::new(name, name),
        role: Role::Feature,
        meaning,
        codes,
        domain,
    }
}

/// People from attributes of equal length.
pub(super) fn people(attributes: Vec<Attribute>) -> People {
    let records = attributes.first().map_or(0, |attribute| attribute.codes.len());
    People { attributes, counts: vec![1; records], households: None }
}

fn normal(random: &mut Random) -> f64 {
    (-2.0 * libm::log(1.0 - random.unit())).sqrt() * libm::cos(std::f64::consts::TAU * random.unit())
}

fn pick(random: &mut Random, weights: &[f64]) -> usize {
    let mut aim = random.unit() * weights.iter().sum::<f64>();
    for (at, weight) in weights.iter().enumerate() {
        aim -= weight;
        if aim < 0.0 {
            return at;
        }
    }
    weights.len() - 1
}

const SHARES: [f64; 6] = [0.22, 0.24, 0.16, 0.10, 0.08, 0.20];
const AGE: [(f64, f64); 6] = [(27.0, 5.0), (40.0, 6.0), (74.0, 7.0), (45.0, 9.0), (48.0, 14.0), (59.0, 9.0)];
const INCOME: [f64; 6] = [10.1, 10.7, 10.2, 11.0, 9.7, 10.9];
const CONTACTS: [f64; 6] = [0.6, 1.5, 1.2, 2.0, 2.6, 0.3];
const DAYS: [f64; 6] = [4.6, 3.6, 4.2, 3.3, 2.4, 5.5];
const DISTANCE: [f64; 6] = [0.3, 0.9, 0.6, 0.8, 0.2, 1.2];
const PRODUCTS: [f64; 6] = [1.2, 3.0, 1.6, 4.0, 3.6, 1.0];
const CATEGORIES: [(&str, &[&[f64]; 6]); 6] = [
    (
        "huishouden",
        &[
            &[0.6, 0.3, 0.05, 0.05],
            &[0.02, 0.08, 0.75, 0.15],
            &[0.5, 0.45, 0.03, 0.02],
            &[0.2, 0.3, 0.45, 0.05],
            &[0.55, 0.1, 0.1, 0.25],
            &[0.2, 0.65, 0.13, 0.02],
        ],
    ),
    (
        "kanaal",
        &[
            &[0.4, 0.5, 0.05, 0.03, 0.02],
            &[0.55, 0.25, 0.12, 0.06, 0.02],
            &[0.05, 0.02, 0.35, 0.43, 0.15],
            &[0.6, 0.1, 0.2, 0.08, 0.02],
            &[0.1, 0.05, 0.4, 0.4, 0.05],
            &[0.5, 0.1, 0.2, 0.1, 0.1],
        ],
    ),
    (
        "woning",
        &[
            &[0.1, 0.35, 0.5, 0.05],
            &[0.65, 0.2, 0.13, 0.02],
            &[0.35, 0.55, 0.08, 0.02],
            &[0.7, 0.08, 0.2, 0.02],
            &[0.05, 0.75, 0.1, 0.1],
            &[0.9, 0.04, 0.05, 0.01],
        ],
    ),
    (
        "digitaal",
        &[
            &[0.01, 0.04, 0.25, 0.7],
            &[0.02, 0.1, 0.48, 0.4],
            &[0.35, 0.4, 0.2, 0.05],
            &[0.01, 0.09, 0.35, 0.55],
            &[0.25, 0.45, 0.25, 0.05],
            &[0.05, 0.25, 0.5, 0.2],
        ],
    ),
    (
        "taal",
        &[
            &[0.05, 0.2, 0.4, 0.35],
            &[0.08, 0.3, 0.4, 0.22],
            &[0.12, 0.5, 0.28, 0.1],
            &[0.03, 0.17, 0.4, 0.4],
            &[0.4, 0.45, 0.13, 0.02],
            &[0.03, 0.3, 0.4, 0.27],
        ],
    ),
    (
        "onderwerp",
        &[
            &[0.45, 0.35, 0.01, 0.04, 0.05, 0.1],
            &[0.15, 0.4, 0.06, 0.15, 0.04, 0.2],
            &[0.03, 0.22, 0.5, 0.03, 0.02, 0.2],
            &[0.05, 0.1, 0.01, 0.62, 0.02, 0.2],
            &[0.06, 0.06, 0.33, 0.01, 0.49, 0.05],
            &[0.05, 0.3, 0.04, 0.16, 0.01, 0.44],
        ],
    ),
];

/// `count` customers with 3 % missing cells, and the segment each was drawn from.
pub(super) fn customers(count: usize, seed: u64) -> (People, Vec<u32>) {
    let mut random = Random::new(seed, 0);
    let truth: Vec<u32> = (0..count).map(|_| pick(&mut random, &SHARES) as u32).collect();
    let mut attributes = Vec::new();
    let mut column = |name: &str, random: &mut Random, draw: &dyn Fn(usize, &mut Random) -> f64| {
        let values: Vec<f64> = truth
            .iter()
            .map(|&segment| {
                let value = draw(segment as usize, random);
                if random.unit() < 0.03 {
                    f64::NAN
                } else {
                    value
                }
            })
            .collect();
        attributes.push(numbers(name, &values));
    };
    column("leeftijd", &mut random, &|s, r| (AGE[s].0 + AGE[s].1 * normal(r)).clamp(18.0, 99.0).round());
    column("inkomen", &mut random, &|s, r| (libm::exp(INCOME[s] + 0.3 * normal(r)) / 100.0).round() * 100.0);
    column("contacten", &mut random, &|s, r| libm::exp(CONTACTS[s] + 0.55 * normal(r)).round());
    column("dagen", &mut random, &|s, r| libm::exp(DAYS[s] + 0.7 * normal(r)).round());
    column("afstand", &mut random, &|s, r| (libm::exp(DISTANCE[s] + 0.6 * normal(r)) * 10.0).round() / 10.0);
    column("producten", &mut random, &|s, r| {
        let (mut events, mut left) = (0.0, libm::exp(-PRODUCTS[s]));
        let mut aim = r.unit();
        while aim > left && events < 40.0 {
            aim -= left;
            events += 1.0;
            left *= PRODUCTS[s] / events;
        }
        events
    });
    for (name, tables) in CATEGORIES {
        let values: Vec<String> = truth
            .iter()
            .map(|&segment| {
                let level = pick(&mut random, tables[segment as usize]);
                if random.unit() < 0.03 {
                    String::new()
                } else {
                    format!("{name} {level}")
                }
            })
            .collect();
        attributes.push(texts(name, &values, Meaning::Category));
    }
    (people(attributes), truth)
}
