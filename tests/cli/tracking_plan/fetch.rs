//! Where the plan comes from: the source's own, one by its id, a file; and the copy that is kept.

use super::{Desk, codes, rule};
use crate::support::mapping;
use jiff::{SignedDuration, Timestamp};
use qseg::sandbox::script::Scripted;
use serde_json::{Value, json};
use std::fs;

fn number() -> Value {
    rule(json!({ "type": "number" }))
}

#[test]
fn the_plan_of_the_source_comes_with_what_the_source_blocks() {
    let desk = Desk::with(&[number()], json!({ "allowEventOnViolations": false }));
    let document = desk.check(&["--tracking-plan", "connected"]).exits(3).document();
    assert_eq!(codes(&document), ["schema_violation", "plan_property_type"]);
    let mut plan = document["files"][0]["tracking_plan"].clone();
    assert!(plan["fetched_at"].take().is_string());
    let wanted = json!({ "id": "tp1", "name": "Surveys", "rules": 1, "fetched_at": null, "source_id": "source-of-dev", "settings_known": true });
    assert_eq!(plan, wanted);
    let calls = desk.segment.calls();
    let wanted = [
        "GET /",
        "GET /sources/source-of-dev",
        "GET /sources/source-of-dev/settings",
        "GET /tracking-plans/tp1",
        "GET /tracking-plans/tp1/rules",
    ];
    assert_eq!(calls, wanted);
    let open = Desk::with(&[number()], json!({ "allowEventOnViolations": true }));
    let document = open.check(&["--tracking-plan", "connected"]).exits(0).document();
    assert_eq!(codes(&document), ["plan_property_type"]);
}

#[test]
fn a_plan_by_its_id_has_the_settings_of_the_source_only_if_it_watches_it() {
    let desk = Desk::with(&[number()], json!({ "allowEventOnViolations": false }));
    let document = desk.check(&["--tracking-plan", "tp1"]).exits(3).document();
    assert_eq!(codes(&document), ["schema_violation", "plan_property_type"]);
    let said = desk.check(&["--tracking-plan", "tp2"]).exits(0);
    assert_eq!(codes(&said.document()), ["plan_settings_unknown", "plan_event_unplanned"]);
    assert!(said.stderr.contains("note: the source Surveys_Dev is watched by another plan, tp1: "), "{}", said.stderr);
    // A mapping that pins no source asks for the plan alone.
    desk.place.file(
        "qseg.yaml",
        mapping(&["plan: \"${e://Field/plan}\""]).replace("sources: { dev: { id: source-of-dev } }\n", ""),
    );
    let document = desk.check(&["--tracking-plan", "tp1"]).exits(0).document();
    assert_eq!(codes(&document), ["plan_settings_unknown", "plan_property_type"]);
    assert_eq!(document["files"][0]["tracking_plan"]["settings_known"], false);
}

#[test]
fn every_page_of_the_rules_is_read() {
    let many =
        (0..450).map(|at| json!({ "type": "TRACK", "key": format!("Event {at}"), "version": 1, "jsonSchema": {} }));
    let rules: Vec<Value> = many.chain([number()]).collect();
    let desk = Desk::with(&rules, json!({}));
    let document = desk.check(&["--tracking-plan", "tp1"]).exits(3).document();
    assert_eq!(document["files"][0]["tracking_plan"]["rules"], 451);
    assert_eq!(codes(&document), ["schema_violation", "plan_property_type"]);
}

#[test]
fn settings_that_the_token_may_not_see_leave_open_what_is_blocked() {
    let desk = Desk::with(&[number()], json!({ "allowEventOnViolations": false }));
    desk.segment.script(Scripted::status("GET", "/sources/source-of-dev/settings", 403));
    let said = desk.check(&["--tracking-plan", "connected"]).exits(0);
    assert_eq!(codes(&said.document()), ["plan_settings_unknown", "plan_property_type"]);
    assert!(said.stderr.contains("note: the settings of the source Surveys_Dev cannot be seen: "), "{}", said.stderr);
}

