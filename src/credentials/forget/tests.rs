//! Tests of clearing every place.

use super::super::index::{Index, entry};
use super::super::keyring::Failure;
use super::super::memory::MemoryStore;
use super::super::{FileStore, Store};
use super::*;
use crate::core::secret::Secret;
use std::fs;

fn profile(name: &str) -> Profile {
    Profile::parse(name).unwrap()
}

fn names(forgotten: &Forgotten) -> [&'static str; 3] {
    [forgotten.keyring.name(), forgotten.file.name(), forgotten.index.name()]
}

#[test]
fn every_place_is_cleared_and_a_second_time_there_is_nothing_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let notes = &mut Notes::new();
    let keyring = MemoryStore::default();
    let credentials = Credentials::new(None, folder.path(), &keyring);
    for name in ["a", "b"] {
        let secret = Secret::new(name.as_bytes());
        credentials.keep(&profile(name), &secret, entry(Kept::Keyring), notes).unwrap();
        FileStore::of(folder.path()).set(&profile(name), &secret, notes).unwrap();
    }
    let forgotten = credentials.forget(&profile("a"), notes);
    assert_eq!(names(&forgotten), ["removed", "removed", "removed"]);
    assert!(forgotten.is_anything_removed() && !forgotten.has_failed());
    let again = credentials.forget(&profile("a"), notes);
    assert_eq!(names(&again), ["absent", "absent", "absent"]);
    assert!(!again.is_anything_removed() && !again.has_failed());
    assert_eq!(credentials.resolve(&profile("b"), notes).unwrap().secret, Secret::new(b"b"), "others stay");
    credentials.forget(&profile("b"), notes);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_place_that_cannot_be_reached_is_told_and_the_others_are_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let notes = &mut Notes::new();
    let keyring = MemoryStore::failing(Failure::Locked("locked".to_owned()));
    let credentials = Credentials::new(None, folder.path(), &keyring);
    // Kept in the keyring: the index stays, so that the next try knows of it.
    Index::of(folder.path()).put(&profile("a"), entry(Kept::Keyring), notes).unwrap();
    FileStore::of(folder.path()).set(&profile("a"), &Secret::new(b"x"), notes).unwrap();
    let forgotten = credentials.forget(&profile("a"), notes);
    assert_eq!(names(&forgotten), ["unreachable", "removed", "left"]);
    assert!(forgotten.has_failed());
    assert_eq!(forgotten.keyring.error().unwrap().code, "keyring_locked");
    // Kept in the file: the keyring is told of, and no failure.
    credentials.keep(&profile("b"), &Secret::new(b"x"), entry(Kept::File), notes).unwrap();
    let forgotten = credentials.forget(&profile("b"), notes);
    assert_eq!(names(&forgotten), ["unreachable", "removed", "removed"]);
    assert!(!forgotten.has_failed());
    // Not known at all.
    let forgotten = credentials.forget(&profile("c"), notes);
    assert_eq!(names(&forgotten), ["unreachable", "absent", "absent"]);
    assert!(!forgotten.has_failed());
}

#[test]
fn files_that_cannot_be_read_are_told_and_left_and_the_keyring_is_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let notes = &mut Notes::new();
    let keyring = MemoryStore::default();
    keyring.set(&profile("a"), &Secret::new(b"x"), notes).unwrap();
    let (index, file) = (folder.path().join("profiles.json"), folder.path().join("tokens.json"));
    fs::write(&index, "{\"version\":2}").unwrap();
    fs::write(&file, "broken").unwrap();
    let forgotten = Credentials::new(None, folder.path(), &keyring).forget(&profile("a"), notes);
    assert_eq!(names(&forgotten), ["removed", "unreachable", "unreachable"]);
    assert!(forgotten.has_failed() && forgotten.is_anything_removed());
    assert_eq!(forgotten.index.error().unwrap().code, "newer_file");
    assert_eq!(
        (fs::read(&index).unwrap(), fs::read(&file).unwrap()),
        (b"{\"version\":2}".to_vec(), b"broken".to_vec())
    );
}
