//! A store in memory, for tests: a keyring that works, or one that always fails in the same way.

use super::keyring::{self, Failure};
use super::profile::Profile;
use super::{Notes, Store};
use crate::core::error::Result;
use crate::core::secret::Secret;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Tokens in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tokens: RefCell<BTreeMap<Profile, Secret>>,
    failure: Option<Failure>,
}

impl MemoryStore {
    /// A store that can never be reached, for this reason.
    #[cfg(test)]
    pub(crate) fn failing(failure: Failure) -> Self {
        MemoryStore { tokens: RefCell::default(), failure: Some(failure) }
    }

    fn reach(&self) -> Result<()> {
        self.failure.clone().map_or(Ok(()), |failure| Err(keyring::error(failure)))
    }
}

impl Store for MemoryStore {
    fn get(&self, profile: &Profile, _: &mut Notes) -> Result<Option<Secret>> {
        self.reach()?;
        Ok(self.tokens.borrow().get(profile).cloned())
    }

    fn set(&self, profile: &Profile, secret: &Secret, _: &mut Notes) -> Result<()> {
        self.reach()?;
        self.tokens.borrow_mut().insert(profile.clone(), secret.clone());
        Ok(())
    }

    fn clear(&self, profile: &Profile, _: &mut Notes) -> Result<bool> {
        self.reach()?;
        Ok(self.tokens.borrow_mut().remove(profile).is_some())
    }
}
