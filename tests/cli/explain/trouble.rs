//! Responses that give no event, or a bad one, or are not there: each says why.

use super::{document, explain, json_responses, place, value};
use crate::support::{Place, labels, mapping, recodes};
use serde_json::{Value, json};

#[test]
fn a_response_that_is_not_there_is_answered_with_those_that_look_like_it() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["a: b"]));
    let ids = ["R_6vXsA0mBgY7hPqD", "R_0eTcQ2lRoB5iXhY", "R_4FwSWzQiUBEn0Gb"];
    place.file("r.json", json_responses(&ids.map(|id| (id, json!({})))));
    let said = explain(&place, &["r.json", "--response", "R_6vXsA0mBgY7hPqE"]).exits(1);
    assert_eq!(said.stdout, "");
    assert!(said.stderr.contains("error: no response R_6vXsA0mBgY7hPqE is in the input\n"), "{}", said.stderr);
    assert!(said.stderr.contains("hint: did you mean R_6vXsA0mBgY7hPqD?\n"), "{}", said.stderr);
    assert!(
        said.stderr.contains("it holds 3 responses, from R_6vXsA0mBgY7hPqD to R_4FwSWzQiUBEn0Gb"),
        "{}",
        said.stderr
    );
    let said = explain(&place, &["r.json", "--format", "json", "--response", "r_0etcq2lrob5ixhy"]).exits(1);
    let document = said.document();
    assert_eq!(document["error"]["code"], "response_not_found");
    assert_eq!((&document["near"], &document["coverage"]["read"]), (&json!(["R_0eTcQ2lRoB5iXhY"]), &json!(3)));
    let said = explain(&place, &["r.json", "--response", "ZZ"]).exits(1);
    assert!(!said.stderr.contains("did you mean"), "{}", said.stderr);
    let said = explain(&place, &["r.json", "--record", "9"]).exits(1);
    assert!(
        said.stderr.contains("no record 9 is in the input") && said.stderr.contains("it holds 3 responses"),
        "{}",
        said.stderr
    );
}

#[test]
fn what_is_left_out_says_why_and_is_explained_all_the_same() {
    let place = Place::new().with("COLUMNS", "400");
    let live = |text: String| text.replace("senders:", "liveSince: 2026-03-01T00:00:00Z\nsenders:");
    place.file("qseg.yaml", mapping(&["plan: ${e://Field/plan}"]));
    place.file("live.yaml", live(mapping(&["plan: ${e://Field/plan}"])));
    let responses = [
        ("R_1", json!({ "finished": 0, "plan": "pro" })),
        ("R_2", json!({ "status": 1, "plan": "free" })),
        ("R_3", json!({ "plan": "x" })),
    ];
    place.file("r.json", json_responses(&responses));
    let left_out = |arguments: &[&str]| {
        let found = document(&place, &[&["r.json"], arguments].concat());
        let plan = value(&found, "properties.plan")["value"].clone();
        (found["found"][0]["left_out"]["reason"].clone(), plan, found["coverage"]["counted"].clone())
    };
    assert_eq!(left_out(&["--response", "R_1"]), (json!("partial"), json!("pro"), json!(1)));
    assert_eq!(left_out(&["--response", "R_2"]), (json!("preview"), json!("free"), json!(1)));
    assert_eq!(left_out(&["--response", "R_3"]), (json!(null), json!("x"), json!(1)));
    assert_eq!(left_out(&["--response", "R_1", "--include", "partial"]), (json!(null), json!("pro"), json!(2)));
    assert_eq!(left_out(&["--response", "R_3", "--mapping", "live.yaml"]), (json!("live"), json!("x"), json!(0)));
    let said = explain(&place, &["r.json", "--response", "R_1"]).exits(0);
    assert!(said.stdout.contains("LEFT OUT as partial (Finished is \"0\", Status is \"0\")"), "{}", said.stdout);
    assert!(said.stdout.contains("--include partial"), "{}", said.stdout);
    let said = explain(&place, &["r.json", "--response", "R_3", "--mapping", "live.yaml"]).exits(0);
    assert!(
        said.stdout.contains("LEFT OUT: it was recorded (2026-03-01T09:00:00Z) after `liveSince`"),
        "{}",
        said.stdout
    );
}

