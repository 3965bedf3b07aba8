//! What the certificate says about risk.

use super::super::section::Section;
use super::Certificate;
use crate::anonymity::{RiskReport, Risks};
use crate::text::Text;

impl Certificate<'_> {
    pub(super) fn risk(&self) -> Section {
        let (before, after) = (self.statistics.before, self.after());
        let mut rows = vec![
            vec![
                self.say("Gemiddeld herleidingsrisico", "Average re-identification risk"),
                self.percent(before.average),
                self.percent(after.average),
            ],
            vec![
                self.say("Mensen die uniek zijn", "People who are unique"),
                self.percent(before.sample_uniqueness),
                self.percent(after.sample_uniqueness),
            ],
        ];
        // Of rows that were recoded class by class the averages alone are known.
        let report = self.statistics.risk.as_ref().filter(|_| self.local().is_none());
        rows.extend(report.into_iter().flat_map(|report| self.attackers(report)));
        Section {
            title: self.say("Het risico, voor en na", "Risk, before and after"),
            caption: self.say(
                "Over alle mensen samen, zonder uitsplitsing",
                "Over all people together, without breakdown",
            ),
            head: vec![self.say("Maat", "Measure"), self.say("Voor", "Before"), self.say("Na", "After")],
            rows,
            numbers_from: 1,
            list: report.map_or_else(Vec::new, |report| self.singled_out(report)),
            note: match report {
                None => String::new(),
                Some(report) if report.counted => self.say(
                    "De kans voor wie in de bevolking zoekt, is geteld in de bijgevoegde tabel van de bevolking. Percentages zijn afgerond.",
                    "The chance for who searches the population was counted in the attached table of the population. Percentages are rounded.",
                ),
                Some(_) => self.say(
                    "Zonder tabel van de bevolking en zonder steekproefdeel rekent Gezicht alsof de hele bevolking in het bestand staat. Percentages zijn afgerond.",
                    "Without a table of the population or a sampling fraction, the whole population is taken to be in the file. Percentages are rounded.",
                ),
            },
            ..Section::default()
        }
    }

    /// The attackers of El Emam and Dankar (2008), and who is in small groups.
    fn attackers(&self, report: &RiskReport) -> Vec<Vec<String>> {
        let percent = |n: u32| self.either(format!("{n} %"), format!("{n}%"));
        let row =
            |what: String, of: &dyn Fn(&Risks) -> String| vec![what, of(&report.before), of(&report.after)];
        let k = report.k;
        vec![
            row(
                self.either(
                    format!("Hoogste kans die minstens {k} mensen lopen, bij wie weet dat iemand in de gegevens staat"),
                    format!("Highest chance that at least {k} people run, with who knows that somebody is in the data"),
                ),
                &|risks| percent(risks.prosecutor_percent),
            ),
            row(
                self.either(
                    format!("Hoogste kans die minstens {k} mensen lopen, bij wie alleen weet dat iemand in de bevolking is"),
                    format!("Highest chance that at least {k} people run, with who knows only that somebody is in the population"),
                ),
                &|risks| percent(risks.journalist_percent),
            ),
            row(
                self.say(
                    "Deel dat goed gekoppeld wordt, door wie iedereen koppelt",
                    "Share linked rightly, by who links everybody",
                ),
                &|risks| percent(risks.marketer_percent),
            ),
            row(
                self.either(
                    format!("Mensen in een groep van minder dan {k}"),
                    format!("People in a group of fewer than {k}"),
                ),
                &|risks| risks.under_k.words(k).get(self.language).to_string(),
            ),
        ]
    }

    /// Which columns and combinations of the file single people out: the first few, rounded.
    fn singled_out(&self, report: &RiskReport) -> Vec<String> {
        let k = report.k;
        let combinations = report.combinations.iter().filter(|one| one.under_k.percent.is_some()).take(5);
        let columns = report.columns.iter().filter(|column| column.adds.percent.is_some());
        let name = |labels: &[Text]| {
            labels.iter().map(|label| label.get(self.language).to_string()).collect::<Vec<_>>().join(" + ")
        };
        combinations
            .map(|one| {
                let (names, share) = (name(&one.labels), one.under_k.words(k));
                self.either(
                    format!("In het bestand, alleen naar {names}: {} van de mensen in een groep van minder dan {k}.", share.nl),
                    format!("In the file, by {names} alone: {} of the people in a group of fewer than {k}.", share.en),
                )
            })
            .chain(columns.map(|column| {
                let share = column.adds.words(k);
                self.either(
                    format!("Zonder {} zou {} van de mensen niet meer in zo’n kleine groep zitten.", column.label.nl, share.nl),
                    format!("Without {}, {} of the people would no longer be in such a small group.", column.label.en, share.en),
                )
            }))
            .collect()
    }
}
