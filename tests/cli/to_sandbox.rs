//! `qseg send --to sandbox`: the live path in one process, with what would arrive in the exit code.

use crate::support::{Place, mapping, recodes};
use serde_json::{Value, json};
use std::fs;

fn place() -> Place {
    let place = Place::new().with("CI", "true");
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    place.file("answers.csv", recodes(&["plan"], &[&["free"], &["team"], &["free"]]));
    place
}

/// A workspace whose Qualtrics source has a plan that blocks what it does not name.
fn workspace(event: &str) -> String {
    json!({
        "sources": [{
            "id": "source-of-dev", "slug": "qualtrics_dev", "type": "qualtrics", "trackingPlan": "tp1",
            "schema": { "track": { "allowUnplannedEvents": false } },
        }],
        "trackingPlans": [{
            "id": "tp1", "name": "Surveys", "type": "LIVE",
            "rules": [{ "type": "TRACK", "key": event, "version": 1, "jsonSchema": {} }],
        }],
    })
    .to_string()
}

#[test]
fn everything_would_arrive_and_nothing_is_needed_or_left() {
    let place = place();
    let said = place.run(&["send", "--to", "sandbox", "answers.csv"]).exits(0);
    assert!(said.stdout.contains("\nSandbox    3 would arrive, none would be thrown away\n"), "{}", said.stdout);
    let document = place.run(&["send", "--to", "sandbox", "answers.csv", "--format", "json"]).exits(0).document();
    assert_eq!(document["sandbox"], json!({ "received": 3, "arrived": 3, "duplicate": 0, "discarded": {} }));
    assert_eq!(document["delivery"]["acknowledged"], 3, "a second time, by a ledger of its own");
    assert_eq!(document["source"]["id"], "source-of-dev", "the ids are those of a real send");
    let mut left: Vec<String> = fs::read_dir(place.path())
        .expect("the place")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    left.sort();
    assert_eq!(left, ["answers.csv", "qseg.yaml"], "no ledger is made");
}

#[test]
fn what_the_tracking_plan_would_block_is_exit_code_3() {
    let place = place();
    place.file("planned.json", workspace("Answered"));
    place.file("unplanned.json", workspace("Something Else"));
    let send = |file: &str, more: &[&str]| {
        place.run(&[&["send", "--to", "sandbox", "--workspace", file, "answers.csv"], more].concat())
    };
    send("planned.json", &[]).exits(0);
    let said = send("unplanned.json", &[]).exits(3);
    assert!(
        said.stdout.contains("\nSandbox    0 would arrive, 3 would be thrown away behind a 200\n"),
        "{}",
        said.stdout
    );
    assert!(said.stdout.contains("3 events unplanned: "), "{}", said.stdout);
    let document = send("unplanned.json", &["--format", "json"]).exits(3).document();
    assert_eq!(document["sandbox"]["discarded"], json!({ "unplanned": 3 }));
    assert_eq!(document["delivery"]["acknowledged"], 3, "the answer was 200 all the same");
    assert_eq!(document["error"], Value::Null);
}

#[test]
fn rejected_events_stop_it_as_they_stop_a_live_send() {
    let place = place();
    place.file("qseg.yaml", mapping(&["plan: { value: \"${e://Field/plan}\", type: integer }"]));
    let document = place.run(&["send", "--to", "sandbox", "answers.csv", "--format", "json"]).exits(3).document();
    assert_eq!(document["error"]["code"], "rejected");
    assert_eq!(document.get("sandbox"), None, "nothing was sent that could have arrived");
}

#[test]
fn no_real_host_ledger_or_key_is_touched() {
    let place = place()
        .with("QSEG_EVENTS_URL", "http://127.0.0.1:1")
        .with("QSEG_API_URL", "http://127.0.0.1:1")
        .with("QSEG_WRITE_KEY", crate::support::WRITE_KEY)
        .with("QSEG_TOKEN", crate::support::TOKEN)
        .with("HTTP_PROXY", "http://127.0.0.1:1")
        .with("QSEG_STATE_DIR", "state");
    place.run(&["send", "--to", "sandbox", "answers.csv"]).exits(0);
    assert!(!place.path().join("state").exists());
    for arguments in [&["--ledger", "own.db"][..], &["--source", "x"], &["--dry-run"]] {
        place.run(&[&["send", "--to", "sandbox", "answers.csv"], arguments].concat()).exits(2);
    }
    place.run(&["send", "--workspace", "w.json", "answers.csv"]).exits(2);
}

#[test]
fn any_mapping_can_be_tried_the_tasks_own_an_inferred_one_and_one_of_many_sources() {
    let place = place();
    let of_task = mapping(&["plan: \"${e://Field/plan}\""]).replace("senders: [qseg]\n", "senders: [task]\n");
    place.file("qseg.yaml", of_task.replace("{ dev:", "{ prod: { id: source-of-prod }, dev:"));
    let id = |more: &[&str]| {
        let arguments = [&["send", "--to", "sandbox", "answers.csv", "--format", "json"], more].concat();
        place.run(&arguments).exits(0).document()["source"]["id"].as_str().expect("an id").to_owned()
    };
    assert_eq!((id(&["--env", "prod"]), id(&[])), ("source-of-prod".to_owned(), "sandbox".to_owned()));
    fs::remove_file(place.path().join("qseg.yaml")).expect("the mapping is there");
    place.run(&["send", "--to", "sandbox", "answers.csv"]).exits(2);
    let document =
        place.run(&["send", "--to", "sandbox", "--infer", "answers.csv", "--format", "json"]).exits(0).document();
    assert_eq!(document["mapping"], json!({ "file": null, "inferred": true }));
    assert_eq!(document["sandbox"]["arrived"], 3);
}

#[test]
fn a_workspace_without_the_source_is_a_decision() {
    let place = place();
    let other = workspace("Answered").replace("source-of-dev", "other").replace("qualtrics_dev", "surveys");
    place.file("other.json", other);
    let said = place.run(&["send", "--to", "sandbox", "--workspace", "other.json", "answers.csv"]).exits(2);
    assert!(said.stderr.contains("it has: surveys"), "{}", said.stderr);
}
