//! Scenes for what is found where a source is made, listed or shown. They are workspaces, not mappings.

use crate::source::{Desk, labelled, qualtrics, workspace};
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A workspace, what its server is made to answer, and what is run.
struct Scene {
    sources: Vec<Value>,
    scripts: Vec<Scripted>,
    arguments: Vec<&'static str>,
}

/// Adding a source to a workspace with these sources; nothing is made.
fn adds(arguments: &[&'static str], sources: Vec<Value>) -> Scene {
    Scene { sources, scripts: Vec::new(), arguments: [&["add"], arguments, &["--dry-run"]].concat() }
}

/// Adding the usual source, with this catalog entry.
fn with_entry(status: &str, required: bool) -> Scene {
    let options = json!([{ "name": "apiToken", "type": "string", "required": required }]);
    let entry = json!({ "id": "9g612WSOsA", "slug": "qualtrics", "status": status, "options": options });
    let body = json!({ "data": { "sourceMetadata": entry } }).to_string();
    let script = Scripted::status("GET", "/catalog/sources/9g612WSOsA", 200).body(body);
    Scene { scripts: vec![script], ..adds(&["Q_Dev"], vec![]) }
}

/// Adding the usual source, where the catalog lists these and the known id leads nowhere.
fn listing(entries: Value) -> Scene {
    let body = json!({ "data": { "sourcesCatalog": entries, "pagination": {} } }).to_string();
    let scripts = vec![
        Scripted::status("GET", "/catalog/sources/9g612WSOsA", 404),
        Scripted::status("GET", "/catalog/sources", 200).exactly().body(body),
    ];
    Scene { scripts, ..adds(&["Q_Dev"], vec![]) }
}

/// Showing a source.
fn shows(source: Value) -> Scene {
    Scene { sources: vec![source], scripts: Vec::new(), arguments: vec!["show", "s1"] }
}

impl Scene {
    fn codes(self) -> BTreeSet<String> {
        let desk = Desk::of(Role::SourceAdmin, &workspace(&self.sources));
        self.scripts.into_iter().for_each(|script| desk.segment.script(script));
        let said = desk.run(&[self.arguments.as_slice(), &["--format", "json"]].concat());
        said.codes().into_iter().collect()
    }
}

/// Each code, a scene that triggers it, and one that does not.
fn cases() -> Vec<(&'static str, Scene, Scene)> {
    let kept = |slug: &str| shows(qualtrics("s1", slug, "Q_Dev"));
    let with = |name: &str, value: Value| {
        let mut source = qualtrics("s1", "q_dev", "Q_Dev");
        source[name] = value;
        shows(source)
    };
    let beside = |slug: &str, name: &str| adds(&["Q_Dev"], vec![qualtrics("s1", slug, name)]);
    let ios = json!({ "id": "s1", "slug": "q_dev", "type": "ios" });
    let entry = |id: &str, slug: &str| json!([{ "id": id, "slug": slug, "status": "PUBLIC" }]);
    vec![
        ("slug_empty", adds(&["満意度_Dev"], vec![]), adds(&["Q満意度_Dev"], vec![])),
        ("slug_folds", kept("q-dev"), kept("q_dev")),
        ("slug_leading_digit", adds(&["3doctors_Dev"], vec![]), adds(&["doctors3_Dev"], vec![])),
        ("slug_capitals", kept("Q_dev"), kept("q_dev")),
        ("slug_system_made", kept("q-dev"), kept("q.dev")),
        ("schema_reserved", adds(&["pg_survey_Dev"], vec![]), adds(&["pgsurvey_Dev"], vec![])),
        ("slug_taken", beside("q_dev", "Other"), beside("q_dev", "q_dev")),
        ("slug_differs_in_case", beside("Q_dev", "Other"), beside("q-dev", "Other")),
        ("schema_collision", beside("q.dev", "Other"), beside("qdev", "Other")),
        ("nickname_taken", beside("x", "q_dev"), beside("x", "Q_Prod")),
        ("nickname_convention", shows(qualtrics("s1", "q", "Q")), kept("q")),
        ("nickname_changed", adds(&["My survey", "--env", "dev"], vec![]), adds(&["Mysurvey", "--env", "dev"], vec![])),
        ("label_missing", adds(&["Q_Staging"], vec![]), adds(&["Q_Prod"], vec![])),
        (
            "label_conflict",
            adds(&["Q_Dev"], vec![labelled("s1", "q_dev", "Q_Dev", "prod")]),
            adds(&["Q_Dev"], vec![labelled("s1", "q_dev", "Q_Dev", "dev")]),
        ),
        ("source_switched_off", with("enabled", json!(false)), kept("q_dev")),
        ("slug_not_for_task", kept("q dev"), kept("q-dev")),
        ("region_not_listed", adds(&["Q_Dev", "--region", "eu"], vec![]), adds(&["Q_Dev", "--region", "us"], vec![])),
        ("catalog_entry_missing", listing(entry("9g612WSOsA", "other")), listing(entry("9g612WSOsA", "qualtrics"))),
        ("catalog_id_changed", listing(entry("newId", "qualtrics")), listing(entry("9g612WSOsA", "qualtrics"))),
        ("catalog_status", with_entry("UNAVAILABLE", false), with_entry("PUBLIC_BETA", false)),
        ("catalog_options_required", with_entry("PUBLIC", true), with_entry("PUBLIC", false)),
        ("serves_task_only", with("writeKeys", json!([])), kept("q_dev")),
        ("source_type_differs", adds(&["Q_Dev"], vec![ios]), beside("q_dev", "")),
    ]
}

#[test]
fn every_code_of_sources_is_triggered_and_not_triggered() {
    let all = || qseg::segment::source_findings::ALL.iter().chain(qseg::task::findings::ALL);
    let mut named = BTreeSet::new();
    for (code, bad, good) in cases() {
        let (found, beside) = (bad.codes(), good.codes());
        assert!(found.contains(code), "{code} is not triggered: {found:?}");
        assert!(!beside.contains(code), "{code} is triggered beside: {beside:?}");
        assert!(named.insert(code), "{code} twice");
    }
    // Its words are qseg's own, and always good: the unit tests of `task::add_source` have it.
    named.insert("label_malformed");
    assert_eq!(named, all().map(|code| code.name).collect());
}
