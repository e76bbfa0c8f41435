//! The client of Segment's Public API (`reference/segment-public-api.md`). It exists only with a token. Requests
//! are values, so that a dry run shows what a live one sends; answers are decoded leniently.

mod client;
pub mod discover;
pub mod errors;
mod lenient;
mod operations;
pub mod probe;
mod random;
pub mod requests;
pub mod shapes;
pub mod token;
mod waits;

pub use client::{Client, Setup, Waiting, Watch, Why};
pub use discover::{Found, Place, discover};
pub use errors::{ApiClass, ApiError, ServerMessage};
pub use operations::Reached;
pub use requests::{Method, Request};
pub use waits::{FIRST_BACKOFF, LONGEST_WAIT};

#[cfg(test)]
mod tests;
