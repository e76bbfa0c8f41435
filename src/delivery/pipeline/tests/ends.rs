//! Stopping: by signal, and because the record cannot be kept.

use super::support::*;
use crate::core::error::Exit;
use crate::delivery::outcome::{Ended, Signal, Stop};
use crate::delivery::pipeline::Settings;
use std::time::Duration;

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[test]
fn the_first_signal_lets_what_is_on_the_wire_be_answered_and_sends_nothing_more() {
    for (signal, exit) in [(Signal::Interrupt, Exit::Interrupted), (Signal::Terminate, Exit::Terminated)] {
        let stop = [(seconds(2), Stop::Finish(signal))];
        let script = |_: &Post| answer(200).after(seconds(9));
        let (outcome, world) = run_until(settings(), &[2; 10], &stop, usize::MAX, script);
        assert_eq!((outcome.exit(), outcome.ended.code()), (exit, "interrupted"));
        assert_eq!((outcome.counts.acknowledged, outcome.counts.unacknowledged), (8, 12));
        assert_eq!((world.posts.borrow().len(), world.count(State::Acknowledged)), (4, 8));
        assert_eq!(world.states.borrow().len(), 8, "what was not sent is not recorded");
    }
}

#[test]
fn after_ten_seconds_it_is_cut_short() {
    let stop = [(seconds(2), Stop::Finish(Signal::Interrupt))];
    let script = |post: &Post| answer(200).after(seconds(if post.number == 0 { 11 } else { 13 }));
    let (outcome, world) = run_until(settings(), &[2; 10], &stop, usize::MAX, script);
    assert_eq!((outcome.counts.acknowledged, outcome.counts.unacknowledged), (2, 18));
    assert_eq!(world.count(State::InDoubt), 6, "what may have arrived");
    assert_eq!(world.on_wire.get(), 0);
}

#[test]
fn the_second_signal_leaves_at_once() {
    let stops = [(seconds(2), Stop::Finish(Signal::Interrupt)), (seconds(3), Stop::Now(Signal::Interrupt))];
    let script = |post: &Post| answer(200).after(seconds(if post.number == 0 { 2 } else { 5 }));
    let (outcome, world) = run_until(settings(), &[1; 10], &stops, usize::MAX, script);
    assert_eq!((outcome.exit(), outcome.counts.acknowledged), (Exit::Interrupted, 1));
    assert_eq!(world.count(State::InDoubt), 4 - 1 + usize::from(world.posts.borrow().len() == 5) as u64);
}

#[test]
fn a_signal_that_is_there_already_sends_nothing() {
    let stop = [(Duration::ZERO, Stop::Now(Signal::Terminate))];
    let (outcome, world) = run_until(settings(), &[1; 10], &stop, usize::MAX, |_| answer(200).after(seconds(1)));
    assert_eq!((outcome.exit(), outcome.counts.acknowledged), (Exit::Terminated, 0));
    assert!(world.posts.borrow().len() <= 4);
}

#[test]
fn a_wait_of_an_hour_ends_with_the_signal() {
    for reply in [retry_after(429, "300"), answer(503)] {
        let stop = [(seconds(100), Stop::Finish(Signal::Interrupt))];
        let (outcome, world) = run_until(settings(), &[2; 3], &stop, usize::MAX, |_| reply.clone());
        assert_eq!(outcome.exit(), Exit::Interrupted);
        let last = world.posts.borrow().last().unwrap().at;
        assert!(last < seconds(101), "{last:?}");
        // 429 took nothing; a 503 may have.
        let doubt = if reply.result.as_ref().unwrap().status == 429 { 0 } else { 6 };
        assert_eq!(world.count(State::InDoubt), doubt);
        assert!(outcome.counts.throttled <= seconds(100));
    }
}

#[test]
fn nothing_goes_out_that_cannot_be_recorded() {
    for writes in 0..12 {
        let settings = Settings { in_flight: 2, ..settings() };
        let (outcome, world) = run_until(settings, &[3; 10], &[], writes, |_| answer(200));
        let Ended::Failed(error) = &outcome.ended else { panic!("{:?}", outcome.ended) };
        assert_eq!((error.code, outcome.exit()), ("ledger_failed", Exit::Failed));
        let posts = world.posts.borrow().len();
        assert!(posts <= writes && posts >= writes / 2, "{posts} of {writes}");
        assert_eq!(outcome.counts.acknowledged, world.count(State::Acknowledged));
        assert_eq!(world.count(State::NotTaken), 0, "the server has what it acknowledged, recorded or not");
    }
}

#[test]
fn a_refusal_that_cannot_be_recorded_is_not_counted() {
    // In doubt, and no more.
    let (outcome, _) = run_until(settings(), &[3], &[], 1, |_| answer(422));
    assert_eq!(
        (outcome.exit(), outcome.counts.failed, outcome.counts.unacknowledged),
        (Exit::Refused.worse(Exit::Failed), 0, 3)
    );
}
