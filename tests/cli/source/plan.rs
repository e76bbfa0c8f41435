//! Every path of the plan: what is made, what is finished, what is in the way.

use super::{Desk, codes, labelled, qualtrics, workspace};
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use serde_json::{Value, json};

fn create(body: Value) -> (String, Value) {
    ("POST /sources".to_owned(), body)
}

fn rename(id: &str) -> (String, Value) {
    (format!("PATCH /sources/{id}"), json!({ "name": "Qualtrics_Dev" }))
}

fn label(id: &str) -> (String, Value) {
    (format!("POST /sources/{id}/labels"), json!({ "labels": [{ "key": "environment", "value": "dev" }] }))
}

#[test]
fn a_fresh_source_is_shown_made_named_labelled_and_told() {
    let desk = Desk::with(&[]);
    let said = desk.add(&["Qualtrics", "--env", "dev"]).exits(0);
    let (id, name, labels, warehouses) = desk.source("qualtrics_dev").expect("a source");
    assert_eq!((name.as_str(), labels, warehouses), ("Qualtrics_Dev", vec!["environment:dev".to_owned()], 0));
    let made = json!({ "slug": "qualtrics_dev", "enabled": true, "metadataId": "9g612WSOsA", "disconnectAllWarehouses": true });
    assert_eq!(desk.writes(), [create(made), rename(&id), label(&id)]);
    let shown = "Workspace   Acme (acme), region us\n\
                 Nickname    Qualtrics_Dev\n\
                 Slug        qualtrics_dev\n\
                 Schema      qualtrics_dev in warehouses\n\
                 Label       environment:dev\n\
                 Warehouses  disconnected (--connect-warehouses leaves them connected)\n\
                 Type        qualtrics: for the Segment task";
    assert!(said.stderr.starts_with(shown), "{}", said.stderr);
    let done = format!(
        "Created the source qualtrics_dev: id {id}\nNamed the source {id}: Qualtrics_Dev\n\
         Labelled the source {id}: environment:dev\nhint: pin it in a mapping file: qseg source add Qualtrics_Dev --pin qseg.yaml\n"
    );
    assert!(said.stderr.ends_with(&done), "{}", said.stderr);
    assert!(said.stdout.starts_with(&format!("Source      Qualtrics_Dev\nId          {id}\n")), "{}", said.stdout);
    assert!(said.stdout.contains("   Source     Qualtrics_Dev (slug qualtrics_dev)\n"), "{}", said.stdout);
}

#[test]
fn warehouses_stay_connected_where_that_was_asked_for_and_history_has_a_type_of_its_own() {
    let desk = Desk::with(&[]);
    let document = desk.added(&["History_Prod", "--type", "http-api", "--connect-warehouses"], 0);
    assert_eq!(desk.source("history_prod").expect("a source").3, 1);
    assert_eq!(desk.writes()[0].1, json!({ "slug": "history_prod", "enabled": true, "metadataId": "iUM16Md8P2" }));
    assert_eq!(
        (&document["plan"]["type"], &document["plan"]["connect_warehouses"]),
        (&json!("http-api"), &json!(true))
    );
    assert_eq!(document["source"]["type"]["slug"], "http-api");
}

