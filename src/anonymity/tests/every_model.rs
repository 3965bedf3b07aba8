//! Every model under every measure against brute force from the definitions, on random small tables.

use super::vectors::Ask;
use super::*;
use crate::anonymity::Strategy as How;
use proptest::strategy::{Strategy, ValueTree};

/// A table of which the last column is sensitive, with households, counts and a population.
#[derive(Debug)]
struct Table {
    data: Data,
    counts: Vec<u32>,
    households: Vec<u32>,
    population: Inhabitants,
}

struct Inhabitants(Vec<Attribute>, Vec<u32>);

impl std::fmt::Debug for Inhabitants {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for attribute in &self.0 {
            writeln!(out, "population {:?}", attribute.codes)?;
        }
        write!(out, "{:?}", self.1)
    }
}

fn table() -> impl Strategy<Value = Table> {
    let data = small().prop_filter("a sensitive column beside others", |data| data.attributes.len() > 1);
    let rows = prop::collection::vec((prop::collection::vec(0usize..5, 4), 0u32..6), 0..12);
    (data, prop::collection::vec(1u32..4, 14), prop::collection::vec(0u32..5, 14), rows).prop_map(
        |(data, mut counts, mut households, rows)| {
            counts.truncate(data.people);
            households.truncate(data.people);
            // The population has values of the ladder, whether or not the data have them.
            let attributes = (0..data.attributes.len() - 1)
                .map(|j| {
                    let values: Vec<String> =
                        data.ladders[j].values.iter().filter(|v| !v.is_empty()).cloned().collect();
                    let cells: Vec<&str> =
                        rows.iter().map(|(cells, _)| values[cells[j] % values.len()].as_str()).collect();
                    attribute("bevolking", &cells)
                })
                .collect();
            let inhabitants = rows.iter().map(|(_, count)| *count).collect();
            Table { data, counts, households, population: Inhabitants(attributes, inhabitants) }
        },
    )
}

/// A strategy for every model, and for every kind of it that is judged in its own way.
fn models() -> Vec<BoxedStrategy<Model>> {
    let column = 0;
    let close = move |distance| {
        let t = prop::sample::select(vec![0.1, 0.25, 0.4, 0.7]);
        t.prop_map(move |t| Model::TCloseness { column, distance, t }).boxed()
    };
    let like = move |enhanced| {
        let beta = prop::sample::select(vec![0.3, 1.0, 2.5]);
        beta.prop_map(move |beta| Model::BetaLikeness { column, enhanced, beta }).boxed()
    };
    vec![
        (1u32..7).prop_map(Model::KAnonymity).boxed(),
        (1u32..4).prop_map(move |l| Model::DistinctDiversity { column, l }).boxed(),
        prop::sample::select(vec![1.0, 1.5, 2.0, 2.5])
            .prop_map(move |l| Model::EntropyDiversity { column, l })
            .boxed(),
        (prop::sample::select(vec![0.5, 1.0, 2.0, 4.0]), 1u32..4)
            .prop_map(move |(c, l)| Model::RecursiveDiversity { column, c, l })
            .boxed(),
        close(Distance::Equal),
        close(Distance::Ordered),
        close(Distance::Hierarchical),
        prop::sample::select(vec![0.3, 0.5, 0.8])
            .prop_map(move |alpha| Model::AlphaK { column, alpha })
            .boxed(),
        like(false),
        like(true),
        (1u32..6).prop_map(Model::KMap).boxed(),
        (1u32..4).prop_map(Model::Households).boxed(),
        prop::sample::select(vec![0.1, 0.25, 0.5]).prop_map(Model::AverageRisk).boxed(),
        prop::sample::select(vec![0.0, 0.1, 0.3]).prop_map(Model::SampleUniqueness).boxed(),
    ]
}

fn model() -> impl Strategy<Value = Model> {
    prop::strategy::Union::new(models())
}

const MEASURES: [Measure; 5] = [
    Measure::Loss,
    Measure::NonUniformEntropy,
    Measure::SuppressedEntropy,
    Measure::Discernibility,
    Measure::AverageClassSize,
];

