//! What the events of a mapping will be by a tracking plan, before there is a response: as the Segment task would send
//! them and as qseg would, whichever of them sends by the file (`senders`).
//!
//! Told is what is certain: a value that is not known is only held to its JSON type, a literal to all of its rule, and
//! each value that the survey or a `default` is known to give by itself.

use super::judge::Judge;
use super::sample::{Given, Sample, Sender};
use super::told::{self, Item, Spot};
use crate::diagnostic::Findings;
use crate::mapping::model::{Mapping, TaskSpec};
use crate::qualtrics::survey::Survey;
use crate::segment::tracking_plan::compiled::Judgement;
use crate::segment::tracking_plan::enforce::enforce;
use crate::segment::tracking_plan::findings::{PLAN_CHOICE_NOT_PLANNED, PLAN_NOT_JUDGED, PLAN_PROPERTY_MAY_BE_MISSING};
use crate::segment::tracking_plan::violation::{Broken, Violation};
use serde_json::Value;

/// How many values of a row are named.
const SHOWN: usize = 5;

/// Judges every task of a mapping.
pub fn foresee(mapping: &Mapping, judge: &Judge, survey: Option<&Survey>, findings: &mut Findings) {
    for task in &mapping.tasks {
        let name = match &task.event {
            None => None,
            Some(event) => match event.template.literal().filter(|_| event.map.is_empty() && event.hash.is_none()) {
                Some(name) => Some(name),
                None => {
                    let message = "the event's name changes with the answers".to_owned();
                    let help = "try the mapping on responses: --responses INPUT";
                    let item = Item::new(&PLAN_NOT_JUDGED, message, help, Spot::Event);
                    findings.push(item.finding("", mapping, Some(task), None));
                    continue;
                }
            },
        };
        let of = |sender| items(mapping, task, name, sender, judge, survey);
        let by_task = if mapping.senders.task { of(Sender::Task) } else { Vec::new() };
        let by_qseg = if mapping.senders.qseg { of(Sender::Qseg) } else { Vec::new() };
        let both = mapping.senders.task && mapping.senders.qseg;
        for item in &by_task {
            let who = if both && !by_qseg.contains(item) { "as the task sends it, " } else { "" };
            findings.push(item.clone().finding(who, mapping, Some(task), None));
        }
        for item in by_qseg.into_iter().filter(|item| !by_task.contains(item)) {
            let who = if both { "as qseg sends it, " } else { "" };
            findings.push(item.finding(who, mapping, Some(task), None));
        }
    }
}

/// What is to be told of a task's events, sent by one of the two.
fn items(
    mapping: &Mapping,
    task: &TaskSpec,
    name: Option<&str>,
    sender: Sender,
    judge: &Judge,
    survey: Option<&Survey>,
) -> Vec<Item> {
    let sample = Sample::of(mapping, task, name, sender, survey);
    let mut judgement = judge.compiled.judge(task.call, &sample.event());
    judgement.violations.retain(|violation| is_certain(violation, &sample.rows, sender));
    let enforced = enforce(&judgement, task.call, judge.settings());
    let mut items = told::items(&judge.compiled, name, &judgement, &enforced);
    let rule = judgement.rule.as_deref().unwrap_or("COMMON");
    items.extend(sample.rows.iter().filter_map(|row| not_planned(row, &sample, &judgement, task, judge)));
    let least = judge.compiled.judge(task.call, &sample.least());
    let may_be_missing = least.violations.iter().filter(|violation| {
        violation.broken == Broken::Missing && !violation.is_conditional && !judgement.violations.contains(violation)
    });
    for key in may_be_missing.filter_map(|violation| violation.property.as_ref()) {
        if sample.rows.iter().any(|row| row.key == *key) {
            let message = format!("`{key}` is required ({rule}), and left out where its value is empty");
            let help = "give the row a `default`, or make the property optional in the plan";
            items.push(Item::new(&PLAN_PROPERTY_MAY_BE_MISSING, message, help, Spot::Row(key.clone())));
        }
    }
    items
}

/// Whether a violation of the sample is one of every event of the task.
fn is_certain(violation: &Violation, rows: &[Given], sender: Sender) -> bool {
    let all_exact = || rows.iter().all(|row| row.is_exact);
    match &violation.property {
        Some(property) => match rows.iter().find(|row| row.key == *property) {
            Some(row) if row.is_exact => !violation.is_conditional || all_exact(),
            _ => violation.of_every_value,
        },
        // Of the task's own event little is known besides its rows.
        None if sender == Sender::Task => {
            let names = ["`userId`", "`anonymousId`", "`properties`", "`traits`"];
            violation.of_every_value
                && violation.broken == Broken::Missing
                && violation.place.is_empty()
                && names.iter().any(|name| violation.says.starts_with(name))
        }
        None => violation.of_every_value,
    }
}

/// Values that a row is known to send and that its rule does not allow.
fn not_planned(row: &Given, sample: &Sample, judgement: &Judgement, task: &TaskSpec, judge: &Judge) -> Option<Item> {
    let breaks = |value: &&Value| {
        let with = judge.compiled.judge(task.call, &sample.where_it_is(&row.key, value));
        with.violations.iter().any(|violation| {
            violation.property.as_deref() == Some(&row.key)
                && matches!(violation.broken, Broken::Type | Broken::Value)
                && !violation.is_conditional
                && !judgement.violations.contains(violation)
        })
    };
    let wrong: Vec<&Value> = row.known.iter().filter(breaks).collect();
    if wrong.is_empty() {
        return None;
    }
    let shown: Vec<String> = wrong.iter().take(SHOWN).map(ToString::to_string).collect();
    let more = if wrong.len() > SHOWN { format!(" and {} more", wrong.len() - SHOWN) } else { String::new() };
    let rule = judgement.rule.as_deref().unwrap_or("COMMON");
    let message =
        format!("`{}` can come to {}{more}, which the plan does not allow ({rule})", row.key, shown.join(", "));
    let help = "translate what the plan does not know with `map`, or add it to the plan";
    Some(Item::new(&PLAN_CHOICE_NOT_PLANNED, message, help, Spot::Row(row.key.clone())))
}
