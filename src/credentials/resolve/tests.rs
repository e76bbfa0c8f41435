//! Tests of where a token is looked for, and of keeping one.

use super::super::index::{Index, Kept, entry};
use super::super::keyring::Failure;
use super::super::memory::MemoryStore;
use super::super::token::Origin;
use super::super::{FileStore, Store};
use super::*;
use std::fs;
use std::path::Path;

fn profile(name: &str) -> Profile {
    Profile::parse(name).unwrap()
}

fn secret(text: &str) -> Secret {
    Secret::new(text.as_bytes())
}

fn of_environment() -> Option<Token> {
    Token::of_environment([("QSEG_TOKEN", Some(secret("from the environment")))])
}

/// A keyring that must not be touched.
fn untouchable() -> MemoryStore {
    MemoryStore::failing(Failure::Other("touched".to_owned()))
}

#[test]
fn the_environment_wins_and_nothing_else_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(Index::of(folder.path()).path(), "broken").unwrap();
    let keyring = untouchable();
    let credentials = Credentials::new(of_environment(), folder.path(), &keyring);
    let token = credentials.resolve(&Profile::default(), &mut Notes::new()).unwrap();
    assert_eq!(token, of_environment().unwrap());
    assert_eq!(credentials.environment(), Some(&token));
}

#[test]
fn a_token_is_found_where_it_was_kept_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let notes = &mut Notes::new();
    let keyring = MemoryStore::default();
    let credentials = Credentials::new(None, folder.path(), &keyring);
    let kept = credentials.keep(&profile("a"), &secret(" one\n"), entry(Kept::Keyring), notes).unwrap();
    assert_eq!(kept, Token { secret: secret("one"), origin: Origin::Keyring });
    assert_eq!(credentials.resolve(&profile("a"), notes).unwrap(), kept);
    assert!(!credentials.file().path().exists());

    let file = Origin::File(folder.path().join("tokens.json"));
    let kept = credentials.keep(&profile("b"), &secret("two"), entry(Kept::File), notes).unwrap();
    assert_eq!(kept, Token { secret: secret("two"), origin: file });
    assert_eq!(keyring.get(&profile("b"), notes).unwrap(), None);
    // With a file there is no need for a keyring.
    let keyring = untouchable();
    assert_eq!(Credentials::new(None, folder.path(), &keyring).resolve(&profile("b"), notes).unwrap(), kept);
}

#[test]
fn without_a_token_it_is_said_how_to_get_one() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = MemoryStore::default();
    let credentials = Credentials::new(None, folder.path(), &keyring);
    let notes = &mut Notes::new();
    let told = |name: &str| {
        let error = credentials.resolve(&profile(name), &mut Notes::new()).unwrap_err();
        (error.exit.code(), error.code, error.hints)
    };
    let (exit, code, hints) = told("default");
    assert_eq!((exit, code), (4, "not_logged_in"));
    assert_eq!(hints, ["log in: qseg login", "in CI, give the token in the variable QSEG_TOKEN"]);
    let (exit, code, hints) = told("acme");
    assert_eq!((exit, code, hints[0].as_str()), (4, "not_logged_in", "log in: qseg login --profile acme"));

    credentials.keep(&profile("acme"), &secret("one"), entry(Kept::Keyring), notes).unwrap();
    let (exit, code, hints) = told("acmee");
    assert_eq!((exit, code, hints[0].as_str()), (2, "unknown_profile", "did you mean acme? known are acme"));
    let (exit, code, hints) = told("default");
    assert_eq!((exit, code), (4, "not_logged_in"));
    assert_eq!(hints[2], "or name another profile with --profile: known are acme");

    assert!(keyring.clear(&profile("acme"), notes).unwrap());
    let (exit, code, hints) = told("acme");
    assert_eq!((exit, code, hints[0].as_str()), (4, "token_missing", "log in: qseg login --profile acme"));
}

#[test]
fn a_keyring_that_fails_is_told_and_no_file_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let notes = &mut Notes::new();
    let keyring = MemoryStore::failing(Failure::NoService("none".to_owned()));
    let credentials = Credentials::new(None, folder.path(), &keyring);
    let error = credentials.keep(&profile("a"), &secret("one"), entry(Kept::Keyring), notes).unwrap_err();
    assert_eq!(error.code, "keyring_unavailable");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
    Index::of(folder.path()).put(&profile("a"), entry(Kept::Keyring), notes).unwrap();
    FileStore::of(folder.path()).set(&profile("a"), &secret("old"), notes).unwrap();
    assert_eq!(credentials.resolve(&profile("a"), notes).unwrap_err().code, "keyring_unavailable");
}

#[test]
fn a_token_that_moves_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("qseg");
    let notes = &mut Notes::new();
    let keyring = MemoryStore::default();
    let credentials = Credentials::new(None, &own, &keyring);
    credentials.keep(&profile("a"), &secret("one"), entry(Kept::Keyring), notes).unwrap();
    credentials.keep(&profile("a"), &secret("two"), entry(Kept::File), notes).unwrap();
    assert_eq!(keyring.get(&profile("a"), notes).unwrap(), None);
    credentials.keep(&profile("a"), &secret("three"), entry(Kept::Keyring), notes).unwrap();
    assert!(!credentials.file().path().exists());
    assert!(notes.is_empty(), "{notes:?}");

    let broken = MemoryStore::failing(Failure::Locked("locked".to_owned()));
    let credentials = Credentials::new(None, &own, &broken);
    credentials.keep(&profile("a"), &secret("four"), entry(Kept::File), notes).unwrap();
    assert_eq!(*notes, ["an older token is perhaps still in the keyring: the keyring is locked"]);
}

#[test]
fn an_index_that_cannot_be_read_keeps_a_token_from_being_stored() {
    let folder = tempfile::tempdir().unwrap();
    let notes = &mut Notes::new();
    fs::write(Index::of(folder.path()).path(), "{\"version\":2}").unwrap();
    let keyring = MemoryStore::default();
    let credentials = Credentials::new(None, folder.path(), &keyring);
    for kept in [Kept::Keyring, Kept::File] {
        let error = credentials.keep(&profile("a"), &secret("one"), entry(kept), notes).unwrap_err();
        assert_eq!(error.code, "newer_file");
    }
    assert_eq!(keyring.get(&profile("a"), notes).unwrap(), None);
    assert!(!Path::exists(credentials.file().path()));
}

#[test]
fn an_empty_token_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = untouchable();
    let credentials = Credentials::new(None, folder.path(), &keyring);
    let kept = credentials.keep(&profile("a"), &secret(" \n"), entry(Kept::Keyring), &mut Notes::new());
    assert_eq!(kept.unwrap_err().code, "empty_token");
}
