//! The run's surroundings, captured once and passed in: environment, working directory, terminals and the
//! clock. Nothing else reads them (a lint sees to it). Only commands and `main` use this.

use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::ui::ColorChoice;
use jiff::Timestamp;
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

/// The run's surroundings.
#[derive(Debug)]
pub struct Context {
    variables: HashMap<&'static str, String>,
    hash_key: Option<Secret>,
    directory: PathBuf,
    stdin_is_terminal: bool,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// Width of the terminal, if there is one.
    pub width: Option<usize>,
    /// Whether the user wants nothing to be asked (`--no-input`).
    pub no_input: bool,
    now: Timestamp,
    stdin_is_taken: Cell<bool>,
}

/// An open input.
pub enum Opened {
    /// A file, and its size in bytes.
    File(std::fs::File, u64),
    /// A pipe.
    Stream(Box<dyn Read + Send>),
}

/// Every variable that qseg reads.
pub const VARIABLES: [&str; 6] = ["NO_COLOR", "CLICOLOR_FORCE", "TERM", "CI", "COLUMNS", HASH_KEY];

/// The one of them that is a secret: its bytes are taken as they are.
const HASH_KEY: &str = "QSEG_HASH_KEY";

impl Context {
    /// Captures the surroundings of this process.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the environment and the streams' nature")]
    pub fn capture() -> Context {
        let hash_key = std::env::var_os(HASH_KEY).filter(|key| !key.is_empty());
        let variables = VARIABLES
            .into_iter()
            .filter(|name| *name != HASH_KEY)
            .filter_map(|name| Some((name, std::env::var_os(name)?.into_string().ok()?)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        // Without one (it was deleted) relative names are left as they are, and fail where they are used.
        let directory = std::env::current_dir().unwrap_or_default();
        Context {
            variables,
            hash_key: hash_key.map(|key| Secret::new(key.as_encoded_bytes())),
            directory,
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
            no_input: false,
            now: Timestamp::now(),
            stdin_is_taken: Cell::new(false),
        }
    }

    /// When the run began.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether a machine looks at the output.
    pub fn is_ci(&self) -> bool {
        self.variable("CI").is_some_and(|value| value != "false" && value != "0")
    }

    /// Whether somebody is there to be asked: two terminals, no `--no-input`, no CI.
    pub fn may_ask(&self) -> bool {
        self.stdin_is_terminal && self.stderr_is_terminal && !self.no_input && !self.is_ci()
    }

    /// The key of `hash: hmac-sha256`.
    pub fn hash_key(&self) -> Option<Secret> {
        self.hash_key.clone()
    }

    /// Whether a stream is coloured: the flag, NO_COLOR, CLICOLOR_FORCE, TERM, then whether it is a terminal.
    pub fn colours(&self, choice: ColorChoice, is_terminal: bool) -> bool {
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.variable("NO_COLOR").is_some() => false,
            ColorChoice::Auto if self.variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
            ColorChoice::Auto => is_terminal && self.variable("TERM") != Some("dumb"),
        }
    }

    /// The width that text is wrapped to: COLUMNS, the terminal, 100 in a pipe.
    pub fn text_width(&self) -> usize {
        let columns = self.variable("COLUMNS").and_then(|value| value.parse().ok());
        columns.or(self.width).filter(|width| *width >= 20).unwrap_or(100)
    }

    /// A path as the user meant it: relative to the working directory.
    pub fn path(&self, typed: &Path) -> PathBuf {
        self.directory.join(typed)
    }

    /// Writes a file that a person named; one that is there already is only replaced on `replace`.
    pub fn write_file(&self, typed: &Path, text: &str, replace: bool) -> Result<()> {
        let path = self.path(typed);
        let mut options = std::fs::OpenOptions::new();
        options.write(true);
        if replace {
            options.create(true).truncate(true)
        } else {
            options.create_new(true)
        };
        let written = options.open(&path).and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
        written.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => exists(typed),
            _ => Error::failed("unwritable_file", format!("cannot write {}", typed.display())).because(error),
        })
    }

    /// Fails where a file is there already, before any work is done for it.
    pub fn must_be_new(&self, typed: &Path) -> Result<()> {
        if self.path(typed).symlink_metadata().is_ok() { Err(exists(typed)) } else { Ok(()) }
    }

    /// Reads a whole file that a person named, or `-` for standard input.
    pub fn read_file(&self, typed: &Path, what: &str) -> Result<String> {
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
    pub fn open_input(&self, typed: &Path) -> Result<Opened> {
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
    fn take_stdin(&self, what: &str) -> Result<std::io::Stdin> {
        if self.stdin_is_terminal {
            let message = format!("{what} is `-`, and standard input is a terminal");
            return Err(Error::usage("stdin_is_terminal", message)
                .hint("pipe an export in, or name a file: qseg send --dry-run responses.csv"));
        }
        if self.stdin_is_taken.replace(true) {
            return Err(Error::usage("stdin_twice", "standard input (`-`) can be read once").hint("name it once"));
        }
        Ok(std::io::stdin())
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }
}

fn exists(typed: &Path) -> Error {
    Error::usage("file_exists", format!("{} is there already", typed.display()))
        .hint("replace it with --force, or name another file")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(variables: &[(&'static str, &str)]) -> Context {
        Context {
            variables: variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
            hash_key: None,
            directory: PathBuf::from("/home/someone"),
            stdin_is_terminal: false,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            width: None,
            no_input: false,
            now: Timestamp::UNIX_EPOCH,
            stdin_is_taken: Cell::new(false),
        }
    }

    #[test]
    fn colour_follows_flag_then_variables_then_terminal() {
        use ColorChoice::{Always, Auto, Never};
        for (variables, choice, terminal, expected) in [
            (&[][..], Auto, true, true),
            (&[], Auto, false, false),
            (&[], Always, false, true),
            (&[("CLICOLOR_FORCE", "1")], Never, true, false),
            (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], Auto, true, false),
            (&[("CLICOLOR_FORCE", "1")], Auto, false, true),
            (&[("CLICOLOR_FORCE", "0")], Auto, true, true),
            (&[("TERM", "dumb")], Auto, true, false),
        ] {
            assert_eq!(context(variables).colours(choice, terminal), expected, "{variables:?} {choice:?} {terminal}");
        }
    }

    #[test]
    fn width_is_100_in_a_pipe_and_never_absurd() {
        assert_eq!(context(&[]).text_width(), 100);
        assert_eq!(context(&[("COLUMNS", "72")]).text_width(), 72);
        assert_eq!(context(&[("COLUMNS", "3")]).text_width(), 100);
    }
}
