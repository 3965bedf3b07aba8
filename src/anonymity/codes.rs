//! Ladders of codes and of countries: what a code says when its tail is left out.
//!
//! Sources: CBS (sections of SBI 2008, which are those of NACE Rev. 2; main groups of Wmo provisions), iStandaarden
//! (WMO022, product categories), RDW (sidecodes of licence plates), Kadaster (BAG: the first four digits are the
//! municipality's code).

use super::ladder::Band;
use crate::text::Text;

/// A rung in words and the band of every value there.
pub(super) type Levels = Vec<(Text, Vec<Band>)>;

fn same(text: impl Into<String>) -> Band {
    let text = text.into();
    Band::named(Text::new(text.clone(), text))
}

fn named(pair: (&str, &str)) -> Band {
    Band::named(Text::new(pair.0, pair.1))
}

fn one(rung: (&str, &str), bands: Vec<Band>) -> Levels {
    vec![(Text::new(rung.0, rung.1), bands)]
}

fn digits_only(value: &str) -> String {
    value.chars().filter(char::is_ascii_digit).collect()
}

/// Sections of SBI 2008: first division of each, letter, words.
const SECTIONS: [(u8, &str, &str, &str); 22] = [
    (1, "A", "landbouw, bosbouw en visserij", "agriculture, forestry and fishing"),
    (5, "B", "winning van delfstoffen", "mining and quarrying"),
    (10, "C", "industrie", "manufacturing"),
    (35, "D", "energie", "energy"),
    (36, "E", "water en afval", "water and waste"),
    (41, "F", "bouw", "construction"),
    (45, "G", "handel", "trade"),
    (49, "H", "vervoer en opslag", "transport and storage"),
    (55, "I", "horeca", "accommodation and food"),
    (58, "J", "informatie en communicatie", "information and communication"),
    (64, "K", "financiën", "finance"),
    (68, "L", "onroerend goed", "real estate"),
    (69, "M", "advies en onderzoek", "professional and scientific"),
    (77, "N", "overige zakelijke diensten", "administrative and support"),
    (84, "O", "openbaar bestuur", "public administration"),
    (85, "P", "onderwijs", "education"),
    (86, "Q", "gezondheid en welzijn", "health and social work"),
    (90, "R", "cultuur, sport en recreatie", "arts and recreation"),
    (94, "S", "overige diensten", "other services"),
    (97, "T", "huishoudens", "households"),
    (99, "U", "internationale organisaties", "international organisations"),
    (100, "", "", ""),
];

/// SBI 5 digits → 4 → 2 → section. A code of fewer digits is its own band until it is as coarse as the level.
pub(super) fn sbi<'a>(values: impl Iterator<Item = &'a str>) -> Levels {
    let mut levels: Levels =
        [("vier cijfers", "four digits"), ("twee cijfers", "two digits"), ("sectie", "section")]
            .iter()
            .map(|(nl, en)| (Text::new(format!("SBI, {nl}"), format!("SBI, {en}")), Vec::new()))
            .collect();
    for value in values {
        let digits = digits_only(value);
        let division = digits.get(..2).and_then(|two| two.parse::<u8>().ok());
        let at = division.and_then(|division| SECTIONS.partition_point(|s| s.0 <= division).checked_sub(1));
        let bands = match at.map(|at| &SECTIONS[at]) {
            Some((_, letter, nl, en)) if digits.len() <= 5 => [
                same(digits.get(..4).unwrap_or(&digits)),
                same(&digits[..2]),
                Band::named(Text::new(format!("{letter}: {nl}"), format!("{letter}: {en}"))),
            ],
            _ => std::array::from_fn(|_| named(("geen SBI-code", "no SBI code"))),
        };
        for ((_, level), band) in levels.iter_mut().zip(bands) {
            level.push(band);
        }
    }
    levels
}

const AT_HOME: (&str, &str) = ("ondersteuning thuis", "support at home");
const HOUSEHOLD: (&str, &str) = ("hulp bij het huishouden", "help in the household");
const SHELTER: (&str, &str) = ("verblijf en opvang", "residence and shelter");
const AIDS: (&str, &str) = ("hulpmiddelen en diensten", "aids and services");

