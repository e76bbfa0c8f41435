//! The mapping file.
pub mod findings;
pub mod json;
pub mod model;
pub mod node;
pub mod yaml;
