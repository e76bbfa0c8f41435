//! What qseg predicts of an event is what the sandbox, which judges by code of its own, makes of it: under every
//! setting that a source can have.

use super::Desk;
use qseg::sandbox::state::{DEV_WRITE_KEY, SchemaSettings};
use qseg::segment::event::CallType;
use qseg::segment::public_api::shapes::SourceSettings;
use qseg::segment::tracking_plan::TrackingPlan;
use qseg::segment::tracking_plan::compiled::Compiled;
use qseg::segment::tracking_plan::enforce::enforce;
use serde_json::{Value, json};

fn rules() -> Vec<Value> {
    let track = |key: &str, version: u64, body: Value| {
        json!({ "type": "TRACK", "key": key, "version": version, "jsonSchema": {
            "$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
            "properties": { "properties": body }, "required": ["properties"] } })
    };
    let described = json!({ "score": { "type": "integer", "minimum": 0 }, "plan": { "enum": ["free", "team"] } });
    let traits =
        json!({ "type": "object", "properties": { "plan": { "type": "string" }, "age": { "type": "number" } } });
    vec![
        track("Done", 2, json!({ "type": "object" })),
        track("Done", 1, json!({ "type": "object", "properties": described, "required": ["plan"] })),
        track("Closed", 1, json!({ "type": "object", "properties": described, "additionalProperties": false })),
        json!({ "type": "IDENTIFY", "version": 1, "jsonSchema": { "properties": { "traits": traits } } }),
        json!({ "type": "COMMON", "version": 1, "jsonSchema": {
            "properties": { "properties": { "properties": { "source": { "const": "survey" } } },
                            "traits": { "properties": { "source": { "const": "survey" } } } } } }),
    ]
}

fn events() -> Vec<Value> {
    let mut events = Vec::new();
    let bodies = [
        json!({}),
        json!({ "plan": "free", "score": 9 }),
        json!({ "plan": "gold", "score": "9" }),
        json!({ "plan": "free", "score": -1, "more": [1], "a/b~c": 1 }),
        json!({ "plan": "team", "source": "survey" }),
        json!({ "plan": "team", "source": "web" }),
        json!({ "age": "old", "source": 1, "more": null }),
    ];
    for body in &bodies {
        for name in ["Done", "Closed", "done", "Other"] {
            events.push(json!({ "type": "track", "event": name, "userId": "u", "properties": body }));
        }
        let versioned = json!({ "protocols": { "event_version": 2 } });
        events
            .push(json!({ "type": "track", "event": "Done", "userId": "u", "context": versioned, "properties": body }));
        events.push(json!({ "type": "identify", "userId": "u", "traits": body }));
    }
    events
}

fn settings() -> Vec<Value> {
    let mut all = Vec::new();
    for bits in 0..16_u8 {
        let bit = |at: u8| json!(bits & (1 << at) != 0);
        for (track, identify) in [("ALLOW", "ALLOW"), ("BLOCK", "BLOCK"), ("OMIT_PROPERTIES", "OMIT_TRAITS")] {
            all.push(json!({
                "track": {
                    "allowUnplannedEvents": bit(0), "allowUnplannedEventProperties": bit(1),
                    "allowEventOnViolations": bit(2), "allowPropertiesOnViolations": bit(3),
                    "commonEventOnViolations": track,
                },
                "identify": {
                    "allowTraitsOnViolations": bit(0), "allowUnplannedTraits": bit(1), "commonEventOnViolations": identify,
                },
            }));
        }
    }
    all
}

#[test]
fn the_sandbox_does_what_is_predicted_under_every_setting() {
    let mut workspace_source =
        json!({ "id": "source-of-dev", "slug": "surveys_dev", "type": "http-api", "trackingPlan": "tp1" });
    workspace_source["writeKeys"] = json!([DEV_WRITE_KEY]);
    let desk = Desk::of(json!({
        "sources": [workspace_source],
        "trackingPlans": [{ "id": "tp1", "name": "Surveys", "type": "LIVE", "rules": rules() }],
    }));
    let plan = TrackingPlan::parse("plan", &json!(rules()).to_string()).expect("a plan");
    let compiled = Compiled::of(&plan);
    assert_eq!(compiled.faults(), []);
    let (mut codes, mut omissions, mut judged) = (std::collections::BTreeSet::new(), 0, 0);
    for (round, said) in settings().into_iter().enumerate() {
        let of_sandbox: SchemaSettings = serde_json::from_value(said.clone()).expect("settings");
        let of_client: SourceSettings = serde_json::from_value(said.clone()).expect("settings");
        desk.segment.state(|state| state.sources[0].schema = of_sandbox);
        let mut batch = events();
        for (at, event) in batch.iter_mut().enumerate() {
            event["messageId"] = json!(format!("m-{round}-{at}"));
        }
        assert_eq!(desk.segment.batch(&json!(batch)).status, 200);
        let seen = desk.segment.events();
        let seen = &seen[seen.len() - batch.len()..];
        for (event, seen) in batch.iter().zip(seen) {
            assert_eq!(seen["messageId"], event["messageId"]);
            let call = if event["type"] == "track" { CallType::Track } else { CallType::Identify };
            let enforced = enforce(&compiled.judge(call, event), call, Some(&of_client));
            assert!(!enforced.is_open);
            let code = enforced.blocked.map(|discard| discard.code());
            assert_eq!(seen["code"].as_str(), code, "{said}\n{event}\n{seen}");
            let omitted: Vec<&str> =
                seen["omitted"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let predicted: Vec<&str> = enforced.omitted.iter().map(String::as_str).collect();
            assert_eq!(omitted, predicted, "{said}\n{event}\n{seen}");
            codes.extend(code);
            omissions += omitted.len();
            judged += 1;
        }
    }
    assert_eq!((codes.len(), judged), (4, 48 * 42));
    assert!(omissions > 500, "{omissions}");
}
