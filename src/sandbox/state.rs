//! What the sandbox knows: one workspace with its sources, labels, destinations, warehouses, tracking plans,
//! people and audit trail. State is real: what is created here is found here.

mod settings;
mod workspace_file;

pub use settings::SchemaSettings;

use super::catalog::{SinkType, SourceType};
use crate::core::random::Random;
use crate::core::secret::Secret;
use crate::segment::region::Region;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Id of the Qualtrics source in the built-in workspace.
pub const DEV_SOURCE_ID: &str = "qsegSandboxQualtricsDe";
/// Write key of the Qualtrics source in the built-in workspace: what `qseg sandbox` prints.
pub const DEV_WRITE_KEY: &str = "qsegSandboxWriteKeyQualtricsDev1";

/// A workspace and everything in it.
#[derive(Debug)]
pub struct State {
    /// The workspace itself.
    pub workspace: Workspace,
    /// Where it lives.
    pub region: Region,
    /// In the order in which they were made.
    pub sources: Vec<Source>,
    /// The labels that resources may have.
    pub labels: Vec<Label>,
    /// Where events go to.
    pub(crate) destinations: Vec<Destination>,
    /// Where events are stored.
    pub warehouses: Vec<Warehouse>,
    /// What events may look like.
    pub tracking_plans: Vec<TrackingPlan>,
    /// What was done through the Public API, oldest first.
    pub(crate) audit: Vec<AuditEvent>,
    /// The one source that the scoped token is Source Admin of.
    pub(crate) scoped_source: Option<String>,
    /// Where new ids and write keys come from.
    pub random: Random,
    pub(super) rates: super::public_api::rate::Rates,
    pub(super) calls: u64,
}

/// The workspace that a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
}

/// A label: one value per key on each resource (`reference/segment-public-api.md` §11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// `environment`.
    pub key: String,
    /// `dev`.
    pub value: String,
    /// For people.
    #[serde(default)]
    pub(crate) description: String,
}

impl Label {
    /// Whether it is the same label, whatever its description.
    pub(crate) fn is(&self, key: &str, value: &str) -> bool {
        self.key == key && self.value == value
    }
}

/// A source.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Its slug, from which the warehouse schema is made.
    pub slug: String,
    /// Its nickname; may be empty.
    pub name: String,
    /// What kind of source it is.
    pub kind: &'static SourceType,
    /// Whether it takes events.
    pub enabled: bool,
    /// The keys by which events are its own; none for object sources.
    pub write_keys: Vec<Secret>,
    /// Settings of the type.
    pub settings: Map<String, Value>,
    /// Its labels.
    pub labels: Vec<Label>,
    /// Ids of the warehouses that it is connected to.
    pub warehouses: Vec<String>,
    /// Id of its tracking plan.
    pub tracking_plan: Option<String>,
    /// What happens to events outside the plan.
    pub schema: SchemaSettings,
}

/// A destination of one source.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Destination {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What kind it is.
    pub kind: &'static SinkType,
    /// Whether events go there.
    pub enabled: bool,
    /// Id of the source whose events it gets.
    pub source: String,
    /// Settings; may hold secrets of another service.
    pub(crate) settings: Map<String, Value>,
}

/// A warehouse of the workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Warehouse {
    /// Its id.
    pub id: String,
    /// What kind it is.
    pub kind: &'static SinkType,
    /// Whether events are loaded.
    pub enabled: bool,
    /// Settings; may hold secrets.
    pub(crate) settings: Map<String, Value>,
}

/// A tracking plan.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackingPlan {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// For people.
    pub(crate) description: String,
    /// `LIVE`, `TEMPLATE`, …
    pub kind: String,
    /// Its rules, each a `RuleV1` as the Public API shows it.
    pub rules: Vec<Value>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
}

/// One entry of the audit trail (`reference/segment-public-api.md` §8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuditEvent {
    /// `events/1`.
    pub id: String,
    /// When.
    pub timestamp: String,
    /// `Source Created`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Whose token.
    pub(crate) actor: String,
    /// What was changed.
    pub(crate) resource_id: String,
    /// `source`, …
    pub(crate) resource_type: String,
    /// Its name at that time.
    pub(crate) resource_name: String,
    #[serde(skip)]
    pub(super) at: Timestamp,
}

