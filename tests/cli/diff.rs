//! `qseg mapping diff`: what a change of mapping does to the events, with no answer in what is shown.

use crate::support::{Place, Said, mapping, recodes};
use serde_json::{Value, json};
use std::process::Command;

/// Answers of four responses: a rating, a plan, a telling text.
fn answers() -> String {
    recodes(
        &["QID1", "plan", "QID2_TEXT"],
        &[&["7", "free", "my-secret-answer"], &["9", "team", "my-secret-other"], &["", "free", ""], &["3", "", "x"]],
    )
}

const RATING: &str = "rating: ${q://QID1/SelectedChoicesRecode}";
const PLAN: &str = "plan: ${e://Field/plan}";
const REASON: &str = "reason: ${q://QID2/ChoiceTextEntryValue}";

fn place(before: &str, after: &str) -> Place {
    let place = Place::new();
    place.file("before.yaml", before);
    place.file("after.yaml", after);
    place.file("answers.csv", answers());
    place
}

fn diff(place: &Place, more: &[&str]) -> Said {
    place.run(&[&["mapping", "diff", "before.yaml", "after.yaml", "--responses", "answers.csv"], more].concat())
}

fn document(place: &Place) -> Value {
    diff(place, &["--format", "json"]).exits(0).document()
}

#[test]
fn properties_that_come_go_change_and_flip_their_type_are_counted_by_event() {
    let before = mapping(&[RATING, PLAN, "kind: old"]);
    let after =
        mapping(&["rating: { value: \"${q://QID1/SelectedChoicesRecode}\", type: integer }", REASON, "kind: new"]);
    let found = document(&place(&before, &after));
    assert_eq!(found["schema"], "qseg.mapping.diff/1");
    assert_eq!(found["events"], json!({ "before": 4, "after": 4, "gained": 0, "lost": 0, "changed": 4 }));
    assert_eq!(found["people"], json!({ "touched": 4, "is_estimate": false }));
    let fields = found["tasks"][0]["fields"].as_array().expect("fields");
    let expected = json!([
        { "name": "properties.kind", "added": 0, "removed": 0, "changed": 4, "types": {} },
        { "name": "properties.plan", "added": 0, "removed": 3, "changed": 0, "types": {} },
        { "name": "properties.rating", "added": 0, "removed": 0, "changed": 3, "types": { "string → number": 3 } },
        { "name": "properties.reason", "added": 3, "removed": 0, "changed": 0, "types": {} },
    ]);
    assert_eq!(json!(fields), expected);
    assert_eq!(found["differs"], true);
}

#[test]
fn events_are_gained_by_a_new_task_lost_by_a_condition_and_rejections_have_their_code() {
    let before = mapping(&[PLAN]);
    let second = "  second:\n    type: track\n    event: Second\n    userId: ${rm://Field/ResponseID}\n";
    let when = "    when: { value: \"${e://Field/plan}\", equals: free }\n";
    let found = document(&place(&before, &format!("{before}{when}{second}")));
    assert_eq!(found["events"], json!({ "before": 4, "after": 6, "gained": 4, "lost": 2, "changed": 0 }));
    assert_eq!(found["tasks"][0]["events"]["lost"], 2);
    assert_eq!(found["tasks"][1]["revision"], json!({ "before": null, "after": 1 }));
    let number = mapping(&["plan: { value: \"${e://Field/plan}\", type: number }"]);
    let found = document(&place(&before, &number));
    assert_eq!(found["tasks"][0]["rejected"], json!({ "before": {}, "after": { "value_not_coercible": 3 } }));
    assert_eq!(found["events"]["lost"], 3);
}

#[test]
fn an_identity_is_compared_and_ids_that_qseg_makes_are_not() {
    let before = mapping(&[PLAN]);
    let other = before.replace("${rm://Field/ResponseID}", "u-${rm://Field/ResponseID}");
    let fields = document(&place(&before, &other))["tasks"][0]["fields"].clone();
    assert_eq!(fields, json!([{ "name": "userId", "added": 0, "removed": 0, "changed": 4, "types": {} }]));
    let renamed = before.replace("source-of-dev", "another-source");
    let said = diff(&place(&before, &renamed), &["--exit-code"]).exits(0);
    assert!(said.stdout.contains("no event is another"), "{}", said.stdout);
    let raised = before.replace("    type: track", "    revision: 2\n    type: track");
    let said = diff(&place(&before, &raised), &["--exit-code"]).exits(3);
    assert!(said.stdout.contains("revision 1 → 2: its history is sent again"), "{}", said.stdout);
}

