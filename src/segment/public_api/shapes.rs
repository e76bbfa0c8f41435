//! What the Public API answers with, as far as qseg uses it (`reference/segment-public-api.md` §6–§8). Nothing is
//! required: what is missing or of another kind is empty or `None`. Settings, which hold secrets, are not kept.

use super::lenient::{list, or_default, secrets};
use crate::core::secret::Secret;
use serde::Deserialize;
use serde_json::Value;

/// The token's workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Workspace {
    /// Its id.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// Its slug, as in the address of the app.
    #[serde(deserialize_with = "or_default")]
    pub slug: String,
}

/// A source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Source {
    /// Its id, the only key.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// Its slug.
    #[serde(deserialize_with = "or_default")]
    pub slug: String,
    /// Its nickname; can be empty.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// Whether it takes events; `None` where Segment did not say.
    #[serde(deserialize_with = "or_default")]
    pub enabled: Option<bool>,
    /// Its write keys: none for a token without Source Admin (§6).
    #[serde(deserialize_with = "secrets")]
    pub write_keys: Vec<Secret>,
    /// Its type.
    #[serde(deserialize_with = "or_default")]
    pub metadata: SourceMetadata,
    /// Its labels.
    #[serde(deserialize_with = "list")]
    pub labels: Vec<Label>,
}

impl Source {
    /// What to call it: its nickname, else its slug, else its id.
    pub(crate) fn called(&self) -> &str {
        [&self.name, &self.slug].into_iter().find(|name| !name.is_empty()).unwrap_or(&self.id)
    }
}

/// A source and the tracking plan that watches it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SourceDetail {
    /// The source.
    #[serde(deserialize_with = "or_default")]
    pub source: Source,
    /// The tracking plan's id.
    #[serde(deserialize_with = "or_default")]
    pub(crate) tracking_plan_id: Option<String>,
}

/// A type of source: an entry of the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SourceMetadata {
    /// Its id.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// Its slug.
    #[serde(deserialize_with = "or_default")]
    pub slug: String,
    /// Its categories.
    #[serde(deserialize_with = "list")]
    pub(crate) categories: Vec<String>,
    /// The settings that it takes.
    #[serde(deserialize_with = "list")]
    pub options: Vec<CatalogOption>,
    /// Whether a cloud app sends its events.
    #[serde(deserialize_with = "or_default")]
    pub(crate) is_cloud_event_source: Option<bool>,
    /// `PUBLIC`, `DEPRECATED`, `UNAVAILABLE`, …; absent in older answers.
    #[serde(deserialize_with = "or_default")]
    pub status: Option<String>,
}

/// A setting that a type of source takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct CatalogOption {
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// Its kind, as Segment names it.
    #[serde(rename = "type", deserialize_with = "or_default")]
    pub kind: String,
    /// Whether a source cannot be without it.
    #[serde(deserialize_with = "or_default")]
    pub required: bool,
    /// What it is for.
    #[serde(deserialize_with = "or_default")]
    pub(crate) description: Option<String>,
}

/// A label of a workspace or source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Label {
    /// Its key, such as `environment`.
    #[serde(deserialize_with = "or_default")]
    pub key: String,
    /// Its value, such as `prod`.
    #[serde(deserialize_with = "or_default")]
    pub value: String,
    /// What it is for.
    #[serde(deserialize_with = "or_default")]
    pub(crate) description: Option<String>,
}

/// A destination or warehouse that a source feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Connected {
    /// Its id.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// Its name, where it has one of its own.
    #[serde(deserialize_with = "or_default")]
    pub name: Option<String>,
    /// Whether it is on; `None` where Segment did not say.
    #[serde(deserialize_with = "or_default")]
    pub enabled: Option<bool>,
    /// Its type.
    #[serde(deserialize_with = "or_default")]
    pub metadata: ConnectedType,
}

impl Connected {
    /// What to call it: its own name, else its type's, else its id.
    pub(crate) fn called(&self) -> &str {
        let names = [self.name.as_deref().unwrap_or_default(), &self.metadata.name];
        names.into_iter().find(|name| !name.is_empty()).unwrap_or(&self.id)
    }
}

/// The type of a destination or warehouse.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct ConnectedType {
    /// Its id.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub name: String,
    /// Its slug.
    #[serde(deserialize_with = "or_default")]
    pub slug: String,
}

/// A tracking plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct TrackingPlan {
    /// Its id.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// Its name.
    #[serde(deserialize_with = "or_default")]
    pub name: Option<String>,
    /// `LIVE`, `PROPERTY_LIBRARY`, ….
    #[serde(rename = "type", deserialize_with = "or_default")]
    pub kind: String,
    /// When it was last changed, as Segment writes it.
    #[serde(deserialize_with = "or_default")]
    pub(crate) updated_at: Option<String>,
}

