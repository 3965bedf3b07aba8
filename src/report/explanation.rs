//! What one does and does not see, and why (PRODUCT D8): the blocks rule in plain words. Written once: the page, the certificate and
//! the text for a DPIA all tell it from here.

use super::section::Section;
use super::{code, frame, sample_mark, say, PaperOptions};
use crate::gate::{block_minimum, withheld_text};
use crate::profile::words::number;
use crate::profile::Overview;
use crate::text::{Language, Text};
use maud::html;
use serde::Serialize;

/// The whole explanation, with the figures of the analysis at hand where there is one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Explanation {
    /// Its title.
    pub title: Text,
    /// What it comes to, in two sentences.
    pub lead: Text,
    /// The k it speaks of.
    pub k: u32,
    /// Smallest number of people a block may hold.
    pub block_minimum: u32,
    /// The parts, in order.
    pub parts: Vec<Part>,
}

/// One part: a title, then whichever of the three it has.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Part {
    /// What it is about.
    pub about: About,
    /// Its title.
    pub title: Text,
    /// Sentences.
    pub paragraphs: Vec<Text>,
    /// Things that have a name.
    pub terms: Vec<Term>,
    /// Things that have none.
    pub list: Vec<Text>,
}

/// What a part is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// What stays hidden, and why.
    Hidden,
    /// From people to figures, in four steps.
    Steps,
    /// The analysis at hand.
    Here,
    /// How to read a figure.
    Reading,
    /// What cannot be promised.
    Limits,
    /// What the results are not for.
    Use,
}

/// Something with a name, and what it means.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Term {
    /// Its name.
    pub term: Text,
    /// What it means.
    pub text: Text,
}

impl About {
    /// Whether it goes for rows as well as for figures.
    pub(super) fn is_of_rows(self) -> bool {
        matches!(self, About::Limits | About::Use)
    }
}

impl Part {
    /// As a section of a paper.
    pub(super) fn section(self, language: Language) -> Section {
        let said = |text: Text| text.get(language).to_owned();
        Section {
            title: said(self.title),
            paragraphs: self.paragraphs.into_iter().map(said).collect(),
            pairs: self.terms.into_iter().map(|term| (said(term.term), said(term.text))).collect(),
            list: self.list.into_iter().map(said).collect(),
            ..Section::default()
        }
    }

    fn new(about: About, nl: &str, en: &str) -> Self {
        let title = Text::new(nl, en);
        Self { about, title, paragraphs: Vec::new(), terms: Vec::new(), list: Vec::new() }
    }

    fn say(mut self, nl: impl Into<String>, en: impl Into<String>) -> Self {
        self.paragraphs.push(Text::new(nl, en));
        self
    }

    fn term(mut self, term: (&str, &str), nl: impl Into<String>, en: impl Into<String>) -> Self {
        self.terms.push(Term { term: Text::new(term.0, term.1), text: Text::new(nl, en) });
        self
    }

    fn item(mut self, nl: impl Into<String>, en: impl Into<String>) -> Self {
        self.list.push(Text::new(nl, en));
        self
    }
}

/// The explanation for a smallest group of `k` people. `overview`: what was shown, if anything was.
pub fn explanation(overview: Option<&Overview>, k: u32) -> Explanation {
    let k = overview.map_or(k, |overview| overview.k).max(1);
    let block_minimum = overview.map_or_else(|| block_minimum(k), |overview| overview.block_minimum);
    Explanation {
        title: Text::new("Wat u hier wel en niet ziet", "What you do and do not see here"),
        lead: Text::new(
            "U ziet cijfers over groepen mensen. Over één mens ziet u niets. Zo werkt dat.",
            "You see figures about groups of people. You see nothing about one person. This is how it works.",
        ),
        k,
        block_minimum,
        parts: vec![
            hidden(k, block_minimum),
            steps(k, block_minimum),
            here(overview),
            reading(k),
            limits(),
            use_of_it(),
        ],
    }
}