#[test]
fn a_contact_that_has_unsubscribed_gives_nothing() {
    let place = Place::new();
    place.file(
        "qseg.yaml",
        "version: 1\nsenders: [qseg]\ntasks:\n  t:\n    type: identify\n    trigger: contact\n    \
        userId: ${m://ExternalDataReference}\n    traits: { plan: '${e://Field/plan}', mail: '${m://Email}' }\n",
    );
    let contacts = json!([
        { "contactId": "CID_1", "extRef": "c-1", "email": "ana@example.com", "embeddedData": { "plan": "pro", "spare": "y" } },
        { "contactId": "CID_2", "extRef": "c-2", "unsubscribed": true, "embeddedData": { "plan": "free" } },
    ]);
    place.file("c.json", contacts.to_string());
    let found = document(&place, &["c.json", "--response", "CID_1"]);
    assert_eq!(value(&found, "traits.plan")["cells"][0]["key"], "embeddedData.plan");
    assert_eq!(value(&found, "traits.plan")["value"], "pro");
    let fields = found["coverage"]["fields"].as_array().expect("fields");
    let used: Vec<(&Value, &Value)> = fields.iter().map(|field| (&field["key"], &field["used_by"])).collect();
    for (key, by) in [
        ("contactId", "qseg"),
        ("extRef", "mapping"),
        ("email", "mapping"),
        ("embeddedData.plan", "mapping"),
        ("embeddedData.spare", "nobody"),
    ] {
        assert!(used.contains(&(&json!(key), &json!(by))), "{key}: {used:?}");
    }
    let said = explain(&place, &["c.json", "--record", "2"]).exits(0);
    assert!(said.stdout.contains("LEFT OUT: the contact has unsubscribed. Nothing is sent of it."), "{}", said.stdout);
}

#[test]
fn a_condition_is_shown_test_by_test() {
    let place = place(&["a: b"], &recodes(&["plan", "seats"], &[&["pro", "3"], &["free", "9"]]));
    let when = "    when: { any: [{ value: '${e://Field/plan}', equals: pro }, { all: [{ value: '${e://Field/seats}', in: [1, 2] }, \
        { not: { value: '${e://Field/plan}', empty: true } }] }] }\n";
    let text = mapping(&["a: b"]).replace("    properties:", &format!("{when}    properties:"));
    place.file("qseg.yaml", text);
    let when = |id: &str| document(&place, &["answers.csv", "--response", id])["found"][0]["tasks"][0].clone();
    let (met, not_met) = (when("R_1"), when("R_2"));
    assert_eq!(met["verdict"], "accepted");
    assert_eq!(met["when"]["any"][0]["met"], true);
    assert_eq!(met["when"]["any"][1]["all"][0]["met"], Value::Null);
    assert_eq!(not_met["verdict"], "condition_not_met");
    let tests = &not_met["when"]["any"];
    assert_eq!((&tests[0]["met"], &tests[0]["value"]), (&json!(false), &json!("free")));
    assert_eq!((&tests[1]["all"][0]["met"], &tests[1]["all"][0]["value"]), (&json!(false), &json!("9")));
    assert_eq!(tests[1]["all"][1]["not"]["met"], Value::Null);
    assert_eq!((&not_met["event"], &not_met["values"][0]["verdict"]), (&Value::Null, &json!("not_made")));
    let said = explain(&place, &["answers.csv", "--response", "R_2"]).exits(0);
    for line in [
        "Task answered (track): no event, its condition is not met",
        "    any of these:",
        "      ${e://Field/plan} equals \"pro\" (qseg.yaml:9): it is \"free\", NOT MET",
        "        ${e://Field/seats} in [\"1\", \"2\"] (qseg.yaml:9): it is \"9\", NOT MET",
        "          ${e://Field/plan} empty: true (qseg.yaml:9): not looked at, the others decide",
    ] {
        assert!(said.stdout.lines().any(|found| found == line), "{line}\n{}", said.stdout);
    }
}

#[test]
fn a_value_that_holds_its_event_back_says_so_and_the_exit_code_is_3() {
    let place = place(&["n: { value: '${e://Field/n}', type: integer }"], &recodes(&["n"], &[&["many"], &["3"]]));
    let said = explain(&place, &["answers.csv", "--response", "R_1"]).exits(3);
    assert!(
        said.stdout.contains("Task answered (track): its event is REJECTED: value_not_coercible"),
        "{}",
        said.stdout
    );
    assert!(
        said.stdout.contains("  properties.n HOLDS THE EVENT BACK: value_not_coercible: \"many\" is no integer\n"),
        "{}",
        said.stdout
    );
    assert!(said.stderr.contains("error[value_not_coercible]"), "{}", said.stderr);
    let found = explain(&place, &["answers.csv", "--response", "R_1", "--format", "json"]).exits(3).document();
    let held = value(&found, "properties.n");
    assert_eq!((&held["verdict"], &held["held"]["code"]), (&json!("held"), &json!("value_not_coercible")));
    let row = found["coverage"]["tasks"][0]["rows"].as_array().expect("rows").last().expect("a row").clone();
    assert_eq!((&row["gave"], &row["held"]), (&json!(1), &json!(1)));
    // Another response's trouble is not this one's.
    explain(&place, &["answers.csv", "--response", "R_2"]).exits(0);
    explain(&place, &["answers.csv"]).exits(0);
}