fn measure() -> impl Strategy<Value = Measure> {
    prop::sample::select(MEASURES.to_vec())
}

fn limit() -> impl Strategy<Value = f64> {
    prop::sample::select(vec![0.0, 0.1, 0.3, 0.6, 1.0])
}

/// A class as brute force sees it.
#[derive(Default)]
struct Class {
    people: u64,
    records: Vec<usize>,
    inhabitants: u64,
}

/// One transformation by the definitions alone: whether each record is released, or `None` beyond the limit; and
/// the measure.
struct Brute<'a> {
    table: &'a Table,
    ask: &'a Ask<'a>,
    bound: Vec<BoundLadder>,
    tied: Vec<BoundLadder>,
    sensitive: BoundLadder,
}

impl<'a> Brute<'a> {
    fn new(table: &'a Table, ask: &'a Ask<'a>) -> Self {
        let data = &table.data;
        Self {
            bound: ask.quasi.iter().map(|&j| data.ladders[j].bind(&data.attributes[j]).unwrap()).collect(),
            tied: ask.quasi.iter().map(|&j| data.ladders[j].bind(&table.population.0[j]).unwrap()).collect(),
            sensitive: data.ladders[ask.sensitive[0]].bind(&data.attributes[ask.sensitive[0]]).unwrap(),
            table,
            ask,
        }
    }

    fn nodes(&self) -> Vec<Vec<usize>> {
        self.bound.iter().fold(vec![Vec::new()], |lists, ladder| {
            lists
                .into_iter()
                .flat_map(|list| (0..ladder.height()).map(move |level| [list.clone(), vec![level]].concat()))
                .collect()
        })
    }

    fn people(&self) -> f64 {
        self.table.counts.iter().map(|&count| f64::from(count)).sum()
    }

    fn key(&self, levels: &[usize], record: usize) -> Vec<u32> {
        let column = |(j, ladder): (usize, &BoundLadder)| {
            ladder.band_of_code(levels[j])
                [self.table.data.attributes[self.ask.quasi[j]].codes[record] as usize]
        };
        self.bound.iter().enumerate().map(column).collect()
    }

    /// People by sensitive code, of these records.
    fn histogram(&self, records: impl Iterator<Item = usize>) -> BTreeMap<u32, f64> {
        let mut histogram = BTreeMap::new();
        for record in records {
            let code = self.table.data.attributes[self.ask.sensitive[0]].codes[record];
            *histogram.entry(code).or_insert(0.0) += f64::from(self.table.counts[record]);
        }
        histogram
    }

    fn class_holds(&self, model: Model, class: &Class) -> bool {
        let inside = self.histogram(class.records.iter().copied());
        let all = self.histogram(0..self.table.counts.len());
        let (n, m) = (self.people(), class.people as f64);
        let p = |code: &u32| all[code] / n;
        let q = |code: &u32| inside.get(code).copied().unwrap_or(0.0) / m;
        const HAIR: f64 = 1e-10;
        match model {
            Model::KAnonymity(k) => class.people >= u64::from(k),
            Model::KMap(k) => class.inhabitants >= u64::from(k),
            Model::Households(least) => {
                let mut seen: Vec<u32> =
                    class.records.iter().map(|&record| self.table.households[record]).collect();
                seen.sort_unstable();
                seen.dedup();
                seen.len() >= least as usize
            }
            Model::DistinctDiversity { l, .. } => inside.len() >= l as usize,
            Model::EntropyDiversity { l, .. } => {
                inside.keys().map(|code| -q(code) * libm::log(q(code))).sum::<f64>() >= libm::log(l) - HAIR
            }
            Model::RecursiveDiversity { c, l, .. } => {
                let mut counts: Vec<f64> = inside.values().copied().collect();
                counts.sort_by(|a, b| b.total_cmp(a));
                counts[0] < c * counts.iter().skip(l as usize - 1).sum::<f64>()
            }
            Model::AlphaK { alpha, .. } => inside.keys().all(|code| q(code) <= alpha + HAIR),
            Model::BetaLikeness { enhanced, beta, .. } => inside.keys().all(|code| {
                let gain = (q(code) - p(code)) / p(code);
                gain <= beta + HAIR && (!enhanced || gain <= -libm::log(p(code)) + HAIR)
            }),
            Model::TCloseness { distance, t, .. } => {
                let codes: Vec<u32> = all.keys().copied().collect();
                let level_together = |a: u32, b: u32| {
                    (0..self.sensitive.height())
                        .position(|level| {
                            let of_code = self.sensitive.band_of_code(level);
                            of_code[a as usize] == of_code[b as usize]
                        })
                        .unwrap()
                };
                let cost = |a: usize, b: usize| match distance {
                    Distance::Equal => f64::from(u8::from(a != b)),
                    Distance::Ordered => a.abs_diff(b) as f64 / (codes.len().max(2) - 1) as f64,
                    Distance::Hierarchical => {
                        level_together(codes[a], codes[b]) as f64 / (self.sensitive.height() - 1) as f64
                    }
                };
                let from: Vec<f64> = codes.iter().map(&p).collect();
                let to: Vec<f64> = codes.iter().map(&q).collect();
                transport(from, to, cost) <= t + HAIR
            }
            Model::AverageRisk(_) | Model::SampleUniqueness(_) => true,
        }
    }

