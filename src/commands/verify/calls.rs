//! What a task's events are called in Segment. The ledger keeps no event names: the mapping file has them, if it is the
//! one that the run was sent by; one that was changed since tells the type alone.

use crate::delivery::arrival::{Call, Sent};
use crate::delivery::ledger::Taken;
use crate::mapping::model::{HashKind, Mapping, TaskSpec, ValueSpec};
use crate::segment::event::CallType;
use sha2::{Digest, Sha256};

/// How the names of events are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    /// By the mapping of the run.
    Same,
    /// The mapping was changed since: the type alone, as the task of this name has it now.
    Changed,
    /// No mapping here has the task.
    Unknown,
}

impl Ground {
    /// What is weaker for it, in a sentence without a full stop; `None` where nothing is.
    pub(crate) fn text(self) -> Option<&'static str> {
        match self {
            Ground::Same => None,
            Ground::Changed => {
                Some("the mapping file is not the one that was sent by: events are compared by type alone")
            }
            Ground::Unknown => {
                Some("no mapping file here has the tasks that were sent: all events of the source are compared as one")
            }
        }
    }
}

impl Ground {
    /// What it means for the tables of a warehouse; `None` where each event's own is known.
    pub(crate) fn in_tables(self) -> Option<&'static str> {
        match self {
            Ground::Same => None,
            Ground::Changed => {
                Some("the mapping file is not the one that was sent by: the tables of all events are read")
            }
            Ground::Unknown => {
                Some("no mapping file here has the tasks that were sent: the tables of all events are read")
            }
        }
    }
}

/// The calls of a mapping's tasks.
pub(crate) struct Calls {
    hash: Option<String>,
    tasks: Vec<(String, CallType, Option<String>)>,
}

impl Calls {
    /// Of a mapping, or of none.
    pub(crate) fn of(mapping: Option<&Mapping>) -> Calls {
        let hash = mapping.map(|mapping| {
            let hash = Sha256::digest(mapping.source.text().as_bytes());
            hash.iter().map(|byte| format!("{byte:02x}")).collect()
        });
        let named = |task: &TaskSpec| (task.id.value.clone(), task.call, task.event.as_ref().and_then(literal));
        Calls { hash, tasks: mapping.iter().flat_map(|mapping| mapping.tasks.iter().map(named)).collect() }
    }

    fn ground_of(&self, taken: &Taken) -> Ground {
        match () {
            () if !self.tasks.iter().any(|(id, ..)| *id == taken.task) => Ground::Unknown,
            () if taken.mapping.is_some() && taken.mapping == self.hash => Ground::Same,
            () => Ground::Changed,
        }
    }

    /// The weakest ground of all that was sent.
    pub(crate) fn ground(&self, tasks: &[Taken]) -> Ground {
        let grounds: Vec<Ground> = tasks.iter().map(|taken| self.ground_of(taken)).collect();
        let weakest = [Ground::Unknown, Ground::Changed].into_iter().find(|ground| grounds.contains(ground));
        weakest.unwrap_or(Ground::Same)
    }

    /// What was sent, as Segment would tell it apart.
    pub(crate) fn sent(&self, taken: &Taken) -> Sent {
        let call = self.call(&taken.task, taken.mapping.as_deref());
        Sent {
            call: call.map(|(kind, event)| Call::new(kind, event)),
            acknowledged: taken.acknowledged,
            uncertain: taken.uncertain,
        }
    }

    /// The type of a task's events and their name, as far as the mapping of this hash tells; `None` for an unknown task.
    pub(crate) fn call(&self, task: &str, mapping: Option<&str>) -> Option<(CallType, Option<String>)> {
        let (_, kind, event) = self.tasks.iter().find(|(id, ..)| *id == task)?;
        let is_same = mapping.is_some() && mapping == self.hash.as_deref();
        Some((*kind, event.clone().filter(|_| is_same)))
    }
}

/// The event's name, where it is the same for every response.
fn literal(event: &ValueSpec) -> Option<String> {
    let hash: Option<HashKind> = event.hash;
    let is_bare = event.map.is_empty() && event.missing.is_empty() && hash.is_none();
    event.template.literal().filter(|text| is_bare && !text.is_empty()).map(str::to_owned)
}
