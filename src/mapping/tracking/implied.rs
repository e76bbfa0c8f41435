//! The rules of a tracking plan that a mapping implies (`reference/segment-tracking-api.md` §9 "Schema"): what its
//! events certainly have, and of which types, whoever of the two sends them.

use super::told::{Item, Spot};
use crate::core::diagnostic::Findings;
use crate::mapping::model::{EmptyPolicy, Mapping, Row, TaskSpec, ValueSpec, ValueType};
use crate::segment::event::CallType;
use crate::segment::tracking_plan::findings::PLAN_NOT_JUDGED;
use crate::segment::tracking_plan::{Rule, RuleType};
use serde_json::{Map, Value, json};

/// What is known of a property over all tasks of one event.
struct Property {
    key: String,
    /// JSON types, in the order in which they were met.
    types: Vec<&'static str>,
    /// Whether every value is an RFC 3339 moment.
    is_moment: bool,
    /// Of how many tasks every event has it.
    always_in: usize,
}

/// The rules, Track events first, in the order of the file. A task whose event name changes with the answers has
/// none, which is said.
pub(crate) fn rules(mapping: &Mapping, findings: &mut Findings) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for task in mapping.tasks.iter().filter(|task| task.call == CallType::Track) {
        match name(task) {
            Some(name) if !names.contains(&name) => names.push(name),
            Some(_) => {}
            None => {
                let message = "the event's name changes with the answers: no rule can name it".to_owned();
                let help = "give the event one name, and put the pipe into `properties`";
                let item = Item::new(&PLAN_NOT_JUDGED, message, help, Spot::Event);
                findings.push(item.finding("", mapping, Some(task), None));
            }
        }
    }
    for event in names {
        let tasks: Vec<&TaskSpec> = mapping.tasks.iter().filter(|task| name(task) == Some(event)).collect();
        rules.push(Rule::new(RuleType::Track, Some(event.to_owned()), schema(mapping, &tasks, CallType::Track)));
    }
    let identify: Vec<&TaskSpec> = mapping.tasks.iter().filter(|task| task.call == CallType::Identify).collect();
    if !identify.is_empty() {
        rules.push(Rule::new(RuleType::Identify, None, schema(mapping, &identify, CallType::Identify)));
    }
    rules
}

/// The event's name, where it is the same for every response.
fn name(task: &TaskSpec) -> Option<&str> {
    let event = task.event.as_ref().filter(|event| event.map.is_empty() && event.hash.is_none())?;
    event.template.literal().filter(|name| !name.is_empty())
}

/// The schema of the events of these tasks.
fn schema(mapping: &Mapping, tasks: &[&TaskSpec], call: CallType) -> Value {
    let mut properties: Vec<Property> = Vec::new();
    for row in tasks.iter().flat_map(|task| &task.rows) {
        let at = properties.iter().position(|known| known.key == row.key.value).unwrap_or_else(|| {
            let key = row.key.value.clone();
            properties.push(Property { key, types: Vec::new(), is_moment: true, always_in: 0 });
            properties.len() - 1
        });
        properties[at].add(mapping, row);
    }
    let required: Vec<&str> = properties
        .iter()
        .filter(|property| property.always_in == tasks.len())
        .map(|property| property.key.as_str())
        .collect();
    let described: Map<String, Value> =
        properties.iter().map(|property| (property.key.clone(), property.schema())).collect();
    let mut body = json!({ "type": "object", "properties": described });
    let mut members =
        json!({ "context": { "type": "object" }, "traits": { "type": "object" }, "properties": { "type": "object" } });
    let ids: Vec<&str> = tasks.iter().map(|task| task.id.value.as_str()).collect();
    let mut whole = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "description": format!("As qseg's mapping sends it: {}", ids.join(", ")),
    });
    if !required.is_empty() {
        body["required"] = json!(required);
        whole["required"] = json!([call.body_key()]);
    }
    members[call.body_key()] = body;
    whole["properties"] = members;
    whole
}

impl Property {
    /// Takes in what a row sends.
    fn add(&mut self, mapping: &Mapping, row: &Row) {
        let value = &row.value;
        let mut add = |kind: &'static str, is_moment: bool| {
            if !self.types.contains(&kind) {
                self.types.push(kind);
            }
            self.is_moment &= is_moment;
        };
        if mapping.senders.qseg {
            let is_hashed = value.hash.is_some();
            match value.kind {
                ValueType::List => add("array", false),
                _ if is_hashed => add("string", false),
                ValueType::String => add("string", false),
                ValueType::Integer => add("integer", false),
                ValueType::Number => add("number", false),
                ValueType::Boolean => add("boolean", false),
                ValueType::Datetime => add("string", true),
            }
            // An empty value that is kept is `""`, and `[]` in a list.
            if value.empty == EmptyPolicy::Keep && value.kind != ValueType::List {
                add("string", false);
            }
        }
        if mapping.senders.task {
            add("string", false);
        }
        let by_qseg = !mapping.senders.qseg || is_always_sent(value);
        // The task sends an empty text where there is no value.
        self.always_in += usize::from(by_qseg);
    }

    fn schema(&self) -> Value {
        let mut schema = match self.types.as_slice() {
            [one] => json!({ "type": one }),
            several => json!({ "type": several }),
        };
        if self.types.contains(&"array") {
            schema["items"] = json!({ "type": "string" });
        }
        if self.is_moment && self.types == ["string"] {
            schema["format"] = json!("date-time");
        }
        schema
    }
}

/// Whether every event has the row's key when qseg sends it.
fn is_always_sent(value: &ValueSpec) -> bool {
    let has_default = value.default.as_ref().is_some_and(|text| !text.is_empty());
    let is_text = value.template.literal().is_some_and(|text| !text.is_empty());
    // `missing` and `map` may make nothing of a text.
    value.empty == EmptyPolicy::Keep || has_default || (is_text && value.missing.is_empty() && value.map.is_empty())
}
