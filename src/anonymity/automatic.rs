//! Ladders by meaning, made of rules: prefixes, periods, bands with round edges, rare → "overig".

use super::codes::{self, Levels};
use super::grounds::{divides, grounded, numbered, people_of_codes};
use super::ladder::{Band, Ladder};
use super::wording::number;
use crate::meaning::Meaning;
use crate::table::{Attribute, Domain, MISSING};
use crate::text::Text;

/// Numbers with at most this many distinct values are treated as categories.
const FEW: usize = 12;
/// A category carried by a smaller share of the people is rare.
const RARE: f64 = 0.05;
/// People are cut in this many parts of about the same size; then in half as many, then in a quarter.
const PARTS: usize = 12;

impl Ladder {
    /// The ladder of an attribute by its meaning. Its rows are the values of the attribute; missing
    /// values, when there are any, are a category of their own at every level but the root. `counts` are the people that
    /// each record stands for; a category carried by fewer than `k` of them is never named above level 0.
    pub(crate) fn automatic(attribute: &Attribute, counts: &[u32], k: u32) -> Ladder {
        let domain = &attribute.domain;
        let missing = attribute.codes.contains(&MISSING);
        let values: Vec<String> = (1..domain.len() as u32).map(|code| domain.text(code)).collect();
        let texts = || values.iter().map(String::as_str);
        let people = people_of_codes(attribute, counts);
        let known = &people[1..];
        let mut zero: Vec<Band> = texts().map(|value| Band::named(Text::new(value, value))).collect();
        let rules: Option<Levels> = match (attribute.meaning, domain) {
            (Meaning::Postcode, _) => Some(postcode(texts())),
            (Meaning::AreaCode, _) => Some(area(texts())),
            (Meaning::LicencePlate, _) => Some(codes::licence_plate(texts())),
            (Meaning::BagId, _) => Some(codes::bag(texts())),
            (Meaning::Phone, _) => Some(codes::phone(texts())),
            (Meaning::CaseNumber, _) => Some(codes::case_number(texts())),
            // Nothing that is left of such a number says less about one person.
            (meaning, _) if meaning.is_identifier() => Some(Vec::new()),
            (Meaning::Sbi, _) => Some(codes::sbi(texts())),
            (Meaning::Origin, Domain::Texts(_)) => codes::origin(texts(), known, k),
            (Meaning::Care, Domain::Texts(_)) => codes::care(texts(), known),
            (Meaning::BirthDate | Meaning::Date, Domain::Texts(_)) => Some(date(texts())),
            (Meaning::Age, Domain::Numbers(numbers)) => {
                edge(&mut zero, numbers, known, k);
                Some(age(&numbers[1..]))
            }
            (Meaning::BirthYear, Domain::Numbers(numbers)) => {
                edge(&mut zero, numbers, known, k);
                Some(birth_year(&numbers[1..]))
            }
            (meaning, Domain::Numbers(numbers)) => {
                edge(&mut zero, numbers, known, k);
                let measured = matches!(meaning, Meaning::Amount | Meaning::Number | Meaning::Weight);
                (measured || many(known, k))
                    .then(|| amount(known, &numbers[1..], k, meaning == Meaning::Amount))
            }
            _ => None,
        };
        let coarser = match rules {
            Some(levels) => grounded(&zero, levels, &people, k),
            None => category(&people, &values, k),
        };
        Ladder::from_rules(values, missing, zero, coarser, Vec::new())
    }
}

/// Whether at least k people have another number than the twelve that most have.
fn many(people: &[u64], k: u32) -> bool {
    let mut sorted = people.to_vec();
    sorted.sort_unstable();
    sorted.iter().rev().skip(FEW).sum::<u64>() >= u64::from(k)
}

/// Level 0 of numbers: each its own edges (whole numbers up to the next one), and written as people write them. They are whole unless at
/// least k people have a fraction.
pub(super) fn edge(zero: &mut [Band], numbers: &[f64], people: &[u64], k: u32) {
    let whole = whole(&numbers[1..], people, k);
    for (band, &value) in zero.iter_mut().zip(numbers.iter().skip(1)) {
        band.label.nl = band.label.nl.replace('.', ",");
        band.from = Some(value);
        band.to = Some(if whole { value + 1.0 } else { value });
    }
}

