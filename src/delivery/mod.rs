//! How events get to Segment. Knows only [`crate::segment`]: nothing of surveys, mappings or files.

pub(crate) mod arrival;
pub(crate) mod batch;
pub(crate) mod canary;
pub(crate) mod decide;
pub mod envelope;
pub(crate) mod gates;
pub mod journal;
pub mod ledger;
pub(crate) mod missing;
pub mod observer;
pub mod outcome;
pub mod pace;
pub mod parcel;
pub mod pipeline;
pub(crate) mod policy;
pub mod wire;
