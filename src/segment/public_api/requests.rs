//! Calls of the Public API as values: what is sent, without where and without the token. A dry run shows them,
//! the client sends them (`reference/segment-public-api.md` §6, §7).

use serde_json::{Value, json};
use std::fmt;

/// How many entries a page is asked for (`reference/segment-public-api.md` §5: older servers take 200 at most).
pub(crate) const PAGE: u32 = 200;

/// What a call does to the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Method {
    /// Reads; can be repeated.
    Get,
    /// Makes something.
    Post,
    /// Changes something.
    Patch,
}

impl Method {
    /// The word on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
        }
    }
}

/// One call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    /// What it is for, in words that follow "cannot": `list the sources`.
    pub(crate) doing: String,
    /// Its method.
    pub(crate) method: Method,
    /// Its path, percent-encoded.
    pub(crate) path: String,
    /// Its query, not encoded yet.
    pub(crate) query: Vec<(String, String)>,
    /// Its body, sent as JSON.
    pub(crate) body: Option<Value>,
    /// Whether the answer's body may be kept. `/echo` answers with the token (§8).
    pub(super) keeps_answer: bool,
}

impl Request {
    fn get(doing: impl Into<String>, path: impl Into<String>) -> Request {
        let (doing, path) = (doing.into(), path.into());
        Request { doing, method: Method::Get, path, query: Vec::new(), body: None, keeps_answer: true }
    }

    fn write(method: Method, doing: impl Into<String>, path: impl Into<String>, body: Value) -> Request {
        Request { method, body: Some(body), ..Request::get(doing, path) }
    }

    fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Request {
        self.query.push((name.into(), value.into()));
        self
    }

    fn with_all(self, name: &str, values: &[impl AsRef<str>]) -> Request {
        let named = |request: Request, (at, value): (usize, &_)| request.with(format!("{name}.{at}"), as_text(value));
        values.iter().enumerate().fold(self, named)
    }

    /// The page of a listing that begins at the cursor; the first one without. Brackets, as the specification
    /// declares them (§5).
    pub(crate) fn page(&self, cursor: Option<&str>, count: u32) -> Request {
        let counted = self.clone().with("pagination[count]", count.to_string());
        match cursor {
            Some(cursor) => counted.with("pagination[cursor]", cursor),
            None => counted,
        }
    }

    /// Whether it only reads.
    pub(crate) fn is_read(&self) -> bool {
        self.method == Method::Get
    }
}

fn as_text(value: &impl AsRef<str>) -> String {
    value.as_ref().to_owned()
}

/// `POST /sources`: the first line of what a dry run shows.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.name(), self.path)?;
        for (at, (name, value)) in self.query.iter().enumerate() {
            write!(f, "{}{name}={value}", if at == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

/// `GET /`: the token's workspace.
pub(crate) fn workspace() -> Request {
    Request::get("read the workspace", "/")
}

/// `GET /sources`. There is no filter on the server.
pub(crate) fn sources() -> Request {
    Request::get("list the sources", "/sources")
}

/// `GET /sources/{id}`: a source and its tracking plan's id.
pub(crate) fn source(id: &str) -> Request {
    Request::get(format!("read the source {id}"), format!("/sources/{}", step(id)))
}

/// What a new source is made of. Its nickname follows in a call of its own ([`rename_source`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewSource {
    /// Its slug, from which the warehouse schema is made.
    pub(crate) slug: String,
    /// The id of its catalog entry.
    pub(crate) metadata_id: String,
    /// Whether Segment connects it to every warehouse, which it does by itself (§6).
    pub(crate) connect_warehouses: bool,
}

/// `POST /sources`.
pub(crate) fn create_source(new: &NewSource) -> Request {
    let mut body = json!({ "slug": new.slug, "enabled": true, "metadataId": new.metadata_id });
    if !new.connect_warehouses {
        body["disconnectAllWarehouses"] = Value::Bool(true);
    }
    Request::write(Method::Post, format!("create the source {}", new.slug), "/sources", body)
}

/// `PATCH /sources/{id}`: sets the nickname, which Segment calls the name.
pub(crate) fn rename_source(id: &str, nickname: &str) -> Request {
    let path = format!("/sources/{}", step(id));
    Request::write(Method::Patch, format!("name the source {id}"), path, json!({ "name": nickname }))
}

/// `GET /labels`: all labels of the workspace; it has no pages.
pub(crate) fn labels() -> Request {
    Request::get("list the labels of the workspace", "/labels")
}

/// `POST /sources/{id}/labels`: adds labels that exist in the workspace, as key and value.
pub(crate) fn add_labels(id: &str, labels: &[(&str, &str)]) -> Request {
    let labels: Vec<Value> = labels.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
    let path = format!("/sources/{}/labels", step(id));
    Request::write(Method::Post, format!("add labels to the source {id}"), path, json!({ "labels": labels }))
}

/// `GET /catalog/sources/{id}`: one type of source.
pub(crate) fn catalog_entry(id: &str) -> Request {
    Request::get(format!("read the catalog entry {id}"), format!("/catalog/sources/{}", step(id)))
}

/// `GET /catalog/sources`: all types of source.
pub(crate) fn catalog() -> Request {
    Request::get("list the catalog of sources", "/catalog/sources")
}

/// `GET /sources/{id}/connected-destinations`.
pub(crate) fn connected_destinations(id: &str) -> Request {
    let path = format!("/sources/{}/connected-destinations", step(id));
    Request::get(format!("list the destinations of the source {id}"), path)
}

/// `GET /sources/{id}/connected-warehouses`.
pub(crate) fn connected_warehouses(id: &str) -> Request {
    let path = format!("/sources/{}/connected-warehouses", step(id));
    Request::get(format!("list the warehouses of the source {id}"), path)
}

/// `GET /sources/{id}/settings`: what its tracking plan blocks or omits.
pub(crate) fn source_settings(id: &str) -> Request {
    let path = format!("/sources/{}/settings", step(id));
    Request::get(format!("read the schema settings of the source {id}"), path)
}

/// `GET /tracking-plans`.
pub(crate) fn tracking_plans() -> Request {
    Request::get("list the tracking plans", "/tracking-plans")
}

/// `GET /tracking-plans/{id}`.
pub(crate) fn tracking_plan(id: &str) -> Request {
    Request::get(format!("read the tracking plan {id}"), format!("/tracking-plans/{}", step(id)))
}

/// `GET /tracking-plans/{id}/rules`: 200 calls a minute (§4).
pub(crate) fn tracking_plan_rules(id: &str) -> Request {
    let path = format!("/tracking-plans/{}/rules", step(id));
    Request::get(format!("list the rules of the tracking plan {id}"), path)
}

/// `GET /credentials`, one entry: a weak sign of a role (§9, 3).
pub(crate) fn credentials() -> Request {
    Request { keeps_answer: false, ..Request::get("ask for credentials", "/credentials").page(None, 1) }
}

/// `GET /audit-events`, one entry: a sign of too much power (§9, 4).
pub(crate) fn audit_events() -> Request {
    Request { keeps_answer: false, ..Request::get("ask for audit events", "/audit-events").page(None, 1) }
}

/// `GET /echo`: whether the API is reached. Its answer repeats the token, and is never read (§8).
pub(crate) fn echo() -> Request {
    Request { keeps_answer: false, ..Request::get("reach the Public API", "/echo").with("message", "qseg") }
}

/// How wide one number of a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Granularity {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
}

