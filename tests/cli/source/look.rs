//! `source list` and `source show`.

use super::{Desk, codes, labelled, qualtrics, workspace};
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use serde_json::{Value, json};

const KEY: &str = "theWriteKeyOfQualtricsDevelopm01";

/// Two Qualtrics sources, one that nobody named, and the website.
fn sources() -> Vec<Value> {
    let mut dev = labelled("s1", "qualtrics_dev", "Qualtrics_Dev", "dev");
    dev["writeKeys"] = json!([KEY]);
    let mut old = qualtrics("s2", "old-surveys", "old surveys PROD");
    old["enabled"] = json!(false);
    old["writeKeys"] = json!([]);
    vec![dev, old]
}

#[test]
fn the_qualtrics_sources_are_listed_in_columns_and_the_others_are_counted() {
    let desk = Desk::with(&sources());
    let said = desk.run(&["list"]).exits(0);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "Nickname          Slug           Id  Environment  Enabled  Write key       Convention",
            "Qualtrics_Dev     qualtrics_dev  s1  dev          yes      …pm01           kept",
            "old surveys PROD  old-surveys    s2  prod         no       none or hidden  near",
        ]
    );
    assert_eq!(said.stderr, "1 source of other types is not shown: --all shows every source\n");
    let said = desk.run(&["list", "--all"]).exits(0);
    assert_eq!((said.stdout.lines().count(), said.stderr.as_str()), (4, ""));
}

#[test]
fn the_document_of_the_list_masks_keys_and_names_what_is_odd() {
    let desk = Desk::with(&sources());
    let document = desk.run(&["list", "--format", "json"]).exits(0).document();
    assert_eq!(document["schema"], "qseg.source.list/1");
    assert_eq!((&document["hidden"], &document["all"]), (&json!(1), &json!(false)));
    assert_eq!(document["workspace"], json!({ "id": "ws1", "name": "Acme", "slug": "acme" }));
    let [dev, old] = document["sources"].as_array().expect("sources").as_slice() else { panic!("{document}") };
    assert_eq!((&dev["write_keys"], &dev["findings"]), (&json!(["…pm01"]), &json!([])));
    assert_eq!((&dev["environment"], &dev["enabled"]), (&json!("dev"), &json!(true)));
    assert_eq!((&old["convention"], &old["suggested_nickname"]), (&json!("near"), &json!("OldSurveys_Prod")));
    let odd = json!(["slug_folds", "slug_system_made", "nickname_convention", "source_switched_off"]);
    assert_eq!((&old["findings"], &old["warehouse_schema"]), (&odd, &json!("old_surveys")));
    let document = desk.run(&["list", "--all", "--format", "json"]).exits(0).document();
    assert_eq!((document["sources"].as_array().map(Vec::len), &document["hidden"]), (Some(3), &json!(0)));
}

#[test]
fn an_empty_list_says_how_to_begin_and_a_read_only_token_sees_that_keys_are_hidden() {
    let desk = Desk::of(Role::ReadOnly, &workspace(&[]));
    let said = desk.run(&["list"]).exits(0);
    assert_eq!(said.stdout, "");
    let wanted = "The token sees no Qualtrics source in the workspace acme.\nhint: create one: qseg source add Qualtrics --env \
                  dev\n1 source of other types is not shown: --all shows every source\n";
    assert_eq!(said.stderr, wanted);
    let said = desk.run(&["list", "--all"]).exits(0);
    assert!(said.stdout.contains("srcWeb  prod         yes      hidden     kept\n"), "{}", said.stdout);
}

#[cfg(unix)]
#[test]
fn a_narrow_terminal_gets_each_source_by_itself_and_nothing_is_cut_off() {
    use crate::support::terminal::Terminal;
    let desk = Desk::with(&sources());
    let shown = Terminal::of(desk.place.command(&["source", "list"]), (30, 60), None).exits(0).plain();
    assert!(shown.contains("Nickname     Qualtrics_Dev\nSlug         qualtrics_dev\nId           s1\n"), "{shown}");
    let shown = Terminal::of(desk.place.command(&["source", "list"]), (30, 120), None).exits(0).plain();
    assert!(shown.contains("Qualtrics_Dev     qualtrics_dev  s1  dev "), "{shown}");
    // A pipe has no width.
    let mut command = desk.place.command(&["source", "list"]);
    command.env("COLUMNS", "40");
    assert!(desk.place.finish(command).exits(0).stdout.contains("Qualtrics_Dev     qualtrics_dev  s1  dev "));
}

fn watched() -> Desk {
    let mut dev = sources().remove(0);
    dev["trackingPlan"] = json!("tp1");
    dev["schema"] = json!({
        "track": { "allowUnplannedEvents": false, "commonEventOnViolations": "OMIT_PROPERTIES" },
        "identify": { "allowUnplannedTraits": false },
    });
    let mut workspace = workspace(&[dev]);
    workspace["trackingPlans"] = json!([{ "id": "tp1", "name": "Surveys" }]);
    workspace["destinations"] = json!([
        { "id": "d1", "name": "Hook", "type": "webhooks", "source": "s1", "settings": { "apiKey": "settingsOfAnotherService" } },
        { "id": "d2", "type": "braze", "source": "s1", "enabled": false },
    ]);
    Desk::of(Role::SourceAdmin, &workspace)
}

