//! The facts of a group: cells of protected tables, in words with the figure beside them.

use super::{Evidence, Sentence, SentenceKind};
use crate::gate::Figure;
use crate::profile::words::{is_sensitive, number, phrase, says_nothing, topic, Topic};
use crate::profile::{figure_of, Overview, Segment};
use crate::text::{Language, Text};

/// What most people of a group have in one column.
#[derive(Clone, Debug)]
pub(super) struct Trait {
    pub column: usize,
    pub band: usize,
    pub topic: Topic,
    /// May not shape name, tagline, quote, story or advice.
    pub sensitive: bool,
    pub evidence: Evidence,
    /// The share is shown as "almost everyone", without a number.
    pub almost_all: bool,
    /// Cohen's h against everyone; halved where the group has less of it.
    pub strength: f64,
}

impl Trait {
    /// Carried by enough of the group to build a fictional person on.
    pub fn dominant(&self) -> bool {
        !self.sensitive && self.evidence.share >= 0.3
    }
}

/// The evidence of a cell, when it may be shown and at least k people carry it (portrait check in
/// its single-column form, PRODUCT F3).
pub(super) fn evidence(
    overview: &Overview,
    segment: &Segment,
    column: usize,
    band: usize,
) -> Option<Evidence> {
    let profile = overview.columns.get(column)?;
    if profile.withheld {
        return None;
    }
    let figure = figure_of(profile, segment.id, band);
    let error_points = match figure {
        Figure::Share { people, error_points, .. } if people >= overview.k => error_points,
        Figure::AlmostAll { base } if base >= 2 * overview.k => overview.error_points,
        _ => return None,
    };
    Some(Evidence {
        column: u32::try_from(column).ok()?,
        band: u32::try_from(band).ok()?,
        share: figure.fraction()?,
        overall: profile.overall.get(band)?.fraction()?,
        n: segment.size,
        error_points,
    })
}

/// One trait a column, strongest first.
pub(super) fn traits(overview: &Overview, segment: &Segment) -> Vec<Trait> {
    let mut found: Vec<Trait> = (0..overview.columns.len())
        .filter_map(|column| {
            // The modal band that is not "unknown".
            let bands = &overview.columns[column].bands;
            (0..bands.len())
                .filter(|&band| !says_nothing(&bands[band]))
                .filter(|&band| !(is_sensitive(&overview.columns[column]) && says_no(&bands[band].label)))
                .filter_map(|band| Some((band, evidence(overview, segment, column, band)?)))
                .max_by(|a, b| a.1.share.total_cmp(&b.1.share).then(b.0.cmp(&a.0)))
                .map(|(band, evidence)| of(overview, segment, (column, band), evidence))
        })
        .collect();
    crate::sort::by(&mut found, |a, b| b.strength.total_cmp(&a.strength).then(a.column.cmp(&b.column)));
    found
}

/// "Most do not have it" is no trait worth a sentence about something sensitive.
fn says_no(label: &Text) -> bool {
    matches!(
        label.nl.trim().to_lowercase().as_str(),
        "nee" | "n" | "no" | "geen" | "none" | "0" | "false" | "onwaar"
    )
}

fn of(overview: &Overview, segment: &Segment, (column, band): (usize, usize), evidence: Evidence) -> Trait {
    let h = |share: f64| 2.0 * libm::asin(share.clamp(0.0, 1.0).sqrt());
    let difference = h(evidence.share) - h(evidence.overall);
    // With everyone in one group nothing differs: then the commonest comes first.
    let strength = match overview.whole_only {
        true => evidence.share,
        false if difference > 0.0 => difference,
        false => difference.abs() * 0.5,
    };
    let profile = &overview.columns[column];
    let almost_all = matches!(figure_of(profile, segment.id, band), Figure::AlmostAll { .. });
    let (topic, sensitive) = (topic(profile), is_sensitive(profile));
    Trait { column, band, topic, sensitive, evidence, almost_all, strength }
}

