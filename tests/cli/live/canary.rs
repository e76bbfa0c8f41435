//! The canary: the first events of a send go alone, and Segment's counts let the rest follow or end it. On loopback
//! there is one only where somebody asks for it, which is how these tests come to it.

use super::{Desk, counts, export};
use crate::support::Said;
use crate::support::segment::Segment;
use crate::verify::{blocked, desk, workspace};
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use serde_json::{Value, json};
use std::process::Command;
use std::time::Duration;

/// Thirty responses, at a Segment that counts after this lag.
fn thirty(lag: Duration) -> Desk {
    let desk = desk(Segment::state_of(&workspace(json!({}))), lag);
    desk.place.file("answers.csv", export(30));
    desk
}

fn command(desk: &Desk, more: &[&str]) -> Command {
    let mut command = desk.place.command(&[&["send", "answers.csv"], more].concat());
    command.env("QSEG_API_URL", desk.segment.url()).env("QSEG_TOKEN", Role::SourceAdmin.token());
    command
}

fn send(desk: &Desk, more: &[&str]) -> Said {
    desk.place.finish(command(desk, more))
}

fn document(desk: &Desk, more: &[&str], code: i32) -> Value {
    send(desk, &[&["--format", "json"], more].concat()).exits(code).document()
}

/// How many events each request had, in the order in which they came.
fn batches(desk: &Desk) -> Vec<usize> {
    desk.segment.batches().iter().map(|body| body["batch"].as_array().expect("events").len()).collect()
}

#[test]
fn the_rest_follows_when_segment_has_counted_the_first_and_thrown_none_away() {
    let desk = thirty(Duration::from_millis(1_500));
    let document = document(&desk, &["--canary", "10"], 0);
    assert_eq!(counts(&document["delivery"]), [30, 30, 0, 0, 0, 0]);
    let found = json!({ "events": 10, "verdict": "follow", "evidence": "delivery_overview", "discarded": {} });
    assert_eq!(document["delivery"]["canary"], found);
    assert_eq!((batches(&desk), &document["delivery"]["batches"]), (vec![10, 20], &json!(2)));
    let calls = desk.segment.calls();
    let at = |wanted: &str| calls.iter().position(|call| call.contains(wanted)).expect("the call");
    let last = calls.iter().rposition(|call| call == "POST /v1/batch").expect("the second batch");
    assert!(at("POST /v1/batch") < at("/delivery-overview/") && at("/delivery-overview/") < last, "{calls:?}");
}

#[test]
fn people_see_the_canary_before_it_flies_and_what_it_found() {
    let desk = thirty(Duration::ZERO);
    let said = send(&desk, &["--canary", "10", "--canary-wait", "2m"]).exits(0);
    for line in [
        "Canary        10 events go alone; the rest follows when Segment has counted them, asked for at most 2m\n",
        "Canary: 10 events went alone; Segment is asked about them for at most 2m, and the rest waits\n",
        "Canary: Segment counted them and threw none away; the rest follows\n",
        "2 batches",
    ] {
        assert!(said.stderr.contains(line), "{line} in {}", said.stderr);
    }
}

#[test]
fn a_discard_stops_the_send_with_its_code_and_the_way_out_and_the_ledger_is_right() {
    let desk = blocked(Duration::ZERO);
    desk.place.file("answers.csv", export(30));
    let said = send(&desk, &["--canary", "10"]).exits(3);
    for words in [
        "Segment threw away 10 of the first 10 events: 10 unplanned (The source's tracking plan does not know the event",
        "20 events were not sent",
        "hint: add the event to the tracking plan",
        "--retry missing",
        "what was acknowledged does not go out twice",
    ] {
        assert!(said.stderr.contains(words), "{words} in {}", said.stderr);
    }
    assert_eq!(batches(&desk), [10]);
    // Each was counted and thrown away: none of them is taken for delivered.
    assert_eq!(desk.states(), [("missing".to_owned(), 10)]);
    desk.segment.state(|state| state.sources[0].tracking_plan = None);
    let rest = document(&desk, &["--canary", "0"], 0);
    assert_eq!((counts(&rest["delivery"]), &rest["delivery"]["canary"]), ([20, 20, 0, 0, 0, 0], &Value::Null));
}

#[test]
fn the_document_tells_what_was_discarded_and_the_exit_code_is_3() {
    let desk = blocked(Duration::ZERO);
    desk.place.file("answers.csv", export(30));
    let document = document(&desk, &["--canary", "10"], 3);
    assert_eq!(
        (&document["error"]["code"], &document["delivery"]["outcome"]),
        (&json!("canary_discarded"), &json!("canary_discarded"))
    );
    assert_eq!(counts(&document["delivery"]), [30, 10, 0, 0, 0, 20]);
    let found = json!({ "events": 10, "verdict": "discarded", "evidence": "delivery_overview", "discarded": { "unplanned": 10 } });
    assert_eq!(document["delivery"]["canary"], found);
}

