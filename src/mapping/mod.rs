//! The mapping file.
pub mod check;
pub mod dates;
pub mod findings;
pub mod json;
pub mod keys;
pub mod model;
pub mod node;
pub mod read;
pub mod yaml;

pub use check::check;
pub use read::read;
