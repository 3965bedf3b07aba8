//! What the Privacy step says about risk (PRODUCT C4), rounded as PRODUCT D6 asks.

use super::super::statistics::RiskStatistics;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// A share of the people in whole per cent, in steps of no fewer than k people.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RiskShare {
    /// Per cent of all people; absent when fewer than k people are meant, none included.
    pub percent: Option<u32>,
}

impl RiskShare {
    /// Of so many people out of all: a step is the least whole per cent that stands for k people; what is not rounded to a step
    /// is not known from here.
    pub(crate) fn of(people: u64, all: u64, k: u32) -> Self {
        let k = u64::from(k.max(1));
        if people < k || all == 0 {
            return Self { percent: None };
        }
        // All but fewer than k are all, or the step would tell that somebody is left.
        let people = if all - people.min(all) < k { all } else { people };
        let step = (100 * k).div_ceil(all).max(1);
        let percent = 100.0 * people as f64 / all as f64;
        let steps = (percent / step as f64).round().max(1.0);
        Self { percent: Some((steps * step as f64).min(100.0) as u32) }
    }

    /// In words: "12 %", or "minder dan k mensen".
    pub(crate) fn words(self, k: u32) -> Text {
        match self.percent {
            Some(percent) => Text::new(format!("{percent} %"), format!("{percent}%")),
            None => Text::new(format!("minder dan {k} mensen"), format!("fewer than {k} people")),
        }
    }
}

/// The risks of a file or a release. Risks are chances, 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Risks {
    /// Mean over the people of 1 / class size (also the marketer's risk without a sampling fraction), and the share of
    /// people who are alone in their class. Exact (PRODUCT D6).
    pub average: RiskStatistics,
    /// Prosecutor: the attacker knows that a person is in the file. The highest chance that at least k people run, in whole per cent,
    /// rounded up.
    pub prosecutor_percent: u32,
    /// Journalist: the attacker knows only that a person is in the population. The highest chance that at least k people run, likewise; as
    /// the prosecutor's when no sampling fraction was given or somebody is unique in the population. With an attached population it is
    /// counted there.
    pub journalist_percent: u32,
    /// Marketer: the share of all people whom an attacker links rightly who links everybody, in whole per cent, rounded up.
    pub marketer_percent: u32,
    /// People in groups of fewer than k.
    pub under_k: RiskShare,
}

/// How many people are unique in the whole population (a share of the population, whole per cent).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PopulationRisk {
    /// Share of the population that is in the file, as the person gave it, 0 to 1.
    pub sampling_fraction: f64,
    /// Pitman's model (Hoshino 2001); absent: cannot be estimated.
    pub pitman: Option<u32>,
    /// Zayatz 1991.
    pub zayatz: Option<u32>,
    /// Slide negative binomial (Chen & Keller-McNulty 1998).
    pub snb: Option<u32>,
    /// What the rule of Dankar et al. 2012 takes, and from which of the three.
    pub estimate: Option<u32>,
    /// `pitman`, `zayatz` or `snb`.
    pub chosen: Option<String>,
}

/// What one column adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ColumnRisk {
    /// Key of the column.
    pub name: String,
    /// Name for people.
    pub label: Text,
    /// People in groups of fewer than k who would not be, were this column left out.
    pub adds: RiskShare,
}

/// What one, two or three columns do together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CombinationRisk {
    /// Keys of the columns, in file order.
    pub names: Vec<String>,
    /// Names for people.
    pub labels: Vec<Text>,
    /// People who are alone with this combination of values.
    pub unique: RiskShare,
    /// People in groups of fewer than k with this combination.
    pub under_k: RiskShare,
}

/// Risk before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RiskReport {
    /// The k of "fewer than k".
    pub k: u32,
    /// The file, over its quasi-identifiers.
    pub before: Risks,
    /// The release, over the people that are left in it.
    pub after: Risks,
    /// Whether the journalist's and the marketer's risk were counted in an attached population, which has all quasi-identifiers jointly.
    #[serde(default)]
    pub counted: bool,
    /// Uniques in the population, when a sampling fraction was given: of the file.
    pub population: Option<PopulationRisk>,
    /// Per quasi-identifier, in file order.
    pub columns: Vec<ColumnRisk>,
    /// The combinations that put most people in small groups, most first; at most ten.
    pub combinations: Vec<CombinationRisk>,
    /// Whether every combination of up to three columns was counted; if not, those of the columns that add most.
    pub all_combinations: bool,
    /// One plain sentence per finding.
    pub findings: Vec<Text>,
}

fn joined(labels: &[Text]) -> Text {
    let join = |pick: fn(&Text) -> &str, and: &str| match labels {
        [] => String::new(),
        [one] => pick(one).to_owned(),
        [first @ .., last] => {
            format!("{} {and} {}", first.iter().map(pick).collect::<Vec<_>>().join(", "), pick(last))
        }
    };
    Text::new(join(|text| &text.nl, "en"), join(|text| &text.en, "and"))
}

