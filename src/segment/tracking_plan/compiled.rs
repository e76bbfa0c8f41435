//! A tracking plan, made ready to judge events: one validator a rule, found by call, event name and version
//! (`reference/segment-tracking-api.md` §9).

use super::violation::Violation;
use super::{Rule, RuleType, TrackingPlan};
use crate::segment::event::CallType;
use jsonschema::Validator;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// A plan, compiled. Rules for calls that a Segment task does not make are only looked at for faults.
#[derive(Debug, Default)]
pub struct Compiled {
    common: Vec<CompiledRule>,
    identify: Vec<CompiledRule>,
    /// By event name, the oldest version first.
    track: HashMap<String, Vec<CompiledRule>>,
    faults: Vec<Fault>,
}

/// A rule that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What the rule is called.
    pub(crate) rule: String,
    /// Why its schema is none.
    pub why: String,
}

#[derive(Debug)]
struct CompiledRule {
    called: String,
    version: u64,
    deprecated: Option<String>,
    /// `None` where the schema is none.
    validator: Option<Validator>,
    /// The names of properties or traits that it has.
    planned: HashSet<String>,
}

/// What a plan says of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// What the event's own rule is called; `None` where the plan has none for it.
    pub(crate) rule: Option<String>,
    /// Whether it is a Track event that the plan does not name. Of other calls there is one rule or none (§9).
    pub(crate) is_unplanned: bool,
    /// Since when its rule is deprecated.
    pub(crate) deprecated: Option<String>,
    /// Whether a rule that it should be held against cannot be used.
    pub(crate) is_unjudged: bool,
    /// What breaks its own rule, and the common ones.
    pub(crate) violations: Vec<Violation>,
    /// Properties or traits that its rule does not name. It may forbid them besides ([`Broken::Extra`](super::violation::Broken::Extra)).
    pub(crate) unplanned_names: Vec<String>,
}

impl Judgement {
    /// Whether there is nothing to say.
    pub(crate) fn is_clean(&self) -> bool {
        !self.is_unplanned && self.violations.is_empty() && self.unplanned_names.is_empty()
    }
}

impl Compiled {
    /// Compiles every rule; those that cannot be used are [`faults`](Compiled::faults).
    pub fn of(plan: &TrackingPlan) -> Compiled {
        let mut compiled = Compiled::default();
        for rule in &plan.rules {
            let made = compiled.rule(rule);
            match (rule.kind, &rule.key) {
                (RuleType::Common, _) => compiled.common.push(made),
                (RuleType::Identify, _) => compiled.identify.push(made),
                (RuleType::Track, Some(key)) => compiled.track.entry(key.clone()).or_default().push(made),
                (RuleType::Track, None) | (RuleType::Group | RuleType::Page | RuleType::Screen, _) => {}
            }
        }
        let of_names = compiled.track.values_mut().chain([&mut compiled.identify]);
        // Stable: of two rules of one version the first counts.
        of_names.for_each(|versions| versions.sort_by_key(|rule| rule.version));
        compiled
    }

    /// The rules that cannot be used.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The names of the Track events that it has.
    pub fn events(&self) -> impl Iterator<Item = &str> {
        self.track.keys().map(String::as_str)
    }

    /// Judges an event.
    pub fn judge(&self, call: CallType, event: &Value) -> Judgement {
        let mut judgement = Judgement::default();
        let body = call.body_key();
        for rule in &self.common {
            rule.hold(event, body, true, &mut judgement);
        }
        let versions = match call {
            CallType::Identify => Some(&self.identify),
            CallType::Track => event["event"].as_str().and_then(|name| self.track.get(name)),
        };
        let Some(rule) = versions.and_then(|versions| of_version(versions, event)) else {
            judgement.is_unplanned = call == CallType::Track;
            return judgement;
        };
        judgement.rule = Some(rule.called.clone());
        judgement.deprecated.clone_from(&rule.deprecated);
        rule.hold(event, body, false, &mut judgement);
        if let Some(members) = event[body].as_object() {
            let unplanned: Vec<String> =
                members.keys().filter(|name| !rule.planned.contains(name.as_str())).cloned().collect();
            judgement.unplanned_names = unplanned;
        }
        judgement
    }