/// A rule of a tracking plan.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct TrackingPlanRule {
    /// `TRACK`, `IDENTIFY`, `COMMON`, ….
    #[serde(rename = "type", deserialize_with = "or_default")]
    pub kind: String,
    /// The event's name, for `TRACK`.
    #[serde(deserialize_with = "or_default")]
    pub key: Option<String>,
    /// The JSON Schema of the event.
    #[serde(deserialize_with = "or_default")]
    pub(crate) json_schema: Value,
    /// Its version.
    #[serde(deserialize_with = "or_default")]
    pub version: Option<u64>,
    /// When it was made, as Segment writes it.
    #[serde(deserialize_with = "or_default")]
    pub(crate) created_at: Option<String>,
    /// When it was last changed.
    #[serde(deserialize_with = "or_default")]
    pub(crate) updated_at: Option<String>,
    /// Since when it is deprecated.
    #[serde(deserialize_with = "or_default")]
    pub(crate) deprecated_at: Option<String>,
}

/// What a source does with events that its tracking plan does not allow (§6, schema settings).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SourceSettings {
    /// Of Track events.
    #[serde(deserialize_with = "or_default")]
    pub track: TrackSettings,
    /// Of Identify events.
    #[serde(deserialize_with = "or_default")]
    pub(crate) identify: IdentifySettings,
}

/// What a source does with Track events. `None`: Segment did not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TrackSettings {
    /// Whether events without a rule pass.
    #[serde(deserialize_with = "or_default")]
    pub allow_unplanned_events: Option<bool>,
    /// Whether properties without a rule pass.
    #[serde(deserialize_with = "or_default")]
    pub allow_unplanned_event_properties: Option<bool>,
    /// Whether events that break a rule pass.
    #[serde(deserialize_with = "or_default")]
    pub allow_event_on_violations: Option<bool>,
    /// Whether properties that break a rule pass.
    #[serde(deserialize_with = "or_default")]
    pub allow_properties_on_violations: Option<bool>,
    /// `ALLOW`, `BLOCK` or `OMIT_PROPERTIES`.
    #[serde(deserialize_with = "or_default")]
    pub common_event_on_violations: Option<String>,
}

/// What a source does with Identify events. `None`: Segment did not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct IdentifySettings {
    /// Whether traits that break a rule pass.
    #[serde(deserialize_with = "or_default")]
    pub(crate) allow_traits_on_violations: Option<bool>,
    /// Whether traits without a rule pass.
    #[serde(deserialize_with = "or_default")]
    pub(crate) allow_unplanned_traits: Option<bool>,
    /// `ALLOW`, `BLOCK` or `OMIT_TRAITS`.
    #[serde(deserialize_with = "or_default")]
    pub(crate) common_event_on_violations: Option<String>,
}

/// One row of `/events/volume` or of a delivery overview; only what was grouped by is there (§7).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Counts {
    /// Of this source.
    #[serde(deserialize_with = "or_default")]
    pub source: Option<CountedSource>,
    /// Of events with this name.
    #[serde(deserialize_with = "or_default")]
    pub(crate) event_name: Option<String>,
    /// Of events of this type.
    #[serde(deserialize_with = "or_default")]
    pub(crate) event_type: Option<String>,
    /// Of events thrown away for this reason.
    #[serde(deserialize_with = "or_default")]
    pub(crate) discard_reason: Option<String>,
    /// Of events from this version of the app.
    #[serde(deserialize_with = "or_default")]
    pub(crate) app_version: Option<String>,
    /// How many events; `None` where Segment did not say, which is not 0.
    #[serde(deserialize_with = "or_default")]
    pub(crate) total: Option<u64>,
    /// How many in each step of the window.
    #[serde(deserialize_with = "list")]
    pub(crate) series: Vec<Count>,
}

/// The source that a row counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct CountedSource {
    /// Its id.
    #[serde(deserialize_with = "or_default")]
    pub id: String,
    /// Its slug.
    #[serde(deserialize_with = "or_default")]
    pub slug: Option<String>,
}

/// One number of a series.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Count {
    /// When its step begins, as Segment writes it.
    #[serde(deserialize_with = "or_default")]
    pub time: String,
    /// How many events; `None` where Segment did not say.
    #[serde(deserialize_with = "or_default")]
    pub count: Option<u64>,
    /// How many retries, for destinations.
    #[serde(deserialize_with = "or_default")]
    pub(crate) retry_count: Option<u64>,
}
