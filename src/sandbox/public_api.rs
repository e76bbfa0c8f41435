//! The Public API of the sandbox: operations, who may call them, and how answers look
//! (`reference/segment-public-api.md` §2–§9; shapes as in the OpenAPI file beside it).
//!
//! Segment's order of checks is authentication, authorisation, then validation (§9 "Recommended probe" 5); so it
//! is here. What the reference leaves open is decided in one place each, and marked there as an inference.

pub mod access;
mod arrived;
mod body;
mod catalog;
mod labels;
mod operations;
mod people;
mod plans;
mod query;
pub(super) mod rate;
mod sources;

use super::state::State;
use super::tracking::counts::Counts;
use access::Role;
use body::Problem;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use operations::Found;
use query::Query;
pub(super) use query::decoded;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// A request for the Public API.
pub struct Call<'c> {
    /// `GET`, …
    pub(crate) method: &'c str,
    /// The path as it was sent.
    pub(crate) path: &'c str,
    /// The query as it was sent, without the question mark.
    pub(crate) query: &'c str,
    /// The headers.
    pub(crate) headers: &'c hyper::HeaderMap,
    /// The body, unless it was too large to be read.
    pub(crate) body: Result<&'c [u8], TooLarge>,
    /// What the time is.
    pub(crate) now: Timestamp,
}

/// The body was larger than the sandbox reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// What the Public API answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Headers by name.
    pub(crate) headers: Vec<(String, String)>,
    /// JSON.
    pub(crate) body: Vec<u8>,
    /// How long to wait before it is sent (`/echo` can ask for that).
    pub(crate) delay: Duration,
}

/// What an operation works with, once the call was let in.
struct Visit<'v> {
    state: &'v mut State,
    /// What arrived by the Tracking API.
    counts: &'v Counts,
    role: Role,
    /// The parts of the path that stand for ids, decoded.
    ids: Vec<String>,
    query: Query,
    /// An empty object where the operation takes no body.
    body: Map<String, Value>,
    /// Whether the alpha version was asked for by name.
    alpha: bool,
    headers: &'v hyper::HeaderMap,
    now: Timestamp,
}

/// What an operation answers: `{"data": …}`, or errors.
type Outcome = Result<Good, Refusal>;

/// Success.
#[derive(Debug)]
struct Good {
    status: u16,
    data: Value,
    delay: Duration,
}

/// Failure: a status and at least one problem.
#[derive(Debug)]
struct Refusal {
    status: u16,
    problems: Vec<Problem>,
    headers: Vec<(String, String)>,
    delay: Duration,
}

impl Good {
    fn new(data: Value) -> Outcome {
        Ok(Good { status: 200, data, delay: Duration::ZERO })
    }

    fn created(data: Value) -> Outcome {
        Ok(Good { status: 201, data, delay: Duration::ZERO })
    }

    fn success() -> Outcome {
        Good::new(json!({ "status": "SUCCESS" }))
    }
}

impl Refusal {
    fn new(status: u16, kind: &str, message: impl Into<String>) -> Refusal {
        Refusal::of(status, vec![Problem { kind: kind.to_owned(), message: message.into(), field: None, data: None }])
    }

    fn of(status: u16, problems: Vec<Problem>) -> Refusal {
        Refusal { status, problems, headers: Vec::new(), delay: Duration::ZERO }
    }

    /// 422: what was sent is not valid.
    fn invalid(field: &str, message: impl Into<String>) -> Refusal {
        Refusal::of(422, vec![Problem::invalid(field, message)])
    }

    /// 404 as in Segment's sample (§3).
    fn not_found() -> Refusal {
        Refusal::new(404, "NotFound", "Resource not found")
    }

    /// Status 409: what the Public API answers to a duplicate is unknown (§11 "Uniqueness": 409, 422 or 400); this is an
    /// inference from the Config API, and the text is that one's.
    fn taken(field: &str, what: &str) -> Refusal {
        let message = format!("A resource (e.g. {what}) already exists with the given {field}");
        let field = Some(field.to_owned());
        Refusal::of(409, vec![Problem { kind: "conflict".to_owned(), message, field, data: None }])
    }
}

