//! Rows recoded class by class, as they are written.

use crate::support::{data, files, folder, result, run};
use crate::vectors::{recipe, COLUMNS};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;

/// Per label the ladder rows under it over all rows of the ladder, for every level on which it stands; and the values under it.
struct Labels {
    rows: f64,
    levels: BTreeMap<String, Vec<f64>>,
}

fn labels(column: &str) -> Labels {
    let text = fs::read_to_string(data("adult").join(format!("adult_hierarchy_{column}.csv"))).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(';').collect()).collect();
    let mut levels: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for level in 0..rows[0].len() {
        let mut under: BTreeMap<&str, f64> = BTreeMap::new();
        for row in &rows {
            *under.entry(row[level]).or_default() += 1.0 / rows.len() as f64;
        }
        for (label, share) in under {
            levels.entry(label.to_owned()).or_default().push(share);
        }
    }
    Labels { rows: rows.len() as f64, levels }
}

#[test]
fn adult_class_by_class_keeps_nearly_all_and_every_class_is_large_enough() {
    let folder = folder("local_adult");
    let mut recipe = recipe(1.0);
    recipe["privacy"]["recoding"] = json!("local");
    // Without a ground it would take part in the check alone, and not in the file.
    recipe["columns"]["race"]["ground"] = json!("a public test file");
    let ran = run(&folder, &recipe, &data("adult/adult.csv"), &["--microdata"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let release = &result(&folder)["release"];
    let local = &release["local"];
    let written = files(&folder.join("out"));
    let csv = String::from_utf8(written["microdata.csv"].clone()).unwrap();
    let mut lines = csv.strip_prefix('\u{feff}').unwrap().split_terminator("\r\n");
    assert_eq!(lines.next(), Some(COLUMNS.join(";").as_str()));
    let rows: Vec<&str> = lines.collect();
    assert_eq!(rows.len(), 30_162, "nobody is suppressed");
    assert_eq!(local["suppressed"], 0);
    let mut classes: BTreeMap<&str, u32> = BTreeMap::new();
    for row in &rows {
        *classes.entry(row).or_default() += 1;
    }
    assert!(classes.values().all(|&people| people >= 5));
    assert!(local["smallest_class"].as_u64().unwrap() >= 5);
    // Labels of two levels may read the same, so what is read may be fewer classes.
    assert!(classes.len() as u64 <= local["classes"].as_u64().unwrap());

    // The utility, from the file and the ladders alone. A label of two levels counts as the coarser.
    let ladders: Vec<Labels> = COLUMNS.iter().map(|column| labels(column)).collect();
    let mut shares = 0.0;
    for (row, &people) in &classes {
        for (cell, ladder) in row.split(';').zip(&ladders) {
            let known = &ladder.levels[cell];
            shares += f64::from(people) * known.iter().copied().fold(0.0, f64::max);
        }
    }
    let mean = shares / (30_162.0 * 9.0);
    let least = ladders.iter().map(|ladder| 1.0 / ladder.rows).sum::<f64>() / 9.0;
    let granularity = 1.0 - (mean - least) / (1.0 - least);
    let claimed = local["granularity"].as_f64().unwrap();
    assert!((granularity - claimed).abs() < 1e-9, "{granularity} and {claimed}");
    assert!(claimed > 0.9434, "{claimed}");
    let by_column = local["granularity_by_column"].as_f64().unwrap();
    assert!(0.5 < by_column && by_column < claimed, "{by_column}");

    // What figures are made from is the global release, as without.
    assert_eq!(release["levels"]["age"], 3);
    let certificate = String::from_utf8(written["microdata-certificate.html"].clone()).unwrap();
    assert!(certificate.contains("per groep vergroofd"));
    let kept = format!("Bewaarde precisie: {:.1}", claimed * 100.0).replace('.', ",");
    assert!(certificate.contains(&kept), "{kept}, in words");
    let figures = String::from_utf8(written["report.html"].clone()).unwrap();
    assert!(!figures.contains("per groep vergroofd"));
}
