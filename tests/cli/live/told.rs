//! What a live send tells: before, the plan; after, the counts. And what goes over the wire is what the dry run
//! shows, byte for byte.

use super::{Desk, counts, plan};
use crate::support::{project, recodes};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Read;

#[test]
fn the_bytes_of_a_live_event_are_those_of_the_dry_run() {
    for gzip in [false, true] {
        let desk = Desk::with(0);
        desk.place.file("answers.csv", recodes(&["plan"], &[&["free"], &["é\u{1f600}\"\\\t<\u{7f}"], &[""]]));
        let dry = desk.send(&["--dry-run", "answers.csv", "--format", "ndjson"]).exits(0);
        assert_eq!((desk.segment.calls(), dry.events().len()), (Vec::new(), 3), "a dry run makes no request");
        let arguments = if gzip { &["answers.csv", "--gzip"][..] } else { &["answers.csv"] };
        desk.send(arguments).exits(0);
        let seen = desk.segment.requests().pop().expect("a request");
        let mut body = Vec::new();
        match gzip {
            true => drop(flate2::read::GzDecoder::new(&seen.body[..]).read_to_end(&mut body).expect("gzip")),
            false => body = seen.body,
        }
        let events = dry.stdout.trim_end().replace('\n', ",");
        let batch = format!("[{events}]");
        assert!(memchr::memmem::find(&body, batch.as_bytes()).is_some(), "{}", String::from_utf8_lossy(&body));
    }
}

#[test]
fn a_dry_run_makes_no_ledger_and_a_live_one_makes_it_for_its_owner_alone() {
    let desk = Desk::with(1);
    desk.send(&["--dry-run", "answers.csv"]).exits(0);
    assert!(!desk.place.path().join("state").exists());
    desk.send(&["answers.csv"]).exits(0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| std::fs::metadata(path).expect("it").permissions().mode() & 0o777;
        assert_eq!((mode(&desk.ledger()), mode(&desk.place.path().join("state"))), (0o600, 0o700));
    }
    let answers = std::fs::read(desk.ledger()).expect("the ledger");
    assert!(memchr::memmem::find(&answers, b"free").is_none(), "no answers are in it");
}

