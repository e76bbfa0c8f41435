//! How events get to Segment. Knows only [`crate::segment`]: nothing of surveys, mappings or files.

pub mod batch;
pub mod ledger;
