use super::*;
use proptest::prelude::*;

fn attribute(domain: Domain, codes: Vec<u32>, meaning: Meaning) -> Attribute {
    Attribute {
        column: Some(0),
        name: "kolom".into(),
        label: Text::new("kolom", "column"),
        role: Role::Feature,
        meaning,
        codes,
        domain,
    }
}

fn texts(values: &[&str]) -> Domain {
    Domain::Texts(std::iter::once(&"").chain(values).map(|value| value.to_string()).collect())
}

fn numbers(values: impl IntoIterator<Item = f64>) -> Domain {
    Domain::Numbers(std::iter::once(f64::NAN).chain(values).collect())
}

/// Codes with these numbers of people; the first is missing.
fn carried(counts: &[u32]) -> Vec<u32> {
    counts
        .iter()
        .enumerate()
        .flat_map(|(code, &count)| std::iter::repeat_n(code as u32, count as usize))
        .collect()
}

fn banded(attribute: &Attribute, released: Option<&ReleasedLevel<'_>>) -> BandedColumn {
    let at: Vec<u32> = (0..attribute.codes.len() as u32).collect();
    bands_of(attribute, released, ReleasedRecords { at: &at, counts: &vec![1; at.len()] }, 10)
}

fn words(column: &BandedColumn) -> Vec<String> {
    column.bands.iter().map(|band| band.label.nl.clone()).collect()
}

fn sizes(column: &BandedColumn) -> Vec<usize> {
    (0..column.bands.len())
        .map(|band| column.codes.iter().filter(|&&code| usize::from(code) == band).count())
        .collect()
}

#[test]
fn rare_categories_are_never_named() {
    let domain = || texts(&["balie", "post", "telefoon", "zeldzaam een", "zeldzaam twee"]);
    let column = banded(&attribute(domain(), carried(&[12, 100, 80, 60, 9, 3]), Meaning::Category), None);
    assert_eq!(words(&column), ["balie", "post", "telefoon", "overig", "onbekend"]);
    assert_eq!(sizes(&column), [100, 80, 60, 12, 12]);
    assert!(column.bands[4].missing);
    // Too few for a band of their own: with the largest, and not said, or the label would tell that they are there.
    let column = banded(&attribute(domain(), carried(&[4, 100, 80, 60, 5, 3]), Meaning::Category), None);
    assert_eq!(words(&column), ["balie", "post", "telefoon"]);
    assert_eq!(sizes(&column), [112, 80, 60]);
}

/// Everything that is said of a column.
fn said(column: &BandedColumn) -> String {
    format!("{:?}", column.bands)
}

#[test]
fn labels_do_not_tell_whether_fewer_than_k_people_are_there() {
    let categories = || texts(&["balie", "post", "telefoon", "zeldzaam"]);
    let values = || numbers([-3.0, 0.0, 0.5, 1.0, 2.0, 3.0]);
    let days =
        || texts(&["1931-05-05", "1984-01-01", "1985-01-01", "1986-01-01", "1999-01-01", "2024-12-31"]);
    type Column = Box<dyn Fn(u32) -> Attribute>;
    let made = |domain: fn() -> Domain, meaning: Meaning, counts: fn(u32) -> Vec<u32>| -> Column {
        Box::new(move |few| attribute(domain(), carried(&counts(few)), meaning))
    };
    let columns: [Column; 10] = [
        made(|| texts(&["balie", "post"]), Meaning::Category, |few| vec![few, 300, 200]),
        made(|| texts(&["balie", "post", "zeldzaam"]), Meaning::Category, |few| vec![0, 300, 200, few]),
        made(|| texts(&["balie", "post", "zeldzaam"]), Meaning::Category, |few| vec![9, 300, 200, few]),
        made(|| texts(&["balie", "post", "zeldzaam"]), Meaning::Category, |few| vec![few, 300, 200, 9]),
        Box::new(move |few| attribute(categories(), carried(&[few, 300, 200, 100, 12]), Meaning::Category)),
        Box::new(move |few| attribute(values(), carried(&[0, few, 300, 0, 100, 90, 60]), Meaning::Number)),
        Box::new(move |few| attribute(values(), carried(&[0, 0, 300, few, 100, 90, 60]), Meaning::Number)),
        made(|| numbers([5.0]), Meaning::Amount, |few| vec![400, few]),
        Box::new(move |few| attribute(days(), carried(&[0, few, 100, 0, 100, 100, 90]), Meaning::Date)),
        Box::new(move |few| attribute(days(), carried(&[0, 0, 100, few, 100, 100, 90]), Meaning::Date)),
    ];
    for (place, column) in columns.iter().enumerate() {
        let none = said(&banded(&column(0), None));
        for few in 1..10 {
            assert_eq!(said(&banded(&column(few), None)), none, "column {place}, {few} people");
        }
    }
}

