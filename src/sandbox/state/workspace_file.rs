//! The workspace that a sandbox begins with: the built-in one, or one from a JSON file. Every key may be left
//! out, no other key may stand there:
//!
//! ```json
//! {
//!   "workspace": { "id": "ws1", "name": "Acme", "slug": "acme" },
//!   "labels": [{ "key": "environment", "value": "staging", "description": "" }],
//!   "warehouses": [{ "id": "wh1", "type": "postgres", "enabled": true, "settings": {} }],
//!   "sources": [{
//!     "id": "src1", "slug": "qualtrics_dev", "name": "Qualtrics_Dev", "type": "qualtrics", "enabled": true,
//!     "writeKeys": ["…"], "settings": {}, "labels": [{ "key": "environment", "value": "dev" }],
//!     "warehouses": ["wh1"], "trackingPlan": "tp1", "schema": { "track": { "allowUnplannedEvents": false } }
//!   }],
//!   "destinations": [{ "id": "d1", "name": "Hook", "type": "webhooks", "source": "src1", "settings": {} }],
//!   "trackingPlans": [{ "id": "tp1", "name": "Surveys", "type": "LIVE", "rules": [{ "type": "TRACK", "key": "…", "jsonSchema": {} }] }],
//!   "scopedSource": "src1"
//! }
//! ```
//!
//! Only `slug` and `type` of a source, `type` of a warehouse, `type` and `source` of a destination must be there.
//! Types are slugs of [`catalog`]. Labels that sources have are labels of the workspace, `environment:dev` and
//! `environment:prod` always are. `source`, `trackingPlan`, `warehouses` and `scopedSource` are ids of the file.
//! A source without `id` or `writeKeys` gets new ones (the latter if its type has them), one without `warehouses`
//! is connected to all of them. The scoped token is for `scopedSource`, else for the first source.

use super::{
    DEV_SOURCE_ID, DEV_WRITE_KEY, Destination, Label, SchemaSettings, State, TrackingPlan, Warehouse, Workspace,
};
use crate::core::error::{Error, Result};
use crate::core::random::Random;
use crate::core::secret::Secret;
use crate::sandbox::catalog::{self, SinkType};
use crate::sandbox::tracking::plan;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct File {
    workspace: Option<Workspace>,
    labels: Vec<Label>,
    warehouses: Vec<FileWarehouse>,
    sources: Vec<FileSource>,
    destinations: Vec<FileDestination>,
    tracking_plans: Vec<FilePlan>,
    scoped_source: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileWarehouse {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default = "yes")]
    enabled: bool,
    #[serde(default)]
    settings: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileSource {
    id: Option<String>,
    slug: String,
    name: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default = "yes")]
    enabled: bool,
    write_keys: Option<Vec<WriteKey>>,
    #[serde(default)]
    settings: Map<String, Value>,
    #[serde(default)]
    labels: Vec<Label>,
    warehouses: Option<Vec<String>>,
    tracking_plan: Option<String>,
    #[serde(default)]
    schema: SchemaSettings,
}

/// A write key of the file, which cannot be printed.
#[derive(Debug)]
struct WriteKey(Secret);

