//! One session of the engine: order of commands, cancel, wipe, a second file, size of steps.

use crate::support::{parsed, sample, Session};
use gezicht::dossier::Work;
use gezicht::engine::{Command, PaperKind, Reply, Stage};
use gezicht::ingest::Options;
use gezicht::text::Language;
use serde_json::json;
use std::time::Instant;

fn paper(kind: PaperKind) -> Command {
    Command::Paper { paper: kind, language: Language::Nl, work: Box::default() }
}

#[test]
fn commands_out_of_order_are_refused() {
    let later = || {
        vec![
            Command::ConfirmHeaders,
            Command::ProposeRecipe,
            Command::Configure { recipe: Box::new(parsed(json!({}))), fixture: false },
            Command::Release,
            Command::Segment,
            Command::Personas,
            Command::Close,
            paper(PaperKind::Certificate),
            paper(PaperKind::Report),
            paper(PaperKind::AllPersonas),
            paper(PaperKind::PersonaHtml { segment: 1 }),
            paper(PaperKind::PersonaJson { segment: 99 }),
            paper(PaperKind::PersonaMarkdown { segment: 0 }),
        ]
    };
    let mut session = Session::new();
    for order in later() {
        let name = format!("{order:?}");
        let refusal = session.order(order).expect_err(&name);
        assert!(!refusal.what.nl.is_empty() && !refusal.remedy.nl.is_empty(), "{name}");
    }
    assert!(matches!(session.engine.push(b"x"), Reply::Refused(_)));
    assert!(matches!(session.engine.step(1_000), Reply::Refused(_)));
    // With a file, but a stage skipped.
    session.open(&sample(800, 1, true)).unwrap();
    assert!(session.order(Command::Release).is_err());
    session.configure(json!({})).unwrap();
    assert!(session.order(Command::Segment).is_err());
    assert!(session.order(Command::Personas).is_err());
    session.order(Command::Release).unwrap();
    assert!(session.order(Command::Personas).is_err());
    // A dossier that is none.
    for json in ["", "{}", "[1]", "{\"format\":\"other\"}"] {
        assert!(session.order(Command::OpenDossier { json: json.to_owned() }).is_err(), "{json}");
    }
    // It did not cost what was there.
    session.order(Command::Segment).unwrap();
}

#[test]
fn a_stage_that_is_cancelled_leaves_the_one_before_it() {
    let bytes = sample(4_000, 1, true);
    let mut session = Session::new();
    let cancel = |session: &mut Session| {
        assert!(matches!(session.engine.command(Command::Cancel), Reply::Cancelled));
        assert!(!session.engine.is_busy());
        assert!(matches!(session.engine.step(1_000), Reply::Refused(_)));
    };
    // While the file is read.
    session.order(Command::Open { bytes: 1e6, read: Options::default() }).unwrap();
    session.engine.push(&bytes[..9_000]);
    assert_eq!(session.engine.stage(), Some(Stage::Ingest));
    cancel(&mut session);
    assert!(matches!(session.engine.push(&bytes[9_000..]), Reply::Refused(_)));
    assert!(session.order(Command::Close).is_err());
    // While the sample is made.
    assert!(matches!(session.engine.command(Command::OpenSample { rows: 60_000, seed: 1 }), Reply::Busy(_)));
    session.engine.step(500);
    cancel(&mut session);
    assert!(session.order(Command::ProposeRecipe).is_err());
    // While columns are judged: nothing was loaded before, so nothing is.
    session.order(Command::Open { bytes: 0.0, read: Options::default() }).unwrap();
    session.engine.push(&bytes);
    assert!(matches!(session.engine.command(Command::Close), Reply::Busy(_)));
    cancel(&mut session);
    session.open(&bytes).unwrap();
    session.configure(json!({ "segments": { "count": 4 } })).unwrap();
    // While the release is searched.
    assert!(matches!(session.engine.command(Command::Release), Reply::Busy(_)));
    session.engine.step(100);
    assert_eq!(session.engine.stage(), Some(Stage::Search));
    cancel(&mut session);
    assert!(session.order(Command::Segment).is_err(), "no release was made");
    session.order(Command::Release).unwrap();
    // While people are grouped, early and late.
    for steps in [0, 1, 12] {
        assert!(matches!(session.engine.command(Command::Segment), Reply::Busy(_)));
        for _ in 0..steps {
            if session.engine.is_busy() {
                session.engine.step(2_000);
            }
        }
        assert!(session.engine.is_busy());
        cancel(&mut session);
        assert!(session.order(Command::Personas).is_err());
        assert_eq!(session.result()["release"]["recheck"], "passed");
    }
    session.order(Command::Segment).unwrap();
    session.order(Command::Personas).unwrap();
    // What was cancelled left no trace in what came out.
    let mut straight = Session::new();
    straight.open(&bytes).unwrap();
    straight.configure(json!({ "segments": { "count": 4 } })).unwrap();
    for order in [Command::Release, Command::Segment, Command::Personas] {
        straight.order(order).unwrap();
    }
    assert_eq!(session.result(), straight.result());
}

