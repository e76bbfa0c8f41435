//! What goes around a batch: `{"batch":[…],"sentAt":"…","writeKey":"…"}` (`reference/segment-tracking-api.md` §2,
//! §6: `sentAt` at batch level, stamped on each attempt; the write key at batch level, as Segment's own libraries
//! put it).

use crate::segment::limits;
use crate::segment::timestamp;
use crate::segment::write_key::{self, WriteKey};
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use std::fmt;
use std::io::{self, Write};

const HEAD: &[u8] = br#"{"batch":["#;
const SENT_AT: &[u8] = br#","sentAt":""#;
const INTEGRATIONS: &[u8] = br#","integrations":"#;
const KEY: &[u8] = br#","writeKey":""#;

// `]`, the quote after sentAt, and `"}`.
const _: () = assert!(
    HEAD.len() + 1 + SENT_AT.len() + 24 + 1 + KEY.len() + write_key::MAX_CHARS + 2 <= limits::ENVELOPE_BYTES,
    "no envelope is over what a batch leaves for it"
);

/// Makes bodies of batches.
#[derive(Debug, Clone)]
pub struct Envelope {
    key: WriteKey,
    gzip: bool,
    /// `,"integrations":{…}`, or nothing.
    integrations: Vec<u8>,
}

/// More destinations were named than an envelope has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooManyNames;

/// The body of one request. It holds the write key, and so has no readable debug form.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    bytes: Vec<u8>,
    gzip: bool,
}

impl Body {
    /// The bytes as they go out.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, without copying them.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Whether they are compressed (`Content-Encoding: gzip`).
    pub(crate) fn is_gzip(&self) -> bool {
        self.gzip
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes, gzip: {})", self.bytes.len(), self.gzip)
    }
}

impl Envelope {
    /// Envelopes with this key, compressed or not (§2 "gzip").
    pub fn new(key: WriteKey, gzip: bool) -> Self {
        Envelope { key, gzip, integrations: Vec::new() }
    }

    /// Which destinations get the events, for the whole batch: `All` is `all`, and each of `names` gets them
    /// (§7: merged with what each event says; names are case-sensitive: §6).
    ///
    /// # Errors
    /// [`TooManyNames`] where they do not fit into what a batch leaves for its envelope.
    pub(crate) fn with_integrations(mut self, all: bool, names: &[String]) -> Result<Self, TooManyNames> {
        let mut integrations = serde_json::Map::new();
        integrations.insert("All".to_owned(), all.into());
        integrations.extend(names.iter().map(|name| (name.clone(), true.into())));
        self.integrations = [INTEGRATIONS, serde_json::Value::Object(integrations).to_string().as_bytes()].concat();
        let fixed = HEAD.len() + 1 + SENT_AT.len() + 24 + 1 + KEY.len() + 2;
        let used = fixed + self.key.expose().len() + self.integrations.len();
        if used > limits::ENVELOPE_BYTES { Err(TooManyNames) } else { Ok(self) }
    }

    /// The body around some events of a batch (`{…},{…}`), sent at this moment by the server's clock. Under
    /// [`limits::BATCH_BYTES`] before compression if the events are a [`Batch`](super::batch::Batch)'s: whether
    /// the limit counts compressed bytes is unknown (§2).
    ///
    /// # Errors
    /// Never from a buffer in memory; the compressor's signature has one.
    pub fn body(&self, events: &[u8], sent_at: Timestamp) -> io::Result<Body> {
        // RFC 3339 cannot write a year after 9999; Segment then takes the time of receipt.
        let sent_at = timestamp::rfc3339_millis(sent_at);
        let key = self.key.expose().as_bytes();
        let (stamp, before, after): (&[u8], &[u8], &[u8]) = match &sent_at {
            Some(text) => (text, SENT_AT, b"\""),
            None => (b"", b"", b""),
        };
        let pieces = [HEAD, events, b"]", before, stamp, after, &self.integrations, KEY, key, b"\"}"];
        let bytes = if self.gzip {
            let mut encoder = GzEncoder::new(Vec::with_capacity(events.len() / 6), Compression::fast());
            for piece in pieces {
                encoder.write_all(piece)?;
            }
            encoder.finish()?
        } else {
            pieces.concat()
        };
        Ok(Body { bytes, gzip: self.gzip })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::secret::Secret;
    use std::io::Read;

    fn envelope(key: &str, gzip: bool) -> Envelope {
        Envelope::new(WriteKey::new(Secret::new(key.as_bytes())).unwrap(), gzip)
    }

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_destinations_stand_in_the_envelope_as_far_as_it_has_room() {
        let moment = moment("2026-03-01T09:00:00Z");
        let some = envelope("k", false).with_integrations(false, &["Amplitude".to_owned()]).unwrap();
        assert_eq!(
            String::from_utf8(some.body(b"{}", moment).unwrap().into_bytes()).unwrap(),
            r#"{"batch":[{}],"sentAt":"2026-03-01T09:00:00.000Z","integrations":{"All":false,"Amplitude":true},"writeKey":"k"}"#
        );
        let key = "k".repeat(32);
        let names = |count: usize| (0..count).map(|at| format!("Destination {at:02}")).collect::<Vec<_>>();
        let most = (0..100).take_while(|count| envelope(&key, false).with_integrations(false, &names(*count)).is_ok());
        let most = envelope(&key, false).with_integrations(false, &names(most.count() - 1)).unwrap();
        let bytes = most.body(b"{}", moment).unwrap().into_bytes().len() - 2;
        assert!(bytes <= limits::ENVELOPE_BYTES && bytes + 22 > limits::ENVELOPE_BYTES, "{bytes}");
    }

    #[test]
    fn a_body_is_batch_sent_at_and_write_key() {
        let body = envelope("k3y", false).body(br#"{"a":1},{"b":2}"#, moment("2026-03-01T12:00:00.0429Z")).unwrap();
        let text = std::str::from_utf8(body.bytes()).unwrap();
        assert_eq!(text, r#"{"batch":[{"a":1},{"b":2}],"sentAt":"2026-03-01T12:00:00.042Z","writeKey":"k3y"}"#);
        assert!(!body.is_gzip());
    }

    #[test]
    fn the_longest_key_around_the_fullest_batch_is_under_the_limit() {
        let events = vec![b' '; limits::BATCH_EVENT_BYTES];
        for (key, over) in [("k".repeat(32), 94), ("k".repeat(write_key::MAX_CHARS), 318)] {
            let body = envelope(&key, false).body(&events, moment("2026-03-01T12:00:00Z")).unwrap();
            assert_eq!(body.bytes().len(), limits::BATCH_EVENT_BYTES + over);
            assert!(body.bytes().len() <= limits::BATCH_BYTES);
        }
    }

    #[test]
    fn a_compressed_body_is_the_same_body() {
        let events = br#"{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#.repeat(50);
        let now = moment("2026-03-01T12:00:00.5Z");
        let packed = envelope("k3y", true).body(&events, now).unwrap();
        assert!(packed.is_gzip() && packed.bytes().len() < events.len() / 4);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(packed.bytes()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, envelope("k3y", false).body(&events, now).unwrap().into_bytes());
    }

    #[test]
    fn a_body_cannot_be_printed() {
        let body = envelope("hush", false).body(b"{}", moment("2026-03-01T12:00:00Z")).unwrap();
        assert!(!format!("{body:?}").contains("hush"));
    }
}
