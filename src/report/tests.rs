use super::*;
use crate::anonymity::{
    ColumnRelease, ColumnRisk, CombinationRisk, ReleaseStatistics, RiskReport, RiskShare, RiskStatistics,
    Risks,
};
use crate::dossier::{Brief, Decision, Edit, Work};
use crate::persona::{draft, Persona};
use crate::profile::{example, Overview};
use crate::recipe::{ColumnChoice, Purpose, Recipe, Role, Treatment};
use crate::text::Text;

fn risk() -> RiskReport {
    let label = Text::new("Leeftijd", "Age");
    let share = |percent| RiskShare { percent };
    let risks = |average, prosecutor_percent, marketer_percent, under_k| Risks {
        average: RiskStatistics { average, sample_uniqueness: 0.0 },
        prosecutor_percent,
        journalist_percent: prosecutor_percent / 2,
        marketer_percent,
        under_k: share(under_k),
    };
    RiskReport {
        k: 10,
        before: risks(0.31, 100, 31, Some(62)),
        after: risks(0.02, 10, 2, None),
        counted: true,
        population: None,
        columns: vec![ColumnRisk {
            name: "leeftijd".to_owned(),
            label: label.clone(),
            adds: share(Some(40)),
        }],
        combinations: vec![CombinationRisk {
            names: vec!["leeftijd".to_owned(), "huishouden".to_owned()],
            labels: vec![label, Text::new("Huishouden", "Household")],
            unique: share(None),
            under_k: share(Some(12)),
        }],
        all_combinations: true,
        findings: Vec::new(),
    }
}

pub(crate) fn statistics() -> ReleaseStatistics {
    let rung = |nl: &str, en: &str| Text::new(nl, en);
    ReleaseStatistics {
        people: 18_730,
        unit_declared: true,
        k: 10,
        columns: vec![
            ColumnRelease {
                name: "leeftijd".into(),
                label: Text::new("Leeftijd", "Age"),
                level: 2,
                rungs: vec![
                    rung("zoals in het bestand", "as in the file"),
                    rung("5 jaar", "5 years"),
                    rung("15 tot 20 jaar", "15 to 20 years"),
                    rung("alles samen", "all together"),
                ],
                loss: 0.19,
                held: true,
            },
            ColumnRelease {
                name: "huishouden".into(),
                label: Text::new("Huishouden", "Household"),
                level: 0,
                rungs: vec![
                    rung("zoals in het bestand", "as in the file"),
                    rung("alles samen", "all together"),
                ],
                loss: 0.0,
                held: false,
            },
        ],
        measure: "loss",
        value: 0.24,
        suppressed: 130,
        classes: 397,
        smallest_class: 10,
        bound: 0.24,
        models: vec![Text::new("10-anonimiteit", "10-anonymity")],
        checked: 1217,
        lattice: 12_960.0,
        optimal: true,
        recheck: true,
        risk: Some(risk()),
        local: None,
        before: RiskStatistics { average: 0.6466, sample_uniqueness: 0.5142 },
        after: RiskStatistics { average: 0.0131, sample_uniqueness: 0.0 },
    }
}

pub(crate) fn recipe() -> Recipe {
    let mut recipe = Recipe::default();
    let choice = |role| ColumnChoice { role: Some(role), ..ColumnChoice::default() };
    recipe.columns.insert(
        "bsn".into(),
        ColumnChoice { treatment: Some(Treatment::Pseudonym), ..choice(Role::Identifier) },
    );
    recipe.columns.insert("opmerking".into(), choice(Role::Ignore));
    recipe.columns.insert(
        "zorgindicatie".into(),
        ColumnChoice { ground: Some("Wmo, artikel 5.1.1".into()), ..choice(Role::Sensitive) },
    );
    recipe.purpose = Some(Purpose {
        purpose: "Betere dienstverlening".into(),
        legal_basis: "Taak van algemeen belang".into(),
    });
    recipe
}

/// Two lines, one of which has a time.
fn trail() -> Vec<Decision> {
    let line = |nl: &str, en: &str, at: Option<&str>| Decision {
        what: Text::new(nl, en),
        at: at.map(str::to_owned),
    };
    vec![
        line("Bestand gelezen.", "File read.", None),
        line("Certificaat gemaakt.", "Certificate made.", Some("2026-11-29T21:45")),
    ]
}

/// The certificate of figures.
fn certificate(
    overview: &Overview,
    recipe: &Recipe,
    work: &Work,
    options: impl Into<PaperOptions>,
) -> String {
    let (statistics, trail) = (statistics(), trail());
    let basis = Basis { statistics: &statistics, input: None, recipe, work, trail: &trail };
    certificate_html(&basis, Certified::Overview(overview), options)
}

