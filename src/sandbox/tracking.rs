//! The Tracking API of the sandbox with its real manners (`reference/segment-tracking-api.md` §1–§8): 200 for nearly
//! everything, 400 for what is too large or no JSON, and the truth afterwards, in the verdicts. It reads the bytes as
//! they came, by rules of its own: it must not trust the client that it tests.

pub mod arrivals;
pub(crate) mod counts;
mod envelope;
mod judge;
pub(crate) mod kind;
mod limits;
mod look_back;
mod moment;
pub(crate) mod plan;
pub(crate) mod record;
mod store;
mod wire;

use super::public_api::{Call, Reply};
use super::state::State;
use crate::segment::discard::Discard;
use arrivals::{Arrivals, Lines};
use envelope::{Envelope, Refusal};
use kind::Kind;
use record::{Found, Head, OVER_BATCH_LIMIT, Verdict};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;
use wire::Members;

/// A write key of the other region, whichever that is: it is refused here, as Segment refuses it since April 2025
/// (`reference/segment-tracking-api.md` §1 "EU trap").
pub const OTHER_REGION_WRITE_KEY: &str = "qsegSandboxWriteKeyOtherRegion01";

/// What became of the events of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many came.
    pub(crate) received: u64,
    /// How many are kept.
    pub kept: u64,
    /// How many had been seen before.
    pub(crate) duplicate: u64,
    /// How many were thrown away, by code.
    pub(crate) discarded: BTreeMap<&'static str, u64>,
}

impl Tally {
    fn add(&mut self, verdict: Verdict) {
        self.received += 1;
        match verdict {
            Verdict::Kept => self.kept += 1,
            Verdict::Duplicate => self.duplicate += 1,
            Verdict::Discarded(code) => *self.discarded.entry(code).or_default() += 1,
        }
    }
}

/// Whether a path is the Tracking API's.
pub(crate) fn is_at(path: &str) -> bool {
    path.starts_with("/v1/")
}

/// What a path takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// One event of this kind.
    One(Kind),
    /// Many, each with its `type`.
    Batch,
}

/// `import` is what Segment's Java and Ruby libraries use, `b` its C# library (§1, §2).
fn at(path: &str) -> Option<Taken> {
    match path.strip_prefix("/v1/")? {
        "batch" | "import" | "b" => Some(Taken::Batch),
        word => Kind::parse(word).map(Taken::One),
    }
}

