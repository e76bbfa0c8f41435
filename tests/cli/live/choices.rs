//! What a person decides: over delivered history, about answers that were lost, and which responses count.

use super::{Desk, counts, export, plan};
use crate::support::{labels, recodes};
use qseg::sandbox::script::Scripted;
use serde_json::{Value, json};

/// Moves everything that was recorded so many hours back.
fn age(desk: &Desk, hours: u32) {
    desk.rewrite(&format!("UPDATE batches SET recorded = strftime('%Y-%m-%dT%H:%M:%SZ', recorded, '-{hours} hours')"));
}

/// A send whose answer was lost: the server has the events, and the run gave up.
fn lost(responses: usize) -> Desk {
    let desk = Desk::with(responses);
    desk.segment.script(Scripted::reset("POST", "/v1/batch").taking());
    let delivery = desk.delivery(&["--max-retries", "0"], 6);
    assert_eq!(counts(&delivery), [responses as u64, 0, 0, 0, 0, responses as u64]);
    assert_eq!(desk.states(), [("in_doubt".to_owned(), responses as u64)]);
    desk
}

#[test]
fn a_corrected_mapping_over_delivered_history_asks_for_a_decision() {
    let desk = Desk::with(3);
    desk.send(&["answers.csv"]).exits(0);
    let corrected = plan().replace("plan: \"", "plan_name: \"");
    desk.place.file("qseg.yaml", &corrected);
    let said = desk.send(&["answers.csv"]).exits(2);
    for words in ["3 events were delivered by an earlier form", "--already-sent skip", "raise its `revision`"] {
        assert!(said.stderr.contains(words), "{words}: {}", said.stderr);
    }
    let document = desk.document(&[], 2);
    assert_eq!(document["error"]["code"], "corrected_mapping");
    assert_eq!(document["events"]["accepted"], 3, "what was counted is told on failure, too");
    assert_eq!((desk.posts(), desk.kept()), (1, 3));

    // One more response: only that one goes out.
    desk.place.file("answers.csv", export(4));
    assert_eq!(counts(&desk.delivery(&["--already-sent", "skip"], 0)), [1, 1, 3, 0, 0, 0]);
    assert_eq!((desk.posts(), desk.kept()), (2, 4));

    desk.place.file("qseg.yaml", corrected.replace("type: track", "type: track\n    revision: 2"));
    assert_eq!(counts(&desk.delivery(&[], 0)), [4, 4, 0, 0, 0, 0]);
    assert_eq!((desk.posts(), desk.kept()), (3, 8), "a raised revision sends all as new");
    assert_eq!(counts(&desk.delivery(&[], 0)), [0, 0, 4, 0, 0, 0]);

    desk.place.file("qseg.yaml", corrected);
    assert_eq!(desk.document(&[], 2)["error"]["code"], "revision_lowered");
    assert_eq!(desk.posts(), 3);
}

#[test]
fn a_mapping_that_only_looks_different_is_no_correction() {
    let desk = Desk::with(2);
    desk.send(&["answers.csv"]).exits(0);
    desk.place.file("qseg.yaml", format!("# a comment\n{}", plan().replace("tasks:", "timezone: UTC\ntasks:")));
    assert_eq!(counts(&desk.delivery(&[], 0)), [0, 0, 2, 0, 0, 0]);
    // The label of a survey for its recode makes no difference to a field that is text anyway.
    desk.place.file("answers.csv", labels(&["plan"], &[&["free"], &["free"]]));
    assert_eq!(counts(&desk.delivery(&[], 0)), [0, 0, 2, 0, 0, 0]);
    assert_eq!(desk.posts(), 1);
}

#[test]
fn a_renamed_source_is_the_same_source_and_a_second_one_is_not() {
    let desk = Desk::with(5);
    desk.send(&["answers.csv"]).exits(0);
    desk.place.file(
        "qseg.yaml",
        plan().replace("dev: { id: source-of-dev }", "staging: { id: source-of-dev, slug: renamed }"),
    );
    assert_eq!(counts(&desk.delivery(&[], 0)), [0, 0, 5, 0, 0, 0]);
    assert_eq!(desk.posts(), 1);
    desk.place.file("qseg.yaml", plan().replace("source-of-dev", "source-of-another"));
    assert_eq!(counts(&desk.delivery(&[], 0)), [5, 5, 0, 0, 0, 0]);
    assert_eq!((desk.posts(), desk.kept()), (2, 10));
}