fn whole(numbers: &[f64], people: &[u64], k: u32) -> bool {
    let parts = numbers.iter().zip(people).filter(|(number, _)| number.fract() != 0.0);
    parts.map(|(_, count)| count).sum::<u64>() < u64::from(k)
}

fn same(text: impl Into<String>) -> Band {
    let text = text.into();
    Band::named(Text::new(text.clone(), text))
}

/// 1234 AB → 1234 → 123x → 12xx → 1xxx.
fn postcode<'a>(values: impl Iterator<Item = &'a str>) -> Levels {
    let mut levels: Levels = [
        (4, "vier cijfers", "four digits"),
        (3, "drie cijfers", "three digits"),
        (2, "twee cijfers", "two digits"),
        (1, "één cijfer", "one digit"),
    ]
    .iter()
    .map(|(_, nl, en)| (Text::new(format!("postcode, {nl}"), format!("postcode, {en}")), Vec::new()))
    .collect();
    for value in values {
        let digits: String = value.chars().take_while(char::is_ascii_digit).take(5).collect();
        for (i, (_, bands)) in levels.iter_mut().enumerate() {
            bands.push(if digits.len() == 4 {
                same(format!("{}{}", &digits[..4 - i], "x".repeat(i)))
            } else {
                Band::named(Text::new("geen Nederlandse postcode", "no Dutch postcode"))
            });
        }
    }
    levels
}

/// Neighbourhood (BU + 8) → district (WK + 6) → municipality (GM + 4), by truncation (CBS).
fn area<'a>(values: impl Iterator<Item = &'a str>) -> Levels {
    let (mut districts, mut municipalities) = (Vec::new(), Vec::new());
    for value in values {
        let code = value.trim().to_ascii_uppercase();
        let bare = ["BU", "WK", "GM"].iter().find_map(|kind| code.strip_prefix(kind)).unwrap_or(&code);
        let known = bare.is_ascii()
            && matches!(bare.len(), 4 | 6 | 8)
            && bare.bytes().take(4).all(|b| b.is_ascii_digit());
        let other = || Band::named(Text::new("geen gebiedscode", "no area code"));
        districts.push(if !known {
            other()
        } else if bare.len() >= 6 {
            same(format!("WK{}", &bare[..6]))
        } else {
            same(format!("GM{bare}"))
        });
        municipalities.push(if known { same(format!("GM{}", &bare[..4])) } else { other() });
    }
    vec![(Text::new("wijk", "district"), districts), (Text::new("gemeente", "municipality"), municipalities)]
}

const MONTHS: [(&str, &str); 12] = [
    ("januari", "January"),
    ("februari", "February"),
    ("maart", "March"),
    ("april", "April"),
    ("mei", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augustus", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
];

/// Year and month (0 when unknown) of `jjjj-mm-dd`.
fn year_and_month(value: &str) -> Option<(i32, usize)> {
    let mut parts = value.splitn(3, '-');
    let year = parts.next().filter(|part| part.len() == 4)?.parse().ok()?;
    let month = match parts.next() {
        Some(part) => part.parse().ok().filter(|month| *month <= 12)?,
        None => 0,
    };
    Some((year, month))
}

/// Date → month → year → 5 years → 10 years → 20 years (a stage of life). Unknown parts stay a category of their own (never 1 January).
fn date<'a>(values: impl Iterator<Item = &'a str>) -> Levels {
    let mut levels: Levels = vec![
        (Text::new("maand", "month"), Vec::new()),
        (Text::new("jaar", "year"), Vec::new()),
        (Text::new("5 jaar", "5 years"), Vec::new()),
        (Text::new("10 jaar", "10 years"), Vec::new()),
        (Text::new("levensfase (20 jaar)", "stage of life (20 years)"), Vec::new()),
    ];
    for value in values {
        let bands = match year_and_month(value) {
            None => std::array::from_fn(|_| Band::named(Text::new("geen datum", "no date"))),
            Some((0, _)) => std::array::from_fn(|_| Band::named(Text::new("jaar onbekend", "year unknown"))),
            Some((year, month)) => {
                let month = match month.checked_sub(1).and_then(|month| MONTHS.get(month)) {
                    Some((nl, en)) => Text::new(format!("{nl} {year}"), format!("{en} {year}")),
                    None => Text::new(format!("{year}, maand onbekend"), format!("{year}, month unknown")),
                };
                [Band::named(month), period(year, 1), period(year, 5), period(year, 10), period(year, 20)]
            }
        };
        for ((_, level), band) in levels.iter_mut().zip(bands) {
            level.push(band);
        }
    }
    levels
}

