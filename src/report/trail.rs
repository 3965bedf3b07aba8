//! The audit trail as a section of the certificate (PRODUCT D7).

use super::say;
use super::section::Section;
use crate::dossier::Decision;
use crate::text::Language;

/// The section; none when nothing was recorded.
pub(super) fn section(trail: &[Decision], language: Language) -> Option<Section> {
    let timed = trail.iter().any(|line| line.at.is_some());
    let when = |line: &Decision| line.at.as_deref().unwrap_or("–").replace('T', " ");
    let what = say(language, "Wat", "What").to_owned();
    let rows = trail.iter().enumerate().map(|(at, line)| {
        let what = line.what.get(language).to_owned();
        vec![if timed { when(line) } else { (at + 1).to_string() }, what]
    });
    let first = if timed { say(language, "Wanneer", "When") } else { say(language, "Nr.", "No.") };
    (!trail.is_empty()).then(|| Section {
        title: say(language, "Wat er is besloten en gemaakt", "What was decided and made").to_owned(),
        paragraphs: vec![say(
            language,
            "In volgorde, van begin tot nu. Er staat niets in over personen.",
            "In order, from the beginning until now. There is nothing about individuals in it.",
        )
        .to_owned()],
        caption: say(language, "Besluiten en papieren", "Decisions and papers").to_owned(),
        head: vec![first.to_owned(), what],
        rows: rows.collect(),
        numbers_from: 2,
        ..Section::default()
    })
}
