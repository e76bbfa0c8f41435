//! How much an input may take: the same two options in every command that reads exports.

use crate::qualtrics::export::MAX_RECORD_BYTES;
use crate::qualtrics::input::MAX_BYTES;
use clap::Args;

/// How much an input may take.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// The most that one response may take
    #[arg(long, value_name = "BYTES", default_value_t = MAX_RECORD_BYTES as u64, value_parser = clap::value_parser!(u64).range(1..=u64::from(u32::MAX)))]
    max_record_bytes: u64,
    /// The most that a packed INPUT may unpack to
    #[arg(long, value_name = "BYTES", default_value_t = MAX_BYTES)]
    pub(crate) max_bytes: u64,
}

impl Limits {
    /// The most that one response may take, in bytes.
    pub(crate) fn record_bytes(&self) -> usize {
        usize::try_from(self.max_record_bytes).unwrap_or(usize::MAX)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits { max_bytes: MAX_BYTES, max_record_bytes: MAX_RECORD_BYTES as u64 }
    }
}
