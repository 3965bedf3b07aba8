//! From people to mixed data: which columns take part, and on what scale.

use super::arithmetic::ln;
use super::design;
use super::mixed::{Categories, Mixed, UNKNOWN};
use super::{gaps, scale};
use crate::meaning::Meaning;
use crate::profile::{LeftOutColumn, LeftOutReason as Why};
use crate::recipe::Role;
use crate::table::{Attribute, Domain, People};
use gezicht_lanes::alike::{Alike, Levels};
#[cfg(test)]
use std::sync::Arc;

/// Most levels of a category, the merged one included.
const MOST_LEVELS: usize = 30;

/// Numbers with at most this many different values are categories.
const FEW_NUMBERS: usize = 5;

/// Skewness above which the logarithm is tried.
const SKEWED: f64 = 0.75;

/// Correlation above which the later of two numeric columns says nothing new.
const SAME: f64 = 0.99;

/// People, ready for a method. Neither `Serialize` nor `Debug`.
#[derive(Default)]
pub(crate) struct Encoded {
    /// The data, columns in file order within each kind.
    pub(crate) mixed: Mixed,
    /// Columns that take no part, in file order.
    pub(crate) left_out: Vec<LeftOutColumn>,
}

/// What becomes of one attribute.
enum Column {
    Numeric(Vec<f32>, f64),
    Categorical(Categories),
    Out(Why),
}

impl Encoded {
    /// Encodes the attributes with role quasi or feature; sensitive ones never take part (PRODUCT E7).
    ///
    /// Numbers: the outer 0.1 % on either side is drawn in (one mistyped income makes no group), skewed nonnegative
    /// ones get a logarithm, all are standardised. Numbers with at most five different values are categories. Dates
    /// count as their year, postcodes as their first two digits, area codes and identifiers not at all. Levels
    /// carried by fewer than 0.5 % of the people (at least 5) are merged. Categories with an order ([`scale`]), and numbers with
    /// three to five values, keep it: rare levels join a neighbour, and a level's score is the mean rank of its people (the ridit of
    /// Bross 1958), standardised. With more than five levels the scores take part as a number; with fewer each level keeps a
    /// probability of its own in the latent class model, and distances go by the scores. Missing cells are skipped, but where
    /// they go together with other columns ([`gaps`]). All of this counts people; a sample weight weighs in the fit alone.
    #[cfg(test)]
    pub(crate) fn from_people(people: &People) -> Encoded {
        Self::from_people_but(people, &|_| None)
    }

    /// The same without the attributes for which `barred` gives a reason.
    #[cfg(test)]
    pub(crate) fn from_people_but(people: &People, barred: &dyn Fn(&Attribute) -> Option<Why>) -> Encoded {
        let mut encoded = Self::begin(people);
        for attribute in &people.attributes {
            encoded.take(attribute, barred(attribute));
        }
        encoded.end();
        encoded
    }

    /// People without columns yet.
    pub(crate) fn begin(people: &People) -> Encoded {
        let weights = people.sample_weights();
        Encoded { mixed: Mixed::new(people.counts.clone(), weights), left_out: Vec::new() }
    }

    /// Numbers as they are, row by row.
    #[cfg(test)]
    pub(crate) fn of_rows(rows: &[f32], width: usize) -> Arc<Encoded> {
        let mut mixed = Mixed::new(vec![1; rows.len() / width], None);
        mixed.numeric = (0..width).map(|at| rows.iter().skip(at).step_by(width).copied().collect()).collect();
        Arc::new(Encoded { mixed, left_out: Vec::new() })
    }

    /// Takes one attribute of them, the next in file order, unless there is a reason not to.
    pub(crate) fn take(&mut self, attribute: &Attribute, barred: Option<Why>) {
        match attribute.role {
            Role::Quasi | Role::Feature => {}
            Role::Sensitive => return self.leave_out(attribute, Why::Sensitive),
            Role::Identifier | Role::Weight | Role::Ignore => return,
        }
        if let Some(why) = barred {
            return self.leave_out(attribute, why);
        }
        let column = match column(attribute, &self.mixed.counts, self.mixed.people) {
            Column::Numeric(values, _) if self.doubles(&values) => Column::Out(Why::Double),
            column => column,
        };
        match column {
            Column::Numeric(values, grain) => {
                self.mixed.numeric.push(values);
                self.mixed.grains.push(grain);
            }
            Column::Categorical(categories) => self.mixed.categorical.push(categories),
            Column::Out(why) => self.leave_out(attribute, why),
        }
    }

