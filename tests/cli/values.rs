//! What becomes of a value between its cell and its event, and who gets to see it.

use crate::support::{Place, SECRETS, mapping, recodes};
use serde_json::{Value, json};

const FIELDS: [&str; 4] = ["plan", "QID2_TEXT", "recipientEmail", "QID1"];

fn place(cells: [&str; 4]) -> Place {
    let place = Place::new().with("QSEG_HASH_KEY", SECRETS[0]);
    place.file("answers.csv", recodes(&FIELDS, &[&cells]));
    place
}

/// What one property with these options becomes of a cell; `None` where it is left out.
#[track_caller]
fn property(place: &Place, options: &str) -> Option<Value> {
    place.file("qseg.yaml", mapping(&["last: x", &format!("p: {{ value: \"${{e://Field/plan}}\", {options} }}")]));
    let said = place.send(&["--format", "ndjson", "answers.csv"]).exits(0);
    said.events()[0]["properties"].get("p").cloned()
}

/// The code that one property with these options holds its event back under.
#[track_caller]
fn held(place: &Place, options: &str) -> String {
    place.file("qseg.yaml", mapping(&[&format!("p: {{ value: \"${{e://Field/plan}}\", {options} }}")]));
    let said = place.send(&["--format", "json", "answers.csv"]).exits(3);
    let document = said.document();
    let rejected = document["events"]["rejected"].as_object().expect("codes");
    assert_eq!((rejected.len(), &document["events"]["accepted"]), (1, &0.into()), "{document}");
    assert_eq!(place.send(&["--format", "ndjson", "answers.csv"]).exits(3).stdout, "");
    rejected.keys().next().expect("a code").clone()
}

#[test]
fn a_type_is_given_or_the_event_is_held_back() {
    for (cell, options, wanted) in [
        ("08", "empty: keep", json!("08")),
        ("1.10", "type: string", json!("1.10")),
        ("7", "type: integer", json!(7)),
        ("-7", "type: integer", json!(-7)),
        ("2.50", "type: number", "2.50".parse().expect("a number in its source text")),
        ("true", "type: boolean", json!(true)),
        ("no", "type: boolean, map: { \"no\": \"false\" }", json!(false)),
        ("2026-01-02T03:04:05+01:00", "type: datetime", json!("2026-01-02T02:04:05.000Z")),
        ("2/1/26 3:04 +0000", "type: datetime, format: \"%d/%m/%y %H:%M %z\"", json!("2026-01-02T03:04:00.000Z")),
        ("one", "type: list", json!(["one"])),
    ] {
        assert_eq!(property(&place([cell, "", "", ""]), options), Some(wanted), "{cell} with {options}");
    }
    for (cell, kind) in [
        ("1,2,3", "integer"),
        ("7.5", "integer"),
        ("1e400x", "number"),
        ("1e400", "number"),
        (&"9".repeat(400), "integer"),
        ("NaN", "number"),
        ("perhaps", "boolean"),
        ("2/1/26", "datetime"),
        ("soon", "datetime"),
    ] {
        let place = place([cell, "", "", ""]);
        assert_eq!(held(&place, &format!("type: {kind}")), "value_not_coercible", "{cell} as {kind}");
    }
}

#[test]
fn a_number_keeps_its_source_text() {
    let place = place(["2.50", "", "", ""]);
    place.file("qseg.yaml", mapping(&["p: { value: \"${e://Field/plan}\", type: number }"]));
    let said = place.send(&["--format", "ndjson", "answers.csv"]).exits(0);
    assert!(said.stdout.contains("\"p\":2.50"), "{}", said.stdout);
}

#[test]
fn steps_go_missing_then_map_then_default_then_type_then_hash() {
    const SHA_7: &str = "7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451";
    for (cell, options, wanted) in [
        ("-99", "missing: [\"-99\"]", None),
        ("-99", "missing: [\"-99\"], map: { \"-99\": \"1\" }", None),
        ("-99", "missing: [\"-99\"], default: \"7\", type: integer", Some(json!(7))),
        ("gold", "map: { gold: \"7\" }, type: integer", Some(json!(7))),
        ("gold", "map: { gold: \"-99\" }, missing: [\"-99\"]", Some(json!("-99"))),
        ("", "map: { \"\": \"7\" }, default: \"8\"", Some(json!("8"))),
        ("gold", "map: { gold: \"\" }, default: \"7\"", Some(json!("7"))),
        ("gold", "map: { gold: \"7\" }, type: integer, hash: sha256", Some(json!(SHA_7))),
        ("", "default: \"7\", hash: sha256", Some(json!(SHA_7))),
        ("", "hash: sha256", None),
    ] {
        assert_eq!(property(&place([cell, "", "", ""]), options), wanted, "{cell:?} with {options}");
    }
}

