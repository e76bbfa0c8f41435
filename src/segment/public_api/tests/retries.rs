//! When a call is made again, and when it must not.

use super::server::{Reply, Server};
use super::{Notes, client, run};
use crate::net::http::NetworkClass;
use crate::segment::public_api::ApiClass;
use crate::segment::public_api::client::MOST_ATTEMPTS;
use crate::segment::public_api::requests::{self, NewSource};
use crate::segment::public_api::waits::FIRST_BACKOFF;
use serde_json::json;

const LIMITED: &str = r#"{"errors":[{"type":"RequestError","message":"Too many requests","data":{"remainingPoints":0,"msBeforeNext":57647,"consumedPoints":21}}]}"#;

type Headers<'a> = &'a [(&'a str, &'a str)];

fn workspace() -> Reply {
    Reply::data(&json!({ "workspace": { "id": "w", "name": "n", "slug": "s" } }))
}

#[test]
fn a_429_is_waited_for_as_its_header_or_body_asks() {
    let date = [("date", "Sun, 01 Mar 2026 10:00:00 GMT"), ("retry-after", "Sun, 01 Mar 2026 10:00:09 GMT")];
    let reset = [("x-ratelimit-reset", "Sun, 01 Mar 2026 09:00:33 +0000")];
    let cases: [(Headers, &str, u64); 5] = [
        (&[("retry-after", "3"), ("x-ratelimit-reset", "Sun, 01 Mar 2026 09:00:33 +0000")], LIMITED, 3_000),
        (&date, LIMITED, 9_000),
        (&reset, LIMITED, 57_647),
        (&reset, "", 33_000),
        (&[("retry-after", "3600")], LIMITED, 60_000),
    ];
    for (headers, body, wait) in cases {
        run(async {
            let server = Server::start([Reply::status(429, headers, body), workspace()]).await;
            let notes = Notes::default();
            let before = tokio::time::Instant::now();
            assert_eq!(client(&server, &notes).workspace().await.unwrap().slug, "s");
            assert_eq!(notes.waits(), [wait]);
            // tokio's timers are whole milliseconds.
            assert!(before.elapsed().as_millis().abs_diff(u128::from(wait)) <= 1);
            assert_eq!(server.used(), 2);
            let told = notes.0.borrow()[0].clone();
            assert!(told.starts_with("read the workspace: Segment limits the rate of calls: "), "{told}");
            assert!(told.ends_with("attempt 2"), "{told}");
        });
    }
}

#[test]
fn waits_that_nobody_asked_for_double_until_the_attempts_are_used_up() {
    run(async {
        let limited = || Reply::status(429, &[("x-request-id", "r-1")], "");
        let server = Server::start((0..MOST_ATTEMPTS).map(|_| limited())).await;
        let notes = Notes::default();
        let error = client(&server, &notes).workspace().await.unwrap_err();
        assert_eq!((error.class, error.attempts, error.status), (ApiClass::RateLimited, MOST_ATTEMPTS, Some(429)));
        assert_eq!(error.request_id.as_deref(), Some("r-1"));
        let waits = notes.waits();
        assert_eq!(waits.len(), MOST_ATTEMPTS as usize - 1);
        for (at, wait) in waits.iter().enumerate() {
            let whole = FIRST_BACKOFF.as_millis() as u64 * (1 << at);
            assert!((whole / 2..=whole).contains(wait), "{waits:?}");
        }
        assert_eq!(server.used(), MOST_ATTEMPTS as usize);
    });
}

#[test]
fn a_read_is_repeated_on_a_failing_server_but_not_where_that_is_for_good() {
    for (status, repeated) in
        [(500, true), (502, true), (503, true), (504, true), (501, false), (505, false), (404, false)]
    {
        run(async {
            let mut replies = vec![Reply::status(status, &[], "")];
            replies.extend(repeated.then(workspace));
            let server = Server::start(replies).await;
            let answer = client(&server, &()).workspace().await;
            assert_eq!(answer.is_ok(), repeated, "{status}");
            assert_eq!(server.used(), 1 + usize::from(repeated), "{status}");
        });
    }
}

#[test]
fn a_failing_server_can_ask_for_a_wait_too() {
    run(async {
        let server = Server::start([Reply::status(503, &[("retry-after", "4")], ""), workspace()]).await;
        let notes = Notes::default();
        client(&server, &notes).workspace().await.unwrap();
        assert_eq!(*notes.0.borrow(), ["read the workspace: Segment failed (HTTP 503): 4000 ms, attempt 2"]);
    });
}

#[test]
fn a_read_is_repeated_after_a_cut_answer() {
    run(async {
        let server = Server::start([Reply::cut(), Reply::nothing(), workspace()]).await;
        client(&server, &()).workspace().await.unwrap();
        assert_eq!(server.used(), 3);
    });
}

#[test]
fn a_write_is_repeated_on_429_alone() {
    let new = NewSource { slug: "q".to_owned(), metadata_id: "m".to_owned(), connect_warehouses: false };
    let created = || Reply::status(201, &[], r#"{"data":{"source":{"id":"s"}}}"#);
    run(async {
        let server = Server::start([Reply::status(429, &[("retry-after", "1")], LIMITED), created()]).await;
        let source = client(&server, &()).create_source(&new).await.unwrap();
        assert_eq!((source.id.as_str(), server.used()), ("s", 2));
        let bodies: Vec<String> =
            server.requests().iter().map(|request| request.split("\r\n\r\n").nth(1).unwrap().to_owned()).collect();
        assert_eq!(bodies, [r#"{"slug":"q","enabled":true,"metadataId":"m","disconnectAllWarehouses":true}"#; 2]);
    });
    let cut = ApiClass::Network(NetworkClass::Cut);
    for (reply, class) in [
        (Reply::status(500, &[], ""), ApiClass::Server),
        (Reply::status(503, &[("retry-after", "1")], ""), ApiClass::Server),
        (Reply::cut(), cut.clone()),
        (Reply::nothing(), cut),
    ] {
        run(async {
            let server = Server::start([reply]).await;
            let client = client(&server, &());
            let error = client.send(&requests::rename_source("s", "Q_Prod")).await.unwrap_err();
            assert_eq!((error.class, error.attempts, server.used()), (class, 1, 1));
        });
    }
}
