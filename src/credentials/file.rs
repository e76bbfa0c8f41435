//! `tokens.json`: tokens in plain text, in a file that only its owner may read. Only where that was asked for
//! (`login --insecure-storage`).

use super::profile::Profile;
use super::{Notes, Store, private, versioned};
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The file.
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    tokens: BTreeMap<Profile, Written>,
}

/// A secret as text in this one file.
struct Written(Secret);

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::Error;
        serializer.serialize_str(self.0.text().ok_or_else(|| S::Error::custom("a token is text"))?)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        Ok(Written(Secret::new(text.as_bytes())))
    }
}

impl FileStore {
    /// The file in the folder of qseg's own files.
    pub(crate) fn of(folder: &Path) -> Self {
        FileStore { path: folder.join("tokens.json") }
    }

    /// Where it is, or would be.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The profiles that have a token here, by name.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn profiles(&self, notes: &mut Notes) -> Result<Vec<Profile>> {
        Ok(self.read(notes)?.tokens.into_keys().collect())
    }

    fn read(&self, notes: &mut Notes) -> Result<Document> {
        match private::read(&self.path, notes)? {
            None => Ok(Document { version: versioned::VERSION, tokens: BTreeMap::new() }),
            Some(text) => versioned::read(&self.path, &text),
        }
    }

    fn write(&self, document: &Document, notes: &mut Notes) -> Result<()> {
        // Grown before it is filled: a buffer that moves leaves its old bytes behind.
        let tokens: usize = document.tokens.values().map(|token| token.0.expose().len() * 6 + 512).sum();
        let mut text = Zeroizing::new(Vec::with_capacity(tokens + 512));
        serde_json::to_writer_pretty(&mut *text, document).map_err(|error| {
            Error::failed("unwritable_file", format!("cannot write {}", self.path.display())).because(error)
        })?;
        text.push(b'\n');
        private::write(&self.path, &text, notes)
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }
}

impl Store for FileStore {
    fn get(&self, profile: &Profile, notes: &mut Notes) -> Result<Option<Secret>> {
        Ok(self.read(notes)?.tokens.remove(profile).map(|written| written.0))
    }

    fn set(&self, profile: &Profile, secret: &Secret, notes: &mut Notes) -> Result<()> {
        private::make_folder(self.folder(), notes)?;
        let _lock = private::lock(self.folder())?;
        let mut document = self.read(notes)?;
        document.tokens.insert(profile.clone(), Written(secret.clone()));
        self.write(&document, notes)
    }

    fn clear(&self, profile: &Profile, notes: &mut Notes) -> Result<bool> {
        let _lock = private::lock(self.folder())?;
        let mut document = self.read(notes)?;
        if document.tokens.remove(profile).is_none() {
            return Ok(false);
        }
        if document.tokens.is_empty() {
            private::remove(&self.path)?;
        } else {
            self.write(&document, notes)?;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn profile(name: &str) -> Profile {
        Profile::parse(name).unwrap()
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.as_bytes())
    }

    #[test]
    fn each_profile_has_a_token_of_its_own_and_the_last_one_takes_the_file_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::of(&folder.path().join("qseg"));
        let notes = &mut Notes::new();
        assert_eq!(store.get(&profile("a"), notes).unwrap(), None);
        assert!(!store.clear(&profile("a"), notes).unwrap());
        store.set(&profile("a"), &secret("one"), notes).unwrap();
        store.set(&profile("b"), &secret("two \"\\\u{e9}"), notes).unwrap();
        store.set(&profile("a"), &secret("three"), notes).unwrap();
        assert_eq!(store.get(&profile("a"), notes).unwrap(), Some(secret("three")));
        assert_eq!(store.get(&profile("b"), notes).unwrap(), Some(secret("two \"\\\u{e9}")));
        assert_eq!(store.profiles(notes).unwrap(), [profile("a"), profile("b")]);
        assert!(store.clear(&profile("a"), notes).unwrap());
        assert!(!store.clear(&profile("a"), notes).unwrap());
        assert!(store.clear(&profile("b"), notes).unwrap());
        assert!(!store.path().exists());
        assert!(notes.is_empty(), "{notes:?}");
    }