fn hidden(k: u32, block_minimum: u32) -> Part {
    let few = 5 * block_minimum;
    let withheld = withheld_text();
    Part::new(About::Hidden, "Wat verborgen blijft, en waarom", "What stays hidden, and why")
        .say(
            format!("Een cijfer blijft verborgen als het over te weinig mensen gaat, of als u er iets over één mens uit te weten kunt komen. Er staat dan altijd dezelfde tekst: “{}”. Aan die tekst ziet u dus niet waarom.", withheld.nl),
            format!("A figure stays hidden when it is about too few people, or when it would tell you something about one person. It always reads the same: “{}”. So the text does not give the reason away either.", withheld.en),
        )
        .item(
            format!("Namen, nummers en vrije tekst ziet u nooit. Een andere tekst uit een cel ziet u alleen als minstens {k} mensen dezelfde waarde hebben."),
            format!("Names, numbers and free text are never shown. Any other text from a cell is shown only when at least {k} people have the same value."),
        )
        .item(
            "Bij Bestand is nog niets beschermd. Daar ziet u alleen vormen, zoals 9999 AA, percentages in grove stappen en regelnummers.",
            "At File nothing is protected yet. There you see only shapes, such as 9999 AA, percentages in coarse steps, and line numbers.",
        )
        .item(
            format!("Een gevoelige kolom, zoals gezondheid of schulden, ziet u alleen als dat voor elke groep veilig is. Bij elk antwoord horen dan minstens {k} mensen, en minstens {k} mensen gaven een ander antwoord. Hooguit 8 op de 10 mensen gaven hetzelfde antwoord. Anders blijft die kolom voor alle groepen verborgen."),
            format!("A sensitive column, such as health or debts, is shown only when every group allows it: each answer has at least {k} people with it and at least {k} without, and no answer holds for more than 80% of a group. Otherwise that column stays hidden for all groups."),
        )
        .item(
            format!("Zijn er minder dan {few} mensen? Dan ziet u alleen het profiel van iedereen samen."),
            format!("Are there fewer than {few} people? Then you see only the profile of everyone together."),
        )
}

fn steps(k: u32, block_minimum: u32) -> Part {
    Part::new(About::Steps, "Van mensen naar cijfers", "From people to figures")
        .term(
            ("Mensen", "People"),
            "Iedereen uit het bestand die meetelt. Namen en nummers zijn dan al weg, of vervangen door een code.",
            "Everyone in the file who counts. By then names and numbers are gone, or replaced by a code.",
        )
        .term(
            ("Blokken", "Blocks"),
            format!("Mensen die op elkaar lijken, komen één keer bij elkaar in een blok van minstens {block_minimum}. Een blok gaat daarna nooit meer uit elkaar."),
            format!("People who are alike are put together, once, in a block of at least {block_minimum}. After that a block is never taken apart."),
        )
        .term(
            ("Eén afgeronde tabel", "One rounded table"),
            format!("Per blok wordt één keer geteld. Elk aantal wordt een veelvoud van {k}: soms naar boven, soms naar beneden, zonder voorkeur."),
            format!("Each block is counted once. Every count becomes a multiple of {k}: sometimes up, sometimes down, without bias."),
        )
        .term(
            ("Cijfers", "Figures"),
            "Elk cijfer over groepen is een optelling uit die tabel: aantallen, percentages, grafieken en zinnen.",
            "Every figure about groups is a sum from that table: numbers, percentages, charts and sentences.",
        )
        .item(
            "Daarom helpt het niet om cijfers van elkaar af te trekken, of om steeds anders in te delen. Wie dat doet, vindt de afgeronde tabel terug, en niet meer. Kiest u een ander aantal groepen, dan schuiven hele blokken naar een andere groep.",
            "So it does not help to subtract figures from each other, or to divide people up again and again. Whoever does that finds the rounded table, and no more. If you choose another number of groups, whole blocks move to another group.",
        )
        .item(
            "Hoe er wordt afgerond, hangt af van het bestand zelf. Hetzelfde bestand met dezelfde keuzes geeft dus steeds dezelfde cijfers. Een andere keuze bij Bestand of Privacy maakt een nieuwe tabel. Begin dan een nieuw dossier.",
            "How counts are rounded depends on the file itself. So the same file with the same choices always gives the same figures. Another choice at File or Privacy makes a new table. Start a new dossier then.",
        )
}

