//! Reads failed events back, each to be judged again.

use super::{REFUSED, digest};
use crate::commands::findings::rooms;
use crate::core::diagnostic::Code;
use crate::core::error::{Error, Result};
use crate::core::origin::Place;
use crate::qualtrics::input::Part;
use crate::segment::discard::Discard;
use crate::segment::event::RawEvent;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

/// A file of failed events, read a line at a time.
pub(crate) struct FailedEvents {
    name: Arc<str>,
    reader: BufReader<Box<dyn Read + Send>>,
    limit: usize,
    line: Vec<u8>,
    /// Lines read.
    lines: u64,
    /// Bytes read.
    bytes: u64,
    /// Events read.
    records: u64,
}

/// An event that failed, and is perhaps mended.
pub(crate) struct FailedEvent {
    /// What it says now.
    pub(crate) event: RawEvent,
    /// Why it was held back, if it still is: nobody has mended it.
    pub(crate) held: Option<&'static Code>,
    /// What it was made of.
    pub(crate) record: Record,
    /// Where it stands.
    pub(crate) place: Place,
}

/// What an event was made of.
#[derive(Debug, Deserialize)]
pub(crate) struct Record {
    /// The id of the source that it was made for.
    pub(crate) source: String,
    /// The task that made it.
    pub(crate) task: String,
    /// The ResponseId, or what stands in for one.
    pub(crate) response: String,
}

#[derive(Deserialize)]
struct Line<'l> {
    #[serde(borrow)]
    event: &'l RawValue,
    verdict: Option<Verdict>,
    record: Record,
}

#[derive(Deserialize)]
struct Verdict {
    code: String,
    sha256: Option<String>,
}

impl FailedEvents {
    /// Reads from the beginning; at most `limit` bytes a line.
    pub(crate) fn new(part: Part, limit: usize) -> FailedEvents {
        let reader = BufReader::new(part.reader);
        FailedEvents { name: part.name, reader, limit, line: Vec::new(), lines: 0, bytes: 0, records: 0 }
    }