#[test]
fn a_column_of_unique_texts_shows_none_of_them() {
    let values: Vec<String> = (0..300).map(|i| format!("uniek {i}")).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let column = banded(&attribute(texts(&values), (1..=300).collect(), Meaning::Category), None);
    assert_eq!(words(&column), ["overig"]);
}

#[test]
fn numbers_get_round_edges() {
    let ages = attribute(numbers((0..100).map(f64::from)), carried(&[20; 101]), Meaning::Age);
    let column = banded(&ages, None);
    assert_eq!(
        words(&column),
        ["minder dan 20", "20 tot 40", "40 tot 60", "60 tot 80", "80 of meer", "onbekend"]
    );
    assert_eq!(column.bands[1].label.en, "20 to 39");
    let children =
        attribute(numbers([0.0, 1.0, 2.0, 3.0, 9.0]), carried(&[3, 500, 200, 150, 30, 1]), Meaning::Number);
    let column = banded(&children, None);
    assert_eq!(words(&column)[0], "0");
    assert!(sizes(&column).iter().all(|&size| size >= 45), "{:?} {:?}", words(&column), sizes(&column));
    assert!(!words(&column).join(" ").contains('9'));
    let money = attribute(
        numbers((0..1000).map(|i| 500.0 + f64::from(i) * 3.37)),
        carried(&[vec![0], vec![1; 1000]].concat()),
        Meaning::Amount,
    );
    let column = banded(&money, None);
    assert_eq!(words(&column)[1], "1.200 tot 1.800");
}

#[test]
fn dates_are_shown_by_year_with_open_ends() {
    let days: Vec<String> = (1995..2026).map(|year| format!("{year}-03-09")).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    let mut counts = vec![2u32; 32];
    counts[25..32].fill(60);
    let column = banded(&attribute(texts(&days), carried(&counts), Meaning::Date), None);
    assert!(column.bands.len() <= MOST);
    assert!(words(&column)[0].starts_with("vóór 20"));
    assert!(words(&column).last().unwrap().contains(" of later"));
    assert!(words(&column).iter().all(|label| !label.ends_with("onbekend")), "two people have none");
    assert!(sizes(&column).iter().all(|&size| size >= 24));
}

#[test]
fn a_level_of_the_release_keeps_its_own_bands() {
    let attribute = attribute(numbers((0..60).map(f64::from)), carried(&[5; 61]), Meaning::Age);
    let of_code: Vec<u32> = (0..61u32).map(|code| if code == 0 { 3 } else { (code - 1) / 20 }).collect();
    let labels = ["0 tot 20", "20 tot 40", "40 tot 60", "onbekend"].map(|label| Text::new(label, label));
    let edges = [Some((0.0, 20.0)), Some((20.0, 40.0)), Some((40.0, 60.0)), None];
    let level = ReleasedLevel { of_code: &of_code, labels: &labels, edges: Some(&edges) };
    let column = banded(&attribute, Some(&level));
    assert_eq!(sizes(&column), [105, 100, 100]);
    assert_eq!(words(&column), ["0 tot 20", "20 tot 40", "40 tot 60"]);
    // All together: one band.
    let top = ReleasedLevel { of_code: &[0; 61], labels: &[Text::new("iedereen", "everyone")], edges: None };
    assert_eq!(words(&banded(&attribute, Some(&top))), ["iedereen"]);
}

#[test]
fn numbers_with_decimals_stand_in_the_band_that_names_them() {
    let values: Vec<f64> = (0..40).map(|tenth| 3.0 + f64::from(tenth) / 10.0).collect();
    let attribute = attribute(
        numbers(values.iter().copied()),
        carried(&[vec![0], vec![12; 40]].concat()),
        Meaning::Number,
    );
    let labels: Vec<Text> =
        values.iter().map(|value| Text::new(value.to_string(), value.to_string())).collect();
    let edges: Vec<_> = values.iter().map(|&value| Some((value, value))).collect();
    let of_code: Vec<u32> = (0..41u32).map(|code| code.saturating_sub(1)).collect();
    let level = ReleasedLevel { of_code: &of_code, labels: &labels, edges: Some(&edges) };
    let column = banded(&attribute, Some(&level));
    assert!(column.bands.len() > 2, "{:?}", words(&column));
    for (&code, &band) in attribute.codes.iter().zip(&column.codes) {
        let (value, band) = (values[code as usize - 1], &column.bands[usize::from(band)]);
        assert!(
            band.from.is_none_or(|from| from <= value) && band.to.is_none_or(|to| value < to),
            "{value}: {}",
            band.label.nl
        );
    }
}

