//! Everything that can go wrong between here and Segment: each with its own words, next step and exit code.

use super::{login, nothing_is_stored};
use crate::support::segment::Segment;
use crate::support::{Place, Said, TOKEN};
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use serde_json::json;
use std::io::Write;
use std::net::TcpListener;

fn refused(message: &str) -> Vec<u8> {
    json!({ "errors": [{ "type": "x", "message": message }] }).to_string().into_bytes()
}

/// Logs in where the list of sources is answered by this script.
fn meeting(scripted: Scripted) -> (Segment, Place, Said) {
    let segment = Segment::start();
    segment.script(scripted);
    let place = Place::new().at(&segment);
    let said = login(&place, Role::SourceAdmin.token(), &["--format", "json"]);
    assert_eq!(segment.scripts_left(), 0, "every script was met: {}", said.stderr);
    (segment, place, said)
}

#[test]
fn each_status_has_its_own_code_words_and_exit_code() {
    let asked = |status| Scripted::status("GET", "/sources", status).body(refused("so it says"));
    for (status, times, code, exit, words, next) in [
        (404, 1, "not_found", 1, "Segment knows no such thing in this workspace", "qseg source list"),
        (409, 1, "conflict", 1, "it conflicts with what is there", "qseg source list"),
        (400, 1, "invalid_request", 1, "Segment finds the request invalid", "--dry-run"),
        (422, 1, "invalid_request", 1, "Segment finds the request invalid", "--dry-run"),
        (418, 1, "request_refused", 1, "Segment refused the request", "qseg doctor"),
        (501, 1, "server_error", 6, "Segment failed", "status.segment.com"),
        (500, 5, "server_error", 6, "Segment failed", "status.segment.com"),
        (429, 5, "rate_limited", 6, "Segment limits the rate of calls", "wait a minute"),
    ] {
        // The wait is the server's: none.
        let (_, place, said) = meeting(asked(status).times(times).header("retry-after", "0"));
        let said = said.exits(exit);
        let document = said.document();
        assert_eq!(document["error"]["code"], code);
        let message = document["error"]["message"].as_str().expect("a message");
        let start = format!("cannot list the sources: {words}: so it says (HTTP {status}, no request id");
        assert!(message.starts_with(&start), "{message}");
        assert_eq!(message.contains("5 attempts"), times == 5, "{message}");
        assert!(document["error"]["hint"].as_str().is_some_and(|hint| hint.contains(next)), "{document}");
        nothing_is_stored(&place);
    }
}

#[test]
fn both_401_and_403_deny_where_the_workspace_was_shown_and_reject_the_token_where_not() {
    for status in [401, 403] {
        let (_, place, said) = meeting(Scripted::status("GET", "/sources", status).body(refused("no")));
        assert_eq!(said.exits(4).document()["error"]["code"], "no_source_admin");
        nothing_is_stored(&place);
        let (_, place, said) = meeting(Scripted::status("GET", "/", status).exactly().body(refused("no")));
        let document = said.exits(4).document();
        assert_eq!(document["error"]["code"], "token_rejected");
        let message = format!(
            "cannot find the token's workspace: 127.0.0.1 does not accept the token: no (HTTP {status}, no request id)"
        );
        assert_eq!(document["error"]["message"], message);
        nothing_is_stored(&place);
    }
}

#[test]
fn a_limit_is_waited_for_as_each_of_its_headers_asks() {
    let limited = || Scripted::status("GET", "/sources", 429);
    let soon = json!({ "errors": [{ "type": "RequestError", "message": "Too many requests", "data": { "msBeforeNext": 3 } }] });
    for scripted in [
        limited().header("retry-after", "0"),
        limited().body(soon.to_string()),
        // The sandbox's clock stands still at 09:00:00, so that the wait is for this moment itself.
        limited().header("x-ratelimit-reset", "Sun, 01 Mar 2026 09:00:00 -0000"),
    ] {
        let (segment, _, said) = meeting(scripted.clone());
        let said = said.exits(0);
        assert_eq!(segment.calls().iter().filter(|call| *call == "GET /sources").count(), 2, "{scripted:?}");
        let told = "To list the sources: waiting 0.0 s before attempt 2, because Segment limits the rate of calls\n";
        assert!(said.stderr.contains(told), "{}", said.stderr);
    }
}

