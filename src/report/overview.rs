//! The whole report: certificate, groups with their tables, personas.

use super::certificate::{self, Basis, Certified};
use super::edits::{fit, group_name};
use super::{code, frame, persona, sample_mark, say, PaperOptions};
use crate::dossier::Work;
use crate::gate::{withheld_text, Figure, Mean};
use crate::persona::Persona;
use crate::profile::figure_of;
use crate::profile::words::{clean, number, percent, range, topic};
use crate::profile::{ColumnProfile, Overview, PairProfile, Segment};
use crate::text::Language;
use maud::{html, Markup};

/// What is said where figures are weighted.
pub(super) const WEIGHTED: (&str, &str) = (
    "De percentages zijn gewogen met de kolom met gewichten. De aantallen zijn deelnemers en zijn niet gewogen.",
    "The percentages are weighted by the column of weights. The numbers are contributors and are not weighted.",
);

struct Group {
    name: String,
    size: String,
    rule: String,
    distinctions: Vec<String>,
}

struct Column {
    name: String,
    withheld: bool,
    note: Option<String>,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Column {
    fn table(&self, language: Language) -> Markup {
        html! {
            div.scroll {
                table.wide {
                    caption { (say(language, "Deel van de groep met deze waarde", "Share of the group with this value")) } "\n"
                    thead {
                        tr {
                            @for (at, cell) in self.head.iter().enumerate() {
                                th scope="col" class=[(at > 0).then_some("num")] { (cell) }
                            }
                        }
                    }
                    "\n"
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (at, cell) in row.iter().enumerate() {
                                    @if at == 0 { th scope="row" { (cell) } } @else { td.num { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn group(segment: &Segment, work: &Work, language: Language) -> Group {
    let n = |x: f64| number(x, language, true);
    let (size, share) = (n(f64::from(segment.size)), n((segment.share * 100.0).round()));
    let rule = match (&segment.rule, segment.rule_fidelity, language) {
        (Some(rule), Some(fidelity), Language::Nl) => {
            format!(
                "Zo herkent u de groep: {}. Geteld per blok klopt dat voor {} % van de mensen, niet voor elke mens.",
                crate::profile::words::lower(rule).nl,
                n(fidelity * 100.0)
            )
        }
        (Some(rule), Some(fidelity), Language::En) => {
            format!(
                "How to recognise the group: {}. Counted per block that is right for {}% of people, not for each person.",
                crate::profile::words::lower(rule).en,
                n(fidelity * 100.0)
            )
        }
        _ => String::new(),
    };
    Group {
        name: group_name(segment, work, language),
        size: match language {
            Language::Nl => format!("Ongeveer {size} mensen, {share} % van iedereen."),
            Language::En => format!("About {size} people, {share}% of everyone."),
        },
        rule,
        distinctions: segment.distinctions.iter().map(|d| d.sentence.get(language).to_string()).collect(),
    }
}

fn column(column: &ColumnProfile, overview: &Overview, work: &Work, language: Language) -> Column {
    let mut head = vec![say(language, "Waarde", "Value").to_string()];
    let apart = !overview.whole_only;
    if apart {
        head.extend(overview.segments.iter().map(|s| fit(&group_name(s, work, language), 28)));
    }
    head.push(say(language, "Iedereen", "Everyone").to_string());
    let rows = column
        .bands
        .iter()
        .enumerate()
        .map(|(at, band)| {
            let label = if band.missing {
                say(language, "onbekend", "unknown").to_string()
            } else {
                clean(range(topic(column), band).get(language))
            };
            let mut row = vec![label];
            if apart {
                row.extend(overview.segments.iter().map(|s| percent(&figure_of(column, s.id, at), language)));
            }
            row.extend(column.overall.get(at).map(|figure| percent(figure, language)));
            row
        })
        .chain(column.amount.iter().map(|amount| {
            let mut row = vec![say(language, "gemiddelde", "mean").to_string()];
            if apart {
                row.extend(overview.segments.iter().map(|s| {
                    let found = amount.segments.iter().find(|other| other.segment == s.id);
                    mean(found.and_then(|found| found.mean), language)
                }));
            }
            row.push(mean(amount.overall, language));
            row
        }))
        .collect();
    Column {
        name: column.label.get(language).to_string(),
        withheld: column.withheld,
        note: edges_note(column, language),
        head,
        rows,
    }
}

/// A mean with its margin: "1.240 ± 60".
fn mean(mean: Option<Mean>, language: Language) -> String {
    let number = |x| number(x, language, true);
    match mean {
        Some(mean) => format!("{} ± {}", number(mean.value), number(mean.error)),
        None => withheld_text().get(language).to_owned(),
    }
}

/// Under a table with a mean: between which numbers it was taken.
fn edges_note(column: &ColumnProfile, language: Language) -> Option<String> {
    let amount = column.amount.as_ref()?;
    let (low, high) = (number(amount.low, language, true), number(amount.high, language, true));
    Some(match language {
        Language::Nl => format!("Gemiddelde van wie een getal heeft; wat onder {low} of boven {high} ligt, telt als die grens. Achter ± staat de marge door afronding."),
        Language::En => format!("Mean of those who have a number; what lies under {low} or over {high} counts as that edge. The margin of rounding follows ±."),
    })
}

/// Two columns crossed, of everyone.
fn pair(pair: &PairProfile, overview: &Overview, language: Language) -> Option<Column> {
    let column = |at: u32| overview.columns.get(at as usize);
    let (first, second) = (column(pair.first)?, column(pair.second)?);
    let label = |column: &ColumnProfile, at: usize| match column.bands.get(at) {
        Some(band) if !band.missing => clean(range(topic(column), band).get(language)),
        _ => say(language, "onbekend", "unknown").to_string(),
    };
    let head = std::iter::once(first.label.get(language).to_string())
        .chain((0..second.bands.len()).map(|at| label(second, at)))
        .collect();
    let row = |(at, figures): (usize, &Vec<Figure>)| {
        std::iter::once(label(first, at))
            .chain(figures.iter().map(|figure| percent(figure, language)))
            .collect()
    };
    Some(Column {
        name: format!("{} × {}", first.label.get(language), second.label.get(language)),
        withheld: pair.withheld,
        note: Some(say(language, "Delen van iedereen.", "Shares of everyone.").to_string()),
        head,
        rows: pair.overall.iter().enumerate().map(row).collect(),
    })
}

/// Groups and tables as a part of a document.
fn part(overview: &Overview, work: &Work, options: PaperOptions) -> Markup {
    let language = options.language;
    let groups: Vec<Group> = overview.segments.iter().map(|s| group(s, work, language)).collect();
    let mut columns: Vec<Column> =
        overview.columns.iter().map(|c| column(c, overview, work, language)).collect();
    columns.extend(overview.pairs.iter().filter_map(|p| pair(p, overview, language)));
    let lead = if overview.whole_only {
        say(
            language,
            "Het bestand is te klein om groepen apart te tonen. Dit is het profiel van iedereen samen.",
            "The file is too small to show groups apart. This is the profile of everyone together.",
        )
    } else {
        say(
            language,
            "De groepen, wat ze onderscheidt, en de cijfers erachter.",
            "The groups, what sets them apart, and the figures behind them.",
        )
    };
    let (k, error) = (overview.k, number((overview.error_points * 10.0).round() / 10.0, language, true));
    let tables_note = match language {
        Language::Nl => format!("Aandelen uit beschermde tabellen, afgerond op veelvouden van {k} mensen; marge ongeveer {error} punt."),
        Language::En => format!("Shares from protected tables, rounded to multiples of {k} people; margin about {error} points."),
    };
    html! {
        main.doc lang=(code(language)) {
            "\n"
            (sample_mark(options))
            h1 { (say(language, "Klantprofielen", "Customer profiles")) } "\n"
            p.lead { (lead) } "\n"
            @for group in &groups {
                section {
                    "\n"
                    h2 { (group.name) } "\n"
                    p { (group.size) @if !group.rule.is_empty() { " " (group.rule) } } "\n"
                    @if !group.distinctions.is_empty() {
                        ul.list.plain { @for item in &group.distinctions { li { (item) } } } "\n"
                    }
                }
                "\n"
            }
            h2 { (say(language, "De cijfers", "The figures")) } "\n"
            p { (tables_note) @if overview.weighted { " " (say(language, WEIGHTED.0, WEIGHTED.1)) } } "\n"
            @for column in &columns {
                section {
                    "\n"
                    h3 { (column.name) } "\n"
                    @if column.withheld {
                        p { (say(language, "Verborgen om herleiding te voorkomen.", "Hidden to prevent re-identification.")) }
                    } @else { (column.table(language)) }
                    @if let (Some(note), false) = (&column.note, column.withheld) { p { (note) } }
                    "\n"
                }
                "\n"
            }
        }
    }
}

/// Certificate (where there are release statistics), profiles and personas in one document: the
/// `report.html` of the native command.
pub fn report_html(
    basis: Option<&Basis<'_>>,
    overview: &Overview,
    personas: &[Persona],
    work: &Work,
    options: impl Into<PaperOptions>,
) -> String {
    let options = options.into();
    let mut parts = Vec::with_capacity(personas.len() + 2);
    if let Some(basis) = basis {
        parts.push(certificate::part(basis, Certified::Overview(overview), options));
    }
    parts.push(part(overview, work, options));
    for one in personas {
        parts.push(persona::sheet(one, overview, work, options));
    }
    frame(say(options.language, "Rapport", "Report"), options.language, parts)
}
