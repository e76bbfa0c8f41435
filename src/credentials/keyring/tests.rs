//! Tests of the keyring's threads, time-outs and classes of failure.

use super::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Waits for a word before it answers; for ever, where the other end never speaks.
struct Waits(Mutex<mpsc::Receiver<()>>, Answers);

/// Answers at once.
#[derive(Default)]
struct Answers(Mutex<BTreeMap<String, Secret>>);

impl Backend for Answers {
    fn get(&self, user: &str) -> Result<Option<Secret>, Failure> {
        Ok(self.0.lock().unwrap().get(user).cloned())
    }

    fn set(&self, user: &str, secret: &Secret) -> Result<(), Failure> {
        self.0.lock().unwrap().insert(user.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, user: &str) -> Result<bool, Failure> {
        Ok(self.0.lock().unwrap().remove(user).is_some())
    }
}

impl Backend for Waits {
    fn get(&self, user: &str) -> Result<Option<Secret>, Failure> {
        self.0.lock().unwrap().recv().unwrap();
        self.1.get(user)
    }

    fn set(&self, user: &str, secret: &Secret) -> Result<(), Failure> {
        self.0.lock().unwrap().recv().unwrap();
        self.1.set(user, secret)
    }

    fn delete(&self, user: &str) -> Result<bool, Failure> {
        self.0.lock().unwrap().recv().unwrap();
        self.1.delete(user)
    }
}

/// Always fails.
struct Fails(Failure);

impl Backend for Fails {
    fn get(&self, _: &str) -> Result<Option<Secret>, Failure> {
        Err(self.0.clone())
    }

    fn set(&self, _: &str, _: &Secret) -> Result<(), Failure> {
        Err(self.0.clone())
    }

