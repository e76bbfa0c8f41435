//! Every path of the plan, and for every code of the two tables a scene that has it and one that does not.

use super::*;
use crate::segment::source_findings;

fn wish(name: &str, environment: Environment) -> Wish {
    let (nickname, _) = Nickname::build(name, environment).expect("a nickname");
    Wish { nickname, kind: SourceType::Qualtrics, connect_warehouses: false, region: Region::Us }
}

fn source(id: &str, slug: &str, name: &str) -> ExistingSource {
    let type_slug = "qualtrics".to_owned();
    ExistingSource { id: id.into(), slug: slug.into(), name: name.into(), type_slug, enabled: true, labels: Vec::new() }
}

fn label(value: &str) -> Label {
    Label::new("environment", value)
}

fn entry(slug: &str, id: &str) -> CatalogEntry {
    CatalogEntry { id: id.into(), slug: slug.into(), status: "PUBLIC".into(), required_options: Vec::new() }
}

/// The plan, and the codes that it found.
fn planned(wish: &Wish, sources: &[ExistingSource]) -> (Plan, Vec<&'static str>) {
    let catalog = [entry("http-api", "iUM16Md8P2"), entry("qualtrics", "9g612WSOsA")];
    let labels = [label("dev"), label("prod")];
    let mut findings = Findings::new();
    let plan = plan(wish, &Workspace { sources, labels: &labels, catalog: &catalog }, &mut findings);
    assert_eq!(plan.found == Found::Blocked, findings.has_errors());
    assert!(plan.found != Found::Blocked || plan.steps.is_empty());
    (plan, codes(&findings))
}

fn codes(findings: &Findings) -> Vec<&'static str> {
    findings.groups().iter().map(|group| group.first.code.name).collect()
}

fn create(disconnect_all_warehouses: bool) -> Step {
    Step::Create { slug: "qualtrics_dev".into(), metadata_id: "9g612WSOsA".into(), disconnect_all_warehouses }
}

fn rename() -> Step {
    Step::SetNickname("Qualtrics_Dev".into())
}

#[test]
fn a_fresh_source_is_made_named_and_labelled() {
    let (plan, found) = planned(&wish("Qualtrics", Environment::Dev), &[source("s1", "other", "Other_Dev")]);
    assert_eq!((plan.found.clone(), plan.existing_id()), (Found::Nothing, None));
    assert_eq!(plan.steps, [create(true), rename(), Step::AddLabel(label("dev"))]);
    assert_eq!(
        (plan.nickname.as_str(), plan.slug.as_str(), plan.schema.as_str()),
        ("Qualtrics_Dev", "qualtrics_dev", "qualtrics_dev")
    );
    assert!(found.is_empty(), "{found:?}");
    let connected = Wish { connect_warehouses: true, ..wish("Qualtrics", Environment::Dev) };
    assert_eq!(planned(&connected, &[]).0.steps[0], create(false));
}

#[test]
fn what_a_broken_run_left_is_finished_from_where_it_broke() {
    let with_label = |name| ExistingSource { labels: vec![label("dev")], ..source("s1", "qualtrics_dev", name) };
    let add_label = || Step::AddLabel(label("dev"));
    for (left, steps) in [
        (source("s1", "qualtrics_dev", ""), vec![rename(), add_label()]),
        (source("s1", "qualtrics_dev", "qualtrics_dev"), vec![rename(), add_label()]),
        (source("s1", "qualtrics_dev", "Qualtrics_Dev"), vec![add_label()]),
        (with_label(""), vec![rename()]),
    ] {
        let (plan, found) = planned(&wish("Qualtrics", Environment::Dev), std::slice::from_ref(&left));
        assert_eq!(plan.found, Found::HalfMade { id: "s1".into() }, "{left:?}");
        assert_eq!(plan.steps, steps, "{left:?}");
        assert!(found.is_empty(), "{found:?}");
    }
    let (plan, found) = planned(&wish("Qualtrics", Environment::Dev), &[with_label("Qualtrics_Dev")]);
    assert_eq!((plan.found, plan.steps), (Found::Complete { id: "s1".into() }, vec![]));
    assert!(found.is_empty());
}

