//! `qseg doctor`: each rung, held and broken, and what still is tried above a broken one.

use crate::support::segment::Segment;
use crate::support::{Place, TOKEN, WRITE_KEY};
use jiff::SignedDuration;
use qseg::core::random::Random;
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use qseg::sandbox::state::{DEV_WRITE_KEY, State};
use serde_json::{Value, json};
use std::net::TcpListener;

/// A local Segment whose clock is this machine's.
fn segment() -> Segment {
    Segment::ahead(State::built_in(Random::new(1)), SignedDuration::ZERO)
}

fn place(segment: &Segment, role: Role) -> Place {
    Place::new().at(segment).with("QSEG_EVENTS_URL", segment.url()).with("QSEG_TOKEN", role.token())
}

fn doctor(place: &Place, more: &[&str], exit: i32) -> Value {
    let document = place.run(&[&["doctor", "--format", "json"], more].concat()).exits(exit).document();
    assert_eq!(document["schema"], "qseg.doctor/1");
    assert_eq!(document["exit_code"], exit);
    document
}

/// The rung of this name.
fn rung<'d>(document: &'d Value, name: &str) -> &'d Value {
    let rungs = document["rungs"].as_array().expect("rungs");
    rungs.iter().find(|rung| rung["name"] == name).unwrap_or_else(|| panic!("{name}: {document}"))
}

#[track_caller]
fn is(document: &Value, name: &str, state: &str, words: &str) {
    let rung = rung(document, name);
    let said = [&rung["message"], &rung["next"]].map(|text| text.as_str().unwrap_or_default()).join(" → ");
    assert_eq!(rung["state"], state, "{name}: {said}");
    assert!(said.contains(words), "{name}: {said}");
}

const ALL: [&str; 13] = [
    "dns",
    "tls",
    "region",
    "token",
    "workspace",
    "source_admin",
    "catalog",
    "source",
    "write_key",
    "nickname",
    "tracking_plan",
    "clock",
    "tracking_host",
];

#[test]
fn a_whole_ladder_holds_and_is_told_in_its_order() {
    let segment = segment();
    let place = place(&segment, Role::SourceAdmin).with("QSEG_WRITE_KEY", DEV_WRITE_KEY);
    let document = doctor(&place, &["--source", "qualtrics_dev"], 0);
    let names: Vec<&str> =
        document["rungs"].as_array().expect("rungs").iter().filter_map(|r| r["name"].as_str()).collect();
    assert_eq!(names, ALL);
    assert_eq!(document["counts"], json!({ "ok": 13, "warning": 0, "failed": 0, "not_reached": 0 }), "{document}");
    is(&document, "dns", "ok", "127.0.0.1 is an address: there is nothing to look up");
    is(&document, "tls", "ok", "not needed: http://127.0.0.1:");
    is(&document, "region", "ok", "us: presumed, because QSEG_API_URL leads to this machine");
    is(&document, "token", "ok", "…000b, from the variable QSEG_TOKEN");
    is(&document, "workspace", "ok", "qseg sandbox (qseg-sandbox, id qsegSandboxWorkspace01)");
    is(&document, "source_admin", "ok", "confirmed: sources show their write keys");
    is(&document, "catalog", "ok", "`qualtrics` is there (id 9g612WSOsA)");
    is(&document, "source", "ok", "Qualtrics_Dev (qualtrics_dev, id qsegSandboxQualtricsDe) is enabled");
    is(&document, "write_key", "ok", "…Dev1; QSEG_WRITE_KEY is the source's");
    is(&document, "nickname", "ok", "Qualtrics_Dev keeps the convention");
    is(&document, "tracking_plan", "ok", "none is connected");
    is(&document, "clock", "ok", "agrees with Segment's");
    is(&document, "tracking_host", "ok", "answers");

    let said = place.run(&["doctor", "--source", "qualtrics_dev"]).exits(0);
    assert!(
        said.stdout.starts_with("ok           DNS            127.0.0.1 is an address: there is nothing to look up\n"),
        "{}",
        said.stdout
    );
    assert!(said.stdout.lines().all(|line| line.chars().count() <= 100), "{}", said.stdout);
    assert_eq!(said.stderr, "13 ok.\n");
    assert!(segment.calls().iter().all(|call| call.starts_with("GET ") || call == "HEAD /"), "{:?}", segment.calls());
}

