//! What a request brings: its body unpacked and measured, its write key, its events, and what it says of all of
//! them (`reference/segment-tracking-api.md` §2–§4).

use super::limits;
use super::wire::{self, Members, Shape};
use super::{Reply, reply};
use crate::sandbox::public_api::Call;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::Read;

/// Why a request is refused. Of the answers only the statuses are known, and that a body may be plain text (§4).
#[derive(Debug)]
pub(crate) enum Refusal {
    /// No such path, or not for this method: an inference.
    NotFound,
    /// Over the limit of a call or a batch: seen as plain text.
    TooLarge,
    /// No JSON, or none that has events.
    Malformed(&'static str),
    /// An empty or very short key.
    BadKey,
    /// A key of the other region. "Rejected" (§1); the status is unknown, and 400 the only one that the API is known
    /// to refuse by: an inference.
    OtherRegion,
    /// The sandbox's own store cannot be written.
    Store(std::io::Error),
}

impl Refusal {
    /// As it is answered.
    pub(crate) fn reply(self) -> Reply {
        let error = |message: &str| serde_json::json!({ "code": "invalid_request", "message": message }).to_string();
        match self {
            Refusal::NotFound => reply(404, "text/plain; charset=utf-8", b"Not Found\n".to_vec()),
            Refusal::TooLarge => reply(400, "text/plain; charset=utf-8", b"Bad Request\n".to_vec()),
            Refusal::Malformed(message) => reply(400, "application/json", error(message).into_bytes()),
            Refusal::BadKey => reply(400, "application/json", error("Invalid writeKey").into_bytes()),
            Refusal::OtherRegion => {
                let message = "this write key belongs to the other region";
                reply(400, "application/json", error(message).into_bytes())
            }
            Refusal::Store(cause) => {
                let message = format!("the sandbox cannot write its store: {cause}\n");
                reply(500, "text/plain; charset=utf-8", message.into_bytes())
            }
        }
    }
}

fn header<'c>(call: &'c Call, name: &HeaderName) -> &'c str {
    call.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The body, unpacked, if it is within the limit.
pub(crate) fn body<'c>(call: &'c Call, limit: usize) -> Result<Cow<'c, [u8]>, Refusal> {
    let media = header(call, &CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    // Required (§2); how a request without it is answered is unknown.
    if !media.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::Malformed("Content-Type must be application/json"));
    }
    let raw = call.body.map_err(|_| Refusal::TooLarge)?;
    let body = match header(call, &CONTENT_ENCODING).to_ascii_lowercase().as_str() {
        "" | "identity" => Cow::Borrowed(raw),
        "gzip" => {
            let mut unpacked = Vec::with_capacity(limit.min(raw.len() * 8));
            let mut unpack = flate2::read::MultiGzDecoder::new(raw).take(limit as u64 + 1);
            unpack.read_to_end(&mut unpacked).map_err(|_| Refusal::Malformed("malformed gzip"))?;
            Cow::Owned(unpacked)
        }
        _ => return Err(Refusal::Malformed("unknown Content-Encoding")),
    };
    if body.len() > limit { Err(Refusal::TooLarge) } else { Ok(body) }
}

/// A body, read as far as its events.
pub(crate) struct Envelope<'b> {
    /// The write key, from the body before Basic: Segment prefers the body's (§2).
    pub(crate) key: Option<Cow<'b, str>>,
    /// The events as they came, with what the batch says for all of them.
    pub(crate) events: Vec<Cow<'b, str>>,
    /// When the batch was sent; an event's own `sentAt` goes before it.
    pub(crate) sent_at: Option<Cow<'b, str>>,
}

impl<'b> Envelope<'b> {
    /// Reads a body. A batch that is no list of events, and a body that is no object, is as bad as no JSON: an
    /// inference. An event over the limit spoils its whole batch (§3 "each event in a batch": documented 400).
    pub(crate) fn read(body: &'b [u8], call: &Call, is_batch: bool) -> Result<Envelope<'b>, Refusal> {
        let json = std::str::from_utf8(body).map_err(|_| Refusal::Malformed("malformed JSON"))?;
        let raw: &RawValue = serde_json::from_str(json).map_err(|_| Refusal::Malformed("malformed JSON"))?;
        let members = Members::read(raw.get()).ok_or(Refusal::Malformed("the body must be an object"))?;
        let key = key(&members, call)?;
        if !is_batch {
            return Ok(Envelope { key, events: vec![Cow::Borrowed(raw.get())], sent_at: None });
        }
        let batch = members.get("batch").filter(|raw| wire::shape(raw) == Shape::List);
        let batch = batch.ok_or(Refusal::Malformed("batch must be a list"))?;
        let events: Vec<&RawValue> =
            serde_json::from_str(batch.get()).map_err(|_| Refusal::Malformed("malformed JSON"))?;
        if events.iter().any(|event| event.get().len() > limits::EVENT_BYTES) {
            return Err(Refusal::TooLarge);
        }
        let of_all = ["context", "integrations"].map(|name| (name, members.get(name)));
        let events = events.into_iter().map(|event| with(event.get(), &of_all)).collect();
        Ok(Envelope { key, events, sent_at: members.text("sentAt") })
    }
}

/// An event with what its batch says for all events (§7): of two objects the keys of both, the event's own first;
/// anything else of the event's stays as it is.
fn with<'b>(event: &'b str, of_all: &[(&'static str, Option<&'b RawValue>)]) -> Cow<'b, str> {
    if of_all.iter().all(|(_, value)| value.is_none()) {
        return Cow::Borrowed(event);
    }
    let Some(mut members) = Members::read(event) else { return Cow::Borrowed(event) };
    let mut both = Vec::new();
    for (name, value) in of_all {
        match (members.get(name), value) {
            (_, None) => {}
            (None, Some(value)) => members.set(name, value),
            (Some(own), Some(value)) => both.extend(joined(own, value).map(|joined| (*name, joined))),
        }
    }
    both.iter().for_each(|(name, joined)| members.set(name, joined));
    let mut text = Vec::with_capacity(event.len() * 2);
    members.write(&mut text);
    // Made of texts alone.
    String::from_utf8(text).map_or(Cow::Borrowed(event), Cow::Owned)
}

fn joined(own: &RawValue, of_all: &RawValue) -> Option<Box<RawValue>> {
    let (own, of_all) = (Members::read(own.get())?, Members::read(of_all.get())?);
    let mut joined = own.clone();
    of_all.iter().filter(|(name, _)| !own.has(name)).for_each(|(name, value)| joined.add(name, value));
    let mut text = Vec::new();
    joined.write(&mut text);
    RawValue::from_string(String::from_utf8(text).ok()?).ok()
}

/// The write key of a request: `None` where it brings none, which is answered 200 like a wrong one
/// (`reference/segment-public-api.md` §7 "even with no auth header").
fn key<'b>(members: &Members<'b>, call: &Call) -> Result<Option<Cow<'b, str>>, Refusal> {
    let key = match members.get("writeKey") {
        Some(raw) => Some(wire::text(raw).ok_or(Refusal::BadKey)?),
        None => basic(header(call, &AUTHORIZATION)).map(Cow::Owned),
    };
    match &key {
        Some(key) if key.chars().count() <= limits::SHORT_KEY => Err(Refusal::BadKey),
        _ => Ok(key),
    }
}

/// The name in `Basic base64(name:)`. Without the colon it works only sometimes (§2): never here.
fn basic(header: &str) -> Option<String> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    pair.split_once(':').map(|(name, _)| name.to_owned())
}
