//! Each class of a failed call: its exit code, its code, its words, and what it does not say.

use super::server::{Reply, Server};
use super::{TOKEN, client, run, setup, token};
use crate::core::error::{Error, Exit};
use crate::core::secret::Secret;
use crate::net::endpoint::Endpoint;
use crate::net::http::NetworkClass;
use crate::segment::public_api::client::MOST_ATTEMPTS;
use crate::segment::public_api::requests;
use crate::segment::public_api::{ApiClass, ApiError, Client};
use crate::segment::region::Region;
use std::collections::HashSet;

async fn fail(reply: impl Fn() -> Reply, times: u32) -> ApiError {
    let server = Server::start((0..times).map(|_| reply())).await;
    let error = client(&server, &()).sources().await.unwrap_err();
    assert_eq!(server.used(), times as usize);
    assert_eq!(error.attempts, times);
    error
}

#[test]
fn each_status_has_a_class_an_exit_code_and_words_of_its_own() {
    let invalid = r#"{"errors":[{"type":"input-validation","message":"\"slug\" is required","field":"slug"},{"type":"x","message":"bad\u001b[2J","field":"enabled"}]}"#;
    let cases = [
        (401, "", "not_authorised", Exit::Unauthorised, 1),
        (403, "<html>no</html>", "not_authorised", Exit::Unauthorised, 1),
        (404, r#"{"errors":[{"type":"NotFound"}]}"#, "not_found", Exit::Failed, 1),
        (409, "", "conflict", Exit::Failed, 1),
        (400, invalid, "invalid_request", Exit::Failed, 1),
        (422, invalid, "invalid_request", Exit::Failed, 1),
        (413, "", "request_refused", Exit::Failed, 1),
        (429, "", "rate_limited", Exit::Again, MOST_ATTEMPTS),
        (500, "", "server_error", Exit::Again, MOST_ATTEMPTS),
        (501, "", "server_error", Exit::Again, 1),
    ];
    for (status, body, code, exit, times) in cases {
        run(async {
            let error = fail(|| Reply::status(status, &[("request-id", "r-7")], body), times).await;
            let words = error.to_string();
            assert!(words.starts_with("cannot list the sources: "), "{words}");
            assert!(words.contains(&format!("HTTP {status}, request id r-7")), "{words}");
            if body == invalid {
                assert!(words.contains(r#": "slug" is required; enabled: bad"#), "{words}");
                // Made visible where it is shown.
                assert!(words.contains('\u{1b}'));
                assert!(error.is_taken());
            }
            let error = Error::from(error);
            assert_eq!((error.code, error.exit, error.hints.is_empty()), (code, exit, false), "{status}");
        });
    }
}

#[test]
fn the_request_id_is_taken_from_each_known_header_and_its_absence_is_told() {
    for name in ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"] {
        run(async {
            let error = fail(|| Reply::status(404, &[(name, "id-1")], ""), 1).await;
            assert_eq!(error.request_id.as_deref(), Some("id-1"), "{name}");
        });
    }
    run(async {
        let error = fail(|| Reply::status(404, &[], ""), 1).await;
        assert!(error.to_string().ends_with("(HTTP 404, no request id)"), "{error}");
    });
}

#[test]
fn an_answer_that_is_not_segments_is_unreadable() {
    for body in ["", "<html>", "[]", "{}", r#"{"data":[]}"#, r#"{"data":null}"#, r#"{"data":{}}"#, r#"{"errors":[]}"#] {
        run(async {
            let error = fail(|| Reply::status(200, &[], body), 1).await;
            assert_eq!((error.class.clone(), error.status), (ApiClass::Unreadable, Some(200)), "{body}");
            assert!(error.detail.is_some(), "{body}");
        });
    }
}

#[test]
fn a_body_is_read_to_the_limit_and_not_further() {
    run(async {
        let error = fail(|| Reply::endless((16 << 20) + 1), 1).await;
        assert_eq!((error.class, error.detail.as_deref()), (ApiClass::TooLong, Some("more than 16 MiB")));
    });
}

#[test]
fn a_redirect_to_the_eu_host_is_the_wrong_region_and_every_other_is_not() {
    let elsewhere = |host: &str| ApiClass::Redirected { to: Some(host.into()) };
    for (location, class) in [
        ("https://eu1.api.segmentapis.com/sources", ApiClass::WrongRegion(Region::Eu)),
        ("//EU1.api.segmentapis.com", ApiClass::WrongRegion(Region::Eu)),
        ("https://evil-eu1.api.segmentapis.com/", elsewhere("evil-eu1.api.segmentapis.com")),
        ("https://eu1.api.segmentapis.com.evil.example/", elsewhere("eu1.api.segmentapis.com.evil.example")),
        ("https://eu1.api.segmentapis.com@evil.example/", elsewhere("evil.example")),
        ("https://api.segmentapis.com/", elsewhere("api.segmentapis.com")),
        ("/elsewhere", elsewhere("127.0.0.1")),
    ] {
        for status in [301, 302, 307, 308] {
            run(async {
                let error = fail(|| Reply::status(status, &[("location", location)], ""), 1).await;
                assert_eq!(error.class, class, "{location}");
            });
        }
    }
    run(async {
        let error = fail(|| Reply::status(304, &[], ""), 1).await;
        assert_eq!(error.class, ApiClass::Redirected { to: None });
    });
}

#[test]
fn the_token_does_not_follow_a_redirect() {
    run(async {
        let trap = Server::start([]).await;
        let location = format!("{}/sources", trap.endpoint());
        let server = Server::start([Reply::status(307, &[("location", &location)], "")]).await;
        client(&server, &()).sources().await.unwrap_err();
        assert!(server.requests()[0].contains(&format!("authorization: Bearer {TOKEN}\r\n")));
        assert_eq!((server.used(), trap.used()), (1, 0));
    });
}

#[test]
fn a_call_carries_what_segment_wants_and_nothing_else() {
    run(async {
        let server = Server::start([Reply::data(&serde_json::json!({ "workspace": {} }))]).await;
        client(&server, &()).workspace().await.unwrap();
        let request = server.requests().remove(0);
        let names: HashSet<&str> = request.lines().skip(1).filter_map(|line| Some(line.split_once(": ")?.0)).collect();
        assert_eq!(names, HashSet::from(["authorization", "accept", "content-type", "user-agent", "host"]));
        assert!(request.contains("accept: application/json\r\n"), "{request}");
        assert!(request.contains(concat!("user-agent: qseg/", env!("CARGO_PKG_VERSION"), "\r\n")), "{request}");
    });
}

#[test]
fn the_answer_of_echo_which_repeats_the_token_is_kept_nowhere() {
    let body = format!(r#"{{"errors":[{{"type":"x","message":"Bearer {TOKEN}"}}]}}"#);
    run(async {
        let good = Reply::status(200, &[("date", "Sun, 01 Mar 2026 09:00:05 GMT"), ("cf-ray", "r")], &body);
        let server = Server::start([good, Reply::status(422, &[], &body)]).await;
        let client = client(&server, &());
        let reached = client.echo().await.unwrap();
        assert_eq!(reached.date, Some("2026-03-01T09:00:05Z".parse().unwrap()));
        assert_eq!(reached.request_id.as_deref(), Some("r"));
        let error = client.echo().await.unwrap_err();
        assert_eq!((&error.class, error.messages.len()), (&ApiClass::Invalid, 0));
        assert!(!format!("{client:?} {error:?} {error}").contains(TOKEN));
        assert_eq!(server.targets(), ["GET /echo?message=qseg", "GET /echo?message=qseg"]);
    });
}

#[test]
fn a_token_that_no_header_can_hold_makes_no_client() {
    let endpoint = Region::Us.public_api();
    for bad in ["", "two words", "line\nbreak", "é", "nul\0"] {
        let error = Client::new(endpoint.clone(), &Secret::new(bad.as_bytes()), setup(&())).unwrap_err();
        assert_eq!((error.class.clone(), error.attempts), (ApiClass::UnusableToken, 0), "{bad:?}");
        let error = Error::from(error);
        assert_eq!((error.exit, error.code), (Exit::Unauthorised, "token_unusable"));
    }
    assert!(Client::new(endpoint, &token(), setup(&())).is_ok());
}

#[test]
fn a_network_that_fails_has_a_class_and_a_number_of_attempts() {
    run(async {
        // A port that was free a moment ago.
        let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let endpoint = Endpoint::custom(&format!("http://127.0.0.1:{port}")).unwrap();
        let error = Client::new(endpoint, &token(), setup(&())).unwrap().sources().await.unwrap_err();
        assert_eq!((&error.class, error.attempts), (&ApiClass::Network(NetworkClass::Refused), MOST_ATTEMPTS));
        assert!(error.to_string().contains("127.0.0.1 refused the connection"), "{error}");
        assert!(!error.to_string().contains("http://"), "{error}");
        assert_eq!(Error::from(error).exit, Exit::Again);
    });
    run(async {
        let error = fail(Reply::cut, MOST_ATTEMPTS).await;
        assert_eq!((error.class, error.status), (ApiClass::Network(NetworkClass::Cut), Some(200)));
    });
}

#[test]
fn each_class_has_a_code_words_and_a_next_step_of_its_own() {
    let mut classes = vec![
        ApiClass::UnusableToken,
        ApiClass::NotAuthorised,
        ApiClass::NoRegion { asked: 2 },
        ApiClass::NotFound,
        ApiClass::Conflict,
        ApiClass::Invalid,
        ApiClass::Refused,
        ApiClass::RateLimited,
        ApiClass::Server,
        ApiClass::WrongRegion(Region::Eu),
        ApiClass::Redirected { to: None },
        ApiClass::Unreadable,
        ApiClass::TooLong,
        ApiClass::TooManyPages,
        ApiClass::CursorRepeats,
    ];
    classes.extend(NetworkClass::ALL.map(ApiClass::Network));
    let (mut codes, mut words) = (HashSet::new(), HashSet::new());
    for class in classes.clone() {
        let error = ApiError {
            class,
            doing: requests::sources().doing.into(),
            host: "api.segmentapis.com".into(),
            status: None,
            request_id: None,
            messages: Vec::new(),
            detail: None,
            attempts: 1,
        };
        words.insert(error.to_string());
        let error = Error::from(error);
        assert!(!error.hints.is_empty(), "{}", error.code);
        codes.insert(error.code);
    }
    assert_eq!((codes.len(), words.len()), (classes.len(), classes.len()));
}

#[test]
fn an_id_leads_nowhere_but_below_its_collection() {
    let endpoint = Region::Us.public_api();
    for (id, path) in [
        ("qQEHquLrjRDN9j1ByrChyn", "/sources/qQEHquLrjRDN9j1ByrChyn"),
        ("a/../b", "/sources/a%2F..%2Fb"),
        ("..", "/sources/%252E2E"),
        (".", "/sources/%252E"),
        ("", "/sources/%25"),
        ("x?y#z%2F", "/sources/x%3Fy%23z%252F"),
        ("é", "/sources/%C3%A9"),
    ] {
        let request = requests::source(id);
        assert_eq!(endpoint.url(&request.path, &request.query).path(), path, "{id}");
    }
}
