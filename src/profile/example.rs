//! One deterministic example for tests: six groups of a municipality's customers, made up.

use super::{build, Band, BlockInput, ColumnProfile, Overview, ProfileInput, SegmentColumn, SegmentInput};
use crate::gate::Figure;
use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::text::Text;

const K: u32 = 10;

struct Column {
    name: &'static str,
    label: (&'static str, &'static str),
    role: Role,
    meaning: Meaning,
    bands: Vec<Band>,
    shares: Vec<Vec<f64>>,
    withheld: bool,
}

fn category(values: &[(&str, &str)]) -> Vec<Band> {
    values
        .iter()
        .map(|(nl, en)| Band { label: Text::new(*nl, *en), from: None, to: None, missing: *nl == "onbekend" })
        .collect()
}

fn runs(edges: &[f64]) -> Vec<Band> {
    (0..=edges.len())
        .map(|at| {
            let from = at.checked_sub(1).map(|at| edges[at]);
            let to = edges.get(at).copied();
            let label = format!("{from:?} – {to:?}");
            Band { label: Text::new(label.clone(), label), from, to, missing: false }
        })
        .collect()
}

fn same(values: &[&str]) -> Vec<Band> {
    category(&values.iter().map(|value| (*value, *value)).collect::<Vec<_>>())
}

