//! The certificate for the privacy officer: what was chosen, what was done, what cannot be promised.

mod risk;

use super::explanation::explanation;
use super::section::Section;
use super::{by_hand, code, frame, left_out, sample_mark, say, trail, PaperOptions};
use crate::anonymity::{LocalStatistics, ReleaseStatistics, RiskStatistics};
use crate::dossier::{Decision, Work};
use crate::gate::Microdata;
use crate::meaning::InputStatistics;
use crate::profile::words::{capital, number};
use crate::profile::{ColumnProfile, Overview};
use crate::recipe::{ColumnChoice, Recipe, Role, Treatment, WeightKind};
use crate::text::Language;
use maud::{html, Markup};
use sha2::{Digest, Sha256};

/// What a certificate goes with.
#[derive(Clone, Copy)]
pub enum Certified<'a> {
    /// Figures and personas.
    Overview(&'a Overview),
    /// Anonymised rows.
    Microdata(&'a Microdata),
    /// The release alone: nothing was shown of it yet.
    Release,
}

/// What a certificate rests on.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// Of the chosen release.
    pub statistics: &'a ReleaseStatistics,
    /// What was read and left out; none for a dossier that does not hold it.
    pub input: Option<&'a InputStatistics>,
    /// Every choice.
    pub recipe: &'a Recipe,
    /// What people typed.
    pub work: &'a Work,
    /// What was decided and made, oldest first.
    pub trail: &'a [Decision],
}

struct Certificate<'a> {
    statistics: &'a ReleaseStatistics,
    /// What goes out under it.
    subject: Certified<'a>,
    recipe: &'a Recipe,
    work: &'a Work,
    language: Language,
}