    /// After the last attribute: gaps that say something take part, too.
    pub(crate) fn end(&mut self) {
        gaps::tell(&mut self.mixed);
    }

    fn leave_out(&mut self, attribute: &Attribute, why: Why) {
        let (name, label) = (attribute.name.clone(), attribute.label.clone());
        self.left_out.push(LeftOutColumn { name, label, why });
    }

    /// Number of columns that take part.
    pub(crate) fn width(&self) -> usize {
        self.mixed.width()
    }

    /// Number of records.
    pub(crate) fn len(&self) -> usize {
        self.mixed.records
    }

    /// Points to come, in which all columns together count as much as one of some groupings of `groups` groups; with room.
    pub(crate) fn alike(&self, (groupings, groups): (usize, usize), points: usize) -> Alike {
        let scale = self.scale();
        let scaled = |levels: Levels| Levels {
            absent: levels.absent,
            present: levels.present,
            scores: levels.scores.iter().map(|score| score * scale as f32).collect(),
        };
        let columns = self.mixed.categorical.iter().map(|column| scaled(design::levels(column, scale)));
        let grouping =
            || Levels { absent: vec![0.0; groups], present: vec![1.0; groups], scores: Vec::new() };
        let columns = columns.chain((0..groupings).map(|_| grouping())).collect();
        Alike::new(self.mixed.numeric.len(), columns, points)
    }

    /// Adds the points of some records, with the group of each in each grouping, row by row.
    pub(crate) fn points(&self, records: &[u32], guides: &[u8], alike: &mut Alike) {
        let scale = self.scale() as f32;
        let groupings = guides.len().checked_div(self.mixed.records).unwrap_or(0);
        for record in records.iter().map(|&record| record as usize) {
            let numbers = self.mixed.numeric.iter().map(|values| values[record]);
            let codes = self.mixed.categorical.iter().map(|column| column.codes[record] as u8);
            let groups = &guides[record * groupings..(record + 1) * groupings];
            alike.push(
                numbers.map(|value| if value.is_nan() { 0.0 } else { value * scale }),
                codes.chain(groups.iter().map(|group| group + 1)),
            );
        }
    }

    /// One by the root of the numbers of a written row.
    fn scale(&self) -> f64 {
        1.0 / (design::width(&self.mixed).max(1) as f64).sqrt()
    }

    /// Whether an earlier numeric column says the same (judged on at most 2,000 records).
    fn doubles(&self, values: &[f32]) -> bool {
        if self.mixed.numeric.len() > 200 {
            return false;
        }
        let rows = self.mixed.spread(2000);
        self.mixed.numeric.iter().any(|other| {
            let (mut known, mut sums) = (0.0, [0f64; 5]);
            for (&row, &count) in rows.rows.iter().zip(&rows.counts) {
                let people = f64::from(count);
                let (x, y) = (f64::from(values[row as usize]), f64::from(other[row as usize]));
                if x.is_nan() || y.is_nan() {
                    continue;
                }
                known += people;
                for (sum, part) in sums.iter_mut().zip([x, y, x * x, y * y, x * y]) {
                    *sum += part * people;
                }
            }
            let [x, y, xx, yy, xy] = sums;
            let (vx, vy, cov) = (xx - x * x / known, yy - y * y / known, xy - x * y / known);
            known >= 10.0 && vx > 0.0 && vy > 0.0 && cov * cov > SAME * SAME * vx * vy
        })
    }
}

