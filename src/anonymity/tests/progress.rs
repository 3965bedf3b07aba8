//! What a search says of itself on the way.

use super::vectors::Ask;
use super::*;
use crate::anonymity::Strategy as How;

/// The shares and the first two numbers of the words, step by step; and whether the optimum was proven.
fn said(ask: &Ask<'_>, data: &Data) -> (Vec<(f64, f64, f64)>, bool) {
    let mut said = Vec::new();
    let found = ask.search(data, |task| loop {
        match task.step(100) {
            Step::Busy(progress) => {
                let mut numbers =
                    progress.doing.en.split(' ').filter_map(|word| word.replace(',', "").parse().ok());
                said.push((progress.share, numbers.next().unwrap(), numbers.next().unwrap()));
            }
            Step::Done(release) => return Ok(release),
            Step::Failed(error) => return Err(error),
        }
    });
    (said, found.unwrap().release().optimal)
}

#[test]
fn the_share_of_the_lattice_that_is_decided_grows_to_the_whole() {
    let adult = adult();
    for limit in [0.0, 0.05, 1.0] {
        let ask = Ask::new(&adult, &[], &[Model::KAnonymity(5)], limit);
        let (said, proven) = said(&ask, &adult);
        assert!(proven);
        for pair in said.windows(2) {
            let (before, after) = (pair[0], pair[1]);
            assert!(before.0 <= after.0 && before.1 <= after.1, "it never falls: {before:?}, {after:?}");
        }
        for &(share, decided, all) in &said {
            assert!((0.0..=1.0).contains(&share) && all == 12_960.0);
            assert!(share == decided / all, "the share is of the transformations decided");
        }
        let mut distinct: Vec<f64> = said.iter().map(|said| said.1).collect();
        distinct.dedup();
        assert!(distinct.len() > 10, "it grows on the way: {distinct:?}");
        assert_eq!(distinct[0], 0.0);
        assert_eq!(said.last().unwrap().1, 12_960.0);
    }
}

/// When work is all that may be done, the share is of that; and what was not examined is not said to be.
#[test]
fn what_is_not_proven_is_not_said_to_be_examined() {
    let adult = adult();
    let mut ask = Ask::new(&adult, &[], &[Model::KAnonymity(5)], 0.05);
    ask.strategy = How::BestFirst;
    ask.work = Some(5000);
    let (said, proven) = said(&ask, &adult);
    assert!(!proven);
    assert!(said.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1));
    let &(share, examined, all) = said.last().unwrap();
    assert!(share == 1.0 && examined < all && all == 12_960.0, "{share}, {examined} of {all}");
}
