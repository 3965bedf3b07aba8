//! The audit trail (PRODUCT D7): what was decided, what was made, and when. No value about a person can get in: an [`Event`] has room for
//! numbers, choices, a reason that a person typed, and the gate's own words only.

use super::PaperKind;
use crate::anonymity::ReleaseStatistics;
use crate::dossier::Decision;
use crate::meaning::Inspection;
use crate::persona::Persona;
use crate::profile::words::number;
use crate::profile::Overview;
use crate::recipe::{Recipe, Role};
use crate::refusal::Refusal;
use crate::text::{Language, Text};

/// Lines that are kept; of more than this the oldest go.
const MOST: usize = 1000;

/// What can be recorded. Rows, refused rows and suppressed people are release statistics (PRODUCT D6).
pub(super) enum Event<'a> {
    FileRead {
        rows: u32,
        refused: u32,
        columns: u32,
        sample: bool,
    },
    FileBeside {
        number: u32,
        rows: u32,
    },
    FileTakenAway {
        number: u32,
    },
    HeadersConfirmed,
    KeySaved,
    KeyOpened,
    DossierOpened,
    RecipeSet(&'a Recipe),
    Released {
        k: u32,
        people: u32,
        suppressed: u32,
    },
    RiskShown,
    /// No groups: everyone together.
    Ordered {
        groups: u32,
        blocks: u32,
        acts: u32,
    },
    /// A person says that this is the ordering.
    Settled {
        aside: u32,
    },
    Drafted {
        personas: u32,
    },
    /// Why a group that is not stable has a persona, as a person wrote it.
    Reasoned {
        group: u32,
        reason: &'a str,
    },
    PaperMade(PaperKind),
    /// A refusal speaks of rules, places and counts, never of a value.
    Refused(&'a Refusal),
}

impl Event<'_> {
    pub(super) fn file_read(inspection: &Inspection, sample: bool) -> Self {
        let (rows, refused) = (inspection.rows, inspection.refused_rows);
        Event::FileRead { rows, refused, columns: inspection.columns.len() as u32, sample }
    }

    pub(super) fn released(statistics: &ReleaseStatistics) -> Self {
        let (people, suppressed) = (statistics.people, statistics.suppressed);
        Event::Released { k: statistics.k, people, suppressed }
    }

    pub(super) fn ordered(overview: &Overview, acts: u32) -> Self {
        let groups = if overview.whole_only { 0 } else { overview.segments.len() as u32 };
        Event::Ordered { groups, blocks: overview.blocks, acts }
    }

    pub(super) fn settled(overview: &Overview) -> Self {
        Event::Settled { aside: overview.segments.iter().filter(|segment| segment.aside).count() as u32 }
    }

    pub(super) fn drafted(personas: &[Persona]) -> Self {
        Event::Drafted { personas: personas.len() as u32 }
    }
}

/// The trail of one dossier.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    lines: Vec<Decision>,
    /// The time as last told.
    now: Option<String>,
    /// The choices last recorded: a recipe is set again before every stage, also when nothing in it changed.
    choices: Option<Text>,
}

impl Trail {
    /// Tells the time for the lines to come. What is no time is left out: no other text enters.
    pub(super) fn clock(&mut self, now: &str) {
        self.now = is_time(now).then(|| now.to_owned());
    }

    pub(super) fn note(&mut self, event: &Event<'_>) {
        let what = words(event);
        if matches!(event, Event::RecipeSet(_)) {
            if self.choices.as_ref() == Some(&what) {
                return;
            }
            self.choices = Some(what.clone());
        }
        if self.lines.len() >= MOST {
            self.lines.remove(0);
        }
        self.lines.push(Decision { what, at: self.now.clone() });
    }

    /// Goes on with the lines of a saved dossier.
    pub(super) fn reopen(&mut self, lines: &[Decision]) {
        self.lines = lines[lines.len().saturating_sub(MOST)..].to_vec();
        self.choices = None;
        self.note(&Event::DossierOpened);
    }

    /// Forgets everything but the time.
    pub(super) fn clear(&mut self) {
        self.lines.clear();
        self.choices = None;
    }

    /// Oldest first.
    pub(super) fn lines(&self) -> &[Decision] {
        &self.lines
    }
}

