//! One received event as it is kept, shown and stored: a line of JSON. Its own words come first, the event as it was
//! sent (without a write key) last, as `payload`.
//!
//! ```json
//! {"n":1,"receivedAt":"2026-03-01T09:00:00.000Z","verdict":"kept","source":"…","type":"track","event":"Answered",
//!  "messageId":"…","timestamp":"2026-02-01T08:00:00.000Z","payload":{…}}
//! ```
//!
//! `verdict` is `kept`, `duplicate` or `discarded`, the latter with a `code`; `timestamp` is corrected by the clocks,
//! the one in `payload` is the original. `omitted` names properties that the source's schema settings took out, and
//! `violations` says what the tracking plan found.

use super::kind::Kind;
use super::wire::write_text;
use crate::segment::discard::Discard;
use crate::segment::timestamp;
use jiff::Timestamp;
use serde::Deserialize;
use std::borrow::Cow;

/// The sandbox's own code: Segment names none for the events after the 2,500th of a batch
/// (`reference/segment-tracking-api.md` §3).
pub(crate) const OVER_BATCH_LIMIT: &str = "over_batch_limit";

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// It is kept.
    Kept,
    /// Its messageId was seen within the look-back.
    Duplicate,
    /// It is thrown away, for the reason of this code.
    Discarded(&'static str),
}

impl Verdict {
    /// Its word: `kept`, `duplicate`, `discarded`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Verdict::Kept => "kept",
            Verdict::Duplicate => "duplicate",
            Verdict::Discarded(_) => "discarded",
        }
    }

    /// Why it was discarded.
    pub(crate) fn code(self) -> Option<&'static str> {
        match self {
            Verdict::Discarded(code) => Some(code),
            Verdict::Kept | Verdict::Duplicate => None,
        }
    }

    /// A verdict read back from its two words.
    pub(crate) fn parse(name: &str, code: Option<&str>) -> Option<Verdict> {
        match (name, code) {
            ("kept", None) => Some(Verdict::Kept),
            ("duplicate", None) => Some(Verdict::Duplicate),
            ("discarded", Some(OVER_BATCH_LIMIT)) => Some(Verdict::Discarded(OVER_BATCH_LIMIT)),
            ("discarded", Some(code)) => Some(Verdict::Discarded(Discard::from_code(code)?.code())),
            _ => None,
        }
    }
}

/// The words of a record before its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head<'h> {
    /// Counts from 1.
    pub(crate) n: u64,
    /// When it came.
    pub(crate) received: Timestamp,
    /// What became of it.
    pub(crate) verdict: Verdict,
    /// Id of the source whose key it came by.
    pub(crate) source: Option<Cow<'h, str>>,
    /// `None` where the event says none that there is.
    pub(crate) kind: Option<Kind>,
    /// The name of a Track event.
    pub(crate) event: Option<Cow<'h, str>>,
    /// Sent with it, or given at ingestion.
    pub(crate) message_id: Cow<'h, str>,
    /// `context.app.version`.
    pub(crate) app: Option<Cow<'h, str>>,
    /// Corrected by the clocks.
    pub(crate) timestamp: Timestamp,
}

/// RFC 3339 with milliseconds; of a year that it cannot write, as jiff does.
fn moment(out: &mut Vec<u8>, moment: Timestamp) {
    out.push(b'"');
    match timestamp::rfc3339_millis(moment) {
        Some(text) => out.extend_from_slice(&text),
        None => out.extend_from_slice(moment.to_string().as_bytes()),
    }
    out.push(b'"');
}

