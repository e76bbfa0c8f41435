//! What every room stands on: plain data and small tools that know of neither vendor. Nothing here uses another room.

pub mod backoff;
pub mod diagnostic;
pub mod distinct;
pub mod error;
pub mod escape;
pub mod origin;
pub mod random;
pub mod secret;