    fn rule(&mut self, rule: &Rule) -> CompiledRule {
        let validator = match jsonschema::draft7::new(&without_dialect(&rule.schema)) {
            Ok(validator) => Some(validator),
            Err(error) => {
                let at = error.instance_path().to_string();
                let at = if at.is_empty() { String::new() } else { format!(" (at {at})") };
                self.faults.push(Fault { rule: rule.called(), why: format!("{error}{at}") });
                None
            }
        };
        let body = if rule.kind == RuleType::Identify { CallType::Identify } else { CallType::Track }.body_key();
        let planned = rule.schema.pointer(&format!("/properties/{body}/properties")).and_then(Value::as_object);
        CompiledRule {
            called: rule.called(),
            version: rule.version,
            deprecated: rule.deprecated().map(str::to_owned),
            validator,
            planned: planned.into_iter().flat_map(|names| names.keys().cloned()).collect(),
        }
    }
}

impl CompiledRule {
    fn hold(&self, event: &Value, body: &str, common: bool, judgement: &mut Judgement) {
        match &self.validator {
            None => judgement.is_unjudged = true,
            Some(validator) => {
                let errors = validator.iter_errors(event);
                judgement.violations.extend(errors.flat_map(|error| Violation::of(&error, body, common)));
            }
        }
    }
}

