//! One persona on one A4 (HTML), and the same as Markdown and JSON.

use super::edits::{edited, fit, group_name, name, text};
use super::{code, face_svg, frame, monogram_svg, render, say, PaperOptions, ReportError};
use crate::dossier::Work;
use crate::persona::{group_of, Persona, Sentence, SentenceKind};
use crate::profile::words::number;
use crate::profile::{Overview, Segment};
use crate::text::Language;
use minijinja::value::Serde;
use minijinja::{context, Value};
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;

/// How much fits on one sheet: (sentences, characters each). The HTML test prints the fullest case.
pub(super) mod room {
    pub const NAME: usize = 24;
    pub const GROUP: usize = 60;
    pub const TAGLINE: usize = 90;
    pub const QUOTE: usize = 110;
    pub const STORY: (usize, usize) = (7, 115);
    pub const CORE: usize = 85;
    pub const TONE: usize = 80;
    pub const ADVICE: (usize, usize) = (3, 85);
    pub const FACTS: (usize, usize) = (7, 130);
    pub const QUESTIONS: (usize, usize) = (4, 95);
    /// More characters than this in a column, and the sheet is set in smaller type.
    pub const LEFT: usize = 1020;
    pub const RIGHT: usize = 1000;
}

/// A sentence as a template sees it.
#[derive(Clone, Serialize)]
struct Line {
    text: String,
    kind_name: &'static str,
    mark: &'static str,
    /// Per cent, for the bar.
    share: Option<f64>,
    overall: Option<f64>,
}

fn kind_name(kind: SentenceKind, language: Language) -> &'static str {
    match kind {
        SentenceKind::Fact => say(language, "feit", "fact"),
        SentenceKind::Inference => say(language, "gevolgtrekking", "inference"),
        SentenceKind::Fiction => say(language, "verzonnen", "fiction"),
        SentenceKind::Question => say(language, "vraag", "question"),
    }
}

fn mark(kind: SentenceKind) -> &'static str {
    match kind {
        SentenceKind::Fact => "●",
        SentenceKind::Inference => "◐",
        SentenceKind::Fiction => "○",
        SentenceKind::Question => "?",
    }
}

struct Sheet<'a> {
    persona: &'a Persona,
    overview: &'a Overview,
    work: &'a Work,
    options: PaperOptions,
}

