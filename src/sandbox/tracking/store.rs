//! The store: a file of records, one a line, appended to before a request is answered, so that a kill loses at most
//! the line that was being written. Only its owner may read it: it holds answers of people.

use crate::error::{Error, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// An open store, which no other sandbox can open.
pub struct Store {
    file: File,
    path: PathBuf,
    /// What went wrong, once something did: from then on nothing is taken.
    broken: bool,
}

/// What was done to a store when it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Bytes of a last line that was cut off by a kill.
    pub dropped: u64,
}

impl Store {
    /// Opens or makes a store, and hands each of its lines over.
    ///
    /// # Errors
    /// `store_unreadable`: it cannot be opened or read, or `line` says that a line is no record. `store_in_use`:
    /// another sandbox has it.
    pub fn open(path: &Path, mut line: impl FnMut(&str) -> bool) -> Result<(Store, Opened)> {
        let unreadable = |error: std::io::Error| {
            Error::failed("store_unreadable", format!("cannot use the store {}", path.display())).because(error)
        };
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(unreadable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("another sandbox uses the store {}", path.display());
                return Err(Error::failed("store_in_use", message).hint("give each sandbox a --store of its own"));
            }
            Err(TryLockError::Error(error)) => return Err(unreadable(error)),
        }
        let (mut reader, mut buffer, mut whole, mut number) =
            (BufReader::with_capacity(1 << 16, &file), Vec::new(), 0, 0);
        let length = loop {
            buffer.clear();
            let read = reader.read_until(b'\n', &mut buffer).map_err(unreadable)? as u64;
            if buffer.last() != Some(&b'\n') {
                break whole + read;
            }
            number += 1;
            let good = std::str::from_utf8(&buffer[..buffer.len() - 1]).is_ok_and(&mut line);
            if !good {
                let message = format!("{}:{number}: this is no event of a sandbox", path.display());
                return Err(Error::failed("store_unreadable", message).hint("give --store a file of its own"));
            }
            whole += read;
        };
        if length > whole {
            file.set_len(whole).map_err(unreadable)?;
        }
        let store = Store { file, path: path.to_owned(), broken: false };
        Ok((store, Opened { dropped: length - whole }))
    }

    /// Appends whole lines.
    ///
    /// # Errors
    /// What went wrong; from then on this one fails always, for the file may end in the middle of a line.
    pub fn append(&mut self, lines: &[u8]) -> std::io::Result<()> {
        if self.broken {
            return Err(std::io::Error::other("the store broke before"));
        }
        let written = self.file.write_all(lines);
        self.broken = written.is_err();
        written
    }

    /// Empties it.
    ///
    /// # Errors
    /// What went wrong.
    pub fn clear(&mut self) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.broken = false;
        Ok(())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Hands over each whole line of a store, as far as it goes now.
///
/// # Errors
/// What went wrong with the file.
pub fn lines(path: &Path, mut line: impl FnMut(&[u8])) -> std::io::Result<()> {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.read_until(b'\n', &mut buffer)?;
        match buffer.split_last() {
            Some((b'\n', whole)) => line(whole),
            _ => return Ok(()),
        }
    }
}