#[test]
fn what_a_broken_run_left_is_finished_and_what_is_complete_is_left_alone() {
    for (left, found, writes) in [
        (qualtrics("s1", "qualtrics_dev", "qualtrics_dev"), "half_made", vec![rename("s1"), label("s1")]),
        (qualtrics("s1", "qualtrics_dev", ""), "half_made", vec![rename("s1"), label("s1")]),
        (qualtrics("s1", "qualtrics_dev", "Qualtrics_Dev"), "half_made", vec![label("s1")]),
        (labelled("s1", "qualtrics_dev", "Qualtrics_Dev", "dev"), "complete", vec![]),
    ] {
        let desk = Desk::with(std::slice::from_ref(&left));
        let document = desk.added(&["Qualtrics", "--env", "dev"], 0);
        assert_eq!(document["found"], found, "{left}");
        assert_eq!(desk.writes(), writes, "{left}");
        let steps = document["steps"].as_array().expect("steps");
        assert!(steps.len() == writes.len() && steps.iter().all(|step| step["done"] == true), "{document}");
        assert_eq!(document["source"]["id"], "s1");
        let (_, name, labels, warehouses) = desk.source("qualtrics_dev").expect("a source");
        // Its warehouses are not touched.
        assert_eq!((name.as_str(), labels.len(), warehouses), ("Qualtrics_Dev", 1, 1));
        assert!(document["next_steps"].as_array().is_some_and(|steps| steps.len() == 10), "{document}");
        // Again: nothing is left.
        assert_eq!(desk.added(&["Qualtrics_Dev"], 0)["found"], "complete");
        assert_eq!(desk.writes(), writes);
    }
}

#[test]
fn what_is_in_the_way_is_said_and_nothing_is_changed() {
    let typed = json!({ "id": "s1", "slug": "qualtrics_dev", "type": "ios" });
    for (other, code) in [
        (typed, "source_type_differs"),
        (qualtrics("s1", "surveys", "Qualtrics_Dev"), "nickname_taken"),
        (qualtrics("s1", "qualtrics-dev", "Old"), "schema_collision"),
        (qualtrics("s1", "Qualtrics_Dev", "Old"), "slug_differs_in_case"),
        (qualtrics("s1", "qualtrics_dev", "Another"), "slug_taken"),
    ] {
        let desk = Desk::with(std::slice::from_ref(&other));
        let document = desk.added(&["Qualtrics", "--env", "dev"], 3);
        assert_eq!(codes(&document), [code], "{other}");
        assert_eq!((&document["found"], &document["steps"]), (&json!("blocked"), &json!([])));
        assert_eq!(document["error"]["code"], "source_blocked");
        assert_eq!(document["next_steps"], json!([]));
        let said = desk.add(&["Qualtrics", "--env", "dev"]).exits(3);
        assert!(said.stderr.contains(&format!("error[{code}]: ")), "{}", said.stderr);
        assert_eq!((said.stdout.as_str(), desk.writes().len()), ("", 0));
    }
}

#[test]
fn without_a_label_for_staging_it_is_warned_and_the_label_is_added_once_it_is_there() {
    let desk = Desk::with(&[]);
    let said = desk.add(&["Qualtrics_Staging"]).exits(0);
    assert!(said.stderr.contains("warning[label_missing]: "), "{}", said.stderr);
    assert!(said.stderr.contains("Label       none: the workspace has no environment:staging\n"), "{}", said.stderr);
    assert!(said.stdout.contains("Labels      none\n"), "{}", said.stdout);
    assert_eq!(desk.writes().len(), 2);
    let staging = json!({ "label": { "key": "environment", "value": "staging" } });
    assert_eq!(desk.segment.send(Role::Owner, "POST", "/labels", &staging).status, 201);
    let document = desk.added(&["Qualtrics_Staging"], 0);
    assert_eq!((&document["found"], codes(&document)), (&json!("half_made"), vec![]));
    assert_eq!(desk.source("qualtrics_staging").expect("it").2, ["environment:staging"]);
}

#[test]
fn an_eu_workspace_is_warned_of_the_qualtrics_type_alone() {
    let desk = Desk::with(&[]);
    let document = desk.added(&["Qualtrics_Dev", "--region", "eu"], 0);
    assert_eq!((codes(&document), &document["region"]), (vec!["region_not_listed"], &json!("eu")));
    let region = document["next_steps"].to_string();
    assert!(region.contains("Dublin"), "{region}");
    let document = desk.added(&["History_Dev", "--type", "http-api", "--region", "eu"], 0);
    assert!(codes(&document).is_empty());
}

