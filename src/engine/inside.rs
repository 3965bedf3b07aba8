//! What the attacks (`tests/attacks`) know of a session beside what is shown: the truth, to judge by, and the protected tables, which
//! the strongest attacker has whole. Compiled into the tests alone; nothing of it exists in the product.

use super::ordering::banded;
use super::releasing::Released;
use super::Engine;
use crate::anonymity::BoundLadder;
use crate::gate::{BandedColumn, Protected, ReleasedRecords};
use crate::recipe::Role;
use crate::table::Attribute;
use std::cell::Cell;
use std::collections::BTreeMap;

thread_local! {
    static HASTY: Cell<bool> = const { Cell::new(false) };
}

/// Fits of this thread are made without stability and second opinion from now on, which take most of the time and are no part of what is attacked.
pub(crate) fn in_haste() {
    HASTY.set(true);
}

pub(super) fn hasty() -> bool {
    HASTY.get()
}

/// Every released record as it truly is, and the tables drawn over them.
pub(crate) struct Inside<'a> {
    /// People that each record stands for.
    pub(crate) counts: Vec<u32>,
    /// Block of each record.
    pub(crate) block: &'a [u32],
    /// What the last fit chose for each record.
    pub(crate) asked: &'a [u32],
    /// The columns that are shown, in their order, with the true band of each record.
    pub(crate) columns: Vec<BandedColumn>,
    /// The tables under the last ordering, as it was fitted.
    pub(crate) tables: &'a Protected,
    /// What the release says of each value of each quasi-identifier.
    pub(crate) generalised: Vec<(String, BTreeMap<String, String>)>,
}

impl Engine {
    /// The session from inside, once groups were made.
    pub(crate) fn inside(&self) -> Option<Inside<'_>> {
        let (plan, released, fitted) = (self.plan.as_ref()?, self.released.as_ref()?, self.fitted.as_ref()?);
        let suppressed = &released.release.release().suppressed;
        let all: Vec<u32> =
            (0u32..).zip(suppressed).filter(|(_, &gone)| !gone).map(|(record, _)| record).collect();
        let counts: Vec<u32> = all.iter().map(|&record| released.people().counts[record as usize]).collect();
        let records = ReleasedRecords { at: &all, counts: &counts };
        let shown = |attribute: &&Attribute| {
            !matches!(attribute.role, Role::Ignore | Role::Weight)
                && !plan.checked_only.contains(&attribute.name)
        };
        let k = plan.recipe.privacy.min_group;
        let attributes = released.people().attributes.iter().filter(shown);
        let tables = &fitted.tables;
        let columns = attributes.map(|attribute| banded(attribute, released, records, k)).enumerate();
        let columns = columns
            .map(|(at, column)| {
                let of_band = tables.of_band(at);
                BandedColumn {
                    codes: column.codes.iter().map(|&band| of_band[usize::from(band)]).collect(),
                    bands: tables.columns()[at].bands().to_vec(),
                    ..column
                }
            })
            .collect();
        Some(Inside {
            counts,
            block: &fitted.first.of_record,
            asked: &fitted.asked,
            columns,
            tables,
            generalised: generalised(released),
        })
    }
}

fn generalised(released: &Released) -> Vec<(String, BTreeMap<String, String>)> {
    let of_ladder = |((at, ladder), &level): ((usize, &BoundLadder), &usize)| {
        let attribute = &released.people().attributes[at];
        let of_code = ladder.band_of_code(level);
        let label = |code: usize| {
            let band = ladder.bands(level).get(of_code[code] as usize)?;
            Some((attribute.domain.text(code as u32), band.label.nl.clone()))
        };
        (attribute.name.clone(), (0..attribute.domain.len()).filter_map(label).collect())
    };
    released.ladders().zip(&released.release.release().levels).map(of_ladder).collect()
}
