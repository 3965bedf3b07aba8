//! One persona on one A4 (HTML), and the same as Markdown and JSON.

use super::edits::{edited, fit, group_name, name, text};
use super::{code, face_svg, frame, monogram_svg, sample_mark, say, PaperOptions};
use crate::dossier::{Edit, Work};
use crate::json::pretty;
use crate::persona::{group_of, Persona, Sentence, SentenceKind};
use crate::profile::words::number;
use crate::profile::{Overview, Segment};
use crate::text::{Language, Text};
use maud::{html, Markup, PreEscaped};
use serde::Serialize;
use std::fmt::Write as _;

/// How much fits on one sheet: (sentences, characters each). The HTML test prints the fullest case.
pub(super) mod room {
    pub const NAME: usize = 24;
    pub const GROUP: usize = 60;
    pub const TAGLINE: usize = 90;
    pub const QUOTE: usize = 110;
    pub const REASON: usize = 160;
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

/// A sentence as a sheet shows it.
struct Line {
    text: String,
    kind_name: &'static str,
    mark: &'static str,
    /// Whole per cents for the bar: of the group, and of everyone.
    share: Option<u32>,
    overall: Option<u32>,
}

impl Line {
    /// The mark that tells a fact from an inference and from fiction.
    fn mark(&self) -> Markup {
        html! { span.mark role="img" aria-label=(self.kind_name) { (self.mark) } }
    }

    fn marked(&self) -> Markup {
        html! { (self.text) (self.mark()) }
    }

    fn bar(&self) -> Markup {
        html! {
            svg.bar viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
                rect.track width="100" height="6" {}
                @if let Some(share) = self.share { rect.part width=(share) height="6" {} }
                @if let Some(overall) = self.overall { rect.all x=(overall) width=".7" height="6" {} }
            }
        }
    }
}

/// A share 0 to 1 in whole per cents.
fn per_cent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// What a sentence is on paper. What somebody typed over it is theirs, whatever stood there: no fact, and no figure belongs to it.
#[derive(Clone, Copy)]
enum Origin {
    Drafted(SentenceKind),
    Typed,
}

fn kind_name(origin: Origin, language: Language) -> &'static str {
    let Origin::Drafted(kind) = origin else { return say(language, "zelf geschreven", "written by hand") };
    match kind {
        SentenceKind::Fact => say(language, "feit", "fact"),
        SentenceKind::Inference => say(language, "gevolgtrekking", "inference"),
        SentenceKind::Fiction => say(language, "verzonnen", "fiction"),
        SentenceKind::Question => say(language, "vraag", "question"),
    }
}

