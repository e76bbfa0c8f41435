//! Tests of the state that a sandbox begins with.

use super::*;
use crate::core::random::Random;

fn read(text: &str) -> Result<State, String> {
    State::from_json(text, "box.json", Random::new(7), Timestamp::UNIX_EPOCH).map_err(|error| error.to_string())
}

#[test]
fn the_built_in_workspace_has_what_the_printed_variables_name() {
    let state = State::built_in(Random::new(1));
    assert_eq!(state.first_write_key(), Some(DEV_WRITE_KEY));
    assert_eq!((DEV_SOURCE_ID.len(), DEV_WRITE_KEY.len()), (22, 32));
    assert_eq!(state.source(DEV_SOURCE_ID).map(|source| source.kind.slug), Some("qualtrics"));
    let labels: Vec<String> = state.labels.iter().map(|label| format!("{}:{}", label.key, label.value)).collect();
    assert_eq!(labels, ["environment:dev", "environment:prod"]);
    assert!(state.sources.iter().any(|source| !source.write_keys.is_empty()));
    assert!(state.sources.iter().any(|source| source.write_keys.is_empty()));
}

#[test]
fn a_file_may_leave_out_everything() {
    let state = read("{}").expect("a workspace");
    assert!(state.sources.is_empty());
    assert_eq!(state.labels.len(), 2);
    assert_eq!(state.scoped_source, None);
}

#[test]
fn what_a_file_leaves_out_of_a_source_is_made() {
    let text = r#"{
        "warehouses": [{ "id": "w1", "type": "postgres" }, { "id": "w2", "type": "redshift" }],
        "trackingPlans": [{ "id": "tp1", "rules": [{ "type": "TRACK", "key": "Done", "jsonSchema": {} }] }],
        "sources": [
            { "slug": "qualtrics_dev", "type": "qualtrics", "labels": [{ "key": "team", "value": "cx" }] },
            { "slug": "crm", "type": "salesforce" },
            { "id": "s3", "slug": "web", "name": "", "type": "javascript", "enabled": false, "writeKeys": ["k1", "k2"],
              "warehouses": ["w2"], "trackingPlan": "tp1", "schema": { "track": { "allowUnplannedEvents": false } } }
        ],
        "destinations": [{ "type": "braze", "source": "s3" }],
        "scopedSource": "s3"
    }"#;
    let state = read(text).expect("a workspace");
    let [qualtrics, crm, web] = state.sources.as_slice() else { panic!("three sources") };
    assert_eq!((qualtrics.name.as_str(), qualtrics.write_keys.len()), ("qualtrics_dev", 1));
    assert_eq!(qualtrics.warehouses, ["w1", "w2"]);
    assert_eq!(crm.write_keys.len(), 0);
    assert_eq!((web.name.as_str(), web.enabled, web.write_keys.len()), ("", false, 2));
    assert_eq!(web.warehouses, ["w2"]);
    assert!(!web.schema.track.allow_unplanned_events && web.schema.track.allow_unplanned_event_properties);
    assert!(state.labels.iter().any(|label| label.is("team", "cx")));
    assert_eq!(state.destinations[0].name, "Braze");
    assert_eq!(state.scoped_source.as_deref(), Some("s3"));
    assert_eq!(state.first_write_key(), qualtrics.write_keys.first().and_then(crate::core::secret::Secret::text));
}

#[test]
fn what_a_file_names_must_be_there_and_only_once() {
    for (text, says) in [
        ("[]", "not a workspace of the sandbox"),
        (r#"{"surces": []}"#, "not a workspace of the sandbox"),
        (r#"{"sources": [{"slug": "a", "type": "qualtrix"}]}"#, "source a: unknown type \"qualtrix\""),
        (
            r#"{"sources": [{"slug": "a", "type": "ios"}, {"slug": "a", "type": "ios"}]}"#,
            "two sources have the slug \"a\"",
        ),
        (
            r#"{"sources": [{"id": "x", "slug": "a", "type": "ios"}, {"id": "x", "slug": "b", "type": "ios"}]}"#,
            "two sources are the same \"x\"",
        ),
        (r#"{"sources": [{"slug": "a", "type": "ios", "warehouses": ["w"]}]}"#, "there is no warehouse \"w\""),
        (r#"{"sources": [{"slug": "a", "type": "ios", "trackingPlan": "t"}]}"#, "there is no tracking plan \"t\""),
        (
            r#"{"destinations": [{"id": "d", "type": "braze", "source": "s"}]}"#,
            "destination d: there is no source \"s\"",
        ),
        (r#"{"warehouses": [{"type": "bigtable"}]}"#, "unknown type of warehouse \"bigtable\""),
        (
            r#"{"trackingPlans": [{"rules": [{"type": "TRACKS", "jsonSchema": {}}]}]}"#,
            "unknown type of rule \"TRACKS\"",
        ),
        (r#"{"scopedSource": "s"}"#, "scopedSource: there is no source \"s\""),
    ] {
        let said = read(text).expect_err(text);
        assert!(said.starts_with("box.json: ") && said.contains(says), "{text}: {said}");
    }
}