fn column(attribute: &Attribute, of_record: &[u32], people: usize) -> Column {
    let mut counts = vec![0u32; attribute.domain.len().max(1)];
    for (&code, &count) in attribute.codes.iter().zip(of_record) {
        counts[code as usize] += count;
    }
    match attribute.meaning {
        Meaning::Bsn
        | Meaning::ANumber
        | Meaning::Name
        | Meaning::Address
        | Meaning::Email
        | Meaning::Phone
        | Meaning::Iban
        | Meaning::LicencePlate
        | Meaning::KvkNumber
        | Meaning::BagId
        | Meaning::CaseNumber
        | Meaning::CustomerNumber
        | Meaning::FreeText => return Column::Out(Why::Identifying),
        meaning if meaning.is_identifier() => return Column::Out(Why::Identifying),
        Meaning::AreaCode => return Column::Out(Why::Area),
        _ => {}
    }
    match &attribute.domain {
        Domain::Numbers(numbers) if attribute.meaning == Meaning::Postcode => {
            let groups: Vec<Option<String>> = numbers
                .iter()
                .map(|number| number.is_finite().then(|| start_of(&number.to_string())))
                .collect();
            region(grouped(&attribute.codes, &counts, &groups, people))
        }
        Domain::Numbers(numbers) => {
            let different = numbers
                .iter()
                .zip(&counts)
                .filter(|(number, &count)| number.is_finite() && count > 0)
                .count();
            if different > FEW_NUMBERS {
                numeric(&attribute.codes, &counts, numbers, people)
            } else if different > 2 {
                ordered(&attribute.codes, &counts, numbers, people)
            } else {
                let groups: Vec<Option<String>> =
                    numbers.iter().map(|number| number.is_finite().then(|| number.to_string())).collect();
                grouped(&attribute.codes, &counts, &groups, people)
            }
        }
        Domain::Texts(texts) => match attribute.meaning {
            Meaning::BirthDate | Meaning::Date => {
                let years: Vec<f64> = texts.iter().map(|text| year(text)).collect();
                numeric(&attribute.codes, &counts, &years, people)
            }
            Meaning::Postcode => {
                let groups: Vec<Option<String>> = texts
                    .iter()
                    .enumerate()
                    .map(|(code, text)| (code != 0).then(|| start_of(text)))
                    .collect();
                region(grouped(&attribute.codes, &counts, &groups, people))
            }
            meaning => {
                let there: Vec<usize> = (1..texts.len()).filter(|&code| counts[code] > 0).collect();
                let labels: Vec<&str> = there.iter().map(|&code| texts[code].as_str()).collect();
                // A code of an industry is no scale, whatever it looks like; so many different labels are none either.
                let order = (meaning != Meaning::Sbi && labels.len() <= 200).then(|| scale::order(&labels));
                match order.flatten() {
                    Some(order) => {
                        let mut ranks = vec![f64::NAN; texts.len()];
                        there.iter().zip(order).for_each(|(&code, rank)| ranks[code] = rank);
                        ordered(&attribute.codes, &counts, &ranks, people)
                    }
                    None => {
                        let levels: Vec<u32> = (0..texts.len() as u32).collect();
                        categorical(&attribute.codes, &counts, &levels, people)
                    }
                }
            }
        },
    }
}

/// The first two characters of a postcode.
fn start_of(text: &str) -> String {
    text.chars().take(2).collect()
}

/// People of one region are not alike in their postcode: its start just tells nothing, and the rest is a place.
fn region(column: Column) -> Column {
    match column {
        Column::Out(Why::Constant) => Column::Out(Why::Area),
        column => column,
    }
}

/// The year of a `jjjj-mm-dd` date; NaN when it is unknown.
fn year(text: &str) -> f64 {
    match text.get(..4).and_then(|year| year.parse::<u16>().ok()) {
        Some(year) if year > 0 => f64::from(year),
        _ => f64::NAN,
    }
}

/// A category whose values are first put together by their text.
fn grouped(codes: &[u32], counts: &[u32], groups: &[Option<String>], people: usize) -> Column {
    let mut names: Vec<&String> = groups.iter().flatten().collect();
    crate::sort::by(&mut names, Ord::cmp);
    names.dedup();
    let level = |group: &Option<String>| match group {
        Some(name) => names.binary_search(&name).map_or(0, |at| at as u32 + 1),
        None => 0,
    };
    let levels: Vec<u32> = groups.iter().map(level).collect();
    categorical(codes, counts, &levels, people)
}

/// That a column is left out, and why, is told; so it never turns on fewer people than this, whatever the smallest group (up to 50).
/// In a file of less than 250 people, of which groups are not shown, a fifth.
fn few(people: usize) -> usize {
    (people / 5).clamp(2, 50)
}

/// `levels` gives the level of each code; 0 is missing.
fn categorical(codes: &[u32], counts: &[u32], levels: &[u32], people: usize) -> Column {
    let most = levels.iter().max().map_or(0, |&level| level as usize);
    let mut sizes = vec![0usize; most + 1];
    for (&level, &count) in levels.iter().zip(counts) {
        sizes[level as usize] += count as usize;
    }
    sizes[0] = 0;
    let known: usize = sizes.iter().sum();
    if known * 20 < people || known < few(people) {
        return Column::Out(Why::AllMissing);
    }
    let mut order: Vec<usize> = (1..=most).filter(|&level| sizes[level] > 0).collect();
    if order.len() < 2 {
        return Column::Out(Why::Constant);
    }
    crate::sort::by_key(&mut order, |&level| (std::cmp::Reverse(sizes[level]), level));
    let rare = (people / 200).max(5);
    let kept = order.iter().take_while(|&&level| sizes[level] >= rare).count().min(MOST_LEVELS - 1);
    let rest: usize = order[kept..].iter().map(|&level| sizes[level]).sum();
    if rest * 2 > known {
        return Column::Out(Why::NearUnique);
    }
    // Almost everyone alike: what is left over is too little to tell groups apart.
    if kept == 1 && rest < rare.max(few(people)) {
        return Column::Out(Why::Constant);
    }
    let mut recode = vec![UNKNOWN; most + 1];
    let mut shares: Vec<f64> = Vec::with_capacity(kept + 1);
    for (at, &level) in order.iter().enumerate() {
        recode[level] = (at.min(kept) + 1) as u16;
    }
    for &level in &order[..kept] {
        shares.push(sizes[level] as f64 / known as f64);
    }
    if rest > 0 {
        shares.push(rest as f64 / known as f64);
    }
    let by_code: Vec<u16> = levels.iter().map(|&level| recode[level as usize]).collect();
    Column::Categorical(Categories {
        codes: codes.iter().map(|&code| by_code[code as usize]).collect(),
        shares,
        scores: None,
    })
}