#[test]
fn a_source_is_shown_with_where_its_events_go_and_what_holds_them_back() {
    let desk = watched();
    for name in ["s1", "qualtrics_dev", "Qualtrics_Dev", "QUALTRICS_dev"] {
        let said = desk.run(&["show", name]).exits(0);
        let wanted = "\
Nickname       Qualtrics_Dev
Slug           qualtrics_dev
Id             s1
Type           Qualtrics (qualtrics)
Enabled        yes
Environment    dev
Labels         environment:dev
Schema         qualtrics_dev in warehouses
Convention     kept
Write key      …pm01 (--reveal shows it)
Destinations   Hook (webhooks, id d1), enabled
               Braze (braze, id d2), switched off
Warehouses     Postgres (postgres, id wh1), enabled
Tracking plan  Surveys (id tp1)
Settings       Track events that the plan does not name are blocked
               Track events that break their rule are blocked
               what breaks the common rule is left out of Track events
               traits that the plan does not name are left out
";
        assert_eq!((said.stdout.as_str(), said.stderr.as_str()), (wanted, ""), "{name}");
        assert!(!said.stdout.contains("settingsOfAnotherService"));
    }
    let document = desk.run(&["show", "s1", "--format", "json"]).exits(0).document();
    assert_eq!(document["schema"], "qseg.source.show/1");
    assert_eq!(document["tracking_plan"], json!({ "id": "tp1", "name": "Surveys" }));
    let hook = json!({ "id": "d1", "name": "Hook", "type": "webhooks", "enabled": true });
    assert_eq!((&document["destinations"][0], &document["destinations"][1]["enabled"]), (&hook, &json!(false)));
    let first = json!({ "on": "unplanned", "effect": "Track events that the plan does not name are blocked" });
    assert_eq!((&document["settings"][0], document["settings"].as_array().map(Vec::len)), (&first, Some(4)));
    assert_eq!((&document["unreadable"], &document["revealed"]), (&json!({}), &json!(false)));
}

#[test]
fn the_write_key_is_shown_whole_on_reveal_alone() {
    let desk = watched();
    assert_eq!(
        desk.run(&["show", "s1", "--format", "json"]).exits(0).document()["source"]["write_keys"],
        json!(["…pm01"])
    );
    // Not by `desk.run`, which searches for keys.
    let said = desk.place.run(&["source", "show", "s1", "--reveal"]).exits(0);
    assert!(said.stdout.contains(&format!("Write key      {KEY}\n")) && !said.stderr.contains(KEY), "{}", said.stdout);
    let document = desk.place.run(&["source", "show", "s1", "--reveal", "--format", "json"]).exits(0).document();
    assert_eq!((&document["source"]["write_keys"], &document["revealed"]), (&json!([KEY]), &json!(true)));
    let desk = Desk::of(Role::ReadOnly, &workspace(&sources()));
    let said = desk.run(&["show", "s1", "--reveal", "--verbose"]).exits(0);
    assert!(said.stdout.contains("Write key      none or hidden\n"), "{}", said.stdout);
    assert!(said.stderr.contains("note[serves_task_only]: "), "{}", said.stderr);
}

#[test]
fn what_the_token_may_not_read_is_said_for_that_part_alone() {
    let desk = watched();
    let refuse = |path: &str| desk.segment.script(Scripted::status("GET", path, 403).times(2));
    refuse("/sources/s1/connected-destinations");
    refuse("/sources/s1/settings");
    refuse("/tracking-plans/tp1");
    let said = desk.run(&["show", "s1"]).exits(0);
    let text = said.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Destinations not readable: cannot list the destinations of the source s1: "), "{text}");
    assert!(text.contains("Tracking plan id tp1; its name cannot be read Settings not readable: cannot "), "{text}");
    assert!(text.contains("Warehouses Postgres"), "{text}");
    let document = desk.run(&["show", "s1", "--format", "json"]).exits(0).document();
    assert_eq!((&document["destinations"], &document["settings"]), (&json!(null), &json!(null)));
    assert_eq!(document["unreadable"]["destinations"]["code"], "not_authorised");
    assert_eq!(document["tracking_plan"], json!({ "id": "tp1", "name": null }));
    // The source itself: what the list says of it is shown.
    desk.segment.script(Scripted::status("GET", "/sources/s1", 403).exactly());
    let said = desk.run(&["show", "s1"]).exits(0);
    assert!(said.stdout.starts_with("Nickname       Qualtrics_Dev\n"), "{}", said.stdout);
    assert!(said.stdout.contains("Tracking plan  not readable: "), "{}", said.stdout);
    // Anything else ends it, and it can be run again.
    desk.segment.script(Scripted::status("GET", "/sources/s1/settings", 501));
    assert_eq!(desk.run(&["show", "s1", "--format", "json"]).exits(6).document()["error"]["code"], "server_error");
}

#[test]
fn an_unknown_source_is_answered_with_the_near_one_and_an_ambiguous_one_with_the_ids() {
    let desk = Desk::with(&[qualtrics("s1", "one", "Same"), qualtrics("s2", "two", "Same")]);
    let said = desk.run(&["show", "website_pord"]).exits(2);
    assert!(said.stderr.contains("did you mean Website_Prod?"), "{}", said.stderr);
    let said = desk.run(&["show", "same"]).exits(2);
    assert!(said.stderr.contains("`same` names 2 sources: s1 (one), s2 (two)"), "{}", said.stderr);
    assert_eq!(
        desk.run(&["show", "same", "--format", "json"]).exits(2).document()["error"]["code"],
        "ambiguous_source"
    );
    let document = desk.run(&["show", "two", "--format", "json"]).exits(0).document();
    assert_eq!(codes(&document), ["nickname_convention"]);
}

#[test]
fn without_a_token_each_command_says_how_to_get_one() {
    for arguments in [&["list"][..], &["show", "x"], &["add", "Q_Dev", "--yes"], &["add", "Q_Dev", "--dry-run"]] {
        let said = crate::support::Place::new().run(&[&["source"], arguments].concat()).exits(4);
        assert!(said.stderr.contains("qseg login"), "{arguments:?}: {}", said.stderr);
    }
}
