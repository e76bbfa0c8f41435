//! `qseg verify` against a local Segment: each way in which a 200 is not arrival has its verdict and exit code.

use crate::live::{Desk, export, plan};
use crate::support::Said;
use crate::support::segment::Segment;
use jiff::Timestamp;
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use qseg::sandbox::state::{DEV_SOURCE_ID, DEV_WRITE_KEY, State};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// A workspace with the source that the mapping sends to, and this besides.
pub fn workspace(more: Value) -> Value {
    let mut workspace = json!({
        "workspace": { "id": "ws1", "name": "Acme", "slug": "acme" },
        "sources": [{ "id": DEV_SOURCE_ID, "slug": "qualtrics_dev", "name": "Qualtrics_Dev", "type": "http-api", "writeKeys": [DEV_WRITE_KEY] }],
    });
    for (key, value) in more.as_object().expect("an object") {
        workspace[key] = value.clone();
    }
    workspace
}

/// A place whose local Segment goes by this machine's clock and counts after this lag.
pub fn desk(state: State, lag: Duration) -> Desk {
    let segment = Segment::set_up(|options| {
        options.state = state;
        options.clock = Arc::new(Timestamp::now);
        options.lag = lag;
    });
    let desk = Desk::at(segment);
    desk.place.file("qseg.yaml", plan().replace("source-of-dev", &format!("{DEV_SOURCE_ID}, slug: qualtrics_dev")));
    desk.place.file("answers.csv", export(3));
    desk
}

pub fn plain() -> Desk {
    desk(Segment::state_of(&workspace(json!({}))), Duration::ZERO)
}

/// `qseg verify --format json` by a token of this role.
fn verify(desk: &Desk, more: &[&str]) -> Said {
    let arguments = [&["verify", "--format", "json"], more].concat();
    let mut command = desk.place.command(&arguments);
    command.env("QSEG_API_URL", desk.segment.url()).env("QSEG_TOKEN", Role::SourceAdmin.token());
    desk.place.finish(command)
}

/// The verdict, and of the one event: acknowledged, counted, not seen, and what was discarded.
#[track_caller]
fn found(desk: &Desk, more: &[&str], code: i32) -> (String, [u64; 3], Value) {
    let document = verify(desk, more).exits(code).document();
    let events = document["events"].as_array().expect("events");
    assert_eq!(events.len(), 1, "{document}");
    let numbers = ["acknowledged", "counted", "not_seen"].map(|name| events[0][name].as_u64().expect("a count"));
    (document["verdict"].as_str().expect("a verdict").to_owned(), numbers, events[0]["discarded"].clone())
}

#[test]
fn what_segment_counted_as_it_was_sent_agrees() {
    let desk = plain();
    desk.send(&["answers.csv"]).exits(0);
    assert_eq!(found(&desk, &[], 0), ("counts_agree".to_owned(), [3, 3, 0], json!({})));
    let document = verify(&desk, &["--env", "dev"]).exits(0).document();
    assert_eq!((&document["evidence"], &document["compared_by"]), (&json!("delivery_overview"), &json!("event")));
    assert_eq!(document["events"][0]["event"], "Answered");
    assert_eq!(document["window"]["granularity"], "MINUTE");
    let run = document["run"].as_str().expect("a run");
    verify(&desk, &["--run", run]).exits(0);
    verify(&desk, &["--since", "2026-01-01"]).exits(0);
    assert!(verify(&desk, &["--run", &run.replace('-', "_")]).exits(2).stdout.contains(run));
}

#[test]
fn a_wrong_key_is_never_seen() {
    let mut desk = plain();
    desk.place = desk.place.with("QSEG_WRITE_KEY", "thisIsTheKeyOfNoSourceAtAll01234");
    desk.send(&["answers.csv"]).exits(0);
    assert_eq!(found(&desk, &[], 7), ("not_seen_yet".to_owned(), [3, 0, 3], json!({})));
}

#[test]
fn what_a_disabled_source_throws_away_is_discarded() {
    let desk = plain();
    desk.segment.state(|state| state.sources[0].enabled = false);
    desk.send(&["answers.csv"]).exits(0);
    assert_eq!(found(&desk, &[], 3), ("discarded".to_owned(), [3, 3, 0], json!({ "source_disabled": 3 })));
}

/// A place whose source blocks what its tracking plan does not name, which is everything.
pub fn blocked(lag: Duration) -> Desk {
    let plans = json!({
        "trackingPlans": [{ "id": "tp1", "name": "Surveys", "rules": [] }],
        "sources": [{
            "id": DEV_SOURCE_ID, "slug": "qualtrics_dev", "name": "Qualtrics_Dev", "type": "http-api", "writeKeys": [DEV_WRITE_KEY],
            "trackingPlan": "tp1", "schema": { "track": { "allowUnplannedEvents": false } },
        }],
    });
    desk(Segment::state_of(&workspace(plans)), lag)
}

