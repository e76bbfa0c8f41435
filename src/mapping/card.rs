//! The card of a task: everything to set up in Qualtrics so that the Segment task sends what the mapping says, in the
//! order of the form, and what has no place there with what that changes. The boxes are the form's own
//! ([`crate::task::form`], [`crate::task::workflow`]; `reference/qualtrics.md` §1, §2); what is not evidenced is
//! marked.

mod boxes;
pub(crate) mod condition;
mod differences;
pub(crate) mod target;

use super::advice;
use super::model::{Condition, LiveSince, Mapping, OnChange, TaskSpec, ValueSpec};
use crate::qualtrics::layout::Subject;
use crate::qualtrics::pipe::PipeKind;
use crate::segment::event::CallType;
use crate::segment::region::Region;
use crate::task::catalog::SourceType;
use crate::task::{form, workflow};
pub(crate) use boxes::{FormBox, How};
use boxes::{choose, paste, switch, tick};
use condition::Clause;
pub(crate) use differences::Difference;
use target::Target;

/// Everything to set up for one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    /// The task's id.
    pub(crate) task: String,
    /// Its call.
    pub(crate) call: CallType,
    /// What to do, in its order.
    pub(crate) steps: Vec<Step>,
    /// What the task would send otherwise than the mapping says, in file order.
    pub(crate) differences: Vec<Difference>,
    /// What nobody knows of the form, each a clause.
    pub(crate) unknown: Vec<&'static str>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// What is done.
    pub(crate) title: String,
    /// Each box, and what becomes of it.
    pub(crate) boxes: Vec<FormBox>,
    /// The condition that is built here.
    pub(crate) condition: Option<Clause>,
    /// What to know while doing it.
    pub(crate) notes: Vec<String>,
}

impl Step {
    fn new(title: impl Into<String>, boxes: Vec<FormBox>) -> Step {
        Step { title: title.into(), boxes, condition: None, notes: Vec::new() }
    }

    fn note(mut self, note: impl Into<String>) -> Step {
        self.notes.push(note.into());
        self
    }
}

/// The cards of a mapping, in file order; `only` names the one task that is wanted.
pub(crate) fn cards(mapping: &Mapping, only: Option<&str>, target: &Target) -> Vec<Card> {
    let tasks = mapping.tasks.iter().filter(|task| only.is_none_or(|only| task.id.value == only));
    tasks.map(|task| card(mapping, task, target)).collect()
}

fn card(mapping: &Mapping, task: &TaskSpec, target: &Target) -> Card {
    let begin = match twin(mapping, task) {
        None => begin(mapping, task),
        Some(twin) => begin(mapping, task).note(format!(
            "The workflow of `{twin}` has the same event and the same conditions: the task can be added to that one."
        )),
    };
    let mut steps = vec![begin, conditions(mapping, task.when.as_ref())];
    steps.push(Step::new("Add the task", vec![choose("+", "Add a task → Twilio Segment")]));
    steps.push(account(target));
    steps.push(source(target));
    steps.push(Step::new("Choose what is sent", vec![choose("Event type", form::event_type_label(task.call))]));
    steps.push(region(target.region));
    steps.push(identity(task));
    if let Some(event) = &task.event {
        steps.push(Step::new("Name the event", vec![paste(form::EVENT_NAME, event).unverified_label()]));
    }
    steps.push(rows(task));
    steps.push(publish(mapping));
    steps.push(test(task, target));
    Card {
        task: task.id.value.clone(),
        call: task.call,
        steps,
        differences: differences::of(mapping, task),
        unknown: form::UNKNOWN.to_vec(),
    }
}

/// An earlier task whose workflow begins for the same responses.
fn twin<'m>(mapping: &'m Mapping, task: &TaskSpec) -> Option<&'m str> {
    let clause = |task: &TaskSpec| task.when.as_ref().map(|when| Clause::of(mapping, when));
    let same = |other: &&TaskSpec| {
        other.trigger == task.trigger && other.on_change == task.on_change && clause(other) == clause(task)
    };
    let earlier = mapping.tasks.iter().take_while(|other| other.id.value != task.id.value);
    earlier.into_iter().find(same).map(|other| other.id.value.as_str())
}