#[test]
fn a_label_that_the_workspace_lacks_is_a_warning_and_nothing_else() {
    let (plan, found) = planned(&wish("Qualtrics", Environment::Staging), &[]);
    assert_eq!(plan.steps.len(), 2);
    assert_eq!(found, ["label_missing"]);
    let named = source("s1", "qualtrics_staging", "Qualtrics_Staging");
    let (plan, found) = planned(&wish("Qualtrics", Environment::Staging), &[named]);
    assert_eq!(plan.found, Found::Complete { id: "s1".into() });
    assert_eq!(found, ["label_missing"]);
    let other = ExistingSource { labels: vec![label("prod")], ..source("s1", "qualtrics_dev", "Qualtrics_Dev") };
    let (plan, found) = planned(&wish("Qualtrics", Environment::Dev), &[other]);
    assert_eq!((plan.steps, found), (vec![], vec!["label_conflict"]));
}

#[test]
fn what_is_in_the_way_is_found_before_anything_is_sent() {
    for (other, code) in [
        (ExistingSource { type_slug: "ios".into(), ..source("s1", "qualtrics_dev", "") }, "source_type_differs"),
        (source("s1", "qualtrics_dev", "Something_Else"), "slug_taken"),
        (source("s1", "Qualtrics_Dev", "Old"), "slug_differs_in_case"),
        (source("s1", "qualtrics-dev", "Old"), "schema_collision"),
        (source("s1", "surveys", "Qualtrics_Dev"), "nickname_taken"),
        (source("s1", "surveys", " qualtrics_dev "), "nickname_taken"),
    ] {
        let (plan, found) = planned(&wish("Qualtrics", Environment::Dev), std::slice::from_ref(&other));
        assert_eq!((plan.found, found), (Found::Blocked, vec![code]), "{other:?}");
    }
    // Two things in the way are both said, and a half-made source is not finished beside them.
    let sources = [source("s1", "qualtrics_dev", ""), source("s2", "qualtrics-dev", "Qualtrics_Dev")];
    let (plan, found) = planned(&wish("Qualtrics", Environment::Dev), &sources);
    assert_eq!((plan.found, found), (Found::Blocked, vec!["schema_collision", "nickname_taken"]));
}

#[test]
fn an_eu_workspace_is_warned_of_the_qualtrics_type_only() {
    let eu = Wish { region: Region::Eu, ..wish("Qualtrics", Environment::Dev) };
    let (plan, found) = planned(&eu, &[]);
    assert_eq!((plan.steps.len(), found), (3, vec!["region_not_listed"]));
    let http = Wish { kind: SourceType::HttpApi, ..eu };
    let (plan, found) = planned(&http, &[]);
    assert!(found.is_empty());
    assert!(matches!(&plan.steps[0], Step::Create { metadata_id, .. } if metadata_id == "iUM16Md8P2"));
}

#[test]
fn a_type_that_the_catalog_lacks_blocks_a_new_source_and_not_an_old_one() {
    let mut findings = Findings::new();
    let old = [source("s1", "qualtrics_dev", "")];
    let nothing = Workspace { sources: &[], labels: &[label("dev")], catalog: &[] };
    let wish = wish("Qualtrics", Environment::Dev);
    assert_eq!(plan(&wish, &nothing, &mut findings).found, Found::Blocked);
    assert_eq!(codes(&findings), ["catalog_entry_missing"]);
    let mut findings = Findings::new();
    let half = plan(&wish, &Workspace { sources: &old, ..nothing }, &mut findings);
    assert_eq!(half.found, Found::HalfMade { id: "s1".into() });
    assert!(findings.is_empty());
}

#[test]
fn the_catalog_is_needed_for_a_new_source_only_and_two_labels_are_everywhere() {
    let wish = wish("Qualtrics", Environment::Dev);
    assert!(needs_catalog(&wish, &[source("s1", "Qualtrics_Dev", "Qualtrics_Dev")]));
    assert!(!needs_catalog(&wish, &[source("s1", "other", ""), source("s2", "qualtrics_dev", "")]));
    assert_eq!(labels_of_every_workspace(), [label("prod"), label("dev")]);
}

/// The codes of a source that exists.
fn judged(source: ExistingSource) -> Vec<&'static str> {
    let mut findings = Findings::new();
    judge(&source, &mut findings);
    codes(&findings)
}

fn in_catalog(entry: &CatalogEntry) -> Vec<&'static str> {
    let mut findings = Findings::new();
    catalog::find(SourceType::Qualtrics, std::slice::from_ref(entry), &mut findings);
    codes(&findings)
}