/// Wmo product → product category (WMO022) → main group (CBS). Values that are no such code are judged as categories
/// by the caller: `None` when fewer than half of the people have codes.
pub(super) fn care<'a>(values: impl Iterator<Item = &'a str> + Clone, people: &[u64]) -> Option<Levels> {
    // Product codes are the category and more: 02A05.
    let category = |value: &str| -> Option<u8> {
        let two = value.get(..2).filter(|two| two.bytes().all(|byte| byte.is_ascii_digit()))?;
        let rest = &value[2..];
        let code =
            rest.is_empty() || (rest.len() == 3 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        two.parse().ok().filter(|number| code && matches!(number, 1..=18 | 99))
    };
    let coded = values.clone().zip(people).filter(|(value, _)| category(value).is_some());
    let coded: u64 = coded.map(|(_, count)| count).sum();
    if coded == 0 || coded * 2 < people.iter().sum() {
        return None;
    }
    let (mut categories, mut groups) = (Vec::new(), Vec::new());
    for value in values {
        let Some(number) = category(value) else {
            categories.push(named(("geen productcode", "no product code")));
            groups.push(named(("geen productcode", "no product code")));
            continue;
        };
        categories.push(Band::named(Text::new(
            format!("productcategorie {number:02}"),
            format!("product category {number:02}"),
        )));
        groups.push(named(match number {
            1 => HOUSEHOLD,
            15..=18 => SHELTER,
            5 | 8 | 11..=14 => AIDS,
            99 => ("totaalpakket", "whole package"),
            _ => AT_HOME,
        }));
    }
    Some(vec![
        (Text::new("productcategorie", "product category"), categories),
        (Text::new("hoofdgroep", "main group"), groups),
    ])
}

/// How the names of the member states of the European Union and of their people begin, in Dutch and in English,
/// in lower case. (27 states; Greenland and other parts overseas are left out.)
const UNION: [&str; 76] = [
    "belg",
    "bulgar",
    "bulgaar",
    "cypr",
    "deen",
    "danish",
    "denemark",
    "denmark",
    "duits",
    "german",
    "estland",
    "ests",
    "estonia",
    "finland",
    "fins",
    "finnish",
    "france",
    "frankrijk",
    "frans",
    "french",
    "griek",
    "greece",
    "greek",
    "hongaar",
    "hongar",
    "hungar",
    "ierland",
    "iers",
    "ireland",
    "irish",
    "ital",
    "kroa",
    "croat",
    "letland",
    "lets",
    "latvia",
    "litouw",
    "lithuan",
    "luxemb",
    "malta",
    "maltees",
    "maltese",
    "nederland",
    "dutch",
    "netherland",
    "the netherlands",
    "oostenrijk",
    "austria",
    "polen",
    "pools",
    "poland",
    "polish",
    "poolse",
    "portug",
    "roemen",
    "roemeen",
    "romania",
    "sloven",
    "sloveen",
    "slovak",
    "slowa",
    "slovaak",
    "slowaak",
    "spaan",
    "spanje",
    "spain",
    "spanish",
    "tsjech",
    "czech",
    "zwed",
    "zweed",
    "sweden",
    "swed",
    "holland",
    "roemeni",
    "bulgarij",
];

/// Country or nationality → inside or outside the European Union. `None` when no value is a member state: then the values
/// say something else (a part of the world, a generation). A text that is not on the list counts as outside.
pub(super) fn origin<'a>(
    values: impl Iterator<Item = &'a str> + Clone,
    people: &[u64],
    k: u32,
) -> Option<Levels> {
    let inside = |value: &str| {
        let folded = value.to_lowercase();
        UNION.iter().any(|start| folded.starts_with(start))
    };
    let of_union = values.clone().zip(people).filter(|(value, _)| inside(value)).map(|(_, count)| count);
    if of_union.sum::<u64>() < u64::from(k) {
        return None;
    }
    let bands = values
        .map(|value| {
            named(if inside(value) {
                ("Europese Unie", "European Union")
            } else if value.bytes().all(|byte| byte.is_ascii_digit()) {
                ("code zonder naam", "code without a name")
            } else {
                ("buiten de Europese Unie", "outside the European Union")
            })
        })
        .collect();
    Some(one(("EU of niet-EU", "EU or not"), bands))
}

/// Licence plate → its sidecode, which tells the years in which it was given out.
pub(super) fn licence_plate<'a>(values: impl Iterator<Item = &'a str>) -> Levels {
    let bands = values.map(|value| {
        let shape: String = value
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|character| if character.is_ascii_digit() { '9' } else { 'X' })
            .collect();
        if shape.len() == 6 {
            same(shape)
        } else {
            named(("geen Nederlands kenteken", "no Dutch plate"))
        }
    });
    one(("reeks van het kenteken", "series of the plate"), bands.collect())
}

/// BAG identification → municipality. (Its way to a postcode needs another file.)
pub(super) fn bag<'a>(values: impl Iterator<Item = &'a str>) -> Levels {
    let bands = values.map(|value| match value.get(..4) {
        Some(code) if value.len() == 16 && value.bytes().all(|byte| byte.is_ascii_digit()) => {
            same(format!("GM{code}"))
        }
        _ => named(("geen BAG-nummer", "no BAG number")),
    });
    one(("gemeente", "municipality"), bands.collect())
}