impl Granularity {
    /// The word on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Granularity::Minute => "MINUTE",
            Granularity::Hour => "HOUR",
            Granularity::Day => "DAY",
        }
    }
}

/// A span of time: RFC 3339, the start within, the end without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    /// Its first moment.
    pub(crate) start: String,
    /// The first moment after it.
    pub(crate) end: String,
    /// How wide its numbers are.
    pub(crate) granularity: Granularity,
}

impl Window {
    fn on(&self, request: Request) -> Request {
        let request = request.with("startTime", &self.start).with("endTime", &self.end);
        request.with("granularity", self.granularity.name())
    }
}

/// What the counts of `/events/volume` are told apart by (§7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum VolumeGroup {
    /// By the name of a Track event; Identify events have none.
    EventName,
    /// By `track`, `identify`, ….
    EventType,
}

impl AsRef<str> for VolumeGroup {
    fn as_ref(&self) -> &str {
        match self {
            VolumeGroup::EventName => "eventName",
            VolumeGroup::EventType => "eventType",
        }
    }
}

/// `GET /events/volume`: valid events that Segment counted for some sources; 60 calls a minute (§7).
pub(crate) fn events_volume(window: &Window, source_ids: &[&str], group_by: &[VolumeGroup]) -> Request {
    let request = window.on(Request::get("read the volume of events", "/events/volume"));
    request.with_all("sourceId", source_ids).with_all("groupBy", group_by)
}

/// Which part of the way Delivery Overview is asked about (§7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Events that Segment took in.
    SuccessfullyReceived,
    /// Events that it threw away at once.
    FailedOnIngest,
    /// Events that the source's settings or tracking plan blocked.
    FilteredAtSource,
}

impl Stage {
    fn path(&self) -> &'static str {
        match self {
            Stage::SuccessfullyReceived => "/delivery-overview/successfully-received",
            Stage::FailedOnIngest => "/delivery-overview/failed-on-ingest",
            Stage::FilteredAtSource => "/delivery-overview/filtered-at-source",
        }
    }
}

/// What the counts of Delivery Overview are told apart by (§7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum DeliveryGroup {
    /// By event name.
    EventName,
    /// By event type.
    EventType,
    /// By Segment's own discard code.
    DiscardReason,
}

impl AsRef<str> for DeliveryGroup {
    fn as_ref(&self) -> &str {
        match self {
            DeliveryGroup::EventName => "eventName",
            DeliveryGroup::EventType => "eventType",
            DeliveryGroup::DiscardReason => "discardReason",
        }
    }
}

/// `GET /delivery-overview/…` for one source (beta; §7).
pub(crate) fn delivery_overview(
    stage: &Stage,
    source_id: &str,
    window: &Window,
    group_by: &[DeliveryGroup],
) -> Request {
    let request = Request::get("read the delivery overview", stage.path()).with("sourceId", source_id);
    window.on(request).with_all("groupBy", group_by)
}

/// One step of a path, percent-encoded. Ids are opaque (§2), and some are typed by people: `/` must not lead
/// elsewhere, and neither must `..`, which an address resolves even when it is encoded; so those three that name
/// no step are encoded twice, and are ids that Segment does not know. Braces stay, for placeholders in a dry run.
fn step(id: &str) -> String {
    if matches!(id, "" | "." | "..") {
        return format!("%25{}", id.replace('.', "2E"));
    }
    let mut step = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'~' | b'{' | b'}' => step.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => step.push(char::from(byte)),
            _ => step.push_str(&format!("%{byte:02X}")),
        }
    }
    step
}
