//! One engine, driven as the page drives it, and all that it said.

use crate::engine::{Command, Engine, PaperKind, Reply};
use crate::ingest::Options;
use crate::profile::Overview;
use crate::recipe::Recipe;
use crate::refusal::Refusal;
use crate::text::Language;
use serde_json::Value;

pub struct Driver {
    pub engine: Engine,
    /// Every reply as it was sent, progress included.
    pub said: String,
}

impl Driver {
    pub fn new() -> Self {
        Self { engine: Engine::new([7; 32]), said: String::new() }
    }

    /// Gives a command and steps its work to the end.
    pub fn order(&mut self, command: Command) -> Result<Reply, Refusal> {
        let mut reply = self.engine.command(command);
        loop {
            self.said.push_str(&serde_json::to_string(&reply).unwrap());
            match reply {
                Reply::Refused(refusal) => return Err(refusal.get().clone()),
                Reply::Busy(_) if self.engine.is_busy() => reply = self.engine.step(200_000),
                other => return Ok(other),
            }
        }
    }

    /// Opens a file; answers the recipe that is proposed for it.
    pub fn open(&mut self, bytes: &[u8]) -> Recipe {
        self.order(Command::Open { bytes: bytes.len() as f64, read: Options::default() }).unwrap();
        for chunk in bytes.chunks(1 << 16) {
            self.engine.push(chunk);
        }
        self.order(Command::Close).unwrap();
        self.order(Command::ConfirmHeaders).unwrap();
        let Ok(Reply::Recipe(recipe)) = self.order(Command::ProposeRecipe) else { panic!("no recipe") };
        recipe.get().clone()
    }

    /// Sets a recipe and makes the release.
    pub fn release(&mut self, recipe: &Recipe, fixture: bool) -> Result<Reply, Refusal> {
        self.order(Command::Configure { recipe: Box::new(recipe.clone()), fixture })?;
        self.order(Command::Release)
    }

    /// The groups that a recipe asks for.
    pub fn overview(&mut self, recipe: &Recipe, fixture: bool) -> Result<Overview, Refusal> {
        self.release(recipe, fixture)?;
        match self.order(Command::Segment)? {
            Reply::Overview(overview) => Ok(overview.get().clone()),
            _ => panic!("no overview"),
        }
    }

    pub fn paper(&mut self, paper: PaperKind) -> Result<String, Refusal> {
        match self.order(Command::Paper { paper, language: Language::Nl, work: Box::default() })? {
            Reply::Paper(paper) => Ok(paper.get().body.clone()),
            _ => panic!("no paper"),
        }
    }
}

/// A recipe with other choices laid over it.
pub fn with(recipe: &Recipe, choices: Value) -> Recipe {
    fn lay(over: &mut Value, choices: Value) {
        match (over, choices) {
            (Value::Object(over), Value::Object(choices)) => {
                for (name, choice) in choices {
                    lay(over.entry(name).or_insert(Value::Null), choice);
                }
            }
            (over, choice) => *over = choice,
        }
    }
    let mut made = serde_json::to_value(recipe).unwrap();
    lay(&mut made, choices);
    Recipe::parse(&made.to_string()).unwrap()
}
