//! A token, and where it came from.

use crate::core::secret::Secret;
use std::fmt;
use std::path::PathBuf;

/// A token of Segment's Public API, with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The token itself, without white space around it.
    pub(crate) secret: Secret,
    /// Where it came from.
    pub(crate) origin: Origin,
}

impl Token {
    /// The token of the first variable that holds one; a variable of white space alone counts as not set.
    pub(crate) fn of_environment(variables: impl IntoIterator<Item = (&'static str, Option<Secret>)>) -> Option<Token> {
        variables.into_iter().find_map(|(name, value)| {
            let secret = value?.trimmed()?;
            Some(Token { secret, origin: Origin::Environment(name) })
        })
    }
}

/// Where a token came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A variable of the environment, by its name.
    Environment(&'static str),
    /// The keyring of the operating system.
    Keyring,
    /// A file of qseg's own.
    File(PathBuf),
}

impl Origin {
    /// Its stable name in JSON: `environment`, `keyring` or `file`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Origin::Environment(_) => "environment",
            Origin::Keyring => "keyring",
            Origin::File(_) => "file",
        }
    }

    /// The variable that gave it, if one did.
    pub(crate) fn variable(&self) -> Option<&'static str> {
        if let Origin::Environment(name) = self { Some(name) } else { None }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Environment(name) => write!(f, "the variable {name}"),
            Origin::Keyring => f.write_str("the keyring"),
            Origin::File(path) => write!(f, "the file {}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_holds_a_token_gives_it_trimmed() {
        let secret = |text: &str| Some(Secret::new(text.as_bytes()));
        let of = |first, second| Token::of_environment([("A", first), ("B", second)]);
        let token =
            |text: &str, name| Token { secret: Secret::new(text.as_bytes()), origin: Origin::Environment(name) };
        assert_eq!(of(secret(" one\n"), secret("two")), Some(token("one", "A")));
        assert_eq!(of(secret(" \n"), secret("two")), Some(token("two", "B")));
        assert_eq!(of(None, secret("two")), Some(token("two", "B")));
        assert_eq!(of(None, secret("")), None);
    }

    #[test]
    fn an_origin_has_a_name_for_people_and_one_for_machines() {
        for (origin, people, machines) in [
            (Origin::Environment("QSEG_TOKEN"), "the variable QSEG_TOKEN", "environment"),
            (Origin::Keyring, "the keyring", "keyring"),
            (Origin::File("a/tokens.json".into()), "the file a/tokens.json", "file"),
        ] {
            assert_eq!((origin.to_string().as_str(), origin.name()), (people, machines));
        }
    }
}
