//! The way out, as the pipeline sees it: a body goes, an answer or a fault comes. A trait, so that the rules of
//! delivery are tested without a network; the real one is Segment's Tracking API.

use super::envelope::Body;
use std::future::Future;

/// An answer of the server, as far as delivery looks at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Retry-After` header as it stands.
    pub retry_after: Option<String>,
    /// The `Date` header as it stands.
    pub date: Option<String>,
    /// How the body begins, [`BODY_START`] bytes at most: text, HTML, JSON or nothing (a body is never assumed to
    /// be JSON: `reference/segment-tracking-api.md` §4).
    pub body_start: String,
}

/// The most that is kept of an answer's body, in bytes.
pub const BODY_START: usize = 500;

/// No answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable name for machines, such as `network_time_out`.
    pub code: &'static str,
    /// What happened, as a sentence without its end.
    pub message: String,
}

impl Fault {
    /// The server did not answer within the time that a request has.
    pub fn time_out(seconds: f64) -> Fault {
        Fault { code: "network_time_out", message: format!("no answer came within {seconds} seconds") }
    }
}

/// Posts bodies.
pub trait Wire {
    /// Posts one body. `attempt` is 0 the first time and goes into `X-Retry-Count` from 1 on. The answer counts
    /// once its status is there: a 2xx whose body breaks off is a 2xx. The caller gives up by dropping the future.
    fn post(&self, body: Body, attempt: u32) -> impl Future<Output = Result<Answer, Fault>>;
}