#[test]
fn the_catalog_is_searched_by_slug_where_the_known_id_leads_nowhere() {
    let desk = Desk::with(&[]);
    desk.segment.script(Scripted::status("GET", "/catalog/sources/9g612WSOsA", 404));
    desk.added(&["Qualtrics_Dev"], 0);
    let calls = desk.segment.calls();
    assert!(calls.contains(&"GET /catalog/sources".to_owned()), "{calls:?}");
    let desk = Desk::with(&[]);
    let moved =
        r#"{"data":{"sourcesCatalog":[{"id":"newId","slug":"qualtrics","status":"DEPRECATED"}],"pagination":{}}}"#;
    let other = r#"{"data":{"sourceMetadata":{"id":"9g612WSOsA","slug":"something-else"}}}"#;
    desk.segment.script(Scripted::status("GET", "/catalog/sources/9g612WSOsA", 200).body(other));
    desk.segment.script(Scripted::status("GET", "/catalog/sources", 200).exactly().body(moved));
    let said = desk.run(&["add", "Qualtrics_Dev", "--dry-run", "--format", "json"]).exits(0);
    assert_eq!(said.codes(), ["catalog_id_changed", "catalog_status"]);
    assert_eq!(said.document()["steps"][0]["body"]["metadataId"], "newId");
}

#[test]
fn a_token_that_may_not_list_labels_sets_those_that_every_workspace_has() {
    let desk = Desk::with(&[]);
    desk.segment.script(Scripted::status("GET", "/labels", 403));
    let said = desk.add(&["Qualtrics_Dev"]).exits(0);
    assert!(said.stderr.contains("note: the token may not list the labels"), "{}", said.stderr);
    assert_eq!(desk.source("qualtrics_dev").expect("it").2, ["environment:dev"]);
}

#[test]
fn a_source_without_a_write_key_is_explained() {
    let mut source = labelled("s1", "qualtrics_dev", "Qualtrics_Dev", "dev");
    source["writeKeys"] = json!([]);
    let desk = Desk::with(&[source]);
    let said = desk.add(&["Qualtrics_Dev"]).exits(0);
    assert!(
        said.stderr.contains(
            "note: `Qualtrics_Dev` shows no write key. The source shows no write key: it serves the Segment task"
        ),
        "{}",
        said.stderr
    );
    assert!(said.stdout.contains("Write key   none or hidden\n"), "{}", said.stdout);
    let document = desk.added(&["Qualtrics_Dev"], 0);
    assert_eq!((codes(&document), &document["source"]["write_keys"]), (vec!["serves_task_only"], &json!([])));
}

#[test]
fn a_name_and_an_environment_that_contradict_are_an_error_before_anything_is_asked_of_segment() {
    let desk = Desk::of(Role::SourceAdmin, &workspace(&[]));
    for (arguments, code) in [
        (&["Qualtrics_Dev", "--env", "prod"][..], "environment_contradicts"),
        (&["Dev", "--env", "dev"], "no_name"),
        (&["  ", "--env", "dev"], "no_name"),
        (&["Qualtrics"], "cannot_ask"),
        (&[], "cannot_ask"),
    ] {
        let document = desk.added(arguments, 2);
        assert_eq!(document["error"]["code"], code, "{arguments:?}");
        assert_eq!(document.as_object().map(serde_json::Map::len), Some(1));
    }
    let document = desk.run(&["add", "Qualtrics_Dev", "--format", "json"]).exits(2).document();
    assert_eq!(document["error"]["code"], "cannot_ask");
    assert!(document["error"]["hint"].as_str().is_some_and(|hint| hint.contains("--yes")), "{document}");
    assert!(desk.add(&["Qualtrics"]).exits(2).stderr.contains("--env prod, --env staging or --env dev"));
    assert!(desk.add(&["--env", "dev"]).exits(2).stderr.contains("answer with NAME"));
    assert!(desk.segment.requests().is_empty());
    let said = desk.run(&["add", "My surveys", "--env", "dev", "--dry-run", "--verbose"]).exits(0);
    assert!(said.stderr.contains("note[nickname_changed]: `My surveys` becomes `MySurveys_Dev`"), "{}", said.stderr);
}
