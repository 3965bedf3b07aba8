//! What a person does to the groups by hand: put together, split. A choice, so it stands in the recipe.

use super::check::field;
use crate::refusal::Refusal;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// More acts than this nobody oversees.
pub const MOST_ARRANGEMENTS: usize = 100;

/// One act on the groups as they are after the acts before it. Groups are called by the number they are shown with, and numbers
/// are kept: groups that are put together keep the lowest of their numbers; of a split group the larger part keeps its
/// number, and the other part takes the first number that was never used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Arrangement {
    /// Puts groups together: two numbers or more.
    Merge(Vec<u32>),
    /// Splits a group in two along its whole blocks.
    Split(u32),
}

impl Arrangement {
    /// What needs no file: `place` is the act's place in the recipe, from 0.
    pub(super) fn check(&self, place: usize) -> Result<(), Refusal> {
        let Self::Merge(numbers) = self else { return Ok(()) };
        let mut different = numbers.clone();
        different.sort_unstable();
        different.dedup();
        if different.len() >= 2 && different.len() == numbers.len() {
            return Ok(());
        }
        Err(Refusal::input(
            "recipe.merge_of_one",
            Text::new(
                "Voor samenvoegen zijn ten minste twee verschillende groepen nodig.",
                "Merging takes at least two different groups.",
            ),
            Text::new("Noem elke groep een keer, zoals [1, 3].", "Name each group once, such as [1, 3]."),
        )
        .at(field(&format!("segments.arrange[{place}].merge"))))
    }
}

/// Acts on the first ordering, whose blocks have to be those of the fit.
pub(super) fn of_blocks() -> Refusal {
    Refusal::input(
        "recipe.blocks_arranged",
        Text::new(
            "Groepen samenvoegen of splitsen kan alleen bij “segments”. De blokken volgen de indeling zelf.",
            "Groups can be merged or split in “segments” only. The blocks follow the ordering itself.",
        ),
        Text::new("Zet “arrange” bij “segments”.", "Put “arrange” under “segments”."),
    )
    .at(field("blocks.arrange"))
}

#[cfg(test)]
mod tests {
    use crate::recipe::Recipe;

    fn code(json: &str) -> Option<&'static str> {
        Recipe::parse(json).and_then(|recipe| recipe.check()).err().map(|refusal| refusal.code)
    }

    #[test]
    fn acts_are_read_and_checked() {
        let json = r#"{"segments":{"count":6,"arrange":[{"merge":[1,3]},{"split":2}]}}"#;
        let recipe = Recipe::parse(json).unwrap();
        recipe.check().unwrap();
        assert_eq!(Recipe::parse(&serde_json::to_string(&recipe).unwrap()).unwrap(), recipe);
        assert!(!serde_json::to_string(&Recipe::default()).unwrap().contains("arrange"));
        for (json, expected) in [
            (r#"{"segments":{"arrange":[{"merge":[2]}]}}"#, "recipe.merge_of_one"),
            (r#"{"segments":{"arrange":[{"merge":[2,2]}]}}"#, "recipe.merge_of_one"),
            (r#"{"segments":{"arrange":[{"filter":2}]}}"#, "recipe.unreadable"),
            (r#"{"blocks":{"arrange":[{"split":2}]}}"#, "recipe.blocks_arranged"),
        ] {
            assert_eq!(code(json), Some(expected), "{json}");
        }
        let many = vec![r#"{"split":1}"#; 101].join(",");
        assert_eq!(code(&format!(r#"{{"segments":{{"arrange":[{many}]}}}}"#)), Some("recipe.out_of_bounds"));
    }
}