    fn delete(&self, _: &str) -> Result<bool, Failure> {
        Err(self.0.clone())
    }
}

/// So long that a test that waits for it hangs.
const LONG: Duration = Duration::from_secs(3_600);
const SHORT: Duration = Duration::from_millis(5);

fn silent(_: Duration) {}

#[test]
fn what_is_set_is_got_and_removed_by_profile() {
    let keyring =
        Keyring::new(Arc::new(Answers::default()), Patience { say_after: None, give_up_after: LONG }, &silent);
    let (a, b) = (Profile::default(), Profile::parse("b").unwrap());
    let notes = &mut Notes::new();
    keyring.set(&a, &Secret::new(b"one"), notes).unwrap();
    assert_eq!(keyring.get(&a, notes).unwrap(), Some(Secret::new(b"one")));
    assert_eq!(keyring.get(&b, notes).unwrap(), None);
    assert!(!keyring.clear(&b, notes).unwrap());
    assert!(keyring.clear(&a, notes).unwrap());
    assert!(!keyring.clear(&a, notes).unwrap());
}

#[test]
fn one_that_never_answers_is_given_up_and_not_waited_for_again() {
    let (_speak, word) = mpsc::channel();
    let said = RefCell::new(Vec::new());
    let waiting = |rest| said.borrow_mut().push(rest);
    let patience = Patience { say_after: Some(SHORT), give_up_after: SHORT * 3 };
    let keyring = Keyring::new(Arc::new(Waits(Mutex::new(word), Answers::default())), patience, &waiting);
    let notes = &mut Notes::new();
    for error in [
        keyring.get(&Profile::default(), notes).unwrap_err(),
        keyring.set(&Profile::default(), &Secret::new(b"hush"), notes).unwrap_err(),
        keyring.clear(&Profile::default(), notes).unwrap_err(),
    ] {
        assert_eq!((error.code, error.exit.code()), ("keyring_timeout", 1));
        assert_eq!(error.message, "the keyring did not answer within 15 ms");
    }
    assert_eq!(*said.borrow(), [SHORT * 2], "said once, with how much longer");
}

#[test]
fn where_nobody_is_there_nothing_is_said() {
    let (_speak, word) = mpsc::channel();
    let said = Cell::new(0);
    let waiting = |_| said.set(said.get() + 1);
    let patience = Patience { say_after: None, give_up_after: SHORT };
    let keyring = Keyring::new(Arc::new(Waits(Mutex::new(word), Answers::default())), patience, &waiting);
    assert_eq!(keyring.get(&Profile::default(), &mut Notes::new()).unwrap_err().code, "keyring_timeout");
    assert_eq!(said.get(), 0);
}

#[test]
fn one_that_answers_after_it_was_said_is_heard() {
    let (speak, word) = mpsc::channel();
    let waiting = |_| speak.send(()).unwrap();
    let patience = Patience { say_after: Some(SHORT), give_up_after: LONG };
    let keyring = Keyring::new(Arc::new(Waits(Mutex::new(word), Answers::default())), patience, &waiting);
    let notes = &mut Notes::new();
    keyring.set(&Profile::default(), &Secret::new(b"one"), notes).unwrap();
    assert_eq!(keyring.get(&Profile::default(), notes).unwrap(), Some(Secret::new(b"one")));
}

#[test]
fn a_thread_that_breaks_off_is_a_failure_and_no_hang() {
    let (speak, word) = mpsc::channel::<()>();
    drop(speak);
    let patience = Patience { say_after: None, give_up_after: LONG };
    let keyring = Keyring::new(Arc::new(Waits(Mutex::new(word), Answers::default())), patience, &silent);
    assert_eq!(keyring.get(&Profile::default(), &mut Notes::new()).unwrap_err().code, "keyring_failed");
}

#[test]
fn every_class_of_failure_has_its_code_and_three_ways_out() {
    for (failure, code) in [
        (Failure::NoService("x".to_owned()), "keyring_unavailable"),
        (Failure::Locked("x".to_owned()), "keyring_locked"),
        (Failure::Denied("x".to_owned()), "keyring_denied"),
        (Failure::TimedOut(LONG), "keyring_timeout"),
        (Failure::Other("x".to_owned()), "keyring_failed"),
    ] {
        let patience = Patience { say_after: None, give_up_after: LONG };
        let keyring = Keyring::new(Arc::new(Fails(failure)), patience, &silent);
        let error = keyring.get(&Profile::default(), &mut Notes::new()).unwrap_err();
        assert_eq!((error.code, error.exit.code()), (code, 1));
        assert_eq!(error.hints.len(), 3);
        assert!(error.hints[0].contains("QSEG_TOKEN") && error.hints[1].contains("--insecure-storage"), "{error:?}");
        assert!(error.hints[2].contains("keyring") || error.hints[2].contains("unlock it"), "{error:?}");
    }
}

#[test]
fn what_the_crate_says_is_told_apart_by_class() {
    let platform = |text: &str| keyring::Error::PlatformFailure(text.to_owned().into());
    let access = |text: &str| keyring::Error::NoStorageAccess(text.to_owned().into());
    for (error, code) in [
        (platform("no secret service provider or dbus session found"), "keyring_unavailable"),
        (
            platform(
                "zbus error: org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was not provided by any .service files",
            ),
            "keyring_unavailable",
        ),
        (keyring::Error::NoDefaultStore, "keyring_unavailable"),
        (access("SS Error: object locked"), "keyring_locked"),
        (
            platform("zbus error: org.freedesktop.Secret.Error.IsLocked: Cannot create an item in a locked collection"),
            "keyring_locked",
        ),
        (access("SS error: result not returned from SS API"), "keyring_locked"),
        (access("SS error: prompt dismissed"), "keyring_denied"),
        (platform("org.freedesktop.DBus.Error.AccessDenied: no"), "keyring_denied"),
        (platform("a bus that broke"), "keyring_failed"),
        (keyring::Error::BadEncoding(b"hush".to_vec()), "keyring_failed"),
    ] {
        let told = super::error(failure(&error));
        let causes = told.causes().collect::<Vec<_>>().join(" ");
        assert_eq!(told.code, code, "{error}");
        assert!(!causes.is_empty() && !causes.contains("hush") && !causes.contains("104"), "{causes}");
    }
}
