//! This machine's clock against Segment's. Segment corrects every event's `timestamp` by the difference between its
//! own clock and `sentAt` (`reference/segment-tracking-api.md` "Timestamps"), so that a clock which goes wrong while
//! events are sent moves them.

use jiff::{SignedDuration, Timestamp};

/// More than this is worth a warning. A `Date` is in whole seconds, and an answer takes a moment.
pub(crate) const WORTH_TELLING: SignedDuration = SignedDuration::from_secs(5);

/// More than this is a failure: certificates and signatures begin to fail, too.
pub(crate) const TOO_FAR: SignedDuration = SignedDuration::from_mins(5);

/// How far this machine's clock is from the server's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offset {
    /// Positive: this machine is ahead.
    pub(crate) ahead: SignedDuration,
}

/// What an offset means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// The clocks agree, as far as a `Date` can tell.
    Agrees,
    /// More than [`WORTH_TELLING`].
    Off,
    /// More than [`TOO_FAR`].
    FarOff,
}

impl Offset {
    /// Of a `Date` in an answer to a call that was sent at one moment and answered at the other, by this machine's
    /// clock. A `Date` is rounded down, so that its middle is half a second later.
    pub(crate) fn of(sent: Timestamp, answered: Timestamp, date: Timestamp) -> Offset {
        let middle = sent + answered.duration_since(sent) / 2;
        Offset { ahead: middle.duration_since(date) - SignedDuration::from_millis(500) }
    }

    /// What it means.
    pub(crate) fn judge(self) -> Judgement {
        match self.ahead.abs() {
            far if far > TOO_FAR => Judgement::FarOff,
            off if off > WORTH_TELLING => Judgement::Off,
            _ => Judgement::Agrees,
        }
    }

    /// `12 s behind`, `2 h 3 min ahead`, in whole units.
    pub(crate) fn in_words(self) -> String {
        let seconds = (self.ahead.abs().as_millis() + 500) / 1_000;
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
        let size = match seconds {
            0..60 => format!("{seconds} s"),
            60..3_600 => format!("{minutes} min {} s", seconds % 60),
            3_600..86_400 => format!("{hours} h {minutes} min"),
            _ => format!("{days} d {hours} h"),
        };
        format!("{size} {}", if self.ahead.is_negative() { "behind" } else { "ahead" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_held_against_the_middle_of_the_call_and_of_the_second() {
        let moment = |text: &str| -> Timestamp { text.parse().unwrap() };
        let offset =
            Offset::of(moment("2026-03-01T09:00:00Z"), moment("2026-03-01T09:00:02Z"), moment("2026-03-01T09:00:00Z"));
        assert_eq!(offset.ahead, SignedDuration::from_millis(500));
    }

    #[test]
    fn five_seconds_are_worth_telling_and_five_minutes_are_too_far() {
        let judged = |millis| Offset { ahead: SignedDuration::from_millis(millis) }.judge();
        for (millis, judgement) in [
            (0, Judgement::Agrees),
            (5_000, Judgement::Agrees),
            (-5_000, Judgement::Agrees),
            (5_001, Judgement::Off),
            (-300_000, Judgement::Off),
            (300_001, Judgement::FarOff),
            (-300_001, Judgement::FarOff),
        ] {
            assert_eq!(judged(millis), judgement, "{millis}");
        }
    }

    #[test]
    fn an_offset_is_told_in_units_that_fit() {
        let words = |seconds| Offset { ahead: SignedDuration::from_secs(seconds) }.in_words();
        for (seconds, told) in [
            (0, "0 s ahead"),
            (-12, "12 s behind"),
            (65, "1 min 5 s ahead"),
            (-7_380, "2 h 3 min behind"),
            (90_000, "1 d 1 h ahead"),
        ] {
            assert_eq!(words(seconds), told);
        }
    }
}
