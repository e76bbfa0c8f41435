//! Files of failed events: what `--failed FILE` keeps, and what is an INPUT of `qseg send` itself (design §7). One
//! JSON object a line, for a person to mend:
//!
//! ```json
//! {"event":{…},"verdict":{"code":"value_not_coercible","sha256":"…"},"record":{"source":"…","task":"…","response":"R_…","number":12}}
//! ```
//!
//! `event` is as it would have been sent, or as far as it was made. `verdict` says why it was not: a code of qseg's or
//! Segment's with the SHA-256 of the event, or `refused` with the server's status and message. `record` says what it
//! was made of, for which source and by which task.

pub(crate) mod read;
pub(crate) mod write;

use crate::core::error::{Error, Result};
use crate::qualtrics::input::Part;
use sha2::{Digest, Sha256};
use std::io::{Cursor, Read};

/// The code of an event that the server finally refused.
const REFUSED: &str = "refused";

/// How much of an input tells whether it is such a file.
const BEGINNING: usize = 256;

/// Whether an input begins as such a file does: no export has an object as its first `event`.
fn is_failed(beginning: &[u8]) -> bool {
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
    let mut rest = text;
    for token in [&b"{"[..], b"\"event\"", b":", b"{"] {
        match rest.trim_ascii_start().strip_prefix(token) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    true
}

/// Looks at the beginning of an input, and gives the input back.
///
/// # Errors
/// It cannot be read.
pub(crate) fn look(part: Part) -> Result<(bool, Part)> {
    let Part { name, mut reader, encoding } = part;
    let mut beginning = Vec::with_capacity(BEGINNING);
    let read = reader.by_ref().take(BEGINNING as u64).read_to_end(&mut beginning);
    read.map_err(|error| Error::failed("unreadable_input", format!("cannot read {name}")).because(error))?;
    let is_failed = is_failed(&beginning);
    Ok((is_failed, Part { name, reader: Box::new(Cursor::new(beginning).chain(reader)), encoding }))
}

/// What tells an event that was mended from one that was not.
fn digest(event: &[u8]) -> String {
    Sha256::digest(event).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qualtrics::input::Encoding;

    #[test]
    fn a_file_of_failed_events_is_told_by_its_beginning() {
        for yes in ["{\"event\":{\"type\":\"track\"", "\u{feff}\n { \"event\" :\t{", "{\"event\":{"] {
            assert!(is_failed(yes.as_bytes()), "{yes}");
        }
        for no in ["", "{", "{\"event\":\"E\"", "{\"responses\":[", "[{\"event\":{", "event,verdict\n", "{\"events\":{"]
        {
            assert!(!is_failed(no.as_bytes()), "{no}");
        }
    }

    #[test]
    fn what_was_looked_at_is_read_again() {
        let text = format!("{{\"event\":{{}}}}{}", " ".repeat(1_000));
        let part = Part { name: "a".into(), reader: Box::new(Cursor::new(text.clone())), encoding: Encoding::Utf8 };
        let (is_failed, mut part) = look(part).expect("reads");
        let mut again = String::new();
        part.reader.read_to_string(&mut again).expect("reads");
        assert!(is_failed);
        assert_eq!(again, text);
    }
}