#[test]
fn an_empty_value_is_left_out_unless_it_is_kept() {
    let empty = place(["", "", "", ""]);
    assert_eq!(property(&empty, "type: string"), None);
    assert_eq!(property(&empty, "empty: keep"), Some(json!("")));
    assert_eq!(property(&empty, "empty: keep, type: list"), Some(json!([])));
    assert_eq!(property(&empty, "empty: keep, hash: sha256"), Some(json!("")));
    // A text around pipes that are all empty greets nobody.
    empty.file("qseg.yaml", mapping(&["p: \"Hello ${e://Field/plan}!\""]));
    let said = empty.send(&["--format", "ndjson", "answers.csv"]).exits(0);
    assert_eq!(said.events()[0]["properties"], json!({}));
}

#[test]
fn a_keyed_hash_takes_its_key_from_the_environment_and_never_shows_it() {
    let keyed = place(["gold", "", "", ""]);
    // HMAC-SHA-256 of "gold" with the key of the place, by an independent program.
    let wanted = "92f703719964c91a79a0512dcbd05d82bb9da8e158c096441018875faa95942f";
    assert_eq!(property(&keyed, "hash: hmac-sha256"), Some(json!(wanted)));
    for format in ["text", "json", "ndjson"] {
        keyed.send(&["--format", format, "--verbose", "--show-values", "answers.csv"]).exits(0);
    }
    let unkeyed = Place::new();
    unkeyed.file("answers.csv", recodes(&FIELDS, &[&["gold", "", "", ""]]));
    unkeyed.file("qseg.yaml", mapping(&["p: { value: \"${e://Field/plan}\", hash: hmac-sha256 }"]));
    let said = unkeyed.send(&["--format", "json", "answers.csv"]).exits(3);
    assert_eq!(said.codes(), ["hash_key_missing"]);
    assert!(said.document()["findings"][0]["help"].as_str().expect("help").contains("QSEG_HASH_KEY"));
}

/// A mapping with these lines in its one task, and one property from the plan.
fn task(lines: &str) -> String {
    format!(
        "version: 1\nsenders: [qseg]\nsources: {{ dev: {{ id: source-of-dev }} }}\ntasks:\n  answered:\n    type: track\n    \
         event: Answered\n{lines}    properties: {{ plan: \"${{e://Field/plan}}\" }}\n"
    )
}

#[test]
fn an_event_without_any_id_is_rejected_by_segments_own_code() {
    let place = place(["free", "", "", ""]);
    place.file("qseg.yaml", task("    userId: ${m://Email}\n    anonymousId: ${q://QID2/ChoiceTextEntryValue}\n"));
    let said = place.send(&["--format", "json", "answers.csv"]).exits(3);
    let document = said.document();
    assert_eq!(document["events"]["rejected"], json!({ "no_user_anon_id": 1 }));
    assert_eq!(document["identities"]["distinct"], 0);
    assert_eq!(document["findings"][0]["code"], "email_as_user_id");
    let finding = &document["findings"][1];
    assert_eq!((&finding["code"], &finding["response_id"]), (&"no_user_anon_id".into(), &"R_1".into()));
    assert_eq!((&finding["record"], &finding["line"]), (&1.into(), &4.into()));
    assert_eq!(finding["mapping"], json!({ "file": "qseg.yaml", "line": 8, "column": 13 }));
    let said = place.send(&["answers.csv"]).exits(3);
    assert!(said.stdout.contains("0 accepted, 1 rejected (1 no_user_anon_id)"), "{}", said.stdout);
}

