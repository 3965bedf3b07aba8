//! Any text as a recipe: parsed and checked or refused, never a panic.
#![no_main]

use gezicht::recipe::Recipe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(recipe) = Recipe::parse(text) {
        let _ = recipe.check();
    }
});
