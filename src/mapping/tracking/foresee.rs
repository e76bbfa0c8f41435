//! What the events of a mapping will be by a tracking plan, before there is a response: as the Segment task would send
//! them and as qseg would, whichever of them sends by the file (`senders`).
//!
//! Told is what is certain: a value that is not known is only held to its JSON type, a literal to all of its rule, and
//! each value that the survey or a `default` is known to give by itself.

use super::judge::Judge;
use super::sample::{Given, Sample, Sender};
use super::told::{self, Item, Spot};
use crate::core::diagnostic::Findings;
use crate::mapping::model::{Mapping, TaskSpec};
use crate::qualtrics::survey::Survey;
use crate::segment::tracking_plan::compiled::Judgement;
use crate::segment::tracking_plan::enforce::enforce;
use crate::segment::tracking_plan::findings::{
    PLAN_CHOICE_NOT_PLANNED, PLAN_NOT_JUDGED, PLAN_PROPERTY_MAY_BE_EMPTY, PLAN_PROPERTY_MAY_BE_MISSING,
};
use crate::segment::tracking_plan::violation::{Broken, Violation};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// How many values of a row are named.
const SHOWN: usize = 5;

/// Judges every task of a mapping.
pub(crate) fn foresee(mapping: &Mapping, judge: &Judge, survey: Option<&Survey>, findings: &mut Findings) {
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
    let turns = Turns { sample: &sample, judgement: &judgement, task, judge };
    items.extend(turns.not_planned(rule));
    items.extend(turns.empty(rule));
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

/// Values that rows are known to send. All rows take a turn at once: a rule describes each property by itself, and what
/// it says of several together is left out.
struct Turns<'t> {
    sample: &'t Sample,
    judgement: &'t Judgement,
    task: &'t TaskSpec,
    judge: &'t Judge,
}

