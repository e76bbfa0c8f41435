//! Why an event that the server took is likely not in the warehouse: told by what else is missing beside it. Segment says
//! of a single event nothing; Delivery Overview has the codes, in counts (`reference/segment-tracking-api.md` §4).

use super::ledger::Missing;
use jiff::{SignedDuration, Timestamp};

/// How long after it was taken an event may still be on its way into a warehouse: they are loaded in turns. An inference;
/// no turn that is known of is longer than a day.
pub(crate) const LOADING: SignedDuration = SignedDuration::from_hours(24);

/// A likely cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Nothing of its run is there.
    WholeRun,
    /// Of its task nothing that the run sent is there, and of other tasks something is.
    WholeEvent,
    /// Nothing of its batch is there, and of other batches something is.
    WholeBatch,
    /// Others like it are there.
    Alone,
}

impl Cause {
    /// The likely cause for an event.
    pub(crate) fn of(missing: &Missing) -> Cause {
        let all = |(events, missing): (u64, u64)| events == missing;
        match () {
            () if all(missing.of_run) => Cause::WholeRun,
            () if all(missing.of_task) => Cause::WholeEvent,
            () if all(missing.of_batch) => Cause::WholeBatch,
            () => Cause::Alone,
        }
    }

    /// Stable name for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Cause::WholeRun => "whole_run",
            Cause::WholeEvent => "whole_event",
            Cause::WholeBatch => "whole_batch",
            Cause::Alone => "alone",
        }
    }

    /// What it is likely to be, in a sentence without a full stop.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Cause::WholeRun => {
                "nothing of its run is there: the write key of another source or region, a disabled source, or a warehouse \
                 that gets nothing of it"
            }
            Cause::WholeEvent => {
                "nothing of its task is there, of others something is: the tracking plan or the source's schema blocks \
                 the event, or its table is another one"
            }
            Cause::WholeBatch => "nothing of its batch is there, of others something is: lost behind the answer",
            Cause::Alone => {
                "others like it are there: what it says breaks the tracking plan, or it was lost behind the answer"
            }
        }
    }
}

/// Whether it may still come.
pub(crate) fn may_come(missing: &Missing, now: Timestamp) -> bool {
    now.duration_since(missing.answered) < LOADING
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::message_id::MessageId;

    fn missing(of_run: (u64, u64), of_task: (u64, u64), of_batch: (u64, u64)) -> Missing {
        Missing {
            message_id: MessageId::from_bytes([1; 16]),
            task: "a".to_owned(),
            response: "R_1".to_owned(),
            run: "r".to_owned(),
            mapping: None,
            answered: "2026-03-01T09:00:00Z".parse().unwrap(),
            batch: 1,
            of_batch,
            of_task,
            of_run,
        }
    }

    #[test]
    fn the_cause_is_told_by_what_else_is_missing() {
        for (of_run, of_task, of_batch, cause) in [
            ((9, 9), (3, 3), (3, 3), Cause::WholeRun),
            ((1, 1), (1, 1), (1, 1), Cause::WholeRun),
            ((9, 3), (3, 3), (3, 3), Cause::WholeEvent),
            ((9, 3), (9, 3), (3, 3), Cause::WholeBatch),
            ((9, 2), (9, 2), (3, 2), Cause::Alone),
        ] {
            assert_eq!(Cause::of(&missing(of_run, of_task, of_batch)), cause);
        }
    }

    #[test]
    fn what_was_taken_within_a_day_may_still_come() {
        let one = missing((1, 1), (1, 1), (1, 1));
        let after = |hours| one.answered + SignedDuration::from_hours(hours);
        assert!(may_come(&one, after(23)) && !may_come(&one, after(24)));
    }
}
