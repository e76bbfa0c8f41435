//! Whether an event of the plan goes out, by what the ledger knows of it (design §7). People think in responses,
//! over months: what was delivered does not go out again, in whatever export it stands; an edited response is
//! the task's to decide (`onChange`), a corrected mapping over delivered history is a person's.

use super::ledger::{ContentHash, Known, State, TaskHash};
use jiff::{SignedDuration, Timestamp};

/// How long Segment looks back for a messageId that it has seen (`reference/segment-tracking-api.md` §5: "about
/// 24 hours"). A batch whose answer was lost goes out again within it without harm.
pub(crate) const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24);

/// When an event has surely left Segment's look-back, which is "about" a day long: two days after it was recorded,
/// since its request may have been repeated for half a day. Sooner, other content under its id would be thrown away
/// as a repeat, with a 200.
pub(crate) const SURELY_FORGOTTEN: SignedDuration = SignedDuration::from_hours(48);

/// What a person has decided beforehand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Choices {
    /// `--already-sent skip`: what was delivered by an earlier form of the task stays as it is.
    pub(crate) skip_already_sent: bool,
    /// `--in-doubt`.
    pub(crate) in_doubt: Option<InDoubt>,
    /// `--retry missing`: what was found missing goes out again.
    pub(crate) retry_missing: bool,
}

/// `--in-doubt`: what to do with events whose answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InDoubt {
    /// Send them again, under the same ids.
    Resend,
    /// Leave them as they are.
    Skip,
}

/// An event of the plan, as far as the decision rests on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planned {
    /// The task's `revision`.
    pub(crate) revision: u32,
    /// The task as it stands now.
    pub(crate) task: Option<TaskHash>,
    /// Whether an edited response is sent again (`onChange: send`).
    pub(crate) resends_changed: bool,
}

/// What happens to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Decision {
    /// It goes out for the first time, or was refused before.
    New,
    /// Its answer was lost: it goes out again, under the same id.
    Again,
    /// The same, but the response was edited since: if the first request did arrive, Segment throws this one away, and
    /// has what the response said before.
    AgainEdited,
    /// The response was edited, and the task sends it again, under the same id.
    Edited,
    /// The response was edited, and the task sends it again, but its first delivery is so young that Segment would
    /// throw the second away: it waits for a later run.
    EditedTooSoon,
    /// It was delivered as it is.
    AlreadyDelivered,
    /// The response was edited after its delivery, and stays as it was delivered.
    ChangedNotSent,
    /// It was sent, and found missing: `send --retry missing` sends it again.
    Missing,
    /// It was sent, and found missing: it goes out again, under the same id.
    MissingAgain,
    /// Its answer was lost, and it was chosen to leave it so.
    LeftInDoubt,
    /// Other content by another form of the task over delivered history: a person must decide.
    Corrected,
    /// Its answer was lost longer ago than Segment looks back: a person must decide.
    TooOld,
    /// A later revision of the task was delivered: the mapping file is older than the history.
    Outdated,
}

impl Decision {
    /// Whether the event goes out.
    pub(crate) fn sends(self) -> bool {
        matches!(
            self,
            Decision::New | Decision::Again | Decision::AgainEdited | Decision::MissingAgain | Decision::Edited
        )
    }

    /// Stable, snake_case name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Decision::New => "new",
            Decision::Again => "again",
            Decision::AgainEdited => "again_edited",
            Decision::Edited => "edited",
            Decision::EditedTooSoon => "edited_too_soon",
            Decision::AlreadyDelivered => "already_delivered",
            Decision::ChangedNotSent => "changed_not_sent",
            Decision::Missing => "missing",
            Decision::MissingAgain => "missing_again",
            Decision::LeftInDoubt => "left_in_doubt",
            Decision::Corrected => "corrected",
            Decision::TooOld => "too_old",
            Decision::Outdated => "outdated",
        }
    }

    /// Whether nothing may go out before a person has decided.
    pub(crate) fn needs_a_person(self) -> bool {
        matches!(self, Decision::Corrected | Decision::TooOld | Decision::Outdated)
    }
}

/// Decides. `content` is asked for only where it matters.
pub(crate) fn decide(
    planned: Planned,
    known: Option<&Known>,
    choices: Choices,
    now: Timestamp,
    content: impl FnOnce() -> ContentHash,
) -> Decision {
    let Some(known) = known else { return Decision::New };
    if known.revision > planned.revision {
        return Decision::Outdated;
    }
    if known.revision < planned.revision {
        return Decision::New;
    }
    let is_same = || known.content.is_none_or(|before| before == content());
    match known.state {
        State::Refused => Decision::New,
        State::Missing if choices.retry_missing => Decision::MissingAgain,
        State::Missing => Decision::Missing,
        State::InDoubt => match choices.in_doubt {
            Some(InDoubt::Skip) => Decision::LeftInDoubt,
            None if now.duration_since(known.since) >= LOOK_BACK => Decision::TooOld,
            Some(InDoubt::Resend) | None => match is_same() {
                true => Decision::Again,
                false => Decision::AgainEdited,
            },
        },
        State::Acknowledged | State::Arrived => {
            let is_same_task = known.task_version.is_none_or(|before| planned.task.is_none_or(|now| before == now));
            match (is_same(), is_same_task) {
                (true, _) => Decision::AlreadyDelivered,
                (false, true) if planned.resends_changed => match now.duration_since(known.since) {
                    age if age < SURELY_FORGOTTEN => Decision::EditedTooSoon,
                    _ => Decision::Edited,
                },
                (false, true) => Decision::ChangedNotSent,
                (false, false) if choices.skip_already_sent => Decision::AlreadyDelivered,
                (false, false) => Decision::Corrected,
            }
        }
    }
}

#[cfg(test)]
mod tests;
