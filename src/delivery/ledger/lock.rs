//! One writer at a time: a lock file beside the ledger, which the operating system unlocks when its holder
//! ends, however it ends. In it stands who holds it.

use super::trouble;
use crate::core::error::{Error, Result};
use crate::core::escape::visible;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Who writes in a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The machine.
    pub host: String,
    /// Since when.
    pub since: Timestamp,
    /// What it was called for: `qseg send`. Never its arguments' values.
    pub command: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{} (process {} on {}, since {:.0})", self.command, self.pid, self.host, self.since);
        f.write_str(&visible(&text))
    }
}

/// How to wait for another writer.
pub struct Waiting<'w> {
    /// How long at most.
    pub at_most: Duration,
    /// Is told once who is waited for, where that can be read.
    pub told: &'w mut dyn FnMut(Option<&Holder>),
    /// Sleeps.
    pub sleep: &'w mut dyn FnMut(Duration),
}

/// How often a waiter looks again.
const AGAIN: Duration = Duration::from_millis(100);

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file unlocks it; the words of somebody who is gone would only mislead.
        let _ = self.file.set_len(0);
    }
}

/// Takes the right to write in a ledger, or waits for it.
pub(super) fn take(ledger: &Path, holder: &Holder, waiting: Waiting<'_>) -> Result<Lock> {
    let path = beside(ledger);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(|error| trouble::of_io(ledger, error))?;
    // Somebody who only looks whether there is a writer holds it for a moment: look twice in any case.
    let mut left = waiting.at_most.max(AGAIN);
    let mut told = waiting.at_most < AGAIN;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::Error(error)) => return Err(trouble::of_io(ledger, error)),
            Err(TryLockError::WouldBlock) if left.is_zero() => return Err(refused(ledger, read(&mut file))),
            Err(TryLockError::WouldBlock) => {
                if !told {
                    (waiting.told)(read(&mut file).as_ref());
                    told = true;
                }
                let nap = left.min(AGAIN);
                (waiting.sleep)(nap);
                left -= nap;
            }
        }
    }
    let words = json!({
        "pid": holder.pid, "host": holder.host, "since": holder.since.to_string(), "command": holder.command,
    });
    let words = words.to_string();
    let written =
        file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).and_then(|_| file.write_all(words.as_bytes()));
    written.map_err(|error| trouble::of_io(ledger, error))?;
    Ok(Lock { file })
}

/// Whether somebody writes in a ledger now, and who, where that can be read.
pub(super) fn holder(ledger: &Path) -> Option<Option<Holder>> {
    let mut file = File::open(beside(ledger)).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(read(&mut file)),
        _ => None,
    }
}

fn refused(ledger: &Path, holder: Option<Holder>) -> Error {
    let who = holder.map_or_else(|| "another process".to_owned(), |holder| holder.to_string());
    Error::usage("ledger_held", format!("{who} writes in the ledger {}", ledger.display()))
        .hint("wait for it with --wait SECONDS, or run the same command again when it is done")
}

fn read(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(4_096).read_to_string(&mut text).ok()?;
    let words: Value = serde_json::from_str(&text).ok()?;
    Some(Holder {
        pid: words["pid"].as_u64()?.try_into().ok()?,
        host: words["host"].as_str()?.to_owned(),
        since: words["since"].as_str()?.parse().ok()?,
        command: words["command"].as_str()?.to_owned(),
    })
}

fn beside(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder_of(pid: u32) -> Holder {
        Holder {
            pid,
            host: "box".to_owned(),
            since: "2026-03-01T09:00:00Z".parse().unwrap(),
            command: "qseg send".to_owned(),
        }
    }

    fn attempt(ledger: &Path, seconds: u64, mut on_sleep: impl FnMut()) -> (Result<Lock>, Duration, Vec<String>) {
        let (mut slept, mut told) = (Duration::ZERO, Vec::new());
        let lock = take(
            ledger,
            &holder_of(2),
            Waiting {
                at_most: Duration::from_secs(seconds),
                told: &mut |holder| told.push(holder.unwrap().to_string()),
                sleep: &mut |nap| {
                    slept += nap;
                    on_sleep();
                },
            },
        );
        (lock, slept, told)
    }

    #[test]
    fn the_second_writer_is_refused_with_the_words_of_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger.db");
        let (first, slept, _) = attempt(&ledger, 0, || ());
        let first = first.unwrap();
        assert_eq!(slept, Duration::ZERO);
        let (second, _, told) = attempt(&ledger, 0, || ());
        let error = second.unwrap_err();
        assert_eq!((error.code, error.exit.code()), ("ledger_held", 2));
        let words = "qseg send (process 2 on box, since 2026-03-01T09:00:00Z)";
        assert!(error.message.starts_with(words), "{}", error.message);
        assert_eq!(told, [""; 0]);
        assert_eq!(holder(&ledger).unwrap().unwrap(), holder_of(2));
        drop(first);
        assert_eq!(holder(&ledger), None);
        attempt(&ledger, 0, || ()).0.unwrap();
    }

    #[test]
    fn the_second_writer_waits_as_long_as_it_was_told_and_says_so_once() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger.db");
        let mut first = attempt(&ledger, 0, || ()).0.ok();
        let (second, slept, told) = attempt(&ledger, 3, || ());
        assert_eq!((second.unwrap_err().code, slept, told.len()), ("ledger_held", Duration::from_secs(3), 1));
        let mut naps = 0;
        let (second, slept, _) = attempt(&ledger, 3, || {
            naps += 1;
            if naps == 4 {
                first = None;
            }
        });
        second.unwrap();
        assert_eq!(slept, AGAIN * 4);
    }

    #[test]
    fn words_that_nobody_can_read_are_no_reason_to_take_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger.db");
        let _first = attempt(&ledger, 0, || ()).0.unwrap();
        std::fs::write(beside(&ledger), "{").unwrap();
        let error =
            take(&ledger, &holder_of(2), Waiting { at_most: Duration::ZERO, told: &mut |_| (), sleep: &mut |_| () })
                .unwrap_err();
        assert!(error.message.starts_with("another process writes"), "{}", error.message);
    }
}
