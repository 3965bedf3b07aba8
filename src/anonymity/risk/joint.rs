//! Who looks for somebody in the population: how many people of an attached population share each class of the file.

use super::super::bound::BoundLadder;
use super::super::group::Pairs;

/// A population with all quasi-identifiers jointly, and the release.
pub(crate) struct RiskPopulation<'a> {
    /// People of each row.
    pub(crate) counts: &'a [u32],
    /// In the order of the quasi-identifiers.
    pub(crate) columns: Vec<JointColumn<'a>>,
    /// Whether each record of the file is suppressed in the release.
    pub(crate) suppressed: &'a [bool],
}

/// One quasi-identifier of the file and of the population: the same ladder tied to the codes of each.
pub(crate) struct JointColumn<'a> {
    pub(crate) ladder: &'a BoundLadder,
    pub(crate) population: &'a [u32],
    pub(crate) population_ladder: &'a BoundLadder,
    /// Level of the release.
    pub(crate) level: usize,
}

/// A column being grouped: the band of every code of the file, and of the population; and the codes of the population.
struct Column {
    of_file: Vec<u32>,
    of_population: Vec<u32>,
    codes: Vec<u32>,
}

/// The grouping of both under way.
pub(super) struct Joint {
    columns: Vec<Column>,
    /// People of each row of the population.
    counts: Vec<u32>,
    /// Records that do not count.
    suppressed: Vec<bool>,
    column: usize,
    at: usize,
    classes: Vec<u32>,
    pairs: Pairs,
    done: bool,
}

/// Chances, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Chances {
    /// Highest that at least k people run.
    pub(super) highest: f64,
    /// Mean over the people: who is linked rightly when everybody is linked.
    pub(super) mean: f64,
}

impl Joint {
    /// The classes of the file as it is, or of the release.
    pub(super) fn new(population: &RiskPopulation<'_>, released: bool) -> Self {
        let level = |column: &JointColumn<'_>| if released { column.level } else { 0 };
        let columns = population.columns.iter().map(|column| Column {
            of_file: column.ladder.band_of_code(level(column)).to_vec(),
            of_population: column.population_ladder.band_of_code(level(column)).to_vec(),
            codes: column.population.to_vec(),
        });
        let records = population.suppressed.len();
        let mut pairs = Pairs::default();
        pairs.clear();
        Self {
            columns: columns.collect(),
            counts: population.counts.to_vec(),
            suppressed: if released { population.suppressed.to_vec() } else { vec![false; records] },
            column: 0,
            at: 0,
            classes: vec![0; records + population.counts.len()],
            pairs,
            done: false,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Groups at most so many rows more. `file` are the codes of the file, column after column.
    pub(super) fn advance(&mut self, file: &[Vec<u32>], rows: usize) {
        let (Some(column), Some(codes)) = (self.columns.get(self.column), file.get(self.column)) else {
            self.done = true;
            return;
        };
        let end = (self.at + rows.max(1)).min(self.classes.len());
        for at in self.at..end {
            let band = match codes.get(at) {
                Some(&code) => column.of_file.get(code as usize),
                None => column
                    .codes
                    .get(at - codes.len())
                    .and_then(|&code| column.of_population.get(code as usize)),
            };
            self.classes[at] = self.pairs.of(self.classes[at], band.copied().unwrap_or(u32::MAX));
        }
        self.at = end;
        if end == self.classes.len() {
            self.at = 0;
            self.column += 1;
            self.pairs.clear();
        }
    }

    /// A class of f people of the file is one of F in the population, never fewer than f: a table that misses people makes no
    /// one safer. The chance is 1 / F (El Emam & Dankar 2008).
    pub(super) fn chances(&self, people: &[u32], k: u32) -> Chances {
        let classes = self.classes.iter().max().map_or(0, |&most| most as usize + 1);
        let (mut file, mut population) = (vec![0u64; classes], vec![0u64; classes]);
        for ((&class, &people), _) in
            self.classes.iter().zip(people).zip(&self.suppressed).filter(|(_, &suppressed)| !suppressed)
        {
            file[class as usize] += u64::from(people);
        }
        for (&class, &people) in self.classes[people.len().min(self.classes.len())..].iter().zip(&self.counts)
        {
            population[class as usize] += u64::from(people);
        }
        let all: u64 = file.iter().sum();
        let each = || {
            let classes = file.iter().zip(&population).filter(|(&f, _)| f > 0);
            classes.map(|(&f, &population)| (f, 1.0 / f.max(population) as f64))
        };
        Chances {
            highest: highest(each(), k),
            mean: each().map(|(people, chance)| chance * people as f64 / all as f64).sum(),
        }
    }
}

/// The highest chance that at least k people run: that of a single small class would tell its size (PRODUCT D6). Of classes of at
/// least k people it is the highest there is. Each class is its people and their chance.
pub(super) fn highest(classes: impl Iterator<Item = (u64, f64)>, k: u32) -> f64 {
    let mut classes: Vec<(u64, f64)> = classes.filter(|&(people, _)| people > 0).collect();
    crate::sort::by(&mut classes, |a, b| b.1.total_cmp(&a.1));
    let mut people = 0;
    let reached = classes.iter().find(|(class, _)| {
        people += class;
        people >= u64::from(k.max(1))
    });
    reached.or(classes.last()).map_or(0.0, |&(_, chance)| chance)
}
