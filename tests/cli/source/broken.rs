//! What goes wrong while a source is made: who may not, who was faster, what stands afterwards, and that the same
//! command finishes it.

use super::{Desk, qualtrics, workspace};
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use serde_json::json;

#[test]
fn a_token_that_may_not_create_is_told_which_role_it_needs() {
    for role in [Role::SourceAdminScoped, Role::ReadOnly] {
        let desk = Desk::of(role, &workspace(&[qualtrics("s1", "other_dev", "Other_Dev")]));
        let said = desk.add(&["Qualtrics_Dev"]).exits(4);
        let message = "error: the token can't create sources: that needs Source Admin on all current and future sources, or \
                       Workspace Owner\n";
        assert!(said.stderr.contains(message) && said.stderr.contains("request id sandbox-"), "{}", said.stderr);
        assert!(said.stderr.contains("hint: nothing was changed"), "{}", said.stderr);
        assert!(desk.source("qualtrics_dev").is_none());
        let document = desk.added(&["Qualtrics_Dev"], 4);
        assert_eq!(document["error"]["code"], "cannot_create_sources");
        assert_eq!((&document["source"], &document["steps"][0]["done"]), (&json!(null), &json!(false)));
    }
    let desk = Desk::with(&[]);
    desk.segment.script(Scripted::status("POST", "/sources", 401));
    assert_eq!(desk.added(&["Qualtrics_Dev"], 4)["error"]["code"], "cannot_create_sources");
}

#[test]
fn a_scoped_token_finishes_its_own_source() {
    let desk = Desk::of(Role::SourceAdminScoped, &workspace(&[qualtrics("s1", "qualtrics_dev", "")]));
    assert_eq!(desk.added(&["Qualtrics_Dev"], 0)["found"], "half_made");
    assert_eq!(desk.source("qualtrics_dev").expect("it").1, "Qualtrics_Dev");
}

#[test]
fn a_slug_that_somebody_took_meanwhile_has_a_message_of_its_own() {
    let by_field = r#"{"errors":[{"type":"input-validation","message":"\"slug\" is taken","field":"slug"}]}"#;
    for scripted in
        [Scripted::status("POST", "/sources", 409), Scripted::status("POST", "/sources", 422).body(by_field)]
    {
        let desk = Desk::with(&[]);
        desk.segment.script(scripted);
        let said = desk.add(&["Qualtrics_Dev"]).exits(1);
        assert!(said.stderr.contains("error: Segment says that the slug qualtrics_dev is taken"), "{}", said.stderr);
        assert!(said.stderr.contains("run the same command again"), "{}", said.stderr);
        assert_eq!(desk.segment.scripts_left(), 0);
        // The other one had made just this source.
        assert_eq!(desk.added(&["Qualtrics_Dev"], 0)["found"], "nothing");
    }
    let desk = Desk::with(&[]);
    desk.segment.script(Scripted::status("POST", "/sources", 422));
    assert_eq!(desk.added(&["Qualtrics_Dev"], 1)["error"]["code"], "invalid_request");
}

