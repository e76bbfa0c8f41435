//! An event that somebody wrote down: read from JSON text, and judged as a [`Draft`](super::Draft) is, by the bytes
//! alone (`reference/segment-tracking-api.md` §4 "Discard codes", §7). It may have been edited by hand, so that it
//! can be wrong in ways that a draft cannot.

use super::{Accepted, CallType, Moment, Verdict, Warning, is_long, warnings};
use crate::segment::discard::Discard;
use crate::segment::limits;
use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// An event as it was written down, without white space around its parts.
#[derive(Debug)]
pub(crate) struct RawEvent {
    bytes: Vec<u8>,
    call: CallType,
    user_id: Option<String>,
    anonymous_id: Option<String>,
    message_id: Option<String>,
    when: Option<Timestamp>,
    flaw: Option<Flaw>,
    properties: u32,
    long_strings: u32,
}

/// What is wrong with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Flaw {
    discard: Discard,
    why: &'static str,
}

impl Flaw {
    fn of(discard: Discard) -> Flaw {
        Flaw { discard, why: discard.meaning() }
    }

    /// Something that makes it unreadable.
    fn unreadable(why: &'static str) -> Flaw {
        Flaw { discard: Discard::BadRequest, why }
    }
}

impl RawEvent {
    /// Reads a JSON value, whatever it is.
    pub(crate) fn read(json: &RawValue) -> RawEvent {
        let mut event = RawEvent {
            bytes: compact(json.get()),
            call: CallType::Track,
            user_id: None,
            anonymous_id: None,
            message_id: None,
            when: None,
            flaw: None,
            properties: 0,
            long_strings: 0,
        };
        event.flaw = event.look(json.get()).err();
        event
    }

    /// What Segment would do with it, as [`Draft::judge`](super::Draft::judge) says it: of several flaws the one to
    /// mend first.
    pub(crate) fn judge(&self) -> Verdict<'_> {
        match self.flaw {
            Some(flaw) => Verdict::Rejected(flaw.discard),
            None => Verdict::Accepted(Accepted { bytes: &self.bytes, call: self.call, when: self.when }),
        }
    }

    /// What is wrong with it, in a sentence without a full stop; `None` where nothing is.
    pub(crate) fn flaw(&self) -> Option<&'static str> {
        self.flaw.map(|flaw| flaw.why)
    }

    /// What of the event is lost without a discard code, as [`Draft::warnings`](super::Draft::warnings) says it.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = Warning> + use<> {
        let is_old = self.when.is_some_and(|when| when < Timestamp::UNIX_EPOCH);
        let moment = if is_old { Moment::Before1970 } else { Moment::Fine };
        warnings(self.call, self.properties, moment, self.long_strings)
    }

    /// The kind of call; Track where it says none that qseg makes.
    pub(crate) fn call(&self) -> CallType {
        self.call
    }

    /// The event as it would stand in a batch, whatever the verdict.
    pub(crate) fn unjudged_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The messageId, if it is a text.
    pub(crate) fn message_id(&self) -> Option<&str> {
        self.message_id.as_deref()
    }

    /// The userId, if it is a text that is not empty.
    pub(crate) fn user_id(&self) -> Option<&str> {
        self.user_id.as_deref()
    }

    /// The anonymousId, if it is a text that is not empty.
    pub(crate) fn anonymous_id(&self) -> Option<&str> {
        self.anonymous_id.as_deref()
    }

    /// Takes in what the event says, and finds its first flaw: unreadable, then the identity, the name, the rest, the
    /// size.
    fn look(&mut self, json: &str) -> Result<(), Flaw> {
        let members = Members::read(json).map_err(|_| Flaw::unreadable("The event is no JSON object"))?;
        self.message_id = members.get("messageId").and_then(text);
        if members.has_repeated() {
            return Err(Flaw::unreadable("The event has a key twice"));
        }
        self.call = match members.get("type").and_then(text).as_deref() {
            Some("track") => CallType::Track,
            Some("identify") => CallType::Identify,
            _ => return Err(Flaw::unreadable("The event's `type` is neither track nor identify")),
        };
        if members.get("sentAt").or(members.get("writeKey")).is_some() {
            return Err(Flaw::unreadable("`sentAt` and `writeKey` belong to the batch, not to the event"));
        }
        let body = members.get(self.call.body_key()).map(Members::read);
        if let Some(Ok(body)) = &body {
            self.properties = body.0.len() as u32;
            let long = body.0.iter().filter(|(_, value)| text(value).is_some_and(|text| is_long(&text)));
            self.long_strings = long.count() as u32;
        }
        if let Some(raw) = members.get("timestamp") {
            let moment = text(raw).and_then(|text| text.parse().ok());
            self.when = Some(moment.ok_or(Flaw::unreadable("The timestamp is no moment in RFC 3339"))?);
        }
        for name in ["context", "integrations"] {
            if members.get(name).is_some_and(|raw| !raw.starts_with('{')) {
                return Err(Flaw::unreadable("`context` or `integrations` is no object"));
            }
        }
        let user_id = identity(members.get("userId"));
        let anonymous_id = identity(members.get("anonymousId"));
        self.user_id = user_id?;
        self.anonymous_id = anonymous_id?;
        if self.user_id.is_none() && self.anonymous_id.is_none() {
            return Err(Flaw::of(Discard::NoUserAnonId));
        }
        if self.call == CallType::Track {
            match members.get("event").map(text) {
                None => return Err(Flaw::of(Discard::EventNotDefined)),
                Some(None) => return Err(Flaw::of(Discard::EventNotString)),
                Some(Some(name)) if name.is_empty() => return Err(Flaw::of(Discard::EventNotDefined)),
                Some(Some(_)) => {}
            }
        }
        for (name, discard) in [("properties", Discard::PropertiesNotObject), ("traits", Discard::TraitsNotObject)] {
            if members.get(name).is_some_and(|raw| !raw.starts_with('{')) {
                return Err(Flaw::of(discard));
            }
        }
        if body.is_some_and(|body| body.is_ok_and(|body| body.has_repeated())) {
            return Err(Flaw::unreadable("A property or trait stands in the event twice"));
        }
        if self.bytes.len() > limits::EVENT_BYTES {
            return Err(Flaw::of(Discard::EventTooLarge));
        }
        Ok(())
    }
}

