//! The order of categories: of bands, and of the scales that offices and surveys use.
//!
//! An order comes from the labels alone: from the numbers in them where they are bands ("18-30", "65 en ouder"), or from a scale
//! whose words are known in Dutch and English (low to high, dissatisfied to satisfied, levels of education, …). Categories without
//! either have no order. Numbers have theirs by themselves, and bands of the release that have edges are numbers.

use crate::text::without_accent;

/// Known scales, low to high; `|` parts words of one step.
const SCALES: [&[&str]; 8] = [
    &[
        "geen|none",
        "zeer laag|heel laag|very low",
        "laag|low",
        "gemiddeld|midden|middel|middelbaar|average|medium|middle|moderate",
        "hoog|high",
        "zeer hoog|heel hoog|very high",
    ],
    &[
        "zeer ontevreden|very dissatisfied",
        "ontevreden|dissatisfied",
        "neutraal|niet tevreden niet ontevreden|neutral",
        "tevreden|satisfied",
        "zeer tevreden|very satisfied",
    ],
    &[
        "helemaal mee oneens|helemaal oneens|zeer oneens|zeer mee oneens|strongly disagree",
        "mee oneens|oneens|disagree",
        "neutraal|niet eens niet oneens|niet mee eens niet mee oneens|neutral|neither agree nor disagree",
        "mee eens|eens|agree",
        "helemaal mee eens|helemaal eens|zeer eens|zeer mee eens|strongly agree",
    ],
    &[
        "nooit|never",
        "zelden|bijna nooit|rarely|seldom|almost never",
        "soms|af en toe|sometimes|occasionally",
        "vaak|regelmatig|often|regularly",
        "bijna altijd|meestal|almost always|usually",
        "altijd|always",
    ],
    &[
        "zeer slecht|heel slecht|very bad|very poor",
        "slecht|bad|poor",
        "matig|onvoldoende|fair|insufficient",
        "voldoende|redelijk|sufficient|reasonable",
        "goed|good",
        "zeer goed|heel goed|very good",
        "uitstekend|excellent",
    ],
    &[
        "zeer klein|very small",
        "klein|small",
        "middelgroot|middel|medium",
        "groot|large",
        "zeer groot|very large",
    ],
    &[
        "geen|geen opleiding|geen onderwijs|none|no education",
        "basisonderwijs|basisschool|lagere school|lager onderwijs|primary|primary school|primary education",
        "vmbo|lbo|vbo|mavo|vmbo mbo1|lower secondary",
        "mbo|havo|vwo|havo vwo|havo vwo mbo|mbo havo vwo|secondary|upper secondary|high school",
        "hbo|bachelor|bachelors|hbo bachelor",
        "wo|universiteit|universitair|master|masters|university|wo master",
        "gepromoveerd|doctoraat|phd|doctorate",
    ],
    &["a1", "a2", "b1", "b2", "c1", "c2"],
];

/// Words that a band may hold beside its numbers.
const BAND_WORDS: [&str; 34] = [
    "tot", "t", "m", "en", "of", "jaar", "jr", "ouder", "jonger", "meer", "minder", "dan", "vanaf", "onder",
    "boven", "euro", "eur", "uur", "km", "dagen", "maanden", "keer", "to", "and", "or", "years", "year",
    "older", "younger", "more", "less", "than", "under", "over",
];

/// Words before a number under which everyone of the band is.
const BELOW: [&str; 7] = ["jonger", "minder", "onder", "younger", "less", "under", "tot"];

/// The rank of each label, in any unit, where all of them have one and there are at least three different ones.
pub(super) fn order(labels: &[&str]) -> Option<Vec<f64>> {
    let words: Vec<Vec<String>> = labels.iter().map(|label| words_of(label)).collect();
    let ranks = SCALES
        .iter()
        .find_map(|scale| words.iter().map(|words| step(scale, words)).collect::<Option<Vec<f64>>>())
        .or_else(|| bands(labels, &words))?;
    let mut different = ranks.clone();
    crate::sort::floats(&mut different);
    different.dedup();
    (different.len() >= 3).then_some(ranks)
}

/// Letters and digits in small words without accents.
fn words_of(label: &str) -> Vec<String> {
    let small: String = label.chars().flat_map(char::to_lowercase).map(without_accent).collect();
    small
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The step of a scale that a label names, maybe after a number of its own ("1_laag").
fn step(scale: &[&str], words: &[String]) -> Option<f64> {
    let numbered = words.len() > 1 && words[0].bytes().all(|byte| byte.is_ascii_digit());
    let phrase = words[usize::from(numbered)..].join(" ");
    let at = scale.iter().position(|step| step.split('|').any(|words| words == phrase))?;
    Some(at as f64)
}

/// The lower edges of labels that are bands.
fn bands(labels: &[&str], words: &[Vec<String>]) -> Option<Vec<f64>> {
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut open = false;
    let edges = words.iter().zip(labels).map(|(words, label)| {
        let numbers = words.iter().filter(|word| is_number(word)).count();
        if !words.iter().all(|word| is_number(word) || BAND_WORDS.contains(&word.as_str())) {
            return None;
        }
        let first = words.iter().position(is_number)?;
        let number: f64 = words[first].parse().ok()?;
        let below = label.contains('<') || words[..first].iter().any(|word| BELOW.contains(&word.as_str()));
        let above = label.contains(['+', '>']) || words.len() > numbers;
        open |= below || above || numbers == 2;
        // "under 18" goes before "18 to 30".
        Some(if below { number - 0.5 } else { number })
    });
    let edges = edges.collect::<Option<Vec<f64>>>()?;
    open.then_some(edges)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_and_scales_have_an_order() {
        for labels in [
            ["jonger dan 18", "18-30", "31 t/m 65", "65 en ouder"],
            ["< 10", "10 – 20", "20 tot 100", "100+"],
            ["0_geen", "1_laag", "2_midden", "3_hoog"],
            ["Zeer ontevreden", "neutraal", "tevreden", "zeer tevreden"],
            ["basisonderwijs", "VMBO", "havo/vwo", "HBO"],
            ["A2", "B1", "B2", "C1"],
            ["never", "rarely", "often", "always"],
        ] {
            let ranks = order(&labels).unwrap_or_default();
            assert!(ranks.len() == 4 && ranks.windows(2).all(|two| two[0] < two[1]), "{labels:?} {ranks:?}");
        }
    }

    #[test]
    fn other_categories_have_none() {
        for labels in [
            ["web", "balie", "post"],
            ["1 Landbouw", "2 Industrie", "3 Handel"],
            ["laag", "hoog", "onbekend soort"],
            ["koop", "huur_sociaal", "huur_vrij"],
            ["3511", "3512", "3513"],
            ["laag", "hoog", "Laag"],
        ] {
            assert_eq!(order(&labels), None, "{labels:?}");
        }
    }
}