/// The period of so many years that holds a year.
fn period(year: i32, years: i32) -> Band {
    let from = year.div_euclid(years) * years;
    let label = match years {
        1 => Text::new(format!("{from}"), format!("{from}")),
        _ => Text::new(
            format!("{from} tot en met {}", from + years - 1),
            format!("{from} to {}", from + years - 1),
        ),
    };
    Band { label, from: Some(f64::from(from)), to: Some(f64::from(from + years)), missing: false }
}

/// Birth year → 5 → 10 → 20 years.
fn birth_year(years: &[f64]) -> Levels {
    [5, 10, 20]
        .iter()
        .map(|&span| {
            let rung = Text::new(format!("{span} jaar"), format!("{span} years"));
            (rung, years.iter().map(|&year| period(year.clamp(0.0, 9999.0) as i32, span)).collect())
        })
        .collect()
}

/// Age → 5 → 10 → 20 years; the oldest are together (90 and over; 80 and over in bands of 20). The bands of 20 years
/// are the stages of life: young, young adult, middle-aged, elderly, very old. (Edges at 18 and 67 would tear bands of 10 years
/// apart, and a ladder must be nested.)
fn age(ages: &[f64]) -> Levels {
    [(5u32, 90u32), (10, 90), (20, 80)]
        .iter()
        .map(|&(span, top)| {
            let rung = match span {
                20 => Text::new("levensfase (20 jaar)", "stage of life (20 years)"),
                _ => Text::new(format!("{span} jaar"), format!("{span} years")),
            };
            let bands = ages.iter().map(|&age| {
                let age = age.clamp(0.0, 200.0) as u32;
                if age >= top {
                    let label = Text::new(format!("{top} jaar en ouder"), format!("{top} and over"));
                    return Band { label, from: Some(f64::from(top)), to: None, missing: false };
                }
                let from = age / span * span;
                let to = from + span;
                let label =
                    Text::new(format!("{from} tot en met {} jaar", to - 1), format!("{from} to {}", to - 1));
                Band { label, from: Some(f64::from(from)), to: Some(f64::from(to)), missing: false }
            });
            (rung, bands.collect())
        })
        .collect()
}

/// Rounded; then bands of about as many people each with round edges: 12, then 6, then 3 (cf. deciles, quintiles and
/// terciles, which are not nested in each other). Rounding is to intervals that no later edge cuts.
fn amount(people: &[u64], numbers: &[f64], k: u32, money: bool) -> Levels {
    let (edges, unit) = round_edges(people, numbers, k);
    let mut levels: Levels = Vec::new();
    if edges.len() > 1 {
        let text = number(unit);
        let rung = Text::new(format!("afgerond op {}", text.nl), format!("rounded to {}", text.en));
        let bands = numbers.iter().map(|&value| {
            let from = clean((value / unit).floor() * unit);
            run(Some(from), Some(clean(from + unit)), money)
        });
        levels.push((rung, bands.collect()));
    }
    for step in [1usize, 2, 4] {
        let kept: Vec<f64> =
            edges.iter().filter(|(part, _)| part % step == 0).map(|&(_, edge)| edge).collect();
        let rung = Text::new(
            format!("hoogstens {} stappen", kept.len() + 1),
            format!("at most {} bands", kept.len() + 1),
        );
        let bands = numbers.iter().map(|&value| {
            let above = kept.partition_point(|&edge| edge <= value);
            run(above.checked_sub(1).map(|i| kept[i]), kept.get(above).copied(), money)
        });
        levels.push((rung, bands.collect()));
    }
    levels
}

/// A run of numbers in words.
pub(super) fn run(from: Option<f64>, to: Option<f64>, money: bool) -> Band {
    let sign = if money { "€ " } else { "" };
    let say = |value: f64| {
        let text = number(value);
        Text::new(format!("{sign}{}", text.nl), format!("{}{}", sign.trim_end(), text.en))
    };
    let label = match (from.map(say), to.map(say)) {
        (None, None) => Text::new("alle waarden", "all values"),
        (None, Some(to)) => Text::new(format!("minder dan {}", to.nl), format!("less than {}", to.en)),
        (Some(from), None) => Text::new(format!("{} of meer", from.nl), format!("{} or more", from.en)),
        (Some(from), Some(to)) => {
            Text::new(format!("{} tot {}", from.nl, to.nl), format!("{} to under {}", from.en, to.en))
        }
    };
    Band { label, from, to, missing: false }
}