#[test]
fn the_plan_names_source_host_counts_ages_and_time_before_anything_goes() {
    let desk = Desk::with(3);
    desk.send(&["answers.csv", "--limit", "1"]).exits(0);
    let said = desk.send(&["answers.csv"]).exits(0);
    for line in [
        "Workspace     unknown: no token",
        "Source        source-of-dev, id source-of-dev (dev)",
        &format!("Host          {} (no region)", desk.segment.url()),
        "Destinations  unknown: no token that may read them",
        "Events        2 new, 1 already delivered",
        "Ages          from 2026-01-02 (",
        "People        3 distinct in the input",
        "Sending       1 batch, ",
        "1 second at 200 events a second, 20 % of what Segment documents for a workspace",
    ] {
        assert!(said.stderr.contains(line), "{line:?} in {}", said.stderr);
    }
    for line in
        ["Delivery   2 acknowledged, 1 already delivered before of 2 planned events", "Acknowledged is not arrived"]
    {
        assert!(said.stdout.contains(line), "{line:?} in {}", said.stdout);
    }
    assert!(!said.stderr.contains('\r') && !said.stderr.contains('\u{1b}'), "{:?}", said.stderr);
    let said = desk.send(&["answers.csv"]).exits(0);
    assert!(said.stderr.contains("Nothing is left to send.") && !said.stdout.contains("Run "), "{said:?}");
    let quiet = desk.send(&["answers.csv", "--quiet"]).exits(0);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn the_document_counts_and_the_readme_describes_every_key_of_it() {
    let desk = Desk::with(3);
    let delivery = desk.delivery(&[], 0);
    let run = delivery["run"].as_str().expect("a run").to_owned();
    let keys: BTreeSet<&str> = delivery.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = [
        "acknowledged",
        "already_delivered",
        "batches",
        "canary",
        "changed_not_sent",
        "clock_offset_seconds",
        "edited_too_soon",
        "excluded",
        "failed",
        "missing_not_sent",
        "outcome",
        "planned",
        "retries",
        "run",
        "throttled_seconds",
        "unacknowledged",
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    assert_eq!(
        (&delivery["outcome"], &delivery["batches"], &delivery["retries"]),
        (&json!("done"), &json!(1), &json!(0))
    );
    assert!(delivery["clock_offset_seconds"].is_f64(), "the local Segment says what time it is");
    let readme = std::fs::read_to_string(project().join("README.md")).expect("the README");
    for key in expected {
        assert!(readme.contains(&format!("`delivery.{key}`")), "{key} is not in the README");
    }
    let runs = desk.place.run(&["runs", "--format", "json"]).exits(0).document();
    assert_eq!((&runs["runs"][0]["run"], &runs["runs"][0]["counts"]["acknowledged"]), (&json!(run), &json!(3)));
    let shown = desk.place.run(&["ledger", "show", "--response", "R_2", "--format", "json"]).exits(0).document();
    assert_eq!((&shown["events"][0]["state"], &shown["events"][0]["run"]), (&json!("acknowledged"), &json!(run)));
    assert_eq!(desk.delivery(&[], 0)["run"], Value::Null);
}

#[test]
fn events_as_lines_are_for_dry_runs() {
    let desk = Desk::with(1);
    let said = desk.send(&["answers.csv", "--format", "ndjson"]).exits(2);
    assert!(said.stderr.contains("--dry-run") && said.stdout.is_empty(), "{said:?}");
    assert_eq!(desk.posts(), 0);
}

#[test]
fn options_of_delivery_have_no_meaning_in_a_dry_run() {
    let desk = Desk::with(1);
    for option in [
        &["--yes"][..],
        &["--production"],
        &["--source", "x"],
        &["--rate", "max"],
        &["--failed", "f"],
        &["--gzip"],
        &["--destinations", "all"],
        &["--exclude", "x"],
        &["--in-doubt", "skip"],
        &["--wait", "1"],
    ] {
        let said = desk.send(&[&["--dry-run", "answers.csv"], option].concat()).exits(2);
        assert!(said.stderr.contains("cannot be used with"), "{option:?}: {}", said.stderr);
    }
}

#[test]
fn a_live_send_needs_a_mapping_file_that_lets_qseg_send() {
    let desk = Desk::with(1);
    desk.place.file("qseg.yaml", plan().replace("senders: [qseg]", "senders: [task]"));
    assert_eq!(desk.document(&[], 2)["error"]["code"], "not_a_sender");
    std::fs::remove_file(desk.place.path().join("qseg.yaml")).expect("removed");
    assert_eq!(desk.document(&["--infer"], 2)["error"]["code"], "no_mapping");
    assert_eq!(desk.posts(), 0);
}

#[test]
fn more_than_2500_events_are_two_batches_however_small_they_are() {
    let desk = Desk::with(2_600);
    let task = "type: track\n    event: Answered";
    let mapping = plan().replace(task, "type: identify\n    timestamp: none").replace("properties:\n", "traits: {}\n");
    desk.place.file("qseg.yaml", mapping.replace("      plan: \"${e://Field/plan}\"\n", ""));
    let document = desk.document(&["--rate", "none", "--in-flight", "1"], 0);
    assert_eq!((counts(&document["delivery"])[1], &document["batches"]), (2_600, &json!(2)));
    let of = |body: &Value| body["batch"].as_array().expect("events").len();
    assert_eq!(desk.segment.batches().iter().map(of).collect::<Vec<_>>(), [2_500, 100]);
    assert_eq!(desk.kept(), 2_600);
}

#[test]
fn events_and_batches_at_their_caps_are_taken_by_a_server_that_enforces_them() {
    let desk = Desk::with(0);
    let export = |text: &str, rows: usize| {
        let rows: Vec<&[&str]> = vec![std::slice::from_ref(&text); rows];
        recodes(&["plan"], &rows)
    };
    // As long as an event may be, to the byte, with multi-byte text at its end.
    desk.place.file("answers.csv", export("x", 9));
    let dry = desk.send(&["--dry-run", "answers.csv", "--format", "ndjson"]).exits(0);
    let frame = dry.stdout.lines().next().expect("an event").len() - 1;
    let text = format!("{}{}", "x".repeat((32_000 - frame) % 2), "é".repeat((32_000 - frame) / 2));
    desk.place.file("answers.csv", export(&text, 9));
    let delivery = desk.delivery(&[], 0);
    assert_eq!((counts(&delivery), desk.kept()), ([9, 9, 0, 0, 0, 0], 9));
    let lengths: Vec<usize> = desk.segment.batches()[0]["batch"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| event.to_string().len())
        .collect();
    assert_eq!(lengths, [32_000; 9]);
    // One byte more is Segment's to throw away.
    desk.place.file("answers.csv", export(&format!("{text}x"), 1));
    assert_eq!(desk.document(&["--ledger", "other.db"], 3)["error"]["code"], "rejected");

    let desk = Desk::with(0);
    desk.place.file("answers.csv", export(&"é".repeat(15_000), 40));
    let delivery = desk.delivery(&["--rate", "none"], 0);
    assert_eq!((counts(&delivery), &delivery["batches"], desk.kept()), ([40, 40, 0, 0, 0, 0], &json!(3), 40));
    assert!(desk.segment.requests().iter().all(|seen| seen.body.len() <= 475_000));
}
