//! The write key of a source: what a delivery shows to be let in (`reference/segment-tracking-api.md` §2).

use crate::core::error::Error;
use crate::core::secret::Secret;
use std::fmt;

/// Most characters of a write key. Segment's have 32 (§4 "Wrong write key"); this is far more, and fits with
/// the rest of the envelope into [`ENVELOPE_BYTES`](super::limits::ENVELOPE_BYTES).
pub(crate) const MAX_CHARS: usize = 256;

/// A write key that can stand in a JSON string and in a Basic header as it is: 1 to [`MAX_CHARS`] visible ASCII
/// characters, without `"`, `\` and `:`. Whether Segment knows it is another question, which a 200 does not
/// answer (§4).
#[derive(Clone, PartialEq, Eq)]
pub struct WriteKey(Secret);

impl WriteKey {
    /// Takes a key as it was given.
    ///
    /// # Errors
    /// [`BadWriteKey`], which does not repeat the key.
    pub fn new(key: Secret) -> Result<WriteKey, BadWriteKey> {
        match key.expose() {
            [] => Err(BadWriteKey::Empty),
            long if long.len() > MAX_CHARS => Err(BadWriteKey::TooLong),
            bytes if bytes.iter().all(|byte| byte.is_ascii_graphic() && !br#""\:"#.contains(byte)) => Ok(WriteKey(key)),
            _ => Err(BadWriteKey::Characters),
        }
    }

    /// The key's text, for the envelope and the Basic header alone.
    pub fn expose(&self) -> &str {
        // Checked ASCII.
        self.0.text().unwrap_or_default()
    }
}

impl fmt::Debug for WriteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text is no write key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadWriteKey {
    /// Nothing is there.
    Empty,
    /// Over [`MAX_CHARS`].
    TooLong,
    /// Blanks, control characters, quotes, a colon, or anything outside of ASCII.
    Characters,
}

impl fmt::Display for BadWriteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadWriteKey::Empty => f.write_str("it is empty"),
            BadWriteKey::TooLong => write!(f, "it has over {MAX_CHARS} characters"),
            BadWriteKey::Characters => f.write_str("it holds characters that no write key has"),
        }
    }
}

impl std::error::Error for BadWriteKey {}

impl From<BadWriteKey> for Error {
    fn from(bad: BadWriteKey) -> Error {
        Error::usage("bad_write_key", format!("the write key cannot be used: {bad}"))
            .hint("a write key has 32 letters and digits; it stands in the source's settings under API Keys")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_stand_in_a_header_or_in_json_is_refused_without_being_repeated() {
        let long = "k".repeat(MAX_CHARS + 1);
        for (text, bad) in [
            ("", BadWriteKey::Empty),
            (long.as_str(), BadWriteKey::TooLong),
            ("hush hush", BadWriteKey::Characters),
            ("hush\n", BadWriteKey::Characters),
            ("hush\"", BadWriteKey::Characters),
            ("hush\\", BadWriteKey::Characters),
            ("hush:", BadWriteKey::Characters),
            ("hüsh", BadWriteKey::Characters),
        ] {
            let refused = WriteKey::new(Secret::new(text.as_bytes())).unwrap_err();
            assert_eq!(refused, bad, "{text}");
            let error = Error::from(refused);
            assert!(!error.message.contains("hush"));
        }
    }

    #[test]
    fn a_key_is_taken_as_it_is_and_never_printed() {
        for text in ["k", "xR9gnDYkQ8z5hUJ7wTn2VbC4pLs6mKfA", "abc-123_.~!", &"k".repeat(MAX_CHARS)] {
            let key = WriteKey::new(Secret::new(text.as_bytes())).unwrap();
            assert_eq!(key.expose(), text);
            assert_eq!(format!("{key:?}"), "(redacted)");
        }
    }
}