/// The whole report.
fn report(
    overview: &Overview,
    personas: &[Persona],
    work: &Work,
    options: impl Into<PaperOptions>,
) -> String {
    let (statistics, recipe, trail) = (statistics(), recipe(), trail());
    let basis = Basis { statistics: &statistics, input: None, recipe: &recipe, work, trail: &trail };
    report_html(Some(&basis), overview, personas, work, options)
}

fn papers(overview: &Overview, personas: &[Persona], work: &Work, options: PaperOptions) -> Vec<String> {
    let mut all = vec![
        certificate(overview, &recipe(), work, options),
        report(overview, personas, work, options),
        all_personas_html(personas, overview, work, options),
    ];
    all.extend(personas.iter().map(|p| persona_html(p, overview, work, options)));
    all
}

fn example() -> (Overview, Vec<Persona>) {
    let overview = example::overview();
    let personas = draft(&overview, 1);
    (overview, personas)
}

/// Every text a person can type, as hostile and as long as they like.
fn hostile(overview: &Overview, personas: &[Persona], text: &str) -> Work {
    let mut work = Work {
        brief: Brief {
            assignment: text.into(),
            owner: text.into(),
            use_plan: text.into(),
            retention: text.into(),
            ..Brief::default()
        },
        names: overview.segments.iter().map(|s| (s.id, text.to_string())).collect(),
        edits: vec![],
    };
    for persona in personas {
        let sentences = std::iter::once(&persona.tagline)
            .chain(std::iter::once(&persona.quote))
            .chain(&persona.story)
            .chain(&persona.facts)
            .chain(&persona.dos)
            .chain(&persona.donts)
            .chain(&persona.questions)
            .chain(persona.fields.iter().flat_map(|f| &f.sentences));
        let keys = sentences.map(|s| s.key.clone()).chain(std::iter::once("name".to_string()));
        for key in keys {
            for language in [Language::Nl, Language::En] {
                work.edits.push(Edit {
                    segment: persona.segment,
                    key: key.clone(),
                    language,
                    text: text.into(),
                });
            }
        }
    }
    work
}

#[test]
fn what_people_type_is_escaped_everywhere() {
    let (overview, personas) = example();
    let work = hostile(&overview, &personas, "<script>alert(1)</script>\"'><img src=x>");
    for language in [Language::Nl, Language::En] {
        for html in papers(&overview, &personas, &work, language.into()) {
            assert!(!html.contains("<script") && !html.contains("<img"));
            assert!(html.contains("&lt;script&gt;"));
        }
        let md = persona_markdown(&personas[0], &overview, &work, language);
        assert!(!md.contains("<script"));
    }
}

#[test]
fn papers_are_self_contained_and_carry_one_known_style() {
    let (overview, personas) = example();
    for sample in [false, true] {
        let options = PaperOptions { sample, ..PaperOptions::default() };
        for html in papers(&overview, &personas, &Work::default(), options) {
            let outside = html.replace("http://www.w3.org/2000/svg", "");
            for bad in ["http:", "https:", "src=", "url(", "@import", "<script", "<link"] {
                assert!(!outside.contains(bad), "{bad}");
            }
            assert_eq!(html.matches("<style>").count(), 1);
            assert!(html.contains(&format!("<style>{STYLE}</style>")));
            assert_eq!(html.contains("Voorbeelddata"), sample);
        }
    }
}

#[test]
fn forbidden_words_stay_out() {
    let (overview, personas) = example();
    for language in [Language::Nl, Language::En] {
        for html in papers(&overview, &personas, &Work::default(), language.into()) {
            let text = html.to_lowercase();
            for word in ["anoniem", "anonymous", " tool", "waarde een"] {
                assert!(!text.contains(word), "{word}");
            }
            let statement = [
                "niet voor besluiten over personen",
                "not for decisions about individuals",
                "niet bedoeld voor besluiten over personen",
                "not meant for decisions about individuals",
            ];
            assert!(statement.iter().any(|s| text.contains(s)));
        }
    }
}

#[test]
fn texts_are_cut_to_the_room_a_sheet_has() {
    let (overview, personas) = example();
    let work = hostile(&overview, &personas, &"woorden zonder einde ".repeat(60));
    let html = persona_html(&personas[0], &overview, &work, Language::Nl);
    let body = html.split("<body>").nth(1).unwrap();
    assert!(body.chars().count() < 16_000, "{}", body.chars().count());
    assert!(body.contains('…'));
}

