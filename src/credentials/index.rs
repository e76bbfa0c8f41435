//! `profiles.json`: what is known of each profile, and where its token is kept. It holds no secret.

use super::profile::Profile;
use super::{Notes, private, versioned};
use crate::core::diagnostic::did_you_mean;
use crate::core::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file.
#[derive(Debug, Clone)]
pub struct Index {
    path: PathBuf,
}

/// What is known of a profile: facts of the check that came before its token was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The workspace that the token opens.
    pub workspace: Workspace,
    /// Its region, by the word of the command line (`us`, `eu`).
    pub region: String,
    /// What the token is kept for.
    pub access: Access,
    /// Where the token is kept.
    pub kept: Kept,
    /// The last check of the token.
    pub check: Check,
}

/// A workspace, as Segment names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    /// Its id.
    pub id: String,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// What a token is kept for (`login --access`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// To create sources and read write keys.
    SourceAdmin,
    /// To look, and no more.
    Read,
}

/// Where a token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// In the keyring of the operating system.
    Keyring,
    /// In a file of qseg's own, because that was asked for.
    File,
}

/// When a token was checked, and what came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// When.
    #[serde(with = "moment")]
    pub at: jiff::Timestamp,
    /// Whether the token has Source Admin (`reference/segment-public-api.md` §9).
    pub verdict: Verdict,
}

/// Whether a token has Source Admin (`reference/segment-public-api.md` §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It has.
    Confirmed,
    /// It has not.
    Denied,
    /// That could not be told.
    Inconclusive,
}

/// Every profile with what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profiles(BTreeMap<Profile, Entry>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "version")]
    _version: u32,
    profiles: BTreeMap<Profile, Entry>,
}

impl Index {
    /// The index in the folder of qseg's own files.
    pub(crate) fn of(folder: &Path) -> Self {
        Index { path: folder.join("profiles.json") }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it; without a file there is no profile.
    ///
    /// # Errors
    /// It cannot be read, is damaged (`damaged_file`), or was written by a newer qseg (`newer_file`); the latter
    /// two name the line.
    pub(crate) fn read(&self) -> Result<Profiles> {
        self.read_noting(&mut Notes::new())
    }

    /// Writes what is known of a profile. What cannot be read is never replaced.
    ///
    /// # Errors
    /// As [`Index::read`], and where it cannot be written.
    pub(crate) fn put(&self, profile: &Profile, entry: Entry, notes: &mut Notes) -> Result<()> {
        private::make_folder(self.folder(), notes)?;
        let _lock = private::lock(self.folder())?;
        let mut profiles = self.read_noting(notes)?;
        profiles.0.insert(profile.clone(), entry);
        self.write(&profiles, notes)
    }

    /// Forgets a profile; false where it is not known. The last one takes the file with it.
    ///
    /// # Errors
    /// As [`Index::put`].
    pub(crate) fn remove(&self, profile: &Profile, notes: &mut Notes) -> Result<bool> {
        let _lock = private::lock(self.folder())?;
        let mut profiles = self.read_noting(notes)?;
        if profiles.0.remove(profile).is_none() {
            return Ok(false);
        }
        if profiles.0.is_empty() {
            private::remove(&self.path)?;
        } else {
            self.write(&profiles, notes)?;
        }
        Ok(true)
    }

    fn read_noting(&self, notes: &mut Notes) -> Result<Profiles> {
        let Some(text) = private::read(&self.path, notes)? else { return Ok(Profiles::default()) };
        let document: Document = versioned::read(&self.path, &text)?;
        Ok(Profiles(document.profiles))
    }

    fn write(&self, profiles: &Profiles, notes: &mut Notes) -> Result<()> {
        let document = serde_json::json!({ "version": versioned::VERSION, "profiles": profiles.0 });
        let mut text = serde_json::to_vec_pretty(&document).map_err(|error| {
            Error::failed("unwritable_file", format!("cannot write {}", self.path.display())).because(error)
        })?;
        text.push(b'\n');
        private::write(&self.path, &text, notes)
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }
}

impl Profiles {
    /// What is known of a profile.
    pub(crate) fn get(&self, profile: &Profile) -> Option<&Entry> {
        self.0.get(profile)
    }

    /// All, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Profile, &Entry)> {
        self.0.iter()
    }

    /// For a profile that is not among them: what was probably meant, and what there is. `None` where there is
    /// no profile at all.
    pub(crate) fn known_instead_of(&self, profile: &Profile) -> Option<String> {
        let known: Vec<&str> = self.0.keys().map(Profile::name).collect();
        let near = did_you_mean(profile.name(), known.iter().copied());
        match (near, known.is_empty()) {
            (_, true) => None,
            (Some(near), _) => Some(format!("did you mean {near}? known are {}", known.join(", "))),
            (None, _) => Some(format!("known are {}", known.join(", "))),
        }
    }
}

