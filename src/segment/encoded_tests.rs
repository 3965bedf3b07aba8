use super::super::fixture::{numbers, people, texts};
use super::*;

fn repeat(parts: &[&str], count: usize) -> Vec<String> {
    (0..count).map(|i| parts[i % parts.len()].to_owned()).collect()
}

fn ramp(count: usize, of: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..count).map(|i| of(i as f64)).collect()
}

#[test]
fn sensitive_and_other_roles_never_take_part() {
    for role in [Role::Sensitive, Role::Identifier, Role::Weight, Role::Ignore] {
        let mut attribute = texts("schuld", &repeat(&["ja", "nee"], 100), Meaning::Debt);
        attribute.role = role;
        let encoded = Encoded::from_people(&people(vec![attribute]));
        assert_eq!(encoded.mixed.width(), 0);
        // A sensitive column with a ground has a profile of its own, so it is named; the others are not.
        let named: Vec<Why> = encoded.left_out.iter().map(|one| one.why).collect();
        assert_eq!(named, if role == Role::Sensitive { vec![Why::Sensitive] } else { Vec::new() });
    }
}

#[test]
fn useless_columns_are_left_out_and_named() {
    let unique: Vec<String> = (0..200).map(|i| format!("waarde {i}")).collect();
    let mut nearly = vec!["ja".to_owned(); 200];
    nearly[7] = "nee".to_owned();
    let encoded = Encoded::from_people(&people(vec![
        texts("vast", &vec!["x"; 200], Meaning::Category),
        texts("bijna vast", &nearly, Meaning::Category),
        numbers("nul", &[0.0; 200]),
        texts("leeg", &vec![""; 200], Meaning::Category),
        numbers("leeg getal", &[f64::NAN; 200]),
        texts("uniek", &unique, Meaning::Unknown),
        texts("naam", &repeat(&["a", "b"], 200), Meaning::Name),
        texts("buurt", &repeat(&["BU1", "BU2"], 200), Meaning::AreaCode),
        numbers("een", &ramp(200, |i| i)),
        numbers("twee", &ramp(200, |i| 5000.0 - 2.0 * i)),
        texts("kanaal", &repeat(&["web", "balie"], 200), Meaning::Category),
    ]));
    let found: Vec<(&str, Why)> = encoded.left_out.iter().map(|out| (out.name.as_str(), out.why)).collect();
    assert_eq!(
        found,
        [
            ("vast", Why::Constant),
            ("bijna vast", Why::Constant),
            ("nul", Why::Constant),
            ("leeg", Why::AllMissing),
            ("leeg getal", Why::AllMissing),
            ("uniek", Why::NearUnique),
            ("naam", Why::Identifying),
            ("buurt", Why::Area),
            ("twee", Why::Double),
        ]
    );
    assert_eq!((encoded.mixed.numeric.len(), encoded.mixed.categorical.len()), (1, 1));
}

#[test]
fn numbers_are_standardised_and_skewed_ones_get_a_logarithm() {
    let mut skewed = ramp(1000, |i| libm::exp(i / 100.0));
    skewed[3] = f64::NAN;
    let encoded = Encoded::from_people(&people(vec![numbers("bedrag", &skewed)]));
    let values = &encoded.mixed.numeric[0];
    assert!(values[3].is_nan());
    let known: Vec<f64> =
        values.iter().filter(|value| !value.is_nan()).map(|&value| f64::from(value)).collect();
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    let variance =
        known.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / known.len() as f64;
    assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-4, "{mean} {variance}");
    // The logarithm of an exponential ramp is a straight line: the middle is the mean.
    assert!(values[500].abs() < 0.01, "{}", values[500]);
}

#[test]
fn one_mistyped_number_does_not_squeeze_everyone_else() {
    let mut values = ramp(2000, |i| 20.0 + i % 60.0);
    values[0] = 1e12;
    let encoded = Encoded::from_people(&people(vec![numbers("leeftijd", &values)]));
    let column = &encoded.mixed.numeric[0];
    assert!(column[59] - column[20] > 2.0);
    assert!(column[0] < 3.0);
}

