//! The verdict on an example: every expectation against what its task made, and the line of the mapping that made
//! what differs.

use super::compare::{Difference, Path, compare, member};
use super::model::{Example, Outcome};
use super::run::{Came, Made};
use crate::core::diagnostic::{Findings, Severity};
use crate::core::origin::Span;
use crate::mapping::model::{ContextNode, Mapping, TaskSpec, TimestampSpec};

/// One thing that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    /// The task's id.
    pub(crate) task: String,
    /// What differs.
    pub(crate) difference: Difference,
    /// The row of the mapping that made it; of what concerns the event as a whole, the task or its condition.
    pub(crate) made_at: Span,
    /// Whether a personal value came.
    pub(crate) is_personal: bool,
}

/// Everything that is not as expected, in the order of the expectations. Empty for an example that is as expected,
/// and for one that expects nothing ([`expects_nothing`]).
pub(crate) fn judge(mapping: &Mapping, example: &Example, made: &[Made]) -> Vec<Judged> {
    let mut judged = Vec::new();
    for expectation in &example.expect {
        let id = &expectation.task.value;
        let made = made.iter().find(|made| made.task == *id);
        let spec = mapping.tasks.iter().find(|task| task.id.value == *id);
        // That the task is there was checked before.
        let (Some(made), Some(spec)) = (made, spec) else { continue };
        let mut differences = Vec::new();
        let mut whole = |expected: &str, came: String| {
            differences.push(Difference {
                path: Path::default(),
                expected: expected.to_owned(),
                span: expectation.span,
                came: Some(came),
                remark: None,
            });
        };
        match (&expectation.outcome, &made.came) {
            (Outcome::Unsaid, _) | (Outcome::None, Came::None(_)) | (Outcome::Any, Came::Event(_)) => {}
            (Outcome::Rejected(code), Came::Rejected(came)) if code.value == *came => {}
            (Outcome::Rejected(code), came) => {
                whole(&format!("an event rejected as {}", code.value), said(came, &made.findings));
            }
            (Outcome::None, came) => whole("no event", said(came, &made.findings)),
            (Outcome::Event(parts), Came::Event(event)) => {
                for (name, expected) in parts {
                    compare(expected, member(event, &name.value), &Path::default().key(&name.value), &mut differences);
                }
            }
            (Outcome::Any | Outcome::Event(_), came) => whole("an event", said(came, &made.findings)),
        }
        judged.extend(differences.into_iter().map(|difference| Judged {
            task: id.clone(),
            made_at: made_at(spec, &difference.path, &made.came),
            is_personal: is_personal(made, &difference.path),
            difference,
        }));
    }
    judged
}

/// The tasks of which the example says nothing although it names them; all of it, if it names none. `None` where
/// it expects something of every task that it names.
pub(crate) fn expects_nothing(example: &Example) -> Option<Vec<&str>> {
    let unsaid = example.expect.iter().filter(|expectation| matches!(expectation.outcome, Outcome::Unsaid));
    let unsaid: Vec<&str> = unsaid.map(|expectation| expectation.task.value.as_str()).collect();
    (example.expect.is_empty() || !unsaid.is_empty()).then_some(unsaid)
}

/// What came, for people; with the reason.
fn said(came: &Came, findings: &Findings) -> String {
    match came {
        Came::None(why) => format!("no event: {why}"),
        Came::Event(_) => "an event".to_owned(),
        Came::Rejected(code) => {
            let cause = findings.groups().iter().find(|group| group.first.code.name == *code);
            let cause =
                cause.or_else(|| findings.groups().iter().find(|group| group.first.code.severity == Severity::Error));
            let cause = cause.map(|group| format!(": {}", group.first.message)).unwrap_or_default();
            format!("an event rejected as {code}{cause}")
        }
    }
}

fn made_at(task: &TaskSpec, path: &Path, came: &Came) -> Span {
    let of = |value: &Option<crate::mapping::model::ValueSpec>| value.as_ref().map(|value| value.span);
    let span = match path.names() {
        (Some("properties" | "traits"), Some(key)) => {
            task.rows.iter().find(|row| row.key.value == key).map(|row| row.value.span)
        }
        (Some("userId"), _) => of(&task.user_id),
        (Some("anonymousId"), _) => of(&task.anonymous_id),
        (Some("event"), _) => of(&task.event),
        (Some("timestamp"), _) => match &task.timestamp {
            TimestampSpec::Value(value) => Some(value.span),
            TimestampSpec::Recorded | TimestampSpec::Omitted => None,
        },
        (Some("context"), Some(key)) => {
            task.context.iter().find(|entry| entry.key.value == key).map(|entry| match &entry.node {
                ContextNode::Value(value) => value.span,
                ContextNode::Object(_) => entry.key.span,
            })
        }
        (None, _) => match came {
            Came::None(_) | Came::Event(_) => task.when.as_ref().map(|when| when.span),
            Came::Rejected(_) => None,
        },
        _ => None,
    };
    span.unwrap_or(task.id.span)
}

/// Whether what a path leads to is, holds, or lies in a personal value.
fn is_personal(made: &Made, path: &Path) -> bool {
    let (first, second) = path.names();
    made.personal.iter().any(|(name, key)| {
        Some(name.as_str()) == first && (key.is_none() || second.is_none() || key.as_deref() == second)
    })
}
