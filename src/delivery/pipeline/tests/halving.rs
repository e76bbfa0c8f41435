//! What is refused as a whole is halved down to the events that the server does not take.

use super::support::*;
use crate::core::error::Exit;
use crate::delivery::outcome::{Ended, Signal, Stop};
use crate::delivery::pipeline::Settings;
use std::time::Duration;

#[test]
fn one_bad_event_among_2_500_is_found_and_the_rest_delivered() {
    for (bad, status) in [(0, 400), (1_249, 413), (1_250, 400), (2_499, 413), (1_777, 400)] {
        let script = move |post: &Post| answer(if post.events.contains(&bad) { status } else { 200 });
        let (outcome, world) = run(settings(), &[2_500], script);
        assert!(matches!(outcome.ended, Ended::Done));
        assert_eq!((outcome.counts.acknowledged, outcome.counts.failed), (2_499, 1));
        assert_eq!((outcome.exit(), outcome.counts.batches, outcome.counts.retries), (Exit::Refused, 1, 0));
        assert_eq!(world.states.borrow()[&bad], State::Refused(status));
        let posts = world.posts.borrow().len();
        assert!(posts <= 1 + 2 * 12, "{posts}: twice for each halving of 2,500");
        assert_eq!(world.told.borrow().iter().filter(|told| told.starts_with("refused")).count(), 1);
    }
}

#[test]
fn several_bad_events_are_found_each() {
    let bad = [3, 4, 64, 99];
    let script = |post: &Post| answer(if post.events.iter().any(|event| bad.contains(event)) { 400 } else { 200 });
    let (outcome, world) = run(settings(), &[40, 60], script);
    assert_eq!((outcome.counts.acknowledged, outcome.counts.failed), (96, 4));
    for event in 0..100 {
        let expected = if bad.contains(&event) { State::Refused(400) } else { State::Acknowledged };
        assert_eq!(world.states.borrow()[&event], expected);
    }
}

#[test]
fn halving_has_the_road_for_itself() {
    let slow = Duration::from_millis(300);
    let script = move |post: &Post| answer(if post.events.contains(&5) { 400 } else { 200 }).after(slow);
    let (outcome, world) = run(settings(), &[8; 12], script);
    assert_eq!((outcome.counts.acknowledged, outcome.counts.failed), (95, 1));
    let posts = world.posts.borrow();
    let halves: Vec<usize> = posts.iter().filter(|post| post.events.len() < 8).map(|post| post.number).collect();
    assert_eq!(halves.len(), 6);
    assert!(halves.windows(2).all(|pair| pair[1] == pair[0] + 1), "{halves:?}");
    for half in halves {
        let (mine, next) = (&posts[half], &posts[half + 1]);
        assert!(next.at >= mine.at + slow, "nothing else while a half is on the wire");
    }
    assert_eq!(world.most_on_wire.get(), 4);
}

#[test]
fn a_half_that_fails_for_another_reason_is_retried() {
    let script = |post: &Post| match (post.events.len(), post.attempt) {
        (_, _) if post.events.len() == 4 => answer(413),
        (_, 0) => cut(),
        (_, 1) => retry_after(429, "30"),
        _ => answer(200),
    };
    let (outcome, _) = run(settings(), &[4], script);
    assert_eq!((outcome.exit(), outcome.counts.acknowledged, outcome.counts.retries), (Exit::Done, 4, 4));
}

#[test]
fn two_single_refusals_before_anything_was_accepted_are_not_about_the_events() {
    let (outcome, world) = run(Settings { in_flight: 1, ..settings() }, &[9, 9], |_| answer(400));
    assert!(matches!(outcome.ended, Ended::NothingAccepted(_)));
    assert_eq!((outcome.exit(), outcome.counts.failed, outcome.counts.unacknowledged), (Exit::Unauthorised, 0, 18));
    assert_eq!(world.count(State::NotTaken), 9, "nobody is blamed, nothing is in doubt");
    assert!(world.told.borrow().is_empty());
}

#[test]
fn once_something_was_accepted_every_single_refusal_counts() {
    let settings = Settings { in_flight: 1, ..settings() };
    let (outcome, world) = run(settings, &[1, 5], |post| answer(if post.number == 0 { 200 } else { 400 }));
    assert!(matches!(outcome.ended, Ended::Done));
    assert_eq!((outcome.exit(), outcome.counts.failed), (Exit::Refused, 5));
    assert_eq!(world.count(State::Refused(400)), 5);
    // Also where it is accepted after the first refusal.
    let (outcome, _) = run(settings, &[3], |post| answer(if post.events == [2] { 200 } else { 400 }));
    assert!(matches!(outcome.ended, Ended::NothingAccepted(_)), "the third comes too late");
    let (outcome, _) = run(settings, &[3], |post| answer(if post.events == [1] { 200 } else { 400 }));
    assert_eq!((outcome.counts.acknowledged, outcome.counts.failed), (1, 2));
}

#[test]
fn a_single_event_that_is_refused_is_refused() {
    let (outcome, world) = run(settings(), &[1], |_| answer(400));
    assert_eq!((outcome.exit(), outcome.counts.failed, world.posts.borrow().len()), (Exit::Refused, 1, 1));
}

#[test]
fn it_stops_after_so_many_failures() {
    for (most, failed) in [(1, 1), (3, 3), (10, 10), (0, 1)] {
        let settings = Settings { in_flight: 1, max_failures: Some(most), ..settings() };
        let (outcome, world) = run(settings, &[4; 25], |post| {
            answer(if post.events.iter().any(|event| event % 4 == 1) { 400 } else { 200 })
        });
        assert!(matches!(outcome.ended, Ended::MaxFailures), "{most}");
        assert_eq!((outcome.exit(), outcome.counts.failed), (Exit::Refused, failed));
        assert!(outcome.counts.unacknowledged > 0);
        assert_eq!(world.count(State::InDoubt), 0);
    }
}

#[test]
fn a_signal_ends_a_halving_and_what_was_not_sent_again_is_not_in_doubt() {
    let stop = [(Duration::from_millis(2_500), Stop::Finish(Signal::Interrupt))];
    let script = |post: &Post| answer(if post.events.contains(&0) { 400 } else { 200 }).after(Duration::from_secs(1));
    let (outcome, world) = run_until(settings(), &[16], &stop, usize::MAX, script);
    assert!(matches!(outcome.ended, Ended::Interrupted(Signal::Interrupt)));
    // The whole, its first half, and the first quarter, which was on the wire and is answered.
    assert_eq!(world.posts.borrow().len(), 3);
    assert_eq!((world.count(State::NotTaken), outcome.counts.unacknowledged), (16, 16));
}
