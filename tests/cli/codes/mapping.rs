//! Scenes for the codes of the mapping file's own rules.

use super::{Case, Scene, alone};
use crate::support::recodes;

const HEAD: &str = "version: 1\nsenders: [qseg]\n";
const TASKS: &str = "tasks:\n  t:\n";
const TRACK: &str = "    type: track\n    event: Noted\n    userId: ${rm://Field/ResponseID}\n";

/// A sound mapping with these lines at its top.
fn top(line: &str) -> Scene {
    alone(format!("{HEAD}{line}\n{TASKS}{TRACK}"))
}

/// A sound mapping with this line in its task.
fn task(line: &str) -> Scene {
    alone(format!("{HEAD}{TASKS}{TRACK}    {line}\n"))
}

/// A task of these lines alone.
fn bare(lines: &[&str]) -> Scene {
    let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    alone(format!("{HEAD}{TASKS}{lines}"))
}

/// A sound mapping with this value for a property.
fn value(value: &str) -> Scene {
    task(&format!("properties: {{ p: {value} }}"))
}

fn on_plan(scene: Scene, plan: &str) -> Scene {
    scene.on("answers.csv", recodes(&["plan"], &[&[plan]]))
}

/// Responses whose ids are these plans.
fn plans(plans: &[&str]) -> Scene {
    let rows: Vec<[&str; 1]> = plans.iter().map(|plan| [*plan]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    bare(&["type: track", "event: Noted", "userId: ${e://Field/plan}"]).on("answers.csv", recodes(&["plan"], &rows))
}

fn both_send(scene: Scene) -> Scene {
    Scene { mapping: scene.mapping.replace("senders: [qseg]\n", ""), ..scene }
}

pub fn cases() -> Vec<Case> {
    let number = || value("{ value: \"${e://Field/plan}\", type: integer }");
    let one_source = "sources: { dev: { id: a } }";
    let two_sources = "sources: { dev: { id: a }, prod: { id: b } }";
    let deep = |levels: usize| task(&format!("context: {}x{}", "{ a: ".repeat(levels), " }".repeat(levels)));
    let anonymous = |id: &str| bare(&["type: identify", &format!("anonymousId: {id}"), "randomAnonymousId: true"]);
    let mut cases = vec![
        ("value_not_coercible", on_plan(number(), "free"), on_plan(number(), "3")),
        ("message_ids_provisional", on_plan(top(two_sources), "x").sent(), on_plan(top(one_source), "x").sent()),
        (
            "hash_key_missing",
            on_plan(value("{ value: \"${e://Field/plan}\", hash: hmac-sha256 }"), "x"),
            on_plan(value("{ value: \"${e://Field/plan}\", hash: sha256 }"), "x"),
        ),
        ("unknown_personal_class", top("personalData: { allow: [e-mails] }"), top("personalData: { allow: [email] }")),
        (
            "sensitive_not_allowed",
            value("\"${e://Field/diagnosis}\""),
            alone(format!(
                "{HEAD}sensitive: {{ diagnosis: {{ purpose: care, basis: consent }} }}\n{TASKS}{TRACK}    \
                    properties: {{ p: '${{e://Field/diagnosis}}' }}\n"
            )),
        ),
        ("mapping_syntax", top("sources: { dev"), top(one_source)),
        ("yaml_refused", task("when: *a"), task("properties: { p: \"*a\" }")),
        ("too_deep", deep(80), deep(5)),
        ("duplicate_key", task("properties: { a: x, a: y }"), task("properties: { a: x, b: y }")),
        ("unknown_key", task("propertys: {}"), task("properties: {}")),
        ("missing_key", bare(&["event: Noted"]), task("properties: {}")),
        ("reserved_key", task("context: { library: x }"), task("context: { app: { library: x } }")),
        ("unsupported_version", alone("version: 2\n"), task("properties: {}")),
        ("wrong_shape", task("properties: []"), task("properties: {}")),
        ("empty_value", value(""), value("\"\"")),
        ("unknown_word", task("onChange: sent"), task("onChange: send")),
        ("wrong_rows", task("traits: {}"), task("properties: {}")),
        ("bad_pipe", value("\"${QID1}\""), value("\"${e://Field/plan}\"")),
        ("bad_revision", task("revision: 0"), task("revision: 1")),
        ("bad_moment", top("liveSince: tomorrow"), top("liveSince: 2026-03-01T09:00:00Z")),
        ("unknown_timezone", top("timezone: Denver"), top("timezone: America/Denver")),
        ("zone_without_summer_time", top("timezone: EST"), top("timezone: America/New_York")),
        ("bad_date_pattern", top("dateFormat: dd.mm.yyyy"), top("dateFormat: \"%d.%m.%Y\"")),
        (
            "bad_expression",
            task("when: { value: \"${e://Field/a}\", matches: \"(\" }"),
            task("when: { value: \"${e://Field/a}\", matches: \"()\" }"),
        ),
        (
            "condition_tests",
            task("when: { value: \"${e://Field/a}\" }"),
            task("when: { value: \"${e://Field/a}\", equals: x }"),
        ),
        (
            "option_not_allowed",
            bare(&["type: identify", "userId: { value: \"${e://Field/a}\", type: integer }"]),
            bare(&["type: identify", "userId: { value: \"${e://Field/a}\", type: string }"]),
        ),
        ("comment_cuts_text", task("properties:\n      p: Room #1"), task("properties:\n      p: Room # one")),
        ("no_tasks", alone("version: 1\ntasks: {}\n"), task("properties: {}")),
        (
            "track_without_event",
            bare(&["type: track", "randomAnonymousId: true"]),
            bare(&["type: track", "event: Noted", "randomAnonymousId: true"]),
        ),
        (
            "identify_with_event",
            bare(&["type: identify", "event: Noted", "randomAnonymousId: true"]),
            bare(&["type: identify", "randomAnonymousId: true"]),
        ),
        ("no_identity", bare(&["type: identify"]), bare(&["type: identify", "randomAnonymousId: true"])),
        ("constant_identity", anonymous("everybody"), anonymous("${e://Field/session}")),
        (
            "dynamic_event_name",
            bare(&["type: track", "event: \"Noted ${e://Field/a}\"", "randomAnonymousId: true"]),
            bare(&["type: track", "event: Noted", "randomAnonymousId: true"]),
        ),
    ];
    let schema = r#"{"properties":{"values":{"properties":{"QID1":{"type":"number","oneOf":[{"const":1,"label":"Bad"},{"const":2,"label":"Very good"}]}}}}}"#;
    let mapped = |from: &str| {
        value(&format!("{{ value: \"${{q://QID1/ChoiceGroup/SelectedChoices}}\", map: {{ {from}: x }} }}"))
            .with_survey(schema.to_owned())
    };
    let when = |text: &str| {
        task(&format!("when: {{ value: \"${{q://QID1/SelectedChoicesRecode}}\", in: [\"1\", \"{text}\"] }}"))
            .with_survey(schema.to_owned())
    };
    cases.push(("value_never_given", mapped("Very god"), mapped("Very good")));
    cases.push(("value_never_given", when("3"), when("2")));
    cases.extend(regretted());
    cases.extend(exampled());
    cases
}

/// What examples say, and what comes of them.
fn exampled() -> Vec<Case> {
    let with = |example: &str| {
        let rows = "    when: { value: \"${e://Field/on}\", equals: x }\n    properties: { p: { value: \"${e://Field/p}\", map: { a: b } } }\n";
        alone(format!("{HEAD}{TASKS}{TRACK}{rows}examples:\n{example}"))
    };
    let one = |example: &str| with(&format!("  e: {example}\n"));
    let of = |expect: &str| one(&format!("{{ response: {{ on: x, p: a }}, expect: {expect} }}"));
    let good = "{ response: { on: x, p: a }, expect: { t: { properties: { p: b } } } }";
    let whole = || with(&format!("  e: {good}\n  f: {{ response: {{ on: y }}, expect: {{ t: none }} }}\n")).tested();
    let other = |example: &str| one(example).tested();
    vec![
        ("example_unknown_task", of("{ u: any }"), of("{ t: any }")),
        ("example_input", one("{ expect: { t: any } }"), one(good)),
        ("example_field", one("{ response: { \"${e://Field/a}b\": x }, expect: { t: any } }"), one(good)),
        ("bad_matcher", of("{ t: { userId: { $any: name } } }"), of("{ t: { userId: { $any: string } } }")),
        ("no_examples", task("properties: {}").tested(), whole()),
        ("example_expects_nothing", other("{ response: {} }"), whole()),
        ("example_differs", of("{ t: { properties: { p: a } } }").tested(), whole()),
        ("example_not_run", other("{ export: none.csv, responseId: R_1, expect: { t: any } }"), whole()),
        ("row_not_covered", other("{ response: { on: y }, expect: { t: none } }"), whole()),
        ("choice_not_covered", other("{ response: { on: x, p: c }, expect: { t: any } }"), whole()),
        ("condition_not_covered", other(good), whole()),
    ]
}

/// What reads well and is regretted later.
fn regretted() -> Vec<Case> {
    let named = |event: &str, include: &str| {
        alone(format!(
            "{HEAD}include: [{include}]\n{TASKS}    type: track\n    event: {event}\n    userId: ${{rm://Field/ResponseID}}\n"
        ))
    };
    let when_finished = |test: &str| {
        let mut scene = named("Survey Completed", "partial");
        let value = "value: \"${rm://Field/Finished}\" }";
        scene.mapping.push_str(&format!(
            "    when: {{ all: [{{ value: \"${{e://Field/a}}\", empty: false }}, {test}, {value}] }}\n"
        ));
        scene
    };
    let who = |id: &str| bare(&["type: identify", &format!("userId: {id}")]);
    let random = || bare(&["type: identify", "anonymousId: ${e://Field/plan}", "randomAnonymousId: true"]);
    let sources = |prod: &str| top(&format!("sources: {{ dev: {{ id: a, slug: dev }}, prod: {{ {prod} }} }}"));
    let allowed = |code: &str, until: &str| {
        let allow = format!("allow: [{{ code: {code}, reason: known, until: {until} }}]\n");
        let bare = value("{ value: \"${e://Field/a}\", default: \"\" }");
        Scene { mapping: format!("{allow}{}", bare.mapping), ..bare }
    };
    let typed = || value("{ value: \"${e://Field/a}\", type: integer }");
    let today = || value("\"${date://CurrentDate/Y}\"");
    vec![
        ("not_in_task", both_send(typed()), typed()),
        ("differs_from_task", both_send(today()), today()),
        ("differs_from_task", both_send(top("include: [partial]")), both_send(top("include: []"))),
        ("partial_as_completed", named("Survey Completed", "partial"), named("Survey Completed", "imported")),
        ("partial_as_completed", named("Survey finished", "all"), named("Survey Left", "all")),
        ("partial_as_completed", when_finished("{ equals: \"0\""), when_finished("{ equals: \"1\"")),
        ("partial_as_completed", when_finished("{ matches: \".\""), when_finished("{ in: [\"1\"]")),
        ("email_as_user_id", who("${m://Email}"), who("${m://ExternalDataReference}")),
        ("email_as_user_id", who("${e://Field/work email}"), who("${e://Field/crm_id}")),
        ("email_as_user_id", who("${m://Email}"), who("{ value: \"${m://Email}\", hash: sha256 }")),
        ("id_placeholder", on_plan(who("${e://Field/plan}"), "N/A"), on_plan(who("${e://Field/plan}"), "ann")),
        ("id_unresolved", on_plan(who("${e://Field/plan}"), "%ID%"), on_plan(who("${e://Field/plan}"), "ID")),
        ("id_rounded", on_plan(who("${e://Field/plan}"), "1.2E+15"), on_plan(who("${e://Field/plan}"), "1200")),
        ("id_spaced", on_plan(who("${e://Field/plan}"), "a b"), on_plan(who("${e://Field/plan}"), "ab")),
        ("id_too_long", on_plan(who("${e://Field/plan}"), &"x".repeat(256)), on_plan(who("${e://Field/plan}"), "x")),
        ("id_damaged", on_plan(who("${e://Field/plan}"), "{}"), on_plan(who("${e://Field/plan}"), "()")),
        ("id_shared", plans(&["x"; 51]), plans(&["x"; 50])),
        ("id_near_twins", plans(&["Ann", "ann"]), plans(&["ann", "ann"])),
        ("not_a_mapping", alone("StartDate,EndDate,Status\n".to_owned()), task("properties: {}")),
        ("all_identities_generated", on_plan(random(), ""), on_plan(random(), "somebody")),
        (
            "type_never_fits",
            value("{ value: \"${e://Field/a} points\", type: integer }"),
            value("{ value: \"${e://Field/a}0\", type: integer }"),
        ),
        (
            "format_without_datetime",
            value("{ value: \"${e://Field/a}\", format: \"%Y-%m-%d\" }"),
            value("{ value: \"${e://Field/a}\", format: \"%Y-%m-%d\", type: datetime }"),
        ),
        (
            "no_effect",
            value("{ value: \"${e://Field/a}\", default: \"\" }"),
            value("{ value: \"${e://Field/a}\", default: none }"),
        ),
        (
            "constant_condition",
            task("when: { value: \"a\", equals: a }"),
            task("when: { value: \"${e://Field/a}\", equals: a }"),
        ),
        ("looks_like_a_pipe", value("\"e://Field/plan\""), value("plan")),
        ("bad_timestamp", task("timestamp: today"), task("timestamp: 2026-03-01T09:00:00Z")),
        ("invalid_slug", sources("id: b, slug: Qualtrics Prod"), sources("id: b, slug: qualtrics_prod")),
        ("shared_source", sources("id: a"), sources("id: b")),
        ("contacts_experimental", task("trigger: contact"), task("trigger: survey_response")),
        ("allow_expired", allowed("no_effect", "2020-01-01"), allowed("no_effect", "2999-01-01")),
        ("error_not_allowable", allowed("no_tasks", "2999-01-01"), allowed("no_effect", "2999-01-01")),
        ("allowed_findings", allowed("no_effect", "2999-01-01"), value("{ value: \"${e://Field/a}\", default: \"\" }")),
    ]
}
