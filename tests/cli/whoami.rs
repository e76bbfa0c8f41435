//! `qseg whoami`: every row of the table of verdicts, for the workspace and for one source.

use crate::support::segment::Segment;
use crate::support::{Place, TOKEN};
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use serde_json::{Value, json};

fn place(segment: &Segment, role: Role) -> Place {
    Place::new().at(segment).with("QSEG_TOKEN", role.token())
}

fn source(id: &str, kind: &str) -> Value {
    json!({ "id": id, "slug": id, "type": kind })
}

fn mixed() -> Value {
    json!({
        "sources": [source("mine", "http-api"), source("other", "ios"), source("objects", "stripe")],
        "scopedSource": "mine",
    })
}

#[test]
fn every_row_of_the_table_has_its_verdict_ground_and_exit_code() {
    let objects = json!({ "sources": [source("objects", "stripe")] });
    for (workspace, role, asked, verdict, ground, required) in [
        (mixed(), Role::SourceAdmin, None, "confirmed", "keys_visible", 0),
        (mixed(), Role::SourceAdmin, Some("other"), "confirmed", "source_key_visible", 0),
        (mixed(), Role::SourceAdminScoped, None, "inconclusive", "keys_of_some_visible", 7),
        (mixed(), Role::SourceAdminScoped, Some("mine"), "confirmed", "source_key_visible", 0),
        (mixed(), Role::SourceAdminScoped, Some("other"), "inconclusive", "keys_of_others_visible", 7),
        (mixed(), Role::SourceAdmin, Some("objects"), "inconclusive", "keys_of_others_visible", 7),
        (mixed(), Role::ReadOnly, None, "denied", "no_key_visible", 4),
        (mixed(), Role::ReadOnly, Some("mine"), "denied", "no_key_visible", 4),
        (objects.clone(), Role::SourceAdmin, None, "inconclusive", "no_source_must_have_key", 7),
        (objects, Role::ReadOnly, Some("objects"), "inconclusive", "no_source_must_have_key", 7),
        (json!({}), Role::SourceAdmin, None, "inconclusive", "no_sources", 7),
        (mixed(), Role::SourceAdmin, Some("nowhere"), "inconclusive", "source_not_found", 7),
    ] {
        let segment = Segment::of(&workspace);
        let place = place(&segment, role);
        let mut arguments = vec!["whoami", "--format", "json"];
        arguments.extend(asked.iter().flat_map(|asked| ["--source", asked]));
        let said = place.run(&arguments).exits(0);
        let admin = said.document()["source_admin"].clone();
        assert_eq!((&admin["verdict"], &admin["ground"]), (&json!(verdict), &json!(ground)), "{role:?} {asked:?}");
        assert_eq!(admin["source"]["asked"], json!(asked));
        arguments.extend(["--require", "source-admin"]);
        let said = place.run(&arguments).exits(required);
        let told = format!("Source Admin is {verdict}, and --require asks for it: exit code {required}\n");
        assert_eq!(said.stderr.contains(&told), required != 0, "{}", said.stderr);
        assert_eq!(said.document()["source_admin"]["verdict"], verdict);
    }
}

#[test]
fn what_is_refused_is_denied() {
    for (status, path, asked, ground) in [
        (401, "/sources", None, "sources_refused"),
        (403, "/sources", None, "sources_refused"),
        (403, "/sources/mine", Some("mine"), "source_refused"),
    ] {
        let segment = Segment::of(&mixed());
        segment.script(Scripted::status("GET", path, status).exactly());
        let mut arguments = vec!["whoami", "--format", "json", "--require", "source-admin"];
        arguments.extend(asked.iter().flat_map(|asked| ["--source", asked]));
        let document = place(&segment, Role::SourceAdmin).run(&arguments).exits(4).document();
        assert_eq!(
            (&document["source_admin"]["verdict"], &document["source_admin"]["ground"]),
            (&json!("denied"), &json!(ground))
        );
    }
}

#[test]
fn a_source_is_named_by_id_slug_or_nickname() {
    let segment = Segment::start();
    let place = place(&segment, Role::SourceAdmin);
    for asked in ["qsegSandboxQualtricsDe", "qualtrics_dev", "QUALTRICS_DEV", "Qualtrics_Dev"] {
        let document = place.run(&["whoami", "--source", asked, "--format", "json"]).exits(0).document();
        assert_eq!(document["source_admin"]["source"]["slug"], "qualtrics_dev", "{asked}");
        let said = place.run(&["whoami", "--source", asked]).exits(0);
        assert!(said.stdout.contains("\nSource Admin  confirmed on Qualtrics_Dev: "), "{}", said.stdout);
    }
}

#[test]
fn where_the_token_comes_from_is_told_and_its_end_alone_is_shown() {
    let segment = Segment::start();
    let place = place(&segment, Role::SourceAdmin);
    let said = place.run(&["whoami"]).exits(0);
    assert!(said.stdout.contains("\nToken         …000b, from the variable QSEG_TOKEN\n"), "{}", said.stdout);
    assert!(said.stdout.lines().all(|line| line.chars().count() <= 100), "{}", said.stdout);
    let document = place.run(&["whoami", "--format", "json"]).exits(0).document();
    assert_eq!(document["schema"], "qseg.whoami/1");
    assert_eq!(document["token"], json!({ "origin": "environment", "variable": "QSEG_TOKEN", "masked": "…000b" }));
}

#[test]
fn a_token_for_some_sources_probably_creates_none() {
    let segment = Segment::of(&mixed());
    let document = place(&segment, Role::SourceAdminScoped).run(&["whoami", "--format", "json"]).exits(0).document();
    assert_eq!(document["source_admin"]["creation"], "scoped_cannot");
}

#[test]
fn without_a_token_there_is_nobody_to_ask_about() {
    let segment = Segment::start();
    let said = Place::new().at(&segment).run(&["whoami", "--format", "json"]).exits(4);
    assert!(said.stderr.contains("qseg login"), "{}", said.stderr);
    assert!(said.document()["error"]["code"].is_string());
    let said = Place::new().at(&segment).with("QSEG_TOKEN", TOKEN).run(&["whoami", "--format", "json"]).exits(4);
    assert_eq!(said.document()["error"]["code"], "token_rejected");
}

#[test]
fn what_segment_calls_things_cannot_move_the_cursor() {
    let segment = Segment::of(&json!({ "workspace": { "id": "w", "name": "A\u{1b}[2J", "slug": "a" } }));
    let said = place(&segment, Role::SourceAdmin).run(&["whoami"]).exits(0);
    assert!(said.stdout.starts_with("Workspace     A\\u{1b}[2J (a, id w)\n"), "{}", said.stdout);
}