#[test]
fn the_answer_of_echo_which_repeats_the_token_is_not_shown() {
    let segment = segment();
    let place = place(&segment, Role::SourceAdmin);
    let said = place.run(&["doctor", "--verbose"]).exits(0);
    assert!(segment.calls().contains(&"GET /echo".to_owned()), "{:?}", segment.calls());
    for word in ["authorization", "Bearer", "headers"] {
        assert!(!said.stdout.contains(word) && !said.stderr.contains(word), "{word}: {said:?}");
    }
}

#[test]
fn without_a_source_its_rungs_are_not_reached_and_how_to_name_one_is_told() {
    let segment = segment();
    let document = doctor(&place(&segment, Role::SourceAdmin), &[], 0);
    is(&document, "source", "not_reached", "no source is named → name one: --source X, or pin one");
    for name in ["write_key", "nickname", "tracking_plan"] {
        is(&document, name, "not_reached", "needs the rung \"Source\"");
    }
    assert_eq!(document["counts"], json!({ "ok": 9, "warning": 0, "failed": 0, "not_reached": 4 }));
}

#[test]
fn without_a_token_what_does_not_need_one_is_still_tried() {
    let segment = segment();
    let place = Place::new().at(&segment).with("QSEG_EVENTS_URL", segment.url());
    let document = doctor(&place, &[], 4);
    for name in ["dns", "tls", "region", "clock", "tracking_host"] {
        is(&document, name, "ok", "");
    }
    is(&document, "token", "failed", "qseg login");
    is(&document, "workspace", "not_reached", "needs the rung \"Token\"");
    for name in ["source_admin", "catalog"] {
        is(&document, name, "not_reached", "needs the rung \"Workspace\"");
    }
    assert_eq!(segment.calls(), ["HEAD /", "HEAD /"], "nothing that needs a token is called");
}

#[test]
fn a_refused_token_breaks_its_own_rung_and_not_those_beside() {
    let segment = segment();
    let place = Place::new().at(&segment).with("QSEG_EVENTS_URL", segment.url()).with("QSEG_TOKEN", TOKEN);
    let document = doctor(&place, &["--source", "x"], 4);
    is(&document, "token", "failed", "127.0.0.1 does not accept the token: Unauthorized");
    assert_eq!(rung(&document, "token")["code"], "token_rejected");
    is(&document, "tls", "ok", "");
    is(&document, "clock", "ok", "");
    is(&document, "workspace", "not_reached", "needs the rung \"Token\"");
    is(&document, "source", "not_reached", "needs the rung \"Workspace\"");
}

#[test]
fn a_host_that_is_not_reached_leaves_the_other_one() {
    let segment = segment();
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let place = place(&segment, Role::SourceAdmin).with("QSEG_API_URL", &format!("http://{free}"));
    let document = doctor(&place, &[], 6);
    is(&document, "tls", "failed", "127.0.0.1 refused the connection");
    assert_eq!(rung(&document, "tls")["code"], "network_refused");
    is(
        &document,
        "token",
        "not_reached",
        "…000b, from the variable QSEG_TOKEN; whether Segment accepts it needs \"TLS\"",
    );
    for name in ["workspace", "clock"] {
        is(&document, name, "not_reached", "needs the rung \"TLS\"");
    }
    is(&document, "tracking_host", "ok", "answers");

    let place = place_of_events(&segment, &format!("http://{free}"));
    let document = doctor(&place, &[], 6);
    is(&document, "tracking_host", "failed", "refused the connection");
    is(&document, "workspace", "ok", "");
}

