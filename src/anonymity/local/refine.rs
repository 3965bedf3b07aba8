//! Making classes better: a dear class and its neighbours are taken apart and put together anew, and the result is kept
//! when it costs less. A large-neighbourhood search (Shaw 1998) whose repairs are k-member clustering (Byun, Kamra, Bertino & Li
//! 2007) from three kinds of seeds, dissolving, moving and swapping.

use super::classes::{Class, Ground};

/// Neighbours of a class that are looked at.
const NEAR: usize = 10;
/// Neighbours that are taken apart together with it.
const APART: [usize; 2] = [5, 9];
/// What counts as cheaper.
const LESS: f64 = 1e-9;

/// The refinement under way.
pub(super) struct Refine {
    order: Vec<usize>,
    at: usize,
    changed: bool,
    /// The cheap steps find nothing any more.
    thorough: bool,
}

impl Refine {
    /// Prepares the refinement.
    pub(super) fn new() -> Self {
        Self { order: Vec::new(), at: 0, changed: true, thorough: false }
    }

    /// Works on the next class. Returns whether there is nothing left that gets better.
    pub(super) fn step(&mut self, ground: &mut Ground, classes: &mut Vec<Class>) -> bool {
        if self.at >= self.order.len() {
            if !self.changed {
                if self.thorough {
                    return true;
                }
                self.thorough = true;
            }
            self.changed = false;
            self.at = 0;
            classes.retain(|class| !class.rows.is_empty());
            let mut order: Vec<usize> =
                (0..classes.len()).filter(|&at| classes[at].share > least_share(ground)).collect();
            crate::sort::by(&mut order, |&a, &b| {
                classes[b].share.total_cmp(&classes[a].share).then(a.cmp(&b))
            });
            self.order = order;
            return self.order.is_empty();
        }
        let at = self.order[self.at];
        self.at += 1;
        if !classes[at].rows.is_empty() {
            self.changed |=
                if self.thorough { around(ground, classes, at) } else { quickly(ground, classes, at) };
        }
        false
    }
}

/// What a class of one row costs a person: nothing gets below it.
fn least_share(ground: &Ground) -> f64 {
    (0..ground.forest.width())
        .map(|column| ground.forest.share(ground.forest.node(column, 0, 0)))
        .sum::<f64>()
        * 1.2
}

/// The neighbours of a class: those with which it would cost least more to be one.
fn neighbours(ground: &mut Ground, classes: &[Class], at: usize) -> Vec<usize> {
    let own = &classes[at];
    let mut near: Vec<(f64, usize)> = Vec::with_capacity(NEAR + 1);
    let mut limit = f64::INFINITY;
    for (other, class) in classes.iter().enumerate() {
        if other == at || class.rows.is_empty() {
            continue;
        }
        let people = f64::from(own.people + class.people);
        let cost = own.cost() + class.cost();
        let most = (limit + cost) / people;
        let share = ground.forest.joined(&own.nodes, &class.nodes, most);
        if share < most {
            let more = share * people - cost;
            let place = near.partition_point(|known| known.0 <= more);
            near.insert(place, (more, other));
            near.truncate(NEAR);
            if near.len() == NEAR {
                limit = near[NEAR - 1].0;
            }
        }
    }
    ground.work += classes.len() as u64;
    near.into_iter().map(|(_, at)| at).collect()
}

/// Works on a class and its neighbours. Returns whether anything became cheaper.
fn around(ground: &mut Ground, classes: &mut Vec<Class>, at: usize) -> bool {
    let near = neighbours(ground, classes, at);
    let mut changed = false;
    for apart in APART {
        let mut region = vec![at];
        region.extend(near.iter().copied().filter(|&near| !classes[near].rows.is_empty()).take(apart));
        if region.len() < 2 || classes[at].rows.is_empty() {
            break;
        }
        let before: f64 = region.iter().map(|&at| classes[at].cost()).sum();
        let rows: Vec<u32> = region.iter().flat_map(|&at| classes[at].rows.iter().copied()).collect();
        let mut best: Option<(f64, Vec<Class>)> = None;
        let mut consider = |made: Option<Vec<Class>>| {
            if let Some(made) = made {
                let cost: f64 = made.iter().map(Class::cost).sum();
                if cost < before - LESS && best.as_ref().is_none_or(|(known, _)| cost < known - LESS) {
                    best = Some((cost, made));
                }
            }
        };
        for seeds in [Seeds::Loneliest, Seeds::Farthest, Seeds::Dearest] {
            consider(rebuilt(ground, &rows, seeds));
        }
        let others: Vec<Class> = region[1..].iter().map(|&at| classes[at].clone()).collect();
        let own = classes[at].clone();
        consider(dissolved(ground, &own, others));
        let Some((_, made)) = best else { continue };
        changed = true;
        replace(classes, &region, made);
    }
    if !changed {
        for near in near {
            if classes[near].rows.is_empty() || classes[at].rows.is_empty() {
                continue;
            }
            if let Some((a, b)) = exchanged(ground, &classes[at], &classes[near]) {
                classes[at] = a;
                classes[near] = b;
                changed = true;
            }
        }
    }
    changed
}

