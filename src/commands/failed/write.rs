//! Writes `--failed FILE`: events that were judged bad or finally refused. Nobody else can read it: it holds what the
//! events hold.

use super::{REFUSED, digest};
use crate::commands::rehearsal::Rejected;
use crate::core::error::{Error, Result};
use crate::delivery::ledger::Entry;
use crate::delivery::outcome::Trouble;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The file, made when the first event is written.
#[derive(Debug)]
pub(crate) struct FailedFile {
    path: PathBuf,
    shown: PathBuf,
    source: String,
    file: Option<BufWriter<File>>,
    written: u64,
}

impl FailedFile {
    /// A file that does not exist yet, for events of the source with this id.
    pub(crate) fn new(path: PathBuf, shown: &Path, source: &str) -> FailedFile {
        FailedFile { path, shown: shown.to_owned(), source: source.to_owned(), file: None, written: 0 }
    }

    /// How many events were written.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// Its name, as it was typed.
    pub(crate) fn name(&self) -> String {
        self.shown.display().to_string()
    }

    /// Writes an event that qseg judged bad.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn rejected(&mut self, rejected: &Rejected<'_>) -> Result<()> {
        let verdict = json!({ "code": rejected.code, "sha256": digest(rejected.event) });
        let mut record = self.record(rejected.task, rejected.response);
        record["number"] = rejected.record.into();
        self.write(rejected.event, verdict, record)
    }

    /// Writes an event that the server finally refused.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn refused(&mut self, event: &[u8], task: &str, entry: &Entry, trouble: &Trouble) -> Result<()> {
        let verdict = json!({ "code": REFUSED, "status": trouble.status(), "message": trouble.to_string() });
        self.write(event, verdict, self.record(task, &entry.response))
    }

    fn record(&self, task: &str, response: &str) -> Value {
        json!({ "source": self.source, "task": task, "response": response })
    }

    /// Makes sure that everything is in the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn finish(&mut self) -> Result<()> {
        let flushed = self.file.as_mut().map_or(Ok(()), BufWriter::flush);
        flushed.map_err(|error| self.unwritable(error))
    }

    fn write(&mut self, event: &[u8], verdict: Value, record: Value) -> Result<()> {
        let event: &RawValue = serde_json::from_slice(event).map_err(|error| {
            Error::failed("unwritable_file", "an event that failed is no JSON, and cannot be kept").because(error)
        })?;
        let line = format!("{{\"event\":{event},\"verdict\":{verdict},\"record\":{record}}}\n");
        let written = self.open().and_then(|file| file.write_all(line.as_bytes()));
        written.map_err(|error| self.unwritable(error))?;
        self.written += 1;
        Ok(())
    }

    fn open(&mut self) -> std::io::Result<&mut BufWriter<File>> {
        if self.file.is_none() {
            let mut options = OpenOptions::new();
            // What an earlier run left is not written over: it may be all that is left of those events.
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            self.file = Some(BufWriter::new(options.open(&self.path)?));
        }
        self.file.as_mut().ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }

    fn unwritable(&self, error: std::io::Error) -> Error {
        Error::failed("unwritable_file", format!("cannot write {}", self.shown.display())).because(error)
    }
}