#[test]
fn edits_and_names_replace_the_draft() {
    let (overview, personas) = example();
    let work = Work {
        names: vec![(1, "Drukke gezinnen".into())],
        edits: vec![Edit {
            segment: 1,
            key: "story.0".into(),
            language: Language::Nl,
            text: "Zelf geschreven.".into(),
        }],
        ..Work::default()
    };
    let nl = persona_html(&personas[0], &overview, &work, Language::Nl);
    assert!(
        nl.contains("Drukke gezinnen")
            && nl.contains("Zelf geschreven.")
            && !nl.contains(&personas[0].story[0].text.nl)
    );
    let en = persona_html(&personas[0], &overview, &work, Language::En);
    assert!(!en.contains("Zelf geschreven.") && en.contains(&personas[0].story[0].text.en));
}

#[test]
fn the_json_holds_evidence_that_can_be_looked_up() {
    let (overview, personas) = example();
    let json: serde_json::Value =
        serde_json::from_str(&persona_json(&personas[3], &overview, &Work::default(), Language::Nl)).unwrap();
    assert_eq!(json["format"], "gezicht-persona");
    for fact in json["persona"]["facts"].as_array().unwrap() {
        let column = fact["evidence"]["column"].as_u64().unwrap() as usize;
        let band = fact["evidence"]["band"].as_u64().unwrap() as usize;
        assert!(json["columns"][column]["bands"][band].is_object());
    }
    let hidden = json["columns"].as_array().unwrap().iter().find(|c| c["withheld"] == true).unwrap();
    assert!(hidden["bands"].as_array().unwrap().is_empty());
}

#[test]
fn everyone_together_has_a_sheet_too() {
    let overview = example::whole();
    let personas = draft(&overview, 1);
    let html = report(&overview, &personas, &Work::default(), Language::Nl);
    assert!(html.contains("te klein om groepen apart te tonen"));
}

#[test]
fn the_certificate_says_how_people_were_counted() {
    let (overview, _) = example();
    let mut recipe = recipe();
    let of = |recipe: &Recipe| certificate(&overview, recipe, &Work::default(), Language::Nl);
    assert!(of(&recipe).contains("één rij is één persoon"));
    assert!(of(&recipe).contains("Wmo, artikel 5.1.1") && of(&recipe).contains("blijven persoonsgegevens"));
    recipe.privacy.unit = Some("bsn".into());
    assert!(!of(&recipe).contains("één rij is één persoon"));
}

#[test]
fn a_faceless_sheet_draws_no_face() {
    let (overview, personas) = example();
    let options = PaperOptions { faceless: true, ..PaperOptions::default() };
    let html = persona_html(&personas[0], &overview, &Work::default(), options);
    assert!(html.contains("<text ") && !html.contains("Getekend gezicht"));
}

#[test]
fn the_full_sheet_is_set_in_smaller_type_and_an_ordinary_one_is_not() {
    let (overview, personas) = example();
    let of = |work: &Work| all_personas_html(&personas, &overview, work, Language::Nl);
    assert!(!of(&Work::default()).contains("class=\"sheet full\""));
    assert!(of(&hostile(&overview, &personas, &"lange tekst ".repeat(40))).contains("class=\"sheet full\""));
}

#[test]
fn the_papers_as_text() {
    let (overview, personas) = example();
    insta::assert_snapshot!(
        "persona_nl_md",
        persona_markdown(&personas[3], &overview, &Work::default(), Language::Nl)
    );
    insta::assert_snapshot!(
        "persona_en_md",
        persona_markdown(&personas[3], &overview, &Work::default(), Language::En)
    );
    for (name, language) in [("certificate_nl", Language::Nl), ("certificate_en", Language::En)] {
        let html = certificate(&overview, &recipe(), &Work::default(), language);
        insta::assert_snapshot!(name, html.split("<body>").nth(1).unwrap());
    }
}

/// Writes the papers for a look in a browser: `GEZICHT_PAPERS=dir cargo test --lib write_the_papers -- --ignored`.
#[test]
#[ignore = "writes files for a look by eye"]
fn write_the_papers() {
    let dir = std::env::var("GEZICHT_PAPERS").expect("GEZICHT_PAPERS names a directory");
    let (overview, personas) = example();
    let long = hostile(&overview, &personas, &"Wij verwachten verantwoordelijkheid ".repeat(20));
    for (name, work, options) in [
        ("nl", &Work::default(), PaperOptions::default()),
        ("en", &Work::default(), PaperOptions { language: Language::En, sample: true, faceless: true }),
        ("long", &long, PaperOptions { sample: true, ..PaperOptions::default() }),
    ] {
        std::fs::write(
            format!("{dir}/all-{name}.html"),
            all_personas_html(&personas, &overview, work, options),
        )
        .unwrap();
        std::fs::write(
            format!("{dir}/one-{name}.html"),
            persona_html(&personas[3], &overview, work, options),
        )
        .unwrap();
        std::fs::write(format!("{dir}/report-{name}.html"), report(&overview, &personas, work, options))
            .unwrap();
    }
}
