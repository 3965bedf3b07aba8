//! What is allowed, so that the refusals beside it are about the right thing.
use gezicht::gate::{withheld_text, Base, Cleared, Notice, Output, Protected};
use gezicht::text::Language;

fn export(_: impl Output) {}

fn overview(tables: &Protected) -> Cleared<Vec<u32>> {
    tables.derive(&Language::Nl, |tables, _| (0..tables.segments()).map(|s| tables.people(Base::Segment(s))).collect())
}

fn main() {
    export(Notice::new(gezicht::recipe::Recipe::default()));
    let _: fn(&Protected) -> Cleared<Vec<u32>> = overview;
    assert_eq!(withheld_text().nl, "verborgen om herleiding te voorkomen");
}