impl Sheet<'_> {
    fn line(&self, sentence: &Sentence, room: usize) -> Line {
        let language = self.options.language;
        let evidence = sentence.evidence.as_ref();
        Line {
            text: fit(&text(self.persona, sentence, self.work, language), room),
            kind_name: kind_name(sentence.kind, language),
            mark: mark(sentence.kind),
            share: evidence.map(|e| (e.share * 100.0).round()),
            overall: evidence.filter(|_| !self.overview.whole_only).map(|e| (e.overall * 100.0).round()),
        }
    }

    fn lines(&self, sentences: &[Sentence], (count, room): (usize, usize)) -> Vec<Line> {
        sentences.iter().take(count).map(|s| self.line(s, room)).collect()
    }

    fn field(&self, key: &str, room: usize) -> Line {
        let found = self.persona.fields.iter().find(|f| f.key == key).and_then(|f| f.sentences.first());
        match found {
            Some(sentence) => self.line(sentence, room),
            None => Line { text: String::new(), kind_name: "", mark: "", share: None, overall: None },
        }
    }

    fn segment(&self) -> Option<&Segment> {
        self.overview.segments.iter().find(|s| s.id == self.persona.segment)
    }

    fn group(&self) -> String {
        let language = self.options.language;
        let Some(segment) = self.segment() else { return String::new() };
        let size = number(f64::from(segment.size), language, true);
        let share = number((segment.share * 100.0).round(), language, true);
        let name = fit(&group_name(segment, self.work, language), room::GROUP);
        match (language, segment.id) {
            (Language::Nl, 0) => format!("{name} · ongeveer {size} mensen"),
            (Language::En, 0) => format!("{name} · about {size} people"),
            (Language::Nl, _) => format!("{name} · ongeveer {size} mensen, {share} % van iedereen"),
            (Language::En, _) => format!("{name} · about {size} people, {share}% of everyone"),
        }
    }

    fn source(&self) -> String {
        let language = self.options.language;
        let n = number(f64::from(self.segment().map_or(0, |s| s.size)), language, true);
        let people = number(f64::from(self.overview.people), language, true);
        let k = self.overview.k;
        let error = number((self.overview.error_points * 10.0).round() / 10.0, language, true);
        match language {
            Language::Nl => format!(
                "Bron: eigen klantbestand, {people} mensen; deze groep: {n} mensen. Aantallen zijn afgerond op \
                 veelvouden van {k}. Een percentage kan door die afronding ongeveer {error} punt afwijken. \
                 Groepen van minder dan {k} mensen zijn verborgen."
            ),
            Language::En => format!(
                "Source: own customer file, {people} people; this group: {n} people. Counts are rounded to \
                 multiples of {k}. Because of that a percentage may be off by about {error} points. Groups of \
                 fewer than {k} people are hidden."
            ),
        }
    }

    fn status(&self, key: &str, otherwise: &'static str) -> String {
        let typed =
            edited(self.persona.segment, &format!("fields.{key}.0"), self.work, self.options.language);
        fit(&typed.unwrap_or_else(|| otherwise.to_string()), 60)
    }

    fn face(&self) -> String {
        let language = self.options.language;
        let name = fit(&name(self.persona, self.work, language), room::NAME);
        if self.options.faceless {
            monogram_svg(&self.persona.face, &name, &name)
        } else {
            let label = match language {
                Language::Nl => format!("Getekend gezicht van {name}, verzonnen"),
                Language::En => format!("Drawn face of {name}, made up"),
            };
            face_svg(&self.persona.face, &label)
        }
    }

    fn html(&self) -> Result<String, ReportError> {
        let (p, language) = (self.persona, self.options.language);
        let name = fit(&name(p, self.work, language), room::NAME);
        let (story, facts) = (self.lines(&p.story, room::STORY), self.lines(&p.facts, room::FACTS));
        let (dos, donts) = (self.lines(&p.dos, room::ADVICE), self.lines(&p.donts, room::ADVICE));
        let questions = self.lines(&p.questions, room::QUESTIONS);
        let (core, tone) = (self.field("core_message", room::CORE), self.field("tone", room::TONE));
        let letters = |lists: &[&[Line]]| -> usize {
            lists.iter().flat_map(|list| list.iter()).map(|line| line.text.chars().count()).sum()
        };
        let full = letters(&[&story, &dos, &donts, &[core.clone(), tone.clone()]]) > room::LEFT
            || letters(&[&facts, &questions]) > room::RIGHT;
        let t = context! {
            sample => say(language, "Voorbeelddata", "Sample data"),
            story => say(language, "Het verhaal", "The story"),
            core => say(language, "Kernboodschap", "Core message"),
            tone => say(language, "Toon", "Tone"),
            dos => say(language, "Wel doen", "Do"),
            donts => say(language, "Niet doen", "Don’t"),
            facts => say(language, "Wat we weten", "What we know"),
            questions => say(language, "Nog te onderzoeken", "Still to find out"),
            legend => say(language,
                "● feit uit de cijfers · ◐ gevolgtrekking, kan anders zijn · ○ verzonnen.",
                "● fact from the figures · ◐ inference, may be otherwise · ○ made up."),
            status => say(language, "Status", "Status"),
            valid => say(language, "Geldig tot", "Valid until"),
            not_for => say(language,
                "Niet voor besluiten over personen.", "Not for decisions about individuals."),
        };
        let fictional = match language {
            Language::Nl => format!("{name} bestaat niet. Naam, gezicht, citaat en verhaal zijn verzonnen."),
            Language::En => format!("{name} does not exist. Name, face, quote and story are made up."),
        };
        let bar_key = if self.overview.whole_only {
            say(
                language,
                "Balk: deel van alle mensen in het bestand.",
                "Bar: share of all people in the file.",
            )
        } else {
            say(
                language,
                "Balk: deel van deze groep. Streepje: deel van iedereen.",
                "Bar: share of this group. Tick: share of everyone.",
            )
        };
        render(
            "persona.html",
            context! {
                lang => code(language), full, sample => self.options.sample, t, name, fictional, bar_key,
                face => Value::from_safe_string(self.face()),
                group => self.group(),
                tagline => Value::from(Serde(self.line(&p.tagline, room::TAGLINE))),
                quote => Value::from(Serde(self.line(&p.quote, room::QUOTE))),
                story => Value::from(Serde(story)),
                core => Value::from(Serde(core)),
                tone => Value::from(Serde(tone)),
                dos => Value::from(Serde(dos)),
                donts => Value::from(Serde(donts)),
                facts => Value::from(Serde(facts)),
                questions => Value::from(Serde(questions)),
                source => self.source(),
                status => self.status("status", say(language, "concept", "draft")),
                valid => self.status("valid_until", say(language, "nog niet gekozen", "not chosen yet")),
            },
        )
    }
}

/// The sheet of one persona, without a document around it.
pub(super) fn sheet(
    persona: &Persona,
    overview: &Overview,
    work: &Work,
    options: PaperOptions,
) -> Result<String, ReportError> {
    Sheet { persona, overview, work, options }.html()
}