const MOST: usize = 8;
const LEAST: usize = 6;

/// The facts of a group: its traits, and where those are few, the second bands of its columns.
pub(super) fn facts(overview: &Overview, segment: &Segment, traits: &[Trait]) -> Vec<Sentence> {
    let mut chosen: Vec<Trait> = traits.iter().take(MOST).cloned().collect();
    if chosen.len() < LEAST {
        let mut second: Vec<Trait> = (0..overview.columns.len())
            .flat_map(|column| (0..overview.columns[column].bands.len()).map(move |band| (column, band)))
            .filter(|(column, band)| !chosen.iter().any(|t| t.column == *column && t.band == *band))
            .filter_map(|(c, b)| Some(of(overview, segment, (c, b), evidence(overview, segment, c, b)?)))
            .collect();
        crate::sort::by(&mut second, |a, b| {
            b.evidence.share.total_cmp(&a.evidence.share).then((a.column, a.band).cmp(&(b.column, b.band)))
        });
        chosen.extend(second.into_iter().take(LEAST - chosen.len().min(LEAST)));
    }
    chosen
        .iter()
        .enumerate()
        .map(|(at, t)| Sentence {
            key: format!("facts.{at}"),
            text: sentence(overview, t, at + segment.id as usize),
            kind: SentenceKind::Fact,
            evidence: Some(t.evidence.clone()),
        })
        .collect()
}

/// A fact in words: "Ruim 6 op de 10 mensen komen naar de balie: 63 %, tegen 12 % van iedereen."
pub(super) fn sentence(overview: &Overview, t: &Trait, variant: usize) -> Text {
    let said = phrase(&overview.columns[t.column], t.band);
    let percent = t.evidence.share * 100.0;
    let words = share_in_words(percent);
    // Where the gate gives no number, none is said.
    let figure = |share: f64, almost_all: bool| match almost_all {
        true => ("bijna 100 %".to_owned(), "nearly 100%".to_owned()),
        false => {
            let percent = number((share * 100.0).round(), Language::Nl, true);
            (format!("{percent} %"), format!("{percent}%"))
        }
    };
    let everyone = overview.columns[t.column].overall.get(t.band);
    let (p_nl, p_en) = figure(t.evidence.share, t.almost_all);
    let (q_nl, q_en) = figure(t.evidence.overall, matches!(everyone, Some(Figure::AlmostAll { .. })));
    let nl_clause =
        format!("{} {}", words.nl, if words.singular_nl { &said.singular.nl } else { &said.plural.nl });
    let en_clause =
        format!("{} {}", words.en, if words.singular_en { &said.singular.en } else { &said.plural.en });
    if overview.whole_only {
        return Text::new(format!("{nl_clause} ({p_nl})."), format!("{en_clause} ({p_en})."));
    }
    let difference = percent - t.evidence.overall * 100.0;
    if difference.abs() < 3.0 {
        return match variant % 2 {
            0 => Text::new(
                format!("{nl_clause} ({p_nl}). Dat is bijna gelijk aan iedereen ({q_nl})."),
                format!("{en_clause} ({p_en}). That is close to everyone ({q_en})."),
            ),
            _ => Text::new(
                format!("{nl_clause}: {p_nl}, net als in de rest van het bestand ({q_nl})."),
                format!("{en_clause}: {p_en}, much like the file as a whole ({q_en})."),
            ),
        };
    }
    let more = difference > 0.0;
    match variant % 4 {
        0 => Text::new(
            format!("{nl_clause}: {p_nl}, tegen {q_nl} van iedereen."),
            format!("{en_clause}: {p_en}, against {q_en} of everyone."),
        ),
        1 => Text::new(
            format!("{nl_clause} ({p_nl}). Van iedereen is dat {q_nl}."),
            format!("{en_clause} ({p_en}). Of everyone it is {q_en}."),
        ),
        2 => Text::new(
            format!(
                "{nl_clause} ({p_nl}). Dat is {} dan gemiddeld ({q_nl}).",
                if more { "meer" } else { "minder" }
            ),
            format!("{en_clause} ({p_en}), {} than average ({q_en}).", if more { "more" } else { "less" }),
        ),
        _ => Text::new(
            format!("{nl_clause}: {p_nl}. In het hele bestand is dat {q_nl}."),
            format!("{en_clause}: {p_en}. Across the whole file it is {q_en}."),
        ),
    }
}

