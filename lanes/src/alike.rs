//! People as points, and the line along which some of them differ most.
//!
//! A point is some numbers and, for each column of levels, the row of numbers that stands for the level ([`Levels`]). These rows
//! are never written out: all that is asked of a point is a sum over its columns, which a small table has ready for each level.

/// Points that an axis is estimated on.
const SAMPLE: usize = 256;
/// Most turns of the power iteration, and how little (as 1 - cos²) the axis turns in the last one: a split needs a good direction, not a
/// converged one.
const TURNS: usize = 10;
const STILL: f32 = 0.05;
/// Steps in which points are told apart along an axis.
const STEPS: f32 = 65_535.0;

/// A column of `m` levels. Code 0 is unknown and adds nothing. Code `c` has a row of `m` numbers, `absent` but for `absent + present` at
/// its own place `c - 1`; and one more, its score, where levels have an order. At most 255 levels.
pub struct Levels {
    /// One a level.
    pub absent: Vec<f32>,
    /// One a level.
    pub present: Vec<f32>,
    /// One a level, or none.
    pub scores: Vec<f32>,
}

impl Levels {
    fn width(&self) -> usize {
        self.absent.len() + usize::from(!self.scores.is_empty())
    }

    /// Products of the row of each code with a vector.
    fn products(&self, vector: &[f32], products: &mut [f32]) {
        let (own, score) = vector.split_at(self.absent.len());
        let absent: f32 = self.absent.iter().zip(own).map(|(absent, own)| absent * own).sum();
        for (level, product) in products.iter_mut().skip(1).enumerate() {
            let ordered = self.scores.get(level).zip(score.first()).map_or(0.0, |(score, own)| score * own);
            *product = absent + self.present[level] * own[level] + ordered;
        }
    }

    /// Sum of the rows of all codes, each so many times.
    fn sum(&self, times: &[f32], sum: &mut [f32]) {
        let times = times.get(1..).unwrap_or_default();
        let all: f32 = times.iter().sum();
        for (level, (sum, times)) in sum.iter_mut().zip(times).enumerate() {
            *sum = self.absent[level] * all + self.present[level] * times;
        }
        if let Some(sum) = sum.get_mut(self.absent.len()) {
            *sum = self.scores.iter().zip(times).map(|(score, times)| score * times).sum();
        }
    }
}

/// What the points are made of.
struct Shape {
    /// Numbers a point.
    numbers: usize,
    columns: Vec<Levels>,
    /// Where the codes of each column begin in a table.
    starts: Vec<usize>,
    /// Codes of all columns.
    codes: usize,
    /// Numbers a point when written out.
    width: usize,
}

impl Shape {
    /// Columns with where their part of a written point and of a table is.
    fn columns(&self) -> impl Iterator<Item = (&Levels, std::ops::Range<usize>, std::ops::Range<usize>)> {
        let mut at = self.numbers;
        self.columns.iter().zip(&self.starts).map(move |(column, &start)| {
            at += column.width();
            (column, at - column.width()..at, start..start + column.absent.len() + 1)
        })
    }

    /// What each code adds to the product of a point with a vector.
    fn table(&self, vector: &[f32]) -> Vec<f32> {
        let mut table = vec![0.0; self.codes];
        for (column, part, codes) in self.columns() {
            column.products(&vector[part], &mut table[codes]);
        }
        table
    }

    /// Writes the sum of points, of which the numbers stand in `sum` already and each code is there so many times.
    fn written(&self, times: &[f32], sum: &mut [f32]) {
        for (column, part, codes) in self.columns() {
            column.sum(&times[codes], &mut sum[part]);
        }
    }

    /// The sum of a table over the codes of a point.
    fn look_up(&self, codes: &[u8], table: &[f32]) -> f32 {
        let codes = codes.iter().zip(&self.starts);
        codes.map(|(&code, &start)| table.get(start + usize::from(code)).copied().unwrap_or(0.0)).sum()
    }

    /// Counts the codes of a point so many times.
    fn count(&self, codes: &[u8], times: f32, table: &mut [f32]) {
        for (&code, &start) in codes.iter().zip(&self.starts) {
            if let Some(count) = table.get_mut(start + usize::from(code)) {
                *count += times;
            }
        }
    }
}

/// The points, and room to work in.
pub struct Alike {
    shape: Shape,
    /// Numbers and codes, point by point.
    numbers: Vec<f32>,
    codes: Vec<u8>,
    /// Where the points last asked for are along an axis, and their places in that order.
    along: Vec<f32>,
    order: Vec<u32>,
    steps: Vec<u16>,
    sorted: Vec<u32>,
}

