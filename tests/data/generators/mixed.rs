//! `make_mixed.py` at overlap 1 in Rust, and the draws it is made with. Shared by the tests through `#[path]`.

use std::fmt::Write as _;

/// Draws for test files; SplitMix64.
pub struct Draw(pub u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 up to 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// 0 to `bound` - 1.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.unit() * bound as f64) as usize
    }

    pub fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// A position by weights.
    pub fn pick(&mut self, weights: &[f64]) -> usize {
        let mut aim = self.unit() * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            aim -= weight;
            if aim < 0.0 {
                return at;
            }
        }
        weights.len() - 1
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// The hidden groups.
pub const SEGMENTS: [&str; 6] =
    ["jong_digitaal", "gezin_druk", "oudere_balie", "ondernemer", "kwetsbaar_hulp", "rustig_koophuis"];
const SHARES: [f64; 6] = [0.22, 0.24, 0.16, 0.10, 0.08, 0.20];
const AGE: [(f64, f64); 6] = [(27.0, 5.0), (40.0, 6.0), (74.0, 7.0), (45.0, 9.0), (48.0, 14.0), (59.0, 9.0)];
const INCOME: [f64; 6] = [10.1, 10.7, 10.2, 11.0, 9.7, 10.9];
const CONTACTS: [f64; 6] = [0.6, 1.5, 1.2, 2.0, 2.6, 0.3];
const DAYS: [f64; 6] = [4.6, 3.6, 4.2, 3.3, 2.4, 5.5];
const PRODUCTS: [f64; 6] = [1.2, 3.0, 1.6, 4.0, 3.6, 1.0];
const DISTANCE: [f64; 6] = [0.3, 0.9, 0.6, 0.8, 0.2, 1.2];
type Table<const N: usize> = ([&'static str; N], [[f64; N]; 6]);
const HOUSEHOLD: Table<4> = (
    ["alleen", "samen", "gezin", "eenouder"],
    [
        [0.6, 0.3, 0.05, 0.05],
        [0.02, 0.08, 0.75, 0.15],
        [0.5, 0.45, 0.03, 0.02],
        [0.2, 0.3, 0.45, 0.05],
        [0.55, 0.1, 0.1, 0.25],
        [0.2, 0.65, 0.13, 0.02],
    ],
);
const CHANNEL: Table<5> = (
    ["web", "app", "telefoon", "balie", "post"],
    [
        [0.4, 0.5, 0.05, 0.03, 0.02],
        [0.55, 0.25, 0.12, 0.06, 0.02],
        [0.05, 0.02, 0.35, 0.43, 0.15],
        [0.6, 0.1, 0.2, 0.08, 0.02],
        [0.1, 0.05, 0.4, 0.4, 0.05],
        [0.5, 0.1, 0.2, 0.1, 0.1],
    ],
);
const HOUSING: Table<4> = (
    ["koop", "huur_sociaal", "huur_vrij", "overig"],
    [
        [0.1, 0.35, 0.5, 0.05],
        [0.65, 0.2, 0.13, 0.02],
        [0.35, 0.55, 0.08, 0.02],
        [0.7, 0.08, 0.2, 0.02],
        [0.05, 0.75, 0.1, 0.1],
        [0.9, 0.04, 0.05, 0.01],
    ],
);
const SKILL: Table<4> = (
    ["0_geen", "1_laag", "2_midden", "3_hoog"],
    [
        [0.01, 0.04, 0.25, 0.7],
        [0.02, 0.1, 0.48, 0.4],
        [0.35, 0.4, 0.2, 0.05],
        [0.01, 0.09, 0.35, 0.55],
        [0.25, 0.45, 0.25, 0.05],
        [0.05, 0.25, 0.5, 0.2],
    ],
);
const LEVEL: Table<4> = (
    ["A2", "B1", "B2", "C1"],
    [
        [0.05, 0.2, 0.4, 0.35],
        [0.08, 0.3, 0.4, 0.22],
        [0.12, 0.5, 0.28, 0.1],
        [0.03, 0.17, 0.4, 0.4],
        [0.4, 0.45, 0.13, 0.02],
        [0.03, 0.3, 0.4, 0.27],
    ],
);
const TOPIC: Table<6> = (
    ["verhuizen", "paspoort", "wmo", "vergunning", "schuldhulp", "belasting"],
    [
        [0.45, 0.35, 0.01, 0.04, 0.05, 0.1],
        [0.15, 0.4, 0.06, 0.15, 0.04, 0.2],
        [0.03, 0.22, 0.5, 0.03, 0.02, 0.2],
        [0.05, 0.1, 0.01, 0.62, 0.02, 0.2],
        [0.06, 0.06, 0.33, 0.01, 0.49, 0.05],
        [0.05, 0.3, 0.04, 0.16, 0.01, 0.44],
    ],
);

/// The mixture of `tests/data/generators/make_mixed.py` at overlap 1, as a file.
pub fn mixed(rows: usize, seed: u64) -> String {
    let mut draw = Draw(seed);
    let mut text =
        "age;income;contacts;days_since;products;distance_km;household;channel;housing;digital_skill;\
                    language;topic;true_segment\n"
            .to_owned();
    for _ in 0..rows {
        let s = draw.pick(&SHARES);
        let age = (AGE[s].0 + AGE[s].1 * draw.normal()).clamp(18.0, 99.0).round();
        let income = ((INCOME[s] + 0.3 * draw.normal()).exp() / 100.0).round() * 100.0;
        let contacts = (CONTACTS[s] + 0.55 * draw.normal()).exp().round();
        let days = (DAYS[s] + 0.7 * draw.normal()).exp().round();
        let (mut products, mut left, mut aim) = (0.0, (-PRODUCTS[s]).exp(), draw.unit());
        while aim > left && products < 40.0 {
            aim -= left;
            products += 1.0;
            left *= PRODUCTS[s] / products;
        }
        let distance = (DISTANCE[s] + 0.6 * draw.normal()).exp();
        let numbers = [age, income, contacts, days, products].map(|number| format!("{number:.1}"));
        let mut cells: Vec<String> = numbers.to_vec();
        cells.push(format!("{distance:.1}"));
        cells.iter_mut().for_each(|cell| *cell = cell.replace('.', ","));
        cells.push(HOUSEHOLD.0[draw.pick(&HOUSEHOLD.1[s])].to_owned());
        cells.push(CHANNEL.0[draw.pick(&CHANNEL.1[s])].to_owned());
        cells.push(HOUSING.0[draw.pick(&HOUSING.1[s])].to_owned());
        cells.push(SKILL.0[draw.pick(&SKILL.1[s])].to_owned());
        cells.push(LEVEL.0[draw.pick(&LEVEL.1[s])].to_owned());
        cells.push(TOPIC.0[draw.pick(&TOPIC.1[s])].to_owned());
        for cell in &mut cells {
            if draw.unit() < 0.03 {
                cell.clear();
            }
        }
        let _ = writeln!(text, "{};{}", cells.join(";"), SEGMENTS[s]);
    }
    text
}