#[test]
fn a_random_anonymous_id_is_made_where_both_are_empty_and_is_the_same_in_every_run() {
    let place = place(["free", "", "", ""]);
    place.file("qseg.yaml", task("    userId: ${m://Email}\n    randomAnonymousId: true\n"));
    let event = || place.send(&["--format", "ndjson", "answers.csv"]).exits(0).events().remove(0);
    let (first, second) = (event(), event());
    assert_eq!(first, second);
    assert_eq!(first["anonymousId"].as_str().map(str::len), Some(36));
    assert_ne!(first["anonymousId"], first["messageId"]);
    let said = place.send(&["answers.csv"]).exits(0);
    assert!(said.stdout.starts_with("0 of 1 response identify a person; 1 would become a new anonymous profile"));
}

#[test]
fn an_empty_event_name_is_rejected() {
    let place = place(["", "", "", ""]);
    place.file("qseg.yaml", mapping(&[]).replace("event: Answered", "event: \"${e://Field/plan}\"") + "      x: y\n");
    let document = place.send(&["--format", "json", "answers.csv"]).exits(3).document();
    assert_eq!(document["events"]["rejected"], json!({ "event_not_defined": 1 }));
}

#[test]
fn an_event_over_the_cap_is_rejected_and_one_below_it_is_not() {
    let fits = place(["free", &"x".repeat(31_000), "", ""]);
    let lines = ["text: \"${q://QID2/ChoiceTextEntryValue}\""];
    fits.file("qseg.yaml", mapping(&lines));
    let said = fits.send(&["--format", "ndjson", "answers.csv"]).exits(0);
    assert!(said.stdout.len() > 31_000 && said.stdout.len() <= 32_001);
    // Two bytes a letter: the cap is counted on the real bytes.
    let over = place(["free", &"é".repeat(16_000), "", ""]);
    over.file("qseg.yaml", mapping(&lines));
    let document = over.send(&["--format", "json", "answers.csv"]).exits(3).document();
    assert_eq!(document["events"]["rejected"], json!({ "event_too_large": 1 }));
}

#[test]
fn the_good_events_of_a_run_are_printed_beside_the_rejected_ones() {
    let place = Place::new();
    place.file("answers.csv", recodes(&["plan"], &[&["1"], &["two"], &["3"], &["four"]]));
    place.file("qseg.yaml", mapping(&["plan: { value: \"${e://Field/plan}\", type: integer }"]));
    let said = place.send(&["--format", "ndjson", "answers.csv"]).exits(3);
    let plans: Vec<Value> = said.events().into_iter().map(|event| event["properties"]["plan"].clone()).collect();
    assert_eq!(plans, [json!(1), json!(3)]);
    assert!(said.stderr.contains("2 times, first in answers.csv"), "{}", said.stderr);
    let document = place.send(&["--format", "json", "answers.csv"]).exits(3).document();
    let events = &document["events"];
    assert_eq!((&events["built"], &events["accepted"]), (&4.into(), &2.into()));
    assert_eq!(events["rejected"], json!({ "value_not_coercible": 2 }));
    let finding = &document["findings"][0];
    assert_eq!((&finding["count"], &finding["response_id"], &finding["record"]), (&2.into(), &"R_2".into(), &2.into()));
}

const EMAIL: &str = "ada@example.org";
const TYPED: &str = "I live in Elm Street";

fn personal() -> Place {
    let place = place(["free", TYPED, EMAIL, "1"]);
    place.file(
        "qseg.yaml",
        task("    userId: ${m://Email}\n").replace(
            "{ plan: ",
            "{ email: \"${m://Email}\", why: \"Because ${q://QID2/ChoiceTextEntryValue}\", plan: ",
        ),
    );
    place
}

#[test]
fn personal_values_are_masked_in_text_and_shown_on_demand() {
    let place = personal();
    let said = place.send(&["answers.csv"]).exits(0);
    for personal in [EMAIL, TYPED] {
        assert!(!said.stdout.contains(personal) && !said.stderr.contains(personal), "{}", said.stdout);
    }
    assert!(said.stdout.contains("\"userId\": \"•••\""), "{}", said.stdout);
    assert!(said.stdout.contains("\"plan\": \"free\""), "{}", said.stdout);
    let said = place.send(&["--show-values", "answers.csv"]).exits(0);
    for personal in [EMAIL, TYPED] {
        assert!(said.stdout.contains(personal), "{}", said.stdout);
    }
}