impl Alike {
    /// No points yet, of so many numbers and these columns; room for some.
    pub fn new(numbers: usize, columns: Vec<Levels>, points: usize) -> Self {
        let (mut starts, mut codes, mut width) = (Vec::with_capacity(columns.len()), 0, numbers);
        for column in &columns {
            starts.push(codes);
            codes += column.absent.len() + 1;
            width += column.width();
        }
        Self {
            numbers: Vec::with_capacity(points * numbers),
            codes: Vec::with_capacity(points * columns.len()),
            shape: Shape { numbers, columns, starts, codes, width },
            along: Vec::new(),
            order: Vec::new(),
            steps: Vec::new(),
            sorted: Vec::new(),
        }
    }

    /// Adds a point.
    pub fn push(&mut self, numbers: impl Iterator<Item = f32>, codes: impl Iterator<Item = u8>) {
        self.numbers.extend(numbers);
        self.codes.extend(codes);
    }

    /// Whether points hold so much as one number or code.
    pub fn tells(&self) -> bool {
        self.shape.width > 0
    }

    /// About how many multiplications it costs to order so many points along their axis.
    pub fn cost(&self, points: usize) -> i64 {
        ((points * 2 + points.min(SAMPLE) * TURNS) * (self.shape.numbers + 2 * self.shape.columns.len() + 4))
            as i64
    }

    fn numbers_of(&self, point: u32) -> &[f32] {
        let width = self.shape.numbers;
        &self.numbers[point as usize * width..(point as usize + 1) * width]
    }

    fn codes_of(&self, point: u32) -> &[u8] {
        let width = self.shape.columns.len();
        &self.codes[point as usize * width..(point as usize + 1) * width]
    }

    /// The mean of some points with so many people each, written out.
    pub fn mean(&self, points: &[u32], people: &[u32]) -> Vec<f32> {
        let whole = people.iter().map(|&people| f64::from(people)).sum::<f64>().max(1.0);
        let (mut numbers, mut times) = (vec![0f64; self.shape.numbers], vec![0f64; self.shape.codes]);
        for (&point, &people) in points.iter().zip(people) {
            let part = f64::from(people) / whole;
            numbers
                .iter_mut()
                .zip(self.numbers_of(point))
                .for_each(|(sum, &number)| *sum += part * f64::from(number));
            for (&code, &start) in self.codes_of(point).iter().zip(&self.shape.starts) {
                if let Some(times) = times.get_mut(start + usize::from(code)) {
                    *times += part;
                }
            }
        }
        let times: Vec<f32> = times.into_iter().map(|times| times as f32).collect();
        let mut mean: Vec<f32> = numbers.into_iter().map(|number| number as f32).collect();
        mean.resize(self.shape.width, 0.0);
        self.shape.written(&times, &mut mean);
        mean
    }

    /// Puts some points, each with so many people, in order along their first principal axis: where each is along it, and their places
    /// (in `points`) in that order; who cannot be told apart keep their order. The axis is that of the first 256 of them.
    pub fn order(&mut self, points: &[u32], people: &[u32]) -> (&[f32], &[u32]) {
        let axis = self.axis(points, people);
        let table = self.shape.table(&axis);
        let mut along = std::mem::take(&mut self.along);
        along.clear();
        along.extend(points.iter().map(|&point| {
            product(self.numbers_of(point), &axis) + self.shape.look_up(self.codes_of(point), &table)
        }));
        self.along = along;
        self.sort();
        (&self.along, &self.order)
    }

