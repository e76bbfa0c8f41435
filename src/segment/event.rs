//! The two calls that a Segment task makes, as bytes on the wire.

/// The kind of call (`reference/segment-tracking-api.md` §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallType {
    /// An action, with `properties`.
    Track,
    /// Who somebody is, with `traits`.
    Identify,
}
