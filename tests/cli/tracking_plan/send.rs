//! The real events of `send` and `mapping check --responses`: what Segment would throw away is not sent.

use super::{Desk, rule};
use serde_json::{Value, json};
use std::fs;

fn only_free() -> Value {
    rule(json!({ "type": "string", "enum": ["free"] }))
}

fn blocks() -> Value {
    json!({ "allowEventOnViolations": false })
}

const CONNECTED: [&str; 2] = ["--tracking-plan", "connected"];

#[test]
fn a_dry_run_rejects_what_the_source_would_block_and_shows_where() {
    let desk = Desk::with(&[only_free()], blocks());
    let send = |more: &[&str]| desk.place.send(&[&["answers.csv", "--format", "json"], &CONNECTED[..], more].concat());
    let said = send(&[]).exits(3);
    let document = said.document();
    assert_eq!(document["events"]["accepted"], 2);
    assert_eq!(document["events"]["rejected"], json!({ "schema_violation": 1 }));
    assert_eq!(said.codes(), ["plan_property_value", "schema_violation"]);
    let value = &document["findings"][0];
    assert_eq!((&value["response_id"], &value["record"]), (&json!("R_2"), &json!(2)));
    let message = value["message"].as_str().expect("a message");
    assert!(!message.contains("team"), "an answer is not shown: {message}");
    assert_eq!(document["tracking_plan"]["id"], "tp1");
    assert_eq!(
        desk.place.send(&["answers.csv", "--format", "ndjson", "--tracking-plan", "tp1"]).exits(3).events().len(),
        2
    );
    assert!(desk.segment.calls().iter().all(|call| call.starts_with("GET ")), "nothing is sent");
    let document = desk.place.send(&["answers.csv", "--format", "json"]).exits(0).document();
    assert_eq!((&document["events"]["accepted"], document.get("tracking_plan")), (&json!(3), None));
}

#[test]
fn where_the_settings_are_not_known_the_event_passes_with_a_warning_that_says_so() {
    let desk = Desk::with(&[only_free()], blocks());
    desk.place.file("plan.json", json!({ "rules": [only_free()] }).to_string());
    let send = |more: &[&str]| {
        desk.place.send(&[&["answers.csv", "--format", "json", "--tracking-plan", "plan.json"], more].concat())
    };
    let said = send(&[]).exits(0);
    assert_eq!(said.codes(), ["plan_property_value", "plan_settings_unknown"]);
    assert_eq!(said.document()["events"]["accepted"], 3);
    send(&["--deny", "plan_property_value"]).exits(3);
    assert!(desk.segment.requests().is_empty());
}

#[test]
fn what_is_taken_out_of_an_event_is_said_and_the_event_goes() {
    let desk =
        Desk::with(&[only_free()], json!({ "allowEventOnViolations": true, "allowPropertiesOnViolations": false }));
    let said = desk.place.send(&["answers.csv", "--format", "json", "--tracking-plan", "connected"]).exits(0);
    assert_eq!(said.codes(), ["plan_property_value"]);
    let message = said.document()["findings"][0]["message"].as_str().expect("a message").to_owned();
    assert!(message.ends_with("; by the source's settings Segment takes it out"), "{message}");
}

#[test]
fn a_live_send_stops_before_it_starts_or_leaves_them_out_and_the_rest_arrives() {
    let desk = Desk::with(&[only_free()], blocks());
    let send = |more: &[&str]| {
        desk.place.run(
            &[&["send", "answers.csv", "--format", "json", "--env", "dev", "--yes"], &CONNECTED[..], more].concat(),
        )
    };
    let document = send(&[]).exits(3).document();
    assert_eq!(document["error"]["code"], "rejected");
    assert!(desk.segment.batches().is_empty());
    let document = send(&["--skip-rejected", "--failed", "failed.ndjson"]).exits(3).document();
    assert_eq!(document["delivery"]["acknowledged"], 2);
    assert_eq!(desk.segment.verdicts(), ["kept", "kept"]);
    let failed = fs::read_to_string(desk.place.path().join("failed.ndjson")).expect("failed events");
    let failed: Value = serde_json::from_str(failed.trim()).expect("one event");
    assert_eq!(
        (&failed["verdict"]["code"], &failed["record"]["response"]),
        (&json!("schema_violation"), &json!("R_2"))
    );
    // It is judged again, and goes once the plan takes it.
    let again = |code: i32| {
        let arguments =
            ["send", "failed.ndjson", "--format", "json", "--env", "dev", "--yes", "--tracking-plan", "connected"];
        desk.place.run(&arguments).exits(code).document()
    };
    assert_eq!(again(3)["events"]["rejected"], json!({ "schema_violation": 1 }));
    desk.segment.state(|state| state.tracking_plans[0].rules = vec![rule(json!({ "enum": ["free", "team"] }))]);
    assert_eq!(again(0)["delivery"]["acknowledged"], 1);
    assert_eq!(desk.segment.verdicts(), ["kept"; 3]);
}