    /// The first principal axis of the first of some points (power iteration on the centred points), written out.
    fn axis(&self, points: &[u32], people: &[u32]) -> Vec<f32> {
        let points = &points[..points.len().min(SAMPLE)];
        let people = &people[..points.len()];
        let shape = &self.shape;
        let mean = self.mean(points, people);
        // Side by side, and what is the same for all: they are gone through again and again.
        let mut sample = Self::new(shape.numbers, Vec::new(), points.len());
        for &point in points {
            let centred = self.numbers_of(point).iter().zip(&mean).map(|(number, mean)| number - mean);
            sample.push(centred, self.codes_of(point).iter().copied());
        }
        let near = || {
            (0..points.len()).map(|at| {
                let numbers = &sample.numbers[at * shape.numbers..(at + 1) * shape.numbers];
                let codes = &sample.codes[at * shape.columns.len()..(at + 1) * shape.columns.len()];
                (numbers, codes, people[at] as f32)
            })
        };
        // Start from the point furthest from the mean: deterministic and never at right angles to everything.
        let away = shape.squared_distances(&mean);
        let (mut most, mut axis) = (f32::NEG_INFINITY, vec![0f32; shape.width]);
        let mut furthest: (&[f32], &[u8]) = (&[], &[]);
        for (numbers, codes, people) in near() {
            let far = people * (product(numbers, numbers) + shape.look_up(codes, &away));
            if far > most {
                (most, furthest) = (far, (numbers, codes));
            }
        }
        let mut times = vec![0f32; shape.codes];
        axis.iter_mut().zip(furthest.0).for_each(|(axis, &number)| *axis = number);
        shape.count(furthest.1, 1.0, &mut times);
        shape.written(&times, &mut axis);
        axis.iter_mut().zip(&mean).skip(shape.numbers).for_each(|(axis, mean)| *axis -= mean);
        let mut next = vec![0f32; shape.width];
        for _ in 0..TURNS {
            let length = product(&axis, &axis).sqrt();
            if length <= f32::MIN_POSITIVE || !length.is_finite() {
                break;
            }
            let table = shape.table(&axis);
            let middle = product(&mean[shape.numbers..], &axis[shape.numbers..]);
            next.fill(0.0);
            times.fill(0.0);
            let mut taken = 0f32;
            for (numbers, codes, people) in near() {
                let along =
                    (product(numbers, &axis) + shape.look_up(codes, &table) - middle) / length * people;
                next.iter_mut().zip(numbers).for_each(|(next, &number)| *next += along * number);
                shape.count(codes, along, &mut times);
                taken += along;
            }
            shape.written(&times, &mut next);
            next.iter_mut().zip(&mean).skip(shape.numbers).for_each(|(next, mean)| *next -= taken * mean);
            let turned = product(&axis, &next);
            let still = turned * turned >= (1.0 - STILL) * length * length * product(&next, &next);
            std::mem::swap(&mut axis, &mut next);
            if still {
                break;
            }
        }
        axis
    }

    /// Places in the order of `along` (distribution counting by 16 bits; Knuth, The Art of Computer Programming 3, 5.2.5).
    fn sort(&mut self) {
        let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
        for &along in &self.along {
            least = if along < least { along } else { least };
            most = if along > most { along } else { most };
        }
        let steps = if most > least { STEPS / (most - least) } else { 0.0 };
        self.steps.clear();
        self.steps.extend(self.along.iter().map(|along| ((along - least) * steps) as u16));
        let (mut low, mut high) = ([0u32; 256], [0u32; 256]);
        for &step in &self.steps {
            low[usize::from(step as u8)] += 1;
            high[usize::from(step >> 8)] += 1;
        }
        self.order.resize(self.steps.len(), 0);
        self.sorted.resize(self.steps.len(), 0);
        starts(&mut low);
        starts(&mut high);
        for (place, &step) in (0u32..).zip(&self.steps) {
            put(&mut self.sorted, &mut low[usize::from(step as u8)], place);
        }
        for &place in &self.sorted {
            put(&mut self.order, &mut high[usize::from(self.steps[place as usize] >> 8)], place);
        }
    }
}

impl Shape {
    /// What each code adds to the squared distance from a mean, but for the numbers; the mean's own square, the same for all, left out.
    fn squared_distances(&self, mean: &[f32]) -> Vec<f32> {
        let mut table = self.table(mean);
        for (column, _, codes) in self.columns() {
            let all: f32 = column.absent.iter().map(|absent| absent * absent).sum();
            for (level, product) in table[codes].iter_mut().skip(1).enumerate() {
                let (absent, present) = (column.absent[level], column.present[level]);
                let score = column.scores.get(level).map_or(0.0, |score| score * score);
                *product =
                    all - absent * absent + (absent + present) * (absent + present) + score - 2.0 * *product;
            }
        }
        table
    }
}