/// A category with an order. `ranks` gives the place of each code on its scale, in any unit; NaN is missing.
fn ordered(codes: &[u32], counts: &[u32], ranks: &[f64], people: usize) -> Column {
    let mut order: Vec<usize> =
        (0..ranks.len()).filter(|&code| ranks[code].is_finite() && counts[code] > 0).collect();
    crate::sort::by(&mut order, |&a, &b| ranks[a].total_cmp(&ranks[b]));
    // Levels from low to high: their codes and people.
    let mut levels: Vec<(Vec<usize>, usize)> = order
        .chunk_by(|&a, &b| ranks[a] == ranks[b])
        .map(|codes| (codes.to_vec(), codes.iter().map(|&code| counts[code] as usize).sum()))
        .collect();
    let known: usize = levels.iter().map(|level| level.1).sum();
    if known * 20 < people || known < few(people) {
        return Column::Out(Why::AllMissing);
    }
    let most = levels.iter().map(|level| level.1).max().unwrap_or(0);
    if known - most < few(people) {
        return Column::Out(Why::Constant);
    }
    let rare = (people / 200).max(5);
    while levels.len() > 1 {
        let (at, smallest) = levels
            .iter()
            .enumerate()
            .map(|(at, level)| (at, level.1))
            .min_by_key(|level| level.1)
            .unwrap_or((0, rare));
        if smallest >= rare && levels.len() < MOST_LEVELS {
            break;
        }
        let size = |at: usize| levels.get(at).map_or(usize::MAX, |level| level.1);
        let below = at.wrapping_sub(1);
        let to = if size(below) <= size(at + 1) { below } else { at + 1 };
        let (codes, size) = levels.remove(at.max(to));
        let joined = &mut levels[at.min(to)];
        joined.0.extend(codes);
        joined.1 += size;
    }
    if levels.len() < 2 {
        return Column::Out(Why::Constant);
    }
    let shares: Vec<f64> = levels.iter().map(|level| level.1 as f64 / known as f64).collect();
    let mut below = 0.0;
    let ridits: Vec<f64> = shares
        .iter()
        .map(|share| {
            below += share;
            below - share / 2.0
        })
        .collect();
    // Their mean is a half, whatever the shares.
    let variance: f64 =
        ridits.iter().zip(&shares).map(|(ridit, share)| share * (ridit - 0.5) * (ridit - 0.5)).sum();
    let scores: Vec<f32> = ridits.iter().map(|ridit| ((ridit - 0.5) / variance.sqrt()) as f32).collect();
    let mut level_of = vec![UNKNOWN; ranks.len()];
    for (level, (codes, _)) in levels.iter().enumerate() {
        codes.iter().for_each(|&code| level_of[code] = level as u16 + 1);
    }
    if levels.len() > FEW_NUMBERS {
        let score = |&code: &u32| match level_of[code as usize] {
            UNKNOWN => f32::NAN,
            level => scores[usize::from(level) - 1],
        };
        let values: Vec<(f32, u32)> =
            scores.iter().zip(&levels).map(|(&score, level)| (score, level.1 as u32)).collect();
        return Column::Numeric(codes.iter().map(score).collect(), grain(&values));
    }
    Column::Categorical(Categories {
        codes: codes.iter().map(|&code| level_of[code as usize]).collect(),
        shares,
        // Two levels are apart, in whatever order.
        scores: (scores.len() > 2).then_some(scores),
    })
}