/// RFC 3339 text.
mod moment {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(moment: &jiff::Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(moment)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<jiff::Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// An entry for tests.
#[cfg(test)]
pub(super) fn entry(kept: Kept) -> Entry {
    Entry {
        workspace: Workspace { id: "w1".to_owned(), slug: "acme".to_owned(), name: "Acme".to_owned() },
        region: "eu".to_owned(),
        access: Access::SourceAdmin,
        kept,
        check: Check { at: jiff::Timestamp::UNIX_EPOCH, verdict: Verdict::Confirmed },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn profile(name: &str) -> Profile {
        Profile::parse(name).unwrap()
    }

    #[test]
    fn what_is_put_is_read_again_and_the_last_one_takes_the_file_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::of(&folder.path().join("deep/qseg"));
        let notes = &mut Notes::new();
        assert!(index.read().unwrap().iter().next().is_none());
        assert!(!index.remove(&profile("a"), notes).unwrap());
        index.put(&profile("a"), entry(Kept::Keyring), notes).unwrap();
        let other = Entry { access: Access::Read, region: "us".to_owned(), ..entry(Kept::File) };
        index.put(&profile("b"), other.clone(), notes).unwrap();
        let known = index.read().unwrap();
        assert_eq!(known.get(&profile("a")), Some(&entry(Kept::Keyring)));
        assert_eq!(known.get(&profile("b")), Some(&other));
        assert_eq!(known.iter().map(|(profile, _)| profile.name()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(index.remove(&profile("a"), notes).unwrap());
        assert!(!index.remove(&profile("a"), notes).unwrap());
        assert!(index.remove(&profile("b"), notes).unwrap());
        assert!(!index.path().exists());
        assert!(notes.is_empty(), "{notes:?}");
    }

    #[test]
    fn its_text_is_what_other_versions_will_find() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::of(folder.path());
        index.put(&profile("a"), entry(Kept::Keyring), &mut Notes::new()).unwrap();
        let text: serde_json::Value = serde_json::from_str(&fs::read_to_string(index.path()).unwrap()).unwrap();
        let wanted = serde_json::json!({ "version": 1, "profiles": { "a": {
            "workspace": { "id": "w1", "slug": "acme", "name": "Acme" },
            "region": "eu", "access": "source-admin", "kept": "keyring",
            "check": { "at": "1970-01-01T00:00:00Z", "verdict": "confirmed" },
        } } });
        assert_eq!(text, wanted);
    }

    #[test]
    fn what_cannot_be_read_is_an_error_with_its_line_and_is_never_replaced() {
        for (text, code, line) in [
            ("", "damaged_file", ":1:0: not JSON"),
            ("{\n \"version\": 1,\n \"profiles\": {", "damaged_file", ":3:"),
            ("{\n \"profiles\": {}}", "damaged_file", ":2:"),
            ("{\n \"version\": 1,\n \"profiles\": { \"a\": 5 } }", "damaged_file", ":3:"),
            ("{\n \"version\": 1,\n \"profiles\": { \"a b\": {} } }", "damaged_file", ":3:"),
            ("{\n \"version\": 1,\n \"hush\": 2, \"profiles\": {} }", "damaged_file", ":3:"),
            ("{\n \"other\": {},\n\n \"version\": 2 }", "newer_file", ":4: "),
            ("{ \"version\": \"1\" }", "newer_file", ":1: "),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let index = Index::of(folder.path());
            fs::write(index.path(), text).unwrap();
            for error in [
                index.read().unwrap_err(),
                index.put(&profile("a"), entry(Kept::File), &mut Notes::new()).unwrap_err(),
                index.remove(&profile("a"), &mut Notes::new()).unwrap_err(),
            ] {
                assert_eq!(error.code, code, "{text}: {error}");
                assert!(error.message.contains(&format!("profiles.json{line}")), "{text}: {error}");
                assert!(!error.message.contains("hush"), "{error}");
            }
            assert_eq!(fs::read_to_string(index.path()).unwrap(), text);
        }
    }

    #[test]
    fn an_unknown_profile_is_answered_with_those_that_are_known() {
        let known = |names: &[&str]| Profiles(names.iter().map(|name| (profile(name), entry(Kept::Keyring))).collect());
        assert_eq!(known(&[]).known_instead_of(&profile("a")), None);
        let two = known(&["acme", "umbrella"]);
        assert_eq!(
            two.known_instead_of(&profile("acmee")),
            Some("did you mean acme? known are acme, umbrella".to_owned())
        );
        assert_eq!(two.known_instead_of(&profile("xyzzy")), Some("known are acme, umbrella".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn profiles_that_are_put_at_the_same_time_are_all_kept() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::of(folder.path());
        std::thread::scope(|scope| {
            for number in 0..8 {
                let index = &index;
                scope.spawn(move || {
                    index.put(&profile(&format!("p{number}")), entry(Kept::File), &mut Notes::new()).unwrap();
                });
            }
        });
        assert_eq!(index.read().unwrap().iter().count(), 8);
    }
}
