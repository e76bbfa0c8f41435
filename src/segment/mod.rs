//! What Segment says: events, verdicts, limits, regions and names. Knows nothing of Qualtrics.

pub(crate) mod discard;
pub mod event;
pub mod findings;
pub(crate) mod json;
pub(crate) mod limits;
pub mod message_id;
pub(crate) mod names;
pub(crate) mod nickname;
pub mod public_api;
pub mod region;
pub(crate) mod reserved;
pub(crate) mod schema_effects;
pub mod source_findings;
pub(crate) mod source_names;
pub(crate) mod timestamp;
pub(crate) mod tracking;
pub mod tracking_plan;
pub(crate) mod warehouse;
pub mod write_key;
