//! Cheap steps that make classes better, row by row: a row moves to a class beside it, changes places with another, a class is divided over
//! those around it, or a new one is made of rows that fit better together (cf. the local search of Arya et al. 2004 for facility location:
//! open, close, swap; here every facility has a least number of people).
//!
//! Only classes of rows that lie near are tried: rows are sorted once for every column first, and those that come close in any
//! of these orders are near.

use super::classes::{Class, Ground};

/// How many places a near row is away, in an order.
const WINDOW: usize = 6;
/// Near rows of a row.
const NEAR: usize = 12;
/// Rows that a new class is chosen from, and rows of a class that is divided over others.
const POOL: usize = 48;
/// What counts as cheaper.
const LESS: f64 = 1e-9;
/// Most rows that this is done for: near rows take some 200 bytes each, and all rows are sorted at once.
pub(super) const MOST_ROWS: usize = 60_000;
/// Rounds over all rows.
const ROUNDS: usize = 2;

/// The steps, in the order they are done.
#[derive(Clone, Copy)]
enum Phase {
    /// Rows are sorted with this column first.
    Near(usize),
    /// Rows move and change places.
    Move(usize),
    /// Classes are divided over others.
    Divide(usize),
    /// New classes are made.
    Open(usize),
}

/// The polishing under way.
pub(super) struct Polish {
    phase: Phase,
    round: usize,
    changed: bool,
    /// Near rows by row, nearest first.
    near: Vec<Vec<(f64, u32)>>,
    /// Class of every row; `u32::MAX` when it is in none.
    of: Vec<u32>,
    /// Rows, or classes, in the order of their turn.
    order: Vec<u32>,
    /// Places of classes that are no more.
    spare: Vec<usize>,
}

/// Classes before they were changed, in order to take it back.
type Before = Vec<(usize, Class)>;

fn none() -> Class {
    Class { nodes: Vec::new(), rows: Vec::new(), people: 0, share: 0.0 }
}