/// A share in words, with the grammatical number that follows it.
pub(super) struct ShareInWords {
    pub nl: String,
    pub en: String,
    pub singular_nl: bool,
    pub singular_en: bool,
}

/// "Ruim 6 op de 10 mensen", "Bijna de helft van de groep", … for a percentage 0 to 100.
pub(super) fn share_in_words(percent: f64) -> ShareInWords {
    let p = percent.round().clamp(0.0, 100.0) as i64;
    let whole = |nl: &str, en: &str| ShareInWords {
        nl: format!("{nl} van de groep"),
        en: format!("{en} of the group"),
        singular_nl: true,
        singular_en: false,
    };
    match p {
        95..=100 => {
            return ShareInWords {
                nl: "Bijna iedereen in de groep".into(),
                en: "Almost everyone in the group".into(),
                singular_nl: true,
                singular_en: true,
            }
        }
        74..=76 => return whole("Driekwart", "Three quarters"),
        65..=68 => return whole("Twee derde", "Two thirds"),
        52..=56 => return whole("Ruim de helft", "Just over half"),
        49..=51 => return whole("De helft", "Half"),
        45..=48 => return whole("Bijna de helft", "Almost half"),
        32..=34 => return whole("Een derde", "A third"),
        24..=26 => return whole("Een kwart", "A quarter"),
        0..=3 => return whole("Een heel klein deel", "A very small part"),
        4..=6 => {
            return ShareInWords {
                nl: "Ongeveer 1 op de 20 mensen".into(),
                en: "About 1 in 20 people".into(),
                singular_nl: true,
                singular_en: false,
            }
        }
        _ => {}
    }
    let tens = ((p + 4) / 10).clamp(1, 9);
    let (nl, en) = match p - tens * 10 {
        -1..=1 => ("", ""),
        2.. => ("Ruim ", "Just over "),
        _ => ("Bijna ", "Almost "),
    };
    ShareInWords {
        nl: format!("{nl}{tens} op de 10 mensen"),
        en: format!("{en}{tens} in 10 people"),
        singular_nl: tens == 1,
        singular_en: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_in_words_are_true() {
        for (percent, nl, en) in [
            (63.0, "Ruim 6 op de 10 mensen", "Just over 6 in 10 people"),
            (47.0, "Bijna de helft van de groep", "Almost half of the group"),
            (41.0, "4 op de 10 mensen", "4 in 10 people"),
            (88.0, "Bijna 9 op de 10 mensen", "Almost 9 in 10 people"),
            (97.0, "Bijna iedereen in de groep", "Almost everyone in the group"),
            (8.0, "Bijna 1 op de 10 mensen", "Almost 1 in 10 people"),
            (15.0, "Ruim 1 op de 10 mensen", "Just over 1 in 10 people"),
        ] {
            let words = share_in_words(percent);
            assert_eq!((words.nl.as_str(), words.en.as_str()), (nl, en), "{percent}");
        }
        for p in 7..95 {
            let words = share_in_words(f64::from(p));
            if let Some(at) = words.nl.find(" op de 10") {
                let tens: i32 = words.nl[..at].split(' ').next_back().unwrap().parse().unwrap();
                let off = p - tens * 10;
                let bound = if words.nl.starts_with("Ruim") {
                    2..=5
                } else if words.nl.starts_with("Bijna") {
                    -4..=-2
                } else {
                    -1..=1
                };
                assert!(bound.contains(&off), "{p}: {}", words.nl);
            }
        }
    }
}