/// One plain sentence per finding, from the rounded figures alone.
pub(super) fn findings(report: &RiskReport) -> Vec<Text> {
    let k = report.k;
    let mut sentences = Vec::new();
    let mut say = |nl: String, en: String| sentences.push(Text::new(nl, en));
    let share = report.before.under_k.words(k);
    match report.before.under_k.percent {
        Some(_) => say(
            format!("In uw bestand zit {} van de mensen in een groep van minder dan {k}. Die mensen zijn te herkennen.", share.nl),
            format!("In your file {} of the people are in a group of fewer than {k}. They can be recognised.", share.en),
        ),
        None => say(
            format!("In uw bestand zitten (bijna) geen mensen in een groep van minder dan {k}."),
            format!("In your file (almost) nobody is in a group of fewer than {k}."),
        ),
    }
    say(
        format!(
            "Wie weet dat iemand in de gegevens staat, kan die persoon na vergroving met een kans van hoogstens {} % aanwijzen. Daarvoor was die kans voor minstens {k} mensen {} %.",
            report.after.prosecutor_percent, report.before.prosecutor_percent
        ),
        format!(
            "Who knows that somebody is in the data can point at that person after generalisation with a chance of at most {}%; before, that chance was {}% for at least {k} people.",
            report.after.prosecutor_percent, report.before.prosecutor_percent
        ),
    );
    if report.counted {
        say(
            format!(
                "Wie alleen weet dat iemand in de bevolking is, kan die persoon na vergroving met een kans van hoogstens {} % aanwijzen. Dat is geteld in de tabel van de bevolking. Daarvoor was die kans voor minstens {k} mensen {} %.",
                report.after.journalist_percent, report.before.journalist_percent
            ),
            format!(
                "Who knows only that somebody is in the population can point at that person after generalisation with a chance of at most {}%, as counted in the table of the population; before, that chance was {}% for at least {k} people.",
                report.after.journalist_percent, report.before.journalist_percent
            ),
        );
    }
    if let Some(estimate) = report.population.as_ref().and_then(|population| population.estimate) {
        say(
            format!("Naar schatting is {estimate} % van alle mensen in de hele bevolking uniek met deze kenmerken."),
            format!("About {estimate}% of all people in the whole population are estimated to be unique in these columns."),
        );
    } else if report.population.is_some() {
        say(
            "Hoeveel mensen uniek zijn in de hele bevolking, is met deze gegevens niet te schatten."
                .to_owned(),
            "How many people are unique in the whole population cannot be estimated from these data."
                .to_owned(),
        );
    }
    let small = report.combinations.iter().filter(|one| one.under_k.percent.is_some());
    if let Some(most) = small.clone().find(|one| one.names.len() > 1) {
        let names = joined(&most.labels);
        let share = most.under_k.words(k);
        say(
            format!("{} samen zetten {} van de mensen in een groep van minder dan {k}.", names.nl, share.nl),
            format!("{} together put {} of the people in a group of fewer than {k}.", names.en, share.en),
        );
    }
    if let Some(alone) = small.clone().find(|one| one.names.len() == 1) {
        let names = joined(&alone.labels);
        let share = alone.under_k.words(k);
        say(
            format!("{} alleen al zet {} van de mensen in een groep van minder dan {k}.", names.nl, share.nl),
            format!("{} by itself puts {} of the people in a group of fewer than {k}.", names.en, share.en),
        );
    }
    let adds =
        report.columns.iter().filter_map(|column| column.adds.percent.map(|percent| (percent, column)));
    let most = adds.fold(None::<(u32, &ColumnRisk)>, |best, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    if let Some((percent, column)) = most {
        say(
            format!(
                "Zonder {} zou {percent} % van de mensen niet meer in zo'n kleine groep zitten.",
                column.label.nl
            ),
            format!(
                "Without {} {percent}% of the people would no longer be in such a small group.",
                column.label.en
            ),
        );
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_in_steps_of_k_people() {
        let percent = |people, all, k| RiskShare::of(people, all, k).percent;
        assert_eq!(
            [percent(0, 1000, 10), percent(9, 1000, 10), percent(10, 1000, 10)],
            [None, None, Some(1)]
        );
        assert_eq!(percent(37, 100, 10), Some(40), "ten people are ten per cent here");
        assert_eq!(percent(5, 30_000, 5), Some(1), "k people or more are never nothing");
        assert_eq!([percent(29_999, 30_000, 5), percent(0, 0, 5)], [Some(100), None]);
        assert!(
            (91..=100).all(|people| percent(people, 100, 10) == Some(100)),
            "all but fewer than k are all"
        );
        assert_eq!(percent(13, 13, 10), Some(77), "never finer than k people, also at the top");
    }
}
