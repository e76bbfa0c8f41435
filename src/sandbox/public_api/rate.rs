//! Rate limits: points per token in windows of a minute (`reference/segment-public-api.md` §4). Segment's common
//! limit is unpublished but above 600; 1,000 is the sandbox's own. The lower ones are documented.

use super::access::Role;
use super::{Problem, Refusal};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::HashMap;

/// Which limit an operation falls under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Limit {
    /// What most operations share.
    Common,
    /// `GET /tracking-plans/{id}/rules`.
    Rules,
    /// Making labels.
    Labels,
    /// `GET /events/volume`.
    Volume,
}

impl Limit {
    /// Calls a minute.
    fn points(self) -> u32 {
        match self {
            Limit::Common => 1_000,
            Limit::Rules => 200,
            Limit::Labels | Limit::Volume => 60,
        }
    }
}

const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// What each token has used up.
#[derive(Debug, Default)]
pub(crate) struct Rates(HashMap<(Role, Limit), Window>);

#[derive(Debug)]
struct Window {
    ends: Timestamp,
    consumed: u32,
}

/// What a call has cost, for the headers of its answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Spent {
    consumed: u32,
    remaining: u32,
    reset: Timestamp,
}

impl Rates {
    /// Counts a call.
    ///
    /// # Errors
    /// 429 with `Retry-After`, and the wait in the body as well, once the limit is used up.
    pub(super) fn spend(&mut self, role: Role, limit: Limit, now: Timestamp) -> Result<Spent, Refusal> {
        // A clock at the end of all time has no later window.
        let ends = now.checked_add(WINDOW).unwrap_or(now);
        let window = self.0.entry((role, limit)).or_insert(Window { ends, consumed: 0 });
        // A clock that was set back begins a window, too.
        if window.ends <= now || window.ends > ends {
            *window = Window { ends, consumed: 0 };
        }
        window.consumed += 1;
        let spent = Spent {
            consumed: window.consumed,
            remaining: limit.points().saturating_sub(window.consumed),
            reset: window.ends,
        };
        if window.consumed > limit.points() { Err(too_many(&spent, now)) } else { Ok(spent) }
    }
}

fn too_many(spent: &Spent, now: Timestamp) -> Refusal {
    let wait = spent.reset.duration_since(now).as_millis();
    let data = json!({ "remainingPoints": 0, "msBeforeNext": wait as i64, "consumedPoints": spent.consumed });
    let (kind, message) = ("RequestError".to_owned(), "Too many requests".to_owned());
    let mut refusal = Refusal::of(429, vec![Problem { kind, message, field: None, data: Some(data) }]);
    refusal.headers = spent.headers();
    refusal.headers.push(("retry-after".to_owned(), (wait + 999).div_euclid(1000).to_string()));
    refusal
}

impl Spent {
    /// `X-RateLimit-…`; the reset is a timestamp in RFC 5322 format.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let mut headers = vec![
            ("x-ratelimit-consumed".to_owned(), self.consumed.to_string()),
            ("x-ratelimit-remaining".to_owned(), self.remaining.to_string()),
        ];
        if let Ok(reset) = DateTimePrinter::new().timestamp_to_string(&self.reset) {
            headers.push(("x-ratelimit-reset".to_owned(), reset));
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_used_up_its_minute_is_told_how_long_to_wait() {
        let mut rates = Rates::default();
        let now: Timestamp = "2026-03-01T09:00:00Z".parse().expect("a moment");
        for call in 1..=60 {
            let spent = rates.spend(Role::Owner, Limit::Labels, now).expect("within the limit");
            assert_eq!((spent.consumed, spent.remaining), (call, 60 - call));
        }
        let later = now + SignedDuration::from_millis(20_500);
        let refusal = rates.spend(Role::Owner, Limit::Labels, later).expect_err("used up");
        let header =
            |name: &str| refusal.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!((refusal.status, header("retry-after")), (429, Some("40")));
        assert_eq!(header("x-ratelimit-reset"), Some("Sun, 1 Mar 2026 09:01:00 -0000"));
        let data = refusal.problems[0].data.as_ref().expect("data");
        assert_eq!(data["msBeforeNext"], 39_500);
        assert!(rates.spend(Role::Owner, Limit::Common, later).is_ok());
        assert!(rates.spend(Role::ReadOnly, Limit::Labels, later).is_ok());
        assert!(rates.spend(Role::Owner, Limit::Labels, now + WINDOW).is_ok());
    }
}
