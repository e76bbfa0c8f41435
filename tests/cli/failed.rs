//! `--failed FILE`, and that file as an input: mended, judged again, delivered under the ids of its events.

use crate::support::segment::Segment;
use crate::support::{Place, Said, recodes};
use qseg::sandbox::script::Scripted;
use qseg::sandbox::state::DEV_WRITE_KEY;
use serde_json::{Value, json};
use std::fs;

const MAPPING: &str = "version: 1
senders: [qseg]
sources: { dev: { id: source-of-dev }, prod: { id: source-of-prod } }
tasks:
  answered:
    type: track
    event: Answered
    userId: ${e://Field/user}
    properties:
      seats: { value: \"${e://Field/seats}\", type: integer }
";

/// A place with three responses: a sound one, one without an identity, one whose seats are no number.
fn place(segment: &Segment) -> Place {
    let place = segment.secrets().iter().fold(Place::new(), |place, secret| place.hush(secret));
    let place = place
        .with("QSEG_EVENTS_URL", segment.url())
        .with("QSEG_WRITE_KEY", DEV_WRITE_KEY)
        .with("QSEG_STATE_DIR", "state");
    place.file("qseg.yaml", MAPPING);
    place.file("answers.csv", recodes(&["user", "seats"], &[&["ana", "7"], &["", "3"], &["bo", "many"]]));
    place
}

fn send(place: &Place, arguments: &[&str]) -> Said {
    place.run(&[&["send", "--env", "dev"], arguments].concat())
}

/// Sends what is good, and keeps the rest.
fn fail(place: &Place) -> Vec<Value> {
    let said = send(place, &["answers.csv", "--skip-rejected", "--failed", "failed.ndjson"]).exits(3);
    assert!(said.stderr.contains("2 failed events in failed.ndjson"), "{}", said.stderr);
    lines(place)
}

fn lines(place: &Place) -> Vec<Value> {
    let text = fs::read_to_string(place.path().join("failed.ndjson")).expect("the file");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn write(place: &Place, lines: &[Value]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    place.file("failed.ndjson", text);
}

#[test]
fn what_failed_is_mended_and_delivered_under_its_ids_once() {
    let segment = Segment::start();
    let place = place(&segment);
    let mut failed = fail(&place);
    let codes: Vec<&Value> = failed.iter().map(|line| &line["verdict"]["code"]).collect();
    assert_eq!(codes, ["no_user_anon_id", "value_not_coercible"]);
    let record = json!({ "source": "source-of-dev", "task": "answered", "response": "R_2", "number": 2 });
    assert_eq!(failed[0]["record"], record);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(place.path().join("failed.ndjson")).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    // As it is, it fails again: what was held back does not become good by having lost a property.
    let document = send(&place, &["failed.ndjson", "--dry-run", "--format", "json"]).exits(3).document();
    assert_eq!(document["events"]["rejected"], json!({ "no_user_anon_id": 1, "value_not_coercible": 1 }));
    assert_eq!(document["inputs"], json!([{ "file": "failed.ndjson", "format": "failed", "responses": 2 }]));
    send(&place, &["failed.ndjson"]).exits(3);
    assert_eq!(segment.batches().len(), 1);

    failed[0]["event"]["userId"] = "cleo".into();
    failed[1]["event"]["properties"]["seats"] = 4.into();
    write(&place, &failed);
    let events = send(&place, &["failed.ndjson", "--dry-run", "--format", "ndjson"]).exits(0).events();
    let document = send(&place, &["failed.ndjson", "--format", "json"]).exits(0).document();
    assert_eq!(document["delivery"]["acknowledged"], 2);
    assert_eq!(document["identities"]["user_id"], 2);
    let sent = segment.batches().pop().expect("a batch")["batch"].take();
    assert_eq!(sent, Value::Array(events));
    let expected: Vec<&Value> = failed.iter().map(|line| &line["event"]).collect();
    assert_eq!(sent, json!(expected), "what was mended is what is sent, messageId and all");

    // Again, by the file and by the export: nothing.
    let document = send(&place, &["failed.ndjson", "--format", "json"]).exits(0).document();
    assert_eq!((&document["delivery"]["planned"], &document["delivery"]["already_delivered"]), (&json!(0), &json!(2)));
    send(&place, &["answers.csv", "--skip-rejected"]).exits(3);
    assert_eq!(segment.batches().len(), 2);
    assert_eq!(segment.verdicts(), ["kept"; 3]);
}

#[test]
fn what_was_held_back_goes_as_it_is_once_its_verdict_is_removed() {
    let segment = Segment::start();
    let place = place(&segment);
    let mut failed = fail(&place);
    failed.remove(0);
    failed[0]["verdict"] = Value::Null;
    write(&place, &failed);
    send(&place, &["failed.ndjson"]).exits(0);
    assert_eq!(segment.events()[1]["payload"]["properties"], json!({}));
}

#[test]
fn an_event_that_the_server_refused_is_kept_and_goes_out_from_the_file() {
    let segment = Segment::start();
    let place = place(&segment);
    segment.script(Scripted::status("POST", "/v1/batch", 400).body("no such luck"));
    let said =
        send(&place, &["answers.csv", "--response", "R_1", "--failed", "failed.ndjson", "--format", "json"]).exits(5);
    assert_eq!(said.document()["delivery"]["failed"], 1);
    let failed = lines(&place);
    assert_eq!((&failed[0]["verdict"]["code"], &failed[0]["verdict"]["status"]), (&json!("refused"), &json!(400)));
    let document = send(&place, &["failed.ndjson", "--format", "json"]).exits(0).document();
    assert_eq!(document["delivery"]["acknowledged"], 1);
    assert_eq!(segment.events()[0]["messageId"], failed[0]["event"]["messageId"]);
}

#[test]
fn it_is_an_input_like_others_from_standard_input_chosen_and_left_out() {
    let segment = Segment::start();
    let place = place(&segment);
    let mut failed = fail(&place);
    failed[0]["event"]["userId"] = "cleo".into();
    failed[1]["event"]["properties"]["seats"] = 4.into();
    write(&place, &failed);
    let counts = |arguments: &[&str]| {
        let arguments = [&["failed.ndjson", "--dry-run", "--format", "json"], arguments].concat();
        let document = send(&place, &arguments).exits(0).document();
        (document["responses"]["read"].clone(), document["events"]["accepted"].clone())
    };
    assert_eq!(counts(&["--response", "R_3"]), (json!(2), json!(1)));
    assert_eq!(counts(&["--limit", "1"]), (json!(1), json!(1)));
    assert_eq!(counts(&["--task", "answered"]), (json!(2), json!(2)));
    place.file("leave.txt", "cleo\n");
    let mut text = fs::read(place.path().join("failed.ndjson")).expect("the file");
    // The same line again is the same event.
    text.extend_from_within(..);
    let arguments = ["send", "--env", "dev", "-", "--exclude", "leave.txt", "--format", "json"];
    let document = place.run_with_input(&arguments, &text).exits(0).document();
    assert_eq!((&document["delivery"]["acknowledged"], &document["delivery"]["excluded"]), (&json!(1), &json!(1)));
    assert_eq!(document["responses"]["skipped"]["duplicate"], 2);
}

#[test]
fn personal_values_are_masked_whole_for_no_mapping_says_which_they_are() {
    let segment = Segment::start();
    let place = place(&segment);
    let mut failed = fail(&place);
    failed[1]["event"]["properties"]["seats"] = 4_711.into();
    failed.remove(0);
    write(&place, &failed);
    let said = send(&place, &["failed.ndjson", "--dry-run"]).exits(0);
    assert!(!said.stdout.contains("4711") && !said.stdout.contains("\"bo\""), "{}", said.stdout);
    let said = send(&place, &["failed.ndjson", "--dry-run", "--show-values"]).exits(0);
    assert!(said.stdout.contains("4711") && said.stdout.contains("\"bo\""), "{}", said.stdout);
}

#[test]
fn what_does_not_fit_together_is_refused_before_anything_is_sent() {
    let segment = Segment::start();
    let place = place(&segment);
    let sound = {
        let mut failed = fail(&place);
        failed[0]["event"]["userId"] = "cleo".into();
        failed.remove(1);
        failed.remove(0)
    };
    let before = segment.batches().len();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut line = sound.clone();
        change(&mut line);
        line
    };
    let other = with(&|line| line["event"]["userId"] = "dora".into());
    for (lines, arguments, code, error) in [
        (vec![sound.clone()], &["answers.csv"][..], 2, "mixed_inputs"),
        (vec![sound.clone()], &["--recorded-after", "2026-01-01"], 2, "not_of_failed_events"),
        (vec![with(&|line| line["record"]["source"] = "source-of-prod".into())], &[], 2, "other_source"),
        (vec![with(&|line| line["record"]["task"] = "answerd".into())], &[], 2, "unknown_task"),
        (vec![with(&|line| line["record"]["response"] = "R_9".into())], &[], 2, "other_message_id"),
        (vec![with(&|line| line["event"]["messageId"] = 7.into())], &[], 2, "other_message_id"),
        (vec![sound.clone(), other.clone()], &[], 2, "duplicates"),
        (vec![sound.clone(), json!({ "event": {} })], &[], 1, "broken_input"),
        (vec![with(&|line| line["verdict"]["code"] = "whatever".into())], &[], 1, "broken_input"),
    ] {
        write(&place, &lines);
        let said = send(&place, &[&["failed.ndjson", "--format", "json"], arguments].concat()).exits(code);
        assert_eq!(said.document()["error"]["code"], error, "{}", said.stderr);
    }
    assert_eq!(segment.batches().len(), before);
    write(&place, &[sound.clone(), other]);
    send(&place, &["failed.ndjson", "--duplicates", "newest"]).exits(0);
    assert_eq!(segment.events().pop().expect("an event")["payload"]["userId"], "dora");

    // Another source has other ids, and a raised revision, too.
    write(&place, &[sound]);
    let said = place.run(&["send", "--env", "prod", "failed.ndjson"]).exits(2);
    assert!(said.stderr.contains("made for the source source-of-dev, and not for source-of-prod"), "{}", said.stderr);
    place.file("qseg.yaml", MAPPING.replace("type: track", "revision: 2\n    type: track"));
    let said = send(&place, &["failed.ndjson"]).exits(2);
    assert!(said.stderr.contains("if the task's `revision` was raised"), "{}", said.stderr);
    fs::remove_file(place.path().join("qseg.yaml")).expect("the mapping is there");
    let said = place.run(&["send", "--dry-run", "failed.ndjson"]).exits(2);
    assert!(said.stderr.contains("no mapping can be inferred"), "{}", said.stderr);
}

#[test]
fn an_event_whose_condition_cannot_be_told_is_kept_as_its_own() {
    let segment = Segment::start();
    let place = place(&segment);
    let seats = "{ value: { value: \"${e://Field/seats}\", type: integer }, equals: 5 }";
    let mapping = MAPPING.replace("type: track", &format!("type: track\n    when: {seats}"));
    place.file(
        "qseg.yaml",
        mapping.replace("      seats: { value: \"${e://Field/seats}\", type: integer }", "      a: b"),
    );
    place.file("answers.csv", recodes(&["user", "seats"], &[&["ana", "5"], &["bo", "many"]]));
    send(&place, &["answers.csv", "--skip-rejected", "--failed", "failed.ndjson"]).exits(3);
    let failed = lines(&place);
    assert_eq!((&failed[0]["event"]["userId"], &failed[0]["record"]["response"]), (&json!("bo"), &json!("R_2")));
    assert_ne!(failed[0]["event"]["messageId"], segment.events()[0]["messageId"]);
}
