//! What Segment says: events, verdicts, limits, regions and names. Knows nothing of Qualtrics.

pub mod discard;
pub mod event;
pub mod findings;
pub mod json;
pub mod limits;
pub mod message_id;
pub mod names;
pub mod nickname;
pub mod public_api;
pub mod region;
pub mod reserved;
pub mod schema_effects;
pub mod source_findings;
pub mod source_names;
pub mod timestamp;
pub mod tracking;
pub mod tracking_plan;
pub mod warehouse;
pub mod write_key;