/// Ascending edges with the number of their part: quantiles of the people, rounded as far as the distance to the other quantiles allows, so
/// that an edge is a round number and not somebody's amount. Between two edges, and beyond the outer ones, are at least k people, and what
/// is rounded to does not follow from the least or the largest number. Also a power of ten of which every edge is a multiple.
fn round_edges(people: &[u64], numbers: &[f64], k: u32) -> (Vec<(usize, f64)>, f64) {
    let mut below = Vec::with_capacity(people.len() + 1);
    let mut total = 0u64;
    below.push(total);
    below.extend(people.iter().map(|count| {
        total += count;
        total
    }));
    if total == 0 {
        return (Vec::new(), 1.0);
    }
    let quantile = |part: usize| {
        let rank = total * part as u64 / PARTS as u64;
        numbers[below.partition_point(|&under| under <= rank).saturating_sub(1).min(numbers.len() - 1)]
    };
    let quantiles: Vec<f64> = (1..PARTS).map(quantile).collect();
    let whole = whole(numbers, people, k);
    // With how many people are under each; the coarsest parts come first and are in the finer levels as well.
    let mut edges: Vec<(usize, f64, u64)> = Vec::new();
    let mut least = f64::INFINITY;
    for part in [4usize, 2, 1].into_iter().flat_map(|step| (step..PARTS).step_by(step)) {
        let at = quantiles[part - 1];
        let gaps = quantiles.iter().map(|other| (other - at).abs()).filter(|gap| *gap > 0.0);
        let gap = gaps.fold(f64::INFINITY, f64::min);
        if !gap.is_finite() {
            continue;
        }
        let unit = if whole { round_unit(gap / 2.0).max(1.0) } else { round_unit(gap / 2.0) };
        let edge = clean((at / unit).round() * unit);
        let under = below[numbers.partition_point(|&number| number < edge)];
        let place = edges.partition_point(|&(_, other, _)| other < edge);
        let before = place.checked_sub(1).map_or(0, |before| edges[before].2);
        let after = edges.get(place).map_or(total, |after| after.2);
        if under >= before + u64::from(k) && after >= under + u64::from(k) {
            edges.insert(place, (part, edge, under));
            least = least.min(unit);
        }
    }
    let mut ten = 1.0;
    if least.is_finite() {
        while ten > least && ten > 1e-6 {
            ten /= 10.0;
        }
        while ten * 10.0 <= least {
            ten *= 10.0;
        }
    }
    (edges.into_iter().map(|(part, edge, _)| (part, edge)).collect(), ten)
}

/// The largest of 1, 2, 5 × 10^p that is not above a size.
fn round_unit(size: f64) -> f64 {
    let mut unit = 1.0;
    while unit * 10.0 <= size {
        unit *= 10.0;
    }
    while unit > size && unit > 1e-6 {
        unit /= 10.0;
    }
    [5.0, 2.0].iter().map(|step| step * unit).find(|step| *step <= size).unwrap_or(unit)
}