#[test]
fn after_a_failure_the_source_is_named_with_what_is_left_and_the_same_command_finishes_it() {
    for (method, path, status, code, exit, left) in [
        ("PATCH", "/sources/", 500, "server_error", 6, "name it Qualtrics_Dev, add the label environment:dev"),
        ("PATCH", "/sources/", 403, "not_authorised", 4, "name it Qualtrics_Dev, add the label environment:dev"),
        ("POST", "/sources/", 500, "server_error", 6, "add the label environment:dev"),
        ("POST", "/sources/", 422, "invalid_request", 1, "add the label environment:dev"),
    ] {
        let desk = Desk::with(&[]);
        desk.segment.script(Scripted::status(method, path, status));
        let said = desk.add(&["Qualtrics_Dev"]).exits(exit);
        let id = desk.source("qualtrics_dev").expect("it is there").0;
        let hint = format!(
            "hint: the source qualtrics_dev exists now (id {id}); left to do: {left}. Run the same command again: it finishes that\n"
        );
        assert!(said.stderr.contains(&hint), "{}", said.stderr);
        assert_eq!(said.stdout, "");
        let document = desk.added(&["Qualtrics_Dev"], 0);
        assert_eq!((&document["found"], &document["source"]["id"]), (&json!("half_made"), &json!(id)));
        let creations = desk.writes().iter().filter(|(call, _)| call == "POST /sources").count();
        assert_eq!(creations, 1, "{method} {status}");
        let (_, name, labels, _) = desk.source("qualtrics_dev").expect("it is there");
        assert_eq!((name.as_str(), labels.as_slice()), ("Qualtrics_Dev", ["environment:dev".to_owned()].as_slice()));

        // In the document, too.
        let desk = Desk::with(&[]);
        desk.segment.script(Scripted::status(method, path, status));
        let document = desk.added(&["Qualtrics_Dev"], exit);
        assert_eq!(document["error"]["code"], code);
        assert!(document["error"]["hint"].as_str().is_some_and(|hint| hint.contains(left)), "{document}");
        let steps = document["steps"].as_array().expect("steps");
        let undone = left.split(", ").count();
        assert_eq!(steps.iter().filter(|step| step["done"] == false).count(), undone, "{document}");
        assert_eq!(document["source"]["slug"], "qualtrics_dev");
    }
}

#[test]
fn where_the_answer_to_the_creation_is_lost_nobody_claims_to_know_what_became_of_it() {
    let unread = Scripted::status("POST", "/sources", 201).body("{}");
    let nameless = Scripted::status("POST", "/sources", 201).body(r#"{"data":{"source":{"slug":"qualtrics_dev"}}}"#);
    for (scripted, exit) in [
        (Scripted::reset("POST", "/sources"), 6),
        (Scripted::status("POST", "/sources", 502), 6),
        (Scripted::cut("POST", "/sources", "{\"data\":{\"source\":{\"id\":\"x\"}}}"), 6),
        (unread, 1),
        (nameless, 1),
    ] {
        let desk = Desk::with(&[]);
        desk.segment.script(scripted);
        let said = desk.add(&["Qualtrics_Dev"]).exits(exit);
        assert!(said.stderr.contains("hint: whether the source was made is not known"), "{}", said.stderr);
        assert_eq!(desk.writes().len(), 1, "a creation is not repeated");
        assert_eq!(desk.added(&["Qualtrics_Dev"], 0)["source"]["nickname"], "Qualtrics_Dev");
    }
}

#[test]
fn a_slug_that_segment_changes_is_the_one_that_is_told_and_pinned() {
    let desk = Desk::with(&[qualtrics("s9", "given", "Given_Dev")]);
    let made = r#"{"data":{"source":{"id":"s9","slug":"given","writeKeys":[],"metadata":{"slug":"qualtrics"}}}}"#;
    desk.segment.script(Scripted::status("POST", "/sources", 201).exactly().body(made));
    desk.place.file("m.yaml", "version: 1\ntasks:\n  a: { type: track, event: A, userId: x }\n");
    let said = desk.add(&["Qualtrics_Dev", "--pin", "m.yaml"]).exits(0);
    assert!(
        said.stderr.contains("warning: created the source s9: Segment made given of qualtrics_dev\n"),
        "{}",
        said.stderr
    );
    let text = std::fs::read_to_string(desk.place.path().join("m.yaml")).expect("text");
    assert!(text.contains("dev: { id: s9, slug: given, region: us }"), "{text}");
    // An answer without a slug is taken for the slug that was asked for.
    let desk = Desk::with(&[qualtrics("s9", "other", "Other_Dev")]);
    let made = r#"{"data":{"source":{"id":"s9"}}}"#;
    desk.segment.script(Scripted::status("POST", "/sources", 201).exactly().body(made));
    assert_eq!(desk.added(&["Qualtrics_Dev"], 0)["source"]["slug"], "qualtrics_dev");
}