    /// The measure at a node, or `None` when it violates the limit.
    fn value(&self, levels: &[usize]) -> Option<f64> {
        let mut classes: BTreeMap<Vec<u32>, Class> = BTreeMap::new();
        for record in 0..self.table.counts.len() {
            let class = classes.entry(self.key(levels, record)).or_default();
            class.people += u64::from(self.table.counts[record]);
            class.records.push(record);
        }
        for (row, &count) in self.table.population.1.iter().enumerate() {
            let key: Vec<u32> = (0..levels.len())
                .map(|j| {
                    self.tied[j].band_of_code(levels[j])
                        [self.table.population.0[self.ask.quasi[j]].codes[row] as usize]
                })
                .collect();
            if let Some(class) = classes.get_mut(&key) {
                class.inhabitants += u64::from(count);
            }
        }
        let share = |j: usize, band: u32| {
            f64::from(self.bound[j].rows_of_band(levels[j])[band as usize]) / f64::from(self.bound[j].rows())
        };
        // Smallest first, then what keeps most detail, then by bands.
        let mut kept: Vec<(&Vec<u32>, &Class)> = classes
            .iter()
            .filter(|(_, class)| self.ask.models.iter().all(|&model| self.class_holds(model, class)))
            .collect();
        let detail = |key: &[u32], people: u64| -> f64 {
            key.iter().enumerate().map(|(j, &band)| people as f64 * share(j, band) + 1.0).product()
        };
        kept.sort_by(|a, b| {
            a.1.people
                .cmp(&b.1.people)
                .then_with(|| detail(a.0, a.1.people).total_cmp(&detail(b.0, b.1.people)))
                .then_with(|| a.0.cmp(b.0))
        });
        let over_release = |kept: &[(&Vec<u32>, &Class)]| {
            let people: f64 = kept.iter().map(|class| class.1.people as f64).sum();
            let alone = kept.iter().filter(|class| class.1.people == 1).count() as f64;
            people == 0.0
                || self.ask.models.iter().all(|model| match model {
                    Model::AverageRisk(risk) => kept.len() as f64 / people <= *risk,
                    Model::SampleUniqueness(risk) => alone / people <= *risk,
                    _ => true,
                })
        };
        while !over_release(&kept) {
            kept.remove(0);
        }
        let n = self.people();
        let released: f64 = kept.iter().map(|class| class.1.people as f64).sum();
        if n - released > (self.ask.limit * n + 1e-6).floor() {
            return None;
        }
        let squares: f64 = kept.iter().map(|class| (class.1.people as f64).powi(2)).sum();
        let is_kept = |key: &[u32]| kept.iter().any(|class| class.0 == key);
        Some(match self.ask.measure {
            Measure::Discernibility => squares + n * (n - released),
            Measure::AverageClassSize => n / (kept.len() as f64 + f64::from(u8::from(released < n))),
            Measure::Loss => {
                let total: f64 = self.ask.quasi.iter().map(|&j| self.ask.weights[j]).sum();
                let factor = |j: usize| {
                    let rows = f64::from(self.bound[j].rows());
                    let cost: f64 = classes
                        .iter()
                        .map(|(key, class)| {
                            class.people as f64 * if is_kept(key) { share(j, key[j]) } else { 1.0 }
                        })
                        .sum();
                    let loss: f64 =
                        if rows > 1.0 { ((cost - n / rows) / (n - n / rows)).max(0.0) } else { 0.0 };
                    libm::pow(loss + 1.0, self.ask.weights[self.ask.quasi[j]] / total)
                };
                (0..levels.len()).map(factor).product::<f64>() - 1.0
            }
            Measure::NonUniformEntropy | Measure::SuppressedEntropy => {
                let column = |j: usize| {
                    let mut bits = 0.0;
                    let codes = &self.table.data.attributes[self.ask.quasi[j]].codes;
                    let band = |level: usize, record: usize| {
                        self.bound[j].band_of_code(level)[codes[record] as usize]
                    };
                    let count = |of: &dyn Fn(usize) -> bool| -> f64 {
                        (0..codes.len()).filter(|&r| of(r)).map(|r| f64::from(self.table.counts[r])).sum()
                    };
                    let lost = |record: usize| !is_kept(&self.key(levels, record));
                    for (record, &count_of_record) in self.table.counts.iter().enumerate() {
                        let weight = f64::from(count_of_record);
                        let original = count(&|other| band(0, other) == band(0, record));
                        let general = count(&|other| band(levels[j], other) == band(levels[j], record));
                        bits -= weight * libm::log2(original / general);
                        if self.ask.measure == Measure::SuppressedEntropy && lost(record) {
                            let alike = count(&|other| {
                                lost(other) && band(levels[j], other) == band(levels[j], record)
                            });
                            bits -= weight * libm::log2(alike / count(&lost));
                        }
                    }
                    self.ask.weights[self.ask.quasi[j]] * bits
                };
                (0..levels.len()).map(column).sum()
            }
        })
    }
}

