//! Which rows of another file belong to which value of a key column: matched on pseudonyms, so that a key is compared and
//! never kept (PRODUCT A7, B4).

use super::{FilesError, Table, MISSING};
use crate::pseudonym::{DomainKey, Pseudonym};
use crate::task::{Progress, Step, Task};
use crate::text::Text;
use std::sync::Arc;

/// What to match.
pub(crate) struct MatchPlan {
    /// The other file's number, from 2.
    pub(crate) file: u32,
    /// The main file and its key column.
    pub(crate) main: (Arc<Table>, usize),
    /// The other file and its key column.
    pub(crate) other: (Arc<Table>, usize),
    /// The key of their pseudonym domain.
    pub(crate) key: DomainKey,
}

/// Two files matched on a key: numbers instead of keys, in an order that the session's key decides and that therefore may
/// reach no result.
pub(crate) struct KeyMatch {
    /// The other file's number, from 2.
    pub(crate) file: u32,
    /// The key column of the main file.
    pub(crate) column: usize,
    /// Per code of it the number of that key in the other file, from 1; 0 where that file does not have it.
    pub(crate) of_code: Vec<u32>,
    /// The other file's rows by key: those of key `n` stand at `starts[n - 1]..starts[n]`.
    pub(crate) rows: Vec<u32>,
    pub(crate) starts: Vec<u32>,
    /// Rows of the other file without a key.
    pub(crate) rows_without_key: usize,
    /// Rows of the other file whose key is nowhere in the main file.
    pub(crate) rows_unmatched: usize,
}

impl KeyMatch {
    /// The other file's rows of a key.
    pub(crate) fn rows_of(&self, key: u32) -> &[u32] {
        &self.rows[self.starts[key as usize - 1] as usize..self.starts[key as usize] as usize]
    }
}

/// The task of matching. Coding a key costs about a microsecond, and a key of either file 20 bytes until the end.
pub(crate) struct Matching {
    plan: MatchPlan,
    /// Keys by the first byte of their pseudonym, so that each part is sorted in one step: codes of the other file first,
    /// those of the main file after them.
    parts: Vec<Vec<(Pseudonym, u32)>>,
    stage: Stage,
    /// Number of each key of the other file, by its code; the same for the main file.
    of_other: Vec<u32>,
    of_main: Vec<u32>,
    /// Per number whether the main file has it too.
    shared: Vec<bool>,
}

enum Stage {
    Code(u32),
    Sort(usize),
    Rows,
}

impl Matching {
    /// Starts.
    pub(crate) fn new(plan: MatchPlan) -> Self {
        let (main, other) = (distinct(&plan.main), distinct(&plan.other));
        Self {
            plan,
            parts: (0..Pseudonym::PARTS).map(|_| Vec::new()).collect(),
            stage: Stage::Code(0),
            of_other: vec![0; other],
            of_main: vec![0; main],
            shared: vec![false],
        }
    }

    /// The text behind a place among the codes of both files, in its normal form.
    fn normalised(&self, place: u32) -> Option<String> {
        let others = self.of_other.len() as u32;
        let ((table, column), code) = match place.checked_sub(others) {
            None => (&self.plan.other, place),
            Some(code) => (&self.plan.main, code),
        };
        if code == MISSING {
            return None;
        }
        self.plan.key.normalise(table.column(*column).values.get(code))
    }

