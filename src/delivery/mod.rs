//! How events get to Segment. Knows only [`crate::segment`]: nothing of surveys, mappings or files.

pub mod arrival;
pub mod batch;
pub mod canary;
pub mod decide;
pub mod envelope;
pub mod gates;
pub mod journal;
pub mod ledger;
pub mod missing;
pub mod observer;
pub mod outcome;
pub mod pace;
pub mod parcel;
pub mod pipeline;
pub mod policy;
pub mod wire;
