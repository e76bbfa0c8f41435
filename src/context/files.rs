//! The files that a person named: read, written and replaced relative to the working directory; and standard input,
//! which can be read once.

use super::Context;
use crate::core::error::{Error, Result};
use std::io::Read;
use std::path::Path;
use std::sync::atomic::Ordering;

/// An open input.
pub(crate) enum Opened {
    /// A file, and its size in bytes.
    File(std::fs::File, u64),
    /// A pipe.
    Stream(Box<dyn Read + Send>),
}

impl Context {
    /// Writes a file that a person named; one that is there already is only replaced on `replace`.
    pub(crate) fn write_file(&self, typed: &Path, content: impl AsRef<[u8]>, replace: bool) -> Result<()> {
        let path = self.path(typed);
        let mut options = std::fs::OpenOptions::new();
        options.write(true);
        if replace {
            options.create(true).truncate(true)
        } else {
            options.create_new(true)
        };
        let written = options.open(&path).and_then(|mut file| std::io::Write::write_all(&mut file, content.as_ref()));
        written.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => exists(typed),
            _ => Error::failed("unwritable_file", format!("cannot write {}", typed.display())).because(error),
        })
    }

    /// Replaces a file that is there, whole or not at all: the new text is written beside it, with its permissions,
    /// and takes its place. A link stays a link.
    pub(crate) fn replace_file(&self, typed: &Path, text: &str) -> Result<()> {
        let replaced = || -> std::io::Result<()> {
            let path = self.path(typed).canonicalize()?;
            let permissions = std::fs::metadata(&path)?.permissions();
            let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(&path))?;
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            file.as_file().set_permissions(permissions)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            Ok(())
        };
        replaced().map_err(|error| {
            Error::failed("unwritable_file", format!("cannot write {}", typed.display())).because(error)
        })
    }

    /// Fails where a file is there already, before any work is done for it.
    pub(crate) fn must_be_new(&self, typed: &Path) -> Result<()> {
        if self.path(typed).symlink_metadata().is_ok() { Err(exists(typed)) } else { Ok(()) }
    }

    /// Reads a whole file that a person named, or `-` for standard input.
    pub(crate) fn read_file(&self, typed: &Path, what: &str) -> Result<String> {
        let unreadable = |error: std::io::Error| {
            Error::failed("unreadable_file", format!("cannot read the {what} {}", typed.display())).because(error)
        };
        let bytes = if typed == Path::new("-") {
            let mut bytes = Vec::new();
            self.take_stdin(&format!("the {what}"))?.read_to_end(&mut bytes).map_err(unreadable)?;
            bytes
        } else {
            std::fs::read(self.path(typed)).map_err(unreadable)?
        };
        String::from_utf8(bytes).map_err(|error| {
            Error::failed(
                "not_text",
                format!("the {what} {} is not UTF-8 text (byte {})", typed.display(), error.utf8_error().valid_up_to()),
            )
        })
    }

    /// Opens an input: a file with its size, or `-` for standard input.
    pub(crate) fn open_input(&self, typed: &Path) -> Result<Opened> {
        if typed == Path::new("-") {
            return Ok(Opened::Stream(Box::new(self.take_stdin("INPUT")?)));
        }
        let path = self.path(typed);
        let cannot = |error: std::io::Error| {
            Error::failed("unreadable_input", format!("cannot open {}", typed.display())).because(error)
        };
        let file = std::fs::File::open(&path).map_err(cannot)?;
        let metadata = file.metadata().map_err(cannot)?;
        if metadata.is_dir() {
            return Err(Error::failed("unreadable_input", format!("{} is a directory", typed.display()))
                .hint(format!("name the files in it: {}/*.csv", typed.display())));
        }
        Ok(if metadata.is_file() { Opened::File(file, metadata.len()) } else { Opened::Stream(Box::new(file)) })
    }

    /// Standard input, for the one thing that may be read from it.
    pub(super) fn take_stdin(&self, what: &str) -> Result<std::io::Stdin> {
        if self.stdin_is_terminal {
            let message = format!("{what} is `-`, and standard input is a terminal");
            return Err(Error::usage("stdin_is_terminal", message)
                .hint("pipe an export in, or name a file: qseg send --dry-run responses.csv"));
        }
        if self.stdin_is_taken.swap(true, Ordering::Relaxed) {
            return Err(stdin_twice());
        }
        Ok(std::io::stdin())
    }
}

fn exists(typed: &Path) -> Error {
    Error::usage("file_exists", format!("{} is there already", typed.display()))
        .hint("replace it with --force, or name another file")
}

/// Standard input is wanted a second time.
pub(crate) fn stdin_twice() -> Error {
    Error::usage("stdin_twice", "standard input (`-`) can be read once").hint("name it once")
}