#[test]
fn an_edited_response_stays_or_goes_as_the_task_says() {
    let desk = Desk::with(3);
    desk.send(&["answers.csv"]).exits(0);
    desk.place.file("answers.csv", recodes(&["plan"], &[&["free"], &["paid"], &["free"]]));
    assert_eq!(counts(&desk.delivery(&[], 0)), [0, 0, 2, 1, 0, 0]);
    assert_eq!(desk.posts(), 1);
    desk.place.file("qseg.yaml", plan().replace("type: track", "type: track\n    onChange: send"));
    let too_soon = desk.delivery(&[], 0);
    assert_eq!((counts(&too_soon), &too_soon["edited_too_soon"]), ([0, 0, 2, 0, 0, 0], &json!(1)));
    let said = desk.send(&["answers.csv"]).exits(0);
    assert!(said.stdout.contains("1 edited too soon after their delivery"), "{}", said.stdout);
    assert_eq!(desk.posts(), 1, "Segment would throw it away as a repeat");
    age(&desk, 48);
    assert_eq!(counts(&desk.delivery(&[], 0)), [1, 1, 2, 0, 0, 0]);
    let sent = desk.segment.batches().pop().expect("a batch")["batch"].take();
    assert_eq!(
        (&sent[0]["userId"], &sent[0]["properties"], &sent[1]),
        (&json!("R_2"), &json!({"plan": "paid"}), &Value::Null)
    );
    assert_eq!(counts(&desk.delivery(&[], 0)), [0, 0, 3, 0, 0, 0], "once more is once too often");
    assert_eq!(desk.posts(), 2);
}

#[test]
fn what_is_in_doubt_goes_out_again_under_the_same_ids_within_a_day() {
    let desk = lost(3);
    assert_eq!((desk.posts(), desk.kept()), (1, 3));
    age(&desk, 23);
    assert_eq!(counts(&desk.delivery(&[], 0)), [3, 3, 0, 0, 0, 0]);
    let [first, again] = desk.segment.batches().try_into().expect("two batches");
    assert_eq!(first["batch"], again["batch"]);
    assert_eq!((desk.kept(), desk.segment.summary()["duplicate"].clone()), (3, json!(3)));
    assert_eq!(desk.states(), [("acknowledged".to_owned(), 3)]);
}

#[test]
fn what_is_in_doubt_and_was_edited_since_stays_a_change_until_it_is_sent_once_more() {
    let desk = lost(2);
    desk.place.file("answers.csv", recodes(&["plan"], &[&["free"], &["paid"]]));
    let said = desk.send(&["answers.csv"]).exits(0);
    assert!(said.stderr.contains("1 in doubt and edited since, sent again under the same ids"), "{}", said.stderr);
    // Segment has the first content, and threw the second one away as a repeat.
    assert_eq!((desk.kept(), desk.segment.summary()["duplicate"].clone()), (2, json!(2)));
    assert_eq!(counts(&desk.delivery(&[], 0)), [0, 0, 1, 1, 0, 0], "it is known that Segment may have other content");
    desk.place.file("qseg.yaml", plan().replace("type: track", "type: track\n    onChange: send"));
    age(&desk, 48);
    assert_eq!(counts(&desk.delivery(&[], 0)), [1, 1, 1, 0, 0, 0]);
    assert_eq!(counts(&desk.delivery(&[], 0)), [0, 0, 2, 0, 0, 0]);
}