/// Answers a call.
pub(crate) fn answer(state: &mut State, counts: &Counts, call: &Call) -> Reply {
    state.calls += 1;
    let number = state.calls;
    let media = if asks_for(call, "v1alpha") {
        "application/vnd.segment.v1alpha+json"
    } else if asks_for(call, "v1beta") {
        "application/vnd.segment.v1beta+json"
    } else if asks_for(call, "segment.v1+json") {
        "application/vnd.segment.v1+json"
    } else {
        "application/json"
    };
    let headers_of = |media: &str| {
        vec![
            ("content-type".to_owned(), format!("{media}; charset=utf-8")),
            ("x-request-id".to_owned(), format!("sandbox-{number}")),
        ]
    };
    match outcome(state, counts, call) {
        Ok((good, spent)) => {
            let mut headers = headers_of(media);
            headers.extend(spent.headers());
            let body = json!({ "data": good.data }).to_string().into_bytes();
            Reply { status: good.status, headers, body, delay: good.delay }
        }
        Err(refusal) => {
            // Errors are plain JSON whatever version was asked for, as in the OpenAPI file.
            let mut headers = headers_of("application/json");
            headers.extend(refusal.headers);
            let errors: Vec<Value> = refusal.problems.iter().map(Problem::shown).collect();
            let body = json!({ "errors": errors }).to_string().into_bytes();
            Reply { status: refusal.status, headers, body, delay: refusal.delay }
        }
    }
}

fn outcome(state: &mut State, counts: &Counts, call: &Call) -> Result<(Good, rate::Spent), Refusal> {
    let role = access::authenticated(call.headers)?;
    let (operation, ids) = match operations::find(call.method, call.path)? {
        Found::Operation(operation, ids) => (operation, ids),
        Found::OtherMethods(allowed) => {
            let mut refusal = Refusal::new(405, "MethodNotAllowed", format!("Only {allowed} can be used here"));
            refusal.headers.push(("allow".to_owned(), allowed));
            return Err(refusal);
        }
        Found::Nothing => return Err(Refusal::not_found()),
    };
    let spent = state.rates.spend(role, operation.limit, call.now)?;
    if !access::may(role, operation.needs, &ids, state.scoped_source.as_deref()) {
        return Err(access::refused(operation.needs));
    }
    let query = Query::read(call.query, operation.query, operation.paged)?;
    let alpha = asks_for(call, "alpha");
    let body = if operation.takes_body { body::read(call)? } else { Map::new() };
    let (headers, now) = (call.headers, call.now);
    let good = (operation.run)(&mut Visit { state, counts, role, ids, query, body, alpha, headers, now })?;
    Ok((good, spent))
}

impl Visit<'_> {
    /// An id of the path. Which there are is the operation's own affair: it stands in its pattern.
    fn id(&self, at: usize) -> &str {
        self.ids.get(at).map_or("", String::as_str)
    }

    /// Whether this token is shown the write keys of this source: they are left empty without Source Admin on it.
    fn sees_keys_of(&self, source: &str) -> bool {
        access::is_admin_of(self.role, source, self.state.scoped_source.as_deref())
    }

    /// Notes a change in the audit trail.
    fn note(&mut self, kind: &str, resource_type: &str, id: &str, name: &str) {
        people::note(self.state, self.role, self.now, kind, resource_type, id, name);
    }
}

/// Whether `Accept` or the body's `Content-Type` names a version (§2 "Version by `Accept` header").
fn asks_for(call: &Call, version: &str) -> bool {
    [hyper::header::ACCEPT, hyper::header::CONTENT_TYPE]
        .iter()
        .filter_map(|name| call.headers.get(name)?.to_str().ok())
        .any(|media| media.contains(version))
}

/// The time as HTTP's `Date` writes it.
pub(super) fn http_date(now: Timestamp) -> String {
    // It fails for years that have more than four digits; a clock that shows one gets the epoch.
    let printer = DateTimePrinter::new();
    let epoch = "Thu, 01 Jan 1970 00:00:00 GMT";
    printer.timestamp_to_rfc9110_string(&now).unwrap_or_else(|_| epoch.to_owned())
}