#[test]
fn an_event_without_identity_is_rejected_and_a_made_one_says_so() {
    let place = place(&[], &recodes(&["externalDataReference"], &[&[""]]));
    let text = mapping(&["a: b"]).replace("${rm://Field/ResponseID}", "${m://ExternalDataReference}");
    place.file("qseg.yaml", &text);
    place.file("made.yaml", text.replace("    properties:", "    randomAnonymousId: true\n    properties:"));
    let said = explain(&place, &["answers.csv", "--response", "R_1"]).exits(3);
    assert!(said.stdout.contains("its event is REJECTED: no_user_anon_id"), "{}", said.stdout);
    let found = document(&place, &["answers.csv", "--response", "R_1", "--mapping", "made.yaml"]);
    let made = value(&found, "anonymousId");
    assert_eq!((&made["made"], &made["verdict"]), (&json!(true), &json!("sent")));
    assert_eq!(made["value"], found["found"][0]["tasks"][0]["event"]["anonymousId"]);
    let said = explain(&place, &["answers.csv", "--response", "R_1", "--mapping", "made.yaml"]).exits(0);
    assert!(
        said.stdout.contains("    made     from the source and the response, because both ids are empty\n"),
        "{}",
        said.stdout
    );
}

#[test]
fn without_a_sound_mapping_that_fits_nothing_is_explained() {
    let place = place(&["a: ${e://Field/nowhere}"], &recodes(&["plan"], &[&["pro"]]));
    let said = explain(&place, &["answers.csv", "--response", "R_1"]).exits(3);
    assert!(said.stdout.is_empty() && said.stderr.contains("error[field_not_in_export]"), "{said:?}");
    assert!(!said.stderr.contains("no response"), "{}", said.stderr);
    place.file("bad.yaml", "version: 1\ntasks:\n  t: { type: trak }\n");
    let said = explain(&place, &["answers.csv", "--mapping", "bad.yaml", "--format", "json"]).exits(3);
    assert_eq!(said.document()["error"]["code"], "mapping_errors");
    assert_eq!(
        explain(&place, &["none.csv", "--format", "json"]).exits(1).document()["error"]["code"],
        "unreadable_input"
    );
    place.file("failed.ndjson", "{\"event\":{\"type\":\"track\"}}\n");
    let said = explain(&place, &["failed.ndjson", "--record", "1"]).exits(2);
    assert!(said.stderr.contains("give the export"), "{}", said.stderr);
    explain(&place, &["answers.csv", "--env", "prod"]).exits(2);
    explain(&place, &["answers.csv", "--task", "answerd"]).exits(2);
    explain(&place, &["-", "-"]).exits(2);
    let bare = Place::new();
    bare.file("answers.csv", recodes(&["plan"], &[&["pro"]]));
    let said = explain(&bare, &["answers.csv"]).exits(2);
    assert!(said.stderr.contains("mapping init"), "{}", said.stderr);
}

#[test]
fn broken_and_mixed_inputs_end_it_as_they_end_send() {
    let place = place(&["n: ${q://QID1/SelectedChoicesRecode}"], &(recodes(&["QID1"], &[&["1"]]) + "R_2\n"));
    let said = explain(&place, &["answers.csv", "--response", "R_1", "--format", "json"]).exits(1);
    let document = said.document();
    assert_eq!(document["error"]["code"], "broken_input");
    assert_eq!(document["found"][0]["response"], "R_1");
    let last = labels(&["QID1"], &[&["Good"]]).lines().last().expect("a row").to_owned();
    place.file("answers.csv", recodes(&["QID1"], &[&["1"]]) + &last + "\n");
    let said = explain(&place, &["answers.csv", "--response", "R_1", "--format", "json"]).exits(3);
    assert_eq!(said.document()["error"]["code"], "values_mixed");
}
