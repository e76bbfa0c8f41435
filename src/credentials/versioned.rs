//! A small JSON file with a version: read strictly, never guessed at, and written by serde.

use crate::core::error::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::path::Path;

/// The version that this qseg reads and writes.
pub(crate) const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow)]
    version: &'a RawValue,
}

/// Reads the text of a file. Errors name its line and never quote it: it may hold secrets.
///
/// # Errors
/// `newer_file`: it was written by a newer qseg. `damaged_file`: it is not what qseg writes.
pub(crate) fn read<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T> {
    let header: Header<'_> = serde_json::from_str(text).map_err(|error| damaged(path, &error))?;
    let version = header.version.get();
    if version.parse() != Ok(VERSION) {
        // The raw value is a part of the text, so that its place is known.
        let at = (version.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        let message = format!("{}:{line}: this version of the file is not known to this qseg", path.display());
        return Err(Error::failed("newer_file", message)
            .hint("use the newer qseg that wrote it; this one reads version 1 and leaves the file as it is"));
    }
    serde_json::from_str(text).map_err(|error| damaged(path, &error))
}

fn damaged(path: &Path, error: &serde_json::Error) -> Error {
    let what = if error.is_data() { "not what qseg writes here" } else { "not JSON" };
    Error::failed("damaged_file", format!("{}:{}:{}: {what}", path.display(), error.line(), error.column()))
        .hint("mend it, or move it away and log in again (qseg login); qseg leaves it as it is")
}
