//! What the fit sees: values in memory, or the release alone (PRODUCT E7).
//!
//! Columns of art. 9 and 10 AVG shape no groups, unless that was chosen (`segments.with_sensitive`), a ground was given, and the fit
//! sees nothing but the release: the levels of the quasi-identifiers, and of the sensitive columns that a model of the release
//! guards the bands.

use super::plan::{never_shown, Plan};
use super::releasing::Released;
use crate::anonymity::BoundLadder;
use crate::gate::{bands_of, ReleasedRecords};
use crate::meaning::Meaning;
use crate::profile::{LeftOutColumn, LeftOutReason};
use crate::recipe::Role;
use crate::table::{Attribute, Domain, People};

/// Why an attribute shapes no groups on values.
pub(super) fn barred_of_values(attribute: &Attribute, plan: &Plan) -> Option<LeftOutReason> {
    plan.special.contains(&attribute.name).then_some(LeftOutReason::Sensitive)
}

/// Why an attribute that takes part in the privacy check alone shapes no groups.
pub(super) fn barred_of_check(attribute: &Attribute) -> LeftOutReason {
    if never_shown(attribute.meaning) {
        LeftOutReason::Identifying
    } else {
        LeftOutReason::NoGround
    }
}

/// Of what tells nothing in the release and does in the values, the release is the reason.
pub(super) fn said_of_release(of_release: &mut [LeftOutColumn], of_values: &[LeftOutColumn]) {
    for column in of_release {
        let bare = matches!(column.why, LeftOutReason::Constant | LeftOutReason::AllMissing);
        if bare && !of_values.iter().any(|other| other.name == column.name && other.why == column.why) {
            column.why = LeftOutReason::Generalised;
        }
    }
}

/// Why an attribute, as the release has it, shapes no groups on the release.
pub(super) fn barred_of_release(attribute: &Attribute, plan: &Plan) -> Option<LeftOutReason> {
    let special = plan.special.contains(&attribute.name);
    match attribute.role {
        Role::Feature => Some(LeftOutReason::NotReleased),
        _ if special && !plan.recipe.segments.with_sensitive => Some(LeftOutReason::Sensitive),
        _ => None,
    }
}

/// An attribute of the people of a release, as that has it. `records` are those people among all.
pub(super) fn at_release(
    attribute: &Attribute,
    released: &Released,
    records: ReleasedRecords<'_>,
    plan: &Plan,
) -> Attribute {
    let whole = released.people();
    let ladder = released
        .ladders()
        .zip(&released.release.release().levels)
        .find(|((at, _), _)| whole.attributes[*at].name == attribute.name);
    match (attribute.role, ladder) {
        (Role::Quasi, Some(((_, ladder), &level))) => at_level(attribute, ladder, level),
        (Role::Sensitive, _) if plan.recipe.segments.with_sensitive => {
            in_bands(attribute, whole, records, plan)
        }
        _ => attribute.copied(),
    }
}

/// A quasi-identifier as the release has it: numbers at the middle of their interval, other values as categories.
fn at_level(attribute: &Attribute, ladder: &BoundLadder, level: usize) -> Attribute {
    if level == 0 {
        return attribute.copied();
    }
    let bands = ladder.bands(level);
    let of_code = ladder.band_of_code(level);
    let mut known: Vec<f64> = bands.iter().filter_map(|band| Some(band.to? - band.from?)).collect();
    crate::sort::floats(&mut known);
    let half = known.get(known.len() / 2).map_or(0.5, |width| width / 2.0);
    let intervals = bands.iter().any(|band| band.from.is_some() || band.to.is_some());
    let (domain, meaning) = if intervals {
        let middles = bands.iter().map(|band| match (band.from, band.to) {
            (Some(from), Some(to)) => (from + to) / 2.0,
            (Some(from), None) => from + half,
            (None, Some(to)) => to - half,
            (None, None) => f64::NAN,
        });
        (Domain::Numbers(std::iter::once(f64::NAN).chain(middles).collect()), Meaning::Number)
    } else {
        let labels = bands.iter().map(|band| band.label.nl.clone());
        (Domain::Texts(std::iter::once(String::new()).chain(labels).collect()), Meaning::Category)
    };
    let code = |&code: &u32| match of_code[code as usize] {
        u32::MAX => 0,
        band if bands[band as usize].missing => 0,
        band => band + 1,
    };
    // A place stays one at every level.
    let meaning = if attribute.meaning == Meaning::AreaCode { attribute.meaning } else { meaning };
    Attribute { codes: attribute.codes.iter().map(code).collect(), domain, meaning, ..attribute.copied() }
}

/// A sensitive column in its bands, where a model of the release guards it; else it stays sensitive and takes no part.
fn in_bands(attribute: &Attribute, whole: &People, records: ReleasedRecords<'_>, plan: &Plan) -> Attribute {
    let of_file = whole.attributes.iter().find(|other| other.name == attribute.name);
    let (true, Some(of_file)) = (plan.guards(&attribute.name), of_file) else {
        return attribute.copied();
    };
    let banded = bands_of(of_file, None, records, plan.recipe.privacy.min_group);
    let labels = banded.bands.iter().map(|band| band.label.nl.clone());
    let code = |&code: &u16| match banded.bands.get(usize::from(code)) {
        Some(band) if !band.missing => u32::from(code) + 1,
        _ => 0,
    };
    Attribute {
        codes: banded.codes.iter().map(code).collect(),
        domain: Domain::Texts(std::iter::once(String::new()).chain(labels).collect()),
        meaning: Meaning::Category,
        role: Role::Quasi,
        ..attribute.copied()
    }
}
