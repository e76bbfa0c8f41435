//! The keyring of the system: one that never answers, and, where it is asked for, a real one.

use crate::logout::{folder, log_in};
use crate::support::{OTHER_TOKEN, Place, TOKEN};
use qseg::credentials::{Kept, Keyring, Notes, Patience, Profile, Store};
use qseg::secret::Secret;
use std::os::unix::net::UnixListener;
use std::time::Duration;

/// A session bus that accepts and says nothing, for as long as it is held.
fn mute_bus(place: &Place) -> UnixListener {
    // The kernel accepts for it; nobody ever reads.
    UnixListener::bind(place.path().join("no-bus")).expect("a socket")
}

#[cfg(target_os = "linux")]
#[test]
fn a_keyring_that_never_answers_cannot_hang_the_program() {
    let place = Place::new();
    let _bus = mute_bus(&place);
    log_in(&place, "acme", TOKEN, Kept::Keyring);
    log_in(&place, "globex", OTHER_TOKEN, Kept::Keyring);
    let document = place.run(&["logout", "--all", "--format", "json"]).exits(1).document();
    for done in document["profiles"].as_array().expect("an array") {
        assert_eq!(done["keyring"]["error"]["code"], "keyring_timeout", "{done}");
        assert_eq!(done["keyring"]["error"]["message"], "the keyring did not answer within 3 seconds", "{done}");
    }
    assert!(folder(&place).join("profiles.json").exists(), "the token is still to be found");
}

#[test]
fn commands_that_need_no_token_do_not_touch_the_keyring() {
    let place = Place::new();
    let bus = mute_bus(&place);
    log_in(&place, "default", TOKEN, Kept::Keyring);
    place.run(&["help", "environment"]).exits(0);
    place.run(&["mapping", "schema"]).exits(0);
    place.run(&["send", "--dry-run", "none.csv"]).exits(1);
    bus.set_nonblocking(true).expect("a mode");
    let called = bus.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(called, Err(std::io::ErrorKind::WouldBlock), "nobody called");
}

/// Needs an unlocked Secret Service on the session bus of whoever runs the tests, which it writes to: so only where
/// QSEG_TEST_KEYRING is set (`.ci/slow` does).
#[test]
fn a_real_keyring_keeps_gives_and_forgets() {
    if std::env::var_os("QSEG_TEST_KEYRING").is_none() {
        let mut err = std::io::stderr();
        let _ = std::io::Write::write_all(&mut err, b"SKIPPED: QSEG_TEST_KEYRING is not set\n");
        return;
    }
    let said = |_: Duration| {};
    let patience = Patience { say_after: None, give_up_after: Duration::from_secs(30) };
    let keyring = Keyring::of_system(patience, &said);
    let notes = &mut Notes::new();
    let (one, two) =
        (Profile::parse("qseg-test-one").expect("a name"), Profile::parse("qseg-test-two").expect("a name"));
    for profile in [&one, &two] {
        keyring.clear(profile, notes).expect("it answers");
        assert_eq!(keyring.get(profile, notes).expect("it answers"), None);
    }
    keyring.set(&one, &Secret::new(OTHER_TOKEN.as_bytes()), notes).expect("it keeps");
    keyring.set(&one, &Secret::new(TOKEN.as_bytes()), notes).expect("it replaces");
    keyring.set(&two, &Secret::new(OTHER_TOKEN.as_bytes()), notes).expect("it keeps");
    assert_eq!(keyring.get(&one, notes).expect("it gives"), Some(Secret::new(TOKEN.as_bytes())));
    assert_eq!(keyring.get(&two, notes).expect("it gives"), Some(Secret::new(OTHER_TOKEN.as_bytes())));
    assert!(keyring.clear(&two, notes).expect("it forgets"));
    assert!(!keyring.clear(&two, notes).expect("there is nothing to forget"));

    // The program finds the same entry, in the same keyring.
    let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").expect("a session bus");
    let place = Place::new().with("DBUS_SESSION_BUS_ADDRESS", &bus);
    log_in(&place, "qseg-test-one", TOKEN, Kept::Keyring);
    let arguments = ["logout", "--profile", "qseg-test-one"];
    let document = place.run(&[&arguments[..], &["--format", "json"]].concat()).exits(0).document();
    assert_eq!(document["profiles"][0]["keyring"], serde_json::json!({ "state": "removed" }));
    assert_eq!(keyring.get(&one, notes).expect("it answers"), None);
    let said = place.run(&arguments).exits(0);
    assert!(said.stdout.contains("  keyring        nothing there\n"), "{}", said.stdout);
}
