//! Making classes cheaper: rows take each other's places, classes are divided over others, new ones are opened.
//!
//! A row is only tried in the few classes where it would cost least ([`super::near`]). The moves are those of local search for facility location
//! (Arya et al. 2004: open, close, swap; here every facility has a least number of people) with chains in place of swaps: a row takes the
//! place of another, that one the place of a third, and so on, until one comes where the first left or is added to a class (cyclic exchanges and
//! ejection chains: Thompson & Psaraftis 1993; Glover 1996). A chain is followed as long as what was gained exceeds what was lost, through the
//! few cheapest places at each step.

use super::costs::Key;
use super::near::Near;
use super::{Class, Ground, Test, NONE};

/// Classes in which a row is tried.
const NEAR: usize = 4;
/// The classes of a row were not sought yet.
const UNKNOWN: u32 = NONE - 1;
/// Places that a chain is followed through: of its first row, of the second.
const BREADTH: [usize; 2] = [5, 3];
/// Rows that a new class is chosen from, and rows of a class that is divided over others.
const POOL: usize = 48;
/// Rows of a class that take part in chains and pools.
const SMALL: usize = 12;
/// What counts as cheaper: rounding is not.
const LESS: i64 = 64;
/// Rounds over all rows; the classes to try are sought anew every second round.
const ROUNDS: usize = 8;

/// The moves, in the order they are done.
#[derive(Clone, Copy)]
enum Phase {
    Begin,
    Chains(usize),
    Divide(usize),
    Open(usize),
}

/// A chain: rows each of which takes the place of the next, and what happens to the last.
#[derive(Default)]
struct Chain {
    change: i64,
    rows: Vec<u32>,
    /// The class it is added to; [`NONE`] when it comes where the first row left.
    to: u32,
}

/// A class that a chain starts in, without its first row.
struct Left<const W: usize> {
    key: Key<W>,
    different: Key<W>,
    people: u32,
    /// What it cost with that row.
    before: i64,
    /// How much less it costs when nobody comes in the place of that row; `None` when that may not be.
    spared: Option<i64>,
}

/// The changes under way.
pub(super) struct Change<const W: usize> {
    phase: Phase,
    round: usize,
    changed: bool,
    tree: Near,
    /// Class of every row.
    of: Vec<u32>,
    near: Vec<[u32; NEAR]>,
    /// Rows, or classes, in the order of their turn.
    order: Vec<u32>,
    /// Places of classes that are no more.
    spare: Vec<u32>,
    found: Vec<(i64, u32)>,
}

/// Classes before they were changed, in order to take it back.
type Before<const W: usize> = Vec<(u32, Class<W>)>;