/// Values by code on their way to the standard scale, with how many people carry each.
fn numeric(codes: &[u32], counts: &[u32], numbers: &[f64], people: usize) -> Column {
    let mut order: Vec<usize> =
        (0..numbers.len()).filter(|&code| numbers[code].is_finite() && counts[code] > 0).collect();
    let known: usize = order.iter().map(|&code| counts[code] as usize).sum();
    if known * 20 < people || known < few(people) {
        return Column::Out(Why::AllMissing);
    }
    let most = order.iter().map(|&code| counts[code] as usize).max().unwrap_or(0);
    if known - most < few(people) {
        return Column::Out(Why::Constant);
    }
    crate::sort::by(&mut order, |&a, &b| numbers[a].total_cmp(&numbers[b]));
    let pairs: Vec<(f64, f64)> = order.iter().map(|&code| (numbers[code], f64::from(counts[code]))).collect();
    let edge = known as f64 / 1000.0;
    let (low, high) = (reach(pairs.iter(), edge), reach(pairs.iter().rev(), edge));
    let drawn = |scale: Scale| {
        let values: Vec<(f64, f64)> =
            pairs.iter().map(|&(value, count)| (scale.apply(value.clamp(low, high)), count)).collect();
        moments(&values)
    };
    let mut scale = Scale::Plain;
    let mut best = drawn(scale);
    if best.2 > SKEWED && low >= 0.0 {
        for other in [Scale::LogPlusOne, Scale::Log] {
            if other == Scale::Log && low <= 0.0 {
                continue;
            }
            let tried = drawn(other);
            if tried.2.abs() < best.2.abs() {
                (scale, best) = (other, tried);
            }
        }
    }
    let (mean, deviation, _) = best;
    if deviation.is_nan() || deviation <= 1e-9 * mean.abs().max(1e-300) {
        return Column::Out(Why::Constant);
    }
    let by_code: Vec<f32> = numbers
        .iter()
        .map(|&number| {
            if number.is_finite() {
                ((scale.apply(number.clamp(low, high)) - mean) / deviation) as f32
            } else {
                f32::NAN
            }
        })
        .collect();
    let grain = grain(&order.iter().map(|&code| (by_code[code], counts[code])).collect::<Vec<_>>());
    Column::Numeric(codes.iter().map(|&code| by_code[code as usize]).collect(), grain)
}

/// Least variance of a group in a column: the square of the gap between neighbouring values, as the typical
/// person meets it, but at least 0.01 and at most 0.5 of the whole column's variance. A density can be made
/// arbitrarily high on a heap of equal values; no group is really narrower than what the column can tell apart.
fn grain(values: &[(f32, u32)]) -> f64 {
    let (mut gaps, mut people) = (0.0, 0.0);
    for (at, &(value, count)) in values.iter().enumerate() {
        let below = at.checked_sub(1).map_or(f32::INFINITY, |before| value - values[before].0);
        let above = values.get(at + 1).map_or(f32::INFINITY, |after| after.0 - value);
        let gap = f64::from(below.min(above).min(1.0));
        gaps += gap * f64::from(count);
        people += f64::from(count);
    }
    let gap = gaps / f64::max(people, 1.0);
    (gap * gap).clamp(0.01, 0.5)
}

/// The value at which more than `edge` people have been passed.
fn reach<'a>(pairs: impl Iterator<Item = &'a (f64, f64)>, edge: f64) -> f64 {
    let mut passed = 0.0;
    for &(value, count) in pairs {
        passed += count;
        if passed > edge {
            return value;
        }
    }
    f64::NAN
}

/// How a number is read before it is standardised.
#[derive(Clone, Copy, PartialEq)]
enum Scale {
    Plain,
    LogPlusOne,
    Log,
}

impl Scale {
    fn apply(self, value: f64) -> f64 {
        match self {
            Scale::Plain => value,
            Scale::LogPlusOne => ln(1.0 + value),
            Scale::Log => ln(value),
        }
    }
}

/// Mean, standard deviation and skewness of values with counts.
fn moments(values: &[(f64, f64)]) -> (f64, f64, f64) {
    let people: f64 = values.iter().map(|value| value.1).sum();
    let mean = values.iter().map(|(value, count)| value * count).sum::<f64>() / people;
    let (mut second, mut third) = (0.0, 0.0);
    for (value, count) in values {
        let distance = value - mean;
        second += count * distance * distance;
        third += count * distance * distance * distance;
    }
    let variance = second / people;
    let deviation = variance.sqrt();
    let skewness = if deviation > 0.0 { third / people / (variance * deviation) } else { 0.0 };
    (mean, deviation, skewness)
}

#[cfg(test)]
#[path = "encoded_tests.rs"]
mod tests;
