//! A local release is believed only when its rows hold.

use super::*;
use crate::anonymity::bound::BoundLadder;
use crate::anonymity::ladder::Ladder;
use crate::anonymity::local::{LocalClass, LocalTask};
use crate::anonymity::search::SearchColumn;
use crate::meaning::Meaning;
use crate::recipe::Role;
use crate::table::{Attribute, Domain};
use crate::task::run;
use crate::text::Text;
use proptest::prelude::*;

fn data(cells: &[(u32, u32)]) -> (Vec<Attribute>, Vec<Ladder>) {
    let texts = ["", "a", "b", "c", "d"].map(str::to_owned).to_vec();
    let one = |name: &str, codes: Vec<u32>| Attribute {
        column: Some(0),
        name: name.to_owned(),
        label: Text::new(name, name),
        role: Role::Quasi,
        meaning: Meaning::Category,
        codes,
        domain: Domain::Texts(texts.clone()),
    };
    let ladder = || Ladder::parse_csv("a;v;*\nb;v;*\nc;w;*\nd;w;*").map_err(|_| "ladder").unwrap();
    let first = one("x", cells.iter().map(|cell| cell.0).collect());
    (vec![first, one("y", cells.iter().map(|cell| cell.1).collect())], vec![ladder(), ladder()])
}

/// Recodes, lets someone tamper with the outcome, and counts again.
fn checked(
    cells: &[(u32, u32)],
    k: u32,
    tamper: impl Fn(&mut LocalRelease),
) -> Result<LocalStatistics, AnonymityError> {
    let (attributes, ladders) = data(cells);
    let bound: Vec<BoundLadder> =
        ladders.iter().zip(&attributes).map(|(ladder, attribute)| ladder.bind(attribute).unwrap()).collect();
    let (counts, context) = (vec![1; cells.len()], Context::default());
    let policy = Policy::k_anonymity(k, 0.0);
    let of_search = |(attribute, ladder)| {
        let attribute: &Attribute = attribute;
        SearchColumn { codes: &attribute.codes, ladder, weight: 1.0, held: None, label: &attribute.label }
    };
    let columns: Vec<SearchColumn<'_>> = attributes.iter().zip(&bound).map(of_search).collect();
    let global = vec![0; cells.len()];
    let mut release = run(&mut LocalTask::of_policy(&counts, &columns, &context, &policy, &global)?, |_| {})?;
    tamper(&mut release);
    let of_recheck = |(attribute, ladder)| RecheckColumn { attribute, ladder, weight: 1.0 };
    let columns: Vec<RecheckColumn<'_>> = attributes.iter().zip(&ladders).map(of_recheck).collect();
    let mut task = LocalRecheckTask::new(&counts, &columns, &context, &policy, release)?;
    run(&mut task, |_| {}).map(|checked| checked.statistics(&[0.0, 1.0]))
}

proptest! {
    #[test]
    fn any_local_release_passes(cells in prop::collection::vec((0u32..5, 0u32..5), 2..50), k in 2u32..6) {
        prop_assume!(cells.len() >= k as usize);
        let statistics = checked(&cells, k, |_| {});
        prop_assert!(statistics.is_ok_and(|found| found.suppressed == 0 && found.smallest_class >= k));
    }
}

#[test]
fn tampered_rows_are_refused() {
    let cells = [(1, 1), (1, 1), (1, 1), (3, 3), (3, 3), (3, 3)];
    assert!(checked(&cells, 3, |_| {}).is_ok_and(|found| found.classes == 2 && found.granularity > 0.999));
    let refused = |failure| Err(AnonymityError::Recheck(failure));
    // Someone is in the class of others, whose values are not his.
    assert_eq!(checked(&cells, 3, |release| release.class_of[0] = 1), refused(RecheckFailure::Classes));
    // A band that the values are not in.
    let moved = |release: &mut LocalRelease| release.classes[0].bands[0] = 1;
    assert_eq!(checked(&cells, 3, moved), refused(RecheckFailure::Classes));
    // Someone is left out and nobody says so.
    let lost = |release: &mut LocalRelease| release.class_of[0] = u32::MAX;
    assert_eq!(checked(&cells, 3, lost), refused(RecheckFailure::Suppression));
    // More utility than there is.
    assert_eq!(checked(&cells, 3, |release| release.granularity -= 0.01), refused(RecheckFailure::Loss));
    // One person apart, in a class that says the truth about him.
    let apart = |release: &mut LocalRelease| {
        let class = &mut release.classes[0];
        class.people -= 1;
        let (levels, bands) = (vec![1, class.levels[1]], vec![0, class.bands[1]]);
        release.classes.push(LocalClass { levels, bands, people: 1 });
        release.class_of[0] = 2;
    };
    assert_eq!(checked(&cells, 3, apart), refused(RecheckFailure::SmallClass));
}

#[test]
fn what_columns_lose_is_told_in_the_same_measure() {
    // The first column as in the file, the second all together: of five rows (four values and the missing one) each.
    let found = checked(&[(1, 0), (0, 1), (1, 0), (0, 1)], 2, |_| {}).unwrap();
    assert_eq!(found.granularity_by_column, 0.5);
    // Worked out from shares, as `granularity` is: 4 rows at half and 2 rows at a half (which is all of them as they are).
    let (losses, rows) = ([(0.5 - 0.25) / 0.75, 0.0], [4, 2]);
    let (mean, least) = ((0.5 + 0.5) / 2.0, (0.25 + 0.5) / 2.0);
    assert!((granularity_of_losses(&losses, &rows) - (1.0 - (mean - least) / (1.0 - least))).abs() < 1e-12);
    assert_eq!(granularity_of_losses(&[0.0], &[1]), 1.0, "a ladder of one row has nothing to lose");
}
