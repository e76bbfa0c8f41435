//! The local Segment: `qseg sandbox`, and the Public API as its tokens see it.

use crate::support::Place;
use crate::support::segment::{NOW, Segment, exchange};
use qseg::sandbox::public_api::access::{OWNER, Role, SOURCE_ADMIN};
use qseg::sandbox::script::Scripted;
use qseg::sandbox::state::{DEV_SOURCE_ID, DEV_WRITE_KEY};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// `qseg sandbox`, started, with the lines that it printed.
fn started(place: &Place, arguments: &[&str], lines: usize) -> (Child, Vec<String>) {
    let mut command = place.command(&[&["sandbox"], arguments].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let stdout = BufReader::new(child.stdout.take().expect("stdout"));
    let printed = stdout.lines().take(lines).map(|line| line.expect("a line")).collect();
    (child, printed)
}

fn signalled(child: Child, signal: &str) -> (Option<i32>, String) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

#[test]
fn it_prints_what_a_shell_needs_and_answers_until_a_signal_ends_it() {
    let place = Place::new();
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let (child, lines) = started(&place, &["--role", "owner"], 4);
        let url = lines[0].strip_prefix("export QSEG_API_URL=").expect("the first line");
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        assert_eq!(lines[1], format!("export QSEG_EVENTS_URL={url}"));
        assert_eq!(lines[2], format!("export QSEG_TOKEN={OWNER}"));
        assert_eq!(lines[3], format!("export QSEG_WRITE_KEY={DEV_WRITE_KEY}"));
        let token = format!("Bearer {OWNER}");
        let answer = exchange(url, "GET", "/", &[("authorization", &token)], b"").expect("an answer");
        assert_eq!(answer.data(200)["workspace"]["slug"], "qseg-sandbox");
        let (ended, stderr) = signalled(child, signal);
        assert_eq!(ended, Some(code), "{stderr}");
        assert!(stderr.contains("\nGET / 200\n") && !stderr.contains(OWNER), "{stderr}");
    }
}