#[test]
fn levels_without_edges_name_only_what_enough_people_carry() {
    let codes = carried(&[0, 200, 150, 9, 6]);
    let attribute = attribute(texts(&["1011", "1012", "1013", "1014"]), codes, Meaning::Postcode);
    let labels = ["onbekend", "1011", "1012", "1013", "1014"].map(|label| Text::new(label, label));
    let level = ReleasedLevel { of_code: &[0, 1, 2, 3, 4], labels: &labels, edges: None };
    assert_eq!(words(&banded(&attribute, Some(&level))), ["1011", "1012", "overig"]);
}

proptest! {
    #[test]
    fn every_person_has_a_band_and_no_rare_text_is_named(
        counts in proptest::collection::vec(0u32..40, 2..40), shape in 0..4
    ) {
        prop_assume!(counts.iter().sum::<u32>() >= 60);
        let n = counts.len() as u32;
        let (domain, meaning) = match shape {
            0 => (Domain::Texts((0..n).map(|i| format!("w{i}w")).collect()), Meaning::Category),
            1 => (Domain::Texts((0..n).map(|i| format!("{}-01-02", 1980 + i)).collect()), Meaning::Date),
            2 => (numbers((1..n).map(|i| f64::from(i * i) * 0.37)), Meaning::Amount),
            _ => (numbers((1..n).map(f64::from)), Meaning::Number),
        };
        let attribute = attribute(domain, carried(&counts), meaning);
        let column = banded(&attribute, None);
        prop_assert!((1..=MOST).contains(&column.bands.len()));
        prop_assert!(column.codes.iter().all(|&code| usize::from(code) < column.bands.len()));
        prop_assert_eq!(column.codes.len(), attribute.codes.len());
        if shape == 0 {
            let labels = words(&column).join(" ");
            for (code, &count) in counts.iter().enumerate() {
                let value = format!("w{code}w");
                let named = labels.contains(&value);
                prop_assert!(!named || (count >= 10 && code > 0));
            }
        }
        // One record a value with the number of people who carry it: the same bands.
        let records = Attribute { codes: (0..n).filter(|&code| counts[code as usize] > 0).collect(), ..attribute };
        let at: Vec<u32> = (0..records.codes.len() as u32).collect();
        let people: Vec<u32> = counts.iter().copied().filter(|&count| count > 0).collect();
        let merged = bands_of(&records, None, ReleasedRecords { at: &at, counts: &people }, 10);
        prop_assert_eq!(&merged.bands, &column.bands);
        if column.bands.len() > 1 {
            prop_assert!(sizes(&column).iter().all(|&size| size >= 10));
        }
    }
}

#[test]
fn years_are_never_grouped_by_thousands() {
    for meaning in [Meaning::BirthYear, Meaning::BirthDate, Meaning::Date] {
        let said = super::worded(meaning);
        assert_eq!(said(Some(1990.0), Some(2010.0), true), Text::new("1990 tot en met 2009", "1990 to 2009"));
        assert_eq!(said(None, Some(1950.0), true), Text::new("vóór 1950", "before 1950"));
        assert_eq!(said(Some(2000.0), None, true), Text::new("2000 of later", "2000 or later"));
    }
    let said = super::worded(Meaning::Amount);
    assert_eq!(said(Some(1990.0), Some(2010.0), true).nl, "1.990 tot 2.010");
}

#[test]
fn numbers_of_small_files_have_fewer_and_wider_bands() {
    let bands = |people: u32| {
        let values: Vec<u32> = (0..people).map(|i| 1 + i % 40).collect();
        banded(&attribute(numbers((0..40).map(f64::from)), values, Meaning::Number), None).bands.len()
    };
    assert_eq!((bands(700), bands(1_000), bands(8_000)), (4, 5, 5));
    // What counts is the number of people beside k.
    assert_eq!(Grain::of(3_000, 50).parts, Grain::of(600, 10).parts);
}