/// The least cost of moving one distribution into another, by successive cheapest paths over the bipartite graph.
fn transport(from: Vec<f64>, to: Vec<f64>, cost: impl Fn(usize, usize) -> f64) -> f64 {
    let (size, mut supply, mut demand) = (from.len(), from, to);
    let mut flow = vec![vec![0.0f64; size]; size];
    let mut total = 0.0;
    while let Some(source) = (0..size).find(|&i| supply[i] > 1e-13) {
        // Bellman–Ford from the source: nodes 0..size send, size.. receive.
        let mut distance = vec![f64::INFINITY; 2 * size];
        let mut parent = vec![usize::MAX; 2 * size];
        distance[source] = 0.0;
        for _ in 0..2 * size {
            for i in 0..size {
                for j in 0..size {
                    if distance[i] + cost(i, j) < distance[size + j] - 1e-12 {
                        distance[size + j] = distance[i] + cost(i, j);
                        parent[size + j] = i;
                    }
                    if flow[i][j] > 1e-13 && distance[size + j] - cost(i, j) < distance[i] - 1e-12 {
                        distance[i] = distance[size + j] - cost(i, j);
                        parent[i] = size + j;
                    }
                }
            }
        }
        let open = (0..size).filter(|&j| demand[j] > 1e-13);
        let Some(sink) = open.min_by(|&a, &b| distance[size + a].total_cmp(&distance[size + b])) else {
            break;
        };
        let mut amount = supply[source].min(demand[sink]);
        let mut at = size + sink;
        while at != source {
            if at < size {
                amount = amount.min(flow[at][parent[at] - size]);
            }
            at = parent[at];
        }
        let mut at = size + sink;
        while at != source {
            let before = parent[at];
            if at >= size {
                flow[before][at - size] += amount;
            } else {
                flow[at][before - size] -= amount;
            }
            at = before;
        }
        total += amount * distance[size + sink];
        supply[source] -= amount;
        demand[sink] -= amount;
    }
    total
}