#[test]
fn without_the_plan_segment_answers_200_and_throws_the_same_events_away() {
    let desk = Desk::with(&[only_free()], blocks());
    desk.place.run(&["send", "answers.csv", "--env", "dev", "--yes", "--no-input"]).exits(0);
    assert_eq!(desk.segment.verdicts(), ["kept", "schema_violation", "kept"]);
}

#[test]
fn a_check_on_responses_judges_them_as_send_does() {
    let desk = Desk::with(&[only_free()], blocks());
    let document = desk.check(&["--tracking-plan", "connected", "--responses", "answers.csv"]).exits(3).document();
    assert_eq!(document["files"][0]["responses"]["rejected"], json!({ "schema_violation": 1 }));
    assert_eq!(super::codes(&document), ["plan_property_value", "schema_violation"]);
}

#[test]
fn a_warning_of_the_plan_can_be_allowed_and_what_is_blocked_cannot() {
    let desk = Desk::with(&[rule(json!({ "type": "integer" }))], blocks());
    let allowing = |code: &str| {
        let allow = format!("allow: [{{ code: {code}, reason: under way, until: 2999-12-31 }}]\ntasks:");
        desk.place
            .file("qseg.yaml", crate::support::mapping(&["plan: \"${e://Field/plan}\""]).replace("tasks:", &allow));
        super::codes(&desk.check(&CONNECTED).exits(3).document()).join(" ")
    };
    assert_eq!(allowing("plan_property_type"), "allowed_findings schema_violation");
    assert_eq!(allowing("schema_violation"), "error_not_allowable");
}

#[test]
fn an_event_may_name_the_version_of_its_rule() {
    let second = |property: Value| {
        let mut rule = rule(property);
        rule["version"] = json!(2);
        rule
    };
    let desk = Desk::with(&[second(json!({ "enum": ["free", "team"] })), only_free()], blocks());
    let rejected = || {
        let document = desk.place.send(&["answers.csv", "--format", "json", "--tracking-plan", "tp1"]).document();
        document["events"]["rejected"].clone()
    };
    assert_eq!(rejected(), json!({ "schema_violation": 1 }), "the oldest one counts");
    let versioned = "    context: { protocols: { event_version: { value: \"2\", type: integer } } }\n    properties:\n";
    let text = crate::support::mapping(&["plan: \"${e://Field/plan}\""]);
    desk.place.file(
        "qseg.yaml",
        text.replace("sources:", "liveSince: never\nsources:").replace("    properties:\n", versioned),
    );
    assert_eq!(rejected(), json!({}));
    desk.check(&CONNECTED).exits(0);
    desk.place.run(&["send", "answers.csv", "--env", "dev", "--yes"]).exits(0);
    assert_eq!(desk.segment.verdicts(), ["kept"; 3], "the local Segment, too");
}

#[test]
fn what_the_task_would_send_otherwise_than_qseg_is_told_apart() {
    let desk = Desk::with(&[rule(json!({ "type": "integer" }))], blocks());
    let both = |row: &str| {
        let text = crate::support::mapping(&[row]).replace("senders: [qseg]", "senders: [task, qseg]");
        desk.place.file("qseg.yaml", text);
        let document = desk.check(&CONNECTED).exits(3).document();
        let findings = document["files"][0]["findings"].as_array().expect("findings").clone();
        let of_plan =
            findings.iter().filter(|finding| finding["code"] == "plan_property_type" || finding["severity"] == "error");
        of_plan.map(|finding| finding["message"].as_str().expect("a message").to_owned()).collect::<Vec<_>>()
    };
    let type_of = "`plan`: must be integer, and is a string (TRACK \"Answered\")";
    let thrown = "by the source's settings Segment throws the event away: the event breaks the schema that the source's \
                  tracking plan has for it";
    assert_eq!(both("plan: \"${e://Field/plan}\""), [thrown.to_owned(), type_of.to_owned()]);
    let typed = both("plan: { value: \"${e://Field/plan}\", type: integer }");
    assert_eq!(typed, [format!("as the task sends it, {thrown}"), format!("as the task sends it, {type_of}")]);
}