/// A number as both languages write it, with at most one decimal.
fn both(value: f64) -> Text {
    let value = (value * 10.0).round() / 10.0;
    Text::new(number(value, Language::Nl, true), number(value, Language::En, true))
}

fn here(overview: Option<&Overview>) -> Part {
    let part = Part::new(About::Here, "In deze analyse", "In this analysis");
    let Some(o) = overview else {
        return part.say(
            "Er zijn nog geen groepen. Straks staat hier hoe groot de blokken zijn, en hoe ver een percentage ernaast kan zitten.",
            "There are no groups yet. Later you will read here how large the blocks are, and how far a percentage may be off.",
        );
    };
    let (people, blocks, error) =
        (both(f64::from(o.people)), both(f64::from(o.blocks)), both(o.error_points));
    let mean = f64::from(o.people) / f64::from(o.blocks.max(1));
    let mean = both((mean / 10.0).round() * 10.0);
    let minimum = o.block_minimum;
    let mut part = if o.blocks == 1 {
        part.item(
            format!("Er doen {} mensen mee. Zij vormen samen één blok.", people.nl),
            format!("{} people take part. Together they are one block.", people.en),
        )
    } else {
        part.item(
            format!("Er doen {} mensen mee, in {} blokken. Een blok telt minstens {minimum} mensen; gemiddeld zijn het er ongeveer {}.", people.nl, blocks.nl, mean.nl),
            format!("{} people take part, in {} blocks. A block holds at least {minimum} people; on average about {}.", people.en, blocks.en, mean.en),
        )
    };
    part = part.item(
        format!("Een getoond percentage zit er door het afronden meestal hooguit {} punten naast (95 van de 100 keer). Bij een kleine groep kan het meer zijn.", error.nl),
        format!("Because of the rounding a percentage is usually off by at most {} points (95 times out of 100). In a small group it may be more.", error.en),
    );
    if o.whole_only {
        part = part.item(
            "Er zijn te weinig mensen om groepen apart te tonen. Alleen het profiel van iedereen samen is gemaakt.",
            "There are too few people to show groups apart. Only the profile of everyone together was made.",
        );
    }
    if o.weighted {
        part = part.item(
            "De percentages zijn gewogen. Elk blok heeft daarvoor één gewicht: het gemiddelde van zijn mensen, afgerond op twee cijfers. Niemand telt daarin voor meer dan de helft. Alle regels en aantallen tellen deelnemers.",
            "Percentages are weighted. Each block has one weight for that: the mean of its people, rounded to two digits, in which nobody counts for more than half. All rules and numbers count contributors.",
        );
    }
    let withheld: Vec<&Text> =
        o.columns.iter().filter(|column| column.withheld).map(|column| &column.label).collect();
    let named = |language| withheld.iter().map(|label| label.get(language)).collect::<Vec<_>>().join(", ");
    if withheld.is_empty() {
        part.item("Geen kolom is in haar geheel verborgen.", "No column is hidden altogether.")
    } else {
        part.item(
            format!("Voor alle groepen verborgen: {}.", named(Language::Nl)),
            format!("Hidden for all groups: {}.", named(Language::En)),
        )
    }
}