impl Certificate<'_> {
    fn say(&self, nl: &'static str, en: &'static str) -> String {
        say(self.language, nl, en).to_string()
    }

    fn either(&self, nl: String, en: String) -> String {
        match self.language {
            Language::Nl => nl,
            Language::En => en,
        }
    }

    fn count(&self, n: impl Into<f64>) -> String {
        number(n.into(), self.language, true)
    }

    /// A share 0 to 1 as per cent with at most two decimals.
    fn percent(&self, share: f64) -> String {
        let text = number(share * 100.0, self.language, true);
        self.either(format!("{text} %"), format!("{text}%"))
    }

    /// A share 0 to 1 as per cent with one decimal.
    fn about(&self, share: f64) -> String {
        self.percent((share * 1000.0).round() / 1000.0)
    }

    fn purpose(&self) -> Section {
        let brief = &self.work.brief;
        let typed = self.recipe.purpose.clone().unwrap_or_default();
        // What was typed last counts: the brief may be finished after the recipe was set.
        let first =
            |a: &str, b: &str| if a.trim().is_empty() { b.trim().to_string() } else { a.trim().to_string() };
        Section {
            title: self.say("Doel en grond", "Purpose and legal basis"),
            paragraphs: vec![self.say(
                "Deze teksten zijn getypt door de mensen die de analyse deden. Gezicht heeft ze niet gecontroleerd.",
                "These texts were typed by the people who did the analysis. Gezicht has not verified them.",
            )],
            pairs: vec![
                (self.say("Opdracht", "Assignment"), brief.assignment.trim().to_string()),
                (self.say("Doel", "Purpose"), first(&brief.purpose, &typed.purpose)),
                (self.say("Rechtsgrond", "Legal basis"), first(&brief.legal_basis, &typed.legal_basis)),
                (self.say("Wie beslist", "Who decides"), brief.owner.trim().to_string()),
                (self.say("Gebruik", "Use"), brief.use_plan.trim().to_string()),
                (self.say("Verwijderen op", "To be removed on"), brief.retention.trim().to_string()),
            ],
            ..Section::default()
        }
    }

    fn role(&self, role: Role) -> String {
        match role {
            Role::Identifier => self.say("direct identificerend", "direct identifier"),
            Role::Quasi => self.say("indirect identificerend", "quasi-identifier"),
            Role::Sensitive => self.say("gevoelig", "sensitive"),
            Role::Feature => self.say("kenmerk", "feature"),
            Role::Weight => self.say("gewicht", "weight"),
            Role::Ignore => self.say("niet gebruikt", "not used"),
        }
    }

    fn ground(&self, ground: Option<&str>) -> String {
        let ground = ground.unwrap_or_default().trim();
        self.either(format!("gebruikt met deze grond: {ground}"), format!("used on this ground: {ground}"))
    }

    fn columns(&self) -> Section {
        let choice = |name: &str| self.recipe.columns.get(name);
        let shown: &[ColumnProfile] = match self.subject {
            Certified::Overview(overview) => &overview.columns,
            Certified::Microdata(_) | Certified::Release => &[],
        };
        let mut rows: Vec<Vec<String>> = shown
            .iter()
            .map(|column| {
                let what = match column.role {
                    _ if column.withheld => self
                        .say("verborgen om herleiding te voorkomen", "hidden to prevent re-identification"),
                    Role::Quasi => self.say("vergroofd, zie hieronder", "generalised, see below"),
                    Role::Sensitive => {
                        self.ground(choice(&column.name).and_then(|choice| choice.ground.as_deref()))
                    }
                    _ => {
                        self.say("alleen als deel van een groep getoond", "shown only as a share of a group")
                    }
                };
                vec![capital(column.label.get(self.language)), self.role(column.role), what]
            })
            .collect();
        // What the recipe names but no figure uses: identifiers, weights, columns left out.
        for (name, choice) in &self.recipe.columns {
            let role = choice.role.unwrap_or(Role::Ignore);
            if shown.iter().any(|column| &column.name == name) {
                continue;
            }
            let what = match (role, choice.treatment, choice.weight_kind) {
                (Role::Identifier, Some(Treatment::Pseudonym), _) => self.say(
                    "vervangen door een code; dit blijven persoonsgegevens",
                    "replaced by a code; this remains personal data",
                ),
                (Role::Weight, _, Some(WeightKind::Count)) => self.say("telt mensen", "counts people"),
                (Role::Weight, _, _) => self.say("alleen voor schattingen", "for estimates only"),
                (Role::Sensitive, _, _) if choice.ground.is_none() => {
                    self.say("niet gebruikt: er is geen grond opgegeven", "not used: no ground was given")
                }
                (Role::Quasi | Role::Sensitive | Role::Feature, _, _) if !shown.is_empty() => continue,
                (Role::Sensitive, _, _) => self.ground(choice.ground.as_deref()),
                (Role::Quasi, _, _) => self.say("vergroofd, zie hieronder", "generalised, see below"),
                _ => self.say("weggelaten", "left out"),
            };
            rows.push(vec![name.clone(), self.role(role), what]);
        }
        let counted = |choice: &ColumnChoice| {
            (choice.role, choice.weight_kind) == (Some(Role::Weight), Some(WeightKind::Count))
        };
        let counts = self.recipe.columns.iter().find(|(_, choice)| counted(choice));
        let unit = match (&self.recipe.privacy.unit, counts) {
            (None, Some((counts, _))) => self.either(
                format!(
                    "Mensen zijn geteld, niet rijen. De kolom ‘{counts}’ zegt hoeveel mensen een rij is."
                ),
                format!(
                    "People were counted, not rows. The column ‘{counts}’ says how many people a row is."
                ),
            ),
            (None, None) => self.say(
                "Mensen zijn geteld als rijen. Er is verklaard: één rij is één persoon.",
                "People were counted as rows. It was declared that one row is one person.",
            ),
            (Some(unit), _) => self.either(
                format!("Mensen zijn geteld, niet rijen. De kolom ‘{unit}’ houdt ze uit elkaar, als code."),
                format!("People were counted, not rows. The column ‘{unit}’ tells them apart, as a code."),
            ),
        };
        let household = self.recipe.privacy.household.as_ref().map(|household| {
            self.either(
                format!("Iedere klasse en ieder blok heeft mensen uit minstens 3 huishoudens, naar de kolom ‘{household}’. Waar die leeg is, telt iedereen samen als één huishouden."),
                format!("Each class and each block has people of at least 3 households, by the column ‘{household}’. Where it is empty, everyone together counts as one household."),
            )
        });
        Section {
            title: self.say("Wat er met de kolommen gebeurde", "What happened with the columns"),
            paragraphs: std::iter::once(unit).chain(household).collect(),
            caption: self.say("Kolommen en hun rol", "Columns and their role"),
            head: vec![
                self.say("Kolom", "Column"),
                self.say("Rol", "Role"),
                self.say("Wat er gebeurde", "What happened"),
            ],
            rows,
            numbers_from: 3,
            ..Section::default()
        }
    }

    fn release(&self) -> Section {
        let s = self.statistics;
        let share = f64::from(s.suppressed) / f64::from(s.people.max(1));
        let (checked, lattice) = (self.count(s.checked), self.count(s.lattice));
        let search = if s.optimal {
            self.either(
                format!("Van {lattice} mogelijke combinaties is de beste gevonden; {checked} zijn bekeken. Dit is de best mogelijke keuze volgens de maat ‘{}’.", s.measure),
                format!("Of {lattice} possible combinations the best was found; {checked} were evaluated. No other choice is better by the measure ‘{}’.", s.measure),
            )
        } else {
            self.either(
                format!("Van {lattice} mogelijke combinaties zijn er {checked} bekeken. De beste daarvan is gekozen volgens de maat ‘{}’.", s.measure),
                format!("Of {lattice} possible combinations {checked} were evaluated, and the best of those chosen by the measure ‘{}’.", s.measure),
            )
        };
        let held = s.columns.iter().any(|column| column.held).then(|| {
            self.say(
                "Van kolommen met ‘zelf gekozen’ is de trede met de hand gekozen. De andere treden zijn daarbij gezocht.",
                "Where it says ‘chosen by hand’, the level of the column was chosen by a person. The other levels were searched with it.",
            )
        });
        let recheck = if s.recheck {
            self.say(
                "Daarna telde een tweede, onafhankelijke routine alles opnieuw. Die controle is geslaagd.",
                "A second, independent routine then counted everything again. That check passed.",
            )
        } else {
            self.say("De tweede controle is niet gedaan.", "The second check was not done.")
        };
        let mut list: Vec<String> =
            s.models.iter().map(|model| model.get(self.language).to_string()).collect();
        list.push(self.either(
            format!(
                "Weggelaten omdat ze te veel opvielen: {} van {} mensen ({}). De grens was {}.",
                self.count(s.suppressed),
                self.count(s.people),
                self.percent(share),
                self.percent(self.recipe.privacy.suppression_limit)
            ),
            format!(
                "Suppressed because they stood out: {} of {} people ({}). The limit was {}.",
                self.count(s.suppressed),
                self.count(s.people),
                self.percent(share),
                self.percent(self.recipe.privacy.suppression_limit)
            ),
        ));
        list.push(self.either(
            format!(
                "Er bleven {} groepen van gelijke mensen over. De kleinste telt {} mensen.",
                self.count(s.classes),
                self.count(s.smallest_class)
            ),
            format!(
                "{} equivalence classes remain. The smallest holds {} people.",
                self.count(s.classes),
                self.count(s.smallest_class)
            ),
        ));
        let rows = s
            .columns
            .iter()
            .map(|column| {
                let rung =
                    column.rungs.get(column.level as usize).map_or("–", |rung| rung.get(self.language));
                let top = column.rungs.len().saturating_sub(1);
                vec![
                    column.label.get(self.language).to_string(),
                    rung.to_string(),
                    match column.held {
                        false => self.either(
                            format!("{} van {top}", column.level),
                            format!("{} of {top}", column.level),
                        ),
                        true => self.either(
                            format!("{} van {top}, zelf gekozen", column.level),
                            format!("{} of {top}, chosen by hand", column.level),
                        ),
                    },
                    self.percent(column.loss),
                ]
            })
            .collect();
        Section {
            title: self.say("Vergroven en weglaten", "Generalisation and suppression"),
            paragraphs: std::iter::once(search).chain(held).chain([recheck]).collect(),
            caption: self.say(
                "Trede per kolom: 0 is zoals in het bestand. Verlies: hoeveel precisie het kostte.",
                "Level per column: 0 is as in the file. Loss: how much precision it cost.",
            ),
            head: vec![
                self.say("Kolom", "Column"),
                self.say("Getoond als", "Shown as"),
                self.say("Trede", "Level"),
                self.say("Verlies", "Loss"),
            ],
            rows,
            numbers_from: 2,
            list,
            ..Section::default()
        }
    }

    /// What is exported class by class, when that is what goes out.
    fn local(&self) -> Option<&LocalStatistics> {
        self.statistics.local.as_ref().filter(|_| matches!(self.subject, Certified::Microdata(_)))
    }

    /// Risk of what goes out.
    fn after(&self) -> RiskStatistics {
        match self.local() {
            None => self.statistics.after,
            Some(local) => {
                let people = f64::from(self.statistics.people.saturating_sub(local.suppressed).max(1));
                // Rows go out only when every class has the k of everything shown: nobody is alone.
                RiskStatistics { average: f64::from(local.classes) / people, sample_uniqueness: 0.0 }
            }
        }
    }

    fn microdata(&self, microdata: &Microdata) -> Section {
        let digest: String =
            Sha256::digest(microdata.csv.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let local = self.local().map(|_| {
            self.say(
                "De rijen zijn per groep vergroofd. In één kolom kunnen dus waarden staan die niet even grof zijn, zoals ‘30 tot 40’ naast ‘30 tot 35’. De tabel hierboven gaat over de cijfers en persona’s. Die zijn gemaakt met één trede per kolom. Een tweede routine heeft ook deze rijen opnieuw geteld. Die controle is geslaagd.",
                "The rows were generalised class by class. So one column may hold values that are not equally coarse, such as ‘30 to 40’ beside ‘30 to 35’. The table above is about the figures and personas, which were made with one level per column. A second routine counted these rows again, too. That check passed.",
            )
        });
        let list = self.local().map_or_else(Vec::new, |local| {
            let (classes, smallest, lost) =
                (self.count(local.classes), self.count(local.smallest_class), self.count(local.suppressed));
            let percent = |kept: f64| self.percent((kept * 1e4).floor() / 1e4);
            let (kept, by_column) = (percent(local.granularity), percent(local.granularity_by_column));
            vec![
                self.either(
                    format!("Deze rijen zijn {classes} groepen van gelijke mensen. De kleinste telt {smallest} mensen."),
                    format!("These rows are {classes} equivalence classes. The smallest holds {smallest} people."),
                ),
                self.either(
                    format!("Uit deze rijen weggelaten: {lost} mensen."),
                    format!("People suppressed from these rows: {lost}."),
                ),
                self.either(
                    format!("Bewaarde precisie: {kept}. Met één trede per kolom was het {by_column}. Daarbij is 100 % zo precies als het bestand, en 0 % alles samen. Alle kolommen tellen even zwaar."),
                    format!("Precision kept: {kept}. With one level per column it was {by_column}. There 100% is as precise as the file and 0% is all together. All columns count equally."),
                ),
            ]
        });
        Section {
            title: self.say("Het bestand dat hierbij hoort", "The file that belongs to this"),
            paragraphs: std::iter::once(self.say(
                "Het bestand bevat alleen kolommen die in de privacycontrole zijn meegeteld. Kenmerken, codes en groepen staan er niet in.",
                "The file holds only columns that took part in the privacy check. Features, codes and groups are not in it.",
            ))
            .chain(local)
            .collect(),
            list,
            pairs: vec![
                (self.say("Rijen", "Rows"), self.count(microdata.rows)),
                (self.say("Kolommen", "Columns"), microdata.columns.join(", ")),
                (
                    self.say("SHA-256 van het bestand", "SHA-256 of the file"),
                    digest,
                ),
            ],
            note: self.say(
                "De rijen staan op alfabet. Een cel die een rekenblad als formule zou lezen, begint met een apostrof.",
                "The rows are in alphabetical order. A cell that a spreadsheet would read as a formula begins with an apostrophe.",
            ),
            ..Section::default()
        }
    }
}