/// Answers a request, and takes its events; the tally is `None` where none were taken.
pub fn answer(state: &State, arrivals: &mut Arrivals, call: &Call) -> (Reply, Option<Tally>) {
    match taken(state, arrivals, call) {
        Ok(tally) => (reply(200, "application/json", br#"{"success":true}"#.to_vec()), Some(tally)),
        Err(refusal) => (refusal.reply(), None),
    }
}

fn reply(status: u16, media: &str, body: Vec<u8>) -> Reply {
    let headers = vec![("content-type".to_owned(), media.to_owned())];
    Reply { status, headers, body, delay: Duration::ZERO }
}

fn taken(state: &State, arrivals: &mut Arrivals, call: &Call) -> Result<Tally, Refusal> {
    let takes = at(call.path).ok_or(Refusal::NotFound)?;
    if call.method != "POST" {
        return Err(Refusal::NotFound);
    }
    let body = envelope::body(call, if takes == Taken::Batch { limits::BATCH_BYTES } else { limits::EVENT_BYTES })?;
    let envelope = Envelope::read(&body, call, takes == Taken::Batch)?;
    let key = envelope.key.as_deref();
    if key == Some(OTHER_REGION_WRITE_KEY) {
        return Err(Refusal::OtherRegion);
    }
    let source = key.and_then(|key| state.sources.iter().find(|source| source.has_key(key)));
    let mut intake = Intake {
        call,
        source: source.map(|source| source.id.as_str()),
        // The codes come in this order: without a key that is known there is no source to be switched off.
        refused: match source {
            None => Some(Discard::ProjectNotFound.code()),
            Some(source) if !source.enabled => Some(Discard::SourceDisabled.code()),
            Some(_) => None,
        },
        envelope: &envelope,
        heads: Vec::new(),
        lines: Lines::with_capacity(body.len() + 300 * envelope.events.len()),
        arrivals,
    };
    for (at, event) in envelope.events.iter().enumerate() {
        intake.event(state, takes, at, event);
    }
    if envelope.events.is_empty() {
        intake.nothing();
    }
    intake.commit()
}

/// The events of one request on their way in.
struct Intake<'i> {
    call: &'i Call<'i>,
    source: Option<&'i str>,
    /// Why none of them can be kept.
    refused: Option<&'static str>,
    envelope: &'i Envelope<'i>,
    heads: Vec<Head<'i>>,
    lines: Lines,
    arrivals: &'i mut Arrivals,
}

impl<'i> Intake<'i> {
    /// One event, to its verdict.
    fn event(&mut self, state: &State, takes: Taken, at: usize, raw: &'i str) {
        let read = Members::read(raw);
        let is_object = read.is_some();
        let mut members = read.unwrap_or_default();
        let kind = match takes {
            Taken::One(kind) => Some(kind),
            Taken::Batch => members.text("type").and_then(|word| Kind::parse(&word)),
        };
        let judged = match (self.refused, is_object, kind) {
            (Some(code), ..) => Err(code),
            _ if at >= limits::BATCH_EVENTS => Err(OVER_BATCH_LIMIT),
            // Not an object, or of a type that there is not: inferences.
            (None, false, _) | (None, _, None) => Err(Discard::BadRequest.code()),
            (None, true, Some(kind)) => judge::judge(kind, &members).map_err(Discard::code),
        };
        let message_id = match members.text("messageId").filter(|id| !id.is_empty()) {
            Some(id) => id,
            // Assigned at ingestion (§5).
            None => Cow::Owned(format!("sandbox-{}", self.arrivals.random.id())),
        };
        let now = self.call.now;
        let mut found = Found::default();
        let verdict = match judged {
            Err(code) => Verdict::Discarded(code),
            // After ingestion, before the tracking plan, whichever source it is for (§5; the order is an inference).
            Ok(()) if self.arrivals.look_back.is_duplicate(&message_id, now.as_millisecond()) => Verdict::Duplicate,
            Ok(()) => match (self.source.and_then(|id| state.source(id)), kind) {
                (Some(source), Some(kind)) => self.arrivals.plans.apply(state, source, kind, &members, &mut found),
                _ => Verdict::Kept,
            },
        };
        let sent = members.text("sentAt").or_else(|| self.envelope.sent_at.clone());
        let head = Head {
            n: self.arrivals.next_number() + self.heads.len() as u64,
            received: now,
            verdict,
            source: self.source.map(Cow::Borrowed),
            kind,
            event: members.text("event").filter(|name| kind == Some(Kind::Track) && !name.is_empty()),
            message_id,
            app: app_version(&members),
            timestamp: moment::corrected(now, sent.as_deref(), members.text("timestamp").as_deref()),
        };
        let is_whole = found.omitted.is_empty() && !members.has("writeKey");
        members.remove("writeKey");
        let payload = |out: &mut Vec<u8>| match is_whole {
            true => wire::write_raw(out, raw),
            false => plan::write_without(out, &members, kind, &found.omitted),
        };
        self.lines.push(|out| head.write(out, &found, payload));
        self.heads.push(head);
    }

    /// A batch without events is told as one record.
    fn nothing(&mut self) {
        let head = Head {
            n: self.arrivals.next_number(),
            received: self.call.now,
            verdict: Verdict::Discarded(Discard::EmptyBatch.code()),
            source: self.source.map(Cow::Borrowed),
            kind: None,
            event: None,
            message_id: Cow::Owned(format!("sandbox-{}", self.arrivals.random.id())),
            app: None,
            timestamp: self.call.now,
        };
        self.lines.push(|out| head.write(out, &Found::default(), |out| out.extend_from_slice(b"{}")));
        self.heads.push(head);
    }

    fn commit(self) -> Result<Tally, Refusal> {
        self.arrivals.take(self.lines).map_err(Refusal::Store)?;
        let mut tally = Tally::default();
        for head in &self.heads {
            tally.add(head.verdict);
            self.arrivals.counts.add(head);
        }
        Ok(tally)
    }
}

/// `context.app.version`, where there is one.
fn app_version<'b>(members: &Members<'b>) -> Option<Cow<'b, str>> {
    let context = members.get("context")?.get();
    memchr::memmem::find(context.as_bytes(), b"\"app\"")?;
    Members::read(Members::read(context)?.get("app")?.get())?.text("version")
}