/// What begins the workflow, and which responses do.
fn begin(mapping: &Mapping, task: &TaskSpec) -> Step {
    let survey =
        mapping.survey.as_ref().map_or("the survey".to_owned(), |survey| format!("the survey {}", survey.value));
    match task.trigger {
        Subject::Responses => {
            let include = advice::included(mapping);
            let mut boxes = vec![
                choose(workflow::CREATE, workflow::STARTED_BY),
                choose("Event", workflow::SURVEY_RESPONSE),
                tick(workflow::NEW_RESPONSES, true),
                tick(workflow::UPDATED_RESPONSES, task.on_change == OnChange::Send),
            ];
            let boxed = workflow::BOXED.into_iter().filter_map(|kind| Some((workflow::include_box(kind)?, kind)));
            boxes.extend(boxed.map(|(label, kind)| tick(label, include.has(kind))));
            Step::new(format!("In {survey}, under Workflows, create a workflow"), boxes)
        }
        Subject::Contacts => {
            let mut boxes = vec![
                choose(workflow::CREATE, workflow::STARTED_BY),
                choose("Event", workflow::CONTACT_CHANGE),
                choose("Directory", "the one that holds the contacts"),
                tick(workflow::NEW_CONTACTS, true),
            ];
            let mut named: Vec<&str> = Vec::new();
            for pipe in values(task).into_iter().flat_map(|value| value.template.pipes()) {
                let name = match &pipe.kind {
                    PipeKind::Embedded(name) => Some(name.as_str()),
                    PipeKind::Contact(name) => name.strip_prefix("Field/"),
                    _ => None,
                };
                named.extend(name.filter(|name| !named.contains(name)).into_iter().collect::<Vec<_>>());
            }
            boxes.extend(named.into_iter().map(|name| choose(workflow::ADD_EMBEDDED_DATA, name)));
            Step::new("In XM Directory, under Workflows, create a workflow", boxes)
                .note("What the box for changed contacts is called is unverified: tick it if changes are to be sent.")
        }
    }
}

fn conditions(mapping: &Mapping, when: Option<&Condition>) -> Step {
    let Some(when) = when else {
        return Step::new("Conditions", Vec::new()).note("None: the task runs each time the workflow begins.");
    };
    let step = Step::new("Add the conditions", vec![choose("+", workflow::ADD_CONDITION)]);
    Step { condition: Some(Clause::of(mapping, when)), ..step }
        .note("The names of the operators are unverified: take the ones that mean the same.")
}

fn account(target: &Target) -> Step {
    let name =
        target.workspace.as_deref().map_or("any, e.g. Segment".to_owned(), |name| format!("any, e.g. Segment {name}"));
    let boxes = vec![
        choose("Add a user account", "yes, unless the account is there already"),
        choose("Account name", name),
        choose("Twilio Segment Token", "a Public API token; Segment shows it once, when it is made"),
    ];
    Step::new("Connect the account", boxes).note(
        "The token needs Source Admin on the source by Segment's page, Workspace Owner by Qualtrics' page. A Brand \
         Admin can add the account under Extensions for other users.",
    )
}

fn source(target: &Target) -> Step {
    let workspace = target.workspace.clone().unwrap_or_else(|| "the one that has the source".to_owned());
    let boxes = vec![choose("Workspace", workspace), choose("Source", target.source.in_words())];
    let step = Step::new("Choose the source", boxes);
    match target.source.advice() {
        Some(advice) => step.note(advice),
        None => step,
    }
}

