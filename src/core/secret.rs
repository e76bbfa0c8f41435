//! The floor: texts that must never be shown (tokens, write keys, the hash key). Their debug form is
//! `(redacted)`, they have no display form, and their bytes are wiped when the last holder lets go.

use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A text that must never be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<Zeroizing<Vec<u8>>>);

impl Secret {
    /// Keeps a secret.
    pub fn new(secret: &[u8]) -> Self {
        Secret(Arc::new(Zeroizing::new(secret.to_vec())))
    }

    /// The bytes, for the one place that needs them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The text, for the one place that needs it; `None` where it is not UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The secret without white space around it, as it gets there by copying; `None` where nothing is left.
    pub(crate) fn trimmed(&self) -> Option<Secret> {
        let bytes = self.0.trim_ascii();
        (!bytes.is_empty()).then(|| Secret::new(bytes))
    }

    /// Enough to tell two secrets apart by eye, and no more: `…` and the last four characters of a long one,
    /// `(hidden)` for one of which four characters would say too much.
    pub(crate) fn masked(&self) -> String {
        match self.text() {
            Some(text) if text.len() >= 20 && text.is_ascii() => format!("…{}", &text[text.len() - 4..]),
            _ => "(hidden)".to_owned(),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_cannot_be_printed() {
        assert_eq!(format!("{:?}", Secret::new(b"hush")), "(redacted)");
    }

    #[test]
    fn white_space_around_a_secret_is_no_part_of_it() {
        assert_eq!(Secret::new(b" \t hush hush\r\n").trimmed(), Some(Secret::new(b"hush hush")));
        assert_eq!(Secret::new(b" \n").trimmed(), None);
        assert_eq!(Secret::new(b"").trimmed(), None);
    }

    #[test]
    fn a_mask_shows_the_end_of_a_long_secret_and_nothing_of_a_short_one() {
        assert_eq!(Secret::new(b"sgp_0123456789abcdefghij").masked(), "…ghij");
        assert_eq!(Secret::new(b"short").masked(), "(hidden)");
        assert_eq!(Secret::new("no ascii, but long enough: é".as_bytes()).masked(), "(hidden)");
    }
}
