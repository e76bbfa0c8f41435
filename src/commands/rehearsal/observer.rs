//! Whoever watches a run, and what is shown to it: each event with who made it and of what.

use crate::core::error::Result;
use crate::mapping::identity::Identity;
use crate::mapping::plan::{Plan, TaskPlan};
use crate::qualtrics::layout::Layout;
use crate::segment::event::Accepted;
use crate::segment::message_id::MessageId;
use crate::ui::Ui;

/// Who made an event.
#[derive(Clone, Copy)]
pub(crate) enum Maker<'m> {
    /// A task, just now.
    Task(&'m TaskPlan),
    /// The task of this id, in an earlier run: the event comes from a file of failed ones, with its id.
    Earlier {
        /// The task's id.
        task: &'m str,
        /// The event's id.
        message_id: MessageId,
    },
}

impl<'m> Maker<'m> {
    /// The task's id.
    pub(crate) fn id(&self) -> &'m str {
        match self {
            Maker::Task(task) => &task.id,
            Maker::Earlier { task, .. } => task,
        }
    }

    /// The id of its event of this response.
    pub(crate) fn message_id(&self, response: &str) -> MessageId {
        match self {
            Maker::Task(task) => task.message_id(response),
            Maker::Earlier { message_id, .. } => *message_id,
        }
    }
}

/// An event that Segment would take, and what it was made of.
#[derive(Clone, Copy)]
pub(crate) struct Made<'m> {
    /// Who made it.
    pub(crate) task: Maker<'m>,
    /// The event.
    pub(crate) event: Accepted<'m>,
    /// The ResponseId, or what stands in for one.
    pub(crate) response: &'m str,
    /// Whether that is Qualtrics' own.
    pub(crate) has_own_id: bool,
    /// Whom it is about.
    pub(crate) identity: Identity,
}

/// An event that was judged bad.
#[derive(Clone, Copy)]
pub(crate) struct Rejected<'m> {
    /// The id of the task that made it.
    pub(crate) task: &'m str,
    /// The code it was rejected under.
    pub(crate) code: &'static str,
    /// The event, as far as it was made: a JSON object.
    pub(crate) event: &'m [u8],
    /// The ResponseId, or what stands in for one.
    pub(crate) response: &'m str,
    /// The record's number in its input.
    pub(crate) record: u64,
}

/// Somebody who watches a run.
pub(crate) trait Observer {
    /// An input is about to be read.
    fn input(&mut self, _: &Plan, _: &Layout) {}

    /// An event that Segment would take.
    ///
    /// # Errors
    /// It cannot be shown or passed on: the run ends.
    fn event(&mut self, made: &Made<'_>, ui: &mut Ui) -> Result<()>;

    /// An event that was judged bad.
    ///
    /// # Errors
    /// It cannot be kept: the run ends.
    fn rejected(&mut self, _: &Rejected<'_>, _: &mut Ui) -> Result<()> {
        Ok(())
    }
}
