//! What each kind of answer does to a delivery. Waits are the server's shortest, or half a second.

use super::{Desk, counts};
use qseg::sandbox::script::Scripted;
use serde_json::{Value, json};
use std::time::Duration;

const BATCH: &str = "/v1/batch";
const SUCCESS: &str = r#"{"success":true}"#;

fn status(status: u16) -> Scripted {
    Scripted::status("POST", BATCH, status)
}

/// The request is taken and answered, between two scripted answers.
fn taken() -> Scripted {
    status(200).taking().body(SUCCESS)
}

/// Every value of a header of the requests with events, in their order.
fn headers(desk: &Desk, name: &str) -> Vec<Option<String>> {
    let posts = desk.segment.requests().into_iter().filter(|seen| seen.path == BATCH);
    posts.map(|seen| seen.header(name).map(str::to_owned)).collect()
}

/// How many of 6,000 events went in the first batch; a third, about.
fn of_first_batch(desk: &Desk) -> u64 {
    let events = desk.segment.batches()[0]["batch"].as_array().expect("events").len() as u64;
    assert!((1_500..2_500).contains(&events), "{events}");
    events
}

#[test]
fn a_rate_limit_is_waited_for_and_is_no_retry_of_the_batch() {
    let desk = Desk::with(3);
    desk.segment.script(status(429).header("retry-after", "1"));
    let delivery = desk.delivery(&["--max-retries", "1"], 0);
    assert_eq!((counts(&delivery), &delivery["throttled_seconds"]), ([3, 3, 0, 0, 0, 0], &json!(1.0)));
    assert_eq!((desk.posts(), desk.kept()), (2, 3));
    assert_eq!(headers(&desk, "x-retry-count"), [None, Some("1".to_owned())]);

    // Without a time that can be used, the wait is qseg's own.
    let desk = Desk::with(3);
    desk.segment.script(status(429).header("retry-after", "0"));
    let delivery = desk.delivery(&["--max-retries", "1"], 0);
    let waited = delivery["throttled_seconds"].as_f64().expect("seconds");
    assert!((0.4..=0.6).contains(&waited), "{waited}");
    assert_eq!((counts(&delivery)[1], desk.posts()), (3, 2));
}

#[test]
fn a_fault_of_the_server_is_tried_again() {
    for scripted in [
        status(500),
        status(503).body("upstream connect error"),
        status(502).header("content-type", "text/html").body("<html><h1>502 Bad Gateway</h1></html>"),
        status(408),
        status(460),
        Scripted::reset("POST", BATCH),
    ] {
        let desk = Desk::with(3);
        desk.segment.script(scripted.clone());
        let delivery = desk.delivery(&["--max-retries", "1"], 0);
        assert_eq!(counts(&delivery), [3, 3, 0, 0, 0, 0], "{scripted:?}");
        assert_eq!((&delivery["retries"], &delivery["batches"]), (&json!(1), &json!(1)), "{scripted:?}");
        assert_eq!((desk.posts(), desk.kept(), desk.segment.scripts_left()), (2, 3, 0), "{scripted:?}");
    }
}

#[test]
fn without_retries_one_fault_leaves_the_events_for_the_next_run() {
    for (scripted, words, doubted) in [
        (status(500), "the server answered 500", true),
        (status(502).body("<html>\u{1b}[2J502</html>"), r"502: <html>\u{1b}[2J502</html>", true),
        (status(429).header("retry-after", "1"), "the server answered 429", false),
        (Scripted::reset("POST", BATCH), "127.0.0.1", true),
    ] {
        let desk = Desk::with(3);
        desk.segment.script(scripted.clone());
        let said = desk.send(&["answers.csv", "--max-retries", "0"]).exits(6);
        assert!(said.stderr.contains(words) && said.stderr.contains("3 events are left"), "{}", said.stderr);
        assert!(said.stderr.contains("run again: qseg send answers.csv --max-retries 0"), "{}", said.stderr);
        assert_eq!((desk.posts(), desk.kept()), (1, 0), "{scripted:?}");
        // What the server certainly did not take is not in doubt.
        let states = if doubted { vec![("in_doubt".to_owned(), 3)] } else { Vec::new() };
        assert_eq!(desk.states(), states, "{scripted:?}");
        assert_eq!(counts(&desk.delivery(&[], 0)), [3, 3, 0, 0, 0, 0]);
        assert_eq!((desk.posts(), desk.kept()), (2, 3));
    }
}

#[test]
fn a_server_that_does_not_answer_is_given_its_time_and_no_more() {
    let desk = Desk::with(3);
    desk.segment.script(Scripted::hang("POST", BATCH));
    let delivery = desk.delivery(&["--timeout", "1", "--max-retries", "1"], 0);
    assert_eq!((counts(&delivery), &delivery["retries"]), ([3, 3, 0, 0, 0, 0], &json!(1)));
    let desk = Desk::with(3);
    desk.segment.script(Scripted::hang("POST", BATCH));
    let said = desk.send(&["answers.csv", "--timeout", "1", "--max-retries", "0"]).exits(6);
    assert!(said.stderr.contains("no answer came within 1 second"), "{}", said.stderr);
}

