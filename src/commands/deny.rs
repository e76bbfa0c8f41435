//! `--deny`: findings that count as errors for the exit code, although they are none (design §3).

use crate::commands::findings::rooms;
use crate::core::diagnostic::{Code, Findings, Severity, did_you_mean};
use crate::core::error::{Error, Result};

/// What is denied.
#[derive(Debug, Default)]
pub(crate) struct Deny {
    warnings: bool,
    codes: Vec<&'static str>,
}

impl Deny {
    /// Reads what was typed: `warnings`, or codes of findings.
    ///
    /// # Errors
    /// A word is no code.
    pub(crate) fn parse(typed: &[String]) -> Result<Deny> {
        let mut deny = Deny::default();
        let known: Vec<&'static str> = rooms().iter().flat_map(|room| &room.codes).map(|code| code.name).collect();
        for word in typed.iter().map(|word| word.trim()) {
            match known.iter().find(|code| **code == word) {
                _ if word == "warnings" => deny.warnings = true,
                Some(code) => deny.codes.push(code),
                None => return Err(unknown_code(word, &known)),
            }
        }
        Ok(deny)
    }

    /// Whether findings of this code count as errors because they were denied.
    pub(crate) fn denies(&self, code: &Code) -> bool {
        match code.severity {
            Severity::Error => false,
            Severity::Warning if self.warnings => true,
            Severity::Warning | Severity::Note => self.codes.contains(&code.name),
        }
    }

    /// How many findings are no errors and count as such.
    pub(crate) fn count(&self, findings: &Findings) -> u64 {
        findings.groups().iter().filter(|group| self.denies(group.first.code)).map(|group| group.count).sum()
    }

    /// Whether anything makes the exit code 3.
    pub(crate) fn is_bad(&self, findings: &Findings) -> bool {
        findings.has_errors() || self.count(findings) > 0
    }
}

/// There are too many codes to list them all.
fn unknown_code(word: &str, known: &[&'static str]) -> Error {
    let near = did_you_mean(word, ["warnings"].into_iter().chain(known.iter().copied()));
    let error = Error::usage("unknown_word", format!("--deny does not know \"{word}\""));
    let error = match near {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error,
    };
    error.hint("it takes `warnings`, or codes of: qseg mapping check --list-codes")
}