#[test]
fn what_the_tracking_plan_blocks_is_discarded() {
    let desk = blocked(Duration::ZERO);
    desk.send(&["answers.csv"]).exits(0);
    assert_eq!(desk.segment.verdicts(), ["unplanned"; 3]);
    assert_eq!(found(&desk, &[], 3), ("discarded".to_owned(), [3, 3, 0], json!({ "unplanned": 3 })));
}

#[test]
fn a_property_that_the_plan_forbids_blocks_its_event_or_is_taken_out_which_no_count_tells() {
    let with = |track: Value| {
        let plans = json!({
            "trackingPlans": [{ "id": "tp1", "name": "Surveys", "rules": [{
                "type": "TRACK", "key": "Answered", "version": 1,
                "jsonSchema": { "properties": { "properties": { "type": "object", "properties": { "plan": { "type": "integer" } } } } },
            }] }],
            "sources": [{
                "id": DEV_SOURCE_ID, "slug": "qualtrics_dev", "name": "Qualtrics_Dev", "type": "http-api", "writeKeys": [DEV_WRITE_KEY],
                "trackingPlan": "tp1", "schema": { "track": track },
            }],
        });
        let desk = desk(Segment::state_of(&workspace(plans)), Duration::ZERO);
        desk.send(&["answers.csv"]).exits(0);
        desk
    };
    let blocks = with(json!({ "allowEventOnViolations": false }));
    assert_eq!(found(&blocks, &[], 3), ("discarded".to_owned(), [3, 3, 0], json!({ "schema_violation": 3 })));
    let omits = with(json!({ "allowEventOnViolations": true, "allowPropertiesOnViolations": false }));
    assert_eq!(omits.segment.events()[0]["omitted"], json!(["plan"]));
    assert_eq!(found(&omits, &[], 0), ("counts_agree".to_owned(), [3, 3, 0], json!({})));
}

#[test]
fn a_duplicate_is_not_seen_again() {
    let desk = plain();
    desk.send(&["answers.csv"]).exits(0);
    // The ledger is lost, and everything goes out again under the same ids; long after the first time.
    std::fs::remove_file(desk.ledger()).expect("a ledger");
    desk.segment.advance(3_600);
    desk.send(&["answers.csv"]).exits(0);
    assert_eq!(desk.segment.verdicts()[3..], ["duplicate"; 3]);
    assert_eq!(found(&desk, &[], 7), ("not_seen_yet".to_owned(), [3, 0, 3], json!({})));
}

#[test]
fn what_is_counted_late_is_not_seen_yet_and_waited_for() {
    let late = desk(Segment::state_of(&workspace(json!({}))), Duration::from_secs(600));
    late.send(&["answers.csv"]).exits(0);
    assert_eq!(found(&late, &[], 7), ("not_seen_yet".to_owned(), [3, 0, 3], json!({})));
    late.segment.advance(601);
    assert_eq!(found(&late, &[], 0), ("counts_agree".to_owned(), [3, 3, 0], json!({})));
    let soon = desk(Segment::state_of(&workspace(json!({}))), Duration::from_secs(2));
    soon.send(&["answers.csv"]).exits(0);
    assert_eq!(found(&soon, &["--wait", "5m"], 0), ("counts_agree".to_owned(), [3, 3, 0], json!({})));
}

#[test]
fn another_sender_of_the_same_event_leaves_no_evidence_and_one_of_another_event_does_not_matter() {
    let desk = plain();
    desk.send(&["answers.csv"]).exits(0);
    let event = |id: &str, name: &str| json!({ "type": "track", "event": name, "userId": "u", "messageId": id });
    desk.segment.batch(&json!([event("m1", "Other"), event("m2", "Other")]));
    assert_eq!(found(&desk, &[], 0), ("counts_agree".to_owned(), [3, 3, 0], json!({})));
    desk.segment.batch(&json!([event("m3", "Answered")]));
    assert_eq!(found(&desk, &[], 7), ("insufficient_evidence".to_owned(), [3, 4, 0], json!({})));
}

#[test]
fn a_mapping_that_was_changed_since_tells_the_type_alone() {
    let desk = plain();
    desk.send(&["answers.csv"]).exits(0);
    desk.place.file("qseg.yaml", plan().replace("source-of-dev", DEV_SOURCE_ID) + "# changed\n");
    let document = verify(&desk, &[]).exits(0).document();
    assert_eq!((&document["compared_by"], &document["events"][0]["event"]), (&json!("type"), &Value::Null));
    assert!(document["notes"][0].as_str().expect("a note").contains("by type alone"), "{document}");
}

