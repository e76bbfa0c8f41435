//! Looking in: what tests and people ask the sandbox itself, under `/sandbox/`. None of it exists at Segment.
//!
//! It shows people's answers, so it answers this machine's own clients only: the `Host` must be a loopback name (no
//! page of another site can pretend to be one), and a browser's `Origin` must be the sandbox.

use super::public_api::{Reply, decoded};
use super::tracking::arrivals::{Arrivals, Filter, Search};
use super::tracking::record::OVER_BATCH_LIMIT;
use crate::segment::discard::Discard;
use hyper::HeaderMap;
use hyper::header::{HOST, ORIGIN};
use serde_json::json;
use std::time::Duration;

/// How many events are shown where no `limit` is given.
const LIMIT: usize = 1_000;

/// What is asked for.
pub(super) enum Wanted {
    /// `GET /sandbox/events`: to be looked for outside of the lock.
    Events(Box<Search>, Asked),
    /// An answer that is ready.
    Ready(Reply),
    /// `GET /sandbox/live`: an answer without an end.
    Live,
}

/// Which events are asked for, and how.
pub(super) struct Asked {
    filter: Filter,
    limit: usize,
    /// One event a line (`format=ndjson`), and nothing else.
    lines: bool,
}

/// Whether a path is the sandbox's own.
pub(super) fn is_at(path: &str) -> bool {
    path.starts_with("/sandbox/")
}

/// Answers, or says what has to be done for it.
pub(super) fn answer(arrivals: &mut Arrivals, method: &str, path: &str, query: &str, headers: &HeaderMap) -> Wanted {
    if !is_from_here(headers) {
        return Wanted::Ready(refusal(403, "only this machine's own clients are answered here"));
    }
    let ready = match (method, path) {
        ("GET", "/sandbox/events") => match filter(query) {
            Ok(asked) => return Wanted::Events(Box::new(arrivals.search()), asked),
            Err(message) => refusal(400, &message),
        },
        ("GET", "/sandbox/live") => return Wanted::Live,
        ("GET", "/sandbox/codes") => document(200, &codes()),
        ("GET", "/sandbox/summary") => document(200, &arrivals.summary()),
        ("POST", "/sandbox/reset") => match arrivals.reset() {
            Ok(()) => document(200, &json!({ "reset": true })),
            Err(error) => refusal(500, &format!("the store cannot be emptied: {error}")),
        },
        ("GET", "/") => super::page::page(),
        ("GET", _) => super::page::file(path).unwrap_or_else(|| refusal(404, "there is nothing here")),
        _ => refusal(404, "there is nothing here"),
    };
    Wanted::Ready(ready)
}

/// The document of `GET /sandbox/events`: `{"events":[…],"matched":2,"complete":true}`, oldest first. `complete` is
/// false where older events are forgotten, because there is no store.
pub(super) fn events(search: Search, asked: &Asked) -> Reply {
    match search.run(&asked.filter, asked.limit) {
        Err(error) => refusal(500, &format!("the store cannot be read: {error}")),
        Ok(found) if asked.lines => {
            let lines = found.records.iter().flat_map(|record| record.iter().copied().chain([b'\n'])).collect();
            reply(200, "application/x-ndjson", lines)
        }
        Ok(found) => {
            let mut body = b"{\"events\":[".to_vec();
            for (at, record) in found.records.iter().enumerate() {
                if at > 0 {
                    body.push(b',');
                }
                body.extend_from_slice(record);
            }
            let rest = format!("],\"matched\":{},\"complete\":{}}}", found.matched, found.complete);
            body.extend_from_slice(rest.as_bytes());
            reply(200, "application/json", body)
        }
    }
}

/// Segment's discard codes with what they mean, for the page.
fn codes() -> serde_json::Value {
    let code = |discard: &Discard| {
        (discard.code().to_owned(), json!({ "meaning": discard.meaning(), "help": discard.help() }))
    };
    let mut codes: serde_json::Map<String, serde_json::Value> = Discard::ALL.iter().map(code).collect();
    let over = json!({
        "meaning": "It came after the 2,500th event of its batch",
        "help": "send at most 2,500 events in one batch",
    });
    codes.insert(OVER_BATCH_LIMIT.to_owned(), over);
    codes.into()
}

fn filter(query: &str) -> Result<Asked, String> {
    let (mut filter, mut limit, mut lines) = (Filter::default(), LIMIT, false);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decoded(value, true).ok_or_else(|| format!("{name} is no UTF-8 text"))?;
        match name {
            "messageId" => filter.message_id = Some(value),
            "event" => filter.event = Some(value),
            "verdict" => filter.verdict = Some(value),
            "since" => {
                let moment = value.parse().map_err(|_| "since: write it as 2026-03-01T09:00:00Z".to_owned())?;
                filter.since = Some(moment);
            }
            "format" if value == "ndjson" => lines = true,
            "format" => return Err("format: known is ndjson".to_owned()),
            "limit" => limit = value.parse().map_err(|_| "limit must be a number".to_owned())?,
            _ => return Err(format!("{name} is unknown; known are messageId, event, verdict, since, limit, format")),
        }
    }
    Ok(Asked { filter, limit, lines })
}

/// Whether a request comes from a client of this machine, and not from another site's page in its browser.
pub(super) fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &hyper::header::HeaderValue| value.to_str().ok());
    let host = text(HOST).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !["127.0.0.1", "localhost", "[::1]"].contains(&name) {
        return false;
    }
    headers.get(ORIGIN).is_none() || text(ORIGIN).and_then(|origin| origin.strip_prefix("http://")) == Some(host)
}

fn refusal(status: u16, message: &str) -> Reply {
    document(status, &json!({ "error": message }))
}

fn document(status: u16, document: &serde_json::Value) -> Reply {
    reply(status, "application/json", document.to_string().into_bytes())
}

fn reply(status: u16, media: &str, body: Vec<u8>) -> Reply {
    let headers = [("content-type", media), ("cache-control", "no-store"), ("x-content-type-options", "nosniff")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Reply { status, headers, body, delay: Duration::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clients_of_this_machine_are_answered() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            pairs.iter().for_each(|(name, value)| drop(headers.insert(*name, value.parse().expect("a value"))));
            is_from_here(&headers)
        };
        assert!(from(&[("host", "127.0.0.1:4000")]));
        assert!(from(&[("host", "localhost:4000"), ("origin", "http://localhost:4000")]));
        assert!(from(&[("host", "[::1]:4000")]));
        assert!(!from(&[]));
        assert!(!from(&[("host", "evil.example:4000")]), "a name that was pointed at this machine");
        assert!(!from(&[("host", "127.0.0.1:4000"), ("origin", "http://evil.example")]));
        assert!(!from(&[("host", "127.0.0.1:4000"), ("origin", "http://127.0.0.1:5000")]));
        assert!(!from(&[("host", "127.0.0.1:4000"), ("origin", "null")]));
    }
}
