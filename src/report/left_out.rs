//! Who and what was left out, and how far other files fit: a section of the certificate.

use super::section::Section;
use crate::meaning::{FileStatistics, InputStatistics};
use crate::profile::words::number;
use crate::text::Language;

/// The section. Counts are multiples of k; 0 is said as fewer than k.
pub(super) fn section(input: &InputStatistics, k: u32, language: Language) -> Section {
    let say = |nl: &str, en: &str| match language {
        Language::Nl => nl.to_owned(),
        Language::En => en.to_owned(),
    };
    let exact = |count: u32| number(f64::from(count), language, true);
    let about = |count: u32| match count {
        0 => say(&format!("minder dan {k}"), &format!("fewer than {k}")),
        count => exact(count),
    };
    let line = |nl: &str, en: &str, count: String| format!("{}: {count}.", say(nl, en));
    let mut list = vec![
        line("Rijen gelezen", "Rows read", exact(input.rows)),
        line("Rijen geweigerd", "Rows refused", exact(input.refused_rows)),
        line(
            "Mensen weggelaten wegens geheimhouding",
            "People left out because of secrecy",
            about(input.people_left_out),
        ),
        line(
            "Mensen weggelaten wegens bezwaar (AVG artikel 21)",
            "People left out because they objected (GDPR article 21)",
            about(input.people_objected),
        ),
        line(
            "Rijen zonder nummer van een persoon",
            "Rows without a person's number",
            about(input.rows_without_unit),
        ),
    ];
    let file = |file: &FileStatistics| {
        let unmatched = file.people_unmatched.map_or_else(String::new, |people| {
            say(
                &format!(" Mensen die er niet in staan: {}.", about(people)),
                &format!(" People who are not in it: {}.", about(people)),
            )
        });
        say(
            &format!(
                "Bestand {}: {} rijen gelezen, {} geweigerd. Rijen die bij niemand horen: {}; zonder sleutel: {}.{unmatched}",
                file.file,
                exact(file.rows),
                exact(file.refused_rows),
                about(file.rows_unmatched),
                about(file.rows_without_key)
            ),
            &format!(
                "File {}: {} rows read, {} refused. Rows that belong to nobody: {}; without a key: {}.{unmatched}",
                file.file,
                exact(file.rows),
                exact(file.refused_rows),
                about(file.rows_unmatched),
                about(file.rows_without_key)
            ),
        )
    };
    list.extend(input.files.iter().map(file));
    Section {
        title: say("Wat er is gelezen en weggelaten", "What was read and left out"),
        list,
        note: if input.files.is_empty() {
            String::new()
        } else {
            say(
                "Andere bestanden zijn gekoppeld op een code, of op het gebied. De sleutel zelf is nergens te zien.",
                "Other files were joined on a code, or by area. The key itself is shown nowhere.",
            )
        },
        ..Section::default()
    }
}