fn mark(origin: Origin) -> &'static str {
    let Origin::Drafted(kind) = origin else { return "✎" };
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
        let origin = origin(self.persona, sentence, self.work, language);
        let evidence = sentence.evidence.as_ref().filter(|_| matches!(origin, Origin::Drafted(_)));
        Line {
            text: fit(&text(self.persona, sentence, self.work, language), room),
            kind_name: kind_name(origin, language),
            mark: mark(origin),
            share: evidence.map(|e| per_cent(e.share)),
            overall: evidence.filter(|_| !self.overview.whole_only).map(|e| per_cent(e.overall)),
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

    /// Why there is a persona of a group that is not stable.
    fn reason(&self) -> Option<String> {
        let reason = fit(self.segment()?.reason.as_deref()?, room::REASON);
        Some(match self.options.language {
            Language::Nl => format!("Wankele groep: bij herhaling kwam zij vaak niet terug. Reden om er toch een persona van te maken: {reason}"),
            Language::En => format!("Shaky group: on repeating it often did not come back. Reason to make a persona of it all the same: {reason}"),
        })
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

    fn html(&self) -> Markup {
        let (p, language) = (self.persona, self.options.language);
        let say = |nl, en| say(language, nl, en);
        let left = Left {
            story: self.lines(&p.story, room::STORY),
            core: self.field("core_message", room::CORE),
            tone: self.field("tone", room::TONE),
            dos: self.lines(&p.dos, room::ADVICE),
            donts: self.lines(&p.donts, room::ADVICE),
        };
        let (facts, questions) =
            (self.lines(&p.facts, room::FACTS), self.lines(&p.questions, room::QUESTIONS));
        let letters = |lists: [&[Line]; 5]| -> usize {
            lists.iter().flat_map(|list| list.iter()).map(|line| line.text.chars().count()).sum()
        };
        let one = std::slice::from_ref;
        let full = letters([&left.story, &left.dos, &left.donts, one(&left.core), one(&left.tone)])
            > room::LEFT
            || letters([&facts, &questions, &[], &[], &[]]) > room::RIGHT;
        html! {
            article.sheet.full[full] lang=(code(language)) {
                "\n"
                (sample_mark(self.options))
                (self.who()) "\n"
                div.body {
                    "\n"
                    (left.html(language)) "\n"
                    div.column {
                        "\n"
                        section {
                            h2 { (say("Wat we weten", "What we know")) } "\n"
                            ul.facts {
                                @for fact in &facts {
                                    li { p { (fact.marked()) } "\n" @if fact.share.is_some() { (fact.bar()) } } "\n"
                                }
                            }
                            "\n"
                            p.key { (self.bar_key()) }
                        }
                        "\n"
                        section {
                            h2 { (say("Nog te onderzoeken", "Still to find out")) }
                            ul.list.ask { @for question in &questions { li { (question.text) } } }
                        }
                        "\n"
                    }
                    "\n"
                }
                "\n"
                (self.foot()) "\n"
            }
        }
    }

    /// The head of the sheet: face, group, name, tagline, quote.
    fn who(&self) -> Markup {
        let (p, language) = (self.persona, self.options.language);
        let quote = self.line(&p.quote, room::QUOTE);
        html! {
            header.who {
                "\n"
                figure { (PreEscaped(self.face())) } "\n"
                div {
                    "\n"
                    p.group { (self.group()) } "\n"
                    h1 { (fit(&name(p, self.work, language), room::NAME)) } "\n"
                    p.tagline { (self.line(&p.tagline, room::TAGLINE).marked()) } "\n"
                    blockquote { "‘" (quote.text) "’" (quote.mark()) } "\n"
                }
                "\n"
            }
        }
    }

    fn bar_key(&self) -> &'static str {
        let language = self.options.language;
        if self.overview.whole_only {
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
        }
    }

    /// What every sheet says of itself: made up, from which figures, not for decisions.
    fn foot(&self) -> Markup {
        let language = self.options.language;
        let say = |nl, en| say(language, nl, en);
        let name = fit(&name(self.persona, self.work, language), room::NAME);
        html! {
            footer.foot {
                "\n"
                p {
                    strong {
                        (name)
                        (say(
                            " bestaat niet. Naam, gezicht, citaat en verhaal zijn verzonnen.",
                            " does not exist. Name, face, quote and story are made up.",
                        ))
                    }
                    " "
                    (say(
                        "● feit uit de cijfers · ◐ gevolgtrekking, kan anders zijn · ○ verzonnen · ✎ zelf geschreven.",
                        "● fact from the figures · ◐ inference, may be otherwise · ○ made up · ✎ written by hand.",
                    ))
                }
                "\n"
                p { (self.source()) } "\n"
                @if let Some(reason) = self.reason() { p { strong { (reason) } } "\n" }
                p {
                    (say("Status", "Status")) ": "
                    strong { (self.status("status", say("concept", "draft"))) }
                    " · "
                    (say("Geldig tot", "Valid until")) ": "
                    strong { (self.status("valid_until", say("nog niet gekozen", "not chosen yet"))) }
                    " · "
                    strong { (say("Niet voor besluiten over personen.", "Not for decisions about individuals.")) }
                }
                "\n"
            }
        }
    }
}

/// The left column: the story, and how to talk to this group.
struct Left {
    story: Vec<Line>,
    core: Line,
    tone: Line,
    dos: Vec<Line>,
    donts: Vec<Line>,
}