impl<'t> Turns<'t> {
    /// The rows whose value of this turn is not allowed, where that was not said of every value.
    fn wrong(&self, turn: impl Fn(&'t Given) -> Option<&'t Value>) -> Vec<(&'t Given, &'t Value)> {
        let judged = self.judge.compiled.judge(self.task.call, &self.sample.where_it_is(&turn));
        let broken: HashSet<&str> = judged
            .violations
            .iter()
            .filter(|violation| matches!(violation.broken, Broken::Type | Broken::Value) && !violation.is_conditional)
            .filter(|violation| !self.judgement.violations.contains(violation))
            .filter_map(|violation| violation.property.as_deref())
            .collect();
        let rows = self.sample.rows.iter().filter(|row| broken.contains(row.key.as_str()));
        rows.filter_map(|row| Some((row, turn(row)?))).collect()
    }

    /// Values that a row is known to send and that its rule does not allow.
    fn not_planned(&self, rule: &str) -> Vec<Item> {
        let most = self.sample.rows.iter().map(|row| row.known.len()).max().unwrap_or(0);
        let mut wrong: HashMap<&str, Vec<&Value>> = HashMap::new();
        for turn in 0..most {
            for (row, value) in self.wrong(|row| row.known.get(turn)) {
                wrong.entry(&row.key).or_default().push(value);
            }
        }
        let item = |row: &Given| {
            let (key, values) = (&row.key, wrong.get(row.key.as_str())?);
            let shown: Vec<String> = values.iter().take(SHOWN).map(ToString::to_string).collect();
            let more = if values.len() > SHOWN { format!(" and {} more", values.len() - SHOWN) } else { String::new() };
            let message =
                format!("`{key}` can come to {}{more}, which the plan does not allow ({rule})", shown.join(", "));
            let help = "translate what the plan does not know with `map`, or add it to the plan";
            Some(Item::new(&PLAN_CHOICE_NOT_PLANNED, message, help, Spot::Row(key.clone())))
        };
        self.sample.rows.iter().filter_map(item).collect()
    }

    /// Empty values that are sent and that their rule does not allow.
    fn empty(&self, rule: &str) -> Vec<Item> {
        let item = |(row, value): (&Given, &Value)| {
            let key = &row.key;
            let message = format!("an empty `{key}` is sent as {value}, which the plan does not allow ({rule})");
            let help = "allow it in the plan; or leave empty values out: remove `empty: keep`, with `senders: [qseg]`";
            Item::new(&PLAN_PROPERTY_MAY_BE_EMPTY, message, help, Spot::Row(key.clone()))
        };
        self.wrong(|row| row.where_empty.as_ref()).into_iter().map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::read;
    use crate::segment::tracking_plan::{Rule, RuleType, TrackingPlan};
    use serde_json::json;

    /// Code and message of everything that is foreseen of a task with these rows, by a plan with these properties.
    fn foreseen(senders: &str, rows: &str, body: Value) -> Vec<(&'static str, String)> {
        let text = format!(
            "version: 1\nsenders: [{senders}]\ntasks:\n  t:\n    type: track\n    event: Done\n    userId: ${{m://Email}}\n    properties: {{ {rows} }}\n"
        );
        let (mapping, findings) = read("m.yaml", &text);
        let mapping = mapping.unwrap_or_else(|| panic!("{findings:?}"));
        let schema = json!({ "properties": { "properties": body } });
        let rules = vec![Rule::new(RuleType::Track, Some("Done".to_owned()), schema)];
        let judge = Judge::new(TrackingPlan { rules, ..TrackingPlan::default() });
        let mut findings = Findings::new();
        foresee(&mapping, &judge, None, &mut findings);
        let told = findings.groups().iter().map(|group| &group.first);
        let told = told.filter(|first| first.code.name != "plan_settings_unknown");
        told.map(|first| (first.code.name, first.message.clone())).collect()
    }

    const A: &str = "a: \"${e://Field/a}\"";

    fn of(property: Value) -> Value {
        json!({ "properties": { "a": property } })
    }

    fn codes(senders: &str, rows: &str, body: Value) -> Vec<&'static str> {
        foreseen(senders, rows, body).into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn of_a_value_that_is_not_known_only_its_type_is_judged() {
        for open in [
            json!({ "enum": ["x"] }),
            json!({ "pattern": "^x$" }),
            json!({ "type": "string", "minLength": 50 }),
            json!({ "format": "date-time" }),
            json!({ "type": ["string", "null"] }),
            json!({ "not": { "type": "string" } }),
        ] {
            assert_eq!(codes("qseg", A, of(open.clone())), Vec::<&str>::new(), "{open}");
        }
        for (wrong, code) in [
            (json!({ "type": "number" }), "plan_property_type"),
            (json!({ "type": "array" }), "plan_property_type"),
            (json!({ "enum": [1, 2] }), "plan_property_value"),
            (json!({ "anyOf": [{ "type": "null" }, { "type": "integer" }] }), "plan_property_type"),
            (json!(false), "plan_property_value"),
        ] {
            assert_eq!(codes("qseg", A, of(wrong.clone())), [code], "{wrong}");
        }
        let list = "a: { value: \"${e://Field/a}\", type: list }";
        assert_eq!(codes("qseg", list, of(json!({ "items": { "type": "number" } }))), ["plan_property_type"]);
        assert!(codes("qseg", list, of(json!({ "items": { "enum": ["x"] } }))).is_empty());
        let number = "a: { value: \"${e://Field/a}\", type: number }";
        assert!(codes("qseg", number, of(json!({ "type": "integer" }))).is_empty(), "it may be a whole one");
    }

    #[test]
    fn a_literal_is_judged_whole_as_it_would_be_sent() {
        assert_eq!(codes("qseg", "a: web", of(json!({ "enum": ["app"] }))), ["plan_property_value"]);
        let mapped = "a: { value: web, map: { web: app } }";
        assert!(codes("qseg", mapped, of(json!({ "enum": ["app"] }))).is_empty());
        assert_eq!(
            codes("task", mapped, of(json!({ "enum": ["app"] }))),
            ["plan_property_value"],
            "the task has no map"
        );
        let typed = "a: { value: \"12\", type: integer }";
        assert!(codes("qseg", typed, of(json!({ "const": 12 }))).is_empty());
        assert_eq!(codes("task", typed, of(json!({ "type": "integer" }))), ["plan_property_type"]);
    }

    #[test]
    fn what_other_values_decide_is_left_to_real_events() {
        let then = json!({ "properties": { "a": {} }, "if": { "properties": { "a": { "const": "text" } } }, "then": { "required": ["b"] } });
        assert!(codes("qseg", A, then).is_empty());
        let depends = json!({ "properties": { "a": {}, "c": {} }, "dependencies": { "a": ["b"] } });
        assert!(codes("qseg", &format!("{A}, c: x"), depends).is_empty());
    }

    #[test]
    fn a_required_row_may_be_missing_if_qseg_sends_and_empty_if_the_task_does() {
        let body = json!({ "properties": { "a": { "enum": ["x", "y"] } }, "required": ["a"] });
        assert_eq!(codes("qseg", A, body.clone()), ["plan_property_may_be_missing"]);
        assert_eq!(codes("task", A, body.clone()), ["plan_property_may_be_empty"]);
        let both = foreseen("task, qseg", A, body.clone());
        let who: Vec<&str> = both.iter().map(|(_, message)| message.split(',').next().expect("words")).collect();
        assert_eq!(who, ["as the task sends it", "as qseg sends it"]);
        let kept = "a: { value: \"${e://Field/a}\", empty: keep }";
        assert_eq!(codes("qseg", kept, body.clone()), ["plan_property_may_be_empty"]);
        let with_default = "a: { value: \"${e://Field/a}\", default: y }";
        assert!(codes("qseg", with_default, body).is_empty());
    }

    #[test]
    fn what_both_send_alike_is_told_once() {
        let told = foreseen("task, qseg", A, of(json!({ "type": "number" })));
        let wanted = "`a`: must be number, and is a string (TRACK \"Done\")".to_owned();
        assert_eq!(told, [("plan_property_type", wanted)]);
    }
}