impl Head<'_> {
    /// Writes a record on a line of its own, without the line's end; `payload` writes the event.
    pub(crate) fn write(&self, out: &mut Vec<u8>, found: &Found, payload: impl FnOnce(&mut Vec<u8>)) {
        out.extend_from_slice(br#"{"n":"#);
        out.extend_from_slice(self.n.to_string().as_bytes());
        out.extend_from_slice(br#","receivedAt":"#);
        moment(out, self.received);
        out.extend_from_slice(br#","verdict":""#);
        out.extend_from_slice(self.verdict.name().as_bytes());
        out.push(b'"');
        let mut word = |key: &str, text: Option<&str>| {
            if let Some(text) = text {
                out.extend_from_slice(b",\"");
                out.extend_from_slice(key.as_bytes());
                out.extend_from_slice(b"\":");
                write_text(out, text);
            }
        };
        word("code", self.verdict.code());
        word("source", self.source.as_deref());
        word("type", self.kind.map(Kind::name));
        word("event", self.event.as_deref());
        word("messageId", Some(&self.message_id));
        word("appVersion", self.app.as_deref());
        out.extend_from_slice(br#","timestamp":"#);
        moment(out, self.timestamp);
        found.write(out);
        out.extend_from_slice(br#","payload":"#);
        payload(out);
        out.push(b'}');
    }

    /// Reads a record back; `None` for a line that is none.
    pub(crate) fn read(line: &str) -> Option<Head<'_>> {
        let words: Words = serde_json::from_str(line).ok()?;
        Some(Head {
            n: words.n,
            received: words.received_at.parse().ok()?,
            verdict: Verdict::parse(&words.verdict, words.code.as_deref())?,
            source: words.source,
            kind: match words.kind {
                Some(word) => Some(Kind::parse(&word)?),
                None => None,
            },
            event: words.event,
            message_id: words.message_id,
            app: words.app_version,
            timestamp: words.timestamp.parse().ok()?,
        })
    }
}

/// What the tracking plan of the source made of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Names of properties or traits that were taken out.
    pub(crate) omitted: Vec<String>,
    /// What the plan's rules say against the event.
    pub(crate) violations: Vec<String>,
}

impl Found {
    fn write(&self, out: &mut Vec<u8>) {
        for (key, texts) in [("omitted", &self.omitted), ("violations", &self.violations)] {
            if !texts.is_empty() {
                out.extend_from_slice(format!(",\"{key}\":{}", serde_json::json!(texts)).as_bytes());
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Words<'h> {
    n: u64,
    #[serde(borrow)]
    received_at: Cow<'h, str>,
    #[serde(borrow)]
    verdict: Cow<'h, str>,
    #[serde(borrow)]
    code: Option<Cow<'h, str>>,
    #[serde(borrow)]
    source: Option<Cow<'h, str>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'h, str>>,
    #[serde(borrow)]
    event: Option<Cow<'h, str>>,
    #[serde(borrow)]
    message_id: Cow<'h, str>,
    #[serde(borrow)]
    app_version: Option<Cow<'h, str>>,
    #[serde(borrow)]
    timestamp: Cow<'h, str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_back_as_it_was_written() {
        let head = Head {
            n: 7,
            received: "2026-03-01T09:00:00.042Z".parse().expect("a moment"),
            verdict: Verdict::Discarded("unplanned"),
            source: Some("s1".into()),
            kind: Some(Kind::Track),
            event: Some("Say \"hi\"\n".into()),
            message_id: "m1".into(),
            app: None,
            timestamp: "2025-01-01T00:00:00Z".parse().expect("a moment"),
        };
        let found = Found { omitted: vec!["a\"b".to_owned()], violations: Vec::new() };
        let mut line = Vec::new();
        head.write(&mut line, &found, |out| out.extend_from_slice(b"{}"));
        let line = String::from_utf8(line).expect("UTF-8");
        assert_eq!(
            line,
            r#"{"n":7,"receivedAt":"2026-03-01T09:00:00.042Z","verdict":"discarded","code":"unplanned","source":"s1","type":"track","event":"Say \"hi\"\n","messageId":"m1","timestamp":"2025-01-01T00:00:00.000Z","omitted":["a\"b"],"payload":{}}"#
        );
        assert_eq!(Head::read(&line), Some(head));
        assert_eq!(Head::read(&line[..40]), None);
        assert_eq!(Verdict::parse("discarded", None), None);
        assert_eq!(Verdict::parse("kept", Some("unplanned")), None);
    }
}
