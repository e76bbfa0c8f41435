//! `mapping plan`: the rules that a mapping implies hold for what the mapping sends.

use crate::support::{Place, expected, mapping, project, recodes, samples};
use serde_json::{Value, json};
use std::path::Path;

/// The rules that a mapping implies, and what a check by them finds of the plan, alone and on responses.
fn round(place: &Place, mapping: &str, more: &[&str]) -> (Value, Vec<String>) {
    let plan = place.run(&["mapping", "plan", mapping]).exits(0).stdout;
    place.file("plan.json", &plan);
    let check = ["mapping", "check", "--format", "json", mapping, "--tracking-plan", "plan.json"];
    let said = place.run(&[&check[..], more].concat());
    let document = said.document();
    let findings = document["files"][0]["findings"].as_array().unwrap_or_else(|| panic!("{document}")).clone();
    let of_plan =
        findings.iter().filter(|finding| finding["code"].as_str().is_some_and(|code| code.starts_with("plan_")));
    let told = of_plan.map(|finding| format!("{}: {}", finding["code"], finding["message"])).collect();
    (serde_json::from_str(&plan).expect("JSON"), told)
}

#[test]
fn the_sample_mappings_are_clean_by_their_own_plans_alone_and_on_their_responses() {
    let place = Place::new().with("QSEG_HASH_KEY", "hush-this-is-the-hash-key");
    let path = |path: &Path| path.display().to_string();
    let example = path(&project().join("examples/qseg.yaml"));
    let responses = path(&project().join("examples/responses.json"));
    let (plan, told) = round(&place, &example, &["--responses", &responses]);
    assert_eq!((plan["rules"].as_array().map(Vec::is_empty), told), (Some(false), vec![]));
    let (_, told) = round(&place, &path(&project().join("examples/rejected.yaml")), &[]);
    assert_eq!(told, Vec::<String>::new());
    let (_, told) = round(&place, &path(&project().join("benches/generated.yaml")), &[]);
    assert_eq!(told, Vec::<String>::new());
    let Some(company) = samples("company") else { return };
    let schema = path(&company.join("response_schema.json"));
    for export in ["responses.json", "ui_choice_text.csv", "api_numeric_utc.csv"] {
        let more = ["--survey", &schema, "--responses", &path(&company.join(export))];
        let (plan, told) = round(&place, &path(&company.join("mapping.yaml")), &more);
        assert_eq!((plan["rules"].as_array().map(Vec::len), told), (Some(2), vec![]), "{export}");
    }
}

#[test]
fn every_sample_export_gives_a_mapping_that_is_clean_by_its_own_plan() {
    let Some(all) = expected() else { return };
    let mut tried = 0;
    for (export, _) in all {
        let name = export.display().to_string();
        let place = Place::new();
        let begun = place.run(&["mapping", "init", &name, "-o", "qseg.yaml", "--no-input", "--personal-data", "send"]);
        if begun.code != 0 {
            continue;
        }
        let (plan, told) = round(&place, "qseg.yaml", &["--responses", &name]);
        assert_eq!(told, Vec::<String>::new(), "{name}");
        tried += usize::from(plan["rules"].as_array().is_some_and(|rules| !rules.is_empty()));
    }
    assert!(tried >= 15, "only {tried} exports gave a mapping");
}