#[test]
fn a_success_whose_body_breaks_off_or_dribbles_is_a_success() {
    for scripted in [
        Scripted::cut("POST", BATCH, SUCCESS).taking(),
        Scripted::dribble("POST", BATCH, 200, SUCCESS, Duration::from_secs(60)).taking(),
    ] {
        let desk = Desk::with(3);
        desk.segment.script(scripted.clone());
        let delivery = desk.delivery(&["--max-retries", "0"], 0);
        assert_eq!((counts(&delivery), desk.posts(), desk.kept()), ([3, 3, 0, 0, 0, 0], 1, 3), "{scripted:?}");
        assert_eq!(desk.states(), [("acknowledged".to_owned(), 3)]);
    }
}

#[test]
fn a_batch_that_is_refused_is_halved_down_to_the_event_that_is_not_taken() {
    let desk = Desk::with(4);
    // All four; the first two; the last two; the third; the fourth.
    let bad = || status(400).body("Bad Request");
    for scripted in [bad(), taken(), bad(), taken(), bad()] {
        desk.segment.script(scripted);
    }
    let said = desk.send(&["answers.csv", "--failed", "failed.ndjson"]).exits(5);
    assert_eq!((desk.posts(), desk.kept(), desk.segment.scripts_left()), (5, 3, 0));
    let id = desk.segment.batches()[0]["batch"][3]["messageId"].as_str().expect("an id").to_owned();
    let told = format!("the event {id} of R_4 was refused: the server answered 400: Bad Request");
    assert!(said.stderr.contains(&told), "{}", said.stderr);
    assert!(said.stdout.contains("3 acknowledged, 1 refused of 4 planned events"), "{}", said.stdout);
    assert_eq!(desk.states(), [("acknowledged".to_owned(), 3), ("refused".to_owned(), 1)]);
    let kept = std::fs::read_to_string(desk.place.path().join("failed.ndjson")).expect("the file");
    let kept: Value = serde_json::from_str(&kept).expect("one line");
    assert_eq!((&kept["event"]["messageId"], &kept["verdict"]["status"]), (&json!(id), &json!(400)));
    assert_eq!(counts(&desk.delivery(&[], 0)), [1, 1, 3, 0, 0, 0], "a refused one is not delivered");
}

#[test]
fn a_server_that_refuses_everything_from_the_start_stops_the_send() {
    let desk = Desk::with(4);
    desk.segment.script(status(400).body("Bad Request").times(100));
    let document = desk.document(&[], 4);
    assert_eq!(document["error"]["code"], "nothing_accepted");
    assert_eq!(counts(&document["delivery"]), [4, 0, 0, 0, 0, 4], "no event is blamed for it");
    assert_eq!((desk.posts(), desk.states()), (4, Vec::new()));
}

#[test]
fn a_key_that_is_refused_stops_at_once() {
    for refusal in [401, 403, 404] {
        let desk = Desk::with(6_000);
        desk.segment.script(status(refusal).times(100));
        let document = desk.document(&["--in-flight", "1", "--rate", "none"], 4);
        assert_eq!(document["error"]["code"], "key_refused", "{refusal}");
        assert_eq!(counts(&document["delivery"]), [6_000, 0, 0, 0, 0, 6_000], "{refusal}");
        assert_eq!((desk.posts(), desk.states()), (1, Vec::new()), "{refusal}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Desk::with(0);
    let desk = Desk::with(3);
    desk.segment.script(status(307).header("location", &format!("{}{BATCH}", elsewhere.segment.url())));
    let document = desk.document(&[], 5);
    assert_eq!(counts(&document["delivery"]), [3, 0, 0, 0, 3, 0]);
    assert_eq!((desk.posts(), elsewhere.segment.calls().len()), (1, 0));
    assert_eq!(counts(&desk.delivery(&[], 0)), [3, 3, 0, 0, 0, 0], "nothing is lost");
}

#[test]
fn so_many_refusals_as_are_allowed_end_the_send() {
    let desk = Desk::with(6_000);
    desk.segment.script(status(422).body("no"));
    let arguments = ["--in-flight", "1", "--rate", "none", "--max-failures", "2"];
    let document = desk.document(&arguments, 5);
    assert_eq!(document["error"]["code"], "max_failures");
    let first = of_first_batch(&desk);
    assert_eq!(counts(&document["delivery"]), [6_000, 0, 0, 0, first, 6_000 - first]);
    assert_eq!(desk.posts(), 1);
    assert_eq!(desk.delivery(&arguments, 0)["acknowledged"], 6_000);
}

#[test]
fn two_batches_in_a_row_that_nobody_takes_end_the_send() {
    let desk = Desk::with(6_000);
    desk.segment.script(status(503).times(2));
    let document = desk.document(&["--in-flight", "1", "--rate", "none", "--max-retries", "0"], 6);
    assert_eq!(document["error"]["code"], "retries_exhausted");
    assert_eq!((counts(&document["delivery"]), desk.posts()), ([6_000, 0, 0, 0, 0, 6_000], 2));
}

#[test]
fn one_batch_that_nobody_takes_does_not_keep_the_others() {
    let desk = Desk::with(6_000);
    desk.segment.script(status(503));
    let document = desk.document(&["--in-flight", "1", "--rate", "none", "--max-retries", "0"], 6);
    let first = of_first_batch(&desk);
    assert_eq!(counts(&document["delivery"]), [6_000, 6_000 - first, 0, 0, 0, first]);
    assert_eq!(counts(&desk.delivery(&["--rate", "none"], 0)), [first, first, 6_000 - first, 0, 0, 0]);
    assert_eq!((desk.posts(), desk.kept()), (4, 6_000));
}