    /// How many bytes were read.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// The next event; blank lines are passed over.
    ///
    /// # Errors
    /// `unreadable_input`, `broken_input`: with file, line and event.
    pub(crate) fn read(&mut self) -> Result<Option<FailedEvent>> {
        loop {
            let begun = self.bytes;
            self.line.clear();
            let most = self.limit as u64 + 1;
            let read = self.reader.by_ref().take(most).read_until(b'\n', &mut self.line);
            read.map_err(|error| {
                Error::failed("unreadable_input", format!("cannot read {} any further", self.name)).because(error)
            })?;
            if self.line.is_empty() {
                return Ok(None);
            }
            self.lines += 1;
            self.bytes += self.line.len() as u64;
            if self.line.len() as u64 == most && self.line.last() != Some(&b'\n') {
                return Err(self
                    .broken(&format!("the line is longer than {} bytes", self.limit), begun)
                    .hint("raise --max-record-bytes if the event is meant to be that long"));
            }
            let line = self.line.strip_prefix(b"\xef\xbb\xbf").filter(|_| self.lines == 1).unwrap_or(&self.line);
            if line.trim_ascii().is_empty() {
                continue;
            }
            self.records += 1;
            let line: Line<'_> = serde_json::from_slice(line).map_err(|error| {
                let reason = error.to_string();
                let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
                self.broken(&format!("this is no failed event: {reason}"), begun)
                    .hint("each line is one JSON object with `event`, `verdict` and `record`, as --failed wrote it")
            })?;
            let place = Place {
                input: Arc::clone(&self.name),
                record: self.records,
                line: self.lines,
                byte: None,
                response: Some(line.record.response.as_str().into()),
            };
            let event = RawEvent::read(line.event);
            let held = match &line.verdict {
                Some(verdict) => self.held(verdict, &event, begun)?,
                None => None,
            };
            return Ok(Some(FailedEvent { event, held, record: line.record, place }));
        }
    }

    /// What still holds an event back: a verdict that cannot be given again without the response, over an event that
    /// is as it was.
    fn held(&self, verdict: &Verdict, event: &RawEvent, begun: u64) -> Result<Option<&'static Code>> {
        if verdict.code == REFUSED || Discard::from_code(&verdict.code).is_some() {
            return Ok(None);
        }
        let code = rooms().into_iter().flat_map(|room| room.codes).find(|code| code.name == verdict.code);
        let Some(code) = code else {
            return Err(self
                .broken(&format!("there is no verdict `{}`", verdict.code), begun)
                .hint("remove `verdict` from the line if the event is to be judged by what it says alone"));
        };
        let is_as_it_was = verdict.sha256.as_ref().is_none_or(|before| *before == digest(event.unjudged_bytes()));
        Ok(is_as_it_was.then_some(code))
    }

    fn broken(&self, reason: &str, begun: u64) -> Error {
        let (name, line, record) = (&self.name, self.lines, self.records);
        Error::failed("broken_input", format!("{name}:{line}: {reason} (record {record}, byte {begun})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qualtrics::input::Encoding;
    use crate::segment::event::Verdict as Judged;
    use std::io::Cursor;

    fn file(text: &str, limit: usize) -> FailedEvents {
        FailedEvents::new(
            Part { name: "f".into(), reader: Box::new(Cursor::new(text.to_owned())), encoding: Encoding::Utf8 },
            limit,
        )
    }

    fn line(event: &str, verdict: &str) -> String {
        format!(r#"{{"event":{event},"verdict":{verdict},"record":{{"source":"s","task":"t","response":"R_1"}}}}"#)
    }

    const SOUND: &str = r#"{"type":"track","event":"E","userId":"u"}"#;

    #[test]
    fn events_are_judged_again_whatever_was_said_of_them() {
        let text = format!("\u{feff}{}\n\n{}", line(SOUND, r#"{"code":"no_user_anon_id"}"#), line("{}", "null"));
        let mut events = file(&text, 1_000);
        let first = events.read().expect("reads").expect("an event");
        assert!(matches!(first.event.judge(), Judged::Accepted(_)) && first.held.is_none());
        assert_eq!(first.place.to_string(), "f:1 (record 1, R_1)");
        let second = events.read().expect("reads").expect("an event");
        assert!(matches!(second.event.judge(), Judged::Rejected(_)) && second.held.is_none());
        assert_eq!((second.place.line, second.place.record), (3, 2));
        assert!(events.read().expect("reads").is_none());
        assert_eq!(events.bytes_read(), text.len() as u64);
    }

    #[test]
    fn what_was_held_back_stays_so_until_the_event_is_mended_or_its_verdict_removed() {
        let held = |verdict: String| {
            let mut events = file(&line(SOUND, &verdict), 1_000);
            events.read().expect("reads").expect("an event").held.map(|code| code.name)
        };
        let of = |event: &str| format!(r#"{{"code":"value_not_coercible","sha256":"{}"}}"#, digest(event.as_bytes()));
        assert_eq!(held(of(SOUND)), Some("value_not_coercible"));
        assert_eq!(held(of("{}")), None);
        assert_eq!(held(r#"{"code":"value_not_coercible"}"#.to_owned()), Some("value_not_coercible"));
        assert_eq!(held(r#"{"code":"refused","status":400,"message":"no"}"#.to_owned()), None);
        assert_eq!(held("null".to_owned()), None);
    }

    #[test]
    fn a_line_that_is_no_failed_event_is_told_with_its_place() {
        for (text, told) in [
            ("{\"event\":{}}\n".to_owned(), "f:1: this is no failed event: missing field `record` (record 1, byte 0)"),
            (format!("{}\n[", line("{}", "null")), "f:2: this is no failed event: "),
            (line("{}", r#"{"code":"none_such"}"#), "f:1: there is no verdict `none_such` (record 1, byte 0)"),
            (line(SOUND, "null"), "f:1: the line is longer than 20 bytes"),
        ] {
            let mut events = file(&text, if told.contains("longer") { 20 } else { 1_000 });
            let error = loop {
                match events.read() {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("no error in {text}"),
                    Err(error) => break error,
                }
            };
            assert!(error.message.starts_with(told), "{}", error.message);
            assert_eq!(error.code, "broken_input");
        }
    }
}