impl State {
    /// An empty workspace with the two labels that every workspace has
    /// (`reference/segment-public-api.md` §11 "Labels").
    pub fn empty(random: Random) -> State {
        let label =
            |value: &str| Label { key: "environment".to_owned(), value: value.to_owned(), description: String::new() };
        State {
            workspace: Workspace {
                id: "qsegSandboxWorkspace01".to_owned(),
                name: "qseg sandbox".to_owned(),
                slug: "qseg-sandbox".to_owned(),
            },
            region: Region::Us,
            sources: Vec::new(),
            labels: vec![label("dev"), label("prod")],
            destinations: Vec::new(),
            warehouses: Vec::new(),
            tracking_plans: Vec::new(),
            audit: Vec::new(),
            scoped_source: None,
            random,
            rates: super::public_api::rate::Rates::default(),
            calls: 0,
        }
    }

    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The source with this id, to change it.
    pub fn source_mut(&mut self, id: &str) -> Option<&mut Source> {
        self.sources.iter_mut().find(|source| source.id == id)
    }

    /// The tracking plan with this id.
    pub fn tracking_plan(&self, id: &str) -> Option<&TrackingPlan> {
        self.tracking_plans.iter().find(|plan| plan.id == id)
    }

    /// A new source of a type, with a new id, a write key if sources of its type have one, and connected to every
    /// warehouse (`reference/segment-public-api.md` §6 "By default a new source is connected to warehouses"). It is
    /// not in the workspace yet. Its name is its slug, as in Segment's sample of 201.
    pub(crate) fn new_source(&mut self, slug: &str, kind: &'static SourceType) -> Source {
        let write_keys =
            if kind.has_write_key() { vec![Secret::new(self.random.write_key().as_bytes())] } else { Vec::new() };
        Source {
            id: self.random.id(),
            slug: slug.to_owned(),
            name: slug.to_owned(),
            kind,
            enabled: true,
            write_keys,
            settings: Map::new(),
            labels: Vec::new(),
            warehouses: self.warehouses.iter().map(|warehouse| warehouse.id.clone()).collect(),
            tracking_plan: None,
            schema: SchemaSettings::default(),
        }
    }

    /// Removes a source and what hangs on it.
    pub(crate) fn remove_source(&mut self, id: &str) -> Option<Source> {
        let at = self.sources.iter().position(|source| source.id == id)?;
        self.destinations.retain(|destination| destination.source != id);
        Some(self.sources.remove(at))
    }

    /// The write key that is printed for people who try things out: the first one of an enabled source, Qualtrics
    /// sources before others.
    pub(crate) fn first_write_key(&self) -> Option<&str> {
        let keys = |source: &&Source| source.enabled && !source.write_keys.is_empty();
        let qualtrics = self.sources.iter().filter(keys).find(|source| source.kind.slug == "qualtrics");
        let source = qualtrics.or_else(|| self.sources.iter().find(keys))?;
        source.write_keys.first().and_then(Secret::text)
    }
}

impl Source {
    /// `SourceV1` as the Public API shows it; without its write keys to a token that lacks Source Admin on it
    /// (`reference/segment-public-api.md` §6 "Sources").
    pub fn shown(&self, workspace: &Workspace, with_write_keys: bool) -> Value {
        let shown: Vec<&str> = if with_write_keys { self.keys().collect() } else { Vec::new() };
        json!({
            "id": self.id,
            "slug": self.slug,
            "name": self.name,
            "workspaceId": workspace.id,
            "enabled": self.enabled,
            "writeKeys": shown,
            "metadata": self.kind.metadata(),
            "settings": self.settings,
            "labels": self.labels,
        })
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.write_keys.iter().filter_map(Secret::text)
    }

    /// Whether this is one of its write keys.
    pub(crate) fn has_key(&self, key: &str) -> bool {
        self.keys().any(|known| known == key)
    }
}

impl Destination {
    /// `DestinationV1` as the Public API shows it.
    pub(crate) fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "enabled": self.enabled,
            "metadata": self.kind.destination_metadata(),
            "sourceId": self.source,
            "settings": self.settings,
        })
    }
}

impl Warehouse {
    /// `WarehouseV1` as the Public API shows it.
    pub fn shown(&self, workspace: &Workspace) -> Value {
        json!({
            "id": self.id,
            "workspaceId": workspace.id,
            "enabled": self.enabled,
            "metadata": self.kind.warehouse_metadata(),
            "settings": self.settings,
        })
    }
}

impl TrackingPlan {
    /// `TrackingPlanV1` as the Public API shows it.
    pub fn shown(&self) -> Value {
        let moment = self.created_at.to_string();
        json!({
            "id": self.id,
            "name": self.name,
            "slug": "",
            "description": self.description,
            "type": self.kind,
            "createdAt": moment,
            "updatedAt": moment,
        })
    }
}

#[cfg(test)]
mod tests;
