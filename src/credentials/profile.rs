//! The name of a profile: one workspace, one token.

use crate::core::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The longest name; keyrings have limits of their own beyond it.
const LONGEST: usize = 64;

/// A profile's name: letters, digits, `-`, `_` and `.`, beginning with a letter, a digit or `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Profile(String);

impl Profile {
    /// The name of the profile where none is named.
    pub(crate) const DEFAULT: &str = "default";

    /// Reads a name.
    ///
    /// # Errors
    /// `bad_profile`: it is empty, too long, or holds another character.
    pub fn parse(typed: &str) -> Result<Profile> {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let begins = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if typed.len() <= LONGEST && typed.starts_with(begins) && typed.chars().all(known) {
            return Ok(Profile(typed.to_owned()));
        }
        Err(Error::usage("bad_profile", format!("\"{typed}\" is no name of a profile")).hint(format!(
            "a name has letters, digits, -, _ and ., begins with a letter, a digit or _, and is at most {LONGEST} long"
        )))
    }

    /// The name.
    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// Whether it is the one that is taken where none is named.
    pub(crate) fn is_default(&self) -> bool {
        self.0 == Profile::DEFAULT
    }
}

impl Default for Profile {
    fn default() -> Self {
        Profile(Profile::DEFAULT.to_owned())
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Profile {
    type Err = Error;

    fn from_str(typed: &str) -> Result<Profile> {
        Profile::parse(typed)
    }
}

impl TryFrom<String> for Profile {
    type Error = Error;

    fn try_from(typed: String) -> Result<Profile> {
        Profile::parse(&typed)
    }
}

impl From<Profile> for String {
    fn from(profile: Profile) -> String {
        profile.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_letters_digits_and_three_signs() {
        for good in ["default", "work", "acme-eu", "acme_eu.2", "7", "_x", &"a".repeat(LONGEST)] {
            assert_eq!(Profile::parse(good).unwrap().name(), good);
        }
        for bad in ["", " ", "a b", "-x", ".x", "..", "a/b", "a\\b", "é", "a\n", "a:b", &"a".repeat(LONGEST + 1)] {
            let error = Profile::parse(bad).unwrap_err();
            assert_eq!((error.code, error.exit.code()), ("bad_profile", 2), "{bad:?}");
        }
        assert!(Profile::default().is_default());
    }
}