fn place_of_events(segment: &Segment, url: &str) -> Place {
    place(segment, Role::SourceAdmin).with("QSEG_EVENTS_URL", url)
}

#[test]
fn a_name_without_an_address_breaks_the_lowest_rung() {
    let segment = segment();
    let place = place(&segment, Role::SourceAdmin).with("QSEG_API_URL", "https://segment.invalid");
    let document = doctor(&place, &["--region", "eu"], 6);
    is(&document, "dns", "failed", "the name segment.invalid has no address here");
    is(&document, "tls", "not_reached", "needs the rung \"DNS\"");
    is(&document, "clock", "not_reached", "needs the rung \"TLS\"");
    is(&document, "region", "ok", "eu: --region says so");
}

#[test]
fn the_role_is_judged_and_what_is_too_powerful_is_warned_of() {
    for (role, exit, state, words) in [
        (Role::ReadOnly, 4, "failed", "denied: no source shows its write key"),
        (Role::SourceAdminScoped, 0, "warning", "inconclusive: some sources show their write key"),
        (Role::Owner, 0, "warning", "it can do more than qseg needs"),
    ] {
        let segment = segment();
        let document = doctor(&place(&segment, role), &[], exit);
        is(&document, "source_admin", state, words);
        is(&document, "catalog", "ok", "");
    }
}

#[test]
fn a_redirect_to_the_eu_host_breaks_the_region() {
    let segment = segment();
    let to_eu = Scripted::status("GET", "/", 302).exactly().header("location", "https://eu1.api.segmentapis.com/");
    segment.script(to_eu);
    let document = doctor(&place(&segment, Role::SourceAdmin), &[], 2);
    is(&document, "region", "failed", "the workspace lives in the other region");
    is(&document, "token", "not_reached", "needs \"Region\"");
    is(&document, "workspace", "not_reached", "needs the rung \"Region\"");
}

#[test]
fn a_failing_segment_is_told_where_it_fails_and_not_asked_again() {
    let segment = segment();
    segment.script(Scripted::status("GET", "/", 500).exactly());
    let document = doctor(&place(&segment, Role::SourceAdmin), &[], 6);
    is(&document, "workspace", "failed", "Segment failed (HTTP 500");
    assert_eq!(segment.calls().iter().filter(|call| *call == "GET /").count(), 1);
}

#[test]
fn the_catalog_is_searched_by_slug_where_the_id_leads_elsewhere() {
    let usual = "/catalog/sources/9g612WSOsA";
    let entry = |slug: &str| json!({ "data": { "sourceMetadata": { "id": "9g612WSOsA", "slug": slug, "name": "X" } } });
    for scripted in
        [Scripted::status("GET", usual, 404), Scripted::status("GET", usual, 200).body(entry("other").to_string())]
    {
        let segment = segment();
        segment.script(scripted);
        is(&doctor(&place(&segment, Role::SourceAdmin), &[], 0), "catalog", "ok", "`qualtrics` is there");
    }
    let segment = segment();
    is(
        &doctor(&place(&segment, Role::SourceAdmin), &["--region", "eu"], 0),
        "catalog",
        "warning",
        "does not list the source type `qualtrics` for the region eu",
    );
    segment.script(Scripted::status("GET", usual, 404));
    let none = json!({ "data": { "sourcesCatalog": [], "pagination": { "current": "MA==" } } });
    segment.script(Scripted::status("GET", "/catalog/sources", 200).exactly().body(none.to_string()));
    is(&doctor(&place(&segment, Role::SourceAdmin), &[], 1), "catalog", "failed", "no source type `qualtrics`");
}