/// Ends without evidence: exit 7, the first events acknowledged, nothing else sent.
fn stays_unclear(desk: &Desk, more: &[&str], why: &str) {
    let document = document(desk, &[&["--canary", "10", "--canary-wait", "1s"], more].concat(), 7);
    assert_eq!(
        (&document["error"]["code"], &document["delivery"]["canary"]["verdict"]),
        (&json!("canary_unclear"), &json!("unclear"))
    );
    let message = document["error"]["message"].as_str().expect("a message");
    assert!(message.contains(why) && message.contains("20 events were not sent"), "{message}");
    assert!(document["error"]["hint"].as_str().expect("a hint").contains("--canary 0"), "{document}");
    assert_eq!(desk.states(), [("acknowledged".to_owned(), 10)]);
    // The same command goes on, if somebody says that it may.
    let rest = send(desk, &["--canary", "0", "--format", "json"]).exits(0).document();
    assert_eq!(counts(&rest["delivery"]), [20, 20, 10, 0, 0, 0]);
}

#[test]
fn what_is_not_counted_in_time_is_no_evidence_and_the_rest_stays() {
    let desk = thirty(Duration::from_secs(600));
    stays_unclear(&desk, &[], "track \"Answered\": 10 not seen yet, 10 acknowledged, 0 counted");
    assert_eq!(batches(&desk), [10, 20]);
}

#[test]
fn what_the_token_may_not_see_is_no_evidence() {
    let desk = thirty(Duration::ZERO);
    let refuse = |path: &str| desk.segment.script(Scripted::status("GET", path, 403));
    refuse("/delivery-overview/failed-on-ingest");
    refuse("/events/volume");
    stays_unclear(&desk, &[], "Delivery Overview cannot be seen (HTTP 403)");
}

#[test]
fn valid_events_that_were_counted_are_evidence_enough() {
    let desk = thirty(Duration::ZERO);
    desk.segment.script(Scripted::status("GET", "/delivery-overview/failed-on-ingest", 403));
    let canary = document(&desk, &["--canary", "10"], 0)["delivery"]["canary"].take();
    assert_eq!((&canary["verdict"], &canary["evidence"]), (&json!("follow"), &json!("events_volume")));
}

#[test]
fn others_who_send_the_same_event_leave_no_evidence() {
    let desk = thirty(Duration::ZERO);
    let event =
        |id: usize| json!({ "type": "track", "event": "Answered", "userId": "u", "messageId": format!("m{id}") });
    // In whichever minute the canary flies.
    desk.segment.batch(&(0..9).map(event).collect());
    desk.segment.advance(60);
    desk.segment.batch(&(10..19).map(event).collect());
    desk.segment.advance(-60);
    stays_unclear(&desk, &[], "others send to the source, too");
}

#[test]
fn a_segment_that_cannot_be_asked_stops_the_send_as_well() {
    let desk = thirty(Duration::ZERO);
    for _ in 0..10 {
        desk.segment.script(Scripted::status("GET", "/delivery-overview/failed-on-ingest", 400));
    }
    let document = send(&desk, &["--canary", "10", "--format", "json"]);
    assert_ne!(document.code, 0, "{document:?}");
    assert_eq!((batches(&desk), desk.states()), (vec![10], vec![("acknowledged".to_owned(), 10)]));
}

#[test]
fn where_there_is_no_rest_or_no_canary_nothing_is_asked() {
    let desk = thirty(Duration::ZERO);
    for more in [&["--canary", "30"][..], &["--canary", "0", "--ledger", "other.db"], &["--ledger", "third.db"]] {
        let document = document(&desk, more, 0);
        assert_eq!((&document["delivery"]["canary"], &document["delivery"]["batches"]), (&Value::Null, &json!(1)));
    }
    assert!(!desk.segment.calls().iter().any(|call| call.contains("delivery-overview")));
    let said = send(&desk, &["--canary", "30", "--ledger", "fourth.db"]).exits(0);
    let line = "Canary        none: no more than 30 events go out, and no rest is held back (--verify asks)\n";
    assert!(said.stderr.contains(line), "{}", said.stderr);
}

#[test]
fn without_a_token_the_canary_is_blind_which_is_said_before_anything_is_sent() {
    let desk = thirty(Duration::ZERO);
    let error = desk.document(&["--canary", "10"], 2)["error"].take();
    assert_eq!(error["code"], "canary_blind");
    assert!(error["hint"].as_str().expect("a hint").contains("--canary 0"), "{error}");
    assert_eq!((desk.posts(), desk.states().len()), (0, 0));
    desk.send(&["answers.csv", "--canary", "0"]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_look_and_the_same_command_goes_on() {
    use std::io::{BufRead, BufReader};
    let desk = thirty(Duration::from_secs(600));
    let mut command = command(&desk, &["--canary", "10"]);
    let mut child =
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped()).spawn().expect("it runs");
    let mut lines = BufReader::new(child.stderr.take().expect("its errors")).lines();
    let asks = lines.by_ref().map_while(Result::ok).any(|line| line.contains("and the rest waits"));
    assert!(asks);
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    lines.for_each(drop);
    assert_eq!(child.wait().expect("its end").code(), Some(130));
    assert_eq!((batches(&desk), desk.states()), (vec![10], vec![("acknowledged".to_owned(), 10)]));
}
