//! Sorting with one copy of the sorting code. The standard sort is compiled anew, in some kilobytes,
//! for every type and every order it is used with; the page has to load each of them. Here positions are
//! sorted, by one copy, and the items moved to where they belong. That takes some more time than the standard sort, so what
//! a task sorts again and again stays with that: plain `sort_unstable` of `u32`, `usize` and pairs, which share one copy each.
//! A map is filled with `extend`: `collect` sorts first.

use std::cmp::Ordering;

/// Sorts `items` by `compare`; equal ones keep their order. Takes n log n comparisons.
pub(crate) fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut from: Vec<usize> = (0..items.len()).collect();
    positions(&mut from, &mut |a, b| compare(&items[a], &items[b]));
    // `from[at]` is where the item for `at` stands: follow each cycle once.
    for start in 0..from.len() {
        let mut at = start;
        while from[at] != start {
            let next = from[at];
            items.swap(at, next);
            from[at] = at;
            at = next;
        }
        from[at] = at;
    }
}

/// Sorts `items` by a key; equal keys keep their order. The key is made anew for each comparison.
pub(crate) fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts numbers from low to high, in their total order.
#[inline(never)]
pub(crate) fn floats(numbers: &mut [f64]) {
    numbers.sort_unstable_by(f64::total_cmp);
}

/// The one copy.
#[inline(never)]
fn positions(from: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    from.sort_by(|&a, &b| compare(a, b));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_the_standard_stable_sort(items in prop::collection::vec((0u8..9, any::<String>()), 0..60)) {
            let (mut ours, mut backwards) = (items.clone(), items.clone());
            let (mut standard, mut standard_backwards) = (items.clone(), items);
            by_key(&mut ours, |item| item.0);
            standard.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, standard);
            by(&mut backwards, |a, b| b.0.cmp(&a.0));
            standard_backwards.sort_by_key(|pair| std::cmp::Reverse(pair.0));
            prop_assert_eq!(backwards, standard_backwards);
        }
    }
}
