//! The three doors. Nothing else crosses from the engine to a page, a print or a file.
//!
//! What each door takes is decided here, in one place, so that it can be read in a minute:
//! - [`Cleared`] is made by [`Protected::derive`](super::Protected::derive) from protected block tables and the choices
//!   of a person ([`PublicChoice`]), by the single-purpose constructors below (PRODUCT D6), or from other cleared things.
//! - [`Workbench`] is made by `meaning` for the Data step and is no [`Output`].
//! - [`Notice`] takes only the types listed as [`PublicText`].

use crate::anonymity::{LadderTree, Neighbours, ReleaseStatistics, RiskReport};
use crate::engine::{AttachedFile, Paper};
use crate::meaning::{InputStatistics, Inspection};
use crate::profile::{stigma_remarks, Advice, Measures, StigmaRemark};
use crate::pseudonym::KeyFile;
use crate::refusal::Refusal;
use crate::text::Language;
use serde::Serialize;

mod sealed {
    pub trait Door {}
    pub trait Output {}
    pub trait PublicText {}
    pub trait PublicChoice {}
    pub trait PaperChoice {}
}

/// What may cross. Sealed: only the three doors below implement it.
pub trait Door: sealed::Door + Serialize {}

/// What may reach a result, a dossier, a print, an audit trail or an event. Sealed: [`Cleared`] and [`Notice`], never
/// [`Workbench`].
pub trait Output: sealed::Output + Door {}

/// What holds nothing derived from data about people. Sealed: the list is in this file.
pub trait PublicText: sealed::PublicText + Serialize {}

/// A choice of a person that a view of protected tables may depend on besides those tables: how groups are to be shown, and a
/// language. Never a number, which anything can be counted into, nor a text. Sealed: the list is in this file.
pub trait PublicChoice: sealed::PublicChoice {}

/// What a paper may be made of besides what was cleared: all choices of a person, what was typed, the audit trail, a refusal. Each of
/// them may cross by itself as a [`Notice`]. Sealed: the list is in this file.
pub trait PaperChoice: sealed::PaperChoice {}

/// Figures computed from protected block tables, or release statistics that PRODUCT D6 lists.
/// Only `gate` can make one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(transparent)]
pub struct Cleared<T>(T);

/// Shapes, line numbers and coarse percentages before the gate. It reaches the page's Data step and nothing else:
/// no result, no dossier, no print, no audit trail, no event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(transparent)]
pub struct Workbench<T>(T);

/// Nothing derived from data about people: progress, refusals, texts that people typed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(transparent)]
pub struct Notice<T>(T);

impl<T> sealed::Door for Cleared<T> {}
impl<T> sealed::Door for Workbench<T> {}
impl<T> sealed::Door for Notice<T> {}
impl<T: Serialize> Door for Cleared<T> {}
impl<T: Serialize> Door for Workbench<T> {}
impl<T: Serialize> Door for Notice<T> {}

impl<T> sealed::Output for Cleared<T> {}
impl<T> sealed::Output for Notice<T> {}
impl<T: Serialize> Output for Cleared<T> {}
impl<T: Serialize> Output for Notice<T> {}

macro_rules! listed {
    ($marker:ident: $($type:ty),+ $(,)?) => {
        $(impl sealed::$marker for $type {} impl $marker for $type {})+
    };
}

listed!(PublicText:
    crate::task::Progress,
    crate::refusal::Refusal,
    crate::recipe::Recipe,
    crate::dossier::Work,
);

listed!(PublicChoice: (), crate::text::Language, crate::recipe::Segments);

listed!(PaperChoice:
    (),
    crate::text::Language,
    crate::recipe::Segments,
    crate::recipe::Recipe,
    crate::dossier::Work,
    crate::engine::PaperKind,
    crate::engine::Source,
    // No list of any choice: with `Vec<()>` a count could be handed in.
    Vec<crate::dossier::Decision>,
    Option<crate::refusal::Refusal>,
);
impl<A: PaperChoice, B: PaperChoice> sealed::PaperChoice for (A, B) {}
impl<A: PaperChoice, B: PaperChoice> PaperChoice for (A, B) {}
impl<A: PaperChoice, B: PaperChoice, C: PaperChoice> sealed::PaperChoice for (A, B, C) {}
impl<A: PaperChoice, B: PaperChoice, C: PaperChoice> PaperChoice for (A, B, C) {}

impl<T: PublicText> Notice<T> {
    /// A notice of something that holds nothing derived from data.
    pub fn new(value: T) -> Self {
        Self(value)
    }
}

impl<T> Notice<T> {
    /// What it says.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl Workbench<Inspection> {
    /// What the Data step shows; `meaning` makes sure of shapes, steps of k persons and headers (PRODUCT B5, B6).
    pub(crate) fn inspection(inspection: Inspection) -> Self {
        Self(inspection)
    }
}