fn reading(k: u32) -> Part {
    Part::new(About::Reading, "Zo leest u een cijfer", "How to read a figure")
        .term(
            ("0 %", "0%"),
            "Niemand, of te weinig mensen om te laten zien. Welke van de twee, is niet te zien.",
            "Nobody, or too few people to show. Which of the two cannot be seen.",
        )
        .term(
            ("bijna iedereen", "almost everyone"),
            "Zo dicht bij 100 % dat het precieze getal zou vertellen hoe weinig mensen er overblijven.",
            "So close to 100% that the exact figure would tell how few people remain.",
        )
        .term(
            ("ronde aantallen", "round numbers"),
            format!("Elk aantal mensen in een groep is een veelvoud van {k}. Een {k} betekent niet dat het om precies {k} mensen gaat. Percentages tellen ook niet altijd op tot precies 100."),
            format!("Every number of people in a group is a multiple of {k}. {k} does not mean that there are exactly {k} people. Nor do percentages always add up to exactly 100."),
        )
        .term(
            (&format!("minder dan {k}"), &format!("fewer than {k}")),
            format!("Bij mensen of rijen die niet meedoen: 0 tot en met {}.", k - 1),
            format!("For people or rows that do not take part: 0 to {}.", k - 1),
        )
}

fn limits() -> Part {
    Part::new(About::Limits, "Wat we niet kunnen beloven", "What we cannot promise")
        .say(
            "Sommige dingen liggen buiten dit hulpmiddel. Let daar zelf op.",
            "Some things are out of our hands. Keep an eye on them yourself.",
        )
        .item(
            "Uitbreidingen van de browser, vertaalhulpen en zijbalken kunnen meelezen wat er op het scherm staat.",
            "Browser extensions, translators and side panels can read what is on the screen.",
        )
        .item(
            "Schermafdrukken, schermdelen en iemand die meekijkt.",
            "Screenshots, screen sharing and someone looking over your shoulder.",
        )
        .item(
            "De computer kan zelf iets bewaren: in de wachtrij van de printer, op de schijf als het geheugen vol is, of in een map die met de cloud meeloopt.",
            "The computer itself may keep something: in the print queue, on disk when memory runs short, or in a folder that is synced with the cloud.",
        )
        .item(
            "Andere bestanden, andere sessies en een aangepaste kopie van hetzelfde bestand. Naast elkaar vertellen ze meer dan elk apart.",
            "Other files, other sessions and an edited copy of the same file. Side by side they tell more than each alone.",
        )
        .item(
            "Een paar aantallen bij Privacy zijn exact, zoals hoeveel mensen er zijn weggelaten. Wie het bestand heeft en het steeds met andere keuzes beschermt, kan daar iets over een enkeling uit halen. Deel daarom alleen de uitkomst die u gebruikt.",
            "A few numbers at Privacy are exact, such as how many people were suppressed. Whoever has the file and protects it again and again with other choices can learn something about an individual from them. So share only the outcome that you use.",
        )
        .item(
            "Hoeveel mensen niet meedoen, bijvoorbeeld door geheimhouding of bezwaar, staat er afgerond. Is één rij één mens? Dan is het precieze aantal toch te vinden: trek de mensen af van de rijen. Die twee aantallen zijn exact.",
            "How many people do not take part, for example because of secrecy or objection, is shown rounded. Is one row one person? Then the exact number can still be found: subtract the people from the rows. Those two numbers are exact.",
        )
        .item(
            "Wat mensen zelf typen, zoals namen van groepen en teksten van persona’s. Dat wordt niet gecontroleerd. Schrijf geen namen van klanten op.",
            "What people type, such as names of groups and texts of personas. It is not checked. Do not write down names of customers.",
        )
        .item(
            "Wat een collega of buur al weet. Dat is niet te meten.",
            "What a colleague or neighbour already knows. That cannot be measured.",
        )
        .item(
            "Een kwaadwillende pagina die deze nadoet. Gebruik een bestand dat u vertrouwt.",
            "A malicious page that imitates this one. Use a file that you trust.",
        )
        .item(
            "Een vreemd script in de pagina kan in sommige browsers een naam van een website opzoeken. Zo’n script kan niet bij de rijen uit uw bestand.",
            "In some browsers a foreign script in the page could look up the name of a website. It cannot reach the rows of the file.",
        )
}

