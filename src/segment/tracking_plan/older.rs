//! The shapes that tracking plans had before: the Config API's, with an object `rules` of events and of schemas by
//! call (`reference/segment-tracking-api.md` §9 "Older Config API shape"), and the schemas of Typewriter's own
//! `plan.json`, which describe the properties alone (segmentio/typewriter, `src/api/trackingplans.ts`).

use super::document::{text, version};
use super::{Rule, RuleType, TrackingPlan};
use serde_json::{Value, json};

/// The schemas that stand under the name of their call.
const BY_CALL: [(&str, RuleType); 5] = [
    ("global", RuleType::Common),
    ("identify", RuleType::Identify),
    ("group", RuleType::Group),
    ("page", RuleType::Page),
    ("screen", RuleType::Screen),
];

/// Reads the Config API's shape; `None` where it is another one, the inner error where it cannot be read.
pub(super) fn read(document: &Value) -> Option<Result<TrackingPlan, String>> {
    let document = document.get("tracking_plan").unwrap_or(document);
    let rules = document.get("rules").filter(|rules| rules.is_object())?;
    Some(plan(document, rules))
}

fn plan(document: &Value, rules: &Value) -> Result<TrackingPlan, String> {
    let mut found = Vec::new();
    for (name, kind) in BY_CALL {
        match rules.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Object(schema)) if schema.is_empty() => {}
            Some(schema @ Value::Object(_)) => found.push(Rule::new(kind, None, schema.clone())),
            Some(_) => return Err(format!("its `rules.{name}` is no schema")),
        }
    }
    for (name, instead) in [("identify_traits", "identify"), ("group_traits", "group")] {
        // Of their entries no example is known; the plans that are have empty lists.
        if rules.get(name).and_then(Value::as_array).is_some_and(|traits| !traits.is_empty())
            && rules.get(instead).is_none()
        {
            return Err(format!("its `rules.{name}` is of a shape that qseg does not know"));
        }
    }
    let events = match rules.get("events") {
        None | Some(Value::Null) => &Vec::new(),
        Some(Value::Array(events)) => events,
        Some(_) => return Err("its `rules.events` is no list".to_owned()),
    };
    for (at, event) in events.iter().enumerate() {
        let Some(name) = text(event, "name").filter(|name| !name.is_empty()) else {
            return Err(format!("event {} has no `name`", at + 1));
        };
        let Some(schema) = event.get("rules").filter(|schema| schema.is_object()) else {
            return Err(format!("the event \"{name}\" has no schema `rules`"));
        };
        found.push(Rule { version: version(event), ..Rule::new(RuleType::Track, Some(name), schema.clone()) });
    }
    Ok(TrackingPlan {
        id: text(document, "name"),
        name: text(document, "display_name"),
        rules: found,
        ..TrackingPlan::default()
    })
}

/// The schema of a whole event, where this one is of the properties or traits alone: Typewriter marks those.
pub(super) fn wrapped(schema: &Value, kind: RuleType) -> Option<Value> {
    schema.get("eventMetadata")?;
    let body = if matches!(kind, RuleType::Identify | RuleType::Group) { "traits" } else { "properties" };
    let mut inner = schema.clone();
    let members = inner.as_object_mut()?;
    for outer in ["eventMetadata", "$schema", "labels"] {
        members.remove(outer);
    }
    let has_required = inner.get("required").and_then(Value::as_array).is_some_and(|names| !names.is_empty());
    let mut whole = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": { body: inner },
    });
    if has_required {
        whole["required"] = json!([body]);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(document: Value) -> Result<Vec<(String, Value)>, String> {
        let plan = read(&document).expect("of this shape")?;
        Ok(plan.rules.into_iter().map(|rule| (rule.called(), rule.schema)).collect())
    }

    #[test]
    fn the_config_apis_plan_is_read_with_its_name_and_its_common_schema() {
        let document = json!({
            "name": "workspaces/w/tracking-plans/rs_1", "display_name": "Surveys",
            "rules": {
                "global": { "required": ["context"] },
                "identify": { "properties": { "traits": {} } },
                "group": {}, "identify_traits": [], "group_traits": [],
                "events": [{ "name": "Done", "description": "", "version": 2, "rules": { "type": "object" } }],
            },
        });
        let plan = read(&document).expect("of this shape").expect("reads");
        let name = "workspaces/w/tracking-plans/rs_1";
        assert_eq!((plan.id.as_deref(), plan.name.as_deref()), (Some(name), Some("Surveys")));
        let wanted = [
            ("COMMON".to_owned(), json!({ "required": ["context"] })),
            ("IDENTIFY".to_owned(), json!({ "properties": { "traits": {} } })),
            ("TRACK \"Done\", version 2".to_owned(), json!({ "type": "object" })),
        ];
        assert_eq!(rules(json!({ "tracking_plan": document })).expect("reads"), wanted);
        assert!(read(&json!({ "rules": [] })).is_none());
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (wrong, why) in [
            (json!({ "events": {} }), "its `rules.events` is no list"),
            (json!({ "events": [{ "rules": {} }] }), "event 1 has no `name`"),
            (json!({ "events": [{ "name": "E" }] }), "the event \"E\" has no schema `rules`"),
            (json!({ "global": [] }), "its `rules.global` is no schema"),
            (json!({ "identify_traits": [{}] }), "its `rules.identify_traits` is of a shape that qseg does not know"),
        ] {
            assert_eq!(rules(json!({ "rules": wrong })), Err(why.to_owned()));
        }
        assert_eq!(rules(json!({ "rules": { "identify": {}, "identify_traits": [{}] } })), Ok(vec![]));
    }

    #[test]
    fn a_schema_of_the_properties_alone_becomes_one_of_the_event() {
        let inner = json!({ "eventMetadata": { "name": "E" }, "type": "object", "required": ["a"], "labels": {} });
        let whole = wrapped(&inner, RuleType::Track).expect("wrapped");
        assert_eq!(whole["properties"], json!({ "properties": { "type": "object", "required": ["a"] } }));
        assert_eq!(whole["required"], json!(["properties"]));
        assert!(wrapped(&json!({ "type": "object" }), RuleType::Track).is_none());
        let traits = wrapped(&json!({ "eventMetadata": {} }), RuleType::Identify).expect("wrapped");
        assert_eq!((&traits["properties"], traits.get("required")), (&json!({ "traits": {} }), None));
    }
}
