//! Whether a set of people spans enough households (PRODUCT B3): a whole family in one class or block has told on itself.

/// Fewest different households in a class or a block, where a household key is known.
pub(crate) const FEWEST_HOUSEHOLDS: usize = 3;

/// Up to [`FEWEST_HOUSEHOLDS`] different households of a set. More are never needed: a union of sets has enough when one of them
/// has, and else each is known in full.
#[derive(Clone, Copy, Default)]
pub(super) struct Few {
    ids: [u32; FEWEST_HOUSEHOLDS],
    len: usize,
}

impl Few {
    /// Adds a household.
    pub(super) fn add(&mut self, household: u32) {
        if self.len < FEWEST_HOUSEHOLDS && !self.ids[..self.len].contains(&household) {
            self.ids[self.len] = household;
            self.len += 1;
        }
    }

    /// Adds all of another set.
    pub(super) fn join(&mut self, other: &Few) {
        other.ids[..other.len].iter().for_each(|&household| self.add(household));
    }

    /// Whether there are enough.
    pub(super) fn enough(&self) -> bool {
        self.len == FEWEST_HOUSEHOLDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_different_ones_are_enough() {
        let mut few = Few::default();
        for (household, enough) in [(7, false), (7, false), (0, false), (7, false), (9, true), (1, true)] {
            few.add(household);
            assert_eq!(few.enough(), enough);
        }
        let (mut two, mut one) = (Few::default(), Few::default());
        [4, 5].iter().for_each(|&household| two.add(household));
        one.add(4);
        one.join(&two);
        assert!(!one.enough());
        one.join(&few);
        assert!(one.enough());
    }
}
