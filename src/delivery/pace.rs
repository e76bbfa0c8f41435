//! How fast events go out: so many a second, counted in events as Segment's own limiter does
//! (`reference/segment-tracking-api.md` §3 "rate"; design §7 "Pace").
//!
//! A batch goes whole, and pays afterwards: after `n` events at `r` a second the next waits `n / r` seconds. Time
//! in which nothing was sent is not saved up, but for [`SLACK`], which makes up for timers that fire late. So in
//! any `t` seconds there go at most `r × (t + 0.1)` events and one batch.

use crate::segment::limits;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;
use tokio::time::Instant;

/// The credit that idle time leaves, at most.
pub(crate) const SLACK: Duration = Duration::from_millis(100);

const NANOS: u128 = 1_000_000_000;

/// How many events a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// At most so many.
    PerSecond(NonZeroU32),
    /// As many as go.
    None,
}

impl Rate {
    /// What Segment documents for a whole workspace (§3 "rate").
    pub const MAX: Rate = Rate::per_second(limits::WORKSPACE_EVENTS_PER_SECOND);

    /// So many a second; 0 is read as 1.
    pub(crate) const fn per_second(events: u32) -> Rate {
        match NonZeroU32::new(events) {
            Some(events) => Rate::PerSecond(events),
            None => Rate::PerSecond(NonZeroU32::MIN),
        }
    }
}

impl Default for Rate {
    fn default() -> Self {
        Rate::per_second(limits::DEFAULT_EVENTS_PER_SECOND)
    }
}

/// A text that names no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadRate;

impl std::fmt::Display for BadRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("give events a second (1 or more), `max` or `none`")
    }
}

impl std::error::Error for BadRate {}

impl FromStr for Rate {
    type Err = BadRate;

    fn from_str(text: &str) -> Result<Self, BadRate> {
        match text {
            "max" => Ok(Rate::MAX),
            "none" => Ok(Rate::None),
            number => number.parse().map(Rate::PerSecond).map_err(|_| BadRate),
        }
    }
}

/// Keeps a [`Rate`]. It knows no clock: the moment is passed in.
#[derive(Debug)]
pub(crate) struct Pace {
    rate: Rate,
    began: Instant,
    /// When what was sent is paid for, since `began`, in nanoseconds × rate: whole numbers, so that nothing is
    /// rounded away however long a run lasts.
    paid: u128,
}

impl Pace {
    /// A pace at which the first batch goes at once.
    pub(crate) fn new(rate: Rate, now: Instant) -> Self {
        Pace { rate, began: now, paid: 0 }
    }

    /// How long the next batch has to wait; zero if it may go.
    pub(crate) fn wait(&self, now: Instant) -> Duration {
        let Rate::PerSecond(rate) = self.rate else { return Duration::ZERO };
        let rate = u128::from(rate.get());
        let nanos = self.paid.saturating_sub(self.scaled(now, rate)).div_ceil(rate);
        // Over 500 years do not come up.
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// Says that a batch of so many events goes now.
    pub(crate) fn spend(&mut self, events: usize, now: Instant) {
        let Rate::PerSecond(rate) = self.rate else { return };
        let rate = u128::from(rate.get());
        let earliest = self.scaled(now, rate).saturating_sub(SLACK.as_nanos() * rate);
        self.paid = self.paid.max(earliest) + events as u128 * NANOS;
    }

    fn scaled(&self, now: Instant, rate: u128) -> u128 {
        now.saturating_duration_since(self.began).as_nanos() * rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// When batches of these sizes go, in nanoseconds, if each is sent as soon as it may.
    fn go(rate: u32, sizes: &[usize]) -> Vec<u128> {
        let began = Instant::now();
        let mut now = began;
        let mut pace = Pace::new(Rate::per_second(rate), now);
        let mut sent = Vec::new();
        for size in sizes {
            now += pace.wait(now);
            assert_eq!(pace.wait(now), Duration::ZERO);
            pace.spend(*size, now);
            sent.push((now - began).as_nanos());
        }
        sent
    }

    #[test]
    fn a_batch_costs_as_many_events_as_it_has() {
        let seconds = |sent: Vec<u128>| sent.into_iter().map(|nanos| nanos / 1_000_000).collect::<Vec<_>>();
        assert_eq!(seconds(go(200, &[200, 100, 2_500, 1, 1])), [0, 1_000, 1_500, 14_000, 14_005]);
        assert_eq!(seconds(go(1_000, &[2_500, 2_500, 1_000])), [0, 2_500, 5_000]);
    }

    #[test]
    fn thirds_of_a_second_do_not_add_up_to_an_error() {
        let sent = go(3, &[1; 300_001]);
        assert_eq!(sent[300_000], 100_000 * NANOS);
    }

    #[test]
    fn a_pause_is_not_saved_up_beyond_the_slack() {
        let began = Instant::now();
        let mut pace = Pace::new(Rate::per_second(100), began);
        pace.spend(100, began);
        let later = began + Duration::from_secs(3_600);
        assert_eq!(pace.wait(later), Duration::ZERO);
        pace.spend(100, later);
        assert_eq!(pace.wait(later), Duration::from_millis(900));
    }

    #[test]
    fn without_a_rate_nothing_waits() {
        let now = Instant::now();
        let mut pace = Pace::new(Rate::None, now);
        pace.spend(1_000_000, now);
        assert_eq!(pace.wait(now), Duration::ZERO);
    }

    #[test]
    fn a_rate_is_a_number_or_a_word() {
        assert_eq!("1".parse(), Ok(Rate::per_second(1)));
        assert_eq!("200".parse(), Ok(Rate::default()));
        assert_eq!("max".parse(), Ok(Rate::per_second(1_000)));
        assert_eq!("none".parse(), Ok(Rate::None));
        for text in ["", "0", "-1", "1.5", "MAX", "4294967296", "fast"] {
            assert_eq!(text.parse::<Rate>(), Err(BadRate), "{text}");
        }
    }

    proptest! {
        #[test]
        fn in_no_window_is_there_more_than_the_rate_the_slack_and_one_batch(
            rate in 1_u32..5_000,
            steps in prop::collection::vec((1_usize..2_500, 0_u64..3_000), 1..60),
        ) {
            let began = Instant::now();
            let mut now = began;
            let mut pace = Pace::new(Rate::per_second(rate), now);
            let mut sent: Vec<(Instant, usize)> = Vec::new();
            for (size, idle) in steps {
                now += pace.wait(now) + Duration::from_millis(idle);
                pace.spend(size, now);
                sent.push((now, size));
            }
            for (at, (first, _)) in sent.iter().enumerate() {
                let (mut events, mut largest) = (0, 0);
                for (last, size) in &sent[at..] {
                    events += *size as u128;
                    largest = largest.max(*size as u128);
                    let window = (*last - *first + SLACK).as_nanos() * u128::from(rate);
                    prop_assert!(events * NANOS <= window + largest * NANOS + NANOS, "{events} in {window}");
                }
            }
        }
    }
}
