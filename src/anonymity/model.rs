//! Privacy models: what a class of people must satisfy to be released.

/// A privacy model, judged class by class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Model {
    /// Every class holds at least this many people (Samarati & Sweeney 1998).
    KAnonymity(u32),
}

impl Model {
    /// Whether a class of so many people may be released.
    pub(crate) fn holds(self, people: u32) -> bool {
        match self {
            Model::KAnonymity(k) => people >= k,
        }
    }

    /// Whether a class that satisfies the model still does after it is joined with any other class.
    /// Then whoever is suppressed at a transformation is suppressed at every finer one, which the
    /// search may use as a bound.
    pub(crate) fn monotone(self) -> bool {
        match self {
            Model::KAnonymity(_) => true,
        }
    }

    /// Fewest people that a class can hold under this model.
    pub(crate) fn least_people(self) -> u32 {
        match self {
            Model::KAnonymity(k) => k.max(1),
        }
    }
}
