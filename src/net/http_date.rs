//! The dates of HTTP headers (RFC 9110 §5.6.7): one form in use, two that a reader must still know.

use jiff::Timestamp;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;

/// The moment that a `Date` or `Retry-After` header names; `None` if it names none.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(moment) = jiff::fmt::rfc2822::parse(text) {
        return Some(moment.timestamp());
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"].into_iter().find_map(|form| {
        let civil = BrokenDownTime::parse(form, text).ok()?.to_datetime().ok()?;
        TimeZone::UTC.to_timestamp(civil).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_of_rfc_9110_name_one_moment() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            " Sun, 06 Nov 1994 08:49:37 GMT ",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(parse(text).map(|moment| moment.to_string()).as_deref(), Some("1994-11-06T08:49:37Z"), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in ["", "soon", "120", "-1", "Sun, 31 Feb 2026 08:49:37 GMT", "2026-02-01T00:00:00Z", "Sun, 06 Nov"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