#[test]
fn past_a_day_doubt_is_for_a_person_to_decide() {
    let desk = lost(3);
    age(&desk, 25);
    let document = desk.document(&[], 2);
    assert_eq!(document["error"]["code"], "in_doubt_too_long");
    assert!(document["error"]["hint"].as_str().expect("a hint").contains("--in-doubt"), "{document}");
    // `--now` is for what a mapping says of the day; it does not make an old doubt young.
    assert_eq!(desk.document(&["--now", "2020-01-01"], 2)["error"]["code"], "in_doubt_too_long");
    assert_eq!(desk.posts(), 1);

    desk.place.file("answers.csv", export(4));
    assert_eq!(counts(&desk.delivery(&["--in-doubt", "skip"], 0)), [1, 1, 0, 0, 0, 0]);
    assert_eq!(desk.states(), [("acknowledged".to_owned(), 1), ("in_doubt".to_owned(), 3)]);
    assert_eq!(counts(&desk.delivery(&["--in-doubt", "resend"], 0)), [3, 3, 1, 0, 0, 0]);
    assert_eq!((desk.posts(), desk.states()), (3, vec![("acknowledged".to_owned(), 4)]));
}

#[test]
fn doubt_is_as_old_as_its_first_request() {
    let desk = lost(2);
    age(&desk, 23);
    desk.segment.script(Scripted::reset("POST", "/v1/batch").taking());
    desk.delivery(&["--max-retries", "0"], 6);
    age(&desk, 2);
    assert_eq!(desk.document(&[], 2)["error"]["code"], "in_doubt_too_long", "the second request made it no younger");
}

#[test]
fn excluded_people_and_responses_do_not_go_out_and_are_counted() {
    let desk = Desk::with(5);
    desk.place.file("asked.txt", "# asked to be left out\nR_2\r\n\n  R_4  # by mail\nR_99\n");
    let delivery = desk.delivery(&["--exclude", "asked.txt"], 0);
    assert_eq!((counts(&delivery), &delivery["excluded"]), ([3, 3, 0, 0, 0, 0], &json!(2)));
    let events = desk.segment.events();
    let users: Vec<&Value> = events.iter().map(|event| &event["payload"]["userId"]).collect();
    assert_eq!(users, ["R_1", "R_3", "R_5"]);
    assert_eq!(desk.document(&["--exclude", "none.txt"], 1)["error"]["code"], "unreadable_file");
    assert_eq!(counts(&desk.delivery(&[], 0)), [2, 2, 3, 0, 0, 0], "excluded once is not delivered");
}

#[test]
fn limit_response_and_task_choose_and_the_rest_follows() {
    let desk = Desk::with(5);
    desk.place.file(
        "qseg.yaml",
        plan() + "  known:\n    type: identify\n    userId: ${rm://Field/ResponseID}\n    traits: { plan: \"${e://Field/plan}\" }\n",
    );
    assert_eq!(counts(&desk.delivery(&["--limit", "2"], 0))[..2], [4, 4]);
    assert_eq!(counts(&desk.delivery(&["--response", "R_4", "--task", "known"], 0))[..2], [1, 1]);
    assert_eq!(counts(&desk.delivery(&["--task", "answered"], 0)), [3, 3, 2, 0, 0, 0]);
    assert_eq!(counts(&desk.delivery(&[], 0)), [2, 2, 8, 0, 0, 0]);
    assert_eq!((desk.posts(), desk.kept()), (4, 10));
    assert_eq!(desk.document(&["--response", "R_77"], 1)["error"]["code"], "response_not_found");
}

#[test]
fn standard_input_is_read_twice_and_several_inputs_are_one_stream() {
    let desk = Desk::with(2);
    let arguments = ["send", "-", "answers.csv", "--format", "json"];
    let more = "{\"responseId\":\"R_9\",\"values\":{\"finished\":1,\"status\":0,\"plan\":\"paid\"}}\n";
    let said = desk.place.run_with_input(&arguments, more.as_bytes()).exits(0);
    let document = said.document();
    assert_eq!(counts(&document["delivery"]), [3, 3, 0, 0, 0, 0]);
    assert_eq!(document["inputs"].as_array().expect("inputs").len(), 2);
    let ids: Vec<String> = desk.segment.events().iter().map(|event| event["payload"]["userId"].to_string()).collect();
    assert_eq!(ids, ["\"R_9\"", "\"R_1\"", "\"R_2\""]);
    let left: Vec<_> =
        std::fs::read_dir(desk.place.path()).expect("a folder").flatten().map(|it| it.file_name()).collect();
    assert_eq!(left.len(), 3, "nothing of the spool is left: {left:?}");
}

