//! How a delivery ended, in counts and with its reason.

use super::wire::{Answer, Fault};
use crate::core::error::{Error, Exit};
use jiff::SignedDuration;
use std::fmt;
use std::time::Duration;

/// Why a batch did not get through: an answer that is no success, or no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The server said no.
    Answered {
        /// The HTTP status.
        status: u16,
        /// How its body begins; raw, and not to be trusted.
        body_start: String,
    },
    /// There was no answer.
    Fault(Fault),
}

impl Trouble {
    pub(super) fn of(answer: Answer) -> Trouble {
        Trouble::Answered { status: answer.status, body_start: answer.body_start }
    }

    /// The HTTP status; `None` where there was no answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Trouble::Answered { status, .. } => Some(*status),
            Trouble::Fault(_) => None,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Answered { status, body_start } if body_start.trim().is_empty() => {
                write!(f, "the server answered {status}")
            }
            Trouble::Answered { status, body_start } => {
                write!(f, "the server answered {status}: {}", body_start.trim())
            }
            Trouble::Fault(fault) => f.write_str(&fault.message),
        }
    }
}

/// Who asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, Ctrl-C: exit 130.
    Interrupt,
    /// SIGTERM: exit 143.
    Terminate,
}

/// Whether to go on; a watch of it is passed into the pipeline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stop {
    /// Go on.
    #[default]
    No,
    /// Send nothing more; what is on the wire has [`GRACE`](super::pipeline::GRACE) to be answered.
    Finish(Signal),
    /// Leave at once.
    Now(Signal),
}

/// Why a delivery ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Every batch was answered, with yes or a final no.
    Done,
    /// A batch's retries ran out; or two in a row did, with none acknowledged in between, and the rest was not tried.
    RetriesExhausted(Trouble),
    /// The server held the run off for longer than the run allows.
    RateLimited(Trouble),
    /// 401, 403 or 404: stopped at once.
    Unauthorised(Trouble),
    /// Two single events of one batch were refused before anything was ever accepted: it is not about the events.
    /// They count as unacknowledged.
    NothingAccepted(Trouble),
    /// So many events were refused that it was stopped.
    MaxFailures,
    /// The first events went alone, and the look at them did not let the rest follow.
    Canary(Error),
    /// Somebody asked to stop.
    Interrupted(Signal),
    /// The ledger, or the file of failed events, could not be written.
    Failed(Error),
}

impl Ended {
    /// Stable, snake_case name for machines.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Ended::Done => "done",
            Ended::RetriesExhausted(_) => "retries_exhausted",
            Ended::RateLimited(_) => "rate_limited",
            Ended::Unauthorised(_) => "unauthorised",
            Ended::NothingAccepted(_) => "nothing_accepted",
            Ended::MaxFailures => "max_failures",
            Ended::Interrupted(_) => "interrupted",
            Ended::Canary(error) | Ended::Failed(error) => error.code,
        }
    }

    /// The exit code of the reason alone (design §3, §7).
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Ended::Done => Exit::Done,
            Ended::RetriesExhausted(_) | Ended::RateLimited(_) => Exit::Again,
            Ended::Unauthorised(_) | Ended::NothingAccepted(_) => Exit::Unauthorised,
            Ended::MaxFailures => Exit::Refused,
            Ended::Interrupted(Signal::Interrupt) => Exit::Interrupted,
            Ended::Interrupted(Signal::Terminate) => Exit::Terminated,
            Ended::Canary(error) | Ended::Failed(error) => error.exit,
        }
    }
}

/// The counts of a delivery. Each planned event is acknowledged, failed or unacknowledged.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counts {
    /// Events that were to be sent.
    pub planned: u64,
    /// Events that the server has.
    pub acknowledged: u64,
    /// Events that the server finally refused.
    pub failed: u64,
    /// The rest.
    pub(crate) unacknowledged: u64,
    /// Batches of which a request went out, as they were cut; halves are not counted.
    pub batches: u64,
    /// Requests that repeated one.
    pub(crate) retries: u64,
    /// How long everything was held off by the server.
    pub(crate) throttled: Duration,
    /// Server's clock minus this one; `None` if no answer told.
    pub(crate) clock_offset: Option<SignedDuration>,
}

/// How a delivery ended.
#[derive(Debug)]
pub struct Outcome {
    /// In counts.
    pub counts: Counts,
    /// Why.
    pub(crate) ended: Ended,
}

impl Outcome {
    /// The exit code: the reason's, or what the counts say, whichever must be heard (design §3).
    pub fn exit(&self) -> Exit {
        let refused = if self.counts.failed > 0 { Exit::Refused } else { Exit::Done };
        // Stopped by its own limit or look, a run has decided against the rest: that is no invitation to run it again.
        let has_decided = matches!(self.ended, Ended::MaxFailures | Ended::Canary(_) | Ended::Failed(_));
        let again = self.counts.unacknowledged > 0 && !has_decided;
        let rest = if again { Exit::Again } else { Exit::Done };
        self.ended.exit().worse(refused).worse(rest)
    }
}
