//! Each row of the response policy, through the pipeline.

use super::support::*;
use crate::core::error::Exit;
use crate::delivery::outcome::{Ended, Trouble};
use crate::delivery::pipeline::Settings;
use std::time::Duration;

fn seconds(count: f64) -> Duration {
    Duration::from_secs_f64(count)
}

/// When each request began, in seconds.
fn times<S>(world: &World<S>) -> Vec<f64> {
    world.posts.borrow().iter().map(|post| post.at.as_secs_f64()).collect()
}

#[test]
fn two_hundreds_are_acknowledged() {
    for status in [200, 201, 202, 204, 299] {
        let (outcome, world) = run(settings(), &[3, 2], |_| answer(status));
        assert!(matches!(outcome.ended, Ended::Done), "{status}");
        assert_eq!((outcome.counts.acknowledged, outcome.counts.batches, outcome.counts.retries), (5, 2, 0));
        assert_eq!((outcome.exit(), world.count(State::Acknowledged)), (Exit::Done, 5));
    }
}

#[test]
fn what_passes_is_tried_again_with_the_same_bytes_a_new_sent_at_and_a_count() {
    for status in [408, 410, 429, 460, 500, 502, 503, 504, 511, 520] {
        let (outcome, world) = run(settings(), &[3], |post| answer(if post.number < 2 { status } else { 200 }));
        assert_eq!(
            (outcome.exit(), outcome.counts.acknowledged, outcome.counts.retries),
            (Exit::Done, 3, 2),
            "{status}"
        );
        assert_eq!(outcome.counts.batches, 1);
        let posts = world.posts.borrow();
        assert_eq!(posts.iter().map(|post| post.attempt).collect::<Vec<_>>(), [0, 1, 2]);
        assert!(posts.iter().all(|post| post.bytes == posts[0].bytes && post.bytes.contains("userId")));
        assert!(posts[0].sent_at < posts[1].sent_at && posts[1].sent_at < posts[2].sent_at);
        assert_eq!(posts[0].sent_at, "2026-03-01T12:00:00.000Z");
        let waits = [posts[1].at - posts[0].at, posts[2].at - posts[1].at];
        assert!(waits[0] >= seconds(0.45) && waits[0] <= seconds(0.552), "{waits:?}");
        assert!(waits[1] >= seconds(0.9) && waits[1] <= seconds(1.102), "{waits:?}");
        assert_eq!(outcome.counts.throttled.is_zero(), status != 429);
    }
}

#[test]
fn other_four_hundreds_redirects_501_and_505_are_final() {
    for status in [301, 302, 307, 308, 402, 405, 409, 415, 422, 501, 505] {
        let (outcome, world) = run(settings(), &[3, 2], |post| answer(if post.events[0] == 0 { status } else { 200 }));
        assert!(matches!(outcome.ended, Ended::Done), "{status}");
        assert_eq!((outcome.exit(), outcome.counts.failed, outcome.counts.acknowledged), (Exit::Refused, 3, 2));
        assert_eq!((world.count(State::Refused(status)), world.posts.borrow().len()), (3, 2));
        assert_eq!(world.told.borrow()[0], format!("refused 0: the server answered {status}"));
    }
}

#[test]
fn the_server_that_lets_nobody_in_stops_it_at_once_and_nothing_is_in_doubt() {
    for status in [401, 403, 404] {
        let settings = Settings { in_flight: 1, ..settings() };
        let (outcome, world) = run(settings, &[3, 2, 2], |_| answer(status));
        assert!(matches!(outcome.ended, Ended::Unauthorised(Trouble::Answered { status: told, .. }) if told == status));
        assert_eq!(outcome.exit(), Exit::Unauthorised);
        assert_eq!((outcome.counts.unacknowledged, outcome.counts.failed), (7, 0));
        assert_eq!((world.posts.borrow().len(), world.count(State::NotTaken)), (1, 3));
    }
}

#[test]
fn a_request_that_was_cut_or_timed_out_goes_again_under_the_same_ids() {
    for reply in [cut(), hang()] {
        let (outcome, world) = run(settings(), &[4], |post| if post.number == 0 { reply.clone() } else { answer(200) });
        assert_eq!((outcome.exit(), outcome.counts.acknowledged, outcome.counts.retries), (Exit::Done, 4, 1));
        let posts = world.posts.borrow();
        assert_eq!((posts[0].bytes.as_str(), posts[1].attempt), (posts[1].bytes.as_str(), 1));
    }
    let (_, world) = run(settings(), &[4], |post| if post.number == 0 { hang() } else { answer(200) });
    let second = times(&world)[1];
    assert!((30.45..=30.56).contains(&second), "{second}: 30 seconds, and half a second of back-off");
}

#[test]
fn a_slow_answer_within_its_time_is_waited_for() {
    let slow = Duration::from_millis(29_900);
    let (outcome, world) = run(settings(), &[1; 8], |_| answer(200).after(slow));
    assert_eq!((outcome.counts.acknowledged, outcome.counts.retries), (8, 0));
    assert_eq!(world.most_on_wire.get(), 4, "four in flight");
    assert_eq!(world.posts.borrow()[7].at, slow);
}