#[test]
fn what_cannot_be_found_is_said_with_what_there_is() {
    let desk = Desk::with(&[number()], json!({}));
    let refused = |arguments: &[&str]| {
        let document = desk.check(arguments).exits(2).document();
        (
            document["error"]["code"].as_str().expect("a code").to_owned(),
            document["error"]["hint"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let (code, hint) = refused(&["--tracking-plan", "tp9"]);
    assert_eq!((code.as_str(), hint.as_str()), ("no_such_tracking_plan", "there are: tp1 (Surveys), tp2 (Nothing)"));
    let (code, hint) = refused(&["--tracking-plan", "rs_1"]);
    assert_eq!((code.as_str(), hint.contains("tp_")), ("no_such_tracking_plan", true));
    let pin = |sources: &str| {
        let text =
            mapping(&["plan: \"${e://Field/plan}\""]).replace("sources: { dev: { id: source-of-dev } }\n", sources);
        desk.place.file("qseg.yaml", text);
    };
    pin("sources: { dev: { id: other } }\n");
    assert_eq!(refused(&["--tracking-plan", "connected"]).0, "no_tracking_plan");
    pin("");
    assert_eq!(refused(&["--tracking-plan", "connected"]).0, "no_source");
    pin("sources: { dev: { slug: other_dev }, prod: { slug: surveys_dev } }\n");
    let (code, hint) = refused(&["--tracking-plan", "connected"]);
    assert_eq!((code.as_str(), hint.contains("dev, prod")), ("no_source", true));
    assert_eq!(refused(&["--tracking-plan", "connected", "--env", "dev"]).0, "no_tracking_plan");
    assert_eq!(refused(&["--tracking-plan", "connected", "--env", "none"]).0, "unknown_word");
    // By its slug.
    let document = desk.check(&["--tracking-plan", "connected", "--env", "prod"]).exits(3).document();
    assert_eq!(document["files"][0]["tracking_plan"]["source_id"], "source-of-dev");
    desk.check(&["--env", "prod"]).exits(2);
}

#[test]
fn a_file_that_is_no_plan_is_refused_and_one_that_is_not_there_is_no_id() {
    let desk = Desk::with(&[], json!({}));
    desk.place.file("plan.json", "{}");
    for (typed, code) in
        [("plan.json", "not_a_tracking_plan"), ("none.json", "unreadable_file"), ("./none", "unreadable_file")]
    {
        let document = desk.check(&["--tracking-plan", typed]).exits(1).document();
        assert_eq!(document["error"]["code"], code, "{typed}");
    }
    assert!(desk.segment.requests().is_empty());
}

#[test]
fn a_plan_is_read_from_standard_input_and_in_the_old_shape() {
    let desk = Desk::with(&[], json!({}));
    let check = ["mapping", "check", "--format", "json", "qseg.yaml", "--tracking-plan"];
    let old = json!({ "display_name": "Old", "name": "workspaces/w/tracking-plans/rs_1", "rules": {
        "events": [{ "name": "Answered", "version": 1, "rules": number()["jsonSchema"] }] } });
    let said = desk.place.run_with_input(&[&check[..], &["-"]].concat(), old.to_string().as_bytes()).exits(0);
    assert_eq!(codes(&said.document()), ["plan_settings_unknown", "plan_property_type"]);
    assert_eq!(said.document()["files"][0]["tracking_plan"]["name"], "Old");
    assert!(said.stderr.contains("Tracking plan Old: 1 rule, without a source's settings\n"), "{}", said.stderr);
    // It can be read once.
    let twice = [&check[..], &["-", "--responses", "-"]].concat();
    let said = desk.place.run_with_input(&twice, old.to_string().as_bytes()).exits(2);
    assert_eq!(said.document()["error"]["code"], "stdin_twice");
}

#[test]
fn several_files_share_the_plan_of_their_source_and_one_copy_is_of_one_source() {
    let desk = Desk::with(&[number()], json!({}));
    let of = |source: &str| mapping(&["plan: \"${e://Field/plan}\""]).replace("source-of-dev", source);
    desk.place.file("two.yaml", of("source-of-dev"));
    let both = ["mapping", "check", "--format", "json", "qseg.yaml", "two.yaml", "--tracking-plan", "connected"];
    let document = desk.place.run(&both).exits(3).document();
    assert_eq!(document["files"][1]["findings"].as_array().map(Vec::len), Some(2));
    assert_eq!(desk.segment.calls().iter().filter(|call| call.ends_with("/rules")).count(), 1, "asked once");
    desk.segment
        .state(|state| state.sources.iter_mut().for_each(|source| source.tracking_plan = Some("tp2".to_owned())));
    desk.place.file("two.yaml", of("other"));
    let document = desk.place.run(&[&both[..], &["--save-plan", "plan.json"]].concat()).exits(2).document();
    assert_eq!(document["error"]["code"], "several_plans");
    assert_eq!(document["files"].as_array().map(Vec::len), Some(1), "what was found before is told");
}

#[test]
fn the_copy_that_is_kept_says_the_same_as_segment_did_without_asking_again() {
    let desk = Desk::with(&[number()], json!({ "allowEventOnViolations": false }));
    let said = desk.check(&["--tracking-plan", "connected", "--save-plan", "plan.json"]).exits(3);
    assert!(said.stderr.contains("Kept the tracking plan in plan.json\n"), "{}", said.stderr);
    let asked = desk.segment.calls().len();
    let kept = desk.check(&["--tracking-plan", "plan.json", "--max-plan-age", "1d"]).exits(3);
    assert_eq!(kept.document()["files"], said.document()["files"]);
    assert_eq!(desk.segment.calls().len(), asked);
    let text = fs::read_to_string(desk.place.path().join("plan.json")).expect("a copy");
    let copy: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((&copy["trackingPlan"]["id"], &copy["sourceId"]), (&json!("tp1"), &json!("source-of-dev")));
    assert_eq!(copy["settings"]["track"]["allowEventOnViolations"], false);
    assert_eq!(copy["rules"][0]["jsonSchema"], number()["jsonSchema"]);
    // A copy is replaced by a newer one, nothing else is.
    desk.segment.state(|state| state.tracking_plans[0].rules.clear());
    desk.check(&["--tracking-plan", "tp1", "--save-plan", "plan.json"]).exits(0);
    let newer = fs::read_to_string(desk.place.path().join("plan.json")).expect("a copy");
    assert!(newer != text && newer.contains("\"rules\": []"), "{newer}");
    for (name, content) in [("mine.json", "{\"rules\":[]}"), ("mine.txt", "keep me")] {
        desk.place.file(name, content);
        let said = desk.check(&["--tracking-plan", "tp1", "--save-plan", name]).exits(2);
        assert_eq!(said.document()["error"]["code"], "file_exists");
        assert_eq!(fs::read_to_string(desk.place.path().join(name)).expect("it"), content);
    }
    let said = desk.check(&["--tracking-plan", "tp1", "--save-plan", "-"]).exits(2);
    assert_eq!(said.document()["error"]["code"], "plan_needs_file");
    let said = desk.check(&["--tracking-plan", "plan.json", "--save-plan", "again.json"]).exits(2);
    assert_eq!(said.document()["error"]["code"], "plan_not_fetched");
}

#[test]
fn a_copy_that_is_too_old_or_does_not_say_how_old_is_refused() {
    let desk = Desk::with(&[], json!({}));
    let kept = |hours: i64| {
        let fetched = Timestamp::now() - SignedDuration::from_hours(hours);
        desk.place.file("plan.json", json!({ "fetchedAt": fetched.to_string(), "rules": [number()] }).to_string());
    };
    let by = |age: &str| desk.check(&["--tracking-plan", "plan.json", "--max-plan-age", age]);
    kept(24 * 7 + 1);
    let document = by("7d").exits(2).document();
    assert_eq!(document["error"]["code"], "tracking_plan_stale");
    let message = document["error"]["message"].as_str().expect("a message");
    assert!(
        message.starts_with("plan.json was fetched at 2")
            && message.ends_with("Z, which is longer ago than --max-plan-age allows"),
        "{message}"
    );
    by("8d").exits(0);
    kept(24 * 7 - 1);
    by("7d").exits(0);
    by("168h").exits(0);
    by("2h").exits(2);
    desk.place.file("plan.json", json!({ "rules": [number()] }).to_string());
    assert_eq!(by("7d").exits(2).document()["error"]["code"], "tracking_plan_undated");
    desk.check(&["--tracking-plan", "plan.json"]).exits(0);
    by("soon").exits(2);
    desk.check(&["--max-plan-age", "7d"]).exits(2);
    // What is fetched now is new enough.
    desk.check(&["--tracking-plan", "tp2", "--max-plan-age", "1h"]).exits(0);
}
