//! Any script of answers, any sizes, any stop: each event ends in one way, and nothing acknowledged goes again.

use super::support::*;
use crate::delivery::outcome::{Signal, Stop};
use crate::delivery::pace::Rate;
use crate::delivery::pipeline::Settings;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;

fn reply() -> impl Strategy<Value = Reply> {
    let statuses = prop::sample::select(vec![200, 202, 301, 400, 408, 413, 422, 429, 500, 501, 503]);
    let replies = prop_oneof![
        6 => Just(answer(200)),
        6 => statuses.prop_map(answer),
        1 => (prop::sample::select(vec![429, 503]), 0..400_u32).prop_map(|(status, wait)| retry_after(status, &wait.to_string())),
        2 => Just(cut()),
        1 => Just(hang()),
        1 => prop::sample::select(vec![401, 404]).prop_map(answer),
    ];
    (replies, 0..3_000_u64).prop_map(|(reply, after)| {
        if reply.after.is_zero() { reply.after(Duration::from_millis(after)) } else { reply }
    })
}

fn stop() -> impl Strategy<Value = Vec<(Duration, Stop)>> {
    let at = (0..200_000_u64, 0..20_000_u64);
    prop_oneof![
        3 => Just(Vec::new()),
        1 => at.prop_map(|(first, later)| vec![
            (Duration::from_millis(first), Stop::Finish(Signal::Interrupt)),
            (Duration::from_millis(first + later), Stop::Now(Signal::Interrupt)),
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn every_event_ends_once_and_nothing_acknowledged_goes_again(
        sizes in prop::collection::vec(1..12_usize, 0..14),
        script in prop::collection::vec(reply(), 1..60),
        bad in prop::collection::btree_set(0..80_u32, 0..4),
        (in_flight, max_retries, rate) in (1..6_usize, 0..4_u32, prop::option::of(1..500_u32)),
        max_failures in prop::option::weighted(0.2, 0..5_u64),
        (stops, writes) in (stop(), prop_oneof![4 => Just(usize::MAX), 1 => 0..60_usize]),
        seed: u64,
    ) {
        let rate = rate.map_or(Rate::None, Rate::per_second);
        let settings = Settings { rate, in_flight, max_retries, max_failures, seed, ..Settings::default() };
        // What the server said yes to, and when it said it.
        let accepted = std::cell::RefCell::new(BTreeSet::new());
        let (outcome, world) = run_until(settings, &sizes, &stops, writes, |post| {
            let reply = if post.events.iter().any(|event| bad.contains(event)) && post.number % 3 > 0 {
                answer(400)
            } else {
                script[post.number % script.len()].clone()
            };
            for event in &post.events {
                assert!(!accepted.borrow().contains(event), "{event} went out after it was acknowledged");
            }
            let is_yes = reply.result.as_ref().is_ok_and(|answer| (200..300).contains(&answer.status));
            if is_yes && reply.after <= Duration::from_secs(30) {
                accepted.borrow_mut().extend(post.events.iter().copied());
            }
            reply
        });
        let counts = outcome.counts;
        prop_assert_eq!(counts.planned, sizes.iter().sum::<usize>() as u64);
        prop_assert_eq!(counts.acknowledged, world.count(State::Acknowledged));
        let refused = world.states.borrow().values().filter(|state| matches!(state, State::Refused(_))).count();
        prop_assert_eq!(counts.failed, refused as u64);
        prop_assert_eq!(counts.acknowledged + counts.failed + counts.unacknowledged, counts.planned);
        // What was acknowledged was accepted, and what was accepted is acknowledged or in doubt: never "not taken".
        for (event, state) in world.states.borrow().iter() {
            match state {
                State::Acknowledged => prop_assert!(accepted.borrow().contains(event)),
                State::InDoubt => prop_assert!(counts.unacknowledged > 0),
                State::Refused(_) | State::NotTaken => prop_assert!(!accepted.borrow().contains(event)),
            }
        }
        prop_assert!(world.most_on_wire.get() <= in_flight);
        prop_assert_eq!(world.on_wire.get(), 0);
        if counts.unacknowledged == 0 && counts.failed == 0 && stops.is_empty() {
            prop_assert_eq!(outcome.exit(), crate::core::error::Exit::Done);
        } else if counts.unacknowledged > 0 {
            prop_assert_ne!(outcome.exit(), crate::core::error::Exit::Done);
        }
    }
}