/// The certificate as a part of a document.
pub(super) fn part(basis: &Basis<'_>, subject: Certified<'_>, options: PaperOptions) -> Markup {
    let language = options.language;
    let Basis { statistics, input, recipe, work, trail } = *basis;
    let c = Certificate { statistics, subject, recipe, work, language };
    let shown = match subject {
        Certified::Overview(overview) => Some(overview),
        Certified::Microdata(_) | Certified::Release => None,
    };
    // Without figures there is nothing to say about them; what cannot be promised holds for rows too.
    let told = explanation(shown, recipe.privacy.min_group);
    let told = told.parts.into_iter().filter(|part| shown.is_some() || part.about.is_of_rows());
    let big = [
        (
            c.count(recipe.privacy.min_group),
            match subject {
                // Not "k people or more behind each count": a rounded 10 may stand for fewer.
                Certified::Overview(_) => c.say(
                    "kleinste groep (k): aantallen zijn veelvouden hiervan",
                    "smallest group (k): numbers are multiples of it",
                ),
                Certified::Microdata(_) | Certified::Release => c.say(
                    "kleinste groep (k): zoveel mensen lijken ten minste op elkaar",
                    "smallest group (k): at least so many people are alike",
                ),
            },
        ),
        (
            format!("{} → {}", c.about(statistics.before.average), c.about(c.after().average)),
            c.say(
                "gemiddeld herleidingsrisico, voor en na",
                "average re-identification risk, before and after",
            ),
        ),
        (
            c.count(c.local().map_or(statistics.suppressed, |local| local.suppressed)),
            c.say("mensen weggelaten omdat ze te veel opvielen", "people suppressed because they stood out"),
        ),
    ];
    let rows = match subject {
        Certified::Microdata(microdata) => Some(c.microdata(microdata)),
        Certified::Overview(_) | Certified::Release => None,
    };
    let read = input.map(|input| left_out::section(input, recipe.privacy.min_group, language));
    let sections = [c.purpose(), c.columns()].into_iter().chain(read).chain([c.release(), c.risk()]);
    let by_hand = match c.subject {
        Certified::Overview(overview) => by_hand::section(overview, &recipe.segments, work, language),
        Certified::Microdata(_) | Certified::Release => None,
    };
    let sections = sections.chain(rows).chain(by_hand).chain(told.map(|part| part.section(language)));
    let sections = sections.chain(trail::section(trail, language));
    let title = say(
        language,
        "Verantwoording voor de functionaris gegevensbescherming",
        "Certificate for the data protection officer",
    );
    let lead = say(
        language,
        "Wat er met de gegevens is gedaan, welke keuzes zijn gemaakt, en wat niet te beloven is. Alles gebeurde op de eigen computer; er is niets verstuurd.",
        "What was done with the data, which choices were made, and what cannot be promised. Everything happened on the analyst’s own computer; nothing was sent.",
    );
    html! {
        main.doc lang=(code(language)) {
            "\n"
            (sample_mark(options))
            h1 { (title) } "\n"
            p.lead { (lead) } "\n"
            div.big { @for (figure, what) in &big { p { b { (figure) } (what) } } } "\n"
            @for section in sections { (section.html(language)) "\n" }
        }
    }
}

/// The certificate as a document of its own.
pub fn certificate_html(
    basis: &Basis<'_>,
    subject: Certified<'_>,
    options: impl Into<PaperOptions>,
) -> String {
    let options = options.into();
    let title = say(options.language, "Verantwoording privacy", "Privacy certificate");
    frame(title, options.language, vec![part(basis, subject, options)])
}
