//! The floor: errors and exit codes. An error has a kind (which is its exit code), a stable machine
//! code, a message, a chain of causes and hints with the next command. Exit codes: design §3.

use std::fmt;

/// What the process says to its caller. One type, one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: a file cannot be opened, a disk is full, an input is broken.
    Failed,
    /// 2: usage, or a decision is needed.
    Usage,
    /// 3: judged bad by qseg, or found discarded by Segment.
    Judged,
    /// 4: not authorised.
    Unauthorised,
    /// 5: the server finally refused events.
    Refused,
    /// 6: running the same command again can deliver more.
    Again,
    /// 7: no verdict, the evidence is insufficient.
    NoVerdict,
    /// 130: interrupted.
    Interrupted,
    /// 143: terminated.
    Terminated,
}

impl Exit {
    /// Every exit code, the one that wins first (design §3: 130/143, 4, 2, 1, 6, 5, 3, 7).
    pub(crate) const BY_PRECEDENCE: [Exit; 10] = [
        Exit::Interrupted,
        Exit::Terminated,
        Exit::Unauthorised,
        Exit::Usage,
        Exit::Failed,
        Exit::Again,
        Exit::Refused,
        Exit::Judged,
        Exit::NoVerdict,
        Exit::Done,
    ];

    /// The number that the process exits with.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Judged => 3,
            Exit::Unauthorised => 4,
            Exit::Refused => 5,
            Exit::Again => 6,
            Exit::NoVerdict => 7,
            Exit::Interrupted => 130,
            Exit::Terminated => 143,
        }
    }

    /// The one of the two that the caller must hear of.
    pub(crate) fn worse(self, other: Exit) -> Exit {
        Exit::BY_PRECEDENCE.into_iter().find(|&exit| exit == self || exit == other).unwrap_or(self)
    }
}

/// An error that ends a command.
#[derive(Debug)]
pub struct Error {
    /// Its exit code.
    pub exit: Exit,
    /// Stable, snake_case name for machines (`error.code` in JSON output).
    pub code: &'static str,
    /// What happened, and where.
    pub message: String,
    /// What to do next, most useful first.
    pub(crate) hints: Vec<String>,
    /// Why, from the nearest cause to the root.
    pub(crate) cause: Option<anyhow::Error>,
}

/// What commands and rooms return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    fn new(exit: Exit, code: &'static str, message: impl Into<String>) -> Self {
        Error { exit, code, message: message.into(), hints: Vec::new(), cause: None }
    }

    /// Exit 1: the machine or the input failed.
    pub fn failed(code: &'static str, message: impl Into<String>) -> Self {
        Error::new(Exit::Failed, code, message)
    }

    /// Exit 2: the command line is wrong, or the user must decide something.
    pub fn usage(code: &'static str, message: impl Into<String>) -> Self {
        Error::new(Exit::Usage, code, message)
    }

    /// Exit 3: qseg judged something bad.
    pub(crate) fn judged(code: &'static str, message: impl Into<String>) -> Self {
        Error::new(Exit::Judged, code, message)
    }

    /// Exit 4: not authorised.
    pub(crate) fn unauthorised(code: &'static str, message: impl Into<String>) -> Self {
        Error::new(Exit::Unauthorised, code, message)
    }

    /// Adds what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds why it happened.
    pub(crate) fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Whether the reader of our output went away (`| head -1`), which is no error.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        self.cause.as_ref().is_some_and(|cause| {
            cause.chain().any(|link| {
                link.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
            })
        })
    }

    /// The causes as sentences, nearest first.
    pub fn causes(&self) -> impl Iterator<Item = String> + '_ {
        self.cause.iter().flat_map(|cause| cause.chain().map(ToString::to_string))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause.as_ref() as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_that_must_be_heard_wins() {
        let order: Vec<u8> = Exit::BY_PRECEDENCE.iter().map(|exit| exit.code()).collect();
        assert_eq!(order, [130, 143, 4, 2, 1, 6, 5, 3, 7, 0]);
        for (at, better) in Exit::BY_PRECEDENCE.into_iter().enumerate() {
            for worse in &Exit::BY_PRECEDENCE[at..] {
                assert_eq!(better.worse(*worse), better);
                assert_eq!(worse.worse(better), better);
            }
        }
    }

    #[test]
    fn a_closed_pipe_is_found_anywhere_in_the_chain() {
        let pipe = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        let error = Error::failed("write", "cannot write").because(anyhow::Error::new(pipe).context("while printing"));
        assert!(error.is_closed_pipe());
        assert!(!Error::failed("write", "cannot write").is_closed_pipe());
    }
}