#[test]
fn dates_count_as_years_and_postcodes_by_their_start() {
    let dates: Vec<String> = (0..300).map(|i| format!("{}-{:02}-00", 1930 + i % 70, i % 13)).collect();
    let mut unknown = dates.clone();
    unknown[0] = "0000-00-00".to_owned();
    let postcodes: Vec<String> =
        (0..300).map(|i| format!("{}{:02} AB", if i % 3 == 0 { 35 } else { 38 }, i % 90)).collect();
    let encoded = Encoded::from_people(&people(vec![
        texts("geboren", &unknown, Meaning::BirthDate),
        texts("postcode", &postcodes, Meaning::Postcode),
    ]));
    assert!(encoded.mixed.numeric[0][0].is_nan());
    assert!(encoded.mixed.numeric[0][1] < encoded.mixed.numeric[0][2]);
    assert_eq!(encoded.mixed.numeric[0][1], encoded.mixed.numeric[0][71]);
    let postcode = &encoded.mixed.categorical[0];
    assert_eq!(postcode.shares.len(), 2);
    assert!((postcode.shares[0] - 2.0 / 3.0).abs() < 1e-12);
}

#[test]
fn rare_levels_are_merged_and_missing_is_no_level() {
    let mut values = repeat(&["a", "b"], 1000);
    for (at, name) in [(0, "r1"), (1, "r2"), (2, "r3"), (3, "")] {
        values[at] = name.to_owned();
    }
    let encoded = Encoded::from_people(&people(vec![texts("kanaal", &values, Meaning::Category)]));
    let column = &encoded.mixed.categorical[0];
    assert_eq!(column.shares.len(), 3);
    assert!(column.codes[0] == 3 && column.codes[1] == 3 && column.codes[2] == 3);
    assert_eq!(column.codes[3], UNKNOWN);
    assert!((column.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn few_different_numbers_are_categories() {
    let encoded = Encoded::from_people(&people(vec![numbers("kinderen", &ramp(300, |i| i % 4.0))]));
    assert_eq!(encoded.mixed.categorical[0].shares.len(), 4);
}

#[test]
fn the_design_matrix_is_centred_and_scaled() {
    let mut values = repeat(&["a", "b", "b", "b"], 400);
    values[5] = String::new();
    let mut ages = ramp(400, |i| i % 80.0);
    ages[9] = f64::NAN;
    let encoded = Encoded::from_people(&people(vec![
        numbers("leeftijd", &ages),
        texts("kanaal", &values, Meaning::Category),
    ]));
    let (mut matrix, width) = (Vec::new(), crate::segment::design::width(&encoded.mixed));
    crate::segment::design::rows(&encoded.mixed, (0, 300), &mut matrix);
    crate::segment::design::rows(&encoded.mixed, (300, 400), &mut matrix);
    assert_eq!((width, matrix.len(), encoded.len()), (3, 1200, 400));
    for column in 0..width {
        let mean: f32 = matrix.iter().skip(column).step_by(width).sum::<f32>() / 400.0;
        assert!(mean.abs() < 1e-4, "{column}: {mean}");
    }
    assert_eq!(matrix[9 * width], 0.0);
    assert_eq!(matrix[5 * width + 1..5 * width + 3], [0.0, 0.0]);
    // Level b (three quarters) is 1; level a (one quarter) is 2: the rare one weighs more.
    let square = |at: usize| matrix.iter().skip(at).step_by(width).map(|x| x * x).sum::<f32>() / 399.0;
    let (common, rare) = (square(1), square(2));
    assert!((common - 0.25).abs() < 0.01 && (rare - 0.75).abs() < 0.01, "{common} {rare}");
}

#[test]
fn nobody_at_all_is_no_panic() {
    let encoded = Encoded::from_people(&people(vec![numbers("leeftijd", &[])]));
    assert_eq!(encoded.len(), 0);
    assert!(!encoded.alike((0, 0), 0).tells());
}