impl<'de> Deserialize<'de> for WriteKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|key| WriteKey(Secret::new(key.as_bytes())))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileDestination {
    id: Option<String>,
    name: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default = "yes")]
    enabled: bool,
    source: String,
    #[serde(default)]
    settings: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FilePlan {
    id: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    description: String,
    #[serde(rename = "type", default = "live")]
    kind: String,
    #[serde(default)]
    rules: Vec<FileRule>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileRule {
    #[serde(rename = "type")]
    kind: String,
    key: Option<String>,
    json_schema: Value,
    #[serde(default = "first")]
    version: u32,
}

fn yes() -> bool {
    true
}

fn live() -> String {
    "LIVE".to_owned()
}

fn first() -> u32 {
    1
}

/// The types of rules (`reference/segment-public-api.md` §6 "Tracking plans").
const RULE_TYPES: [&str; 6] = ["COMMON", "GROUP", "IDENTIFY", "PAGE", "SCREEN", "TRACK"];

impl State {
    /// The workspace for trying things out: a Qualtrics source for development with a write key that never changes,
    /// a website for production, an object source without a write key, a destination and a warehouse.
    pub fn built_in(random: Random) -> State {
        let label =
            |value: &str| Label { key: "environment".to_owned(), value: value.to_owned(), description: String::new() };
        let mut state = State::empty(random);
        let (id, settings) = ("qsegSandboxWarehouse01".to_owned(), Map::new());
        let [postgres, _] = &catalog::WAREHOUSES;
        state.warehouses.push(Warehouse { id, kind: postgres, enabled: true, settings });
        for (slug, name, kind, environment) in [
            ("qualtrics_dev", "Qualtrics_Dev", "qualtrics", "dev"),
            ("website_prod", "Website_Prod", "javascript", "prod"),
            ("stripe", "", "stripe", "prod"),
        ] {
            let Some(kind) = catalog::source_by_slug(kind) else { continue };
            let mut source = state.new_source(slug, kind);
            if slug == "qualtrics_dev" {
                (source.id, source.write_keys) =
                    (DEV_SOURCE_ID.to_owned(), vec![Secret::new(DEV_WRITE_KEY.as_bytes())]);
            }
            source.name = name.to_owned();
            source.labels.push(label(environment));
            state.sources.push(source);
        }
        let [_, webhooks, ..] = &catalog::DESTINATIONS;
        state.destinations.push(Destination {
            id: "qsegSandboxDestination".to_owned(),
            name: "Webhook of the website".to_owned(),
            kind: webhooks,
            enabled: true,
            source: state.sources[1].id.clone(),
            settings: Map::new(),
        });
        state.scoped_source = Some(DEV_SOURCE_ID.to_owned());
        state
    }

    /// Reads a workspace from the text of a JSON file; `what` names the file in errors, `now` dates its plans.
    ///
    /// # Errors
    /// `bad_workspace`: not JSON, an unknown key or type, something named that is not there, something there twice.
    pub fn from_json(text: &str, what: &str, mut random: Random, now: Timestamp) -> Result<State> {
        let bad = |message: String| Error::failed("bad_workspace", format!("{what}: {message}"));
        // serde would read a list as the values of the keys, in their order.
        if !text.trim_start().starts_with('{') {
            return Err(bad("not a workspace of the sandbox: a JSON object is wanted".to_owned()));
        }
        let file: File = serde_json::from_str(text)
            .map_err(|error| bad("not a workspace of the sandbox".to_owned()).because(error))?;
        let mut state = State::empty(random.clone());
        state.workspace = file.workspace.unwrap_or(state.workspace);
        let labels_of_sources = file.sources.iter().flat_map(|source| &source.labels);
        for label in file.labels.iter().chain(labels_of_sources) {
            if !state.labels.iter().any(|known| known.is(&label.key, &label.value)) {
                state.labels.push(label.clone());
            }
        }
        for warehouse in file.warehouses {
            let kind = sink(&catalog::WAREHOUSES, &warehouse.kind, "warehouse").map_err(bad)?;
            let id = warehouse.id.unwrap_or_else(|| random.id());
            state.warehouses.push(Warehouse { id, kind, enabled: warehouse.enabled, settings: warehouse.settings });
        }
        for plan in file.tracking_plans {
            let id = plan.id.unwrap_or_else(|| format!("tp_{}", random.id()));
            let rules: Result<Vec<Value>, String> = plan.rules.into_iter().map(|rule| shown_rule(rule, now)).collect();
            let (name, description, kind, rules) = (plan.name, plan.description, plan.kind, rules.map_err(bad)?);
            state.tracking_plans.push(TrackingPlan { id, name, description, kind, rules, created_at: now });
        }
        state.random = random;
        for source in file.sources {
            add_source(&mut state, source).map_err(bad)?;
        }
        for destination in file.destinations {
            let kind = sink(&catalog::DESTINATIONS, &destination.kind, "destination").map_err(bad)?;
            let id = destination.id.unwrap_or_else(|| state.random.id());
            if state.source(&destination.source).is_none() {
                return Err(bad(format!("destination {id}: there is no source \"{}\"", destination.source)));
            }
            let name = destination.name.unwrap_or_else(|| kind.name.to_owned());
            let (enabled, source, settings) = (destination.enabled, destination.source, destination.settings);
            state.destinations.push(Destination { id, name, kind, enabled, source, settings });
        }
        state.scoped_source = match file.scoped_source {
            Some(id) if state.source(&id).is_none() => {
                return Err(bad(format!("scopedSource: there is no source \"{id}\"")));
            }
            Some(id) => Some(id),
            None => state.sources.first().map(|source| source.id.clone()),
        };
        no_id_twice(&state).map_err(bad)?;
        Ok(state)
    }
}

fn add_source(state: &mut State, file: FileSource) -> Result<(), String> {
    let Some(kind) = catalog::source_by_slug(&file.kind) else {
        let known: Vec<&str> = catalog::SOURCES.iter().map(|kind| kind.slug).collect();
        return Err(format!("source {}: unknown type \"{}\" (known: {})", file.slug, file.kind, known.join(", ")));
    };
    if state.sources.iter().any(|source| source.slug == file.slug) {
        return Err(format!("two sources have the slug \"{}\"", file.slug));
    }
    let mut source = state.new_source(&file.slug, kind);
    source.id = file.id.unwrap_or(source.id);
    source.name = file.name.unwrap_or(source.name);
    source.enabled = file.enabled;
    if let Some(keys) = file.write_keys {
        source.write_keys = keys.into_iter().map(|WriteKey(key)| key).collect();
    }
    source.settings = file.settings;
    source.labels = file.labels;
    source.schema = file.schema;
    source.warehouses = file.warehouses.unwrap_or(source.warehouses);
    source.tracking_plan = file.tracking_plan;
    let unknown = |id: &&String| !state.warehouses.iter().any(|warehouse| warehouse.id == **id);
    if let Some(id) = source.warehouses.iter().find(unknown) {
        return Err(format!("source {}: there is no warehouse \"{id}\"", source.slug));
    }
    if let Some(id) = source.tracking_plan.as_ref().filter(|id| state.tracking_plan(id).is_none()) {
        return Err(format!("source {}: there is no tracking plan \"{id}\"", source.slug));
    }
    state.sources.push(source);
    Ok(())
}

fn sink(known: &'static [SinkType], slug: &str, what: &str) -> Result<&'static SinkType, String> {
    known.iter().find(|kind| kind.slug == slug).ok_or_else(|| {
        let known: Vec<&str> = known.iter().map(|kind| kind.slug).collect();
        format!("unknown type of {what} \"{slug}\" (known: {})", known.join(", "))
    })
}

/// `RuleV1` as the Public API shows it.
fn shown_rule(rule: FileRule, now: Timestamp) -> Result<Value, String> {
    if !RULE_TYPES.contains(&rule.kind.as_str()) {
        return Err(format!("unknown type of rule \"{}\" (known: {})", rule.kind, RULE_TYPES.join(", ")));
    }
    if let Some(fault) = plan::fault_of(&rule.json_schema) {
        let of = rule.key.as_deref().map_or_else(String::new, |key| format!(" \"{key}\""));
        return Err(format!("rule {}{of}: its jsonSchema cannot be used: {fault}", rule.kind));
    }
    let moment = now.to_string();
    let mut shown = json!({
        "type": rule.kind,
        "jsonSchema": rule.json_schema,
        "version": rule.version,
        "createdAt": moment,
        "updatedAt": moment,
    });
    if let Some(key) = rule.key {
        shown["key"] = key.into();
    }
    Ok(shown)
}

fn no_id_twice(state: &State) -> Result<(), String> {
    let keys = state.sources.iter().flat_map(|source| &source.write_keys);
    for (what, ids) in [
        ("sources", state.sources.iter().map(|source| source.id.as_str()).collect::<Vec<_>>()),
        ("write keys", keys.filter_map(Secret::text).collect()),
        ("warehouses", state.warehouses.iter().map(|warehouse| warehouse.id.as_str()).collect()),
        ("destinations", state.destinations.iter().map(|destination| destination.id.as_str()).collect()),
        ("tracking plans", state.tracking_plans.iter().map(|plan| plan.id.as_str()).collect()),
    ] {
        let mut seen = std::collections::HashSet::new();
        if let Some(twice) = ids.into_iter().find(|id| !seen.insert(*id)) {
            // A write key is not named: files of real workspaces may be tried here, too.
            let named = if what == "write keys" { String::new() } else { format!(" \"{twice}\"") };
            return Err(format!("two {what} are the same{named}"));
        }
    }
    Ok(())
}