fn columns() -> Vec<Column> {
    let column = |name, label, role, meaning, bands, shares: &[&[f64]], withheld| Column {
        name,
        label,
        role,
        meaning,
        bands,
        shares: shares.iter().map(|row| row.to_vec()).collect(),
        withheld,
    };
    vec![
        column(
            "leeftijd",
            ("Leeftijd", "Age"),
            Role::Quasi,
            Meaning::Age,
            runs(&[18.0, 30.0, 45.0, 65.0, 80.0]),
            &[
                &[0.02, 0.18, 0.55, 0.20, 0.05, 0.0],
                &[0.05, 0.72, 0.18, 0.05, 0.0, 0.0],
                &[0.0, 0.02, 0.1, 0.58, 0.25, 0.05],
                &[0.0, 0.0, 0.02, 0.1, 0.58, 0.3],
                &[0.0, 0.1, 0.45, 0.4, 0.05, 0.0],
                &[0.02, 0.22, 0.3, 0.3, 0.1, 0.06],
            ],
            false,
        ),
        column(
            "huishouden",
            ("Huishouden", "Household"),
            Role::Quasi,
            Meaning::Category,
            same(&["alleen", "samen", "gezin", "eenouder", "onbekend"]),
            &[
                &[0.05, 0.1, 0.72, 0.1, 0.03],
                &[0.6, 0.3, 0.05, 0.02, 0.03],
                &[0.2, 0.65, 0.1, 0.02, 0.03],
                &[0.52, 0.42, 0.02, 0.01, 0.03],
                &[0.2, 0.32, 0.4, 0.05, 0.03],
                &[0.52, 0.1, 0.1, 0.25, 0.03],
            ],
            false,
        ),
        column(
            "kanaal",
            ("Kanaal", "Channel"),
            Role::Feature,
            Meaning::Category,
            same(&["web", "app", "telefoon", "balie", "post"]),
            &[
                &[0.5, 0.28, 0.12, 0.08, 0.02],
                &[0.4, 0.5, 0.05, 0.03, 0.02],
                &[0.48, 0.1, 0.22, 0.1, 0.1],
                &[0.05, 0.02, 0.36, 0.44, 0.13],
                &[0.62, 0.1, 0.18, 0.08, 0.02],
                &[0.1, 0.05, 0.45, 0.35, 0.05],
            ],
            false,
        ),
        column(
            "onderwerp",
            ("Onderwerp", "Subject"),
            Role::Feature,
            Meaning::Category,
            same(&["verhuizen", "paspoort", "wmo", "vergunning", "schuldhulp", "belasting"]),
            &[
                &[0.15, 0.42, 0.05, 0.14, 0.03, 0.21],
                &[0.46, 0.35, 0.01, 0.04, 0.04, 0.1],
                &[0.05, 0.3, 0.04, 0.15, 0.01, 0.45],
                &[0.03, 0.23, 0.5, 0.03, 0.01, 0.2],
                &[0.05, 0.1, 0.01, 0.62, 0.02, 0.2],
                &[0.08, 0.07, 0.33, 0.01, 0.46, 0.05],
            ],
            false,
        ),
        column(
            "digitale_vaardigheid",
            ("Digitale vaardigheid", "Digital skill"),
            Role::Feature,
            Meaning::Category,
            same(&["0_geen", "1_laag", "2_midden", "3_hoog"]),
            &[
                &[0.02, 0.1, 0.48, 0.4],
                &[0.01, 0.04, 0.25, 0.7],
                &[0.05, 0.25, 0.5, 0.2],
                &[0.36, 0.4, 0.2, 0.04],
                &[0.01, 0.09, 0.35, 0.55],
                &[0.25, 0.45, 0.25, 0.05],
            ],
            false,
        ),
        column(
            "taalniveau",
            ("Taalniveau", "Language level"),
            Role::Feature,
            Meaning::Category,
            same(&["A2", "B1", "B2", "C1"]),
            &[
                &[0.08, 0.3, 0.4, 0.22],
                &[0.05, 0.2, 0.4, 0.35],
                &[0.03, 0.3, 0.4, 0.27],
                &[0.12, 0.5, 0.28, 0.1],
                &[0.03, 0.17, 0.4, 0.4],
                &[0.4, 0.45, 0.13, 0.02],
            ],
            false,
        ),
        column(
            "woonsituatie",
            ("Woonsituatie", "Housing"),
            Role::Feature,
            Meaning::Category,
            same(&["koop", "huur_sociaal", "huur_vrij", "overig"]),
            &[
                &[0.65, 0.2, 0.13, 0.02],
                &[0.1, 0.35, 0.5, 0.05],
                &[0.9, 0.04, 0.05, 0.01],
                &[0.35, 0.55, 0.08, 0.02],
                &[0.7, 0.08, 0.2, 0.02],
                &[0.05, 0.75, 0.1, 0.1],
            ],
            false,
        ),
        column(
            "inkomen",
            ("Inkomen", "Income"),
            Role::Feature,
            Meaning::Amount,
            runs(&[15000.0, 30000.0, 50000.0]),
            &[
                &[0.05, 0.25, 0.5, 0.2],
                &[0.2, 0.5, 0.25, 0.05],
                &[0.02, 0.15, 0.43, 0.4],
                &[0.1, 0.6, 0.25, 0.05],
                &[0.02, 0.1, 0.33, 0.55],
                &[0.55, 0.4, 0.04, 0.01],
            ],
            false,
        ),
        column(
            "zorgindicatie",
            ("Zorgindicatie", "Care indication"),
            Role::Sensitive,
            Meaning::Care,
            same(&["ja", "nee"]),
            &[&[0.2, 0.8], &[0.2, 0.8], &[0.25, 0.75], &[0.6, 0.4], &[0.2, 0.8], &[0.5, 0.5]],
            false,
        ),
        column(
            "geloof",
            ("Geloof", "Faith"),
            Role::Sensitive,
            Meaning::Faith,
            same(&["waarde een", "waarde twee"]),
            &[&[0.5, 0.5], &[0.5, 0.5], &[0.5, 0.5], &[0.5, 0.5], &[0.5, 0.5], &[0.5, 0.5]],
            true,
        ),
    ]
}

/// Splits a total into multiples of k by the largest remainder, as a block's row looks.
fn split(total: u32, shares: &[f64]) -> Vec<u32> {
    let units = total / K;
    let exact: Vec<f64> = shares.iter().map(|share| share * f64::from(units)).collect();
    let mut counts: Vec<u32> = exact.iter().map(|x| x.floor() as u32).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    crate::sort::by(&mut order, |&a, &b| {
        (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())).then(a.cmp(&b))
    });
    let short = units - counts.iter().sum::<u32>();
    for &at in order.iter().cycle().take(short as usize) {
        counts[at] += 1;
    }
    counts.iter().map(|count| count * K).collect()
}

fn figure(people: u32, base: u32, open: bool) -> Figure {
    if !open || base == 0 {
        Figure::Withheld
    } else if base - people < K {
        Figure::AlmostAll { base }
    } else {
        let percent = (f64::from(people) / f64::from(base) * 100.0).round();
        Figure::Share { percent, people, base, error_points: 1.4 }
    }
}

