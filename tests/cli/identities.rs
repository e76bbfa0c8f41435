//! Ids that name nobody for certain: told with their count and first place, sent as they are, and not counted among
//! those that identify a person (design §15).

use crate::support::{Place, mapping, recodes};
use serde_json::{Value, json};

fn place() -> Place {
    let place = Place::new();
    place.file(
        "qseg.yaml",
        mapping(&["plan: \"${e://Field/plan}\""]).replace("${rm://Field/ResponseID}", "${e://Field/crm_id}"),
    );
    place
}

/// The same ids as CSV and as JSON.
fn inputs(place: &Place, ids: &[&str]) -> [&'static str; 2] {
    let rows: Vec<[&str; 2]> = ids.iter().map(|id| ["free", *id]).collect();
    place.file("in.csv", recodes(&["plan", "crm_id"], &rows.iter().map(|row| &row[..]).collect::<Vec<_>>()));
    let response = |(number, id): (usize, &&str)| {
        json!({ "responseId": format!("R_{number}"), "labels": {}, "values": { "status": 0, "finished": 1,
            "recordedDate": "2026-01-02T03:04:05Z", "plan": "free", "crm_id": id } })
    };
    let responses: Vec<Value> = ids.iter().enumerate().map(response).collect();
    place.file("in.json", json!({ "responses": responses }).to_string());
    ["in.csv", "in.json"]
}

/// Each finding with its code, count and first record.
fn told(document: &Value) -> Vec<(String, u64, u64)> {
    let findings = document["findings"].as_array().expect("findings");
    let number = |finding: &Value, key: &str| finding[key].as_u64().unwrap_or_default();
    findings
        .iter()
        .map(|finding| {
            (finding["code"].as_str().expect("a code").to_owned(), number(finding, "count"), number(finding, "record"))
        })
        .collect()
}

#[test]
fn placeholders_and_damaged_ids_are_counted_with_their_first_place_and_identify_nobody() {
    let place = place();
    let long = "x".repeat(256);
    let ids = [
        "ann",
        "N/A",
        "null",
        "0000",
        "1.23457E+15",
        "1.23457E+15",
        "${e://Field/id}",
        " bob",
        "{\"id\":1}",
        &long,
        "eve",
    ];
    for input in inputs(&place, &ids) {
        let document = place.send(&["--format", "json", input]).exits(0).document();
        let mut found = told(&document);
        found.sort();
        assert_eq!(
            found,
            [
                ("id_damaged".to_owned(), 1, 9),
                ("id_placeholder".to_owned(), 3, 2),
                ("id_rounded".to_owned(), 2, 5),
                ("id_spaced".to_owned(), 1, 8),
                ("id_too_long".to_owned(), 1, 10),
                ("id_unresolved".to_owned(), 1, 7),
            ],
            "{input}"
        );
        assert_eq!(
            (&document["identities"]["user_id"], &document["identities"]["doubtful"]),
            (&json!(2), &json!(9)),
            "{input}"
        );
        let said = place.send(&[input]).exits(0);
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(
            all.contains("2 of 11 responses identify a person; 9 have an id that names nobody for certain."),
            "{all}"
        );
        let events = place.send(&["--format", "ndjson", input]).exits(0).events();
        let sent: Vec<&str> = events.iter().map(|event| event["userId"].as_str().expect("an id")).collect();
        assert_eq!(sent, ids, "{input}");
    }
}

#[test]
fn one_id_of_many_responses_and_near_twins_are_told_and_sound_ids_are_not() {
    let place = place();
    let sound: Vec<String> = (0..240).map(|number| format!("cust-{number}")).collect();
    let sound: Vec<&str> = sound.iter().map(String::as_str).collect();
    for input in inputs(&place, &sound) {
        let document = place.send(&["--format", "json", input]).exits(0).document();
        assert_eq!(told(&document), [], "{input}");
    }
    let merged = [&sound[..], &["cust-7"; 60], &["Cust-9", "CUST-9"]].concat();
    for input in inputs(&place, &merged) {
        let document = place.send(&["--format", "json", input]).exits(0).document();
        assert_eq!(told(&document), [("id_shared".to_owned(), 1, 8), ("id_near_twins".to_owned(), 1, 301)], "{input}");
        let message = document["findings"][0]["message"].as_str().expect("a message");
        assert!(message.contains("61 of 302 responses") && !message.contains("cust-7"), "{message}");
        let checked = place.run(&["mapping", "check", "--responses", input, "qseg.yaml"]).exits(0);
        assert!(checked.stdout.contains("id_shared") && checked.stdout.contains("id_near_twins"), "{}", checked.stdout);
    }
}

#[test]
fn what_missing_names_is_no_id_and_no_finding() {
    let place = place();
    place.file(
        "qseg.yaml",
        mapping(&["plan: x"]).replace(
            "userId: ${rm://Field/ResponseID}",
            "userId: { value: \"${e://Field/crm_id}\", missing: [\"N/A\"] }\n    randomAnonymousId: true",
        ),
    );
    for input in inputs(&place, &["ann", "N/A"]) {
        let document = place.send(&["--format", "json", input]).exits(0).document();
        assert_eq!(told(&document), [], "{input}");
        assert_eq!(document["identities"]["generated"], 1, "{input}");
    }
}
