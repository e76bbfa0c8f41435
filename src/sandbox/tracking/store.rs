//! The store: a file of records, one a line, appended to before a request is answered, so that a kill loses at most
//! the line that was being written. Only its owner may read it: it holds answers of people.

use crate::core::error::{Error, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How every line of a store begins.
const BEGINNING: &[u8] = b"{\"n\":";

/// More than any record is long, in bytes: a file without lines is not read into memory.
const MAX_LINE: u64 = 4 << 20;

/// An open store, which no other sandbox can open.
pub(crate) struct Store {
    file: File,
    path: PathBuf,
    /// What went wrong, once something did: from then on nothing is taken.
    broken: bool,
}

/// What was done to a store when it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Bytes of a last line that was cut off by a kill.
    pub(crate) dropped: u64,
}

impl Store {
    /// Opens or makes a store, and hands each of its lines over.
    ///
    /// # Errors
    /// `store_unreadable`: it cannot be opened or read, or `line` says that a line is no record. `store_in_use`:
    /// another sandbox has it.
    pub(crate) fn open(path: &Path, mut line: impl FnMut(&str) -> bool) -> Result<(Store, Opened)> {
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
        let is_file = file.metadata().map_err(unreadable)?.is_file();
        let refused = |what: &str| {
            let message = format!("{}: {what}", path.display());
            Error::failed("store_unreadable", message).hint("give --store a file of its own")
        };
        if !is_file {
            return Err(refused("this is no file"));
        }
        let (mut reader, mut buffer) = (BufReader::with_capacity(1 << 16, &file), Vec::new());
        let (mut whole, mut number) = (0, 0);
        let torn = loop {
            buffer.clear();
            let read = (&mut reader).take(MAX_LINE).read_until(b'\n', &mut buffer).map_err(unreadable)? as u64;
            let Some((b'\n', text)) = buffer.split_last() else { break read };
            number += 1;
            if !std::str::from_utf8(text).is_ok_and(&mut line) {
                return Err(refused(&format!("line {number} is no event of a sandbox")));
            }
            whole += read;
        };
        if torn > 0 {
            // Somebody else's file, given by mistake, is not cut.
            if torn == MAX_LINE || !(buffer.starts_with(BEGINNING) || BEGINNING.starts_with(&buffer)) {
                return Err(refused(&format!("line {} is no event of a sandbox", number + 1)));
            }
            file.set_len(whole).map_err(unreadable)?;
        }
        let store = Store { file, path: path.to_owned(), broken: false };
        Ok((store, Opened { dropped: torn }))
    }

    /// Appends whole lines.
    ///
    /// # Errors
    /// What went wrong; from then on this one fails always, for the file may end in the middle of a line.
    pub(crate) fn append(&mut self, lines: &[u8]) -> std::io::Result<()> {
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
    pub(crate) fn clear(&mut self) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.broken = false;
        Ok(())
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Hands over each whole line of a store, as far as it goes now.
///
/// # Errors
/// What went wrong with the file.
pub(crate) fn lines(path: &Path, mut line: impl FnMut(&[u8])) -> std::io::Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_store_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        let open = |text: &str| {
            std::fs::write(&path, text).expect("writes");
            let opened = Store::open(&path, |line| line.starts_with("{\"n\":"));
            (opened.map(|(_, opened)| opened.dropped), std::fs::read_to_string(&path).expect("reads"))
        };
        let refused = |(opened, _): &(Result<u64>, String)| opened.as_ref().err().map(|error| error.code);
        for foreign in ["{}", "name,value", "{\"n\":1}\nname", "\n", "a\nb\n"] {
            let said = open(foreign);
            assert_eq!((refused(&said), said.1.as_str()), (Some("store_unreadable"), foreign));
        }
        let (opened, text) = open("{\"n\":1}\n{\"n");
        assert_eq!((opened.ok(), text.as_str()), (Some(3), "{\"n\":1}\n"));
        let (opened, text) = open("");
        assert_eq!((opened.ok(), text.as_str()), (Some(0), ""));
        let error = Store::open(folder.path(), |_| true).err().map(|error| error.code);
        assert_eq!(error, Some("store_unreadable"), "a folder");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_device_is_no_store() {
        let error = Store::open(Path::new("/dev/full"), |_| true).err().map(|error| error.message);
        assert!(error.is_some_and(|message| message.contains("this is no file")));
    }
}
