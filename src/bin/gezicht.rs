//! The native command: the same core as the page, on a saved recipe.
#![cfg_attr(target_arch = "wasm32", allow(unused))]

#[cfg(not(target_arch = "wasm32"))]
mod command {
    use cpu_time::ProcessTime;
    use gezicht::engine::{Command, Engine, PaperKind, Reply, Stage};
    use gezicht::ingest::Options;
    use gezicht::meaning::{SheetRead, SheetSize};
    use gezicht::pseudonym::Passphrase;
    use gezicht::recipe::{LadderSource, Model, Recipe};
    use gezicht::refusal::{Refusal, RefusedBy};
    use gezicht_sheets::{looks_like_one, SheetError, Workbook, STEP};
    use std::collections::BTreeMap;
    use std::fmt::Write as _;
    use std::fs;
    use std::io::{BufRead, IsTerminal, Read, Write};
    use std::path::{Path, PathBuf};
    use std::process::ExitCode;

    const USAGE: &str = "\
gezicht inspect FILE [READ]                  what was understood of a file (JSON)
gezicht recipe FILE [READ]                   the proposed recipe with safe defaults (JSON)
gezicht run RECIPE FILE [FILE...] --out DIR [READ] [--fixture] [--microdata] [--key-file KEY | --save-key KEY]
                                             runs all stages; writes result.json, report.html, personas/
                                             Further files are numbered 2, 3, ... in the recipe.
--microdata                                  writes the anonymised rows and their certificate, too
--key-file KEY                               uses the key of this file; the passphrase is the first line of stdin
--save-key KEY                               makes such a file; the passphrase is on two lines of stdin, twice the same
READ: [--sheet N] [--header-line N] [--delimiter ';'|','|tab|'|'] [--encoding NAME] [--keep-totals]
                                             how to read the file, where what is found is not right
gezicht --version | --help";

    /// The anonymised rows and what belongs to them.
    const MICRODATA: [(PaperKind, &str); 2] = [
        (PaperKind::Microdata, "microdata.csv"),
        (PaperKind::MicrodataCertificate, "microdata-certificate.html"),
    ];
    /// Bytes read at a time.
    const CHUNK: usize = 1 << 20;
    /// Work between two looks at the progress, in the engine's units.
    const BUDGET: u32 = 100_000;

    /// How a command ends without success.
    enum Stop {
        /// Bad input or recipe, a file that cannot be read, wrong words: one line on stderr, status 2.
        Input(String),
        /// Refused by the gate: status 1.
        Gate(String),
    }

    impl From<Refusal> for Stop {
        fn from(refusal: Refusal) -> Self {
            let mut line = refusal.what.en.clone();
            if let Some(number) = refusal.place.line {
                let _ = write!(line, " (line {number})");
            }
            if let Some(number) = refusal.place.column {
                let _ = write!(line, " (column {number})");
            }
            if let Some(field) = &refusal.place.field {
                let _ = write!(line, " [{field}]");
            }
            let _ = write!(line, " {}", refusal.remedy.en);
            match refusal.by {
                RefusedBy::Gate => Stop::Gate(line),
                RefusedBy::Input => Stop::Input(line),
            }
        }
    }

    impl From<SheetError> for Stop {
        fn from(error: SheetError) -> Self {
            let (_, mut line) = error.what();
            if let Some(row) = error.row() {
                let _ = write!(line, " (line {row})");
            }
            let _ = write!(line, " {}", error.remedy().1);
            Stop::Input(line)
        }
    }

    impl From<lexopt::Error> for Stop {
        fn from(error: lexopt::Error) -> Self {
            Stop::Input(format!("{error}. Use: gezicht --help"))
        }
    }

    #[derive(Default)]
    struct Arguments {
        words: Vec<PathBuf>,
        out: Option<PathBuf>,
        read: Options,
        fixture: bool,
        microdata: bool,
        key_file: Option<PathBuf>,
        save_key: Option<PathBuf>,
    }