fn use_of_it() -> Part {
    Part::new(About::Use, "Waar de uitkomsten niet voor zijn", "What the results are not for")
        .say(
            "Deze uitkomsten gaan over groepen. Ze zijn niet bedoeld voor besluiten over personen.",
            "These results are about groups. They are not meant for decisions about individuals.",
        )
        .say(
            "Een code in plaats van een naam is pseudonimiseren. Het bronbestand en de codes blijven persoonsgegevens.",
            "A code in place of a name is pseudonymisation. The source file and the codes remain personal data.",
        )
}

/// The explanation as a paper of its own, to take over in a DPIA.
pub fn dpia_text_html(told: &Explanation, options: PaperOptions) -> String {
    let language = options.language;
    let about = say(
        language,
        "Voor de DPIA: de maatregel die alle cijfers over groepen beschermt, en wat er overblijft aan risico. Neem de tekst over, of voeg dit papier erbij.",
        "For the DPIA: the measure that protects every figure about groups, and the risk that remains. Take over the text, or add this paper.",
    );
    let part = html! {
        main.doc lang=(code(language)) {
            "\n"
            (sample_mark(options))
            h1 { (told.title.get(language)) } "\n"
            p.lead { (told.lead.get(language)) } "\n"
            p.note { (about) } "\n"
            @for part in told.parts.clone() { (part.section(language).html(language)) "\n" }
        }
    };
    frame(told.title.get(language), language, vec![part])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::example;

    fn all(explanation: &Explanation) -> Vec<&Text> {
        let parts = explanation.parts.iter().flat_map(|part| {
            let terms = part.terms.iter().flat_map(|term| [&term.term, &term.text]);
            std::iter::once(&part.title).chain(&part.paragraphs).chain(terms).chain(&part.list)
        });
        [&explanation.title, &explanation.lead].into_iter().chain(parts).collect()
    }

    #[test]
    fn it_speaks_of_the_analysis_at_hand() {
        let overview = example::overview();
        let here = |o| here(o).list.iter().map(|text| text.nl.clone()).collect::<Vec<_>>().join(" ");
        let said = here(Some(&overview));
        for figure in ["18.600 mensen", "155 blokken", "minstens 60", "ongeveer 120", "1,4 punten", "Geloof"]
        {
            assert!(said.contains(figure), "{figure}: {said}");
        }
        assert!(here(None).is_empty());
        let few = explanation(Some(&example::whole()), 10);
        assert!(all(&few).iter().any(|text| text.nl.contains("te weinig mensen om groepen apart te tonen")));
    }

    #[test]
    fn the_k_that_was_chosen_stands_in_it() {
        let words =
            |k| all(&explanation(None, k)).iter().map(|text| text.en.clone()).collect::<Vec<_>>().join(" ");
        assert!(words(40).contains("multiple of 40") && words(40).contains("at least 80"));
        assert!(words(5).contains("fewer than 300 people") && words(5).contains("0 to 4"));
    }

    #[test]
    fn both_languages_say_it_in_words_people_know() {
        for overview in [None, Some(example::overview()), Some(example::whole())] {
            for text in all(&explanation(overview.as_ref(), 10)) {
                assert!(
                    !text.nl.trim().is_empty() && !text.en.trim().is_empty() && text.nl != text.en,
                    "{text:?}"
                );
                let words = format!("{} {}", text.nl, text.en).to_lowercase();
                for word in ["anoniem", "anonymous", "fout", "k-anonim", "equivalent", "cluster"] {
                    assert!(!words.contains(word), "{word}: {words}");
                }
                let long =
                    text.nl.split_inclusive(['.', '?', ':', ';']).map(|part| part.split_whitespace().count());
                assert!(long.max().unwrap_or_default() <= 26, "a long sentence: {}", text.nl);
            }
        }
    }
}
