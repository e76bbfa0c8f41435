//! What a change of mapping does to events: two events of one response held against each other, field by field.
//!
//! Of values only the names of their fields, their JSON types and counts are kept. The messageId is left out: it is
//! made of the source, the task and the response, and never of the answers.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a task made of a response by one of the two mappings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made<'e> {
    /// No event: there is no such task, the response does not count, or its condition was not met.
    Nothing,
    /// An event that was judged bad, under this code.
    Rejected(&'static str),
    /// An event that would be sent.
    Event(&'e [u8]),
}

/// What became of one task's events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TaskChange {
    /// Events before and after.
    pub(crate) events: [u64; 2],
    /// Events that there were not before.
    pub(crate) gained: u64,
    /// Events that there are no more.
    pub(crate) lost: u64,
    /// Events that hold something else.
    pub(crate) changed: u64,
    /// Events judged bad before and after, by code.
    pub(crate) rejected: [BTreeMap<&'static str, u64>; 2],
    /// What changed in those that changed, by field: `userId`, `properties.plan`.
    pub(crate) fields: BTreeMap<String, FieldChange>,
}

/// What became of one field in the events that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FieldChange {
    /// Events that have it now.
    pub(crate) added: u64,
    /// Events that have it no more.
    pub(crate) removed: u64,
    /// Events in which it has another value.
    pub(crate) changed: u64,
    /// Those of them in which it has another JSON type: before and after.
    pub(crate) types: BTreeMap<[&'static str; 2], u64>,
}

impl TaskChange {
    /// Holds what a response has become by the two mappings against each other; says whether an event was gained,
    /// lost or changed.
    ///
    /// # Errors
    /// An event is no JSON object, which cannot be.
    pub(crate) fn see(&mut self, before: Made<'_>, after: Made<'_>) -> Result<bool, serde_json::Error> {
        for (side, made) in [before, after].into_iter().enumerate() {
            match made {
                Made::Nothing => {}
                Made::Rejected(code) => *self.rejected[side].entry(code).or_default() += 1,
                Made::Event(_) => self.events[side] += 1,
            }
        }
        Ok(match (before, after) {
            (Made::Event(before), Made::Event(after)) => {
                let is_other = before != after && self.compare(before, after)?;
                self.changed += u64::from(is_other);
                is_other
            }
            (Made::Event(_), _) => {
                self.lost += 1;
                true
            }
            (_, Made::Event(_)) => {
                self.gained += 1;
                true
            }
            _ => false,
        })
    }

    /// Whether there is any difference.
    pub(crate) fn differs(&self) -> bool {
        self.touched() > 0 || self.rejected[0] != self.rejected[1]
    }

    /// Events gained, lost or changed.
    pub(crate) fn touched(&self) -> u64 {
        self.gained + self.lost + self.changed
    }

    fn compare(&mut self, before: &[u8], after: &[u8]) -> Result<bool, serde_json::Error> {
        let (before, after): (Map<String, Value>, Map<String, Value>) =
            (serde_json::from_slice(before)?, serde_json::from_slice(after)?);
        let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
        flatten("", &before, &mut old);
        flatten("", &after, &mut new);
        let mut differs = false;
        for (name, value) in &new {
            match old.get(name) {
                Some(was) if was == value => continue,
                Some(was) => {
                    let field = self.fields.entry(name.clone()).or_default();
                    field.changed += 1;
                    let types = [type_of(was), type_of(value)];
                    if types[0] != types[1] {
                        *field.types.entry(types).or_default() += 1;
                    }
                }
                None => self.fields.entry(name.clone()).or_default().added += 1,
            }
            differs = true;
        }
        for name in old.keys().filter(|name| !new.contains_key(*name)) {
            self.fields.entry(name.clone()).or_default().removed += 1;
            differs = true;
        }
        Ok(differs)
    }
}

/// Every field of an event by its dotted name; the messageId is none.
fn flatten<'v>(prefix: &str, object: &'v Map<String, Value>, out: &mut BTreeMap<String, &'v Value>) {
    for (key, value) in object {
        match value {
            _ if prefix.is_empty() && key == "messageId" => {}
            Value::Object(inner) => flatten(&format!("{prefix}{key}."), inner, out),
            value => drop(out.insert(format!("{prefix}{key}"), value)),
        }
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_added_removed_changed_and_flipped_and_ids_are_passed_over() {
        let mut task = TaskChange::default();
        let before =
            br#"{"messageId":"a","userId":"u","properties":{"x":"7","y":"1","z":[1]},"context":{"page":{"url":"u"}}}"#;
        let after =
            br#"{"messageId":"b","userId":"u","properties":{"x":7,"z":[2],"new":"n"},"context":{"page":{"url":"v"}}}"#;
        assert!(task.see(Made::Event(before), Made::Event(after)).expect("JSON"));
        let of = |name: &str| task.fields.get(name).cloned().unwrap_or_default();
        assert_eq!(of("properties.x").types, BTreeMap::from([(["string", "number"], 1)]));
        assert_eq!((of("properties.x").changed, of("properties.y").removed, of("properties.new").added), (1, 1, 1));
        assert_eq!((of("properties.z").changed, of("properties.z").types.len()), (1, 0));
        assert_eq!(of("context.page.url").changed, 1);
        assert_eq!(task.fields.len(), 5, "neither userId, which is the same, nor messageId: {:?}", task.fields);
        let other_id = br#"{"messageId":"c","userId":"u"}"#;
        assert!(!task.see(Made::Event(br#"{"messageId":"a","userId":"u"}"#), Made::Event(other_id)).expect("JSON"));
        assert_eq!((task.events, task.changed), ([2, 2], 1));
    }

    #[test]
    fn events_are_gained_and_lost_and_bad_ones_are_counted_by_code() {
        let mut task = TaskChange::default();
        assert!(task.see(Made::Nothing, Made::Event(b"{}")).expect("JSON"));
        assert!(task.see(Made::Event(b"{}"), Made::Rejected("bad")).expect("JSON"));
        assert!(!task.see(Made::Rejected("bad"), Made::Rejected("worse")).expect("JSON"));
        assert!(!task.see(Made::Nothing, Made::Nothing).expect("JSON"));
        assert_eq!((task.gained, task.lost, task.changed, task.events), (1, 1, 0, [1, 1]));
        assert_eq!(task.rejected, [BTreeMap::from([("bad", 1)]), BTreeMap::from([("bad", 1), ("worse", 1)])]);
        assert!(task.differs());
    }
}