fn ask<'a>(table: &'a Table, models: &[Model], limit: f64, measure: Measure) -> Ask<'a> {
    let last = table.data.attributes.len() - 1;
    let mut ask = Ask::new(&table.data, &[last], models, limit).by(measure);
    ask.counts.clone_from(&table.counts);
    ask.households = Some(&table.households);
    ask.population = Some((&table.population.0, &table.population.1));
    ask
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-8 * b.abs().max(1.0)
}

/// The best of each neighbouring part of the lattice is the best of that part by brute force.
fn check_around(
    ask: &Ask<'_>,
    table: &Table,
    levels: &[usize],
    values: &[(Vec<usize>, f64)],
) -> Result<(), TestCaseError> {
    let around = ask
        .around(&table.data, levels)
        .map_err(|error| TestCaseError::fail(format!("no neighbours: {error:?}")))?;
    let heights = ask.quasi.iter().map(|&j| table.data.ladders[j].height());
    let ends = levels
        .iter()
        .zip(heights)
        .map(|(&level, height)| usize::from(level > 0) + usize::from(level + 1 < height));
    prop_assert_eq!(around.len(), ends.sum::<usize>());
    for neighbour in around {
        prop_assert!(neighbour.proven && neighbour.level.abs_diff(levels[neighbour.column]) == 1);
        let part = values.iter().filter(|(levels, _)| levels[neighbour.column] == neighbour.level);
        let least = part.clone().map(|(_, value)| *value).reduce(f64::min);
        prop_assert_eq!(neighbour.best.is_some(), least.is_some());
        let (Some(best), Some(least)) = (neighbour.best, least) else { continue };
        prop_assert!(near(best.value, least), "{} against {least}", best.value);
        prop_assert!(part.clone().any(|(levels, value)| *levels == best.levels && near(*value, least)));
        // Holding the column there gives the same.
        let held = ask.clone().hold(neighbour.column, neighbour.level);
        let found = held.run(&table.data).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        prop_assert_eq!(found.release().value.to_bits(), best.value.to_bits());
        prop_assert_eq!(u64::from(found.suppressed()), best.suppressed);
        prop_assert!(found.release().held[neighbour.column] && found.release().optimal);
    }
    Ok(())
}

/// The search finds the optimum by brute force; with `around` so do the searches of the neighbouring parts.
fn check(ask: &Ask<'_>, table: &Table, around: bool) -> Result<(), TestCaseError> {
    let brute = Brute::new(table, ask);
    let values: Vec<(Vec<usize>, f64)> = brute
        .nodes()
        .into_iter()
        .filter_map(|levels| brute.value(&levels).map(|value| (levels, value)))
        .collect();
    let least = values.iter().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
    match ask.run(&table.data) {
        Ok(found) => {
            let (value, levels) = (found.release().value, &found.release().levels);
            prop_assert!(values
                .iter()
                .any(|(known, known_value)| known == levels && near(*known_value, value)));
            let bound = found.release().bound;
            prop_assert!(
                bound <= value && (bound <= least || near(bound, least)),
                "{bound} is above {least}"
            );
            if ask.work.is_some() {
                return Ok(()); // it stopped early
            }
            prop_assert!(near(value, least), "{value} against {least}");
            prop_assert!(found.release().optimal);
            if around {
                check_around(ask, table, levels, &values)?;
            }
            Ok(())
        }
        Err(AnonymityError::TooFewPeople { .. }) => Ok(()),
        Err(AnonymityError::NoSolution { .. }) => {
            prop_assert!(values.is_empty(), "{least} was possible");
            Ok(())
        }
        Err(error) => Err(TestCaseError::fail(format!("{error:?}"))),
    }
}

