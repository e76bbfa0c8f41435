//! One company survey, exported in five ways in one month: the same events from each.

use crate::support::{Place, Said, samples};
use serde_json::Value;
use std::fs;
use std::path::Path;

const EXPORTS: [&str; 5] =
    ["responses.json", "responses.ndjson", "ui_choice_text.csv", "ui_numeric_split.csv", "api_numeric_utc.csv"];

fn send(company: &Path, export: &str, more: &[&str]) -> Said {
    let at = |name: &str| company.join(name).display().to_string();
    let (mapping, export) = (at("mapping.yaml"), at(export));
    let mut arguments = vec!["send", "--dry-run", "--env", "dev", "--mapping", &mapping, &export];
    arguments.extend(more);
    Place::new().run(&arguments)
}

#[test]
fn five_exports_of_one_month_give_the_same_events_and_message_ids() {
    let Some(company) = samples("company") else { return };
    let schema = company.join("response_schema.json").display().to_string();
    let expected: Vec<Value> = fs::read_to_string(company.join("events.ndjson"))
        .expect("the expected events")
        .lines()
        .map(|line| serde_json::from_str(line).expect("an event"))
        .collect();
    let mut message_ids: Option<Vec<Value>> = None;
    for export in EXPORTS {
        let said = send(&company, export, &["--format", "ndjson", "--survey", &schema]).exits(0);
        let mut ids = Vec::new();
        let mut events = said.events();
        for event in &mut events {
            let event = event.as_object_mut().expect("an object");
            ids.push(event.remove("messageId").expect("a messageId"));
            assert_eq!(event.remove("context").expect("a context")["library"]["name"], "qseg");
        }
        assert_eq!(events.len(), expected.len(), "{export}");
        for (at, (event, expected)) in events.iter().zip(&expected).enumerate() {
            assert_eq!(event, expected, "{export}, event {at}");
        }
        assert_eq!(message_ids.get_or_insert_with(|| ids.clone()), &ids, "{export}");
    }
}

#[test]
fn without_the_schema_recodes_of_an_export_of_labels_are_a_finding_with_a_way_out() {
    let Some(company) = samples("company") else { return };
    let said = send(&company, "ui_choice_text.csv", &["--format", "json"]).exits(3);
    let document = said.document();
    let errors = document["findings"].as_array().expect("findings").iter().filter(|f| f["severity"] == "error");
    let codes: Vec<&str> = errors.filter_map(|finding| finding["code"].as_str()).collect();
    assert_eq!(codes, ["recodes_need_survey"; 4]);
    assert_eq!(document["findings"][0]["mapping"]["line"], 17);
    assert!(document["findings"][0]["help"].as_str().expect("help").contains("--survey"));
    assert_eq!(document["events"]["built"], 0);
    for recodes in ["responses.json", "api_numeric_utc.csv", "ui_numeric_split.csv"] {
        send(&company, recodes, &[]).exits(0);
    }
}
