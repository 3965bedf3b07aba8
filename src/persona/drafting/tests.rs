use super::*;
use crate::gate::Figure;
use crate::persona::SentenceKind;
use crate::profile::words::is_sensitive;
use crate::profile::{example, figure_of, naming};
use crate::text::Text;

fn sentences(persona: &Persona) -> Vec<&Sentence> {
    std::iter::once(&persona.tagline)
        .chain(std::iter::once(&persona.quote))
        .chain(&persona.story)
        .chain(&persona.facts)
        .chain(persona.fields.iter().flat_map(|field| &field.sentences))
        .chain(&persona.dos)
        .chain(&persona.donts)
        .chain(&persona.questions)
        .collect()
}

fn every() -> Vec<(Overview, Persona)> {
    [example::overview(), example::whole()]
        .into_iter()
        .flat_map(|overview| (0..5).map(move |seed| (overview.clone(), seed)))
        .flat_map(|(overview, seed)| {
            draft(&overview, seed).into_iter().map(move |p| (overview.clone(), p)).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_fact_has_the_overviews_own_figure() {
    for (overview, persona) in every() {
        assert!(persona.facts.len() >= 6);
        for s in sentences(&persona) {
            if s.kind == SentenceKind::Fact {
                assert!(s.evidence.is_some(), "{}", s.key);
            }
            let Some(evidence) = &s.evidence else { continue };
            let column = &overview.columns[evidence.column as usize];
            assert!(!column.withheld, "a withheld column in {}", s.key);
            let figure = figure_of(column, persona.segment, evidence.band as usize);
            assert_eq!(figure.fraction(), Some(evidence.share));
            assert_eq!(column.overall[evidence.band as usize].fraction(), Some(evidence.overall));
            if let Figure::Share { people, .. } = figure {
                assert!(people >= overview.k, "carried by fewer than k");
            }
        }
    }
}

#[test]
fn fiction_and_advice_never_touch_a_sensitive_column() {
    for (overview, persona) in every() {
        let made = [&persona.tagline, &persona.quote]
            .into_iter()
            .chain(&persona.story)
            .chain(&persona.dos)
            .chain(&persona.donts);
        for s in made {
            if let Some(evidence) = &s.evidence {
                assert!(!is_sensitive(&overview.columns[evidence.column as usize]), "{}", s.key);
            }
            assert_ne!(s.kind, SentenceKind::Fact);
            for word in ["zorgindicatie", "geloof", "schuld", "Wmo", "waarde een", "care indication", "faith"]
            {
                assert!(!s.text.nl.contains(word) && !s.text.en.contains(word), "{}: {}", s.key, s.text.nl);
            }
        }
        assert!(!naming::unfit(&persona.tagline.text));
    }
}

#[test]
fn the_facts_hold_a_permitted_sensitive_column_and_no_withheld_one() {
    let overview = example::overview();
    let told = |name: &str| {
        draft(&overview, 1).iter().any(|p| {
            p.facts
                .iter()
                .any(|f| overview.columns[f.evidence.as_ref().unwrap().column as usize].name == name)
        })
    };
    assert!(told("zorgindicatie") && !told("geloof"));
}

#[test]
fn sentences_are_short_and_clean() {
    for (_, persona) in every() {
        for s in sentences(&persona) {
            for text in [&s.text.nl, &s.text.en] {
                assert!(
                    !text.is_empty() && !text.contains(['{', '}']) && !text.contains("  "),
                    "{}: {text}",
                    s.key
                );
                for sentence in super::readability::sentences(text) {
                    assert!(super::readability::words(sentence).count() <= 25, "{text}");
                }
                let lower = text.to_lowercase();
                for word in [
                    "anoniem",
                    "anonymous",
                    "tool",
                    " hij ",
                    " zij is",
                    " haar ",
                    " zijn naam",
                    " he ",
                    " she ",
                ] {
                    assert!(!lower.contains(word), "{word} in {text}");
                }
            }
        }
        assert!(persona.readability >= 0.8, "{} {}", persona.name, persona.readability);
        assert!(persona.questions.len() >= 3 && persona.dos.len() == 3 && persona.donts.len() == 3);
        let mut keys: Vec<&str> = sentences(&persona).iter().map(|s| s.key.as_str()).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all, "keys are unique");
    }
}

#[test]
fn the_age_in_the_story_lies_in_the_modal_band() {
    let overview = example::overview();
    for (seat, persona) in draft(&overview, 1).into_iter().enumerate() {
        let segment = &overview.segments[seat];
        let group =
            Group { overview: &overview, traits: traits(&overview, segment), name: persona.name, seat };
        let age = f64::from(story::age(&group).unwrap());
        let t = group.dominant(Topic::Age).unwrap();
        let band = &overview.columns[t.column].bands[t.band];
        assert!(band.from.is_none_or(|from| age >= from) && band.to.is_none_or(|to| age < to));
        assert!(persona.story[0].text.nl.contains(&age.to_string()));
    }
}

#[test]
fn personas_do_not_read_alike() {
    let personas = draft(&example::overview(), 1);
    let mut quotes: Vec<&Text> = personas.iter().map(|p| &p.quote.text).collect();
    quotes.sort_by(|a, b| a.nl.cmp(&b.nl));
    quotes.dedup();
    assert_eq!(quotes.len(), personas.len());
    for (at, one) in personas.iter().enumerate() {
        for two in &personas[at + 1..] {
            let same = one
                .story
                .iter()
                .filter(|s| {
                    two.story
                        .iter()
                        .any(|t| t.text.nl.replace(&two.name, "") == s.text.nl.replace(&one.name, ""))
                })
                .count();
            assert!(same <= 1, "{} and {}", one.name, two.name);
        }
    }
}

#[test]
fn the_whole_draft_in_both_languages() {
    let mut out = String::new();
    for persona in draft(&example::overview(), 1) {
        out.push_str(&format!(
            "\n# {} (group {}, readability {})\n",
            persona.name, persona.segment, persona.readability
        ));
        for s in sentences(&persona) {
            if !(s.key.starts_with("fields") && s.kind == SentenceKind::Question) {
                out.push_str(&format!("{} {:?}\n  {}\n  {}\n", s.key, s.kind, s.text.nl, s.text.en));
            }
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn the_draft_of_everyone_together() {
    let persona = &draft(&example::whole(), 1)[0];
    let facts: Vec<String> = persona.facts.iter().map(|f| format!("{} | {}", f.text.nl, f.text.en)).collect();
    assert!(
        facts.iter().all(|f| !f.contains("iedereen (") && !f.contains("tegen")),
        "nothing to compare with"
    );
    insta::assert_snapshot!(facts.join("\n"));
}

#[test]
fn a_group_without_a_single_figure_still_has_a_persona_of_questions() {
    let mut overview = example::overview();
    for column in &mut overview.columns {
        column.withheld = true;
        column.overall.iter_mut().for_each(|figure| *figure = Figure::Withheld);
        column.segments.iter_mut().flat_map(|s| &mut s.figures).for_each(|figure| *figure = Figure::Withheld);
    }
    for persona in draft(&overview, 3) {
        assert!(persona.facts.is_empty() && persona.questions.len() == 4);
        assert!(sentences(&persona).iter().all(|s| s.evidence.is_none() && s.kind != SentenceKind::Fact));
    }
    overview.columns.clear();
    overview.segments.iter_mut().for_each(|segment| segment.distinctions.clear());
    assert_eq!(draft(&overview, 3).len(), overview.segments.len());
}

#[test]
fn same_figures_and_seed_same_people() {
    let overview = example::overview();
    assert_eq!(draft(&overview, 7), draft(&overview, 7));
    assert_ne!(draft(&overview, 7)[0].name, draft(&overview, 8)[0].name);
}

#[test]
fn a_shaky_group_gets_a_persona_only_with_a_written_reason() {
    let mut overview = example::overview();
    let all = draft(&overview, 1);
    overview.segments[2].jaccard = Some(0.59);
    let without = draft(&overview, 1);
    assert_eq!(without.len(), all.len() - 1);
    assert!(without.iter().all(|persona| all.contains(persona)), "the others are as they were");
    overview.segments[2].reason = Some("Wij kennen deze groep uit de wijk.".to_owned());
    assert_eq!(draft(&overview, 1), all);
    overview.segments[2].aside = true;
    assert_eq!(draft(&overview, 1), without, "a reason does not bring back what was put aside");
    overview.segments[2].aside = false;
    overview.segments[2].jaccard = Some(0.6);
    overview.segments[2].reason = None;
    assert_eq!(draft(&overview, 1), all);
}

#[test]
fn personas_follow_the_order_of_the_groups_and_stay_who_they_are() {
    let mut overview = example::overview();
    let before = draft(&overview, 1);
    overview.segments.reverse();
    let mut after = draft(&overview, 1);
    assert_eq!(after[0].segment, before[before.len() - 1].segment);
    after.reverse();
    assert_eq!(after, before);
}
