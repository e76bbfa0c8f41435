//! What an answer means for the batch that it answers: the response policy that Segment's own libraries share
//! (`reference/segment-tracking-api.md` §10.1; design §7). Pure rules: nothing waits or sends here.

use crate::net::http_date;
use jiff::Timestamp;
use std::time::Duration;

/// The longest wait that a server may ask for (§10.1 "`Retry-After`").
pub(crate) const MAX_RETRY_AFTER: Duration = Duration::from_secs(300);

/// How long a run may be held off by its server altogether, 12 hours (§10.1 "max_rate_limit_duration").
pub(crate) const RATE_LIMIT_BUDGET: Duration = Duration::from_secs(43_200);

/// How often a batch is tried again if nobody says otherwise (§10.1 "max 10 retries").
pub(crate) const DEFAULT_MAX_RETRIES: u32 = 10;

/// How long an answer may take if nobody says otherwise.
pub(crate) const DEFAULT_TIME_OUT: Duration = Duration::from_secs(30);

/// What the status of an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The server has the batch. Segment says this of everything that it can read (§4).
    Acknowledged,
    /// Try the same again later.
    Retry,
    /// Too many events for the workspace: everything waits, and what waits for this is not counted as a retry.
    RateLimited,
    /// There is something in the batch that the server does not take: halve it and find what.
    Halve,
    /// The server lets nobody in with this key, or there is no such address: stop.
    Unauthorised,
    /// The server will never take this batch. A redirect is one of these: it is not followed, for whoever it
    /// leads to would get the write key.
    Final,
}

/// What a status means (§10.1). Only 2xx is success: Node's library counts 3xx too, Python's does not, and the
/// stricter is right where nothing may be lost. 511 is for OAuth, which qseg does not use, and so a 5xx as any.
pub(crate) fn meaning(status: u16) -> Meaning {
    match status {
        200..=299 => Meaning::Acknowledged,
        429 => Meaning::RateLimited,
        408 | 410 | 460 => Meaning::Retry,
        400 | 413 => Meaning::Halve,
        401 | 403 | 404 => Meaning::Unauthorised,
        300..=499 | 501 | 505 => Meaning::Final,
        // 5xx, and what is no status of HTTP: the answer was garbled on its way.
        _ => Meaning::Retry,
    }
}

/// Whether the server can have a batch that it answered so: it says so, or it is a 5xx or 408 that a gateway
/// answered for a server that may have done the work.
pub(crate) fn may_be_taken(status: u16) -> bool {
    matches!(meaning(status), Meaning::Acknowledged | Meaning::Retry)
}

/// How long the server asks to be left alone: a `Retry-After` in seconds or as a date, at most
/// [`MAX_RETRY_AFTER`]. `None` where it asks for nothing (`0`, a date gone by) or cannot be understood.
/// `now` is the server's own `Date` where it has one, and our clock where not.
pub(crate) fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    let text = header.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are more than the cap.
        text.parse().map_or(MAX_RETRY_AFTER, Duration::from_secs)
    } else {
        Duration::try_from(http_date::parse(text)?.duration_since(now)).ok()?
    };
    (wait > Duration::ZERO).then(|| wait.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_response_policy() {
        use Meaning::{Acknowledged, Final, Halve, RateLimited, Retry, Unauthorised};
        for (statuses, meant) in [
            (&[200, 201, 202, 204, 206, 299][..], Acknowledged),
            (&[429], RateLimited),
            (&[408, 410, 460, 500, 502, 503, 504, 506, 507, 508, 511, 520, 522, 524, 529, 599], Retry),
            (&[400, 413], Halve),
            (&[401, 403, 404], Unauthorised),
            (&[300, 301, 302, 303, 304, 307, 308, 399], Final),
            (&[402, 405, 406, 407, 409, 411, 412, 414, 415, 418, 421, 422, 425, 428, 431, 451, 499], Final),
            (&[501, 505], Final),
            (&[0, 100, 101, 199, 600, 999], Retry),
        ] {
            for status in statuses {
                assert_eq!(meaning(*status), meant, "{status}");
            }
        }
    }

    #[test]
    fn a_refusal_says_that_nothing_was_taken_and_a_failure_does_not() {
        for status in [200, 202, 500, 502, 504, 511, 408, 410, 460, 999] {
            assert!(may_be_taken(status), "{status}");
        }
        for status in [429, 400, 413, 301, 401, 403, 404, 422, 501, 505] {
            assert!(!may_be_taken(status), "{status}");
        }
    }

    #[test]
    fn a_wait_is_seconds_or_a_date_and_at_most_300_seconds() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        for (header, seconds) in [
            ("1", Some(1)),
            (" 17 ", Some(17)),
            ("007", Some(7)),
            ("300", Some(300)),
            ("301", Some(300)),
            ("86400", Some(300)),
            ("99999999999999999999999999", Some(300)),
            ("0", None),
            ("000", None),
            ("-5", None),
            ("+5", None),
            ("1.5", None),
            ("5s", None),
            ("", None),
            ("soon", None),
            ("Sun, 01 Mar 2026 12:00:42 GMT", Some(42)),
            ("Sunday, 01-Mar-26 12:00:42 GMT", Some(42)),
            ("Sun Mar  1 12:00:42 2026", Some(42)),
            ("Sun, 01 Mar 2026 14:00:00 GMT", Some(300)),
            ("Sun, 01 Mar 2026 12:00:00 GMT", None),
            ("Sun, 01 Mar 2026 11:59:59 GMT", None),
            ("Sun, 32 Mar 2026 11:59:59 GMT", None),
        ] {
            assert_eq!(retry_after(header, now), seconds.map(Duration::from_secs), "{header}");
        }
    }
}
