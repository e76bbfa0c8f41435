//! Whether an example speaks of tasks that its mapping has, and of tasks that one record can start.

use super::model::Example;
use crate::core::diagnostic::{Finding, Findings, did_you_mean};
use crate::mapping::findings;
use crate::mapping::model::{Mapping, TaskSpec};
use crate::mapping::select::subject_of;

/// Judges examples against their mapping.
pub(crate) fn check(mapping: &Mapping, examples: &[Example], findings: &mut Findings) {
    for example in examples {
        for expectation in &example.expect {
            let task = &expectation.task;
            if mapping.tasks.iter().any(|spec| spec.id.value == task.value) {
                continue;
            }
            let known = || mapping.tasks.iter().map(|spec| spec.id.value.as_str());
            let help = match did_you_mean(&task.value, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the tasks are {}", known().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("the mapping has no task `{}`", task.value);
            let finding = Finding::new(&findings::EXAMPLE_UNKNOWN_TASK, message).label("no such task").help(help);
            findings.push(finding.anchored(&example.source, task.span));
        }
        if let Err([one, other]) = subject_of(tasks_of(mapping, example).into_iter()) {
            let message = format!("`{one}` and `{other}` do not have the same `trigger`");
            let help = "a response starts the one and a contact the other: write an example for each";
            let finding = Finding::new(&findings::EXAMPLE_INPUT, message).label("no record starts both").help(help);
            findings.push(finding.anchored(&example.source, example.name.span));
        }
    }
}

/// The tasks that an example is about: those that it expects something of, or all while it expects nothing.
pub(super) fn tasks_of<'m>(mapping: &'m Mapping, example: &Example) -> Vec<&'m TaskSpec> {
    let is_named = |task: &&TaskSpec| {
        example.expect.is_empty() || example.expect.iter().any(|expectation| expectation.task.value == task.id.value)
    };
    mapping.tasks.iter().filter(is_named).collect()
}