impl<const W: usize> Change<W> {
    pub(super) fn new(ground: &Ground<W>, classes: &[Class<W>]) -> Self {
        let mut of = vec![NONE; ground.keys.len()];
        for (at, class) in (0u32..).zip(classes) {
            for &row in &class.rows {
                of[row as usize] = at;
            }
        }
        Self {
            phase: Phase::Begin,
            round: 0,
            changed: false,
            tree: Near::default(),
            near: vec![[UNKNOWN; NEAR]; of.len()],
            of,
            order: Vec::new(),
            spare: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Works on a little more. Returns whether nothing gets cheaper any more.
    pub(super) fn step(
        &mut self,
        ground: &mut Ground<W>,
        classes: &mut Vec<Class<W>>,
        test: &mut Option<&mut dyn Test>,
    ) -> bool {
        match self.phase {
            Phase::Begin => {
                if self.round.is_multiple_of(2) {
                    self.tree = Near::new(ground, classes);
                    self.near.fill([UNKNOWN; NEAR]);
                    ground.work += classes.len() as u64 * 10;
                }
                self.rows_in_order(ground, classes);
                self.phase = Phase::Chains(0);
            }
            Phase::Chains(at) => match self.order.get(at) {
                Some(&row) => {
                    self.changed |= self.chained(ground, classes, row, test);
                    self.phase = Phase::Chains(at + 1);
                }
                None => {
                    self.order = (0..classes.len() as u32)
                        .filter(|&at| !classes[at as usize].rows.is_empty())
                        .collect();
                    dearest_first(&mut self.order, |at| share(&classes[at as usize]));
                    self.phase = Phase::Divide(0);
                }
            },
            Phase::Divide(at) => match self.order.get(at) {
                Some(&class) => {
                    self.changed |= self.divided(ground, classes, class, test);
                    self.phase = Phase::Divide(at + 1);
                }
                None => {
                    self.rows_in_order(ground, classes);
                    self.phase = Phase::Open(0);
                }
            },
            Phase::Open(at) => match self.order.get(at) {
                Some(&row) => {
                    self.changed |= self.opened(ground, classes, row, test);
                    self.phase = Phase::Open(at + 1);
                }
                None => {
                    self.round += 1;
                    if self.round == ROUNDS || !std::mem::take(&mut self.changed) {
                        return true;
                    }
                    self.phase = Phase::Begin;
                }
            },
        }
        false
    }

    /// All rows that are in a class of more than one, those of the dearest classes first.
    fn rows_in_order(&mut self, ground: &mut Ground<W>, classes: &[Class<W>]) {
        let class = |row: u32| classes.get(self.of[row as usize] as usize);
        let together = |&row: &u32| class(row).is_some_and(|class| class.rows.len() > 1);
        let mut order: Vec<u32> = (0..self.of.len() as u32).filter(together).collect();
        dearest_first(&mut order, |row| class(row).map_or(0, share));
        ground.work += order.len() as u64;
        self.order = order;
    }

    /// The classes in which a row would cost least, as far as they are still there.
    fn near(&mut self, ground: &mut Ground<W>, classes: &[Class<W>], row: u32) -> [u32; NEAR] {
        if self.near[row as usize][0] == UNKNOWN {
            let own = self.of[row as usize];
            self.tree.find(ground, classes, row, own, NEAR, &mut self.found);
            let mut near = [NONE; NEAR];
            for (near, &(_, class)) in near.iter_mut().zip(&self.found) {
                *near = class;
            }
            self.near[row as usize] = near;
        }
        let there = |class: u32| classes.get(class as usize).is_some_and(|class| !class.rows.is_empty());
        self.near[row as usize].map(|class| if there(class) { class } else { NONE })
    }

    /// Where a row that is in no class costs least: how much more, and the class.
    fn cheapest(&mut self, ground: &mut Ground<W>, classes: &[Class<W>], row: u32) -> Option<(i64, u32)> {
        let near = self.near(ground, classes, row).into_iter().filter(|&at| at != NONE);
        near.map(|at| {
            let class = &classes[at as usize];
            (ground.joined(class, row) - class.cost, at)
        })
        .min()
    }

    /// Puts a class in its place, and its rows with it.
    fn put(&mut self, classes: &mut [Class<W>], at: u32, class: Class<W>) {
        for &row in &class.rows {
            self.of[row as usize] = at;
        }
        classes[at as usize] = class;
    }

    /// Follows chains from a row, and takes the cheapest.
    fn chained(
        &mut self,
        ground: &mut Ground<W>,
        classes: &mut [Class<W>],
        row: u32,
        test: &mut Option<&mut dyn Test>,
    ) -> bool {
        let own = self.of[row as usize];
        let class = &classes[own as usize];
        if class.rows.len() < 2 {
            return false;
        }
        let mut rest =
            class.rows.iter().filter(|&&other| other != row).map(|&other| ground.keys[other as usize]);
        let key = rest.next().unwrap_or(Key::NONE);
        let different = rest.fold(Key::NONE, |different, other| different.or(key.differs(other)));
        let people = class.people - ground.people(row);
        let before = class.cost;
        let spared = (people >= ground.least).then(|| ground.cost(key, different, people) - before);
        let left = Left { key, different, people, before, spared };
        let depth = if self.round == 0 { 1 } else { BREADTH.len() };
        let mut best = Chain { change: -LESS, ..Chain::default() };
        self.follow(ground, classes, &left, (&mut vec![row], &mut vec![own]), 0, depth, &mut best);
        if best.rows.is_empty() {
            return false;
        }
        let mut made: Before<W> = Vec::with_capacity(best.rows.len() + 1);
        let last = best.rows[best.rows.len() - 1];
        for (at, &row) in best.rows.iter().enumerate() {
            let class = self.of[row as usize];
            let comes = match at.checked_sub(1) {
                Some(before) => Some(best.rows[before]),
                None => (best.to == NONE).then_some(last),
            };
            let rest = classes[class as usize].rows.iter().copied().filter(|&other| other != row);
            made.push((class, ground.class(rest.chain(comes).collect())));
        }
        if best.to != NONE {
            made.push((best.to, ground.with(&classes[best.to as usize], last)));
        }
        if !made.iter().all(|(_, class)| ground.holds(&class.rows, class.people, test)) {
            return false;
        }
        for (at, class) in made {
            self.put(classes, at, class);
        }
        true
    }

    /// Goes on with a chain of rows, each in another class; `sum` is what the changes so far cost.
    #[allow(clippy::too_many_arguments)] // a recursion over one state
    fn follow(
        &mut self,
        ground: &mut Ground<W>,
        classes: &[Class<W>],
        left: &Left<W>,
        (rows, through): (&mut Vec<u32>, &mut Vec<u32>),
        sum: i64,
        depth: usize,
        best: &mut Chain,
    ) {
        let row = rows[rows.len() - 1];
        let (key, people) = (ground.key(row), ground.people(row));
        if rows.len() > 1 && left.people + people >= ground.least {
            let different = left.different.or(left.key.differs(key));
            let change = sum + ground.cost(key, different, left.people + people) - left.before;
            if change < best.change {
                *best = Chain { change, rows: rows.clone(), to: NONE };
            }
        }
        let mut places: Vec<(i64, u32, u32)> = Vec::new();
        for at in self.near(ground, classes, row) {
            if at == NONE || through.contains(&at) {
                continue;
            }
            let class = &classes[at as usize];
            if let Some(spared) = left.spared {
                let change = sum + spared + ground.joined(class, row) - class.cost;
                if change < best.change {
                    *best = Chain { change, rows: rows.clone(), to: at };
                }
            }
            let size = class.rows.len();
            if depth == 0 || size > SMALL {
                continue;
            }
            // In which bits all rows after each differ from this one; those before are added as we go.
            let mut after = [Key::NONE; SMALL + 1];
            for place in (0..size).rev() {
                after[place] = after[place + 1].or(ground.key(class.rows[place]).differs(key));
            }
            let mut before = Key::NONE;
            for (place, &other) in class.rows.iter().enumerate() {
                let different = before.or(after[place + 1]);
                before = before.or(ground.key(other).differs(key));
                let with = class.people - ground.people(other) + people;
                if with < ground.least {
                    continue;
                }
                let change = sum + ground.cost(key, different, with) - class.cost;
                if change + left.spared.unwrap_or(0) < 0 {
                    places.push((change, other, at));
                }
            }
        }
        if depth == 0 {
            return;
        }
        places.sort_unstable();
        places.truncate(BREADTH[BREADTH.len() - depth]);
        for (change, other, at) in places {
            rows.push(other);
            through.push(at);
            self.follow(ground, classes, left, (rows, through), change, depth - 1, best);
            rows.pop();
            through.pop();
        }
    }

    /// Divides a class over others, where that is cheaper.
    fn divided(
        &mut self,
        ground: &mut Ground<W>,
        classes: &mut [Class<W>],
        at: u32,
        test: &mut Option<&mut dyn Test>,
    ) -> bool {
        let rows = classes[at as usize].rows.clone();
        if rows.is_empty() || rows.len() > POOL {
            return false;
        }
        let before = vec![(at, std::mem::replace(&mut classes[at as usize], Class::EMPTY))];
        let most = before[0].1.cost - LESS;
        let done = self.spread(ground, classes, rows, before, most, test);
        if done {
            self.spare.push(at);
        }
        done
    }

    /// Puts rows that are in no class where they cost least, one after the other, as long as that costs less than `most` in all;
    /// if not, everything is as it was before.
    fn spread(
        &mut self,
        ground: &mut Ground<W>,
        classes: &mut [Class<W>],
        rows: Vec<u32>,
        mut before: Before<W>,
        most: i64,
        test: &mut Option<&mut dyn Test>,
    ) -> bool {
        let mut added = 0;
        let mut fits = most > 0;
        // What was made so far is judged in the end, with the rest.
        for row in rows {
            let place = if fits { self.cheapest(ground, classes, row) } else { None };
            let Some((more, to)) = place.filter(|(more, _)| added + more < most) else {
                fits = false;
                break;
            };
            added += more;
            let made = ground.with(&classes[to as usize], row);
            if before.iter().all(|(known, _)| *known != to) {
                before.push((to, std::mem::replace(&mut classes[to as usize], Class::EMPTY)));
            }
            self.put(classes, to, made);
        }
        let mut holds = |at: u32| {
            let class = &classes[at as usize];
            class.rows.is_empty() || ground.holds(&class.rows, class.people, test)
        };
        if fits && before.iter().all(|&(at, _)| holds(at)) {
            return true;
        }
        for (at, class) in before {
            self.put(classes, at, class);
        }
        false
    }

    /// Makes a new class around a row, of rows that are worse off where they are; classes that become too small for it are
    /// divided over others.
    fn opened(
        &mut self,
        ground: &mut Ground<W>,
        classes: &mut Vec<Class<W>>,
        row: u32,
        test: &mut Option<&mut dyn Test>,
    ) -> bool {
        let own = self.of[row as usize];
        if classes[own as usize].rows.len() < 2 {
            return false;
        }
        let mut made = ground.class(vec![row]);
        let mut pool: Vec<u32> =
            classes[own as usize].rows.iter().copied().filter(|&other| other != row).take(POOL).collect();
        let mut now = share(&classes[own as usize]) * i64::from(made.people);
        let mut last = row;
        while made.people < ground.least {
            for at in self.near(ground, classes, last) {
                let Some(class) = classes.get(at as usize) else { continue };
                for &other in class.rows.iter().take(SMALL) {
                    if pool.len() < POOL && other != row && !pool.contains(&other) {
                        pool.push(other);
                    }
                }
            }
            let mut best: Option<(i64, u32)> = None;
            for &other in &pool {
                let class = &classes[self.of[other as usize] as usize];
                if class.rows.len() < 2 || made.rows.contains(&other) {
                    continue;
                }
                let cost = ground.joined(&made, other) - share(class) * i64::from(ground.people(other));
                if best.is_none_or(|best| (cost, other) < best) {
                    best = Some((cost, other));
                }
            }
            let Some((_, other)) = best else { return false };
            now += share(&classes[self.of[other as usize] as usize]) * i64::from(ground.people(other));
            made = ground.with(&made, other);
            last = other;
        }
        if made.cost >= now - LESS || !ground.holds(&made.rows, made.people, test) {
            return false;
        }
        let mut from: Vec<u32> = made.rows.iter().map(|&row| self.of[row as usize]).collect();
        from.sort_unstable();
        from.dedup();
        let to = self.spare.pop().unwrap_or_else(|| {
            classes.push(Class::EMPTY);
            classes.len() as u32 - 1
        });
        let mut before: Before<W> = vec![(to, Class::EMPTY)];
        let (mut loose, mut closed) = (Vec::new(), Vec::new());
        let mut most = -made.cost - LESS;
        for &at in &from {
            let rest =
                classes[at as usize].rows.iter().copied().filter(|row| !made.rows.contains(row)).collect();
            let mut rest = ground.class(rest);
            most += classes[at as usize].cost;
            if rest.people < ground.least {
                loose.append(&mut rest.rows);
                closed.push(at);
                rest = Class::EMPTY;
            } else {
                most -= rest.cost;
            }
            before.push((at, std::mem::replace(&mut classes[at as usize], rest)));
        }
        self.put(classes, to, made);
        let done = self.spread(ground, classes, loose, before, most, test);
        match done {
            true => self.spare.extend(closed),
            false => self.spare.push(to),
        }
        done
    }
}

/// What one of its people costs.
fn share<const W: usize>(class: &Class<W>) -> i64 {
    class.cost / i64::from(class.people.max(1))
}

/// Dearest first; equally dear ones in their order.
fn dearest_first(items: &mut [u32], share: impl Fn(u32) -> i64) {
    // Keys written out: sorting by a function would be compiled once for each width, in ten kilobytes.
    let mut keyed: Vec<(i64, u32)> = items.iter().map(|&item| (-share(item), item)).collect();
    keyed.sort_unstable();
    items.iter_mut().zip(keyed).for_each(|(item, (_, next))| *item = next);
}