#[test]
fn the_rules_say_what_every_event_has_and_of_which_type() {
    let place = Place::new();
    let rows = [
        "a: web",
        "b: \"${e://Field/plan}\"",
        "c: { value: \"${e://Field/plan}\", type: integer, default: 1 }",
        "d: { value: \"${e://Field/plan}\", type: number, empty: keep }",
        "e: { value: \"${e://Field/plan}\", type: datetime }",
        "f: { value: \"${e://Field/plan}\", type: list }",
        "g: { value: \"${e://Field/plan}\", type: boolean, hash: sha256 }",
    ];
    let text = mapping(&rows);
    place.file("qseg.yaml", &text);
    let (plan, told) = round(&place, "qseg.yaml", &[]);
    assert_eq!(told, Vec::<String>::new());
    let [rule] = plan["rules"].as_array().expect("rules").as_slice() else { panic!("{plan}") };
    assert_eq!((&rule["type"], &rule["key"], &rule["version"]), (&json!("TRACK"), &json!("Answered"), &json!(1)));
    let schema = &rule["jsonSchema"];
    assert_eq!(schema["required"], json!(["properties"]));
    let body = &schema["properties"]["properties"];
    assert_eq!(body["required"], json!(["a", "c", "d"]));
    let wanted = json!({
        "a": { "type": "string" }, "b": { "type": "string" }, "c": { "type": "integer" },
        "d": { "type": ["number", "string"] }, "e": { "type": "string", "format": "date-time" },
        "f": { "type": "array", "items": { "type": "string" } }, "g": { "type": "string" },
    });
    assert_eq!(body["properties"], wanted);
    // The Segment task sends strings.
    place.file("qseg.yaml", text.replace("senders: [qseg]", "senders: [task, qseg]"));
    let (plan, told) = round(&place, "qseg.yaml", &[]);
    assert_eq!(told, Vec::<String>::new());
    let body = &plan["rules"][0]["jsonSchema"]["properties"]["properties"];
    assert_eq!(body["properties"]["c"], json!({ "type": ["integer", "string"] }));
    assert_eq!(body["properties"]["e"], json!({ "type": "string" }));
}

#[test]
fn tasks_of_one_event_have_one_rule_and_a_name_that_changes_has_none() {
    let place = Place::new();
    let task = |id: &str, kind: &str, more: &str| {
        format!("  {id}:\n    type: {kind}\n    userId: ${{rm://Field/ResponseID}}\n    {more}\n")
    };
    let tasks = [
        task("one", "track", "event: Done\n    properties: { a: x, b: y }"),
        task("two", "track", "event: Done\n    properties: { a: { value: \"1\", type: integer } }"),
        task("open", "track", "event: \"Done ${e://Field/plan}\""),
        task("who", "identify", "traits: { plan: \"${e://Field/plan}\" }"),
    ];
    place.file("qseg.yaml", format!("version: 1\nsenders: [qseg]\ntasks:\n{}", tasks.concat()));
    let said = place.run(&["mapping", "plan"]).exits(0);
    assert!(said.stderr.contains("note: the event's name changes with the answers"), "{}", said.stderr);
    let plan: Value = serde_json::from_str(&said.stdout).expect("JSON");
    let rules = plan["rules"].as_array().expect("rules");
    let heads: Vec<_> = rules.iter().map(|rule| (rule["type"].as_str().expect("a type"), rule.get("key"))).collect();
    assert_eq!(heads, [("TRACK", Some(&json!("Done"))), ("IDENTIFY", None)]);
    let body = &rules[0]["jsonSchema"]["properties"]["properties"];
    assert_eq!(
        (&body["properties"]["a"], &body["required"]),
        (&json!({ "type": ["string", "integer"] }), &json!(["a"]))
    );
    place.file("answers.csv", recodes(&["plan"], &[&["free"]]));
    let (_, told) = round(&place, "qseg.yaml", &["--responses", "answers.csv"]);
    // Of the open name a plan cannot know, and no settings say what that leads to.
    let codes: Vec<&str> = told.iter().map(|told| told.split('"').nth(1).expect("a code")).collect();
    assert_eq!(codes, ["plan_not_judged", "plan_event_unplanned", "plan_settings_unknown"]);
}

#[test]
fn a_mapping_with_errors_implies_nothing() {
    let place = Place::new();
    place.file("qseg.yaml", "version: 1\ntasks: { t: { type: trick } }\n");
    let said = place.run(&["mapping", "plan"]).exits(3);
    assert_eq!(said.stdout, "");
    assert!(said.stderr.contains("unknown_word"), "{}", said.stderr);
    place.run(&["mapping", "plan", "none.yaml"]).exits(1);
    Place::new().run(&["mapping", "plan"]).exits(2);
}
