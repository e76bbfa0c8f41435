//! Every value of an event by its path, and where the mapping file says it.

use crate::core::origin::{SourceText, Span};
use crate::mapping::model::{ContextEntry, ContextNode, TaskSpec, TimestampSpec, ValueSpec};

/// A value of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Its keys from the top of the event: `properties`, `score`.
    pub(crate) path: Vec<String>,
    /// The template; nothing where the mapping does not write the value out.
    pub(crate) template: Option<String>,
    /// Where the template stands; nothing where the mapping does not write the value out.
    pub(crate) span: Option<Span>,
    /// Line in the mapping file: of the template, else of the task.
    pub(crate) line: usize,
    /// Column in it.
    pub(crate) column: usize,
    /// That line as it is written.
    pub(crate) written: String,
}

impl Placed {
    fn new(source: &SourceText, path: &[&str], value: Option<&ValueSpec>, task: &TaskSpec) -> Placed {
        let (line, column) = source.position(value.map_or(task.id.span, |value| value.span).start);
        Placed {
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            template: value.map(ValueSpec::written),
            span: value.map(|value| value.span),
            line,
            column,
            written: source.line(line).trim().to_owned(),
        }
    }

    /// The path with periods.
    pub(crate) fn name(&self) -> String {
        self.path.join(".")
    }

    /// Whether somebody means this value: by its whole path, or by the key alone.
    pub(crate) fn is_called(&self, asked: &str) -> bool {
        self.name() == asked || self.path.last().is_some_and(|key| key == asked)
    }

    /// Whether it is the timestamp that every event has unless the mapping says another.
    pub(super) fn is_recorded_date(&self) -> bool {
        self.span.is_none() && self.path == ["timestamp"]
    }

    /// Whether it is the userId or the anonymousId.
    pub(super) fn is_id(&self) -> bool {
        matches!(self.path.as_slice(), [key] if key == "userId" || key == "anonymousId")
    }
}

/// The values of a task, in the order of the event. What the mapping does not write out, and the event holds all the
/// same, is among them: a made anonymousId, the recorded date.
pub(crate) fn of(source: &SourceText, task: &TaskSpec) -> Vec<Placed> {
    let placed = |path: &[&str], value: Option<&ValueSpec>| Placed::new(source, path, value, task);
    let mut all = Vec::new();
    all.extend(task.event.as_ref().map(|event| placed(&["event"], Some(event))));
    all.extend(task.user_id.as_ref().map(|id| placed(&["userId"], Some(id))));
    if task.anonymous_id.is_some() || task.random_anonymous_id {
        all.push(placed(&["anonymousId"], task.anonymous_id.as_ref()));
    }
    match &task.timestamp {
        TimestampSpec::Omitted => {}
        TimestampSpec::Recorded => all.push(placed(&["timestamp"], None)),
        TimestampSpec::Value(value) => all.push(placed(&["timestamp"], Some(value))),
    }
    all.extend(task.rows.iter().map(|row| placed(&[task.call.body_key(), &row.key.value], Some(&row.value))));
    of_context(&task.context, &mut vec!["context"], &mut |path, value| all.push(placed(path, Some(value))));
    all
}

fn of_context<'t>(entries: &'t [ContextEntry], path: &mut Vec<&'t str>, add: &mut impl FnMut(&[&str], &'t ValueSpec)) {
    for entry in entries {
        path.push(&entry.key.value);
        match &entry.node {
            ContextNode::Value(value) => add(path, value),
            ContextNode::Object(entries) => of_context(entries, path, add),
        }
        path.pop();
    }
}