#[test]
fn the_exit_code_is_0_where_nobody_asks_for_it_and_3_for_a_difference() {
    let (before, after) = (mapping(&[PLAN]), mapping(&[RATING]));
    let place = place(&before, &after);
    diff(&place, &[]).exits(0);
    diff(&place, &["--exit-code"]).exits(3);
    place.run(&["mapping", "diff", "after.yaml", "after.yaml", "--responses", "answers.csv", "--exit-code"]).exits(0);
}

#[test]
fn no_format_shows_an_answer() {
    let (before, after) = (mapping(&[PLAN, REASON]), mapping(&[RATING, "reason: x ${q://QID2/ChoiceTextEntryValue}"]));
    let place = place(&before, &after);
    for format in ["text", "json", "markdown"] {
        let said = diff(&place, &["--format", format]).exits(0);
        for answer in ["my-secret", "free", "team", "R_1"] {
            let all = format!("{}{}", said.stdout, said.stderr);
            assert!(!all.contains(answer), "{format} shows {answer}: {all}");
        }
        assert!(said.stdout.contains("properties."), "{format}: {}", said.stdout);
    }
}

#[test]
fn markdown_is_a_table_that_no_name_breaks() {
    let (before, after) = (mapping(&[PLAN]), mapping(&["'a|b': ${e://Field/plan}"]));
    let said = diff(&place(&before, &after), &["--format", "markdown"]).exits(0);
    let expected = "### What this change does to the events\n\n`before.yaml` → `after.yaml`, on 4 responses\n\n\
        - **Responses**: 4 counted before, 4 after\n- **Events**: 4 before, 4 after: 0 gained, 0 lost, 3 changed\n\
        - **People**: 3 touched\n- **Delivered**: there is no ledger here: nobody knows what was sent\n\n\
        | task | field | added | removed | changed | type |\n|---|---|--:|--:|--:|---|\n\
        | answered | *events* | 0 | 0 | 3 | |\n| answered | properties.a\\|b | 3 | 0 | 0 |  |\n\
        | answered | properties.plan | 0 | 3 | 0 |  |\n";
    assert_eq!(said.stdout, expected);
}

