//! The mapping file.
pub mod model;