impl Workbench<AttachedFile> {
    /// The same of a further file.
    pub(crate) fn attached(file: AttachedFile) -> Self {
        Self(file)
    }
}

impl Workbench<LadderTree> {
    /// A ladder to edit: labels that at least k people carry, shares in steps of k people (PRODUCT B5).
    pub(crate) fn ladder(tree: LadderTree) -> Self {
        Self(tree)
    }
}

impl Notice<Paper> {
    /// A key file: it holds a key under a passphrase, and nothing of the rows.
    pub(crate) fn key_file(file: &KeyFile) -> Self {
        Self(Paper {
            file_name: "gezicht-sleutel.json".to_owned(),
            mime: "application/json",
            body: file.json().to_owned(),
        })
    }
}

impl Notice<Vec<StigmaRemark>> {
    /// What to think over in a text that a person typed: made of that text and of fixed lists.
    pub(crate) fn remarks(typed: &str, language: Language) -> Self {
        Self(stigma_remarks(typed, language))
    }
}

impl<T> Workbench<T> {
    /// What it shows.
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// Only for the rest of the gate: see [`Protected::derive`](super::Protected::derive).
pub(super) fn clear<T: Serialize>(value: T) -> Cleared<T> {
    Cleared(value)
}

impl<T: Serialize> Cleared<T> {
    /// What was cleared.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// Post-processing: a cleared thing turned into another with nothing but what may cross by itself ([`PaperChoice`]). The plain function
    /// pointer cannot carry data along (a closure that captures does not coerce to it).
    pub(crate) fn map_fn<A: PaperChoice, U: Serialize>(self, choice: &A, view: fn(T, &A) -> U) -> Cleared<U> {
        Cleared(view(self.0, choice))
    }

    /// The same where making the other may fail; the refusal, too, can only come of what was cleared.
    pub(crate) fn try_map_fn<A: PaperChoice, U: Serialize>(
        self,
        choice: &A,
        view: fn(T, &A) -> Result<U, Refusal>,
    ) -> Result<Cleared<U>, Refusal> {
        view(self.0, choice).map(Cleared)
    }

    /// What may not be there yet.
    pub(crate) fn optional(cleared: Option<Cleared<T>>) -> Cleared<Option<T>> {
        Cleared(cleared.map(|cleared| cleared.0))
    }

