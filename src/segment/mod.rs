//! What Segment says: events, verdicts, limits, regions and names. Knows nothing of Qualtrics.

pub mod discard;
pub mod endpoint;
pub mod event;
pub mod findings;
pub mod http;
pub mod json;
pub mod limits;
pub mod message_id;
pub mod names;
pub mod public_api;
pub mod region;
pub mod reserved;
pub mod timestamp;
pub mod tracking;
pub mod write_key;
