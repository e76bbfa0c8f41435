//! The first batch alone, and what a look at it does to the rest.

use super::support::*;
use crate::core::error::{Error, Exit, Result};
use crate::delivery::canary::First;
use crate::delivery::outcome::{Ended, Outcome, Signal, Stop};
use jiff::SignedDuration;
use std::cell::Cell;
use std::time::Duration;

/// How long a look takes in these tests.
const LOOK: Duration = Duration::from_secs(40);

fn run_canary<S: Fn(&Post) -> Reply>(
    batches: &[usize],
    stops: &[(Duration, Stop)],
    script: S,
    found: impl FnOnce(First) -> Result<()>,
) -> (Outcome, World<S>, usize) {
    let looks = Cell::new(0);
    let look = async |first: First, world: &World<S>| {
        looks.set(looks.get() + 1);
        assert_eq!((world.on_wire.get(), world.most_on_wire.get()), (0, 1), "nothing else was in flight");
        tokio::time::sleep(LOOK).await;
        assert_eq!(world.on_wire.get(), 0, "and nothing is while it is looked");
        found(first)
    };
    let (outcome, world) = run_looking(settings(), batches, (stops, usize::MAX), script, Some(look));
    (outcome, world, looks.get())
}

#[test]
fn the_rest_follows_a_good_look_and_not_before() {
    let script = |_: &Post| answer(200).after(Duration::from_secs(1)).date("Sun, 01 Mar 2026 12:01:00 GMT");
    let (outcome, world, looks) = run_canary(&[25, 40, 40, 40], &[], script, |first| {
        assert_eq!(first.acknowledged, 25);
        assert!(first.clock_offset.is_some_and(|offset| offset > SignedDuration::from_secs(55)), "{first:?}");
        Ok(())
    });
    assert_eq!((outcome.exit(), outcome.counts.acknowledged, looks), (Exit::Done, 145, 1));
    let posts = world.posts.borrow();
    assert_eq!((posts[0].events.len(), posts[0].at), (25, Duration::ZERO));
    assert!(posts[1..].iter().all(|post| post.at >= LOOK));
    assert_eq!(world.most_on_wire.get(), 3, "then as many as may");
}

#[test]
fn a_bad_look_ends_the_run_with_its_own_reason_and_nothing_else_was_sent() {
    for (error, exit) in [
        (Error::judged("canary_discarded", "thrown away"), Exit::Judged),
        (Error { exit: Exit::NoVerdict, ..Error::judged("canary_unclear", "nobody knows") }, Exit::NoVerdict),
    ] {
        let code = error.code;
        let (outcome, world, looks) = run_canary(&[25, 40, 40], &[], |_| answer(200), |_| Err(error));
        assert_eq!((outcome.exit(), outcome.ended.code(), looks), (exit, code, 1));
        assert_eq!((outcome.counts.acknowledged, outcome.counts.unacknowledged), (25, 80));
        assert_eq!((world.posts.borrow().len(), world.count(State::Acknowledged)), (1, 25));
        assert_eq!(world.states.borrow().len(), 25, "what was not sent is not recorded");
    }
}

#[test]
fn a_first_batch_that_is_not_taken_is_not_looked_at_and_nothing_follows() {
    let refused = |_: &Post| answer(422);
    let (outcome, world, looks) = run_canary(&[3, 5], &[], refused, |_| Ok(()));
    assert_eq!((outcome.exit(), outcome.ended.code(), looks), (Exit::Refused, "canary_refused", 0));
    assert_eq!((outcome.counts.failed, outcome.counts.unacknowledged, world.posts.borrow().len()), (3, 5, 1));
    let (outcome, _, looks) = run_canary(&[3, 5], &[], |_: &Post| answer(503), |_| Ok(()));
    assert!(matches!(outcome.ended, Ended::RetriesExhausted(_)), "{:?}", outcome.ended);
    assert_eq!((outcome.exit(), outcome.counts.unacknowledged, looks), (Exit::Again, 8, 0));
    let (outcome, _, looks) = run_canary(&[3, 5], &[], |_: &Post| answer(401), |_| Ok(()));
    assert_eq!((outcome.exit(), looks), (Exit::Unauthorised, 0));
}

#[test]
fn a_first_batch_that_is_tried_again_is_looked_at_once_it_is_taken() {
    let script = |post: &Post| if post.attempt == 0 { answer(503) } else { answer(200) };
    let (outcome, world, looks) = run_canary(&[3, 5], &[], script, |first| {
        assert_eq!(first.acknowledged, 3);
        Ok(())
    });
    assert_eq!((outcome.exit(), outcome.counts.acknowledged, looks), (Exit::Done, 8, 1));
    assert_eq!(world.times(0), 2);
}

#[test]
fn a_signal_ends_the_look() {
    let stop = [(Duration::from_secs(7), Stop::Finish(Signal::Interrupt))];
    let (outcome, world, _) = run_canary(&[3, 5], &stop, |_| answer(200), |_| Ok(()));
    assert_eq!((outcome.exit(), outcome.counts.acknowledged), (Exit::Interrupted, 3));
    assert_eq!(world.posts.borrow().len(), 1);
}
