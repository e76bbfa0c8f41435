//! What Segment makes of a moment (`reference/segment-tracking-api.md` §6).

use jiff::Timestamp;

/// The time of an event as Segment corrects it: `receivedAt − (sentAt − timestamp)`. Without a `sentAt` that can be
/// read nothing is corrected, and without a `timestamp` it is the moment of receipt: inferences, for Segment's
/// behaviour is undocumented there.
pub(crate) fn corrected(received: Timestamp, sent: Option<&str>, original: Option<&str>) -> Timestamp {
    let Some(original) = original.and_then(read) else { return received };
    let Some(sent) = sent.and_then(read) else { return original };
    // Out of all years: what was sent is as good as anything.
    received.checked_sub(sent.duration_since(original)).unwrap_or(original)
}

fn read(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_of_client_and_server_are_set_off_against_each_other() {
        let received: Timestamp = "2026-03-01T09:00:00Z".parse().expect("a moment");
        for (sent, original, expected) in [
            (Some("2026-03-01T09:00:00Z"), Some("2025-01-01T00:00:00Z"), "2025-01-01T00:00:00Z"),
            (Some("2026-03-01T08:50:00Z"), Some("2025-01-01T00:00:00Z"), "2025-01-01T00:10:00Z"),
            (Some("2025-01-01T00:00:00Z"), Some("2025-01-01T00:00:00Z"), "2026-03-01T09:00:00Z"),
            (None, Some("2025-01-01T01:00:00+01:00"), "2025-01-01T00:00:00Z"),
            (Some("yesterday"), Some("2025-01-01T00:00:00Z"), "2025-01-01T00:00:00Z"),
            (Some("2026-03-01T08:50:00Z"), Some("01/01/2025"), "2026-03-01T09:00:00Z"),
            (Some("2026-03-01T08:50:00Z"), None, "2026-03-01T09:00:00Z"),
        ] {
            assert_eq!(corrected(received, sent, original).to_string(), expected, "{sent:?} {original:?}");
        }
    }
}