impl Polish {
    pub(super) fn new(ground: &Ground, classes: &[Class]) -> Self {
        let mut of = vec![u32::MAX; ground.rows.len()];
        for (at, class) in (0u32..).zip(classes) {
            for &row in &class.rows {
                of[row as usize] = at;
            }
        }
        Self {
            phase: Phase::Near(0),
            round: 0,
            changed: false,
            near: vec![Vec::new(); ground.rows.len()],
            of,
            order: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Works on a little more. Returns whether it is done.
    pub(super) fn step(&mut self, ground: &mut Ground, classes: &mut Vec<Class>) -> bool {
        match self.phase {
            Phase::Near(column) if column < ground.forest.width() => {
                self.sort(ground, column);
                self.phase = Phase::Near(column + 1);
            }
            Phase::Near(_) => {
                self.phase = Phase::Move(0);
                self.rows_in_order(classes);
            }
            Phase::Move(at) => match self.order.get(at) {
                Some(&row) => {
                    self.changed |= self.moved(ground, classes, row);
                    self.phase = Phase::Move(at + 1);
                }
                None => {
                    self.order = (0..classes.len() as u32).collect();
                    by_share(&mut self.order, |&class| classes[class as usize].share);
                    self.phase = Phase::Divide(0);
                }
            },
            Phase::Divide(at) => match self.order.get(at) {
                Some(&class) => {
                    self.changed |= self.divided(ground, classes, class as usize);
                    self.phase = Phase::Divide(at + 1);
                }
                None => {
                    self.rows_in_order(classes);
                    self.phase = Phase::Open(0);
                }
            },
            Phase::Open(at) => match self.order.get(at) {
                Some(&row) => {
                    self.changed |= self.opened(ground, classes, row);
                    self.phase = Phase::Open(at + 1);
                }
                None => {
                    self.round += 1;
                    if self.round == ROUNDS || !std::mem::take(&mut self.changed) {
                        classes.retain(|class| !class.rows.is_empty());
                        return true;
                    }
                    self.rows_in_order(classes);
                    self.phase = Phase::Move(0);
                }
            },
        }
        false
    }

    /// Sorts the rows with a column first and the others after it in turn, and notes which come close.
    fn sort(&mut self, ground: &mut Ground, first: usize) {
        let width = ground.forest.width();
        let rows = &ground.rows;
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        crate::sort::by(&mut order, |&a, &b| {
            let (a, b) = (rows.leaves(a), rows.leaves(b));
            let columns = (first..width).chain(0..first);
            columns
                .map(|at| a[at].cmp(&b[at]))
                .find(|order| order.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        for (at, &row) in order.iter().enumerate() {
            for &other in order.iter().skip(at + 1).take(WINDOW) {
                let share = ground.forest.joined(rows.leaves(row), rows.leaves(other), f64::INFINITY);
                note(&mut self.near[row as usize], share, other);
                note(&mut self.near[other as usize], share, row);
            }
        }
        ground.work += (rows.len() * WINDOW * 2) as u64;
    }

    /// All rows that are in a class of more than one, those of the dearest classes first.
    fn rows_in_order(&mut self, classes: &[Class]) {
        let class = |row: u32| classes.get(self.of[row as usize] as usize);
        let mut order: Vec<u32> = (0..self.of.len() as u32)
            .filter(|&row| class(row).is_some_and(|class| class.rows.len() > 1))
            .collect();
        by_share(&mut order, |&row| class(row).map_or(0.0, |class| class.share));
        self.order = order;
    }

    /// The classes of the rows near to some, but for one.
    fn beside(&self, rows: &[u32], but: usize) -> Vec<usize> {
        let mut found = Vec::with_capacity(NEAR);
        for &(_, row) in rows.iter().flat_map(|&row| &self.near[row as usize]) {
            let class = self.of[row as usize] as usize;
            if class != but && class != u32::MAX as usize && !found.contains(&class) {
                found.push(class);
            }
        }
        found
    }

    /// Where a row costs least among some classes: how much more, and the class.
    fn cheapest(ground: &mut Ground, classes: &[Class], row: u32, among: &[usize]) -> Option<(f64, usize)> {
        let people = f64::from(ground.rows.people[row as usize]);
        let mut best = None;
        let mut least = f64::INFINITY;
        for &at in among {
            let class = &classes[at];
            let has = f64::from(class.people);
            let limit = (least + class.cost()) / (has + people);
            let share = ground.joined(&class.nodes, row, limit);
            if share < limit {
                least = (has + people) * share - class.cost();
                best = Some((least, at));
            }
        }
        best
    }

    /// Puts a class in its place, and its rows with it.
    fn put(&mut self, classes: &mut [Class], at: usize, class: Class) {
        for &row in &class.rows {
            self.of[row as usize] = at as u32;
        }
        classes[at] = class;
    }

    /// A class without a row.
    fn without(ground: &mut Ground, class: &Class, row: u32) -> Class {
        match class.rows.len() {
            0 | 1 => none(),
            _ => ground.class(class.rows.iter().copied().filter(|&other| other != row).collect()),
        }
    }

    /// Takes changes over when the models hold and they cost less; gives back whether.
    fn take(&mut self, ground: &mut Ground, classes: &mut [Class], made: Vec<(usize, Class)>) -> bool {
        let before: f64 = made.iter().map(|(at, _)| classes[*at].cost()).sum();
        let after: f64 = made.iter().map(|(_, class)| class.cost()).sum();
        let better = after < before - LESS
            && made.iter().all(|(_, class)| class.rows.is_empty() || ground.holds(&class.rows, class.people));
        if better {
            for (at, class) in made {
                self.put(classes, at, class);
            }
        }
        better
    }

    /// Moves a row, or makes it change places, where that is cheaper.
    fn moved(&mut self, ground: &mut Ground, classes: &mut [Class], row: u32) -> bool {
        let at = self.of[row as usize] as usize;
        let own = &classes[at];
        if own.rows.len() < 2 {
            return false;
        }
        let people = ground.rows.people[row as usize];
        let rest = Self::without(ground, own, row);
        let among = self.beside(&[row], at);
        let place = Self::cheapest(ground, classes, row, &among);
        if rest.people >= ground.least {
            let Some((more, to)) = place else { return false };
            if rest.cost() + more >= own.cost() - LESS {
                return false;
            }
            let made = ground.with(&classes[to], row);
            return self.take(ground, classes, vec![(at, rest), (to, made)]);
        }
        // Somebody else has to come in its place: out of a class that can spare them, or in exchange.
        let now = own.cost();
        let mut best: Option<(f64, u32, usize)> = None;
        let mut seen: Vec<u32> = Vec::new();
        for &member in own.rows.iter().filter(|&&member| member != row) {
            for &(_, other) in &self.near[member as usize] {
                let from = self.of[other as usize] as usize;
                if from == at || from == u32::MAX as usize || seen.contains(&other) {
                    continue;
                }
                seen.push(other);
                let comes = ground.rows.people[other as usize];
                let source = &classes[from];
                if rest.people + comes < ground.least || source.rows.len() < 2 {
                    continue;
                }
                let own =
                    ground.joined(&rest.nodes, other, f64::INFINITY) * f64::from(rest.people + comes) - now;
                let least = best.map_or(-LESS, |(least, ..)| least);
                if own - source.cost() >= least {
                    continue;
                }
                let spared = source.people >= ground.least + comes;
                let swapped = source.people + people >= ground.least + comes;
                let left = if spared || swapped { Self::without(ground, source, other) } else { continue };
                if let Some((more, to)) = place.filter(|(_, to)| spared && *to != from) {
                    let change = own + more + left.cost() - source.cost();
                    if change < best.map_or(-LESS, |(least, ..)| least) {
                        best = Some((change, other, to));
                    }
                }
                if swapped {
                    let share = ground.joined(&left.nodes, row, f64::INFINITY);
                    let change = own + share * f64::from(left.people + people) - source.cost();
                    if change < best.map_or(-LESS, |(least, ..)| least) {
                        best = Some((change, other, from));
                    }
                }
            }
        }
        let Some((_, other, to)) = best else { return false };
        let from = self.of[other as usize] as usize;
        let left = Self::without(ground, &classes[from], other);
        let own = ground.with(&rest, other);
        let made = match from == to {
            true => vec![(at, own), (from, ground.with(&left, row))],
            false => vec![(at, own), (from, left), (to, ground.with(&classes[to], row))],
        };
        self.take(ground, classes, made)
    }

    /// Divides a class over those around it, where that is cheaper.
    fn divided(&mut self, ground: &mut Ground, classes: &mut [Class], at: usize) -> bool {
        let rows = classes[at].rows.clone();
        if rows.is_empty() || rows.len() > POOL {
            return false;
        }
        let before = vec![(at, std::mem::replace(&mut classes[at], none()))];
        let most = before[0].1.cost() - LESS;
        let done = self.spread(ground, classes, rows, before, most);
        if done {
            self.spare.push(at);
        }
        done
    }

    /// Puts rows that are in no class where they cost least, one after the other, as long as that costs less than `most` in all;
    /// if not, everything is as it was before.
    fn spread(
        &mut self,
        ground: &mut Ground,
        classes: &mut [Class],
        rows: Vec<u32>,
        mut before: Before,
        most: f64,
    ) -> bool {
        let mut added = 0.0;
        let mut fits = most > 0.0;
        for &row in &rows {
            self.of[row as usize] = u32::MAX;
        }
        // What was made so far is judged in the end, with the rest.
        for row in rows {
            let mut among = self.beside(&[row], usize::MAX);
            among.retain(|&class| !classes[class].rows.is_empty());
            let place = Self::cheapest(ground, classes, row, &among).filter(|_| fits);
            let Some((more, to)) = place.filter(|(more, _)| added + more < most) else {
                fits = false;
                break;
            };
            added += more;
            let made = ground.with(&classes[to], row);
            if before.iter().all(|(known, _)| *known != to) {
                before.push((to, std::mem::replace(&mut classes[to], none())));
            }
            self.put(classes, to, made);
        }
        let holds = |ground: &mut Ground, at: usize| {
            let class = &classes[at];
            class.rows.is_empty() || ground.holds(&class.rows, class.people)
        };
        if fits && before.iter().all(|&(at, _)| holds(ground, at)) {
            return true;
        }
        for (at, class) in before {
            self.put(classes, at, class);
        }
        false
    }

    /// Makes a new class around a row, of rows that are worse off where they are; classes that become too small for it are
    /// divided over others.
    fn opened(&mut self, ground: &mut Ground, classes: &mut Vec<Class>, row: u32) -> bool {
        let at = self.of[row as usize] as usize;
        if classes[at].rows.len() < 2 {
            return false;
        }
        let share_of =
            |this: &Self, row: u32| classes.get(this.of[row as usize] as usize).map_or(0.0, |one| one.share);
        let mut made = ground.class(vec![row]);
        let mut pool: Vec<u32> = self.near[row as usize].iter().map(|&(_, row)| row).collect();
        pool.extend(classes[at].rows.iter().copied().filter(|&other| other != row).take(POOL));
        pool.sort_unstable();
        pool.dedup();
        let mut now = share_of(self, row) * f64::from(made.people);
        while made.people < ground.least {
            let mut best: Option<(f64, u32)> = None;
            for &other in &pool {
                let class = self.of[other as usize] as usize;
                if made.rows.contains(&other) || classes.get(class).is_none_or(|class| class.rows.len() < 2) {
                    continue;
                }
                let comes = f64::from(ground.rows.people[other as usize]);
                let share = ground.joined(&made.nodes, other, f64::INFINITY);
                let cost = share * (f64::from(made.people) + comes) - classes[class].share * comes;
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, other));
                }
            }
            let Some((_, other)) = best else { return false };
            now += share_of(self, other) * f64::from(ground.rows.people[other as usize]);
            made = ground.with(&made, other);
            for &(_, near) in &self.near[other as usize] {
                if pool.len() < POOL && !pool.contains(&near) {
                    pool.push(near);
                }
            }
        }
        if made.cost() >= now - LESS || !ground.holds(&made.rows, made.people) {
            return false;
        }
        let mut from: Vec<usize> = made.rows.iter().map(|&row| self.of[row as usize] as usize).collect();
        from.sort_unstable();
        from.dedup();
        let to = self.spare.pop().unwrap_or_else(|| {
            classes.push(none());
            classes.len() - 1
        });
        let mut before: Before = vec![(to, none())];
        let (mut loose, mut closed) = (Vec::new(), Vec::new());
        let mut most = -made.cost() - LESS;
        for &class in &from {
            let left: Vec<u32> =
                classes[class].rows.iter().copied().filter(|row| !made.rows.contains(row)).collect();
            let rest = if left.is_empty() { none() } else { ground.class(left) };
            most += classes[class].cost();
            if rest.people < ground.least {
                loose.extend_from_slice(&rest.rows);
                closed.push(class);
                before.push((class, std::mem::replace(&mut classes[class], none())));
            } else {
                most -= rest.cost();
                before.push((class, std::mem::replace(&mut classes[class], rest)));
            }
        }
        self.put(classes, to, made);
        let done = self.spread(ground, classes, loose, before, most);
        match done {
            true => self.spare.extend(closed),
            false => self.spare.push(to),
        }
        done
    }
}

/// Notes a near row, when it is one of the nearest.
fn note(near: &mut Vec<(f64, u32)>, share: f64, row: u32) {
    if near.len() == NEAR && near[NEAR - 1].0 <= share || near.iter().any(|known| known.1 == row) {
        return;
    }
    let place = near.partition_point(|known| known.0 <= share);
    near.insert(place, (share, row));
    near.truncate(NEAR);
}

/// Dearest first; equally dear ones in their order.
fn by_share(items: &mut [u32], share: impl Fn(&u32) -> f64) {
    crate::sort::by(items, |a, b| share(b).total_cmp(&share(a)).then(a.cmp(b)));
}
