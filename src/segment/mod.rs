//! What Segment says: events, verdicts, limits, regions and names. Knows nothing of Qualtrics.

pub mod discard;
pub mod event;
pub mod findings;
pub mod json;
pub mod limits;
pub mod message_id;
pub mod names;
pub mod region;
pub mod reserved;
pub mod timestamp;
pub mod write_key;
