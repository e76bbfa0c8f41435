//! What the ledger holds of an event, before and after.

use super::hash::{ContentHash, TaskHash};
use crate::segment::message_id::MessageId;
use jiff::Timestamp;

/// A task as this run sends by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskAt {
    /// Its id: the key under `tasks:`.
    pub id: String,
    /// Its `revision`.
    pub revision: u32,
    /// The hash of the task, where it is known.
    pub version: Option<TaskHash>,
}

/// The position of a task among [`super::NewRun::tasks`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TaskKey(pub usize);

/// An event that is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The task that made it.
    pub task: TaskKey,
    /// The ResponseId, or what stands in for one.
    pub response: Box<str>,
    /// Its id.
    pub message_id: MessageId,
    /// What it says; `None` where only ids are known (`ledger import`).
    pub content: Option<ContentHash>,
    /// Whether it goes out although it was delivered, because the response was edited (`onChange: send`).
    pub edited: bool,
}

/// How far an event has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Recorded before it was sent; no answer is recorded. It may have been taken.
    InDoubt,
    /// The server took it.
    Acknowledged,
    /// The server finally refused it.
    Refused,
    /// Segment was found to have it.
    Arrived,
    /// Segment was found not to have it, although the server took it.
    Missing,
}

impl State {
    /// All of them.
    pub(crate) const ALL: [State; 5] =
        [State::InDoubt, State::Acknowledged, State::Refused, State::Arrived, State::Missing];

    /// The word for it, in the file and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            State::InDoubt => "in_doubt",
            State::Acknowledged => "acknowledged",
            State::Refused => "refused",
            State::Arrived => "arrived",
            State::Missing => "missing",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether it must not go out again.
    pub fn is_delivered(self) -> bool {
        matches!(self, State::Acknowledged | State::Arrived)
    }
}

/// What is known of an event that was sent, or was about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The task's `revision` then.
    pub revision: u32,
    /// Its id.
    pub message_id: MessageId,
    /// What it said.
    pub content: Option<ContentHash>,
    /// The task that made it.
    pub task_version: Option<TaskHash>,
    /// How far it came.
    pub state: State,
    /// When it was first recorded as in doubt without an answer since: Segment's look-back counts from here.
    pub since: Timestamp,
    /// The run that sent it last, by its number in the ledger.
    pub run: i64,
}