/// The inner product, as far as the shorter one goes.
fn product(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Numbers of each digit to where each begins.
fn starts(counts: &mut [u32; 256]) {
    let mut next = 0;
    for count in counts {
        next += std::mem::replace(count, next);
    }
}

fn put(to: &mut [u32], next: &mut u32, place: u32) {
    to[*next as usize] = place;
    *next += 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers from 0 up to 1 by a seed.
    fn drawn(many: usize, mut seed: u64) -> Vec<f32> {
        let mut draw = || {
            seed = seed.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            (seed >> 40) as f32 / (1u64 << 24) as f32
        };
        (0..many).map(|_| draw()).collect()
    }

    fn levels(scored: bool) -> Levels {
        Levels {
            absent: vec![-0.5, -0.25, -0.125],
            present: vec![2.0, 1.5, 3.0],
            scores: if scored { vec![-1.0, 0.5, 1.5] } else { Vec::new() },
        }
    }

    /// Points of two numbers and two columns, and the same written out.
    fn both(points: usize, seed: u64) -> (Alike, Vec<Vec<f32>>) {
        let mut alike = Alike::new(2, vec![levels(false), levels(true)], points);
        let draws = drawn(4 * points, seed);
        let written = draws.chunks(4).map(|draws| {
            let codes = [(draws[2] * 4.0) as u8, (draws[3] * 4.0) as u8];
            alike.push(draws[..2].iter().copied(), codes.into_iter());
            let mut row = draws[..2].to_vec();
            for (column, code) in [levels(false), levels(true)].iter().zip(codes) {
                let code = usize::from(code);
                let own = |level: usize| {
                    column.absent[level] + if level + 1 == code { column.present[level] } else { 0.0 }
                };
                row.extend((0..3).map(|level| if code == 0 { 0.0 } else { own(level) }));
                if !column.scores.is_empty() {
                    row.push(if code == 0 { 0.0 } else { column.scores[code - 1] });
                }
            }
            row
        });
        let written = written.collect();
        (alike, written)
    }

    proptest! {
        /// Means, distances and places along an axis are those of the points written out.
        #[test]
        fn tables_say_what_rows_say(points in 1usize..300, seed: u64) {
            let (mut alike, rows) = both(points, seed);
            let all: Vec<u32> = (0..points as u32).collect();
            let people: Vec<u32> = all.iter().map(|point| 1 + point % 3).collect();
            let mean = alike.mean(&all, &people);
            let whole: f32 = people.iter().map(|&people| people as f32).sum();
            for (at, mean) in mean.iter().enumerate() {
                let sum: f32 = rows.iter().zip(&people).map(|(row, &people)| row[at] * people as f32).sum();
                prop_assert!((mean - sum / whole).abs() < 1e-4);
            }
            let away = alike.shape.squared_distances(&mean);
            let own = |row: &[f32]| row.iter().zip(&mean).skip(2).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
            let beside: f32 = mean[2..].iter().map(|mean| mean * mean).sum();
            for (point, row) in (0u32..).zip(&rows) {
                let found = alike.shape.look_up(alike.codes_of(point), &away) + beside;
                prop_assert!((found - own(row)).abs() < 1e-3);
            }
            let axis = alike.axis(&all, &people);
            let along = alike.order(&all, &people).0.to_vec();
            for (along, row) in along.iter().zip(&rows) {
                prop_assert!((along - product(row, &axis)).abs() < 1e-3 * (1.0 + along.abs()));
            }
        }

        #[test]
        fn places_rise_along_the_axis_and_hold_everyone(points in 1usize..400, seed: u64) {
            let (mut alike, _) = both(points, seed);
            let all: Vec<u32> = (0..points as u32).collect();
            let (along, order) = alike.order(&all, &vec![1; points]);
            let least = along.iter().copied().fold(f32::INFINITY, f32::min);
            let most = along.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let step = (most - least) / 65_000.0;
            for pair in order.windows(2) {
                prop_assert!(along[pair[1] as usize] >= along[pair[0] as usize] - step);
            }
            let mut places = order.to_vec();
            places.sort_unstable();
            prop_assert_eq!(places, all);
        }
    }

    /// Two far crowds, in a number or in levels alone: all of one come before all of the other.
    #[test]
    fn the_axis_runs_from_one_crowd_to_the_other() {
        for by_levels in [false, true] {
            let mut alike = Alike::new(2, vec![levels(false), levels(false)], 300);
            for (point, draws) in drawn(600, 5).chunks(2).enumerate() {
                let crowd = point as u8 % 2;
                let apart = if by_levels { 0.0 } else { f32::from(crowd) * 9.0 };
                let code = if by_levels { 1 + crowd } else { 3 };
                alike.push([draws[0] / 4.0, draws[1] / 4.0 + apart].into_iter(), [code, code].into_iter());
            }
            let all: Vec<u32> = (0..300).collect();
            let (_, order) = alike.order(&all, &[2; 300]);
            let sides: Vec<u32> = order.iter().map(|place| place % 2).collect();
            assert_eq!(sides.windows(2).filter(|pair| pair[0] != pair[1]).count(), 1, "{by_levels}");
        }
    }

    #[test]
    fn points_of_nothing_keep_their_order() {
        let mut none = Alike::new(0, Vec::new(), 4);
        (0..4).for_each(|_| none.push(std::iter::empty(), std::iter::empty()));
        assert!(!none.tells());
        assert_eq!(none.order(&[2, 0, 1], &[1; 3]).1, [0, 1, 2]);
    }
}
