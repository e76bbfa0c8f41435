//! How much an input may take: the same two options in every command that reads exports.

use crate::qualtrics::export::MAX_RECORD_BYTES;
use crate::qualtrics::input::{Encoding, MAX_BYTES, Opening};
use clap::Args;

/// How much an input may take.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// The most that one response may take
    #[arg(long, value_name = "BYTES", default_value_t = MAX_RECORD_BYTES as u64, value_parser = clap::value_parser!(u64).range(1..=u64::from(u32::MAX)))]
    max_record_bytes: u64,
    /// The most that a packed INPUT may unpack to
    #[arg(long, value_name = "BYTES", default_value_t = MAX_BYTES)]
    max_bytes: u64,
    /// The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it
    #[arg(long, value_name = "NAME", default_value = "utf-8", value_parser = clap::builder::PossibleValuesParser::new(Encoding::SAID.map(|(name, _)| name)))]
    encoding: String,
}

impl Limits {
    /// How inputs are opened.
    pub(crate) fn opening(&self) -> Opening {
        let said = Encoding::SAID.into_iter().find(|(name, _)| *name == self.encoding).map(|(_, encoding)| encoding);
        Opening { max_bytes: self.max_bytes, encoding: said.filter(|said| *said != Encoding::Utf8) }
    }

    /// The most that one response may take, in bytes.
    pub(crate) fn record_bytes(&self) -> usize {
        usize::try_from(self.max_record_bytes).unwrap_or(usize::MAX)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_bytes: MAX_BYTES,
            max_record_bytes: MAX_RECORD_BYTES as u64,
            encoding: Encoding::SAID[0].0.to_owned(),
        }
    }
}