/// One persona: exactly one A4 when printed.
///
/// # Errors
/// Only when a template of ours is broken.
pub fn persona_html(
    persona: &Persona,
    overview: &Overview,
    work: &Work,
    options: impl Into<PaperOptions>,
) -> Result<String, ReportError> {
    let options = options.into();
    let title = format!("{} · persona", fit(&name(persona, work, options.language), room::NAME));
    frame(&title, options.language, vec![sheet(persona, overview, work, options)?])
}

/// All personas, one A4 each.
///
/// # Errors
/// Only when a template of ours is broken.
pub fn all_personas_html(
    personas: &[Persona],
    overview: &Overview,
    work: &Work,
    options: impl Into<PaperOptions>,
) -> Result<String, ReportError> {
    let options = options.into();
    let sheets: Result<Vec<String>, ReportError> =
        personas.iter().map(|persona| sheet(persona, overview, work, options)).collect();
    frame(say(options.language, "Persona’s", "Personas"), options.language, sheets?)
}

/// Text that Markdown takes as it stands.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '*' | '_' | '`' | '[' | ']' | '#' | '|' | '\\' | '!' | '~' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// One persona as Markdown, with every field and nothing cut.
pub fn persona_markdown(
    persona: &Persona,
    overview: &Overview,
    work: &Work,
    options: impl Into<PaperOptions>,
) -> String {
    let options = options.into();
    let language = options.language;
    let sheet = Sheet { persona, overview, work, options };
    let say = |nl, en| say(language, nl, en);
    let name = plain(&name(persona, work, language));
    let of = |s: &Sentence| {
        format!("{} _({})_", plain(&text(persona, s, work, language)), kind_name(s.kind, language))
    };
    let mut md = format!("# {name}\n\n");
    if options.sample {
        let _ = writeln!(md, "**{}**\n", say("Voorbeelddata", "Sample data"));
    }
    let _ =
        writeln!(md, "{}\n\n{}\n\n> {}\n", plain(&sheet.group()), of(&persona.tagline), of(&persona.quote));
    let mut section = |title: &str, sentences: &[Sentence], bullet: &str| {
        let _ = writeln!(md, "## {title}\n");
        for sentence in sentences {
            let _ = writeln!(md, "{bullet}{}", of(sentence));
        }
        md.push('\n');
    };
    section(say("Het verhaal", "The story"), &persona.story, "");
    section(say("Wat we weten", "What we know"), &persona.facts, "- ");
    section(say("Wel doen", "Do"), &persona.dos, "- ");
    section(say("Niet doen", "Don’t"), &persona.donts, "- ");
    section(say("Nog te onderzoeken", "Still to find out"), &persona.questions, "- ");
    let mut under = String::new();
    for field in &persona.fields {
        let heading = group_of(&field.key);
        if heading.get(language) != under {
            under = heading.get(language).to_string();
            let _ = writeln!(md, "## {under}\n");
        }
        let said: Vec<String> = field.sentences.iter().map(&of).collect();
        let _ = writeln!(md, "**{}**  \n{}\n", plain(field.label.get(language)), said.join(" "));
    }
    let _ = writeln!(
        md,
        "---\n\n{name} {}\n\n{}\n\n{}",
        say(
            "bestaat niet. Naam, gezicht, citaat en verhaal zijn verzonnen.",
            "does not exist. Name, face, quote and story are made up."
        ),
        sheet.source(),
        say("Niet voor besluiten over personen.", "Not for decisions about individuals.")
    );
    md
}

/// One persona as JSON (format `gezicht-persona`, version 1): the draft in both languages with its
/// evidence, and what people typed over it.
pub fn persona_json(
    persona: &Persona,
    overview: &Overview,
    work: &Work,
    options: impl Into<PaperOptions>,
) -> String {
    let options = options.into();
    let sheet = Sheet { persona, overview, work, options };
    let edits: Vec<_> = work.edits.iter().filter(|edit| edit.segment == persona.segment).collect();
    let columns: Vec<_> = overview
        .columns
        .iter()
        .map(|column| {
            // All columns stay in place: evidence points at them by number.
            let bands: Vec<_> = column.bands.iter().filter(|_| !column.withheld).map(|b| &b.label).collect();
            json!({ "name": column.name, "withheld": column.withheld, "bands": bands })
        })
        .collect();
    let value = json!({
        "format": "gezicht-persona",
        "version": 1,
        "sample_data": options.sample,
        "fictional": true,
        "not_for_decisions_about_individuals": true,
        "group": sheet.segment().map(|s| json!({
            "id": s.id, "name": group_name(s, work, options.language), "size": s.size, "share": s.share,
        })),
        "source": { "people": overview.people, "k": overview.k, "error_points": overview.error_points },
        "persona": persona,
        "edits": edits,
        "columns": columns,
    });
    // A value made by json! always serialises; the fallback keeps this room free of panics.
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}