fn input(columns: Vec<Column>, sizes: &[u32], block: u32) -> ProfileInput {
    let mut blocks = Vec::new();
    for (s, &size) in sizes.iter().enumerate() {
        for at in 0..size / block {
            let counts = columns
                .iter()
                .map(|c| {
                    // Blocks of alike people lean to one band each, in turn.
                    let lean = (at as usize) % c.shares[s].len();
                    let shares: Vec<f64> = c.shares[s]
                        .iter()
                        .enumerate()
                        .map(|(b, p)| {
                            if b == lean {
                                p * 1.4
                            } else {
                                p * (1.0 - 0.4 * c.shares[s][lean] / (1.0 - c.shares[s][lean]).max(0.2))
                                    .max(0.0)
                            }
                        })
                        .collect();
                    let sum: f64 = shares.iter().sum();
                    split(block, &shares.iter().map(|p| p / sum).collect::<Vec<_>>())
                })
                .collect();
            blocks.push(BlockInput { segment: s as u32 + 1, total: block, counts });
        }
    }
    let people: u32 = blocks.iter().map(|b| b.total).sum();
    let sum = |segment: Option<u32>, c: usize, b: usize| -> u32 {
        blocks.iter().filter(|x| segment.is_none_or(|s| s == x.segment)).map(|x| x.counts[c][b]).sum()
    };
    let size =
        |segment: u32| -> u32 { blocks.iter().filter(|b| b.segment == segment).map(|b| b.total).sum() };
    let profiles = columns
        .iter()
        .enumerate()
        .map(|(c, column)| ColumnProfile {
            name: column.name.into(),
            label: Text::new(column.label.0, column.label.1),
            role: column.role,
            meaning: column.meaning,
            bands: column.bands.clone(),
            overall: (0..column.bands.len())
                .map(|b| figure(sum(None, c, b), people, !column.withheld))
                .collect(),
            segments: (1..=sizes.len() as u32)
                .map(|s| SegmentColumn {
                    segment: s,
                    figures: (0..column.bands.len())
                        .map(|b| figure(sum(Some(s), c, b), size(s), !column.withheld))
                        .collect(),
                })
                .collect(),
            withheld: column.withheld,
            amount: None,
        })
        .collect();
    let segments = (1..=sizes.len() as u32)
        .map(|id| {
            let people = f64::from(size(id));
            SegmentInput {
                id,
                size: size(id),
                weight: people,
                effective: people,
                jaccard: Some(0.9),
                fits_nowhere: None,
            }
        })
        .collect();
    ProfileInput {
        k: K,
        people,
        blocks,
        block_minimum: 60,
        error_points: 1.4,
        whole_only: false,
        weighted: false,
        segments,
        columns: profiles,
        criteria: vec![],
        advised: 6,
        agreement: None,
    }
}

/// Two groups and one column (channel: desk or web) with these shares.
pub(crate) fn input_of(shares: &[[f64; 2]], size: u32) -> ProfileInput {
    let column = Column {
        name: "kanaal",
        label: ("Kanaal", "Channel"),
        role: Role::Feature,
        meaning: Meaning::Category,
        bands: same(&["balie", "web"]),
        shares: shares.iter().map(|row| row.to_vec()).collect(),
        withheld: false,
    };
    input(vec![column], &vec![size; shares.len()], 600)
}

/// Four groups on two columns, of which each alone tells only two apart.
pub(crate) fn crossed() -> ProfileInput {
    let column = |name, label, shares: [[f64; 2]; 4]| Column {
        name,
        label,
        role: Role::Feature,
        meaning: Meaning::Category,
        bands: same(&["ja", "nee"]),
        shares: shares.iter().map(|row| row.to_vec()).collect(),
        withheld: false,
    };
    let (yes, no) = ([0.9, 0.1], [0.1, 0.9]);
    let columns = vec![
        column("eerste", ("Eerste", "First"), [yes, yes, no, no]),
        column("tweede", ("Tweede", "Second"), [yes, no, yes, no]),
    ];
    input(columns, &[1200; 4], 120)
}

/// The example: six groups, ten columns, one withheld.
pub(crate) fn overview() -> Overview {
    build(&input(columns(), &[4800, 4200, 3600, 3000, 1800, 1200], 120))
}

/// The same columns for everyone together, as with too small a file.
pub(crate) fn whole() -> Overview {
    let mut input = input(columns(), &[240], 120);
    input.whole_only = true;
    input.segments[0].id = 0;
    for block in &mut input.blocks {
        block.segment = 0;
    }
    for column in &mut input.columns {
        column.segments[0].segment = 0;
    }
    build(&input)
}