/// The cheap steps on a class and its neighbours: its rows divided over them, else rows exchanged with each of them. For the same
/// work they gain some twenty times what taking apart gains, as long as there is anything to gain.
fn quickly(ground: &mut Ground, classes: &mut [Class], at: usize) -> bool {
    let near = neighbours(ground, classes, at);
    let others: Vec<Class> = near.iter().map(|&near| classes[near].clone()).collect();
    let own = classes[at].clone();
    if let Some(made) = dissolved(ground, &own, others) {
        for (&near, class) in near.iter().zip(made) {
            classes[near] = class;
        }
        classes[at] = Class { nodes: Vec::new(), rows: Vec::new(), people: 0, share: 0.0 };
        return true;
    }
    let mut changed = false;
    for near in near {
        if let Some((a, b)) = exchanged(ground, &classes[at], &classes[near]) {
            classes[at] = a;
            classes[near] = b;
            changed = true;
        }
    }
    changed
}

/// Puts other classes in the places of some.
fn replace(classes: &mut Vec<Class>, region: &[usize], made: Vec<Class>) {
    let mut made = made.into_iter();
    for &at in region {
        match made.next() {
            Some(class) => classes[at] = class,
            None => classes[at] = Class { nodes: Vec::new(), rows: Vec::new(), people: 0, share: 0.0 },
        }
    }
    classes.extend(made);
}

/// From which row the next cluster grows.
#[derive(Clone, Copy)]
enum Seeds {
    /// The row whose nearest neighbour is farthest.
    Loneliest,
    /// The row farthest from the seed before.
    Farthest,
    /// The first in the order of the classes, dearest class first.
    Dearest,
}

/// Rows put together anew: from each seed the nearest rows until there are enough people; what is left over joins where it
/// costs least; then rows are moved and swapped. `None` when the models do not hold.
fn rebuilt(ground: &mut Ground, rows: &[u32], seeds: Seeds) -> Option<Vec<Class>> {
    let mut left = rows.to_vec();
    let mut made: Vec<Class> = Vec::new();
    let mut last = *left.first()?;
    let mut people: u32 = left.iter().map(|&row| ground.rows.people[row as usize]).sum();
    // The nearest neighbour of every row is known beforehand.
    let lonely: Vec<f64> = match seeds {
        Seeds::Loneliest => rows
            .iter()
            .map(|&row| {
                let own = ground.rows.leaves(row).to_vec();
                rows.iter()
                    .filter(|&&other| other != row)
                    .fold(f64::INFINITY, |least, &other| least.min(ground.joined(&own, other, least)))
            })
            .collect(),
        _ => Vec::new(),
    };
    let loneliness = |row: u32| rows.iter().position(|&known| known == row).map_or(0.0, |at| lonely[at]);
    while people >= ground.least {
        let seed = match seeds {
            Seeds::Dearest => 0,
            Seeds::Loneliest => {
                let mut best = (f64::NEG_INFINITY, 0);
                for (at, &row) in left.iter().enumerate() {
                    let lonely = loneliness(row);
                    if lonely > best.0 {
                        best = (lonely, at);
                    }
                }
                best.1
            }
            Seeds::Farthest => {
                let own = ground.rows.leaves(last).to_vec();
                let mut best = (f64::NEG_INFINITY, 0);
                for (at, &row) in left.iter().enumerate() {
                    let far = ground.joined(&own, row, f64::INFINITY);
                    if far > best.0 {
                        best = (far, at);
                    }
                }
                best.1
            }
        };
        last = left.remove(seed);
        let mut class = ground.class(vec![last]);
        while class.people < ground.least {
            let mut best = (f64::INFINITY, usize::MAX);
            for (at, &row) in left.iter().enumerate() {
                let share = ground.joined(&class.nodes, row, best.0);
                if share < best.0 {
                    best = (share, at);
                }
            }
            if best.1 == usize::MAX {
                return None;
            }
            let row = left.remove(best.1);
            class = ground.with(&class, row);
        }
        people -= class.people;
        made.push(class);
    }
    for row in left {
        let (_, at) = ground.cheapest(&made, row)?;
        made[at] = ground.with(&made[at], row);
    }
    for a in 0..made.len() {
        for b in a + 1..made.len() {
            if let Some((first, second)) = exchanged_freely(ground, &made[a], &made[b]) {
                made[a] = first;
                made[b] = second;
            }
        }
    }
    made.iter().all(|class| ground.holds(&class.rows, class.people)).then_some(made)
}

/// The others with the rows of a class divided over them, each where it costs least.
fn dissolved(ground: &mut Ground, class: &Class, mut others: Vec<Class>) -> Option<Vec<Class>> {
    let mut added = 0.0;
    for &row in &class.rows {
        let (more, at) = ground.cheapest(&others, row)?;
        added += more;
        if added >= class.cost() - LESS {
            return None;
        }
        others[at] = ground.with(&others[at], row);
    }
    others.iter().all(|class| ground.holds(&class.rows, class.people)).then_some(others)
}