fn workspace() -> Value {
    let strict = json!({
        "track": { "allowUnplannedEvents": false, "commonEventOnViolations": "OMIT_PROPERTIES" },
        "identify": { "allowUnplannedTraits": false },
    });
    let lax = json!({ "track": { "allowEventOnViolations": true } });
    json!({
        "sources": [
            { "id": "s1", "slug": "one", "name": "One_Prod", "type": "http-api", "writeKeys": ["hushKeyOfSourceOne0123456789abcd"],
              "trackingPlan": "tp1", "schema": strict },
            { "id": "s2", "slug": "two", "name": "two prod", "type": "http-api", "trackingPlan": "tp1", "schema": lax,
              "writeKeys": ["hushKeyOfSourceTwo0123456789abcd"] },
            { "id": "s3", "slug": "three", "name": "Three", "type": "stripe", "enabled": false },
        ],
        "trackingPlans": [{ "id": "tp1", "name": "Surveys" }],
    })
}

fn of_workspace() -> Segment {
    Segment::ahead(Segment::state_of(&workspace()), SignedDuration::ZERO)
}

#[test]
fn each_rung_of_a_source_says_what_is_the_matter() {
    let segment = of_workspace();
    let place = place(&segment, Role::SourceAdmin);
    let document = doctor(&place, &["--source", "one"], 0);
    is(&document, "write_key", "ok", "…abcd; QSEG_WRITE_KEY is not set");
    let taken = "Surveys is connected: Track events that the plan does not name are blocked; Track events that break \
                 their rule are blocked; what breaks the common rule is left out of Track events; traits that the plan \
                 does not name are left out";
    is(&document, "tracking_plan", "warning", taken);

    let document = doctor(&place, &["--source", "TWO"], 0);
    is(&document, "nickname", "warning", "rename it in Segment to two_Prod");
    is(&document, "tracking_plan", "ok", "Surveys is connected; the source lets everything pass");

    let document = doctor(&place, &["--source", "s3"], 1);
    is(&document, "source", "failed", "Three (three, id s3) is disabled: Segment drops its events");
    is(&document, "nickname", "warning", "Three does not say which environment it is for");
    is(&document, "write_key", "warning", "none is seen");

    let document = doctor(&place, &["--source", "on"], 1);
    is(
        &document,
        "source",
        "failed",
        "the workspace has no source on, or the token does not see it → did you mean one?",
    );
    is(&document, "write_key", "not_reached", "needs the rung \"Source\"");
}

#[test]
fn the_write_key_of_the_environment_must_be_the_sources_own() {
    let segment = of_workspace();
    let with = |key: &str, role| place(&segment, role).with("QSEG_WRITE_KEY", key);
    let document = doctor(&with("hushKeyOfSourceTwo0123456789abcd", Role::SourceAdmin), &["--source", "one"], 4);
    is(
        &document,
        "write_key",
        "failed",
        "QSEG_WRITE_KEY (…abcd) is the key of the source two prod; this source has …abcd",
    );
    let document = doctor(&with(WRITE_KEY, Role::SourceAdmin), &["--source", "one"], 4);
    is(&document, "write_key", "failed", "is of no source that the token sees");
    let document = doctor(&with(WRITE_KEY, Role::ReadOnly), &["--source", "one"], 4);
    is(&document, "write_key", "warning", "cannot be held against it");
}