#[test]
fn rejected_events_stop_the_send_unless_they_are_skipped() {
    let desk = Desk::with(0);
    desk.place.file("qseg.yaml", plan().replace("${rm://Field/ResponseID}", "${e://Field/user}"));
    desk.place.file("answers.csv", recodes(&["plan", "user"], &[&["free", "ana"], &["free", ""], &["paid", "ben"]]));
    let document = desk.document(&[], 3);
    assert_eq!((&document["error"]["code"], &document["delivery"]), (&json!("rejected"), &Value::Null));
    assert_eq!(desk.posts(), 0);
    let document = desk.document(&["--skip-rejected", "--failed", "bad.ndjson"], 3);
    assert_eq!(counts(&document["delivery"]), [2, 2, 0, 0, 0, 0]);
    assert_eq!(document["events"]["rejected"], json!({ "no_user_anon_id": 1 }));
    assert_eq!((desk.posts(), desk.kept()), (1, 2));
    let kept = std::fs::read_to_string(desk.place.path().join("bad.ndjson")).expect("the file of failed events");
    let kept: Value = serde_json::from_str(&kept).expect("one line");
    assert_eq!((&kept["verdict"]["code"], &kept["record"]["response"]), (&json!("no_user_anon_id"), &json!("R_2")));
}

#[test]
fn an_error_that_is_no_rejected_event_is_not_skipped() {
    let desk = Desk::with(0);
    desk.place.file("qseg.yaml", plan().replace("${rm://Field/ResponseID}", "${e://Field/user}"));
    desk.place.file("answers.csv", recodes(&["plan", "user"], &[&["free", "ana"], &["free", ""]]));
    desk.place.file("other.csv", recodes(&["plan"], &[&["free"]]));
    let said = desk.send(&["answers.csv", "other.csv", "--skip-rejected", "--format", "json"]).exits(3);
    assert_eq!(said.document()["error"]["code"], "findings", "the other export cannot answer a pipe");
    assert_eq!(desk.posts(), 0);
}

#[test]
fn what_the_task_itself_has_sent_is_not_sent_again() {
    let desk = Desk::with(3);
    // The responses of the export were recorded on January 2nd.
    desk.place.file("qseg.yaml", plan().replace("tasks:", "liveSince: 2026-01-01T00:00:00Z\ntasks:"));
    let document = desk.document(&[], 0);
    assert_eq!((&document["responses"]["skipped"]["live"], counts(&document["delivery"])), (&json!(3), [0; 6]));
    desk.place.file("qseg.yaml", plan().replace("tasks:", "liveSince: 2026-01-03T00:00:00Z\ntasks:"));
    assert_eq!(counts(&desk.delivery(&[], 0)), [3, 3, 0, 0, 0, 0]);
    assert_eq!(desk.posts(), 1);
}

#[test]
fn a_file_of_failed_events_is_never_written_over() {
    let desk = Desk::with(3);
    desk.place.file("failed.ndjson", "precious\n");
    let document = desk.document(&["--failed", "failed.ndjson"], 2);
    assert!(document["error"]["hint"].as_str().expect("a hint").contains("name another file"), "{document}");
    assert_eq!(desk.posts(), 0);
    assert_eq!(std::fs::read_to_string(desk.place.path().join("failed.ndjson")).expect("it"), "precious\n");
    // Where a run is to go on, the file of the first cannot be the second's.
    let desk = Desk::with(3);
    desk.place.file("qseg.yaml", plan().replace("${rm://Field/ResponseID}", "${e://Field/user}"));
    desk.place.file("answers.csv", recodes(&["plan", "user"], &[&["free", "ana"], &["free", ""]]));
    desk.segment.script(Scripted::status("POST", "/v1/batch", 503));
    let said = desk.send(&["answers.csv", "--skip-rejected", "--failed", "bad.ndjson", "--max-retries", "0"]).exits(6);
    assert!(said.stderr.contains("with another --failed than bad.ndjson"), "{}", said.stderr);
}