#[test]
fn every_code_of_sources_is_triggered_and_not_triggered() {
    let dev = |name: &str, sources: &[ExistingSource]| planned(&wish(name, Environment::Dev), sources).1;
    let kept = |slug: &str| judged(source("s", slug, "Qualtrics_Dev"));
    let labelled = |value| ExistingSource { labels: vec![label(value)], ..source("s", "q_dev", "q_Dev") };
    let linted = |value| {
        let mut findings = Findings::new();
        source_names::lint_label(&Label::new("environment", value), &mut findings);
        codes(&findings)
    };
    let changed = |name: &str| {
        let (nickname, changes) = Nickname::build(name, Environment::Dev).expect("a nickname");
        let mut findings = Findings::new();
        source_names::tell_changes(name, &nickname, &changes, &mut findings);
        codes(&findings)
    };
    let keyless = || {
        let mut findings = Findings::new();
        without_write_key(&source("s", "q", ""), &mut findings);
        codes(&findings)
    };
    let region = |region| planned(&Wish { region, ..wish("Q", Environment::Dev) }, &[]).1;
    let known = entry("qualtrics", "9g612WSOsA");
    let off = ExistingSource { enabled: false, ..source("s", "q_dev", "Q_Dev") };
    let typed = ExistingSource { type_slug: "ios".into(), ..source("s", "q_dev", "") };
    let asks = CatalogEntry { required_options: vec!["token".into()], ..known.clone() };
    let going = CatalogEntry { status: "DEPRECATED".into(), ..known.clone() };
    let scenes: Vec<(&str, Vec<&str>, Vec<&str>)> = vec![
        ("slug_empty", dev("满意度", &[]), dev("Umfrage 满意度", &[])),
        ("slug_folds", kept("q-dev"), kept("q_dev")),
        ("slug_leading_digit", dev("3doctors", &[]), dev("doctors3", &[])),
        ("slug_capitals", kept("Q"), kept("q")),
        ("slug_system_made", kept("q-1"), kept("q.1")),
        ("schema_reserved", dev("pg_survey", &[]), dev("pgsurvey", &[])),
        ("slug_taken", dev("q", &[source("s", "q_dev", "X")]), dev("q", &[source("s", "q_dev", "q_dev")])),
        ("slug_differs_in_case", dev("q", &[source("s", "Q_dev", "")]), dev("q", &[source("s", "q-dev", "")])),
        ("schema_collision", dev("q", &[source("s", "q.dev", "")]), dev("q", &[source("s", "qdev", "")])),
        ("nickname_taken", dev("q", &[source("s", "x", "q_Dev")]), dev("q", &[source("s", "x", "q_Prod")])),
        ("nickname_convention", judged(source("s", "q", "Q")), judged(source("s", "q", "Q_Dev"))),
        ("nickname_changed", changed("My survey"), changed("Mysurvey")),
        ("label_malformed", linted("pre_prod"), linted("pre-prod")),
        ("label_missing", planned(&wish("q", Environment::Staging), &[]).1, dev("q", &[])),
        ("label_conflict", dev("q", &[labelled("prod")]), dev("q", &[labelled("dev")])),
        ("source_switched_off", judged(off), judged(source("s", "q_dev", "Q_Dev"))),
        ("slug_not_for_task", kept("Q_dev"), kept("q-1.2_dev")),
        ("region_not_listed", region(Region::Eu), region(Region::Us)),
        ("catalog_entry_missing", in_catalog(&entry("other", "9g612WSOsA")), in_catalog(&known)),
        ("catalog_id_changed", in_catalog(&entry("qualtrics", "x")), in_catalog(&known)),
        ("catalog_status", in_catalog(&going), in_catalog(&known)),
        ("catalog_options_required", in_catalog(&asks), in_catalog(&known)),
        ("serves_task_only", keyless(), judged(source("s", "q", ""))),
        ("source_type_differs", dev("q", &[typed]), dev("q", &[source("s", "q_dev", "")])),
    ];
    for (code, bad, good) in &scenes {
        assert!(bad.contains(code), "{code} is not triggered: {bad:?}");
        assert!(!good.contains(code), "{code} is triggered beside: {good:?}");
    }
    let mut names: Vec<_> = scenes.iter().map(|(code, ..)| *code).collect();
    let mut all: Vec<_> = source_findings::ALL.iter().chain(findings::ALL).map(|code| code.name).collect();
    names.sort_unstable();
    all.sort_unstable();
    assert_eq!(names, all);
}