fn git(place: &Place, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=n", "-c", "user.email=n@firm.test", "-c", "init.defaultBranch=main"]);
    let said = command.args(arguments).current_dir(place.path()).output().expect("git runs");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn a_revision_of_git_is_compared_with_the_file_and_what_git_cannot_show_is_told() {
    let place = place(&mapping(&[PLAN]), &mapping(&[PLAN])).with("PATH", "/usr/local/bin:/usr/bin:/bin");
    git(&place, &["init", "-q"]);
    git(&place, &["add", "after.yaml"]);
    git(&place, &["commit", "-q", "-m", "first"]);
    place.file("after.yaml", mapping(&[RATING]));
    let run = |before: &str| {
        place.run(&["mapping", "diff", before, "after.yaml", "--responses", "answers.csv", "--format", "json"])
    };
    let found = run("git:main:after.yaml").exits(0).document();
    assert_eq!(found["before"], "git:main:after.yaml");
    assert_eq!(found["tasks"][0]["fields"][0]["name"], "properties.plan");
    let failed = run("git:main:nowhere.yaml").exits(1);
    assert_eq!(failed.document()["error"]["code"], "git_failed");
    assert!(failed.stderr.contains("nowhere.yaml"), "{}", failed.stderr);
    assert_eq!(run("git:never:after.yaml").exits(1).document()["error"]["code"], "git_failed");
    for wrong in ["git:", "git:main", "git:--output=x:after.yaml"] {
        assert_eq!(run(wrong).exits(2).document()["error"]["code"], "git_name");
    }
    let nowhere = Place::new().with("PATH", "/nowhere");
    nowhere.file("after.yaml", mapping(&[PLAN]));
    nowhere.file("answers.csv", answers());
    let said =
        nowhere.run(&["mapping", "diff", "git:main:a.yaml", "after.yaml", "--responses", "answers.csv"]).exits(1);
    assert!(said.stderr.contains("cannot run git"), "{}", said.stderr);
}

#[test]
fn a_mapping_that_is_unsound_or_does_not_fit_the_responses_ends_with_3() {
    let broken = place(&mapping(&[PLAN]), "version: 1\ntasks: {}\nnothing: x\n");
    let said = diff(&broken, &["--format", "json"]).exits(3);
    assert_eq!(said.document()["error"]["code"], "mapping_errors");
    assert!(!said.codes().is_empty());
    let unanswered = place(&mapping(&[PLAN]), &mapping(&["x: ${q://QID77/SelectedChoicesRecode}"]));
    let said = diff(&unanswered, &["--format", "json"]).exits(3);
    assert!(!said.codes().is_empty(), "{}", said.stdout);
    assert_eq!(said.document()["error"]["code"], "mapping_errors");
    assert_eq!(diff(&unanswered, &[]).exits(3).stdout, "", "nothing was compared");
    let mixed = place(&mapping(&[PLAN]), &mapping(&[RATING]));
    mixed.file("answers.csv", answers().replace("\"R_4\",\"0\",\"1\"", "\"R_4\",\"IP Address\",\"True\""));
    assert_eq!(diff(&mixed, &["--format", "json"]).exits(3).document()["error"]["code"], "values_mixed");
    let missing = place(&mapping(&[PLAN]), &mapping(&[PLAN]));
    missing.run(&["mapping", "diff", "before.yaml", "after.yaml", "--responses", "none.csv"]).exits(1);
    missing.run(&["mapping", "diff", "before.yaml", "after.yaml"]).exits(2);
}

#[test]
fn a_response_that_stands_in_the_input_twice_is_compared_once_and_zones_of_either_mapping_hold() {
    let before = mapping(&[PLAN]);
    let twice = place(&before, &mapping(&[RATING]));
    let arguments = ["--responses", "answers.csv", "--format", "json"];
    let found = diff(&twice, &arguments).exits(0).document();
    assert_eq!((&found["responses"]["repeated"], &found["events"]["before"]), (&json!(4), &json!(4)));
    let zone = |zone: &str| before.replace("version: 1\n", &format!("version: 1\ntimezone: {zone}\n"));
    let zones = place(&zone("America/Denver"), &zone("Europe/Berlin"));
    zones.file("answers.csv", answers().replace(",\"\"timeZone\"\":\"\"UTC\"\"", ""));
    let fields = document(&zones)["tasks"][0]["fields"].clone();
    assert_eq!(fields, json!([{ "name": "timestamp", "added": 0, "removed": 0, "changed": 4, "types": {} }]));
}

#[test]
fn responses_that_the_live_task_sends_are_compared_too() {
    let since = |text: &str| text.replace("version: 1\n", "version: 1\nliveSince: 2020-01-01T00:00:00Z\n");
    let found = document(&place(&since(&mapping(&[PLAN])), &since(&mapping(&[RATING]))));
    assert_eq!(found["events"]["before"], 4);
}

#[test]
fn what_was_delivered_of_the_touched_events_is_told_from_the_ledger_and_nothing_is_written_there() {
    let desk = crate::live::Desk::with(3);
    desk.delivery(&[], 0);
    desk.place.file("answers.csv", crate::live::export(5));
    desk.place.file("new.yaml", crate::live::plan().replace("plan: ", "tier: "));
    let before = std::fs::read(desk.ledger()).expect("a ledger");
    let arguments = ["mapping", "diff", "qseg.yaml", "new.yaml", "--responses", "answers.csv"];
    let found = desk.place.run(&[&arguments[..], &["--format", "json"]].concat()).exits(0).document();
    assert_eq!((&found["events"]["changed"], &found["responses"]["delivered"]), (&json!(5), &json!(3)));
    assert_eq!(found["tasks"][0]["events"]["delivered"], 3);
    assert_eq!(found["ledger"]["sources"], json!(["source-of-dev"]));
    let said = desk.place.run(&arguments).exits(0);
    assert!(said.stdout.contains("Delivered  3 of the touched events, of 3 responses"), "{}", said.stdout);
    assert!(said.stderr.contains("raise its `revision`"), "{}", said.stderr);
    assert_eq!(std::fs::read(desk.ledger()).expect("a ledger"), before);
    let elsewhere = desk.place.run(&[&arguments[..], &["--ledger", "none.db", "--format", "json"]].concat()).exits(0);
    assert_eq!(elsewhere.document()["responses"]["delivered"], Value::Null);
    let env = desk.place.run(&[&arguments[..], &["--env", "prod"]].concat()).exits(2);
    assert!(env.stderr.contains("--env"), "{}", env.stderr);
}