/// Phone number → mobile or land line.
pub(super) fn phone<'a>(values: impl Iterator<Item = &'a str>) -> Levels {
    let bands = values.map(|value| {
        let digits = digits_only(value);
        let national =
            ["0031", "31", "0"].iter().find_map(|start| digits.strip_prefix(start)).unwrap_or(&digits);
        named(if national.starts_with('6') {
            ("mobiel", "mobile")
        } else {
            ("vast of ander", "land line or other")
        })
    });
    one(("soort nummer", "kind of number"), bands.collect())
}

/// Case number → the year in it.
pub(super) fn case_number<'a>(values: impl Iterator<Item = &'a str>) -> Levels {
    let bands = values.map(|value| {
        let year = value
            .split(|character: char| !character.is_ascii_digit())
            .find_map(|run| run.get(..4).filter(|year| ("1950".."2100").contains(year)));
        year.map_or_else(|| named(("geen jaar", "no year")), same)
    });
    one(("jaar", "year"), bands.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(levels: &Levels, row: usize) -> Vec<&str> {
        levels.iter().map(|(_, bands)| bands[row].label.nl.as_str()).collect()
    }

    #[test]
    fn business_codes_lose_digits_and_end_in_a_section() {
        let levels = sbi(["01131", "4711", "85", "99001", "4", "123456", "47.11.1", "00"].into_iter());
        assert_eq!(labels(&levels, 0), ["0113", "01", "A: landbouw, bosbouw en visserij"]);
        assert_eq!(labels(&levels, 1), ["4711", "47", "G: handel"]);
        assert_eq!(labels(&levels, 2), ["85", "85", "P: onderwijs"]);
        assert_eq!(labels(&levels, 3)[2], "U: internationale organisaties");
        for row in [4, 5, 7] {
            assert_eq!(labels(&levels, row), ["geen SBI-code"; 3]);
        }
        assert_eq!(labels(&levels, 6)[0], "4711");
    }

    #[test]
    fn products_become_categories_and_groups() {
        let levels = care(["02A05", "01", "15B01", "12", "99", "zorg"].into_iter(), &[1; 6]).expect("codes");
        assert_eq!(labels(&levels, 0), ["productcategorie 02", "ondersteuning thuis"]);
        assert_eq!(labels(&levels, 1)[1], "hulp bij het huishouden");
        assert_eq!(labels(&levels, 2)[1], "verblijf en opvang");
        assert_eq!(labels(&levels, 3)[1], "hulpmiddelen en diensten");
        assert_eq!(labels(&levels, 5), ["geen productcode"; 2]);
        assert!(care(["pgb", "in natura", "02"].into_iter(), &[1; 3]).is_none());
    }

    #[test]
    fn countries_are_inside_or_outside_the_union() {
        let values = [
            "Nederlandse",
            "Turkse",
            "Poland",
            "Oostenrijk",
            "Australië",
            "Noord-Ierland",
            "5001",
            "Polynesië",
        ];
        let levels = origin(values.into_iter(), &[4; 8], 10).expect("twelve people of member states");
        let wanted = ["in", "out", "in", "in", "out", "out", "code", "out"];
        for (row, wanted) in wanted.iter().enumerate() {
            let label = labels(&levels, row)[0];
            let found = match label {
                "Europese Unie" => "in",
                "buiten de Europese Unie" => "out",
                _ => "code",
            };
            assert_eq!(found, *wanted, "row {row}");
        }
        assert!(origin(["westers", "niet-westers"].into_iter(), &[90, 90], 10).is_none());
        assert!(
            origin(["westers", "Pools"].into_iter(), &[90, 9], 10).is_none(),
            "nine people make no ladder"
        );
    }

    #[test]
    fn other_codes_keep_what_their_head_says() {
        assert_eq!(labels(&licence_plate(["12-AB-34", "GZ123K", "x"].into_iter()), 1), ["XX999X"]);
        assert_eq!(labels(&bag(["0363010000000001", "7"].into_iter()), 0), ["GM0363"]);
        let phones = phone(["0612345678", "+31 6 12345678", "020-1234567"].into_iter());
        assert_eq!((labels(&phones, 0), labels(&phones, 2)), (vec!["mobiel"], vec!["vast of ander"]));
        assert_eq!(labels(&phones, 1), ["mobiel"]);
        let cases = case_number(["Z-2023-00012", "123456", "2021/44"].into_iter());
        assert_eq!(
            [labels(&cases, 0)[0], labels(&cases, 1)[0], labels(&cases, 2)[0]],
            ["2023", "geen jaar", "2021"]
        );
    }
}
