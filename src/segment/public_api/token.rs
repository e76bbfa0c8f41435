//! What was pasted as a token: a token, a write key, something else (`reference/segment-public-api.md` §9). It is
//! told by its shape alone, so nothing is refused here but what is empty.

use crate::core::secret::Secret;
use std::fmt;
use zeroize::Zeroizing;

/// What a text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum TokenShape {
    /// `sgp_` and 64 letters or digits: a Public API token of today.
    PublicApi,
    /// `sgp_` and another length: one of which a part is missing, or one of Sourcegraph, which begins alike.
    Misshapen,
    /// 32 letters or digits: a write key, which opens no workspace. (Older ones have 22, as ids have.)
    WriteKey,
    /// Another shape: an older Public API token, or one of the frozen Config API, which does not work here. No
    /// source tells how those two could be told apart.
    Unknown,
    /// Nothing.
    Empty,
}

impl TokenShape {
    /// Whether it looks as it should.
    pub(crate) fn is_expected(self) -> bool {
        self == TokenShape::PublicApi
    }
}

impl fmt::Display for TokenShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TokenShape::PublicApi => "it looks like a Public API token",
            TokenShape::Misshapen => {
                "it begins like a Public API token, but has not the 64 letters and digits after `sgp_`: a part may be \
                 missing"
            }
            TokenShape::WriteKey => {
                "it looks like a source's write key, which can send events but opens no workspace: a Public API token \
                 begins with `sgp_`"
            }
            TokenShape::Unknown => {
                "it does not look like a Public API token of today, which begins with `sgp_`: it may be an older one, \
                 or one of the Config API, which does not work here"
            }
            TokenShape::Empty => "it is empty",
        })
    }
}

/// What was around a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Trimmed {
    /// White space, such as the end of the line.
    Space,
    /// Quotes.
    Quotes,
    /// The word `Bearer` before it, with or without `Authorization:`.
    Bearer,
}

/// A token as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadToken {
    /// The token alone.
    pub(crate) token: Secret,
    /// What it looks like.
    pub(crate) shape: TokenShape,
    /// What was taken off, each kind once, in the order found. White space at the ends is not worth telling.
    pub(crate) trimmed: Vec<Trimmed>,
}

/// Takes off what people paste with a token, and says what is left.
pub(crate) fn read_token(typed: &Secret) -> ReadToken {
    let mut trimmed = Vec::new();
    let mut rest = typed.expose();
    while let Some((kind, inner)) = unwrap_one(rest) {
        if !trimmed.contains(&kind) {
            trimmed.push(kind);
        }
        rest = inner;
    }
    let token = Secret::new(rest);
    ReadToken { shape: token_shape(&token), token, trimmed }
}

/// What a text looks like.
pub(crate) fn token_shape(token: &Secret) -> TokenShape {
    let bytes = token.expose();
    let alphanumeric = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_alphanumeric);
    match bytes.strip_prefix(b"sgp_") {
        Some(rest) if rest.len() == 64 && alphanumeric(rest) => TokenShape::PublicApi,
        Some(_) => TokenShape::Misshapen,
        None if bytes.is_empty() => TokenShape::Empty,
        None if bytes.len() == 32 && alphanumeric(bytes) => TokenShape::WriteKey,
        None => TokenShape::Unknown,
    }
}

fn unwrap_one(text: &[u8]) -> Option<(Trimmed, &[u8])> {
    let inner = text.trim_ascii();
    if inner.len() < text.len() {
        return Some((Trimmed::Space, inner));
    }
    if let Some(inner) = without_bearer(text) {
        return Some((Trimmed::Bearer, inner));
    }
    match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] | [b'`', inner @ .., b'`'] => {
            Some((Trimmed::Quotes, inner))
        }
        _ => None,
    }
}

fn without_bearer(text: &[u8]) -> Option<&[u8]> {
    let small = Zeroizing::new(text.to_ascii_lowercase());
    let after = |small: &[u8], word: &[u8]| small.strip_prefix(word).map(|rest| text.len() - rest.len());
    if let Some(at) = after(&small, b"authorization:") {
        return Some(&text[at..]);
    }
    // A token never holds a space, so `bearer` alone is not mistaken for one.
    after(&small, b"bearer ").map(|at| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> (String, TokenShape, Vec<Trimmed>) {
        let read = read_token(&Secret::new(typed.as_bytes()));
        (read.token.text().unwrap().to_owned(), read.shape, read.trimmed)
    }

    #[test]
    fn each_shape_is_told() {
        let alphanumerics = "aB3".repeat(30);
        let sgp = |length: usize| format!("sgp_{}", &alphanumerics[..length]);
        for (typed, shape) in [
            (sgp(64), TokenShape::PublicApi),
            (sgp(63), TokenShape::Misshapen),
            (sgp(40), TokenShape::Misshapen),
            (format!("{}-", sgp(63)), TokenShape::Misshapen),
            ("IGA8Ur1riMfSQeAbHNKua70oMagjBuu8".to_owned(), TokenShape::WriteKey),
            ("3YdEudTwjouyC5WPjpbTik".to_owned(), TokenShape::Unknown),
            (alphanumerics[..43].to_owned(), TokenShape::Unknown),
            (format!("{}é", &alphanumerics[..30]), TokenShape::Unknown),
            (String::new(), TokenShape::Empty),
        ] {
            assert_eq!(token_shape(&Secret::new(typed.as_bytes())), shape, "{typed}");
            assert_eq!(shape.is_expected(), shape == TokenShape::PublicApi);
        }
    }

    #[test]
    fn what_is_pasted_around_a_token_is_taken_off_and_told() {
        use Trimmed::{Bearer, Quotes, Space};
        for (typed, token, trimmed) in [
            ("sgp_x", "sgp_x", vec![]),
            ("  sgp_x\r\n", "sgp_x", vec![Space]),
            ("\"sgp_x\"", "sgp_x", vec![Quotes]),
            ("'sgp_x'\n", "sgp_x", vec![Space, Quotes]),
            ("bearer sgp_x", "sgp_x", vec![Bearer]),
            ("Authorization: Bearer sgp_x", "sgp_x", vec![Bearer, Space]),
            ("\"Bearer  'sgp_x'\"", "sgp_x", vec![Quotes, Bearer, Space]),
            ("\"", "\"", vec![]),
            ("bearer_x", "bearer_x", vec![]),
            ("\"\"", "", vec![Quotes]),
        ] {
            let (left, _, told) = read(typed);
            assert_eq!((left.as_str(), told), (token, trimmed), "{typed}");
        }
    }

    #[test]
    fn every_shape_has_its_own_words() {
        let shapes = [
            TokenShape::PublicApi,
            TokenShape::Misshapen,
            TokenShape::WriteKey,
            TokenShape::Unknown,
            TokenShape::Empty,
        ];
        let words: std::collections::HashSet<String> = shapes.iter().map(ToString::to_string).collect();
        assert_eq!(words.len(), shapes.len());
    }
}