    #[test]
    fn a_damaged_file_is_an_error_that_does_not_quote_it_and_is_left_as_it_is() {
        for text in [
            "{\"version\":1,\"tokens\":\"hush\"}",
            "{\"version\":1,\"tokens\":{\"a\":\"hush\",}}",
            "{\"version\":1,\"tokens\":{\"a\":\"hush\"},\"hush\":1}",
            "{\"version\":9,\"tokens\":{\"a\":\"hush\"}}",
            "hush",
        ] {
            let folder = tempfile::tempdir().unwrap();
            let store = FileStore::of(folder.path());
            fs::write(store.path(), text).unwrap();
            for error in [
                store.get(&profile("a"), &mut Notes::new()).unwrap_err(),
                store.set(&profile("a"), &secret("other"), &mut Notes::new()).unwrap_err(),
                store.clear(&profile("a"), &mut Notes::new()).unwrap_err(),
            ] {
                let all = format!("{error} {:?} {:?}", error.hints, error.causes().collect::<Vec<_>>());
                assert!(!all.contains("hush") && error.message.contains("tokens.json:1"), "{text}: {all}");
            }
            assert_eq!(fs::read_to_string(store.path()).unwrap(), text);
        }
    }

    #[cfg(unix)]
    mod on_unix {
        use super::*;
        use std::os::unix::fs::{PermissionsExt, symlink};

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o7777
        }

        fn set_mode(path: &Path, mode: u32) {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }

        #[test]
        fn file_and_folder_are_made_for_their_owner_alone() {
            let folder = tempfile::tempdir().unwrap();
            let own = folder.path().join("a/qseg");
            let store = FileStore::of(&own);
            store.set(&profile("a"), &secret("one"), &mut Notes::new()).unwrap();
            assert_eq!((mode(&own), mode(store.path())), (0o700, 0o600));
            assert_eq!(fs::read_dir(&own).unwrap().count(), 1, "nothing is left beside it");
        }

        #[test]
        fn what_is_open_to_others_is_tightened_and_that_is_noted() {
            let folder = tempfile::tempdir().unwrap();
            let own = folder.path().join("qseg");
            let store = FileStore::of(&own);
            store.set(&profile("a"), &secret("one"), &mut Notes::new()).unwrap();
            set_mode(store.path(), 0o644);
            let mut notes = Notes::new();
            assert_eq!(store.get(&profile("a"), &mut notes).unwrap(), Some(secret("one")));
            assert_eq!(mode(store.path()), 0o600);
            let said = format!("the file {} was open to others (mode 0644); it is 0600 now", store.path().display());
            assert_eq!(notes, [said]);

            set_mode(&own, 0o750);
            let mut notes = Notes::new();
            store.set(&profile("b"), &secret("two"), &mut notes).unwrap();
            assert_eq!((mode(&own), mode(store.path())), (0o700, 0o600));
            let said = format!("the folder {} was open to others (mode 0750); it is 0700 now", own.display());
            assert_eq!(notes, [said]);
        }

        #[test]
        fn a_folder_that_everyone_shares_is_refused_and_left_open() {
            let folder = tempfile::tempdir().unwrap();
            set_mode(folder.path(), 0o1777);
            let store = FileStore::of(folder.path());
            let error = store.set(&profile("a"), &secret("one"), &mut Notes::new()).unwrap_err();
            assert_eq!(error.code, "shared_folder");
            assert_eq!((mode(folder.path()), store.path().exists()), (0o1777, false));
        }

        #[test]
        fn links_and_what_is_no_file_are_refused_and_left_alone() {
            let folder = tempfile::tempdir().unwrap();
            let elsewhere = folder.path().join("elsewhere");
            let text = "{\"version\":1,\"tokens\":{\"a\":\"one\"}}";
            fs::write(&elsewhere, text).unwrap();
            let refused = |own: &Path| {
                let store = FileStore::of(own);
                for error in [
                    store.get(&profile("a"), &mut Notes::new()).unwrap_err(),
                    store.set(&profile("a"), &secret("two"), &mut Notes::new()).unwrap_err(),
                    store.clear(&profile("a"), &mut Notes::new()).unwrap_err(),
                ] {
                    assert_eq!(error.code, "not_a_regular_file");
                }
            };
            let (linked, hanging, filled) =
                (folder.path().join("linked"), folder.path().join("hanging"), folder.path().join("filled"));
            for own in [&linked, &hanging] {
                fs::create_dir(own).unwrap();
            }
            symlink(&elsewhere, linked.join("tokens.json")).unwrap();
            symlink("nowhere", hanging.join("tokens.json")).unwrap();
            fs::create_dir_all(filled.join("tokens.json")).unwrap();
            for own in [&linked, &hanging, &filled] {
                refused(own);
            }
            assert_eq!(fs::read_to_string(&elsewhere).unwrap(), text);
            assert!(linked.join("tokens.json").is_symlink() && hanging.join("tokens.json").is_symlink());
        }
    }
}