/// An id that is there; `null` is as good as absent, as Segment's own libraries write it.
fn identity(raw: Option<&str>) -> Result<Option<String>, Flaw> {
    match raw.map(text) {
        None => Ok(None),
        Some(Some(id)) if !id.is_empty() => Ok(Some(id)),
        Some(_) => Err(Flaw::of(Discard::IdNotString)),
    }
}

fn text(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}

/// The members of an object, each value as it came.
struct Members<'j>(Vec<(String, &'j str)>);

impl<'j> Members<'j> {
    fn read(json: &'j str) -> serde_json::Result<Members<'j>> {
        serde_json::from_str(json)
    }

    /// The value of a key; `null` is none.
    fn get(&self, name: &str) -> Option<&'j str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, raw)| *raw).filter(|raw| *raw != "null")
    }

    fn has_repeated(&self) -> bool {
        let mut names: Vec<&str> = self.0.iter().map(|(key, _)| key.as_str()).collect();
        names.sort_unstable();
        names.windows(2).any(|two| two[0] == two[1])
    }
}

impl<'j> Deserialize<'j> for Members<'j> {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'j> Visitor<'j> for Object {
            type Value = Members<'j>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<Members<'j>, A::Error> {
                let mut members = Vec::new();
                while let Some((key, raw)) = map.next_entry::<String, &'j RawValue>()? {
                    members.push((key, raw.get()));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// The JSON without white space between its parts. It is known to be JSON.
fn compact(json: &str) -> Vec<u8> {
    let bytes = json.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'"' => {
                let end = string_end(bytes, at);
                out.extend_from_slice(&bytes[at..end]);
                at = end;
            }
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// Behind the closing quote of the string that begins here.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests;