/// The schema without any `$schema`: Segment reads every rule as draft-07 (§9), and a part that says otherwise would be
/// read by what it says.
fn without_dialect(schema: &Value) -> Value {
    match schema {
        // A property of that name would be described by a schema, which is no text.
        Value::Object(members) => members
            .iter()
            .filter(|(key, value)| *key != "$schema" || !value.is_string())
            .map(|(key, value)| (key.clone(), without_dialect(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(parts) => parts.iter().map(without_dialect).collect(),
        other => other.clone(),
    }
}

/// The rule of the version that the event names (`context.protocols.event_version`); the oldest one where it names
/// none, or none that is there (docs of Protocols, "Dynamically validate track events against an event version").
fn of_version<'r>(versions: &'r [CompiledRule], event: &Value) -> Option<&'r CompiledRule> {
    let wanted = event.pointer("/context/protocols/event_version").and_then(Value::as_u64);
    versions.iter().find(|rule| Some(rule.version) == wanted).or_else(|| versions.first())
}

#[cfg(test)]
mod tests {
    use super::super::violation::Broken;
    use super::*;
    use serde_json::json;

    /// A plan of one Track event "Done", whose properties are described by this.
    fn plan(properties: Value) -> TrackingPlan {
        let schema = json!({
            "$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
            "properties": { "context": {}, "traits": { "type": "object" }, "properties": properties },
            "required": ["properties"],
        });
        let rules = vec![Rule::new(RuleType::Track, Some("Done".to_owned()), schema)];
        TrackingPlan { rules, ..TrackingPlan::default() }
    }

    fn track(properties: Value) -> Value {
        json!({ "type": "track", "event": "Done", "userId": "u", "properties": properties })
    }

    /// Kind, property and words of every violation.
    fn found(properties: Value, given: Value) -> Vec<(Broken, Option<String>, String)> {
        let compiled = Compiled::of(&plan(properties));
        assert_eq!(compiled.faults(), []);
        let judgement = compiled.judge(CallType::Track, &track(given));
        judgement.violations.into_iter().map(|found| (found.broken, found.property, found.says)).collect()
    }

    #[test]
    fn each_kind_of_violation_is_told_apart_and_no_value_is_shown() {
        let schema = json!({
            "type": "object",
            "properties": {
                "score": { "type": "integer" },
                "rate": { "type": ["number", "null"] },
                "plan": { "type": "string", "enum": ["free", "team"] },
                "when": { "type": "string", "format": "date-time" },
                "tags": { "type": "array", "items": { "type": "string" } },
            },
            "required": ["plan"],
            "additionalProperties": false,
        });
        let some = |name: &str| Some(name.to_owned());
        let clean =
            json!({ "score": 9, "rate": 1.5, "plan": "free", "when": "2026-01-02T03:04:05.000Z", "tags": ["a"] });
        assert_eq!(found(schema.clone(), clean), []);
        assert_eq!(
            found(schema.clone(), json!({ "score": "9", "rate": "x", "tags": ["a", 1] })),
            [
                (Broken::Type, some("score"), "must be integer, and is a string".to_owned()),
                (Broken::Type, some("rate"), "must be null or number, and is a string".to_owned()),
                (Broken::Type, some("tags"), "must be string, and is a number".to_owned()),
                (Broken::Missing, some("plan"), "`plan` is required, and is not there".to_owned()),
            ]
        );
        let wrong = found(schema, json!({ "plan": "secret", "when": "noon", "more": 1, "most": 2 }));
        let kinds: Vec<_> = wrong.iter().map(|(broken, property, _)| (*broken, property.as_deref())).collect();
        assert_eq!(
            kinds,
            [
                (Broken::Value, Some("plan")),
                (Broken::Value, Some("when")),
                (Broken::Extra, Some("more")),
                (Broken::Extra, Some("most")),
            ]
        );
        assert!(wrong.iter().all(|(_, _, says)| !says.contains("secret") && !says.contains("noon")), "{wrong:?}");
    }

    #[test]
    fn a_type_may_be_written_as_a_choice_of_schemas() {
        let nullable = json!({ "properties": { "a": { "anyOf": [{ "type": "number" }, { "type": "null" }] } } });
        assert_eq!(found(nullable.clone(), json!({ "a": null })), []);
        assert_eq!(found(nullable, json!({ "a": "1" }))[0].0, Broken::Type);
    }

    #[test]
    fn what_holds_for_every_value_of_a_type_is_known_without_the_value() {
        let told = |property: Value, value: Value| {
            let compiled = Compiled::of(&plan(json!({ "properties": { "a": property } })));
            let judgement = compiled.judge(CallType::Track, &track(json!({ "a": value })));
            judgement.violations.iter().map(|violation| violation.of_every_value).collect::<Vec<_>>()
        };
        assert_eq!(told(json!({ "type": "number" }), json!("x")), [true]);
        assert_eq!(told(json!({ "enum": [1, 2] }), json!("x")), [true]);
        assert_eq!(told(json!({ "enum": [1, "2"] }), json!("x")), [false]);
        assert_eq!(told(json!({ "const": true }), json!("x")), [true]);
        assert_eq!(told(json!({ "pattern": "^[0-9]+$" }), json!("x")), [false]);
        assert_eq!(told(json!({ "anyOf": [{ "type": "null" }, { "enum": [7] }] }), json!("x")), [true]);
        assert_eq!(told(json!({ "not": { "type": "string" } }), json!("x")), [false]);
    }

    #[test]
    fn an_event_is_unplanned_unless_its_very_name_is_in_the_plan() {
        let compiled = Compiled::of(&plan(json!({})));
        let judged = |name: &str| compiled.judge(CallType::Track, &json!({ "event": name, "properties": {} }));
        assert!(judged("Done").is_clean() && !judged("Done").is_unplanned);
        assert!(judged("done").is_unplanned && judged("Done ").is_unplanned && judged("").is_unplanned);
        // Of Identify there is one rule or none.
        assert!(compiled.judge(CallType::Identify, &json!({ "traits": { "a": 1 } })).is_clean());
    }

    #[test]
    fn names_that_a_rule_does_not_have_are_told_whether_it_forbids_them_or_not() {
        let open = Compiled::of(&plan(json!({ "properties": { "a": {} } })));
        let judgement = open.judge(CallType::Track, &track(json!({ "a": 1, "b": 2 })));
        assert_eq!((judgement.violations, judgement.unplanned_names), (vec![], vec!["b".to_owned()]));
        let closed = Compiled::of(&plan(json!({ "properties": { "a": {} }, "additionalProperties": false })));
        let judgement = closed.judge(CallType::Track, &track(json!({ "a": 1, "b": 2 })));
        assert_eq!((judgement.violations.len(), judgement.unplanned_names), (1, vec!["b".to_owned()]));
    }

    #[test]
    fn the_common_rule_is_for_every_event_and_its_violations_are_marked() {
        let mut with_common = plan(json!({}));
        with_common.rules.push(Rule::new(RuleType::Common, None, json!({ "required": ["anonymousId"] })));
        let compiled = Compiled::of(&with_common);
        for (call, event) in [(CallType::Track, track(json!({}))), (CallType::Identify, json!({ "traits": {} }))] {
            let judgement = compiled.judge(call, &event);
            let [violation] = judgement.violations.as_slice() else { panic!("{judgement:?}") };
            assert_eq!(
                (violation.common, violation.broken, violation.property.as_ref()),
                (true, Broken::Missing, None)
            );
            assert_eq!(violation.named(), "the event");
        }
    }

    #[test]
    fn the_oldest_version_counts_unless_the_event_names_another_that_is_there() {
        let of = |version: u64, kind: &str| Rule {
            version,
            ..Rule::new(
                RuleType::Track,
                Some("Done".to_owned()),
                json!({ "properties": { "properties": { "properties": { "a": { "type": kind } } } } }),
            )
        };
        let rules = vec![of(3, "boolean"), of(2, "string"), of(1, "number")];
        let compiled = Compiled::of(&TrackingPlan { rules, ..TrackingPlan::default() });
        let judged = |version: Value| {
            let mut event = track(json!({ "a": "x" }));
            event["context"] = json!({ "protocols": { "event_version": version } });
            compiled.judge(CallType::Track, &event)
        };
        assert_eq!(judged(Value::Null).rule.as_deref(), Some("TRACK \"Done\""));
        assert!(!judged(Value::Null).is_clean() && judged(json!(2)).is_clean() && !judged(json!(3)).is_clean());
        assert_eq!(judged(json!(2)).rule.as_deref(), Some("TRACK \"Done\", version 2"));
        for none in [json!(3.2), json!("2"), json!(9)] {
            assert_eq!(judged(none.clone()).rule.as_deref(), Some("TRACK \"Done\""), "{none}");
        }
    }

    #[test]
    fn a_rule_that_is_no_schema_is_a_fault_with_its_name_and_judges_nothing() {
        let compiled = Compiled::of(&plan(json!({ "type": "text" })));
        let [fault] = compiled.faults() else { panic!("one fault") };
        assert_eq!(fault.rule, "TRACK \"Done\"");
        assert!(fault.why.ends_with(" (at /properties/properties/type)"), "{}", fault.why);
        let judgement = compiled.judge(CallType::Track, &track(json!({})));
        assert!(judgement.is_unjudged && judgement.violations.is_empty() && !judgement.is_unplanned);
    }

    #[test]
    fn what_real_plans_carry_besides_is_no_fault() {
        // Keywords as segmentio/typewriter's `plan-v1.json` has them, and those of plans that were pasted together.
        let odd = json!({
            "$schema": "http://json-schema.org/draft-04/schema#", "id": "/properties/properties", "labels": { "area": "x" },
            "$id": "/properties/properties", "type": "object", "required": [], "description": "",
            "properties": {
                "a b": { "id": "/properties/properties/properties/a%20b", "type": ["string", "null"], "pattern": "x|y" },
                "c": { "$id": "/properties/properties/properties/c", "type": "integer" },
            },
        });
        assert_eq!(found(odd.clone(), json!({ "a b": null, "c": 1 })), []);
        assert_eq!(found(odd, json!({ "a b": "z" }))[0].0, Broken::Value);
    }

    #[test]
    fn a_schema_that_stands_elsewhere_is_never_fetched() {
        let compiled = Compiled::of(&plan(json!({ "$ref": "http://localhost:1/schema.json" })));
        assert_eq!(compiled.faults().len(), 1);
        let local = json!({ "definitions": { "n": { "type": "number" } }, "properties": { "properties": { "$ref": "#/definitions/n" } } });
        let rules = vec![Rule::new(RuleType::Track, Some("Done".to_owned()), local)];
        let compiled = Compiled::of(&TrackingPlan { rules, ..TrackingPlan::default() });
        assert_eq!(
            (compiled.faults(), compiled.judge(CallType::Track, &track(json!({}))).violations.len()),
            (&[][..], 1)
        );
    }
}