#[test]
fn wiping_forgets_everything() {
    let mut session = Session::new();
    session.walk(&sample(3_000, 1, true));
    assert!(session.paper(PaperKind::Certificate, Language::Nl, &Work::default()).is_ok());
    assert!(matches!(session.order(Command::Wipe), Ok(Reply::Ready)));
    // Nothing works after it, least of all reading a file: its codes would have no key.
    let open = Command::Open { bytes: 10.0, read: Default::default() };
    let attach = Command::Attach { bytes: 10.0, name: None, read: Default::default() };
    let dossier = Command::SaveDossier { work: Box::default() };
    let sample = Command::OpenSample { rows: 100, seed: 1 };
    for order in [
        open,
        attach,
        sample,
        dossier,
        paper(PaperKind::Certificate),
        paper(PaperKind::Result),
        Command::ProposeRecipe,
        Command::Release,
        Command::Segment,
        Command::Personas,
    ] {
        assert_eq!(session.order(order).unwrap_err().code, "engine.wiped");
    }
    assert!(matches!(session.engine.push(b"a;b\n1;2\n"), Reply::Refused(_)));
    assert!(!session.engine.is_busy());
    assert!(matches!(session.order(Command::Cancel), Ok(Reply::Cancelled)));
    assert!(matches!(session.order(Command::Wipe), Ok(Reply::Ready)));
}

#[test]
fn a_second_file_replaces_the_first() {
    let mut session = Session::new();
    session.walk(&sample(3_000, 1, true));
    session.open(b"Kleur;Maat\nrood;klein\nblauw;groot\n").unwrap();
    assert!(session.order(Command::Release).is_err(), "the recipe was for the first file");
    assert!(session.order(Command::Personas).is_err());
    let result = session.result();
    assert_eq!(result["input"]["rows"], 2);
    assert!(result["release"].is_null() && result["segments"].is_null());
    // A file that is refused also ends what was there: it is no longer the file under work.
    session.walk(&sample(3_000, 1, true));
    assert!(session.open(b"").is_err());
    assert!(session.order(Command::Release).is_err());
    // A new recipe drops what the old one gave.
    session.walk(&sample(3_000, 1, true));
    session.configure(json!({})).unwrap();
    assert!(session.order(Command::Segment).is_err());
    assert!(session.order(Command::Personas).is_err());
}

#[test]
fn a_column_named_by_number_or_by_name_is_the_same_column() {
    let bytes =
        b"Leeftijd;Xqz\n".iter().copied().chain(b"30;rood\n40;blauw\n".repeat(200)).collect::<Vec<u8>>();
    let mut session = Session::new();
    session.open(&bytes).unwrap();
    session.configure(json!({ "columns": { "kolom 2": { "role": "feature" } } })).unwrap();
    let Ok(Reply::Inspection(seen)) = session.order(Command::ConfirmHeaders) else { panic!() };
    assert_eq!(seen.get().columns[1].name, "Xqz");
    session.configure(json!({ "columns": { "kolom 2": { "role": "feature" } } })).unwrap();
    session.configure(json!({ "columns": { "Xqz": { "role": "feature" } } })).unwrap();
    let both = json!({ "columns": { "Xqz": { "role": "feature" }, "kolom 2": { "role": "ignore" } } });
    assert_eq!(session.configure(both).unwrap_err().code, "recipe.column_twice");
}

#[test]
fn work_is_done_in_steps_whose_progress_never_falls() {
    let mut session = Session::new();
    session.order(Command::Open { bytes: 0.0, read: Options::default() }).unwrap();
    session.engine.push(&sample(60_000, 1, true));
    let recipe = || Box::new(parsed(json!({ "segments": { "count": 6 } })));
    let mut longest = Vec::new();
    for (name, order) in [
        ("close", Command::Close),
        ("configure", Command::Configure { recipe: recipe(), fixture: false }),
        ("release", Command::Release),
        ("segment", Command::Segment),
        ("personas", Command::Personas),
    ] {
        let start = Instant::now();
        let mut reply = session.engine.command(order);
        let mut most = start.elapsed();
        let (mut share, mut steps, mut at) = (0.0, 0, String::new());
        while let Reply::Busy(progress) = &reply {
            let now = progress.get().share;
            assert!((0.0..=1.0).contains(&now), "{name}: {now}");
            assert!(now >= share, "{name}: {now} after {share} ({})", progress.get().doing.en);
            share = now;
            steps += 1;
            let doing = progress.get().doing.en.clone();
            let start = Instant::now();
            reply = session.engine.step(20_000);
            if start.elapsed() > most {
                (most, at) = (start.elapsed(), doing);
            }
        }
        assert!(!matches!(reply, Reply::Refused(_)), "{name}: {reply:?}");
        if ["release", "segment"].contains(&name) {
            assert!(steps >= 3, "{name} took {steps} steps");
        }
        longest.push((name, steps, most.as_millis(), at));
    }
    // For the reader of the test's output; no test depends on the clock.
    println!("steps, longest step in ms and what was done before it: {longest:?}");
}
