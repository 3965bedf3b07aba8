//! The audit trail: what was decided and made, with the time as told, and nothing about a person. And what one does and does not see, told
//! from one place.

use crate::support::{sample, Session};
use gezicht::dossier::{Decision, Work};
use gezicht::engine::{Command, PaperKind, Reply};
use gezicht::text::Language;
use serde_json::{json, Value};
use std::collections::BTreeSet;

fn trail(session: &mut Session) -> Vec<Decision> {
    match session.order(Command::Trail) {
        Ok(Reply::Trail(trail)) => trail.get().clone(),
        other => panic!("{other:?}"),
    }
}

fn clock(session: &mut Session, now: &str) {
    session.order(Command::Clock { now: now.to_owned() }).unwrap();
}

/// Numbers in a text: runs of digits, with or without marks of thousands.
fn numbers(text: &str) -> BTreeSet<u64> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let chars: Vec<char> = text.chars().collect();
    let between =
        |at: usize| at > 0 && digit(chars.get(at - 1).copied()) && digit(chars.get(at + 1).copied());
    let marks = |at: usize| matches!(chars[at], '.' | ',') && between(at);
    let text: String = (0..chars.len()).filter(|&at| !marks(at)).map(|at| chars[at]).collect();
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|run| run.parse().ok()).collect()
}

#[test]
fn it_tells_what_was_done_in_order_and_when() {
    let mut session = Session::new();
    clock(&mut session, "2026-11-29T21:45");
    session.walk(&sample(6_000, 3, false));
    clock(&mut session, "2026-11-30T09:00");
    let paper = session.paper(PaperKind::Certificate, Language::Nl, &Work::default()).unwrap().body;
    let lines = trail(&mut session);
    let said: Vec<&str> = lines.iter().map(|line| line.what.nl.as_str()).collect();
    for (line, beginning) in said.iter().zip([
        "Bestand gelezen: 5.999 rijen",
        "Keuzes vastgesteld: k = 10",
        "Gegevens vergroofd en opnieuw geteld: k = 10",
        "Ordening in ",
        "",
        "Certificaat gemaakt.",
    ]) {
        assert!(line.starts_with(beginning), "{said:?}");
    }
    assert_eq!(said.len(), 6, "{said:?}");
    assert!(lines[..5].iter().all(|line| line.at.as_deref() == Some("2026-11-29T21:45")));
    assert_eq!(lines[5].at.as_deref(), Some("2026-11-30T09:00"));
    for line in &lines {
        assert!(paper.contains(&line.what.nl.replace(" %", "\u{a0}%")), "on the certificate: {line:?}");
    }
    assert!(paper.contains("2026-11-30 09:00"));

    // It goes on in another session, and ends where everything ends.
    let Ok(Reply::Paper(dossier)) = session.order(Command::SaveDossier { work: Box::default() }) else {
        panic!("no dossier")
    };
    let mut second = Session::new();
    second.order(Command::OpenDossier { json: dossier.get().body.clone() }).unwrap();
    let again = trail(&mut second);
    assert_eq!(again[..6], lines[..]);
    assert_eq!((again[6].what.en.as_str(), &again[6].at), ("Dossier opened.", &None));
    second.order(Command::Wipe).unwrap();
    assert!(second.order(Command::Trail).map_or(true, |reply| match reply {
        Reply::Trail(trail) => trail.get().is_empty(),
        _ => false,
    }));
}

#[test]
fn no_text_and_no_figure_about_people_gets_in() {
    let rows: Vec<String> =
        (0..600).map(|at| format!("{};Kwartel{};token-{at};{}", 20 + at % 60, at % 4, 71_301 + at)).collect();
    let file = format!("leeftijd;Geheimkolom;opmerking;inkomen\n{}\n", rows.join("\n"));
    let mut session = Session::new();
    session.open(file.as_bytes()).unwrap();
    let recipe = |k: u32| {
        json!({
            "columns": {
                "leeftijd": { "role": "quasi" },
                "Geheimkolom": { "role": "sensitive", "ground": "Grondtoken" },
                "opmerking": { "role": "ignore" },
                "inkomen": { "role": "feature" }
            },
            "purpose": { "purpose": "Doeltoken", "legal_basis": "Grondslagtoken" },
            "privacy": { "min_group": k },
            "segments": { "count": 2 }
        })
    };
    let mut allowed = BTreeSet::from([600, 4, 0, 2, 1, 10, 20]);
    for k in [10, 20] {
        session.configure(recipe(k)).unwrap();
        let Ok(Reply::Release(release)) = session.order(Command::Release) else { panic!("no release") };
        allowed.extend([u64::from(release.get().people), u64::from(release.get().suppressed)]);
        session.order(Command::Risk { sampling_fraction: None }).unwrap();
        let Ok(Reply::Overview(overview)) = session.order(Command::Segment) else { panic!("no overview") };
        allowed.extend([overview.get().segments.len() as u64, u64::from(overview.get().blocks)]);
        session.order(Command::Personas).unwrap();
        session.paper(PaperKind::Microdata, Language::En, &Work::default()).unwrap();
        session.paper(PaperKind::PersonaJson { segment: 1 }, Language::En, &Work::default()).unwrap();
    }
    let lines = trail(&mut session);
    assert!(lines.len() > 12, "{lines:?}");
    let text = serde_json::to_string(&lines).unwrap();
    for token in ["Kwartel", "token", "Geheimkolom", "geheimkolom", "leeftijd", "inkomen", "713"] {
        assert!(!text.contains(token), "{token} in {text}");
    }
    for line in &lines {
        let held = numbers(&line.what.en);
        assert!(held.is_subset(&allowed), "{line:?} holds more than {allowed:?}");
        assert_eq!(held, numbers(&line.what.nl), "both languages say the same");
        assert_eq!(line.at, None, "nobody told the time");
    }
}

#[test]
fn page_certificate_and_dpia_say_the_same() {
    let mut session = Session::new();
    session.walk(&sample(6_000, 3, false));
    let Ok(Reply::Explanation(told)) = session.order(Command::Explain) else { panic!("no explanation") };
    let told: Value = serde_json::to_value(told.get()).unwrap();
    for (language, key) in [(Language::Nl, "nl"), (Language::En, "en")] {
        let papers = [PaperKind::Certificate, PaperKind::DpiaText, PaperKind::Report]
            .map(|kind| session.paper(kind, language, &Work::default()).unwrap().body.replace('\u{a0}', " "));
        let mut said = 0;
        for part in told["parts"].as_array().unwrap() {
            let texts = ["paragraphs", "list"].iter().flat_map(|of| part[of].as_array().unwrap());
            let terms = part["terms"].as_array().unwrap().iter().map(|term| &term["text"]);
            for text in texts.chain(terms).chain([&part["title"]]) {
                let text = text[key].as_str().unwrap();
                said += 1;
                assert!(papers.iter().all(|paper| paper.contains(text)), "only on some: {text}");
            }
        }
        assert!(said > 25);
    }
}
