//! Reading a recipe and saying no to what it may not ask. Never in silence.

use super::arrangement::{of_blocks, MOST_ARRANGEMENTS};
use super::{
    ColumnChoice, Count, LDiversityKind, Measure, Model, On, Recipe, Recoding, Role, Segments, WeightKind,
};
use crate::refusal::{Place, Refusal};
use crate::text::Text;

/// The lowest k of blocks and figures (PRODUCT C2).
pub const MIN_GROUP_FLOOR: u32 = 5;
/// Most pairs of columns that are crossed.
const MOST_PAIRS: usize = 10;
/// More groups than this is no ordering that a person can keep in mind.
pub const MOST_SEGMENTS: u32 = 20;

impl Recipe {
    /// Reads a recipe from JSON.
    ///
    /// # Errors
    /// `recipe.unknown_field` names the field; `recipe.unreadable` gives line and column.
    pub fn parse(json: &str) -> Result<Self, Refusal> {
        serde_json::from_str(json).map_err(|error| {
            let place = Place {
                line: u32::try_from(error.line()).ok(),
                column: u32::try_from(error.column()).ok(),
                ..Place::default()
            };
            let message = error.to_string();
            match message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`')) {
                Some((field, _)) => Refusal::input(
                    "recipe.unknown_field",
                    Text::new(
                        format!("Het recept heeft een veld dat wij niet kennen: “{field}”."),
                        format!("The recipe has a field we do not know: “{field}”."),
                    ),
                    Text::new(
                        "Verbeter de naam van het veld of haal het weg.",
                        "Correct the name of the field or remove it.",
                    ),
                )
                .at(Place { field: Some(field.to_owned()), ..place }),
                None => Refusal::input(
                    "recipe.unreadable",
                    Text::new(
                        "Wij kunnen het recept niet lezen.".to_owned(),
                        format!("We cannot read the recipe: {}.", reason(&message)),
                    ),
                    Text::new(
                        "Kijk op de genoemde regel of alle haakjes, komma's en waarden kloppen.",
                        "Check the brackets, commas and values on the line given.",
                    ),
                )
                .at(place),
            }
        })
    }

    /// Checks everything that does not need the file.
    ///
    /// # Errors
    /// The first field that may not be so, or that this version does not support yet.
    pub fn check(&self) -> Result<(), Refusal> {
        self.check_bounds()?;
        self.check_weights()?;
        self.check_shaping()
    }

    /// The k of the release: the strictest k-anonymity model, or `min_group` when no models are given. `None`: models without k.
    pub fn release_k(&self) -> Option<u32> {
        match &self.privacy.models {
            None => Some(self.privacy.min_group),
            Some(models) => models
                .iter()
                .filter_map(|model| match model {
                    Model::KAnonymity(k) => Some(*k),
                    _ => None,
                })
                .max(),
        }
    }

    fn check_bounds(&self) -> Result<(), Refusal> {
        let privacy = &self.privacy;
        if privacy.min_group < MIN_GROUP_FLOOR {
            return Err(Refusal::gate(
                "recipe.min_group_floor",
                Text::new(
                    format!("De kleinste groep mag niet onder {MIN_GROUP_FLOOR} mensen komen."),
                    format!("The minimum group size cannot be under {MIN_GROUP_FLOOR} people."),
                ),
                Text::new(
                    "Kies 10, of ten minste 5 als de functionaris gegevensbescherming dat goed vindt.",
                    "Choose 10, or at least 5 if your data protection officer agrees.",
                ),
            )
            .at(field("privacy.min_group")));
        }
        between("privacy.suppression_limit", privacy.suppression_limit, 0.0, 1.0)?;
        for (name, ordering) in [("segments", Some(&self.segments)), ("blocks", self.blocks.as_ref())] {
            let Some(ordering) = ordering else { continue };
            between(&format!("{name}.smallest_share"), ordering.smallest_share, 0.0, 0.5)?;
            if let Count::Fixed(count) = ordering.count {
                between(&format!("{name}.count"), f64::from(count), 1.0, f64::from(MOST_SEGMENTS))?;
            }
        }
        if self.blocks.as_ref().is_some_and(|blocks| *blocks != blocks.unarranged()) {
            return Err(of_blocks());
        }
        let acts = &self.segments.arrange;
        between("segments.arrange", acts.len() as f64, 0.0, MOST_ARRANGEMENTS as f64)?;
        acts.iter().enumerate().try_for_each(|(place, act)| act.check(place))?;
        between("pairs", self.pairs.len() as f64, 0.0, MOST_PAIRS as f64)?;
        for (place, (one, other)) in self.pairs.iter().enumerate() {
            let same = |pair: &(String, String)| {
                pair == &(one.clone(), other.clone()) || pair == &(other.clone(), one.clone())
            };
            if one == other || self.pairs[..place].iter().any(same) {
                return Err(pair_of_one(place));
            }
        }
        for (name, &weight) in &privacy.column_weights {
            between(&format!("privacy.column_weights.{name}"), weight, 0.0, 1000.0)?;
        }
        if let Some(seconds) = privacy.search.seconds {
            between("privacy.search.seconds", seconds, 0.001, 86_400.0)?;
        }
        let sizes = matches!(privacy.measure, Measure::Discernibility | Measure::AverageClassSize);
        if sizes && !privacy.column_weights.is_empty() {
            return Err(Refusal::input(
                "recipe.weights_without_columns",
                Text::new(
                    "Deze maat kijkt naar de grootte van groepen. Daarin kan een kolom niet zwaarder wegen.",
                    "This measure looks at the sizes of groups, in which no column can weigh more.",
                ),
                Text::new(
                    "Haal de gewichten weg, of kies “loss” of “non_uniform_entropy”.",
                    "Remove the weights, or choose “loss” or “non_uniform_entropy”.",
                ),
            )
            .at(field("privacy.column_weights")));
        }
        self.check_models()
    }

    fn check_models(&self) -> Result<(), Refusal> {
        let Some(models) = &self.privacy.models else { return Ok(()) };
        for (index, model) in models.iter().enumerate() {
            let part = |name: &str, value: f64, low: f64, high: f64| {
                between(&format!("privacy.models[{index}].{name}"), value, low, high)
            };
            match model {
                Model::KAnonymity(k) => part("k_anonymity", f64::from(*k), 1.0, 1e9)?,
                Model::LDiversity { kind, l, c, .. } => {
                    part("l_diversity.l", *l, 1.0, 1e6)?;
                    if *kind != LDiversityKind::Shannon && l.fract() != 0.0 {
                        return Err(not_whole(&format!("privacy.models[{index}].l_diversity.l")));
                    }
                    if *kind == LDiversityKind::Recursive {
                        part("l_diversity.c", c.unwrap_or(f64::NAN), 1e-6, 1e6)?;
                    }
                }
                Model::TCloseness { t, .. } => part("t_closeness.t", *t, 0.0, 1.0)?,
                Model::AlphaK { alpha, .. } => part("alpha_k.alpha", *alpha, 1e-6, 1.0)?,
                Model::BLikeness { b, .. } => part("b_likeness.b", *b, 1e-6, 1e9)?,
                Model::AverageRisk(risk) => part("average_risk", *risk, 1e-9, 1.0)?,
                Model::SampleUniqueness(risk) => part("sample_uniqueness", *risk, 0.0, 1.0)?,
                Model::KMap { k, .. } => part("k_map.k", f64::from(*k), 1.0, 1e9)?,
            }
        }
        let map = models.iter().position(|model| matches!(model, Model::KMap { .. }));
        if let (Some(index), None) = (map, self.release_k()) {
            return Err(Refusal::input(
                "recipe.k_map_alone",
                Text::new(
                    "k-map zegt iets over de bevolking en niets over het bestand zelf. Het komt naast k-anonimiteit, niet in plaats daarvan.",
                    "k-map says something about the population and nothing about the file itself; it adds to k-anonymity and never replaces it.",
                ),
                Text::new("Voeg k_anonymity toe aan de modellen.", "Add k_anonymity to the models."),
            )
            .at(field(&format!("privacy.models[{index}].k_map"))));
        }
        Ok(())
    }

    /// What weights may not be together with (PRODUCT A9); the columns' proposed roles come in with the file.
    fn check_weights(&self) -> Result<(), Refusal> {
        let weights = || self.columns.iter().filter(|(_, choice)| choice.role == Some(Role::Weight));
        if let Some((name, _)) = weights().nth(1) {
            return Err(two_weights(name));
        }
        let stray = |choice: &ColumnChoice| {
            choice.weight_kind.is_some() && choice.role.is_some_and(|role| role != Role::Weight)
        };
        if let Some((name, _)) = self.columns.iter().find(|(_, choice)| stray(choice)) {
            return Err(Refusal::input(
                "recipe.weight_kind",
                Text::new(
                    format!("De kolom “{name}” heeft een soort gewicht, maar niet de rol gewicht."),
                    format!("The column “{name}” has a kind of weight, but not the role weight."),
                ),
                Text::new(
                    "Geef haar de rol gewicht, of haal de soort weg.",
                    "Give it the role weight, or remove the kind.",
                ),
            )
            .at(field(&format!("columns.{name}.weight_kind"))));
        }
        let counted = weights().find(|(_, choice)| choice.weight_kind == Some(WeightKind::Count));
        if let (Some((name, _)), Some(_)) = (counted, &self.privacy.unit) {
            return Err(Refusal::input(
                "recipe.counts_and_unit",
                Text::new(
                    format!("De kolom “{name}” zegt hoeveel mensen een rij is. Een kolom die mensen uit elkaar houdt, spreekt dat tegen."),
                    format!("The column “{name}” says how many people a row is. A column that tells people apart contradicts it."),
                ),
                Text::new(
                    "Kies een van de twee: de aantallen, of de kolom die mensen uit elkaar houdt.",
                    "Choose one of the two: the counts, or the column that tells people apart.",
                ),
            )
            .at(field("privacy.unit")));
        }
        let models = self.privacy.models.as_deref().unwrap_or_default();
        if self.privacy.recoding == Recoding::Local
            && models.iter().any(|model| matches!(model, Model::KMap { .. }))
        {
            return Err(Refusal::input(
                "recipe.local_k_map",
                Text::new(
                    "Per groep vergroven kan niet samen met k-map. De bevolking is alleen te tellen als een kolom overal even grof is.",
                    "Local recoding cannot be combined with k-map: the population can be counted only when a column is equally coarse everywhere.",
                ),
                Text::new(
                    "Zet recoding op global, of laat k-map weg.",
                    "Set recoding to global, or leave k-map out.",
                ),
            )
            .at(field("privacy.recoding")));
        }
        if self.privacy.household.is_some() && self.privacy.household == self.privacy.unit {
            return Err(Refusal::input(
                "recipe.household_is_unit",
                Text::new(
                    "Het huishouden en de persoon zijn dezelfde kolom. Zo is ieder mens een eigen huishouden.",
                    "The household and the person are the same column, so everyone would be a household.",
                ),
                Text::new(
                    "Kies als huishouden een adres of een nummer van een huishouden, of laat het weg.",
                    "Choose an address or a household number as household, or leave it out.",
                ),
            )
            .at(field("privacy.household")));
        }
        Ok(())
    }

    /// Special categories shape groups in the open and never on values (PRODUCT E7).
    fn check_shaping(&self) -> Result<(), Refusal> {
        let first = self.blocks.as_ref().map(|blocks| (blocks, "blocks.on"));
        let silent = |segments: &Segments| segments.with_sensitive && segments.on == On::Values;
        match [(&self.segments, "segments.on")].into_iter().chain(first).find(|(one, _)| silent(one)) {
            None => Ok(()),
            Some((_, name)) => Err(Refusal::input(
                "recipe.sensitive_on_values",
                Text::new(
                    "Gevoelige kolommen mogen alleen meebepalen welke groepen er zijn als de groepen uit de vergroofde gegevens worden gemaakt.",
                    "Sensitive columns may shape groups only when the groups are made from the release.",
                ),
                Text::new(
                    "Zet “on” op released, of haal “with_sensitive” weg.",
                    "Set “on” to released, or remove “with_sensitive”.",
                ),
            )
            .at(field(name))),
        }
    }
}

/// A second column of weights.
pub(crate) fn two_weights(name: &str) -> Refusal {
    Refusal::input(
        "recipe.two_weights",
        Text::new(
            "Er zijn twee kolommen met gewichten. Dat kan er maar één zijn.",
            "There are two columns of weights; there can be one.",
        ),
        Text::new("Geef een van de twee een andere rol.", "Give one of the two another role."),
    )
    .at(field(&format!("columns.{name}.role")))
}

fn pair_of_one(place: usize) -> Refusal {
    Refusal::input(
        "recipe.pair_of_one",
        Text::new(
            "Een paar bestaat uit twee verschillende kolommen, en elk paar staat er een keer.",
            "A pair is of two different columns, and each pair is there once.",
        ),
        Text::new("Noem twee kolommen, of haal dit paar weg.", "Name two columns, or remove this pair."),
    )
    .at(field(&format!("pairs[{place}]")))
}

/// The cause without the value that serde quotes.
fn reason(message: &str) -> &str {
    let end = message.find([':', ',']).unwrap_or(message.len());
    message[..end].trim()
}

pub(super) fn field(name: &str) -> Place {
    Place { field: Some(name.to_owned()), ..Place::default() }
}

fn between(name: &str, value: f64, low: f64, high: f64) -> Result<(), Refusal> {
    if value >= low && value <= high {
        return Ok(());
    }
    Err(Refusal::input(
        "recipe.out_of_bounds",
        Text::new(
            format!("In het recept moet “{name}” tussen {low} en {high} liggen."),
            format!("In the recipe, “{name}” has to be between {low} and {high}."),
        ),
        Text::new("Kies een waarde tussen deze grenzen.", "Choose a value between these bounds."),
    )
    .at(field(name)))
}

fn not_whole(name: &str) -> Refusal {
    Refusal::input(
        "recipe.not_whole",
        Text::new(
            format!("In het recept moet “{name}” een geheel getal zijn."),
            format!("In the recipe, “{name}” has to be a whole number."),
        ),
        Text::new("Kies een geheel getal, zoals 3.", "Choose a whole number, such as 3."),
    )
    .at(field(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(json: &str) -> Refusal {
        match Recipe::parse(json).and_then(|recipe| recipe.check()) {
            Ok(()) => panic!("accepted: {json}"),
            Err(refusal) => refusal,
        }
    }

    #[test]
    fn defaults_are_accepted_and_survive_a_round_trip() {
        let recipe = Recipe::parse("{}").unwrap();
        recipe.check().unwrap();
        assert_eq!(recipe.privacy.min_group, 10);
        assert_eq!(recipe.segments.count, Count::Advised);
        let json = serde_json::to_string(&recipe).unwrap();
        assert_eq!(Recipe::parse(&json).unwrap(), recipe);
    }

    #[test]
    fn every_field_of_the_contract_is_parsed() {
        let recipe = Recipe::parse(
            r#"{"columns":{"leeftijd":{"role":"quasi","meaning":"age","ladder":"ladders/leeftijd.csv"},
                "aantal":{"role":"weight","weight_kind":"count"},
                "bsn":{"role":"identifier","treatment":"pseudonym","domain":"nl.bsn"}},
              "privacy":{"min_group":10,"unit":"bsn","household":null,"models":[{"k_anonymity":5},
                {"l_diversity":{"column":"o","kind":"recursive","l":3,"c":4.0}},
                {"t_closeness":{"column":"o","distance":"hierarchical","t":0.2}},
                {"alpha_k":{"column":"o","alpha":0.8}},{"b_likeness":{"column":"o","kind":"basic","b":3.0}},
                {"average_risk":0.01},{"sample_uniqueness":0.01},{"k_map":{"k":5,"population":"file.csv"}}],
                "suppression_limit":0.02,"measure":"non_uniform_entropy","column_weights":{"leeftijd":1.0},
                "recoding":"local","search":{"strategy":"best_first","seconds":30}},
              "join":[{"file":2,"key":"nl.bsn","aggregate":{"contacten":"sum"}}],
              "blocks":{"method":"latent_class","count":6,"seed":1},
              "segments":{"method":"k_means","count":"advised","seed":1,"smallest_share":0.02,"on":"released","compare_with":"x"},
              "output":{"language":"en"}}"#,
        )
        .unwrap();
        assert_eq!(recipe.release_k(), Some(5));
        let json = serde_json::to_string(&recipe).unwrap();
        assert_eq!(Recipe::parse(&json).unwrap(), recipe);
    }

    #[test]
    fn unknown_fields_are_named() {
        let refusal = refusal(r#"{"privacy":{"k":10}}"#);
        assert_eq!(refusal.code, "recipe.unknown_field");
        assert_eq!(refusal.place.field.as_deref(), Some("k"));
    }

    #[test]
    fn sensitive_columns_shape_nothing_on_values() {
        for (json, name) in [
            (r#"{"segments":{"with_sensitive":true}}"#, "segments.on"),
            (r#"{"blocks":{"with_sensitive":true},"segments":{"on":"released"}}"#, "blocks.on"),
        ] {
            let refusal = refusal(json);
            assert_eq!(refusal.code, "recipe.sensitive_on_values", "{json}");
            assert_eq!(refusal.place.field.as_deref(), Some(name));
        }
        for json in [
            r#"{"segments":{"with_sensitive":true,"on":"released"}}"#,
            r#"{"segments":{"method":"k_means","on":"released"}}"#,
        ] {
            assert!(Recipe::parse(json).unwrap().check().is_ok(), "{json}");
        }
    }

    #[test]
    fn local_recoding_goes_without_a_population() {
        assert!(Recipe::parse(r#"{"privacy":{"recoding":"local"}}"#).unwrap().check().is_ok());
        let k_map = r#"{"privacy":{"recoding":"local","models":[{"k_anonymity":10},{"k_map":{"k":10,"population":"2"}}]}}"#;
        let refusal = refusal(k_map);
        assert_eq!(refusal.code, "recipe.local_k_map");
        assert_eq!(refusal.place.field.as_deref(), Some("privacy.recoding"));
    }

    #[test]
    fn weights_that_contradict_something_are_refused() {
        for (json, code, name) in [
            (
                r#"{"columns":{"a":{"role":"weight"},"b":{"role":"weight","weight_kind":"count"}}}"#,
                "recipe.two_weights",
                "columns.b.role",
            ),
            (
                r#"{"columns":{"a":{"role":"feature","weight_kind":"count"}}}"#,
                "recipe.weight_kind",
                "columns.a.weight_kind",
            ),
            (
                r#"{"columns":{"a":{"role":"weight","weight_kind":"count"}},"privacy":{"unit":"bsn"}}"#,
                "recipe.counts_and_unit",
                "privacy.unit",
            ),
            (
                r#"{"privacy":{"unit":"bsn","household":"bsn"}}"#,
                "recipe.household_is_unit",
                "privacy.household",
            ),
        ] {
            let refusal = refusal(json);
            assert_eq!((refusal.code, refusal.place.field.as_deref()), (code, Some(name)));
        }
        for json in [
            r#"{"columns":{"a":{"role":"weight"}},"privacy":{"unit":"bsn","household":"adres"}}"#,
            r#"{"columns":{"a":{"role":"weight","weight_kind":"count"}}}"#,
        ] {
            assert_eq!(Recipe::parse(json).unwrap().check(), Ok(()));
        }
    }

    #[test]
    fn bounds_are_held() {
        assert_eq!(refusal(r#"{"privacy":{"min_group":4}}"#).code, "recipe.min_group_floor");
        for json in [
            r#"{"privacy":{"suppression_limit":1.5}}"#,
            r#"{"segments":{"count":0}}"#,
            r#"{"segments":{"count":21}}"#,
            r#"{"segments":{"smallest_share":-0.1}}"#,
            r#"{"pairs":[["a","b"],["a","c"],["a","d"],["a","e"],["a","f"],["a","g"],["a","h"],["a","i"],["a","j"],["a","k"],["a","l"]]}"#,
        ] {
            assert_eq!(refusal(json).code, "recipe.out_of_bounds", "{json}");
        }
    }

    #[test]
    fn a_pair_is_of_two_columns_and_there_once() {
        assert!(Recipe::parse(r#"{"pairs":[["a","b"],["b","c"]]}"#).unwrap().check().is_ok());
        for json in [r#"{"pairs":[["a","a"]]}"#, r#"{"pairs":[["a","b"],["b","a"]]}"#] {
            assert_eq!(refusal(json).code, "recipe.pair_of_one", "{json}");
        }
    }

    #[test]
    fn models_have_bounds() {
        for (models, code, name) in [
            (r#"{"k_anonymity":0}"#, "recipe.out_of_bounds", "k_anonymity"),
            (r#"{"average_risk":0}"#, "recipe.out_of_bounds", "average_risk"),
            (r#"{"sample_uniqueness":1.5}"#, "recipe.out_of_bounds", "sample_uniqueness"),
            (r#"{"alpha_k":{"column":"o","alpha":1.2}}"#, "recipe.out_of_bounds", "alpha_k.alpha"),
            (
                r#"{"t_closeness":{"column":"o","distance":"equal","t":-0.1}}"#,
                "recipe.out_of_bounds",
                "t_closeness.t",
            ),
            (
                r#"{"l_diversity":{"column":"o","kind":"recursive","l":3}}"#,
                "recipe.out_of_bounds",
                "l_diversity.c",
            ),
            (
                r#"{"l_diversity":{"column":"o","kind":"distinct","l":2.5}}"#,
                "recipe.not_whole",
                "l_diversity.l",
            ),
            (r#"{"k_map":{"k":5,"population":"bevolking.csv"}}"#, "recipe.k_map_alone", "k_map"),
        ] {
            let refusal = refusal(&format!(r#"{{"privacy":{{"models":[{models}]}}}}"#));
            assert_eq!(refusal.code, code, "{models}");
            assert_eq!(refusal.place.field, Some(format!("privacy.models[0].{name}")));
        }
        let weights = r#"{"privacy":{"measure":"discernibility","column_weights":{"a":2}}}"#;
        assert_eq!(refusal(weights).code, "recipe.weights_without_columns");
        let fine = r#"{"privacy":{"measure":"average_class_size","search":{"strategy":"best_first","seconds":2},
            "models":[{"k_anonymity":5},{"l_diversity":{"column":"o","kind":"shannon","l":2.5}}]}}"#;
        Recipe::parse(fine).and_then(|recipe| recipe.check()).unwrap();
    }

    #[test]
    fn a_broken_recipe_gives_its_line() {
        let refusal = refusal("{\n  \"columns\": [\n");
        assert_eq!(refusal.code, "recipe.unreadable");
        assert!(refusal.place.line.is_some());
    }
}
