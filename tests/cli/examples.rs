//! The examples that the README leads through: what they promise is so.

use crate::support::{Place, SECRETS, project};
use serde_json::Value;
use std::fs;

fn example(name: &str) -> String {
    project().join("examples").join(name).display().to_string()
}

fn events(more: &[&str]) -> Vec<Value> {
    let mapping = example("qseg.yaml");
    let arguments = ["send", "--dry-run", "--format", "ndjson", "--mapping", &mapping];
    let arguments: Vec<&str> = arguments.into_iter().chain(more.iter().copied()).collect();
    Place::new().run(&arguments).exits(0).events()
}

#[test]
fn the_mappings_check_clean() {
    for name in ["qseg.yaml", "rejected.yaml"] {
        let said = Place::new().run(&["mapping", "check", "--verbose", &example(name)]).exits(0);
        assert_eq!(said.stdout, "", "{name}");
        assert!(said.stderr.contains("0 warnings"), "{}", said.stderr);
    }
}

#[test]
fn json_and_csv_give_equal_events() {
    let (json, csv, schema) = (example("responses.json"), example("responses.csv"), example("response_schema.json"));
    for env in ["dev", "prod"] {
        let from_json = events(&["--env", env, &json]);
        assert_eq!(from_json.len(), 16);
        assert_eq!(from_json, events(&["--env", env, "--survey", &schema, &csv]));
        assert_eq!(from_json, events(&["--env", env, "--survey", &schema, &json]));
    }
    let ids = |env| events(&["--env", env, &json]).into_iter().map(|event| event["messageId"].to_string());
    assert!(ids("dev").zip(ids("prod")).all(|(dev, prod)| dev != prod), "a rehearsal must not swallow prod");
}

#[test]
fn an_example_on_standard_input_gives_the_same_events() {
    let mapping = example("qseg.yaml");
    let input = fs::read(example("responses.json")).expect("the example");
    let arguments = ["send", "--dry-run", "--env", "dev", "--format", "ndjson", "--mapping", &mapping, "-"];
    let piped = Place::new().run_with_input(&arguments, &input).exits(0).events();
    assert_eq!(piped, events(&["--env", "dev", &example("responses.json")]));
}

#[test]
fn without_the_schema_the_csv_lacks_labels_and_says_so() {
    let (mapping, csv) = (example("qseg.yaml"), example("responses.csv"));
    let said = Place::new().run(&["send", "--dry-run", "--env", "dev", "--mapping", &mapping, &csv]).exits(3);
    assert!(said.stderr.contains("error[labels_need_survey]"), "{}", said.stderr);
}

#[test]
fn the_unfinished_response_comes_through_when_it_is_let() {
    let json = example("responses.json");
    assert_eq!(events(&["--env", "dev", "--task", "onboarding-completed", &json]).len(), 9);
    assert_eq!(events(&["--env", "dev", "--task", "onboarding-completed", "--include", "partial", &json]).len(), 10);
}

#[test]
fn what_is_rejected_on_purpose_is_rejected() {
    let mapping = example("rejected.yaml");
    let arguments = ["send", "--dry-run", "--format", "json", "--mapping", &mapping, &example("responses.json")];
    let document = Place::new().run(&arguments).exits(3).document();
    assert_eq!(document["events"]["rejected"], serde_json::json!({ "no_user_anon_id": 1, "value_not_coercible": 2 }));
}

#[test]
fn a_keyed_hash_needs_its_key_and_never_shows_it() {
    let mapping = fs::read_to_string(example("qseg.yaml")).expect("the example");
    let hashed = mapping.replace("email: ${m://Email}", "email: { value: \"${m://Email}\", hash: hmac-sha256 }");
    assert_ne!(mapping, hashed);
    let json = example("responses.json");
    let arguments = ["send", "--dry-run", "--env", "dev", "--task", "onboarding-traits", "--format", "ndjson", &json];
    let place = Place::new();
    place.file("qseg.yaml", &hashed);
    assert!(place.run(&arguments).exits(3).stderr.contains("error[hash_key_missing]"));
    let place = place.with("QSEG_HASH_KEY", SECRETS[0]);
    for event in place.run(&arguments).exits(0).events() {
        let email = event["traits"]["email"].as_str().expect("a text");
        assert!(email.len() == 64 && email.bytes().all(|byte| byte.is_ascii_hexdigit()), "{email}");
    }
}
