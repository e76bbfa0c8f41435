//! Where a token comes from and is kept (design §8): the environment, the OS keyring, and a file only where that
//! was asked for. Nothing here reads the environment, a terminal or the clock: commands pass in what is needed.
//!
//! A token is kept by [`Credentials::keep`], which asks for the facts of a finished check: nothing unchecked is
//! stored. [`Credentials::resolve`] finds it again, [`Credentials::forget`] clears every place.

pub(crate) mod file;
pub(crate) mod forget;
pub(crate) mod index;
pub(crate) mod keyring;
pub mod memory;
mod private;
pub(crate) mod profile;
pub(crate) mod resolve;
pub(crate) mod token;
mod versioned;

pub(crate) use file::FileStore;
pub(crate) use forget::{Cleared, Forgotten};
pub use index::{Access, Check, Entry, Index, Kept, Profiles, Verdict, Workspace};
pub use keyring::{Keyring, Patience};
pub use profile::Profile;
pub(crate) use token::{Origin, Token};

use crate::core::error::Result;
use crate::core::secret::Secret;
use std::path::Path;

/// What a person should hear of that is no error, such as a folder whose permissions were tightened.
pub type Notes = Vec<String>;

/// A place that keeps one token for each profile.
pub trait Store {
    /// The token of a profile, if the place has one.
    ///
    /// # Errors
    /// The place cannot be reached or read.
    fn get(&self, profile: &Profile, notes: &mut Notes) -> Result<Option<Secret>>;

    /// Keeps a token, in the stead of the one that is there.
    ///
    /// # Errors
    /// The place cannot be reached or written.
    fn set(&self, profile: &Profile, secret: &Secret, notes: &mut Notes) -> Result<()>;

    /// Removes a profile's token; false where there is none.
    ///
    /// # Errors
    /// The place cannot be reached or written: a token may still be there.
    fn clear(&self, profile: &Profile, notes: &mut Notes) -> Result<bool>;
}

/// Every place that a token can come from.
pub struct Credentials<'a> {
    environment: Option<Token>,
    index: Index,
    keyring: &'a dyn Store,
    file: FileStore,
}

impl<'a> Credentials<'a> {
    /// The places of a run: the token that the environment gives, the folder of qseg's own files, the keyring.
    pub fn new(environment: Option<Token>, folder: &Path, keyring: &'a dyn Store) -> Self {
        Credentials { environment, index: Index::of(folder), keyring, file: FileStore::of(folder) }
    }

    /// The token of the environment, which wins over any that is kept.
    pub fn environment(&self) -> Option<&Token> {
        self.environment.as_ref()
    }

    /// What is known of each profile.
    ///
    /// # Errors
    /// As [`Index::read`].
    pub(crate) fn profiles(&self) -> Result<Profiles> {
        self.index.read()
    }

    /// The file for tokens, whether it is there or not.
    pub fn file(&self) -> &FileStore {
        &self.file
    }

    fn store(&self, kept: Kept) -> &dyn Store {
        match kept {
            Kept::Keyring => self.keyring,
            Kept::File => &self.file,
        }
    }

    fn origin(&self, kept: Kept) -> Origin {
        match kept {
            Kept::Keyring => Origin::Keyring,
            Kept::File => Origin::File(self.file.path().to_path_buf()),
        }
    }
}
