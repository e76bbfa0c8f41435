//! The same survey, exported month after month, in one format or another: each response goes out once.

use super::{Desk, counts};
use crate::support::{Said, samples};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

const OTHER_FORMATS: [&str; 4] =
    ["ui_choice_text.csv", "responses.ndjson", "ui_numeric_split.csv", "api_numeric_utc.csv"];

fn send(desk: &Desk, company: &Path, env: &str, export: &str, more: &[&str]) -> Said {
    let at = |name: &str| company.join(name).display().to_string();
    let (mapping, schema, export) = (at("mapping.yaml"), at("response_schema.json"), at(export));
    let arguments = ["--env", env, "--mapping", &mapping, "--survey", &schema, &export];
    desk.send(&[&arguments[..], more].concat())
}

fn delivery(desk: &Desk, company: &Path, env: &str, export: &str) -> Value {
    send(desk, company, env, export, &["--format", "json"]).exits(0).document()["delivery"].take()
}

/// What the dry run makes of an export, by message id.
fn events(desk: &Desk, company: &Path, export: &str) -> HashMap<String, Value> {
    let said = send(desk, company, "dev", export, &["--dry-run", "--format", "ndjson"]).exits(0);
    said.events().into_iter().map(|event| (event["messageId"].as_str().expect("an id").to_owned(), event)).collect()
}

#[test]
fn the_second_month_sends_what_is_new_and_names_what_was_edited_and_deleted() {
    let Some(company) = samples("company") else { return };
    let expected: Value = serde_json::from_str(&fs::read_to_string(company.join("month2.json")).unwrap()).unwrap();
    let new = expected["new_events"].as_u64().unwrap();
    let desk = Desk::empty();
    let (first, second) = (events(&desk, &company, "responses.json"), events(&desk, &company, "responses_month2.json"));
    let edited = second.iter().filter(|(id, event)| first.get(*id).is_some_and(|before| before != *event)).count();
    let same = second.iter().filter(|(id, event)| first.get(*id) == Some(*event)).count();
    assert!(edited >= 3 && second.len() - edited - same == new as usize, "{edited} {same}");

    let done = delivery(&desk, &company, "dev", "responses.json");
    assert_eq!(counts(&done), [354, 354, 0, 0, 0, 0]);
    assert_eq!((desk.kept(), desk.posts()), (354, 1));
    let done = delivery(&desk, &company, "dev", "responses_month2.json");
    assert_eq!(counts(&done), [new, new, same as u64, edited as u64, 0, 0]);
    assert_eq!((desk.kept(), desk.posts()), (354 + new, 2));
    assert!(desk.segment.verdicts().iter().all(|verdict| verdict == "kept"), "nothing twice");

    let at = |name: &str| company.join(name).display().to_string();
    let (mapping, export) = (at("mapping.yaml"), at("responses_month2.json"));
    let arguments = ["ledger", "missing", "--env", "dev", "--mapping"];
    let arguments = [&arguments[..], &[mapping.as_str(), export.as_str()]].concat();
    let said = desk.place.run(&arguments).exits(0);
    let mut named: Vec<&str> = said.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    named.sort_unstable();
    named.dedup();
    let mut deleted: Vec<&str> = expected["deleted"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    deleted.sort_unstable();
    assert_eq!(named, deleted);
}

#[test]
fn the_same_responses_in_another_export_format_send_nothing() {
    let Some(company) = samples("company") else { return };
    let desk = Desk::empty();
    assert_eq!(counts(&delivery(&desk, &company, "dev", "responses.json")), [354, 354, 0, 0, 0, 0]);
    for export in OTHER_FORMATS {
        let done = delivery(&desk, &company, "dev", export);
        assert_eq!((counts(&done), &done["run"]), ([0, 0, 354, 0, 0, 0], &Value::Null), "{export}");
    }
    assert_eq!((desk.posts(), desk.kept()), (1, 354));
    let done = delivery(&desk, &company, "dev", "ui_choice_text_month2.csv");
    assert_eq!(counts(&done)[..2], [95, 95], "the second month in another format");
}

#[test]
fn a_rehearsal_in_dev_swallows_nothing_of_production() {
    let Some(company) = samples("company") else { return };
    let desk = Desk::empty();
    assert_eq!(counts(&delivery(&desk, &company, "dev", "responses.json"))[..2], [354, 354]);
    assert_eq!(counts(&delivery(&desk, &company, "prod", "responses.json")), [354, 354, 0, 0, 0, 0]);
    assert_eq!((desk.posts(), desk.kept()), (2, 708), "no id of the one is an id of the other");
    assert_eq!(counts(&delivery(&desk, &company, "prod", "ui_choice_text.csv"))[..3], [0, 0, 354]);
}