#[test]
fn what_the_token_may_not_see_is_said_and_is_no_failure() {
    let desk = plain();
    desk.send(&["answers.csv"]).exits(0);
    let refuse = |path: &str| desk.segment.script(Scripted::status("GET", path, 403));
    refuse("/delivery-overview/failed-on-ingest");
    let document = verify(&desk, &[]).exits(0).document();
    assert_eq!(document["evidence"], "events_volume");
    let notes = document["notes"].to_string();
    assert!(
        notes.contains("Delivery Overview cannot be seen (HTTP 403)") && notes.contains("valid events alone"),
        "{notes}"
    );
    refuse("/delivery-overview/failed-on-ingest");
    refuse("/events/volume");
    let document = verify(&desk, &[]).exits(7).document();
    assert_eq!((&document["verdict"], &document["evidence"]), (&json!("insufficient_evidence"), &Value::Null));
    assert!(document["notes"].to_string().contains("the events volume cannot be seen (HTTP 403)"), "{document}");
}

#[test]
fn what_was_sent_too_long_ago_is_not_asked_about() {
    let desk = plain();
    desk.send(&["answers.csv"]).exits(0);
    desk.rewrite("UPDATE batches SET recorded = '2020-01-01T00:00:00.000Z', answered = '2020-01-01T00:00:01.000Z'");
    let before = desk.segment.calls().len();
    let document = verify(&desk, &[]).exits(7).document();
    assert!(document["notes"].to_string().contains("over 30 days ago"), "{document}");
    assert_eq!(desk.segment.calls().len(), before);
}

#[test]
fn people_are_told_the_code_its_meaning_and_the_way_out() {
    let desk = plain();
    desk.segment.state(|state| state.sources[0].enabled = false);
    desk.send(&["answers.csv"]).exits(0);
    let mut command = desk.place.command(&["verify"]);
    command.env("QSEG_API_URL", desk.segment.url()).env("QSEG_TOKEN", Role::SourceAdmin.token());
    let said = desk.place.finish(command).exits(3);
    assert!(said.stdout.contains("track \"Answered\": 3 events discarded, 3 acknowledged\n"), "{said:?}");
    assert!(said.stdout.contains("  3 source_disabled: The source is switched off\n"), "{said:?}");
    assert!(said.stderr.contains("hint: switch the source on in Segment"), "{said:?}");
    for wait in ["5", "-1s", "2h", "soon"] {
        assert!(verify(&desk, &[&format!("--wait={wait}")]).exits(2).stderr.contains("30s or 5m"), "{wait}");
    }
}

/// What people read: the help of every command, the README, and the pages under `docs/`.
fn texts() -> Vec<(String, String)> {
    fn helps(command: &mut clap::Command, all: &mut Vec<(String, String)>) {
        all.push((command.get_name().to_owned(), command.render_long_help().to_string()));
        command.get_subcommands_mut().for_each(|sub| helps(sub, all));
    }
    let mut all = Vec::new();
    helps(&mut qseg::commands::definition(), &mut all);
    let docs = std::fs::read_dir(crate::support::project().join("docs")).expect("docs/");
    let pages = docs.map(|entry| entry.expect("an entry").path()).chain([crate::support::project().join("README.md")]);
    for page in pages.filter(|page| page.extension().is_some_and(|ending| ending == "md")) {
        all.push((page.display().to_string(), std::fs::read_to_string(&page).expect("a page")));
    }
    all
}

/// A sentence that takes an answer for arrival: it has both, and neither a "not" nor a doubt.
fn takes_an_answer_for_arrival(sentence: &str) -> bool {
    let words: Vec<String> = sentence
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let has = |some: &[&str]| words.iter().any(|word| some.contains(&word.as_str()));
    has(&["200", "acknowledged", "acknowledges"])
        && has(&["arrived", "arrives", "arrive", "arrival", "received"])
        && !has(&[
            "not", "no", "none", "never", "nothing", "cannot", "neither", "whether", "if", "would", "found", "since",
            "less",
        ])
}

#[test]
fn no_text_says_that_an_answer_of_200_is_arrival() {
    for said in [
        "A 200 means that the event arrived.",
        "Acknowledged events have arrived in Segment",
        "3 acknowledged: received by Segment",
    ] {
        assert!(takes_an_answer_for_arrival(said), "{said}");
    }
    for said in ["Acknowledged is not arrived", "asks whether what was acknowledged has arrived", "200 events a second"]
    {
        assert!(!takes_an_answer_for_arrival(said), "{said}");
    }
    let texts = texts();
    assert!(texts.len() > 25 && texts.iter().any(|(_, text)| text.contains("acknowledged is not arrived")));
    for (place, text) in texts {
        // A table's cell is a sentence; code is none.
        let prose = text.split("```").step_by(2).collect::<Vec<_>>().join("\n");
        for sentence in prose.split(['.', ';', '|', '\n']) {
            assert!(!takes_an_answer_for_arrival(sentence), "{place}: {sentence}");
        }
    }
}
