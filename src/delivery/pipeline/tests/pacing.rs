//! Events a second, to the millisecond of the paused clock.

use super::support::*;
use crate::delivery::outcome::{Signal, Stop};
use crate::delivery::pace::Rate;
use crate::delivery::pipeline::Settings;
use std::time::Duration;

fn at(rate: u32) -> Settings {
    Settings { rate: Rate::per_second(rate), ..settings() }
}

fn millis<S>(world: &World<S>) -> Vec<u128> {
    world.posts.borrow().iter().map(|post| post.at.as_millis()).collect()
}

#[test]
fn a_batch_waits_until_the_ones_before_are_paid_for() {
    for latency in [0, 50, 900] {
        let (outcome, world) =
            run(at(200), &[100, 200, 50, 2_500, 1, 1], |_| answer(200).after(Duration::from_millis(latency)));
        assert_eq!(millis(&world), [0, 500, 1_500, 1_750, 14_250, 14_255], "{latency}");
        assert_eq!(outcome.counts.acknowledged, 2_852);
    }
}

#[test]
fn retries_are_paid_for_as_well() {
    let (_, world) = run(Settings { in_flight: 1, ..at(100) }, &[1_000, 1_000], |post| {
        answer(if post.number == 0 { 503 } else { 200 })
    });
    assert_eq!(millis(&world), [0, 10_000, 20_000]);
}

#[test]
fn a_pause_is_not_made_up_for() {
    // All four workers stand ready when the pause ends; they still go one by one.
    let (_, world) =
        run(at(100), &[100; 6], |post| if post.number == 0 { retry_after(429, "60") } else { answer(200) });
    let times = millis(&world);
    assert_eq!(times[..2], [0, 60_000]);
    assert!(times[2] >= 60_900, "{times:?}");
    assert!(times[2..].windows(2).all(|pair| pair[1] - pair[0] >= 1_000), "{times:?}");
}

#[test]
fn whatever_happens_no_window_has_more_than_the_rate_and_a_batch() {
    let (_, world) = run(at(1_000), &[70; 200], |post| match post.number % 23 {
        3 => retry_after(429, "2"),
        9 => answer(500),
        14 => cut(),
        17 if post.events.len() > 1 => answer(413),
        _ => answer(200).after(Duration::from_millis(post.number as u64 % 7 * 40)),
    });
    let posts = world.posts.borrow();
    for (from, first) in posts.iter().enumerate() {
        let mut events = 0;
        for last in &posts[from..] {
            events += last.events.len();
            // One millisecond for the timer's own grain.
            let window = (last.at - first.at).as_millis() as usize + 101;
            assert!(events <= window + 70, "{events} events in {window} ms");
        }
    }
}

#[test]
fn what_waits_for_its_turn_is_not_in_doubt_when_a_signal_comes() {
    let stop = [(Duration::from_millis(1_500), Stop::Finish(Signal::Interrupt))];
    let (outcome, world) = run_until(at(100), &[100; 6], &stop, usize::MAX, |_| answer(200));
    assert_eq!((outcome.counts.acknowledged, world.states.borrow().len()), (200, 200));
}
