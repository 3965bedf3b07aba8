//! The one build program: `cargo xtask build | demo | test | bench | sample`.

mod attack;
mod bench;
mod build;
mod check;
mod demo;
mod page;
mod policy;
mod run;

use anyhow::{bail, Result};

const HELP: &str = "\
cargo xtask build [--fast]               make dist/gezicht.html (--fast: larger and slower, made sooner)
cargo xtask demo  [--fast] [--no-open] [--port N]
                                         make it, serve it on 127.0.0.1 and open it
cargo xtask test  [--only PART]          everything that must hold; PART is lint, rust or browser
cargo xtask bench [walk|ingest|segments|search] [--rows N] [--file FILE]
                                         what BENCHMARKS.md tells, measured on this machine
cargo xtask attack [NAME] [--sessions N] [--people N]
                                         the whole attack on the gate, with its tables
cargo xtask sample --rows N --seed S --out FILE [--truth-column]
                                         sample data of a fictional municipality";

fn main() {
    if let Err(error) = command() {
        eprintln!("\n{error:#}");
        std::process::exit(1);
    }
}

fn command() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let name = if arguments.is_empty() { String::new() } else { arguments.remove(0) };
    let mut options = Options(arguments);
    match name.as_str() {
        "build" => {
            let fast = options.flag("--fast");
            options.end()?;
            build::build(fast).map(|_| ())
        }
        "demo" => {
            let (fast, quiet) = (options.flag("--fast"), options.flag("--no-open"));
            let port = options.value("--port")?.map_or(Ok(0), |text| text.parse())?;
            options.end()?;
            demo::demo(&build::build(fast)?, port, !quiet)
        }
        "test" => {
            let only = options.value("--only")?;
            options.end()?;
            check::check(only.as_deref())
        }
        "bench" => {
            let rows = options.value("--rows")?.map(|text| text.parse()).transpose()?;
            let file =
                options.value("--file")?.map(|path| std::env::current_dir().map(|here| here.join(path)));
            let subject = bench::Subject { name: options.word(), rows, file: file.transpose()? };
            options.end()?;
            bench::bench(&subject)
        }
        "attack" => {
            let (sessions, people) = (options.value("--sessions")?, options.value("--people")?);
            let attack = attack::Attack { only: options.word(), sessions, people };
            options.end()?;
            attack::attack(&attack)
        }
        "sample" => {
            let truth = options.flag("--truth-column");
            let rows = options.value("--rows")?.unwrap_or_else(|| "20000".to_owned());
            let seed = options.value("--seed")?.unwrap_or_else(|| "1".to_owned());
            let Some(out) = options.value("--out")? else { bail!("--out FILE is missing.\n\n{HELP}") };
            options.end()?;
            // A path is the caller's: relative to where the command was given.
            let out = std::env::current_dir()?.join(out);
            let mut sample = run::cargo();
            sample.args(["run", "--quiet", "--example", "sample", "--", &rows, &seed]).arg(out);
            if truth {
                sample.arg("--truth-column");
            }
            run::run(&mut sample)
        }
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("there is no `cargo xtask {other}`.\n\n{HELP}"),
    }
}

/// What stands after the name of the command.
struct Options(Vec<String>);

impl Options {
    fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|argument| argument != name);
        self.0.len() < before
    }

    fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|argument| argument == name) else { return Ok(None) };
        if at + 1 >= self.0.len() {
            bail!("{name} needs a value.\n\n{HELP}");
        }
        self.0.remove(at);
        Ok(Some(self.0.remove(at)))
    }

    /// A word that is no option.
    fn word(&mut self) -> Option<String> {
        let at = self.0.iter().position(|argument| !argument.starts_with("--"))?;
        Some(self.0.remove(at))
    }

    fn end(&self) -> Result<()> {
        match self.0.first() {
            Some(unknown) => bail!("unknown option {unknown}.\n\n{HELP}"),
            None => Ok(()),
        }
    }
}