/// So many random small tables for every model, each by every measure.
fn every_pair(tables: usize) {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let cases = (table(), limit(), any::<bool>());
    for model in models() {
        for _ in 0..tables {
            let (table, limit, heavy) = cases.new_tree(&mut runner).unwrap().current();
            let model = model.new_tree(&mut runner).unwrap().current();
            for measure in MEASURES {
                let mut ask = ask(&table, &[model], limit, measure);
                ask.weights[0] = if heavy { 2.5 } else { 1.0 };
                if let Err(error) = check(&ask, &table, false) {
                    panic!("{model:?} by {measure:?}, limit {limit}: {error}\n{table:?}");
                }
            }
        }
    }
}

#[test]
fn every_model_by_every_measure() {
    every_pair(10);
}

/// `cargo test --lib every_model_by_every_measure_at_length -- --ignored`
#[test]
#[ignore = "70,000 searches beside brute force: minutes"]
fn every_model_by_every_measure_at_length() {
    every_pair(1000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1200, ..ProptestConfig::default() })]

    #[test]
    fn the_optimum_of_any_models_by_any_measure(
        table in table(),
        models in prop::collection::vec(model(), 1..4),
        measure in measure(),
        limit in limit(),
        best_first in any::<bool>(),
        heavy in any::<bool>(),
    ) {
        let mut ask = ask(&table, &models, limit, measure);
        if best_first {
            ask.strategy = How::BestFirst;
        }
        if heavy {
            ask.weights[0] = 2.5;
        }
        check(&ask, &table, true)?;
    }

    /// A search that stops early tells a bound that no transformation is below.
    #[test]
    fn a_bound_is_below_everything(
        table in table(),
        model in model(),
        measure in measure(),
        limit in limit(),
        work in 0u64..60,
        heavy in any::<bool>(),
    ) {
        let mut ask = ask(&table, &[model], limit, measure);
        ask.strategy = How::BestFirst;
        ask.work = Some(work);
        if heavy {
            ask.weights[0] = 2.5;
        }
        check(&ask, &table, false)?;
    }

    /// A record that stands for three people is three records.
    #[test]
    fn counts_are_people(
        table in table(),
        models in prop::collection::vec(model(), 1..4),
        measure in measure(),
        limit in prop::sample::select(vec![0.0, 0.3, 1.0]),
    ) {
        let merged = ask(&table, &models, limit, measure).run(&table.data);
        let of = |record: usize, count: u32| (0..count).map(move |_| record);
        // Apart, and in another order.
        let order: Vec<usize> =
            table.counts.iter().enumerate().rev().flat_map(|(record, &count)| of(record, count)).collect();
        let mut apart = Data { people: order.len(), attributes: Vec::new(), ladders: table.data.ladders.clone() };
        for attribute in &table.data.attributes {
            let codes = order.iter().map(|&record| attribute.codes[record]).collect();
            let (name, label, domain) = (attribute.name.clone(), attribute.label.clone(), attribute.domain.clone());
            let (column, role, meaning) = (attribute.column, attribute.role, attribute.meaning);
            apart.attributes.push(Attribute { column, name, label, role, meaning, codes, domain });
        }
        let households: Vec<u32> = order.iter().map(|&record| table.households[record]).collect();
        let mut other = ask(&table, &models, limit, measure);
        other.counts = vec![1; order.len()];
        other.households = Some(&households);
        match (merged, other.run(&apart)) {
            (Ok(merged), Ok(apart)) => {
                prop_assert_eq!(&merged.release().levels, &apart.release().levels);
                prop_assert_eq!(merged.release().value.to_bits(), apart.release().value.to_bits());
                prop_assert_eq!(merged.suppressed(), apart.suppressed());
                for (at, &record) in order.iter().enumerate() {
                    prop_assert_eq!(apart.release().suppressed[at], merged.release().suppressed[record]);
                }
                let (mut ours, mut theirs) = (statistics(&merged, None, false), statistics(&apart, None, false));
                (ours.checked, theirs.checked) = (0, 0);
                prop_assert_eq!(ours, theirs);
            }
            (Err(merged), Err(apart)) => prop_assert_eq!(merged, apart),
            _ => prop_assert!(false, "one has a solution and the other has not"),
        }
    }
}
