//! Forgetting a profile: every place is cleared, and each says what happened.

use super::index::Kept;
use super::profile::Profile;
use super::{Credentials, Notes};
use crate::core::error::{Error, Result};

/// What happened in one place.
#[derive(Debug)]
pub(crate) enum Cleared {
    /// Something was there, and is no more.
    Removed,
    /// Nothing was there.
    Absent,
    /// It could not be reached: something may still be there.
    Unreachable(Error),
    /// It was left, so that the token in another place, which could not be reached, is found again.
    Left,
}

impl Cleared {
    /// Its stable name in JSON: `removed`, `absent`, `unreachable` or `left`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Cleared::Removed => "removed",
            Cleared::Absent => "absent",
            Cleared::Unreachable(_) => "unreachable",
            Cleared::Left => "left",
        }
    }

    /// Whether something was there, and is no more.
    pub(crate) fn is_removed(&self) -> bool {
        matches!(self, Cleared::Removed)
    }

    /// Why it could not be reached.
    pub(crate) fn error(&self) -> Option<&Error> {
        if let Cleared::Unreachable(error) = self { Some(error) } else { None }
    }
}

impl From<Result<bool>> for Cleared {
    fn from(result: Result<bool>) -> Self {
        match result {
            Ok(true) => Cleared::Removed,
            Ok(false) => Cleared::Absent,
            Err(error) => Cleared::Unreachable(error),
        }
    }
}

/// What happened in each place.
#[derive(Debug)]
pub(crate) struct Forgotten {
    /// The keyring.
    pub(crate) keyring: Cleared,
    /// `tokens.json`.
    pub(crate) file: Cleared,
    /// `profiles.json`.
    pub(crate) index: Cleared,
    /// Where the token was kept, by the index; `None` where the profile was not known, or the index unreadable.
    pub(crate) was_kept: Option<Kept>,
}

impl Forgotten {
    /// Whether anything was removed.
    pub(crate) fn is_anything_removed(&self) -> bool {
        [&self.keyring, &self.file, &self.index].into_iter().any(Cleared::is_removed)
    }

    /// Whether a token may still be where it is known to have been kept, or nothing is known. A keyring that cannot
    /// be reached is no failure where the index knows of no token in it: most servers have none.
    pub(crate) fn has_failed(&self) -> bool {
        self.file.error().is_some()
            || self.index.error().is_some()
            || (self.was_kept == Some(Kept::Keyring) && self.keyring.error().is_some())
    }
}

impl Credentials<'_> {
    /// Clears a profile's token and what is known of it from every place but the environment. Doing it again finds
    /// nothing to do. A place that cannot be reached does not keep the others from being cleared.
    pub(crate) fn forget(&self, profile: &Profile, notes: &mut Notes) -> Forgotten {
        let known = self.index.read();
        let was_kept = known.as_ref().ok().and_then(|known| known.get(profile)).map(|entry| entry.kept);
        let keyring = Cleared::from(self.keyring.clear(profile, notes));
        let file = Cleared::from(super::Store::clear(&self.file, profile, notes));
        let keeper = match was_kept {
            Some(Kept::Keyring) => Some(&keyring),
            Some(Kept::File) => Some(&file),
            None => None,
        };
        let index = match known {
            Err(error) => Cleared::Unreachable(error),
            Ok(_) if keeper.is_some_and(|keeper| keeper.error().is_some()) => Cleared::Left,
            Ok(_) => Cleared::from(self.index.remove(profile, notes)),
        };
        Forgotten { keyring, file, index, was_kept }
    }
}

#[cfg(test)]
mod tests;
