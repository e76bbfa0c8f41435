//! Scenes for what is found where a mapping, or the events of responses, meet a tracking plan.

use super::{Case, Scene, alone};
use crate::support::{mapping, recodes};
use serde_json::{Value, json};

const PLAN: &str = "p: \"${e://Field/plan}\"";

/// The property `p` of the event "Answered" as a plan describes it, with these keywords for the properties.
fn rule(property: Value, more: Value) -> Value {
    let mut body = json!({ "type": "object", "properties": { "p": property } });
    more.as_object().expect("an object").iter().for_each(|(key, value)| body[key] = value.clone());
    json!({ "type": "TRACK", "key": "Answered", "version": 1, "jsonSchema": { "properties": { "properties": body } } })
}

fn plan(rules: &[Value]) -> String {
    json!({ "rules": rules }).to_string()
}

/// With what the source does about Track events.
fn with_settings(rules: &[Value], track: Value) -> String {
    json!({ "rules": rules, "settings": { "track": track } }).to_string()
}

fn rows(rows: &[&str]) -> Scene {
    alone(mapping(rows))
}

fn string() -> Value {
    json!({ "type": "string" })
}

pub fn cases() -> Vec<Case> {
    let by = |row: &str, property: Value, more: Value| rows(&[row]).by_plan(plan(&[rule(property, more)]));
    let real =
        |cell: &str, property: Value| by(PLAN, property, json!({})).on("answers.csv", recodes(&["plan"], &[&[cell]]));
    let common = |schema: Value| {
        rows(&[PLAN]).by_plan(plan(&[
            rule(string(), json!({})),
            json!({ "type": "COMMON", "version": 1, "jsonSchema": schema }),
        ]))
    };
    let named = |name: &str| {
        let text = mapping(&[PLAN]).replace("event: Answered", &format!("event: {name}"));
        alone(text).by_plan(plan(&[rule(string(), json!({}))]))
    };
    let deprecated = |since: &str| {
        let mut rule = rule(string(), json!({}));
        rule["deprecatedAt"] = json!(since);
        rows(&[PLAN]).by_plan(plan(&[rule]))
    };
    let choices = json!([{ "const": 1, "label": "Free" }, { "const": 2, "label": "Team" }]);
    let survey = json!({ "$id": "http://qualtrics.com/API/v3/surveys/SV_1/response-schema",
        "properties": { "values": { "properties": { "QID1": { "type": "number", "oneOf": choices } } } } });
    let chosen = |allowed: Value| {
        by("p: \"${q://QID1/ChoiceGroup/SelectedChoices}\"", json!({ "enum": allowed }), json!({}))
            .with_survey(survey.to_string())
    };
    let settings =
        |track: Value| rows(&[PLAN]).by_plan(with_settings(&[rule(json!({ "type": "number" }), json!({}))], track));
    let open = json!({ "allowEventOnViolations": true, "allowPropertiesOnViolations": true });
    let strict_common = json!({ "type": "COMMON", "version": 1, "jsonSchema": { "required": ["anonymousId"] } });
    let blocked = |rules: &[Value], track: Value| rows(&[PLAN]).by_plan(with_settings(rules, track));
    let other = json!({ "type": "TRACK", "key": "Other", "version": 1, "jsonSchema": {} });
    vec![
        ("plan_event_unplanned", named("answered"), named("Answered")),
        (
            "plan_property_missing",
            by(PLAN, string(), json!({ "required": ["q"] })),
            by("q: web", string(), json!({ "required": ["q"] })),
        ),
        ("plan_property_missing", real("", string()).with_required(), real("free", string()).with_required()),
        ("plan_property_type", by(PLAN, json!({ "type": "number" }), json!({})), by(PLAN, string(), json!({}))),
        (
            "plan_property_value",
            by("p: web", json!({ "enum": ["app"] }), json!({})),
            by("p: app", json!({ "enum": ["app"] }), json!({})),
        ),
        ("plan_property_value", real("web", json!({ "enum": ["app"] })), real("app", json!({ "enum": ["app"] }))),
        ("plan_property_unplanned", by("r: x", string(), json!({})), by("p: x", string(), json!({}))),
        (
            "plan_property_unplanned",
            by("r: x", string(), json!({ "additionalProperties": false })),
            by("p: x", string(), json!({ "additionalProperties": false })),
        ),
        ("plan_common_rule", common(json!({ "required": ["anonymousId"] })), common(json!({ "required": ["userId"] }))),
        ("plan_choice_not_planned", chosen(json!(["Free"])), chosen(json!(["Free", "Team"]))),
        (
            "plan_choice_not_planned",
            by("p: { value: \"${e://Field/plan}\", default: none }", json!({ "enum": ["free"] }), json!({})),
            by("p: { value: \"${e://Field/plan}\", default: free }", json!({ "enum": ["free"] }), json!({})),
        ),
        (
            "plan_property_may_be_missing",
            by(PLAN, string(), json!({ "required": ["p"] })),
            by("p: { value: \"${e://Field/plan}\", default: free }", string(), json!({ "required": ["p"] })),
        ),
        (
            "plan_property_may_be_empty",
            by("p: { value: \"${e://Field/plan}\", empty: keep }", json!({ "minLength": 1 }), json!({})),
            by("p: { value: \"${e://Field/plan}\", empty: keep }", string(), json!({})),
        ),
        ("plan_rule_unusable", by(PLAN, json!({ "type": "text" }), json!({})), by(PLAN, string(), json!({}))),
        ("plan_rule_deprecated", deprecated("2026-01-01T00:00:00Z"), deprecated("0001-01-01T00:00:00.000Z")),
        ("plan_not_judged", named("${e://Field/plan}"), named("Answered")),
        ("plan_settings_unknown", by(PLAN, json!({ "type": "number" }), json!({})), settings(open.clone())),
        ("schema_violation", settings(json!({ "allowEventOnViolations": false })), settings(open)),
        (
            "unplanned",
            blocked(std::slice::from_ref(&other), json!({ "allowUnplannedEvents": false })),
            blocked(std::slice::from_ref(&other), json!({ "allowUnplannedEvents": true })),
        ),
        (
            "common_schema_violation",
            blocked(&[rule(string(), json!({})), strict_common.clone()], json!({ "commonEventOnViolations": "BLOCK" })),
            blocked(&[rule(string(), json!({})), strict_common.clone()], json!({ "commonEventOnViolations": "ALLOW" })),
        ),
        (
            "unplanned_and_schema_violation",
            blocked(
                &[other.clone(), strict_common.clone()],
                json!({ "allowUnplannedEvents": false, "commonEventOnViolations": "BLOCK" }),
            ),
            blocked(
                &[other, strict_common],
                json!({ "allowUnplannedEvents": false, "commonEventOnViolations": "ALLOW" }),
            ),
        ),
    ]
}

impl Scene {
    /// The plan requires the property `p`.
    fn with_required(self) -> Scene {
        Scene { plan: Some(plan(&[rule(string(), json!({ "required": ["p"] }))])), ..self }
    }
}
