//! How far this machine's clock is from the server's, by the `Date` of its answers. Segment corrects every event
//! by `sentAt` (`reference/segment-tracking-api.md` §6): a clock that is five minutes slow moves all of history.

use jiff::{SignedDuration, Timestamp};

/// The `Date` header counts in seconds.
const RESOLUTION: SignedDuration = SignedDuration::from_secs(1);

/// The offset as far as it is known: server's clock minus this one.
///
/// An answer whose `Date` is `d` was written between `d` and a second later, and between our sending and our
/// receiving: so the offset lies between `d − received` and `d + 1 s − sent`. Each answer narrows what the ones
/// before have left; one that contradicts them (a clock was set, or has drifted over hours) starts anew. No offset
/// that could as well be none is believed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ClockOffset {
    /// Least and greatest offset that all answers allow.
    range: Option<(SignedDuration, SignedDuration)>,
}

impl ClockOffset {
    /// Takes an answer in: when its request was sent and it was received, by this clock, and its `Date`.
    pub(crate) fn measure(&mut self, sent: Timestamp, received: Timestamp, date: Timestamp) {
        if received < sent {
            // The clock was set back in between: nothing can be said.
            return;
        }
        let least = date.duration_since(received);
        let greatest = date.duration_since(sent) + RESOLUTION;
        self.range = Some(match self.range {
            Some((low, high)) if low.max(least) <= high.min(greatest) => (low.max(least), high.min(greatest)),
            _ => (least, greatest),
        });
    }

    /// The offset, to be added to this clock; `None` before the first answer, zero where it may be none.
    pub(crate) fn offset(&self) -> Option<SignedDuration> {
        let (low, high) = self.range?;
        if low <= SignedDuration::ZERO && high >= SignedDuration::ZERO {
            return Some(SignedDuration::ZERO);
        }
        Some(low + (high - low) / 2)
    }

    /// The moment by the server's clock.
    pub(crate) fn correct(&self, moment: Timestamp) -> Timestamp {
        self.offset().and_then(|offset| moment.checked_add(offset).ok()).unwrap_or(moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_790_000_000_000 + millis).unwrap()
    }

    /// The `Date` of a server whose clock is `offset` off, at a moment of ours.
    fn date(moment: i64, offset: i64) -> Timestamp {
        at((moment + offset).div_euclid(1_000) * 1_000)
    }

    #[test]
    fn nothing_is_known_before_an_answer() {
        let offset = ClockOffset::default();
        assert_eq!(offset.offset(), None);
        assert_eq!(offset.correct(at(5)), at(5));
    }

    #[test]
    fn a_clock_that_may_be_right_is_left_alone() {
        let mut offset = ClockOffset::default();
        for moment in [0, 1_700, 3_350, 90_999] {
            offset.measure(at(moment), at(moment + 40), date(moment + 20, 0));
            assert_eq!(offset.offset(), Some(SignedDuration::ZERO));
            assert_eq!(offset.correct(at(moment)), at(moment));
        }
    }

    #[test]
    fn a_clock_that_was_set_in_between_is_measured_anew() {
        let mut offset = ClockOffset::default();
        offset.measure(at(0), at(10), date(5, 300_000));
        assert!(offset.offset().unwrap() > SignedDuration::from_secs(299));
        offset.measure(at(1_000), at(1_010), date(1_005, 0));
        assert_eq!(offset.offset(), Some(SignedDuration::ZERO));
        offset.measure(at(2_000), at(1_000), date(1_500, 300_000));
        assert_eq!(offset.offset(), Some(SignedDuration::ZERO), "an answer before its request says nothing");
    }

    proptest! {
        #[test]
        fn the_offset_is_found_within_the_second_of_the_header_and_more_answers_only_help(
            truth in -10_000_000_i64..10_000_000,
            answers in prop::collection::vec((0_i64..5_000, 0_i64..2_000, 0_i64..=100), 1..40),
        ) {
            let mut measured = ClockOffset::default();
            let (mut moment, mut width) = (0, i64::MAX);
            for (idle, takes, share) in answers {
                moment += idle;
                let written = moment + takes * share / 100;
                measured.measure(at(moment), at(moment + takes), date(written, truth));
                moment += takes;
                let (low, high) = measured.range.unwrap();
                let truth = SignedDuration::from_millis(truth);
                prop_assert!(low <= truth && truth <= high);
                let now = (high - low).as_millis() as i64;
                prop_assert!(now <= width && now <= takes.max(0) + 1_000);
                width = now;
                let error = (measured.offset().unwrap() - truth).abs();
                prop_assert!(error <= high - low);
            }
        }
    }
}