#[test]
fn the_sources_that_a_mapping_pins_are_looked_at() {
    let segment = of_workspace();
    let place = place(&segment, Role::SourceAdmin);
    let tasks = "tasks:\n  a: { type: track, event: A, userId: \"${rm://Field/ResponseID}\", properties: {} }\n";
    let mapping = format!(
        "version: 1\nsources:\n  prod: {{ id: s1, slug: one, region: us }}\n  dev: {{ id: s2, slug: zwei, region: eu }}\n  \
         staging: {{ slug: three }}\n{tasks}"
    );
    place.file("qseg.yaml", mapping);
    let document = doctor(&place, &["--env", "prod"], 0);
    is(&document, "source", "ok", "One_Prod (one, id s1) is enabled");
    assert_eq!(rung(&document, "source")["of"], "prod");
    let document = doctor(&place, &["--env", "dev"], 2);
    is(&document, "source", "failed", "is in the region us, and qseg.yaml says eu");
    let document = doctor(&place, &["--env", "staging"], 0);
    is(
        &document,
        "source",
        "not_reached",
        "qseg.yaml pins no source for it → qseg source add NAME --env staging --pin qseg.yaml",
    );
    let document = doctor(&place, &[], 2);
    let of: Vec<&str> =
        document["rungs"].as_array().expect("rungs").iter().filter_map(|rung| rung["of"].as_str()).collect();
    assert_eq!(of, [["prod"; 4], ["dev"; 4], ["staging"; 4]].concat());
    let said = place.run(&["doctor", "--env", "pord"]).exits(2);
    assert!(said.stderr.contains("did you mean prod?"), "{}", said.stderr);

    place.file("other.yaml", format!("version: 1\nsources:\n  dev: {{ id: s2, slug: zwei }}\n{tasks}"));
    let document = doctor(&place, &["--mapping", "other.yaml"], 0);
    is(&document, "source", "warning", "is enabled, but other.yaml calls it zwei → write `slug: two` there");
    place.file("qseg.yaml", "version: 1\ntasks: [\n");
    let document = doctor(&place, &[], 3);
    is(&document, "source", "failed", "qseg mapping check qseg.yaml");
    place.run(&["doctor", "--mapping", "none.yaml"]).exits(1);
    let said = Place::new().run(&["doctor", "--env", "dev"]).exits(2);
    assert!(said.stderr.contains("name the file with --mapping, or the source with --source"), "{}", said.stderr);
}

#[test]
fn a_wrong_clock_is_told_with_what_it_does() {
    for (seconds, exit, state, words) in [
        (3, 0, "ok", "agrees"),
        (-60, 0, "warning", "this machine's clock is 1 min"),
        (60, 0, "warning", "behind: Segment shifts the timestamps of events"),
        (86_400, 1, "failed", "behind: Segment shifts the timestamps of events"),
        (-86_400, 1, "failed", "this machine's clock is 1 d 0 h ahead"),
    ] {
        let segment = Segment::ahead(State::built_in(Random::new(1)), SignedDuration::from_secs(seconds));
        is(&doctor(&place(&segment, Role::SourceAdmin), &[], exit), "clock", state, words);
    }
}

#[test]
fn what_a_token_may_not_read_of_a_plan_is_no_fault() {
    let segment = of_workspace();
    segment.script(Scripted::status("GET", "/tracking-plans/", 403));
    segment.script(Scripted::status("GET", "/sources/s1/settings", 403));
    let document = doctor(&place(&segment, Role::SourceAdmin), &["--source", "s1"], 0);
    is(&document, "tracking_plan", "warning", "tp1 is connected; what it blocks the token may not read");
}

#[cfg(unix)]
#[test]
fn a_terminal_shows_that_something_happens() {
    let segment = segment();
    let mut terminal = place(&segment, Role::SourceAdmin).terminal(&["doctor"]);
    terminal.wait_for("Asking Segment").wait_for("9 ok, 4 not reached.");
    terminal.exits(0);
}

#[test]
fn a_url_that_no_token_may_go_to_is_a_usage_error_and_one_document() {
    let place = Place::new().with("QSEG_API_URL", "http://api.example.com");
    let document = place.run(&["doctor", "--format", "json"]).exits(2).document();
    assert_eq!(document["error"]["code"], "bad_endpoint");
}

#[test]
fn a_password_in_a_url_is_not_repeated() {
    let place = Place::new().with("QSEG_API_URL", "https://ana:hush-hush@api.example.com").hush("hush-hush");
    let place = place.with("QSEG_TOKEN", crate::support::TOKEN);
    for arguments in [&["doctor"][..], &["source", "list"], &["whoami"]] {
        let said = place.run(arguments).exits(2);
        assert!(said.stderr.contains("it holds a user name or a password"), "{arguments:?}: {}", said.stderr);
    }
}
