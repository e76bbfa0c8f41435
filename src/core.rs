//! What every room stands on: plain data and small tools that know of neither vendor. Nothing here uses another room.

pub(crate) mod backoff;
pub mod diagnostic;
pub(crate) mod distinct;
pub mod error;
pub(crate) mod escape;
pub mod origin;
pub mod random;
pub mod secret;
