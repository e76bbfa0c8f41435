//! The local Segment's Tracking API: what it answers, and what it makes of events afterwards.

use crate::support::segment::{NOW, Segment, exchange};
use flate2::write::GzEncoder;
use qseg::sandbox::fault::Chances;
use qseg::sandbox::script::Scripted;
use qseg::sandbox::state::{DEV_SOURCE_ID, DEV_WRITE_KEY};
use qseg::sandbox::tracking::OTHER_REGION_WRITE_KEY;
use serde_json::{Value, json};
use std::io::{ErrorKind, Write};
use std::time::Duration;

fn track(id: &str) -> Value {
    json!({ "type": "track", "event": "Answered", "userId": "u", "messageId": id, "properties": { "a": 1 } })
}

fn with(mut event: Value, key: &str, value: Value) -> Value {
    event[key] = value;
    event
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn every_call_is_taken_by_body_basic_or_both() {
    let segment = Segment::start();
    let by_body = |path: &str, body: Value| segment.post(path, &with(body, "writeKey", json!(DEV_WRITE_KEY)));
    for (kind, body) in [
        ("track", json!({ "event": "E", "userId": "u" })),
        ("identify", json!({ "userId": "u", "traits": { "email": "a@example.com" } })),
        ("page", json!({ "anonymousId": "a", "name": "Home" })),
        ("screen", json!({ "userId": "u" })),
        ("group", json!({ "userId": "u", "groupId": "g" })),
        ("alias", json!({ "userId": "u", "previousId": "a" })),
    ] {
        let answer = by_body(&format!("/v1/{kind}"), body);
        assert_eq!((answer.status, answer.json()), (200, json!({ "success": true })), "{kind}");
    }
    let types: Vec<Value> = segment.events().iter().map(|event| event["type"].clone()).collect();
    assert_eq!(types, ["track", "identify", "page", "screen", "group", "alias"]);
    assert_eq!(segment.verdicts(), ["kept"; 6]);
    let payload = &segment.events()[0]["payload"];
    assert_eq!(payload, &json!({ "event": "E", "userId": "u" }), "as it was sent, without the key");

    // base64("qsegSandboxWriteKeyQualtricsDev1:"), and with another key.
    let basic = "Basic cXNlZ1NhbmRib3hXcml0ZUtleVF1YWx0cmljc0RldjE6";
    let wrong = "Basic bm9uZTo=";
    for (path, authorization, key, expected) in [
        ("/v1/batch", basic, None, "kept"),
        ("/v1/import", basic, Some(DEV_WRITE_KEY), "kept"),
        ("/v1/batch", wrong, Some(DEV_WRITE_KEY), "kept"),
        ("/v1/b", basic, Some("anotherKeyAnotherKeyAnotherKey12"), "project_not_found"),
    ] {
        let mut body = json!({ "batch": [{ "type": "track", "event": "E", "userId": "u" }] });
        if let Some(key) = key {
            body["writeKey"] = json!(key);
        }
        let headers = [JSON, ("authorization", authorization)];
        let answer = exchange(segment.url(), "POST", path, &headers, body.to_string().as_bytes()).expect("an answer");
        assert_eq!((answer.status, segment.verdicts().last().map(String::as_str)), (200, Some(expected)), "{path}");
    }
}

#[test]
fn a_wrong_key_is_answered_200_and_its_events_are_thrown_away() {
    let segment = Segment::start();
    let batch = json!({ "batch": [track("m1")] });
    assert_eq!(segment.post("/v1/batch", &batch).status, 200, "no key at all");
    assert_eq!(segment.post("/v1/batch", &with(batch.clone(), "writeKey", json!("x".repeat(32)))).status, 200);
    assert_eq!(segment.verdicts(), ["project_not_found"; 2]);
    for key in [json!(""), json!("abc123"), json!(7)] {
        assert_eq!(segment.post("/v1/batch", &with(batch.clone(), "writeKey", key)).status, 400);
    }
    let other = with(batch.clone(), "writeKey", json!(OTHER_REGION_WRITE_KEY));
    assert_eq!(segment.post("/v1/batch", &other).status, 400);
    segment.state(|state| state.source_mut(DEV_SOURCE_ID).expect("the source").enabled = false);
    assert_eq!(segment.batch(&json!([track("m1")])).status, 200);
    assert_eq!(segment.verdicts(), ["project_not_found", "project_not_found", "source_disabled"]);
    assert_eq!(segment.events()[2]["source"], DEV_SOURCE_ID);
}

#[test]
fn a_source_that_was_just_made_takes_events_by_its_key() {
    let segment = Segment::start();
    let body = json!({ "slug": "new", "enabled": true, "metadataId": "9g612WSOsA" });
    let role = qseg::sandbox::public_api::access::Role::SourceAdmin;
    let made = segment.send(role, "POST", "/sources", &body).data(201)["source"].take();
    segment.post("/v1/batch", &json!({ "batch": [track("m1")], "writeKey": made["writeKeys"][0] }));
    assert_eq!(segment.events()[0]["source"], made["id"]);
    assert_eq!(segment.verdicts(), ["kept"]);
}

#[test]
fn what_is_no_json_or_too_large_is_400_and_leaves_nothing() {
    let segment = Segment::start();
    let key = json!(DEV_WRITE_KEY);
    let large = |bytes: usize| with(track("m1"), "properties", json!({ "a": "x".repeat(bytes) }));
    let send =
        |path: &str, body: &[u8]| exchange(segment.url(), "POST", path, &[JSON], body).expect("an answer").status;
    for body in [&b"{"[..], b"[]", b"\"\xff\"", br#"{"writeKey":"qsegSandboxWriteKeyQualtricsDev1"}"#, b""] {
        assert_eq!(send("/v1/batch", body), 400, "{}", String::from_utf8_lossy(body));
    }
    assert_eq!(segment.batch(&json!([large(32_768)])).status, 400);
    assert_eq!(segment.post("/v1/track", &with(large(32_768), "writeKey", key.clone())).status, 400);
    let many: Vec<Value> = (0..17).map(|_| large(30_000)).collect();
    let answer = segment.batch(&json!(many));
    assert_eq!((answer.status, answer.header("content-type")), (400, Some("text/plain; charset=utf-8")));
    // Far over what is read: the client still gets its answer.
    assert_eq!(send("/v1/batch", &vec![b' '; 3 << 20]), 400);
    let untyped = exchange(segment.url(), "POST", "/v1/track", &[], b"{}").expect("an answer");
    assert_eq!(untyped.status, 400);
    assert_eq!(exchange(segment.url(), "GET", "/v1/track", &[], b"").expect("an answer").status, 404);
    assert_eq!(segment.post("/v1/nothing", &json!({})).status, 404);
    assert_eq!(segment.events(), [] as [Value; 0]);
    assert_eq!(segment.batch(&json!([large(32_000)])).status, 200);
}

#[test]
fn gzip_is_unpacked_before_it_is_measured() {
    let segment = Segment::start();
    let send = |body: &Value| {
        let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(body.to_string().as_bytes()).expect("packs");
        let body = packed.finish().expect("packs");
        let headers = [JSON, ("content-encoding", "gzip")];
        exchange(segment.url(), "POST", "/v1/batch", &headers, &body).expect("an answer").status
    };
    let batch = |events: Vec<Value>| json!({ "batch": events, "writeKey": DEV_WRITE_KEY });
    assert_eq!(send(&batch(vec![track("m1")])), 200);
    assert_eq!(segment.verdicts(), ["kept"]);
    assert_eq!(segment.batches(), [batch(vec![track("m1")])]);
    let large = with(track("m2"), "properties", json!({ "a": "x".repeat(20_000) }));
    assert_eq!(send(&batch(vec![large; 26])), 400);
    let headers = [JSON, ("content-encoding", "gzip")];
    assert_eq!(exchange(segment.url(), "POST", "/v1/batch", &headers, b"no gzip").expect("an answer").status, 400);
    let headers = [JSON, ("content-encoding", "br")];
    assert_eq!(exchange(segment.url(), "POST", "/v1/batch", &headers, b"{}").expect("an answer").status, 400);
}

#[test]
fn each_bad_event_of_a_batch_has_its_code_and_the_others_are_kept() {
    let segment = Segment::start();
    let events = json!([
        track("m1"),
        with(track("m2"), "userId", json!(7)),
        with(track("m3"), "userId", Value::Null),
        with(track("m4"), "event", json!("")),
        with(track("m5"), "properties", json!("none")),
        with(track("m6"), "type", json!("tracked")),
        "no event",
        track("m7"),
    ]);
    assert_eq!(segment.batch(&events).status, 200);
    assert_eq!(
        segment.verdicts(),
        [
            "kept",
            "id_not_string",
            "no_user_anon_id",
            "event_not_defined",
            "properties_not_object",
            "bad_request",
            "bad_request",
            "kept"
        ]
    );
    assert_eq!(segment.batch(&json!([])).status, 200);
    let summary = segment.summary();
    assert_eq!((&summary["received"], &summary["kept"], &summary["duplicate"]), (&json!(9), &json!(2), &json!(0)));
    assert_eq!((&summary["discarded"]["bad_request"], &summary["discarded"]["empty_batch"]), (&json!(2), &json!(1)));
    assert_eq!(summary["by_event"]["Answered"], json!({ "kept": 2, "duplicate": 0, "discarded": 3 }));
    assert_eq!(summary["by_type"]["track"]["kept"], 2);
}

#[test]
fn events_after_the_2500th_of_a_batch_are_dropped_behind_a_200() {
    let segment = Segment::start();
    let small =
        |number: usize| json!({ "type": "track", "event": "E", "userId": "u", "messageId": format!("m{number}") });
    let events: Vec<Value> = (0..2_502).map(small).collect();
    assert_eq!(segment.batch(&json!(events)).status, 200);
    let summary = segment.summary();
    assert_eq!((&summary["kept"], &summary["discarded"]), (&json!(2_500), &json!({ "over_batch_limit": 2 })));
    // They were not seen: sent again they are new.
    segment.batch(&json!([small(2_501), small(0)]));
    assert_eq!(segment.verdicts()[2_500..], ["over_batch_limit", "over_batch_limit", "kept", "duplicate"]);
}

#[test]
fn a_message_id_is_known_for_a_day_in_every_source() {
    let segment = Segment::start();
    let website = segment.state(|state| state.sources[1].write_keys[0].text().expect("UTF-8").to_owned());
    segment.batch(&json!([with(track("m1"), "userId", json!(1)), track("m1"), track("m1")]));
    segment.post("/v1/batch", &json!({ "batch": [track("m1")], "writeKey": website }));
    assert_eq!(segment.verdicts(), ["id_not_string", "kept", "duplicate", "duplicate"]);
    segment.advance(24 * 3600 - 1);
    segment.batch(&json!([track("m1")]));
    segment.advance(1);
    segment.batch(&json!([track("m1"), track("m1")]));
    assert_eq!(segment.verdicts()[4..], ["duplicate", "kept", "duplicate"]);
    // Without an id, one is given: sent twice it is there twice.
    let nameless = json!([{ "type": "track", "event": "E", "userId": "u" }]);
    segment.batch(&nameless);
    segment.batch(&nameless);
    assert_eq!(segment.verdicts()[7..], ["kept", "kept"]);
    let ids: Vec<Value> = segment.events()[7..].iter().map(|event| event["messageId"].clone()).collect();
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn timestamps_are_corrected_by_the_clocks_of_both_sides() {
    let segment = Segment::start();
    let event = with(track("m1"), "timestamp", json!("2025-01-01T00:00:00.000Z"));
    let body = json!({ "batch": [event], "sentAt": "2026-03-01T08:59:00Z", "writeKey": DEV_WRITE_KEY });
    segment.post("/v1/batch", &body);
    let [seen] = segment.events().try_into().expect("one event");
    assert_eq!(seen["receivedAt"], "2026-03-01T09:00:00.000Z", "{NOW}");
    assert_eq!(seen["timestamp"], "2025-01-01T00:01:00.000Z");
    assert_eq!(seen["payload"]["timestamp"], "2025-01-01T00:00:00.000Z");
    // An event's own sentAt that is its old timestamp turns history into now.
    let event =
        with(with(track("m2"), "timestamp", json!("2025-01-01T00:00:00Z")), "sentAt", json!("2025-01-01T00:00:00Z"));
    segment.batch(&json!([event]));
    assert_eq!(segment.events()[1]["timestamp"], "2026-03-01T09:00:00.000Z");
}

#[test]
fn what_a_batch_says_for_all_its_events_is_merged_into_each() {
    let segment = Segment::start();
    let own = with(track("m1"), "context", json!({ "ip": "1.2.3.4" }));
    let bad = with(track("m2"), "context", json!("none"));
    let context = json!({ "ip": "0.0.0.0", "app": { "version": "7" } });
    let body = json!({ "batch": [own, track("m3"), bad], "context": context, "integrations": { "All": false }, "writeKey": DEV_WRITE_KEY });
    segment.post("/v1/batch", &body);
    let events = segment.events();
    assert_eq!(events[0]["payload"]["context"], json!({ "ip": "1.2.3.4", "app": { "version": "7" } }));
    assert_eq!(events[0]["appVersion"], "7");
    assert_eq!(
        (&events[1]["payload"]["context"], &events[1]["payload"]["integrations"]["All"]),
        (&context, &json!(false))
    );
    assert_eq!(segment.verdicts(), ["kept", "kept", "bad_request"]);
}

#[test]
fn events_are_found_by_id_name_verdict_and_time() {
    let segment = Segment::start();
    segment.batch(&json!([
        track("m1"),
        with(track("m\"2"), "event", json!("Other & more")),
        with(track("m3"), "userId", json!(""))
    ]));
    segment.advance(60);
    segment.batch(&json!([track("m1")]));
    let look = |query: &str| {
        let answer = exchange(segment.url(), "GET", &format!("/sandbox/events{query}"), &[], b"").expect("an answer");
        assert_eq!(answer.status, 200);
        answer.json()
    };
    let ids =
        |found: &Value| found["events"].as_array().expect("events").iter().map(|e| e["n"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&look("")), [1, 2, 3, 4]);
    assert_eq!(ids(&look("?messageId=m1")), [1, 4]);
    assert_eq!(ids(&look("?messageId=m%222")), [2]);
    assert_eq!(ids(&look("?event=Other+%26+more")), [2]);
    assert_eq!(ids(&look("?verdict=discarded")), [3]);
    assert_eq!(ids(&look("?verdict=id_not_string")), [3]);
    assert_eq!(ids(&look("?verdict=kept&event=Answered")), [1]);
    assert_eq!(ids(&look("?since=2026-03-01T09:01:00Z")), [4]);
    let newest = look("?limit=1");
    assert_eq!((ids(&newest), &newest["matched"], &newest["complete"]), (vec![json!(4)], &json!(4), &json!(true)));
    for bad in ["?since=today", "?limit=many", "?task=1"] {
        let answer = exchange(segment.url(), "GET", &format!("/sandbox/events{bad}"), &[], b"").expect("an answer");
        assert_eq!(answer.status, 400, "{bad}");
    }
    let evil = exchange(segment.url(), "POST", "/sandbox/reset", &[("origin", "http://evil.example")], b"");
    assert_eq!(evil.expect("an answer").status, 403);
    let reset = exchange(segment.url(), "POST", "/sandbox/reset", &[], b"").expect("an answer");
    assert_eq!((reset.status, look("")["matched"].clone()), (200, json!(0)));
    assert_eq!(segment.summary()["received"], 0);
    segment.batch(&json!([track("m1")]));
    assert_eq!(segment.verdicts(), ["kept"], "the look-back began anew");
    assert!(segment.calls().iter().all(|call| call == "POST /v1/batch"), "looking in is no traffic");
}

#[test]
fn a_store_is_read_back_and_finds_what_memory_let_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("events.ndjson");
    let start = || {
        Segment::set_up(|options| {
            options.store = Some(path.clone());
            options.recent = 2;
        })
    };
    let segment = start();
    segment.batch(&json!([track("m1"), track("m2"), with(track("m3"), "userId", json!(1)), track("m4")]));
    segment.stop();
    let whole = std::fs::read(&path).expect("the store");
    assert_eq!(whole.iter().filter(|byte| **byte == b'\n').count(), 4);
    assert!(memchr::memmem::find(&whole, DEV_WRITE_KEY.as_bytes()).is_none());
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).expect("it").permissions()) & 0o077,
        0
    );
    // A kill in the middle of a line.
    let mut torn = whole.clone();
    torn.extend_from_slice(br#"{"n":5,"receivedAt":"#);
    std::fs::write(&path, &torn).expect("writes");
    let segment = start();
    assert_eq!(std::fs::read(&path).expect("the store"), whole);
    assert_eq!(segment.summary()["discarded"], json!({ "id_not_string": 1 }));
    segment.batch(&json!([track("m1"), track("m3"), track("m5")]));
    assert_eq!(segment.verdicts(), ["kept", "kept", "id_not_string", "kept", "duplicate", "kept", "kept"]);
    let numbers: Vec<Value> = segment.events().iter().map(|event| event["n"].clone()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    let used = qseg::sandbox::Sandbox::bind(qseg::sandbox::Options {
        store: Some(path.clone()),
        ..qseg::sandbox::Options::new(1, std::sync::Arc::new(jiff::Timestamp::now))
    });
    assert_eq!(used.err().map(|error| error.code), Some("store_in_use"));
    segment.stop();
    std::fs::write(&path, "no event\n").expect("writes");
    let bad = qseg::sandbox::Sandbox::bind(qseg::sandbox::Options {
        store: Some(path.clone()),
        ..qseg::sandbox::Options::new(1, std::sync::Arc::new(jiff::Timestamp::now))
    });
    assert_eq!(bad.err().map(|error| error.code), Some("store_unreadable"));
}

#[test]
fn without_a_store_it_says_that_older_events_are_gone() {
    let segment = Segment::set_up(|options| options.recent = 2);
    segment.batch(&json!([track("m1"), track("m2"), track("m3")]));
    let found = exchange(segment.url(), "GET", "/sandbox/events?messageId=m1", &[], b"").expect("an answer").json();
    assert_eq!(found, json!({ "events": [], "matched": 0, "complete": false }));
    assert_eq!(segment.summary()["kept"], 3);
}

#[test]
fn scripts_lose_answers_before_or_after_the_events_are_taken() {
    let segment = Segment::start();
    segment.script(Scripted::status("POST", "/v1/batch", 400).body("Bad Request"));
    segment.script(Scripted::status("POST", "/v1/batch", 502).header("content-type", "text/html").body("<h1>no</h1>"));
    segment.script(Scripted::reset("POST", "/v1/batch").taking());
    segment.script(Scripted::cut("POST", "/v1/batch", r#"{"success":true}"#).taking());
    segment.script(Scripted::dribble("POST", "/v1/batch", 200, "slowly", Duration::from_millis(1)).taking());
    let send = |id: &str| {
        let body = json!({ "batch": [track(id)], "writeKey": DEV_WRITE_KEY }).to_string();
        let said = exchange(segment.url(), "POST", "/v1/batch", &[JSON], body.as_bytes());
        said.map(|answer| (answer.status, answer.body)).map_err(|error| error.kind())
    };
    assert_eq!(send("m1"), Ok((400, b"Bad Request".to_vec())));
    assert_eq!(send("m2"), Ok((502, b"<h1>no</h1>".to_vec())));
    assert_eq!(send("m3"), Err(ErrorKind::ConnectionReset));
    assert_eq!(send("m4"), Err(ErrorKind::UnexpectedEof));
    assert_eq!(send("m5"), Ok((200, b"slowly".to_vec())));
    let taken: Vec<Value> = segment.events().iter().map(|event| event["messageId"].clone()).collect();
    assert_eq!((taken, segment.scripts_left()), (vec![json!("m3"), json!("m4"), json!("m5")], 0));
    let tallies: Vec<Option<u64>> = segment.requests().iter().map(|seen| seen.tally.as_ref().map(|t| t.kept)).collect();
    assert_eq!(tallies, [None, None, Some(1), Some(1), Some(1)]);
}

#[test]
fn faults_by_chance_are_the_same_for_a_seed_and_leave_the_other_api_alone() {
    let statuses = |seed: u64| {
        let segment = Segment::set_up(|options| {
            options.faults = Chances::parse("429:0.3,lost:0.2").expect("faults");
            options.seed = seed;
        });
        let role = qseg::sandbox::public_api::access::Role::Owner;
        for number in 0..40 {
            let body = json!({ "batch": [track(&number.to_string())], "writeKey": DEV_WRITE_KEY }).to_string();
            let answer = exchange(segment.url(), "POST", "/v1/batch", &[JSON], body.as_bytes());
            if let Ok(limited) = answer.as_ref().map(|answer| answer.status == 429) {
                assert_eq!(answer.expect("an answer").header("retry-after"), limited.then_some("1"));
            }
            assert_eq!(segment.call(role, "GET", "/").status, 200);
        }
        let seen = segment.requests().into_iter().filter(|seen| seen.path != "/");
        let seen: Vec<_> = seen.map(|seen| (seen.status, seen.tally.is_some())).collect();
        for wanted in [(Some(200), true), (Some(429), false), (None, true)] {
            assert!(seen.contains(&wanted), "{wanted:?}: {seen:?}");
        }
        assert_eq!(segment.summary()["kept"], seen.iter().filter(|(_, taken)| *taken).count());
        seen
    };
    assert_eq!(statuses(7), statuses(7));
    assert_ne!(statuses(7), statuses(8));
}

#[test]
fn events_are_counted_where_segment_tells_whether_they_arrived() {
    let segment = Segment::start();
    let role = qseg::sandbox::public_api::access::Role::SourceAdmin;
    segment.batch(&json!([
        with(track("m1"), "context", json!({ "app": { "version": "7" } })),
        with(track("m2"), "event", json!("Other")),
        json!({ "type": "identify", "userId": "u", "messageId": "m3" }),
        track("m1"),
        with(track("m4"), "userId", json!(1)),
    ]));
    let window = "startTime=2026-03-01T08:30:00Z&endTime=2026-03-01T09:30:00Z&granularity=MINUTE";
    let volume = |rest: &str| segment.call(role, "GET", &format!("/events/volume?{window}{rest}")).data(200);
    assert_eq!(volume("")["result"], json!([]), "they lag behind");
    segment.advance(30);
    let point = |count: u64| json!([{ "time": "2026-03-01T09:00:00Z", "count": count }]);
    assert_eq!(volume("")["result"], json!([{ "total": 3, "series": point(3) }]));
    let grouped =
        volume("&groupBy.0=eventName&groupBy.1=eventType&sourceId.0=qsegSandboxQualtricsDe&eventType[]=track");
    assert_eq!(
        grouped["result"],
        json!([
            { "eventName": "Answered", "eventType": "track", "total": 1, "series": point(1) },
            { "eventName": "Other", "eventType": "track", "total": 1, "series": point(1) },
        ])
    );
    assert_eq!(grouped["query"]["groupBy"], json!(["eventName", "eventType"]));
    let source = json!({ "id": DEV_SOURCE_ID, "name": "Qualtrics_Dev", "slug": "qualtrics_dev" });
    assert_eq!(volume("&groupBy=source")["result"][0]["source"], source);
    assert_eq!(volume("&sourceId=nobody")["result"], json!([]));
    assert_eq!(volume("&appVersion=7")["result"][0]["total"], 1);

    let overview = |stage: &str, rest: &str| {
        let target = format!("/delivery-overview/{stage}?sourceId={DEV_SOURCE_ID}&{window}{rest}");
        segment.call(role, "GET", &target).data(200)
    };
    let received = overview("successfully-received", "&groupBy=eventType");
    assert_eq!((&received["total"], &received["pagination"]["totalEntries"]), (&json!(3), &json!(2)));
    let failed = overview("failed-on-ingest", "&groupBy.0=discardReason");
    assert_eq!(failed["dataset"], json!([{ "discardReason": "id_not_string", "total": 1, "series": point(1) }]));
    assert_eq!(overview("failed-on-ingest", "&filter[discardReason][0]=bad_request")["total"], 0);
    assert_eq!(overview("filtered-at-source", "")["dataset"], json!([]));

    let fields = |target: &str| segment.call(role, "GET", target).fields(422);
    assert_eq!(fields("/events/volume"), ["startTime", "endTime", "granularity"]);
    assert_eq!(fields(&format!("/events/volume?{window}&groupBy=appVersion")), ["groupBy"]);
    let long = "startTime=2026-03-01T02:00:00Z&endTime=2026-03-01T09:00:00Z&granularity=MINUTE";
    assert_eq!(fields(&format!("/delivery-overview/failed-on-ingest?sourceId={DEV_SOURCE_ID}&{long}")), ["endTime"]);
    let old = "startTime=2026-01-01T00:00:00Z&endTime=2026-01-02T00:00:00Z&granularity=DAY";
    assert_eq!(fields(&format!("/delivery-overview/failed-on-ingest?sourceId={DEV_SOURCE_ID}&{old}")), ["startTime"]);
    let nobody = segment.call(role, "GET", &format!("/delivery-overview/failed-on-ingest?sourceId=x&{window}"));
    assert_eq!(nobody.status, 404);
}

/// A workspace whose one source has a plan and these schema settings.
fn planned(schema: Value) -> Segment {
    let rule = json!({ "type": "object", "properties": { "properties": {
        "type": "object",
        "properties": { "score": { "type": "integer" }, "plan": { "type": "string" } },
        "required": ["score"],
    } } });
    let traits = json!({ "properties": { "traits": { "properties": { "email": { "type": "string" } } } } });
    let common = json!({ "properties": { "properties": { "properties": { "source": { "const": "survey" } } } } });
    Segment::of(&json!({
        "sources": [{ "id": "s1", "slug": "a", "type": "qualtrics", "writeKeys": [DEV_WRITE_KEY], "trackingPlan": "tp", "schema": schema }],
        "trackingPlans": [{ "id": "tp", "rules": [
            { "type": "TRACK", "key": "Answered", "jsonSchema": rule },
            { "type": "IDENTIFY", "jsonSchema": traits },
            { "type": "COMMON", "jsonSchema": common },
        ] }],
    }))
}

#[test]
fn a_tracking_plan_blocks_and_omits_as_the_sources_settings_say() {
    let answered = |id: &str, properties: Value| with(track(id), "properties", properties);
    let events = json!([
        answered("good", json!({ "score": 9, "plan": "pro" })),
        answered("bad", json!({ "score": "nine", "extra": 1 })),
        with(track("new"), "event", json!("answered")),
        answered("common", json!({ "score": 1, "source": "web" })),
        json!({ "type": "identify", "userId": "u", "messageId": "who", "traits": { "email": 1, "more": 2 } }),
    ]);
    let strict = planned(json!({
        "track": { "allowUnplannedEvents": false, "allowEventOnViolations": false, "commonEventOnViolations": "BLOCK" },
    }));
    strict.batch(&events);
    assert_eq!(strict.verdicts(), ["kept", "schema_violation", "unplanned", "common_schema_violation", "kept"]);
    let told = strict.events()[1]["violations"].to_string();
    assert!(told.contains("/properties/score") && !told.contains("nine"), "{told}");
    // Numbers are kept as they are written.
    let number = |text: &str| serde_json::from_str::<Value>(text).expect("a number");
    let fraction = planned(json!({}));
    fraction.batch(&json!([
        answered("f1", json!({ "score": number("9.5") })),
        answered("f2", json!({ "score": number("123456789012345678901234567890") })),
    ]));
    assert_eq!(fraction.verdicts(), ["schema_violation", "kept"]);
    // Blocked events were taken in: their ids are known, and they are counted as filtered.
    strict.batch(&events);
    assert_eq!(strict.verdicts()[5..], ["duplicate"; 5]);
    strict.advance(60);
    let role = qseg::sandbox::public_api::access::Role::Owner;
    let window = "startTime=2026-03-01T08:30:00Z&endTime=2026-03-01T09:30:00Z&granularity=HOUR";
    let overview = |stage: &str| {
        strict.call(role, "GET", &format!("/delivery-overview/{stage}?sourceId=s1&{window}")).data(200)["total"].clone()
    };
    assert_eq!((overview("filtered-at-source"), overview("successfully-received")), (json!(3), json!(5)));

    let lenient = planned(json!({
        "track": {
            "allowEventOnViolations": true, "allowPropertiesOnViolations": false,
            "allowUnplannedEventProperties": false, "commonEventOnViolations": "OMIT_PROPERTIES",
        },
        "identify": { "allowTraitsOnViolations": false, "allowUnplannedTraits": false },
    }));
    lenient.batch(&events);
    assert_eq!(lenient.verdicts(), ["kept"; 5]);
    let omitted: Vec<Value> = lenient.events().iter().map(|event| event["omitted"].clone()).collect();
    let none = Value::Null;
    let expected = [none.clone(), json!(["extra", "score"]), none, json!(["source"]), json!(["email", "more"])];
    assert_eq!(omitted, expected);
    assert_eq!(lenient.events()[1]["payload"]["properties"], json!({}));
    assert_eq!(lenient.events()[4]["payload"]["traits"], json!({}));
    assert_eq!(lenient.events()[3]["payload"]["properties"], json!({ "score": 1 }));
    // Rules and settings count as they are when an event comes.
    lenient.state(|state| state.tracking_plans[0].rules.clear());
    lenient.state(|state| state.sources[0].schema.track.allow_unplanned_events = false);
    lenient.batch(&json!([track("later")]));
    assert_eq!(lenient.verdicts()[5], "unplanned");
}

#[test]
fn browsers_get_the_page_and_tokens_the_workspace_at_one_address() {
    let segment = Segment::start();
    let get =
        |path: &str, headers: &[(&str, &str)]| exchange(segment.url(), "GET", path, headers, b"").expect("an answer");
    let html = ("accept", "text/html,application/xhtml+xml");
    let page = get("/", &[html]);
    let policy = page.header("content-security-policy").expect("a policy");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
    let text = String::from_utf8(page.body.clone()).expect("UTF-8");
    assert!(!text.contains("<style") && !text.contains("onclick") && text.matches("<script").count() == 1);
    for (path, media) in [("/sandbox/page.js", "text/javascript"), ("/sandbox/page.css", "text/css")] {
        let file = get(path, &[]);
        assert!(
            file.status == 200 && file.header("content-type").is_some_and(|said| said.starts_with(media)),
            "{path}"
        );
        assert!(text.contains(path), "{path}");
    }
    let script = String::from_utf8(get("/sandbox/page.js", &[]).body).expect("UTF-8");
    for markup in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
        assert!(!script.contains(markup), "{markup}");
    }
    let token = format!("Bearer {}", qseg::sandbox::public_api::access::OWNER);
    assert_eq!(get("/", &[html, ("authorization", &token)]).data(200)["workspace"]["slug"], "qseg-sandbox");
    assert_eq!(get("/", &[]).status, 401);
    assert_eq!(get("/", &[html, ("host", "evil.example")]).status, 403);
    assert_eq!(get("/sandbox/nothing", &[]).status, 404);
    let codes = get("/sandbox/codes", &[]).json();
    assert!(codes["no_user_anon_id"]["meaning"].is_string() && codes["over_batch_limit"]["help"].is_string());
}

#[test]
fn whoever_watches_is_told_of_events_as_they_come() {
    use std::io::{BufRead, BufReader};
    let segment = Segment::start();
    let host = segment.url().strip_prefix("http://").expect("http").to_owned();
    let mut stream = std::net::TcpStream::connect(&host).expect("connects");
    stream.write_all(format!("GET /sandbox/live HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes()).expect("writes");
    let mut lines = BufReader::new(stream).lines().map(|line| line.expect("a line"));
    let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    assert!(head[0].contains("200") && head.iter().any(|line| line == "content-type: text/event-stream"), "{head:?}");
    segment.batch(&json!([track("m1"), with(track("m2"), "event", json!("a\nb"))]));
    let told: Vec<Value> = lines
        .by_ref()
        .filter_map(|line| line.strip_prefix("data: ").map(|data| serde_json::from_str(data).expect("an event")))
        .take(2)
        .collect();
    assert_eq!(told, segment.events());
    // More than are told at once.
    let many: Vec<Value> = (0..1_000).map(|number| track(&format!("many{number}"))).collect();
    segment.batch(&json!(many));
    let numbers: Vec<u64> = lines
        .by_ref()
        .filter_map(|line| line.strip_prefix("data: ").and_then(|data| serde_json::from_str::<Value>(data).ok()))
        .map(|event| event["n"].as_u64().expect("a number"))
        .take(1_000)
        .collect();
    assert_eq!(numbers, (3..1_003).collect::<Vec<u64>>());
    segment.stop();
    assert!(lines.all(|line| !line.starts_with("data: ")), "the stream ends with the sandbox");
}

#[test]
fn an_eu_sandbox_makes_no_qualtrics_source() {
    let segment = Segment::set_up(|options| options.region = qseg::segment::region::Region::Eu);
    let role = qseg::sandbox::public_api::access::Role::SourceAdmin;
    let make = |id: &str| json!({ "slug": format!("new-{id}"), "enabled": true, "metadataId": id });
    assert_eq!(segment.send(role, "POST", "/sources", &make("9g612WSOsA")).fields(422), ["metadataId"]);
    assert_eq!(segment.send(role, "POST", "/sources", &make("iUM16Md8P2")).status, 201);
}