#[test]
fn personal_values_are_masked_wherever_they_stand_in_an_event() {
    let place = Place::new();
    let fields = ["recipientFirstName", "recipientEmail", "ipAddress", "QID6_1"];
    place.file("answers.csv", recodes(&fields, &[&["Ada", EMAIL, "192.0.2.7", "Elm Street"]]));
    let lines = [
        "    userId: ${rm://Field/ResponseID}\n",
        "    context: { ip: \"${rm://Field/IPAddress}\", traits: { email: \"${m://Email}\" }, locale: en }\n",
    ];
    let town = "properties: { town: \"${q://QID6/ChoiceTextEntryValue/1}\", ";
    let mapping = task(&lines.concat()).replace("properties: { plan: \"${e://Field/plan}\"", town);
    place.file("qseg.yaml", mapping.replace("event: Answered", "event: \"Seen ${m://FirstName}\""));
    let said = place.send(&["answers.csv"]).exits(0);
    for personal in ["Ada", EMAIL, "192.0.2.7", "Elm Street"] {
        assert!(!said.stdout.contains(personal), "{personal} in {}", said.stdout);
        assert!(place.send(&["--show-values", "answers.csv"]).exits(0).stdout.contains(personal));
    }
    assert!(said.stdout.contains("\"locale\": \"en\""), "{}", said.stdout);
}

#[test]
fn events_are_data_and_never_masked() {
    let event = personal().send(&["--format", "ndjson", "answers.csv"]).exits(0).events().remove(0);
    assert_eq!(event["userId"], EMAIL);
    assert_eq!(event["properties"]["why"], format!("Because {TYPED}"));
}

#[test]
fn findings_name_personal_values_by_their_length_alone() {
    let place = place(["free", TYPED, EMAIL, "1"]);
    place.file(
        "qseg.yaml",
        mapping(&[
            "email: { value: \"${m://Email}\", type: integer }",
            "why: { value: \"${q://QID2/ChoiceTextEntryValue}\", type: integer }",
            "plan: { value: \"${e://Field/plan}\", type: integer }",
        ]),
    );
    for format in ["text", "json", "ndjson"] {
        let said = place.send(&["--format", format, "answers.csv"]).exits(3);
        let all = said.stdout + &said.stderr;
        assert!(!all.contains(EMAIL) && !all.contains(TYPED), "{format}: {all}");
        assert!(all.contains("a text of 15 characters (--show-values shows it)"), "{format}: {all}");
        assert!(all.contains("free") && all.contains("is no integer"), "{format}: {all}");
    }
    let said = place.send(&["--format", "json", "--show-values", "answers.csv"]).exits(3);
    assert!(said.stdout.contains(EMAIL) && said.stdout.contains(TYPED));
}

#[test]
fn a_hashed_personal_value_is_shown_as_its_hash() {
    let place = place(["free", "", EMAIL, "1"]);
    place.file("qseg.yaml", mapping(&["email: { value: \"${m://Email}\", hash: sha256 }"]));
    let said = place.send(&["answers.csv"]).exits(0);
    assert!(
        said.stdout.contains("\"email\": \"cfe00dde46ef942601ffafb9e2825e802858b460e586b8305b344c1eb826357d\""),
        "{}",
        said.stdout
    );
}

#[test]
fn a_timestamp_of_ones_own_is_taken_and_one_that_cannot_be_read_holds_its_event_back() {
    let place = place(["2026-05-06T07:08:09Z", "", "", ""]);
    let stamped = |line: &str| task(&format!("    userId: ${{rm://Field/ResponseID}}\n{line}"));
    for (line, wanted) in [
        ("", json!("2026-01-02T03:04:05.000Z")),
        ("    timestamp: none\n", Value::Null),
        ("    timestamp: ${e://Field/plan}\n", json!("2026-05-06T07:08:09.000Z")),
    ] {
        place.file("qseg.yaml", stamped(line));
        assert_eq!(place.send(&["--format", "ndjson", "answers.csv"]).exits(0).events()[0]["timestamp"], wanted);
    }
    place.file("qseg.yaml", stamped("    timestamp: ${rm://Field/ResponseID}\n"));
    let document = place.send(&["--format", "json", "answers.csv"]).exits(3).document();
    assert_eq!(document["events"]["rejected"], json!({ "value_not_coercible": 1 }));
}
