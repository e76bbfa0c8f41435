//! Finding a profile's token, and keeping one.

use super::index::Entry;
use super::profile::Profile;
use super::token::Token;
use super::{Credentials, Notes};
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;

impl Credentials<'_> {
    /// A profile's token: the environment's, else the one that is kept where the index says. Nothing else is
    /// touched: with a token in the environment neither a file nor the keyring is.
    ///
    /// # Errors
    /// Exit 4 (`not_logged_in`, `token_missing`) where there is none; exit 2 (`unknown_profile`) where other
    /// profiles are known and this one is not; exit 1 where the place cannot be reached or read.
    pub(crate) fn resolve(&self, profile: &Profile, notes: &mut Notes) -> Result<Token> {
        if let Some(token) = &self.environment {
            return Ok(token.clone());
        }
        let profiles = self.index.read()?;
        let Some(entry) = profiles.get(profile) else {
            return Err(match profiles.known_instead_of(profile) {
                Some(known) if !profile.is_default() => {
                    Error::usage("unknown_profile", format!("there is no profile {profile}"))
                        .hint(known)
                        .hint(format!("or log in to it: {}", login(profile)))
                }
                Some(known) => {
                    log_in(profile, "not_logged_in", format!("nobody is logged in to the profile {profile}"))
                        .hint(format!("or name another profile with --profile: {known}"))
                }
                None => log_in(profile, "not_logged_in", "nobody is logged in here".to_owned()),
            });
        };
        let origin = self.origin(entry.kept);
        let found = self.store(entry.kept).get(profile, notes)?;
        match found.and_then(|secret| secret.trimmed()) {
            Some(secret) => Ok(Token { secret, origin }),
            None => {
                let message = format!("the token of the profile {profile} is not in {origin} any more");
                Err(log_in(profile, "token_missing", message))
            }
        }
    }

    /// Keeps a token that was checked, with the facts of the check; `entry.kept` says where. Whatever another
    /// place kept for this profile is cleared; where that cannot be, it is noted.
    ///
    /// # Errors
    /// The index or the place cannot be read or written; nothing is kept then, or the error says what is.
    pub fn keep(&self, profile: &Profile, secret: &Secret, entry: Entry, notes: &mut Notes) -> Result<Token> {
        // Before the token is anywhere: an index that cannot be read cannot be written either.
        let before = self.index.read()?;
        let kept = entry.kept;
        let secret =
            secret.trimmed().ok_or_else(|| Error::usage("empty_token", "the token is empty").hint("give a token"))?;
        self.store(kept).set(profile, &secret, notes)?;
        let origin = self.origin(kept);
        if let Err(error) = self.index.put(profile, entry, notes) {
            return Err(match self.store(kept).clear(profile, notes) {
                Ok(_) => error,
                Err(_) => error.hint(format!("the token stands in {origin} all the same: qseg logout clears it")),
            });
        }
        let elsewhere = before.get(profile).map(|entry| entry.kept).filter(|before| *before != kept);
        if let Some(elsewhere) = elsewhere
            && let Err(error) = self.store(elsewhere).clear(profile, notes)
        {
            notes.push(format!("an older token is perhaps still in {}: {error}", self.origin(elsewhere)));
        }
        Ok(Token { secret, origin })
    }
}

fn log_in(profile: &Profile, code: &'static str, message: String) -> Error {
    Error::unauthorised(code, message)
        .hint(format!("log in: {}", login(profile)))
        .hint("in CI, give the token in the variable QSEG_TOKEN")
}

fn login(profile: &Profile) -> String {
    if profile.is_default() { "qseg login".to_owned() } else { format!("qseg login --profile {profile}") }
}

#[cfg(test)]
mod tests;
