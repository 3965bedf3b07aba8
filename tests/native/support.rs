//! Files, the command and the engine for the tests beside this one.

use gezicht::engine::{Command as Order, Engine, Paper, PaperKind, Reply};
use gezicht::ingest::Options;
use gezicht::recipe::Recipe;
use gezicht::refusal::Refusal;
use gezicht::text::Language;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "../data/generators/mixed.rs"]
mod generators;
pub use generators::{mixed, Draw, SEGMENTS};

/// An empty folder of this name for one test.
pub fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

/// A file of the repository's test data.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// Writes a file and says where it is.
pub fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}

/// How a command ended.
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The JSON on stdout of a command that went well.
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }

    /// A refusal as the contract asks: this status, one line on stderr that holds these words, nothing on stdout.
    pub fn refused(&self, status: i32, words: &[&str]) {
        assert_eq!(self.status, status, "stderr: {}", self.err);
        assert_eq!(self.err.trim_end_matches('\n').lines().count(), 1, "one line: {}", self.err);
        assert!(self.err.ends_with('\n'), "{}", self.err);
        assert!(self.out.is_empty(), "{}", self.out);
        for word in words {
            assert!(self.err.contains(word), "“{word}” in: {}", self.err);
        }
    }
}

/// Runs the command with these words.
pub fn gezicht<I: IntoIterator>(words: I) -> Ran
where
    I::Item: AsRef<std::ffi::OsStr>,
{
    let output = Command::new(env!("CARGO_BIN_EXE_gezicht")).args(words).output().unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `gezicht inspect` or `gezicht recipe` of a file.
pub fn look(verb: &str, file: &Path) -> Ran {
    gezicht([verb, file.to_str().unwrap()])
}

/// `gezicht run`; the result is in `folder/out`.
pub fn run(folder: &Path, recipe: &Value, file: &Path, more: &[&str]) -> Ran {
    let recipe = self::file(folder, "recipe.json", recipe.to_string());
    let out = folder.join("out");
    let words = ["run", recipe.to_str().unwrap(), file.to_str().unwrap(), "--out", out.to_str().unwrap()];
    gezicht(words.iter().chain(more))
}

/// Test BSNs, from the top down: numbers of nine digits that pass the eleven-test.
pub fn bsns() -> impl Iterator<Item = String> {
    let valid = |number: &u32| {
        let digits: Vec<i32> = number.to_string().bytes().map(|byte| i32::from(byte - b'0')).collect();
        let sum: i32 = digits[..8].iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
        (sum - digits[8]) % 11 == 0
    };
    (0..400_000u32).map(|down| 999_999_999 - down).filter(valid).map(|number| number.to_string())
}

/// The result of a run.
pub fn result(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("out/result.json")).unwrap()).unwrap()
}

/// Every file below a folder by its path from there.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(at: &Path, base: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, base, found);
            } else {
                let name = path.strip_prefix(base).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// The sample file: contacts with identifiers, or (with `truth`) people without them and with their group.
pub fn sample(rows: u32, seed: u32, truth: bool) -> Vec<u8> {
    gezicht::sample::sample_csv(rows, seed, truth).flatten().collect()
}

/// One engine under test.
pub struct Session {
    pub engine: Engine,
    /// Steps taken in all.
    pub steps: usize,
}

impl Session {
    pub fn new() -> Self {
        Self { engine: Engine::new([7; 32]), steps: 0 }
    }

    /// Gives a command and steps its work to the end.
    pub fn order(&mut self, order: Order) -> Result<Reply, Refusal> {
        let reply = self.engine.command(order);
        self.finish(reply)
    }

    pub fn finish(&mut self, mut reply: Reply) -> Result<Reply, Refusal> {
        loop {
            match reply {
                Reply::Refused(refusal) => return Err(refusal.get().clone()),
                Reply::Busy(_) if self.engine.is_busy() => {
                    self.steps += 1;
                    reply = self.engine.step(20_000);
                }
                other => return Ok(other),
            }
        }
    }

    /// Opens a file in chunks of an odd size.
    pub fn open(&mut self, bytes: &[u8]) -> Result<Reply, Refusal> {
        self.order(Order::Open { bytes: bytes.len() as f64, read: Options::default() })?;
        for chunk in bytes.chunks(65_521) {
            let reply = self.engine.push(chunk);
            self.finish(reply)?;
        }
        self.order(Order::Close)
    }

    /// A further file, likewise.
    pub fn attach(&mut self, bytes: &[u8], name: Option<&str>) -> Result<Reply, Refusal> {
        let name = name.map(str::to_owned);
        self.order(Order::Attach { bytes: bytes.len() as f64, name, read: Options::default() })?;
        for chunk in bytes.chunks(65_521) {
            let reply = self.engine.push(chunk);
            self.finish(reply)?;
        }
        self.order(Order::Close)
    }

    pub fn configure(&mut self, recipe: Value) -> Result<Reply, Refusal> {
        self.order(Order::Configure { recipe: Box::new(parsed(recipe)), fixture: false })
    }

    /// All stages with the proposed recipe.
    pub fn walk(&mut self, bytes: &[u8]) {
        self.open(bytes).unwrap();
        let Ok(Reply::Recipe(recipe)) = self.order(Order::ProposeRecipe) else { panic!("no recipe") };
        let recipe = Box::new(recipe.get().clone());
        self.order(Order::Configure { recipe, fixture: false }).unwrap();
        for order in [Order::Release, Order::Segment, Order::Personas] {
            self.order(order).unwrap();
        }
    }

    /// A paper in this language, with what was typed.
    pub fn paper(
        &mut self,
        paper: PaperKind,
        language: Language,
        work: &gezicht::dossier::Work,
    ) -> Result<Paper, Refusal> {
        match self.order(Order::Paper { paper, language, work: Box::new(work.clone()) })? {
            Reply::Paper(paper) => Ok(paper.get().clone()),
            other => panic!("no paper but {other:?}"),
        }
    }

    /// `result.json` so far.
    pub fn result(&mut self) -> Value {
        let paper = self.paper(PaperKind::Result, Language::Nl, &Default::default()).unwrap();
        serde_json::from_str(&paper.body).unwrap()
    }
}

/// A recipe from JSON.
pub fn parsed(recipe: Value) -> Recipe {
    Recipe::parse(&recipe.to_string()).unwrap()
}
