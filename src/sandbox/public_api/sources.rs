//! Sources: list, create, change, delete; their write keys, schema settings, destinations and warehouses
//! (`reference/segment-public-api.md` §6).

use super::body::{self, Field, Shape, optional, required};
use super::{Good, Outcome, Refusal, Visit};
use crate::core::secret::Secret;
use crate::sandbox::catalog;
use crate::sandbox::state::{SchemaSettings, Source};
use crate::segment::region::Region;
use serde_json::{Map, Value, json};

/// `CreateSourceV1Input`: it has no `name`.
const CREATE: &[Field] = &[
    required("slug", Shape::Text),
    required("enabled", Shape::Flag),
    required("metadataId", Shape::Text),
    optional("settings", Shape::AnyObject),
    optional("disconnectAllWarehouses", Shape::Flag),
];

/// `CreateSourceAlphaInput`: only this one has `name`.
const CREATE_ALPHA: &[Field] = &[
    required("slug", Shape::Text),
    required("enabled", Shape::Flag),
    optional("name", Shape::AnyText),
    required("metadataId", Shape::Text),
    optional("settings", Shape::AnyObject),
];

const UPDATE: &[Field] = &[
    optional("name", Shape::AnyText),
    optional("enabled", Shape::Flag),
    optional("slug", Shape::Text),
    optional("settings", Shape::AnyObject),
];

const TRAIT_SETTINGS: &[Field] = &[
    optional("allowUnplannedTraits", Shape::Flag),
    optional("allowTraitsOnViolations", Shape::Flag),
    optional("commonEventOnViolations", Shape::OneOf(&["ALLOW", "BLOCK", "OMIT_TRAITS"])),
];

const SCHEMA_SETTINGS: &[Field] = &[
    optional(
        "track",
        Shape::Object(&[
            optional("allowUnplannedEvents", Shape::Flag),
            optional("allowUnplannedEventProperties", Shape::Flag),
            optional("allowEventOnViolations", Shape::Flag),
            optional("allowPropertiesOnViolations", Shape::Flag),
            optional("commonEventOnViolations", Shape::OneOf(&["ALLOW", "BLOCK", "OMIT_PROPERTIES"])),
        ]),
    ),
    optional("identify", Shape::Object(TRAIT_SETTINGS)),
    optional("group", Shape::Object(TRAIT_SETTINGS)),
    optional("forwardingViolationsTo", Shape::AnyText),
    optional("forwardingBlockedEventsTo", Shape::AnyText),
];

impl Visit<'_> {
    /// A source as this token sees it.
    pub(super) fn shown(&self, source: &Source) -> Value {
        source.shown(&self.state.workspace, self.sees_keys_of(&source.id))
    }

    /// The source that the path names.
    pub(super) fn source(&self) -> Result<&Source, Refusal> {
        self.state.source(self.id(0)).ok_or_else(Refusal::not_found)
    }

    /// The source that the path names, to change it.
    pub(super) fn source_mut(&mut self) -> Result<&mut Source, Refusal> {
        let id = self.ids.first().map_or("", String::as_str);
        self.state.source_mut(id).ok_or_else(Refusal::not_found)
    }

    /// Notes a change of a source.
    pub(super) fn note_source(&mut self, kind: &str, source: &Source) {
        self.note(kind, "source", &source.id, &source.name);
    }
}

pub(crate) fn list(visit: &mut Visit) -> Outcome {
    visit.query.page("sources", visit.state.sources.iter().map(|source| visit.shown(source)))
}

pub(crate) fn get(visit: &mut Visit) -> Outcome {
    let source = visit.source()?;
    Good::new(json!({ "source": visit.shown(source), "trackingPlanId": source.tracking_plan }))
}

pub(crate) fn create(visit: &mut Visit) -> Outcome {
    body::check(&visit.body, if visit.alpha { CREATE_ALPHA } else { CREATE })?;
    let (slug, id) = (body::text(&visit.body, "slug"), body::text(&visit.body, "metadataId"));
    // What Segment says to an unknown type is unknown: an inference.
    let kind = catalog::source_by_id(id)
        .ok_or_else(|| Refusal::invalid("metadataId", "\"metadataId\" is no source of the catalog"))?;
    if visit.state.region == Region::Eu && !kind.is_in_eu() {
        return Err(Refusal::invalid("metadataId", "\"metadataId\" is not available in the region of this workspace"));
    }
    if visit.state.sources.iter().any(|source| source.slug == slug) {
        return Err(Refusal::taken("slug", "source"));
    }
    let mut source = visit.state.new_source(slug, kind);
    change(&mut source, &visit.body);
    if body::flag(&visit.body, "disconnectAllWarehouses") == Some(true) {
        source.warehouses.clear();
    }
    visit.state.sources.push(source.clone());
    visit.note_source("Source Created", &source);
    Good::created(json!({ "source": visit.shown(&source) }))
}

