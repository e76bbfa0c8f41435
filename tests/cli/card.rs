//! `qseg mapping card`: what to set up in Qualtrics, from the mapping file alone.

use crate::support::{Place, project, samples};
use serde_json::{Value, json};
use std::fs;

/// A mapping with these lines in its one task.
fn mapping(top: &str, lines: &str) -> String {
    format!(
        "version: 1\n{top}tasks:\n  t:\n    type: track\n    event: Done\n    userId: ${{m://ExternalDataReference}}\n{lines}"
    )
}

fn card(text: &str, arguments: &[&str]) -> Value {
    let place = Place::new();
    place.file("qseg.yaml", text);
    place.run(&[&["mapping", "card", "--format", "json"], arguments].concat()).exits(0).document()
}

/// What becomes of each box of a step, by its label.
fn boxes<'d>(card: &'d Value, title: &str) -> Vec<(&'d str, &'d Value)> {
    let steps = card["steps"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["title"].as_str().is_some_and(|found| found.starts_with(title)));
    let boxes = step.unwrap_or_else(|| panic!("{title}: {card}"))["boxes"].as_array().expect("boxes");
    boxes.iter().map(|found| (found["box"].as_str().expect("a label"), &found["value"])).collect()
}

#[test]
fn the_card_of_the_company_has_every_row_and_every_difference() {
    let Some(company) = samples("company") else { return };
    let text = fs::read_to_string(company.join("mapping.yaml")).expect("the mapping");
    let document = card(&text, &["--env", "prod", "--workspace", "Quillmoss"]);
    assert_eq!(document["schema"], "qseg.card/1");
    assert_eq!(document["source"], json!({ "env": "prod", "slug": "qualtrics_prod", "id": "9uRcEprodQualtrics002y" }));
    assert_eq!(document["region"], "us");
    let cards = document["cards"].as_array().expect("cards");
    assert_eq!(
        cards.iter().map(|card| card["task"].as_str().expect("a task")).collect::<Vec<_>>(),
        ["nps-completed", "nps-traits"]
    );
    let rows = boxes(&cards[0], "Map the fields");
    let wanted = [
        ("score", "${q://QID1/SelectedChoicesRecode}"),
        ("reason", "${q://QID2/ChoiceTextEntryValue}"),
        ("support", "${q://QID4/SelectedAnswerRecode/3}"),
        ("plan", "${e://Field/plan}"),
        ("plan_code", "${q://QID5/SelectedChoicesRecode}"),
        ("language", "${rm://Field/UserLanguage}"),
        ("other_channel", "${q://QID3/ChoiceTextEntryValue/4}"),
    ];
    assert_eq!(
        rows,
        wanted.map(|(key, pipe)| (key, Value::from(pipe))).iter().map(|(key, pipe)| (*key, pipe)).collect::<Vec<_>>()
    );
    let (id, anonymous) = (Value::from("${e://Field/crm_id}"), Value::from("${e://Field/session id}"));
    let who = boxes(&cards[0], "Say who it is");
    assert_eq!(who[..2], [("anonymous ID", &anonymous), ("user ID", &id)]);
    assert_eq!(boxes(&cards[0], "Choose the source")[0].1, "Quillmoss");
    assert_eq!(boxes(&cards[0], "Choose the source")[1].1, "qualtrics_prod (id 9uRcEprodQualtrics002y)");
    let differences = cards[0]["differences"].as_array().expect("differences");
    let told: Vec<(&str, &str, u64)> = differences
        .iter()
        .map(|found| {
            let text = |key: &str| found[key].as_str().expect("a text");
            (text("place"), text("option"), found["line"].as_u64().expect("a line"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("timestamp", "timestamp", 11),
            ("properties.score", "type: integer", 17),
            ("properties.support", "type: integer", 19)
        ]
    );
    let condition = &cards[1]["steps"][1]["condition"];
    assert_eq!((&condition["field"], &condition["operator"]), (&json!("embedded data crm_id"), &json!("is not empty")));
}

#[test]
fn what_has_no_place_in_the_form_is_never_offered_for_pasting() {
    let rows = "    properties:\n      who: ${column://TWIN_ID}\n      both: 'x ${column://A} ${e://Field/plan}'\n      plan: ${e://Field/plan}\n";
    let document = card(&mapping("", rows), &[]);
    let rows = boxes(&document["cards"][0], "Map the fields");
    assert_eq!(rows, [("who", &Value::Null), ("both", &Value::Null), ("plan", &json!("${e://Field/plan}"))]);
    let effects: Vec<&str> = document["cards"][0]["differences"]
        .as_array()
        .expect("differences")
        .iter()
        .map(|found| found["effect"].as_str().expect("an effect"))
        .collect();
    assert!(
        effects.contains(&"properties.who is not sent") && effects.contains(&"properties.both is not sent"),
        "{effects:?}"
    );
}

#[test]
fn text_keeps_a_pipe_on_one_line_however_narrow_the_terminal_is() {
    let long = format!("${{e://Field/{}}}", "a very long name ".repeat(12));
    let place = Place::new().with("COLUMNS", "40");
    place.file("qseg.yaml", mapping("", &format!("    properties:\n      p: '{long}'\n")));
    let said = place.run(&["mapping", "card"]).exits(0);
    assert!(said.stdout.lines().any(|line| line.ends_with(&long)), "{}", said.stdout);
}

#[test]
fn markdown_is_a_card_for_each_task_with_code_to_copy() {
    let place = Place::new();
    let example = project().join("examples/qseg.yaml").display().to_string();
    let said = place.run(&["mapping", "card", "--format", "markdown", "--env", "prod", &example]).exits(0);
    for line in [
        "## Task `onboarding-completed` (track)",
        "    - [x] Newly created responses",
        "    - [ ] Include incomplete responses",
        "    - anonymous ID: `${e://Field/session_id}`",
        "    - event name (unverified): `Onboarding Survey Completed`",
        "    - `likely_to_recommend`: `${q://QID2/SelectedChoicesRecode}`",
        "## Task `onboarding-traits` (identify)",
        "    - contact field ExternalDataReference is not empty",
    ] {
        assert!(said.stdout.lines().any(|found| found == line), "{line}\n{}", said.stdout);
    }
    let one = place.run(&["mapping", "card", "--task", "onboarding-traits", "--format", "markdown", &example]).exits(0);
    assert_eq!(one.stdout.matches("## Task ").count(), 1);
    assert!(one.stderr.contains("--env dev, --env prod"), "{}", one.stderr);
}

#[test]
fn the_region_comes_from_the_pin_and_else_from_whoever_says_it() {
    let region = |top: &str, arguments: &[&str]| {
        let document = card(&mapping(top, ""), arguments);
        let boxes: Vec<(String, Value)> = boxes(&document["cards"][0], "Choose the region")
            .into_iter()
            .map(|(label, value)| (label.to_owned(), value.clone()))
            .collect();
        (document["region"].clone(), boxes)
    };
    let toggle = "Select an alternative region".to_owned();
    let eu = vec![(toggle.clone(), json!(true)), ("Region".to_owned(), json!("Dublin"))];
    assert_eq!(region("sources: { p: { slug: q, region: eu } }\n", &[]), (json!("eu"), eu.clone()));
    assert_eq!(region("", &["--region", "eu"]), (json!("eu"), eu));
    assert_eq!(region("", &["--region", "us"]), (json!("us"), vec![(toggle, json!(false))]));
    assert_eq!(region("", &[]).0, Value::Null);
    let place = Place::new().with("QSEG_REGION", "us");
    place.file("qseg.yaml", mapping("sources: { p: { slug: q, region: eu } }\n", ""));
    let said = place.run(&["mapping", "card", "--format", "json"]).exits(2);
    assert_eq!(said.document()["error"]["code"], "regions_differ");
    assert!(said.stderr.contains("`us` by QSEG_REGION and `eu` by the mapping file"), "{}", said.stderr);
}

#[test]
fn a_source_that_is_not_pinned_is_written_down_and_an_environment_must_be() {
    let two = "sources: { dev: { slug: q_dev }, prod: { slug: q_prod } }\n";
    let document = card(&mapping(two, ""), &["--source", "q_prod"]);
    assert_eq!(document["source"]["env"], "prod");
    let document = card(&mapping(two, ""), &["--source", "elsewhere"]);
    assert_eq!(document["source"], json!({ "env": null, "slug": "elsewhere", "id": null }));
    let document = card(&mapping(two, ""), &[]);
    assert_eq!(document["source"], Value::Null);
    assert_eq!(boxes(&document["cards"][0], "Choose the source")[1].1, "for dev: q_dev; for prod: q_prod");
    let place = Place::new();
    place.file("qseg.yaml", mapping(two, ""));
    let said = place.run(&["mapping", "card", "--env", "prd", "--format", "json"]).exits(2);
    assert_eq!(said.document()["error"]["code"], "unknown_word");
    assert!(said.stderr.contains("did you mean prod?"), "{}", said.stderr);
    place.run(&["mapping", "card", "--env", "prod", "--source", "q_prod"]).exits(2);
    place.run(&["mapping", "card", "--task", "tt"]).exits(2);
}

#[test]
fn a_mapping_with_errors_has_no_card() {
    let place = Place::new();
    place.file("bad.yaml", "version: 1\ntasks:\n  t: { type: trak }\n");
    let said = place.run(&["mapping", "card", "bad.yaml"]).exits(3);
    assert!(said.stdout.is_empty() && said.stderr.contains("unknown_word"), "{said:?}");
    let said = place.run(&["mapping", "card", "--format", "json", "bad.yaml"]).exits(3);
    assert_eq!(said.document()["error"]["code"], "mapping_errors");
    assert!(said.codes().contains(&"unknown_word".to_owned()));
    let said = place.run(&["mapping", "card"]).exits(2);
    assert!(said.stderr.contains("there is no mapping file here"), "{}", said.stderr);
}

#[test]
fn text_of_a_mapping_cannot_move_the_cursor() {
    let place = Place::new();
    place.file("qseg.yaml", mapping("", "    properties:\n      \"a\\e[2J\": \"b\\e[31m\"\n"));
    for format in ["text", "markdown"] {
        let said = place.run(&["mapping", "card", "--format", format]).exits(0);
        assert!(!said.stdout.contains('\u{1b}') && said.stdout.contains("\\u{1b}[31m"), "{}", said.stdout);
    }
}