fn region(region: Option<Region>) -> Step {
    let toggle = form::REGION_TOGGLE;
    let step = |boxes| Step::new("Choose the region", boxes);
    match region {
        Some(form::DEFAULT_REGION) => {
            let label = form::region_label(form::DEFAULT_REGION);
            step(vec![switch(toggle, false).says(format!("{label} stands there already"))])
        }
        Some(other) => {
            let step = step(vec![switch(toggle, true), choose("Region", form::region_label(other))]);
            if SourceType::Qualtrics.is_listed_in(other) {
                return step;
            }
            step.note(
                "Segment's catalog lists the Qualtrics source for workspaces in the US only, and the form offers Dublin \
                 all the same: look closely at the test response.",
            )
        }
        None => step(vec![choose(toggle, "off for a workspace in Oregon (us); on for one in Dublin (eu)")])
            .note("The mapping pins no region: name it with --region, or pin the source."),
    }
}

fn identity(task: &TaskSpec) -> Step {
    let id = |label, id: &Option<ValueSpec>| match id {
        Some(id) => paste(label, id),
        None => choose(label, "leave it empty"),
    };
    let boxes = vec![
        id(form::ANONYMOUS_ID, &task.anonymous_id),
        id(form::USER_ID, &task.user_id),
        switch(form::RANDOM_ANONYMOUS_ID_TOGGLE, task.random_anonymous_id),
    ];
    let step = Step::new("Say who it is", boxes);
    if task.random_anonymous_id {
        return step;
    }
    step.note("Where both are empty, Segment throws the event away.")
}

fn rows(task: &TaskSpec) -> Step {
    let body = task.call.body_key();
    let rows: Vec<FormBox> = task.rows.iter().map(|row| paste(&row.key.value, &row.value).row()).collect();
    if rows.is_empty() {
        return Step::new(format!("Map the fields ({body})"), rows).note(format!("None: the mapping has no {body}."));
    }
    Step::new(format!("Map the fields ({body}): a row each, key and value"), rows)
}

fn publish(mapping: &Mapping) -> Step {
    let step = Step::new("Publish the survey, save the workflow and switch it on", Vec::new())
        .note("The workflow's run history is the only place where Qualtrics shows what became of it.");
    let (file, since) = (mapping.source.name(), mapping.live_since);
    if !mapping.senders.task {
        return step.note(format!(
            "{file} says `senders: [qseg]`. Once the task is on, add `task` to it, and write `liveSince:` with the \
             moment at which it was switched on, so that qseg does not send again what the task sends."
        ));
    }
    step.note(match since {
        LiveSince::Since(moment) => format!(
            "{file} says `liveSince: {moment}`: switch it on at that moment, or write the right one, so that no response \
             is sent twice or by nobody."
        ),
        LiveSince::Never | LiveSince::Unsaid => format!(
            "Write that moment into {file} as `liveSince:`, so that qseg does not send again what the task sends."
        ),
    })
}

fn test(task: &TaskSpec, target: &Target) -> Step {
    let env = target.source.env().map_or(String::new(), |env| format!(" --env {env}"));
    let (what, input) = match task.trigger {
        Subject::Responses => ("Send one test response by the survey's own link", "responses.json"),
        Subject::Contacts => ("Change one test contact", "contacts.json"),
    };
    let boxes = vec![
        choose("In Qualtrics", "the workflow's run history: one run, and it succeeded"),
        choose("In Segment", "the source's Debugger: one event"),
        choose("Should be", format!("qseg send --dry-run{env} --task {} {input}", task.id.value)),
        choose("Afterwards", format!("qseg verify{env} holds what qseg itself sent against what Segment counted")),
    ];
    let step = Step::new(what, boxes);
    match task.trigger {
        Subject::Responses => {
            step.note("Whether a preview begins the workflow is unverified: answer the survey as a respondent would.")
        }
        Subject::Contacts => step,
    }
}

/// Every value that stands in a box of the form.
fn values(task: &TaskSpec) -> Vec<&ValueSpec> {
    let heads = [&task.anonymous_id, &task.user_id, &task.event].into_iter().flatten();
    heads.chain(task.rows.iter().map(|row| &row.value)).collect()
}

#[cfg(test)]
mod tests;