#[test]
fn it_says_nothing_when_quiet_and_takes_a_workspace_from_a_file() {
    let place = Place::new();
    place.file("box.json", r#"{"sources": [{ "slug": "a", "type": "http-api", "writeKeys": ["theKeyOfA"] }]}"#);
    let (child, lines) = started(&place, &["--quiet", "--workspace", "box.json"], 4);
    assert_eq!(lines[2..], [format!("export QSEG_TOKEN={SOURCE_ADMIN}"), "export QSEG_WRITE_KEY=theKeyOfA".to_owned()]);
    assert_eq!(signalled(child, "-TERM"), (Some(143), String::new()));
}

#[test]
fn what_cannot_be_started_says_why() {
    let place = Place::new();
    place.file("bad.json", r#"{"sources": [{ "slug": "a", "type": "qualtrix" }]}"#);
    let said = place.run(&["sandbox", "--workspace", "bad.json"]).exits(1);
    assert!(
        said.stdout.is_empty() && said.stderr.contains("bad.json: source a: unknown type \"qualtrix\""),
        "{said:?}"
    );
    place.file(
        "bad.json",
        r#"{"trackingPlans": [{ "rules": [{ "type": "TRACK", "key": "E", "jsonSchema": { "type": 7 } }] }]}"#,
    );
    let said = place.run(&["sandbox", "--workspace", "bad.json"]).exits(1);
    assert!(said.stderr.contains("rule TRACK \"E\": its jsonSchema cannot be used"), "{}", said.stderr);
    let said = place.run(&["sandbox", "--role", "source-admn"]).exits(2);
    assert!(said.stderr.contains("did you mean source-admin?"), "{}", said.stderr);
    let taken = Segment::start();
    let port = taken.url().rsplit(':').next().expect("a port").to_owned();
    let said = place.run(&["sandbox", "--port", &port]).exits(1);
    assert!(said.stderr.contains(&format!("cannot listen on port {port}")), "{}", said.stderr);
}

#[test]
fn a_kill_loses_nothing_that_was_answered() {
    let place = Place::new();
    let store = ["--store", "events.ndjson", "--port", "0"];
    let track =
        |number: usize| json!({ "type": "track", "event": "E", "userId": "u", "messageId": format!("m{number}") });
    let send = |url: &str, numbers: std::ops::Range<usize>| {
        let batch: Vec<Value> = numbers.map(track).collect();
        let body = json!({ "batch": batch, "writeKey": DEV_WRITE_KEY }).to_string();
        let headers = [("content-type", "application/json")];
        exchange(url, "POST", "/v1/batch", &headers, body.as_bytes()).expect("an answer").status
    };
    let url = |lines: &[String]| lines[1].strip_prefix("export QSEG_EVENTS_URL=").expect("the second line").to_owned();
    let (mut child, lines) = started(&place, &store, 4);
    assert_eq!(send(&url(&lines), 0..2_000), 200);
    child.kill().expect("a kill");
    child.wait().expect("its end");
    // As if the kill had come in the middle of a line.
    let path = place.path().join("events.ndjson");
    let mut torn = std::fs::read(&path).expect("the store");
    torn.extend_from_slice(br#"{"n":2001,"#);
    std::fs::write(&path, torn).expect("writes");
    let (child, lines) = started(&place, &store, 4);
    assert_eq!(send(&url(&lines), 1_999..2_001), 200);
    let summary = exchange(&url(&lines), "GET", "/sandbox/summary", &[], b"").expect("an answer").json();
    assert_eq!((&summary["kept"], &summary["duplicate"]), (&json!(2_001), &json!(1)));
    let (ended, stderr) = signalled(child, "-TERM");
    assert_eq!(ended, Some(143));
    assert!(stderr.contains("10 B dropped"), "{stderr}");
    assert!(stderr.contains("\nPOST /v1/batch 200: 2 events, 1 kept, 1 duplicate\n"), "{stderr}");
}

#[test]
fn write_keys_are_shown_nowhere_but_where_they_are_printed_for_use() {
    let place = Place::new();
    let (child, lines) = started(&place, &["--role", "owner"], 4);
    let url = lines[0].strip_prefix("export QSEG_API_URL=").expect("the first line");
    let token = format!("Bearer {OWNER}");
    let path = format!("/sources/{DEV_SOURCE_ID}/writekey/{DEV_WRITE_KEY}");
    let gone = exchange(url, "DELETE", &path, &[("authorization", &token)], b"").expect("an answer");
    gone.data(200);
    let (_, stderr) = signalled(child, "-TERM");
    assert!(stderr.contains(&format!("DELETE /sources/{DEV_SOURCE_ID}/writekey/(redacted) 200\n")), "{stderr}");
    assert!(!stderr.contains(DEV_WRITE_KEY), "{stderr}");
    let segment = Segment::start();
    segment.state(|state| assert!(!format!("{state:?}").contains(DEV_WRITE_KEY)));
}

#[test]
fn it_is_of_the_region_that_the_option_or_the_variable_names() {
    let body = json!({ "slug": "new", "enabled": true, "metadataId": "9g612WSOsA" }).to_string();
    for (variable, arguments, status) in [("", &[][..], 201), ("", &["--region", "eu"], 422), ("eu", &[], 422)] {
        let place = Place::new().with("QSEG_REGION", variable);
        let (child, lines) = started(&place, &[&["--role", "owner"], arguments].concat(), 4);
        let url = lines[0].strip_prefix("export QSEG_API_URL=").expect("the first line");
        let token = format!("Bearer {OWNER}");
        let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
        let answer = exchange(url, "POST", "/sources", &headers, body.as_bytes()).expect("an answer");
        assert_eq!(answer.status, status, "{variable} {arguments:?}");
        assert_eq!(signalled(child, "-TERM").0, Some(143));
    }
}

#[test]
fn faults_that_there_are_not_are_a_usage_error() {
    let said = Place::new().run(&["sandbox", "--fault", "429:0.1,rest:0.2"]).exits(2);
    assert!(said.stdout.is_empty() && said.stderr.contains("there is no fault \"rest\""), "{}", said.stderr);
}

fn write_keys(list: &Value) -> Vec<(String, usize)> {
    let sources = list["sources"].as_array().expect("sources");
    let keys = |source: &Value| source["writeKeys"].as_array().map_or(0, Vec::len);
    sources.iter().map(|source| (source["slug"].as_str().expect("a slug").to_owned(), keys(source))).collect()
}

#[test]
fn write_keys_are_shown_to_source_admins_of_their_source_alone() {
    let segment = Segment::start();
    for (role, dev, web) in
        [(Role::Owner, 1, 1), (Role::SourceAdmin, 1, 1), (Role::SourceAdminScoped, 1, 0), (Role::ReadOnly, 0, 0)]
    {
        let list = segment.call(role, "GET", "/sources?pagination[count]=200").data(200);
        let expected = [("qualtrics_dev".to_owned(), dev), ("website_prod".to_owned(), web), ("stripe".to_owned(), 0)];
        assert_eq!(write_keys(&list), expected, "{}", role.name());
        let source = segment.call(role, "GET", &format!("/sources/{DEV_SOURCE_ID}")).data(200);
        assert_eq!(source["source"]["writeKeys"].as_array().map(Vec::len), Some(dev), "{}", role.name());
        assert_eq!(source["trackingPlanId"], Value::Null);
    }
}

#[test]
fn each_token_may_do_what_its_role_may() {
    let segment = Segment::start();
    let dev = format!("/sources/{DEV_SOURCE_ID}");
    let list = segment.call(Role::Owner, "GET", "/sources").data(200);
    let web = format!("/sources/{}", list["sources"][1]["id"].as_str().expect("an id"));
    // owner, source-admin, source-admin-scoped, read-only
    for (method, path, body, expected) in [
        ("GET", "/", Value::Null, [200, 200, 200, 200]),
        ("GET", "/labels", Value::Null, [200, 200, 200, 200]),
        ("POST", "/sources", json!({}), [422, 422, 403, 403]),
        ("PATCH", &dev, json!({}), [200, 200, 200, 403]),
        ("PATCH", &web, json!({}), [200, 200, 403, 403]),
        ("POST", "/labels", json!({}), [422, 403, 403, 403]),
        ("GET", "/credentials", Value::Null, [200, 200, 200, 403]),
        ("GET", "/audit-events", Value::Null, [200, 403, 403, 403]),
        ("GET", "/users", Value::Null, [200, 403, 403, 403]),
    ] {
        let said = Role::ALL.map(|role| match &body {
            Value::Null => segment.call(role, method, path).status,
            body => segment.send(role, method, path, body).status,
        });
        assert_eq!(said, expected, "{method} {path}");
    }
    let headers: [&[(&str, &str)]; 4] = [
        &[],
        &[("authorization", "Bearer sgp_unknown")],
        &[("authorization", &format!("Basic {OWNER}"))],
        &[("authorization", OWNER)],
    ];
    for headers in headers {
        for path in ["/", "/sources", "/no-such-thing"] {
            let answer = exchange(segment.url(), "GET", path, headers, b"").expect("an answer");
            assert_eq!(answer.fields(401), [""], "{path}");
        }
    }
}

#[test]
fn what_is_created_is_there_with_its_key_its_nickname_and_its_label() {
    let segment = Segment::start();
    let body = json!({ "slug": "qualtrics_prod", "enabled": true, "metadataId": "9g612WSOsA", "settings": {} });
    let made = segment.send(Role::SourceAdmin, "POST", "/sources", &body).data(201)["source"].take();
    assert_eq!((&made["name"], &made["labels"]), (&json!("qualtrics_prod"), &json!([])));
    assert_eq!(made["metadata"]["slug"], "qualtrics");
    assert_eq!(made["writeKeys"][0].as_str().map(str::len), Some(32));
    let path = format!("/sources/{}", made["id"].as_str().expect("an id"));

    let name = json!({ "name": "Qualtrics_Prod" });
    assert_eq!(segment.send(Role::SourceAdmin, "PATCH", &path, &name).data(200)["source"]["name"], "Qualtrics_Prod");
    let label = json!({ "labels": [{ "key": "environment", "value": "prod" }] });
    let labels = segment.send(Role::SourceAdmin, "POST", &format!("{path}/labels"), &label).data(200);
    assert_eq!(labels, json!({ "labels": [{ "key": "environment", "value": "prod", "description": "" }] }));

    let seen = segment.call(Role::SourceAdmin, "GET", &path).data(200)["source"].take();
    assert_eq!((&seen["name"], &seen["labels"]), (&json!("Qualtrics_Prod"), &labels["labels"]));
    assert_eq!(seen["writeKeys"], made["writeKeys"]);
    let warehouses = segment.call(Role::SourceAdmin, "GET", &format!("{path}/connected-warehouses")).data(200);
    assert_eq!(warehouses["warehouses"].as_array().map(Vec::len), Some(1));

    assert_eq!(segment.send(Role::SourceAdmin, "POST", "/sources", &body).fields(409), ["slug"]);
    assert_eq!(segment.send(Role::Owner, "PATCH", &path, &json!({ "slug": "stripe" })).fields(409), ["slug"]);
    let trail = segment.call(Role::Owner, "GET", "/audit-events?resourceType=source").data(200);
    let told: Vec<&str> =
        trail["events"].as_array().expect("events").iter().filter_map(|e| e["type"].as_str()).collect();
    assert_eq!(told, ["Source Modified", "Source Modified", "Source Created"]);

    let answer = segment.call(Role::SourceAdmin, "DELETE", &path).data(200);
    assert_eq!(answer, json!({ "status": "SUCCESS" }));
    assert_eq!(segment.call(Role::SourceAdmin, "GET", &path).fields(404), [""]);
}

#[test]
fn a_new_source_can_be_kept_from_the_warehouses_and_object_sources_have_no_key() {
    let segment = Segment::start();
    let body = json!({ "slug": "crm", "enabled": false, "metadataId": "1bow82lmk", "disconnectAllWarehouses": true });
    let made = segment.send(Role::SourceAdmin, "POST", "/sources", &body).data(201)["source"].take();
    assert_eq!((&made["enabled"], &made["writeKeys"]), (&json!(false), &json!([])));
    let path = format!("/sources/{}/connected-warehouses", made["id"].as_str().expect("an id"));
    assert_eq!(segment.call(Role::ReadOnly, "GET", &path).data(200)["warehouses"], json!([]));
}

#[test]
fn bad_bodies_are_refused_with_every_field() {
    let segment = Segment::start();
    let post = |body: Value| segment.send(Role::SourceAdmin, "POST", "/sources", &body);
    assert_eq!(post(json!({})).fields(422), ["slug", "enabled", "metadataId"]);
    let named = json!({ "slug": "a", "enabled": true, "metadataId": "9g612WSOsA", "name": "A" });
    assert_eq!(post(named.clone()).fields(422), ["name"], "v1 has no name");
    assert_eq!(post(json!({ "slug": "a", "enabled": true, "metadataId": "nope" })).fields(422), ["metadataId"]);
    assert_eq!(post(json!([])).fields(422), ["value"]);
    let token = format!("Bearer {SOURCE_ADMIN}");
    let alpha = "application/vnd.segment.v1alpha+json";
    let headers = [("authorization", token.as_str()), ("content-type", alpha), ("accept", alpha)];
    let answer =
        exchange(segment.url(), "POST", "/sources", &headers, named.to_string().as_bytes()).expect("an answer");
    assert_eq!(answer.data(201)["source"]["name"], "A");
    assert_eq!(exchange(segment.url(), "POST", "/sources", &headers, b"{").expect("an answer").fields(400), [""]);
    let large = vec![b' '; 1024 * 1024 + 1];
    assert_eq!(exchange(segment.url(), "POST", "/sources", &headers, &large).expect("an answer").fields(413), [""]);
    let untyped = exchange(segment.url(), "POST", "/sources", &headers[..1], b"{}").expect("an answer");
    assert_eq!(untyped.fields(415), [""]);
    assert_eq!(segment.state(|state| state.sources.len()), 4);
}

#[test]
fn write_keys_come_and_go() {
    let segment = Segment::start();
    let path = format!("/sources/{DEV_SOURCE_ID}/writekey");
    let source = segment.call(Role::SourceAdminScoped, "POST", &path).data(200);
    let keys = source["source"]["writeKeys"].as_array().expect("keys").clone();
    assert_eq!((keys.len(), &keys[0]), (2, &json!(DEV_WRITE_KEY)));
    let gone = segment.call(Role::SourceAdminScoped, "DELETE", &format!("{path}/{DEV_WRITE_KEY}"));
    assert_eq!(gone.data(200), json!({ "status": "SUCCESS" }));
    segment.call(Role::SourceAdminScoped, "DELETE", &format!("{path}/{DEV_WRITE_KEY}")).fields(404);
    let source = segment.call(Role::SourceAdminScoped, "GET", &format!("/sources/{DEV_SOURCE_ID}")).data(200);
    assert_eq!(source["source"]["writeKeys"], json!([keys[1]]));
}

#[test]
fn labels_are_the_workspaces_own_one_value_per_key() {
    let segment = Segment::start();
    let path = format!("/sources/{DEV_SOURCE_ID}/labels");
    let given = |labels: Value| json!({ "labels": labels });
    let staging = json!({ "key": "environment", "value": "staging" });
    let unknown = segment.send(Role::SourceAdmin, "POST", &path, &given(json!([staging])));
    assert_eq!(unknown.fields(422), ["labels[0]"], "no staging label exists by default");
    let made = segment.send(Role::Owner, "POST", "/labels", &json!({ "label": staging })).data(201);
    assert_eq!(made["label"], json!({ "key": "environment", "value": "staging", "description": "" }));
    assert_eq!(segment.send(Role::Owner, "POST", "/labels", &json!({ "label": staging })).fields(409), ["value"]);
    let bad = json!({ "label": { "key": "1st", "value": "a b" } });
    assert_eq!(segment.send(Role::Owner, "POST", "/labels", &bad).fields(422), ["label.key"]);
    let labels = segment.send(Role::SourceAdmin, "POST", &path, &given(json!([staging]))).data(200);
    assert_eq!(labels["labels"], json!([made["label"]]), "it takes the place of environment:dev");
    let twice = json!([staging, { "key": "environment", "value": "prod" }]);
    assert_eq!(segment.send(Role::SourceAdmin, "PUT", &path, &given(twice)).fields(422), ["labels[1]"]);
    assert_eq!(segment.send(Role::SourceAdmin, "PUT", &path, &given(json!([]))).data(200), given(json!([])));
    let all = segment.call(Role::ReadOnly, "GET", "/labels").data(200);
    assert_eq!(all["labels"].as_array().map(Vec::len), Some(3));
}

#[test]
fn lists_are_read_page_by_page_in_either_style() {
    let segment = Segment::start();
    for (count, cursor) in [("pagination[count]", "pagination[cursor]"), ("pagination.count", "pagination.cursor")] {
        let (mut target, mut slugs) = (format!("/catalog/sources?{count}=5"), Vec::new());
        loop {
            let page = segment.call(Role::ReadOnly, "GET", &target).data(200);
            let types = page["sourcesCatalog"].as_array().expect("a list");
            slugs.extend(types.iter().map(|kind| kind["slug"].as_str().expect("a slug").to_owned()));
            let Some(next) = page["pagination"]["next"].as_str() else { break };
            target = format!("/catalog/sources?{count}=5&{cursor}={next}");
        }
        assert_eq!((slugs.len(), slugs.iter().collect::<HashSet<_>>().len()), (14, 14));
        assert!(slugs[5..].contains(&"qualtrics".to_owned()), "not on the first page");
    }
    let kind = segment.call(Role::ReadOnly, "GET", "/catalog/sources/9g612WSOsA").data(200);
    assert_eq!(kind["sourceMetadata"]["slug"], "qualtrics");
    assert_eq!(
        segment.call(Role::ReadOnly, "GET", "/sources?pagination[count]=1001").fields(422),
        ["pagination.count"]
    );
    assert_eq!(segment.call(Role::ReadOnly, "GET", "/sources?slug=stripe").fields(422), ["slug"], "there is no filter");
}

#[test]
fn every_success_tells_the_rate_limit_and_every_answer_its_request() {
    let segment = Segment::start();
    let first = segment.call(Role::ReadOnly, "GET", "/");
    assert_eq!(first.header("x-ratelimit-consumed"), Some("1"));
    assert_eq!(first.header("x-ratelimit-remaining"), Some("999"));
    assert_eq!(first.header("x-ratelimit-reset"), Some("Sun, 1 Mar 2026 09:01:00 -0000"));
    assert_eq!(first.header("date"), Some("Sun, 01 Mar 2026 09:00:00 GMT"), "{NOW}");
    let second = segment.call(Role::ReadOnly, "GET", "/nothing-here");
    assert_eq!(second.status, 404);
    let ids = [first.header("x-request-id"), second.header("x-request-id")];
    assert_eq!(ids, [Some("sandbox-1"), Some("sandbox-2")]);
    let other = segment.call(Role::Owner, "PUT", "/sources");
    assert_eq!((other.status, other.header("allow")), (405, Some("GET, POST")));
}

#[test]
fn a_workspace_file_brings_plans_destinations_and_settings() {
    let rule = json!({ "type": "TRACK", "key": "Done", "jsonSchema": { "type": "object" } });
    let segment = Segment::of(&json!({
        "workspace": { "id": "w", "name": "Acme", "slug": "acme" },
        "sources": [
            { "id": "s1", "slug": "a", "type": "qualtrics", "trackingPlan": "tp1",
              "schema": { "track": { "allowUnplannedEvents": false } } },
            { "id": "s2", "slug": "b", "type": "http-api" },
        ],
        "destinations": [{ "id": "d1", "type": "braze", "source": "s1", "settings": { "apiKey": "hidden" } }],
        "trackingPlans": [{ "id": "tp1", "name": "Surveys", "rules": [rule] }, { "id": "tp2", "type": "TEMPLATE" }],
    }));
    let get = |target: &str| segment.call(Role::ReadOnly, "GET", target).data(200);
    assert_eq!(get("/")["workspace"], json!({ "id": "w", "name": "Acme", "slug": "acme" }));
    assert_eq!(get("/sources/s1")["trackingPlanId"], "tp1");
    assert_eq!(get("/sources/s1/connected-destinations")["destinations"][0]["settings"]["apiKey"], "hidden");
    assert_eq!(get("/sources/s2/connected-destinations")["destinations"], json!([]));
    assert_eq!(get("/tracking-plans?type=LIVE")["trackingPlans"].as_array().map(Vec::len), Some(1));
    assert_eq!(get("/tracking-plans/tp1")["trackingPlan"]["name"], "Surveys");
    let rules = get("/tracking-plans/tp1/rules");
    assert_eq!((&rules["rules"][0]["key"], &rules["rules"][0]["version"]), (&json!("Done"), &json!(1)));
    assert_eq!(get("/sources/s1/settings")["settings"]["track"]["allowUnplannedEvents"], false);

    let s2 = json!({ "sourceId": "s2" });
    segment.send(Role::SourceAdmin, "POST", "/tracking-plans/tp1/sources", &s2).fields(403);
    segment.send(Role::Owner, "POST", "/tracking-plans/tp1/sources", &s2).data(200);
    let slugs = |list: Value| write_keys(&list).into_iter().map(|(slug, _)| slug).collect::<Vec<_>>();
    assert_eq!(slugs(get("/tracking-plans/tp1/sources")), ["a", "b"]);
    segment.call(Role::Owner, "DELETE", "/tracking-plans/tp1/sources?sourceId=s1").data(200);
    assert_eq!(slugs(get("/tracking-plans/tp1/sources")), ["b"]);
    assert_eq!(segment.call(Role::Owner, "DELETE", "/tracking-plans/tp1/sources").fields(422), ["sourceId"]);

    let change = json!({ "track": { "commonEventOnViolations": "BLOCK" }, "forwardingBlockedEventsTo": "s2" });
    let settings = segment.send(Role::Owner, "PATCH", "/sources/s1/settings", &change).data(200);
    let track = &settings["settings"]["track"];
    assert_eq!((&track["commonEventOnViolations"], &track["allowUnplannedEvents"]), (&json!("BLOCK"), &json!(false)));
    assert_eq!(get("/sources/s1/settings"), settings);
    let bad = json!({ "identify": { "commonEventOnViolations": "OMIT_PROPERTIES" } });
    let fields = segment.send(Role::Owner, "PATCH", "/sources/s1/settings", &bad).fields(422);
    assert_eq!(fields, ["identify.commonEventOnViolations"]);
}

#[test]
fn scripts_answer_in_place_of_the_sandbox() {
    let segment = Segment::start();
    segment.script(Scripted::status("GET", "/", 503).exactly().header("retry-after", "7").body("not JSON"));
    segment.script(Scripted::reset("GET", "/sources"));
    segment.script(Scripted::cut("GET", "/labels", r#"{"data":{"labels":[]}}"#));
    let answer = segment.call(Role::Owner, "GET", "/");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("7")));
    assert_eq!(answer.body, b"not JSON");
    let token = format!("Bearer {OWNER}");
    let failed = |target: &str| {
        let said = exchange(segment.url(), "GET", target, &[("authorization", &token)], b"");
        said.err().map(|error| error.kind())
    };
    assert_eq!(failed("/sources"), Some(std::io::ErrorKind::ConnectionReset));
    assert_eq!(failed("/labels"), Some(std::io::ErrorKind::UnexpectedEof));
    assert_eq!((failed("/sources"), failed("/labels"), segment.scripts_left()), (None, None, 0));
    let statuses: Vec<Option<u16>> = segment.requests().iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [Some(503), None, None, Some(200), Some(200)]);
}

#[test]
fn a_request_that_hangs_ends_with_the_sandbox() {
    let segment = Segment::start();
    segment.script(Scripted::hang("GET", "/echo"));
    let url = segment.url().to_owned();
    let waiting = std::thread::spawn(move || exchange(&url, "GET", "/echo", &[], b"").err());
    while segment.requests().is_empty() {
        std::thread::yield_now();
    }
    segment.stop();
    assert!(waiting.join().expect("no panic").is_some());
}

#[test]
fn requests_are_kept_without_their_token() {
    let segment = Segment::start();
    segment.send(Role::SourceAdmin, "POST", "/sources?x=1", &json!({ "slug": "a" }));
    let [seen] = segment.requests().try_into().expect("one request");
    assert_eq!((seen.method.as_str(), seen.path.as_str(), seen.query.as_str()), ("POST", "/sources", "x=1"));
    assert_eq!(seen.body, br#"{"slug":"a"}"#);
    assert_eq!(seen.header("authorization"), Some("Bearer (redacted)"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert!(!format!("{seen:?}").contains(SOURCE_ADMIN));
    assert_eq!(segment.calls(), ["POST /sources"]);
}

#[test]
fn the_echo_does_what_its_parameters_ask_for() {
    let segment = Segment::start();
    let echo = |query: &str| segment.call(Role::ReadOnly, "GET", &format!("/echo?{query}"));
    let data = echo("message=Hello%2C+World!&delay=1").data(200);
    assert_eq!((&data["method"], &data["message"]), (&json!("get"), &json!("Hello, World!")));
    let token = format!("Bearer {}", Role::ReadOnly.token());
    assert_eq!(data["headers"]["authorization"], json!(token), "as Segment does");
    assert_eq!(echo("").fields(422), ["message"]);
    assert_eq!(echo("message=a&triggerError=true").fields(400).len(), 1);
    assert_eq!(echo("message=a&triggerMultipleErrors=true&statusCode=418").fields(418).len(), 2);
    assert_eq!(echo("message=a&triggerUnexpectedError=true").fields(500).len(), 1);
    assert_eq!(echo("message=a&statusCode=202").status, 202);
    assert_eq!(echo("message=a&delay=soon").fields(422), ["delay"]);
}
