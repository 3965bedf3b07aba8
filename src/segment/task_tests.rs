use super::super::fixture::customers;
use super::*;
use crate::segment::adjusted_rand;
use crate::task::run;

#[test]
fn six_hidden_segments_are_found() {
    let (people, truth) = customers(4000, 1);
    let mut task = SegmentTask::new(Encoded::from_people(&people), Count::Fixed(6), 1, 0.02);
    let found = run(&mut task, |_| {}).unwrap_or_else(|error| panic!("{error}"));
    let agreement = adjusted_rand(&found.labels, &truth);
    assert!(agreement >= 0.85, "{agreement}");
}