#[test]
fn a_page_of_something_in_between_is_told_as_no_answer_of_segments() {
    let html = "<html><head><title>502 Bad Gateway</title></head></html>";
    let page = |status| Scripted::status("GET", "/", status).exactly().header("content-type", "text/html").body(html);
    let (_, _, said) = meeting(page(502).times(5).header("retry-after", "0"));
    let document = said.exits(6).document();
    assert_eq!(document["error"]["code"], "server_error");
    assert!(!document.to_string().contains("<html>"));
    let (_, _, said) = meeting(page(200));
    let document = said.exits(1).document();
    assert_eq!(document["error"]["code"], "unreadable_answer");
    assert!(!document.to_string().contains("<html>"), "{document}");
}

#[test]
fn an_answer_that_is_cut_and_a_connection_that_is_reset_are_tried_again_and_told() {
    let body = json!({ "data": { "workspace": { "id": "w", "name": "W", "slug": "w" } } }).to_string();
    let (_, _, said) = meeting(Scripted::cut("GET", "/", body).exactly());
    assert!(said.exits(0).stderr.contains("because the connection to Segment broke before the answer was whole"));
    let (_, _, said) = meeting(Scripted::reset("GET", "/").exactly());
    assert!(said.exits(0).stderr.contains("before attempt 2, because "));
}

#[test]
fn what_cannot_be_reached_is_told_by_what_is_missing() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let plain = Segment::start();
    let not_safe = plain.url().replace("http://127.0.0.1", "https://localhost");
    for (url, more, code, words) in [
        (format!("http://{free}"), &[][..], "network_refused", "127.0.0.1 refused the connection"),
        (
            "https://segment.invalid".to_owned(),
            &["--region", "us"],
            "network_dns",
            "the name segment.invalid has no address here",
        ),
        (not_safe, &[], "network_tls", "no safe connection to localhost could be made"),
    ] {
        let place = Place::new().with("QSEG_API_URL", &url);
        let said = login(&place, TOKEN, &[more, &["--format", "json"]].concat()).exits(6);
        let document = said.document();
        assert_eq!(document["error"]["code"], code, "{document}");
        assert!(document["error"]["message"].as_str().is_some_and(|message| message.contains(words)), "{document}");
        assert!(document["error"]["hint"].as_str().is_some_and(|hint| !hint.is_empty()));
        nothing_is_stored(&place);
    }
}

#[test]
fn a_proxy_of_the_environment_is_not_used_for_this_machine() {
    let segment = Segment::start();
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", proxy.local_addr().expect("an address"));
    let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let place = names.into_iter().fold(Place::new().at(&segment), |place, name| place.with(name, &address));
    login(&place, Role::SourceAdmin.token(), &[]).exits(0);
    proxy.set_nonblocking(true).expect("a mode");
    assert_eq!(proxy.accept().map(drop).map_err(|error| error.kind()), Err(std::io::ErrorKind::WouldBlock));
}

#[test]
fn a_proxy_that_lets_nothing_through_is_told_as_such() {
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", proxy.local_addr().expect("an address"));
    let refusing = std::thread::spawn(move || {
        let (mut stream, _) = proxy.accept().expect("a call");
        let mut read = [0; 1_024];
        let count = std::io::Read::read(&mut stream, &mut read).expect("reads");
        stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").expect("writes");
        String::from_utf8_lossy(&read[..count]).into_owned()
    });
    let place = Place::new().with("HTTPS_PROXY", &address).with("QSEG_API_URL", "https://segment.invalid");
    let said = login(&place, TOKEN, &["--region", "us", "--format", "json"]).exits(6);
    let asked = refusing.join().expect("no panic");
    assert!(asked.starts_with("CONNECT segment.invalid:443 ") && !asked.contains("sgp_"), "{asked}");
    assert_eq!(said.document()["error"]["code"], "network_proxy");
}