    fn number(&mut self, part: usize) -> Result<(), FilesError> {
        let mut part = std::mem::take(&mut self.parts[part]);
        crate::sort::by(&mut part, Ord::cmp);
        let others = self.of_other.len() as u32;
        for run in part.chunk_by(|a, b| a.0 == b.0) {
            let first = self.normalised(run[0].1);
            if run.len() > 1 && run[1..].iter().any(|&(_, place)| self.normalised(place) != first) {
                return Err(FilesError::Collision);
            }
            // In order of place: if the other file has the key, the first one is its.
            if run[0].1 >= others {
                continue;
            }
            let number = self.shared.len() as u32;
            self.shared.push(run.iter().any(|&(_, place)| place >= others));
            for &(_, place) in run {
                match place.checked_sub(others) {
                    None => self.of_other[place as usize] = number,
                    Some(code) => self.of_main[code as usize] = number,
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> KeyMatch {
        let (table, column) = &self.plan.other;
        let codes = &table.column(*column).codes;
        let number = |row: &u32| self.of_other[*row as usize] as usize;
        let mut starts = vec![0u32; self.shared.len() + 1];
        for code in codes {
            starts[number(code) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let rows_without_key = starts[1] as usize;
        let sizes = starts.windows(2).skip(1).map(|pair| (pair[1] - pair[0]) as usize);
        let rows_unmatched =
            sizes.zip(&self.shared[1..]).filter(|(_, &shared)| !shared).map(|(size, _)| size).sum();
        let mut next = starts.clone();
        let mut rows = vec![0u32; codes.len()];
        for (row, code) in (0u32..).zip(codes) {
            let place = &mut next[number(code)];
            rows[*place as usize] = row;
            *place += 1;
        }
        // Number 0 is "no key": its rows stand first and belong to nobody.
        starts.remove(0);
        KeyMatch {
            file: self.plan.file,
            column: self.plan.main.1,
            of_code: std::mem::take(&mut self.of_main),
            rows,
            starts,
            rows_without_key,
            rows_unmatched,
        }
    }
}

fn distinct((table, column): &(Arc<Table>, usize)) -> usize {
    table.column(*column).values.len()
}

impl Task for Matching {
    type Output = KeyMatch;
    type Error = FilesError;

    fn step(&mut self, budget: u32) -> Step<KeyMatch, FilesError> {
        let all = (self.of_other.len() + self.of_main.len()) as u32;
        let mut left = i64::from(budget.max(1));
        while left > 0 {
            match self.stage {
                Stage::Code(place) if place < all => {
                    if let Some(text) = self.normalised(place) {
                        let code = self.plan.key.pseudonym(&text);
                        self.parts[code.part()].push((code, place));
                    }
                    left -= 1;
                    self.stage = Stage::Code(place + 1);
                }
                Stage::Code(_) => self.stage = Stage::Sort(0),
                Stage::Sort(part) if part < Pseudonym::PARTS => {
                    left -= 10 + self.parts[part].len() as i64 / 4;
                    if let Err(error) = self.number(part) {
                        return Step::Failed(error);
                    }
                    self.stage = Stage::Sort(part + 1);
                }
                Stage::Sort(_) => {
                    self.stage = Stage::Rows;
                    left -= self.plan.other.0.rows() as i64 / 20;
                }
                Stage::Rows => return Step::Done(self.finish()),
            }
        }
        let share = match self.stage {
            Stage::Code(place) => 0.8 * f64::from(place) / f64::from(all.max(1)),
            Stage::Sort(part) => 0.8 + 0.2 * part as f64 / Pseudonym::PARTS as f64,
            Stage::Rows => 1.0,
        };
        let doing = Text::new("Bestanden aan elkaar koppelen", "Joining the files");
        Step::Busy(Progress { share, doing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pseudonym::SessionKey;
    use crate::table::join::tests::table;

    #[test]
    fn two_identifiers_under_one_code_are_an_error() {
        let (main, other) = (table("nr;k\na;x\nb;x"), table("nr;k\nA;x\nc;x"));
        let key = || SessionKey::from_entropy([1; 32]).domain("klantnr");
        let matching = || {
            let (main, other) = ((Arc::clone(&main), 0), (Arc::clone(&other), 0));
            Matching::new(MatchPlan { file: 2, main, other, key: key() })
        };
        let code = key().pseudonym("A");
        let part = code.part();
        // Places: 0 to 2 are the other file's codes, 3 to 5 the main file's. "a" and "A" are one identifier.
        let mut task = matching();
        task.parts[part] = vec![(code, 1), (code, 4)];
        assert_eq!(task.number(part), Ok(()));
        assert_eq!((task.of_other[1], task.of_main[1]), (1, 1));
        // "b" under the code of "A": in two files, and within one.
        for places in [[1, 5], [4, 5]] {
            let mut task = matching();
            task.parts[part] = places.map(|place| (code, place)).into();
            assert_eq!(task.number(part), Err(FilesError::Collision));
        }
        let refusal = crate::refusal::Refusal::from(FilesError::Collision);
        assert_eq!(refusal.code, "fold.collision");
    }
}
