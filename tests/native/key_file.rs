//! The key file: saved, opened, refused.

use crate::attached::{calls, people};
use crate::support::{file, files, folder, Session};
use gezicht::engine::{Command as Order, Engine, PaperKind, Reply};
use gezicht::pseudonym::Passphrase;
use gezicht::text::Language;
use serde_json::{json, Value};
use std::io::Write as _;
use std::process::{Command, Stdio};

const WORDS: &str = "vier paarden in de wei";

fn phrase(words: &str) -> Passphrase {
    Passphrase::new(words.to_owned())
}

fn saved(session: &mut Session) -> String {
    match session.order(Order::SaveKey { passphrase: phrase(WORDS) }).unwrap() {
        Reply::KeyFile(paper) => paper.get().body.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_saved_key_opens_in_another_session_and_not_after_a_release() {
    let mut session = Session::new();
    let refusal = session.order(Order::SaveKey { passphrase: phrase(WORDS) }).unwrap_err();
    assert_eq!(refusal.code, "engine.no_recipe");
    session.open(people().as_bytes()).unwrap();
    session.attach(calls("Onderwerp;Duur;BSN").as_bytes(), None).unwrap();
    session
        .configure(json!({ "privacy": { "unit": "BSN" }, "join": [{ "file": 2, "key": "nl.bsn" }] }))
        .unwrap();
    let refusal = session.order(Order::SaveKey { passphrase: phrase("te kort") }).unwrap_err();
    assert_eq!(refusal.code, "key.passphrase");
    let json = saved(&mut session);
    let fields: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(fields["domains"], json!(["nl.bsn"]));
    assert_ne!(json, saved(&mut session), "salt and nonce are drawn anew");
    // The work is announced before it is done.
    let reply = session.engine.command(Order::SaveKey { passphrase: phrase(WORDS) });
    let Reply::Busy(progress) = reply else { panic!("{reply:?}") };
    assert!(progress.get().doing.nl.contains("seconde"));

    let mut other = Session { engine: Engine::new([8; 32]), steps: 0 };
    let open = |words: &str, json: &str| Order::OpenKey { json: json.to_owned(), passphrase: phrase(words) };
    assert_eq!(other.order(open("vijf paarden in de wei", &json)).unwrap_err().code, "key.not_opened");
    assert_eq!(other.order(open(WORDS, "{}")).unwrap_err().code, "key.not_a_key_file");
    assert_eq!(other.order(open(WORDS, &json)).unwrap(), Reply::Ready);
    other.open(people().as_bytes()).unwrap();
    other.configure(json!({ "privacy": { "unit": "BSN" }, "segments": { "count": 2 } })).unwrap();
    other.order(Order::Release).unwrap();
    assert_eq!(other.order(open(WORDS, &json)).unwrap_err().code, "key.too_late");
    other.order(Order::Wipe).unwrap();
    assert_eq!(other.order(open(WORDS, &json)).unwrap_err().code, "engine.wiped");
}

/// The codes of a known key, from a second implementation (see `pseudonym`), are in no paper and no dossier.
#[test]
fn no_code_is_in_any_paper() {
    // The session's key is 07 … 07; codes of the first and second test BSN under nl.bsn, by Python's hmac and hashlib.
    const CODES: [&str; 2] = ["1C23Q6PG3SQP3E3FJE9NG62C50", "37MNR84KC4JQ6KRJJ4NPAVRQQP"];
    let mut session = Session::new();
    let text = people();
    let mut lines = text.lines().skip(1);
    assert!(
        lines.next().unwrap().starts_with("999999990;") && lines.next().unwrap().starts_with("999999989;"),
        "{text:.60}"
    );
    session.walk(text.as_bytes());
    let mut bodies = Vec::new();
    for paper in [
        PaperKind::Certificate,
        PaperKind::Report,
        PaperKind::Result,
        PaperKind::Recipe,
        PaperKind::AllPersonas,
        PaperKind::PersonaHtml { segment: 1 },
        PaperKind::PersonaMarkdown { segment: 1 },
        PaperKind::PersonaJson { segment: 1 },
    ] {
        bodies.push(session.paper(paper, Language::Nl, &Default::default()).unwrap().body);
    }
    match session.order(Order::SaveDossier { work: Box::default() }).unwrap() {
        Reply::Paper(paper) => bodies.push(paper.get().body.clone()),
        other => panic!("{other:?}"),
    }
    for body in bodies {
        assert!(body.len() > 20);
        for code in CODES {
            // Not even a part of one.
            assert!(!body.contains(&code[..10]) && !body.contains(&code[16..]), "{code}");
        }
        assert!(!body.contains("999999990"));
    }
}

/// `gezicht run` with more words, and these lines on standard input.
fn run(words: &[String], typed: &str) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gezicht"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that is refused before it reads closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_command_saves_and_uses_a_key_file() {
    let folder = folder("key_file");
    let main = file(&folder, "main.csv", people()).display().to_string();
    let recipe = json!({ "privacy": { "unit": "BSN" }, "segments": { "count": 2 } });
    let recipe = file(&folder, "recipe.json", recipe.to_string()).display().to_string();
    let out = folder.join("out").display().to_string();
    let key = folder.join("key.json");
    let words = |flag: &str| -> Vec<String> {
        ["run", &recipe, &main, "--out", &out, flag, key.to_str().unwrap()].map(str::to_owned).into()
    };
    let (status, err) = run(&words("--save-key"), &format!("{WORDS}\n{WORDS} toch\n"));
    assert!(status == 2 && err.contains("twice the same") && !err.contains("paarden"), "{err}");
    let (status, err) = run(&words("--save-key"), &format!("{WORDS}\n{WORDS}\n"));
    assert_eq!((status, err.as_str()), (0, ""));
    let (status, err) = run(&words("--save-key"), &format!("{WORDS}\n{WORDS}\n"));
    assert!(status == 2 && err.contains("is there already"), "{err}");
    let (status, err) = run(&words("--key-file"), "vijf paarden in de wei\n");
    assert!(status == 2 && err.contains("passphrase is wrong") && !err.contains("paarden"), "{err}");
    let before = std::fs::read(folder.join("out/result.json")).unwrap();
    let (status, err) = run(&words("--key-file"), &format!("{WORDS}\n"));
    assert_eq!((status, err.as_str()), (0, ""));
    assert_eq!(before, std::fs::read(folder.join("out/result.json")).unwrap(), "a key changes no result");
    let sealed: Value = serde_json::from_slice(&std::fs::read(&key).unwrap()).unwrap();
    for (name, body) in files(&folder.join("out")) {
        let text = String::from_utf8_lossy(&body).into_owned();
        assert!(!text.contains(sealed["sealed"].as_str().unwrap()), "{name}");
    }
}
