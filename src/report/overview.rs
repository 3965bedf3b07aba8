//! The whole report: certificate, groups with their tables, personas.

use super::certificate::{self, Basis, Certified};
use super::edits::{fit, group_name};
use super::{code, frame, persona, sample_mark, say, PaperOptions};
use crate::dossier::Work;
use crate::persona::Persona;
use crate::profile::figure_of;
use crate::profile::words::{clean, number, percent, range, topic};
use crate::profile::{ColumnProfile, Overview, Segment};
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
                "Vuistregel: {} (per blok geteld klopt die voor {} % van de mensen).",
                crate::profile::words::lower(rule).nl,
                n(fidelity * 100.0)
            )
        }
        (Some(rule), Some(fidelity), Language::En) => {
            format!(
                "Rule of thumb: {} (counted per block, right for {}% of people).",
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
        .collect();
    Column { name: column.label.get(language).to_string(), withheld: column.withheld, head, rows }
}

/// Groups and tables as a part of a document.
fn part(overview: &Overview, work: &Work, options: PaperOptions) -> Markup {
    let language = options.language;
    let groups: Vec<Group> = overview.segments.iter().map(|s| group(s, work, language)).collect();
    let columns: Vec<Column> = overview.columns.iter().map(|c| column(c, overview, work, language)).collect();
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