/// Takes away the tail that rounding to a unit leaves in binary (0.30000000000000004).
fn clean(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Value → those carried by fewer than k people together → all rare ones together. The first level is there when at least k people carry
/// what fewer than k carry, the second when a value is rare that at least k carry; who carries another one is then with them. Fewer than k
/// people with rare values and nobody else to be with have the root alone: a level for them would tell that they are there.
fn category(people: &[u64], values: &[String], k: u32) -> Levels {
    let total: u64 = people.iter().sum();
    let k = u64::from(k);
    let rare = ((RARE * total as f64).ceil() as u64).max(k);
    let known = &people[1..];
    let few: u64 = known.iter().filter(|&&count| count < k).sum();
    let level = |least: u64, rung: Text| {
        let bands = values.iter().zip(known).map(|(value, &count)| {
            if count < least {
                Band::named(Text::new("overig (zeldzaam)", "other (rare)"))
            } else {
                same(value.as_str())
            }
        });
        (rung, bands.collect::<Vec<Band>>())
    };
    let mut levels = Levels::new();
    if few >= k {
        let rung =
            Text::new(format!("minder dan {k} mensen samen"), format!("fewer than {k} people together"));
        levels.push(level(k, rung));
    }
    if known.iter().any(|count| (k..rare).contains(count)) {
        levels.push(level(rare, Text::new("zeldzame waarden samen", "rare values together")));
    }
    levels.retain(|(_, bands)| divides(&numbered(bands), people, k as u32));
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Role;

    fn attribute(meaning: Meaning, domain: Domain, codes: Vec<u32>) -> Attribute {
        Attribute {
            column: Some(0),
            name: "kolom 1".into(),
            label: Text::new("kolom 1", "column 1"),
            role: Role::Quasi,
            meaning,
            codes,
            domain,
        }
    }

    fn by_rules(attribute: &Attribute) -> Ladder {
        Ladder::automatic(attribute, &vec![2; attribute.codes.len()], 2)
    }

    fn texts(meaning: Meaning, values: &[&str]) -> Attribute {
        let mut domain = vec![String::new()];
        domain.extend(values.iter().map(|value| (*value).to_owned()));
        let codes = (1..domain.len() as u32).collect();
        attribute(meaning, Domain::Texts(domain), codes)
    }

    fn numbers(meaning: Meaning, values: Vec<f64>) -> Attribute {
        let mut domain = vec![f64::NAN];
        domain.extend(values);
        let codes = (1..domain.len() as u32).collect();
        attribute(meaning, Domain::Numbers(domain), codes)
    }

    fn labels(attribute: &Attribute, code: u32) -> Vec<String> {
        let bound = by_rules(attribute).bind(attribute).expect("its own values");
        (0..bound.height())
            .map(|level| {
                let band = bound.band_of_code(level)[code as usize];
                bound.bands(level)[band as usize].label.nl.clone()
            })
            .collect()
    }

    /// Nested, one root, and levels that each join something.
    fn assert_sound(attribute: &Attribute) {
        let ladder = by_rules(attribute);
        let bound = ladder.bind(attribute).expect("its own values");
        assert_eq!(ladder.rungs().len(), bound.height());
        assert_eq!(bound.bands(bound.height() - 1).len(), 1);
        for level in 1..bound.height() {
            assert!(bound.bands(level).len() < bound.bands(level - 1).len());
            let mut parent = vec![None; bound.bands(level - 1).len()];
            for code in 0..attribute.domain.len() {
                let (fine, coarse) = (bound.band_of_code(level - 1)[code], bound.band_of_code(level)[code]);
                if fine == u32::MAX {
                    continue;
                }
                assert_eq!(*parent[fine as usize].get_or_insert(coarse), coarse, "level {level}");
            }
        }
        for level in 0..bound.height() {
            let rows: u32 = bound.rows_of_band(level).iter().sum();
            assert_eq!(rows, bound.rows());
        }
    }

    #[test]
    fn postcodes_lose_digits_from_the_right() {
        let attribute =
            texts(Meaning::Postcode, &["1234AB", "1234CD", "1299AA", "1600XX", "2511 CV", "B-1000"]);
        assert_eq!(
            labels(&attribute, 1),
            ["1234AB", "1234", "12xx", "1xxx", "*"],
            "123x joins nothing more than 1234"
        );
        assert_eq!(labels(&attribute, 6)[1], "geen Nederlandse postcode");
        assert_sound(&attribute);
    }

    #[test]
    fn areas_are_truncated() {
        let attribute =
            texts(Meaning::AreaCode, &["BU03630101", "BU03630102", "BU03630201", "BU05990101", "WK036301"]);
        assert_eq!(labels(&attribute, 1), ["BU03630101", "WK036301", "GM0363", "*"]);
        assert_sound(&attribute);
    }

    #[test]
    fn unknown_parts_of_a_date_are_never_filled_in() {
        let values = [
            "1979-12-31",
            "1980-00-00",
            "1980-01-01",
            "1980-01-02",
            "1983-05-05",
            "1986-03-01",
            "0000-00-00",
            "x",
        ];
        let attribute = texts(Meaning::BirthDate, &values);
        assert_eq!(
            labels(&attribute, 3),
            ["1980-01-01", "januari 1980", "1980", "1980 tot en met 1984", "1980 tot en met 1989", "*"]
        );
        assert_eq!(labels(&attribute, 2)[1], "1980, maand onbekend");
        assert_eq!(labels(&attribute, 7)[2], "jaar onbekend");
        assert_sound(&attribute);
    }

    #[test]
    fn ages_are_banded_and_the_oldest_are_together() {
        let attribute = numbers(Meaning::Age, (0..110).map(f64::from).collect());
        assert_eq!(
            labels(&attribute, 35),
            ["34", "30 tot en met 34 jaar", "30 tot en met 39 jaar", "20 tot en met 39 jaar", "*"]
        );
        assert_eq!(
            labels(&attribute, 100)[1..4],
            ["90 jaar en ouder", "90 jaar en ouder", "80 jaar en ouder"]
        );
        assert_sound(&attribute);
        assert_sound(&numbers(Meaning::BirthYear, (1921..2009).map(f64::from).collect()));
    }

    #[test]
    fn amounts_get_round_edges() {
        let values: Vec<f64> = (0..5000).map(|i| 1000.37 + f64::from(i) * f64::from(i) / 777.0).collect();
        let attribute = numbers(Meaning::Amount, values);
        let bound = by_rules(&attribute).bind(&attribute).expect("bound");
        assert_eq!(bound.height(), 6);
        assert_eq!(by_rules(&attribute).rungs()[1].nl, "afgerond op 100");
        let sizes: Vec<usize> = (2..5).map(|level| bound.bands(level).len()).collect();
        assert_eq!(sizes, [12, 6, 3]);
        for band in bound.bands(2) {
            if let Some(from) = band.from {
                assert_eq!(from % 10.0, 0.0, "{from} is not round");
            }
        }
        assert_eq!(bound.bands(4)[0].label.nl, "minder dan € 4.500");
        assert_sound(&attribute);
    }

    #[test]
    fn small_whole_numbers_stay_whole() {
        let mut attribute = numbers(Meaning::Number, (0..40).map(f64::from).collect());
        attribute.codes = (0..1000u32).map(|i| 1 + (i * i) % 40).collect();
        assert_sound(&attribute);
        let bound = by_rules(&attribute).bind(&attribute).expect("bound");
        for level in 1..bound.height() {
            assert!(bound.bands(level).iter().filter_map(|band| band.from).all(|from| from.fract() == 0.0));
        }
    }

    #[test]
    fn rare_categories_come_together_and_missing_stays_apart() {
        let mut attribute = texts(Meaning::Category, &["balie", "brief", "fax", "telegram", "web"]);
        attribute.codes = [vec![1; 50], vec![5; 45], vec![2; 10], vec![3, 3, 4], vec![0; 4]].concat();
        assert_eq!(labels(&attribute, 3), ["fax", "overig (zeldzaam)", "*"]);
        assert_eq!(labels(&attribute, 2), ["brief", "brief", "*"]);
        assert_eq!(labels(&attribute, 0), ["onbekend", "onbekend", "*"]);
        assert_sound(&attribute);
    }

    #[test]
    fn nobody_under_k_is_named_above_level_zero() {
        let mut attribute = texts(Meaning::Category, &["a", "b", "c", "d", "e"]);
        attribute.codes = vec![1, 2, 3, 4, 5];
        // Four people alone make no level of their own; they are with what is rare and carried by more.
        let ladder = Ladder::automatic(&attribute, &[400, 300, 12, 4, 35], 10);
        let bound = ladder.bind(&attribute).expect("its own values");
        let label = |level: usize, code: usize| {
            bound.bands(level)[bound.band_of_code(level)[code] as usize].label.nl.clone()
        };
        assert_eq!(bound.height(), 3);
        assert_eq!([3, 4, 5].map(|code| label(1, code)), ["overig (zeldzaam)"; 3]);
        assert_eq!(label(1, 2), "b");
    }

    #[test]
    fn a_column_without_values_has_one_level() {
        let mut attribute = texts(Meaning::Category, &[]);
        attribute.codes = vec![0; 3];
        assert_eq!(labels(&attribute, 0), ["onbekend"]);
        attribute.codes.clear();
        assert_eq!(by_rules(&attribute).height(), 1);
    }
}
