//! A dossier holds what was cleared and typed, comes back in a new session, and never holds a row.

use crate::support::{sample, Session};
use gezicht::dossier::{Brief, Edit, Work};
use gezicht::engine::{Command, PaperKind, Reply};
use gezicht::text::Language;
use serde_json::Value;

fn typed() -> Work {
    Work {
        brief: Brief {
            assignment: "Kortere wachttijd aan de balie".into(),
            retention: "2027-01-01".into(),
            ..Brief::default()
        },
        names: vec![(1, "Zelfgekozen groepsnaam".into())],
        edits: vec![
            Edit { segment: 1, key: "name".into(), language: Language::Nl, text: "Wilhelmientje".into() },
            Edit {
                segment: 1,
                key: "quote".into(),
                language: Language::Nl,
                text: "Dit is <b>mijn</b> zin.".into(),
            },
        ],
    }
}

fn save(session: &mut Session, work: Work) -> String {
    match session.order(Command::SaveDossier { work: Box::new(work) }) {
        Ok(Reply::Paper(paper)) => paper.get().body.clone(),
        other => panic!("{other:?}"),
    }
}

/// A paper without the audit trail, in which the opening has a line of its own.
fn without_trail(body: &str) -> String {
    let begins = ["<h2>Wat er is besloten en gemaakt", "<h2>What was decided and made"];
    let Some(at) = begins.iter().find_map(|title| body.find(title)) else { return body.to_owned() };
    let end = body[at..].find("</section>").unwrap();
    body[..at].to_owned() + &body[at + end..]
}

#[test]
fn papers_are_made_from_an_opened_dossier() {
    let mut first = Session::new();
    first.walk(&sample(8_000, 6, false));
    let work = typed();
    let papers = [
        PaperKind::Certificate,
        PaperKind::AllPersonas,
        PaperKind::Report,
        PaperKind::PersonaHtml { segment: 1 },
        PaperKind::PersonaMarkdown { segment: 2 },
        PaperKind::PersonaJson { segment: 1 },
        PaperKind::Recipe,
    ];
    let json = save(&mut first, work.clone());
    let mut second = Session::new();
    let Ok(Reply::Dossier(opened)) = second.order(Command::OpenDossier { json: json.clone() }) else {
        panic!()
    };
    assert_eq!(opened.get().work, work);
    assert!(opened.get().overview.is_some() && !opened.get().personas.is_empty());
    for kind in papers {
        for language in [Language::Nl, Language::En] {
            let before = first.paper(kind, language, &work).unwrap();
            let after = second.paper(kind, language, &opened.get().work).unwrap();
            let [before, after] = [before, after].map(|paper| without_trail(&paper.body));
            assert!(before == after, "{kind:?} in {language:?} differs after opening");
        }
    }
    let page = second.paper(PaperKind::PersonaHtml { segment: 1 }, Language::Nl, &work).unwrap().body;
    assert!(page.contains("Wilhelmientje"));
    assert!(page.contains("mijn") && !page.contains("<b>mijn"), "typed text is escaped");
    // Nothing can be computed without the file.
    for order in [Command::Release, Command::Segment, Command::ProposeRecipe] {
        assert!(second.order(order).is_err());
    }
    // Saved again, it is the same dossier.
    let again: Value = serde_json::from_str(&save(&mut second, opened.get().work.clone())).unwrap();
    let once: Value = serde_json::from_str(&json).unwrap();
    for part in ["recipe", "overview", "statistics", "personas", "work"] {
        assert_eq!(again.get(part), once.get(part), "{part}");
    }
}

#[test]
fn a_dossier_holds_no_row() {
    let bytes = sample(8_000, 6, false);
    let text = String::from_utf8(bytes.clone()).unwrap();
    let mut session = Session::new();
    session.walk(&bytes);
    let json = save(&mut session, typed());
    let mut seen = 0;
    for line in text.lines().skip(1).step_by(97) {
        let cells: Vec<&str> = line.split(';').collect();
        // BSN, customer number, mail, phone, date of birth, postcode.
        for at in [0, 1, 3, 4, 5, 6] {
            let cell = cells.get(at).copied().unwrap_or("");
            if cell.len() < 6 || cell == "onbekend" {
                continue;
            }
            seen += 1;
            assert!(!json.contains(cell), "{cell}");
        }
        for free in cells.iter().skip(17).filter(|cell| cell.len() > 12) {
            assert!(!json.contains(free.trim_matches('"')), "{free}");
        }
    }
    assert!(seen > 200);
    for name in ["Yılmaz", "El Amrani", "van 't Hof", "Jurriën"] {
        assert!(!json.contains(name), "{name}");
    }
}

#[test]
fn a_dossier_that_was_tampered_with_or_cut_off_is_refused() {
    let mut session = Session::new();
    session.walk(&sample(3_000, 6, true));
    let json = save(&mut session, Work::default());
    let half: String = json.chars().take(json.len() / 2).collect();
    let unknown = json.replacen('{', "{\"rows\":[[\"jan\"]],", 1);
    for broken in [half, unknown] {
        let mut fresh = Session::new();
        let refusal = fresh.order(Command::OpenDossier { json: broken }).unwrap_err();
        assert!(!refusal.what.en.contains("jan") && !refusal.remedy.en.is_empty(), "{refusal:?}");
    }
}