    /// Two cleared things as one.
    pub(crate) fn combine<U: Serialize>(self, other: Cleared<U>) -> Cleared<(T, U)> {
        Cleared((self.0, other.0))
    }
}

impl<T: Serialize> Cleared<T> {
    /// Cleared things as a saved dossier holds them. They can only come out of a text, never out of a table: `read` is a
    /// plain function of it.
    ///
    /// # Errors
    /// Those of `read`.
    pub(crate) fn reopened<E>(text: &str, read: fn(&str) -> Result<T, E>) -> Result<Self, E> {
        read(text).map(Cleared)
    }
}

impl Cleared<ReleaseStatistics> {
    /// The statistics of the chosen release: exact and without breakdown (PRODUCT D6).
    pub(crate) fn statistics(statistics: ReleaseStatistics) -> Self {
        Self(statistics)
    }
}

impl Cleared<Neighbours> {
    /// Other releases of the same people: three significant digits, people in multiples of k (PRODUCT D6). Rounded where they
    /// are made; they hold nothing finer.
    pub(crate) fn neighbours(neighbours: Neighbours) -> Self {
        Self(neighbours)
    }
}

impl Cleared<RiskReport> {
    /// Risk before and after: averages exact, whatever is by column or combination in whole per cent and in steps of at least
    /// k people, "fewer than k" below (PRODUCT D6). Rounded where it is made; a report holds nothing finer.
    pub(crate) fn risk(report: RiskReport) -> Self {
        Self(report)
    }
}

impl Cleared<InputStatistics> {
    /// What was read, exact; who was left out, rounded down to a multiple of k (PRODUCT D6).
    pub(crate) fn input(mut statistics: InputStatistics, k: u32) -> Self {
        let coarse = |count: u32| count - count % k.max(1);
        statistics.people_left_out = coarse(statistics.people_left_out);
        // One person can have many rows.
        statistics.rows_left_out = match statistics.people_left_out {
            0 => 0,
            _ => coarse(statistics.rows_left_out),
        };
        statistics.unreadable_cells = statistics.unreadable_cells.map(coarse);
        statistics.rows_without_unit = coarse(statistics.rows_without_unit);
        statistics.people_objected = coarse(statistics.people_objected);
        for file in &mut statistics.files {
            file.people_unmatched = file.people_unmatched.map(coarse);
            file.rows_unmatched = coarse(file.rows_unmatched);
            file.rows_without_key = coarse(file.rows_without_key);
        }
        Self(statistics)
    }
}

impl Cleared<Measures> {
    /// What is known of a fit (PRODUCT D6): criteria in three significant digits, stability and agreements in two decimals, the
    /// share of the smallest group rounded down to whole per cents and steps of at least k people. Of columns that played no
    /// part the name and the reason, which hold no value.
    pub(crate) fn measures(mut measures: Measures, k: u32, people: u32) -> Self {
        let step = (100.0 * f64::from(k) / f64::from(people.max(1))).ceil().max(1.0);
        for point in &mut measures.criteria {
            point.bic = significant(point.bic, 3);
            for value in [&mut point.icl, &mut point.silhouette, &mut point.stability] {
                *value = value.map(|value| significant(value, 3));
            }
            point.smallest_share =
                point.smallest_share.map(|share| (100.0 * share / step).floor() * step / 100.0);
        }
        for jaccard in &mut measures.jaccard {
            *jaccard = jaccard.map(two_decimals);
        }
        measures.agreement = measures.agreement.map(two_decimals);
        measures.on_release = measures.on_release.map(two_decimals);
        if let Some(opinion) = &mut measures.second_opinion {
            opinion.adjusted_rand = two_decimals(opinion.adjusted_rand);
        }
        Self(measures)
    }
}

/// The number of groups that the criteria advise, or that was asked for, and why: two small whole numbers and one of six reasons, of
/// which the curve of criteria (PRODUCT D6) is the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Advised(Advice);

impl Advised {
    /// The advice.
    pub fn advice(self) -> Advice {
        self.0
    }
}

impl Cleared<Advised> {
    /// The number of groups advised, at most [`MOST_SEGMENTS`](crate::recipe::MOST_SEGMENTS).
    pub(crate) fn advised(advice: Advice) -> Self {
        let most = crate::recipe::MOST_SEGMENTS;
        let elbow = advice.elbow.map(|elbow| elbow.min(most));
        Self(Advised(Advice { count: advice.count.min(most), elbow, ..advice }))
    }
}

impl Cleared<f64> {
    /// Agreement of the fit with the known truth of test data, in full. The engine makes it only for files without any
    /// identifier that were declared test data.
    pub(crate) fn fixture(index: f64) -> Self {
        Self(index)
    }
}

fn two_decimals(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

pub(super) fn significant(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let shift = digits - 1 - libm::log10(value.abs()).floor() as i32;
    if shift >= 0 {
        let scale = 10f64.powi(shift);
        (value * scale).round() / scale
    } else {
        let scale = 10f64.powi(-shift);
        (value / scale).round() * scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Criterion, OpinionMethod, SecondOpinion};

    #[test]
    fn criteria_keep_three_digits_and_agreement_two() {
        let point = |bic, share| Criterion {
            count: 2,
            bic,
            icl: Some(-0.012_345),
            silhouette: Some(0.0),
            stability: None,
            smallest_share: Some(share),
        };
        let opinion = SecondOpinion { method: OpinionMethod::KMeans, adjusted_rand: 0.904_9 };
        let cleared = Cleared::measures(
            Measures {
                criteria: vec![point(123_456.7, 0.0799), point(-5.0, 0.149)],
                jaccard: vec![Some(0.666_6), None],
                agreement: Some(-0.000_1),
                second_opinion: Some(opinion),
                ..Measures::default()
            },
            10,
            300,
        );
        let measures = cleared.get();
        let first = measures.criteria[0];
        assert_eq!((first.bic, first.icl, first.silhouette), (123_000.0, Some(-0.012_3), Some(0.0)));
        // Ten of 300 people are 3.3 %, so steps of 4 %.
        assert_eq!(
            measures.criteria.iter().map(|one| one.smallest_share).collect::<Vec<_>>(),
            [Some(0.04), Some(0.12)]
        );
        assert_eq!(measures.jaccard, [Some(0.67), None]);
        assert_eq!(
            (measures.agreement, measures.second_opinion.map(|one| one.adjusted_rand)),
            (Some(0.0), Some(0.9))
        );
        let many = Cleared::measures(
            Measures { criteria: vec![point(1.0, 0.0799)], ..Measures::default() },
            10,
            90_000,
        );
        assert_eq!(many.get().criteria[0].smallest_share, Some(0.07), "never finer than one per cent");
    }

    #[test]
    fn doors_are_transparent_in_json() {
        let cleared = clear(3u32)
            .combine(clear("vier"))
            .map_fn(&Language::Nl, |(number, word), _| format!("{number} {word}"));
        assert_eq!(serde_json::to_string(&cleared).unwrap(), "\"3 vier\"");
        let again: Cleared<String> =
            Cleared::reopened("\"3 vier\"", |text| serde_json::from_str(text)).unwrap();
        assert_eq!(again, cleared);
    }
}