/// Whether it is written as `2026-11-29T21:45`.
fn is_time(text: &str) -> bool {
    let pattern = "0000-00-00T00:00";
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, like)| match like {
            b'0' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

fn words(event: &Event<'_>) -> Text {
    match *event {
        Event::FileRead { rows, refused, columns, sample } => {
            let (what, which) = if sample { ("Voorbeelddata", "Sample data") } else { ("Bestand", "File") };
            let ([rows, refused], [read, left]) = both([rows, refused]);
            Text::new(
                format!("{what} gelezen: {rows} rijen en {columns} kolommen. Geweigerde rijen: {refused}."),
                format!("{which} read: {read} rows and {columns} columns. Rows refused: {left}."),
            )
        }
        Event::FileBeside { number, rows } => {
            let ([rows], [read]) = both([rows]);
            Text::new(
                format!("Bestand {number} ernaast gelegd: {rows} rijen."),
                format!("File {number} put beside it: {read} rows."),
            )
        }
        Event::FileTakenAway { number } => {
            Text::new(format!("Bestand {number} weggehaald."), format!("File {number} taken away."))
        }
        Event::HeadersConfirmed => {
            Text::new("Kolomnamen bevestigd.".to_owned(), "Column names confirmed.".to_owned())
        }
        Event::KeySaved => Text::new(
            "Sleutelbestand gemaakt, met een wachtwoordzin.".to_owned(),
            "Key file made, under a passphrase.".to_owned(),
        ),
        Event::KeyOpened => Text::new(
            "Sleutelbestand geopend: dezelfde nummers krijgen dezelfde codes als toen.".to_owned(),
            "Key file opened: the same numbers get the same codes as then.".to_owned(),
        ),
        Event::DossierOpened => Text::new("Dossier geopend.".to_owned(), "Dossier opened.".to_owned()),
        Event::RecipeSet(recipe) => choices(recipe),
        Event::Released { k, people, suppressed } => {
            let ([all, out], [people, suppressed]) = both([people, suppressed]);
            Text::new(
                format!("Gegevens vergroofd en opnieuw geteld: k = {k}, weggelaten: {out} van {all} mensen."),
                format!("Data generalised and counted again: k = {k}, suppressed: {suppressed} of {people} people."),
            )
        }
        Event::RiskShown => Text::new("Risico’s getoond.".to_owned(), "Risks shown.".to_owned()),
        Event::Ordered { groups: 0, .. } => Text::new(
            "Profiel van iedereen samen gemaakt en getoond.".to_owned(),
            "Profile of everyone together made and shown.".to_owned(),
        ),
        Event::Ordered { groups, blocks, acts } => {
            let (nl, en) = match acts {
                0 => (String::new(), String::new()),
                1 => (" na 1 bewerking met de hand".to_owned(), " after 1 act by hand".to_owned()),
                _ => (format!(" na {acts} bewerkingen met de hand"), format!(" after {acts} acts by hand")),
            };
            let ([of], [blocks]) = both([blocks]);
            Text::new(
                format!("Ordening in {groups} groepen gemaakt{nl} en getoond, uit {of} blokken."),
                format!("Ordering in {groups} groups made{en} and shown, from {blocks} blocks."),
            )
        }
        Event::Settled { aside } => Text::new(
            format!("Deze ordening is definitief verklaard; opzij gezet: {aside}."),
            format!("This ordering was declared definitive; put aside: {aside}."),
        ),
        Event::Reasoned { group, reason } => Text::new(
            format!("Persona geschreven van groep {group}, die bij herhaling vaak niet terugkwam. Opgegeven reden: {reason}"),
            format!("Persona written of group {group}, which often did not come back on repetition. Reason given: {reason}"),
        ),
        Event::Drafted { personas: 1 } => {
            Text::new("1 persona geschreven.".to_owned(), "1 persona written.".to_owned())
        }
        Event::Drafted { personas } => {
            Text::new(format!("{personas} persona’s geschreven."), format!("{personas} personas written."))
        }
        Event::PaperMade(kind) => paper(kind),
        Event::Refused(refusal) => Text::new(
            format!("Tegengehouden door de bescherming. {}", refusal.what.nl),
            format!("Held back by the protection. {}", refusal.what.en),
        ),
    }
}

/// Numbers as Dutch and as English write them.
fn both<const N: usize>(numbers: [u32; N]) -> ([String; N], [String; N]) {
    let in_words = |language| numbers.map(|n| number(f64::from(n), language, true));
    (in_words(Language::Nl), in_words(Language::En))
}

/// The choices of a recipe as numbers: the columns themselves stand in the certificate.
fn choices(recipe: &Recipe) -> Text {
    let privacy = &recipe.privacy;
    let (k, limit) = (privacy.min_group, (privacy.suppression_limit * 1e4).round() / 100.0);
    let of = |role| recipe.columns.values().filter(|choice| choice.role == Some(role)).count();
    let (direct, quasi, sensitive, feature) =
        (of(Role::Identifier), of(Role::Quasi), of(Role::Sensitive), of(Role::Feature));
    let comma = limit.to_string().replace('.', ",");
    let (counted, people) = if privacy.unit.is_some() {
        ("Eén kolom houdt de mensen uit elkaar.", "People counted by a column.")
    } else {
        ("Elke rij is één persoon.", "Each row is one person.")
    };
    Text::new(
        format!("Keuzes vastgesteld: k = {k}, hooguit {comma} % weggelaten. Kolommen: {direct} direct identificerend, {quasi} indirect, {sensitive} gevoelig, {feature} gewoon. {counted}"),
        format!("Choices set: k = {k}, at most {limit}% suppressed. Columns: {direct} direct identifier, {quasi} quasi, {sensitive} sensitive, {feature} feature. {people}"),
    )
}

fn paper(kind: PaperKind) -> Text {
    let (nl, en) = match kind {
        PaperKind::Certificate => ("Certificaat gemaakt.", "Certificate made."),
        PaperKind::DpiaText => ("Tekst voor de DPIA gemaakt.", "Text for the DPIA made."),
        PaperKind::Microdata => ("Beschermde rijen gemaakt (CSV).", "Protected rows made (CSV)."),
        PaperKind::MicrodataCertificate => {
            ("Certificaat bij de beschermde rijen gemaakt.", "Certificate of the protected rows made.")
        }
        PaperKind::AllPersonas => ("Alle persona’s op papier gezet.", "All personas put on paper."),
        PaperKind::Report => ("Rapport gemaakt.", "Report made."),
        PaperKind::Recipe => ("Recept gemaakt (JSON).", "Recipe made (JSON)."),
        PaperKind::Result => ("Cijfers gemaakt (JSON).", "Figures made (JSON)."),
        PaperKind::PersonaHtml { segment }
        | PaperKind::PersonaMarkdown { segment }
        | PaperKind::PersonaJson { segment } => {
            return Text::new(
                format!("Persona van groep {segment} op papier gezet."),
                format!("Persona of group {segment} put on paper."),
            )
        }
    };
    Text::new(nl, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_time_is_a_time() {
        let mut trail = Trail::default();
        for (told, kept) in [
            ("2026-11-29T21:45", true),
            ("2026-11-29T21:45Z", false),
            ("Jansen, 123456782", false),
            ("", false),
            ("2026-11-29 21:45", false),
        ] {
            trail.clock(told);
            trail.note(&Event::KeySaved);
            assert_eq!(trail.lines().last().and_then(|line| line.at.as_deref()), kept.then_some(told));
        }
    }

    #[test]
    fn choices_are_recorded_when_they_change() {
        let mut trail = Trail::default();
        let mut recipe = Recipe::default();
        trail.note(&Event::RecipeSet(&recipe));
        trail.note(&Event::Released { k: 10, people: 900, suppressed: 3 });
        trail.note(&Event::RecipeSet(&recipe));
        assert_eq!(trail.lines().len(), 2);
        recipe.privacy.min_group = 20;
        trail.note(&Event::RecipeSet(&recipe));
        assert!(trail.lines()[2].what.nl.contains("k = 20, hooguit 2 % weggelaten"));
    }

    #[test]
    fn no_name_of_a_column_and_no_ground_gets_in() {
        let mut recipe = Recipe::default();
        let choice = crate::recipe::ColumnChoice {
            role: Some(Role::Sensitive),
            ground: Some("token-van-grond".into()),
            ..Default::default()
        };
        recipe.columns.insert("token-van-kolom".into(), choice);
        recipe.privacy.unit = Some("token-van-kolom".into());
        let mut trail = Trail::default();
        trail.note(&Event::RecipeSet(&recipe));
        let text = serde_json::to_string(trail.lines()).unwrap();
        assert!(!text.contains("token") && text.contains("1 gevoelig"));
    }

    #[test]
    fn the_oldest_lines_go() {
        let mut trail = Trail::default();
        for rows in 0..2 * MOST as u32 {
            trail.note(&Event::FileBeside { number: 2, rows });
        }
        assert_eq!(trail.lines().len(), MOST);
        assert!(trail.lines()[0].what.en.contains(": 1,000 rows"));
        let saved = trail.lines().to_vec();
        let mut again = Trail::default();
        again.reopen(&saved);
        assert_eq!(again.lines().len(), MOST);
        assert_eq!(again.lines().last().unwrap().what.en, "Dossier opened.");
    }
}