    /// Runs the command line.
    pub fn main() -> ExitCode {
        match run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(Stop::Gate(line)) => {
                eprintln!("gezicht: {line}");
                ExitCode::from(1)
            }
            Err(Stop::Input(line)) => {
                eprintln!("gezicht: {line}");
                ExitCode::from(2)
            }
        }
    }

    fn run() -> Result<(), Stop> {
        use lexopt::prelude::{Long, Short, Value, ValueExt};
        let mut parser = lexopt::Parser::from_env();
        let mut arguments = Arguments::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => {
                    println!("{USAGE}");
                    return Ok(());
                }
                Short('V') | Long("version") => {
                    println!("gezicht {}", env!("CARGO_PKG_VERSION"));
                    return Ok(());
                }
                Long("out") => arguments.out = Some(parser.value()?.into()),
                Long("header-line") => arguments.read.header_line = Some(parser.value()?.parse()?),
                Long("delimiter") => arguments.read.delimiter = Some(parser.value()?.parse()?),
                Long("encoding") => arguments.read.encoding = Some(parser.value()?.parse()?),
                Long("sheet") => {
                    let number = parser.value()?.parse()?;
                    arguments.read.sheet = Some(SheetRead { number, chosen: true, ..SheetRead::default() });
                }
                Long("keep-totals") => arguments.read.keep_totals = true,
                Long("key-file") => arguments.key_file = Some(parser.value()?.into()),
                Long("save-key") => arguments.save_key = Some(parser.value()?.into()),
                Long("fixture") => arguments.fixture = true,
                Long("microdata") => arguments.microdata = true,
                Long("dialect") => drop(parser.value()?),
                Value(word) => arguments.words.push(word.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        let Some(verb) = arguments.words.first().map(|word| word.to_string_lossy().into_owned()) else {
            return Err(Stop::Input("say what to do. Use: gezicht --help".to_owned()));
        };
        match (verb.as_str(), &arguments.words[1..]) {
            ("inspect", [file]) => {
                let mut driver = Driver::new()?;
                match driver.load(file, &arguments.read)? {
                    Reply::Inspection(inspection) => print_json(&inspection),
                    _ => Err(unexpected()),
                }
            }
            ("recipe", [file]) => {
                let mut driver = Driver::new()?;
                driver.load(file, &arguments.read)?;
                match driver.command(Command::ProposeRecipe)? {
                    Reply::Recipe(recipe) => print_json(&recipe),
                    _ => Err(unexpected()),
                }
            }
            ("run", [recipe, file, more @ ..]) => run_recipe(recipe, file, more, &arguments),
            ("sql", _) => Err(Stop::Input("“sql” is not yet supported. Use “run”.".to_owned())),
            ("inspect" | "recipe" | "run", _) => {
                Err(Stop::Input(format!("“{verb}” needs other files than these. Use: gezicht --help")))
            }
            _ => Err(Stop::Input(format!("“{verb}” is not something gezicht does. Use: gezicht --help"))),
        }
    }

    fn run_recipe(
        recipe_path: &Path,
        file: &Path,
        more: &[PathBuf],
        arguments: &Arguments,
    ) -> Result<(), Stop> {
        let out = arguments.out.as_ref().ok_or_else(|| Stop::Input("“run” needs --out DIR.".to_owned()))?;
        let recipe = read_recipe(recipe_path)?;
        let language = recipe.output.language;
        let mut driver = Driver::new()?;
        if let Some(path) = &arguments.key_file {
            let json = fs::read_to_string(path).map_err(|error| cannot("read the key file", path, &error))?;
            driver.command(Command::OpenKey { json, passphrase: passphrase(1)? })?;
        }
        let save_key = match &arguments.save_key {
            None => None,
            Some(_) if arguments.key_file.is_some() => {
                return Err(Stop::Input("use --key-file or --save-key, not both.".to_owned()));
            }
            // A key that other codes depend on is never written over.
            Some(path) if path.exists() => {
                let path = path.display();
                return Err(Stop::Input(format!(
                    "{path} is there already. Choose another name for the key file."
                )));
            }
            Some(path) => Some((path, passphrase(2)?)),
        };
        driver.load(file, &arguments.read)?;
        for path in more {
            driver.attach(path, None)?;
        }
        for (name, path) in populations(&recipe, recipe_path, more.len()) {
            driver.attach(&path, Some(name))?;
        }

        // A refusal by the gate still leaves a result that says why; one of the input leaves nothing.
        let configure = Command::Configure { recipe: Box::new(recipe), fixture: arguments.fixture };
        let mut segments = Vec::new();
        let mut refused = None;
        let mut released = false;
        let risk = Command::Risk { sampling_fraction: None };
        for command in [configure, Command::Release, risk, Command::Segment, Command::Personas] {
            match driver.command(command) {
                Ok(Reply::Personas(personas)) => {
                    segments = personas.get().iter().map(|persona| persona.segment).collect();
                }
                Ok(Reply::Release(_)) => released = true,
                Ok(_) => {}
                Err(Stop::Gate(line)) => {
                    refused = Some(Stop::Gate(line));
                    break;
                }
                Err(stop) => return Err(stop),
            }
        }

        if let (Some((path, passphrase)), None) = (save_key, &refused) {
            match driver.command(Command::SaveKey { passphrase })? {
                Reply::KeyFile(file) => write_new(path, &file.get().body)?,
                _ => return Err(unexpected()),
            }
        }
        let folder = out.join("personas");
        fs::create_dir_all(&folder).map_err(|error| cannot("make the folder", out, &error))?;
        remove_earlier(out, &folder)?;
        let paper = |driver: &mut Driver, paper| match driver.command(Command::Paper {
            paper,
            language,
            work: Box::default(),
        })? {
            Reply::Paper(paper) => Ok::<_, Stop>(paper.get().clone()),
            _ => Err(unexpected()),
        };
        let result = paper(&mut driver, PaperKind::Result)?;
        write(&out.join("result.json"), &result.body)?;
        if refused.is_none() {
            let report = paper(&mut driver, PaperKind::Report)?;
            write(&out.join("report.html"), &report.body)?;
            for segment in segments {
                for kind in [
                    PaperKind::PersonaHtml { segment },
                    PaperKind::PersonaMarkdown { segment },
                    PaperKind::PersonaJson { segment },
                ] {
                    let file = paper(&mut driver, kind)?;
                    write(&folder.join(&file.file_name), &file.body)?;
                }
            }
        }
        if arguments.microdata && released {
            for (kind, name) in MICRODATA {
                match paper(&mut driver, kind) {
                    Ok(file) => write(&out.join(name), &file.body)?,
                    Err(Stop::Gate(line)) => refused = refused.or(Some(Stop::Gate(line))),
                    Err(stop) => return Err(stop),
                }
            }
        }
        driver.write_timing(&out.join("timing.json"))?;
        refused.map_or(Ok(()), Err)
    }

    /// Files of population counts that the recipe names beside itself, by that name; a number is a file of the command line.
    fn populations(recipe: &Recipe, recipe_path: &Path, more: usize) -> Vec<(String, PathBuf)> {
        let folder = recipe_path.parent().unwrap_or(Path::new("."));
        let models = recipe.privacy.models.iter().flatten();
        let mut names: Vec<&String> = models
            .filter_map(|model| match model {
                Model::KMap { population, .. } => Some(population),
                _ => None,
            })
            .filter(|name| !name.trim().parse::<usize>().is_ok_and(|number| (2..=more + 1).contains(&number)))
            .collect();
        names.sort();
        names.dedup();
        names.into_iter().map(|name| (name.clone(), folder.join(name))).collect()
    }

    /// The passphrase from standard input, on as many lines, each the same. Never from the command line or the environment,
    /// where other programs can see it.
    fn passphrase(lines: usize) -> Result<Passphrase, Stop> {
        let input = std::io::stdin();
        let mut typed: Vec<String> = Vec::with_capacity(lines);
        for _ in 0..lines {
            if input.is_terminal() {
                eprint!("passphrase (it shows while you type): ");
            }
            let mut line = String::with_capacity(1024);
            input
                .lock()
                .take(1024)
                .read_line(&mut line)
                .map_err(|_| Stop::Input("the passphrase on stdin is no text.".to_owned()))?;
            typed.push(line);
        }
        let first = Passphrase::new(typed.remove(0));
        match typed.pop().map(Passphrase::new) {
            Some(second) if second != first => {
                Err(Stop::Input("the passphrase has to be on two lines of stdin, twice the same.".to_owned()))
            }
            _ => Ok(first),
        }
    }

    /// Removes what an earlier run wrote here: a report or persona of that run must not stand beside this result. Other
    /// files stay.
    fn remove_earlier(out: &Path, folder: &Path) -> Result<(), Stop> {
        let mut earlier: Vec<PathBuf> =
            ["result.json", "report.html", "timing.json"].iter().map(|name| out.join(name)).collect();
        earlier.extend(MICRODATA.iter().map(|(_, name)| out.join(name)));
        let listed = fs::read_dir(folder).map_err(|error| cannot("read", folder, &error))?;
        earlier
            .extend(listed.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| is_persona(path)));
        for path in earlier.iter().filter(|path| path.is_file()) {
            fs::remove_file(path).map_err(|error| cannot("replace", path, &error))?;
        }
        Ok(())
    }

    /// Whether a file has a name that a run gives: `persona-N.html`, `.md` or `.json`.
    fn is_persona(path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let number = name.strip_prefix("persona-").and_then(|rest| rest.split_once('.'));
        number.is_some_and(|(number, kind)| {
            number.bytes().all(|byte| byte.is_ascii_digit()) && ["html", "md", "json"].contains(&kind)
        })
    }

    /// Reads a recipe and the ladder files beside it.
    fn read_recipe(path: &Path) -> Result<Recipe, Stop> {
        let json = fs::read_to_string(path).map_err(|error| cannot("read the recipe", path, &error))?;
        let mut recipe = Recipe::parse(&json)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        for (name, choice) in &mut recipe.columns {
            if let Some(LadderSource::Path(ladder)) = &choice.ladder {
                let ladder_path = folder.join(ladder);
                let text = fs::read_to_string(&ladder_path)
                    .map_err(|error| cannot(&format!("read the ladder of “{name}”"), &ladder_path, &error))?;
                choice.ladder = Some(LadderSource::Inline(gezicht::anonymity::ladder_rows(&text)?));
            }
        }
        Ok(recipe)
    }

    /// Drives one engine: feeds the file, steps the tasks, keeps the time per stage.
    struct Driver {
        engine: Engine,
        seconds: BTreeMap<&'static str, f64>,
        show_progress: bool,
    }

    impl Driver {
        fn new() -> Result<Self, Stop> {
            let mut entropy = [0u8; 32];
            getrandom::fill(&mut entropy)
                .map_err(|_| Stop::Input("this computer gives no random numbers for the key.".to_owned()))?;
            Ok(Self {
                engine: Engine::new(entropy),
                seconds: BTreeMap::new(),
                show_progress: std::io::stderr().is_terminal(),
            })
        }

        fn load(&mut self, path: &Path, read: &Options) -> Result<Reply, Stop> {
            self.read_in(path, read.clone(), |bytes, read| Command::Open { bytes, read })
        }

        /// A further file. Its headers are confirmed by the recipe that names its columns.
        fn attach(&mut self, path: &Path, name: Option<String>) -> Result<Reply, Stop> {
            let attach = |bytes, read| Command::Attach { bytes, name: name.clone(), read };
            self.read_in(path, Options::default(), attach)
        }

        fn read_in(
            &mut self,
            path: &Path,
            read: Options,
            begin: impl Fn(f64, Options) -> Command,
        ) -> Result<Reply, Stop> {
            let unreadable = |error| cannot("read", path, &error);
            let mut file = fs::File::open(path).map_err(unreadable)?;
            let bytes = file.metadata().map_or(0.0, |metadata| metadata.len() as f64);
            let mut chunk = vec![0u8; CHUNK];
            let mut filled = file.read(&mut chunk).map_err(unreadable)?;
            if looks_like_one(&chunk[..filled]) {
                // A workbook is unpacked from its end, so it is held whole.
                return self.read_workbook(fs::read(path).map_err(unreadable)?, read, begin);
            }
            if read.sheet.is_some() {
                return Err(Stop::Input("“--sheet” is for workbooks; this file is none.".to_owned()));
            }
            self.command(begin(bytes, read))?;
            while filled > 0 {
                let reply = self.timed(None, |engine| engine.push(&chunk[..filled]));
                self.finish(reply)?;
                filled = file.read(&mut chunk).map_err(unreadable)?;
            }
            self.command(Command::Close)
        }

        /// Reads one sheet of a workbook: the one that was asked for, else the visible one with the most rows.
        fn read_workbook(
            &mut self,
            bytes: Vec<u8>,
            read: Options,
            begin: impl Fn(f64, Options) -> Command,
        ) -> Result<Reply, Stop> {
            let asked = read.sheet.as_ref().map(|sheet| sheet.number);
            let (mut csv, sheet) = self.timed(Some(Stage::Ingest), |_| {
                let mut workbook = Workbook::open(bytes)?;
                while !workbook.survey(STEP)? {}
                let number = asked.map_or_else(|| workbook.default_sheet(), Ok)?;
                let size = |sheet: &gezicht_sheets::SheetSize| SheetSize {
                    rows: sheet.rows,
                    columns: sheet.columns,
                    hidden: sheet.hidden,
                };
                let sheets = workbook.sheets().iter().map(size).collect();
                let format = workbook.format().name().to_owned();
                let sheet = SheetRead { number, chosen: asked.is_some(), sheets, format };
                Ok::<_, SheetError>((workbook.convert(number)?, sheet))
            })?;
            // How long the CSV will be is not known beforehand.
            self.command(begin(0.0, Options { sheet: Some(sheet), ..read }))?;
            let mut text = String::new();
            let mut more = true;
            while more {
                text.clear();
                more = self.timed(None, |_| csv.next(&mut text))?;
                let reply = self.timed(None, |engine| engine.push(text.as_bytes()));
                self.finish(reply)?;
            }
            self.command(Command::Close)
        }

        fn command(&mut self, command: Command) -> Result<Reply, Stop> {
            // Drafting and writing papers is done at once, without a task that could tell its stage.
            let at_once =
                matches!(command, Command::Personas | Command::Paper { .. }).then_some(Stage::Drafts);
            let reply = self.timed(at_once, |engine| engine.command(command));
            self.finish(reply)
        }

        fn finish(&mut self, mut reply: Reply) -> Result<Reply, Stop> {
            loop {
                match reply {
                    Reply::Refused(refusal) => return Err(refusal.get().clone().into()),
                    Reply::Busy(ref progress) if self.engine.is_busy() => {
                        if self.show_progress {
                            eprint!("\r\x1b[K{}", progress.get().doing.en);
                        }
                        reply = self.timed(None, |engine| engine.step(BUDGET));
                    }
                    other => {
                        if self.show_progress {
                            eprint!("\r\x1b[K");
                        }
                        return Ok(other);
                    }
                }
            }
        }

        fn timed<T>(&mut self, stage: Option<Stage>, work: impl FnOnce(&mut Engine) -> T) -> T {
            let start = ProcessTime::now();
            let stage = stage.or(self.engine.stage());
            let reply = work(&mut self.engine);
            let stage = stage.or(self.engine.stage()).map_or("other", Stage::name);
            *self.seconds.entry(stage).or_default() += start.elapsed().as_secs_f64();
            reply
        }

        fn write_timing(&self, path: &Path) -> Result<(), Stop> {
            let rounded: BTreeMap<_, _> = self
                .seconds
                .iter()
                .map(|(stage, seconds)| (stage, (seconds * 1000.0).round() / 1000.0))
                .collect();
            let json = serde_json::to_string_pretty(&rounded).map_err(|_| unexpected())?;
            write(path, &json)
        }
    }

    fn print_json(value: &impl serde::Serialize) -> Result<(), Stop> {
        let json = serde_json::to_string_pretty(value).map_err(|_| unexpected())?;
        writeln!(std::io::stdout(), "{json}").map_err(|_| Stop::Input("stdout is closed.".to_owned()))
    }

    fn write(path: &Path, text: &str) -> Result<(), Stop> {
        fs::write(path, text).map_err(|error| cannot("write", path, &error))
    }

    /// Writes a file that must not be there yet, for its owner's eyes alone.
    fn write_new(path: &Path, text: &str) -> Result<(), Stop> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| cannot("write", path, &error))
    }

    fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> Stop {
        Stop::Input(format!("cannot {verb} {}: {}.", path.display(), error.kind()))
    }

    fn unexpected() -> Stop {
        Stop::Input(
            "the engine gave an answer that does not fit the question; please report this.".to_owned(),
        )
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    command::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
