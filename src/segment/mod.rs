//! What Segment says.
pub mod event;
