//! Which source a send is for, and by which write key: by a token, or without one.

use super::{Desk, counts, plan};
use crate::support::segment::Segment;
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::state::{DEV_SOURCE_ID, DEV_WRITE_KEY};
use serde_json::{Value, json};

const PROD_KEY: &str = "qsegSandboxWriteKeyQualtricsPro1";

fn workspace() -> Value {
    json!({
        "workspace": { "id": "ws1", "name": "Acme", "slug": "acme" },
        "sources": [
            { "id": DEV_SOURCE_ID, "slug": "qualtrics_dev", "name": "Qualtrics_Dev", "type": "http-api", "writeKeys": [DEV_WRITE_KEY] },
            { "id": "source-of-prod", "slug": "qualtrics_prod", "name": "Qualtrics_Prod", "type": "http-api", "writeKeys": [PROD_KEY] },
        ],
        "destinations": [
            { "name": "Hook", "type": "webhooks", "source": DEV_SOURCE_ID },
            { "name": "Off", "type": "webhooks", "source": DEV_SOURCE_ID, "enabled": false },
        ],
    })
}

/// A place that asks the local Segment by this role's token, and has no write key of its own.
fn desk(role: Role, sources: &str) -> Desk {
    let segment = Segment::of(&workspace());
    let mut desk = Desk::at(segment);
    desk.place =
        desk.place.with("QSEG_WRITE_KEY", "").with("QSEG_API_URL", desk.segment.url()).with("QSEG_TOKEN", role.token());
    desk.place.file("qseg.yaml", plan().replace("{ dev: { id: source-of-dev } }", sources));
    desk.place.file("answers.csv", super::export(2));
    desk
}

fn sources(desk: &Desk) -> Vec<String> {
    desk.segment.events().iter().map(|event| event["source"].as_str().unwrap_or("none").to_owned()).collect()
}

#[test]
fn by_a_token_the_source_shows_its_write_key_and_its_destinations() {
    let desk = desk(Role::SourceAdmin, "{ dev: { slug: qualtrics_dev } }");
    let said = desk.send(&["answers.csv"]).exits(0);
    for line in
        ["Workspace     Acme", "Source        Qualtrics_Dev, id qsegSandboxQualtricsDe (dev)", "Destinations  Hook\n"]
    {
        assert!(said.stderr.contains(line), "{line} in {}", said.stderr);
    }
    assert_eq!(sources(&desk), [DEV_SOURCE_ID; 2]);
    // By id, slug or nickname: the same source, whose events were delivered.
    for name in [DEV_SOURCE_ID, "qualtrics_dev", "Qualtrics_Dev"] {
        let document = desk.document(&["--source", name], 0);
        assert_eq!(counts(&document["delivery"]), [0, 0, 2, 0, 0, 0], "{name}");
        assert_eq!(document["source"], json!({ "env": "dev", "id": DEV_SOURCE_ID, "slug": "qualtrics_dev" }));
    }
    assert_eq!(counts(&desk.delivery(&["--source", "qualtrics_prod"], 0)), [2, 2, 0, 0, 0, 0]);
    assert_eq!(sources(&desk)[2..], ["source-of-prod"; 2]);
    let error = desk.document(&["--source", "qualtrics_pord"], 2)["error"].take();
    assert!(error["hint"].as_str().expect("a hint").contains("did you mean qualtrics_prod?"), "{error}");
}

#[test]
fn destinations_are_names_that_are_enabled() {
    let desk = desk(Role::SourceAdmin, "{ dev: { slug: qualtrics_dev } }");
    let error = desk.document(&["--destinations", "Hok"], 2)["error"].take();
    assert!(error["hint"].as_str().expect("a hint").contains("did you mean Hook?"), "{error}");
    assert_eq!(desk.document(&["--destinations", "all,Hook"], 2)["error"]["code"], "bad_destinations");
    assert_eq!(desk.posts(), 0);
    desk.send(&["answers.csv", "--destinations", "Hook", "--limit", "1"]).exits(0);
    desk.send(&["answers.csv", "--destinations", "warehouses"]).exits(0);
    let integrations: Vec<Value> = desk.segment.batches().iter().map(|body| body["integrations"].clone()).collect();
    assert_eq!(integrations, [json!({ "All": false, "Hook": true }), json!({ "All": false })]);
}

#[test]
fn a_given_key_must_be_the_sources_own_where_that_can_be_seen() {
    let mut desk = desk(Role::SourceAdmin, "{ dev: { id: qsegSandboxQualtricsDe } }");
    desk.place = desk.place.with("QSEG_WRITE_KEY", PROD_KEY);
    assert_eq!(desk.document(&[], 2)["error"]["code"], "foreign_write_key");
    assert_eq!(desk.posts(), 0);
    desk.place = desk.place.with("QSEG_WRITE_KEY", DEV_WRITE_KEY);
    assert_eq!(counts(&desk.delivery(&[], 0))[1], 2);
    // Who may only read sees no key of the source: the given one is taken at its word.
    desk.place = desk.place.with("QSEG_TOKEN", Role::ReadOnly.token());
    assert_eq!(counts(&desk.delivery(&[], 0)), [0, 0, 2, 0, 0, 0]);
}

