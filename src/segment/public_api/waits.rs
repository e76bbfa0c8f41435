//! How long to wait before a call is made again (`reference/segment-public-api.md` §4): as the server asks, else
//! doubling with jitter; never longer than a minute.

use crate::net::http::{date, header, moment};
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::time::Duration;

/// The longest wait before one call.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The first wait that no server asked for; the next ones double.
pub(crate) const FIRST_BACKOFF: Duration = Duration::from_millis(500);

/// The wait that an answer asks for, capped: `Retry-After` (seconds or a date), else `msBeforeNext` of the body,
/// else `X-RateLimit-Reset`. Dates are held against the answer's own `Date`, else against `now`.
pub(super) fn asked(headers: &HeaderMap, body: &Value, now: Timestamp) -> Option<Duration> {
    let now = date(headers).unwrap_or(now);
    let until = |moment: Timestamp| Duration::try_from(moment.duration_since(now)).ok();
    let retry_after = header(headers, "retry-after").and_then(|text| match text.parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => moment(text).and_then(until),
    });
    let before_next = || ms_before_next(body).map(Duration::from_millis);
    let reset = || header(headers, "x-ratelimit-reset").and_then(moment).and_then(until);
    retry_after.or_else(before_next).or_else(reset).map(|wait| wait.min(LONGEST_WAIT))
}

/// The wait before attempt `attempt + 1` that no server asked for: between half of and the whole doubled time.
pub(super) fn backoff(attempt: u32, fraction: f64) -> Duration {
    let whole = FIRST_BACKOFF.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(LONGEST_WAIT);
    whole / 2 + (whole / 2).mul_f64(fraction)
}

fn ms_before_next(body: &Value) -> Option<u64> {
    let errors = body.get("errors")?.as_array()?;
    errors.iter().find_map(|error| error.get("data")?.get("msBeforeNext")?.as_u64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};
    use serde_json::json;

    const NOW: &str = "2026-03-01T09:00:00Z";

    fn wait(headers: &[(&'static str, &'static str)], body: &Value) -> Option<u128> {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        asked(&headers.iter().map(pair).collect(), body, NOW.parse().unwrap()).map(|wait| wait.as_millis())
    }

    #[test]
    fn the_header_wins_over_the_body_and_the_body_over_the_reset() {
        let body = json!({ "errors": [{ "data": null }, { "data": { "msBeforeNext": 5764 } }] });
        let reset = ("x-ratelimit-reset", "Sun, 01 Mar 2026 09:00:20 +0000");
        assert_eq!(wait(&[("retry-after", "7"), reset], &body), Some(7_000));
        assert_eq!(wait(&[reset], &body), Some(5_764));
        assert_eq!(wait(&[reset], &Value::Null), Some(20_000));
        assert_eq!(wait(&[], &Value::Null), None);
    }

    #[test]
    fn a_date_is_held_against_the_servers_clock_if_it_tells_it() {
        let until = ("retry-after", "Sun, 01 Mar 2026 09:00:30 GMT");
        assert_eq!(wait(&[until], &Value::Null), Some(30_000));
        assert_eq!(wait(&[until, ("date", "Sun, 01 Mar 2026 09:00:18 GMT")], &Value::Null), Some(12_000));
    }

    #[test]
    fn what_cannot_be_read_or_is_past_gives_way_to_the_next() {
        let body = json!({ "errors": [{ "data": { "msBeforeNext": 10 } }] });
        for header in ["soon", "-1", "Sun, 01 Mar 2026 08:59:59 GMT"] {
            assert_eq!(wait(&[("retry-after", header)], &body), Some(10), "{header}");
            assert_eq!(wait(&[("x-ratelimit-reset", header)], &Value::Null), None, "{header}");
        }
        for body in [json!([]), json!({ "errors": "x" }), json!({ "errors": [{ "data": { "msBeforeNext": "x" } }] })] {
            assert_eq!(wait(&[], &body), None, "{body}");
        }
    }

    #[test]
    fn no_wait_is_longer_than_a_minute() {
        assert_eq!(wait(&[("retry-after", "86400")], &Value::Null), Some(60_000));
        assert_eq!(wait(&[], &json!({ "errors": [{ "data": { "msBeforeNext": 60_001 } }] })), Some(60_000));
        assert_eq!(wait(&[("x-ratelimit-reset", "Mon, 02 Mar 2026 09:00:00 +0000")], &Value::Null), Some(60_000));
        assert_eq!(backoff(u32::MAX, 0.999), LONGEST_WAIT / 2 + (LONGEST_WAIT / 2).mul_f64(0.999));
    }

    #[test]
    fn waits_that_nobody_asked_for_double_and_are_jittered_downwards() {
        for (attempt, whole) in [(1, 500), (2, 1_000), (3, 2_000), (8, 60_000)] {
            assert_eq!(backoff(attempt, 0.0).as_millis(), whole / 2);
            assert_eq!(backoff(attempt, 0.5).as_millis(), whole * 3 / 4);
        }
    }
}
