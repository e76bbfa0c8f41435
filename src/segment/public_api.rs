//! The client of Segment's Public API (`reference/segment-public-api.md`). It exists only with a token. Requests
//! are values, so that a dry run shows what a live one sends; answers are decoded leniently.

mod client;
pub(crate) mod discover;
pub(crate) mod errors;
mod lenient;
mod operations;
pub(crate) mod probe;
mod random;
pub(crate) mod requests;
pub mod shapes;
pub(crate) mod token;
mod waits;

pub(crate) use client::{Client, Setup, Waiting, Watch};
pub(crate) use discover::{Found, Place, discover};
pub(crate) use errors::{ApiClass, ApiError};

#[cfg(test)]
mod tests;