#[test]
fn a_token_that_may_not_see_keys_is_told_what_it_lacks() {
    let desk = desk(Role::ReadOnly, "{ dev: { id: qsegSandboxQualtricsDe } }");
    let error = desk.document(&[], 4)["error"].take();
    assert_eq!(error["code"], "no_write_key");
    assert!(error["hint"].as_str().expect("a hint").contains("Source Admin"), "{error}");
    assert_eq!(desk.posts(), 0);
}

#[test]
fn a_disabled_source_is_not_sent_to() {
    let desk = desk(Role::SourceAdmin, "{ dev: { slug: qualtrics_dev } }");
    desk.segment.state(|state| state.source_mut(DEV_SOURCE_ID).expect("the source").enabled = false);
    assert_eq!(desk.document(&[], 2)["error"]["code"], "source_disabled");
    assert_eq!(desk.posts(), 0);
}

#[test]
fn without_a_token_key_and_id_must_be_there() {
    let desk = Desk::with(2);
    let mut desk = desk;
    desk.place = desk.place.with("QSEG_WRITE_KEY", "");
    let error = desk.document(&[], 4)["error"].take();
    assert!(error["hint"].as_str().expect("a hint").contains("login"), "{error}");
    desk.place = desk.place.with("QSEG_WRITE_KEY", DEV_WRITE_KEY);
    desk.place.file("qseg.yaml", plan().replace("id: source-of-dev", "slug: qualtrics_dev"));
    assert_eq!(desk.document(&[], 2)["error"]["code"], "source_id_needed");
    desk.place.file("qseg.yaml", plan().replace("sources: { dev: { id: source-of-dev } }\n", ""));
    assert_eq!(desk.document(&[], 2)["error"]["code"], "no_source");
    desk.place.file("qseg.yaml", plan().replace("dev: { id: source-of-dev }", "dev: { id: a }, prod: { id: b }"));
    let error = desk.document(&[], 2)["error"].take();
    assert!(error["hint"].as_str().expect("a hint").contains("--env: dev, prod"), "{error}");
    let error = desk.document(&["--env", "pord"], 2)["error"].take();
    assert!(error["hint"].as_str().expect("a hint").contains("did you mean prod?"), "{error}");
    assert_eq!(desk.posts(), 0);
    desk.send(&["answers.csv", "--source", "b"]).exits(0);
    assert_eq!(
        counts(&desk.delivery(&["--env", "prod"], 0)),
        [0, 0, 2, 0, 0, 0],
        "the same source by its id and its name"
    );
    desk.place = desk.place.with("QSEG_WRITE_KEY", "two words");
    assert_eq!(desk.document(&["--env", "dev"], 2)["error"]["code"], "bad_write_key");
}

#[test]
fn a_key_of_no_source_is_acknowledged_and_kept_nowhere_which_the_summary_does_not_call_arrival() {
    let mut desk = Desk::with(2);
    desk.place = desk.place.with("QSEG_WRITE_KEY", "aWriteKeyThatBelongsToNoSource01");
    let said = desk.send(&["answers.csv"]).exits(0);
    assert_eq!(desk.segment.verdicts(), ["project_not_found"; 2]);
    assert!(said.stdout.contains("Acknowledged is not arrived"), "{}", said.stdout);
    let all = format!("{}{}", said.stdout, said.stderr);
    assert!(!all.contains("2 arrived") && !all.contains("delivered successfully"), "{all}");
}

#[test]
fn the_region_is_the_pins_or_must_be_said() {
    let mut desk = Desk::with(2);
    desk.place = desk.place.with("QSEG_EVENTS_URL", "");
    assert_eq!(desk.document(&[], 2)["error"]["code"], "region_needed");
    desk.place.file("qseg.yaml", plan().replace("id: source-of-dev", "id: source-of-dev, region: eu"));
    let error = desk.document(&["--region", "us"], 2)["error"].take();
    assert_eq!(error["code"], "regions_differ");
    assert!(error["message"].as_str().expect("a message").contains("`eu` by the mapping file"), "{error}");
}

#[test]
fn a_pin_and_the_command_line_name_one_region_whatever_stands_in_for_the_api() {
    let desk = desk(Role::SourceAdmin, "{ dev: { slug: qualtrics_dev, region: us } }");
    assert_eq!(desk.document(&["--region", "eu"], 2)["error"]["code"], "regions_differ");
    assert_eq!(desk.posts(), 0);
    assert_eq!(counts(&desk.delivery(&["--region", "us"], 0)), [2, 2, 0, 0, 0, 0]);
}