/// Two classes after the best moves and swaps of rows between them, while those make them cheaper and the models hold.
fn exchanged(ground: &mut Ground, a: &Class, b: &Class) -> Option<(Class, Class)> {
    let (a, b) = exchanged_freely(ground, a, b)?;
    (ground.holds(&a.rows, a.people) && ground.holds(&b.rows, b.people)).then_some((a, b))
}

/// The nodes of a class without each of its rows in turn.
fn without_each(ground: &mut Ground, class: &Class) -> Vec<Vec<u32>> {
    // From the front and from the back: what is above all rows before and all rows after.
    let rows = &class.rows;
    let mut after: Vec<Option<Vec<u32>>> = vec![None; rows.len() + 1];
    for at in (0..rows.len()).rev() {
        let mut nodes = ground.rows.leaves(rows[at]).to_vec();
        if let Some(rest) = &after[at + 1] {
            ground.forest.lift(&mut nodes, rest);
        }
        after[at] = Some(nodes);
    }
    let mut before: Option<Vec<u32>> = None;
    let mut without = Vec::with_capacity(rows.len());
    for (at, &row) in rows.iter().enumerate() {
        let leaves = ground.rows.leaves(row);
        without.push(match (&before, &after[at + 1]) {
            (Some(before), Some(after)) => {
                let mut nodes = before.clone();
                ground.forest.lift(&mut nodes, after);
                nodes
            }
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => Vec::new(),
        });
        match &mut before {
            Some(nodes) => ground.forest.lift(nodes, leaves),
            None => before = Some(leaves.to_vec()),
        }
    }
    ground.work += 2 * rows.len() as u64;
    without
}

fn exchanged_freely(ground: &mut Ground, a: &Class, b: &Class) -> Option<(Class, Class)> {
    let mut pair = (a.clone(), b.clone());
    let mut any = false;
    // Each round makes the pair cheaper; so few are ever needed that a bound does no harm.
    for _ in 0..20 {
        let (a, b) = (&pair.0, &pair.1);
        let now = a.cost() + b.cost() - LESS;
        let (without_a, without_b) = (without_each(ground, a), without_each(ground, b));
        // What to give: the place of a row of a, of b, or one of each.
        let mut best: (f64, Option<usize>, Option<usize>) = (now, None, None);
        let people = |row: u32| ground.rows.people[row as usize];
        let mut work = 0;
        for (i, rest_a) in without_a.iter().enumerate() {
            let given = people(a.rows[i]);
            if a.rows.len() > 1 && a.people >= ground.least + given {
                let fixed = ground.forest.cost(rest_a) * f64::from(a.people - given);
                let size = f64::from(b.people + given);
                let share =
                    ground.forest.joined(&b.nodes, ground.rows.leaves(a.rows[i]), (best.0 - fixed) / size);
                work += 1;
                if fixed + share * size < best.0 {
                    best = (fixed + share * size, Some(i), None);
                }
            }
            if a.rows.len() < 2 || b.rows.len() < 2 {
                continue;
            }
            for (j, rest_b) in without_b.iter().enumerate() {
                let taken = people(b.rows[j]);
                let (size_a, size_b) = (a.people - given + taken, b.people - taken + given);
                if size_a < ground.least || size_b < ground.least {
                    continue;
                }
                let (size_a, size_b) = (f64::from(size_a), f64::from(size_b));
                work += 1;
                let first =
                    size_a * ground.forest.joined(rest_a, ground.rows.leaves(b.rows[j]), best.0 / size_a);
                if first >= best.0 {
                    continue;
                }
                work += 1;
                let limit = (best.0 - first) / size_b;
                let second = size_b * ground.forest.joined(rest_b, ground.rows.leaves(a.rows[i]), limit);
                if first + second < best.0 {
                    best = (first + second, Some(i), Some(j));
                }
            }
        }
        for (j, rest_b) in without_b.iter().enumerate() {
            let given = people(b.rows[j]);
            if b.rows.len() > 1 && b.people >= ground.least + given {
                let fixed = ground.forest.cost(rest_b) * f64::from(b.people - given);
                let size = f64::from(a.people + given);
                let share =
                    ground.forest.joined(&a.nodes, ground.rows.leaves(b.rows[j]), (best.0 - fixed) / size);
                work += 1;
                if fixed + share * size < best.0 {
                    best = (fixed + share * size, None, Some(j));
                }
            }
        }
        ground.work += work;
        let (mut rows_a, mut rows_b) = (a.rows.clone(), b.rows.clone());
        let from_a = best.1.map(|i| rows_a.remove(i));
        let from_b = best.2.map(|j| rows_b.remove(j));
        if from_a.is_none() && from_b.is_none() {
            break;
        }
        rows_b.extend(from_a);
        rows_a.extend(from_b);
        any = true;
        pair = (ground.class(rows_a), ground.class(rows_b));
    }
    any.then_some(pair)
}
