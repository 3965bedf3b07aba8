//! One persona a group, from the overview alone.

use super::facts::{facts, traits, Trait};
use super::texts::Pair;
use super::{advice, fields, identity, readability, story};
use super::{Persona, Sentence};
use crate::profile::words::Topic;
use crate::profile::{Overview, Segment};
use std::collections::BTreeSet;

/// A group while its persona is being written.
pub(super) struct Group<'a> {
    pub overview: &'a Overview,
    pub traits: Vec<Trait>,
    pub name: String,
    /// Its number from 0, for the choice of words.
    pub seat: usize,
}

impl Group<'_> {
    /// What at least three in ten of the group have in a column about this topic: the modal band,
    /// never of a sensitive column.
    pub(super) fn dominant(&self, topic: Topic) -> Option<&Trait> {
        self.traits.iter().find(|t| t.topic == topic && t.dominant())
    }
}

/// Chooses sentences so that personas on one wall do not read alike.
#[derive(Default)]
pub(super) struct Picker {
    used: BTreeSet<&'static str>,
}

impl Picker {
    /// A sentence of the list that no persona has yet, starting at `seat`; else the one at `seat`.
    pub(super) fn pick(&mut self, list: &[Pair], seat: usize) -> Pair {
        let fresh =
            (0..list.len()).map(|step| list[(seat + step) % list.len()]).find(|p| !self.used.contains(p.0));
        let pair = fresh.unwrap_or(list[seat % list.len()]);
        self.used.insert(pair.0);
        pair
    }

    /// As [`Picker::pick`], from a second list once the first has nothing new.
    pub(super) fn pick_else(&mut self, list: &[Pair], other: &[Pair], seat: usize) -> Pair {
        let exhausted = list.iter().all(|pair| self.used.contains(pair.0));
        self.pick(if exhausted { other } else { list }, seat)
    }
}

/// Drafts a persona for each group that may have one, in the order of the groups. Same overview and seed, same text; a persona is
/// the same whichever other groups have one, and wherever its group stands.
pub(crate) fn draft(overview: &Overview, seed: u32) -> Vec<Persona> {
    let mut picker = Picker::default();
    let mut segments: Vec<&Segment> = overview.segments.iter().collect();
    crate::sort::by_key(&mut segments, |segment| segment.id);
    let mut drafts: Vec<Persona> = segments
        .into_iter()
        .map(|segment| persona(overview, segment, segment.id.saturating_sub(1) as usize, seed, &mut picker))
        .collect();
    let place = |id: u32| overview.segments.iter().position(|segment| segment.id == id);
    drafts.retain(|draft| place(draft.segment).is_some_and(|at| overview.segments[at].has_persona()));
    crate::sort::by_key(&mut drafts, |draft| place(draft.segment));
    drafts
}

fn persona(overview: &Overview, segment: &Segment, seat: usize, seed: u32, picker: &mut Picker) -> Persona {
    let traits = traits(overview, segment);
    let group = Group { overview, traits, name: identity::name(seat, seed), seat };
    let tagline = story::tagline(&group);
    let quote = story::quote(&group, picker);
    let story = story::story(&group, picker);
    let facts = facts(overview, segment, &group.traits);
    let dos = advice::dos(&group, picker);
    let donts = advice::donts(&group, picker);
    let fields = fields::fields(&group, picker);
    let questions = fields::questions(&group, &fields);
    let readability = {
        let one = |s: &[Sentence]| s.iter().map(|s| s.text.nl.clone()).collect::<Vec<_>>();
        let all: Vec<String> = [std::slice::from_ref(&quote), &story, &facts, &dos, &donts, &questions]
            .into_iter()
            .flat_map(one)
            .collect();
        readability::readability(all.iter().map(String::as_str))
    };
    let name = group.name.clone();
    Persona {
        segment: segment.id,
        name,
        face: identity::face(segment.id, seed),
        tagline,
        quote,
        story,
        facts,
        fields,
        dos,
        donts,
        questions,
        readability,
    }
}

#[cfg(test)]
mod tests;