impl Left {
    fn html(&self, language: Language) -> Markup {
        let say = |nl, en| say(language, nl, en);
        let points = |lines: &[Line]| html! { @for line in lines { li { (line.marked()) } } };
        html! {
            div.column {
                "\n"
                section {
                    h2 { (say("Het verhaal", "The story")) }
                    p.story { @for line in &self.story { (line.marked()) " " } }
                }
                "\n"
                section.core {
                    h2 { (say("Kernboodschap", "Core message")) }
                    p { strong { (self.core.text) } (self.core.mark()) }
                    p { (say("Toon", "Tone")) ": " (self.tone.marked()) }
                }
                "\n"
                section { h2 { (say("Wel doen", "Do")) } ul.list.do { (points(&self.dos)) } } "\n"
                section { h2 { (say("Niet doen", "Don’t")) } ul.list.dont { (points(&self.donts)) } } "\n"
            }
        }
    }
}

fn origin(persona: &Persona, sentence: &Sentence, work: &Work, language: Language) -> Origin {
    match edited(persona.segment, &sentence.key, work, language) {
        Some(_) => Origin::Typed,
        None => Origin::Drafted(sentence.kind),
    }
}

/// The sheet of one persona, without a document around it.
pub(super) fn sheet(persona: &Persona, overview: &Overview, work: &Work, options: PaperOptions) -> Markup {
    Sheet { persona, overview, work, options }.html()
}

/// One persona: exactly one A4 when printed.
pub fn persona_html(
    persona: &Persona,
    overview: &Overview,
    work: &Work,
    options: impl Into<PaperOptions>,
) -> String {
    let options = options.into();
    let title = format!("{} · persona", fit(&name(persona, work, options.language), room::NAME));
    frame(&title, options.language, vec![sheet(persona, overview, work, options)])
}

/// All personas, one A4 each.
pub fn all_personas_html(
    personas: &[Persona],
    overview: &Overview,
    work: &Work,
    options: impl Into<PaperOptions>,
) -> String {
    let options = options.into();
    let sheets = personas.iter().map(|persona| sheet(persona, overview, work, options)).collect();
    frame(say(options.language, "Persona’s", "Personas"), options.language, sheets)
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
        let kind = kind_name(origin(persona, s, work, language), language);
        format!("{} _({kind})_", plain(&text(persona, s, work, language)))
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
    if let Some(reason) = sheet.reason() {
        let _ = writeln!(md, "**{}**\n", plain(&reason));
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

/// A persona as a file: the draft in both languages with its evidence, and what people typed over it.
#[derive(Serialize)]
struct PersonaFile<'a> {
    format: &'static str,
    version: u32,
    sample_data: bool,
    fictional: bool,
    not_for_decisions_about_individuals: bool,
    group: Option<GroupPart>,
    source: SourcePart,
    persona: &'a Persona,
    edits: Vec<&'a Edit>,
    columns: Vec<ColumnPart<'a>>,
}

#[derive(Serialize)]
struct GroupPart {
    id: u32,
    name: String,
    size: u32,
    share: f64,
    /// Why there is a persona of it although it is not stable.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct SourcePart {
    people: u32,
    k: u32,
    error_points: f64,
}

#[derive(Serialize)]
struct ColumnPart<'a> {
    name: &'a str,
    withheld: bool,
    bands: Vec<&'a Text>,
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
    // All columns stay in place: evidence points at them by number.
    let columns = overview.columns.iter().map(|column| ColumnPart {
        name: &column.name,
        withheld: column.withheld,
        bands: column.bands.iter().filter(|_| !column.withheld).map(|band| &band.label).collect(),
    });
    pretty(&PersonaFile {
        format: "gezicht-persona",
        version: 1,
        sample_data: options.sample,
        fictional: true,
        not_for_decisions_about_individuals: true,
        group: sheet.segment().map(|s| GroupPart {
            id: s.id,
            name: group_name(s, work, options.language),
            size: s.size,
            share: s.share,
            reason: s.reason.clone(),
        }),
        source: SourcePart { people: overview.people, k: overview.k, error_points: overview.error_points },
        persona,
        edits: work.edits.iter().filter(|edit| edit.segment == persona.segment).collect(),
        columns: columns.collect(),
    })
}
