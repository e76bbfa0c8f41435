//! `--pin`: the mapping is judged before a source is made, and nothing else in it is changed.

use super::{Desk, labelled};
use serde_json::json;
use std::fs;

const YAML: &str = "# whose it is\nversion: 1   # of the file\nsources:\n  prod: { id: p1, slug: qualtrics_prod, region: us } # real\ntasks:\n  a: { type: identify, userId: \"${m://ExternalDataReference}\" } # contacts\n";

fn text(desk: &Desk, name: &str) -> String {
    fs::read_to_string(desk.place.path().join(name)).expect("text")
}

#[test]
fn a_pin_keeps_every_comment_and_doing_it_again_changes_nothing() {
    let desk = Desk::with(&[]);
    desk.place.file("m.yaml", YAML);
    let said = desk.add(&["Qualtrics_Dev", "--pin", "m.yaml"]).exits(0);
    let id = desk.source("qualtrics_dev").expect("it").0;
    let line = format!("  dev: {{ id: {id}, slug: qualtrics_dev, region: us }}\n");
    assert_eq!(text(&desk, "m.yaml"), YAML.replace("# real\n", &format!("# real\n{line}")));
    assert!(said.stdout.contains("Pinned      in m.yaml, as dev\n"), "{}", said.stdout);
    // The mapping's only task tells which call it is.
    assert!(said.stdout.contains("   Event type  Identify\n"), "{}", said.stdout);
    let next = "hint: see the events for it: qseg send --dry-run --env dev --mapping m.yaml responses.csv\n";
    assert!(said.stderr.ends_with(next), "{}", said.stderr);
    let before = text(&desk, "m.yaml");
    let document = desk.added(&["Qualtrics_Dev", "--pin", "m.yaml"], 0);
    assert_eq!(document["pinned"], json!({ "file": "m.yaml", "env": "dev", "changed": false }));
    assert_eq!(text(&desk, "m.yaml"), before);
    desk.place.run(&["mapping", "check", "m.yaml"]).exits(0);
}

#[test]
fn a_json_mapping_is_pinned_too() {
    let desk = Desk::with(&[]);
    let mapping =
        "{\n  \"version\": 1,\n  \"tasks\": {\"a\":{\"type\":\"track\",\"event\":\"A\",\"userId\":\"x\"}}\n}\n";
    desk.place.file("m.json", mapping);
    let document = desk.added(&["Qualtrics_Dev", "--pin", "m.json"], 0);
    assert_eq!(document["pinned"], json!({ "file": "m.json", "env": "dev", "changed": true }));
    let pinned: serde_json::Value = serde_json::from_str(&text(&desk, "m.json")).expect("JSON");
    let id = &document["source"]["id"];
    assert_eq!(pinned["sources"], json!({ "dev": { "id": id, "slug": "qualtrics_dev", "region": "us" } }));
    assert!(text(&desk, "m.json").contains("\"tasks\": {\"a\":{\"type\":\"track\",\"event\":\"A\",\"userId\":\"x\"}}"));
}

#[test]
fn another_pin_is_a_decision_before_anything_is_made() {
    let desk = Desk::with(&[]);
    desk.place.file("m.yaml", YAML);
    let said = desk.add(&["Qualtrics_Prod", "--pin", "m.yaml"]).exits(2);
    let message = "error: m.yaml pins `prod` to the source p1, and not to the new one\n";
    assert!(said.stderr.contains(message) && said.stderr.contains("--force"), "{}", said.stderr);
    let document = desk.added(&["Qualtrics_Prod", "--pin", "m.yaml"], 2);
    assert_eq!(document["error"]["code"], "pinned_to_another_source");
    assert_eq!((desk.writes().len(), text(&desk, "m.yaml").as_str()), (0, YAML));
    desk.add(&["Qualtrics_Prod", "--pin", "m.yaml", "--force"]).exits(0);
    let id = desk.source("qualtrics_prod").expect("it").0;
    assert_eq!(text(&desk, "m.yaml"), YAML.replace("p1", &id));
    desk.run(&["add", "Qualtrics_Prod", "--force"]).exits(2);

    // One id for two environments: they would swallow each other's events.
    let desk = Desk::with(&[labelled("p1", "qualtrics_dev", "Qualtrics_Dev", "dev")]);
    desk.place.file("m.yaml", YAML);
    let document = desk.added(&["Qualtrics_Dev", "--pin", "m.yaml", "--force"], 2);
    assert_eq!(document["error"]["code"], "pinned_to_another_environment");
    assert_eq!(text(&desk, "m.yaml"), YAML);
}

#[test]
fn a_mapping_that_cannot_be_read_or_has_errors_makes_no_source() {
    let desk = Desk::with(&[]);
    assert_eq!(desk.added(&["Qualtrics_Dev", "--pin", "none.yaml"], 1)["error"]["code"], "unreadable_file");
    assert!(desk.segment.requests().is_empty());
    desk.place.file("bad.yaml", "version: 1\ntasks:\n  a: { type: trak }\n");
    let document = desk.added(&["Qualtrics_Dev", "--pin", "bad.yaml"], 3);
    assert_eq!(document["error"]["code"], "mapping_errors");
    assert!(desk.writes().is_empty());
}