#[test]
fn retries_are_bounded_and_what_they_do_not_bring_through_stays_unacknowledged() {
    let settings = Settings { max_retries: 3, in_flight: 1, ..settings() };
    // The first batch is one that this server cannot digest, the others are fine.
    let (outcome, world) = run(settings, &[2, 2, 2], |post| answer(if post.events[0] == 0 { 503 } else { 200 }));
    assert!(matches!(outcome.ended, Ended::RetriesExhausted(Trouble::Answered { status: 503, .. })));
    assert_eq!((outcome.exit(), outcome.counts.acknowledged, outcome.counts.unacknowledged), (Exit::Again, 4, 2));
    assert_eq!((world.times(0), world.count(State::InDoubt)), (4, 2));
}

#[test]
fn two_batches_in_a_row_without_success_are_the_servers_end() {
    let settings = Settings { max_retries: 2, in_flight: 1, ..settings() };
    let (outcome, world) = run(settings, &[1; 9], |_| cut());
    assert!(matches!(outcome.ended, Ended::RetriesExhausted(Trouble::Fault(_))));
    assert_eq!((outcome.counts.unacknowledged, world.posts.borrow().len()), (9, 6));
    assert_eq!(world.count(State::InDoubt), 2, "what may have arrived, and nothing else");
}

#[test]
fn without_retries_nothing_is_tried_again() {
    for reply in [answer(503), answer(429), retry_after(429, "5"), cut()] {
        let settings = Settings { max_retries: 0, ..settings() };
        let (outcome, world) = run(settings, &[2], |_| reply.clone());
        assert_eq!((outcome.exit(), world.posts.borrow().len()), (Exit::Again, 1));
    }
}

#[test]
fn a_wall_of_429_for_an_hour_is_survived_with_and_without_retry_after() {
    let hour = Duration::from_secs(3_600);
    for wall in
        [answer(429), retry_after(429, "0"), retry_after(429, "soon"), retry_after(429, "7"), retry_after(429, "9999")]
    {
        let (outcome, world) = run(settings(), &[2; 6], |post| if post.at < hour { wall.clone() } else { answer(200) });
        assert_eq!((outcome.exit(), outcome.counts.acknowledged), (Exit::Done, 12), "{wall:?}");
        let throttled = outcome.counts.throttled.as_secs();
        assert!((3_590..3_901).contains(&throttled), "{throttled}");
        assert!(world.told.borrow().iter().all(|told| !told.starts_with("retrying")));
    }
}

#[test]
fn the_server_may_hold_the_run_off_for_twelve_hours_and_no_longer() {
    let (outcome, world) = run(settings(), &[2; 6], |_| retry_after(429, "300"));
    assert!(matches!(outcome.ended, Ended::RateLimited(Trouble::Answered { status: 429, .. })));
    assert_eq!((outcome.exit(), outcome.counts.throttled.as_secs()), (Exit::Again, 43_200));
    assert_eq!(world.count(State::InDoubt), 0, "a 429 takes nothing");
    assert_eq!(world.posts.borrow().last().unwrap().at, Duration::from_secs(43_200));
}

#[test]
fn retry_after_pauses_all_that_is_in_flight_and_is_no_retry() {
    let settings = Settings { max_retries: 1, ..settings() };
    let second = Duration::from_secs(1);
    for status in [429, 503] {
        // Batch 0 is told to wait while batches 1 to 3 are slow; the next ones wait too.
        let (outcome, world) = run(settings, &[1; 8], |post| match (post.events[0], post.attempt) {
            (0, 0..5) => retry_after(status, "20"),
            _ => answer(200).after(second),
        });
        assert_eq!((outcome.exit(), outcome.counts.acknowledged), (Exit::Done, 8));
        assert_eq!(outcome.counts.throttled.as_secs(), 100);
        for post in world.posts.borrow().iter().skip(4) {
            let since = post.at.as_secs() % 20;
            assert!(post.at.as_secs() >= 20 && (since == 0 || post.at.as_secs() > 100), "{post:?}");
        }
    }
}

#[test]
fn a_retry_after_as_a_date_is_measured_on_the_servers_clock() {
    // The server's clock is ten minutes ahead; it asks for 42 seconds.
    let reply = retry_after(429, "Sun, 01 Mar 2026 12:10:42 GMT").date("Sun, 01 Mar 2026 12:10:00 GMT");
    let (_, world) = run(settings(), &[1], |post| if post.number == 0 { reply.clone() } else { answer(200) });
    assert_eq!(times(&world), [0.0, 42.0]);
}

#[test]
fn sent_at_follows_the_servers_clock_once_it_is_known() {
    let date = "Sun, 01 Mar 2026 13:00:00 GMT";
    let settings = Settings { in_flight: 1, ..settings() };
    let (outcome, world) = run(settings, &[1, 1], |_| answer(200).date(date));
    let posts = world.posts.borrow();
    assert_eq!(posts[0].sent_at, "2026-03-01T12:00:00.000Z");
    assert_eq!(posts[1].sent_at, "2026-03-01T13:00:00.500Z", "the middle of the second that the header names");
    assert_eq!(outcome.counts.clock_offset.unwrap().as_millis(), 3_600_500);
}
