//! Schema settings of a source: what becomes of events outside its tracking plan
//! (`reference/segment-public-api.md` §6 "Tracking plans", `GET /sources/{id}/settings`).

use serde::{Deserialize, Serialize};

/// All settings of a source. The defaults are those of Segment's sample.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SchemaSettings {
    /// Of Track calls.
    pub track: TrackSettings,
    /// Of Identify calls.
    pub identify: TraitSettings,
    /// Of Group calls.
    pub group: TraitSettings,
    /// Id of the source that is told of violations; empty for none.
    pub forwarding_violations_to: String,
    /// Id of the source that gets blocked events; empty for none.
    pub forwarding_blocked_events_to: String,
}

/// What becomes of a Track call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TrackSettings {
    /// Whether events pass that the plan does not name.
    pub allow_unplanned_events: bool,
    /// Whether properties stay that the plan does not name.
    pub allow_unplanned_event_properties: bool,
    /// Whether events pass that violate their rule.
    pub allow_event_on_violations: bool,
    /// Whether properties stay that violate their rule.
    pub allow_properties_on_violations: bool,
    /// `ALLOW`, `BLOCK` or `OMIT_PROPERTIES`, for the common rule.
    pub common_event_on_violations: String,
}

impl Default for TrackSettings {
    fn default() -> Self {
        TrackSettings {
            allow_unplanned_events: true,
            allow_unplanned_event_properties: true,
            allow_event_on_violations: false,
            allow_properties_on_violations: true,
            common_event_on_violations: "ALLOW".to_owned(),
        }
    }
}

/// What becomes of an Identify or Group call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TraitSettings {
    /// Whether traits stay that violate their rule.
    pub(crate) allow_traits_on_violations: bool,
    /// Whether traits stay that the plan does not name.
    pub(crate) allow_unplanned_traits: bool,
    /// `ALLOW`, `BLOCK` or `OMIT_TRAITS`, for the common rule.
    pub(crate) common_event_on_violations: String,
}

impl Default for TraitSettings {
    fn default() -> Self {
        TraitSettings {
            allow_traits_on_violations: true,
            allow_unplanned_traits: true,
            common_event_on_violations: "ALLOW".to_owned(),
        }
    }
}