pub(crate) fn update(visit: &mut Visit) -> Outcome {
    body::check(&visit.body, UPDATE)?;
    let before = visit.source()?.clone();
    let mut source = before.clone();
    change(&mut source, &visit.body);
    if visit.state.sources.iter().any(|other| other.id != source.id && other.slug == source.slug) {
        return Err(Refusal::taken("slug", "source"));
    }
    *visit.source_mut()? = source.clone();
    // The same value written again is told, too (§9 "Recommended probe" 5).
    visit.note_source("Source Modified", &source);
    if source.enabled != before.enabled {
        visit.note_source(if source.enabled { "Source Enabled" } else { "Source Disabled" }, &source);
    }
    if visit.body.contains_key("settings") {
        visit.note_source("Source Settings Modified", &source);
    }
    Good::new(json!({ "source": visit.shown(&source) }))
}

/// Takes over what a body that was checked says of a source.
fn change(source: &mut Source, body: &Map<String, Value>) {
    if let Some(slug) = body.get("slug").and_then(Value::as_str) {
        source.slug = slug.to_owned();
    }
    if let Some(name) = body.get("name").and_then(Value::as_str) {
        source.name = name.to_owned();
    }
    if let Some(enabled) = body::flag(body, "enabled") {
        source.enabled = enabled;
    }
    if let Some(settings) = body.get("settings").and_then(Value::as_object) {
        source.settings = settings.clone();
    }
}

pub(crate) fn delete(visit: &mut Visit) -> Outcome {
    let id = visit.id(0).to_owned();
    let source = visit.state.remove_source(&id).ok_or_else(Refusal::not_found)?;
    visit.note_source("Source Deleted", &source);
    Good::success()
}

pub(crate) fn create_write_key(visit: &mut Visit) -> Outcome {
    let key = Secret::new(visit.state.random.write_key().as_bytes());
    let source = visit.source_mut()?;
    source.write_keys.push(key);
    let source = source.clone();
    visit.note_source("Source Modified", &source);
    Good::new(json!({ "source": visit.shown(&source) }))
}

pub(crate) fn remove_write_key(visit: &mut Visit) -> Outcome {
    let key = visit.id(1).to_owned();
    let source = visit.source_mut()?;
    let at = source.write_keys.iter().position(|known| known.text() == Some(&key)).ok_or_else(Refusal::not_found)?;
    source.write_keys.remove(at);
    let source = source.clone();
    visit.note_source("Source Modified", &source);
    Good::success()
}

pub(crate) fn schema_settings(visit: &mut Visit) -> Outcome {
    let source = visit.source()?;
    Good::new(json!({ "sourceId": source.id, "settings": source.schema }))
}

pub(crate) fn update_schema_settings(visit: &mut Visit) -> Outcome {
    body::check(&visit.body, SCHEMA_SETTINGS)?;
    let source = visit.source()?;
    for name in ["forwardingViolationsTo", "forwardingBlockedEventsTo"] {
        let id = body::text(&visit.body, name);
        if !id.is_empty() && visit.state.source(id).is_none() {
            return Err(Refusal::invalid(name, format!("\"{name}\" is no source of this workspace")));
        }
    }
    let mut settings = json!(source.schema);
    merge(&mut settings, &visit.body);
    // Cannot fail after the check; if it does, the check and the type have come apart.
    let settings: SchemaSettings = serde_json::from_value(settings)
        .map_err(|error| Refusal::new(500, "InternalServerError", format!("settings of the sandbox: {error}")))?;
    let source = visit.source_mut()?;
    source.schema = settings;
    let source = source.clone();
    visit.note_source("Source Settings Modified", &source);
    Good::new(json!({ "sourceId": source.id, "settings": source.schema }))
}

/// Writes what is given over what was there, one level of objects down.
fn merge(settings: &mut Value, given: &Map<String, Value>) {
    for (name, value) in given {
        match (settings[name.as_str()].is_object(), value) {
            (true, Value::Object(inner)) => merge(&mut settings[name.as_str()], inner),
            _ => settings[name.as_str()] = value.clone(),
        }
    }
}

pub(crate) fn destinations(visit: &mut Visit) -> Outcome {
    let id = &visit.source()?.id;
    let connected: Vec<Value> =
        visit.state.destinations.iter().filter(|sink| sink.source == *id).map(|sink| sink.shown()).collect();
    visit.query.page("destinations", connected.into_iter())
}

pub(crate) fn warehouses(visit: &mut Visit) -> Outcome {
    let connected = &visit.source()?.warehouses;
    let shown: Vec<Value> = (visit.state.warehouses.iter())
        .filter(|warehouse| connected.contains(&warehouse.id))
        .map(|warehouse| warehouse.shown(&visit.state.workspace))
        .collect();
    visit.query.page("warehouses", shown.into_iter())
}
